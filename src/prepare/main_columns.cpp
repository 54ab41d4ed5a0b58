#include "main_columns.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "ascof/core/text.hpp"
#include "ascof/prepare/age_bands.hpp"

namespace ascof {
namespace {

/// A field that is cleaned: where it stands in the extract and in the main table.
struct cleaned_field {
  mapped_field field;
  submitted::column from;
  event::column raw;
  event::column cleaned;
};

constexpr std::array cleaned_fields{
    cleaned_field{mapped_field::gender, submitted::gender, event::gender_raw, event::gender},
    cleaned_field{mapped_field::ethnicity, submitted::ethnicity, event::ethnicity_raw, event::ethnicity},
    cleaned_field{mapped_field::client_type, submitted::client_type, event::client_type_raw, event::client_type},
    cleaned_field{mapped_field::primary_support_reason, submitted::primary_support_reason,
                  event::primary_support_reason_raw, event::primary_support_reason},
    cleaned_field{mapped_field::accommodation_status, submitted::accommodation_status, event::accommodation_status_raw,
                  event::accommodation_status},
    cleaned_field{mapped_field::employment_status, submitted::employment_status, event::employment_status_raw,
                  event::employment_status},
    cleaned_field{mapped_field::visual_impairment, submitted::visual_impairment, event::visual_impairment_raw,
                  event::visual_impairment},
    cleaned_field{mapped_field::hearing_impairment, submitted::hearing_impairment, event::hearing_impairment_raw,
                  event::hearing_impairment},
    cleaned_field{mapped_field::client_funding_status, submitted::client_funding_status,
                  event::client_funding_status_raw, event::client_funding_status},
    cleaned_field{mapped_field::event_outcome, submitted::event_outcome, event::outcome_raw, event::outcome},
    cleaned_field{mapped_field::route_of_access, submitted::route_of_access, event::route_of_access_raw,
                  event::route_of_access},
    cleaned_field{mapped_field::assessment_type, submitted::assessment_type, event::assessment_type_raw,
                  event::assessment_type},
    cleaned_field{mapped_field::method_of_assessment, submitted::method_of_assessment, event::method_of_assessment_raw,
                  event::method_of_assessment},
    cleaned_field{mapped_field::hours_caring, submitted::hours_caring, event::hours_caring_raw, event::hours_caring},
    cleaned_field{mapped_field::service_type, submitted::service_type, event::service_type_raw, event::service_type},
    cleaned_field{mapped_field::service_component, submitted::service_component, event::service_component_raw,
                  event::service_component},
    cleaned_field{mapped_field::delivery_mechanism, submitted::delivery_mechanism, event::delivery_mechanism_raw,
                  event::delivery_mechanism},
    cleaned_field{mapped_field::review_reason, submitted::review_reason, event::review_reason_raw,
                  event::review_reason},
    cleaned_field{mapped_field::review_outcomes, submitted::review_outcomes, event::review_outcomes_raw,
                  event::review_outcomes},
    cleaned_field{mapped_field::method_of_review, submitted::method_of_review, event::method_of_review_raw,
                  event::method_of_review},
};

/// Texts that go into the main table as they are.
constexpr std::pair<submitted::column, event::column> copied_texts[]{
    {submitted::la_code, event::la_code},
    {submitted::gp_practice_name, event::gp_practice_name},
    {submitted::gp_practice_code, event::gp_practice_code},
    {submitted::has_unpaid_carer, event::has_unpaid_carer},
    {submitted::autism_spectrum_disorder, event::autism_spectrum_disorder},
    {submitted::dementia, event::dementia},
    {submitted::event_type, event::event_type},
    {submitted::eligible_needs_identified, event::eligible_needs_identified},
    {submitted::adults_cared_for, event::adults_cared_for},
    {submitted::linked_person_1, event::linked_person_1},
    {submitted::linked_person_2, event::linked_person_2},
    {submitted::linked_person_3, event::linked_person_3},
    {submitted::provider_name, event::provider_name},
    {submitted::provider_id, event::provider_id},
    {submitted::nhs_number, event::nhs_number},
    {submitted::local_person_id, event::local_person_id},
};

/// A text column that says one of few things in each row.
class label_column {
 public:
  explicit label_column(std::size_t rows) { codes_.reserve(rows); }
  void add(std::string_view label) { codes_.push_back(label.empty() ? missing_code : values_->intern(label)); }
  text_column finish() const {
    text_column column{values_, code_vector(codes_.size(), values_->size() - 1)};
    for (std::size_t row = 0; row < codes_.size(); ++row) column.codes.set(row, codes_[row]);
    return column;
  }

 private:
  std::shared_ptr<dictionary> values_ = std::make_shared<dictionary>();
  std::vector<code> codes_;
};

/// Group of a review's reason, by its first word. Only the event type "Review" itself is grouped; one that merely
/// contains the word is of unknown type, and other events have none.
text_column review_types(const text_column& event_types, const text_column& reasons) {
  enum class word { none, contains, exact };
  std::vector<word> is_review(event_types.values->size(), word::none);
  for (code c = 1; c < event_types.values->size(); ++c) {
    const std::string form = fold((*event_types.values)[c]);
    is_review[c] = form == "review"                           ? word::exact
                   : form.find("review") != std::string::npos ? word::contains
                                                              : word::none;
  }
  const auto values = std::make_shared<dictionary>();
  const code unknown = values->intern("Review Type Unknown");
  const code unplanned = values->intern("Unplanned");
  const code planned = values->intern("Planned review of long term support");
  const code short_term = values->intern("Review of short term support");
  std::vector<code> of_reason(reasons.values->size(), missing_code);
  for (code c = 1; c < reasons.values->size(); ++c) {
    const std::string_view reason = (*reasons.values)[c];
    of_reason[c] = is_blank(reason)                                    ? missing_code
                   : starts_with_text(reason, "Unplanned")             ? unplanned
                   : starts_with_text(reason, "Planned")               ? planned
                   : same_text(reason, "Review of short term support") ? short_term
                                                                       : unknown;
  }
  text_column out{values, code_vector(event_types.size(), values->size() - 1)};
  for (std::size_t row = 0; row < event_types.size(); ++row) {
    const word w = is_review[event_types.codes[row]];
    if (w == word::exact) out.codes.set(row, of_reason[reasons.codes[row]]);
    if (w == word::contains) out.codes.set(row, unknown);
  }
  return out;
}

}  // namespace

std::int32_t conversation_of(const table& data, std::size_t row) {
  if (data.has(submitted::conversation)) return data.integers(submitted::conversation)[row];
  if (!data.has(submitted::event_description)) return missing_integer;
  // A description that is empty mentions nothing.
  return data.integers(submitted::event_description)[row] == 1 ? 1 : 0;
}

namespace {

/// Stands in reports for a text that may identify a person.
constexpr std::string_view masked_text = "(looks like an identifier)";

unknown_wording judge_wording(mapped_field field, const text_column& column,
                              const std::map<std::string, std::size_t>& unknown, const mappings& tables) {
  unknown_wording w{.field = field, .values = unknown.size()};
  for (std::size_t row = 0; row < column.size(); ++row) w.filled += column.codes[row] != missing_code ? 1 : 0;
  for (const auto& [text, rows] : unknown) {
    w.rows += rows;
    const std::size_t first = text.find_first_not_of(' ');
    const std::string_view bare =
        first == std::string::npos ? std::string_view{} : std::string_view(text).substr(first);
    if (bare.empty()) continue;
    if ((first != 0 && tables.clean(field, bare)) || tables.is_beginning(field, bare))
      w.like_known += rows;
    else if (bare.size() <= 2 || bare.find_first_not_of("0123456789.") == std::string_view::npos)
      w.codes += rows;
  }
  return w;
}

}  // namespace

main_table build_main_table(const extract& raw, const std::vector<submission>& submissions, const mappings& tables,
                            bool single, derived_rows derived, const std::shared_ptr<dictionary>& person_texts,
                            std::map<mapped_field, std::map<std::string, std::size_t>>& unknown_values,
                            std::vector<unknown_wording>& wording) {
  const table& from = raw.data;
  const std::vector<std::uint32_t>& rows = derived.rows;
  const std::size_t count = rows.size();
  main_table result{table(main_table_schema(), count), single, std::move(derived.event_number)};
  table& to = result.data;

  for (const auto& [source, target] : copied_texts) to.set(target, gather(from.text(source), rows));
  const auto clean = [&](mapped_field field, const text_column& raw_column, event::column target) {
    cleaned_column cleaned = clean_column(raw_column, field, tables);
    if (!cleaned.unknown.empty()) {
      wording.push_back(judge_wording(field, raw_column, cleaned.unknown, tables));
      for (const auto& [text, times] : cleaned.unknown)
        unknown_values[field][may_identify(text, from) ? std::string(masked_text) : text] += times;
    }
    to.set(target, std::move(cleaned.column));
  };
  for (const cleaned_field& f : cleaned_fields) {
    to.set(f.raw, gather(from.text(f.from), rows));
    clean(f.field, to.text(f.raw), f.cleaned);
  }
  to.set(event::ethnicity_group, group_column(to.text(event::ethnicity), mapped_field::ethnicity, tables));
  to.set(event::outcome_group, group_column(to.text(event::outcome), mapped_field::event_outcome, tables));
  to.set(event::service_type_group, group_column(to.text(event::service_type), mapped_field::service_type, tables));
  to.set(event::review_type, review_types(to.text(event::event_type), to.text(event::review_reason)));
  // The traced number is the department's; a council's own number takes its place.
  to.set(
      event::nhs_number_traced,
      gather(from.text(from.has(submitted::nhs_number_traced) ? submitted::nhs_number_traced : submitted::nhs_number),
             rows));
  if (single) {
    to.set(event::unit_cost, gather(from.wides(submitted::unit_cost), rows));
    to.set(event::planned_units, gather(from.wides(submitted::planned_units), rows));
    to.set(event::cost_frequency_raw, gather(from.text(submitted::cost_frequency), rows));
    clean(mapped_field::cost_frequency, to.text(event::cost_frequency_raw), event::cost_frequency);
  }

  text_column person_ids{person_texts, code_vector(count, person_texts->size() - 1)};
  for (std::size_t i = 0; i < count; ++i) person_ids.codes.set(i, derived.person_text[i]);
  to.set(event::person_id, std::move(person_ids));

  to.set(event::start, gather(from.days(submitted::event_start), rows));
  to.set(event::end_raw, gather(from.days(submitted::event_end), rows));
  to.set(event::date_of_death, gather(from.days(submitted::date_of_death), rows));

  std::vector<std::int32_t> rank_of(to.text(event::outcome).values->size(), missing_integer);
  for (code c = 1; c < rank_of.size(); ++c)
    rank_of[c] = tables.outcome_rank((*to.text(event::outcome).values)[c]).value_or(missing_integer);

  day_column ref_start(count);
  day_column ref_end(count);
  integer_column rank(count), conversation(count), conversation_1(count, missing_integer), year(count), month(count);
  integer_column age_at_start(count, missing_integer), latest_age(count, missing_integer);
  wide_column record(count);
  label_column names(count), imported(count), file_ids(count), bands(count), working_age(count);
  const bool dated = from.has(submitted::date_of_birth);
  const day_column& births = from.days(submitted::date_of_birth);
  std::vector<std::string> import_text;
  for (const submission& s : submissions) import_text.push_back(to_string(s.imported));
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t row = rows[i];
    const submission& s = submissions[derived.submission[i]];
    ref_start[i] = derived.reference[i].start;
    ref_end[i] = derived.reference[i].end;
    rank[i] = rank_of[to.text(event::outcome).codes[i]];
    conversation[i] = conversation_of(from, row);
    if (from.has(submitted::conversation_1)) {
      conversation_1[i] = from.integers(submitted::conversation_1)[row];
    } else if (!from.has(submitted::conversation) && from.has(submitted::event_description)) {
      conversation_1[i] = 0;  // the numbered flag is not used by any measure; descriptions are not kept to tell
    }
    year[i] = from.integers(submitted::birth_year)[row];
    month[i] = from.integers(submitted::birth_month)[row];
    day birth_day;  // what the age at the start is counted from
    if (dated && births[row] && year[i] == missing_integer && month[i] == missing_integer) {
      birth_day = births[row];
      const civil_day c = to_civil(birth_day);
      year[i] = c.year;
      month[i] = static_cast<std::int32_t>(c.month);
    }
    const day birth = birth_month_start(year[i], month[i]);
    if (birth_day.is_missing()) birth_day = birth;
    const day start = to.days(event::start)[i];
    if (from.has(submitted::age_at_start)) {
      age_at_start[i] = from.integers(submitted::age_at_start)[row];
    } else if (birth_day) {
      age_at_start[i] = age_on(birth_day, start);
    }
    if (birth) latest_age[i] = age_on(birth, derived.end[i] ? derived.end[i] : ref_end[i]);
    bands.add(age_band(latest_age[i]));
    working_age.add(working_age_band(latest_age[i]));
    const std::int64_t id = from.wides(submitted::record_id)[row];
    record[i] = id == missing_wide ? static_cast<std::int64_t>(row) + 1 : id;
    names.add(s.la_name);
    imported.add(import_text[derived.submission[i]]);
    file_ids.add(from.has(submitted::import_file_id) ? from.text(submitted::import_file_id)[row]
                                                     : std::string_view(s.import_file_id));
  }
  to.set(event::ref_period_start, std::move(ref_start));
  to.set(event::ref_period_end, std::move(ref_end));
  to.set(event::outcome_rank, std::move(rank));
  to.set(event::conversation, std::move(conversation));
  to.set(event::conversation_1, std::move(conversation_1));
  to.set(event::birth_year, std::move(year));
  to.set(event::birth_month, std::move(month));
  to.set(event::age_at_start, std::move(age_at_start));
  to.set(event::latest_age, std::move(latest_age));
  to.set(event::end, std::move(derived.end));
  to.set(event::record_id, std::move(record));
  to.set(event::la_name, names.finish());
  to.set(event::import_date, imported.finish());
  to.set(event::import_file_id, file_ids.finish());
  to.set(event::age_band, bands.finish());
  to.set(event::working_age_band, working_age.finish());
  return result;
}

}  // namespace ascof

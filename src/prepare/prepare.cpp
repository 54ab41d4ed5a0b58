#include "ascof/prepare/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "ascof/core/order.hpp"
#include "ascof/core/text.hpp"
#include "ascof/prepare/plausibility.hpp"
#include "preparation.hpp"

namespace ascof {
namespace {

constexpr std::int32_t no_outcome_rank = 999;

constexpr std::pair<const char*, const char*> filter_texts[filter_reason_count] = {
    {"submissions", "no council code or import time"},
    {"submissions", "submission not chosen for any period"},
    {"filter", "no event type"},
    {"filter", "no start date"},
    {"filter", "request, assessment or review not ended inside the reference period"},
    {"filter", "starts after the reference period"},
    {"filter", "service ended before the reference period"},
    {"filter", "person died before the reference period"},
    {"filter", "person died before the event started"},
};

/// For each code of a raw column a number of its cleaned text; texts that clean to missing share 0.
std::vector<code> cleaned_forms(const text_column& raw, mapped_field field, const mappings& tables) {
  dictionary forms;
  std::vector<code> result(raw.values->size(), missing_code);
  for (code c = 1; c < raw.values->size(); ++c)
    if (const auto cleaned = tables.clean(field, (*raw.values)[c]); cleaned && !is_blank(*cleaned))
      result[c] = forms.intern(fold(*cleaned));
  return result;
}

}  // namespace

raw_facts::raw_facts(const table& data, const mappings& tables) {
  const auto forms = [&data](submitted::column column) { return fold_codes(*data.text(column).values).of; };
  client_form = forms(submitted::client_type);
  type_form = forms(submitted::event_type);
  route_form = forms(submitted::route_of_access);
  assessment_form = forms(submitted::assessment_type);
  service_form = forms(submitted::service_type);
  component_form = forms(submitted::service_component);
  const dictionary& types = *data.text(submitted::event_type).values;
  type.resize(types.size());
  for (code c = 1; c < types.size(); ++c) {
    const std::string form = fold(types[c]);
    type[c] = {false, form.find("service") != std::string::npos, form == "request", form == "assessment"};
  }
  const text_column& outcomes = data.text(submitted::event_outcome);
  outcome_rank.assign(outcomes.values->size(), no_outcome_rank);
  for (code c = 1; c < outcomes.values->size(); ++c)
    if (const auto cleaned = tables.clean(mapped_field::event_outcome, (*outcomes.values)[c]))
      outcome_rank[c] = tables.outcome_rank(*cleaned).value_or(no_outcome_rank);
  delivery_form = cleaned_forms(data.text(submitted::delivery_mechanism), mapped_field::delivery_mechanism, tables);
  frequency_form = cleaned_forms(data.text(submitted::cost_frequency), mapped_field::cost_frequency, tables);
}

prepared preparation::run() {
  report("choosing submissions", 0.0);
  refuse_losses();
  add_notices(result_.notices, raw_.notices);
  add_notices(result_.notices, implausible(raw_, index_));
  choose();
  references_ = reference_periods(index_.list, result_.chosen);
  result_.steps.start(data_.rows());
  report("filtering events", 0.1);
  filter();
  report("working out persons", 0.3);
  identify();
  report("finding unique events", 0.5);
  std::vector<std::uint32_t> kept = keep_one_row_per_event();
  report("cleaning values", 0.7);
  const std::shared_ptr<const tied_records> ties = other_orders();
  result_.main = build(kept);
  result_.main.ties = ties;
  result_.submissions = std::move(index_.list);
  add_notices(result_.notices, notices_of(wording_));
  tell_of_inferred_days();
  if (ties) tell_ties(*ties);
  result_.main.notices = result_.notices;
  report("prepared", 1.0);
  return std::move(result_);
}

void preparation::refuse_losses() const {
  const code_vector& councils = data_.text(submitted::la_code).codes;
  std::uint64_t without_council = 0;
  for (std::size_t row = 0; row < councils.size(); ++row) without_council += councils[row] == missing_code ? 1 : 0;
  std::vector<std::pair<std::uint64_t, const char*>> lost{
      {raw_.report.rows_rejected(), "could not be read"},
      {raw_.lost.without_identifier, "have no identifier of a person"},
      {without_council, "have no council"},
      {raw_.lost.deaths_long_before, "are of people who died long before"},
      {raw_.lost.default_starts, "start on a default day of systems"}};
  std::uint64_t all = 0;
  for (const auto& [rows, why] : lost) all += rows;
  if (!options_.accept_loss.passed_by(all, raw_.report.rows_in())) return;
  std::sort(lost.begin(), lost.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string reasons;
  for (const auto& [rows, why] : lost)
    if (rows != 0) reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", rows, why);
  const double share = 100 * static_cast<double>(all) / static_cast<double>(raw_.report.rows_in());
  throw input_error(error_code::too_many_faults, {},
                    fmt::format("{} of {} rows ({:.1f} %) would be lost to faults, more than the {:.3g} % accepted: {}",
                                all, raw_.report.rows_in(), share, options_.accept_loss.share * 100, reasons),
                    fmt::format("mend them, or accept the loss: --accept-loss {:.0f}", std::ceil(share)));
}

void preparation::tell_of_inferred_days() {
  for (const submission& s : result_.submissions) {
    if (!s.imported_inferred) continue;
    const notice told = make_notice("submission.day_inferred",
                                    "council " + s.la_code + ": the day of submission is not known and was taken as " +
                                        to_string(day_of(s.imported)) + ", after its latest end date");
    add_notices(result_.notices, std::span(&told, 1));
  }
}

/// Why the method drops a row, or nothing.
/// @param kept  gets the end of the event
inline std::optional<filter_reason> preparation::reason_to_leave(std::size_t row, work_row& kept) const {
  if (kept.submission == submission_index::none) return no_submission_key;
  if (!references_[kept.submission]) return not_chosen;
  const period covers = references_[kept.submission]->covers;
  const event_type_facts& type = facts_.type[data_.text(submitted::event_type).codes[row]];
  if (type.missing) return no_event_type;
  const day start = data_.days(submitted::event_start)[row];
  if (!start) return no_start;
  const day death = data_.days(submitted::date_of_death)[row];
  day end = data_.days(submitted::event_end)[row];
  // A death inside the event ends it. On the very day an open event starts it does not.
  if (death && (end ? start <= death && death <= end : death > start)) end = death;
  if (start > covers.end) return starts_after;
  if (type.service) {
    if (end && end < covers.start) return service_ended_before;
  } else if (!end || !covers.contains(end)) {
    return not_ended_inside;
  }
  if (death && death < covers.start) return died_before_period;
  if (death && death < start) return died_before_start;
  kept.end = end;
  return std::nullopt;
}

void preparation::filter() {
  const std::size_t rows = data_.rows();
  const day_column& starts = data_.days(submitted::event_start);

  constexpr std::size_t part_rows = 1U << 16U;
  const std::size_t parts = (rows + part_rows - 1) / part_rows;
  std::vector<std::vector<work_row>> kept(parts);
  std::vector<std::array<std::uint64_t, filter_reason_count>> dropped(parts);
  std::vector<std::uint64_t> backwards(parts, 0);
  for_each_part(parts, options_.threads, [&](std::size_t part) {
    auto& drop = dropped[part];
    drop.fill(0);
    const std::size_t last = std::min(rows, (part + 1) * part_rows);
    for (std::size_t row = part * part_rows; row < last; ++row) {
      work_row w{static_cast<std::uint32_t>(row), index_.of_row[row], missing_code, {}};
      if (const auto reason = reason_to_leave(row, w)) {
        ++drop[*reason];
        continue;
      }
      if (w.end && w.end < starts[row]) ++backwards[part];
      kept[part].push_back(w);
    }
  });
  std::array<std::uint64_t, filter_reason_count> total{};
  std::size_t count = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    for (std::size_t reason = 0; reason < filter_reason_count; ++reason) total[reason] += dropped[part][reason];
    count += kept[part].size();
  }
  for (std::size_t reason = 0; reason < filter_reason_count; ++reason)
    result_.steps.drop(filter_texts[reason].first, filter_texts[reason].second, total[reason]);
  result_.steps.change("filter", "ends before it starts: kept, the measures decide",
                       std::accumulate(backwards.begin(), backwards.end(), std::uint64_t{0}));
  rows_.reserve(count);
  for (std::vector<work_row>& part : kept) {
    rows_.insert(rows_.end(), part.begin(), part.end());
    part = {};
  }
}

void preparation::identify() {
  const text_column& traced = data_.text(submitted::nhs_number_traced);
  const text_column& nhs = data_.text(submitted::nhs_number);
  const text_column& local = data_.text(submitted::local_person_id);
  const text_column& la_codes = data_.text(submitted::la_code);
  // The text of a person's key, per distinct identifier.
  std::vector<code> of_traced(traced.values->size(), missing_code);
  std::vector<code> of_nhs(nhs.values->size(), missing_code);
  std::unordered_map<std::uint64_t, code> of_local;
  std::string joined;
  std::uint64_t without = 0;
  std::size_t kept = 0;
  for (work_row& w : rows_) {
    if (const code t = traced.codes[w.row]; t != missing_code) {
      if (of_traced[t] == missing_code) of_traced[t] = person_texts_->intern((*traced.values)[t]);
      w.person_text = of_traced[t];
    } else if (const code n = nhs.codes[w.row]; n != missing_code) {
      if (of_nhs[n] == missing_code) of_nhs[n] = person_texts_->intern((*nhs.values)[n]);
      w.person_text = of_nhs[n];
    } else if (const code l = local.codes[w.row]; l != missing_code) {
      code& text = of_local[(static_cast<std::uint64_t>(la_codes.codes[w.row]) << 32U) | l];
      if (text == missing_code) {
        joined.assign(la_codes[w.row]).append("_").append((*local.values)[l]);
        text = person_texts_->intern(joined);
      }
      w.person_text = text;
    } else {
      ++without;
      continue;
    }
    rows_[kept++] = w;
  }
  rows_.resize(kept);
  result_.steps.drop("identify", "no person identifier", without);

  const folded_codes person_form = fold_codes(*person_texts_);
  const std::vector<code> person_rank = sorted_ranks(person_form.forms);
  const folded_codes la_form = fold_codes(*la_codes.values);
  const std::vector<code> la_rank = sorted_ranks(la_form.forms);
  std::vector<std::uint64_t> keys(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i)
    keys[i] = (static_cast<std::uint64_t>(la_rank[la_form.of[la_codes.codes[rows_[i].row]]]) << 32U) |
              person_rank[person_form.of[rows_[i].person_text]];
  const std::vector<std::uint32_t> order = stable_order(keys);
  std::vector<work_row> sorted(rows_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted[i] = rows_[order[i]];
    if (i == 0 || keys[order[i]] != keys[order[i - 1]]) {
      first_.push_back(static_cast<std::uint32_t>(i));
      la_of_.push_back(static_cast<std::uint32_t>(keys[order[i]] >> 32U));
    }
  }
  first_.push_back(static_cast<std::uint32_t>(order.size()));
  rows_ = std::move(sorted);
}

derived_rows preparation::derive(const std::vector<std::uint32_t>& kept,
                                 std::span<const std::uint32_t> event_of) const {
  derived_rows derived;
  derived.rows.reserve(kept.size());
  for (const std::uint32_t i : kept) {
    const work_row& w = rows_[i];
    derived.rows.push_back(w.row);
    derived.submission.push_back(w.submission);
    derived.reference.push_back(references_[w.submission]->covers);
    derived.end.push_back(w.end);
    derived.person_text.push_back(w.person_text);
    derived.event_number.push_back(event_of[i]);
  }
  return derived;
}

main_table preparation::build(const std::vector<std::uint32_t>& kept) {
  derived_rows derived = derive(kept, event_of_);
  rows_ = {};
  event_of_ = {};
  return build_main_table(raw_, index_.list, tables_, options_.mode == table_mode::single, std::move(derived),
                          person_texts_, result_.unknown_values, wording_);
}

prepared prepare(const extract& raw, const mappings& tables, const areas& known, const prepare_options& options) {
  return preparation(raw, tables, known, options).run();
}

}  // namespace ascof

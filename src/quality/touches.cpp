#include "touches.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "ascof/measure/measure.hpp"

namespace ascof::quality {
namespace {

using fields = std::vector<submitted::column>;

/// Fields that decide whether a row is of a person, of a council, of a submission or of a period: all figures rest on them.
constexpr std::array decides_all{submitted::la_code,      submitted::nhs_number,   submitted::local_person_id,
                                 submitted::client_type,  submitted::event_type,   submitted::event_start,
                                 submitted::event_end,    submitted::period_start, submitted::period_end,
                                 submitted::date_of_death};

/// What a column of the main table beyond the field of its name is made of.
fields made_of(event::column column) {
  switch (column) {
    case event::birth_year:
    case event::birth_month:
    case event::age_at_start:
    case event::latest_age:
    case event::age_band:
    case event::working_age_band: return {submitted::date_of_birth};
    case event::ethnicity_group: return {submitted::ethnicity};
    case event::outcome:
    case event::outcome_raw:
    case event::outcome_rank:
    case event::outcome_group: return {submitted::event_outcome};
    case event::service_type_group: return {submitted::service_type};
    case event::review_type: return {submitted::review_reason};
    case event::conversation:
    case event::conversation_1: return {submitted::event_description};
    default: return {};
  }
}

/// The field a column of the main table has its name of: `Gender_Cleaned` and `Gender_Raw` are of `Gender`.
fields submitted_as(event::column column) {
  if (fields made = made_of(column); !made.empty()) return made;
  std::string_view name = main_table_schema().fields[column].name;
  for (const std::string_view end : {"_Cleaned", "_cleaned", "_Raw"})
    if (name.ends_with(end)) name.remove_suffix(end.size());
  const int found = extract_schema().find(name);
  return found < 0 ? fields{} : fields{static_cast<submitted::column>(found)};
}

/// Details of a person are the latest known of their rows.
fields submitted_as(person_field field) {
  switch (field) {
    case person_field::birth: return {submitted::date_of_birth};
    case person_field::gender: return {submitted::gender};
    case person_field::ethnicity: return {submitted::ethnicity};
    // Where the status is not known it is worked out from the services.
    case person_field::accommodation_status:
      return {submitted::accommodation_status, submitted::service_type, submitted::service_component};
    case person_field::employment_status: return {submitted::employment_status};
    case person_field::has_unpaid_carer: return {submitted::has_unpaid_carer};
    case person_field::primary_support_reason: return {submitted::primary_support_reason};
    case person_field::client_funding_status: return {submitted::client_funding_status};
    default: return {};
  }
}

class reader {
 public:
  void look_at(const expr& of) {
    if (!of) return;
    std::vector<event::column> columns;
    add_columns_read(of, columns);
    for (const event::column column : columns) add(submitted_as(column));
    look_for_people(of);
  }
  void look_at(const std::vector<breakdown>& by) {
    for (const breakdown& dimension : by) {
      for (const expr& condition : dimension.conditions) look_at(condition);
      look_at(dimension.text);
    }
  }
  bool reads(submitted::column field) const { return reads_[field]; }

 private:
  void add(const fields& more) {
    for (const submitted::column field : more) reads_[field] = true;
  }
  void look_for_people(const expr& of) {
    if (!of || !seen_.insert(of.get()).second) return;
    if (of->what == operation::person_field) add(submitted_as(static_cast<person_field>(of->number)));
    for (const expr& in : of->in) look_for_people(in);
  }

  std::array<bool, submitted::count> reads_{};
  std::unordered_set<const expression*> seen_;
};

std::vector<std::vector<std::string>> find_figures() {
  std::vector<std::vector<std::string>> figures(submitted::count);
  for (const measure& m : catalogue()) {
    if (m.stands != standing::national) continue;
    for (const figure& f : m.figures) {
      reader r;
      for (const expr& of :
           {f.counts.of, f.counts.numerator, f.counts.value, f.counts.other_denominator, f.unknown, f.invalid})
        r.look_at(of);
      r.look_at(f.by);
      r.look_at(f.denominator_by);
      for (std::size_t field = 0; field < submitted::count; ++field)
        if (r.reads(static_cast<submitted::column>(field))) figures[field].push_back(f.id);
    }
  }
  for (const submitted::column field : decides_all) figures[field] = {"all"};
  return figures;
}

}  // namespace

const std::vector<std::string>& figures_reading(submitted::column field) {
  static const std::vector<std::vector<std::string>> figures = find_figures();
  return figures[field];
}

}  // namespace ascof::quality

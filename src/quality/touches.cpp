#include "touches.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "ascof/core/text.hpp"
#include "ascof/measure/measure.hpp"

namespace ascof::quality {
namespace {

using fields = std::vector<submitted::column>;

constexpr std::array deciding_fields{submitted::la_code,      submitted::nhs_number,  submitted::local_person_id,
                                     submitted::event_type,   submitted::event_start, submitted::event_end,
                                     submitted::period_start, submitted::period_end,  submitted::date_of_death};

/// Fields that make two rows the same event: another value can make two events of one, which can change the end of an
/// earlier row of the person. All rows of the person are then asked.
constexpr std::array identifying_fields{submitted::client_type, submitted::route_of_access, submitted::assessment_type,
                                        submitted::service_type, submitted::service_component};

template <std::size_t Size>
bool is_among(const std::array<submitted::column, Size>& list, submitted::column field) {
  return std::find(list.begin(), list.end(), field) != list.end();
}

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
    case person_field::has_unpaid_carer:
      // A carer's rows name whom they care for.
      return {submitted::has_unpaid_carer, submitted::linked_person_1, submitted::linked_person_2,
              submitted::linked_person_3};
    case person_field::primary_support_reason: return {submitted::primary_support_reason};
    case person_field::client_funding_status: return {submitted::client_funding_status};
    default: return {};
  }
}

/// Finds where the expressions of a figure read a field, and under which conditions of events.
class reader {
 public:
  explicit reader(submitted::column field) : field_(field) {}

  /// @param guard  of an expression of events: what must hold of an event that is asked; null: any is
  void look_at(const expr& of, const expr& guard) {
    if (!of || !seen_.emplace(of.get(), guard.get()).second) return;
    const expression& e = *of;
    for (const unit_frame* frame : {&e.of, &e.from})
      if (frame->builder) look_at(*frame->builder);
    switch (e.what) {
      case operation::event_field:
        if (reads(submitted_as(static_cast<event::column>(e.number)))) found(guard);
        break;
      case operation::person_field:
        if (reads(submitted_as(static_cast<person_field>(e.number)))) found(nullptr);
        break;
      case operation::any_in:
      case operation::count_in:
      case operation::sum_in:
      case operation::least_in:
      case operation::greatest_in:
      case operation::first_in: look_through(e, guard); break;
      case operation::at_unit:
        look_at(e.in[0], guard);
        look_at(e.in[1], picked_by(e.in[0]));
        break;
      default:
        for (const expr& part : e.in) look_at(part, guard);
    }
  }

  bool any_row() const { return any_row_; }
  const std::vector<expr>& guards() const { return guards_; }

 private:
  bool reads(const fields& of) const { return std::find(of.begin(), of.end(), field_) != of.end(); }

  void found(const expr& guard) {
    if (!guard)
      any_row_ = true;
    else if (std::find(guards_.begin(), guards_.end(), guard) == guards_.end())
      guards_.push_back(guard);
  }

  /// A reduction: what is asked of the units looked through is asked of those that fulfil its condition.
  void look_through(const expression& e, const expr& guard) {
    const expr inside = e.from.at == unit_frame::level::event ? e.in[0] : nullptr;
    for (std::size_t i = 0; i < e.in.size(); ++i) {
      // Days by which two windows begin and end are of the unit that is looked for.
      const bool outside = i == 3 || i == 4 || i == 6 || i == 7;
      look_at(e.in[i], outside ? guard : inside);
    }
  }

  /// The condition of the events among which one was picked; null when it is not one reduction of events.
  static expr picked_by(const expr& picked) {
    return picked->what == operation::first_in && picked->from.at == unit_frame::level::event ? picked->in[0] : nullptr;
  }

  void look_at(const episode_builder& builder) {
    if (!builders_.insert(&builder).second) return;
    for (const event::column column : builder.needs)
      if (reads(submitted_as(column))) found(nullptr);
    const expr picks = events_of(builder);
    for (const expr& input : builder.inputs) look_at(input, picks);
  }

 public:
  /// The condition of the events that a builder picks; null when it reads them itself.
  static expr events_of(const episode_builder& builder) {
    if (builder.picking == 0 || builder.of_nobody) return nullptr;
    const auto end = builder.inputs.begin() + static_cast<std::ptrdiff_t>(builder.picking);
    // Kept for good: numbers of conditions are found by where they stand.
    static std::map<std::string, expr> made;
    static std::mutex guard;
    const std::lock_guard lock(guard);
    expr& known = made[builder.key];
    if (!known) known = expressions::any_of({builder.inputs.begin(), end});
    return known;
  }

 private:
  submitted::column field_;
  bool any_row_ = false;
  std::vector<expr> guards_;
  std::set<std::pair<const expression*, const expression*>> seen_;
  std::set<const episode_builder*> builders_;
};

/// What must hold of a person some units of whom fulfil the condition; null: nothing is known to.
expr member_condition(const expr& of) {
  if (!of) return nullptr;
  return of->of.at == unit_frame::level::episode ? reader::events_of(*of->of.builder) : of;
}

reading read_figure(const figure& f, submitted::column field) {
  reader r(field);
  const auto look_at = [&r](const expr& of, const expr& counted) {
    const bool of_events = counted && counted->of.at == unit_frame::level::event;
    r.look_at(of, of_events ? counted : nullptr);
  };
  const auto look_at_groups = [&](const std::vector<breakdown>& by, const expr& counted) {
    for (const breakdown& dimension : by) {
      for (const expr& condition : dimension.conditions) look_at(condition, counted);
      look_at(dimension.text, counted);
    }
  };
  const calculation& c = f.counts;
  for (const expr& each : {c.of, c.numerator, c.value}) look_at(each, c.of);
  look_at(c.other_denominator, c.other_denominator);
  look_at_groups(f.by, c.of);
  look_at_groups(f.denominator_by, c.other_denominator);
  reading found{.figure = f.id, .guards = r.guards(), .any_row = r.any_row()};
  bool anybody = false;
  for (const expr& counted : {c.of, c.other_denominator ? c.other_denominator : c.of}) {
    found.members.push_back(member_condition(counted));
    anybody = anybody || !found.members.back();
  }
  if (anybody) found.members.clear();
  return found;
}

std::vector<std::vector<reading>> find_readings() {
  std::vector<std::vector<reading>> all(submitted::count);
  for (std::size_t i = 0; i < submitted::count; ++i) {
    const auto field = static_cast<submitted::column>(i);
    if (decides_all(field)) continue;
    for (const measure& m : national_measures())
      for (const figure& f : m.figures)
        if (reading found = read_figure(f, field); found.any_row || !found.guards.empty())
          all[i].push_back(std::move(found));
  }
  return all;
}

}  // namespace

const std::vector<measure>& national_measures() {
  static const std::vector<measure> national = [] {
    std::vector<measure> all = catalogue();
    std::erase_if(all, [](const measure& m) { return m.stands != standing::national; });
    return all;
  }();
  return national;
}

bool decides_all(submitted::column field) { return is_among(deciding_fields, field); }

const std::vector<reading>& readings_of(submitted::column field) {
  static const std::vector<std::vector<reading>> all = find_readings();
  return all[field];
}

touch_finder::touch_finder(const table& extract_data, const records* made)
    : extract_data_(extract_data), made_(made), views_(submitted::count) {
  if (made_ == nullptr) return;
  const wide_column& numbers = made_->events().wides(event::record_id);
  person_of_.resize(made_->events().rows());
  for (std::size_t person = 0; person < made_->people(); ++person) {
    const row_range rows = made_->rows_of(person);
    for (std::uint32_t row = rows.first; row < rows.last; ++row) {
      person_of_[row] = static_cast<std::uint32_t>(person);
      main_row_.emplace(numbers[row], row);
    }
  }
  look_at_repetitions();
}

constexpr std::array identifier_columns{submitted::nhs_number_traced, submitted::nhs_number,
                                        submitted::local_person_id};

/// Rows that are left out as a repetition begin on the day of a row that is kept. All others leave for reasons that no
/// field but those that decide all can change.
void touch_finder::look_at_repetitions() {
  dictionary forms;
  for (std::size_t i = 0; i < identifier_columns.size(); ++i) {
    const dictionary& texts = *extract_data_.text(identifier_columns[i]).values;
    for (code c = 0; c < texts.size(); ++c)
      identifiers_[i].push_back(c == missing_code ? missing_code : forms.intern(fold(texts[c])));
  }
  for (std::size_t row = 0; row < extract_data_.rows(); ++row)
    if (main_row_of(row) != left_out) starts_.insert(person_and_start(row));
}

/// By the first identifier of the row, as preparing tells people apart; of councils nothing is asked.
std::uint64_t touch_finder::person_and_start(std::size_t row) const {
  code who = missing_code;
  for (std::size_t i = 0; i < identifier_columns.size() && who == missing_code; ++i)
    who = identifiers_[i][extract_data_.text(identifier_columns[i]).codes[row]];
  return std::uint64_t{who} << 32 | static_cast<std::uint32_t>(extract_data_.days(submitted::event_start)[row].number);
}

std::uint32_t touch_finder::main_row_of(std::size_t row) const {
  std::int64_t number = missing_wide;
  if (extract_data_.has(submitted::record_id)) number = extract_data_.wides(submitted::record_id)[row];
  if (number == missing_wide) number = static_cast<std::int64_t>(row) + 1;
  const auto found = main_row_.find(number);
  return found == main_row_.end() ? left_out : found->second;
}

touch_finder::view& touch_finder::view_of(submitted::column field, std::size_t number) {
  const std::vector<reading>& readings = readings_of(field);
  if (views_[field].empty()) views_[field].resize(readings.size());
  std::unique_ptr<view>& known = views_[field][number];
  if (known) return *known;
  known.reset(new view{row_conditions(made_->events(),
                                      [field](event::column column) {
                                        const fields made_of = submitted_as(column);
                                        return std::find(made_of.begin(), made_of.end(), field) != made_of.end();
                                      }),
                       {},
                       {}});
  for (const expr& guard : readings[number].guards) known->guards.push_back(known->conditions.add_of_row(guard));
  for (const expr& member : readings[number].members) known->members.push_back(known->conditions.add_of_person(member));
  return *known;
}

bool touch_finder::may_change(submitted::column field, std::size_t number, std::size_t row) {
  if (made_ == nullptr) return true;
  const std::uint32_t main_row = main_row_of(row);
  // Left out as a repetition of an event: with another value it might not be.
  if (main_row == left_out) return starts_.contains(person_and_start(row));
  view& v = view_of(field, number);
  const reading& r = readings_of(field)[number];
  const row_range rows = made_->rows_of(person_of_[main_row]);
  if (!r.any_row) {
    const row_range asked = is_among(identifying_fields, field) ? rows : row_range{main_row, main_row + 1};
    bool seen = false;
    for (std::uint32_t each = asked.first; !seen && each < asked.last; ++each)
      seen = v.conditions.may_hold_of_row(v.guards, each);
    if (!seen) return false;
  }
  if (v.members.empty()) return true;
  const auto [answer, is_new] = v.of_person.try_emplace(person_of_[main_row], true);
  if (is_new) answer->second = v.conditions.may_hold_of_person(v.members, rows);
  return answer->second;
}

}  // namespace ascof::quality

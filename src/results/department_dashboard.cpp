#include <map>
#include <set>
#include <utility>

#include "ascof/core/text.hpp"
#include "ascof/measure/tally.hpp"
#include "department_traced.hpp"

namespace ascof {
namespace {

constexpr std::string_view la_code = "la_code";
constexpr std::string_view person_id = "person_id";

/// A column of a department's table: its header, and the column of the trace.
struct dashboard_column {
  std::string_view header;
  std::string_view of;
};

using line_of_text = std::vector<std::string>;

/// The lines of a trace in its latest period, by name of column.
class facts {
 public:
  explicit facts(const trace_table& trace) : trace_(trace) {
    period latest{};
    for (const traced_unit& unit : trace.units) latest = std::max(latest, unit.reporting);
    for (const traced_unit& unit : trace.units)
      if (unit.reporting == latest) units_.push_back(&unit);
  }

  const std::vector<const traced_unit*>& units() const { return units_; }

  /// Reads columns of a line. Made once a table: names are looked up then.
  auto reader(const std::vector<dashboard_column>& columns) const {
    std::vector<std::size_t> positions;
    for (const dashboard_column& column : columns)
      positions.push_back(column.of == la_code     ? of_council
                          : column.of == person_id ? of_person
                                                   : at(trace_, column.of));
    return [positions](const traced_unit& unit) {
      line_of_text line;
      for (const std::size_t p : positions)
        line.push_back(p == of_council ? unit.la_code : p == of_person ? unit.person_id : unit.values[p]);
      return line;
    };
  }

 private:
  static constexpr std::size_t of_council = static_cast<std::size_t>(-1);
  static constexpr std::size_t of_person = static_cast<std::size_t>(-2);
  const trace_table& trace_;
  std::vector<const traced_unit*> units_;
};

/// Lines that are the same as the department compares them, with the first spelling met.
template <typename Value>
class grouped {
 public:
  Value& at(line_of_text line) {
    line_of_text key;
    for (const std::string& field : line) key.push_back(fold(field));
    return groups_.try_emplace(std::move(key), std::move(line), Value{}).first->second.second;
  }
  template <typename Then>
  void each(Then then) const {
    for (const auto& [key, group] : groups_) then(group.first, group.second);
  }

 private:
  std::map<line_of_text, std::pair<line_of_text, Value>> groups_;
};

std::vector<std::string> headers(const std::vector<dashboard_column>& columns, std::vector<std::string> behind = {}) {
  std::vector<std::string> names;
  for (const dashboard_column& column : columns) names.emplace_back(column.header);
  names.insert(names.end(), behind.begin(), behind.end());
  return names;
}

/// Distinct lines and how many events each stands for.
void write_fact_counts(const facts& of, const std::vector<dashboard_column>& columns, output_file& file) {
  grouped<std::uint64_t> lines;
  const auto read = of.reader(columns);
  for (const traced_unit* unit : of.units()) ++lines.at(read(*unit));
  csv_text out(headers(columns, {"Event_Count"}));
  lines.each([&](const line_of_text& line, std::uint64_t events) {
    for (const std::string& field : line) out.field(field);
    out.field(events).end_line();
  });
  out.save(file);
}

/// Every line as it is.
void write_fact_lines(const facts& of, const std::vector<dashboard_column>& columns, output_file& file) {
  csv_text out(headers(columns));
  const auto read = of.reader(columns);
  for (const traced_unit* unit : of.units()) {
    for (const std::string& field : read(*unit)) out.field(field);
    out.end_line();
  }
  out.save(file);
}

/// Events and people by some columns.
void write_counts(const facts& of, const std::vector<dashboard_column>& columns, output_file& file) {
  struct counts {
    std::uint64_t events = 0;
    std::set<std::string> people;
  };
  grouped<counts> groups;
  const auto read = of.reader(columns);
  for (const traced_unit* unit : of.units()) {
    counts& group = groups.at(read(*unit));
    ++group.events;
    group.people.insert(unit->person_id);
  }
  csv_text out(headers(columns, {"Events", "People"}));
  groups.each([&](const line_of_text& line, const counts& group) {
    for (const std::string& field : line) out.field(field);
    out.field(group.events).field(group.people.size()).end_line();
  });
  out.save(file);
}

/// Costs by some columns. A mean is over lines, not people; without a line that has a cost a week there is none.
void write_cost_sums(const facts& of, const std::vector<dashboard_column>& columns, output_file& file) {
  struct sums {
    std::uint64_t lines = 0, weekly_lines = 0;
    std::set<std::string> people;
    exact_sum per_week, weeks, total;
  };
  grouped<sums> groups;
  const auto read = of.reader(columns);
  const auto money = of.reader({{"", "cost_per_week"}, {"", "weeks_of_service"}, {"", "total_cost_period"}});
  for (const traced_unit* unit : of.units()) {
    sums& group = groups.at(read(*unit));
    ++group.lines;
    group.people.insert(unit->person_id);
    const line_of_text values = money(*unit);
    if (!values[0].empty()) {
      ++group.weekly_lines;
      group.per_week.add(std::stod(values[0]));
      group.weeks.add(std::stod(values[1]));
    }
    group.total.add(std::stod(values[2]));
  }
  csv_text out(headers(columns, {"Rows_With_Cost", "Rows_With_Cost_Per_Week", "People", "Mean_Cost_Per_Week",
                                 "Total_Cost_Per_Week", "Total_Weeks_of_Service", "Total_Cost_Period"}));
  groups.each([&](const line_of_text& line, const sums& group) {
    for (const std::string& field : line) out.field(field);
    out.field(group.lines).field(group.weekly_lines).field(group.people.size());
    const bool weekly = group.weekly_lines != 0;
    out.field(weekly ? all_digits(group.per_week.value() / static_cast<double>(group.weekly_lines)) : "");
    out.field(weekly ? all_digits(group.per_week.value()) : "");
    out.field(weekly ? all_digits(group.weeks.value()) : "");
    out.field(all_digits(group.total.value())).end_line();
  });
  out.save(file);
}

}  // namespace

void write_dashboard_tables(const result_table& results, output_set& folder) {
  const dashboard_column council{"LA_Code", la_code}, council_name{"LA_Name", "la_name"};
  const dashboard_column client{"Client_Type", "client_type"}, gender{"Gender", "gender"};
  const dashboard_column ethnicity{"Ethnicity", "ethnicity"},
      reason{"Primary_Support_Reason", "primary_support_reason"};
  const dashboard_column start{"Event_Start_Date", "start"}, end{"Event_End_Date", "end"};
  const dashboard_column outcome{"Event_Outcome", "outcome"}, outcome_group{"Event_Outcome_Grouped", "outcome_group"};
  const dashboard_column age{"Der_Age_Band", "age_band"}, working_age{"Der_Working_Age_Band", "working_age_band"};
  const dashboard_column person{"Der_NHS_LA_Combined_Person_ID", person_id}, flag{"LTS_Flag", "lts_flag"};
  const dashboard_column service{"Service_Type", "service_type"};
  const dashboard_column service_group{"Service_Type_Grouped", "service_type_group"};
  const dashboard_column component{"Service_Component", "service_component"};
  const dashboard_column per_week{"Cost_Per_Week", "cost_per_week"}, weeks{"Weeks_of_Service", "weeks_of_service"};
  const dashboard_column total{"Total_Cost_Period", "total_cost_period"};
  const dashboard_column unit_cost{"Unit_Cost", "unit_cost"}, planned{"Planned_Units_Per_Week", "planned_units"};
  const dashboard_column frequency{"Cost_Frequency_Unit_Type", "cost_frequency"};

  if (const trace_table* trace = find_trace(results, "dashboard.requests")) {
    const facts of(*trace);
    const dashboard_column route{"Request_Route_of_Access", "route_of_access"};
    write_fact_counts(of,
                      {council, council_name, client, gender, ethnicity, reason, start, end, outcome, outcome_group,
                       route, age, working_age, person, flag},
                      folder / "dashboard_fact_requests.csv");
    write_counts(of, {council, outcome_group, flag}, folder / "dashboard_requests.csv");
    write_counts(of, {council, client, route, working_age}, folder / "dashboard_requests_route.csv");
  }
  if (const trace_table* trace = find_trace(results, "dashboard.assessments")) {
    const facts of(*trace);
    const dashboard_column type{"Assessment_Type", "assessment_type"};
    write_fact_counts(of,
                      {{"Event_Type", "event_type"},
                       council,
                       council_name,
                       client,
                       gender,
                       ethnicity,
                       reason,
                       start,
                       end,
                       type,
                       outcome,
                       outcome_group,
                       {"Eligible_Needs_Identified", "eligible_needs_identified"},
                       age,
                       working_age,
                       person,
                       flag,
                       {"Der_Conversation", "conversation"},
                       {"Der_Conversation_1", "conversation_1"}},
                      folder / "dashboard_fact_assessments.csv");
    write_counts(of, {council, type, outcome, outcome_group, flag}, folder / "dashboard_assessments.csv");
  }
  if (const trace_table* trace = find_trace(results, "dashboard.reviews")) {
    const facts of(*trace);
    const dashboard_column type{"Review_Type", "review_type"};
    write_fact_counts(of,
                      {council,
                       council_name,
                       client,
                       gender,
                       ethnicity,
                       reason,
                       outcome,
                       start,
                       end,
                       {"Review_Reason", "review_reason"},
                       type,
                       {"Review_Outcomes_Achieved", "review_outcomes"},
                       age,
                       working_age,
                       person,
                       flag},
                      folder / "dashboard_fact_reviews.csv");
    write_counts(of, {council, type, flag}, folder / "dashboard_reviews.csv");
  }
  if (const trace_table* trace = find_trace(results, "dashboard.services")) {
    const facts of(*trace);
    write_fact_lines(of,
                     {council,
                      council_name,
                      client,
                      gender,
                      ethnicity,
                      age,
                      working_age,
                      reason,
                      start,
                      end,
                      outcome,
                      outcome_group,
                      {"Date_of_Death", "date_of_death"},
                      service,
                      service_group,
                      component,
                      {"Delivery_Mechanism", "delivery_mechanism"},
                      unit_cost,
                      frequency,
                      planned,
                      person},
                     folder / "dashboard_fact_services.csv");
    write_counts(of, {council, service, component}, folder / "dashboard_services.csv");
    write_counts(of, {council, service_group, service}, folder / "dashboard_services_type.csv");
  }
  if (const trace_table* trace = find_trace(results, "dashboard.costs")) {
    const facts of(*trace);
    write_fact_lines(of,
                     {council, council_name, client, gender, ethnicity, age, working_age, reason, outcome,
                      outcome_group, service, service_group, component, person, per_week, weeks, total},
                     folder / "dashboard_fact_costs.csv");
    write_fact_lines(of,
                     {council,
                      person,
                      {"Der_Unique_Record_ID", "record"},
                      start,
                      end,
                      service,
                      age,
                      unit_cost,
                      frequency,
                      planned,
                      {"Unit_Cost_Abs", "unit_cost_size"},
                      {"Planned_Units_Per_Week_Abs", "units_per_week"},
                      {"Days_In_Period", "days_in_period"},
                      per_week,
                      weeks,
                      total},
                     folder / "dashboard_costs_trace.csv");
    write_cost_sums(of, {council, service, age}, folder / "dashboard_costs.csv");
    write_cost_sums(of, {council}, folder / "dashboard_costs_la.csv");
    write_cost_sums(of, {council, service_group, service, working_age}, folder / "dashboard_costs_working_age.csv");
  }
}

}  // namespace ascof

// The facts of the department's dashboard: hand-worked cases, and four sets of records whose answers were made by the
// department's published method, not by this library.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "cases.hpp"
#include "golden.hpp"
#include "support/scratch_folder.hpp"

namespace {

const std::vector<std::string> none{};

/// A number of the dashboard's money; the rest is compared as text.
bool is_money(const std::string& column) {
  static const std::vector<std::string> names{
      "Cost_Per_Week",       "Weeks_of_Service",       "Total_Cost_Period",      "Mean_Cost_Per_Week",
      "Total_Cost_Per_Week", "Total_Weeks_of_Service", "Planned_Units_Per_Week", "Planned_Units_Per_Week_Abs",
      "Unit_Cost",           "Unit_Cost_Abs"};
  return std::find(names.begin(), names.end(), column) != names.end();
}

/// A person's lines stand under one spelling of the identifier here, under each row's own in the department's facts.
std::string as_compared(const std::string& column, const std::string& field) {
  return column == "Der_NHS_LA_Combined_Person_ID" ? ascof::fold(field) : field;
}

bool same(const std::string& column, const std::string& expected, const std::string& actual) {
  if (!is_money(column) || expected.empty() || actual.empty()) return expected == actual;
  const double a = std::strtod(expected.c_str(), nullptr), b = std::strtod(actual.c_str(), nullptr);
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

/// Every way in which the lines of `actual` are not those of `expected`, in any order: lines go together by their texts,
/// those with the same texts by their money.
std::vector<std::string> differences(const golden::rows& expected, const golden::rows& actual) {
  using line = std::vector<std::string>;
  const auto by_texts = [&](const golden::rows& from) {
    std::map<line, std::vector<line>> groups;
    for (const line& l : from.lines) {
      line key, ordered;
      for (const std::string& column : expected.header) {
        ordered.push_back(as_compared(column, from.of(l, column)));
        if (!is_money(column)) key.push_back(ordered.back());
      }
      groups[key].push_back(ordered);
    }
    for (auto& [key, lines] : groups)
      std::sort(lines.begin(), lines.end(), [&](const line& a, const line& b) {
        for (std::size_t i = 0; i < a.size(); ++i)
          if (is_money(expected.header[i]) && !same(expected.header[i], a[i], b[i]))
            return std::strtod(a[i].c_str(), nullptr) < std::strtod(b[i].c_str(), nullptr);
        return false;
      });
    return groups;
  };
  const auto shown = [](const line& l) {
    std::string text;
    for (const std::string& field : l) text += (text.empty() ? "" : " | ") + field;
    return text;
  };
  std::vector<std::string> found;
  const auto wanted = by_texts(expected);
  auto got = by_texts(actual);
  for (const auto& [key, lines] : wanted) {
    const std::vector<line> others = got[key];
    got.erase(key);
    if (others.size() != lines.size()) {
      found.push_back(std::to_string(others.size()) + " of " + std::to_string(lines.size()) + ": " + shown(key));
      continue;
    }
    for (std::size_t l = 0; l < lines.size(); ++l)
      for (std::size_t i = 0; i < lines[l].size(); ++i)
        if (!same(expected.header[i], lines[l][i], others[l][i]))
          found.push_back("expected " + shown(lines[l]) + ", found " + shown(others[l]));
  }
  for (const auto& [key, lines] : got) found.push_back("not expected: " + shown(key));
  return found;
}

/// Writes the dashboard's tables of a main table.
void write_dashboard(const ascof::records& people, const ascof::areas& councils, ascof::period year,
                     const std::filesystem::path& out) {
  ascof::evaluate_options how;
  how.trace = true;
  const ascof::result_table results =
      ascof::evaluate(ascof::select_measures(ascof::catalogue(), {"dashboard"}), people,
                      ascof::work_out_person_details(people, ascof::mappings::shipped()), {year}, councils, {}, how);
  ascof::write_department_tables(results, out);
}

/// A case's records with every column that the measures look at: the files hold those that their rule needs.
ascof::records records_of(const std::filesystem::path& folder, const support::scratch_folder& scratch) {
  golden::rows table = golden::read(folder / "main_table_single.csv");
  for (const ascof::measure& m : ascof::select_measures(ascof::catalogue(), {"dashboard"}).measures)
    for (const ascof::event::column column : m.needs()) {
      const std::string name(ascof::main_table_schema().fields[column].name);
      if (table.has(name)) continue;
      table.header.push_back(name);
      for (std::vector<std::string>& line : table.lines) line.emplace_back();
    }
  golden::write(table, scratch / "main_table.csv");
  return ascof::read_records(scratch / "main_table.csv").data;
}

/// The table that a case expects, in its columns.
golden::rows table_of(const std::string& expected, const std::filesystem::path& out) {
  static const std::map<std::string, std::string> files{
      {"costs", "dashboard_costs_trace"},
      {"costs_by_service_type_and_age_band", "dashboard_costs"},
      {"requests_by_outcome", "dashboard_requests"},
      {"assessments_by_type", "dashboard_assessments"},
      {"reviews_by_type", "dashboard_reviews"},
      {"services_by_type_and_component", "dashboard_services"},
  };
  if (expected != "lts_flag") return golden::read(out / (files.at(expected) + ".csv"));
  // All facts of events in one table.
  golden::rows all{{"Event", "Der_NHS_LA_Combined_Person_ID", "Event_Start_Date", "LTS_Flag", "Event_Count"}, {}};
  for (const auto& [event, file] : std::map<std::string, std::string>{{"Request", "dashboard_fact_requests"},
                                                                      {"Assessment", "dashboard_fact_assessments"},
                                                                      {"Review", "dashboard_fact_reviews"}}) {
    const golden::rows facts = golden::read(out / (file + ".csv"));
    for (const std::vector<std::string>& line : facts.lines) {
      std::vector<std::string>& added = all.lines.emplace_back();
      added.push_back(event);
      for (std::size_t i = 1; i < all.header.size(); ++i) added.push_back(facts.of(line, all.header[i]));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("The dashboard's hand-worked cases", "[cases]") {
  const std::vector<std::filesystem::path> folders = cases::folders_of("dashboard");
  CHECK(folders.size() == 7);
  for (const std::filesystem::path& folder : folders) {
    DYNAMIC_SECTION(folder.filename().string() << ": " << golden::content(folder / "description.txt")) {
      const support::scratch_folder out;
      write_dashboard(records_of(folder, out), {}, golden::single_period, out.path());
      const std::vector<std::string> names = cases::expectations_of(folder);
      CHECK(!names.empty());
      for (const std::string& name : names) {
        CAPTURE(name);
        CHECK(differences(golden::read(folder / ("expected_" + name + ".csv")), table_of(name, out.path())) == none);
      }
    }
  }
}

TEST_CASE("The dashboard's facts and counts equal the department's", "[golden]") {
  const golden::set& set = golden::set_named(GENERATE(from_range(golden::set_names())));
  CAPTURE(set.name);
  const bool own = GENERATE(false, true);
  CAPTURE(own);
  // The department's main table, and the one this library makes of the submissions.
  const ascof::records people =
      own ? ascof::records(set.single.main) : ascof::read_records(set.expected / "main_table_single.csv.gz").data;
  const support::scratch_folder out;
  write_dashboard(people, set.councils, golden::single_period, out.path());
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(set.expected / "dashboard")) {
    std::string name = entry.path().filename().string();
    name = name.substr(0, name.find('.'));
    CAPTURE(name);
    ++compared;
    const golden::rows expected = golden::read(entry.path());
    const golden::rows actual = golden::read(out / (name + ".csv"));
    CHECK(actual.header == expected.header);
    CHECK(differences(expected, actual) == none);
  }
  CHECK(compared == 15);
}

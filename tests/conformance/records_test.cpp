// The main job on four sets of records whose answers were made by the department's published method, not by this library.
#include <algorithm>
#include <catch2/catch.hpp>

#include "golden.hpp"
#include "support/scratch_folder.hpp"

namespace {

using golden::differences;

const std::vector<std::string> none{};

/// What `write_prepared` wrote against the department's main table, all columns.
void compare_main_table(const golden::set& set, const support::scratch_folder& out, const ascof::prepared& made,
                        const std::string& table, const std::string& submissions) {
  ascof::write_prepared(made, out.path());
  const golden::rows expected = set.expectation(table);
  const golden::rows actual = golden::read(out / "main_table.csv");
  CHECK(actual.header == expected.header);
  CHECK(differences(expected, actual, {.key = {"Der_Unique_Record_ID"}, .ignored = {"Der_Unique_Event_Ref"}}) == none);
  // The numbers are counted off and depend on an order the department does not state.
  CHECK(differences_of_partition(expected, actual, "Der_Unique_Record_ID", "Der_Unique_Event_Ref") == none);
  CHECK(differences(set.expectation(submissions), golden::read(out / "submissions.csv"),
                    {.key = {"LA_Name", "ImportDate", "Ref_Period_Start_Date"}}) == none);
}

/// Figures, traces and department tables of the measures, written to a folder.
void write_measures(const golden::set& set, const ascof::records& people, const ascof::person_details& details,
                    const std::filesystem::path& folder) {
  ascof::evaluate_options how;
  how.trace = true;
  const ascof::result_table results =
      ascof::evaluate(ascof::select_measures(ascof::catalogue(), golden::measure_names()), people, details,
                      golden::years, set.councils, set.residents, how);
  ascof::write_results(results, folder / "results.csv");
  ascof::write_traces(results, folder / "trace");
  ascof::write_department_tables(results, folder / "department");
}

/// The rows of results.csv that the measures of these tests make.
golden::rows expected_results(const golden::set& set) {
  golden::rows all = set.expectation("results.csv");
  std::erase_if(all.lines, [&](const std::vector<std::string>& line) {
    return std::none_of(golden::measure_names().begin(), golden::measure_names().end(), [&](const std::string& name) {
      const std::string& id = all.of(line, "measure");
      return id == name || id.starts_with(name + ".");
    });
  });
  return all;
}

const golden::comparison figures{.key = {"measure", "period_start", "period_end", "la_code", "group"},
                                 .exact = {"numerator", "denominator"},
                                 .rounded = {{"value", 1}}};
const golden::comparison people_behind{.key = {"period_start", "la_code", "person_id"}};
const golden::comparison side_counts{.key = {"Reporting_Period", "LA_Code", "Measure"},
                                     .exact = {"LA_Name", "Description", "Count"}};

const std::vector<std::string> trace_files{"ascof.2b_2c", "ascof.2e", "ascof.2e.ld", "ascof.3d.clients",
                                           "ascof.3d.carers"};
const std::vector<std::string> side_files{"ascof_2e_unknown", "ascof_2e_ld_unknown", "ascof_3d_unknown"};

/// A golden trace without a file has nobody in it.
golden::rows expected_trace(const golden::set& set, const std::string& name, const golden::rows& like) {
  const std::string file = "trace/" + name + ".csv";
  return std::filesystem::exists(set.expected / file) ? set.expectation(file) : golden::rows{like.header, {}};
}

}  // namespace

TEST_CASE("The joined main table equals the department's", "[golden]") {
  const golden::set& set = golden::set_named(GENERATE(from_range(golden::set_names())));
  CAPTURE(set.name);
  const support::scratch_folder out;
  compare_main_table(set, out, set.joined, "main_table.csv.gz", "submissions_joined.csv");
  CHECK(differences(set.expectation("reporting_periods.csv"), golden::read(out / "reporting_periods.csv"),
                    {.key = {"LA_Code", "LA_Name", "ImportDate"}}) == none);
}

TEST_CASE("The main table of one submission equals the department's", "[golden]") {
  const golden::set& set = golden::set_named(GENERATE(from_range(golden::set_names())));
  CAPTURE(set.name);
  const support::scratch_folder out;
  compare_main_table(set, out, set.single, "main_table_single.csv.gz", "submissions_single.csv");
}

TEST_CASE("Person details equal the department's in both years", "[golden]") {
  const golden::set& set = golden::set_named(GENERATE(from_range(golden::set_names())));
  CAPTURE(set.name);
  const support::scratch_folder out;
  const ascof::records people(set.joined.main);
  const ascof::person_details details = ascof::work_out_person_details(people, set.tables);
  const std::vector<std::string> files{"person_details_2425.csv.gz", "person_details_2526.csv.gz"};
  for (std::size_t year = 0; year < files.size(); ++year) {
    ascof::write_person_details(people, details, golden::years[year], out / "person_details.csv");
    const golden::rows expected = set.expectation(files[year]);
    const golden::rows actual = golden::read(out / "person_details.csv");
    CHECK(actual.header == expected.header);
    CHECK(differences(expected, actual, {.key = {"LA_Code", "Der_NHS_LA_Combined_Person_ID"}}) == none);
  }
}

TEST_CASE("Figures, people behind them and unknown counts equal the department's", "[golden]") {
  const golden::set& set = golden::set_named(GENERATE(from_range(golden::set_names())));
  CAPTURE(set.name);
  const support::scratch_folder out;
  const ascof::records people(set.joined.main);
  write_measures(set, people, ascof::work_out_person_details(people, set.tables), out.path());
  CHECK(differences(expected_results(set), golden::read(out / "results.csv"), figures) == none);
  for (const std::string& name : trace_files) {
    CAPTURE(name);
    const golden::rows actual = golden::read(out / ("trace/" + name + ".csv"));
    CHECK(differences(expected_trace(set, name, actual), actual, people_behind) == none);
  }
  for (const std::string& name : side_files) {
    CAPTURE(name);
    CHECK(differences(set.expectation("department/" + name + ".csv"),
                      golden::read(out / ("department/" + name + ".csv")), side_counts) == none);
  }
}

TEST_CASE("A main table and details that were written and read again give the same files", "[golden]") {
  const golden::set& set = golden::set_named(GENERATE(as<std::string>{}, "tiny", "edge", "council"));
  CAPTURE(set.name);
  const support::scratch_folder out;
  const ascof::records people(set.joined.main);
  const ascof::person_details details = ascof::work_out_person_details(people, set.tables);
  write_measures(set, people, details, out / "at_once");

  ascof::write_main_table(set.joined.main, out / "main_table.csv");
  const ascof::records again = ascof::read_records(out / "main_table.csv").data;
  ascof::write_main_table(again.main(), out / "main_table_again.csv");
  CHECK(golden::content(out / "main_table_again.csv") == golden::content(out / "main_table.csv"));
  write_measures(set, again, ascof::work_out_person_details(again, set.tables), out / "again");

  ascof::write_person_details(again, details, golden::years[0], out / "person_details.csv");
  write_measures(set, again, ascof::read_person_details(out / "person_details.csv", again), out / "details_read");

  for (const auto& file : std::filesystem::recursive_directory_iterator(out / "at_once")) {
    if (!file.is_regular_file()) continue;
    const std::filesystem::path name = std::filesystem::relative(file.path(), out / "at_once");
    CAPTURE(name);
    CHECK(golden::content(out.path() / "again" / name) == golden::content(file.path()));
    CHECK(golden::content(out.path() / "details_read" / name) == golden::content(file.path()));
  }
}

// Hand-worked situations, one rule at a time: a few records, details of the people, and what the department's method
// makes of them.
#include <catch2/catch.hpp>

#include "cases.hpp"
#include "golden.hpp"
#include "support/scratch_folder.hpp"

namespace {

/// Computes the measures of a case and writes traces and department tables to `out`.
void compute(const std::filesystem::path& folder, const std::vector<std::string>& measures,
             const std::filesystem::path& out) {
  const ascof::records people = ascof::read_records(folder / "main_table.csv").data;
  const ascof::person_details details = ascof::read_person_details(folder / "person_details.csv", people);
  const ascof::areas councils = ascof::read_areas(cases::reference(folder, "ref_la.csv"));
  const ascof::population residents = ascof::read_population(cases::reference(folder, "ref_population.csv"));
  ascof::evaluate_options how;
  how.trace = true;
  how.on_missing_population = ascof::missing_population::leave_out;  // as the department's own table (case 2bc/12)
  const ascof::result_table results = ascof::evaluate(ascof::select_measures(ascof::catalogue(), measures), people,
                                                      details, {cases::period_of(folder)}, councils, residents, how);
  ascof::write_traces(results, out);
  ascof::write_department_tables(results, out);
}

/// Our name of a column of the cases' lists of people. A column we do not have: nothing.
std::string our_name(const std::string& theirs, const std::string& measure) {
  static const std::map<std::string, std::string> names{
      {"LA_Code", "la_code"},
      {"Der_NHS_LA_Combined_Person_ID", "person_id"},
      {"Age_Band", "age_band"},
      {"Person_Age", "age"},
      {"Included_In_Denom", "in_denominator"},
      {"Included_In_Num", "in_numerator"},
      {"Included_In_Num_1a", "in_numerator_1a"},
      {"Included_In_Num_2a", "in_numerator_2a"},
      {"Included_In_Num_1b", "in_numerator_1b"},
      {"Included_In_Num_2b", "in_numerator_2b"},
      {"Counted_As_Unknown", "unknown"},
      {"Support_Provided", "support_provided"},
      {"First_New_Admission", "first_new_admission"},
      {"Rank", "Rank"},
  };
  // The number of a person's new admissions is behind no figure: who has two counts once (case 2bc/05).
  if (measure == "2bc" && theirs == "New_Admission_Dates") return {};
  return names.at(theirs);
}

/// The department's number of a client's setting.
std::string rank_of(const std::string& service, const std::string& mechanism) {
  const auto by_mechanism = [&](std::vector<std::pair<std::string, std::string>> ranks, const std::string& otherwise) {
    for (const auto& [name, rank] : ranks)
      if (mechanism == name) return rank;
    return otherwise;
  };
  if (service == "Long term support: Nursing care") return "1";
  if (service == "Long term support: Residential care") return "2";
  if (service == "Long term support: Community")
    return by_mechanism(
        {{"Direct payment", "3"}, {"CASSR managed personal budget", "4"}, {"CASSR commissioned support", "5"}}, "6");
  if (service == "Long term support: Prison")
    return by_mechanism({{"CASSR managed personal budget", "7"}, {"CASSR commissioned support", "8"}}, "9");
  return "none";
}

/// A list of people of a case with our columns' names, without columns we do not have.
golden::rows translated(const golden::rows& from, const std::string& measure) {
  golden::rows to;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < from.header.size(); ++i) {
    const std::string name = our_name(from.header[i], measure);
    if (name.empty()) continue;
    to.header.push_back(name);
    columns.push_back(i);
  }
  for (const std::vector<std::string>& line : from.lines) {
    std::vector<std::string>& added = to.lines.emplace_back();
    for (const std::size_t column : columns) added.push_back(line[column]);
  }
  return to;
}

void check(const std::string& measure, const std::vector<std::string>& names,
           const std::map<std::string, std::string>& trace_of) {
  const std::vector<std::filesystem::path> folders = cases::folders_of(measure);
  CHECK(folders.size() >= 11);  // a lost folder of data is no passed test
  for (const std::filesystem::path& folder : folders) {
    DYNAMIC_SECTION(folder.filename().string() << ": " << golden::content(folder / "description.txt")) {
      const support::scratch_folder out;
      compute(folder, names, out.path());
      std::size_t compared = 0;
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::string name = entry.path().filename().string();
        if (!name.starts_with("expected_")) continue;
        name.erase(0, std::string("expected_").size());
        CAPTURE(name);
        ++compared;
        const golden::rows expected = golden::read(entry.path());
        if (!trace_of.contains(name)) {
          CHECK(golden::differences_as_multisets(expected, golden::read(out / name)) == std::vector<std::string>{});
          continue;
        }
        golden::rows actual = golden::read(out / trace_of.at(name));
        if (expected.has("Rank")) {
          actual.header.emplace_back("Rank");
          for (std::vector<std::string>& line : actual.lines)
            line.push_back(rank_of(actual.of(line, "service_type"), actual.of(line, "delivery_mechanism")));
        }
        CHECK(golden::differences_as_multisets(translated(expected, measure), actual) == std::vector<std::string>{});
      }
      CHECK(compared > 0);
    }
  }
}

}  // namespace

TEST_CASE("ASCOF 2B and 2C count who the hand-worked cases count", "[cases]") {
  check("2bc", {"ascof.2b", "ascof.2c"}, {{"ascof_2bc_people.csv", "ascof.2b_2c.csv"}});
}

TEST_CASE("ASCOF 2E counts who the hand-worked cases count", "[cases]") {
  check("2e", {"ascof.2e", "ascof.2e.ld"}, {{"ascof_2e_people.csv", "ascof.2e.csv"}});
}

TEST_CASE("ASCOF 3D counts who the hand-worked cases count", "[cases]") {
  check(
      "3d", {"ascof.3d"},
      {{"ascof_3d_clients_people.csv", "ascof.3d.clients.csv"}, {"ascof_3d_carers_people.csv", "ascof.3d.carers.csv"}});
}

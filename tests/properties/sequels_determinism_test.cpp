// The same figures, traces and department tables, byte for byte, in whatever order the rows come, with any number of
// threads, and every time.
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <random>

#include "ascof/ascof.hpp"
#include "support/scratch_folder.hpp"

namespace {

/// Everything that measures are computed from.
struct sources {
  ascof::main_table main;
  ascof::hospital_episodes hospital;
  ascof::mappings tables;
  ascof::areas councils;
  ascof::population residents;
};

const sources& sources_named(const std::string& name) {
  static std::map<std::string, sources> all;
  const auto found = all.find(name);
  if (found != all.end()) return found->second;
  const std::filesystem::path records = std::filesystem::path(ASCOF_TEST_DATA) / "records" / name;
  const std::filesystem::path input =
      name == "council" ? std::filesystem::path(ASCOF_EXAMPLES_DATA) / "council" : records / "input";
  sources s{ascof::read_records(records / "expected" / "main_table.csv.gz").data.main(),
            ascof::read_hospital_episodes(input / "hospital_episodes.csv.gz", input / "ref_lsoa_utla.csv"),
            ascof::mappings::shipped(), ascof::read_areas(input / "ref_la.csv"),
            ascof::read_population(input / "ref_population.csv")};
  s.tables.add_folder(input);
  return all.emplace(name, std::move(s)).first->second;
}

/// The rows of a table in another order, or some of them, or all several times.
ascof::table with_rows(const ascof::table& from, const ascof::schema& columns, const std::vector<std::uint32_t>& rows) {
  ascof::table to(columns, rows.size());
  for (std::size_t field = 0; field < columns.fields.size(); ++field) {
    if (!from.has(field)) continue;
    switch (columns.fields[field].kind) {
      case ascof::field_kind::text: to.set(field, gather(from.text(field), rows)); break;
      case ascof::field_kind::day: to.set(field, ascof::gather(from.days(field), rows)); break;
      case ascof::field_kind::integer:
      case ascof::field_kind::mentions: to.set(field, ascof::gather(from.integers(field), rows)); break;
      case ascof::field_kind::record:
      case ascof::field_kind::hundredths: to.set(field, ascof::gather(from.wides(field), rows)); break;
      case ascof::field_kind::skipped: break;
    }
  }
  return to;
}

std::vector<std::uint32_t> in_order(std::size_t rows) {
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  return order;
}

sources shuffled(const sources& from, unsigned seed) {
  std::mt19937 random(seed);
  sources to = from;
  std::vector<std::uint32_t> rows = in_order(from.main.data.rows());
  std::shuffle(rows.begin(), rows.end(), random);
  to.main = {with_rows(from.main.data, ascof::main_table_schema(), rows), from.main.single, {}};
  std::vector<std::uint32_t> stays = in_order(from.hospital.episodes.rows());
  std::shuffle(stays.begin(), stays.end(), random);
  to.hospital.episodes = with_rows(from.hospital.episodes, ascof::hospital_schema(), stays);
  return to;
}

/// So many copies of everybody, each copy somebody else.
sources multiplied(const sources& from, std::uint32_t copies) {
  sources to = from;
  const std::vector<std::uint32_t> once = in_order(from.main.data.rows());
  std::vector<std::uint32_t> rows;
  for (std::uint32_t copy = 0; copy < copies; ++copy) rows.insert(rows.end(), once.begin(), once.end());
  ascof::table data = with_rows(from.main.data, ascof::main_table_schema(), rows);
  ascof::text_column_builder ids;
  const ascof::text_column& names = from.main.data.text(ascof::event::person_id);
  for (std::uint32_t copy = 0; copy < copies; ++copy)
    for (std::size_t row = 0; row < names.size(); ++row)
      ids.add(copy == 0 ? std::string(names[row]) : std::string(names[row]) + " " + std::to_string(copy));
  data.set(ascof::event::person_id, ids.finish());
  to.main = {std::move(data), from.main.single, {}};
  return to;
}

/// Every file that all measures give, by name.
using files = std::map<std::string, std::string>;

files files_of(const sources& from, unsigned threads) {
  const ascof::records people(from.main);
  ascof::evaluate_options how;
  how.threads = threads;
  how.trace = true;
  how.hospital = &from.hospital;
  const ascof::result_table results = ascof::evaluate(ascof::select_measures(ascof::catalogue(), {"all"}), people,
                                                      ascof::work_out_person_details(people, from.tables, threads), {},
                                                      from.councils, from.residents, how);
  const support::scratch_folder out;
  ascof::write_results(results, out / "results.csv");
  ascof::write_traces(results, out / "trace");
  ascof::write_department_tables(results, out / "department");
  files all;
  for (const auto& file : std::filesystem::recursive_directory_iterator(out.path())) {
    if (!file.is_regular_file()) continue;
    const std::string name = std::filesystem::relative(file.path(), out.path()).string();
    all[name] = out.read(name);
  }
  return all;
}

/// Names of the files that differ: the files themselves are too long to show.
std::vector<std::string> differing(const files& expected, const files& actual) {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : expected) {
    const auto other = actual.find(name);
    if (other == actual.end() || other->second != bytes) names.push_back(name);
  }
  for (const auto& [name, bytes] : actual)
    if (!expected.contains(name)) names.push_back(name);
  return names;
}

const std::vector<std::string> none{};

}  // namespace

TEST_CASE("All measures give the same files whatever the order of rows with record numbers") {
  const sources& s = sources_named(GENERATE(as<std::string>{}, "medium", "council"));
  const files expected = files_of(s, 1);
  CHECK(expected.size() >= 20);
  for (unsigned seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    CHECK(differing(expected, files_of(shuffled(s, seed), 2)) == none);
  }
}

TEST_CASE("All measures give the same files with any number of threads") {
  const sources& s = sources_named(GENERATE(as<std::string>{}, "medium", "council"));
  const files expected = files_of(s, 1);
  for (unsigned threads = 2; threads <= 8; ++threads) {
    CAPTURE(threads);
    CHECK(differing(expected, files_of(s, threads)) == none);
  }
}

TEST_CASE("All measures give the same files twenty times") {
  const sources& s = sources_named(GENERATE(as<std::string>{}, "medium", "council"));
  const files expected = files_of(s, 0);
  for (int run = 2; run <= 20; ++run) {
    CAPTURE(run);
    CHECK(differing(expected, files_of(s, 0)) == none);
  }
}

TEST_CASE("People enough for several parts give the same files with any number of threads", "[many]") {
  // People are counted in parts of 32,768, and threads take parts.
  const sources many = multiplied(sources_named("medium"), 50);
  CHECK(ascof::records(many.main).people() > 2 * 32'768);
  const files expected = files_of(many, 1);
  for (const unsigned threads : {2U, 3U, 8U}) {
    CAPTURE(threads);
    CHECK(differing(expected, files_of(many, threads)) == none);
  }
}

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/hospital_text.hpp"
#include "support/records_text.hpp"

// The worked examples of the measures: examples/README.md has their form.

using namespace ascof;
using namespace support;

namespace {

const std::filesystem::path folder = std::filesystem::path(ASCOF_TEST_DATA).parent_path() / "measures" / "examples";

struct example {
  std::string measure;
  std::string title;
  std::map<std::string, std::string> sections;

  bool has(const std::string& section) const { return sections.count(section) != 0; }
  std::string at(const std::string& section) const { return has(section) ? sections.at(section) : std::string{}; }
};

example read_example(const std::filesystem::path& path) {
  std::ifstream in(path);
  example read;
  read.measure = path.stem().string();
  std::string section, line;
  std::getline(in, read.title);
  while (std::getline(in, line)) {
    if (line.size() > 2 && line.front() == '[' && line.back() == ']') {
      section = line.substr(1, line.size() - 2);
      INFO(section);
      CHECK((section == "period" || section == "records" || section == "details" || section == "population" ||
             section == "hospital" || section == "figures" || section.rfind("trace ", 0) == 0));
      CHECK(!read.has(section));
      read.sections[section];
    } else if (!section.empty()) {
      read.sections[section] += line + "\n";
    }
  }
  return read;
}

std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".txt") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

measure_options options_of(const example& of) {
  measure_options options;
  if (of.has("period")) {
    const std::string dates(trimmed(of.at("period")));
    const std::size_t dots = dates.find("..");
    REQUIRE(dots != std::string::npos);
    options.reporting = {day_from(dates.substr(0, dots)), day_from(dates.substr(dots + 2))};
  }
  if (of.has("population")) {
    text_table rows = parse_table(of.at("population"));
    rows.add_default("area", "901");
    rows.add_default("gender", "All");
    options.population = {};
    for (std::size_t row = 0; row < rows.rows.size(); ++row)
      options.population.add(rows.at(row, "area"), rows.at(row, "gender"), rows.at(row, "age_band"),
                             std::stoll(rows.at(row, "people")));
  }
  return options;
}

/// A column that an example leaves out is there and empty: a measure may need it.
records records_of(const example& of) {
  text_table table = parse_table(of.at("records"));
  spell_out_names(table, main_table_names());
  for (const auto& [name, column] : main_table_names())
    if (name != "council" && name != "council_name" && name != "person" && name != "event" && name != "client" &&
        name != "record")
      table.add_default(column, "");
  return records_from_table(std::move(table));
}

/// What a row counted, as the file writes it.
std::string counted(const result_row& row, statistic kind) {
  if (kind == statistic::count || !row.numerator) return std::to_string(row.denominator);
  return std::to_string(*row.numerator) + "/" + std::to_string(row.denominator);
}

statistic kind_of(const result_table& results, const std::string& id) {
  for (const measure& m : results.measures)
    for (const figure& f : m.figures)
      if (f.id == id) return f.counts.kind >= statistic::change ? f.counts.changed : f.counts.kind;
  FAIL("no figure " << id);
  return {};
}

}  // namespace

TEST_CASE("Worked examples: each file gives the figures it says") {
  for (const std::filesystem::path& path : files()) {
    const example of = read_example(path);
    CAPTURE(of.measure, of.title);
    CHECK(!of.title.empty());
    REQUIRE(of.has("records"));
    REQUIRE(of.has("figures"));
    const records people = records_of(of);
    const std::string details = of.has("details") ? of.at("details") : "person";
    measure_options options = options_of(of);
    if (of.has("hospital")) options.hospital = hospital_from_text(of.at("hospital"));
    const result_table results = measured(of.measure, people, details_from_text(people, details), options);

    text_table figures = parse_table(of.at("figures"));
    figures.add_default("figure", of.measure);
    figures.add_default("council", "901");
    std::vector<std::string> expected_rows, computed_rows;
    std::set<std::string> named;
    for (std::size_t row = 0; row < figures.rows.size(); ++row) {
      const auto at = [&](std::string_view column) { return figures.at(row, column); };
      named.insert(at("figure"));
      expected_rows.push_back(joined({at("figure"), at("council"), at("group"), at("counted"), at("value")}));
    }
    for (const result_row& row : results.rows)
      if (named.count(row.measure) != 0)
        computed_rows.push_back(
            joined({row.measure, row.la_code, row.group, counted(row, kind_of(results, row.measure)),
                    row.value ? rounded(*row.value, row.decimals) : "none"}));
    CHECK(computed_rows == expected_rows);

    for (const auto& [section, text] : of.sections) {
      if (section.rfind("trace ", 0) != 0) continue;
      const std::string id = section.substr(6);
      CAPTURE(id);
      texts rows = expected(text);
      REQUIRE(!rows.empty());
      for (const trace_table& trace : results.traces) {
        if (trace.id != id) continue;
        texts names{"person"};
        names.insert(names.end(), trace.columns.begin(), trace.columns.end());
        CHECK(joined(names) == rows.front());
      }
      rows.erase(rows.begin());
      CHECK(trace_of(results, id) == rows);
    }
  }
}

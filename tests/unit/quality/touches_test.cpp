#include "quality/touches.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <set>
#include <string>

#include "ascof/ascof.hpp"

using namespace ascof;
using namespace ascof::quality;

namespace {

const std::filesystem::path example = std::filesystem::path(ASCOF_EXAMPLES_DATA) / "council";

const extract& example_extract() {
  static const extract raw = read_extract({{.path = example / "submissions"}});
  return raw;
}

const mappings& example_mappings() {
  static const mappings tables = [] {
    mappings made = mappings::shipped();
    made.add_folder(example);
    return made;
  }();
  return tables;
}

using person_of_figure = std::pair<std::string, std::string>;

struct counted {
  records people;
  std::set<std::tuple<std::string, std::string, std::string, std::uint64_t, std::uint64_t, std::string>> lines;
};

counted count(const extract& raw) {
  counted made{records(prepare(raw, example_mappings(), {}).main), {}};
  std::vector<measure> measures = national_measures();
  std::erase_if(measures, [](const measure& m) {
    return std::any_of(m.figures.begin(), m.figures.end(), [](const figure& f) { return reads_hospital(f.counts.of); });
  });
  const person_details details = work_out_person_details(made.people, example_mappings());
  evaluation_state state(select_all(measures),
                         {parse_period("2025-04-01..2026-03-31"), parse_period("2025-10-01..2025-12-31")});
  state.keep_contributions();
  state.update(made.people, details);
  for (const contribution& c : state.contributions())
    made.lines.emplace(c.measure, c.person_id, c.group, c.numerator, c.denominator, to_string(c.reporting));
  return made;
}

/// Who adds something else to a figure.
std::set<person_of_figure> moved(const counted& a, const counted& b) {
  std::set<person_of_figure> who;
  for (const auto& [of, in] : {std::pair{&a, &b}, std::pair{&b, &a}})
    for (const auto& line : of->lines)
      if (!in->lines.contains(line)) who.emplace(std::get<0>(line), std::get<1>(line));
  return who;
}

std::string person_of(const table& data, std::size_t row) {
  if (const code nhs = data.text(submitted::nhs_number).codes[row]; nhs != missing_code)
    return std::string(data.text(submitted::nhs_number)[row]);
  return std::string(data.text(submitted::la_code)[row]) + "_" +
         std::string(data.text(submitted::local_person_id)[row]);
}

}  // namespace

TEST_CASE("nobody moves in a figure whom the bound does not count, whatever other values a field takes", "[many]") {
  const extract& raw = example_extract();
  const counted before = count(raw);
  touch_finder touches(raw.data, &before.people);
  std::mt19937 random(20261129);
  for (const submitted::column field :
       {submitted::gender, submitted::ethnicity, submitted::accommodation_status, submitted::employment_status,
        submitted::primary_support_reason, submitted::has_unpaid_carer, submitted::client_type, submitted::service_type,
        submitted::service_component, submitted::delivery_mechanism, submitted::route_of_access,
        submitted::assessment_type, submitted::event_outcome, submitted::review_reason}) {
    // A seventh of the rows of the latest submission.
    std::set<std::size_t> rows;
    for (std::size_t row = raw.first_row[raw.first_row.size() - 2]; row < raw.data.rows(); ++row)
      if (random() % 7 == 0) rows.insert(row);
    std::set<person_of_figure> counted_as_moving;
    for (std::size_t i = 0; i < readings_of(field).size(); ++i)
      for (const std::size_t row : rows)
        if (touches.may_change(field, i, row))
          counted_as_moving.emplace(readings_of(field)[i].figure, person_of(raw.data, row));
    std::size_t moving = 0;
    for (int draw = 0; draw < 3; ++draw) {
      extract other = raw;
      const text_column& had = raw.data.text(field);
      text_column has{had.values, code_vector(raw.data.rows(), had.values->size() - 1)};
      for (std::size_t row = 0; row < raw.data.rows(); ++row)
        has.codes.set(row, rows.contains(row) ? static_cast<code>(random() % had.values->size()) : had.codes[row]);
      other.data.set(field, std::move(has));
      for (const person_of_figure& each : moved(before, count(other))) {
        CAPTURE(extract_schema().fields[field].name, each.first);
        CHECK(counted_as_moving.contains(each));
        ++moving;
      }
    }
    INFO(extract_schema().fields[field].name << ": " << moving << " moved, " << counted_as_moving.size() << " counted");
    CHECK((moving != 0 || readings_of(field).empty() || field == submitted::review_reason));
  }
}

TEST_CASE("a field that no figure's condition lets through moves nobody") {
  const extract& raw = example_extract();
  const counted before = count(raw);
  touch_finder touches(raw.data, &before.people);
  // The delivery mechanism of what is not a long-term or carer service does not matter to direct payments.
  const std::vector<reading>& readings = readings_of(submitted::delivery_mechanism);
  REQUIRE(!readings.empty());
  std::size_t seen = 0, passed_over = 0;
  for (std::size_t row = raw.first_row[raw.first_row.size() - 2]; row < raw.data.rows(); ++row) {
    if (raw.data.text(submitted::event_type)[row] != "Review") continue;
    for (std::size_t i = 0; i < readings.size(); ++i)
      ++(touches.may_change(submitted::delivery_mechanism, i, row) ? seen : passed_over);
  }
  CHECK(passed_over > 20 * seen);
}

TEST_CASE("every field that figures read is known to be read, and fields of the council decide all") {
  CHECK(decides_all(submitted::la_code));
  CHECK(decides_all(submitted::event_end));
  CHECK_FALSE(decides_all(submitted::gender));
  const auto reads = [](submitted::column field, std::string_view figure) {
    for (const reading& each : readings_of(field))
      if (each.figure == figure) return true;
    return false;
  };
  CHECK(reads(submitted::delivery_mechanism, "ascof.3d.1a"));
  CHECK(reads(submitted::accommodation_status, "ascof.2e"));
  CHECK(reads(submitted::service_type, "ascof.2a"));
  CHECK_FALSE(reads(submitted::method_of_review, "ascof.2e"));
}

// Records that only the place of a row tells apart: which they are, which figures hang on them, and that this travels.

#include "ascof/prepare/ties.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/results/evaluate.hpp"
#include "ascof/results/output_table.hpp"
#include "ascof/results/writers.hpp"
#include "support/extract_text.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using namespace support;

namespace {

prepared made_of(std::string_view rows, unsigned threads = 1) {
  prepare_options how;
  how.threads = threads;
  return prepared_from(extract_from_text({{"2025-05-01", "2024-04-01..2025-03-31", rows}}), how);
}

const notice* find(const notice_list& among, std::string_view code) {
  for (const notice& n : among)
    if (n.code == code) return &n;
  return nullptr;
}

/// The same service twice, once as a direct payment and once not, beside a person without doubt.
constexpr const char* one_service_twice = R"(
    record | person | start      | end        | service   | component | mechanism
    -      | P1     | 2024-05-01 | 2024-06-01 | community | Meals     | Direct payment
    -      | P1     | 2024-05-01 | 2024-06-01 | community | Meals     | commissioned
    -      | P2     | 2024-05-01 | 2024-06-01 | community | Meals     | commissioned)";

std::vector<measure> two_measures() {
  using namespace algebra;
  const auto served = people(events.service_component == "Meals");
  const auto paid = people(events.delivery_mechanism == "Direct payment");
  return {local_measure("local.served", "People with meals", count(served)),
          local_measure("local.paid", "People paid directly", count(paid && served))};
}

result_table evaluated(const records& people) {
  return evaluate(two_measures(), people, work_out_person_details(people, mappings::shipped()), {year_2024});
}

}  // namespace

TEST_CASE("records tie where only the place of a row tells them apart") {
  struct tie {
    const char* what;
    const char* rows;
    std::uint64_t people;
  };
  const tie table[] = {
      {"one service twice, paid otherwise", one_service_twice, 1},
      {"the same with record numbers", R"(
          record | person | start      | end        | service   | component | mechanism
          7      | P1     | 2024-05-01 | 2024-06-01 | community | Meals     | Direct payment
          8      | P1     | 2024-05-01 | 2024-06-01 | community | Meals     | commissioned)",
       0},
      {"the same row twice", R"(
          record | person | start      | end        | service   | component
          -      | P1     | 2024-05-01 | 2024-06-01 | community | Meals
          -      | P1     | 2024-05-01 | 2024-06-01 | community | Meals)",
       0},
      {"the later end decides", R"(
          record | person | start      | end        | service   | component | mechanism
          -      | P1     | 2024-05-01 | 2024-06-01 | community | Meals     | Direct payment
          -      | P1     | 2024-05-01 | 2024-06-02 | community | Meals     | commissioned)",
       0},
      {"two services of the same days", R"(
          record | person | start      | end        | service   | component
          -      | P1     | 2024-05-01 | 2024-06-01 | community | Meals
          -      | P1     | 2024-05-01 | 2024-06-01 | community | Equipment
          -      | P2     | 2024-05-01 | open       | community | Meals
          -      | P2     | 2024-05-01 | open       | community | Equipment)",
       2},
  };
  for (const tie& row : table) {
    CAPTURE(row.what);
    const prepared made = made_of(row.rows);
    CHECK((made.main.ties ? made.main.ties->people : 0) == row.people);
    const notice* told = find(made.notices, "tie.records");
    CHECK((told == nullptr ? 0 : told->people) == row.people);
  }
}

TEST_CASE("figures that hang on ties are named, and no others") {
  const records people(made_of(one_service_twice).main);
  const result_table results = evaluated(people);
  const notice* told = find(results.notices, "tie.figures");
  REQUIRE(told != nullptr);
  CHECK(told->people == 1);
  CHECK(told->of == 3);  // with the filler
  CHECK(told->figures == std::vector<std::string>{"local.paid"});
  CHECK(told->found == "1 person; figures: local.paid");
}

TEST_CASE("the records that tie are listed on request") {
  const records people(made_of(one_service_twice).main);
  const std::vector<tied_record> list = list_tied_records(people);
  REQUIRE(list.size() == 1);
  CHECK(list.front().la_code == "901");
  CHECK(list.front().person_id == "P1");
  CHECK(list.front().record_id == 2);
  CHECK(list.front().start == make_day(2024, 5, 1));
  CHECK(tied_records_output(people).rows == 1);
  CHECK(list_tied_records(records(made_of("person | start | service\nP | 2024-05-01 | community").main)).empty());
}

TEST_CASE("what ties does not depend on threads") {
  const prepared one = made_of(one_service_twice, 1);
  const prepared four = made_of(one_service_twice, 4);
  CHECK(one.notices == four.notices);
  CHECK(evaluated(records(one.main)).notices == evaluated(records(four.main)).notices);
}

TEST_CASE("notices and ties stand beside a written main table and are taken up again") {
  const scratch_folder out;
  const prepared made = made_of(one_service_twice);
  write_prepared(made, out.path());
  const notice_list expected = evaluated(records(made.main)).notices;
  REQUIRE(find(expected, "tie.figures") != nullptr);

  const records again = read_records(out / "main_table.csv").data;
  CHECK(find(again.notices(), "tie.records") != nullptr);
  CHECK(evaluated(again).notices == expected);

  SECTION("Another main table in its place does not have them") {
    write_main_table(made_of("person | start | service\nP | 2024-05-01 | community").main, out / "main_table.csv");
    const records other = read_records(out / "main_table.csv").data;
    CHECK(find(other.notices(), "tie.records") == nullptr);
    CHECK(find(evaluated(other).notices, "tie.figures") == nullptr);
  }
  SECTION("A preparation without ties into the same folder leaves none behind") {
    write_prepared(made_of("person | start | service\nP | 2024-05-01 | community"), out.path());
    CHECK(find(read_records(out / "main_table.csv").data.notices(), "tie.records") == nullptr);
    CHECK_FALSE(std::filesystem::exists(out / "tied_records" / "order_01.csv"));
  }
}

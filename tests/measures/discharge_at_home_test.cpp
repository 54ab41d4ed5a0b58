// At home after hospital: the boundaries of the day looked at, the follow-up, two councils, and variants.
#include "ascof/measures/discharge_at_home.hpp"

#include <catch2/catch.hpp>

#include "ascof/core/error.hpp"
#include "support/hospital_text.hpp"
#include "support/records_text.hpp"

using support::expected;
using support::figures_of;
using support::hospital_from_text;
using support::texts;
using support::trace_of;

namespace {

constexpr const char* id = "discharge.at_home_3_months";

ascof::result_table measured(const ascof::records& people, std::string_view details, std::string_view stays,
                             const ascof::measures::discharge_at_home_rules& rules = {}) {
  const ascof::hospital_episodes hospital = hospital_from_text(stays);
  ascof::evaluate_options how;
  how.trace = true;
  how.hospital = &hospital;
  return ascof::evaluate(ascof::select_all({ascof::measures::discharge_at_home(rules)}), people,
                         support::details_from_text(people, details), {support::year_2024}, {}, {}, how);
}

/// The records of one who is known for a request, and more events: `start | end | service | component`.
std::string with_request(std::string_view more) {
  return "person | event | start | end | service | component | period_start | period_end\n"
         "P | Request | 2024-06-01 | 2024-06-02 | | | 2023-04-01 | 2025-03-31\n" +
         (more.empty() ? std::string{} : "P | Service | " + std::string(more) + " | 2023-04-01 | 2025-03-31\n");
}

}  // namespace

TEST_CASE("At home: what holds on day 91 decides, and only then") {
  // Discharged on 10 June 2024, so day 91 is 9 September.
  const support::text_table table = support::parse_table(R"(
    change                              | stay                     | again                    | death      | more                                     | flags
    nothing                             | 2024-06-05 .. 2024-06-10 | -                        | -          | -                                        | YNN Y
    death on day 91                     | 2024-06-05 .. 2024-06-10 | -                        | 2024-09-09 | -                                        | YNN Y
    death on day 90                     | 2024-06-05 .. 2024-06-10 | -                        | 2024-09-08 | -                                        | NNN N
    death on the day of the discharge   | 2024-06-05 .. 2024-06-10 | -                        | 2024-06-10 | -                                        | NNN N
    readmitted and out before           | 2024-06-05 .. 2024-06-10 | 2024-07-01 .. 2024-07-20 | -          | -                                        | YNN Y
    out on day 91                       | 2024-06-05 .. 2024-06-10 | 2024-08-20 .. 2024-09-09 | -          | -                                        | YNN Y
    in on day 91                        | 2024-06-05 .. 2024-06-10 | 2024-09-09 ..            | -          | -                                        | YNY N
    in from day 92                      | 2024-06-05 .. 2024-06-10 | 2024-09-10 ..            | -          | -                                        | YNN Y
    in since July and still there       | 2024-06-05 .. 2024-06-10 | 2024-07-01 ..            | -          | -                                        | YNY N
    in until after the year              | 2024-06-05 .. 2024-06-10 | 2024-07-01 .. 2025-04-20 | -          | -                                        | YNY N
    for a day on day 91                 | 2024-06-05 .. 2024-06-10 | 2024-09-09 .. 2024-09-09 | -          | -                                        | YNN Y
    care home from day 91               | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-09-09 / open / residential          | YYN N
    care home from day 92               | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-09-10 / open / residential          | YNN Y
    care home until day 91              | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-07-01 / 2024-09-09 / nursing        | YYN N
    care home until day 90              | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-07-01 / 2024-09-08 / nursing        | YNN Y
    care home that ends before it began | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-09-09 / 2024-09-01 / nursing        | YNN Y
    support at home                     | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-07-01 / open / community            | YNN Y
    other short-term support            | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-09-01 / open / other short term     | YNN Y
    in a care home when admitted        | 2024-06-05 .. 2024-06-10 | -                        | -          | 2024-01-01 / 2024-06-05 / residential    | none
    not a night in hospital             | 2024-06-10 .. 2024-06-10 | -                        | -          | -                                        | none
    day 91 is the end of the records    | 2024-12-25 .. 2024-12-30 | -                        | -          | -                                        | YNN Y
    day 91 is a day later               | 2024-12-25 .. 2024-12-31 | -                        | -          | -                                        | YNN late
    discharged before the period        | 2024-03-25 .. 2024-03-31 | -                        | -          | -                                        | none
  )");
  const auto parts = [](const std::string& text, const std::string& between) {
    const std::size_t at = text.find(between);
    return std::pair(std::string(support::trimmed(std::string_view(text).substr(0, at))),
                     std::string(support::trimmed(std::string_view(text).substr(at + between.size()))));
  };
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    CAPTURE(table.at(row, "change"));
    const auto [admitted, discharged] = parts(table.at(row, "stay"), "..");
    std::string stays =
        "patient | admitted | discharged | birth_year\nP | " + admitted + " | " + discharged + " | 1940\n";
    if (const std::string again = table.at(row, "again"); !again.empty()) {
      const auto [from, until] = parts(again, "..");
      stays += "P | " + from + " | " + until + " | 1990\n";  // too young to be a discharge that counts itself
    }
    std::string more;
    if (const std::string service = table.at(row, "more"); !service.empty()) {
      const auto [start, rest] = parts(service, "/");
      const auto [end, kind] = parts(rest, "/");
      more = start + " | " + end + " | " + kind + " | ";
    }
    const ascof::result_table results = measured(support::records_from_text(with_request(more)),
                                                 "person | death\nP | " + table.at(row, "death"), stays);
    std::string flags = "none";
    for (const std::string& line : trace_of(results, id)) {
      const texts cells = support::cells(line);
      flags = cells.at(5) + cells.at(6) + cells.at(7) + " " + (cells.at(9) == "Y" ? cells.at(10) : "late");
    }
    CHECK(flags == table.at(row, "flags"));
    const bool counts = flags.ends_with("Y") || flags.ends_with("N");
    CHECK(results.rows.back().denominator == (counts ? 1U : 0U));
    CHECK(support::side_of(results, id) == (flags.ends_with("late") ? 1U : 0U));
  }
}

TEST_CASE("At home: a person's every discharge counts, and a spell once") {
  const ascof::result_table results = measured(support::records_from_text(with_request({})), "person", R"(
    patient | spell | admitted   | discharged | sex
    P       | S1    | 2024-06-05 | 2024-06-10 | 2
    P       | S1    | 2024-06-05 | 2024-06-10 | 1
    P       | S2    | 2024-08-05 | 2024-09-10 | 2
    Q       | S3    | 2024-08-05 | 2024-09-10 | 2
  )");
  CHECK(trace_of(results, id) == expected(R"(
    P | 2024-06-10 | S1 | 75-84 | 2024-09-09 | Y | N | Y | N | Y | N
    P | 2024-09-10 | S2 | 75-84 | 2024-12-10 | Y | N | N | N | Y | Y
  )"));
  CHECK(figures_of(results, id).back() == "Total | 1/2 | 50.0");
}

TEST_CASE("At home: a person known to two councils counts in each, by what that council knows") {
  const ascof::records people = support::records_from_text(R"(
    council | council_name | person | event   | service     | start      | end        | period_start | period_end
    901     | Northmoor    | P      | Request | -           | 2024-06-01 | 2024-06-02 | 2023-04-01   | 2025-03-31
    902     | Southmoor    | P      | Service | residential | 2024-07-01 | open       | 2023-04-01   | 2025-03-31
  )");
  const ascof::result_table results =
      measured(people, "person", "patient | admitted | discharged\nP | 2024-06-05 | 2024-06-10");
  CHECK(figures_of(results, id, "901").back() == "Total | 1/1 | 100.0");
  CHECK(figures_of(results, id, "902").back() == "Total | 0/1 | 0.0");
}

TEST_CASE("At home: only discharges into reablement, as ASCOF 2D links them") {
  ascof::measures::discharge_at_home_rules rules;
  rules.only_into_reablement = true;
  const auto total = [&](std::string_view reablement, std::string_view stays) {
    return figures_of(measured(support::records_from_text(with_request(reablement)), "person", stays, rules), id)
        .back();
  };
  constexpr const char* one = "patient | admitted | discharged\nP | 2024-06-05 | 2024-06-10";
  CHECK(total("2024-06-17 | 2024-07-20 | ST-Max | Reablement", one) == "Total | 1/1 | 100.0");
  CHECK(total("2024-06-18 | 2024-07-20 | ST-Max | Reablement", one) == "Total | 0/0 | none");
  CHECK(total("2024-06-07 | 2024-07-20 | ST-Max | Reablement", one) == "Total | 1/1 | 100.0");
  CHECK(total("2024-06-06 | 2024-07-20 | ST-Max | Reablement", one) == "Total | 0/0 | none");
  CHECK(total("2024-06-17 | 2024-07-20 | ST-Max | Other", one) == "Total | 0/0 | none");
  // The latest of two that fit is the one that led to reablement.
  CHECK(
      trace_of(
          measured(support::records_from_text(with_request("2024-06-12 | 2024-07-20 | ST-Max | Reablement")), "person",
                   "patient | admitted | discharged\nP | 2024-06-01 | 2024-06-06\nP | 2024-06-08 | 2024-06-10", rules),
          id) == expected("P | 2024-06-10 | S2 | 75-84 | 2024-09-09 | Y | N | N | Y | Y | Y"));
}

TEST_CASE("At home: after twelve weeks") {
  ascof::measures::discharge_at_home_rules rules;
  rules.after = {84};
  const ascof::records people = support::records_from_text(with_request("2024-09-03 | open | residential | "));
  const auto value = [&](const ascof::measures::discharge_at_home_rules& with) {
    return figures_of(measured(people, "person", "patient | admitted | discharged\nP | 2024-06-05 | 2024-06-10", with),
                      id)
        .back();
  };
  CHECK(value(rules) == "Total | 1/1 | 100.0");
  CHECK(value({}) == "Total | 0/1 | 0.0");
  rules.after = {-1};
  CHECK_THROWS_AS(ascof::measures::discharge_at_home(rules), ascof::usage_error);
}

TEST_CASE("At home without hospital episodes says what it lacks") {
  const ascof::records people = support::records_from_text(with_request({}));
  CHECK_THROWS_AS(support::measured(id, people, support::details_from_text(people, "person")), ascof::input_error);
}

// Preparation and person details against a second, plain implementation of their definitions, on small random extracts.

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/prepare/prepare.hpp"
#include "support/plain_preparation.hpp"
#include "support/random_extract.hpp"
#include "support/random_source.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

constexpr int rounds = 30;

plain::text text_of(const std::string& cell) { return cell.empty() ? plain::text() : plain::text(cell); }

std::optional<plain::date> date_of(const std::string& cell) {
  return cell.empty() ? std::nullopt : std::optional(plain::day_number(cell));
}

plain::submitted_row row_of(const raw_row& cells) {
  plain::submitted_row r;
  r.la_code = cells[raw::la_code];
  r.la_name = cells[raw::la_name];
  r.imported = cells[raw::import_date];
  r.traced = text_of(cells[raw::traced]);
  r.nhs = text_of(cells[raw::nhs]);
  r.local = text_of(cells[raw::local]);
  r.death = date_of(cells[raw::death]);
  r.start = date_of(cells[raw::start]);
  r.end = date_of(cells[raw::end]);
  r.client = text_of(cells[raw::client]);
  r.type = text_of(cells[raw::event]);
  r.outcome = text_of(cells[raw::outcome]);
  r.route = text_of(cells[raw::route]);
  r.conversation = text_of(cells[raw::conversation]);
  r.assessment = text_of(cells[raw::assessment]);
  r.service = text_of(cells[raw::service]);
  r.component = text_of(cells[raw::component]);
  r.mechanism = text_of(cells[raw::mechanism]);
  r.cost = text_of(cells[raw::cost]);
  r.frequency = text_of(cells[raw::frequency]);
  r.units = text_of(cells[raw::units]);
  r.record = std::stol(cells[raw::record]);
  return r;
}

/// What the shipped tables say of the texts a random extract has.
const plain::cleaning& tables() {
  static const plain::cleaning known{{{"nfa: other", 17},
                                      {"nfa - other", 17},
                                      {"progress to reablement/st-max", 1},
                                      {"nfa: support ended as planned", 14},
                                      {"nfa: information and advice or signposting", 10},
                                      {"nfa: self-funded client or under 12wk disregard", 9},
                                      {"nfa: deceased", 13},
                                      {"admitted to hospital", 6}},
                                     {"direct payment", "cassr managed personal budget", "cassr commissioned support"},
                                     {"weekly", "daily"}};
  return known;
}

std::vector<plain::range> quarters_of_the_years() {
  std::vector<plain::range> quarters;
  for (const int year : {2023, 2024, 2025})
    for (const int month : {1, 4, 7, 10})
      quarters.push_back(
          {plain::day_number(year, month, 1),
           (month == 10 ? plain::day_number(year + 1, 1, 1) : plain::day_number(year, month + 3, 1)) - 1});
  return quarters;
}

std::string shown_day(std::optional<plain::date> d) { return d ? to_string(day{*d}) : std::string("open"); }

}  // namespace

TEST_CASE("random extracts: main tables are those of the plain implementation of the definitions") {
  int joined_tables = 0, single_tables = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = first_seed() + static_cast<std::uint64_t>(round);
    INFO("seed " << seed);
    random_source random(seed);
    const std::vector<raw_row> rows = random_extract(random).rows();
    std::vector<plain::submitted_row> plain_rows;
    for (const raw_row& row : rows) plain_rows.push_back(row_of(row));
    const extract source = extract_from_rows(rows);
    for (const table_mode mode : {table_mode::joined, table_mode::single}) {
      const bool single = mode == table_mode::single;
      prepare_options how = however_many_are_lost();
      how.mode = mode;
      how.range = single ? financial_year(2024) : parse_period("2023-01-01..2025-12-31");
      const auto asked =
          single ? std::vector<plain::range>{{plain::day_number(2024, 4, 1), plain::day_number(2025, 3, 31)}}
                 : quarters_of_the_years();
      const std::vector<plain::kept_row> wanted = plain::preparation(plain_rows, tables(), single).run(asked);
      prepared made;
      try {
        made = prepare(source, mappings::shipped(), {}, how);
      } catch (const input_error& e) {
        CHECK(e.code() == error_code::no_submission);
        CHECK(wanted.empty());
        continue;
      }
      ++(single ? single_tables : joined_tables);
      std::multiset<std::string> expected_rows, found_rows;
      std::map<long, int> event_of;  // by record
      for (const plain::kept_row& k : wanted) {
        expected_rows.insert(joined({std::to_string(k.row.record), k.row.person, shown_day(k.row.used_end),
                                     shown_day(k.reference.first), shown_day(k.reference.last)}));
        event_of[k.row.record] = k.event;
      }
      const table& data = made.main.data;
      for (std::size_t row = 0; row < data.rows(); ++row) {
        const day end = data.days(event::end)[row];
        found_rows.insert(joined({std::to_string(data.wides(event::record_id)[row]),
                                  plain::compared(std::string(data.text(event::person_id)[row])),
                                  end ? to_string(end) : "open", to_string(data.days(event::ref_period_start)[row]),
                                  to_string(data.days(event::ref_period_end)[row])}));
      }
      CHECK(found_rows == expected_rows);
      // Rows share an event's number exactly when they are the same event.
      std::map<int, std::string> number_of;
      std::set<std::string> numbers;
      for (std::size_t row = 0; row < data.rows(); ++row) {
        const std::string number =
            std::string(data.text(event::la_code)[row]) + "_" + std::to_string(made.main.event_number[row]);
        const int event_number = event_of[static_cast<long>(data.wides(event::record_id)[row])];
        const auto [known, added] = number_of.emplace(event_number, number);
        CHECK(known->second == number);
        CHECK(added == numbers.insert(number).second);
      }
    }
  }
  CHECK(joined_tables > rounds / 2);
  CHECK(single_tables > rounds / 4);
}

TEST_CASE("random extracts: person details are those of the plain implementation of the definitions") {
  int compared_people = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = first_seed() + 10'000 + static_cast<std::uint64_t>(round);
    INFO("seed " << seed);
    random_source random(seed);
    const extract source = extract_from_rows(random_extract(random).rows());
    prepared made;
    try {
      made = prepare(source, mappings::shipped(), {}, however_many_are_lost());
    } catch (const input_error&) {
      continue;
    }
    const records people(std::move(made.main));
    const person_details found = work_out_person_details(people, mappings::shipped());
    const table& data = people.events();
    for (std::size_t p = 0; p < people.people(); ++p) {
      std::vector<plain::detail_row> rows;
      for (std::uint32_t row = people.rows_of(p).first; row < people.rows_of(p).last; ++row) {
        const auto text = [&](event::column column) {
          const text_column& from = data.text(column);
          return from.codes[row] == missing_code ? plain::text() : plain::text(std::string(from[row]));
        };
        const auto date = [&](event::column column) {
          const day d = data.days(column)[row];
          return d ? std::optional(d.number) : std::nullopt;
        };
        const auto number = [&](event::column column) {
          const std::int32_t n = data.integers(column)[row];
          return n == missing_integer ? std::nullopt : std::optional(n);
        };
        plain::detail_row r;
        r.reference_end = date(event::ref_period_end);
        r.end = date(event::end);
        r.start = date(event::start);
        r.death = date(event::date_of_death);
        r.type = text(event::event_type);
        r.accommodation = text(event::accommodation_status);
        r.gender = text(event::gender);
        r.ethnicity = text(event::ethnicity);
        r.employment = text(event::employment_status);
        r.reason = text(event::primary_support_reason);
        r.service = text(event::service_type);
        r.component = text(event::service_component);
        r.birth_year = number(event::birth_year);
        r.birth_month = number(event::birth_month);
        // The main table leaves this field as submitted; only these texts are valid.
        r.carer = text(event::has_unpaid_carer);
        if (!plain::is_one_of(r.carer, {"Yes", "No", "Unknown"})) r.carer.reset();
        rows.push_back(r);
      }
      const plain::details wanted = plain::latest_details(rows);
      const auto same = [&](const text_column& column, const std::string& value) {
        return plain::compared(std::string(column[p])) == value;
      };
      CHECK(same(found.accommodation_status, wanted.accommodation));
      CHECK(found.settled[p] == (plain::is_one_of(wanted.accommodation, plain::measures::settled_statuses()) ||
                                 wanted.accommodation == "unknown: presumed at home"));
      CHECK(same(found.gender, wanted.gender));
      CHECK(same(found.ethnicity, wanted.ethnicity));
      CHECK(same(found.employment_status, wanted.employment));
      CHECK(same(found.primary_support_reason, wanted.reason));
      CHECK(same(found.has_unpaid_carer, wanted.carer));
      CHECK(found.birth_year[p] == wanted.birth_year.value_or(missing_integer));
      CHECK(found.birth_month[p] == wanted.birth_month.value_or(missing_integer));
      CHECK(found.date_of_death[p] == (wanted.death ? day{*wanted.death} : missing_day));
      ++compared_people;
    }
  }
  CHECK(compared_people > 80);
}

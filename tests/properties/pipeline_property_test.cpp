// Laws of the whole path from submissions to figures, on small random extracts.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/results/output_table.hpp"
#include "support/random_records.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

using support::all_of;  // and those of this file

constexpr int rounds = 24;

template <typename Law>
void for_each_round(const Law& law) {
  support::for_each_round(rounds, law);
}

const population& residents() {
  static const population people = [] {
    population p;
    for (const char* council : {"901", "902"})
      for (const char* band : {"18 to 64", "65 and above"}) p.add(council, "All", band, 100'000);
    return p;
  }();
  return people;
}

/// Everything of a preparation as text.
texts all_of(const prepared& made) {
  texts lines;
  const table& data = made.main.data;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    std::string line = std::to_string(made.main.event_number[row]);
    for (std::size_t column = 0; column < event::count; ++column)
      line += "|" + shown(data, main_table_schema(), column, row);
    lines.push_back(line);
  }
  for (const submission& s : made.submissions)
    lines.push_back(joined(
        {s.la_code, s.la_name, to_string(s.imported), std::to_string(s.rows), s.derived ? to_string(*s.derived) : ""}));
  for (const chosen_submission& c : made.chosen)
    lines.push_back(std::to_string(c.submission) + " for " + to_string(c.covers));
  lines.push_back(to_string(made.range));
  for (const attrition_step& s : made.steps.steps())
    lines.push_back(s.step + s.reason + std::to_string(s.rows_dropped));
  for (const auto& [field, values] : made.unknown_values)
    for (const auto& [value, rows] : values)
      lines.push_back(std::string(name_of(field)) + value + std::to_string(rows));
  return lines;
}

texts all_of(const records& people, const person_details& d) {
  texts lines;
  for (std::size_t p = 0; p < people.people(); ++p)
    lines.push_back(
        joined({std::string(people.person_id(p)), std::string(d.accommodation_status[p]), d.settled[p] ? "settled" : "",
                std::string(d.employment_status[p]), std::string(d.gender[p]), std::string(d.ethnicity[p]),
                std::string(d.has_unpaid_carer[p]), std::string(d.primary_support_reason[p]),
                std::string(d.client_funding_status[p]), std::string(d.local_id_latest[p]), std::string(d.local_ids[p]),
                to_string(d.birth[p]), to_string(d.date_of_death[p])}));
  return lines;
}

result_table evaluated(const records& people, const person_details& details, unsigned threads = 1) {
  evaluate_options options;
  options.trace = true;
  options.skip_impossible = true;
  options.threads = threads;
  return evaluate(select_measures(catalogue(), {"all"}), people, details, {financial_year(2023), financial_year(2024)},
                  {}, residents(), options);
}

/// The whole path, as text: main table, details, results.
texts path_of(const extract& raw, const prepare_options& how) {
  const mappings tables = mappings::shipped();
  const prepared made = prepare(raw, tables, {}, how);
  texts lines = all_of(made);
  const records people(made.main);
  const person_details details = work_out_person_details(people, tables, how.threads);
  for (const auto& part : {all_of(people, details), all_of(evaluated(people, details, how.threads))})
    lines.insert(lines.end(), part.begin(), part.end());
  return lines;
}

/// People of several random extracts with a row or two each, all of one submission, whose events end in every month of
/// 2024-25: so it covers that year, and covers it still when everybody is in it many times.
std::vector<raw_row> few_rows_each_of_some_people() {
  std::vector<raw_row> all;
  for (std::uint64_t seed = first_seed(); all.size() < 1000; ++seed) {
    std::map<std::string, int> rows_of;
    for (raw_row row : random_rows(seed)) {
      const std::string who = joined({row[raw::la_code], row[raw::traced], row[raw::nhs], row[raw::local]});
      if (row[raw::traced].starts_with("filler") || ++rows_of[who] > 2) continue;
      for (const auto id : {raw::traced, raw::nhs, raw::local, raw::linked})
        if (!row[id].empty()) row[id] += "-" + std::to_string(seed);
      const auto number = static_cast<int>(all.size());
      row[raw::import_date] = "2025-05-06 10:00:00.000";
      if (!row[raw::end].empty())
        row[raw::end] = to_string(add_months(make_day(2024, 4, 1), number % 12) + (number * 5) % 28);
      row[raw::record] = std::to_string(number);
      all.push_back(std::move(row));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("the order of an extract's rows changes nothing") {
  for (const table_mode mode : {table_mode::joined, table_mode::single})
    for_each_round([&](std::uint64_t seed) {
      std::vector<raw_row> rows = random_rows(seed);
      prepare_options how = however_many_are_lost();
      how.mode = mode;
      how.threads = 1;
      const texts before = path_of(extract_from_rows(rows), how);
      random_source random(seed + 1'000'000);
      for (int again = 0; again < 2; ++again) {
        random.shuffle(rows);
        CHECK(same_lines(before, path_of(extract_from_rows(rows), how)));
      }
    });
}

TEST_CASE("the order of a main table's rows changes nothing") {
  for_each_round([&](std::uint64_t seed) {
    const records people(random_preparation(seed, table_mode::joined).main);
    const person_details details = work_out_person_details(people, mappings::shipped());
    std::vector<std::uint32_t> rows(people.events().rows());
    for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
    random_source random(seed + 1'000'000);
    random.shuffle(rows);
    const records shuffled = part_of(people, rows);
    const person_details again = work_out_person_details(shuffled, mappings::shipped());
    CHECK(same_lines(all_of(people, details), all_of(shuffled, again)));
    CHECK(same_lines(all_of(evaluated(people, details)), all_of(evaluated(shuffled, again))));
  });
}

TEST_CASE("the number of threads changes nothing, and copies of everybody multiply the counts", "[many]") {
  // More than one part of every step: parts are 65,536 rows or 4,096, 8,192 or 32,768 people. So there are few rows a
  // person, all of one submission, and some people again and again under other identifiers.
  const std::vector<raw_row> once = few_rows_each_of_some_people();
  const std::size_t people_once = records(prepare(extract_from_rows(once), mappings::shipped(), {}).main).people();
  std::vector<raw_row> rows;
  std::size_t copies = 0;
  for (; rows.size() < 68'000 || copies * people_once < 35'000; ++copies)
    for (raw_row row : once) {
      for (const auto id : {raw::traced, raw::nhs, raw::local, raw::linked})
        if (!row[id].empty()) row[id] += "-" + std::to_string(copies);
      row[raw::record] = std::to_string(rows.size() + 1);
      rows.push_back(std::move(row));
    }
  const extract raw = extract_from_rows(rows);
  const mappings tables = mappings::shipped();
  const selection measures = select_measures(catalogue(), {"ascof.2b_2c", "ascof.2e", "ascof.3d"});
  evaluate_options options;
  options.trace = true;
  texts first;
  for (const unsigned threads : {1U, 4U}) {
    CAPTURE(threads);
    prepare_options how = however_many_are_lost();
    how.threads = options.threads = threads;
    const records people(prepare(raw, tables, {}, how).main);
    const person_details details = work_out_person_details(people, tables, threads);
    const result_table results = evaluate(measures, people, details, {financial_year(2024)}, {}, residents(), options);
    texts lines = rows_of(people.events(), {"council", "person", "record", "end", "Der_Latest_Age"});
    for (const auto& part : {all_of(people, details), all_of(results)})
      lines.insert(lines.end(), part.begin(), part.end());
    if (threads == 1) {
      first = lines;
      REQUIRE(raw.data.rows() > 65'536);
      REQUIRE(people.people() > 32'768);
      // The first copy alone.
      std::vector<std::uint32_t> some;
      for (std::size_t person = 0; person < people.people(); ++person)
        if (people.person_id(person).ends_with("-0"))
          for (std::uint32_t row = people.rows_of(person).first; row < people.rows_of(person).last; ++row)
            some.push_back(row);
      const records one = part_of(people, some);
      const result_table of_one = evaluate(measures, one, work_out_person_details(one, tables), {financial_year(2024)},
                                           {}, residents(), options);
      REQUIRE(of_one.rows.size() == results.rows.size());
      std::uint64_t counted = 0;
      for (std::size_t row = 0; row < results.rows.size(); ++row) {
        const bool rate = results.rows[row].measure == "ascof.2b" || results.rows[row].measure == "ascof.2c";
        CHECK(results.rows[row].numerator.value() == of_one.rows[row].numerator.value() * copies);
        if (!rate) CHECK(results.rows[row].denominator == of_one.rows[row].denominator * copies);
        counted += results.rows[row].denominator;
      }
      CHECK(counted > 0);
    }
    CHECK(same_lines(first, lines));
  }
}

TEST_CASE("any partition of the people adds up to the whole") {
  for_each_round([](std::uint64_t seed) {
    const records people(random_preparation(seed, table_mode::joined).main);
    const mappings tables = mappings::shipped();
    const result_table whole = evaluated(people, work_out_person_details(people, tables));
    random_source random(seed + 1'000'000);
    const std::size_t parts = 1 + random.below(4);
    std::vector<std::vector<std::uint32_t>> rows(parts);
    for (std::size_t person = 0; person < people.people(); ++person) {
      auto& part = rows[random.below(parts)];
      for (std::uint32_t row = people.rows_of(person).first; row < people.rows_of(person).last; ++row)
        part.push_back(row);
    }
    std::map<std::string, std::array<std::uint64_t, 4>> sum;
    std::multiset<std::string> lines;
    const auto key = [](const result_row& r) {
      return joined({r.measure, to_string(r.reporting), r.la_code, r.group});
    };
    for (const auto& part : rows) {
      if (part.empty()) continue;
      const records some = part_of(people, part);
      const result_table results = evaluated(some, work_out_person_details(some, tables));
      for (const result_row& r : results.rows) {
        auto& counts = sum[key(r)];
        const bool rate = r.measure == "ascof.2b" || r.measure == "ascof.2c";  // a population does not add up
        const std::uint64_t values[] = {r.numerator.value_or(0), rate ? 0 : r.denominator, r.unknown, r.invalid};
        for (std::size_t i = 0; i < 4; ++i) counts[i] += values[i];
      }
      for (const trace_table& t : results.traces)
        for (const traced_unit& u : t.units)
          lines.insert(joined({t.id, to_string(u.reporting), u.la_code, u.person_id, joined(u.values)}));
    }
    for (const result_row& r : whole.rows) {
      CAPTURE(key(r));
      const bool rate = r.measure == "ascof.2b" || r.measure == "ascof.2c";
      const std::array<std::uint64_t, 4> wanted{r.numerator.value_or(0), rate ? 0 : r.denominator, r.unknown,
                                                r.invalid};
      CHECK(sum[key(r)] == wanted);
    }
    std::multiset<std::string> whole_lines;
    for (const trace_table& t : whole.traces)
      for (const traced_unit& u : t.units)
        whole_lines.insert(joined({t.id, to_string(u.reporting), u.la_code, u.person_id, joined(u.values)}));
    CHECK(lines == whole_lines);
  });
}

TEST_CASE("a numerator lies within its denominator, and parts within the total") {
  for_each_round([](std::uint64_t seed) {
    const records people(random_preparation(seed, table_mode::joined).main);
    const result_table results = evaluated(people, work_out_person_details(people, mappings::shipped()));
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> bands, total;
    for (const result_row& r : results.rows) {
      if (!r.numerator) continue;  // a median
      CAPTURE(r.measure, r.group);
      CHECK(*r.numerator <= r.denominator);
      CHECK(r.value.has_value() == (r.denominator != 0));
      if (r.value) CHECK((*r.value >= 0 && *r.value <= 100'000));
      // Bands of 3D and genders of 2E: the total may have more, never fewer.
      if (!r.measure.starts_with("ascof.3d") && !r.measure.starts_with("ascof.2e")) continue;
      const bool is_total = r.group.ends_with("Total");
      const std::string band = r.measure.starts_with("ascof.2e") ? r.group.substr(0, r.group.find(',')) : "";
      auto& [n, d] = (is_total ? total : bands)[joined({r.measure, to_string(r.reporting), r.la_code, band})];
      n += *r.numerator;
      d += r.denominator;
    }
    CHECK(bands.size() == total.size());
    for (const auto& [key, counts] : bands) {
      CHECK(counts.first <= total[key].first);
      CHECK(counts.second <= total[key].second);
    }
  });
}

TEST_CASE("2B to 3D trace each person once a period, and the lines add up to the figures") {
  for_each_round([](std::uint64_t seed) {
    const records people(random_preparation(seed, table_mode::joined).main);
    const result_table results = evaluated(people, work_out_person_details(people, mappings::shipped()));
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> from_lines;
    std::map<std::string, std::uint64_t> beside;
    std::set<std::string> once;
    for (const trace_table& t : results.traces) {
      const bool admissions = t.id == "ascof.2b_2c";
      const bool home = t.id == "ascof.2e" || t.id == "ascof.2e.ld";
      const bool support = t.id == "ascof.3d.clients" || t.id == "ascof.3d.carers";
      if (!admissions && !home && !support) continue;
      const auto column = [&](const traced_unit& u, const std::string& name) {
        const auto at = std::find(t.columns.begin(), t.columns.end(), name);
        REQUIRE(at != t.columns.end());
        return u.values[static_cast<std::size_t>(at - t.columns.begin())];
      };
      for (const traced_unit& u : t.units) {
        CHECK(once.insert(joined({t.id, to_string(u.reporting), u.la_code, u.person_id})).second);
        const auto count = [&](const std::string& figure, const std::string& group, bool numerator) {
          auto& [n, d] = from_lines[joined({figure, to_string(u.reporting), u.la_code, group})];
          ++d;
          n += numerator;
        };
        const std::string band = column(u, "age_band");
        if (admissions) {
          count(band == "18 to 64" ? "ascof.2b" : "ascof.2c", band, true);
          continue;
        }
        if (column(u, "unknown") == "Y") ++beside[joined({t.id, to_string(u.reporting), u.la_code})];
        if (column(u, "in_denominator") != "Y") continue;
        if (home) {
          const std::string gender = column(u, "gender");
          count(t.id, band + ", Total", column(u, "in_numerator") == "Y");
          for (const char* g : {"Female", "Male"})
            if (same_text(gender, g)) count(t.id, band + ", " + g, column(u, "in_numerator") == "Y");
          continue;
        }
        const std::string part = t.id == "ascof.3d.clients" ? "a" : "b";
        for (const std::string number : {"1", "2"}) {
          const bool numerator = column(u, "in_numerator_" + number + part) == "Y";
          if (band != "Unknown") count("ascof.3d." + number + part, band, numerator);
          count("ascof.3d." + number + part, "Total", numerator);
        }
      }
    }
    for (const result_row& r : results.rows) {
      if (!r.measure.starts_with("ascof.2b") && !r.measure.starts_with("ascof.2c") &&
          !r.measure.starts_with("ascof.2e") && !r.measure.starts_with("ascof.3d"))
        continue;
      const auto [n, d] = from_lines[joined({r.measure, to_string(r.reporting), r.la_code, r.group})];
      CAPTURE(r.measure, r.la_code, r.group);
      CHECK(r.numerator == n);
      if (!r.measure.starts_with("ascof.2b") && !r.measure.starts_with("ascof.2c")) CHECK(r.denominator == d);
    }
    for (const side_row& s : results.sides)
      if (s.measure.starts_with("ascof.2e") || s.measure.starts_with("ascof.3d"))
        CHECK(s.count == beside[joined({s.measure, to_string(s.reporting), s.la_code})]);
  });
}

TEST_CASE("a main table holds every event once, in order, and its account adds up") {
  for (const table_mode mode : {table_mode::joined, table_mode::single})
    for_each_round([&](std::uint64_t seed) {
      const prepared made = random_preparation(seed, mode);
      const table& data = made.main.data;
      // The identity of an event, from the columns of the table itself.
      const auto cell = [&](event::column column, std::size_t row) {
        // A field of blanks is not a missing one.
        if (main_table_schema().fields[column].kind == field_kind::text && data.text(column).codes[row] == missing_code)
          return std::string("missing");
        return fold(shown(data, main_table_schema(), column, row));
      };
      std::set<std::string> identities, numbers;
      for (std::size_t row = 0; row < data.rows(); ++row) {
        const std::string type = cell(event::event_type, row);
        const bool service = type.find("service") != std::string::npos;
        texts parts{cell(event::la_code, row), cell(event::person_id, row), type, cell(event::start, row),
                    cell(event::client_type_raw, row)};
        if (service) {
          parts.push_back(cell(event::service_type_raw, row));
          parts.push_back(cell(event::service_component_raw, row));
        } else {
          parts.push_back(cell(event::end, row));
          if (type == "request") parts.push_back(cell(event::route_of_access_raw, row));
          if (type == "assessment") parts.push_back(cell(event::assessment_type_raw, row));
        }
        const std::string number = parts[0] + "_" + std::to_string(made.main.event_number[row]);
        CHECK((identities.count(joined(parts)) == numbers.count(number)));  // one number an event
        const bool new_event = identities.insert(joined(parts)).second;
        numbers.insert(number);
        if (mode == table_mode::joined) CHECK(new_event);
        // Every row lies inside its reference period, as the method keeps rows.
        const day start = data.days(event::start)[row];
        const day end = data.days(event::end)[row];
        const period covers{data.days(event::ref_period_start)[row], data.days(event::ref_period_end)[row]};
        CHECK((start && start <= covers.end));
        CHECK((end ? end >= covers.start && (service || end <= covers.end) : service));
        const day death = data.days(event::date_of_death)[row];
        if (death) CHECK((death >= covers.start && death >= start));
      }
      std::uint64_t rows = extract_from_rows(random_rows(seed)).data.rows();
      for (const attrition_step& step : made.steps.steps()) {
        CHECK(step.rows_in == rows);
        CHECK((step.rows_out == step.rows_in || step.rows_out == step.rows_in - step.rows_dropped));
        rows = step.rows_out;
      }
      CHECK(rows == data.rows());
      // Records that are made of it keep its order.
      const records people(made.main);
      CHECK(rows_of(people.events(), {"record"}) == rows_of(data, {"record"}));
    });
}

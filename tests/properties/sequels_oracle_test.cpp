// ASCOF 2A, waiting times and ASCOF 2D against a second implementation of each, on random small populations whose dates
// lie on and beside every threshold. The run fails unless every condition of the second implementation was seen true and
// seen false.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <random>

#include "ascof/ascof.hpp"
#include "support/plain_2a.hpp"
#include "support/plain_2d.hpp"
#include "support/plain_waiting.hpp"

namespace {

using plain::date;
using plain::on;

constexpr int populations = 10'000;

/// Draws from lists; a seed gives the same population everywhere (no distribution of the standard library is used).
class dice {
 public:
  explicit dice(unsigned seed) : random_(seed) {}

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  bool one_in(int n) { return below(n) == 0; }
  int between(int low, int high) { return low + below(high - low + 1); }
  template <typename List>
  auto any(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }
  std::string any(std::initializer_list<const char*> list) {
    return *(list.begin() + below(static_cast<int>(list.size())));
  }
  int day(std::initializer_list<int> list) { return *(list.begin() + below(static_cast<int>(list.size()))); }

  /// The same text as people write it: now and then in capitals, or with a blank behind it.
  std::string spelt(std::string text) {
    if (one_in(30))
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    if (one_in(30) && !text.empty()) text += ' ';
    return text;
  }

  template <typename List>
  void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i)
      std::swap(list[i - 1], list[static_cast<std::size_t>(below(static_cast<int>(i)))]);
  }

 private:
  std::mt19937 random_;
};

const std::vector<std::string> all_services{"Long term support: Nursing care",
                                            "Long term support: Residential care",
                                            "Long term support: Community",
                                            "Long term support: Prison",
                                            "Short term support: ST-Max",
                                            "Short term support: Ongoing low level",
                                            "Short term support: Other short term",
                                            "Unpaid carer support: Direct to unpaid carer",
                                            "Unpaid carer support: Support involving the person cared-for",
                                            "Invalid and not mapped",
                                            ""};
const std::vector<std::string> all_components{
    "", "Equipment", "Short term residential care", "Short term nursing care", "Reablement", "Shared Lives"};

std::string any_outcome(dice& roll) {
  const auto& listed = plain::reablement_2a::ranked_outcomes();
  if (roll.one_in(8)) return "";
  if (roll.one_in(8)) return "Invalid and not mapped";
  return roll.any(listed);
}

ascof::text_column texts(std::size_t rows, auto value) {
  ascof::text_column_builder column;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::string text = value(i);
    if (text.empty()) {
      column.add_missing();
    } else {
      column.add(text);
    }
  }
  return column.finish();
}
ascof::day_column days(std::size_t rows, auto value) {
  ascof::day_column column;
  for (std::size_t i = 0; i < rows; ++i) {
    const date d = value(i);
    column.push_back(d ? ascof::day{*d} : ascof::missing_day);
  }
  return column;
}
ascof::integer_column integers(std::size_t rows, auto value) {
  ascof::integer_column column;
  for (std::size_t i = 0; i < rows; ++i) column.push_back(value(i).value_or(ascof::missing_integer));
  return column;
}

ascof::records records_of(const std::vector<plain::row>& rows) {
  namespace event = ascof::event;
  const std::size_t n = rows.size();
  ascof::table data(ascof::main_table_schema(), n);
  const auto text = [&](std::size_t field, std::string plain::row::*of) {
    data.set(field, texts(n, [&](std::size_t i) { return rows[i].*of; }));
  };
  text(event::la_code, &plain::row::la_code);
  text(event::la_name, &plain::row::la_name);
  text(event::person_id, &plain::row::person);
  text(event::client_type, &plain::row::client);
  text(event::event_type, &plain::row::event);
  text(event::service_type, &plain::row::service);
  text(event::service_component, &plain::row::component);
  text(event::outcome, &plain::row::outcome);
  text(event::outcome_group, &plain::row::outcome_group);
  text(event::assessment_type, &plain::row::assessment);
  text(event::working_age_band, &plain::row::band);
  text(event::import_date, &plain::row::imported);
  data.set(event::start, days(n, [&](std::size_t i) { return rows[i].start; }));
  data.set(event::end, days(n, [&](std::size_t i) { return rows[i].end; }));
  data.set(event::age_at_start, integers(n, [&](std::size_t i) { return rows[i].age; }));
  data.set(event::conversation, integers(n, [&](std::size_t i) { return rows[i].conversation; }));
  ascof::wide_column record;
  for (const plain::row& r : rows) record.push_back(r.record);
  data.set(event::record_id, std::move(record));
  return ascof::records(ascof::main_table{std::move(data), false, {}});
}

/// The details these measures read.
ascof::person_details details_of(const ascof::records& records, const std::vector<plain::person>& people) {
  ascof::person_details details;
  const std::size_t n = records.people();
  details.known.assign(n, true);
  details.settled.assign(n, false);
  details.birth.assign(n, ascof::missing_day);
  details.date_of_death.assign(n, ascof::missing_day);
  for (const plain::person& p : people) {
    const std::size_t at = records.find(p.la_code, p.id);
    if (at == n) continue;
    if (p.birth) details.birth[at] = ascof::day{*p.birth};
    if (p.death) details.date_of_death[at] = ascof::day{*p.death};
  }
  return details;
}

/// Lines of a trace as the second implementations write them, without the reporting period.
std::multiset<std::string> lines_of(const ascof::result_table& results, const std::string& id) {
  std::multiset<std::string> lines;
  for (const ascof::trace_table& trace : results.traces) {
    if (trace.id != id) continue;
    for (const ascof::traced_unit& unit : trace.units) {
      std::string line = trace.by_person ? unit.la_code + "|" + unit.person_id : std::string();
      for (const std::string& value : unit.values) line.append(line.empty() ? "" : "|").append(value);
      lines.insert(line);
    }
  }
  return lines;
}

/// What stands in one and not in the other: short to read where a whole population is not.
std::vector<std::string> difference(const std::multiset<std::string>& plain,
                                    const std::multiset<std::string>& library) {
  std::vector<std::string> found, more;
  std::set_difference(plain.begin(), plain.end(), library.begin(), library.end(), std::back_inserter(found));
  std::set_difference(library.begin(), library.end(), plain.begin(), plain.end(), std::back_inserter(more));
  for (std::string& line : found) line.insert(0, "only in the plain one: ");
  for (const std::string& line : more) found.push_back("only in the library: " + line);
  return found;
}

const std::vector<std::string> none{};

std::string shown(const std::vector<plain::row>& rows) {
  std::string all;
  for (const plain::row& r : rows) {
    for (const std::string& field : {r.la_code, r.la_name, r.person, r.client, r.event, plain::text(r.start),
                                     plain::text(r.end), r.service, r.component, r.outcome, r.assessment, r.band,
                                     r.imported, r.conversation ? std::to_string(*r.conversation) : std::string(),
                                     r.age ? std::to_string(*r.age) : std::string(), std::to_string(r.record)})
      all += field + " | ";
    all += '\n';
  }
  return all;
}

ascof::result_table evaluated(const std::string& measure, const ascof::records& records,
                              const std::vector<plain::person>& people, ascof::period reporting,
                              const ascof::areas& councils, const ascof::hospital_episodes* hospital = nullptr) {
  static const std::vector<ascof::measure> catalogue = ascof::catalogue();
  ascof::evaluate_options how;
  how.threads = 1;
  how.trace = true;
  how.hospital = hospital;
  return ascof::evaluate(ascof::select_measures(catalogue, {measure}), records, details_of(records, people),
                         {reporting}, councils, {}, how);
}

/// Conditions whose name begins so: all of them must have been both.
void check_clauses(const std::string& beginning) {
  std::size_t count = 0;
  std::vector<std::string> not_both;
  for (const auto& [clause, times] : plain::seen_clauses()) {
    if (!clause.starts_with(beginning)) continue;
    ++count;
    if (times.first == 0 || times.second == 0)
      not_both.push_back(std::string(times.first == 0 ? "always true: " : "always false: ").append(clause));
  }
  std::cout << "oracle " << beginning << " " << populations << " populations, " << count
            << " clauses, share seen true and false: "
            << 100.0 * static_cast<double>(count - not_both.size()) / static_cast<double>(count) << " %\n";
  REQUIRE(count > 0);
  REQUIRE(not_both == none);
}

// -------------------------------------------------------------------------------------------------------------- 2A

const int year_start = on(2024, 4, 1);
const int year_end = on(2025, 3, 31);
const ascof::period year{ascof::day{year_start}, ascof::day{year_end}};

plain::row any_row(dice& roll, const plain::person& who) {
  plain::row r;
  r.la_code = who.la_code;
  r.la_name = who.la_code == "902" ? "Eastvale" : roll.one_in(15) ? "North Moor" : roll.spelt("Northmoor");
  r.person = who.id;
  r.client = roll.one_in(20) ? roll.any({"Carer", "Unpaid carer", ""}) : roll.spelt("Service user");
  r.outcome = roll.spelt(any_outcome(roll));
  return r;
}

void number(dice& roll, std::vector<plain::row>& rows) {
  roll.shuffle(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].record = static_cast<std::int64_t>(i) + 1;
  roll.shuffle(rows);
}

std::vector<plain::row> population_2a(dice& roll, std::vector<plain::person>& people) {
  std::vector<plain::row> rows;
  const int count = roll.between(1, 2);
  for (int p = 0; p < count; ++p) {
    plain::person who{roll.any({"901", "902"}), p == 0 || roll.one_in(2) ? "p1" : "p2", {}, {}};
    if (std::any_of(people.begin(), people.end(),
                    [&](const auto& other) { return other.la_code == who.la_code && other.id == who.id; }))
      continue;
    const int end = roll.one_in(4)   ? year_start + roll.between(-2, 2)
                    : roll.one_in(4) ? year_end + roll.between(-2, 2)
                                     : roll.between(year_start, year_end);
    const int start = end - roll.day({0, 1, 12, 13, 14, 15, 30, 60});
    if (!roll.one_in(6)) {
      const int years = roll.day({18, 65, 40, 80});
      const auto at = plain::calendar(end);
      who.birth = on(static_cast<int>(at.year()) - years, unsigned(at.month()), 1);
      if (roll.one_in(2))
        *who.birth += roll.day({0, 1, -1, 0}) + end - on(static_cast<int>(at.year()), unsigned(at.month()), 1);
    }
    if (roll.one_in(4)) who.death = roll.one_in(3) ? start + roll.between(-1, 1) : end + roll.between(6, 9);
    people.push_back(who);

    const auto add = [&](const std::string& event, date from, date until, const std::string& service,
                         const std::string& component) {
      plain::row r = any_row(roll, who);
      r.event = roll.spelt(roll.one_in(25) ? roll.any({"", "Services", "Request", "Review"}) : event);
      r.start = roll.one_in(60) ? date() : from;
      r.end = until;
      if (roll.one_in(40) && from) r.end = *from - 1;
      r.service = roll.spelt(service);
      r.component = roll.spelt(component);
      rows.push_back(r);
    };
    const std::string reablement = "Short term support: ST-Max";
    add("Service", start, end, reablement, roll.any(all_components));
    if (roll.one_in(4)) add("Service", roll.day({start, start + 1, end}), end, reablement, "");
    if (roll.one_in(4)) add("Service", start, end, reablement, "");
    if (roll.one_in(4)) add("Service", end + roll.between(5, 10), end + roll.between(10, 30), reablement, "");
    if (roll.one_in(15)) add("Service", roll.day({start, end + 8}), {}, reablement, "");
    if (roll.one_in(4))
      add(roll.any({"Service", "Review"}), start - 200, start - roll.between(89, 93), roll.any(all_services), "");
    if (roll.one_in(6))
      add("Service", start - roll.between(0, 2), roll.one_in(2) ? date() : date(start + 3), roll.any(all_services), "");
    for (int i = roll.below(3); i > 0; --i) {  // what follows
      const int from = end + roll.between(-9, 9);
      const date until =
          roll.one_in(5) ? date() : date(roll.one_in(2) ? end + roll.between(0, 1) : from + roll.below(20));
      add(roll.any({"Service", "Review", "Assessment", "Request"}), from, until,
          roll.one_in(2) ? std::string() : roll.any(all_services), roll.any(all_components));
    }
    if (roll.one_in(4))  // of the same type and with and without a stay
      for (int i = 0; i < 2; ++i)
        add("Service", end + 1, end + 9,
            roll.any({"Short term support: Other short term", "Short term support: Ongoing low level"}),
            roll.any(all_components));
    if (roll.one_in(10))  // ST-Max on what is no service, several times
      for (int i = 0; i < 3; ++i) add("Request", end + roll.between(-1, 7), end + roll.between(5, 9), reablement, "");
    for (int i = roll.below(3); i > 0; --i)  // nested
      add(roll.any({"Review", "Assessment"}), start + roll.between(-1, 1),
          roll.one_in(3) ? start : end - roll.day({0, 0, 1, 12, 13, 14, 15, -1}), "", "");
    if (roll.one_in(6) && start < end) {  // two alike but for their record numbers
      add("Review", start, end, "", "");
      rows.push_back(rows.back());
    }
    if (roll.one_in(4))
      add("Service", start + roll.between(-1, 1), roll.day({start, start + 1, end, end + 1}),
          "Short term support: Ongoing low level", "Equipment");
  }
  number(roll, rows);
  return rows;
}

const ascof::areas two_councils({{"901", "Northmoor", "", ""}, {"902", "Eastvale", "", ""}});

}  // namespace

TEST_CASE("2A agrees with a plain second implementation on random small populations", "[many]") {
  for (int seed = 1; seed <= populations; ++seed) {
    dice roll(static_cast<unsigned>(seed));
    std::vector<plain::person> people;
    const std::vector<plain::row> rows = population_2a(roll, people);
    const plain::reablement_2a::answer wanted = plain::reablement_2a::work_out(rows, people, year_start, year_end);
    const ascof::result_table got = evaluated("ascof.2a", records_of(rows), people, year, two_councils);

    std::vector<std::string> found = difference(wanted.episodes, lines_of(got, "ascof.2a"));
    for (const std::string& line : difference(wanted.excluded, lines_of(got, "ascof.2a.excluded")))
      found.push_back(line);
    for (const ascof::result_row& row : got.rows) {
      const auto counts = wanted.figures.find({row.la_code, row.group});
      const auto [n, d] = counts == wanted.figures.end() ? std::pair(0, 0) : counts->second;
      if (row.numerator != static_cast<std::uint64_t>(n) || row.denominator != static_cast<std::uint64_t>(d) ||
          row.value != (d == 0 ? std::nullopt : std::optional(static_cast<double>(n) / d * 100.0)))
        found.push_back("another figure for " + row.la_code + ", " + row.group);
    }
    if (found == none) continue;
    INFO("seed " << seed << "\n" << shown(rows));
    REQUIRE(found == none);
  }
  check_clauses("2a.");
}

// --------------------------------------------------------------------------------------------------------- waiting

namespace {

std::vector<plain::row> population_waiting(dice& roll, std::vector<plain::person>& people) {
  std::vector<plain::row> rows;
  const int count = roll.between(1, 2);
  for (int p = 0; p < count; ++p) {
    const plain::person who{roll.any({"901", "902"}), roll.any({"p1", "p2"}), {}, {}};
    if (std::any_of(people.begin(), people.end(),
                    [&](const auto& other) { return other.la_code == who.la_code && other.id == who.id; }))
      continue;
    people.push_back(who);
    const int base = roll.day({on(2023, 4, 1), on(2024, 5, 1), on(2024, 5, 31), on(2024, 2, 29), on(2025, 6, 30),
                               on(2025, 7, 1), on(2024, 12, 30), on(2025, 3, 29)});
    const auto add = [&](const std::string& event, date from, date until, const std::string& service) {
      plain::row r = any_row(roll, who);
      r.event = roll.spelt(event);
      r.start = roll.one_in(50) ? date() : from;
      r.end = until;
      r.service = roll.spelt(service);
      r.outcome_group = r.outcome.starts_with("NFA") ? roll.spelt("NFA") : r.outcome;
      if (roll.one_in(2)) {  // most requests are of somebody who is to be helped
        r.outcome =
            roll.any({"Progress to assessment, review or reassessment", "Progress to support planning or services"});
        r.outcome_group = r.outcome;
      }
      r.assessment = event.find("ssessment") == std::string::npos
                         ? ""
                         : roll.spelt(roll.any({"Long term assessment", "Long term assessment", "Short term assessment",
                                                "Unpaid carer assessment", ""}));
      if (!roll.one_in(3)) r.conversation = roll.below(2);
      if (!roll.one_in(25)) r.age = roll.one_in(8) ? roll.between(23, 26) : 70;
      r.band =
          roll.spelt(roll.any({"18 to 64", "65 and above", "18 to 64", "65 and above", "Unknown", "Under 18", ""}));
      r.imported = roll.any({"2026-05-01 09:00:00.000", "2026-05-01 10:30:00.000", "2026-01-31 09:00:00.000"});
      rows.push_back(r);
    };
    // Services before: open, or ended at the look-backs of a request on the first day.
    if (roll.one_in(5)) {
      const int months = roll.day({3, 12});
      const date end = roll.one_in(6) ? date() : date(plain::months_before(base, months) + roll.between(-1, 1));
      add(roll.any({"Service", "Services"}), base - roll.day({1, 0, 500}), end, roll.any(all_services));
    }
    int day = base - roll.day({0, 0, 0, 3});
    for (int i = roll.between(1, 7); i > 0; --i) {
      const std::string event = roll.one_in(30)
                                    ? roll.any({"Review", "", "Service request", "Assessment request"})
                                    : roll.any({"Request", "Request", "Assessment", "Assessment", "Service"});
      const bool service = event == "Service";
      add(event, day, service && roll.one_in(2) ? date() : date(day + roll.below(10)),
          service ? roll.any(all_services) : std::string());
      day += roll.day({0, 0, 1, 2, 10, 40});
    }
  }
  number(roll, rows);
  return rows;
}

}  // namespace

TEST_CASE("Waiting times agree with a plain second implementation on random small populations", "[many]") {
  // A year and a quarter, so that waits fall outside on both sides.
  const ascof::period reporting{ascof::make_day(2024, 4, 1), ascof::make_day(2025, 6, 30)};
  for (int seed = 1; seed <= populations; ++seed) {
    dice roll(static_cast<unsigned>(seed));
    std::vector<plain::person> people;
    const std::vector<plain::row> rows = population_waiting(roll, people);
    const plain::waiting::answer wanted =
        plain::waiting::work_out(rows, people, reporting.start.number, reporting.end.number);
    const ascof::result_table got = evaluated("waiting", records_of(rows), people, reporting, two_councils);

    std::vector<std::string> found = difference(wanted.requests, lines_of(got, "waiting"));
    std::multiset<std::string> figures, ours;
    for (const auto& [key, days] : wanted.waits)
      figures.insert(key + "|" + ascof::all_digits(plain::waiting::median(days)) + "|" + std::to_string(days.size()));
    for (const auto& [key, n] : wanted.counts) figures.insert(key + "|" + std::to_string(n));
    for (const ascof::result_row& row : got.rows)
      ours.insert(row.la_code + "|" + to_string(row.reporting.start) + "|" + row.group + "|" + row.measure + "|" +
                  ascof::all_digits(row.value.value_or(-1)) + "|" + std::to_string(row.denominator));
    for (const ascof::side_row& side : got.sides)
      if (side.count != 0)
        ours.insert(side.la_code + "|" + to_string(side.reporting.start) + "|" + side.group + "|" + side.description +
                    "|" + std::to_string(side.count));
    for (const std::string& line : difference(figures, ours)) found.push_back(line);
    if (found == none) continue;
    INFO("seed " << seed << "\n" << shown(rows));
    REQUIRE(found == none);
  }
  check_clauses("waiting.");
}

// -------------------------------------------------------------------------------------------------------------- 2D

namespace {

const std::map<std::string, plain::discharges_2d::area> home_areas{
    {"e01", {"E10", "Northmoor"}}, {"e02", {"E11", "Eastvale"}},         {"e03", {"E12", "County Durham"}},
    {"w01", {"W10", "Walesby"}},   {"e04", {"E13", "Bristol, City of"}}, {"e05", {"E10", "Northmoor"}}};
const std::vector<std::pair<std::string, std::string>> three_councils{
    {"901", "Northmoor"}, {"902", "Eastvale"}, {"116", "Durham"}};

plain::discharges_2d::stay any_stay(dice& roll, const std::string& patient, int admitted, int discharged, int count) {
  plain::discharges_2d::stay s;
  s.patient = roll.one_in(40) ? "" : patient;
  s.spell = "S" + std::to_string(count);
  s.last = roll.one_in(30) ? std::nullopt : roll.one_in(30) ? std::optional(0) : std::optional(1);
  if (!roll.one_in(50)) s.admitted = admitted;
  if (!roll.one_in(50)) s.discharged = discharged;
  const auto at = plain::calendar(discharged);
  const int month = static_cast<int>(unsigned(at.month())) + (roll.one_in(3) ? roll.between(-1, 1) : 0);
  s.birth_month = roll.one_in(40) ? std::nullopt : std::optional(std::clamp(month, 1, 12));
  s.birth_year =
      roll.one_in(40) ? std::nullopt : std::optional(static_cast<int>(at.year()) - roll.day({65, 66, 75, 80, 85}));
  s.sex = roll.any({"1", "2", "1", "2", "9", "0", ""});
  s.home = roll.any({"e01", "e01", "e02", "e03", "e04", "e05", "w01", "x01", ""});
  if (roll.one_in(2)) s.home = "e01";
  s.admission_method = roll.one_in(30) ? roll.any({"31", "32", "82", "83", ""}) : "21";
  s.discharge_method = roll.one_in(20) ? roll.any({"4", "5", ""}) : "1";
  s.destination = roll.one_in(30) ? roll.any({"49", "50", "79", "88", ""}) : "19";
  s.treatment = roll.one_in(20) ? roll.any({"199", "650", "656", "710", "920", ""}) : "300";
  s.management = roll.any({"EL", "EM", "NE", "EL", ""});
  return s;
}

ascof::hospital_episodes hospital_of(const std::vector<plain::discharges_2d::stay>& stays) {
  namespace hospital = ascof::hospital;
  using plain::discharges_2d::stay;
  const std::size_t n = stays.size();
  ascof::table data(ascof::hospital_schema(), n);
  const auto text = [&](std::size_t field, std::string stay::*of) {
    data.set(field, texts(n, [&](std::size_t i) { return stays[i].*of; }));
  };
  const auto integer = [&](std::size_t field, std::optional<int> stay::*of) {
    data.set(field, integers(n, [&](std::size_t i) { return stays[i].*of; }));
  };
  text(hospital::patient_id, &stay::patient);
  text(hospital::episode_id, &stay::spell);
  integer(hospital::last_episode, &stay::last);
  data.set(hospital::admission, days(n, [&](std::size_t i) { return stays[i].admitted; }));
  data.set(hospital::discharge, days(n, [&](std::size_t i) { return stays[i].discharged; }));
  integer(hospital::birth_month, &stay::birth_month);
  integer(hospital::birth_year, &stay::birth_year);
  text(hospital::sex, &stay::sex);
  text(hospital::home_lsoa, &stay::home);
  text(hospital::admission_method, &stay::admission_method);
  text(hospital::discharge_method, &stay::discharge_method);
  text(hospital::discharge_destination, &stay::destination);
  text(hospital::management_type, &stay::management);
  text(hospital::treatment_function, &stay::treatment);
  ascof::hospital_episodes result{std::move(data), {}, {}};
  for (const auto& [code, home] : home_areas) result.area_of[code] = {home.code, home.name};
  return result;
}

std::vector<plain::row> population_2d(dice& roll, std::vector<plain::person>& people,
                                      std::vector<plain::discharges_2d::stay>& stays) {
  std::vector<plain::row> rows;
  const int patients = roll.between(1, 2);
  for (int p = 0; p < patients; ++p) {
    const std::string id = p == 0 ? "p1" : "p2";
    const int discharged = roll.one_in(5)   ? year_start + roll.between(-2, 2)
                           : roll.one_in(5) ? year_end + roll.between(-2, 2)
                                            : roll.between(year_start, year_end);
    const int admitted = roll.one_in(25) ? on(2023, 3, 31) + roll.below(2) : discharged - roll.day({0, 1, 4, 10, 1});
    const int start = discharged + roll.day({-4, -3, -2, 0, 1, 2, 6, 7, 8});
    const auto stay = [&](int from, int until) {
      stays.push_back(any_stay(roll, id, from, until, static_cast<int>(stays.size()) + 1));
    };
    stay(admitted, discharged);
    if (roll.one_in(4)) stay(discharged - 2, discharged);                       // another on that day
    if (roll.one_in(4)) stay(discharged - 9, discharged - roll.between(1, 6));  // an earlier one
    if (roll.one_in(8)) stay(start, start + roll.between(1, 4));                // admitted when reablement begins
    for (int i = roll.below(3); i > 0; --i) {                                   // back again
      const int again = discharged + roll.day({-3, 0, 1, 20, 83, 84, 85, start - discharged, start + 1 - discharged});
      stay(again, again + roll.below(4));
    }
    if (roll.one_in(4)) {  // the same episode once more, with another detail or none
      plain::discharges_2d::stay again = stays.back();
      if (roll.one_in(4)) again.home = "e05";
      if (roll.one_in(4)) again.sex = "2";
      if (roll.one_in(4)) again.birth_month = 1;
      stays.push_back(again);
    }
    for (const char* council : {"901", "902"}) {
      if (std::string(council) == "902" && !roll.one_in(3)) continue;
      plain::person who{council, id, {}, {}};
      if (roll.one_in(4))
        who.death =
            roll.one_in(4) ? year_start + roll.between(-2, 1) : discharged + roll.day({-1, 0, 1, 83, 84, 85, 86});
      people.push_back(who);
      const auto add = [&](const std::string& event, date from, date until, const std::string& service,
                           const std::string& component) {
        plain::row r = any_row(roll, who);
        r.event = roll.spelt(event);
        r.start = roll.one_in(60) ? date() : from;
        r.end = roll.one_in(40) && from ? date(*from - 1) : until;
        r.service = roll.spelt(service);
        r.component = roll.spelt(component);
        rows.push_back(r);
      };
      const std::string st_max = "Short term support: ST-Max";
      const auto component = [&] { return roll.one_in(8) ? std::string(roll.any({"Equipment", ""})) : "Reablement"; };
      const auto event = [&] { return std::string(roll.one_in(12) ? roll.any({"Review", "Request", ""}) : "Service"); };
      const int length = roll.between(0, 20);
      add(event(), start, roll.one_in(8) ? date() : date(start + length),
          roll.one_in(12) ? roll.any(all_services) : st_max, component());
      if (roll.one_in(4))
        add(event(), start + length + roll.between(6, 9), date(start + length + 30), st_max, component());
      if (roll.one_in(6)) add(event(), start + roll.below(3), start + 5, st_max, component());
      for (int i = roll.below(3); i > 0; --i) {
        const int from = roll.one_in(2) ? discharged + roll.day({-1, 0, 1, 40, 83, 84, 85, 86})
                                        : admitted - roll.day({-1, 0, 1, 100});
        const date until =
            roll.one_in(3) ? date() : date(from < admitted ? admitted + roll.between(-1, 1) : from + roll.below(9));
        add(roll.any({"Service", "Service", "Review"}), from, until, roll.any(all_services), "");
      }
    }
  }
  number(roll, rows);
  roll.shuffle(stays);
  return rows;
}

}  // namespace

TEST_CASE("2D agrees with a plain second implementation on random small populations", "[many]") {
  std::vector<ascof::area> list;
  for (const auto& [code, name] : three_councils) list.push_back({code, name, "", ""});
  const ascof::areas councils(list);
  for (int seed = 1; seed <= populations; ++seed) {
    dice roll(static_cast<unsigned>(seed));
    std::vector<plain::person> people;
    std::vector<plain::discharges_2d::stay> stays;
    const std::vector<plain::row> rows = population_2d(roll, people, stays);
    const plain::discharges_2d::answer wanted =
        plain::discharges_2d::work_out(rows, people, stays, home_areas, three_councils, year_start, year_end);
    const ascof::hospital_episodes hospital = hospital_of(stays);
    const ascof::result_table got = evaluated("ascof.2d", records_of(rows), people, year, councils, &hospital);

    std::vector<std::string> found = difference(wanted.episodes, lines_of(got, "ascof.2d.1"));
    for (const std::string& line : difference(wanted.discharges, lines_of(got, "ascof.2d.2"))) found.push_back(line);
    for (const ascof::result_row& row : got.rows) {
      const std::size_t comma = row.group.find(", ");
      const auto counts = wanted.figures.find({row.la_code, row.group.substr(0, comma), row.group.substr(comma + 2)});
      const auto c = counts == wanted.figures.end() ? plain::discharges_2d::answer::counts{} : counts->second;
      const int n = row.measure == "ascof.2d.1" ? c.remained : c.linked;
      const int d = row.measure == "ascof.2d.1" ? c.linked : c.discharged;
      if (row.numerator.value_or(0) != static_cast<std::uint64_t>(n) ||
          row.denominator != static_cast<std::uint64_t>(d) ||
          row.value != (d == 0 ? std::nullopt : std::optional(100.0 * n / d)))
        found.push_back("another figure for " + row.measure + ", " + row.la_code + ", " + row.group);
    }
    if (found == none) continue;
    std::string hospital_rows;
    for (const auto& s : stays)
      for (const std::string& field : {s.patient, s.spell, plain::text(s.admitted), plain::text(s.discharged), s.sex,
                                       s.home, s.management, s.discharge_method, std::string("\n")})
        hospital_rows += field + " | ";
    INFO("seed " << seed << "\n" << shown(rows) << hospital_rows);
    REQUIRE(found == none);
  }
  check_clauses("2d.");
}

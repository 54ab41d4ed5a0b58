// The measures against a second, plain implementation of their definitions, on random people whose values are drawn to
// reach every branch of both.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "support/plain_measures.hpp"
#include "support/random_source.hpp"
#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

namespace {

constexpr int rounds = 250;
constexpr int people_per_round = 24;

const plain::measures::year reporting{year_2024.start.number, year_2024.end.number};

/// Days on which a condition of a measure turns, and a few others.
int random_day(random_source& random) {
  static const std::vector<int> turning{
      reporting.first - 1,   reporting.first,      reporting.first + 1,  reporting.last - 1,    reporting.last,
      reporting.last + 1,    reporting.first + 61, reporting.first + 62, reporting.first - 304, reporting.first - 303,
      reporting.first - 302, reporting.last - 366, reporting.last - 365, reporting.last - 364,  reporting.first - 366,
      reporting.first - 365, reporting.first - 364};
  return random.chance(70) ? random.pick(turning) : random.between(reporting.first - 500, reporting.last + 60);
}

plain::measures::text random_text(random_source& random, const std::vector<std::string>& list, int missing_percent) {
  if (random.chance(missing_percent)) return std::nullopt;
  return random.respelt(random.pick(list));
}

/// Kinds of people, so that each measure meets enough of those it counts.
enum class life { at_home, in_a_care_home, caring };

plain::measures::event random_event(random_source& random, life kind) {
  const bool carer = kind == life::caring;
  plain::measures::event e;
  e.type =
      random_text(random,
                  carer ? std::vector<std::string>{"Service", "Request", "Assessment", "Review", "Other"}
                        : std::vector<std::string>{"Service", "Service", "Service", "Service", "Review", "Services"},
                  2);
  e.client =
      random_text(random,
                  carer ? std::vector<std::string>{"Carer", "Unpaid carer", "Carer known by association",
                                                   "Unpaid carer known by association", "Unpaid carer", "Service user"}
                        : std::vector<std::string>{"Service user", "Service user", "Service user", "Service user",
                                                   "Service user", "Unpaid carer", "Client"},
                  2);
  e.service = random_text(
      random,
      carer ? std::vector<std::string>{"Unpaid carer support: Direct to unpaid carer",
                                       "Unpaid carer support: Direct to unpaid carer",
                                       "Unpaid carer support: Support involving the person cared-for",
                                       "Long term support: Community", "Invalid and not mapped"}
            : std::vector<std::string>{"Long term support: Nursing care", "Long term support: Residential care",
                                       "Long term support: Community", "Long term support: Community",
                                       "Long term support: Prison", "Short term support: ST-Max",
                                       "Invalid and not mapped"},
      carer ? 35 : 4);
  e.component = random_text(random,
                            carer ? std::vector<std::string>{"Direct payment", "Unpaid carer respite",
                                                             "Other unpaid carer support", "Invalid and not mapped"}
                                  : std::vector<std::string>{"Long term residential care", "Long term nursing care",
                                                             "Short term residential care", "Short term nursing care",
                                                             "Direct payment", "Day support", "Invalid and not mapped"},
                            25);
  e.mechanism = random_text(
      random, {"Direct payment", "CASSR managed personal budget", "CASSR commissioned support", "nonsense"}, 25);
  e.outcome = random_text(random,
                          {"NFA: Self-funded client or under 12wk disregard",
                           "NFA: Information and advice or signposting", "NFA: Other", "Invalid and not mapped"},
                          35);
  if (kind == life::in_a_care_home && random.chance(90)) {
    e.type = random.respelt("Service");
    e.client = random.respelt("Service user");
    e.service = random_text(random, {"Long term support: Nursing care", "Long term support: Residential care"}, 0);
    if (random.chance(70)) e.component = random_text(random, {"Long term residential care", "Nursing care"}, 0);
  }
  if (!random.chance(3)) e.start = random_day(random);
  switch (random.below(5)) {
    case 0: break;
    case 1: e.end = random_day(random); break;
    case 2: e.end = e.start.value_or(reporting.first) + random.between(-2, 2); break;
    case 3: e.end = e.start.value_or(reporting.first) + random.between(0, 400); break;
    default:
      if (random.chance(30)) e.end = reporting.last + 1000;
      break;
  }
  return e;
}

plain::measures::person random_person(random_source& random, int number) {
  plain::measures::person who;
  who.council = random.chance(75) ? "901" : "902";
  who.id = "P" + std::to_string(number);
  // Around 18 and 65 years on the first, the last and other days of the year.
  static const std::vector<const char*> births{"1930-01", "1940-06", "1959-03", "1959-04", "1959-05", "1959-10",
                                               "1960-03", "1960-04", "1970-01", "1990-01", "2006-03", "2006-04",
                                               "2006-06", "2007-03", "2007-04", "2010-01", "2024-06", "2030-01"};
  if (!random.chance(8)) who.birth = day_from(random.pick(births)).number;
  if (random.chance(20)) who.death = random_day(random);
  static const std::vector<std::string> statuses = [] {
    std::vector<std::string> all = plain::measures::settled_statuses();
    all.insert(all.end(), plain::measures::other_statuses().begin(), plain::measures::other_statuses().end());
    for (int again = 0; again < 3; ++again)
      for (const char* text : {"Unknown", "Unknown: presumed at home", "Unknown: Presumed in community", "Tenant",
                               "Invalid and not mapped"})
        all.emplace_back(text);
    return all;
  }();
  who.accommodation = random_text(random, statuses, 8);
  who.gender = random_text(random, {"Male", "Female", "Female", "Other", "Unknown"}, 5);
  who.reason = random_text(
      random, {"Learning disability support", "Learning disability support", "Mental health support", "Unknown"}, 10);
  const life kind = random.pick(std::vector<life>{life::at_home, life::in_a_care_home, life::caring});
  for (int n = random.between(1, kind == life::in_a_care_home ? 3 : 6); n > 0; --n)
    who.events.push_back(random_event(random, kind));
  // Now and then a stay that ended about a year before the start of another.
  if (kind == life::in_a_care_home && random.chance(50) && who.events.back().start) {
    plain::measures::event earlier = who.events.back();
    earlier.start = *earlier.start - random.between(0, 600);
    earlier.end = *who.events.back().start - random.between(363, 367);
    who.events.push_back(earlier);
  }
  return who;
}

std::string or_empty(const plain::measures::text& value) { return value.value_or(""); }
std::string or_empty(std::optional<plain::measures::date> value) {
  return value ? to_string(day{*value}) : std::string();
}

records records_of(const std::vector<plain::measures::person>& people) {
  text_table table;
  table.names = {"LA_Code",
                 "LA_Name",
                 "Der_NHS_LA_Combined_Person_ID",
                 "Event_Type",
                 "Client_Type_Cleaned",
                 "Event_Start_Date",
                 "Der_Event_End_Date",
                 "Service_Type_Cleaned",
                 "Service_Component_Cleaned",
                 "Delivery_Mechanism_Cleaned",
                 "Event_Outcome_Cleaned",
                 "Der_Unique_Record_ID"};
  for (const plain::measures::person& who : people)
    for (const plain::measures::event& e : who.events)
      table.rows.push_back({who.council, who.council == "901" ? "Northmoor" : "Southmoor", who.id, or_empty(e.type),
                            or_empty(e.client), or_empty(e.start), or_empty(e.end), or_empty(e.service),
                            or_empty(e.component), or_empty(e.mechanism), or_empty(e.outcome),
                            std::to_string(table.rows.size() + 1)});
  auto read = read_csv_text(to_csv(table), "main table", main_table_schema());
  REQUIRE(read.report.rows_rejected() == 0);
  return records(main_table{std::move(read.data), false, {}});
}

person_details details_of(const records& people, const std::vector<plain::measures::person>& whose) {
  person_details details;
  text_column_builder accommodation, gender, reason;
  const auto add = [](text_column_builder& to, const plain::measures::text& value) {
    if (value) {
      to.add(*value);
    } else {
      to.add_missing();
    }
  };
  std::map<std::pair<std::string, std::string>, const plain::measures::person*> by_id;
  for (const plain::measures::person& who : whose) by_id[{who.council, who.id}] = &who;
  for (std::size_t p = 0; p < people.people(); ++p) {
    const plain::measures::person& who =
        *by_id.at({people.councils()[people.council_of(p)].la_code, std::string(people.person_id(p))});
    details.known.push_back(true);
    details.birth.push_back(who.birth ? day{*who.birth} : missing_day);
    details.date_of_death.push_back(who.death ? day{*who.death} : missing_day);
    add(accommodation, who.accommodation);
    add(gender, who.gender);
    add(reason, who.reason);
  }
  details.accommodation_status = accommodation.finish();
  details.gender = gender.finish();
  details.primary_support_reason = reason.finish();
  for (std::size_t p = 0; p < people.people(); ++p)
    details.settled.push_back(is_settled(details.accommodation_status[p]));
  return details;
}

/// Figures by measure, council and group, traces by id, counts beside the figures by name: as the oracle has them.
struct outcome {
  std::map<std::tuple<std::string, std::string, std::string>, std::pair<std::uint64_t, std::uint64_t>> figures;
  std::map<std::string, std::multiset<std::string>> traces;
  std::map<std::pair<std::string, std::string>, std::uint64_t> sides;

  void count(const std::string& measure, const std::string& council, const std::string& group, bool numerator) {
    auto& [n, d] = figures[{measure, council, group}];
    ++d;
    n += numerator;
  }
};

const char* yes_or_no(bool condition) { return condition ? "Y" : "N"; }

outcome by_plain_loops(const std::vector<plain::measures::person>& people, std::map<std::string, int>& reached) {
  outcome all;
  for (const plain::measures::person& who : people) {
    if (const auto a = plain::measures::new_admission(who, reporting)) {
      ++reached["2b_2c " + a->band];
      ++all.figures[{a->band == "18 to 64" ? "ascof.2b" : "ascof.2c", who.council, a->band}].first;
      all.traces["ascof.2b_2c"].insert(joined({who.council, who.id, a->band, to_string(day{a->first})}));
    }
    for (const bool learning_disability : {false, true}) {
      const std::string id = learning_disability ? "ascof.2e.ld" : "ascof.2e";
      const auto h = plain::measures::lives_at_home(who, reporting, learning_disability);
      if (!h) continue;
      const std::string band = plain::measures::band(h->age);
      ++reached[id + " " + band + yes_or_no(h->in_numerator) + yes_or_no(h->unknown)];
      if (h->in_denominator) {
        all.count(id, who.council, band + ", Total", h->in_numerator);
        if (plain::measures::equals(who.gender, "Female"))
          all.count(id, who.council, band + ", Female", h->in_numerator);
        if (plain::measures::equals(who.gender, "Male")) all.count(id, who.council, band + ", Male", h->in_numerator);
      }
      if (h->unknown) ++all.sides[{learning_disability ? "ASCOF 2E LD" : "ASCOF 2E", who.council}];
      all.traces[id].insert(joined({who.council, who.id, h->age ? std::to_string(*h->age) : "", band,
                                    or_empty(who.gender), or_empty(who.accommodation), yes_or_no(h->in_denominator),
                                    yes_or_no(h->in_numerator), yes_or_no(h->unknown)}));
    }
    const auto count_3d = [&](const auto& s, const std::string& self_directed, const std::string& direct_payment,
                              const std::string& published_as) {
      if (s.in_denominator)
        for (const auto& [figure, numerator] :
             {std::pair{self_directed, s.self_directed}, std::pair{direct_payment, s.direct_payment}}) {
          if (s.age) all.count(figure, who.council, plain::measures::band(s.age), numerator);
          all.count(figure, who.council, "Total", numerator);
        }
      if (s.unknown) ++all.sides[{published_as, who.council}];
    };
    if (const auto s = plain::measures::support_of_client(who, reporting)) {
      static const char* const places[][2] = {{"", ""},
                                              {"Nursing care", ""},
                                              {"Residential care", ""},
                                              {"Community", "Direct payment"},
                                              {"Community", "CASSR managed personal budget"},
                                              {"Community", "CASSR commissioned support"},
                                              {"Community", ""},
                                              {"Prison", "CASSR managed personal budget"},
                                              {"Prison", "CASSR commissioned support"},
                                              {"Prison", ""}};
      ++reached["3d clients " + std::to_string(s->rank) + " " + plain::measures::band(s->age)];
      count_3d(*s, "ascof.3d.1a", "ascof.3d.2a", "ASCOF 3D (Clients)");
      all.traces["ascof.3d.clients"].insert(joined(
          {who.council, who.id, plain::measures::band(s->age), std::string("Long term support: ") + places[s->rank][0],
           places[s->rank][1], yes_or_no(s->in_denominator), yes_or_no(s->self_directed), yes_or_no(s->direct_payment),
           yes_or_no(s->unknown)}));
    }
    if (const auto s = plain::measures::support_of_carer(who, reporting)) {
      static const char* const categories[] = {"",
                                               "Direct Payment only",
                                               "CASSR Managed Personal Budget",
                                               "CASSR Commissioned Support only",
                                               "Support Direct to Carer: Unknown Delivery Mech",
                                               "Information, Advice and Other Universal Services / Signposting",
                                               "No Direct Support Provided to Carer"};
      ++reached["3d carers " + std::to_string(s->category) + " " + plain::measures::band(s->age)];
      count_3d(*s, "ascof.3d.1b", "ascof.3d.2b", "ASCOF 3D (Carers)");
      all.traces["ascof.3d.carers"].insert(joined(
          {who.council, who.id, plain::measures::band(s->age), categories[s->category], yes_or_no(s->in_denominator),
           yes_or_no(s->self_directed), yes_or_no(s->direct_payment), yes_or_no(s->unknown)}));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("random people: figures, traces and counts are those of the plain implementation of the definitions") {
  population residents;
  for (const char* council : {"901", "902"})
    for (const char* band : {"18 to 64", "65 and above"}) residents.add(council, "All", band, 100'000);
  const selection measures = select_measures(catalogue(), {"ascof.2b_2c", "ascof.2e", "ascof.2e.ld", "ascof.3d"});
  evaluate_options with_trace;
  with_trace.trace = true;
  std::map<std::string, int> reached;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = first_seed() + static_cast<std::uint64_t>(round);
    INFO("seed " << seed);
    random_source random(seed);
    std::vector<plain::measures::person> who;
    for (int n = 0; n < people_per_round; ++n) who.push_back(random_person(random, n));
    const records people = records_of(who);
    const result_table results =
        evaluate(measures, people, details_of(people, who), {year_2024}, {}, residents, with_trace);
    outcome wanted = by_plain_loops(who, reached);

    for (const result_row& row : results.rows) {
      CAPTURE(row.measure, row.la_code, row.group);
      const auto [n, d] = wanted.figures[{row.measure, row.la_code, row.group}];
      CHECK(row.numerator == n);
      const bool rate = row.measure == "ascof.2b" || row.measure == "ascof.2c";
      CHECK(row.denominator == (rate ? 100'000 : d));
      wanted.figures.erase({row.measure, row.la_code, row.group});
    }
    CHECK(wanted.figures.empty());  // nobody counts in a group without a row
    for (const side_row& row : results.sides) CHECK(row.count == (wanted.sides[{row.published_as, row.la_code}]));
    for (const trace_table& trace : results.traces) {
      std::multiset<std::string> lines;
      for (const traced_unit& unit : trace.units) {
        texts parts{unit.la_code, unit.person_id};
        parts.insert(parts.end(), unit.values.begin(), unit.values.end());
        lines.insert(joined(parts));
      }
      CAPTURE(trace.id);
      CHECK(lines == wanted.traces[trace.id]);
    }
  }
  // What is compared must be met: every place, category and band, many times over.
  for (const char* band : {"18 to 64", "65 and above"}) CHECK(reached[std::string("2b_2c ") + band] > 50);
  for (const char* band : {"18 to 64", "65 and above"})
    for (const char* how : {"YY", "YN", "NY", "NN"}) CHECK(reached[std::string("ascof.2e ") + band + how] > 20);
  for (const char* how : {"YY", "YN", "NY", "NN"}) CHECK(reached[std::string("ascof.2e.ld 18 to 64") + how] > 10);
  for (const char* band : {"18 to 64", "65 and above", "Unknown", "Under 18"}) {
    CAPTURE(band);
    for (int rank = 1; rank <= 9; ++rank) {
      CAPTURE(rank);
      CHECK(reached["3d clients " + std::to_string(rank) + " " + band] > 0);
    }
    for (int category = 0; category <= 6; ++category) {
      CAPTURE(category);
      CHECK(reached["3d carers " + std::to_string(category) + " " + band] > 0);
    }
  }
}

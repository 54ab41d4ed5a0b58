#include "ascof/measure/definition.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/measure/algebra.hpp"
#include "ascof/measures.hpp"
#include "core/document.hpp"
#include "measure/definition_names.hpp"
#include "support/failure.hpp"

using namespace ascof;
using documents::json;
using support::failure_of;
namespace a = algebra;
namespace x = expressions;

namespace {

measure meals(const char* id = "local.meals") {
  return a::local_measure(id, "Meals",
                          a::proportion(a::events.service_component == "Meals", a::is_service && a::starting_in()),
                          {a::by("gender", a::person.gender)});
}

/// The measure with one thing changed.
template <typename Change>
measure changed(Change change) {
  measure m = meals();
  change(m, m.figures.front());
  return m;
}

record_type_ptr waiting_list() {
  static const record_type_ptr type = declare_record_type(
      {.name = "waiting",
       .row = "a person who waits",
       .fields = {{.name = "la_code"},
                  {.name = "person_id", .personal = true},
                  {.name = "referred", .kind = record_kind::date, .needed = presence::mandatory},
                  {.name = "kind", .allowed = {"Urgent", "Routine"}, .codes = {"1", "2"}, .headers = {"Client ID"}},
                  {.name = "needs", .kind = record_kind::texts, .allowed = {"Bath", "Stairs"}},
                  {.name = "cost", .kind = record_kind::amount, .unit = "pounds"}},
       .council = "la_code",
       .person = "person_id",
       .start = "referred"});
  return type;
}

/// Bytes of a kind whose inside was changed, with a check that fits again.
template <typename Change>
std::string forged(const std::string& bytes, const char* kind, Change change) {
  json inside = documents::from_bytes(kind, bytes);
  change(inside);
  return documents::to_bytes(kind, inside);
}

}  // namespace

TEST_CASE("every measure of the catalogue comes out of bytes and JSON as it went in") {
  for (const measure& m : catalogue()) {
    INFO(m.id);
    const std::string bytes = to_bytes(m), text = to_json(m);
    for (const measure& again : {measure_from_bytes(bytes), measure_from_json(text)}) {
      CHECK(fingerprint(again) == fingerprint(m));
      CHECK(trace_fingerprint(again) == trace_fingerprint(m));
      CHECK(to_bytes(again) == bytes);
      CHECK(to_json(again) == text);
      CHECK(again.title == m.title);
      CHECK(again.definition == m.definition);
      CHECK(again.needs() == m.needs());
      for (std::size_t f = 0; f < m.figures.size(); ++f) {
        CHECK(identity(again.figures[f].counts.of) == identity(m.figures[f].counts.of));
        CHECK(identity(again.figures[f].counts.numerator) == identity(m.figures[f].counts.numerator));
        CHECK(again.figures[f].groups() == m.figures[f].groups());
      }
    }
  }
}

TEST_CASE("measures of the catalogue have fingerprints of their own") {
  std::set<std::string> known;
  for (const measure& m : catalogue()) {
    CAPTURE(m.id);
    // The framework's own name for a measure of safeguarding.
    if (m.id != "ascof.4b") CHECK(known.insert(fingerprint(m)).second);
  }
}

TEST_CASE("the fingerprint of a measure is the same tomorrow and on another machine") {
  // Changed only with the definition or the method: a stored state or result would no longer be recognised.
  CHECK(fingerprint(meals()) == "eb4af651c0f253aca24e24212d4cf88f");
}

TEST_CASE("what a measure counts makes its fingerprint, and what it is called does not") {
  const std::string own = fingerprint(meals());
  CHECK(fingerprint(meals("local.other")) == own);
  CHECK(fingerprint(changed([](measure& m, figure& f) {
          m.title = f.title = m.definition = m.source = m.years = m.unit = f.description = f.published_as = "other";
          m.traces.clear();
          f.direction = polarity::lower_is_better;
        })) == own);
  const std::vector<measure> others{
      changed([](measure&, figure& f) { f.counts.kind = statistic::exact_proportion; }),
      changed([](measure&, figure& f) { f.counts.of = a::is_service.e; }),
      changed([](measure&, figure& f) { f.counts.numerator = (a::events.service_component == "Equipment").e; }),
      changed([](measure&, figure& f) { f.decimals = 2; }),
      changed([](measure&, figure& f) { f.by.clear(); }),
      changed([](measure&, figure& f) { f.by.front().total = "All"; }),
      changed([](measure&, figure& f) { f.unknown = a::is_service.e; }),
      changed([](measure&, figure& f) { f.invalid = a::is_service.e; }),
      changed([](measure& m, figure&) {
        m.sides.push_back({"", "", a::is_service.e});
      }),
      changed([](measure& m, figure&) { m.reports = cadence::quarters; }),
      changed([](measure& m, figure&) { m.national = true; }),
      changed([](measure& m, figure&) { m.official = false; })};
  std::set<std::string> known{own, fingerprint(meals(), "2025-09")};
  CHECK(known.size() == 2);
  for (std::size_t i = 0; i < others.size(); ++i) {
    INFO(i);
    CHECK(known.insert(fingerprint(others[i])).second);
  }
}

TEST_CASE("equal parts are one, whether they are one node or several that say the same") {
  const expr once = (a::events.service_component == "Meals").e;
  const expr shared = x::any_of({x::negation(once), once});
  const expr apart =
      x::any_of({x::negation((a::events.service_component == "Meals").e), (a::events.service_component == "MEALS ").e});
  CHECK(to_bytes(shared) == to_bytes(apart));
}

TEST_CASE("a graph stays a graph: doubling a part a hundred times takes a hundred parts") {
  expr e = x::constant(1.0);
  for (int i = 0; i < 100; ++i) e = x::arithmetic(operation::add, e, e);
  const std::string bytes = to_bytes(e);
  CHECK(bytes.size() < 5000);
  CHECK(identity(expression_from_bytes(bytes)) == identity(e));
}

TEST_CASE("builders of episodes are made again from their recipes") {
  const auto service = a::is_service.e, request = a::is_request.e;
  const ascof_2d_constants discharges{.follow_up_days = 60};
  const std::vector<episode_frame> all{
      make_spells(service, 7),
      make_spells(service, 0, {{x::event_field("record_id"), true}, {x::event_field("unit_cost")}},
                  x::event_field("la_name")),
      make_followed_spells(request, 3, service, {.first_days = 28, .gap_days = 5}),
      match_latest(request, service),
      link_requests(request, a::is_assessment.e, service, request, service),
      link_discharges(discharges),
      eligible_discharges(discharges),
      discharges_of_people(discharges, 91)};
  for (const episode_frame& made : all) {
    INFO(made->key);
    const episode_frame again = episodes_from_bytes(to_bytes(made));
    CHECK(again->key == made->key);
    CHECK(again->inputs.size() == made->inputs.size());
    CHECK(again->columns.size() == made->columns.size());
    CHECK(again->needs_hospital == made->needs_hospital);
    CHECK(to_bytes(again) == to_bytes(made));
  }
  // Spells of what was found by other spells, many deep: keys do not grow with what they stand on.
  expr where = service;
  for (int i = 0; i < 40; ++i) {
    const episode_frame spells = make_followed_spells(where, i, where, {});
    where = x::all_of({service, x::any_in({unit_frame::level::event}, {.from = {unit_frame::level::episode, spells}})});
    CHECK(spells->key.size() < 200);
  }
  CHECK(identity(expression_from_bytes(to_bytes(where))) == identity(where));
}

TEST_CASE("episodes that a program makes itself have a fingerprint and do not travel") {
  auto builder = std::make_shared<episode_builder>();
  builder->key = builder->name = "stays";
  builder->columns = {{"end", value_kind::date}};
  const expr end = x::episode_column(builder, "end");
  const measure m = a::local_measure("local.x", "X", a::count(a::truth<a::of_episode>{{x::is_missing(end)}}));
  CHECK(fingerprint(m).size() == 32);
  const auto refused = failure_of([&] { to_bytes(m); });
  CHECK(refused.kind == "usage");
  CHECK(refused.code == error_code::bad_definition);
  CHECK(refused.message ==
        "the episodes 'stays' are made by a program itself, so that they cannot be written down; make them of spells, "
        "matches and links, or keep the definition in the program");
}

TEST_CASE("kinds of record and what is counted of their rows come out as they went in") {
  const record_type_ptr type = waiting_list();
  const record_type_ptr again = record_type_from_bytes(to_bytes(*type));
  CHECK(again->fingerprint() == type->fingerprint());
  CHECK(to_bytes(*again) == to_bytes(*type));
  CHECK(again->declaration().fields[3].headers == std::vector<std::string>{"Client ID"});
  CHECK(again->declaration().fields[5].unit == "pounds");
  CHECK(again->declaration().fields[1].personal);
  for (const record_type_ptr& shipped : record_types()) {
    CHECK(record_type_from_bytes(to_bytes(*shipped))->fingerprint() == shipped->fingerprint());
    for (const record_link& link : shipped->links()) {
      const record_type_ptr to = record_type_named(link.to);
      const expr belongs = x::row_link(shipped, to);
      const unit_frame rows{.at = unit_frame::level::row, .type = to};
      const unit_frame from{.at = unit_frame::level::row, .type = shipped};
      const expr found = x::any_in(rows, {.from = from, .belongs_to = belongs});
      CHECK(identity(expression_from_bytes(to_bytes(found))) == identity(found));
    }
  }
  const expr urgent = x::text_in(x::row_field(type, "kind"), {"Urgent"});
  const expr bath = x::text_has(x::row_field(type, "needs"), {"Bath"});
  for (const expr& e : {urgent, bath, x::row_field(type, "cost")})
    CHECK(identity(expression_from_bytes(to_bytes(e))) == identity(e));
}

TEST_CASE("marks, missing values and days beyond the calendar are kept") {
  const expr text = x::event_field("service_component");
  for (const expr& e :
       {x::unlisted(x::text_in(text, {"Meals", "Own word"})), x::unlisted(x::text_like(text, "%own%")),
        x::missing(value_kind::text), x::missing(value_kind::number), x::missing(value_kind::date),
        x::missing(value_kind::truth), x::constant(far_day), x::constant(day{2'000'000'000}), x::constant(-0.0),
        x::constant(1e300), x::constant(true), x::constant(std::string_view("")), x::event_field(event::import_date)})
    CHECK(identity(expression_from_bytes(to_bytes(e))) == identity(e));
}

TEST_CASE("breakdowns and calculations travel alone, too") {
  const breakdown by = a::with_total(a::groups("g", {{"men", a::person.gender == "Male"}}));
  CHECK(to_bytes(breakdown_from_bytes(to_bytes(by))) == to_bytes(by));
  const calculation change = a::change(a::proportion(a::is_review, a::is_service));
  CHECK(to_bytes(calculation_from_bytes(to_bytes(change))) == to_bytes(change));
}

TEST_CASE("JSON says what a person reads, a part a line, and can lack its fingerprint") {
  const std::string text = to_json(meals());
  CHECK(text.starts_with("{\n\"format\": \"ascof measure\",\n\"version\": 1,\n"));
  CHECK(text.find("\n  {\"field\":\"service_component\",\"is\":\"event field\"},\n") != std::string::npos);
  CHECK(text.find("\n\"id\": \"local.meals\",\n") != std::string::npos);
  json changed = json::parse(text);
  for (json& part : changed["parts"])
    if (part["is"] == "text in" && part["texts"] == json{"meals"}) part["texts"] = {"equipment"};
  const auto refused = failure_of([&] { measure_from_json(changed.dump()); });
  CHECK(refused.kind == "input");
  CHECK(refused.message ==
        "the definition of local.meals is not the one that its fingerprint names; take the fingerprint out if the "
        "definition was changed on purpose; otherwise write it again");
  changed.erase("fingerprint");
  const measure read = measure_from_json(changed.dump());
  CHECK(fingerprint(read) != fingerprint(meals()));
  CHECK(to_text(read.figures.front().counts.numerator) == "service_component == \"equipment\"");
}

TEST_CASE("a variant travels as one, and nothing passes for an official definition that is none") {
  const measure official = measures::ascof_2d();
  const measure variant = measures::ascof_2d({.follow_up_days = 60});
  CHECK(fingerprint(variant) != fingerprint(official));
  const measure again = measure_from_bytes(to_bytes(variant));
  CHECK_FALSE(again.official);
  CHECK(again.figures.front().published_with == official.figures.front().published_with);
  measure claims = variant;
  claims.official = true;
  const auto refused = failure_of([&] { measure_from_bytes(to_bytes(claims)); });
  CHECK(refused.kind == "input");
  CHECK(refused.message ==
        "the definition of ascof.2d says that it is official, and this version of ascof defines it otherwise; read it "
        "with the version that wrote it; a variant says \"official\": false");
  // Broken down further it counts the same.
  measure finer = measures::ascof_2a();
  break_down(finer, {a::by("gender", a::person.gender)});
  CHECK(measure_from_bytes(to_bytes(finer)).official);
}

TEST_CASE("a variant's description is filled from its own constants") {
  const auto says = [](const measure& m, const char* part) {
    INFO(m.definition);
    CHECK(m.definition.find(part) != std::string::npos);
  };
  says(measures::ascof_2a({.joining_gap_days = 60}), "joined over gaps of up to 60 days,");
  says(measures::ascof_2a({.long_term_look_back = 30}), "ended within 30 days before");
  says(measures::ascof_2a({.sequel_window_days = 1}), "starts within 1 day and");
  says(measures::ascof_2a({.death_window_days = 10}), "died within 10 days;");
  says(measures::ascof_2a({.nested_window_days = 5}), "that ends fewer than 5 days before its end;");
  says(measures::ascof_2d({.follow_up_days = 60}), "a care home within 60 days of");
  says(measures::ascof_2d({.youngest = 70}), "people of 70 and over");
  says(measures::ascof_2d({.days_after_discharge = 9, .days_before_discharge = 1}),
       "up to 9 days after or 1 day before");
  says(measures::ascof_2d_outcomes({.follow_up_days = 60}), "within 60 days of");
  says(measures::waiting_times({.youngest = 18}), "service users of 18 and over");
  says(measures::waiting_times({.long_term_look_back_months = 1}), "in the 1 month before, ST-Max");
  says(measures::waiting_times({.conversations_before = make_day(2024, 7, 15)}), "made progress before 2024-07-15");
  CHECK(measures::ascof_2d({.follow_up_days = 80}).figures.front().title ==
        "Remained in the community 80 days after discharge into reablement");
  CHECK(measures::ascof_2d().figures.front().title ==
        "Remained in the community 12 weeks after discharge into reablement");
  CHECK(measures::waiting_times({.youngest = 18}).figures.front().groups().front() == "18 to 64");
  CHECK_FALSE(measures::ascof_2a_unclassified({.joining_gap_days = 60}).official);
}

TEST_CASE("operations, kinds and statistics have names of their own") {
  const auto count = [](auto first, auto last) {
    std::set<std::string_view> known;
    for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
      auto value = static_cast<decltype(first)>(i), found = first;
      CHECK(known.insert(names::of(value)).second);
      CHECK(names::find(names::of(value), found));
      CHECK(found == value);
    }
    CHECK_FALSE(known.contains(""));
  };
  count(operation::constant, operation::at_unit);
  count(value_kind::truth, value_kind::unit);
  count(statistic::count, statistic::percent_change);
  count(comparison::less, comparison::greater);
  count(unit_frame::level::every, unit_frame::level::row);
  count(record_kind::text, record_kind::amount);
}

TEST_CASE("bytes whose parts do not fit together are refused as what is read, whatever their check says") {
  const std::string good = to_bytes(meals());
  const auto refused = [&](auto change) {
    const auto found = failure_of([&] { measure_from_bytes(forged(good, "measure", change)); });
    CHECK(found.kind == "input");
    return found.message;
  };
  const std::string end = "; write it again with ascof";
  CHECK(refused([](json& in) { in["parts"][0]["is"] = "sorcery"; }) ==
        "the measure cannot be read: there is no operation 'sorcery'" + end);
  CHECK(refused([](json& in) {
          for (json& part : in["parts"])
            if (part.contains("of")) part["of"] = {in["parts"].size() - 1};
        }) == "the measure cannot be read: a part is made of one that does not stand before it" + end);
  CHECK(refused([](json& in) { in.erase("figures"); }) ==
        "the measure cannot be read: a measure lacks its figures" + end);
  CHECK(refused([](json& in) { in["secret"] = 1; }) ==
        "the measure cannot be read: a measure has a part 'secret' that is not known" + end);
  CHECK(refused([](json& in) { in["figures"][0]["decimals"] = 400; }) ==
        "the measure cannot be read: decimals is no whole number from 0 to 15" + end);
  CHECK(
      refused([](json& in) { in["figures"][0]["statistic"] = "median"; }).starts_with("the measure cannot be read: "));
  CHECK(refused([](json& in) { in["parts"] = 7; }) == "the measure cannot be read: parts is no list" + end);
  CHECK(refused([](json& in) {
          json labels = json::array();
          for (int i = 0; i < 1000; ++i) labels.push_back(std::to_string(i));
          const json by = in["figures"][0]["by"][0];
          for (int d = 0; d < 9; ++d) {
            json more = by;
            more["name"] = std::to_string(d);
            more["labels"] = labels;
            in["figures"][0]["by"].push_back(more);
          }
        }) == "the measure cannot be read: a figure has more than 1000000 groups" + end);
}

TEST_CASE("definitions nested too deep are refused as in a program") {
  json parts = json::array({{{"is", "constant"}, {"kind", "truth"}, {"value", true}}});
  for (std::size_t i = 0; i < 200'000 - 1; ++i) parts.push_back({{"is", "not"}, {"of", {i}}});
  const auto refused = failure_of([&] {
    expression_from_bytes(documents::to_bytes("expression", {{"parts", parts}, {"root", parts.size() - 1}}));
  });
  CHECK(refused.kind == "input");
  CHECK(refused.message.find("nested more than 1000 deep") != std::string::npos);
}

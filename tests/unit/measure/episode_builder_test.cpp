// Spells and matches: what they are made of, on records written as text, and what is refused.

#include "ascof/measure/episode_builder.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "ascof/measure/algebra.hpp"
#include "support/expression_text.hpp"
#include "support/failure.hpp"

using namespace ascof;
using namespace support;
namespace x = ascof::expressions;
using level = unit_frame::level;

namespace {

expr field(const char* name) { return x::event_field(name); }
expr is(const char* event_type) { return x::text_in(field("event_type"), {event_type}); }
expr with_start() { return x::negation(x::is_missing(field("start"))); }

/// The columns of all episodes, one line an episode.
texts episodes_of(const episode_frame& of, const std::string& rows, std::initializer_list<const char*> columns) {
  std::vector<texts> values;
  for (const char* column : columns) values.push_back(values_of(x::episode_column(of, column), rows));
  texts lines;
  for (std::size_t i = 0; i < values.front().size(); ++i) {
    texts parts;
    for (const texts& v : values) parts.push_back(v[i]);
    lines.push_back(joined(parts));
  }
  return lines;
}

texts spells_of(const std::string& rows, int gap, const expr& where = x::constant(true)) {
  return episodes_of(make_spells(x::all_of({with_start(), where}), gap), rows, {"start", "end", "events"});
}

texts matches_of(const std::string& rows) {
  return episodes_of(match_latest(is("Request"), is("Service")), rows,
                     {"from_start", "from_end", "from_record", "to_start", "to_end", "to_record", "matched", "days"});
}

}  // namespace

TEST_CASE("events join a spell when at most so many midnights lie between") {
  const std::string rows = R"(
      person | start      | end
      P1     | 2024-05-01 | 2024-05-03
      P1     | 2024-05-10 | 2024-05-11
      P1     | 2024-05-19 | 2024-05-20
      P2     | 2024-05-21 | 2024-05-21)";
  CHECK(spells_of(rows, 7) ==
        texts{"2024-05-01 | 2024-05-11 | 2", "2024-05-19 | 2024-05-20 | 1", "2024-05-21 | 2024-05-21 | 1"});
  CHECK(spells_of(rows, 8) == texts{"2024-05-01 | 2024-05-20 | 3", "2024-05-21 | 2024-05-21 | 1"});
  CHECK(spells_of(rows, 6).size() == 4);
}

TEST_CASE("a gap of 0 joins what touches or overlaps, and the latest end so far counts") {
  CHECK(spells_of(R"(
      person | start      | end
      P1     | 2024-05-01 | 2024-05-03
      P1     | 2024-05-03 | 2024-05-04
      P1     | 2024-05-05 | 2024-05-30
      P1     | 2024-05-06 | 2024-05-07
      P1     | 2024-05-29 | 2024-05-29)",
                  0) == texts{"2024-05-01 | 2024-05-04 | 2", "2024-05-05 | 2024-05-30 | 3"});
}

TEST_CASE("an open event makes an open spell, which everything later joins") {
  CHECK(spells_of(R"(
      person | start      | end
      P1     | 2024-05-01 | open
      P1     | 2024-05-02 | 2024-05-04
      P1     | 2025-01-01 | 2025-01-02
      P2     | 2024-05-01 | 2024-05-02
      P2     | 2024-05-02 | open)",
                  0) == texts{"2024-05-01 | - | 3", "2024-05-01 | - | 2"});
}

TEST_CASE("events without a start, or that end before it, or of other kinds, are in no spell") {
  CHECK(spells_of(R"(
      person | start      | end        | event
      P1     | -          | 2024-05-02 | Service
      P1     | 2024-05-01 | 2024-04-30 | Service
      P1     | 2024-05-03 | 2024-05-03 | Service
      P1     | 2024-05-04 | 2024-05-04 | Review
      P1     | 2024-05-05 | 2024-05-05 | -
      P2     | -          | -          | Service)",
                  7, is("Service")) == texts{"2024-05-03 | 2024-05-03 | 1"});
}

TEST_CASE("people count their spells, and a person's details hold for them") {
  const episode_frame spells = make_spells(with_start(), 7);
  const unit_frame of{level::episode, spells};
  const std::string rows = R"(
      person | start      | end
      P1     | 2023-05-01 | 2023-05-03
      P1     | 2024-05-10 | open
      P2     | -          | -
      P3     | 2024-01-01 | 2024-03-31)";
  const std::string details = "person | birth\nP1 | 1950-01\nP3 | 1960-01";
  const expr start = x::episode_column(spells, "start"), end = x::episode_column(spells, "end");
  CHECK(values_of(x::count_in({level::person}, {.from = of}), rows, details) == texts{"2", "0", "1"});
  const expr in_period =
      x::all_of({x::compare(start, comparison::at_most, x::period_end()),
                 x::any_of({x::is_missing(end), x::compare(end, comparison::at_least, x::period_start())})});
  CHECK(values_of(in_period, rows, details) == texts{"false", "true", "false"});
  CHECK(values_of(x::any_in({level::person}, {.from = of, .where = in_period}), rows, details) ==
        texts{"true", "false", "false"});
  CHECK(values_of(x::age_on(start), rows, details) == texts{"73", "74", "64"});
  // For each spell, what comes after it; for each event, its spell.
  const expr next = x::first_in(of, {.from = of, .dated_by = start, .after = x::shift_days(end, 1)}, {{start}});
  CHECK(values_of(x::at_unit(next, start), rows, details) == texts{"2024-05-10", "-", "-"});
  const expr own =
      x::first_in({level::event}, {.from = of, .dated_by = start, .until = field("start")}, {{start, true}});
  CHECK(values_of(x::at_unit(own, end), rows, details) == texts{"2023-05-03", "-", "-", "2024-03-31"});
}

TEST_CASE("each event is matched with the latest earlier one that is not matched yet") {
  CHECK(matches_of(R"(
      person | event   | start      | end        | record
      P1     | Request | 2024-05-01 | 2024-05-02 | 1
      P1     | Request | 2024-05-03 | open       | 2
      P1     | Service | 2024-05-04 | open       | 3
      P1     | Service | 2024-05-05 | 2024-05-06 | 4
      P1     | Service | 2024-05-07 | open       | 5)") ==
        texts{"2024-05-03 | - | 2 | 2024-05-04 | - | 3 | true | 1",
              "2024-05-01 | 2024-05-02 | 1 | 2024-05-05 | 2024-05-06 | 4 | true | 4",
              "- | - | - | 2024-05-07 | - | 5 | false | -"});
}

TEST_CASE("an event of the same day matches, a later one does not, and what has no start is not there") {
  CHECK(matches_of(R"(
      person | event   | start      | record
      P1     | Request | 2024-05-04 | 1
      P1     | Service | 2024-05-04 | 2
      P2     | Request | 2024-05-05 | 3
      P2     | Service | 2024-05-04 | 4
      P3     | Request | -          | 5
      P3     | Service | -          | 6)") == texts{"2024-05-04 | - | 1 | 2024-05-04 | - | 2 | true | 0",
                                                    "- | - | - | 2024-05-04 | - | 4 | false | -",
                                                    "2024-05-05 | - | 3 | - | - | - | false | -"});
}

TEST_CASE("events of one day are matched by their record numbers") {
  CHECK(matches_of(R"(
      person | event   | start      | end        | record
      P1     | Service | 2024-05-01 | 2024-05-09 | 14
      P1     | Service | 2024-05-01 | 2024-05-10 | 13
      P1     | Request | 2024-05-01 | 2024-05-02 | 12
      P1     | Request | 2024-05-01 | 2024-05-03 | 11)") ==
        texts{"2024-05-01 | 2024-05-02 | 12 | 2024-05-01 | 2024-05-10 | 13 | true | 0",
              "2024-05-01 | 2024-05-03 | 11 | 2024-05-01 | 2024-05-09 | 14 | true | 0"});
}

TEST_CASE("an event is not matched with itself") {
  const episode_frame both = match_latest(with_start(), with_start());
  CHECK(episodes_of(both, "person | start\nP1 | 2024-05-01\nP1 | 2024-05-02", {"from_record", "to_record"}) ==
        texts{"- | 1", "1 | 2", "2 | -"});
}

TEST_CASE("builders of the same episodes are one, and others are not, however alike they read") {
  const auto spells_where = [](const expr& e) { return unit_frame{level::episode, make_spells(e, 7)}; };
  CHECK(spells_where(is("Service")) == spells_where(is("SERVICE ")));
  CHECK_FALSE(spells_where(is("Service")) == spells_where(is("Review")));
  CHECK_FALSE((unit_frame{level::episode, make_spells(is("Service"), 6)}) == spells_where(is("Service")));
  // The same words, and other beginnings or another rule of age.
  const auto young = [](double from) {
    return x::text_in(x::bands(field("age_at_start"), {0, from}, {"young", "old"}), {"young"});
  };
  CHECK_FALSE(spells_where(young(18)) == spells_where(young(25)));
  const auto aged = [](age_rule rule) {
    return x::compare(x::age_on(field("start"), rule), comparison::at_least, x::constant(18.0));
  };
  CHECK_FALSE(spells_where(aged(age_rule::anniversary)) == spells_where(aged(age_rule::days_over_365_25)));
  CHECK_FALSE(spells_where(x::text_in(field("event_type"), {"a\", \"b"})) ==
              spells_where(x::text_in(field("event_type"), {"a", "b"})));
  // Events that are looked up in other episodes.
  const auto beside = [](const char* type) {
    const unit_frame other{level::episode, make_spells(is(type), 0)};
    return x::any_in({level::event}, {.from = other});
  };
  CHECK_FALSE(spells_where(beside("Service")) == spells_where(beside("Review")));
  CHECK_FALSE((unit_frame{level::episode, match_latest(is("Service"), is("Review"))}) ==
              (unit_frame{level::episode, match_latest(is("Review"), is("Service"))}));
}

TEST_CASE("what no episodes can be made of is refused, with what to write instead") {
  const auto says = [](auto call) {
    const auto refused = failure_of(call);
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::bad_definition);
    return refused.message;
  };
  const std::string advice = "; give a condition such as service_type == \"Long term support: Community\"";
  CHECK(says([] { make_spells(nullptr, 7); }) ==
        "spells are made of events, and nothing says nothing of events" + advice);
  CHECK(says([] { make_spells(field("start"), 7); }) ==
        "spells are made of events, and start says nothing of events" + advice);
  CHECK(says([] { make_spells(x::text_in(x::person_field("gender"), {"Male"}), 7); }) ==
        "spells are made of events, and person.gender == \"male\" says nothing of events" + advice);
  CHECK(says([] { match_latest(is("Service"), x::constant(true)); }) ==
        "matches are made of events, and true says nothing of events" + advice);
  CHECK(
      says([] { make_spells(is("Service"), -1); }) ==
      "spells cannot have a gap of -1 days; give 0 or more: how many midnights may lie between two events of a spell");
  CHECK(
      says([] { make_spells(x::compare(field("start"), comparison::at_most, x::period_end()), 7); }) ==
      "spells are made of all of a person's events, and start <= period_end depends on the reporting period; leave the "
      "period out here, and ask of the spells whether they touch, begin or end in it");
  CHECK(says([] { match_latest(is("Request"), x::compare(x::period_start(), comparison::at_most, field("end"))); }) ==
        "matches are made of all of a person's events, and period_start <= end depends on the reporting period; leave "
        "the "
        "period out here, and ask of the matches whether they touch, begin or end in it");
  const episode_frame spells = make_spells(is("Service"), 7);
  CHECK(says([&] { x::episode_column(spells, "strt"); }) == "spells have no column 'strt'; did you mean 'start'?");
  CHECK(says([&] { x::episode_column(spells, "outcome of the spell"); }) ==
        "spells have no column 'outcome of the spell'; they begin with 'start'");
}

namespace {

/// Notes which rows it is handed; one unit a row that its last input holds for.
class bound_to_note : public bound_builder {
 public:
  explicit bound_to_note(texts& met) : met_(met) {}
  void build(std::size_t person, const builder_inputs& in, unit_writer& to) const override {
    for (const std::size_t input : {0U, 1U})
      for (const std::uint32_t row : in.rows(input)) {
        met_.push_back(std::to_string(person) + " " + std::to_string(input) + " " + std::to_string(row) +
                       (in.holds(2, row) ? " yes" : " no"));
        if (in.holds(2, row)) to.add();
      }
  }

 private:
  texts& met_;
};

std::shared_ptr<episode_builder> made_of(std::vector<expr> inputs, std::size_t picking, texts& met) {
  auto made = std::make_shared<episode_builder>();
  made->key = made->name = "notes";
  made->columns = {{"end", value_kind::date}};
  made->inputs = std::move(inputs);
  made->picking = picking;
  made->bind = [&met](const bound_study&, std::span<const period>) { return std::make_unique<bound_to_note>(met); };
  return made;
}

}  // namespace

TEST_CASE("a builder is asked of people of whom it picks something, and knows its other inputs of what is picked") {
  texts met;
  const expr early = x::compare(field("start"), comparison::less, x::constant(make_day(2024, 5, 3)));
  const unit_frame notes{level::episode, made_of({is("Service"), is("Review"), early}, 2, met)};
  const char* rows = R"(
      person | event   | start
      P1     | Request | 2024-05-01
      P2     | Service | 2024-05-01
      P2     | Request | 2024-05-02
      P2     | Review  | 2024-05-03
      P3     | Review  | 2024-05-02)";
  CHECK(values_of(x::count_in({level::person}, {.from = notes}), rows) == texts{"0", "1", "1"});
  // Once in a block of all, once in a block each.
  const texts once{"1 0 1 yes", "1 1 3 no", "2 1 4 yes"};
  texts twice = once;
  twice.insert(twice.end(), once.begin(), once.end());
  CHECK(met == twice);
}

TEST_CASE("a builder whose inputs cannot be known is refused") {
  texts met;
  const records some = records_from_text("person | event\nP1 | Service");
  const person_details none = details_from_text(some, "person");
  const auto says = [&](const std::shared_ptr<episode_builder>& of) {
    const auto refused = failure_of([&] {
      asked_expression(x::count_in({level::person}, {.from = {level::episode, of}}), some, none);
    });
    CHECK(refused.code == error_code::bad_definition);
    return refused.message;
  };
  CHECK(says(made_of({is("Service"), is("Review")}, 0, met)) ==
        "notes have 2 inputs, and 0 of them pick the events; let the first ones be conditions of events, and count "
        "them in `picking`");
  CHECK(says(made_of({is("Service")}, 2, met)) ==
        "notes have 1 inputs, and 2 of them pick the events; let the first ones be conditions of events, and count "
        "them in `picking`");
  CHECK(says(made_of({field("start")}, 1, met)) ==
        "notes are made of events, and start says nothing of events; give a condition such as service_type == \"Long "
        "term support: Community\"");
  CHECK(says(made_of({is("Service"), x::person_field("gender")}, 1, met)) ==
        "notes read person.gender, which is no series of events; give a field of the events, or what is made of some");
  CHECK(says(made_of({is("Service"), x::compare(field("start"), comparison::less, x::period_end())}, 1, met))
            .starts_with("notes are made of all of a person's events, and start < period_end depends"));
  const auto of_nobody = made_of({is("Service")}, 1, met);
  of_nobody->of_nobody = true;
  CHECK(failure_of([&] {
          const std::vector<place_of_figures> places;
          const bound_study of{some, none, places};
          plan(of, {year_2024}).frame({level::episode, of_nobody});
        }).message == "notes are of nobody and have inputs or columns of people's events; read the study itself");
}

#include "ascof/measure/measure.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "ascof/measure/describe.hpp"
#include "support/failure.hpp"

using namespace ascof;
using support::failure_of;

namespace {

measure of(const char* id, std::vector<const char*> figures) {
  measure m;
  m.id = id;
  for (const char* f : figures) {
    figure part;
    part.id = f;
    m.figures.push_back(part);
  }
  return m;
}

const std::vector<measure> some{of("ascof.2b_2c", {"ascof.2b", "ascof.2c"}), of("ascof.3d.carers", {"ascof.3d.1b"}),
                                of("ascof.3d.clients", {"ascof.3d.1a", "ascof.3d.2a"}),
                                of("waiting", {"waiting.first"})};

/// "measure: figure figure" for every measure that is selected.
std::string selected(const std::vector<std::string>& names) {
  const selection chosen = select_measures(some, names);
  std::string text;
  for (const measure& m : chosen.measures) {
    text += (text.empty() ? "" : "; ") + m.id + ":";
    for (const figure& f : m.figures)
      if (chosen.wants(f.id)) text += " " + f.id;
  }
  return text;
}

}  // namespace

TEST_CASE("measures are named by figure, by measure, or by the beginning of ids up to a dot") {
  CHECK(selected({"ascof.2b"}) == "ascof.2b_2c: ascof.2b");
  CHECK(selected({"ascof.2b_2c"}) == "ascof.2b_2c: ascof.2b ascof.2c");
  CHECK(selected({"ascof.3d.1a"}) == "ascof.3d.clients: ascof.3d.1a");
  CHECK(selected({"ascof.3d"}) == "ascof.3d.carers: ascof.3d.1b; ascof.3d.clients: ascof.3d.1a ascof.3d.2a");
  CHECK(selected({"ascof.3d.clients"}) == "ascof.3d.clients: ascof.3d.1a ascof.3d.2a");
  CHECK(selected({"ASCOF.3D.1A "}) == "ascof.3d.clients: ascof.3d.1a");
  CHECK(selected({"all"}) ==
        "ascof.2b_2c: ascof.2b ascof.2c; ascof.3d.carers: ascof.3d.1b; ascof.3d.clients: ascof.3d.1a ascof.3d.2a; "
        "waiting: waiting.first");
}

TEST_CASE("each measure is selected once, in the catalogue's order") {
  CHECK(selected({"waiting", "ascof.3d.2a", "ascof.3d.1a", "ascof.3d.2a"}) ==
        "ascof.3d.clients: ascof.3d.1a ascof.3d.2a; waiting: waiting.first");
  CHECK(selected({}).empty());
}

TEST_CASE("a name that no measure has is refused, with the nearest") {
  struct refusal {
    const char* name;
    const char* message;
  };
  const refusal table[] = {
      {"ascof.3d.1c", "there is no measure 'ascof.3d.1c'; did you mean 'ascof.3d.1b'? See `ascof list`"},
      {"ascof3d1a", "there is no measure 'ascof3d1a'; did you mean 'ascof.3d.1a'? See `ascof list`"},
      {"wating", "there is no measure 'wating'; did you mean 'waiting'? See `ascof list`"},
      {"something else", "there is no measure 'something else'; see `ascof list`"}};
  for (const refusal& row : table) {
    CAPTURE(row.name);
    const auto refused = failure_of([&] { selected({"ascof.2b", row.name}); });
    CHECK(refused.kind == "usage");
    CHECK(refused.code == error_code::unknown_name);
    CHECK(refused.message == row.message);
  }
  // The beginning of an id counts only up to a dot.
  CHECK(failure_of([&] { selected({"ascof.3"}); }).code == error_code::unknown_name);
  CHECK(failure_of([&] { selected({""}); }).code == error_code::unknown_name);
}

TEST_CASE("every measure of the catalogue says what it is") {
  std::set<std::string> ids, figures, traces;
  for (const measure& m : catalogue()) {
    CAPTURE(m.id);
    CHECK(ids.insert(m.id).second);
    for (const std::string* text : {&m.title, &m.source, &m.years, &m.unit, &m.definition}) CHECK_FALSE(text->empty());
    CHECK(m.bind != nullptr);
    CHECK_FALSE(m.figures.empty());
    for (const figure& f : m.figures) {
      CAPTURE(f.id);
      CHECK(figures.insert(f.id).second);
      CHECK_FALSE(f.title.empty());
      CHECK_FALSE(f.groups.empty());
      CHECK((f.kind == statistic::rate_per_100000) == !f.population.empty());
      if (!f.population.empty()) CHECK(f.population.size() == f.groups.size());
    }
    for (const trace_layout& trace : m.traces) CHECK(traces.insert(trace.id).second);
    CHECK_FALSE(describe(select_measures(catalogue(), {m.id})).empty());
  }
  for (const char* id :
       {"ascof.2b", "ascof.2c", "ascof.2e", "ascof.2e.ld", "ascof.3d.1a", "ascof.3d.1b", "ascof.3d.2a", "ascof.3d.2b"})
    CHECK(figures.contains(id));
}

TEST_CASE("statistics and polarities have names") {
  CHECK(to_text(statistic::proportion) == "proportion (%)");
  CHECK(to_text(statistic::rate_per_100000) == "rate per 100,000");
  CHECK(to_text(polarity::higher_is_better) == "higher is better");
  CHECK(to_text(polarity::lower_is_better) == "lower is better");
  CHECK(to_text(polarity::neutral) == "neutral");
}

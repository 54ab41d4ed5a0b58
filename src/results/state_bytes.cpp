// States as bytes. The form is described in docs/formats.md.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/results/evaluate.hpp"
#include "counting.hpp"
#include "measure/definition_check.hpp"
#include "measure/definition_json.hpp"

namespace ascof {
namespace {

using documents::json;
using documents::unreadable;

constexpr std::string_view kind = "state";
/// Rows of a figure that a state may be finished into. Beyond that a file would fill the memory of whoever reads it.
constexpr std::size_t most_rows = 100'000'000;

json from_day(day d) { return d ? json(d.number) : json(); }
day to_day(const json& of) {
  using limits = std::numeric_limits<std::int32_t>;
  if (of.is_null()) return missing_day;
  return day{static_cast<std::int32_t>(documents::whole(of, "a day", limits::min() + 1, limits::max()))};
}

/// A line of values, taken from the left.
class line {
 public:
  line(const json& of, std::size_t values, std::string_view what) : of_(documents::list(of, what)), what_(what) {
    if (of_.size() != values) throw unreadable(fmt::format("{} has {} values", what, of_.size()));
  }
  const json& next() { return of_[at_++]; }
  std::string text() { return documents::text(next(), what_); }
  bool truth() { return documents::truth(next(), what_); }
  std::uint64_t count() { return documents::count(next(), what_); }
  /// A place among so many.
  std::size_t place(std::size_t number) {
    const std::uint64_t found = count();
    if (found >= number) throw unreadable(fmt::format("{} is of something that is not there", what_));
    return found;
  }
  period reporting() {
    const day start = to_day(next());
    return {start, to_day(next())};
  }

 private:
  const json& of_;
  std::string_view what_;
  std::size_t at_ = 0;
};

json from_sum(const exact_sum& sum) { return json::array({sum.high(), sum.low()}); }
exact_sum to_sum(const json& of) {
  line halves(of, 2, "a sum");
  using limits = std::numeric_limits<std::int64_t>;
  const std::int64_t high = documents::whole(halves.next(), "a sum", limits::min(), limits::max());
  return exact_sum::of_halves(high, halves.count());
}

json from_cell(const cell& c) {
  json written = json::array({c.numerator, c.denominator, c.unknown, c.invalid});
  json more = json::object();
  if (!(c.sum == exact_sum{})) more["sum"] = from_sum(c.sum);
  if (!(c.squares == exact_sum{})) more["squares"] = from_sum(c.squares);
  if (!c.values.empty()) {
    // They are in no order: the same counts are to be the same bytes.
    std::vector<double> values = c.values;
    std::sort(values.begin(), values.end());
    for (const double value : values) more["values"].push_back(documents::from_real(value));
  }
  if (!more.empty()) written.push_back(std::move(more));
  return written;
}

cell to_cell(const json& of) {
  const std::size_t size = documents::list(of, "a cell").size();
  line from(of, size == 5 ? 5 : 4, "a cell");
  cell made{.numerator = from.count(), .denominator = from.count(), .unknown = from.count(), .invalid = from.count()};
  if (size != 5) return made;
  documents::object more(from.next(), "a cell");
  if (const json* sum = more.find("sum")) made.sum = to_sum(*sum);
  if (const json* squares = more.find("squares")) made.squares = to_sum(*squares);
  if (const json* values = more.find("values"))
    for (const json& value : documents::list(*values, "values"))
      made.values.push_back(documents::real(value, "a value"));
  more.done();
  return made;
}

json from_notice(const notice& n) {
  json written{{"code", n.code}, {"severity", to_text(n.severity)}};
  for (const auto& [name, text] :
       {std::pair("file", &n.file), std::pair("field", &n.field), std::pair("found", &n.found),
        std::pair("effect", &n.effect), std::pair("advice", &n.advice)})
    if (!text->empty()) written[name] = *text;
  for (const auto& [name, number] : {std::pair("rows", n.rows), std::pair("people", n.people), std::pair("of", n.of)})
    if (number != 0) written[name] = number;
  if (!n.figures.empty()) written["figures"] = n.figures;
  if (!n.first_lines.empty()) written["first_lines"] = n.first_lines;
  return written;
}

notice to_notice(const json& of) {
  documents::object from(of, "a notice");
  const auto number = [&](const char* name) {
    const json* found = from.find(name);
    return found == nullptr ? 0 : documents::count(*found, name);
  };
  notice made{.code = from.text("code")};
  const std::string severity = from.text("severity");
  bool known = false;
  for (const notice_severity each :
       {notice_severity::information, notice_severity::warning, notice_severity::serious}) {
    if (to_text(each) != severity) continue;
    made.severity = each;
    known = true;
  }
  if (!known) throw unreadable("a notice is not as serious as notices are");
  made.file = from.text_or_empty("file");
  made.field = from.text_or_empty("field");
  made.found = from.text_or_empty("found");
  made.effect = from.text_or_empty("effect");
  made.advice = from.text_or_empty("advice");
  made.rows = number("rows");
  made.people = number("people");
  made.of = number("of");
  made.figures = from.texts_or_none("figures");
  if (const json* lines = from.find("first_lines"))
    for (const json& each : documents::list(*lines, "lines"))
      made.first_lines.push_back(documents::count(each, "a line"));
  from.done();
  return made;
}

std::size_t groups_of(const std::vector<breakdown>& by) {
  std::size_t all = 1;
  for (const breakdown& dimension : by)
    if (all <= most_rows) all *= std::max<std::size_t>(1, dimension.labels.size()) + (dimension.total.empty() ? 0 : 1);
  return all;
}

}  // namespace

class state_codec {
 public:
  static json written(const evaluation_state& of);
  static evaluation_state read(const json& from);

 private:
  using state = evaluation_state;

  static json periods(const state& of);
  static json traces(const state& of);
  static void read_definitions(documents::object& from, state& to);
  static void read_periods(documents::object& from, state& to);
  static void read_councils(documents::object& from, state& to);
  static void read_cells(documents::object& from, state& to);
  static void read_traces(documents::object& from, state& to);
  static void read_contributions(documents::object& from, state& to);
  static void expect_room(const state& of);
};

json state_codec::periods(const state& of) {
  json lists = json::array(), own = json::array();
  std::vector<std::vector<period>> known;
  for (const std::vector<period>& all : of.periods_) {
    const auto found = std::find(known.begin(), known.end(), all);
    own.push_back(found - known.begin());
    if (found != known.end()) continue;
    json list = json::array();
    for (const period& p : all) list.push_back(json::array({from_day(p.start), from_day(p.end)}));
    lists.push_back(std::move(list));
    known.push_back(all);
  }
  return {{"lists", std::move(lists)}, {"by_measure", std::move(own)}};
}

json state_codec::traces(const state& of) {
  json all = json::array();
  for (const auto& of_measure : of.traces_) {
    json traces = json::array();
    for (const std::vector<traced_unit>& lines : of_measure) {
      json trace = json::array();
      for (const traced_unit& u : lines)
        trace.push_back(
            json::array({from_day(u.reporting.start), from_day(u.reporting.end), u.la_code, u.person_id, u.values}));
      traces.push_back(std::move(trace));
    }
    all.push_back(std::move(traces));
  }
  return all;
}

json state_codec::written(const state& of) {
  definition_writer writer;
  json all{{"measures", json::array()}, {"fingerprints", of.fingerprints()}, {"figures", of.wanted_.figures}};
  for (const measure& m : of.wanted_.measures) all["measures"].push_back(writer.of(m));
  all["parts"] = writer.parts();
  all["leaves_out"] = of.wanted_.leaves_out;
  all["periods"] = periods(of);
  // Whose name a council has in the records (`first_person`) stays here: a state is no list of people.
  json& councils = all["councils"] = json::array();
  for (const state::council_row& row : of.councils_)
    councils.push_back(json::array({row.place.la_code, row.place.la_name, row.place.area_code, row.place.region,
                                    row.listed, row.in_records, row.name_in_records}));
  json& cells = all["cells"] = json::array();
  for (const auto& [where, counts] : of.cells_) {
    json by_period = json::array();
    for (const cell& c : counts) by_period.push_back(from_cell(c));
    cells.push_back(json::array(
        {std::get<0>(where), std::get<1>(where), std::get<2>(where), std::get<3>(where), std::move(by_period)}));
  }
  json& spellings = all["spellings"] = json::array();
  for (const auto& [where, text] : of.spellings_)
    spellings.push_back(
        json::array({std::get<0>(where), std::get<1>(where), std::get<2>(where), std::get<3>(where), text}));
  all["traces"] = traces(of);
  all["keeps_contributions"] = of.keep_contributions_;
  json& contributions = all["contributions"] = json::array();
  for (const contribution& c : of.contributions_)
    contributions.push_back(json::array({c.measure, from_day(c.reporting.start), from_day(c.reporting.end), c.la_code,
                                         c.person_id, c.group, c.numerator, c.denominator}));
  json& skipped = all["skipped"] = json::array();
  for (const skipped_measure& s : of.skipped_) skipped.push_back(json::array({s.measure, s.lacks}));
  json& notices = all["notices"] = json::array();
  for (const notice& n : of.notices_) notices.push_back(from_notice(n));
  all["several_parts"] = of.several_parts_;
  return all;
}

void state_codec::read_definitions(documents::object& from, state& to) {
  const definition_reader reader(from.at("parts"));
  for (const json& each : documents::list(from.at("measures"), "measures"))
    to.wanted_.measures.push_back(reader.read_measure(each));
  const std::vector<std::string> marks = documents::texts(from.at("fingerprints"), "fingerprints");
  if (to.wanted_.measures.empty() || marks.size() != to.wanted_.measures.size())
    throw unreadable("it has another number of fingerprints than of measures");
  to.wanted_.figures = documents::texts(from.at("figures"), "figures");
  to.wanted_.leaves_out = documents::truth(from.at("leaves_out"), "leaves_out");
  to.marks_ = state::marks_of(to.wanted_.measures);
  for (std::size_t m = 0; m < marks.size(); ++m) {
    if (to.marks_[m].counts != marks[m]) expect_fingerprint(to.wanted_.measures[m], marks[m]);
    expect_official(to.wanted_.measures[m]);
  }
}

void state_codec::read_periods(documents::object& from, state& to) {
  documents::object parts(from.at("periods"), "periods");
  std::vector<std::vector<period>> lists;
  for (const json& list : documents::list(parts.at("lists"), "periods")) {
    lists.emplace_back();
    for (const json& each : documents::list(list, "periods")) {
      const period p = line(each, 2, "a period").reporting();
      lists.back().push_back(make_period(p.start, p.end));
    }
    if (lists.back().empty()) throw unreadable("it has no reporting period");
  }
  for (const json& number : documents::list(parts.at("by_measure"), "periods")) {
    const std::uint64_t place = documents::count(number, "periods");
    if (place >= lists.size()) throw unreadable("a measure reports periods that are not there");
    to.periods_.push_back(lists[place]);
  }
  parts.done();
  if (to.periods_.size() != to.wanted_.measures.size()) throw unreadable("it lacks the periods of a measure");
}

void state_codec::read_councils(documents::object& from, state& to) {
  const json& all = documents::list(from.at("councils"), "councils");
  for (const json& each : all) {
    line council(each, 7, "a council");
    state::council_row row;
    row.place = {council.text(), council.text(), council.text(), council.text()};
    row.listed = council.truth();
    row.in_records = council.truth();
    row.name_in_records = council.text();
    to.add_council(row);
  }
  if (to.councils_.size() != all.size()) throw unreadable("a council stands twice");
}

void state_codec::read_cells(documents::object& from, state& to) {
  const std::vector<measure>& measures = to.wanted_.measures;
  const auto figures_of = [&](std::size_t m) { return year_before(measures[m], measures[m].figures.size()); };
  std::set<std::string> codes{""};  // the nation's own units
  for (const state::council_row& row : to.councils_) codes.insert(fold(row.place.la_code));
  for (const json& each : documents::list(from.at("cells"), "cells")) {
    line entry(each, 5, "a cell");
    const std::size_t m = entry.place(measures.size()), f = entry.place(figures_of(m));
    std::string council = entry.text(), group = entry.text();
    if (!codes.contains(council)) throw unreadable("a cell is of a council that is not there");
    std::vector<cell> counts;
    for (const json& c : documents::list(entry.next(), "a cell")) counts.push_back(to_cell(c));
    if (counts.size() != to.periods_[m].size()) throw unreadable("a cell has other periods than its measure");
    if (!to.cells_.emplace(state::key{m, f, std::move(council), std::move(group)}, std::move(counts)).second)
      throw unreadable("a cell stands twice");
  }
  for (const json& each : documents::list(from.at("spellings"), "spellings")) {
    line entry(each, 5, "a spelling");
    const std::size_t m = entry.place(measures.size()), f = entry.place(figures_of(m));
    const std::uint64_t dimension = entry.count();
    std::string form = entry.text();
    to.spellings_[{m, f, dimension, std::move(form)}] = entry.text();
  }
}

void state_codec::read_traces(documents::object& from, state& to) {
  const json& all = documents::list(from.at("traces"), "traces");
  if (all.size() != to.wanted_.measures.size()) throw unreadable("it lacks the traces of a measure");
  for (std::size_t m = 0; m < all.size(); ++m) {
    const std::vector<trace_layout>& layouts = to.wanted_.measures[m].traces;
    if (documents::list(all[m], "traces").size() != layouts.size()) throw unreadable("a measure has other traces");
    to.traces_.emplace_back();
    for (std::size_t t = 0; t < layouts.size(); ++t) {
      std::vector<traced_unit>& lines = to.traces_.back().emplace_back();
      for (const json& each : documents::list(all[m][t], "a trace")) {
        line entry(each, 5, "a line of a trace");
        const period reporting = entry.reporting();
        std::string la_code = entry.text(), person = entry.text();
        lines.push_back(
            {reporting, std::move(la_code), std::move(person), documents::texts(entry.next(), "a line of a trace")});
        if (lines.back().values.size() != layouts[t].columns.size())
          throw unreadable("a line of a trace has other columns");
      }
    }
  }
}

void state_codec::read_contributions(documents::object& from, state& to) {
  to.keep_contributions_ = documents::truth(from.at("keeps_contributions"), "keeps_contributions");
  std::set<std::string> figures;
  for (const measure& m : to.wanted_.measures)
    for (const figure& f : m.figures) figures.insert(f.id);
  for (const json& each : documents::list(from.at("contributions"), "contributions")) {
    line entry(each, 8, "a contribution");
    contribution c;
    c.measure = entry.text();
    c.reporting = entry.reporting();
    c.la_code = entry.text();
    c.person_id = entry.text();
    c.group = entry.text();
    c.numerator = entry.count();
    c.denominator = entry.count();
    if (!figures.contains(c.measure)) throw unreadable("a contribution is to a figure that is not there");
    to.contributions_.push_back(std::move(c));
  }
}

void state_codec::expect_room(const state& of) {
  for (std::size_t m = 0; m < of.wanted_.measures.size(); ++m) {
    const std::size_t rows = (of.councils_.size() + 1) * of.periods_[m].size();
    const auto expect = [&](const std::vector<breakdown>& by) {
      if (rows > most_rows || groups_of(by) > most_rows / rows)
        throw unreadable(fmt::format("{} would have more than {} rows", of.wanted_.measures[m].id, most_rows));
    };
    for (const figure& f : of.wanted_.measures[m].figures) expect(f.by);
    for (const side_count& side : of.wanted_.measures[m].sides) expect(side.by);
  }
}

evaluation_state state_codec::read(const json& written) {
  documents::object from(written, "the state");
  state made;
  read_definitions(from, made);
  read_periods(from, made);
  read_councils(from, made);
  expect_room(made);
  read_cells(from, made);
  read_traces(from, made);
  read_contributions(from, made);
  for (const json& each : documents::list(from.at("skipped"), "skipped")) {
    line entry(each, 2, "what was skipped");
    std::string id = entry.text();
    made.skipped_.push_back({std::move(id), entry.text()});
  }
  for (const json& each : documents::list(from.at("notices"), "notices")) made.notices_.push_back(to_notice(each));
  made.several_parts_ = documents::truth(from.at("several_parts"), "several_parts");
  from.done();
  return made;
}

std::string evaluation_state::to_bytes() const { return documents::to_bytes(kind, state_codec::written(*this)); }

evaluation_state evaluation_state::from_bytes(std::string_view bytes) {
  const json written = documents::from_bytes(kind, bytes);
  return documents::reading(kind, [&] { return state_codec::read(written); });
}

}  // namespace ascof

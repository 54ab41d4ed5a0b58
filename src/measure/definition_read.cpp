#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/measure/fields.hpp"
#include "measure/definition_json.hpp"
#include "measure/definition_names.hpp"

namespace ascof {
namespace {

using documents::json;
using documents::object;
using documents::unreadable;

/// No definition comes near: what is larger would only take long to refuse.
constexpr std::size_t most_parts = 200'000;
constexpr std::size_t most_builders = 1'000;
constexpr std::size_t most_groups = 1'000'000;

constexpr std::int64_t any_least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t any_most = std::numeric_limits<std::int64_t>::max();

template <typename Value>
Value named(const std::string& name, std::string_view what) {
  Value value{};
  if (!names::find(name, value)) throw unreadable(fmt::format("there is no {} '{}'", what, name));
  return value;
}

expr event_field_named(const std::string& name) {
  for (const named_event_field& field : event_fields())
    if (field.name == name) return expressions::event_field(field.column);
  const auto& fields = main_table_schema().fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name) return expressions::event_field(static_cast<event::column>(i));
  return expressions::event_field(name);  // says which name is near
}

expr constant(object& from) {
  const auto kind = named<value_kind>(from.text("kind"), "kind of value");
  const json* value = from.find("value");
  if (value == nullptr) return expressions::missing(kind);
  switch (kind) {
    case value_kind::text: return expressions::constant(std::string_view(documents::text(*value, "value")));
    case value_kind::number: return expressions::constant(documents::real(*value, "value"));
    case value_kind::truth: return expressions::constant(documents::truth(*value, "value"));
    case value_kind::unit: return expressions::missing(kind);  // refuses
    case value_kind::date: break;
  }
  if (!value->is_string()) {
    using limits = std::numeric_limits<std::int32_t>;
    return expressions::constant(
        day{static_cast<std::int32_t>(documents::whole(*value, "date", limits::min() + 1, limits::max()))});
  }
  const std::optional<day> on = parse_day(documents::text(*value, "value"));
  if (!on || !*on) throw unreadable("a date is no day");
  return expressions::constant(*on);
}

std::vector<double> reals(const json& of, std::string_view what) {
  std::vector<double> all;
  for (const json& each : documents::list(of, what)) all.push_back(documents::real(each, what));
  return all;
}

record_field read_field(const json& of) {
  object from(of, "a field");
  record_field made{.name = from.text("name"), .kind = named<record_kind>(from.text("kind"), "kind of field")};
  if (const json* needed = from.find("needed"))
    made.needed = named<presence>(documents::text(*needed, "needed"), "kind of presence");
  made.allowed = from.texts_or_none("allowed");
  made.codes = from.texts_or_none("codes");
  made.headers = from.texts_or_none("headers");
  made.description = from.text_or_empty("description");
  made.unit = from.text_or_empty("unit");
  made.source = from.text_or_empty("source");
  made.certainty = from.text_or_empty("certainty");
  made.personal = from.truth_or("personal", false);
  from.done();
  return made;
}

record_type_ptr read_type(object& from) {
  record_declaration made{.name = from.text("name"), .row = from.text("row")};
  for (const json& field : documents::list(from.at("fields"), "fields")) made.fields.push_back(read_field(field));
  made.council = from.text_or_empty("council");
  made.person = from.text_or_empty("person");
  made.key = from.text_or_empty("key");
  made.start = from.text_or_empty("start");
  made.end = from.text_or_empty("end");
  made.source = from.text_or_empty("source");
  made.also_key = from.texts_or_none("also_key");
  made.together = from.text_or_empty("together");
  made.year = from.text_or_empty("year");
  if (const json* links = from.find("links"))
    for (const json& link : documents::list(*links, "links")) {
      object parts(link, "a link");
      made.links.push_back({parts.text("field"), parts.text("to")});
      parts.done();
    }
  return declare_record_type(std::move(made));
}

/// Whoever shows a figure lists its groups: a small file must not ask for a large list.
void expect_few_groups(const std::vector<breakdown>& by) {
  std::size_t all = 1;
  for (const breakdown& dimension : by) {
    all *= std::max<std::size_t>(1, dimension.labels.size()) + (dimension.total.empty() ? 0 : 1);
    if (all > most_groups) throw unreadable(fmt::format("a figure has more than {} groups", most_groups));
  }
}

}  // namespace

definition_reader::definition_reader(const json& parts) {
  if (documents::list(parts, "parts").size() > most_parts)
    throw unreadable(fmt::format("it has more than {} parts", most_parts));
  std::size_t builders = 0;
  for (const json& each : parts) {
    object from(each, "a part");
    parts_.push_back(read_part(from));
    from.done();
    if (std::holds_alternative<episode_frame>(parts_.back()) && ++builders > most_builders)
      throw unreadable(fmt::format("it has more than {} kinds of episodes", most_builders));
  }
}

const definition_reader::made_part& definition_reader::at(const json& place) const {
  const std::uint64_t number = documents::count(place, "the place of a part");
  // While parts are read, they can be made of those before them only.
  if (number >= parts_.size()) throw unreadable("a part is made of one that does not stand before it");
  return parts_[number];
}

expr definition_reader::expression(const json& place) const {
  const expr* found = std::get_if<expr>(&at(place));
  if (found == nullptr) throw unreadable("a part that should be an expression is none");
  return *found;
}
expr definition_reader::expression_or_none(const json* place) const {
  return place == nullptr || place->is_null() ? nullptr : expression(*place);
}
episode_frame definition_reader::episodes(const json& place) const {
  const episode_frame* found = std::get_if<episode_frame>(&at(place));
  if (found == nullptr) throw unreadable("a part that should be episodes is none");
  return *found;
}
record_type_ptr definition_reader::type(const json& place) const {
  const record_type_ptr* found = std::get_if<record_type_ptr>(&at(place));
  if (found == nullptr) throw unreadable("a part that should be a kind of record is none");
  return *found;
}

std::vector<expr> definition_reader::expressions(const json& places) const {
  std::vector<expr> all;
  for (const json& place : documents::list(places, "of")) all.push_back(expression_or_none(&place));
  return all;
}

unit_frame definition_reader::frame(const json& from) const {
  if (!from.is_object()) {
    const auto at = named<unit_frame::level>(documents::text(from, "units"), "kind of unit");
    if (at == unit_frame::level::episode || at == unit_frame::level::row)
      throw unreadable("units lack what they are of");
    return {at};
  }
  object parts(from, "units");
  unit_frame made;
  if (const json* builder = parts.find("episodes"))
    made = {.at = unit_frame::level::episode, .builder = episodes(*builder)};
  else
    made = {.at = unit_frame::level::row, .type = type(parts.at("rows"))};
  parts.done();
  return made;
}

definition_reader::made_part definition_reader::read_part(object& from) {
  const std::string is = from.text("is");
  if (is == "episodes") return read_episodes(from);
  if (is == "record type") return read_type(from);
  return read_expression(named<operation>(is, "operation"), from);
}

episode_frame definition_reader::read_episodes(object& from) const {
  episode_recipe recipe{.maker = from.text("maker")};
  if (const json* constants = from.find("constants")) {
    object named_ones(*constants, "constants");
    for (const auto& [name, value] : constants->items())
      recipe.constants.emplace(name, documents::whole(value, "a constant", any_least, any_most));
  }
  if (const json* parts = from.find("of")) recipe.parts = expressions(*parts);
  if (const json* order = from.find("descending"))
    for (const json& each : documents::list(*order, "descending"))
      recipe.descending.push_back(documents::truth(each, "descending"));
  return episodes_of(recipe);
}

expr definition_reader::read_expression(operation what, object& from) const {
  namespace x = ascof::expressions;
  switch (what) {
    case operation::constant: return constant(from);
    case operation::period_bound: {
      const std::string bound = from.text("bound");
      if (bound != "start" && bound != "end") throw unreadable("a period has a start and an end only");
      return bound == "start" ? x::period_start() : x::period_end();
    }
    case operation::event_field: return event_field_named(from.text("field"));
    case operation::person_field: return x::person_field(from.text("field"));
    case operation::episode_column: return x::episode_column(episodes(from.at("episodes")), from.text("column"));
    case operation::study_day: {
      const std::string day = from.text("day");
      if (day != "as of" && day != "data start") throw unreadable("a study has a day of the data and a first day only");
      return day == "as of" ? x::as_of() : x::data_start();
    }
    case operation::row_field: return x::row_field(type(from.at("rows")), from.text("field"));
    case operation::row_link: return x::row_link(type(from.at("rows")), type(from.at("to")));
    case operation::any_in:
    case operation::count_in:
    case operation::sum_in:
    case operation::least_in:
    case operation::greatest_in:
    case operation::first_in: return read_reduction(what, from);
    default: return read_simple(what, from);
  }
}

expr definition_reader::read_reduction(operation what, object& from) const {
  namespace x = ascof::expressions;
  const unit_frame of = frame(from.at("for"));
  x::looking through{.from = frame(from.at("through"))};
  through.where = expression_or_none(from.find("where"));
  through.dated_by = expression_or_none(from.find("dated_by"));
  through.after = expression_or_none(from.find("after"));
  through.until = expression_or_none(from.find("until"));
  through.also_dated_by = expression_or_none(from.find("also_dated_by"));
  through.also_after = expression_or_none(from.find("also_after"));
  through.also_until = expression_or_none(from.find("also_until"));
  through.belongs_to = expression_or_none(from.find("belongs_to"));
  through.own_belongs_to = expression_or_none(from.find("own_belongs_to"));
  if (what == operation::any_in) return x::any_in(of, through);
  if (what == operation::count_in) return x::count_in(of, through);
  if (what == operation::first_in) {
    std::vector<x::order_key> order;
    for (const json& each : documents::list(from.at("order"), "order")) {
      object key(each, "a key of order");
      order.push_back({expression(key.at("by")), key.truth_or("descending", false)});
      key.done();
    }
    return x::first_in(of, through, std::move(order));
  }
  const expr value = expression(from.at("value"));
  if (what == operation::sum_in) return x::sum_in(of, through, value);
  return what == operation::least_in ? x::least_in(of, through, value) : x::greatest_in(of, through, value);
}

expr definition_reader::read_simple(operation what, object& from) const {
  namespace x = ascof::expressions;
  std::vector<expr> in = expressions(from.at("of"));
  if (what == operation::kept_apart) {
    if (in.size() != 4 || !in[0] || !in[1]) throw unreadable("what is kept apart lacks a part");
    return x::kept_apart(in[0], in[1], from.whole("days", 0, any_most), in[2], in[3]);
  }
  const auto expect = [&](std::size_t parts) {
    if (in.size() != parts) throw unreadable(fmt::format("'{}' is made of {} parts", names::of(what), in.size()));
    for (const expr& part : in)
      if (!part) throw unreadable(fmt::format("'{}' lacks a part", names::of(what)));
  };
  if ((what == operation::all_of || what == operation::first_known) && from.truth_or("unlisted", false)) {
    expect(1);
    return x::unlisted(in[0]);
  }
  switch (what) {
    case operation::all_of: return x::all_of(std::move(in));
    case operation::any_of: return x::any_of(std::move(in));
    case operation::first_known: return x::first_known(std::move(in));
    case operation::choose: return x::choose(std::move(in));
    case operation::negation: expect(1); return x::negation(in[0]);
    case operation::compare:
      expect(2);
      return x::compare(in[0], named<comparison>(from.text("how"), "comparison"), in[1]);
    case operation::text_in: expect(1); return x::text_in(in[0], documents::texts(from.at("texts"), "texts"));
    case operation::text_like: {
      expect(1);
      const std::vector<std::string> texts = documents::texts(from.at("texts"), "texts");
      if (texts.size() != 1) throw unreadable("a text is like one pattern");
      return x::text_like(in[0], texts.front());
    }
    case operation::text_has: expect(1); return x::text_has(in[0], documents::texts(from.at("texts"), "texts"));
    case operation::rank: expect(1); return x::rank(in[0], documents::texts(from.at("texts"), "texts"));
    case operation::is_missing: expect(1); return x::is_missing(in[0]);
    case operation::year_start: expect(1); return x::financial_year_start(in[0]);
    case operation::lower_case: expect(1); return x::lower_case(in[0]);
    case operation::shift_days: expect(1); return x::shift_days(in[0], from.whole("by", any_least, any_most));
    case operation::shift_months: expect(1); return x::shift_months(in[0], from.whole("by", any_least, any_most));
    case operation::earlier: expect(2); return x::earlier(in[0], in[1]);
    case operation::later: expect(2); return x::later(in[0], in[1]);
    case operation::days_between: expect(2); return x::days_between(in[0], in[1]);
    case operation::age_on:
      expect(2);
      return x::age_between(in[0], in[1], named<age_rule>(from.text("rule"), "rule of ages"));
    case operation::add:
    case operation::subtract:
    case operation::multiply:
    case operation::divide: expect(2); return x::arithmetic(what, in[0], in[1]);
    case operation::absolute: expect(1); return x::absolute(in[0]);
    case operation::truncate: expect(1); return x::truncated(in[0], static_cast<int>(from.whole("decimals", 0, 15)));
    case operation::truth_number: expect(1); return x::truth_number(in[0]);
    case operation::bands:
      expect(1);
      return x::bands(in[0], reals(from.at("from"), "from"), documents::texts(from.at("labels"), "labels"));
    case operation::at_unit: expect(2); return x::at_unit(in[0], in[1]);
    default: throw unreadable(fmt::format("'{}' stands where it cannot", names::of(what)));
  }
}

breakdown definition_reader::read_breakdown(const json& of) const {
  object from(of, "a breakdown");
  breakdown made{.name = from.text("name"), .labels = from.texts_or_none("labels")};
  if (const json* conditions = from.find("conditions")) made.conditions = expressions(*conditions);
  made.text = expression_or_none(from.find("text"));
  made.total = from.text_or_empty("total");
  made.known_only = from.truth_or("known_only", false);
  from.done();
  return made;
}

std::vector<breakdown> definition_reader::read_breakdowns(const json* of) const {
  std::vector<breakdown> all;
  if (of == nullptr) return all;
  for (const json& each : documents::list(*of, "breakdowns")) all.push_back(read_breakdown(each));
  return all;
}

calculation definition_reader::take_calculation(object& from) const {
  calculation made{.kind = named<statistic>(from.text("statistic"), "statistic")};
  made.of = expression_or_none(&from.at("of"));
  made.numerator = expression_or_none(from.find("numerator"));
  made.value = expression_or_none(from.find("value"));
  made.level = from.real_or("level", 0);
  made.once_a_person = from.truth_or("once_a_person", false);
  made.other_denominator = expression_or_none(from.find("other_denominator"));
  if (is_change(made.kind)) made.changed = named<statistic>(from.text("changed"), "statistic");
  if (const json* parts = from.find("parts")) {
    for (const json& each : documents::list(*parts, "parts")) {
      object part(each, "a part of a quotient");
      made.parts.push_back({.of = expression(part.at("of")),
                            .value = expression_or_none(part.find("value")),
                            .numerator = part.real_or("numerator", 0),
                            .denominator = part.real_or("denominator", 0),
                            .by = read_breakdowns(part.find("by"))});
      part.done();
    }
    made.factor = from.real_or("factor", 100);
  }
  return made;
}

calculation definition_reader::read_calculation(const json& of) const {
  object from(of, "what is counted");
  calculation made = take_calculation(from);
  from.done();
  return made;
}

figure definition_reader::read_figure(const json& of) const {
  object from(of, "a figure");
  figure made{.id = from.text("id"), .title = from.text("title"), .counts = take_calculation(from)};
  if (const json* direction = from.find("polarity"))
    made.direction = named<polarity>(documents::text(*direction, "polarity"), "polarity");
  made.decimals = static_cast<int>(from.whole("decimals", 0, 15));
  made.by = read_breakdowns(from.find("by"));
  made.denominator_by = read_breakdowns(from.find("denominator_by"));
  made.population = from.texts_or_none("population");
  made.unknown = expression_or_none(from.find("unknown"));
  made.needs_an_answer = from.truth_or("needs_an_answer", false);
  made.invalid = expression_or_none(from.find("invalid"));
  made.published_as = from.text_or_empty("published_as");
  made.description = from.text_or_empty("description");
  if (const json* groups = from.find("published_with"))
    for (const json& group : documents::list(*groups, "published_with"))
      made.published_with.push_back(group.is_null() ? always_published : documents::count(group, "a group"));
  from.done();
  return made;
}

trace_layout definition_reader::read_trace(const json& of) const {
  object from(of, "a trace");
  trace_layout made{.id = from.text("id"), .of = expression_or_none(&from.at("of")), .columns = {}};
  for (const json& each : documents::list(from.at("columns"), "columns")) {
    object column(each, "a column");
    made.columns.push_back({column.text("name"), expression(column.at("value"))});
    column.done();
  }
  made.by_period = from.truth_or("by_period", true);
  made.by_person = from.truth_or("by_person", true);
  from.done();
  return made;
}

measure definition_reader::read_measure(const json& of) const {
  object from(of, "a measure");
  measure made;
  made.id = from.text("id");
  made.title = from.text("title");
  made.source = from.text_or_empty("source");
  made.years = from.text_or_empty("years");
  made.unit = from.text_or_empty("unit");
  made.definition = from.text_or_empty("definition");
  for (const json& each : documents::list(from.at("figures"), "figures")) made.figures.push_back(read_figure(each));
  if (const json* sides = from.find("sides"))
    for (const json& each : documents::list(*sides, "sides")) {
      object side(each, "a count beside the figures");
      made.sides.push_back({side.text("published_as"), side.text("description"), expression_or_none(&side.at("of")),
                            read_breakdowns(side.find("by"))});
      side.done();
    }
  if (const json* traces = from.find("traces"))
    for (const json& each : documents::list(*traces, "traces")) made.traces.push_back(read_trace(each));
  made.reports = named<cadence>(from.text("reports"), "kind of period");
  made.national = documents::truth(from.at("national"), "national");
  made.official = documents::truth(from.at("official"), "official");
  made.stands = named<standing>(from.text("standing"), "standing");
  from.done();
  for (const figure& f : made.figures) expect_few_groups(f.by);
  for (const side_count& side : made.sides) expect_few_groups(side.by);
  check(made);
  return made;
}

}  // namespace ascof

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/algebra.hpp"
#include "measure/measure_checks.hpp"

namespace ascof::algebra {
namespace {

/// The units behind a figure: what identifies them, the groups they are in, and how they count.
trace_layout trace_of(const figure& f) {
  trace_layout trace{f.id, f.counts.of, {}};
  switch (f.counts.of->of.at) {
    case unit_frame::level::event:
      trace.columns = {{"event_type", events.event_type},
                       {"start", events.start},
                       {"end", events.end},
                       {"record", events.record_id}};
      break;
    case unit_frame::level::episode:
      for (const episode_column& column : f.counts.of->of.builder->columns)
        if (column.kind != value_kind::unit)  // an event has no text of its own
          trace.columns.push_back({column.name, expressions::episode_column(f.counts.of->of.builder, column.name)});
      break;
    case unit_frame::level::row:
      for (const record_field& field : f.counts.of->of.type->fields())
        if (!field.personal || field.name == f.counts.of->of.type->declaration().key)
          trace.columns.push_back({field.name, expressions::row_field(f.counts.of->of.type, field.name)});
      break;
    default: break;
  }
  for (const breakdown& dimension : f.by) {
    if (dimension.text) {
      trace.columns.push_back({dimension.name, dimension.text});
      continue;
    }
    for (std::size_t i = 0; i < dimension.labels.size(); ++i)
      trace.columns.push_back({dimension.name + ": " + dimension.labels[i], dimension.conditions[i]});
  }
  if (f.counts.numerator) trace.columns.push_back({"in_numerator", f.counts.numerator});
  if (f.counts.value) trace.columns.push_back({"value", f.counts.value});
  return trace;
}

std::string unit_of(const unit_frame& of) {
  switch (of.at) {
    case unit_frame::level::event: return "event";
    case unit_frame::level::episode: return of.builder->name;
    case unit_frame::level::row: return of.type->name();
    default: return "person";
  }
}

}  // namespace

std::string rule_of(const calculation& c) {
  std::string text(to_text(c.kind));
  if (is_change(c.kind)) text += " since the year before in the " + std::string(to_text(c.changed));
  if (c.value) text += " of " + to_text(c.value);
  text += " of " + to_text(c.of->of) + " where " + to_text(c.of);
  if (c.numerator) text += "; numerator: " + to_text(c.numerator);
  if (c.other_denominator) text += "; as a share of " + to_text(c.other_denominator);
  return text;
}

breakdown unlisted(breakdown of) {
  for (expr& condition : of.conditions) condition = expressions::unlisted(condition);
  if (of.text) of.text = expressions::unlisted(of.text);
  return of;
}

measure local_measure(figure of) {
  if (of.counts.other_denominator && of.denominator_by.empty()) of.denominator_by = of.by;
  measure m{.id = of.id,
            .title = of.title,
            .source = std::string(own_source),
            .years = "any",
            .unit = {},
            .definition = {},
            .figures = {}};
  m.figures.push_back(std::move(of));
  m.stands = standing::local;
  check_parts(m);
  m.unit = unit_of(m.figures.front().counts.of->of);
  m.definition = rule_of(m.figures.front().counts);
  m.traces.push_back(trace_of(m.figures.front()));
  return m;
}

measure local_measure(std::string id, std::string title, std::vector<figure> figures) {
  const auto refuse = [](std::string problem, std::string advice) {
    throw usage_error(error_code::bad_definition, {.file = {}, .line = 0, .field = "figures", .column = 0},
                      std::move(problem), std::move(advice));
  };
  if (figures.empty()) refuse("'" + id + "' has no figure", "give at least one");
  measure made{.id = std::move(id),
               .title = std::move(title),
               .source = "local",
               .years = "any",
               .unit = {},
               .definition = {},
               .figures = {}};
  made.stands = standing::local;
  std::vector<std::string> units;
  for (figure& f : figures) {
    for (const figure& known : made.figures)
      if (same_text(known.id, f.id)) refuse("two figures are called '" + f.id + "'", "give each an id of its own");
    measure one = local_measure(std::move(f));
    if (std::find(units.begin(), units.end(), one.unit) == units.end()) units.push_back(one.unit);
    made.definition += (made.definition.empty() ? "" : "\n") + one.id + ": " + one.definition;
    made.figures.push_back(std::move(one.figures.front()));
    made.traces.push_back(std::move(one.traces.front()));
  }
  for (const std::string& unit : units) made.unit += (made.unit.empty() ? "" : ", ") + unit;
  check(made);
  return made;
}

measure local_measure(std::string id, std::string title, calculation counts, std::vector<breakdown> by,
                      polarity direction) {
  return local_measure({.id = std::move(id),
                        .title = std::move(title),
                        .counts = std::move(counts),
                        .direction = direction,
                        .by = std::move(by)});
}

}  // namespace ascof::algebra

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/measure/fields.hpp"
#include "measure/definition_json.hpp"
#include "measure/definition_names.hpp"

namespace ascof {
namespace {

using documents::json;

json reals(const std::vector<double>& numbers) {
  json all = json::array();
  for (const double number : numbers) all.push_back(documents::from_real(number));
  return all;
}

std::string field_name(event::column column) {
  for (const named_event_field& field : event_fields())
    if (field.column == column) return std::string(field.name);
  return std::string(main_table_schema().fields[column].name);
}

std::string_view field_name(person_field field) {
  for (const named_person_field& known : person_fields())
    if (known.field == field) return known.name;
  return {};
}

/// What a constant says; null when it is missing.
json value_of(const expression& e) {
  switch (e.kind) {
    case value_kind::text: return e.texts.empty() ? json() : json(e.texts.front());
    case value_kind::number: return std::isnan(e.real) ? json() : documents::from_real(e.real);
    case value_kind::truth: return e.number < 0 ? json() : json(e.number == 1);
    case value_kind::date: {
      const day on{static_cast<std::int32_t>(e.number)};
      if (!on) return {};
      // Beyond the calendar a day has no name.
      const std::string name = to_string(on);
      return parse_day(name) == on ? json(name) : json(e.number);
    }
    case value_kind::unit: break;
  }
  return {};
}

json declaration_of(const record_declaration& of) {
  json fields = json::array();
  for (const record_field& field : of.fields) {
    json written{{"name", field.name}, {"kind", names::of(field.kind)}};
    if (field.needed != presence::optional) written["needed"] = names::of(field.needed);
    for (const auto& [name, texts] :
         {std::pair("allowed", &field.allowed), std::pair("codes", &field.codes), std::pair("headers", &field.headers)})
      if (!texts->empty()) written[name] = *texts;
    for (const auto& [name, text] : {std::pair("description", &field.description), std::pair("unit", &field.unit),
                                     std::pair("source", &field.source), std::pair("certainty", &field.certainty)})
      if (!text->empty()) written[name] = *text;
    if (field.personal) written["personal"] = true;
    fields.push_back(std::move(written));
  }
  json written{{"name", of.name}, {"row", of.row}, {"fields", std::move(fields)}};
  for (const auto& [name, text] :
       {std::pair("council", &of.council), std::pair("person", &of.person), std::pair("key", &of.key),
        std::pair("start", &of.start), std::pair("end", &of.end), std::pair("source", &of.source),
        std::pair("together", &of.together), std::pair("year", &of.year)})
    if (!text->empty()) written[name] = *text;
  if (!of.also_key.empty()) written["also_key"] = of.also_key;
  for (const record_link& link : of.links) written["links"].push_back({{"field", link.field}, {"to", link.to}});
  return written;
}

}  // namespace

std::size_t definition_writer::written_once(json part) {
  std::string text;
  json::to_cbor(part, text);
  const auto [at, added] = by_text_.try_emplace(std::move(text), parts_.size());
  if (added) parts_.push_back(std::move(part));
  return at->second;
}

json definition_writer::of(const expr& e) {
  if (!e) return {};
  if (const auto known = by_address_.find(e.get()); known != by_address_.end()) return known->second;
  const std::size_t place = written_once(node(*e));
  by_address_.emplace(e.get(), place);
  return place;
}

json definition_writer::of(const episode_builder& builder) {
  if (const auto known = by_address_.find(&builder); known != by_address_.end()) return known->second;
  const episode_recipe& recipe = builder.recipe;
  json written{{"is", "episodes"}};
  if (!recipe.maker.empty()) {
    written["maker"] = recipe.maker;
    if (!recipe.constants.empty()) written["constants"] = recipe.constants;
    for (const expr& part : recipe.parts) written["of"].push_back(of(part));
    if (!recipe.descending.empty()) written["descending"] = recipe.descending;
  } else if (purpose_ == purpose::rule) {
    written["key"] = builder.key;
  } else {
    throw usage_error(error_code::bad_definition, {},
                      fmt::format("the episodes '{}' are made by a program itself, so that they cannot be written down",
                                  builder.name),
                      "make them of spells, matches and links, or keep the definition in the program");
  }
  const std::size_t place = written_once(std::move(written));
  by_address_.emplace(&builder, place);
  return place;
}

json definition_writer::of(const record_type& type) {
  if (const auto known = by_address_.find(&type); known != by_address_.end()) return known->second;
  json written = purpose_ == purpose::rule ? json{{"name", type.name()}, {"fingerprint", type.fingerprint()}}
                                           : declaration_of(type.declaration());
  written["is"] = "record type";
  const std::size_t place = written_once(std::move(written));
  by_address_.emplace(&type, place);
  return place;
}

json definition_writer::of(const unit_frame& frame) {
  if (frame.at == unit_frame::level::episode) return {{"episodes", of(*frame.builder)}};
  if (frame.at == unit_frame::level::row) return {{"rows", of(*frame.type)}};
  return names::of(frame.at);
}

json definition_writer::node(const expression& e) {
  json written{{"is", names::of(e.what)}};
  const auto parts_of = [&] {
    json& places = written["of"] = json::array();
    for (const expr& part : e.in) places.push_back(of(part));
  };
  switch (e.what) {
    case operation::constant:
      written["kind"] = names::of(e.kind);
      if (json value = value_of(e); !value.is_null()) written["value"] = std::move(value);
      return written;
    case operation::period_bound: written["bound"] = e.number == 0 ? "start" : "end"; return written;
    case operation::event_field: written["field"] = field_name(static_cast<event::column>(e.number)); return written;
    case operation::person_field: written["field"] = field_name(static_cast<person_field>(e.number)); return written;
    case operation::episode_column:
      written["episodes"] = of(*e.of.builder);
      written["column"] = e.of.builder->columns[static_cast<std::size_t>(e.number)].name;
      return written;
    case operation::study_day: written["day"] = e.number == 0 ? "as of" : "data start"; return written;
    case operation::row_field:
      written["rows"] = of(*e.of.type);
      written["field"] = e.of.type->fields()[static_cast<std::size_t>(e.number)].name;
      return written;
    case operation::row_link:
      written["rows"] = of(*e.of.type);
      written["to"] = of(*e.from.type);
      return written;
    case operation::any_in:
    case operation::count_in:
    case operation::sum_in:
    case operation::least_in:
    case operation::greatest_in:
    case operation::first_in: {
      written["for"] = of(e.of);
      written["through"] = of(e.from);
      constexpr const char* part_names[first_key] = {"where",      "value",         "dated_by",   "after",
                                                     "until",      "also_dated_by", "also_after", "also_until",
                                                     "belongs_to", "own_belongs_to"};
      for (std::size_t i = 0; i < first_key; ++i)
        if (e.in[i]) written[part_names[i]] = of(e.in[i]);
      for (std::size_t i = first_key; i < e.in.size(); ++i) {
        json key{{"by", of(e.in[i])}};
        if (e.descending[i - first_key]) key["descending"] = true;
        written["order"].push_back(std::move(key));
      }
      return written;
    }
    case operation::compare: written["how"] = names::of(e.how); break;
    case operation::all_of:
    case operation::first_known:
      if (expressions::is_unlisted(e)) written["unlisted"] = true;
      break;
    case operation::kept_apart: written["days"] = e.number; break;
    case operation::text_in:
    case operation::text_like:
    case operation::text_has:
    case operation::rank: written["texts"] = e.texts; break;
    case operation::bands:
      written["labels"] = e.texts;
      written["from"] = reals(e.numbers);
      break;
    case operation::shift_days:
    case operation::shift_months: written["by"] = e.number; break;
    case operation::truncate: written["decimals"] = e.number; break;
    case operation::age_on: written["rule"] = names::of(static_cast<age_rule>(e.number)); break;
    default: break;
  }
  parts_of();
  return written;
}

json definition_writer::of(const breakdown& by) {
  json written{{"name", by.name}};
  if (!by.labels.empty()) written["labels"] = by.labels;
  for (const expr& condition : by.conditions) written["conditions"].push_back(of(condition));
  if (by.text) written["text"] = of(by.text);
  if (!by.total.empty()) written["total"] = by.total;
  if (by.known_only) written["known_only"] = true;
  return written;
}

json definition_writer::of(const std::vector<breakdown>& all) {
  json written = json::array();
  for (const breakdown& by : all) written.push_back(of(by));
  return written;
}

json definition_writer::of(const calculation& c) {
  json written{{"statistic", names::of(c.kind)}, {"of", of(c.of)}};
  if (c.numerator) written["numerator"] = of(c.numerator);
  if (c.value) written["value"] = of(c.value);
  if (c.level != 0) written["level"] = documents::from_real(c.level);
  if (c.once_a_person) written["once_a_person"] = true;
  if (c.other_denominator) written["other_denominator"] = of(c.other_denominator);
  if (is_change(c.kind)) written["changed"] = names::of(c.changed);
  for (const quotient_part& part : c.parts) {
    json one{{"of", of(part.of)},
             {"numerator", documents::from_real(part.numerator)},
             {"denominator", documents::from_real(part.denominator)}};
    if (part.value) one["value"] = of(part.value);
    if (!part.by.empty()) one["by"] = of(part.by);
    written["parts"].push_back(std::move(one));
  }
  if (!c.parts.empty()) written["factor"] = documents::from_real(c.factor);
  return written;
}

json definition_writer::of(const figure& f) {
  json written = of(f.counts);
  written["decimals"] = f.decimals;
  if (!f.by.empty()) written["by"] = of(f.by);
  if (!f.denominator_by.empty()) written["denominator_by"] = of(f.denominator_by);
  if (!f.population.empty()) written["population"] = f.population;
  if (f.unknown) written["unknown"] = of(f.unknown);
  if (f.needs_an_answer) written["needs_an_answer"] = true;
  if (f.invalid) written["invalid"] = of(f.invalid);
  for (const std::size_t group : f.published_with)
    written["published_with"].push_back(group == always_published ? json() : json(group));
  if (purpose_ == purpose::rule) return written;
  written["id"] = f.id;
  written["title"] = f.title;
  if (f.direction != polarity::neutral) written["polarity"] = names::of(f.direction);
  if (!f.published_as.empty()) written["published_as"] = f.published_as;
  if (!f.description.empty()) written["description"] = f.description;
  return written;
}

json definition_writer::of(const trace_layout& trace) {
  json written{{"id", trace.id}, {"of", of(trace.of)}, {"columns", json::array()}};
  for (const trace_column& column : trace.columns)
    written["columns"].push_back({{"name", column.name}, {"value", of(column.value)}});
  if (!trace.by_period) written["by_period"] = false;
  if (!trace.by_person) written["by_person"] = false;
  return written;
}

json definition_writer::of(const measure& m) {
  json written{{"figures", json::array()},
               {"reports", names::of(m.reports)},
               {"national", m.national},
               {"official", m.official}};
  for (const figure& f : m.figures) written["figures"].push_back(of(f));
  for (const side_count& side : m.sides) {
    json count{{"of", of(side.of)}};
    if (!side.by.empty()) count["by"] = of(side.by);
    if (purpose_ == purpose::whole) {
      count["published_as"] = side.published_as;
      count["description"] = side.description;
    }
    written["sides"].push_back(std::move(count));
  }
  if (purpose_ == purpose::rule) return written;
  written["id"] = m.id;
  written["title"] = m.title;
  written["standing"] = names::of(m.stands);
  for (const auto& [name, text] : {std::pair("source", &m.source), std::pair("years", &m.years),
                                   std::pair("unit", &m.unit), std::pair("definition", &m.definition)})
    if (!text->empty()) written[name] = *text;
  for (const trace_layout& trace : m.traces) written["traces"].push_back(of(trace));
  return written;
}

}  // namespace ascof

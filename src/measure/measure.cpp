#include "ascof/measure/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "measure/measure_checks.hpp"

namespace ascof {
namespace {

/// "ascof.3d" begins "ascof.3d.1a", but "ascof.3" does not.
bool begins(std::string_view name, std::string_view id) {
  return id.size() > name.size() && id.starts_with(name) && id[name.size()] == '.';
}

}  // namespace

bool selection::wants(std::string_view figure_id) const {
  return std::find(figures.begin(), figures.end(), figure_id) != figures.end();
}

selection select_measures(const std::vector<measure>& from, const std::vector<std::string>& wanted) {
  std::vector<bool> chosen(from.size(), false);
  selection result;
  for (const std::string& raw_name : wanted) {
    const std::string name = fold(raw_name);
    result.leaves_out = result.leaves_out || name == "all" || name == "everything";
    bool found = false;
    const auto choose = [&](const auto& fits) {
      for (std::size_t i = 0; i < from.size(); ++i) {
        const bool whole = fits(from[i], from[i].id);
        for (const figure& f : from[i].figures) {
          if (!whole && !fits(from[i], f.id)) continue;
          found = true;
          chosen[i] = true;
          if (!result.wants(f.id)) result.figures.push_back(f.id);
        }
      }
    };
    // A whole id names itself alone: "ascof.2e" is not "ascof.2e.ld".
    choose([&](const measure& m, std::string_view id) {
      return name == "everything" || (name == "all" && m.stands == standing::national) || id == name;
    });
    if (!found) choose([&](const measure&, std::string_view id) { return begins(name, id); });
    if (found) continue;
    std::vector<std::string_view> known;
    for (const measure& m : from) {
      known.push_back(m.id);
      for (const figure& f : m.figures) known.push_back(f.id);
    }
    const std::string_view near = nearest_name(raw_name, known);
    throw usage_error(
        error_code::unknown_name, {}, fmt::format("there is no measure '{}'", raw_name),
        near.empty() ? std::string("see `ascof list`") : fmt::format("did you mean '{}'? See `ascof list`", near));
  }
  for (std::size_t i = 0; i < from.size(); ++i)
    if (chosen[i]) result.measures.push_back(from[i]);
  return result;
}

selection select_all(std::vector<measure> measures) {
  selection result;
  for (const measure& m : measures)
    for (const figure& f : m.figures) result.figures.push_back(f.id);
  result.measures = std::move(measures);
  return result;
}

std::vector<std::string> figure::groups() const {
  std::vector<std::string> joined{""};
  for (const breakdown& dimension : by) {
    std::vector<std::string> labels = dimension.labels;
    if (dimension.text && labels.empty()) return {};
    if (!dimension.total.empty()) labels.push_back(dimension.total);
    std::vector<std::string> next;
    for (const std::string& before : joined)
      for (const std::string& label : labels) next.push_back(before.empty() ? label : before + ", " + label);
    joined = std::move(next);
  }
  if (by.empty()) joined = {"Total"};
  return joined;
}

namespace {

[[noreturn]] void refuse(const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_definition, {}, problem, advice);
}

/// A walk refuses a breakdown of more cells: there is no need to count further.
constexpr std::size_t most_groups = 20'000'000;

/// What a condition demands of texts: pairs of a text series and the values it may have, joined by "and".
void demands(const expr& e, std::vector<const expression*>& to, std::unordered_set<const expression*>& seen) {
  if (!e || !seen.insert(e.get()).second) return;
  if (e->what == operation::all_of)
    for (const expr& part : e->in) demands(part, to, seen);
  if (e->what == operation::text_in) to.push_back(e.get());
}

/// How many groups breakdowns make, one for the texts that are not known yet; `most_groups` and one when they are more.
std::size_t count_groups(const std::vector<breakdown>& by) {
  std::size_t all = 1;
  for (const breakdown& dimension : by) {
    all *= std::max<std::size_t>(1, dimension.labels.size()) + (dimension.total.empty() ? 0 : 1);
    if (all > most_groups) return most_groups + 1;
  }
  return all;
}

void check_published(const measure& m, const figure& f) {
  if (f.published_with.empty()) return;
  const std::size_t groups = count_groups(f.by), of_first = count_groups(m.figures.front().by);
  const bool in_first = std::all_of(f.published_with.begin(), f.published_with.end(),
                                    [&](std::size_t group) { return group == always_published || group < of_first; });
  if (f.published_with.size() != groups || !in_first)
    refuse(fmt::format("{} does not say of each of its {} groups with which of the first figure it is published", f.id,
                       groups),
           "give one group of the measure's first figure for each, or always_published");
}

void check_subset(const figure& f) {
  std::vector<const expression*> of, numerator;
  std::unordered_set<const expression*> of_seen, numerator_seen;
  demands(f.counts.of, of, of_seen);
  demands(f.counts.numerator, numerator, numerator_seen);
  std::unordered_map<std::string, std::vector<const expression*>> demanded;  // by the text they are asked of
  for (const expression* b : of) demanded[identity(b->in[0])].push_back(b);
  for (const expression* a : numerator)
    for (const expression* b : demanded[identity(a->in[0])]) {
      const bool shared = std::any_of(a->texts.begin(), a->texts.end(), [&](const std::string& t) {
        return std::find(b->texts.begin(), b->texts.end(), t) != b->texts.end();
      });
      if (!shared)
        refuse(fmt::format("{}: the numerator lies outside the denominator: no unit has both one {} and the other",
                           f.id, to_text(a->in[0])),
               "the numerator is counted inside the denominator; widen the denominator, or divide two counts");
    }
}

void check_units(const std::string& where, const expr& part, const unit_frame& of) {
  using level = unit_frame::level;
  if (!part || part->of == of || part->of.at == level::every) return;
  if (part->of.at == level::person && of.at != level::every && !(of.builder && of.builder->of_nobody)) return;
  refuse(fmt::format("{} is of {}, and what is counted are {}", where, to_text(part->of), to_text(of)),
         "use a condition of the units counted, or look it up for them: any_in, first_in, count_in");
}

void check_condition(const std::string& where, const expr& part, const unit_frame& of) {
  if (!part) return;
  if (part->kind != value_kind::truth)
    refuse(fmt::format("{} is a {}, not a condition", where, to_text(part->kind)),
           "compare something: delivery_mechanism == \"Direct payment\"");
  check_units(where, part, of);
}

/// What is counted: a condition of events, people or episodes.
void check_counted(const std::string& where, const expr& of) {
  if (!of) refuse(fmt::format("{} does not say who counts", where), "give a condition of events, people or episodes");
  if (of->kind != value_kind::truth)
    refuse(fmt::format("{}: who counts is a {}, not a condition", where, to_text(of->kind)),
           "compare something: event_type == \"Request\"");
  if (of->of.at == unit_frame::level::every)
    refuse(fmt::format("{}: {} says nothing of events, people or episodes", where, to_text(of)),
           "say which units count: people(...), events(...)");
}

bool is_measured(statistic kind) {
  return kind == statistic::median || kind == statistic::mean || kind == statistic::sum ||
         kind == statistic::percentile;
}

void check_breakdowns(const std::string& id, const std::vector<breakdown>& by, const unit_frame& of) {
  std::vector<std::string> names;
  for (const breakdown& dimension : by) {
    if (std::find(names.begin(), names.end(), dimension.name) != names.end())
      refuse(fmt::format("{}: the breakdown by {} stands twice", id, dimension.name), "name each dimension once");
    names.push_back(dimension.name);
    if (fold(dimension.name).empty())
      refuse(fmt::format("{}: a breakdown has no name", id), "name it after what its groups are: \"age_band\"");
    if (!dimension.text && dimension.conditions.empty())
      refuse(fmt::format("{}: the breakdown {} has no groups", id, dimension.name),
             "give a series of texts, or labels with conditions");
    if (!dimension.text && dimension.conditions.size() != dimension.labels.size())
      refuse(fmt::format("{}: the breakdown {} has {} labels for {} conditions", id, dimension.name,
                         dimension.labels.size(), dimension.conditions.size()),
             "give one label a condition");
    if (dimension.text && !dimension.conditions.empty())
      refuse(fmt::format("{}: the breakdown {} is by a text and by conditions", id, dimension.name),
             "make two dimensions of it");
    // Groups are told apart as texts are: states of other records know them by their labels.
    for (const std::string& label : dimension.labels) {
      if (fold(label).empty())
        refuse(fmt::format("{}: a group of the breakdown {} has no label", id, dimension.name),
               "name each group; units without a text are in the group 'missing'");
      const auto same = [&](const std::string& other) { return same_text(other, label); };
      if (std::count_if(dimension.labels.begin(), dimension.labels.end(), same) > 1)
        refuse(fmt::format("{}: the breakdown {} has the group '{}' twice", id, dimension.name, label),
               "join their conditions with or");
      if (!dimension.total.empty() && same(dimension.total))
        refuse(fmt::format("{}: the breakdown {} has the group '{}' besides a total of this name", id, dimension.name,
                           label),
               "name the total otherwise");
    }
    if (dimension.text && dimension.text->kind != value_kind::text)
      refuse(fmt::format("{}: the breakdown {} is by a {}", id, dimension.name, to_text(dimension.text->kind)),
             "use a text: a field with categories, or bands of a number");
    check_units(fmt::format("{}: the breakdown {}", id, dimension.name), dimension.text, of);
    for (const expr& c : dimension.conditions) {
      if (!c || c->kind != value_kind::truth)
        refuse(fmt::format("{}: a group of the breakdown {} is no condition", id, dimension.name),
               "compare something: age < 65");
      check_units(fmt::format("{}: the breakdown {}", id, dimension.name), c, of);
    }
  }
}

}  // namespace

namespace {

[[noreturn]] void refuse_id(const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_definition, {.file = {}, .line = 0, .field = "id", .column = 0}, problem, advice);
}

/// Ids name files of traces, too. Windows keeps some names for devices, whatever stands behind a dot.
void check_id(const std::string& id) {
  static constexpr std::array<std::string_view, 4> devices{"con", "prn", "aux", "nul"};
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz", digits = "0123456789";
  constexpr std::size_t longest = 100;
  const std::string form = fold(id);
  const bool plain = !id.empty() && form.size() == id.size() && id.size() <= longest &&
                     form.find_first_not_of(std::string(letters) + std::string(digits) + "._-") == std::string::npos &&
                     id.front() != '.' && id.front() != '-' && id.back() != '.' && id.find("..") == std::string::npos;
  if (!plain)
    refuse_id(
        "an id has letters, digits and . _ - only, 1 to 100 of them, begins with a letter or a digit, and has no dot "
        "at its "
        "end nor two together",
        "write one such as local.direct_payments");
  const std::string_view stem = std::string_view(form).substr(0, form.find('.'));
  const bool port = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
                    digits.find(stem.back()) != std::string_view::npos;
  if (port || std::find(devices.begin(), devices.end(), stem) != devices.end())
    refuse_id(fmt::format("'{}' begins with a name that Windows keeps for a device, and names a file of the trace", id),
              fmt::format("write one such as local.{}", id));
}

/// What a name of the catalogue stands for: a definition, or the beginning of several ids.
const std::map<std::string, std::string>& names_of_catalogue() {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> all;
    const auto add = [&all](const std::string& id, const std::string& definition) {
      const std::string form = fold(id);
      for (std::size_t dot = form.find('.'); dot != std::string::npos; dot = form.find('.', dot + 1))
        all.emplace(form.substr(0, dot), "");
      all[form] = definition;
    };
    for (const measure& m : catalogue()) {
      add(m.id, m.definition);
      for (const figure& f : m.figures) add(f.id, m.definition);
    }
    return all;
  }();
  return names;
}

/// @throws usage_error when a user's own measure is called what names others in every call
void refuse_taken_id(const measure& m, const std::string& id) {
  const std::string form = fold(id);
  if (form == "all" || form == "everything")
    refuse_id(fmt::format("'{}' stands for many measures", id), fmt::format("give an id of its own: local.{}", id));
  if (m.source != own_source) return;
  const auto known = names_of_catalogue().find(form);
  if (known == names_of_catalogue().end() || (!known->second.empty() && known->second == m.definition)) return;
  refuse_id(known->second.empty() ? fmt::format("ids of the catalogue begin with '{}'", id)
                                  : fmt::format("'{}' is a measure of the catalogue", id),
            fmt::format("give an id of its own, such as 'local.{}'", id));
}

}  // namespace

bool is_own(const measure& m) {
  if (m.source == own_source) return true;
  const auto known = names_of_catalogue().find(fold(m.id));
  return known == names_of_catalogue().end() || known->second.empty();
}

void check(const measure& m) {
  check_parts(m);
  refuse_taken_id(m, m.id);
  for (const figure& f : m.figures) refuse_taken_id(m, f.id);
}

void check_parts(const measure& m) {
  check_id(m.id);
  if (m.figures.empty()) refuse(fmt::format("{} has no figures", m.id), "say what it counts");
  for (const figure& f : m.figures) {
    const calculation& c = f.counts;
    check_id(f.id);
    if (std::count_if(m.figures.begin(), m.figures.end(), [&](const figure& other) { return other.id == f.id; }) > 1)
      refuse(fmt::format("{} has two figures {}", m.id, f.id), "give each an id of its own");
    check_counted(f.id, c.of);
    const statistic kind = counted_as(c);
    if (is_change(c.kind) && (is_change(kind) || kind == statistic::rate_per_100000))
      refuse(fmt::format("{} is a change of a {}", f.id, to_text(kind)),
             "take the change of a count, a share or a statistic of values");
    const bool proportion = kind == statistic::proportion || kind == statistic::exact_proportion;
    if (proportion && !c.numerator && !c.other_denominator)
      refuse(fmt::format("{} is a proportion without a numerator", f.id), "say which of the denominator count");
    if (is_measured(kind) && (!c.value || c.value->kind != value_kind::number))
      refuse(fmt::format("{} has no number to take the {} of", f.id, to_text(kind)),
             "give days between two dates, a cost, an age");
    if (!is_measured(kind) && c.value)
      refuse(fmt::format("{}: a {} measures no values", f.id, to_text(kind)), "leave the value out, or take its mean");
    if (kind == statistic::percentile && !(c.level >= 0 && c.level <= 100))
      refuse(fmt::format("{}: there is no percentile {}", f.id, c.level), "give one from 0 to 100");
    if (c.once_a_person && (c.kind != statistic::count || (c.of->of.builder && c.of->of.builder->of_nobody)))
      refuse(fmt::format("{} counts people once and is no count of what belongs to people", f.id),
             "count people: count_people(...), or count(people(...))");
    if (f.decimals < 0 || f.decimals > 15)
      refuse(fmt::format("{} is published with {} decimals", f.id, f.decimals), "give 0 to 15");
    if ((kind == statistic::quotient) != !c.parts.empty())
      refuse(fmt::format("{} is a {} with {} parts", f.id, to_text(kind), c.parts.size()),
             "give a quotient parts, and nothing else");
    for (const quotient_part& part : c.parts) {
      check_counted(f.id + ": a part", part.of);
      const std::vector<breakdown>& by = part.by.empty() ? f.by : part.by;
      check_breakdowns(f.id + ": a part", by, part.of->of);
      if (part.value && part.value->kind != value_kind::number)
        refuse(fmt::format("{}: a part sums a {}", f.id, to_text(part.value->kind)), "sum a number");
      check_units(f.id + ": a part's value", part.value, part.of->of);
    }
    check_condition(f.id + ": the numerator", c.numerator, c.of->of);
    check_units(f.id + ": the value", c.value, c.of->of);
    check_condition(f.id + ": unknown", f.unknown, c.of->of);
    check_condition(f.id + ": invalid", f.invalid, c.of->of);
    check_breakdowns(f.id, f.by, c.of->of);
    check_subset(f);
    check_published(m, f);
    if (c.other_denominator) {
      check_counted(f.id + ": the denominator", c.other_denominator);
      check_breakdowns(f.id + ": the denominator", f.denominator_by, c.other_denominator->of);
      const bool alike =
          std::equal(f.by.begin(), f.by.end(), f.denominator_by.begin(), f.denominator_by.end(),
                     [](const breakdown& a, const breakdown& b) {
                       return a.labels == b.labels && a.total == b.total && (!a.labels.empty() || !a.text == !b.text);
                     });
      if (!alike)
        refuse(fmt::format("{}: the denominator is broken down otherwise than what is divided by it", f.id),
               "give denominator_by the same groups as by");
    }
    if (c.kind == statistic::rate_per_100000 || c.kind == statistic::standardised_rate) {
      for (const breakdown& dimension : f.by)
        if (dimension.text && dimension.labels.empty())
          refuse(fmt::format("{} is a rate, and which groups {} has is not known before the records are", f.id,
                             dimension.name),
                 "list the groups, and the population band of each");
      if (f.population.size() != count_groups(f.by))
        refuse(fmt::format("{} is a rate of {} groups and names {} populations", f.id, count_groups(f.by),
                           f.population.size()),
               "name the population band of each group");
    }
  }
  for (const side_count& side : m.sides) {
    check_counted(fmt::format("{}: the count beside the figures", m.id), side.of);
    check_breakdowns(m.id, side.by, side.of->of);
  }
  for (const trace_layout& trace : m.traces) {
    check_id(trace.id);
    check_counted(fmt::format("{}: the trace {}", m.id, trace.id), trace.of);
    for (const trace_column& column : trace.columns) {
      if (!column.value) refuse(fmt::format("{}: the column {} has no value", trace.id, column.name), "give a series");
      check_units(fmt::format("{}: the column {}", trace.id, column.name), column.value, trace.of->of);
    }
  }
}

void break_down(measure& m, const std::vector<breakdown>& by) {
  if (by.empty()) return;
  for (figure& f : m.figures) {
    f.published_with.clear();  // the department has no such rows
    f.by.insert(f.by.end(), by.begin(), by.end());
    if (f.counts.other_denominator) f.denominator_by.insert(f.denominator_by.end(), by.begin(), by.end());
    for (quotient_part& part : f.counts.parts)
      if (!part.by.empty()) part.by.insert(part.by.end(), by.begin(), by.end());
  }
}

std::vector<event::column> measure::needs() const {
  std::vector<event::column> columns;
  for_expressions(*this, [&](const expr& e) { add_columns_read(e, columns); });
  // Told apart by when there, and not missed when not.
  std::erase_if(columns, [](event::column c) { return c == event::la_name || c == event::record_id; });
  std::sort(columns.begin(), columns.end());
  return columns;
}

bool measure::needs_hospital() const {
  bool needed = false;
  for_expressions(*this, [&](const expr& e) { needed = needed || reads_hospital(e); });
  return needed;
}

std::vector<record_type_ptr> measure::types() const {
  std::vector<record_type_ptr> types;
  for_expressions(*this, [&](const expr& e) { add_types_read(e, types); });
  return types;
}

bool measure::reads_events() const {
  bool reads = false;
  for_expressions(*this, [&](const expr& e) { reads = reads || ascof::reads_events(e); });
  return reads;
}

std::string_view to_text(statistic kind) {
  switch (kind) {
    case statistic::count: return "count";
    case statistic::proportion:
    case statistic::exact_proportion: return "proportion (%)";
    case statistic::rate_per_100000: return "rate per 100,000";
    case statistic::median: return "median";
    case statistic::mean: return "mean";
    case statistic::percentile: return "percentile";
    case statistic::sum: return "sum";
    case statistic::change: return "change";
    case statistic::percent_change: return "change (%)";
    case statistic::standardised_rate: return "standardised rate per 100,000";
    case statistic::quotient: return "quotient";
  }
  return {};
}

std::string_view to_text(polarity direction) {
  switch (direction) {
    case polarity::higher_is_better: return "higher is better";
    case polarity::lower_is_better: return "lower is better";
    case polarity::neutral: return "neutral";
  }
  return {};
}

}  // namespace ascof

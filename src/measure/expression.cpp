#include "ascof/measure/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/fields.hpp"
#include "measure/measure_checks.hpp"

namespace ascof {
namespace {

[[noreturn]] void refuse(const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_definition, {}, problem, advice);
}

/// In the number of an `and` or a `first_known` of one part: what stands in it is not judged.
constexpr std::int64_t unlisted_mark = 1;

/// "the text service_type"
std::string called(const expr& e) { return fmt::format("the {} {}", to_text(e->kind), to_text(e)); }

void expect_kind(const expr& e, value_kind wanted, std::string_view where) {
  if (!e) refuse(fmt::format("{} lacks an operand", where), fmt::format("give a {}", to_text(wanted)));
  if (e->kind == wanted) return;
  std::string_view advice = "use a series of that kind";
  if (wanted == value_kind::truth) advice = "compare it with something: field == \"value\", date <= period_end";
  if (wanted == value_kind::number && e->kind == value_kind::date)
    advice = "take days_between two dates, or an age on a date";
  if (wanted == value_kind::date && e->kind == value_kind::number) advice = "shift a date by so many days";
  if (wanted == value_kind::text) advice = "use a field that holds categories, or bands of a number";
  refuse(fmt::format("{} needs a {} and got {}", where, to_text(wanted), called(e)), std::string(advice));
}

bool is_of_nobody(const unit_frame& of) { return of.builder && of.builder->of_nobody; }

/// The units of a combination: the deeper of the two.
unit_frame joined(const unit_frame& a, const unit_frame& b, std::string_view where) {
  using level = unit_frame::level;
  if (a == b || b.at == level::every) return a;
  if (a.at == level::every) return b;
  for (const unit_frame* of : {&a, &b})
    if (is_of_nobody(*of))
      refuse(fmt::format("{} mixes {} and {}", where, to_text(a), to_text(b)),
             fmt::format("{} belong to nobody: use what is the same for everybody", to_text(*of)));
  if (a.at == level::person) return b;
  if (b.at == level::person) return a;
  refuse(fmt::format("{} mixes {} and {}", where, to_text(a), to_text(b)),
         "look the one up for the other: any_in, first_in, count_in");
}

unit_frame joined(std::span<const expr> of, std::string_view where) {
  unit_frame result;
  for (const expr& e : of)
    if (e) result = joined(result, e->of, where);
  return result;
}

expr make(expression e) {
  const auto below = [&e](const std::vector<expr>& parts) {
    for (const expr& part : parts)
      if (part) e.depth = std::max(e.depth, part->depth + 1);
  };
  below(e.in);
  for (const unit_frame* frame : {&e.of, &e.from})
    if (frame->builder) below(frame->builder->inputs);
  if (e.depth > most_nested)
    refuse(fmt::format("the definition is nested more than {} deep", most_nested),
           "put many alternatives into one step instead of one upon another: a list of texts, or any_of with all "
           "conditions");
  return std::make_shared<const expression>(std::move(e));
}

constexpr std::string_view symbol(comparison how) {
  switch (how) {
    case comparison::less: return "<";
    case comparison::at_most: return "<=";
    case comparison::equal: return "==";
    case comparison::not_equal: return "!=";
    case comparison::at_least: return ">=";
    case comparison::greater: return ">";
  }
  return {};
}

/// The unit of numbers that are put side by side.
number_unit shared_unit(std::span<const expr> of, std::string_view where) {
  const expr* first = nullptr;
  for (const expr& e : of) {
    if (e->kind != value_kind::number || e->unit == number_unit::any) continue;
    if (first == nullptr) first = &e;
    if ((*first)->unit == e->unit) continue;
    refuse(fmt::format("{} puts {} ({}) beside {} ({})", where, to_text(*first), to_text((*first)->unit), to_text(e),
                       to_text(e->unit)),
           "use numbers of one unit; a product and a quotient go with every other number");
  }
  return first == nullptr ? number_unit::any : (*first)->unit;
}

number_unit unit_of(event::column column) {
  switch (column) {
    case event::unit_cost: return number_unit::pounds;
    case event::planned_units: return number_unit::units_per_week;
    case event::age_at_start:
    case event::latest_age: return number_unit::years;
    case event::outcome_rank: return number_unit::place;
    default: return number_unit::any;
  }
}

template <typename Fields>
const auto& find_field(const Fields& fields, std::string_view name, std::string_view what) {
  for (const auto& field : fields)
    if (field.name == name) return field;
  std::vector<std::string_view> names;
  for (const auto& field : fields) names.push_back(field.name);
  const std::string_view near = nearest_name(name, names);
  refuse(fmt::format("there is no {} '{}'", what, name),
         near.empty() ? fmt::format("the {}s are {}", what, fmt::join(names, ", "))
                      : fmt::format("did you mean '{}'?", near));
}

}  // namespace

std::string_view to_text(number_unit unit) {
  switch (unit) {
    case number_unit::any: return "a number";
    case number_unit::pounds: return "pounds";
    case number_unit::units_per_week: return "units a week";
    case number_unit::years: return "years";
    case number_unit::days: return "days";
    case number_unit::things: return "a count";
    case number_unit::place: return "a place in a list";
  }
  return {};
}

std::string_view to_text(value_kind kind) {
  switch (kind) {
    case value_kind::truth: return "condition";
    case value_kind::text: return "text";
    case value_kind::date: return "date";
    case value_kind::number: return "number";
    case value_kind::unit: return "picked event";
  }
  return {};
}

bool operator==(const unit_frame& a, const unit_frame& b) {
  if (a.at != b.at) return false;
  if (a.at == unit_frame::level::row) return a.type == b.type || a.type->fingerprint() == b.type->fingerprint();
  return a.at != unit_frame::level::episode || a.builder == b.builder || a.builder->key == b.builder->key;
}

std::string to_text(const unit_frame& of) {
  switch (of.at) {
    case unit_frame::level::every: return "the whole";
    case unit_frame::level::person: return "people";
    case unit_frame::level::event: return "events";
    case unit_frame::level::episode: return of.builder->name;
    case unit_frame::level::row: return of.type->name();
  }
  return {};
}

namespace {

value_kind kind_of(record_kind kind) {
  switch (kind) {
    case record_kind::date: return value_kind::date;
    case record_kind::integer:
    case record_kind::amount: return value_kind::number;
    default: return value_kind::text;
  }
}

}  // namespace

namespace expressions {

expr constant(std::string_view text) {
  std::vector<std::string> texts{std::string(text)};
  return make({.what = operation::constant, .kind = value_kind::text, .texts = std::move(texts)});
}
expr constant(double number) { return make({.what = operation::constant, .kind = value_kind::number, .real = number}); }
expr constant(day on) { return make({.what = operation::constant, .kind = value_kind::date, .number = on.number}); }
expr constant(bool truth) {
  return make({.what = operation::constant, .kind = value_kind::truth, .number = truth ? 1 : 0});
}
expr missing(value_kind kind) {
  switch (kind) {
    case value_kind::text: return make({.what = operation::constant, .kind = kind});
    case value_kind::date: return constant(missing_day);
    case value_kind::number: return constant(std::nan(""));
    case value_kind::truth: return make({.what = operation::constant, .kind = kind, .number = -1});
    default: refuse("a picked event cannot be written down", "use first_in");
  }
}

expr period_start() { return make({.what = operation::period_bound, .kind = value_kind::date, .number = 0}); }
expr period_end() { return make({.what = operation::period_bound, .kind = value_kind::date, .number = 1}); }

expr as_of() { return make({.what = operation::study_day, .kind = value_kind::date, .number = 0}); }
expr data_start() { return make({.what = operation::study_day, .kind = value_kind::date, .number = 1}); }

expr event_field(std::string_view name) { return event_field(find_field(event_fields(), name, "event field").column); }
expr event_field(event::column column) {
  return make({.what = operation::event_field,
               .kind = kind_of(column),
               .of = {unit_frame::level::event},
               .number = static_cast<std::int64_t>(column),
               .unit = unit_of(column)});
}
expr person_field(std::string_view name) {
  return person_field(find_field(person_fields(), name, "person field").field);
}
expr person_field(ascof::person_field field) {
  value_kind kind = value_kind::text;
  for (const named_person_field& known : person_fields())
    if (known.field == field) kind = known.kind;
  return make({.what = operation::person_field,
               .kind = kind,
               .of = {unit_frame::level::person},
               .number = static_cast<std::int64_t>(field)});
}
expr episode_column(const std::shared_ptr<const episode_builder>& of, std::string_view name) {
  const std::size_t column = of->column(name);
  return make(
      {.what = operation::episode_column,
       .kind = of->columns[column].kind,
       .of = {unit_frame::level::episode, of},
       .from = {of->columns[column].kind == value_kind::unit ? unit_frame::level::event : unit_frame::level::every},
       .number = static_cast<std::int64_t>(column)});
}

expr row_field(const record_type_ptr& of, std::string_view name) {
  if (!of) refuse("a field of no kind of record", "declare the kind of record first");
  const std::size_t field = of->at(name);
  return make({.what = operation::row_field,
               .kind = kind_of(of->fields()[field].kind),
               .of = {.at = unit_frame::level::row, .type = of},
               .number = static_cast<std::int64_t>(field)});
}
expr row_link(const record_type_ptr& of, const record_type_ptr& to) {
  if (!of || !to) refuse("a link of no kind of record", "declare both kinds of record first");
  const std::size_t link = of->link_to(to->name());
  return make({.what = operation::row_link,
               .kind = value_kind::unit,
               .of = {.at = unit_frame::level::row, .type = of},
               .from = {.at = unit_frame::level::row, .type = to},
               .number = static_cast<std::int64_t>(link)});
}

namespace {
expr logic(operation what, std::vector<expr> conditions, std::string_view name) {
  if (conditions.empty()) refuse(fmt::format("{} of nothing", name), "give at least one condition");
  for (const expr& c : conditions) expect_kind(c, value_kind::truth, name);
  if (conditions.size() == 1) return conditions.front();
  const unit_frame of = joined(conditions, name);
  return make({.what = what, .kind = value_kind::truth, .of = of, .in = std::move(conditions)});
}
}  // namespace

expr all_of(std::vector<expr> conditions) { return logic(operation::all_of, std::move(conditions), "and"); }
expr any_of(std::vector<expr> conditions) { return logic(operation::any_of, std::move(conditions), "or"); }
expr negation(const expr& condition) {
  expect_kind(condition, value_kind::truth, "not");
  return make({.what = operation::negation, .kind = value_kind::truth, .of = condition->of, .in = {condition}});
}

expr compare(const expr& a, comparison how, const expr& b) {
  if (!a || !b) refuse("a comparison lacks an operand", "give two dates or two numbers");
  if (a->kind == value_kind::text || b->kind == value_kind::text) {
    if (a->kind == value_kind::text && b->kind == value_kind::text && b->what == operation::constant &&
        (how == comparison::equal || how == comparison::not_equal)) {
      const expr same = text_in(a, b->texts);
      return how == comparison::equal ? same : negation(same);
    }
    refuse(fmt::format("{} cannot be compared by {} with {}", called(a), symbol(how), called(b)),
           "a text is compared with a text in quotes, by == or !=");
  }
  if (a->kind != b->kind || (a->kind != value_kind::date && a->kind != value_kind::number))
    refuse(fmt::format("{} cannot be compared with {}", called(a), called(b)),
           "dates are compared with dates, numbers with numbers");
  shared_unit(std::vector<expr>{a, b}, "a comparison");
  return make({.what = operation::compare,
               .kind = value_kind::truth,
               .of = joined(a->of, b->of, "a comparison"),
               .in = {a, b},
               .how = how});
}

expr text_in(const expr& text, std::vector<std::string> texts) {
  expect_kind(text, value_kind::text, "a comparison with texts");
  if (texts.empty()) refuse(fmt::format("{} is looked for among no texts", called(text)), "name at least one");
  for (std::string& t : texts) t = fold(t);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return make(
      {.what = operation::text_in, .kind = value_kind::truth, .of = text->of, .in = {text}, .texts = std::move(texts)});
}

expr unlisted(const expr& series) {
  if (!series) refuse("unlisted lacks an operand", "give a condition, or the text that is compared");
  if (is_unlisted(*series)) return series;
  const bool truth = series->kind == value_kind::truth;
  return make({.what = truth ? operation::all_of : operation::first_known,
               .kind = series->kind,
               .of = series->of,
               .in = {series},
               .from = series->kind == value_kind::unit ? series->from : unit_frame{},
               .number = unlisted_mark,
               .unit = series->unit});
}

bool is_unlisted(const expression& e) {
  return (e.what == operation::all_of || e.what == operation::first_known) && e.number == unlisted_mark;
}

expr text_like(const expr& text, std::string_view pattern) {
  expect_kind(text, value_kind::text, "like");
  std::vector<std::string> patterns{fold(pattern)};
  return make({.what = operation::text_like,
               .kind = value_kind::truth,
               .of = text->of,
               .in = {text},
               .texts = std::move(patterns)});
}

expr text_has(const expr& list, std::vector<std::string> texts) {
  expect_kind(list, value_kind::text, "has");
  if (texts.empty()) refuse(fmt::format("{} is asked for none of its parts", called(list)), "name at least one");
  for (std::string& t : texts) t = fold(t);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return make({.what = operation::text_has,
               .kind = value_kind::truth,
               .of = list->of,
               .in = {list},
               .texts = std::move(texts)});
}

expr is_missing(const expr& value) {
  if (!value) refuse("is_missing lacks an operand", "give a series");
  return make({.what = operation::is_missing, .kind = value_kind::truth, .of = value->of, .in = {value}});
}

namespace {
constexpr std::int64_t most_months = 12 * 10'000;
constexpr std::int64_t most_days = 3'652'500;
void expect_small_shift(std::int64_t by, std::int64_t most, std::string_view unit) {
  if (by < -most || by > most)
    refuse(fmt::format("a shift by {} {} leaves the calendar", by, unit), "shift by at most ten thousand years");
}
}  // namespace

expr shift_days(const expr& date, std::int64_t days) {
  expect_kind(date, value_kind::date, "a shift by days");
  expect_small_shift(days, most_days, "days");
  if (days == 0) return date;
  return make({.what = operation::shift_days, .kind = value_kind::date, .of = date->of, .in = {date}, .number = days});
}
expr shift_months(const expr& date, std::int64_t months) {
  expect_kind(date, value_kind::date, "a shift by months");
  expect_small_shift(months, most_months, "months");
  if (months == 0) return date;
  return make(
      {.what = operation::shift_months, .kind = value_kind::date, .of = date->of, .in = {date}, .number = months});
}

namespace {
void expect_same_kind(std::span<const expr> values, std::string_view where) {
  for (const expr& v : values)
    if (!v || v->kind != values.front()->kind)
      refuse(fmt::format("{} mixes {} with {}", where, called(values.front()), v ? called(v) : "nothing"),
             "give values of one kind");
}
/// Of picked units: what they were picked from, which must be the same for all.
unit_frame picked_from(std::span<const expr> values, std::string_view where) {
  if (values.front()->kind != value_kind::unit) return {};
  for (const expr& v : values)
    if (!(v->from == values.front()->from))
      refuse(fmt::format("{} mixes what was picked of {} with what was picked of {}", where,
                         to_text(values.front()->from), to_text(v->from)),
             "take the value wanted of each first: at_unit");
  return values.front()->from;
}
expr of_two(operation what, value_kind kind, const expr& a, const expr& b, std::string_view where, number_unit unit,
            std::int64_t number = 0) {
  return make(
      {.what = what, .kind = kind, .of = joined(a->of, b->of, where), .in = {a, b}, .number = number, .unit = unit});
}
}  // namespace

expr first_known(std::vector<expr> values) {
  if (values.empty() || !values.front()) refuse("first_known of nothing", "give at least one series");
  expect_same_kind(values, "first_known");
  const unit_frame of = joined(values, "first_known");
  const value_kind kind = values.front()->kind;
  const unit_frame from = picked_from(values, "first_known");
  const number_unit unit = shared_unit(values, "first_known");
  return make(
      {.what = operation::first_known, .kind = kind, .of = of, .in = std::move(values), .from = from, .unit = unit});
}

expr choose(std::vector<expr> cases) {
  if (cases.size() < 3 || cases.size() % 2 == 0)
    refuse("choose lacks its last value", "give condition, value, ..., and what holds otherwise");
  std::vector<expr> values;
  for (std::size_t i = 0; i + 1 < cases.size(); i += 2) {
    expect_kind(cases[i], value_kind::truth, "choose");
    values.push_back(cases[i + 1]);
  }
  values.push_back(cases.back());
  if (!values.front()) refuse("choose lacks a value", "give condition, value, ..., and what holds otherwise");
  expect_same_kind(values, "choose");
  const unit_frame of = joined(cases, "choose");
  return make({.what = operation::choose,
               .kind = values.front()->kind,
               .of = of,
               .in = std::move(cases),
               .from = picked_from(values, "choose"),
               .unit = shared_unit(values, "choose")});
}

expr earlier(const expr& a, const expr& b) {
  const std::vector<expr> both{a, b};
  if (!a) refuse("the smaller of two lacks an operand", "give two dates or numbers");
  expect_same_kind(both, "the smaller of two");
  if (a->kind != value_kind::number) expect_kind(a, value_kind::date, "the smaller of two");
  return of_two(operation::earlier, a->kind, a, b, "the smaller of two", shared_unit(both, "the smaller of two"));
}
expr later(const expr& a, const expr& b) {
  const std::vector<expr> both{a, b};
  if (!a) refuse("the larger of two lacks an operand", "give two dates or numbers");
  expect_same_kind(both, "the larger of two");
  if (a->kind != value_kind::number) expect_kind(a, value_kind::date, "the larger of two");
  return of_two(operation::later, a->kind, a, b, "the larger of two", shared_unit(both, "the larger of two"));
}

expr days_between(const expr& from, const expr& until) {
  expect_kind(from, value_kind::date, "days_between");
  expect_kind(until, value_kind::date, "days_between");
  return of_two(operation::days_between, value_kind::number, from, until, "days_between", number_unit::days);
}
expr age_on(const expr& date, age_rule rule) {
  expect_kind(date, value_kind::date, "an age");
  return of_two(operation::age_on, value_kind::number, person_field(ascof::person_field::birth), date, "an age",
                number_unit::years, static_cast<std::int64_t>(rule));
}
expr age_between(const expr& birth, const expr& date, age_rule rule) {
  expect_kind(birth, value_kind::date, "an age");
  expect_kind(date, value_kind::date, "an age");
  return of_two(operation::age_on, value_kind::number, birth, date, "an age", number_unit::years,
                static_cast<std::int64_t>(rule));
}
expr arithmetic(operation what, const expr& a, const expr& b) {
  expect_kind(a, value_kind::number, "arithmetic");
  expect_kind(b, value_kind::number, "arithmetic");
  const bool alike = what == operation::add || what == operation::subtract;
  const number_unit unit = alike ? shared_unit(std::vector<expr>{a, b}, "arithmetic") : number_unit::any;
  return of_two(what, value_kind::number, a, b, "arithmetic", unit);
}
expr absolute(const expr& a) {
  expect_kind(a, value_kind::number, "absolute");
  return make({.what = operation::absolute, .kind = value_kind::number, .of = a->of, .in = {a}, .unit = a->unit});
}
expr truncated(const expr& a, int decimals) {
  expect_kind(a, value_kind::number, "truncated");
  constexpr int most = 9;
  if (decimals < 0 || decimals > most)
    refuse(fmt::format("a number cannot be cut after {} decimals", decimals), fmt::format("give 0 to {}", most));
  return make({.what = operation::truncate,
               .kind = value_kind::number,
               .of = a->of,
               .in = {a},
               .number = decimals,
               .unit = a->unit});
}
expr truth_number(const expr& condition) {
  expect_kind(condition, value_kind::truth, "truth_number");
  return make({.what = operation::truth_number, .kind = value_kind::number, .of = condition->of, .in = {condition}});
}
expr rank(const expr& text, std::vector<std::string> best_first) {
  expect_kind(text, value_kind::text, "a rank");
  if (best_first.empty())
    refuse(fmt::format("{} is ranked by an empty list", called(text)), "list the texts, best first");
  for (std::string& t : best_first) t = fold(t);
  return make({.what = operation::rank,
               .kind = value_kind::number,
               .of = text->of,
               .in = {text},
               .texts = std::move(best_first),
               .unit = number_unit::place});
}
expr financial_year_start(const expr& text) {
  expect_kind(text, value_kind::text, "financial_year_start");
  return make({.what = operation::year_start, .kind = value_kind::date, .of = text->of, .in = {text}});
}
expr lower_case(const expr& text) {
  expect_kind(text, value_kind::text, "lower_case");
  return make({.what = operation::lower_case, .kind = value_kind::text, .of = text->of, .in = {text}});
}
expr bands(const expr& number, std::vector<double> from, std::vector<std::string> labels) {
  expect_kind(number, value_kind::number, "bands");
  if (from.size() != labels.size() || from.empty())
    refuse(fmt::format("bands of {} have {} beginnings and {} labels", to_text(number), from.size(), labels.size()),
           "give one label for each beginning");
  if (!std::is_sorted(from.begin(), from.end()) || std::adjacent_find(from.begin(), from.end()) != from.end())
    refuse(fmt::format("bands of {} do not rise", to_text(number)), "give the beginnings in rising order");
  return make({.what = operation::bands,
               .kind = value_kind::text,
               .of = number->of,
               .in = {number},
               .texts = std::move(labels),
               .numbers = std::move(from)});
}

namespace {

expr reduction(operation what, value_kind kind, const unit_frame& of, const looking& through, const expr& value,
               const std::vector<order_key>& order, std::string_view name) {
  using level = unit_frame::level;
  const unit_frame& from = through.from;
  if ((from.at != level::event && from.at != level::episode && from.at != level::row) || is_of_nobody(from))
    refuse(fmt::format("{} looks through {}", name, to_text(from)),
           "look through events, episodes or rows of another kind");
  if (of.at == level::every || is_of_nobody(of))
    refuse(fmt::format("{} is asked for {}", name, to_text(of)), "ask it for people, events or episodes");
  const auto inside = [&](const expr& e, std::string_view part) {
    if (e && e->of.at != level::every && e->of.at != level::person && !(e->of == from))
      refuse(fmt::format("{} of {}: {} is of {}, not of the {} looked through", part, name, to_text(e), to_text(e->of),
                         to_text(from)),
             "use a series of the units that are looked through");
  };
  const auto outside = [&](const expr& e, std::string_view part) {
    if (!e) return;
    expect_kind(e, value_kind::date, part);
    if (e->of.at != level::every && e->of.at != level::person && !(e->of == of))
      refuse(fmt::format("{} of {} is of {}, not of {}", part, name, to_text(e->of), to_text(of)),
             "use a date of the units it is looked up for");
  };
  if (through.where) expect_kind(through.where, value_kind::truth, "the condition");
  inside(through.where, "the condition");
  inside(value, "the value");
  const auto window = [&](const expr& dated_by, const expr& after, const expr& until) {
    outside(after, "the beginning of the window");
    outside(until, "the end of the window");
    if ((after || until) && !dated_by)
      refuse(fmt::format("{} has a window and no date that must lie in it", name),
             "say dated_by, such as the start of the events looked through");
    if (dated_by) expect_kind(dated_by, value_kind::date, "dated_by");
    inside(dated_by, "dated_by");
  };
  window(through.dated_by, through.after, through.until);
  window(through.also_dated_by, through.also_after, through.also_until);
  if (through.belongs_to) {
    expect_kind(through.belongs_to, value_kind::unit, "belongs_to");
    inside(through.belongs_to, "belongs_to");
    if (through.own_belongs_to) {
      expect_kind(through.own_belongs_to, value_kind::unit, "own_belongs_to");
      if (!(through.own_belongs_to->of == of) || !(through.own_belongs_to->from == through.belongs_to->from))
        refuse(fmt::format("the two sides of {} belong to different things", name),
               "give both the link to the same kind of record");
    } else if (!(through.belongs_to->from == of))
      refuse(fmt::format("belongs_to of {} leads to {}, and it is asked for {}", name,
                         to_text(through.belongs_to->from), to_text(of)),
             "ask it for what the link leads to");
  }
  expression e{.what = what, .kind = kind, .of = of, .from = from};
  e.unit = what == operation::count_in ? number_unit::things : value ? value->unit : number_unit::any;
  e.in = {through.where,      value,
          through.dated_by,   through.after,
          through.until,      through.also_dated_by,
          through.also_after, through.also_until,
          through.belongs_to, through.own_belongs_to};
  for (const order_key& key : order) {
    if (!key.by || key.by->kind == value_kind::unit)
      refuse(fmt::format("the order of {} lacks a series", name), "order by a date, a number or a text");
    inside(key.by, "the order");
    e.in.push_back(key.by);
    e.descending.push_back(key.descending);
  }
  return make(std::move(e));
}

}  // namespace

expr any_in(const unit_frame& of, const looking& through) {
  return reduction(operation::any_in, value_kind::truth, of, through, nullptr, {}, "any_in");
}
expr count_in(const unit_frame& of, const looking& through) {
  return reduction(operation::count_in, value_kind::number, of, through, nullptr, {}, "count_in");
}
expr sum_in(const unit_frame& of, const looking& through, const expr& value) {
  expect_kind(value, value_kind::number, "sum_in");
  return reduction(operation::sum_in, value_kind::number, of, through, value, {}, "sum_in");
}
expr least_in(const unit_frame& of, const looking& through, const expr& value) {
  if (!value || value->kind != value_kind::number) expect_kind(value, value_kind::date, "least_in");
  return reduction(operation::least_in, value->kind, of, through, value, {}, "least_in");
}
expr greatest_in(const unit_frame& of, const looking& through, const expr& value) {
  if (!value || value->kind != value_kind::number) expect_kind(value, value_kind::date, "greatest_in");
  return reduction(operation::greatest_in, value->kind, of, through, value, {}, "greatest_in");
}
expr first_in(const unit_frame& of, const looking& through, std::vector<order_key> order) {
  if (order.empty())
    refuse("first_in has no order, so which event is first would depend on chance",
           "say what comes first: order by the start, then by what tells ties apart, such as the record number");
  return reduction(operation::first_in, value_kind::unit, of, through, nullptr, order, "first_in");
}
expr kept_apart(const expr& where, const expr& dated_by, std::int64_t days, const expr& alike, const expr& then_by) {
  expect_kind(where, value_kind::truth, "kept_apart");
  expect_kind(dated_by, value_kind::date, "kept_apart");
  if (alike) expect_kind(alike, value_kind::text, "kept_apart");
  if (then_by) expect_kind(then_by, value_kind::text, "kept_apart");
  expect_small_shift(days, most_days, "days");
  if (days < 0) refuse(fmt::format("what is kept apart cannot be {} days apart", days), "give 0 or more days");
  const unit_frame of = dated_by->of;
  using level = unit_frame::level;
  if (of.at == level::every || of.at == level::person || is_of_nobody(of))
    refuse(fmt::format("{} are not kept apart", to_text(of)), "keep events, episodes or rows of a table apart");
  for (const expr* part : {&where, &alike, &then_by}) {
    if (!*part) continue;
    if (!((*part)->of == of))
      refuse(fmt::format("kept_apart mixes {} and {}", to_text(of), to_text((*part)->of)),
             "use series of the same units");
    if (depends_on_period(*part))
      refuse(fmt::format("what is kept does not depend on the reporting period, and {} does", to_text(*part)),
             "keep apart over all data, and ask what is kept whether it lies in the period");
  }
  return make({.what = operation::kept_apart,
               .kind = value_kind::truth,
               .of = of,
               .in = {where, dated_by, alike, then_by},
               .number = days});
}
expr at_unit(const expr& picked, const expr& value) {
  expect_kind(picked, value_kind::unit, "at_unit");
  if (!value) refuse("at_unit lacks a series", "name what is wanted of the picked event");
  if (value->of.at != unit_frame::level::every && value->of.at != unit_frame::level::person &&
      !(value->of == picked->from))
    refuse(fmt::format("at_unit: {} is of {}, and what was picked is of {}", to_text(value), to_text(value->of),
                       to_text(picked->from)),
           "use a series of the units that were looked through");
  return make({.what = operation::at_unit,
               .kind = value->kind,
               .of = picked->of,
               .in = {picked, value},
               .from = value->kind == value_kind::unit ? value->from : picked->from,
               .unit = value->unit});
}

}  // namespace expressions

std::vector<std::string> event_field_names() {
  std::vector<std::string> names;
  for (const named_event_field& field : event_fields()) names.emplace_back(field.name);
  return names;
}
std::vector<std::string> person_field_names() {
  std::vector<std::string> names;
  for (const named_person_field& field : person_fields()) names.emplace_back(field.name);
  return names;
}

namespace {

/// A key of a builder, as short as that of another. A key holds what the builder's inputs say, and keys in keys would grow
/// without end where builders look at the episodes of others: of a long one stands a number of 128 bits.
std::string short_key(const std::string& key) {
  constexpr std::size_t longest = 200;
  if (key.size() <= longest) return fmt::format("{}:{}", key.size(), key);
  std::uint64_t one = 0x9E3779B97F4A7C15U, two = 0xC2B2AE3D27D4EB4FU;
  for (const char c : key) {
    one = (one ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    two = (two + static_cast<unsigned char>(c)) * 0xFF51AFD7ED558CCDU;
    two ^= two >> 33U;
  }
  return fmt::format("{}#{:016x}{:016x}", key.size(), one, two);
}

/// Numbers the different parts of an expression in the order in which they are met: a part that stands in many places
/// is written once, whether it is one node or several that say the same.
class identity_text {
 public:
  std::size_t number_of(const expr& of) {
    if (const auto known = by_address_.find(of.get()); known != by_address_.end()) return known->second;
    const expression& e = *of;
    if (expressions::is_unlisted(e)) {  // says the same
      const std::size_t same = number_of(e.in[0]);
      by_address_.emplace(of.get(), same);
      return same;
    }
    std::string text = fmt::format("{}.{}.{}.{}.{:x}", static_cast<int>(e.what), static_cast<int>(e.kind),
                                   static_cast<int>(e.how), e.number, std::bit_cast<std::uint64_t>(e.real));
    const auto to = std::back_inserter(text);
    for (const unit_frame* frame : {&e.of, &e.from}) {
      fmt::format_to(to, "@{}", static_cast<int>(frame->at));
      if (frame->type) fmt::format_to(to, "r{}", written_once(frame->type->name() + ":" + frame->type->fingerprint()));
      if (frame->builder) fmt::format_to(to, "b{}", written_once(short_key(frame->builder->key)));
    }
    for (const std::string& t : e.texts) fmt::format_to(to, " {}:{}", t.size(), t);
    for (const double x : e.numbers) fmt::format_to(to, " n{:x}", std::bit_cast<std::uint64_t>(x));
    for (const bool d : e.descending) text += d ? 'd' : 'a';
    text += '(';
    for (const expr& part : e.in) text += part ? fmt::format("{},", number_of(part)) : "-,";
    const std::size_t number = written_once(text + ")");
    by_address_.emplace(of.get(), number);
    return number;
  }
  const std::string& text() const { return text_; }

 private:
  std::size_t written_once(std::string part) {
    const auto [at, added] = by_text_.try_emplace(std::move(part), by_text_.size());
    if (added) text_.append(at->first).append(";");
    return at->second;
  }

  std::unordered_map<const expression*, std::size_t> by_address_;
  std::unordered_map<std::string, std::size_t> by_text_;
  std::string text_;
};

}  // namespace

std::string identity(const expr& of) {
  if (!of) return "-";
  identity_text parts;
  parts.number_of(of);
  return parts.text();
}

void add_columns_read(const expr& of, std::vector<event::column>& to) {
  const auto add = [&to](event::column column) {
    if (std::find(to.begin(), to.end(), column) == to.end()) to.push_back(column);
  };
  std::unordered_set<const expression*> seen;
  for_nodes(of, seen, [&](const expression& e) {
    if (e.what == operation::event_field) add(static_cast<event::column>(e.number));
    for (const unit_frame* frame : {&e.of, &e.from})
      if (frame->builder)
        for (const event::column column : frame->builder->needs) add(column);
  });
}

void add_types_read(const expr& of, std::vector<record_type_ptr>& to) {
  std::unordered_set<const expression*> seen;
  for_nodes(of, seen, [&](const expression& e) {
    for (const unit_frame* frame : {&e.of, &e.from}) {
      if (!frame->type) continue;
      const auto at = std::lower_bound(to.begin(), to.end(), frame->type->name(),
                                       [](const record_type_ptr& t, const std::string& n) { return t->name() < n; });
      if (at == to.end() || (*at)->name() != frame->type->name()) to.insert(at, frame->type);
    }
  });
}

bool reads_events(const expr& of) {
  bool reads = false;
  std::unordered_set<const expression*> seen;
  for_nodes(of, seen, [&](const expression& e) {
    for (const unit_frame* frame : {&e.of, &e.from})
      reads = reads || frame->at == unit_frame::level::event || frame->at == unit_frame::level::episode;
    reads =
        reads || (e.what == operation::person_field && e.number != static_cast<std::int64_t>(person_field::la_code));
  });
  return reads;
}

bool reads_hospital(const expr& of) {
  bool reads = false;
  std::unordered_set<const expression*> seen;
  for_nodes(of, seen, [&](const expression& e) {
    for (const unit_frame* frame : {&e.of, &e.from})
      reads = reads || (frame->builder && frame->builder->needs_hospital);
  });
  return reads;
}

bool depends_on_period(const expr& of) {
  bool depends = false;
  std::unordered_set<const expression*> seen;
  for_nodes(of, seen, [&](const expression& e) {
    depends = depends || e.what == operation::period_bound;
    for (const unit_frame* frame : {&e.of, &e.from})
      depends = depends || (frame->builder && frame->builder->depends_on_period);
  });
  return depends;
}

namespace {

std::string quoted(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& t : texts) fmt::format_to(std::back_inserter(all), "{}\"{}\"", all.empty() ? "" : ", ", t);
  return all;
}

/// Writes an expression out. Parts of a graph that stand in many places are written in each, so that there is an end to
/// how many are written at all.
class expression_text {
 public:
  std::string of_part(const expr& of) {
    if (!of) return "nothing";
    if (expressions::is_unlisted(*of)) return of_part(of->in[0]);  // says the same
    if (left_ == 0 || depth_ == deepest) return "...";
    --left_;
    ++depth_;
    std::string text = of_node(*of);
    --depth_;
    return text;
  }

 private:
  std::string joined_text(const expression& e, std::string_view between) {
    std::string all;
    for (const expr& i : e.in) {
      if (!all.empty()) all += between;
      all += of_part(i);
    }
    return "(" + all + ")";
  }

  std::string call(std::string_view name, const expression& e) {
    std::string all;
    for (const expr& i : e.in)
      if (i) fmt::format_to(std::back_inserter(all), "{}{}", all.empty() ? "" : ", ", of_part(i));
    return fmt::format("{}({})", name, all);
  }

  /// "first_in(events where ..., in a window, ordered by ...)"
  std::string reduction_text(std::string_view name, const expression& e) {
    std::string text = fmt::format("{}({}", name, to_text(e.from));
    if (e.in[1]) text = fmt::format("{}({} of {}", name, of_part(e.in[1]), to_text(e.from));
    if (e.in[0]) text += " where " + of_part(e.in[0]);
    for (const std::size_t window : {2U, 5U}) {
      if (e.in[window + 1]) text += fmt::format(", {} from {}", of_part(e.in[window]), of_part(e.in[window + 1]));
      if (e.in[window + 2]) text += fmt::format(", {} until {}", of_part(e.in[window]), of_part(e.in[window + 2]));
    }
    if (e.in[way_back]) text += ", of the " + of_part(e.in[way_back]);
    for (std::size_t i = first_key; i < e.in.size(); ++i)
      text += fmt::format("{}{}{}", i == first_key ? ", ordered by " : ", ", of_part(e.in[i]),
                          e.descending[i - first_key] ? " descending" : "");
    return text + ")";
  }

  std::string of_node(const expression& e) {
    switch (e.what) {
      case operation::constant:
        switch (e.kind) {
          case value_kind::text: return e.texts.empty() ? "missing" : quoted(e.texts);
          case value_kind::number: return std::isnan(e.real) ? "missing" : fmt::format("{}", e.real);
          case value_kind::date: {
            const day on{static_cast<std::int32_t>(e.number)};
            return on ? to_string(on) : "missing";
          }
          default: return e.number < 0 ? "unknown" : e.number == 1 ? "true" : "false";
        }
      case operation::period_bound: return e.number == 0 ? "period_start" : "period_end";
      case operation::event_field:
        for (const named_event_field& field : event_fields())
          if (field.column == static_cast<event::column>(e.number)) return std::string(field.name);
        return std::string(main_table_schema().fields[static_cast<std::size_t>(e.number)].name);
      case operation::person_field:
        for (const named_person_field& field : person_fields())
          if (static_cast<std::int64_t>(field.field) == e.number) return fmt::format("person.{}", field.name);
        return "person";
      case operation::episode_column: return e.of.builder->columns[static_cast<std::size_t>(e.number)].name;
      case operation::study_day: return e.number == 0 ? "as_of" : "data_start";
      case operation::row_field: return e.of.type->fields()[static_cast<std::size_t>(e.number)].name;
      case operation::row_link: return e.from.type->name();
      case operation::all_of: return e.in.size() == 1 ? of_part(e.in[0]) : joined_text(e, " and ");
      case operation::any_of: return joined_text(e, " or ");
      case operation::negation: return "not " + of_part(e.in[0]);
      case operation::compare: return fmt::format("{} {} {}", of_part(e.in[0]), symbol(e.how), of_part(e.in[1]));
      case operation::text_in:
        return e.texts.size() == 1 ? fmt::format("{} == {}", of_part(e.in[0]), quoted(e.texts))
                                   : fmt::format("{} in {{{}}}", of_part(e.in[0]), quoted(e.texts));
      case operation::text_like: return fmt::format("{} like {}", of_part(e.in[0]), quoted(e.texts));
      case operation::text_has: return fmt::format("{} has {}", of_part(e.in[0]), quoted(e.texts));
      case operation::kept_apart:
        return fmt::format("{} and no repeat within {} days by {}{}", of_part(e.in[0]), e.number, of_part(e.in[1]),
                           e.in[2] ? " of the same " + of_part(e.in[2]) : std::string());
      case operation::is_missing: return of_part(e.in[0]) + " is missing";
      case operation::shift_days:
        return fmt::format("{} {} {} days", of_part(e.in[0]), e.number < 0 ? '-' : '+', std::abs(e.number));
      case operation::shift_months:
        return fmt::format("{} {} {} months", of_part(e.in[0]), e.number < 0 ? '-' : '+', std::abs(e.number));
      case operation::first_known: return expressions::is_unlisted(e) ? of_part(e.in[0]) : call("first_known", e);
      case operation::choose: return call("choose", e);
      case operation::earlier: return call("smaller", e);
      case operation::later: return call("larger", e);
      case operation::days_between: return call("days_between", e);
      case operation::age_on:
        return fmt::format("age on {}{}", of_part(e.in[1]),
                           static_cast<age_rule>(e.number) == age_rule::anniversary ? " by the calendar" : "");
      case operation::add: return joined_text(e, " + ");
      case operation::subtract: return joined_text(e, " - ");
      case operation::multiply: return joined_text(e, " * ");
      case operation::divide: return joined_text(e, " / ");
      case operation::absolute: return call("absolute", e);
      case operation::truncate: return fmt::format("{} cut to {} decimals", of_part(e.in[0]), e.number);
      case operation::truth_number: return call("number", e);
      case operation::rank: return fmt::format("rank of {} in {{{}}}", of_part(e.in[0]), quoted(e.texts));
      case operation::bands: {
        std::string all;
        for (std::size_t i = 0; i < e.texts.size(); ++i)
          fmt::format_to(std::back_inserter(all), "{}\"{}\" from {}", i == 0 ? "" : ", ", e.texts[i], e.numbers[i]);
        return fmt::format("bands of {} {{{}}}", of_part(e.in[0]), all);
      }
      case operation::year_start: return call("financial_year_start", e);
      case operation::lower_case: return call("lower_case", e);
      case operation::any_in: return reduction_text("any", e);
      case operation::count_in: return reduction_text("count", e);
      case operation::sum_in: return reduction_text("sum", e);
      case operation::least_in: return reduction_text("least", e);
      case operation::greatest_in: return reduction_text("greatest", e);
      case operation::first_in: return reduction_text("first", e);
      case operation::at_unit: return fmt::format("{} of {}", of_part(e.in[1]), of_part(e.in[0]));
    }
    return {};
  }

  static constexpr std::size_t most_parts = 2000;
  static constexpr std::size_t deepest = 200;
  std::size_t left_ = most_parts;
  std::size_t depth_ = 0;
};

}  // namespace

std::string to_text(const expr& of) { return expression_text().of_part(of); }

}  // namespace ascof

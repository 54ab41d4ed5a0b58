/// @file algebra.hpp
/// The words that measures are written in, with types that refuse misuse while compiling: a text is not compared with a
/// number, a numerator is of the units of its denominator, a look-up that could depend on chance needs an order.
///
///     using namespace ascof::algebra;
///     const auto in_community = people(events.service_type == "Long term support: Community" && open_on(period_end));
///     const auto direct = people(events.delivery_mechanism == "Direct payment" && open_on(period_end));
///     const measure uptake = local_measure("local.direct_payments", "People with a direct payment",
///                                          proportion(direct, in_community), {by("gender", person.gender)});
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/measure/expression.hpp"
#include "ascof/measure/measure.hpp"

namespace ascof::algebra {

// --------------------------------------------------------------------------------------------------------- what of
// What a series has one value for, as a type.
struct of_every {};
struct of_person {};
struct of_event {};
struct of_episode {};
/// A row of a kind of record. `Kind` is any type of the program's that stands for it, so that rows of different kinds
/// are told apart while compiling.
template <typename Kind>
struct of_row {};

namespace detail {

template <typename T>
inline constexpr bool is_row = false;
template <typename Kind>
inline constexpr bool is_row<of_row<Kind>> = true;

/// What belongs to a person, and comes several times.
template <typename T>
concept of_several = std::same_as<T, of_event> || std::same_as<T, of_episode> || is_row<T>;

template <typename A, typename B>
struct joined;  // of_event with of_episode: not defined, so that it does not compile
template <typename A>
struct joined<A, A> {
  using type = A;
};
template <typename B>
requires(!std::same_as<B, of_every>) struct joined<of_every, B> {
  using type = B;
};
template <typename A>
requires(!std::same_as<A, of_every>) struct joined<A, of_every> {
  using type = A;
};
template <of_several B>
struct joined<of_person, B> {
  using type = B;
};
template <of_several A>
struct joined<A, of_person> {
  using type = A;
};

}  // namespace detail

/// Of what a combination is: a person's value holds for each of the person's events and episodes.
template <typename A, typename B>
using joined = typename detail::joined<A, B>::type;

// --------------------------------------------------------------------------------------------------------- series

/// Any series: an expression that knows what it is of.
template <typename Of>
struct series {
  using of = Of;
  expr e;
  operator const expr&() const { return e; }  // NOLINT: where types have done their work
};

template <typename Of>
struct truth : series<Of> {};
template <typename Of>
struct text : series<Of> {
  /// One of these texts.
  truth<Of> in(std::vector<std::string> texts) const { return {{expressions::text_in(this->e, std::move(texts))}}; }
  /// SQL's LIKE: `%` is any run of characters.
  truth<Of> like(std::string_view pattern) const { return {{expressions::text_like(this->e, pattern)}}; }
  /// Of a field that holds several texts: one of its parts is this.
  truth<Of> has(std::string_view part) const { return {{expressions::text_has(this->e, {std::string(part)})}}; }
};
template <typename Of>
struct date : series<Of> {};
template <typename Of>
struct number : series<Of> {};
/// The event or episode that a look-up found, of each unit of `Of`.
template <typename Of, typename Through>
struct picked : series<Of> {
  /// What the picked unit has: `first_after(...).of(events.outcome)`.
  template <template <typename> class Series>
  Series<Of> of(const Series<Through>& value) const {
    return {{expressions::at_unit(this->e, value.e)}};
  }
  truth<Of> exists() const { return {{expressions::negation(expressions::is_missing(this->e))}}; }
};

struct days {
  std::int64_t count;
};
struct months {
  std::int64_t count;
};

template <typename Of>
truth<Of> is_missing(const text<Of>& s) {
  return {{expressions::is_missing(s.e)}};
}
template <typename Of>
truth<Of> is_missing(const date<Of>& s) {
  return {{expressions::is_missing(s.e)}};
}
template <typename Of>
truth<Of> is_missing(const number<Of>& s) {
  return {{expressions::is_missing(s.e)}};
}
template <typename Of>
truth<Of> is_unknown(const truth<Of>& s) {
  return {{expressions::is_missing(s.e)}};
}

// Logic: three-valued, see expression.hpp.
template <typename A, typename B>
truth<joined<A, B>> operator&&(const truth<A>& a, const truth<B>& b) {
  return {{expressions::all_of({a.e, b.e})}};
}
template <typename A, typename B>
truth<joined<A, B>> operator||(const truth<A>& a, const truth<B>& b) {
  return {{expressions::any_of({a.e, b.e})}};
}
template <typename A>
truth<A> operator!(const truth<A>& a) {
  return {{expressions::negation(a.e)}};
}

/// True where the condition is false or unknown: what a filter leaves out.
template <typename A>
truth<A> not_true(const truth<A>& a) {
  return !a || is_unknown(a);
}

// Texts are compared with texts in quotes, without regard to case and trailing blanks.
template <typename Of>
truth<Of> operator==(const text<Of>& a, std::string_view b) {
  return {{expressions::text_in(a.e, {std::string(b)})}};
}
template <typename Of>
truth<Of> operator!=(const text<Of>& a, std::string_view b) {
  return !(a == b);
}
// 0 would be taken for a pointer to a text.
template <typename Of>
truth<Of> operator==(const text<Of>& a, std::nullptr_t) = delete;
template <typename Of>
truth<Of> operator!=(const text<Of>& a, std::nullptr_t) = delete;

#define ASCOF_COMPARISON(symbol, how)                                                \
  template <typename A, typename B>                                                  \
  truth<joined<A, B>> operator symbol(const date<A>& a, const date<B>& b) {          \
    return {{expressions::compare(a.e, comparison::how, b.e)}};                      \
  }                                                                                  \
  template <typename A>                                                              \
  truth<A> operator symbol(const date<A>& a, day b) {                                \
    return {{expressions::compare(a.e, comparison::how, expressions::constant(b))}}; \
  }                                                                                  \
  template <typename A, typename B>                                                  \
  truth<joined<A, B>> operator symbol(const number<A>& a, const number<B>& b) {      \
    return {{expressions::compare(a.e, comparison::how, b.e)}};                      \
  }                                                                                  \
  template <typename A>                                                              \
  truth<A> operator symbol(const number<A>& a, double b) {                           \
    return {{expressions::compare(a.e, comparison::how, expressions::constant(b))}}; \
  }
ASCOF_COMPARISON(<, less)
ASCOF_COMPARISON(<=, at_most)
ASCOF_COMPARISON(==, equal)
ASCOF_COMPARISON(!=, not_equal)
ASCOF_COMPARISON(>=, at_least)
ASCOF_COMPARISON(>, greater)
#undef ASCOF_COMPARISON

template <typename Of>
date<Of> operator+(const date<Of>& d, days n) {
  return {{expressions::shift_days(d.e, n.count)}};
}
template <typename Of>
date<Of> operator-(const date<Of>& d, days n) {
  return {{expressions::shift_days(d.e, -n.count)}};
}
/// Calendar months, clamped to the end of a shorter one.
template <typename Of>
date<Of> operator+(const date<Of>& d, months n) {
  return {{expressions::shift_months(d.e, n.count)}};
}
template <typename Of>
date<Of> operator-(const date<Of>& d, months n) {
  return {{expressions::shift_months(d.e, -n.count)}};
}

#define ASCOF_ARITHMETIC(symbol, what)                                                  \
  template <typename A, typename B>                                                     \
  number<joined<A, B>> operator symbol(const number<A>& a, const number<B>& b) {        \
    return {{expressions::arithmetic(operation::what, a.e, b.e)}};                      \
  }                                                                                     \
  template <typename A>                                                                 \
  number<A> operator symbol(const number<A>& a, double b) {                             \
    return {{expressions::arithmetic(operation::what, a.e, expressions::constant(b))}}; \
  }
ASCOF_ARITHMETIC(+, add)
ASCOF_ARITHMETIC(-, subtract)
ASCOF_ARITHMETIC(*, multiply)
ASCOF_ARITHMETIC(/, divide)
#undef ASCOF_ARITHMETIC

template <typename Of>
number<Of> absolute(const number<Of>& a) {
  return {{expressions::absolute(a.e)}};
}
/// Cut towards zero after so many decimals, as the department's database cuts quotients of whole numbers.
template <typename Of>
number<Of> truncated(const number<Of>& a, int decimals) {
  return {{expressions::truncated(a.e, decimals)}};
}
/// 1 where the condition is true, 0 where it is false.
template <typename Of>
number<Of> as_number(const truth<Of>& a) {
  return {{expressions::truth_number(a.e)}};
}

/// Midnights from one date to the other.
template <typename A, typename B>
number<joined<A, B>> days_between(const date<A>& from, const date<B>& until) {
  return {{expressions::days_between(from.e, until.e)}};
}
/// Whole years of a person's age on a date.
template <typename Of>
number<joined<of_person, Of>> age_on(const date<Of>& on, age_rule rule = age_rule::days_over_365_25) {
  return {{expressions::age_on(on.e, rule)}};
}

/// Whole years from a date of birth that a row has itself to a date.
template <typename A, typename B>
number<joined<A, B>> age_between(const date<A>& birth, const date<B>& on, age_rule rule = age_rule::anniversary) {
  return {{expressions::age_between(birth.e, on.e, rule)}};
}

/// The first value that is not missing; the smaller and the larger of two, or the known one.
template <template <typename> class Series, typename A, typename B>
Series<joined<A, B>> first_known(const Series<A>& a, const Series<B>& b) {
  return {{expressions::first_known({a.e, b.e})}};
}
template <template <typename> class Series, typename A, typename B>
Series<joined<A, B>> smaller(const Series<A>& a, const Series<B>& b) {
  return {{expressions::earlier(a.e, b.e)}};
}
template <template <typename> class Series, typename A, typename B>
Series<joined<A, B>> larger(const Series<A>& a, const Series<B>& b) {
  return {{expressions::later(a.e, b.e)}};
}

/// `otherwise` where the condition is not true: `when(c, x, otherwise)`; cases follow by nesting.
template <template <typename> class Series, typename A, typename B, typename C>
Series<joined<joined<A, B>, C>> when(const truth<A>& condition, const Series<B>& value, const Series<C>& otherwise) {
  return {{expressions::choose({condition.e, value.e, otherwise.e})}};
}

/// Label of the band a number lies in, from each beginning (inclusive) to the next.
template <typename Of>
text<Of> bands(const number<Of>& of, std::vector<double> from, std::vector<std::string> labels) {
  return {{expressions::bands(of.e, std::move(from), std::move(labels))}};
}
/// Place in a list, 1 the best; missing for texts that are not in it.
template <typename Of>
number<Of> rank(const text<Of>& of, std::vector<std::string> best_first) {
  return {{expressions::rank(of.e, std::move(best_first))}};
}

/// The text as the list spells it, whatever its case and trailing blanks; missing for texts that are not in it.
template <typename Of>
text<Of> spelt_as(const text<Of>& of, const std::vector<std::string>& texts) {
  std::vector<double> places;
  for (std::size_t i = 0; i < texts.size(); ++i) places.push_back(static_cast<double>(i + 1));
  return bands(rank(of, texts), places, texts);
}

/// The first day of the financial year that a text names, such as "2024-25"; missing for other texts.
template <typename Of>
date<Of> financial_year_start(const text<Of>& of) {
  return {{expressions::financial_year_start(of.e)}};
}
/// The text in lower case and without blanks around it: spellings of one word become one group.
template <typename Of>
text<Of> lower_case(const text<Of>& of) {
  return {{expressions::lower_case(of.e)}};
}

/// The same series, in which texts need be neither in a field's list nor in the records, nor made by the definition itself.
/// Others are refused when a measure is evaluated: a misspelt value would count 0 without a word. Of a text, what is
/// compared with it need not be.
template <template <typename> class Series, typename Of>
Series<Of> unlisted(const Series<Of>& series) {
  return {{expressions::unlisted(series.e)}};
}
/// The same groups, whose labels and conditions may hold such texts.
breakdown unlisted(breakdown of);

inline text<of_every> constant(std::string_view value) { return {{expressions::constant(value)}}; }
template <typename Number>
requires(std::integral<Number> || std::floating_point<Number>) &&
    (!std::same_as<Number, bool>)number<of_every> constant(Number value) {
  return {{expressions::constant(static_cast<double>(value))}};
}
inline date<of_every> constant(day value) { return {{expressions::constant(value)}}; }
template <std::same_as<bool> Bool>
truth<of_every> constant(Bool value) {
  return {{expressions::constant(value)}};
}
inline text<of_every> missing_text() { return {{expressions::missing(value_kind::text)}}; }
inline date<of_every> missing_date() { return {{expressions::missing(value_kind::date)}}; }
inline number<of_every> missing_number() { return {{expressions::missing(value_kind::number)}}; }

// --------------------------------------------------------------------------------------------------- placeholders

/// First and last day of the reporting period, whichever it is.
inline const date<of_every> period_start{{expressions::period_start()}};
inline const date<of_every> period_end{{expressions::period_end()}};

/// The day the data are from, and the first day they cover, as the study says.
inline const date<of_every> as_of{{expressions::as_of()}};
inline const date<of_every> data_start{{expressions::data_start()}};

/// The date lies in the reporting period; both ends belong to it.
template <typename Of>
truth<Of> in_period(const date<Of>& d) {
  return d >= period_start && d <= period_end;
}

// --------------------------------------------------------------------------------------------------------- fields

#define ASCOF_TEXT(name)                      \
  const text<of_event> name {                 \
    { expressions::event_field(event::name) } \
  }
#define ASCOF_DATE(name)                      \
  const date<of_event> name {                 \
    { expressions::event_field(event::name) } \
  }
#define ASCOF_NUMBER(name)                    \
  const number<of_event> name {               \
    { expressions::event_field(event::name) } \
  }
/// Fields of the main table, one value for each event. Texts are the cleaned ones.
struct event_series {
  ASCOF_TEXT(la_code);
  ASCOF_TEXT(la_name);
  ASCOF_TEXT(event_type);  ///< as submitted
  ASCOF_DATE(start);
  ASCOF_DATE(end);            ///< after death and cropping; missing for an open service
  ASCOF_DATE(date_of_death);  ///< as this row has it
  ASCOF_TEXT(client_type);
  ASCOF_TEXT(gender);
  ASCOF_TEXT(ethnicity);
  ASCOF_TEXT(ethnicity_group);
  ASCOF_TEXT(primary_support_reason);
  ASCOF_TEXT(accommodation_status);
  ASCOF_TEXT(employment_status);
  ASCOF_TEXT(client_funding_status);
  ASCOF_TEXT(visual_impairment);
  ASCOF_TEXT(hearing_impairment);
  ASCOF_TEXT(autism_spectrum_disorder);
  ASCOF_TEXT(dementia);
  ASCOF_TEXT(outcome);
  ASCOF_NUMBER(outcome_rank);
  ASCOF_TEXT(outcome_group);
  ASCOF_TEXT(route_of_access);
  ASCOF_NUMBER(conversation);
  ASCOF_NUMBER(conversation_1);
  ASCOF_TEXT(assessment_type);
  ASCOF_TEXT(eligible_needs_identified);
  ASCOF_TEXT(method_of_assessment);
  ASCOF_TEXT(hours_caring);
  ASCOF_TEXT(service_type);
  ASCOF_TEXT(service_type_group);
  ASCOF_TEXT(service_component);
  ASCOF_TEXT(delivery_mechanism);
  ASCOF_NUMBER(unit_cost);  ///< pounds; of the single-submission table, as the three below
  ASCOF_TEXT(cost_frequency);
  ASCOF_NUMBER(planned_units);  ///< a week
  ASCOF_TEXT(review_reason);
  ASCOF_TEXT(review_type);
  ASCOF_TEXT(review_outcomes);
  ASCOF_TEXT(method_of_review);
  ASCOF_NUMBER(age_at_start);
  ASCOF_NUMBER(latest_age);
  ASCOF_TEXT(age_band);
  ASCOF_TEXT(working_age_band);
  ASCOF_NUMBER(record_id);
};
#undef ASCOF_TEXT
#undef ASCOF_DATE
#undef ASCOF_NUMBER
inline const event_series events;

#define ASCOF_TEXT(name)                              \
  const text<of_person> name {                        \
    { expressions::person_field(person_field::name) } \
  }
#define ASCOF_DATE(name)                              \
  const date<of_person> name {                        \
    { expressions::person_field(person_field::name) } \
  }
/// Details of a person within a council: the latest known values (person_details.hpp).
struct person_series {
  ASCOF_TEXT(la_code);
  ASCOF_DATE(birth);
  ASCOF_DATE(date_of_death);
  ASCOF_TEXT(gender);
  ASCOF_TEXT(ethnicity);
  ASCOF_TEXT(accommodation_status);
  ASCOF_TEXT(employment_status);
  ASCOF_TEXT(has_unpaid_carer);
  ASCOF_TEXT(primary_support_reason);
  ASCOF_TEXT(client_funding_status);
};
#undef ASCOF_TEXT
#undef ASCOF_DATE
inline const person_series person;

// --------------------------------------------------------------------------------------- what an event is, and when

inline const truth<of_event> is_request = events.event_type == "Request";
inline const truth<of_event> is_assessment = events.event_type == "Assessment";
inline const truth<of_event> is_service = events.event_type == "Service";
inline const truth<of_event> is_review = events.event_type == "Review";
inline const truth<of_event> of_service_user = events.client_type == "Service user";
inline const truth<of_event> of_carer =
    events.client_type.in({"Unpaid carer", "Carer", "Unpaid carer known by association", "Carer known by association"});
inline const truth<of_event> long_term_support =
    events.service_type.in({"Long term support: Nursing care", "Long term support: Residential care",
                            "Long term support: Community", "Long term support: Prison"});
inline const truth<of_event> short_term_support = events.service_type.in(
    {"Short term support: ST-Max", "Short term support: Ongoing low level", "Short term support: Other short term"});

/// The end of an event, and a day far ahead while it is open.
inline const date<of_event> end_or_far = first_known(events.end, constant(far_day));

/// On at a date: started by then, and open or ending on or after it.
template <typename Of>
truth<joined<of_event, Of>> open_on(const date<Of>& on) {
  return events.start <= on && (is_missing(events.end) || (events.end >= on && events.end >= events.start));
}
/// On at some day of the period. Events that end before they start are not.
inline truth<of_event> active_during() {
  return events.start <= period_end &&
         (is_missing(events.end) || (events.end >= events.start && events.end >= period_start));
}
inline truth<of_event> starting_in() { return in_period(events.start); }
inline truth<of_event> ending_in() { return in_period(events.end); }

/// Alive on a date: no death is known, or it came on that day or later.
template <typename Of>
truth<joined<of_person, Of>> alive_on(const date<Of>& on) {
  return is_missing(person.date_of_death) || person.date_of_death >= on;
}

// -------------------------------------------------------------------------------------------------------- look-ups

/// One key of an order.
template <typename Of>
struct key {
  expressions::order_key of;
};
template <template <typename> class Series, typename Of>
key<Of> ascending(const Series<Of>& by) {
  return {{by.e, false}};
}
template <template <typename> class Series, typename Of>
key<Of> descending(const Series<Of>& by) {
  return {{by.e, true}};
}

/// Events (or episodes) in a declared order.
template <typename Through, typename Of>
class ordered_look {
 public:
  ordered_look(unit_frame of, expressions::looking through, std::vector<expressions::order_key> order)
      : of_(std::move(of)), through_(std::move(through)), order_(std::move(order)) {}

  picked<Of, Through> first() const { return {{expressions::first_in(of_, through_, order_)}}; }

 private:
  unit_frame of_;
  expressions::looking through_;
  std::vector<expressions::order_key> order_;
};

/// Events (or episodes) of a person that a look-up goes through, for each unit of `Of`. There is no `first` before an
/// order is declared: which event is first must not depend on chance.
template <typename Through, typename Of>
class look {
 public:
  look(unit_frame of, expressions::looking through) : of_(std::move(of)), through_(std::move(through)) {}

  truth<Of> any() const { return {{expressions::any_in(of_, through_)}}; }
  number<Of> count() const { return {{expressions::count_in(of_, through_)}}; }
  /// Over known values; missing when there is none.
  template <typename V>
  number<Of> sum(const number<V>& value) const {
    return {{expressions::sum_in(of_, through_, value.e)}};
  }
  template <template <typename> class Series, typename V>
  Series<Of> least(const Series<V>& value) const {
    return {{expressions::least_in(of_, through_, value.e)}};
  }
  template <template <typename> class Series, typename V>
  Series<Of> greatest(const Series<V>& value) const {
    return {{expressions::greatest_in(of_, through_, value.e)}};
  }
  /// Those of them whose other date lies in a second window as well.
  template <typename D, typename A>
  look and_on_or_after(const date<D>& dated_by, const date<A>& first) const {
    look narrowed = *this;
    narrowed.through_.also_dated_by = dated_by.e;
    narrowed.through_.also_after = first.e;
    return narrowed;
  }
  template <typename D, typename B>
  look and_on_or_before(const date<D>& dated_by, const date<B>& last) const {
    look narrowed = *this;
    narrowed.through_.also_dated_by = dated_by.e;
    narrowed.through_.also_until = last.e;
    return narrowed;
  }
  template <typename D, typename A, typename B>
  look and_between(const date<D>& dated_by, const date<A>& first, const date<B>& last) const {
    look narrowed = and_on_or_after(dated_by, first);
    narrowed.through_.also_until = last.e;
    return narrowed;
  }
  /// Only those that belong to the unit that looks, by a link of theirs: `enquiries.link_to(concerns)`.
  look that_belong(const picked<Through, Of>& to) const {
    look narrowed = *this;
    narrowed.through_.belongs_to = to.e;
    return narrowed;
  }
  /// Only those that belong to the same as the unit that looks.
  template <typename Same>
  look of_the_same(const picked<Through, Same>& theirs, const picked<Of, Same>& own) const {
    look narrowed = *this;
    narrowed.through_.belongs_to = theirs.e;
    narrowed.through_.own_belongs_to = own.e;
    return narrowed;
  }
  /// Total order of what is looked through; what is alike in every key keeps the order of the records.
  template <typename... Keys>
  ordered_look<Through, Of> ordered_by(const key<Keys>&... keys) const {
    static_assert(sizeof...(Keys) > 0, "an order needs a key");
    return {of_, through_, {keys.of...}};
  }

 private:
  unit_frame of_;
  expressions::looking through_;
};

namespace detail {

template <typename Of>
unit_frame frame_of(const expr& e) {
  if constexpr (std::same_as<Of, of_event>) {
    return {unit_frame::level::event};
  } else if constexpr (std::same_as<Of, of_episode> || is_row<Of>) {
    return e->of;
  } else {
    return {unit_frame::level::person};
  }
}
/// Units that look: people when the window's bound is the same for all.
template <typename Of>
using looker = std::conditional_t<std::same_as<Of, of_every>, of_person, Of>;

}  // namespace detail

/// Rows that stand when repeats are left out: at most so many days after one that stands, sharing a part of `alike`.
template <typename Of>
truth<Of> kept_apart(const truth<Of>& where, const date<Of>& dated_by, days within, const text<Of>& alike,
                     const text<Of>& then_by) {
  return {{expressions::kept_apart(where.e, dated_by.e, within.count, alike.e, then_by.e)}};
}

/// What is looked through, for a window to be put around a date of the unit that looks. Both ends belong to a window.
template <typename Through>
class looked_through {
 public:
  looked_through(const truth<Through>& where, const date<Through>& dated_by)
      : through_{.from = detail::frame_of<Through>(dated_by.e), .where = where.e, .dated_by = dated_by.e} {}

  /// All of them, for each person.
  look<Through, of_person> of_person_all() const { return {{unit_frame::level::person}, through_}; }
  template <typename Of>
  look<Through, detail::looker<Of>> on_or_after(const date<Of>& first) const {
    expressions::looking narrowed = through_;
    narrowed.after = first.e;
    return {detail::frame_of<detail::looker<Of>>(first.e), narrowed};
  }
  template <typename Of>
  look<Through, detail::looker<Of>> on_or_before(const date<Of>& last) const {
    expressions::looking narrowed = through_;
    narrowed.until = last.e;
    return {detail::frame_of<detail::looker<Of>>(last.e), narrowed};
  }
  template <typename A, typename B>
  look<Through, detail::looker<joined<A, B>>> between(const date<A>& first, const date<B>& last) const {
    expressions::looking narrowed = through_;
    narrowed.after = first.e;
    narrowed.until = last.e;
    const expr& of = std::same_as<joined<A, B>, A> ? first.e : last.e;
    return {detail::frame_of<detail::looker<joined<A, B>>>(of), narrowed};
  }

 private:
  expressions::looking through_;
};

/// Events to look through, dated by their start.
inline looked_through<of_event> looking_at(const truth<of_event>& where) { return {where, events.start}; }
/// Events or episodes to look through, dated by a date of theirs.
template <typename Through>
looked_through<Through> looking_at(const truth<Through>& where, const date<Through>& dated_by) {
  return {where, dated_by};
}
/// All events of a person that a condition holds for.
inline look<of_event, of_person> events_where(const truth<of_event>& where) {
  return looking_at(where).of_person_all();
}

/// People with such an event, or such an episode.
template <typename Through>
truth<of_person> people(const truth<Through>& where) {
  if constexpr (std::same_as<Through, of_person>) {
    return where;
  } else {
    return {{expressions::any_in({unit_frame::level::person},
                                 {.from = detail::frame_of<Through>(where.e), .where = where.e})}};
  }
}

/// The latest known value of a field among the events that a condition holds for: latest end (open ones last), then
/// latest start, then the largest record number. "Unknown" and "Invalid and not mapped" are not known.
inline text<of_person> latest_known(const text<of_event>& field, const truth<of_event>& where) {
  const truth<of_event> known =
      where && !is_missing(field) && !unlisted(field.in({"Unknown", "Invalid and not mapped"}));
  return events_where(known)
      .ordered_by(descending(end_or_far), descending(events.start), descending(events.record_id))
      .first()
      .of(field);
}

/// The highest-ranking category among a person's events, by a list of texts, best first; missing when none is in it.
inline text<of_person> best(const text<of_event>& field, const std::vector<std::string>& best_first,
                            const truth<of_event>& where) {
  const number<of_event> place = rank(field, best_first);
  return events_where(where && !is_missing(place)).ordered_by(ascending(place)).first().of(field);
}

// ------------------------------------------------------------------------------------------- other kinds of record

/// Fields of the rows of a kind of record, by name: `const rows<struct waiting> list(type); list.date("referred")`.
/// @throws usage_error, when the series is made, for a field that the kind does not have or that holds something else
template <typename Kind>
class rows {
 public:
  using unit = of_row<Kind>;
  explicit rows(record_type_ptr type) : type_(std::move(type)) {}

  const record_type_ptr& type() const { return type_; }
  algebra::text<unit> text(std::string_view field) const { return {{series_of(field, value_kind::text)}}; }
  algebra::date<unit> date(std::string_view field) const { return {{series_of(field, value_kind::date)}}; }
  algebra::number<unit> number(std::string_view field) const { return {{series_of(field, value_kind::number)}}; }
  /// Every row.
  truth<unit> all() const {
    const expr own = expressions::row_field(type_, type_->fields().front().name);
    return {{expressions::any_of({expressions::is_missing(own), expressions::negation(expressions::is_missing(own))})}};
  }
  /// The row of another kind that a row belongs to.
  template <typename Other>
  picked<unit, of_row<Other>> link_to(const rows<Other>& other) const {
    return {{expressions::row_link(type_, other.type())}};
  }
  /// Rows to look through, for people and their events: `dated by` a date of theirs.
  looked_through<unit> where(const truth<unit>& condition, const algebra::date<unit>& dated_by) const {
    return {condition, dated_by};
  }
  /// Rows that belong to each row of another kind.
  template <typename Other>
  look<unit, of_row<Other>> of_each(const rows<Other>& other, const truth<unit>& condition) const {
    return {
        {.at = unit_frame::level::row, .type = other.type()},
        {.from = {.at = unit_frame::level::row, .type = type_}, .where = condition.e, .belongs_to = link_to(other).e}};
  }

 private:
  expr series_of(std::string_view field, value_kind kind) const {
    const expr made = expressions::row_field(type_, field);
    if (made->kind != kind)
      throw usage_error(error_code::bad_definition, {},
                        type_->name() + "." + std::string(field) + " holds a " + std::string(to_text(made->kind)),
                        "ask for it as what it holds");
    return made;
  }
  record_type_ptr type_;
};

// --------------------------------------------------------------------------------------------------------- episodes

/// Spells: events that follow one another with small gaps (make_spells).
struct spell_series {
  episode_frame of;
  date<of_episode> start;
  date<of_episode> end;                 ///< missing while open
  number<of_episode> events;            ///< in the spell
  picked<of_episode, of_event> last{};  ///< the event that ends last

  /// On at some day of the period.
  truth<of_episode> active_during() const { return start <= period_end && (is_missing(end) || end >= period_start); }
  template <typename On>
  truth<joined<of_episode, On>> open_on(const date<On>& on) const {
    return start <= on && (is_missing(end) || end >= on);
  }
};
inline spell_series spells_of(const episode_frame& of) {
  const auto column = [&](const char* name) { return expressions::episode_column(of, name); };
  return {of, {{column("start")}}, {{column("end")}}, {{column("events")}}, {{column("last")}}};
}
inline spell_series spells(const truth<of_event>& where, days gap) {
  return spells_of(make_spells(where.e, static_cast<std::int32_t>(gap.count)));
}
/// As above; spells of events with different texts are kept apart, and an order says which event is the last of those
/// that end on the same day.
template <typename... Keys>
spell_series spells(const truth<of_event>& where, days gap, const text<of_event>& apart_by, const key<Keys>&... order) {
  return spells_of(make_spells(where.e, static_cast<std::int32_t>(gap.count), {order.of...}, apart_by.e));
}

/// Spells with the run of other events that follows each (make_followed_spells).
struct followed_spell_series : spell_series {
  date<of_episode> next_start;  ///< of the first event of the run; missing without one
  date<of_episode> next_last;   ///< of the last event that begins in it
  date<of_episode> next_end;    ///< missing while open
  number<of_episode> next_events;

  /// Events of the run, by a condition that the run was made with or a narrower one.
  look<of_event, of_episode> run(const truth<of_event>& where) const {
    return looking_at(where).between(next_start, next_last);
  }
};
/// @param within   midnights from the end of a spell to the first event of the run
/// @param run_gap  midnights between the events of the run
inline followed_spell_series spells_followed_by(const truth<of_event>& where, days gap, const truth<of_event>& by,
                                                days within, days run_gap) {
  const episode_frame of =
      make_followed_spells(where.e, static_cast<std::int32_t>(gap.count), by.e,
                           {static_cast<std::int32_t>(within.count), static_cast<std::int32_t>(run_gap.count)});
  const auto column = [&](const char* name) { return expressions::episode_column(of, name); };
  return {{of, {{column("start")}}, {{column("end")}}, {{column("events")}}},
          {{column("next_start")}},
          {{column("next_last")}},
          {{column("next_end")}},
          {{column("next_events")}}};
}

/// Events matched one to one with the latest earlier event of another kind (match_latest).
struct match_series {
  episode_frame of;
  date<of_episode> from_start, from_end, to_start, to_end;
  number<of_episode> from_record, to_record;
  number<of_episode> days;  ///< from start to start
  truth<of_episode> matched;
};
inline match_series matched_latest(const truth<of_event>& from, const truth<of_event>& to) {
  const episode_frame of = match_latest(from.e, to.e);
  const auto column = [&](const char* name) { return expressions::episode_column(of, name); };
  return {of,
          {{column("from_start")}},
          {{column("from_end")}},
          {{column("to_start")}},
          {{column("to_end")}},
          {{column("from_record")}},
          {{column("to_record")}},
          {{column("days")}},
          {{column("matched")}}};
}

// ------------------------------------------------------------------------------------------------------ calculators

/// How many.
template <typename Of>
calculation count(const truth<Of>& of) {
  return {.kind = statistic::count, .of = of.e};
}
/// How many people have such an event or episode: in each group a person counts once.
template <detail::of_several Of>
calculation count_people(const truth<Of>& of) {
  return {.kind = statistic::count, .of = of.e, .once_a_person = true};
}
/// Per cent of `of` that are in the numerator, which is counted among them only.
template <typename N, typename Of>
requires std::same_as<joined<N, Of>, Of> calculation proportion(const truth<N>& numerator, const truth<Of>& of) {
  return {.kind = statistic::proportion, .of = of.e, .numerator = numerator.e};
}
/// As `proportion`, rounded from the exact decimal.
template <typename N, typename Of>
requires std::same_as<joined<N, Of>, Of> calculation exact_proportion(const truth<N>& numerator, const truth<Of>& of) {
  return {.kind = statistic::exact_proportion, .of = of.e, .numerator = numerator.e};
}
/// One thing as per cent of another, of which it is no part: it can exceed 100.
template <typename A, typename B>
calculation ratio(const truth<A>& of, const truth<B>& by) {
  return {.kind = statistic::exact_proportion, .of = of.e, .other_denominator = by.e};
}
/// Per 100,000 residents of the bands that the figure names.
template <typename Of>
calculation rate(const truth<Of>& of) {
  return {.kind = statistic::rate_per_100000, .of = of.e};
}
/// Of the known values of a number.
template <typename N, typename Of>
requires std::same_as<joined<N, Of>, Of> calculation median(const number<N>& value, const truth<Of>& of) {
  return {.kind = statistic::median, .of = of.e, .value = value.e};
}
template <typename N, typename Of>
requires std::same_as<joined<N, Of>, Of> calculation mean(const number<N>& value, const truth<Of>& of) {
  return {.kind = statistic::mean, .of = of.e, .value = value.e};
}
template <typename N, typename Of>
requires std::same_as<joined<N, Of>, Of> calculation sum(const number<N>& value, const truth<Of>& of) {
  return {.kind = statistic::sum, .of = of.e, .value = value.e};
}
/// @param level  0 to 100
template <typename N, typename Of>
requires std::same_as<joined<N, Of>, Of> calculation percentile(double level, const number<N>& value,
                                                                const truth<Of>& of) {
  return {.kind = statistic::percentile, .of = of.e, .value = value.e, .level = level};
}
/// Share of the known values that are at most so many days; both ends belong.
template <typename N, typename Of>
requires std::same_as<joined<N, Of>, Of> calculation share_within(days limit, const number<N>& value,
                                                                  const truth<Of>& of) {
  return proportion(value <= static_cast<double>(limit.count), of && !is_missing(value));
}
/// Sums of one thing by sums of another, each a sum of parts: `quotient({{leavers, 1, 0}, {at_start, 0, .5}}, 100)`.
struct share_of_sum {
  expr of, value{};
  double in_numerator = 0, in_denominator = 0;
  std::vector<breakdown> by{};
  template <typename Of>
  share_of_sum(const truth<Of>& units, double numerator, double denominator)
      : of(units.e), in_numerator(numerator), in_denominator(denominator) {}
  template <typename Of, typename N>
  requires std::same_as<joined<N, Of>, Of> share_of_sum(const truth<Of>& units, const number<N>& summed,
                                                        double numerator, double denominator)
      : of(units.e), value(summed.e), in_numerator(numerator), in_denominator(denominator) {}
};
/// @param factor  100 for per cent, 1 for a mean
inline calculation quotient(const std::vector<share_of_sum>& of, double factor) {
  calculation made{.kind = statistic::quotient};
  made.factor = factor;
  for (const share_of_sum& part : of)
    made.parts.push_back({part.of, part.value, part.in_numerator, part.in_denominator, part.by});
  if (!made.parts.empty()) made.of = made.parts.front().of;
  return made;
}
/// A sum of parts that is divided by nothing.
inline calculation sum_of_parts(const std::vector<share_of_sum>& of) { return quotient(of, 1); }
/// The value less that of the period a year earlier.
inline calculation change(calculation of) {
  of.changed = of.kind;
  of.kind = statistic::change;
  return of;
}
/// That difference in per cent of the earlier value.
inline calculation percent_change(calculation of) {
  of.changed = of.kind;
  of.kind = statistic::percent_change;
  return of;
}

// ------------------------------------------------------------------------------------------------------ composition

/// A group for every text that occurs.
template <typename Of>
breakdown by(std::string name, const text<Of>& of) {
  return {.name = std::move(name), .text = of.e};
}
/// A group for each of these texts, in this order; other texts are in none.
template <typename Of>
breakdown by(std::string name, const text<Of>& of, std::vector<std::string> labels) {
  return {.name = std::move(name), .labels = std::move(labels), .text = of.e};
}
/// One group of a dimension whose groups may overlap.
struct group {
  std::string label;
  expr condition;
  template <typename Of>
  group(std::string called, const truth<Of>& where) : label(std::move(called)), condition(where.e) {}
};
inline breakdown groups(std::string name, const std::vector<group>& of) {
  breakdown made{.name = std::move(name)};
  for (const group& g : of) {
    made.labels.push_back(g.label);
    made.conditions.push_back(g.condition);
  }
  return made;
}
/// The same dimension with one more group of everybody.
inline breakdown with_total(breakdown of, std::string label = "Total") {
  of.total = std::move(label);
  return of;
}
/// The same dimension by a text; units without a text are in none of its groups but the total.
inline breakdown known_only(breakdown of) {
  of.known_only = true;
  return of;
}
/// The groups of most official figures: 18 to 64, 65 and above, and everybody but children. An unknown age counts in the
/// total only.
template <typename Of>
breakdown age_groups(const number<Of>& age) {
  return groups(
      "age_band",
      {{"18 to 64", age >= 18 && age < 65}, {"65 and above", age >= 65}, {"Total", age >= 18 || is_missing(age)}});
}
/// "Under 18", "18 to 64", "65 and above", or "Unknown" for a missing age, as the department's tables have it.
template <typename Of>
text<Of> working_age_band(const number<Of>& age) {
  return first_known(bands(age, {-1000, 18, 65}, {"Under 18", "18 to 64", "65 and above"}), constant("Unknown"));
}

/// A measure of a user's own: one figure, checked, with a trace of the units that count (their dates and record, their
/// groups, whether they are in the numerator, what was measured).
/// @throws usage_error (bad_definition) when the parts do not fit together
measure local_measure(std::string id, std::string title, calculation counts, std::vector<breakdown> by = {},
                      polarity direction = polarity::neutral);
/// As above, of a figure with more to say: decimals, what is counted as unknown, the populations of a rate. The
/// denominator of a ratio is broken down as the figure is, unless it says otherwise.
measure local_measure(figure of);
/// As above, of several figures that belong together: an id of its own each, one definition and one walk.
measure local_measure(std::string id, std::string title, std::vector<figure> figures);

/// What a calculation counts, read from its parts.
std::string rule_of(const calculation& c);

}  // namespace ascof::algebra

/// @file expression.hpp
/// What a measure is written in: series of values, one for each event, person or episode, and how they are combined.
///
/// This is the form without types that Python, the plan of an evaluation and error messages work with. C++ programs
/// write the same with types that refuse misuse (algebra.hpp).
///
/// Logic has three values, as the department's database has. A condition on a missing value is unknown; `and` is false
/// when one side is, `or` true when one side is, and otherwise an unknown side makes them unknown; `not unknown` is
/// unknown. What is counted is what is true. So `component != "Equipment"` does not hold where the component is missing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/main_table.hpp"
#include "ascof/core/day.hpp"
#include "ascof/records/record_type.hpp"

namespace ascof {

/// What a series holds for each unit.
enum class value_kind : std::uint8_t {
  truth,   ///< true, false or unknown
  text,    ///< a category, compared without regard to case and trailing blanks
  date,    ///< a day
  number,  ///< a real number: an age, days, hundredths already divided
  unit,    ///< another unit: the event that was picked, the concern that an enquiry belongs to
};
std::string_view to_text(value_kind kind);

class episode_builder;

/// What a number is a number of, as far as that is known. Numbers of different things are neither compared with nor added
/// to one another.
enum class number_unit : std::uint8_t {
  any,             ///< a constant, a product or quotient, whatever an episode counts: goes with every other
  pounds,          ///< unit costs
  units_per_week,  ///< planned units: hours, days, sessions, as the frequency of the cost says
  years,           ///< ages
  days,            ///< between two dates
  things,          ///< how many there are
  place,           ///< in a list: ranks
};
std::string_view to_text(number_unit unit);

/// What a series has one value for.
struct unit_frame {
  enum class level : std::uint8_t {
    every,    ///< one value for all: a constant, a bound of the reporting period
    person,   ///< each person within a council
    event,    ///< each row of the main table
    episode,  ///< each unit that an episode builder made of a person's events
    row,      ///< each row of a table of another kind of record
  };
  level at = level::every;
  std::shared_ptr<const episode_builder> builder{};  ///< of episodes
  record_type_ptr type{};                            ///< of rows

  friend bool operator==(const unit_frame& a, const unit_frame& b);
};
std::string to_text(const unit_frame& of);

/// Fields of person details.
enum class person_field : std::uint8_t {
  la_code,
  birth,  ///< first of the birth month
  date_of_death,
  gender,
  ethnicity,
  accommodation_status,
  employment_status,
  has_unpaid_carer,
  primary_support_reason,
  client_funding_status,
};

enum class comparison : std::uint8_t { less, at_most, equal, not_equal, at_least, greater };

/// How an age is counted from the first of the birth month.
enum class age_rule : std::uint8_t {
  days_over_365_25,  ///< floor(days / 365.25): the department's, at most a day late (definitions A3)
  anniversary,       ///< completed years by the calendar
};

enum class operation : std::uint8_t {
  constant,
  period_bound,  // number: 0 the start, 1 the end
  event_field,   // number: event::column
  person_field,  // number: person_field
  episode_column,
  study_day,  // number: 0 the day of the extract, 1 the first day that the data cover
  row_field,  // number: position of the field in the kind of record
  row_link,   // number: position of the link; the row of the other kind that the row belongs to
  all_of,
  any_of,
  negation,
  compare,
  text_in,
  text_like,
  text_has,    // one of the parts of a list of texts
  kept_apart,  // number: days
  is_missing,
  shift_days,
  shift_months,
  first_known,
  choose,
  earlier,
  later,
  days_between,
  age_on,
  add,
  subtract,
  multiply,
  divide,
  absolute,
  truncate,  // number: decimals
  truth_number,
  rank,
  bands,
  year_start,  // of the financial year that a text names
  lower_case,
  any_in,
  count_in,
  sum_in,
  least_in,
  greatest_in,
  first_in,
  at_unit,
};

struct expression;
using expr = std::shared_ptr<const expression>;

/// Where the keys of order begin among the inputs of a reduction.
inline constexpr std::size_t first_key = 10;
/// Where the way back stands among them: of the units looked through, to the unit that looks.
inline constexpr std::size_t way_back = 8;
/// Where the way of the unit that looks stands, to what both belong to.
inline constexpr std::size_t own_way = 9;

/// One node. Made by the functions below, never changed.
struct expression {
  operation what = operation::constant;
  value_kind kind = value_kind::truth;
  unit_frame of{};
  /// Of reductions: condition, value, two windows (dated by, from, until), the ways to what they belong to, then keys of order; absent ones
  /// null.
  std::vector<expr> in{};
  unit_frame from{};  ///< of reductions, at_unit, links and picked units: the units that are looked through
  comparison how = comparison::equal;
  std::int64_t number = 0;
  double real = 0;
  std::vector<std::string> texts{};
  std::vector<double> numbers{};
  std::vector<bool> descending{};       ///< by key of order
  std::uint32_t depth = 1;              ///< longest chain of nodes below, itself counted; at most `most_nested`
  number_unit unit = number_unit::any;  ///< of a number
};

/// How deep expressions may be nested. Whatever goes through one goes down at most so far. They are graphs: a part that
/// stands in many places is one node, and costs as one.
inline constexpr std::uint32_t most_nested = 1000;

/// Functions that make expressions. All throw usage_error (bad_definition) that names the part and says what to write
/// instead when kinds or units do not fit, or when parts are nested more than `most_nested` deep.
namespace expressions {

expr constant(std::string_view text);
/// A text in quotes, which C++ would rather take for a truth.
inline expr constant(const char* text) { return constant(std::string_view(text)); }
expr constant(double number);
expr constant(day on);
expr constant(bool truth);
/// A missing value of a kind.
expr missing(value_kind kind);

/// Bounds of the reporting period.
expr period_start();
expr period_end();

/// The day the data are from, after which nothing can be known; a day far ahead when the study does not say.
expr as_of();
/// The first day that the data cover; a day long past when the study does not say.
expr data_start();

/// A field of the main table by its short name ("service_type"); throws with the nearest for an unknown one.
expr event_field(std::string_view name);
expr event_field(event::column column);
expr person_field(std::string_view name);
expr person_field(ascof::person_field field);
/// A column of the episodes of a builder, by name.
expr episode_column(const std::shared_ptr<const episode_builder>& of, std::string_view name);

/// A field of a kind of record. Throws with the nearest for an unknown name.
expr row_field(const record_type_ptr& of, std::string_view name);
/// The row of the kind `to` that a row belongs to by its declared link; nothing where it names none that is there.
expr row_link(const record_type_ptr& of, const record_type_ptr& to);

expr all_of(std::vector<expr> conditions);
expr any_of(std::vector<expr> conditions);
expr negation(const expr& condition);
/// Dates with dates, numbers with numbers of the same unit.
expr compare(const expr& a, comparison how, const expr& b);
/// The text is one of these. A missing text makes it unknown.
expr text_in(const expr& text, std::vector<std::string> texts);
/// The same series, in which texts need be neither in a field's list nor in the records, wherever in it they stand:
/// nothing is said when they are not. Of a text, what is compared with it need not be.
expr unlisted(const expr& series);
/// Whether `unlisted` has marked it.
bool is_unlisted(const expression& e);
/// SQL's LIKE: `%` stands for any run of characters.
expr text_like(const expr& text, std::string_view pattern);
/// A list of texts (record_kind::texts) has one of these among its parts.
expr text_has(const expr& list, std::vector<std::string> texts);
/// True or false, never unknown.
expr is_missing(const expr& value);

expr shift_days(const expr& date, std::int64_t days);
/// Calendar months, clamped to the end of a shorter one (`add_months`).
expr shift_months(const expr& date, std::int64_t months);
/// The first of the values that is not missing.
expr first_known(std::vector<expr> values);
/// The value of the first condition that is true, else the last value: {condition, value, condition, value, ..., value}.
expr choose(std::vector<expr> cases);
/// The smaller, the larger of two dates or numbers; the known one when the other is missing.
expr earlier(const expr& a, const expr& b);
expr later(const expr& a, const expr& b);

/// Midnights from `from` to `until`.
expr days_between(const expr& from, const expr& until);
/// Whole years on a date.
expr age_on(const expr& date, age_rule rule = age_rule::days_over_365_25);
/// As above, of a date of birth that a row has itself.
expr age_between(const expr& birth, const expr& date, age_rule rule = age_rule::anniversary);
expr arithmetic(operation what, const expr& a, const expr& b);
expr absolute(const expr& a);
/// Cut towards zero after so many decimals, as a database cuts a fixed-point quotient: 12/52 is 0.230769 with six. A
/// number that differs from a decimal only by how doubles are stored is that decimal.
expr truncated(const expr& a, int decimals);
/// 1 for true, 0 for false.
expr truth_number(const expr& condition);
/// Position of the text in a list, from 1; missing for any other text.
expr rank(const expr& text, std::vector<std::string> best_first);
/// The first day of the financial year that a text names: "2024-25" (core/period.hpp). Missing for any other text.
expr financial_year_start(const expr& text);
/// The text in lower case and without blanks around it, so that spellings of one word are one group.
expr lower_case(const expr& text);
/// Label of the band a number lies in: `labels[i]` from `from[i]` (inclusive) up to the next; below the first and
/// missing: missing.
expr bands(const expr& number, std::vector<double> from, std::vector<std::string> labels);

/// How units of one frame are looked through for each unit of another, both of one person.
struct looking {
  unit_frame from;  ///< the units looked through
  expr where{};     ///< which of them; null: all
  expr dated_by{};  ///< a date of them, for a window
  expr after{};     ///< of the unit looked for: the first day of the window, included; null: none
  expr until{};     ///< the last day, included; null: none
  /// A second window, for another date of them: what starts by one day and ends after another.
  expr also_dated_by{};
  expr also_after{};
  expr also_until{};
  /// Only those that belong to the unit that looks: a link, or another series of units, of those looked through. The
  /// enquiries of a concern are those whose link leads to it.
  expr belongs_to{};
  /// Only those that belong to the same as the unit that looks: the way of the latter. `belongs_to` is theirs.
  expr own_belongs_to{};
};
expr any_in(const unit_frame& of, const looking& through);
expr count_in(const unit_frame& of, const looking& through);
/// Over the known values; missing when there is none.
expr sum_in(const unit_frame& of, const looking& through, const expr& value);
expr least_in(const unit_frame& of, const looking& through, const expr& value);
expr greatest_in(const unit_frame& of, const looking& through, const expr& value);
/// One key of an order; missing values come last either way.
struct order_key {
  expr by;
  bool descending = false;
};
/// The first unit in an order. Units alike in every key are told apart by their place in the records.
/// @throws usage_error without a key: a window without an order would depend on chance
expr first_in(const unit_frame& of, const looking& through, std::vector<order_key> order);
/// Which units stand when repeats are left out, of the units of one person in order of their date, then of `then_by`. One
/// is a repeat when it has the date of an earlier one that stands, or a date at most `days` later, and shares with it one
/// of the parts of `alike`. A unit without parts or date, or that belongs to nobody, is no repeat.
/// @param alike  null: whatever they are about; they must not depend on the reporting period
/// @source clarification C16
expr kept_apart(const expr& where, const expr& dated_by, std::int64_t days, const expr& alike, const expr& then_by);
/// What a picked unit has in a series of its own frame; missing when none was picked.
expr at_unit(const expr& picked, const expr& value);

}  // namespace expressions

/// Names of the event fields and the person fields that a definition can use.
std::vector<std::string> event_field_names();
std::vector<std::string> person_field_names();

/// The expression as a person would read it aloud, for definitions and messages. Of a very large one "..." stands for
/// what comes after the first couple of thousand parts, or lies very deep.
std::string to_text(const expr& of);

/// A text that two expressions share only when they are the same: what `to_text` says twice alike may differ (how an
/// age is counted, where bands begin). Its length goes with the number of different parts, however often they stand
/// there. For keys of episode builders.
std::string identity(const expr& of);

/// Columns of the main table that an expression reads.
void add_columns_read(const expr& of, std::vector<event::column>& to);
/// Kinds of record whose rows an expression reads, by name.
void add_types_read(const expr& of, std::vector<record_type_ptr>& to);
/// Whether it reads client level records: events, what is made of them, details of people other than their council.
bool reads_events(const expr& of);
/// Whether it looks at episodes that need hospital episodes, however deep.
bool reads_hospital(const expr& of);
/// Whether its value can differ from one reporting period to another.
bool depends_on_period(const expr& of);

}  // namespace ascof

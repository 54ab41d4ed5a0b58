/// @file measure.hpp
/// A measure as a value: what it is called, where its definition stands, who counts and how.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/measure/episode_builder.hpp"
#include "ascof/measure/expression.hpp"
#include "ascof/measure/tally.hpp"

namespace ascof {

/// How a figure is made of what was counted.
enum class statistic {
  count,              ///< units
  proportion,         ///< 100 * (numerator / denominator), in doubles and in this order, as the department divides
  exact_proportion,   ///< 100 * numerator / denominator: published from exact decimals; no value without a denominator
  rate_per_100000,    ///< numerator / population * 100,000
  median,             ///< of the values: the mean of the middle two when their number is even
  mean,               ///< of the values
  percentile,         ///< of the values, between the two nearest ones by their distance (`calculation::level`)
  sum,                ///< of the values
  change,             ///< this period's value minus that of the period a year earlier
  percent_change,     ///< that difference as a share of the earlier value
  standardised_rate,  ///< rates of age bands, each times the standard's share of people in it; one row, "Total"
  quotient,           ///< a sum of parts divided by a sum of parts, times a factor
};

enum class polarity { higher_is_better, lower_is_better, neutral };

/// One dimension of a breakdown. Either each unit is in every group whose condition holds (groups may overlap), or in
/// the group that its text names.
struct breakdown {
  std::string name;                   ///< "age_band"
  std::vector<std::string> labels{};  ///< of the groups, in order; empty for a text: the texts that occur
  std::vector<expr> conditions{};     ///< one a label; empty for a text
  expr text{};
  std::string total{};      ///< label of one more group of everybody; empty: none
  bool known_only = false;  ///< of a text: units without one are in no group but the total; else in one of their own
};
/// What adds to the two sums of a quotient: the units of a condition, or a number of each of them.
struct quotient_part {
  expr of{};
  expr value{};          ///< null: 1 for each unit
  double numerator = 0;  ///< what a unit's value is multiplied by before it is added to the numerator
  double denominator = 0;
  std::vector<breakdown> by{};  ///< for units of another kind than the figure's: the same groups for them
};

/// What a figure counts. Made by the functions of algebra.hpp (`proportion`, `median`, ...).
struct calculation {
  statistic kind = statistic::count;
  expr of{};                   ///< condition: the units that count; of a proportion the denominator
  expr numerator{};            ///< condition: which of them; of the same units
  expr value{};                ///< number: what is measured of each
  double level = 0;            ///< of a percentile, 0 to 100
  bool once_a_person = false;  ///< of a count: a person's units count once in each group
  /// Of a share of one thing by another (admissions by discharges): the denominator, when its units are others.
  expr other_denominator{};
  /// Of a change: what it is a change of (`count`, `proportion`, `mean`, ...).
  statistic changed = statistic::count;
  std::vector<quotient_part> parts{};  ///< of a quotient; `of` is that of the first
  double factor = 100;                 ///< of a quotient
};
inline bool is_change(statistic kind) { return kind == statistic::change || kind == statistic::percent_change; }
/// The statistic that units are counted for: of a change what it is a change of.
inline statistic counted_as(const calculation& c) { return is_change(c.kind) ? c.changed : c.kind; }

/// Label of units whose text is missing.
inline constexpr std::string_view missing_label = "missing";

/// In `figure::published_with`: the table has the row whatever was counted.
inline constexpr std::size_t always_published = static_cast<std::size_t>(-1);

/// One id of results.csv.
struct figure {
  std::string id;  ///< "ascof.3d.1a"
  std::string title;
  calculation counts;
  polarity direction = polarity::neutral;
  int decimals = 1;                         ///< as published, half away from zero
  std::vector<breakdown> by{};              ///< none: one group, "Total"
  std::vector<breakdown> denominator_by{};  ///< for `calculation::other_denominator`: the same labels for its units
  std::vector<std::string> population{};    ///< for a rate: the age band of each group's population
  expr unknown{};                           ///< condition: counted beside, as of missing or unknown category
  bool needs_an_answer = false;             ///< no value where all that count are of unknown category
  expr invalid{};                           ///< condition: counted beside, as of invalid category
  std::string published_as{};               ///< the department's name of the measure: "ASCOF 3D (Clients)"
  std::string description{};                ///< the department's description of the row
  /// Of a department's table that has no rows for what does not occur: for each group the group of the measure's first
  /// figure in which the nation must have counted something, or `always_published`. Where there is no row there is no
  /// denominator; where there is one and nobody is in it, the numerator is missing, not 0. Empty: all have rows.
  std::vector<std::size_t> published_with{};

  /// Labels of all groups, of several dimensions joined by ", ", the last fastest. Empty when a dimension's texts are
  /// not known before the records are.
  std::vector<std::string> groups() const;
};

/// A count that is no figure and stands beside them, per council: people in a category that the figures do not show,
/// events a median was taken from.
struct side_count {
  std::string published_as;
  std::string description;
  expr of;
  std::vector<breakdown> by{};
};

/// Which periods a measure reports.
enum class cadence {
  reporting_periods,  ///< the periods asked for; by default the financial years of the records
  quarters,           ///< the calendar quarters inside the periods asked for; by default all of the records
  latest_quarters,    ///< of each period asked for its latest calendar quarter; by default that of the records
};

/// Who stands behind a definition.
enum class standing {
  national,  ///< published by the department for every council: what "all" means
  local,     ///< the department's dashboard, local conventions, users' own: what "everything" adds
};

struct trace_column {
  std::string name;
  expr value;  ///< dates as ISO, conditions as Y and N, missing as nothing
};

/// A table of people or episodes behind the figures. Columns stand behind period_start, period_end, la_code, person_id.
struct trace_layout {
  std::string id;  ///< name of the file
  expr of;         ///< condition: the units that have a line
  std::vector<trace_column> columns;
  bool by_period = true;  ///< false: the lines are of no period, and have no period columns
  bool by_person = true;  ///< false: the lines say themselves whose they are, and have no la_code and person_id
};

/// The definition of a measure, or of several that count the same people.
struct measure {
  std::string id;  ///< "ascof.3d.clients"
  std::string title;
  std::string source;      ///< document and version of the definition
  std::string years;       ///< the years the definition holds for
  std::string unit;        ///< what is counted: "person", "carer"
  std::string definition;  ///< the rule in a few sentences, for `ascof describe`
  std::vector<figure> figures;
  std::vector<side_count> sides{};
  std::vector<trace_layout> traces{};  ///< the first is the trace proper
  cadence reports = cadence::reporting_periods;
  bool national = false;  ///< the result has rows for England too
  bool official = true;   ///< false for a variant with other constants: results say so
  standing stands = standing::national;

  /// Columns of the main table without which it cannot be computed.
  std::vector<event::column> needs() const;
  bool needs_hospital() const;
  /// Kinds of record whose tables it reads, by name, besides client level records.
  std::vector<record_type_ptr> types() const;
  /// Whether it reads client level records: events, what is made of them, or the details of people.
  bool reads_events() const;
};

/// Checks that the parts of a measure fit together.
/// @throws usage_error (bad_definition) that names the part: units of numerator and denominator differ, a numerator
/// that no unit of the denominator can be in, a breakdown by something that other units have, a group twice or without a
/// label; an id that cannot name a file, and of a user's own measure (local_measure) one that the catalogue has
void check(const measure& m);

/// Breaks down every figure by more dimensions, besides its own.
void break_down(measure& m, const std::vector<breakdown>& by);

/// All measures of the folder `ascof/measures`, by id. Written by the build from the names of the files there.
std::vector<measure> catalogue();

/// Part of a catalogue: which figures of which measures are wanted.
struct selection {
  std::vector<measure> measures;     ///< each at most once, in order of the catalogue
  std::vector<std::string> figures;  ///< ids that are wanted
  /// Asked for as "all" or "everything": what cannot be computed is left out and told, not refused.
  bool leaves_out = false;
  bool wants(std::string_view figure_id) const;
};

/// Finds measures by figure id ("ascof.3d.1a"), measure id ("ascof.3d.clients"), or, when no id is that name, the
/// beginning of ids up to a dot ("ascof.3d"); "all" is every national measure, "everything" every measure.
/// @throws usage_error for a name that none has, with the nearest
selection select_measures(const std::vector<measure>& from, const std::vector<std::string>& names);

/// All figures of these measures.
selection select_all(std::vector<measure> measures);

std::string_view to_text(statistic kind);
std::string_view to_text(polarity direction);

}  // namespace ascof

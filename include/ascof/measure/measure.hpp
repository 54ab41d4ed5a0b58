/// @file measure.hpp
/// A measure as a value: what it is called, where its definition stands, what it yields, and how it looks at a person.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/cld/hospital.hpp"
#include "ascof/core/period.hpp"
#include "ascof/measure/tally.hpp"
#include "ascof/prepare/person_details.hpp"
#include "ascof/prepare/records.hpp"

namespace ascof {

/// How a figure is made of what was counted.
enum class statistic {
  proportion,        ///< 100 * (numerator / denominator), in doubles and in this order, as the department divides
  exact_proportion,  ///< 100 * numerator / denominator: published from exact decimals; no value without a denominator
  rate_per_100000,   ///< numerator / population * 100,000
  median_days,       ///< median of the waits counted, the mean of the middle two when their number is even
};

enum class polarity { higher_is_better, lower_is_better, neutral };

/// One id of results.csv.
struct figure {
  std::string id;  ///< "ascof.3d.1a"
  std::string title;
  statistic kind = statistic::proportion;
  polarity direction = polarity::neutral;
  int decimals = 1;                     ///< as published, half away from zero
  std::vector<std::string> groups;      ///< labels of the rows, in order
  std::vector<std::string> population;  ///< for a rate: the age band of each group's population
  std::string published_as{};           ///< the department's name of the measure: "ASCOF 3D (Clients)"
  std::string description{};            ///< the department's description of the row
};

/// A count that is no figure and stands beside them, per council: people in a category that the figures do not show,
/// events a median was taken from.
struct side_count {
  std::string published_as;
  std::string description;
  std::vector<std::string> groups{"Total"};
};

/// Which periods a measure reports.
enum class cadence {
  reporting_periods,  ///< the periods asked for; by default the financial years of the records
  quarters,           ///< the calendar quarters inside the periods asked for; by default all of the records
};

/// A table of people or episodes behind the figures. Columns stand behind period_start, period_end, la_code, person_id.
struct trace_layout {
  std::string id;  ///< name of the file
  std::vector<std::string> columns;
  bool by_period = true;  ///< false: the lines are of no period, and have no period columns
  bool by_person = true;  ///< false: the lines say themselves whose they are, and have no la_code and person_id
};

/// A council a figure may be shown for.
struct place_of_figures {
  std::string la_code;
  std::string la_name;
};

/// What a measure is computed from.
struct study {
  const records& people;
  const person_details& details;
  const std::vector<place_of_figures>& places;  ///< of the result; `nation` is one more behind them
  const hospital_episodes* hospital = nullptr;  ///< when there are any

  std::size_t nation() const { return places.size(); }
};

/// A measure bound to a study: its categories are looked up, it can be asked about any person in any period. Const
/// calls are made from several threads.
class counter {
 public:
  counter() = default;
  counter(const counter&) = delete;
  counter& operator=(const counter&) = delete;
  virtual ~counter() = default;

  /// Counts one person in one reporting period: adds to the figures, and writes the trace when one is kept.
  virtual void count(std::size_t person, period reporting, tally& to) const = 0;

  /// Counts one person in several periods, `to[i]` being the tally of `periods[i]`. A measure that follows a person's
  /// whole history does so once here.
  virtual void count_all(std::size_t person, std::span<const period> periods, std::span<tally> to) const {
    for (std::size_t i = 0; i < periods.size(); ++i) count(person, periods[i], to[i]);
  }

  /// True when nobody anywhere is in a group, so that the department's table has no such row. Only asked of figures
  /// that tell "none" from "no such row": a none is then printed as missing.
  virtual bool is_empty_group(std::size_t figure, std::size_t group, const tally& counted) const {
    (void)figure;
    (void)group;
    (void)counted;
    return true;
  }

  /// Counts what belongs to no person of the records, once.
  virtual void count_rest(period reporting, tally& to) const {
    (void)reporting;
    (void)to;
  }
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
  std::vector<trace_layout> traces;  ///< the first is the trace proper
  cadence reports = cadence::reporting_periods;
  bool national = false;             ///< the result has rows for England too
  bool needs_hospital = false;       ///< computed from hospital episodes besides
  bool official = true;              ///< false for a variant with other constants: results say so
  std::vector<event::column> needs;  ///< columns of the main table without which it cannot be computed
  std::function<std::unique_ptr<counter>(const study&)> bind;
};

/// All measures of the folder `ascof/measures`, by id. Written by the build from the names of the files there.
std::vector<measure> catalogue();

/// Part of a catalogue: which figures of which measures are wanted.
struct selection {
  std::vector<measure> measures;     ///< each at most once, in order of the catalogue
  std::vector<std::string> figures;  ///< ids that are wanted
  bool wants(std::string_view figure_id) const;
};

/// Finds measures by figure id ("ascof.3d.1a"), measure id ("ascof.3d.clients"), or, when no id is that name, the
/// beginning of ids up to a dot ("ascof.3d"); "all" is every measure.
/// @throws usage_error for a name that none has, with the nearest
selection select_measures(const std::vector<measure>& from, const std::vector<std::string>& names);

std::string_view to_text(statistic kind);
std::string_view to_text(polarity direction);

}  // namespace ascof

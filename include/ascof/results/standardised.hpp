/// @file standardised.hpp
/// Figures of councils whose people differ in age, made comparable: a breakdown by bands becomes one standardised figure.
///
/// Proportions and rates that are broken down by bands, in every period, council and group of their other dimensions. The
/// dimension of the bands is that named "age", or in several words one of which is "age" ("age_band", "working_age_band"),
/// or any other that is asked for by name. Its totals (its own, "Total", "All") are no bands; people whose band is not known
/// ("missing", "Unknown") are in none, and so in no standardised figure. Bands are taken not to overlap.
///
/// Labels of a reference are those of the results, as texts are compared (case and trailing blanks apart), and all of them:
/// neither side may have a band that the other has not, lest people are left out unnoticed.
///
/// The limits are those of counts (statistics/standardise.hpp). The higher a proportion, the more they are too wide, and may
/// pass 100 %; for small shares the difference is nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/results/intervals.hpp"
#include "ascof/results/output_table.hpp"
#include "ascof/results/result_table.hpp"
#include "ascof/statistics/standardise.hpp"

namespace ascof {

/// Reference of a direct standardisation: whose ages all councils are given.
struct standard_population {
  struct band {
    std::string label;  ///< as the results have it
    double weight = 0;  ///< people, on any scale; 0 leaves the band out
  };
  /// Empty: the European Standard Population of 2013, summed over the figure's bands (`european_standard_weights`).
  std::vector<band> bands{};
  std::string name{};  ///< shown beside the figures
};

/// Reference of an indirect standardisation: at whose rates events are expected.
struct standard_rates {
  struct band {
    std::string label;  ///< as the results have it
    double events = 0;
    double population = 0;  ///< 0, with 0 events, leaves the band out
  };
  std::vector<band> bands{};  ///< empty: from the same results, period and group
  std::string la_code{};      ///< of which council, or England; empty: all councils together
  std::string name{};         ///< shown beside the figures
};

struct standardised_row {
  std::string measure;
  period reporting;
  std::string la_code;
  std::string la_name;
  std::string group;      ///< of the other dimensions; "Total" when there are none
  std::string bands;      ///< name of the dimension that is standardised for: "age_band"
  std::string kind;       ///< "direct", "indirect ratio", "indirect rate"
  std::string reference;  ///< "European Standard Population 2013", "all councils", "council 901", or its name
  std::optional<double> numerator{};    ///< of all bands that have a weight
  std::optional<double> denominator{};  ///< likewise
  std::optional<double> crude{};        ///< numerator by denominator, in the unit of the figure
  std::optional<double> expected{};     ///< events at the reference's rates; indirect only
  std::optional<double> value{};        ///< in the unit of the figure; of an indirect ratio 100 is as expected
  double level = 0.95;                  ///< a share
  std::optional<double> lower{};
  std::optional<double> upper{};
  std::string method{};  ///< of the limits, or "none: " and why
  /// Indirect only: against the reference, by the figure's polarity. The reference is taken as known without error.
  statistics::verdict says = statistics::verdict::not_calculated;
};

/// Directly standardised figures: what they would be with the reference's people. A row for each level, of councils and,
/// where the results have it, of England. None below 10 events, or when a band has nobody to divide by.
///
/// @param which  its group is one of the other dimensions' groups; without a measure all that fit are standardised
/// @param by     name of the dimension of the bands; empty: the one of ages
/// @throws usage_error (unknown_name) when the filter or `by` names what the results do not hold; (bad_option) when the
/// figure is neither a proportion nor a rate, has no such dimension or several of ages, when no figure is left, when a
/// band has no weight or a weight no band, for weights that are negative or all 0, for ages that the European Standard
/// Population cannot be summed over, and without a level
std::vector<standardised_row> standardise(const result_table& results, const figure_filter& which = {},
                                          const standard_population& reference = {}, std::string_view by = {},
                                          const statistics::confidence_levels& levels = {statistics::level_95()});

/// Indirectly standardised figures: events against those expected at the reference's rates. A row for each level, of
/// councils; of England only when it is the reference.
///
/// A rate is the ratio times the reference's own crude figure. Standardised so, councils compare with the reference; with
/// each other only as far as their ages agree.
/// @throws usage_error as above, and for a reference council that the results do not hold
std::vector<standardised_row> standardise(const result_table& results, const figure_filter& which,
                                          const standard_rates& reference,
                                          statistics::indirect kind = statistics::indirect::ratio,
                                          std::string_view by = {},
                                          const statistics::confidence_levels& levels = {statistics::level_95()});

/// measure, period_start, period_end, la_code, la_name, group, bands, kind, reference, numerator, denominator, crude,
/// expected, value, level, lower, upper, method, verdict.
output_table standardised_output(std::shared_ptr<const std::vector<standardised_row>> standardised);

}  // namespace ascof

/// @file disclosure.hpp
/// Disclosure control: which figures of a release are shown, rounded or hidden, so that no small count can be worked out.
///
/// A release is everything that is published together: counts, what is publicly true about them (these parts make that
/// total, this numerator is part of that denominator) and the ratios made of them. A figure that two breakdowns share is one
/// count of the release: that is how one breakdown cannot give away what another one hides.
///
/// What is promised. An outsider knows the policy, the build of the release and every published figure, and sees of a
/// hidden count only that it is hidden. Then
///   1. every value of `hidden_range` stays possible for every small count, hidden or not published at all: for each value
///      there are whole counts that agree with everything published (whole counts are more than a linear program asks);
///   2. for every other hidden count, values stay possible that lie as far apart as the ends of `hidden_range`, by any
///      reasoning over linear equations and inequalities;
///   3. a published ratio may give its own two counts away to the last person, and still 1 and 2 hold.
/// Where hiding every count of the release could not keep that much open (the numerator of a rate in a population of three
/// is at most 3), as much stays open as that would keep.
///
/// What is not promised: nothing about relations that the release does not name, about releases published before, or about
/// somebody who knows more (a member of a group of two knows the other). Which hidden counts are small and which hide to
/// protect them (`primary` and `secondary`) is for the council's own eyes; publish the symbol alone. Nor is a rounded count
/// promised to stay within its rounding alone: it is no small count.
///
/// Method: complementary suppression by linear programming, one small count and one direction at a time, the cheapest set
/// of further counts that keeps the end of the range possible; then what need not be hidden is shown again; then the
/// promise is proven anew, by the whole counts of 1 and by exact bounds of every hidden count, and where a proof fails
/// everything that hangs together there is hidden (Fischetti and Salazar-Gonzalez, Journal of the American Statistical
/// Association 95, 2000; Hundepool and others, Statistical Disclosure Control, Wiley 2012, chapter 4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ascof::statistics {

/// Whole numbers from `least` to `most`, both included; without `most` there is no upper end.
struct possible_counts {
  std::int64_t least = 0;
  std::optional<std::int64_t> most{};

  friend bool operator==(const possible_counts&, const possible_counts&) = default;
};

/// Which counts may not be shown, and how the others are. A council's own policy is this with other numbers.
struct disclosure_policy {
  std::string name;
  std::string source;               ///< document that states it
  std::int64_t largest_hidden = 4;  ///< counts up to this one are small: hidden. At least 1
  bool shows_zero = false;          ///< a count of 0 is shown as 0; otherwise it is small as well
  std::int64_t rounding = 1;  ///< counts are shown to the nearest multiple of this, a half upwards. 1: as they are
  bool rounds_before_dividing = false;  ///< ratios are made of the counts as shown; otherwise of the unrounded ones
  /// A ratio of unrounded counts is shown when it leaves, taken alone, at least this many values possible for each rounded
  /// count it is made of. 1: it may undo the rounding, as the official tables accept.
  std::int64_t least_choices = 1;
  std::string symbol = "*";  ///< what stands for a hidden figure

  friend bool operator==(const disclosure_policy&, const disclosure_policy&) = default;
};

/// The small counts of a policy: from 0, or from 1 where zeros are shown, to `largest_hidden`.
possible_counts hidden_range(const disclosure_policy& policy);

/// 0 to 4 are a star, other counts to the nearest 5, percentages from unrounded counts.
/// @source NHS Digital, Safeguarding Adults, England, 2018-19, Introduction
disclosure_policy safeguarding_policy();

/// 1 to 7 are a star; 0 and all other counts are shown as they are.
/// @source NHS Digital, Disclosure control methodology for HES and ECDS, September 2018: its first step
disclosure_policy one_to_seven_policy();

/// 1 to 7 are a star, 0 is shown, other counts to the nearest 5, percentages from the rounded counts.
/// @source NHS Digital, Disclosure control methodology for HES and ECDS, September 2018: both steps
disclosure_policy secondary_care_policy();

/// 7 or fewer are redacted, other counts to the nearest 5.
/// @source OpenSAFELY, ehrQL, disclosure control of measures (which prints 0 for them: here they have a status)
disclosure_policy health_research_policy();

/// The policies above, in this order.
const std::vector<disclosure_policy>& disclosure_policies();

/// @throws usage_error when no policy has this name
const disclosure_policy& find_disclosure_policy(std::string_view name);

/// What becomes of a count.
enum class count_status {
  shown,        ///< as it is
  rounded,      ///< to the policy's multiple
  primary,      ///< hidden: small
  secondary,    ///< hidden: a small count could be worked out from it
  unpublished,  ///< no figure of the release; protected if it is small
  known,        ///< public whatever the release does
};
std::string_view to_text(count_status status);

/// What becomes of a ratio.
enum class ratio_status {
  shown,
  hidden,          ///< one of its counts is hidden, or it would give a hidden count away
  no_denominator,  ///< nobody to divide by, and that is shown: no value, which is not 0
};
std::string_view to_text(ratio_status status);

/// Counts, what outsiders know to be true about them, and ratios. Counts and ratios are named by their number, in the order
/// in which they were added, from 0.
///
/// Whatever relation holds in public must be added, or the outsider knows more than the protection reckons with.
class release {
 public:
  enum class kind { published, unpublished, known };
  struct count {
    std::int64_t value;
    kind is;
    double weight;  ///< 0: by its size
  };
  /// Counts by their numbers.
  struct relation {
    std::size_t whole;
    std::vector<std::size_t> parts;
    bool complete;  ///< the parts make the whole; otherwise they are within it
  };
  /// Counts by their numbers; `per` x numerator / denominator.
  struct ratio {
    std::size_t numerator;
    std::size_t denominator;
    double per;
    int decimals;
    bool proportion;  ///< the numerator is within the denominator
  };

  /// A count to be published.
  /// @param weight  how much it would be missed if it had to be hidden to protect another one, above 0; 0: by its size
  /// @throws usage_error when the value or the weight is negative
  std::size_t add_count(std::int64_t value, double weight = 0);

  /// A count that is not published and must not be worked out when it is small: the people without the outcome
  /// (denominator less numerator) where a percentage close to 100 would give them away.
  /// @throws usage_error when the value is negative
  std::size_t add_unpublished(std::int64_t value);

  /// A count that everybody knows: residents by age, a national total published before.
  /// @throws usage_error when the value is negative
  std::size_t add_known(std::int64_t value);

  /// The parts add up to the total.
  /// @throws usage_error when they do not, when a count repeats or when there is no such count
  void add_total(std::size_t total, std::vector<std::size_t> parts);

  /// The parts do not overlap and are all in the whole, which may hold more: people of unknown age are in the total only.
  /// @throws usage_error when they add up to more, when a count repeats or when there is no such count
  void add_within(std::size_t whole, std::vector<std::size_t> parts);

  /// 100 x numerator / denominator, and the numerator within the denominator.
  /// @param decimals  as published, 0 to 9
  /// @throws usage_error when the numerator is the larger or there is no such count
  std::size_t add_percentage(std::size_t numerator, std::size_t denominator, int decimals = 1);

  /// per x numerator / denominator. Says nothing of one within the other: see `add_within`.
  /// @param per       above 0: 100,000 for a rate per 100,000
  /// @param decimals  as published, 0 to 9
  /// @throws usage_error when there is no such count
  std::size_t add_rate(std::size_t numerator, std::size_t denominator, double per, int decimals = 1);

  const std::vector<count>& counts() const { return counts_; }
  const std::vector<relation>& relations() const { return relations_; }
  const std::vector<ratio>& ratios() const { return ratios_; }

 private:
  std::size_t add(std::int64_t value, kind is, double weight);
  void relate(std::size_t whole, std::vector<std::size_t> parts, bool complete);
  std::size_t divide(const ratio& asked);
  void check_number(std::size_t number, const char* argument) const;

  std::vector<count> counts_;
  std::vector<relation> relations_;
  std::vector<ratio> ratios_;
};

/// A count as it may be published.
struct protected_count {
  count_status status = count_status::shown;
  std::optional<std::int64_t> value{};  ///< as published; none when hidden or unpublished
  /// Of a hidden or unpublished count: what an outsider can tell from the whole release. Otherwise: what the figure says.
  possible_counts possible{};

  bool hidden() const { return status == count_status::primary || status == count_status::secondary; }
};

/// A ratio as it may be published.
struct protected_ratio {
  ratio_status status = ratio_status::shown;
  std::optional<double> value{};  ///< to the published decimals, half away from zero; only when shown
};

/// A release as it may be published. Counts and ratios have the numbers of the release.
struct protected_release {
  disclosure_policy policy;
  std::vector<protected_count> counts;
  std::vector<protected_ratio> ratios;

  std::size_t count_of(count_status status) const;
  std::size_t count_of(ratio_status status) const;
  /// A published count as text: the number, or the policy's symbol. Empty when it is unpublished.
  std::string text(std::size_t count) const;
};

/// Hides what has to be hidden for the promise above. The same release gives the same outcome everywhere.
/// @throws usage_error when the policy makes no sense
protected_release protect(const release& what, const disclosure_policy& policy);

/// Only hides small counts and the ratios made of them, as is often done. Not safe: `audit` shows what it gives away.
/// @throws usage_error when the policy makes no sense
protected_release hide_small_counts(const release& what, const disclosure_policy& policy);

/// What an outsider can tell of every count by linear reasoning over all that is published; published ratios are taken to
/// give their counts away. The exact ends of the linear relaxation, rounded inwards to whole numbers.
/// @return by count; a published count's own interval is narrowed too
/// @throws usage_error when `published` is not of this release
std::vector<possible_counts> audit(const release& what, const protected_release& published);

}  // namespace ascof::statistics

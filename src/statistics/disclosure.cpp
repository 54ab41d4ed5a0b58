#include "ascof/statistics/disclosure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "ascof/core/error.hpp"
#include "statistics/disclosure_search.hpp"

namespace ascof::statistics {
namespace {

using detail::moves;
using detail::none;
using detail::rule;
using detail::standing;
using kind = release::kind;

[[noreturn]] void refuse(const char* argument, const std::string& problem, const std::string& advice) {
  throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = argument, .column = 0}, problem, advice);
}

void check_policy(const disclosure_policy& policy) {
  if (policy.largest_hidden < 1)
    refuse("largest_hidden", "a policy that hides no count", "give the largest count that may not be shown, 1 or more");
  if (policy.rounding < 1) refuse("rounding", "expected 1 or more", "1 shows counts as they are");
  if (policy.rounding > 2 * (policy.largest_hidden + 1))
    refuse("rounding", "counts that are not small would be rounded to 0", "round to a smaller multiple, or hide more");
  if (policy.least_choices < 1) refuse("least_choices", "expected 1 or more", "1 asks nothing of a ratio alone");
  if (policy.symbol.empty())
    refuse("symbol", "a hidden figure needs a symbol", "an empty one looks like a missing figure");
}

bool is_small(std::int64_t value, const disclosure_policy& policy) {
  return value <= policy.largest_hidden && !(value == 0 && policy.shows_zero);
}

/// The least value somebody who sees the symbol must reckon with.
std::int64_t least_hidden(const disclosure_policy& policy) { return policy.shows_zero ? 1 : 0; }

std::int64_t to_multiple(std::int64_t value, std::int64_t of) { return (2 * value + of) / (2 * of) * of; }

/// The counts that a published figure may stand for.
possible_counts behind(std::int64_t shown, const disclosure_policy& policy) {
  if (policy.rounding == 1 || (shown == 0 && policy.shows_zero)) return {shown, shown};
  const std::int64_t least = shown - policy.rounding / 2;
  return {std::max(least, policy.largest_hidden + 1), least + policy.rounding - 1};
}

double to_decimals(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

double value_of(const release::ratio& ratio, std::int64_t numerator, std::int64_t denominator) {
  // Divide, scale, round: the order of the department's figures.
  return to_decimals(static_cast<double>(numerator) / static_cast<double>(denominator) * ratio.per, ratio.decimals);
}

bool is_hidden(count_status status) { return status == count_status::primary || status == count_status::secondary; }

/// Whether a ratio taken alone leaves enough values of its rounded counts possible.
bool leaves_choices(const release::ratio& ratio, const protected_release& made,
                    const std::vector<release::count>& counts) {
  const std::int64_t least = made.policy.least_choices;
  const std::size_t n = ratio.numerator, d = ratio.denominator;
  const bool rounded_n = made.counts[n].status == count_status::rounded;
  const bool rounded_d = made.counts[d].status == count_status::rounded;
  if (least == 1 || !(rounded_n || rounded_d) || made.policy.rounds_before_dividing) return true;
  const auto range = [&](std::size_t count, bool rounded) {
    const std::int64_t value = counts[count].value;
    return rounded ? std::pair(made.counts[count].possible.least, *made.counts[count].possible.most)
                   : std::pair(value, value);
  };
  const double shown = value_of(ratio, counts[n].value, counts[d].value);
  const auto [least_n, most_n] = range(n, rounded_n);
  const auto [least_d, most_d] = range(d, rounded_d);
  std::set<std::int64_t> numerators, denominators;
  for (std::int64_t b = std::max<std::int64_t>(least_d, 1); b <= most_d; ++b)
    for (std::int64_t a = least_n; a <= most_n; ++a) {
      if ((ratio.proportion && a > b) || value_of(ratio, a, b) != shown) continue;
      numerators.insert(a);
      denominators.insert(b);
    }
  const auto enough = [&](bool rounded, const auto& values) {
    return !rounded || static_cast<std::int64_t>(values.size()) >= least;
  };
  return enough(rounded_n, numerators) && enough(rounded_d, denominators);
}

/// The figures that follow from the statuses.
class publisher {
 public:
  publisher(const release& what, const disclosure_policy& policy) : what_(what), made_{policy, {}, {}} {
    check_policy(policy);
    made_.counts.resize(what.counts().size());
    made_.ratios.resize(what.ratios().size());
    for (std::size_t i = 0; i < made_.counts.size(); ++i) {
      const release::count& count = what.counts()[i];
      if (count.is == kind::known)
        set(i, count_status::known);
      else if (count.is == kind::unpublished)
        set(i, count_status::unpublished);
      else if (is_small(count.value, policy))
        set(i, count_status::primary);
      else
        set(i, policy.rounding == 1 || count.value == 0 ? count_status::shown : count_status::rounded);
    }
  }

  void set(std::size_t count, count_status status) {
    protected_count& to = made_.counts[count];
    const std::int64_t value = what_.counts()[count].value;
    to = {status, {}, {}};
    switch (status) {
      case count_status::shown:
      case count_status::known:
        to.value = value;
        to.possible = {value, value};
        break;
      case count_status::rounded:
        to.value = to_multiple(value, made_.policy.rounding);
        to.possible = behind(*to.value, made_.policy);
        break;
      case count_status::primary:
      case count_status::secondary: to.possible = {least_hidden(made_.policy), {}}; break;
      case count_status::unpublished: break;
    }
  }

  /// Hidden if one of its counts is, or if it divides by a 0 that shows.
  void set_ratio(std::size_t number, bool shown) {
    const release::ratio& ratio = what_.ratios()[number];
    protected_ratio& to = made_.ratios[number];
    to = {ratio_status::hidden, {}};
    if (!may_be_shown(number)) return;
    const std::vector<release::count>& counts = what_.counts();
    std::int64_t n = counts[ratio.numerator].value, d = counts[ratio.denominator].value;
    if (made_.policy.rounds_before_dividing) {
      n = made_.counts[ratio.numerator].value.value_or(n);
      d = made_.counts[ratio.denominator].value.value_or(d);
    }
    if (d == 0)
      to.status = ratio_status::no_denominator;
    else if (shown)
      to = {ratio_status::shown, value_of(ratio, n, d)};
  }

  /// Whether neither count is hidden, nor small and unpublished.
  bool may_be_shown(std::size_t number) const {
    const release::ratio& ratio = what_.ratios()[number];
    const auto secret = [&](std::size_t i) {
      const count_status status = made_.counts[i].status;
      return is_hidden(status) ||
             (status == count_status::unpublished && is_small(what_.counts()[i].value, made_.policy));
    };
    return !secret(ratio.numerator) && !secret(ratio.denominator);
  }

  protected_release& made() { return made_; }

 private:
  const release& what_;
  protected_release made_;
};

/// The counts that a ratio, once shown, is taken to give away: it is made of more than their figures say.
std::vector<std::size_t> given_away_by(const release::ratio& ratio, const release& what,
                                       const protected_release& made) {
  // 0 of any number is 0.
  if (what.counts()[ratio.numerator].value == 0 && made.counts[ratio.numerator].status != count_status::unpublished)
    return {};
  std::vector<std::size_t> counts;
  for (const std::size_t i : {ratio.numerator, ratio.denominator}) {
    const count_status status = made.counts[i].status;
    if (status == count_status::unpublished || (status == count_status::rounded && !made.policy.rounds_before_dividing))
      counts.push_back(i);
  }
  return counts;
}

/// Whether the count is the same for every outsider, whatever is hidden.
bool is_fixed(count_status status, std::int64_t value) {
  return status == count_status::known || (status == count_status::shown && value == 0);
}

/// How far every count can move by what is published of it, alone.
std::vector<moves> bounds_of(const release& what, const protected_release& published) {
  std::vector<moves> bounds(what.counts().size());
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const double value = static_cast<double>(what.counts()[i].value);
    const possible_counts& possible = published.counts[i].possible;
    bounds[i] = {static_cast<double>(possible.least) - value,
                 possible.most ? static_cast<double>(*possible.most) - value : detail::unlimited};
  }
  for (std::size_t i = 0; i < what.ratios().size(); ++i) {
    if (published.ratios[i].status != ratio_status::shown) continue;
    for (const std::size_t count : given_away_by(what.ratios()[i], what, published)) bounds[count] = {};
  }
  return bounds;
}

std::vector<rule> rules_of(const release& what) {
  std::vector<rule> rules;
  for (const release::relation& of : what.relations()) {
    std::int64_t left = what.counts()[of.whole].value;
    for (const std::size_t part : of.parts) left -= what.counts()[part].value;
    rules.push_back({of.whole, of.parts, of.complete, static_cast<double>(left)});
  }
  return rules;
}

/// Whole numbers inside the ends of a move.
possible_counts to_counts(std::int64_t value, const moves& ends) {
  const double true_value = static_cast<double>(value);
  possible_counts possible;
  possible.least = static_cast<std::int64_t>(std::ceil(true_value + ends.down - detail::tolerance));
  if (ends.up != detail::unlimited)
    possible.most = static_cast<std::int64_t>(std::floor(true_value + ends.up + detail::tolerance));
  return possible;
}

/// Counts that hang together, as the search takes them.
struct part_of_release {
  std::vector<std::size_t> counts;  // numbers in the release
  std::vector<rule> rules;          // over positions in `counts`
  std::vector<std::size_t> ratios;  // numbers in the release
  bool has_small = false;
};

/// The release in parts without common counts. Counts that nobody can doubt join nothing: they stay out, and what the rules
/// leave over takes them into account.
std::vector<part_of_release> parts_of(const release& what, const protected_release& made) {
  const std::vector<release::count>& counts = what.counts();
  const auto fixed = [&](std::size_t i) { return is_fixed(made.counts[i].status, counts[i].value); };
  detail::groups together(counts.size());
  const auto join_all = [&](const std::vector<std::size_t>& numbers) {
    std::size_t first = none;
    for (const std::size_t i : numbers) {
      if (fixed(i)) continue;
      if (first == none)
        first = i;
      else
        together.join(first, i);
    }
    return first;
  };
  const auto members = [](const rule& of) {
    std::vector<std::size_t> all = of.parts;
    all.push_back(of.whole);
    return all;
  };
  const std::vector<rule> rules = rules_of(what);
  for (const rule& of : rules) join_all(members(of));
  for (const release::ratio& of : what.ratios()) join_all({of.numerator, of.denominator});

  std::vector<part_of_release> parts;
  std::vector<std::size_t> part_of(counts.size(), none), place(counts.size(), none);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (fixed(i)) continue;
    const std::size_t head = together.find(i);
    if (part_of[head] == none) {
      part_of[head] = parts.size();
      parts.emplace_back();
    }
    part_of_release& part = parts[part_of[head]];
    place[i] = part.counts.size();
    part.counts.push_back(i);
    part.has_small |= made.counts[i].status != count_status::shown && is_small(counts[i].value, made.policy);
  }
  for (const rule& of : rules) {
    const std::size_t first = join_all(members(of));
    if (first == none) continue;
    rule local{none, {}, of.complete, of.left_over};
    for (const std::size_t i : of.parts)
      if (!fixed(i)) local.parts.push_back(place[i]);
    if (!fixed(of.whole)) local.whole = place[of.whole];
    parts[part_of[together.find(first)]].rules.push_back(std::move(local));
  }
  for (std::size_t i = 0; i < what.ratios().size(); ++i) {
    const std::size_t first = join_all({what.ratios()[i].numerator, what.ratios()[i].denominator});
    if (first != none) parts[part_of[together.find(first)]].ratios.push_back(i);
  }
  return parts;
}

detail::search search_in(const part_of_release& part, const release& what, const protected_release& made) {
  const disclosure_policy& policy = made.policy;
  const possible_counts range = hidden_range(policy);
  const double least = static_cast<double>(range.least), most = static_cast<double>(*range.most);
  std::vector<detail::search_item> items;
  for (const std::size_t number : part.counts) {
    const release::count& count = what.counts()[number];
    const possible_counts& figure = made.counts[number].possible;
    const double value = static_cast<double>(count.value);
    detail::search_item item;
    item.wanted = made.counts[number].status != count_status::shown && is_small(count.value, policy);
    if (item.wanted) item.wants = {least - value, most - value};
    item.down_to = (count.is == kind::unpublished ? 0 : static_cast<double>(least_hidden(policy))) - value;
    switch (made.counts[number].status) {
      case count_status::primary: item.is = standing::small; break;
      case count_status::unpublished: item.is = standing::unpublished; break;
      default:
        item.is = standing::open;
        item.published = {static_cast<double>(figure.least) - value, static_cast<double>(*figure.most) - value};
        item.weight = count.weight > 0 ? count.weight : 1 + std::log2(1 + value);
        break;
    }
    items.push_back(item);
  }
  return detail::search(std::move(items), part.rules, most - least);
}

/// Shows every ratio of the part that gives nothing hidden away.
/// @param found    none when there is nothing to hide
/// @param telling  whether ratios may be shown that tell more than the figures of their counts
/// @return whether such a one is shown
bool settle_ratios(const part_of_release& part, const release& what, publisher& to, detail::search* found,
                   bool telling = true) {
  const auto position = [&](std::size_t count) {
    return static_cast<std::size_t>(std::lower_bound(part.counts.begin(), part.counts.end(), count) -
                                    part.counts.begin());
  };
  bool tells = false;
  for (const std::size_t number : part.ratios) {
    bool shown = to.may_be_shown(number);
    std::vector<std::size_t> told;
    if (shown) {
      told = given_away_by(what.ratios()[number], what, to.made());
      std::transform(told.begin(), told.end(), told.begin(), position);
      shown = leaves_choices(what.ratios()[number], to.made(), what.counts()) && (telling || told.empty()) &&
              (found == nullptr || found->give_away(told));
    }
    to.set_ratio(number, shown);
    tells = tells || (shown && !told.empty());
  }
  return tells;
}

/// Hides all of a part that can be hidden.
void hide_everything(const part_of_release& part, publisher& to) {
  for (const std::size_t number : part.counts) {
    const count_status status = to.made().counts[number].status;
    if (status == count_status::shown || status == count_status::rounded) to.set(number, count_status::secondary);
  }
  for (const std::size_t number : part.ratios) to.set_ratio(number, false);
}

}  // namespace

possible_counts hidden_range(const disclosure_policy& policy) { return {least_hidden(policy), policy.largest_hidden}; }

disclosure_policy safeguarding_policy() {
  disclosure_policy policy;
  policy.name = "safeguarding";
  policy.source = "NHS Digital, Safeguarding Adults, England, 2018-19, Introduction";
  policy.largest_hidden = 4;
  policy.rounding = 5;
  return policy;
}

disclosure_policy one_to_seven_policy() {
  disclosure_policy policy;
  policy.name = "1 to 7";
  policy.source = "NHS Digital, Disclosure control methodology for HES and ECDS, September 2018 (first step)";
  policy.largest_hidden = 7;
  policy.shows_zero = true;
  return policy;
}

disclosure_policy secondary_care_policy() {
  disclosure_policy policy = one_to_seven_policy();
  policy.name = "secondary care";
  policy.source = "NHS Digital, Disclosure control methodology for HES and ECDS, September 2018";
  policy.rounding = 5;
  policy.rounds_before_dividing = true;
  return policy;
}

disclosure_policy health_research_policy() {
  disclosure_policy policy;
  policy.name = "health research";
  policy.source = "OpenSAFELY, ehrQL, disclosure control of measures";
  policy.largest_hidden = 7;
  policy.rounding = 5;
  policy.symbol = "[REDACTED]";
  return policy;
}

const std::vector<disclosure_policy>& disclosure_policies() {
  static const std::vector<disclosure_policy> policies{safeguarding_policy(), one_to_seven_policy(),
                                                       secondary_care_policy(), health_research_policy()};
  return policies;
}

const disclosure_policy& find_disclosure_policy(std::string_view name) {
  std::string names;
  for (const disclosure_policy& policy : disclosure_policies()) {
    if (policy.name == name) return policy;
    names += (names.empty() ? "'" : ", '") + policy.name + "'";
  }
  throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = "policy", .column = 0},
                    fmt::format("no policy is called '{}'", name), "there are " + names);
}

std::string_view to_text(count_status status) {
  switch (status) {
    case count_status::shown: return "shown";
    case count_status::rounded: return "rounded";
    case count_status::primary: return "primary suppression";
    case count_status::secondary: return "secondary suppression";
    case count_status::unpublished: return "unpublished";
    case count_status::known: return "known";
  }
  return {};
}

std::string_view to_text(ratio_status status) {
  switch (status) {
    case ratio_status::shown: return "shown";
    case ratio_status::hidden: return "hidden";
    case ratio_status::no_denominator: return "no denominator";
  }
  return {};
}

// ------------------------------------------------------------------------------------------------------- the release

std::size_t release::add(std::int64_t value, kind is, double weight) {
  if (value < 0) refuse("value", "a count below 0", "counts are of people or events");
  if (!(weight >= 0) || std::isinf(weight)) refuse("weight", "expected 0 or more", "0 weighs a count by its size");
  counts_.push_back({value, is, weight});
  return counts_.size() - 1;
}

std::size_t release::add_count(std::int64_t value, double weight) { return add(value, kind::published, weight); }
std::size_t release::add_unpublished(std::int64_t value) { return add(value, kind::unpublished, 0); }
std::size_t release::add_known(std::int64_t value) { return add(value, kind::known, 0); }

void release::check_number(std::size_t number, const char* argument) const {
  if (number >= counts_.size())
    refuse(argument, fmt::format("there is no count {}", number), "add a count before what is said of it");
}

void release::relate(std::size_t whole, std::vector<std::size_t> parts, bool complete) {
  check_number(whole, complete ? "total" : "whole");
  std::set<std::size_t> met{whole};
  std::int64_t left = counts_[whole].value;
  for (const std::size_t part : parts) {
    check_number(part, "parts");
    if (!met.insert(part).second) refuse("parts", fmt::format("count {} is there twice", part), "name each count once");
    left -= counts_[part].value;
  }
  // No values in the message: they may be small counts.
  if (complete && left != 0)
    refuse(
        "parts", fmt::format("the parts do not add up to count {}", whole),
        "people in none of the parts, such as those of unknown age, are a part too; or say that the parts are within");
  if (left < 0)
    refuse("parts", fmt::format("the parts add up to more than count {}", whole), "parts that overlap are no parts");
  relations_.push_back({whole, std::move(parts), complete});
}

void release::add_total(std::size_t total, std::vector<std::size_t> parts) { relate(total, std::move(parts), true); }
void release::add_within(std::size_t whole, std::vector<std::size_t> parts) { relate(whole, std::move(parts), false); }

std::size_t release::divide(const ratio& asked) {
  check_number(asked.numerator, "numerator");
  check_number(asked.denominator, "denominator");
  if (!(asked.per > 0) || std::isinf(asked.per))
    refuse("per", "expected a number above 0", "100,000 for a rate per 100,000");
  if (asked.decimals < 0 || asked.decimals > 9) refuse("decimals", "expected 0 to 9", "give the places as published");
  ratios_.push_back(asked);
  return ratios_.size() - 1;
}

std::size_t release::add_percentage(std::size_t numerator, std::size_t denominator, int decimals) {
  const std::size_t number = divide({numerator, denominator, 100, decimals, true});
  try {
    add_within(denominator, {numerator});
  } catch (const error&) {
    ratios_.pop_back();
    throw;
  }
  return number;
}

std::size_t release::add_rate(std::size_t numerator, std::size_t denominator, double per, int decimals) {
  return divide({numerator, denominator, per, decimals, false});
}

// ------------------------------------------------------------------------------------------------------- the outcome

std::size_t protected_release::count_of(count_status status) const {
  return static_cast<std::size_t>(
      std::count_if(counts.begin(), counts.end(), [&](const auto& c) { return c.status == status; }));
}

std::size_t protected_release::count_of(ratio_status status) const {
  return static_cast<std::size_t>(
      std::count_if(ratios.begin(), ratios.end(), [&](const auto& r) { return r.status == status; }));
}

std::string protected_release::text(std::size_t count) const {
  const protected_count& of = counts.at(count);
  if (of.hidden()) return policy.symbol;
  return of.value ? std::to_string(*of.value) : std::string();
}

protected_release hide_small_counts(const release& what, const disclosure_policy& policy) {
  publisher to(what, policy);
  for (std::size_t i = 0; i < what.ratios().size(); ++i) to.set_ratio(i, true);
  return std::move(to.made());
}

protected_release protect(const release& what, const disclosure_policy& policy) {
  publisher to(what, policy);
  const std::vector<part_of_release> parts = parts_of(what, to.made());
  std::vector<moves> needs(what.counts().size());
  for (std::size_t i = 0; i < what.ratios().size(); ++i) to.set_ratio(i, true);  // those of fixed counts stay so
  for (const part_of_release& part : parts) {
    if (!part.has_small) {
      settle_ratios(part, what, to, nullptr);
      continue;
    }
    detail::search found = search_in(part, what, to.made());
    found.hide_what_it_takes();
    const auto settle = [&](bool telling) {
      for (std::size_t i = 0; i < part.counts.size(); ++i)
        if (found.is(i) == standing::hidden) to.set(part.counts[i], count_status::secondary);
      return settle_ratios(part, what, to, &found, telling);
    };
    // Seldom is something possible, but not in whole counts. The ratios that tell more than their counts go first.
    bool told = settle(true);
    while (!found.possible_in_whole_counts() && !found.gave_up()) {
      if (told)
        found.take_back();
      else if (found.all_hidden())
        break;
      else
        found.hide_more();
      told = settle(false);
    }
    if (found.gave_up()) {
      hide_everything(part, to);
      continue;
    }
    for (std::size_t i = 0; i < part.counts.size(); ++i) needs[part.counts[i]] = found.needs(i);
  }

  // The proof, by other means: exact ends from what is published alone. A part that fails it is hidden whole.
  const std::vector<rule> rules = rules_of(what);
  for (bool proven = false; !proven;) {
    std::vector<bool> asked(what.counts().size());
    for (std::size_t i = 0; i < asked.size(); ++i)
      asked[i] = to.made().counts[i].hidden() || to.made().counts[i].status == count_status::unpublished;
    const std::vector<moves> ends = detail::exact_ends(bounds_of(what, to.made()), rules, asked);
    proven = true;
    for (const part_of_release& part : parts) {
      const bool short_of = std::any_of(part.counts.begin(), part.counts.end(), [&](std::size_t i) {
        const moves& need = needs[i];
        if (to.made().counts[i].status == count_status::secondary)
          return ends[i].up - ends[i].down < need.up - need.down - 2 * detail::tolerance;
        return ends[i].up < need.up - detail::tolerance || ends[i].down > need.down + detail::tolerance;
      });
      if (!short_of) continue;
      hide_everything(part, to);
      for (const std::size_t i : part.counts) needs[i] = {};
      proven = false;
    }
    if (!proven) continue;
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (asked[i]) to.made().counts[i].possible = to_counts(what.counts()[i].value, ends[i]);
  }
  return std::move(to.made());
}

std::vector<possible_counts> audit(const release& what, const protected_release& published) {
  if (published.counts.size() != what.counts().size() || published.ratios.size() != what.ratios().size())
    refuse("published", "of another release", "give what protect() made of this one");
  protected_release as_seen = published;
  for (std::size_t i = 0; i < as_seen.counts.size(); ++i) {
    protected_count& count = as_seen.counts[i];
    const std::int64_t value = what.counts()[i].value;
    if (count.hidden())
      count.possible = {least_hidden(published.policy), {}};
    else if (count.status == count_status::unpublished)
      count.possible = {};
    else if (count.possible.least > value || count.possible.most.value_or(value) < value)
      refuse("published", "of another release", "give what protect() made of this one");
  }
  const std::vector<moves> ends =
      detail::exact_ends(bounds_of(what, as_seen), rules_of(what), std::vector<bool>(what.counts().size(), true));
  std::vector<possible_counts> possible;
  for (std::size_t i = 0; i < ends.size(); ++i) possible.push_back(to_counts(what.counts()[i].value, ends[i]));
  return possible;
}

}  // namespace ascof::statistics

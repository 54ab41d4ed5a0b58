#include "ascof/results/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "ascof/core/error.hpp"
#include "ascof/core/text.hpp"
#include "ascof/results/evaluate.hpp"
#include "results/columns_of.hpp"

namespace ascof {

std::string_view to_text(comparison_kind kind) {
  switch (kind) {
    case comparison_kind::target: return "target";
    case comparison_kind::previous_period: return "previous period";
    case comparison_kind::base_period: return "base period";
    case comparison_kind::peers_pooled: return "peers pooled";
    case comparison_kind::peers_median: return "peers median";
  }
  return {};
}

std::string_view to_text(verdict v) {
  switch (v) {
    case verdict::none: return "";
    case verdict::better: return "better";
    case verdict::worse: return "worse";
    case verdict::same: return "same";
    case verdict::met: return "met";
    case verdict::not_met: return "not met";
  }
  return {};
}

namespace {

const figure* figure_of(const result_table& results, const std::string& id) {
  for (const measure& m : results.measures)
    for (const figure& f : m.figures)
      if (f.id == id) return &f;
  return nullptr;
}

verdict judged(polarity direction, comparison_kind kind, double difference) {
  if (direction == polarity::neutral) return verdict::none;
  const double gain = direction == polarity::higher_is_better ? difference : -difference;
  if (kind == comparison_kind::target) return gain >= 0 ? verdict::met : verdict::not_met;
  return gain > 0 ? verdict::better : gain < 0 ? verdict::worse : verdict::same;
}

comparison_row beside(const result_table& results, const result_row& row, comparison_kind kind,
                      std::optional<double> reference) {
  comparison_row made{row.measure, row.reporting, row.la_code, row.la_name, row.group, row.value, kind, reference};
  if (!row.value || !reference) return made;
  made.difference = *row.value - *reference;
  // Of a reference below 0, a rise is a rise.
  if (*reference != 0) made.percent_change = 100.0 * *made.difference / std::abs(*reference);
  if (const figure* f = figure_of(results, row.measure)) made.says = judged(f->direction, kind, *made.difference);
  return made;
}

/// Figures by measure, period, council and group.
class row_index {
 public:
  explicit row_index(const result_table& results) {
    for (const result_row& row : results.rows) rows_.emplace(key_of(row, row.reporting, row.la_code), &row);
  }
  const result_row* find(const result_row& like, period reporting, const std::string& la_code) const {
    const auto found = rows_.find(key_of(like, reporting, la_code));
    return found == rows_.end() ? nullptr : found->second;
  }

 private:
  using key = std::tuple<std::string, period, std::string, std::string>;
  static key key_of(const result_row& like, period reporting, const std::string& la_code) {
    return {like.measure, reporting, fold(la_code), like.group};
  }
  std::map<key, const result_row*> rows_;
};

/// The figure of several councils together.
std::optional<double> pooled(const figure& of, const std::vector<const result_row*>& peers) {
  double numerator = 0, denominator = 0;
  const bool mean = of.counts.kind == statistic::mean;
  for (const result_row* peer : peers) {
    if (mean && !peer->value) continue;
    const auto size = static_cast<double>(peer->denominator);
    numerator += mean ? *peer->value * size : static_cast<double>(peer->numerator.value_or(0));
    denominator += size;
  }
  if (denominator == 0) return std::nullopt;
  switch (of.counts.kind) {
    case statistic::mean: return numerator / denominator;
    case statistic::proportion: return numerator / denominator * 100.0;
    case statistic::exact_proportion: return 100.0 * numerator / denominator;
    case statistic::rate_per_100000: return numerator / denominator * 100'000.0;
    default: return std::nullopt;
  }
}

std::optional<double> median_of(const std::vector<const result_row*>& peers) {
  std::vector<double> values;
  for (const result_row* peer : peers)
    if (peer->value) values.push_back(*peer->value);
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

namespace {

/// A part of a target that no figure of the results has would be met or missed by nobody, without a word.
void expect_part(const result_table& results, const target& t, std::string_view what, const std::string& wanted,
                 const std::string result_row::*part) {
  if (wanted.empty()) return;
  std::vector<std::string_view> known;
  for (const result_row& row : results.rows) {
    if (row.measure != t.measure) continue;
    if (same_text(row.*part, wanted)) return;
    if (std::find(known.begin(), known.end(), row.*part) == known.end()) known.push_back(row.*part);
  }
  const std::string_view near = nearest_name(wanted, known);
  constexpr std::size_t most_shown = 8;
  std::string some;
  for (std::size_t i = 0; i < std::min(known.size(), most_shown); ++i)
    some += fmt::format("{}'{}'", i == 0 ? "" : ", ", known[i]);
  throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = "targets", .column = 0},
                    fmt::format("the results hold no {} '{}' of {}", what, wanted, t.measure),
                    !near.empty()  ? fmt::format("did you mean '{}'?", near)
                    : some.empty() ? std::string("evaluate the measure together with the others")
                                   : fmt::format("they have {}", some));
}

void check_target(const result_table& results, const std::vector<std::string_view>& figures, const target& t) {
  const place where{.file = {}, .line = 0, .field = "targets", .column = 0};
  if (std::find(figures.begin(), figures.end(), t.measure) == figures.end()) {
    const std::string_view near = nearest_name(t.measure, figures);
    throw usage_error(error_code::unknown_name, where,
                      fmt::format("there is a target for '{}', which the results do not hold", t.measure),
                      near.empty() ? std::string("name the id of a figure") : fmt::format("did you mean '{}'?", near));
  }
  if (!std::isfinite(t.value))
    throw usage_error(error_code::bad_option, where, fmt::format("the target for {} is no number", t.measure),
                      "give a value in the unit of the figure, such as 80");
  expect_part(results, t, "group", t.group, &result_row::group);
  expect_part(results, t, "council", t.la_code, &result_row::la_code);
  const auto of_period = [&](const result_row& row) {
    return row.measure == t.measure && row.reporting == t.reporting;
  };
  if (t.reporting && std::none_of(results.rows.begin(), results.rows.end(), of_period))
    throw usage_error(error_code::bad_period, where,
                      fmt::format("the results hold no period {} of {}", to_string(*t.reporting), t.measure),
                      "evaluate that period together with the others, or give the target without a period");
}

}  // namespace

std::vector<comparison_row> compare_with_targets(const result_table& results, const std::vector<target>& targets) {
  if (targets.empty())
    throw usage_error(error_code::bad_option, {.file = {}, .line = 0, .field = "targets", .column = 0},
                      "no target was given", "name at least one");
  std::vector<std::string_view> known;
  for (const measure& m : results.measures)
    for (const figure& f : m.figures) known.push_back(f.id);
  for (const target& t : targets) check_target(results, known, t);
  std::vector<comparison_row> rows;
  std::vector<bool> used(targets.size(), false);
  for (const result_row& row : results.rows)
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const target& t = targets[i];
      if (t.measure != row.measure || (!t.group.empty() && !same_text(t.group, row.group)) ||
          (!t.la_code.empty() && !same_text(t.la_code, row.la_code)) || (t.reporting && *t.reporting != row.reporting))
        continue;
      used[i] = true;
      rows.push_back(beside(results, row, comparison_kind::target, t.value));
    }
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (!used[i])
      throw usage_error(
          error_code::bad_option, {.file = {}, .line = 0, .field = "targets", .column = 0},
          fmt::format("no figure has the group, council and period of a target for {} at once", targets[i].measure),
          "leave out what need not hold, or evaluate the measure so that there is such a figure");
  return rows;
}

std::vector<comparison_row> compare_with_previous(const result_table& results) {
  const row_index by_period(results);
  std::vector<comparison_row> rows;
  for (const result_row& row : results.rows)
    if (const result_row* before = by_period.find(row, period_before(row.reporting), row.la_code))
      rows.push_back(beside(results, row, comparison_kind::previous_period, before->value));
  if (rows.empty())
    throw usage_error(
        error_code::bad_period, {.file = {}, .line = 0, .field = "previous", .column = 0},
        results.rows.empty()
            ? std::string("the results hold no figure")
            : fmt::format(
                  "the results hold no figure of {}, nor of another period of the same length that ends the day "
                  "before one of theirs begins",
                  to_string(period_before(results.rows.back().reporting))),
        "evaluate both periods together");
  return rows;
}

std::vector<comparison_row> compare_with_base(const result_table& results, period base) {
  const auto is_base = [&](const result_row& r) { return r.reporting == base; };
  if (std::none_of(results.rows.begin(), results.rows.end(), is_base))
    throw usage_error(error_code::bad_period, {}, fmt::format("the results have no period {}", to_string(base)),
                      "evaluate the base period together with the others");
  if (std::all_of(results.rows.begin(), results.rows.end(), is_base))
    throw usage_error(error_code::bad_period, {},
                      fmt::format("the results have no period besides the base {}", to_string(base)),
                      "evaluate another period together with it");
  const row_index by_period(results);
  std::vector<comparison_row> rows;
  for (const result_row& row : results.rows) {
    if (row.reporting == base) continue;
    if (const result_row* then = by_period.find(row, base, row.la_code))
      rows.push_back(beside(results, row, comparison_kind::base_period, then->value));
  }
  if (rows.empty())
    throw usage_error(error_code::bad_period, {},
                      fmt::format("no figure of another period stands beside one of {}", to_string(base)),
                      "evaluate the same measures for the base period and for others");
  return rows;
}

std::vector<comparison_row> compare_with_peers(const result_table& results, const std::vector<std::string>& la_codes) {
  if (la_codes.empty())
    throw usage_error(error_code::unknown_name, {}, "a peer group has no councils", "name at least one by its code");
  for (const std::string& la : la_codes)
    if (std::none_of(results.rows.begin(), results.rows.end(),
                     [&](const result_row& r) { return same_text(r.la_code, la); }))
      throw usage_error(error_code::unknown_name, {}, fmt::format("the results have no council '{}'", la),
                        "name councils by their code in the results");
  const row_index by_council(results);
  std::set<std::string> codes;
  for (const std::string& la : la_codes) codes.insert(fold(la));
  std::vector<comparison_row> rows;
  for (const result_row& row : results.rows) {
    if (row.la_code == evaluation_state::nation_code) continue;
    std::vector<const result_row*> peers;
    for (const std::string& la : codes)
      if (!same_text(la, row.la_code))
        if (const result_row* peer = by_council.find(row, row.reporting, la)) peers.push_back(peer);
    if (peers.empty()) continue;
    const figure* f = figure_of(results, row.measure);
    rows.push_back(beside(results, row, comparison_kind::peers_pooled, f ? pooled(*f, peers) : std::nullopt));
    rows.push_back(beside(results, row, comparison_kind::peers_median, median_of(peers)));
  }
  if (rows.empty())
    throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = "peers", .column = 0},
                      "no council of the results has a peer, since nobody is a peer of itself",
                      "evaluate the council together with its peers");
  return rows;
}

output_table comparisons_output(std::shared_ptr<const std::vector<comparison_row>> comparisons) {
  using row = const comparison_row&;
  return columns_of(*comparisons)
      .figure_columns()
      .real("value", [](row r) { return r.value; })
      .text("comparison", [](row r) { return to_text(r.kind); })
      .real("reference", [](row r) { return r.reference; })
      .real("difference", [](row r) { return r.difference; })
      .real("percent_change", [](row r) { return r.percent_change; })
      .text("verdict", [](row r) { return to_text(r.says); })
      .finish(comparisons);
}

void write_comparisons(const std::vector<comparison_row>& comparisons, const std::filesystem::path& file) {
  write_csv(comparisons_output(lent(comparisons)), file);
}

}  // namespace ascof

// The statistics on plain arrays. Arguments arrive as one list of numbers each, already brought to one length (or to one
// number) by ascof/statistics.py, which also gives the results their shape and names.

#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ascof/core/error.hpp"
#include "ascof/statistics/comparison.hpp"
#include "ascof/statistics/control_charts.hpp"
#include "ascof/statistics/counts_and_rates.hpp"
#include "ascof/statistics/funnel.hpp"
#include "ascof/statistics/means_and_medians.hpp"
#include "ascof/statistics/neighbours.hpp"
#include "ascof/statistics/proportions.hpp"
#include "ascof/statistics/standardise.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

namespace s = ascof::statistics;

template <typename T>
using list_of = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using numbers = list_of<double>;
using level_list = std::vector<double>;

template <typename T>
std::span<const T> span_of(const list_of<T>& list) {
  return {list.data(), list.size()};
}

s::confidence_levels levels_of(const level_list& shares) {
  s::confidence_levels levels;
  levels.reserve(shares.size());
  for (const double share : shares) levels.emplace_back(share);
  return levels;
}

/// Long work does not need the interpreter: the arrays are held by the arguments.
template <typename Work>
auto unlocked(Work work) {
  const without_lock released;
  return work();
}

/// A numpy array that owns what the vector held.
template <typename T>
nb::ndarray<nb::numpy, T, nb::ndim<1>> to_numpy(std::vector<T>&& values) {
  auto* kept = new std::vector<T>(std::move(values));
  const nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
  return nb::ndarray<nb::numpy, T, nb::ndim<1>>(kept->data(), {kept->size()}, owner);
}

/// An enumeration as numbers; `ascof/statistics.py` has the texts.
template <typename Enum>
auto codes(const std::vector<Enum>& values) {
  using number = std::conditional_t<std::is_signed_v<std::underlying_type_t<Enum>>, std::int8_t, std::uint8_t>;
  std::vector<number> list;
  list.reserve(values.size());
  for (const Enum each : values) list.push_back(static_cast<number>(each));
  return to_numpy(std::move(list));
}

nb::tuple to_python(s::interval_table&& t) {
  return nb::make_tuple(to_numpy(std::move(t.lower)), to_numpy(std::move(t.upper)), to_numpy(std::move(t.value)),
                        codes(t.method));
}

nb::tuple to_python(s::comparison_table&& t) {
  return nb::make_tuple(to_numpy(std::move(t.lower)), to_numpy(std::move(t.upper)), to_numpy(std::move(t.value)),
                        codes(t.method), codes(t.verdicts));
}

nb::tuple to_python(s::standardised_table&& t) {
  return nb::make_tuple(to_numpy(std::move(t.lower)), to_numpy(std::move(t.upper)), to_numpy(std::move(t.value)),
                        codes(t.method), to_numpy(std::move(t.events)), to_numpy(std::move(t.population)),
                        to_numpy(std::move(t.expected)));
}

nb::tuple to_python(s::funnel_curve&& t) {
  return nb::make_tuple(to_numpy(std::move(t.lower)), to_numpy(std::move(t.upper)), to_numpy(std::move(t.value)),
                        codes(t.method), to_numpy(std::move(t.lower_population)),
                        to_numpy(std::move(t.upper_population)));
}

nb::tuple to_python(s::funnel_table&& t) {
  return nb::make_tuple(to_numpy(std::move(t.value)), t.benchmark, codes(t.position), codes(t.verdicts));
}

nb::tuple to_python(s::overdispersion_found&& t) {
  return nb::make_tuple(to_numpy(std::move(t.z)), t.phi, t.p_value, t.tau_squared, t.areas);
}

nb::tuple to_python(s::neighbour_comparison&& t) {
  return nb::make_tuple(to_numpy(std::move(t.lower)), to_numpy(std::move(t.upper)), to_numpy(std::move(t.value)),
                        codes(t.method), codes(t.verdicts), to_numpy(std::move(t.own)),
                        to_numpy(std::move(t.neighbours)), to_numpy(std::move(t.median)), to_numpy(std::move(t.rank)));
}

nb::tuple to_python(s::control_chart&& c) {
  std::vector<std::int64_t> baseline(c.baseline.begin(), c.baseline.end());
  return nb::make_tuple(to_numpy(std::move(c.lower)), to_numpy(std::move(c.upper)), to_numpy(std::move(c.value)),
                        to_numpy(std::move(c.centre)), to_numpy(std::move(c.near_lower)),
                        to_numpy(std::move(c.near_upper)), to_numpy(std::move(c.moving_range)),
                        to_numpy(std::move(baseline)), codes(c.astronomical), codes(c.shift), codes(c.trend),
                        codes(c.two_of_three), codes(c.kind), static_cast<int>(c.latest), static_cast<int>(c.outlook));
}

/// The texts of an enumeration of `count` values, by number.
template <typename Enum>
std::vector<std::string> texts(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.emplace_back(to_text(static_cast<Enum>(i)));
  return all;
}

/// One of several words.
template <typename Enum>
Enum one_of(std::string_view word, const char* argument,
            std::initializer_list<std::pair<std::string_view, Enum>> known) {
  std::string all;
  for (const auto& [text, value] : known) {
    if (word == text) return value;
    all += (all.empty() ? "'" : " or '") + std::string(text) + "'";
  }
  throw usage_error(error_code::unknown_name, {.file = {}, .line = 0, .field = argument, .column = 0},
                    "'" + std::string(word) + "' is not known", "write " + all);
}

s::ratio_method ratio_method_of(std::string_view word) {
  return one_of<s::ratio_method>(word, "method",
                                 {{"logarithm", s::ratio_method::logarithm},
                                  {"mover", s::ratio_method::mover},
                                  {"exact", s::ratio_method::exact}});
}

using chart_settings = std::tuple<std::string, std::optional<double>, std::vector<std::size_t>, std::size_t, bool, bool,
                                  std::size_t, std::size_t>;

s::chart_options chart_options_of(const chart_settings& settings) {
  const auto& [direction, target, rebase, baseline_points, screen, limits, shift_points, trend_points] = settings;
  s::chart_options options;
  options.direction = s::parse_better(direction);
  options.target = target;
  options.rebase = rebase;
  options.baseline_points = baseline_points;
  options.screen_moving_ranges = screen;
  options.limits = limits;
  options.shift_points = shift_points;
  options.trend_points = trend_points;
  return options;
}

void bind_intervals(nb::module_& m) {
  m.def("wilson", [](const numbers& events, const numbers& n, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::wilson(span_of(events), span_of(n), levels); }));
  });
  m.def("clopper_pearson", [](const numbers& events, const numbers& n, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::clopper_pearson(span_of(events), span_of(n), levels); }));
  });
  m.def("byars", [](const numbers& events, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::byars(span_of(events), levels); }));
  });
  m.def("poisson_exact", [](const numbers& events, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::poisson_exact(span_of(events), levels); }));
  });
  m.def("count_interval", [](const numbers& events, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::count_interval(span_of(events), levels); }));
  });
  m.def("rate_interval", [](const numbers& events, const numbers& population, double per, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::rate_interval(span_of(events), span_of(population), per, levels); }));
  });
  m.def("mean_interval", [](const numbers& values, const list_of<std::uint32_t>& group, std::size_t groups,
                            const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    s::mean_table t = unlocked([&] { return s::mean_interval(span_of(values), span_of(group), groups, levels); });
    return nb::make_tuple(to_numpy(std::move(t.lower)), to_numpy(std::move(t.upper)), to_numpy(std::move(t.value)),
                          codes(t.method), to_numpy(std::move(t.n)), to_numpy(std::move(t.sd)));
  });
  m.def("median_interval", [](const numbers& values, const list_of<std::uint32_t>& group, std::size_t groups,
                              const level_list& level, const std::string& ranks) {
    const s::confidence_levels levels = levels_of(level);
    const auto chosen = one_of<s::median_ranks>(
        ranks, "ranks", {{"normal", s::median_ranks::normal}, {"exact", s::median_ranks::exact}});
    s::median_table t =
        unlocked([&] { return s::median_interval(span_of(values), span_of(group), groups, levels, chosen); });
    return nb::make_tuple(to_numpy(std::move(t.lower)), to_numpy(std::move(t.upper)), to_numpy(std::move(t.value)),
                          codes(t.method), to_numpy(std::move(t.n)), to_numpy(std::move(t.lower_rank)),
                          to_numpy(std::move(t.upper_rank)), to_numpy(std::move(t.coverage)));
  });
}

void bind_comparisons(nb::module_& m) {
  m.def("difference_of_proportions", [](const numbers& events1, const numbers& n1, const numbers& events2,
                                        const numbers& n2, const std::string& better, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    const s::better direction = s::parse_better(better);
    return to_python(unlocked([&] {
      return s::difference_of_proportions(span_of(events1), span_of(n1), span_of(events2), span_of(n2), direction,
                                          levels);
    }));
  });
  m.def("ratio_of_proportions", [](const numbers& events1, const numbers& n1, const numbers& events2, const numbers& n2,
                                   const std::string& better, const level_list& level, const std::string& method) {
    const s::confidence_levels levels = levels_of(level);
    const s::better direction = s::parse_better(better);
    const s::ratio_method chosen = ratio_method_of(method);
    return to_python(unlocked([&] {
      return s::ratio_of_proportions(span_of(events1), span_of(n1), span_of(events2), span_of(n2), direction, levels,
                                     chosen);
    }));
  });
  m.def("z_test_of_proportions",
        [](const numbers& events1, const numbers& n1, const numbers& events2, const numbers& n2) {
          s::z_test t = unlocked(
              [&] { return s::z_test_of_proportions(span_of(events1), span_of(n1), span_of(events2), span_of(n2)); });
          return nb::make_tuple(to_numpy(std::move(t.z)), to_numpy(std::move(t.p_value)));
        });
  m.def("difference_of_rates",
        [](const numbers& events1, const numbers& population1, const numbers& events2, const numbers& population2,
           double per, const std::string& better, const level_list& level) {
          const s::confidence_levels levels = levels_of(level);
          const s::better direction = s::parse_better(better);
          return to_python(unlocked([&] {
            return s::difference_of_rates(span_of(events1), span_of(population1), span_of(events2),
                                          span_of(population2), per, direction, levels);
          }));
        });
  m.def("ratio_of_rates",
        [](const numbers& events1, const numbers& population1, const numbers& events2, const numbers& population2,
           const std::string& better, const level_list& level, const std::string& method) {
          const s::confidence_levels levels = levels_of(level);
          const s::better direction = s::parse_better(better);
          const s::ratio_method chosen = ratio_method_of(method);
          return to_python(unlocked([&] {
            return s::ratio_of_rates(span_of(events1), span_of(population1), span_of(events2), span_of(population2),
                                     direction, levels, chosen);
          }));
        });
  m.def("difference_of_means",
        [](const numbers& n1, const numbers& mean1, const numbers& sd1, const numbers& n2, const numbers& mean2,
           const numbers& sd2, const std::string& better, const level_list& level) {
          const s::confidence_levels levels = levels_of(level);
          const s::better direction = s::parse_better(better);
          return to_python(unlocked([&] {
            return s::difference_of_means({span_of(n1), span_of(mean1), span_of(sd1)},
                                          {span_of(n2), span_of(mean2), span_of(sd2)}, direction, levels);
          }));
        });
  m.def("difference_of_estimates",
        [](const numbers& estimate1, const numbers& margin1, const numbers& estimate2, const numbers& margin2,
           const std::string& better, const level_list& level, double level_of_margins) {
          const s::confidence_levels levels = levels_of(level);
          const s::better direction = s::parse_better(better);
          const s::confidence_level margins(level_of_margins);
          return to_python(unlocked([&] {
            return s::difference_of_estimates(span_of(estimate1), span_of(margin1), span_of(estimate2),
                                              span_of(margin2), direction, levels, margins);
          }));
        });
}

void bind_standardisation(nb::module_& m) {
  m.def("dsr", [](const numbers& events, const numbers& population, const numbers& weights, double per,
                  const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(
        unlocked([&] { return s::dsr(span_of(events), span_of(population), span_of(weights), per, levels); }));
  });
  m.def("isr", [](const numbers& events, const numbers& population, const numbers& reference_events,
                  const numbers& reference_population, const std::string& kind, double per, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    const auto chosen = one_of<s::indirect>(kind, "kind", {{"ratio", s::indirect::ratio}, {"rate", s::indirect::rate}});
    return to_python(unlocked([&] {
      return s::isr(span_of(events), span_of(population), span_of(reference_events), span_of(reference_population),
                    chosen, per, levels);
    }));
  });
  m.def("european_standard_population_2013", [] {
    std::vector<std::string> labels;
    std::vector<double> weights;
    for (const s::standard_band& band : s::european_standard_population_2013()) {
      labels.emplace_back(band.label);
      weights.push_back(band.weight);
    }
    return nb::make_tuple(labels, to_numpy(std::move(weights)));
  });
  m.def("european_standard_weights",
        [](const std::vector<std::string>& labels) { return to_numpy(s::european_standard_weights(labels)); });
}

void bind_charts(nb::module_& m) {
  m.def("xmr", [](const numbers& values, const chart_settings& settings) {
    const s::chart_options options = chart_options_of(settings);
    return to_python(unlocked([&] { return s::xmr(span_of(values), options); }));
  });
  m.def("median_chart", [](const numbers& values, const chart_settings& settings) {
    const s::chart_options options = chart_options_of(settings);
    return to_python(unlocked([&] { return s::median_chart(span_of(values), options); }));
  });
  using shares_chart = s::control_chart (*)(std::span<const double>, std::span<const double>, const s::chart_options&);
  const auto bind_shares = [&](const char* name, shares_chart draw) {
    m.def(name, [draw](const numbers& events, const numbers& whole, const chart_settings& settings) {
      const s::chart_options options = chart_options_of(settings);
      return to_python(unlocked([&] { return draw(span_of(events), span_of(whole), options); }));
    });
  };
  bind_shares("p_chart", s::p_chart);
  bind_shares("p_prime_chart", s::p_prime_chart);
  bind_shares("u_chart", s::u_chart);
  bind_shares("u_prime_chart", s::u_prime_chart);
}

void bind_areas(nb::module_& m) {
  m.def("funnel_proportion", [](const numbers& n, double benchmark, const level_list& level, const std::string& shape,
                                double multiplicative, double additive) {
    const s::confidence_levels levels = levels_of(level);
    const auto chosen = one_of<s::funnel_shape>(
        shape, "shape", {{"score", s::funnel_shape::score}, {"wilson", s::funnel_shape::wilson}});
    return to_python(unlocked([&] {
      return s::funnel_proportion(span_of(n), benchmark, levels, chosen, {multiplicative, additive});
    }));
  });
  m.def("funnel_rate", [](const numbers& events, double benchmark, double per, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::funnel_rate(span_of(events), benchmark, per, levels); }));
  });
  m.def("funnel_ratio", [](const numbers& events, double per, const level_list& level) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] { return s::funnel_ratio(span_of(events), per, levels); }));
  });
  m.def("funnel_rate_at", [](const numbers& population, double benchmark, double per, const level_list& level,
                             double multiplicative, double additive) {
    const s::confidence_levels levels = levels_of(level);
    return to_python(unlocked([&] {
      return s::funnel_rate_at(span_of(population), benchmark, per, levels, {multiplicative, additive});
    }));
  });
  m.def(
      "classify_proportions",
      [](const numbers& events, const numbers& n, const std::string& better, std::optional<double> benchmark) {
        const s::better direction = s::parse_better(better);
        return to_python(
            unlocked([&] { return s::classify_proportions(span_of(events), span_of(n), direction, benchmark); }));
      },
      nb::arg(), nb::arg(), nb::arg(), nb::arg().none());
  m.def(
      "classify_rates",
      [](const numbers& events, const numbers& population, double per, const std::string& better,
         std::optional<double> benchmark) {
        const s::better direction = s::parse_better(better);
        return to_python(unlocked(
            [&] { return s::classify_rates(span_of(events), span_of(population), per, direction, benchmark); }));
      },
      nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg().none());
  m.def(
      "classify_dsr",
      [](const numbers& events, const numbers& rates, double per, const std::string& better,
         std::optional<double> benchmark) {
        const s::better direction = s::parse_better(better);
        return to_python(
            unlocked([&] { return s::classify_dsr(span_of(events), span_of(rates), per, direction, benchmark); }));
      },
      nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg().none());
  m.def("classify_ratios", [](const numbers& observed, const numbers& expected, const std::string& better) {
    const s::better direction = s::parse_better(better);
    return to_python(unlocked([&] { return s::classify_ratios(span_of(observed), span_of(expected), direction); }));
  });
  m.def(
      "overdispersion_of_proportions",
      [](const numbers& events, const numbers& n, double winsorise, std::optional<double> benchmark) {
        return to_python(unlocked(
            [&] { return s::overdispersion_of_proportions(span_of(events), span_of(n), winsorise, benchmark); }));
      },
      nb::arg(), nb::arg(), nb::arg(), nb::arg().none());
  m.def("overdispersion_of_counts", [](const numbers& observed, const numbers& expected, double winsorise) {
    return to_python(
        unlocked([&] { return s::overdispersion_of_counts(span_of(observed), span_of(expected), winsorise); }));
  });
  m.def("quantile_groups", [](const numbers& values, int groups, bool highest_first) {
    return to_numpy(unlocked([&] { return s::quantile_groups(span_of(values), groups, highest_first); }));
  });
  m.def("nearest_neighbours", [](const numbers& features, std::size_t areas, std::size_t each, const numbers& weights) {
    s::neighbour_table t =
        unlocked([&] { return s::nearest_neighbours(span_of(features), areas, each, span_of(weights)); });
    return nb::make_tuple(to_numpy(std::move(t.area)), to_numpy(std::move(t.distance)));
  });
  m.def("compare_proportions_with_neighbours",
        [](const numbers& events, const numbers& n, const list_of<std::int64_t>& neighbours, std::size_t each,
           const std::string& better, const level_list& level) {
          const s::confidence_levels levels = levels_of(level);
          const s::better direction = s::parse_better(better);
          return to_python(unlocked([&] {
            return s::compare_proportions_with_neighbours(span_of(events), span_of(n), span_of(neighbours), each,
                                                          direction, levels);
          }));
        });
  m.def("compare_rates_with_neighbours",
        [](const numbers& events, const numbers& population, const list_of<std::int64_t>& neighbours, std::size_t each,
           double per, const std::string& better, const level_list& level) {
          const s::confidence_levels levels = levels_of(level);
          const s::better direction = s::parse_better(better);
          return to_python(unlocked([&] {
            return s::compare_rates_with_neighbours(span_of(events), span_of(population), span_of(neighbours), each,
                                                    per, direction, levels);
          }));
        });
}

}  // namespace

void bind_statistics(nb::module_& m) {
  bind_intervals(m);
  bind_comparisons(m);
  bind_standardisation(m);
  bind_charts(m);
  bind_areas(m);
  // Texts of the numbers that stand in the arrays.
  m.attr("METHODS") = texts<s::interval_method>(static_cast<int>(s::interval_method::normal) + 1);
  m.attr("VERDICTS") = texts<s::verdict>(static_cast<int>(s::verdict::lower) + 1);
  m.attr("VARIATIONS") = texts<s::variation>(static_cast<int>(s::variation::low) + 1);
  m.attr("ASSURANCES") = texts<s::assurance>(static_cast<int>(s::assurance::consistently_missed) + 1);
  m.attr("POSITIONS") = texts<s::funnel_position>(static_cast<int>(s::funnel_position::high_001) + 1);
}

}  // namespace ascof::python

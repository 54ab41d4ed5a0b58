#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ascof/statistics/disclosure.hpp"
#include "bindings.hpp"

namespace ascof::python {
namespace {

using namespace ascof::statistics;

using least_and_most = std::pair<std::int64_t, std::optional<std::int64_t>>;

least_and_most to_pair(const possible_counts& possible) { return {possible.least, possible.most}; }

disclosure_policy make_policy(std::string name, std::string source, std::int64_t largest_hidden, bool shows_zero,
                              std::int64_t rounding, bool rounds_before_dividing, std::int64_t least_choices,
                              std::string symbol) {
  return {std::move(name), std::move(source),      largest_hidden, shows_zero,
          rounding,        rounds_before_dividing, least_choices,  std::move(symbol)};
}

std::vector<std::tuple<std::string, std::optional<std::int64_t>, std::string, least_and_most>> counts_of(
    const protected_release& made) {
  std::vector<std::tuple<std::string, std::optional<std::int64_t>, std::string, least_and_most>> counts;
  for (std::size_t i = 0; i < made.counts.size(); ++i)
    counts.emplace_back(std::string(to_text(made.counts[i].status)), made.counts[i].value, made.text(i),
                        to_pair(made.counts[i].possible));
  return counts;
}

std::vector<std::tuple<std::string, std::optional<double>>> ratios_of(const protected_release& made) {
  std::vector<std::tuple<std::string, std::optional<double>>> ratios;
  for (const protected_ratio& ratio : made.ratios) ratios.emplace_back(std::string(to_text(ratio.status)), ratio.value);
  return ratios;
}

}  // namespace

void bind_disclosure(nb::module_& m) {
  nb::class_<disclosure_policy>(m, "DisclosurePolicy")
      .def_ro("name", &disclosure_policy::name)
      .def_ro("source", &disclosure_policy::source)
      .def_ro("largest_hidden", &disclosure_policy::largest_hidden)
      .def_ro("shows_zero", &disclosure_policy::shows_zero)
      .def_ro("rounding", &disclosure_policy::rounding)
      .def_ro("rounds_before_dividing", &disclosure_policy::rounds_before_dividing)
      .def_ro("least_choices", &disclosure_policy::least_choices)
      .def_ro("symbol", &disclosure_policy::symbol);
  m.def("make_disclosure_policy", &make_policy, nb::arg("name"), nb::arg("source"), nb::arg("largest_hidden"),
        nb::arg("shows_zero"), nb::arg("rounding"), nb::arg("rounds_before_dividing"), nb::arg("least_choices"),
        nb::arg("symbol"));
  m.def("disclosure_policies", &disclosure_policies);

  nb::class_<protected_release>(m, "ProtectedRelease").def("counts", &counts_of).def("ratios", &ratios_of);

  // Without the interpreter lock none of these must see another thread add to the release: they work on a copy.
  const auto guarded = [](auto work) {
    return [work](const release& what, const disclosure_policy& policy) {
      const release copy = what;
      const without_lock released;
      return work(copy, policy);
    };
  };
  nb::class_<release>(m, "Release")
      .def(nb::init<>())
      .def("add_count", &release::add_count, nb::arg("value"), nb::arg("weight"))
      .def("add_unpublished", &release::add_unpublished, nb::arg("value"))
      .def("add_known", &release::add_known, nb::arg("value"))
      .def("add_total", &release::add_total, nb::arg("total"), nb::arg("parts"))
      .def("add_within", &release::add_within, nb::arg("whole"), nb::arg("parts"))
      .def("add_percentage", &release::add_percentage, nb::arg("numerator"), nb::arg("denominator"),
           nb::arg("decimals"))
      .def("add_rate", &release::add_rate, nb::arg("numerator"), nb::arg("denominator"), nb::arg("per"),
           nb::arg("decimals"))
      .def("__len__", [](const release& what) { return what.counts().size(); })
      .def("protect", guarded(&protect), nb::arg("policy"))
      .def("hide_small_counts", guarded(&hide_small_counts), nb::arg("policy"))
      .def(
          "audit",
          [](const release& what, const protected_release& published) {
            std::vector<least_and_most> possible;
            for (const possible_counts& counts : audit(what, published)) possible.push_back(to_pair(counts));
            return possible;
          },
          nb::arg("published"));
}

}  // namespace ascof::python

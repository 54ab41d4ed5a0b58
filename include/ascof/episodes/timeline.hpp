/// @file timeline.hpp
/// A person's events as one line of numbered steps, and what comes after what on it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include "ascof/core/day.hpp"

namespace ascof {

/// What an event is on a timeline. On the same day they come in this order.
enum class step_kind : std::uint8_t { request, assessment, service };

/// One event on a timeline. `imported` and `record` break ties: of two alike the later import, then the larger record
/// number, comes first.
struct step {
  day start;
  step_kind kind = step_kind::request;
  std::int64_t imported = 0;
  std::int64_t record = 0;
  std::uint32_t row = 0;
};

/// Puts steps in their total order: start, kind, latest import, largest record number. The order does not depend on the
/// order in which they come.
inline void order_timeline(std::vector<step>& steps) {
  const auto place = [](const step& s) {
    // The row is not reached by data whose record numbers differ; it keeps the order total when they do not.
    return std::tuple(s.start, s.kind, -s.imported, -s.record, s.row);
  };
  std::sort(steps.begin(), steps.end(), [&](const step& a, const step& b) { return place(a) < place(b); });
}

/// Position on a timeline; `nowhere` when there is none.
inline constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

/// First step of a kind behind position `after`.
inline std::size_t first_after(std::span<const step> timeline, std::size_t after, step_kind kind) {
  for (std::size_t i = after + 1; i < timeline.size(); ++i)
    if (timeline[i].kind == kind) return i;
  return nowhere;
}

/// The longest run of steps of one kind, directly one after the other, that position `at` is in.
inline std::span<const step> run_around(std::span<const step> timeline, std::size_t at) {
  const step_kind kind = timeline[at].kind;
  std::size_t first = at;
  while (first > 0 && timeline[first - 1].kind == kind) --first;
  std::size_t last = at + 1;
  while (last < timeline.size() && timeline[last].kind == kind) ++last;
  return timeline.subspan(first, last - first);
}

}  // namespace ascof

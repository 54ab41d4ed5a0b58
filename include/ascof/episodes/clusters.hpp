/// @file clusters.hpp
/// Episodes put together from events with small gaps.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "ascof/core/day.hpp"

namespace ascof {

/// One event that may be part of an episode. An open event ends on `far_day`.
struct dated_event {
  day start;
  day end;
  std::uint32_t row = 0;
};

/// An episode: events `first` to `last` - 1 of the ordered events it was made from.
struct episode {
  day start;
  day end;  ///< latest end of its events; `far_day` when one is open
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

/// Puts events together: one joins the current episode when at most `gap_days` midnights lie between the latest end so
/// far and its start. Overlapping events always join.
/// @param ordered  by start
inline std::vector<episode> cluster(std::span<const dated_event> ordered, std::int32_t gap_days) {
  std::vector<episode> episodes;
  for (std::uint32_t i = 0; i < ordered.size(); ++i) {
    const dated_event& e = ordered[i];
    if (episodes.empty() || days_between(episodes.back().end, e.start) > gap_days) {
      episodes.push_back({e.start, e.end, i, i + 1});
    } else {
      episodes.back().end = std::max(episodes.back().end, e.end);
      episodes.back().last = i + 1;
    }
  }
  return episodes;
}

}  // namespace ascof

/// @file order.hpp
/// Stable ordering of many rows by a dense whole-number key.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ascof {

/// Row numbers 0 to keys.size() - 1 in order of their keys; rows of equal keys keep their order. Radix sort: time and
/// two spare arrays proportional to the rows, passes only over the bits that differ.
std::vector<std::uint32_t> stable_order(std::span<const std::uint64_t> keys);

}  // namespace ascof

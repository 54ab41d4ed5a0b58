/// @file random.hpp
/// Random numbers that are the same on every machine.
///
/// All of it is whole-number arithmetic: the distributions of <random> differ between standard libraries, and log()
/// between mathematical ones, so an extract made with them could not be named by its seed.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace ascof::generator {

/// Stirs all bits of `x` (the finaliser of SplitMix64, public domain, Vigna 2015).
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/// A seed that belongs to `a` and `b` together.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return mix(mix(a + 0x9e3779b97f4a7c15U) ^ b); }

/// A value and how often it comes, relative to the others of its list.
struct choice {
  std::uint8_t value;
  std::uint16_t weight;
};

/// SplitMix64: one addition and one mix a draw, and any seed is a good seed, so that every household has its own stream
/// and can be made again at any time instead of being kept.
class random_stream {
 public:
  explicit random_stream(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() { return mix(state_ += 0x9e3779b97f4a7c15U); }

  /// 0 to n - 1. @pre n > 0
  int below(int n) { return static_cast<int>(((bits() >> 32) * static_cast<std::uint64_t>(n)) >> 32); }

  /// Both ends included.
  int between(int low, int high) { return low + below(high - low + 1); }

  bool chance(int in_10000) { return below(10000) < in_10000; }

  /// 0 or more, nearly exponential with this mean: the leading zeros of a random number are a geometric distribution,
  /// and within each halving the curve is taken as a straight line. (683 / 1024 brings the mean of 1.5 halvings to 1.)
  int decaying(int mean) {
    const std::uint64_t b = bits() | 1U;
    const int halvings = std::min(std::countl_zero(b), 20);
    const std::uint64_t within = (b << (halvings + 1)) >> 48;
    const std::uint64_t steps = static_cast<std::uint64_t>(halvings + 1) * 65536U - within;
    return static_cast<int>((static_cast<std::uint64_t>(mean) * steps * 683U) >> 26);
  }

  template <std::size_t Size>
  std::uint8_t pick(const std::array<choice, Size>& choices) {
    int total = 0;
    for (const choice& c : choices) total += c.weight;
    int left = below(total);
    for (const choice& c : choices) {
      left -= c.weight;
      if (left < 0) return c.value;
    }
    return choices.back().value;
  }

 private:
  std::uint64_t state_;
};

}  // namespace ascof::generator

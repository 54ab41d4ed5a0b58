#include "ascof/core/order.hpp"

#include <array>
#include <numeric>

namespace ascof {

std::vector<std::uint32_t> stable_order(std::span<const std::uint64_t> keys) {
  constexpr unsigned digit_bits = 11;
  constexpr std::size_t digits = 1U << digit_bits;
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  std::uint64_t all_or = 0;
  std::uint64_t all_and = ~std::uint64_t{0};
  for (const std::uint64_t key : keys) {
    all_or |= key;
    all_and &= key;
  }
  const std::uint64_t varying = keys.empty() ? 0 : all_or & ~all_and;
  std::vector<std::uint32_t> next(keys.size());
  for (unsigned shift = 0; shift < 64; shift += digit_bits) {
    if (((varying >> shift) & (digits - 1)) == 0) continue;
    std::array<std::size_t, digits + 1> start{};
    for (const std::uint64_t key : keys) ++start[((key >> shift) & (digits - 1)) + 1];
    for (std::size_t d = 0; d < digits; ++d) start[d + 1] += start[d];
    for (const std::uint32_t row : order) next[start[(keys[row] >> shift) & (digits - 1)]++] = row;
    order.swap(next);
  }
  return order;
}

}  // namespace ascof

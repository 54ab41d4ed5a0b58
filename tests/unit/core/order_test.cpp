#include "ascof/core/order.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace ascof;

namespace {

std::vector<std::uint32_t> by_standard_sort(const std::vector<std::uint64_t>& keys) {
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  return order;
}

}  // namespace

TEST_CASE("rows come in order of their keys") {
  CHECK(stable_order({}).empty());
  CHECK(stable_order(std::vector<std::uint64_t>{7}) == std::vector<std::uint32_t>{0});
  CHECK(stable_order(std::vector<std::uint64_t>{3, 1, 2}) == std::vector<std::uint32_t>{1, 2, 0});
}

TEST_CASE("rows of equal keys keep their order") {
  CHECK(stable_order(std::vector<std::uint64_t>{2, 1, 2, 1, 2}) == std::vector<std::uint32_t>{1, 3, 0, 2, 4});
  CHECK(stable_order(std::vector<std::uint64_t>(5, 42)) == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
}

TEST_CASE("all bits of a key count, and the order equals the standard library's") {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::uint64_t> keys{most, 0, 1, most - 1, 1ULL << 63U, (1ULL << 63U) - 1};
  for (unsigned bit = 0; bit < 64; ++bit) keys.push_back(1ULL << bit);
  CHECK(stable_order(keys) == by_standard_sort(keys));

  std::mt19937_64 random(20260501);
  const std::uint64_t masks[] = {most, 7, 0xFF00000000000000ULL, 0x00000FFF00000FFFULL, 1ULL << 11U};
  for (const std::uint64_t mask : masks) {
    std::vector<std::uint64_t> some(3000);
    for (std::uint64_t& key : some) key = random() & mask;
    CHECK((stable_order(some) == by_standard_sort(some)));
  }
}

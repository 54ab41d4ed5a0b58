/// @file random_source.hpp
/// Random numbers for tests: the same on every machine, from a seed that a failure prints.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// The seed of a test's first round; round r uses seed + r. ASCOF_TEST_SEED runs the same rounds from another seed.
inline std::uint64_t first_seed() {
  const char* given = std::getenv("ASCOF_TEST_SEED");
  return given == nullptr ? 20'260'501 : std::strtoull(given, nullptr, 10);
}

class random_source {
 public:
  explicit random_source(std::uint64_t seed) : engine_(seed) {}

  /// 0 to count - 1. The distributions of the standard library differ between its implementations; this does not.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }

  /// `from` to `to`, both included.
  int between(int from, int to) { return from + static_cast<int>(below(static_cast<std::size_t>(to - from) + 1)); }

  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }

  template <typename T>
  const T& pick(const std::vector<T>& list) {
    return list[below(list.size())];
  }

  template <typename T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

  /// The text in another case, with trailing blanks, or as it is: the department compares them as equal. Seldom with a
  /// leading blank, which makes it another text.
  std::string respelt(std::string text) {
    switch (below(12)) {
      case 0:
        for (char& c : text)
          if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        break;
      case 1:
        for (char& c : text)
          if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        break;
      case 2: text += "  "; break;
      case 3:
        if (chance(20)) text.insert(text.begin(), ' ');
        break;
      default: break;
    }
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace support

#include "ascof/core/parallel.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ascof;

TEST_CASE("every part is worked on once, however many threads there are") {
  for (const unsigned threads : {0U, 1U, 2U, 3U, 8U, 100U})
    for (const std::size_t parts : {0U, 1U, 2U, 7U, 500U}) {
      CAPTURE(threads, parts);
      std::vector<std::atomic<int>> calls(parts);
      for_each_part(parts, threads, [&](std::size_t part) { ++calls[part]; });
      int wrong = 0;
      for (const auto& count : calls) wrong += count != 1;
      CHECK(wrong == 0);
    }
}

TEST_CASE("no number of threads means one a core") {
  CHECK(thread_count(0) >= 1);
  CHECK(thread_count(3) == 3);
}

TEST_CASE("of several exceptions the one of the lowest part reaches the caller") {
  for (const unsigned threads : {1U, 2U, 8U})
    for (int again = 0; again < 20; ++again) {
      std::string message;
      try {
        for_each_part(50, threads, [](std::size_t part) {
          if (part % 10 == 7) throw std::runtime_error("part " + std::to_string(part));
        });
      } catch (const std::runtime_error& e) {
        message = e.what();
      }
      CHECK(message == "part 7");
    }
}

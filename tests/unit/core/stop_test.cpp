// Long work asks whether it shall go on, and ends when it shall not.

#include "ascof/core/stop.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "ascof/core/parallel.hpp"

using namespace ascof;

namespace {

struct stopped : std::runtime_error {
  stopped() : std::runtime_error("stopped") {}
};

void wait_a_moment() { std::this_thread::sleep_for(std::chrono::milliseconds(60)); }

}  // namespace

TEST_CASE("nobody asks without a scope, and the scope around is asked again when one ends") {
  CHECK_NOTHROW(check_stop());
  int outer = 0, inner = 0;
  const stop_scope around([&] { ++outer; });
  {
    const stop_scope within([&] { ++inner; });
    wait_a_moment();
    check_stop();
  }
  CHECK(inner == 1);
  CHECK(outer == 0);
  wait_a_moment();
  check_stop();
  CHECK(outer == 1);
}

TEST_CASE("work shared out over threads ends when the caller shall stop") {
  for (const unsigned threads : {1U, 4U}) {
    CAPTURE(threads);
    std::atomic<std::size_t> done{0};
    const stop_scope scope([] { throw stopped(); });
    wait_a_moment();
    CHECK_THROWS_AS(for_each_part(10'000, threads,
                                  [&](std::size_t) {
                                    ++done;
                                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                  }),
                    stopped);
    CHECK(done < 10'000);
  }
}

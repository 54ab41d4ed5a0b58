#include "ascof/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "ascof/core/stop.hpp"

namespace ascof {

unsigned thread_count(unsigned wanted) {
  if (wanted != 0) return wanted;
  return std::max(1U, std::thread::hardware_concurrency());
}

void for_each_part(std::size_t parts, unsigned threads, const std::function<void(std::size_t)>& work) {
  const auto workers = static_cast<std::size_t>(std::min<std::size_t>(thread_count(threads), parts));
  if (workers <= 1) {
    for (std::size_t part = 0; part < parts; ++part) {
      check_stop();
      work(part);
    }
    return;
  }
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::exception_ptr fault;
  std::size_t fault_part = parts;
  const auto run = [&] {
    for (std::size_t part = next++; part < parts; part = next++) {
      try {
        check_stop();  // asks on the caller's thread alone
        work(part);
      } catch (...) {
        next = parts;  // parts are begun in order, so no part to come could be the lowest to fail
        const std::lock_guard lock(guard);
        if (part < fault_part) {
          fault_part = part;
          fault = std::current_exception();
        }
      }
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < workers; ++i) others.emplace_back(run);
  run();
  others.clear();  // joins
  if (fault) std::rethrow_exception(fault);
}

}  // namespace ascof

#include "ascof/core/stop.hpp"

#include <chrono>
#include <utility>

namespace ascof {
namespace {

using steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds between_questions{50};

thread_local const std::function<void()>* asked = nullptr;
thread_local steady::time_point last_asked{};

}  // namespace

stop_scope::stop_scope(std::function<void()> check) : check_(std::move(check)), before_(asked) { asked = &check_; }

stop_scope::~stop_scope() { asked = before_; }

void check_stop() {
  if (asked == nullptr) return;
  const steady::time_point now = steady::now();
  if (now - last_asked < between_questions) return;
  last_asked = now;
  (*asked)();
}

}  // namespace ascof

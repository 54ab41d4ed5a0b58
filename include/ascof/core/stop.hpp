/// @file stop.hpp
/// A question asked now and then from long work: shall it go on?
#pragma once

#include <functional>

namespace ascof {

/// While it lives, long work on this thread asks `check` now and then, and what that throws ends the work. Work shared
/// out over threads asks on the thread that shared it out.
class stop_scope {
 public:
  explicit stop_scope(std::function<void()> check);
  ~stop_scope();
  stop_scope(const stop_scope&) = delete;
  stop_scope& operator=(const stop_scope&) = delete;

 private:
  std::function<void()> check_;
  const std::function<void()>* before_;
};

/// Called from long loops. Asks at most some twenty times a second, and costs next to nothing otherwise.
void check_stop();

}  // namespace ascof

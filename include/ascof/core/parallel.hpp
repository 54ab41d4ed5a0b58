/// @file parallel.hpp
/// Work shared out over threads. Results never depend on how many there are.
#pragma once

#include <cstddef>
#include <functional>

namespace ascof {

/// 0 means one thread per core.
unsigned thread_count(unsigned wanted);

/// Calls `work(part)` for every part from 0 to `parts` - 1, on up to `threads` threads, each part once. After an
/// exception no further part is begun; that of the lowest part is thrown again in the caller when all threads have stopped.
void for_each_part(std::size_t parts, unsigned threads, const std::function<void(std::size_t)>& work);

/// Called now and then from long work with what is being done and the share that is done (0 to 1).
using progress = std::function<void(const char* stage, double share)>;

}  // namespace ascof

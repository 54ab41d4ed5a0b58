#include "ingest/map_guard.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <utility>

namespace ascof::ingest {
namespace {

/// A watched region, as the signal handler sees it: it may take no lock and allocate nothing.
struct region {
  std::atomic<std::uintptr_t> begin{0};  // 0: the slot is free
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> gone{false};
};
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

std::array<region, 1024> regions;
std::mutex changing;         // guards what follows, and who takes and frees slots
std::size_t watched = 0;     // regions; the handler is in place while there are any
struct sigaction before {};  // what was to be done about SIGBUS otherwise
std::atomic<std::uintptr_t> page_bytes{4096};

void pass_on(int signal, siginfo_t* info, void* context) {
  if ((before.sa_flags & SA_SIGINFO) != 0) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
    ::signal(signal, SIG_DFL);  // the same instruction faults again and ends the program, as it would have without us
  } else {
    before.sa_handler(signal);
  }
}

/// Puts zeros where the file was: from the page asked for to the end of the region, as a file is cut at its end.
void on_bus_error(int signal, siginfo_t* info, void* context) {
  const int kept_errno = errno;
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  for (region& r : regions) {
    const std::uintptr_t begin = r.begin.load(std::memory_order_acquire);
    const std::uintptr_t end = r.end.load(std::memory_order_acquire);
    if (begin == 0 || at < begin || at >= end) continue;
    const std::uintptr_t page = at & ~(page_bytes.load(std::memory_order_relaxed) - 1);
    void* zeros =
        ::mmap(reinterpret_cast<void*>(page), end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) break;
    r.gone.store(true, std::memory_order_release);
    errno = kept_errno;
    return;
  }
  pass_on(signal, info, context);
}

bool is_ours(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) != 0 && action.sa_sigaction == on_bus_error;
}

void install() {
  page_bytes.store(static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE)), std::memory_order_relaxed);
  struct sigaction current {};
  if (::sigaction(SIGBUS, nullptr, &current) != 0 || is_ours(current)) return;
  before = current;
  struct sigaction ours {};
  ours.sa_sigaction = on_bus_error;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigemptyset(&ours.sa_mask);
  ::sigaction(SIGBUS, &ours, nullptr);
}

/// Leaves alone what somebody else has put in our place meanwhile.
void uninstall() {
  struct sigaction current {};
  if (::sigaction(SIGBUS, nullptr, &current) == 0 && is_ours(current)) ::sigaction(SIGBUS, &before, nullptr);
}

}  // namespace

map_guard::map_guard(void* address, std::size_t size) {
  const std::lock_guard lock(changing);
  for (std::size_t slot = 0; slot < regions.size(); ++slot) {
    region& r = regions[slot];
    if (r.begin.load(std::memory_order_relaxed) != 0) continue;
    if (watched++ == 0) install();
    const auto begin = reinterpret_cast<std::uintptr_t>(address);
    const std::uintptr_t page = page_bytes.load(std::memory_order_relaxed);
    r.gone.store(false, std::memory_order_relaxed);
    r.end.store(begin + (size + page - 1) / page * page, std::memory_order_release);
    r.begin.store(begin, std::memory_order_release);
    slot_ = slot;
    return;
  }
}

map_guard::map_guard(map_guard&& other) noexcept : slot_(std::exchange(other.slot_, none)) {}

map_guard& map_guard::operator=(map_guard&& other) noexcept {
  if (this != &other) {
    release();
    slot_ = std::exchange(other.slot_, none);
  }
  return *this;
}

bool map_guard::pages_gone() const { return slot_ != none && regions[slot_].gone.load(std::memory_order_acquire); }

void map_guard::release() noexcept {
  if (slot_ == none) return;
  const std::lock_guard lock(changing);
  regions[slot_].begin.store(0, std::memory_order_release);
  regions[slot_].end.store(0, std::memory_order_release);
  slot_ = none;
  if (--watched == 0) uninstall();
}

}  // namespace ascof::ingest

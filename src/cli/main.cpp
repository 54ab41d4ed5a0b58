#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include "run.hpp"

namespace {

/// Ends the command at once, wherever it is. An output file has its name only when it is whole, so none is left half
/// written. Only calls that a signal handler may make.
extern "C" void end_at_once(int) {
  constexpr std::string_view line = "ascof: interrupted\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(130);
}

/// A command started in the background of a shell keeps ignoring Ctrl-C.
void end_on_interrupt() {
  struct sigaction how {};
  if (::sigaction(SIGINT, nullptr, &how) == 0 && how.sa_handler == SIG_IGN) return;
  how = {};
  how.sa_handler = end_at_once;
  ::sigemptyset(&how.sa_mask);
  ::sigaction(SIGINT, &how, nullptr);
}

/// A closed standard output or error would be the number of the next file that is opened, and be written into.
void keep_closed_ones_apart() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) != -1) continue;
    const int full = ::open("/dev/full", number == STDIN_FILENO ? O_RDONLY : O_WRONLY);
    if (full >= 0 && full != number) {
      ::dup2(full, number);
      ::close(full);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  keep_closed_ones_apart();
  end_on_interrupt();
  return ascof::cli::run(std::vector<std::string>(argv + 1, argv + argc));
}

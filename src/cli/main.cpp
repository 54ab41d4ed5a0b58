#include <unistd.h>

#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/results/output_file.hpp"
#include "run.hpp"

namespace {

/// Ends the command at once, wherever it is. An output file has its name only when it is whole, so none is left half
/// written. Only calls that a signal handler may make.
extern "C" void end_at_once(int number) {
  ascof::remove_unfinished_files();
  constexpr std::string_view line = "ascof: interrupted\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(128 + number);  // as shells count
}

/// A command started in the background of a shell keeps ignoring Ctrl-C, and one started by nohup a closed terminal.
void end_on_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction how {};
    if (::sigaction(number, nullptr, &how) == 0 && how.sa_handler == SIG_IGN) continue;
    how = {};
    how.sa_handler = end_at_once;
    ::sigemptyset(&how.sa_mask);
    ::sigaction(number, &how, nullptr);
  }
}

}  // namespace

int main(int argc, char** argv) {
  end_on_signals();
  return ascof::cli::run(std::vector<std::string>(argv + 1, argv + argc));
}

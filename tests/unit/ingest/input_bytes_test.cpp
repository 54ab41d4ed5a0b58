#include "ingest/input_bytes.hpp"

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <utility>

#include "ingest_helpers.hpp"

using namespace ascof;
using namespace ingest_tests;

namespace {

const std::size_t page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

/// A table of many pages.
std::string long_table(std::size_t pages) {
  std::string text = "a,b\n";
  while (text.size() < pages * page) text += "some text,some other text\n";
  return text;
}

const schema pair = make_schema({field("a"), field("b")});

void ignore_bus_errors(int) {}

}  // namespace

TEST_CASE("a file that is cut short while it is mapped reads as zeros where it was, and says so") {
  const scratch_folder folder;
  const std::string path = folder.write("cut.csv", long_table(8));
  const ingest::input_bytes bytes = ingest::open_file(path);
  CHECK_FALSE(bytes.was_cut(path));
  REQUIRE(::truncate(path.c_str(), static_cast<off_t>(2 * page)) == 0);
  CHECK(bytes.view()[page] != '\0');
  CHECK(bytes.view()[5 * page] == '\0');
  CHECK(bytes.view()[7 * page] == '\0');
  CHECK(bytes.was_cut(path));
}

TEST_CASE("a cut inside the last page that is read is known by the size of the file") {
  const scratch_folder folder;
  const std::string path = folder.write("cut.csv", "a,b\n1,2\n");
  const ingest::input_bytes bytes = ingest::open_file(path);
  REQUIRE(::truncate(path.c_str(), 4) == 0);
  CHECK(bytes.was_cut(path));
}

TEST_CASE("another file that takes the name of one that is read is no cut") {
  const scratch_folder folder;
  const std::string path = folder.write("read.csv", long_table(2));
  const ingest::input_bytes bytes = ingest::open_file(path);
  std::filesystem::rename(folder.write("other.csv", "a,b\n"), path);
  CHECK(bytes.view()[page] != '\0');
  CHECK_FALSE(bytes.was_cut(path));
}

TEST_CASE("reading a file that is cut short meanwhile is an error that says so") {
  const scratch_folder folder;
  const std::string path = folder.write("cut.csv", long_table(64));
  read_options options;
  options.threads = 1;
  options.piece_bytes = 4 * page;
  bool cut = false;
  options.on_progress = [&](std::string_view, double) {
    if (!std::exchange(cut, true)) REQUIRE(::truncate(path.c_str(), static_cast<off_t>(page)) == 0);
  };
  const std::filesystem::path paths[] = {path};
  const failure found = failure_of([&] { read_csv(paths, pair, options); });
  CHECK(cut);
  CHECK(found.code == error_code::unreadable_file);
  CHECK(found.message == path +
                             ": the file was cut short while it was read; wait until the program that writes it has "
                             "finished, and read it again");
}

TEST_CASE("what was to be done about bus errors before is in place again after reading") {
  struct sigaction mine {};
  struct sigaction kept {};
  mine.sa_handler = ignore_bus_errors;
  REQUIRE(::sigaction(SIGBUS, &mine, &kept) == 0);
  const scratch_folder folder;
  const std::string path = folder.write("whole.csv", long_table(2));
  {
    const ingest::input_bytes first = ingest::open_file(path);
    ingest::input_bytes second = ingest::open_file(path);
    const ingest::input_bytes third = std::move(second);
    CHECK(first.view() == third.view());
  }
  struct sigaction now {};
  REQUIRE(::sigaction(SIGBUS, &kept, &now) == 0);
  CHECK(now.sa_handler == ignore_bus_errors);
}

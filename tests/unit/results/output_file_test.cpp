#include "ascof/results/output_file.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using support::failure_of;
using support::scratch_folder;

TEST_CASE("a file appears whole when it is committed, and not before") {
  const scratch_folder folder;
  {
    output_file file(folder / "new/deep/out.csv");
    file.write("a,b\n");
    file.write("1,2\n");
    CHECK_FALSE(std::filesystem::exists(folder / "new/deep/out.csv"));
    file.commit();
    CHECK(folder.read("new/deep/out.csv") == "a,b\n1,2\n");
  }
  CHECK(folder.read("new/deep/out.csv") == "a,b\n1,2\n");
  CHECK(folder.files() == 1);
}

TEST_CASE("without a commit nothing of a file remains, and the one before it stays as it was") {
  const scratch_folder folder;
  folder.write("out.csv", "before\n");
  { output_file(folder / "out.csv").write(std::string(1 << 20, 'x')); }
  CHECK(folder.read("out.csv") == "before\n");
  CHECK(folder.files() == 1);
}

TEST_CASE("a committed file takes the place of the one before it") {
  const scratch_folder folder;
  folder.write("out.csv", "before, and longer\n");
  output_file file(folder / "out.csv");
  file.write("after\n");
  CHECK(folder.read("out.csv") == "before, and longer\n");
  file.commit();
  CHECK(folder.read("out.csv") == "after\n");
  CHECK(folder.files() == 1);
}

TEST_CASE("two writers of one file do not disturb each other: the last commit stands") {
  const scratch_folder folder;
  output_file first(folder / "out.csv");
  output_file second(folder / "out.csv");
  first.write("first\n");
  second.write("second\n");
  second.commit();
  CHECK(folder.read("out.csv") == "second\n");
  first.commit();
  CHECK(folder.read("out.csv") == "first\n");
  CHECK(folder.files() == 1);
}

TEST_CASE("a place that cannot be written is refused before any work is done") {
  const scratch_folder folder;
  folder.write("a_file", "x");
  std::filesystem::create_directory(folder / "a_folder");
  const auto in_a_file = failure_of([&] { output_file(folder / "a_file/out.csv"); });
  CHECK(in_a_file.kind == "output");
  CHECK(in_a_file.code == error_code::unwritable_output);
  CHECK(in_a_file.message.starts_with((folder / "a_file/out.csv").string() + ": "));
  const auto on_a_folder = failure_of([&] { output_file(folder / "a_folder"); });
  CHECK(on_a_folder.kind == "output");
  CHECK(on_a_folder.message == (folder / "a_folder").string() + ": this is a folder; give the name of a file");
}

TEST_CASE("fields are quoted where a comma, a quote or a line end would be misread") {
  struct field {
    const char* text;
    const char* written;
  };
  const field table[] = {{"plain", "plain"},
                         {"", ""},
                         {"  blanks  ", "  blanks  "},
                         {"a,b", "\"a,b\""},
                         {"say \"so\"", "\"say \"\"so\"\"\""},
                         {"\"", "\"\"\"\""},
                         {"two\nlines", "\"two\nlines\""},
                         {"carriage\rreturn", "\"carriage\rreturn\""},
                         {"caf\xC3\xA9", "caf\xC3\xA9"}};
  for (const field& row : table) {
    CAPTURE(row.text);
    std::string line = "x,";
    append_csv_field(line, row.text);
    CHECK(line == std::string("x,") + row.written);
  }
}

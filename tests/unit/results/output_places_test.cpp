#include "ascof/results/output_places.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <vector>

#include "ascof/results/output_file.hpp"
#include "ingest/gzip.hpp"
#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using support::failure_of;
using support::scratch_folder;

namespace {

using paths = std::vector<std::filesystem::path>;

bool refused(const paths& inputs, const output_places& outputs) {
  try {
    refuse_overlap(inputs, outputs);
    return false;
  } catch (const output_error&) {
    return true;
  }
}

}  // namespace

TEST_CASE("an output that is an input is refused whatever both are called") {
  const scratch_folder folder;
  folder.write("in.csv", "x");
  folder.write("other.csv", "x");
  std::filesystem::create_directory(folder / "below");
  std::filesystem::create_symlink("in.csv", folder / "soft.csv");
  std::filesystem::create_hard_link(folder / "in.csv", folder / "hard.csv");
  for (const char* name : {"in.csv", "soft.csv", "hard.csv", "below/../in.csv", "./in.csv"}) {
    CAPTURE(name);
    CHECK(refused({folder / "in.csv"}, {.files = {folder / name}, .folders = {}}));
    CHECK(refused({folder / name}, {.files = {folder / "in.csv"}, .folders = {}}));
    CHECK_FALSE(refused({folder / "other.csv"}, {.files = {folder / name}, .folders = {}}));
  }
  CHECK_FALSE(refused({folder / "in.csv"}, {.files = {folder / "new.csv"}, .folders = {}}));
}

TEST_CASE("a folder of outputs is refused when an input lies there under a name that will be written") {
  const scratch_folder folder;
  folder.write("out/main_table.csv", "x");
  folder.write("out/notes.csv", "x");
  std::filesystem::create_symlink("out/main_table.csv", folder / "link.csv");
  std::filesystem::create_directory_symlink("out", folder / "to_out");
  CHECK(refused({folder / "link.csv"}, {.files = {}, .folders = {prepared_outputs(folder / "out")}}));
  CHECK(refused({folder / "out/main_table.csv"}, {.files = {}, .folders = {prepared_outputs(folder / "to_out")}}));
  CHECK_FALSE(refused({folder / "out/notes.csv"}, {.files = {}, .folders = {prepared_outputs(folder / "out")}}));
  // A folder that is read as a whole takes no tables.
  for (const char* name : {"out/new.csv", "out/new.CSV", "out/new.csv.gz", "to_out/new.csv"})
    CHECK(refused({folder / "out"}, {.files = {folder / name}, .folders = {}}));
  CHECK(refused({folder / "out"}, {.files = {}, .folders = {change_outputs(folder / "to_out")}}));
  CHECK_FALSE(refused({folder / "out"}, {.files = {folder / "out/below/new.csv"}, .folders = {}}));
}

TEST_CASE("outputs that meet are refused") {
  const scratch_folder folder;
  const auto places = [&](const paths& files, std::vector<output_folder> folders) {
    output_places of{.files = {}, .folders = std::move(folders)};
    for (const std::filesystem::path& file : files) of.files.push_back(folder.path() / file);
    return of;
  };
  CHECK(refused({}, places({"a.csv", "./a.csv"}, {})));
  CHECK(refused({}, places({"a.csv", "A.csv"}, {})));
  CHECK(refused({}, places({"d/ascof_2a.csv"}, {department_outputs(folder / "d")})));
  CHECK(refused({}, places({"d"}, {department_outputs(folder / "d")})));
  CHECK(refused({}, places({"d"}, {department_outputs(folder / "d/below")})));
  CHECK(refused({}, places({}, {change_outputs(folder / "d"), change_outputs(folder / "d/")})));
  // Sets whose names differ may lie together.
  CHECK_FALSE(refused({}, places({}, {department_outputs(folder / "d"), change_outputs(folder / "d/")})));
  CHECK_FALSE(refused({}, places({"d/results.csv"}, {department_outputs(folder / "d")})));
  CHECK_FALSE(refused({}, places({}, {department_outputs(folder / "d"), change_outputs(folder / "d/changes")})));
  CHECK(refused({}, {.files = {"/dev/stdout", "/dev/fd/1"}, .folders = {}}));
  CHECK_FALSE(refused({}, {.files = {"/dev/null", "/dev/null"}, .folders = {}}));
}

TEST_CASE("names of other kinds of files are refused, with the way to such a file where there is one") {
  for (const char* name :
       {"r.xlsx", "r.Parquet", "r.json", "r.xlsx.gz", "r.tar.gz", "r.zip", "r.ods", "r.html", "r.tsv"}) {
    CAPTURE(name);
    const auto failure = failure_of([&] { refuse_other_format(name); });
    CHECK(failure.kind == "output");
    CHECK(failure.message.find("; name it .csv") != std::string::npos);
  }
  CHECK(failure_of([] { refuse_other_format("r.xlsx"); }).message.find("Python") != std::string::npos);
  for (const char* name : {"r.csv", "r.CSV", "r.csv.gz", "r.CSV.GZ", "results", "ascof.3d", "/dev/stdout", "r.txt"})
    CHECK_NOTHROW(refuse_other_format(name));
  CHECK_NOTHROW(refuse_other_format("page.html", ".html"));
  CHECK(failure_of([] { refuse_other_format("page.csv", ".html"); }).message.find("a web page") != std::string::npos);
}

TEST_CASE("a set appears whole, and not at all without a commit") {
  const scratch_folder folder;
  folder.write("set/main_table.csv", "before");
  folder.write("set/stale.csv", "before");
  {
    output_set set(folder / "set");
    (set / "main_table.csv").write("after");
    (set / "below/more.csv").write("after");
    CHECK(folder.read("set/main_table.csv") == "before");
    CHECK_FALSE(std::filesystem::exists(folder / "set/below/more.csv"));
  }
  CHECK(folder.files() == 2);
  CHECK(folder.read("set/main_table.csv") == "before");
  output_set set(folder / "set");
  set.replaces("stale.csv");
  set.replaces("main_table.csv");
  (set / "main_table.csv").write("after");
  (set / "below/more.csv").write("more");
  CHECK(folder.read("set/main_table.csv") == "before");
  set.commit();
  CHECK(folder.read("set/main_table.csv") == "after");
  CHECK(folder.read("set/below/more.csv") == "more");
  CHECK_FALSE(std::filesystem::exists(folder / "set/stale.csv"));
  CHECK(folder.files() == 2);
}

TEST_CASE("no file of a set lies outside its folder") {
  const scratch_folder folder;
  for (const char* name : {"../evil.csv", "/tmp/evil.csv", "a/../../evil.csv", "..", ".", "", "below/"}) {
    CAPTURE(name);
    output_set set(folder / "set");
    CHECK(failure_of([&] { set / name; }).kind == "output");
  }
  CHECK(folder.files() == 0);
}

TEST_CASE("a set of more files than a program may hold open is whole too") {
  const scratch_folder folder;
  output_set set(folder / "set");
  for (int i = 0; i < 1500; ++i) (set / (std::to_string(i) + ".csv")).write(std::to_string(i));
  set.commit();
  CHECK(folder.files() == 1500);
  CHECK(folder.read("set/1499.csv") == "1499");
}

TEST_CASE("no two files of a set have one name, also where capitals do not count") {
  const scratch_folder folder;
  output_set set(folder / "set");
  set / "2a.csv";
  for (const char* name : {"2a.csv", "2A.csv", "./2a.csv", "below/../2a.csv"}) {
    CAPTURE(name);
    CHECK(failure_of([&] { set / name; }).kind == "output");
  }
}

TEST_CASE("a file called .gz is packed") {
  const scratch_folder folder;
  const std::string text = [] {
    std::string lines;
    for (int i = 0; i < 100'000; ++i) lines += std::to_string(i * 7919 % 100'003) + "\n";
    return lines;
  }();
  output_file file(folder / "out.csv.GZ");
  file.write(text.substr(0, 5));
  file.write("");
  file.write(text.substr(5));
  file.commit();
  const std::string packed = folder.read("out.csv.GZ");
  CHECK(packed.size() < text.size());
  CHECK(ingest::inflate_gzip(packed, "out.csv.GZ").view() == text);
}

TEST_CASE("nothing of a set is left when a signal ends the program, also of files that have a hidden name") {
  const scratch_folder folder;
  {
    output_set set(folder / "set");
    // The first have a hidden name when many more are there.
    for (int i = 0; i < 300; ++i) (set / (std::to_string(i) + ".csv")).write("x");
    CHECK(folder.files() > 0);
    remove_unfinished_files();
    CHECK(folder.files() == 0);
  }
  CHECK(folder.files() == 0);
}

TEST_CASE("a link in a set stays one, and what it leads to is written") {
  const scratch_folder folder;
  folder.write("kept/table.csv", "before");
  std::filesystem::create_directory(folder / "set");
  std::filesystem::create_symlink("../kept/table.csv", folder / "set/table.csv");
  output_set set(folder / "set");
  (set / "table.csv").write("after");
  set.commit();
  CHECK(std::filesystem::is_symlink(folder / "set/table.csv"));
  CHECK(folder.read("kept/table.csv") == "after");
}

TEST_CASE("what a main table is read with is an input too") {
  CHECK(files_of_source("no such file.csv").empty());
  const scratch_folder folder;
  folder.write("sent/a.csv", "x");
  folder.write("submissions.csv", "x");
  const paths read = files_of_source((folder / "sent").string());
  CHECK(refused(read, {.files = {folder / "submissions.csv"}, .folders = {}}));
  CHECK(refused(read, {.files = {folder / "sent/b.csv"}, .folders = {}}));
  CHECK(refused(files_of_source((folder / "sent/a.csv").string() + "@2026-04-20"),
                {.files = {folder / "sent/a.csv"}, .folders = {}}));
}

TEST_CASE("a set with a file that cannot be written leaves the others as they were") {
  const scratch_folder folder;
  folder.write("set/a.csv", "before");
  std::filesystem::create_directories(folder / "set/b.csv");
  const auto failure = failure_of([&] {
    output_set set(folder / "set");
    (set / "a.csv").write("after");
    (set / "b.csv").write("after");
    set.commit();
  });
  CHECK(failure.kind == "output");
  CHECK(folder.read("set/a.csv") == "before");
  CHECK(folder.files() == 1);
}

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "ascof_embedded.hpp"

TEST_CASE("the library holds every file of the data folders in src, byte for byte, each name once") {
  const auto source = std::filesystem::path(ASCOF_TEST_DATA).parent_path().parent_path() / "src";
  std::map<std::string, std::filesystem::path> stored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source))
    if (entry.path().extension() == ".csv" && entry.path().parent_path().filename() == "data") {
      INFO(entry.path());
      CHECK(stored.emplace(entry.path().filename().string(), entry.path()).second);
    }

  const auto embedded = ascof::embedded::files();
  CHECK(embedded.size() == stored.size());
  for (const auto& file : embedded) {
    INFO(file.name);
    REQUIRE(stored.count(std::string(file.name)) == 1);
    std::ifstream stream(stored[std::string(file.name)], std::ios::binary);
    REQUIRE(stream);
    const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    // Not CHECK(a == b): a failure would print both files.
    CHECK((bytes == file.text));
  }
}

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "ascof_embedded.hpp"

TEST_CASE("the library holds every file of src/cld/data, byte for byte and ordered by name") {
  const auto folder = std::filesystem::path(ASCOF_TEST_DATA).parent_path().parent_path() / "src" / "cld" / "data";
  const auto embedded = ascof::embedded::files();

  const auto stored = std::count_if(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator(),
                                    [](const auto& entry) { return entry.path().extension() == ".csv"; });
  CHECK(static_cast<std::ptrdiff_t>(embedded.size()) == stored);
  CHECK(std::is_sorted(embedded.begin(), embedded.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));

  for (const auto& file : embedded) {
    INFO(file.name);
    std::ifstream stream(folder / file.name, std::ios::binary);
    REQUIRE(stream);
    const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    // Not CHECK(a == b): a failure would print both files.
    CHECK((bytes == file.text));
  }
}

#include "ascof/cld/areas.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/failure.hpp"
#include "support/scratch_folder.hpp"

using namespace ascof;
using support::failure_of;
using support::scratch_folder;

TEST_CASE("a list of councils is read in order of code") {
  const scratch_folder folder;
  const areas list = read_areas(folder.write(
      "areas.csv", "LA_Code,LA_Name,LA_Area_Code,Region\n902,Southmoor,E2,North\n901,\"Northmoor, City of\",E1,\n"));
  REQUIRE(list.list().size() == 2);
  CHECK(list.list()[0].la_code == "901");
  CHECK(list.list()[0].la_name == "Northmoor, City of");
  CHECK(list.list()[0].region.empty());
  CHECK(list.list()[1].area_code == "E2");
  REQUIRE(list.find("902 ") != nullptr);
  CHECK(list.find("902")->la_name == "Southmoor");
  CHECK(list.find("903") == nullptr);
  CHECK(areas().empty());
}

TEST_CASE("area code and region need not be known") {
  const scratch_folder folder;
  const areas list = read_areas(folder.write("areas.csv", "LA Code,LA Name\n901,Northmoor\n"));
  CHECK(list.find("901")->area_code.empty());
}

TEST_CASE("a council that stands twice in a list is refused") {
  const scratch_folder folder;
  const auto file = folder.write("areas.csv", "LA_Code,LA_Name\n901,Northmoor\n902,Southmoor\n901,Northmoor again\n");
  const auto refused = failure_of([&] { read_areas(file); });
  CHECK(refused.kind == "input");
  CHECK(refused.code == error_code::bad_value);
  CHECK(refused.message == file.string() + ", line 4, LA_Code: council 901 stands twice; keep one line per council");
}

TEST_CASE("a population is found by area, gender, band and geography") {
  const scratch_folder folder;
  const population people = read_population(folder.write("population.csv",
                                                         "Code,Geography,Gender,Age_Band,Population\n"
                                                         "E1,Local Authority,All,18 to 64,120000\n"
                                                         "E1,Region,All,18 to 64,900000\n"
                                                         "E1,,Male,18 to 64,60000\n"
                                                         "E2,Local Authority,All,18 to 64,0\n"));
  CHECK(people.find("E1", "All", "18 to 64") == 120'000);
  CHECK(people.find("e1 ", "ALL", "18 TO 64") == 120'000);
  CHECK(people.find("E1", "All", "18 to 64", "Region") == 900'000);
  CHECK(people.find("E1", "Male", "18 to 64") == 60'000);  // no geography: a council's
  CHECK(people.find("E2", "All", "18 to 64") == 0);
  CHECK_FALSE(people.find("E1", "All", "65 and above"));
  CHECK_FALSE(people.find("E3", "All", "18 to 64"));
  CHECK_FALSE(people.empty());
  CHECK(population().empty());
}

TEST_CASE("a table without a geography is of councils, by their own code if need be") {
  const scratch_folder folder;
  const population people =
      read_population(folder.write("population.csv", "LA_Code,Sex,Age Band,Population\n901,All,18 to 64,7\n"));
  CHECK(people.find("901", "All", "18 to 64") == 7);
}

TEST_CASE("a population that is no number of people is refused") {
  for (const char* value : {"", "-1", "many", "1.5"}) {
    CAPTURE(value);
    const scratch_folder folder;
    const auto file = folder.write("population.csv", std::string("Code,Gender,Age_Band,Population\n901,All,18 to 64,1\n"
                                                                 "901,All,65 and above,") +
                                                         value + "\n");
    const auto refused = failure_of([&] { read_population(file); });
    CHECK(refused.kind == "input");
    CHECK(refused.message == file.string() + ", line 3, Population: expected a number of people; correct the line");
  }
}

TEST_CASE("two populations of one group are refused") {
  const scratch_folder folder;
  const auto file =
      folder.write("population.csv", "Code,Gender,Age_Band,Population\n901,All,18 to 64,1\n901,all,18 to 64,2\n");
  const auto refused = failure_of([&] { read_population(file); });
  CHECK(refused.code == error_code::bad_value);
  CHECK(refused.message ==
        file.string() + ", line 3, Population: 901 has two populations for 'all', '18 to 64'; keep one line");
}

#include "ascof/measures/equality.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

TEST_CASE("equality.completeness: three states of every characteristic") {
  const result_table results = measured("equality.completeness", R"(
      person | event   | client       | start      | end
      A      | Request | Service user | 2024-06-01 | 2024-06-02
      B      | Service | Unpaid carer | 2023-06-01 | 2024-04-01
      C      | Request | Service user | 2024-06-01 | 2024-06-02
      D      | Request | Service user | 2023-06-01 | 2024-03-31)",
                                        R"(
      person | birth   | gender | ethnicity        | reason  | accommodation              | employment
      A      | 1950-01 | Male   | White: Irish     | Unknown | Unknown: Presumed at home  | Invalid and not mapped
      B      | -       | -      | No data: Refused | -       | Registered care home       | Unknown)");
  CHECK(trace_of(results, "equality.completeness") ==
        texts{"A | known | known | known | missing | missing | missing",
              "B | missing | missing | refused | missing | known | missing",
              "C | missing | missing | missing | missing | missing | missing"});
  for (const result_row& row : results.rows) {
    if (row.measure == "equality.completeness.ethnicity") CHECK(row.unknown == 1);
    if (row.measure == "equality.completeness.gender") CHECK(row.unknown == 2);
  }
}

#include "ascof/measures/carers.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/records_text.hpp"

using namespace ascof;
using namespace support;

// Worked examples of each measure: examples/carers.assessments.txt and its neighbours. Categories of support: ascof_3d.

namespace {

std::string total(const char* id, const std::string& rows, const std::string& details = "person\n") {
  return figures_of(
             measured(id, "person | client | event | service | component | mechanism | outcome | start | end\n" + rows,
                      details),
             id)
      .back();
}

}  // namespace

TEST_CASE("Carers assessed: carers of either kind, assessments that ended in the period") {
  const auto assessed = [](const std::string& client, const std::string& event, const std::string& end,
                           const std::string& details = "person\n") {
    return total("carers.assessments", "P | " + client + " | " + event + " | - | - | - | - | 2024-03-01 | " + end,
                 details);
  };
  const std::string yes = "Total | 1/1 | 1.0", no = "Total | 0/0 | 0.0";
  CHECK(assessed("Unpaid carer", "Assessment", "2024-04-01") == yes);
  CHECK(assessed("Unpaid carer known by association", "Assessment", "2025-03-31") == yes);
  CHECK(assessed("unpaid CARER", "assessment", "2025-03-31") == yes);
  CHECK(assessed("Unpaid carer", "Assessment", "2024-03-31") == no);
  CHECK(assessed("Unpaid carer", "Assessment", "2025-04-01") == no);
  CHECK(assessed("Unpaid carer", "Assessment", "open") == no);
  CHECK(assessed("Unpaid carer", "Review", "2024-04-01") == no);
  CHECK(assessed("Service user", "Assessment", "2024-04-01") == no);
  CHECK(assessed("-", "Assessment", "2024-04-01") == no);
  CHECK(assessed("Unpaid carer", "Assessment", "2024-04-01", "person | birth\nP | 2007-04") == no);
  CHECK(assessed("Unpaid carer", "Assessment", "2024-04-01", "person | death\nP | 2024-03-31") == no);
  CHECK(assessed("Unpaid carer", "Assessment", "2024-04-01", "person | death\nP | 2024-04-01") == yes);
}

TEST_CASE("Carers' assessment rate: known is whoever has an event that touches the period") {
  const std::string assessment = "A | Unpaid carer | Assessment | - | - | - | - | 2024-05-01 | 2024-05-02\n";
  CHECK(total("carers.assessment_rate",
              assessment + "B | Unpaid carer | Request | - | - | - | - | 2024-05-01 | 2024-05-02") ==
        "Total | 1/2 | 50.0");
  CHECK(total("carers.assessment_rate",
              assessment + "B | Unpaid carer | Request | - | - | - | - | 2023-05-01 | 2023-05-02") ==
        "Total | 1/1 | 100.0");
  CHECK(total("carers.assessment_rate", "B | Service user | Request | - | - | - | - | 2024-05-01 | 2024-05-02") ==
        "Total | 0/0 | none");
}

TEST_CASE("Carers supported: the best support counts once") {
  const std::string information = "P | Unpaid carer | Assessment | - | - | - | information | 2024-05-01 | 2024-05-02\n";
  const std::string unknown = "P | Unpaid carer | Service | direct to carer | Other | - | - | 2024-05-01 | open\n";
  CHECK(total("carers.supported", information) == "Total | 0/0 | 0.0");
  CHECK(total("carers.supported.with_information", information) == "Total | 1/1 | 1.0");
  CHECK(total("carers.supported", information + unknown) == "Total | 1/1 | 1.0");
  CHECK(figures_of(measured("salt.carers_supported",
                            "person | client | event | service | component | mechanism | outcome | start | end\n" +
                                information + unknown,
                            "person\n"),
                   "salt.carers_supported") == expected(R"(
      Direct payment          | 0/0 | 0.0
      Managed personal budget | 0/0 | 0.0
      Commissioned support    | 0/0 | 0.0
      Unknown mechanism       | 1/1 | 1.0
      Information and advice  | 0/0 | 0.0
      No direct support       | 0/0 | 0.0
      Total                   | 1/1 | 1.0)"));
}

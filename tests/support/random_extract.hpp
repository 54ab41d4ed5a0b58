/// @file random_extract.hpp
/// Small department-style extracts: a few councils and people, several submissions of the same events that differ in what
/// councils change between submissions, and dates on the days where a rule turns.
#pragma once

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ascof/cld/extract.hpp"
#include "ascof/core/period.hpp"
#include "ascof/prepare/prepare.hpp"
#include "random_source.hpp"
#include "text_table.hpp"

namespace support {

/// Columns of a random extract, in order of their cells.
namespace raw {
enum column : std::size_t {
  la_code,
  la_name,
  import_date,
  traced,
  nhs,
  local,
  gender,
  ethnicity,
  birth_year,
  birth_month,
  death,
  client,
  reason,
  accommodation,
  employment,
  carer,
  funding,
  event,
  start,
  end,
  outcome,
  route,
  conversation,
  assessment,
  linked,
  service,
  component,
  mechanism,
  cost,
  frequency,
  units,
  record,
  count
};
}  // namespace raw

inline const std::array<const char*, raw::count>& raw_headers() {
  static const std::array<const char*, raw::count> headers{"LA_Code",
                                                           "LA_Name",
                                                           "ImportDate",
                                                           "Der_NHS_Number_Traced_Pseudo",
                                                           "Der_NHS_Number_Pseudo",
                                                           "LA_Person_Unique_Identifier",
                                                           "Gender",
                                                           "Ethnicity",
                                                           "Der_Birth_Year",
                                                           "Der_Birth_Month",
                                                           "Date_of_Death",
                                                           "Client_Type",
                                                           "Primary_Support_Reason",
                                                           "Accommodation_Status",
                                                           "Employment_Status",
                                                           "Has_Unpaid_Carer",
                                                           "Client_Funding_Status",
                                                           "Event_Type",
                                                           "Event_Start_Date",
                                                           "Event_End_Date",
                                                           "Event_Outcome",
                                                           "Request_Route_of_Access",
                                                           "Der_Conversation",
                                                           "Assessment_Type",
                                                           "Adult_1_Linked_Person_ID",
                                                           "Service_Type",
                                                           "Service_Component",
                                                           "Delivery_Mechanism",
                                                           "Unit_Cost",
                                                           "Cost_Frequency_Unit_Type",
                                                           "Planned_units_per_week",
                                                           "Der_Unique_Record_ID"};
  return headers;
}

using raw_row = std::array<std::string, raw::count>;  // an empty cell is missing

/// Random rows are faulty far more often than a council's: the laws hold of them all the same.
inline ascof::prepare_options however_many_are_lost() {
  ascof::prepare_options how;
  how.accept_loss.share = 1;
  return how;
}

inline ascof::extract extract_from_rows(const std::vector<raw_row>& rows) {
  std::string csv;
  for (std::size_t i = 0; i < raw::count; ++i) csv.append(i == 0 ? "" : ",").append(raw_headers()[i]);
  csv += '\n';
  for (const raw_row& row : rows) {
    for (std::size_t i = 0; i < raw::count; ++i) {
      if (i != 0) csv += ',';
      ascof::append_csv_field(csv, row[i]);
    }
    csv += '\n';
  }
  auto read = ascof::read_csv_text(csv, "extract", ascof::extract_schema());
  REQUIRE(read.report.rows_rejected() == 0);
  return ascof::make_extract(std::move(read), {{"extract", std::nullopt}});
}

class random_extract {
 public:
  explicit random_extract(random_source& random) : random_(random) {}

  std::vector<raw_row> rows() {
    const int councils = random_.between(1, 2);
    for (int council = 0; council < councils; ++council) add_council(council == 0 ? "901" : "902");
    random_.shuffle(rows_);
    // Record numbers are unique and have nothing to do with the order of the rows.
    std::vector<int> numbers;
    for (std::size_t i = 0; i < rows_.size(); ++i) numbers.push_back(static_cast<int>(i) + 1);
    random_.shuffle(numbers);
    for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i][raw::record] = std::to_string(numbers[i]);
    return rows_;
  }

 private:
  struct import {
    const char* on;
    const char* covers;  // what the council meant to send
  };

  std::string text(const std::vector<std::string>& list, int missing_percent) {
    if (random_.chance(missing_percent)) return {};
    if (random_.chance(2)) return "  ";
    return random_.respelt(random_.pick(list));
  }

  /// A day on which something turns, or any.
  std::string date(int missing_percent) {
    if (random_.chance(missing_percent)) return {};
    static const std::vector<std::string> turning{
        "2023-03-31", "2023-04-01", "2023-06-30", "2023-07-01", "2024-03-31", "2024-04-01", "2024-05-31", "2024-06-01",
        "2024-06-30", "2024-07-01", "2024-12-31", "2025-01-01", "2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01"};
    if (random_.chance(65)) return random_.pick(turning);
    return to_string(ascof::make_day(2023, 1, 1) + random_.between(0, 900));
  }

  raw_row person(const std::string& council, int number) {
    raw_row who;
    const std::string id = std::to_string(number);
    who[raw::la_code] = council;
    who[raw::la_name] = council == "901" ? "Northmoor" : "Southmoor";
    if (random_.chance(60)) who[raw::traced] = "t" + id;
    if (random_.chance(60)) who[raw::nhs] = "n" + id;
    if (random_.chance(80)) who[raw::local] = "l" + id;
    who[raw::gender] = text({"Male", "Female", "Female", "Other", "Unknown", "Femail"}, 5);
    who[raw::birth_year] = std::to_string(random_.pick(std::vector<int>{1935, 1959, 1960, 1975, 2006, 2007}));
    who[raw::birth_month] = std::to_string(random_.between(1, 12));
    if (random_.chance(15)) who[raw::death] = date(0);
    return who;
  }

  raw_row event_of(const raw_row& who) {
    raw_row e = who;
    e[raw::client] = text({"Service user", "Service User", "Service user", "Unpaid carer", "Carer", "Client"}, 2);
    e[raw::event] = text({"Service", "Service", "Service", "Request", "Assessment", "Review", "Services"}, 1);
    e[raw::start] = date(1);
    e[raw::end] = date(35);
    e[raw::outcome] = text(
        {"NFA: Other", "NFA - Other", "Progress to reablement/ST-Max", "NFA: Support ended as planned",
         "NFA: Information and advice or signposting", "NFA: Self-funded client or under 12wk disregard", "nonsense"},
        25);
    e[raw::route] = text({"Prison", "Self-Funder"}, 30);
    e[raw::assessment] = text({"Long term assessment", "Short term assessment"}, 30);
    e[raw::service] =
        text({"Long term support: Community", "Long Term Support: Community", "Long term support: Residential care",
              "Long term support: Nursing care", "Long term support: Prison", "Short term support: ST-Max",
              "Unpaid carer support: Direct to unpaid carer", "nonsense"},
             15);
    e[raw::component] = text({"Long term residential care", "Home support or domiciliary care", "Shared Lives",
                              "Extra care housing", "Direct payment", "Unpaid carer respite", "Meals"},
                             15);
    if (random_.chance(10)) e[raw::linked] = "l" + std::to_string(random_.between(0, 6));
    return e;
  }

  /// What may differ between submissions of one event.
  raw_row reported(raw_row e) {
    if (random_.chance(20)) e[raw::end] = date(40);
    if (random_.chance(20)) e[raw::outcome] = text({"NFA: Deceased", "Admitted to hospital", "nonsense"}, 30);
    if (random_.chance(5)) e[raw::start] = date(2);
    if (random_.chance(5)) e[raw::death] = date(20);
    if (random_.chance(5)) e[raw::traced].clear();
    if (random_.chance(3)) e[raw::nhs].clear();
    if (random_.chance(3)) e[raw::local].clear();
    if (random_.chance(5)) e[raw::birth_month].clear();
    if (random_.chance(5)) e[raw::birth_year] = "1960";
    if (random_.chance(8)) e[raw::service] = random_.respelt(e[raw::service]);
    if (random_.chance(5)) e[raw::traced] = random_.respelt(e[raw::traced]);
    if (random_.chance(5)) e[raw::la_name] += "  ";
    if (random_.chance(5)) e[raw::la_name][0] = e[raw::la_name][0] == 'N' ? 'n' : 's';
    e[raw::conversation] = random_.pick(std::vector<std::string>{"", "0", "1"});
    e[raw::mechanism] =
        text({"Direct payment", "CASSR managed personal budget", "CASSR commissioned support", "nonsense"}, 25);
    e[raw::cost] = random_.pick(std::vector<std::string>{"", "10", "10.00", "-3.5"});
    e[raw::frequency] = text({"Weekly", "Daily", "nonsense"}, 30);
    e[raw::units] = random_.pick(std::vector<std::string>{"", "1", "2.25"});
    e[raw::ethnicity] = text({"White: Irish", "White - Irish", "White: Roma", "No data: Refused",
                              "No data: Undeclared or not known", "nonsense"},
                             20);
    e[raw::reason] = text({"Learning disability support", "Mental health support", "Unknown",
                           "Social support: Support to unpaid carer", "nonsense"},
                          20);
    e[raw::accommodation] =
        text({"Tenant: Private landlord", "Tenant - private landlord", "Refuge", "Unknown", "nonsense"}, 40);
    e[raw::employment] = text({"Paid: Hours per week unknown", "Unknown", "nonsense"}, 30);
    e[raw::carer] = text({"Yes", "No", "Unknown", "perhaps"}, 30);
    e[raw::funding] = text({"Fully client funded", "Fully social care funded", "Unknown", "nonsense"}, 30);
    return e;
  }

  void add_council(const std::string& council) {
    static const std::vector<import> imports{
        {"2024-05-03 10:00:00.000", "2023-04-01..2024-03-31"}, {"2024-08-02 10:00:00.000", "2023-07-01..2024-06-30"},
        {"2024-11-05 10:00:00.000", "2023-10-01..2024-09-30"}, {"2025-02-04 10:00:00.000", "2024-01-01..2024-12-31"},
        {"2025-05-06 10:00:00.000", "2024-04-01..2025-03-31"}, {"2025-05-06 10:00:00.001", "2024-04-01..2025-03-31"},
        {"2025-08-04 10:00:00.000", "2024-07-01..2025-06-30"}};
    std::vector<raw_row> events;
    const int people = random_.between(1, 6);
    for (int n = 0; n < people; ++n) {
      const raw_row who = person(council, n);
      for (int k = random_.between(1, 5); k > 0; --k) {
        events.push_back(event_of(who));
        // Another event that differs in one thing, or in none that counts.
        if (random_.chance(30)) {
          events.push_back(events.back());
          raw_row& other = events.back();
          switch (random_.below(5)) {
            case 0: other[raw::end] = date(40); break;
            case 1: other[raw::component] = random_.respelt(other[raw::component]); break;
            case 2: other[raw::service] = random_.respelt(other[raw::service]); break;
            case 3: other[raw::client] = random_.respelt(other[raw::client]); break;
            default: break;
          }
        }
      }
    }
    const int share = random_.pick(std::vector<int>{30, 60, 85});  // few submissions leave gaps between what they cover
    for (const import& made : imports) {
      if (!random_.chance(share)) continue;
      const ascof::period covers = ascof::parse_period(made.covers);
      // Reviews that make the derived period what was meant, or nearly; 120 and more in all, or fewer than 100.
      const int each_month = random_.chance(40) ? 12 : 1;
      for (ascof::day month = covers.start; month <= covers.end; month = ascof::add_months(month, 1)) {
        const bool thin = random_.chance(4);
        for (int k = thin ? random_.between(0, 4) : each_month; k > 0; --k) {
          raw_row filler;
          filler[raw::la_code] = council;
          filler[raw::la_name] = council == "901" ? "Northmoor" : "Southmoor";
          filler[raw::import_date] = made.on;
          filler[raw::traced] = "filler" + std::to_string(k % 3);
          filler[raw::client] = "Service user";
          filler[raw::event] = k % 2 == 0 ? "Review" : "Request";
          filler[raw::start] = filler[raw::end] = to_string(month + random_.between(0, 27));
          rows_.push_back(filler);
        }
      }
      for (const raw_row& e : events) {
        for (int copies = random_.chance(85) ? random_.chance(8) ? 2 : 1 : 0; copies > 0; --copies) {
          rows_.push_back(reported(e));
          rows_.back()[raw::import_date] = made.on;
        }
      }
    }
    if (rows_.empty()) add_council(council);
  }

  random_source& random_;
  std::vector<raw_row> rows_;
};

}  // namespace support

// Our side of the comparison that compare.py makes: the waiting-time method on a main table.
//
//   ascof_waiting_times make FOLDER EVENTS MAIN.csv  main table of FOLDER/cld_raw.csv: so many events of it, and the
//                                                    columns of the method only
//   ascof_waiting_times serve MAIN.csv THREADS       loads, then obeys lines on standard input: "run" answers with
//                                                    seconds, "write FILE" writes the results of the last run
//
// A run is a call of `evaluate` on records in memory: finding the categories of the texts, walking over the people,
// merging, medians and the diagnostic tables. Nothing but the records is kept from one run to the next.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ascof/ascof.hpp"

namespace {

using namespace ascof;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The columns of the main table that the method looks at.
constexpr std::array<std::string_view, 18> columns{"LA_Code",
                                                   "LA_Name",
                                                   "Ref_Period_Start_Date",
                                                   "Ref_Period_End_Date",
                                                   "Der_NHS_LA_Combined_Person_ID",
                                                   "Client_Type_Cleaned",
                                                   "Event_Type",
                                                   "Event_Start_Date",
                                                   "Der_Event_End_Date",
                                                   "Event_Outcome_Cleaned",
                                                   "Event_Outcome_Grouped",
                                                   "Der_Conversation",
                                                   "Assessment_Type_Cleaned",
                                                   "Service_Type_Cleaned",
                                                   "Der_Age_Event_Start_Date",
                                                   "Der_Working_Age_Band",
                                                   "Der_Unique_Record_ID",
                                                   "ImportDate"};

void make(const std::filesystem::path& folder, std::size_t events, const std::filesystem::path& file) {
  const extract raw = read_extract({{folder / "cld_raw.csv", {}}});
  const main_table main = prepare(raw, mappings::shipped(), read_areas(folder / "ref_la.csv")).main;
  output_table out = main_table_output(lent(main));
  std::erase_if(out.columns, [](const output_column& column) {
    return std::find(columns.begin(), columns.end(), column.name) == columns.end();
  });
  if (out.columns.size() != columns.size()) throw std::logic_error("the main table has other columns than expected");
  if (out.rows < events) throw std::runtime_error(fmt::format("the extract has {} events only", out.rows));
  out.rows = events;
  write_csv(out, file);
}

void serve(const std::filesystem::path& file, unsigned threads) {
  const auto start = std::chrono::steady_clock::now();
  read_options reading;
  reading.threads = threads;
  const records people = read_records(file, reading).data;
  const person_details details;  // not looked at by this measure
  fmt::print("{} {} {}\n", people.events().rows(), people.people(), seconds_since(start));
  std::fflush(stdout);

  const selection wanted = select_measures(catalogue(), {"waiting"});
  evaluate_options counting;
  counting.threads = threads;
  result_table results;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "run") {
      const auto begin = std::chrono::steady_clock::now();
      results = evaluate(wanted, people, details, {}, {}, {}, counting);
      fmt::print("{}\n", seconds_since(begin));
    } else if (line.starts_with("write ")) {
      write_csv(results_output(lent(results)), line.substr(6));
      fmt::print("written\n");
    } else {
      throw usage_error(error_code::unknown_name, {}, "unknown command `" + line + "`", "run, or write FILE");
    }
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  try {
    if (arguments.size() == 4 && arguments[0] == "make") {
      make(arguments[1], std::stoull(std::string(arguments[2])), arguments[3]);
    } else if (arguments.size() == 3 && arguments[0] == "serve") {
      serve(arguments[1], static_cast<unsigned>(std::stoul(std::string(arguments[2]))));
    } else {
      fmt::print(stderr, "usage: ascof_waiting_times make FOLDER EVENTS MAIN.csv | serve MAIN.csv THREADS\n");
      return 2;
    }
  } catch (const std::exception& fault) {
    fmt::print(stderr, "ascof_waiting_times: {}\n", fault.what());
    return 2;
  }
}

#include "ascof/results/writers.hpp"

#include "ascof/results/output_file.hpp"
#include "ascof/results/output_table.hpp"

#include "ascof/prepare/ties.hpp"

namespace ascof {
namespace {

/// The people whose records tie, a main table an order.
void write_tied_records(const tied_records* ties, output_set& set) {
  const std::filesystem::path folder = tied_records_folder;
  // Those of a preparation before go.
  for (std::size_t order = 0; order < most_tie_orders; ++order) set.replaces(folder / order_file(order));
  if (ties == nullptr) return;
  for (std::size_t order = 0; order < ties->orders.size(); ++order)
    write_csv(main_table_output(lent(ties->orders[order].people.main())), set / (folder / order_file(order)));
}

}  // namespace

void write_results(const result_table& results, const std::filesystem::path& file) {
  write_csv(results_output(lent(results)), file);
}

void write_traces(const result_table& results, const std::filesystem::path& folder) {
  output_set set(folder);
  for (std::size_t i = 0; i < results.traces.size(); ++i)
    write_csv(trace_output(lent(results), i), set / (results.traces[i].id + ".csv"));
  set.commit();
}

void write_main_table(const main_table& from, const std::filesystem::path& file) {
  write_csv(main_table_output(lent(from)), file);
}

void write_prepared(const prepared& from, const std::filesystem::path& folder, const ingest_report& report) {
  write_prepared(from, from.main, folder, report);
}

void write_prepared(const prepared& from, const main_table& main, const std::filesystem::path& folder,
                    const ingest_report& report) {
  output_set set(folder);
  write_csv(main_table_output(lent(main)), set / "main_table.csv");
  write_csv(reporting_periods_output(lent(from)), set / "reporting_periods.csv");
  write_csv(submissions_output(lent(from)), set / "submissions.csv");
  write_csv(attrition_output(lent(from)), set / "attrition.csv");
  write_csv(unknown_values_output(lent(from)), set / "unknown_values.csv");
  write_csv(ingest_report_output(report), set / "ingest_report.csv");
  write_tied_records(main.ties.get(), set);
  write_csv(notices_output(main.notices, belongs_to(main.data)), set / notices_file);
  set.commit();
}

void write_person_details(const records& people, const person_details& details, period reporting,
                          const std::filesystem::path& file) {
  write_csv(person_details_output(lent(people), lent(details), reporting), file);
}

void write_ingest_report(const ingest_report& report, const std::filesystem::path& file) {
  write_csv(ingest_report_output(report), file);
}

}  // namespace ascof

// Two official measures from a council's own submissions. All data is synthetic.
#include <ascof/ascof.hpp>
#include <cstdio>

int main() {
  using namespace ascof;
  const extract raw = read_extract({{"examples/data/council/submissions"}});
  mappings tables = mappings::shipped();
  tables.add_folder("examples/data/council");  // the council's own wording, on top
  const areas councils = read_areas("examples/data/council/ref_la.csv");

  const prepared made = prepare(raw, tables, councils);  // the department's main table, method of June 2026
  const records people(made.main);
  const person_details details = work_out_person_details(people, tables);

  const selection wanted = select_measures(catalogue(), {"ascof.2a", "ascof.3d.1a"});
  const result_table results = evaluate(wanted, people, details, {financial_year(2025)});
  for (const result_row& row : results.rows)
    std::printf("%-12s %-13s %4d of %4d  %5s %%\n", row.measure.c_str(), row.group.c_str(),
                static_cast<int>(row.numerator.value_or(0)), static_cast<int>(row.denominator),
                row.value ? rounded(*row.value, row.decimals).c_str() : "-");
}

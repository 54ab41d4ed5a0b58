#!/usr/bin/env bash
# The main job on the bundled example: thirteen submissions of one invented council go in, the department's main table,
# the official measures and the people behind them come out. `make demo` calls this; all data is synthetic.
set -euo pipefail
cd "$(dirname "$0")/.."

ascof=${ASCOF:-build/demo/ascof}
data=examples/data/council
out=${1:-out/demo}

echo "== Prepare: thirteen quarterly submissions become one main table ($out/main_table.csv)"
"$ascof" prepare "$data/submissions" --mappings "$data" --areas "$data/ref_la.csv" --as-of 2026-05-05 --out "$out"

echo
echo "== Measure: every official measure the inputs allow, with its trace ($out/results.csv, $out/trace)"
inputs=(--records "$out/main_table.csv" --mappings "$data" --areas "$data/ref_la.csv"
  --population "$data/ref_population.csv" --hospital "$data/hospital_episodes.csv.gz" --lsoa "$data/ref_lsoa_utla.csv")
"$ascof" measure all "${inputs[@]}" --out "$out/results.csv" --trace "$out/trace" --department "$out/department"

echo
echo "== The financial year 2025/26"
year=(--period 2025-04-01..2026-03-31)
"$ascof" measure ascof.2a ascof.2b ascof.2c ascof.2e ascof.2e.ld ascof.3d "${inputs[@]}" "${year[@]}" --quiet | grep -v 'Lost Hythe'

echo
echo "== Waiting times, by quarter"
"$ascof" measure waiting "${inputs[@]}" "${year[@]}" --quiet

echo
echo "== The people behind ascof.3d.1a and 2a (first lines of $out/trace/ascof.3d.clients.csv; invented people)"
head -n 6 "$out/trace/ascof.3d.clients.csv"

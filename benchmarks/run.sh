#!/usr/bin/env bash
# Called by `make bench` after the build. Makes the extract of 1 million invented rows once, then measures on it.
#
#   benchmarks/run.sh [FOLDER_OF_THE_PROGRAMS] [further arguments of ascof_bench]
#
# ASCOF_BENCH_ROWS=10000000 asks for another size; each size has a folder of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

programs=${1:-build/release/benchmarks}
shift || true
rows=${ASCOF_BENCH_ROWS:-1000000}
data=build/bench-data
if [ "$rows" != 1000000 ]; then data+="-$rows"; fi

for program in ascof_generate ascof_bench; do
  if [ ! -x "$programs/$program" ]; then
    echo "benchmarks/run.sh: $programs/$program is missing; \`make bench\` builds it" >&2
    exit 2
  fi
done

# cld_raw.csv is the last file that the generator finishes and appears whole or not at all. An older one than the
# generator is made again: figures from two kinds of data must not be compared.
if [ ! "$data/cld_raw.csv" -nt "$programs/ascof_generate" ]; then
  "$programs/ascof_generate" --rows "$rows" --hospital --out "$data"
fi

exec "$programs/ascof_bench" "$data" "$@"

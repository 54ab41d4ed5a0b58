"""Measures written by hand in DuckDB's SQL and in Polars give what ours give (benchmarks/measures)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPARE = ROOT / "benchmarks/measures/compare.py"
# Besides waiting times: what is compared must not shrink unnoticed.
IN_SQL = [
    "ascof.2b",
    "ascof.2c",
    "ascof.2e",
    "ascof.2e.ld",
    "ascof.3d.1a",
    "ascof.3d.2a",
    "carers.assessments",
    "demand.new_requests",
    "dp.count.carers",
    "dp.count.clients",
    "local.assessment_wait",
    "local.direct_payments",
    "local.open_spells",
    "lts.by_setting",
    "lts.working_age_share",
    "requests.by_route",
    "reviews.overdue",
    "salt.lts_in_year",
    "salt.lts_snapshot",
    "salt.new_requests",
    "waiting.assessment_local",
    "waiting.first_response",
    "waiting.first_service",
]
IN_POLARS = ["ascof.2e", "carers.assessments", "local.direct_payments", "requests.by_route"]


def test_every_row_is_equal() -> None:
    done = subprocess.run([sys.executable, str(COMPARE)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    compared = {}
    for line in done.stdout.splitlines()[1:]:
        measure, engine, rows, equal = line.split()
        assert int(rows) == int(equal) > 0, line
        compared[measure, engine] = int(rows)
    assert {(measure, "DuckDB") for measure in IN_SQL} <= compared.keys()
    assert {(measure, "Polars") for measure in IN_POLARS} <= compared.keys()

"""How much may be lost to faults: a share in Python, and advice that Python can follow."""

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import ascof
import pyarrow.csv
import pytest

HEADER = (
    "LA_Code,NHS_Number,Date_of_Birth,Gender,Client_Type,Event_Type,Event_Start_Date,Event_End_Date,Event_Outcome,"
    "Service_Type,Service_Component,Delivery_Mechanism\n"
)
ROW = (
    "901,{number},1940-05-01,Female,Service User,Service,2025-04-01,{end},,"
    "Long Term Support: Community,Home Support,CASSR Managed Personal Budget\n"
)
LOST, ALL = 30, 100
YEAR = "2025-26"


@pytest.fixture
def lossy(tmp_path: Path) -> Path:
    """A file of which 30 of 100 rows have no identifier."""
    file = tmp_path / "lossy.csv"
    ends = ("2025-04-15", "2026-03-31")  # so that the year is covered
    rows = [ROW.format(number="" if n < LOST else f"99900{n:05}", end=ends[n % 2]) for n in range(ALL)]
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


CALLS: dict[str, Callable[..., object]] = {
    "prepare": lambda file, **how: ascof.prepare((file, "2026-04-20"), **how),
    "Extract.prepare": lambda file, **how: ascof.read_extract((file, "2026-04-20")).prepare(**how),
    "persons": lambda file, **how: ascof.persons((file, "2026-04-20"), YEAR, **how),
    "measure": lambda file, **how: ascof.measure("ascof.2e", (file, "2026-04-20"), YEAR, **how),
    "a table": lambda file, **how: ascof.measure(
        "ascof.2e", (pyarrow.csv.read_csv(file, convert_options=pyarrow.csv.ConvertOptions(column_types={"NHS_Number": "string"})),
        "2026-04-20"), YEAR, **how),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_the_advice_can_be_followed(name: str, lossy: Path) -> None:
    with pytest.raises(ascof.InputError) as caught:
        CALLS[name](lossy)
    assert caught.value.code == "too_many_faults"
    text = str(caught.value)
    assert "--" not in text
    advised = re.search(r"accept_loss=([0-9.]+)$", text)
    assert advised, text
    assert float(advised[1]) == LOST / ALL
    CALLS[name](lossy, accept_loss=float(advised[1]))
    with pytest.raises(ascof.InputError):
        CALLS[name](lossy, accept_loss=LOST / ALL - 0.01)


def test_rows_of_a_main_table_that_cannot_be_read(lossy: Path, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ascof.DataWarning)
        ascof.prepare((lossy, "2026-04-20"), tmp_path / "made", accept_loss=1)
    table = tmp_path / "made" / "main_table.csv"
    first, *others = table.read_text("utf-8").splitlines(keepends=True)
    at = first.rstrip("\n").split(",").index("Event_Start_Date")
    broken = [
        ",".join(["soon" if n == at else field for n, field in enumerate(row.split(","))]) for row in others[:LOST]
    ]
    table.write_text(first + "".join(broken + others[LOST:]), encoding="utf-8")
    calls: list[Callable[..., object]] = [
        ascof.read_records,
        lambda file, **how: ascof.measure("ascof.2e", file, YEAR, **how),
    ]
    for call in calls:
        with pytest.raises(ascof.InputError, match="no days"):
            call(table)
        call(table, accept_loss=1)


@pytest.mark.parametrize("share", [5, -0.1, float("nan"), 1.0001])
def test_a_percentage_is_no_share(share: float, lossy: Path) -> None:
    with pytest.raises(ascof.UsageError, match="share of the rows from 0 to 1"):
        ascof.prepare(lossy, accept_loss=share)

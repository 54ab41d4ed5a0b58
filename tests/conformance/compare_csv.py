#!/usr/bin/env python3
"""Compare a CSV file with the expected one, by key and column.

    compare_csv.py EXPECTED ACTUAL --key measure,period_start,period_end,la_code,group
                   [--exact numerator,denominator] [--rounded value:1] [--partition Der_Unique_Event_Ref] [--show 10]

Rows are matched by the columns of --key, in any order. --exact columns must hold the same text or the same number.
--rounded COLUMN:N columns must hold the same number after rounding half away from zero to N decimals, on the decimal
text: 28.749999999999996 becomes 28.7 and 28.75 becomes 28.8. --partition columns may hold anything, as long as the same
rows share a value. An empty field is no value and equals only an empty field. Without --exact and --rounded every
column that both files have is compared as --exact does. Files may be gzip.

Exit status: 0 when the files agree, 1 with the first differences and their number when not, 2 for a call or a file that
makes no comparison possible.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

Row = dict[str, str]


class NoComparisonError(Exception):
    """The files or columns named cannot be compared at all."""


@dataclass
class Table:
    """The rows of a file, all as text."""

    path: Path
    columns: list[str]
    rows: list[Row]

    def need(self, columns: list[str]) -> None:
        """Make sure the columns are there."""
        missing = [column for column in columns if column not in self.columns]
        if missing:
            raise NoComparisonError(f"{self.path}: no column {', '.join(missing)}")


@dataclass
class Comparison:
    """What is compared, and how."""

    key: list[str]
    exact: list[str] = field(default_factory=list)
    rounded: dict[str, int] = field(default_factory=dict)
    partition: list[str] = field(default_factory=list)


def read_table(path: Path) -> Table:
    """Read a `.csv` or `.csv.gz`."""
    try:
        if path.suffix == ".gz":
            text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
        else:
            text = path.read_bytes().decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as fault:
        raise NoComparisonError(f"{path}: {fault}") from fault
    lines = list(csv.reader(text.splitlines(keepends=True)))
    if not lines:
        raise NoComparisonError(f"{path}: no header")
    columns = lines[0]
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(columns):
            raise NoComparisonError(f"{path}: row {number} has {len(line)} fields, the header {len(columns)}")
    return Table(path, columns, [dict(zip(columns, line, strict=True)) for line in lines[1:]])


def to_number(text: str) -> Decimal | None:
    """Return the number a text writes, if it writes one."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def equal(expected: str, actual: str, places: int | None = None) -> bool:
    """Compare two fields as text or as numbers, rounded to `places` decimals if that is given."""
    if expected == actual:
        return True
    left, right = to_number(expected), to_number(actual)
    if left is None or right is None:
        return False
    if places is None:
        return left == right
    unit = Decimal(10) ** -places
    return left.quantize(unit, ROUND_HALF_UP) == right.quantize(unit, ROUND_HALF_UP)


def by_key(table: Table, key: list[str], found: list[str], whose: str) -> dict[tuple[str, ...], Row]:
    """Return the rows by key; a key that stands twice is a difference."""
    rows: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        name = tuple(row[column] for column in key)
        if name in rows:
            found.append(f"twice in the {whose} file: {', '.join(name)}")
        rows[name] = row
    return rows


def parts(table: Table, key: list[str], column: str) -> set[frozenset[tuple[str, ...]]]:
    """Return which rows share a value of the column."""
    members: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in table.rows:
        members[row[column]].add(tuple(row[name] for name in key))
    return {frozenset(part) for part in members.values()}


def differences(expected: Table, actual: Table, how: Comparison) -> list[str]:
    """Return every way in which the files differ, one line each."""
    exact = how.exact
    if not exact and not how.rounded:
        skipped = {*how.key, *how.partition}
        exact = [column for column in expected.columns if column in actual.columns and column not in skipped]
    for table in (expected, actual):
        table.need([*how.key, *exact, *how.rounded, *how.partition])
    found: list[str] = []
    wanted = by_key(expected, how.key, found, "expected")
    got = by_key(actual, how.key, found, "actual")
    columns: list[tuple[str, int | None]] = [(column, None) for column in exact]
    columns += how.rounded.items()
    for name, row in wanted.items():
        other = got.get(name)
        if other is None:
            found.append(f"missing: {', '.join(name)}")
            continue
        for column, places in columns:
            if not equal(row[column], other[column], places):
                found.append(f"{', '.join(name)}: {column}: expected {row[column]!r}, found {other[column]!r}")
    found += [f"not expected: {', '.join(name)}" for name in got if name not in wanted]
    for column in how.partition:
        theirs, ours = parts(expected, how.key, column), parts(actual, how.key, column)
        found += [f"should share a {column}: {sorted(part)}" for part in theirs - ours]
        found += [f"should not share a {column}: {sorted(part)}" for part in ours - theirs]
    return found


def names(text: str) -> list[str]:
    """Split a list of columns."""
    return [name for name in text.split(",") if name]


def places_by_column(text: str) -> dict[str, int]:
    """Split `value:1,rate:2`."""
    result = {}
    for part in names(text):
        column, colon, places = part.rpartition(":")
        if not colon or not places.isdigit():
            raise NoComparisonError(f"--rounded: expected COLUMN:N, got {part!r}")
        result[column] = int(places)
    return result


def main(arguments: list[str] | None = None) -> int:
    """Compare the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("expected", type=Path)
    parser.add_argument("actual", type=Path)
    parser.add_argument("--key", required=True, help="columns that name a row")
    parser.add_argument("--exact", default="", help="columns that must be the same")
    parser.add_argument("--rounded", default="", help="COLUMN:N, columns that must be the same after rounding")
    parser.add_argument("--partition", default="", help="columns whose values only say which rows belong together")
    parser.add_argument("--show", type=int, default=10, help="differences to print")
    options = parser.parse_args(arguments)
    try:
        how = Comparison(
            names(options.key), names(options.exact), places_by_column(options.rounded), names(options.partition)
        )
        if not how.key:
            raise NoComparisonError("--key: no column is named")
        expected, actual = read_table(options.expected), read_table(options.actual)
        found = differences(expected, actual, how)
    except NoComparisonError as fault:
        print(fault, file=sys.stderr)
        return 2
    for line in found[: options.show]:
        print(line)
    print(f"{len(expected.rows)} expected rows, {len(actual.rows)} actual, {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

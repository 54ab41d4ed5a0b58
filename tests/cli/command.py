"""What the tests of this folder share: running the command, and a small extract whose people are made up.

By hand: ASCOF_CLI=build/release/ascof python3 tests/cli/bad_input_test.py
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASCOF = os.environ.get("ASCOF_CLI", str(ROOT / "build" / "release" / "ascof"))

# What names or identifies the people of the extract below. None of it may ever be in a message.
PERSON = {
    "NHS Number": "9990004323",
    "LA Person Unique Identifier": "LOCAL-7731",
    "First Name": "Philippa",
    "Last Name": "Plantagenet",
    "Postcode": "ZZ9 9ZZ",
    "Date of Birth": "13/07/1931",
    "Adult 1 Linked Person ID": "LINKED-5518",
    "Event Description": "Conversation with Philippa Plantagenet at home",
}
PLANTED = ["9990004323", "LOCAL-7731", "Philippa", "Plantagenet", "ZZ9", "1931", "LINKED-5518"]

HEADER = [
    "LA Code", "NHS Number", "LA Person Unique Identifier", "First Name", "Last Name", "Postcode", "Gender",
    "Date of Birth", "Date of Death", "Client Type", "Accommodation Status", "Event Type", "Event Start Date",
    "Event End Date", "Event Description", "Event Outcome", "Request: Route of Access", "Assessment Type",
    "Adult 1 Linked Person ID", "Service Type", "Service Component", "Delivery Mechanism",
]  # fmt: skip

Row = dict[str, str]


def event(**fields: str) -> Row:
    """One row; names of fields with `_` for a blank."""
    return {
        **PERSON,
        "LA Code": "901",
        "Gender": "Female",
        "Client Type": "Service user",
        **{name.replace("_", " "): value for name, value in fields.items()},
    }


def good_rows() -> list[Row]:
    """Events that end from April 2025 to March 2026: enough to speak for that year when submitted in April 2026."""
    service = {
        "Event_Type": "Service",
        "Event_Start_Date": "01/05/2025",
        "Service_Type": "Long term support: Community",
    }
    return [
        event(Event_Type="Request", Event_Start_Date="03/04/2025", Event_End_Date="10/04/2025"),
        event(**service, Service_Component="Home support or domiciliary care", Delivery_Mechanism="Direct payment"),
        event(
            Event_Type="Assessment",
            Event_Start_Date="01/03/2026",
            Event_End_Date="15/03/2026",
            Assessment_Type="Long term assessment",
        ),
    ]


def extract(rows: Iterable[Row], header: list[str] | None = None) -> str:
    """Write rows as CSV text."""
    names = HEADER if header is None else header
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([row.get(name, "") for name in HEADER])
    return text.getvalue()


@dataclass
class Result:
    """How a run of the command went."""

    code: int
    out: str
    err: str

    @property
    def warnings(self) -> list[str]:
        """The lines of warning."""
        return [line for line in self.err.splitlines() if line.startswith("ascof: warning: ")]

    @property
    def notices(self) -> list[str]:
        """The lines that tell something beside the figures: warnings and notes."""
        return [line for line in self.err.splitlines() if line.startswith(("ascof: warning: ", "ascof: note: "))]

    @property
    def leaks(self) -> list[str]:
        """What was said of a person that must not be."""
        return [text for text in PLANTED if text.lower() in (self.out + self.err).lower()]


def ascof(
    *arguments: str | Path,
    cwd: Path | None = None,
    before: Callable[[], None] | None = None,
    keep_signals: bool = False,
) -> Result:
    """Run the command.

    `before` is called in the new process; with `keep_signals` the signals it ignores stay ignored.
    """
    done = subprocess.run(
        [ASCOF, *map(str, arguments)],
        capture_output=True,
        cwd=cwd,
        preexec_fn=before,
        restore_signals=not keep_signals,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def files_below(folder: Path) -> list[str]:
    """Return the names of all files in a folder and below."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def table(file: Path) -> list[Row]:
    """Read a CSV file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))

"""What a reader of figures must know and cannot see from them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PACKAGE = str(Path(__file__).parent)


@dataclass(frozen=True)
class Notice:
    """One finding. Its text is the line that the command prints. It never holds a value of a person's record.

    Attributes:
        code: what was found, for programs: ``"value.unreadable"``, ``"measure.left_out"`` ...
        severity: ``"information"`` (the figures stand), ``"warning"`` or ``"serious"``.
        file: the file or table, or None.
        field: the column, or None.
        rows: rows concerned; 0 when rows are not counted.
        people: people concerned; 0 when people are not counted.
        of: rows (people, when `rows` is 0) that were looked at; 0 when there is no share.
        share: rows, or people, as a share of `of`, 0 to 1.
        found: what was met.
        effect: what it does to the figures.
        advice: what to do.
        figures: ids of measures or figures that it touches, as far as that is known.
        first_lines: up to five lines of the file.
    """

    code: str
    severity: str
    file: str | None
    field: str | None
    rows: int
    people: int
    of: int
    share: float
    found: str
    effect: str
    advice: str
    figures: tuple[str, ...]
    first_lines: tuple[int, ...]
    line: str

    def __str__(self) -> str:
        return self.line


class DataWarning(UserWarning):
    """Something about the data that its figures do not show: a line for each notice, serious ones first.

    Attributes:
        notices: the notices, as in ``.notices`` of what the call returned.
    """

    notices: tuple[Notice, ...]

    def __init__(self, message: str, notices: Iterable[Notice] = ()) -> None:
        super().__init__(message)
        self.notices = tuple(notices)


def notices_of(made: list[dict[str, Any]]) -> tuple[Notice, ...]:
    """Notices of the core."""
    return tuple(Notice(**each) for each in made)


def tell(notices: Iterable[Notice], known: Iterable[Notice] = ()) -> None:
    """Warn, at the line of the user's own code, of notices that were not known before; information is only kept."""
    before = set(known)
    new = [each for each in notices if each.severity != "information" and each not in before]
    if not new:
        return
    new.sort(key=lambda each: each.severity != "serious")
    message = "\n".join(str(each) for each in new)
    warnings.warn(DataWarning(message, new), stacklevel=_callers_level())


def _callers_level() -> int:
    """How far above `tell` the first frame outside the package is, as `warnings.warn` counts."""
    level = 1
    frame = sys._getframe(1)
    while frame.f_back is not None and str(Path(frame.f_code.co_filename).parent) == _PACKAGE:
        frame = frame.f_back
        level += 1
    return level

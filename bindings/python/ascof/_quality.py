"""The data quality of submissions, as ``ascof check`` reports it."""

from __future__ import annotations

from collections.abc import Iterable

from ascof import _core
from ascof._checks import made_by, path_text, share, text, truth, whole_number
from ascof._errors import UsageError
from ascof._notices import Notice, notices_of, tell
from ascof._periods import DayLike, day_text
from ascof._records import Extract
from ascof._sources import Path, Progress, Submission, as_list, callback, check_places, optional_path
from ascof._sources import read_extract as read_sources
from ascof._table import Table


class Check(Table):
    """What the rules of the specification find in submissions. Made by `check`.

    As a table the lines of ``dq.csv``, one for each rule, field and event type of a council's latest submission:
    ``rule_id``, ``field``, ``event_type``, ``rows`` (those the rule applies to), ``failed``, ``share``, ``la_code``,
    ``submission``, ``rows_before``, ``failed_before`` and ``share_before`` (of the submission before), ``people``,
    ``severity``, ``certainty`` and ``figures`` (``"ascof.2a=12; ..."``: how many people the fault could move in each).
    """

    def __init__(self, made: _core.Check, *, lists_rows: bool = False) -> None:
        self._check = made_by(made, _core.Check, "made", "check()")
        self._lists_rows = lists_rows
        super().__init__(self._check.table())

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must be known of the files and of their preparation."""
        return notices_of(self._check.notices())

    @property
    def would_fail(self) -> bool:
        """Whether a submission would fail; the command ends with 3 then."""
        return self._check.would_fail()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it would, a line each: what `prepare` would refuse, then the rules that fail in too many rows."""
        return tuple(self._check.reasons())

    @property
    def failing_rows(self) -> Table:
        """Every failing row: ``file``, ``line``, ``rule_id``, ``field``. No identifier is in it.

        Lines count from 1 and the header is one; of a data frame or another table, ``line`` is the row kept, from 1.

        Raises:
            UsageError: rows were not asked for.
        """
        self._refuse_without_rows()
        return Table(self._check.failing_rows())

    @property
    def tied_rows(self) -> Table:
        """Every row that only its place tells apart from another: ``file`` and ``line``, as in `failing_rows`.

        Raises:
            UsageError: rows were not asked for.
        """
        self._refuse_without_rows()
        return Table(self._check.tied_rows())

    def write_page(self, file: Path) -> None:
        """Write the report as one HTML page that needs nothing else.

        Raises:
            OutputError: the file cannot be written, or its name is that of another kind of file.
        """
        self._check.write_page(path_text(file, output=True))

    def write_failing_rows(self, folder: Path) -> None:
        """Write ``failing_rows.csv`` and ``tied_rows.csv``.

        Raises:
            UsageError: rows were not asked for.
            OutputError: the folder cannot be written.
        """
        self._refuse_without_rows()
        path = path_text(folder, output=True)
        _core.check_output_folder(path)
        self._check.write_failing_rows(path)

    def _refuse_without_rows(self) -> None:
        if not self._lists_rows:
            raise UsageError(
                "rows: failing rows were not asked for; give rows=True to ascof.check()",
                code="missing_input",
                field="rows",
            )


def check(
    files: Extract | Submission | Iterable[Submission],
    out: Path | None = None,
    *,
    html: Path | None = None,
    rows: Path | bool = False,
    release: str = "by-period",
    fail_above: float = _core.FAIL_ABOVE,
    mappings: Path | None = None,
    areas: Path | None = None,
    method: str = _core.DEFAULT_METHOD,
    as_of: DayLike | None = None,
    threads: int = 0,
    progress: Progress | None = None,
) -> Check:
    """Check submissions by every rule of the specification, as ``ascof check`` does. Faults are told, never refused.

    Args:
        files: an extract, or what `read_extract` takes.
        out: a file for the lines; see `Table.write`.
        html: a file for the report as one page; see `Check.write_page`.
        rows: True to keep every failing row in `Check.failing_rows`, or a folder for the files of
            `Check.write_failing_rows`.
        release: the specification in force: ``"by-period"`` (Release 2 when the stated period ends on or after 1 April
            2025), ``"1"`` or ``"2"``.
        fail_above: a submission would fail when an error rule fails in more than this share of a field's rows, 0 to 1.
            The command has it in per cent.
        mappings: a folder of ``map_<Field>.csv`` tables, on top of the shipped ones.
        areas: a list of councils: LA_Code, LA_Name, LA_Area_Code.
        method: the department's method, by date; one of `method_names`.
        as_of: submissions imported after this day are not looked at.
        threads: 0 for one per core.
        progress: called with what is being done and the share done.

    Raises:
        InputError: a file that is no extract.
        UsageError: an argument makes no sense.
        OutputError: `out`, `html` or `rows` cannot be written.

    >>> found = ascof.check("examples/data/council/submissions/CLD_901_2023-07-30.csv.gz@2023-07-30")
    >>> found.columns[:6]
    ['rule_id', 'field', 'event_type', 'rows', 'failed', 'share']
    """
    folder = None if isinstance(rows, bool) else rows
    if folder is not None:
        path_text(folder, output=True)
    lists_rows = folder is not None or truth(rows, "rows")
    given = files if isinstance(files, Extract) else as_list(files)
    sources = () if isinstance(given, Extract) else given
    check_places(sources, (areas, mappings), files=[out], page=html, failing_rows=folder)
    how = _core.make_examination(
        text(release, "release"),
        share(fail_above, "fail_above"),
        lists_rows,
        optional_path(mappings),
        optional_path(areas),
        text(method, "method"),
        None if as_of is None else day_text(as_of),
        whole_number(threads, "threads"),
    )
    # Faults are what is reported: reading goes on whatever is lost to them.
    raw = (
        given._extract
        if isinstance(given, Extract)
        else read_sources(given, 1, threads, progress, keep_lines=lists_rows)
    )
    made = Check(_core.check(raw, how, callback(progress)), lists_rows=lists_rows)
    tell(made.notices, files.notices if isinstance(files, Extract) else ())
    if folder is not None:
        made.write_failing_rows(folder)
    if html is not None:
        made.write_page(html)
    if out is not None:
        made.write(out)
    return made

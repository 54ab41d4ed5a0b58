"""Ways in which spreadsheets, databases and people change an extract on its way.

Every kind takes a `Sheet` (header, rows, how the file is written) and a random source and changes the sheet in place. The
fuzzer (`fuzz.py`) writes it, measures it and asks whether the figures moved without a word.
"""

from __future__ import annotations

import csv
import dataclasses
import gzip
import html
import random
import re
import struct
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

EVENT_TEXTS = ["Service Type", "Service Component", "Delivery Mechanism", "Event Outcome", "Client Type", "Event Type"]
PERSON_TEXTS = ["Gender", "Accommodation Status", "Primary Support Reason", "Client Funding Status"]
EVENT_DAYS = ["Event Start Date", "Event End Date"]
PERSON_DAYS = ["Date of Birth", "Date of Death"]
ALL_DAYS = [*EVENT_DAYS, *PERSON_DAYS, "Reporting Period Start Date", "Reporting Period End Date"]
NHS = "NHS Number"
LOCAL = "LA Person Unique Identifier"


@dataclass
class Sheet:
    """An extract as a table of texts, and how it is written."""

    header: list[str]
    rows: list[list[str]]
    submitted: date
    name: str = "extract.csv"
    separator: str = ","
    line_end: str = "\r\n"
    encoding: str = "utf-8"
    before: bytes = b""  # what stands in front of the header
    after: bytes = b""  # what stands behind the last row
    change_bytes: list[Callable[[bytes], bytes]] = field(default_factory=list)
    raw_rows: dict[int, str] = field(default_factory=dict)  # lines put in before row i, as they are
    quote_all: bool = False
    population: Callable[[str], str] | None = None  # changes a number of the population table
    with_before: bool | None = None  # whether the submission before stands beside it, where a kind needs it to be seen
    given: str = "file"  # how the command is told of the file; fuzz.py knows the words

    def at(self, name: str) -> int:
        """Position of a column."""
        return self.header.index(name)

    def has(self, *names: str) -> bool:
        """Whether all columns are there."""
        return all(name in self.header for name in names)

    def change(self, name: str, how: Callable[[str], str], only: Callable[[int], bool] = lambda _: True) -> int:
        """Change the values of a column. Returns how many differ now."""
        at, changed = self.at(name), 0
        for i, row in enumerate(self.rows):
            if only(i):
                new = how(row[at])
                changed += new != row[at]
                row[at] = new
        return changed

    def copy(self) -> Sheet:
        """A sheet to change: cells are shared, rows are not."""
        return dataclasses.replace(
            self,
            header=list(self.header),
            rows=[list(row) for row in self.rows],
            change_bytes=list(self.change_bytes),
            raw_rows=dict(self.raw_rows),
        )

    def write(self) -> bytes:
        """The file's bytes."""
        lines: list[str] = []
        rows = csv.writer(
            types.SimpleNamespace(write=lambda line: lines.append(line[:-2])),
            delimiter=self.separator,
            lineterminator="\r\n",  # so that both signs are quoted in texts
            quoting=csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL,
        )
        rows.writerow(self.header)
        done = 0
        for i in sorted(self.raw_rows):
            rows.writerows(self.rows[done:i])
            lines.append(self.raw_rows[i])
            done = i
        rows.writerows(self.rows[done:])
        text = self.line_end.join(lines) + self.line_end
        data = self.before + text.encode(self.encoding, "replace") + self.after
        for change in self.change_bytes:
            data = change(data)
        return data


@dataclass(frozen=True)
class Kind:
    """A named way of changing a sheet."""

    name: str
    group: str
    apply: Callable[[Sheet, random.Random], None]


KINDS: list[Kind] = []


def kind(group: str, name: str) -> Callable[[Callable[[Sheet, random.Random], None]], Callable[..., None]]:
    """Register a kind."""

    def keep(apply: Callable[[Sheet, random.Random], None]) -> Callable[[Sheet, random.Random], None]:
        KINDS.append(Kind(name, group, apply))
        return apply

    return keep


def some(rng: random.Random, *, least: float = 0.02) -> Callable[[int], bool]:
    """Which rows are met: all of them, or a share."""
    share = rng.choice([1.0, 0.5, 0.2, 0.08, least])
    # The same answer for a row however often and in which order it is asked.
    met = bytearray(rng.random() < share for _ in range(4096))
    return lambda i: share == 1.0 or met[i % 4096] != 0


def filled(how: Callable[[str], str]) -> Callable[[str], str]:
    """Apply to values that are there."""
    return lambda text: how(text) if text else text


def as_day(text: str) -> date | None:
    """A dd/mm/yyyy of the clean file."""
    try:
        return date(int(text[6:10]), int(text[3:5]), int(text[0:2]))
    except ValueError:
        return None


def days_written(sheet: Sheet, names: list[str], write: Callable[[date], str], only: Callable[[int], bool]) -> None:
    """Write the days of columns in another form."""

    def how(text: str) -> str:
        day = as_day(text)
        return write(day) if day else text

    for name in names:
        if sheet.has(name):
            sheet.change(name, how, only)


# ---------------------------------------------------------------------------------------------------------- identities

PLACEHOLDERS = ["9999999999", "0000000000", "1111111111", "0", "-1", "N/A", "n/a", "Not known", "NOT KNOWN", "TBC",
                "Unknown", "None", "NULL", "#N/A", "-", "xxx", "NOT RECORDED", "nan", "No NHS Number"]  # fmt: skip


@kind("identities", "placeholders for NHS numbers")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice(PLACEHOLDERS)
    s.change(NHS, lambda _: word, some(r))


@kind("identities", "placeholders for missing NHS numbers")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice(PLACEHOLDERS)
    s.change(NHS, lambda t: t or word)


@kind("identities", "placeholders for local ids")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice(PLACEHOLDERS[3:])
    s.change(LOCAL, lambda _: word, some(r))


@kind("identities", "placeholders for both identifiers")
def _(s: Sheet, r: random.Random) -> None:
    word, only = r.choice(PLACEHOLDERS), some(r)
    s.change(NHS, lambda _: word, only)
    s.change(LOCAL, lambda _: word, only)


@kind("identities", "NHS numbers in scientific notation")
def _(s: Sheet, r: random.Random) -> None:
    places = r.choice([2, 3, 4, 5])
    s.change(NHS, filled(lambda t: f"{float(t):.{places}E}" if t.isdigit() else t), some(r))


@kind("identities", "NHS numbers as float32")
def _(s: Sheet, r: random.Random) -> None:
    def how(t: str) -> str:
        return str(int(struct.unpack("f", struct.pack("f", float(t)))[0])) if t.isdigit() else t

    s.change(NHS, filled(how))


@kind("identities", "numbers with .0")
def _(s: Sheet, r: random.Random) -> None:
    for name in r.choice([[NHS], ["LA Code"], [NHS, "LA Code"]]):
        s.change(name, filled(lambda t: t + ".0" if t.isdigit() else t))


@kind("identities", "NHS numbers with blanks or hyphens")
def _(s: Sheet, r: random.Random) -> None:
    gap = r.choice([" ", "-", "\u00a0", "\u2009", "\u2011", "."])
    s.change(NHS, filled(lambda t: gap.join([t[:3], t[3:6], t[6:]])), some(r))


@kind("identities", "NHS numbers with a wrong digit")
def _(s: Sheet, r: random.Random) -> None:
    at = r.randrange(9)
    s.change(NHS, filled(lambda t: t[:at] + str((int(t[at]) + 1) % 10) + t[at + 1 :] if len(t) == 10 else t),
             some(r, least=0.05))  # fmt: skip


@kind("identities", "NHS numbers cut short")
def _(s: Sheet, r: random.Random) -> None:
    s.change(NHS, filled(lambda t: t[:9]), some(r))


@kind("identities", "one NHS number for many people")
def _(s: Sheet, r: random.Random) -> None:
    one = next(row[s.at(NHS)] for row in s.rows if row[s.at(NHS)])
    s.change(NHS, lambda _: one, some(r, least=0.05))


@kind("identities", "one local id for many people")
def _(s: Sheet, r: random.Random) -> None:
    one = s.rows[0][s.at(LOCAL)] or "P1"
    only = some(r, least=0.05)
    s.change(LOCAL, lambda _: one, only)
    s.change(NHS, lambda _: "", only)


@kind("identities", "no identifiers")
def _(s: Sheet, r: random.Random) -> None:
    only = some(r)
    for name in (NHS, LOCAL):
        s.change(name, lambda _: "", only)


@kind("identities", "identifier columns changed places")
def _(s: Sheet, r: random.Random) -> None:
    a, b = s.at(NHS), s.at(LOCAL)
    for row in s.rows:
        row[a], row[b] = row[b], row[a]


@kind("identities", "apostrophes before numbers")
def _(s: Sheet, r: random.Random) -> None:
    for name in (NHS, LOCAL):
        s.change(name, filled(lambda t: "'" + t))


@kind("identities", "other capitals in local ids")
def _(s: Sheet, r: random.Random) -> None:
    s.change(LOCAL, str.lower, some(r))


@kind("identities", "NHS numbers in groups of thousands")
def _(s: Sheet, r: random.Random) -> None:
    sign = r.choice([",", " ", "\u00a0", "."])
    s.change(NHS, lambda t: f"{int(t):,}".replace(",", sign) if t.isdigit() else t, some(r))


@kind("identities", "words around NHS numbers")
def _(s: Sheet, r: random.Random) -> None:
    form = r.choice(["NHS {}", "NHS:{}", "{} (verified)", "No. {}", "{}V"])
    s.change(NHS, filled(form.format), some(r, least=0.08))


@kind("identities", "one local id on several NHS numbers")
def _(s: Sheet, r: random.Random) -> None:
    one = s.rows[0][s.at(LOCAL)] or "P1"
    s.change(LOCAL, lambda _: one, some(r, least=0.05))


@kind("identities", "births that differ within a person")
def _(s: Sheet, r: random.Random) -> None:
    days = r.choice([1, 31, 366, 3660, 14610])
    share = r.choice([0.5, 0.2, 0.08])  # in all rows they would differ from nothing
    met = [r.random() < share for _ in s.rows]
    days_written(s, ["Date of Birth"], lambda d: (d - timedelta(days=days)).strftime("%d/%m/%Y"), lambda i: met[i])


@kind("identities", "genders that differ within a person")
def _(s: Sheet, r: random.Random) -> None:
    other = {"Male": "Female", "Female": "Male"}
    s.change("Gender", lambda t: other.get(t, t), some(r, least=0.05))


@kind("identities", "a column moved down by a row")
def _(s: Sheet, r: random.Random) -> None:
    at = s.at(r.choice([NHS, LOCAL, "Date of Birth", "Event Type", "Event Start Date"]))
    moved = ["", *(row[at] for row in s.rows[:-1])]
    for row, text in zip(s.rows, moved, strict=True):
        row[at] = text


@kind("identities", "a column sorted alone")
def _(s: Sheet, r: random.Random) -> None:
    at = s.at(r.choice([NHS, "Date of Birth", "Gender", "Event Type", "Service Type", "Event Start Date"]))
    for row, text in zip(s.rows, sorted(row[at] for row in s.rows), strict=True):
        row[at] = text


# ---------------------------------------------------------------------------------------------------------------- days


def day_columns(r: random.Random) -> list[str]:
    """Some date columns."""
    return r.choice([ALL_DAYS, EVENT_DAYS, ["Event Start Date"], ["Event End Date"], PERSON_DAYS, ["Date of Birth"]])


@kind("days", "month first")
def _(s: Sheet, r: random.Random) -> None:
    days_written(s, day_columns(r), lambda d: f"{d.month:02}/{d.day:02}/{d.year}", some(r))


@kind("days", "day and month exchanged where they can be")
def _(s: Sheet, r: random.Random) -> None:
    columns = r.choice([EVENT_DAYS, ["Event Start Date"], ALL_DAYS])
    iso = r.random() < 0.5

    def write(d: date) -> str:
        if d.day > 12:
            return f"{d.day:02}/{d.month:02}/{d.year}"
        return f"{d.year}-{d.day:02}-{d.month:02}" if iso else f"{d.month:02}/{d.day:02}/{d.year}"

    days_written(s, columns, write, lambda _: True)


def utc_midnight(day: date) -> datetime:
    """The moment, in UTC, at which a day begins in the United Kingdom."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/London"))
    return midnight.astimezone(timezone.utc)


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
FORMS: dict[str, Callable[[date], str]] = {
    "ISO": lambda d: d.isoformat(),
    "ISO with a time": lambda d: f"{d.isoformat()} 00:00:00",
    "compact ISO": lambda d: d.strftime("%Y%m%d"),
    "month names": lambda d: f"{d.day:02}-{MONTHS[d.month - 1]}-{d.year}",
    "month names in words": lambda d: f"{d.day} {d.strftime('%B')} {d.year}",
    "month names of Oracle": lambda d: f"{d.day:02}-{MONTHS[d.month - 1].upper()}-{d.year % 100:02}",
    "two-digit years": lambda d: d.strftime("%d/%m/%y"),
    "day numbers of a spreadsheet": lambda d: str((d - date(1899, 12, 30)).days),
    "day numbers with a fraction": lambda d: str((d - date(1899, 12, 30)).days) + ".0",
    "dots": lambda d: d.strftime("%d.%m.%Y"),
    "one digit": lambda d: f"{d.day}/{d.month}/{d.year}",
    "Z midnights of UK days": lambda d: utc_midnight(d).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "offsets": lambda d: f"{d.isoformat()}T00:00:00+0{1 if 4 <= d.month <= 9 else 0}:00",
    "milliseconds": lambda d: f"{d.isoformat()}T00:00:00.000",
    "weekdays": lambda d: d.strftime("%a %d %b %Y"),
    "times of twelve hours": lambda d: d.strftime("%d/%m/%Y 12:00:00 AM"),
    "times without seconds": lambda d: d.strftime("%d/%m/%Y 00:00"),
    "UTC midnights without a zone": lambda d: utc_midnight(d).strftime("%Y-%m-%d %H:%M:%S"),
    "seconds since 1970": lambda d: str((d - date(1970, 1, 1)).days * 86400),
    "milliseconds since 1970": lambda d: str((d - date(1970, 1, 1)).days * 86400000),
    "years first": lambda d: d.strftime("%Y/%m/%d"),
    "blanks": lambda d: d.strftime("%d %m %Y"),
    "compact and days first": lambda d: d.strftime("%d%m%Y"),
    "ordinals": lambda d: f"{d.day}{'st' if d.day in (1, 21, 31) else 'th'} {d.strftime('%B %Y')}",
}  # fmt: skip


@kind("days", "days in another form")
def _(s: Sheet, r: random.Random) -> None:
    form = r.choice(list(FORMS))
    days_written(s, day_columns(r), FORMS[form], some(r))


@kind("days", "two forms in one column")
def _(s: Sheet, r: random.Random) -> None:
    a, b = r.sample(["ISO", "month names", "dots", "one digit", "ISO with a time", "month names in words"], 2)
    columns, only = day_columns(r), some(r)
    days_written(s, columns, FORMS[a], only)
    days_written(s, columns, FORMS[b], lambda i: not only(i))


@kind("days", "days of the other system of spreadsheets")
def _(s: Sheet, r: random.Random) -> None:
    if r.random() < 0.5:  # numbers counted from 1904
        days_written(s, day_columns(r), lambda d: str((d - date(1904, 1, 1)).days), lambda _: True)
        return
    days_written(
        s,
        r.choice([ALL_DAYS, EVENT_DAYS]),
        lambda d: (d - timedelta(days=1462)).strftime("%d/%m/%Y"),
        some(r, least=0.08),
    )


@kind("days", "months without days")
def _(s: Sheet, r: random.Random) -> None:
    write = r.choice(["%b %Y", "%m/%Y", "%Y-%m", "%b-%y", "%Y"])
    days_written(s, day_columns(r), lambda d: d.strftime(write), some(r, least=0.08))


@kind("days", "a reporting period that cannot be")
def _(s: Sheet, r: random.Random) -> None:
    years = r.choice([-100, -10, -1, 1, 10])
    for name in r.choice([ALL_DAYS[4:], ALL_DAYS[4:5], ALL_DAYS[5:]]):
        s.change(name, shifted(years), some(r))


DEFAULT_DAYS = ["01/01/1900", "30/12/1899", "31/12/1899", "01/01/1970", "01/01/1753", "1900-01-01", "1900-01-01 00:00:00",
                "01/01/0001"]  # fmt: skip


@kind("days", "default days of death")
def _(s: Sheet, r: random.Random) -> None:
    day = r.choice(DEFAULT_DAYS)
    s.change("Date of Death", lambda t: t or day, some(r))


@kind("days", "default days of birth")
def _(s: Sheet, r: random.Random) -> None:
    day = r.choice(DEFAULT_DAYS)
    s.change("Date of Birth", lambda _: day, some(r))


@kind("days", "default days of start")
def _(s: Sheet, r: random.Random) -> None:
    day = r.choice(DEFAULT_DAYS)
    s.change("Event Start Date", lambda _: day, some(r))


@kind("days", "default days for open ends")
def _(s: Sheet, r: random.Random) -> None:
    day = r.choice(["31/12/9999", "9999-12-31", "31/12/2999", "31/12/2099", "01/01/3000", "9999-12-31 23:59:59",
                    "31/12/2100", "01/01/9999"])  # fmt: skip
    s.change("Event End Date", lambda t: t or day, some(r))


@kind("days", "default days of the past for open ends")
def _(s: Sheet, r: random.Random) -> None:
    day = r.choice(DEFAULT_DAYS)
    s.change("Event End Date", lambda t: t or day, some(r))


def shifted(years: int) -> Callable[[str], str]:
    """A day some years later."""

    def how(text: str) -> str:
        day = as_day(text)
        if day is None:
            return text
        year = day.year + years
        return f"{min(day.day, 28):02}/{day.month:02}/{year}"

    return how


@kind("days", "starts after the submission")
def _(s: Sheet, r: random.Random) -> None:
    years = r.choice([1, 2, 10])
    s.change("Event Start Date", shifted(years), some(r))


@kind("days", "deaths before birth")
def _(s: Sheet, r: random.Random) -> None:
    s.change("Date of Death", lambda _: "05/05/1925", some(r))


@kind("days", "deaths long before events")
def _(s: Sheet, r: random.Random) -> None:
    day = r.choice(["05/05/2012", "17/11/2001", "09/09/2019"])
    s.change("Date of Death", lambda t: t or day, some(r))


@kind("days", "ends before starts")
def _(s: Sheet, r: random.Random) -> None:
    s.change("Event End Date", shifted(-3), some(r))


@kind("days", "births of the next century")
def _(s: Sheet, r: random.Random) -> None:
    s.change("Date of Birth", shifted(100), some(r))


@kind("days", "births a hundred years early")
def _(s: Sheet, r: random.Random) -> None:
    s.change("Date of Birth", shifted(-100), some(r))


@kind("days", "all years wrong by one")
def _(s: Sheet, r: random.Random) -> None:
    for name in EVENT_DAYS:
        s.change(name, shifted(r.choice([1, -1])))


@kind("days", "another day of submission")
def _(s: Sheet, r: random.Random) -> None:
    s.submitted = s.submitted.replace(year=s.submitted.year + r.choice([-1, 1, 2]))


@kind("days", "unreadable days")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice(["########", "31/02/2025", "0205-05-01", "soon", "2025", "32/13/2025", "#VALUE!"])
    s.change(r.choice(EVENT_DAYS), filled(lambda _: word), some(r))


# -------------------------------------------------------------------------------------------------------------- blanks

ODD_BLANKS = ["\u00a0", "\u2009", "\u202f", "\u200b", "\t", "  ", "\u3000", "\ufeff", "\u00a0 ", "\u2028", "\u200e"]


@kind("blanks", "other blanks inside texts")
def _(s: Sheet, r: random.Random) -> None:
    blank = r.choice(ODD_BLANKS)
    inner = (" " + blank) if blank in ("\u200b", "\ufeff", "\u200e") else blank
    for name in r.choice([EVENT_TEXTS, PERSON_TEXTS, ["Service Type"], ["Event Type", "Client Type"]]):
        s.change(name, lambda t: t.replace(" ", inner), some(r))


@kind("blanks", "other blanks around texts")
def _(s: Sheet, r: random.Random) -> None:
    blank, front = r.choice(ODD_BLANKS), r.random() < 0.5
    for name in r.choice([EVENT_TEXTS, PERSON_TEXTS, ["Service Type"], ["Event Type", "Client Type"]]):
        s.change(name, filled(lambda t: blank + t if front else t + blank), some(r))


@kind("blanks", "blanks around days, numbers and identifiers")
def _(s: Sheet, r: random.Random) -> None:
    blank = r.choice([*ODD_BLANKS, " "])
    for name in r.choice([[NHS, LOCAL], EVENT_DAYS, ["LA Code"], PERSON_DAYS]):
        s.change(name, filled(lambda t: blank + t + blank), some(r))


@kind("blanks", "blanks for nothing")
def _(s: Sheet, r: random.Random) -> None:
    blank = r.choice([" ", "\u00a0", "\t", "   ", "\u200b"])
    for name in r.choice([[NHS], ["Event End Date", "Date of Death"], ["Service Component", "Delivery Mechanism"]]):
        s.change(name, lambda t: t or blank)


@kind("blanks", "other dashes and quotes")
def _(s: Sheet, r: random.Random) -> None:
    dash = r.choice(["\u2013", "\u2014", "\u2212", "\u2011", "\u2010"])
    for name in EVENT_TEXTS + PERSON_TEXTS:
        s.change(name, lambda t: t.replace("-", dash).replace("'", "\u2019"), some(r))


@kind("blanks", "entities and quotes")
def _(s: Sheet, r: random.Random) -> None:
    how = r.choice([html.escape, lambda t: t.replace(" ", "&nbsp;"), lambda t: f"'{t}", lambda t: f'"{t}"'])
    for name in r.choice([EVENT_TEXTS, ["Service Type"], ["Delivery Mechanism"]]):
        s.change(name, filled(how), some(r))


@kind("blanks", "plain blanks in front")
def _(s: Sheet, r: random.Random) -> None:
    for name in r.choice([["Service Type"], ["Client Type"], ["Event Type"], ["Event Outcome"]]):
        s.change(name, filled(lambda t: " " + t), some(r, least=0.05))


@kind("blanks", "other capitals")
def _(s: Sheet, r: random.Random) -> None:
    how = r.choice([str.upper, str.lower, str.title])
    for name in EVENT_TEXTS + PERSON_TEXTS:
        s.change(name, how, some(r))


@kind("blanks", "texts read in another encoding")
def _(s: Sheet, r: random.Random) -> None:
    sign = r.choice(["\u00a0", "\u2013", "\u2019", "\u00e9"])
    read = r.choice(["cp1252", "latin-1", "cp437"])
    spoilt = sign.encode().decode(read)
    for name in r.choice([EVENT_TEXTS, PERSON_TEXTS, ["Service Type"]]):
        s.change(name, lambda t: t.replace(" ", spoilt, 1), some(r))


@kind("blanks", "signs between words")
def _(s: Sheet, r: random.Random) -> None:
    a, b = r.choice([(" ", "_"), (": ", ":"), (":", " :"), (": ", " - "), (" ", "+"), (" ", "%20"), (": ", "; ")])
    for name in r.choice([EVENT_TEXTS, PERSON_TEXTS, ["Service Type"]]):
        s.change(name, lambda t: t.replace(a, b), some(r))


@kind("blanks", "signs behind texts")
def _(s: Sheet, r: random.Random) -> None:
    sign = r.choice([".", ",", ";", "*", "\u00ad", " *", "?"])
    for name in r.choice([EVENT_TEXTS, PERSON_TEXTS, ["Service Type"]]):
        s.change(name, filled(lambda t: t + sign), some(r, least=0.08))


NOTHING = ["#N/A", "N/A", "n/a", "(null)", "NULL", "null", "NaT", "nan", "NaN", "None", "0000-00-00", "00/01/1900", "-",
           "--", "\\N", "<null>", "#REF!", ".", "?", "Unknown"]  # fmt: skip


@kind("nothing", "words for an open end")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice([*NOTHING, "ongoing", "open", "Current"])
    s.change("Event End Date", lambda t: t or word, some(r))


@kind("nothing", "words for no death")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice(NOTHING)
    s.change("Date of Death", lambda t: t or word, some(r))


@kind("nothing", "words for no text")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice(NOTHING)
    for name in r.choice([["Service Component", "Delivery Mechanism"], ["Event Outcome"], EVENT_TEXTS, PERSON_TEXTS]):
        s.change(name, lambda t: t or word, some(r))


@kind("nothing", "words for all that is empty")
def _(s: Sheet, r: random.Random) -> None:
    word = r.choice(["NULL", "#N/A", "(null)", "None", "\\N"])
    for name in s.header:
        s.change(name, lambda t: t or word)


# ------------------------------------------------------------------------------------------------------------- numbers


@kind("numbers", "costs with separators and signs")
def _(s: Sheet, r: random.Random) -> None:
    if not s.has("Unit Cost"):
        return

    def how(t: str) -> str:
        value = float(t)
        return r.choice([f"{value:,.2f}", f"£{value:,.2f}", f"{value:.2f} ", f"£ {value:.2f}"])

    s.change("Unit Cost", filled(lambda t: how(t) if t.replace(".", "").isdigit() else t))


@kind("numbers", "costs with decimal commas")
def _(s: Sheet, r: random.Random) -> None:
    form = r.choice(["{:,.2f}", "{:.2f}", "{:.1f}"])
    swap = str.maketrans(",.", ".,")

    def how(text: str) -> str:
        return form.format(float(text)).translate(swap) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text

    for name in r.choice([["Unit Cost"], ["Unit Cost", "Planned units per week"]]):
        s.change(name, how, r.choice([some(r), lambda _: True]))


@kind("numbers", "costs that cannot be")
def _(s: Sheet, r: random.Random) -> None:
    form = r.choice(
        ["-{}", "({})", "{}-", "411.50", "0", "{}0000000", "1E+06", "{} GBP", "{} per week", "TBC", "#DIV/0!"]
    )
    s.change("Unit Cost", filled(form.format), some(r, least=0.08))


@kind("numbers", "populations that cannot be")
def _(s: Sheet, r: random.Random) -> None:
    form = r.choice(["-{}", "", "{}.5", "0", "c", "{} people", "x", "1.2E+05", "{}e3", "[{}]", "NULL"])
    s.population = lambda t: form.format(t)


@kind("numbers", "populations with separators")
def _(s: Sheet, r: random.Random) -> None:
    form = r.choice(["{:,}", "{:_}", "{}.0", " {} "])
    gap = r.choice([",", " ", "\u00a0"])
    s.population = lambda t: form.format(int(t)).replace("_", gap)


@kind("numbers", "populations a thousand times off")
def _(s: Sheet, r: random.Random) -> None:
    up = r.random() < 0.5
    s.population = lambda t: str(int(t) * 1000 if up else int(t) // 1000)


# -------------------------------------------------------------------------------------------------------- what cannot be


@kind("wording", "a column emptied")
def _(s: Sheet, r: random.Random) -> None:
    name = r.choice([*EVENT_TEXTS, *PERSON_TEXTS, *PERSON_DAYS[:1], *EVENT_DAYS, NHS, LOCAL, "LA Code"])
    s.change(name, lambda _: "", some(r, least=0.08))


@kind("wording", "a column filled down")
def _(s: Sheet, r: random.Random) -> None:
    at = s.at(r.choice([*EVENT_TEXTS, *PERSON_TEXTS, *PERSON_DAYS[:1], *EVENT_DAYS, NHS, LOCAL]))
    text = next((row[at] for row in s.rows if row[at]), "")
    for row in s.rows:
        row[at] = text


@kind("wording", "empty cells filled down")
def _(s: Sheet, r: random.Random) -> None:
    for at in map(s.at, r.choice([["Service Type"], ["Event End Date"], ["Date of Death"], EVENT_TEXTS, [NHS]])):
        last = ""
        for row in s.rows:
            last = row[at] = row[at] or last


@kind("wording", "most rows of an event type gone")
def _(s: Sheet, r: random.Random) -> None:
    s.with_before = True  # nothing in one file says how many there should be
    gone, at, share = r.choice(["Service", "Request", "Assessment", "Review"]), s.at("Event Type"), r.uniform(0.6, 0.95)
    s.rows = [row for row in s.rows if row[at].strip() != gone or r.random() > share]


@kind("wording", "a filter left on")
def _(s: Sheet, r: random.Random) -> None:
    at, full = s.at(r.choice(["Event End Date", "Service Type"])), r.random() < 0.5
    s.rows = [row for row in s.rows if bool(row[at]) == full] or s.rows[:3]


@kind("wording", "some rows twice")
def _(s: Sheet, r: random.Random) -> None:
    only = some(r)
    s.rows = s.rows + [list(row) for i, row in enumerate(s.rows) if only(i)]


@kind("wording", "a column missing")
def _(s: Sheet, r: random.Random) -> None:
    name = r.choice([*EVENT_TEXTS, *PERSON_TEXTS, *PERSON_DAYS, *EVENT_DAYS, NHS, LOCAL, "LA Code", "Ethnicity"])
    at = s.at(name)
    s.header.pop(at)
    for row in s.rows:
        row.pop(at)


@kind("wording", "two headers changed places")
def _(s: Sheet, r: random.Random) -> None:
    pairs = [("Service Type", "Service Component"), ("Event Start Date", "Event End Date"), ("Gender", "Ethnicity"),
             ("Client Type", "Event Type"), ("Date of Birth", "Date of Death"), (NHS, LOCAL)]  # fmt: skip
    a, b = map(s.at, r.choice(pairs))
    s.header[a], s.header[b] = s.header[b], s.header[a]


@kind("wording", "codes for texts")
def _(s: Sheet, r: random.Random) -> None:
    name = r.choice(EVENT_TEXTS + PERSON_TEXTS)
    codes: dict[str, str] = {}
    s.change(name, filled(lambda t: codes.setdefault(t, str(len(codes) + 1))), some(r, least=0.08))


@kind("wording", "texts cut short")
def _(s: Sheet, r: random.Random) -> None:
    size = r.choice([8, 10, 15, 20, 30])
    for name in r.choice([EVENT_TEXTS, PERSON_TEXTS, ["Service Type"]]):
        s.change(name, lambda t: t[:size], some(r, least=0.08))


@kind("wording", "misspellings")
def _(s: Sheet, r: random.Random) -> None:
    name = r.choice(["Service Type", "Client Type", "Event Type", "Delivery Mechanism", "Event Outcome",
                     "Accommodation Status"])  # fmt: skip
    at = r.randrange(2, 6)
    s.change(name, filled(lambda t: t[:at] + t[at + 1 :]), some(r, least=0.05))


@kind("wording", "an event type gone")
def _(s: Sheet, r: random.Random) -> None:
    gone, at = r.choice(["Service", "Request", "Assessment", "Review"]), s.at("Event Type")
    s.rows = [row for row in s.rows if row[at].strip() != gone]


@kind("wording", "columns slipped by one")
def _(s: Sheet, r: random.Random) -> None:
    at, only = r.randrange(3, len(s.header) - 6), some(r)
    for i, row in enumerate(s.rows):
        if only(i):
            row.insert(at, "")
            row.pop()


@kind("wording", "every row twice")
def _(s: Sheet, r: random.Random) -> None:
    s.rows = s.rows + [list(row) for row in s.rows]


@kind("wording", "texts in other cells of the row")
def _(s: Sheet, r: random.Random) -> None:
    a, b, only = s.at("Service Type"), s.at("Delivery Mechanism"), some(r, least=0.08)
    for i, row in enumerate(s.rows):
        if only(i):
            row[a], row[b] = row[b], row[a]


@kind("wording", "another council's code")
def _(s: Sheet, r: random.Random) -> None:
    code = r.choice(["902", "0901", "90 1", "E10000001", "Northmoor"])
    s.change("LA Code", lambda _: code, some(r, least=0.08))


# --------------------------------------------------------------------------------------------------------------- forms

TRAILERS = [b"\r\n(1588 rows affected)\r\n", b"\r\n\r\n(1588 row(s) affected)\r\n", b"1588 rows selected.\r\n",
            b"\r\nCompletion time: 2026-04-20T10:11:12\r\n", b"\x1a", b"\r\n\x1a", b"\r\n\r\n\r\n", b"SQL>\r\n",
            b"-- end of file --\r\n", b"Total: 1588\r\n", b"(1588 rows)\r\n", b"EOF\r\n", b"--------\r\n",
            b"(1,588 rows affected)\r\n\x1a", b"Total,1588,,,\r\n", b'"(1588 rows affected)"\r\n',
            b"Produced by the reporting team\r\n", b"Query OK, 1588 rows\r\n"]  # fmt: skip


@kind("forms", "trailers")
def _(s: Sheet, r: random.Random) -> None:
    s.after = r.choice(TRAILERS)


@kind("forms", "a line of dashes below the header")
def _(s: Sheet, r: random.Random) -> None:
    s.raw_rows[0] = s.separator.join(["-" * max(len(h), 3) for h in s.header])


@kind("forms", "a trailing comma in each row")
def _(s: Sheet, r: random.Random) -> None:
    count = r.choice([1, 2])
    for row in s.rows:
        row.extend([""] * count)
    if r.random() < 0.3:
        s.header.extend([""] * count)


@kind("forms", "trailing empty fields dropped")
def _(s: Sheet, r: random.Random) -> None:
    only = some(r)
    for i, row in enumerate(s.rows):
        if only(i):
            while len(row) > 1 and not row[-1]:
                row.pop()


@kind("forms", "a line for the spreadsheet first")
def _(s: Sheet, r: random.Random) -> None:
    s.before = r.choice([b"sep=,\r\n", b'"sep=,"\r\n', b"\xef\xbb\xbfsep=,\r\n"])


@kind("forms", "a title first")
def _(s: Sheet, r: random.Random) -> None:
    s.before = r.choice([b"Client level data extract\r\n", b"Report run on 20/04/2026\r\n\r\n", b"\r\n",
                         b"CLD" + b"," * (len(s.header) - 1) + b"\r\n"])  # fmt: skip


@kind("forms", "cut off")
def _(s: Sheet, r: random.Random) -> None:
    share = r.uniform(0.3, 0.999)
    s.change_bytes.append(lambda data: data[: int(len(data) * share)])


@kind("forms", "another separator")
def _(s: Sheet, r: random.Random) -> None:
    s.separator = r.choice([";", "\t", "|"])
    if r.random() < 0.3:
        s.before = f"sep={s.separator}\r\n".encode()


@kind("forms", "another encoding")
def _(s: Sheet, r: random.Random) -> None:
    s.encoding = r.choice(["cp1252", "utf-16", "utf-16-le", "utf-8-sig"])


@kind("forms", "other line ends")
def _(s: Sheet, r: random.Random) -> None:
    s.line_end = r.choice(["\n", "\r\n", "\r", "\n\n", "\r\r\n", "\n\r"])


@kind("forms", "all in quotes")
def _(s: Sheet, r: random.Random) -> None:
    s.quote_all = True


@kind("forms", "compressed")
def _(s: Sheet, r: random.Random) -> None:
    if r.random() < 0.5:
        s.name = r.choice(["extract.csv.gz", "extract.csv"])
        s.change_bytes.append(lambda data: gzip.compress(data, 1))
    else:
        s.name = "extract.csv.gz"
        share = r.uniform(0.3, 0.99)
        s.change_bytes.append(lambda data: (packed := gzip.compress(data, 1))[: int(len(packed) * share)])


@kind("forms", "an ending in capitals")
def _(s: Sheet, r: random.Random) -> None:
    s.name = r.choice(["EXTRACT.CSV", "Extract.Csv", "extract.txt"])


@kind("forms", "a web page")
def _(s: Sheet, r: random.Random) -> None:
    start = r.choice(["<!DOCTYPE html><html><body>", "<html><head><title>Sign in</title>", "<?xml version='1.0'?><rows>",
                      "\n  <table><tr><td>", '{"error": "not found"}', "{\\rtf1 "])  # fmt: skip
    s.change_bytes.append(lambda data: start.encode() + (data if r.random() < 0.5 else b""))


@kind("forms", "a file of another program")
def _(s: Sheet, r: random.Random) -> None:
    start = r.choice([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7\r\n", b"PAR1", b"SQLite format 3\x00",
                      b"\x1f\x8b", b"BZh91AY", b"7z\xbc\xaf\x27\x1c", b"ARROW1\x00\x00", b"\x89PNG\r\n"])  # fmt: skip
    s.change_bytes.append(lambda data: start + data)


@kind("forms", "compressed twice")
def _(s: Sheet, r: random.Random) -> None:
    s.name = r.choice(["extract.csv.gz", "extract.csv.gz.gz"])
    s.change_bytes.append(lambda data: gzip.compress(gzip.compress(data, 1), 1))


@kind("forms", "byte order marks")
def _(s: Sheet, r: random.Random) -> None:
    mark = b"\xef\xbb\xbf"
    s.before = r.choice([mark, mark + mark, mark + b"\r\n"])


@kind("forms", "row numbers first")
def _(s: Sheet, r: random.Random) -> None:
    name, form = r.choice(["", "Unnamed: 0", "#", "index"]), r.choice(["{}", "{}.0"])
    s.header.insert(0, name)
    for i, row in enumerate(s.rows):
        row.insert(0, form.format(i))


@kind("forms", "line breaks in headers")
def _(s: Sheet, r: random.Random) -> None:
    s.header = [h.replace(" ", r.choice(["\n", "\r\n"]), 1) for h in s.header]


@kind("forms", "lines of both ends")
def _(s: Sheet, r: random.Random) -> None:
    seed, share = r.random(), r.choice([0.5, 0.02])

    def how(data: bytes) -> bytes:
        rng = random.Random(seed)
        lines = data.split(b"\r\n")
        return b"".join(line + (b"\n" if rng.random() < share else b"\r\n") for line in lines[:-1]) + lines[-1]

    s.change_bytes.append(how)


@kind("forms", "the council's own view")
def _(s: Sheet, r: random.Random) -> None:
    at = s.at(NHS)
    s.header = [re.sub(r"\W+", "_", h).strip("_") for h in s.header]
    s.header[at] = "NHS_Number"
    differ = r.random() < 0.3
    for copy in ("Der_NHS_Number_Pseudo", "Der_NHS_Number_Traced_Pseudo"):
        s.header.append(copy)
        for row in s.rows:
            row.append(row[at][::-1] if differ else row[at])


@kind("forms", "given otherwise")
def _(s: Sheet, r: random.Random) -> None:
    s.given = r.choice(
        ["folder", "folder", "folder;", "folder capitals", "folder two days", "folder no match", "twice", "pipe"]
    )


@kind("forms", "the header again")
def _(s: Sheet, r: random.Random) -> None:
    s.raw_rows[r.randrange(len(s.rows))] = s.separator.join(s.header)


@kind("forms", "a second table behind")
def _(s: Sheet, r: random.Random) -> None:
    s.after = b"\r\nName,Rows\r\nRequests,120\r\nReviews,300\r\n"


@kind("forms", "headers written otherwise")
def _(s: Sheet, r: random.Random) -> None:
    ways: list[Callable[[str], str]] = [
        str.upper,
        str.lower,
        lambda h: h.replace(" ", "_"),
        lambda h: h.replace(" ", "\u00a0"),
        lambda h: f" {h} ",
        lambda h: f"[{h}]",
        lambda h: f"'{h}'",
        lambda h: f"dbo.{h}",
    ]
    how = r.choice(ways)
    s.header = [how(h) for h in s.header]


@kind("forms", "a header misspelt")
def _(s: Sheet, r: random.Random) -> None:
    at = s.at(r.choice([*EVENT_TEXTS, *PERSON_TEXTS, *EVENT_DAYS, *PERSON_DAYS, NHS]))
    s.header[at] = s.header[at][:-2] + s.header[at][-1]


@kind("forms", "a column twice")
def _(s: Sheet, r: random.Random) -> None:
    name = r.choice([NHS, "Service Type", "Event End Date"])
    at, same = s.at(name), r.random() < 0.6
    s.header.append(r.choice([name, name.replace(" ", "_")]))
    for row in s.rows:
        row.append(row[at] if same else "")


@kind("forms", "no header")
def _(s: Sheet, r: random.Random) -> None:
    s.header = s.rows.pop(0)


@kind("forms", "line breaks in texts")
def _(s: Sheet, r: random.Random) -> None:
    s.change("Service Type", lambda t: t.replace(": ", ":\n"), some(r))


@kind("forms", "line breaks without quotes")
def _(s: Sheet, r: random.Random) -> None:
    s.change_bytes.append(lambda data: put_for_a_blank(data, r, b"\r\n"))


@kind("forms", "commas without quotes")
def _(s: Sheet, r: random.Random) -> None:
    s.change_bytes.append(lambda data: put_for_a_blank(data, r, b", "))


def put_for_a_blank(data: bytes, r: random.Random, new: bytes) -> bytes:
    """Put something in the place of one of the blanks behind the header."""
    at = r.choice([i for i in range(data.index(b"\n"), len(data)) if data[i : i + 1] == b" "])
    return data[:at] + new + data[at + 1 :]


@kind("forms", "rows that end early")
def _(s: Sheet, r: random.Random) -> None:
    only = some(r)
    for i, row in enumerate(s.rows):
        if only(i):
            del row[r.randrange(2, len(row)) :]


@kind("forms", "each line in quotes")
def _(s: Sheet, r: random.Random) -> None:
    s.change_bytes.append(
        lambda data: b"".join(b'"' + line.replace(b'"', b'""') + b'"\r\n' for line in data.splitlines())
    )


@kind("forms", "a column whose name is data")
def _(s: Sheet, r: random.Random) -> None:
    at = s.at(r.choice([NHS, "Date of Birth"]))
    s.header.append(next(row[at] for row in s.rows if row[at]))
    for row in s.rows:
        row.append("")


@kind("forms", "a column that contradicts another")
def _(s: Sheet, r: random.Random) -> None:
    name, only = r.choice([NHS, "Service Type", "Event End Date", "Gender"]), some(r)
    at = s.at(name)
    other = [row[at] for row in s.rows[1:]] + [s.rows[0][at]]
    s.header.append(name.replace(" ", "_"))
    for i, row in enumerate(s.rows):
        row.append(other[i] if only(i) else row[at])


@kind("forms", "two exports in one file")
def _(s: Sheet, r: random.Random) -> None:
    share = r.uniform(0.3, 0.9)
    s.change_bytes.append(lambda data: data[: int(len(data) * share)] + data)


@kind("forms", "quotes left open")
def _(s: Sheet, r: random.Random) -> None:
    i = r.randrange(len(s.rows))
    s.raw_rows[i] = s.separator.join(['"' + s.rows[i][0], *s.rows[i][1:]])


@kind("forms", "empty rows between")
def _(s: Sheet, r: random.Random) -> None:
    for i in range(0, len(s.rows), 97):
        s.raw_rows[i] = r.choice(["", s.separator * (len(s.header) - 1)])


@kind("forms", "more columns")
def _(s: Sheet, r: random.Random) -> None:
    s.header.extend(["Team", "Worker"])
    for row in s.rows:
        row.extend(["North", "A B"])


@kind("forms", "columns in another order")
def _(s: Sheet, r: random.Random) -> None:
    order = list(range(len(s.header)))
    r.shuffle(order)
    s.header = [s.header[i] for i in order]
    s.rows = [[row[i] for i in order] for row in s.rows]


@kind("forms", "rows in another order")
def _(s: Sheet, r: random.Random) -> None:
    r.shuffle(s.rows)


@kind("forms", "zero bytes")
def _(s: Sheet, r: random.Random) -> None:
    at = r.uniform(0.1, 0.9)
    s.change_bytes.append(lambda data: data[: int(len(data) * at)] + b"\x00\x00" + data[int(len(data) * at) :])

"""Write docs/reference: a page for each family of measures, from the definitions and the worked examples.

By hand: python3 docs/generate_reference.py build/release/ascof (or `make reference`)

What a page says comes from `ascof describe everything` and from tests/measures/examples, whose figures the tests
compute, so a page cannot say what the library does not do.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from check_reference import check_text

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "tests" / "measures" / "examples"
PAGES = ROOT / "docs" / "reference"
NOTICES = ROOT / "src"
SEVERITIES = {"information": "note", "warning": "warning", "serious": "serious"}

# Families are the first part of an id. One that is not named here goes by that part.
FAMILIES = {
    "ascof": "Adult Social Care Outcomes Framework",
    "carers": "Unpaid carers",
    "cop": "Court of Protection",
    "cost": "Costs",
    "dashboard": "The department's dashboard",
    "demand": "Demand",
    "dols": "Deprivation of liberty",
    "discharge": "Discharges from hospital",
    "dp": "Direct payments",
    "equality": "Equality",
    "legacy": "Measures that others replaced",
    "lts": "Long-term support",
    "placements": "Short stays",
    "quality": "Quality of care",
    "requests": "Requests",
    "reviews": "Reviews",
    "safeguarding": "Safeguarding",
    "salt": "Short and long term support tables (SALT)",
    "survey": "Surveys",
    "technology": "Care technology",
    "transition": "Transition to adulthood",
    "waiting": "Waiting times",
    "workforce": "Workforce",
}
HEADINGS = {
    "achieved": "Outcomes achieved",
    "age_band": "Age",
    "area": "Council",
    "birth": "Born",
    "carer": "Has unpaid carer",
    "client": "Client type",
    "death": "Died",
    "needs": "Eligible needs",
    "patient": "Person",
    "reason": "Support reason",
}
FACTS = {"counts": "Counted", "source": "Source", "years": "Years", "method": "Method"}
SECTIONS = {"records": "Records", "details": "People", "population": "Residents", "hospital": "Stays in hospital"}
DEFAULT_PERIOD = "2024-04-01..2025-03-31"
# A record in the order in which it is read: who, what, when, and then the rest.
FIRST_COLUMNS = ["council", "council_name", "person", "event", "client", "service", "component", "start", "end"]

Table = list[list[str]]


@dataclass
class Figure:
    """One id of the results."""

    id: str
    title: str
    statistic: str
    polarity: str
    groups: str


@dataclass
class Example:
    """A worked example: its title, the prose and the tables, by section."""

    title: str
    prose: str
    sections: dict[str, str] = field(default_factory=dict)

    def table(self, section: str) -> Table:
        """Return the cells of a section, names first; a dash is an empty cell."""
        lines = [line for line in self.sections.get(section, "").splitlines() if line.strip()]
        rows = [[cell.strip() for cell in line.split("|")] for line in lines]
        return [rows[0], *([("" if cell == "-" else cell) for cell in row] for row in rows[1:])] if rows else []


@dataclass
class Measure:
    """What `ascof describe` says of a measure, and its examples."""

    id: str
    title: str
    rule: str
    figures: list[Figure] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    @property
    def family(self) -> str:
        """The first part of the id."""
        return self.id.split(".")[0]


def described(text: str) -> list[Measure]:
    """Read the text of `ascof describe`: paragraphs of heading, definition and facts, in turn."""
    paragraphs = text.strip().split("\n\n")
    if len(paragraphs) % 3:
        raise SystemExit("generate_reference: `ascof describe` has another form than heading, definition and facts")
    measures = []
    for heading, rule, facts in zip(paragraphs[::3], paragraphs[1::3], paragraphs[2::3], strict=True):
        measure_id, title = heading.strip().split("  ", 1)
        measure = Measure(measure_id, title.strip(), rule.strip())
        lines = iter(facts.splitlines())
        for line in lines:
            name, value = line[:10].strip(), line[10:].strip()
            if name == "figure":
                figure_id, figure_title = value.split(": ", 1)
                statistic, polarity, _ = next(lines).strip().rsplit(", ", 2)
                groups = next(lines).strip().removeprefix("groups: ")
                measure.figures.append(Figure(figure_id, figure_title, statistic, polarity, groups))
            elif name != "trace":
                measure.says[name] = value
        measures.append(measure)
    return measures


def read_example(path: Path) -> Example:
    """Read a worked example; tests/measures/examples/README.md has the form."""
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    prose, *sections = re.split(r"^\[(.+)\]$", rest, flags=re.MULTILINE)
    return Example(title, prose.strip(), dict(zip(sections[::2], sections[1::2], strict=True)))


def without_empty_columns(table: Table) -> Table:
    """Leave out columns in which no row has anything."""
    kept = [i for i in range(len(table[0])) if any(row[i] for row in table[1:])]
    return [[row[i] for i in kept] for row in table]


def markdown(table: Table) -> str:
    """Write a table whose columns line up in the source too, unless that would make very long lines."""
    names, *rows = [[cell.replace("|", "\\|") for cell in row] for row in table]
    widths = [max(3, *(len(row[i]) for row in [names, *rows])) for i in range(len(names))]
    if sum(widths) > 160:
        widths = [3] * len(names)
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in [names, *rows]]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def heading(column: str) -> str:
    """Return a column's name as a reader expects it."""
    short = column.removeprefix("Der_").removesuffix("_Cleaned").lower()
    return HEADINGS.get(short, short.replace("_", " ").capitalize())


def named_once(table: Table) -> Table:
    """Name a person in the first of the person's rows only."""
    shown = [row[:] for row in table]
    person = next((i for i, name in enumerate(table[0]) if name in ("person", "patient")), None)
    if person is None:
        return shown
    whose = [i for i, name in enumerate(table[0]) if name in ("council", "council_name", "person", "patient")]
    for before, row, line in zip(table[1:], table[2:], shown[2:], strict=False):
        if all(row[i] == before[i] for i in whose):
            for i in whose:
                line[i] = ""
    return shown


def section_table(example: Example, section: str) -> str:
    """Write what is known of the people, in the columns that say anything."""
    table = example.table(section)
    table = [[row[i] for i, name in enumerate(table[0]) if not name.startswith("period_")] for row in table]
    table = without_empty_columns(table) if len(table) > 1 else []
    if not table or not table[0]:
        return ""
    place = {name: FIRST_COLUMNS.index(name) if name in FIRST_COLUMNS else len(FIRST_COLUMNS) for name in table[0]}
    order = sorted(range(len(table[0])), key=lambda i: place[table[0][i]])
    table = named_once([[row[i] for i in order] for row in table])
    return markdown([[heading(name) for name in table[0]], *table[1:]])


def data_period(example: Example) -> str:
    """Return the days that the records cover, where an example says it."""
    names, *rows = example.table("records")
    if "period_start" not in names or "period_end" not in names:
        return ""
    starts = [row[names.index("period_start")] for row in rows]
    ends = [row[names.index("period_end")] for row in rows]
    return f" The records cover {min(filter(None, starts))} to {max(filter(None, ends))}."


def expected_table(example: Example, measure: Measure) -> str:
    """Write the figures that follow."""
    names, *rows = example.table("figures")
    own = next(figure.id for figure in measure.figures)
    figures = {figure.id: figure for figure in measure.figures}
    lines = []
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        figure = figures.get(cells.get("figure") or measure.id, figures[own])
        value = cells["value"] + (" %" if "%" in figure.statistic else "")
        if cells["value"] == "none":
            value = "no value"
        elif figure.statistic == "count":
            value = cells["counted"]
        counted = cells["counted"].replace("/", " of ")
        lines.append([f"`{figure.id}`", cells.get("council", ""), cells["group"], counted, value])
    table = [["Figure", "Council", "Group", "Counted", "Value"], *lines]
    if len({line[0] for line in lines}) == 1:
        table = [row[1:] for row in table]
    return markdown(without_empty_columns(table))


def trace_tables(example: Example) -> list[str]:
    """Write how each person or event counts, folded away: the tables are wide."""
    parts = []
    for section in example.sections:
        table = example.table(section) if section.startswith("trace ") else []
        if len(table) > 1:
            shown = [[heading(name) for name in table[0]], *table[1:]]
            summary = f"<details><summary>Line by line (trace {section.removeprefix('trace ')})</summary>"
            parts += [f"{summary}\n\n{markdown(shown)}\n\n</details>"]
    return parts


def example_text(example: Example, measure: Measure) -> list[str]:
    """Write a worked example."""
    start, end = example.sections.get("period", DEFAULT_PERIOD).strip().split("..")
    parts = ["### Worked example" + ("" if example.title == measure.title else f": {example.title}")]
    if example.prose:
        parts.append(example.prose)
    parts.append(f"Period: {start} to {end}.{data_period(example)}")
    for section, name in SECTIONS.items():
        if table := section_table(example, section):
            parts += [f"{name}:", table]
    parts += ["Figures:", expected_table(example, measure)]
    return parts + trace_tables(example)


def measure_text(measure: Measure) -> list[str]:
    """Write one measure."""
    figures = [["Figure", "What", "Statistic", "Polarity", "Groups"]]
    figures += [[f"`{f.id}`", f.title, f.statistic, f.polarity, f.groups] for f in measure.figures]
    facts = [f"- {name}: {measure.says[key]}" for key, name in FACTS.items()]
    if len({f.groups for f in measure.figures}) == 1:  # said once
        facts.append(f"- Groups: {measure.figures[0].groups}")
        figures = [row[:-1] for row in figures]
    parts = [f"## {measure.title}", f"`{measure.id}`", measure.rule, "\n".join(facts), markdown(figures)]
    for example in measure.examples:
        parts += example_text(example, measure)
    return parts


def anchor(title: str) -> str:
    """Return the anchor that readers of Markdown make of a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def pages(command: str) -> dict[str, str]:
    """Return the text of every page by the name of its file."""
    text = subprocess.run([command, "describe", "everything"], check=True, capture_output=True).stdout.decode()
    measures = sorted(described(text), key=lambda measure: measure.id)
    by_id = {figure.id: measure for measure in measures for figure in measure.figures}
    by_id |= {measure.id: measure for measure in measures}
    for path in sorted(EXAMPLES.glob("*.txt")):
        if path.stem not in by_id:
            raise SystemExit(f"generate_reference: {path.name} is an example of no measure")
        by_id[path.stem].examples.append(read_example(path))

    families: dict[str, list[Measure]] = {}
    for measure in measures:
        families.setdefault(measure.family, []).append(measure)
    made_by = "<!-- Written by docs/generate_reference.py (`make reference`): do not edit. -->"
    written = {}
    index = [
        made_by,
        "# The measures",
        "What each measure counts, by which rule and from which source, and small timelines with the figures that"
        " follow from them. The tests compute every figure shown here; all people are invented.",
    ]
    for family, members in sorted(families.items(), key=lambda item: FAMILIES.get(item[0], item[0])):
        title = FAMILIES.get(family, family.capitalize())
        links = [[f"[{m.title}]({family}.md#{anchor(m.title)})", f"`{m.id}`", m.says["counts"]] for m in members]
        index += [f"## [{title}]({family}.md)", markdown([["Measure", "Id", "Counted"], *links])]
        parts = [made_by, f"# {title}", "[All measures](README.md)"]
        for measure in members:
            parts += measure_text(measure)
        written[f"{family}.md"] = "\n\n".join(parts) + "\n"
    index.append("Beside the figures: [what you are told](notices.md), [data quality](check.md).")
    written["README.md"] = "\n\n".join(index) + "\n"
    written["check.md"] = "\n\n".join([made_by, *check_text(markdown)]) + "\n"
    written["notices.md"] = "\n\n".join([made_by, *notices_text()]) + "\n"
    return written


def notices_text() -> list[str]:
    """Return the parts of the page about notices: one table an area, from the tables of the library."""
    parts = [
        "# What you are told",
        "A notice is what a reader of figures must know and cannot see from them. The command prints them on standard"
        " error, a line each, also with `--quiet`; Python raises them once as `ascof.DataWarning` and keeps them in"
        " `.notices`; C++ returns them. None holds a value of a person's record. A *note* says that the figures stand,"
        " a *warning* that some may not be what you mean, a *serious* one that they mislead until this is mended.",
    ]
    for path in sorted(NOTICES.glob("*/data/notices_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rules = list(csv.DictReader(file))
        parts.append(f"## {path.stem.removeprefix('notices_').capitalize()}")
        rows = [[f"`{r['code']}`", r["title"], SEVERITIES[r["severity"]], r["effect"], r["advice"]] for r in rules]
        parts.append(markdown([["Code", "What", "Severity", "What it does to the figures", "What to do"], *rows]))
    return parts


def stale(command: str) -> list[str]:
    """Return the names of pages that are not what they should be: missing, different, or of no family any more."""
    wanted = pages(command)
    found = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def main() -> None:
    """Write the pages and remove those of families that are gone."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: generate_reference.py COMMAND")
    wanted = pages(sys.argv[1])
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in PAGES.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

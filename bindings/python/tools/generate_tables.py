"""Writes what type checkers and editors know of fields, from the lists of the library: ascof/_fields.py (of events and
people) and ascof/tables.py (the kinds of record that come with it). `make stubs` runs it, and a test
fails until it has been.

usage: generate_tables.py [FOLDER]
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from ascof import _core

WIDTH = 120
CLASSES = {"text": "Text", "date": "Date", "number": "Number"}
RECORD_CLASSES = {"text": "Text", "text list": "Texts", "date": "Date", "integer": "Number", "amount": "Number"}
GENERATED = "# Written by generate_tables.py from the lists of the library; `make stubs` writes it again.\n"


def docstring(words: str, indent: str = "    ") -> str:
    """A docstring of these words, wrapped."""
    words = words.replace("\\", "\\\\").replace('"""', "'''").strip()
    line = f'{indent}"""{words}"""'
    if len(line) <= WIDTH and not words.endswith('"'):
        return line + "\n"
    lines = textwrap.wrap(words, WIDTH - len(indent) - 3)
    return f'{indent}"""{lines[0]}\n' + "".join(f"{indent}{more}\n" for more in lines[1:]) + f'{indent}"""\n'


def attributes(fields: list[tuple[str, str, str]]) -> str:
    """Fields as (name, class, description)."""
    return "".join(f"    {name}: {holds}\n" + docstring(words) for name, holds, words in fields)


def fields_module() -> str:
    """The fields of events and people."""
    events = [
        (name, CLASSES[_core.Expression.event_field(name).kind], f"The main table's column {column}.")
        for name, column in _core.event_field_columns()
    ]
    people = [
        (
            name,
            CLASSES[_core.Expression.person_field(name).kind],
            f"The person's {name.replace('_', ' ')}, as latest known.",
        )
        for name in _core.person_field_names()
    ]
    return (
        '"""The fields of events and people, as type checkers and editors see them."""\n\n'
        + GENERATED
        + "\nfrom ascof._algebra import Date, Number, Text\n"
        + "\n\nclass EventAttributes:\n"
        + docstring("A series for each field of the main table.")
        + "\n"
        + attributes(events)
        + "\n\nclass PersonAttributes:\n"
        + docstring("A series for each detail of a person.")
        + "\n"
        + attributes(people)
    )


def class_name(kind: str) -> str:
    """safeguarding_concern -> SafeguardingConcern."""
    return "".join(word.capitalize() for word in kind.split("_"))


def described(field: _core.RecordField) -> str:
    """What a field holds, in a sentence or two."""
    words = field.description.rstrip() or field.name.replace("_", " ").capitalize()
    if not words.endswith((".", "?", "!")):
        words += "."
    if field.unit:
        words += f" In {field.unit}."
    if field.allowed and len(field.allowed) <= 8:
        words += f" One of: {'; '.join(field.allowed)}."
    return words


def tables_module() -> str:
    """The kinds of record that come with the library."""
    kinds = _core.record_types()
    parts = [
        '"""The kinds of record that come with the library, a class each: ``ascof.tables.SafeguardingConcern``.\n\n'
        "Rows of them are read by `ascof.read_record_table` and stand in an `ascof.Study`.\n"
        '"""\n\n',
        GENERATED,
        "\nfrom __future__ import annotations\n\n"
        "from typing import Literal, overload\n\n"
        "from ascof import _core\n"
        "from ascof._algebra import Date, Number, Text, Texts\n"
        "from ascof._record_types import Rows, Shipped\n",
    ]
    for kind in kinds:
        parts.append(f'\n\nclass {class_name(kind.name)}(Shipped, name="{kind.name}"):\n')
        parts.append(docstring(f"A row is {kind.row}.") + "\n")
        parts.append(attributes([(f.name, RECORD_CLASSES[f.kind], described(f)) for f in kind.fields]))
    parts.append("\n\nALL: tuple[type[Rows], ...] = (\n")
    parts.extend(f"    {class_name(kind.name)},\n" for kind in kinds)
    parts.append(')\n"""All of them."""\n\n\n')
    for kind in kinds:
        parts.append(
            f'@overload\ndef record_type(name: Literal["{kind.name}"]) -> type[{class_name(kind.name)}]: ...\n'
        )
    parts.append(
        "@overload\ndef record_type(name: str) -> type[Rows]: ...\n"
        "def record_type(name: str) -> type[Rows]:\n"
        '    """A kind of record that comes with the library, by its name."""\n'
        "    wanted = _core.record_type_named(name).name\n"
        "    return next(kind for kind in ALL if kind.declared().name == wanted)\n"
    )
    return "".join(parts)


def main() -> None:
    """Write both modules."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "ascof"
    (folder / "_fields.py").write_text(fields_module(), encoding="utf-8")
    (folder / "tables.py").write_text(tables_module(), encoding="utf-8")


if __name__ == "__main__":
    main()

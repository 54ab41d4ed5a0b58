"""Kinds of record: how they are declared, what they are made of, and the series of their fields."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from ascof import _core
from ascof._algebra import (
    Condition,
    Date,
    Look,
    LookedThrough,
    Number,
    Picked,
    Text,
    Texts,
    _condition,
    _date,
    _described,
    _texts,
    _wrapped,
)
from ascof._checks import text
from ascof._errors import UsageError


class Field(NamedTuple):
    """A field of a kind of record, as `Record.declared` tells it.

    Attributes:
        name: the column's name.
        kind: ``"text"``, ``"text list"``, ``"date"``, ``"integer"`` or ``"amount"``.
        needed: ``"mandatory"``, ``"conditional"`` or ``"optional"``.
        allowed: values of its list; empty when any stands.
        codes: what files hold for each of them, when those are codes.
        headers: other headers of the column.
        description: what it holds.
        unit: of a number.
        source: where its definition stands.
        personal: whether it identifies a person; its values are in no message.
    """

    name: str
    kind: str
    needed: str
    allowed: tuple[str, ...]
    codes: tuple[str, ...]
    headers: tuple[str, ...]
    description: str
    unit: str
    source: str
    personal: bool


class Declaration(NamedTuple):
    """What a kind of record is made of.

    Attributes:
        name: its name in messages, notices and results.
        row: what one row is.
        fields: its fields, in order.
        council: the field with the council's code, or "".
        person: the field with the council's reference of the person, or "".
        key: the fields that tell the council's rows apart.
        start: the field with the first day, or "".
        end: the field with the last day, or "".
        links: fields that hold the key of a row of another kind, with the name of that.
        source: where its definition stands.
        together: of rows of nobody, the field by which those of one council stand together, or "".
        year: the field that names the financial year, or "".
    """

    name: str
    row: str
    fields: tuple[Field, ...]
    council: str
    person: str
    key: tuple[str, ...]
    start: str
    end: str
    links: tuple[tuple[str, str], ...]
    source: str
    together: str = ""
    year: str = ""


# ------------------------------------------------------------------------------------------------------------ fields


@dataclass(frozen=True)
class _Declared:
    """What stands behind a field's name in the class of a kind of record."""

    role: str = ""
    allowed: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    needed: str = "optional"
    headers: tuple[str, ...] = ()
    description: str = ""
    unit: str = ""
    source: str = ""
    is_personal: bool = False
    is_whole: bool = False
    to: type[Rows] | str = ""


def field(
    *,
    allowed: Iterable[str] | Mapping[str, str] = (),
    required: bool = False,
    headers: Iterable[str] = (),
    description: str = "",
    unit: str = "",
    source: str = "",
    personal: bool = False,
    whole: bool = False,
) -> Any:
    """A field with more to say than its name and what it holds.

    Args:
        allowed: the values there are, as they are shown; a dictionary tells the code that files hold for each. Other
            values are taken as missing, and told. Empty: any stands.
        required: the file must have the column; of a date, rows without one are left out, and told.
        headers: other headers of the column. Case, blanks and punctuation make no difference.
        description: what it holds.
        unit: of a number: ``"pounds"``, ``"days"``.
        source: where its definition stands.
        personal: it identifies a person: its values stay out of every message and trace.
        whole: of a number: whole numbers only. Otherwise it has up to two decimals.
    """
    codes: tuple[str, ...] = ()
    if isinstance(allowed, Mapping):
        codes = tuple(text(code, "allowed") for code in allowed.values())
    return _Declared(
        allowed=tuple(_texts(allowed, "allowed")),
        codes=codes,
        needed="mandatory" if required else "optional",
        headers=_headers(headers),
        description=text(description, "description"),
        unit=text(unit, "unit"),
        source=text(source, "source"),
        is_personal=bool(personal),
        is_whole=bool(whole),
    )


def key(*, headers: Iterable[str] = (), description: str = "", personal: bool = False) -> Text:
    """The field that tells the council's rows apart: of several rows with one key the last of the file stands.

    Several such fields tell them apart together. Rows without a key are left out, and told.
    """
    return _role("key", headers, description, "mandatory", personal)


def council(*, headers: Iterable[str] = (), description: str = "") -> Text:
    """The field with the council's code. Without one, all rows are of the study's only council."""
    return _role("council", headers, description, "mandatory", False)


def person(*, headers: Iterable[str] = (), description: str = "") -> Text:
    """The field with the council's reference of the person, the same as in client level records and in other tables.

    A row may name nobody: it counts where rows are counted, and never where people are.
    """
    return _role("person", headers, description, "optional", True)


def start(*, required: bool = True, headers: Iterable[str] = (), description: str = "") -> Date:
    """The field with a row's first day, by which rows are ordered and their periods are found.

    Args:
        required: rows without one are left out, and told.
        headers: as for `field`.
        description: what it holds.
    """
    return cast(Date, _role("start", headers, description, "mandatory" if required else "optional", False))


def end(*, headers: Iterable[str] = (), description: str = "") -> Date:
    """The field with a row's last day; missing while it is open."""
    return cast(Date, _role("end", headers, description, "optional", False))


def link(to: type[Rows] | str, *, headers: Iterable[str] = (), description: str = "") -> Text:
    """The field with the key of a row of another kind, which this row belongs to: an enquiry's concern.

    Args:
        to: the other kind, or its name.
        headers: as for `field`.
        description: what it holds.
    """
    if not isinstance(to, (str, RecordKind)):
        raise TypeError(f"expected to as a kind of record or its name, got {_described(to)}")
    made = _role("link", headers, description, "optional", False)
    return cast(Text, replace(cast(_Declared, made), to=to))


def _role(role: str, headers: Iterable[str], description: str, needed: str, is_personal: bool) -> Text:
    made = _Declared(
        role=role,
        needed=needed,
        headers=_headers(headers),
        description=text(description, "description"),
        is_personal=is_personal,
    )
    return cast(Text, made)  # until the class is made, which puts the series in its place


def _headers(headers: Iterable[str]) -> tuple[str, ...]:
    return (headers,) if isinstance(headers, str) else tuple(_texts(headers, "headers"))


# ------------------------------------------------------------------------------------------------------------- kinds


class RecordKind(type):
    """What kinds of record have in common as classes: a field that they do not have is refused with the nearest."""

    _type: _core.RecordType

    def __repr__(cls) -> str:
        made = cls.__dict__.get("_type")
        return super().__repr__() if made is None else f"<kind of record {made.name}: {made.row}>"

    if not TYPE_CHECKING:  # a type checker knows the names

        def __getattr__(cls, name):
            if name.startswith("_") or "_type" not in cls.__dict__:
                raise AttributeError(f"type object '{cls.__name__}' has no attribute '{name}'")
            try:
                cls._type.field(name)
            except UsageError as unknown:
                raise AttributeError(str(unknown), name=name, obj=cls) from None
            raise AttributeError(name)

        def __setattr__(cls, name, value):
            if "_type" in cls.__dict__:
                raise AttributeError(f"a kind of record never changes, and '{name}' cannot be set")
            super().__setattr__(name, value)


class Rows(metaclass=RecordKind):
    """What can be asked of every kind of record, one's own (`Record`) or one that comes with the library."""

    _type: ClassVar[_core.RecordType]

    if not TYPE_CHECKING:  # a type checker would take the class for a function that never returns

        def __init__(self):
            raise TypeError(f"{type(self).__name__} is a kind of record; rows are read by ascof.read_record_table")

    @classmethod
    def declared(cls) -> Declaration:
        """What the kind is made of."""
        of = cls._type
        fields = tuple(
            Field(
                f.name,
                f.kind,
                f.needed,
                tuple(f.allowed),
                tuple(f.codes),
                tuple(f.headers),
                f.description,
                f.unit,
                f.source,
                f.personal,
            )
            for f in of.fields
        )
        links = tuple(of.links)
        return Declaration(
            of.name,
            of.row,
            fields,
            of.council,
            of.person,
            tuple(of.key),
            of.start,
            of.end,
            links,
            of.source,
            of.together,
            of.year,
        )

    @classmethod
    def all(cls) -> Condition:
        """Every row."""
        return Condition(cls._type.all())

    @classmethod
    def link_to(cls, other: type[Rows]) -> Picked:
        """The row of another kind that each row belongs to, by the declared link; nothing where that is not there.

        ``Letter.link_to(Complaint).of(Complaint.received)`` is when the complaint of a letter came.
        """
        return Picked(cls._type.link_to(type_of(other)))

    @classmethod
    def of_each(cls, other: type[Rows], where: Condition | None = None) -> Look:
        """Rows that belong to each row of another kind: ``Letter.of_each(Complaint).count()``.

        Args:
            other: the kind that a field of these rows links to.
            where: which of the rows; None: all.
        """
        condition = cls.all() if where is None else where
        return Look(_core.Look.of_each(cls._type, type_of(other), _condition(condition, "where")))

    @classmethod
    def where(cls, where: Condition, dated_by: Date | None = None) -> LookedThrough:
        """Rows to look through, for people, their events and their rows of other kinds.

        Args:
            where: which rows.
            dated_by: the date of theirs that a window is about; None: their start.
        """
        if dated_by is None:
            if not cls._type.start:
                raise UsageError(
                    f"{cls._type.name} declares no start; give the date that the window is about as dated_by",
                    code="bad_definition",
                    field="dated_by",
                )
            dated_by = Date(cls._type.field(cls._type.start))
        return LookedThrough(_condition(where, "where"), _date(dated_by, "dated_by"))


class Record(Rows):
    """A kind of record: what one row is, and which fields it has. Declared as a class, and used as one.

        class Complaint(ascof.Record, name="complaint", row="a complaint about care"):
            complaint_id: ascof.Text = ascof.key()
            la_code: ascof.Text = ascof.council()
            person_id: ascof.Text = ascof.person()
            received: ascof.Date = ascof.start()
            answered: ascof.Date = ascof.end()
            about: ascof.Texts = ascof.field(allowed=["Food", "Staff"])

    Each field is a series of `ascof.algebra` with a value for each row: ``Complaint.received <= a.period_end``. Fields
    hold `Text`, `Texts` (several in one field, separated by semicolons), `Date` or `Number`; `key`, `council`,
    `person`, `start`, `end` and `link` say what they are for, `field` has the rest. Rows are read by
    `read_record_table`, and stand in a `Study`.

    Args (of the class):
        name: lower case, words joined by underscores.
        row: what one row is, for messages and lists.
        source: where its definition stands.
        together: of rows that are of nobody, a field: those of one council with the same text in it stand together, as
            the rows of a person do, so that a look-up goes through all of them. Rows of several kinds stand together by
            a field of one name.
        year: a field that names the financial year a row is of, such as "2024-25".
    """

    def __init_subclass__(cls, *, name: str, row: str, source: str = "", together: str = "", year: str = "") -> None:
        super().__init_subclass__()
        if cls.__bases__ != (Record,):
            raise TypeError("a kind of record is made from ascof.Record alone; write its fields into its own class")
        declared = _declared_fields(cls)
        fields: list[_core.RecordField] = []
        by_role: dict[str, list[str]] = {}
        links: list[tuple[str, str]] = []
        for field_name, (holds, what) in declared.items():
            kind = _kind_of(field_name, holds, what)
            by_role.setdefault(what.role, []).append(field_name)
            if what.role == "link":
                links.append((field_name, what.to if isinstance(what.to, str) else what.to._type.name))
            fields.append(
                _core.RecordField.make(
                    field_name,
                    kind,
                    list(what.allowed),
                    list(what.codes),
                    what.needed,
                    list(what.headers),
                    what.description,
                    what.unit,
                    what.source,
                    what.is_personal,
                )
            )
        for role in ("council", "person", "start", "end"):
            if len(by_role.get(role, [])) > 1:
                raise UsageError(
                    f"{name} has two fields that are its {role}: {' and '.join(by_role[role])}; declare one of them as "
                    "ascof.field()",
                    code="bad_definition",
                )

        def only(role: str) -> str:
            return by_role.get(role, [""])[0]

        made = _core.RecordType.declare(
            text(name, "name"),
            text(row, "row"),
            fields,
            only("council"),
            only("person"),
            by_role.get("key", []),
            only("start"),
            only("end"),
            links,
            text(source, "source"),
            text(together, "together"),
            text(year, "year"),
        )
        _bind(cls, made)


_HOLDS: dict[str, type] = {"Text": Text, "Texts": Texts, "Date": Date, "Number": Number}


def _declared_fields(cls: type[Record]) -> dict[str, tuple[type, _Declared]]:
    """Fields in order, each with what it holds and what it is declared as."""
    found: dict[str, tuple[type, _Declared]] = {}
    for name, annotation in inspect.get_annotations(cls).items():
        if name.startswith("_"):
            continue
        if name in vars(Rows):
            raise UsageError(
                f"a field cannot be called '{name}', which every kind of record has; call it {name}_ and give "
                f"headers=['{name}']",
                code="bad_definition",
                field=name,
            )
        what = cls.__dict__.get(name, _Declared())
        if not isinstance(what, _Declared):
            raise TypeError(
                f"expected {cls.__name__}.{name} as ascof.field(), key(), council(), person(), start(), end() or "
                f"link(), got {_described(what)}"
            )
        found[name] = (_holds(cls, name, annotation), what)
    for name, value in cls.__dict__.items():
        if isinstance(value, _Declared) and name not in found:
            raise TypeError(f"{cls.__name__}.{name} does not say what it holds; write {name}: ascof.Text = ...")
    return found


def _holds(cls: type[Record], name: str, annotation: object) -> type:
    if isinstance(annotation, str):
        module = sys.modules.get(cls.__module__)
        try:
            annotation = eval(annotation, dict(vars(module)) if module else {})
        except Exception:  # written inside a function, whose names are not to be had
            annotation = _HOLDS.get(str(annotation).rpartition(".")[2])
    if annotation not in _HOLDS.values():
        raise TypeError(f"expected {cls.__name__}.{name} as ascof.Text, Texts, Date or Number")
    return cast(type, annotation)


def _kind_of(name: str, holds: type, what: _Declared) -> str:
    if what.role and holds is not (Date if what.role in ("start", "end") else Text):
        wanted = "Date" if what.role in ("start", "end") else "Text"
        raise TypeError(f"{name} is the {what.role} of its rows, and therefore holds an ascof.{wanted}")
    if holds is Number:
        return "integer" if what.is_whole else "amount"
    if what.is_whole:
        raise TypeError(f"{name} holds no number, and whole=True is about one")
    kinds: dict[type, str] = {Text: "text", Texts: "text list", Date: "date"}
    return kinds[holds]


def _bind(cls: type[Rows], made: _core.RecordType) -> None:
    for each in made.fields:
        series = _wrapped(made.field(each.name))
        setattr(cls, each.name, Texts(series._expression) if each.kind == "text list" else series)
    cls._type = made


class Shipped(Rows):
    """A kind of record that comes with the library. Its class stands in `ascof.tables`."""

    def __init_subclass__(cls, *, name: str) -> None:
        _bind(cls, _core.record_type_named(name))


def type_of(kind: object) -> _core.RecordType:
    """The kind of record that a class or a name stands for."""
    if isinstance(kind, RecordKind) and "_type" in kind.__dict__:
        return kind._type
    if isinstance(kind, str):
        return _core.record_type_named(text(kind, "kind"))
    raise TypeError(f"expected a kind of record, such as ascof.tables.SafeguardingConcern, got {_described(kind)}")


def record_types() -> list[type[Rows]]:
    """The kinds of record that come with the library.

    >>> ascof.record_types()[0]
    <kind of record safeguarding_concern: a concern that an adult is at risk of abuse>
    """
    from ascof import tables

    return list(tables.ALL)


if TYPE_CHECKING:
    from ascof.tables import record_type as record_type
else:

    def record_type(name):
        """A kind of record that comes with the library, by its name.

        Raises:
            UsageError: there is none of this name; the text has the nearest.

        >>> concern = ascof.record_type("safeguarding_concern")
        >>> concern.declared().start
        'date_received'
        """
        from ascof import tables

        return tables.record_type(text(name, "name"))

"""What C++ can say, Python can, and the other way round: the public words of algebra.hpp beside those of ascof.algebra."""

import inspect
import re
from pathlib import Path

import ascof
from ascof import _record_types
from ascof import algebra as a

HEADER = Path(__file__).resolve().parents[2] / "include/ascof/measure/algebra.hpp"
KEYWORDS = {"requires", "defined", "static_assert", "if", "for", "return", "operator"}

# What Python says in its own way, with the reason.
IN_PYTHON: dict[str, str] = {
    "local_measure": "define",  # of one figure; `figure` and `define_together` for several
    "spells_of": "spells",  # what a builder made as series: Python has the series at once
    "rule_of": "Calculation",  # its repr
}
# Members by C++ class: the Python class, and members that have another name there.
CLASSES: dict[str, tuple[type, dict[str, str]]] = {
    "text": (a.Text, {"in": "isin"}),  # a keyword of Python
    "picked": (a.Picked, {}),
    "ordered_look": (a.OrderedLook, {}),
    "look": (a.Look, {}),
    "looked_through": (a.LookedThrough, {}),
    "rows": (_record_types.Rows, {"text": "", "date": "", "number": "", "type": "declared"}),  # "": attributes
    "spell_series": (a.Spells, {}),
    "followed_spell_series": (a.FollowedSpells, {}),
}
# Words of Python that C++ has as a type, an operator or a word of another name.
IN_CPP: dict[str, str] = {
    "Breakdown": "breakdown",
    "Calculation": "calculation",
    "Condition": "truth",
    "Date": "date",
    "Days": "days",
    "EventFields": "event_series",
    "FollowedSpells": "followed_spell_series",
    "Key": "key",
    "LocalFigure": "figure",
    "Look": "look",
    "LookedThrough": "looked_through",
    "Matches": "match_series",
    "Measure": "measure",
    "Months": "months",
    "Number": "number",
    "OrderedLook": "ordered_look",
    "PersonFields": "person_series",
    "Picked": "picked",
    "Series": "series",
    "Spells": "spell_series",
    "Text": "text",
    "Texts": "text",
    "define": "local_measure",
    "define_together": "local_measure",
}


def source() -> str:
    """The header without comments, macros and what stands in namespace detail."""
    text = re.sub(r"//[^\n]*", "", HEADER.read_text(encoding="utf-8"))
    text = re.sub(r"^#define(?:.*\\\n)*.*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^namespace detail \{.*?^\}  ?\n", "", text, flags=re.MULTILINE | re.DOTALL)


def functions() -> set[str]:
    """Names of free functions: what stands before a bracket in a line that is not indented."""
    found: set[str] = set()
    for line in source().splitlines():
        if re.match(r"[a-zA-Z]", line) and "operator" not in line:
            found |= set(re.findall(r"(?<![.:\w])([a-z]\w*)\(", line)) - KEYWORDS
    return found


def constants() -> set[str]:
    """Names of series that stand ready."""
    return set(re.findall(r"^inline (?:const )?\w+(?:<\w+>)? (\w+)(?= =|\{|;)", source(), re.MULTILINE))


def members(name: str) -> set[str]:
    """Public functions and series of a class."""
    found = re.search(rf"^(?:class|struct) {name}\b(?! \w)[^;{{]*\{{\n(.*?)^\}};", source(), re.MULTILINE | re.DOTALL)
    assert found, name
    public = found[1].split(" private:")[0]
    called = re.findall(r"^  (?! )[^()\n]*?\b(\w+)\((?:[^()]|\([^()]*\))*\) const", public, re.MULTILINE)
    series = re.findall(r"^  (?:date|number|text|truth|picked)<[\w, ]+> ([\w, ]+?)(?:\{\})?;", public, re.MULTILINE)
    return set(called) | {each for line in series for each in line.split(", ")}


def python_words() -> set[str]:
    return set(a.__all__)


def test_the_header_is_read_as_it_is_meant() -> None:
    assert {"count_people", "spells_followed_by", "constant", "rate", "missing_text", "share_within"} <= functions()
    assert {"period_end", "is_request", "events", "end_or_far"} <= constants()
    assert members("look") >= {"any", "least", "that_belong", "and_between", "ordered_by"}
    assert members("rows") >= {"link_to", "of_each", "all", "where"}
    assert members("followed_spell_series") == {"next_start", "next_last", "next_end", "next_events", "run"}


# Words that measures of other tables are written in, and that Python does not have yet.
ONLY_IN_CPP = {
    "as_of",
    "data_start",
    "financial_year_start",
    "kept_apart",
    "known_only",
    "lower_case",
    "quotient",
    "sum_of_parts",
}
MEMBERS_ONLY_IN_CPP = {"and_on_or_before", "of_the_same"}


def test_python_has_every_word_of_cpp() -> None:
    lacking = {name for name in functions() | constants() if IN_PYTHON.get(name, name) not in python_words()}
    assert lacking == ONLY_IN_CPP
    for name, (kind, otherwise) in CLASSES.items():
        told = set(dir(kind)) | {n for each in kind.__mro__ for n in inspect.get_annotations(each)}
        lacks = {m for m in members(name) if otherwise.get(m, m) and otherwise.get(m, m) not in told}
        assert lacks <= MEMBERS_ONLY_IN_CPP, name
    for matched in members("match_series"):
        assert matched in a.Matches.__annotations__


def test_cpp_has_every_word_of_python() -> None:
    types = set(re.findall(r"^(?:class|struct) (\w+)", source(), re.MULTILINE)) | {
        "breakdown",
        "calculation",
        "measure",
    }
    words = functions() | constants() | types | {"figure"}
    assert {name for name in python_words() if IN_CPP.get(name, name) not in words} == set()
    for name, (kind, otherwise) in CLASSES.items():
        back = {python: cpp for cpp, python in otherwise.items()}
        own = {n for n in vars(kind) if not n.startswith("_")}
        own.discard("first" if name == "look" else "")  # there to say why there is none
        public = {back.get(n, n) for n in own if inspect.isroutine(getattr(kind, n, None))}
        assert public - members(name) == set(), name


def test_every_field_of_cpp_is_one_of_python() -> None:
    text = source()
    for name, fields in (("event_series", a.events), ("person_series", a.person)):
        body = re.search(rf"^struct {name} \{{\n(.*?)^\}};", text, re.MULTILINE | re.DOTALL)
        assert body
        for kind, field in re.findall(r"ASCOF_(TEXT|DATE|NUMBER)\((\w+)\)", body[1]):
            assert type(getattr(fields, field)).__name__.upper() == kind


def test_what_calculations_can_be_is_the_same() -> None:
    in_cpp = re.search(r"enum class statistic \{(.*?)\};", (HEADER.parent / "measure.hpp").read_text(), re.DOTALL)
    assert in_cpp
    names = set(re.findall(r"^\s+(\w+),", in_cpp[1], re.MULTILINE))
    assert {name.replace("_per_100000", "") for name in names} - ONLY_IN_CPP <= python_words() | {"standardised_rate"}
    assert ascof.algebra is a

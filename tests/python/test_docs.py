"""Examples in docstrings run and print what they say; what is public is documented."""

import doctest
import inspect
import pathlib
import re
from pathlib import Path

import ascof
import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {
    name: getattr(ascof, name)
    for name in ascof.__all__
    if name != "__version__" and not inspect.ismodule(getattr(ascof, name))
}


def test_examples_in_docstrings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(ascof, extraglobs={"ascof": ascof, "pathlib": pathlib})
    assert found.attempted >= 12
    assert found.failed == 0


def test_what_is_public_is_documented() -> None:
    for name, thing in PUBLIC.items():
        assert inspect.getdoc(thing), name
        assert thing.__module__ == "ascof"
        if not inspect.isclass(thing):
            continue
        for attribute, value in vars(thing).items():
            if not attribute.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                assert inspect.getdoc(value), f"{name}.{attribute}"


def test_every_argument_that_needs_words_has_them() -> None:
    names = ("read_extract", "prepare", "read_records", "persons", "evaluate", "measure", "read_record_table", "field")
    for name in names:
        text = inspect.getdoc(PUBLIC[name])
        assert text
        for argument in inspect.signature(PUBLIC[name]).parameters:
            assert f"\n    {argument}: " in text, f"{name}({argument})"


def test_programs_of_the_page_on_own_tables_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs/own_tables.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 5
    known: dict[str, object] = {"__name__": __name__}
    for block in blocks:
        exec(block, known)
    results = known["results"]
    assert isinstance(results, ascof.Results)
    assert {row.measure for row in results} == {"local.falls", "local.fallen", "local.visited", "local.days"}
    read = re.search(r"# (RowAccount\(.*\))", page)
    assert read
    assert read[1] == repr(known["calls"].rows)  # type: ignore[attr-defined]

"""The page about `ascof check`: what is tested, when a submission would fail, and how people are counted.

The words are in check_intro.md; what each rule says comes from the table that the command reads.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = Path(__file__).resolve().parents[1] / "src" / "quality" / "data" / "quality_rules.csv"

INTRODUCTION = Path(__file__).resolve().with_name("check_intro.md")


def check_text(markdown: Callable[[list[list[str]]], str]) -> list[str]:
    """Return the parts of the page. `markdown` writes a table."""
    with RULES.open(encoding="utf-8", newline="") as file:
        rules = list(csv.DictReader(file))
    tested = [r for r in rules if r["severity"] != "info" and not r["untested"]]
    parts = [INTRODUCTION.read_text(encoding="utf-8").strip()]
    for theme in dict.fromkeys(r["theme"] for r in tested):
        rows = [
            [r["rule_id"], f"{r['text']} `{r['fields']}`", r["severity"], r["release"], r["certainty"], r["source"]]
            for r in tested
            if r["theme"] == theme
        ]
        parts.append(f"### {theme[0].upper()}{theme[1:]}")
        parts.append(markdown([["Rule", "What must hold", "Severity", "Release", "Certainty", "Source"], *rows]))
    untested = [[r["rule_id"], r["text"], r["untested"] or "how data are treated"] for r in rules if r not in tested]
    parts += [
        "### Not tested",
        "These say how data are treated and have nothing to test, or cannot be tested.",
        markdown([["Rule", "What it says", "Why there is no test"], *untested]),
    ]
    return parts

"""One version: project() in CMakeLists.txt. The C++ header and the Python package take it from there."""

import re

from repository import ROOT, finish


def search(path: str, pattern: str) -> str:
    found = re.search(pattern, (ROOT / path).read_text(encoding="utf-8"))
    return found[1] if found else f"no match for {pattern}"


faults = []
version = search("CMakeLists.txt", r"project\(ascof\s+VERSION ([0-9.]+)")

# Python: read by scikit-build-core with the expression pyproject.toml holds, and stated nowhere else.
expression = search("pyproject.toml", r"(?m)^regex = '(.*)'$")
found = re.search(expression, (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
if not found or found["value"] != version:
    faults.append("pyproject.toml: its regex does not find the version in CMakeLists.txt")
if 'dynamic = ["version"]' not in (ROOT / "pyproject.toml").read_text(encoding="utf-8"):
    faults.append("pyproject.toml: the version must be dynamic")

# C++: a template, never a number.
if search("include/ascof/core/version.hpp.in", r'#define ASCOF_VERSION "(.*)"') != "@PROJECT_VERSION@":
    faults.append("include/ascof/core/version.hpp.in: ASCOF_VERSION must be @PROJECT_VERSION@")

latest = search("CHANGELOG.md", r"(?m)^## \[([0-9.]+)\]")
if latest != version:
    faults.append(f"CHANGELOG.md: its newest version is {latest}, CMakeLists.txt says {version}")

finish("one version everywhere", faults)

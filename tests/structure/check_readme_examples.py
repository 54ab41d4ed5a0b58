"""Every C++ and Python block of README.md is a part of a file in examples/, which the tests build, run and compare."""

import re

from repository import ROOT, files, finish

SUFFIX = {"cpp": ".cpp", "python": ".py"}

faults = []
readme = (ROOT / "README.md").read_text(encoding="utf-8")
for block in re.finditer(r"^```(cpp|python)\n(.*?)^```$", readme, flags=re.DOTALL | re.MULTILINE):
    language, code = block.groups()
    if not any(code in path.read_text(encoding="utf-8") for path in files("examples", suffixes=(SUFFIX[language],))):
        line = readme.count("\n", 0, block.start()) + 1
        faults.append(f"README.md:{line}: this {language} block is in no examples/*{SUFFIX[language]}")

finish("programs of the README are examples that run", faults)

"""A library neither prints nor ends the program: outside src/cli nothing writes to standard output or error."""

import re

from repository import ROOT, files, finish, without_comments

NOISE = re.compile(
    r"\bstd::(cout|cerr|clog|print|println|puts|exit|abort|terminate|quick_exit)\b"
    r"|\bfmt::print(ln)?\s*\("
    r"|(?<![\w:])(printf|puts|putchar|abort|exit)\s*\("
    r"|\b(std::)?fprintf\s*\(|\bstd::printf\b|\b(stdout|stderr)\b"
    r"|#\s*include\s*<iostream>"
)

faults = []
for source in files("include", "src", suffixes=(".h", ".hpp", ".cpp")):
    place = source.relative_to(ROOT)
    if place.parts[:2] == ("src", "cli"):
        continue
    for number, line in enumerate(without_comments(source.read_text(encoding="utf-8")).splitlines(), start=1):
        found = NOISE.search(line)
        if found:
            faults.append(f"{place}:{number}: '{found[0].strip()}' outside src/cli")

finish("the library neither prints nor ends the program", faults)

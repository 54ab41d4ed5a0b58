"""The pages of docs/reference are those of the measures as they are and of the worked examples as they are."""

from __future__ import annotations

import csv
import io
import re
import sys
import unittest

from command import ASCOF, ROOT, ascof

sys.path.insert(0, str(ROOT / "docs"))
import generate_reference


class Reference(unittest.TestCase):
    def test_the_pages_are_current(self) -> None:
        self.assertEqual(generate_reference.stale(ASCOF), [], "run `make reference` and commit the pages")

    def test_every_measure_and_every_example_is_shown(self) -> None:
        pages = generate_reference.pages(ASCOF)
        shown = "".join(pages.values())
        listed = [row["id"] for row in csv.DictReader(io.StringIO(ascof("list", "--format", "csv").out))]
        self.assertEqual([name for name in listed if f"`{name}`" not in shown], [])
        self.assertTrue(listed)
        examples = sum(len(re.findall("^### Worked example", text, flags=re.MULTILINE)) for text in pages.values())
        self.assertEqual(examples, len(list(generate_reference.EXAMPLES.glob("*.txt"))))

    def test_links_lead_to_headings(self) -> None:
        pages = generate_reference.pages(ASCOF)
        for page, anchor in re.findall(r"\]\(([\w.]+)#([^)]+)\)", pages["README.md"]):
            headings = re.findall(r"^##? (.+)$", pages[page], flags=re.MULTILINE)
            self.assertEqual([generate_reference.anchor(heading) for heading in headings].count(anchor), 1, anchor)


if __name__ == "__main__":
    unittest.main()

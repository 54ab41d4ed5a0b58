"""Tests of compare_csv.py: what it must see, and what it must not mind."""

from __future__ import annotations

import contextlib
import gzip
import io
import tempfile
import unittest
from pathlib import Path

import compare_csv

EXPECTED = "id,n,value,ref\na,1,28.7,x\nb,2,6.3,x\nc,0,,y\n"


class Comparing(unittest.TestCase):
    def compare(self, actual: str | bytes, *options: str, expected: str = EXPECTED, name: str = "actual.csv") -> int:
        with tempfile.TemporaryDirectory() as folder:
            wanted, got = Path(folder, "expected.csv"), Path(folder, name)
            wanted.write_text(expected, encoding="utf-8")
            got.write_bytes(actual.encode() if isinstance(actual, str) else actual)
            with contextlib.redirect_stdout(io.StringIO()) as self.output, contextlib.redirect_stderr(self.output):
                try:
                    return compare_csv.main([str(wanted), str(got), *options])
                except SystemExit as stop:
                    return int(stop.code or 0)

    def test_order_of_rows_and_columns_and_further_columns_do_not_matter(self) -> None:
        self.assertEqual(self.compare("more,value,id,n,ref\n,,c,0.0,y\n,6.3,b,2,x\n,28.70,a,1,x\n", "--key", "id"), 0)

    def test_a_compressed_file_with_windows_line_ends_and_a_byte_order_mark_is_the_same(self) -> None:
        actual = gzip.compress(b"\xef\xbb\xbf" + EXPECTED.replace("\n", "\r\n").encode())
        self.assertEqual(self.compare(actual, "--key", "id", name="actual.csv.gz"), 0)

    def test_values_are_rounded_half_away_from_zero_on_their_text(self) -> None:
        expected = "id,v\na,28.7\nb,28.8\nc,-0.1\nd,0.0\n"
        options = ("--key", "id", "--rounded", "v:1")
        self.assertEqual(
            self.compare("id,v\na,28.749999999999996\nb,28.75\nc,-0.05\nd,0.04999\n", *options, expected=expected), 0
        )
        self.assertEqual(self.compare("id,v\na,28.75\nb,28.75\nc,-0.05\nd,0\n", *options, expected=expected), 1)

    def test_no_value_is_not_zero(self) -> None:
        self.assertEqual(self.compare(EXPECTED.replace("c,0,,y", "c,0,0,y"), "--key", "id", "--rounded", "value:1"), 1)

    def test_missing_added_repeated_and_changed_rows_are_told(self) -> None:
        self.assertEqual(self.compare("id,n,value,ref\na,1,28.7,x\na,1,28.7,x\nb,3,6.3,x\nd,0,,y\n", "--key", "id"), 1)
        for text in ("twice in the actual file: a", "b: n: expected '2', found '3'", "missing: c", "not expected: d"):
            self.assertIn(text, self.output.getvalue())

    def test_a_partition_is_compared_by_who_stands_together(self) -> None:
        options = ("--key", "id", "--exact", "n", "--partition", "ref")
        self.assertEqual(self.compare("id,n,ref\nb,2,17\nc,0,4\na,1,17\n", *options), 0)
        self.assertEqual(self.compare("id,n,ref\nb,2,17\nc,0,17\na,1,17\n", *options), 1)

    def test_what_cannot_be_compared_ends_with_two(self) -> None:
        self.assertEqual(self.compare(EXPECTED), 2)
        self.assertEqual(self.compare(EXPECTED, "--key", "nothing"), 2)
        self.assertEqual(self.compare(EXPECTED, "--key", "id", "--rounded", "value"), 2)
        self.assertEqual(self.compare("", "--key", "id"), 2)
        self.assertEqual(self.compare("id,n\na\n", "--key", "id"), 2)
        self.assertEqual(self.compare(b"no gzip", "--key", "id", name="actual.csv.gz"), 2)


if __name__ == "__main__":
    unittest.main()

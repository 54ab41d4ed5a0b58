"""The sets of records with the department's answers, and what the package makes of them, made once."""

import functools
from pathlib import Path
from typing import Any

import ascof

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-05-05"
JOINED = ascof.period("2023-04/2026-03")
YEARS = {"2425": ascof.financial_year(2024), "2526": ascof.financial_year(2025)}


class Golden:
    """A set of records: where it lies, and what is made of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        folder = ROOT / "tests/data/records" / name
        self.expected = folder / "expected"
        self.input = ROOT / "examples/data/council" if name == "council" else folder / "input"
        # The names of the council's files say nothing about their order; the submissions.csv beside them does.
        self.files = sorted(self.input.glob("submissions/*.csv.gz"), reverse=True) or [self.input / "cld_raw.csv.gz"]
        self.areas = self.input / "ref_la.csv"
        self.population = self.input / "ref_population.csv"
        self.hospital = self.input / "hospital_episodes.csv.gz"
        self.lsoa = self.input / "ref_lsoa_utla.csv"

    @functools.cached_property
    def extract(self) -> ascof.Extract:
        return ascof.read_extract(self.files)

    @functools.cached_property
    def joined(self) -> ascof.Prepared:
        return self.extract.prepare(period=JOINED, as_of=AS_OF, mappings=self.input, areas=self.areas)

    @functools.cached_property
    def single(self) -> ascof.Prepared:
        return self.extract.prepare(
            mode="single", period=YEARS["2526"], as_of=AS_OF, mappings=self.input, areas=self.areas
        )

    @functools.cached_property
    def details(self) -> ascof.PersonDetails:
        return self.joined.records.person_details(mappings=self.input)

    @functools.cached_property
    def results(self) -> ascof.Results:
        """The yearly measures for both years, with their trace."""
        measures = [m for m in ascof.catalogue() if m.standing == "national" and m.id != "waiting"]
        return self.evaluate(measures, list(YEARS.values()))

    @functools.cached_property
    def waiting(self) -> ascof.Results:
        """The waiting times for every quarter, with their trace."""
        return self.evaluate("waiting", JOINED)

    def evaluate(self, measures: Any, periods: Any) -> ascof.Results:
        return ascof.evaluate(
            measures,
            self.joined.records,
            periods,
            details=self.details,
            areas=self.areas,
            population=self.population,
            hospital=self.hospital,
            lsoa=self.lsoa,
            trace=True,
        )


@functools.cache
def golden_set(name: str) -> Golden:
    return Golden(name)

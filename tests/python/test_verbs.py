"""What the objects on the way tell, and the forms in which their verbs may be asked."""

from pathlib import Path
from typing import Any

import ascof
from golden import AS_OF, JOINED, YEARS, Golden


def test_an_extract_accounts_for_every_row(golden: Golden) -> None:
    report = golden.extract.report
    assert len(report) == len(golden.files)
    assert all(file["rows_in"] == file["rows_kept"] + file["rows_rejected"] for file in report)
    assert sum(file["rows_kept"] for file in report) == golden.extract.rows
    assert golden.joined.records.report == report


def test_attrition_adds_up(golden: Golden) -> None:
    for prepared in (golden.joined, golden.single):
        steps = prepared.attrition
        assert steps[0]["rows_in"] == golden.extract.rows
        assert steps[-1]["rows_out"] == len(prepared.records.events)
        for step, after in zip(steps, [*steps[1:], None], strict=True):
            assert step["rows_in"] - step["rows_dropped"] == step["rows_out"]
            assert after is None or after["rows_in"] == step["rows_out"]


def test_records_tell_whom_they_hold(tiny: Golden) -> None:
    records = tiny.joined.records
    people = {(row["LA_Code"], row["Der_NHS_LA_Combined_Person_ID"]) for row in records.events.to_dicts()}
    assert records.people == len(people) == len(tiny.details)
    assert records.councils == [("901", "Northmoor"), ("902", "Eastvale")]
    assert records.councils[0].la_name == "Northmoor"
    assert records.covers == tiny.joined.period == JOINED
    assert not records.single
    assert tiny.single.records.single
    assert repr(records) == f"<Records: {len(records.events)} events of {records.people} people>"
    assert repr(tiny.joined) == f"<Prepared: {len(records.events)} events in 2023-04-01..2026-03-31>"
    assert repr(tiny.extract) == "<Extract: 853 rows from 1 file(s)>"
    assert repr(records.events) == f"<Table: {len(records.events)} rows, 82 columns>"


def test_a_folder_a_list_and_texts_with_a_day_are_the_same_extract(council: Golden) -> None:
    days = [path.name.removeprefix("CLD_901_").removesuffix(".csv.gz") for path in council.files]
    forms: list[Any] = [
        council.input / "submissions",
        str(council.input / "submissions"),
        council.files,
        (path for path in council.files),
        [f"{path}@{day}" for path, day in zip(council.files, days, strict=True)],
        list(zip(council.files, days, strict=True)),
    ]
    for form in forms:
        prepared = ascof.prepare(form, period=JOINED, as_of=AS_OF, mappings=council.input, areas=council.areas)
        assert prepared.records.events.to_dicts() == council.joined.records.events.to_dicts()


def test_measures_may_be_named_in_several_ways(tiny: Golden) -> None:
    def figures(measures: Any) -> set[str]:
        return {row.measure for row in ascof.evaluate(measures, tiny.joined.records, YEARS["2425"])}

    by_id = {measure.id: measure for measure in ascof.catalogue()}
    assert figures("ascof.3d.1a") == figures(["ascof.3d.1a"]) == {"ascof.3d.1a"}
    assert figures("ascof.3d.clients") == figures(by_id["ascof.3d.clients"]) == {"ascof.3d.1a", "ascof.3d.2a"}
    assert figures(by_id["ascof.3d.clients"].figures[0]) == {"ascof.3d.1a"}
    assert figures("ASCOF.3D") == {"ascof.3d.1a", "ascof.3d.2a", "ascof.3d.1b", "ascof.3d.2b"}
    assert figures(("ascof.3d.1a", by_id["ascof.2e"])) == {"ascof.3d.1a", "ascof.2e"}


def test_the_catalogue_says_what_there_is() -> None:
    measures = ascof.catalogue()
    assert [measure.id for measure in measures] == sorted(measure.id for measure in measures)
    for measure in measures:
        assert all((measure.title, measure.source, measure.years, measure.unit, measure.definition, measure.figures))
        text = ascof.describe(measure)
        assert text.startswith(f"{measure.id}  {measure.title}\n")
        for figure in measure.figures:
            assert f"figure    {figure.id}: {figure.title}\n" in text
            assert figure.polarity in {"higher is better", "lower is better", "neutral"}
            assert figure.groups or "groups: by " in text


def test_what_lacks_an_input_is_skipped_from_all_and_named(tiny: Golden) -> None:
    results = ascof.evaluate("all", tiny.joined.records)
    assert results.skipped.keys() >= {"ascof.2b_2c", "ascof.2d"}
    assert results.skipped["ascof.2b_2c"].startswith("a population table")
    assert results.traces == {}
    years = {row.period_start.year for row in results if row.measure == "ascof.2e"}
    assert years == {2023, 2024, 2025}


def test_details_may_be_read_from_a_file(tiny: Golden, tmp_path: Path) -> None:
    file = tmp_path / "details.csv"
    table = ascof.persons(tiny.joined.records, YEARS["2425"], file, mappings=tiny.input)
    assert table.to_dicts() == tiny.details.at(YEARS["2425"]).to_dicts()
    records = tiny.joined.records
    expected = ascof.evaluate("ascof.2e", records, YEARS["2425"], details=tiny.details).to_dicts()
    for details in (file, str(file), records.read_person_details(file)):
        assert ascof.evaluate("ascof.2e", records, YEARS["2425"], details=details).to_dicts() == expected
    assert ascof.measure("ascof.2e", records, YEARS["2425"], persons=file).to_dicts() == expected


def test_councils_without_a_population_may_be_left_out(tiny: Golden, tmp_path: Path) -> None:
    population = tmp_path / "population.csv"
    population.write_text("Code,Gender,Age_Band,Population\n901,All,18 to 64,1000\n901,All,65 and above,500\n")
    results = ascof.evaluate(
        "ascof.2b_2c", tiny.joined.records, YEARS["2425"], population=population, skip_missing_population=True
    )
    assert {row.la_code for row in results} == {"901"}
    assert [row.denominator for row in results] == [1000, 500]


def test_hospital_episodes_may_be_tables(tiny: Golden) -> None:
    import polars

    def discharges(hospital: Any, lsoa: Any) -> list[dict[str, object]]:
        records, year = tiny.joined.records, YEARS["2425"]
        return ascof.evaluate("ascof.2d", records, year, hospital=hospital, lsoa=lsoa, areas=tiny.areas).to_dicts()

    tables = [polars.read_csv(file, infer_schema=False) for file in (tiny.hospital, tiny.lsoa)]
    assert discharges(*tables) == discharges(tiny.hospital, tiny.lsoa)
    assert discharges(tiny.hospital, tables[1]) == discharges(tiny.hospital, tiny.lsoa)

"""Kinds of record of one's own and of the library: declared, read, put together, and measured like client level records."""

import datetime
import gzip
import warnings
from datetime import date
from pathlib import Path

import ascof
import duckdb
import pandas
import polars
import pyarrow
import pytest
import toy_tables as toy
from ascof import algebra as a
from golden import Golden, golden_set
from toy_tables import Complaint, Letter

YEARS_OF_GOLDEN = [ascof.financial_year(2024), ascof.financial_year(2025)]
YEARS = [ascof.financial_year(2023), ascof.financial_year(2024)]


@pytest.fixture
def complaints_file(tmp_path: Path) -> Path:
    file = tmp_path / "complaints.csv"
    file.write_text(toy.COMPLAINTS, encoding="utf-8")
    return file


@pytest.fixture
def complaints(complaints_file: Path) -> ascof.RecordTable:
    return ascof.read_record_table(Complaint, complaints_file)


@pytest.fixture
def study(complaints: ascof.RecordTable) -> ascof.Study:
    # Letters before what they belong to.
    return ascof.Study(tables=[ascof.read_record_table(Letter, toy.LETTERS_SENT), complaints])


def figures(results: ascof.Results, measure: ascof.Measure) -> dict[tuple[int, str, str], float | None]:
    return {(row.period_start.year, row.la_code, row.group): row.value for row in results if row.measure == measure.id}


# ---------------------------------------------------------------------------------------------------------- declaring


def test_a_declaration_says_what_it_is_made_of() -> None:
    of = Complaint.declared()
    assert (of.name, of.row) == ("complaint", "a complaint about care")
    assert [f.name for f in of.fields][:4] == ["complaint_id", "la_code", "person_id", "received"]
    assert (of.council, of.person, of.key, of.start, of.end) == (
        "la_code",
        "person_id",
        ("complaint_id",),
        "received",
        "answered",
    )
    severity = next(f for f in of.fields if f.name == "severity")
    assert (severity.allowed, severity.codes) == (("High", "Low"), ("1", "2"))
    assert [f.kind for f in of.fields] == [
        "text", "text", "text", "date", "date", "date", "text", "text list", "amount",
    ]  # fmt: skip
    assert Letter.declared().links == (("complaint_id", "complaint"),)
    assert repr(Complaint) == "<kind of record complaint: a complaint about care>"


def test_fields_are_series_of_the_algebra() -> None:
    assert isinstance(Complaint.received, ascof.Date)
    assert isinstance(Complaint.cost, ascof.Number)
    assert isinstance(Complaint.about, ascof.Texts)
    assert Complaint.severity.units == Letter.link_to(Complaint).of(Complaint.severity).units.replace(
        "letter", "complaint"
    )
    assert repr(Complaint.severity == "High") != repr(Complaint.severity == "Low")


def test_a_field_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="did you mean 'severity'"):
        Complaint.severty  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="never changes"):
        Complaint.severity = a.missing_text()
    with pytest.raises(TypeError, match="is a kind of record"):
        Complaint()


def test_declarations_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ascof.UsageError, match="no name of a kind of record"):

        class OneName(ascof.Record, name="OT list", row="a row"):
            own: ascof.Text

    with pytest.raises(ascof.UsageError, match="two fields that are its council: la and other"):

        class TwoCouncils(ascof.Record, name="two", row="a row"):
            la: ascof.Text = ascof.council()
            other: ascof.Text = ascof.council()

    with pytest.raises(TypeError, match="is the start of its rows, and therefore holds"):

        class TextStart(ascof.Record, name="two", row="a row"):
            begun: ascof.Text = ascof.start()  # type: ignore[assignment]

    with pytest.raises(TypeError, match=r"expected Unknown\.own as ascof\.Text"):

        class Unknown(ascof.Record, name="two", row="a row"):
            own: int

    with pytest.raises(TypeError, match="does not say what it holds"):

        class Untyped(ascof.Record, name="two", row="a row"):
            own = ascof.field()

    with pytest.raises(ascof.UsageError, match="a field cannot be called 'where'"):

        class Taken(ascof.Record, name="two", row="a row"):
            where: ascof.Text  # type: ignore[assignment]

    with pytest.raises(TypeError, match=r"from ascof\.Record alone"):

        class Below(Complaint, name="two", row="a row"):
            own: ascof.Text

    with pytest.raises(ascof.UsageError, match="declares no link to complaint"):
        Complaint.link_to(Complaint)


def test_kinds_of_the_library_are_found_by_name_and_by_class() -> None:
    concern = ascof.record_type("safeguarding_concern")
    assert concern is ascof.tables.SafeguardingConcern
    assert concern in ascof.record_types()
    assert len(ascof.record_types()) == 28
    assert isinstance(concern.date_received, ascof.Date)
    assert isinstance(concern.abuse_types, ascof.Texts)
    with pytest.raises(ascof.UsageError, match="did you mean 'safeguarding_concern'"):
        ascof.record_type("safeguarding_concrn")
    enquiry = ascof.tables.SafeguardingEnquiry
    assert enquiry.of_each(concern, enquiry.date_begun >= a.period_start).any().units == concern.all().units


# ------------------------------------------------------------------------------------------------------------ reading


def test_rows_are_read_from_a_file_and_accounted_for(complaints: ascof.RecordTable) -> None:
    assert complaints.rows == ascof.RowAccount(read=6, left_out=0, replaced=0, kept=6)
    rows = {row["complaint_id"]: row for row in complaints.to_dicts()}
    assert rows["c1"]["severity"] == "High"
    assert rows["c1"]["cost"] == 12.5
    assert rows["c2"]["about"] == "Food"
    assert rows["c3"]["answered"] == date(2024, 7, 31)
    assert complaints.kind == "complaint"
    assert complaints.notices == ()
    assert complaints.report[0]["rows_kept"] == 6


def test_tables_of_all_libraries_and_memory_are_read_alike(
    complaints: ascof.RecordTable, complaints_file: Path
) -> None:
    texts = pandas.read_csv(complaints_file, dtype="string")
    many = {name: [None if pandas.isna(v) else str(v) for v in texts[name]] for name in texts.columns}
    many["person_id"] = many.pop("Client")
    own = [
        polars.read_csv(complaints_file),
        pyarrow.table(dict(many)),
        texts,
        duckdb.sql(f"from read_csv('{complaints_file}', all_varchar = true)"),
        many,
        [complaints_file],
    ]
    zipped = complaints_file.with_suffix(".csv.gz")
    zipped.write_bytes(gzip.compress(complaints_file.read_bytes()))
    for each in [*own, zipped]:
        assert ascof.read_record_table(Complaint, each).to_dicts() == complaints.to_dicts()


def test_values_in_memory_are_pythons_own() -> None:
    table = ascof.read_record_table(
        Complaint,
        {
            "complaint_id": ["c1", 2],
            "la_code": [901.0, "901"],
            "received": [date(2024, 5, 1), datetime.datetime(2024, 5, 2, 13, 0)],
            "about": [["Food", "Staff"], None],
            "cost": [12.5, float("nan")],
        },
    )
    rows = table.to_dicts()
    assert [row["complaint_id"] for row in rows] == ["c1", "2"]
    assert [row["la_code"] for row in rows] == ["901", "901"]
    assert [row["about"] for row in rows] == ["Food;Staff", None]
    assert [row["cost"] for row in rows] == [12.5, None]
    with pytest.raises(
        TypeError, match="expected the column la_code as texts, numbers, days or None, got one of object"
    ):
        ascof.read_record_table(Complaint, {"la_code": [object()]})
    with pytest.raises(ascof.UsageError, match="did you mean 'received'"):
        ascof.read_record_table(Complaint, {"recieved": []})


def test_what_reading_meets_is_warned_of_once_and_kept() -> None:
    rows = {
        "complaint_id": ["c1", "c1", None, "c3"],
        "la_code": ["901"] * 4,
        "received": ["2024-05-01", "2024-05-02", "2024-05-03", None],
        "severity": ["dire", "High", "Low", "Low"],
    }
    with pytest.warns(ascof.DataWarning) as told:
        table = ascof.read_record_table(Complaint, rows)
    assert len(told) == 1
    assert table.rows == ascof.RowAccount(read=4, left_out=2, replaced=1, kept=1)
    codes = {notice.code for notice in table.notices}
    assert {"record.unlisted_value", "record.left_out"} <= codes
    assert "dire" not in str(told[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ascof.DataWarning)
        ascof.Study(tables=[table])  # what is known already is not told again


def test_wording_of_a_councils_own_and_councils_there_are() -> None:
    rows = {
        "complaint_id": ["c1", "c2"],
        "la_code": ["901", "999"],
        "received": ["2024-05-01"] * 2,
        "severity": ["P1", "P1"],
    }
    table = ascof.read_record_table(Complaint, rows, councils=["901"], mappings={"severity": {"P1": "High"}})
    assert [row["severity"] for row in table.to_dicts()] == ["High"]
    with pytest.raises(ascof.UsageError, match="has no 'Highest'"):
        ascof.read_record_table(Complaint, rows, mappings={"severity": {"P1": "Highest"}})
    with pytest.raises(ascof.UsageError, match="did you mean 'severity'"):
        ascof.read_record_table(Complaint, rows, mappings={"severty": {"P1": "High"}})


def test_a_table_that_loses_too_much_is_refused_unless_that_is_accepted() -> None:
    rows = {"complaint_id": [f"c{i}" for i in range(30)], "la_code": ["901"] * 30, "received": [None] * 30}
    with pytest.raises(ascof.InputError, match="30 of 30 rows would be left out") as refused:
        ascof.read_record_table(Complaint, rows)
    assert refused.value.code == "too_many_faults"
    assert ascof.read_record_table(Complaint, rows, accept_loss=1).rows.left_out == 30


# ---------------------------------------------------------------------------------------------------------- measuring


def test_three_measures_over_both_tables(study: ascof.Study) -> None:
    results = ascof.evaluate(toy.MEASURES, study, YEARS)
    in_time = figures(results, toy.IN_TIME)
    assert in_time[2024, "901", "Total"] == pytest.approx(100 / 3)
    assert in_time[2024, "901", "High"] == 100
    assert in_time[2024, "902", "High"] == 100
    assert in_time[2023, "901", "Total"] == 100
    assert figures(results, toy.LETTERS)[2024, "901", "Total"] == 1
    assert figures(results, toy.LETTERS)[2024, "901", "High"] == 2
    assert figures(results, toy.SOON)[2024, "901", "Total"] == 2
    assert figures(results, toy.SOON)[2024, "901", "Low"] == 1


def test_a_value_that_the_list_does_not_have_is_refused(study: ascof.Study) -> None:
    for where in (Complaint.severity == "Hgh", Complaint.about.has("Foood")):
        with pytest.raises(ascof.UsageError, match="did you mean"):
            ascof.evaluate(a.define("local.x", "X", a.count(where)), study, YEARS[1])


def test_a_breakdown_beside_the_measures_own(study: ascof.Study) -> None:
    food = a.groups("about", {"Food": Complaint.about.has("Food"), "Staff": Complaint.about.has("staff")})
    results = ascof.evaluate(toy.IN_TIME, study, YEARS[1], by=food)
    assert figures(results, toy.IN_TIME)[2024, "901", "Total, Food"] == 50
    assert figures(results, toy.IN_TIME)[2024, "901", "Total, Staff"] == 50


def test_periods_are_those_that_the_tables_cover_unless_asked_for(study: ascof.Study) -> None:
    assert study.covers == ascof.Period(date(2023, 5, 1), date(2025, 4, 2))
    starts = {row.period_start for row in ascof.evaluate(toy.SOON, study)}
    assert starts == {date(2024, 4, 1)}
    quarters = ascof.evaluate(toy.IN_TIME, study, ascof.quarters(YEARS[1]))
    assert [row.denominator for row in quarters if (row.la_code, row.group) == ("901", "Total")] == [2, 1, 0, 0]


def test_the_trace_has_the_rows_and_no_personal_field(study: ascof.Study) -> None:
    traces = ascof.evaluate(toy.MEASURES, study, YEARS[1], trace=True).traces
    lines = traces[toy.IN_TIME.id].to_dicts()
    assert [(line["la_code"], line["complaint_id"], line["in_numerator"]) for line in lines] == [
        ("901", "c1", "Y"),
        ("901", "c2", None),
        ("901", "c3", "N"),
        ("902", "c4", "Y"),
    ]
    assert "born" not in traces[toy.IN_TIME.id].columns
    assert {line["letter_id"] for line in traces[toy.SOON.id].to_dicts()} == {"l1", "l3"}


def test_changes_are_explained(study: ascof.Study) -> None:
    why = ascof.explain_change(toy.MEASURES, study, *YEARS)
    soon = [row for row in why.figures.to_dicts() if row["measure"] == toy.SOON.id and row["group"] == "Total"]
    assert [(row["la_code"], row["difference"]) for row in soon] == [("901", 1), ("902", 0)]
    in_time = [
        row
        for row in why.to_dicts()
        if (row["measure"], row["group"], row["la_code"]) == (toy.IN_TIME.id, "Total", "901")
    ]
    assert {row["category"] for row in in_time} == {"entered", "left", "no person"}
    assert sum(row["contribution"] for row in in_time) == pytest.approx(100 / 3 - 100)
    fewer = ascof.Study(
        tables=[
            study.tables["complaint"],
            ascof.read_record_table(Letter, {"letter_id": [], "la_code": [], "sent": []}),
        ]
    )
    other = ascof.explain_change(toy.SOON, study, YEARS[1], other=fewer)
    assert next(row["difference"] for row in other.figures.to_dicts() if row["group"] == "Total") == -2
    with pytest.raises(TypeError, match="both as studies"):
        ascof.explain_change(toy.SOON, study, YEARS[1], other=golden_set("tiny").joined.records)


def test_intervals_comparisons_and_publication(study: ascof.Study) -> None:
    results = ascof.evaluate(toy.MEASURES, study, YEARS)
    limits = [row for row in results.intervals().to_dicts() if row["measure"] == toy.IN_TIME.id]
    assert all(row["lower"] <= row["value"] <= row["upper"] for row in limits if row["value"] is not None)
    changed = ascof.compare(results, previous=True).to_dicts()
    assert {row["measure"] for row in changed} >= {toy.IN_TIME.id, toy.SOON.id}
    published = results.publish(next(iter(ascof.disclosure.POLICIES)))
    assert len(published) == len(results)


def test_states_of_councils_merge(complaints: ascof.RecordTable, study: ascof.Study) -> None:
    whole = ascof.State(toy.MEASURES, YEARS)
    whole.update(study)
    parts = ascof.State(toy.MEASURES, YEARS)
    letters: dict[str, list[object]] = {name: [*values] for name, values in toy.LETTERS_SENT.items()}
    for council in ("901", "902"):
        rows = [i for i, code in enumerate(letters["la_code"]) if code == council]
        part = ascof.Study(
            tables=[
                ascof.read_record_table(Complaint, complaints, councils=[council]),
                ascof.read_record_table(Letter, {name: [values[i] for i in rows] for name, values in letters.items()}),
            ]
        )
        parts.update(part)
    assert whole.finish().to_dicts() == parts.finish().to_dicts()


def test_people_of_other_tables_are_those_of_client_level_records(tiny: Golden) -> None:
    events = tiny.joined.records.events.to_dicts()
    person = next(row for row in events if row["LA_Person_Unique_Identifier"] and row["Event_Start_Date"])
    code = str(person["LA_Code"])
    rows = {
        "complaint_id": ["c1", "c2"],
        "la_code": [code] * 2,
        "person_id": [person["LA_Person_Unique_Identifier"], "nobody-knows-me"],
        "received": ["2024-05-01"] * 2,
    }
    both = ascof.Study(tiny.joined.records, [ascof.read_record_table(Complaint, rows)])
    assert both.people == tiny.joined.records.people + 1
    complained = a.people(a.in_period(Complaint.received))
    known = a.people(~a.events.start.is_missing())
    measure = a.define("local.known", "Complained and known", a.proportion(known, complained))
    result = next(row for row in ascof.evaluate(measure, both, YEARS[1]) if row.la_code == code)
    assert (result.numerator, result.denominator) == (1, 2)


# ------------------------------------------------------------------------------------- a folder of tables, and its words


OTHERS = Path(__file__).resolve().parents[1] / "data/others"


def same_figures(own: ascof.Results, shipped: ascof.Results, measure: str, figure: str) -> int:
    """How many figures of a measure of one's own are the shipped one's, value by value."""
    theirs = {
        (r.period_start, r.la_code, r.group): (r.numerator, r.denominator, r.value)
        for r in shipped
        if r.measure == figure
    }
    mine = {
        (r.period_start, r.la_code, r.group): (r.numerator, r.denominator, r.value) for r in own if r.measure == measure
    }
    assert mine == {key: theirs[key] for key in mine}
    return sum(1 for value in mine.values() if value[0])


@pytest.fixture(scope="module", params=["tiny", "edge"])
def others(request: pytest.FixtureRequest) -> ascof.Study:
    return ascof.Study(folder=OTHERS / request.param / "input")


def test_a_folder_is_a_study(others: ascof.Study) -> None:
    assert len(others.tables["safeguarding_concern"]) > 0
    assert "ref_population" not in others.tables
    assert not others.missing_for(["safeguarding.repeat_concerns", "dols.received_rate"])
    results = ascof.evaluate(["safeguarding", "dols"], others, YEARS, skip_missing_population=True)
    rates = [r for r in results if r.measure == "dols.received_rate" and r.value is not None]
    assert rates
    assert all(r.denominator for r in rates)


def test_a_table_that_is_given_stands_before_the_folders() -> None:
    rows = {"concern_id": ["c1"], "la_code": ["901"], "date_received": ["2024-05-01"]}
    given = ascof.read_record_table("safeguarding_concern", rows)
    made = ascof.Study(tables=[given], folder=OTHERS / "tiny" / "input")
    assert made.tables["safeguarding_concern"].rows.kept == 1
    assert made.tables["dols_application"].rows.kept > 1


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ascof.InputError, match="no such folder"):
        ascof.Study(folder=tmp_path / "gone")
    with pytest.raises(ascof.InputError, match="named by a kind of record"):
        ascof.Study(folder=tmp_path)


def test_repeats_are_said_as_the_library_says_them(others: ascof.Study) -> None:
    concern = ascof.tables.SafeguardingConcern
    kept = a.kept_apart(
        ~concern.date_received.is_missing(), concern.date_received, a.days(7), concern.abuse_types, concern.concern_id
    )
    before = (
        a.looking_at(kept, concern.date_received)
        .between(concern.date_received - a.days(365), concern.date_received - a.days(1))
        .any()
    )
    of = kept & a.in_period(concern.date_received) & ~concern.person_id.is_missing()
    own = a.define("local.repeats", "Repeat concerns", a.exact_proportion(before, of))
    shipped = ascof.evaluate("safeguarding.repeat_concerns", others, YEARS)
    assert same_figures(ascof.evaluate(own, others, YEARS), shipped, own.id, "safeguarding.repeat_concerns") > 0


def test_a_second_window_can_end(others: ascof.Study) -> None:
    enquiry = ascof.tables.SafeguardingEnquiry
    either = enquiry.enquiry_type.isin(["Section 42", "Other"])
    earlier = (
        a.looking_at(either, enquiry.date_concluded)
        .between(enquiry.date_begun - a.days(365), enquiry.date_begun)
        .and_on_or_before(enquiry.date_begun, enquiry.date_begun - a.days(1))
        .any()
    )
    of = either & a.in_period(enquiry.date_begun) & ~enquiry.person_id.is_missing()
    own = a.define("local.repeats", "Repeat enquiries", a.exact_proportion(earlier, of))
    shipped = ascof.evaluate("safeguarding.repeat_enquiries", others, YEARS)
    assert same_figures(ascof.evaluate(own, others, YEARS), shipped, own.id, "safeguarding.repeat_enquiries") > 0


def test_a_quotient_divides_sums_of_parts(study: ascof.Study) -> None:
    received = a.in_period(Complaint.received)
    answered = received & ~Complaint.answered.is_missing()
    parts = [a.part(received, denominator=1), a.part(answered, numerator=1)]
    share = a.define("local.answered", "Answered", a.quotient(parts))
    cost = a.define(
        "local.cost",
        "Cost an answer",
        a.quotient([a.part(received, 1, 0, value=Complaint.cost), a.part(answered, 0, 2)], 1),
    )
    total = a.define("local.total", "Cost", a.sum_of_parts([a.part(received, 1, value=Complaint.cost)]))
    results = ascof.evaluate([share, cost, total], study, YEARS)
    assert figures(results, share)[2024, "901", "Total"] == pytest.approx(200 / 3)
    assert figures(results, cost)[2023, "901", "Total"] == pytest.approx(100 / 4)
    assert figures(results, total)[2024, "901", "Total"] is None or next(
        r for r in results if r.measure == total.id and r.period_start.year == 2024 and r.la_code == "901"
    ).numerator == pytest.approx(12.5)
    with pytest.raises(ascof.UsageError, match="no part was given"):
        a.quotient([])
    with pytest.raises(TypeError, match=r"list of part\(...\)"):
        a.quotient([received])  # type: ignore[list-item]


def test_rows_of_the_same_are_looked_through(study: ascof.Study) -> None:
    to = Letter.link_to(Complaint)
    beside = a.looking_at(Letter.pages >= 1, Letter.sent).on_or_after(Letter.sent - a.days(3650)).of_the_same(to, to)
    measure = a.define("local.beside", "Letters of the same complaint", a.sum(beside.count(), a.in_period(Letter.sent)))
    # l1 and l2 belong to c1, two each; l3 to c3 alone; l4 to a complaint that is none.
    found = next(r for r in ascof.evaluate(measure, study, YEARS[1]) if r.la_code == "901" and r.group == "Total")
    assert found.value == 5


def test_the_days_of_the_data_are_known() -> None:
    rows = {"concern_id": ["c1", "c2"], "la_code": ["901", "901"], "date_received": ["2024-05-01", "2024-06-01"]}
    concern = ascof.tables.SafeguardingConcern
    table = ascof.read_record_table("safeguarding_concern", rows)
    late = a.define(
        "local.late", "Late", a.count(a.in_period(concern.date_received) & (concern.date_received > a.as_of))
    )
    early = a.define(
        "local.early", "Early", a.count(a.in_period(concern.date_received) & (concern.date_received < a.data_start))
    )
    dated = ascof.Study(tables=[table], as_of="2024-05-15", data_start=date(2024, 5, 2))
    values = {r.measure: r.value for r in ascof.evaluate([late, early], dated, YEARS[1]) if r.group == "Total"}
    assert values == {late.id: 1, early.id: 1}
    undated = ascof.Study(tables=[table])
    assert {r.value for r in ascof.evaluate([late, early], undated, YEARS[1]) if r.group == "Total"} == {0}


def test_years_and_spellings_of_a_table_without_dates() -> None:
    class Answer(ascof.Record, name="answer", row="an answer to a survey", together="survey", year="asked_in"):
        answer_id: ascof.Text = ascof.key()
        la_code: ascof.Text = ascof.council()
        survey: ascof.Text
        asked_in: ascof.Text
        said: ascof.Text

    assert (Answer.declared().together, Answer.declared().year) == ("survey", "asked_in")
    rows = {
        "answer_id": ["1", "2", "3", "4"],
        "la_code": ["901"] * 4,
        "survey": ["s", "s", "t", "t"],
        "asked_in": ["2024-25", "2024-25", "2024-25", "2023-24"],
        "said": ["Yes", " yes ", None, "no"],
    }
    made = ascof.Study(tables=[ascof.read_record_table(Answer, rows)])
    in_year = a.in_period(a.financial_year_start(Answer.asked_in))
    said = a.with_total(a.known_only(a.by("said", a.lower_case(Answer.said))))
    measure = a.define("local.said", "What was said", a.count(in_year), by=said)
    found = {r.group: r.value for r in ascof.evaluate(measure, made, YEARS[1]) if r.la_code == "901"}
    assert found == {"Total": 3, "yes": 2} or found == {"Total": 3, "yes": 2, "no": 0}
    with pytest.raises(TypeError, match=r"by\(...\)"):
        a.known_only(Answer.said)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------- what can be answered


def test_what_a_study_lacks_is_said_once_for_all(study: ascof.Study) -> None:
    assert study.missing_for(toy.MEASURES) == {}
    assert study.can_answer(toy.MEASURES) == [m.id for m in toy.MEASURES]
    alone = ascof.Study(tables=[study.tables["complaint"]])
    assert alone.missing_for(toy.MEASURES) == {
        toy.LETTERS.id: "a table of letter",
        toy.SOON.id: "a table of letter",
    }
    with pytest.raises(ascof.InputError, match="needs a table of letter"):
        ascof.evaluate(toy.SOON, alone, YEARS[1])
    everything = alone.missing_for()
    assert set(everything.values()) >= {"client level records"}
    assert set(everything) | set(alone.can_answer()) == {m.id for m in ascof.catalogue()}


def test_everything_is_answered_as_far_as_it_can_be(tiny: Golden) -> None:
    results = ascof.evaluate("everything", tiny.joined.records, YEARS[1])
    study = ascof.Study(tiny.joined.records)
    assert results.skipped == study.missing_for("everything")
    assert len(results) > 0
    again = ascof.evaluate("everything", study, YEARS[1])
    assert again.to_dicts() == results.to_dicts()
    assert again.skipped == results.skipped


def test_a_study_has_its_own_councils_and_populations(study: ascof.Study, tiny: Golden) -> None:
    with pytest.raises(ascof.UsageError, match=r"give it to ascof\.Study"):
        ascof.evaluate(toy.SOON, study, YEARS[1], areas="ref_la.csv")
    with pytest.raises(TypeError, match=r"tables=\[\.\.\.\]"):
        ascof.Study(study.tables["letter"])  # type: ignore[arg-type]
    with pytest.raises(ascof.UsageError, match="has a table of letter already"):
        ascof.Study(tables=[study.tables["letter"]] * 2)


def test_a_study_answers_measures_of_client_level_records_as_records_do(tiny: Golden) -> None:
    direct = ascof.evaluate("ascof.2e", tiny.joined.records, YEARS, trace=True)
    study = ascof.evaluate("ascof.2e", ascof.Study(tiny.joined.records), YEARS, trace=True)
    assert direct.to_dicts() == study.to_dicts()
    assert {k: v.to_dicts() for k, v in direct.traces.items()} == {k: v.to_dicts() for k, v in study.traces.items()}


def test_a_study_has_populations_and_hospital_episodes(tiny: Golden) -> None:
    study = ascof.Study(
        tiny.joined.records,
        details=tiny.details,
        areas=tiny.areas,
        population=tiny.population,
        hospital=tiny.hospital,
        lsoa=tiny.lsoa,
    )
    assert study.missing_for("all") == {}
    measures = [m for m in ascof.catalogue() if m.standing == "national" and m.id != "waiting"]
    made = ascof.evaluate(measures, study, YEARS_OF_GOLDEN, trace=True)
    assert made.to_dicts() == tiny.results.to_dicts()
    assert made.traces.keys() == tiny.results.traces.keys()


def test_the_verb_measure_takes_a_study_and_writes(study: ascof.Study, tmp_path: Path) -> None:
    made = ascof.measure(toy.MEASURES, study, YEARS[1], out=tmp_path / "results.csv", trace=tmp_path / "trace")
    assert len((tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()) == len(made) + 1
    assert {file.stem for file in (tmp_path / "trace").glob("*.csv")} == {m.id for m in toy.MEASURES}
    with pytest.raises(ascof.UsageError, match=r"give it to ascof\.Study"):
        ascof.measure(toy.MEASURES, study, YEARS[1], as_of="2025-01-01")

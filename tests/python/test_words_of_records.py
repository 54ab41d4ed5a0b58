"""Words of the algebra over rows of other tables, over people counted once, spells kept apart and runs that follow."""

import ascof
import pytest
import toy_tables as toy
from ascof import algebra as a
from golden import golden_set
from toy_tables import RECEIVED, Complaint, Letter

YEAR = ascof.financial_year(2024)


@pytest.fixture(scope="module")
def study() -> ascof.Study:
    file = pytest.importorskip("polars").read_csv(toy.COMPLAINTS.encode(), infer_schema_length=0)
    return ascof.Study(
        tables=[ascof.read_record_table(Complaint, file), ascof.read_record_table(Letter, toy.LETTERS_SENT)]
    )


def by_council(counts: a.Calculation, of: ascof.Study) -> dict[str, float | None]:
    made = a.define("local.word", "A word", counts)
    return {row.la_code: row.value for row in ascof.evaluate(made, of, YEAR)}


def of_events(counts: a.Calculation) -> float:
    made = a.define("local.word", "A word", counts)
    records = golden_set("council").joined.records
    value = next(iter(ascof.evaluate(made, records, YEAR))).value
    assert value is not None
    return value


def test_people_count_once(study: ascof.Study) -> None:
    assert by_council(a.count(RECEIVED), study) == {"901": 3, "902": 1}
    assert by_council(a.count_people(RECEIVED), study) == {"901": 1, "902": 1}
    assert by_council(a.count(a.people(RECEIVED)), study) == {"901": 1, "902": 1}


def test_rows_that_belong_to_the_one_that_looks(study: ascof.Study) -> None:
    window = Letter.where(Letter.pages >= 1).on_or_after(Complaint.received - a.days(60))
    of_this = window.that_belong(Letter.link_to(Complaint))
    person_has, own = a.sum(window.count(), RECEIVED), a.sum(of_this.count(), RECEIVED)
    assert by_council(person_has, study)["901"] == 5  # c1 and c2 are one person's: both see both letters
    assert by_council(own, study)["901"] == 3
    assert by_council(a.sum(Letter.of_each(Complaint).sum(Letter.pages), RECEIVED), study)["901"] == 7
    first = Letter.of_each(Complaint).ordered_by(a.descending(Letter.sent)).first()
    assert by_council(a.sum(first.of(Letter.pages), RECEIVED), study)["901"] == 6


def test_second_windows(study: ascof.Study) -> None:
    began = Complaint.where(Complaint.all()).on_or_before(a.period_end)
    not_over = began.and_on_or_after(Complaint.answered, a.period_start)
    over = began.and_between(Complaint.answered, a.period_start, a.period_end)
    assert by_council(a.count(not_over.any()), study) == {"901": 1, "902": 1}
    assert by_council(a.count(over.any()), study) == {"901": 1, "902": 0}
    begun_before = began.and_between(Complaint.received, "2023-06-01", "2023-06-30")
    assert by_council(a.count(begun_before.any()), study) == {"901": 1, "902": 0}


def test_ages_by_a_rows_own_date_of_birth(study: ascof.Study) -> None:
    age = a.age_between(Complaint.born, Complaint.received)
    assert by_council(a.mean(age, RECEIVED), study) == {"901": 83.5, "902": 35}
    department = a.age_between(Complaint.born, Complaint.received + a.days(1), rule="days_over_365_25")
    assert by_council(a.mean(department, RECEIVED), study)["901"] == 84


def test_parts_of_a_list_and_numbers_cut(study: ascof.Study) -> None:
    assert by_council(a.count(RECEIVED & Complaint.about.has("staff")), study) == {"901": 2, "902": 0}
    assert by_council(a.sum(a.truncated(Complaint.cost / 7, 2), RECEIVED), study) == {"901": 1.78, "902": 0.42}


def test_what_a_filter_leaves_out_and_how_a_list_spells(study: ascof.Study) -> None:
    with_food = Complaint.about.has("Food")
    assert by_council(a.count(RECEIVED & ~with_food), study) == {"901": 1, "902": 0}
    assert by_council(a.count(RECEIVED & a.not_true(with_food)), study) == {"901": 1, "902": 1}
    spelt = a.by("severity", a.spelt_as(Complaint.severity, ["HIGH", "LOW"]))
    made = a.define("local.word", "A word", a.count(RECEIVED), by=spelt)
    assert {row.group for row in ascof.evaluate(made, study, YEAR)} == {"HIGH", "LOW"}


def test_several_figures_in_one_measure(study: ascof.Study) -> None:
    together = a.define_together(
        "local.complaints",
        "Complaints",
        [
            a.figure("local.complaints.all", "All", a.count(RECEIVED), by=toy.BY_SEVERITY),
            a.figure("local.complaints.people", "People", a.count_people(RECEIVED), polarity="lower is better"),
        ],
    )
    assert together.unit == "complaint"
    assert [(f.id, f.polarity) for f in together.figures] == [
        ("local.complaints.all", "neutral"),
        ("local.complaints.people", "lower is better"),
    ]
    results = ascof.evaluate(together, study, YEAR, trace=True)
    assert {row.measure for row in results} == {"local.complaints.all", "local.complaints.people"}
    assert set(results.traces) == {"local.complaints.all", "local.complaints.people"}
    with pytest.raises(ascof.UsageError, match=r"two figures are called .local\.a."):
        a.define_together("local.two", "Two", [a.figure("local.a", "A", a.count(RECEIVED))] * 2)
    with pytest.raises(ascof.UsageError, match="is a measure of the catalogue"):
        a.define_together("local.two", "Two", [a.figure("ascof.2e", "Taken", a.count(RECEIVED))])
    with pytest.raises(TypeError, match="list of figure"):
        a.define_together("local.two", "Two", [a.count(RECEIVED)])  # type: ignore[list-item]


def test_a_ratio_whose_denominator_has_its_own_groups(study: ascof.Study) -> None:
    letters_by = a.by("severity", Letter.link_to(Complaint).of(Complaint.severity), ["High", "Low"])
    ratio = a.figure(
        "local.letters",
        "Letters per 100 complaints",
        a.ratio(a.in_period(Letter.sent), RECEIVED),
        by=letters_by,
        denominator_by=a.by("severity", Complaint.severity, ["High", "Low"]),
    )
    results = ascof.evaluate(a.define_together("local.post", "Post", [ratio]), study, YEAR)
    assert {row.group: row.value for row in results if row.la_code == "901"} == {"High": 200, "Low": 50}


def test_spells_kept_apart() -> None:
    joined = a.spells(a.long_term_support, a.days(1))
    apart = a.spells(a.long_term_support, a.days(1), a.events.service_type, a.events.record_id)
    assert of_events(a.count(apart.active_during())) > of_events(a.count(joined.active_during()))
    last = apart.last.of(a.events.service_type)
    in_community = apart.active_during() & (last == "Long term support: Community")
    assert 0 < of_events(a.count(in_community)) < of_events(a.count(apart.active_during()))


def test_runs_that_follow_a_spell() -> None:
    followed = a.spells_followed_by(
        a.short_term_support, a.days(7), a.long_term_support, within=a.days(30), run_gap=a.days(7)
    )
    has_run = followed.next_events >= 1
    assert of_events(a.count(has_run)) > 0
    assert of_events(a.count(has_run & (a.days_between(followed.end, followed.next_start) > 30))) == 0
    differs = has_run & (followed.run(a.long_term_support).count() < followed.next_events)
    assert of_events(a.count(differs)) == 0
    with pytest.raises(TypeError, match="expected within as days"):
        a.spells_followed_by(a.short_term_support, a.days(7), a.long_term_support, 30, a.days(7))  # type: ignore[arg-type]


def test_the_end_of_an_event_or_far_ahead() -> None:
    open_ones = a.is_service & a.events.end.is_missing()
    assert of_events(a.count(open_ones)) == of_events(a.count(open_ones & (a.end_or_far > "2100-01-01")))

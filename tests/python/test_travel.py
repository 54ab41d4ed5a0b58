"""Definitions and states that go through bytes, JSON, pickle and other processes."""

import copy
import json
import pickle
import subprocess
import sys
from typing import Any

import ascof
import pytest
from ascof import algebra as a
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st
from test_algebra import EVENTS, OWN, YEARS, records_of, state_of

e = a.events
EVERYTHING = ["ascof.2e", "ascof.2b", "ascof.3d", "ascof.2a", "waiting"]


def elsewhere(program: str, given_bytes: bytes) -> bytes:
    """What a program of another process makes of bytes."""
    return subprocess.run([sys.executable, "-c", program], input=given_bytes, capture_output=True, check=True).stdout


# ----------------------------------------------------------------------------------------------------------- definitions


@pytest.mark.parametrize("measure", ascof.catalogue(), ids=lambda m: m.id)
def test_a_measure_of_the_catalogue_comes_out_of_json_as_itself(measure: ascof.Measure) -> None:
    text = measure.to_json()
    again = ascof.Measure.from_json(text)
    assert again == measure
    assert again.fingerprint == measure.fingerprint
    assert again.to_json() == text
    assert json.loads(text)["id"] == measure.id
    assert pickle.loads(pickle.dumps(measure)) == measure


@pytest.mark.parametrize("measure", OWN, ids=lambda m: m.id)
def test_ones_own_measure_counts_the_same_after_json_pickle_and_copies(measure: ascof.Measure) -> None:
    records = records_of({"person": "A", "cost": 3.0, "gender": "Male", "mechanism": "Direct payment"}, {"person": "B"})
    whole = ascof.evaluate(measure, records, list(YEARS), trace=True)
    for again in (
        ascof.Measure.from_json(measure.to_json()),
        pickle.loads(pickle.dumps(measure)),
        copy.deepcopy(measure),
        copy.copy(measure),
    ):
        assert again == measure
        assert hash(again) == hash(measure)
        assert again.fingerprint == measure.fingerprint
        assert ascof.evaluate(again, records, list(YEARS), trace=True).to_dicts() == whole.to_dicts()
        assert ascof.evaluate([again, measure], records, list(YEARS)).to_dicts() == whole.to_dicts()
    assert whole.definitions == {measure.id: measure.fingerprint}


def test_measures_of_one_id_are_equal_only_when_they_count_alike() -> None:
    one = a.define("local.x", "X", a.count(a.is_service))
    assert one == a.define("local.x", "X", a.count(a.is_service))
    assert one != a.define("local.x", "X", a.count(a.is_review))
    assert one != "local.x"
    assert one.fingerprint == a.define("local.y", "Another name", a.count(a.is_service)).fingerprint


def test_a_definition_that_was_changed_by_hand_has_to_say_so() -> None:
    measure = a.define("local.meals", "Meals", a.count(e.service_component == "Meals"))
    changed = json.loads(measure.to_json())
    for part in changed["parts"]:
        if part["is"] == "text in":
            part["texts"] = ["equipment"]
    with pytest.raises(ascof.InputError, match="not the one that its fingerprint names"):
        ascof.Measure.from_json(json.dumps(changed))
    del changed["fingerprint"]
    again = ascof.Measure.from_json(json.dumps(changed))
    assert again != measure
    assert "equipment" in again.to_json()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "7", '{"format": "ascof measure"}', '{"format": "ascof state", "version": 1}']
)
def test_what_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(ascof.InputError):
        ascof.Measure.from_json(text)
    with pytest.raises(TypeError):
        ascof.Measure.from_json(text.encode())  # type: ignore[arg-type]


def test_series_breakdowns_and_calculations_are_pickled() -> None:
    spells = a.spells(a.is_service, gap=a.days(7))
    series = [e.service_type, e.start, e.unit_cost, a.is_service, spells.active_during(), a.age_on(a.period_end)]
    for each in [*series, a.by("gender", e.gender), a.median(e.unit_cost, a.is_service), spells]:
        again = pickle.loads(pickle.dumps(each))
        assert type(again) is type(each)
        assert repr(again) == repr(each)
        assert repr(copy.deepcopy(each)) == repr(each)
    # Spells are the same ones after the journey: their series go together.
    again = pickle.loads(pickle.dumps(spells))
    a.define("local.x", "X", a.proportion(again.open_on(a.period_end), spells.active_during()))


# ----------------------------------------------------------------------------------------------------------------- states


@settings(max_examples=40, deadline=None)
@given(events=st.lists(EVENTS, max_size=20), more=st.lists(EVENTS, max_size=10), trace=st.booleans())
def test_a_state_is_the_same_after_bytes_and_pickle(
    events: list[dict[str, Any]], more: list[dict[str, Any]], trace: bool
) -> None:
    state = state_of(events, trace)
    others = state_of([{**event, "person": "Z" + event["person"]} for event in more], trace)
    merged = state_of(events, trace)
    merged.merge(others)
    for again in (
        ascof.State.from_bytes(state.to_bytes(), trace=trace),
        pickle.loads(pickle.dumps(state)),
        copy.deepcopy(state),
    ):
        assert again == state
        assert again.definitions == state.definitions == {m.id: m.fingerprint for m in OWN}
        assert again.to_bytes() == state.to_bytes()
        assert again.finish().to_dicts() == state.finish().to_dicts()
        assert {n: t.to_dicts() for n, t in again.finish().traces.items()} == {
            n: t.to_dicts() for n, t in state.finish().traces.items()
        }
        again.merge(pickle.loads(pickle.dumps(others)))
        assert again == merged
        assert again.finish().to_dicts() == merged.finish().to_dicts()


def test_a_state_goes_through_bytes_another_process_and_pickle_to_the_same_table(council: Golden) -> None:
    state = ascof.State(EVERYTHING, list(YEARS), areas=council.areas, trace=True)
    empty = ascof.State(EVERYTHING, list(YEARS), areas=council.areas, trace=True)
    state.update(council.joined.records, details=council.details)
    whole = state.finish(population=council.population)
    # There it is read, pickled, unpickled and merged with a state that has nobody.
    merged = elsewhere(
        "import pickle, sys\n"
        "import ascof\n"
        "state, empty = pickle.loads(sys.stdin.buffer.read())\n"
        "empty.merge(pickle.loads(pickle.dumps(ascof.State.from_bytes(state))))\n"
        "sys.stdout.buffer.write(empty.to_bytes())\n",
        pickle.dumps((state.to_bytes(), empty)),
    )
    again = ascof.State.from_bytes(merged)
    assert again == state
    finished = again.finish(population=council.population)
    assert finished.to_dicts() == whole.to_dicts()
    assert finished.definitions == whole.definitions
    assert {name: trace.to_dicts() for name, trace in finished.traces.items()} == {
        name: trace.to_dicts() for name, trace in whole.traces.items()
    }


def test_states_of_different_definitions_do_not_merge_and_name_the_measure() -> None:
    one = ascof.State(a.define("local.x", "X", a.count(a.is_service)), YEARS)
    two = ascof.State(a.define("local.x", "X", a.count(a.is_review)), YEARS)
    assert one != two
    for other in (two, pickle.loads(pickle.dumps(two))):
        with pytest.raises(ascof.UsageError, match=r"the states define local\.x otherwise") as refused:
            one.merge(other)
        assert refused.value.code == "bad_definition"
    # A further breakdown is another definition, too, and travels.
    finer = ascof.State("ascof.2e", YEARS, by=a.by("reason", a.person.primary_support_reason))
    assert ascof.State.from_bytes(finer.to_bytes()) == finer
    with pytest.raises(ascof.UsageError, match=r"define ascof\.2e"):
        finer.merge(ascof.State("ascof.2e", YEARS))


def test_damaged_and_foreign_bytes_are_refused() -> None:
    good = state_of([{"person": "A", "cost": 3.0}]).to_bytes()
    for bad in (b"", b"PK\x03\x04", good[:-1], good[:60], good + b"\0", good.replace(b"local", b"lokal")):
        with pytest.raises(ascof.InputError):
            ascof.State.from_bytes(bad)
    with pytest.raises(ascof.InputError, match="version 2 of its format"):
        ascof.State.from_bytes(good.replace(b"ascof state 1", b"ascof state 2", 1))
    with pytest.raises(TypeError, match="expected data as bytes"):
        ascof.State.from_bytes("ascof state 1")  # type: ignore[arg-type]
    assert ascof.State.from_bytes(bytearray(good)) == ascof.State.from_bytes(memoryview(good))


def test_a_state_names_nobody_unless_it_keeps_traces() -> None:
    events = [{"person": "SECRET", "cost": 3.0}]
    assert b"SECRET" in state_of(events, trace=True).to_bytes()
    assert b"secret" not in state_of(events, trace=False).to_bytes().lower()

"""Tables that cannot be handed over: read as texts, or refused without what a library says of their values."""

from __future__ import annotations

import ascof
import pandas
import pytest

SECRET = "9990000018"


class Odd:
    """A value that has no text."""

    def __str__(self) -> str:
        raise RuntimeError(SECRET)


def test_what_a_library_says_of_a_value_is_not_passed_on() -> None:
    frame = pandas.DataFrame({"NHS Number": pandas.Series([1, SECRET, Odd()], dtype=object)})
    with pytest.raises(ascof.InputError, match="NHS Number") as caught:
        ascof.read_extract(frame)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_two_columns_of_one_name_are_said_to_be_that() -> None:
    frame = pandas.DataFrame([[1, "x"]], columns=["NHS Number", "NHS Number"])
    with pytest.raises(ascof.InputError, match="two columns have one name"):
        ascof.read_extract(frame)


@pytest.mark.parametrize("nothing", [None, float("nan"), pandas.NA, pandas.NaT])
def test_a_mixed_column_goes_as_text_whatever_stands_for_nothing(nothing: object) -> None:
    header = needed_columns()
    frame = pandas.DataFrame([dict.fromkeys(header, "")] * 3, dtype=object)
    frame["NHS Number"] = pandas.Series([9990140517, "999 014 0517", nothing], dtype=object)
    for name, value in {"LA Code": "901", "Event Type": "Request", "Event Start Date": "01/05/2025"}.items():
        frame[name] = value
    assert ascof.read_extract(frame).rows == 3


@pytest.mark.parametrize("several", [["Female"], {"is": "Female"}, ("Female",), {1}, 3 + 4j, object()])
@pytest.mark.parametrize("alone", [True, False])
def test_a_value_that_is_several_does_not_become_a_text(several: object, alone: bool) -> None:
    rows = [dict.fromkeys(needed_columns(), "x") for _ in range(3)]
    frame = pandas.DataFrame(rows, dtype=object)
    frame["Service Type"] = pandas.Series([several] * 3 if alone else ["Female", several, None], dtype=object)
    with pytest.raises(ascof.InputError, match=r"Service Type|a column of") as caught:
        ascof.read_extract(frame)
    assert "Female" not in str(caught.value)


def needed_columns() -> list[str]:
    """The columns of an extract that must be there."""
    return [
        "LA Code", "NHS Number", "Date of Birth", "Client Type", "Event Type", "Event Start Date", "Event End Date",
        "Event Outcome", "Service Type", "Service Component", "Delivery Mechanism",
    ]  # fmt: skip

"""The words that measures are written in. Users meet them as `ascof.algebra`."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar, overload

from ascof import _core
from ascof._checks import LARGEST_COUNT, made_by, real_number, truth, whole_number
from ascof._checks import text as checked_text
from ascof._checks import texts as checked_texts
from ascof._errors import UsageError
from ascof._measures import Measure
from ascof._measures import of_core as measure_of_core
from ascof._periods import DayLike, day_text

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from ascof._fields import EventAttributes, PersonAttributes

    class DifferentKinds:
        """A date beside a number, a text beside a number: a comparison that says nothing."""

    # Types cannot refuse `==`: object has it for everything. So such a comparison makes what fits nowhere and must not
    # be left lying: type checkers report both, a coroutine that nobody awaits where it stands alone.
    _NoComparison: TypeAlias = Coroutine[Any, Any, DifferentKinds]
else:
    EventAttributes = PersonAttributes = object

_Expression: TypeAlias = _core.Expression

# --------------------------------------------------------------------------------------------------------------- series


class Series:
    """One value for each event, person or episode; what it is made of is its `repr`.

    Logic has three values. A condition on a missing value is unknown, and what is unknown does not count: a missing
    gender is neither ``== "Female"`` nor ``!= "Female"``.
    """

    __slots__ = ("_expression",)

    def __init__(self, expression: _Expression) -> None:
        kind = _KINDS.get(type(self))
        if not isinstance(expression, _Expression) or (kind is not None and expression.kind != kind):
            raise TypeError(
                f"a {type(self).__name__} is not made directly: take a field such as events.start, constant(...), or "
                "what the functions of ascof.algebra make of them"
            )
        self._expression = expression

    def __repr__(self) -> str:
        return repr(self._expression)

    @property
    def units(self) -> str:
        """What it has a value for: "events", "people", "spells" ..., or "the whole"."""
        return self._expression.units

    def is_missing(self) -> Condition:
        """Whether there is no value. True or false, never unknown."""
        return Condition(_Expression.is_missing(self._expression))

    if TYPE_CHECKING:

        def __eq__(self, other: object) -> _NoComparison: ...  # type: ignore[override]
        def __ne__(self, other: object) -> _NoComparison: ...  # type: ignore[override]

    else:

        def __eq__(self, other):
            return self._compared("==", other)

        def __ne__(self, other):
            return self._compared("!=", other)

    __hash__ = None  # type: ignore[assignment]

    def _compared(self, how: str, other: object) -> Condition:
        return Condition(_Expression.compare(self._expression, how, _operand(self, other, f"the side behind {how}")))

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"{_called(self)} has a value for each of {self.units}, so Python cannot say whether it is true: write & "
            "for and, | for or, ~ for not, with parentheses around each comparison, and two comparisons for a < b < c"
        )

    if not TYPE_CHECKING:  # told in words; a type checker refuses them by itself

        def __lt__(self, other):
            return self._compared("<", other)

        def __le__(self, other):
            return self._compared("<=", other)

        def __gt__(self, other):
            return self._compared(">", other)

        def __ge__(self, other):
            return self._compared(">=", other)

        def _joined(self, other):
            raise TypeError(f"& and | join conditions, and {_called(self)} is none: {_PARENTHESES}")

        __and__ = __rand__ = __or__ = __ror__ = _joined

        def __invert__(self):
            raise TypeError(f"~ is for conditions, and {_called(self)} is none: compare it with something first")

        def __contains__(self, value):
            raise TypeError(f"'in' asks Python, not the events: write .isin([{value!r}]) or ==")

        __iter__ = None


_PARENTHESES = 'put each comparison in parentheses: (a == "x") & (b == "y")'


class Condition(Series):
    """True, false or unknown. `&`, `|` and `~` are and, or and not."""

    __slots__ = ()

    def is_unknown(self) -> Condition:
        """Whether the condition is neither true nor false."""
        return self.is_missing()

    def __and__(self, other: Condition | bool) -> Condition:
        return Condition(_Expression.all_of([self._expression, _joinable(other)]))

    def __or__(self, other: Condition | bool) -> Condition:
        return Condition(_Expression.any_of([self._expression, _joinable(other)]))

    def __rand__(self, other: bool) -> Condition:
        return Condition(_Expression.all_of([_joinable(other), self._expression]))

    def __ror__(self, other: bool) -> Condition:
        return Condition(_Expression.any_of([_joinable(other), self._expression]))

    def __invert__(self) -> Condition:
        return Condition(_Expression.negation(self._expression))

    def _compared(self, how: str, other: object) -> NoReturn:
        raise TypeError(
            f"{_called(self)} needs no comparison by {how}: write the condition alone, ~ for not, or .is_unknown()"
        )


class Text(Series):
    """A category. Compared with texts in quotes, without regard to case and trailing blanks."""

    __slots__ = ()

    if TYPE_CHECKING:

        @overload  # type: ignore[override]
        def __eq__(self, other: str) -> Condition: ...  # type: ignore[overload-overlap]
        @overload
        def __eq__(self, other: object) -> _NoComparison: ...
        def __eq__(self, other: object) -> Condition | _NoComparison: ...
        @overload  # type: ignore[override]
        def __ne__(self, other: str) -> Condition: ...  # type: ignore[overload-overlap]
        @overload
        def __ne__(self, other: object) -> _NoComparison: ...
        def __ne__(self, other: object) -> Condition | _NoComparison: ...

    def isin(self, texts: Iterable[str]) -> Condition:
        """One of these texts. A missing text makes it unknown."""
        return Condition(_Expression.text_in(self._expression, _texts(texts, "texts")))

    def has(self, part: str) -> Condition:
        """Of a field that holds several texts: one of its parts is this."""
        return Condition(_Expression.text_has(self._expression, [checked_text(part, "part")]))

    def like(self, pattern: str) -> Condition:
        """SQL's LIKE: ``%`` stands for any run of characters."""
        return Condition(_Expression.text_like(self._expression, checked_text(pattern, "pattern")))


class Texts(Text):
    """Several categories in one field of a record: asked with `has`."""

    __slots__ = ()


class Date(Series):
    """A day. Compared with other dates and with days: `datetime.date` or ``"2024-04-01"``."""

    __slots__ = ()

    if TYPE_CHECKING:

        @overload  # type: ignore[override]
        def __eq__(self, other: Date | DayLike) -> Condition: ...  # type: ignore[overload-overlap]
        @overload
        def __eq__(self, other: object) -> _NoComparison: ...
        def __eq__(self, other: object) -> Condition | _NoComparison: ...
        @overload  # type: ignore[override]
        def __ne__(self, other: Date | DayLike) -> Condition: ...  # type: ignore[overload-overlap]
        @overload
        def __ne__(self, other: object) -> _NoComparison: ...
        def __ne__(self, other: object) -> Condition | _NoComparison: ...
        def __lt__(self, other: Date | DayLike) -> Condition: ...
        def __le__(self, other: Date | DayLike) -> Condition: ...
        def __gt__(self, other: Date | DayLike) -> Condition: ...
        def __ge__(self, other: Date | DayLike) -> Condition: ...

    def __add__(self, other: Days | Months) -> Date:
        return self._shifted(other, "+")

    def __sub__(self, other: Days | Months) -> Date:
        return self._shifted(other, "-")

    def _shifted(self, by: object, sign: str) -> Date:
        if isinstance(by, Days):
            return Date(_Expression.shift_days(self._expression, by.count if sign == "+" else -by.count))
        if isinstance(by, Months):
            return Date(_Expression.shift_months(self._expression, by.count if sign == "+" else -by.count))
        if isinstance(by, Date):
            raise TypeError(f"{_called(self)} {sign} {_called(by)}: write days_between(earlier, later)")
        raise TypeError(
            f"{_called(self)} {sign} {_described(by)}: a date moves by days or months; write {sign} days(7) or "
            f"{sign} months(3)"
        )


class Number(Series):
    """An age, days, a cost, a count. Arithmetic with a missing number is missing, and so is division by 0.

    Costs are pounds, planned units are units a week, ages years. Numbers of different units are neither compared with
    nor added to one another; a product and a quotient go with every number.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @overload  # type: ignore[override]
        def __eq__(self, other: Number | float) -> Condition: ...  # type: ignore[overload-overlap]
        @overload
        def __eq__(self, other: object) -> _NoComparison: ...
        def __eq__(self, other: object) -> Condition | _NoComparison: ...
        @overload  # type: ignore[override]
        def __ne__(self, other: Number | float) -> Condition: ...  # type: ignore[overload-overlap]
        @overload
        def __ne__(self, other: object) -> _NoComparison: ...
        def __ne__(self, other: object) -> Condition | _NoComparison: ...
        def __lt__(self, other: Number | float) -> Condition: ...
        def __le__(self, other: Number | float) -> Condition: ...
        def __gt__(self, other: Number | float) -> Condition: ...
        def __ge__(self, other: Number | float) -> Condition: ...

    def __add__(self, other: Number | float) -> Number:
        return self._with(other, "+")

    def __sub__(self, other: Number | float) -> Number:
        return self._with(other, "-")

    def __mul__(self, other: Number | float) -> Number:
        return self._with(other, "*")

    def __truediv__(self, other: Number | float) -> Number:
        return self._with(other, "/")

    def __radd__(self, other: float) -> Number:
        return self._behind(other, "+")

    def __rsub__(self, other: float) -> Number:
        return self._behind(other, "-")

    def __rmul__(self, other: float) -> Number:
        return self._behind(other, "*")

    def __rtruediv__(self, other: float) -> Number:
        return self._behind(other, "/")

    def __abs__(self) -> Number:
        return Number(_Expression.absolute(self._expression))

    def _with(self, other: object, what: str) -> Number:
        return Number(_Expression.arithmetic(self._expression, what, _literal(other, f"the side behind {what}")))

    def _behind(self, other: object, what: str) -> Number:
        return Number(_Expression.arithmetic(_literal(other, f"the side before {what}"), what, self._expression))


class Picked(Series):
    """The event or episode that a look-up found, or nothing."""

    __slots__ = ()

    def of(self, value: _AnySeries) -> _AnySeries:
        """What the picked unit has in a series of its own: ``first.of(events.outcome)``."""
        return _wrapped(_Expression.at_unit(self._expression, _any(value, "value")))  # type: ignore[return-value]

    def exists(self) -> Condition:
        """Whether one was found."""
        return ~self.is_missing()


_AnySeries = TypeVar("_AnySeries", Condition, Text, Date, Number)
_Unlisted = TypeVar("_Unlisted", Condition, Text, Date, Number, _core.Breakdown)
_Values = TypeVar("_Values", Text, Date, Number)
_Measured = TypeVar("_Measured", Date, Number)


def _shift(count: int) -> int:
    """How far a date moves; what leaves the calendar is refused by the core."""
    return whole_number(count, "count", largest=LARGEST_COUNT)


@dataclass(frozen=True)
class Days:
    """A number of days, to move a date by."""

    count: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", _shift(self.count))


@dataclass(frozen=True)
class Months:
    """A number of calendar months, to move a date by: 31 May less 3 months is the last of February."""

    count: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", _shift(self.count))


def days(count: int) -> Days:
    """So many days: ``events.start + days(7)``."""
    return Days(_shift(count))


def months(count: int) -> Months:
    """So many calendar months: ``period_end - months(3)``."""
    return Months(_shift(count))


_CLASSES: dict[str, type[Series]] = {
    "condition": Condition,
    "text": Text,
    "date": Date,
    "number": Number,
    "picked event": Picked,
}
_KINDS: dict[type[Series], str] = {each: kind for kind, each in _CLASSES.items()}
_ADVICE: dict[type[Series], str] = {
    Condition: 'compare it with something: field == "value", date <= period_end',
    Text: "use a field that holds categories, or bands of a number",
    Date: 'use a date of an event, period_end, or a day such as "2024-04-01"',
    Number: "use days_between two dates, an age, a cost",
}


def _wrapped(expression: _Expression) -> Series:
    return _CLASSES[expression.kind](expression)


def _described(value: object) -> str:
    """'the text gender', or the type of what is no series."""
    return _called(value) if isinstance(value, Series) else type(value).__name__


def _called(series: Series) -> str:
    return f"the {series._expression.kind} {series!r}"


def _literal(value: object, name: str) -> _Expression:
    """A series, or a constant of Python."""
    if isinstance(value, Series):
        return value._expression
    if isinstance(value, bool):
        return _Expression.truth(value)
    if isinstance(value, numbers.Real):
        return _Expression.number(real_number(value, name))
    if isinstance(value, str):
        return _Expression.text(checked_text(value, name))
    if isinstance(value, date):
        return _Expression.date(day_text(value))
    advice = "; a missing value is asked for with .is_missing()" if value is None else ""
    raise TypeError(f"expected {name} as a series, text, number or date, got {type(value).__name__}{advice}")


def _operand(beside: Series, value: object, name: str) -> _Expression:
    """As `_literal`; a text beside a date is a day."""
    if isinstance(beside, Date) and isinstance(value, str):
        return _Expression.date(checked_text(value, name))
    return _literal(value, name)


def _joinable(value: object) -> _Expression:
    if isinstance(value, (Series, bool)):
        return _literal(value, "the condition")
    raise TypeError(f"& and | join conditions, got {type(value).__name__}: {_PARENTHESES}")


def _expected(value: object, kind: type[Series], name: str) -> NoReturn:
    raise TypeError(f"expected {name} as a {kind.__name__.lower()}, got {_described(value)}; {_ADVICE[kind]}")


def _condition(value: object, name: str) -> _Expression:
    if isinstance(value, Condition):
        return value._expression
    if isinstance(value, bool):
        return _Expression.truth(value)
    _expected(value, Condition, name)


def _text(value: object, name: str) -> _Expression:
    return value._expression if isinstance(value, Text) else _expected(value, Text, name)


def _number(value: object, name: str) -> _Expression:
    return value._expression if isinstance(value, Number) else _expected(value, Number, name)


def _date(value: object, name: str) -> _Expression:
    if isinstance(value, Date):
        return value._expression
    if isinstance(value, (str, date)):
        return _Expression.date(day_text(value))
    _expected(value, Date, name)


def _any(value: object, name: str) -> _Expression:
    if isinstance(value, Series):
        return value._expression
    raise TypeError(f"expected {name} as a series such as events.start, got {type(value).__name__}")


def _texts(value: Iterable[str], name: str) -> list[str]:
    if isinstance(value, (str, bytes, Series)) or not isinstance(value, Iterable):
        raise TypeError(f"expected {name} as a list of texts, got {_described(value)}")
    listed = list(value)
    for each in listed:
        if not isinstance(each, str):
            raise TypeError(f"expected {name} as a list of texts, got one with {_described(each)}")
    return checked_texts(listed, name)


# ------------------------------------------------------------------------------------------------------------ functions


def is_missing(series: Text | Date | Number) -> Condition:
    """Whether there is no value. True or false, never unknown."""
    return Condition(_Expression.is_missing(_any(series, "series")))


def is_unknown(condition: Condition) -> Condition:
    """Whether a condition is neither true nor false."""
    return Condition(_Expression.is_missing(_condition(condition, "condition")))


def not_true(condition: Condition) -> Condition:
    """True where the condition is false or unknown: what a filter leaves out."""
    return Condition(_Expression.not_true(_condition(condition, "condition")))


def truncated(number: Number, decimals: int) -> Number:
    """Cut towards zero after so many decimals, as the department's database cuts quotients of whole numbers."""
    return Number(_Expression.truncated(_number(number, "number"), whole_number(decimals, "decimals")))


def absolute(number: Number) -> Number:
    """The size of a number, without its sign."""
    return Number(_Expression.absolute(_number(number, "number")))


def as_number(condition: Condition) -> Number:
    """1 where the condition is true, 0 where it is false."""
    return Number(_Expression.as_number(_condition(condition, "condition")))


def days_between(earlier: Date | DayLike, later: Date | DayLike) -> Number:
    """Midnights from one date to the other; below 0 when the other comes first."""
    return Number(_Expression.days_between(_date(earlier, "earlier"), _date(later, "later")))


def age_on(on: Date | DayLike, rule: str = "days_over_365_25") -> Number:
    """Whole years of a person's age on a date.

    Args:
        on: the date.
        rule: ``"days_over_365_25"``, the department's, or ``"anniversary"``, by the calendar. Both count from the first
            of the birth month.
    """
    return Number(_Expression.age_on(_date(on, "on"), checked_text(rule, "rule")))


def first_known(first: _Values, *others: _Values | str | float | date) -> _Values:
    """The first of the values that is not missing."""
    values = [_any(first, "first"), *(_operand(first, each, "others") for each in others)]
    return _wrapped(_Expression.first_known(values))  # type: ignore[return-value]


def smaller(a: _Measured, b: _Measured | float | date) -> _Measured:
    """The smaller of two numbers or the earlier of two dates; the known one when the other is missing."""
    return _wrapped(_Expression.smaller(_any(a, "a"), _operand(a, b, "b")))  # type: ignore[return-value]


def larger(a: _Measured, b: _Measured | float | date) -> _Measured:
    """The larger of two numbers or the later of two dates; the known one when the other is missing."""
    return _wrapped(_Expression.larger(_any(a, "a"), _operand(a, b, "b")))  # type: ignore[return-value]


def age_between(birth: Date, on: Date | DayLike, rule: str = "anniversary") -> Number:
    """Whole years from a date of birth that a record has itself to a date.

    Args:
        birth: the date of birth.
        on: the date.
        rule: ``"anniversary"``, by the calendar, or ``"days_over_365_25"``, the department's.
    """
    return Number(_Expression.age_between(_date(birth, "birth"), _date(on, "on"), checked_text(rule, "rule")))


@overload
def when(condition: Condition | bool, value: Text | str, otherwise: Text | str) -> Text: ...
@overload
def when(condition: Condition | bool, value: Date | date, otherwise: Date | date) -> Date: ...
@overload
def when(condition: Condition | bool, value: Number | float, otherwise: Number | float) -> Number: ...
@overload
def when(condition: Condition | bool, value: Condition, otherwise: Condition | bool) -> Condition: ...
def when(condition: Condition | bool, value: object, otherwise: object) -> Series:
    """`value` where the condition is true, and `otherwise` elsewhere; more cases by nesting.

    Values are series or Python's own texts, numbers and dates; both of one kind.
    """
    cases = [_condition(condition, "condition"), _literal(value, "value"), _literal(otherwise, "otherwise")]
    return _wrapped(_Expression.choose(cases))


def bands(number: Number, starts: Sequence[float], labels: Sequence[str]) -> Text:
    """Label of the band a number lies in: ``labels[i]`` from ``starts[i]``, inclusive, to the next.

    Missing below the first.
    """
    if isinstance(starts, (str, bytes, Series)) or not isinstance(starts, Iterable):
        raise TypeError(f"expected starts as a list of numbers, got {_described(starts)}")
    firsts = [_real(each, "starts") for each in starts]
    return Text(_Expression.bands(_number(number, "number"), firsts, _texts(labels, "labels")))


def rank(text: Text, best_first: Sequence[str]) -> Number:
    """Place of a text in a list, 1 the best; missing for texts that are not in it."""
    return Number(_Expression.rank(_text(text, "text"), _texts(best_first, "best_first")))


def spelt_as(text: Text, texts: Sequence[str]) -> Text:
    """The text as the list spells it, whatever its case and trailing blanks; missing for texts that are not in it."""
    return Text(_Expression.spelt_as(_text(text, "text"), _texts(texts, "texts")))


def financial_year_start(text: Text) -> Date:
    """The first day of the financial year that a text names, such as "2024-25"; missing for other texts."""
    return Date(_Expression.financial_year_start(_text(text, "text")))


def lower_case(text: Text) -> Text:
    """The text in lower case and without blanks around it: spellings of one word become one group."""
    return Text(_Expression.lower_case(_text(text, "text")))


@overload
def constant(value: str) -> Text: ...
@overload
def constant(value: bool) -> Condition: ...
@overload
def constant(value: float) -> Number: ...
@overload
def constant(value: date) -> Date: ...
def constant(value: str | float | bool | date) -> Series:
    """The same value for all, as a series."""
    return _wrapped(_literal(value, "value"))


def missing_text() -> Text:
    """No text."""
    return Text(_Expression.missing("text"))


def missing_date() -> Date:
    """No date."""
    return Date(_Expression.missing("date"))


def missing_number() -> Number:
    """No number."""
    return Number(_Expression.missing("number"))


def _real(value: object, name: str) -> float:
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return real_number(value, name)
    raise TypeError(f"expected {name} as a number, got {_described(value)}")


# -------------------------------------------------------------------------------------------------- what a measure asks

period_start = Date(_Expression.period_start())
"""First day of the reporting period, whichever it is."""
period_end = Date(_Expression.period_end())
"""Last day of the reporting period, whichever it is."""
as_of = Date(_Expression.as_of())
"""The day the data are from, after which nothing can be known; a day far ahead when the study does not say."""
data_start = Date(_Expression.data_start())
"""The first day that the data cover; a day long past when the study does not say."""


class _Fields:
    """Fields by name; a name that is none is refused with the nearest."""

    def __init__(self) -> None:
        for name in self._names():
            self.__dict__[name] = _wrapped(self._field(name))

    @staticmethod
    def _names() -> list[str]:
        raise NotImplementedError

    @staticmethod
    def _field(name: str) -> _Expression:
        raise NotImplementedError

    if not TYPE_CHECKING:  # a type checker knows the names

        def __getattr__(self, name):
            if not name.startswith("_"):
                try:
                    self._field(name)
                except UsageError as unknown:
                    raise AttributeError(str(unknown), name=name, obj=self) from None
            raise AttributeError(name)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"fields are read, and '{name}' cannot be set")

    def __repr__(self) -> str:
        return f"<fields: {', '.join(self.__dict__)}>"


class EventFields(_Fields, EventAttributes):
    """Fields of the main table, one value for each event. Texts are cleaned; those as submitted end in ``_raw``."""

    @staticmethod
    def _names() -> list[str]:
        return _core.event_field_names()

    @staticmethod
    def _field(name: str) -> _Expression:
        return _Expression.event_field(name)


class PersonFields(_Fields, PersonAttributes):
    """Details of a person within a council: the latest known values."""

    @staticmethod
    def _names() -> list[str]:
        return _core.person_field_names()

    @staticmethod
    def _field(name: str) -> _Expression:
        return _Expression.person_field(name)


events = EventFields()
"""Fields of events: ``events.service_type``."""
person = PersonFields()
"""Fields of people: ``person.gender``."""

_kinds = {name: Condition(expression) for name, expression in _Expression.event_kinds()}
is_request = _kinds["is_request"]
is_assessment = _kinds["is_assessment"]
is_service = _kinds["is_service"]
is_review = _kinds["is_review"]
of_service_user = _kinds["of_service_user"]
of_carer = _kinds["of_carer"]
long_term_support = _kinds["long_term_support"]
short_term_support = _kinds["short_term_support"]
end_or_far = Date(_Expression.end_or_far())
"""The end of an event, and a day far ahead while it is open."""


def in_period(on: Date) -> Condition:
    """The date lies in the reporting period; both ends belong to it."""
    return Condition(_Expression.in_period(_date(on, "on")))


def open_on(on: Date | DayLike) -> Condition:
    """Events on at a date: started by then, and open or ending on or after it."""
    return Condition(_Expression.open_on(_date(on, "on")))


def active_during() -> Condition:
    """Events on at some day of the reporting period. Those that end before they start are not."""
    return Condition(_Expression.active_during())


def starting_in() -> Condition:
    """Events that start in the reporting period."""
    return Condition(_Expression.starting_in())


def ending_in() -> Condition:
    """Events that end in the reporting period."""
    return Condition(_Expression.ending_in())


def alive_on(on: Date | DayLike) -> Condition:
    """People alive on a date: no death is known, or it came on that day or later."""
    return Condition(_Expression.alive_on(_date(on, "on")))


def people(where: Condition) -> Condition:
    """People with such an event, or such an episode."""
    return Condition(_Expression.people(_condition(where, "where")))


# ------------------------------------------------------------------------------------------------------------- look-ups


@dataclass(frozen=True)
class Key:
    """One key of an order."""

    by: Series
    is_descending: bool

    def __post_init__(self) -> None:
        _any(self.by, "by")
        truth(self.is_descending, "is_descending")


def ascending(by: Text | Date | Number) -> Key:
    """The smallest first; missing ones last."""
    _any(by, "by")
    return Key(by, False)


def descending(by: Text | Date | Number) -> Key:
    """The largest first; missing ones last."""
    _any(by, "by")
    return Key(by, True)


def _order(keys: Iterable[Key | Text | Date | Number]) -> list[tuple[_Expression, bool]]:
    return [
        (_any(key.by, "keys"), key.is_descending) if isinstance(key, Key) else (_any(key, "keys"), False)
        for key in keys
    ]


class OrderedLook:
    """Events or episodes in a declared order."""

    def __init__(self, look: _core.Look, order: list[tuple[_Expression, bool]]) -> None:
        self._look = made_by(look, _core.Look, "look", "Look.ordered_by()")
        self._order = order

    def first(self) -> Picked:
        """The first of them."""
        return Picked(self._look.first(self._order))


class Look:
    """Events or episodes of a person, looked through for each unit of something: a person, an event, an episode."""

    def __init__(self, look: _core.Look) -> None:
        self._look = made_by(look, _core.Look, "look", "looking_at()")

    def any(self) -> Condition:
        """Whether there is one."""
        return Condition(self._look.any())

    def count(self) -> Number:
        """How many there are."""
        return Number(self._look.count())

    def sum(self, value: Number) -> Number:
        """Sum of the known values; missing when there is none."""
        return Number(self._look.sum(_number(value, "value")))

    def least(self, value: _Measured) -> _Measured:
        """The smallest or earliest known value."""
        return _wrapped(self._look.least(_any(value, "value")))  # type: ignore[return-value]

    def greatest(self, value: _Measured) -> _Measured:
        """The largest or latest known value."""
        return _wrapped(self._look.greatest(_any(value, "value")))  # type: ignore[return-value]

    def and_on_or_after(self, dated_by: Date, first: Date | DayLike) -> Look:
        """Those of them whose other date lies in a second window as well: it starts on or after a date."""
        return Look(self._look.narrowed(_date(dated_by, "dated_by"), _date(first, "first"), None))

    def and_on_or_before(self, dated_by: Date, last: Date | DayLike) -> Look:
        """Those of them whose other date lies on or before a date as well."""
        return Look(self._look.narrowed(_date(dated_by, "dated_by"), None, _date(last, "last")))

    def and_between(self, dated_by: Date, first: Date | DayLike, last: Date | DayLike) -> Look:
        """Those of them whose other date lies between two dates as well."""
        return Look(self._look.narrowed(_date(dated_by, "dated_by"), _date(first, "first"), _date(last, "last")))

    def that_belong(self, to: Picked) -> Look:
        """Only those that belong to the unit that looks, by a link of theirs: ``Enquiry.link_to(Concern)``."""
        return Look(self._look.that_belong(_picked(to, "to")))

    def of_the_same(self, theirs: Picked, own: Picked) -> Look:
        """Only those that belong to the same as the unit that looks.

        Args:
            theirs: what those that are looked through belong to: ``Visit.link_to(Location)``.
            own: what the unit that looks belongs to.
        """
        return Look(self._look.of_the_same(_picked(theirs, "theirs"), _picked(own, "own")))

    def ordered_by(self, *keys: Key | Text | Date | Number) -> OrderedLook:
        """In an order: keys made by `ascending` and `descending`, or series, which ascend.

        What is alike in every key keeps the order of the records.
        """
        return OrderedLook(self._look, _order(keys))

    def first(self) -> NoReturn:
        """Refused: which one is first must not depend on chance. See `ordered_by`."""
        self._look.first([])
        raise AssertionError("a look-up without an order")


def _picked(value: object, name: str) -> _Expression:
    if isinstance(value, Picked):
        return value._expression
    raise TypeError(f"expected {name} as Kind.link_to(OtherKind), got {_described(value)}")


class LookedThrough:
    """What is looked through, for a window to be put around a date. Both ends belong to a window."""

    def __init__(self, where: _Expression, dated_by: _Expression) -> None:
        self._where = made_by(where, _Expression, "where", "looking_at()")
        self._dated_by = made_by(dated_by, _Expression, "dated_by", "looking_at()")

    def of_person_all(self) -> Look:
        """All of them, for each person."""
        return self._look(None, None)

    def on_or_after(self, first: Date | DayLike) -> Look:
        """Those on or after a date, for each unit that has the date."""
        return self._look(_date(first, "first"), None)

    def on_or_before(self, last: Date | DayLike) -> Look:
        """Those on or before a date, for each unit that has the date."""
        return self._look(None, _date(last, "last"))

    def between(self, first: Date | DayLike, last: Date | DayLike) -> Look:
        """Those between two dates, for each unit that has the dates."""
        return self._look(_date(first, "first"), _date(last, "last"))

    def _look(self, first: _Expression | None, last: _Expression | None) -> Look:
        return Look(_core.Look.make(self._where, self._dated_by, first, last))


def looking_at(where: Condition, dated_by: Date | None = None) -> LookedThrough:
    """Events or episodes to look through.

    Args:
        where: which of them.
        dated_by: the date of theirs that a window is about; None: the start of an event.

    >>> a = ascof.algebra
    >>> assessed = a.looking_at(a.is_assessment).between(a.events.start, a.events.start + a.days(28)).any()
    >>> assessed.units
    'events'
    """
    dated = events.start if dated_by is None else dated_by
    return LookedThrough(_condition(where, "where"), _date(dated, "dated_by"))


def kept_apart(where: Condition, dated_by: Date, within: Days, alike: Text, then_by: Text) -> Condition:
    """Rows that stand when repeats are left out.

    A repeat is a row of the same person at most so many days after one that stands, with a part of `alike` in common.

    Args:
        where: the rows that can stand or repeat.
        dated_by: the day of each, which puts them in order.
        within: ``days(14)``: up to so many midnights after one that stands.
        alike: texts of which each may list several, as ``"Physical; Neglect"``.
        then_by: puts rows of the same day in order.
    """
    return Condition(
        _Expression.kept_apart(
            _condition(where, "where"),
            _date(dated_by, "dated_by"),
            _days(within, "within"),
            _text(alike, "alike"),
            _text(then_by, "then_by"),
        )
    )


def events_where(where: Condition) -> Look:
    """All events of a person that a condition holds for."""
    return looking_at(where).of_person_all()


def latest_known(field: Text, where: Condition) -> Text:
    """The latest known value of a field among such events: latest end (open ones last), latest start, largest record.

    "Unknown" and "Invalid and not mapped" are not known.
    """
    return Text(_Expression.latest_known(_text(field, "field"), _condition(where, "where")))


def best(field: Text, best_first: Sequence[str], where: Condition) -> Text:
    """The highest-ranking category among a person's events; missing when none is in the list."""
    listed = _texts(best_first, "best_first")
    return Text(_Expression.best(_text(field, "field"), listed, _condition(where, "where")))


# ------------------------------------------------------------------------------------------------------------- episodes


class _Episodes:
    def __init__(self, episodes: _core.Episodes) -> None:
        made_by(episodes, _core.Episodes, "episodes", "spells() or matched_latest()")
        for name in episodes.columns():
            setattr(self, name, _wrapped(episodes.column(name)))
        self._episodes = episodes

    def __repr__(self) -> str:
        return repr(self._episodes)

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            try:
                self._episodes.column(name)
            except UsageError as unknown:
                raise AttributeError(str(unknown), name=name, obj=self) from None


class Spells(_Episodes):
    """Events joined where the gaps between them are small. Made by `spells`.

    Attributes:
        start: first day.
        end: last day; missing while open.
        events: how many events are in it.
        last: the event that ends last.
    """

    start: Date
    end: Date
    events: Number
    last: Picked

    def active_during(self) -> Condition:
        """On at some day of the reporting period."""
        return Condition(self._episodes.active_during())

    def open_on(self, on: Date | DayLike) -> Condition:
        """On at a date."""
        return Condition(self._episodes.open_on(_date(on, "on")))


class FollowedSpells(Spells):
    """Spells with the run of other events that follows each. Made by `spells_followed_by`.

    Attributes:
        next_start: start of the first event of the run; missing without one.
        next_last: start of the last event that begins in it.
        next_end: end of the run; missing while open.
        next_events: how many events are in the run; 0 without one.
    """

    next_start: Date
    next_last: Date
    next_end: Date
    next_events: Number

    def run(self, where: Condition) -> Look:
        """Events of the run, by a condition that the run was made with or a narrower one."""
        return looking_at(where).between(self.next_start, self.next_last)


class Matches(_Episodes):
    """Events matched one to one. Made by `matched_latest`.

    Attributes:
        from_start: of the earlier event; missing where none was found, as from_end and from_record.
        from_end: of the earlier event.
        from_record: of the earlier event.
        to_start: of the later event; missing where none was found, as to_end and to_record.
        to_end: of the later event.
        to_record: of the later event.
        days: from start to start.
        matched: whether both were found.
    """

    from_start: Date
    from_end: Date
    from_record: Number
    to_start: Date
    to_end: Date
    to_record: Number
    days: Number
    matched: Condition


def spells(where: Condition, gap: Days, apart_by: Text | None = None, *order: Key | Text | Date | Number) -> Spells:
    """Spells: events that follow one another with at most so many midnights between them.

    An open event makes an open spell.

    Args:
        where: which events; it must not depend on the reporting period.
        gap: ``days(1)`` joins events that follow on the next day.
        apart_by: spells of events with different texts are kept apart.
        order: numbers of the events by which the `last` of those that end on the same day is found; then by place in
            the records.
    """
    apart = None if apart_by is None else _text(apart_by, "apart_by")
    return Spells(_core.Episodes.spells(_condition(where, "where"), _days(gap, "gap"), apart, _order(order)))


def spells_followed_by(where: Condition, gap: Days, by: Condition, within: Days, run_gap: Days) -> FollowedSpells:
    """Spells with the run of other events that follows each.

    Args:
        where: events of the spells; as for `spells`, with `gap`.
        gap: as for `spells`.
        by: events of the run.
        within: midnights from the end of a spell to the first event of the run.
        run_gap: midnights between the events of the run.
    """
    first, further = _days(within, "within"), _days(run_gap, "run_gap")
    spell, run = _condition(where, "where"), _condition(by, "by")
    return FollowedSpells(_core.Episodes.followed_spells(spell, _days(gap, "gap"), run, first, further))


def matched_latest(from_: Condition, to: Condition) -> Matches:
    """Each event of `to`, by its start, with the latest event of `from_` that starts on or before it and is still free.

    What finds no partner is a unit too, without it.
    """
    return Matches(_core.Episodes.matches(_condition(from_, "from_"), _condition(to, "to")))


def _days(value: object, name: str) -> int:
    if isinstance(value, Days):
        return value.count
    raise TypeError(f"expected {name} as days(7), got {_described(value)}")


# ---------------------------------------------------------------------------------------------------------- calculators

Calculation = _core.Calculation
Breakdown = _core.Breakdown


def count(of: Condition) -> Calculation:
    """How many."""
    return _core.calculation_of("count", _condition(of, "of"))


def count_people(of: Condition) -> Calculation:
    """How many people have such an event, episode or record: in each group a person counts once."""
    return _core.calculation_of("count", _condition(of, "of"), once_a_person=True)


def proportion(numerator: Condition, of: Condition) -> Calculation:
    """Per cent of `of` that are in the numerator, which is counted among them only."""
    return _core.calculation_of("proportion", _condition(of, "of"), numerator=_condition(numerator, "numerator"))


def exact_proportion(numerator: Condition, of: Condition) -> Calculation:
    """As `proportion`, rounded from the exact decimal."""
    return _core.calculation_of("exact_proportion", _condition(of, "of"), numerator=_condition(numerator, "numerator"))


def ratio(of: Condition, by: Condition) -> Calculation:
    """One thing as per cent of another, of which it is no part: it can exceed 100."""
    return _core.calculation_of("exact_proportion", _condition(of, "of"), by=_condition(by, "by"))


def rate(of: Condition) -> Calculation:
    """Per 100,000 residents of the bands that `define` is given as `population`."""
    return _core.calculation_of("rate", _condition(of, "of"))


def median(value: Number, of: Condition) -> Calculation:
    """The middle of the known values, or the mean of the middle two."""
    return _core.calculation_of("median", _condition(of, "of"), value=_number(value, "value"))


def mean(value: Number, of: Condition) -> Calculation:
    """The mean of the known values."""
    return _core.calculation_of("mean", _condition(of, "of"), value=_number(value, "value"))


def sum(value: Number, of: Condition) -> Calculation:  # noqa: A001
    """The sum of the known values."""
    return _core.calculation_of("sum", _condition(of, "of"), value=_number(value, "value"))


def percentile(level: float, value: Number, of: Condition) -> Calculation:
    """The value below which `level` per cent of the known values lie, between the two nearest by their distance."""
    where, measured = _condition(of, "of"), _number(value, "value")
    return _core.calculation_of("percentile", where, value=measured, level=_real(level, "level"))


def share_within(limit: Days, value: Number, of: Condition) -> Calculation:
    """Per cent of the known values that are at most so many days."""
    _number(value, "value"), _condition(of, "of")
    return proportion(value <= _days(limit, "limit"), of & ~value.is_missing())


Part: TypeAlias = _core.Part


def part(
    of: Condition,
    numerator: float = 0,
    denominator: float = 0,
    *,
    value: Number | None = None,
    by: Breakdown | Iterable[Breakdown] = (),
) -> Part:
    """What adds to the two sums of a `quotient`.

    Args:
        of: the units that add.
        numerator: what each adds to the numerator.
        denominator: what each adds to the denominator.
        value: a number of each that is multiplied by those two; None: 1.
        by: for units of another kind than the first part's: the same groups for them.
    """
    return _core.make_part(
        _condition(of, "of"),
        _real(numerator, "numerator"),
        _real(denominator, "denominator"),
        None if value is None else _number(value, "value"),
        breakdowns(by, "by"),
    )


def quotient(parts: Iterable[Part], factor: float = 100) -> Calculation:
    """Sums of one thing by sums of another, each a sum of parts.

    Args:
        parts: made by `part`.
        factor: 100 for per cent, 1 for a mean.

    >>> a = ascof.algebra
    >>> start = a.part(a.open_on(a.period_start), denominator=0.5)
    >>> end = a.part(a.open_on(a.period_end), denominator=0.5)
    >>> turnover = a.quotient([a.part(a.ending_in(), numerator=1), start, end])
    """
    listed = _listed(parts, _core.Part, "parts", "a list of part(...)")
    if not listed:
        raise UsageError("parts: no part was given; name at least one", code="bad_definition", field="parts")
    return _core.make_quotient(listed, _real(factor, "factor"))


def sum_of_parts(parts: Iterable[Part]) -> Calculation:
    """A sum of parts that is divided by nothing."""
    return quotient(parts, 1)


def change(of: Calculation) -> Calculation:
    """The value less that of the period a year earlier."""
    return _core.change_of(_calculation(of, "of"))


def percent_change(of: Calculation) -> Calculation:
    """That difference in per cent of the earlier value."""
    return _core.percent_change_of(_calculation(of, "of"))


def _calculation(value: object, name: str) -> Calculation:
    if isinstance(value, Calculation):
        return value
    raise TypeError(f"expected {name} as count(...), proportion(...), median(...) ..., got {_described(value)}")


# ---------------------------------------------------------------------------------------------------------- composition


def by(name: str, text: Text, labels: Sequence[str] | None = None) -> Breakdown:
    """A group for every text that occurs, or for each of these labels, in their order; other texts are in none."""
    listed = [] if labels is None else _texts(labels, "labels")
    if labels is not None and not listed:
        raise UsageError(
            "labels: no label was given; name at least one, or leave labels out for every text that occurs",
            code="bad_definition",
            field="labels",
        )
    return _core.breakdown_by(checked_text(name, "name"), _text(text, "text"), listed)


def groups(name: str, of: Mapping[str, Condition | bool]) -> Breakdown:
    """Groups by their labels, each of the units that its condition holds for; groups may overlap."""
    if not isinstance(of, Mapping):
        raise TypeError(f"expected of as a dictionary of labels and conditions, got {_described(of)}")
    parts = [(checked_text(label, "of"), _condition(condition, f"of[{label!r}]")) for label, condition in of.items()]
    return _core.breakdown_by_conditions(checked_text(name, "name"), parts)


def with_total(of: Breakdown, label: str = "Total") -> Breakdown:
    """The same dimension with one more group of everybody."""
    if not isinstance(of, Breakdown):
        raise TypeError(f"expected of as by(...) or groups(...), got {_described(of)}")
    return _core.breakdown_with_total(of, checked_text(label, "label"))


def known_only(of: Breakdown) -> Breakdown:
    """The same dimension by a text; units without a text are in none of its groups but the total."""
    if not isinstance(of, Breakdown):
        raise TypeError(f"expected of as by(...), got {_described(of)}")
    return _core.breakdown_known_only(of)


def age_groups(age: Number) -> Breakdown:
    """The groups of most official figures: "18 to 64", "65 and above", "Total". Unknown ages are in the total only."""
    return _core.breakdown_by_age(_number(age, "age"))


def working_age_band(age: Number) -> Text:
    """ "Under 18", "18 to 64", "65 and above", or "Unknown" for a missing age."""
    return Text(_Expression.working_age_band(_number(age, "age")))


def define(
    id: str,  # noqa: A002
    title: str,
    counts: Calculation,
    by: Breakdown | Iterable[Breakdown] = (),
    polarity: str = "neutral",
    *,
    decimals: int = 1,
    unknown: Condition | None = None,
    invalid: Condition | None = None,
    population: Sequence[str] = (),
) -> Measure:
    """Define a measure, to be given to `ascof.evaluate`, `ascof.measure`, `ascof.State` and `ascof.describe`.

    Its trace shows the units that count: their dates and record, their groups, whether they are in the numerator, and
    what was measured.

    Args:
        id: a name of its own, such as ``"local.direct_payments"``.
        title: what it tells.
        counts: made by `count`, `proportion`, `median` ...
        by: dimensions of its groups, made by `by`, `groups`, `age_groups`; none: one group, "Total".
        polarity: ``"higher is better"``, ``"lower is better"`` or ``"neutral"``.
        decimals: places as published.
        unknown: what is counted beside, as of missing or unknown category.
        invalid: what is counted beside, as of invalid category.
        population: for a rate, the age band of each group's residents.

    Raises:
        UsageError: the parts do not fit together; the text names the part.

    >>> a = ascof.algebra
    >>> supported = a.people(a.long_term_support & a.open_on(a.period_end))
    >>> a.define("local.supported", "People in long-term support", a.count(supported)).unit
    'person'
    """
    return measure_of_core(
        _core.define(
            checked_text(id, "id"),
            checked_text(title, "title"),
            _calculation(counts, "counts"),
            breakdowns(by, "by"),
            checked_text(polarity, "polarity"),
            whole_number(decimals, "decimals"),
            None if unknown is None else _condition(unknown, "unknown"),
            None if invalid is None else _condition(invalid, "invalid"),
            _texts(population, "population"),
        ),
        is_own=True,
    )


LocalFigure: TypeAlias = _core.Figure


def figure(
    id: str,  # noqa: A002
    title: str,
    counts: Calculation,
    by: Breakdown | Iterable[Breakdown] = (),
    polarity: str = "neutral",
    *,
    decimals: int = 1,
    unknown: Condition | None = None,
    invalid: Condition | None = None,
    population: Sequence[str] = (),
    denominator_by: Breakdown | Iterable[Breakdown] = (),
) -> LocalFigure:
    """One figure of a measure that has several; see `define_together`, and `define` for the arguments.

    Args:
        id: an id of its own, by which results name it.
        title: what it tells.
        counts: as for `define`.
        by: as for `define`.
        polarity: as for `define`.
        decimals: as for `define`.
        unknown: as for `define`.
        invalid: as for `define`.
        population: as for `define`.
        denominator_by: of a `ratio`, the same groups for the units of its denominator; none: as the figure's.
    """
    return _core.make_figure(
        checked_text(id, "id"),
        checked_text(title, "title"),
        _calculation(counts, "counts"),
        breakdowns(by, "by"),
        checked_text(polarity, "polarity"),
        whole_number(decimals, "decimals"),
        None if unknown is None else _condition(unknown, "unknown"),
        None if invalid is None else _condition(invalid, "invalid"),
        _texts(population, "population"),
        breakdowns(denominator_by, "denominator_by"),
    )


def define_together(id: str, title: str, figures: Iterable[LocalFigure]) -> Measure:  # noqa: A002
    """Define a measure of several figures that belong together: one definition and one walk.

    Args:
        id: a name of its own; its figures have ids of theirs.
        title: what it tells.
        figures: made by `figure`.

    Raises:
        UsageError: the parts do not fit together; the text names the part.

    >>> a = ascof.algebra
    >>> requests = a.is_request & a.starting_in()
    >>> many = a.figure("local.requests", "Requests", a.count(requests))
    >>> people = a.figure("local.people", "People with a request", a.count_people(requests))
    >>> [figure.id for figure in a.define_together("local.contact", "First contact", [many, people]).figures]
    ['local.requests', 'local.people']
    """
    listed = _listed(figures, _core.Figure, "figures", "a list of figure(...)")
    made = _core.define_together(checked_text(id, "id"), checked_text(title, "title"), listed)
    return measure_of_core(made, is_own=True)


def unlisted(of: _Unlisted) -> _Unlisted:
    """The same condition, text or breakdown, whose texts need be neither in a field's list nor in the records.

    Others are refused when a measure is evaluated, since a misspelt value would count 0 without a word. It holds for
    all that stands in it: look-ups, cases, ranks. Of a text, what is compared with it need not be listed.

    >>> a = ascof.algebra
    >>> new_wording = a.unlisted(a.events.service_type == "Long term support: Shared lives")
    >>> groups = a.unlisted(a.by("gender", a.person.gender, ["Female", "Male", "Non-binary"]))
    """
    if isinstance(of, Breakdown):
        return _core.breakdown_unlisted(of)  # type: ignore[return-value]
    if isinstance(of, Series):
        return _wrapped(_Expression.unlisted(of._expression))  # type: ignore[return-value]
    raise TypeError(f"expected of as a condition, a text, by(...) or groups(...), got {_described(of)}")


def breakdowns(value: Breakdown | Iterable[Breakdown], name: str) -> list[Breakdown]:
    """One breakdown or several, as a list."""
    several = [value] if isinstance(value, Breakdown) else value
    return _listed(several, Breakdown, name, "by(...), groups(...) or a list of them")


_Listed = TypeVar("_Listed")


def _listed(value: Iterable[_Listed], kind: type[_Listed], name: str, wanted: str) -> list[_Listed]:
    """The values of a list that holds nothing but one kind."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"expected {name} as {wanted}, got {_described(value)}")
    listed = list(value)
    for each in listed:
        if not isinstance(each, kind):
            raise TypeError(f"expected {name} as {wanted}, got one of {_described(each)}")
    return listed

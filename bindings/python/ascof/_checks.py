"""Python type mistakes, told before the core would."""

from __future__ import annotations

import math
import numbers
import operator
import os
from collections.abc import Iterable, Mapping
from typing import Any, SupportsIndex, TypeVar

from ascof._errors import Error, InputError, OutputError, UsageError

_Kind = TypeVar("_Kind")

LARGEST = 2**31 - 1
"""What no number of days, years, places or points needs to pass."""
LARGEST_COUNT = 2**63 - 1
"""What no number of people or events needs to pass."""


def whole_number(value: SupportsIndex, name: str, *, largest: int = LARGEST) -> int:
    """A whole number of whichever library, whose sense the core checks. True and False are none."""
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        raise TypeError(f"expected {name} as a whole number, got bool")
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"expected {name} as a whole number, got {type(value).__name__}") from None
    if abs(number) > largest:
        raise UsageError(
            f"{name}: expected a whole number from {-largest} to {largest}; give a smaller one",
            code="bad_option",
            field=name,
        )
    return number


def not_negative(value: SupportsIndex, name: str) -> int:
    """A whole number that counts something."""
    number = whole_number(value, name)
    if number < 0:
        raise UsageError(f"{name}: expected a whole number from 0, got {number}", code="bad_option", field=name)
    return number


def real_number(value: Any, name: str) -> float:
    """A number of whichever library. True and False are none."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise UsageError(
                f"{name}: the number is larger than any that can be reckoned with; give a smaller one",
                code="bad_option",
                field=name,
            ) from None
    raise TypeError(f"expected {name} as a number, got {type(value).__name__}")


def real_numbers(values: Any, name: str) -> list[float]:
    """Numbers in a list or an array."""
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"expected {name} as a list of numbers, got {type(values).__name__}")
    return [real_number(each, name) for each in values]


def one_or_several(values: Any, name: str) -> list[float]:
    """A number, or several."""
    if isinstance(values, numbers.Real):
        return [real_number(values, name)]
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"expected {name} as a number or a list of numbers, got {type(values).__name__}")
    return [real_number(each, name) for each in values]


def share(value: Any, name: str) -> float:
    """A share of rows, 0 to 1; a percentage such as 5 is refused."""
    number = real_number(value, name)
    if math.isnan(number) or not 0 <= number <= 1:
        raise UsageError(
            f"{name}: expected a share of the rows from 0 to 1; 0.05 is five in a hundred",
            code="bad_option",
            field=name,
        )
    return number


def truth(value: Any, name: str) -> bool:
    """True or False; also those of numpy. A text such as "no" would count as true without a word."""
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        return bool(value)
    raise TypeError(f"expected {name} as True or False, got {type(value).__name__}")


def text(value: str, name: str) -> str:
    """A text, whose meaning the core checks."""
    if not isinstance(value, str):
        raise TypeError(f"expected {name} as text, got {type(value).__name__}")
    if not is_unicode(value):
        raise UsageError(
            f"{name}: the text holds half of a character (a lone surrogate); check how it was made",
            code="bad_option",
            field=name,
        )
    return str(value)


def texts(values: Iterable[str], name: str) -> list[str]:
    """Texts in a list. One text is not a list of its letters."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"expected {name} as a list of texts, got {type(values).__name__}")
    return [text(each, name) for each in values]


def is_unicode(value: str) -> bool:
    """Whether a text has whole characters only."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def mapping(value: Any, name: str, of: str) -> Mapping[Any, Any]:
    """A dictionary or the like."""
    if isinstance(value, Mapping):
        return value
    raise TypeError(f"expected {name} as a dictionary of {of}, got {type(value).__name__}")


def made_by(value: Any, kind: type[_Kind], name: str, maker: str) -> _Kind:
    """What a class of the package wraps; the class is not called directly."""
    if isinstance(value, kind):
        return value
    raise TypeError(f"expected {name} as {maker} makes it, got {type(value).__name__}")


def path_text(value: Any, *, output: bool = False) -> str:
    """A path as text, which the system can have."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"expected a path, got {type(value).__name__}")
    given = os.fspath(value)
    path = os.fsdecode(given) if isinstance(given, bytes) else given
    fault = ""
    if not path:
        fault = "the path is empty; give the name of a file or folder"
    elif "\0" in path:
        fault = "a path holds a NUL character; check how it was made"
    else:
        try:
            os.fsencode(path)  # bytes that are no text come as surrogates, and are names of files all the same
        except UnicodeEncodeError:
            fault = "a path holds half of a character (a lone surrogate); check how it was made"
    if not fault:
        return path
    kind: type[Error] = OutputError if output else InputError
    raise kind(fault, code="unwritable_output" if output else "missing_file")

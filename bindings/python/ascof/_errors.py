"""Exceptions. Raised by the C++ core, and by the checks in front of it."""


class Error(Exception):
    """Base of what ascof raises. The text is one line: where, what was expected and found, what to do.

    No text and no attribute ever holds a value of a person's record.

    Attributes:
        code: what went wrong, for programs: ``"missing_file"``, ``"missing_column"``, ``"bad_period"`` ...
        file: the file or table, or None.
        line: the line of the file (the header is 1), or None.
        field: the column of the file or the argument of the call, or None.
    """

    code: str
    file: str | None
    line: int | None
    field: str | None

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        file: str | None = None,
        line: int | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.file = file
        self.line = line
        self.field = field


class InputError(Error, ValueError):
    """A file or table handed in cannot be used as it is."""


class UsageError(Error, ValueError):
    """A call is wrong: an unknown measure, a period that ends before it starts."""


class OutputError(Error, OSError):
    """A result could not be written."""

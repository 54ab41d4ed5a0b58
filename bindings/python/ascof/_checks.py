"""Python type mistakes, told before the core would."""


def whole_number(value: int, name: str) -> int:
    """A whole number, whose range the core checks."""
    if isinstance(value, int):
        return value
    raise TypeError(f"expected {name} as a whole number, got {type(value).__name__}")


def text(value: str, name: str) -> str:
    """A text, whose meaning the core checks."""
    if isinstance(value, str):
        return value
    raise TypeError(f"expected {name} as text, got {type(value).__name__}")

def version() -> str:
    """The version of the library, e.g. '0.1.0'."""

"""English adult social care performance measures from client level data."""

from ascof import _core

__version__ = _core.version()

__all__ = ["__version__"]

"""The console command `ascof`."""

import sys

from ascof import __version__


def main() -> int:
    """Run the command line."""
    sys.stdout.write(f"ascof {__version__}\n")
    return 0

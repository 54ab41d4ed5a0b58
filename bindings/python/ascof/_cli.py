"""The console command `ascof`: the same code as the command that C++ builds."""

import signal
import sys

from ascof import _core


def main() -> int:
    """Run the command line and return its exit status."""
    # As any command: Ctrl-C ends it at once, and so does a reader that has seen enough (`ascof list | head -1`).
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return _core.run(sys.argv[1:])

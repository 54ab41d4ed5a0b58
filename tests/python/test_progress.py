"""Long work reports, can be stopped, and leaves the interpreter to others."""

import ctypes
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import ascof
import pyarrow
import pytest
from golden import YEARS, Golden, golden_set


@pytest.fixture
def medium() -> Golden:
    return golden_set("medium")


def test_progress_is_told_on_the_calling_thread(medium: Golden, tmp_path: Path) -> None:
    calls: list[tuple[str, float, threading.Thread]] = []

    def note(stage: str, share: float) -> None:
        calls.append((stage, share, threading.current_thread()))

    ascof.prepare(medium.files, progress=note, threads=2)
    assert {thread for *_, thread in calls} == {threading.main_thread()}
    assert all(0 <= share <= 1 for _, share, _ in calls)
    stages = [stage for stage, *_ in calls]
    assert stages[0] == "reading"
    assert stages[-1] == "prepared"
    for stage in ("reading", "prepared"):
        shares = [share for name, share, _ in calls if name == stage]
        assert shares == sorted(shares)
        assert shares[-1] == 1


class Stopped(Exception):  # noqa: N818 - it is no error
    """Raised by a callback."""


def stop(stage: str, share: float) -> None:
    raise Stopped(stage)


def test_what_a_callback_raises_ends_the_work(medium: Golden) -> None:
    events = pyarrow.table(medium.joined.records.events)
    for threads in (1, 4):
        with pytest.raises(Stopped, match="reading"):
            ascof.read_extract(medium.files, progress=stop, threads=threads)
        with pytest.raises(Stopped, match="choosing submissions"):
            medium.extract.prepare(progress=stop, threads=threads)
        with pytest.raises(Stopped, match="reading"):
            ascof.read_records(events, progress=stop, threads=threads)


def test_ctrl_c_ends_the_work(medium: Golden) -> None:
    """The signal comes while C++ is at work, where no Python code runs that would hear it."""
    much = [(medium.files[0], f"2026-05-{day:02}") for day in range(1, 6)]
    shares: list[float] = []

    class Noted:
        @classmethod
        def from_param(cls, share: float) -> object:
            shares.append(share)
            return ctypes.py_object(share)

    # What the key does; as a callback it returns to C++ with the signal not yet heard. It has no use for arguments.
    press: Any = ctypes.pythonapi["PyErr_SetInterrupt"]
    press.argtypes = [ctypes.py_object, Noted]
    press.restype = None
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            ascof.read_extract(much, threads=1, progress=press)
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(shares) == 1
    assert shares[0] < 1


def test_other_threads_go_on_meanwhile(medium: Golden) -> None:
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0)  # lets go of the interpreter

    extract = medium.extract
    between = sys.getswitchinterval()
    sys.setswitchinterval(1000)  # nobody is made to let go of it
    clock = threading.Thread(target=tick)
    clock.start()
    try:
        before = ticks
        extract.prepare(threads=1)
        after = ticks
    finally:
        done.set()
        sys.setswitchinterval(between)
        clock.join()
    assert after > before


def test_one_set_of_records_serves_several_threads(medium: Golden) -> None:
    found: list[list[dict[str, object]]] = []
    workers = [
        threading.Thread(
            target=lambda: found.append(
                ascof.evaluate("ascof.3d", medium.joined.records, YEARS["2425"], details=medium.details).to_dicts()
            )
        )
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 4
    assert all(rows == found[0] for rows in found)

"""A process that hangs is killed, and the stand-by that was there all along answers next."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from drill.checking import spec_from
from drill.worker import Workers, client

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")

NUMBER = spec_from({"number": "2"})


def _ready(workers: Workers) -> set[int]:
    """Return the ids of both processes once each has answered and has loaded SymPy in its idle time."""
    met: set[int] = set()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if len(met) < 2:
            assert workers.check(NUMBER, "2").verdict == "correct"
            workers._idle.reverse()
            met |= {process._process.pid for process in workers._idle if process._asked}
        # What each tells at the beginning and at the end of its loading is read with the next answer.
        elif all(process._answers.qsize() == 2 for process in workers._idle):
            return met
        time.sleep(0.05)
    raise AssertionError("the processes did not get ready")


def test_the_standby_answers_while_a_hung_process_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(2)
    try:
        known = _ready(workers)
        monkeypatch.setattr(client, "CHECK_LIMIT_S", 0.3)
        hung = workers._idle[-1]
        os.kill(hung._process.pid, signal.SIGSTOP)
        found = workers.check(NUMBER, "2")
        assert (found.verdict, found.code) == ("undecided", "timeout")
        assert hung._process.poll() is not None
        new, standby = workers._idle
        assert known == {hung._process.pid, standby._process.pid}
        asked = standby._asked
        assert workers.check(NUMBER, "2").verdict == "correct"
        assert (new._asked, standby._asked) == (0, asked + 1)
    finally:
        workers.close()


def test_memory_is_bounded_and_its_end_is_no_verdict() -> None:
    workers = Workers(1)
    try:
        expect = spec_from({"code": "A @ x", "arrays": {"A": ["m", "n"], "x": ["n"]}})
        for answer in ("np.ones((10**5, 10**5))", "np.zeros(10**12)", "np.tile(A, 10**9)", "A ** 10**9"):
            assert workers.check(expect, answer).verdict in ("wrong", "unreadable", "undecided")
        assert workers.check(expect, "A @ x").verdict == "correct"
    finally:
        workers.close()

"""A worker process that somebody else ends: while it waits, or in the midst of a computation."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from drill.checking import spec_from
from drill.worker import Workers

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends and stops processes by signals")

NUMBER = spec_from({"number": "2"})


@pytest.fixture
def workers() -> Iterator[Workers]:
    """A pool whose processes have both answered."""
    made = Workers(2)
    end = time.monotonic() + 60
    while len(made._idle) < 2 and time.monotonic() < end:
        assert made.check(NUMBER, "2").verdict == "correct"
    yield made
    made.close()


def _end(*pids: int) -> None:
    """Kill as the system does when memory is short, and wait until they are gone."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # the pool collected it first
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def _pids(workers: Workers) -> list[int]:
    return [process._process.pid for process in workers._idle]


def test_one_that_ended_while_idle_costs_no_verdict(workers: Workers) -> None:
    before = _pids(workers)
    _end(before[-1])
    assert workers.check(NUMBER, "2").verdict == "correct"
    assert before[-1] not in _pids(workers)
    assert workers.check(NUMBER, "3").verdict == "wrong"
    assert len(_pids(workers)) == 2


def test_all_that_ended_while_idle_cost_no_verdict(workers: Workers) -> None:
    _end(*_pids(workers))
    assert workers.check(NUMBER, "2").verdict == "correct"


def test_a_request_that_reached_nobody_is_sent_again(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends after it was taken for the request, and before that is sent."""
    victim = workers._idle[-1]
    sends = type(victim).ask

    def ends_first(self: object, *arguments: object, **named: object) -> object:
        if self is victim:
            _end(victim._process.pid)
        return sends(self, *arguments, **named)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(type(victim), "ask", ends_first)
    assert workers.check(NUMBER, "2").verdict == "correct"
    assert victim._process.pid not in _pids(workers)


def test_one_that_ends_during_a_check_leaves_it_undecided(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the answer itself that used up the memory: it is not tried on the next process."""
    victim = workers._idle[-1]
    os.kill(victim._process.pid, signal.SIGSTOP)
    awaits = victim._answer

    def ends_first(*arguments: Any) -> Any:
        _end(victim._process.pid)
        return awaits(*arguments)

    monkeypatch.setattr(victim, "_answer", ends_first)
    asked = [process._asked for process in workers._idle]
    found = workers.check(NUMBER, "2")
    assert (found.verdict, found.message) == (
        "undecided",
        "the checker stopped in the middle of it and was restarted",
    )
    assert workers._idle[-1]._asked == asked[0]
    assert workers.check(NUMBER, "2").verdict == "correct"

"""One second for a check, whatever the process that gets it: its start counts for nothing."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from drill.checking import spec_from
from drill.errors import TimedOutError
from drill.proving import ExerciseReport
from drill.reading import write_plain
from drill.worker import Workers, client
from drill.worker.worker_messages import Message
from tests.asked import exercise

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")

NUMBER = spec_from({"number": "2"})


def _pid(workers: Workers) -> int:
    return workers._idle[0]._process.pid


def test_the_first_answer_has_a_second_and_is_blamed_for_no_start(workers: Workers) -> None:
    for _ in range(2):  # the second time in the process that follows one that was killed
        workers.await_ready()
        os.kill(_pid(workers), signal.SIGSTOP)
        begun = time.monotonic()
        found = workers.check(NUMBER, "2")
        assert time.monotonic() - begun > 0.9
        assert (found.verdict, found.code) == ("undecided", "timeout")
        assert found.message == "checking took too long, so it is undecided"


def test_a_slow_start_costs_no_verdict(workers: Workers) -> None:
    pid = _pid(workers)
    os.kill(pid, signal.SIGSTOP)
    threading.Timer(1.5, os.kill, (pid, signal.SIGCONT)).start()
    assert (
        workers.check(spec_from({"expression": "(x+1)^3", "vars": ["x"]}), "x^3+3x^2+3x+1").verdict
        == "correct"
    )
    assert _pid(workers) == pid


def test_a_checker_that_does_not_start_is_told_as_that(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drill.worker.process.START_LIMIT_S", 0.3)
    os.kill(_pid(workers), signal.SIGSTOP)
    found = workers.check(NUMBER, "2")
    assert (found.verdict, found.code) == ("undecided", "timeout")
    assert found.message == "the checker did not start in time: try again"


class Script:
    """Messages of a worker at set times, and the clock by which they come: nobody waits for either."""

    def __init__(self, *messages: tuple[float, Message]) -> None:
        self.now = 0.0
        self._messages = list(messages)

    def get(self, timeout: float) -> Message:
        """The next message, if it comes within ``timeout`` seconds."""
        if self._messages and self._messages[0][0] <= self.now + timeout:
            self.now, message = self._messages.pop(0)
            return message
        self.now += timeout
        raise queue.Empty

    def put(self, message: Message | None) -> None:
        """Leave out what the process says, or that it ended."""


def test_the_deadline_stands_still_while_sympy_is_loaded(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers.await_ready()
    (process,) = workers._idle
    os.kill(process._process.pid, signal.SIGSTOP)  # nothing comes but what the script says
    script = Script((0.2, {"loading": True}), (9.0, {"loading": False}), (9.3, {"id": 1, "result": "done"}))
    monkeypatch.setattr(process, "_answers", script)
    monkeypatch.setattr("drill.worker.process.time", SimpleNamespace(monotonic=lambda: script.now))
    assert process.ask("check", 0.6) == "done"
    assert script.now == 9.3
    with pytest.raises(TimedOutError):
        process.ask("check", 0.6)
    assert script.now == pytest.approx(9.9)


def test_verifying_waits_while_other_programs_have_the_processor(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers.await_ready()
    (process,) = workers._idle
    os.kill(process._process.pid, signal.SIGSTOP)
    asked = exercise({"prompt": "Add.", "answer": {"number": "2"}})
    done = write_plain(ExerciseReport.of(asked))
    script = Script((900.0, {"id": 1, "result": done}))
    monkeypatch.setattr(process, "_answers", script)
    monkeypatch.setattr("drill.worker.process.time", SimpleNamespace(monotonic=lambda: script.now))
    monkeypatch.setattr(process, "_computed_s", lambda: min(script.now, 900.0) / 20)
    assert workers.verify(asked, item="b/t", variants=1).problems == []
    with pytest.raises(TimedOutError, match="longer than"):  # it computes no more, and no answer comes
        workers.verify(asked, item="b/t", variants=1)


def test_an_idle_worker_tells_that_it_loads_sympy_after_its_first_answer(workers: Workers) -> None:
    assert workers.check(NUMBER, "2").verdict == "correct"
    answers = workers._idle[0]._answers
    assert [answers.get(timeout=120) for _ in range(2)] == [{"loading": True}, {"loading": False}]
    assert workers.check(NUMBER, "2").verdict == "correct"


def test_a_paper_on_which_the_worker_hangs_is_told_with_a_way_out(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.PAPER_LIMIT_S >= 300, "a long paper takes minutes"
    monkeypatch.setattr(client, "PAPER_LIMIT_S", 0.5)
    workers.await_ready()
    os.kill(_pid(workers), signal.SIGSTOP)
    with pytest.raises(TimedOutError, match=r"longer than 0\.5 s.*some of its sections"):
        workers.read_paper("/nowhere.tex")


def test_a_long_request_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first process may be busy for minutes with a paper before another one was ever needed."""
    monkeypatch.setattr(client, "CHECK_LIMIT_S", 60.0)
    workers = Workers(2)
    workers.start()
    busy = threading.Thread(target=lambda: workers.check(NUMBER, "2"))
    try:
        workers.await_ready()
        first = workers._idle[-1]._process.pid
        os.kill(first, signal.SIGSTOP)
        busy.start()
        while any(process._process.pid == first for process in tuple(workers._idle)):
            time.sleep(0.01)
        assert workers.check(NUMBER, "2").verdict == "correct"
        assert busy.is_alive()
    finally:
        os.kill(first, signal.SIGCONT)
        busy.join()
        workers.close()

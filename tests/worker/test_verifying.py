"""Reading and verifying in worker processes: the same as here, and an end of everything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drill import limits
from drill.checking import spec_from
from drill.exchange import read_file
from drill.proving import Task, verify_exercise
from drill.worker import Workers, verify_tasks
from tests.asked import exercise
from tests.homes import bank, sums


def task(key: str, **more: Any) -> Task:
    body = {"prompt": "Add $@a$.", "params": {"a": "1..9"}, "answer": {"number": key}, **more}
    return Task(exercise(body), "b/t", 3)


def test_reports_are_those_of_this_process(workers: Workers) -> None:
    tasks = [
        task("a + 1", witness={"value": "1 + a"}),
        task("a + 1", witness={"sum": "a", "over": {"k": ["1", "1"]}}),
        task("1/(a - a)"), task("sqrt(a)"),
    ]  # fmt: skip
    here = [verify_exercise(each.exercise, item=each.item, variants=each.variants) for each in tasks]
    assert dict(verify_tasks(workers, tasks, jobs=2)) == dict(enumerate(here))


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")
@pytest.mark.parametrize("is_killed", [False, True])
def test_what_does_not_end_is_ended_and_said(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, is_killed: bool
) -> None:
    monkeypatch.setattr("drill.worker.client.PROVE_LIMIT_S", 60.0 if is_killed else 0.5)
    workers.await_ready()
    (victim,) = workers._idle
    awaits = victim._answer

    def ends_first(*arguments: Any) -> Any:
        os.kill(victim._process.pid, signal.SIGKILL)
        return awaits(*arguments)

    os.kill(victim._process.pid, signal.SIGSTOP)
    if is_killed:
        monkeypatch.setattr(victim, "_answer", ends_first)
    ((number, report),) = verify_tasks(workers, [task("a + 1")], jobs=1)
    (problem,) = report.problems
    assert (number, problem.code, report.is_cut_short) == (0, "ended", True)
    assert ("more memory" if is_killed else "longer than 0.5 s") in problem.message
    assert workers.check(spec_from({"number": "2"}), "2").verdict == "correct"


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")
def test_what_nobody_waits_for_any_more_is_ended(workers: Workers) -> None:
    workers.await_ready()
    pid = workers._idle[0]._process.pid
    reports = verify_tasks(workers, [task("a + 1"), task("a + 2")], jobs=1)
    next(reports)
    os.kill(pid, signal.SIGSTOP)
    reports.close()  # comes back, although the process does nothing any more


def test_a_file_is_read_as_in_this_process(workers: Workers, tmp_path: Path) -> None:
    texts = {
        "topic.yaml": "theory: ü $x$\ncards: {a.b: {when: w, why: y, watch: z}}\n"
        + bank(sums(3))
        + "- id: x\n",
        "book.yaml": "title: B\nauthor: A\nsections: {1.1: {exercises: 1-3, answers: {2: {number: 7}}}}\n",
        "none.yaml": "\x00",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        there, here = workers.read_file(path.read_bytes(), str(path)), read_file(path.read_bytes(), str(path))
        assert [str(problem) for problem in there.problems] == [str(problem) for problem in here.problems]
        for one, other in zip(there.exercises, here.exercises, strict=True):
            assert replace(one, places=dict) == replace(other, places=dict)
            assert one.place(("answer",)) == other.place(("answer",))
        assert replace(there, problems=(), exercises=()) == replace(here, problems=(), exercises=())


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")
def test_a_file_that_is_not_read_in_time_is_named(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("drill.worker.client.READ_LIMIT_S", 0.3)
    workers.await_ready()
    os.kill(workers._idle[0]._process.pid, signal.SIGSTOP)
    path = tmp_path / "topic.yaml"
    path.write_text(bank(sums(1)), encoding="utf-8")
    loaded = workers.read_file(path.read_bytes(), str(path))
    (problem,) = loaded.problems
    assert (loaded.exercises, problem.path) == ((), str(path))
    assert "it was not read" in problem.message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_loading_sympy_takes_nothing_from_a_long_request() -> None:
    asked = (
        "import resource; from drill import limits; limits.allow_cpu(1000); "
        "before, _ = resource.getrlimit(resource.RLIMIT_CPU); limits.allow_sympy_loading(); "
        "after, _ = resource.getrlimit(resource.RLIMIT_CPU); print(after - before)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert int(done.stdout) == limits.LOAD_S

"""The worker as its parent meets it: real processes, real deadlines."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.draws import KnownMistake
from drill.checking import spec_from
from drill.cli import run_guarded
from drill.errors import BankError, CheckError, TimedOutError, TooLargeError
from drill.reading import write_plain
from drill.worker import Workers, worker_messages
from drill.worker.process import WorkerProcess
from tests.asked import exercise_from

BODY = {
    "id": "sum",
    "params": {"a": "11..99", "b": "11..99"},
    "prompt": "Compute $@a + @b$.",
    "answer": {"number": "a + b"},
    "topic": "tiny.sums",
}
EXERCISE = exercise_from(BODY)


TWO = spec_from({"number": "2"})


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(2)
    made.start()
    yield made
    made.close()


def test_a_variant_is_prepared_and_its_key_is_accepted(workers: Workers) -> None:
    variant = workers.prepare(EXERCISE, item="tiny/sum", seed=7)
    assert int(variant.params["a"]) + int(variant.params["b"]) == int(str(variant.only.key))
    assert workers.check(variant.only.expect, variant.only.key).verdict == "correct"
    assert workers.check(variant.only.expect, "0").verdict == "wrong"


def test_the_same_seed_gives_the_same_variant(workers: Workers) -> None:
    first = workers.prepare(EXERCISE, item="tiny/sum", seed=7)
    assert workers.prepare(EXERCISE, item="tiny/sum", seed=7) == first
    again = workers.prepare(EXERCISE, item="tiny/sum", seed=7, params=first.params)
    assert again.stages == first.stages


def test_a_draw_is_passed_over_where_it_was_met_before(workers: Workers) -> None:
    first = workers.prepare(EXERCISE, item="tiny/sum", seed=7)
    other = workers.prepare(EXERCISE, item="tiny/sum", seed=7, avoid=[first.params])
    assert other.params != first.params


def test_a_known_mistake_is_named(workers: Workers) -> None:
    mistakes = [KnownMistake("8", "You subtracted.")]
    verdict = workers.check(spec_from({"number": "14"}), "8", mistakes=mistakes)
    assert (verdict.verdict, verdict.code, verdict.message) == ("wrong", "misconception", "You subtracted.")


def test_an_exercise_that_cannot_be_prepared_says_so(workers: Workers) -> None:
    with pytest.raises(BankError, match="division by zero"):
        workers.prepare(exercise_from({**BODY, "answer": {"number": "1/(a - a)"}}), item="tiny/sum", seed=1)
    assert workers.check(TWO, "2").verdict == "correct"


@pytest.mark.parametrize(
    "answer",
    ["9^9^9^9", '__import__("os").system("true")', "(" * 5_000, "1" * 1_500_000, "9!!!!!!", "\x00\ud800", ""],
)
def test_hostile_answers_are_answered_and_the_worker_lives(workers: Workers, answer: str) -> None:
    assert workers.check(TWO, answer).verdict in ("wrong", "unreadable", "undecided")
    assert workers.check(TWO, "2").verdict == "correct"


def test_a_closed_pool_answers_no_more() -> None:
    workers = Workers(1)
    workers.close()
    with pytest.raises(TimedOutError):
        workers.prepare(EXERCISE, item="tiny/sum", seed=1)


def test_an_unknown_operation_is_an_error_not_an_end() -> None:
    process = WorkerProcess()
    try:
        with pytest.raises(CheckError, match="no operation"):
            process.ask("fly", 5)
        with pytest.raises(CheckError, match="no operation"):
            process.ask("fly", 5)
    finally:
        process.end()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_worker_is_confined_and_dies_with_its_input() -> None:
    started = subprocess.Popen(
        [sys.executable, "-I", "-m", "drill.worker.main"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert started.stdin is not None
    assert started.stdout is not None
    assert worker_messages.read_message(started.stdout) == {"ready": True}
    limits = Path(f"/proc/{started.pid}/limits").read_text(encoding="ascii")
    assert "Max core file size        0" in limits
    assert "Max file size             0" in limits
    assert f"Max address space         {512 * 1024 * 1024}" in limits
    started.stdin.close()
    started.stdout.close()
    assert started.wait(10) == 0


def test_nothing_that_prints_reaches_the_pipe(workers: Workers) -> None:
    """The protocol's pipe is the worker's own: what a library prints goes nowhere."""
    assert workers.check(TWO, "print(1)").verdict == "unreadable"


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(st.none() | st.booleans() | st.text(max_size=9), st.lists, max_leaves=9),
    )
)
def test_frames_come_back_as_they_went(message: dict[str, object]) -> None:
    stream = io.BytesIO(worker_messages.encode_message(message))
    read = worker_messages.read_message(stream)
    assert read == {key.encode("utf-8", "replace").decode(): value for key, value in message.items()} or any(
        "?" in key for key in (read or {})
    )


def test_a_frame_has_a_limit() -> None:
    with pytest.raises(TooLargeError):
        worker_messages.encode_message({"text": "x" * worker_messages.LIMIT_BYTES})
    with pytest.raises(CheckError):
        worker_messages.read_message(io.BytesIO((worker_messages.LIMIT_BYTES + 1).to_bytes(4, "big")))


def test_a_stream_that_ends_in_a_frame_ends() -> None:
    assert worker_messages.read_message(io.BytesIO(b"")) is None
    assert worker_messages.read_message(io.BytesIO(b"\x00\x00\x00\x09{}")) is None


def test_processes_are_gone_after_close() -> None:
    workers = Workers(2)
    workers.start()
    workers.check(TWO, "2")
    pids = [process._process.pid for process in workers._idle]
    workers.close()
    deadline = time.monotonic() + 5
    while any(_is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(_is_running(pid) for pid in pids)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_fault_in_a_worker_leaves_its_traceback_in_the_log_and_debug_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DRILL_HOME", str(tmp_path))
    process = WorkerProcess()

    def run() -> int:
        process.ask("check", 20.0, expect=write_plain(TWO))
        return 0

    try:
        assert run_guarded(run, debug=True) == 2
        told = capsys.readouterr().err
        assert "this is a fault of the program (" in told
        (report,) = (tmp_path / "log").iterdir()
        trace = report.read_text(encoding="utf-8")
        assert "in _check" in trace
        assert trace in told
        assert run_guarded(run, debug=False) == 2
        assert "in _check" not in capsys.readouterr().err
    finally:
        process.end()


def test_a_stage_is_checked_by_its_name_in_a_worker_that_prepared_it_and_in_one_that_did_not() -> None:
    first, second = Workers(1), Workers(1)
    try:
        variant = first.prepare(EXERCISE, item="tiny/sum", seed=3, content="a b")
        for workers in (first, second, second):
            verdicts = [
                workers.check_stage(variant, 0, text, content="a b") for text in (variant.only.key, "0")
            ]
            assert [verdict.verdict for verdict in verdicts] == ["correct", "wrong"]
    finally:
        first.close()
        second.close()


def test_an_edited_exercise_is_not_checked_by_what_was_kept_of_the_one_before() -> None:
    workers = Workers(1)
    try:
        before = workers.prepare(EXERCISE, item="tiny/sum", seed=3, content="before")
        stage = replace(before.only, expect=spec_from({"number": "-1"}), key="-1")
        after = replace(before, stages=(stage,))
        assert workers.check_stage(after, 0, "-1", content="after").verdict == "correct"
        assert workers.check_stage(before, 0, "-1", content="before").verdict == "wrong"
    finally:
        workers.close()

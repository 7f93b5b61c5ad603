"""A set of the warm-up line by line and as a protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drill.cli import PlainSession, Protocol
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.warm_up_set import WarmUp
from drill.session.workspace import Workspace
from tests.homes import bank, plant, workspace_in
from tests.session.drilled import attempt
from tests.session.test_warm_up import rapid

Message = dict[str, Any]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(rapid(4)))
    with workspace_in(tmp_path) as workspace:
        for number in range(1, 5):
            attempt(workspace, f"tiny/rapid-{number}", ok=True, why=True)
        yield workspace


def typed(warm_up: WarmUp, say: Callable[[ExerciseView], str | None]) -> Iterator[str]:
    """What is typed at the rep at hand; enter where nothing is asked."""
    while True:
        rep = warm_up.exercise
        line = "" if warm_up.verdict is not None or rep is None else say(rep)
        if line is None:
            return
        yield line


def key(rep: ExerciseView) -> str:
    return str(int(rep.variant.params["a"]) + int(rep.variant.params["b"]))


def test_a_set_line_by_line(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    warm_up = WarmUp(workspace)
    lines = typed(warm_up, lambda rep: "1" if rep.number == 3 else key(rep))
    PlainSession(warm_up, workspace, lines, width=80).run()
    said = capsys.readouterr().out
    assert "9 of 10 right." in said
    assert "Wrong." in said
    assert "Right: " in said
    assert said.count("Right.") == 9


def test_a_set_ends_at_q_and_at_the_end_of_the_input(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    for last in ("?q", None):
        warm_up = WarmUp(workspace)
        lines = typed(warm_up, lambda rep, last=last: key(rep) if rep.number < 3 else last)
        PlainSession(warm_up, workspace, lines, width=80).run()
        assert "2 of 2 right" in capsys.readouterr().out


def test_a_set_as_a_protocol(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Message] = []
    monkeypatch.setattr("drill.cli.output.emit_json", said.append)
    warm_up = WarmUp(workspace)

    def lines() -> Iterator[str]:
        yield json.dumps({"do": "hint"})
        yield json.dumps({"do": "next"})
        yield json.dumps({"do": "answer", "text": "1"})
        yield json.dumps({"do": "dispute"})
        while said[-1]["type"] == "rep":
            rep = warm_up.exercise
            assert rep is not None
            yield json.dumps({"do": "answer", "text": "2 +"})
            yield json.dumps({"do": "answer", "text": key(rep)})

    Protocol(warm_up, 2).run(lines())
    assert [message["type"] for message in said[:6]] == ["hello", "rep", "error", "error", "verdict", "rep"]
    assert said[4]["verdict"] == "wrong"
    assert int(said[4]["key"]) > 20
    assert said[6]["type"] == "unreadable"
    assert (said[-1]["type"], said[-1]["reps"], said[-1]["right"]) == ("done", 10, 10)

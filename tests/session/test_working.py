"""A working beside an answer: kept with the attempt, checked when the answer is given, and in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import ParseError
from drill.gyr.events import Attempt
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.drilling.working_feedback import CONSISTENT
from drill.session.workspace import Workspace
from drill.store import OpenAttempt
from tests.homes import Clock, bank, plant, workspace_in

SQUARE = r"""- id: square
  prompt: Expand $(x + 1)^2$.
  vars: [x]
  answer: {expression: x^2 + 2 x + 1}
  wrong: [{answer: x^2 + 1, say: The middle term is missing.}]
"""
CHAIN = r"""- id: chain
  prompt: Expand twice.
  vars: [x]
  stages:
  - {prompt: Expand $(x + 1)^2$., answer: {expression: x^2 + 2 x + 1}}
  - {prompt: Expand $(x - 1)^2$., answer: {expression: x^2 - 2 x + 1}}
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(SQUARE, topic="tiny.squares"))
    plant(tmp_path, "chains", bank(CHAIN, topic="chains.squares"))
    with workspace_in(tmp_path, clock=clock) as opened:
        yield opened


def begun(workspace: Workspace, bank_id: str = "tiny") -> DrillSession:
    sitting = start_session(workspace, Request(scope=(bank_id,), items=5))
    assert isinstance(sitting.next(), ExerciseView)
    return sitting


def answered(sitting: DrillSession, *lines: str) -> VerdictView:
    sitting.draft_working(lines)
    verdict = sitting.answer(lines[-1])
    assert isinstance(verdict, VerdictView)
    return verdict


def attempts(workspace: Workspace) -> list[Attempt]:
    return [event.facts for event in workspace.store.history() if isinstance(event.facts, Attempt)]


def test_the_first_line_that_does_not_follow_is_named_and_then_shown(workspace: Workspace) -> None:
    verdict = answered(begun(workspace), "(x + 1)^2", "= x^2 + 1")
    assert verdict.verdict == "wrong"
    assert verdict.working is not None
    assert verdict.working.signs(is_ascii=False) == ("·", "≠")
    assert verdict.working.question == "Line 2 does not follow from line 1. What changed?"
    assert verdict.working.detail == "The middle term is missing. At x = 2 line 1 gives 9, line 2 gives 5."


def test_a_slip_that_does_not_reach_the_answer_is_shown_beside_a_right_one(workspace: Workspace) -> None:
    verdict = answered(begun(workspace), "(x + 1)^2", "= x^2 + x + 1", "= x^2 + 2 x + 1")
    assert verdict.verdict == "correct"
    assert verdict.working is not None
    assert verdict.working.signs(is_ascii=False) == ("·", "≠", "≠")
    assert verdict.working.question == "Line 2 does not follow from line 1."


def test_a_consistent_working_of_something_else_is_told(workspace: Workspace) -> None:
    verdict = answered(begun(workspace), "(x - 1)^2", "= x^2 - 2 x + 1")
    assert verdict.verdict == "wrong"
    assert verdict.working is not None
    assert verdict.working.question == CONSISTENT


def test_an_answer_without_lines_has_the_same_verdict(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.draft_working(("(x + 1)^2", "= x^2 + 1"))
    sitting.draft_working(())
    verdict = sitting.answer("x^2 + 1")
    assert isinstance(verdict, VerdictView)
    assert (verdict.verdict, verdict.message) == ("wrong", "The middle term is missing.")
    assert verdict.working is None


def test_lines_are_kept_in_the_draft_and_in_the_log(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.draft_working(("(x + 1)^2", "= x^2"))
    kept = workspace.store.open_attempts()
    assert [attempt.work.working for attempt in kept] == [("(x + 1)^2", "= x^2")]
    assert OpenAttempt.from_json(kept[0].to_json()) == kept[0]
    answered(sitting, "(x + 1)^2", "= x^2 + 2 x + 1")
    sitting.mark(True)
    assert [attempt.working for attempt in attempts(workspace)] == [("(x + 1)^2", "= x^2 + 2 x + 1")]


def test_a_chain_keeps_the_lines_of_each_stage(workspace: Workspace) -> None:
    sitting = begun(workspace, "chains")
    answered(sitting, "(x + 1)^2", "= x^2 + 2 x + 1")
    sitting.next_stage()
    answered(sitting, "x^2 - 2 x + 1")
    sitting.mark(True)
    assert [attempt.working for attempt in attempts(workspace)] == [
        {"1": ("(x + 1)^2", "= x^2 + 2 x + 1"), "2": ("x^2 - 2 x + 1",)}
    ]


def test_an_undone_mark_gives_the_lines_back(workspace: Workspace) -> None:
    sitting = begun(workspace)
    answered(sitting, "(x + 1)^2", "= x^2 + 1")
    sitting.mark(True)
    sitting.undo()
    assert sitting.verdict is not None
    assert sitting.verdict.working is not None
    assert sitting.verdict.working.lines == ("(x + 1)^2", "= x^2 + 1")


def test_checking_lines_before_the_answer_is_a_hint_unless_they_are_checked_live(
    workspace: Workspace,
) -> None:
    sitting = begun(workspace)
    assert not sitting.checks_lines_live
    sitting.draft_working(("(x + 1)^2", "= x^2 + 1"))
    checked = sitting.check_lines()
    assert checked is not None
    assert checked.question == "Line 2 does not follow from line 1."
    answered(sitting, "(x + 1)^2", "= x^2 + 2 x + 1")
    sitting.mark(True)
    assert [attempt.hints for attempt in attempts(workspace)] == [1]


def test_too_many_lines_are_refused(workspace: Workspace) -> None:
    with pytest.raises(ParseError, match="at most 40 lines"):
        begun(workspace).draft_working(("x",) * 41)


def test_a_retry_begins_with_the_line_that_did_not_follow(workspace: Workspace, clock: Clock) -> None:
    sitting = begun(workspace)
    answered(sitting, "(x + 1)^2", "= x^2 + 1")
    sitting.mark(False)
    clock.pass_days(1)
    view = start_session(workspace, Request(scope=("tiny",), items=5)).next()
    assert isinstance(view, ExerciseView)
    assert "Line 2 did not follow from line 1. The middle term is missing." in view.last_slip

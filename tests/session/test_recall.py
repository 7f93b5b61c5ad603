"""A formula from memory: right, a known mistake, or compared by the learner, who decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.checking import Verdict
from drill.gyr.events import Attempt, ItemId
from drill.proving import verify_exercise
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.key_display import compared_lines
from drill.session.standing.queueing import Request
from drill.session.workspace import Workspace
from tests.homes import bank, plant, workspace_in
from tests.session.talk import Message, Talk, of

ITEM = ItemId("tiny/momentum")
RECALL = """- id: momentum
  level: 1
  prompt: Write down momentum.
  names: {m_t: m_t, b: '\\beta', g_t: g_t, m: 'm_{t-1}'}
  answer: {formula: 'm_t = b m + (1 - b) g_t'}
  steps: [It is an average.]
  wrong:
    - {answer: 'm_t = b m + g_t', say: You forgot to damp the gradient.}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(RECALL))
    with workspace_in(tmp_path) as opened:
        yield opened


def asked(workspace: Workspace) -> DrillSession:
    sitting = start_session(workspace, Request(("tiny",), items=5))
    assert isinstance(sitting.next(), ExerciseView)
    return sitting


def verdict_on(workspace: Workspace, text: str) -> Verdict:
    exercise = workspace.catalogue.exercise(ITEM)
    variant = workspace.workers.prepare(exercise, item=ITEM, seed=1)
    return workspace.workers.check(variant.only.expect, text, mistakes=variant.only.wrong)


@pytest.mark.parametrize(
    ("typed", "verdict", "code"),
    [
        ("m_t = b m + (1 - b) g_t", "correct", ""),
        ("m_t = (1 - b) g_t + b m", "correct", ""),
        ("m_t = b m + g_t", "wrong", "misconception"),
        ("m_t = b m - (1 - b) g_t", "undecided", "differs"),
        ("b m + (1 - b) g_t", "undecided", "differs"),
        ("m_t = b m", "undecided", "differs"),
        ("m_t = b m + (1 - b g_t", "unreadable", "parse"),
    ],
)
def test_only_a_known_mistake_is_wrong(workspace: Workspace, typed: str, verdict: str, code: str) -> None:
    found = verdict_on(workspace, typed)
    assert (found.verdict, found.code) == (verdict, code)
    assert found.message or verdict == "correct"


@pytest.mark.parametrize("is_right", [True, False])
def test_the_learner_decides_and_nothing_is_disputed(workspace: Workspace, is_right: bool) -> None:
    sitting = asked(workspace)
    shown = sitting.answer("m_t = b m - (1 - b) g_t")
    assert isinstance(shown, VerdictView)
    assert (shown.verdict, shown.exercise.decides, shown.attempt.given.code, shown.ok) == (
        "revealed",
        True,
        "",
        None,
    )
    assert shown.stage.key == "m_t = b m + (1 - b) g_t"
    sitting.mark(True, ok=is_right)
    sitting.close()
    facts = next(event.facts for event in workspace.store.history(ITEM) if isinstance(event.facts, Attempt))
    assert (facts.decided_by, facts.code, facts.reason, facts.ok) == ("learner", "", "", is_right)
    assert facts.answer == "m_t = b m - (1 - b) g_t"
    assert not facts.revealed
    assert workspace.store.disputes()[0] == 0
    assert workspace.state(workspace.catalogue.entries[ITEM]).state == ("green" if is_right else "yellow")


def test_the_first_difference_is_marked(workspace: Workspace) -> None:
    sitting = asked(workspace)
    shown = sitting.answer("m_t = b m + (2 - b) g_t")
    assert isinstance(shown, VerdictView)
    compared = compared_lines(shown, workspace.settings.glyphs)
    assert compared is not None
    assert (compared.answer[compared.differs_at], compared.key[compared.differs_at]) == ("2", "1")
    assert compared.answer[: compared.differs_at] == compared.key[: compared.differs_at]
    sitting.close()


def test_nothing_is_compared_where_the_checker_decides(workspace: Workspace) -> None:
    sitting = asked(workspace)
    wrong = sitting.answer("m_t = b m + g_t")
    assert isinstance(wrong, VerdictView)
    assert compared_lines(wrong, workspace.settings.glyphs) is None
    assert (wrong.verdict, wrong.exercise.decides) == ("wrong", False)
    assert "damp" in wrong.message
    sitting.close()


def test_what_waits_for_a_decision_comes_back_so(workspace: Workspace) -> None:
    sitting = asked(workspace)
    sitting.answer("m_t = b m")
    sitting.close()
    again = asked(workspace)
    assert again.verdict is not None
    assert (again.verdict.exercise.decides, again.verdict.answer) == (True, "m_t = b m")
    again.mark(True, ok=False)
    assert again.undo() is not None
    assert again.verdict is not None
    assert again.verdict.exercise.decides, "after an undo the learner decides once more"
    again.back_to_field()
    assert isinstance(again.answer("m_t = b m + (1 - b) g_t"), VerdictView)
    again.close()


def test_the_line_protocol_asks_for_the_decision(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "answer", "text": "m_t = b m"}
        yield {"do": "mark", "why": True}
        yield {"do": "mark", "why": True, "ok": True}

    said = Talk(workspace, monkeypatch)(script)
    revealed = of(said, "revealed")[0]
    assert revealed["key"] == "m_t = b m + (1 - b) g_t"
    assert revealed["message"]
    assert '"ok" is needed' in of(said, "error")[0]["message"]
    assert of(said, "marked")[0]["mark"] == "green"


def test_a_recall_is_proved_by_its_mistakes_and_no_mutants(workspace: Workspace) -> None:
    report = verify_exercise(workspace.catalogue.exercise(ITEM), item=ITEM, variants=3)
    assert report.mutants == 0
    assert [each for each in report.problems if each.severity == "error"] == []

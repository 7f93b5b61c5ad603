"""Undo: the field again before a mark, then mark by mark, and only those of one's own window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.checking import Verdict
from drill.errors import UsageError
from drill.gyr.events import Attempt, ItemId, Reply
from drill.session.drilling import undoing
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import Undecided
from drill.session.drilling.starting import Request, start_session, start_sitting
from drill.session.drilling.verdict_view import VerdictView
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.drilled import served
from tests.session.talk import Message, Talk, answer, number, of

OWN = """- id: own
  prompt: Prove that the sum of two even numbers is even.
  answer: {self: compare with the book}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(4)))
    plant(tmp_path, "other", bank(sums(2, start=5), topic="other.sums"))
    plant(tmp_path, "kinds", bank(OWN, topic="kinds.mixed"))
    return tmp_path


@pytest.fixture
def workspace(home: Path) -> Iterator[Workspace]:
    with workspace_in(home) as opened:
        yield opened


def begun(workspace: Workspace, *scope: str) -> DrillSession:
    return start_session(workspace, Request(scope=scope or ("tiny",), items=9))


def key(view: ExerciseView) -> str:
    return str(10 * number(view.item) + 3)


def marked(sitting: DrillSession, *, why: bool = True) -> str:
    """One exercise more, answered right; its item."""
    view = served(sitting)
    assert isinstance(sitting.answer(key(view)), VerdictView)
    return sitting.mark(why).exercise.item


def kinds(workspace: Workspace) -> list[str]:
    return [event.kind for event in workspace.store.history()]


# --- before the mark ---------------------------------------------------------------------------------------


def test_before_the_mark_the_field_comes_back_and_what_follows_says_that_the_key_was_seen(
    workspace: Workspace,
) -> None:
    sitting = begun(workspace)
    view = served(sitting)
    assert isinstance(sitting.answer("31"), VerdictView)
    field = sitting.back_to_field()
    assert (field.item, field.draft, sitting.verdict) == (view.item, "31", None)
    assert kinds(workspace) == []
    resumed = begun(workspace)
    assert served(resumed).draft == "31"
    assert isinstance(resumed.answer(key(view)), VerdictView)
    assert resumed.mark(True).effect.colour == "green"
    (event,) = workspace.store.history()
    assert isinstance(event.facts, Attempt)
    assert (event.kind, event.facts.answer, event.facts.seen) == ("verdict", "13", True)


def test_the_draft_outlives_a_look_at_the_solution(workspace: Workspace) -> None:
    sitting = begun(workspace)
    view = served(sitting)
    sitting.draft("1")
    assert sitting.reveal().answer == ""
    assert sitting.back_to_field().draft == "1"
    assert isinstance(sitting.answer(key(view)), VerdictView)
    sitting.mark(True)
    (event,) = workspace.store.history()
    assert isinstance(event.facts, Attempt)
    assert (event.facts.ok, event.facts.revealed, event.facts.seen) == (True, False, True)


def test_what_could_not_be_decided_stays_the_learners_over_the_way_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = begun(workspace)
    served(sitting)
    with monkeypatch.context() as patched:
        patched.setattr(
            workspace.workers, "check_stage", lambda *_, **__: Verdict("undecided", "timeout", "too long")
        )
        assert isinstance(sitting.answer("13"), Undecided)
    assert sitting.reveal().exercise.decides
    assert sitting.back_to_field().draft == "13"
    resumed = begun(workspace)
    served(resumed)
    assert resumed.reveal().exercise.decides


def test_a_note_of_ones_own_can_be_written_anew(workspace: Workspace) -> None:
    sitting = begun(workspace, "kinds")
    served(sitting)
    sitting.answer("both are twice something")
    assert sitting.back_to_field().draft == "both are twice something"
    sitting.answer("2a + 2b = 2(a + b)")
    sitting.mark(True, ok=True)
    (event,) = workspace.store.history()
    assert isinstance(event.facts, Attempt)
    assert (event.facts.answer, event.facts.seen) == ("2a + 2b = 2(a + b)", True)


CHOICE = """- id: which
  prompt: Which number is even?
  answer: {choice: [{id: two, right: the number 2}, {id: three, wrong: the number 3, say: Three is odd.}]}
"""
PARTS = """- id: both
  prompt: Give the sum and the product of 2 and 3.
  answer: {parts: {sum: {number: "5"}, product: {number: "6"}}}
  wrong: [{answer: {product: "5"}, say: You added.}]
"""
STAGES = """- id: steps
  prompt: Add 2 to 3.
  stages:
  - {prompt: What is 2 + 3?, answer: {number: "5"}, result: It is 5.}
  - {prompt: And twice that?, answer: {number: "10"}, wrong: [{answer: "7", say: You added.}]}
"""
FORMULA = """- id: recall
  prompt: Write the update.
  answer: {formula: 'y = w x + b'}
"""


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (CHOICE, ["b"]),
        (PARTS, [{"sum": "5", "product": "5"}]),
        (STAGES, ["5", "7"]),
        (FORMULA, ["y = w x - z"]),
        (sums(1), ["7"]),
        (sums(1), ["13"]),
    ],
)
def test_the_reason_of_a_verdict_comes_back_with_it(home: Path, text: str, answers: list[Reply]) -> None:
    plant(home, "alone", bank(text, topic="alone.all"))
    with workspace_in(home) as workspace:
        sitting = begun(workspace, "alone")
        served(sitting)
        for reply in answers:
            if sitting.verdict is not None:
                sitting.next_stage()
            assert isinstance(sitting.answer(reply), VerdictView)
        before = sitting.verdict
        assert before is not None
        assert before.message or before.attempt.given.ok
        sitting.mark(False, ok=False if before.exercise.decides else None)
        sitting.undo()
        after = sitting.verdict
        assert after is not None
        assert (after.message, after.evidence, after.parts) == (before.message, before.evidence, before.parts)
        resumed = begun(workspace, "alone")
        served(resumed)
        assert resumed.verdict is not None
        assert (resumed.verdict.message, resumed.verdict.parts) == (before.message, before.parts)


def test_a_verdict_that_the_checker_would_not_give_again_stands_without_a_reason(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = begun(workspace)
    served(sitting)
    sitting.answer("31")
    sitting.mark(False)
    monkeypatch.setattr(workspace.workers, "check_stage", lambda *_, **__: Verdict("correct", "", ""))
    sitting.undo()
    assert sitting.verdict is not None
    assert (sitting.verdict.verdict, sitting.verdict.message) == ("wrong", "")


# --- windows -----------------------------------------------------------------------------------------------


def test_a_window_takes_back_its_own_marks_alone_newest_first(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as mine, workspace_in(home, clock) as theirs:
        here, there = begun(mine), begun(theirs, "other")
        first, second, others = marked(here), marked(here), marked(there)
        undone = [here.undo(), here.undo(), here.undo()]
        assert [each and each.item for each in undone] == [second, first, None]
        undone = [there.undo(), there.undo()]
        assert [each and each.item for each in undone] == [others, None]


def test_a_mark_that_another_window_went_beyond_is_passed_over(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as mine, workspace_in(home, clock) as theirs:
        here = begun(mine)
        first, second = marked(here), marked(here)
        there = start_session(theirs, Request(scope=(second,)))
        marked(there)
        undone = here.undo()
        assert undone is not None
        assert undone.item == first
        assert here.undo() is None


def test_a_new_window_has_nothing_to_take_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_in(home) as before:
        marked(begun(before))
    with workspace_in(home) as workspace:
        said = Talk(workspace, monkeypatch)(lambda said: iter([{"do": "undo"}]))
        assert of(said, "error")[0]["message"].startswith("there is nothing to undo")
        assert kinds(workspace) == ["verdict"]


def test_what_was_undone_is_named_by_its_title_or_else_by_its_id(tmp_path: Path) -> None:
    titled = sums(1).replace("- id: sum-1\n", "- id: sum-1\n  title: Ten and three\n")
    plant(tmp_path, "tiny", bank(titled + sums(1, start=2)))
    with workspace_in(tmp_path) as workspace:
        sitting = begun(workspace)
        assert [marked(sitting), marked(sitting)] == ["tiny/sum-1", "tiny/sum-2"]
        told = [undone.told for _ in range(2) if (undone := sitting.undo()) is not None]
    assert told == [
        "Undone: the mark of tiny/sum-2, unseen again",
        "Undone: the mark of Ten and three, unseen again",
    ]


def test_what_is_done_beside_a_session_belongs_to_its_window(workspace: Workspace) -> None:
    sitting = begun(workspace)
    item = marked(sitting)
    undoing.override_verdict(workspace, item, ok=False, why=False, reason="")
    undoing.park_exercise(workspace, "tiny/sum-4")
    undone = [sitting.undo() for _ in range(4)]
    assert [each and each.kind for each in undone] == ["park", "override", "verdict", None]


def test_an_override_after_practice_says_which_verdict_it_overrules(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    with workspace_in(tmp_path) as workspace:
        item = marked(begun(workspace))
        undoing.override_verdict(workspace, item, ok=False, why=True, reason="")
        assert workspace.take_notices() == []
        practice = start_sitting(workspace, Request(("tiny",), practice=True))
        practice.next()
        practice.answer("13")
        practice.mark(True)
        day = workspace.study_day()
        undoing.override_verdict(workspace, item, ok=True, why=True, reason="")
        assert workspace.take_notices() == [
            f"The verdict of {day.day} {day:%B} is overruled: practice after it does not count."
        ]


def test_the_protocol_goes_to_the_mark_before_and_the_verdict_waits(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield answer(said[-1])
        yield {"do": "mark", "why": True}
        yield answer(said[-1])
        assert said[-1]["type"] == "verdict"
        yield {"do": "undo"}
        yield answer(said[-1])
        yield {"do": "mark", "why": True}
        assert said[-1]["type"] == "verdict"
        yield {"do": "mark", "why": True}

    said = Talk(workspace, monkeypatch)(script)
    assert [each["item"] for each in of(said, "marked")] == ["tiny/sum-1", "tiny/sum-1", "tiny/sum-2"]
    attempts = [event.facts for event in workspace.store.history() if isinstance(event.facts, Attempt)]
    assert [each.seen for each in attempts] == [False, True, False]


# --- the device --------------------------------------------------------------------------------------------


def test_the_newest_of_the_device_asks_its_question_again(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as before:
        item = marked(begun(before), why=False)
    clock.pass_days(1)
    with workspace_in(home, clock) as workspace:
        undone = undoing.undo_newest_event(workspace)
        assert (undone.item, undone.kind, undone.after.state) == (item, "verdict", "unseen")
        assert read_today_view(workspace).resume == item
        sitting = start_session(workspace, Request())
        assert served(sitting).item == item
        assert sitting.verdict is not None
        assert sitting.mark(True).effect.colour == "green"
        assert undoing.undo_newest_event(workspace).item == item
        with pytest.raises(UsageError, match="nothing to undo"):
            undoing.undo_newest_event(workspace)


def test_a_parking_that_was_undone_is_in_no_summary(workspace: Workspace) -> None:
    sitting = begun(workspace)
    item = served(sitting).item
    sitting.park()
    assert sitting.summary().marks.parked == 1
    sitting.undo()
    assert sitting.summary().marks.parked == 0
    assert workspace.state(workspace.catalogue.entries[ItemId(item)]).state == "unseen"


@pytest.mark.parametrize("act", ["skip", "park"])
def test_what_was_put_away_comes_back_with_its_numbers(tmp_path: Path, act: str) -> None:
    plant(tmp_path, "drawn", bank(sums(4, parametrised=True)))
    with workspace_in(tmp_path) as workspace:
        sitting = begun(workspace, "drawn")
        before = served(sitting)
        sitting.skip() if act == "skip" else sitting.park()
        sitting.undo()
        assert sitting.exercise is not None
        assert (sitting.exercise.item, sitting.exercise.stage.prompt) == (before.item, before.stage.prompt)
        assert sitting.exercise.state.state == "unseen"
        served(sitting)

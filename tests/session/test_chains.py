"""Chains: one attempt in stages, from the first answer to the one mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.gyr.events import Attempt
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import Retype
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.workspace import Workspace
from tests.homes import bank, plant, workspace_in
from tests.session.chains import CHAIN

KEYS = ("13", "30", "7")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "chains", bank(CHAIN, topic="chains.sums"))
    return tmp_path


@pytest.fixture
def workspace(home: Path) -> Iterator[Workspace]:
    with workspace_in(home) as opened:
        yield opened


def begun(workspace: Workspace) -> DrillSession:
    sitting = start_session(workspace, Request(scope=("chains",), items=9))
    assert isinstance(sitting.next(), ExerciseView)
    return sitting


def answered(sitting: DrillSession, text: str) -> VerdictView:
    verdict = sitting.answer(text)
    assert isinstance(verdict, VerdictView)
    return verdict


def shown(sitting: DrillSession) -> ExerciseView:
    assert sitting.exercise is not None
    return sitting.exercise


def written(workspace: Workspace) -> list[Attempt]:
    return [event.facts for event in workspace.store.history() if isinstance(event.facts, Attempt)]


def played(sitting: DrillSession, *texts: str) -> VerdictView:
    """Answer one stage after the other; the verdict on the last of them."""
    *before, last = texts
    for text in before:
        answered(sitting, text)
        sitting.next_stage()
    return answered(sitting, last)


# --- from stage to stage -----------------------------------------------------------------------------------


def test_on_after_a_wrong_stage_with_its_result_and_the_mark_at_once(workspace: Workspace) -> None:
    sitting = begun(workspace)
    view = shown(sitting)
    assert (view.variant.setting, view.stage_number, view.results) == ("Two numbers are given.", (1, 3), ())
    verdict = answered(sitting, "7")
    assert (verdict.verdict, verdict.message, verdict.exercise.ways) == (
        "wrong",
        "You subtracted.",
        ("next", "mark"),
    )
    view = sitting.next_stage()
    assert (view.stage_number, view.results, view.draft) == ((2, 3), ("The sum is 13.",), "")
    verdict = answered(sitting, "30")
    assert (verdict.verdict, verdict.exercise.ways, verdict.whole) == ("correct", ("next", "mark"), False)
    marked = sitting.mark(True)
    assert (marked.effect.colour, marked.facts.stages) == ("yellow", ("wrong", "correct", "left"))
    (facts,) = written(workspace)
    assert (facts.ok, facts.code, facts.stages) == (False, "misconception", ("wrong", "correct", "left"))
    assert facts.answer == {"1": "7", "2": "30"}


def test_green_comes_at_the_end_alone_and_no_mark_before_it(workspace: Workspace) -> None:
    sitting = begun(workspace)
    for key in KEYS[:-1]:
        assert answered(sitting, key).exercise.ways == ("next",)
        with pytest.raises(UsageError, match="every stage so far was right"):
            sitting.mark(True)
        sitting.next_stage()
    verdict = answered(sitting, KEYS[-1])
    assert (verdict.exercise.ways, verdict.whole) == (("mark",), True)
    with pytest.raises(UsageError, match="no next stage"):
        sitting.next_stage()
    assert sitting.mark(True).effect.colour == "green"
    (facts,) = written(workspace)
    assert (facts.ok, facts.stages) == (True, ("correct",) * 3)


def test_a_rounded_stage_is_typed_again_and_the_chain_stays_green(tmp_path: Path) -> None:
    plant(tmp_path, "chains", bank(CHAIN.replace("{number: a b}", "{number: a/b}"), topic="chains.sums"))
    with workspace_in(tmp_path) as workspace:
        sitting = begun(workspace)
        played(sitting, "13")
        sitting.next_stage()
        assert isinstance(sitting.answer("3.3"), Retype)
        assert played(sitting, "3.333", "7").whole
        assert sitting.mark(True).effect.colour == "green"


def test_there_is_no_next_stage_before_an_answer(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="no next stage"):
        begun(workspace).next_stage()


def test_all_right_and_not_known_why_is_yellow(workspace: Workspace) -> None:
    sitting = begun(workspace)
    played(sitting, *KEYS)
    assert sitting.mark(False).effect.colour == "yellow"


def test_a_stage_that_was_revealed_is_never_right(workspace: Workspace) -> None:
    sitting = begun(workspace)
    assert sitting.reveal().exercise.ways == ("next", "mark")
    with pytest.raises(UsageError, match="no answer was given"):
        sitting.next_stage(ok=True)
    sitting.next_stage()
    assert played(sitting, *KEYS[1:]).whole is False
    assert sitting.mark(True).effect.colour == "yellow"
    (facts,) = written(workspace)
    assert (facts.ok, facts.revealed, facts.stages) == (False, True, ("revealed", "correct", "correct"))


def test_a_disputed_stage_counts_as_the_learner_says(workspace: Workspace) -> None:
    sitting = begun(workspace)
    answered(sitting, "31")
    sitting.next_stage(ok=True, reason="a slip of the finger")
    played(sitting, *KEYS[1:])
    assert sitting.mark(True).effect.colour == "green"
    (facts,) = written(workspace)
    assert (facts.ok, facts.decided_by, facts.reason) == (True, "learner", "a slip of the finger")


def test_hints_of_all_stages_are_counted(workspace: Workspace) -> None:
    sitting = begun(workspace)
    assert sitting.hint() == "Add the units first."
    answered(sitting, "13")
    assert sitting.next_stage().hints_shown == ()
    assert sitting.hint() == "Multiply."
    played(sitting, *KEYS[1:])
    sitting.mark(True)
    assert written(workspace)[0].hints == 2


@pytest.mark.parametrize("away", ["skip", "park", "again"])
@pytest.mark.parametrize("goes_on", [False, True])
def test_a_chain_once_begun_is_not_put_away(workspace: Workspace, away: str, goes_on: bool) -> None:
    sitting = begun(workspace)
    answered(sitting, "13")
    if goes_on:
        sitting.next_stage()
    with pytest.raises(UsageError, match="you have begun this derivation"):
        getattr(sitting, away)()
    assert not list(workspace.store.history())


@pytest.mark.parametrize("away", ["skip", "park", "again"])
def test_before_its_first_answer_it_may_be_put_away(workspace: Workspace, away: str) -> None:
    getattr(begun(workspace), away)()


# --- after a crash -----------------------------------------------------------------------------------------


def test_after_a_crash_it_goes_on_at_its_stage(workspace: Workspace) -> None:
    sitting = begun(workspace)
    answered(sitting, "31")
    sitting.next_stage()
    sitting.draft("3")
    again = begun(workspace)
    view = shown(again)
    assert (view.stage_number, view.results, view.draft) == ((2, 3), ("The sum is 13.",), "3")
    assert again.verdict is None
    played(again, *KEYS[1:])
    assert again.mark(True).facts.stages == ("wrong", "correct", "correct")


def test_after_a_crash_at_a_verdict_the_verdict_stands(workspace: Workspace) -> None:
    played(begun(workspace), "13", "31")
    again = begun(workspace)
    assert again.verdict is not None
    assert (again.verdict.verdict, again.verdict.exercise.stage_number) == ("wrong", (2, 3))
    assert again.verdict.exercise.ways == ("next", "mark")
    assert again.next_stage().stage_number == (3, 3)


# --- undo --------------------------------------------------------------------------------------------------


def test_an_undone_chain_goes_back_to_the_first_stage_that_was_not_right(workspace: Workspace) -> None:
    sitting = begun(workspace)
    played(sitting, "13", "31", "7")
    assert sitting.mark(False).effect.colour == "red"
    undone = sitting.undo()
    assert undone is not None
    assert sitting.verdict is not None
    assert (sitting.verdict.exercise.stage_number, sitting.verdict.whole) == ((3, 3), False)
    view = sitting.back_to_field()
    assert (view.stage_number, view.draft, view.results) == ((2, 3), "31", ("The sum is 13.",))
    played(sitting, *KEYS[1:])
    assert sitting.mark(True).effect.colour == "green"
    before, after = written(workspace)
    assert (before.seen, before.stages) == (False, ("correct", "wrong", "correct"))
    assert (after.seen, after.ok, after.stages) == (True, True, ("correct",) * 3)


def test_an_undone_mark_may_be_marked_otherwise_at_once(workspace: Workspace) -> None:
    sitting = begun(workspace)
    answered(sitting, "31")
    sitting.mark(False)
    sitting.undo()
    assert sitting.mark(True).effect.colour == "yellow"
    before, after = written(workspace)
    assert (before.stages, after.stages) == (("wrong", "left", "left"),) * 2
    assert (before.code, before.answer) == (after.code, after.answer)


def test_an_undone_chain_that_was_right_goes_back_to_its_last_stage(workspace: Workspace) -> None:
    sitting = begun(workspace)
    played(sitting, *KEYS)
    sitting.mark(False)
    sitting.undo()
    assert sitting.verdict is not None
    assert sitting.verdict.whole is True
    assert sitting.back_to_field().stage_number == (3, 3)


def test_before_the_mark_the_field_of_the_same_stage_comes_back(workspace: Workspace) -> None:
    sitting = begun(workspace)
    played(sitting, "31", "3")
    view = sitting.back_to_field()
    assert (view.stage_number, view.draft) == ((2, 3), "3")
    answered(sitting, "30")
    assert sitting.mark(True).facts.stages == ("wrong", "correct", "left")
    assert written(workspace)[0].seen


# --- the day's minutes -------------------------------------------------------------------------------------

SUMS = "".join(
    f"- id: plain-{n}\n  prompt: 'Compute ${n} + 1$.'\n  answer: {{number: {n} + 1}}\n" for n in range(1, 6)
)


def test_a_chain_takes_as_much_of_the_minutes_as_its_stages_and_one_of_the_items(tmp_path: Path) -> None:
    plant(tmp_path, "mixed", bank(CHAIN + SUMS, topic="chains.mixed"))
    with workspace_in(tmp_path) as workspace:

        def served(request: Request) -> list[str]:
            sitting = start_session(workspace, request)
            items: list[str] = []
            while isinstance(view := sitting.next(), ExerciseView):
                items.append(view.item)
                while (verdict := sitting.reveal()).exercise.ways == ("next", "mark"):
                    sitting.next_stage()
                assert verdict.exercise.ways in ((), ("mark",))
                sitting.mark(True, ok=None)
            return items

        # Ninety seconds an item before there is any pace, so four items in six minutes.
        assert served(Request(scope=("mixed",), minutes=6)) == ["mixed/chain", "mixed/plain-1"]
        assert served(Request(scope=("mixed",), items=3)) == [
            "mixed/plain-2",
            "mixed/plain-3",
            "mixed/plain-4",
        ]


def test_shape_and_motion_stand_where_a_mark_may_be_given(tmp_path: Path) -> None:
    told = CHAIN.replace("  prompt: Two", "  shape: two numbers\n  motion: add first\n  prompt: Two", 1)
    plant(tmp_path, "chains", bank(told, topic="chains.sums"))
    with workspace_in(tmp_path) as workspace:
        sitting = begun(workspace)
        verdict = answered(sitting, KEYS[0])
        assert (verdict.exercise.ways, verdict.shape, verdict.motion) == (("next",), "", "")
        sitting.next_stage()
        verdict = answered(sitting, "31")
        assert (verdict.exercise.ways, verdict.shape) == (("next", "mark"), "two numbers")


def test_what_went_wrong_at_a_later_stage_is_told_there(workspace: Workspace) -> None:
    sitting = begun(workspace)
    slip = "Stage 2: You wrote 3."
    assert replace(shown(sitting), last_slip=slip).slip_here == ""
    played(sitting, KEYS[0])
    sitting.next_stage()
    assert replace(shown(sitting), last_slip=slip).slip_here == slip
    sitting.close()

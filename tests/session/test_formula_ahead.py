"""Where the path leads: a formula of the goal's paper, and its exercise before its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.events import Attempt, ItemId, Skip
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.starting import Request, start_session
from drill.session.progress.mistakes import list_past_mistakes
from drill.session.today.formula_map import find_formula_ahead
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace
from tests.homes import NOON, Clock, configure, plant, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.drilled import served

TRY = ItemId("papers/walk/recall-1")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    step = replace(RECORD.formulas[0], words="It moves on.", symbols=(r"x_t", r"\epsilon_t"))
    plant_paper(tmp_path, replace(RECORD, formulas=(step, *RECORD.formulas[1:])))
    exercises = "".join(
        f"- {{id: {name}, {skills}, prompt: Compute $10 + 3$., answer: {{number: '13'}}}}\n"
        for name, skills in (("recall-1", "skill: way.long"), ("special-case-2", "skill: way.long, level: 4"))
    )
    plant(tmp_path, "papers/walk", f"topic: papers.walk\ntitle: Walks\nexercises:\n{exercises}")
    configure(tmp_path, 'goal = "papers/walk"\nminutes = 5\n')
    return tmp_path


def try_once(workspace: Workspace, answer: str) -> SessionSummary:
    sitting = start_session(workspace, Request(place=True, first=TRY))
    view = served(sitting)
    assert (view.item, view.is_placement, view.number, view.left) == (TRY, True, 1, 1)
    assert "before its skills" in sitting.opening
    sitting.answer(answer)
    sitting.mark(True)
    summary = sitting.next()
    assert isinstance(summary, SessionSummary)
    sitting.close()
    return summary


def test_the_formula_that_lacks_the_fewest_skills_is_shown_with_what_it_says(home: Path) -> None:
    with workspace_in(home) as workspace:
        ahead = find_formula_ahead(workspace, open_day(workspace))
        assert ahead is not None
        assert (ahead.called, ahead.latex, ahead.words) == (
            "(1) walk",
            r"x_{t+1} = x_t + \epsilon_t",
            "It moves on.",
        )
        assert dict(ahead.symbols)[r"\epsilon_t"] == "noise"
        assert ahead.describe_left() == "Four skills left: Count, Add, Carry and 1 more."
        assert ahead.item == TRY


def test_without_a_paper_as_the_goal_and_on_a_day_of_the_paper_there_is_none(home: Path) -> None:
    with workspace_in(home) as workspace:
        workspace.append(workspace.catalogue.entries[TRY], Skip())
        assert find_formula_ahead(workspace, open_day(workspace)) is None
    with workspace_in(home, Clock(NOON + timedelta(1))) as workspace:
        assert find_formula_ahead(workspace, open_day(workspace)) is not None
        beside = start_session(workspace, Request(scope=("way",)))
        assert beside.find_formula_ahead() is None
        beside.close()
    for goal in ("", 'goal = "way"\n'):
        configure(home, goal)
        with workspace_in(home) as workspace:
            assert find_formula_ahead(workspace, open_day(workspace)) is None


def test_a_wrong_try_colours_nothing_takes_no_time_and_does_not_come_again_that_day(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        summary = try_once(workspace, "7")
        assert summary.waiting == 0
        assert "where the path leads" in summary.ended
        (event,) = (event for event in workspace.store.history() if isinstance(event.facts, Attempt))
        assert isinstance(event.facts, Attempt)
        assert (event.facts.kind, event.facts.placed, event.facts.ok) == ("extra", True, False)
        assert workspace.store.day(workspace.study_day()).seconds == 0
        assert workspace.state(workspace.catalogue.entries[TRY]).state == "unseen"
        assert list_past_mistakes(workspace) == ()
        listed = open_day(workspace)
        ahead = find_formula_ahead(workspace, listed)
        assert ahead is not None
        assert ahead.item == ""
        assert TRY in listed.left_out
        clock.pass_days(1)
        assert TRY not in open_day(workspace).left_out
        tomorrow = find_formula_ahead(workspace, open_day(workspace))
        assert tomorrow is not None
        assert tomorrow.item not in ("", TRY)


def test_a_right_try_is_an_ordinary_verdict(home: Path) -> None:
    with workspace_in(home) as workspace:
        try_once(workspace, "13")
        assert workspace.state(workspace.catalogue.entries[TRY]).state == "green"
        assert workspace.store.day(workspace.study_day()).seconds == 0


def test_a_try_may_be_answered_with_not_yet_and_undone(home: Path) -> None:
    with workspace_in(home) as workspace:
        sitting = start_session(workspace, Request(place=True, first=TRY))
        served(sitting)
        assert sitting.hint() is None
        assert sitting.skip().not_yet
        assert isinstance(sitting.next(), SessionSummary)
        sitting.undo()
        assert isinstance(sitting.next(), ExerciseView)
        sitting.close()


def test_a_try_that_is_left_is_no_exercise_of_the_day(home: Path) -> None:
    with workspace_in(home) as workspace:
        sitting = start_session(workspace, Request(place=True, first=TRY))
        served(sitting)
        sitting.draft("1")
        sitting.close()
        assert workspace.store.open_attempts() == []
        assert served(start_session(workspace, Request())).item != TRY


def test_an_exercise_that_is_gone_is_not_tried(home: Path) -> None:
    with workspace_in(home) as workspace:
        sitting = start_session(workspace, Request(place=True, first="papers/walk/gone"))
        assert isinstance(sitting.next(), SessionSummary)
        sitting.close()

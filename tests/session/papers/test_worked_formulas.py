"""Worked formulas in the day: letters first, then one exercise of a formula a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.papers import Paper
from drill.session.drilling.moves import Moves
from drill.session.drilling.session_totals import SessionSummary
from drill.session.drilling.starting import start_session
from drill.session.library.exercise_library import read_library
from drill.session.papers.formula_letters import SaidLetters, say_letters
from drill.session.papers.workbook import open_paper
from drill.session.standing.goals import find_goal, goal_view
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import Request
from drill.session.standing.withheld_exercises import AskedLetters
from drill.session.today.formula_map import make_map
from drill.session.workspace import Workspace
from tests.homes import Clock, configure, workspace_in
from tests.session.a_worked_paper import (
    BANK,
    RECORD,
    exercises_of,
    keep_record,
    plant_worked_paper,
    with_letters,
)
from tests.session.drilled import attempt, coming_items, served

KINDS = ("work", "further", "memory")


@contextmanager
def towards_paper(
    home: Path, record: Paper = RECORD, *, own: str = "", asks: bool = True, clock: Clock | None = None
) -> Iterator[Workspace]:
    configure(home, f'goal = "{BANK}"\n')
    plant_worked_paper(home, own=own)
    with workspace_in(home, clock) as workspace:
        keep_record(workspace, record)
        workspace.asks_letters = asks
        yield workspace


def kinds_coming(workspace: Workspace) -> list[str]:
    return [item.rpartition("/")[2].partition("-")[0] for item in coming_items(workspace)]


def test_letters_come_from_the_first_day_on_where_they_are_asked(tmp_path: Path) -> None:
    with towards_paper(tmp_path) as workspace:
        assert find_goal(workspace, BANK) is not None
        assert kinds_coming(workspace) == ["letters", "letters"]  # of the central formulas


def test_a_front_end_that_asks_no_letters_leaves_such_formulas_out(tmp_path: Path) -> None:
    with towards_paper(tmp_path, asks=False) as workspace:
        assert kinds_coming(workspace) == []
        sitting = start_session(workspace, Request())
        assert isinstance(sitting.next(), SessionSummary)
        assert "define its letters" not in [
            row.describe_next() for row in make_map(workspace, open_paper(workspace, "gates")).rows
        ]
        sitting.close()


@pytest.mark.parametrize("asks", [True, False])
def test_a_formula_that_was_not_tried_yet_is_not_called_empty(tmp_path: Path, asks: bool) -> None:
    rows = tuple(replace(row, tried=0, waits=False) for row in RECORD.formulas)
    with towards_paper(tmp_path, replace(RECORD, formulas=rows), asks=asks) as workspace:
        said = {
            row.key: row.describe_next() for row in make_map(workspace, open_paper(workspace, "gates")).rows
        }
        assert said["f-step"] == ("its letters are looked at on its page" if asks else "nothing to drill")
        assert said["f-far"] == "nothing to drill", "it is none of the central ones"


def test_a_goal_is_not_reached_while_letters_are_to_be_said(tmp_path: Path) -> None:
    with towards_paper(tmp_path) as workspace:
        view = goal_view(workspace, workspace.parts(), find_learner_mastery(workspace))
        assert view is not None
        assert (view.is_reached, view.own.every, view.letters_left) == (False, 0, 2)


def test_said_letters_lead_to_the_first_exercise_at_once(tmp_path: Path) -> None:
    with towards_paper(tmp_path) as workspace:
        sitting = start_session(workspace, Request())
        asked = sitting.next()
        assert isinstance(asked, AskedLetters)
        assert asked.row.id == "f-mean"
        reply = say_letters(workspace, asked.slug, asked.row.id, SaidLetters({"m_{t}": "d"}))
        sitting.take_letters(asked, reply.item)
        assert served(sitting).item == reply.item
        sitting.close()


def test_an_exercise_that_was_met_does_not_come_at_once_again_when_letters_change(tmp_path: Path) -> None:
    with towards_paper(tmp_path) as workspace:
        first = say_letters(workspace, "gates", "f-mean", SaidLetters({"m_{t}": "d"}))
        workspace.catch_up()
        attempt(workspace, first.item, ok=True, why=True)
        again = say_letters(workspace, "gates", "f-mean", SaidLetters({r"\beta": "[0, 1)"}))
        assert again.is_kept
        assert not again.item
        assert "they come on their days" in again.told


def test_where_the_table_is_left_the_day_goes_on(tmp_path: Path) -> None:
    with towards_paper(tmp_path) as workspace:
        sitting = start_session(workspace, Request())
        first = sitting.next()
        assert isinstance(first, AskedLetters)
        sitting.take_letters(first, "")
        second = sitting.next()
        assert isinstance(second, AskedLetters)
        assert second.row.id == "f-step"
        assert not workspace.store.states(workspace.catalogue.entries)  # nothing was logged
        sitting.close()


def test_while_letters_are_asked_for_other_moves_are_refused_and_nothing_is_skipped(tmp_path: Path) -> None:
    with towards_paper(tmp_path) as workspace:
        moves = Moves(workspace, start_session(workspace, Request()))
        list(moves.begin())
        asked = moves.asked
        assert asked is not None
        for move in ("letters", "answer"):
            with pytest.raises(UsageError, match="letters are asked for"):
                list(moves.make(move))
            assert moves.asked is asked
        list(moves.make("skip"))
        assert moves.asked is not asked


def test_of_a_formula_one_exercise_comes_a_day_in_their_order(tmp_path: Path) -> None:
    clock = Clock()
    record = with_letters(*KINDS)
    with towards_paper(tmp_path, record, own=exercises_of(*KINDS), clock=clock) as workspace:
        assert kinds_coming(workspace) == ["work"]
        attempt(workspace, f"{BANK}/work-00000000aa", ok=True, why=True)
        assert kinds_coming(workspace) == []
        clock.pass_days(1)
        assert kinds_coming(workspace) == ["further"]
        attempt(workspace, f"{BANK}/further-00000000aa", ok=False, why=False)
        clock.pass_days(1)
        # what was wrong comes again, and nothing else of the formula
        assert kinds_coming(workspace) == ["further"]
        attempt(workspace, f"{BANK}/further-00000000aa", ok=True, why=True)
        clock.pass_days(1)
        assert kinds_coming(workspace) == ["memory"]


def test_from_memory_waits_for_a_green(tmp_path: Path) -> None:
    clock, kinds = Clock(), ("work", "memory")
    record = with_letters(*kinds)
    with towards_paper(tmp_path, record, own=exercises_of(*kinds), clock=clock) as workspace:
        attempt(workspace, f"{BANK}/work-00000000aa", ok=False, why=False)
        for _ in range(2):
            clock.pass_days(1)
            assert "memory" not in kinds_coming(workspace)
        attempt(workspace, f"{BANK}/work-00000000aa", ok=True, why=True)
        clock.pass_days(1)
        assert kinds_coming(workspace) == ["memory"]


@pytest.mark.parametrize("has_letters", [False, True])
def test_the_map_shows_what_comes_next(tmp_path: Path, has_letters: bool) -> None:
    record = with_letters("work") if has_letters else RECORD
    own = exercises_of("work") if has_letters else ""
    with towards_paper(tmp_path, record, own=own) as workspace:
        rows = {row.key: row for row in make_map(workspace, open_paper(workspace, "gates")).rows}
        following = rows["f-mean"].next
        assert following is not None
        assert following.item.partition("-")[0] == f"{BANK}/{'work' if has_letters else 'letters'}"
        assert has_letters or following.title == "define its letters"
        assert (rows["f-step"].next is None) == has_letters


def test_a_formula_whose_letters_are_asked_again_is_not_drilled_on_the_map(tmp_path: Path) -> None:
    record = with_letters("work")
    with towards_paper(tmp_path, record, own=exercises_of("work")) as workspace:
        attempt(workspace, f"{BANK}/work-00000000aa", ok=True, why=True)

        def reached() -> str:
            return next(
                row.reached
                for row in make_map(workspace, open_paper(workspace, "gates")).rows
                if row.key == "f-mean"
            )

        assert reached() == "drilled"
        rows = tuple(replace(row, has_letters=row.id != "f-mean") for row in record.formulas)
        keep_record(workspace, replace(record, formulas=rows))
        assert reached() == "begun"


def test_a_damaged_record_costs_the_day_nothing(tmp_path: Path) -> None:
    with towards_paper(tmp_path) as workspace:
        path = workspace.places.data / "papers" / "gates.paper.json"
        path.write_text("{", encoding="utf-8")
        assert kinds_coming(workspace) == []
        assert replace(RECORD, slug="gates") == RECORD


def test_today_papers_and_the_library_count_the_same_exercises(tmp_path: Path) -> None:
    with towards_paper(tmp_path, with_letters("work"), own=exercises_of("work")) as workspace:
        view = goal_view(workspace, workspace.parts(), find_learner_mastery(workspace))
        assert view is not None
        states = open_paper(workspace, "gates").row.states
        items = [item for item in read_library(workspace).items if item.bank == BANK]
        assert (view.own.every, sum(states.values()), sum(item.counts for item in items)) == (1, 1, 1)
        assert len(items) == 2  # own words can be found

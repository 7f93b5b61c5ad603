"""The line of a formula: the paper's before the learner's own, in which each letter has its declaration."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drill.errors import CheckError, UsageError
from drill.formulas import Meaning
from drill.gyr.events import ItemId
from drill.papers import Origin
from drill.session.drilling.starting import start_session
from drill.session.papers.formula_lines import find_own_line, keep_line, look_inside, try_line
from drill.session.papers.workbook import open_paper
from drill.session.standing.queueing import Request
from drill.session.standing.unanswered import list_unanswered
from drill.session.workspace import Workspace
from tests.homes import NOON, Clock, workspace_in
from tests.session.a_worked_paper import (
    BANK,
    RECORD,
    exercises_of,
    keep_record,
    plant_worked_paper,
    with_letters,
)

SLUG = BANK.removeprefix("papers/")
MEANING = Meaning("(1)", "beta * m + (1 - beta) * g", {"beta": (), "m": ("d",), "g": ("d",)})


def keep(workspace: Workspace, *meanings: Meaning) -> str:
    """Keep a record with declared letters, and return the id of its first formula."""
    said = {"g_t": "g_t in R^k", r"\beta": "0 < beta < 1"}
    symbols = tuple(
        replace(row, declared=said.get(row.symbol, row.declared), declared_from=Origin("you"))
        for row in RECORD.symbols
    )
    keep_record(workspace, replace(with_letters("numpy"), symbols=symbols, meanings=meanings))
    return RECORD.formulas[0].id


def test_the_papers_line_comes_before_the_learners_own(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        formula = keep(workspace)
        with pytest.raises(UsageError, match="no line yet"):
            look_inside(workspace, SLUG, formula)
        keep_line(workspace, SLUG, formula, "beta * m")
        view = look_inside(workspace, SLUG, formula)
        assert (view.state, view.meaning.code) == ("your line", "beta * m")
        keep(workspace, MEANING)
        view = look_inside(workspace, SLUG, formula)
        assert (view.state, view.meaning) == ("", MEANING)
        (shown,) = [row for row in open_paper(workspace, SLUG).formulas if row.row.id == formula]
        assert (shown.has_line, shown.own_line) == (True, "beta * m")
        keep_line(workspace, SLUG, formula, "")
        assert find_own_line(workspace, SLUG, formula) == ""


def test_what_a_sheet_declares_fills_the_arrays_of_a_line(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        formula = keep(workspace)
        meaning = try_line(workspace, SLUG, formula, "(1 - beta) * g").meaning
        assert (dict(meaning.arrays), meaning.assume) == ({"beta": (), "g": ("k",)}, ("0 < beta < 1",))
        assert dict(meaning.letters) == {"beta": r"\beta"}
        with pytest.raises(CheckError):
            try_line(workspace, SLUG, formula, "nope(")


def test_a_number_moves_and_what_follows_is_said(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        formula = keep(workspace, MEANING)
        before, after = (look_inside(workspace, SLUG, formula, moved).inside for moved in ((), (("m", 1),)))
        assert not any(part.has_changed for part in before.parts)
        assert [part.name for part in after.parts if part.has_changed and part.name] == ["m"]
        assert after.sentence


def test_nothing_is_shown_while_an_exercise_on_the_formula_is_open(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path, own=exercises_of("numpy"))
    with workspace_in(tmp_path) as workspace:
        formula = keep(workspace, MEANING)
        item = ItemId(f"{BANK}/numpy-00000000aa")
        session = start_session(workspace, Request(scope=(item,), practice=True))
        assert session.next() is not None
        with pytest.raises(UsageError, match="give away"):
            look_inside(workspace, SLUG, formula)
        session.close()


def test_an_exercise_that_was_left_yesterday_blocks_no_formula_and_says_its_day(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path, own=exercises_of("numpy"))
    with workspace_in(tmp_path) as workspace:
        formula = keep(workspace, MEANING)
        session = start_session(workspace, Request(scope=(f"{BANK}/numpy-00000000aa",)))
        assert session.next() is not None
        session.draft("np.mean(x)")
        session.close()
        with pytest.raises(UsageError, match=r"open since 12:\d\d and"):
            look_inside(workspace, SLUG, formula)
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as workspace:
        assert look_inside(workspace, SLUG, formula).inside.parts
        assert "open since Friday 20 November, 12:" in list_unanswered(workspace)[0].told

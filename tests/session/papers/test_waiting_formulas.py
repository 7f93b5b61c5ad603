"""Letters are asked for where a question waits: formulas are tried beside all else, central ones first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drill.papers import RULES, FormulaRow, Paper
from drill.session.papers.formula_letters import SaidLetters, say_letters
from drill.session.papers.paper_import import try_formula
from drill.session.standing.paper_names import read_record, record_path
from drill.session.standing.withheld_exercises import list_asked_letters
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_worked_paper import BANK, RECORD, keep_record, plant_worked_paper

DULL = FormulaRow("f-dull", r"z = \theta_t", number="3", rank=3)


def untried() -> Paper:
    rows = tuple(replace(row, tried=0, waits=False) for row in RECORD.formulas[:2])
    return replace(RECORD, formulas=(DULL, *rows), drilled=3)


def record_of(workspace: Workspace) -> Paper:
    record = read_record(record_path(workspace.places, "gates"))
    assert record is not None
    return record


def list_asked(workspace: Workspace) -> list[str]:
    return [asked.row.id for asked in list_asked_letters(workspace, workspace.catalogue.bank(BANK))]


def test_formulas_are_tried_in_their_rank_and_letters_are_asked_where_a_question_waits(
    tmp_path: Path,
) -> None:
    plant_worked_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        keep_record(workspace, untried())
        assert list_asked(workspace) == []
        left = [try_formula(workspace.workers, workspace.places, "gates") for _ in range(4)]
        assert left == [(2, True), (1, False), (0, False), (0, False)]
        assert list_asked(workspace) == ["f-mean"], "numbers that are put in are not worth a table"
        assert [row.tried for row in record_of(workspace).formulas] == [RULES] * 3


def test_a_formula_without_a_question_is_tried_again_once_letters_are_said(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path)
    with workspace_in(tmp_path) as workspace:
        keep_record(
            workspace, replace(untried(), formulas=(replace(DULL, tried=RULES), *RECORD.formulas[:2]))
        )
        assert not record_of(workspace).untried
        types = {"m_{t}": "d", r"\beta": "(0, 1)", "g_{t}": "d"}
        assert say_letters(workspace, "gates", "f-mean", SaidLetters(types)).is_kept
        assert [row.id for row in record_of(workspace).untried] == ["f-dull"]
        assert list_asked(workspace) == ["f-step"]

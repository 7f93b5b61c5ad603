"""What faults once is not kept nor met again: each start reads rows, drafts, records and day lists so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drill.errors import CheckError
from drill.papers import FormulaRow, LettersTable, SymbolRow
from drill.session.drilling.session_totals import SessionSummary
from drill.session.drilling.starting import start_session
from drill.session.papers.formula_letters import SaidLetters, leave_letters, open_letters, say_letters
from drill.session.papers.workbook import open_paper
from drill.session.standing.paper_names import read_record, record_path
from drill.session.standing.queueing import Request
from drill.session.workspace import Workspace
from tests.homes import configure, workspace_in
from tests.session.a_worked_paper import BANK, RECORD, keep_record, plant_worked_paper

FAULT = "this is a fault of the program (AssertionError: )"
PREFERENCE = (
    r"L = -\mathbb{E}_{(x, y^w, y^l) \sim \mathcal{D}}[\log \sigma(\beta \log \pi(y^w|x)"
    r" - \beta \log \pi(y^l|x))]"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    configure(tmp_path, f'goal = "{BANK}"\n')
    plant_worked_paper(tmp_path)
    with workspace_in(tmp_path) as opened:
        keep_record(opened)
        yield opened


def begun_of(workspace: Workspace) -> Mapping[str, str]:
    record = read_record(record_path(workspace.places, "gates"))
    assert record is not None
    return record.formulas[0].begun


@pytest.mark.parametrize(
    "types",
    [
        {"y": "number", "w": "index", "l": "index"},
        {"y": "index", "w": "thing"},
        {"y": "thing"},
        {"y^{w}": "thing", "y^{l}": "thing"},
    ],
)
def test_a_letter_as_a_superscript_raises_nothing(workspace: Workspace, types: dict[str, str]) -> None:
    rows = (replace(RECORD.formulas[0], latex=PREFERENCE, symbols=()), *RECORD.formulas[1:])
    keep_record(workspace, replace(RECORD, formulas=rows))
    for _ in range(2):  # what was said is there again
        reply = say_letters(workspace, "gates", "f-mean", SaidLetters(types))
        assert reply.faults or reply.unfollowed or reply.is_kept
        assert "fault of the program" not in reply.unfollowed
        leave_letters(workspace, "gates", "f-mean", SaidLetters(types), is_in_day=True)
        assert "fault of the program" not in open_letters(workspace, "gates", "f-mean").unfollowed


def raise_where_said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *, always: bool) -> None:
    listed = workspace.workers.list_letters

    def list_letters(row: FormulaRow, symbols: Sequence[SymbolRow], said: Mapping[str, str]) -> LettersTable:
        if said or always:
            raise CheckError(FAULT)
        return listed(row, symbols, said)

    monkeypatch.setattr(workspace.workers, "list_letters", list_letters)


def test_rows_that_fault_are_not_kept(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    raise_where_said(workspace, monkeypatch, always=False)
    leave_letters(workspace, "gates", "f-mean", SaidLetters({"m_{t}": "d"}), is_in_day=True)
    assert begun_of(workspace) == {}


def test_rows_that_fault_are_not_met_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_letters(workspace, "gates", "f-mean", SaidLetters({"m_{t}": "d"}), is_in_day=False)
    assert begun_of(workspace) == {"m_{t}": "d"}
    raise_where_said(workspace, monkeypatch, always=False)
    view = open_letters(workspace, "gates", "f-mean")
    assert view.letters
    assert not view.begun


def test_a_table_that_always_faults_says_so_and_is_empty(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_where_said(workspace, monkeypatch, always=True)
    view = open_letters(workspace, "gates", "f-mean")
    assert view.is_empty
    assert FAULT in view.unfollowed


JUNK: Sequence[Any] = ("", "[]", "{", '{"format": 3, "formulas": [[]]}', '{"rows": [{"item": 7}]}', "null")


@pytest.mark.parametrize("text", JUNK)
def test_a_record_that_cannot_be_read_stops_no_day(workspace: Workspace, text: str) -> None:
    record_path(workspace.places, "gates").write_text(text, encoding="utf-8")
    sitting = start_session(workspace, Request())
    assert isinstance(sitting.next(), SessionSummary)
    sitting.close()


@pytest.mark.parametrize("text", JUNK)
def test_drafts_that_cannot_be_read_close_no_paper(workspace: Workspace, text: str) -> None:
    (workspace.places.data / "papers" / "gates.drafts.json").write_text(text, encoding="utf-8")
    assert open_paper(workspace, "gates").row.title == RECORD.title


@pytest.mark.parametrize("text", [*JUNK, '{"day": "2026-11-20", "minutes": "x", "rows": []}'])
def test_a_day_list_that_cannot_be_read_is_made_anew(workspace: Workspace, text: str) -> None:
    workspace.store.keep_day(text, workspace.store.kept_day())
    sitting = start_session(workspace, Request())
    assert sitting.next()
    sitting.close()

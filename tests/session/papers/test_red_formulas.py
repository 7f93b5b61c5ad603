"""A formula that no skill drills comes back red with its sentences; parked, it names what it goes with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drill.gyr.events import ItemId
from drill.papers import FormulaRow, Origin, Paper
from drill.session.drilling.starting import start_session
from drill.session.standing.paper_names import describe_connections
from drill.session.standing.queueing import Request
from tests.homes import workspace_in
from tests.session.a_worked_paper import (
    BANK,
    RECORD,
    exercises_of,
    keep_record,
    plant_worked_paper,
    with_letters,
)
from tests.session.drilled import attempt

ITEM = f"{BANK}/numpy-00000000aa"


def record_with_letters() -> Paper:
    said = {"g_t": "d", r"\beta": "(0, 1)", "m_t": "d"}
    symbols = tuple(
        replace(row, declared=said[row.symbol], declared_from=Origin("you")) if row.symbol in said else row
        for row in RECORD.symbols
    )
    record = with_letters("numpy", record=replace(RECORD, symbols=symbols))
    first, *others = record.formulas
    first = replace(first, before="A running mean is", after="of all gradients.")
    far = FormulaRow("f-far", r"v_t = m_t^2", number="3", rank=9, uses=("f-mean",))
    return replace(record, formulas=(first, *others[:-1], far))


def test_a_red_formula_without_a_skill_comes_back_with_its_sentences(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path, own=exercises_of("numpy"))
    with workspace_in(tmp_path) as workspace:
        keep_record(workspace, record_with_letters())
        attempt(workspace, ITEM, ok=False, why=False)
        session = start_session(workspace, Request(scope=(ITEM,), practice=True))
        exercise = session.next()
        assert exercise is not None
        theory = session.theory()
        assert theory.read == "A running mean is (1) of all gradients."
        session.close()


def test_a_parked_formula_names_those_that_it_goes_with(tmp_path: Path) -> None:
    plant_worked_paper(tmp_path, own=exercises_of("numpy"))
    with workspace_in(tmp_path) as workspace:
        keep_record(workspace, record_with_letters())
        entry = workspace.catalogue.entries[ItemId(ITEM)]
        assert describe_connections(workspace, entry) == "(2) and (3) use it."

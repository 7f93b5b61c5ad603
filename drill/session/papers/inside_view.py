"""Look inside a formula of a paper: its parts with their values, once its first exercise was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from drill.banks.catalogue import Bank
from drill.errors import UsageError
from drill.gyr.skills import NOT_MET
from drill.papers import WORKED, FormulaRow, find_made_kind
from drill.session.papers.pseudo_code import write_pseudo_code
from drill.session.standing.paper_names import is_import, paper_bank
from drill.session.standing.paper_records import formulas_of, record_of
from drill.session.standing.unanswered import refuse_unanswered
from drill.session.workspace import Workspace

if TYPE_CHECKING:
    from drill.formulas import Inside

# The seed of the first world: exercises are made in others.
FIRST_WORLD: Final = 501


@dataclass(frozen=True, slots=True)
class InsideView:
    """A formula with its parts in one world, and what letters were moved by."""

    title: str
    latex: str
    inside: Inside
    moves: Mapping[str, int]


def look_inside(
    workspace: Workspace, slug: str, formula: str, first: int = FIRST_WORLD, moves: Mapping[str, int] = {}
) -> InsideView:
    """Return the parts of a formula in the first world from a seed on, letters moved by steps.

    Raises:
        UsageError: there is no such formula, its letters are not said, or an exercise on it comes before.
        TimedOutError, CheckError: it has no value, or the worker is not in time.
    """
    bank = paper_bank(workspace.catalogue, slug)
    record = record_of(workspace.places, bank)
    row = next((row for row in record.formulas if row.id == formula), None) if record is not None else None
    if record is None or row is None:
        raise UsageError("the paper has no such formula any more")
    _refuse_early(workspace, bank, row)
    inside = workspace.workers.look_inside(row, record.symbols, first, moves, is_by_hand=not record.is_linked)
    return InsideView(row.title_with_move, row.in_use, inside, {**moves})


def look_inside_box(workspace: Workspace, slug: str, box: str, first: int = FIRST_WORLD) -> InsideView:
    """Return the lines of an algorithm box with their values at the first steps. Raises as `look_inside`."""
    bank = paper_bank(workspace.catalogue, slug)
    record = record_of(workspace.places, bank)
    row = next((row for row in record.algorithms if row.id == box), None) if record is not None else None
    if record is None or row is None:
        raise UsageError("the paper has no such box any more")
    refuse_unanswered(workspace, lambda entry: entry.bank == bank.id)
    inside = workspace.workers.run_box(row, record.symbols, first, is_by_hand=not record.is_linked)
    parts = (replace(part, part=write_pseudo_code(part.part)) for part in inside.parts)
    return InsideView(row.caption or row.label or "the box", "", replace(inside, parts=tuple(parts)), {})


def _refuse_early(workspace: Workspace, bank: Bank, row: FormulaRow) -> None:
    """Raise UsageError while an exercise on a formula asks for what is seen inside."""
    by_formula = {formula.id: each for formula, each in formulas_of(workspace, bank)}
    entries = by_formula.get(row.id, [])
    refuse_unanswered(workspace, lambda entry: entry in entries)
    if not is_import(bank):
        return
    if not row.has_letters:
        raise UsageError("say first what its letters are")
    made = {find_made_kind(entry.id): entry for entry in entries}
    first = next((made[kind] for kind in WORKED if kind in made), None)
    if first is not None and workspace.parts().get(first.item, NOT_MET).met_on is None:
        raise UsageError("answer its first exercise before you look inside")

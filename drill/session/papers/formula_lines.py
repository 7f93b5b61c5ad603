"""The line of NumPy that a formula means, the paper's or the learner's own, and a look inside it.

The learner's own line is a note on the formula, as it was typed, with the arrays that it needs behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.errors import CheckError, UsageError
from drill.formulas import KnownLetter
from drill.papers import find_meant_formula, read_known_letter
from drill.session.standing.paper_names import (
    formulas_of,
    name_paper_bank,
    read_record,
    record_of,
    record_path,
)
from drill.session.standing.paper_notes import find_note_text, read_paper_notes, write_note
from drill.session.standing.unanswered import refuse_unanswered

if TYPE_CHECKING:
    from drill.formulas import LineInside, Meaning
    from drill.papers import FormulaRow, Paper
    from drill.session.workspace import Workspace


_OWN = "your line"


@dataclass(frozen=True, slots=True)
class InsideView:
    """A formula with its line and the parts of it in one draw."""

    title: str
    latex: str
    meaning: Meaning
    # Whose line it is: ``your line``, ``confirmed`` or empty.
    state: str
    inside: LineInside


def find_line(record: Paper, row: FormulaRow) -> Meaning | None:
    """Return the line that a paper has for a formula; None without one."""
    found = (each for each in record.meanings if find_meant_formula(record.formulas, each.of) == row)
    return next(found, None)


def find_own_line(workspace: Workspace, slug: str, formula: str) -> str:
    """Return the learner's own line for a formula, as it is typed; empty without one."""
    return find_note_text(read_paper_notes(workspace, slug), "line", formula)


def read_own_line(workspace: Workspace, slug: str, record: Paper, row: FormulaRow) -> Meaning | None:
    """Return the learner's own line for a formula; None without one that runs. Raises TimedOutError."""
    text = find_own_line(workspace, slug, row.id)
    try:
        return _read_line(workspace, record, row, text) if text else None
    except CheckError:
        return None


def look_inside(
    workspace: Workspace, slug: str, formula: str, moved: Sequence[tuple[str, int]] = (), seed: int = 0
) -> InsideView:
    """Return the parts of a formula's line, entries of its inputs ``moved`` by name and place.

    The paper's line comes before the learner's own. Raises UsageError for a formula without a line or with
    an exercise that is open, CheckError, TimedOutError.
    """
    record, row = read_formula_row(workspace, slug, formula)
    meaning = find_line(record, row)
    text = find_own_line(workspace, slug, formula)
    if meaning is None and not text:
        raise UsageError("the formula has no line yet", "write it in NumPy")
    _refuse_open(workspace, slug, row)
    known = meaning or _read_line(workspace, record, row, text)
    return _make_view(row, known, meaning is None, workspace.workers.look_inside(known, moved, seed))


def try_line(workspace: Workspace, slug: str, formula: str, text: str, seed: int = 0) -> InsideView:
    """Return the values of the learner's line for a formula in a small draw of a seed.

    Raises as `look_inside` does.
    """
    record, row = read_formula_row(workspace, slug, formula)
    _refuse_open(workspace, slug, row)
    meaning = _read_line(workspace, record, row, text)
    return _make_view(row, meaning, True, workspace.workers.look_inside(meaning, seed=seed))


def keep_line(workspace: Workspace, slug: str, formula: str, text: str) -> None:
    """Save the learner's own line for a formula; an empty one removes it. Raises UsageError."""
    write_note(workspace, slug, "line", formula, text)


def read_formula_row(workspace: Workspace, slug: str, formula: str) -> tuple[Paper, FormulaRow]:
    """Return the record of a paper and the row of a formula. Raises UsageError for an unknown one."""
    bank = workspace.catalogue.bank(name_paper_bank(slug))
    record = read_record(record_path(workspace.places, slug))
    if record is None and bank is not None:
        record = record_of(workspace.places, bank)
    row = record.find_formula(formula) if record is not None else None
    if record is None or row is None:
        raise UsageError("the paper has no such formula any more")
    return record, row


def _read_line(workspace: Workspace, record: Paper, row: FormulaRow, text: str) -> Meaning:
    rows = [each for each in record.symbols if each.typed and each.scope in (None, row.section)]
    known = {
        each.typed: read_known_letter(each) for each in sorted(rows, key=lambda each: each.scope is not None)
    }
    for each in rows:  # x is written for x_t
        base = each.typed.partition("_")[0]
        known.setdefault(base, KnownLetter("", known[each.typed].axes))
    return workspace.workers.read_own_line(text, known, row.in_use, row.name)


def _refuse_open(workspace: Workspace, slug: str, row: FormulaRow) -> None:
    """Refuse while an exercise on the formula is open, and not left on an earlier day. Raises UsageError."""
    bank = workspace.catalogue.bank(name_paper_bank(slug))
    if bank is not None:
        by_formula = {about.id: entries for about, entries in formulas_of(workspace, bank)}
        asked = by_formula.get(row.id, [])
        refuse_unanswered(workspace, lambda entry: entry in asked, passes_earlier=True)


def _make_view(row: FormulaRow, meaning: Meaning, is_own: bool, inside: LineInside) -> InsideView:
    state = _OWN if is_own else "confirmed" if meaning.confirmed else ""
    return InsideView(row.title_with_move, row.in_use, meaning, state, inside)

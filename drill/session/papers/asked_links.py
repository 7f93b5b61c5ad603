"""Moves whose form a formula of an import has, no word beside it: the reader says whether it is one."""

from __future__ import annotations

from dataclasses import replace

from drill.errors import UsageError
from drill.files import lock_file_folder
from drill.papers import FormulaRow
from drill.session.papers.paper_import import find_imported_paper, save_imported_paper
from drill.session.standing.paper_records import record_path
from drill.session.workspace import Workspace


def say_move(workspace: Workspace, slug: str, formula: str, family: str, *, is_one: bool) -> str:
    """Keep in the paper's record whether a formula is the move that it has the form of, and tell it.

    Raises UsageError where it is not asked any more, PaperError, FileError.
    """
    with lock_file_folder(record_path(workspace.places, slug)):
        imported = find_imported_paper(workspace.places, slug)
        row = next((row for row in imported.record.formulas if row.id == formula), None)
        move = next((move for move in row.asked_moves if move.family == family), None) if row else None
        if row is None or move is None:
            raise UsageError("this is no longer asked")
        told = replace(
            row,
            moves_said={**row.moves_said, family: is_one},
            asked_moves=(),
            families=(*row.families, move) if is_one else row.families,
        )
        formulas: tuple[FormulaRow, ...] = tuple(
            told if each is row else each for each in imported.record.formulas
        )
        save_imported_paper(replace(imported, record=replace(imported.record, formulas=formulas)))
    return f"{move.title}: its skills lead to {row.title} now." if is_one else ""

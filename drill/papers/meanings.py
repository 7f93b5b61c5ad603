"""The meanings of a paper's formulas: which formula one belongs to, and which of them can be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drill.errors import CheckError
from drill.formulas import Meaning, take_meaning
from drill.latex import canonicalise_formula
from drill.papers.model import FormulaRow, NoteRow, Paper

# The code of a note on a meaning that cannot be used.
NOT_TAKEN = "meaning"


def find_meant_formula(rows: Sequence[FormulaRow], of: str) -> FormulaRow | None:
    """Return the formula with a number, label, id or printed line; None if there is none, or several."""
    named = [
        row
        for row in rows
        if of.strip("() ") in (row.number, row.label, row.id, row.name) and of.strip("() ")
    ]
    if len(named) == 1:
        return named[0]
    tokens = canonicalise_formula(of)
    spelled = [(row, canonicalise_formula(row.in_use)) for row in rows]
    for fitting in (
        [row for row, own in spelled if own == tokens],
        [row for row, own in spelled if _holds(own, tokens)],
    ):
        if len(fitting) == 1:
            return fitting[0]
    return None


def _holds(tokens: Sequence[str], part: Sequence[str]) -> bool:
    """Return whether a row of several statements contains one."""
    return len(part) > 2 and f" {' '.join(part)} " in f" {' '.join(tokens)} "


def take_paper_meanings(paper: Paper) -> Paper:
    """Return the paper with the bounds that its meanings need, and a note on each that cannot be used."""
    notes = [note for note in paper.notes if note.code != NOT_TAKEN]
    meanings: list[Meaning] = []
    for meaning in paper.meanings:
        row = find_meant_formula(paper.formulas, meaning.of)
        try:
            if row is None:
                raise CheckError("the paper has no such formula", "of is its number, its label, or its LaTeX")
            meanings.append(take_meaning(meaning, row.in_use).meaning)
        except CheckError as error:
            meanings.append(meaning)
            hint = f" ({error.hint})" if error.hint else ""
            notes.append(NoteRow(NOT_TAKEN, f"the line of {meaning.of} is left out: {error.message}{hint}"))
    return replace(paper, meanings=tuple(meanings), notes=tuple(notes))

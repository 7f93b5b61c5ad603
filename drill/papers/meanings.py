"""The meanings of a paper's formulas: which formula one belongs to, and which of them can be used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from drill.errors import CheckError
from drill.formulas import KnownLetter, Meaning
from drill.latex import canonicalise_formula
from drill.papers.model import FormulaRow, NoteRow, Paper, SymbolRow

# The code of a note on a meaning that cannot be used.
NOT_TAKEN = "meaning"
# What people declared of letters: sets of arrays, axes alone, numbers, and ranges of numbers.
_IN_SPACE = re.compile(r"\w+ in (?:R|ℝ)(?:\^\(?([\w ]+(?: x [\w ]+)*)\)?)?")
_AXES = re.compile(r"(?:\w+: )?([A-Za-z]\w*(?:, [A-Za-z]\w*)*)")
_RANGE = re.compile(r"(?:\w+: )?(?:(-?[\d.]+) *(<=?) *)?(?:\w+ *)?(?:([<>]=?) *(-?[\d.]+))?")
_INTERVAL = re.compile(r"(?:\w+: )?([\[(])(-?[\d.]+), (-?[\d.]+)([\])])")
_NUMBERS = ("number", "integer", "count", "index")


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
    from drill.formulas import take_meaning  # loads NumPy

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


def read_known_letter(row: SymbolRow) -> KnownLetter:
    """Return what a sheet declares of a symbol, as far as it is a number or an array with letters as axes."""
    letter = KnownLetter(row.name)
    text = row.declared.strip()
    name = row.typed
    if not text:
        return letter
    if match := _IN_SPACE.fullmatch(text):
        return replace(letter, axes=tuple((match[1] or "").split(" x ")) if match[1] else ())
    if match := _INTERVAL.fullmatch(text):
        low, high = ("<=" if match[1] == "[" else "<"), ("<=" if match[4] == "]" else "<")
        return replace(letter, axes=(), assume=(f"{match[2]} {low} {name} {high} {match[3]}",))
    if (match := _RANGE.fullmatch(text)) and (match[1] or match[3]):
        before = f"{match[1]} {match[2]} " if match[1] else ""
        after = f" {match[3]} {match[4]}" if match[3] else ""
        return replace(letter, axes=(), assume=(f"{before}{name}{after}",))
    if (match := _AXES.fullmatch(text)) and match[1] not in (*_NUMBERS, "thing", "condition"):
        return replace(letter, axes=tuple(match[1].split(", ")))
    return replace(letter, axes=()) if text.removeprefix(f"{name}: ") in _NUMBERS else letter

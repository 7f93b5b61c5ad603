"""The formulas of a paper: how people refer to them, and the exercises on each."""

from __future__ import annotations

import re
from typing import Final

from drill.banks.catalogue import Bank, Entry
from drill.errors import PaperError
from drill.papers import FormulaRow
from drill.session.papers.records import former_ids, record_of
from drill.session.workspace import Workspace

# Words of the sentence that stand in a display before its formula.
_LEAD: Final = re.compile(
    r"\\(?:text|textrm|mathrm|mbox)\s*\{\s*(?:and|by|for|hence|here|if|let|or|since|so|so that|that is|then|"
    r"thus|where|while|with)[\s,:;.]*\}(?:\\q?quad(?![a-zA-Z])|\\[,;:! ]|[~\s])*"
)


def called(formula: FormulaRow) -> str:
    """Return how people refer to a formula: ``(3) QHM``, its label, or its line."""
    number = f"({formula.number})" if formula.number else ""
    named = " ".join(part for part in (number, formula.called) if part)
    return named or formula.label or f"line {formula.line}"


def begun(latex: str) -> str:
    r"""Return a formula's LaTeX without leading words: ``\text{where}\quad``."""
    lead = _LEAD.match(latex)
    return latex[lead.end() :] if lead is not None else latex


def formulas_of(workspace: Workspace, bank: Bank) -> list[tuple[FormulaRow, list[Entry]]]:
    """Return a paper's formulas, each with the exercises on it; without a record none."""
    try:
        record = record_of(workspace.places, bank)
    except PaperError:
        return []  # whoever opens the paper is told
    if record is None:
        return []
    about = {exercise.id: exercise.about for exercise in record.exercises}
    return [
        (
            formula,
            [entry for entry in bank.entries if formula.id in (about.get(id_) for id_ in former_ids(entry))],
        )
        for formula in record.formulas
    ]

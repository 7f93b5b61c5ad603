"""How a paper's formulas are pointed at, and where they begin."""

from __future__ import annotations

import re
from typing import Final

from drill.papers import FormulaRow

_LEAD: Final = re.compile(
    r"\\(?:text|textrm|mathrm|mbox)\s*\{\s*(?:and|by|for|hence|here|if|let|or|since|so|so that|that is|then|"
    r"thus|where|while|with)[\s,:;.]*\}(?:\\q?quad(?![a-zA-Z])|\\[,;:! ]|[~\s])*"
)
"""Words of the sentence that stand in a display before its formula."""


def called(formula: FormulaRow) -> str:
    """How people point at a formula: ``(3) QHM``, its label, or its line."""
    number = f"({formula.number})" if formula.number else ""
    named = " ".join(part for part in (number, formula.called) if part)
    return named or formula.label or f"line {formula.line}"


def begun(latex: str) -> str:
    r"""A formula's LaTeX without the words that lead to it: ``\text{where}\quad``."""
    lead = _LEAD.match(latex)
    return latex[lead.end() :] if lead is not None else latex

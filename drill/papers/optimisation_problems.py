"""Problems of optimisation: whether a formula seeks an optimum, and under which conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drill.notation import print_tokens_as_latex
from drill.papers.model import FormulaRow
from drill.papers.sheet.inline_names import is_balanced
from drill.papers.sheet.symbol_keys import canonical_tokens

_OPTIMA: Final = frozenset(("\\min", "\\max", "\\argmin", "\\argmax", "\\sup", "\\inf"))
# What is sought, in words.
_SOUGHT: Final = re.compile(r"(?:min|max)imi[sz]e", re.IGNORECASE)
# The words before the conditions, with gaps and marks around them.
_SUBJECT_TO: Final = re.compile(
    r"(?:[\\\s&,]|\\q?quad(?![a-zA-Z]))*\\(?:text(?:rm|bf|it|sf|normal)?|mathrm|mbox|operatorname\*?)\s*"
    r"\{\s*(?:s\.\s*t\.|subject\s+to|such\s+that)[\s:.]*\}"
)
_GAPS: Final = frozenset(("\\quad", ",", "\\\\"))


def has_optimum(tokens: Sequence[str]) -> bool:
    """Return whether canonical tokens seek an optimum, as an operator or in words."""
    return not _OPTIMA.isdisjoint(tokens) or any(map(_SOUGHT.search, tokens))


def is_constraint(formula: FormulaRow) -> bool:
    """Return whether a row holds the conditions of the problem in the row above, and nothing else."""
    return _SUBJECT_TO.match(formula.in_use) is not None


def find_constraints(formula: FormulaRow, following: Sequence[FormulaRow] = ()) -> str:
    """Return what an optimum is sought under, from its formula or the rows ``following`` it in its display.

    It is canonical LaTeX, empty where nothing is said, or nothing that can be shown.
    """
    if is_constraint(formula) or not has_optimum(canonical_tokens(formula.in_use)):
        return ""
    rows = formula.in_use
    if _SUBJECT_TO.search(rows) is None and following and is_constraint(following[0]):
        rows = r" \\ ".join((rows, *(row.in_use for row in following)))
    said = canonical_tokens("".join(_SUBJECT_TO.split(rows, maxsplit=1)[1:]))
    tokens = [token for token in said if token != "&"]
    while tokens and tokens[0] in _GAPS:
        del tokens[0]
    begins, ends = (sum(token.startswith(mark) for token in tokens) for mark in ("\\begin", "\\end"))
    if not is_balanced(tokens) or begins != ends:
        return ""
    gap = ["\\\\"] if begins else [",", "\\quad"]  # rows are broken in an environment alone
    return print_tokens_as_latex([part for token in tokens for part in (gap if token == "\\\\" else [token])])

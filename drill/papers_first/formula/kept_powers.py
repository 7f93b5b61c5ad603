"""Brackets that are there for the power behind them alone: ``K_a (R_{ab})^2``, a number times a square."""

from __future__ import annotations

from collections.abc import Sequence

from drill.papers_first.formula.heads import CALLED, OFTEN_CALLED
from drill.papers_first.formula.nesting import brackets_at
from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.raised import is_worded
from drill.papers_first.formula.tree import Symbol


def may_keep_power(symbol: Symbol, tokens: Sequence[str], bracket: int) -> bool:
    """Whether the brackets behind a name with an index hold one name with an index, raised to a number.

    A letter that is mostly a function's is called, ``f_a(x_b)^2``.
    """
    inner = brackets_at(tokens, bracket)
    if not inner or not symbol.sub or is_worded(symbol.sub) or symbol.base in CALLED | OFTEN_CALLED:
        return False
    name = whole_name(inner)
    is_raised = _is_raised(tokens, bracket + len(inner) + 2)
    return is_raised and name is not None and bool(name.sub) and not name.above


def needs_brackets(tokens: Sequence[str], bracket: int) -> bool:
    """``(R_a^*)^2``: whether brackets hold one name that has a mark already, raised to a number."""
    inner = brackets_at(tokens, bracket)
    name = whole_name(inner) if inner else None
    return name is not None and bool(name.above) and _is_raised(tokens, bracket + len(inner or ()) + 2)


def _is_raised(tokens: Sequence[str], end: int) -> bool:
    """Whether a number stands above there."""
    above = list(tokens[end : end + 3])
    return above[:2] == ["^", "{"] and above[2][0].isdigit()

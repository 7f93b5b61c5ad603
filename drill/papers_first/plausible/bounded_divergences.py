"""Divergences with a largest value: a total variation is at most 1, one from a mean with it at most log 2."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Norm,
    Number,
    Product,
    Sum,
    Symbol,
)
from drill.papers_first.plausible.ranges import RANGES, Range

_OF_MEAN: Final = Range(
    "positive",
    "0.05..0.65 step 0.05",
    0.05,
    wide="0.01..0.69 step 0.01",
    fine="0.01..0.69 step 0.01",
)
"""Below the natural logarithm of 2."""
_TO_MEAN: Final = frozenset(("JS", "JSD"))
_VARIATION: Final = frozenset(("TV", "TVD"))
_DIVERGING: Final = frozenset(("KL", "D", "d", "\\delta"))
_BETWEEN: Final = frozenset((",", "\\|", ";"))


def bounded_divergence(node: Node) -> Range | None:
    """What such a divergence of two distributions is drawn from; None of anything else."""
    match node:
        case Norm(_, Sum((_, _), ("-",)), sub) if _label(sub) in _VARIATION:
            return RANGES["rate"]
        case Call(Symbol(base, sub=sub), Bracket(_, _, (one, other), (mark,))) if mark in _BETWEEN:
            names = {base, _label(sub)}
        case _:
            return None
    if names & _VARIATION:
        return RANGES["rate"]
    if names & _TO_MEAN or (names & _DIVERGING and mark == "\\|" and _is_mean_with(one, other)):
        return _OF_MEAN
    return None


def _label(sub: tuple[str, ...]) -> str:
    """``TV``, ``\\operatorname{TV}``, ``T V`` in one."""
    return "".join(sub).removeprefix("\\operatorname{").removesuffix("}")


def _is_mean_with(one: Node, mean: Node) -> bool:
    """Whether the second is half of the first and of another: ``\\frac{p + q}{2}``."""
    match mean:
        case Fraction(Sum((_, _) as terms, ("+",)), Number("2")):
            return one in terms
        case Product((Fraction(Number("1"), Number("2")), Bracket(_, _, (Sum((_, _) as terms, ("+",)),))), _):
            return one in terms
        case _:
            return False

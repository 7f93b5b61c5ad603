"""Sums and products between ends that are numbers, written out: ``\\sum_{j=1}^{2} a_j`` is ``a_1 + a_2``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.rewrite import at_index, replaced
from drill.papers_first.formula.tree import Big, Bracket, Node, Number, Product, Sum

_MOST: Final = 3


def with_short_sums(node: Node) -> Node:
    """A tree in which sums and products of so few terms stand term by term; others stay as they are."""
    return replaced(node, _written)


def _written(part: Node) -> Node | None:
    match part:
        case Big("\\sum" | "\\prod" as name, (index, "=", first), upper, body) if first.isdigit():
            last = _number(upper)
        case _:
            return None
    if last is None or last - int(first) >= _MOST:
        return None
    terms = tuple(Bracket("(", ")", (at_index(body, index, at),)) for at in range(int(first), last + 1))
    if not terms:
        return Number("0" if name == "\\sum" else "1")
    if len(terms) == 1:
        return terms[0]
    signs = len(terms) - 1
    whole = Sum(terms, ("+",) * signs) if name == "\\sum" else Product(terms, ("",) * signs)
    return Bracket("(", ")", (whole,))


def _number(end: tuple[str, ...]) -> int | None:
    """``2``, and ``3 - 1`` where a letter was put in."""
    match end:
        case (digits,) if digits.isdigit():
            return int(digits)
        case (digits, "-", less) if digits.isdigit() and less.isdigit():
            return int(digits) - int(less)
        case _:
            return None

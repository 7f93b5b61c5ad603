"""Entropies as a paper writes them: ``p \\log p`` added up, over the logarithm of how many there are."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Fraction,
    Function,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
)

_TINY: Final = frozenset(("\\epsilon", "\\varepsilon", "\\delta"))


def logarithm_of(body: Node) -> Node:
    """What the logarithm is of, without brackets and what keeps it from 0: ``\\log(p + \\epsilon)``."""
    while isinstance(body, Bracket) and len(body.parts) == 1:
        (body,) = body.parts
    match body:
        case Sum((inner, Symbol(base)), ("+",)) if base in _TINY:
            return inner
        case _:
            return body


def is_normalised_entropy(negative: Node) -> bool:
    """``\\frac{1}{\\log C} \\sum_c p_c \\log p_c``, whose opposite is a share of the largest entropy."""
    match negative:
        case Product((Fraction(Number("1"), Function("\\log" | "\\ln")), Big("\\sum", (_, *_), _, body)), _):
            return _is_term(body)
        case Fraction(Big("\\sum", (_, *_), _, body), Function("\\log" | "\\ln")):
            return _is_term(body)
        case _:
            return False


def _is_term(body: Node) -> bool:
    match body:
        case Product((one, Function("\\log" | "\\ln", inner)), _):
            return logarithm_of(inner) == one
        case _:
            return False

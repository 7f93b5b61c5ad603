"""What an indicator of indices says: ``1_{[k \\neq i]}``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Node,
    Statement,
    Symbol,
)

TRUTHS: Final = {
    "=": lambda one, other: one == other,
    "\\neq": lambda one, other: one != other,
    "\\ne": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "\\leq": lambda one, other: one <= other,
    "\\le": lambda one, other: one <= other,
    "\\geq": lambda one, other: one >= other,
    "\\ge": lambda one, other: one >= other,
}
"""Comparisons of two numbers."""
_BRACKETS: Final = frozenset(("[", "]", "(", ")", "\\{", "\\}"))
_INDICATORS: Final = frozenset(("\\mathbb", "\\mathbf", ""))


def indicated(node: Node) -> bool | None:
    """Whether what an indicator says of two numbers is true, ``1_{[2 \\neq 1]}``; None for anything else."""
    said = indicator(node)
    match said:
        case (one, relation, other) if one.isdigit() and other.isdigit() and relation in TRUTHS:
            return TRUTHS[relation](int(one), int(other))
        case _:
            return None


def indicator(node: Node) -> tuple[str, ...] | None:
    """What an indicator says as three tokens, ``k \\neq i``; None for anything else."""
    match node:
        case Symbol("1", font, (), sub, 0, ()) if font in _INDICATORS:
            said = tuple(token for token in sub if token not in _BRACKETS)
            return said if len(said) == 3 else None
        case Call(Symbol("1", font, (), (), 0, ()), Bracket(_, _, (Statement((one, other), (relation,)),))):
            sides = to_tokens(one), to_tokens(other)
            is_plain = font in _INDICATORS and all(len(side) == 1 for side in sides)
            return (sides[0][0], relation, sides[1][0]) if is_plain else None
        case _:
            return None


def is_true(node: Node) -> bool:
    """Whether it is an indicator of what is so."""
    return indicated(node) is True


def is_false(node: Node) -> bool:
    """Whether it is an indicator of what is not so."""
    return indicated(node) is False

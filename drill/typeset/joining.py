"""How nodes of a row combine: fractions written between their parts, and groups that are factors."""

from __future__ import annotations

from drill.typeset.nodes import Binomial, Fence, Fraction, Group, Node, Row, Symbol
from drill.typeset.spacing import kind_of

GENERALISED_FRACTIONS = {
    "\\over": "", "\\choose": "", "\\atop": "", "\\above": "", "\\brack": "[]", "\\brace": "{}",
}  # fmt: skip
"""Fractions that stand between their parts, and the fences that they bring."""


def is_factor_behind(nodes: Row, group: Group) -> bool:
    """Whether ``{-\\frac12}`` is a factor behind ``nodes``, where its sign would be read as a difference."""
    fraction = len(group.body) > 1 and type(group.body[1]) is Fraction
    return bool(nodes) and fraction and kind_of(nodes[-1]) in ("ord", "close", "frac", "fence")


def is_letter(node: Node) -> bool:
    """Whether a node is one plain letter or number."""
    return type(node) is Symbol and node.kind == "ord"


def generalised_fraction(command: str, top: Row, bottom: Row) -> Node:
    """What ``command`` makes of the parts before and behind it."""
    if command == "\\choose":
        return Binomial(top, bottom)
    fraction = Fraction(top, bottom, "bar" if command in ("\\over", "\\above") else "none")
    fences = GENERALISED_FRACTIONS[command]
    return Fence(fences[0], [fraction], fences[1]) if fences else fraction

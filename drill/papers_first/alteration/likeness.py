"""Which formulas say the same in an order of their own: of what commutes, of functions that are even."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tree import Bracket, Call, Node, Product, Statement, Sum, Symbol

_COMMUTING: Final = frozenset(("\\cap", "\\cup"))
_EVEN: Final = ("smooth", "huber", "dist")
"""How names of losses and distances begin that have the same value on both sides of 0."""


def says_the_same(first: Node, second: Node) -> bool:
    """Whether two formulas differ by an order alone: ``A \\cap B``, ``huber(a - b)``."""
    return _in_order(first) == _in_order(second)


def says_nothing(node: Node) -> bool:
    """Whether a statement sets something equal to itself."""
    return isinstance(node, Statement) and any(
        relation == "=" and node.sides[place] == node.sides[place + 1]
        for place, relation in enumerate(node.relations)
    )


def _in_order(node: Node) -> Node:
    def change(part: Node) -> Node | None:
        match part:
            case Product(factors, signs) if signs and set(signs) <= _COMMUTING and len(set(signs)) == 1:
                ordered = tuple(sorted(map(_in_order, factors), key=_spelled))
                return None if ordered == factors else Product(ordered, signs)
            case Call(Symbol(base) as head, Bracket(_, _, (Sum((one, other), ("-",)),), (), ()) as inside):
                if not base.lower().startswith(_EVEN):
                    return None
                pair = tuple(sorted((one, other), key=_spelled))
                return Call(head, Bracket(inside.opening, inside.closing, (Sum(pair, ("-",)),)))
            case _:
                return None

    return replaced(node, change)


def _spelled(node: Node) -> list[str]:
    return to_tokens(node)

"""What does not run is taken out of a largest or smallest value: ``\\max_i a_i \\cdot \\max_j b_j``."""

from __future__ import annotations

from typing import Final

from drill.papers.formula.bound import mentions
from drill.papers.formula.rewrite import replaced
from drill.papers.formula.tree import Big, Node, Product
from drill.papers.plausible.given_roles import is_never_negative

_EXTREMES: Final = frozenset(("\\max", "\\min"))
_TIMES: Final = frozenset(("", "\\cdot", "\\times"))


def with_parted_extremes(node: Node) -> Node:
    """``node`` where last factors that are never negative stand outside of an extreme over others."""
    return replaced(node, _parted)


def _parted(part: Node) -> Node | None:
    match part:
        case Big(name, (_, *_) as lower, (), Product((first, *rest), signs)) if name in _EXTREMES:
            pass
        case _:
            return None
    is_outside = not mentions(rest, part) and all(map(is_never_negative, rest)) and set(signs) <= _TIMES
    if not is_outside:
        return None
    return Product((Big(name, lower, (), first), *map(with_parted_extremes, rest)), signs)

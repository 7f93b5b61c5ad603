"""What does not run is taken out of a largest or smallest value: ``\\max_i a_i \\cdot \\max_j b_j``; where
nothing holds what runs, ``\\min_a \\sqrt{m} \\|y - X\\|`` with an ``X`` that depends on it, nothing is."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.bound import mentions, split_bounds
from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tree import Big, Node, Product
from drill.papers_first.plausible.given_roles import is_never_negative

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
    is_outside = _runs_in(first, lower) and not mentions(rest, part) and all(map(is_never_negative, rest))
    if not is_outside or not set(signs) <= _TIMES:
        return None
    return Product((Big(name, lower, (), first), *map(with_parted_extremes, rest)), signs)


def _runs_in(first: Node, lower: tuple[str, ...]) -> bool:
    """Whether a letter of what runs stands in a factor."""
    letters = {token for name in split_bounds(lower) for token in name if is_letter(token)}
    return bool(letters.intersection(to_tokens(first)))

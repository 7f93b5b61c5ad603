"""``\\sum_{i=1}^n \\sum_{j=1, j \\neq i}^n``: what runs as far as the index around it, without that one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers.formula.rewrite import replaced
from drill.papers.formula.tree import Big, Node

_UNLIKE: Final = frozenset(("\\neq", "\\ne"))


def with_paired_ranges(node: Node) -> Node:
    """``node`` where such a range is ``j \\neq i``, whose end the sum around it says."""

    def change(part: Node) -> Node | None:
        match part:
            case Big(_, (outer, "=", first), upper, body) if upper:
                inner = replaced(body, lambda one: _paired(one, outer, first, upper))
                return None if inner == body else replace(part, body=with_paired_ranges(inner))
            case _:
                return None

    return replaced(node, change)


def _paired(part: Node, outer: str, first: str, upper: tuple[str, ...]) -> Node | None:
    match part:
        case Big(_, (index, "=", start, ",", one, relation, other), end, _) if (
            (start, end) == (first, upper) and relation in _UNLIKE and {one, other} == {index, outer}
        ):
            return replace(part, lower=(index, "\\neq", outer), upper=())
        case _:
            return None

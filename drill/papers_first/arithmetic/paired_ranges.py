"""Ranges beside an index around them: ``\\sum_{i=1}^n \\sum_{j=1, j \\neq i}^n``, ``\\sum_i \\sum_{i<j}``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.runs import is_letter
from drill.papers_first.formula.rewrite import bound_by, replaced
from drill.papers_first.formula.tree import Big, Node

_UNLIKE: Final = frozenset(("\\neq", "\\ne"))
_TURNED: Final = {
    "\\neq": "\\neq",
    "\\ne": "\\ne",
    "<": ">",
    ">": "<",
    "\\leq": "\\geq",
    "\\le": "\\ge",
    "\\geq": "\\leq",
    "\\ge": "\\le",
}


def with_paired_ranges(node: Node) -> Node:
    """``node`` where such ranges are ``j \\neq i``: j runs as far as the i around it, without that one."""

    def change(part: Node) -> Node | None:
        match part:
            case Big(_, (outer, "=", first), upper, body) if upper:
                inner = replaced(body, lambda one: _paired(one, outer, first, upper))
                return None if inner == body else replace(part, body=replaced(inner, change))
            case _:
                return None

    return replaced(_with_inner_indices(node), change)


def _paired(part: Node, outer: str, first: str, upper: tuple[str, ...]) -> Node | None:
    match part:
        case Big(_, (index, "=", start, ",", one, relation, other), end, _) if (
            (start, end) == (first, upper) and relation in _UNLIKE and {one, other} == {index, outer}
        ):
            return replace(part, lower=(index, "\\neq", outer), upper=())
        case _:
            return None


def _with_inner_indices(node: Node, around: frozenset[str] = frozenset()) -> Node:
    """``node`` where a sum within one over i names first what it runs over: ``j \\neq i`` for ``i \\neq j``.

    ``around`` are the indices that run already.
    """

    def change(part: Node) -> Node | None:
        if not isinstance(part, Big):
            return None
        found = part
        match part.lower:
            case (first, relation, second) if (
                relation in _TURNED and first in around and is_letter(second) and second not in around
            ):
                found = replace(part, lower=(second, _TURNED[relation], first))
            case _:
                pass
        return replace(found, body=_with_inner_indices(part.body, around | bound_by(found)))

    return replaced(node, change)

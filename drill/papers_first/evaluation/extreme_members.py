"""That the largest of several values, where it is given, is not below one of them that stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Node, Sum, Symbol
from drill.papers_first.plausible.ranges import RANGES, Range

SIGNS: Final = {"\\max": "<=", "\\min": ">="}
_LEAST_LARGE: Final = 6
_LARGE: Final = "6..14"


def member_conditions(side: Side) -> Iterator[str]:
    """Of ``x_i / \\max_{i' \\in S} x_{i'}`` that the number for the first is at most the other."""
    for extreme, member in _beside(side):
        if text := _typed(side, member):
            yield f"{text} {SIGNS[extreme.name]} {side.names[extreme]}"


def extreme_ranges(side: Side, found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """Large numbers for the largest of several that are drawn positive: one of them is seldom above."""
    usual = RANGES["positive"]
    for extreme, member in _beside(side):
        if extreme.name == "\\max" and found[extreme] == found.get(member) == usual:
            yield extreme, replace(usual, params=_LARGE, least=_LEAST_LARGE)


def _beside(side: Side) -> Iterator[tuple[Big, Node]]:
    """Extremes that are given, each with what it is taken of at the place that stands beside it."""
    parts = set(walk(side.node))
    for node in side.names:
        match node:
            case Big(name, (index, "'", *_), (), body) if name in SIGNS:
                member = _without_prime(body, index)
            case Big(name, ("\\|", *_) as lower, (), body) if name in SIGNS:
                member = _without_shift(lower, body)
            case _:
                continue
        while isinstance(member, Bracket) and len(member.parts) == 1:
            (member,) = member.parts
        if member in parts:
            yield node, member


def _without_prime(body: Node, index: str) -> Node:
    """What is searched at the index that has no prime."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, Symbol):
            return None
        if part == Symbol(index, primes=1):
            return Symbol(index)
        kept = [token for before, token in pairwise(("", *part.sub)) if (before, token) != (index, "'")]
        return replace(part, sub=tuple(kept)) if len(kept) < len(part.sub) else None

    return replaced(body, change)


def _without_shift(lower: tuple[str, ...], body: Node) -> Node:
    """What is searched in a ball around 0 at its middle: ``f(w)`` of ``\\max_{\\|u\\| \\leq r} f(w + u)``."""
    end = lower.index("\\|", 1) if "\\|" in lower[1:] else 0
    shift = whole_name(list(lower[1:end]))
    if shift is None or shift.sub or shift.above or not {"\\leq", "<"} & set(lower[end:]):
        return body

    def change(part: Node) -> Node | None:
        match part:
            case Sum((first, last), ("+",)) if last == shift.symbol:
                return first
            case _:
                return None

    return replaced(body, change)


def _typed(side: Side, member: Node) -> str:
    try:
        return to_plain(side.typed(member))
    except RefusedError:
        return ""

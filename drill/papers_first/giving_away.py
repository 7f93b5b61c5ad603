"""Whether words of a paper hold the formula that is asked for: "the ratio $a/b$" before ``r = a/b``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from drill.papers_first.arithmetic.points import differ
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Node, Statement, Symbol
from drill.papers_first.reading import Reading

_INLINE: Final = re.compile(r"\$([^$]*)\$")
_RELATIONS: Final = frozenset(
    ("=", ":=", "\\equiv", "\\leq", "\\geq", "\\approx", "\\propto", "\\sim", "<", ">")
)
_FEWEST: Final = 3
"""Fewer signs of a formula give nothing away."""


def gives_away(text: str, reading: Reading) -> bool:
    """Whether a formula in these words is a right side of the one that is read, or holds one."""
    asked = list(_asked(reading))
    nodes = () if reading.statement is None else reading.statement.sides[1:]
    for latex in _INLINE.findall(text):
        try:
            tokens = canonical(latex)
        except RefusedError:
            continue
        if any(_holds(tokens, side) for side in asked):
            return True
        if any(not differ(one, side) for one in _sides(tokens) for side in nodes if _is_built(side)):
            return True
    return False


def _asked(reading: Reading) -> Iterator[Sequence[str]]:
    """The right sides sign by sign, those of a few signs aside."""
    if reading.statement is not None:
        sides = [to_tokens(side) for side in reading.statement.sides[1:]]
    else:
        first = next((place for place, token in enumerate(reading.tokens) if token in _RELATIONS), None)
        sides = [] if first is None else [list(reading.tokens[first + 1 :])]
    yield from (side for side in sides if len(side) >= _FEWEST)


def _is_built(side: Node) -> bool:
    return not isinstance(side, Symbol) and len(to_tokens(side)) >= _FEWEST


def _sides(tokens: Sequence[str]) -> tuple[Node, ...]:
    try:
        read = parse_tokens(list(tokens))
    except RefusedError:
        return ()
    sides = read.sides if isinstance(read, Statement) else (read,)
    return tuple(filter(_is_built, sides))


def _holds(tokens: Sequence[str], side: Sequence[str]) -> bool:
    size = len(side)
    return any(list(tokens[at : at + size]) == list(side) for at in range(len(tokens) - size + 1))

"""How far something is from its mean, in bounds on chances: ``P(|X - m| \\geq t) \\leq 2 e^{-2 n t^2}``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.evaluable import is_chance
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Node, Statement, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.intervals import Interval, within
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.sides import Line

_SIZES: Final = (
    Range("positive", "0.1..0.8 step 0.05", 0.1),
    Range("positive", "1.2..3 step 0.05", 1.2),
)
"""Deviations for which such a bound is neither nothing nor beyond 1: of a mean, of what has a spread of 1."""
_ORDERS: Final = frozenset(("<", ">", "\\leq", "\\geq", "\\le", "\\ge"))


def with_deviations(paper: Paper, line: Line, side: Side) -> Iterator[Side]:
    """A bound on the chance of a deviation, with numbers of another size for it, which it may have."""
    if line.says != "bound" or line.left is None or not is_chance(line.left):
        return
    far = [one for one in _thresholds(line.left) if one in side.names and one not in side.drawn]
    if len(far) == 1:
        interval = paper.kept.interval(tuple(to_tokens(far[0])), paper.where) or Interval()
        for size in _SIZES:
            if within(interval, size) == size:
                yield replace(side, drawn={**side.drawn, far[0]: size})


def _thresholds(left: Node) -> Iterator[Node]:
    """The names that something is compared with in an event."""
    for part in walk(left):
        match part:
            case Statement((_, Symbol() as far), (order,)) if order in _ORDERS:
                yield far
            case _:
                pass

"""Exercises on definitions by cases: numbers of different lines, and the lines that one takes by mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.branches import branches_of
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.mistakes import Mistake
from drill.papers_first.evaluation.numbers import Drawing
from drill.papers_first.evaluation.reals import compile_real
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Table

_LEAST_SHARE: Final = 0.1
"""A line counts as drawn where it holds in so many of the draws."""


def has_cases(node: Node) -> bool:
    """Whether a definition by cases is part of it."""
    return any(isinstance(part, Table) for part in walk(node))


def check_cases(side: Side, drawing: Drawing) -> None:
    """That the draws fall on two lines at least.

    Raises:
        RefusedError: nearly all of them fall on one.
    """
    for part in maths.walk(side.tree):
        if isinstance(part, maths.Call) and part.name == "pick":
            number = compile_real(part.args[0])
            drawn = Counter(number(draw) for draw in drawing.draws)
            if sum(count >= _LEAST_SHARE * len(drawing.draws) for count in drawn.values()) < 2:
                raise RefusedError("its numbers fall on one of its cases only")


def other_lines(node: Node) -> Iterator[Mistake]:
    """The side with the value of another line in the place of each."""
    tables = [part for part in walk(node) if isinstance(part, Table)]
    for table in tables:
        count = len(branches_of(table).values)
        for shift in range(1, count):
            rows = tuple(
                (table.rows[(place + shift) % count][0], *row[1:]) for place, row in enumerate(table.rows)
            )
            changed = replaced(
                node,
                lambda part, table=table, rows=rows: replace(table, rows=rows) if part == table else None,
            )
            yield Mistake(changed, "That is the value of another line: look again at the conditions.")

"""Whole numbers that a letter is kept in: ``a \\in \\{0, \\ldots, s - 1\\}``, ``k = 1, \\ldots, K``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import join
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Node
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line

_SET: Final = re.compile(
    r"(?:\$|\\forall)\s*(?P<name>[^$,]{1,20}?)\s*\\in\s*\\\{(?P<first>[^$,]{1,20}),(?:[^$,]{1,20},){0,2}"
    r"\s*\\(?:ldots|dots|dotsc|cdots)\s*,(?P<last>[^$,]{1,20})\\\}"
)
_RUN: Final = re.compile(
    r"(?:\$|\\forall)\s*(?P<name>[^$,=\\]|\\[a-z]+)\s*=\s*(?P<first>[^$,]{1,20}),(?:[^$,]{1,20},){0,2}"
    r"\s*\\(?:ldots|dots|dotsc|cdots)\s*,(?P<last>[^$,]{1,20})\$"
)
"""``k = 0, \\ldots, K``: what a letter runs over that a formula has the numbers of."""


def set_bounds(paper: Paper, line: Line, side: Side) -> Iterator[str]:
    """That quantities of a side lie between the ends of such sets."""
    texts = [each.text for each in paper.document.paragraphs if each.section == line.formula.section]
    texts += [f"${join(tokens)}$" for tokens in line.reading.conditions]
    for text in texts:
        for match in (*_SET.finditer(text), *_RUN.finditer(text)):
            name = _typed(match["name"], side)
            first, last = _typed(match["first"], side), _typed(match["last"], side)
            if name and first:
                yield f"{name} >= {first}"
            if name and last:
                yield f"{name} <= {last}"


def _typed(latex: str, side: Side) -> str:
    """A number, a quantity of the side or arithmetic of them; empty where it is something else."""
    try:
        node: Node = parse_tokens(canonical(latex)).sides[0]
        return to_plain(scalar_tree(node, side.names))
    except RefusedError:
        return ""

"""Sums over two unlike indices, ``\\sum_{i \\neq j}``, of which the paper tells that one stands still."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.runs import UNEQUAL, pair_of
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Symbol
from drill.papers_first.paper import Paper

_ANY: Final = re.compile(r"^(?:any|each|every|some)\b|\bth\b|s$")
"""What is said of any one of several, or of all of them."""


def check_unlike(paper: Paper, side: Side) -> None:
    """That both indices of a sum over pairs number things of one kind.

    Raises:
        RefusedError: the paper says which one of several it is that the second index numbers, ``$a_j$ is
            the right answer``, and not so of the first: it may stand still.
    """
    for part in walk(side.original):
        pair = pair_of(part) if isinstance(part, Big) else None
        if not isinstance(part, Big) or pair is None or pair[1] not in UNEQUAL:
            continue
        first, _, second = pair
        names = {one for one in walk(part.body) if isinstance(one, Symbol) and one.sub == (second,)}
        if second not in side.ranges.fixed and any(_is_one_of(paper, one, first) for one in names):
            raise RefusedError("which of two indices runs is not clear")


def _is_one_of(paper: Paper, numbered: Symbol, other: str) -> bool:
    """Whether a numbered name is called what the one with the other index is not."""
    entry, beside = paper.meaning(numbered), paper.meaning(replace(numbered, sub=(other,)))
    if entry is None or (beside is not None and beside.meaning == entry.meaning):
        return False
    numbers = entry.meaning.split("$")[1::2]
    is_running = any(numbered.sub[0] in maths for maths in numbers)
    return not is_running and not _ANY.search(entry.meaning)

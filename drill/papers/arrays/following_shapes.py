"""Kinds of a paper's quantities that follow from all its formulas together."""

from __future__ import annotations

from typing import Final

from drill.papers.arrays.dimensions import kinds_told
from drill.papers.arrays.stated_shapes import stated
from drill.papers.arrays.told_shapes import Known, Told
from drill.papers.contained import UNEXPECTED
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Node
from drill.papers.paper import Paper, once
from drill.papers.sides import lines

_MOST_ROUNDS: Final = 3


@once
def following(paper: Paper) -> Known:
    """What is stated and what formulas tell, put into the other formulas until nothing new follows.

    What two formulas tell differently is left out.
    """
    equations = [
        (paper.at(line.formula), line.left, line.rights[0])
        for line in lines(paper)
        if line.left is not None and line.says in ("equal", "assign")
    ]
    said = stated(paper)
    known: dict[Node, Told] = dict(said)
    disputed: set[Node] = set()
    for _ in range(_MOST_ROUNDS):
        before = dict(known)
        for near, left, right in equations:
            try:
                found = kinds_told(near, left, right, known)
            except (RefusedError, *UNEXPECTED):
                continue
            for node, kind in found.items():
                if known.setdefault(node, kind)[0] != kind[0]:
                    disputed.add(node)
        known = {node: kind for node, kind in known.items() if node not in disputed - said.keys()}
        if known == before:
            break
    return known

"""Kinds of a paper's quantities that follow from all its formulas together."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.arrays.dimensions import kinds_told
from drill.papers_first.arrays.stated_shapes import stated
from drill.papers_first.arrays.told_shapes import NUMBER, Known, Told
from drill.papers_first.contained import UNEXPECTED
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Node, Symbol, symbols
from drill.papers_first.paper import Paper, once
from drill.papers_first.sides import lines

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
    for _, left, right in equations:
        if isinstance(left, Symbol) and left not in said and _is_number(right, said):
            known.setdefault(left, NUMBER)
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


def _is_number(side: Node, said: Known) -> bool:
    """Whether a side is made of sums over the entries of vectors of stated lengths, and numbers beside them:
    of ``\\frac{1}{d} \\sum_{i=1}^d x_i`` with x in R^d.
    """
    sums = [part for part in walk(side) if isinstance(part, Big)]
    whole = [part for part in sums if part.name == "\\sum" and part.lower[1:] == ("=", "1")]
    ends = {part.lower[0]: part.upper for part in whole}
    entries = [one for one in symbols(side) if one.sub]
    if not entries or not len(ends) == len(whole) == len(sums):
        return False
    are_numbers = all(one.sub or said.get(one, NUMBER) == NUMBER for one in symbols(side))
    return are_numbers and all(
        len(one.sub) == 1 and ends.get(one.sub[0]) == said.get(replace(one, sub=()), NUMBER)[1]
        for one in entries
    )

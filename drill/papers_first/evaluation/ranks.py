"""Ranks and places among several: none is beyond what it is divided by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.tree import Call, Node, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import HEAD_ENDS, Range

_RANK: Final = re.compile(r"\branks?$", re.IGNORECASE)


def rank_conditions(paper: Paper, side: Side) -> Iterator[str]:
    """Of ``\\frac{\\operatorname{rank}_i}{n - 1}`` that the rank is at most what stands below."""
    ranks = {name for node, name in side.names.items() if _is_rank(paper, node)}
    for part in maths.walk(side.tree) if ranks else ():
        match part:
            case maths.Binary("/", maths.Sym(name), below) if name in ranks:
                yield f"{name} <= {to_plain(below)}"
            case _:
                continue


def place_conditions(side: Side, left: Node | None, found: Mapping[Node, Range]) -> Iterator[str]:
    """Of ``\\sigma_i = \\frac{i}{N - 1}`` that the place i among N is at most what stands below."""
    if not isinstance(left, Symbol) or len(left.sub) != 1:
        return
    place = side.names.get(Symbol(*left.sub))
    counts = {
        name
        for node, name in side.names.items()
        if isinstance(node, Symbol) and node.base.isupper() and found[node].role == "count"
    }
    for part in maths.walk(side.tree) if place is not None else ():
        match part:
            case maths.Binary("/", maths.Sym(name), maths.Sym(count) as below) | maths.Binary(
                "/", maths.Sym(name), maths.Binary("-", maths.Sym(count), maths.Num("1")) as below
            ) if name == place and count in counts:
                yield f"{name} <= {to_plain(below)}"
            case _:
                continue


def _is_rank(paper: Paper, node: Node) -> bool:
    """Whether it is one of several by rank, by its own word or by what is said of it; or that of a matrix."""
    if isinstance(node, Call):
        return isinstance(node.head, Symbol) and node.head.base in ("rank", "rk")
    if not isinstance(node, Symbol) or not node.sub:
        return False
    entry = paper.meaning(node)
    said = entry.meaning if entry is not None else node.base
    return bool(_RANK.search(HEAD_ENDS.sub("", said.strip())))

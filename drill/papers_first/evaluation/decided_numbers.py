"""What the draws decide stays what it is: a share that is a product of others is above 0, as they must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Final

from drill.banks.params import read_domain
from drill.errors import DrillError
from drill.maths import exact
from drill.maths import tree as maths
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.tree import Node
from drill.papers_first.plausible.ranges import Range, Role

_ABOVE_0: Final[frozenset[Role]] = frozenset(("probability", "rate", "positive", "count", "square"))
_MOST_CORNERS: Final = 256


def decided_conditions(side: Side, lets: Mapping[str, str], found: Mapping[Node, Range]) -> Iterator[str]:
    """That such a number is above 0 where the least or largest numbers of others would make it less."""
    ranges = {side.names[node]: one for node, one in found.items()}
    names = Names(declared=frozenset(ranges), functions="bank")
    drawn: dict[str, maths.Node] = {}
    for name, text in lets.items():
        try:
            tree = maths.substitute(parse(text, names), drawn)
        except DrillError:
            continue  # it holds a step that is drawn for it alone
        drawn[name] = tree
        if name in ranges and ranges[name].role in _ABOVE_0 and _may_fall_to_0(tree, ranges):
            yield f"{name} > 0"


def _may_fall_to_0(tree: maths.Node, ranges: Mapping[str, Range]) -> bool:
    """Whether it is 0 or less at the ends of what its names are drawn from."""
    names = sorted(maths.symbols(tree))
    domains = ([one.value for one in read_domain(ranges[name].params)] for name in names)
    ends = [(min(numbers), max(numbers)) for numbers in domains]
    for corner in islice(product(*ends), _MOST_CORNERS):
        value = exact.rational(tree, dict(zip(names, corner, strict=True)))
        if value is not None and value <= 0:
            return True
    return False

"""Maxima with 0 that are 0 for too many numbers: nobody computes what is 0 every other time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from drill.banks.params import read_domain
from drill.maths import tree as maths
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Bracket, Node, Number, Sum
from drill.papers_first.plausible.ranges import RANGES, Range

_MOST_ZEROS: Final = 0.3
_FEWEST_NUMBERS: Final = 5


def hinge_ranges(side: Side, found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """Of ``\\max(0, u - h)``, h above 0, the u above 0 as well: else nothing but 0 came out."""
    for part in walk(side.node):
        match part:
            case Big("\\max", (), (), Bracket(_, _, (Number("0"), Sum((most, taken), ("-",))), (",",))):
                is_found = most in found and taken in found and found[most].role == "value"
                if is_found and found[taken].least > 0:
                    yield most, RANGES["positive"]
            case _:
                continue


def seldom_zero(side: Side, found: Mapping[Node, Range], results: Sequence[float]) -> str:
    """A condition under which such a result is 0 for the largest numbers of one quantity only; else empty."""
    zeros = sum(result == 0 for result in results)
    if zeros <= _MOST_ZEROS * len(results) or not any(map(_is_hinge, maths.walk(side.tree))):
        return ""
    for node, one in found.items():
        numbers = sorted(drawn.value for drawn in read_domain(one.params))
        if len(numbers) >= _FEWEST_NUMBERS:
            sign = ">" if max(results) > 0 else "<"
            return f"{side.text} {sign} 0 or {side.names[node]} >= {numbers[-len(numbers) // 4]}"
    return ""


def _is_hinge(part: maths.Node) -> bool:
    return isinstance(part, maths.Call) and part.name == "max" and maths.Num("0") in part.args

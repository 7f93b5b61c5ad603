"""Waves at positions: of ``\\sin(pos / 10000^{2 i / d})`` d is an even width, 2 i a place below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.plausible.ranges import Range

_WIDTHS: Final = Range("exponent", ("4", "6", "8", "10", "12", "16", "20", "24"), 4, True)
_PLACES: Final = Range("exponent", "1..6", 1, True)
_LEAST_BASE: Final = 100
"""A number that is raised to shares of a width is as large as this, as 10000 is."""
_WIDTH: Final = frozenset("dD")
_INDEX: Final = frozenset("ijklmn")


def encoding_ranges(side: Side) -> Iterator[tuple[Node, Range]]:
    """What widths and places are drawn from."""
    nodes = {name: node for node, name in side.names.items()}
    for _, place, width in _quotients(side):
        yield nodes[width], _WIDTHS
        yield nodes[place], _PLACES


def encoding_conditions(side: Side) -> Iterator[str]:
    """That places are below the width."""
    yield from dict.fromkeys(f"{to_plain(top)} < {width}" for top, _, width in _quotients(side))


def _quotients(side: Side) -> Iterator[tuple[maths.Node, str, str]]:
    """What is divided by a width in an exponent, the name of the place in it and that of the width."""
    for power in maths.walk(side.tree):
        match power:
            case maths.Binary("^", maths.Num() as base, exponent) if base.value >= _LEAST_BASE:
                pass
            case _:
                continue
        for part in maths.walk(exponent):
            match part:
                case maths.Binary("/", top, maths.Sym(width)) if _is_letter(side, width, _WIDTH):
                    is_double = any(one == maths.Num("2") for one in maths.walk(top))
                    places = [name for name in maths.symbols(top) if _is_letter(side, name, _INDEX)]
                    if is_double and len(places) == len(maths.symbols(top)) == 1:
                        yield top, places[0], width
                case _:
                    continue


def _is_letter(side: Side, name: str, letters: frozenset[str]) -> bool:
    node = next(node for node, own in side.names.items() if own == name)
    return isinstance(node, Symbol) and node.base in letters and not node.accents

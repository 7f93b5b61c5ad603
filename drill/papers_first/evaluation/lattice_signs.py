"""``a \\wedge 1`` and ``0 \\vee a``: the smaller and the larger of two numbers, as minima and maxima."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Bracket, Fraction, Node, Product
from drill.papers_first.plausible.spans import lattice_pair
from drill.papers_first.sides import Line

_EXTREMES: Final = {"\\wedge": "\\min", "\\vee": "\\max"}
_SAID: Final = {"\\wedge": "smaller", "\\vee": "larger"}


def without_lattice_signs(line: Line) -> Line:
    """A line with the smaller or the larger of two for such a sign, which its prompt says.

    Beside a written number the sign joins numbers, neither sets nor statements. It joins all that stands
    on its side of a statement, a fraction or brackets; of sums it is not said how far it reaches.
    """
    told = line.mapped(_extremes)
    if told is line or line.taken:
        return line
    found = sorted({pair[0] for part in walk(line.statement) if (pair := lattice_pair(part))})
    return told.also_saying(
        "Here " + " and ".join(f"${sign}$ gives the {_SAID[sign]} of the two" for sign in found)
    )


def _extremes(side: Node) -> Node:
    """A side with the extreme that it is, and with those in its brackets and fractions."""

    def change(part: Node) -> Node | None:
        match part:
            case Bracket(opening, closing, (Product() as inner,), (), sub) if pair := lattice_pair(inner):
                return Bracket(opening, closing, (_extreme(pair),), (), sub)
            case Fraction(top, bottom) if lattice_pair(top) or lattice_pair(bottom):
                return Fraction(_extremes(top), _extremes(bottom))
            case _:
                return None

    pair = lattice_pair(side)
    return replaced(side, change) if pair is None else _extreme(pair)


def _extreme(pair: tuple[str, Node, Node]) -> Node:
    sign, *parts = pair
    return Big(_EXTREMES[sign], (), (), Bracket("\\{", "\\}", tuple(map(_extremes, parts)), (",",), ()))

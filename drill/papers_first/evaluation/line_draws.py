"""Numbers for a line: those that suit its side and what is said beside it, as far as that is computed."""

from __future__ import annotations

from drill.papers_first.evaluation.ascending import ascending
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.deviations import with_deviations
from drill.papers_first.evaluation.evaluable import is_chance
from drill.papers_first.evaluation.named_extremes import named_extremes
from drill.papers_first.evaluation.numbers import Drawing, draw_numbers
from drill.papers_first.evaluation.results import is_variance
from drill.papers_first.evaluation.said_conditions import beside, broken_orders, broken_signs, said_conditions
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line


def drawn_for(paper: Paper, line: Line, side: Side) -> tuple[Side, Drawing]:
    """Numbers for a side, which may be of another size than its names tell; the side with their ranges."""
    try:
        return side, _drawn_so(paper, line, side)
    except RefusedError as error:
        for one in with_deviations(paper, line, side):
            try:
                return one, _drawn_so(paper, line, one)
            except RefusedError:
                continue
        raise error from None


def _drawn_so(paper: Paper, line: Line, side: Side) -> Drawing:
    """Numbers for which the line holds, as far as that can be computed."""
    left = None if side.asks else next(filter(_decides, line.rights), line.left)
    said = (
        *said_conditions(paper, line, side),
        *beside(line, side),
        *ascending(paper, side),
        *named_extremes(paper, side),
    )
    drawing = draw_numbers(paper, side, left, said)
    broken = (*broken_orders(line, side, drawing), *broken_signs(paper, line, side, drawing))
    return draw_numbers(paper, side, left, (*said, *broken)) if broken else drawing


def _decides(right: Node) -> bool:
    """Whether a side of a chain tells what its value may be, more than a name on its left."""
    return is_chance(right) or is_variance(right)

"""Ways to compute with a law: its density or probability at a value, in one dimension."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from drill.papers_first.arithmetic.densities import density
from drill.papers_first.arithmetic.drawn import drawn_density, drawn_process, named_density
from drill.papers_first.arithmetic.one_dimension import in_one_dimension
from drill.papers_first.arithmetic.opened import Opened, opened
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.evaluation.moments_of_draws import moments
from drill.papers_first.evaluation.one_dimensional import is_any_number
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Statement
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line

_BARS = ("\\mid", "|", "\\vert")


def law_ways(paper: Paper, right: Node, left: Node | None) -> Iterator[Callable[[], Side]]:
    """Ways to compute a right side that is a density, or that names the law of what stands on the left."""
    process = drawn_process(right)
    says = "" if process is None else f"{process.says}. "
    for written in (right, named_density(left, right), None if process is None else process.law):
        inside = None if written is None else opened(written)
        if written is None or inside is None or not inside.is_density:
            continue
        inside = replace(inside, says=f"{says}{inside.says}")
        yield lambda inside=inside: of_opened(inside, left)
        yield lambda inside=inside, written=written: _in_one_dimension(paper, inside, written, right, left)


def of_opened(inside: Opened, left: Node | None) -> Side:
    """What is opened as a side."""
    side = read_side(inside.node, left=left, says=inside.says, outcomes=inside.outcomes)
    return replace(side, drawn=inside.drawn)


def _in_one_dimension(paper: Paper, inside: Opened, written: Node, right: Node, left: Node | None) -> Side:
    """A density whose mean and variance are made of vectors and matrices, all of them one number each."""
    if not is_any_number(paper, written):
        raise RefusedError("an array that is limited is not any number in one dimension")
    try:
        flat = in_one_dimension(inside.node)
    except RefusedError:
        node, says = inside.node, inside.says  # it says one dimension, and nothing else changes there
    else:
        node, says = flat.node, f"{inside.says}. {flat.says}"
    side = read_side(node, left=left, says=says, outcomes=inside.outcomes, in_one_dimension=True)
    return replace(side, drawn=inside.drawn, source=right)


def drawn_lines(paper: Paper) -> Iterator[tuple[Line, str]]:
    """Statements that tell what a number is drawn from, ``x \\sim N(m, v)``, each with what can be computed.

    The right side of such a line is the density at a value; where that is not plain, a parameter of the law.
    """
    seen: set[tuple[str, ...]] = set()
    for reading in paper.readings:
        match reading.statement:
            case Statement((left, law), ("\\sim",)):
                pass
            case Statement((left, _, law), (bar, "\\sim")) if bar in _BARS:
                pass
            case Statement((_, left, law), ("=" | ":=", "\\sim")):
                pass
            case _:
                continue
        if reading.tokens in seen:
            continue
        seen.add(reading.tokens)
        found = drawn_density(left, law)
        law = None if found is None else density(found.law)
        if found is not None and law is not None:
            line = Line(reading, reading.statement, None, "alone", (found.law,), found.says)
            word = "probability" if law.is_chance else "density"
            yield line, f"the {word} of this ${to_latex(found.value)}$"
        sides = reading.statement.sides
        yield Line(reading, reading.statement, None, "alone", sides[-1:]), ""
        for moment, asks in moments(paper, left, sides[-1]):
            yield Line(reading, reading.statement, None, "alone", (moment,)), asks

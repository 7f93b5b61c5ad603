"""Parameters of the law that something is drawn from, where they are computed of other quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.alteration.working import steps_of
from drill.papers_first.arithmetic.densities import is_law
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.evaluation.one_dimensional import is_any_number, one_dimensional_ways
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Norm, Symbol, Transpose
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import RANGES
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line

_FEWEST_STEPS: Final = 2
"""A parameter is worth asking for from so many operations on."""
_ORDINALS: Final = ("first", "second", "third", "fourth")
_SHORTEST: Final = 2
_ONE: Final = "Take the case of one dimension, where every vector and matrix is a number"
_NO_LAWS: Final = frozenset(("KL", "GP", "DP", "SDE", "ODE", "Mult", "Multinomial", "Cat", "Categorical"))
"""Words before brackets that name no law of numbers, or one whose parameter is a list."""
_PLACED: Final = frozenset(
    (
        *("N", "Normal", "Gaussian", "MVN", "LogNormal", "Student"),
        *("Laplace", "Lap", "Cauchy", "Logistic", "Gumbel"),
    )
)
"""Laws whose first parameter is a place, which may be negative."""
_INTERVALS: Final = frozenset(("U", "Uniform", "Unif", "Uni"))
_OF_VECTORS: Final = frozenset(
    ("MVN", "MN", "W", "IW", "Wishart", "InvWishart", "InverseWishart", "Dirichlet")
)


def is_of_law(line: Line) -> bool:
    """Whether a line's only right side is the law that something is drawn from."""
    return line.statement.relations[-1:] == ("\\sim",) and line.rights == line.statement.sides[-1:]


def parameter_ways(paper: Paper, line: Line) -> Iterator[Callable[[], Side]]:
    """``y \\sim N(a + b x, s^2 / n)``: each parameter with something to compute.

    It is what stands at its place, whatever the paper means by a second parameter.
    """
    match line.rights:
        case (Call(Symbol() as head, Bracket("(" | "[", _, parts, separators, ())),) if _is_name(head):
            pass
        case _:
            return
    if not set(separators) <= {",", ";"} or len(parts) > len(_ORDINALS):
        return
    for place, part in enumerate(parts):
        if steps_of(part) > 0:
            which = "parameter" if len(parts) == 1 else f"{_ORDINALS[place]} parameter"
            asks = f"the {which} of the law on the right"
            is_positive = head.base not in _INTERVALS and (place > 0 or head.base not in _PLACED)
            plain = _in_one_dimension if head.sub or head.base in _OF_VECTORS else _plainly
            for way in (partial(plain, paper, part), *one_dimensional_ways(paper, part, None)):
                yield partial(_read, paper, way, asks, is_positive)


def _plainly(paper: Paper, part: Node) -> Side:
    return read_side(part)


def _in_one_dimension(paper: Paper, part: Node) -> Side:
    """A parameter of a law of vectors whose letters alone do not tell that they are arrays."""
    if not is_any_number(paper, part) or any(isinstance(one, Transpose | Norm) for one in walk(part)):
        raise RefusedError("it says something else in one dimension")
    return replace(read_side(part, says=_ONE, in_one_dimension=True), source=part)


def _read(paper: Paper, way: Callable[[], Side], asks: str, is_positive: bool) -> Side:
    side = way()
    if sum(isinstance(one, maths.Binary | maths.Call) for one in maths.walk(side.tree)) < _FEWEST_STEPS:
        raise RefusedError("there is nothing to compute")
    if is_positive:
        roles = Roles(paper, side.original, None, side.node)
        values = (node for node in side.names if roles.of(node).role == "value")
        side = replace(side, drawn=dict.fromkeys(values, RANGES["positive"]), is_positive=True)
    return replace(side, asks=asks)


def _is_name(head: Symbol) -> bool:
    """Whether it names a law: ``Gamma``, ``MVN``, ``\\mathcal{N}``, ``N_n``, no function of a paper's own."""
    if head.base in _NO_LAWS:
        return False
    is_word = len(head.base) >= _SHORTEST and head.base[0].isupper()
    return is_word or is_law(head) or head.base in ("N", "U", "W")

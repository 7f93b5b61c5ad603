"""Brackets that hold the places at which other functions of the formula are taken hold a place, too."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Product, Statement, Sum, Symbol, whole

_FEWEST: Final = 2
"""As many shared places are no accident: ``f(x) = a (x - b)`` has one."""


def check_shared_places(statement: Statement) -> None:
    """Refuse ``y(s) = \\sum_u w(u) \\, x(s + u)``, read with a factor x, and ``V(s) + \\delta_t V``, with a
    factor V.

    Raises:
        RefusedError: several terms in the brackets behind a name are each all that something else is given,
            or a difference is taken of what is called.
    """
    parts = whole(statement)
    called = {call.head for call in parts if isinstance(call, Call)}
    given = {
        call.arguments.parts[0]
        for call in parts
        if isinstance(call, Call) and len(call.arguments.parts) == 1 and call.arguments.opening == "("
    }
    for part in parts:
        if not isinstance(part, Product):
            continue
        for (one, other), sign in zip(pairwise(part.factors), part.signs, strict=True):
            is_before = isinstance(one, Symbol) and not sign
            if isinstance(one, Symbol) and one.base == "\\delta" and not sign and other in called:
                raise RefusedError("\\delta may take a difference")
            if is_before and sum(term in given for term in _names_in(other)) >= _FEWEST:
                raise RefusedError("a function at a place that others are taken at, or a factor")


def _names_in(bracket: Node) -> tuple[Node, ...]:
    match bracket:
        case Bracket("(", _, (Sum(terms),)):
            return tuple(term for term in terms if isinstance(term, Symbol))
        case _:
            return ()

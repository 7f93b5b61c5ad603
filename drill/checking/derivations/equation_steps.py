"""Whether an equation or an inequality of a derivation follows from the one before it, by SymPy.

Nothing is solved. It follows where the differences of the sides are equal up to a factor that is nowhere 0
(of inequalities: positive); two equations in one letter break where no number can solve both.

This module loads SymPy and belongs to the worker and to commands that judge.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import sympy

from drill.checking.answer_verdict import Clock
from drill.checking.derivations.step_comparison import StepOutcome, unclear
from drill.checking.equality.tree_structure import Bounds
from drill.errors import CheckError
from drill.limits import can_interrupt, interrupt_after
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import Binary, Logic, Node, Relation, find_symbols
from drill.maths.sympy_conversion import as_scalar, symbol_of, to_sympy

_BOUNDS = Bounds(150, 500, 10_000)
# Max seconds of computing for a step.
_LIMIT_S = 0.2


class _TooLate(BaseException):
    """SymPy has computed too long; raised from a signal, past its own error handlers."""


def list_joined_equations(statement: Node) -> list[Relation]:
    """Return the equations of a statement: one, or several joined by ``or``."""
    match statement:
        case Relation("=", _, _):
            return [statement]
        case Logic("or", left, right):
            return [*list_joined_equations(left), *list_joined_equations(right)]
        case _:
            return []


def compare_statements(
    before: Node, statement: Node, assumed: Assumptions, declared: frozenset[str], clock: Clock
) -> StepOutcome:
    """Compare a statement with the one before it; only in ``declared`` letters it may break."""
    differences = _join_differences(before), _join_differences(statement)
    if not _BOUNDS.allow(*differences) or not can_interrupt("ITIMER_VIRTUAL"):
        return unclear()
    letters = {
        name: symbol_of(name, assumed.domain(name)) for name in find_symbols(before) | find_symbols(statement)
    }
    try:
        with interrupt_after(min(_LIMIT_S, max(clock.left_s, 1e-3)), _TooLate(), "ITIMER_VIRTUAL"):
            old, new = (as_scalar(to_sympy(each, letters)) for each in differences)
            return _compare(before, statement, old, new, declared)
    except _TooLate:
        return unclear("To compare the two takes too long.")
    except Exception:  # noqa: BLE001  a fault of SymPy's own is no finding
        return unclear()


def _compare(before: Node, statement: Node, old: Any, new: Any, declared: frozenset[str]) -> StepOutcome:
    factor: Any = sympy.cancel(new / old)
    (top, bottom), (new_top, new_bottom) = (sympy.fraction(sympy.together(each)) for each in (old, new))
    if sympy.gcd(new_top, new_bottom).free_symbols:
        return unclear()  # it has no value where it may be solved: (x^2 - 1)/(x - 1) = 2 below x + 1 = 2
    first, second = (each.op if isinstance(each, Relation) else "=" for each in (before, statement))
    names, here = find_symbols(before), find_symbols(statement)
    if first != "=" or second != "=":
        if first[0] != second[0]:
            factor = -factor
        if "=" in (first, second) or (first in "<>") != (second in "<>"):
            return unclear()  # an equation and an inequality, or one that is strict and one that is not
        if factor.is_negative and here <= declared:
            return StepOutcome("different", "The inequality is the wrong way round.")
        return StepOutcome("equal") if factor.is_positive else unclear()
    is_whole = not sympy.gcd(top, bottom).free_symbols
    if factor.is_nonzero or (len(names | here) == 1 and is_whole and sympy.cancel(new_top / top).is_nonzero):
        return StepOutcome("equal")
    if len(names) != 1 or names != here or not names <= declared:
        return unclear()
    (letter,) = old.free_symbols | new.free_symbols
    polynomials: list[Any] = [sympy.Poly(each, letter) for each in (top, new_top)]
    is_exact = all(each.degree() > 0 and (each.domain.is_ZZ or each.domain.is_QQ) for each in polynomials)
    common: Any = sympy.gcd(*polynomials)
    is_apart = is_exact and common.degree() == 0
    return StepOutcome("different", "No number solves both.") if is_apart else unclear()


def _join_differences(statement: Node) -> Node:
    """Return the difference of the sides, of several equations joined by ``or`` the product of these.

    Raises CheckError for another statement.
    """
    relations = [statement] if isinstance(statement, Relation) else list_joined_equations(statement)
    if not relations:
        raise CheckError("an equation is expected")
    nodes = [Binary("-", each.left, each.right) for each in relations]
    return reduce(lambda one, other: Binary("*", one, other), nodes)

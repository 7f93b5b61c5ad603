"""Units by linear algebra: which symbols of a formula are pure numbers, whatever the units of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from drill.notation import refs, tree

Unit: TypeAlias = Mapping[tree.Ref, Fraction]
"""The powers of the symbols' units; empty for a pure number."""
_PURE_FUNCTIONS: Final = frozenset(("exp", "log", "ln", "sin", "cos", "tan", "tanh", "sigmoid", "softmax"))


class UnknownUnitError(ValueError):
    """A formula holds something whose unit does not follow from its parts."""


def pure_numbers(statement: tree.Statement) -> tuple[tuple[tree.Ref, ...], tuple[tree.Ref, ...]]:
    """Symbols that must be pure numbers for the formula to make sense, and symbols that may have a unit.

    Raises:
        UnknownUnitError: something in it is no arithmetic.
    """
    equations: list[Unit] = []
    first, *others = (_unit(side, equations) for side in statement.sides)
    equations += [_less(first, other) for other in others]
    symbols = tuple(ref for side in statement.sides for ref in refs(side))
    rows = _reduced([row for row in equations if row], symbols)
    pure = {next(iter(row)) for row in rows if len(row) == 1}
    return tuple(one for one in symbols if one in pure), tuple(one for one in symbols if one not in pure)


def _unit(node: tree.Node, equations: list[Unit]) -> Unit:
    match node:
        case tree.Ref():
            return {node: Fraction(1)}
        case tree.Num():
            return {}
        case tree.Neg(body) | tree.Bracket(body) | tree.Norm(body) | tree.Transpose(body):
            return _unit(body, equations)
        case tree.Add(terms):
            first, *others = (_unit(term, equations) for term in terms)
            equations += [_less(first, other) for other in others]
            return first
        case tree.Mul(factors, signs) if "/" not in signs:
            total: Unit = {}
            for factor in factors:
                total = _plus(total, _unit(factor, equations))
            return total
        case tree.Div(top, bottom):
            return _less(_unit(top, equations), _unit(bottom, equations))
        case tree.Inverse(base):
            return _less({}, _unit(base, equations))
        case tree.Root(body, None):
            return _scaled(_unit(body, equations), Fraction(1, 2))
        case tree.Pow(base, tree.Num(text)):
            return _scaled(_unit(base, equations), Fraction(text))
        case tree.Pow(base, exponent):
            equations += [_unit(exponent, equations), _unit(base, equations)]
            return {}
        case tree.Apply(function, (body,), (), ()) if function.name.base.lstrip("\\") in _PURE_FUNCTIONS:
            equations.append(_unit(body, equations))
            return {}
        case _:
            raise UnknownUnitError("its unit does not follow from its parts")


def _plus(one: Unit, other: Unit, factor: Fraction = Fraction(1)) -> Unit:
    total = {
        ref: one.get(ref, Fraction(0)) + factor * other.get(ref, Fraction(0)) for ref in {**one, **other}
    }
    return {ref: power for ref, power in total.items() if power}


def _less(one: Unit, other: Unit) -> Unit:
    return _plus(one, other, Fraction(-1))


def _scaled(unit: Unit, factor: Fraction) -> Unit:
    return {ref: power * factor for ref, power in unit.items()}


def _reduced(rows: list[Unit], symbols: tuple[tree.Ref, ...]) -> Iterator[Unit]:
    """The equations solved by elimination: each row begins with a symbol that no other row holds."""
    left = rows
    solved: list[Unit] = []
    for symbol in symbols:
        pivot = next((row for row in left if symbol in row), None)
        if pivot is None:
            continue
        pivot = _scaled(pivot, 1 / pivot[symbol])
        left = [_plus(row, pivot, -row[symbol]) if symbol in row else row for row in left]
        left = [row for row in left if row]
        solved = [_plus(row, pivot, -row[symbol]) if symbol in row else row for row in solved]
        solved.append(pivot)
    yield from solved

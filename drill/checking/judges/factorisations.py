"""Factorisations: the factors' structure and their product, whatever signs and orders were chosen."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import mpmath

from drill.checking.answer_reader import read_factor
from drill.checking.arrays import DIGITS, Array, Identity, is_same
from drill.checking.evaluation import Point, value_of
from drill.checking.judges.context import Context, exact_points
from drill.checking.judges.factor_rules import SPELLINGS, Factors, diagonal_of, factors_of, fault, is_near
from drill.checking.kind_check import described, is_row, refuse
from drill.checking.kinds import KINDS
from drill.checking.kinds.kind import Given, Mistake, require_length
from drill.checking.kinds.matrices import FactorisationSpec
from drill.checking.kinds.parts import Piece, read_parts
from drill.checking.tolerances import has_decimals
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, KeyFaultError, ParseError
from drill.maths.tree import Node, walk

# Eigenvalues whose orders are tried: 120 of them.
_SHUFFLE_LIMIT = 5


def judge_factorisation(
    spec: FactorisationSpec, answer: Given, mistakes: Sequence[Mistake], _shown: Sequence[str]
) -> Verdict:
    """Return the verdict; codes ``size``, ``structure``, ``product``, ``transposed``, ``order`` and
    ``rounding``.

    Raises ParseError for factors that are missing or not read.
    """
    trees, context = read_factors(spec, answer), Context.of(spec)
    with mpmath.workdps(DIGITS):
        for point in exact_points(frozenset(spec.names.declared), context.assumed, 3):
            context.clock.check()
            factors = {name: _factor(name, tree, point) for name, tree in trees.items()}
            matrix = _matrix_of(spec, point)
            found = fault(spec.method, matrix, factors)
            if found is None:
                continue
            for mistake in mistakes:
                if _fits(spec, mistake.answer, trees, point):
                    return wrong("misconception", mistake.say)
            return _explained(spec.method, matrix, factors, trees, found) or found
    return correct("numeric")


def read_factors(spec: FactorisationSpec, answer: Given) -> dict[str, Node]:
    """Return the tree of every factor by its name. Raises ParseError for what is missing, unknown or not
    read."""
    pieces = _pieces(spec.method, answer)
    trees: dict[str, Node] = {}
    for name, piece in pieces.items():
        try:
            trees[name] = read_factor(spec, piece.text)
            if any(described(part) and not is_row(part) for part in walk(trees[name])):
                raise refuse("matrix", trees[name])
        except ParseError as error:
            raise error.moved(piece.offset, name) from None
    return trees


def _pieces(method: str, answer: Given) -> dict[str, Piece]:
    names, spelled = factors_of(method), SPELLINGS.get(method, {})
    if isinstance(answer, str):
        require_length(answer)
    if isinstance(answer, str) and len(names) == 1 and "=" not in answer:
        return {names[0]: Piece(answer)}
    return read_parts(answer, names, spelled)


def _matrix_of(spec: FactorisationSpec, point: Point) -> Array:
    try:
        value = value_of(spec.of, point)
    except CheckError as error:
        raise KeyFaultError(f"of: there is no matrix: {error}") from None
    if not isinstance(value, Array) or value.is_vector:
        raise KeyFaultError("of: a matrix is due")
    return value


def _factor(name: str, tree: Node, point: Point) -> Array:
    value = value_of(tree, point)
    if isinstance(value, Identity):
        raise ParseError(f"{name}: {KINDS['matrix'].asks}", None, code="kind")
    return value if isinstance(value, Array) else Array(((value,),))


def _explained(
    method: str, matrix: Array, factors: Factors, trees: Mapping[str, Node], found: Verdict
) -> Verdict | None:
    """One factor transposed, eigenvalues in another order, or rounded entries."""
    for name, factor in factors.items():
        if fault(method, matrix, {**factors, name: factor.transposed()}) is None:
            return wrong("transposed", f"{name} is transposed: rows and columns are exchanged.")
    middle = {"eigen": "D", "svd": "S"}.get(method)
    if middle is not None and found.code == "product":
        values = diagonal_of(factors[middle])
        for order in permutations(values) if len(values) <= _SHUFFLE_LIMIT else ():
            if fault(method, matrix, {**factors, middle: Array.vector(order)}) is None:
                which = "eigenvectors" if method == "eigen" else "columns"
                return wrong("order", f"The entries of {middle} stand in another order than the {which}.")
    may_be_rounded = found.code == "product" or "orthonormal" in found.message
    if may_be_rounded and any(map(has_decimals, trees.values())) and is_near(method, matrix, factors):
        return wrong("rounding", "This is rounded. Exact entries are due, such as fractions or roots.")
    return None


def _fits(
    spec: FactorisationSpec, answer: str | Mapping[str, str], trees: Mapping[str, Node], point: Point
) -> bool:
    """Whether each factor that a known mistake names is the one that was typed."""
    try:
        if isinstance(answer, str):
            mistaken = read_factors(spec, answer)
        else:
            mistaken = {name: read_factor(spec, text) for name, text in answer.items()}
        return bool(mistaken) and all(
            name in trees and is_same(_factor(name, tree, point), _factor(name, trees[name], point))
            for name, tree in mistaken.items()
        )
    except CheckError:
        return False

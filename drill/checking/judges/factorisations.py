"""Factorisations: the factors' structure and their product, whatever signs and orders were chosen."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import cast

import mpmath

from drill.checking import arrays
from drill.checking.arrays import Array, Identity, Number, SizesError
from drill.checking.evaluation import Point, value_of
from drill.checking.judges.context import Context, exact_points, key_fault
from drill.checking.kind_check import described, is_row, refuse
from drill.checking.kinds import KINDS
from drill.checking.kinds.kind import Given, Mistake, require_length
from drill.checking.kinds.matrices import FactorisationSpec
from drill.checking.kinds.parts import Piece, read_parts
from drill.checking.tolerances import has_decimals
from drill.checking.typed_text import parse_typed
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, KeyFaultError, ParseError
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.tree import Node, walk

# Eigenvalues whose orders are tried: 120 of them.
_SHUFFLE_LIMIT = 5


def judge_factorisation(spec: FactorisationSpec, answer: Given, mistakes: Sequence[Mistake]) -> Verdict:
    """Return the verdict; codes ``size``, ``structure``, ``product``, ``transposed``, ``order`` and
    ``rounding``.

    Raises ParseError for factors that are missing or not read.
    """
    trees, context = read_factors(spec, answer), Context.of(spec)
    with mpmath.workdps(arrays.DIGITS):
        for point in exact_points(frozenset(spec.names.declared), context.assumed, 3):
            context.clock.check()
            factors = {name: _factor(name, tree, point) for name, tree in trees.items()}
            matrix = _matrix_of(spec, point)
            verdict = fault(spec.method, matrix, factors)
            if verdict is None:
                continue
            for mistake in mistakes:
                if _fits(spec, mistake.answer, trees, point):
                    return wrong("misconception", mistake.say)
            return _explained(spec.method, matrix, factors, trees, verdict) or verdict
    return correct("numeric")


def _parse_factor(spec: FactorisationSpec, text: str) -> Node:
    return parse_typed(text, spec.names, spec.latex, "matrix")


def read_factors(spec: FactorisationSpec, answer: Given) -> dict[str, Node]:
    """Return the tree of every factor by its name. Raises ParseError for what is missing, unknown or not
    read."""
    pieces = _pieces(spec.method, answer)
    trees: dict[str, Node] = {}
    for name, factor_text in pieces.items():
        try:
            trees[name] = _parse_factor(spec, factor_text.text)
            if any(described(part) and not is_row(part) for part in walk(trees[name])):
                raise refuse("matrix", trees[name])
        except ParseError as error:
            raise error.moved(factor_text.offset, name) from None
    return trees


def _pieces(method: str, answer: Given) -> dict[str, Piece]:
    names, spelled = factors_of(method), SPELLINGS.get(method, {})
    if isinstance(answer, str):
        require_length(answer)
    if isinstance(answer, str) and len(names) == 1 and "=" not in answer:
        return {names[0]: Piece(answer)}
    return read_parts(answer, names, spelled)


def _matrix_of(spec: FactorisationSpec, point: Point) -> Array:
    with key_fault("of: there is no matrix"):
        value = value_of(spec.of, point)
    if not isinstance(value, Array) or value.is_vector:
        raise KeyFaultError("of: a matrix is expected")
    return value


def _factor(name: str, tree: Node, point: Point) -> Array:
    value = value_of(tree, point)
    if isinstance(value, Identity):
        raise ParseError(f"{name}: {KINDS['matrix'].asks}", None, code="kind")
    return value if isinstance(value, Array) else Array(((value,),))


def _explained(
    method: str, matrix: Array, factors: Factors, trees: Mapping[str, Node], verdict: Verdict
) -> Verdict | None:
    """Diagnose a transposed factor, eigenvalues in another order, or rounded entries."""
    for name, factor in factors.items():
        if fault(method, matrix, {**factors, name: factor.transposed()}) is None:
            return wrong("transposed", f"{name} is transposed: rows and columns are exchanged.")
    middle = {"eigen": "D", "svd": "S"}.get(method)
    if middle is not None and verdict.code == "product":
        values = diagonal_of(factors[middle])
        for order in permutations(values) if len(values) <= _SHUFFLE_LIMIT else ():
            if fault(method, matrix, {**factors, middle: Array.vector(order)}) is None:
                ordered_like = "eigenvectors" if method == "eigen" else "columns"
                return wrong(
                    "order", f"The entries of {middle} are in a different order from the {ordered_like}."
                )
    may_be_rounded = verdict.code == "product" or "orthonormal" in verdict.message
    if may_be_rounded and any(map(has_decimals, trees.values())) and is_near(method, matrix, factors):
        return wrong("rounding", "This is rounded. Exact entries are asked for, such as fractions or roots.")
    return None


def _fits(
    spec: FactorisationSpec, answer: str | Mapping[str, str], trees: Mapping[str, Node], point: Point
) -> bool:
    """Return whether each factor that a known mistake names is the one that was typed."""
    try:
        if isinstance(answer, str):
            mistaken = read_factors(spec, answer)
        else:
            mistaken = {name: _parse_factor(spec, text) for name, text in answer.items()}
        return bool(mistaken) and all(
            name in trees and arrays.is_same(_factor(name, tree, point), _factor(name, trees[name], point))
            for name, tree in mistaken.items()
        )
    except CheckError:
        return False


# --- what factors have to be ----------------------------------------------------------------------------


# Other names that factors go by; ``V^T`` is turned into ``V``.
SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "svd": {"Sigma": "S", "Σ": "S", "D": "S", "V^T": "V^T", "V'": "V^T", "VT": "V^T", "Vt": "V^T"},
    "eigen": {"Lambda": "D", "Λ": "D", "V": "P", "X": "P", "S": "P", "Q": "P"},
}

# How far off, relative to the matrix, a product of rounded factors may be and still be called rounded.
_NEAR = 0.02

Factors = Mapping[str, Array]
# What a factor is not, as the end of a sentence about it; empty where it is as it should be.
Rule = Callable[[Array], str]


@dataclass(frozen=True)
class _Method:
    """The structure of each factor, in the order in which they are written, and their product."""

    written: str
    rules: Mapping[str, Rule]

    @cached_property
    def product(self) -> Node:
        """Return the product of the factors."""
        names = frozenset(self.rules)
        return parse(self.written, Names(names, names, "matrix"), "value")


def factors_of(method: str) -> tuple[str, ...]:
    """Return the names of a method's factors."""
    return tuple(_METHODS[method].rules)


def fault(method: str, matrix: Array, factors: Factors) -> Verdict | None:
    """Return what is wrong with factors; None if nothing is. ``A = P L U`` may also be written ``P A =
    L U``."""
    completed = _completed(factors)
    result = _fault(_METHODS[method], matrix, completed)
    if method != "plu" or result is None or result.code != "product":
        return result
    turned = {**completed, "P": completed["P"].transposed()}
    return None if _fault(_METHODS[method], matrix, turned) is None else result


def is_near(method: str, matrix: Array, factors: Factors) -> bool:
    """Return whether the product of the factors is nearly the matrix."""
    try:
        product = value_of(_METHODS[method].product, _completed(factors))
    except SizesError:
        return False
    if not isinstance(product, Array) or matrix.size != product.size:
        return False
    gaps = matrix.combined(product, lambda x, y: x - y)
    return bool(arrays.largest(gaps.entries) <= _NEAR * arrays.largest(matrix.entries))


def diagonal_of(factor: Array) -> tuple[Number, ...]:
    """Return the diagonal entries, or those of a vector that stands for them."""
    if factor.is_vector:
        return factor.entries
    return tuple(row[i] for i, row in enumerate(factor.rows) if i < len(row))


def _completed(factors: Factors) -> dict[str, Array]:
    """Return the factors with ``V^T`` from a typed ``V``, and diagonals typed as vectors as matrices."""
    completed = dict(factors)
    if "V^T" in completed:
        completed["V"] = completed.pop("V^T").transposed()
    for middle, left, right in (("S", "U", "V"), ("D", "P", "P")):
        if middle in completed and completed[middle].is_vector:
            completed[middle] = arrays.diagonal(
                completed[middle].entries, completed[left].size[1], completed[right].size[1]
            )
    return completed


def _fault(method: _Method, matrix: Array, factors: Factors) -> Verdict | None:
    for name, rule in method.rules.items():
        if is_not := rule(factors[name]):
            return wrong("structure", f"{name} {is_not}.")
    try:
        product = value_of(method.product, factors)
    except SizesError:
        sizes = " and ".join("×".join(map(str, factor.size)) for factor in factors.values())
        return wrong("size", f"The sizes do not fit: the factors are {sizes}.", "structure")
    product = product if isinstance(product, Array) else Array(((cast("Number", product),),))
    if product.size != matrix.size:
        answer, due = ("×".join(map(str, array.size)) for array in (product, matrix))
        message = f"The size is off: {method.written} is {answer}, the matrix is {due}."
        return wrong("size", message, "structure")
    if arrays.is_same(product, matrix):
        return None
    pairs = enumerate(zip(product.entries, matrix.entries, strict=True))
    off = next((divmod(index, matrix.size[1]) for index, pair in pairs if not arrays.is_same(*pair)), (0, 0))
    entry = f"entry ({off[0] + 1}, {off[1] + 1})"
    return wrong("product", f"{method.written} is not the matrix: {entry} is off.")


def _zero_where(is_outside: Callable[[int, int], bool], is_not: str) -> Rule:
    def rule(factor: Array) -> str:
        cells = ((i, j, entry) for i, row in enumerate(factor.rows) for j, entry in enumerate(row))
        has_form = all(arrays.is_zero(entry) for i, j, entry in cells if is_outside(i, j))
        return "" if has_form else f"is not {is_not}"

    return rule


_lower = _zero_where(lambda i, j: i < j, "lower triangular")
_upper = _zero_where(lambda i, j: i > j, "upper triangular")
_diagonal = _zero_where(lambda i, j: i != j, "diagonal")


def _orthonormal(factor: Array) -> str:
    product = arrays.multiplied(factor.transposed(), factor)
    is_one = arrays.is_same(product, Identity(1) if isinstance(product, Array) else 1)
    return "" if is_one else "has columns that are not orthonormal"


def _permutation(factor: Array) -> str:
    zeros_and_ones = all(arrays.is_zero(entry) or arrays.is_same(entry, 1) for entry in factor.entries)
    sums = (sum(line) for line in (*factor.rows, *factor.columns))
    is_one = factor.is_square and zeros_and_ones and all(arrays.is_same(total, 1) for total in sums)
    return "" if is_one else "is not a permutation of the identity's rows"


def _invertible(factor: Array) -> str:
    return "" if factor.is_square and not arrays.is_zero(arrays.determinant(factor)) else "is not invertible"


def _not_negative(factor: Array) -> str:
    if any(getattr(entry, "imag", 0) != 0 or entry < 0 for entry in diagonal_of(factor)):
        return "has a negative entry: singular values are never negative"
    return _diagonal(factor)


def _positive(factor: Array) -> str:
    if all(getattr(entry, "imag", 0) == 0 and entry > 0 for entry in diagonal_of(factor)):
        return _lower(factor)
    return "has a diagonal that is not positive"


_METHODS: Mapping[str, _Method] = {
    "lu": _Method("L U", {"L": _lower, "U": _upper}),
    "plu": _Method("P L U", {"P": _permutation, "L": _lower, "U": _upper}),
    "qr": _Method("Q R", {"Q": _orthonormal, "R": _upper}),
    "svd": _Method("U S V^T", {"U": _orthonormal, "S": _not_negative, "V": _orthonormal}),
    "eigen": _Method("P D P^-1", {"P": _invertible, "D": _diagonal}),
    "cholesky": _Method("L L^T", {"L": _positive}),
}

"""What the factors of each factorisation have to be: of a structure, and that they multiply to the matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import cast

from drill.checking.arrays import (
    Array,
    Identity,
    Number,
    SizesError,
    Value,
    determinant,
    diagonal,
    inverse,
    is_same,
    is_zero,
    largest,
    multiplied,
)
from drill.checking.verdict import Verdict, wrong

SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "svd": {"Sigma": "S", "Σ": "S", "D": "S", "V^T": "V^T", "V'": "V^T", "VT": "V^T", "Vt": "V^T"},
    "eigen": {"Lambda": "D", "Λ": "D", "V": "P", "X": "P", "S": "P", "Q": "P"},
}
"""Other names that factors go by; ``V^T`` is turned into ``V``."""

_NEAR = 0.02
"""How far off, beside the matrix, a product of rounded factors may be and still be called rounded."""

Factors = Mapping[str, Array]
Rule = Callable[[Array], str]
"""What a factor is not, as the end of a sentence about it; empty where it is as it should be."""


@dataclass(frozen=True, slots=True)
class _Method:
    """The structure of each factor, in the order in which they are written, and their product."""

    rules: Mapping[str, Rule]
    written: str
    product: Callable[[Factors], Value]


def factors_of(method: str) -> tuple[str, ...]:
    """Name the factors that a method has."""
    return tuple(_METHODS[method].rules)


def fault(method: str, matrix: Array, factors: Factors) -> Verdict | None:
    """Say what is off with factors; None if nothing is. ``A = P L U`` may be written as ``P A = L U`` too."""
    given = _completed(factors)
    found = _fault(_METHODS[method], matrix, given)
    if method != "plu" or found is None or found.code != "product":
        return found
    turned = {**given, "P": given["P"].transposed()}
    return None if _fault(_METHODS[method], matrix, turned) is None else found


def is_near(method: str, matrix: Array, factors: Factors) -> bool:
    """Whether the factors multiply nearly to the matrix."""
    try:
        product = _METHODS[method].product(_completed(factors))
    except SizesError:
        return False
    if not isinstance(product, Array) or matrix.size != product.size:
        return False
    return bool(
        largest(matrix.combined(product, lambda x, y: x - y).entries) <= _NEAR * largest(matrix.entries)
    )


def diagonal_of(factor: Array) -> tuple[Number, ...]:
    """Return the diagonal entries, or those of a vector that stands for them."""
    if factor.is_vector:
        return factor.entries
    return tuple(row[i] for i, row in enumerate(factor.rows) if i < len(row))


def _completed(factors: Factors) -> dict[str, Array]:
    """``V`` for ``V^T``, and diagonals that were given as vectors as matrices."""
    given = dict(factors)
    if "V^T" in given:
        given["V"] = given.pop("V^T").transposed()
    for middle, left, right in (("S", "U", "V"), ("D", "P", "P")):
        if middle in given and given[middle].is_vector:
            given[middle] = diagonal(given[middle].entries, given[left].size[1], given[right].size[1])
    return given


def _fault(method: _Method, matrix: Array, factors: Factors) -> Verdict | None:
    for name, rule in method.rules.items():
        if is_not := rule(factors[name]):
            return wrong("structure", f"{name} {is_not}.")
    try:
        product = method.product(factors)
    except SizesError:
        sizes = " and ".join("×".join(map(str, each.size)) for each in factors.values())
        return wrong("size", f"The sizes do not fit: the factors are {sizes}.", "structure")
    product = product if isinstance(product, Array) else Array(((cast("Number", product),),))
    if product.size != matrix.size:
        given, due = ("×".join(map(str, each.size)) for each in (product, matrix))
        said = f"The size is off: {method.written} is {given}, the matrix is {due}."
        return wrong("size", said, "structure")
    if is_same(product, matrix):
        return None
    pairs = enumerate(zip(product.entries, matrix.entries, strict=True))
    off = next((divmod(place, matrix.size[1]) for place, pair in pairs if not is_same(*pair)), (0, 0))
    entry = f"entry ({off[0] + 1}, {off[1] + 1})"
    return wrong("product", f"{method.written} is not the matrix: {entry} is off.")


def _is_zero_where(factor: Array, place: Callable[[int, int], bool]) -> bool:
    return all(
        is_zero(entry) for i, row in enumerate(factor.rows) for j, entry in enumerate(row) if place(i, j)
    )


def _lower(factor: Array) -> str:
    return "" if _is_zero_where(factor, lambda i, j: i < j) else "is not lower triangular"


def _upper(factor: Array) -> str:
    return "" if _is_zero_where(factor, lambda i, j: i > j) else "is not upper triangular"


def _diagonal(factor: Array) -> str:
    return "" if _is_zero_where(factor, lambda i, j: i != j) else "is not diagonal"


def _orthonormal(factor: Array) -> str:
    product = multiplied(factor.transposed(), factor)
    is_one = is_same(product, Identity(1) if isinstance(product, Array) else 1)
    return "" if is_one else "has columns that are not orthonormal"


def _permutation(factor: Array) -> str:
    zeros_and_ones = all(is_zero(entry) or is_same(entry, 1) for entry in factor.entries)
    sums = (sum(line) for line in (*factor.rows, *factor.columns))
    is_one = factor.is_square and zeros_and_ones and all(is_same(total, 1) for total in sums)
    return "" if is_one else "is not a permutation of the identity's rows"


def _not_negative(factor: Array) -> str:
    if any(getattr(entry, "imag", 0) != 0 or entry < 0 for entry in diagonal_of(factor)):
        return "holds singular values: none is negative"
    return _diagonal(factor)


def _invertible(factor: Array) -> str:
    return "" if factor.is_square and not is_zero(determinant(factor)) else "is not invertible"


def _positive(factor: Array) -> str:
    if all(getattr(entry, "imag", 0) == 0 and entry > 0 for entry in diagonal_of(factor)):
        return _lower(factor)
    return "has a diagonal that is not positive"


def _product(*factors: Value) -> Value:
    return reduce(multiplied, factors)


_METHODS: Mapping[str, _Method] = {
    "lu": _Method({"L": _lower, "U": _upper}, "L U", lambda f: _product(f["L"], f["U"])),
    "plu": _Method(
        {"P": _permutation, "L": _lower, "U": _upper},
        "P L U",
        lambda f: _product(f["P"], f["L"], f["U"]),
    ),
    "qr": _Method({"Q": _orthonormal, "R": _upper}, "Q R", lambda f: _product(f["Q"], f["R"])),
    "svd": _Method(
        {"U": _orthonormal, "S": _not_negative, "V": _orthonormal},
        "U S V^T",
        lambda f: _product(f["U"], f["S"], f["V"].transposed()),
    ),
    "eigen": _Method(
        {"P": _invertible, "D": _diagonal},
        "P D P^-1",
        lambda f: _product(f["P"], f["D"], inverse(f["P"])),
    ),
    "cholesky": _Method({"L": _positive}, "L L^T", lambda f: _product(f["L"], f["L"].transposed())),
}

"""What the factors of each factorisation have to be: of a structure, and that they multiply to the matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from drill.checking.arrays import (
    Array,
    Identity,
    SizesError,
    Value,
    approximate,
    diagonal,
    is_same,
    is_zero,
    largest,
    multiplied,
    transposed,
)
from drill.checking.elimination import determinant
from drill.checking.verdict import Verdict, wrong

if TYPE_CHECKING:
    from drill.checking.arrays import Number

FACTORS: Mapping[str, tuple[str, ...]] = {
    "lu": ("L", "U"),
    "plu": ("P", "L", "U"),
    "qr": ("Q", "R"),
    "svd": ("U", "S", "V"),
    "eigen": ("P", "D"),
    "cholesky": ("L",),
}
"""The names of the factors: A = LU, PLU (or PA = LU), QR, U S V^T, P D P^-1, L L^T."""

SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "svd": {"Sigma": "S", "Σ": "S", "D": "S", "V^T": "V^T", "V'": "V^T", "VT": "V^T", "Vt": "V^T"},
    "eigen": {"Lambda": "D", "Λ": "D", "V": "P", "X": "P", "S": "P", "Q": "P"},
}
"""Other names that factors go by; ``V^T`` is turned into ``V``."""

_NEAR = 0.02
"""How far off, beside the matrix, a product of rounded factors may be and still be called rounded."""

Factors = Mapping[str, Array]


def fault(method: str, matrix: Array, factors: Factors) -> Verdict | None:
    """What is off with factors; None if nothing is."""
    return _RULES[method](matrix, _completed(factors))


def _completed(factors: Factors) -> dict[str, Array]:
    """``V`` for ``V^T``, and diagonals that were given as vectors as matrices."""
    given = dict(factors)
    if "V^T" in given:
        given["V"] = turned(given.pop("V^T"))
    if "S" in given:
        given["S"] = _as_diagonal(given["S"], given["U"].size[1], given["V"].size[1])
    if "D" in given:
        given["D"] = _as_diagonal(given["D"], given["P"].size[1], given["P"].size[1])
    return given


def _as_diagonal(middle: Array, rows: int, columns: int) -> Array:
    """A vector of diagonal entries as a matrix of that size; anything else as it is."""
    return diagonal(middle.entries, rows, columns) if middle.is_vector else middle


def turned(value: Array) -> Array:
    """The transpose."""
    found = transposed(value)
    assert isinstance(found, Array)
    return found


def _structure(name: str, what: str) -> Verdict:
    return wrong("structure", f"{name} is not {what}.")


def _lower(name: str, factor: Array) -> Verdict | None:
    ok = all(is_zero(entry) for i, row in enumerate(factor.rows) for entry in row[i + 1 :])
    return None if ok else _structure(name, "lower triangular")


def _upper(name: str, factor: Array) -> Verdict | None:
    ok = all(is_zero(entry) for i, row in enumerate(factor.rows) for entry in row[:i])
    return None if ok else _structure(name, "upper triangular")


def _is_diagonal(factor: Array) -> bool:
    return all(is_zero(entry) for i, row in enumerate(factor.rows) for j, entry in enumerate(row) if i != j)


def _orthonormal(name: str, factor: Array) -> Verdict | None:
    product = multiplied(transposed(factor), factor)
    ok = is_same(product, Identity(1) if isinstance(product, Array) else 1)
    if ok:
        return None
    return wrong("structure", f"The columns of {name} are not orthonormal.")


def _permutation(name: str, factor: Array) -> Verdict | None:
    lines = (*factor.rows, *factor.columns)
    ok = factor.is_square and all(
        sorted(is_same(entry, 1) for entry in line) == [False] * (len(line) - 1) + [True]
        and sum(is_zero(entry) for entry in line) == len(line) - 1
        for line in lines
    )
    return None if ok else _structure(name, "a permutation of the identity's rows")


def _product(matrix: Array, said: str, *factors: Array, of: Array | None = None) -> Verdict | None:
    """Whether factors multiply to a matrix; the message names the first entry that is off."""
    whole: Value = factors[0]
    for before, factor in pairwise(factors):
        if before.size[1] != factor.size[0]:
            sizes = " and ".join("×".join(map(str, each.size)) for each in factors)
            return wrong("size", f"The sizes do not fit: the factors are {sizes}.", "structure")
        whole = multiplied(whole, factor)
    product = whole if isinstance(whole, Array) else Array(((whole,),))
    target = matrix if of is None else of
    if product.size != target.size:
        given, due = ("×".join(map(str, each.size)) for each in (product, target))
        return wrong("size", f"The size is off: {said} is {given}, the matrix is {due}.", "structure")
    if is_same(product, target):
        return None
    for i, pair in enumerate(zip(product.rows, target.rows, strict=True), 1):
        for j, (x, y) in enumerate(zip(*pair, strict=True), 1):
            if not is_same(x, y):
                return wrong("product", f"{said} is not the matrix: entry ({i}, {j}) is off.")
    return wrong("product", f"{said} is not the matrix.")


def _first(*faults: Callable[[], Verdict | None]) -> Verdict | None:
    for fault in faults:
        found = fault()
        if found is not None:
            return found
    return None


def _lu(a: Array, f: Factors) -> Verdict | None:
    return _first(
        lambda: _lower("L", f["L"]), lambda: _upper("U", f["U"]), lambda: _product(a, "L U", f["L"], f["U"])
    )


def _plu(a: Array, f: Factors) -> Verdict | None:
    """Both ways of writing it are taken, A = P L U and P A = L U."""
    structure = _first(
        lambda: _permutation("P", f["P"]), lambda: _lower("L", f["L"]), lambda: _upper("U", f["U"])
    )
    if structure is not None:
        return structure
    found = _product(a, "P L U", f["P"], f["L"], f["U"])
    if found is None or found.code == "size":
        return found
    other = _product(a, "L U", turned(f["P"]), f["L"], f["U"])
    return None if other is None else found


def _qr(a: Array, f: Factors) -> Verdict | None:
    return _first(
        lambda: _orthonormal("Q", f["Q"]),
        lambda: _upper("R", f["R"]),
        lambda: _product(a, "Q R", f["Q"], f["R"]),
    )


def _svd(a: Array, f: Factors) -> Verdict | None:
    return _first(
        lambda: _not_negative("S", f["S"]),
        lambda: _orthonormal("U", f["U"]),
        lambda: _orthonormal("V", f["V"]),
        lambda: _product(a, "U S V^T", f["U"], f["S"], turned(f["V"])),
    )


def _not_negative(name: str, factor: Array) -> Verdict | None:
    if not _is_diagonal(factor):
        return _structure(name, "diagonal")
    if any(getattr(entry, "imag", 0) != 0 or entry < 0 for entry in diagonal_of(factor)):
        return wrong("structure", f"The entries of {name} are singular values: none is negative.")
    return None


def diagonal_of(factor: Array) -> list[Number]:
    """The diagonal entries, or those of a vector that stands for them."""
    if factor.is_vector:
        return list(factor.entries)
    return [row[i] for i, row in enumerate(factor.rows) if i < len(row)]


def _eigen(a: Array, f: Factors) -> Verdict | None:
    if not _is_diagonal(f["D"]):
        return _structure("D", "diagonal")
    if not f["P"].is_square or is_zero(determinant(f["P"])):
        return _structure("P", "invertible")
    if f["P"].size != a.size or f["D"].size != a.size:
        return wrong("size", "The sizes do not fit: both factors are as large as the matrix.", "structure")
    moved = multiplied(a, f["P"])
    assert isinstance(moved, Array)
    found = _product(a, "P D", f["P"], f["D"], of=moved)
    return None if found is None else wrong("product", "P D P^-1 is not the matrix: A P and P D differ.")


def _cholesky(a: Array, f: Factors) -> Verdict | None:
    def positive() -> Verdict | None:
        ok = all(getattr(entry, "imag", 0) == 0 and entry > 0 for entry in diagonal_of(f["L"]))
        return None if ok else wrong("structure", "The diagonal of L is positive.")

    return _first(lambda: _lower("L", f["L"]), positive, lambda: _product(a, "L L^T", f["L"], turned(f["L"])))


_RULES: Mapping[str, Callable[[Array, Factors], Verdict | None]] = {
    "lu": _lu,
    "plu": _plu,
    "qr": _qr,
    "svd": _svd,
    "eigen": _eigen,
    "cholesky": _cholesky,
}


def is_near(method: str, matrix: Array, factors: Factors) -> bool:
    """Whether the factors multiply nearly to the matrix."""
    f = _completed(factors)
    sides: Mapping[str, Callable[[], tuple[Value, Value]]] = {
        "lu": lambda: (matrix, multiplied(f["L"], f["U"])),
        "plu": lambda: (matrix, multiplied(multiplied(f["P"], f["L"]), f["U"])),
        "qr": lambda: (matrix, multiplied(f["Q"], f["R"])),
        "svd": lambda: (matrix, multiplied(multiplied(f["U"], f["S"]), turned(f["V"]))),
        "eigen": lambda: (multiplied(matrix, f["P"]), multiplied(f["P"], f["D"])),
        "cholesky": lambda: (matrix, multiplied(f["L"], turned(f["L"]))),
    }
    try:
        left, right = sides[method]()
    except SizesError:
        return False
    if not isinstance(left, Array) or not isinstance(right, Array) or left.size != right.size:
        return False
    apart = [x - y for x, y in zip(left.entries, right.entries, strict=True)]
    return bool(approximate(largest(apart)) <= _NEAR * approximate(largest(left.entries)))

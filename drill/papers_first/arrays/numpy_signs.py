"""Signs of formulas in NumPy: what is right, what people take for it, and why that is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

Reference = Callable[[], object]
_X: Final = [[0.5, -1.25, 2.0], [3.0, 0.75, -0.5]]
V: Final = [0.5, 2.25, 1.5]
W: Final = [1.5, -0.5, 2.0]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Code that is something else, and what."""

    code: str
    say: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of mathematics in NumPy; ``reference`` computes it without NumPy on the arrays above."""

    name: str
    right: str
    wrong: tuple[Wrong, ...]
    reference: Reference
    why: str
    hint: str


def _total() -> float:
    return sum(V)


def _columns_of(function: Callable[[float], float]) -> list[float]:
    return [function(entry) for entry in V]


GIVEN: Final = {
    "v": "taken of an array `v` of shape `(n,)`",
    "w": "for arrays `v` and `w` of shape `(n,)`",
    "m": "taken of an array `m` of shape `(n, n)`",
}

SIGNS: Final[Mapping[str, Sign]] = {
    sign.name: sign
    for sign in (
        Sign(
            "sum", "np.sum(v)",
            (
                Wrong("np.mean(v)", "`np.mean` divides by the number of terms as well."),
                Wrong("np.cumsum(v)", "`np.cumsum` gives all running totals; the sum is the last one."),
                Wrong("np.prod(v)", "`np.prod` multiplies; that is $\\prod$."),
                Wrong("np.max(v)", "That is the largest term alone."),
                Wrong("np.dot(v, v)", "`np.dot(v, v)` adds the squares."),
            ),
            _total, "$\\sum$ adds all terms along an axis", "The terms are added; one number comes out.",
        ),
        Sign(
            "prod", "np.prod(v)",
            (
                Wrong("np.sum(v)", "`np.sum` adds; that is $\\sum$."),
                Wrong("np.cumprod(v)", "`np.cumprod` gives all running products; $\\prod$ is the last one."),
                Wrong("np.log(v)", "A logarithm would turn the product into a sum; it is none itself."),
                Wrong("np.mean(v)", "A mean adds and divides; nothing is multiplied."),
                Wrong("np.dot(v, v)", "That multiplies each entry by itself only, and adds."),
            ),
            lambda: math.prod(V), "$\\prod$ multiplies all terms along an axis", "The terms are multiplied.",
        ),
        Sign(
            "norm", "np.linalg.norm(v)",
            (
                Wrong("np.abs(v)", "`np.abs` acts on every entry and gives an array; a norm is one number."),
                Wrong("np.sum(v**2)", "That is the squared norm; the root is missing."),
                Wrong("np.sum(v)", "A plain sum lets entries of different signs cancel."),
            ),
            lambda: math.sqrt(sum(entry * entry for entry in V)),
            "$\\|v\\|$ is the root of the sum of squares", "A length: squares, their sum, a root.",
        ),
        Sign(
            "odot", "v * w",
            (
                Wrong("v @ w", "`@` multiplies and adds: one number. $\\odot$ keeps every product."),
                Wrong("np.outer(v, w)", "`np.outer` multiplies every entry with every other one: a matrix."),
                Wrong("v + w", "That adds entry by entry."),
            ),
            lambda: [one * two for one, two in zip(V, W, strict=True)],
            "$\\odot$ multiplies entry by entry", "The result has as many entries as each operand.",
        ),
        Sign(
            "inner", "v @ w",
            (
                Wrong("v * w", "`*` multiplies entry by entry and does not add the products."),
                Wrong("np.outer(v, w)", "That is $v w^\\top$, a matrix."),
                Wrong("np.sum(v) * np.sum(w)", "Products of partners are added, not sums multiplied."),
            ),
            lambda: sum(one * two for one, two in zip(V, W, strict=True)),
            "$v^\\top w$ adds the products of partners", "A row meets a column: one number.",
        ),
        Sign(
            "argmax", "np.argmax(v)",
            (
                Wrong("np.max(v)", "`np.max` is the largest value; $\\arg\\max$ is where it stands."),
                Wrong("np.argsort(v)", "`np.argsort` gives all places, the smallest value's first."),
                Wrong("np.argmin(v)", "That is the place of the smallest value."),
                Wrong("np.sort(v)", "`np.sort` gives the values in order, not a place."),
                Wrong("np.max(v) == v", "That says of every entry whether it is the largest; no place."),
            ),
            lambda: V.index(max(V)), "$\\arg\\max$ is a place, counted from 0 in NumPy",
            "Not the value is asked for, but where it stands.",
        ),
        Sign(
            "argmin", "np.argmin(v)",
            (
                Wrong("np.min(v)", "`np.min` is the smallest value; $\\arg\\min$ is where it stands."),
                Wrong("np.argmax(v)", "That is the place of the largest value."),
                Wrong("np.argsort(v)", "`np.argsort` gives all places; $\\arg\\min$ is the first of them."),
            ),
            lambda: V.index(min(V)), "$\\arg\\min$ is a place, counted from 0 in NumPy",
            "Not the value is asked for, but where it stands.",
        ),
        Sign(
            "larger", "np.maximum(v, w)",
            (
                Wrong("np.max(v)", "`np.max` takes the largest entry of one array; here two are compared."),
                Wrong("np.argmax(v)", "A place, not a value."),
                Wrong("np.minimum(v, w)", "That keeps the smaller one."),
            ),
            lambda: [max(one, two) for one, two in zip(V, W, strict=True)],
            "$\\max(a, b)$ compares two values, in NumPy entry by entry", "Two operands are compared.",
        ),
        Sign(
            "smaller", "np.minimum(v, w)",
            (
                Wrong("np.min(v)", "`np.min` takes the smallest entry of one array; here two are compared."),
                Wrong("np.argmin(v)", "A place, not a value."),
                Wrong("np.maximum(v, w)", "That keeps the larger one."),
            ),
            lambda: [min(one, two) for one, two in zip(V, W, strict=True)],
            "$\\min(a, b)$ compares two values, in NumPy entry by entry", "Two operands are compared.",
        ),
        Sign(
            "highest", "np.max(v)",
            (
                Wrong("np.argmax(v)", "`np.argmax` is the place; the value is asked for."),
                Wrong("np.sum(v)", "All entries are added there; only the largest counts."),
                Wrong("np.maximum(v, w)", "`np.maximum` compares two arrays; here one is searched."),
            ),
            lambda: max(V), "$\\max_i$ is the largest value along an axis", "One array is searched.",
        ),
        Sign(
            "log", "np.log(v)",
            (
                Wrong("np.log10(v)", "That is the logarithm to base 10; papers mean the natural one."),
                Wrong("np.log1p(v)", "`np.log1p(v)` is $\\log(1 + v)$."),
                Wrong("np.exp(v)", "That is the inverse of the logarithm."),
                Wrong("np.log2(v)", "That is the logarithm to base 2; papers mean the natural one."),
                Wrong("1 / v", "That is the slope of the logarithm."),
            ),
            lambda: _columns_of(math.log), "$\\log$ is the natural logarithm, entry by entry",
            "Which base does a paper mean that names none?",
        ),
        Sign(
            "floor", "np.floor(v)",
            (
                Wrong("np.round(v)", "`np.round` goes to the nearest whole number; the sign goes down."),
                Wrong("np.ceil(v)", "`np.ceil` goes up: $\\lceil\\cdot\\rceil$."),
                Wrong("np.abs(v)", "That takes signs away; nothing is rounded."),
            ),
            lambda: _columns_of(lambda x: float(math.floor(x))),
            "$\\lfloor x \\rfloor$ is the next whole number below", "The bars stand on their lower feet.",
        ),
        Sign(
            "trace", "np.trace(m)",
            (
                Wrong("np.sum(m)", "That adds all entries; a trace adds the diagonal."),
                Wrong("np.linalg.det(m)", "That is the determinant."),
                Wrong("np.diag(m)", "`np.diag` takes the diagonal and does not add it."),
            ),
            lambda: 2.0 + 3.0, "the trace adds the diagonal", "Only the diagonal counts.",
        ),
        Sign(
            "det", "np.linalg.det(m)",
            (
                Wrong("np.trace(m)", "That is the sum of the diagonal."),
                Wrong("np.linalg.norm(m)", "That is a size made of squares."),
                Wrong("np.linalg.inv(m)", "That is a matrix, the inverse."),
            ),
            lambda: 2.0 * 3.0 - 1.0 * 0.5, "a determinant is one number, the factor of volumes",
            "It is 0 where the matrix has no inverse.",
        ),
    )
}  # fmt: skip

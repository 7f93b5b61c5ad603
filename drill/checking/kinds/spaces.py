"""Eigenvectors and spans: judged by what they have to satisfy, not against one key."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from drill.checking.gate import refuse, require_scalar
from drill.checking.grids import Grid, lift
from drill.checking.kinds.context import Context, KeyFaultError, verdict_of
from drill.checking.kinds.values import require_value
from drill.checking.spec import EigenvectorSpec, SpanSpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Binary, Node, Num, Sequence, symbols

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

_DIGITS = 60
_ZERO = Num("0")
_SAMPLE = 1.3719


def judge_eigenvector(spec: EigenvectorSpec, answer: Node, context: Context) -> Verdict:
    """Whether ``A v = λ v`` for a vector that is not zero."""
    matrix, vector = _matrix(spec.key), _vector("eigenvector", answer)
    if matrix.size[1] != len(vector):
        return wrong("size", f"The size is off: {matrix.size[1]} entries are due.", "structure")
    if all(context.equal(_ZERO, entry) for entry in vector):
        return wrong("zero", "The zero vector is no eigenvector.", "structure")
    image = tuple(_dot(row, vector) for row in matrix.rows)
    for mapped, entry in zip(image, vector, strict=True):
        found = verdict_of(context.compare(mapped, Binary("*", spec.value, entry)))
        if found.verdict == "undecided":
            return found
        if found.verdict == "wrong":
            return _not_this_one(image, vector, context)
    return correct("numeric")


def _not_this_one(image: tuple[Node, ...], vector: tuple[Node, ...], context: Context) -> Verdict:
    """Wrong: an eigenvector of another eigenvalue is told apart."""
    pivot = next(i for i, entry in enumerate(vector) if not context.equal(_ZERO, entry))
    parallel = all(
        context.equal(Binary("*", mapped, vector[pivot]), Binary("*", entry, image[pivot]))
        for mapped, entry in zip(image, vector, strict=True)
    )
    if parallel:
        return wrong("eigenvalue", "This is an eigenvector, of another eigenvalue.")
    return wrong("wrong", "The matrix turns this vector: it is no eigenvector.")


def _matrix(node: Node) -> Grid:
    try:
        grid = lift(node)
    except CheckError as error:
        raise KeyFaultError(f"the key is no matrix: {error}") from None
    if not isinstance(grid, Grid) or grid.size[0] != grid.size[1]:
        raise KeyFaultError("the key is no square matrix")
    return grid


def _vector(kind: str, node: Node) -> tuple[Node, ...]:
    grid = lift(node)
    if not isinstance(grid, Grid) or (not grid.is_vector and 1 not in grid.size):
        raise refuse(kind, node)
    for entry in grid.entries:
        require_scalar("expression", entry)
        require_value(entry)
    return grid.entries


def _dot(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    products = [Binary("*", first, second) for first, second in zip(row, column, strict=True)]
    return reduce(lambda total, term: Binary("+", total, term), products)


def judge_span(spec: SpanSpec, answer: Node, context: Context) -> Verdict:
    """Whether the vectors are a basis of the space that the key's vectors span."""
    due, given = _vectors(spec.key), _vectors(answer)
    if len(due[0]) != len(given[0]):
        return wrong("size", f"Vectors with {len(due[0])} entries are due.", "structure")
    context.clock.check()
    of_key, of_given, of_both = (_rank(rows) for rows in (due, given, due + given))
    if of_given < len(given):
        return wrong("dependent", "These vectors are dependent: a basis has none to spare.")
    if of_both > of_key:
        return wrong("wrong", "Not all of these vectors lie in the space.")
    if of_given < of_key:
        return wrong("not-spanning", f"These span too little: {of_given} of {of_key} dimensions.")
    return correct("numeric")


def _vectors(node: Node) -> list[tuple[Node, ...]]:
    """One vector, or several in brackets, braces or beside each other."""
    match node:
        case Sequence(_, items) if items and all(isinstance(item, Sequence) for item in items):
            rows = [_vector("span", item) for item in items]
        case _:
            rows = [_vector("span", node)]
    if len({len(row) for row in rows}) > 1:
        raise refuse("span", node)
    return rows


def _rank(rows: list[tuple[Node, ...]]) -> int:
    """The rank at many digits; symbols take one ordinary value each."""
    import mpmath

    names = sorted({name for row in rows for entry in row for name in symbols(entry)})
    point = {name: _SAMPLE + 0.6173 * place for place, name in enumerate(names)}
    with mpmath.workdps(_DIGITS):
        values = mpmath.matrix([[evaluate_mp(entry, point, _DIGITS) for entry in row] for row in rows])
        return _eliminate(values)


def _eliminate(values: MP) -> int:
    import mpmath

    rank = 0
    tiny = mpmath.mpf(10) ** (-_DIGITS // 2)
    for column in range(values.cols):
        pivot = max(range(rank, values.rows), key=lambda row: abs(values[row, column]), default=None)
        if pivot is None or abs(values[pivot, column]) <= tiny:
            continue
        for j in range(values.cols):
            values[rank, j], values[pivot, j] = values[pivot, j], values[rank, j]
        for i in range(rank + 1, values.rows):
            factor = values[i, column] / values[rank, column]
            for j in range(column, values.cols):
                values[i, j] -= factor * values[rank, j]
        rank += 1
    return rank

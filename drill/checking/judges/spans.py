"""Eigenvectors and spans: judged by what they have to satisfy, not against one key."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import mpmath

from drill.checking.arrays import DIGITS, Array, Identity, Number, rank
from drill.checking.evaluation import Point, value_of
from drill.checking.grids import Grid, inner_product, lift
from drill.checking.judges.context import Context, exact_points, key_fault, verdict_of
from drill.checking.judges.values import require_value
from drill.checking.kind_check import refuse, require_scalar
from drill.checking.kinds.vectors import EigenvectorSpec
from drill.checking.spec import KeySpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import KeyFaultError
from drill.maths.tree import Binary, Node, Num, Sequence, symbols, walk

Vector = tuple[Node, ...]

_ZERO = Num("0")
# Values of the symbols that are tried.
_POINTS = 6


def judge_eigenvector(spec: EigenvectorSpec, answer: Node, context: Context) -> Verdict:
    """Return whether ``A v = λ v`` for a vector that is not zero."""
    matrix, vector = _matrix(spec.key), _vector("eigenvector", answer)
    if matrix.size[1] != len(vector):
        return wrong("size", f"The size is off: {matrix.size[1]} entries are expected.", "structure")
    if all(context.equal(_ZERO, entry) for entry in vector):
        return wrong("zero", "The zero vector is not an eigenvector.", "structure")
    image = tuple(inner_product(row, vector) for row in matrix.rows)
    for mapped, entry in zip(image, vector, strict=True):
        verdict = verdict_of(context.compare(mapped, Binary("*", spec.value, entry)))
        if verdict.verdict != "correct":
            is_wrong = verdict.verdict == "wrong"
            return _not_this_one(image, vector, context) if is_wrong else verdict
    return correct("numeric")


def _not_this_one(image: tuple[Node, ...], vector: tuple[Node, ...], context: Context) -> Verdict:
    """Return wrong; an eigenvector of another eigenvalue is named as such."""
    pivot = next(i for i, entry in enumerate(vector) if not context.equal(_ZERO, entry))
    parallel = all(
        context.equal(Binary("*", mapped, vector[pivot]), Binary("*", entry, image[pivot]))
        for mapped, entry in zip(image, vector, strict=True)
    )
    if parallel:
        return wrong("eigenvalue", "This is an eigenvector, but of another eigenvalue.")
    return wrong("wrong", "The matrix changes the direction of this vector: it is not an eigenvector.")


def _matrix(node: Node) -> Grid:
    with key_fault("the key is no matrix"):
        grid = lift(node)
    if not isinstance(grid, Grid) or not grid.is_square:
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


def judge_span(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Return whether the vectors are a basis of the space that the key's vectors span."""
    due, answered = _vectors(spec.key), _vectors(answer)
    if len(due[0]) != len(answered[0]):
        return wrong("size", f"Vectors with {len(due[0])} entries are expected.", "structure")
    names = {name for row in (*due, *answered) for entry in row for name in symbols(entry)}
    for point in exact_points(names, context.assumed, _POINTS):
        context.clock.check()
        verdict = _compare_spans(due, answered, point)
        if verdict is not None:
            return verdict
    return correct("numeric")


def _compare_spans(due: list[Vector], answers: list[Vector], point: Point) -> Verdict | None:
    """Diagnose the answer at one point of the symbols; None if nothing is wrong."""
    rows = [tuple(_number(entry, point) for entry in row) for row in (*due, *answers)]
    with mpmath.workdps(DIGITS):
        of_key, of_given, of_both = (rank(part) for part in (rows[: len(due)], rows[len(due) :], rows))
    if of_given < len(answers):
        return wrong("dependent", "These vectors are linearly dependent; those of a basis are not.")
    if of_both > of_key:
        return wrong("wrong", "Not all of these vectors lie in the space.")
    if of_given < of_key:
        return wrong("not-spanning", f"These span too little: {of_given} of {of_key} dimensions.")
    return None


def _number(entry: Node, point: Point) -> Number:
    value = value_of(entry, point)
    if isinstance(value, (Array, Identity)):
        raise refuse("span", entry)
    return value


def _vectors(node: Node) -> list[Vector]:
    """Return one vector, or several in brackets, braces or side by side."""
    rows: tuple[Node, ...] = (node,)
    if isinstance(node, Sequence) and node.items:
        # each with a vector somewhere in it, perhaps after a factor
        is_several = all(any(isinstance(part, Sequence) for part in walk(item)) for item in node.items)
        rows = node.items if is_several else rows
    vectors = [_vector("span", row) for row in rows]
    if len(set(map(len, vectors))) > 1:
        raise refuse("span", node)
    return vectors

"""What is expected where matrices come in: shapes, solutions, factorisations, conditions on any value."""

from __future__ import annotations

from drill.arraycode import read_axes
from drill.checking.key_reader import KeyReader
from drill.checking.spec import (
    ANSWER_NAMES,
    ConditionsSpec,
    FactorisationSpec,
    MatrixExpressionSpec,
    SolutionsSpec,
    Spec,
)
from drill.checking.table import FACTORISATIONS
from drill.errors import CheckError
from drill.maths.names import Names

_LENGTH_LIMIT = 12
"""The longest axis that is declared as a number: matrices of that size are still computed at once."""


def read_matrix_expression(reader: KeyReader) -> Spec:
    """Matrices by their shapes; the letters of axes are numbers, ``I`` an identity that fits."""
    answer = reader.answer
    if not answer.shapes:
        raise CheckError("shapes: a mapping is due")
    shapes = tuple(
        (name, read_axes("shapes", name, axes, most=2, longest=_LENGTH_LIMIT)) for name, axes in answer.shapes
    )
    arrays = frozenset(name for name, axes in shapes if axes)
    lengths = frozenset(axis for _, axes in shapes for axis in axes if not axis.isdigit())
    declared = frozenset((*answer.vars, *reader.latex, *dict(shapes), *lengths))
    matrices = arrays if "I" in declared else arrays | {"I"}
    names = Names(declared | matrices, matrices, "matrix")
    key = reader.read(answer.kind, answer.key, names=names)
    return MatrixExpressionSpec(kind=answer.kind, names=names, assume=answer.assume, key=key, shapes=shapes)


def read_solutions(reader: KeyReader) -> Spec:
    """A point, and what spans the directions to all others."""
    answer = reader.answer
    point = reader.key("sequence")
    span = reader.read("solutions", answer.span, "sequence") if answer.span else None
    return SolutionsSpec(kind="solutions", names=reader.names, assume=answer.assume, point=point, span=span)


def read_factorisation(reader: KeyReader) -> Spec:
    """The method and the matrix."""
    answer = reader.answer
    if answer.key not in FACTORISATIONS:
        raise CheckError(
            f"factorisation: {answer.key!r} is not known", "known are " + ", ".join(FACTORISATIONS)
        )
    of = reader.read("of", answer.of, "matrix")
    return FactorisationSpec(
        kind="factorisation", names=reader.names, assume=answer.assume, method=answer.key, of=of
    )


def read_conditions(reader: KeyReader) -> Spec:
    """The kind and size of value that is asked for, and the conditions on it."""
    answer = reader.answer
    value, size = answer.key, _lengths(reader)
    unnamed = frozenset(name for name in ANSWER_NAMES if name not in reader.names.declared)
    declared = reader.names.declared | unnamed
    names = Names(declared, unnamed if value in ("vector", "matrix") else frozenset(), "bank")
    conditions = tuple(
        (text, reader.read("such-that", text, "statement", names)) for text in answer.such_that
    )
    if not conditions:
        raise CheckError("such-that: the conditions are due, such as det(X) = 0")
    return ConditionsSpec(
        kind="any",
        names=Names(frozenset((*answer.vars, *reader.latex))),
        assume=answer.assume,
        value=value,
        size=size,
        conditions=conditions,
        example=answer.example,
    )


_LENGTHS_OF = {"number": 0, "expression": 0, "vector": 1, "matrix": 2}


def _lengths(reader: KeyReader) -> tuple[int, ...]:
    """The lengths of the value that ``any`` asks for: two of ``{matrix: [2, 2]}``, none of ``number``."""
    value, lengths = reader.answer.key, reader.answer.size
    if value not in _LENGTHS_OF:
        raise CheckError(f"any: one of {', '.join(_LENGTHS_OF)} is due, such as {{matrix: [2, 2]}}")
    due = _LENGTHS_OF[value]
    axes = read_axes("any", value, lengths, most=due, longest=_LENGTH_LIMIT) if due and lengths else ()
    if not all(axis.isdigit() for axis in axes) or len(axes) not in (0, due):
        raise CheckError(f"any: the lengths of a {value} are due as numbers, such as {{matrix: [2, 2]}}")
    return tuple(map(int, axes))

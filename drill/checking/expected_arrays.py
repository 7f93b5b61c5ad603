"""What is expected where matrices come in: shapes, solutions, factorisations, conditions on any value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from drill.checking.fields import Fields
from drill.checking.shapes import read_axes
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


def read_matrix_expression(fields: Fields) -> Spec:
    """Matrices by their shapes; the letters of axes are numbers, ``I`` an identity that fits."""
    shapes = tuple(
        (name, read_axes("shapes", name, axes, most=2, longest=_LENGTH_LIMIT))
        for name, axes in fields.mapping("shapes").items()
    )
    arrays = frozenset(name for name, axes in shapes if axes)
    lengths = frozenset(axis for _, axes in shapes for axis in axes if not axis.isdigit())
    declared = frozenset((*fields.vars, *fields.latex, *dict(shapes), *lengths))
    matrices = arrays if "I" in declared else arrays | {"I"}
    names = Names(declared | matrices, matrices, "matrix")
    key = fields.read(fields.kind, fields.text(fields.kind), names=names)
    return MatrixExpressionSpec(kind=fields.kind, names=names, assume=fields.assume, key=key, shapes=shapes)


def read_solutions(fields: Fields) -> Spec:
    """A point, and what spans the directions to all others."""
    given = fields.mapping("solutions")
    if "point" not in given or not set(given) <= {"point", "span"}:
        raise CheckError("solutions: {point: …, span: …} is due; without span there is one solution")
    trees = {name: fields.read("solutions", str(raw), "sequence") for name, raw in given.items()}
    return SolutionsSpec(
        kind="solutions",
        names=fields.names,
        assume=fields.assume,
        point=trees["point"],
        span=trees.get("span"),
    )


def read_factorisation(fields: Fields) -> Spec:
    """The method and the matrix."""
    method = fields.one_of("factorisation", FACTORISATIONS)
    of = fields.tree("of", "matrix")
    return FactorisationSpec(
        kind="factorisation", names=fields.names, assume=fields.assume, method=method, of=of
    )


def read_conditions(fields: Fields) -> Spec:
    """The kind and size of value that is asked for, and the conditions on it."""
    value, size = _wanted(fields)
    unnamed = frozenset(name for name in ANSWER_NAMES if name not in fields.names.declared)
    declared = fields.names.declared | unnamed
    names = Names(declared, unnamed if value in ("vector", "matrix") else frozenset(), "bank")
    conditions = tuple(
        (text, fields.read("such-that", text, "statement", names)) for text in fields.texts("such-that")
    )
    if not conditions:
        raise CheckError("such-that: the conditions are due, such as det(X) = 0")
    return ConditionsSpec(
        kind="any",
        names=Names(frozenset((*fields.vars, *fields.latex))),
        assume=fields.assume,
        value=value,
        size=size,
        conditions=conditions,
        example=fields.optional_text("example"),
    )


_LENGTHS_OF = {"number": 0, "expression": 0, "vector": 1, "matrix": 2}


def _wanted(fields: Fields) -> tuple[str, tuple[int, ...]]:
    """The kind of value that ``any`` asks for and its lengths: ``{matrix: [2, 2]}``, or ``number`` alone."""
    raw = fields.expect.get("any")
    if isinstance(raw, str):
        raw = {raw: ()}
    pairs = list(cast("Mapping[object, object]", raw).items()) if isinstance(raw, Mapping) else []
    if len(pairs) != 1 or str(pairs[0][0]) not in _LENGTHS_OF:
        raise CheckError(f"any: one of {', '.join(_LENGTHS_OF)} is due, such as {{matrix: [2, 2]}}")
    value, lengths = str(pairs[0][0]), pairs[0][1]
    due = _LENGTHS_OF[value]
    axes = read_axes("any", value, lengths, most=due, longest=_LENGTH_LIMIT) if due and lengths else ()
    if not all(axis.isdigit() for axis in axes) or len(axes) not in (0, due):
        raise CheckError(f"any: the lengths of a {value} are due as numbers, such as {{matrix: [2, 2]}}")
    return value, tuple(map(int, axes))

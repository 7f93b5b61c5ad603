"""The table of operations against formulas of the whole field: shapes and values are those of NumPy."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from drill.arraycode import run_code
from drill.papers.lowering.computed_formula import Formula
from drill.papers.lowering.inputs import RefusedError, choose_length_numbers, list_quantity_names
from drill.papers.lowering.numpy_proof import check_program
from tests.papers.field_formulas import AREAS, ROWS, Row
from tests.papers.typed_formulas import imported_formula
from tests.rows import each_row, sample

SIZES = (4, 3, 5, 2, 6, 7, 8)


def _lengths(formula: Formula) -> dict[Any, int]:
    lengths = [length for one in formula.inputs for length in one.shape]
    return choose_length_numbers(
        (*lengths, *(one.length for one in formula.ranges.values())), lambda at: SIZES[at]
    )


def _drawn(formula: Formula, lengths: dict[Any, int]) -> dict[str, Any]:
    random = np.random.default_rng(5)
    values: dict[str, Any] = {}
    for one in formula.inputs:
        shape = tuple(lengths[length] for length in one.shape)
        domain = one.quantity.domain
        if domain.mark == "psd":
            root = random.normal(size=shape)
            values[one.name] = root @ root.T + np.eye(shape[0])
        elif domain.mark == "diagonal":
            values[one.name] = np.diag(random.uniform(1, 2, size=shape[0]))
        elif domain.values:
            values[one.name] = random.choice(domain.values, size=shape)
        elif domain.is_whole:
            values[one.name] = float(random.integers(3, 6))
        elif (domain.low, domain.high) == (0, 1):
            values[one.name] = random.uniform(0.1, 0.9, size=shape)
        else:
            values[one.name] = (
                random.uniform(0.2, 2, size=shape) if domain.low == 0 else random.normal(size=shape)
            )
    return values


def _value(formula: Formula) -> tuple[Any, dict[str, Any]]:
    """What the NumPy program gives, or the tree itself where there is none; and what was given."""
    lengths = _lengths(formula)
    values = _drawn(formula, lengths)
    ends = [along.stop for along in formula.reader.ranges.values() if along.stop is not None]
    for name in {name for end in ends for name in list_quantity_names(end)}:
        values[name] = float(max(lengths[one.length] for one in formula.ranges.values()) - 1)
    try:
        program = formula.program()
    except RefusedError:
        plain = {name: np.asarray(value).tolist() for name, value in values.items()}
        return formula.value(plain, lengths, {}), values
    check_program(formula, program)
    return run_code(program.text, {name: np.asarray(values[name]) for name in program.arrays}), values


@each_row("row", sample(ROWS, 4))
def test_a_formula_computes_what_numpy_computes(row: Row) -> None:
    try:
        formula = imported_formula(row.latex, *row.declared.split("; "), functions=row.functions)
    except RefusedError:
        assert row.truth is None
        return
    if row.truth is None:
        return  # nobody has written it
    value, given = _value(formula)
    expected = row.truth(SimpleNamespace(**given))
    assert np.shape(value) == np.shape(expected)
    assert np.allclose(value, expected)


def test_the_table_holds_the_field() -> None:
    assert len(AREAS) == 20
    assert len(ROWS) >= 150
    assert sum(row.truth is not None for row in ROWS) >= 0.93 * len(ROWS)

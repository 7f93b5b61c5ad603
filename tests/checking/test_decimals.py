"""Decimals that are typed for exact keys: as machines print them, rounded, rounded too far, and off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import mpmath
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.expansion import expand
from drill.banks.variant import KnownMistake as Mistake
from drill.checking import ArraySpec, Matrix, NumberSpec, Spec, judge
from drill.checking.grids import lift
from drill.errors import CheckError
from drill.maths.precise import evaluate_mp
from tests.asked import check
from tests.homes import shipped_catalogue
from tests.rows import each_row, sample, table_beside

ONE_IN = 250
"""Of the shipped exercises."""


def rows() -> list[dict[str, Any]]:
    return table_beside(__file__, "decimals.yaml")


@each_row("row", rows)
def test_typed_decimals(row: dict[str, Any]) -> None:
    outcomes = {"right": ("correct", False), "asked": ("wrong", True), "beside": ("wrong", False)}
    due = {text: outcomes[name] for name in outcomes for text in row.get(name, ())}
    verdicts = {text: check(row["expect"], text) for text in due}
    assert due == {text: (verdict.verdict, verdict.code == "rounding") for text, verdict in verdicts.items()}


@each_row("row", lambda: table_beside(__file__, "printed.yaml"))
def test_what_programs_print(row: dict[str, Any]) -> None:
    for text in row["typed"]:
        assert check(row["expect"], text).verdict == row.get("verdict", "correct"), text


def doubles_of(item: str) -> Iterator[tuple[Spec, list[float], tuple[int, ...]]]:
    """The numbers, vectors and matrices that an exercise asks for in no form and to no precision, as doubles,
    and their shapes."""
    for stage in expand(shipped_catalogue().exercise(item), 5, item=item).stages:
        for spec in [stage.expect.part(name) for name, _ in stage.expect.parts] or [stage.expect]:
            if not isinstance(spec, NumberSpec | ArraySpec) or spec.tolerance or spec.form or spec.rounding:
                continue
            grid = lift(spec.key)
            entries, shape = (grid.entries, grid.size) if isinstance(grid, Matrix) else ((grid,), ())
            with suppress(CheckError):
                values = [evaluate_mp(entry, {}, 40) for entry in entries]
                if all(isinstance(value, mpmath.mpf) and mpmath.isfinite(value) for value in values):
                    is_vector = isinstance(grid, Matrix) and grid.is_vector
                    yield spec, list(map(float, values)), shape[:1] if is_vector else shape


@each_row("item", lambda: sample(sorted(shipped_catalogue().entries), ONE_IN))
def test_shipped_keys_take_what_machines_print(item: str) -> None:
    for spec, values, shape in doubles_of(item):
        array = np.array(values).reshape(shape)
        printed = [repr(array.tolist()), repr(np.float64(values[0])) if shape == () else repr(array)]
        printed += [str(array)] if len(shape) < 2 else []
        assert {text: judge.check(spec, text).verdict for text in printed} == dict.fromkeys(
            printed, "correct"
        )
        if any(values) and not (isinstance(spec, ArraySpec) and spec.up_to):
            digits = {"float_kind": "{:.15e}".format}
            beside = np.array2string(array * (1 + 1e-9), separator=", ", formatter=digits)
            assert judge.check(spec, beside).verdict == "wrong", beside


def test_a_mistake_that_agrees_to_fewer_digits_is_told_apart() -> None:
    near = [Mistake("e^(-1) + 10^(-8)", "Nearly.")]
    assert check({"number": "e^(-1)"}, "0.36787944117144233", mistakes=near).verdict == "correct"
    assert check({"number": "e^(-1)"}, "0.36787945117144233", mistakes=near).message == "Nearly."
    assert check({"number": "e^(-1)"}, "0.3679", mistakes=near).code == "rounding"


@given(st.floats(1e-6, 1e6), st.sampled_from([1, -1]))
def test_a_double_is_its_key_and_one_beside_it_is_not(value: float, sign: int) -> None:
    key = f"{sign}*({value!r})/7"
    double = sign * value / 7
    beside = f"{double * (1 + 1e-9):.15e}"
    assert check({"number": key}, repr(double)).verdict == "correct"
    assert check({"number": key}, beside).verdict == "wrong"
    vector = {"vector": f"[{key}, 1]"}
    assert check(vector, str(np.array([double, 1.0]).tolist())).verdict == "correct"
    assert check(vector, f"[{beside}, 1.0]").verdict == "wrong"

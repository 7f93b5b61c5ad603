"""Decimals that are typed for exact keys: as machines print them, rounded, rounded too far, and off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from drill.checking import ArraySpec, NumberSpec, Spec, judge
from drill.errors import CheckError
from drill.maths.numeric import compile_numeric
from tests.asked import check, stages
from tests.homes import shipped_catalogue
from tests.rows import each_row, sample, table_beside


@dataclass(frozen=True)
class Mistake:
    answer: str
    say: str
    mistake: str = ""


ONE_IN = 750
"""Of the shipped exercises."""


def rows() -> list[dict[str, Any]]:
    return table_beside(__file__, "decimals.yaml")


@each_row("row", rows, is_large=True)
def test_typed_decimals(row: dict[str, Any]) -> None:
    outcomes = {"right": ("correct", False), "asked": ("wrong", True), "beside": ("wrong", False)}
    due = {text: outcomes[name] for name in outcomes for text in row.get(name, ())}
    verdicts = {text: check(row["expect"], text) for text in due}
    assert due == {text: (verdict.verdict, verdict.code == "rounding") for text, verdict in verdicts.items()}


@each_row("row", lambda: table_beside(__file__, "printed.yaml"))
def test_what_programs_print(row: dict[str, Any]) -> None:
    for text in row["typed"]:
        assert check(row["expect"], text).verdict == row.get("verdict", "correct"), text


def doubles_of(item: str) -> Iterator[tuple[Spec, Any]]:
    """The numbers, vectors and matrices that an exercise asks for in no form and to no precision."""
    for stage in stages(shipped_catalogue().exercise(item), 5):
        for spec in [stage.expect.part(name) for name, _ in stage.expect.parts] or [stage.expect]:
            if not isinstance(spec, NumberSpec | ArraySpec) or spec.tolerance or spec.form or spec.rounding:
                continue
            with suppress(CheckError):
                value = np.array(compile_numeric(spec.key)({}))
                if value.dtype == float and np.isfinite(value).all():
                    yield spec, value


def in_full(value: Any) -> str:
    """A number, or a list of such, with sixteen digits each."""
    return f"[{', '.join(map(in_full, value))}]" if isinstance(value, list) else f"{value:.15e}"


@each_row("item", lambda: sample(sorted(shipped_catalogue().entries), ONE_IN))
def test_shipped_keys_take_what_machines_print(item: str) -> None:
    for spec, array in doubles_of(item):
        printed = [repr(array.tolist()), repr(array if array.shape else np.float64(array))]
        printed += [str(array)] if array.ndim < 2 else []
        assert {text: judge.check(spec, text).verdict for text in printed} == dict.fromkeys(
            printed, "correct"
        )
        if array.any() and not (isinstance(spec, ArraySpec) and spec.up_to):
            beside = in_full((array * (1 + 1e-9)).tolist())
            assert judge.check(spec, beside).verdict == "wrong", beside


NEARLY_ZERO: list[tuple[dict[str, Any], str]] = [
    ({"number": "0"}, "1.2246467991473532e-16"),
    ({"number": "0"}, "1e-300"),
    ({"number": "sin(pi)"}, "-1e-17"),
    ({"vector": "[0, 0]"}, "[1e-17, 0]"),
    ({"set": "{0}"}, "1e-17"),
    ({"expression": "0", "vars": ["x"]}, "1e-17"),
    ({"distribution": "normal(0, 1)"}, "N(1e-17, 1)"),
]


@each_row(("expect", "answer"), NEARLY_ZERO)
def test_nearly_zero_is_asked_about_as_such(expect: dict[str, Any], answer: str) -> None:
    verdict = check(expect, answer)
    assert verdict.code == "rounding"
    assert (
        verdict.message
        == "Computers print a number this small when they mean 0. Give the exact value, such as 0."
    )


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

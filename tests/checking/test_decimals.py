"""Decimals that are typed for exact keys: as machines print them, rounded, rounded too far, and off."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.variant import KnownMistake as Mistake
from tests.asked import check
from tests.rows import each_row, table_beside


def rows() -> list[dict[str, Any]]:
    return table_beside(__file__, "decimals.yaml")


@each_row("row", rows)
def test_typed_decimals(row: dict[str, Any]) -> None:
    outcomes = {"right": ("correct", False), "asked": ("wrong", True), "off": ("wrong", False)}
    due = {text: outcomes[name] for name in outcomes for text in row.get(name, ())}
    verdicts = {text: check(row["expect"], text) for text in due}
    assert due == {text: (verdict.verdict, verdict.code == "rounding") for text, verdict in verdicts.items()}


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

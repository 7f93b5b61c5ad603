"""Probes: code that loses its digits at tiny and large entries is wrong, and is told where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.checking import as_mapping, check, spec_from
from drill.errors import CheckError
from tests.asked import verify
from tests.rows import each_row

Probes = list[dict[str, Any]]


def asked(key: str, arrays: dict[str, Any], probes: Probes, **more: Any) -> dict[str, Any]:
    return {"code": key, "arrays": arrays, "probes": probes, **more}


SUM = "m = np.max(Z, axis=1)\nm + np.log(np.sum(np.exp(Z - m[:, None]), axis=1))"
LOG_SUM = asked(SUM, {"Z": ["n", "c"]}, [{"Z": [[1000, 0], [-1000, -1001]]}])
WEIGHT = asked("np.expm1(z) / z", {"z": ["n"]}, [{"z": ["1e-20", "-1e-12", 700, -800]}])
ROOTS = asked(
    "np.where(x > 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))",
    {"x": ["n"]}, [{"x": [800, -700]}],
)  # fmt: skip
EVIDENCE = asked(
    "0.5 * y @ np.linalg.solve(K, y) + 0.5 * np.linalg.slogdet(K)[1]",
    {"K": ["n", "n"], "y": ["n"]}, [{"K": [[1e200, 0], [0, 1e200]], "y": [1, 2]}],
    assume=["K positive definite"],
)  # fmt: skip
LOSS = asked(
    "F.cross_entropy(z, y)", {"z": ["n", "c"], "y": ["n"]}, [{"z": [[800, 0], [0, -800]], "y": [1, 0]}],
    assume=["y integer", "0 <= y <= 1"],
)  # fmt: skip


@each_row(
    ("answer", "naive", "says"),
    [
        (WEIGHT, "(np.exp(z) - 1) / z", "At z = 1e-20 your code gives 0, the value is 1."),
        (LOG_SUM, "np.log(np.sum(np.exp(Z), axis=1))", "gives [inf, -inf], the value is [1000, -999.687]."),
        (ROOTS, "1 / (1 + np.exp(-x))", ""),
        (ROOTS, "1 - 1 / (1 + np.exp(x))", "At x = -700 your code gives 0, the value is 9.85968e-305."),
        (EVIDENCE, "0.5 * y @ np.linalg.inv(K) @ y + 0.5 * np.log(np.linalg.det(K))", "gives inf"),
        (LOSS, "p = torch.softmax(z, 1)\n-np.log(np.take_along_axis(p, y[:, None], 1)).mean()", "gives inf"),
        (LOSS, "-torch.gather(torch.log_softmax(z, 1), 1, y[:, None]).mean()", ""),
        (asked("np.hypot(a, b)", {"a": ["n"], "b": ["n"]}, [{"a": ["1e200"], "b": ["1e200"]}]),
         "np.sqrt(a**2 + b**2)", "At a = 1e200, b = 1e200 your code gives inf, the value is 1.41421e200."),
        (asked("np.var(x)", {"x": ["n"]}, [{"x": ["1e9", "1e9", "1000000001"]}]),
         "np.mean(x**2) - np.mean(x)**2", "the value is 0.222222."),
    ],
)  # fmt: skip
def test_naive_code_is_wrong_where_it_loses_its_digits(answer: Any, naive: str, says: str) -> None:
    expect = spec_from(answer)
    assert check(expect, answer["code"]).verdict == "correct"
    without = {name: value for name, value in answer.items() if name != "probes"}
    assert check(spec_from(without), naive).verdict == "correct"
    verdict = check(expect, naive)
    assert (verdict.verdict, verdict.code) == (("wrong", "unstable") if says else ("correct", ""))
    assert says in verdict.message


def test_the_value_is_not_what_the_key_gives_in_doubles() -> None:
    answer = asked("np.log(-np.expm1(-x))", {"x": ["n"]}, [{"x": [30]}], assume=["x > 0"])
    verdict = check(spec_from(answer), answer["code"])
    assert verdict.message == "At x = 30 your code gives -9.35918e-14, the value is -9.35762e-14."
    assert check(spec_from(answer), "np.log1p(-np.exp(-x))").verdict == "correct"


def test_a_known_mistake_answers_naive_code() -> None:
    class Naive:
        answer = "(np.exp(z) - 1) / z"
        mistake = ""
        say = "The difference is lost."

    verdict = check(spec_from(WEIGHT), "(-1 + np.exp(z)) / z", mistakes=[Naive()])
    assert (verdict.code, verdict.message) == ("misconception", Naive.say)
    other = check(
        spec_from(WEIGHT), "np.where(z < 800, np.expm1(z), 0) / z + z * 1e-7 * (z > 600)", mistakes=[Naive()]
    )
    assert other.code != "misconception"


def test_naive_code_may_stand_among_known_mistakes_of_a_bank() -> None:
    body = {
        "id": "weight", "prompt": "Write it, for tiny entries too.", "answer": WEIGHT, "vars": [],
        "wrong": [{"answer": "(np.exp(z) - 1) / z", "say": "The difference is lost."}],
        "witness": {"loops": "(exp(z[i]) - 1)/z[i]", "over": {"i": "n"}},
    }  # fmt: skip
    assert verify(body, variants=2).problems == []


def test_a_key_that_is_not_stable_is_found() -> None:
    naive = {**WEIGHT, "code": "(np.exp(z) - 1) / z"}
    body = {"id": "weight", "prompt": "Write it.", "answer": naive}
    (problem, *_) = verify(body, variants=2).problems
    assert "At z = 1e-20 your code gives 0" in problem.message


@each_row(
    ("probes", "says"),
    [
        ([{"y": [1]}], "no array is called 'y'"),
        ([{"z": [[1]]}], "z has 1 axes, here are 2"),
        ([{"z": ["tiny"]}], "'tiny' is not a number"),
        ([{"z": ["1e999"]}], "too large for a double"),
        ([{"z": "[1, 2"}], "do not match"),
        ([{"z": "[]"}], "there are none"),
        ([{"z": [[1, 2], [3]]}], "different lengths"),
        ([{"z": "[" * 2000}], "more than 1000 entries"),
        ([{"z": "[[[[[[1]]]]]]"}], "more than 4 axes"),
        ([{"z": [0]}], "no value at z = [0]"),
        ([{"z": ["1e30"]}], "too large to be computed"),
    ],
)
def test_probes_that_cannot_be_meant_are_refused(probes: Probes, says: str) -> None:
    with pytest.raises(CheckError) as raised:
        check(spec_from({**WEIGHT, "probes": probes}), WEIGHT["code"])
    assert says in raised.value.message


def test_each_probe_has_all_arrays_and_one_length_for_an_axis() -> None:
    two = {"code": "a + b", "arrays": {"a": ["n"], "b": ["n"]}}
    for probe, says in (({"a": [1]}, "here b is missing"), ({"a": [1], "b": [1, 2]}, "do not fit the axes")):
        with pytest.raises(CheckError, match=says):
            check(spec_from({**two, "probes": [probe]}), "a + b")


def test_digits_that_do_not_suffice_are_told() -> None:
    answer = asked("(1 + z) - 1", {"z": ["n"]}, [{"z": ["1e-60"]}])
    with pytest.raises(CheckError, match="50 digits are too few"):
        check(spec_from(answer), "z")


@pytest.mark.parametrize("answer", [WEIGHT, LOG_SUM, EVIDENCE])
def test_a_mapping_is_read_back(answer: Any) -> None:
    spec = spec_from(answer)
    assert spec_from(as_mapping(spec)) == spec


KEYS = (
    "np.exp(x) / np.exp(x).sum()", "np.tanh(x) * np.log1p(x**2)", "np.cumsum(x) / np.sqrt(1 + x**2)",
    "np.where(x > 0, x, np.expm1(x))", "np.std(x)", "np.sort(x)[::-1]", "np.linalg.norm(x)", "x.softmax(-1)",
    "F.gelu(x)", "F.softplus(x)", "np.logaddexp(x, 2 * x)", "np.arctan2(x, 2)", "np.clip(x, -1, 1) // 0.3",
    "np.outer(x, x) @ x", "np.log(np.abs(x) + 1)", "np.sign(x) * np.cbrt(np.abs(x))", "np.round(x)",
    "np.linalg.inv(np.outer(x, x) + 9 * np.eye(3))", "F.layer_norm(x, (3,))", "np.einsum('i,j->ij', x, x)",
)  # fmt: skip


@given(
    st.sampled_from(KEYS),
    st.lists(st.floats(0.1, 2) | st.floats(-2, -0.1), min_size=3, max_size=3, unique=True),
)
def test_ordinary_entries_are_no_probes(key: str, entries: list[float]) -> None:
    """What is computed at many digits is what NumPy computes, where doubles lose nothing."""
    gaps = np.abs(np.array([np.subtract.outer(entries, entries), np.add.outer(entries, entries)]))
    is_apart = (gaps[0][np.triu_indices(3, 1)] > 0.01).all() and (
        np.abs(np.modf(entries)[0] - 0.5) > 0.01
    ).all()
    # An entry that is the mean but for rounding is nothing but rounding once the mean is taken off.
    is_plain = is_apart and (np.abs(np.subtract(entries, np.mean(entries))) > 0.01).all()
    if is_plain and "//" not in key:
        spec = spec_from(asked(key, {"x": ["3"]}, [{"x": entries}]))
        assert check(spec, key).verdict == "correct"

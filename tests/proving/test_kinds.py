"""Every kind of answer in a bank: keys proved, spelt otherwise and mutated; wrong keys are found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from drill.banks.load import load_file
from drill.banks.variant_expansion import expand_values, expand_variant
from drill.checking import KINDS, AnswerCondition, check
from tests.asked import exercise, verify
from tests.homes import WORKERS
from tests.rows import each_row

LOADED = load_file(Path(__file__).parent / "data" / "kinds.yaml")
EXERCISES: dict[str, Mapping[str, Any]] = {each.entry.id: each.written for each in LOADED.exercises}


def test_the_bank_has_no_fault() -> None:
    assert [str(problem) for problem in LOADED.problems] == []
    answers = [body["answer"] for body in EXERCISES.values()]
    kinds = {kind for answer in answers for kind in KINDS if kind in answer}
    assert kinds >= {"matrix-expression", "formula", "any", "shape", "code"}


@each_row("name", EXERCISES)
def test_keys_are_proved_spelt_otherwise_and_mutated(name: str) -> None:
    report = verify(EXERCISES[name], variants=3)
    found = {(each.code, each.message) for each in report.problems if each.code != "few-variants"}
    if name == "expectation":  # it is compared sign by sign: nothing of it can be computed
        found = {each for each in found if each[0] != "no-witness"}
    assert found == set()
    assert report.missed == ()
    without = {
        "expectation",
        "singular",
        "lu",
        "null-space",
        "orthogonal",
        "root",
        "antideriv",
        "shape0",
        "projection-code",
        "larger",
        "adam",  # of formulas from memory the learner decides: a slip is never wrong for sure
        "line",
    }
    assert report.mutants or name in without


@pytest.mark.parametrize("name", EXERCISES)
def test_the_worker_prepares_and_proves_a_variant(name: str) -> None:
    variant = WORKERS.prepare(exercise(EXERCISES[name]), item=f"kinds/{name}", seed=7)
    assert variant.stages[0].key


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("woodbury", {"matrix-expression": "inv(c X^T X - lambda eye(d)) X^T y"}),
    ("inverse-product", {"matrix-expression": "inv(A) inv(B)"}),
    ("symmetric-gradient", {"matrix-expression": "A x"}),
    ("adam", {"formula": "m/sqrt(v + eps)", "latex": r"\frac{\hat m_t}{\sqrt{\hat v_t + \epsilon}}"}),
    ("line", {"formula": "y = b x + a"}),
    ("shape1", {"shape": "(n,)"}),
    ("shape0", {"shape": "(1,)"}),
    ("eigenvec", {"vector": "[1, -1]"}),
    ("interval", {"interval": "[-1, a)"}),
]


@each_row(("name", "answer"), WRONG)
def test_a_wrong_key_is_found_by_its_witness(name: str, answer: dict[str, Any]) -> None:
    body = EXERCISES[name]
    changed = {**body, "answer": {**body["answer"], **answer}}
    report = verify(changed, variants=2)
    assert "witness" in {each.code for each in report.problems if each.severity == "error"}


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("singular", "[[1, 0], [0, 1]]"),
        ("null-space", "[[a, 1, 0], [-b, 0, 1]]"),
        ("null-space", "[[-a, 1, 0]]"),
        ("orthogonal", "[b, -a]"),
        ("root", "sqrt(a)"),
        ("antideriv", "a t^2"),
    ],
)
def test_an_example_that_does_not_satisfy_is_found(name: str, example: str) -> None:
    body = EXERCISES[name]
    changed = {**body, "answer": {**body["answer"], "example": example}}
    report = verify(changed, variants=2)
    assert "key" in {each.code for each in report.problems if each.severity == "error"}


def test_parameters_are_put_into_every_field() -> None:
    variant = expand_variant(exercise(EXERCISES["plane"]), 1, item="kinds/plane")
    a, b = variant.params["a"], variant.params["b"]
    assert variant.only.expect.part("point").such_that == (
        AnswerCondition(f"[[1, {a}, 0], [0, 0, 1]] v = [{b}, 1]"),
    )
    assert variant.only.key == {"point": f"[{b}, 0, 1]", "direction": f"[-{a}, 1, 0]"}
    variant = expand_variant(exercise(EXERCISES["lu"]), 1, item="kinds/lu")
    a, b = variant.params["a"], variant.params["b"]
    say = f"The product is not the matrix of {a} and {b}."
    product = AnswerCondition(f"L U = [[{a}, 1], [{b}, {int(a) * int(b)}]]", say)
    assert variant.only.expect.such_that == (product,)
    variant = expand_variant(exercise(EXERCISES["orthogonal"]), 1, item="kinds/orthogonal")
    a, b = variant.params["a"], variant.params["b"]
    product = AnswerCondition(f"dot(x, [{a}, {b}]) = 0", f"It is not orthogonal to ({a}, {b}).")
    assert variant.only.expect.such_that == (product, AnswerCondition("norm(x) = 1"))
    variant = expand_variant(exercise(EXERCISES["line"]), 1, item="kinds/line")
    assert variant.only.key == f"y = {variant.params['a']} x + {variant.params['b']}".replace(" x", "x")
    variant = expand_variant(exercise(EXERCISES["several"]), 1, item="kinds/several")
    assert variant.only.key == {"form": f"(n, {variant.params['a']})", "turned": "A^T x"}


@each_row("seed", range(6))
def test_a_relation_decides_which_option_is_right(seed: int) -> None:
    variant = expand_variant(exercise(EXERCISES["larger"]), seed, item="kinds/larger")
    a, b = int(variant.params["a"]), int(variant.params["b"])
    assert variant.only.key == ("first" if a > b else "second")
    assert check(variant.only.expect, str(min(a, b))).message == f"No, {max(a, b)} is."


def test_one_option_is_right_in_every_variant() -> None:
    body = {**EXERCISES["larger"], "where": "a = b"}
    assert [each.code for each in verify(body, variants=2).problems if each.severity == "error"] == ["value"]


def test_a_condition_says_what_does_not_hold() -> None:
    only = expand_values(exercise(EXERCISES["orthogonal"]), {"a": "2", "b": "3"}, item="kinds/o").only
    assert check(only.expect, "[1, 0]").message == "It is not orthogonal to (2, 3)."
    assert check(only.expect, "[3, -2]", mistakes=()).message == "One of the conditions does not hold."


def test_mistakes_name_the_parts_that_they_touch() -> None:
    variant = expand_values(exercise(EXERCISES["lu"]), {"a": "2", "b": "3"}, item="kinds/lu").only
    assert [mistake.answer for mistake in variant.wrong] == [
        {"L": "[[1, 0], [-3/2, 1]]"},
        {"L": "[[1, 0], [3, 1]]", "U": "[[2, 1], [0, 6]]"},
    ]
    variant = expand_values(exercise(EXERCISES["plane"]), {"a": "2", "b": "3"}, item="kinds/plane").only
    assert variant.wrong[0].answer == {"point": "[3, 0, 0]"}
    typed = "point = [1, 1, 1]; direction = [-4, -2, 0]"
    assert check(variant.expect, typed, mistakes=variant.wrong).message == "direction: Sign of the direction."

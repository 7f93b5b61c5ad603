"""Formulas and what is typed for them: what changes nothing may differ, and near misses stay wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.asked import check
from tests.rows import each_row, sample, table_beside


def forms() -> Iterator[tuple[str, str, str, str]]:
    """What each group of formulas is about, a formula, what is typed for it, and its verdict."""
    for due, groups in table_beside(__file__, "formulas.yaml").items():
        for about, formulas in groups.items():
            yield from ((about, key, answer, due) for key, typed in formulas.items() for answer in typed)


@each_row(("about", "key", "answer", "due"), lambda: sample([*forms()], 3))
def test_what_is_typed_for_a_formula(about: str, key: str, answer: str, due: str) -> None:
    assert check({"formula": key}, answer).verdict == ("undecided" if due == "wrong" else due), about


@each_row(
    ("answer", "verdict"),
    [
        ("J(A;B) = K(A) - K(A|B)", "correct"),
        ("J(A;B) = K(A) - K(A | B)", "correct"),
        ("K(A|B) = K(A) - J(A;B)", "correct"),
        ("J(A;B) = K(A) + K(A|B)", "undecided"),
        ("J(A;B) = K(A|B) - K(A)", "undecided"),
        ("J(A;B) = K(A) - K(B|A)", "undecided"),
        ("K(A) - K(A|B)", "undecided"),
        ("J(A;B) = K(A) - K(A|B", "unreadable"),
    ],
)
def test_a_bar_in_a_call_is_a_condition(answer: str, verdict: str) -> None:
    expect = {
        "formula": "J = K - L",
        "latex": r"J(A;B) = K(A) - K(A \mid B)",
        "names": {"J": "J(A;B)", "K": "K(A)", "L": r"K(A\mid B)"},
    }
    assert check(expect, answer).verdict == verdict


@pytest.mark.parametrize(
    "text", ["f(" * 250 + "x" + ")" * 250, "(-" * 300 + "x", "E[-" * 200, "(a b)^2" * 90, "log(" * 240]
)
def test_nested_forms_are_compared_all_the_same(text: str) -> None:
    assert check({"formula": r"x \in \mathbf{W} f(y)"}, text).verdict == "undecided"


def plain_forms() -> list[tuple[str, list[str]]]:
    return [*table_beside(__file__, "formulas.yaml")["correct"]["in plainer form"].items()]


@each_row(("key", "answers"), lambda: sample(plain_forms(), 3))
def test_what_is_typed_so_far_is_judged(key: str, answers: list[str]) -> None:
    for answer in (key, *answers):
        for end in range(1, len(answer), 8):
            assert check({"formula": key}, answer[:end]).verdict in ("correct", "undecided", "unreadable")
            assert check({"formula": key}, answer[end:]).verdict in ("correct", "undecided", "unreadable")

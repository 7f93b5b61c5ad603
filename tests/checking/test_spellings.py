"""Formulas compared sign by sign: what people type for one formula, and what is another one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drill.checking import FormulaSpec
from drill.checking.judges.formula_judge import judge_formula
from drill.checking.spec import replace_spec_key
from drill.maths.names import Names
from tests.asked import check
from tests.rows import each_row, table_beside


def spellings() -> Iterator[tuple[str, str, str, str]]:
    """What each group of formulas is about, a formula, what is typed for it, and its verdict."""
    for due, groups in table_beside(__file__, "spellings.yaml").items():
        for about, formulas in groups.items():
            yield from ((about, key, answer, due) for key, typed in formulas.items() for answer in typed)


def verdict(key: str, answer: str) -> str:
    spec = replace_spec_key(FormulaSpec(kind="formula", text=key), None, Names())
    return judge_formula(spec, answer, ()).verdict


@each_row(("about", "key", "answer", "due"), spellings)
def test_spellings_of_a_formula_are_right_and_those_of_another_compared(
    about: str, key: str, answer: str, due: str
) -> None:
    assert verdict(key, answer) == ("undecided" if due == "wrong" else due), about


@pytest.mark.parametrize(
    ("key", "answer", "told"),
    [
        (r"a = Q K^{\top} + y", "a = Q K^T + x", "Look again at the name `x`"),
        (r"a = Q K^{\top} - \beta_{2} w", "a = Q K^T - beta_1 w", r"the index of `\beta_{1}`"),
        (r"a = Q K^{\top}", "b = Q", "begins differently"),
        (r"a = Q K^{\top}", "a = Q", "but shorter"),
    ],
)
def test_one_is_told_where_an_answer_differs(key: str, answer: str, told: str) -> None:
    spec = replace_spec_key(FormulaSpec(kind="formula", text=key), None, Names())
    assert told in judge_formula(spec, answer, ()).message


@pytest.mark.parametrize("text", ["a/(" * 290, r"\exp(" * 290, "[" * 590 + "]" * 590, "a/" * 590, "{" * 500])
def test_nested_signs_are_compared_all_the_same(text: str) -> None:
    assert verdict("x = y", f"{text}{'}' * text.count('{')}") == "undecided"


@pytest.mark.parametrize("answer", ["f(x) = f(y)", "f(x) = f(z)", "f(y) = f(z)", "f(z)", "f(y)"])
def test_some_sides_of_a_chain_are_asked_for_the_others(answer: str) -> None:
    verdict = check({"formula": r"f(x) = f(y) = f(z)"}, answer)
    assert (verdict.code, "all its sides" in verdict.message) == ("differs", True)


@pytest.mark.parametrize(
    ("answer", "due"),
    [
        ("r_t - V(s_t)", "correct"),
        ("rt - v", "correct"),
        ("r_t - v", "correct"),
        ("V(s_t) - r_t", "wrong"),
        ("r_t - V(s)", "unreadable"),
        ("r_t^10 - v", "wrong"),
    ],
)
def test_names_may_be_typed_as_they_are_shown(answer: str, due: str) -> None:
    expect = {"expression": "rt - v", "names": {"rt": "r_{t}", "v": "V(s_{t})"}}
    assert check(expect, answer).verdict == due

"""Formulas from memory, typed in the notation that stands on the screen.

What is read when it is right is read, judged and diagnosed when it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from drill.checking import Verdict
from tests.asked import check
from tests.rows import each_row, sample, table_beside


def groups() -> dict[str, dict[str, Any]]:
    """Each formula: what is expected, and what is typed, by what it is due."""
    return table_beside(__file__, "formulas-from-memory.yaml")


def rows() -> Iterator[Any]:
    """Every spelling with its exercise, what it is due, and the mistake that it is."""
    for name, group in groups().items():
        due = [("right", "", each) for each in group.get("right", ())]
        due += [
            ("known", known, each) for known, texts in group.get("mistakes", {}).items() for each in texts
        ]
        due += [(kind, "", each) for kind in ("wrong", "asked") for each in group.get(kind, ())]
        for kind, known, typed in due:
            yield pytest.param(name, kind, known, typed)


def judged(name: str, typed: str) -> Verdict:
    mistakes = [
        SimpleNamespace(answer=each, say=f"That is {each}.", mistake="")
        for each in groups()[name].get("mistakes", ())
    ]
    return check(groups()[name]["expect"], typed, mistakes=mistakes)


@each_row(("name", "due", "known", "typed"), lambda: sample([*rows()], 3))
def test_what_is_shown_may_be_typed(name: str, due: str, known: str, typed: str) -> None:
    found = judged(name, typed)
    match due:
        case "right":
            assert found.verdict == "correct", found
        case "known":
            assert (found.verdict, found.message) == ("wrong", f"That is {known}."), found
        case "wrong":
            assert (found.verdict, found.code) == ("undecided", "differs"), found
        case _:
            assert found.verdict == "unreadable", found
            assert "did you mean" in found.message


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("momentum", "d_{t+1} = β d_t + q_t", "the name q_t is not known here"),
        ("momentum", "d_{t+1} = β (d_t + g_t", "a bracket is open here"),
        ("momentum", "d_{t+1} = β d_t +", "a value is missing after +"),
        ("adam", "θ_t = θ_{t-1} - η m̂_t/(√v̂_t + ε)", "the name eta is not known here"),
        ("first moment", "m_t = beta1 m_t-1 + (1-beta1) g_t", "did you mean m_{t-1} or m_t - 1?"),
    ],
)
def test_the_message_is_of_the_notation_that_was_typed(name: str, typed: str, told: str) -> None:
    assert told in judged(name, typed).message


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("m_{t+1} = b m_t + (1-b) g_t", "the name m_{t+1} is not known here"),
        ("y_{t+1} = b m_t + (1-b) g_{t+1}", "(write the formula at the step that is shown)"),
    ],
)
def test_a_formula_at_another_step_is_asked_for_again(typed: str, told: str) -> None:
    names = {"y": "y_{t}", "g": "g_{t}", "m": "m_{t}", "before": "m_{t-1}", "b": "b"}
    verdict = check({"formula": "y = b*m + (1 - b)*g", "vars": ["before"], "names": names}, typed)
    assert (verdict.verdict, told in verdict.message) == ("unreadable", True), verdict


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (r"V = \sum_i x_i^2 - (\sum_i x_i)^2", r"V = \sum_i (x_i^2 - (\sum_j x_j)^2)"),
        (r"s = \sin^{-1} x", r"s = \frac{1}{\sin x}"),
        ("f = n!!", "f = (n!)!"),
    ],
)
def test_a_formula_that_only_looks_like_the_key_is_not_correct(key: str, answer: str) -> None:
    assert check({"formula": key}, key).verdict == "correct"
    assert check({"formula": key}, answer).verdict != "correct"

"""Counts of the cases in which a condition holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.maths.names import Names
from drill.maths.numeric import evaluate as value_of
from drill.maths.plain import parse
from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems


def key_at(draft: Draft, *rows: str, **single: float) -> float:
    """The key where the rows x and y have these digits for values."""
    numbers = {
        f"{letter}{place}": float(one)
        for letter, row in zip("xy", rows, strict=False)
        for place, one in enumerate(row, 1)
    }
    numbers |= single
    text = answer(draft)["number"]
    assert isinstance(text, str)
    return float(value_of(parse(text, Names(declared=frozenset(numbers), functions="bank")), numbers).real)


@pytest.mark.parametrize(
    ("formula", "rows", "single", "value"),
    [
        (r"A = \{i \in \{1, \ldots, n\} : x_i < t\}", ["14253"], {"s": 3}, 2),
        (r"k = |\{j \mid u_j \neq v_j\}|", ["11223", "12223"], {}, 1),
        (r"k = |\{j \mid u_j \wedge (\neg v_j)\}|", ["11010", "10011"], {}, 1),
        (r"p = \frac{1}{M} \sum_{m=1}^M \mathbb{1}[T(z_m) \geq T(z)]", ["13579"], {"s": 5}, 0.6),
        (r"p = \frac{1 + \#\{i \leq M : r^{(i)} \geq r\}}{M + 1}", ["13579"], {"s": 5}, 4 / 6),
        (r"k = \sum_{i=1}^n I\{a < x_i \leq b\}", ["12345"], {"s": 2, "t": 4}, 2),
        (r"k = \sum_{i=1}^n \mathbb{1}[y_i = 1 \wedge z_i = 1]", ["11023", "12113"], {}, 1),
        (r"d = \frac{|\{j \mid u_j \neq v_j\}|}{|\{j \mid u_j > 0\}|}", ["11223", "12203"], {}, 0.4),
    ],
)
def test_cases_are_counted(
    tmp_path: Path, formula: str, rows: list[str], single: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, *rows, **single) == pytest.approx(value)
    assert problems([draft]) == []


def test_of_ordered_names_the_values_rise(tmp_path: Path) -> None:
    words = "The incomes are $x_1 \\leq \\ldots \\leq x_n$."
    draft = only(drafts(paper_of(tmp_path, words, r"A = \{i \in \{1, \ldots, n\} : x_i < t\}")))
    assert draft.exercise["let"]["x2"] == "x1 + up0"  # type: ignore[index]
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"p = \frac{1}{M} \sum_{m=1}^M I[q_m = \max(r_m)]",  # one of several is not above the largest
        r"k = \sum_{i=1}^n I[a < b]",  # the same in every case
        r"A = \{k \mid k_C = c\}",  # k is a pair
        r"A := \{u : \langle u, p \rangle = 0\}",  # vectors are not numbered
        r"p \leq \frac{1}{M} \sum_{m=1}^M I[q_m > a]",
        r"k = \sum_{i=1}^n I[y_i > 0 \wedge 2 b z_i = 1]",
        r"d = \frac{|\{j \mid u_j > 0\}|}{|\{k \mid v_k > 0\}|}",
    ],
)
def test_what_is_no_count_of_cases_is_left(tmp_path: Path, formula: str) -> None:
    found = made(drafts(paper_of(tmp_path, "", formula)))
    assert not [one for one in found if "1, \\ldots, 5" in str(one.exercise["prompt"])]


@pytest.mark.parametrize(
    ("formula", "rows", "single", "value"),
    [
        (r"0 < \beta < \alpha", [(0.1, 0.4, 0.7, 0, 0.5)], {"alpha": 0.5}, 2),
        (r"0 \leq g \leq 1 - b", [(0.1, 0.4, 0.7, 0, 0.5)], {"b1": 0.5}, 4),
        (r"x \geq x_0", [(1, 2, 3, 4, 5)], {"x0": 4}, 2),
    ],
)
def test_what_a_name_is_kept_between_is_tried_on_cases(
    tmp_path: Path, formula: str, rows: list[tuple[float, ...]], single: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    letter = next(str(name)[0] for name in params if str(name).endswith("5"))
    cases = {f"{letter}{place}": number for place, number in enumerate(rows[0], 1)}
    others = [str(name) for name in params if name not in cases]
    numbers = cases | dict(zip(others, single.values(), strict=True))
    names = Names(declared=frozenset(numbers), functions="bank")
    assert float(value_of(parse(str(answer(draft)["number"]), names), numbers).real) == value
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula", [r"n \geq 2", r"0 < e_j < \infty", r"a_1 < a_2 < \ldots < a_n", r"\mathbf{x} \geq \mathbf{z}"]
)
def test_of_one_bound_nothing_is_asked(tmp_path: Path, formula: str) -> None:
    assert made(drafts(paper_of(tmp_path, "", formula))) == []

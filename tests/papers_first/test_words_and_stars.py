"""Names in words say what they are drawn from; typed stars, listed cases and roots tell what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.draft import Skipped
from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import made, only, paper_of, problems


def _key(exercise: object) -> str:
    assert isinstance(exercise, dict)
    return str(exercise["answer"].get("number", exercise["answer"].get("code")))


def _params(exercise: object) -> dict[str, str]:
    assert isinstance(exercise, dict)
    return dict(exercise["params"])


def test_sizes_in_words_are_counts(tmp_path: Path) -> None:
    formula = (
        r"h = \left\lfloor \frac{L + 2 \times \text{padding}[0] - \text{kernel\_size}[0]}{\text{stride}[0]}"
        r"\right\rfloor + 1"
    )
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert {_params(draft.exercise)[name] for name in ("padding", "kernelsize", "stride")} == {"2..12"}
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "name", "most"),
    [
        (
            r"F = \frac{2 \, \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}}",
            "recall",
            1,
        ),
        (r"p_{t+1} = p_t - \text{lr} \cdot g_t", "lr", 1),
    ],
)
def test_shares_and_rates_in_words_are_small(tmp_path: Path, formula: str, name: str, most: float) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert max(map(float, _params(draft.exercise)[name])) <= most


@pytest.mark.parametrize(
    ("words", "formulas", "count"),
    [
        ("", (r"a = 0.5 * b", r"v = m * u + g"), 2),
        ("Here $*$ is a convolution.", (r"a = 0.5 * b", r"v = m * u + g"), 1),
        ("Here $*$ is a convolution.", (r"v = 3 m * u + g",), 0),
        ("", (r"v = m * u + g",), 0),
    ],
)
def test_stars_beside_numbers_show_that_others_multiply(
    tmp_path: Path, words: str, formulas: tuple[str, ...], count: int
) -> None:
    found = made(evaluate.drafts(paper_of(tmp_path, words, *formulas)))
    assert sum("*" in _key(draft.exercise) for draft in found) == count


def test_cases_that_list_values_are_all_that_there_are(tmp_path: Path) -> None:
    formula = r"l = \begin{cases} 1 - s & \text{if } y = 1 \\ \max(0, s - m) & \text{if } y = -1 \end{cases}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert set(_params(draft.exercise)["y"]) == {"1", "-1"}
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "power"),
    [
        (r"f = \sqrt[\alpha]{\sum_{i=1}^{3} x_i^\alpha}", "alpha"),
        (r"f = \left(\sum_{i=1}^{3} x_i^p\right)^{1 / p}", "p"),
    ],
)
def test_the_degree_of_a_root_is_an_exponent(tmp_path: Path, formula: str, power: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert f"x1^{power} + x2^{power} + x3^{power}" in _key(draft.exercise)
    assert problems([draft]) == []


def test_a_sigmoid_is_not_given_beside_its_argument(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, r"Here $\sigma(x)$ is the logistic sigmoid.", r"s(x) = x \cdot \sigma(x)")
    found = list(evaluate.drafts(paper))
    assert not made(iter(found))
    assert "what is given follows from other numbers" in {
        one.why for one in found if isinstance(one, Skipped)
    }


def test_stars_are_written_in_numpy(tmp_path: Path) -> None:
    words = r"Here $x \in \mathbb{R}^n$ are the inputs."
    formulas = (r"a = 0.5 * b", r"y = \max(0, x) + \text{negative\_slope} * \min(0, x)")
    drafts = made(code.drafts(paper_of(tmp_path, words, *formulas)))
    assert any("negativeslope*np.minimum(0, x)" in _key(draft.exercise) for draft in drafts)

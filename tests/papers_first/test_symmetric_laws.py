"""What is as likely as its opposite has no sign to get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import altered
from tests.papers_first.semantic import answer, made, paper_of

FORMULA = r"\mathbf{y} = \mathbf{c} + \mathbf{B} \mathbf{w}"
TURNED = r"\mathbf{c}-\mathbf{B}\mathbf{w}"


def options(tmp_path: Path, words: str, *formulas: str) -> str:
    """All that the options of a paper's exercises say."""
    drafts = made(altered.drafts(paper_of(tmp_path, words, *formulas)))
    return str([answer(draft)["choice"] for draft in drafts]).replace("\\\\", "\\")


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (r"Here $\mathbf{w} \sim \mathcal{N}(0, \mathbf{I})$.", ()),
        (r"Here $\mathbf{w} \sim \mathcal{N}_{\mathrm{std}}(\mathbf{w})$.", ()),
        (r"Here $\mathbf{w}$ is a standard multivariate normal random variable.", ()),
        ("", (r"\mathbf{w} \sim \mathcal{N}(\mathbf{0}, \mathbf{I})",)),
    ],
)
def test_noise_of_whatever_letter_has_no_sign_to_get_wrong(
    tmp_path: Path, words: str, rows: tuple[str, ...]
) -> None:
    assert TURNED not in options(tmp_path, words, *rows, FORMULA)


def test_what_is_given_has_one(tmp_path: Path) -> None:
    for words in ("", r"Here $\mathbf{w} \sim \mathcal{N}(\mathbf{m}, \mathbf{I})$."):
        assert TURNED in options(tmp_path, words, FORMULA)


def test_a_function_that_has_one_symmetry_may_have_others(tmp_path: Path) -> None:
    assert options(tmp_path, "", r"f(z) = f(z + 2 m a + 2 n b)") == "[]"
    assert options(tmp_path, "", r"f(z) = g(z + 2 m a + 2 n b)") != "[]"

"""LaTeX that is half typed is completed so that it can be shown."""

from __future__ import annotations

import pytest

from drill.errors import ParseError
from drill.maths.names import Names
from drill.notation import read_latex
from drill.session.key_display import complete_typed_latex
from tests.rows import each_row

NAMES = Names(declared=frozenset(("x", "lambda")))


@each_row(
    "text",
    [
        *(r"\frac{1}{2}x^{2}", r"\sqrt[3]{x}+\sin\left(2\pi x\right)", r"\lambda\cdot\pi", r"$\pi x$"),
        *(r"\(\pi x\)", r"\begin{pmatrix}1&2\\3&\pi\end{pmatrix}", r"\lvert x\rvert", r"\left\{1, 2\right\}"),
    ],
)
def test_what_is_half_typed_may_be_completed(text: str) -> None:
    def is_read(typed: str) -> bool:
        try:
            read_latex(typed, NAMES, {}, "matrix")
        except ParseError:
            return False
        return True

    for end in range(1, len(text) + 1):
        assert is_read(text[:end]) or any(map(is_read, complete_typed_latex(text[:end]))), text[:end]


@pytest.mark.parametrize("text", [r"\zzz", r"x}\pi", r"\right)"])
def test_what_is_wrong_is_not_completed(text: str) -> None:
    assert not list(complete_typed_latex(text))


def test_the_first_completion_only_closes() -> None:
    assert next(complete_typed_latex(r"\frac{1}{2")) == r"\frac{1}{2}"
    assert next(complete_typed_latex(r"$\left(x")) == r"$\left(x\right)$"

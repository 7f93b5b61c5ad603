"""Signs of Unicode in a paper's formulas are read as LaTeX's, and what reads in two ways is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.notation import write_signs_as_latex

READ = [
    ("η²", "η^{2}"), ("x₁² + x₂²", "x_{1}^{2} + x_{2}^{2}"), ("bᵢⱼ", "b_{ij}"), ("xⁿ⁺¹", "x^{n+1}"),
    ("10⁻⁴", "10^{−4}"), ("K⊤ + x^⊤", "K⊤ + x^⊤"), ("QKᵀ", "QK^{T}"),
    ("½ x", r"{\frac{1}{2}} x"), ("x^½", r"x^{\frac{1}{2}}"),
    ("√x", r"\sqrt{x}"), ("√{x + 1}", r"\sqrt{x + 1}"), ("√(x + (y))", r"\sqrt{x + (y)}"),
    ("∛2 + 1", r"\sqrt[3]{2} + 1"), (r"\frac{a}{√d_k}", r"\frac{a}{\sqrt{d_k}}"),
    ("√d₁ · x", r"\sqrt{d_{1}} · x"), (r"√\alpha + √β", r"\sqrt{\alpha} + \sqrt{β}"),
    ("x，y。", "x,y."), ("（x；y）", "(x;y)"), ("ｘ＝１", "x=1"),
    ("x\u200b + y\u00ad", "x + y"), ("x\u2062y", "x y"), ("x′", "x'"),
    ("m\u0302_t", r"\hat{m}_t"), ("ĝ + μ\u0303ₜ", r"\hat{g} + \tilde{μ}_{t}"),
]  # fmt: skip
LEFT = [
    "√2π",
    "√dk",
    "√x²",
    "√2 \\pi",
    "2½",
    "½3",
    "√",
    "\\text{año y café}",
    "∑_{i}",
    "𝔼[x]",
    "x ≤ 1",
    "α_t",
]


@pytest.mark.parametrize(("pasted", "latex"), READ)
def test_signs_become_commands(pasted: str, latex: str) -> None:
    assert write_signs_as_latex(pasted) == latex


@pytest.mark.parametrize("pasted", LEFT)
def test_what_reads_in_two_ways_is_no_guess(pasted: str) -> None:
    left = write_signs_as_latex(pasted)
    assert "\\sqrt" not in left
    assert "\\frac" not in left
    assert left.replace("^{2}", "²") == pasted


@given(st.text(alphabet="x1+\\{}()_^√∛½²ₜ，\u0302 ", max_size=40))
def test_nothing_hangs_and_twice_is_once(text: str) -> None:
    once = write_signs_as_latex(text)
    assert write_signs_as_latex(write_signs_as_latex(once)) == write_signs_as_latex(once)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_plain_latex_stays(text: str) -> None:
    assert write_signs_as_latex(text) == text


def test_ten_thousand_roots_are_read_in_linear_time() -> None:
    assert write_signs_as_latex("√(" * 10_000).count("(") == 10_000
    assert write_signs_as_latex("√(x) " * 10_000).count("\\sqrt") == 10_000

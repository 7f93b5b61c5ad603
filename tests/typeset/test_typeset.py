"""How formulas look: each case is a formula and the picture that a reader expects."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from drill.latex import MacroBody
from drill.typeset import Block, Span, Tier, speak_formula, typeset_formula, typeset_on_one_line
from tests.rows import each_row, table_beside

SOURCE_FOR_TOO_DEEP = "\\sqrt{" * 200 + "x" + "}" * 200


def picture(text: str) -> str:
    """A picture without its indentation and the newlines around it."""
    return dedent(text).strip("\n")


def drawn(latex: str, tier: Tier = "unicode", width: int = 76, macros: dict[str, str] | None = None) -> str:
    return "\n".join(typeset_formula(latex, tier=tier, width=width, macros=macros).lines)


def bold(block: Block) -> list[str]:
    return [block.lines[span.row][span.start : span.end] for span in block.spans if span.style == "bold"]


@each_row(("latex", "expected"), lambda: [row.values() for row in table_beside(__file__, "pictures.yaml")])
def test_looks_like(latex: str, expected: str) -> None:
    assert drawn(latex) == expected
    assert not typeset_formula(latex, tier="unicode").left_over


def test_subscripts_are_on_the_line_if_all_of_a_formula_can_be() -> None:
    assert drawn("x_1^2+y_2", "unicode") == "x₁² + y₂"
    assert drawn("x_i^2", "unicode") == "xᵢ²"
    assert drawn(r"\hat A_{i,t} + x_{t-1}") == "Âᵢ,ₜ + xₜ₋₁"
    assert drawn("u_+ - v_{(1)}") == "u₊ − v₍₁₎"
    assert drawn(r"x_i + W_Q") == "x  + W\n i    Q"
    assert drawn("a_{i,} b") == "a  b\n i,"
    assert typeset_on_one_line(r"r_i + \pi_\theta").one_line == "r_i + π_θ"
    assert drawn("x_i", "ascii") == "x\n i"


def test_scripts_of_fractions_and_roots_are_behind_parentheses() -> None:
    assert drawn(r"{\frac ab}^2") == "⎛ a ⎞²\n⎜───⎟\n⎝ b ⎠"
    assert drawn(r"{\sqrt{x+1}}^2") == "⎛ ▁▁▁▁▁⎞²\n⎝√x + 1⎠"


def test_roots_close_and_keep_apart_from_bars() -> None:
    assert drawn(r"\sqrt{\frac ab}") == " ▁▁▁▁▁▁\n │  a\n │ ───\n╲│  b"
    assert drawn(r"\sqrt[n]{x+1}") == "  ▁▁▁▁▁\nⁿ√x + 1"
    assert drawn(r"\sqrt[m+1]{x+1}") == "   ▁▁▁▁▁▁\nm+1│\n  ╲│x + 1"


def test_limits_do_not_decide_where_subscripts_are() -> None:
    assert drawn(r"\sum_{a\in A} x_a") == " ∑  xₐ\na∈A"
    assert typeset_on_one_line(r"\sum_{a\in A} x_a").one_line == "∑_(a∈A) xₐ"


def test_superscripts_are_digits_or_raised() -> None:
    assert drawn("A^{-1}", "unicode") == " −1\nA"


def test_unicode_keeps_bold_letters_apart_by_style() -> None:
    block = typeset_formula(r"\mathbf{x} + x", tier="unicode")
    assert block.lines == ("x + x",)
    assert block.spans == (Span(0, 0, 1, "bold"),)


def test_styles_stay_on_their_letters_in_two_dimensions() -> None:
    block = typeset_formula(r"\frac{1}{2}\mathbf{a}_i\mathbf{bc}", tier="unicode")
    assert bold(block) == ["a", "bc"]


def test_combining_marks_are_those_that_fonts_have() -> None:
    assert drawn(r"\hat\theta", "unicode") == "θ\u0302"
    assert drawn(r"\hat y", "unicode") == "ŷ"


def test_accents_stand_above_letters_in_scripts_as_well() -> None:
    assert drawn(r"S_{\hat p_1}", "unicode") == "S\n p\u0302₁"
    assert drawn(r"e^{\tilde x}", "ascii") == " ~\n x\ne"


def test_unicode_keeps_arrows_apart_from_relations() -> None:
    assert drawn(r"a\mapsto b\to c\impliedby d\le e", "unicode") == "a ↦ b → c <== d ≤ e"


def test_unicode_draws_angles_in_characters_of_all_fonts() -> None:
    assert drawn(r"\left\langle\frac ab\right\rangle\langle c\rangle", "unicode") == "╱ a ╲\n<───><c>\n╲ b ╱"


def test_ascii() -> None:
    assert drawn(r"\frac{\alpha}{2\pi}\le\infty", "ascii") == picture(
        """
        alpha
        ----- <= oo
        2 pi
        """
    )
    assert drawn(r"\sqrt{x+1}", "ascii") == picture(
        """
          _____
        \\/x + 1
        """
    )


def test_letters_without_a_script_form_are_not_replaced_by_others() -> None:
    assert drawn(r"q_\theta") == "q\n θ"
    assert drawn(r"x_{a,b}") == "x\n a,b"


def test_adjacent_scripts_do_not_touch() -> None:
    last = typeset_formula(r"\mathbb{E}_{x\sim p}\left[\frac{x}{2}\right]", tier="unicode").lines[-1]
    assert "x~p ⎣" in last


def test_baseline_is_the_line_of_the_formula() -> None:
    block = typeset_formula(r"x=\frac{a}{b}")
    assert block.lines[block.baseline].startswith("x =")


def test_breaks_before_relations_aligned_under_the_first() -> None:
    latex = "y = " + " = ".join(f"x_{number} + z_{number}" for number in range(1, 7))
    lines = typeset_formula(latex, width=40).lines
    assert all(len(line) <= 40 for line in lines)
    assert [line.index("=") for line in lines if line] == [2] * len(lines)


def test_a_relation_stands_with_what_is_too_wide_for_its_line() -> None:
    lines = typeset_formula(r"f(x)=\begin{cases}" + r"a+b+c+d+e+f+g&x\\0&y\end{cases}", width=36).lines
    assert lines[0] == "f(x)"
    assert any("= ⎨" in line for line in lines)


def test_statements_part_before_their_relations_do() -> None:
    assert drawn(r"a+b+c=d+e\qquad g+h+i=j+k", width=22) == "a + b + c = d + e\ng + h + i = j + k"


def test_breaks_before_operators_behind_the_relation() -> None:
    lines = typeset_formula("y = " + " + ".join("abcdefghi"), width=20).lines
    assert lines[0].startswith("y = a + b")
    assert all(line.startswith("    + ") for line in lines[1:])


def test_tall_fences_break_over_lines() -> None:
    latex = r"y=\left(\frac{1}{2}" + "+aaaa" * 12 + r"\right)"
    block = typeset_formula(latex, width=40)
    assert block.width <= 40
    text = "".join(block.lines)
    assert text.count("a") == 48
    assert "⎛" in text
    assert "⎞" in text


@each_row("depth", [5, 12, 38])
@each_row("width", [4, 20])
@each_row(
    ("left", "right"),
    [
        ("\\frac{", "}{2}"),
        ("\\left(a+", "\\right)"),
        ("\\begin{aligned}a&", "\\end{aligned}"),
        ("\\sqrt{", "}"),
    ],
)
def test_what_is_deep_and_narrow_ends(left: str, right: str, width: int, depth: int) -> None:
    block = typeset_formula(left * depth + "x" + right * depth, width=width)
    assert "x" in "".join(block.lines)
    assert block.width <= width


def test_unknown_commands_stay_visible_and_are_named() -> None:
    block = typeset_formula(r"\foo{x}+\bar y+\foo")
    assert "\\foox" in block.lines[block.baseline]
    assert block.left_over == ("\\foo",)


def test_unknown_environments_stay_visible() -> None:
    block = typeset_formula(r"\begin{thing}a\end{thing}")
    assert "thing" in block.lines[0]
    assert block.left_over == ("\\begin{thing}",)


@pytest.mark.parametrize("name", ["R", "\\R"])
def test_macros(name: str) -> None:
    macros = {name: "\\mathbb{R}", "\\norm": "\\left\\|#1\\right\\|", "\\pair": "(#2,#1)"}
    assert drawn(r"\norm{\pair{a}{\R}}", macros=macros) == "‖(R, a)‖"


def test_macros_defined_in_the_formula() -> None:
    assert drawn(r"\newcommand{\half}[2][2]{\frac{#2}{#1}}\half{a}") == " a\n───\n 2"
    assert drawn(r"\def\x#1{(#1)}\x y\let\z\alpha\z\DeclareMathOperator{\Var}{Var}\Var(y)") == "(y)α Var(y)"


def test_a_macro_named_like_what_it_uses() -> None:
    assert drawn(r"\bar x", macros={"bar": r"\overline{\bar #1}"}) == "x̄̄"


@pytest.mark.parametrize(
    "latex", ["{" * 3000, SOURCE_FOR_TOO_DEEP, r"\def\a{\b\b}\def\b{\a\a}\a", "x" * 20_000, "\\left(" * 500]
)
def test_what_is_too_large_is_shown_as_its_source(latex: str) -> None:
    block = typeset_formula(latex)
    assert "".join("".join(block.lines).split()) == "".join(latex.split())
    assert len(block.left_over) == 1
    assert typeset_on_one_line(latex).left_over == block.left_over


def test_macros_with_an_optional_argument() -> None:
    norm: dict[str, MacroBody] = {"norm": (2, r"\|#2\|_{#1}", "2")}
    assert typeset_formula(r"\norm{x}+\norm[1]{y}", macros=norm).lines == ("‖x‖₂ + ‖y‖₁",)


def test_paired_delimiters() -> None:
    defined = r"\DeclarePairedDelimiter\ceil\lceil\rceil\DeclarePairedDelimiterX{\in}[2]{<}{>}{#1;#2}"
    assert drawn(defined + r"\ceil{x}+\ceil*{y}+\ceil[\big]{z}\in{a}{b}") == "⌈x⌉ + ⌈y⌉ + ⌈z⌉<a; b>"


def test_signs_that_are_built_of_others() -> None:
    independent = r"\def\twice#1#2{\mathrel{\rlap{$#1#2$}\mkern2mu{#1#2}}}"
    assert drawn(independent + r"X\mathrel{\mathpalette\twice\perp}Y") == "X ⊥⊥ Y"


@pytest.mark.parametrize(
    "latex",
    [
        r"\newcommand{\b}[2][x]{\b{#1}#2}\text{\b y}",
        r"\def\a{\b\b}\def\b{\a\a}\text{$\a$}",
        r"\newcommand{\c}[1]{#2}\c x",
    ],
)
def test_macros_inside_text_end(latex: str) -> None:
    assert typeset_formula(latex).lines


def test_marks_on_marks_do_not_multiply() -> None:
    assert len(typeset_on_one_line(r"\overline{x+" * 30 + "}" * 30, tier="unicode").lines[0]) < 5000


FORMULAS = [
    json.loads(line)
    for line in (Path(__file__).parent / "formulas.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("tier", ["unicode", "ascii"])
def test_formulas_as_papers_write_them(tier: Tier) -> None:
    """Hundreds of formulas of every style: all of them understood, and within the width."""
    for formula in FORMULAS:
        macros = formula.get("macros")
        for width in (80, 40):
            block = typeset_formula(formula["latex"], tier=tier, width=width, macros=macros)
            assert not block.left_over, formula["latex"]
            assert block.width <= width, formula["latex"]
        if macros is not None:
            continue
        one_line = typeset_on_one_line(formula["latex"], tier=tier)
        assert one_line.height == 1
        if tier == "ascii":
            assert one_line.lines[0].isascii()
        assert "\\" not in speak_formula(formula["latex"]).replace("backslash", ""), formula["latex"]


def test_a_macro_that_calls_itself_ends() -> None:
    assert typeset_formula(r"\def\a{\a}\a").left_over == ("\\a",)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("\\frac{1", " 1\n───\n □"),
        ("x^", " □\nx"),
        ("\\left(x", "(x"),
        ("a}", "a}"),
        ("\\begin{bmatrix}1&2", "[1  2]"),
    ],
)
def test_unfinished_input(latex: str, expected: str) -> None:
    assert drawn(latex) == expected


@pytest.mark.parametrize(
    "latex", ["$x^2$", "$$x^2$$", r"\(x^2\)", r"\[x^2\]", r"\begin{equation*}x^2\end{equation*}"]
)
def test_marks_around_a_formula_are_no_part_of_it(latex: str) -> None:
    assert drawn(latex) == "x²"


def test_text_keeps_its_blanks_and_its_formulas() -> None:
    assert drawn(r"x\text{ if $x_1>0$ and \textbf{not}~y}") == "x if x₁ > 0 and not y"


def test_controls_never_come_through() -> None:
    assert drawn("x\x1b[2J\u202ey\tz") == "x[2Jyz"


LINES = [
    (r"\frac{a}{2b}", "a/(2b)"),
    (r"\frac{a+b}{c}", "(a+b)/c"),
    (r"\frac12x", "(1/2)x"),
    (r"\frac{a}{b}\frac{c}{d}", "(a/b)(c/d)"),
    (r"\frac{\frac ab}{\frac cd}", "(a/b)/(c/d)"),
    (r"\log\frac ab", "log(a/b)"),
    (r"\frac{\log a}{b}", "(log a)/b"),
    (r"\frac{\partial f}{\partial x}+\frac{dy}{dx}", "∂f/∂x + dy/dx"),
    (r"\frac{P(A)}{P(B)}", "P(A)/P(B)"),
    (r"\frac{x}{\pi(2n+1)}", "x/(π(2n+1))"),
    (r"\left(\frac ab\right)^2", "(a/b)²"),
    (r"\frac{a}{b}^2", "(a/b)²"),
    (r"e^{-x^2/2}", "e^(−x²/2)"),
    (r"x_{t-1}", "xₜ₋₁"),
    (r"x_i y_j", "xᵢyⱼ"),
    (r"x_i^2", "xᵢ²"),
    (r"x_{t-1}^2", "xₜ₋₁²"),
    (r"x_{i^2}", "x_(i²)"),
    (r"f'_i", "f'ᵢ"),
    (r"e^{2x}", "e^(2x)"),
    (r"x_{ij}", "xᵢⱼ"),
    (r"x^{\text{new}}", "x^new"),
    (r"\sqrt{x+1}", "√(x+1)"),
    (r"\sqrt{49}", "√49"),
    (r"\sqrt{{16}}", "√16"),
    (r"\sqrt{0.5}", "√0.5"),
    (r"\sqrt{{x}}", "√x"),
    (r"\sqrt{2x}", "√(2x)"),
    (r"\sqrt{x^2}", "√(x²)"),
    (r"\sqrt{16}3", "√16 3"),
    (r"\frac{20}{{169}}", "20/169"),
    (r"\frac{1}{{{3}}}", "1/3"),
    (r"\frac{3}{{-14}}", "3/(−14)"),
    (r"\frac{3}{{14}x}", "3/(14x)"),
    (r"a{=}b", "a=b"),
    (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁^n xᵢ"),
    (r"\int_a^0 f", "∫ₐ⁰ f"),
    (r"\int_0^{x^2} f", "∫₀^(x²) f"),
    (r"\sum_{k=0}^{2n} k", "∑ₖ₌₀^(2n) k"),
    (r"e^z/\sum_j e^{z_j}", "e^z/∑ⱼ e^(zⱼ)"),
    (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "(1, 2; 3, 4)"),
    (r"\begin{cases}x&y\\0&z\end{cases}", "{x, y; 0, z}"),
    (r"\binom nk", "C(n, k)"),
    (r"\hat\theta", "θ\u0302"),
    (r"\underbrace{a}_{b}", "(a)[b]"),
    (r"1-\frac{1}{k+1}.", "1 − 1/(k+1)."),
    (r"{-\frac{3}{100}} v", "−(3/100)v"),
    (r"{-\frac32}\, r^2", "−(3/2) r²"),
    (r"{-\frac32} + r", "−3/2 + r"),
    (r"x{\frac12 - y}", "x(1/2) − y"),
    (r"\log \frac{1}{2}(w_1+w_2)", "log((1/2)(w₁ + w₂))"),
    (r"\log_2\frac{1}{2}x^2 + 1", "log₂((1/2)x²) + 1"),
    (r"(\log\frac{1}{2}x)", "(log((1/2)x))"),
    (r"\log\frac{p}{q}\,dx", "log(p/q)dx"),
    (r"\sin\frac{x}{2}\cos x", "sin(x/2) cos x"),
    (r"\log\frac{1}{2}", "log(1/2)"),
    (r"e^{tX}", "e^(tX)"),
    (r"k_{**}", "k_**"),
    (r"\mathbf 1_{[x>0]}", "1_[x>0]"),
    (r"2{-\frac12}x", "2(−1/2)x"),
    (r"2\sqrt[3]{x}+\sqrt[3]{x+1}", "2 ³√x + ³√(x+1)"),
    (r"{\mathbf w^{(0)}}^\top", "(w^(0))^T"),
    (r"\frac{\text{Var}(X)}{n}", "Var(X)/n"),
    (r"\frac{1}{Z(x)}\log y", "(1/Z(x)) log y"),
    (r"\begin{aligned}a&=b\\&\ge c\\d&=e,\\f&=g\end{aligned}", "a = b ≥ c; d = e, f = g"),
    (r"\bar x+\hat y+\vec{ab}", "x̄ + ŷ + vec(ab)"),
]


@each_row(("latex", "expected"), LINES)
def test_on_one_line(latex: str, expected: str) -> None:
    assert typeset_on_one_line(latex).lines == (expected,)


def test_on_one_line_scripts_are_those_that_fonts_have() -> None:
    assert typeset_on_one_line(r"x_i^2+\sqrt[3]{x}+\overline{ab}", tier="unicode").lines == (
        "xᵢ² + ³√x + bar(ab)",
    )
    assert typeset_on_one_line(r"\sum_{i=1}^{n^2}i", tier="unicode").lines == ("∑ᵢ₌₁^(n²) i",)


def test_on_one_line_in_ascii() -> None:
    assert typeset_on_one_line(r"2\pi\theta_i\sqrt x\in A", tier="ascii").lines == (
        "2 pi theta_i sqrt(x) in A",
    )


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"\frac{1}{p(1 - p)}", "1/(p(1−p))"),
        (r"\frac{1}{p^2 (1 - p)^2}", "1/(p²(1−p)²)"),
        (r"\frac{1}{p_1 (1 - p)}", "1/(p₁(1−p))"),
        (r"\frac{1}{p\left(1 - p\right)}", "1/(p(1−p))"),
        (r"\frac{1}{f(x)}", "1/f(x)"),
    ],
)
def test_a_letter_before_a_sum_in_brackets_may_be_a_factor(latex: str, line: str) -> None:
    assert typeset_on_one_line(latex).lines[0].replace(" ", "") == line

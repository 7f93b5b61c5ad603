"""Derivations without an exercise: which lines follow, which do not, and what is not judged."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.checking import MarkedText, check_derivation_text, mark_derivation, split_derivation
from drill.errors import UsageError


def signs(text: str, **options: bool) -> list[tuple[int, str]]:
    """The lines of mathematics with their signs."""
    return [(line.line, line.sign) for line in mark_derivation(text, **options).lines if line.kind != "text"]


def broken(text: str) -> list[int]:
    return [line.line for line in mark_derivation(text).breaks]


# --- what follows, and what does not --------------------------------------------------------------------

SUM = r"""
\begin{align}
(x+2)^2 - (x-1)^2 &= x^2+4x+4 - (x^2-2x+1) \\
  &= x^2+4x+4-x^2+2x+1 \\
  &= 6x+5
\end{align}
"""


def test_a_line_that_does_not_follow_is_shown_with_a_point() -> None:
    marked = mark_derivation(SUM)
    assert [(line.line, line.sign) for line in marked.lines] == [
        (3, "follows"), (4, "breaks"), (5, "follows"),
    ]  # fmt: skip
    (line,) = marked.breaks
    point = line.counterexample
    assert point is not None
    assert (point.place, point.first, point.second, line.before) == ("x = 2", "15", "17", 3)


@pytest.mark.parametrize(
    "text",
    [
        r"\[\int_0^1 3x^2\,dx = \left[x^3\right]_0^1 = 1\]",
        r"$$\sum_{k=1}^{n} k = \frac{n(n+1)}{2}$$",
        r"$$\frac{d}{dx}\left(x^2 e^x\right) = 2x e^x + x^2 e^x = x(x+2)e^x$$",
        r"$$\lim_{x\to 0}\frac{\sin x}{x} = 1$$",
        r"\begin{align}\int x e^{2x}dx &= \frac{x e^{2x}}2 - \int\frac{e^{2x}}2 dx\\"
        r"&= \frac{xe^{2x}}{2}-\frac{e^{2x}}4 + C\end{align}",
        "x^2 + 2x\n= x(x + 2)",
        "rate = 3/12\n     = 1/4",
        "x**2 - 1 = (x - 1)*(x + 1) = x**2 - 1",
        r"Let $f(x) = x^3$. Then \[f'(2) = 3\cdot 2^2 = 12\]",
        r"\[\cos(n\pi) = (-1)^n\]",
        r"\[\boxed{2^3 - 1 = 7}\]",
    ],
)
def test_right_steps_follow(text: str) -> None:
    told = [sign for _, sign in signs(text)]
    assert "follows" in told
    assert {"breaks", "undecided"}.isdisjoint(told)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("(x+1)^2 - x^2\n= x^2 + x + 1 - x^2\n= x + 1", [2]),
        (r"\[\int_0^1 x e^x\,dx = [x e^x]_0^1 + \int_0^1 e^x\,dx\]", [1]),
        (r"$$\sum_{k=0}^{n} 2^k = 2^n - 1$$", [1]),
        (r"Let $f(x)=e^{-x^2}$." "\n\n" r"\[ f'(x) = -x e^{-x^2} \]", [3]),
        ("3/4 + 1/6 = 9/12 + 2/12 = 12/12", [1]),
        ("x real\n" r"\[ 1 + \sqrt{x^2} = 1 + x = x + 1 \]", [2]),
        ("Let A and B be n x n matrices.\n" r"\[(AB)^\top A = A^\top B^\top A = A^\top B^\top A\]", [2]),
    ],
)  # fmt: skip
def test_a_slip_is_found_in_its_line(text: str, lines: list[int]) -> None:
    assert [*dict.fromkeys(broken(text))] == lines


# --- what is never called wrong -------------------------------------------------------------------------

SILENT = {
    "an equation that is solved": "x^2 = 2x",
    "set to zero": r"\[ x^2-5x+6 = (x-2)(x-3) = 0 \]",
    "a value that is given before": "We know $a + b = 5$.\n\\[a^2 + 2ab + b^2 = (a+b)^2 = 25 + 0a + 0b\\]",
    "a value given behind": r"\[ x^2y + xy^2 = xy(x+y) = 10(x+y) \]" "\nbecause $xy = 10$.",
    "a quantity in words": "Let $m$ be the midpoint of $a$ and $b$.\n\\[a + b + m = 2m + m + 0\\cdot a\\]",
    "a case": r"Case 1: $t$ is positive." "\n" r"\[ |t| + t^2 = t + t^2 \]",
    "a contradiction": "Then 1 = 0, a contradiction.\n2 + 2 = 5",
    "to first order": r"To first order," "\n" r"\[ \sin x + x = x + x \]",
    "a positive letter of which nobody says so": r"\[ \sqrt{x^2} + 1 = x + 1 = 1 + x \]",
    "another base of a logarithm": r"\[ \log 8 + 1 = 3 + 1 = 4 \]",
    "rounding": r"\[ \frac23 = 0.667 \]",
    "a new letter": "a^2 + b^2\n= c^2",
    "remainders": r"\[ 10 \equiv 3 \pmod 7 \]",
    "an assignment": "```python\ni = i + 1\nx = x + 1\n```",
    "an unknown quantity": r"\[ P(A \cup B) = P(A) + P(B) = 0.7 \]",
    "a letter with two values": "$x = 1$ gives $x + 1 = 2$. Then $x = 2$ gives $x + 1 = 3$.",
    "a function with two rules": "Let $f(x) = x^2$.\n\nNow let $f(x) = x^3$.\n\\[f(2) = 8\\]",
    "complex numbers": r"\[(1+i)^2 = 1 + 2i - 1 = 2i\]",
    "an inequality": r"\[ x^2 \ge x \]",
    "another statement in the sentence": "With B $= (5, 10)$ and C $= (7, 9)$ we go on.",
}  # fmt: skip


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_is_not_certain_is_not_called_wrong(text: str) -> None:
    assert broken(text) == []


RIGHT = Path(__file__).parent / "data" / "right_derivations"


@pytest.mark.parametrize("path", sorted(RIGHT.iterdir()), ids=lambda path: path.stem)
def test_a_right_derivation_is_not_called_wrong(path: Path) -> None:
    """Each has a trap: a letter that is tied elsewhere, a structure of a matrix, a case, a law of chance."""
    assert broken(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("structure", "wrong", "right"),
    [
        ("symmetric", r"A^\top A = A^\top A + A", r"A^\top A = A^2"),
        ("orthogonal", r"(A + I)^{-1} = A^\top + I", r"A^\top A = I"),
        ("lower triangular and invertible", r"(A A^\top)^{-1} = A^{-1} A^{-\top}",
         r"(A A^\top)^{-1} = A^{-\top} A^{-1}"),
        ("a symmetric and positive definite matrix", r"(A + I)^2 = A^2 + I", r"A^\top + I = A + I"),
    ],
)  # fmt: skip
def test_what_a_matrix_is_said_to_be_counts(structure: str, wrong: str, right: str) -> None:
    said = (
        rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ be {structure}."
        + "\n\\[ 2A = A + A \\]\n\\[ %s = %s \\]\n"
    )
    assert broken(said % (wrong.partition(" = ")[0], wrong)) == [3]
    assert [sign for _, sign in signs(said % (right.partition(" = ")[0], right))] == ["follows"] * 3


def test_a_domain_in_a_plain_sentence_does_not_tie_its_letter() -> None:
    said = "We show it in steps.\n\n\nx, y > 0\n"
    assert broken(
        said + "sqrt(x^2 + 2xy + y^2) = x + y\nsqrt(4x^2 + 9y^2) = sqrt(9y^2 + 4x^2) = 2x + 3y"
    ) == [6]


def test_what_is_to_be_shown_is_never_called_wrong() -> None:
    assert broken("Show that x*y + x = 6 + x.\n(x+y)^2 = x^2 + 2*x*y + y^2\n") == []


NUMBERS = r"""If the scale is doubled we have
\begin{align}H &= \frac12\log(8\pi e) \\ &= \frac12\log(2\pi e) + \log %s\end{align}"""


def test_numbers_are_the_same_in_every_case() -> None:
    assert broken("x real\n" + NUMBERS % 4) == [3]
    assert broken(NUMBERS % 4) == broken(NUMBERS % 2) == []
    assert broken("Suppose that we count modulo 12.\n\n10 + 5 + 1 = 15 + 1 = 4") == []
    assert broken("Suppose that\n\\[ 1 + 1 = 1 \\]\nwhich is absurd.") == []


SCORE = r"""Let $\ell(\sigma) = -n \log \sigma - \frac{S}{2\sigma^2}$ with $S = \sum_i (x_i - \mu)^2$.
\[ \ell'(\sigma) = -\frac{n}{\sigma} + \frac{S}{\sigma^3} = 0 \]
so
\[ s^2 = \frac{S}{n} \]
Finally, for $h(\sigma) = \sigma^2 \log \sigma$,
\[ h'(\sigma) = %s \]
"""


def test_a_letter_in_an_equation_that_others_satisfy_is_free() -> None:
    assert broken(SCORE % r"2\sigma\cdot\frac{1}{\sigma} = 2") == [6]
    assert broken(SCORE % r"2\sigma\log\sigma + \sigma") == []


@pytest.mark.parametrize(
    "equations",
    [
        "$s = x + y$ and $s = 10$", "$x^2 = x + 1$", "$x y = z y$ and $y = 3$", "$x + y = 10$",
        "$z = x$ and $z + y = 4$", "$x = \\rho y$ and $\\rho = 2$", "$x - z = 3$, as $z$ is the width",
    ],
)  # fmt: skip
def test_equations_that_tie_the_letters_of_a_step_count(equations: str) -> None:
    said = f"We have {equations}.\n\\[ x + y = y + x \\]\n\\[ (x+y)^2 + z = 2x + 3y^2 + 1 + z = 1 + z \\]\n"
    assert broken(said) == []


ADAM = """# Adam by hand, %s, constant gradient g
m1 = b1*0 + (1 - b1)*g
   = 0.1*g
mhat1 = m1 / (1 - 0.9**1)
      = 0.1*g / %s
"""


@pytest.mark.parametrize("remark", ["b1 = 0.9", "b1 = 0.9 or b1 = 0.8", "as usual"])
def test_values_in_a_remark_are_not_read(remark: str) -> None:
    assert broken(ADAM % (remark, "0.2")) == []


def test_a_step_is_wrong_whatever_e_means() -> None:
    assert broken(r"\[ (e+1) + (e-1) = 2e = 3e \]") == [1]
    assert broken(r"\[ \log e + 1 = 1 + 1 = 2 \]") == []


@pytest.mark.parametrize(
    "said",
    [
        "be a unit vector", "with unit norm", "be a probability vector", "have entries that sum to one",
        ", a unit vector,", "be the normalised direction", "be normalised", "be of length one",
    ],
)  # fmt: skip
def test_what_is_said_of_a_vector_in_other_words_ties_it(said: str) -> None:
    text = f"Let $u \\in \\mathbb{{R}}^n$ {said}.\n\n$$ 2u = u + u $$\n\n$$ 2 u^\\top u = u^\\top u + 1 $$"
    assert broken(text) == []


def test_roots_of_the_text_have_real_values() -> None:
    assert broken("$s = \\sqrt{x - 3}$\n\\[ |x-3| + 1 = x - 3 + 1 = x - 2 \\]") == []
    assert broken("$s = \\sqrt{x - 3}$\n\\[ |x-3| + 1 = x - 3 + 2 = x - 1 \\]") == [2]


def test_a_line_after_one_that_is_not_read_is_not_judged() -> None:
    text = "\\begin{align} \\frac{dM}{M} &= 2\\,dt \\\\ &= x \\\\ &= x + 0\\end{align}"
    marked = mark_derivation(text)
    assert [line.kind for line in marked.lines] == ["unread", "step", "step"]
    assert [line.sign for line in marked.lines] == ["unchecked", "undecided", "follows"]
    assert marked.lines[0].message.startswith("Not read: ")


# --- the forms in which derivations come ----------------------------------------------------------------

ALIKE = {
    "rows of a display": r"\begin{align*} %s &= %s \\ &= %s \end{align*}",
    "one line": "$%s = %s = %s$",
    "so": "So $%s = %s = %s$.",
    "an arrow": r"$\Rightarrow %s = %s = %s$",
    "it follows that": "It follows that\n\n\\[ %s = %s = %s \\]",
    "plain rows": "therefore %s = %s\n= %s",
    "so between displays": "$$%s = %s$$\nso\n$$= %s$$",
    "a heading between rows": "%s = %s\n\n## Then\n\n= %s",
}


@pytest.mark.parametrize("text", ALIKE.values(), ids=ALIKE.keys())
def test_a_step_is_judged_alike_however_it_is_set(text: str) -> None:
    text = f"x real\n\n{text}"
    told = [sign for _, sign in signs(text % ("(x+2)^2", "x^2 + 4x + 4", "x^2 + 4x + 5"))]
    assert told == ["follows", "breaks"]
    told = [sign for _, sign in signs(text % ("(x+2)^2", "x^2 + 4x + 4", "x(x + 4) + 4"))]
    assert told == ["follows", "follows"]


# One derivation of three steps, and between two of them what people write there.
SETTINGS = {
    "rows of a display": "\\begin{{align}}\n{0} \\\\\n{1} \\\\\n{2}\n\\end{{align}}",
    "rows with arrows": "\\begin{{align}}\n{0} \\\\\n\\implies {1} \\\\\n\\therefore {2}\n\\end{{align}}",
    "rows, words": "\\begin{{align}}\n{0} \\\\\n\\text{{so }} {1} \\\\\n\\text{{so }} {2}\n\\end{{align}}",
    "displays of LaTeX": "\\[ {0} \\]\nso\n\\[ {1} \\]\ntherefore\n\\[ {2} \\]",
    "displays one after the other": "$${0}$$\n$${1}$$\n$${2}$$",
    "words in a display": "\\[ {0}, \\quad\\text{{so}}\\quad {1}, \\quad\\text{{hence}}\\quad {2} \\]",
    "arrows in a display": "$${0} \\quad\\Rightarrow\\quad {1} \\Rightarrow {2}$$",
    "sections of LaTeX": "\\({0}\\)\n\n\\section{{Then}}\n\n\\({1}\\)\n\n\\paragraph{{So}}\n\n\\({2}\\)",
    "a sentence of LaTeX": "From \\({0}\\) it follows that \\({1}\\), and hence \\({2}\\).",
    "a sentence of Markdown": "We have ${0}$, it follows that ${1}$, which implies ${2}$.",
    "lines of Markdown": "${0}$\n${1}$\n${2}$",
    "headings of Markdown": "${0}$\n\n## Then\n\n${1}$\n\n## So\n\n${2}$",
    "items of Markdown": "1. Start: ${0}$\n2. Simplify: ${1}$\n3. Divide: ${2}$",
    "plain rows": "{0}\n{1}\nhence {2}",
    "plain headings": "{0}\n\n**Then**\n\n{1}\n\n**So**\n\n{2}",
    "a plain line": "{0}, so {1}, therefore {2}",
    "a plain sentence": "From {0} it follows that {1}, which implies {2}.",
    "plain arrows": "{0} => {1} <=> {2}",
}
DERIVATIONS = {
    "equations": (("2x + 3 = 7", "2x = 4", "x = 2"), ("2x + 3 = 7", "2x = 10", "x = 5")),
    "inequalities": (("1 - 2x < 7", "-2x < 6", "x > -3"), ("1 - 2x < 7", "-2x > 6", "x < -3")),
}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS.keys())
@pytest.mark.parametrize(("right", "wrong"), DERIVATIONS.values(), ids=DERIVATIONS.keys())
def test_a_derivation_has_one_verdict_in_every_setting(
    setting: str, right: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    told = [sign for _, sign in signs(setting.format(*right))]
    assert told[1:] == ["follows", "follows"]
    told = [sign for _, sign in signs(setting.format(*wrong))]
    assert told[1] != "follows"
    assert told[2] == "follows"


def test_lists_of_equations_are_not_steps() -> None:
    text = "- $2x = 4$\n- $3x = 9$\n\nAnd $2y = 4$, $3y = 9$."
    assert {sign for _, sign in signs(text)} == {"unchecked"}


def test_an_equation_of_another_section_is_not_judged() -> None:
    text = "$2x + 3 = 7$\n\n## Another problem\n\n$2x = 10$"
    assert [sign for _, sign in signs(text)] == ["unchecked", "unchecked"]


SQUARE = "(x+2)^2 = x^2 + 4x + 4"
FORMS = {
    "items with words": "1. Expand: $(x+2)^2 = x^2+4x+4$\n2. Collect: $= x(x+4)+5$",
    "items in bold": "1. **Expand:** $(x+2)^2 = x^2+4x+4$\n2. **Factor:** $= x(x+4)+5$",
    "items of letters": "(a) $(x+2)^2 = x^2+4x+4$\n(b) $= x(x+4)+5$",
    "words in brackets": f"{SQUARE} (by expanding)\n= x^2 + 4x + 5 (by hand)",
    "a number of an equation": f"{SQUARE}, by (1)\n= x^2 + 4x + 5, by (2)",
    "behind a dash": f"{SQUARE} — expand\n= x^2 + 4x + 5 — collect",
    "in square brackets": f"{SQUARE} [expand]\n= x^2 + 4x + 5 [collect terms]",
    "in a column": f"{SQUARE}        expand\n     = x^2 + 4x + 5        collect",
    "behind dollars": "$(x+2)^2 = x^2 + 4x + 4$ (expanding)\n$= x^2 + 4x + 5$ (collecting)",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_a_slip_is_found_whatever_form_a_derivation_has(text: str) -> None:
    assert broken(f"x real\n\n{text}") == [4]
    assert broken(f"x real\n\n{text}".replace("5", "4")) == []


@pytest.mark.parametrize("sign", [r"\overset{(1)}{=}", r"\stackrel{a}{=}", r"\overset{\text{(a)}}{=}"])
def test_a_sign_with_a_label_is_read(sign: str) -> None:
    text = rf"\begin{{align}} (x+2)^2 &{sign} x^2+4x+4 \\ &{sign} x^2+4x+%d \end{{align}}"
    assert broken(text % 5) == [1]
    assert [sign for _, sign in signs(text % 4)] == ["follows", "follows"]


@pytest.mark.parametrize(
    "text",
    [
        "> $$\n> (x+2)^2 = x^2 + 4x + 4\n> = x^2 + 4x + 5\n> $$",
    ],
)  # fmt: skip
def test_quotes_are_read(text: str) -> None:
    assert broken(text) == [3]


def test_alternatives_in_plain_words_are_two_statements() -> None:
    assert [line.message for line in mark_derivation("y^2 - 5y + 4 = 0\ny = 1 or y = 4").lines][1:] != [
        "Nothing says what o is."
    ]


# --- what a text says once holds to its end, and what a sample cannot tell ------------------------------

HELD = {
    "a constant of an integral": r"$$ \int 2x dx = x^2 + C = x^2 + 1 + C $$",
    "a constant of rows": r"\begin{align} \int \frac{dx}{x} &= \ln|x| + C \\ &= \ln|2x| + C \end{align}",
    "a constant factor": r"For a constant $C$: $$ y = e^{x+C} = C e^x $$",
    "degrees": "Angles are in degrees.\n\nFirst\n\n$$\\cos 60 + \\sin 30 = 1/2+1/2 = 1$$",
    "an angle of which nobody says so": r"$$\sin 90 + 1 = 1 + 1$$",
    "residues": "Computing in Z/7:\n\n$$3 \\cdot 5 + 1 = 1 + 1 = 2$$",
    "a finite field": "Over GF(2) we have\n\n$$(x+1)^2 + x = x^2+1 + x$$",
    "a small letter": "We work in the limit of small $h$.\n\nText.\n\n$$\\sin(h) + 1 = h + 1$$",
}


@pytest.mark.parametrize("text", HELD.values(), ids=HELD.keys())
def test_what_is_said_once_holds_to_the_end(text: str) -> None:
    assert broken(text) == []


def test_a_constant_takes_up_constants_alone() -> None:
    assert broken(r"\[ \int (2x+1) dx = x^2+x+C = (x+1)^2 + C \]") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Let $n$ be a positive integer.\n\n$$\\gcd(n, 1000003) = 1$$",
        r"$$\sum_{k=1}^n \lfloor k/40\rfloor = 0$$",
        r"For $x \in \mathbb{R}^n$: $$\max(\|x\|, 0.001) = \|x\|$$",
    ],
)
def test_where_a_sample_cannot_tell_nothing_follows(text: str) -> None:
    assert "follows" not in [sign for _, sign in signs(text)]
    assert broken(text) == []


# --- equations and inequalities -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        ["2x + 3 = 7", "2x = 4", "x = 2"],
        ["(x-1)(x+3) = 0", "x - 1 = 0", "x + 3 = 0"],
        ["x^2 = 9", "x = 3"],
        ["\\sqrt{x} = x - 2", "x = x^2 - 4x + 4", "x^2 - 5x + 4 = 0"],
        ["-2x < 6", "x > -3"],
        ["x + y = 3", "x = 1", "y = 2"],
    ],
)
def test_a_solution_that_is_left_out_on_purpose_is_not_called_wrong(rows: list[str]) -> None:
    text = "\\[\n" + " \\\\\n".join(rows) + "\n\\]"
    assert broken(text) == []
    assert broken(text + "\nwhere $x$ is chosen so.") == []


CONDITIONS = {
    "a product that is zero": "x real\nx^2 - 5x + 6 = (x-2)(x-3) = 0",
    "a slope that is zero": "x, a real\n\\[ \\frac{d}{dx}(x^2 - 2a x) = 2x - 2a = 0 \\]",
    "a slope that is zero, alone": "x, a real\n\\[ \\frac{d}{dx}(x^2 - 2a x) = 0 \\]",
    "revenue and cost": "q, a, c real\n\\[ \\frac{d}{dq}(q(a - q)) = a - 2q = c \\]",
    "a norm": "w: n\n\\[ w^\\top w = \\|w\\|^2 = 1 \\]",
    "a sum": "n positive integer\n\\[ \\sum_{k=1}^n k = \\frac{n(n+1)}{2} = 55 \\]",
    "a value that is used before it is given": (
        "x, y real\n\\[ x^2 y + x y^2 = xy(x+y) = 10(x+y) . \\]\nWe used that $xy = 10$."
    ),
    "a slope of a transpose": "A: n, n\n(A + A^2)' A = A' A + (A^2)' A",
    "a contradiction in a sentence": "k, m integer\nSo $2k + 1 = 2k$, which is impossible.",
    "an assignment": "i integer\ni = i + 1",
}


@pytest.mark.parametrize("text", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_what_is_set_equal_to_something_else_is_not_called_wrong(text: str) -> None:
    assert broken(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("k positive integer\n(k+1)^3 - k^3 = k^3 + 3k^2 + 3k - k^3", 2),
        ("x real\n\\[ \\frac{d}{dx} x^2 e^x = 2x e^x \\]", 2),
        ("x real\n(x/(1+x²))′ = (x·2x − (1+x²)·1)/(1+x²)²", 2),
        ("x real\nd/dx[exp(-2x)] sin(3x)\n= 2 exp(-2x) sin(3x)", 3),
        ("x real\n\\[ (x+1)^2 = x^2 + 2x + 1 = 2x + 1 . \\]\nFor $x = 0$ this is 1.", 2),
        ("n positive integer\n\\begin{align} \\prod_{k=1}^n 2^k &= 2^{1+\\dots+n} \\\\\n"
         "&= 2^{n(n-1)/2} \\end{align}", 3),
        ("A, X: n, n\nA trace.\n\\begin{align} \\operatorname{tr}(A dX) &= \\operatorname{tr}(dX A) \\\\\n"
         "&= \\operatorname{tr}(A dX^\\top) \\end{align}", 4),
        ("lambda > 0\nt < 0\n\\[ \\int_0^\\infty e^{(t-\\lambda)x} dx "
         "= \\left[\\frac{e^{(t-\\lambda)x}}{t-\\lambda}\\right]_0^\\infty\\]\n"
         "\\[= \\frac{1}{t-\\lambda} \\]", 4),
    ],
)  # fmt: skip
def test_a_slip_over_declared_letters_is_found(text: str, line: int) -> None:
    assert broken(text) == [line]


def test_a_line_after_one_that_is_not_read_follows_from_the_one_before_that() -> None:
    text = "\\begin{align} \\prod_{k=1}^n 2^k &= 2^{1+\\dots+n} \\\\\n&= 2^{n(n+1)/2} \\end{align}"
    assert [line.sign for line in mark_derivation(text).lines] == ["unchecked", "follows"]


def test_the_identity_is_no_letter_to_be_declared() -> None:
    text = "A: n, n\nWe expand.\n\\[ (A + I)A = A^2 + A = A^2 + 2A \\]\n"
    assert [sign for _, sign in signs(text)] == ["follows", "breaks"]


# --- declarations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Let $x > 0$.", "For all $x \\in (0, \\infty)$:", "let x be a positive real number", "$0 < x < 5$",
        "x >= 0; y real", "where $x \\in [0, \\pi)$",
    ],
)  # fmt: skip
def test_a_domain_that_is_declared_counts(said: str) -> None:
    marked = mark_derivation(f"{said}\n\n\\[ \\sqrt{{x^2}} = x \\]")
    assert marked.declared
    assert [line.sign for line in marked.lines if line.kind == "step"] == ["follows"]


def test_a_declaration_that_is_not_read_is_told_with_its_line() -> None:
    marked = mark_derivation("Two numbers.\n\nLet $m$ be the midpoint of $a$ and $b$.")
    assert marked.not_declared == ((3, "Let $m$ be the midpoint of $a$ and $b$."),)


def test_arrays_have_the_sizes_that_are_declared() -> None:
    said = r"Let $A \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^n$."
    text = said + "\n\\[\\|Ax\\|^2 = (Ax)^\\top (Ax) = %s\\]"
    assert [sign for _, sign in signs(text % "x^\\top A^\\top A x")] == ["follows", "follows"]
    assert broken(text % "x^\\top A A^\\top x") == [2]


# --- a working, and limits ------------------------------------------------------------------------------


def test_in_a_working_a_line_follows_the_one_before_without_a_sign() -> None:
    text = "(x+1)^2 - 1\nx^2 + 2x\nx^2 + 3x"
    assert [sign for _, sign in signs(text)] == ["unchecked"] * 3
    assert [sign for _, sign in signs(text, is_working=True)] == ["unchecked", "follows", "breaks"]


@pytest.mark.parametrize("head", ["u = x^2 + 1", "(x + 1)^2 = x^2 + 2x + 1"])
def test_in_a_working_an_expression_begins_anew_after_a_definition_or_a_chain(head: str) -> None:
    text = f"{head}\n3x + 3\n= 3(x + 1)\n= 3x + 1"
    told = [sign for _, sign in signs(text, is_working=True)]
    assert told[1:] == ["unchecked", "follows", "breaks"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x\n" * 100_000, "a derivation has at most 100,000"),
        ("a text\n\nx = " + "(" * 300 + "x" + ")" * 300, "line 3: brackets are nested more than 60 deep"),
        ("x = " + "\\frac{" * 300 + "x", "line 1: brackets are nested"),
    ],
)
def test_what_is_too_large_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        mark_derivation(text)


def test_a_slow_integral_ends_undecided() -> None:
    text = (
        r"\[\int_0^{1}\int_0^{1}\int_0^{1}\int_0^{1} \sin(xyzw + a)^b\,dx\,dy\,dz\,dw = \frac{a^b}{2} + c\]"
    )
    (sign,) = {sign for _, sign in signs(text)}
    assert sign in ("undecided", "unchecked")


def test_a_whole_text_has_one_budget() -> None:
    row = r"\[\int_0^1\int_0^1\int_0^1 e^{\sin(xyz)+a_%d}\,dx\,dy\,dz = e^{a_%d}\]"
    marked = mark_derivation("\n\n".join(row % (number, number) for number in range(30)))
    assert any("used up" in line.message or "too long" in line.message for line in marked.lines)


# --- splitting ------------------------------------------------------------------------------------------

PIECES = st.sampled_from((
    "$", "$$", r"\[", r"\]", r"\(", r"\)", r"\begin{align}", r"\end{align}", r"\begin{cases}",
    r"\end{cases}", r"\\", "&", "=", "<", r"\le", "x", "x^2", r"\frac{1}{x}", "{", "}", "\n", "\n\n", "# ",
    "```", "```math\n", "Let ", "x > 0", " if ", r"\text{for }", r"\quad", ",", r"\boxed{", "- ", "1. ",
    r"\int_0^1 ", r"\,dx", r"\left.", r"\right|_0^1", "f(x)", "'", "%", r"\tag{1}", "\t", "\\", "~",
    r"A \in \mathbb{R}^{n \times n}",
))  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=80))


@given(TEXTS)
def test_any_text_is_split_and_its_parts_are_where_they_say(text: str) -> None:
    split = split_derivation(text)
    for part in split.parts:
        assert 0 <= part.start <= part.end <= len(text)
        assert 1 <= split.line_of(part.start) <= text.count("\n") + 1
    for part in split.parts:
        for side in getattr(part, "sides", ()):
            if first := side.text[:1]:
                assert text[side.start] == first
                assert split.line(split.line_of(side.start))[split.column_of(side.start) - 1] == first
    starts = [part.start for part in split.parts if not hasattr(part, "sides")]
    assert all(one <= other for one, other in pairwise(starts))


@given(TEXTS)
def test_any_text_is_marked_and_lines_count(text: str) -> None:
    marked = mark_derivation(text)
    count = check_derivation_text(text).count("\n") + 1
    assert all(1 <= line.line <= count and 0 <= line.before <= line.line for line in marked.lines)
    assert all((line.counterexample is None) or line.sign == "breaks" for line in marked.lines)


@given(st.integers(0, 5), st.sampled_from(["\n", "\r\n"]))
def test_lines_are_counted_whatever_comes_before(above: int, ending: str) -> None:
    text = ending.join(["x real", *["Some words."] * above, "$$", "x + x", "= 3x - x", "= 2x + 1", "$$"])
    assert broken(text) == [above + 5]


def test_rows_go_on_over_lines() -> None:
    text = r"""\begin{align*}
x^2 + 2x + 1 &= x(x + 2) \\
&\quad + 1 \label{one} \\
&= (x + 1)^2 \quad\text{(a square)} % done
\end{align*}"""
    assert signs(text) == [(2, "follows"), (4, "follows")]


def test_lines_between_dollars_are_a_chain() -> None:
    text = "x real\n\nExpand.\n\n$(x + 1)^2$\n$= x^2 + 2x + 1$\n$= x^2 + 3x$.\n"
    assert signs(text) == [(5, "unchecked"), (6, "follows"), (7, "breaks")]
    assert broken("Let\n$x = 3$\nThen $y = x + 1$\n$= 5$ holds.") == []


def test_sentences_headings_and_code_are_text() -> None:
    text = "# A title\n\nWe add them.\n\n```python\nimport numpy as np\nfor i in range(3):\n```\n"
    assert mark_derivation(text) == MarkedText(mark_derivation(text).lines)
    assert {line.kind for line in mark_derivation(text).lines} == {"text"}


@pytest.mark.parametrize(
    "text",
    [
        "2x + 3 = 7\n%s\n", "2x + 3 = 7; %s", "\\begin{align}\n2x + 3 &= 7 \\\\\n%s\n\\end{align}\n",
        "\\[ 2x + 3 = 7 \\Rightarrow %s \\]\n",
    ],
)  # fmt: skip
def test_an_equation_follows_from_the_one_before_and_breaks_where_no_number_solves_both(text: str) -> None:
    text = f"x real\n{text}"
    assert [sign for _, sign in signs(text % "2x = 4")] == ["unchecked", "follows"]
    assert [sign for _, sign in signs(text % "2x = 10")] == ["unchecked", "breaks"]
    assert [sign for _, sign in signs(text % "x (2x - 4) = 0")][1] != "breaks"


@pytest.mark.parametrize(
    "rows",
    [
        ("2x < 6", "x = 3"),
        ("2x = 6", "x - 3 < 0"),
        ("2x < 6", "x <= 3"),
        ("x^2 = y^2", "x = y"),
        ("x y = x", "y = 1"),
        ("x + 1 = 2", "(x^2 - 1)/(x - 1) = 2"),
    ],
)
def test_an_equation_does_not_follow_from_an_inequality_or_a_product(rows: tuple[str, str]) -> None:
    assert [sign for _, sign in signs("x, y real\n" + "\n".join(rows))][1] != "follows"


def test_an_equation_in_a_letter_that_nobody_declared_does_not_break() -> None:
    assert broken("2x + 3 = 7\n2x = 10") == []


@pytest.mark.parametrize(
    ("claim", "breaks"),
    [
        ("$(x + 1)^2 = x^2 + 1$", True),
        (r"$\sin^2 x - \cos^2 x = 1$", True),
        (r"$\sin^2 x + \cos^2 x = 1$", False),
        (r"$\ln(x + y) = \ln x + \ln y$", True),
        (r"$\frac{x}{x + y} + \frac{y}{x + y} = 2$", True),
        (r"$\frac{1}{x + y} = \frac{1}{x} + \frac{1}{y}$", True),
        (r"$e^x e^y = e^{x y}$", True),
        (r"$\frac{2 x + 4}{2} = x + 4$", True),
        (r"$\frac{2 x + 4}{2} = x + 2$", False),
        (r"$\frac{d}{dx} x^3 = 3 x$", True),
        (r"$2 \ln x = \ln(2 x)$", True),
        (r"$2 \ln x = \ln(x^2)$", False),
        (r"$\frac{1}{1 + e^{-x}} = \frac{e^x}{1 - e^x}$", True),
        ("$y = x^2$", False),
        ("$f(x) + 1 = y^2$", False),
        ("$x + C = x + 2$", False),
        (r"$\det A = 12$", False),
        ("$x + x = 2 x = 6$", False),
    ],
)
def test_an_equation_alone_holds_for_all_values_where_it_is_a_claim(claim: str, *, breaks: bool) -> None:
    assert bool(mark_derivation(claim, is_claim=True).breaks) == breaks
    assert not mark_derivation(claim).breaks


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("2x + 3 = 7\n2x = 10\nx = 2", 2),
        ("(x + 1)^2 - x^2\n= x^2 + x + 1 - x^2\n= 2x + 1", 2),
        ("1 - 2x < 7\n-2x > 6\nx > -3", 2),
    ],
)
def test_a_slip_is_found_although_the_right_result_comes_after_it(text: str, line: int) -> None:
    assert broken(f"x real\n{text}")[0] == line + 1


@pytest.mark.parametrize(
    "text",
    [
        "x - 2 = 0\nx - 3 = 0\nx = 2\nx = 3",
        "x^2 - 5x + 6 = 0\n(x - 2)(x - 3) = 0\nx - 2 = 0\nx = 2\nx - 3 = 0\nx = 3",
    ],
)
def test_cases_one_below_the_other_are_not_called_wrong(text: str) -> None:
    assert broken(text) == []

"""However a formula is laid out, it is read the same, or refused."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.papers_first.read import read_paper
from drill.papers_first.reading import Reading, readings

FORMULAS = (
    (r"y_i", "=", r"a x_i", "+", r"\frac{b}{c_i}", "-", r"\sum_{j=1}^{n} w_{i j} z_j"),
    (r"L(\theta)", "=", r"\mathbb{E} \Big[ u(s)", "-", r"v(s) \Big]", "+", r"\lambda \| \theta \|_2^2"),
    (r"p(x | z)", r"\leq", r"\frac{1}{2} q(x)", "=", r"\left( h + g \right)^2", r"\leq", "m^*"),
    (r"f_t", ":=", r"k [ r ]_+", r"\cdot", r"\exp(- s)", "-", "1"),
)
"""Terms and, between them, the signs at which authors break rows; the first is the left side."""
GAPS = (
    "", r"\quad ", r"\qquad{}", "{}", r"\;\;", r"\phantom{=} ", r"\hspace{1cm}", r"\ \ ", r"\mbox{}",
    r"\hphantom{{}={}}", r"\mathrel{\phantom{=}} ", r"\mspace{18mu}", r"\displaystyle ", r"\null ", "~~",
    r"\kern 1em ",
)  # fmt: skip
ENDS = (
    r"\\", r" \\[2pt] ", r"\\*", "\\\\ % so\n", r"\nonumber \\", r"\notag\\ ", r"\\[-1.5ex]", r" {}\\",
    r"\\[\smallskipamount]", r"\hfill\\", r"\,\\", "\\\\\n%\n",
)  # fmt: skip
PLAIN, BEFORE, BEHIND, BOTH = "", "& ", " &", "&&"
"""Where rows are aligned: nowhere, at their start, behind the sign, on both sides of it."""
LAYOUTS = (
    ("align", (BEFORE, BEHIND)),
    ("align*", (BEFORE, BEHIND)),
    ("eqnarray", (BOTH, BEFORE)),
    ("multline", (PLAIN,)),
    ("gather", (PLAIN,)),
    ("equation}{aligned", (BEFORE, BEHIND)),
    ("equation}{split", (BEFORE, BEHIND)),
    ("equation}{gathered", (PLAIN,)),
    ("equation}{array}{rcl", (BOTH,)),
    ("displaymath}{array}[t]{l@{\\,}l", (BEFORE,)),
    ("flalign", (BEFORE,)),
)


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[int, str]:
    """Which formula, and its display in rows."""
    number = draw(st.integers(0, len(FORMULAS) - 1))
    parts = FORMULAS[number]
    breaks = draw(st.sets(st.sampled_from(range(3, len(parts), 2)), min_size=1))
    environment, alignments = draw(st.sampled_from(LAYOUTS))
    alignment = draw(st.sampled_from(alignments))
    is_sign_above = draw(st.booleans()) and alignment in (PLAIN, BEFORE)
    rows = [_aligned(parts[0], parts[1], parts[2], alignment)]
    for at in range(3, len(parts), 2):
        sign, term = parts[at], parts[at + 1]
        if at not in breaks:
            rows[-1] += f" {sign} {term}"
            continue
        end = draw(st.sampled_from(ENDS))
        gap = draw(st.sampled_from(GAPS))
        if is_sign_above:
            rows[-1] += f" {sign} {draw(st.sampled_from(('', '{}')))}{end}"
            rows.append(f"{alignment}{gap}{term}")
        else:
            rows[-1] += end
            rows.append(_further(sign, term, gap, alignment))
    label = r"\label{eq:" + str(draw(st.integers(0, 10**9))) + "}"
    return number, _in(environment, "".join(rows), label if draw(st.booleans()) else "")


def _aligned(left: str, sign: str, right: str, alignment: str) -> str:
    return {
        PLAIN: f"{left} {sign} {right}",
        BEFORE: f"{left} &{sign} {right}",
        BEHIND: f"{left} {sign}& {right}",
        BOTH: f"{left} &{sign}& {right}",
    }[alignment]


def _further(sign: str, term: str, gap: str, alignment: str) -> str:
    is_relation = sign in ("=", r"\leq")
    return {
        PLAIN: f"{gap}{sign} {term}",
        BEFORE: f"&{gap}{sign} {term}",
        BEHIND: f"{sign}& {gap}{term}",
        BOTH: f"&{sign}& {term}" if is_relation else f"&&{gap}{sign} {term}",
    }[alignment]


def _in(environment: str, body: str, label: str) -> str:
    outer, _, inner = environment.partition("}{")
    name = inner.partition("}")[0]
    opened, closed = (f"\\begin{{{inner}}}", f"\\end{{{name}}}") if inner else ("", "")
    return f"\\begin{{{outer}}}{label}{opened}\n{body}\n{closed}\\end{{{outer}}}"


def _read(displays: Sequence[str]) -> list[list[Reading]]:
    """By display what is said in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.tex"
        path.write_text("\\begin{document}\n" + "\n\nText.\n\n".join(displays) + "\n\\end{document}\n")
        found = readings(read_paper(path))
    return [[one for one in found if one.formula.display == number] for number in range(len(displays))]


def _said(found: Sequence[Reading]) -> Iterator[str]:
    return ("".join(one.tokens) for one in found if one.statement is not None)


@given(st.lists(laid_out(), min_size=6, max_size=6))
@settings(max_examples=20, deadline=None)
def test_a_formula_in_rows_says_what_it_says_in_one(displays: list[tuple[int, str]]) -> None:
    plain = [f"\\[ {' '.join(parts)} \\]" for parts in FORMULAS]
    found = _read([*plain, *(display for _, display in displays)])
    for (number, display), read in zip(displays, found[len(plain) :], strict=True):
        assert list(_said(read)) in ([], list(_said(found[number]))), display


@pytest.mark.parametrize(
    ("display", "said"),
    [
        (r"\[ f(x) = a, \quad -1 \leq x \leq b \]", ["f(x)=a", r"-1\leqx\leqb"]),
        (r"\[ f(x) = a \;\;\;\; -1 \leq x \]", ["f(x)=a", r"-1\leqx"]),
        (r"\[ f(x) = a \;\;\;\;\;\;\; g^{2}(x) = b \]", ["f(x)=a", "g^{2}(x)=b"]),
        (r"\begin{gather} f(x) = a, \\ -\infty < x < 0 \end{gather}", ["f(x)=a", r"-\infty<x<0"]),
        (r"\[ f(x) = a, -y = b \]", ["f(x)=a", "-y=b"]),
        (r"\begin{gather} x = [a]_+ \\ y = b^* \\ z = 1 \end{gather}", ["x=[a]_{+}", "y=b^{*}", "z=1"]),
        (r"\[ \begin{cases} x = a \\ -y = b \end{cases} \]", []),
        (r"\begin{align} x &= a \\ & - y = b \end{align}", []),
        (r"\begin{align} f(x) &= \frac{1}{c} \\ & \exp(- x) \end{align}", []),
        (r"\[ \begin{dcases} x = a \\ y = b \end{dcases} \]", ["x=a", "y=b"]),
        (r"\[ \textbf{(a)} \; y = x \qquad (3.1) \]", ["y=x"]),
        (r"\[ \bullet \; y = x \]", ["y=x"]),
        (r"\[ \mbox{$y = x_k$} \]", ["y=x_{k}"]),
        (r"\[ y = x \hfill (3) \]", ["y=x"]),
        (r"\[ y = x, \quad A = 1 - f(r_1, \ldots, r_n) \]", ["y=x", r"A=1-f(r_{1},\ldots,r_{n})"]),
        (
            r"\[ y = \begin{cases} a & b > 0 \\*[1ex] c & \text{elsewhere} \end{cases} \]",
            [r"y=\begin{cases}a&b>0\\c&\text{elsewhere}\end{cases}"],
        ),
    ],
)
def test_what_stands_beside_a_statement_is_none_of_it(display: str, said: list[str]) -> None:
    assert list(_said(_read([display])[0])) == said


@pytest.mark.parametrize("gap", [r"\quad ", r"\text{ and } ", r", \quad "])
def test_the_last_of_a_list_belongs_to_it(gap: str) -> None:
    (found,) = _read([rf"\[ x_i = y_i, \quad i = 1, \ldots, n - 1 {gap} z = w \]"])
    assert list(_said(found)) == ["x_{i}=y_{i}", "z=w"]
    assert {"".join(one) for reading in found for one in reading.conditions} == {r"i=1,\ldots,n-1"}

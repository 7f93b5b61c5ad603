"""A formula that is broken over rows is one formula, however it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first import wording
from drill.papers_first.read import read_paper
from drill.papers_first.reading import readings


def _statements(tmp_path: Path, display: str) -> list[str]:
    path = tmp_path / "paper.tex"
    path.write_text(f"\\documentclass{{article}}\n\\begin{{document}}\n{display}\n\\end{{document}}\n")
    return [
        "".join(statement.split())
        for formula in read_paper(path).formulas
        for statement in formula.statements
    ]


@pytest.mark.parametrize(
    ("display", "whole"),
    [
        (
            r"\begin{multline} F = -\mathbb{E}_{(a, b) \sim Q} \\ \left[ s(a) - s(b) \right] \end{multline}",
            r"F=-\mathbb{E}_{(a,b)\simQ}\left[s(a)-s(b)\right]",
        ),
        (
            r"\begin{multline*} G = u v \\ w z \\ \shoveright{\left( a + b \right)} \end{multline*}",
            r"G=uvwz{\left(a+b\right)}",
        ),
        (r"\begin{multline} G = h(a, \\ b, \\ c) + 1 \end{multline}", "G=h(a,b,c)+1"),
        (
            r"\begin{equation}\begin{multlined} y = a b \\ c d \end{multlined}\end{equation}",
            "y=abcd",
        ),
        (
            r"\begin{equation}\begin{split} y &=\sum_{i=1}^{n} \\ a_i \\ & (1 + x) \end{split}\end{equation}",
            r"y=\sum_{i=1}^{n}a_i(1+x)",
        ),
        (r"\begin{align} y &= A \\ & \bigl( 1 + x \bigr) \end{align}", r"y=A\bigl(1+x\bigr)"),
        (
            r"\begin{align} y \leq & A \nonumber \\ -2 & \int_{0}^{1} h(u = v) du"
            r" \\ +& \sum_{i=1}^{n} b_i \end{align}",
            r"y\leqA-2\int_{0}^{1}h(u=v)du+\sum_{i=1}^{n}b_i",
        ),
        (
            r"\begin{align} y =& a \nonumber \\[\smallskipamount] + & b \in C \nonumber \\"
            r" -\,& c \end{align}",
            r"y=a+b\inC-\,c",
        ),
        (r"\begin{align*} y &= a + {} \\ & \quad b \end{align*}", "y=a+{}b"),
        (r"\[ \boxed{\begin{aligned} y &= a \\ &+ b \end{aligned}} \]", "y=a+b"),
        (
            r"\begin{equation}\label{eq:one}{\begin{split} y &= a \\ &+ b \end{split}}\end{equation}",
            "y=a+b",
        ),
        (
            r"\begin{equation}\begin{array}{r@{\,}c@{\,}l} y &=& a \\ && + b \end{array}\end{equation}",
            "y=a+b",
        ),
        (r"\begin{equation}\begin{array}{l} y \\ \quad = a \end{array}\end{equation}", "y=a"),
    ],
)
def test_rows_that_carry_on_are_one_statement(tmp_path: Path, display: str, whole: str) -> None:
    assert _statements(tmp_path, display) == [whole]


@pytest.mark.parametrize(
    "gap",
    [
        r"\ ",
        r"\hphantom{=} ",
        r"\phantom{{}={}}",
        r"\mathrel{\phantom{=}} ",
        r"\mbox{}",
        r"\mspace{9mu}",
        r"\null ",
    ],
)
@pytest.mark.parametrize("row", ["= b", "+ b", r"\leq b + c"])
def test_a_row_carries_on_behind_any_gap(tmp_path: Path, gap: str, row: str) -> None:
    display = rf"\begin{{align}} & y = a \\ & {gap}{row} \end{{align}}"
    assert _statements(tmp_path, display) == ["y=a" + "".join(row.split())]


def test_of_a_formula_that_is_torn_nothing_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    rows = r"& f(y) \\ & \text{(by a rule)} \\ &= b \\ z &= c"
    path.write_text(f"\\begin{{document}}\\begin{{align}} {rows} \\end{{align}}\\end{{document}}")
    said = ["".join(one.tokens) for one in readings(read_paper(path)) if one.statement is not None]
    assert said == ["z=c"]


@pytest.mark.parametrize(
    ("display", "apart"),
    [
        (r"\begin{multline} u = v + w \\ q = r s \end{multline}", ["u=v+w", "q=rs"]),
        (r"\begin{align} u &= v \\ (a + b)^2 &= c \end{align}", ["u=v", "(a+b)^2=c"]),
        (r"\begin{gather} u = (1, 2) \\ (3, 4) \end{gather}", ["u=(1,2)", "(3,4)"]),
        (r"\begin{align} u &= v \\ -w &= q \\ - 2 x & \leq y \end{align}", ["u=v", "-w=q", r"-2x\leqy"]),
        (
            r"\begin{equation}\begin{array}{rcl} u &=& v \\ && - w \\ q &=& r \end{array}\end{equation}",
            ["u=v-w", "q=r"],
        ),
        (
            r"\begin{equation}\begin{array}{rcl} u &=& v, \\ q &=& \left\{ \begin{array}{ll}"
            r" a, & b < 0 \\ c, & b > 0 \end{array} \right. \end{array}\end{equation}",
            ["u=v", r"q=\left\{\begin{array}{ll}a,&b<0\\c,&b>0\end{array}\right."],
        ),
        (
            r"\begin{equation}\begin{array}{c} a \\ b \end{array}"
            r" = \begin{array}{c} c \\ d \end{array}\end{equation}",
            [r"\begin{array}{c}a\\b\end{array}=\begin{array}{c}c\\d\end{array}"],
        ),
        (
            r"\begin{equation}\begin{aligned} (a, b) \\ (c + d) \end{aligned}\end{equation}",
            ["(a,b)", "(c+d)"],
        ),
    ],
)
def test_rows_that_say_something_alone_stay_apart(tmp_path: Path, display: str, apart: list[str]) -> None:
    assert _statements(tmp_path, display) == apart


@pytest.mark.parametrize(
    "words", [r"\rm{s.t.}&", r"&\text{subject to } ", r"\mathrm{s.t.}\quad &", r"\nonumber s.t. &"]
)
def test_a_constraint_belongs_to_what_it_limits(tmp_path: Path, words: str) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(
        "\\documentclass{article}\n\\begin{document}\n"
        f"\\begin{{eqnarray}} \\min_w& f(w) \\\\ {words} w > 0 \\end{{eqnarray}}\n\\end{{document}}\n"
    )
    (formula,) = read_paper(path).formulas
    assert len(formula.rows) == 2
    assert len(formula.statements) == 1


def test_a_sign_at_the_end_of_a_row_and_again_at_the_next_counts_once(tmp_path: Path) -> None:
    display = r"\begin{eqnarray} u &=& a + b = \\ &=& c + \\ && + d \end{eqnarray}"
    assert _statements(tmp_path, display) == ["u=a+b=c+d"]
    cut_off = r"\begin{eqnarray} u &=& c + [a]_+ \\ && + [b]_+ \end{eqnarray}"
    assert _statements(tmp_path, cut_off) == ["u=c+[a]_++[b]_+"]


@pytest.mark.parametrize("gap", [r"\hspace{1cm}", "~~~", r"\ \ \ ", r"\;\;\;\;"])
def test_wide_gaps_part_a_formula_from_its_range(tmp_path: Path, gap: str) -> None:
    display = rf"\[ f(x_i) = a x_i + b {gap} i = 1, \ldots, n \]"
    assert _statements(tmp_path, display) == [r"f(x_i)=ax_i+b\quadi=1,\ldots,n"]


@pytest.mark.parametrize(
    "row", [r"a \hspace{-1em} = b~~c", r"P(A ~~~ B = 1) = 0", r"x ~~~ = y", r"a \hspace{2pt} b = c"]
)
def test_other_gaps_part_nothing(tmp_path: Path, row: str) -> None:
    assert r"\quad" not in _statements(tmp_path, rf"\[ {row} \]")[0]


@pytest.mark.parametrize(
    ("rows", "displayed"),
    [
        (r"u &= \min \Big( a, \\ &\quad b \Big),", r"u = \min \Big( a, \\ b \Big)"),
        (r"u &= (a + b), \\ &= c.", r"u = (a + b) \\ = c"),
    ],
)
def test_a_comma_between_brackets_stays_at_the_end_of_a_row(
    tmp_path: Path, rows: str, displayed: str
) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(f"\\begin{{document}}\\begin{{align*}} {rows} \\end{{align*}}\\end{{document}}")
    (formula,) = read_paper(path).formulas
    held = wording.shown(formula).removeprefix(r"$$\begin{aligned}").removesuffix(r"\end{aligned}$$")
    assert held.replace("  ", " ") == displayed


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        (r"a &= b & c &= d \\ &= e & &= f", r"a=b=e\quadc=d=f"),
        (r"u &= v & \text{; for many of them} \\ &= w", "u=v=w"),
        (r"u &= v & \text{(by a rule)} \\ &= w", r"u=v\quad\text{(byarule)}=w"),
        (
            r"u &= v & \text{where } v \sim \mathcal{N}(0, 1) \\ &= \dots \\ &= w",
            r"u=v=\dots=w\quad\text{where}v\sim\mathcal{N}(0,1)",
        ),
        (r"u =& \log \prod_{i=1}&m x_i \\ =& \log w", r"u=\log\prod_{i=1}mx_i=\log w"),
        (r"u & \overset{(a)}{\geq} & v \\ &=& w", r"u\overset{(a)}{\geq}v=w"),
    ],
)
def test_a_row_goes_on_with_the_column_above_it(tmp_path: Path, rows: str, whole: str) -> None:
    assert _statements(tmp_path, rf"\begin{{align}} {rows} \end{{align}}") == ["".join(whole.split())]


def test_a_formula_has_the_number_of_the_row_with_its_label(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    rows = r"u &= v \\ &= w \label{eq:last} \\ x &= y \label{eq:first} \\ &= z"
    display = f"\\begin{{align}}{rows}\\end{{align}}"
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}{display}\\end{{document}}")
    found = [(formula.number, formula.label) for formula in read_paper(path).formulas]
    assert found == [("2", "eq:last"), ("3", "eq:first")]

"""Markdown and formulas as HTML: what is markup, how formulas are written, and what is shown as LaTeX."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.typeset import line_html, prose_html
from tests.rows import each_row

FORMULAS = Path(__file__).with_name("formulas.jsonl")
TEXT = {"p", "a", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "span"}
TEXT |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
MATHS = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mphantom", "mstyle"}
SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover", "mpadded", "menclose"}
TAGS = TEXT | MATHS | SCRIPTS | {"mtable", "mtr", "mtd"}
# Attributes that could load, run or cover something.
DANGEROUS = {"src", "id", "onclick", "mathcolor", "mathbackground", "mathsize"}


def read_markup(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<body>{html}</body>")


def formula(latex: str, *, display: bool = False) -> ElementTree.Element:
    """The element of a formula that is converted."""
    (math,) = read_markup(prose_html(f"$${latex}$$" if display else f"${latex}$")).iter("math")
    return math


def outline(element: ElementTree.Element) -> str:
    """Names and texts, without rows and room: ``msub(x t)``."""
    inner = [outline(child) for child in element if child.tag != "mspace"]
    text = " ".join(filter(None, [element.text or "", *inner]))
    return text if element.tag in ("math", "mrow", "mi", "mn", "mo", "mtext") else f"{element.tag}({text})"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x_t", "msub(x t)"),
        ("x_t^2 + 1", "msubsup(x t 2) + 1"),
        ("a < b", "a < b"),
        (r"\frac{1}{2n}", "mfrac(1 2 n)"),
        (r"\sqrt[3]{x}", "mroot(x 3)"),
        (r"\mathbb{E}[x]", "𝔼 [ x ]"),
        (r"\operatorname{softmax}(z)", "softmax ( z )"),
        (r"\text{if } x", "if\u00a0 x"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "( mtable(mtr(mtd(1) mtd(2)) mtr(mtd(3) mtd(4))) )"),
        (r"\begin{gathered}a\\b\end{gathered}", "mtable(mtr(mtd(a)) mtr(mtd(b)))"),
    ],
)
def test_formulas_are_mathml(latex: str, expected: str) -> None:
    assert outline(formula(latex)) == expected
    assert formula(latex, display=True).attrib["display"] == "block"


@pytest.mark.parametrize(
    "latex",
    [
        r"\unknowncommand{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{a & b}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{c}{x}",
        r"\color{white}x",
        r"\def\a{xx}\a",
        r"\newcommand{\a}{xx}\a",
    ],
)
def test_what_is_not_converted_is_its_latex(latex: str) -> None:
    for text in (f"a ${latex}$ b", f"a $${latex}$$ b"):
        markup = read_markup(prose_html(text))
        assert [code.text for code in markup.iter("code")] == [latex]
        assert not [*markup.iter("math")]
        assert {at.tag for at in markup.iter()} - {"body"} <= TAGS
        assert not [at for at in markup.iter() if at.attrib.keys() & DANGEROUS]
        assert "javascript" not in "".join(value for at in markup.iter() for value in at.attrib.values())


@each_row("latex", lambda: [json.loads(line)["latex"] for line in FORMULAS.read_text("utf-8").splitlines()])
def test_every_formula_is_well_formed(latex: str) -> None:
    for text in (f"$${latex}$$", f"${latex.strip()}$"):
        assert {at.tag for at in read_markup(prose_html(text)).iter()} - {"body"} <= TAGS


MARKUP = st.text(st.sampled_from("ab1 \n$\\{}^_&<>\"'`*[](|-#~+=/:!.;%"), max_size=60)
PIECES = st.lists(
    st.sampled_from(
        (
            r"\frac", r"\text{<b>}", "$", "$$", r"\left(", r"\right)", r"\begin{matrix}", r"\end{matrix}",
            "<script>", "</math>", "](https://a.b)", "[", "](javascript:x)", "\n\n", "| a |\n|---|\n|",
            r"\mathrm", "{", "}", "^", "_", "'", '"', "x", "`", "- ", "&lt;", r"\href{javascript:x}{y}",
            r"\tag{1}", r"\not", r"\hat", r"\middle|",
        )
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(MARKUP | PIECES)
def test_whatever_the_text_is_only_known_elements_are_markup(text: str) -> None:
    for html in (prose_html(text), line_html(text)):
        markup = read_markup(html)
        assert {at.tag for at in markup.iter()} - {"body"} <= TAGS
        assert not [at for at in markup.iter() if at.attrib.keys() & DANGEROUS]
        assert all(at.attrib["href"].startswith(("https://", "http://")) for at in markup.iter("a"))
        assert [at.tag for at in markup.iter() if "href" in at.attrib] == [at.tag for at in markup.iter("a")]


def test_a_heading_is_one_line_with_its_formulas() -> None:
    assert line_html("The step $x_t$ & <b>").startswith("The step <math")
    assert line_html("a & <b>") == "a &amp; &lt;b&gt;"


def test_formulas_are_read_before_anything_in_them_is_markdown() -> None:
    markup = read_markup(prose_html("$a_1 * b_2 * c_3$ costs \\$5, `$x$`"))
    assert [outline(math) for math in markup.iter("math")] == ["msub(a 1) * msub(b 2) * msub(c 3)"]
    assert [code.text for code in markup.iter("code")] == ["$x$"]
    assert "costs $5" in "".join(markup.itertext())


def test_columns_keep_their_sides() -> None:
    markup = read_markup(prose_html("| a | b | c |\n| --- | ---: | :-: |\n| 1 | 2 | 3 |"))
    sides = [cell.attrib.get("style", "") for cell in markup.iter("td")]
    assert sides == ["", "text-align:right", "text-align:center"]

"""Markdown and formulas as HTML: what is markup, how formulas are written, and where lines may break."""

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
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
MATHS = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mphantom"}
SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts"}
TAGS = TEXT | TABLES | MATHS | SCRIPTS | {"mtable", "mtr", "mtd"}
OPERATORS = {"stretchy", "symmetric", "lspace", "rspace", "largeop", "movablelimits", "minsize", "accent"}
LAYOUT = {"displaystyle", "scriptlevel", "mathvariant", "width", "linethickness", "columnspan"}
ATTRIBUTES = OPERATORS | LAYOUT | {"href", "start", "class", "style"}


def read_markup(html: str) -> ElementTree.Element:
    """The elements; all but two without an end are XML."""
    for name in ("br", "hr"):
        html = html.replace(f"<{name}>", f"<{name}/>")
    return ElementTree.fromstring(f"<body>{html}</body>")


def formula(latex: str, *, display: bool = False, width: int = 80) -> ElementTree.Element:
    """The element of a formula that is one piece."""
    html = prose_html(f"$${latex}$$" if display else f"${latex}$", width=width)
    (math,) = read_markup(html).iter("math")
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
        (r"\frac{1}{2n}", "mfrac(1 2 n)"),
        (r"\sqrt{x}", "msqrt(x)"),
        (r"\sqrt[3]{x}", "mroot(x 3)"),
        (r"\bar\alpha_t", "msub(mover(α ¯) t)"),
        (r"\binom{n}{k}", "( mfrac(n k) )"),
        ("(a+b)^2", "msup(( a + b ) 2)"),
        ("f'(x)", "f ′ ( x )"),
        ("x'^2", "msup(x ′ 2)"),
        (r"\sum_{i=1}^n i", "munderover(∑ i = 1 n) i"),
        (r"\int_0^1 x", "msubsup(∫ 0 1) x"),
        (r"\mathbb{E}[x]", "𝔼 [ x ]"),
        (r"\operatorname{softmax}(z)", "softmax ( z )"),
        (r"\text{if } x", "if\u00a0 x"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "( mtable(mtr(mtd(1) mtd(2)) mtr(mtd(3) mtd(4))) )"),
        (r"\underbrace{a}_{b}", "munder(munder(a ⏟) b)"),
        (r"\xrightarrow{P}", "mover(→ P)"),
        (r"\prescript{14}{6}{C}", "mmultiscripts(C mprescripts() 6 14)"),
        (r"\unknowncommand{x}", r"\unknowncommand x"),
    ],
)
def test_formulas_are_mathml(latex: str, expected: str) -> None:
    assert outline(formula(latex)) == expected


def operators(math: ElementTree.Element) -> dict[str | None, dict[str, str]]:
    return {sign.text: sign.attrib for sign in math.iter("mo")}


def test_a_sign_has_no_room_and_an_operator_has() -> None:
    assert operators(formula("-x"))["−"]["lspace"] == "0"
    assert operators(formula("a - x"))["−"]["lspace"] != "0"
    assert operators(formula("x_{t-1}"))["−"]["lspace"] == "0"


def test_brackets_grow_around_what_is_tall_alone() -> None:
    assert operators(formula("(x_1)"))["("]["stretchy"] == "false"
    assert operators(formula(r"(\frac12)^2"))[")"]["stretchy"] == "true"
    assert operators(formula(r"\left(\frac12\right)"))["("]["stretchy"] == "true"


def test_fractions_in_fractions_stay_legible() -> None:
    levels = [row.attrib.get("scriptlevel") for row in formula(r"\frac{\frac{\frac12}3}4").iter("mrow")]
    assert set(levels) <= {None, "1"}
    scripts = [row.attrib.get("scriptlevel") for row in formula("a^{b^{c^{d}}}").iter("mrow")]
    assert set(scripts) == {None, "1", "2"}


def test_single_letters_of_an_upright_font_are_upright() -> None:
    letters = [(sign.text, sign.attrib.get("mathvariant")) for sign in formula(r"\mathrm{d}x").iter("mi")]
    assert letters == [("d", "normal"), ("x", None)]


SUM = " + ".join(f"a_{{{i}}}x_{{{i}}}" for i in range(40))


@pytest.mark.parametrize(
    "latex",
    [
        rf"y = {SUM}",
        rf"\left({SUM}\right)^2",
        rf"f({SUM.replace('+', ',')})",
        rf"\begin{{aligned}} y &= {SUM} \\ &= 2 \end{{aligned}}",
        "abc" * 80,
    ],
)
@pytest.mark.parametrize("display", [False, True])
def test_long_formulas_are_pieces_without_anything_lost(latex: str, display: bool) -> None:
    markup = read_markup(prose_html(f"$${latex}$$" if display else f"${latex}$", width=60))
    pieces = [*markup.iter("math")]
    signs = "".join("".join(piece.itertext()) for piece in pieces)
    assert len(pieces) > 3
    assert max(len("".join(piece.itertext())) for piece in pieces) <= 60
    assert signs.count("39") == latex.count("{39}")
    assert signs.count("a") == latex.replace("aligned", "").count("a")


def test_lines_break_outside_of_brackets_if_they_can() -> None:
    markup = read_markup(prose_html(f"$y = (a + b) + (c + d) + {SUM}$", width=60))
    pieces = ["".join(piece.itertext()) for piece in markup.iter("math")]
    assert pieces[:3] == ["y=", "(a+b)+", "(c+d)+"]


def test_a_formula_that_nothing_makes_narrow_is_text() -> None:
    row = " & ".join(f"a_{{{i}}}+b" for i in range(60))
    markup = read_markup(prose_html(rf"$$\begin{{pmatrix}}{row}\end{{pmatrix}}$$", width=60))
    assert not [*markup.iter("math")]
    assert [code.text[:2] for code in markup.iter("code") if code.text] == ["(a"]


@each_row("latex", lambda: [json.loads(line)["latex"] for line in FORMULAS.read_text("utf-8").splitlines()])
def test_every_formula_is_well_formed(latex: str) -> None:
    for text in (f"$${latex}$$", f"${latex.strip()}$"):
        markup = read_markup(prose_html(text, width=80))
        assert {at.tag for at in markup.iter()} - {"body"} <= TAGS
        assert {name for at in markup.iter() for name in at.attrib} <= ATTRIBUTES


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


@given(MARKUP | PIECES, st.integers(8, 90))
def test_whatever_the_text_is_only_known_elements_are_markup(text: str, width: int) -> None:
    for html in (prose_html(text, width=width), line_html(text, width=width)):
        markup = read_markup(html)
        assert {at.tag for at in markup.iter()} - {"body"} <= TAGS
        assert {name for at in markup.iter() for name in at.attrib} <= ATTRIBUTES
        assert all(at.attrib["href"].startswith(("https://", "http://")) for at in markup.iter("a"))


def test_a_heading_is_one_line_with_its_formulas() -> None:
    assert line_html("The step $x_t$ & <b>", width=80).startswith("The step <math>")
    assert line_html("a & <b>", width=80) == "a &amp; &lt;b&gt;"


def test_columns_keep_their_sides() -> None:
    markup = read_markup(prose_html("| a | b | c |\n| --- | ---: | :-: |\n| 1 | 2 | 3 |", width=80))
    sides = [cell.attrib.get("style", "") for cell in markup.iter("td")]
    assert sides == ["", "text-align:right", "text-align:center"]


def test_words_that_a_column_has_no_room_for_make_a_table_narrow() -> None:
    head = "| a | b |\n| --- | --- |\n"
    classes = [
        [table.attrib.get("class") for table in read_markup(prose_html(text, width=60)).iter("table")]
        for text in (f"{head}| $x_{{{'k' * 30}}}$ | word |", f"{head}| {'w' * 40} | word |")
    ]
    assert classes == [[None], ["narrow"]]
    wide = "|".join("ab" * 20)
    assert not [*read_markup(prose_html(f"{wide}\n{'|'.join(['---'] * 40)}\n{wide}", width=60)).iter("table")]

"""LaTeX read into nodes: what they keep, where they stand, and what LaTeX would complain of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import ParseError, TooLargeError
from drill.latex import canonicalise_formula, parse_latex_formula
from drill.latex.nodes import (
    Accent,
    Binomial,
    Brace,
    Fence,
    Font,
    Fraction,
    Group,
    Lines,
    Node,
    Operator,
    Row,
    Scripts,
    Space,
    Symbol,
    Table,
    Unknown,
    Words,
    rows_in,
)

X = Symbol("x", "ord", "x")


def only(latex: str) -> Node:
    """The one node of a formula."""
    (node,) = parse_latex_formula(latex).nodes
    return node


@pytest.mark.parametrize(
    ("latex", "font"),
    [
        *((rf"\{name}{{x}}", name) for name in ("mathbf", "mathcal", "mathscr", "mathbb", "mathfrak")),
        *((rf"\{name}{{x}}", name) for name in ("mathrm", "mathit", "mathsf", "mathtt", "boldsymbol")),
        (r"\bm x", "boldsymbol"),
        (r"\mathds{x}", "mathbb"),
        (r"\frak x", "mathfrak"),
        (r"{\cal x}", "mathcal"),
        (r"{\bf x}", "mathbf"),
        (r"{\sf x}", "mathsf"),
    ],
)
def test_fonts_are_kept_by_name(latex: str, font: str) -> None:
    node = only(latex)
    assert (node.body[0] if isinstance(node, Group) else node) == Font(font, [X])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("latex", "node"),
    [
        (r"\mathrm{Var}", Words("Var", "mathrm", name=True)),
        (r"\text{if}", Words("if", name=True)),
        (r"\text{if so}", Words("if so")),
        (r"\operatorname{Var}", Operator("Var")),
        (r"\operatorname*{arg\,max}", Operator("arg max", limits=True)),
        (r"\left(x\right]", Fence("(", [X], "]")),
        (r"\underbrace{x}", Brace(over=False, body=[X])),
        (r"\widehat{x}", Accent("widehat", [X])),
        (r"x \over x", Fraction([X], [X])),
        (r"x \choose x", Binomial([X], [X])),
        (r"\quad", Space(2, "quad")),
        (r"\foo", Unknown(r"\foo")),
        ("x''", Scripts(X, None, [Symbol("″", "ord", "prime")])),
        (r"\begin{dcases} x \end{dcases}", Table("cases", [[[X]]], "{", environment="dcases")),
    ],
)
def test_what_differs_in_meaning_differs_in_its_node(latex: str, node: Node) -> None:
    assert only(latex) == node


def test_macros_are_written_out() -> None:
    assert parse_latex_formula(
        r"\half\R", (("half", r"\frac12"), (r"\R", r"\mathbb{R}"))
    ) == parse_latex_formula(r"\frac{1}{2}\mathbb R")


def test_brackets_that_begin_a_line_are_no_room_below_the_one_before() -> None:
    for gap in ("", "[2pt]", "[-1ex]", r"[\jot]"):
        (lines,) = parse_latex_formula(rf"x \\{gap} x").nodes
        assert lines == Lines("align", [[[X]], [[X]]])
    (lines,) = parse_latex_formula(r"x \\ [x, x]").nodes
    assert isinstance(lines, Lines)
    assert len(lines.rows[1][0]) == 5


def test_nodes_know_their_places() -> None:
    text = r"2 + \frac{x}{y} e^{ab}"
    nodes = parse_latex_formula(text, places=True).nodes
    assert [text[node.at : node.end].rstrip() for node in nodes] == ["2", "+", r"\frac{x}{y}", "e^{ab}"]
    fraction, power = nodes[2:]
    assert isinstance(fraction, Fraction)
    assert isinstance(fraction.top[0], Group)  # the braces of arguments are kept where places are asked for
    assert isinstance(power, Scripts)
    assert power.sup is not None
    assert text[power.sup[0].at : power.sup[0].end] == "{ab}"


@pytest.mark.parametrize(
    ("latex", "faults"),
    [
        (r"\frac{1}{2}", ()),
        (r"\frac{1}", ("an argument is missing",)),
        ("{x", ("a { is never closed",)),
        ("x^2^3", ("two superscripts",)),
        ("x}", ("} has no place in a formula",)),
        (r"\left( x", (r"a \left has no \right",)),
        (r"x \right)", (r"a \right has no \left",)),
        (r"\begin{cases} x", ("an environment is never closed",)),
        (r"x \end{cases}", (r"an \end closes nothing",)),
    ],
)
def test_what_latex_would_complain_of_is_listed(latex: str, faults: tuple[str, ...]) -> None:
    assert parse_latex_formula(latex).faults == faults


def test_what_is_not_understood_is_listed_once_and_stays() -> None:
    parsed = parse_latex_formula(r"\foo x + \foo y")
    assert parsed.left_over == (r"\foo",)
    assert [node for node in parsed.nodes if isinstance(node, Unknown)] == [Unknown(r"\foo")] * 2


def test_rows_of_a_node() -> None:
    table = only(r"\begin{matrix} x & x \\ x \end{matrix}")
    assert list(rows_in(table)) == [[X], [X], [X]]
    assert list(rows_in(only("x^x_x"))) == [[X], [X], [X]]
    assert list(rows_in(X)) == []


PIECES = st.sampled_from(
    [
        r"\frac{1}{2}",
        r"\sqrt",
        r"\left(",
        r"\right)",
        r"{",
        r"}",
        r"^",
        r"_",
        r"'",
        r"&",
        r"\\",
        r"\begin{cases}",
        r"\end{cases}",
        r"\text{if",
        r"$x$}",
        r"x",
        r"12",
        r"\hat",
        r"\over",
        r"\bf",
        r"$",
        r"%",
        r"\|",
        r"\not=",
        r"[",
        r"]",
        r"\operatorname",
        r"\mathrm{ab}",
        r"\underbrace{x}_{y}",
        r"\substack{a\\b}",
        r"\sum",
    ]
)


def every(nodes: Row) -> Iterator[Node]:
    for node in nodes:
        yield node
        for row in rows_in(node):
            yield from every(row)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_anything_can_be_read(latex: str) -> None:
    for places in (False, True):
        nodes = parse_latex_formula(latex, places=places).nodes
    for node in every(nodes):
        assert 0 <= node.at <= node.end <= len(latex)
    with suppress(ParseError, TooLargeError):
        canonicalise_formula(latex)

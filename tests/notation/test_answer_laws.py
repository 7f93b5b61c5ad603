"""Properties of the two languages of answers: what is printed reads back, and texts are refused at worst."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from drill.errors import ParseError
from drill.maths.maths_tree import Binary, Call, Node, Num, Sequence, Sym, walk_tree
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.print import print_tree_latex, to_plain
from drill.notation import read_latex
from tests.maths.answer_trees import ANSWER_VALUES, ANSWERS, CALLS, LATEX, NAMES, STATEMENTS, as_read
from tests.maths.trees import explicit
from tests.rows import each_row

MODES: tuple[Mode, ...] = ("value", "vector", "matrix", "sequence", "statement")
_SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much)


@settings(suppress_health_check=_SLOW)
@given(ANSWERS)
def test_plain_text_reads_back(node: Node) -> None:
    text = to_plain(node)
    read = parse(text, NAMES, "statement")
    assert explicit(read) == explicit(node)
    assert to_plain(read) == text


@settings(suppress_health_check=_SLOW)
@given(STATEMENTS)
def test_latex_reads_back(node: Node) -> None:
    latex = print_tree_latex(node, LATEX, vectors=False)
    assert as_read(read_latex(latex, NAMES, LATEX, "statement")) == as_read(node)


@settings(suppress_health_check=_SLOW)
@given(ANSWER_VALUES)
@example(Call("abs", (Call("abs", (Num("0"),)),)))
def test_latex_reads_back_as_a_matrix(node: Node) -> None:
    rows = Sequence("list", (Sequence("list", (node, Num("1"))), Sequence("list", (Num("0"), node))))
    latex = print_tree_latex(rows, LATEX, vectors=False)
    assert as_read(read_latex(latex, NAMES, LATEX, "matrix")) == as_read(rows)


@each_row(("name", "count"), CALLS)
def test_every_function_reads_back(name: str, count: int) -> None:
    sums: tuple[Node, ...] = tuple(Binary("+", Sym("x"), Num(str(place))) for place in range(count))
    for arguments in (sums, tuple(Sym("y") for _ in range(count))):
        for node in (Call(name, arguments), Binary("^", Call(name, arguments), Num("2"))):
            assert parse(to_plain(node), NAMES) == node
            assert as_read(read_latex(print_tree_latex(node, LATEX), NAMES, LATEX)) == as_read(node)


def test_the_strategy_holds_every_function() -> None:
    names = {name for name, _ in CALLS}
    assert {"abs", "sin", "acoth", "log", "root", "max", "binomial", "T", "inv", "normal", "digamma"} <= names


_NAMES = (
    "x y A m_hat x_1 x_12 λ sin ln log_2 exp sqrt √ max( C( N( mean= choose in none U inf dne pi e i or not"
)
_SIGNS = "| ! ' ^ ^{ ^-1 _ * / + - = < <= , ; 1 12 0.5 1e3 2. ½ ² % ( ) [ ] { } ⟨ ⟩ х . :"
_COMMANDS = (
    r"\frac \sqrt \sqrt[ \sin \log_ \max \alpha \pi \lambda \theta \hat \mathbf{ \mathrm{ \text{or} \text{"
)
_GROUPS = (
    r"\left( \right) \left[ \right] \left| \right| \left\{ \right\} \lvert \rvert \| \lfloor \rfloor \{ \}"
)
_MATRICES = r"\begin{pmatrix} \end{pmatrix} \begin{array}{cc} \end{array} & \\ \top ^T ^\prime \binom \boxed{"
_REST = r"\cdot \le \cup \infty \, \( \) \[ \] $ $$ \% ~ \ \foo \operatorname{ \mathcal{N} \over \sim"
_WORDS = f"{_NAMES} {_SIGNS} {_COMMANDS} {_GROUPS} {_MATRICES} {_REST}".split()
_SOUP = st.lists(st.sampled_from([*_WORDS, " ", "\n"]), max_size=40).map("".join)
_LONG = st.builds(
    lambda words, times: ("".join(words) * times)[:2000],
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4),
    st.sampled_from((10, 300, 2000)),
)


def _read_all(text: str, mode: Mode, names: Names) -> None:
    for read in (lambda: parse(text, names, mode), lambda: read_latex(text, names, LATEX, mode)):
        try:
            node, refused = read(), None
        except ParseError as error:
            node, refused = None, error
        if node is not None:
            assert to_plain(node)
            assert print_tree_latex(node)
        else:
            assert refused
            assert refused.message
            assert refused.at is not None
            assert 1 <= refused.at <= len(text) + 1


@given(st.one_of(_SOUP, st.text(max_size=60)), st.sampled_from(MODES), st.booleans())
def test_any_text_is_read_or_refused_at_a_place(text: str, mode: Mode, is_open: bool) -> None:
    _read_all(text, mode, Names(undeclared="allow") if is_open else NAMES)


_SHARED = [word for word in f"{_NAMES} {_SIGNS}".split() if word not in ("{", "}", "⟨", "⟩", "х", "%")]


@given(
    st.lists(st.sampled_from([*_SHARED, " "]), min_size=1, max_size=8).map("".join), st.sampled_from(MODES)
)
def test_what_both_languages_read_is_the_same(text: str, mode: Mode) -> None:
    with suppress(ParseError):
        read = read_latex(f"${text}$", NAMES, LATEX, mode)
        assert parse(text, NAMES, mode) == read


@given(_LONG, st.sampled_from(MODES))
def test_long_text_is_read_or_refused(text: str, mode: Mode) -> None:
    _read_all(text, mode, NAMES)


@each_row(
    "text",
    [
        *("\\frac" * 390, "\\sqrt{" * 300, "\\sqrt{" * 70 + "x" + "}" * 70, "x^{" * 80 + "x" + "}" * 80),
        *(
            "\\left(" * 150 + "x" + "\\right)" * 150,
            "\\mathbf{" * 200 + "x" + "}" * 200,
            "{" * 999 + "}" * 999,
        ),
        *("\\frac12" * 280, "\\sin " * 390, "x_1" * 600, "\\|x" * 600, "x" * 2000, "x" + "'" * 1900),
        *("\\begin{pmatrix}" * 50 + "1" + "\\end{pmatrix}" * 50, "\\lvert " * 280, "σ" * 2000, "\\" * 1999),
    ],
)
def test_hostile_text_is_refused(text: str) -> None:
    for mode in MODES:
        with suppress(ParseError):
            parse(text, NAMES, mode)
        with pytest.raises(ParseError):
            read_latex(text, NAMES, LATEX, mode)


def test_deep_and_long_latex_is_read() -> None:
    deep = "\\left(" * 25 + "x" + "\\right)" * 25
    assert read_latex(deep, NAMES) == Sym("x")
    fractions = "\\frac{1}{" * 25 + "x" + "}" * 25
    assert sum(isinstance(node, Binary) for node in walk_tree(read_latex(fractions, NAMES))) == 25
    assert sum(1 for _ in walk_tree(read_latex("+".join(["\\pi"] * 190), NAMES))) == 379

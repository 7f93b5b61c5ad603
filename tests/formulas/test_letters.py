"""What a person says of letters: rows in two languages, the check of shapes, and input that is no use."""

from __future__ import annotations

import contextlib
import math
import re
import signal

import numpy as np
import pytest

from drill.errors import DrillError
from drill.formulas import (
    FormulaError,
    NotFollowed,
    ShapeBreak,
    Undeclared,
    check_shapes,
    compute_value,
    format_node,
    make_world,
    open_formulas,
    work_formula,
)
from drill.types import RowError, read_type
from tests.asked_formula import list_asked


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", "number"), ("number", "number"), ("> 0", "> 0"), ("(0, 1)", "(0, 1)"), ("[0, 1)", "[0, 1)"),
        ("count", "count"), ("index", "index"), ("thing", "thing"), ("d", "d"), ("m, d", "m, d"),
        ("d > 0", "d > 0"), ("d (0, 1)", "d (0, 1)"), ("d simplex", "d simplex"), ("n, n pd", "n, n pd"),
        ("T + 1", "T + 1"), ("3, d_k", "3, d_k"), ("d -> number", "d -> number"), ("d; m -> k", "d; m -> k"),
        ("any -> number", "any -> number"),
        ("softmax", "softmax"), ("law d", "law d"), ("law d; m", "law (d; m)"), ("d ~ q", "d ~ q"),
        ("set d", "set d"), ("condition", "condition"),
        ("thing, thing -> number", "thing; thing -> number"), ("R^(m x n)", "m, n"),
        ("R^d -> [0, inf)", "d -> >= 0"),
        ("{0, 1}", "{0, 1}"), ("{0..3}", "{0..3}"), ("{1..inf}", "count"), ("{0..inf}", "{0..inf}"),
    ],
)  # fmt: skip
def test_a_type_is_read_and_printed(text: str, printed: str) -> None:
    assert str(read_type(text)) == printed


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("x: nubmer", 4, "perhaps number"),
        ("x: vektor", 4, "is not a type"),
        ("x: d foo", 6, "'foo' is not a type"),
        ("x: (1, 0)", 4, "contains no number"),
        ("x: m, n pd", 4, "two axes of one length"),
        ("x: 0", 4, "at least 1"),
        (r"x := \frac{: d", 0, "the part is not read"),
        (": d", 1, "the name of a letter is missing"),
        ("x + y: d", 1, "is not a letter"),
        ("x", 0, "a row is NAME: TYPE"),
        ("x: count ~ ", 4, "the name of the law is missing"),
    ],
)
def test_a_row_that_cannot_be_read_says_where_and_what_is_possible(
    row: str, column: int, message: str
) -> None:
    with pytest.raises(RowError) as raised:
        open_formulas("x y", [row])
    assert message in str(raised.value)
    assert raised.value.column == column


@pytest.mark.parametrize("printed", ["h_{max%s}", r"h_{\max%s}", r"h_{\mathrm{max}%s}"])
@pytest.mark.parametrize("typed", ["h_{max%s}", r"h_{\max%s}", r"h_{\text{max}%s}"])
def test_a_row_is_a_letter_as_it_is_printed_however_its_word_is_written(printed: str, typed: str) -> None:
    for index, row_index in (("", ""), (",t-1", ",t")):
        rows = [f"{typed % row_index}: > 0", "m: > 0", f"{typed % row_index} \\geq m"]
        (formula,) = open_formulas(rf"y = 2 {printed % index} + m", rows)
        assert str(check_shapes(formula).out) == "number"
    with pytest.raises(Undeclared):
        check_shapes(open_formulas(r"y = h_{\min} + h_{max}", [f"{typed % ''}: > 0"])[0])


def test_an_index_with_a_prime_picks_an_entry_where_a_sum_binds_it() -> None:
    (formula,) = open_formulas(r"g = \sum_{t'=1}^T r_{t'}", ["r: T", "T: count"])
    world = make_world(formula, 1)
    rewards = formula.find_letter(formula.right.body)
    assert rewards is not None
    assert compute_value(formula, world) == pytest.approx(float(world.draw(rewards.letter).sum()))


@pytest.mark.parametrize(
    ("latex", "row", "kept"),
    [
        (r"\nabla f(x) \nabla f(x)^T a", r"g := \nabla f(x): d", "gg^{T}a"),
        (
            r"\nabla_w \log(p(x))^{\top} a + \nabla_w \log(p(x))",
            r"g := \nabla_w \log(p(x)): d",
            r"g^{\top}a+g",
        ),
        (r"(x - \mu) (x - \mu)^T a", r"g := x - \mu: d", "gg^{T}a"),
        (r"f(x - \mu) + (x - \mu)^2", r"g := x - \mu: number", "f(g)+g^{2}"),
        # here x alone is transposed
        (r"A x + b A x^T", r"g := A x: d", r"g+bAx^{T}"),
    ],
)
def test_a_part_that_is_one_letter_is_that_letter_wherever_it_stands(latex: str, row: str, kept: str) -> None:
    assert format_node(open_formulas(latex, [row])[0].statement) == kept


def test_a_set_without_a_size_is_told() -> None:
    rows = ["p: A > 0", "q: A", r"\mathcal{A}: set"]
    latex = r"\frac{p[i] e^{q[i]}}{\sum_{j=1}^{|\mathcal{A}|} p[j] e^{q[j]}}"
    (worked,) = work_formula(latex, rows)
    assert r"$\mathcal{A}$ is a set without a size" in worked.unfollowed


def test_two_rows_of_one_name_and_a_letter_that_is_not_there_are_refused() -> None:
    with pytest.raises(RowError, match="already a row of this name: 'x: d'"):
        open_formulas("x y", ["x: d", "x: m", "y: d"])
    with pytest.raises(RowError, match="z does not appear in the formula"):
        open_formulas("x y", ["x: d", "z: m"])
    with pytest.raises(RowError, match="is not a part of the formula"):
        open_formulas("x y", [r"r := \frac{x}{y}: > 0"])


@pytest.mark.parametrize(
    ("latex", "rows", "out"),
    [
        (r"W x + b", ["W in R^(m x n)", "x in R^n", "b: m"], "m"),
        (r"x W", ["W: m, n", "x: m"], "n"),
        (r"\nabla_w \|w\|^2", ["w: d"], "d"),
        (r"\mathbb{E}_{x \sim q}[f(x)]", ["q: law d", "f: d -> k"], "k"),
        (r"\arg\min_{w \in W} F(w)", ["W: set d", "F: d -> number"], "d"),
        (r"f_\theta(x)", [r"f_\theta: d -> number", "x: d"], "number"),
        (r"f(x)", ["f: d; m -> number", "x: d"], "number"),
        (r"\sqrt{d} x", ["x: d"], "d"),
        (r"x + z", ["x, z: d"], "d"),
        (r"r + a", [r"r := b^2", "a:"], "number"),
        (r"\mathbb{E}_{(x, y) \sim D}[f(x, y)]", ["D: law", "x, y: thing", "f: thing, thing -> k"], "k"),
        (r"x(t) + y", ["x: d", "y: d", "t: number"], "d"),
        # other sides fit: a row for a column, one number for each entry, a name without a row
        (r"y = x^\top W", ["x: m", "W: m, n", "y: n"], "1, n"),
        (r"x \leq a", ["x: d", "a: number"], "number"),
        (r"g = \nabla_w \|w\|^2 = 0", ["w: d", "g: d"], "number"),
        (r"z = W x", ["W: m, n", "x: n"], "m"),
        (r"p(s) = a s", ["p: thing", "s: number", "a:"], "number"),
        (r"g \odot x = W x", ["g: n -> n", "x: n", "W: n, n"], "n"),
        # bars are a determinant where a number is needed
        (r"\log |I - a H|", ["H: n, n", "a: number"], "number"),
        (r"\frac{b}{\sqrt{|S|}}", ["S: n, n", "b: number"], "number"),
        (r"j = |J|", ["J: n, n", "j: number"], "number"),
        # square brackets pick an entry by an index, and multiply by all else
        (r"s [r - c]", ["s: d", "r: number", "c: number"], "d"),
        (r"a s [r - c]", ["a: number", "s: d", "r: number", "c: number"], "d"),
        (r"s[k]", ["s: d", "k: index"], "number"),
    ],
)
def test_what_fits_has_a_type(latex: str, rows: list[str], out: str) -> None:
    latex = latex.replace("r + a", "b^2 + a")
    assert str(check_shapes(open_formulas(latex, rows)[0]).out) == out


# Right formulas with one row declared wrongly.
WRONG: list[tuple[str, list[str], str]] = [
    ("W x + b", ["W: m, n", "x: n", "b: n"], "W x + b"),
    ("W x", ["W: n, m", "x: n"], "m and n do not meet"),
    (r"x^\top y", ["x: m", "y: n"], "do not meet"),
    (r"\|x\|^2 f", ["x: d", "f: d -> number"], "f is a function"),
    (r"D_{KL}(q \| p)", ["q: law d", "p: d"], "p is a vector of d and not a law"),
    (r"\mathbb{E}_{x \sim q}[x]", ["q: d"], "is drawn from q, which is a vector of d"),
    (r"\sum_{k \in S} w_k", ["S: d", "w_k: number"], "is not a set"),
    (r"\nabla_w F(w)", ["F: d -> d", "w: d"], "which is a vector of d"),
    (r"F(w, x)", ["F: d -> number", "w: d", "x: d"], "takes 1, but 2 are given here"),
    (r"F(w)", ["F: m -> number", "w: d"], "takes a vector of m, here it gets w, a vector of d"),
    (r"\arg\max_{a \in A} Q(a)", ["A: set d", "Q: d -> m"], "arrays have no order"),
    (r"A^{-1} x", ["A: m, n", "x: m"], "is inverted"),
    (r"\operatorname{tr}(W)", ["W: m, n"], "a trace or determinant of a matrix m x n"),
    (r"\frac{a}{W}", ["a:", "W: m, n"], "divided by a matrix"),
    (r"\operatorname{softmax}(a)", ["a:"], "softmax of a number"),
    (r"G + a", ["G: set index", "a:"], "G is a set of indices, which cannot be added"),
    (r"W_{ijk}", ["W: m, n"], "3 indices on an array with 2 axes"),
    (
        r"\begin{cases} a & \text{if } c \\ b & \text{otherwise} \end{cases}",
        ["a:", "b:", "c: number"],
        "not a condition",
    ),
    ("m = a x", ["m: d", "a: e", "x: number"], "m is a vector of d, ax a vector of e"),
    (r"a = \log |I - H| = b", ["I: n, n", "H: m, m", "a:", "b:"], "they are added"),
    (r"x \leq W z", ["x: m", "W: n, k", "z: k"], "they are the two sides"),
    (r"\mathbb{E}_{x \sim D}[f(x)]", ["D: law number", "x: d", "f: number -> number"], "x is a vector of d"),
]


@pytest.mark.parametrize(("latex", "rows", "why"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_row_is_found_with_the_part_that_does_not_fit(latex: str, rows: list[str], why: str) -> None:
    with pytest.raises(ShapeBreak) as raised:
        check_shapes(open_formulas(latex, rows)[0])
    said = str(raised.value).replace("$", "")
    assert why in said or why.replace(" ", "") in said.replace(" ", "")


def test_a_letter_without_a_row_is_named_and_passes_where_it_may() -> None:
    formula = open_formulas("W x + b", ["W: m, n", "x: n"])[0]
    with pytest.raises(Undeclared, match=r"\$b\$: not declared"):
        check_shapes(formula)
    assert str(check_shapes(formula, lets_unknown_pass=True).out) == "?"


@pytest.mark.parametrize(
    ("latex", "rows", "text"),
    [
        (r"x_0 + \epsilon", ["x_0: d", r"\epsilon: number"],
         r"\epsilon is a number, x_{0} a vector of d: to each entry?"),
        (r"\frac{a}{x}", ["a:", "x: d"], "a is a number, x a vector of d: divided by each entry?"),
        (r"G = (\operatorname{diag}(S))^{1/2}", ["S: d, d", "G: d, d"],
         r"G is a matrix d x d, (\operatorname{diag}(S))^{1/2} a vector of d: are they meant to be equal?"),
        ("y = x", ["x: d", "y: number"], "y is a number, x a vector of d: are they meant to be equal?"),
        (r"x y", ["x: d", "y: d"], "x and y are both vectors of d: entry by entry?"),
        (r"1 - k k^\top", ["k: d"],
         r"1 is a number, kk^{\top} a matrix d x d: to each entry, and not times I?"),
    ],
)  # fmt: skip
def test_what_may_be_meant_is_asked(latex: str, rows: list[str], text: str) -> None:
    shapes = check_shapes(open_formulas(latex, rows)[0])
    assert [question.replace("$", "") for question in shapes.questions] == [text]


@pytest.mark.parametrize("latex", ["x + a + b", "a + b + x", "a + x + b", "x + 1 + a + b", "a + b - x - 1"])
def test_numbers_beside_an_array_are_asked_about_in_any_order(latex: str) -> None:
    shapes = check_shapes(open_formulas(latex, ["x: n", "a:", "b:"])[0])
    assert shapes.questions == [
        f"${number}$ is a number, $x$ a vector of n: to each entry?" for number in ("a", "b")
    ]


@pytest.mark.parametrize("latex", ["x + 1 + y", "x + y + 1", "1 + x + y", "x + u + y"])
def test_arrays_that_have_no_sum_are_named_in_any_order(latex: str) -> None:
    formula = open_formulas(latex, ["x: n", "y: m"])[0]
    with pytest.raises(ShapeBreak, match=r"\$x\$ is a vector of n, \$y\$ a vector of m: they are added"):
        check_shapes(formula, lets_unknown_pass=True)


# What stands under a logarithm, a root, a quotient or a power, and what has to be said of it.
DOMAINS: list[tuple[str, list[str], list[tuple[str, ...]]]] = [
    (r"y = \log x", ["x:"], [("x: > 0",)]),
    (r"y = \sqrt{x}", ["x: number"], [("x: >= 0",)]),
    (r"y = \sqrt{1 - x^2}", ["x:"], [("x: [-1, 1]",)]),
    (r"y = \log(1 - x)", ["x:"], [("x: < 1",)]),
    # what is said already is kept to
    (r"y = \log(1 - x)", ["x: > 0"], [("x: (0, 1)",)]),
    (
        r"z = \log \frac{\theta}{1 - \theta} + \log \frac{u}{1 - u}",
        [r"\theta: number", "u: (0, 1)"],
        [(r"\theta: (0, 1)",)],
    ),
    (r"y = \log p", ["p: d"], [("p: d > 0",)]),
    (r"y = x^a", ["x:", "a:"], [("x: > 0",)]),
    (r"y = \log x + \sqrt{z}", ["x:", "z:"], [("x: > 0",), ("z: >= 0",)]),
    (r"y = \log(a b)", ["a:", "b:"], [("a: > 0", "b: > 0")]),
    (r"y = \log\frac{a}{b}", ["a:", "b:"], [("a: > 0", "b: > 0")]),
    (r"y = \log(a - b)", ["a:", "b:"], [("a-b > 0",)]),
    (r"y = \log|H|", ["H: n, n"], [("H: n, n pd",)]),
    (r"y = \log f(x)", ["f: d -> number", "x: d"], [("f: d -> > 0",)]),
    (r"y = \mathbb{E}_{x \sim q}[\log x]", ["q: law number"], [("q: law > 0",)]),
    (r"y = \log a", [r"a := \log x: number"], [(r"a := \log x: > 0",)]),
    (r"y = \frac{x}{\max(0, x)}", ["x:"], [("x: > 0",)]),
    # values that tell cases apart
    (r"y = \begin{cases} x & b = 1 \\ z & b = 0 \end{cases}", ["b: index", "x:", "z:"], [("b: {0, 1}",)]),
    (r"y = \begin{cases} x & b = 1 \\ z & b = 0 \end{cases}", ["b in {0, 1}", "x:", "z:"], []),
    # nothing mends it
    (r"y = \log(-x^2)", ["x:"], [()]),
    # every world is finite
    (r"y = \log x", ["x: > 0"], []),
    (r"y = \log x", ["x:", "x > 1"], []),
    (r"y = \log x", ["x: count"], []),
    (r"y = \frac{x}{\|x\|}", ["x: d"], []),
    (r"y = \begin{cases} \log x & x > 0 \\ 0 & \text{otherwise} \end{cases}", ["x:"], []),
    # what is computed is named by a part of it
    (r"\log |\det J| = a", ["J: n, n", "a:"], []),
]


@pytest.mark.parametrize(("latex", "rows", "wanted"), DOMAINS)
def test_a_row_that_allows_what_is_not_finite_is_asked_for(
    latex: str, rows: list[str], wanted: list[tuple[str, ...]]
) -> None:
    latex = latex.replace(r"\log a", r"\log \log x") if ":=" in rows[0] else latex
    (worked,) = work_formula(latex, rows)
    assert [domain.rows for domain in worked.domains] == wanted
    assert worked.asks == tuple(domain.question for domain in worked.domains)
    assert not worked.domains or not list_asked(latex, rows)
    (confirmed,) = work_formula(latex, rows, says_yes=True)
    assert not confirmed.asks
    said = [row for asked in wanted for row in asked]
    mended = [row for row in rows if row.partition(":")[0] not in [each.partition(":")[0] for each in said]]
    if all(wanted):
        (formula,) = open_formulas(latex, [*mended, *said])
        values = [compute_value(formula, make_world(formula, seed)) for seed in range(1000, 1060)]
        assert all(math.isfinite(entry) for value in values for entry in np.ravel(value))


def test_the_question_for_a_domain_shows_the_example() -> None:
    (worked,) = work_formula(r"y = \log x", ["x: number"])
    shown = re.fullmatch(
        r"\$x\$: > 0\? In one example \$x = (-[\d.]+)\$, and \$\\log x\$ is not finite\.", worked.asks[0]
    )
    assert shown
    with pytest.raises(ValueError, match="domain"):
        math.log(float(shown[1]))


def test_a_logarithm_to_the_base_of_a_letter_is_not_followed() -> None:
    with pytest.raises(NotFollowed):
        check_shapes(open_formulas(r"\log_b p", ["b: > 0", "p: (0, 1)"])[0])


def test_an_exponent_that_is_an_index_elsewhere_is_a_power_only_with_a_row() -> None:
    latex, rows = r"x_k \odot \exp(s^k) + v_k", ["x_k: d", "s: d", "v_k: d"]
    with pytest.raises(NotFollowed, match="k may be a power or an index"):
        check_shapes(open_formulas(latex, rows)[0])
    assert str(check_shapes(open_formulas(latex, [*rows, "k: count"])[0]).out) == "d"
    decay = open_formulas(r"\frac{m_t}{1 - b^t}", ["m_t: d", "b:"])[0]
    assert str(check_shapes(decay).out) == "d"
    for discount in ("(0, 1)", "[0, 1)"):
        assert str(check_shapes(open_formulas(r"g^t r_t", [f"g: {discount}", "r_t:"])[0]).out) == "number"


def test_what_is_not_followed_is_called_that_and_one_letter_for_it_works() -> None:
    latex = r"a \, \mathbb{E}[x_1, \dots, x_n] + b"
    with pytest.raises(NotFollowed):
        check_shapes(open_formulas(latex, ["a:", "b:", "x_i:"])[0])
    whole = open_formulas(latex, ["a:", "b:", r"m := \mathbb{E}[x_1, \dots, x_n]: number"])[0]
    assert str(check_shapes(whole).out) == "number"


@pytest.mark.parametrize(
    "latex",
    [
        "x" * 10_001,
        "(" * 300 + "x" + ")" * 300,
        " + ".join(["x"] * 500),
        r"\sum_{i=1}^{999999999} x",
        r"x^{9^{9^{9^{9}}}}",
        r"\frac{" * 200 + "x",
        "{" * 5000,
        r"\sum_{i=1}^{9}" * 12 + "x",
        r"\nabla_x " * 20 + "x",
        r"10000000!",
        "\\",
    ],
    ids=lambda latex: latex[:12],
)
def test_no_formula_hangs_or_fails(latex: str) -> None:
    signal.alarm(60)  # ends a hang: the work is bounded in steps, not in time
    with contextlib.suppress(DrillError):
        for formula in open_formulas(latex, ["x: number"]):
            check_shapes(formula)
            compute_value(formula, make_world(formula, 0))
    signal.alarm(0)


def test_a_product_in_a_product_is_asked_about_once() -> None:
    product = "x y"
    for _ in range(14):
        product = f"(a {product})"
    (formula,) = open_formulas(product, ["a:", "x: d", "y: d"])
    assert len(check_shapes(formula).questions) == 1


def test_what_arithmetic_raises_in_a_relation_is_a_sentence() -> None:
    (formula,) = open_formulas("M b", ["A, M: 2, 2", "b, c: 2", "A = c c^T - c c^T", "M = A^{-1}"])
    with pytest.raises(FormulaError, match="nothing that was drawn satisfies"):
        make_world(formula, 0)


def test_a_large_array_is_refused() -> None:
    formula = open_formulas("x + x", ["x: 200, 200"])[0]
    with pytest.raises(DrillError, match="10000 entries"):
        compute_value(formula, make_world(formula, 0))


def test_a_formula_that_is_not_read_says_so_in_a_short_sentence() -> None:
    long = r"a + \frac{b}{c} \# b" + r" + \frac{b}{c}" * 40
    for latex in (r"a \# b", long):
        with pytest.raises(FormulaError, match="is not read") as raised:
            open_formulas(latex)
        assert len(str(raised.value)) <= 120


@pytest.mark.parametrize(
    "condition",
    [
        r"\text{with probability $p$}", r"\text{with probability } p", r"\text{if $x$ is large}",
        r"\text{if } x > 0 \text{ and } p > 0", r"\text{except where } x > 0",
    ],
)  # fmt: skip
def test_a_case_in_words_is_not_followed_and_blames_nobody(condition: str) -> None:
    latex = rf"y = \begin{{cases}} x & {condition} \\ p & \text{{otherwise}} \end{{cases}}"
    with pytest.raises(NotFollowed, match="said in words"):
        check_shapes(open_formulas(latex, ["x:", "p: (0, 1)"])[0])


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"T := O(n \log n)", ("n: count", "O: number")),
        (r"f = \mathcal O(h^2)", ("h: > 0", r"\mathcal O: number -> number")),
        (r"R \leq \tilde{\mathcal{O}}\left(\sqrt{d T}\right)", ("d: count", "T: count")),
        (r"y = x + h a + O(h^2)", ("x:", "h:", "a:", "O:")),
        (r"f = g + h a + o(h)", ("g:", "a:", "h:", "o:")),
        (r"T = \Theta(N d + N^2)", ("N: > 0", "d: > 0", r"\Theta: > 0")), (r"r = c \, \Omega(1)", ("c:",)),
        (r"\hat{x} - x = O_p(n^{-1/2})", ("n: count",)),
    ],
)  # fmt: skip
def test_a_statement_of_order_has_no_value(latex: str, rows: tuple[str, ...]) -> None:
    with pytest.raises(NotFollowed, match="statement of order"):
        check_shapes(open_formulas(latex, rows)[0])
    assert list_asked(latex, rows) == []


def test_a_group_of_matrices_is_no_statement_of_order() -> None:
    formula = open_formulas(r"y = \mathbb{E}_{g \in O(3)}[f(g)]", ["f: thing -> number"])[0]
    with pytest.raises(DrillError) as raised:
        check_shapes(formula)
    assert "order" not in str(raised.value)


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"L = E + \lambda \Omega(w)", ("E:", "lambda: > 0", "w: d", r"\Omega: d -> number")),
        (r"y = O (a + b)", ("O: n, d", "a: d", "b: d")), (r"O(x) = a x^2 + b x", ("a:", "b:", "x:")),
        (r"y_t = o(W x_t)", ("o: sigmoid", "W: d, d", "x_t: d")),
        (r"v = \Omega (a - b)", (r"\Omega:", "a:", "b:")),
        (r"\Omega(w) = \lambda w^2", ("lambda: > 0", "w:")),
    ],
)  # fmt: skip
def test_a_letter_with_the_name_of_an_order_has_a_value(latex: str, rows: tuple[str, ...]) -> None:
    formula = open_formulas(latex, rows)[0]
    check_shapes(formula)
    assert np.isfinite(compute_value(formula, make_world(formula, 1))).all()


@pytest.mark.parametrize("word", ["if", "for", "in case", "provided that"])
def test_a_case_with_words_before_its_condition_is_followed(word: str) -> None:
    latex = rf"y = \begin{{cases}} x & \text{{{word} $x > 0$}} \\ -x & \text{{otherwise}} \end{{cases}}"
    (formula,) = open_formulas(latex, ["x:"])
    assert all(compute_value(formula, make_world(formula, seed)) > 0 for seed in range(20))


@pytest.mark.parametrize(
    ("latex", "rows", "out"),
    [
        (r"x = \pi_n^s[i] + 1", [r"\pi_n^s: d"], "a number"),
        (r"J = \mathbb{E}_{s \sim d_t^{\pi_n}}[A(s)]", [r"d_t^{\pi_n}: law thing", "A: thing -> number"],
         "a number"),
        (r"L = \beta KL(p \| q)", [r"\beta: > 0", "p: law d", "q: law d"], "a number"),
        (r"v = \beta + Var(X)", [r"\beta:", "X: number ~ q"], "a number"),
        # said to be letters, they are multiplied
        (r"v = \beta K L(p)", [r"\beta:", "K:", "L:", "p:"], "a number"),
    ],
)  # fmt: skip
def test_names_above_and_names_of_several_letters(latex: str, rows: list[str], out: str) -> None:
    (worked,) = work_formula(latex, rows)
    assert (worked.out, worked.fits, worked.unfollowed) == (out, True, "")


def test_a_divergence_that_is_typed_as_two_letters_is_one() -> None:
    rows = ["p: 3 simplex", "q: 3 simplex"]
    one, other = (open_formulas(latex, rows)[0] for latex in (r"KL(p \| q)", r"\mathrm{KL}(p \| q)"))
    assert compute_value(one, make_world(one, 5)) == compute_value(other, make_world(other, 5))


def test_a_covariance_is_not_followed_and_blames_no_row() -> None:
    (worked,) = work_formula(r"v = \operatorname{Cov}(X, Y)", ["X: number ~ q", "Y: number ~ q"])
    assert worked.breaks == ()
    assert "Cov" in worked.unfollowed

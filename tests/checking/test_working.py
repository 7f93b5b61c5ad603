"""A working, line by line: tables with the sign of every line by hand, and what holds for any working."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import drill.checking as checking
from drill.errors import ParseError
from drill.maths.maths_tree import Binary, Node, Num, Sym
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_plain

SIGNS = {"✓": "follows", "≠": "breaks", "?": "undecided", "·": "unchecked"}

X = {"expression": "x", "vars": ["x"]}
XY = {"expression": "x", "vars": ["x", "y"]}
NUMBER = {"number": "3"}
POSITIVE = {"expression": "s", "vars": ["s", "t"], "assume": ["s > 0", "t > 0"]}
SHARE = {"expression": "p", "vars": ["p", "q"], "assume": ["0 < p < 1", "0 < q < 1"]}
THETA = {
    "expression": "theta", "vars": ["theta", "a", "b", "n", "k"],
    "assume": ["0 < theta < 1", "a > 0", "b > 0", "n positive integer", "k positive integer"],
}  # fmt: skip
LOGIT = {"expression": "x", "vars": ["x"], "names": {"p": "p"}}
GAUSS = {
    "expression": "mu", "vars": ["mu", "m", "x", "s", "t"], "assume": ["s > 0", "t > 0"],
}  # fmt: skip
LINE = {"expression": "2x + 1", "vars": ["x", "y"]}
AB = {"matrix-expression": "A B", "shapes": {"A": ["n", "n"], "B": ["n", "n"]}}
AXB = {"matrix-expression": "A^T x", "shapes": {"A": ["m", "n"], "x": ["n"], "b": ["m"], "lam": []}}
V2 = {"vector": "[1, 2]"}
M2 = {"matrix": "[[1, 2], [3, 4]]"}

CALCULUS = [
    (X, "·f(x) = x^2 sin x", "·f'(x) = 2 x sin x + x^2 cos x", "✓= x (2 sin x + x cos x)"),
    (X, "·(x + 1)^2 - x^2 - 1", "✓= x^2 + 2x + 1 - x^2 - 1", "✓= 2 x"),
    (X, "·(x + 1)^2 - x^2 - 1", "≠= x^2 + 1 - x^2 - 1", "✓= 0"),
    (X, "·exp(x) exp(2x)", "✓= exp(3x)"),
    (X, "·exp(x) exp(2x)", "≠= exp(2x^2)"),
    (X, "·4 (3 x^2 + 1)^3 * 6 x", "✓= 24 x (3 x^2 + 1)^3"),
    (X, "·4 (3 x^2 + 1)^3 * 6 x", "≠= 4 (3 x^2 + 1)^3"),
    (X, "·u = x^2 + 1", "·2 u", "✓= 2 x^2 + 2", "≠= 2 x^2 + 1"),
    (X, "·sin(x)^2 + cos(x)^2", "✓= 1"),
    (X, "·tanh(x)", "✓= (e^x - e^-x)/(e^x + e^-x)", "✓= (e^(2x) - 1)/(e^(2x) + 1)", "≠= 1 - 2 e^(2x)"),
    (X, "·1 - sigmoid(x)", "✓= sigmoid(-x)", "≠= -sigmoid(x)"),
    (POSITIVE, "·ln(s^2 t)", "✓= 2 ln s + ln t", "≠= 2 ln(s t)"),
    (X, "·ln(x^2)", "?= 2 ln x"),
    (X, "·log (1 - x)^5", "?= 5 log(1 - x)", "≠= 5 log(1 + x)"),
    (X, "·(x^2 - 1)/(x - 1)", "✓= x + 1", "≠= x - 1"),
    (X, "·x^2 + 1", "?<= x^2 + 2", "≠<= x^2", "·≈ x"),
    (X, "✓2 x = 2 x + 0 = x + x", "✓= 2 x", "≠= 2 x = x^2"),
    (NUMBER, "·1/3 + 1/6", "✓= 2/6 + 1/6", "✓= 1/2", "✓= 0.5", "≠= 0.6"),
    (NUMBER, "·sqrt(2)", "✓= 1.414", "·≈ 1.4"),
    (XY, "·(x + y)(x - y)", "✓= x^2 - y^2", "≠= x^2 + y^2"),
    (X, "·dy/dx = 3 x^2 # the power rule", "✓= 3 x x", "·# nothing here"),
    (X, "·f(x) = x^2", "·f'(x) = 2 x", "✓f'(x) = x + x", "≠f(x) = x^3"),
]

ALGEBRA = [
    (AB, "·(A B)^T", "✓= B^T A^T"),
    (AB, "·(A B)^T", "≠= A^T B^T"),
    (AB, "·A (B + I)", "✓= A B + A", "≠= A B + B"),
    (AB, "·(A + B)(A - B)", "✓= A A - A B + B A - B B", "≠= A A - B B"),
    (AB, "·trace(A B) I", "✓= trace(B A) I", "≠= trace(A) trace(B) I"),
    (AB, "·inv(A) A B", "✓= B", "≠= A"),
    (AXB, "·A^T (A x - b)", "✓= A^T A x - A^T b", "≠= A^T A x - b^T A"),
    (AXB, "·(A x - b)^T (A x - b)", "✓= x^T A^T A x - 2 b^T A x + b^T b"),
    (AXB, "·(A x - b)^T (A x - b)", "≠= x^T A^T A x - b^T A x + b^T b"),
    (AB, r"?\mathrm{tr}(A\, dB)", r"?= \mathrm{tr}(B\, dA)"),
    (V2, "·[1, 2] + 2 [3, -1]", "✓= [1, 2] + [6, -2]", "✓= [7, 0]"),
    (V2, "·[1, 2] + 2 [3, -1]", "≠= [7, 1]"),
    (V2, "·3*1 + 4*2", "✓= 11", "≠= 10"),
    (M2, "·[[1, 2], [3, 4]] [[0, 1], [1, 0]]", "✓= [[2, 1], [4, 3]]"),
    (M2, "·[[1, 2], [3, 4]] [[0, 1], [1, 0]]", "≠= [[3, 4], [1, 2]]"),
    (M2, "·[[1, 2], [3, 4]]^T", "✓= [[1, 3], [2, 4]]", "≠= [[1, 3, 0], [2, 4, 0]]"),
    (X, "·2 cos(x) + 9 sin(x)", "?q^T k = 4 - 2 = 2", "·2 cos(x) + 9 sin(x)", "≠= 2 cos(x) - 9 sin(x)"),
    (NUMBER, "·det([[1, 2], [3, 4]])", "✓= 1*4 - 2*3", "✓= -2", "≠= 2"),
]

PROBABILITY = [
    (
        THETA,
        "·theta^k (1 - theta)^(n - k) theta^(a - 1) (1 - theta)^(b - 1) / beta(a, b)",
        "✓∝ theta: theta^k (1 - theta)^(n - k) theta^(a - 1) (1 - theta)^(b - 1)",
        "✓= theta^(k + a - 1) (1 - theta)^(n - k + b - 1)",
    ),
    (THETA, "·theta^k (1 - theta)^(n - k) theta^(a - 1)", "≠∝ theta: theta^(k a)"),
    (GAUSS, "·exp(-(mu - m)^2/(2 s^2))", "✓∝ mu: exp(-(mu^2 - 2 mu m)/(2 s^2))"),
    (GAUSS, "·exp(-(mu - m)^2/(2 s^2))", "≠∝ mu: exp(-mu^2/(2 s^2))"),
    (
        GAUSS,
        "·exp(-(mu - m)^2/(2 s^2)) exp(-(x - mu)^2/(2 t^2))",
        "✓∝ mu: exp(-mu^2 (1/s^2 + 1/t^2)/2 + mu (m/s^2 + x/t^2))",
    ),
    (
        GAUSS,
        "·exp(-(mu - m)^2/(2 s^2)) exp(-(x - mu)^2/(2 t^2))",
        "≠∝ mu: exp(-mu^2 (1/s^2 + 1/t^2)/2 - mu (m/s^2 + x/t^2))",
    ),
    (THETA, "·3 theta^2", "?∝ theta^2 a", "✓∝ theta: theta^2"),
    (SHARE, "·p (1 - q) + (1 - p) q", "✓= p + q - 2 p q", "≠= p + q - p q"),
    (SHARE, "·Var(X) = p - p^2", "✓= p (1 - p)", "≠= p (1 + p)"),
    (SHARE, "·-p ln p - (1 - p) ln(1 - p)", "✓= p ln(1/p) + (1 - p) ln(1/(1 - p))"),
    (
        SHARE,
        "·p ln(p/q) + (1 - p) ln((1 - p)/(1 - q))",
        "✓= p ln p - p ln q + (1 - p) ln(1 - p) - (1 - p) ln(1 - q)",
        "≠= p ln p - p ln q + (1 - p) ln(1 - p) + (1 - p) ln(1 - q)",
    ),
    (
        NUMBER,
        "·0.9 * 0.01 / (0.9 * 0.01 + 0.05 * 0.99)",
        "✓= 0.009/(0.009 + 0.0495)",
        "✓= 0.009/0.0585",
        "✓= 2/13",
        "✓= 0.154",
    ),
    (NUMBER, "·P(A) = 1/2 * 1/3 + 1/2 * 2/3", "✓= 1/6 + 1/3", "✓= 1/2", "≠= 2/3"),
    (
        NUMBER,
        "·E[X] = 0 * 1/4 + 1 * 1/2 + 2 * 1/4",
        "✓= 1",
        "·E[X^2] = 1/2 + 4/4",
        "✓= 3/2",
        "·Var(X) = 3/2 - 1",
        "✓= 1/2",
    ),
    (SHARE, "·p q", "?<= p", "≠>= 1"),
    (
        LOGIT,
        "·f(p) = 4 p^3",
        "·p = 1/(1 + e^-x)",
        "·dp/dx = p (1 - p)",
        "·4 p^3 * p (1 - p)",
        "✓= 4 p^4 (1 - p)",
        "✓= 4 e^(4x)/(1 + e^x)^5",
        "≠= 4 e^(4x)/(1 + e^x)^4",
    ),
    (SHARE, "·L = p^3 (1 - p)^2", "✓ln L = 3 ln p + 2 ln(1 - p)", "≠= 3 ln p - 2 ln(1 - p)"),
    (SHARE, "·dL/dp = p^2", "✓p (1 - q) = p - p q", "≠= p + p q"),
]

EQUATIONS = [
    (NUMBER, "·2 x + 3 = 7", "✓2 x = 4", "✓x = 2", "✓2"),
    (NUMBER, "·2 x + 3 = 7", "≠2 x = 10", "✓x = 5"),
    (NUMBER, "·2 x = 4", "≠x = 3"),
    (X, "·x^2 = 9", "≠x = 4"),
    (NUMBER, "·x^2 = 9", "✓x = ±3", "?x = 3"),
    (X, "·x^2 = 9", "?x = 3"),
    (NUMBER, "·x^2 = 9", "?x = 3"),
    (NUMBER, "·x^2 = 9", "≠x = 4"),
    (NUMBER, "·x (x - 1) = 0", "?x - 1 = 0"),
    (NUMBER, "·x^2 - 5 x + 6 = 0", "✓(x - 2)(x - 3) = 0", "✓x = 2 or x = 3"),
    (NUMBER, "·sqrt(x) = 3", "?x^2 = 81"),
    (NUMBER, "·sqrt(x) = 3", "?x = 9", "?x^2 = 81"),
    (NUMBER, "·d = 2/3", "✓d^2/12 = 1/27"),
    (NUMBER, "·x^3 = -1/2", "?x^3 = -1/6"),
    (NUMBER, "✓e^s >= 399 * 9 = 3591", "?s >= ln 3591"),
    (NUMBER, "·a^2 + b^2 = (a - b)^2 + 2*4", "·p^3 = p (p + 1)", "·p(0) = 1"),
    (NUMBER, "·1/x = 4", "✓x = 1/4", "✓= 0.25"),
    (NUMBER, "·e^(2 x) = 5", "?2 x = ln 5", "✓x = ln(5)/2", "?x = ln(5/2)"),
    (LINE, "·y - 1 = 2 x", "✓y = 2 x + 1", "?y = 2 x - 1"),
    (LINE, "·2 y = 4 x + 2", "✓y - 2 x = 1", "·also y = 3"),
    (NUMBER, "·8/2 (1 - c)^2 = 1", "?1 - c = 1/2", "✓c = 1/2"),
    (NUMBER, "·8/2 (1 - c)^2 = 1", "≠1 - c = 1/3"),
    (NUMBER, "·cos(2 t) = -7/25", "?sin(2 t) = 24/25"),
    ({"number": "0.3", "vars": ["u"]}, "·5 u = 4 - 2.5 sign(u)", "?u = 0"),
    (NUMBER, "·w = e^(2 s) + e^(-2 s)", "·w = 2", "?82 + 9 w = 200", "✓w = 118/9"),
    (NUMBER, "·c(1/10) = 10/3", "·c(1/50) = 50/7"),
    (NUMBER, r"·c({\frac{1}{10}}) = 10/3", r"·c(\frac{1}{50}) = 50/7"),
    (POSITIVE, "·a(t) = e^(s t)", "·df/ds = s(t) = 2 s t"),
    ({"expression": "b/(2 a)", "vars": ["a", "b"], "assume": ["a > 0"]},
     "·2 a x - b = 0", "✓2 a x = b", "✓x = b/(2 a)", "✓b/(2 a)"),
]  # fmt: skip

WORKINGS = [*CALCULUS, *ALGEBRA, *PROBABILITY, *EQUATIONS]


def test_there_are_sixty_workings_of_all_subjects() -> None:
    assert len(CALCULUS) >= 20
    assert len(ALGEBRA) >= 15
    assert len(PROBABILITY) >= 15
    assert len(EQUATIONS) >= 10
    slips = [lines for _, *lines in WORKINGS if any(line.startswith("≠") for line in lines)]
    assert len(slips) >= len(WORKINGS) / 2 - 1


@pytest.mark.parametrize("working", WORKINGS, ids=lambda working: " / ".join(working[1:])[:60])
def test_every_line_has_its_sign(working: tuple[dict[str, object], *tuple[str, ...]]) -> None:
    asked, *lines = working
    checked = checking.check_working(checking.spec_from(asked), [line[1:] for line in lines])
    signs = {sign: mark for mark, sign in SIGNS.items()}
    assert [signs[line.sign] + text[1:] for line, text in zip(checked, lines, strict=True)] == lines


def test_the_first_line_that_breaks_says_where_it_shows() -> None:
    checked = checking.check_working(checking.spec_from(X), ["(x + 1)^2", "= x^2 + 1"])
    assert checking.first_break(checked) == 1
    point = checked[1].point
    assert point is not None
    assert (point.place, point.first, point.second) == ("x = 2", "9", "5")
    assert checking.first_break(checked[:1]) is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["2 x = 4", "x = 3"], "It does not solve the line before."),
        (["2 x + 3 = 7", "2 x = 10"], "No number solves both."),
        (["-x + 3", "= x + 3"], ""),
        (["3 (x - 2)", "= 3 (2 - x)"], "The sign of the whole is off."),
    ],
)
def test_what_is_off_is_said(lines: list[str], said: str) -> None:
    checked = checking.check_working(checking.spec_from(X), lines)
    assert checked[1].sign == "breaks"
    assert checked[1].reason.startswith(said)


class Slip:
    """A known mistake of an exercise."""

    answer = "4 (3 x^2 + 1)^3"
    say = "The inner derivative is missing."


def test_a_known_mistake_is_recognised_on_a_line_that_breaks() -> None:
    spec = checking.spec_from(X)
    checked = checking.check_working(spec, ["24 x (3 x^2 + 1)^3", "= 4 (3 x^2 + 1)^3"], [Slip()])
    assert [line.slip for line in checked] == ["", Slip.say]
    checked = checking.check_working(spec, ["4 (3 x^2 + 1)^3"], [Slip()])
    assert checked[0].slip == ""


def test_what_is_not_read_costs_nothing_and_has_its_column() -> None:
    checked = checking.check_working(checking.spec_from(X), ["2 x + sni(x)", "x +", "x"])
    assert [(line.sign, line.at) for line in checked] == [
        ("undecided", 7),
        ("undecided", 3),
        ("unchecked", None),
    ]
    assert "sni" in checked[0].reason


def test_each_line_is_told_with_its_own_steps() -> None:
    lines = ["(x + 1)^2", "= x^2 + 2x + 1", "= x^2 + 1"]
    explained = checking.explain_lines(checking.checked_lines(checking.spec_from(X), lines, []))
    assert [each.line for each in explained] == checking.check_working(checking.spec_from(X), lines)
    for text, each in zip(lines, explained, strict=True):
        assert [step.facts["typed"] for step in each.steps if step.what == "read a line"] == [text]


@pytest.mark.parametrize("lines", [["x"] * 41, ["x" * 401], ["x" * 400] * 21])
def test_a_working_has_limits(lines: list[str]) -> None:
    with pytest.raises(ParseError) as raised:
        checking.check_working(checking.spec_from(X), lines)
    assert raised.value.code == "too-large"


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_text_gets_a_sign(lines: list[str]) -> None:
    checked = checking.check_working(checking.spec_from(X), lines)
    assert len(checked) == len(lines)
    assert {line.sign for line in checked} <= set(SIGNS.values())


# --- workings made by rules -----------------------------------------------------------------------------

LEAVES = st.sampled_from([Sym("x"), Sym("y"), Num("1"), Num("2"), Num("3")])
TREES = st.recursive(
    LEAVES, lambda parts: st.builds(Binary, st.sampled_from(["+", "-", "*"]), parts, parts), max_leaves=6
)


def rewritten(node: Node, rule: int) -> Node:
    """The same function in other words, by one of four rules at the top of its tree."""
    match rule, node:
        case 0, Binary("+" | "*" as op, left, right):
            return Binary(op, right, left)
        case 1, Binary("*", left, Binary("+" | "-" as op, first, second)):
            return Binary(op, Binary("*", left, first), Binary("*", left, second))
        case 2, _:
            return Binary("-", Binary("+", node, Num("5")), Num("5"))
        case _, _:
            return Binary("*", Num("1"), node)


@given(TREES, st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_what_is_rewritten_by_rules_follows(tree: Node, rules: list[int]) -> None:
    lines = [tree]
    for rule in rules:
        lines.append(rewritten(lines[-1], rule))
    checked = checking.check_working(checking.spec_from(XY), [to_plain(line) for line in lines])
    assert [line.sign for line in checked] == ["unchecked", *["follows"] * len(rules)]


@given(TREES, st.lists(st.integers(0, 3), max_size=3), st.lists(st.integers(0, 3), max_size=2), LEAVES)
def test_a_planted_slip_is_caught_at_its_line(
    tree: Node, before: list[int], after: list[int], slip: Node
) -> None:
    lines = [tree]
    for rule in before:
        lines.append(rewritten(lines[-1], rule))
    planted = len(lines)
    lines.append(Binary("+", lines[-1], slip))
    for rule in after:
        lines.append(rewritten(lines[-1], rule))
    checked = checking.check_working(checking.spec_from(XY), [to_plain(line) for line in lines])
    assert [place for place, line in enumerate(checked) if line.sign == "breaks"] == [planted]


def test_texts_of_trees_are_read_back() -> None:
    assert parse(to_plain(Binary("-", Sym("x"), Num("1"))), Names(frozenset("x"))) == Binary(
        "-", Sym("x"), Num("1")
    )

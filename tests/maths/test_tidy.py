"""Tidying keeps values and does what the templates promise."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, Sym
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.maths.tidy import decimal_text, rational_node, tidy_tree
from tests.maths.trees import ARITHMETIC, BANK_VALUES
from tests.rows import each_row

NAMES = Names(declared=frozenset("xyzk"), functions="bank")
AT = {"x": Fraction(3, 7), "y": Fraction(-11, 5)}


def value(node: Node) -> Fraction:
    match node:
        case Num():
            return node.value
        case Sym(name):
            return AT[name]
        case Neg(arg):
            return -value(arg)
        case Call("max", args):
            return max(value(arg) for arg in args)
        case Binary(op, left, right):
            one, other = value(left), value(right)
            if op == "^":
                if one == 0 == other:
                    raise ZeroDivisionError
                return one ** int(other)
            return {"+": one + other, "-": one - other, "*": one * other}[op] if op != "/" else one / other
        case _:
            raise AssertionError(node)


@given(ARITHMETIC)
def test_values_stay(node: Node) -> None:
    try:
        before = value(node)
    except ZeroDivisionError:
        tidy_tree(node)
        return
    assert value(tidy_tree(node)) == before


@given(st.one_of(ARITHMETIC, BANK_VALUES))
def test_tidying_twice_changes_nothing(node: Node) -> None:
    once = tidy_tree(node)
    assert tidy_tree(once) == once


@each_row(
    ("text", "tidied"),
    [
        ("2*3 x^1 + -4", "6x - 4"),
        ("1 x", "x"),
        ("x*1", "x"),
        ("x/1", "x"),
        ("x^1", "x"),
        ("x^0", "1"),
        ("1^x", "1"),
        ("0 x + y", "y"),
        ("y + 0 x", "y"),
        ("y - 0", "y"),
        ("0 - x", "-x"),
        ("0/x", "0"),
        ("x + (-y)", "x - y"),
        ("x - (-y)", "x + y"),
        ("-(-x)", "x"),
        ("-0", "0"),
        ("(-x) y", "-x y"),
        ("(-x)/y", "-x/y"),
        ("x/(-2)", "-x/2"),
        ("(-1) x", "-x"),
        ("x - (-2) y", "x + 2y"),
        ("2 x + 3 x", "2x + 3x"),
        ("x (x + 0)", "x x"),
        ("(x + 1)^2", "(x + 1)^2"),
        ("3/6", "1/2"),
        ("2/3 + 1/3", "1"),
        ("(-3)^2", "9"),
        ("2^-3", "1/8"),
        ("0.5*4/5", "0.4"),
        ("0.1 + 0.2", "0.3"),
        ("0.1/0.3", "1/3"),
        ("0.50", "0.50"),
        ("x - 0.50", "x - 0.50"),
        ("5!", "120"),
        ("choose(5, 2)", "10"),
        ("sqrt(9/4)", "3/2"),
        ("sqrt(2)", "sqrt(2)"),
        ("abs(-2) + max(1, 2) + floor(7/2)", "7"),
        ("gcd(12, 18) mod(7, 3)", "6"),
        ("ind(1 = 1) x", "x"),
        ("ind(2 < 1)", "0"),
        ("ind(x = 1 + 1)", "ind(x = 2)"),
        ("pick(2, x, y + 0)", "y"),
        ("dec(1/8)", "0.125"),
        ("dec(2/3, 3)", "0.667"),
        ("dec(-1/3, 2)", "-0.33"),
        ("dec(1/3)", "dec(1/3)"),
        ("raw(3/6)", "raw(3/6)"),
        ("[2-1, 3*2]", "[1, 6]"),
        ("x = 1 + 1", "x = 2"),
        ("e^(-1 x)", "e^(-x)"),
    ],
)
def test_tidied(text: str, tidied: str) -> None:
    assert to_plain(tidy_tree(parse(text, NAMES))) == tidied


@each_row(
    "text",
    [
        "1/0",
        "0*(1/0)",
        "0^0",
        "0*inf",
        "0*[1, 2]",
        "100!",
        "10^60*10^60",
        "2^1000000000",
        "1e400 + 1",
        "sqrt(-1)",
    ],
)
def test_left_alone(text: str) -> None:
    assert to_plain(tidy_tree(parse(text, NAMES))) == text


@each_row(
    ("fraction", "places", "text"),
    [
        (Fraction(3, 8), None, "0.375"),
        (Fraction(-3, 8), None, "-0.375"),
        (Fraction(5), None, "5"),
        (Fraction(1, 3), None, None),
        (Fraction(1, 2**80), None, None),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(1, 2), 3, "0.500"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(7, 2), 0, "4"),
        (Fraction(1234, 100), 1, "12.3"),
    ],
)
def test_decimals(fraction: Fraction, places: int | None, text: str | None) -> None:
    assert decimal_text(fraction, places) == text


@given(st.fractions(max_denominator=10**6), st.booleans())
def test_rational_nodes_hold_their_value(fraction: Fraction, decimal: bool) -> None:
    node = rational_node(fraction, decimal)
    assert value(node) == fraction
    assert parse(to_plain(node)) == node

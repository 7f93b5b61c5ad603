"""Functions of arrays in NumPy: entry by entry, norms, softmax, extremes, rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeGuard

from drill.maths import tree as maths
from drill.papers_first.arrays.array_products import diagonal_part, frobenius_norm, trace
from drill.papers_first.arrays.array_values import (
    ATOM,
    ONE,
    PRODUCT,
    Letters,
    Value,
    common,
    entry_at,
    mapped,
    number,
    refuse_matrix,
)
from drill.papers_first.formula.given import NAMED
from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Norm,
    Number,
    Power,
    Signed,
    Sum,
    Symbol,
)

FUNCTIONS: Final = {
    "\\exp": ("np.exp", "exp"),
    "\\log": ("np.log", "ln"),
    "\\ln": ("np.log", "ln"),
    "\\sin": ("np.sin", "sin"),
    "\\cos": ("np.cos", "cos"),
    "\\tan": ("np.tan", "tan"),
    "\\sinh": ("np.sinh", "sinh"),
    "\\cosh": ("np.cosh", "cosh"),
    "\\tanh": ("np.tanh", "tanh"),
    "\\arctan": ("np.arctan", "atan"),
}
"""Functions in NumPy and in the plain language."""
BY_ENTRY: Final = frozenset(("\\tanh", "\\arctan"))
"""Functions that are applied to matrices entry by entry; an exponential may be the matrix exponential."""
DETERMINANT: Final = "np.linalg.det("
TRACES: Final = frozenset(("tr", "Tr", "trace"))
DIAGONALS: Final = frozenset(("diag", "Diag"))
WORDS: Final = {
    **dict.fromkeys(("tanh", "Tanh"), ("np.tanh", "tanh")),
    **dict.fromkeys(("sign", "sgn"), ("np.sign", "sign")),
}
_ROUNDED: Final = frozenset(("round", "floor", "ceil"))
"""Calls that round every entry."""
_CLIPPED: Final = frozenset(("clip", "clamp", "Clip", "Clamp"))
"""Calls that keep a value between two others."""
_ORDERS: Final[Mapping[tuple[str, ...], str]] = {(): "", ("2",): "", ("1",): "1"}
COMPUTED_WORDS: Final = frozenset(
    (*WORDS, "relu", "ReLU", "sigmoid", "Sigmoid", "softmax", *TRACES, *DIAGONALS)
)
"""Calls by a word that are written in NumPy."""


def over_rows(node: Node) -> Node:
    """``node`` where a softmax whose index is a word, ``\\mathrm{softmax}_{seq}``, is that of each row."""

    def change(part: Node) -> Node | None:
        match part:
            case Call(Symbol("softmax", sub=(_, _, *_) as sub) as head, arguments) if (
                word := "".join(sub)
            ).isalpha():
                if len(word) > 2 and not word.startswith("col"):
                    inner = replaced(arguments, change)
                    assert isinstance(inner, Bracket)
                    return Call(replace(head, sub=()), inner)
                return None
            case _:
                return None

    return replaced(node, change)


def determinants(node: Node) -> tuple[Node, Node] | None:
    """The matrices of a quotient of determinants, ``|\\mathbf{A}| / |\\mathbf{B}|``; else None."""
    match node:
        case Fraction(
            Norm("|", Symbol(_, "\\mathbf") as first, ()), Norm("|", Symbol(_, "\\mathbf") as second, ())
        ):
            is_matrix = all(one.base.lstrip("\\")[0].isupper() for one in (first, second))
            return (first, second) if is_matrix else None
        case _:
            return None


def size_logarithm(value: Value) -> Value:
    """The logarithm of a determinant's size, which has a value whatever is drawn.

    Raises:
        RefusedError: it is a matrix.
    """
    refuse_matrix(value)
    size = value if value.code.startswith("np.abs(") else mapped(value, "np.abs", "abs")
    return mapped(size, "np.log", "ln")


def is_rounding(node: Node) -> TypeGuard[Call]:
    """Whether a call rounds the entries of an array or keeps them between bounds."""
    match node:
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, parts, _, ())):
            return (base in _ROUNDED and len(parts) == 1) or is_clipping(node)
        case _:
            return False


def is_clipping(node: Node) -> TypeGuard[Call]:
    """Whether a call keeps a value between two others."""
    match node:
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (_, _, _), (",", ","), ())):
            return base in _CLIPPED
        case _:
            return False


def named(name: str, value: Value, letters: Letters) -> Value:
    """A function that has a word for its name.

    Raises:
        RefusedError: it has none in NumPy, or not of such a value.
    """
    if name in _ROUNDED:
        return rounded(value, name)
    if name in WORDS:
        return mapped(value, *WORDS[name])
    if name in ("relu", "ReLU"):
        return larger("max", number("0", maths.Num("0")), value)
    if name in ("sigmoid", "Sigmoid"):
        return Value(
            value.kind, value.axes, f"1/(1 + np.exp(-{value.at(PRODUCT)}))", PRODUCT,
            lambda *at: maths.Call("sigmoid", (value.entry(*at),)),
        )  # fmt: skip
    if name == "softmax" and value.kind != "number":
        return _softmax(value, letters)
    if name in TRACES and value.kind == "matrix":
        return trace(value, letters)
    if name in DIAGONALS:
        return diagonal_part(value)
    raise RefusedError(f"{name} is not written in NumPy here" if name not in NAMED else f"{name} of arrays")


def norm(value: Value, sub: tuple[str, ...], letters: Letters) -> Value:
    """The norm of a vector, or a matrix's where the index says which.

    Raises:
        RefusedError: it is another norm, or nobody says which.
    """
    if value.kind == "matrix" and sub == ("F",):
        return frobenius_norm(value, letters)
    if value.kind not in ("column", "row") or sub not in _ORDERS:
        raise RefusedError("a norm of another kind")
    is_sum = _ORDERS[sub] == "1"

    def entry() -> maths.Node:
        if is_sum:
            return letters.total(lambda i: maths.Call("abs", (value.entry(i),)), value.axes[0])
        square = letters.total(lambda i: maths.Binary("^", value.entry(i), maths.Num("2")), value.axes[0])
        return maths.Call("sqrt", (square,))

    return Value("number", (), f"np.linalg.norm({value.code}{', ord=1' if is_sum else ''})", ATOM, entry)


def _softmax(value: Value, letters: Letters) -> Value:
    """Over the entries of a vector, or of each row of a matrix."""

    def entry(*at: maths.Node) -> maths.Node:
        above = maths.Call("exp", (value.entry(*at),))
        total = letters.total(
            lambda index: maths.Call("exp", (value.entry(*at[:-1], index),)), value.axes[-1]
        )
        return maths.Binary("/", above, total)

    rows = ", axis=1, keepdims=True" if value.kind == "matrix" else ""
    code = f"np.exp({value.code})/np.sum(np.exp({value.code}){rows})"
    return Value(value.kind, value.axes, code, PRODUCT, entry)


def clipped(value: Value, least: Value, most: Value, bounds: tuple[Node, Node]) -> Value:
    """Kept between bounds of which the first is surely below the second."""
    if value.kind == "number" or not _is_below(*bounds):
        raise RefusedError("bounds that may be in the wrong order")

    def entry(*at: maths.Node) -> maths.Node:
        return maths.Call("min", (most.entry(), maths.Call("max", (least.entry(), value.entry(*at)))))

    code = f"np.clip({value.code}, {least.code}, {most.code})"
    return Value(value.kind, value.axes, code, ATOM, entry)


def larger(name: str, left: Value, right: Value) -> Value:
    """The larger (or smaller) one of two values, entry by entry."""
    kind, axes = common(left, right)
    code = f"np.{name}imum({left.code}, {right.code})"
    return Value(
        kind, axes, code, ATOM,
        lambda *at: maths.Call(name, (entry_at(left, at), entry_at(right, at))),
    )  # fmt: skip


def extreme(name: str, value: Value) -> Value:
    """The largest or smallest entry of a vector under its name."""
    if value.kind not in ("column", "row") or not value.code.isidentifier():
        raise RefusedError(f"a {name} of what is no vector")
    entry = maths.Call(name, (maths.Sym(value.code),))
    return Value("number", (), f"np.{name}({value.code})", ATOM, lambda: entry)


def rounded(value: Value, name: str) -> Value:
    """Entries rounded: to the nearest whole number, down or up."""
    if value.kind == "number":
        raise RefusedError("a number is rounded")
    if name != "round":
        return mapped(value, f"np.{name}", name)
    half = maths.Binary("/", ONE, maths.Num("2"))
    nearest = mapped(value, "np.round", "floor")
    return replace(
        nearest,
        entry=lambda *at: maths.Call("floor", (maths.Binary("+", value.entry(*at), half),)),
    )


def _is_below(low: Node, high: Node) -> bool:
    """Whether a bound is below another: both are numbers, or the other is ``2^b - 1``."""
    least, most = _as_number(low), _as_number(high)
    if least is None:
        return False
    match high:
        case Sum((Power(Number("2"), Symbol()), Number("1")), ("-",)):
            return least <= 0
        case _:
            return most is not None and least < most


def _as_number(node: Node) -> float | None:
    match node:
        case Number(text):
            return float(text)
        case Signed("-", Number(text)):
            return -float(text)
        case _:
            return None

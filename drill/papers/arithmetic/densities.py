"""Densities and laws of one number written out as arithmetic: normal, Poisson."""

from __future__ import annotations

from typing import Final

from drill.papers.formula.rewrite import bracketed
from drill.papers.formula.tree import (
    Bracket,
    Call,
    Factorial,
    Fraction,
    Function,
    Node,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
)

_NORMAL: Final = frozenset(("N", "Normal"))
_TWO: Final = Number("2")
_ONE: Final = Number("1")
_DENSITY: Final = "the normal density with this mean and variance in one dimension"


def density(part: Node) -> tuple[Node, str] | None:
    """A density at a value as arithmetic, and the sentence that says so; None for anything else."""
    return _normal(part) or _poisson(part)


def drawn_density(left: Symbol, law: Node) -> Node | None:
    """``x \\sim N(m, v)`` as the density of x there, ``N(x | m, v)``; None for anything else."""
    match law:
        case Call(Symbol() as head, Bracket("(", ")", parts, separators, ())) if set(separators) <= {","}:
            if head == Symbol("N"):
                head = Symbol("N", "\\mathcal")
            return Call(head, Bracket("(", ")", (left, *parts), ("|", *separators)))
        case _:
            return None


def _poisson(part: Node) -> tuple[Node, str] | None:
    """``Poisson(k | r)``: the probability of k where r are expected."""
    match part:
        case Call(Symbol("Poisson" | "Pois" | "Poi", "\\operatorname"), Bracket(_, _, (count, rate), (bar,))):
            pass
        case _:
            return None
    if bar not in ("\\mid", "|", ";") or not isinstance(count, Symbol):
        return None
    top = Product((Power(bracketed(rate), count), Function("\\exp", bracketed(Signed("-", rate)))), ("",))
    says = "Take the probability of a count, $r^k e^{-r}/k!$ where $r$ are expected"
    return bracketed(Fraction(top, Factorial(count))), says


def _normal(part: Node) -> tuple[Node, str] | None:
    """``N(x | m, v)`` written out in one dimension, where the last argument is a variance."""
    match part:
        case Call(Symbol(base, "\\mathcal" | "\\operatorname"), Bracket(_, _, (x, mean, spread), (bar, ","))):
            pass
        case _:
            return None
    if base not in _NORMAL or bar not in ("\\mid", "|", ";"):
        return None
    variance = _variance(spread)
    centre = _centre(mean)
    if variance is None or centre is None:
        return None
    deviation: Node = x if centre == Number("0") else bracketed(Sum((x, _closed(centre)), ("-",)))
    circle = Product((_TWO, Symbol("\\pi", "\\mathrm"), variance), ("", ""))
    exponent = Signed("-", Fraction(Power(deviation, _TWO), Product((_TWO, variance), ("",))))
    written = Product((Fraction(_ONE, Root(circle)), Function("\\exp", bracketed(exponent))), ("",))
    return bracketed(written), (f"Take {_DENSITY}, $\\exp(-(x - m)^2/(2v))/\\sqrt{{2 \\pi v}}$")


def _closed(node: Node) -> Node:
    return bracketed(node) if isinstance(node, Sum | Signed) else node


def _centre(mean: Node) -> Node | None:
    if isinstance(mean, Number) or (isinstance(mean, Symbol) and mean.base == "0"):
        return Number("0") if isinstance(mean, Symbol) else mean
    return mean


def _variance(spread: Node) -> Node | None:
    """A variance: a square, a number, either times the identity."""
    match spread:
        case Power(Symbol(), Number("2")) | Number("1"):
            return spread
        case Symbol("I"):
            return _ONE
        case Symbol(base, "\\mathbf") if len(base) == 1 and base.isupper():
            return spread  # a covariance, in one dimension a variance
        case Power(Symbol() as precision, Signed("-", Number("1"))):
            return Fraction(_ONE, precision)
        case Product((first, Symbol("I")), ("",)):
            is_deviation = isinstance(first, Symbol) and first.base == "\\sigma"
            return None if is_deviation else first
        case _:
            return None

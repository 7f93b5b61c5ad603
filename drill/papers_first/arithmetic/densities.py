"""Densities and laws of one number written out as arithmetic: the normal density and what its spread is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from drill.papers_first.arithmetic.laws import BARS, LAWS, named_law
from drill.papers_first.formula.rewrite import bracketed, closed, walk
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
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
    Transpose,
    children,
)
from drill.papers_first.plausible.ranges import RANGES, Range

_OF_VECTORS: Final = frozenset(("MVN", "MvNormal", "MultiNormal", "MultivariateNormal"))
"""Normal laws whose second parameter is a covariance, whatever its letter."""
_NORMAL: Final = frozenset(("N", "Normal", "Gaussian", *_OF_VECTORS))
_LOG_NORMAL: Final = frozenset(("LogNormal", "Lognormal", "LogN"))
_TWO: Final = Number("2")
_ONE: Final = Number("1")
_INVERSE: Final = Signed("-", _ONE)
_DENSITY: Final = "the normal density with this mean and variance in one dimension"
_COVARIANCES: Final = frozenset(("\\Sigma", "C", "K", "S", "V", "P", "Q", "R"))
"""Letters of matrices that stand for a covariance where one belongs."""
_IDENTITY_FONTS: Final = frozenset(("", "\\mathbf", "\\mathbb", "\\mathcal", "\\mathrm"))
_DEVIATIONS: Final = frozenset(("\\sigma", "s", "std"))


@dataclass(frozen=True, slots=True)
class Density:
    """A density at a value as arithmetic, and the sentence that says so."""

    node: Node
    says: str
    drawn: Mapping[Node, Range] = field(default_factory=dict[Node, Range])
    """What parameters of the law, and what it is the law of, are drawn from."""
    is_chance: bool = False
    """Whether it is a probability; else a density."""


def density(part: Node) -> Density | None:
    """A density at a value, ``N(x | m, v)``; None for anything else."""
    found = _normal(part) or _log_normal(part)
    if found is not None:
        return found
    law = named_law(part)
    return None if law is None else Density(law.node, law.says, law.drawn, law.is_chance)


def is_law(head: Node) -> bool:
    """Whether it is the name of a law: no N that counts."""
    names = _NORMAL | _LOG_NORMAL | LAWS
    return isinstance(head, Symbol) and head.base in names and head.font in ("\\mathcal", "\\operatorname")


def _normal(part: Node) -> Density | None:
    """``N(x | m, v)`` written out in one dimension, where the last argument is a variance."""
    match part:
        case Call(Symbol(base, "\\mathcal" | "\\operatorname"), Bracket(_, _, (x, mean, spread), (bar, ","))):
            pass
        case _:
            return None
    if base not in _NORMAL or bar not in BARS:
        return None
    variance = variance_of(spread)
    if variance is None and base in _OF_VECTORS and isinstance(spread, Symbol):
        variance = spread
    if variance is None:
        return None
    centre = _centre(mean)
    deviation: Node = x if centre == Number("0") else bracketed(Sum((closed(x), closed(centre)), ("-",)))
    says = f"Take {_DENSITY}, $\\exp(-(x - m)^2/(2v))/\\sqrt{{2 \\pi v}}$"
    of_value = {x: _range_beside(variance)} if isinstance(x, Symbol | Call) else {}
    return Density(_bell(deviation, variance), says, of_value | _positive(variance))


def _log_normal(part: Node) -> Density | None:
    """``LogNormal(x | m, s^2)``: the density of what has a normal logarithm."""
    match part:
        case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (x, mean, variance), (bar, ","))):
            pass
        case _:
            return None
    if base not in _LOG_NORMAL or bar not in BARS or not _is_square(variance):
        return None
    deviation = bracketed(Sum((Function("\\log", bracketed(x)), closed(_centre(mean))), ("-",)))
    says = (
        r"Take the density of a positive number whose logarithm is normal with this mean and variance, "
        r"$\exp(-(\log x - m)^2/(2v))/(x \sqrt{2 \pi v})$"
    )
    whole = bracketed(Fraction(_bell(deviation, variance), x))
    return Density(whole, says, {x: RANGES["positive"]})


def _range_beside(variance: Node) -> Range:
    """What a value is drawn from: up to two deviations from 0, where the deviation is a number."""
    match variance:
        case Power(Number(text), _):
            most, step = 2 * Decimal(text), Decimal(text) / 10
            return Range("value", f"-{most}..{most} step {step} !0", -float(most))
        case _:
            return RANGES["value"]


def _bell(deviation: Node, variance: Node) -> Node:
    variance = closed(variance)
    circle = Product((_TWO, Symbol("\\pi", "\\mathrm"), variance), ("", ""))
    exponent = Signed("-", Fraction(Power(deviation, _TWO), Product((_TWO, variance), ("",))))
    written = Product((Fraction(_ONE, Root(circle)), Function("\\exp", bracketed(exponent))), ("",))
    return bracketed(written)


def _centre(mean: Node) -> Node:
    return Number("0") if isinstance(mean, Symbol) and mean.base == "0" else mean


def _positive(variance: Node) -> dict[Node, Range]:
    """A variance that is given as it stands is positive, whatever its letter is drawn from elsewhere.

    So is a deviation whose square is given.
    """
    given = variance.base if isinstance(variance, Power) else variance
    return {given: RANGES["positive"]} if isinstance(given, Symbol | Call) else {}


def variance_of(spread: Node) -> Node | None:
    """What of a spread is the variance in one dimension; None where it may be a deviation or a precision."""
    match spread:
        case Power(Symbol() | Bracket() | Number(), Number("2")) | Number("1"):
            return spread
        case Call(Symbol(mark=("2",)), _) | Call(Power(Symbol(), Number("2")), _):
            return spread
        case Symbol("I"):
            return _ONE
        case Symbol(base, "\\mathbf") if base in _COVARIANCES or (len(base) == 1 and base.isupper()):
            return spread  # a covariance, in one dimension a variance
        case Symbol(base, "") | Call(Symbol(base, "" | "\\mathbf"), _) if base in _COVARIANCES:
            return spread
        case Call(Symbol("k" | "\\kappa"), Bracket(_, _, (first, second), (",",), ())) if first == second:
            return spread  # a kernel at one place
        case Power(Symbol() as precision, exponent) if exponent == _INVERSE:
            return Fraction(_ONE, precision)
        case Call(Symbol("diag" | "Diag"), Bracket(_, _, (inner,), (), ())):
            return variance_of(inner) if _is_square(inner) else None
        case Bracket("(" | "[", _, (inner,), (), ()):
            return variance_of(inner)
        case Product() | Sum() | Fraction():
            return _composed(spread)
        case _:
            return None


def _composed(spread: Product | Sum | Fraction) -> Node | None:
    """A multiple of the identity, a sum of variances, a share of one, ``W W^\\top``."""
    match spread:
        case Product((*factors, Symbol("I" | "Id", font)), signs) if font in _IDENTITY_FONTS and set(
            signs
        ) <= {"", "\\cdot"}:
            scale = factors[0] if len(factors) == 1 else Product(tuple(factors), signs[:-1])
            if _is_inverse(scale):
                return variance_of(scale)
            return None if _is_deviation(scale) else scale
        case Product((first, Transpose(second)), ("",)) if first == second:
            return spread
        case Product(factors, signs) if set(signs) <= {"", "\\cdot"} and all(
            _is_square(one) or isinstance(one, Number) for one in factors
        ):
            return spread if any(map(_is_square, factors)) else None
        case Sum(terms, signs) if set(signs) == {"+"}:
            found = [variance_of(term) for term in terms]
            kept = tuple(one for one in found if one is not None)
            return Sum(kept, signs) if len(kept) == len(terms) else None
        case Fraction(top, bottom) if _is_square(top):
            return Fraction(top, bottom)
        case Product(factors) if any(map(_is_remainder, factors)) and not _may_be_deviation(spread):
            return spread
        case _:
            return None


def _is_remainder(factor: Node) -> bool:
    """``(1 - e^{-2t})``: what is left of a variance of which a share is gone."""
    match factor:
        case Bracket(_, _, (Sum((Number("1"), _), ("-",)),), (), ()):
            return True
        case _:
            return False


def _may_be_deviation(spread: Node) -> bool:
    return _is_deviation(spread) or any(isinstance(part, Root) for part in walk(spread))


def _is_inverse(scale: Node) -> bool:
    return isinstance(scale, Power) and scale.exponent == _INVERSE


def _is_square(node: Node) -> bool:
    match node:
        case Power(_, Number("2")) | Call(Symbol(mark=("2",)), _) | Call(Power(_, Number("2")), _):
            return True
        case _:
            return False


def _is_deviation(scale: Node) -> bool:
    """Whether a factor before the identity may be a standard deviation that the paper did not square."""
    return any(symbol.base in _DEVIATIONS for symbol in _outside_squares(scale))


def _outside_squares(node: Node) -> Iterator[Symbol]:
    if _is_square(node):
        return
    if isinstance(node, Symbol):
        yield node
    for child in children(node):
        yield from _outside_squares(child)

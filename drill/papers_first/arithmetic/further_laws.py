"""Further laws that have a name, as arithmetic: intervals, waiting times, shares of a whole, heavy tails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.written_law import Law, drawn_as
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.rewrite import bracketed, closed
from drill.papers_first.formula.tree import (
    Factorial,
    Fraction,
    Function,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
)
from drill.papers_first.plausible.known_numbers import is_constant
from drill.papers_first.plausible.ranges import RANGES, Range

_ONE: Final = Number("1")
_TWO: Final = Number("2")
_LOW: Final = Range("value", "-4..1 !0", -4)
_HIGH: Final = Range("positive", "2..9", 2)
_SHARE_OF_THREE: Final = Range("probability", "0.05..0.45 step 0.05", 0.05)
"""Two of three shares leave something for the third."""
_SHAPE: Final = Range("count", "1..4", 1, True)


def _uniform(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The density of what is drawn evenly from an interval, where its ends are not both numbers."""
    if len(parameters) != 2 or all(isinstance(one, Number) for one in parameters):
        return None
    least, most = parameters
    if not all(_is_end(one) for one in parameters):
        return None
    width: Node = most if least == Number("0") else bracketed(Sum((most, closed(least)), ("-",)))
    if isinstance(least, Signed) and least.body == most:
        width = Product((_TWO, most), ("",))
    says = (
        "Take the uniform density on this interval, the same everywhere between its ends, for a value there"
    )
    drawn = {one: _LOW if one is least else _HIGH for one in parameters if is_given(one)}
    return Law(bracketed(Fraction(_ONE, width)), says, drawn, is_chance=False)


def _is_end(node: Node) -> bool:
    """Whether it may be an end of an interval of numbers: a number or a letter, perhaps less than 0."""
    inner = node.body if isinstance(node, Signed) else node
    return isinstance(inner, Number | Symbol)


def _exponential(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The density of a waiting time, where the letter is that of a rate."""
    if len(parameters) != 1 or not isinstance(parameters[0], Symbol) or parameters[0].base != "\\lambda":
        return None
    (rate,) = parameters
    falling = Function("\\exp", bracketed(Signed("-", Product((rate, closed(value)), ("",)))))
    says = r"Take the exponential density with this rate, $r e^{-r x}$"
    drawn = {value: RANGES["positive"], rate: RANGES["positive"]}
    return Law(bracketed(Product((rate, falling), ("",))), says, drawn, is_chance=False)


def _cauchy(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    if len(parameters) != 2 or isinstance(parameters[1], Number):
        return None
    centre, scale = parameters
    gap: Node = value if centre == Number("0") else bracketed(Sum((value, closed(centre)), ("-",)))
    square = Power(bracketed(Fraction(gap, scale)), _TWO)
    below = Product(
        (Symbol("\\pi", "\\mathrm"), closed(scale), bracketed(Sum((_ONE, square), ("+",)))), ("", "")
    )
    says = r"Take the Cauchy density with this place and scale, $1/(\pi s (1 + ((x - m)/s)^2))$"
    positive = drawn_as(scale, RANGES["positive"])
    return Law(bracketed(Fraction(_ONE, below)), says, positive, is_chance=False)


def _dirichlet(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The density of three shares, where the parameters are letters."""
    if len(parameters) != 1 or not isinstance(value, Symbol) or value.sub or is_constant(value):
        return None
    weights = _weights(parameters[0])
    if weights is None:
        return None
    first, second = (replace(value, sub=(place,)) for place in ("1", "2"))
    shares: tuple[Node, ...] = (first, second, Sum((_ONE, first, second), ("-", "-")))
    powers = tuple(
        Power(bracketed(share), bracketed(Sum((weight, _ONE), ("-",))))
        for share, weight in zip(shares, weights, strict=True)
    )
    all_of_them = Factorial(bracketed(Sum((*weights, _ONE), ("+", "+", "-"))))
    each = tuple(Factorial(bracketed(Sum((weight, _ONE), ("-",)))) for weight in weights)
    scale = Fraction(all_of_them, Product(each, ("\\cdot", "\\cdot")))
    says = (
        r"Take the Dirichlet density of three shares, the third being what the first two leave of 1, "
        r"for whole parameters $\frac{(a_1 + a_2 + a_3 - 1)!}{(a_1 - 1)!\,(a_2 - 1)!\,(a_3 - 1)!} "
        r"x_1^{a_1 - 1} x_2^{a_2 - 1} x_3^{a_3 - 1}$"
    )
    if weights[0] == weights[1]:
        says += ", all three parameters the same"
    drawn = {first: _SHARE_OF_THREE, second: _SHARE_OF_THREE, **dict.fromkeys(weights, _SHAPE)}
    return Law(bracketed(Product((scale, *powers), ("",) * len(powers))), says, drawn, is_chance=False)


def _weights(parameter: Node) -> tuple[Node, Node, Node] | None:
    """The three parameters of a vector, or one letter three times, ``\\alpha \\mathbf{1}``."""
    match parameter:
        case Symbol(sub=()):
            first, second, third = (replace(parameter, sub=(place,)) for place in ("1", "2", "3"))
            return first, second, third
        case Product((Symbol() as one, Symbol("1", "\\mathbf")), ("",)):
            return one, one, one
        case _:
            return None


FURTHER: Final[Mapping[str, Callable[[Node, tuple[Node, ...]], Law | None]]] = {
    **dict.fromkeys(("Uniform", "Unif", "Uni"), _uniform),
    **dict.fromkeys(("Exponential", "Exp", "Expon"), _exponential),
    "Cauchy": _cauchy,
    **dict.fromkeys(("Dirichlet", "Dir"), _dirichlet),
}
"""What writes out each of them."""

"""Laws of one number that have a name, as arithmetic: counts, labels, shares, waiting times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from drill.papers_first.arithmetic.further_laws import FURTHER
from drill.papers_first.arithmetic.written_law import Law, drawn_as
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.rewrite import bracketed, closed
from drill.papers_first.formula.tree import (
    Binomial,
    Bracket,
    Call,
    Factorial,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
)
from drill.papers_first.plausible.ranges import RANGES, Range

BARS: Final = ("\\mid", "|", ";")
"""What stands between a value and the parameters of its law."""
_ONE: Final = Number("1")
_TWO: Final = Number("2")
_SHARE: Final = Range("probability", "0.05..0.95 step 0.05", 0.05)
_SMALL_COUNT: Final = Range("count", "0..4", 0, True)
_SHAPE: Final = Range("count", "1..5", 1, True)


def named_law(part: Node) -> Law | None:
    """``Poisson(k | r)``, ``Bernoulli(y | p)`` and their like written out; None for anything else."""
    match part:
        case Call(
            Symbol(name, "\\operatorname"), Bracket(_, _, (value, *parameters), (bar, *separators))
        ) if bar in BARS and set(separators) <= {","} and name in _WRITTEN:
            return (
                _WRITTEN[name](value, tuple(parameters)) if isinstance(value, Symbol | Call | Power) else None
            )
        case _:
            return None


def _poisson(count: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The probability of k where r are expected."""
    if len(parameters) != 1:
        return None
    (rate,) = parameters
    top = Product((Power(bracketed(rate), count), Function("\\exp", bracketed(Signed("-", rate)))), ("",))
    says = "Take the probability of a count, $r^k e^{-r}/k!$ where $r$ are expected"
    positive = {rate: RANGES["positive"]} if is_given(rate) else {}
    return Law(bracketed(Fraction(top, Factorial(count))), says, {count: _SMALL_COUNT, **positive})


def _bernoulli(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The probability of 1, or of 0."""
    if len(parameters) != 1 or not isinstance(value, Symbol):
        return None
    chance = _chance(parameters[0])
    if chance is None:
        return None
    other = bracketed(Sum((_ONE, value), ("-",)))
    rest = bracketed(Sum((_ONE, chance), ("-",)))
    node = Sum((Product((value, chance), ("\\cdot",)), Product((other, rest), ("",))), ("+",))
    says = "Take the probability of a value that is 0 or 1, $p$ for 1 and $1 - p$ for 0"
    return Law(bracketed(node), says, {value: RANGES["indicator"], **drawn_as(chance, _SHARE)})


def _binomial(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The probability of k successes of n."""
    if len(parameters) != 2 or not isinstance(value, Symbol):
        return None
    count, given = parameters
    chance = _chance(given)
    if chance is None or not isinstance(count, Symbol):
        return None
    rest = Power(bracketed(Sum((_ONE, chance), ("-",))), bracketed(Sum((count, value), ("-",))))
    node = Product((Binomial(count, value), Power(bracketed(chance), value), rest), ("", ""))
    says = r"Take the probability of $k$ successes of $n$, $\binom{n}{k} p^k (1 - p)^{n - k}$"
    drawn = {value: Range("count", "0..3", 0, True), count: Range("count", "3..8", 3, True)}
    return Law(bracketed(node), says, {**drawn, **drawn_as(chance, _SHARE)})


def _laplace(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    if len(parameters) != 2:
        return None
    centre, scale = parameters
    if isinstance(scale, Number):
        return None
    centre = Number("0") if isinstance(centre, Symbol) and centre.base == "0" else centre
    gap: Node = value if centre == Number("0") else Sum((value, closed(centre)), ("-",))
    exponent = Signed("-", Fraction(Norm("|", gap), scale))
    above = Function("\\exp", bracketed(exponent))
    node = Fraction(above, Product((_TWO, closed(scale)), ("",)))
    says = r"Take the Laplace density in one dimension, $\exp(-|x - m|/b)/(2b)$ with this place and scale"
    return Law(bracketed(node), says, drawn_as(scale, RANGES["positive"]), is_chance=False)


def _beta(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The density of a share, where both parameters are whole numbers or letters."""
    if len(parameters) != 2 or not all(isinstance(one, Symbol) or _is_whole(one) for one in parameters):
        return None
    first, second = parameters
    if not any(isinstance(one, Symbol) for one in parameters) and first == second == _ONE:
        return None
    less_first, less_second = (bracketed(Sum((one, _ONE), ("-",))) for one in parameters)
    powers = Product(
        (
            Power(bracketed(value), less_first),
            Power(bracketed(Sum((_ONE, value), ("-",))), less_second),
        ),
        ("",),
    )
    both = Factorial(bracketed(Sum((first, second, _ONE), ("+", "-"))))
    each = Product((Factorial(less_first), Factorial(less_second)), ("\\cdot",))
    node = Product((Fraction(both, each), powers), ("",))
    says = (
        r"Take the Beta density, for whole parameters "
        r"$\frac{(a + b - 1)!}{(a - 1)!\,(b - 1)!} x^{a - 1} (1 - x)^{b - 1}$"
    )
    drawn = {one: _SHAPE for one in parameters if isinstance(one, Symbol)}
    return Law(bracketed(node), says, {value: _SHARE, **drawn}, is_chance=False)


def _inverse_gamma(value: Node, parameters: tuple[Node, ...]) -> Law | None:
    """The density of a variance, where the shape is a whole number or a letter."""
    if len(parameters) != 2 or not all(isinstance(one, Symbol) for one in parameters):
        return None
    shape, scale = parameters
    below = Product(
        (
            Factorial(bracketed(Sum((shape, _ONE), ("-",)))),
            Power(bracketed(value), bracketed(Sum((shape, _ONE), ("+",)))),
        ),
        ("\\cdot",),
    )
    falling = Function("\\exp", bracketed(Signed("-", Fraction(scale, value))))
    above = Product((Power(bracketed(scale), shape), falling), ("",))
    says = (
        r"Take the inverse gamma density with this shape and scale, for a whole shape "
        r"$\frac{b^a}{(a - 1)!} x^{-a - 1} e^{-b/x}$"
    )
    drawn = {value: RANGES["positive"], shape: Range("count", "1..4", 1, True), scale: RANGES["positive"]}
    return Law(bracketed(Fraction(above, below)), says, drawn, is_chance=False)


def _chance(parameter: Node) -> Node | None:
    """A parameter that is a probability: a name for one, or a sigmoid; ``p = …`` names it on the side."""
    match parameter:
        case Statement((Symbol(), value), ("=",)):
            return _chance(value)
        case Call(Symbol("logit", mark=("-", "1")) as head, arguments):
            return Call(Symbol("sigmoid", "\\operatorname", sub=head.sub), arguments)
        case Call(Symbol("sigmoid", "\\operatorname"), Bracket(_, _, (_,), (), ())):
            return parameter
        case Symbol() | Call():
            return parameter
        case _:
            return None


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.text.isdigit() and node.text != "0"


_WRITTEN: Final[Mapping[str, Callable[[Node, tuple[Node, ...]], Law | None]]] = {
    **dict.fromkeys(("Poisson", "Pois", "Poi"), _poisson),
    **dict.fromkeys(("Bernoulli", "Bern", "Ber"), _bernoulli),
    **dict.fromkeys(("Binomial", "Bin", "Binom"), _binomial),
    **dict.fromkeys(("Laplace", "Lap"), _laplace),
    **FURTHER,
    "Beta": _beta,
    **dict.fromkeys(("InverseGamma", "InvGamma", "IG"), _inverse_gamma),
}
LAWS: Final = frozenset(_WRITTEN)
"""Names of laws that are written out."""

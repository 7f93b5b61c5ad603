"""What the place of a quantity in an expression says of the numbers that it may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeGuard

from drill.papers_first.formula.given import is_clip, is_given, whole_part
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Big,
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
from drill.papers_first.plausible.known_numbers import is_base_e
from drill.papers_first.plausible.ranges import RATE_NAMES, SMALL_NAMES

_LOGARITHMS: Final = frozenset(("\\log", "\\ln"))
_WEIGHING: Final = RATE_NAMES | SMALL_NAMES | {"\\lambda", "\\omega"}


def places(node: Node) -> Iterator[tuple[Node, str]]:
    """What the place of a quantity in an expression says of it, the more telling last."""
    for part in walk(node):
        match part:
            case Function("\\log" | "\\ln", body) | Factorial(body):
                yield from ((inner, "positive") for inner in _direct(body))
            case Fraction(_, bottom):
                yield from ((inner, "positive") for inner in _direct(bottom))
    for part in walk(node):
        match part:
            case Root(body, None):
                yield from ((inner, "square") for inner in (body,) if is_given(inner))
                yield from ((inner, "positive") for inner in _direct(body) if inner != body)
        match part:
            case Root(Signed("-", Symbol() as inner), None) | Function(
                "\\log" | "\\ln", Signed("-", Symbol() as inner)
            ):
                yield inner, "negative"
            case Root(Sum((Power(Symbol() as inner, Number("2")), Number("1")), ("-",)), None) | Call(
                Symbol("arccosh" | "arcosh" | "acosh", "\\operatorname"), Bracket(_, _, (Symbol() as inner,))
            ):
                yield inner, "above one"
            case _:
                pass
    for part in walk(node):
        if (inner := _of_confidence(part)) is not None:
            yield inner, "complement"
    margins = {inner for part in walk(node) for inner in _cut_off_at_0(part)}
    for part in walk(node):
        match part:
            case Sum((Number("1"), *others), signs) if set(signs) == {"-"} and part not in margins:
                taken = (inner for other in others for inner in _factors(other))
                yield from ((inner, "complement") for inner in map(_base, taken) if is_given(inner))
    for part in walk(node):
        if is_clip_at_one(part):
            yield part.arguments.parts[0], "ratio"
    for part in walk(node):
        if isinstance(part, Power) and not isinstance(part.exponent, Number) and not is_base_e(part.base):
            shares = set(_shared_out(part.exponent))
            yield from (
                (inner, "complement" if inner in shares else "exponent")
                for inner in _of_exponent(part.exponent)
            )
            if isinstance(part.exponent, Call):
                yield part.exponent, "exponent"
    for part in walk(node):
        if isinstance(part, Product):
            yield from ((inner, "indicator") for inner in choosing(part.factors))


def reduced(node: Node) -> Iterator[Symbol]:
    """Names that a number above 1 is taken away from, ``\\rho - 4``: nobody takes that from a share."""
    for part in walk(node):
        match part:
            case Sum((Symbol() as first, Number(text)), ("-",)) if text.isdigit() and int(text) > 1:
                yield first
            case _:
                continue


def _of_confidence(part: Node) -> Node | None:
    """The d of ``\\log(1 / d)``, which is written so for what is above 0."""
    match part:
        case (
            Function("\\log" | "\\ln", Fraction(Number("1"), Symbol() as inner))
            | Function("\\log" | "\\ln", Bracket(_, _, (Fraction(Number("1"), Symbol() as inner),)))
            | Function("\\log" | "\\ln", Bracket(_, _, (Product((Number("1"), Symbol() as inner), ("/",)),)))
        ):
            return inner
        case _:
            return None


def _of_exponent(exponent: Node) -> Iterator[Symbol]:
    """The quantities that decide how large an exponent is; a logarithm is small whatever it is of."""
    in_logarithms = {
        inner
        for part in walk(exponent)
        if isinstance(part, Function) and part.name in _LOGARITHMS
        for inner in walk(part)
    }
    yield from (part for part in walk(exponent) if isinstance(part, Symbol) and part not in in_logarithms)


def _shared_out(exponent: Node) -> Iterator[Node]:
    """The m of ``x^{m s - 1} (1 - x)^{(1 - m) s - 1}``: a share of what it multiplies."""
    for part in walk(exponent):
        match part:
            case Product((Bracket("(", _, (Sum((Number("1"), Symbol() as share), ("-",)),)), *_)):
                yield share
            case _:
                pass


def choosing(factors: tuple[Node, ...]) -> Iterator[Node]:
    """The y of ``p^y (1 - p)^{1 - y}``, which takes one of two factors.

    A letter that rates have weighs two laws, ``p^\\alpha q^{1 - \\alpha}``, unless one leaves the other to 1.
    """
    powers = [factor for factor in factors if isinstance(factor, Power)]
    exponents = [power.exponent for power in powers]
    for power in powers:
        match power.exponent:
            case Sum((Number("1"), Symbol() as chosen), ("-",)) if chosen in exponents:
                if chosen.sub or chosen.base not in _WEIGHING or _is_rest(power.base):
                    yield chosen
            case _:
                pass


def _is_rest(base: Node) -> bool:
    match base:
        case Bracket(_, _, (Sum((Number("1"), *_)),)):
            return True
        case _:
            return False


def _cut_off_at_0(node: Node) -> tuple[Node, ...]:
    """What a maximum compares with 0: of ``\\max(0, 1 - y s)`` the y s may be above 1, and is no share."""
    match node:
        case Big("\\max", (), (), Bracket(_, _, parts)) if Number("0") in parts:
            return parts
        case _:
            return ()


def is_clip_at_one(node: Node) -> TypeGuard[Call]:
    """``clip(r, 1 - e, 1 + e)``: what is kept near 1 is a ratio."""
    if not isinstance(node, Call) or not is_clip(node):
        return False
    return all(isinstance(end, Sum) and end.terms[0] == Number("1") for end in node.arguments.parts[1:])


def _direct(node: Node) -> Iterator[Node]:
    """Quantities that decide the sign of a part."""
    match node:
        case Bracket(_, _, (inner,)) if not whole_part(node):
            yield from _direct(inner)
        case Sum(parts) | Product(parts):
            for inner in parts:
                yield from _direct(inner)
        case Fraction(top, bottom):
            yield from _direct(top)
            yield from _direct(bottom)
        case Power(base, _):
            yield from _direct(base)
        case Signed():
            return
        case _ if is_given(node):
            yield node
        case _:
            return


def _base(node: Node) -> Node:
    """What is raised to a power, or the part itself."""
    return node.base if isinstance(node, Power) else node


def _factors(node: Node) -> tuple[Node, ...]:
    """What a product is made of; a quotient is nothing of which one is left to 1 by itself."""
    if not isinstance(node, Product):
        return (node,)
    return () if set(node.signs) & {"/", "\\div"} else node.factors

"""The numbers π and e, told apart from names."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
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
    Sum,
    Symbol,
    symbols,
)

CIRCLE_NUMBER: Final = Symbol("\\pi", "\\mathrm")
"""π where it is known to be the number."""
_UPRIGHT_UNITS: Final = frozenset(
    (Symbol("i", "\\mathrm"), Symbol("j", "\\mathrm"), Symbol("\\imath"), Symbol("\\jmath"))
)
UNITS: Final = _UPRIGHT_UNITS | {Symbol(letter, font) for letter in "ij" for font in ("", "\\mathbf")}
"""Spellings of the imaginary unit, which may be names too."""
_SHARES_OF_E: Final = (
    Fraction(Number("1"), Symbol("e")),
    Product((Number("1"), Symbol("e")), ("/",)),
)
_SQUARE: Final = Power(Symbol("\\pi"), Number("2"))
_OF_ANGLES: Final = frozenset(("\\sin", "\\cos", "\\tan"))


def is_circle_number(symbol: Symbol) -> bool:
    """Whether a symbol has been recognised as the number π (see ``with_circle_number``)."""
    return symbol == CIRCLE_NUMBER


def is_constant(symbol: Symbol) -> bool:
    """Whether a symbol has been recognised as π or as Euler's number (see ``with_circle_number``)."""
    return is_circle_number(symbol) or symbol == Symbol("e", "\\mathrm")


def with_circle_number(node: Node) -> Node:
    """``node`` with the π of ``2\\pi`` and of angles told apart from a name."""

    if _is_of_law(node):
        node = replaced(node, _with_circle_in_law)

    def change(part: Node) -> Node | None:
        match part:
            case Product(factors) if (found := _with_circle(factors)) != factors:
                return replaced(Product(found, part.signs), change)
            case Fraction(top, Number()) if _SQUARE in set(walk(top)):
                return replace(part, top=with_circle_everywhere(top))
            case Fraction(_, Product(factors) as bottom) if any(map(_is_one_and_square, factors)):
                found = tuple(CIRCLE_NUMBER if one == Symbol("\\pi") else one for one in factors)
                if found != factors:
                    return replaced(replace(part, bottom=replace(bottom, factors=found)), change)
                return None
            case Function(name, body) if name in _OF_ANGLES and Symbol("\\pi") in set(walk(body)):
                return replaced(replace(part, body=with_circle_everywhere(body)), change)
            case _:
                return None

    return replaced(node, change)


def _is_of_law(node: Node) -> bool:
    """Whether a bare π can be no share: there is no ``1 - \\pi``, and an exponential or gamma function is."""
    parts = list(walk(node))
    if any(isinstance(part, Sum) and Symbol("\\pi") in part.terms for part in parts):
        return False
    if any(isinstance(part, Call) and part.head == Symbol("\\pi") for part in parts):
        return False
    return any(
        (isinstance(part, Function) and part.name in ("\\exp", "\\Gamma", "\\arctan"))
        or (isinstance(part, Power) and is_base_e(part.base))
        or (isinstance(part, Call) and part.head == Symbol("\\Gamma"))
        for part in parts
    )


def _with_circle_in_law(part: Node) -> Node | None:
    """``\\sqrt{\\pi}``, ``\\ln(\\nu \\pi)``, ``\\frac{1}{\\pi} \\arctan x`` with the number."""
    match part:
        case Root(body, None) | Function("\\ln" | "\\log", body) if _has_factor(body):
            return replace(part, body=with_circle_everywhere(body))
        case Product((Fraction(Number(), Symbol("\\pi")), Function("\\arctan"), *_)):
            first, *rest = part.factors
            return replace(part, factors=(with_circle_everywhere(first), *rest))
        case _:
            return None


def _is_one_and_square(factor: Node) -> bool:
    """``[1 + (x / s)^2]``, which below a fraction stands beside the number π."""
    match factor:
        case Bracket(_, _, (Sum((Number("1"), Power(_, Number("2"))), ("+",)),), (), ()):
            return True
        case _:
            return False


def _has_factor(body: Node) -> bool:
    """Whether π is what is taken a function of, or a factor of it."""
    match body:
        case Bracket(_, _, (inner,), (), ()):
            return _has_factor(inner)
        case Product(factors):
            return Symbol("\\pi") in factors
        case _:
            return body == Symbol("\\pi")


def _with_circle(factors: tuple[Node, ...]) -> tuple[Node, ...]:
    found = list(factors)
    for place in range(len(found) - 1):
        if isinstance(found[place], Number) and found[place + 1] == Symbol("\\pi"):
            found[place + 1] = CIRCLE_NUMBER
    return tuple(found)


def names_in(node: Node) -> tuple[Symbol, ...]:
    """The symbols of ``node``; no π where it is but the number."""
    found = symbols(node)
    if Symbol("\\pi") in found and Symbol("\\pi") not in symbols(with_circle_number(node)):
        return tuple(symbol for symbol in found if symbol != Symbol("\\pi"))
    return found


def with_circle_everywhere(node: Node) -> Node:
    """``node`` where every bare π is the number."""
    return replaced(node, lambda part: CIRCLE_NUMBER if part == Symbol("\\pi") else None)


def with_euler(node: Node) -> Node:
    """``node`` with the e of ``2\\pi e`` and of the share ``1 - \\frac{1}{e}`` as the number."""

    def change(part: Node) -> Node | None:
        match part:
            case Sum((Number("1"), inverse), ("-",)) if inverse in _SHARES_OF_E:
                return replace(part, terms=(part.terms[0], Fraction(Number("1"), Symbol("e", "\\mathrm"))))
            case Product((Number(), pi, Symbol("e", "", (), (), 0, ()), *rest)) if pi == CIRCLE_NUMBER:
                factors = (*part.factors[:2], Symbol("e", "\\mathrm"), *rest)
                return replaced(replace(part, factors=factors), change)
            case _:
                return None

    return replaced(node, change)


def is_base_e(base: Node) -> bool:
    """Whether the base of a power is Euler's number."""
    return base in (Symbol("e"), Symbol("e", "\\mathrm"))


def check_constants(node: Node) -> None:
    """That no letter may be a constant of mathematics.

    Raises:
        RefusedError: an i or j that is upright, in an exponential, beside pi or a first factor; a bare e
            beside pi.
    """
    for part in walk(node):
        if isinstance(part, Product) and {Symbol("e"), CIRCLE_NUMBER} <= set(part.factors):
            raise RefusedError("e may be Euler's number")
        leads = isinstance(part, Product) and (
            (part.factors[0] in UNITS and not part.signs[0])
            or (CIRCLE_NUMBER in part.factors and bool(UNITS & set(part.factors)))
        )
        exponent = None
        if isinstance(part, Power) and is_base_e(part.base):
            exponent = part.exponent
        elif isinstance(part, Function) and part.name == "\\exp":
            exponent = part.body
        if part in _UPRIGHT_UNITS or leads or (exponent is not None and UNITS & set(walk(exponent))):
            raise RefusedError("i may be the imaginary unit")

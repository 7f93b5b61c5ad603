"""Means and variances of laws whose parameters are numbers, ``u \\sim U(0, 1)``, and of mixtures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Rational
from typing import Final

from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import bracketed
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.drawn_in import BERNOULLI, UNIFORM

_NORMAL: Final = frozenset(("N", "Normal"))
_LETTERS: Final = ("n", "m", "k", "N")
_WIDEST: Final = 2
"""What is drawn between numbers further apart may be whole."""
_TWELVE: Final = Number("12")
_ONE: Final = Number("1")


def moments(paper: Paper, left: Node, law: Node) -> Iterator[tuple[Node, str]]:
    """What can be computed of a draw, and what to call it: a mean, a variance of a sum of several."""
    if not isinstance(left, Symbol) or left.font == "\\mathbf" or paper.is_said_array(left):
        return
    shown = to_latex(left)
    if (mean := _mean_of_mixture(law)) is not None:
        yield mean, f"the expected value of this ${shown}$"
    variance = _variance(law)
    used = {*to_tokens(left), *to_tokens(law)}
    letter = next((one for one in _LETTERS if one not in used), None)
    if variance is not None and letter is not None:
        asks = f"the variance of the sum of ${letter}$ such ${shown}$ that are independent"
        yield Product((Symbol(letter), variance), ("\\cdot",)), asks


def _variance(law: Node) -> Node | None:
    match law:
        case Call(Symbol(base), Bracket("(", ")", (chance,), (), ())) if base in BERNOULLI:
            value = _value(chance)
            if value is None or not 0 < value < 1:
                return None
            return Product((chance, bracketed(Sum((_ONE, chance), ("-",)))), ("\\cdot",))
        case Call(Symbol(base), Bracket("(" | "[", ")" | "]", (low, high), (",",), ())) if base in UNIFORM:
            least, most = _value(low), _value(high)
            if least is None or most is None or not 0 < most - least <= _WIDEST:
                return None
            width = bracketed(Sum((high, low if least >= 0 else bracketed(low)), ("-",)))
            return Fraction(Power(width, Number("2")), _TWELVE)
        case _:
            return None


def _mean_of_mixture(law: Node) -> Node | None:
    """Of ``0.5 N(a, s) + 0.5 N(b, s)`` the weighted mean of the means."""
    if not isinstance(law, Sum) or set(law.signs) != {"+"}:
        return None
    means: list[Node] = []
    total = Rational(0)
    for term in law.terms:
        match term:
            case Product(
                (weight, Call(Symbol(base), Bracket("(", ")", (mean, _), (",",), ()))), ("" | "\\cdot",)
            ) if base in _NORMAL and (share := _value(weight)) is not None:
                total += share
                means.append(Product((weight, bracketed(mean)), ("\\cdot",)))
            case _:
                return None
    return Sum(tuple(means), law.signs) if total == 1 else None


def _value(node: Node) -> Rational | None:
    match node:
        case Number(text):
            return Rational(text)
        case Signed("-", Number(text)):
            return -Rational(text)
        case Fraction(Number(top), Number(bottom)) | Product((Number(top), Number(bottom)), ("/",)):
            return Rational(top) / Rational(bottom) if Rational(bottom) else None
        case _:
            return None

"""What is averaged with weights or chances: its mean has its sign."""

from __future__ import annotations

from typing import Final, TypeGuard

from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Product,
    Signed,
    Symbol,
)
from drill.papers_first.plausible.ranges import COUNT_NAMES, PROBABILITY_HEADS

_LOGARITHMS: Final = ("\\log", "\\ln")


def averaged(node: Node) -> Node | None:
    """The f of ``\\frac{\\sum_i m_i f_i}{d \\sum_i m_i}``; None of what is no such mean."""
    match node:
        case Fraction(Big("\\sum", lower, upper, Product(factors, signs)), bottom):
            pass
        case _:
            return None
    parts = bottom.factors if isinstance(bottom, Product) else (bottom,)
    sums = [one for one in parts if isinstance(one, Big)]
    others = [one for one in parts if one not in sums]
    are_counts = all(isinstance(one, Symbol) and one.base in COUNT_NAMES for one in others)
    if len(sums) != 1 or not are_counts or set(signs) - {"", "\\cdot"}:
        return None
    (whole,) = sums
    if (whole.name, whole.lower, whole.upper) != ("\\sum", lower, upper) or whole.body not in factors:
        return None
    at = factors.index(whole.body)
    rest = (*factors[:at], *factors[at + 1 :])
    return rest[0] if len(rest) == 1 else Product(rest, ("",) * (len(rest) - 1))


def is_cross_entropy(node: Node) -> bool:
    """``-\\sum_v p(v) \\log q(v)``: chances of things that can be counted are at most 1."""
    match node:
        case Signed("-", Big("\\sum", _, _, Product((*chances, last), signs))) | Big(
            "\\sum", _, _, Signed("-", Product((*chances, last), signs))
        ):
            is_product = not set(signs) - {"", "\\cdot"} and all(map(_is_chance, chances))
            return is_product and _is_log(last) and _is_chance(last.body)
        case _:
            return False


def _is_log(node: Node) -> TypeGuard[Function]:
    return isinstance(node, Function) and node.name in _LOGARITHMS


def _is_chance(node: Node) -> bool:
    match node:
        case Bracket("(" | "[", _, (inner,), (), ()):
            return _is_chance(inner)
        case Call(Symbol(base)):
            return base in PROBABILITY_HEADS
        case _:
            return False

"""What leaves a value as it is: signs in even functions, the order of arguments, sums of deviations.

Of what is not known it is said that it may be so: nothing is called different for a change that may be none.
"""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
)

_EVEN: Final = frozenset(
    ("Var", "var", "Cov", "cov", "std", "K", "k", "\\kappa", "\\delta", "d", "D", "W", "\\rho", "\\gamma")
)
"""Calls of which a change of sign inside is no change, or may be none: kernels of a difference."""
_EVEN_WORDS: Final = re.compile(
    r"smooth|huber|abs|cosh|sech|l1|norm|dist|tukey|cauchy|welsch|charbonnier|rank|^rms|^mse|^mae|energy",
    re.I,
)
"""Names of losses and sizes that do not tell a deviation from its opposite."""
_UNEVEN_WORDS: Final = re.compile(
    r"sigm|soft(?:max|plus|min)|elu|silu|swish|exp|log|sign|sgn|erf|clip|clamp|step|pos|neg|max|min|sin|tan"
    r"|^E$|^\\(?:sigma|Phi)$|^[Tt]r$|trace|mean|sum|avg|diag|vec",
    re.I,
)
"""Names of functions that tell an argument from its opposite."""
_NORMAL: Final = frozenset(("N", "Normal", "Gaussian"))
_NOISE: Final = frozenset(("\\epsilon", "\\varepsilon", "\\xi"))
_ORDERS: Final = frozenset(("O", "o"))
_SYMMETRIC: Final = frozenset(("JS", "JSD", "TV", "MMD", "W", "H"))
"""Divergences between two distributions in either order."""


def may_be_even(head: Node, argument: Node) -> bool:
    """Whether a function of one argument may have the same value at the argument's opposite.

    Of a difference any function may whose name does not tell that it is not.
    """
    if not isinstance(head, Symbol):
        return False
    is_named_so = head.base in _EVEN or bool(_EVEN_WORDS.search(head.base))
    return is_named_so or (_is_difference(argument) and not _UNEVEN_WORDS.search(head.base))


def _is_difference(node: Node) -> bool:
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_difference(inner)
        case Sum((_, _), ("-",)):
            return True
        case _:
            return False


def is_divergence_either_way(head: Node) -> bool:
    """Whether it is a divergence that two distributions have in either order."""
    if not isinstance(head, Symbol):
        return False
    return bool({head.base, "".join(token for token in head.sub if token.isalpha())} & _SYMMETRIC)


def sorted_between(values: list[float], separators: tuple[str, ...]) -> list[float]:
    """Values in order between bars and semicolons: commas join what may stand in either order."""
    runs: list[list[float]] = [values[:1]]
    for separator, value in zip(separators, values[1:], strict=True):
        if separator == ",":
            runs[-1].append(value)
        else:
            runs.append([value])
    return [value for run in runs for value in sorted(run)]


def vanishes(big: Big) -> bool:
    """Whether it is a sum of deviations from a mean, ``\\sum_i -2 (x_i - \\mu)``, which is 0."""
    if big.name != "\\sum" or not big.lower:
        return False
    return _is_deviation(big.body, big.lower[0])


def _is_deviation(node: Node, index: str) -> bool:
    match node:
        case Bracket(_, _, (inner,), (), ()) | Signed(_, inner):
            return _is_deviation(inner, index)
        case Sum((Symbol() as value, Symbol() as mean), ("-",)):
            return index in value.sub and index not in mean.sub and is_mean(mean)
        case Product((Number() | Signed(_, Number()), inner), ("" | "\\cdot",)):
            return _is_deviation(inner, index)
        case Fraction(top, Number()):
            return _is_deviation(top, index)
        case _:
            return False


def is_mean(node: Node) -> bool:
    """What deviations are taken from: they add up to 0, so one of two factors may go without it."""
    match node:
        case Symbol(base, _, accents):
            return base == "\\mu" or "\\bar" in accents
        case Call(Symbol(base), _):
            return base in ("E", "\\mathbb{E}")
        case _:
            return False


def is_noise(node: Node) -> bool:
    """Whether a term is noise, as likely as its opposite: ``\\sigma \\odot \\epsilon``, ``\\xi_t``."""
    match node:
        case Product(factors):
            return isinstance(factors[-1], Symbol) and factors[-1].base in _NOISE
        case Symbol(base, font, _, sub):
            return base in _NOISE and bool(font or sub)
        case Call(Symbol(base), Bracket(_, _, (Number("0"), _))):
            return base in _NORMAL
        case _:
            return False


def is_order(node: Node) -> bool:
    """Whether a term says only how small or large it is, and of either sign: ``O(h^2)``, ``c \\, o(h)``."""
    match node:
        case Product(factors):
            return is_order(factors[-1])
        case Call(Symbol(base), _):
            return base in _ORDERS
        case _:
            return False

"""Superscripts that are powers because of what stands beside them or in them: ``p^k (1 - p)^{n - k}``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from drill.papers_first.formula.rewrite import bracketed, replaced, walk
from drill.papers_first.formula.tree import (
    Big,
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
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import GREEK
from drill.papers_first.plausible.known_numbers import is_base_e

_GAMMA: Final = Symbol("\\Gamma")
_COMPARED: Final = frozenset(("=", "\\neq", "\\ne", "<", ">", "\\leq", "\\geq", "\\le", "\\ge"))
_COUNTING: Final = frozenset(("t", "k", "n", "i", "j", "s", "l", "m", "r", "T", "K", "N", "\\ell", "\\tau"))
"""Letters that number steps and members."""
_VARIATES: Final = frozenset("UVYZ")
"""Capitals of random numbers, ``(1 - U^{1 / b})^{1 / a}``."""
_PARAMETERS: Final = frozenset((";", "|", "\\mid"))
"""What stands between what varies and the parameters of a function."""


def with_clear_powers(node: Node, left: Node | None = None) -> Node:
    """``node`` with brackets around what is raised to such a power, which leave no place for an index.

    ``left`` is what it is the value of.
    """
    given = _Given(left)
    degrees = frozenset(_degrees(node))
    numbers = frozenset((*_numbers(node), *_arguments_of_gamma(node)))

    def change(part: Node) -> Node | None:
        match part:
            case Power(base) if is_base_e(base):
                return None
            case Power(Symbol(base, "") as raised, exponent) if (
                base.islower() and not raised.mark and _is_made_of(exponent, numbers)
            ):
                return Power(bracketed(raised), exponent)
            case Product(factors, signs) if any(before := _before_sums(factors, signs)):
                marked = tuple(
                    Power(bracketed(one.base), one.exponent) if isinstance(one, Power) and is_before else one
                    for one, is_before in zip(factors, before, strict=True)
                )
                return replaced(replace(part, factors=marked), change)
            case Product(factors, signs) if shares := _shares(factors):
                return Product(tuple(replaced(_marked(one, shares), change) for one in factors), signs)
            case Power(Symbol(font="") as base, Signed("-", Bracket("(", ")", (Sum(),), (), ())) as exponent):
                return Power(bracketed(base), replaced(exponent, change))
            case Power(Symbol() as base, exponent) if (
                _is_of_fraction(base, exponent)
                or given.holds(base, exponent)
                or (exponent in degrees and base != exponent and not is_base_e(base))
            ):
                return Power(bracketed(base), replaced(exponent, change))
            case Big("\\prod", (index, *_), _, body):
                inner = replaced(body, partial(_of_member, index, frozenset(symbols(node))))
                return replaced(replace(part, body=inner), change) if inner != body else None
            case _:
                return None

    return replaced(node, change)


def _degrees(node: Node) -> Iterator[Node]:
    """Letters of which a root is taken, ``\\sqrt[p]{x}``, ``(\\sum_i x_i)^{1 / p}``: they number nothing."""
    for part in walk(node):
        match part:
            case Root(_, Symbol() as degree) | Power(Bracket(), Fraction(Number("1"), Symbol() as degree)):
                yield degree
            case Power(Bracket(), Product((Number("1"), Symbol() as degree), ("/",))):
                yield degree
            case _:
                continue


class _Given:
    """The arguments of what a side is the value of: in ``f(x; a)`` neither x nor a numbers the other."""

    def __init__(self, left: Node | None) -> None:
        call = left.body if isinstance(left, Function) else left
        arguments = call.arguments if isinstance(call, Call) else None
        parts = () if arguments is None else arguments.parts
        self._names = {one.base for part in parts for one in _argument(part)}
        self._has_parameters = arguments is not None and bool(_PARAMETERS & set(arguments.separators))

    def holds(self, base: Symbol, exponent: Node) -> bool:
        """Whether a base and what is above it are both arguments."""
        letters = {one.base for one in symbols(exponent)}
        if not letters or not {base.base, *letters} <= self._names or base.base in letters or is_base_e(base):
            return False
        return self._has_parameters or not letters & _COUNTING


def _argument(part: Node) -> Iterator[Symbol]:
    match part:
        case Symbol():
            yield part
        case Statement((_, Symbol() as value), ("=",)):
            yield value
        case _:
            return


def _is_of_fraction(base: Symbol, exponent: Node) -> bool:
    """``x^{k / 2 - 1}``: nothing is numbered by a fraction of a letter."""
    is_number = not base.font and (base.base.lstrip("\\")[:1].islower() or base.base in _VARIATES)
    return (is_number and not is_base_e(base)) and any(
        (isinstance(part, Fraction) or (isinstance(part, Product) and "/" in part.signs)) and symbols(part)
        for part in walk(exponent)
    )


def _of_member(index: str, beside: frozenset[Symbol], part: Node) -> Node | None:
    """Of a product over i the ``p_i^{y_i}`` with brackets around p_i, unless a y stands ``beside`` it.

    That may be the sum of them all.
    """
    match part:
        case Power(Symbol(sub=(mine,)) as base, Symbol(letter, sub=(own,)) as exponent):
            is_member = mine == own == index and letter not in _COUNTING
            return Power(bracketed(base), exponent) if is_member and Symbol(letter) not in beside else None
        case _:
            return None


def _is_made_of(exponent: Node, numbers: frozenset[Node]) -> bool:
    letters = frozenset(symbols(exponent))
    return bool(letters) and letters <= numbers


def _numbers(node: Node) -> Iterator[Node]:
    """Greek letters that are divided by or compared with a number: as superscripts they are powers."""
    for part in walk(node):
        match part:
            case Fraction(_, bottom):
                found = bottom.factors if isinstance(bottom, Product) else (bottom,)
            case Statement((one, Number()), (relation,)) if relation in _COMPARED:
                found = (one,)
            case _:
                continue
        yield from (one for one in found if isinstance(one, Symbol) and _is_plain_greek(one))


def _arguments_of_gamma(node: Node) -> Iterator[Symbol]:
    """What the gamma function is taken of: a number, ``x^{a - 1} / \\Gamma(a)``."""
    for part in walk(node):
        if isinstance(part, Call) and part.head == _GAMMA:
            yield from symbols(part.arguments)


def _is_plain_greek(symbol: Symbol) -> bool:
    return symbol.base in GREEK and symbol == Symbol(symbol.base)


def _shares(factors: tuple[Node, ...]) -> frozenset[Node]:
    """Every p of which the rest stands raised among factors: ``(1 - p)^{n - k}``."""
    return frozenset(
        other
        for factor in factors
        if isinstance(factor, Power) and not isinstance(factor.exponent, Number)
        for other in (_left_of_one(factor.base),)
        if isinstance(other, Symbol)
    )


def _left_of_one(base: Node) -> Node | None:
    match base:
        case Bracket("(" | "[", _, (Sum((Number("1"), other), ("-",)),), (), ()):
            return other
        case _:
            return None


def _before_sums(factors: tuple[Node, ...], signs: tuple[str, ...]) -> list[bool]:
    """Which factors are powers of a small letter right before a sum sign, ``\\sigma^2 \\sum_i x_i``: no
    function is raised there without brackets around what it is applied to.
    """
    return [
        sign == "" and isinstance(following, Big) and following.name == "\\sum" and _is_square_of_letter(one)
        for one, sign, following in zip(factors, signs, factors[1:], strict=False)
    ] + [False]


def _is_square_of_letter(factor: Node) -> bool:
    match factor:
        case Power(Symbol(base, "" | "\\mathbf") as letter, Number()):
            return base.lstrip("\\")[0].islower() and not is_base_e(letter)
        case _:
            return False


def _marked(factor: Node, shares: frozenset[Node]) -> Node:
    match factor:
        case Power(base, exponent) if base in shares and not isinstance(exponent, Number):
            return Power(bracketed(base), exponent)
        case _:
            return factor

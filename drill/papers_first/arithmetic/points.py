"""A formula's value at a random point, where every name and every call it cannot look into is a number.

Two trees that differ at such points say different things; what is unclear (no value, an accent on a sum)
counts as equal, so that nothing is called different without proof.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.symmetries import (
    is_divergence_either_way,
    may_be_even,
    sorted_between,
    vanishes,
)
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Binomial,
    Bracket,
    Call,
    Derivative,
    Factorial,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Said,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
)

POINTS: Final = 4
_GAP: Final = 1e-6
_LOW, _WIDTH = 0.35, 1.4
"""Names have values between these: positive, and on both sides of 1."""
_FUNCTIONS: Final[dict[str, Callable[[float], float]]] = {
    "\\exp": math.exp,
    "\\log": math.log,
    "\\ln": math.log,
    "\\sin": math.sin,
    "\\cos": math.cos,
    "\\tan": math.tan,
    "\\sinh": math.sinh,
    "\\cosh": math.cosh,
    "\\tanh": math.tanh,
}
_NORMAL: Final = frozenset(("N", "Normal", "Gaussian"))
_EITHER_ORDER: Final = frozenset(
    ("\\cap", "\\cup", "\\wedge", "\\vee", "\\land", "\\lor", "\\oplus", "\\triangle")
)
"""Signs between sets, statements or maps that may stand in either order."""
_PLACES: Final = frozenset(("\\argmax", "\\argmin"))
_FONTS: Final = frozenset(
    ("\\mathbf", "\\mathcal", "\\mathbb", "\\mathrm", "\\operatorname", "\\in", "\\sim")
)
_SEPARATED: Final = frozenset((",", "|", "\\mid", "\\vert", "\\|", ""))
_LINEAR_BIG: Final = frozenset(("\\sum", "\\int", "\\iint", "\\oint", "\\lim"))


def differ(first: Node, second: Node) -> bool:
    """Whether two trees are proved to differ: at each of several random points, by more than rounding."""
    for seed in range(POINTS):
        one, other = _value_or_none(first, seed), _value_or_none(second, seed)
        if one is None or other is None or abs(one - other) <= _GAP * (1 + abs(one) + abs(other)):
            return False
    return True


@lru_cache(maxsize=4096)
def _value_or_none(node: Node, seed: int) -> float | None:
    try:
        value = value_at(node, seed)
    except (ArithmeticError, ValueError):
        return None
    return value if math.isfinite(value) else None


def value_at(node: Node, seed: int) -> float:
    """The value of ``node`` at the random point number ``seed``. Raises ArithmeticError or ValueError."""

    def value(inner: Node) -> float:
        return value_at(inner, seed)

    match node:
        case Symbol():
            return _named(node, seed)
        case Number(text):
            return float(text)
        case Signed(sign, body):
            return -value(body) if sign == "-" else value(body)
        case Sum(terms, signs):
            return _sum(terms, signs, value)
        case Product(factors, signs):
            return _product(factors, signs, seed, value)
        case Fraction(top, bottom):
            return value(top) / value(bottom)
        case Power(base, exponent):
            return _power(value(base), value(exponent))
        case Root(body, None):
            return math.sqrt(value(body))
        case Root(body, degree):
            return _power(value(body), 1 / value(degree)) if degree is not None else 0.0
        case Factorial(body):
            return math.gamma(value(body) + 1)
        case Bracket(_, _, (part,), (), ()):
            return value(part)
        case Bracket(opening, closing, parts, separators, sub) if set(separators) <= _SEPARATED:
            # pairs, sets and inner products: exchanging two of them is not proved to change anything
            return _number((opening, closing, *separators, *sub), seed, sorted(map(value, parts)))
        case Norm(bars, body, sub):
            return abs(value(body)) * _number((bars, *sub), seed)
        case Function(name, body, sub, power):
            return _function(name, value(body), sub, None if power is None else value(power), seed)
        case Big() if vanishes(node):
            return 0.0
        case Big(name, lower, upper, body):
            scale = _number((name, *lower, "^", *upper), seed)
            if name in _PLACES:
                return scale + math.atan(value(_ranked(body, lower)))
            return scale * value(body) if name in _LINEAR_BIG else scale + math.atan(value(body))
        case Call(head, arguments):
            return _call(head, arguments, seed, value)
        case Gradient(body, sub, power) if body is not None:
            return _number(("\\nabla", *sub, "^", *power), seed, (value(_varying(body, sub)),))
        case Applied(Derivative(_, bottom) as head, body):
            return _number(("of", *to_tokens(head)), seed, (value(_varying(body, bottom)),))
        case Applied(head, body) if may_be_even(head, body):
            return _number(("of", *to_tokens(head)), seed) * abs(value(body))
        case Applied(head, body):
            return _number(("of", *to_tokens(head)), seed, (value(body),))
        case Binomial(top, bottom):
            return _number(("\\binom",), seed, (value(top), value(bottom)))
        case Transpose(base, _):
            # a product and its transpose have the same entries: x^T A y is y^T A^T x
            return value(base)
        case Table(environment, rows):
            return _number((environment,), seed, (value(cell) for row in rows for cell in row))
        case Statement(sides, relations):
            return _number(relations, seed, map(value, sides))
        case Said(words, body):
            return _number((words,), seed, (value(body),))
        case _:
            return _number(to_tokens(node), seed)


def _number(tokens: Iterable[str], seed: int, values: Iterable[float] = ()) -> float:
    """A number that depends on names and on values, and on nothing else."""
    return _hashed(" ".join((str(seed), *tokens, "|", *(f"{value:.9g}" for value in values))))


@lru_cache(maxsize=8192)
def _named(node: Node, seed: int) -> float:
    """The value of a symbol, or of what cannot be looked into."""
    return _number(to_tokens(node), seed)


def _hashed(text: str) -> float:
    digest = hashlib.sha256(text.encode()).digest()
    return _LOW + _WIDTH * int.from_bytes(digest[:6], "big") / 2**48


def _sum(terms: tuple[Node, ...], signs: tuple[str, ...], value: Callable[[Node], float]) -> float:
    total = value(terms[0])
    for sign, term in zip(signs, terms[1:], strict=True):
        if sign not in ("+", "-"):
            raise ValueError(f"{sign} has two values")
        total += value(term) if sign == "+" else -value(term)
    return total


def _product(
    factors: tuple[Node, ...], signs: tuple[str, ...], seed: int, value: Callable[[Node], float]
) -> float:
    """A product; of one with a sign of its own (``\\otimes``) the order counts."""
    total = value(factors[0])
    for sign, factor in zip(signs, factors[1:], strict=True):
        if sign in ("/", "\\div"):
            total /= value(factor)
        elif sign in ("", "*", "\\cdot", "\\times", "\\odot"):
            total *= value(factor)
        elif sign in _EITHER_ORDER:
            total = _number((sign,), seed, sorted((total, value(factor))))
        else:
            total = _number((sign,), seed, (total, value(factor)))
    return total


def _power(base: float, exponent: float) -> float:
    result = base**exponent
    if isinstance(result, complex):
        raise ValueError("a power of a negative number")
    return result


def _function(name: str, body: float, sub: tuple[str, ...], power: float | None, seed: int) -> float:
    if name in _FUNCTIONS and not sub:
        result = _FUNCTIONS[name](body)
    else:
        # with an even number of rows a determinant does not tell a matrix from its opposite
        result = _number((name, *sub), seed, (abs(body) if name == "\\det" else body,))
    return result if power is None else _power(result, power)


def _call(head: Node, arguments: Bracket, seed: int, value: Callable[[Node], float]) -> float:
    """A call as a function nobody knows; arguments between commas commute, an expectation is linear."""
    values = [value(part) for part in arguments.parts]
    name = head.base if isinstance(head, Symbol) else ""
    if len(values) == 1 and name == "E":
        return _number(to_tokens(head), seed) * values[0]
    if len(values) == 1 and may_be_even(head, arguments.parts[0]):
        return _number(to_tokens(head), seed) * abs(values[0])
    if set(arguments.separators) <= {","} or is_divergence_either_way(head):
        values.sort()
    elif "," in arguments.separators and name not in _NORMAL:
        values = sorted_between(values, arguments.separators)
    elif name in _NORMAL:
        # a normal density does not tell what is observed from its mean
        values[:2] = sorted(values[:2])
    return _number((*to_tokens(head), *arguments.separators), seed, values)


# --- what does not change a place or a slope ---------------------------------------------------------------


def _ranked(body: Node, lower: tuple[str, ...]) -> Node:
    """What decides where ``body`` is largest: without powers, logarithms, and what stays the same.

    Raises:
        ValueError: nothing says what varies.
    """
    if not lower:
        raise ValueError("what varies is not said")
    inner = _ranked_once(body, lower)
    return body if inner == body else _ranked(inner, lower)


def _ranked_once(body: Node, lower: tuple[str, ...]) -> Node:
    match body:
        case Signed(sign, inner):
            return Signed(sign, _ranked_once(inner, lower))
        case Bracket(_, _, (part,), (), ()):
            return part
        case Power(base, Number()) | Root(base, _) | Norm(_, base, _):
            return base
        case Function("\\log" | "\\ln" | "\\exp", inner, (), None):
            return inner
        case Call(Symbol("E"), Bracket(_, _, (part,), (), ())):
            return part
        case Fraction(top, bottom) if not _varies(bottom, lower):
            return top
        case Sum():
            return _varying(body, lower)
        case Product(factors, signs) if set(signs) <= {"", "\\cdot", "\\times"}:
            kept = tuple(factor for factor in factors if _varies(factor, lower))
            if 0 < len(kept) < len(factors):
                return kept[0] if len(kept) == 1 else Product(kept, ("",) * (len(kept) - 1))
    return body


def _varying(body: Node, names: tuple[str, ...]) -> Node:
    """A sum without the terms that do not hold what varies."""
    match body:
        case Bracket(_, _, (Sum() as whole,), (), ()):
            return _varying(whole, names)
        case Sum(terms, signs) if names:
            kept = [
                (sign, term) for sign, term in zip(("+", *signs), terms, strict=True) if _varies(term, names)
            ]
            if not kept or len(kept) == len(terms):
                return body
            (sign, first), *rest = kept
            head = Signed("-", first) if sign == "-" else first
            if not rest:
                return head
            return Sum((head, *(term for _, term in rest)), tuple(sign for sign, _ in rest))
        case _:
            return body


def _varies(node: Node, names: tuple[str, ...]) -> bool:
    return bool(_names(to_tokens(node)) & _names(names))


def _names(tokens: Iterable[str]) -> set[str]:
    return {token for token in tokens if token.lstrip("\\")[:1].isalpha() and token not in _FONTS}

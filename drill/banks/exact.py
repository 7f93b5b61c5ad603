"""Exact rational values of trees: what conditions on a draw and whole-number functions rest on.

Where a value is irrational or a symbol is free there is none, and the caller turns to doubles.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from drill.errors import TooLargeError, UndefinedError
from drill.maths.tree import Binary, Call, Logic, Neg, Node, Not, Num, Relation, Sym

Lookup = Callable[[str], Fraction | None]

_MOST_BITS = 4000
"""So large may a numerator or denominator become."""
_MOST_TERMS = 10_000
_MOST_FACTORIAL = 500


def nothing_known(name: str) -> Fraction | None:
    """The lookup of a tree without names."""
    return None


def exact(node: Node, lookup: Lookup = nothing_known) -> Fraction | None:
    """The rational value of a tree, or ``None``.

    Raises UndefinedError for a division by zero, TooLargeError beyond the budgets.
    """
    match node:
        case Num():
            return node.value if len(node.text) <= 80 else None
        case Sym(name):
            return lookup(name)
        case Neg(arg):
            value = exact(arg, lookup)
            return None if value is None else -value
        case Binary(op, left, right):
            return _binary(op, exact(left, lookup), exact(right, lookup))
        case Call(name, args):
            return _call(name, args, lookup)
        case _:
            return None


def truth(node: Node, lookup: Lookup = nothing_known) -> bool | None:
    """Whether a statement about rational values holds; ``None`` where a side is not rational."""
    match node:
        case Relation(op, left, right):
            low, high = exact(left, lookup), exact(right, lookup)
            return None if low is None or high is None else _COMPARISONS[op](low, high)
        case Logic(op, left, right):
            first = truth(left, lookup)
            if first is None or first == (op == "or"):
                return first
            return truth(right, lookup)
        case Not(arg):
            value = truth(arg, lookup)
            return None if value is None else not value
        case _:
            return None


def whole(node: Node, lookup: Lookup = nothing_known) -> int | None:
    """The whole number that a tree is, or ``None``."""
    value = exact(node, lookup)
    return value.numerator if value is not None and value.denominator == 1 else None


_COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda x, y: x == y,
    "!=": lambda x, y: x != y,
    "<": lambda x, y: x < y,
    ">": lambda x, y: x > y,
    "<=": lambda x, y: x <= y,
    ">=": lambda x, y: x >= y,
}


def _binary(op: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    match op:
        case "+":
            return _bounded(left + right)
        case "-":
            return _bounded(left - right)
        case "*":
            return _bounded(left * right)
        case "/":
            if right == 0:
                raise UndefinedError("division by zero")
            return _bounded(left / right)
        case _:
            return _power(left, right)


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if base == 0 and exponent < 0:
        raise UndefinedError("division by zero")
    root = base if exponent.denominator == 1 else _root(base, exponent.denominator)
    if root is None:
        return None
    bits = max(root.numerator.bit_length(), root.denominator.bit_length())
    if bits > 1 and bits * abs(exponent.numerator) > _MOST_BITS:
        raise TooLargeError("a power is too large")
    return root**exponent.numerator


def _root(value: Fraction, degree: int) -> Fraction | None:
    """The rational root of a non-negative number, if it has one."""
    if value < 0 or degree > 64:
        return None
    numerator, denominator = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    if numerator is None or denominator is None:
        return None
    return Fraction(numerator, denominator)


def _whole_root(value: int, degree: int) -> int | None:
    if degree == 2:
        root = math.isqrt(value)
    else:
        root = round(value ** (1 / degree)) if value.bit_length() < 900 else 0
    return root if root**degree == value else None


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise TooLargeError("a number has too many digits")
    return value


def _call(name: str, args: tuple[Node, ...], lookup: Lookup) -> Fraction | None:
    if name == "ind":
        holds = truth(args[0], lookup)
        return None if holds is None else Fraction(int(holds))
    if name == "pick":
        place = whole(args[0], lookup)
        return None if place is None else exact(picked(place, args[1:]), lookup)
    if name in ("sum", "prod"):
        return _fold(name, args, lookup)
    if name in ("dec", "raw"):
        return exact(args[0], lookup)
    function = _FUNCTIONS.get(name)
    if function is None:
        return None
    values = [exact(arg, lookup) for arg in args]
    known = [value for value in values if value is not None]
    return function(known) if len(known) == len(values) else None


def picked(place: int, options: tuple[Node, ...]) -> Node:
    """The option at a place from 1; UndefinedError beyond them."""
    if not 1 <= place <= len(options):
        raise UndefinedError(f"pick: there is no option {place} among {len(options)}")
    return options[place - 1]


def _fold(name: str, args: tuple[Node, ...], lookup: Lookup) -> Fraction | None:
    low, high = whole(args[2], lookup), whole(args[3], lookup)
    if low is None or high is None or not isinstance(args[1], Sym):
        return None
    if high - low > _MOST_TERMS:
        raise TooLargeError(f"a sum has more than {_MOST_TERMS} terms")
    bound, total = args[1].name, Fraction(0 if name == "sum" else 1)
    for index in range(low, high + 1):
        term = exact(args[0], lambda other, index=index: Fraction(index) if other == bound else lookup(other))
        if term is None:
            return None
        total = _bounded(total + term if name == "sum" else total * term)
    return total


def _factorial(value: Fraction) -> Fraction | None:
    if value.denominator != 1 or value < 0:
        return None
    if value > _MOST_FACTORIAL:
        raise TooLargeError("a factorial is too large")
    return Fraction(math.factorial(value.numerator))


def _binomial(n: Fraction, k: Fraction) -> Fraction | None:
    if n.denominator != 1 or k.denominator != 1 or n < 0:
        return None
    if n > _MOST_FACTORIAL:
        raise TooLargeError("a binomial coefficient is too large")
    return Fraction(math.comb(n.numerator, k.numerator)) if k >= 0 else Fraction(0)


def _gcd(x: Fraction, y: Fraction) -> Fraction | None:
    if x.denominator != 1 or y.denominator != 1:
        return None
    return Fraction(math.gcd(x.numerator, y.numerator))


def _mod(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise UndefinedError("division by zero")
    return x % y


_FUNCTIONS: Mapping[str, Callable[[list[Fraction]], Fraction | None]] = {
    "abs": lambda v: abs(v[0]),
    "sign": lambda v: Fraction((v[0] > 0) - (v[0] < 0)),
    "floor": lambda v: Fraction(math.floor(v[0])),
    "ceil": lambda v: Fraction(math.ceil(v[0])),
    "max": max,
    "min": min,
    "sqrt": lambda v: _root(v[0], 2),
    "cbrt": lambda v: _root(v[0], 3),
    "root": lambda v: _root(v[0], v[1].numerator) if v[1].denominator == 1 and v[1] > 0 else None,
    "factorial": lambda v: _factorial(v[0]),
    "binomial": lambda v: _binomial(v[0], v[1]),
    "gcd": lambda v: _gcd(v[0], v[1]),
    "mod": lambda v: _mod(v[0], v[1]),
}

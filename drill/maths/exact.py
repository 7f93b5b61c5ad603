"""Exact rational arithmetic on trees, without SymPy: conditions on drawn parameters are decided here.

Also perfect roots and the whole-number functions; anything else is not rational and gives ``None``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.chains import bounded_value, chain
from drill.maths.tree import Binary, Call, Const, Logic, Neg, Node, Not, Num, Relation, RelationOp, Sym

Environment = Mapping[str, Fraction]

MAX_EXPONENT = 1000
MAX_BITS = 50_000
MAX_FACTORIAL = 2000
_MAX_LOOP = 10_000


_COMPARED: Mapping[RelationOp, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge,
}  # fmt: skip


class _NotRational(Exception):
    """The tree's value is not rational, or not found to be."""


def rational(node: Node, values: Mapping[str, Fraction]) -> Fraction | None:
    """The exact value of a tree, or ``None`` if rational arithmetic does not give one.

    Raises :class:`UndefinedError` for a division by zero and :class:`TooLargeError` beyond budgets.
    """
    try:
        return _value(node, values)
    except _NotRational:
        return None


def truth(node: Node, values: Mapping[str, Fraction]) -> bool | None:
    """Whether a statement holds, or ``None`` if rational arithmetic does not decide it."""
    try:
        return _truth(node, values)
    except _NotRational:
        return None


def _truth(node: Node, env: Environment) -> bool:
    match node:
        case Relation(op, left, right):
            return _COMPARED[op](_value(left, env), _value(right, env))
        case Logic(op, left, right):
            first = _truth(left, env)
            return first if first == (op == "or") else _truth(right, env)
        case Not(arg):
            return not _truth(arg, env)
        case _:
            raise _NotRational


def _value(node: Node, env: Environment) -> Fraction:
    match node:
        case Num():
            return bounded_value(node)
        case Sym(name) | Const(name):
            if name not in env:
                raise _NotRational
            value = env[name]
            return value if type(value) is Fraction else Fraction(value)
        case Neg(arg):
            return -_value(arg, env)
        case Binary("^", left, right):
            return rational_power(_value(left, env), _value(right, env))
        case Binary():
            return _chain(node, env)
        case Call(name, args):
            function = _FUNCTIONS.get(name)
            if function is not None:
                return function(*[_value(arg, env) for arg in args])
            return _special(node, env)
        case _:
            raise _NotRational


def _chain(node: Binary, env: Environment) -> Fraction:
    first, links = chain(node)
    total = _value(first, env)
    for op, part in links:
        value = _value(part, env)
        match op:
            case "+":
                total += value
            case "-":
                total -= value
            case "*":
                total *= value
            case _:
                total = _divide(total, value)
    return total


def _special(node: Call, env: Environment) -> Fraction:
    match node.name:
        case "ind":
            return Fraction(_truth(node.args[0], env))
        case "pick":
            place = _whole(_value(node.args[0], env))
            if not 1 <= place < len(node.args):
                raise CheckError(f"pick has {len(node.args) - 1} values, there is no number {place}")
            return _value(node.args[place], env)
        case "raw" | "dec" | "simplify" | "expand" | "factor":
            return _value(node.args[0], env)
        case "sum" | "prod":
            return _loop(node, env)
        case _:
            raise _NotRational


def _loop(node: Call, env: Environment) -> Fraction:
    name = node.args[1]
    low, high = _whole(_value(node.args[2], env)), _whole(_value(node.args[3], env))
    if not isinstance(name, Sym):
        raise _NotRational
    if high - low >= _MAX_LOOP:
        raise TooLargeError(f"more than {_MAX_LOOP} terms")
    terms = (_value(node.args[0], {**env, name.name: Fraction(number)}) for number in range(low, high + 1))
    return sum(terms, Fraction(0)) if node.name == "sum" else math.prod(terms, start=Fraction(1))


def _whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise CheckError("a whole number is due here")
    return value.numerator


def _divide(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise UndefinedError("division by zero")
    return x / y


def check_power(base: Fraction, exponent: Fraction) -> None:
    """Refuse powers of numbers beyond the budget of bits."""
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (-1, 0, 1) and (abs(exponent) > MAX_EXPONENT or bits * abs(exponent) > MAX_BITS):
        raise TooLargeError("a power is too large")


def rational_power(base: Fraction, exponent: Fraction) -> Fraction:
    """base^exponent where it is rational: whole exponents, and perfect roots of what is not negative."""
    if base == 0 and exponent < 0:
        raise UndefinedError("zero to a negative power")
    check_power(base, exponent)
    if exponent.denominator == 1:
        if base in (-1, 0, 1):
            return Fraction(1) if exponent == 0 else base if exponent % 2 else base * base
        return base**exponent.numerator
    if base < 0:
        raise _NotRational
    return _root(base, exponent.denominator) ** exponent.numerator


def _root(value: Fraction, degree: int) -> Fraction:
    """The perfect root of a rational; real for odd degrees below zero."""
    if value < 0:
        if degree % 2 == 0:
            raise _NotRational
        return -_root(-value, degree)
    found = Fraction(_whole_root(value.numerator, degree), _whole_root(value.denominator, degree))
    if found**degree != value:
        raise _NotRational
    return found


def _whole_root(value: int, degree: int) -> int:
    if degree == 2:
        return math.isqrt(value)
    if degree > MAX_EXPONENT or value.bit_length() > 1000:
        raise _NotRational
    return round(value ** (1 / degree))


def _nth_root(value: Fraction, degree: Fraction) -> Fraction:
    if degree.denominator != 1 or degree < 1:
        raise _NotRational
    return _root(value, degree.numerator)


def _factorial(value: Fraction) -> Fraction:
    if value.denominator != 1:
        raise _NotRational
    if value < 0:
        raise UndefinedError("the factorial of a negative number")
    if value > MAX_FACTORIAL:
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")
    return Fraction(math.factorial(value.numerator))


def _binomial(n: Fraction, k: Fraction) -> Fraction:
    if n.denominator != 1 or k.denominator != 1:
        raise _NotRational
    top, bottom = n.numerator, k.numerator
    if bottom < 0:
        return Fraction(0)
    if max(abs(top), bottom) > MAX_FACTORIAL:
        raise TooLargeError("a binomial coefficient is too large")
    return Fraction(
        math.comb(top, bottom) if top >= 0 else (-1) ** bottom * math.comb(bottom - top - 1, bottom)
    )


def _mod(x: Fraction, y: Fraction) -> Fraction:
    if y == 0:
        raise UndefinedError("division by zero")
    return x % y


_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "abs": lambda x: x if x >= 0 else -x, "max": lambda *values: max(values),
    "min": lambda *values: min(values), "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "floor": lambda x: Fraction(math.floor(x)), "ceil": lambda x: Fraction(math.ceil(x)),
    "gcd": lambda x, y: Fraction(math.gcd(_whole(x), _whole(y))), "mod": _mod, "sqrt": lambda x: _root(x, 2),
    "cbrt": lambda x: _root(x, 3), "root": _nth_root, "factorial": _factorial, "binomial": _binomial,
}  # fmt: skip

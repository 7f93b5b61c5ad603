"""A formula's side as an expression that can be computed with, where every symbol stands for a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.maths import tree as maths
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Bracket,
    Factorial,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
)

_FUNCTIONS: Final = {
    "\\exp": "exp",
    "\\log": "ln",
    "\\ln": "ln",
    "\\sin": "sin",
    "\\cos": "cos",
    "\\tan": "tan",
    "\\sinh": "sinh",
    "\\cosh": "cosh",
    "\\tanh": "tanh",
    "\\arctan": "atan",
    "\\arcsin": "asin",
    "\\arccos": "acos",
}
_TIMES: Final = frozenset(("", "*", "\\cdot", "\\times", "\\odot"))
_CONSTANTS: Final[dict[str, maths.ConstName]] = {"\\pi": "pi"}


def scalar_tree(node: Node, names: Mapping[Symbol, str]) -> maths.Node:
    """``node`` in the plain language; ``names`` gives what each symbol is typed as.

    Products of any sign are products of numbers here, since every symbol is one.

    Raises:
        RefusedError: something in it is no plain arithmetic (a call, a sum with bounds, a gradient).
    """
    match node:
        case Number(text):
            return maths.Num(text)
        case Symbol():
            return _symbol(node, names)
        case Signed("-", body):
            return maths.Neg(scalar_tree(body, names))
        case Signed("+", body):
            return scalar_tree(body, names)
        case Sum(terms, signs):
            return _chain(terms, signs, names)
        case Product(factors, signs):
            return _product(factors, signs, names)
        case Fraction(top, bottom):
            return maths.Binary("/", scalar_tree(top, names), scalar_tree(bottom, names))
        case Power(base, exponent):
            return maths.Binary("^", scalar_tree(base, names), scalar_tree(exponent, names))
        case Root(body, None):
            return maths.Call("sqrt", (scalar_tree(body, names),))
        case Root(body, degree) if degree is not None:
            return maths.Call("root", (scalar_tree(body, names), scalar_tree(degree, names)))
        case Factorial(body):
            return maths.Call("factorial", (scalar_tree(body, names),))
        case Norm("|", body, ()):
            return maths.Call("abs", (scalar_tree(body, names),))
        case Bracket("(" | "[" | "\\{", ")" | "]" | "\\}", (part,), (), ()):
            return scalar_tree(part, names)
        case Function(name, body, (), power):
            return _function(name, body, power, names)
        case _:
            raise RefusedError("it is no plain arithmetic")


def _symbol(symbol: Symbol, names: Mapping[Symbol, str]) -> maths.Node:
    if symbol in names:
        return maths.Sym(names[symbol])
    constant = _CONSTANTS.get(symbol.base)
    if constant is not None and symbol == Symbol(symbol.base):
        return maths.Const(constant)
    raise RefusedError(f"{symbol.base} has no name to type")


def _chain(terms: tuple[Node, ...], signs: tuple[str, ...], names: Mapping[Symbol, str]) -> maths.Node:
    result = scalar_tree(terms[0], names)
    for sign, term in zip(signs, terms[1:], strict=True):
        if sign not in ("+", "-"):
            raise RefusedError(f"{sign} has two values")
        result = maths.Binary("+" if sign == "+" else "-", result, scalar_tree(term, names))
    return result


def _product(factors: tuple[Node, ...], signs: tuple[str, ...], names: Mapping[Symbol, str]) -> maths.Node:
    result = scalar_tree(factors[0], names)
    for sign, factor in zip(signs, factors[1:], strict=True):
        if sign in ("/", "\\div"):
            result = maths.Binary("/", result, scalar_tree(factor, names))
        elif sign in _TIMES:
            result = maths.Binary("*", result, scalar_tree(factor, names))
        else:
            raise RefusedError(f"{sign} is no product of numbers")
    return result


def _function(name: str, body: Node, power: Node | None, names: Mapping[Symbol, str]) -> maths.Node:
    if name not in _FUNCTIONS:
        raise RefusedError(f"{name} is not computed with")
    call = maths.Call(_FUNCTIONS[name], (scalar_tree(body, names),))
    return call if power is None else maths.Binary("^", call, scalar_tree(power, names))

"""Trees of numbers and matrices to SymPy, node by node: exact numbers, bounded work, never text.

This module loads SymPy and belongs to the worker and to commands such as ``check``. Vectors become
``n × 1`` matrices, matrices are immutable; :func:`drill.maths.from_sympy.from_sympy` leads back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import sympy

from drill.errors import CheckError, TooLargeError
from drill.maths import symbolic_calculus, tree
from drill.maths.chains import bounded_value, chain
from drill.maths.domains import Assumptions, Domain
from drill.maths.evaluation import bound_name
from drill.maths.from_sympy import from_sympy
from drill.maths.functions import is_family
from drill.maths.symbolic_functions import FUNCTIONS, divide, multiply, power
from drill.maths.symbolic_matrices import matrix_of
from drill.maths.symbolic_values import Value, as_scalar, defined
from drill.maths.tree import Binary, Call, Node

__all__ = ["from_sympy", "symbol_of", "symbols_of", "to_sympy"]

Environment = Mapping[str, Any]

# Terms written out at most; SymPy takes a second for more.
_MAX_EXPLICIT_TERMS = 1000


def to_sympy(node: Node, symbols: Mapping[str, Any]) -> Value:
    """Give the SymPy value of a tree: an expression or an immutable matrix.

    ``symbols`` gives every free name its SymPy value. Names that a function binds (``diff``, ``sum``, …) take
    the symbol of that name if there is one, else a real symbol. Raises :class:`UndefinedError`,
    :class:`TooLargeError` or :class:`CheckError`.
    """
    return _build(node, symbols)


def symbol_of(name: str, domain: Domain) -> sympy.Symbol:
    """Give the SymPy symbol of a name with what its domain implies."""
    known: dict[str, bool] = {"real": True}
    if domain.integer:
        known["integer"] = True
    if domain.is_positive:
        known["positive"] = True
    elif domain.is_nonnegative:
        known["nonnegative"] = True
    elif domain.is_negative:
        known["negative"] = True
    elif domain.is_nonpositive:
        known["nonpositive"] = True
    elif domain.nonzero:
        known["nonzero"] = True
    return sympy.Symbol(name, **known)


def symbols_of(assumed: Assumptions) -> dict[str, sympy.Symbol]:
    """Give a SymPy symbol for every name of the assumptions."""
    return {name: symbol_of(name, domain) for name, domain in assumed.domains.items()}


def _build(node: Node, env: Environment) -> Value:
    match node:
        case tree.Num():
            return sympy.Rational(*bounded_value(node).as_integer_ratio())
        case tree.Sym(name):
            return _value_of(name, env)
        case tree.Const(name):
            return _constant(name, env)
        case tree.Neg(arg):
            return -_build(arg, env)
        case Binary("^", left, right):
            return power(_build(left, env), _build(right, env))
        case Binary():
            return _chain(node, env)
        case Call():
            return _call(node, env)
        case tree.Sequence("list" | "tuple", items):
            return matrix_of([_build(item, env) for item in items])
        case _:
            raise CheckError("a number or expression is due here")


def _value_of(name: str, env: Environment) -> Value:
    if name not in env:
        raise CheckError(f"unknown name '{name}'")
    return env[name]


def _constant(name: str, env: Environment) -> Value:
    if name in env:
        return _value_of(name, env)
    if name == "dne":
        raise CheckError("'dne' has no value")
    return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "inf": sympy.oo}[name]


def _chain(node: Binary, env: Environment) -> Value:
    first, links = chain(node)
    if all(op in "+-" for op, _ in links):
        parts = [(op, _build(part, env)) for op, part in links]
        return _sum_of([_build(first, env), *(-part if op == "-" else part for op, part in parts)])
    total = _build(first, env)
    for op, part in links:
        value = _build(part, env)
        total = divide(total, value) if op == "/" else multiply(total, value)
    return total


def _sum_of(terms: list[Value]) -> Value:
    """All terms at once, since SymPy's addition of many terms one by one is quadratic."""
    return defined(sympy.Add(*[as_scalar(term) for term in terms]))


def _call(node: Call, env: Environment) -> Value:
    special = _SPECIAL_FORMS.get(node.name)
    if special is not None:
        return special(node, env)
    if is_family(node.name, len(node.args)):
        raise CheckError(f"a number or expression is due here, not a distribution ({node.name})")
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise CheckError(f"{node.name} has no symbolic value")
    return defined(function(*[_build(arg, env) for arg in node.args]))


def _bind(name: str, env: Environment, **known: bool) -> tuple[sympy.Symbol, dict[str, Any]]:
    """The symbol that a bound name stands for, and the environment inside its scope."""
    present = env.get(name)
    symbol = present if isinstance(present, sympy.Symbol) else sympy.Symbol(name, real=True, **known)
    return symbol, {**env, name: symbol}


def _diff(node: Call, env: Environment) -> Value:
    variables: list[sympy.Symbol] = []
    inner: Mapping[str, Any] = env
    for place in range(1, len(node.args)):
        symbol, inner = _bind(bound_name(node, place), inner)
        variables.append(symbol)
    body = _build(node.args[0], inner)
    return defined(as_scalar(body).diff(*variables))


def _integrate(node: Call, env: Environment) -> Value:
    symbol, inner = _bind(bound_name(node, 1), env)
    body = as_scalar(_build(node.args[0], inner))
    if len(node.args) == 2:
        return symbolic_calculus.antiderivative(body, symbol)
    if len(node.args) != 4:
        raise CheckError("integrate takes both limits or none")
    low, high = (as_scalar(_build(end, env)) for end in node.args[2:])
    return defined(symbolic_calculus.finished(sympy.integrate(body, (symbol, low, high)), "integral"))


def _limit(node: Call, env: Environment) -> Value:
    symbol, inner = _bind(bound_name(node, 1), env)
    return symbolic_calculus.limit(
        as_scalar(_build(node.args[0], inner)), symbol, as_scalar(_build(node.args[2], env))
    )


def _loop(node: Call, env: Environment) -> Value:
    name = bound_name(node, 1)
    low, high = (as_scalar(_build(end, env)) for end in node.args[2:])
    if low.is_Integer and high.is_Integer:
        count = int(high) - int(low) + 1
        if count > _MAX_EXPLICIT_TERMS:
            raise TooLargeError(f"more than {_MAX_EXPLICIT_TERMS} terms")
        terms = [_build(node.args[0], {**env, name: low + step}) for step in range(count)]
        if node.name == "prod":
            return reduce(multiply, terms, sympy.S.One)
        return _sum_of(terms) if terms else sympy.S.Zero
    # A fresh symbol, since a declared one need not be an integer.
    index = sympy.Dummy(name, integer=True, **({"nonnegative": True} if low.is_nonnegative else {}))
    body = as_scalar(_build(node.args[0], {**env, name: index}))
    whole, what = (sympy.summation, "sum") if node.name == "sum" else (sympy.product, "product")
    return defined(symbolic_calculus.finished(whole(body, (index, low, high)), what))


_SPECIAL_FORMS: dict[str, Callable[[Call, Environment], Value]] = {
    "diff": _diff, "integrate": _integrate, "limit": _limit, "sum": _loop, "prod": _loop,
}  # fmt: skip

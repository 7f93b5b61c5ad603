"""Trees to SymPy, node by node: exact numbers, bounded work, never text.

This module loads SymPy and belongs to the worker and to commands such as ``check``. Vectors become
``n × 1`` matrices, matrices are immutable; :func:`drill.maths.from_sympy.from_sympy` leads back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import exact, symbolic_calculus, tree
from drill.maths.chains import bounded_value, chain
from drill.maths.domains import Assumptions, Domain
from drill.maths.evaluation import bound_name, choice, family_of
from drill.maths.from_sympy import from_sympy
from drill.maths.functions import is_family
from drill.maths.symbolic_distributions import evaluate_distribution
from drill.maths.symbolic_functions import FUNCTIONS, add, divide, multiply, power
from drill.maths.symbolic_matrices import equal_sizes, matrix_of
from drill.maths.symbolic_values import Value, as_integer, as_scalar, defined, is_matrix, is_zero, sign_of
from drill.maths.tree import Binary, Call, Node, RelationOp
from drill.maths.tree import Sequence as SequenceNode

__all__ = ["exact_number", "from_sympy", "holds", "symbol_of", "symbols_of", "to_sympy"]

Environment = Mapping[str, Any]

# Terms written out at most; SymPy takes a second for more.
_MAX_EXPLICIT_TERMS = 1000


def to_sympy(node: Node, symbols: Mapping[str, Any]) -> Value:
    """Give the SymPy value of a tree: an expression, an immutable matrix, a tuple, a set or a relation.

    ``symbols`` gives every free name its SymPy value. Names that a function binds (``diff``, ``sum``, …) take
    the symbol of that name if there is one, else a real symbol. Raises :class:`UndefinedError`,
    :class:`TooLargeError` or :class:`CheckError`.
    """
    return _build(node, symbols)


def exact_number(value: int | Fraction) -> Value:
    """Give a SymPy rational of the same value."""
    fraction = Fraction(value)
    return sympy.Rational(fraction.numerator, fraction.denominator)


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


def holds(node: Node, values: Mapping[str, Any]) -> bool:
    """Tell whether a statement is true where names have the given values (ints, fractions or SymPy values).

    Rationals decide exactly; other numbers at 50 digits, and equality by simplification. Raises
    :class:`CheckError` if it cannot be decided.
    """
    fractions = {
        name: Fraction(value) for name, value in values.items() if isinstance(value, (int, Fraction))
    }
    decided = exact.truth(node, fractions)
    if decided is not None:
        return decided
    return _truth(node, {**values, **{name: exact_number(value) for name, value in fractions.items()}})


def _truth(node: Node, env: Environment) -> bool:
    match node:
        case tree.Relation(op, left, right):
            return _related(op, _build(left, env), _build(right, env))
        case tree.Logic(op, left, right):
            first = _truth(left, env)
            return first if first == (op == "or") else _truth(right, env)
        case tree.Not(arg):
            return not _truth(arg, env)
        case _:
            raise CheckError("a condition is due here, such as a < b")


def _related(op: RelationOp, left: Value, right: Value) -> bool:
    if op in ("=", "!="):
        return _equal(left, right) == (op == "=")
    sign = sign_of(as_scalar(left) - as_scalar(right))
    return {"<": sign < 0, ">": sign > 0, "<=": sign <= 0, ">=": sign >= 0}[op]


def _equal(left: Value, right: Value) -> bool:
    if is_matrix(left) or is_matrix(right):
        # `X = 0` compares every entry with zero.
        if left == 0 or right == 0:
            matrix: Value = right if left == 0 else left
            return all(is_zero(entry) for entry in matrix)
        return equal_sizes(left, right) and all(is_zero(x - y) for x, y in zip(left, right, strict=True))
    if type(left) is type(right) is sympy.Tuple:
        return len(left) == len(right) and all(is_zero(x - y) for x, y in zip(left, right, strict=True))
    return is_zero(as_scalar(left) - as_scalar(right)) if left != right else True


def _build(node: Node, env: Environment) -> Value:
    match node:
        case tree.Num():
            return exact_number(bounded_value(node))
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
        case SequenceNode(kind, items):
            return _sequence(kind, [_build(item, env) for item in items])
        case tree.Index(base, indices):
            return _entry(
                _build(base, env), [as_integer(_build(index, env), "an index") for index in indices]
            )
        case tree.Relation(op, left, right):
            return _RELATIONS[op](as_scalar(_build(left, env)), as_scalar(_build(right, env)))
        case tree.Logic(op, left, right):
            join = sympy.And if op == "and" else sympy.Or
            return join(_statement(_build(left, env)), _statement(_build(right, env)))
        case tree.Not(arg):
            return sympy.Not(_statement(_build(arg, env)))
        case tree.Interval(low, high, open_low, open_high):
            return sympy.Interval(
                as_scalar(_build(low, env)), as_scalar(_build(high, env)), open_low, open_high
            )
        case tree.Union(left, right):
            return sympy.Union(_set(left, env), _set(right, env))


def _statement(value: Value) -> Any:
    if not isinstance(value, sympy.logic.boolalg.Boolean) or isinstance(value, sympy.Symbol):
        raise CheckError("a condition is due here, such as a < b")
    return value


def _set(node: Node, env: Environment) -> Any:
    """A part of a union, where ``(a, b)`` is an open interval."""
    if isinstance(node, SequenceNode) and node.kind == "tuple" and len(node.items) == 2:
        node = tree.Interval(node.items[0], node.items[1], True, True)
    value = _build(node, env)
    if not isinstance(value, sympy.Set):
        raise CheckError("an interval or a set is due here")
    return value


_RELATIONS: dict[RelationOp, Callable[[Any, Any], Any]] = {
    "=": sympy.Eq, "!=": sympy.Ne, "<": sympy.Lt, ">": sympy.Gt, "<=": sympy.Le, ">=": sympy.Ge,
}  # fmt: skip


def _value_of(name: str, env: Environment) -> Value:
    if name not in env:
        raise CheckError(f"unknown name '{name}'")
    value = env[name]
    if isinstance(value, (int, Fraction)):
        return exact_number(value)
    return value.as_immutable() if is_matrix(value) else value


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
    if any(isinstance(term, sympy.MatrixBase) for term in terms):
        total = terms[0]
        for term in terms[1:]:
            total = add(total, term)
        return total
    return defined(sympy.Add(*[as_scalar(term) for term in terms]))


def _sequence(kind: str, items: list[Value]) -> Value:
    if kind == "set":
        return sympy.FiniteSet(*[as_scalar(item) for item in items])
    if kind == "commas":
        return sympy.Tuple(*items)
    return matrix_of(items)


def _entry(base: Value, places: list[int]) -> Value:
    if isinstance(base, sympy.Tuple) and len(places) == 1 and 1 <= places[0] <= len(base):
        return base[places[0] - 1]
    if not isinstance(base, sympy.MatrixBase):
        raise CheckError("a number has no entries")
    if len(places) == 1 and base.cols == 1:
        places = [places[0], 1]
    if len(places) > 2 or any(not 1 <= at <= size for at, size in zip(places, base.shape, strict=False)):
        raise CheckError("an index is out of range (entries count from 1)")
    if len(places) == 1:
        return base.row(places[0] - 1).T.as_immutable()
    return base[places[0] - 1, places[1] - 1]


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
    return defined((body if is_matrix(body) else as_scalar(body)).diff(*variables))


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


def _subs(node: Call, env: Environment) -> Value:
    if len(node.args) % 2 == 0:
        raise CheckError("subs needs a value for every name")
    inner: Mapping[str, Any] = env
    values: dict[sympy.Symbol, Value] = {}
    for place in range(1, len(node.args), 2):
        symbol, inner = _bind(bound_name(node, place), inner)
        values[symbol] = as_scalar(_build(node.args[place + 1], env))
    body = _build(node.args[0], inner)
    result = body.subs(values, simultaneous=True)
    if result.has(sympy.nan, sympy.zoo):
        raise UndefinedError("the expression has no value there")
    return result


def _ind(node: Call, env: Environment) -> Value:
    return sympy.S.One if _truth(node.args[0], env) else sympy.S.Zero


def _pick(node: Call, env: Environment) -> Value:
    place = as_integer(_build(node.args[0], env), "the first argument of pick")
    return _build(choice(node, place), env)


def _distribution(node: Call, env: Environment) -> Value:
    family = family_of(node)
    parameters = [as_scalar(_build(arg, env)) for arg in family.args]
    return defined(
        evaluate_distribution(node.name, family.name, parameters, _build(node.args[1], env), _build)
    )


_SPECIAL_FORMS: dict[str, Callable[[Call, Environment], Value]] = {
    "diff": _diff, "integrate": _integrate, "limit": _limit, "sum": _loop, "prod": _loop, "subs": _subs,
    "ind": _ind, "pick": _pick, "cdf": _distribution, "pdf": _distribution, "quantile": _distribution,
}  # fmt: skip

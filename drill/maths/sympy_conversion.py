"""Convert trees of numbers and matrices to SymPy, node by node: exact numbers, bounded work, never text.

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
from drill.maths import maths_tree, symbolic_values
from drill.maths import symbolic_values as matrices
from drill.maths.domains import Assumptions, Domain
from drill.maths.exact import MAX_FACTORIAL, refuse_large_power
from drill.maths.from_sympy import from_sympy
from drill.maths.maths_tree import Binary, Call, Node, bounded_value, split_chain
from drill.maths.names import CIRCULAR, INVERSE, is_family
from drill.maths.symbolic_values import (
    Value,
    as_scalar,
    is_matrix,
    is_sympy_zero,
    matrix_of,
    require_defined,
    require_sympy_integer,
)
from drill.maths.tree_evaluation import bound_name

__all__ = ["from_sympy", "make_sympy_symbols", "symbol_of", "to_sympy"]

Environment = Mapping[str, Any]

# Terms written out at most; SymPy takes a second for more.
_MAX_EXPLICIT_TERMS = 1000


def symbol_of(name: str, domain: Domain) -> sympy.Symbol:
    """Return the SymPy symbol of a name with what its domain implies."""
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


def make_sympy_symbols(assumed: Assumptions) -> dict[str, sympy.Symbol]:
    """Return a SymPy symbol for every name of the assumptions."""
    return {name: symbol_of(name, domain) for name, domain in assumed.domains.items()}


def to_sympy(node: Node, env: Environment) -> Value:
    """Return the SymPy value of a tree: an expression or an immutable matrix.

    ``env`` gives every free name its SymPy value. Names that a function binds (``diff``, ``sum``, …) take
    the symbol of that name if there is one, else a real symbol. Raises :class:`UndefinedError`,
    :class:`TooLargeError` or :class:`CheckError`.
    """
    match node:
        case maths_tree.Num():
            return sympy.Rational(*bounded_value(node).as_integer_ratio())
        case maths_tree.Sym(name):
            return _convert_name(name, env)
        case maths_tree.Const(name):
            return _convert_constant(name, env)
        case maths_tree.Neg(arg):
            return -to_sympy(arg, env)
        case Binary("^", left, right):
            return raise_sympy(to_sympy(left, env), to_sympy(right, env))
        case Binary():
            return _convert_chain(node, env)
        case Call():
            return _convert_call(node, env)
        case maths_tree.Sequence("list" | "tuple", items):
            return matrix_of([to_sympy(item, env) for item in items])
        case _:
            raise CheckError("a number or expression is expected here")


def _convert_name(name: str, env: Environment) -> Value:
    if name not in env:
        raise CheckError(f"unknown name '{name}'")
    return env[name]


def _convert_constant(name: str, env: Environment) -> Value:
    if name in env:
        return _convert_name(name, env)
    if name == "dne":
        raise CheckError("dne is not a number")
    return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "inf": sympy.oo}[name]


def _convert_chain(node: Binary, env: Environment) -> Value:
    first, links = split_chain(node)
    if all(op in "+-" for op, _ in links):
        parts = [(op, to_sympy(part, env)) for op, part in links]
        return _add_sympy_terms([to_sympy(first, env), *(-part if op == "-" else part for op, part in parts)])
    total = to_sympy(first, env)
    for op, part in links:
        value = to_sympy(part, env)
        total = divide_sympy(total, value) if op == "/" else multiply_sympy(total, value)
    return total


def _add_sympy_terms(terms: list[Value]) -> Value:
    """Add all terms at once, since SymPy's addition of many terms one by one is quadratic."""
    return require_defined(sympy.Add(*[as_scalar(term) for term in terms]))


def _convert_call(node: Call, env: Environment) -> Value:
    special = _SPECIAL_FORMS.get(node.name)
    if special is not None:
        return special(node, env)
    if is_family(node.name, len(node.args)):
        raise CheckError(f"a number or expression is expected here, not a distribution ({node.name})")
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise CheckError(f"{node.name} has no symbolic value")
    return require_defined(function(*[to_sympy(arg, env) for arg in node.args]))


def _bind_sympy_symbol(name: str, env: Environment, **known: bool) -> tuple[sympy.Symbol, dict[str, Any]]:
    """Return the symbol of a bound name, and the environment in its scope."""
    present = env.get(name)
    symbol = present if isinstance(present, sympy.Symbol) else sympy.Symbol(name, real=True, **known)
    return symbol, {**env, name: symbol}


def _convert_derivative(node: Call, env: Environment) -> Value:
    variables: list[sympy.Symbol] = []
    inner: Mapping[str, Any] = env
    for index in range(1, len(node.args)):
        symbol, inner = _bind_sympy_symbol(bound_name(node, index), inner)
        variables.append(symbol)
    body = to_sympy(node.args[0], inner)
    return require_defined(as_scalar(body).diff(*variables))


def _convert_integral(node: Call, env: Environment) -> Value:
    symbol, inner = _bind_sympy_symbol(bound_name(node, 1), env)
    body = as_scalar(to_sympy(node.args[0], inner))
    if len(node.args) == 2:
        return symbolic_values.find_antiderivative(body, symbol)
    if len(node.args) != 4:
        raise CheckError("integrate takes both limits or none")
    low, high = (as_scalar(to_sympy(end, env)) for end in node.args[2:])
    return require_defined(
        symbolic_values.finish_sympy_value(sympy.integrate(body, (symbol, low, high)), "integral")
    )


def _convert_limit(node: Call, env: Environment) -> Value:
    symbol, inner = _bind_sympy_symbol(bound_name(node, 1), env)
    return symbolic_values.find_sympy_limit(
        as_scalar(to_sympy(node.args[0], inner)), symbol, as_scalar(to_sympy(node.args[2], env))
    )


def _convert_loop(node: Call, env: Environment) -> Value:
    name = bound_name(node, 1)
    low, high = (as_scalar(to_sympy(end, env)) for end in node.args[2:])
    if low.is_Integer and high.is_Integer:
        count = int(high) - int(low) + 1
        if count > _MAX_EXPLICIT_TERMS:
            raise TooLargeError(f"more than {_MAX_EXPLICIT_TERMS} terms")
        terms = [to_sympy(node.args[0], {**env, name: low + step}) for step in range(count)]
        if node.name == "prod":
            return reduce(multiply_sympy, terms, sympy.S.One)
        return _add_sympy_terms(terms) if terms else sympy.S.Zero
    # A fresh symbol, since a declared one need not be an integer.
    index = sympy.Dummy(name, integer=True, **({"nonnegative": True} if low.is_nonnegative else {}))
    body = as_scalar(to_sympy(node.args[0], {**env, name: index}))
    whole, operation = (sympy.summation, "sum") if node.name == "sum" else (sympy.product, "product")
    return require_defined(symbolic_values.finish_sympy_value(whole(body, (index, low, high)), operation))


_SPECIAL_FORMS: dict[str, Callable[[Call, Environment], Value]] = {
    "diff": _convert_derivative, "integrate": _convert_integral, "limit": _convert_limit,
    "sum": _convert_loop, "prod": _convert_loop,
}  # fmt: skip


# Max terms of an expanded product: a second of work.
_MAX_EXPANDED_TERMS = 3000


def multiply_sympy(left: Value, right: Value) -> Value:
    """Give left * right, of numbers."""
    return require_defined(as_scalar(left) * as_scalar(right))


def divide_sympy(left: Value, right: Value) -> Value:
    """Give left / right by a number.

    Raises:
        CheckError: one of them is a matrix.
        UndefinedError: right is zero.
    """
    if as_scalar(right).is_zero:
        raise UndefinedError("division by zero")
    return require_defined(as_scalar(left) / right)


def raise_sympy(base: Value, exponent: Value) -> Value:
    """Give base^exponent within the budget; 0^0 = 1.

    Raises:
        TooLargeError: it is beyond the budget.
        CheckError: a matrix is not square, or its exponent no whole number.
    """
    exponent = as_scalar(exponent)
    if is_matrix(base):
        return matrices.matrix_power(base, require_sympy_integer(exponent, "the exponent of a matrix"))
    base = as_scalar(base)
    if base.is_Rational and exponent.is_Rational:
        refuse_large_power(Fraction(base.p, base.q), Fraction(exponent.p, exponent.q))
    elif exponent.is_Rational and abs(exponent) > 1000:
        raise TooLargeError("a power is too large")
    return require_defined(base**exponent)


def _of_scalars(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: function(*map(as_scalar, values))


def _log_sympy(x: Any, base: Any = None) -> Any:
    if x.is_zero or (base is not None and (base.is_zero or base == 1)):
        raise UndefinedError("a logarithm of zero, or to the base 1")
    return sympy.log(x) if base is None else sympy.log(x, base)


def _root_sympy(x: Any, n: Any) -> Any:
    if n.is_zero:
        raise UndefinedError("the zeroth root")
    is_odd = n.is_Integer and n > 1 and n % 2 == 1
    return symbolic_values.RealRoot(x, n) if is_odd else raise_sympy(x, 1 / n)


def _refuse_large_factorial(*values: Any) -> None:
    if any(value.is_Rational and abs(value) > MAX_FACTORIAL for value in values):
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")


def _factorial_sympy(n: Any) -> Any:
    _refuse_large_factorial(n)
    if n.is_Rational and not n.is_Integer:
        return sympy.gamma(n + 1)
    return sympy.factorial(n)


def _gamma_sympy(x: Any) -> Any:
    _refuse_large_factorial(x)
    return sympy.gamma(x)


def _binomial_sympy(n: Any, k: Any) -> Any:
    _refuse_large_factorial(n, k)
    return sympy.binomial(n, k)


def beta_sympy(a: Any, b: Any) -> Any:
    """Give Euler's beta function, by gamma functions where the arguments are numbers."""
    are_numbers = a.is_number and b.is_number
    if are_numbers:
        return _gamma_sympy(a) * _gamma_sympy(b) / _gamma_sympy(a + b)
    return sympy.beta(a, b)


def _gcd_sympy(x: Any, y: Any) -> Any:
    return sympy.Integer(
        sympy.igcd(
            require_sympy_integer(x, "an argument of gcd"), require_sympy_integer(y, "an argument of gcd")
        )
    )


def _mod_sympy(x: Any, y: Any) -> Any:
    if y.is_zero:
        raise UndefinedError("division by zero")
    return sympy.Mod(x, y)


def _expand_sympy(value: Any) -> Any:
    if _expanded_size(value) > _MAX_EXPANDED_TERMS:
        raise TooLargeError("the expanded form is too long")
    return sympy.expand(value)


def _expanded_size(value: Any) -> int:
    """Return an upper bound of the number of terms after multiplying out."""
    if value.is_Add:
        return sum(map(_expanded_size, value.args))
    if value.is_Mul:
        size = 1
        for factor in value.args:
            size = min(size * _expanded_size(factor), _MAX_EXPANDED_TERMS + 1)
        return size
    if value.is_Pow and value.exp.is_Integer and value.exp > 1:
        base = _expanded_size(value.base)
        if base > 1:
            return int(sympy.binomial(base + int(value.exp) - 1, base - 1))
        return 1
    return 1


def normal_cdf_sympy(x: Any) -> Any:
    """Return the standard normal distribution function, by erf."""
    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


_FUNCTIONS_OF_ONE: dict[str, Callable[[Any], Any]] = {
    **{name: getattr(sympy, name) for name in (*CIRCULAR, *INVERSE)},
    "exp": lambda x: raise_sympy(sympy.E, x), "ln": _log_sympy,
    "log2": lambda x: _log_sympy(x, sympy.Integer(2)), "log10": lambda x: _log_sympy(x, sympy.Integer(10)),
    "sqrt": sympy.sqrt, "cbrt": lambda x: _root_sympy(x, sympy.Integer(3)), "abs": sympy.Abs,
    "sign": sympy.sign, "floor": sympy.floor, "ceil": sympy.ceiling, "erf": sympy.erf, "gamma": _gamma_sympy,
    "digamma": sympy.digamma, "factorial": _factorial_sympy, "Phi": normal_cdf_sympy,
    "phi": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)), "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "logit": lambda p: _log_sympy(divide_sympy(p, 1 - p)), "expand": _expand_sympy,
    "factor": sympy.factor, "simplify": symbolic_values.simplify_sympy,
}  # fmt: skip
_SCALAR_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **_FUNCTIONS_OF_ONE, "log": _log_sympy, "root": _root_sympy, "beta": beta_sympy,
    "binomial": _binomial_sympy, "gcd": _gcd_sympy, "mod": _mod_sympy, "max": sympy.Max, "min": sympy.Min,
}  # fmt: skip


def _compute_sympy_rank(value: Value) -> Value:
    return sympy.Integer(value.rank() if is_matrix(value) else not is_sympy_zero(value))


def _leave_as_it_is(value: Value) -> Value:
    return value


# Functions by canonical name, of SymPy values.
FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: _of_scalars(function) for name, function in _SCALAR_FUNCTIONS.items()},
    "inv": matrices.invert_sympy_matrix, "det": matrices.compute_sympy_determinant,
    "eigenvalues": matrices.compute_sympy_eigenvalues,
    "rank": _compute_sympy_rank, "raw": _leave_as_it_is,
}  # fmt: skip

"""Evaluation in doubles, never by SymPy: the checker's fast screen, and what witnesses compute with.

A tree is compiled once to nested closures and cached. Scalars need the standard library alone; NumPy is
imported with the first vector or matrix, mpmath with the first limit, infinite sum or distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import scalars, tree
from drill.maths.evaluation import (
    Arithmetic,
    Compiled,
    Compiler,
    Environment,
    bound_name,
    compile_within_budget,
    counted,
    family_of,
)
from drill.maths.scalars import SCALAR_FUNCTIONS, Scalar
from drill.maths.tree import Call, Node, Num

if TYPE_CHECKING:
    import numpy

    Value = Scalar | numpy.ndarray[Any, Any]

# Terms of a sum at most: about a second of work.
MAX_LOOP = 1_000_000
# Nodes met in all loops of an evaluation: two seconds of work.
MOST_STEPS = 10_000_000
# A few more than doubles have, so that a result is right to the last of theirs.
_DISTRIBUTION_DIGITS = 20

_ARRAY_FUNCTIONS = frozenset(
    ("det", "inv", "T", "trace", "eigenvalues", "rank", "norm", "dot", "hadamard", "cross", "eye", "diag")
)
_CONSTANTS: Mapping[str, Scalar] = {"pi": math.pi, "e": math.e, "i": 1j, "inf": math.inf}


def evaluate(node: Node, values: Mapping[str, Value]) -> Value | bool:
    """Return the value of a tree where its symbols have the given values.

    Scalars come as ``float`` (``complex`` if not real), vectors as 1-D and matrices as 2-D arrays,
    statements as ``bool``. Raises :class:`UndefinedError` where there is no value,
    :class:`TooLargeError` beyond doubles or budgets, :class:`CheckError` for what has no numerical meaning.
    """
    environment: dict[str, Any] = {}
    with_arrays = False
    for name, value in values.items():
        if isinstance(value, complex):
            environment[name] = scalars.plain(complex(value))
        elif isinstance(value, (int, float)):
            environment[name] = float(value)
        else:
            environment[name] = value
            with_arrays = True
    return _compile_arrays(node)(environment) if with_arrays else compile_numeric(node)(environment)


def make_evaluator(node: Node) -> Callable[[Mapping[str, Value]], Value | bool]:
    """Return :func:`evaluate` of one tree as a function, which compiles it at the first call."""
    of_numbers: Compiled | None = None

    def run(values: Mapping[str, Value]) -> Value | bool:
        nonlocal of_numbers
        for value in values.values():
            if type(value) is not float:
                return evaluate(node, values)
        of_numbers = of_numbers or compile_numeric(node)
        return of_numbers(values)

    return run


def real_value(node: Node, values: Mapping[str, Value]) -> float | None:
    """Return the value of a tree in doubles; None where it has none that is real and finite."""
    try:
        value = evaluate(node, values)
    except CheckError:
        return None
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


@lru_cache(maxsize=1024)
def compile_numeric(node: Node) -> Compiled:
    """Return the tree as a function of a mapping name → float or complex; errors as in :func:`evaluate`."""
    return _compile_arrays(node) if _needs_arrays(node) else compile_scalar(node)


@lru_cache(maxsize=1024)
def compile_scalar(node: Node) -> Callable[[Mapping[str, Scalar]], Any]:
    """Return the tree as a function of a mapping name → number, for trees without vectors and matrices."""
    return _guarded(compile_within_budget(node, _SCALAR))


@lru_cache(maxsize=256)
def _compile_arrays(node: Node) -> Compiled:
    from drill.maths import arrays

    return _guarded(compile_within_budget(node, arrays.ARITHMETIC))


def _needs_arrays(node: Node) -> bool:
    return any(
        isinstance(part, (tree.Sequence, tree.Index))
        or (isinstance(part, Call) and part.name in _ARRAY_FUNCTIONS)
        for part in tree.walk(node)
    )


def _guarded(body: Compiled) -> Compiled:
    """Turn the standard library's arithmetic errors into ours."""

    def run(values: Environment) -> Any:
        try:
            value = body(values)
            if type(value) is complex:
                abs(value)  # both parts may be doubles and the size none
            return value
        except OverflowError:
            raise TooLargeError("a value is beyond the range of doubles") from None
        except (ZeroDivisionError, ValueError):
            raise UndefinedError("the expression has no value there") from None

    return run


def number(node: Num) -> Compiled:
    """Return the double that is nearest to a number as written.

    Raises:
        TooLargeError: it is beyond the range of doubles.
    """
    value = float(node.text)
    is_zero = not any(digit in "123456789" for digit in node.text.lower().split("e")[0])
    if math.isinf(value) or (value == 0 and not is_zero):
        raise TooLargeError("a number is beyond the range of doubles")
    return lambda env: value


def constant(name: str) -> Compiled:
    """Give π, e, i or infinity; e and i may be names."""
    value = _CONSTANTS[name]
    return lambda env: env.get(name, value)


def infinite(node: Call, env: Environment) -> Scalar:
    """Return a sum or product up to infinity."""
    from drill.maths import precise

    return precise.to_double(precise.infinite_loop(node, env))


def _no_arrays(*_: Any) -> Any:
    raise CheckError("a number is expected here, not a vector or matrix")


def _diff(compiler: Compiler, node: Call) -> Compiled:
    if isinstance(node.args[0], tree.Relation | tree.Logic | tree.Not):
        raise CheckError("diff: an expression is expected, not a statement")
    body = counted(compiler.compile(node.args[0]), node.args[0])
    names = tuple(bound_name(node, index) for index in range(1, len(node.args)))

    def at(names_left: tuple[str, ...], env: Environment) -> Any:
        from drill.maths.calculus import derivative

        if not names_left:
            return body(env)
        name = names_left[0]
        where = env.get(name)
        if not isinstance(where, (float, complex)):
            raise CheckError(f"a derivative needs a value of {name}")
        return derivative(lambda x: at(names_left[1:], {**env, name: x}), where)

    if len(names) == 1 or _needs_arrays(node):
        return lambda env: at(names, env)
    # Differences of differences lose half the digits each time: many digits at once are exact and faster.
    return _precise_body(node)


def _integrate(compiler: Compiler, node: Call) -> Compiled:
    if len(node.args) != 4:
        raise CheckError("an antiderivative has no single value: give both limits")
    name = bound_name(node, 1)
    body, low, high = (compiler.compile(node.args[index]) for index in (0, 2, 3))
    body, fallback = counted(body, node.args[0]), _precise_body(node.args[0])

    def run(env: Environment) -> Any:
        from drill.maths.calculus import integral

        def integrand(x: float) -> Any:
            inner = {**env, name: x}
            try:
                return body(inner)
            except (TooLargeError, OverflowError):
                return fallback(inner)

        ends = [scalars.as_real(end(env), "a limit of an integral") for end in (low, high)]
        return integral(integrand, ends[0], ends[1])

    return run


def _limit(compiler: Compiler, node: Call) -> Compiled:
    name = bound_name(node, 1)
    point = compiler.compile(node.args[2])

    def run(env: Environment) -> Any:
        from drill.maths import precise

        return precise.to_double(precise.limit(node.args[0], name, point(env), env))

    return run


def _distribution(compiler: Compiler, node: Call) -> Compiled:
    family = family_of(node)
    parameters = [compiler.compile(part) for part in family.args]
    point = compiler.compile(node.args[1])

    def run(env: Environment) -> Scalar:
        import mpmath

        from drill.maths import distributions, precise

        with mpmath.workdps(_DISTRIBUTION_DIGITS):
            numbers = [precise.from_double(parameter(env)) for parameter in parameters]
            where = precise.from_double(point(env))
            return precise.to_double(distributions.evaluate(node.name, family.name, numbers, where))

    return run


def _precise_body(node: Node) -> Callable[[Environment], Scalar]:
    """Return a tree evaluated by mpmath, where doubles do not suffice: far tails, higher derivatives."""
    needed = tree.symbols(node)

    def run(env: Environment) -> Scalar:
        from drill.maths import precise

        values = {symbol: precise.from_double(env[symbol]) for symbol in needed if symbol in env}
        return precise.to_double(precise.evaluate_mp(node, values, _DISTRIBUTION_DIGITS))

    return run


SPECIAL: Mapping[str, Callable[[Compiler, Call], Compiled]] = {
    "diff": _diff, "integrate": _integrate, "limit": _limit,
    **dict.fromkeys(("cdf", "pdf", "quantile"), _distribution),
}  # fmt: skip

_SCALAR = Arithmetic(
    number=number, constant=constant, convert=float, whole=scalars.as_integer,
    operators={
        "+": scalars.add, "-": scalars.subtract, "*": scalars.multiply, "/": scalars.divide,
        "^": scalars.power,
    },
    related=scalars.related, functions=SCALAR_FUNCTIONS, special=SPECIAL, sequence=_no_arrays,
    entry=_no_arrays, infinite=infinite, most_terms=MAX_LOOP, most_steps=MOST_STEPS, keeps_constants=True,
)  # fmt: skip

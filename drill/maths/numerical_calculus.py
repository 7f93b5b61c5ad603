"""Derivatives by differences, of functions given as callables in doubles, and trees of doubles as functions.

Values of callables may be floats, complex numbers or arrays. No formula of calculus is used: this is the
other ground on which keys are confirmed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import maths_tree, scalars
from drill.maths.maths_tree import Call, Node, Num
from drill.maths.quadrature import integrate_numerically, measure_largest_entry
from drill.maths.scalars import SCALAR_FUNCTIONS, SPECIAL_DIGITS, Scalar
from drill.maths.tree_evaluation import (
    Arithmetic,
    Compiled,
    Compiler,
    Environment,
    bound_name,
    compile_within_budget,
    count_evaluations,
    family_of,
)


def differentiate_numerically(function: Callable[[Any], Any], point: float | complex) -> Any:
    """Return the first derivative by central differences and Richardson extrapolation.

    The step halves from 5 % of the scale of ``point``; where the function is not defined, or leaves the real
    numbers, within a step, smaller first steps are tried. Raises :class:`UndefinedError` if the differences
    do not settle within 1e-5, relative to the largest slope.
    """
    step = 0.05 * max(1.0, abs(point))
    is_real = not _is_complex(function(point))
    # Smaller first steps, each an eighth, down to 1e-12 of the scale.
    for _ in range(12):
        try:
            result = _extrapolate_differences(function, point, step, is_real=is_real)
        except (UndefinedError, TooLargeError, OverflowError, ValueError):
            result = None
        if result is not None:
            return result
        step /= 8
    raise UndefinedError("the function has no derivative there")


def _is_complex(value: Any) -> bool:
    return isinstance(value, complex) or getattr(getattr(value, "dtype", None), "kind", "f") == "c"


def _extrapolate_differences(
    function: Callable[[Any], Any], point: float | complex, step: float, *, is_real: bool
) -> Any | None:
    """Extrapolate by Ridders' tableau, and return the entry with the least estimated error, or None if none
    is good.
    """
    previous: list[Any] = []
    best = None
    best_error = math.inf
    # Rounding outweighs what more halvings of the step bring.
    for level in range(7):
        width = step / 2**level
        above, below = function(point + width), function(point - width)
        if is_real and (_is_complex(above) or _is_complex(below)):
            return None
        row = [(above - below) / (2 * width)]
        for order, coarse in enumerate(previous, start=1):
            row.append(row[-1] + (row[-1] - coarse) / (4**order - 1))
            error = max(measure_largest_entry(row[-1] - row[-2]), measure_largest_entry(row[-1] - coarse))
            if error < best_error:
                best = row[-1]
                best_error = error
        # A smaller step adds nothing, because the rounding of doubles exceeds this error.
        if best is not None and best_error <= 1e-13 * measure_largest_entry(best):
            return best
        previous = row
    if best is None:
        return None
    scale = max(measure_largest_entry(best), 1e-3)
    return best if best_error <= 1e-5 * scale else None


# Trees of numbers compiled to functions of doubles; arithmetic's parts that arrays share.
#
# mpmath is imported with the first limit, infinite sum or distribution.

# Terms of a sum at most: about a second of work.
MAX_LOOP = 1_000_000
# Nodes met in all loops of an evaluation: two seconds of work.
MOST_STEPS = 10_000_000

_ARRAY_FUNCTIONS = frozenset((
    *("det", "inv", "pinv", "T", "trace", "eigenvalues", "rank", "norm", "dot", "hadamard", "cross", "eye"),
    *("diag", "softmax"),
))  # fmt: skip
_CONSTANTS: Mapping[str, Scalar] = {"pi": math.pi, "e": math.e, "i": 1j, "inf": math.inf}


@lru_cache(maxsize=1024)
def compile_scalar(node: Node) -> Callable[[Mapping[str, Scalar]], Any]:
    """Return the tree as a function of a mapping name → number, for trees without vectors and matrices."""
    return guard_arithmetic(compile_within_budget(node, ARITHMETIC))


def needs_arrays(node: Node) -> bool:
    """Return whether a tree holds vectors or matrices, or functions of them."""
    return any(
        isinstance(part, (maths_tree.Sequence, maths_tree.Index))
        or (isinstance(part, Call) and part.name in _ARRAY_FUNCTIONS)
        for part in maths_tree.walk_tree(node)
    )


def guard_arithmetic(body: Compiled) -> Compiled:
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


def compile_number(node: Num) -> Compiled:
    """Return the double that is nearest to a number as written.

    Raises:
        TooLargeError: it is beyond the range of doubles.
    """
    value = float(node.text)
    is_zero = not any(digit in "123456789" for digit in node.text.lower().split("e")[0])
    if math.isinf(value) or (value == 0 and not is_zero):
        raise TooLargeError("a number is beyond the range of doubles")
    return lambda env: value


def compile_constant(name: str) -> Compiled:
    """Give π, e, i or infinity; e and i may be names."""
    value = _CONSTANTS[name]
    return lambda env: env.get(name, value)


def evaluate_infinite_loop(node: Call, env: Environment) -> Scalar:
    """Return a sum or product up to infinity."""
    from drill.maths.mpmath_evaluation import infinite_loop
    from drill.maths.precise_functions import to_double

    return to_double(infinite_loop(node, env))


def _refuse_arrays_of_doubles(*_: Any) -> Any:
    raise CheckError("a number is expected here, not a vector or matrix")


def _compile_derivative(compiler: Compiler, node: Call) -> Compiled:
    if isinstance(node.args[0], maths_tree.Relation | maths_tree.Logic | maths_tree.Not):
        raise CheckError("diff: an expression is expected, not a statement")
    body = count_evaluations(compiler.compile(node.args[0]), node.args[0])
    names = tuple(bound_name(node, index) for index in range(1, len(node.args)))

    def at(names_left: tuple[str, ...], env: Environment) -> Any:

        if not names_left:
            return body(env)
        name = names_left[0]
        where = env.get(name)
        if not isinstance(where, (float, complex)):
            raise CheckError(f"a derivative needs a value of {name}")
        return differentiate_numerically(lambda x: at(names_left[1:], {**env, name: x}), where)

    if len(names) == 1 or needs_arrays(node):
        return lambda env: at(names, env)
    # Differences of differences lose half the digits each time: many digits at once are exact and faster.
    return _precise_body(node)


def _compile_integral(compiler: Compiler, node: Call) -> Compiled:
    if len(node.args) != 4:
        raise CheckError("an antiderivative has no single value: give both limits")
    name = bound_name(node, 1)
    body, low, high = (compiler.compile(node.args[index]) for index in (0, 2, 3))
    body, fallback = count_evaluations(body, node.args[0]), _precise_body(node.args[0])

    def run(env: Environment) -> Any:

        def integrand(x: float) -> Any:
            inner = {**env, name: x}
            try:
                return body(inner)
            except (TooLargeError, OverflowError):
                return fallback(inner)

        ends = [scalars.require_real(end(env), "a limit of an integral") for end in (low, high)]
        return integrate_numerically(integrand, ends[0], ends[1])

    return run


def _compile_limit(compiler: Compiler, node: Call) -> Compiled:
    name = bound_name(node, 1)
    point = compiler.compile(node.args[2])

    def run(env: Environment) -> Any:
        from drill.maths import mpmath_evaluation
        from drill.maths.precise_functions import to_double

        return to_double(mpmath_evaluation.compute_limit(node.args[0], name, point(env), env))

    return run


def _compile_distribution(compiler: Compiler, node: Call) -> Compiled:
    family = family_of(node)
    parameters = [compiler.compile(part) for part in family.args]
    point = compiler.compile(node.args[1])

    def run(env: Environment) -> Scalar:
        import mpmath

        from drill.maths.mpmath_evaluation import evaluate_law
        from drill.maths.precise_functions import from_double, to_double

        with mpmath.workdps(SPECIAL_DIGITS):
            numbers = [from_double(parameter(env)) for parameter in parameters]
            where = from_double(point(env))
            return to_double(evaluate_law(node.name, family.name, numbers, where))

    return run


def _precise_body(node: Node) -> Callable[[Environment], Scalar]:
    """Return a tree evaluated by mpmath, where doubles do not suffice: far tails, higher derivatives."""
    needed = maths_tree.find_symbols(node)

    def run(env: Environment) -> Scalar:
        from drill.maths import mpmath_evaluation
        from drill.maths.precise_functions import from_double, to_double

        values = {symbol: from_double(env[symbol]) for symbol in needed if symbol in env}
        return to_double(mpmath_evaluation.evaluate_mp(node, values, SPECIAL_DIGITS))

    return run


SPECIAL: Mapping[str, Callable[[Compiler, Call], Compiled]] = {
    "diff": _compile_derivative, "integrate": _compile_integral, "limit": _compile_limit,
    **dict.fromkeys(("cdf", "pdf", "quantile"), _compile_distribution),
}  # fmt: skip

# Operations of doubles.
ARITHMETIC = Arithmetic(
    number=compile_number, constant=compile_constant, convert=float, whole=scalars.require_integer,
    operators={
        "+": scalars.add_doubles, "-": scalars.subtract_doubles, "*": scalars.multiply_doubles,
        "/": scalars.divide_doubles,
        "^": scalars.raise_double,
    },
    related=scalars.compare_doubles, functions=SCALAR_FUNCTIONS, special=SPECIAL,
    sequence=_refuse_arrays_of_doubles,
    entry=_refuse_arrays_of_doubles, infinite=evaluate_infinite_loop, most_terms=MAX_LOOP,
    most_steps=MOST_STEPS, keeps_constants=True, rounding=lambda: 1e-13,
)  # fmt: skip

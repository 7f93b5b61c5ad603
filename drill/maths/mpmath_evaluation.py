"""Evaluation by mpmath to any number of digits, which confirms results of :mod:`drill.maths.numeric`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import mpmath
from mpmath import mp

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import precise_functions as functions
from drill.maths.distribution_functions import evaluate_distribution
from drill.maths.maths_tree import Call, Node, Num, bounded_value
from drill.maths.precise_functions import MP, PRECISE_FUNCTIONS, from_double, translate_errors
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

# Infinite sums and limits from finitely many values.

# Relative change below which values have settled: as answers are compared.
_SETTLED = 1e-9
# Terms of two transforms that have to agree: with fewer they have not settled, with more rounding grows.
_LEVIN_SIZES = (24, 36)
# Terms that are added up at most.
_MOST_TERMS = 2048


def sum_series(term: Callable[[int], MP], low: int) -> MP:
    """Return the sum of term(low), term(low + 1), …: added up until nothing changes, else extrapolated."""
    terms: list[MP] = []
    partial: list[MP] = []
    total = mpmath.mpf(0)
    quiet = 0
    tiny = mpmath.mpf(10) ** (-mp.dps // 2)
    for number in range(low, low + _MOST_TERMS):
        value = term(number)
        terms.append(value)
        total += value
        partial.append(total)
        quiet = quiet + 1 if total != 0 and abs(value) <= tiny * abs(total) else 0
        if quiet >= 32:
            return functions.require_mp_finite(total)
    return _extrapolate_series(terms, partial)


def _extrapolate_series(terms: list[MP], partial: list[MP]) -> MP:
    """Levin's u-transformation, refused where the partial sums do not slow down as those of a series do."""
    half = len(partial) // 2
    if not any(terms):
        return mpmath.mpf(0)
    later, earlier = abs(partial[-1] - partial[half]), abs(partial[half] - partial[half // 2])
    alternates = all((x.real > 0) != (y.real > 0) for x, y in zip(terms[-9:], terms[-8:], strict=False))
    vanishes = abs(terms[-1]) < abs(terms[half]) * 0.97
    if not vanishes or not (alternates or later <= earlier * 0.97):
        raise UndefinedError("the sum does not converge")
    fewer, value = (
        mpmath.levin(method="levin", variant="u").update(terms[:size])[0] for size in _LEVIN_SIZES
    )
    if abs(value - fewer) > mpmath.mpf(_SETTLED) * max(abs(value), mpmath.mpf(10) ** -6):
        raise UndefinedError("the sum does not converge fast enough to be computed")
    return functions.require_mp_finite(value)


def extrapolate_limit(values: list[MP]) -> MP:
    """Return the limit of values at distances 10^-4, 10^-8, …: converged, infinite, or extrapolated.

    Raises:
        UndefinedError: they settle to nothing.
    """
    last, before = values[-1], values[-2]
    if abs(last) < mpmath.mpf(10) ** -10 and abs(last) <= abs(before):
        return mpmath.mpf(0)
    if abs(last - before) <= _SETTLED * abs(last):
        return last
    pairs = list(pairwise(values))
    if all(abs(y) >= abs(x) * 1.9 and y.real * x.real > 0 for x, y in pairs[1:]):
        return mpmath.inf * mpmath.sign(last.real)
    guesses = [_accelerate_aitken(*values[start : start + 3]) for start in range(len(values) - 2)]
    if len(guesses) > 1 and abs(guesses[-1] - guesses[-2]) <= _SETTLED * max(abs(guesses[-1]), mpmath.mpf(1)):
        if abs(guesses[-1]) < mpmath.mpf(10) ** -8:
            return mpmath.mpf(0)
        return guesses[-1]
    raise UndefinedError("the limit does not exist")


def _accelerate_aitken(x: MP, y: MP, z: MP) -> MP:
    bend = z - 2 * y + x
    return z if bend == 0 else z - (z - y) ** 2 / bend


# Digits of values that are compared with typed ones: more than anybody types.
WORKING_DIGITS = 40
# Digits at most: functions take a second for them.
_MAX_DIGITS = 5000
# Terms of a sum at most: a second of work.
_MAX_LOOP = 20_000
# Nodes met in all loops of an evaluation: some seconds of work.
_MOST_STEPS = 500_000

# Digits for values 10^-64 away from a point, because their differences cancel most.
_LIMIT_DIGITS = 600
# Distances 10^-4 to 10^-64: each squares the one before, so that settling shows within five.
_LIMIT_POWERS = (4, 8, 16, 32, 64)
# Any prime: shares of a rounding are multiples of one over it.
_SPREAD = 997


def evaluate_mp(node: Node, values: Mapping[str, Any], digits: int, *, is_disturbed: bool = False) -> Any:
    """Return the value of a tree to about ``digits`` significant digits: ``mpf``, or ``mpc`` if not real.

    Where ``is_disturbed``, each sum is moved by the rounding of its terms: this shows how many digits are
    left where they cancel. Values may be ints, fractions, floats, complex or mpmath numbers. Statements give
    ``bool``. Raises :class:`UndefinedError`, :class:`TooLargeError` or :class:`CheckError`.
    """
    if not 1 <= digits <= _MAX_DIGITS:
        raise TooLargeError(f"{digits} digits are asked for")
    # Rounding uses up ten digits.
    with mpmath.workdps(digits + 10):
        run = _compile_disturbed(node) if is_disturbed else compile_precise(node)
        result = translate_errors(lambda: run({name: from_double(value) for name, value in values.items()}))
    with mpmath.workdps(digits):
        return result if isinstance(result, bool) else +result


def _require_mp_number(value: Any) -> MP:
    if isinstance(value, bool):
        raise CheckError("a number is expected here")
    return value


@lru_cache(maxsize=2048)
def compile_precise(node: Node) -> Compiled:
    """Return the tree as a function of mpmath numbers by name, at the working precision of each call."""
    return compile_within_budget(node, ARITHMETIC)


@lru_cache(maxsize=64)
def _compile_disturbed(node: Node) -> Compiled:
    sums = {sign: _disturb_sum(ARITHMETIC.operators[sign]) for sign in "+-"}
    return compile_within_budget(node, replace(ARITHMETIC, operators={**ARITHMETIC.operators, **sums}))


def _disturb_sum(operate: Callable[[MP, MP], MP]) -> Callable[[MP, MP], MP]:
    """Return a sum or difference that is moved by some roundings of its terms, unless it is exact.

    The number of roundings depends on the terms, because equal ones in two sums would cancel in turn.
    """

    def run(x: MP, y: MP) -> MP:
        result = operate(x, y)
        if all(map(_is_double, (x, y, result))) and abs(result - x) == abs(y):
            return result
        roundings = 2 + hash((x, y)) % _SPREAD / _SPREAD
        return result + roundings * mpmath.mpf(2) ** -mp.prec * (abs(x) + abs(y))

    return run


def _is_double(value: MP) -> bool:
    """Return whether a number has so few digits that it is hardly a rounded one."""
    return isinstance(value, mpmath.mpf) and bool(float(value) == value)


def _compile_mp_number(node: Num) -> Compiled:
    value = bounded_value(node)
    if value.denominator == 1:
        with mpmath.workprec(max(53, value.numerator.bit_length())):
            whole = mpmath.mpf(value.numerator)  # exact, whatever the working precision is later
        return lambda env: whole
    return lambda env: mpmath.mpf(value.numerator) / value.denominator


def _compare_mp_numbers(sign: str, x: Any, y: Any) -> bool:
    return functions.compare_mp(sign, _require_mp_number(x), _require_mp_number(y))


def _refuse_arrays_of_mp(*_: Any) -> Any:
    raise CheckError("a number is expected here")


def _compile_mp_derivative(compiler: Compiler, node: Call) -> Compiled:
    names = [bound_name(node, index) for index in range(1, len(node.args))]
    orders = {name: names.count(name) for name in names}
    body = count_evaluations(compiler.number(node.args[0]), node.args[0])

    def run(env: Environment) -> MP:
        for name in orders:
            if name not in env:
                raise CheckError(f"unknown name '{name}'")
        where = tuple(_require_mp_number(env[name]) for name in orders)
        return functions.drop_zero_mp_imaginary(
            mpmath.diff(
                lambda *point: body({**env, **dict(zip(orders, point, strict=True))}),
                where,
                tuple(orders.values()),
            )
        )

    return run


def _compile_mp_integral(compiler: Compiler, node: Call) -> Compiled:
    if len(node.args) != 4:
        raise CheckError("an antiderivative has no single value: give both limits")
    name = bound_name(node, 1)
    body, low, high = (compiler.number(node.args[index]) for index in (0, 2, 3))
    body = count_evaluations(body, node.args[0])

    return lambda env: integrate_mp(lambda x: body({**env, name: x}), low(env), high(env))


def integrate_mp(function: Callable[[MP], MP], low: MP, high: MP) -> MP:
    """Return an integral of numbers between two ends, which may be infinite.

    Raises:
        UndefinedError: it does not converge.
    """
    ends = [functions.require_mp_real(end, "a limit of an integral") for end in (low, high)]
    if ends[0] == ends[1]:
        return mpmath.mpf(0)

    def integrand(x: MP) -> MP:
        try:
            return function(x)
        except TooLargeError:
            # Nodes lie at 10^(10^k) on infinite ranges; where the integrand does not vanish there, the
            # error estimate shows it.
            return mpmath.mpf(0)

    value, error = mpmath.quad(integrand, ends, error=True)
    if error > mpmath.mpf(10) ** (-mp.dps // 2) * max(1, abs(value)):
        raise UndefinedError("the integral does not converge")
    return functions.require_mp_finite(value)


def infinite_loop(node: Call, env: Environment) -> MP:
    """Return a sum or product up to infinity, for values in doubles.

    Raises:
        UndefinedError: it does not converge.
    """
    # Extrapolation uses up half of the digits.
    with mpmath.workdps(60):
        return translate_errors(lambda: _infinite_loop(node, _convert_environment(env)))


def _infinite_loop(node: Call, env: Environment) -> MP:
    name = bound_name(node, 1)
    low = functions.require_mp_integer(_require_mp_number(compile_precise(node.args[2])(env)), "a bound")
    body = count_evaluations(compile_precise(node.args[0]), node.args[0])

    def term(number: int) -> MP:
        return _require_mp_number(body({**env, name: mpmath.mpf(number)}))

    if node.name == "sum":
        return sum_series(term, low)
    # A zero among the first factors would not have a logarithm.
    factors = [term(number) for number in range(low, low + 64)]
    if any(factor == 0 for factor in factors):
        return mpmath.mpf(0)
    return functions.exp_mp(sum_series(lambda number: functions.ln_mp(term(number)), low))


def evaluate_law(function: str, name: str, parameters: Sequence[Any], argument: Any) -> MP:
    """Return ``function``, one of ``cdf``, ``pdf`` and ``quantile``, of a named distribution at a number.

    Errors as in :func:`drill.maths.distribution_functions.evaluate_distribution`.
    """
    return evaluate_distribution(function, name, parameters, argument, compile_precise)


def _compile_mp_distribution(compiler: Compiler, node: Call) -> Compiled:
    family = family_of(node)
    parameters = [compiler.compile(arg) for arg in family.args]
    point = compiler.compile(node.args[1])
    return lambda env: evaluate_law(
        node.name, family.name, [parameter(env) for parameter in parameters], point(env)
    )


def compute_limit(node: Node, name: str, point: float | complex, env: Environment) -> MP:
    """Return the limit of a tree as ``name`` goes to ``point`` (±inf too), for values in doubles.

    Both sides of a finite point count, but a side where the tree is not real or not defined does not.
    """
    with mpmath.workdps(_LIMIT_DIGITS):
        return _compute_mp_limit(node, name, from_double(point), _convert_environment(env))


def _limit_call(compiler: Compiler, node: Call) -> Compiled:
    name = bound_name(node, 1)
    point = compiler.number(node.args[2])

    def run(env: Environment) -> MP:
        with mpmath.workdps(_LIMIT_DIGITS):
            return _compute_mp_limit(node.args[0], name, point(env), env)

    return run


def _compute_mp_limit(node: Node, name: str, point: MP, env: Environment) -> MP:
    ten = mpmath.mpf(10)
    if mpmath.isinf(point):
        sides = [[ten**power * mpmath.sign(point) for power in _LIMIT_POWERS]]
    else:
        sides = [[point + side * ten**-power for power in _LIMIT_POWERS] for side in (1, -1)]
    limits = [
        extrapolate_limit(values)
        for values in (_evaluate_at_nearer_points(node, name, side, env) for side in sides)
        if len(values) > 2
    ]
    if not limits:
        raise UndefinedError("the limit cannot be computed")
    if len(limits) == 2 and not _are_mp_values_equal(limits[0], limits[1]):
        raise UndefinedError("the limits from the left and from the right differ")
    return limits[0]


def _are_mp_values_equal(x: MP, y: MP) -> bool:
    if mpmath.isinf(x) or mpmath.isinf(y):
        return bool(x == y)
    return bool(abs(x - y) <= mpmath.mpf(10) ** -8 * max(1, abs(x), abs(y)))


def _evaluate_at_nearer_points(node: Node, name: str, points: list[MP], env: Environment) -> list[MP]:
    """Return values at ever nearer points, up to the first that is not real or exceeds a budget."""
    # A step counts as ten because of its many digits.
    body = count_evaluations(compile_precise(node), node, 10)
    values: list[MP] = []
    for x in points:
        try:
            value = functions.drop_zero_mp_imaginary(
                translate_errors(lambda x=x: _require_mp_number(body({**env, name: x})))
            )
        except (UndefinedError, TooLargeError):
            break
        if isinstance(value, mpmath.mpc) and not any(isinstance(part, mpmath.mpc) for part in env.values()):
            break
        values.append(value)
    return values


def _convert_environment(env: Environment) -> dict[str, Any]:
    """Return the part of an environment in doubles that mpmath can use."""
    return {
        name: from_double(value) for name, value in env.items() if isinstance(value, (int, float, complex))
    }


_CONSTANTS: Mapping[str, MP] = {"pi": mp.pi, "e": mp.e, "i": mpmath.mpc(0, 1), "inf": mpmath.inf}

# Operations of numbers with as many digits as are worked with.
ARITHMETIC = Arithmetic(
    number=_compile_mp_number, convert=mpmath.mpf, whole=functions.require_mp_integer,
    constant=lambda name: lambda env: env[name] if name in env else +_CONSTANTS[name],
    operators={
        "+": lambda x, y: functions.require_mp_finite(x + y), "-": lambda x,
        y: functions.require_mp_finite(x - y),
        "*": lambda x, y: functions.require_mp_finite(x * y), "/": functions.divide_mp,
        "^": functions.raise_mp,
    },
    related=_compare_mp_numbers, functions=PRECISE_FUNCTIONS,
    special={
        "diff": _compile_mp_derivative, "integrate": _compile_mp_integral, "limit": _limit_call,
        **dict.fromkeys(("cdf", "pdf", "quantile"), _compile_mp_distribution),
    },
    sequence=_refuse_arrays_of_mp, entry=_refuse_arrays_of_mp, infinite=_infinite_loop, most_terms=_MAX_LOOP,
    most_steps=_MOST_STEPS, only=_require_mp_number, rounding=functions.find_rounding_noise,
)  # fmt: skip

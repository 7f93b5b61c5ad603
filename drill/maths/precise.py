"""Evaluation by mpmath at any number of digits: what confirms the screen of :mod:`drill.maths.numeric`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
from mpmath import mp
from mpmath.libmp import NoConvergence

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import precise_functions as functions
from drill.maths.chains import bounded_value, chain
from drill.maths.extrapolation import series, settled
from drill.maths.functions import is_family
from drill.maths.numeric import AS_ARGUMENT, bound_name, choice, family_of
from drill.maths.precise_functions import MP, PRECISE_FUNCTIONS
from drill.maths.scalars import Scalar
from drill.maths.tree import Binary, Call, Const, Index, Logic, Neg, Node, Not, Num, Relation, Sequence, Sym

Environment = Mapping[str, Any]
Compiled = Callable[[Environment], Any]

_GUARD_DIGITS = 10
_MAX_DIGITS = 5000
_MAX_LOOP = 20_000

_LIMIT_DIGITS = 600
_LIMIT_POWERS = (4, 8, 16, 32, 64)

_SERIES_DIGITS = 60
_FIRST_FACTORS = 64


def evaluate_mp(node: Node, values: Mapping[str, Any], digits: int) -> Any:
    """The value of a tree to about ``digits`` significant digits: ``mpf``, ``mpc`` if not real, or lists.

    Values may be ints, fractions, floats, complex or mpmath numbers. Statements give ``bool``. Raises
    :class:`UndefinedError`, :class:`TooLargeError` or :class:`CheckError`.
    """
    if not 1 <= digits <= _MAX_DIGITS:
        raise TooLargeError(f"{digits} digits are asked for")
    with mpmath.workdps(digits + _GUARD_DIGITS):
        result = _checked(
            lambda: _evaluate(node, {name: from_double(value) for name, value in values.items()})
        )
    with mpmath.workdps(digits):
        return _rounded(result)


def call(name: str, arguments: tuple[Scalar, ...], digits: int) -> MP:
    """One function of doubles to ``digits`` digits."""
    with mpmath.workdps(digits):
        return _checked(lambda: PRECISE_FUNCTIONS[name](*[from_double(argument) for argument in arguments]))


def from_double(value: Any) -> Any:
    """An mpmath number of the same value (fractions at the working precision); lists stay lists."""
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    if isinstance(value, complex):
        return functions.plain(mpmath.mpc(value))
    if isinstance(value, (int, float)):
        return mpmath.mpf(value)
    return functions.plain(value)


def to_double(value: MP) -> Scalar:
    """The nearest double; what is too small becomes 0, what is too large raises :class:`TooLargeError`."""
    if isinstance(value, mpmath.mpc):
        return complex(to_double(value.real), to_double(value.imag))  # type: ignore[arg-type]
    try:
        double = float(value)
    except OverflowError:
        double = mpmath.inf
    if mpmath.isinf(double) and not mpmath.isinf(value):
        raise TooLargeError("a value is beyond the range of doubles")
    return float(double)


def _checked(compute: Callable[[], Any]) -> Any:
    """Turn mpmath's errors into ours."""
    try:
        return compute()
    except (OverflowError, MemoryError, NoConvergence):
        raise TooLargeError("a value is too large or too hard to compute") from None
    except (ZeroDivisionError, ValueError):
        raise UndefinedError("the expression has no value there") from None


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value if isinstance(value, bool) else +value


def _scalar(value: Any) -> MP:
    if isinstance(value, (list, bool)):
        raise CheckError("a number is due here")
    return value


def _number(node: Node, env: Environment) -> MP:
    return _scalar(_evaluate(node, env))


def _evaluate(node: Node, env: Environment) -> Any:
    return _compiled(node)(env)


@lru_cache(maxsize=2048)
def _compiled(node: Node) -> Compiled:
    """The tree as a function of an environment, at the working precision of each call."""
    match node:
        case Num():
            return _constant_number(bounded_value(node))
        case Sym(name):
            return lambda env: _value_of(name, env)
        case Const(name):
            return lambda env: _constant(name, env)
        case Neg(arg):
            inner = _scalar_of(arg)
            return lambda env: -inner(env)
        case Binary("^", left, right):
            return _power(left, right)
        case Binary():
            return _chain(node)
        case Call():
            return _call(node)
        case Sequence(_, items):
            parts = [_compiled(item) for item in items]
            return lambda env: [part(env) for part in parts]
        case Index(base, indices):
            whole, places = _compiled(base), [_scalar_of(index) for index in indices]
            return lambda env: _entry(whole(env), [place(env) for place in places])
        case Relation(op, left, right):
            lower, upper = _scalar_of(left), _scalar_of(right)
            return lambda env: functions.related(op, lower(env), upper(env))
        case Logic(op, left, right):
            first, second = _compiled(left), _compiled(right)
            if op == "and":
                return lambda env: bool(first(env)) and bool(second(env))
            return lambda env: bool(first(env)) or bool(second(env))
        case Not(arg):
            statement = _compiled(arg)
            return lambda env: not statement(env)
        case _:
            raise CheckError("an interval has no numerical value")


def _scalar_of(node: Node) -> Compiled:
    body = _compiled(node)
    return body if isinstance(node, _PLAIN) else lambda env: _scalar(body(env))


def _constant_number(value: Fraction) -> Compiled:
    if value.denominator == 1:
        whole = mpmath.mpf(0)
        with mpmath.workprec(max(53, value.numerator.bit_length())):
            whole = mpmath.mpf(value.numerator)  # exact, whatever the working precision is later
        return lambda env: whole
    return lambda env: mpmath.mpf(value.numerator) / value.denominator


def _power(left: Node, right: Node) -> Compiled:
    base, exponent = _scalar_of(left), _scalar_of(right)
    if left == Const("e"):
        return lambda env: (
            functions.exp(exponent(env)) if "e" not in env else functions.power(base(env), exponent(env))
        )
    return lambda env: functions.power(base(env), exponent(env))


def _value_of(name: str, env: Environment) -> Any:
    try:
        return env[name]
    except KeyError:
        raise CheckError(f"unknown name '{name}'") from None


def _constant(name: str, env: Environment) -> MP:
    if name in env:
        return env[name]
    match name:
        case "pi":
            return +mp.pi
        case "e":
            return +mp.e
        case "i":
            return mpmath.mpc(0, 1)
        case "inf":
            return mpmath.inf
        case _:
            raise CheckError(f"'{name}' has no numerical value")


def _chain(node: Binary) -> Compiled:
    first, links = chain(node)
    head = _scalar_of(first)
    steps = [(_OPERATIONS[op], _scalar_of(part)) for op, part in links]

    def run(env: Environment) -> MP:
        total = head(env)
        for operate, part in steps:
            total = operate(total, part(env))
        return total

    return run


def _entry(base: Any, places: list[MP]) -> Any:
    for place in places:
        at = functions.as_integer(place, "an index")
        if not isinstance(base, list) or not 1 <= at <= len(base):
            raise CheckError("an index is out of range (entries count from 1)")
        base = base[at - 1]
    return base


def _call(node: Call) -> Compiled:
    if node.name in AS_ARGUMENT:
        return _compiled(node.args[0])
    special = _SPECIAL_FORMS.get(node.name)
    if special is not None:
        return lambda env: special(node, env)
    if is_family(node.name, len(node.args)):
        raise CheckError(f"a number is due here, not a distribution ({node.name})")
    function = PRECISE_FUNCTIONS.get(node.name)
    if function is None:
        raise CheckError(f"{node.name} cannot be computed to many digits")
    if len(node.args) == 1:
        argument = _scalar_of(node.args[0])
        return lambda env: function(argument(env))
    arguments = [_scalar_of(arg) for arg in node.args]
    return lambda env: function(*[argument(env) for argument in arguments])


def _diff(node: Call, env: Environment) -> MP:
    names = [bound_name(node, place) for place in range(1, len(node.args))]
    orders = {name: names.count(name) for name in names}
    variables = list(orders)

    def body(*point: MP) -> MP:
        return _number(node.args[0], {**env, **dict(zip(variables, point, strict=True))})

    where = tuple(_scalar(_value_of(name, env)) for name in variables)
    return functions.plain(mpmath.diff(body, where, tuple(orders.values())))


def _integrate(node: Call, env: Environment) -> MP:
    if len(node.args) != 4:
        raise CheckError("an antiderivative has no single value: give both limits")
    name = bound_name(node, 1)
    ends = [functions.as_real(_number(end, env), "a limit of an integral") for end in node.args[2:]]
    if ends[0] == ends[1]:
        return mpmath.mpf(0)

    def body(x: MP) -> MP:
        try:
            return _number(node.args[0], {**env, name: x})
        except TooLargeError:
            # Nodes lie at 10^(10^k) on infinite ranges; where the integrand does not vanish there, the error
            # estimate shows it.
            return mpmath.mpf(0)

    value, error = mpmath.quad(body, ends, error=True)
    if error > mpmath.mpf(10) ** (-mp.dps // 2) * max(1, abs(value)):
        raise UndefinedError("the integral does not converge")
    return functions.finite(value)


def _loop(node: Call, env: Environment) -> MP:
    end = _number(node.args[3], env)
    if mpmath.isinf(end):
        return _infinite_loop(node, env)
    name = bound_name(node, 1)
    low = functions.as_integer(_number(node.args[2], env), "a bound")
    high = functions.as_integer(end, "a bound")
    if high - low >= _MAX_LOOP:
        raise TooLargeError(f"more than {_MAX_LOOP} terms")
    total = mpmath.mpf(node.name == "prod")
    for number in range(low, high + 1):
        term = _number(node.args[0], {**env, name: mpmath.mpf(number)})
        total = total + term if node.name == "sum" else total * term
    return functions.finite(total)


def infinite_loop(node: Call, env: Environment) -> MP:
    """A sum or product up to infinity, for values in doubles."""
    with mpmath.workdps(_SERIES_DIGITS):
        return _checked(lambda: _infinite_loop(node, _scalars(env)))


def _infinite_loop(node: Call, env: Environment) -> MP:
    name = bound_name(node, 1)
    low = functions.as_integer(_number(node.args[2], env), "a bound")

    def term(number: int) -> MP:
        return _number(node.args[0], {**env, name: mpmath.mpf(number)})

    if node.name == "sum":
        return series(term, low)
    factors = [term(number) for number in range(low, low + _FIRST_FACTORS)]
    if any(factor == 0 for factor in factors):
        return mpmath.mpf(0)
    return functions.exp(series(lambda number: functions.ln(term(number)), low))


def _subs(node: Call, env: Environment) -> Any:
    if len(node.args) % 2 == 0:
        raise CheckError("subs needs a value for every name")
    places = range(1, len(node.args), 2)
    values = {bound_name(node, place): _evaluate(node.args[place + 1], env) for place in places}
    return _evaluate(node.args[0], {**env, **values})


def _ind(node: Call, env: Environment) -> MP:
    return mpmath.mpf(1 if _evaluate(node.args[0], env) else 0)


def _pick(node: Call, env: Environment) -> Any:
    place = functions.as_integer(_number(node.args[0], env), "the first argument of pick")
    return _evaluate(choice(node, place), env)


def _distribution(node: Call, env: Environment) -> MP:
    from drill.maths import distributions

    family = family_of(node)
    parameters = [_evaluate(arg, env) for arg in family.args]
    return distributions.evaluate(node.name, family.name, parameters, _evaluate(node.args[1], env))


def limit(node: Node, name: str, point: Scalar, env: Environment) -> MP:
    """The limit of a tree as ``name`` goes to ``point`` (±inf too), for values in doubles.

    Both sides of a finite point count, but a side where the tree is not real or not defined does not.
    """
    with mpmath.workdps(_LIMIT_DIGITS):
        return _limit(node, name, from_double(point), _scalars(env))


def _limit_call(node: Call, env: Environment) -> MP:
    with mpmath.workdps(_LIMIT_DIGITS):
        return _limit(node.args[0], bound_name(node, 1), _number(node.args[2], env), env)


def _limit(node: Node, name: str, point: MP, env: Environment) -> MP:
    ten = mpmath.mpf(10)
    if mpmath.isinf(point):
        sides = [[ten**power * mpmath.sign(point) for power in _LIMIT_POWERS]]
    else:
        sides = [[point + side * ten**-power for power in _LIMIT_POWERS] for side in (1, -1)]
    found = [
        settled(values) for values in (_values(node, name, side, env) for side in sides) if len(values) > 2
    ]
    if not found:
        raise UndefinedError("the limit cannot be computed")
    if len(found) == 2 and not _same(found[0], found[1]):
        raise UndefinedError("the limits from the left and from the right differ")
    return found[0]


def _same(x: MP, y: MP) -> bool:
    if mpmath.isinf(x) or mpmath.isinf(y):
        return bool(x == y)
    return bool(abs(x - y) <= mpmath.mpf(10) ** -8 * max(1, abs(x), abs(y)))


def _values(node: Node, name: str, points: list[MP], env: Environment) -> list[MP]:
    """Values at ever nearer points, as far as they are real and within budgets."""
    values: list[MP] = []
    for x in points:
        try:
            value = functions.plain(_checked(lambda x=x: _number(node, {**env, name: x})))
        except (UndefinedError, TooLargeError):
            break
        if isinstance(value, mpmath.mpc) and not any(isinstance(part, mpmath.mpc) for part in env.values()):
            break
        values.append(value)
    return values


def _scalars(env: Environment) -> dict[str, Any]:
    """What of an environment in doubles mpmath can take."""
    return {
        name: from_double(value) for name, value in env.items() if isinstance(value, (int, float, complex))
    }


_PLAIN = (Num, Const, Neg, Binary)
"""Nodes whose values are numbers and nothing else."""

_OPERATIONS: dict[str, Callable[[MP, MP], MP]] = {
    "+": lambda x, y: functions.finite(x + y), "-": lambda x, y: functions.finite(x - y),
    "*": lambda x, y: functions.finite(x * y), "/": functions.divide,
}  # fmt: skip

_SPECIAL_FORMS: dict[str, Callable[[Call, Environment], Any]] = {
    "diff": _diff, "integrate": _integrate, "limit": _limit_call, "sum": _loop, "prod": _loop, "subs": _subs,
    "ind": _ind, "pick": _pick, "cdf": _distribution, "pdf": _distribution, "quantile": _distribution,
}  # fmt: skip

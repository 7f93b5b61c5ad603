"""Evaluation in doubles: the fast screen of the checker and the witnesses' own ground, never SymPy.

A tree is compiled once to nested closures and cached. Scalars need the standard library alone; NumPy is
imported with the first vector or matrix, mpmath with the first limit, infinite sum or distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import scalars, tree
from drill.maths.chains import chain
from drill.maths.functions import DISTRIBUTIONS, is_family
from drill.maths.scalars import SCALAR_FUNCTIONS, Scalar
from drill.maths.tree import Binary, Call, Node

if TYPE_CHECKING:
    import numpy

    Value = Scalar | numpy.ndarray[Any, Any]

Environment = Mapping[str, Any]
Compiled = Callable[[Environment], Any]

_MAX_LOOP = 1_000_000
_DISTRIBUTION_DIGITS = 20

_ARRAY_FUNCTIONS = frozenset(
    {"det", "inv", "T", "trace", "eigenvalues", "rank", "norm", "dot", "cross", "eye", "diag"}
)
AS_ARGUMENT = frozenset({"expand", "factor", "simplify", "raw", "dec", "col"})
"""Functions that change how a value is written, not the value."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The operations a tree is compiled to: of scalars, or of scalars and arrays alike."""

    add: Callable[[Any, Any], Any]
    subtract: Callable[[Any, Any], Any]
    multiply: Callable[[Any, Any], Any]
    divide: Callable[[Any, Any], Any]
    power: Callable[[Any, Any], Any]
    related: Callable[[str, Any, Any], bool]
    sequence: Callable[[list[Any]], Any]
    entry: Callable[[Any, tuple[Any, ...]], Any]
    functions: Mapping[str, Callable[..., Any]]


def evaluate(node: Node, values: Mapping[str, Value]) -> Value | bool:
    """The value of a tree where its symbols have the given values.

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
    if with_arrays:
        return _compile_arrays(node)(environment)
    return compile_numeric(node)(environment)


@lru_cache(maxsize=1024)
def compile_numeric(node: Node) -> Compiled:
    """The tree as a function of a mapping name → float or complex; errors as in :func:`evaluate`."""
    return _compile_arrays(node) if _needs_arrays(node) else compile_scalar(node)


@lru_cache(maxsize=1024)
def compile_scalar(node: Node) -> Callable[[Mapping[str, Scalar]], Any]:
    """The tree as a function of a mapping name → float or complex, for trees without vectors and matrices."""
    return _guarded(_Compiler(_SCALAR).compile(node))


@lru_cache(maxsize=256)
def _compile_arrays(node: Node) -> Compiled:
    from drill.maths import arrays

    return _guarded(_Compiler(arrays.ARITHMETIC).compile(node))


def _needs_arrays(node: Node) -> bool:
    return any(
        isinstance(part, (tree.Sequence, tree.Index))
        or (isinstance(part, Call) and part.name in _ARRAY_FUNCTIONS)
        for part in tree.walk(node)
    )


def _is_constant(node: Node) -> bool:
    """Whether a value depends on no name; e and i may be names that a function binds."""
    return not any(isinstance(part, tree.Sym) or part in _NAMES_TOO for part in tree.walk(node))


_NAMES_TOO = frozenset({tree.Const("e"), tree.Const("i")})


def _once(body: Compiled) -> Compiled:
    """A constant's value, kept from its first use; an array is anew each time, since it can be written to."""
    kept: list[Scalar] = []

    def run(env: Environment) -> Any:
        if kept:
            return kept[0]
        value = body(env)
        if isinstance(value, (float, complex)):
            kept.append(value)
        return value

    return run


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


def bound_name(call: Call, place: int) -> str:
    """The name that a function such as ``diff`` binds at ``place``."""
    argument = call.args[place]
    if isinstance(argument, tree.Sym):
        return argument.name
    if isinstance(argument, tree.Const) and argument.name in ("e", "i"):
        return argument.name
    raise CheckError(f"{call.name} needs a name as argument {place + 1}")


def family_of(call: Call) -> Call:
    """The distribution that ``cdf`` or one of its like is of."""
    family = call.args[0]
    if not isinstance(family, Call) or family.name not in DISTRIBUTIONS:
        raise CheckError(f"{call.name} needs a distribution such as normal(0, 1)")
    return family


def choice(call: Call, place: int) -> Node:
    """The value that ``pick`` takes, counted from 1."""
    if not 1 <= place < len(call.args):
        raise CheckError(f"pick has {len(call.args) - 1} values, there is no number {place}")
    return call.args[place]


def _no_arrays(*_: Any) -> Any:
    raise CheckError("a number is due here, not a vector or matrix")


_SCALAR = Arithmetic(
    add=scalars.add, subtract=scalars.subtract, multiply=scalars.multiply, divide=scalars.divide,
    power=scalars.power, related=scalars.related, sequence=_no_arrays, entry=_no_arrays,
    functions=SCALAR_FUNCTIONS,
)  # fmt: skip


class _Compiler:
    """Turns nodes into closures over an environment."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self._do = arithmetic
        self._in_constant = False
        self._operators = {
            "+": arithmetic.add, "-": arithmetic.subtract, "*": arithmetic.multiply, "/": arithmetic.divide,
        }  # fmt: skip

    def compile(self, node: Node) -> Compiled:
        """What a searching witness asks for thousands of times works out its constant parts once."""
        if self._in_constant or not isinstance(node, (Binary, Call)) or not _is_constant(node):
            return self._compiled(node)
        self._in_constant = True
        try:
            return _once(self._compiled(node))
        finally:
            self._in_constant = False

    def _compiled(self, node: Node) -> Compiled:
        match node:
            case tree.Num(text):
                return _constant(_double(text))
            case tree.Sym(name):
                return _symbol(name)
            case tree.Const(name):
                return _constant_symbol(name)
            case tree.Neg(arg):
                inner = self.compile(arg)
                return lambda env: -inner(env)
            case Binary("^", left, right):
                return self._power(left, right)
            case Binary():
                return self._chain(node)
            case Call():
                return self._call(node)
            case tree.Sequence(_, items):
                parts = [self.compile(item) for item in items]
                build = self._do.sequence
                return lambda env: build([part(env) for part in parts])
            case tree.Index(base, indices):
                return self._index(base, indices)
            case tree.Relation(op, left, right):
                lower, upper, related = self.compile(left), self.compile(right), self._do.related
                return lambda env: related(op, lower(env), upper(env))
            case tree.Logic(op, left, right):
                first, second = self.compile(left), self.compile(right)
                if op == "and":
                    return lambda env: bool(first(env) and second(env))
                return lambda env: bool(first(env) or second(env))
            case tree.Not(arg):
                statement = self.compile(arg)
                return lambda env: not statement(env)
            case _:
                raise CheckError("an interval has no numerical value")

    def _power(self, left: Node, right: Node) -> Compiled:
        exponent = self.compile(right)
        if left == tree.Const("e"):
            power_of_e = self._do.functions["exp"]
            return lambda env: (
                power_of_e(exponent(env)) if "e" not in env else self._do.power(env["e"], exponent(env))
            )
        base, power = self.compile(left), self._do.power
        return lambda env: power(base(env), exponent(env))

    def _chain(self, node: Binary) -> Compiled:
        first, links = chain(node)
        head = self.compile(first)
        if len(links) == 1:
            operator, part = self._operators[links[0][0]], self.compile(links[0][1])
            return lambda env: operator(head(env), part(env))
        steps = [(self._operators[op], self.compile(part)) for op, part in links]

        def run(env: Environment) -> Any:
            total = head(env)
            for operate, part in steps:
                total = operate(total, part(env))
            return total

        return run

    def _index(self, base: Node, indices: tuple[Node, ...]) -> Compiled:
        whole, places, entry = self.compile(base), [self.compile(index) for index in indices], self._do.entry
        return lambda env: entry(whole(env), tuple(place(env) for place in places))

    def _call(self, node: Call) -> Compiled:
        special = _SPECIAL_FORMS.get(node.name)
        if special is not None:
            return special(self, node)
        if node.name in AS_ARGUMENT:
            return self.compile(node.args[0])
        if is_family(node.name, len(node.args)):
            raise CheckError(f"a number is due here, not a distribution ({node.name})")
        function = self._do.functions.get(node.name)
        if function is None:
            raise CheckError(f"{node.name} cannot be computed with numbers")
        if len(node.args) == 1:
            argument = self.compile(node.args[0])
            return lambda env: function(argument(env))
        arguments = [self.compile(part) for part in node.args]
        return lambda env: function(*[argument(env) for argument in arguments])

    def diff(self, node: Call) -> Compiled:
        if isinstance(node.args[0], tree.Relation | tree.Logic | tree.Not):
            raise CheckError("diff: an expression is due, not a statement")
        body = self.compile(node.args[0])
        names = tuple(bound_name(node, place) for place in range(1, len(node.args)))

        def at(rest: tuple[str, ...], env: Environment) -> Any:
            from drill.maths.calculus import derivative

            if not rest:
                return body(env)
            name = rest[0]
            where = env.get(name)
            if not isinstance(where, (float, complex)):
                raise CheckError(f"a derivative needs a value of {name}")
            return derivative(lambda x: at(rest[1:], {**env, name: x}), where)

        if len(names) == 1 or _needs_arrays(node):
            return lambda env: at(names, env)
        # Differences of differences lose half the digits each time: many digits at once are exact and faster.
        return _precise_body(node)

    def integrate(self, node: Call) -> Compiled:
        if len(node.args) != 4:
            raise CheckError("an antiderivative has no single value: give both limits")
        name = bound_name(node, 1)
        body, low, high = self.compile(node.args[0]), self.compile(node.args[2]), self.compile(node.args[3])
        fallback = _precise_body(node.args[0])

        def run(env: Environment) -> Any:
            from drill.maths.calculus import integral

            ends = [scalars.as_real(end(env), "a limit of an integral") for end in (low, high)]
            return integral(lambda x: _value_or_precise(body, fallback, {**env, name: x}), ends[0], ends[1])

        return run

    def limit(self, node: Call) -> Compiled:
        name = bound_name(node, 1)
        point = self.compile(node.args[2])

        def run(env: Environment) -> Any:
            from drill.maths import precise

            return precise.to_double(precise.limit(node.args[0], name, point(env), env))

        return run

    def loop(self, node: Call) -> Compiled:
        """A sum or a product."""
        operate, empty = (self._do.add, 0.0) if node.name == "sum" else (self._do.multiply, 1.0)
        name = bound_name(node, 1)
        body, low, high = self.compile(node.args[0]), self.compile(node.args[2]), self.compile(node.args[3])

        def run(env: Environment) -> Any:
            end = high(env)
            if end == math.inf:
                from drill.maths import precise

                return precise.to_double(precise.infinite_loop(node, env))
            first, last = scalars.as_integer(low(env), "a bound"), scalars.as_integer(end, "a bound")
            if last - first >= _MAX_LOOP:
                raise TooLargeError(f"more than {_MAX_LOOP} terms")
            total: Any = empty
            for number in range(first, last + 1):
                term = body({**env, name: float(number)})
                total = term if number == first else operate(total, term)
            return total

        return run

    def subs(self, node: Call) -> Compiled:
        body = self.compile(node.args[0])
        names = [bound_name(node, place) for place in range(1, len(node.args), 2)]
        values = [self.compile(part) for part in node.args[2::2]]
        if len(names) != len(values):
            raise CheckError("subs needs a value for every name")
        bound = dict(zip(names, values, strict=True))
        return lambda env: body({**env, **{name: value(env) for name, value in bound.items()}})

    def ind(self, node: Call) -> Compiled:
        statement = self.compile(node.args[0])
        return lambda env: 1.0 if statement(env) else 0.0

    def pick(self, node: Call) -> Compiled:
        compiled = {part: self.compile(part) for part in node.args}

        def run(env: Environment) -> Any:
            place = scalars.as_integer(compiled[node.args[0]](env), "the first argument of pick")
            return compiled[choice(node, place)](env)

        return run

    def distribution(self, node: Call) -> Compiled:
        family = family_of(node)
        parameters = [self.compile(part) for part in family.args]
        point = self.compile(node.args[1])

        def run(env: Environment) -> Scalar:
            import mpmath

            from drill.maths import distributions, precise

            with mpmath.workdps(_DISTRIBUTION_DIGITS):
                numbers = [precise.from_double(parameter(env)) for parameter in parameters]
                where = precise.from_double(point(env))
                return precise.to_double(distributions.evaluate(node.name, family.name, numbers, where))

        return run


_SPECIAL_FORMS: dict[str, Callable[[_Compiler, Call], Compiled]] = {
    "diff": _Compiler.diff, "integrate": _Compiler.integrate, "limit": _Compiler.limit, "sum": _Compiler.loop,
    "prod": _Compiler.loop, "subs": _Compiler.subs, "ind": _Compiler.ind, "pick": _Compiler.pick,
    "cdf": _Compiler.distribution, "pdf": _Compiler.distribution, "quantile": _Compiler.distribution,
}  # fmt: skip


def _double(text: str) -> float:
    value = float(text)
    if math.isinf(value) or (
        value == 0 and any(digit in "123456789" for digit in text.lower().split("e")[0])
    ):
        raise TooLargeError("a number is beyond the range of doubles")
    return value


def _constant(value: Scalar) -> Compiled:
    return lambda env: value


def _symbol(name: str) -> Compiled:
    def run(env: Environment) -> Any:
        try:
            return env[name]
        except KeyError:
            raise CheckError(f"unknown name '{name}'") from None

    return run


def _constant_symbol(name: str) -> Compiled:
    if name == "dne":
        raise CheckError("'dne' has no numerical value")
    value: Scalar = {"pi": math.pi, "e": math.e, "i": 1j, "inf": math.inf}[name]
    return lambda env: env.get(name, value)


def _precise_body(node: Node) -> Callable[[Environment], Scalar]:
    """A tree by mpmath, where doubles do not serve: far tails of densities, higher derivatives."""
    needed = tree.symbols(node)

    def run(env: Environment) -> Scalar:
        from drill.maths import precise

        values = {symbol: precise.from_double(env[symbol]) for symbol in needed if symbol in env}
        return precise.to_double(precise.evaluate_mp(node, values, _DISTRIBUTION_DIGITS))

    return run


def _value_or_precise(body: Compiled, fallback: Callable[[Environment], Scalar], env: Environment) -> Any:
    try:
        return body(env)
    except (TooLargeError, OverflowError):
        return fallback(env)

"""One evaluator of trees for every kind of number: doubles, arrays, many digits, fractions.

A tree is compiled once to nested closures over an environment. A kind's action at each node is
its :class:`Arithmetic`; nothing here knows of NumPy, mpmath or fractions.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from drill.errors import CheckError, OutOfStepsError, TooLargeError
from drill.maths import maths_tree
from drill.maths.maths_tree import Binary, Call, Node, Num, find_in_tree, split_chain, walk_tree
from drill.maths.names import DISTRIBUTIONS, is_family

# A budget of steps that all computations of a thread share, nested loops included.
#
# A budget within another takes its steps from both. Where none is given, nothing is counted. A limit of time
# is
# looked at wherever steps are counted, so that it ends a single integral too.


class _Steps(threading.local):
    left: float = math.inf
    end_s: float = math.inf


_steps = _Steps()


class step_budget:  # used as a function; a class, since it is entered a million times
    """Limit the steps of everything computed inside, which also count against an outer budget; count them.

    ``steps`` is their number in the end: 0 if neither this budget nor an outer one is finite.
    """

    __slots__ = ("_most", "_outside", "_within", "steps")

    def __init__(self, most: float) -> None:
        self._most = most
        self.steps: float = 0

    def __enter__(self) -> Self:
        self._outside = _steps.left
        self._within = _steps.left = min(self._outside, self._most)
        return self

    def __exit__(self, *_error: object) -> None:
        if (
            self._within < math.inf
        ):  # the difference of two infinities is not a number, so it would never limit anything again
            self.steps = self._within - _steps.left
            _steps.left = self._outside - self.steps


@contextmanager
def limit_computing_time(seconds: float) -> Generator[None]:
    """Limit the computing time of everything computed inside that counts its steps, of this thread."""
    outside = _steps.end_s
    _steps.end_s = min(outside, time.thread_time() + seconds)
    try:
        yield
    finally:
        _steps.end_s = outside


def allow_computing_time(seconds: float) -> None:
    """Give back to the limit in force what was computed that it does not count."""
    _steps.end_s += seconds


def take_steps(number: float) -> None:
    """Count steps that are about to be made.

    Raises:
        OutOfStepsError: fewer are left, or the time is over.
    """
    if _steps.end_s < math.inf and time.thread_time() > _steps.end_s:
        raise OutOfStepsError("computing this takes too long", "use fewer terms, or smaller numbers")
    _steps.left -= min(number, 1e300)
    if _steps.left < 0:
        raise OutOfStepsError("computing this takes too many steps", "use fewer terms, or smaller numbers")


Environment = Mapping[str, Any]
Compiled = Callable[[Environment], Any]

# Functions that change how a value is written, not the value.
_AS_ARGUMENT = frozenset(("expand", "factor", "simplify", "raw", "dec", "col"))
_E = maths_tree.Const("e")
# Constants that may be names which a function binds.
_NAMES_TOO = frozenset((_E, maths_tree.Const("i")))
# Nodes whose values are numbers and nothing else.
_PLAIN = (Num, maths_tree.Const, maths_tree.Neg, Binary)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Arithmetic:
    """The operations of one kind of numbers at each node of a tree."""

    number: Callable[[Num], Compiled]
    # Reads π, e, i or infinity; all but e may be names in the environment.
    constant: Callable[[str], Compiled]
    convert: Callable[[int], Any]
    # Returns the integer of a value; the text names the quantity, for the error.
    whole: Callable[[Any, str], int]
    operators: Mapping[str, Callable[[Any, Any], Any]]
    related: Callable[[str, Any, Any], bool]
    functions: Mapping[str, Callable[..., Any]]
    # Functions that bind names or take distributions, beyond those that :class:`Compiler` reads.
    special: Mapping[str, Callable[[Compiler, Call], Compiled]]
    sequence: Callable[[list[Any]], Any]
    entry: Callable[[Any, list[Any]], Any]
    # A sum or product without an end.
    infinite: Callable[[Call, Environment], Any] | None = None
    # The relative size of what rounding leaves of a 0.
    rounding: Callable[[], Any] = lambda: 0
    most_terms: int
    # Steps of a whole evaluation: nodes met in all its loops together.
    most_steps: int
    # The error for what these numbers cannot compute.
    refusal: type[CheckError] = CheckError
    # Lets a number through and refuses lists and statements, where operations do not do so themselves.
    only: Callable[[Any], Any] | None = None
    # Whether constant parts are worked out once: their values depend on no precision.
    keeps_constants: bool = False


def compile_within_budget(node: Node, arithmetic: Arithmetic) -> Compiled:
    """Compile the value of a tree; each evaluation may take ``most_steps`` steps.

    Raises:
        CheckError: these numbers cannot compute it.
    """
    body = Compiler(arithmetic).compile(node)
    most = arithmetic.most_steps
    repeating = {"sum", "prod", *arithmetic.special}
    if not any(part.name in repeating for part in find_in_tree(node, Call)):
        return body

    def run(env: Environment) -> Any:
        with step_budget(most):
            return body(env)

    return run


def count_evaluations(body: Compiled, node: Node, factor: int = 1) -> Compiled:
    """Count the steps of every evaluation of a node that is evaluated again and again."""
    steps = factor * count_nodes(node)

    def run(env: Environment) -> Any:
        take_steps(steps)
        return body(env)

    return run


def count_nodes(node: Node) -> int:
    """Count the nodes of a tree."""
    return sum(1 for _ in walk_tree(node))


class Compiler:
    """Turns nodes into closures over an environment."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self._do = arithmetic
        self._in_constant = not arithmetic.keeps_constants
        self._constant: dict[Node, bool] = {}

    def compile(self, node: Node) -> Compiled:
        """Compile the value of a tree, of whatever kind.

        Raises:
            CheckError: these numbers cannot compute it.
        """
        if self._in_constant or not isinstance(node, (Binary, Call)) or not self._is_constant(node):
            return self._compiled(node)
        self._in_constant = True
        try:
            return _cache_constant(self._compiled(node))
        finally:
            self._in_constant = False

    def _is_constant(self, node: Node) -> bool:
        """Return whether a value depends on no name; e and i may be names that a function binds."""
        known = self._constant.get(node)
        if known is None:
            is_fixed = not isinstance(node, maths_tree.Sym) and node not in _NAMES_TOO
            known = self._constant[node] = is_fixed and all(
                map(self._is_constant, maths_tree.list_parts(node))
            )
        return known

    def number(self, node: Node) -> Compiled:
        """Compile the value of a tree that is a number."""
        body = self.compile(node)
        only = self._do.only
        if only is None or isinstance(node, _PLAIN):
            return body
        return lambda env: only(body(env))

    def _compiled(self, node: Node) -> Compiled:
        match node:
            case Num():
                return self._do.number(node)
            case maths_tree.Sym(name):
                return self._symbol(name)
            case maths_tree.Const(name):
                if name == "dne":
                    raise self._do.refusal("dne is not a number: give it alone")
                return self._do.constant(name)
            case maths_tree.Neg(arg):
                inner = self.number(arg)
                return lambda env: -inner(env)
            case Binary("^", left, right):
                return self._power(left, right)
            case Binary():
                return self._chain(node)
            case Call():
                return self._call(node)
            case maths_tree.Sequence(_, items):
                parts = [self.compile(item) for item in items]
                build = self._do.sequence
                return lambda env: build([part(env) for part in parts])
            case maths_tree.Index(base, indices):
                whole = self.compile(base)
                places = [*map(self.compile, indices)]
                entry = self._do.entry
                return lambda env: entry(whole(env), [position(env) for position in places])
            case maths_tree.Relation(op, left, right):
                lower = self.compile(left)
                upper = self.compile(right)
                related = self._do.related
                return lambda env: related(op, lower(env), upper(env))
            case maths_tree.Logic(op, left, right):
                first, second = self.compile(left), self.compile(right)
                if op == "and":
                    return lambda env: bool(first(env) and second(env))
                return lambda env: bool(first(env) or second(env))
            case maths_tree.Not(arg):
                statement = self.compile(arg)
                return lambda env: not statement(env)
            case _:
                raise self._do.refusal("an interval has no numerical value")

    def _symbol(self, name: str) -> Compiled:
        refusal = self._do.refusal

        def run(env: Environment) -> Any:
            try:
                return env[name]
            except KeyError:
                raise refusal(f"unknown name '{name}'") from None

        return run

    def _power(self, left: Node, right: Node) -> Compiled:
        exponent = self.number(right)
        power = self._do.operators["^"]
        base = self.number(left)
        power_of_e = self._do.functions.get("exp")
        if left == _E and power_of_e is not None:
            return lambda env: power_of_e(exponent(env)) if "e" not in env else power(env["e"], exponent(env))
        if self._do.keeps_constants and isinstance(right, Num):
            constant = exponent({})
            return lambda env: power(base(env), constant)
        return lambda env: power(base(env), exponent(env))

    def _chain(self, node: Binary) -> Compiled:
        first, links = split_chain(node)
        head = self.number(first)
        steps = [(self._do.operators[op], self.number(part)) for op, part in links]
        if len(steps) == 1:
            operator, last = steps[0]
            if self._do.keeps_constants and isinstance(links[0][1], Num):
                right = last({})
                return lambda env: operator(head(env), right)
            if self._do.keeps_constants and isinstance(first, Num):
                left = head({})
                return lambda env: operator(left, last(env))
            return lambda env: operator(head(env), last(env))

        def run(env: Environment) -> Any:
            total = head(env)
            for operate, part in steps:
                total = operate(total, part(env))
            return total

        return run

    def _call(self, node: Call) -> Compiled:
        special = self._do.special.get(node.name) or _SPECIAL_FORMS.get(node.name)
        if special is not None:
            return special(self, node)
        if node.name in _AS_ARGUMENT:
            return self.compile(node.args[0])
        if is_family(node.name, len(node.args)):
            raise self._do.refusal(f"a number is expected here, not a distribution ({node.name})")
        function = self._do.functions.get(node.name)
        if function is None:
            raise self._do.refusal(f"{node.name} is not applied to numbers")
        if len(node.args) == 1:
            argument = self.number(node.args[0])
            return lambda env: function(argument(env))
        arguments = [self.number(part) for part in node.args]
        return lambda env: function(*[argument(env) for argument in arguments])

    def loop(self, node: Call) -> Compiled:
        """Compile a sum or a product.

        Raises:
            CheckError: its second argument is not a name.
        """
        do = self._do
        name = bound_name(node, 1)
        operate = do.operators["+" if node.name == "sum" else "*"]
        body, low, high = self.number(node.args[0]), self.number(node.args[2]), self.number(node.args[3])
        steps = count_nodes(node.args[0])

        def run(env: Environment) -> Any:
            end = high(env)
            if do.infinite is not None and end == math.inf:
                return do.infinite(node, env)
            first, last = do.whole(low(env), "a bound"), do.whole(end, "a bound")
            if last - first >= do.most_terms:
                raise TooLargeError(f"more than {do.most_terms} terms")
            take_steps(steps * max(0, last - first + 1))
            total = do.convert(node.name == "prod")
            for number in range(first, last + 1):
                term = body({**env, name: do.convert(number)})
                total = term if number == first else operate(total, term)
            return total

        return run

    def subs(self, node: Call) -> Compiled:
        """Compile ``subs``, which replaces several names by values at once.

        Raises:
            CheckError: a name has no value.
        """
        if len(node.args) % 2 == 0:
            raise CheckError("subs needs a value for every name")
        body = self.compile(node.args[0])
        bound = {
            bound_name(node, index): self.compile(node.args[index + 1])
            for index in range(1, len(node.args), 2)
        }
        return lambda env: body({**env, **{name: value(env) for name, value in bound.items()}})

    def ind(self, node: Call) -> Compiled:
        """Compile ``ind``: 1 where a statement holds, else 0."""
        statement = self.compile(node.args[0])
        convert = self._do.convert
        return lambda env: convert(bool(statement(env)))

    def pick(self, node: Call) -> Compiled:
        """Compile ``pick``, which chooses one of several values; the others need not have a value."""
        compiled = {part: self.compile(part) for part in node.args}
        whole = self._do.whole
        return lambda env: compiled[
            find_picked_value(node, whole(compiled[node.args[0]](env), "the first argument of pick"))
        ](env)


_SPECIAL_FORMS: dict[str, Callable[[Compiler, Call], Compiled]] = {
    "sum": Compiler.loop, "prod": Compiler.loop, "subs": Compiler.subs, "ind": Compiler.ind,
    "pick": Compiler.pick,
}  # fmt: skip


def _cache_constant(body: Compiled) -> Compiled:
    """Compute a constant once and cache it; an array is computed each time, since it can be written to."""
    first_value: list[float | complex] = []

    def run(env: Environment) -> Any:
        if first_value:
            return first_value[0]
        value = body(env)
        if isinstance(value, (float, complex)):
            first_value.append(value)
        return value

    return run


def bound_name(call: Call, index: int) -> str:
    """Return the name that a function such as ``diff`` binds at ``index``.

    Raises:
        CheckError: the argument is not a name.
    """
    argument = call.args[index]
    if isinstance(argument, maths_tree.Sym) or (
        isinstance(argument, maths_tree.Const) and argument in _NAMES_TOO
    ):
        return argument.name
    raise CheckError(f"{call.name} needs a name as argument {index + 1}")


def family_of(call: Call) -> Call:
    """Return the distribution in a call of ``cdf`` or a similar function.

    Raises:
        CheckError: its argument is not a distribution.
    """
    family = call.args[0]
    if not isinstance(family, Call) or family.name not in DISTRIBUTIONS:
        raise CheckError(f"{call.name} needs a distribution such as normal(0, 1)")
    return family


def find_picked_value(call: Call, number: int) -> Node:
    """Return the value that ``pick`` selects, counted from 1.

    Raises:
        CheckError: it has fewer values.
    """
    if not 1 <= number < len(call.args):
        raise CheckError(f"pick has {len(call.args) - 1} values, there is no number {number}")
    return call.args[number]

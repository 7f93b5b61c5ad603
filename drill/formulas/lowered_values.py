"""Values of a lowered formula in a small world: by doubles, and again with many digits.

The evaluator of `maths` computes; a world gives what the symbols stand for. A value is told only where its
digits hold, because nothing else tells a difference of rounding errors from a number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import product
from math import prod
from typing import Any, Final

import mpmath
import numpy as np

from drill.codec import is_list, is_tuple
from drill.errors import CheckError, DrillError
from drill.formulas.formula import Formula, Found, Letter, quote_node
from drill.formulas.formula_lowering import Lowered, check_shapes, lower_part, lower_places
from drill.formulas.formula_parts import FormulaFault, find_cut, is_equality, mentions_drawn
from drill.formulas.letter_lowering import Drawn
from drill.formulas.letter_types import (
    COUNT,
    INDEX,
    NUMBER,
    Array,
    Axis,
    Law,
    Several,
    Thing,
    Type,
    Unknown,
    without_law,
)
from drill.formulas.small_world import (
    FLOATS,
    DrawnFunction,
    DrawnLaw,
    NoValue,
    Numbers,
    Value,
    World,
    is_array,
    make_key,
)
from drill.maths import arrays, mpmath_evaluation, numerical_calculus
from drill.maths import maths_tree as maths
from drill.maths.tree_evaluation import Arithmetic, Compiled, Compiler, step_budget
from drill.notation import tree
from drill.notation.tree import Node, Ref

# Max steps of one value.
MAX_STEPS: Final = 300_000
# Digits with which a value is computed again.
_DIGITS: Final = 30
# Max share by which both values may differ.
_AGREE: Final = 1e-7
# What is below this is 0 in doubles.
_LEAST: Final = 1e-300
# Max terms of an endless sum; what is small beside the total, and so many small terms end it.
_MAX_TERMS: Final = 400
_SMALL: Final = 1e-14
_SMALL_TERMS: Final = 4
_MOST_NORMAL_AXES: Final = 4
_DIGITS_OF_MP: Final = Numbers(
    lambda values: np.frompyfunc(mpmath.mpf, 1, 1)(np.asarray(values)),
    np.frompyfunc(mpmath.exp, 1, 1),
    np.frompyfunc(mpmath.tanh, 1, 1),
)


def _refuse_complex(arithmetic: Arithmetic) -> Arithmetic:
    """Return an arithmetic of real numbers: a root of a negative one has no value."""

    def check(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any) -> Any:
            result = function(*values)
            if isinstance(result, complex | mpmath.mpc):
                raise CheckError("a value is not real")
            return result

        return run

    functions = {name: check(function) for name, function in arithmetic.functions.items()}
    operators = {**arithmetic.operators, "^": check(arithmetic.operators["^"])}
    return replace(arithmetic, functions=functions, operators=operators, keeps_constants=False)


def _sum_endlessly(do: Arithmetic, compiler: Compiler, call: maths.Call) -> Compiled:
    """Compile a sum; one of members without an end is added up until its terms are small."""
    body, name, low, *high = call.args
    has_members = any(isinstance(part, maths.Index) for part in maths.walk_tree(body))
    if high != [maths.Const("inf")] or not has_members or not isinstance(name, maths.Sym):
        return do.special["sum"](compiler, call)
    term, first, letter = compiler.number(body), compiler.number(low), name.name

    def run(env: Mapping[str, Any]) -> Any:
        total, left = do.convert(0), _SMALL_TERMS
        start = do.whole(first(env), "a bound")
        for place in range(start, start + _MAX_TERMS):
            value = term({**env, letter: do.convert(place)})
            total = do.operators["+"](total, value)
            size, whole = (np.abs(np.asarray(_to_plain(each))) for each in (value, total))
            left = left - 1 if np.all(size <= _SMALL * (1e-3 + whole)) else _SMALL_TERMS
            if not left:
                return total
        raise CheckError("an infinite sum whose terms do not decrease fast")

    return run


def _average(do: Arithmetic, count: int, compiler: Compiler, call: maths.Call) -> Compiled:
    """Compile a mean; one over a normal law of vectors is a sum over the nodes of a product of Gauss's rules.

    It is right where it does not depend on their ``count`` along each axis.
    """
    plain = do.special["mean"](compiler, call)
    body, name, law = call.args
    if not isinstance(name, maths.Sym):
        return plain
    term, source, letter = compiler.number(body), compiler.compile(law), name.name

    def run(env: Mapping[str, Any]) -> Any:
        found = source(env)
        if not isinstance(found, arrays.Law) or found.moments is None or not is_array(found.moments[0]):
            return plain(env)
        mean, covariance = found.moments
        if len(mean) > _MOST_NORMAL_AXES:
            raise CheckError(f"a normal law in more than {_MOST_NORMAL_AXES} dimensions")
        root, total = _find_root(covariance, do.functions["sqrt"]), do.convert(0)
        for chosen in product(_list_nodes(do, count), repeat=len(mean)):
            node = np.array([place for place, _ in chosen], dtype=object)
            weight = prod((share for _, share in chosen), start=do.convert(1))
            value = term({**env, letter: mean + root @ node})
            total = do.operators["+"](total, do.operators["*"](weight, value))
        return total

    return run


def _list_nodes(do: Arithmetic, count: int) -> list[tuple[Any, Any]]:
    """Return three or four nodes of a rule for means over the standard normal law, with their weights."""
    whole, sqrt = do.convert, do.functions["sqrt"]
    if count == 3:
        far = sqrt(whole(3))
        return [(-far, whole(1) / whole(6)), (whole(0), whole(2) / whole(3)), (far, whole(1) / whole(6))]
    root = sqrt(whole(6))
    inner, outer = sqrt(3 - root), sqrt(3 + root)
    large, small = (3 + root) / 12, (3 - root) / 12
    return [(-outer, small), (-inner, large), (inner, large), (outer, small)]


def _find_root(matrix: Any, sqrt: Callable[[Any], Any]) -> Any:
    """Return the lower triangular matrix whose product with its transpose is a covariance."""
    size = len(matrix)
    root = np.full((size, size), 0 * matrix[0, 0], dtype=object)
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row, column] - sum(root[row, k] * root[column, k] for k in range(column))
            root[row, column] = sqrt(rest) if row == column else rest / root[column, column]
    return root


def _make_arithmetic(numbers: Arithmetic, nodes: int) -> Arithmetic:
    lifted = arrays.lift(_refuse_complex(numbers))
    further = {"sum": partial(_sum_endlessly, lifted), "mean": partial(_average, lifted, nodes)}
    return replace(lifted, special={**lifted.special, **further})


DOUBLES: Final = _make_arithmetic(numerical_calculus.ARITHMETIC, 3)
DIGITS: Final = _make_arithmetic(mpmath_evaluation.ARITHMETIC, 4)


@dataclass(slots=True)
class Trace:
    """What happened while a value was computed, by the id of a written part."""

    values: dict[int, list[Value]] = field(default_factory=lambda: dict[int, list[Value]]())
    # The branches that were taken: which of two is smaller, whether a clip binds, a sign.
    branches: dict[int, set[Any]] = field(default_factory=lambda: dict[int, set[Any]]())
    # Sums and extremes of a single term, or of equal terms.
    poor: list[tuple[Node, str]] = field(default_factory=lambda: list[tuple[Node, str]]())
    # What was bound when each of the values was computed.
    names: dict[int, list[dict[Ref, Value]]] = field(
        default_factory=lambda: dict[int, list[dict[Ref, Value]]]()
    )


@dataclass(frozen=True, eq=False, slots=True)
class WorldLaw(arrays.Law):
    """A drawn law as the evaluator takes it."""

    drawn: DrawnLaw | None = None


# Values


def compute_value(
    formula: Formula, world: World, node: Node | None = None, trace: Trace | None = None
) -> Value:
    """Return the value of a formula's right side, or of ``node``: finite, and with digits that hold.

    Raises NoValue with the reason where there is none.
    """
    if node is None and not is_equality(formula.statement):
        raise NoValue("it says how its sides relate")
    node = formula.right if node is None else node
    with reporting_no_value():
        lowered = find_lowered(formula, world, node)
        env = make_environment(formula, world, lowered.draws, maths.find_symbols(lowered.node))
        value = _to_plain(_run(lowered, env, trace, world))
        _confirm(node, value, lambda: _run_digits(lowered, env))
    return value


def find_lowered(
    formula: Formula, world: World, node: Node, names: Mapping[Ref, Type] | None = None
) -> Lowered:
    """Return a part as it was lowered before, or lower it."""
    given = frozenset(world.given_calls)
    key = (node, tuple((names or {}).items()), given)
    known: dict[Any, Lowered] = formula.lowered_parts
    found = known.get(key)
    if found is None or id(node) not in found.parts:
        found = lower_part(formula, node, names, given)
        if node is formula.right and not names and not given and found.has_open_size:
            with suppress(FormulaFault):
                found = check_shapes(formula)
        known[key] = found
    return found


@contextmanager
def reporting_no_value() -> Generator[None]:
    """Raise NoValue for whatever arithmetic raises in this context."""
    with np.errstate(all="ignore"):
        try:
            yield
        except FormulaFault as fault:
            raise NoValue(str(fault)) from None
        except CheckError as error:
            raise NoValue(f"it cannot be computed in this world: {error.message}") from None
        except (ValueError, ArithmeticError, np.linalg.LinAlgError, IndexError, TypeError) as error:
            raise NoValue(f"it cannot be computed in this world: {error}") from None
        except RecursionError:
            raise NoValue("it is defined in terms of itself") from None


class _Values(Compiler):
    """Compiles trees whose values may be several things side by side, or a set of them."""

    def compile(self, node: maths.Node) -> Compiled:
        """Compile a node; a tuple stays one."""
        if isinstance(node, maths.Sequence) and node.kind in ("tuple", "set"):
            parts, build = [*map(self.compile, node.items)], tuple if node.kind == "tuple" else list
            return lambda env: build(part(env) for part in parts)
        return super().compile(node)


@lru_cache(maxsize=512)
def _compile(node: maths.Node, *, has_digits: bool) -> Compiled:
    return _Values(DIGITS if has_digits else DOUBLES).compile(node)


def _run(lowered: Lowered, env: Mapping[str, Any], trace: Trace | None, world: World) -> Any:
    with step_budget(MAX_STEPS):
        if trace is None:
            return _compile(lowered.node, has_digits=False)(env)
        return _Tracer(lowered).run(env, trace)


def _run_digits(lowered: Lowered, env: Mapping[str, Any]) -> Any:
    with mpmath.workdps(_DIGITS), step_budget(MAX_STEPS):
        precise = arrays.convert_environment(env, mpmath.mpf)
        return _to_plain(_compile(lowered.node, has_digits=True)(precise))


def _confirm(node: Node, value: Value, find_again: Callable[[], Value]) -> None:
    """Raise NoValue for a number that is not finite, or whose digits are lost."""
    if is_list(value) or is_tuple(value):
        value = np.array([entry for part in value if _is_numeric(part) for entry in np.ravel(part)])
        _confirm(
            node,
            value,
            lambda: np.array(
                [entry for part in find_again() if _is_numeric(part) for entry in np.ravel(part)]
            ),
        )
        return
    if not _is_numeric(value):
        return
    if not np.all(np.isfinite(value)):
        raise NoValue(f"{quote_node(node)} is not a finite number in this world")
    try:
        again = find_again()
    except CheckError as error:
        raise NoValue(f"the digits of {quote_node(node)} are not confirmed: {error.message}") from None
    is_same = np.shape(again) == np.shape(value) and _is_numeric(again)
    if not is_same or not np.allclose(again, value, rtol=_AGREE, atol=_LEAST):
        raise NoValue(f"the digits of {quote_node(node)} are lost in this world")


def _is_numeric(value: Value) -> bool:
    return isinstance(value, float) or is_array(value)


def _to_plain(value: Any) -> Value:
    """Return a value in doubles as worlds have it. Raises NoValue for what is not real."""
    match value:
        case bool() | np.bool_():
            return bool(value)
        case str():
            return value
        case np.ndarray() if value.dtype == object and value.ndim:
            return np.array([_to_plain(entry) for entry in value.ravel()], dtype=float).reshape(value.shape)
        case np.ndarray():
            return np.asarray(value, dtype=float) if value.ndim else float(value)
        case list():
            return [_to_plain(member) for member in value]
        case tuple():
            return tuple(map(_to_plain, value))
        case WorldLaw():
            assert value.drawn is not None
            return value.drawn.given([_to_plain(each) for each in value.conditions])
        case complex() | mpmath.mpc():
            raise NoValue("a value is not real")
        case int() | float() | mpmath.mpf() | np.number():
            return float(value)
        case _ if isinstance(getattr(value, "numerator", None), int):
            return float(value)
        case _:
            return value


# What the symbols are in a world


def make_environment(
    formula: Formula, world: World, draws: Mapping[str, Drawn], names: frozenset[str]
) -> dict[str, Any]:
    """Return what the symbols of a lowered part are in a world. Raises NoValue."""
    env: dict[str, Any] = {":": slice(None)}
    for name, drawn in draws.items():
        if name in names:
            env[name] = _draw(formula, world, drawn)
    return env


def _draw(formula: Formula, world: World, drawn: Drawn) -> Any:
    what = drawn.what
    match drawn.how:
        case "none":
            raise NoValue(what)
        case "size":
            return _find_size(world, what)
        case "count":
            given = world.find_given(what)
            return world.draw_value(what, (), COUNT) if given is None else float(given)
        case "place":
            given = world.find_given(what)
            return world.find_place(what) if given is None else given
        case "members":
            return float(world.count if what == "count" else world.members)
        case "text":
            return what
        case "points":
            return [_to_lifted(point) for point in world.list_points(what)]
        case "law":
            latex, of = what
            return _make_law(DrawnLaw(world, latex, (), Law(of)))
        case "given":
            return world.given_calls[what]
        case "letter":
            return _draw_letter(world, what, ())
        case "family":
            return arrays.Family(lambda *places: _draw_letter(world, what, tuple(map(_to_key, places))))
        case "chosen":
            return lambda do, *keys: _in_arithmetic(do, _draw_letter(world, what, tuple(map(_to_key, keys))))
        case "span":
            return _make_span(world, what)


def _find_size(world: World, axis: Axis) -> float:
    if axis.letter.startswith("?"):
        raise NoValue("the size of an identity matrix is not known here")
    return float(world.find_size(axis))


def _to_key(place: Any) -> Any:
    return make_key(_to_plain(place))


def _draw_letter(world: World, what: Sequence[Any], places: tuple[Any, ...]) -> Any:
    letter, dress, *of = what
    member = (*places, dress) if dress else places
    value = world.draw(letter, member)
    if of and isinstance(value, DrawnLaw):
        value = replace(value, type=Law(of[0]))
    given = [key for key in world.given_entries if key[:2] == (letter.latex, member)]
    if given and is_array(value):
        value = value.copy()
        for key in given:
            value[tuple(int(place) - 1 for place in key[2:])] = world.given_entries[key]
    return _to_lifted(value)


def _make_span(world: World, what: tuple[Letter, str, int]) -> arrays.Family:
    letter, dress, place = what

    def list_members(low: Any, high: Any, *others: Any) -> list[Any]:
        keys = [*map(_to_key, others)]
        numbers = range(int(low), min(int(high), int(low) + 200) + 1)
        spans = ((*keys[:place], float(number), *keys[place:]) for number in numbers)
        return [_draw_letter(world, (letter, dress), member) for member in spans]

    return arrays.Family(list_members)


def _to_lifted(value: Value) -> Any:
    """Return a drawn value as the evaluator takes it."""
    match value:
        case DrawnLaw():
            return _make_law(value)
        case DrawnFunction():
            return lambda do, *arguments: _call(value, do, arguments)
        case tuple():
            return arrays.Family(lambda place: _to_lifted(value[int(place) - 1]))
        case list():
            return [_to_lifted(member) for member in value]
        case int() | float() | np.number():
            return float(value)
        case _:
            return value


def _find_numbers(do: Arithmetic) -> Numbers:
    return FLOATS if isinstance(do.convert(1), float) else _DIGITS_OF_MP


def _in_arithmetic(do: Arithmetic, value: Any) -> Any:
    """Return a value in doubles as one of an arithmetic."""
    if isinstance(do.convert(1), float):
        return value
    return arrays.convert_environment({"value": value}, mpmath.mpf)["value"]


def _to_arguments(do: Arithmetic, values: Sequence[Any]) -> list[Value]:
    """Return what a drawn function is given: its numbers stay those of the arithmetic."""
    if isinstance(do.convert(1), float):
        return [*map(_to_plain, values)]
    return [_to_plain(value) if isinstance(value, WorldLaw) else value for value in values]


def _call(function: DrawnFunction, do: Arithmetic, arguments: Sequence[Any]) -> Any:
    numbers = _find_numbers(do)
    return _in_arithmetic(do, _to_lifted(function(_to_arguments(do, arguments), numbers)))


def _make_law(drawn: DrawnLaw) -> WorldLaw:
    def list_outcomes(do: Arithmetic, *conditions: Any) -> list[tuple[Any, Any]]:
        law = drawn.given(_to_arguments(do, conditions))
        points = [_in_arithmetic(do, _to_lifted(point)) for point in law.list_points()]
        return [*zip(points, law.list_chances(_find_numbers(do)), strict=True)]

    def find_density(do: Arithmetic, values: tuple[Any, ...], conditions: tuple[Any, ...]) -> Any:
        law = drawn.given(_to_arguments(do, conditions))
        found = _to_arguments(do, values)
        return law.find_density(found[0] if len(found) == 1 else tuple(found), _find_numbers(do))

    return WorldLaw(list_outcomes, find_density, drawn=drawn)


# What happened on the way


class _Tracer(_Values):
    """Compiles a lowered part so that it notes what each written part became."""

    def __init__(self, lowered: Lowered) -> None:
        super().__init__(DOUBLES)
        self._lowered = lowered
        self._watched = {id(made) for _, made in lowered.parts.values()}
        self._seen: dict[int, list[tuple[Mapping[str, Any], Any]]] = {}
        self._runs: dict[int, list[dict[int, int]]] = {}
        self._failed: list[BaseException] = []

    def compile(self, node: maths.Node) -> Compiled:
        """Compile a node so that its values are noted; one without a value is noted once, as nan."""
        body = super().compile(node)
        if id(node) not in self._watched:
            return body
        seen = self._seen.setdefault(id(node), [])
        runs = self._runs.setdefault(id(node), [])
        is_fold = isinstance(node, maths.Call) and len(node.args) > 2

        def run(env: Mapping[str, Any]) -> Any:
            if is_fold:
                runs.append({key: len(values) for key, values in self._seen.items()})
            try:
                value = body(env)
            except (CheckError, ArithmeticError) as error:
                if error not in self._failed:
                    self._failed.append(error)
                    seen.append((env, math.nan))
                raise
            seen.append((env, value))
            return value

        return run

    def run(self, env: Mapping[str, Any], trace: Trace) -> Any:
        """Return the value, and note in a trace what happened."""
        compiled = self.compile(self._lowered.node)
        try:
            return compiled(env)
        finally:
            self._fill(trace)

    def _fill(self, trace: Trace) -> None:
        for key, (_, made) in self._lowered.parts.items():
            for env, value in self._seen.get(id(made), ()):
                with suppress(DrillError):
                    trace.values.setdefault(key, []).append(_to_plain(value))
                    trace.names.setdefault(key, []).append(self._find_names(env))
        for key, (node, made) in self._lowered.parts.items():
            branches = set(self._list_branches(node, trace))
            if branches:
                trace.branches.setdefault(key, set()).update(branches)
            self._note_terms(node, made, trace)

    def _find_names(self, env: Mapping[str, Any]) -> dict[Ref, Value]:
        bound = self._lowered.bound
        return {bound[name]: _to_plain(value) for name, value in env.items() if name in bound}

    def _note_terms(self, node: Node, made: maths.Node, trace: Trace) -> None:
        """Note a sum, a product, an extreme or a mean that shows nothing: of one term, or of equal ones."""
        if not isinstance(node, tree.Reduce | tree.Expect) or id(node.body) not in self._lowered.parts:
            return
        if isinstance(node, tree.Reduce) and node.bound is None and not isinstance(made, maths.Call):
            return
        if isinstance(node, tree.Expect) and not mentions_drawn(node):
            return
        body = id(self._lowered.parts[id(node.body)][1])
        values = self._seen.get(body, [])
        starts = [run.get(body, 0) for run in self._runs.get(id(made), [])]
        for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
            terms = [make_key(_to_plain(value)) for _, value in values[start:end]]
            if len(terms) < 2:
                trace.poor.append((node, f"it has {len(terms)} {'term' if len(terms) == 1 else 'terms'}"))
            elif len({*terms}) == 1:
                trace.poor.append((node, "all its terms are equal"))

    def _list_branches(self, node: Node, trace: Trace) -> Generator[Any]:
        """Yield the branches that a part took."""
        values = trace.values.get(id(node), [])
        match node:
            case tree.Cases(branches=branches):
                yield from (place for place, (value, _) in enumerate(branches) if id(value) in trace.values)
            case tree.Norm(bars="|", body=body):
                yield from _list_sides(trace.values.get(id(body), ()))
            case tree.Entry() if find_cut(node)[0]:
                yield from _list_sides(trace.values.get(id(find_cut(node)[1]), ()))
            case tree.Bracket(opening="[", body=body):
                truths = trace.values.get(id(body), ())
                yield from (value for value in truths if isinstance(value, bool))
            case tree.Apply(args=args, function=function):
                yield from _list_call_branches(
                    function.name.base.removeprefix("\\").lower(), args, values, trace
                )
            case tree.Reduce(
                operator="\\max" | "\\min" | "\\sup" | "\\inf" as operator, bound=None, body=body
            ):
                items = body.items if isinstance(body, tree.Listed) else (body,)
                yield from _list_places(operator in ("\\max", "\\sup"), items, trace)
            case tree.Reduce(operator="\\max" | "\\min" | "\\sup" | "\\inf"):
                yield from self._list_fold_places(node, trace)
            case _:
                pass

    def _list_fold_places(self, node: tree.Reduce, trace: Trace) -> Generator[int]:
        made = self._lowered.parts[id(node)][1]
        if id(node.body) not in self._lowered.parts:
            return
        body = id(self._lowered.parts[id(node.body)][1])
        values = [_to_plain(value) for _, value in self._seen.get(body, [])]
        starts = [run.get(body, 0) for run in self._runs.get(id(made), [])]
        choose = np.argmax if node.operator in ("\\max", "\\sup") else np.argmin
        for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
            if end > start:
                yield int(choose(values[start:end]))


def _list_sides(values: Sequence[Value]) -> Generator[str]:
    for value in values:
        for entry in np.ravel(value):
            yield "below" if entry < 0 else "above"


def _list_call_branches(
    word: str, args: Sequence[Node], values: Sequence[Value], trace: Trace
) -> Generator[Any]:
    match word:
        case "relu" | "abs" | "sign" | "sgn":
            yield from _list_sides(trace.values.get(id(args[0]), ()))
        case "1" | "i":
            yield from values
        case "clip":
            for before, after in zip(trace.values.get(id(args[0]), ()), values, strict=False):
                for one, other in zip(np.ravel(before), np.ravel(after), strict=False):
                    yield "between" if one == other else "below" if one < other else "above"
        case "max" | "min":
            yield from _list_places(word == "max", args, trace)
        case _:
            pass


def _list_places(is_largest: bool, items: Sequence[Node], trace: Trace) -> Generator[int]:
    """Yield which of several values was the largest or smallest, entry by entry."""
    columns = [trace.values.get(id(item), []) for item in items]
    choose = np.argmax if is_largest else np.argmin
    for row in zip(*columns, strict=False):
        with suppress(ValueError):
            entries = row if len(row) > 1 else [*np.ravel(row[0])]
            stacked = np.stack(np.broadcast_arrays(*[np.asarray(entry, dtype=float) for entry in entries]))
            yield from map(int, np.ravel(choose(stacked, axis=0)))


class Evaluation:
    """Computations in a world with names that are bound; values are not confirmed."""

    def __init__(self, formula: Formula, world: World) -> None:
        self._formula = formula
        self._world = world
        self._bound: dict[Ref, Value] = {}

    @contextmanager
    def binding(self, names: Mapping[Ref, Value]) -> Generator[None]:
        """Bind names for a while."""
        before = self._bound
        self._bound = before | dict(names)
        try:
            yield
        finally:
            self._bound = before

    def compute(self, node: Node, trace: Trace | None = None) -> Value:
        """Return the value of a part. Raises NoValue."""
        kinds = {ref: self._find_kind(ref, value) for ref, value in self._bound.items()}
        try:
            lowered = find_lowered(self._formula, self._world, node, kinds)
        except FormulaFault as fault:
            raise NoValue(str(fault)) from None
        env = self._make_environment(lowered)
        try:
            value = _to_plain(_run(lowered, env, trace, self._world))
        except CheckError as error:
            raise NoValue(f"it cannot be computed in this world: {error.message}") from None
        if _is_numeric(value) and not np.all(np.isfinite(value)):
            raise NoValue(f"{quote_node(node)} is not a finite number in this world")
        return value

    def _make_environment(self, lowered: Lowered) -> dict[str, Any]:
        names = maths.find_symbols(lowered.node)
        env = make_environment(self._formula, self._world, lowered.draws, names)
        values = [*self._bound.values()]
        for name, value in zip(lowered.bound, values, strict=False):
            env[name] = _to_lifted(value)
        return env

    def _find_kind(self, ref: Ref, value: Value) -> Type:
        found = self._formula.find_letter(ref)
        if isinstance(value, str):
            return Thing()
        if is_array(value):
            kind = None if found is None else without_law(found.letter.type)
            return (
                kind if isinstance(kind, Array) else Array(tuple(Axis(offset=each) for each in value.shape))
            )
        if found is not None and not isinstance(found.letter.type, Unknown | Several):
            return without_law(found.letter.type)
        return INDEX if isinstance(value, float | int) else NUMBER

    def list_bindings(self, node: tree.Reduce) -> list[dict[Ref, Value]]:
        """Return what the names of a sum, a product or an extreme are for each member. Raises NoValue."""
        trace = Trace()
        self.compute(node, trace)
        return trace.names.get(id(node.body), [])

    def name_entry(self, found: Found) -> tuple[Any, ...]:
        """Return what tells an entry of an array apart from others."""
        places = lower_places(self._formula, (*found.members, *found.entries), self._bound)
        keys: list[Any] = []
        for lowered in places:
            env = self._make_environment(lowered)
            keys.append(_to_key(_run(lowered, env, None, self._world)))
        count = len(found.members)
        member = (*keys[:count], found.dress) if found.dress else tuple(keys[:count])
        return (found.letter.latex, member, *keys[count:])

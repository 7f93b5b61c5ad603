"""Values of a lowered formula in a small world: by doubles, and again with many digits.

The evaluator of `maths` computes; a world gives values to the symbols. A value is shown only if both
computations agree, because nothing else distinguishes a number from mere rounding errors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np

from drill.codec import is_sequence
from drill.errors import CheckError, DrillError
from drill.formulas.formula import Formula, FoundLetter, quote_node
from drill.formulas.formula_lowering import Lowered, check_shapes, lower_part, lower_places
from drill.formulas.formula_parts import FormulaFault, find_cut, is_equality, mentions_drawn
from drill.formulas.small_world import NoValue, Value, World, is_array, make_key
from drill.formulas.world_environment import (
    DIGITS,
    DOUBLES,
    ValueCompiler,
    make_environment,
    to_key,
    to_lifted,
    to_plain,
)
from drill.maths import arrays
from drill.maths import maths_tree as maths
from drill.maths.tree_evaluation import Compiled, step_budget
from drill.notation import tree
from drill.notation.tree import Node, Ref
from drill.types import (
    INDEX,
    NUMBER,
    UNKNOWN,
    ArrayType,
    Axis,
    Several,
    Thing,
    Type,
    UnknownType,
    without_law,
)

# The trace of a computation: the value of each written part, branches, poor sums.


@dataclass(slots=True)
class Trace:
    """The trace of a computation, by the ids of written parts."""

    values: dict[int, list[Value]] = field(default_factory=dict[int, list[Value]])
    # The branches that were taken: which of two is smaller, whether a clip binds, a sign.
    branches: dict[int, set[Any]] = field(default_factory=dict[int, set[Any]])
    # Sums and extremes of a single term, or of equal terms.
    poor: list[tuple[Node, str]] = field(default_factory=list[tuple[Node, str]])
    # The bound names at the time when each of the values was computed.
    names: dict[int, list[dict[Ref, Value]]] = field(default_factory=dict[int, list[dict[Ref, Value]]])


# Max values of one part that are noted, because an integrand has thousands.
_MOST_NOTED = 600


class Tracer(ValueCompiler):
    """Compiles a lowered part so that it notes the value of each written part."""

    def __init__(self, lowered: Lowered) -> None:
        super().__init__(DOUBLES)
        self._lowered = lowered
        self._watched = {id(made) for _, made in lowered.parts.values()}
        self._seen: dict[int, list[tuple[Mapping[str, Any], Any]]] = {}
        self._runs: dict[int, list[dict[int, int]]] = {}
        self._failed: list[BaseException] = []
        self._compiled_whole = self.compile(lowered.node)

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
            if len(seen) < _MOST_NOTED:
                seen.append((env, value))
            return value

        return run

    def run(self, env: Mapping[str, Any], trace: Trace) -> Any:
        """Return the value, and fill the trace, which shows where it ended if there is none."""
        for noted in (*self._seen.values(), *self._runs.values(), self._failed):
            noted.clear()
        try:
            return self._compiled_whole(env)
        finally:
            self._fill(trace)

    def _fill(self, trace: Trace) -> None:
        for key, (_, made) in self._lowered.parts.items():
            for env, value in self._seen.get(id(made), ()):
                with suppress(DrillError):
                    plain = to_plain(value)
                    names = self._find_names(env)
                    trace.values.setdefault(key, []).append(plain)
                    trace.names.setdefault(key, []).append(names)
        for key, (node, made) in self._lowered.parts.items():
            branches = set(self._list_branches(node, trace))
            if branches:
                trace.branches.setdefault(key, set()).update(branches)
            self._note_terms(node, made, trace)

    def _find_names(self, env: Mapping[str, Any]) -> dict[Ref, Value]:
        bound = self._lowered.bound
        return {bound[name]: to_plain(value) for name, value in env.items() if name in bound}

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
        for start, end in self._list_runs(made, body):
            terms = [make_key(to_plain(value)) for _, value in values[start:end]]
            if not terms:
                trace.poor.append((node, "it has 0 terms"))
            elif len(terms) == 1:
                trace.poor.append((node, "it has 1 term"))
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

    def _list_runs(self, made: maths.Node, body: int) -> Iterator[tuple[int, int]]:
        """Yield the start and end of a body's values in each run of the sum or extreme around it."""
        starts = [run.get(body, 0) for run in self._runs.get(id(made), [])]
        return zip(starts, [*starts[1:], len(self._seen.get(body, []))], strict=False)

    def _list_fold_places(self, node: tree.Reduce, trace: Trace) -> Generator[int]:
        made = self._lowered.parts[id(node)][1]
        if id(node.body) not in self._lowered.parts:
            return
        body = id(self._lowered.parts[id(node.body)][1])
        values = [to_plain(value) for _, value in self._seen.get(body, [])]
        choose = np.argmax if node.operator in ("\\max", "\\sup") else np.argmin
        for start, end in self._list_runs(made, body):
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
            # The branch of an indicator is its condition; a paper's own function I has none.
            yield from (value for value in trace.values.get(id(args[0]), ()) if isinstance(value, bool))
        case "clip":
            for before, after in zip(trace.values.get(id(args[0]), ()), values, strict=False):
                pairs = zip(np.ravel(before).tolist(), np.ravel(after).tolist(), strict=False)
                for one, other in pairs:
                    if one == other:
                        yield "between"
                    else:
                        yield "below" if one < other else "above"
        case "max" | "min":
            yield from _list_places(word == "max", args, trace)
        case _:
            pass


def _list_places(is_largest: bool, items: Sequence[Node], trace: Trace) -> Generator[int]:
    """Yield which of several values was the largest or smallest, entry by entry."""
    columns = [trace.values.get(id(item), []) for item in items]
    choose = np.argmax if is_largest else np.argmin
    for row in map(list, zip(*columns, strict=False)):
        with suppress(ValueError):
            entries: list[Any] = row
            if len(row) == 1 and isinstance(row[0], np.ndarray):
                entries = np.asarray(row[0], dtype=float).ravel().tolist()
            stacked = np.stack(np.broadcast_arrays(*[np.asarray(entry, dtype=float) for entry in entries]))
            yield from np.ravel(choose(stacked, axis=0)).tolist()


# Max steps in computing one value, so that no formula takes forever.
MAX_STEPS = 300_000
# Digits of the second computation.
_DIGITS = 30
# Max share by which both values may differ; below the second limit a value is 0 in doubles.
_AGREE = 1e-7
_LEAST = 1e-300


def compute_value(
    formula: Formula,
    world: World,
    node: Node | None = None,
    trace: Trace | None = None,
    *,
    is_confirmed: bool = True,
) -> Value:
    """Return the value of a formula's right side, or of ``node``: finite, and with confirmed digits.

    One that is only looked at, and that no question requests, need not be confirmed. Raises NoValue with the
    reason if the part has no value.
    """
    if node is None and not is_equality(formula.statement):
        raise NoValue("it says how its sides relate")
    node = formula.right if node is None else node
    with reporting_no_value():
        lowered = lower_once(formula, world, node)
        env = _make_environment(world, lowered, {})
        value = _compute_finite(node, lowered, env, trace)
        if is_confirmed:
            _confirm(node, value, lambda: _run_digits(lowered, env))
    return value


def compute_part(
    formula: Formula,
    world: World,
    node: Node,
    names: Mapping[Ref, Value] | None = None,
    trace: Trace | None = None,
) -> Value:
    """Return the value of a part with bound names; it is not confirmed. Raises NoValue."""
    names = names or {}
    types = {ref: _find_bound_type(formula, ref, value) for ref, value in names.items()}
    with reporting_no_value():
        lowered = lower_once(formula, world, node, types)
        return _compute_finite(node, lowered, _make_environment(world, lowered, names), trace)


def name_entry(formula: Formula, world: World, found: FoundLetter) -> tuple[Any, ...]:
    """Return the key of an array's entry, different from the others."""
    keys: list[Any] = []
    for lowered in lower_places(formula, (*found.members, *found.entries)):
        keys.append(to_key(_run(lowered, _make_environment(world, lowered, {}), None)))
    count = len(found.members)
    member = (*keys[:count], found.dress) if found.dress else tuple(keys[:count])
    return (found.letter.latex, member, *keys[count:])


def _make_environment(world: World, lowered: Lowered, names: Mapping[Ref, Value]) -> dict[str, Any]:
    env = make_environment(world, lowered.draws, maths.find_symbols(lowered.node))
    for name, value in zip(lowered.bound, names.values(), strict=False):
        env[name] = to_lifted(value)
    return env


def _find_bound_type(formula: Formula, ref: Ref, value: Value) -> Type:
    """Return the type of a bound name: as its value requires, else as its row declares it."""
    found = formula.find_letter(ref)
    type_ = UNKNOWN if found is None else without_law(found.letter.type)
    if isinstance(value, str):
        return Thing()
    if is_array(value) and not isinstance(type_, ArrayType):
        return ArrayType(tuple(Axis(offset=each) for each in value.shape))
    if not isinstance(type_, UnknownType | Several):
        return type_
    return INDEX if isinstance(value, float | int) else NUMBER


def _compute_finite(node: Node, lowered: Lowered, env: Mapping[str, Any], trace: Trace | None) -> Value:
    value = to_plain(_run(lowered, env, trace))
    if not np.all(np.isfinite(_list_numbers(value))):
        raise NoValue(f"{quote_node(node)} is not a finite number in this world")
    return value


def lower_once(
    formula: Formula, world: World, node: Node, names: Mapping[Ref, Type] | None = None
) -> Lowered:
    """Return a part lowered; it is kept, because questions compute it in many worlds."""
    given = frozenset(world.given_calls)
    key = (id(node), tuple((names or {}).items()), given)
    known: dict[Any, Lowered] = formula.lowered_parts
    found = known.get(key)
    if found is None:
        found = lower_part(formula, node, names, given)
        # The size of an identity matrix may follow from the left side alone, as in ``M = \lambda I``.
        if node is formula.right and not names and not given and found.has_open_size:
            with suppress(FormulaFault):
                found = check_shapes(formula)
        # The lowered part holds the node, so that its id stays its own.
        known[key] = found
    return found


# What Python and NumPy raise, in words.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (ZeroDivisionError, "a divisor is 0"),
    (OverflowError, "a number is too large"),
    (np.linalg.LinAlgError, "a matrix is singular, or has no such factors"),
    (Exception, "a value does not fit what is done with it"),
)


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
        except (ValueError, ArithmeticError, IndexError, TypeError) as error:
            why = next(words for kind, words in _REASONS if isinstance(error, kind))
            raise NoValue(f"it cannot be computed in this world: {why}") from None
        except RecursionError:
            raise NoValue("its definition goes too deep") from None


def _run(lowered: Lowered, env: Mapping[str, Any], trace: Trace | None) -> Any:
    with step_budget(MAX_STEPS):
        if trace is None:
            return _compile(lowered, has_digits=False)(env)
        if not lowered.tracers:
            lowered.tracers.append(Tracer(lowered))
        return lowered.tracers[0].run(env, trace)


def _run_digits(lowered: Lowered, env: Mapping[str, Any]) -> Any:
    with mpmath.workdps(_DIGITS), step_budget(MAX_STEPS):
        precise = arrays.convert_environment(env, mpmath.mpf)
        return to_plain(_compile(lowered, has_digits=True)(precise))


def _compile(lowered: Lowered, *, has_digits: bool) -> Compiled:
    """Return a part as a function of its environment; it is computed in many worlds."""
    if has_digits not in lowered.compiled:
        lowered.compiled[has_digits] = ValueCompiler(DIGITS if has_digits else DOUBLES).compile(lowered.node)
    return lowered.compiled[has_digits]


def _confirm(node: Node, value: Value, find_again: Callable[[], Value]) -> None:
    """Raise NoValue for a number whose digits are lost."""
    numbers = _list_numbers(value)
    if not numbers.size:
        return
    try:
        again = find_again()
    except CheckError as error:
        raise NoValue(f"the digits of {quote_node(node)} are not confirmed: {error.message}") from None
    others = _list_numbers(again)
    is_same = np.shape(others) == np.shape(numbers) and is_array(again) == is_array(value)
    if not is_same or not np.allclose(others, numbers, rtol=_AGREE, atol=_LEAST):
        raise NoValue(f"the digits of {quote_node(node)} are lost in this world")


def _list_numbers(value: Value) -> np.ndarray:
    """Return the numbers in a value: none in a thing or a law."""
    if isinstance(value, float) or is_array(value):
        return np.asarray(value)
    if not is_sequence(value):
        return np.empty(0)
    numbers = [_list_numbers(part).ravel() for part in value]
    return np.concatenate(numbers) if numbers else np.empty(0)

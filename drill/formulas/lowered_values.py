"""Values of a lowered formula in a small world: by doubles, and again with many digits.

The evaluator of `maths` computes; a world gives what the symbols stand for. A value is told only where its
digits hold, because nothing else tells a difference of rounding errors from a number.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

import mpmath
import numpy as np

from drill.codec import is_list, is_tuple
from drill.errors import CheckError
from drill.formulas.formula import Formula, Found, quote_node
from drill.formulas.formula_arithmetic import compile_value
from drill.formulas.formula_lowering import Lowered, check_shapes, lower_part, lower_places
from drill.formulas.formula_parts import FormulaFault, is_equality
from drill.formulas.small_world import NoValue, Value, World, is_array
from drill.formulas.value_trace import Trace, Tracer
from drill.formulas.world_environment import make_environment, to_key, to_lifted, to_plain
from drill.maths import arrays
from drill.maths import maths_tree as maths
from drill.maths.tree_evaluation import step_budget
from drill.notation import tree
from drill.notation.tree import Node, Ref
from drill.types import INDEX, NUMBER, Array, Axis, Several, Thing, Type, Unknown, without_law

# Max steps of one value.
MAX_STEPS: Final = 300_000
# Digits with which a value is computed again.
_DIGITS: Final = 30
# Max share by which both values may differ; what is below the least is 0 in doubles.
_AGREE: Final = 1e-7
_LEAST: Final = 1e-300


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
        env = make_environment(world, lowered.draws, maths.find_symbols(lowered.node))
        value = to_plain(_run(lowered, env, trace))
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


def _run(lowered: Lowered, env: Mapping[str, Any], trace: Trace | None) -> Any:
    with step_budget(MAX_STEPS):
        if trace is None:
            return compile_value(lowered.node, has_digits=False)(env)
        return Tracer(lowered).run(env, trace)


def _run_digits(lowered: Lowered, env: Mapping[str, Any]) -> Any:
    with mpmath.workdps(_DIGITS), step_budget(MAX_STEPS):
        precise = arrays.convert_environment(env, mpmath.mpf)
        return to_plain(compile_value(lowered.node, has_digits=True)(precise))


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
            value = to_plain(_run(lowered, env, trace))
        except CheckError as error:
            raise NoValue(f"it cannot be computed in this world: {error.message}") from None
        if _is_numeric(value) and not np.all(np.isfinite(value)):
            raise NoValue(f"{quote_node(node)} is not a finite number in this world")
        return value

    def _make_environment(self, lowered: Lowered) -> dict[str, Any]:
        names = maths.find_symbols(lowered.node)
        env = make_environment(self._world, lowered.draws, names)
        values = [*self._bound.values()]
        for name, value in zip(lowered.bound, values, strict=False):
            env[name] = to_lifted(value)
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
            keys.append(to_key(_run(lowered, env, None)))
        count = len(found.members)
        member = (*keys[:count], found.dress) if found.dress else tuple(keys[:count])
        return (found.letter.latex, member, *keys[count:])

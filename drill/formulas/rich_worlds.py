"""Choose worlds that show how a formula behaves: unequal terms, every branch taken, all values finite."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from drill.codec import is_sequence
from drill.errors import DrillError
from drill.formulas.formula import EQUALITIES, Formula, quote_node, restate_formula, spell_plainly
from drill.formulas.lowered_values import Trace, compute_value
from drill.formulas.small_world import NoValue, Value, World, is_array, make_key
from drill.formulas.world_relations import make_varied_world, make_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Statement
from drill.text import join_in_sentence

# Different lengths of an axis, because what holds for two members and for four may fail for three.
_LENGTHS = 3
# Magnitude from which a number counts as infinite.
_HUGE = 1e8


class NotRich(DrillError):
    """No world shows all that a formula does; the message names the part that stays constant."""


@dataclass(frozen=True, slots=True)
class Valued:
    """A world with the formula's value in it, and the trace of its computation."""

    world: World
    value: Value
    trace: Trace
    # The seed that makes the world again.
    seed: int


def find_rich_worlds(
    formula: Formula, count: int, first: int = 0, *, is_confirmed: bool = True
) -> list[Valued]:
    """Return ``count`` worlds or more, from the seed ``first`` on, that show how a formula behaves.

    Together every branch is taken, the value varies, axes have all lengths and no two always agree; each has
    sums of unequal terms.

    Raises NotRich with the part that varies too little, NoValue where no world has a value.
    """
    chosen: list[Valued] = []
    reasons: list[str] = []
    # Ten worlds are tried for each one that is wanted; one of the first twelve has to be rich.
    for seed in range(first, first + count * 10):
        if not chosen and seed - first >= 12:
            break
        try:
            world = make_varied_world(formula, seed)
            trace = Trace()
            value = compute_value(formula, world, trace=trace, is_confirmed=is_confirmed)
        except NoValue as error:
            reasons.append(str(error))
            continue
        reason = _find_poor_part(formula, trace, value)
        if reason:
            reasons.append(reason)
        else:
            chosen.append(Valued(world, value, trace, seed))
            is_varied = len(chosen) >= count and not _find_constant(formula, chosen)
            if is_varied or len(chosen) >= count * 3:
                break
    if len(chosen) < count:
        reason = max(set(reasons), key=reasons.count) if reasons else "no world was drawn"
        raise (NoValue if not chosen else NotRich)(reason)
    if reason := _find_constant(formula, chosen):
        raise NotRich(reason)
    return chosen


def _find_poor_part(formula: Formula, trace: Trace, value: Value) -> str:
    if trace.poor:
        node, why = trace.poor[0]
        return f"{quote_node(node)}: {why}"
    if not is_moderate(value):
        place = next(
            (
                node
                # the innermost first
                for node in reversed(list(walk_nodes(formula.right)))
                if id(node) in trace.values and not all(map(is_moderate, trace.values[id(node)]))
            ),
            formula.right,
        )
        return f"{quote_node(place)} is not finite"
    return ""


def is_moderate(value: Value) -> bool:
    """Return whether all numbers in a value are finite and not huge; things and laws have none."""
    if is_sequence(value):
        return all(map(is_moderate, value))
    if isinstance(value, float | int) or is_array(value):
        return bool(np.all(np.abs(value) < _HUGE))  # nan and infinity are not below it
    return True


def find_idle_branch(formula: Formula, worlds: Sequence[Valued]) -> str:
    """Return which part never changes its branch or its value in these worlds; empty for none."""
    for node in walk_nodes(formula.right):
        branches = set[Any]().union(*(valued.trace.branches.get(id(node), set()) for valued in worlds))
        if branches and len(branches) < _count_branches(node):
            return f"{quote_node(node)} always takes the same branch"
    if len({make_key(valued.value) for valued in worlds}) == 1 and len(worlds) > 1:
        return f"{quote_node(formula.right)} has one value"
    return ""


def _find_constant(formula: Formula, worlds: Sequence[Valued]) -> str:
    """Return the part that varies too little in these worlds: a branch, the value or an axis; else empty."""
    idle = find_idle_branch(formula, worlds)
    return idle or _find_constant_axis(formula.axis_letters, [valued.world for valued in worlds])


def _find_constant_axis(axes: Collection[str], worlds: Sequence[World]) -> str:
    """Return which axis has too few lengths, or is always as long as another; empty for none."""
    if len(worlds) < _LENGTHS:
        return ""
    taken = {axis: tuple(world.find_axis_size(axis) for world in worlds) for axis in sorted(axes)}
    for axis, sizes in taken.items():
        if len({*sizes}) < _LENGTHS:
            return f"{axis} is always {join_in_sentence([*map(str, {*sizes})])}"
    for one, other in combinations(taken, 2):
        if taken[one] == taken[other] and spell_plainly(one) != spell_plainly(other):
            return f"{one} is always {other}"
    return ""


def _count_branches(node: Node) -> int:
    return len(node.branches) if isinstance(node, tree.Cases) else 2


def list_equal_runs(statement: Statement) -> Iterator[Statement]:
    """Yield the parts of a chain between its inequalities: ``a = b`` and ``c`` of ``a = b < c``."""
    start = 0
    for place, relation in enumerate(statement.relations):
        if relation not in EQUALITIES:
            end = place + 1
            yield Statement(statement.sides[start:end], statement.relations[start:place])
            start = end
    yield Statement(statement.sides[start:], statement.relations[start:])


def has_equal_members(formula: Formula) -> bool:
    """Return whether the members of chains that have values have the same ones, each computed by itself."""
    for run in list_equal_runs(formula.statement):
        members = restate_formula(formula, run).members
        if len(members) < 2:
            continue
        # The members of a chain are compared in six worlds.
        for seed in range(6):
            values = _compute_members(formula, members, seed)
            if not all(_is_close(*pair) for pair in pairwise(values)):
                return False
    return True


def _compute_members(formula: Formula, members: Sequence[Node], seed: int) -> list[np.ndarray]:
    """Return the values of those members that have one in a world."""
    values: list[np.ndarray] = []
    for member in members:
        with suppress(DrillError, TypeError, ValueError):
            value = compute_value(formula, make_world(formula, seed), member)
            values.append(np.asarray(value, dtype=float))
    return values


def _is_close(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9)

"""Choose worlds that show what a formula does: unequal terms, every branch taken, all values finite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from drill.codec import is_list, is_tuple
from drill.errors import DrillError
from drill.formulas.formula import Formula, quote_node, spell_plainly
from drill.formulas.small_world import NoValue, Value, World, is_array, make_key
from drill.formulas.tree_values import Trace, compute_value
from drill.formulas.world_relations import make_varied_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node
from drill.text import join_in_sentence

# Lengths that an axis has in several worlds; where it cannot, as in a sum that leaves members out, it has an
# even and an odd one.
_LENGTHS_WANTED, _LENGTHS_LEAST = 3, 2


class NotRich(DrillError):
    """No world shows all that a formula does; the message names the part."""


@dataclass(frozen=True, slots=True)
class Valued:
    """A world with the formula's value in it and what happened on the way."""

    world: World
    value: Value
    trace: Trace
    # From which the world is made again.
    seed: int


def find_rich_worlds(formula: Formula, count: int, first: int = 0) -> list[Valued]:
    """Return ``count`` worlds in which together every branch is taken, the value varies, axes have all
    lengths and no two always agree; each has sums of unequal terms. ``first`` is the seed from which on they
    are drawn.

    Raises NotRich that names the part which stays poor, NoValue where no world has a value.
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
            value = compute_value(formula, world, trace=trace)
        except NoValue as error:
            reasons.append(str(error))
            continue
        reason = _find_poor_part(formula, trace, value)
        if reason:
            reasons.append(reason)
        else:
            chosen.append(Valued(world, value, trace, seed))
            if len(chosen) >= count and not _find_constant(formula, chosen, _LENGTHS_WANTED):
                return _choose_varied(formula, chosen, count, _LENGTHS_WANTED)
            if len(chosen) >= count * 3:
                break
    if len(chosen) < count:
        reason = max(set(reasons), key=reasons.count) if reasons else "no world was drawn"
        raise (NoValue if not chosen else NotRich)(reason)
    if reason := _find_constant(formula, chosen, _LENGTHS_LEAST):
        raise NotRich(reason)
    return _choose_varied(formula, chosen, count, _LENGTHS_LEAST)


def _find_poor_part(formula: Formula, trace: Trace, value: Value) -> str:
    if trace.poor:
        node, why = trace.poor[0]
        return f"{quote_node(node)}: {why}"
    if not is_finite(value):
        place = next(
            (node for node in _list_valued(formula, trace) if not _all_finite(trace, node)), formula.right
        )
        return f"{quote_node(place)} is not finite"
    return ""


def _list_valued(formula: Formula, trace: Trace) -> list[Node]:
    """Return the parts that have values, the innermost first."""
    return [node for node in reversed(list(walk_nodes(formula.right))) if id(node) in trace.values]


def _all_finite(trace: Trace, node: Node) -> bool:
    return all(is_finite(value) for value in trace.values[id(node)])


def is_finite(value: Value) -> bool:
    """Return whether all numbers in a value are finite and not huge; things and laws are."""
    if is_list(value) or is_tuple(value):
        return all(is_finite(part) for part in value)
    if isinstance(value, float | int) or is_array(value):
        return bool(np.all(np.isfinite(value)) and np.all(np.abs(value) < 1e8))
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


def _find_constant(formula: Formula, worlds: Sequence[Valued], lengths: int) -> str:
    """Return what does not vary enough in these worlds: a branch, the value or an axis; empty for nothing."""
    return find_idle_branch(formula, worlds) or _find_constant_axis(formula, worlds, lengths)


def _find_constant_axis(formula: Formula, worlds: Sequence[Valued], lengths: int) -> str:
    """Return which axis has fewer than so many lengths, or is always as long as another."""
    if len(worlds) < lengths:
        return ""
    taken = {
        axis: tuple(valued.world.find_axis_size(axis) for valued in worlds)
        for axis in sorted(formula.axis_letters)
    }
    for axis, sizes in taken.items():
        if len({*sizes}) < lengths:
            return f"{axis} is always {join_in_sentence([*map(str, {*sizes})])}"
    for one, other in combinations(taken, 2):
        if taken[one] == taken[other] and spell_plainly(one) != spell_plainly(other):
            return f"{one} is always {other}"
    return ""


def _count_branches(node: Node) -> int:
    return len(node.branches) if isinstance(node, tree.Cases) else 2


def _choose_varied(formula: Formula, worlds: Sequence[Valued], count: int, lengths: int) -> list[Valued]:
    """Return ``count`` of the worlds in which as much varies, the last ones first."""
    kept = list(worlds)
    for valued in list(worlds):
        if len(kept) == count:
            break
        rest = [other for other in kept if other is not valued]
        if not _find_constant(formula, rest, lengths):
            kept = rest
    return kept

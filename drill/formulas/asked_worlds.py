"""Compute the value that a witness requests in a world: with given values, after steps of a recursion, with
two parts made equal, or with changed letters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from drill.codec import is_sequence
from drill.errors import DrillError
from drill.formulas.formula import (
    EQUALITIES,
    Formula,
    Letter,
    format_node,
    quote_node,
    read_part,
    restate_formula,
    spell_plainly,
)
from drill.formulas.formula_parts import is_free_index, replace_part
from drill.formulas.lowered_values import Trace, compute_part, compute_value, name_entry
from drill.formulas.small_world import DrawnFunction, NoValue, Value, World, is_array, make_key
from drill.formulas.world_relations import keeps_relations, make_varied_world, make_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref, Statement
from drill.text import join_in_sentence
from drill.types import ArrayType, Function, NumberType

# Recursions: formulas that compute a value from the one before, ``S_t = a S_{t-1} + x_t``.


@dataclass(frozen=True, slots=True)
class Recursion:
    """The computed letter, its index, and the number added to the index on the left."""

    letter: Letter
    left: Ref
    index: str
    offset: int

    def name_member(self, place: int) -> Ref:
        """Return the letter at a place, ``S_0``."""
        return Ref(self.left.name, (tree.Fixed(str(place)),))

    def only_adds(self, formula: Formula) -> bool:
        """Return whether a step adds something to the value before and does nothing else with it."""
        right = formula.right
        terms = right.terms if isinstance(right, tree.Add) else (right,)
        before = Ref(self.left.name, (tree.Running(self.index, self.offset - 1),))
        return before in terms and sum(part == before for part in walk_nodes(right)) == 1


def find_recursion(formula: Formula) -> Recursion | None:
    """Return the recursion of a formula; None if its right side needs more than the value before."""
    statement = formula.statement
    if len(statement.sides) != 2 or statement.relations[0] not in ("=", ":=", "\\leftarrow", "\\gets"):
        return None
    left = statement.sides[0]
    if not isinstance(left, Ref) or len(left.below) != 1 or left.above or left.primes or left.mark:
        return None
    index = left.below[0]
    found = formula.find_letter(left)
    if not isinstance(index, tree.Running) or found is None or found.entries:
        return None
    letter = found.letter
    if not isinstance(letter.type, NumberType | ArrayType) or index.letter in formula.bound:
        return None
    lags: set[int] = set()
    for part, own in formula.list_found(formula.right):
        if own.letter is letter:
            lags.update(
                place.offset - index.offset for place in part.below if isinstance(place, tree.Running)
            )
    if lags != {-1}:
        return None
    return Recursion(letter, left, index.letter, index.offset)


def run_recursion(formula: Formula, world: World, recursion: Recursion, steps: int) -> list[Value]:
    """Return the values after each of the first steps from the member 0. Raises NoValue."""
    values: list[Value] = []
    kept = dict(world.given)
    try:
        for place in range(1, steps + 1):
            names: Mapping[Ref, Value] = {Ref(tree.Name(recursion.index)): float(place - recursion.offset)}
            value = compute_part(formula, world, formula.right, names)
            world.given[recursion.letter.latex, (float(place),)] = value
            values.append(value)
    finally:
        world.given = kept
    return values


# Choose worlds that show how a formula behaves: unequal terms, every branch taken, all values finite.

# Different lengths of an axis in the worlds of one question, because a rule that holds for two members and
# for four may fail for three.
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


# Changes of a letter, by their word: functions from the old value to the new one.
CHANGES: Mapping[str, Callable[[Value], Value]] = {
    "times 2": lambda value: value * 2.0,
    "times 1/2": lambda value: value / 2.0,
    "times 4": lambda value: value * 4.0,
    "times -1": lambda value: value * -1.0,
    "plus 1": lambda value: value + 1.0,
    "plus ln 2": lambda value: value + math.log(2),
}
# The change of two letters that exchange their values.
EXCHANGE = "exchanged"
# Outcomes of a change for the result, by the id of an option.
OUTCOMES: Mapping[str, Callable[[Value], Value]] = {
    "unchanged": lambda value: value,
    "doubled": lambda value: value * 2.0,
    "halved": lambda value: value / 2.0,
    "quadrupled": lambda value: value * 4.0,
    "quartered": lambda value: value / 4.0,
    "sign-turned": lambda value: value * -1.0,
    "grown": lambda value: value + 1.0,
    "grown-ln2": lambda value: value + math.log(2),
    "fallen-ln2": lambda value: value - math.log(2),
}


def name_idea(change: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    """Return the idea behind a change: the same for ``r_t`` in one formula and ``r_i`` in another."""
    return frozenset((re.split("[_^]", str(latex))[0], str(how)) for latex, how in change.items())


# Number of worlds where a key must have the requested value.
_PROOFS = 12

# Requests of a witness. An older bank may contain another one: its question is not proved, because no rule
# computes it.
ASKS = frozenset(("at", "times", "each", "equal", "change"))


class AskError(DrillError):
    """A request that a formula cannot meet; ``place`` is its position in the witness."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Ask:
    """A witness's request, parsed.

    ``at`` has numbers for letters by their LaTeX; ``times`` has the steps of a recursion, and ``each``
    requests the values of all of them. In ``equal`` the second part becomes the first. ``change`` has a
    change for each letter.
    """

    at: Mapping[str, float] = field(default_factory=dict[str, float])
    times: int = 0
    each: bool = False
    equal: tuple[str, ...] = ()
    change: Mapping[str, str] = field(default_factory=dict[str, str])


def compute_asked(formula: Formula, world: World, ask: Ask) -> Value:
    """Return the requested value in a world, and change the world for it. Raises NoValue, AskError."""
    for latex, number in ask.at.items():
        give_value(formula, world, read_asked_part(formula, latex, "at"), number)
    if ask.equal:
        one, other = (read_asked_part(formula, latex, "equal") for latex in ask.equal)
        changed = replace_part(formula.right, other, one)
        if changed == formula.right:
            raise AskError("equal", f"{ask.equal[1]} does not appear in the formula")
        return compute_value(formula, world, changed)
    if ask.times:
        recursion = find_recursion(formula)
        if recursion is None:
            raise AskError("times", "the formula does not say how a value follows from the one before")
        values = run_recursion(formula, world, recursion, ask.times)
        if ask.each:
            return np.array([float(np.reshape(value, ())) for value in values])
        return values[-1]
    return compute_value(formula, world)


def list_asked_values(formula: Formula, ask: Ask, first: int) -> list[tuple[World, Value]]:
    """Return twelve worlds from a seed on with the requested value, and with various lengths of axes.

    Worlds without the value are left out, because two members are too few in a sum that excludes some.
    Raises NoValue if most worlds have no value, or the members of a chain have different values; AskError.
    """
    reason: DrillError = NoValue("it has no value")
    found: list[tuple[World, Value]] = []
    # Four worlds are tried for each one that is needed.
    for seed in range(first, first + _PROOFS * 4):
        world = make_world(formula, seed)
        try:
            value = compute_asked(formula, world, ask)
        except NoValue as error:
            reason = error
            continue
        if not is_moderate(value):
            continue
        if not _has_chain_this_value(formula, ask, seed, value):
            raise NoValue("its sides have different values here")
        found.append((world, value))
        if len(found) == _PROOFS:
            break
    else:
        raise reason
    given = {spell_plainly(latex) for latex in ask.at}
    free = {axis for axis in formula.axis_letters if spell_plainly(axis) not in given}
    if constant := _find_constant_axis(free, [world for world, _ in found]):
        raise NoValue(constant)
    return found


def _has_chain_this_value(formula: Formula, ask: Ask, seed: int, value: Value) -> bool:
    """Return whether each member of a chain, computed by itself, has the requested value."""
    return all(
        is_same_value(compute_asked(alone, make_world(alone, seed), ask), value)
        for alone in list_chain_members(formula)
    )


def list_chain_members(formula: Formula) -> Iterator[Formula]:
    """Yield each member of a formula's chain as a formula of its own; nothing if it has no chain."""
    chain = formula.chain
    if chain is not None:
        for member in chain.members:
            yield restate_formula(chain, Statement((chain.statement.sides[0], member), ("=",)))


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


def is_same_value(one: Value, other: Value) -> bool:
    """Return whether two values are equal up to rounding; a number equals an array of one entry."""
    if np.iscomplexobj(one) or np.iscomplexobj(other):
        return False
    first = np.asarray(one, dtype=float)
    second = np.asarray(other, dtype=float)
    if first.size == second.size == 1:
        first = first.reshape(())
        second = second.reshape(())
    if first.shape != second.shape:
        return False
    both = np.array((first, second))
    if not np.isfinite(both).all():
        return False
    size = np.max(np.abs(both), initial=1e-9)
    return bool(np.all(np.abs(first - second) <= 1e-9 * size))


def read_asked_part(formula: Formula, latex: str, place: str) -> Node:
    """Return a part that a witness names. Raises AskError."""
    try:
        return read_part(formula, latex)
    except DrillError as error:
        raise AskError(place, f"{latex} is not read: {error}") from None


def give_value(formula: Formula, world: World, part: Node, value: Value) -> None:
    """Give a letter, its member, an axis or a function's value a value in a world. Raises AskError."""
    if not isinstance(part, Ref):
        world.given_calls[part] = value
        return
    if formula.is_axis(part):
        world.set_size(formula.find_axis(part), int(value))
        return
    found = formula.find_letter(part)
    if found is None and (formula.is_count(part) or is_free_index(part, formula)):
        world.given[format_node(part), None] = float(value)
        return
    if found is not None and found.entries:
        world.given_entries[name_entry(formula, world, found)] = value
        return
    if found is None:
        raise AskError("at", f"{format_node(part)} has no row")
    if all(isinstance(index, tree.Running) and not index.offset for index in found.members):
        world.given[found.letter.latex, None] = value
        return
    member = tuple(_locate_member(world, index) for index in found.members)
    world.given[found.letter.latex, member] = value


def _locate_member(world: World, index: tree.Index) -> float | str:
    """Return the position of a member, including one before a free index. Raises AskError."""
    if isinstance(index, tree.Fixed):
        return float(index.text) if index.text.isdigit() else index.text
    if isinstance(index, tree.Running) and index.letter in world.formula.free_places:
        return world.find_place(index.letter) + index.offset
    raise AskError("at", f"{format_node(index)} is not a position")


def make_changed_world(formula: Formula, seed: int, change: Mapping[str, str]) -> World:
    """Return a world where letters have changed at every occurrence; two of them may be exchanged.

    Raises AskError, NoValue.
    """
    world = make_varied_world(formula, seed)
    exchanged: list[Letter] = []
    for latex, how in change.items():
        part = read_asked_part(formula, latex, "change")
        apply = CHANGES.get(how)
        if apply is None and how != EXCHANGE:
            known = ", ".join((*CHANGES, EXCHANGE))
            raise AskError("change", f"{how!r} is not a change; the changes are {known}")
        found = formula.find_letter(part)
        if found is None or not isinstance(found.letter.type, NumberType | ArrayType | Function):
            raise AskError("change", f"{latex} has no row of its own")
        if found.letter.latex in world.definitions:
            raise AskError("change", f"{latex} is computed from others")
        if found.letter in formula.fixed_letters:
            raise AskError("change", f"{latex} occurs in something else that would change with it")
        if apply is None:
            exchanged.append(found.letter)
        else:
            world.changes[found.letter.latex] = partial(change_value, apply)
    if exchanged:
        one = exchanged[0]
        other = exchanged[-1]
        if len(exchanged) != 2 or one is other or one.type != other.type:
            raise AskError("change", "only two letters of one type can change places")
        world.exchanged |= {one.latex: other, other.latex: one}
    return world


def change_value(apply: Callable[[Value], Value], member: Any, value: Value) -> Value:
    """Return a letter's value after a change; of a function, the function with changed values."""
    if isinstance(value, DrawnFunction):
        return replace(value, change=apply)
    return apply(value)


def name_outcome(formula: Formula, before: Value, after: Value) -> str:
    """Return the change of a formula's value as the id of an option; ``none`` for any other change."""
    first = np.asarray(before, dtype=float)
    second = np.asarray(after, dtype=float)
    # The digits of a smaller number cannot be compared.
    if first.shape != second.shape or not np.isfinite(second).all() or not np.any(np.abs(first) > 1e-100):
        return "none"
    error = float(np.max(np.abs(first))) * 1e-10
    for name, outcome in OUTCOMES.items():
        if np.allclose(second, outcome(first), rtol=1e-9, atol=error):
            return name
    return "none"


def find_asked_option(formula: Formula, ask: Ask, first: int) -> str:
    """Return the id of the option that is right in all worlds, from the seed ``first`` on.

    Raises AskError, NoValue, NotRich.
    """
    if not ask.change:
        raise AskError("", "the question has no options: give it a change")
    found = {
        name_change_outcome(formula, valued.seed, ask.change)
        for valued in find_rich_worlds(formula, 12, first)
    }
    return found.pop() if len(found) == 1 else "none"


def name_change_outcome(formula: Formula, seed: int, change: Mapping[str, str]) -> str:
    """Return the effect on the value in a world when letters change. Raises AskError, NoValue."""
    before = make_varied_world(formula, seed)
    changed = make_changed_world(formula, seed, change)
    if not keeps_relations(formula, changed):
        return "none"
    return name_outcome(formula, compute_value(formula, before), compute_value(formula, changed))

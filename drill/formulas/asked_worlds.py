"""What a witness asks of a formula, and its value in a world: letters with given values, steps of a
recursion, two parts made equal, letters that change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.folding import replace_part
from drill.formulas.formula import Formula, Letter, print_node, read_part
from drill.formulas.letter_types import Array, Function, Number
from drill.formulas.recursions import find_recursion, run_recursion
from drill.formulas.rich_worlds import find_rich_worlds, is_finite
from drill.formulas.shape_check import is_free_index
from drill.formulas.small_world import DrawnFunction, NoValue, Value, World
from drill.formulas.tree_values import Evaluation, compute_value
from drill.formulas.world_relations import keeps_relations, make_varied_world, make_world
from drill.notation import tree
from drill.notation.tree import Node, Ref

# What may happen to a letter, by its word: the value as it was to the value as it is.
CHANGES: Final[Mapping[str, Callable[[Value], Value]]] = {
    "times 2": lambda value: value * 2.0,
    "times 1/2": lambda value: value / 2.0,
    "times 4": lambda value: value * 4.0,
    "times -1": lambda value: value * -1.0,
    "plus 1": lambda value: value + 1.0,
    "plus ln 2": lambda value: value + math.log(2),
}
# Two letters take each other's values.
EXCHANGE: Final = "exchanged"
# What may become of the result, by the id of an option.
OUTCOMES: Final[Mapping[str, Callable[[Value], Value]]] = {
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

# Worlds in which a key has the value that is asked for.
_PROOFS: Final = 12

# What a witness may ask. A bank that was written before may ask something else: its question is not proved.
ASKS: Final = frozenset(("at", "times", "each", "equal", "change", "negative"))


class AskError(DrillError):
    """What cannot be asked of a formula; ``place`` says where in the witness."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, as it is read.

    ``at`` has numbers for letters by their LaTeX, ``times`` the steps of a recursion, of which ``each`` asks
    for all. Of ``equal`` the second part becomes the first. ``change`` says what happens to letters.
    """

    at: Mapping[str, float] = field(default_factory=dict[str, float])
    times: int = 0
    each: bool = False
    equal: tuple[str, ...] = ()
    change: Mapping[str, str] = field(default_factory=dict[str, str])
    negative: bool = False


def compute_asked(formula: Formula, world: World, ask: Ask) -> Value:
    """Return the value that is asked for in a world, which is changed. Raises NoValue, AskError."""
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
        return np.array([float(np.reshape(value, ())) for value in values]) if ask.each else values[-1]
    return compute_value(formula, world)


def list_asked_values(formula: Formula, ask: Ask, first: int) -> Iterator[tuple[World, Value]]:
    """Yield twelve worlds from a seed on with the value that is asked for.

    Those in which it has none are left out: in a sum that leaves members out, two are too few.
    Raises NoValue where most have none, AskError.
    """
    reason, left = NoValue("it has no value"), _PROOFS
    # Four worlds are tried for each one that is needed.
    for seed in range(first, first + _PROOFS * 4):
        world = make_world(formula, seed)
        try:
            value = compute_asked(formula, world, ask)
        except NoValue as error:
            reason = error
            continue
        if is_finite(value):
            yield world, value
            left -= 1
        if not left:
            return
    raise reason


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
        world.given[print_node(part), None] = float(value)
        return
    if found is not None and found.entries:
        world.given_entries[Evaluation(formula, world).name_entry(found)] = value
        return
    if found is None:
        raise AskError("at", f"{print_node(part)} has no row")
    if all(isinstance(index, tree.Running) and not index.offset for index in found.members):
        world.given[found.letter.latex, None] = value
        return
    member = tuple(_read_place(index) for index in found.members)
    world.given[found.letter.latex, member] = value


def _read_place(index: tree.Index) -> Any:
    if isinstance(index, tree.Fixed):
        return float(index.text) if index.text.isdigit() else index.text
    raise AskError("at", f"{print_node(index)} is not a position")


def change_letters(formula: Formula, world: World, change: Mapping[str, str]) -> None:
    """Change letters wherever they stand; two of them may change places. Raises AskError."""
    letters: list[Letter] = []
    for latex, how in change.items():
        part = read_asked_part(formula, latex, "change")
        apply = CHANGES.get(how)
        if apply is None and how != EXCHANGE:
            known = ", ".join((*CHANGES, EXCHANGE))
            raise AskError("change", f"{how!r} is not a change; the changes are {known}")
        found = formula.find_letter(part)
        if found is None or not isinstance(found.letter.type, Number | Array | Function):
            raise AskError("change", f"{latex} has no row of its own")
        if found.letter.latex in world.definitions:
            raise AskError("change", f"{latex} is computed from others")
        if found.letter in formula.fixed_letters:
            raise AskError("change", f"{latex} stands in something else that would change with it")
        if apply is None:
            letters.append(found.letter)
        else:
            world.changes[found.letter.latex] = partial(change_value, apply)
    if letters:
        one, other = letters if len(letters) == 2 else (letters[0], letters[0])
        if one.type != other.type or one is other:
            raise AskError("change", "only two letters of one type can change places")
        world.exchanged |= {one.latex: other, other.latex: one}


def change_value(apply: Callable[[Value], Value], member: Any, value: Value) -> Value:
    """Return a letter's value as a change leaves it, of a function one that is so changed."""
    return replace(value, change=apply) if isinstance(value, DrawnFunction) else apply(value)


def name_outcome(formula: Formula, before: Value, after: Value) -> str:
    """Return what has become of a formula's value, by the id of an option; ``none`` for anything else."""
    first, second = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
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
    if ask.negative:
        return "sometimes" if find_negative_world(formula, first) is not None else "never"
    if not ask.change:
        raise AskError("", "the question has no options: give it a change, or negative: yes")
    found = {
        name_change_outcome(formula, valued.seed, ask.change)
        for valued in find_rich_worlds(formula, 12, first)
    }
    return found.pop() if len(found) == 1 else "none"


def name_change_outcome(formula: Formula, seed: int, change: Mapping[str, str]) -> str:
    """Return what becomes of the value in a world when letters change. Raises AskError, NoValue."""
    before, changed = make_varied_world(formula, seed), make_varied_world(formula, seed)
    change_letters(formula, changed, change)
    if not keeps_relations(formula, changed):
        return "none"
    return name_outcome(formula, compute_value(formula, before), compute_value(formula, changed))


def find_negative_world(formula: Formula, first: int) -> World | None:
    """Return a world in which some entry of the value is negative; None where none was found."""
    for seed in range(first, first + 60):
        with suppress(NoValue):
            world = make_world(formula, seed)
            value = np.asarray(compute_value(formula, world), dtype=float)
            if np.isfinite(value).all() and float(np.min(value)) < -1e-12:
                return make_world(formula, seed)
    return None

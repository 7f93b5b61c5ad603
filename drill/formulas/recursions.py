"""Formulas that say how a value follows from the one before: ``S_t = a S_{t-1} + x_t``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drill.formulas.folding import fold, set_index
from drill.formulas.formula import Formula, Letter
from drill.formulas.letter_types import Array, Number
from drill.formulas.small_world import Value, World
from drill.formulas.tree_values import Evaluation, reporting_no_value
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref


@dataclass(frozen=True, slots=True)
class Recursion:
    """The letter that is computed, its index, and what is added to the index on the left."""

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
    """Return how a formula steps; None where its right side does not hold the value before alone."""
    statement = formula.statement
    if len(statement.sides) != 2 or statement.relations[0] not in ("=", ":=", "\\leftarrow", "\\gets"):
        return None
    left = statement.sides[0]
    if not isinstance(left, Ref) or len(left.below) != 1 or left.above or left.primes or left.mark:
        return None
    index, found = left.below[0], formula.find_letter(left)
    if not isinstance(index, tree.Running) or found is None or found.entries:
        return None
    if not isinstance(found.letter.type, Number | Array) or index.letter in formula.bound:
        return None
    lags = {
        place.offset - index.offset
        for part, own in formula.list_found(formula.right)
        if own.letter is found.letter
        for place in part.below
        if isinstance(place, tree.Running)
    }
    return Recursion(found.letter, left, index.letter, index.offset) if lags == {-1} else None


def step_once(formula: Formula, recursion: Recursion, place: int) -> Node:
    """Return the right side at a place, in which the member before it stands by its name."""
    return fold(formula, set_index(formula.right, recursion.index, place - recursion.offset))


def run_recursion(formula: Formula, world: World, recursion: Recursion, times: int) -> list[Value]:
    """Return the values after each of the first steps from the member 0. Raises NoValue."""
    values: list[Value] = []
    kept = dict(world.given)
    try:
        for place in range(1, times + 1):
            names: Mapping[Ref, Value] = {Ref(tree.Name(recursion.index)): float(place - recursion.offset)}
            evaluation = Evaluation(formula, world)
            with reporting_no_value(), evaluation.binding(names):
                value = evaluation.compute(formula.right)
            world.given[recursion.letter.latex, (float(place),)] = value
            values.append(value)
    finally:
        world.given = kept
    return values

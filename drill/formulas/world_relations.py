"""Make worlds that satisfy the relations between letters.

A letter alone on the left of an equation is computed from the right; a letter ``in`` a set is one of its
members; any other equation is met by scaling or shifting one letter; an inequality by drawing again. An
equation is not met by a letter that is 0 throughout, because a zero letter would satisfy more than is
declared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from drill.codec import is_list
from drill.formulas.formula import Formula, FormulaError, FoundLetter, Letter, quote_node
from drill.formulas.lowered_values import compute_part, reporting_no_value
from drill.formulas.small_world import Member, NoValue, Value, World
from drill.formulas.value_range import find_range
from drill.notation import find_nodes, tree
from drill.notation.tree import Node, Ref, Statement
from drill.types import NOT_NEGATIVE, ArrayType, IndexType, NumberType, Type

# Max draws for one world until all relations hold, and max values tried for its equations in all draws.
MAX_DRAWS = 150
MAX_TRIES = 3_000
# Distance between the seeds of two draws for one world, because a display's statements share their letters.
_APART = 1_000_003
_SCALES = tuple(np.concatenate([np.geomspace(1e-3, 1e3, 61), -np.geomspace(1e-3, 1e3, 61)]).tolist())
_SHIFTS = tuple(np.linspace(-30, 30, 121).tolist())
# Max difference of the sides of an equation, and of entries of a letter that count as 0 or as equal.
_MET = 1e-9
_DEGENERATE = 1e-6
# Max draws of one member, and max places to try a relation of all members.
_REDRAWS = 20
_PLACES = 8
# Max members that a recursion goes through, besides one for each relation, because Python's stack is limited.
_MOST_MEMBERS = 20


@dataclass(frozen=True, slots=True)
class _Relations:
    """The relations of a formula, by the way to keep them."""

    definitions: list[tuple[Letter, Ref, Node]]
    memberships: list[tuple[Letter, Ref, Node]]
    equations: list[tuple[Statement, Letter]]
    inequalities: list[tuple[Statement, FoundLetter]]
    # Relations to confirm in a world: a recursion holds as it is computed.
    tried: list[Statement]


def make_world(formula: Formula, seed: int, prepare: Callable[[World], None] | None = None) -> World:
    """Return a world that keeps all relations of a formula; ``prepare`` changes it before anything is drawn.

    Raises FormulaError that names a relation which nothing drawn satisfies.
    """
    if not formula.relations:
        if prepare is None:
            return _find_base(formula, seed, is_varied=False).fork()
        prepare(world := World(formula, seed))
        return world
    relations = _sort_relations(formula)
    failed: Statement = formula.relations[0]
    tries = iter(range(MAX_TRIES))
    for attempt in range(MAX_DRAWS):
        world = World(formula, seed + attempt * _APART)
        if prepare is not None:
            prepare(world)
        try:
            with reporting_no_value():
                _install_relations(formula, world, relations, tries)
                broken = next(
                    (relation for relation in relations.tried if not _holds(formula, world, relation)), None
                )
        except NoValue:
            continue
        if broken is None:
            return world
        failed = broken
    raise FormulaError(f"nothing that was drawn satisfies {quote_node(failed)}")


def make_varied_world(formula: Formula, seed: int) -> World:
    """Return a world that keeps all relations; the number of members and places of indices vary."""
    if not formula.relations:
        return _find_base(formula, seed, is_varied=True).fork()
    return make_world(formula, seed, World.vary)


def _find_base(formula: Formula, seed: int, *, is_varied: bool) -> World:
    worlds: dict[tuple[int, bool], World] = formula.base_worlds
    if (seed, is_varied) not in worlds:
        world = World(formula, seed)
        if is_varied:
            world.vary()
        worlds[seed, is_varied] = world
    return worlds[seed, is_varied]


def _sort_relations(formula: Formula) -> _Relations:
    """Return the relations of a formula, each with the letter that is defined, solved for or drawn again."""
    relations = _Relations([], [], [], [], [])
    defined: set[Ref] = set()
    for relation in formula.relations:
        letter = _sort_definition(formula, relation, relations, defined)
        if letter is not None:
            defined.add(letter.ref)
            continue
        relations.tried.append(relation)
        solved = {letter.ref for _, letter in relations.equations}
        if relation.relations[0] == "=":
            relations.equations.append((relation, _choose_letter(formula, relation, defined, solved)))
            continue
        indices = set(_list_open_indices(formula, relation))
        if not indices:
            continue
        redrawn = {found.letter.ref for _, found in relations.inequalities}
        for found in _list_movable(formula, relation, defined | solved | redrawn):
            if {index.letter for index in found.members if isinstance(index, tree.Running)} == indices:
                relations.inequalities.append((relation, found))
                break
    return relations


def _sort_definition(
    formula: Formula, relation: Statement, relations: _Relations, defined: set[Ref]
) -> Letter | None:
    """Add a relation that computes or chooses a letter, and return the letter; None for any other."""
    left = relation.sides[0]
    right = relation.sides[-1]
    if id(relation) in formula.definitions:
        letter, left = formula.definitions[id(relation)]
        relations.definitions.append((letter, left, right))
        relations.tried.append(relation)
        return letter
    letter = _find_new_letter(formula, left, defined)
    if not isinstance(left, Ref) or letter is None:
        return None
    sign = relation.relations[0]
    if sign == "\\in":
        relations.memberships.append((letter, left, right))
        relations.tried.append(relation)
        return letter
    if sign == "=" and is_recursion(formula, left, right):
        relations.definitions.append((letter, left, right))
        return letter
    return None


def is_recursion(formula: Formula, left: Node, right: Node) -> bool:
    """Return whether a member of a letter is computed from earlier ones: ``m_t = b m_{t-1} + g_t``."""
    own = formula.find_letter(left)
    if own is None or len(own.members) != 1:
        return False
    (index,) = own.members
    if not isinstance(index, tree.Running):
        return False
    others = [found.members for _, found in formula.list_found(right) if found.letter is own.letter]
    for (other,) in others:
        if not isinstance(other, tree.Running) or other.letter != index.letter:
            return False
        if other.offset >= index.offset:
            return False
    return bool(others)


def _find_new_letter(formula: Formula, side: Node, defined: set[Ref]) -> Letter | None:
    """Return the letter that a relation defines, unless another does."""
    found = formula.find_letter(side)
    if found is None or found.entries or found.letter.ref in defined:
        return None
    return found.letter


def _choose_letter(formula: Formula, relation: Statement, defined: set[Ref], solved: set[Ref]) -> Letter:
    """Return the letter that is moved until an equation holds, preferably not ``solved`` for another."""
    for taken in (defined | solved, defined):
        for found in _list_movable(formula, relation, taken):
            return found.letter
    raise FormulaError(f"{quote_node(relation)} says nothing about a letter that has a row")


def _list_movable(formula: Formula, relation: Statement, taken: set[Ref]) -> Iterator[FoundLetter]:
    """Yield the letters of a relation that may be moved until it holds, and are not ``taken`` for others."""
    for _, found in formula.list_found(relation):
        if found.letter.ref not in taken and _can_move(found.letter.type):
            yield found


def _can_move(type_: Type) -> bool:
    return isinstance(type_, ArrayType) or (isinstance(type_, NumberType) and not type_.is_whole)


def _install_relations(formula: Formula, world: World, relations: _Relations, tries: Iterator[int]) -> None:
    for letter, left, right in relations.definitions:
        define = _make_definition(formula, world, left, right)
        found = formula.find_letter(left)
        if found is not None and found.entries and isinstance(letter.type, ArrayType):
            define = _make_whole(world, letter.type, define)
        if is_recursion(formula, left, right):
            is_not_negative = keeps_sign(formula, letter, right)
            define = _draw_first_members(world, letter, define, is_not_negative=is_not_negative)
        world.definitions[letter.latex] = define
    for letter, left, right in relations.memberships:
        choose = _make_choice(world, letter.latex)
        world.definitions[letter.latex] = _make_definition(formula, world, left, right, choose)
    for relation, letter in relations.equations:
        _solve_equation(formula, world, relation, letter, tries)
    for relation, found in relations.inequalities:
        world.changes[found.letter.latex] = _make_redraw(formula, world, relation, found)


def _make_redraw(
    formula: Formula, world: World, relation: Statement, found: FoundLetter
) -> Callable[[Member, Value], Value]:
    """Return a change that draws a member again until an inequality holds for its indices."""
    chosen: dict[Member, Value] = {}

    def holds(member: Member) -> bool:
        names = {
            Ref(tree.Name(index.letter)): float(place) - index.offset
            for index, place in zip(found.members, member, strict=False)
            if isinstance(index, tree.Running)
        }
        try:
            return bool(compute_part(formula, world, relation, names))
        except NoValue:  # a member that has no neighbour
            return True

    def list_candidates(member: Member, value: Value) -> Iterator[Value]:
        yield value
        for attempt in range(_REDRAWS):
            yield world.draw_value(f"{found.letter.latex} {attempt}", member, found.letter.type)
        domain = getattr(found.letter.type, "domain", None)
        for shift in (0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 4.0, -4.0):
            if domain is None or all(float(entry) in domain for entry in np.ravel(value + shift)):
                yield value + shift

    def redraw(member: Member, value: Value) -> Value:
        if member not in chosen:
            for candidate in list_candidates(member, value):
                chosen[member] = candidate
                if holds(member):
                    break
            else:
                del chosen[member]
                raise NoValue(f"{quote_node(relation)} holds for nothing that was drawn")
        return chosen[member]

    return redraw


def _make_choice(world: World, name: str) -> Callable[[Value, Member], Value]:
    def choose(members: Value, member: Member) -> Value:
        if not is_list(members) or not members:
            raise NoValue(f"a member of what is not a set: {name}")
        return members[int(world.make_rng("choice", name, member).integers(len(members)))]

    return choose


def _make_whole(
    world: World, type_: ArrayType, define: Callable[[Member], Value]
) -> Callable[[Member], Value]:
    """Return the function that computes an array with a definition for each entry."""

    def define_whole(member: Member) -> Value:
        whole = np.empty(world.find_shape(type_))
        for place in np.ndindex(whole.shape):
            whole[place] = float(define((*member, *(float(at + 1) for at in place))))
        return whole

    return define_whole


def _draw_first_members(
    world: World, letter: Letter, define: Callable[[Member], Value], *, is_not_negative: bool
) -> Callable[[Member], Value]:
    """Return the function that draws a recursion's members up to place 0, and computes the later ones.

    With ``is_not_negative`` no drawn one is negative, because then no later one is, as of a mean of squares.
    """

    def compute_member(member: Member) -> Value:
        place = member[0]
        if not isinstance(place, float) or place > 0:
            return define(member)
        drawn = world.draw_value(letter.latex, member, letter.type)
        return np.abs(drawn) if is_not_negative else drawn

    return compute_member


def keeps_sign(formula: Formula, letter: Letter, right: Node) -> bool:
    """Return whether no member of a recursion is negative unless one before it is."""
    if not isinstance(letter.type, NumberType | ArrayType):
        return False
    other = replace(letter, type=replace(letter.type, domain=NOT_NEGATIVE))
    letters = tuple(other if each is letter else each for each in formula.letters)
    return find_range(replace(formula, letters=letters), right)[0] >= 0


def _make_definition(
    formula: Formula,
    world: World,
    left: Ref,
    right: Node,
    choose: Callable[[Value, Member], Value] | None = None,
) -> Callable[[Member], Value]:
    """Return the function that computes a letter's member from the right side, or chooses one."""
    found = formula.find_letter(left)
    places = (*found.members, *found.entries) if found is not None else ()
    indices = [index for index in places if isinstance(index, tree.Running)]
    # The members that are being computed, because each needs the next one.
    begun: list[Member] = []

    def define(member: Member) -> Value:
        if member in begun:
            raise NoValue(f"{quote_node(left)} is defined in terms of itself")
        if len(begun) > len(formula.relations) + _MOST_MEMBERS:
            raise NoValue(f"{quote_node(left)} is computed from more than {_MOST_MEMBERS} other members")
        names: dict[Ref, Value] = {}
        for index, value in zip(indices, member, strict=False):
            # A member is named by a place, or by a text, which cannot be shifted.
            if isinstance(value, float):
                value -= index.offset
            names[Ref(tree.Name(index.letter))] = value
        begun.append(member)
        try:
            value = compute_part(formula, world, right, names)
            return value if choose is None else choose(value, member)
        finally:
            begun.pop()

    return define


_Adjustment = Callable[[Value], Value]


def _solve_equation(
    formula: Formula, world: World, equation: Statement, letter: Letter, tries: Iterator[int]
) -> None:
    """Scale or shift a letter's values until an equation holds; each member's where indices are open."""
    indices = [Ref(tree.Name(name)) for name in _list_open_indices(formula, equation)]
    solver = _EquationSolver(formula, world, equation, letter, tries, indices, {})
    if indices:
        world.changes[letter.latex] = solver.adjust
    else:
        world.changes[letter.latex] = lambda member, value: solver.adjustments[()](value)
        solver.solve(())


@dataclass(frozen=True, slots=True)
class _EquationSolver:
    """Finds the scale or shift of a letter that makes an equation hold, for each member of its indices."""

    formula: Formula
    world: World
    equation: Statement
    letter: Letter
    tries: Iterator[int]
    indices: Sequence[Ref]
    # The adjustments that were found, and the one that is tried.
    adjustments: dict[Member, _Adjustment]

    def adjust(self, member: Member, value: Value) -> Value:
        """Return a member's value for which the equation holds. Raises NoValue."""
        if member not in self.adjustments:
            self.solve(member)
        return self.adjustments[member](value)

    def solve(self, member: Member) -> None:
        """Find the adjustment of a member. Raises NoValue if there is none."""
        # The equation may ask for the member while it is solved.
        self.adjustments[member] = lambda value: value
        for adjustment in self._list_adjustments(member):
            if self._holds(member, adjustment):
                return
        raise NoValue(f"{quote_node(self.equation)} has no solution here")

    def _list_adjustments(self, member: Member) -> Iterator[_Adjustment]:
        """Yield likely adjustments of a member: those of linear equations, then changes of sign."""
        # Most equations are linear in the scale: sums, means, products with one letter.
        one = self._find_gap(member, _scale(1))
        two = self._find_gap(member, _scale(2))
        if two != one:
            yield _scale(1 - one / (two - one))
        # An equation with 0 is linear in a shift, which an array has for each entry: centred numbers.
        gaps = self._find_gaps(member, _shift(0))
        moved = self._find_gaps(member, _shift(1))
        if gaps.shape == moved.shape and np.all(gaps != moved):
            yield _shift(gaps / (gaps - moved))
        for amounts, make in ((_SCALES, _scale), (_SHIFTS, _shift)):

            def find_gap_at(amount: float, make: Callable[[Any], _Adjustment] = make) -> float:
                return self._find_gap(member, make(amount))

            for low, high in _find_sign_changes(amounts, find_gap_at):
                yield make(_bisect(find_gap_at, low, high))

    def _holds(self, member: Member, adjustment: _Adjustment) -> bool:
        is_met = bool(np.all(np.abs(self._find_gaps(member, adjustment)) < _MET))
        return is_met and self._fits_domain(member) and not self._is_degenerate(member)

    def _fits_domain(self, member: Member) -> bool:
        """Return whether the first members of the letter, or one of them, are still inside its domain."""
        domain = getattr(self.letter.type, "domain", None)
        if domain is None:
            return True
        return all(float(entry) in domain for value in self._draw_moved(member) for entry in value)

    def _is_degenerate(self, member: Member) -> bool:
        """Return whether the first members of the letter, or one of them, are 0 in each entry or all equal.

        Such values satisfy more than the equation requires.
        """
        entries = np.concatenate(self._draw_moved(member))
        if np.all(np.abs(entries) < _DEGENERATE):
            return True
        return entries.size > 1 and bool(np.ptp(entries) < _DEGENERATE)

    def _draw_moved(self, member: Member) -> list[np.ndarray]:
        """Return the entries of the letter's member, or of its first members."""
        ref = self.letter.ref
        count = sum(isinstance(index, tree.Running) for index in (*ref.below, *ref.above))
        members: list[Member] = [member]
        if count and not member:
            members = [(place,) * count for place in (1.0, 2.0, 3.0)]
        return [np.ravel(self.world.draw(self.letter, each)) for each in members]

    def _find_gap(self, member: Member, adjustment: _Adjustment) -> float:
        return float(np.sum(self._find_gaps(member, adjustment)))

    def _find_gaps(self, member: Member, adjustment: _Adjustment) -> np.ndarray:
        """Return the entries of the sides' difference with an adjustment, which stays."""
        if next(self.tries, None) is None:
            raise NoValue(f"{quote_node(self.equation)} takes too long to satisfy")
        self.adjustments[member] = adjustment
        names: dict[Ref, Value] = dict(zip(self.indices, member, strict=False))
        try:
            left = compute_part(self.formula, self.world, self.equation.sides[0], names)
            right = compute_part(self.formula, self.world, self.equation.sides[-1], names)
            with reporting_no_value():
                return np.asarray(left, dtype=float) - np.asarray(right, dtype=float)
        except NoValue:
            return np.asarray(math.nan)


def _scale(amount: Any) -> _Adjustment:
    return lambda value: value * amount


def _shift(amount: Any) -> _Adjustment:
    return lambda value: value + amount


def _find_sign_changes(
    amounts: Sequence[float], function: Callable[[float], float]
) -> Iterator[tuple[float, float]]:
    """Yield neighbouring amounts between which a function changes its sign; one where it is 0 twice."""
    last_amount = math.nan
    last_value = math.nan
    for amount in amounts:
        value = function(amount)
        if value == 0:
            yield amount, amount
        elif last_value * value < 0 and last_amount * amount != 0:
            yield last_amount, amount
        last_amount = amount
        last_value = value


def _bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """Return the amount between two where a function changes its sign."""
    value_at_low = function(low)
    for _ in range(80):
        middle = (low + high) / 2
        value = function(middle)
        if value == 0 or low == high:
            return middle
        if (value > 0) == (value_at_low > 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _holds(formula: Formula, world: World, relation: Statement) -> bool:
    """Return whether a relation holds for all members of its open indices."""
    names = _list_open_indices(formula, relation)
    reason: NoValue | None = None
    held = 0
    for number in map(float, range(1, _PLACES + 1 if names else 2)):
        try:
            if not compute_part(formula, world, relation, {Ref(tree.Name(name)): number for name in names}):
                return False
            held += 1
        except NoValue as error:  # a member that has no neighbour before it
            reason = error
    if reason is not None and not held:
        raise reason
    return True


def _list_open_indices(formula: Formula, relation: Statement) -> list[str]:
    closed: set[str] = set()
    for letter in formula.letters:
        if isinstance(letter.type, NumberType | IndexType) and not letter.ref.below:
            closed.add(letter.ref.name.base)
    for bound in find_nodes(relation, tree.Bound):
        closed.update(name.name.base for name in bound.names)
    for part in find_nodes(relation, tree.Reduce):
        if part.bound is None:
            # A sum without a range runs over the indices in it: `sum p_i = 1`.
            for ref in find_nodes(part.body, Ref):
                places = (*ref.below, *ref.above)
                closed.update(index.letter for index in places if isinstance(index, tree.Running))
    names: dict[str, None] = {}
    for _, found in formula.list_found(relation):
        for index in found.members:
            if isinstance(index, tree.Running) and index.letter not in closed:
                names[index.letter] = None
    return list(names)

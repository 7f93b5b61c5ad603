"""What a witness asks of a formula, and its value in a world: letters with given values, steps of a
recursion, two parts made equal, letters that change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import Any, Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.folding import replace_part
from drill.formulas.formula import Formula, Letter, list_rows, open_formulas, print_node, read_part
from drill.formulas.letter_types import Array, Function, Number, find_real_domain
from drill.formulas.recursions import find_recursion, run_recursion
from drill.formulas.rich_worlds import find_rich_worlds, is_finite
from drill.formulas.shape_check import is_free_index
from drill.formulas.small_world import DrawnFunction, NoValue, Value, World
from drill.formulas.tree_values import Evaluation, compute_value, reporting_no_value
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

# Worlds in which a key has the value that is asked for, and how many times as many are drawn for them.
_PROOFS: Final = 12
_TRIES: Final = 4
# In which of two cases something is so, by the id of an option.
SIDES: Final = ("first", "second", "both", "neither")
# What is smaller is no number whose digits can be compared.
_SMALLEST: Final = 1e-100
# By so much of the largest entry a value may be off, and one that has slopes in it.
_ERROR: Final = 1e-10
_SLOPE_ERROR: Final = 1e-8
# How far a letter is moved to see a slope.
_STEP: Final = 1e-4
# Steps in which a letter is found.
_ROUNDS: Final = 80


class AskError(DrillError):
    """What cannot be asked of a formula; ``place`` says where in the witness."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Slip:
    """A formula that was copied wrongly, and cases of which one alone ``shows`` or ``hides`` it; or what is
    left when it is mended at a place, of which one alone is the formula again.
    """

    instead: str
    how: str
    cases: Mapping[str, Ask] = field(default_factory=dict[str, "Ask"])
    mends: Mapping[str, str] = field(default_factory=dict[str, str])


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
    # For which value of a letter the formula is what ``equals`` says.
    solve: str = ""
    equals: str = "0"
    change: Mapping[str, str] = field(default_factory=dict[str, str])
    negative: bool = False
    # Numbers for letters in two cases: both values are asked for, or where it is ``flat`` in a letter.
    sides: tuple[Mapping[str, float], ...] = ()
    # Of which the first has this chance: what is drawn has these two outcomes.
    chance: float = 0.0
    # Whether the statement itself holds.
    holds: bool = False
    # The value of a function that is the same wherever it is taken.
    constant: str = ""
    flat: str = ""
    slip: Slip | None = None


def compute_asked(formula: Formula, world: World, ask: Ask) -> Value:
    """Return the value that is asked for in a world, which is changed. Raises NoValue, AskError."""
    if ask.sides and not ask.chance:
        return np.array([_compute_side(formula, world, side) for side in ask.sides])
    for latex, number in ask.at.items():
        give_value(formula, world, read_asked_part(formula, latex, "at"), number)
    for chance, side in zip((ask.chance, 1 - ask.chance), ask.sides, strict=False):
        values = {read_asked_part(formula, latex, "first"): number for latex, number in side.items()}
        world.outcomes.append((chance, values))
    if ask.constant:
        part = read_asked_part(formula, ask.constant, "constant")
        if not isinstance(part, tree.Apply):
            raise AskError("constant", f"{ask.constant} is no value of a function")
        at_one = replace(part, args=(tree.Num("1"),) * len(part.args))
        world.given_calls[part] = compute_value(formula, world, at_one)
    if ask.solve:
        part, aim = (read_asked_part(formula, latex, "solve") for latex in (ask.solve, ask.equals))
        return _solve(formula, world, part, compute_value(formula, world, aim))
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
    for seed in range(first, first + _PROOFS * _TRIES):
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


def _compute_side(formula: Formula, world: World, at: Mapping[str, float]) -> float:
    for latex, number in at.items():
        give_value(formula, world, read_asked_part(formula, latex, "first"), number)
    return float(np.reshape(compute_value(formula, world), ()))


def _solve(formula: Formula, world: World, part: Node, aim: Value) -> Value:
    """Return the value of a part for which a formula has a value, entry by entry. Raises NoValue."""
    place = np.asarray(compute_value(formula, world, part), dtype=float)
    before, gap_before = place, np.asarray(math.nan)
    for _ in range(_ROUNDS):
        gap = np.asarray(_compute_at(formula, world, part, place), dtype=float) - aim
        if gap.shape != place.shape:
            break
        if not np.isfinite(gap).all() or np.max(np.abs(gap)) > 2 * np.max(np.abs(gap_before)) + 1e-9:
            place = (place + before) / 2  # too far, or outside of what a root or a logarithm takes
            continue
        for share in (1.5, 1.001):
            if not np.isfinite(gap_before).all():
                before = place * share + 0.25 * (share - 1)
                gap_before = np.asarray(_compute_at(formula, world, part, before), dtype=float) - aim
        slope = (gap - gap_before) / np.where(place == before, 1.0, place - before)
        step = gap / np.where(slope == 0, 1.0, slope)
        is_close = np.all(np.abs(gap) <= 1e-13 * (1 + np.abs(aim) + np.abs(place)))
        if is_close and np.all(np.abs(step) <= 1e-10 * (1e-3 + np.abs(place))):
            return float(place) if place.ndim == 0 else place
        before, gap_before, place = place, gap, place - step
    raise NoValue(f"no {print_node(part)} was found")


def _compute_at(formula: Formula, world: World, part: Node, value: Value) -> Value:
    evaluation = Evaluation(formula, world)
    names = {part: float(value) if np.ndim(value) == 0 else value}
    with (
        reporting_no_value(),
        evaluation.binding({key: each for key, each in names.items() if isinstance(key, Ref)}),
    ):
        world.given_calls |= {key: each for key, each in names.items() if not isinstance(key, Ref)}
        return evaluation.compute(formula.right)


def find_flat_side(formula: Formula, ask: Ask) -> str:
    """Return in which of two cases a small change of a letter does nothing. Raises AskError, NoValue."""
    flat: list[bool] = []
    for at in ask.sides:
        if ask.flat not in at:
            raise AskError("flat", f"{ask.flat} is not given a number in both cases")
        values = [
            _compute_side(formula, make_world(formula, 1), {**at, ask.flat: at[ask.flat] + step})
            for step in (-_STEP, 0.0, _STEP)
        ]
        flat.append(max(values) - min(values) < _STEP * 1e-3)
    return SIDES[{(True, False): 0, (False, True): 1, (True, True): 2}.get((flat[0], flat[-1]), 3)]


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
    if first.shape != second.shape or not np.isfinite(second).all() or not np.any(np.abs(first) > _SMALLEST):
        return "none"
    error = float(np.max(np.abs(first))) * (_SLOPE_ERROR if formula.has_slopes else _ERROR)
    for name, outcome in OUTCOMES.items():
        if np.allclose(second, outcome(first), rtol=1e-9, atol=error):
            return name
    return "none"


# Worlds in which something happens to letters, or a sign is looked for.
_CHANGED_WORLDS: Final = 12
_SIGN_WORLDS: Final = 60
# Worlds in which two formulas are compared.
_CASE_WORLDS: Final = 5


def find_asked_option(formula: Formula, ask: Ask, first: int) -> str:
    """Return the id of the option that is right in all worlds, from the seed ``first`` on.

    Raises AskError, NoValue, NotRich.
    """
    if ask.negative:
        return "sometimes" if find_negative_world(formula, first) is not None else "never"
    if ask.holds:
        return judge_truth(formula, first)
    if ask.slip is not None:
        return _find_case(formula, ask.slip, first)
    if ask.flat:
        return find_flat_side(formula, ask)
    if not ask.change:
        raise AskError("", "the question has no options: give it a change, or negative: yes")
    found = {
        name_change_outcome(formula, valued.seed, ask.change)
        for valued in find_rich_worlds(formula, _CHANGED_WORLDS, first)
    }
    return found.pop() if len(found) == 1 else "none"


def is_true_in(formula: Formula, world: World) -> bool:
    """Return whether a statement holds in a world. Raises NoValue."""
    return bool(compute_value(formula, world, formula.statement))


def judge_truth(formula: Formula, first: int) -> str:
    """Return whether a statement holds ``always``, for ``some`` values of its letters or ``never``.

    Besides in drawn worlds, from the seed ``first`` on, it is tried where one letter is 0 or 1.
    Raises NoValue.
    """
    drawn = {is_true_in(formula, make_world(formula, seed)) for seed in range(first, first + _CHANGED_WORLDS)}
    if len(drawn) == 1 and True in drawn:
        return "always"
    letters = {found.letter.latex: (ref, found.letter.type)
               for ref, found in formula.list_found(formula.statement)
               if isinstance(found.letter.type, Number | Array) and found.letter not in formula.held_letters
               }  # fmt: skip
    for (ref, kind), number in product(letters.values(), (0.0, 1.0)):
        with suppress(NoValue, AskError):
            domain = find_real_domain(kind)
            world = make_world(formula, first)
            if domain is not None and number in domain:
                give_value(formula, world, ref, number)
                drawn.add(is_true_in(formula, world))
    return "some" if len(drawn) == 2 else "never"


def _find_case(formula: Formula, slip: Slip, first: int) -> str:
    """Return the id of the one case that shows or hides a slip, or of the place that mends it.

    ``none`` where it is not one.
    """
    if slip.mends:
        found = {
            name: find_telling_cases(formula, _open_instead(formula, latex), {"": Ask()}, first)[""]
            for name, latex in {**slip.mends, " ": slip.instead}.items()
        }
        if found.pop(" ") != "shows":
            return "none"
    else:
        found = find_telling_cases(formula, _open_instead(formula, slip.instead), slip.cases, first)
    fitting = [name for name, how in found.items() if how == ("hides" if slip.mends else slip.how)]
    return fitting[0] if len(fitting) == 1 and "" not in found.values() else "none"


def _open_instead(formula: Formula, latex: str) -> Formula:
    try:
        (other,) = open_formulas(latex, list_rows(formula))
    except (DrillError, ValueError) as error:
        raise AskError("instead", f"{latex} is not read: {error}") from None
    return other


def find_telling_cases(
    formula: Formula, other: Formula, cases: Mapping[str, Ask], first: int
) -> dict[str, str]:
    """Return for each case whether it ``shows`` in every world that two formulas differ, or ``hides`` it.

    Empty where it does now one and now the other, or has no value.
    """
    found: dict[str, str] = {}
    for name, case in cases.items():
        same: set[bool] = set()
        try:
            for seed in range(first, first + _CASE_WORLDS):
                values = [compute_asked(each, make_world(each, seed), case) for each in (formula, other)]
                arrays = [np.asarray(value, dtype=float) for value in values]
                if not all(np.isfinite(array).all() for array in arrays):
                    same |= {True, False}
                same.add(arrays[0].shape == arrays[1].shape and np.allclose(*arrays, rtol=1e-7, atol=1e-9))
        except (NoValue, AskError):
            same = set()
        found[name] = "" if len(same) != 1 else "hides" if True in same else "shows"
    return found


def name_change_outcome(formula: Formula, seed: int, change: Mapping[str, str]) -> str:
    """Return what becomes of the value in a world when letters change. Raises AskError, NoValue."""
    before, changed = make_varied_world(formula, seed), make_varied_world(formula, seed)
    change_letters(formula, changed, change)
    if not keeps_relations(formula, changed):
        return "none"
    return name_outcome(formula, compute_value(formula, before), compute_value(formula, changed))


def find_negative_world(formula: Formula, first: int) -> World | None:
    """Return a world in which some entry of the value is negative; None where none was found."""
    for seed in range(first, first + _SIGN_WORLDS):
        with suppress(NoValue):
            world = make_world(formula, seed)
            value = np.asarray(compute_value(formula, world), dtype=float)
            if np.isfinite(value).all() and float(np.min(value)) < -1e-12:
                return make_world(formula, seed)
    return None

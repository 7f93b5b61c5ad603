"""Look inside a formula: its parts from inputs to the result, with their values in a small world.

A letter may be moved, and another world looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from drill.codec import is_list, is_tuple
from drill.errors import DrillError
from drill.formulas.formula import Formula, FormulaError, format_node, open_formulas
from drill.formulas.formula_lowering import check_shapes
from drill.formulas.inside_parts import Inside, PartValue
from drill.formulas.lowered_values import Trace, compute_part, compute_value, name_entry
from drill.formulas.rich_worlds import find_rich_worlds, has_equal_members
from drill.formulas.small_world import DrawnLaw, Member, NoValue, Value, World, is_array
from drill.formulas.world_relations import make_world
from drill.notation import find_nodes, list_children, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.types import COUNT, ArrayType, Domain, IndexType, NumberType, UnknownType

# Max values shown of a part over which an index runs.
MOST_PLACES = 6
# Max entries shown of an array.
MAX_ENTRIES = 60
# Max steps that a letter may be moved either way, the factor of a step, and the longest axis that it makes.
MOST_STEPS = 9
_FACTOR = 1.5
_LONGEST_AXIS = 8


def look_inside(latex: str, rows: Sequence[str], first: int, moves: Mapping[str, int]) -> Inside:
    """Return a formula's parts in the first world from a seed on that shows how it behaves.

    ``moves`` has the number of steps for each moved letter. Raises FormulaError, RowError, NoValue.
    """
    parts: list[PartValue] = []
    seed = first
    reason = ""
    for number, formula in enumerate(open_formulas(latex, rows)):
        try:
            check_shapes(formula)
            if not number and not moves:
                seed = choose_seed(formula, first)
            parts += list_parts(formula, seed, moves)
        except FormulaError as error:
            reason = reason or error.message
        except DrillError as error:
            reason = reason or str(error)
    if not parts:
        raise NoValue(reason or "it has no value here")
    return Inside(tuple(parts), seed, reason)


def choose_seed(formula: Formula, first: int) -> int:
    """Return the seed of a rich world, else of any, from ``first`` on."""
    try:
        return find_rich_worlds(formula, 1, first)[0].seed
    except DrillError:
        return first


def list_parts(formula: Formula, seed: int, moves: Mapping[str, int]) -> Iterator[PartValue]:
    """Yield the parts of the right side from the letters up, each once, with their values.

    Raises NoValue, FormulaError.
    """
    if not has_equal_members(formula):
        raise NoValue("its sides have different values here")
    plain = make_world(formula, seed)
    found = sorted(_list_movable(formula, plain), key=_picks_entry)  # one entry before the whole array
    movable = {latex: how for latex, how in found if latex in moves or how}
    world = plain
    if moves:
        world = make_world(formula, seed, lambda world: _move_letters(formula, world, movable, moves))
    if world.seed != plain.seed:
        raise NoValue("the letters would no longer satisfy what holds between them")
    trace = Trace()
    result = format_value(compute_part(formula, world, formula.right, trace=trace))
    if not result:
        raise NoValue("the result is not a number, an array or a law")
    last = format_node(formula.right)
    described = {last}
    inputs: list[PartValue] = []
    made: list[PartValue] = []
    for node in _list_in_order(formula.right):
        latex = format_node(node)
        part = None if latex in described else _describe(formula, trace, node, movable)
        if part is not None:
            described.add(latex)
            (inputs if part.kind == "input" else made).append(part)
    # Max rows of inputs, and of parts made of them.
    yield from inputs[:30]
    yield from made[-50:]
    yield PartValue(last, result, "output")


def _list_in_order(node: Node) -> Iterator[Node]:
    """Yield parts after those that they are made of."""
    for child in list_children(node):
        yield from _list_in_order(child)
    yield node


def _describe(formula: Formula, trace: Trace, node: Node, movable: Mapping[str, Any]) -> PartValue | None:
    """Return a part with its values; None for one without a row of its own."""
    seen = [*zip(trace.names.get(id(node), ()), trace.values.get(id(node), ()), strict=True)]
    if not seen or isinstance(node, tree.Num | tree.Bracket | tree.Neg | tree.Bound):
        return None
    names = [name for name in seen[0][0] if _depends(node, name)]
    if isinstance(node, Ref) and node in names and not isinstance(seen[0][0][node], np.ndarray):
        return None  # a running index is the head of its columns
    values: dict[str, str] = {}
    for bound, value in seen:
        place = ", ".join(_format_place(bound.get(name)) for name in names)
        if names and not place.strip(", "):
            place = str(1 + len(values))
        values.setdefault(place, format_value(value))
    texts = [text for text in dict.fromkeys(values.values()) if text]
    if not texts:
        return None
    part = PartValue(format_node(node), " | ".join(texts[:3]), "process")
    if isinstance(node, Ref):
        letter = _name_letter(formula, node)
        part = replace(part, kind="input", letter=letter if letter in movable else "")
    if not names or len(values) < 2:
        return part
    columns = [*values.items()]
    if len(columns) > MOST_PLACES:
        columns[MOST_PLACES:] = [("…", "…")]
    return replace(
        part,
        over=", ".join(map(format_node, names)),
        places=tuple(place for place, _ in columns),
        values=tuple(text for _, text in columns),
    )


def _depends(node: Node, name: Ref) -> bool:
    return any(
        part.letter == name.name.base if isinstance(part, tree.Running) else part.name == name.name
        for part in find_nodes(node, tree.Running, Ref)
    )


def _format_place(value: Value) -> str:
    """Return the value of a bound name as the head of a column; empty if it is too long."""
    return format_value(value) if isinstance(value, float | int | str) else ""


# --- moving ------------------------------------------------------------------------------------------------


def _name_letter(formula: Formula, ref: Ref) -> str:
    found = formula.find_letter(ref)
    if found is not None and found.letter not in formula.named_letters:
        return found.letter.latex
    if found is not None:
        return format_node(ref)  # one member alone
    if formula.is_axis(ref) or formula.is_count(ref):
        return format_node(ref)
    return ""


def _list_movable(formula: Formula, world: World) -> Iterator[tuple[str, Any]]:
    """Yield the letters that can be moved, each with its type; ``axis`` and ``count`` have no row."""
    for part in walk_nodes(formula.right):
        if not isinstance(part, Ref):
            continue
        found = formula.find_letter(part)
        latex = _name_letter(formula, part)
        name = latex if found is None else found.letter.latex
        if not latex or name in world.definitions or name in world.changes:
            continue
        if formula.is_axis(part):
            yield latex, "axis"
        elif found is None:
            yield latex, "count"
        elif isinstance(found.letter.type, NumberType | ArrayType | IndexType) and not _is_held(
            found.letter.type
        ):
            yield latex, (found, found.letter.type)


def _picks_entry(pair: tuple[str, Any]) -> bool:
    _, how = pair
    return how not in ("axis", "count") and bool(how[0].entries)


def _is_held(type_: NumberType | ArrayType | IndexType) -> bool:
    """Return whether a letter keeps its value: one of a law's points, an orthogonal matrix."""
    return bool(getattr(type_, "law", "")) or getattr(type_, "kind", "") in ("orth", "one-hot")


def _move_letters(
    formula: Formula, world: World, movable: Mapping[str, Any], moves: Mapping[str, int]
) -> None:
    for latex, steps in moves.items():
        steps = max(-MOST_STEPS, min(MOST_STEPS, steps))
        match movable.get(latex):
            case "axis":
                world.set_size(latex, max(1, min(_LONGEST_AXIS, world.find_axis_size(latex) + steps)))
            case "count":
                world.given[latex, None] = max(1.0, float(world.draw_value(latex, (), COUNT)) + steps)
            case (found, type_):
                name = found.letter.latex
                move = _make_move(type_, steps)
                if found.letter in formula.named_letters:
                    _, member, *_ = name_entry(formula, world, found)
                    move = _move_one(member, move, world.changes.get(name))
                elif found.entries and isinstance(type_, ArrayType) and not type_.kind:
                    move = _move_entry(move)
                elif found.members:
                    move = _move_one(_find_second(formula, world.seed, name), move, None)
                world.changes[name] = move
            case _:
                pass


# Returns what a member's value is moved to.
_Move: TypeAlias = Callable[[Member, Value], Value]


def _move_one(moved: Member, move: _Move, before: _Move | None) -> _Move:
    """Return a change of one member of a letter, after another change of all members."""

    def change(member: Member, value: Value) -> Value:
        if before is not None:
            value = before(member, value)
        if member == moved:
            value = move(member, value)
        return value

    return change


def _find_second(formula: Formula, seed: int, name: str) -> Member:
    """Return the second member of a family that contributes to the formula's value, or the only one."""
    members: dict[Member, None] = {}

    def note(member: Member, value: Value) -> Value:
        members[member] = None
        return value

    world = make_world(formula, seed)
    world.changes[name] = note
    compute_value(formula, world)
    return sorted(members, key=repr)[:2][-1]  # sorting as text is right for numbers below ten, and for names


def _move_entry(move: _Move) -> _Move:
    """Return a change of the second entry of an array, or of its only one."""

    def change(member: Member, value: Value) -> Value:
        moved = np.array(value)
        place = min(1, moved.size - 1)
        moved.flat[place] = np.asarray(move(member, value)).flat[place]
        return moved

    return change


def _make_move(type_: NumberType | ArrayType | IndexType, steps: int) -> _Move:
    """Return a change of a value by steps within its domain."""

    def move(_: Member, value: Value) -> Value:
        if isinstance(type_, IndexType):
            return max(1.0, value + steps)
        if isinstance(type_, NumberType) and type_.is_whole and not type_.domain.values:
            return min(max(value + steps, type_.domain.low), type_.domain.high)
        if isinstance(type_, ArrayType) and type_.kind == "simplex":
            return _sharpen(value, _FACTOR**steps)
        if isinstance(type_, ArrayType) and type_.kind:
            return value * _FACTOR**steps
        return _move_in_domain(type_.domain, value, steps)

    return move


def _sharpen(value: np.ndarray, power: float) -> np.ndarray:
    raised = value**power
    return raised / raised.sum(axis=-1, keepdims=True)


def _move_in_domain(domain: Domain, value: Value, steps: int) -> Value:
    if domain.values:
        values = np.array(domain.values)
        places = np.searchsorted(values, np.asarray(value, dtype=float)) + steps
        return values.take(places, mode="clip")
    low = float(domain.low)
    high = float(domain.high)
    if np.isfinite(low) and np.isfinite(high):
        odds = (value - low) / (high - value) * _FACTOR**steps
        return low + (high - low) * odds / (1 + odds)
    if np.isfinite(low):
        return low + (value - low) * _FACTOR**steps
    if np.isfinite(high):
        return high - (high - value) * _FACTOR**steps
    return value + 0.5 * steps


# --- values ------------------------------------------------------------------------------------------------


def format_value(value: Value) -> str:
    """Return a value with four digits; empty for functions and laws."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, float | int):
        return f"{value:.4g}"
    if is_list(value):
        return "{" + ", ".join(map(format_value, value)) + "}"
    if is_tuple(value):
        return "(" + ", ".join(map(format_value, value)) + ")"
    if isinstance(value, DrawnLaw) and isinstance(value.type.of, UnknownType):
        return ""  # of whatever its letter is
    if isinstance(value, DrawnLaw):
        return "chances " + ", ".join(f"{chance:.4g}" for chance in value.list_chances())
    return _print_array(np.asarray(value)) if is_array(value) else ""


def _print_array(array: np.ndarray) -> str:
    if array.ndim > 2:
        return f"{' x '.join(map(str, array.shape))} array"
    shown: list[str] = []
    left = MAX_ENTRIES
    for row in np.atleast_2d(array):
        entries = [f"{float(entry):.4g}" for entry in row[:left]]
        left -= len(entries)
        shown += [", ".join(entries)] if entries else []
    text = "; ".join(shown)
    if array.size <= MAX_ENTRIES:
        return f"[{text}]"
    return f"[{text}, …] {' x '.join(map(str, array.shape))}"

"""Check what is asked of a formula by a computation that is not the program's."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np

from drill.arraycode import run_code
from drill.errors import DrillError
from drill.formulas import Formula, check_shapes, compute_value, open_formulas, read_part
from drill.maths.names import Names
from drill.maths.numeric import make_evaluator
from drill.maths.plain import parse
from drill.notation import tree, walk_nodes
from tests.asked_formula import Asked

from .draws import Values, draw_theirs, draw_values, find_place

# A value of a formula by its letters.
Compute: TypeAlias = Callable[[Values], Any]
Verdict: TypeAlias = Literal["right", "false", "none", "unchecked"]

DRAWS = 12
CHANGES: Mapping[str, Callable[[Any], Any]] = {
    "times 2": lambda value: value * 2.0,
    "times 1/2": lambda value: value / 2.0,
    "times 4": lambda value: value * 4.0,
    "times -1": lambda value: -value,
    "plus 1": lambda value: value + 1.0,
    "plus ln 2": lambda value: value + math.log(2),
}
OUTCOMES: Mapping[str, Callable[[Any], Any]] = {
    "unchanged": lambda value: value,
    "doubled": lambda value: value * 2.0,
    "halved": lambda value: value / 2.0,
    "quadrupled": lambda value: value * 4.0,
    "quartered": lambda value: value / 4.0,
    "sign-turned": lambda value: -value,
    "grown": lambda value: value + 1.0,
    "grown-ln2": lambda value: value + math.log(2),
    "fallen-ln2": lambda value: value - math.log(2),
}

# The names that a prompt gives to arrays, each with its LaTeX.
_NAMED_ARRAYS = re.compile(r"`(\w+)`(?: of shape \([^)]*\))? for \$(.+?)\$")


class Unchecked(Exception):
    """Why a question has no second computation here."""


@dataclass(frozen=True)
class Found:
    """A verdict with what shows it."""

    verdict: Verdict
    why: str = ""


def bind_letters(rows: tuple[str, ...], function: Callable[..., Any]) -> Compute:
    """Return a function of values from one of letters in the order of their rows, then of axes by name."""

    def compute(values: Values) -> Any:
        by_row = {letter.row.text: letter.latex for letter in values.formula.letters}
        arguments = [values[by_row[row]] for row in rows if row in by_row]
        return function(*arguments, **{name: values[name] for name in _list_axes(function, len(arguments))})

    return compute


def _list_axes(function: Callable[..., Any], count: int) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return []
    plain = [
        each for each in parameters if each.default is each.empty and each.kind is not each.VAR_POSITIONAL
    ]
    return [each.name for each in plain if each.kind is not each.KEYWORD_ONLY][count:]


def is_close(one: Any, other: Any, tolerance: float = 1e-6) -> bool:
    """Return whether two values are one; an array of one entry is a number."""
    first, second = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if first.shape != second.shape and first.size == second.size == 1:
        first, second = first.reshape(()), second.reshape(())
    if first.shape != second.shape:
        return False
    largest = float(np.max(np.abs(second), initial=0.0)) if np.isfinite(second).all() else 0.0
    allowed = tolerance * max(1e-3, min(largest, 1e3))
    return bool(np.allclose(first, second, rtol=tolerance, atol=allowed, equal_nan=True))


def check_value(formula: Formula, readings: tuple[Compute, ...]) -> Found:
    """Return whether the value of a formula is right in numbers drawn here and in the program's own."""
    right, why = 0, ""
    for seed in range(DRAWS):
        for draw in (draw_values, draw_theirs):
            try:
                values = draw(formula, seed)
                check_shapes(formula)
                value = compute_value(formula, values.world)
            except DrillError as error:
                why = f"{type(error).__name__}: {error}"
                continue
            expected = _compute_all(readings, values)
            if expected is None:
                continue
            if not any(is_close(value, each) for each in expected):
                lengths = {axis: values[axis] for axis in sorted(formula.axis_letters)}
                return Found(
                    "false", f"{_show(value)} for {' or '.join(map(_show, expected))} {lengths or ''}"
                )
            right += 1
    return Found("right") if right else Found("none", why)


def _compute_all(readings: tuple[Compute, ...], values: Values) -> list[Any] | None:
    """Return the value in each reading; None where one is not finite."""
    with np.errstate(all="ignore"):
        try:
            found = [reading(values) for reading in readings]
        except (ZeroDivisionError, ValueError, OverflowError, IndexError, np.linalg.LinAlgError):
            return None
    is_finite = all(np.isfinite(np.asarray(each, dtype=float)).all() for each in found)
    return found if is_finite else None


def _show(value: Any) -> str:
    return np.array2string(np.asarray(value, dtype=float), precision=4).replace("\n", "")[:60]


def check_question(formula: Formula, question: Asked, readings: tuple[Compute, ...]) -> Found:
    """Return whether a key is right in all draws and in all readings."""
    ask = question.witness.get("ask", {})
    right = 0
    try:
        if _is_about_part(formula, question):
            raise Unchecked("asks about a part")
        for seed in range(3 * DRAWS):
            for expected, told in _list_compared(formula, question, ask, readings, seed):
                if not is_close(told, expected, 1e-5):
                    return Found("false", f"the key gives {_show(told)}, right is {_show(expected)}")
                right += 1
    except Unchecked as reason:
        return Found("unchecked", str(reason))
    return Found("right") if right else Found("unchecked", "nothing finite was drawn")


def _is_about_part(formula: Formula, question: Asked) -> bool:
    """Return whether a question is about a term, a factor or a side alone."""
    (asked, *_) = open_formulas(question.witness["world"], question.witness["letters"])
    return len(asked.statement.sides) == 1 and len(formula.statement.sides) > 1


def _list_compared(
    formula: Formula, question: Asked, ask: Mapping[str, Any], readings: tuple[Compute, ...], seed: int
) -> Iterator[tuple[Any, Any]]:
    """Yield what is right beside what the key says, in one draw."""
    if "change" in ask:
        yield from _list_changed(formula, question, ask["change"], readings, seed)
        return
    if {"instead", "holds", "flat", "chance", "constant"} & ask.keys():
        raise Unchecked(f"asks {' '.join(sorted(ask))}")
    point = _draw_point(question, seed)
    at = {latex: _read_number(text, point) for latex, text in ask.get("at", {}).items()}
    sides = [
        {latex: _read_number(text, point) for latex, text in ask[name].items()}
        for name in ("first", "second")
        if name in ask
    ]
    sizes = {latex: int(number) for latex, number in at.items() if latex in formula.axis_letters}
    if members := re.search(r"run over (\d+) members", question.prompt):
        sizes = {axis: int(members[1]) for axis in formula.axis_letters} | sizes
    base = draw_values(formula, seed, sizes)
    values = _give(base, {latex: number for latex, number in at.items() if latex not in sizes})
    if "times" in ask or "Suppose that all" in question.prompt:
        values = _give_everywhere(values, at)
    if "equal" in ask:
        one, other = ask["equal"]
        values = _give(values, {other: _read_value(values, one)})
    for reading in readings:
        if sides:
            found = [_compute_all((reading,), _give(values, side)) for side in sides]
            if None not in found:
                yield (
                    np.array([float(np.reshape(each, ())) for each in found]),
                    _tell(question, values, point),
                )
            continue
        if "times" in ask:
            yield from _list_repeated(question, ask, values, at, reading, point)
            continue
        if "solve" in ask:
            told = _tell(question, values, point)
            if told is None or not np.isfinite(np.asarray(told, dtype=float)).all():
                continue
            aim = ask["equals"]
            wanted = float(aim) if aim.lstrip("-").isdigit() else _read_value(values, aim)
            found = _compute_all((reading,), _give(values, {ask["solve"]: told}))
            if found is not None:
                yield (
                    np.broadcast_to(np.asarray(wanted, dtype=float), np.shape(found[0])) + 1,
                    np.asarray(found[0]) + 1,
                )
            continue
        found = _compute_all((reading,), values)
        told = _tell(question, values, point)
        if found is not None and told is not None:
            yield found[0], told


def _list_changed(
    formula: Formula, question: Asked, change: Mapping[str, str], readings: tuple[Compute, ...], seed: int
) -> Iterator[tuple[Any, Any]]:
    values = draw_values(formula, seed)
    known = {letter.latex for letter in formula.letters}
    if not change.keys() <= known:
        raise Unchecked("a letter without a row is changed")
    if "exchanged" in change.values():
        one, other = change
        changed = replace(values, exchanged={one: other, other: one})
    else:
        changed = replace(values, changes={latex: CHANGES[how] for latex, how in change.items()})
    key = question.key
    if key not in OUTCOMES:
        raise Unchecked(f"the key is {key}")
    for reading in readings:
        before, after = _compute_all((reading,), values), _compute_all((reading,), changed)
        if before is not None and after is not None:
            yield after[0], OUTCOMES[key](np.asarray(before[0], dtype=float))


def _list_repeated(
    question: Asked,
    ask: Mapping[str, Any],
    values: Values,
    at: Mapping[str, float],
    reading: Compute,
    point: Mapping[str, float],
) -> Iterator[tuple[Any, Any]]:
    """Yield the values of a rule that is applied several times."""
    left = values.formula.find_letter(values.formula.statement.sides[0])
    if left is None or len(left.members) != 1 or not isinstance(left.members[0], tree.Running):
        raise Unchecked("a rule whose left side counts no steps")
    letter, index, offset = left.letter.latex, left.members[0].letter, left.members[0].offset
    told = _tell(question, values, point)
    found: list[Any] = []
    for step in range(1, int(ask["times"]) + 1):
        now = replace(values, whole={**values.whole, index: float(step - offset)})
        value = reading(now)
        found.append(value)
        values = replace(values, members={**values.members, (letter, (float(step),)): value})
    if told is not None:
        yield (
            (np.array([float(np.reshape(each, ())) for each in found]) if ask.get("each") else found[-1]),
            told,
        )


def _give(values: Values, given: Mapping[str, Any]) -> Values:
    """Return values in which letters, members, entries or values of functions are others; indices first."""
    for latex, value in sorted(given.items(), key=lambda each: "_" in each[0]):
        node = read_part(values.formula, latex)
        if isinstance(node, tree.Apply):
            values = _give_call(values, node, value)
            continue
        place = find_place(values, latex)
        if place is None:
            raise Unchecked(f"{latex} is given a value")
        name, member, entry = place
        if entry:
            array = np.array(values.find(name, *(member or ())), dtype=float)
            array[entry] = value
            value = array
        elif isinstance(before := _find_or_none(values, name, member or ()), np.ndarray):
            value = np.broadcast_to(np.asarray(value, dtype=float), before.shape).copy()
        if member is None:
            values = replace(values, whole={**values.whole, name: value})
        else:
            values = replace(values, members={**values.members, (name, member): value})
    return values


def _give_everywhere(values: Values, given: Mapping[str, float]) -> Values:
    """Return values in which a letter that is given under an index that runs has its value at every step."""
    running: dict[str, Any] = {}
    for latex, value in given.items():
        found = values.formula.find_letter(read_part(values.formula, latex))
        if found is not None and any(isinstance(index, tree.Running) for index in found.members):
            running[found.letter.latex] = value
    members = {place: value for place, value in values.members.items() if place[0] not in running}
    return replace(values, whole={**values.whole, **running}, members=members)


def _find_or_none(values: Values, name: str, member: tuple[Any, ...]) -> Any:
    try:
        return values.find(name, *member)
    except DrillError:
        return None


def _give_call(values: Values, node: tree.Apply, value: Any) -> Values:
    formula = values.formula
    found = formula.find_letter(node.function)
    calls = {
        part
        for part in walk_nodes(formula.statement)
        if isinstance(part, tree.Apply)
        and (own := formula.find_letter(part.function))
        and found
        and own.letter is found.letter
    }
    if found is None or len(calls) != 1:
        raise Unchecked("a value of a function is given that is taken at several places")
    return replace(values, whole={**values.whole, found.letter.latex: lambda arguments: value})


def _read_value(values: Values, latex: str) -> Any:
    """Return the value of what a text names."""
    node = read_part(values.formula, latex)
    place = find_place(values, latex) if isinstance(node, tree.Ref) else None
    if place is None:
        raise Unchecked(f"{latex} stands for a part")
    name, member, entry = place
    is_family = any(
        found.members
        for _, found in values.formula.list_found(values.formula.statement)
        if found.letter.latex == name
    )
    if member is None and is_family and name not in values.whole:
        raise Unchecked(f"{latex} runs")
    value = values.find(name, *(member or ()))
    return value[entry] if entry else value


def _tell(question: Asked, values: Values, point: Mapping[str, float]) -> Any:
    """Return what a key says; None where it has no value."""
    if question.kind == "code":
        return _run_code(question, values)
    known: dict[str, Any] = {
        **point,
        **{name: _read_value(values, latex) for name, latex in question.names.items()},
    }
    axes = {axis for axes in question.shapes.values() for axis in axes if not axis.isdigit()}
    known |= {axis: float(values[axis]) for axis in axes}
    arrays = frozenset(name for name, axes in question.shapes.items() if axes)
    mode = "matrix" if arrays else "answer"
    with np.errstate(all="ignore"):
        try:
            return make_evaluator(parse(question.key, Names(frozenset(known), arrays, mode)))(known)
        except DrillError:
            return None


def _run_code(question: Asked, values: Values) -> Any:
    """Return what a line of NumPy gives for the arrays that its prompt names."""
    arrays = {name: _read_value(values, latex) for name, latex in _NAMED_ARRAYS.findall(question.prompt)}
    with np.errstate(all="ignore"):
        try:
            return run_code(question.key, arrays)
        except DrillError:
            return None


def _draw_point(question: Asked, seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    for _ in range(100):
        texts = {name: str(rng.choice(list(drawn))) for name, drawn in question.params.items()}
        if len({*texts.values()}) == len(texts):
            break
    point: dict[str, float] = {}
    for name, text in texts.items():
        point[name] = _read_number(text, point)
    return point


def _read_number(text: str, point: Mapping[str, float]) -> float:
    return float(make_evaluator(parse(str(text), Names(frozenset(point))))(dict(point)))

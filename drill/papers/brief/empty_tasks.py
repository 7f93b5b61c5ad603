"""Find tasks of a second author that leave nothing to work out, by computing with what their prompts print.

Over several draws the key is one operation on two printed numbers, a printed formula with its letters given,
one NumPy call on the arrays that are named, or always the same. Words, choices and later stages are left to
whoever solves the task. It is a filter, not a proof: an author may say what the step is.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import Any

from drill.arraycode import draw_as_assumed, run_code
from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.scope import Frame
from drill.banks.templates import remove_braces_in_formulas
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import CodeSpec
from drill.errors import CheckError
from drill.maths.domains import read_assumptions
from drill.maths.maths_tree import Binary, Call, Node, Sym, find_symbols, walk_tree
from drill.maths.maths_tree import Sequence as Row
from drill.maths.numeric import evaluate_real
from drill.papers.brief.restrictions import FORMULA, list_formulas, read_printed
from drill.proving import claims, collect_like_terms

_DRAWS = 6
_SAME = 1e-9
# A number that stands alone in the words of a prompt, and one that is all of a formula, or its last side.
_DIGITS = r"-?(?:\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?|\\[dt]?frac\{\d+\}\{\d+\})"
_NUMBER = re.compile(rf"(?<![\w.\\^_/-]){_DIGITS}(?![\w/.]*\w)")
_WHOLE = re.compile(rf"(?:[^=<>]*=)?\s*({_DIGITS})[\s.%\\]*")
_FRACTION = re.compile(r"\\[dt]?frac\{(\d+)\}\{(\d+)\}")
_PIECES = re.compile(r",|\\q?quad")
_EQUALS = re.compile(r"(?<![<>!:=])=(?!=)|:=|\\approx|\\gets|\\leftarrow")
# Letters that a printed formula may leave open and that printed numbers are put in for.
_MOST_OPEN = 2
_CALLS = (
    "sum", "mean", "max", "min", "prod", "std", "var", "median", "argmax", "argmin", "sort", "argsort",
    "cumsum", "abs", "exp", "log", "sqrt", "square", "trace", "diag", "sign", "tril", "triu", "ravel",
    "linalg.inv", "linalg.det", "linalg.norm",
)  # fmt: skip
_AXES = ("", ", axis=0", ", axis=1", ", axis=0, keepdims=True", ", axis=1, keepdims=True")
_LENGTHS = (5, 3, 4, 6, 7, 2, 8)
_OF_TWO = ("outer", "maximum", "minimum", "dot")


def find_empty_task(exercise: Exercise) -> str:
    """Return what leaves nothing to work out in an exercise's first question; empty if work is left.

    Raises BankError, CheckError where a draw has no value.
    """
    seeds = range(_DRAWS if exercise.is_parametrised else 1)
    stages = [VariantMaker(draw_variant(exercise, seed)).questions[0] for seed in seeds]
    first = stages[0]
    answer = first.question.answer
    if isinstance(answer, CodeSpec):
        return _find_one_call(first, answer)
    if answer.parts or answer.options or first.kind not in ("number", "expression", "vector"):
        return ""
    draws = [_Draw.of(stage, seed) for seed, stage in zip(seeds, stages, strict=True)]
    if not all(draw.keys for draw in draws) or len({len(draw.keys) for draw in draws}) > 1:
        return ""
    return _find_one_operation(draws) or _find_printed_formula(draws)


@dataclass(frozen=True, slots=True)
class _Draw:
    """What one draw prints: numbers that stand alone, letters, formulas; and the values of its key."""

    numbers: tuple[float, ...]
    point: Mapping[str, float]
    # Letters to which a formula gives a number.
    given: Mapping[str, float]
    formulas: tuple[tuple[str, Node], ...]
    keys: tuple[float, ...]
    key: Node | None

    @classmethod
    def of(cls, stage: StageMaker, seed: int) -> _Draw:
        frame, key = stage.scope.frame, claims.claim_of(stage).tree
        prompt = remove_braces_in_formulas(stage.prompt())
        letters = sorted(find_symbols(key) & {*frame.vars, *frame.latex}) if key is not None else []
        generator = random.Random(seed)
        point = {name: generator.uniform(0.3, 3) for name in letters}
        entries = key.items if isinstance(key, Row) else (key,) if key is not None else ()
        values = [evaluate_real(entry, point) for entry in entries]
        keys = tuple(value for value in values if value is not None)
        return cls(
            tuple(_list_numbers(prompt)),
            point,
            dict(_list_given_letters(prompt, frame)),
            tuple(_list_printed_sides(prompt, frame)),
            keys if len(keys) == len(values) else (),
            key,
        )


def _list_numbers(prompt: str) -> Iterator[float]:
    """Yield the numbers of a prompt that stand alone, or behind a sign of equality; none inside formulas."""

    def leave_number(formula: re.Match[str]) -> str:
        whole = _WHOLE.fullmatch(formula[1] or formula[2])
        return f" {whole[1]} " if whole else " "

    for number in _NUMBER.findall(FORMULA.sub(leave_number, prompt)):
        above, _, below = _FRACTION.sub(r"\1/\2", number).partition("/")
        if not below or float(below):
            yield float(above) / float(below or 1)


def _list_given_letters(prompt: str, frame: Frame) -> Iterator[tuple[str, float]]:
    for formula in list_formulas(prompt):
        for equation in _PIECES.split(formula):
            first, *others = (read_printed(side, frame) for side in _EQUALS.split(equation))
            if isinstance(first, Sym) and others and others[-1] is not None:
                value = evaluate_real(others[-1], {})
                if value is not None:
                    yield first.name, value


def _list_printed_sides(prompt: str, frame: Frame) -> Iterator[tuple[str, Node]]:
    """Yield the sides of printed formulas that have a sign or a function."""
    for formula in list_formulas(prompt):
        for side in (side for piece in _PIECES.split(formula) for side in _EQUALS.split(piece)):
            tree = read_printed(side, frame)
            if tree is not None and any(isinstance(part, Binary | Call) for part in walk_tree(tree)):
                yield side.strip(), tree


_OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other if other else math.nan,
}  # fmt: skip


def _find_one_operation(draws: Sequence[_Draw]) -> str:
    """Return the operation on two numbers that stand alone which is each entry of the key in all draws."""
    if len({len(draw.numbers) for draw in draws}) > 1 or (len(draws) == 1 and not draws[0].point):
        return ""
    letters = [*draws[0].point]
    count = len(draws[0].numbers)
    atoms = [(*draw.numbers, *draw.point.values()) for draw in draws]
    found = [
        _find_operation_of_entry(atoms, [draw.keys[entry] for draw in draws], count, letters)
        for entry in range(len(draws[0].keys))
    ]
    return f"its answer is {found[0]}, as the prompt prints them" if all(found) else ""


def _find_operation_of_entry(
    atoms: Sequence[Sequence[float]], keys: Sequence[float], count: int, letters: Sequence[str]
) -> str:
    names = [*(f"{atoms[0][place]:g}" for place in range(count)), *letters]
    for (place, one), (other_place, other), sign in product(enumerate(names), enumerate(names), _OPERATIONS):
        if place >= count and other_place >= count:
            continue  # two letters may take an idea
        values = (_OPERATIONS[sign](row[place], row[other_place]) for row in atoms)
        if all(_is_near(value, key) for value, key in zip(values, keys, strict=True)):
            return f"{one} {sign} {other}"
    return ""


def _is_near(value: float | None, key: float) -> bool:
    return value is not None and math.isclose(value, key, rel_tol=_SAME, abs_tol=_SAME * _SAME)


def _find_printed_formula(draws: Sequence[_Draw]) -> str:
    """Return the printed side that is the key once printed numbers stand for the letters that are left."""
    if len(draws[0].keys) != 1 or len({len(draw.formulas) for draw in draws}) > 1:
        return ""
    key = draws[0].key
    if key is not None and find_symbols(key) & draws[0].point.keys():
        same = (
            text for text, tree in draws[0].formulas if collect_like_terms(tree) == collect_like_terms(key)
        )
        text = next(same, "")
        return f"with `{text}` in it nothing is left to work out" if text else ""
    for place, (text, tree) in enumerate(draws[0].formulas):
        values = [{**draw.given, **draw.point} for draw in draws]
        open_letters = sorted(find_symbols(tree) - values[0].keys())
        if len(open_letters) > _MOST_OPEN:
            continue
        count = min(len(draw.numbers) for draw in draws)
        for chosen in product(range(count), repeat=len(open_letters)):
            numbers = ([draw.numbers[index] for index in chosen] for draw in draws)
            points = (
                {**given, **dict(zip(open_letters, row, strict=True))}
                for given, row in zip(values, numbers, strict=True)
            )
            pairs = zip(draws, points, strict=True)
            if all(_is_near(evaluate_real(draw.formulas[place][1], at), draw.keys[0]) for draw, at in pairs):
                return f"with `{text}` in it nothing is left to work out"
    return ""


def _find_one_call(stage: StageMaker, answer: CodeSpec) -> str:
    """Return the call of NumPy, or the sign between two arrays, that is the key on three draws."""
    claim = claims.claim_of(stage)
    shapes = dict(claim.expect.shapes)
    assumed = read_assumptions(tuple(dict.fromkeys((*stage.scope.assumed, *answer.assume))), (*shapes,))
    axes = sorted({axis for of in shapes.values() for axis in of if axis.isidentifier()})
    drawn: list[tuple[Mapping[str, Any], Any]] = []
    for seed in range(20 if len(axes) <= len(_LENGTHS) else 0):
        sizes = dict(zip(axes, random.Random(seed).sample(_LENGTHS, len(axes)), strict=True))
        values = draw_as_assumed(shapes.items(), sizes, assumed, seed)
        if values is not None:
            with suppress(CheckError):
                drawn.append((values, run_code(claim.text, values, answer.library)))
        if len(drawn) == 3:
            break
    if len(drawn) < 3:
        return ""
    for code in _list_calls(shapes):
        with suppress(CheckError):
            if all(_is_same_array(run_code(code, values), key) for values, key in drawn):
                return f"`{code}` is all of it"
    return ""


def _list_calls(shapes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    arrays = [f"{name}{end}" for name, axes in shapes.items() for end in ("", ".T")[: 1 + (len(axes) > 1)]]
    yield from arrays
    yield from (f"np.{call}({array}{axis})" for array in arrays for call in _CALLS for axis in _AXES)
    yield from (f"{one} {sign} {other}" for one in arrays for other in arrays for sign in "+-*/@")
    yield from (f"np.{call}({one}, {other})" for one in arrays for other in arrays for call in _OF_TWO)


def _is_same_array(value: Any, key: Any) -> bool:
    import numpy

    return value.shape == key.shape and bool(numpy.allclose(value, key, rtol=1e-8, atol=1e-12))

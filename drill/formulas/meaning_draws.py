"""Read the line of a meaning, and draw arrays on which it is run."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from drill.arraycode import (
    CodeTask,
    Draw,
    NotFiniteError,
    Program,
    Step,
    arrays_of,
    assign_lengths,
    draw_as_assumed,
    list_axis_letters,
    parse_code,
    read_array_assumptions,
    record_run,
    satisfies_relations,
)
from drill.errors import CheckError, ParseError
from drill.formulas.meaning import Meaning
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import find_symbols

# Max draws that are tried until one satisfies the relations between letters.
_TRIES = 200
_DECLARE = "declare it under arrays, [] for a number; a function of the paper is an array of its values"
# Lengths of axes in ordinary draws; more letters of axes take longer ones.
_LENGTHS = range(2, 8)
# Draws with an axis of length 1, because a mask may have no entry left in one of them.
_DRAWS_AT_ONE = 5


@dataclass(frozen=True, slots=True)
class ReadMeaning:
    """A meaning with its line read."""

    meaning: Meaning
    task: CodeTask
    assumed: Assumptions
    # The letters of axes, each once.
    axes: tuple[str, ...]

    @property
    def program(self) -> Program:
        """The line as a tree."""
        return self.task.key

    def is_free(self, name: str) -> bool:
        """Return whether an array may change alone: it has no structure, and no relation to other letters."""
        related = chain.from_iterable(map(find_symbols, self.assumed.relations))
        return name not in self.assumed.structures and name not in related

    def allows(self, draw: Draw) -> bool:
        """Return whether the relations between numbers and lengths hold in a draw."""
        return satisfies_relations(self.assumed.relations, draw.arrays, draw.sizes)

    def with_assumption(self, text: str) -> ReadMeaning:
        """Return the meaning with one more assumption, such as ``k > 1``."""
        return read_meaning(replace(self.meaning, assume=(*self.meaning.assume, text)))


def read_meaning(meaning: Meaning) -> ReadMeaning:
    """Return a meaning with its line read. Raises CheckError for a line or declarations that are not read."""
    try:
        declared = arrays_of(meaning.arrays.items(), ())
    except CheckError as error:
        hint = "a name is one of Python's, such as lam, an axis a letter or a length: {lam: [], x: [n, 3]}"
        raise CheckError(error.message, error.hint or hint) from None
    axes = tuple(list_axis_letters(declared))
    for name in meaning.arrays:
        if name in axes:
            raise CheckError(
                f"{name} is declared as an array, and it is the letter of an axis",
                f"leave {name} out of arrays: in the line it is the length of the axis",
            )
    try:
        names = frozenset(meaning.arrays)
        program = parse_code(
            meaning.code, names, assign_lengths(declared), meaning.library.replace("numpy", "")
        )
    except ParseError as error:
        hint = _DECLARE if error.message.startswith("no array") else ""
        raise CheckError(f"the line is not read: {error.message}", error.hint or hint) from error
    assumed = read_array_assumptions(tuple(meaning.assume), names)
    return ReadMeaning(meaning, CodeTask(program, declared, tuple(meaning.assume)), assumed, axes)


def draw_arrays(
    read: ReadMeaning, seed: int, lengths: Sequence[int] = (), fixed: Mapping[str, int] | None = None
) -> Draw | None:
    """Return a draw of a seed that is as assumed; None if none was found.

    Axes have different ``lengths`` where there are enough of them, except those with a ``fixed`` one. Raises
    CheckError for an assumption that such arrays cannot have.
    """
    generator = random.Random(seed)
    numbers = {axis.offset for _, axes in read.task.arrays for axis in axes if not axis.letter}
    fixed = fixed or {}
    free = [letter for letter in read.axes if letter not in fixed]
    for _ in range(_TRIES):
        sizes = {**fixed, **_choose_lengths(read, free, lengths or _LENGTHS, numbers, generator)}
        if any(not axis.measure(sizes) for _, axes in read.task.arrays for axis in axes):
            continue
        arrays = draw_as_assumed(read.meaning.arrays.items(), sizes, read.assumed, generator.getrandbits(32))
        if arrays is not None:
            return Draw(sizes, arrays)
    return None


def _choose_lengths(
    read: ReadMeaning,
    free: Sequence[str],
    lengths: Sequence[int],
    numbers: Iterable[int],
    draw: random.Random,
) -> dict[str, int]:
    """Return a length for each letter: different ones, if there are enough."""
    sizes: dict[str, int] = {}
    pool = [length for length in lengths if length not in numbers] or [*lengths]
    pool += range(max(pool) + 1, max(pool) + 1 + len(free) - len(pool)) if lengths is _LENGTHS else []
    for letter in free:
        domain = read.assumed.domain(letter)
        allowed = [length for length in pool if length in domain]
        if not allowed and math.isfinite(domain.low):
            start = math.floor(domain.low)
            allowed = [length for length in range(start, start + 4) if length in domain]
        untaken = [length for length in allowed if length not in sizes.values()]
        sizes[letter] = draw.choice(untaken or allowed or [*pool])
    return sizes


def run_meaning(read: ReadMeaning, draw: Draw) -> tuple[Any, tuple[Step, ...]]:
    """Return the value of the line on a draw and its parts with theirs, operands first.

    Raises NotFiniteError if a value on the way is not finite, CheckError if the line does not fit the arrays.
    """
    return record_run(read.program, draw.arrays)


def find_value(read: ReadMeaning, draw: Draw) -> Any:
    """Return the value of the line on a draw, None if it has none, or one on the way is not finite."""
    try:
        return run_meaning(read, draw)[0]
    except CheckError:
        return None


def bound_axes(read: ReadMeaning) -> ReadMeaning:
    """Return the meaning with ``k > 1`` for each axis of whose length 1 the line never has a value."""
    for letter in read.axes:
        if 1 not in read.assumed.domain(letter):
            continue
        draws = [draw_arrays(read, seed, fixed={letter: 1}) for seed in range(_DRAWS_AT_ONE)]
        drawn = [draw for draw in draws if draw is not None]
        if drawn and all(find_value(read, draw) is None for draw in drawn):
            read = read.with_assumption(f"{letter} > 1")
    return read


def print_part(read: ReadMeaning, error: NotFiniteError) -> str:
    """Return the text of the part of a line that has no finite value."""
    if not error.node.end:  # a part that the reader of code added, such as a sum of losses
        return "a part of the line"
    return read.meaning.code[error.node.at - 1 : error.node.end - 1]


def format_entries(array: Any, digits: int = 2) -> str:
    """Return an array as text with some significant digits: ``[1.2, -0.4]``."""
    values = np.asarray(array)
    if values.ndim:
        return "[" + ", ".join(format_entries(row, digits) for row in values) + "]"
    return format_number(values.item(), digits)


def format_number(value: complex | float | bool, digits: int = 2) -> str:
    """Return a number with some significant digits, as an integer if it is one."""
    if isinstance(value, complex):
        return f"{value:.{digits}g}"
    if math.isfinite(value) and abs(value - round(value)) < 1e-9 * max(1.0, abs(value)) and abs(value) < 1e6:
        return str(round(value))
    return f"{value:.{digits}g}"

"""Prove NumPy code: run it on random arrays of several sizes, and compare with the formula's value."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from drill.arraycode import run_code
from drill.codec import is_list
from drill.errors import CheckError, UndefinedError
from drill.maths.maths_tree import Num, Sym
from drill.papers.lowering.computed_formula import Formula
from drill.papers.lowering.formula_values import Nested
from drill.papers.lowering.inputs import (
    Input,
    RefusedError,
    choose_length_numbers,
    list_letter_folds,
    list_quantity_names,
)
from drill.papers.lowering.needs import find_argument_domains
from drill.papers.lowering.numpy_code import Program
from drill.papers.sheet.types import REAL, Domain, Length, intersect_number_domains

_SIZES: Final = ((3, 4, 5, 2, 6, 7), (5, 3, 2, 4, 7, 6), (2, 6, 3, 5, 4, 7))
# Draws on which code and formula have to agree.
_TRIES: Final = 4


def check_program(formula: Formula, program: Program) -> None:
    """Check that a program computes what the formula says.

    Raises:
        RefusedError: it differs from loops, or has no value.
    """
    proved = 0
    for lengths in _SIZES:
        for seed in range(_TRIES):
            sizes = choose_sizes(lengths, formula)
            drawn = draw_arrays(formula, sizes, random.Random(seed))
            try:
                expected = _build_expected_array(formula, program, drawn, sizes)
                computed = _run_on_drawn_arrays(program.text, program, drawn)
            except (ArithmeticError, ValueError, UndefinedError):
                continue
            except CheckError as error:
                raise RefusedError("its NumPy code does not run") from error
            if not _are_close(expected, computed):
                raise RefusedError("its NumPy code differs from loops")
            proved += 1
            break
    if not proved:
        raise RefusedError("its NumPy code has no value on arrays of these shapes")


def differs_from_codes(formula: Formula, program: Program, code: str, other_codes: Sequence[str]) -> bool:
    """Return whether other code runs on such arrays and gives something else than each of ``other_codes``."""
    sizes = choose_sizes(_SIZES[0], formula)
    drawn = draw_arrays(formula, sizes, random.Random(0))
    result = _run_on_drawn_arrays(code, program, drawn)
    return not any(
        _are_close(_run_on_drawn_arrays(candidate, program, drawn), result) for candidate in other_codes
    )


def _run_on_drawn_arrays(code: str, program: Program, drawn: Mapping[str, Nested]) -> Any:
    arrays = {name: np.array(drawn[name], dtype=float) for name in program.arrays}
    return run_code(code, arrays).tolist()


def choose_sizes(lengths: Sequence[int], *formulas: Formula) -> dict[Length, int]:
    """Return numbers for the lengths of formulas' arrays and sums, taken from ``lengths`` in turn."""
    every = [length for formula in formulas for operand in formula.inputs for length in operand.shape]
    every += [along.length for formula in formulas for along in formula.ranges.values()]
    return choose_length_numbers(every, lambda index: lengths[index % len(lengths)])


def draw_arrays(formula: Formula, sizes: Mapping[Length, int], draw: random.Random) -> dict[str, Nested]:
    """Return random arrays for the inputs of a formula, from their domains; the ends of sums fit the sizes.

    Raises:
        RefusedError: the end of a sum is computed.
    """
    needs = find_argument_domains(formula.node)
    values = {
        given_input.name: _draw_input_array(given_input, needs.get(given_input.name, REAL), sizes, draw)
        for given_input in formula.inputs
    }
    for fold in list_letter_folds(formula.node):
        _, letter, start, stop = fold.args
        assert isinstance(letter, Sym)
        count = sizes[formula.reader.ranges[letter.name[1:]].length]
        first = 1
        if isinstance(start, Sym):
            values[start.name] = 1.0
        elif isinstance(start, Num):
            first = int(start.text)
        if isinstance(stop, Sym):
            values[stop.name] = float(first + count - 1)
        elif any(list_quantity_names(stop)):
            raise RefusedError("the end of a sum is computed")
    return values


def _draw_input_array(
    operand: Input, need: Domain, sizes: Mapping[Length, int], draw: random.Random
) -> Nested:
    shape = [length if isinstance(length, int) else sizes[length] for length in operand.shape]
    domain = intersect_number_domains(operand.quantity.domain, need) or operand.quantity.domain

    def entries(lengths: list[int]) -> Nested:
        if not lengths:
            return _draw_domain_entry(domain, draw)
        return [entries(lengths[1:]) for _ in range(lengths[0])]

    return entries(shape)


def _draw_domain_entry(domain: Domain, draw: random.Random) -> float:
    if domain.values:
        return draw.choice(domain.values)
    low, high = domain.low, domain.high
    if domain.is_whole:
        first = int(low) if low > -math.inf else -3
        return float(draw.randint(first, int(min(high, first + 4))))
    if low > -math.inf and high < math.inf:
        return draw.uniform(low + 0.05 * (high - low), high - 0.05 * (high - low))
    if low > -math.inf:
        return low + draw.uniform(0.2, 1.8)
    return high - draw.uniform(0.2, 1.8) if high < math.inf else draw.uniform(-1.5, 1.5)


def _build_expected_array(
    formula: Formula, program: Program, drawn: Mapping[str, Nested], sizes: Mapping[Length, int]
) -> Nested:
    """Return the array that loops build: one entry for each place of the open indices."""

    def first(letter: str) -> int:
        return int(getattr(formula.free[letter].start, "text", "1"))

    def build(letters: tuple[str, ...], letter_values: dict[str, int]) -> Nested:
        if not letters:
            return formula.value(drawn, sizes, letter_values)
        letter, *inner_letters = letters
        count = sizes[formula.free[letter].length]
        return [
            build(tuple(inner_letters), {**letter_values, letter: first(letter) + n}) for n in range(count)
        ]

    absent_letters = [letter for letter in formula.free if letter not in program.letters]
    return build(program.letters, {letter: first(letter) for letter in absent_letters})


def _are_close(a: Nested, b: Any) -> bool:
    if isinstance(a, (float, int)):
        return isinstance(b, (float, int)) and math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-10)
    return is_list(b) and len(a) == len(b) and all(map(_are_close, a, b))

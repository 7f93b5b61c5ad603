"""Take a meaning: its line reads, runs within its assumptions at several sizes, and has finite values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from drill.arraycode import Draw, NotFiniteError, Update, list_used_names
from drill.errors import CheckError, DrillError
from drill.formulas.meaning import Meaning
from drill.formulas.meaning_draws import (
    ReadMeaning,
    bound_axes,
    draw_arrays,
    format_entries,
    format_number,
    print_part,
    read_meaning,
    run_meaning,
)
from drill.latex import canonicalise_formula
from drill.maths.domains import Domain
from drill.notation import find_nodes, split_statements, tree

_AXES = "declare the axes under arrays as the line uses them"
# Number of draws on which a line has to have values.
_DRAWS = 6
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class TakenMeaning:
    """A meaning that was taken, with what was added to it and what only has to be noted."""

    # With ``k > 1`` among its assumptions for an axis at which the line has no value for length 1.
    meaning: Meaning
    # The axes of the line's value, by letter or length, outermost first; empty for a number.
    axes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def take_meaning(meaning: Meaning, latex: str = "") -> TakenMeaning:
    """Return a meaning that can be used; ``latex`` is the formula, whose letters its names stand for.

    Raises CheckError with what to write instead.
    """
    read = read_meaning(meaning)
    _require_used_names(read)
    _require_letters(read, latex)
    results = [_run_within_assumptions(read, draw) for draw in _draw_several(read)]
    for name, draw in _draw_at_ends(read):
        _run_at_end(read, name, draw)
    read = bound_axes(read)
    notes = (*_note_assumptions(read), *(_note_letters(meaning, latex) if latex else ()))
    return TakenMeaning(read.meaning, _find_result_axes(read, results), notes)


def _require_used_names(read: ReadMeaning) -> None:
    used = list_used_names(read.program)
    for name in read.meaning.arrays:
        if name not in used:
            raise CheckError(
                f"{name} is declared, and the value of the line does not depend on it",
                f"write {name} into the line, or leave it out of arrays",
            )


def _require_letters(read: ReadMeaning, latex: str) -> None:
    tokens = _join_tokens(latex)
    assigned = {
        name for part in read.program.assignments if not isinstance(part, Update) for name in part.targets
    }
    for name, letter in read.meaning.letters.items():
        if name not in assigned | _list_names(read.meaning):
            raise CheckError(
                f"letters: no array is called {name}", "letters: {NAME: LATEX} of names in the line"
            )
        if latex and f" {_join_tokens(letter)} " not in f" {tokens} ":
            raise CheckError(
                f"letters: {letter} is not a letter of the formula",
                f"write the letter of {name} as the formula prints it",
            )


def _list_names(meaning: Meaning) -> set[str]:
    """Return the declared names and the letters of axes."""
    return {
        *meaning.arrays,
        *(word for axes in meaning.arrays.values() for axis in axes for word in _NAME.findall(axis)),
    }


def _join_tokens(latex: str) -> str:
    """Return canonical tokens, without signs of a transpose and without the brackets around one token."""
    try:
        tokens = [token for token in canonicalise_formula(latex) if token.strip() and token != "\\top"]
    except DrillError:
        return ""
    return re.sub(r"\{ (\S+) \}", r"\1", " ".join(tokens))


def _draw_several(read: ReadMeaning) -> Iterator[Draw]:
    """Yield draws of several sizes. Raises CheckError if no values are as assumed."""
    for seed in range(_DRAWS):
        draw = draw_arrays(read, seed)
        if draw is None:
            raise CheckError(
                f"no drawn values are as assumed: {', '.join(read.meaning.assume)}",
                "write a bound that many values satisfy; compute a letter that others determine in the line",
            )
        yield draw


def _run_within_assumptions(read: ReadMeaning, draw: Draw) -> tuple[Draw, Any]:
    """Return the draw and the line's value there. Raises CheckError if it has none."""
    try:
        return draw, run_meaning(read, draw)[0]
    except NotFiniteError as error:
        part = print_part(read, error)
        raise CheckError(
            f"{part} is {_name_infinite(error.value)}{_describe_operands(part, draw)}",
            _suggest_bound(read, part),
        ) from None
    except CheckError as error:
        lengths = ", ".join(f"{letter} = {length}" for letter, length in draw.sizes.items())
        at_lengths = f" with {lengths}" if lengths else ""
        raise CheckError(f"the line does not run{at_lengths}: {error.message}", error.hint or _AXES) from None


def _name_infinite(value: Any) -> str:
    entries = np.asarray(value)
    return "not a number" if np.isnan(entries).any() else "infinite"


def _describe_operands(part: str, draw: Draw) -> str:
    """Return the drawn values of the names in a part, if they are short."""
    names = [name for name in dict.fromkeys(_NAME.findall(part)) if name in draw.arrays]
    values = [
        f"{name} = {format_entries(draw.arrays[name])}" for name in names if draw.arrays[name].size <= 4
    ]
    return f" where {', '.join(values)}" if values and len(values) == len(names) else ""


def _suggest_bound(read: ReadMeaning, part: str) -> str:
    names = [name for name in dict.fromkeys(_NAME.findall(part)) if name in read.meaning.arrays]
    example = next((name for name in names if read.assumed.domain(name) == Domain()), "")
    if example:
        return f"write in assume which values it may have, such as {example} > 0"
    return "write in assume which values it may have, or in the line what is cut off"


def _draw_at_ends(read: ReadMeaning) -> Iterator[tuple[str, Draw]]:
    """Yield a draw with each array at each end that its assumptions contain."""
    draw = draw_arrays(read, 0)
    if draw is None:
        return
    for name, array in draw.arrays.items():
        for end in _list_ends(read.assumed.domain(name)) if read.is_free(name) else ():
            yield name, Draw(draw.sizes, {**draw.arrays, name: np.full(array.shape, end, array.dtype)})


def _list_ends(domain: Domain) -> Iterator[float]:
    for end in (domain.low, domain.high):
        if math.isfinite(end) and end in domain and not domain.integer:
            yield float(end)


def _run_at_end(read: ReadMeaning, name: str, draw: Draw) -> None:
    end = format_number(float(draw.arrays[name].flat[0]))
    try:
        run_meaning(read, draw)
    except NotFiniteError as error:
        part, value = print_part(read, error), _name_infinite(error.value)
        raise CheckError(
            f"{part} is {value} where {name} = {end}",
            f"leave {end} out of what is assumed of {name}: a sign without =",
        ) from None


def _find_result_axes(read: ReadMeaning, results: Sequence[tuple[Draw, Any]]) -> tuple[str, ...]:
    """Return the axes of the value by the letters whose lengths they have in all draws."""
    axes: list[str] = []
    for place in range(results[0][1].ndim):
        lengths = [value.shape[place] for _, value in results if value.ndim > place]
        fitting = (
            letter
            for letter in read.axes
            if lengths == [draw.sizes[letter] for draw, value in results if value.ndim > place]
        )
        axes.append(next(fitting, str(lengths[0])))
    return tuple(axes)


def _note_assumptions(read: ReadMeaning) -> Iterator[str]:
    known = {*read.meaning.arrays, *read.axes}
    for name in read.assumed.domains:
        if name not in known:
            yield f"assume: no array is called {name}"
    for name in read.meaning.fixed:
        if name not in known:
            yield f"fixed: no array is called {name}"


def _note_letters(meaning: Meaning, latex: str) -> Iterator[str]:
    """Yield what is only noted: names that are no letters of the formula, and letters that no array has."""
    tokens = f" {_join_tokens(latex)} "
    covered = [
        *meaning.letters.values(),
        *(name for name in _list_names(meaning) if name not in meaning.letters),
    ]
    for name in meaning.arrays:
        if name not in meaning.letters and f" {_join_tokens(name)} " not in tokens:
            yield f"{name} is not a letter of the formula: letters says which one it is"
    for letter in dict.fromkeys(_list_letters(latex)):
        if all(letter not in _join_tokens(each).split() for each in covered):
            yield f"no array has the letter {letter}"


def _list_letters(latex: str) -> Iterator[str]:
    """Yield the letters on the right sides of a formula, without functions, indices and bound names."""
    try:
        statements = [parsed.statement for parsed in split_statements(canonicalise_formula(latex))]
    except DrillError:
        return
    for side in (side for statement in statements if statement for side in statement.sides[1:]):
        called = {id(part.function) for part in find_nodes(side, tree.Apply)}
        called |= {id(part.operator) for part in find_nodes(side, tree.Expect)}
        bound = {ref.name.base for part in find_nodes(side, tree.Bound) for ref in part.names}
        for ref in find_nodes(side, tree.Ref):
            if id(ref) not in called and ref.name.base not in bound:
                yield ref.name.base

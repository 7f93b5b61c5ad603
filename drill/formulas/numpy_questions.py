"""Ask for a formula as one NumPy expression, which is judged on arrays of other sizes than its own worlds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from drill.arraycode import run_code
from drill.banks.models import Exercise
from drill.formulas.formula import Formula, format_node
from drill.formulas.formula_lowering import check_shapes
from drill.formulas.formula_parts import spell_subject
from drill.formulas.inside import prove_numpy
from drill.formulas.letter_lowering import find_axes
from drill.formulas.lowered_values import compute_value
from drill.formulas.numpy_printing import NumpyProgram
from drill.formulas.typed_questions import list_assumptions, make_exercise
from drill.formulas.world_relations import make_world
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence
from drill.types import ArrayType, NumberType

# Number of worlds whose sizes distinguish the axes.
_WORLDS = 12
# How the structure of a matrix is declared for code; matrices of other structures are not drawn for it.
_STRUCTURES = {"": "", "sym": "symmetric"}


@dataclass(slots=True)
class _DeclaredLine:
    """An expression, the axes of each array in it, and the assumptions on their entries."""

    text: str
    arrays: dict[str, list[str]]
    assume: list[str]


def ask_in_numpy(formula: Formula) -> Iterator[Exercise]:
    """Yield the question of a formula whose expression reduces an axis, or joins arrays of several."""
    program = prove_numpy(formula, check_shapes(formula), run_code)
    if program is None or formula.relations:
        return
    line = _declare_arrays(formula, program)
    if line is None:
        return
    arrays: list[str] = []
    for name, axes in line.arrays.items():
        node, _ = program.arrays[name]
        shape = ""
        if len(axes) == 1:
            shape = f" of shape ({axes[0]},)"
        elif axes:
            shape = f" of shape ({', '.join(axes)})"
        arrays.append(f"`{name}`{shape} for ${format_node(node)}$")
    yield make_exercise(
        formula,
        "in NumPy",
        f"Write {spell_subject(formula)} as one NumPy expression, with {join_in_sentence(arrays)}.",
        {"code": line.text, "arrays": line.arrays},
        {},
        assume=line.assume,
        hints=(
            "Over which axes does it sum, and which axes has the result?",
            "Which shape has each part, from the inside out?",
        ),
        steps=(
            "An index that is summed is an axis that is reduced; one that stays is an axis of the result.",
            f"`{line.text}`",
        ),
        shape="indices that are axes",
        motion="name each axis, and reduce those that are summed",
    )


def _declare_arrays(formula: Formula, program: NumpyProgram) -> _DeclaredLine | None:
    """Return an expression with its declared arrays; None if one of them cannot be declared.

    None, too, if all arrays and the result have one shape, because then no axis has to be chosen.
    """
    worlds = [make_world(formula, seed) for seed in range(_WORLDS)]
    shapes: dict[str, list[tuple[int, ...]]] = {name: [] for name in program.arrays}
    results: list[tuple[int, ...]] = []
    for world in worlds:
        results.append(np.shape(compute_value(formula, world)))
        for name, value in program.gather_arrays(formula, world).items():
            shapes[name].append(np.shape(value))
    # An axis is known by its lengths in the twelve worlds.
    axes_by_lengths = {
        tuple(world.find_axis_size(axis) for world in worlds): axis for axis in formula.axis_letters
    }
    fixed_lengths = _list_fixed_lengths(formula)
    line = _DeclaredLine(program.text, {}, [])
    for name, (node, _) in program.arrays.items():
        axes = _name_axes(shapes[name], axes_by_lengths, fixed_lengths)
        assumptions = _assume_entries(formula, name, node)
        if axes is None or assumptions is None:
            return None
        line.arrays[name] = axes
        line.assume.extend(assumptions)
    _replace_lengths(line)
    for name in line.arrays:
        node, _ = program.arrays[name]
        if isinstance(node, Ref) and formula.is_axis(node):
            return None
    array_shapes = {tuple(shapes[name]) for name, axes in line.arrays.items() if axes}
    is_of_one_shape = array_shapes == {tuple(results)} and "@" not in line.text
    return line if array_shapes and not is_of_one_shape else None


def _replace_lengths(line: _DeclaredLine) -> None:
    """Write a number that is the length of an axis as the size of an array with that axis."""
    sizes: dict[str, str] = {}
    for name, axes in line.arrays.items():
        for place, axis in enumerate(axes):
            sizes[axis] = f"{name}.shape[{place}]"
    for name in [name for name, axes in line.arrays.items() if not axes and name in sizes]:
        line.text = re.sub(rf"\b{name}\b", sizes[name], line.text)
        del line.arrays[name]


def _list_fixed_lengths(formula: Formula) -> frozenset[int]:
    """Return the lengths that rows give as numbers."""
    axes = chain.from_iterable(find_axes(letter.type) for letter in formula.letters)
    return frozenset(axis.offset for axis in axes if not axis.letter)


def _name_axes(
    shapes: Sequence[tuple[int, ...]],
    axes_by_lengths: Mapping[tuple[int, ...], str],
    fixed_lengths: frozenset[int],
) -> list[str] | None:
    """Return the axes of an array by its shapes in all worlds; None if one has no name for code."""
    axes: list[str] = []
    for sizes in zip(*shapes, strict=True):
        name = axes_by_lengths.get(sizes, "").removeprefix("\\")
        if name.isidentifier():
            axes.append(name)
        elif not name and len({*sizes}) == 1 and sizes[0] in fixed_lengths:
            axes.append(str(sizes[0]))
        else:
            return None
    return axes


def _assume_entries(formula: Formula, name: str, node: Node) -> list[str] | None:
    """Return the assumptions on an array's entries; None for anything but a plain array or number."""
    if isinstance(node, Ref) and formula.is_axis(node):
        return []
    found = formula.find_letter(node) if isinstance(node, Ref) else None
    if found is None:
        return None
    match found.letter.type:
        case ArrayType(kind=structure, domain=domain, law="") if structure in _STRUCTURES:
            return [
                *list_assumptions(name, domain),
                *([f"{name} {_STRUCTURES[structure]}"] if structure else []),
            ]
        case NumberType(domain=domain, is_whole=False, law=""):
            return [*list_assumptions(name, domain)]
        case _:
            return None

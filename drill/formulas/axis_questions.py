"""Ask for a formula in NumPy, where a line with a wrong axis, or a number for a matrix, runs and is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Reply
from drill.formulas.folding import spell_subject
from drill.formulas.formula import Formula
from drill.formulas.letter_types import Array, Number, Type
from drill.formulas.numpy_printing import NotPrinted, NumpyProgram, print_numpy
from drill.formulas.shape_check import Shapes, find_type_in
from drill.formulas.tree_values import find_upper_end
from drill.formulas.typed_keys import say_domain
from drill.formulas.typed_questions import name_witness
from drill.formulas.worked_statements import RunCode, prove_numpy
from drill.formulas.world_relations import make_world
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence

_WORLDS: Final = 3
# Characters of a line that somebody still types.
_LONGEST: Final = 100
_AXIS: Final = re.compile(r", axis=(-?\d)(, keepdims=True)?")
_MASKED: Final = re.compile(r"np\.sum\(([^()]*)\) / np\.sum\([^()]*\)")


def ask_axes(formula: Formula, shapes: Shapes, run: RunCode) -> Iterator[AskedQuestion]:
    """Yield the question of a formula whose NumPy line has something like it that runs and is wrong."""
    text = prove_numpy(formula, shapes, run)
    if not text or len(text) > _LONGEST:
        return
    try:
        program = print_numpy(formula, shapes)
        arrays = {name: _list_lengths(formula, *array) for name, array in program.arrays.items()}
        assume = [
            said for name, (node, _) in program.arrays.items() for said in _say_domain(formula, name, node)
        ]
    except DrillError:
        return
    traps = [
        Reply(trap, say) for trap, say in _list_traps(text) if _runs_and_is_wrong(formula, program, trap, run)
    ]
    if not traps or _names_clash(arrays):
        return
    given = [
        f"`{name}` of shape `({', '.join(axes)}{',' if len(axes) == 1 else ''})`"
        if axes
        else f"a number `{name}`"
        for name, axes in arrays.items()
    ]
    yield AskedQuestion(
        about="code",
        what="in NumPy",
        prompt=f"Write {spell_subject(formula)} in NumPy, for {join_in_sentence(given)}.",
        kind="code",
        key=text,
        shapes=arrays,
        assume=tuple(assume),
        replies=tuple(traps[:2]),
        hints=(
            "What is the shape of each part, and what shape must the result have?",
            "Name the axis of each sum or mean, and check that shapes agree where entries are combined.",
        ),
        steps=(
            f"One way to write it is `{text}`.",
            f"A line such as `{traps[0].answer}` also runs, but gives something else.",
        ),
        shape="arrays that meet along named axes",
        motion="write down each shape before the line",
        witness=name_witness(formula, {}),
        worth=4.2,
    )


def _names_clash(arrays: Mapping[str, Sequence[str]]) -> bool:
    lengths = {axis for axes in arrays.values() for axis in axes}
    return bool(lengths & arrays.keys()) or not any(arrays.values())


def _list_lengths(formula: Formula, node: Node, letters: Sequence[str]) -> tuple[str, ...]:
    """Return the axes of an array of the program: of its members first. Raises NotPrinted."""
    axes: list[str] = []
    for letter in letters:
        upper = find_upper_end(formula, letter)
        axes.append(upper.name.base if isinstance(upper, Ref) and not upper.below else "")
    kind = _find_whole_type(formula, node)
    axes += map(str, kind.axes) if isinstance(kind, Array) else ()
    if not all(re.fullmatch(r"[a-z]", axis) for axis in axes) or len(axes) > 3:
        raise NotPrinted("an axis has no plain name")
    return tuple(axes)


def _find_whole_type(formula: Formula, node: Node) -> Type:
    found = formula.find_letter(node)
    return find_type_in(formula, node) if found is None else found.letter.type


def _say_domain(formula: Formula, name: str, node: Node) -> Iterator[str]:
    """Yield what is assumed of an array. Raises NotPrinted where that cannot be said."""
    kind = _find_whole_type(formula, node)
    if not isinstance(kind, Number | Array) or (isinstance(kind, Number) and kind.is_whole):
        raise NotPrinted(f"{name} is not an array of real numbers")
    if isinstance(kind, Array) and kind.kind:
        words = {"simplex": f"{name} rows sum to 1", "sym": f"{name} symmetric",
                 "pd": f"{name} positive definite", "orth": f"{name} orthogonal",
                 "diag": f"{name} diagonal"}  # fmt: skip
        if kind.kind not in words:
            raise NotPrinted(f"{name} is {kind.kind}")
        yield words[kind.kind]
        return
    yield from say_domain(name, kind.domain)


def _list_traps(text: str) -> Iterator[tuple[str, str]]:
    """Yield lines with one thing changed, each with what to say of it."""
    for match in _AXIS.finditer(text):
        start, end = match.span()
        yield text[:start] + text[end:], "It runs over all entries at once: the axis is missing."
        other = "1" if match[1] in ("0", "-2") else "0"
        changed = f", axis={other}{match[2] or ''}"
        yield text[:start] + changed + text[end:], "It runs along the wrong axis: check which one is left."
        if match[2]:
            kept = f", axis={match[1]}"
            say = "It drops the axis, so the quotient broadcasts along another one: keep it."
            yield text[:start] + kept + text[end:], say
    for match in re.finditer(r"np\.eye\([^()]*\)", text):
        start, end = match.span()
        say = "It applies the number to every entry, but the identity has ones only on the diagonal."
        yield f"{text[:start]}1{text[end:]}", say
    for match in re.finditer(r"np\.outer\(([^(),]*), ([^(),]*)\)", text):
        start, end = match.span()
        say = "It gives a single number, but the outer product is a matrix."
        yield f"{text[:start]}({match[1]} @ {match[2]}){text[end:]}", say
    for match in _MASKED.finditer(text):
        start, end = match.span()
        say = "It divides by the number of all entries, but only those that the weights keep count."
        yield f"{text[:start]}np.mean({match[1]}){text[end:]}", say


def _runs_and_is_wrong(formula: Formula, program: NumpyProgram, trap: str, run: RunCode) -> bool:
    """Return whether a line runs in some world, and never gives the value."""
    has_run = False
    for seed in range(_WORLDS):
        world = make_world(formula, seed)
        arrays: dict[str, Any] = program.gather_arrays(formula, world)
        try:
            expected = np.asarray(run(program.text, arrays))
            result = np.asarray(run(trap, arrays))
        except DrillError:
            continue
        has_run = True
        if result.shape == expected.shape and np.allclose(result, expected, rtol=1e-6):
            return False
    return has_run

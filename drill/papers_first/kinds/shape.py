"""Shapes: input, process, output: what comes out of a formula's products."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from drill.papers_first.alteration.working import inner_parts
from drill.papers_first.arithmetic.quantities import has_dots, is_superscripted
from drill.papers_first.arrays.dimensions import lower_arrays
from drill.papers_first.arrays.following_shapes import following
from drill.papers_first.arrays.identities import check_capitals, identity_said
from drill.papers_first.arrays.layers import Layers
from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.arrays.proof import is_confirmed
from drill.papers_first.arrays.shapes_elsewhere import check_bold, check_elsewhere
from drill.papers_first.arrays.told_shapes import Known
from drill.papers_first.contained import contained
from drill.papers_first.draft import Draft, Exercise, Kind, Skipped
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.making import capital
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line, lines
from drill.papers_first.skills import skills_of
from drill.papers_first.wording import inline, place, resources, shown_tokens
from drill.papers_first.wording import maths as as_maths

KIND: Final[Kind] = "shape"
_SHORT: Final = 90
_ONE: Final = "1"
"""The length of an axis along which there is one entry."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each formula in which arrays of known shapes meet in products."""
    known, layers = following(paper), Layers(paper)
    for line in lines(paper):
        yield from contained(KIND, line.latex, partial(_drafts, paper, line, known, layers))


def _drafts(whole: Paper, line: Line, known: Known, layers: Layers) -> Iterator[Draft]:
    paper = whole.at(line.formula)
    layers.check(paper, line)
    exercise = _exercise(paper, line, _lowered(paper, line, known))
    if not is_confirmed(exercise):
        raise RefusedError("NumPy gives another shape")
    yield Draft(KIND, line.formula, line.source, "", exercise, proved=True)


def _lowered(paper: Paper, line: Line, known: Known) -> Lowered:
    if line.left is None or line.says not in ("equal", "assign", "near") or is_superscripted(line.left):
        raise RefusedError("it sets nothing equal")
    if "\\in" in line.statement.relations or has_dots(line.statement):
        raise RefusedError("its shape is said beside it")
    lowered = lower_arrays(paper, line.left, line.rights[0], known)
    check_capitals(paper, line.rights[0], lowered.arrays, lowered.latex)
    check_elsewhere(paper, line.rights[0], lowered.arrays, lowered.latex)
    check_bold(paper, line.left, lowered)
    if not any(sign in lowered.code for sign in (" @ ", "np.outer", ".T")):
        raise RefusedError("no product of arrays tells the shape")
    if set(lowered.over.values()) == {_ONE}:
        raise RefusedError("an array of one entry may be meant as a number")
    return lowered


def _exercise(paper: Paper, line: Line, lowered: Lowered) -> Exercise:
    assert line.left is not None
    skill, *needs = skills_of(line.statement) or ("",)
    given = [_given(lowered, name, axes) for name, axes in lowered.arrays.items()]
    if said := identity_said(paper, lowered.node):
        given.append(said.rstrip("."))
    answer = _shown(tuple(lowered.over.values()))
    optional = {"skill": skill, "needs": needs}
    return {
        "level": 2,
        **{name: value for name, value in optional.items() if value},
        "prompt": (
            f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)} {'; '.join(given)}. "
            f"What shape has {inline(line.left)}? (A number has shape `()`.)"
        ),
        "answer": {"shape": answer},
        "shape": "arrays in a row: where two meet, a length goes",
        "motion": "write the shape under every array, strike lengths that meet, read what is left",
        "hints": ["In a product the last length on the left meets the first one on the right, and both go."],
        "steps": list(_steps(lowered, answer)),
        "witness": {
            "array": lowered.code,
            "arrays": {name: list(axes) for name, axes in lowered.arrays.items()},
        },
        "resources": resources(paper, line.formula),
    }


def _given(lowered: Lowered, name: str, axes: tuple[str, ...]) -> str:
    stands = f"${as_maths(lowered.latex[name])}$"
    if name in lowered.diagonals:
        axes = axes * 2
    return f"{stands} has shape `{_shown(axes)}`" if axes else f"{stands} is a number"


def _shown(axes: tuple[str, ...]) -> str:
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def _steps(lowered: Lowered, answer: str) -> Iterator[str]:
    for part in inner_parts(lowered.node):
        axes = lowered.axes_of(part)
        if axes is not None and len(to_latex(part)) <= _SHORT:
            yield f"{inline(part)} has shape `{_shown(axes)}`."
    yield f"What is left of the whole has shape `{answer}`."

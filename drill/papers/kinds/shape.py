"""Shapes: input, process, output: what comes out of a formula's products."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.banks.models import Declared
from drill.checking import ShapeSpec
from drill.maths.tree import Call, walk
from drill.notation.tree import Add, Apply, Bracket, Div, Mul, Node, Reduce, Transpose
from drill.papers.computing import Computing, axes_text, computing_of, left_of, length_latex
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import each_line, exercise
from drill.papers.kinds.code import Coded, coded
from drill.papers.lowering.inputs import FOLDS, RefusedError, is_row
from drill.papers.lowering.operations import ENTRYWISE
from drill.papers.lowering.reader import latex_of
from drill.papers.wording import inline, listed

# Characters of a formula that a sentence quotes.
_SHORT: Final = 80
# Lines of a worked solution.
_MOST_STEPS: Final = 4


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each formula in which arrays of declared shapes meet."""
    computing = computing_of(paper)
    return each_line("shape", paper, lambda line: [_draft(computing, line)], why="Its shape is not asked for")


def _checked(found: Coded) -> Coded:
    calls = [one for one in walk(found.formula.node) if isinstance(one, Call)]
    if all(one.name in ENTRYWISE for one in calls):
        raise RefusedError("nothing in it changes a shape")
    if not any(one.shape for one in found.given) or found.formula.left is None:
        raise RefusedError("no array is in it")
    axes_of = found.formula.reader.axes_of
    if not any(one.name in ("matmul", "outer") or (one.name in FOLDS and axes_of(one)) for one in calls):
        raise RefusedError("no product of arrays tells the shape")
    return found


def _draft(computing: Computing, line: Line) -> Draft:
    found = _checked(coded(computing, line))
    formula = found.formula
    answer = axes_text(found.named(found.program.shape))
    given = listed([_given(one.node, axes_text(found.named(one.shape))) for one in found.given])
    over = [formula.free[letter] for letter in found.program.letters]
    what = left_of(line, formula)
    if over:
        what = f"the array of all {what} for {listed([f'${one.latex}$' for one in over])}"
    body = exercise(
        prompt=f"{computing.begins(line, formula)}\n\nIn NumPy, {given}. What shape does {what} have?",
        answer=ShapeSpec(kind="shape", text=answer),
        level=2,
        declared=Declared(
            names={
                name: length_latex(formula, length) or name
                for length, name in found.axes.items()
                if not name.isdigit()
            }
        ),
        shape="arrays in a row: where two meet, an axis disappears",
        motion="write the shape under every array, strike the axes that meet, read off what remains",
        hints=[
            "Which axes are summed over in the products, and which remain?",
            "A product sums over the last axis on its left and the first on its right, and both disappear.",
        ],
        steps=[*_steps(found), f"So the whole has shape `{answer}`."],
        witness={
            "array": found.program.lines[-1] if len(found.program.lines) == 1 else found.program.text,
            "arrays": {one.name: list(found.named(one.shape)) for one in found.given},
        },
    )
    return computing.draft("shape", line, found.given, body, suffix=": its shape", left=formula.left)


def _given(node: Node, shape: str) -> str:
    latex = inline(latex_of(node))
    return f"{latex} is a number" if shape == "()" else f"{latex} has shape `{shape}`"


def _steps(found: Coded) -> Iterator[str]:
    shown: dict[str, str] = {}
    for node in found.formula.parts():
        if node is found.formula.right:
            continue
        if isinstance(node, (Add, Mul, Div, Transpose, Apply, Reduce)):
            inner = node.body if isinstance(node, Bracket) else node
            try:
                axes = found.formula.reader.axes_of(found.formula.reader.read(inner))
            except RefusedError:
                continue
            latex = latex_of(inner)
            if axes and len(latex) <= _SHORT:
                row = " (a row, stored with one axis)" if is_row(axes) else ""
                shown[latex] = f"{inline(latex)} has shape `{axes_text(found.named(axes))}`{row}."
    yield from [*shown.values()][::-1][:_MOST_STEPS]

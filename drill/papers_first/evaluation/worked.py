"""How an exercise in which numbers are put in is worked: shape, motion, hints, steps, mistakes, a witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers_first.alteration.working import inner_parts
from drill.papers_first.evaluation.by_cases import has_cases, other_lines
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.evaluable import are_apart, values_at
from drill.papers_first.evaluation.mistakes import mistakes
from drill.papers_first.evaluation.numbers import Drawing
from drill.papers_first.formula.mixtures import mixed
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Fraction, Node, Product, Sum
from drill.papers_first.sides import Line, is_update
from drill.papers_first.wording import inline
from drill.papers_first.wording import maths as as_maths

_MOST_MISTAKES: Final = 3
_MOST_STEPS: Final = 4
_SHORT: Final = 60
"""An expression of at most so many characters of LaTeX is written out again."""
_LONG: Final = 200


class Worked:
    """The help that goes with one exercise."""

    def __init__(self, line: Line, side: Side, drawing: Drawing) -> None:
        self._line = line
        self._side = side
        self._drawing = drawing

    def shape(self) -> str:
        node = self._side.node
        if has_cases(node):
            return "a definition by cases: conditions decide which line counts"
        if is_update(self._line, node):
            return "an update: the old value and what changes it"
        if mixed(node) is not None:
            return "a weighted average: two weights that add up to 1"
        match self._side.original:
            case Fraction():
                return "a fraction: what stands above and below is computed on its own"
            case Product():
                return "a product: each factor on its own first"
            case Sum():
                return "a sum: each term on its own first"
            case _:
                return "an expression to be worked from the inside out"

    def motion(self) -> str:
        if has_cases(self._side.node):
            return "put the numbers into the conditions first, then compute the one line that holds"
        if self._side.ranges.bound:
            return "write the terms of the sum out, put the numbers in, then work from the inside out"
        return "put the numbers in, work out the innermost brackets first, go outwards"

    def _inner(self) -> list[Node]:
        whole = self._side.tree
        return [part for part in inner_parts(self._side.node) if self._side.typed(part) != whole]

    def steps(self) -> Iterator[str]:
        if has_cases(self._side.node):
            yield "Put the numbers into the conditions: one line alone holds."
            yield f"Its value gives ${self._value(self._side.node)}$."
            return
        if self._side.ranges.bound:
            side = "the left side" if self._line.is_turned else "the right side"
            what = "it" if self._line.says == "alone" else side
            yield f"Written out, {what} is {inline(self._side.node)}."
        inner = self._inner()
        for node in inner[-_MOST_STEPS:]:
            latex = to_latex(node)
            named = f"{as_maths(latex)} = " if len(latex) <= 2 * _SHORT else ""
            yield f"${named}{_put_in(self._side.typed(node))}{self._result(node)}$"
        yield f"Together ${_put_in(self._side.tree)}{self._result(self._side.node)}$."

    def _result(self, node: Node) -> str:
        sign = "=" if self._drawing.is_short(self._side.typed(node)) else r"\approx"
        return f" {sign} {self._value(node)}"

    def _value(self, node: Node) -> str:
        tree = self._side.typed(node)
        text = to_plain(tree)
        return f"@{{{text}}}" if self._drawing.is_short(tree) else f"@{{dec({text}, 4)}}"

    def hints(self) -> Iterator[str]:
        if has_cases(self._side.node):
            yield "Which condition do these numbers satisfy? Only that line counts."
            return
        inner = [part for part in self._inner() if len(to_latex(part)) <= 2 * _SHORT]
        if inner:
            first_part = min(inner, key=lambda node: len(to_latex(node)))
            yield f"Begin inside, with {inline(first_part)}."
            yield f"${as_maths(to_latex(first_part))}{self._result(first_part)}$."
        else:
            first = next(iter(self._side.names))
            number = f"@{{{self._side.names[first]}}}"
            yield f"Write the formula down with {number} in the place of {inline(first)}, and so on."

    def wrong(self) -> Iterator[Mapping[str, str]]:
        """Known mistakes, each another value than the key and than the ones before it."""
        relative = 1e-9 if self._drawing.is_exact else 0.002
        taken: list[Sequence[float]] = [self._drawing.results]
        made = other_lines(self._side.node) if has_cases(self._side.node) else mistakes(self._side.node)
        for mistake in sorted(made, key=lambda one: len(one.say) > _LONG):
            if len(taken) > _MOST_MISTAKES:
                return
            try:
                tree = self._side.typed(mistake.node)
            except RefusedError:
                continue
            values = values_at(tree, self._drawing)
            if values is not None and are_apart(values, taken, relative):
                taken.append(values)
                yield {"answer": to_plain(tree), "say": mistake.say}

    def witness(self) -> Mapping[str, object]:
        """The key as the root of what a division by its denominator leaves no division in."""
        top, bottom = _cleared(self._side.tree)
        unknown = next(name for name in ("z", "y", "u", "q") if name not in self._side.names.values())
        product: maths.Node = maths.Sym(unknown)
        if bottom is not None:
            product = maths.Binary("*", product, bottom)
        reach = 10 ** len(str(int(self._drawing.largest) + 1))
        return {
            "root": to_plain(maths.Binary("-", product, top)),
            "wrt": unknown,
            "in": [-10 * reach, 10 * reach],
        }


def _cleared(tree: maths.Node) -> tuple[maths.Node, maths.Node | None]:
    """A tree as a fraction: what stands above, and below (or nothing)."""
    match tree:
        case maths.Binary("/", above, below):
            return above, below
        case maths.Neg(arg):
            above, below = _cleared(arg)
            return maths.Neg(above), below
        case maths.Binary("+" | "-" as op, left, right):
            above, below = _cleared(right)
            if below is None:
                return tree, None
            return maths.Binary(op, maths.Binary("*", left, below), above), below
        case maths.Binary("*", left, right):
            above, below = _cleared(right)
            return (tree, None) if below is None else (maths.Binary("*", left, above), below)
        case _:
            return tree, None


def _put_in(tree: maths.Node) -> str:
    return f"@{{raw({to_plain(tree)})}}"

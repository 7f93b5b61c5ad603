"""The prompt of an exercise in which numbers are put in: formula, agreements, numbers, task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.densities import is_law
from drill.papers_first.arithmetic.positive_parts import is_positive_part
from drill.papers_first.arithmetic.steps import difference
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.norms import norms_said
from drill.papers_first.evaluation.taken_as_numbers import takes_arrays
from drill.papers_first.formula.given import is_clip, rounded_part
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import at_index, walk
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Differential,
    Function,
    Node,
    Symbol,
)
from drill.papers_first.making import capital, named_symbols
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.logarithms import base_taken
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, meant, place, shown_tokens
from drill.papers_first.wording import maths as as_maths

DIGITS: Final = 4
"""Significant digits of a key that is no short number."""
_SHORT: Final = 60
"""A side of at most so many characters of LaTeX is written out again."""


class Asked:
    """The words of one prompt."""

    def __init__(self, paper: Paper, line: Line, side: Side, *, is_exact: bool) -> None:
        self._paper = paper
        self._line = line
        self._side = side
        self._is_exact = is_exact

    def prompt(self) -> str:
        parts = [
            f"{capital(place(self._paper, self._line.formula))}:",
            shown_tokens(self._line.reading.tokens),
        ]
        said = meant(self._paper, self._explained(), self._line.statement, self._line.formula)
        if said:
            parts.append(f"Here {said}.")
        parts += self._conventions()
        parts.append(f"Put in {self._values()}.")
        parts.append(f"{self._task()} {self._form()}")
        return "\n\n".join([" ".join(parts[:2]), " ".join(parts[2:])]) if len(parts) > 2 else " ".join(parts)

    def _explained(self) -> tuple[Symbol, ...]:
        """The symbols that stand for something; the N of a normal law counts nothing."""
        statement = self._line.statement
        laws = {
            law.head
            for law in statement.sides[1:]
            if isinstance(law, Call) and (statement.relations[-1:] == ("\\sim",) or is_law(law.head))
        }
        return tuple(symbol for symbol in named_symbols(statement) if symbol not in laws)

    def _task(self) -> str:
        left, right = self._line.left, self._side.original
        if self._side.asks:
            return f"Compute {self._side.asks},"
        match self._line.says:
            case "equal" | "assign" if left is not None:
                new = "the new value of " if left in self._side.names else ""
                return f"Compute {new}{inline(self._fixed(left))}"
            case "near":
                return f"Compute the approximation{self._named(right)}"
            case "bound" if self._line.is_turned:
                return "Compute the left side"
            case "bound" if right in self._line.statement.sides[1:-1]:
                return f"Compute{self._named(right)}"  # it is bounded by what follows as well as a bound
            case "bound":
                return f"Compute the bound{self._named(right)}"
            case "alone":
                return "Compute its value"
            case _ if self._is_chain():
                return f"Compute{self._named(right)}"
            case _:
                return "Compute the right side"

    def _is_chain(self) -> bool:
        """Whether more than one side stands on the right, so that nothing but itself tells which is meant."""
        return len(self._line.statement.sides) > 2

    def _named(self, node: Node) -> str:
        """A side that is short enough to be written once more, or has others beside it."""
        latex = to_latex(self._fixed(node))
        return f" ${as_maths(latex)}$" if len(latex) <= _SHORT or self._is_chain() else " on the right"

    def _form(self) -> str:
        if self._is_exact:
            return "exactly, as a whole number, fraction or decimal."
        return f"to {DIGITS} significant digits (calculator)."

    def _fixed(self, node: Node) -> Node:
        if isinstance(node, Differential):
            return difference(node)
        for index, number in self._side.ranges.fixed.items():
            node = at_index(node, index, number)
        return node

    def _values(self) -> str:
        ranges = self._side.ranges
        given = [f"${to_latex(symbol)} = {number}$" for symbol, number in ranges.ends.items()]
        given += [f"${index} = {number}$" for index, number in ranges.fixed.items()]
        given += [f"${as_maths(to_latex(node))} = @{{{name}}}$" for node, name in self._side.names.items()]
        return _listed(given)

    def _conventions(self) -> Iterator[str]:
        ranges = self._side.ranges
        for said in (self._line.taken, self._side.says):
            if said:
                yield f"{said}."
        for said in ranges.says():
            yield f"{said}."
        yield from _definitions(self._side.node)
        kept = next(filter(is_positive_part, walk(self._line.statement)), None)
        if isinstance(kept, Bracket):
            shown = to_latex(replace(kept, parts=(Symbol("x"),)))
            yield f"Here ${shown}$ is $x$ where that is positive, else 0."
        if not self._side.in_one_dimension and takes_arrays(self._paper, self._line, self._side):
            yield "Take every quantity as one number, as for a single coordinate."
        for said in norms_said(self._side):
            yield f"{said}."
        if "ln(" in self._side.text and any(
            isinstance(part, Function) and part.name == "\\log" for part in walk(self._side.node)
        ):
            yield base_taken(self._paper)


def _definitions(node: Node) -> Iterator[str]:
    """What less common signs say: roundings, bounds, a softened maximum."""
    parts = list(walk(node))
    rounded = next((part for part in parts if rounded_part(part) is not None), None)
    if rounded is not None:
        sign = r"\lfloor x \rceil" if isinstance(rounded, Bracket) else r"\operatorname{round}(x)"
        yield f"Here ${sign}$ is the whole number nearest to $x$."
    kept = next((part for part in parts if isinstance(part, Call) and is_clip(part)), None)
    if kept is not None:
        name = to_latex(kept.head)
        yield f"Here ${name}(x, a, b)$ is $x$, but not below $a$ and not above $b$."
    for word in ("softplus", "Softplus"):
        if any(isinstance(part, Call) and part.head == Symbol(word, "\\operatorname") for part in parts):
            yield rf"Here $\operatorname{{{word}}}(x) = \log(1 + e^x)$."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

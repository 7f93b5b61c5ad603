"""What the computing kinds share: formulas of a paper as terms, and what is said of the inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from drill.notation import refs
from drill.notation.tree import Apply, Node, Ref
from drill.papers.draft import Line, Paper
from drill.papers.lowering.definitions import Definitions, PutIn
from drill.papers.lowering.formula import Formula, read_formula
from drill.papers.lowering.reader import latex_of
from drill.papers.lowering.terms import Input, RefusedError, is_row
from drill.papers.sheet.solve import table_of
from drill.papers.sheet.table import Table
from drill.papers.sheet.typed import Quantity, Question, Typed
from drill.papers.sheet.types import REAL, Length, Number
from drill.papers.wording import Glossary, inline, listed, place, shown

WORDS: Final = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True)
class Computing:
    """A paper as the computing kinds see it."""

    paper: Paper

    @cached_property
    def definitions(self) -> Definitions:
        """Rules and ties that the paper gives."""
        return Definitions([line.typed for line in self.paper.lines if isinstance(line.typed, Typed)])

    @cached_property
    def glossary(self) -> Glossary:
        """What its symbols mean."""
        return Glossary(self.paper)

    @cached_property
    def table(self) -> Table:
        """What is known of its symbols."""
        return table_of(self.paper.sheet)

    def formula(self, line: Line, *, functions_only: bool = False) -> Formula:
        """A line with arrays as arrays.

        Raises:
            RefusedError: it is not computed; with the question that would settle it.
        """
        if line.statement is None:
            raise RefusedError(f"it is not read: {line.refused}" if line.refused else "it is not read")
        if isinstance(line.typed, Question):
            asked = line.typed
            raise RefusedError(f"the {asked.asks} of ${asked.about}$ is not known", asked)
        if line.typed is None:
            raise RefusedError("its parts have no types that fit together")
        put = self.definitions.put_in(line.typed, functions_only=functions_only)
        try:
            return _read(put)
        except RefusedError:
            if not put.used:
                raise
            typed = line.typed
            return read_formula(typed.statement, typed.quantities)

    def in_numbers(self, line: Line) -> Formula:
        """A line with every quantity as one number, arrays too.

        Raises:
            RefusedError: it is not computed so either.
        """
        if line.statement is None:
            raise RefusedError("it is not read")
        return read_formula(line.statement, list(self._quantities(line)), as_numbers=True)

    def _quantities(self, line: Line) -> Iterator[Quantity]:
        assert line.statement is not None
        calls = {node.function for node in _walk(line.statement) if isinstance(node, Apply)}
        section = line.formula.section
        for ref in refs(line.statement):
            for is_called in (False, True) if ref in calls else (False,):
                known = self.table.of(ref, section, is_called)
                if known is None:
                    key = f"{latex_of(ref)}{'(·)' if is_called else ''}"
                    known = Quantity(
                        key, ref, _letters(ref), Number(), REAL, why="nothing says which numbers it may take"
                    )
                yield known

    def begins(self, line: Line, formula: Formula) -> str:
        """The formula with its place, what its symbols mean, and what is put in."""
        said = [f"{place(self.paper.sheet, line.formula)}: {shown(line)}"]
        told = self.glossary.told(line)
        if told:
            said.append(told)
        if formula.put_in:
            rules = [inline(latex_of(replace(one, conditions=()))) for one in formula.put_in]
            said.append(f"As the paper defines it, {listed(rules)}.")
        return "\n\n".join([said[0], " ".join(said[1:])] if said[1:] else said)


def _walk(node: Node) -> Iterator[Node]:
    from drill.notation import walk

    return walk(node)


def _read(put: PutIn) -> Formula:
    return read_formula(put.statement, put.quantities, put_in=put.used)


def _letters(ref: Ref) -> str:
    bare = "".join(char for char in latex_of(ref) if char.isalnum() or char == "_")
    return bare or "x"


def left_of(line: Line, formula: Formula) -> str:
    """What is computed, as a formula in a sentence."""
    return "this expression" if formula.left is None else inline(latex_of(formula.left))


def guesses_of(given: Sequence[Input]) -> tuple[tuple[str, str], ...]:
    """The symbols among the inputs of which something is only guessed, and why."""
    found = {
        one.quantity.key: one.quantity.why or "nothing says what it is"
        for one in given
        if not one.quantity.is_sure
    }
    return tuple(found.items())


def axes_text(axes: Sequence[Length]) -> str:
    """A shape as NumPy shows it: ``(n,)``, ``(n, d)``, ``()``."""
    inner = list(map(str, axes[1:] if is_row(tuple(axes)) else axes))
    return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"


def length_latex(formula: Formula, length: Length) -> str:
    """How the paper writes a length; empty where it has no symbol for it."""
    for quantity in formula.quantities:
        if quantity.typed == length:
            return latex_of(quantity.symbol)
    return ""

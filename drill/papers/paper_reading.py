"""A paper as the kinds of exercises get it: its statements read, and helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from drill.papers.draft import Line
from drill.papers.formula_connections import Definitions, find_definitions
from drill.papers.model import FormulaRow, Paper
from drill.papers.optimisation_problems import find_constraints
from drill.papers.wording import Glossary

# Told the stage, and how much of how much is done (0 of 0 where that is not known).
ImportProgress = Callable[[str, int, int], None]


@dataclass(eq=False)
class Reading:
    """A paper with its statements read: all that a kind of exercise may look at."""

    paper: Paper
    lines: tuple[Line, ...]

    @cached_property
    def of_formula(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each formula, by its id."""
        lines: dict[str, tuple[Line, ...]] = {}
        for line in self.lines:
            lines[line.formula.id] = (*lines.get(line.formula.id, ()), line)
        return lines

    @cached_property
    def glossary(self) -> Glossary:
        """The meanings of its symbols."""
        return Glossary(self.paper.symbols, self.lines)

    @cached_property
    def definitions(self) -> Definitions:
        """The lines that define each symbol."""
        return find_definitions(self.lines)

    def constraints(self, formula: FormulaRow) -> str:
        """Return what the optimum in a formula is sought under, as LaTeX; empty where nothing is said."""
        rows = self.paper.formulas
        following = rows[rows.index(formula) + 1 :] if formula in rows else ()
        display = _display_of(formula)
        return find_constraints(formula, [*takewhile(lambda row: _display_of(row) == display, following)])


def _display_of(formula: FormulaRow) -> tuple[object, ...]:
    """Return what is the same for rows of one display."""
    return formula.block, formula.section, formula.before, formula.after

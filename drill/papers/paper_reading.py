"""A paper as the kinds of exercises get it: its statements read and typed, and helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from typing import Any, Final, TypeVar

from drill.banks.models import Exercise, Link
from drill.errors import DrillError
from drill.notation import find_references, tree, walk_nodes
from drill.notation.tree import Node
from drill.papers.draft import Draft, Kind, Line
from drill.papers.draft_building import one_formula
from drill.papers.formula_structure import find_required_skills, list_formula_quantities, list_statement_sides
from drill.papers.lowering.computed_formula import Formula, read_formula
from drill.papers.lowering.formula_connections import Definitions, at_step, find_definitions, find_used
from drill.papers.lowering.formula_lowering import latex_of
from drill.papers.lowering.inputs import RefusedError, find_stored_axes
from drill.papers.model import FormulaRow, Paper
from drill.papers.optimisation_problems import find_constraints
from drill.papers.sheet.types import Length
from drill.papers.wording import (
    Glossary,
    describe_formula_place,
    display_statement,
    make_exercise_title,
    say_where_to_read_on,
    subject_to,
    write_inline_formula,
)

# Told the stage, and how much of how much is done (0 of 0 where that is not known).
ImportProgress = Callable[[str, int, int], None]
_T = TypeVar("_T")
# Any two: a key has to hold in more than one draw.
_SEEDS: Final = (1, 2)


@dataclass(eq=False)
class Reading:
    """A paper with its statements read and typed: all that a kind of exercise may look at."""

    paper: Paper
    lines: tuple[Line, ...]
    # What was computed of its lines, or why it was not, by name, formula and line.
    _cache: dict[tuple[str, str, int], Any] = field(
        default_factory=dict[tuple[str, str, int], Any], repr=False
    )

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

    @cached_property
    def _convolves(self) -> bool:
        """Whether the paper speaks of convolutions, so that a star is no plain product."""
        paper = self.paper
        texts = (paper.title, paper.abstract, *(f"{row.before} {row.after}" for row in paper.formulas))
        titles = (block.title for block in paper.blocks)
        return any("convol" in text.lower() for text in (*texts, *titles))

    @cached_property
    def own_brackets(self) -> frozenset[str]:
        """What the brackets open with that the paper defines: ``\\lfloor x \\rfloor = \\dots``."""
        read = [line.statement for line in self.lines if line.statement is not None]
        lefts = [statement.sides[0] for statement in read if statement.relations]
        brackets = [left for left in lefts if isinstance(left, tree.Bracket)]
        return frozenset(left.opening for left in brackets if left.opening in ("\\lfloor", "\\lceil"))

    def is_cut(self, line: Line) -> bool:
        """Return whether the text after a line in its formula is unread: the line may continue there."""
        next_lines = self.of_formula[line.formula.id][line.index + 1 :][:1]
        return any(following.statement is None for following in next_lines)

    def formula(self, line: Line) -> Formula:
        """Return a line as something to compute, with arrays as arrays.

        Raises:
            RefusedError: it is not computed.
        """
        formula = self.cached("formula", line, self._read_formula)
        return replace(formula, reader=formula.reader.copy())

    def cached(self, name: str, line: Line, compute: Callable[[Line], _T]) -> _T:
        """Return what ``compute`` makes of a line, computed once under this name.

        Raises:
            RefusedError: it makes nothing of it.
        """
        key = (name, line.formula.id, line.index)
        if key not in self._cache:
            try:
                with one_formula():
                    self._cache[key] = compute(line)
            except RefusedError as error:
                self._cache[key] = error
        if isinstance(result := self._cache[key], RefusedError):
            raise RefusedError(result.why, is_unclear=result.is_unclear)
        return result

    def _read_formula(self, line: Line) -> Formula:
        if line.typed is None:
            raise RefusedError(f"it is not read: {line.refused}" if line.refused else "it is not read")
        if line.doubt:
            raise RefusedError(line.doubt, is_unclear=True)
        if self._convolves and any(
            isinstance(part, tree.Mul) and "*" in part.signs for part in walk_nodes(line.typed.statement)
        ):
            raise RefusedError("a star in it may be a convolution", is_unclear=True)
        left = line.typed.statement.sides[0]
        if isinstance(left, tree.Bracket) and left.opening in self.own_brackets:
            raise RefusedError("the paper gives its bracket a meaning of its own")
        formula = read_formula(
            line.typed.statement, line.typed.quantities, line.typed.values, self.own_brackets
        )
        self._check_parts(line, formula)
        return formula

    def _check_parts(self, line: Line, formula: Formula) -> None:
        """Refuse what a formula of the paper makes of nothing but other inputs, drawn freely beside them."""
        symbols = {at_step(ref): ref for operand in formula.inputs for ref in find_references(operand.node)}
        for source in find_used(line, self.definitions):
            left, *sides = list_statement_sides(source.statement) or (None,)
            ref = symbols.get(at_step(left)) if isinstance(left, tree.Ref) else None
            parts = {at_step(part) for side in sides for part in list_formula_quantities(side)}
            if ref is not None and parts and parts <= symbols.keys() - {at_step(ref)}:
                raise RefusedError(f"${latex_of(ref)}$ is made of what stands beside it")

    def draft(
        self, kind: Kind, line: Line, body: Exercise, *, suffix: str, left: Node | None, slot: str = ""
    ) -> Draft:
        """Return an exercise on a line with its title, skills and links, as a draft confirmed by its witness.

        Raises:
            RefusedError: it does not.
        """
        row, form = line.formula, body.forms[0]
        skills = find_required_skills(line.statement)
        links = (Link(title=say_where_to_read_on(self.paper, row)), *form.links)
        body = replace(
            body,
            title=make_exercise_title(row, suffix, self.glossary.name(left, row.section)),
            skill="".join(skills[:1]),
            needs=skills[1:],
            forms=(replace(form, links=links),),
        )
        return Draft(
            kind, row.id, line.source, f"{slot}|own types", require_confirmed_exercise(body), is_proved=True
        )

    def constraints(self, formula: FormulaRow) -> str:
        """Return what the optimum in a formula is sought under, as LaTeX; empty where nothing is said."""
        rows = self.paper.formulas
        following = rows[rows.index(formula) + 1 :] if formula in rows else ()
        display = _display_of(formula)
        return find_constraints(formula, [*takewhile(lambda row: _display_of(row) == display, following)])

    def begins(self, line: Line) -> str:
        """Return the formula with its place, and what the reader says of its symbols."""
        under = subject_to(self.constraints(line.formula))
        parts = (
            f"{describe_formula_place(self.paper, line.formula)}: {display_statement(line)}{under}",
            self.glossary.told(line),
        )
        return "\n\n".join(filter(None, parts))


def _display_of(formula: FormulaRow) -> tuple[object, ...]:
    """Return what is the same for rows of one display."""
    return formula.block, formula.section, formula.before, formula.after


def name_computed_side(formula: Formula) -> str:
    """Return what is computed, as a part of a sentence."""
    if formula.part:
        return formula.part
    new = "the new " if formula.is_update else ""
    return "this expression" if formula.left is None else new + write_inline_formula(latex_of(formula.left))


def axes_text(axes: Sequence[Length]) -> str:
    """Return a shape as NumPy shows it: ``(n,)``, ``(n, d)``, ``()``."""
    inner = list(map(str, find_stored_axes(tuple(axes))))
    return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"


def require_confirmed_exercise(exercise: Exercise) -> Exercise:
    """Return an exercise whose key can be read and whose witness, if any, confirms it.

    Raises:
        RefusedError: it does not.
    """
    from drill.banks.draws import draw_variant
    from drill.banks.variant_expansion import VariantMaker
    from drill.proving import confirm_claim as confirm_trial
    from drill.proving import is_on_same_ground, make_question_trials

    try:
        for seed in _SEEDS:
            (expansion,) = VariantMaker(draw_variant(exercise, seed, ())).questions
            _ = expansion.key
            claims = tuple(make_question_trials(expansion, seed))
            if not all(confirm_trial(claimed.trial).agrees for claimed in claims):
                raise RefusedError("its witness does not confirm it")
            if any(is_on_same_ground(expansion, claimed) for claimed in claims):
                raise RefusedError("its witness only writes it out again")
    except DrillError as error:
        raise RefusedError("its key cannot be proved in the form of a bank") from error
    return exercise

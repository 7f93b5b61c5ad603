"""Put numbers in: a right side computed by hand, with new numbers at every return."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from drill.papers_first.alteration.working import steps_of
from drill.papers_first.arithmetic.quantities import has_open_dots, is_superscripted
from drill.papers_first.contained import contained
from drill.papers_first.draft import Draft, Exercise, Kind, Skipped
from drill.papers_first.evaluation.asked import DIGITS, Asked
from drill.papers_first.evaluation.by_cases import check_cases
from drill.papers_first.evaluation.computable import computable
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.contradicted import check_sides
from drill.papers_first.evaluation.counted_entries import size_lines
from drill.papers_first.evaluation.either_way import check_either_way
from drill.papers_first.evaluation.evaluable import check_chain, is_named, is_order, is_stacked
from drill.papers_first.evaluation.finite_cases import with_finite_case, with_zero_entries
from drill.papers_first.evaluation.line_draws import drawn_for
from drill.papers_first.evaluation.numbers import Drawing
from drill.papers_first.evaluation.of_laws import drawn_lines
from drill.papers_first.evaluation.of_tables import entries_of_tables
from drill.papers_first.evaluation.one_case import one_case
from drill.papers_first.evaluation.one_dimensional import check_one_dimensional
from drill.papers_first.evaluation.one_of_the_sum import check_one_of_the_sum
from drill.papers_first.evaluation.otherwise import check_meaning
from drill.papers_first.evaluation.put_in import check_put_in
from drill.papers_first.evaluation.said_conditions import compared
from drill.papers_first.evaluation.solved import solved
from drill.papers_first.evaluation.ways import first_side, long_side
from drill.papers_first.evaluation.worked import Worked
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.kinds.applied import applied
from drill.papers_first.kinds.beside_orders import beside_order
from drill.papers_first.kinds.bounds import bounds
from drill.papers_first.kinds.composed import composed
from drill.papers_first.kinds.counted import counted
from drill.papers_first.kinds.eigenvalues import eigenvalue
from drill.papers_first.kinds.events import event
from drill.papers_first.kinds.expected import expected
from drill.papers_first.kinds.extremum import extremum, is_extremum, is_problem
from drill.papers_first.kinds.games import game
from drill.papers_first.kinds.given_rules import with_given_rules
from drill.papers_first.kinds.growth import growth, growth_lines
from drill.papers_first.kinds.half_planes import half_plane
from drill.papers_first.kinds.listed_members import listed_members
from drill.papers_first.kinds.named_measures import named_measure
from drill.papers_first.kinds.one_of_cases import one_of_cases
from drill.papers_first.kinds.recursion import recursion
from drill.papers_first.kinds.several_means import mean_objective, several_means
from drill.papers_first.kinds.stretches import stretches
from drill.papers_first.kinds.thresholds import threshold
from drill.papers_first.kinds.within_limits import within_limits
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.skills import skills_of
from drill.papers_first.wording import inline, listed, resources

KIND: Final[Kind] = "evaluate"
_FEWEST_OF_TURNED: Final = 2
"""So many operations at least has an equation that is to be solved for something: ``K z = y`` is about z."""
Maker = Callable[[Paper, Line], Exercise]
_SEARCHES: Final[Sequence[Maker]] = (extremum, game)
_FIRST: Final[Sequence[Maker]] = (
    eigenvalue,
    threshold,
    half_plane,
    composed,
    several_means,
    counted,
    listed_members,
)
"""What is asked for before it is looked whether a side is arithmetic."""
_OPAQUE: Final[Sequence[Maker]] = (
    *_SEARCHES,
    named_measure,
    expected,
    mean_objective,
    recursion,
    event,
    applied,
    stretches,
    one_of_cases,
    bounds,
    within_limits,
)
"""What becomes of a right side that nobody can compute."""
_UNNAMED: Final[Sequence[Maker]] = (named_measure, bounds, within_limits)
"""What becomes of a line whose left side has no name."""
_OF_ANY_RELATION: Final[Sequence[Maker]] = (counted, stretches, bounds, within_limits)
"""Those that say in their prompts what an approximation or a bound is of."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each statement whose right side is arithmetic of few numbers."""
    made: set[str] = set()
    lines = (with_finite_case(with_zero_entries(line)) for line in computable(paper))
    for line, asks in (
        *((line, "") for line in lines),
        *drawn_lines(paper),
        *size_lines(paper),
        *growth_lines(paper),
    ):
        if line.source in made:
            continue
        for one in contained(KIND, line.latex, partial(_drafts, paper, line, asks)):
            if isinstance(one, Draft):
                made.add(line.source)
            yield one


def _drafts(paper: Paper, line: Line, asks: str) -> Iterator[Draft]:
    yield _draft(paper.at(line.formula), line, asks)


def _draft(paper: Paper, line: Line, asks: str) -> Draft:
    """The exercise of one line; ``asks`` says what is computed of one that tells where something comes from.

    Raises:
        RefusedError: there is none that is clear.
    """
    if line.is_conditional:
        if is_problem(line) and (found := _from_table(paper, line, _SEARCHES)) is not None:
            return found
        return _limited(paper, line, asks)
    if line.left is not None and is_superscripted(line.left):
        raise RefusedError("its superscripts are indices")
    if any(map(is_order, walk(line.statement))):
        return _of_order(paper, line)
    if (found := _from_table(paper, line, _FIRST)) is not None:
        return found
    line = _written_out(line)
    if line.left is not None and not is_named(line.left):
        if (found := _from_table(paper, line, _UNNAMED) or _otherwise(paper, line)) is not None:
            return found
        raise RefusedError("what is on its left is not named")
    try:
        if is_stacked(line.left):
            raise RefusedError("what is stacked on its left is no one number")
        return _computed(paper, line, asks)
    except RefusedError:
        if (found := _from_table(paper, line, _OPAQUE) or _otherwise(paper, line)) is not None:
            return found
        if not is_stacked(line.left) and (found := _long(paper, line, asks)) is not None:
            return found
        raise


def _of_order(paper: Paper, line: Line) -> Draft:
    """The exercise of a line with an order of growth: how that grows, else what stands beside it."""
    try:
        return Draft(KIND, line.formula, line.source, "", growth(paper, line), proved=True)
    except RefusedError:
        found = beside_order(line)
        if found is None or line.left is None or not is_named(line.left) or is_stacked(line.left):
            raise
        rest, asks = found
        rest = _written_out(rest)
        try:
            return _computed(paper, rest, asks)
        except RefusedError:
            if (long := _long(paper, rest, asks)) is not None:
                return long
            raise


def _otherwise(paper: Paper, line: Line) -> Draft | None:
    """What can be computed where the whole cannot.

    That is one case of several, what an equation is solved for, functions with rules that the prompt gives,
    an entry of matrices.
    """
    whole = ((one, "") for one in (*one_case(line), *solved(line), *with_given_rules(paper, line)))
    for one, asks in (*whole, *entries_of_tables(paper, line)):
        try:
            return _computed(paper, one, asks)
        except RefusedError:
            continue
    return None


def _long(paper: Paper, line: Line, asks: str) -> Draft | None:
    """The exercise of a line with many quantities; None for another line."""
    try:
        return _computed(paper, line, asks, long_side)
    except RefusedError:
        return None


def _limited(paper: Paper, line: Line, asks: str) -> Draft:
    """The exercise of a line that holds where quantities are large or small enough, which its prompt says."""
    statements = compared(line)
    if not statements or (line.left is not None and (is_superscripted(line.left) or not is_named(line.left))):
        raise RefusedError("it holds under a condition only")
    said = f"It holds for {listed([inline(statement) for statement in statements])}"
    return _computed(paper, _written_out(line).also_saying(said), asks)


def _computed(paper: Paper, line: Line, asks: str, read: Callable[[Paper, Line], Side] = first_side) -> Draft:
    """The exercise of a line whose right side is arithmetic, at least a part of it."""
    side = read(paper, line)
    if asks:
        if side.asks:
            raise RefusedError("only a part of what is asked for can be computed")
        side = replace(side, asks=asks)
    elif side.asks and line.left is not None and (found := _from_table(paper, line, _SEARCHES)) is not None:
        return found
    if side.asks and len(line.rights) > 1 and is_extremum(line):
        raise RefusedError("of several extrema it is the place that they share, not the value")
    if line.says == "equal" and line.left is not None and line.left in {*side.names, *side.ranges.ends}:
        raise RefusedError("both sides hold what it is about")
    if line.is_turned and steps_of(side.node) < _FEWEST_OF_TURNED:
        raise RefusedError("there is nothing to compute")
    check_meaning(paper, line, side)
    check_either_way(paper, side.names)
    side, drawing = drawn_for(paper, line, side)
    check_cases(side, drawing)
    check_one_dimensional(paper, side, drawing)
    check_chain(paper, line, side, drawing)
    check_sides(paper, line.statement, line.formula)
    check_put_in(paper, side, drawing, line.formula)
    check_one_of_the_sum(side)
    exercise = _Exercise(paper, line, side, drawing).mapping()
    return Draft(KIND, line.formula, line.source, "", exercise, proved=True)


def _written_out(line: Line) -> Line:
    """A line without those right sides that leave something to the reader.

    Raises:
        RefusedError: all of them do, or the left side does.
    """
    rights = tuple(right for right in line.rights if not has_open_dots(right))
    if not rights or (line.left is not None and has_open_dots(line.left)):
        raise RefusedError("what is on its left is not named")
    return replace(line, rights=rights)


def _from_table(paper: Paper, line: Line, makers: Sequence[Maker]) -> Draft | None:
    """What a few values decide, where nothing can be computed: the best of them, their mean."""
    if line.says == "bound" and is_extremum(line) and len(line.rights) == 1:
        makers = [make for make in makers if make is extremum]
    elif line.says not in ("equal", "assign", "alone"):
        makers = [make for make in makers if make in _OF_ANY_RELATION]
    for make in makers:
        try:
            exercise = make(paper, line)
        except RefusedError:
            continue
        return Draft(KIND, line.formula, line.source, "", exercise, proved=True)
    return None


class _Exercise:
    """The exercise's mapping, field by field."""

    def __init__(self, paper: Paper, line: Line, side: Side, drawing: Drawing) -> None:
        self._paper = paper
        self._line = line
        self._side = side
        self._drawing = drawing
        self._worked = Worked(line, side, drawing)

    def mapping(self) -> Exercise:
        """The exercise in the bank format."""
        skill, *needs = skills_of(self._line.statement) or ("",)
        answer: dict[str, object] = {"number": self._side.text}
        answer |= {"form": "exact"} if self._drawing.is_exact else {"digits": DIGITS}
        optional = {
            "skill": skill,
            "needs": needs,
            "let": dict(self._drawing.lets),
            "where": list(self._drawing.where),
            "wrong": list(self._worked.wrong()),
        }
        return {
            "level": self._level(),
            "params": dict(self._drawing.params),
            **{name: value for name, value in optional.items() if value},
            "prompt": Asked(self._paper, self._line, self._side, is_exact=self._drawing.is_exact).prompt(),
            "answer": answer,
            "shape": self._worked.shape(),
            "motion": self._worked.motion(),
            "hints": list(self._worked.hints()),
            "steps": list(self._worked.steps()),
            "witness": self._worked.witness(),
            "resources": resources(self._paper, self._line.formula),
        }

    def _level(self) -> int:
        count = steps_of(self._side.node)
        return 1 if count <= 2 else 2 if count <= 7 else 3

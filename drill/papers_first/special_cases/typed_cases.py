"""Which special cases a formula has that is plain arithmetic: weights at 0 and at 1, one equal to another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.maths import tree as maths
from drill.maths.tidy import tidy
from drill.papers_first.arithmetic.quantities import has_dots, is_superscripted
from drill.papers_first.evaluation.computed import read_side
from drill.papers_first.evaluation.evaluable import is_order
from drill.papers_first.evaluation.reduction import node_count, reduced
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Symbol, symbols
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.decided import Decided
from drill.papers_first.plausible.identity_maps import is_identity_map
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line
from drill.papers_first.special_cases.case_proof import (
    Settings,
    TypedFormula,
    has_value,
    points_of,
    put_in,
    same_line,
)

_ZERO, _ONE = maths.Num("0"), maths.Num("1")
_WEIGHTS: Final = frozenset(("rate", "tiny", "small", "probability", "indicator"))


@dataclass(frozen=True, slots=True)
class TypedCase:
    """A substitution, what it leaves, and the line of the paper that says the same."""

    settings: Settings
    left_over: maths.Node
    same_as: Line | None
    gain: int
    """How much simpler it is, in parts of the tree."""


def read_formula(paper: Paper, line: Line) -> TypedFormula:
    """A line as plain arithmetic.

    Raises:
        RefusedError: it is none.
    """
    if line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it sets nothing equal")
    if is_superscripted(line.left):
        raise RefusedError("its superscripts are indices")
    if any(map(is_order, walk(line.statement))):
        raise RefusedError("an order of growth is no number")
    if has_dots(line.statement) or not all(map(symbols, line.rights)):
        raise RefusedError("it is not written out")
    side = read_side(line.rights[0])
    if side.ranges.bound:
        raise RefusedError("its sums have no end that numbers say")
    if line.left in side.names and line.says == "equal":
        raise RefusedError("both sides hold what it is about")
    here = paper.at(line.formula)
    if any(isinstance(node, Symbol) and is_identity_map(here, node) for node in side.names):
        raise RefusedError("an identity is no number")
    roles = Roles(here, side.original, line.left)
    excluded = frozenset(
        (name, end)
        for node, name in side.names.items()
        for end in ("0", "1")
        if isinstance(node, Symbol) and here.excludes(node, end) and not _vanishes(roles.of(node), end)
    )
    return TypedFormula(line, side, {name: roles.of(node) for node, name in side.names.items()}, excluded)


def _vanishes(role: Range, end: str) -> bool:
    """Whether it is the limit that is asked for: a small positive constant at 0."""
    return role.role == "tiny" and end == "0"


def cases_of(
    formula: TypedFormula, formulas: Sequence[TypedFormula], decided: Decided
) -> Iterator[TypedCase]:
    """What may be set by itself and leaves something simpler, what is told elsewhere first."""
    found: list[TypedCase] = []
    size = node_count(tidy(formula.side.tree))
    points = list(points_of(formula))
    for settings in _settings(formula):
        if not _are_free(formula, settings, decided):
            continue
        left_over = reduced(put_in(formula.side.tree, settings), formula.roles)
        gain = size - node_count(left_over)
        names = set(formula.side.names.values()) - {name for name, _ in settings}
        if gain < 2 or not maths.symbols(left_over) & names:
            continue
        same_as = same_line(formula, settings, left_over, formulas, points)
        if same_as is None and (len(settings) > 1 or not _is_telling(formula, settings, left_over)):
            continue
        if not has_value(formula, settings, points):
            continue
        found.append(TypedCase(settings, left_over, same_as, gain))
    yield from sorted(found, key=lambda case: (case.same_as is None, len(case.settings), -case.gain))


def _are_free(formula: TypedFormula, settings: Settings, decided: Decided) -> bool:
    """Whether nothing else of the formula follows what is set."""
    nodes = {name: node for node, name in formula.side.names.items()}
    side = formula.line.rights[0]
    put = [nodes[name] for name, _ in settings]
    return all(isinstance(node, Symbol) and decided.leaves_free(node, side) for node in put)


def _settings(formula: TypedFormula) -> Iterator[Settings]:
    """Weights at 0 and at 1, one and two at a time, and one weight equal to another."""
    weights = [name for node, name in formula.side.names.items() if _is_weight(node, formula.roles[name])]
    counts = [
        name
        for node, name in formula.side.names.items()
        if isinstance(node, Symbol) and formula.roles[name].role == "count"
    ]
    single = [
        (name, number)
        for name in (*weights, *counts)
        for number in (_ZERO, _ONE)
        if (name, number.text) not in formula.excluded
        and (number == _ZERO or formula.roles[name].role != "tiny")  # what is small has one end
    ]
    for one in single:
        yield (one,)
    for first, second in itertools.combinations(single, 2):
        if first[0] != second[0]:
            yield (first, second)
    for first_name, second_name in itertools.permutations(weights, 2):
        yield ((first_name, maths.Sym(second_name)),)


def _is_weight(node: Node, role: Range) -> bool:
    return isinstance(node, Symbol) and role.role in _WEIGHTS


def _is_telling(formula: TypedFormula, settings: Settings, left_over: maths.Node) -> bool:
    """Whether a case that is no other formula is worth an exercise: some term goes, not all of them."""
    ((name, _),) = settings
    if formula.roles[name].role not in ("rate", "tiny", "indicator"):
        return False
    before = maths.symbols(formula.side.tree) - {name}
    gone = before - maths.symbols(left_over)
    return formula.roles[name].role == "tiny" or (bool(gone) and len(before) >= 2)

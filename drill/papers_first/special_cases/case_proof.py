"""That a special case is right: its values at points on the paper's own tree, and what the checker says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from drill.banks.params import read_domain
from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.arithmetic.values import value
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.reals import compile_real
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.sides import Line

POINTS: Final = 12
_CLOSE: Final = 1e-9

Settings = tuple[tuple[str, maths.Node], ...]
"""Typed names and what they are set to."""
Point = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class TypedFormula:
    """A line with its right side and the ranges of its quantities."""

    line: Line
    side: Side
    roles: Mapping[str, Range]
    """By typed name."""
    excluded: frozenset[tuple[str, str]] = frozenset()
    """Typed names with an end, 0 or 1, that the paper keeps them from."""


def put_in(tree: maths.Node, settings: Settings) -> maths.Node:
    """A tree with what is set."""
    return maths.substitute(tree, dict(settings))


def points_of(formula: TypedFormula) -> Iterator[Point]:
    """Draws of all quantities; signs are mixed where the sign of a quantity is not known."""
    draw = random.Random(formula.line.source)
    domains = {name: read_domain(role.params) for name, role in formula.roles.items()}
    for _ in range(POINTS):
        yield {name: domain[draw.randrange(len(domain))].value for name, domain in domains.items()}


def _set_at(point: Point, settings: Settings) -> dict[str, Fraction]:
    numbers = dict(point)
    for name, node in settings:
        numbers[name] = point[node.name] if isinstance(node, maths.Sym) else Fraction(to_plain(node))
    return numbers


def has_value(formula: TypedFormula, settings: Settings, points: Sequence[Point]) -> bool:
    """Whether the paper's tree has a value with the weights set: no 0/0, no logarithm of 0."""
    return sum(_own_value(formula, settings, point) is not None for point in points) >= POINTS // 2


def _own_value(formula: TypedFormula, settings: Settings, point: Point) -> float | None:
    numbers = _set_at(point, settings)
    try:
        found = value(
            formula.side.original, {node: numbers[name] for node, name in formula.side.names.items()}, {}
        )
    except RefusedError:
        return None
    return float(found) if isinstance(found, Fraction | float) else None


def _same_values(
    tree: maths.Node, formula: TypedFormula, settings: Settings, points: Sequence[Point]
) -> bool:
    """Whether a tree has the values of the paper's tree with the weights set."""
    compute = compile_real(tree)
    compared = 0
    for point in points:
        own = _own_value(formula, settings, point)
        if own is None:
            continue
        found = compute(_set_at(point, settings))
        if found is None or abs(found - own) > _CLOSE * max(1.0, abs(own)):
            return False
        compared += 1
    return compared >= POINTS // 2


def is_proved(formula: TypedFormula, settings: Settings, left_over: maths.Node) -> bool:
    """By points on the paper's tree, and by the checker (which asks SymPy where points do not settle it)."""
    if not _same_values(left_over, formula, settings, list(points_of(formula))):
        return False
    from drill.checking.answer import answer_from
    from drill.checking.judge import check

    expect = {
        "expression": to_plain(put_in(formula.side.tree, settings)),
        "vars": list(formula.side.names.values()),
        "assume": assumed(formula),
    }
    return check(answer_from(expect), to_plain(left_over)).verdict == "correct"


def same_line(
    formula: TypedFormula,
    settings: Settings,
    left_over: maths.Node,
    formulas: Sequence[TypedFormula],
    points: Sequence[Point],
) -> Line | None:
    """Another line of the paper, of the same symbol, whose right side has these values."""
    remaining = maths.symbols(left_over)
    for other in formulas:
        if other is formula or not _is_of_same(formula.line.left, other.line.left):
            continue
        if not set(other.side.names) <= set(formula.side.names):
            continue
        if {formula.side.names[node] for node in other.side.names} != remaining:
            continue
        tree = scalar_tree(other.side.node, formula.side.names)
        if _same_values(tree, formula, settings, points):
            return other.line
    return None


def _is_of_same(left: Node | None, other: Node | None) -> bool:
    if isinstance(left, Symbol) and isinstance(other, Symbol):
        return (left.base, left.font, left.accents) == (other.base, other.font, other.accents)
    return left == other


def assumed(formula: TypedFormula) -> list[str]:
    return [f"{name} > 0" for name, role in formula.roles.items() if role.role != "value"]


def are_apart(tree: maths.Node, other: maths.Node, points: Sequence[Point]) -> bool:
    """Whether two trees differ at nearly all points."""
    first, second = compile_real(tree), compile_real(other)
    apart = 0
    for point in points:
        mine, theirs = first(point), second(point)
        apart += mine is not None and theirs is not None and abs(mine - theirs) > 1e-6 * max(1.0, abs(theirs))
    return apart >= POINTS - 2

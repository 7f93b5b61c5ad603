"""What a formula becomes when one of its weights is 0 or 1, and which formula of the paper that is."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from drill.banks.params import read_domain
from drill.maths import tree as maths
from drill.maths.print import to_latex as typed_latex
from drill.maths.print import to_plain
from drill.maths.tidy import tidy
from drill.papers.computed import Side, read_side
from drill.papers.draft import Draft, Exercise, Kind, Skipped
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import has_dots, is_superscripted
from drill.papers.formula.scalars import scalar_tree
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Node, Symbol, symbols
from drill.papers.formula.values import value
from drill.papers.making import capital, named_symbols
from drill.papers.numbers import compile_real
from drill.papers.paper import Paper
from drill.papers.reduction import node_count, reduced
from drill.papers.roles import Range, Roles
from drill.papers.sides import Line, lines
from drill.papers.skills import skills_of
from drill.papers.wording import maths as as_maths
from drill.papers.wording import meant, place, resources, shown_tokens

KIND: Final[Kind] = "special-case"
_MOST_CASES: Final = 2
_POINTS: Final = 12
_CLOSE: Final = 1e-9
_ZERO, _ONE = maths.Num("0"), maths.Num("1")
_WEIGHTS: Final = frozenset(("rate", "tiny", "small", "probability"))

Settings = tuple[tuple[str, maths.Node], ...]
"""Typed names and what they are set to."""
Point = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Formula:
    """A line with its right side and the ranges of its quantities."""

    line: Line
    side: Side
    roles: Mapping[str, Range]
    """By typed name."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A substitution, what it leaves, and the line of the paper that says the same."""

    settings: Settings
    left_over: maths.Node
    same_as: Line | None
    gain: int
    """How much simpler it is, in parts of the tree."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """At most two cases of each formula, those that are another formula of the paper first."""
    formulas: list[_Formula] = []
    for line in lines(paper):
        try:
            formulas.append(_read(paper, line))
        except RefusedError as error:
            yield Skipped(KIND, line.latex, str(error))
    for formula in formulas:
        cases = list(_cases(formula, formulas))
        if not cases:
            yield Skipped(KIND, formula.line.latex, "no value of a weight makes it simpler")
        for case in cases[:_MOST_CASES]:
            if _is_proved(formula, case):
                slot = ",".join(f"{name}={to_plain(node)}" for name, node in case.settings)
                exercise = _exercise(paper.at(formula.line.formula), formula, case)
                yield Draft(KIND, formula.line.formula, formula.line.source, slot, exercise, proved=True)


def _read(paper: Paper, line: Line) -> _Formula:
    if line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it sets nothing equal")
    if is_superscripted(line.left):
        raise RefusedError("its superscripts are indices")
    if has_dots(line.statement) or not all(map(symbols, line.rights)):
        raise RefusedError("it is not written out")
    side = read_side(line.rights[0])
    if side.ranges.bound:
        raise RefusedError("its sums have no end that numbers say")
    if line.left in side.names and line.says == "equal":
        raise RefusedError("both sides hold what it is about")
    roles = Roles(paper.at(line.formula), side.original, line.left)
    return _Formula(line, side, {name: roles.of(node) for node, name in side.names.items()})


# --- which cases there are -------------------------------------------------------------------------------


def _cases(formula: _Formula, formulas: Sequence[_Formula]) -> Iterator[_Case]:
    found: list[_Case] = []
    size = node_count(tidy(formula.side.tree))
    points = list(_points(formula))
    for settings in _settings(formula):
        left_over = reduced(_put_in(formula.side.tree, settings), formula.roles)
        gain = size - node_count(left_over)
        names = set(formula.side.names.values()) - {name for name, _ in settings}
        if gain < 2 or not maths.symbols(left_over) & names:
            continue
        same_as = _same_line(formula, settings, left_over, formulas, points)
        if same_as is None and (len(settings) > 1 or not _is_telling(formula, settings, left_over)):
            continue
        if not _has_value(formula, settings, points):
            continue
        found.append(_Case(settings, left_over, same_as, gain))
    yield from sorted(found, key=lambda case: (case.same_as is None, len(case.settings), -case.gain))


def _settings(formula: _Formula) -> Iterator[Settings]:
    """Weights at 0 and at 1, one and two at a time, and one weight equal to another."""
    weights = [name for node, name in formula.side.names.items() if _is_weight(node, formula.roles[name])]
    counts = [
        name
        for node, name in formula.side.names.items()
        if isinstance(node, Symbol) and formula.roles[name].role == "count"
    ]
    single = [(name, number) for name in (*weights, *counts) for number in (_ZERO, _ONE)]
    for one in single:
        yield (one,)
    for first, second in itertools.combinations(single, 2):
        if first[0] != second[0]:
            yield (first, second)
    for first_name, second_name in itertools.permutations(weights, 2):
        yield ((first_name, maths.Sym(second_name)),)


def _is_weight(node: Node, role: Range) -> bool:
    return isinstance(node, Symbol) and role.role in _WEIGHTS


def _is_telling(formula: _Formula, settings: Settings, left_over: maths.Node) -> bool:
    """Whether a case that is no other formula is worth an exercise: some term goes, not all of them."""
    ((name, _),) = settings
    if formula.roles[name].role not in ("rate", "tiny"):
        return False
    before = maths.symbols(formula.side.tree) - {name}
    gone = before - maths.symbols(left_over)
    return formula.roles[name].role == "tiny" or (bool(gone) and len(before) >= 2)


def _put_in(tree: maths.Node, settings: Settings) -> maths.Node:
    return maths.substitute(tree, dict(settings))


# --- that they are right ---------------------------------------------------------------------------------


def _points(formula: _Formula) -> Iterator[Point]:
    """Draws of all quantities; signs are mixed where the sign of a quantity is not known."""
    draw = random.Random(formula.line.source)
    domains = {name: read_domain(role.params) for name, role in formula.roles.items()}
    for _ in range(_POINTS):
        yield {name: domain[draw.randrange(len(domain))].value for name, domain in domains.items()}


def _set_at(point: Point, settings: Settings) -> dict[str, Fraction]:
    numbers = dict(point)
    for name, node in settings:
        numbers[name] = point[node.name] if isinstance(node, maths.Sym) else Fraction(to_plain(node))
    return numbers


def _has_value(formula: _Formula, settings: Settings, points: Sequence[Point]) -> bool:
    """Whether the paper's tree has a value with the weights set: no 0/0, no logarithm of 0."""
    return sum(_own_value(formula, settings, point) is not None for point in points) >= _POINTS // 2


def _own_value(formula: _Formula, settings: Settings, point: Point) -> float | None:
    numbers = _set_at(point, settings)
    try:
        found = value(
            formula.side.original, {node: numbers[name] for node, name in formula.side.names.items()}, {}
        )
    except RefusedError:
        return None
    return float(found) if isinstance(found, Fraction | float) else None


def _same_values(tree: maths.Node, formula: _Formula, settings: Settings, points: Sequence[Point]) -> bool:
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
    return compared >= _POINTS // 2


def _is_proved(formula: _Formula, case: _Case) -> bool:
    """By points on the paper's tree, and by the checker (which asks SymPy where points do not settle it)."""
    if not _same_values(case.left_over, formula, case.settings, list(_points(formula))):
        return False
    from drill.checking.check import check

    expect = {
        "expression": to_plain(_put_in(formula.side.tree, case.settings)),
        "vars": list(formula.side.names.values()),
        "assume": _assumed(formula),
    }
    return check(expect, to_plain(case.left_over)).verdict == "correct"


def _same_line(
    formula: _Formula,
    settings: Settings,
    left_over: maths.Node,
    formulas: Sequence[_Formula],
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


def _assumed(formula: _Formula) -> list[str]:
    return [f"{name} > 0" for name, role in formula.roles.items() if role.role != "value"]


# --- what is asked ---------------------------------------------------------------------------------------


def _exercise(paper: Paper, formula: _Formula, case: _Case) -> Exercise:
    line, side = formula.line, formula.side
    latex = {name: to_latex(node) for node, name in side.names.items()}
    said = " and ".join(
        f"${as_maths(latex[name])} = {typed_latex(node, latex)}$" for name, node in case.settings
    )
    about = meant(paper, named_symbols(line.statement))
    skill, *needs = skills_of(line.statement) or ("",)
    optional: dict[str, object] = {
        "skill": skill,
        "needs": needs,
        "assume": _assumed(formula),
        "wrong": list(_wrong(formula, case, latex)),
    }
    return {
        "level": 3 if len(case.settings) > 1 or case.same_as is not None else 2,
        **{name: one for name, one in optional.items() if one},
        "names": {name: as_maths(text) for name, text in latex.items()},
        "prompt": " ".join(
            (
                f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)}",
                *((f"Here {about}.",) if about else ()),
                f"Set {said}. What is left of the right side? Type it as short as you can.",
                *(("It is another formula of the paper.",) if case.same_as is not None else ()),
            )
        ),
        "answer": {"expression": to_plain(case.left_over)},
        "shape": "a formula with a weight that slides between two ends",
        "motion": "push the weight to its end, strike what has the factor 0, drop factors 1",
        "hints": list(_hints(formula, case, latex)),
        "steps": list(_steps(paper, formula, case, latex, said)),
        "witness": {
            "substitute": side.text,
            "with": {name: to_plain(node) for name, node in case.settings},
        },
        "resources": resources(paper, line.formula),
    }


def _hints(formula: _Formula, case: _Case, latex: Mapping[str, str]) -> Iterator[str]:
    name, node = case.settings[0]
    yield f"Write ${as_maths(latex[name])}$ as ${typed_latex(node, latex)}$ wherever it stands."
    gone = (
        maths.symbols(formula.side.tree) - maths.symbols(case.left_over) - {one for one, _ in case.settings}
    )
    if gone:
        struck = ", ".join(f"${as_maths(latex[one])}$" for one in sorted(gone))
        yield f"What has the factor 0 goes: {struck} does not stand in the result."
    else:
        yield "A factor 1 and a term 0 need not be written."


def _steps(
    paper: Paper, formula: _Formula, case: _Case, latex: Mapping[str, str], said: str
) -> Iterator[str]:
    put_in = _put_in(formula.side.tree, case.settings)
    yield f"With {said} the right side is ${as_maths(typed_latex(put_in, latex))}$."
    left_over = as_maths(typed_latex(case.left_over, latex))
    yield f"Factors 0 take their terms with them, factors 1 go: ${left_over}$."
    if case.same_as is not None:
        other = case.same_as
        yield f"That is the formula of {place(paper, other.formula)}: ${as_maths(other.latex)}$."


def _wrong(formula: _Formula, case: _Case, latex: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """What the other end of a weight gives, and a forgotten factor."""
    points = list(_points(formula))
    taken: list[maths.Node] = [case.left_over]
    for place_, (name, node) in enumerate(case.settings):
        if isinstance(node, maths.Sym):
            continue
        other = _ZERO if node == _ONE else _ONE
        settings = (*case.settings[:place_], (name, other), *case.settings[place_ + 1 :])
        if not _has_value(formula, settings, points):
            continue
        tree = reduced(_put_in(formula.side.tree, settings), formula.roles)
        if all(_are_apart(tree, one, points) for one in taken):
            taken.append(tree)
            end = f"${as_maths(latex[name])} = {to_plain(other)}$"
            yield {"answer": to_plain(tree), "say": f"That is the other end, {end}."}
    if formula.side.tree and all(_are_apart(formula.side.tree, one, points) for one in taken):
        yield {
            "answer": formula.side.text,
            "say": "That is the formula as it was; put the value in and let it work.",
        }


def _are_apart(tree: maths.Node, other: maths.Node, points: Sequence[Point]) -> bool:
    """Whether two trees differ at nearly all points."""
    first, second = compile_real(tree), compile_real(other)
    apart = 0
    for point in points:
        mine, theirs = first(point), second(point)
        apart += mine is not None and theirs is not None and abs(mine - theirs) > 1e-6 * max(1.0, abs(theirs))
    return apart >= _POINTS - 2

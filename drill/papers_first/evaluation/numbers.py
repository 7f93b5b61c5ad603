"""A right side with numbers to put in: what each quantity is drawn from, and what the draws must satisfy.

Everything that is claimed of it is tried on many draws, by two computations: the plain language's on the text
that the bank will hold, and the paper's tree's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from drill.banks.draws import SplitMix64
from drill.banks.params import read_domain
from drill.errors import CheckError
from drill.maths import exact
from drill.maths import tree as maths
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.papers_first.arithmetic.determinants import check_determinants
from drill.papers_first.arithmetic.values import Real, value
from drill.papers_first.evaluation.admissible import check_slopes
from drill.papers_first.evaluation.ascending import STEP, STEPS, in_order, raised_steps
from drill.papers_first.evaluation.chances import bound_together, shares
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.decided_numbers import decided_conditions
from drill.papers_first.evaluation.hinges import seldom_zero
from drill.papers_first.evaluation.idle import are_alike, is_idle
from drill.papers_first.evaluation.joint_chances import joint_conditions, joint_ranges
from drill.papers_first.evaluation.means import means
from drill.papers_first.evaluation.orders import alike, below_counts
from drill.papers_first.evaluation.reals import Draw, compile_real
from drill.papers_first.evaluation.said_ties import check_ties
from drill.papers_first.evaluation.scores import scores
from drill.papers_first.evaluation.tied import rests, tied
from drill.papers_first.evaluation.together import demands_of, raised, ranges_of
from drill.papers_first.evaluation.two_valued import check_two_valued
from drill.papers_first.evaluation.wishes import wishes
from drill.papers_first.formula.rewrite import at_index
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.logarithms import check_logarithms
from drill.papers_first.plausible.ranges import FINE, RANGES, WIDE, Range
from drill.papers_first.plausible.roles import Roles

_DRAWS: Final = 40
_MOST_TRIES: Final = 12
_AUDITED: Final = 16
"""So many draws are computed exactly and a second way; the others tell sizes and mistakes apart."""
_LEAST_SHARE: Final = 0.35
_LEAST_RARE_SHARE: Final = 0.1
_FEWEST_VARIANTS: Final = 20
_LARGEST: Final = 10_000
_LEAST: Final = 0.000001
"""What is nearer to 0 and is not 0 is no number for a hand."""
_CLOSE: Final = 1e-9
_GENTLE: Final = "-1..1 step 0.1 !0"
_STEP: Final = re.compile(rf"\b{STEP}\d+\b")
_PLACES: Final = 6
"""A decimal of so many places is written down as it is."""


@dataclass(frozen=True)
class Drawing:
    """Parameters in a bank's words, what they must satisfy, and draws that do."""

    params: Mapping[str, str | Sequence[str]]
    lets: Mapping[str, str]
    where: tuple[str, ...]
    draws: tuple[Draw, ...]
    results: tuple[float, ...]
    exact: tuple[Real, ...]
    """The results of the first draws, exact where they are rational."""
    roles: Mapping[Node, Range]
    largest: float

    @property
    def is_exact(self) -> bool:
        """Whether every result is a number that one writes down exactly: short decimals, small fractions."""
        return all(map(_is_short, self.exact))

    def is_short(self, tree: maths.Node) -> bool:
        """Whether the values of an expression at the draws are all such numbers."""
        found = (exact.rational(tree, dict(drawn)) for drawn in self.draws[:_AUDITED])
        return all(one is not None and _is_short(one) for one in found)


def _is_short(result: Real) -> bool:
    if not isinstance(result, Fraction):
        return False
    return (result * 10**_PLACES).denominator == 1 or result.denominator <= 60


def draw_numbers(paper: Paper, side: Side, left: Node | None, also: Sequence[str] = ()) -> Drawing:
    """What to draw the quantities of a side from, so that it has a value, of a size for a hand.

    ``also`` is what its numbers must satisfy beside what follows from the side itself.

    Raises:
        RefusedError: too few draws have one, the two computations disagree, or the paper ties its numbers.
    """
    check_slopes(side)
    check_determinants(side.original)
    check_two_valued(paper, side, left)
    check_logarithms(paper, side.original)
    for is_local in (False, True):
        roles = Roles(paper, side.original, left, side.node, is_local=is_local)
        drawing = _by_roles(paper, side, left, roles, also)
        if drawing is not None:
            check_ties(paper, side, drawing.draws)
            return drawing
    raise RefusedError("too few numbers give it a value")


def _by_roles(
    paper: Paper, side: Side, left: Node | None, roles: Roles, also: Sequence[str]
) -> Drawing | None:
    """Draws for a side whose quantities have these roles; None where too few give it a value."""
    shared = shares(paper, side)
    shared += rests(paper, side, shared)
    lets = {names[-1]: "1 - " + " - ".join(names[:-1]) for names in shared}
    lets |= {name: text for name, text in bound_together(side) if name not in lets}
    lets |= {name: text for name, text in means(paper, side) if name not in lets}
    lets |= dict(scores(side, shared))
    lets |= {name: text for name, text in raised_steps(paper, side, roles) if name not in lets}
    lets |= dict(tied(paper, side, lets))
    usual = below_counts(paper, side, ranges_of(side, left, roles, shared), is_local=roles.is_local)
    usual |= dict(joint_ranges(side, usual, lets))
    also = (*also, *in_order(paper, side, lets), *joint_conditions(side, usual, lets))
    also = (*also, *decided_conditions(side, lets, usual))
    demands = _demands(paper, side, left, roles, usual, shared, also)
    drawing = _demanded(side, raised(side, usual, demands), lets, demands)
    same = alike(paper, side, usual, is_local=roles.is_local) if drawing is None else None
    if same is not None:
        drawing = _demanded(side, same, lets, _demands(paper, side, left, roles, same, shared, also))
        if drawing is not None and is_idle(side.tree, drawing.draws):
            return None
    if drawing is None or not (wished := list(wishes(paper, side, left, drawing.roles, drawing.results))):
        return drawing
    better = _tried(side, drawing.roles, lets, [*drawing.where, *wished])
    return better if better is not None and not is_idle(side.tree, better.draws) else drawing


def _demands(
    paper: Paper,
    side: Side,
    left: Node | None,
    roles: Roles,
    found: Mapping[Node, Range],
    shared: Sequence[Sequence[str]],
    also: Sequence[str],
) -> list[str]:
    demands = (
        *(f"{names[-1]} > 0" for names in shared),
        *demands_of(paper, side, left, roles, found),
        *also,
    )
    return list(dict.fromkeys(demands))


def _demanded(
    side: Side, found: Mapping[Node, Range], lets: Mapping[str, str], where: list[str]
) -> Drawing | None:
    """Draws of these ranges that satisfy what is demanded, as large as a hand computes with."""
    drawing = _drawing(side, found, lets, where)
    if drawing is None and f"{side.text} >= 1" in where and _is_of_quotient(side.tree):
        where.remove(f"{side.text} >= 1")  # a share of counts is no count
        drawing = _drawing(side, found, lets, where)
    if drawing is not None and any(0 < abs(result) < _LEAST for result in drawing.results):
        where.append(f"abs({side.text}) > {_LEAST:.6f}")
        drawing = _drawing(side, found, lets, where)
    if drawing is None or drawing.largest > _LARGEST:
        bounded = [*where, f"abs({side.text}) <= {_LARGEST}"]
        milder = _tried(side, _milder(found), lets, bounded)
        drawing = _drawing(side, found, lets, bounded) if milder is None and drawing is not None else milder
    if drawing is None or not (rare := seldom_zero(side, drawing.roles, drawing.results)):
        return drawing
    return _tried(side, drawing.roles, lets, [*drawing.where, rare]) or drawing


def _is_of_quotient(tree: maths.Node) -> bool:
    """Whether it is a quotient, or the less or more of one and something else."""
    match tree:
        case maths.Binary("/"):
            return True
        case maths.Binary("+" | "-", left, right):
            return _is_of_quotient(left) or _is_of_quotient(right)
        case maths.Call("min" | "max", parts):
            return any(map(_is_of_quotient, parts))
        case _:
            return False


def _drawing(
    side: Side, found: Mapping[Node, Range], lets: Mapping[str, str], where: Sequence[str]
) -> Drawing | None:
    """Draws from the ranges as they are, else from wider or finer ones, at best those that decide nothing."""
    idle: Drawing | None = None
    for ranges, seldom in (
        (found, False),
        (_wider(found), False),
        (_finer(found), False),
        (_finer(found), True),
        *(((_broken(found), False),) if any(one.role == "exponent" for one in found.values()) else ()),
        *(((_gentle(found), True),) if any(demand.startswith("abs(") for demand in where) else ()),
    ):
        drawing = _tried(side, ranges, lets, where, seldom=seldom)
        if drawing is not None and not is_idle(side.tree, drawing.draws):
            return drawing
        idle = idle or drawing
    return idle


def _wider(found: Mapping[Node, Range]) -> dict[Node, Range]:
    return {
        node: replace(one, params=one.wide or WIDE.get(one.role, one.params)) for node, one in found.items()
    }


def _finer(found: Mapping[Node, Range]) -> dict[Node, Range]:
    """Small numbers with a decimal, for a formula that has no value, or none for a hand, at larger ones."""
    return {
        node: one
        if one.role == "exponent"
        else replace(one, params=one.fine or FINE.get(one.role, one.params))
        for node, one in found.items()
    }


def _broken(found: Mapping[Node, Range]) -> dict[Node, Range]:
    """Exponents with a decimal, where they count nothing."""
    return {
        node: replace(one, params=one.fine or one.params) if one.role == "exponent" else one
        for node, one in _finer(found).items()
    }


def _gentle(found: Mapping[Node, Range]) -> dict[Node, Range]:
    """Numbers between -1 and 1 where any were allowed, for products that stand in an exponential."""
    return {
        node: replace(one, params=one.fine or _GENTLE) if one.role == "value" else one
        for node, one in found.items()
    }


def _milder(found: Mapping[Node, Range]) -> dict[Node, Range]:
    """Positive numbers where any were allowed."""
    return {node: RANGES["positive"] if one.role == "value" else one for node, one in found.items()}


def _tried(
    side: Side,
    found: Mapping[Node, Range],
    lets: Mapping[str, str],
    where: Sequence[str],
    *,
    seldom: bool = False,
) -> Drawing | None:
    """The draws that satisfy what is demanded; None where too few do, of ``seldom`` ones very few."""
    params = {
        side.names[node]: one.params if isinstance(one.params, str) else list(one.params)
        for node, one in found.items()
        if side.names[node] not in lets
    }
    params |= {name: STEPS for text in lets.values() for name in _STEP.findall(text)}
    names = frozenset((*side.names.values(), *params))
    read: Callable[[str], maths.Node] = lambda text: parse(  # noqa: E731
        text, Names(declared=names, functions="bank"), "statement"
    )
    conditions = [read(text) for text in where]
    let_trees = {name: read(text) for name, text in lets.items()}
    compute = compile_real(side.tree)
    domains = {name: read_domain(text) for name, text in params.items()}
    draws: list[Draw] = []
    results: list[float] = []
    audited: list[Real] = []
    tries = 0
    for seed in range(_DRAWS):
        generator = SplitMix64(seed)
        for _ in range(_MOST_TRIES * (1 + 4 * seldom)):
            tries += 1
            drawn = {name: domain.number(generator.below(len(domain))) for name, domain in domains.items()}
            if _completed(drawn, let_trees) and all(_holds(condition, drawn) for condition in conditions):
                break
        else:
            return None
        if len(audited) < _AUDITED:
            audited.append(_agreed(side, drawn))
        result = compute(drawn)
        if result is None:
            raise RefusedError("it has no value for some numbers")
        draws.append(drawn)
        results.append(result)
    share = len(draws) / tries
    variants = math.prod(map(len, domains.values()))
    if share < (_LEAST_RARE_SHARE if seldom else _LEAST_SHARE) or share * variants < 1.5 * _FEWEST_VARIANTS:
        return None
    if are_alike(results):
        return None
    largest = max(map(abs, results))
    return Drawing(
        params, dict(lets), tuple(where), tuple(draws), tuple(results), tuple(audited), dict(found), largest
    )


def _completed(drawn: dict[str, Fraction], lets: Mapping[str, maths.Node]) -> bool:
    """Whether what the draw decides has values; a later one may hold an earlier one."""
    for name, tree in lets.items():
        try:
            drawn[name] = exact.rational(tree, drawn) or Fraction(0)
        except CheckError:
            return False
    return True


def _holds(condition: maths.Node, drawn: Draw) -> bool:
    found = exact.truth(condition, dict(drawn))
    if found is not None:
        return found
    from drill.maths.numeric import evaluate

    try:
        return bool(evaluate(condition, {name: float(number) for name, number in drawn.items()}))
    except CheckError:
        return False


def _agreed(side: Side, drawn: Draw) -> Real:
    """The value at a draw, computed from the bank's text and from the paper's tree.

    Raises:
        RefusedError: there is none, or the two differ.
    """
    given: dict[Node, Real] = {node: drawn[name] for node, name in side.names.items()}
    given |= {end: Fraction(number) for end, number in side.ranges.ends.items()}
    letters = {end.base: number for end, number in side.ranges.ends.items() if isinstance(end, Symbol)}
    original = side.original
    for index, number in side.ranges.fixed.items():
        original = at_index(original, index, number)
    own = value(original, given, side.ranges.runs, letters)
    try:
        typed: Real | None = exact.rational(side.tree, dict(drawn))
    except CheckError as error:
        raise RefusedError("it has no value for some numbers") from error
    if typed is None:
        typed = compile_real(side.tree)(drawn)
    if typed is None or abs(float(typed) - float(own)) > _CLOSE * max(1.0, abs(float(own))):
        raise RefusedError("two computations of it disagree")
    return typed

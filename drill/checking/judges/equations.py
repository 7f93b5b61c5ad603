"""Equations of formulas: the same solution set, up to scaling and rearranging."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, permutations

import mpmath

from drill.checking.answer_verdict import (
    PROVED,
    Verdict,
    make_correct_verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.diagnosis import MistakeTrial, real_at, value_at
from drill.checking.equality import Comparison, Point, Sample, find_break_expressions, find_divisors
from drill.checking.judges.context import Context, verdict_of
from drill.checking.judges.truth_at_points import End
from drill.checking.judges.zero_search import (
    find_parts_with_points,
    have_same_roots,
    list_vanishing_factors,
    zero_near,
)
from drill.checking.real_root_search import find_zeros_and_edges
from drill.errors import CheckError
from drill.explanation import record_step
from drill.maths.domains import REALS
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Relation,
    Sym,
    find_in_tree,
    find_symbols,
    substitute_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.precise_functions import MP

# Digits of values that decide whether a solution solves the other equation.
_DIGITS = 50
# Starting points of the search for solutions along each name.
_BASES = 8
# Solutions of each equation after which no further points are tried.
_ENOUGH = 8
# Max distance of equal numbers in doubles.
_NEAR = 1e-7
# Message if an answer lacks only the solutions where a divisor is zero.
_DIVIDES = "A divisor is zero at some solutions: multiply by it, so that they are not lost."
# Starting points of the search for zeros of factors.
_STARTS = 4


def judge_equation(stated: Relation, answer: Relation, context: Context) -> Verdict:
    """Return the verdict on an equation, by the solutions of the ``stated`` one."""
    key, answered = _make_vanishing_expression(stated), _make_vanishing_expression(answer)
    verdict = _compare_solutions(stated, key, answer, answered, context)
    if verdict.verdict == "correct" and _loses_a_solution(key, answer, answered, context):
        is_one = len(find_symbols(key) | find_symbols(answered)) == 1
        if is_one:
            return make_wrong_verdict("wrong", "")
        return make_wrong_verdict("form", _DIVIDES)
    return verdict


def _compare_solutions(
    stated: Relation, key: Node, answer: Relation, answered: Node, context: Context
) -> Verdict:
    """Compare the solutions of the key with those of an answer, which may lack single ones."""
    sides = (answer.left, answer.right) if _is_real_everywhere(stated) else ()
    comparison = context.compare(key, answered)
    if comparison.equal and _as_real(key, answered, sides, context):
        return make_correct_verdict(comparison.evidence)
    multiple = _compare_up_to_constant(key, answered, context)
    record_step("look for a constant factor", outcome="none" if multiple is None else multiple.outcome)
    if (
        multiple is not None
        and multiple.outcome in ("equal", "different")
        and _as_real(key, answered, sides, context)
    ):
        return verdict_of(multiple)
    return _Solutions(key, answered, context, sides).compare()


def _loses_a_solution(key: Node, answer: Relation, answered: Node, context: Context) -> bool:
    """Return whether an answer divides by a factor that is zero at a solution of the key.

    Solving for a name, or dividing by names, as in ``I = V/R``, assumes that they are not zero.
    """
    names = find_symbols(key) | find_symbols(answered)
    divisors = find_divisors(answered)
    if len(names) > 1:
        divisors = [] if _is_solved(answer) else [part for part in divisors if not isinstance(part, Sym)]
    allowed = find_divisors(key)
    sample = Sample(names, context.assumed, key)
    for divisor in divisors:
        for zero in _zeros_of_both(key, divisor, sample):
            context.clock.check()
            is_allowed = any(abs(real_at(part, zero) or 0) < _NEAR for part in allowed)
            if sample.holds(zero) and not is_allowed:
                record_step("find a solution at which a divisor is zero", divisor=divisor, point=zero)
                return True
    return False


def _zeros_of_both(key: Node, divisor: Node, sample: Sample) -> Iterator[Point]:
    if len(sample.domains) == 1:
        (name,) = sample.domains
        zeros = ({name: root} for root in find_zeros_and_edges(divisor, {}, name))
        yield from (zero for zero in zeros if _vanishes_at_point(key, name, zero))
        return
    both = Binary("+", Binary("^", key, Num("2")), Binary("^", divisor, Num("2")))
    for start in islice(sample.ordinary(), _STARTS):
        if (zero := zero_near(both, start)) is not None:
            yield zero


def _is_solved(answer: Relation) -> bool:
    """Return whether one side of an equation is a name that the other side does not have."""
    sides = permutations((answer.left, answer.right), 2)
    return any(isinstance(x, Sym) and x.name not in find_symbols(y) for x, y in sides)


def _as_real(key: Node, answer: Node, sides: tuple[Node, ...], context: Context) -> bool:
    """Return whether the answer is real only where the key is: ln|y| = x has more solutions than ln y = x;
    and whether ``sides`` are where it is: y + ln x = 2x + ln x has fewer than y = 2x."""
    sample = Sample(find_symbols(key) | find_symbols(answer), context.assumed, key)
    _, near_breaks = sample.around(find_break_expressions((key, answer)))
    # Ordinary points: each magnitude five times, and all signs of five names.
    points = (*islice(sample.ordinary(), 48), *near_breaks)
    return not any(
        any(_is_complex_at(side, point) for side in sides)
        if real_at(key, point) is not None
        else real_at(answer, point) is not None
        for point in points
    )


def _is_complex_at(node: Node, point: Point) -> bool:
    return value_at(node, point) is not None and real_at(node, point) is None


def _is_real_everywhere(node: Node) -> bool:
    """Return whether an equation consists of sums, products and whole powers, so that it loses no real
    values.
    """
    for part in walk_tree(node):
        match part:
            case Call() | Const():
                return False
            case Binary("^", _, exponent) if not isinstance(exponent, Num) or exponent.value.denominator != 1:
                return False
            case _:
                pass
    return True


def _make_vanishing_expression(equation: Relation) -> Node:
    """Return an expression that vanishes on the solutions: left minus right."""
    match equation:
        case Relation(_, Binary("^", base, Num(power)), Num("0")) if power.isdigit():
            return _make_vanishing_expression(Relation("=", base, Num("0")))
        case Relation(_, left, right):
            return Binary("-", left, right)


def _compare_up_to_constant(key: Node, answer: Node, context: Context) -> Comparison | None:
    """Return whether one difference is a constant times the other, decided with digits; None if doubles deny
    it.
    """
    trial = MistakeTrial(key, answer, context.assumed)
    if trial.ratio() is None:
        return None
    point = next((row[0] for row in trial.rows if abs(row[1]) > _NEAR), None)
    if point is None:
        return None
    # key · given(p) = given · key(p) at a fixed point p, so that no number is rounded.
    sizes = {name: Num(repr(abs(value))) for name, value in point.items()}
    there: dict[str, Node] = {name: Neg(size) if point[name] < 0 else size for name, size in sizes.items()}
    at_key, at_given = substitute_symbols(key, there), substitute_symbols(answer, there)
    return context.compare(Binary("*", key, at_given), Binary("*", answer, at_key))


@dataclass
class _Side:
    """One of two equations: the expression that vanishes on its solutions, and how many solve the other."""

    own: Node
    other: Node
    solved: int = 0
    precise: int = 0


class _Solutions:
    """Checks that solutions of each equation, found along every variable, solve the other."""

    def __init__(self, key: Node, answer: Node, context: Context, sides: tuple[Node, ...]) -> None:
        self._context = context
        self._real_sides = sides
        """What has to be real on solutions of the key: ``sqrt(x) = sqrt(y)`` has fewer than ``x = y``."""
        self._names = tuple(sorted(find_symbols(key) | find_symbols(answer)))
        self._sides = (_Side(key, answer), _Side(answer, key))
        self._sample = Sample(self._names, context.assumed, key)
        _, self._beside = self._sample.around(find_break_expressions((key, answer)))
        self._seeds: list[Point] = []
        domains = {name: replace(context.assumed.domain(name), integer=False) for name in self._names}
        # Solutions are looked for along lines on which whole numbers are rare.
        self._allowed = Sample(self._names, replace(context.assumed, domains=domains))

    def compare(self) -> Verdict:
        powers = (part for side in self._sides for part in find_in_tree(side.own, Binary))
        # lines through the centres of squares meet a circle that others miss
        centres = [part.left for part in powers if part.op == "^" and find_symbols(part.left)]
        central = self._sample.around(centres)[1][:_BASES]
        for base in (*islice(self._sample.ordinary(), _BASES), *central):
            if self._differ_from(base, everywhere=False):
                return make_wrong_verdict("wrong", "")
            if self._fewest() >= _ENOUGH:
                break
        if self._fewest() < _ENOUGH:
            self._seeds, seeds = [], self._seeds
            if any(self._differ_from(seed, everywhere=False) for seed in seeds[:10]):
                return make_wrong_verdict("wrong", "")
        bases = self._beside[:: -(-len(self._beside) // 12) or 1]
        if any(self._differ_from(base, everywhere=True) for base in bases):
            return make_wrong_verdict("wrong", "")
        if any(map(self._has_foreign_zero, self._sides)):
            return make_wrong_verdict("wrong", "")
        solved = {"key": self._sides[0].solved, "answer": self._sides[1].solved}
        record_step("count the solutions of each that solve the other", **solved)
        # Four solutions of each equation have to solve the other.
        if self._fewest() >= 4:
            return make_correct_verdict("numeric")
        key_is_true, given_is_true = (self._context.equal(Num("0"), side.own) for side in self._sides)
        if key_is_true != given_is_true:
            message = "This is true for all values, so it says nothing about them."
            return make_wrong_verdict("wrong", message if given_is_true else "")
        is_free = all(self._context.assumed.domain(name) == REALS for name in self._names)
        if is_free and (same := have_same_roots(*(side.own for side in self._sides))) is not None:
            if same:
                return make_correct_verdict(PROVED)
            return make_wrong_verdict("wrong", "")
        return make_undecided_verdict("too few solutions were found to compare the equations")

    def _has_foreign_zero(self, side: _Side) -> bool:
        """Return whether a factor of one side is zero, perhaps at a single point, where the other is not."""
        for factor in (*list_vanishing_factors(side.own), *find_parts_with_points(side.own)):
            for start in islice(self._sample.ordinary(), _STARTS):
                self._context.clock.check()
                zero = zero_near(factor, start)
                if zero is None or not self._allowed.holds(zero) or not _is_clear_of(side.other, zero):
                    continue
                if real_at(side.own, zero) is not None and not _is_clear_of(side.own, zero):
                    record_step("find a zero of a factor that is not a solution", factor=factor, point=zero)
                    return True
        return False

    def _fewest(self) -> int:
        return min(side.solved for side in self._sides)

    def _differ_from(self, base: Point, *, everywhere: bool) -> bool:
        """Return whether a solution of one side near this point along a variable does not solve the other.

        The first solutions, and with ``everywhere`` all of them, are refined, because doubles may mislead.
        """
        for name in self._names:
            for side in self._sides:
                self._context.clock.check()
                for root in find_zeros_and_edges(side.own, base, name):
                    if self._is_none(side, name, {**base, name: root}, everywhere=everywhere):
                        return True
        return False

    def _is_none(self, side: _Side, name: str, solution: Point, *, everywhere: bool) -> bool:
        """Return whether a solution of one side does not solve the other."""
        if not self._allowed.holds(solution):
            return False  # outside of the domains
        if not _vanishes_at_point(side.own, name, solution):
            if len(self._names) > 1:
                self._seeds.append(solution)  # it came nearest there: look along the other variables
            return False
        if _vanishes_at_point(side.other, name, solution) and not everywhere and side.precise >= _ENOUGH:
            side.solved += 1
            return False
        root = _refine_equation_root(side.own, name, solution)
        solves = None if root is None else _solves_equation(side.other, {**solution, name: root})
        if solves is False:
            record_step("find a solution of one that does not solve the other", of=side.own, point=solution)
        if solves and root is not None and side is self._sides[0]:
            refined = {
                **solution,
                name: float(root),
            }  # at 0, as which roots near it are given, ln has no value
            if any(real_at(real_side, refined) is None for real_side in self._real_sides):
                record_step("find a solution where the answer is not real", point=refined)
                return True
        side.solved += solves is True
        side.precise += solves is True
        return solves is False


def _vanishes_at_point(node: Node, name: str, point: Point) -> bool:
    """Return whether a value is close to zero relative to those a step away along a variable, in doubles."""
    step = 1e-3 * (1 + abs(point[name]))
    here, *around = (value_at(node, {**point, name: point[name] + shift}) for shift in (0.0, -step, step))
    largest = max((abs(value) for value in around if value is not None), default=0.0)
    # Smaller values may be rounding alone.
    return here is not None and abs(here) <= 1e-5 * largest


def _is_clear_of(node: Node, point: Point) -> bool:
    """Return whether a value is clearly not zero, relative to those a step away along every variable."""
    here = real_at(node, point)
    if here is None:
        return False
    asides = [
        real_at(node, {**point, name: point[name] + sign * 1e-3})
        for name in find_symbols(node)
        for sign in (-1, 1)
    ]
    # A value is clearly not zero if it exceeds one percent of its change nearby.
    return all(aside is None or abs(here) > 0.01 * abs(aside - here) for aside in asides)


def _refine_equation_root(equation: Node, name: str, solution: Point) -> MP:
    """Return a solution's value of a name with many digits; None if it is not certain."""
    start = solution[name]
    root = End(Relation("=", equation, Num("0")), name, solution).place
    if root is None or abs(root - start) > _NEAR * (1 + abs(start)):
        return None
    if not _solves_equation(equation, {**solution, name: root}):
        return None
    return root


def _solves_equation(equation: Node, point: dict[str, MP]) -> bool | None:
    """Return whether a point solves an equation; None at a pole."""
    with mpmath.workdps(_DIGITS):
        try:
            return bool(abs(evaluate_mp(equation, point, _DIGITS)) < 1e-20)
        except (CheckError, ValueError, ZeroDivisionError, TypeError):
            return None


def diagnose_equation(key: Relation, answer: Relation, context: Context) -> Verdict | None:
    """Return a diagnosis: one side alone is right, or a sign is off."""
    if not context.equal(key.left, answer.left) or not context.equal(answer.left, key.left):
        return None
    if judge_equation(key, Relation("=", answer.left, Neg(answer.right)), context).verdict == "correct":
        return make_wrong_verdict("sign", "The sign of one side is off.")
    return make_wrong_verdict("side", "The left side is right, but the right side is not.")

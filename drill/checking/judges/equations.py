"""Equations of formulas, compared by both sides, up to a constant factor and terms on the other side."""

from __future__ import annotations

from functools import partial, reduce
from itertools import islice

from drill.checking.answer_verdict import Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.diagnosis import MistakeTrial, real_at, value_at
from drill.checking.equality import Comparison, Point, Sample, find_break_expressions, split_product_factors
from drill.checking.judges.context import Context, verdict_of
from drill.explanation import record_step
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

# Max distance of equal numbers in doubles.
_NEAR = 1e-7


def judge_equation(stated: Relation, answer: Relation, context: Context) -> Verdict:
    """Return whether the differences of the sides are the same, but for a constant factor, and an answer has
    real values where the ``stated`` one has them.

    Solving for a name, as in ``I = V/R``, assumes that it is not zero.
    """
    key, answered = (_clear_names(Binary("-", each.left, each.right)) for each in (stated, answer))
    sides = (answer.left, answer.right) if _is_real_everywhere(stated) else ()
    if not _as_real(key, answered, sides, context):
        return make_wrong_verdict("wrong", "")
    comparison = context.compare(key, answered)
    if comparison.equal:
        return make_correct_verdict(comparison.evidence)
    multiple = _compare_up_to_constant(key, answered, context)
    record_step("look for a constant factor", outcome="none" if multiple is None else multiple.outcome)
    return make_wrong_verdict("wrong", "") if multiple is None else verdict_of(multiple)


def _clear_names(difference: Binary) -> Node:
    """Return the difference times the names by which its terms are divided, where it has other names, too."""
    quotients = [part for part in find_in_tree(difference, Binary) if part.op == "/"]
    divisors = [factor for part in quotients for factor in split_product_factors(part.right).factors]
    names = {factor for factor in divisors if isinstance(factor, Sym)}
    if len(find_symbols(difference)) < 2:
        return difference
    return reduce(partial(Binary, "*"), sorted(names, key=str), difference)


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


def diagnose_equation(key: Relation, answer: Relation, context: Context) -> Verdict | None:
    """Return a diagnosis: one side alone is right, or a sign is off."""
    if not context.equal(key.left, answer.left) or not context.equal(answer.left, key.left):
        return None
    if judge_equation(key, Relation("=", answer.left, Neg(answer.right)), context).verdict == "correct":
        return make_wrong_verdict("sign", "The sign of one side is off.")
    return make_wrong_verdict("side", "The left side is right, but the right side is not.")

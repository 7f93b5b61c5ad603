"""Equations: the same solution set, up to scaling and rearranging."""

from __future__ import annotations

from drill.checking.breaks import roots
from drill.checking.gate import described, refuse
from drill.checking.kinds.context import Context, KeyFaultError
from drill.checking.points import Point, stratified
from drill.checking.spec import StatementSpec
from drill.checking.trial import Trial, value_at
from drill.checking.verdict import Verdict, correct, undecided, wrong
from drill.errors import CheckError
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Binary, Logic, Neg, Node, Num, Relation, substitute, symbols

_DIGITS = 50
_BASES = 14
_LEAST = 4
_ENOUGH = 8
_ZERO = 1e-20
_NEAR = 1e-7
_NUDGE = 1e-7


def judge_equation(spec: StatementSpec, answer: Node, context: Context) -> Verdict:
    """The verdict on an equation; an expression alone is wrong, code ``not-an-equation``."""
    try:
        key = _difference(spec.key)
    except CheckError as error:
        raise KeyFaultError(f"the key is no equation: {error}") from None
    if not described(answer):
        return wrong("not-an-equation", "An equation is due, with two sides and =.", "structure")
    given = _difference(answer)
    found = context.compare(key, given)
    if found.equal:
        return correct(found.evidence)
    if _proportional(key, given, context):
        return correct("numeric")
    return _compare_solutions(key, given, context)


def _difference(node: Node) -> Node:
    """What vanishes on the solutions: left less right; a product for ``or``."""
    match node:
        case Relation("=", Binary("^", base, Num(power)), Num("0")) if power.isdigit():
            return _difference(Relation("=", base, Num("0")))
        case Relation("=", left, right):
            return Binary("-", left, right)
        case Logic("or", left, right):
            return Binary("*", _difference(left), _difference(right))
        case _:
            raise refuse("equation", node)


def _proportional(key: Node, given: Node, context: Context) -> bool:
    """Whether one difference is a constant times the other, confirmed by comparing with digits."""
    trial = Trial(key, given, context.assumed)
    if trial.ratio() is None:
        return False
    point = next((row[0] for row in trial.rows if abs(row[1]) > _NEAR), None)
    if point is None:
        return False
    # key · given(p) = given · key(p) at a fixed point p: proportional, with no number rounded.
    there = {name: _as_tree(value) for name, value in point.items()}
    at_key, at_given = substitute(key, there), substitute(given, there)
    return context.equal(Binary("*", key, at_given), Binary("*", given, at_key))


def _as_tree(value: float) -> Node:
    size = Num(repr(abs(value)))
    return Neg(size) if value < 0 else size


def _compare_solutions(key: Node, given: Node, context: Context) -> Verdict:
    """Solutions of each, found along every variable, have to solve the other."""
    names = tuple(sorted(symbols(key) | symbols(given)))
    bases = stratified(names, context.assumed, ())[:_BASES]
    found = {"key": 0, "given": 0}
    for tried, base in enumerate(bases):
        if min(found.values()) >= _ENOUGH or (tried >= _LEAST and not any(found.values())):
            break
        for name in names:
            context.clock.check()
            for side, own, other in (("key", key, given), ("given", given, key)):
                for solution in _solutions(own, name, base):
                    solves = _solves(own, other, name, solution)
                    if solves is False:
                        return wrong("wrong", "")
                    found[side] += solves is True
    if min(found.values()) >= _LEAST:
        return correct("numeric")
    return undecided("too few solutions were found to compare the equations")


def _solutions(node: Node, name: str, base: Point) -> list[Point]:
    if name not in symbols(node):
        return []

    def function(x: float) -> float | None:
        value = value_at(node, {**base, name: x})
        return value.real if value is not None and value.imag == 0 else None

    return [{**base, name: root} for root in roots(function)]


def _solves(own: Node, other: Node, name: str, solution: Point) -> bool | None:
    """Whether a solution of one equation, made precise, solves the other; None at a pole."""
    import mpmath

    start = solution[name]
    with mpmath.workdps(_DIGITS):
        try:
            root = mpmath.findroot(
                lambda x: evaluate_mp(own, {**solution, name: x}, _DIGITS + 10),
                (start, start + _NUDGE * (1 + abs(start))),
                verify=False,
            )
            there = {**solution, name: root}
            if (
                abs(root - start) > _NEAR * (1 + abs(start))
                or abs(evaluate_mp(own, there, _DIGITS)) > _ZERO**2
            ):
                return None
            return bool(abs(evaluate_mp(other, there, _DIGITS)) < _ZERO)
        except (CheckError, ValueError, ZeroDivisionError, TypeError):
            return None


def diagnose_equation(spec: StatementSpec, answer: Node, context: Context) -> Verdict | None:
    """One side alone is right, or a sign is off."""
    if not (isinstance(spec.key, Relation) and isinstance(answer, Relation)):
        return None
    if context.equal(spec.key.left, answer.left):
        flipped = Relation("=", answer.left, Neg(answer.right))
        if judge_equation(spec, flipped, context).verdict == "correct":
            return wrong("sign", "The sign of one side is off.")
        return wrong("side", "The left side is right, the right side is not.")
    return None

"""Numbers and expressions: exact unless a tolerance is declared, equal wherever the key is real."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import mpmath

from drill.checking.answer_forms import form_fault
from drill.checking.answer_verdict import Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.diagnosis import diagnose_expression, diagnose_number
from drill.checking.diagnosis_trials import Trial
from drill.checking.equality import evaluate_short_rational
from drill.checking.grids import write_out_scalar
from drill.checking.judges.context import Context, raise_as_key_fault, scalar_key, verdict_of, with_real_roots
from drill.checking.judges.rounding import precision_asked, precision_of
from drill.checking.kind_check import make_kind_error, refuse_names
from drill.checking.spec import Tolerance
from drill.checking.tolerances import compute_allowed_distance
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.maths_tree import Const, Logic, Neg, Node, Relation, find_symbols, walk_tree
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp
from drill.maths.precise_functions import MP

if TYPE_CHECKING:
    from drill.checking.kinds.number_answers import ValueSpec


def judge_value(spec: ValueSpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict on a number or an expression, with code ``form`` where that is all.

    Of a chain of equations whose sides are all right, ``6/4 = 3/2``, the last one is the answer.
    """
    if sides := _list_equal_sides(answer):
        rounding = context.precision or (None if precision_asked(spec) else precision_of(spec))
        working = [judge_value(spec, side, replace(context, precision=rounding)) for side in sides]
        if any(side.verdict != "correct" and side.code != "form" for side in working):
            raise make_kind_error(spec.kind, answer)
        return working[-1]
    key, answer = scalar_key(spec.kind, spec.key), write_out_scalar(spec.kind, answer)
    if spec.kind == "number":
        verdict = judge_number(key, answer, spec.tolerance, context)
    else:
        _no_infinity(answer)
        verdict = verdict_of(context.compare(key, answer))
    if verdict.verdict != "correct" or not spec.form:
        return verdict
    fault = form_fault(spec.form, answer, key)
    record_step("look at the form", form=spec.form, fault=fault or "none")
    return make_wrong_verdict("form", fault, "structure") if fault else verdict


def _list_equal_sides(node: Node) -> list[Node]:
    """Return the sides of an equation, or of several in a chain; none of anything else."""
    match node:
        case Relation("=", left, right):
            return [left, right]
        case Logic("and", before, Relation("=", _, right)) if sides := _list_equal_sides(before):
            return [*sides, right]
        case _:
            return []


def diagnose_value(spec: ValueSpec, answer: Node, context: Context) -> Verdict | None:
    """Say what is off with a wrong number or expression, if that can be said."""
    endless = {_name_infinite_value(spec.key), _name_infinite_value(answer)}
    if endless == {"inf", "-inf"}:
        return make_wrong_verdict("sign", "The sign is off.", "structure")
    if endless != {None}:
        return None
    key, answer = scalar_key(spec.kind, spec.key), write_out_scalar(spec.kind, answer)
    if spec.kind == "expression":
        verdict = diagnose_expression(Trial(key, answer, context.assumed))
        read = with_real_roots(answer)
        return verdict or (diagnose_expression(Trial(key, read, context.assumed)) if read != answer else None)
    allowed = (
        0.0 if spec.tolerance is None else float(compute_allowed_distance(spec.tolerance, key_number(key)))
    )
    return diagnose_number(Trial(key, answer, context.assumed, allowed))


def judge_number(key: Node, answer: Node, tolerance: Tolerance | None, context: Context) -> Verdict:
    """Return the verdict on a number; ``inf``, ``-inf`` and ``dne`` are numbers here. Raises ParseError where
    symbols are left, UndefinedError where the answer has no value."""
    due, endless = _name_infinite_value(key), _name_infinite_value(answer)
    if endless is None:
        _no_infinity(answer)
    if due is not None or endless is not None:
        if endless is None and not find_symbols(answer):
            evaluate_number_tree(answer)
        return (
            make_correct_verdict("structure")
            if due == endless
            else make_wrong_verdict("wrong", "", "structure")
        )
    if find_symbols(answer) and not find_symbols(key):
        raise refuse_names(answer)
    if tolerance is not None:
        expected, typed_number = key_number(key), evaluate_number_tree(answer)
        with mpmath.workdps(WORKING_DIGITS):
            is_near = abs(typed_number - expected) <= compute_allowed_distance(tolerance, expected)
        record_step("compare within a tolerance", key=expected, answer=typed_number, near=is_near)
        return (
            make_correct_verdict("numeric")
            if is_near or context.is_meant(key, answer)
            else make_wrong_verdict("wrong", "")
        )
    with raise_as_key_fault("the key has no value"):
        exact = evaluate_short_rational(key)
    typed = evaluate_short_rational(answer)
    if exact is not None and typed is not None:
        record_step("compare as fractions", key=exact, answer=typed)
        is_same = exact == typed or context.is_meant(key, answer)
        return make_correct_verdict("structure") if is_same else make_wrong_verdict("wrong", "", "structure")
    return verdict_of(context.compare(key, answer))


def evaluate_number_tree(node: Node, digits: int = WORKING_DIGITS) -> MP:
    """Return the value of a tree without symbols. Raises UndefinedError or TooLargeError where it has
    none."""
    try:
        return evaluate_mp(node, {}, digits)
    except (UndefinedError, TooLargeError):
        raise
    except CheckError as error:
        raise UndefinedError(error.message) from None


def require_value(node: Node) -> None:
    """Raise UndefinedError unless a tree is finite, as far as that is clear before symbols have values."""
    _no_infinity(node)
    if not find_symbols(node):
        evaluate_number_tree(node)


def _name_infinite_value(node: Node) -> str | None:
    """Return ``inf``, ``-inf`` or ``dne``; None for a finite number."""
    match node:
        case Const("inf" | "dne" as name):
            return name
        case Neg(Const("inf")):
            return "-inf"
        case _:
            return None


def _no_infinity(answer: Node) -> None:
    for part in walk_tree(answer):
        if isinstance(part, Const) and part.name in ("inf", "dne"):
            raise UndefinedError("infinity cannot be used in a calculation; give it alone, as inf or -inf")


def key_number(key: Node) -> MP:
    """Return the value of a key without symbols; an error here is the exercise's. Raises KeyFaultError where
    it has none."""
    with raise_as_key_fault("the key has no value"):
        return evaluate_number_tree(key)

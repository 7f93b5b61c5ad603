"""Any value that satisfies conditions: each condition is tried with the answer substituted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import mpmath

from drill.checking.answer_reader import read_key_tree
from drill.checking.answer_verdict import Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.array_values import (
    ARRAYS,
    DIGITS,
    Row,
    compute_rank_of_rows,
    evaluate_array_tree,
    find_largest_magnitude,
    holds_at_point,
    list_array_entries,
    list_rows,
    make_matrix,
    make_vector,
    with_columns,
)
from drill.checking.decimals import is_within_rounding, separate_decimals
from drill.checking.grids import write_out_scalar
from drill.checking.judges.context import Context, exact_points
from drill.checking.judges.value_judge import require_value
from drill.checking.kind import (
    describe_tree_kind,
    is_written_array,
    make_kind_error,
    refuse_list,
    refuse_names,
)
from drill.checking.tolerances import OF_DOUBLES, Precision, has_decimals
from drill.errors import CheckError, KeyFaultError, ParseError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.maths_tree import (
    Const,
    Logic,
    Node,
    Not,
    Relation,
    Sequence,
    find_symbols,
    substitute_symbols,
    walk_tree,
)
from drill.maths.typed_arrays import Array, SizesError, find_size, is_array, list_entries

if TYPE_CHECKING:
    from drill.checking.kinds.any_value import ConditionsSpec
    from drill.checking.kinds.parts import PartsSpec


# Sample points of its symbols for each condition.
_POINTS = 12
# Smaller numbers multiply to what counts as 0, and still smaller ones are what rounding leaves of it.
_SMALL, _SMALLEST = mpmath.mpf(10) ** -55, mpmath.mpf(10) ** -(DIGITS - 20)


def judge_conditions(spec: ConditionsSpec, answer: Node, context: Context) -> Verdict:
    """Return correct if every condition holds; else code ``condition``, ``size`` or ``rounding``."""
    with mpmath.workdps(DIGITS):
        if spec.value in ("number", "expression"):
            return _judge_scalar(spec, _require_scalar_answer(spec, answer), context)
        return _judge_array(spec, answer, context)


def fits_conditions(spec: ConditionsSpec, mistaken: Node, answer: Node, context: Context) -> bool:
    """Return whether an answer has the value that a known mistake yields."""
    if spec.value in ("number", "expression"):
        return context.equal(_require_scalar_answer(spec, mistaken), _require_scalar_answer(spec, answer))
    with mpmath.workdps(DIGITS):
        points = exact_points(find_symbols(mistaken) | find_symbols(answer), context.assumed, _POINTS)
        is_alike = _have_one_span if spec.value == "vectors" else ARRAYS.are_same
        return all(
            is_alike(
                _evaluate_answered_array(spec, mistaken, point), _evaluate_answered_array(spec, answer, point)
            )
            for point in points
        )


def _have_one_span(first: Array, second: Array) -> bool:
    """Return whether the rows of two arrays span one space."""
    if first.shape[1] != second.shape[1]:
        return False
    one, other = list_rows(first), list_rows(second)
    ranks = {compute_rank_of_rows(rows) for rows in (one, other, [*one, *other])}
    return len(ranks) == 1


def _require_scalar_answer(spec: ConditionsSpec, answer: Node) -> Node:
    try:
        answer = write_out_scalar("expression", answer)
    except ParseError:
        raise make_kind_error(spec.value, answer) from None
    if spec.value == "number" and find_symbols(answer):
        raise refuse_names(answer)
    require_value(answer)
    return answer


def _judge_scalar(spec: ConditionsSpec, answer: Node, context: Context) -> Verdict:
    """Judge a number or an expression, substituted as a tree so that conditions may differentiate it."""
    if not find_symbols(answer):
        _refuse_complex(spec, (evaluate_array_tree(answer, {}),))
    for say, condition in spec.conditions:
        context.clock.check()
        stated = substitute_symbols(condition, dict.fromkeys(spec.answer_names, answer))
        is_met = _is_true(stated, context)
        if not is_met and spec.value == "number":
            is_met = _holds_as_meant(
                condition, _Meant(context.precision, {"": answer}, _name_value(spec, {}))
            )
        record_step("try a condition", condition=condition, met=is_met)
        if not is_met:
            return _make_condition_verdict(spec, say, has_decimals(answer) and _nearly_holds(stated, {}))
    return make_correct_verdict("numeric")


def _is_true(statement: Node, context: Context) -> bool:
    """Return the truth of a statement; with symbols, whether it holds wherever it has a value."""
    match statement:
        case Logic(op, left, right):
            first = _is_true(left, context)
            return first if first == (op == "or") else _is_true(right, context)
        case Not(arg):
            return not _is_true(arg, context)
        case Relation("=" | "!=" as op, left, right):
            comparison = context.compare(left, right)
            if comparison.outcome in ("undefined", "too-large"):
                raise UndefinedError("a condition has no value for this answer")
            if comparison.outcome == "unclear":
                raise TooLargeError("a condition could not be decided for this answer")
            return comparison.equal == (op == "=")
        case _:
            return _is_true_at_points(statement, context)


def _is_true_at_points(statement: Node, context: Context) -> bool:
    has_value = False
    for point in exact_points(find_symbols(statement), context.assumed, _POINTS):
        context.clock.check()
        with suppress(UndefinedError):
            if not holds_at_point(statement, point):
                return False
            has_value = True
    if not has_value:
        raise UndefinedError("a condition has no value for this answer")
    return True


def _judge_array(spec: ConditionsSpec, answer: Node, context: Context) -> Verdict:
    free = find_symbols(answer) | {name for _, tree in spec.conditions for name in find_symbols(tree)}
    points = exact_points(sorted(free & spec.names.declared), context.assumed, _POINTS)
    for point in points:
        context.clock.check()
        value = _evaluate_answered_array(spec, answer, point)
        if (misfit := _diagnose_wrong_size(spec, value)) is not None:
            return misfit
        _refuse_complex(spec, list_entries(value))
        meant = _Meant(context.precision, {"": answer}, _name_value(spec, point))
        named = {**point, **dict.fromkeys(spec.answer_names, value)}
        for say, condition in spec.conditions:
            if not _is_met_by_meant_numbers(condition, named, meant):
                return _make_condition_verdict(
                    spec, say, has_decimals(answer) and _nearly_holds(condition, named)
                )
        if any(_SMALLEST < abs(entry) < _SMALL for entry in list_entries(value)):
            raise ParseError("a number here is too small to be told from 0", None, code="too-large")
    return make_correct_verdict("numeric")


def _refuse_complex(spec: ConditionsSpec, entries: Row) -> None:
    """Raise ParseError for complex entries if the example and the conditions are real."""
    if spec.example and any(abs(mpmath.im(entry)) > _SMALL for entry in entries):
        trees = (read_key_tree(spec, spec.example), *(tree for _, tree in spec.conditions))
        if not any(Const("i") in walk_tree(tree) for tree in trees):
            raise ParseError("real numbers are asked for, and this is complex", None, code="kind")


def _is_condition_true(condition: Node, point: Mapping[str, Any]) -> bool:
    try:
        return holds_at_point(condition, point)
    except SizesError:
        return False
    except (UndefinedError, TooLargeError):
        raise
    except CheckError as error:
        raise KeyFaultError(f"such-that: {error.message}") from None


@dataclass(frozen=True, slots=True)
class _Meant:
    """Answers with decimals, and how conditions name their trees and values."""

    precision: Precision | None
    answers: Mapping[str, Node]
    name_values: Callable[[Mapping[str, Node], Mapping[str, Any]], Mapping[str, Any]]


def _name_value(
    spec: ConditionsSpec, point: Mapping[str, Any]
) -> Callable[[Mapping[str, Node], Mapping[str, Any]], Mapping[str, Any]]:
    """Return a function that gives an answer's value its names in conditions."""

    def name_values(answers: Mapping[str, Node], values: Mapping[str, Any]) -> Mapping[str, Any]:
        (tree,), inner = answers.values(), {**point, **values}
        value = (
            evaluate_array_tree(tree, inner)
            if spec.value == "number"
            else _evaluate_answered_array(spec, tree, inner)
        )
        return {**point, **dict.fromkeys(spec.answer_names, value)}

    return name_values


def _is_met_by_meant_numbers(condition: Node, named: Mapping[str, Any], meant: _Meant) -> bool:
    """Return the truth of a condition; an equation may hold for numbers that decimals round.

    An inequality due to a machine's rounding alone, such as 0 and the determinant of multiples, is false.
    """
    match condition:
        case Logic(op, left, right):
            first = _is_met_by_meant_numbers(left, named, meant)
            if first == (op == "or"):
                return first
            return _is_met_by_meant_numbers(right, named, meant)
        case Relation("!=", left, right) if _is_condition_true(condition, named):
            printed = replace(meant, precision=OF_DOUBLES)
            return not _holds_as_meant(Relation("=", left, right), printed)
        case _:
            return _is_condition_true(condition, named) or _holds_as_meant(condition, meant)


def _holds_as_meant(condition: Node, meant: _Meant) -> bool:
    """Return whether an equation holds for some of the numbers that the decimals of answers round."""
    precision = meant.precision
    names = tuple(meant.answers)
    if precision is None or not isinstance(condition, Relation) or condition.op != "=":
        return False
    listed = Sequence("list", tuple(meant.answers.values()))
    typed = separate_decimals(
        listed, precision, precision.in_formulas if find_symbols(listed) else precision.least
    )

    def evaluate(values: Mapping[str, Any]) -> Row:
        assert isinstance(typed.tree, Sequence)
        return _measure_side_differences(
            condition, meant.name_values(dict(zip(names, typed.tree.items, strict=True)), values)
        )

    try:
        centre = typed.centre
        size = len(evaluate(centre))
        named = meant.name_values(meant.answers, {}).items()
        free = find_symbols(listed)
        beside = find_largest_magnitude(
            [
                mpmath.mpmathify(entry)  # an answer's own fractions have no order among long numbers
                for name, value in named
                if name not in free
                for entry in list_array_entries(value)
            ]
        )
        return bool(typed.values) and is_within_rounding((0,) * size, typed, evaluate, precision, beside)
    except CheckError:
        return False


def _measure_side_differences(condition: Relation, point: Mapping[str, Any]) -> Row:
    """Return how far apart the sides of an equation are, entry by entry."""
    return tuple(x - y for x, y in zip(*_entries_of_sides(condition, point), strict=False))


def _entries_of_sides(condition: Relation, point: Mapping[str, Any]) -> tuple[Row, Row]:
    """Return the entries of both sides of an equation; one number on the right is compared with all."""
    first, second = (
        list_array_entries(evaluate_array_tree(side, point)) for side in (condition.left, condition.right)
    )
    return first, [*second] * len(first) if len(second) == 1 else second


def judge_together(spec: PartsSpec, answers: Mapping[str, Node]) -> Verdict:
    """Return correct if the parts, each right by itself, satisfy the conditions on all of them, which call
    them by their names; else code ``condition`` or ``rounding``."""
    assumed = Context.of(spec).assumed
    free = {name for tree in answers.values() for name in find_symbols(tree)}
    with mpmath.workdps(DIGITS):
        for point in exact_points(sorted(free), assumed, _POINTS):

            def name_values(
                trees: Mapping[str, Node], moved: Mapping[str, Any], point: Mapping[str, Any] = point
            ) -> Mapping[str, Any]:
                inner = {**point, **moved}
                return {
                    **point,
                    **{
                        name: evaluate_array_tree(with_columns(tree, inner), inner)
                        for name, tree in trees.items()
                    },
                }

            values = name_values(answers, {})
            meant = _Meant(OF_DOUBLES, answers, name_values)
            for say, condition in spec.conditions:
                is_met = _is_met_by_meant_numbers(condition, values, meant)
                record_step("try a condition on all parts", condition=condition, met=is_met)
                if not is_met:
                    is_rounded = any(map(has_decimals, answers.values()))
                    is_near = is_rounded and _nearly_holds(condition, values)
                    return _make_condition_verdict(spec, say, is_near)
    return make_correct_verdict("numeric")


def _stack_vectors(spec: ConditionsSpec, answer: Node, point: Mapping[str, Any]) -> Array:
    """Return several vectors as the rows of a matrix; they may be typed as its columns."""
    assert isinstance(answer, Sequence)
    values = [
        evaluate_array_tree(with_columns(item, point), point)
        if is_written_array(item) or not describe_tree_kind(item)
        else None
        for item in answer.items
    ]
    if any(not is_array(value) or 1 not in find_size(value) for value in values):
        raise ParseError("vectors are asked for, such as [1, 0, 1], [0, 1, 0]", 1, code="kind")
    rows = tuple(map(list_entries, values))
    if len(set(map(len, rows))) > 1:
        raise ParseError("vectors of one length are expected", 1, code="kind")
    if spec.size and len(rows) == spec.size[0] != len(rows[0]):  # as the columns of a matrix
        rows = tuple(zip(*rows, strict=True))
    return make_matrix(rows)


def _evaluate_answered_array(spec: ConditionsSpec, answer: Node, point: Mapping[str, Any]) -> Array:
    if spec.value == "vectors":
        return _stack_vectors(spec, answer, point)
    is_value = is_written_array(answer) or not describe_tree_kind(answer)
    value: Any = evaluate_array_tree(with_columns(answer, point), point) if is_value else None
    if not is_array(value):
        raise make_kind_error(spec.value, answer)
    if spec.value == "matrix" and value.ndim == 1 and spec.size and spec.size[0] == 1 < spec.size[1]:
        raise refuse_list()
    if spec.value == "vector" and 1 in find_size(value):
        return make_vector(list_entries(value))
    if (spec.value == "vector") != (value.ndim == 1) and spec.size != find_size(value):
        raise make_kind_error(spec.value, answer)
    return value


def _diagnose_wrong_size(spec: ConditionsSpec, value: Array) -> Verdict | None:
    size = find_size(value)
    answered_size = {"vector": size[:1], "vectors": size[1:]}.get(spec.value, size)
    if not spec.size or answered_size == spec.size:
        return None
    if spec.value == "vectors":
        return make_wrong_verdict("size", f"Vectors with {spec.size[0]} entries are expected.", "structure")
    sizes = ["×".join(map(str, size)) for size in (answered_size, spec.size)]
    fault = (
        f"it needs {sizes[1]} entries" if spec.value == "vector" else f"this is {sizes[0]}, not {sizes[1]}"
    )
    return make_wrong_verdict("size", f"The size is off: {fault}.", "structure")


def _make_condition_verdict(spec: ConditionsSpec | PartsSpec, say: str, is_rounded: bool) -> Verdict:
    subject = "One of the conditions" if len(spec.such_that) > 1 else "The condition"
    if is_rounded:
        sentence = f"This is rounded: {subject.lower()} holds approximately, not exactly. {say}"
        return make_wrong_verdict("rounding", sentence.rstrip())
    return make_wrong_verdict("condition", say or f"{subject} does not hold.")


def _nearly_holds(condition: Node, point: Mapping[str, Any]) -> bool:
    """Return whether equations nearly hold if all their names have values, at every entry of arrays."""
    if isinstance(condition, Logic):
        sides = (_nearly_holds(side, point) for side in (condition.left, condition.right))
        return all(sides) if condition.op == "and" else any(sides)
    if not isinstance(condition, Relation) or condition.op != "=":
        return False
    try:
        first, second = _entries_of_sides(condition, point)
    except CheckError:
        return False
    apart = [x - y for x, y in zip(first, second, strict=False)]
    # Rounding moves the sides of an equation by up to 2 % of their size.
    return bool(find_largest_magnitude(apart) <= 0.02 * max(1, find_largest_magnitude((*first, *second))))

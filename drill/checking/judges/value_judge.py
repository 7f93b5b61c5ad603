"""Numbers and expressions: exact unless a tolerance is declared, equal wherever the key is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import mpmath

from drill.checking.answer_verdict import (
    Verdict,
    make_correct_verdict,
    make_described_verdict,
    make_wrong_verdict,
)
from drill.checking.decimals import (
    is_finite_number_tree,
    measure_number_size,
    replace_rounded_scalars,
    scalars_in,
)
from drill.checking.diagnosis import MistakeTrial, diagnose_expression, diagnose_number
from drill.checking.equality import evaluate_short_rational
from drill.checking.forms import form_fault
from drill.checking.grids import write_out_scalar
from drill.checking.judges.context import Context, raise_as_key_fault, scalar_key, verdict_of, with_real_roots
from drill.checking.kind import family_words, make_kind_error, refuse_names, require_scalar
from drill.checking.spec import KeySpec, Spec, Tolerance
from drill.checking.tolerances import (
    NOTHING,
    OF_DOUBLES,
    OF_SHORT,
    OF_SINGLES,
    ROUNDED,
    Precision,
    compute_allowed_distance,
    decimal_of,
)
from drill.checking.tolerances import describe_tolerance as tolerance_in_words
from drill.errors import CheckError, KeyFaultError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Logic,
    Neg,
    Node,
    Num,
    Relation,
    find_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp
from drill.maths.names import DISTRIBUTIONS
from drill.maths.precise_functions import MP

if TYPE_CHECKING:
    from drill.checking.kinds.number_answers import ValueSpec

# Rounded numbers: the precision required of an answer's decimals, and the messages about them.

TOO_SHORT = "This is rounded: give at least four significant digits, or the exact value."
NEARLY_ZERO = "Computers print a number this small when they mean 0. Give the exact value, such as 0."
CUT = "These digits are cut off. Round the last one, do not cut."
EXACT_DUE = "This is rounded. The exact value is asked for."
FIRST_ONLY = (
    "Only the first digits are right. Round to those that are sure (four will do), or give the exact value."
)


def precision_of(spec: Spec) -> Precision:
    """Return how precise decimals have to be to count as numbers of the key."""
    return ROUNDED if spec.may_round else OF_DOUBLES


def rounding_asked(spec: Spec) -> Precision | None:
    """Return the precision of a rounding that the prompt asks for, if it asks."""
    if spec.rounding in ("", "exact") or not spec.may_round or not isinstance(spec, KeySpec):
        return None
    return Precision(asked=spec.rounding, in_percent=spec.is_percent)


def read_exactly(spec: Spec, answer: Node, context: Context) -> Node:
    """Return an answer with the key's number for each number that rounds it or its negative."""
    if context.precision is None or not isinstance(spec, KeySpec) or not spec.may_round:
        return answer
    signed = [signed for number in _numbers_of_key(spec) for signed in (number, Neg(number))]
    return replace_rounded_scalars(answer, signed, context.is_meant)


def _numbers_of_key(spec: KeySpec) -> list[Node]:
    return [number for tree in spec.key_entries for number in list_numbers_in_part(spec, tree)]


def list_numbers_in_part(spec: KeySpec, tree: Node) -> Iterator[Node]:
    """Yield the numbers of a part of the key: a call is one, except for a distribution."""
    if spec.kind == "distribution" or not isinstance(tree, Call):
        return scalars_in(tree)
    return iter((tree,))


def list_precision_hints(spec: Spec, answer: Node, message: str) -> Iterator[tuple[Precision, str]]:
    """Yield precisions of decimals that are not precise enough, each with the message of the verdict.

    ``message`` is the requirement that they miss, if there is one.
    """
    is_small = any(0 < decimal.value <= NOTHING for decimal in map(decimal_of, walk_tree(answer)) if decimal)
    numbers = _numbers_of_key(spec) if is_small and not message and isinstance(spec, KeySpec) else []
    if any(is_finite_number_tree(number) and not measure_number_size(number) for number in numbers):
        yield OF_SHORT, NEARLY_ZERO
    if message or not spec.may_round:
        yield replace(OF_SHORT, may_end=True), message or EXACT_DUE
        yield OF_SINGLES, message or EXACT_DUE
        return
    if isinstance(spec, KeySpec) and find_symbols(spec.key):
        yield replace(ROUNDED, in_formulas=ROUNDED.least), EXACT_DUE
    yield OF_SHORT, TOO_SHORT
    yield OF_SINGLES, FIRST_ONLY
    yield replace(OF_SHORT, alone=OF_SHORT.least, may_end=True), TOO_SHORT


def precision_asked(spec: Spec) -> str:
    """Return how a rounded answer misses the precision or form that the prompt asks for, if it asks.

    A margin is not quoted, because a key's margin may be a little wider than the one in its prompt.
    """
    if spec.tolerance is None:
        is_exact = (spec.rounding == "exact" and spec.may_round) or (spec.is_single_value and spec.form)
        return EXACT_DUE if is_exact else ""
    if spec.tolerance.kind in ("rel", "abs"):
        return "This is rounded too far. Give more digits."
    return f"This is rounded too far. The value is asked for {tolerance_in_words(spec.tolerance)}."


def cut_message(message: str) -> str:
    """Return the message on truncated decimals: to round them, and to which precision, if one is required
    by the exercise."""
    precision = "" if message == TOO_SHORT else message.partition(". ")[2]
    return f"{CUT} {precision}".rstrip()


def judge_value(spec: ValueSpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict on a number or an expression, with code ``form`` where that is all.

    If all sides of a chain of equations are right, ``6/4 = 3/2``, the last one is the answer.
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
    if fault:
        return make_wrong_verdict("form", fault, "structure")
    return verdict


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
    """Return a diagnosis of a wrong number or expression, if there is one."""
    endless = {_name_infinite_value(spec.key), _name_infinite_value(answer)}
    if endless == {"inf", "-inf"}:
        return make_wrong_verdict("sign", "The sign is off.", "structure")
    if endless != {None}:
        return None
    key, answer = scalar_key(spec.kind, spec.key), write_out_scalar(spec.kind, answer)
    if spec.kind == "expression":
        read = with_real_roots(answer)
        trials = (MistakeTrial(key, each, context.assumed, 0.0, spec.letters) for each in (answer, read))
        return diagnose_expression(next(trials)) or (
            diagnose_expression(next(trials)) if read != answer else None
        )
    allowed = (
        0.0 if spec.tolerance is None else float(compute_allowed_distance(spec.tolerance, key_number(key)))
    )
    return diagnose_number(MistakeTrial(key, answer, context.assumed, allowed))


def judge_number(key: Node, answer: Node, tolerance: Tolerance | None, context: Context) -> Verdict:
    """Return the verdict on a number; ``inf``, ``-inf`` and ``dne`` are numbers here. Raises ParseError if
    symbols are left, UndefinedError if the answer has no value."""
    due, endless = _name_infinite_value(key), _name_infinite_value(answer)
    if endless is None:
        _no_infinity(answer)
    if due is not None or endless is not None:
        if endless is None and not find_symbols(answer):
            evaluate_number_tree(answer)
        if due == endless:
            return make_correct_verdict("structure")
        return make_wrong_verdict("wrong", "", "structure")
    if find_symbols(answer) and not find_symbols(key):
        raise refuse_names(answer)
    if tolerance is not None:
        expected, typed_number = key_number(key), evaluate_number_tree(answer)
        with mpmath.workdps(WORKING_DIGITS):
            is_near = abs(typed_number - expected) <= compute_allowed_distance(tolerance, expected)
        record_step("compare within a tolerance", key=expected, answer=typed_number, near=is_near)
        if is_near or context.is_meant(key, answer):
            return make_correct_verdict("numeric")
        return make_wrong_verdict("wrong", "")
    with raise_as_key_fault("the key has no value"):
        evaluate_short_rational(key)
    evaluate_short_rational(answer)  # raises for a division by zero
    return verdict_of(context.compare(key, answer))


def evaluate_number_tree(node: Node) -> MP:
    """Return the value of a tree without symbols. Raises UndefinedError or TooLargeError if it has
    none."""
    try:
        return evaluate_mp(node, {}, WORKING_DIGITS)
    except (UndefinedError, TooLargeError):
        raise
    except CheckError as error:
        raise UndefinedError(error.message) from None


def require_value(node: Node) -> None:
    """Raise UndefinedError if a tree is visibly not finite before its symbols have values."""
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
    """Return the value of a key without symbols; an error here is the exercise's. Raises KeyFaultError if
    it has none."""
    with raise_as_key_fault("the key has no value"):
        return evaluate_number_tree(key)


# Distributions: the family and its parameters, in one parameterisation.

_ONE = Num("1")
_TWO = Num("2")
_RATES = {"gamma": 1, "exponential": 0}
_VARIANCES = {"normal": 1, "lognormal": 1}


def judge_distribution(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Judge it right if family and parameters agree, or if both are the same law under two names."""
    key, answered = _require_distribution_call(spec.key), _require_distribution_call(answer)
    key = Call(key.name, tuple(scalar_key("number", parameter) for parameter in key.args))
    for parameter in answered.args:
        require_scalar("number", parameter)
    if key.name != answered.name:
        key, answered = _generalise_distribution(key, context), _generalise_distribution(answered, context)
    record_step("compare parameters", key=key, answer=answered)
    if key.name != answered.name:
        message = (
            f"Another family is expected: this is {family_words(_require_distribution_call(answer).name)}."
        )
        return make_wrong_verdict("family", message, "structure")
    if len(key.args) != len(answered.args):
        message = f"{len(answered.args)} parameters were given; {len(key.args)} are expected."
        return make_wrong_verdict("size", message, "structure")
    verdict = context.compare_all(key.args, answered.args)
    if verdict.verdict == "wrong":
        return make_wrong_verdict("wrong", "")
    return verdict


def _require_distribution_call(node: Node) -> Call:
    if isinstance(node, Call) and node.name in DISTRIBUTIONS:
        return node
    raise KeyFaultError("the key is not a distribution")


def _generalise_distribution(law: Call, context: Context) -> Call:
    """Return the same distribution as a member of a more general family."""
    match law:
        case Call("exponential", (rate,)):
            return Call("gamma", (_ONE, rate))
        case Call("chisquare", (df,)):
            return Call("gamma", (Binary("/", df, _TWO), Binary("/", _ONE, _TWO)))
        case Call("bernoulli", (p,)):
            return Call("binomial", (_ONE, p))
        case Call("student", (df, *rest)) if context.equal(_ONE, df):
            return Call("cauchy", tuple(rest))
        case Call("uniform", (low, high)) if context.equal(Num("0"), low) and context.equal(_ONE, high):
            return Call("beta", (_ONE, _ONE))
        case _:
            return law


def diagnose_distribution(spec: KeySpec, answer: Node, context: Context) -> Verdict | None:
    """Return a diagnosis: a parameter is off, or is another one: rate or scale, variance or deviation."""
    key, answered = _require_distribution_call(spec.key), _require_distribution_call(answer)
    if key.name != answered.name or len(key.args) != len(answered.args):
        return None
    off = [i for i, pair in enumerate(zip(key.args, answered.args, strict=True)) if not context.equal(*pair)]
    if len(off) == 1:
        return _one_off(key, answered, off[0], context)
    if len(off) == 2 and all(context.equal(key.args[i], answered.args[j]) for i, j in (off, off[::-1])):
        return make_wrong_verdict(
            "order", f"Two parameters are exchanged: the order is {family_words(key.name)}."
        )
    return None


def _one_off(key: Call, answer: Call, index: int, context: Context) -> Verdict:
    due, typed = key.args[index], answer.args[index]
    if _RATES.get(key.name) == index and context.equal(due, Binary("/", _ONE, typed)):
        return make_wrong_verdict(
            "rate", f"Rate and scale are exchanged: here it is {family_words(key.name)}."
        )
    if _VARIANCES.get(key.name) == index:
        if context.equal(due, Binary("^", typed, _TWO)):
            deviation = "the standard deviation; the variance is expected: N(mean, variance)."
            return make_described_verdict("variance", deviation)
        if context.equal(Binary("^", due, _TWO), typed):
            return make_wrong_verdict("variance", "The variance was squared: N(mean, variance).")
        if context.equal(due, Binary("/", _ONE, typed)):
            return make_described_verdict("reciprocal", "the precision; the variance is expected.")
    names = DISTRIBUTIONS[key.name]
    parameter = names[index] if names else f"{index + 1}"
    return make_wrong_verdict("parameter", f"The parameter {parameter} is off; the rest is right.")

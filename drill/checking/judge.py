"""Check one answer: from a spec and a typed text to a verdict, the steps in order, for every kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice, permutations
from types import MappingProxyType
from typing import Any

import mpmath

from drill.checking.ambiguity import describe_decimals, other_reading
from drill.checking.answer_reader import read_answer, read_key_tree
from drill.checking.answer_verdict import (
    NOT_EQUAL,
    PROVED,
    ROUNDED,
    CheckedLine,
    Explained,
    ExplainedLine,
    PointApart,
    Verdict,
    make_unreadable_verdict,
    make_wrong_verdict,
)
from drill.checking.diagnosis import reals_at
from drill.checking.equality import Sample
from drill.checking.judges.context import Context
from drill.checking.judges.value_judge import (
    TOO_SHORT,
    cut_message,
    list_precision_hints,
    precision_asked,
    precision_of,
    read_exactly,
    rounding_asked,
)
from drill.checking.kind import Given, MistakeReply, one_text, wrong_texts
from drill.checking.spec import KeySpec, Spec, Tolerance, as_mapping, known
from drill.checking.tolerances import (
    LOOSEST,
    OF_DOUBLES,
    OF_MISTAKES,
    OF_SINGLES,
    Precision,
    decimal_of,
    describe_tolerance,
)
from drill.errors import CheckError, KeyFaultError, ParseError
from drill.explanation import record_step, recorded_steps
from drill.maths import maths_tree
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import Binary, Neg, Node, change_parts, find_symbols, walk_tree
from drill.maths.print import to_plain

# Message if the key is one number, because points cannot show the difference.
_OTHER_VALUE = "Not the right value."
_NO_COMMAS = "write 2.5 for a decimal, 1000 for a thousand"
# The code of a wrong answer without a diagnosis.
_DIAGNOSED = "wrong"


def check(
    expect: Spec, answer: Given, *, mistakes: Sequence[MistakeReply] = (), shown: Sequence[str] = ()
) -> Verdict:
    """Judge ``answer`` by the resolved ``expect``.

    ``mistakes`` are the exercise's known wrong answers; ``shown`` the ids of options in the order of their
    letters (default: their order in ``expect``). Any answer gets a verdict; CheckError is
    raised only where ``expect`` itself is at fault.
    """
    return judge_answer(known(expect), answer, mistakes, shown)


def judge_answer(
    spec: Spec, answer: Given, mistakes: Sequence[MistakeReply] = (), option_order: Sequence[str] = ()
) -> Verdict:
    """Return the verdict on an answer; raises CheckError only for faults of the spec itself."""
    record_step("judge an answer", kind=spec.kind, expect=spec, answer=answer, mistakes=len(mistakes))
    try:
        if _is_judged_as_tree(spec):
            verdict = judge_maths(spec, answer, mistakes)
        else:
            verdict = spec.judge(answer, mistakes, option_order)
    except KeyFaultError:
        raise
    except CheckError as error:
        verdict = make_unreadable_verdict(error)
    if verdict.code == "misconception":
        verdict = replace(verdict, mistake=_name_mistake(verdict.message, mistakes))
    record_step("give the verdict", verdict=verdict, evidence=verdict.evidence, message=verdict.message)
    return verdict


def _name_mistake(message: str, mistakes: Sequence[MistakeReply]) -> str:
    """Return the name of the known mistake that the message begins with; empty if it has none."""
    # of several fields, the name of each comes before its reply
    said = [
        mistake
        for mistake in mistakes
        if mistake.say and (message.startswith(mistake.say) or f": {mistake.say}" in message)
    ]
    if not said:
        return ""
    return max(said, key=lambda mistake: len(mistake.say)).mistake


def is_right(expect: Spec, answer: Given) -> bool:
    """Return whether an answer is right, without a diagnosis of a wrong one."""
    spec = known(expect)
    try:
        if _is_judged_as_tree(spec):
            return judge_maths(spec, answer, (), is_explained=False).verdict == "correct"
        return spec.judge(answer, (), ()).verdict == "correct"
    except KeyFaultError:
        raise
    except CheckError:
        return False


def _is_judged_as_tree(spec: Spec) -> bool:
    return type(spec).judge is Spec.judge


def fits_known_mistake(spec: Spec, mistake: str, answer: str) -> bool:
    """Return whether an answer is the result of a known mistake."""
    if _is_judged_as_tree(spec):
        return fits_maths(spec, mistake, answer)
    return spec.fits(mistake, answer)


def judge_maths(
    spec: Spec, answer: Given, mistakes: Sequence[MistakeReply], *, is_explained: bool = True
) -> Verdict:
    """Judge an answer that is one tree: its value first, then the known mistakes, then other errors."""
    text = one_text(answer)
    known_ones = wrong_texts(mistakes)
    context = Context.of(spec)
    try:
        node = read_answer(spec, text)
        assert node is not None
        verdict = spec.compare(node, context)
    except ParseError as error:
        if error.code != "too-large" and (
            meant := describe_decimals(spec, text, partial(spec.compare, context=context))
        ):
            question = f"did you mean {meant}?"
            raise ParseError(question, error.at, code=error.code, hint=_NO_COMMAS) from None
        raise
    if verdict.verdict == "wrong":
        read = spec.reread(node, text, lambda tree: spec.compare(tree, context).verdict == "correct")
        record_step("read a wrong answer as it may be meant", tree=read, changed=read is not node)
        if read is not node:
            as_typed, _ = _judge_decimals(spec, node, verdict, known_ones, context)
            if as_typed.verdict == "correct" or as_typed.code == "rounding":
                return as_typed  # of percents, the fraction may be rounded like any other number
            node, verdict = read, spec.compare(read, context)
    if verdict.verdict != "wrong" or verdict.code in ("form", "ambiguous"):
        return verdict
    if (asked := rounding_asked(spec)) is not None:
        as_rounded = spec.compare(node, replace(context, precision=asked))
        record_step("read numbers as rounded, as the prompt asks", precision=asked, verdict=as_rounded)
        if as_rounded.verdict == "correct":
            return replace(as_rounded, evidence=ROUNDED)
    if not is_explained and _judge_decimals(spec, node, verdict, known_ones, context)[0].verdict != "correct":
        return verdict  # any other reading of it is not a right answer either

    def judge_other(tree: Node) -> Verdict:
        if isinstance(spec, KeySpec) and _is_far_apart(spec, tree):
            return make_wrong_verdict(_DIAGNOSED, "")
        judged = spec.compare(tree, context)
        if judged.verdict == "correct":
            # Values alone tell no reading from one that only SymPy told from the key.
            return verdict if (verdict.evidence, judged.evidence) == (PROVED, "numeric") else judged
        return _judge_decimals(spec, tree, judged, known_ones, context)[0]

    ambiguous = other_reading(spec, text, node, judge_other)
    if ambiguous is not None and judge_other(node).verdict == "correct":
        ambiguous = None
    for wrong_text, say in known_ones:
        if _fits_tree(spec, wrong_text, node, context, exactly=True):
            return make_wrong_verdict("misconception", say, verdict.evidence)
    if ambiguous is not None:
        return ambiguous
    verdict, precise = _judge_decimals(spec, node, verdict, known_ones, context)
    if is_explained and verdict.code == "size" and spec.entries_asked:
        entries = "entry is" if spec.entries_asked == 1 else "entries are"
        raise ParseError(f"{spec.entries_asked} {entries} asked for", 1, code="size")
    if not is_explained or verdict.code != _DIAGNOSED or verdict.message:
        return verdict
    for wrong_text, say in known_ones:
        if _fits_tree(spec, wrong_text, node, context):
            return make_wrong_verdict("misconception", say, verdict.evidence)
    cause = diagnose_answer(spec, read_exactly(spec, node, precise), context)
    if cause is not None and cause.code == "percent" and "%" not in text:
        cause = None  # a hundredth is a percentage only where a sign says so
    # without a known cause: with a point to try, if there is a small one
    if cause is not None:
        return cause
    point = ""
    if isinstance(spec, KeySpec) and spec.is_single_value:
        if not find_symbols(spec.key):
            return replace(verdict, message=_OTHER_VALUE)
        point = other_value(spec.key, node, context.assumed, spec.letters)
    return replace(verdict, message=f"{NOT_EQUAL}: {point}." if point else f"{NOT_EQUAL}.")


def _is_far_apart(spec: KeySpec, tree: Node) -> bool:
    """Return whether values in doubles separate a tree from the key, however its decimals are rounded.

    Nearly all other readings of an answer end here, since a comparison costs ten times as much.
    """
    if not spec.is_single_value or spec.tolerance is not None:
        return False
    points, dues = _value_key_at_points(spec, spec.key)
    if not points or not find_symbols(tree) <= points[0].keys():
        return False
    # Rounding never moves a value by a tenth.
    return any(
        value is not None and due is not None and abs(value - due) > 0.1 * max(abs(value), abs(due))
        for point, due in zip(points, dues, strict=True)
        for value in reals_at(tree, [point])  # most end at the first point
    )


@lru_cache(maxsize=64)
def _value_key_at_points(spec: Spec, key: Node) -> tuple[list[dict[str, float]], list[float | None]]:
    """Return points for all names, and the values of the key there."""
    sample = Sample(spec.names.declared | find_symbols(key), Context.of(spec).assumed, key)
    points = list(islice(sample.ordinary(), 3))
    return points, reals_at(key, points)


def _judge_decimals(
    spec: Spec, node: Node, verdict: Verdict, mistakes: Sequence[tuple[str, str]], context: Context
) -> tuple[Verdict, Context]:
    """Judge a wrong answer again, comparing its decimals with the key's numbers.

    Return the context for diagnosing its entries, too.
    """
    if not any(decimal_of(part, is_alone=spec.may_round) for part in walk_tree(node)):
        return verdict, context

    def judged(precision: Precision) -> Verdict:
        judged_so = spec.compare(node, replace(context, precision=precision))
        record_step("hold decimals against the key's numbers", precision=precision, verdict=judged_so)
        return judged_so

    def fits_mistake() -> bool:
        return any(_fits_tree(spec, text, node, context) for text, _ in mistakes)

    message = precision_asked(spec)
    is_off = judged(LOOSEST).verdict == "wrong"
    context = context if message else replace(context, precision=precision_of(spec))
    if is_off and (message or not spec.is_collection):
        return verdict, context
    if not message:
        verdict = judged(precision_of(spec))
        if verdict.verdict != "wrong":
            return (
                make_wrong_verdict("rounding", TOO_SHORT)
                if fits_mistake()
                else replace(verdict, evidence=ROUNDED)
            ), context
    is_settled = is_off or verdict.code == "rounding"
    for precision, say in () if is_settled else list_precision_hints(spec, node, message):
        if judged(precision).verdict != "correct" or (precision is OF_SINGLES and fits_mistake()):
            continue
        is_cut = judged(replace(precision, may_be_cut=False)).verdict != "correct"
        return make_wrong_verdict("rounding", cut_message(say) if is_cut else say), context
    return verdict, context


def diagnose_answer(spec: Spec, node: Node, context: Context) -> Verdict | None:
    """Return a diagnosis; None without one, or if finding it fails or runs out of time."""
    try:
        cause = spec.diagnose(node, context)
    except CheckError as error:
        record_step("find no diagnosis", reason=error)
        return None
    record_step("diagnose", tree=node, found=cause or "nothing")
    return cause


def fits_maths(spec: Spec, wrong_text: str, text: str) -> bool:
    """Return whether an answer that is one tree is the result of a known mistake; False for one that is
    not."""
    try:
        node = read_answer(spec, text)
    except CheckError:
        return False
    return node is not None and _fits_tree(spec, wrong_text, node, Context.of(spec))


def _fits_tree(spec: Spec, wrong_text: str, node: Node, context: Context, *, exactly: bool = False) -> bool:
    """Return whether the answer is a known mistake's result, within the tolerance or as its rounding."""
    try:
        key = read_key_tree(spec, wrong_text)
        mistaken = spec.mistaken(key) if isinstance(spec, KeySpec) else spec
        precision = rounding_asked(spec) or (OF_MISTAKES if spec.may_round else OF_DOUBLES)
        if exactly or spec.tolerance is not None:
            precision = None
        fits = mistaken.fits_tree(key, node, replace(context, precision=precision))
    except CheckError as error:
        record_step("try a known mistake", mistake=wrong_text, reason=error)
        return False
    record_step("try a known mistake", mistake=wrong_text, tree=node, exactly=exactly, fits=fits)
    return fits


# --- a point to try -------------------------------------------------------------------------------------


# Numbers to substitute by hand, those first at which the fewest functions have a special value.
_VALUES = (2.0, 3.0, 1.0, 0.5, 0.25, -1.0, -2.0, 4.0, 0.0)


def other_value(key: Node, answer: Node, assumed: Assumptions, letters: Mapping[str, str]) -> str:
    """Find where the two differ: ``at x = 2 yours is 7, the right one 5``; empty if no small point shows it.

    ``letters`` are the names as the message shows them. Empty for a key without symbols, because its value is
    the key.
    """
    apart = point_apart(key, answer, assumed, letters) if find_symbols(key) else None
    if not apart:
        return ""
    return f"at {apart.place} yours is {apart.second}, the right one {apart.first}"


def point_apart(
    first: Node,
    second: Node,
    assumed: Assumptions,
    letters: Mapping[str, str] = MappingProxyType({}),
    free: Collection[str] = (),
) -> PointApart | None:
    """Find a small point where two expressions clearly differ; None if none of a dozen shows it.

    ``letters`` are the names as the message shows them; those that are ``free`` are all, unless it is empty.
    """
    names = sorted(free or find_symbols(first) | find_symbols(second))
    # A point with more names does not help somebody who works by hand.
    if len(names) > 3:
        return None
    # different numbers for different names, within their assumptions
    drawn = (dict(zip(names, values, strict=True)) for values in permutations(_VALUES, len(names)))
    points = list(islice(filter(Sample(names, assumed).holds, drawn), 12))
    for point, first_value, second_value in zip(
        points, reals_at(first, points), reals_at(second, points), strict=True
    ):
        if (
            first_value is not None
            and second_value is not None
            and _differ_clearly(first_value, second_value)
        ):
            record_step("find a point to try", point=point, key=first_value, answer=second_value)
            where = ", ".join(f"{letters.get(name, name)} = {value:g}" for name, value in point.items())
            return PointApart(where, _print_value(first_value), _print_value(second_value))
    return None


def _print_value(value: float) -> str:
    """Return a value with four digits, all of them where it is rounded: ``-31.80``, but ``0.5``."""
    text = f"{value:.4g}"
    return text if float(text) == value else f"{value:#.4g}".rstrip(".")


def _differ_clearly(expected: float, answer: float) -> bool:
    larger = max(abs(expected), abs(answer))
    # Values are shown with four digits if they differ by 1 %; beyond a million nobody compares them by hand.
    return larger < 1e6 and abs(expected - answer) > 0.01 * larger


# The steps of a check, with the trees, values and tolerances of each as texts.


def explain_check(check: Callable[[], Verdict]) -> Explained:
    """Run a check, and return its verdict with its steps."""
    with recorded_steps(describe_step_value) as steps:
        verdict = check()
    return Explained(verdict, tuple(steps))


def explain_lines(checked_lines: Iterator[CheckedLine]) -> list[ExplainedLine]:
    """Return the lines of a working with their steps; each line is checked only as it is reached."""
    lines: list[ExplainedLine] = []
    with recorded_steps(describe_step_value) as steps:
        for line in checked_lines:
            lines.append(ExplainedLine(line, tuple(steps)))
            steps.clear()
    return lines


def describe_step_value(value: object) -> str:
    """Return the text of a step's value: a tree with all its brackets, a number with twenty digits."""
    from drill.maths.typed_arrays import Identity, is_array

    if is_array(value):
        return _describe_array(value)
    match value:
        case Spec():
            return str(as_mapping(value)[value.kind])
        case Tolerance():
            return describe_tolerance(value)
        case Verdict() | CheckedLine():
            outcome, code = (
                (value.verdict, value.code) if isinstance(value, Verdict) else (value.sign, value.slip)
            )
            return f"{outcome} ({code})" if code else outcome
        case Identity():
            return f"{'' if value.factor == 1 else describe_step_value(value.factor)} I".strip()
        case mpmath.mpf() | mpmath.mpc():
            return str(mpmath.nstr(value, 20))
        case _:
            if isinstance(value, Node):
                return to_plain(_bracket_every_operation(value))
            return str(value)


def _describe_array(array: Any) -> str:
    if not array.ndim:
        return describe_step_value(array.item())
    rows = [_describe_array(row) if array.ndim > 1 else describe_step_value(row) for row in array]
    return f"[{', '.join(rows)}]"


def _bracket_every_operation(node: Node) -> Node:
    """Return a tree whose operations within operations have brackets, whatever binds closer."""

    def inner(part: Node) -> Node:
        changed = _bracket_every_operation(part)
        is_operation = isinstance(node, (Binary, Neg)) and isinstance(part, (Binary, Neg))
        if is_operation:
            return maths_tree.Sequence("commas", (changed,))
        return changed

    return change_parts(node, inner)

"""Check one answer: from a spec and what was typed to a verdict, the steps in order, for every kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from drill.arraycode import fits_code, judge_code
from drill.checking import spec as specs
from drill.checking.answer import Answer
from drill.checking.answer_reader import ANSWER_LIMIT, read_answer, read_key
from drill.checking.counterexamples import other_value
from drill.checking.kinds.antiderivatives import diagnose_antiderivative, judge_antiderivative
from drill.checking.kinds.collections import judge_collection
from drill.checking.kinds.conditions import fits_conditions, judge_conditions
from drill.checking.kinds.context import Context
from drill.checking.kinds.distributions import diagnose_distribution, judge_distribution
from drill.checking.kinds.equations import diagnose_equation, judge_equation
from drill.checking.kinds.factorisations import judge_factorisation
from drill.checking.kinds.formulas import judge_formula
from drill.checking.kinds.interval_diagnosis import diagnose_statement
from drill.checking.kinds.matrix_expressions import diagnose_matrix_expression, judge_matrix_expression
from drill.checking.kinds.options import judge_options
from drill.checking.kinds.rounding import (
    ENOUGH,
    EXACT_DUE,
    HINTING,
    TOO_SHORT,
    as_exact,
    precision_asked,
)
from drill.checking.kinds.shapes import judge_shape
from drill.checking.kinds.solutions import fits_solutions, judge_solutions
from drill.checking.kinds.spans import judge_eigenvector, judge_span
from drill.checking.kinds.statements import judge_statement
from drill.checking.kinds.values import diagnose_value, judge_value
from drill.checking.kinds.vectors_matrices import diagnose_array, judge_array
from drill.checking.kinds.wrong_lines import judge_fault
from drill.checking.named_parts import Piece, read_parts
from drill.checking.spec import Spec
from drill.checking.spec_reader import read_spec
from drill.checking.verdict import Verdict, correct, undecided, unreadable, wrong
from drill.errors import CheckError, KeyFaultError, ParseError
from drill.maths.tree import Node

_NOT_EQUAL = "This is not equal to the right answer"
_BY_CODE = "code"
"""The evidence of verdicts on NumPy."""
_ROUNDED = "rounded"
"""The evidence of right answers whose decimals round the key's numbers."""
_DIAGNOSED = "wrong"
"""The code of a wrong answer of which nothing more is known yet."""


Given = str | Mapping[str, str] | Sequence[str]
"""What a learner hands in: a text, a text for each part, or ids of options."""


class Mistake(Protocol):
    """A known wrong answer of the exercise and what to say to it."""

    @property
    def answer(self) -> str | Mapping[str, str]:
        """What the mistake yields, as a learner would type it."""
        ...

    @property
    def say(self) -> str:
        """The message."""
        ...


def check(
    expect: Answer,
    answer: Given,
    *,
    mistakes: Sequence[Mistake] = (),
    shown: Sequence[str] = (),
) -> Verdict:
    """Judge ``answer`` by the resolved answer ``expect``.

    ``mistakes`` are the exercise's known wrong answers; ``shown`` the ids of options in the order in which
    letters were given to them (default: their order in ``expect``). Any answer gets a verdict; CheckError is
    raised only where ``expect`` itself is at fault.
    """
    return judge(read_spec(expect), answer, mistakes, shown)


def judge(spec: Spec, answer: Given, mistakes: Sequence[Mistake] = (), shown: Sequence[str] = ()) -> Verdict:
    """Return the verdict on an answer; raises CheckError only for faults of the spec itself."""
    match spec:
        case specs.SelfSpec():
            return undecided("Compare with the worked solution and decide.", "self")
        case specs.OptionsSpec():
            return _guarded(lambda: judge_options(spec, _words(answer), shown))
        case specs.FaultSpec():
            said = next((mistake.say for mistake in mistakes if mistake.answer == "none"), "")
            return _guarded(lambda: judge_fault(spec, _one_word(answer), said))
        case specs.PartsSpec():
            return _guarded(lambda: _judge_parts(spec, answer, mistakes))
        case specs.CodeSpec():
            return _guarded(lambda: _judge_code(spec, _text(answer), _wrong_texts(mistakes)))
        case specs.FactorisationSpec():
            known = [(mistake.answer, mistake.say) for mistake in mistakes]
            return _guarded(lambda: judge_factorisation(spec, answer, known, Context.of(spec)))
        case specs.FormulaSpec():
            return _guarded(
                lambda: judge_formula(spec, _text(answer), _wrong_texts(mistakes), Context.of(spec))
            )
        case _:
            return _guarded(lambda: _judge_maths(spec, _text(answer), _wrong_texts(mistakes)))


def _guarded(judged: Callable[[], Verdict]) -> Verdict:
    """Turn what an answer raises into a verdict; faults of the key go on."""
    try:
        return judged()
    except KeyFaultError:
        raise
    except CheckError as error:
        return unreadable(error)


def _text(answer: Given) -> str:
    if isinstance(answer, str):
        return answer
    raise ParseError("one answer is due, as text", None, code="kind")


def _one_word(answer: Given) -> str:
    """A line's number, also where it comes as a list of one."""
    words = _words(answer)
    return words if isinstance(words, str) else " ".join(words)


def _words(answer: Given) -> str | Sequence[str]:
    if isinstance(answer, Mapping):
        raise ParseError("letters are due", None, code="kind")
    if len(answer) > ANSWER_LIMIT:
        raise ParseError(f"an answer has at most {ANSWER_LIMIT} characters", None, code="too-large")
    return answer


def _wrong_texts(mistakes: Sequence[Mistake]) -> list[tuple[str, str]]:
    return [(mistake.answer, mistake.say) for mistake in mistakes if isinstance(mistake.answer, str)]


def _judge_maths(spec: Spec, text: str, mistakes: Sequence[tuple[str, str]]) -> Verdict:
    node = read_answer(spec, text)
    assert node is not None
    context = Context.of(spec)
    found = _JUDGES[spec.kind](spec, node, context)
    if found.verdict != "wrong" or found.code == "form":
        return found
    for wrong_text, say in mistakes:
        if _fits(spec, wrong_text, node, context, exactly=True):
            return wrong("misconception", say, found.evidence)
    found, read = _judge_rounded(spec, node, found, mistakes, context)
    if found.code != _DIAGNOSED or found.message:
        return found
    for wrong_text, say in mistakes:
        if _fits(spec, wrong_text, node, context):
            return wrong("misconception", say, found.evidence)
    return _diagnosis(spec, read, context) or replace(found, message=_not_equal(spec, read, context))


def _judge_rounded(
    spec: Spec, node: Node, found: Verdict, mistakes: Sequence[tuple[str, str]], context: Context
) -> tuple[Verdict, Node]:
    """Judge a wrong answer with its decimals as the numbers of the key that they round; return the verdict,
    and how the answer is read."""
    judged, asked, read = _JUDGES[spec.kind], precision_asked(spec), node
    if not asked and (read := as_exact(spec, node, ENOUGH)) != node:
        found = judged(spec, read, context)
        if found.verdict != "wrong":
            is_told_apart = not any(_fits(spec, text, node, context) for text, _ in mistakes)
            return replace(found, evidence=_ROUNDED) if is_told_apart else wrong("rounding", TOO_SHORT), read
    for code, message, ending in (("rounding", asked or TOO_SHORT, bool(asked)), ("wrong", EXACT_DUE, True)):
        guess = as_exact(spec, node, HINTING, ending=ending)
        if guess != node and judged(spec, guess, context).verdict == "correct":
            return wrong(code, message), read
    return found, read


def _not_equal(spec: Spec, node: Node, context: Context) -> str:
    """The message where no cause is known: with a point to try, if there is a small one."""
    told = ""
    if isinstance(spec, specs.ValueSpec):
        told = other_value(spec.key, node, context.assumed)
    return f"{_NOT_EQUAL}: {told}." if told else f"{_NOT_EQUAL}."


def _diagnosis(spec: Spec, node: Node, context: Context) -> Verdict | None:
    """What is off, if that can be said: a diagnosis that fails or runs out of time says nothing."""
    diagnose = _DIAGNOSES.get(spec.kind)
    try:
        return diagnose(spec, node, context) if diagnose is not None else None
    except CheckError:
        return None


def _fits(spec: Spec, wrong_text: str, node: Node, context: Context, *, exactly: bool = False) -> bool:
    """Whether the answer is what a known mistake yields, at the exercise's own tolerance, or rounds it."""
    try:
        key = read_key(spec, wrong_text)
        match spec:
            case specs.SolutionsSpec():
                return fits_solutions(spec, key, node, context)
            case specs.ConditionsSpec():
                return fits_conditions(spec, key, node, context)
            case specs.MatrixExpressionSpec() if key == node:
                return True  # sizes that do not fit have no value to compare
            case specs.ValueSpec():
                mistaken: Spec = replace(spec, key=key, form="")
            case specs.AntiderivativeSpec():
                mistaken = replace(spec, key=key, constant_due=False)
            case specs.EigenvectorSpec(names=names, assume=assume):
                mistaken = specs.ArraySpec(kind="vector", names=names, assume=assume, key=key, up_to="scale")
            case specs.KeySpec():
                mistaken = replace(spec, key=key)
            case _:
                return False
        read = node if exactly or precision_asked(spec) else as_exact(mistaken, node, ENOUGH)
        return _JUDGES[mistaken.kind](mistaken, read, context).verdict == "correct"
    except CheckError:
        return False


def _judge_parts(spec: specs.PartsSpec, answer: Given, mistakes: Sequence[Mistake]) -> Verdict:
    if isinstance(answer, str) and len(answer) > ANSWER_LIMIT * len(spec.parts):
        raise ParseError(f"each part has at most {ANSWER_LIMIT} characters", None, code="too-large")
    pieces = read_parts(answer, [name for name, _ in spec.parts])
    found = [_judge_part(part, pieces[name]).of_part(name) for name, part in spec.parts]
    first = min(found, key=_told_first)
    verdict = correct(first.evidence) if first.verdict == "correct" else first
    is_known = verdict.verdict == "wrong" or verdict.evidence == _ROUNDED
    return _known_mistake(spec, pieces, mistakes, verdict) if is_known else verdict


def _told_first(verdict: Verdict) -> int:
    """Which of several parts speaks for all: one not read, else a wrong one, and so on."""
    if verdict.verdict == "correct":
        return {_ROUNDED: 4, "structure": 6}.get(verdict.evidence, 5)
    return (
        2 if verdict.code == "rounding" else ("unreadable", "wrong", "", "undecided").index(verdict.verdict)
    )


def _judge_part(spec: Spec, piece: Piece) -> Verdict:
    verdict = judge(spec, piece.text)
    at = None if verdict.at is None else verdict.at + piece.offset
    return replace(verdict, at=at)


def _known_mistake(
    spec: specs.PartsSpec, pieces: Mapping[str, Piece], mistakes: Sequence[Mistake], found: Verdict
) -> Verdict:
    """The misconception of the whole, if each part that a known mistake names fits it."""
    parts = dict(spec.parts)
    for mistake in mistakes:
        if isinstance(mistake.answer, str) or not mistake.answer:
            continue
        if all(
            name in parts and _part_fits(parts[name], text, pieces[name])
            for name, text in mistake.answer.items()
        ):
            part = found.part if found.part in mistake.answer else next(iter(mistake.answer))
            return replace(wrong("misconception", mistake.say, found.evidence), part=part)
    return found


def _judge_code(spec: specs.CodeSpec, text: str, mistakes: Sequence[tuple[str, str]]) -> Verdict:
    """Code on random arrays; raises CheckError where it is not read or never has a value."""
    found = judge_code(spec.task, text, mistakes)
    return correct(_BY_CODE) if found is None else wrong(*found, _BY_CODE)


def _part_fits(spec: Spec, wrong_text: str, piece: Piece) -> bool:
    if isinstance(spec, specs.CodeSpec):
        return fits_code(spec.task, wrong_text, piece.text)
    try:
        node = read_answer(spec, piece.text)
    except CheckError:
        return False
    return node is not None and _fits(spec, wrong_text, node, Context.of(spec))


_JUDGES: Mapping[str, Callable[[Any, Node, Context], Verdict]] = {
    "number": judge_value,
    "expression": judge_value,
    "vector": judge_array,
    "matrix": judge_array,
    "antiderivative": judge_antiderivative,
    "distribution": judge_distribution,
    "set": judge_collection,
    "list": judge_collection,
    "equation": judge_equation,
    "interval": judge_statement,
    "inequality": judge_statement,
    "eigenvector": judge_eigenvector,
    "span": judge_span,
    "shape": judge_shape,
    "matrix-expression": judge_matrix_expression,
    "solutions": judge_solutions,
    "any": judge_conditions,
}
"""The kinds whose answers are one tree, by name."""

_DIAGNOSES: Mapping[str, Callable[[Any, Node, Context], Verdict | None]] = {
    "number": diagnose_value,
    "expression": diagnose_value,
    "vector": diagnose_array,
    "matrix": diagnose_array,
    "antiderivative": diagnose_antiderivative,
    "distribution": diagnose_distribution,
    "equation": diagnose_equation,
    "interval": diagnose_statement,
    "inequality": diagnose_statement,
    "matrix-expression": diagnose_matrix_expression,
}

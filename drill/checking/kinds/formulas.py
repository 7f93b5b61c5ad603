"""Formulas from memory: equal as mathematics where both are read, else sign by sign."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed
from dataclasses import replace
from typing import Final

from drill.checking.answer_reader import ANSWER_LIMIT, check_indices, read_answer
from drill.checking.diagnosis import diagnose_expression
from drill.checking.diagnosis_trials import Trial
from drill.checking.kind_check import described, refuse, require_scalar
from drill.checking.kinds.context import Context, verdict_of
from drill.checking.kinds.equations import diagnose_equation, judge_equation
from drill.checking.kinds.interval_diagnosis import diagnose_statement
from drill.checking.kinds.statements import judge_statement
from drill.checking.signs.groups import Sign
from drill.checking.signs.spelled import BOLD_E, are_equal, is_spelled, orders_of, sides_of
from drill.checking.signs.tokens import readings_of, signs_of, told_apart
from drill.checking.signs.transposes import common
from drill.checking.spec import FormulaSpec, StatementSpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, ParseError
from drill.maths.tree import Interval, Node, Relation, Sequence, Sym, walk

_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
"""A brace that groups, or what a backslash stands before."""

_CONDITION: Final = re.compile(r"[A-Za-z}]\s*\((?:[^()|]|\\mid)*(?:\||\\mid(?![A-Za-z]))[^()|]*\)")
"""A value under a condition: ``p(x | y)``."""
_SIZES: Final = re.compile(
    r"\s*[A-Za-z0-9](?:_(?:\w|\{[^{}]*\}))?(?:\s*\\times\s*[A-Za-z0-9](?:_(?:\w|\{[^{}]*\}))?)+\s*"
)
"""``m \\times n``: a shape, whose sizes have an order."""

_CONVOLVED: Final = re.compile(r"(?<![\^_{])(?<![\^_] )\\ast(?![A-Za-z])")
"""A star between two things, which is a product in few papers only."""
_NUMBERED: Final = re.compile(r"\^\{\s*(?:\[|\\lbrack)")
"""A label in brackets: ``w^{[1]}`` is no power."""
_COMPARING: Final = frozenset(("=", "!=", "<", ">", "<=", ">="))
_WHOLE_DUE = "This side is right. Write the whole formula, with both sides and =."
_ALL_DUE = "This part is right. Write the whole formula, with all its sides."


def judge_formula(
    spec: FormulaSpec, text: str, mistakes: Listed[tuple[str, str]], context: Context
) -> Verdict:
    """The verdict; code ``form`` where one side of an equation is right, ``tokens`` where signs differ.

    Raises ParseError for an answer that is not read although the key is.
    """
    if len(text) > ANSWER_LIMIT:
        raise ParseError(f"an answer has at most {ANSWER_LIMIT} characters", None, code="too-large")
    if not text.strip():
        raise ParseError("nothing was typed", 1)
    if is_spelled(spec.texts, text):
        return correct("structure")
    check_indices(spec, text)
    found = _judged(spec, text, context)
    if found.verdict != "wrong" or found.code == "form":
        return found
    for mistaken, say in mistakes:
        if _fits(spec, mistaken, text, context):
            return wrong("misconception", say, found.evidence)
    return found


def _judged(spec: FormulaSpec, text: str, context: Context) -> Verdict:
    """By value where the key is read; among names that nobody declared a value only tells what is right."""
    if spec.key is None or _compares_lists(spec.key) or any(map(_has_no_value, spec.texts)):
        return _by_signs(spec, text)
    if spec.names.undeclared == "refuse":
        try:
            return _by_value(spec, spec.key, text, context)
        except ParseError:
            # a bar is no half of an absolute value where the key has conditions
            if _CONDITION.search(text) and any(map(_CONDITION.search, spec.texts)):
                return _by_signs(spec, text)
            raise
    try:
        found = _by_value(spec, spec.key, text, context)
    except CheckError:
        return _by_signs(spec, text)
    return found if found.verdict == "correct" or found.code == "form" else _by_signs(spec, text)


def _has_no_value(text: str) -> bool:
    """Whether a formula is read as arithmetic and means something else."""
    unlike = (_CONVOLVED, _NUMBERED, BOLD_E)
    return bool(_SIZES.fullmatch(text)) or any(one.search(text) for one in unlike)


def _compares_lists(key: Node) -> bool:
    """Whether sides of a relation are lists, ``u = (a, b) = (0, 1)``, which have no values side by side."""
    return any(
        isinstance(side, Interval | Sequence)
        for part in walk(key)
        if isinstance(part, Relation) and part.op in _COMPARING
        for side in (part.left, part.right)
    )


def _by_value(spec: FormulaSpec, key: Node, text: str, context: Context) -> Verdict:
    answer = read_answer(spec, text)
    assert answer is not None
    found = _compare(spec, key, answer, context)
    if found.verdict == "wrong" and not found.message:
        return _diagnosis(spec, key, answer, context) or replace(found, message="This is not the formula.")
    return found


def _compare(spec: FormulaSpec, key: Node, answer: Node, context: Context) -> Verdict:
    if not isinstance(key, Relation):
        if described(answer) and not described(key):
            raise refuse("formula", answer)
        if described(key):
            return judge_statement(_statement(spec, "interval", key), answer, context)
        require_scalar("formula", answer)
        return verdict_of(context.compare(key, answer))
    if not described(answer):
        return _one_side(key, answer, context)
    kind = "equation" if key.op == "=" else "inequality"
    if kind == "equation" and not (isinstance(answer, Relation) and answer.op == "="):
        raise refuse("equation", answer)
    judge = judge_equation if kind == "equation" else judge_statement
    return judge(_statement(spec, kind, key), answer, context)


def _one_side(key: Relation, answer: Node, context: Context) -> Verdict:
    """An expression where an equation is due: right as one of its sides, or wrong."""
    for side, other in ((key.right, key.left), (key.left, key.right)):
        if not isinstance(side, Sym) and not described(other) and context.equal(side, answer):
            return wrong("form", _WHOLE_DUE)
    return wrong("not-an-equation", "The whole formula is due, with two sides.", "structure")


def _statement(spec: FormulaSpec, kind: str, key: Node) -> StatementSpec:
    return StatementSpec(kind=kind, names=spec.names, assume=spec.assume, key=key)


def _diagnosis(spec: FormulaSpec, key: Node, answer: Node, context: Context) -> Verdict | None:
    try:
        if not isinstance(key, Relation):
            return None if described(key) else diagnose_expression(Trial(key, answer, context.assumed))
        if key.op == "=":
            return diagnose_equation(_statement(spec, "equation", key), answer, context)
        return diagnose_statement(_statement(spec, "inequality", key), answer, context)
    except CheckError:
        return None


def _fits(spec: FormulaSpec, mistaken: str, text: str, context: Context) -> bool:
    """Whether an answer is what a known mistake yields."""
    try:
        if is_spelled((mistaken,), text):
            return True
        key, answer = read_answer(spec, mistaken), read_answer(spec, text)
        if key is None or answer is None:
            return False
        return _compare(spec, key, answer, context).verdict == "correct"
    except CheckError:
        return False


def _by_signs(spec: FormulaSpec, text: str) -> Verdict:
    """Wrong, with how far the answer is right; unreadable where its braces do not close."""
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        if found.group() == "{":
            opened.append(found.start())
        elif found.group() == "}":
            if not opened:
                raise ParseError("this } closes nothing", found.start() + 1)
            opened.pop()
    if opened:
        raise ParseError("a brace is never closed", opened[-1] + 1)
    apart = told_apart(spec.texts)
    due = [signs_of(key, apart) for key in spec.texts]
    if any(_are_sides(key, signs) for _, signs in readings_of(text, apart) for key in due):
        is_chain = all(len(sides_of(key)) > 2 for key in due)
        return wrong("form", _ALL_DUE if is_chain else _WHOLE_DUE, "structure")
    reached, spelled, signs = max(
        ((common(key, signs), spelled, signs) for spelled, signs in readings_of(text, apart) for key in due),
        key=lambda found: found[0],
    )
    if reached == len(signs):
        return wrong("missing", "It is right as far as it goes, but it is not all.", "structure")
    if reached == 0:
        return wrong("tokens", "This is not the formula: it begins otherwise.", "structure")
    begun = spelled[: min(sign.position for sign in signs[reached:])].rstrip()
    last = begun if len(begun) <= _SHOWN else f"…{begun[-_SHOWN:]}"
    return wrong("tokens", f"It is right up to `{last}`. Look again at what follows.", "structure")


def _are_sides(key: Listed[Sign], signs: Listed[Sign]) -> bool:
    """Whether an answer is some of a key's sides, in their order: the first alone says nothing."""
    due, given = sides_of(key), sides_of(signs)
    if not len(given) < len(due) or not all(given):
        return False
    left = iter(due if len(given) > 1 else due[1:])
    return all(any(are_equal(orders_of(side), orders_of(one)) for side in left) for one in given)


_SHOWN = 30

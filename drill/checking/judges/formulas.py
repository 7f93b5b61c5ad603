"""Formulas from memory: the same notation as is due, or equal as mathematics where both compute."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed
from dataclasses import replace
from functools import lru_cache
from typing import Final, get_args
from unicodedata import normalize

from drill.checking.answer_reader import check_indices, read_answer
from drill.checking.diagnosis import diagnose_expression
from drill.checking.diagnosis_trials import Trial
from drill.checking.judges.context import Context, verdict_of
from drill.checking.judges.equations import diagnose_equation, judge_equation
from drill.checking.judges.interval_diagnosis import diagnose_statement
from drill.checking.judges.statements import judge_statement
from drill.checking.kind_check import described, refuse, require_scalar
from drill.checking.kinds.formula import FormulaSpec
from drill.checking.kinds.kind import Given, Mistake, one_text, require_length, wrong_texts
from drill.checking.recalled import (
    Recalled,
    are_same,
    both_lowered,
    has_sides,
    is_reordered,
    is_some_sides,
    keys_of,
    recalled,
    where_it_differs,
)
from drill.checking.spec import KeySpec, keyed
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, ParseError
from drill.latex import join
from drill.maths.tree import Interval, Node, Relation, Sequence, Sym, walk
from drill.notation import is_latex
from drill.typeset import Tier, linear

_CONDITION: Final = re.compile(r"[A-Za-z}]\s*\((?:[^()|]|\\mid)*(?:\||\\mid(?![A-Za-z]))[^()|]*\)")
"""A value under a condition: ``p(x | y)``."""
_NO_VALUE: Final = re.compile(
    r"\s*[A-Za-z0-9](?:_(?:\w|\{[^{}]*\}))?(?:\s*\\times\s*[A-Za-z0-9](?:_(?:\w|\{[^{}]*\}))?)+\s*\Z"
    r"|.*(?:(?<![\^_{])(?<![\^_] )\\ast(?![A-Za-z])|\^\{\s*(?:\[|\\lbrack)"
    r"|\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*e(?![A-Za-z]))",
    re.DOTALL,
)
"""Formulas that are read as arithmetic and mean something else: a shape ``m \\times n``, a convolution, a
label in brackets ``w^{[1]}``, an array called e."""
_COMPARING: Final = frozenset(("=", "!=", "<", ">", "<=", ">="))
_WHOLE_DUE = "This side is right. Write the whole formula, with both sides and =."
_REORDERED = "some letters changed places: if they are vectors or matrices, this is another product"
_ALL_DUE = "This part is right. Write the whole formula, with all its sides."
_NORM: Final = re.compile(r"\\\||‖|\|\||\\[lr]?Vert(?![A-Za-z])")
_NAMED_NORM: Final = re.compile(rf"(?:{_NORM.pattern})\s*(?:\^\s*(?:\{{[^{{}}]*\}}|\w)\s*)?_")
"""Bars of a norm, and those with an index, which may be the very question."""
_BLANKS: Final = re.compile(r"\s+(?=\W)|(?<=\W)\s+")
# Characters of what is right that a message repeats.
_SHOWN = 30
_UNBALANCED: Final = re.compile(r"\\.|[{}]", re.DOTALL)


def judge_formula(spec: FormulaSpec, given: Given, mistakes: Listed[Mistake], _shown: Listed[str]) -> Verdict:
    """Return the verdict; code ``form`` where one side of an equation is right, ``tokens`` where signs
    differ.

    Raises ParseError for an answer that is not read although the key is, or in which letters changed places
    that may be vectors.
    """
    text, context = one_text(given), Context.of(spec)
    require_length(text)
    if not text.strip():
        raise ParseError("nothing was typed", 1)
    if any(map(_NAMED_NORM.search, spec.texts)) and _NORM.search(text) and not _NAMED_NORM.search(text):
        raise ParseError("which norm is this? Write its index, such as \\|x\\|_2", None)
    answers = _readings(spec, text)
    if _is_spelled(spec, text, answers):
        return correct("structure")
    check_indices(spec, text)
    found = _judged(spec, text, answers, context)
    if found.verdict != "wrong" or found.code == "form":
        return found
    for mistaken, say in wrong_texts(mistakes):
        if _fits(spec, mistaken, text, context):
            return wrong("misconception", say, found.evidence)
    if any(map(is_reordered, keys_of(spec), answers)):
        raise ParseError(_REORDERED, None, hint="write its factors in their order")
    return found


def _readings(spec: FormulaSpec, text: str) -> list[Recalled]:
    """An answer as it is read beside each formula that is due; none where its brackets do not match."""
    found: list[Recalled] = []
    for key in keys_of(spec):
        try:
            found.append(recalled(text, key))
        except CheckError:
            continue
    return found


def _is_spelled(spec: FormulaSpec, text: str, answers: Listed[Recalled]) -> bool:
    """Whether an answer is one of the formulas that are due, up to spelling or as it is shown on one line."""
    if any(_is_copied(key, text) for key in spec.texts if is_latex(key) or "{" in key):
        return True
    return any(are_same(key, answer) for key, answer in zip(keys_of(spec), answers, strict=False))


def _is_copied(latex: str, text: str) -> bool:
    return _without_blanks(text) in _shown(latex)


@lru_cache(maxsize=256)
def _shown(latex: str) -> frozenset[str]:
    """A formula on one line in every set of glyphs."""
    return frozenset(_without_blanks("".join(linear(latex, tier=tier).lines)) for tier in get_args(Tier))


def _without_blanks(text: str) -> str:
    """A text without blanks, but for those that part words."""
    return _BLANKS.sub("", normalize("NFC", text.strip()))


def _judged(spec: FormulaSpec, text: str, answers: Listed[Recalled], context: Context) -> Verdict:
    """By value where the key is read."""
    if spec.key is None or _compares_lists(spec.key) or any(map(_NO_VALUE.match, spec.texts)):
        return _by_notation(spec, text, answers, context)
    try:
        return _by_value(spec, spec.key, text, context)
    except ParseError:
        # a bar is no half of an absolute value where the key has conditions
        if _CONDITION.search(text) and any(map(_CONDITION.search, spec.texts)):
            return _by_notation(spec, text, answers, context)
        raise


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


def _statement(spec: FormulaSpec, kind: str, key: Node) -> KeySpec:
    return keyed(KeySpec(kind=kind, assume=spec.assume), key, spec.names)


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
        other = recalled(mistaken)
        if are_same(other, recalled(text, other)):
            return True
        key, answer = read_answer(spec, mistaken), read_answer(spec, text)
        if key is None or answer is None:
            return False
        return _compare(spec, key, answer, context).verdict == "correct"
    except CheckError:
        return False


def _are_equal(spec: FormulaSpec, key: Node, answer: Node, context: Context) -> bool:
    try:
        if isinstance(key, Relation):
            return judge_equation(_statement(spec, "equation", key), answer, context).verdict == "correct"
        return context.equal(key, answer)
    except CheckError:
        return False


def _by_notation(spec: FormulaSpec, text: str, answers: Listed[Recalled], context: Context) -> Verdict:
    """Wrong, with the part that differs or how far the answer is right; unreadable where a brace is open."""
    _check_braces(text)
    keys = keys_of(spec)
    for key, answer in zip(keys, answers, strict=False):
        pairs = both_lowered(key, answer)
        if pairs and all(_are_equal(spec, *pair, context) for pair in pairs):
            return correct("numeric")
    if any(is_some_sides(key, answer) for key, answer in zip(keys, answers, strict=False)):
        is_chain = all(has_sides(key) > 2 for key in keys)
        return wrong("form", _ALL_DUE if is_chain else _WHOLE_DUE, "structure")
    for key, answer in zip(keys, answers, strict=False):
        reached = _common(key.tokens, answer.tokens)
        if reached == len(answer.tokens):
            return wrong("missing", "It is right as far as it goes, but it is not all.", "structure")
        if reached == 0:
            return wrong("tokens", "This is not the formula: it begins otherwise.", "structure")
        found = where_it_differs(keys, answer)
        if found is not None and (said := _SAYING.get(found.kind)) and found.given:
            return wrong("tokens", said.format(f"`{found.given}`"), "structure")
        begun = join(answer.tokens[:reached])
        last = begun if len(begun) <= _SHOWN else f"…{begun[-_SHOWN:]}"
        return wrong("tokens", f"It is right up to `{last}`. Look again at what follows.", "structure")
    return wrong("tokens", "This is not the formula.", "structure")


_SAYING: Final = {
    "sign": "Look again at the sign of {}.",
    "index": "Look again at the index of {}.",
    "exponent": "Look again at the exponent {}.",
    "summand": "The term {} does not belong here.",
    "factor": "The factor {} does not belong here.",
    "name": "The name {} is another one here.",
}


def _check_braces(text: str) -> None:
    opened: list[int] = []
    for found in _UNBALANCED.finditer(text):
        if found.group() == "{":
            opened.append(found.start())
        elif found.group() == "}":
            if not opened:
                raise ParseError("this } closes nothing", found.start() + 1)
            opened.pop()
    if opened:
        raise ParseError("a brace is never closed", opened[-1] + 1)


def _common(key: Listed[str], answer: Listed[str]) -> int:
    """How many tokens two formulas have in common from the beginning."""
    pairs = zip(key, answer, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(key), len(answer)))

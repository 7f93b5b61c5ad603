"""Feedback on a wrong answer before its key is shown, so that it can be tried again.

Sentences about wrong answers were written to appear next to the key. They begin with the slip, followed by
the rule, or the right value: only the beginning is shown, and nothing if that gives the key away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from drill.checking.answer_reader import read_answer
from drill.checking.answer_verdict import Verdict
from drill.checking.judge import is_right
from drill.checking.judges.context import Context
from drill.checking.kind import Given
from drill.checking.kinds.number_answers import ValueSpec
from drill.checking.kinds.vectors import ArraySpec
from drill.checking.spec import Key, Spec
from drill.errors import DrillError
from drill.maths.maths_tree import Binary, BinaryOp
from drill.text import join_in_sentence

# Diagnoses without feedback on the slip, or of a right value.
_SILENT = frozenset({"", "wrong", "rounding", "form", "forbidden", "ambiguous"})
# Messages without the amount of an error, because the key follows from it.
_WITHOUT_AMOUNT: Mapping[str, str] = {
    "factor": "A constant factor is off.",
    "constant": "A constant is off.",
    "percent": "A fraction and a percentage are mixed up.",
}
# A message about a shape is shown whole, because it is not the key, and half of it would be useless.
_WHOLE = frozenset({"shape", "size", "broadcast"})
# Formulas and code of a sentence, which never end it.
_NO_PROSE = re.compile(r"(?s)(?<!\\)\$(.+?)(?<!\\)\$|`([^`]+)`")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|[:;]\s")
# Advice that changes the answer into the key.
_ADVICE = re.compile(r"(?:Add|Divide|Double|Halve|Invert|Multiply|Subtract|Take)\b")
# Numbers in prose, as figures or in a word.
_NUMBER = re.compile(
    r"(?<![\w.])\d+(?:\.\d+|/\d+)?(?![\w.]*\w)|\b(?:half|twice|double|doubled|two|three)\b", re.I
)
_NUMBER_WORDS: Mapping[str, str] = {
    "half": "1/2", "twice": "2", "double": "2", "doubled": "2", "two": "2", "three": "3",
}  # fmt: skip
_RELATION = re.compile(r"=|\\approx|\\to\b|\\in\b")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|\S")
_SIGNS: tuple[BinaryOp, ...] = ("+", "-", "*", "/")
# Markup between the tokens of a key in a sentence.
_BETWEEN = r"[\s{}$]*"


def say_before_key(spec: Spec, key: Key, answer: Given, verdict: Verdict) -> str:
    """Return feedback on a wrong answer before its key is shown; empty if there is nothing.

    Never a sentence that contains ``key`` (of several parts, that of a part which is wrong), something equal
    to it, or a term or factor that the answer lacks.
    """
    keys = _kept_keys(spec, key, verdict)
    part = dict(spec.parts).get(verdict.part, spec)
    # a factor names no slip between plain numbers, because any two differ by one
    is_of_numbers = verdict.code == "factor" and isinstance(part, ValueSpec) and not part.vars
    said = "" if is_of_numbers else _shorten_verdict_message(verdict)
    if said and not _ADVICE.match(said) and not gives_away(spec, keys, answer, said):
        return said
    name = f"{verdict.mistake[:1].upper()}{verdict.mistake[1:]}." if verdict.mistake else ""
    return name if name and not gives_away(spec, keys, answer, name) else ""


def gives_away(spec: Spec, keys: Mapping[str, str], answer: Given, said: str) -> bool:
    """Return whether a sentence shows a key, or what makes the answer one. ``keys`` are by part, or under an
    empty name."""
    if any(contains_text(said, key) for key in keys.values()):
        return True
    formulas = list(_extract_said_formulas(said))
    for name in keys:
        part, typed = (spec.part(name), _part_of(answer, name)) if name else (spec, answer)
        if any(_is_key(part, formula) or _completes_answer(part, typed, formula) for formula in formulas):
            return True
    return False


def contains_text(said: str, key: str) -> bool:
    """Return whether a sentence contains the text of a key, whatever is between its tokens."""
    tokens = _TOKEN.findall(key)
    if not tokens:
        return False
    text = _BETWEEN.join(map(re.escape, tokens))
    return re.search(rf"(?<![\w.])(?:{text})(?!\w|\.\d)", said, re.IGNORECASE) is not None


def _kept_keys(spec: Spec, key: Key, verdict: Verdict) -> Mapping[str, str]:
    """Return the keys that must stay hidden, by part; those of right parts are known."""
    if isinstance(key, str):
        return {"": key}
    return {name: text for name, text in key.items() if not verdict.parts.get(name)}


def _shorten_verdict_message(verdict: Verdict) -> str:
    """Return the beginning of a verdict's message: the error and its place, without more."""
    right = [name for name, is_part_right in verdict.parts.items() if is_part_right]
    off = [name for name in verdict.parts if name not in right]
    if right and off and verdict.code != "misconception":
        verb = "are" if right[1:] else "is"
        return f"{join_in_sentence(right)} {verb} right, {join_in_sentence(off)} not yet."
    if verdict.code in _SILENT:
        return ""
    names = "|".join(map(re.escape, (verdict.part, *verdict.parts)))
    leading = re.match(rf"(?:{names})(?:(?:,| and|, and) (?:{names}))*: ", verdict.message)
    lead = leading[0] if leading else ""
    message = verdict.message.removeprefix(lead)
    if verdict.code in _WITHOUT_AMOUNT:
        return lead + _WITHOUT_AMOUNT[verdict.code]
    if not message:
        return ""
    return lead + (message if verdict.code in _WHOLE else _first_clause(message))


def _first_clause(message: str) -> str:
    """Return a message up to the end of its first sentence, or to a colon in it, outside of formulas."""
    apart = [match.span() for match in _NO_PROSE.finditer(message)]
    for match in _SENTENCE_END.finditer(message):
        if not any(start < match.start() < end for start, end in apart):
            return f"{message[: match.start()].rstrip(' .')}."
    return message


def _part_of(answer: Given, name: str) -> Given:
    return answer.get(name, "") if isinstance(answer, Mapping) else ""


def _extract_said_formulas(said: str) -> Iterator[str]:
    """Yield the formulas of a sentence with the sides of equations, and the numbers of its prose."""
    for match in _NO_PROSE.finditer(said):
        is_latex = match[1] is not None
        formula: str = match[1] if is_latex else match[2]
        for side in dict.fromkeys((formula, *_RELATION.split(formula))):
            # Nobody types a longer formula as a key.
            if side.strip() and len(side) <= 300:
                yield f"${side.strip()}$" if is_latex else side.strip()
    for match in _NUMBER.finditer(_NO_PROSE.sub(" ", said)):
        yield _NUMBER_WORDS.get(match[0].lower(), match[0])


def _is_key(spec: Spec, formula: str) -> bool:
    try:
        return is_right(spec, formula)
    except DrillError:
        return False


def _completes_answer(spec: Spec, answer: Given, formula: str) -> bool:
    """Return whether the answer is right once a formula is added, taken away, multiplied or divided by."""
    if not isinstance(answer, str):
        return False
    number = formula.strip("${}")
    if isinstance(spec, ArraySpec) and _NUMBER.fullmatch(number):
        return _is_key(spec, f"({answer})*({number})") or _is_key(spec, f"({answer})/({number})")
    if not isinstance(spec, ValueSpec):
        return False
    try:
        typed, missing = read_answer(spec, answer), read_answer(spec, formula)
        if typed is None or missing is None:
            return False
        context = Context.of(spec)
        trees = (Binary(sign, typed, missing) for sign in _SIGNS)
        return any(spec.compare(tree, context).verdict == "correct" for tree in trees)
    except DrillError:
        return False

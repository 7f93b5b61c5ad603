"""Find prompts that leave nothing but arithmetic to work out, because they print the formula of the answer.

A formula counts if it is requested, or defines the requested letter; other words count if they define a thing
that is requested by the same words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import isclose

from drill.banks.draws import Draw, draw_numbers, every_draw
from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.banks.scope import DrawScope
from drill.banks.templates import remove_braces_in_formulas
from drill.banks.variant_expansion import EQUALS_KEY, StageMaker
from drill.checking import NumberSpec
from drill.errors import BankError, CheckError, DrillError
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    find_in_tree,
    find_symbols,
    substitute_symbols,
    walk_tree,
)
from drill.maths.names import Names
from drill.maths.numeric import evaluate_real
from drill.maths.plain import parse
from drill.notation import is_latex, read_latex
from drill.proving.claims import claim_of
from drill.proving.restated_keys import collect_like_terms

_SPAN = r"\$[^$]+\$|`[^`]+`"
_VALUE = rf"{_SPAN}|-?\d+(?:[./]\d+)*"
_ASKED = re.compile(
    r"\b(?:what(?: value)? (?:is|are|has)|how much is|give|write|return|compute|simplify|find|evaluate|state)"
    rf"\s+(?:(?:down|out|the|its|an?|(?:value|result) of)\s+)*({_SPAN}|[^.?!,;:$`]+)",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"(?<![<>!:=])=(?!=)|:=|\\leftarrow|\\gets")
# Questions for a year or a person, and expressions for an array's size in a question on that array.
_TRIVIA = re.compile(
    r"\b(?:[Ww](?:hat|hich) (?:year|authors?|conference|journal|letters?)|"
    r"[Ww]hat does [A-Z]{2}[\w-]* stand for|"
    r"Who (?:is|are|was|were|wrote|proposed|introduced|invented))\b"
)
_SIZE = re.compile(r"len\((\w+)\)|(\w+)\.(?:shape(?:\[-?\d\])?|size|ndim)")
_SIZED = (
    r"(?:how many (?:rows|columns|entries|elements|axes) (?:has|does|are in)|(?:shape|size|length) of) `{}`"
    r"(?:\?| have|, )"
)
# The object of a question, behind its verb; numbers in words; and numbers in a rule for the answer's form.
_ASKED_OF = re.compile(
    r"\b(?:what|which|how (?:much|many))\b[^.?!]*?\b(?:is|are|was|were) ([^.?!,;:$`]+)\?", re.I
)
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = rf"(?:{'|'.join(_UNITS)}|a)[ -](?:half|halves|thirds?|quarters?|fifths?|sixths?|tenths?)|half"
_PARTS = ("hal", "third", "quarter", "fifth", "sixth", "", "", "", "tenth")
_NUMBER = re.compile(r"(?<![\w.\\])\d+(?:\.\d+|/\d+)?(?![\w.]*\w)")
_ROUNDED = re.compile(r"\b(?:to|with) (?:\d+|two|three|four) (?:decimals?|digits?|significant)")
_LARGER = re.compile(
    r"\b(?:which of\b[^.?!]*\b(?:larger|largest|greater|greatest|smaller|smallest|least)\b"
    r"|wh(?:at|ich)\b[^.?!]*\b(?:larger|largest|greater|greatest|smaller|smallest) (?:ones? )?of)\b",
    re.IGNORECASE,
)

_PUT_INTO = ("min", "max", "abs", "exp", "ln", "log", "sqrt")


def find_told_answer(stage: StageMaker) -> str:
    """Return the prompt's words that leave nothing to work out; empty if there is work left."""
    if not isinstance(stage.key, str):
        return ""
    setting = stage.text(stage.drawn.form.setting, "prompt")
    prompt = remove_braces_in_formulas(f"{setting} {stage.prompt()}")
    if trivia := _TRIVIA.search(prompt):
        return trivia[0]
    asked = [*_list_asked(prompt)]
    if stage.kind == "code":
        sized = _SIZE.fullmatch(stage.key)
        said = re.search(_SIZED.format(sized[1] or sized[2]), prompt, re.I) if sized else None
        if said:
            return said[0]
        return next((text for text in asked if text.split() == stage.key.split()), "")
    with suppress(DrillError):
        key = claim_of(stage).tree
        if key is not None:
            if copied := _find_copied_number(prompt, stage):
                return copied
            shown = ((text, _read(text, stage)) for text in asked)
            worked = _work_out(_list_equations(prompt), stage)
            return next((text for text, tree in (*shown, *worked) if tree and _is_key(tree, key)), "")
    return ""


def _list_equations(prompt: str) -> list[list[str]]:
    """Return the formulas of a prompt, each as its sides."""
    spans: list[str] = re.findall(_SPAN, prompt)
    return [[side.strip("$`,. ") for side in _EQUALS.split(span)] for span in spans]


def _list_asked(prompt: str) -> Iterator[str]:
    """Yield the requested thing, and its definition in the prompt."""
    for match in _ASKED.finditer(prompt):
        asked = match[1].strip("$` ")
        yield asked
        for first, *others in _list_equations(prompt):
            yield from others if first.split() == asked.split() else ()
        if match[1][0] not in "$`":
            said = rf"\b{re.escape(asked)} (?:is|are|was|equals|of) ({_VALUE})"
            yield from (value.strip("$`") for value in re.findall(said, prompt, re.IGNORECASE))
    for match in _ASKED_OF.finditer(prompt):
        said = rf"({_VALUE}|{_WORDS})(?: of \w+(?: \w+)?)? (?:is|are|was|were) {re.escape(match[1])}(?![\w?])"
        yield from (_spell_number(value.strip("$`")) for value in re.findall(said, prompt, re.IGNORECASE))


def _spell_number(text: str) -> str:
    """Return a fraction that is spelled out in words as digits; any other text unchanged."""
    count, _, part = text.lower().rpartition(" " if " " in text else "-")
    whole = next((str(size) for size, stem in enumerate(_PARTS, 2) if stem and part.startswith(stem)), "")
    above = _UNITS.index(count) + 1 if count in _UNITS else 1
    return f"{above}/{whole}" if whole else text


def _find_copied_number(prompt: str, stage: StageMaker) -> str:
    """Return the key where a prompt prints no other number, or asks which of those is larger."""
    key = _read_number(str(stage.key))
    if key is None or not stage.drawn.params:
        return ""
    printed = {_read_number(number) for number in _NUMBER.findall(_ROUNDED.sub("", prompt))}
    is_told = printed == {key} or (key in printed and _LARGER.search(prompt) is not None)
    return str(stage.key) if is_told else ""


def _read_number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _work_out(equations: list[list[str]], stage: StageMaker) -> Iterator[tuple[str, Node | None]]:
    """Yield each right side whose letters all have values in the prompt, with these in it."""
    read = [(sides[0], text, _read(text, stage)) for sides in equations for text in sides[len(sides) > 1 :]]
    values: dict[str, Node] = {
        name: tree
        for name, text, tree in read
        if tree is not None and text != name and not find_symbols(tree)
    }
    for _, text, tree in read:
        if tree is not None and len(list(find_in_tree(tree, Binary))) > 1:
            yield text, substitute_symbols(tree, values)


def _read(text: str, stage: StageMaker) -> Node | None:
    frame = stage.scope.frame
    names = Names(frozenset((*frame.vars, *frame.latex)), functions="bank", undeclared="allow")
    with suppress(DrillError):
        if is_latex(text):
            return read_latex(text, names, frame.latex)
        return parse(text, names, "value")
    return None


def _is_key(tree: Node, key: Node) -> bool:
    """Return whether a tree equals a key after arithmetic; with letters, after collecting like terms."""
    if find_symbols(key):
        return collect_like_terms(tree) == collect_like_terms(key)
    if not all(
        isinstance(part, Num | Neg)
        or (isinstance(part, Binary) and part.op in "+-*/^")
        or part == Const("e")
        or (isinstance(part, Call) and part.name in _PUT_INTO and Num("0") not in part.args)
        for part in walk_tree(tree)
    ):
        return False
    value, right = evaluate_real(tree, {}), evaluate_real(key, {})
    return value is not None and right is not None and isclose(value, right, rel_tol=1e-3)


# Find draws in which a known mistake equals the key: there it gets no feedback, and counts as right.


@dataclass(frozen=True, slots=True)
class Coincidence:
    """A known mistake that equals the key in some of an exercise's draws."""

    field: FieldPath
    # The share of the draws, and the values of one of them, in words.
    share: float
    draw: str
    # What leaves out these draws and hardly another one, as ``where`` has it; empty where nothing is known.
    condition: str = ""


def find_coincidences(exercise: Exercise) -> Iterator[Coincidence]:
    """Yield each known mistake that equals the key in some draws, but not those without any parameters."""
    for form in exercise.forms:
        if not form.params or not any(question.wrong for question in form.questions):
            continue
        draws = _list_draws(form)
        for place, question in enumerate(form.questions):
            if question.wrong:
                yield from _of_question(draws, place, question)


def _list_draws(form: Form) -> Sequence[Draw]:
    """Return all draws of a form where they are not too many, else different ones."""
    # Up to 3,000 combinations of the parameters are tried in full.
    every = every_draw(form, 3000)
    if every is not None:
        return every
    drawn = (draw_numbers(form, seed) for seed in range(400))
    return list({tuple(each.params.values()): each for each in drawn}.values())


def _of_question(draws: Sequence[Draw], place: int, question: Question) -> Iterator[Coincidence]:
    for index in range(len(question.wrong)):
        tried = draws
        equal = _find_equal_numbers(question, index, draws)
        if equal is None:
            # Each comparison of keys that are not plain numbers takes long.
            tried = random.Random(index).sample(draws, min(len(draws), 100))
            equal = [drawn for drawn in tried if _is_equal_to_key(drawn, place, index)]
        if equal:
            yield _describe(question, index, equal, [drawn for drawn in tried if drawn not in equal])


def _find_equal_numbers(question: Question, index: int, draws: Sequence[Draw]) -> list[Draw] | None:
    """Return the draws that make a mistake the key; None unless both are numbers in all of them."""
    equation = _equation_of(question, index, "=")
    try:
        if not equation:
            return None
        return [each for each in draws if _holds(equation, StageMaker(question, each).scope)]
    except (BankError, CheckError):
        return None


def _equation_of(question: Question, index: int, sign: str) -> str:
    """Return the key and a mistake with a sign between; empty where their digits or parts count."""
    answer, mistake = question.answer, question.wrong[index].answer
    if not isinstance(answer, NumberSpec) or answer.tolerance or answer.asked_rounding or answer.is_percent:
        return ""
    if not isinstance(mistake, str):
        return ""
    return f"{answer.text} {sign} {mistake}"


def _is_equal_to_key(drawn: Draw, place: int, index: int) -> bool:
    return StageMaker(drawn.form.questions[place], drawn).mistakes().dropped.get(index) == EQUALS_KEY


def _describe(question: Question, index: int, equal: Sequence[Draw], others: Sequence[Draw]) -> Coincidence:
    conditions = (
        each for each in _list_conditions(question, index, equal) if _separates(each, equal, others)
    )
    values = ", ".join(f"{name} = {text}" for name, text in equal[0].numbers.items())
    share = len(equal) / (len(equal) + len(others))
    return Coincidence((*question.at, "wrong", index), share, values, next(conditions, ""))


def _list_conditions(question: Question, index: int, found: Sequence[Draw]) -> Iterator[str]:
    """Yield conditions that may leave out some draws: a value, two that are equal, the mistake itself."""
    values = {name: {drawn.numbers[name] for drawn in found} for name in found[0].numbers}
    yield from (f"{name} != {next(iter(texts))}" for name, texts in values.items() if len(texts) == 1)
    yield from (f"{first} != {second}" for first, second in combinations(values, 2))
    condition = _equation_of(question, index, "!=")
    # A longer condition is not worth proposing.
    if 0 < len(condition) <= 120:
        yield condition


def _separates(condition: str, found: Sequence[Draw], others: Sequence[Draw]) -> bool:
    """Return whether a condition is false in all of some draws, and true in all others."""
    with suppress(BankError, CheckError):
        is_false = not any(_holds(condition, drawn.scope) for drawn in found)
        return is_false and all(_holds(condition, drawn.scope) for drawn in others)
    return False


def _holds(condition: str, scope: DrawScope) -> bool:
    return scope.is_true(scope.frame.read(condition, "where", "statement"))

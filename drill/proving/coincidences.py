"""Find draws in which a known mistake equals the key: there it gets no feedback, and counts as right."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

from drill.banks.draws import Draw, draw_numbers, every_draw
from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.banks.scope import DrawScope
from drill.banks.variant_expansion import EQUALS_KEY, StageMaker
from drill.checking import NumberSpec
from drill.errors import BankError, CheckError


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

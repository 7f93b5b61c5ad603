"""Ask questions about a formula whose letters are said, and choose which of them are worth an exercise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.equal_members import ask_endless_sum, ask_equal_members
from drill.formulas.formula import Formula, open_formulas
from drill.formulas.formula_parts import list_asked_formulas
from drill.formulas.letter_rows import RowError, read_rows
from drill.formulas.letter_types import NOT_NEGATIVE, Array, Number
from drill.formulas.missing_domains import has_missing_domain
from drill.formulas.predictions import ask_predictions
from drill.formulas.special_cases import ask_first_index, ask_special_cases
from drill.formulas.tree_values import Trace, compute_value
from drill.formulas.value_numbers import ask_numbers
from drill.formulas.world_relations import is_recursion, keeps_sign, make_world
from drill.notation import walk_nodes
from drill.notation.tree import Apply, Ref, Statement


def ask_questions(latex: str, rows: Sequence[str]) -> list[AskedQuestion]:
    """Return questions about a formula, each with a key that was computed twice.

    They are about the statement of which most can be asked, and about a part of it where that is little.
    None where nothing is read, or fits its rows, or where a row allows values at which nothing is finite.
    """
    try:
        formulas = open_formulas(latex, rows)
    except DrillError:
        return []
    if any(map(has_missing_domain, formulas)):
        return []
    asked = _ask_statements(formulas)
    kept = [] if choose_questions(asked)[0] else _drop_recursions(latex, rows, formulas[0])
    return ask_questions(latex, kept) if kept and kept != [*rows] else asked


def _drop_recursions(latex: str, rows: Sequence[str], formula: Formula) -> list[str]:
    """Return rows without recursions of letters: what they compute may be any value of its own."""
    gone: dict[str, str] = {}
    for row, said in zip(read_rows(rows)[1], formula.relations, strict=False):
        found, right = formula.find_letter(said.sides[0]), said.sides[-1]
        if found is None or not is_recursion(formula, said.sides[0], right):
            continue
        gone[row.text] = ""
        letter, kind = found.letter, found.letter.type
        if isinstance(kind, Number | Array) and keeps_sign(formula, letter, right):
            gone[letter.row.text] = f"{letter.row.name}: {replace(kind, domain=NOT_NEGATIVE)}"
    kept = [*filter(None, (gone.get(row, row) for row in rows))]
    for _ in rows if gone else ():
        try:
            open_formulas(latex, kept)
        except RowError as error:  # a letter that stood in them alone
            kept = [row for row in kept if row != error.row]
        except DrillError:
            break
        else:
            break
    return kept


def _ask_statements(formulas: Sequence[Formula]) -> list[AskedQuestion]:
    """Return the questions about the statements of one display, or about parts of them."""
    best: list[AskedQuestion] = []
    for formula in list_asked_formulas(formulas):
        # Two questions of this worth together are enough, so that no part of the formula is asked about.
        if formula.lead and _rate(best) >= 6.0:
            break
        if any(_is_tied(formula, other) for other in formulas):
            continue
        asked = _ask_formula(formula)
        if formula.lead:
            best += _list_new(asked, best) if _rate(asked) else ()
        elif not best or _rate(asked) > _rate(best):
            best = asked
    return best


def _is_tied(formula: Formula, other: Formula) -> bool:
    """Return whether another statement of its display says what a part is, and defines no letter."""
    left, right = other.left, other.right
    if left is None or other is formula or other.find_defined(Statement((left, right), ("=",))) is not None:
        return False
    return not isinstance(left, Ref | Apply) and left in walk_nodes(formula.right)


def _ask_formula(formula: Formula) -> list[AskedQuestion]:
    """Return the questions about one statement; what cannot be asked of it keeps nothing else back."""
    asked: list[AskedQuestion] = []
    if not _is_quick_to_compute(formula):
        return []
    kinds: tuple[Callable[[Formula], Iterator[AskedQuestion]], ...] = (
        ask_numbers, ask_special_cases, ask_first_index, ask_endless_sum, ask_equal_members, ask_predictions,
    )  # fmt: skip
    for ask in kinds:
        with suppress(DrillError):
            asked.extend(ask(formula))
    return [replace(each, prompt=f"{formula.lead} {each.prompt}".strip()) for each in asked]


def _list_new(asked: Sequence[AskedQuestion], before: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    """Return the questions of a part that ask for something else than those of what it stands in."""
    known = [(each.about, each.witness.get("ask")) for each in before]
    has_numbers = any(each.about == "numbers" for each in before)
    return [
        each
        for each in asked
        if (each.about, each.witness.get("ask")) not in known
        and not (has_numbers and each.about == "numbers")
    ]


def _is_quick_to_compute(formula: Formula) -> bool:
    """Return whether a formula has a value that is computed fast enough for a thousand worlds."""
    has_value = False
    for seed in range(1, 5):
        trace = Trace()
        with suppress(DrillError):
            value = compute_value(formula, make_world(formula, seed), trace=trace)
            has_value = has_value or isinstance(value, float | int | np.ndarray)
        # A value that visits more than 500 parts is not asked about.
        if sum(map(len, trace.values.values())) > 500:
            return False
    return has_value


def _rate(asked: Sequence[AskedQuestion]) -> float:
    """Return what the two questions with which a formula is worked are worth together."""
    return sum(question.worth for question in choose_questions(asked)[0])


# What is asked of an exercise at least, so that a question that is worth less stands beside it.
_GOOD: Final = 3.0
# The same of what goes further.
_BETTER: Final = 3.8


def choose_questions(
    asked: Sequence[AskedQuestion],
) -> tuple[tuple[AskedQuestion, ...], tuple[AskedQuestion, ...]]:
    """Return at most two questions with which a formula is worked, and two with which one goes further."""
    by_worth = sorted(asked, key=lambda question: -question.worth)
    work = _take_varied(by_worth, 2)
    left = [question for question in by_worth if question not in work]
    further = _take_varied(left, 2, {question.about for question in work})
    return _keep_good(_order(work), _GOOD), _keep_good(_order(further), _BETTER)


def _take_varied(
    questions: Sequence[AskedQuestion], count: int, before: Collection[str] = ()
) -> list[AskedQuestion]:
    """Return the best questions, each of another kind as far as there are any; ``before`` were asked."""
    taken: list[AskedQuestion] = []
    for is_new in (True, False):
        for question in questions:
            kinds = {*before, *(each.about for each in taken)}
            if len(taken) < count and question not in taken and (question.about not in kinds or not is_new):
                taken.append(question)
    return taken


_ORDER: Final = ("numbers", "special case", "prediction")


def _order(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    return sorted(questions, key=lambda question: _ORDER.index(question.about))


def _keep_good(questions: Sequence[AskedQuestion], least: float) -> tuple[AskedQuestion, ...]:
    """Return the questions unless none of them is good: rather none than a dull one."""
    return tuple(questions) if any(question.worth >= least for question in questions) else ()

"""What a formula becomes when one of its weights is at an end, and which formula of the paper that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.contained import UNEXPECTED, contained, gave_up
from drill.papers_first.draft import Draft, Exercise, Kind, Skipped
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.decided import Decided
from drill.papers_first.sides import Line, lines
from drill.papers_first.special_cases.case_proof import TypedFormula, is_proved
from drill.papers_first.special_cases.case_wording import typed_exercise
from drill.papers_first.special_cases.chosen_cases import chosen_cases
from drill.papers_first.special_cases.typed_cases import cases_of, read_formula

KIND: Final[Kind] = "special-case"
_MOST_CASES: Final = 2
_MOST_ALIKE: Final = 2
_PLACES: Final = re.compile(r"_\{[^{}]*\}|\([^()]*\)")
"""Indices and arguments."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """At most two cases of each formula: typed where it is plain arithmetic, else to be chosen.

    What is the same question with the same answer for many formulas is asked of two of them.
    """
    asked: Counter[tuple[str, str]] = Counter()
    for one in _every(paper):
        if isinstance(one, Draft):
            question = (one.slot, _answer(one.exercise))
            asked[question] += 1
            if asked[question] > _MOST_ALIKE:
                yield Skipped(KIND, one.source, "the same is asked of other formulas")
                continue
        yield one


def _answer(exercise: Exercise) -> str:
    """What is left; of formulas without indices and arguments: ``r(s_t, a_t)`` is ``r_t`` once more."""
    match exercise["answer"]:
        case {"choice": [*options]}:
            right = next(str(option["right"]) for option in options if "right" in option)
            return _PLACES.sub("", right)
        case answer:
            return str(answer)


def _every(paper: Paper) -> Iterator[Draft | Skipped]:
    every = tuple(lines(paper))
    formulas: dict[Line, TypedFormula] = {}
    refused: dict[Line, str] = {}
    for line in every:
        try:
            formulas[line] = read_formula(paper, line)
        except RefusedError as error:
            refused[line] = str(error)
        except UNEXPECTED as error:
            refused[line] = gave_up("this formula", error)
    known = tuple(formulas.values())
    decided = Decided(paper)
    for line in every:
        formula = formulas.get(line)
        made = partial(_typed, paper, formula, known, decided) if formula is not None else tuple[Draft]
        typed = list(_contained(line, made))
        yield from typed
        if any(isinstance(one, Draft) for one in typed):
            continue
        for one in _contained(line, partial(chosen_cases, paper, line, every, decided)):
            is_refused = isinstance(one, Skipped) and line in refused
            yield replace(one, why=refused[line]) if is_refused else one


def _contained(line: Line, make: Callable[[], Iterable[Draft | Skipped]]) -> Iterator[Draft | Skipped]:
    return contained(KIND, line.latex, make)


def _typed(
    paper: Paper, formula: TypedFormula, formulas: Sequence[TypedFormula], decided: Decided
) -> Iterator[Draft]:
    """Cases that are typed, those that are another formula of the paper first."""
    for case in tuple(cases_of(formula, formulas, decided))[:_MOST_CASES]:
        if is_proved(formula, case.settings, case.left_over):
            slot = ",".join(f"{name}={to_plain(node)}" for name, node in case.settings)
            exercise = typed_exercise(paper.at(formula.line.formula), formula, case)
            yield Draft(KIND, formula.line.formula, formula.line.source, slot, exercise, proved=True)

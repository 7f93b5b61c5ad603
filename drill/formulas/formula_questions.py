"""Ask questions about a formula whose letters are said, and choose which of them are worth an exercise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.formula import open_formulas
from drill.formulas.shape_check import check_shapes
from drill.formulas.special_cases import ask_special_cases
from drill.formulas.step_numbers import ask_step_numbers
from drill.formulas.written_out import ask_written_out

# Interprets an expression on arrays by their names.
RunCode: TypeAlias = Callable[[str, Mapping[str, Any]], Any]


def ask_questions(latex: str, rows: Sequence[str], run: RunCode) -> list[AskedQuestion]:
    """Return questions about a formula, each with a key that was computed twice.

    None where it is not one statement, its rows are not read, or it does not fit them.
    """
    try:
        formulas = open_formulas(latex, rows)
        if len(formulas) != 1 or check_shapes(formulas[0]).questions:
            return []
    except DrillError:
        return []
    return [
        *ask_step_numbers(formulas[0], rows),
        *ask_written_out(formulas[0], rows),
        *ask_special_cases(formulas[0], rows),
    ]


def choose_questions(
    asked: Sequence[AskedQuestion],
) -> tuple[tuple[AskedQuestion, ...], tuple[AskedQuestion, ...]]:
    """Return the questions with which a formula is worked, and those with which one goes further."""
    return tuple(asked[:2]), tuple(asked[2:4])

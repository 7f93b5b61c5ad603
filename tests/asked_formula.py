"""A question that is asked about a formula, its exercise taken apart, for tests that judge keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drill.banks.models import Declared, Exercise, Form, Question
from drill.checking import Option, as_mapping
from drill.formulas import ask_questions

_ABOUT = {"choice": "prediction", "number": "numbers", "vector": "numbers", "code": "numpy"}


@dataclass(frozen=True)
class Asked:
    """One exercise on a formula, by the parts that tests look at."""

    exercise: Exercise

    @property
    def _form(self) -> Form:
        return self.exercise.forms[0]

    @property
    def question(self) -> Question:
        """What it asks."""
        return self._form.questions[0]

    @property
    def about(self) -> str:
        """What is asked of the formula: a prediction, numbers, a special case, or NumPy."""
        return _ABOUT.get(self.kind, "special case")

    @property
    def kind(self) -> str:
        """The kind of its answer."""
        return self.question.answer.kind

    @property
    def key(self) -> str:
        """The text of its key, or the id of the right option."""
        right = [option.id for option in self.options if option.right]
        return right[0] if right else str(as_mapping(self.question.answer)[self.kind])

    @property
    def options(self) -> Sequence[Option]:
        """Its options."""
        return self.question.answer.options

    @property
    def declared(self) -> Declared:
        """What it declares."""
        return self._form.declared

    @property
    def names(self) -> Mapping[str, str]:
        """The LaTeX of its names."""
        return self.declared.names

    @property
    def shapes(self) -> Mapping[str, Sequence[str]]:
        """The axes of its names that are arrays."""
        shapes: Any = as_mapping(self.question.answer).get("shapes", {})
        return {name: [str(axis) for axis in axes] for name, axes in shapes.items()}

    @property
    def params(self) -> Mapping[str, Sequence[str]]:
        """The numbers that are drawn."""
        return {name: [*domain] for name, domain in self._form.params.items()}

    @property
    def where(self) -> Sequence[str]:
        """What holds of a draw."""
        return self._form.where

    @property
    def prompt(self) -> str:
        """Its prompt."""
        return self.question.prompt

    @property
    def steps(self) -> Sequence[str]:
        """The texts of its solution."""
        return tuple(step.text for step in self.question.steps)

    @property
    def witness(self) -> Mapping[str, Any]:
        """Its witness."""
        return self.question.witness


def list_asked(latex: str, rows: Sequence[str]) -> list[Asked]:
    """Return the questions about a formula."""
    return [Asked(exercise) for exercise in ask_questions(latex, rows)]

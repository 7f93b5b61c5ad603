"""Exercises of a subject whose prompts are alike but for numbers: one of them teaches nothing new. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.banks.models import Exercise
from drill.proving.findings import Finding, finding_at
from drill.proving.links import BankText

_VALUE = re.compile(r"@\{[^{}]*\}|@\w+|\d+(?:[.,/]\d+)*")
_BLANKS = re.compile(r"[\s{}]+")


def twin_findings(bank: BankText) -> Iterator[Finding]:
    """Yield each exercise that asks what an earlier one asks, with other numbers."""
    first: dict[str, str] = {}
    for file in bank.files if bank.subject is not None else ():
        for loaded in file.exercises:
            asked = _asked(loaded.exercise)
            earlier = first.setdefault(asked, loaded.id)
            if earlier != loaded.id:
                message = (
                    f"it asks what {earlier} asks, but for numbers; tell them apart, or make one of them"
                )
                yield finding_at(file.path, loaded, ("prompt",), "error", "twin", message)


def _asked(exercise: Exercise) -> str:
    """All that is asked, with one sign in place of each number and value."""
    texts: list[str] = []
    for form in exercise.forms:
        texts.append(form.setting)
        for question in form.questions:
            answer = question.answer
            texts.append(question.prompt)
            texts += (option.text for option in answer.options)
            texts += (line.text for line in answer.lines)
    return _BLANKS.sub(" ", _VALUE.sub("#", "\n".join(texts))).strip().lower()

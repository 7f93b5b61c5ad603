"""Find phrases that are never right in this field, in sentences that learners read. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from drill.banks.expression_faults import list_question_texts
from drill.banks.models import Exercise, FieldPath
from drill.proving.exercise_links import BankText
from drill.proving.findings import Finding, finding_at

_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase given by its pattern, and what to write instead."""

    name: str
    pattern: re.Pattern[str]
    instead: str


@cache
def read_unwanted_phrases() -> tuple[Phrase, ...]:
    """Return the phrases of ``read_unwanted_phrases.yaml``."""
    import yaml

    listed = yaml.load(files("drill.proving").joinpath("phrases.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return tuple(
        Phrase(name, re.compile(row["pattern"], re.IGNORECASE), row["instead"])
        for name, row in listed.items()
    )


def language_findings(bank: BankText) -> Iterator[Finding]:
    """Yield each phrase in each sentence of a subject, unless the exercise allows it and says why."""
    for file in bank.files if bank.subject is not None else ():
        for name, card in file.cards.items():
            for phrase in _phrases_in(f"{card.when} {card.why} {card.watch}", {}):
                message = f"cards.{name}: {phrase.name!r}: {phrase.instead}"
                yield Finding("warning", "phrase", "", "", file.path, 1, 1, message)
        for loaded in file.exercises:
            for path, text in exercise_sentences(loaded.exercise):
                for phrase in _phrases_in(text, loaded.exercise.allow):
                    message = f"{phrase.name!r}: {phrase.instead}"
                    yield finding_at(file.path, loaded, path, "warning", "phrase", message)


def exercise_sentences(exercise: Exercise) -> Iterator[tuple[FieldPath, str]]:
    """Yield every sentence of an exercise that a learner reads, with its place."""
    yield ("title",), exercise.title
    for form in exercise.forms:
        for field in ("shape", "motion", "theory"):
            yield (*form.at, field), getattr(form, field)
        yield (*form.at, "prompt"), form.setting
        for question in form.questions:
            for path, text in list_question_texts(question):
                yield (*question.at, *path), text


def _phrases_in(text: str, allowed: Mapping[str, str]) -> Iterator[Phrase]:
    words = _FORMULA.sub("#", text)
    for phrase in read_unwanted_phrases():
        if phrase.pattern.search(words) and phrase.name not in allowed:
            yield phrase

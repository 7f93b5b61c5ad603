"""From a checked file to what the cache keeps, and back to entries and topics. Light both ways."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple
from typing import Any, NamedTuple

from drill.banks.cache import Compiled
from drill.banks.content import LoadedExercise, LoadedFile, ReadFile, SubjectPart
from drill.codec import to_plain
from drill.errors import BankError


class Row(NamedTuple):
    """What the cache's first line holds of one exercise; names as in ``catalogue.Entry``."""

    id: str
    title: str
    line: int
    topic: str  # empty where the file has one topic for all
    skill: str
    needs: list[str]
    level: int
    pace: int
    kind: str
    stages: int
    renews: str
    maths: str
    wording: str
    was: list[str]
    corrects: list[str]


def compile_file(loaded: LoadedFile) -> Compiled:
    """Return a topic's file for the cache: its exercises line by line, then its cards."""
    head = {
        "topic": loaded.topic, "title": loaded.title, "theory": loaded.theory, "source": loaded.source,
        "licence": loaded.licence, "field": loaded.field_of_work,
        "rows": [_row(exercise) for exercise in loaded.exercises], "cards": list(loaded.cards),
        "topics": loaded.topics, "problems": plain_problems(loaded.problems),
    }  # fmt: skip
    bodies = [compact(to_plain(each.exercise)) for each in loaded.exercises]
    return Compiled(head, (*bodies, compact(to_plain(loaded.cards))))


def manner(read: ReadFile, *, expressions: bool) -> str:
    """Return what the cache tells apart of one file: who read it, and whether its expressions were read."""
    return f"{'full' if expressions else 'shape'} {getattr(read, '__name__', '')}"


def compact(data: object) -> str:
    """Write plain data as one line of JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def compile_subject(loaded: SubjectPart) -> Compiled:
    """``_subject.yaml`` for the cache."""
    head: dict[str, Any] = {name: getattr(loaded, name) for name in ("title", "licence", "topics")}
    skills = [astuple(skill) for skill in loaded.skills]
    return Compiled(head | {"skills": skills, "problems": plain_problems(loaded.problems)})


def problems_of(compiled: Compiled, path: str) -> list[BankError]:
    """Return the problems of a compiled file that lies at ``path``."""
    names = ("message", "hint", "line", "column", "field", "exercise", "code")
    kept = compiled.head["problems"]
    return [BankError(**dict(zip(names, problem, strict=True)), path=path) for problem in kept]


def plain_problems(problems: Iterable[BankError]) -> list[list[Any]]:
    """Return problems as plain data, without their file's path; ``problems_of`` reads them back."""
    return [[p.message, p.hint, p.line, p.column, p.field, p.exercise, p.code] for p in problems]


def _row(loaded: LoadedExercise) -> Row:
    exercise = loaded.exercise
    return Row(
        id=exercise.id, title=exercise.title, line=loaded.line, topic=exercise.topic, skill=exercise.skill,
        needs=list(exercise.needs), level=exercise.level, pace=exercise.pace, kind=exercise.kind,
        stages=max(len(form.questions) for form in exercise.forms), renews=exercise.renews,
        maths=loaded.maths, wording=loaded.wording, was=list(exercise.was), corrects=list(exercise.corrects),
    )  # fmt: skip

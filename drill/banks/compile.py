"""From a checked file to what the cache keeps, and back to entries and topics. Light both ways."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from drill.banks.cache import Compiled
from drill.banks.catalogue import DEFAULT_LEVEL
from drill.banks.content import Body, LoadedFile, LoadedSubject
from drill.banks.hashes import content_hashes
from drill.checking.table import KINDS
from drill.errors import BankError


class Row(NamedTuple):
    """What the cache's first line holds of one exercise; names as in ``catalogue.Entry``."""

    id: str
    line: int
    skill: str
    needs: list[str]
    level: int
    kind: str
    maths: str
    wording: str
    was: list[str]
    corrects: list[str]
    parametrised: bool


def compile_file(loaded: LoadedFile) -> Compiled:
    """A topic's file for the cache."""
    head = {
        "topic": loaded.topic,
        "title": loaded.title,
        "theory": loaded.theory,
        "source": loaded.source,
        "licence": loaded.licence,
        "rows": [_row(exercise.line, exercise.body) for exercise in loaded.exercises],
        "problems": plain_problems(loaded.problems),
    }
    bodies = (json.dumps(e.body, ensure_ascii=False, separators=(",", ":")) for e in loaded.exercises)
    return Compiled(head, tuple(bodies))


def compile_subject(loaded: LoadedSubject) -> Compiled:
    """``_subject.yaml`` for the cache."""
    head = {
        "title": loaded.title,
        "licence": loaded.licence,
        "topics": loaded.topics,
        "skills": loaded.skills,
        "problems": plain_problems(loaded.problems),
    }
    return Compiled(head)


def problems_of(compiled: Compiled, path: str) -> list[BankError]:
    """The problems of a compiled file that lies at ``path``."""
    return [
        BankError(
            message, hint, path=path, line=line, column=column, field=field, exercise=exercise, code=code
        )
        for message, hint, line, column, field, exercise, code in compiled.head["problems"]
    ]


def plain_problems(problems: Iterable[BankError]) -> list[list[Any]]:
    """Problems as plain data, without their file's path; ``problems_of`` reads them back."""
    return [[p.message, p.hint, p.line, p.column, p.field, p.exercise, p.code] for p in problems]


def _row(line: int, body: Body) -> Row:
    maths, wording = content_hashes(body)
    answer = body["answer"]
    assert isinstance(answer, Mapping)
    return Row(
        id=str(body["id"]),
        line=line,
        skill=str(body.get("skill", "")),
        needs=_texts(body, "needs"),
        level=int(str(body.get("level", DEFAULT_LEVEL))),
        kind=next(kind for kind in KINDS if kind in answer),
        maths=maths,
        wording=wording,
        was=_texts(body, "was"),
        corrects=_texts(body, "corrects"),
        parametrised=bool(body.get("params")),
    )


def _texts(body: Body, field: str) -> list[str]:
    value = body.get(field)
    return [str(text) for text in value] if isinstance(value, list) else []

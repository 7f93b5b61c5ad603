"""A topic's file as it was read, with the place of every field, as text: for caches and other processes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from drill.banks.cache import Compiled
from drill.banks.compile import compact, plain_problems, problems_of
from drill.banks.content import LoadedExercise, LoadedFile
from drill.banks.models import Card, Exercise
from drill.codec import from_plain, to_plain

_HEAD = ("topic", "title", "theory", "source", "licence", "field_of_work", "topics")


def pack(loaded: LoadedFile) -> Compiled:
    """Return what a file holds as lines of JSON."""
    head = {name: getattr(loaded, name) for name in _HEAD}
    head |= {"cards": to_plain(loaded.cards), "problems": plain_problems(loaded.problems)}
    bodies: list[str] = []
    for exercise in loaded.exercises:
        body = {name: getattr(exercise, name) for name in ("id", "line", "maths", "wording", "written")}
        bodies.append(compact(body | {"exercise": to_plain(exercise.exercise), "places": exercise.places()}))
    return Compiled(head, tuple(bodies))


def unpack(path: str, compiled: Compiled) -> LoadedFile | None:
    """Return the file that lies at ``path``; None where its lines can no longer be read."""
    bodies = compiled.all_bodies()
    if bodies is None:
        return None
    head = compiled.head
    return LoadedFile(
        path, topic=head["topic"], title=head["title"], theory=head["theory"], source=head["source"],
        licence=head["licence"], field_of_work=head["field_of_work"],
        exercises=tuple(map(_exercise, bodies)),
        cards={name: from_plain(Card, card) for name, card in head["cards"].items()},
        topics=tuple((id_, title) for id_, title in head["topics"]),
        problems=tuple(problems_of(compiled, path)),
    )  # fmt: skip


def to_text(loaded: LoadedFile) -> str:
    """Return a file as one text, for another process."""
    packed = pack(loaded)
    return "\n".join((compact(packed.head), *packed.bodies))


def from_text(path: str, text: str) -> LoadedFile:
    """Return the file that `to_text` wrote."""
    head, *bodies = text.split("\n")
    loaded = unpack(path, Compiled(json.loads(head), tuple(bodies)))
    assert loaded is not None, "its lines are in memory"
    return loaded


def _exercise(body: Mapping[str, Any]) -> LoadedExercise:
    exercise = from_plain(Exercise, body["exercise"])
    places = partial(dict[str, tuple[int, int]], body["places"])
    return LoadedExercise(
        body["id"], body["line"], exercise, body["maths"], body["wording"], body["written"], places
    )

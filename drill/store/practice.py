"""Read the data of the warm-up: the reps of rapid exercises, and when these came in a session."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import bindparam, text
from sqlalchemy import select as sql_select
from sqlmodel import Session

from drill.gyr.events import ATTEMPTS, ItemId
from drill.gyr.fluency import Lesson, Rep
from drill.gyr.fold import undone
from drill.store import log
from drill.store.log import EVENT

Entry: TypeAlias = "tuple[ItemId, Rep | Lesson]"
_Ordered: TypeAlias = "tuple[tuple[int, str, str], Entry]"

_REPS = sql_select(
    EVENT.c.lamport, EVENT.c.device, EVENT.c.id, EVENT.c.item, EVENT.c.maths, EVENT.c.study_day, EVENT.c.ok,
    EVENT.c.seconds, EVENT.c.more,
).where(EVENT.c.learner == bindparam("learner"), text("kind = 'rep'"))  # fmt: skip


def read_practice(session: Session, learner: str, hashes: Mapping[ItemId, Collection[str]]) -> list[Entry]:
    """Return reps and lessons of exercises in the total order; ``hashes`` are the contents that count."""
    former = log.former_names(session, learner)
    entries = [*_reps(session, learner, hashes, former), *_lessons(session, learner, hashes)]
    return [entry for _, entry in sorted(entries, key=itemgetter(0))]


def _reps(
    session: Session, learner: str, hashes: Mapping[ItemId, Collection[str]], former: Mapping[str, ItemId]
) -> Iterator[_Ordered]:
    for row in session.execute(_REPS, {"learner": learner}):
        item = former.get(row.item, row.item)
        if row.maths in hashes.get(item, ()):
            yield (row.lamport, row.device, row.id), (item, _rep(row))


def _rep(row: Any) -> Rep:
    try:
        more = json.loads(row.more)
        typed = len("".join(more["answer"].split()))
        day = date.fromisoformat(row.study_day)
        return Rep(day, str(more["set"]), bool(row.ok), float(row.seconds), typed, float(more["first"]))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise log.broken_event(row.id, error) from error


def _lessons(session: Session, learner: str, items: Collection[ItemId]) -> Iterator[_Ordered]:
    for item, lines in log.lines_of_items(session, learner, items):
        gone = undone(lines)
        for line in lines:
            if line.kind in ATTEMPTS and line.id not in gone:
                lesson = Lesson(line.study_day, line.seconds if line.ok and not line.helped else 0.0)
                yield (line.lamport, line.device, line.id), (item, lesson)

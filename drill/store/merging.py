"""The union of logs: events of files that were written elsewhere join the log, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session
from sqlmodel import col, select

from drill.errors import FileError, LogError, UsageError
from drill.files import refuse_endless
from drill.gyr.events import AHEAD, UNDOABLE, Event, EventId, ItemId, LearnerId, Override, Undo, is_possible
from drill.gyr.wire import LEAP, LINE_BYTES, TOO_LONG, EventError, from_line, refuse_wild, to_columns
from drill.store.database_tables import EventRow, table_of
from drill.store.engine import lock_learner_log
from drill.store.log import INSERT_EVENT, leaps_of
from drill.store.states import split_into_chunks

_TABLE = table_of(EventRow)
_KNOWN = sql_select(_TABLE).where(_TABLE.c.id.in_(bindparam("ids", expanding=True)))
_BOM = b"\xef\xbb\xbf"


class Placed(NamedTuple):
    """An event with its file and line."""

    path: str
    line: int
    event: Event


@dataclass(slots=True)
class Merged:
    """The outcome of a merge."""

    read: int = 0
    added: int = 0
    # Number of added events that were written while a clock was in an impossible year.
    misdated: int = 0
    # The items of new events by their names there, by learner.
    items_by_learner: dict[LearnerId, set[ItemId]] = field(default_factory=dict[LearnerId, set[ItemId]])


def list_log_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files to merge, a folder replaced by its ``*.jsonl`` files, each file once.

    Raises:
        UsageError: a path does not exist, or a folder contains no such file.
        FileError: one is a pipe or a device, or cannot be looked at.
    """
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*.jsonl") if file.is_file())
            if not inside:
                raise UsageError(f"there is no .jsonl file in {path}", "drill export FILE writes one")
            files.update(dict.fromkeys(inside))
            continue
        try:
            refuse_endless(path)
        except FileNotFoundError:
            raise UsageError(f"there is no such file or folder: {path}") from None
        except OSError as error:
            raise FileError(path, "read", error) from None
        files[path] = None
    return list(files)


def read_placed_events(files: Sequence[Path], now: datetime, *, force: bool = False) -> Iterator[Placed]:
    """Yield every event of the files, in their order, as its line is reached.

    An event dated ahead is accepted if it is undone as well, or with ``force``.

    Raises:
        LogError: a line is not an event of an honest log; at the end, if an event is dated ahead.
        OSError: a file cannot be read.
    """
    latest = None if force else now + AHEAD
    ahead: list[Placed] = []
    undone: set[EventId] = set()
    for file in files:
        with file.open("rb") as stream:
            for number, line in _read_log_lines(str(file), stream):
                placed = place_event(str(file), number, line)
                if isinstance(placed.event.facts, Undo):
                    undone.add(placed.event.facts.target)
                elif latest is not None and is_after(placed.event, latest):
                    ahead.append(placed)
                yield placed
    for placed in ahead:
        if placed.event.id not in undone:
            raise refuse_ahead(placed)


def place_event(path: str, number: int, line: bytes) -> Placed:
    """Return the event of a line of a file. Raises LogError if it is not an event of an honest log."""
    try:
        event = from_line(line)
        refuse_wild(event)
    except EventError as error:
        raise LogError(error.message, path=path, line=number) from None
    return Placed(path, number, event)


def is_after(event: Event, latest: datetime) -> bool:
    """Return whether an event is a mark that is dated after the latest time that a merge accepts."""
    return event.at > latest and event.kind in UNDOABLE


def refuse_ahead(placed: Placed) -> LogError:
    """Return the error for a mark that is dated ahead and not undone."""
    return LogError(
        "at: it is more than 48 hours ahead",
        "set this clock right; or, where the file was exported, run drill doctor --undo-ahead and "
        "export again; or take it in with --force",
        path=placed.path,
        line=placed.line,
    )


def _read_log_lines(path: str, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield lines with their numbers, except for blank ones, with at most a megabyte in memory."""
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        if len(line) > LINE_BYTES:
            raise LogError(TOO_LONG, path=path, line=number)
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield number, line


def take_events(session: Session, events: Iterable[Placed], learner: LearnerId) -> Merged:
    """Insert the new events, in a session that writes for ``learner``.

    Raises:
        LogError: an id exists with other content, an undo or override is of another learner's event, or a
            lamport leaps beyond all below it.
    """
    merged = Merged()
    placed_at: dict[tuple[LearnerId, int], Placed] = {}
    locked = {learner}
    for chunk in split_into_chunks(events):
        for learner_to_lock in {placed.event.learner for placed in chunk} - locked:
            lock_learner_log(session, learner_to_lock)
            locked.add(learner_to_lock)
        new = _new_rows(session, chunk)
        if new:
            session.connection().execute(INSERT_EVENT, [row for _, row in new.values()])
            _refuse_strange_aims(session, {id_: placed for id_, (placed, _) in new.items()})
        for placed, _ in new.values():
            merged.items_by_learner.setdefault(placed.event.learner, set()).add(placed.event.item)
            merged.misdated += not is_possible(placed.event.at)
            if placed.event.lamport > LEAP:
                placed_at.setdefault((placed.event.learner, placed.event.lamport), placed)
        merged.read += len(chunk)
        merged.added += len(new)
    _refuse_leaps(session, placed_at)
    return merged


def _new_rows(session: Session, chunk: Iterable[Placed]) -> dict[str, tuple[Placed, dict[str, Any]]]:
    """Return the rows of events that the log does not contain."""
    read: dict[str, tuple[Placed, dict[str, Any]]] = {}
    for placed in chunk:
        row = to_columns(placed.event)
        _, twin = read.setdefault(placed.event.id, (placed, row))
        if twin is not row:
            _refuse_other_content(placed, row, twin)
    stored = session.execute(_KNOWN, {"ids": list(read)}).mappings()
    for known in stored:
        placed, row = read.pop(known["id"])
        _refuse_other_content(placed, row, dict(known))
    return read


def _refuse_other_content(placed: Placed, row: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    same = all(row[name] == known[name] for name in row if name != "more")
    if same and (
        row["more"] == known["more"] or _sort_json_names(row["more"]) == _sort_json_names(known["more"])
    ):
        return
    raise LogError(
        f"the event {placed.event.id} is already known with other content",
        "events are never changed: leave out this file, or this line",
        path=placed.path,
        line=placed.line,
    )


def _sort_json_names(more: str) -> str:
    """Return a JSON text with its names sorted; a text that is not JSON unchanged."""
    try:
        return json.dumps(json.loads(more), sort_keys=True)
    except (ValueError, RecursionError):
        return more


def _refuse_strange_aims(session: Session, new: Mapping[str, Placed]) -> None:
    """Refuse undos and overrides of another learner's event, whichever of the two came first."""
    aims: dict[EventId, Placed] = {}
    for placed in new.values():
        facts = placed.event.facts
        if isinstance(facts, Undo | Override):
            aims[facts.target] = placed
    if aims:
        wanted = select(EventRow.id, EventRow.learner).where(col(EventRow.id).in_(list(aims)))
        for id_, learner in session.execute(wanted):
            aiming = aims[EventId(id_)]
            if learner != aiming.event.learner:
                message = f"this {aiming.event.kind} is of another learner's event"
                raise _make_foreign_mark_error(aiming, message)
    wanted = select(EventRow.target, EventRow.learner, EventRow.kind).where(
        col(EventRow.target).in_(list(new)), col(EventRow.kind).in_((Undo.kind, Override.kind))
    )
    for target, learner, kind in session.execute(wanted):
        if learner != new[target].event.learner:
            raise _make_foreign_mark_error(new[target], f"another learner's {kind} names this event")


def _refuse_leaps(session: Session, new: Mapping[tuple[LearnerId, int], Placed]) -> None:
    """Refuse a log in which a Lamport time is far above the next lower one, new events included."""
    for learner in {learner for learner, _ in new}:
        for lamport in leaps_of(session, learner):
            if (learner, lamport) in new:
                placed = new[learner, lamport]
                raise LogError(
                    "lamport: it is more than 2^32 above the next lower one",
                    "no honest log holds it; where the file was exported, drill doctor names the event",
                    path=placed.path,
                    line=placed.line,
                )


def _make_foreign_mark_error(placed: Placed, message: str) -> LogError:
    return LogError(message, "nobody changes another's marks", path=placed.path, line=placed.line)

"""Export the log: every event as JSON Lines, or the marks as a table; and merge others' logs."""

from __future__ import annotations

import csv
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from drill.errors import FileError, LogError, UsageError
from drill.files import whole_file
from drill.gyr.events import Answer, Attempt, Event, ItemId, format_event_time, line_of, write_as_json
from drill.gyr.fold import Lineage, find_attempt_outcomes
from drill.gyr.wire import as_line
from drill.session.workspace import Workspace
from drill.store import list_log_files, read_placed_events

if TYPE_CHECKING:
    from drill.store import Merged

# Columns of the table of marks.
COLUMNS: tuple[str, ...] = (
    "study_day", "at", "item", "kind", "round", "pass", "counts", "mark", "ok", "why", "decided_by",
    "code", "mistake", "answer", "second", "reason", "hints", "revealed", "seen", "seconds", "learner",
    "device", "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """How many events or marks were written, and which events are left out, in words."""

    count: int
    left_out: tuple[str, ...]


def export_events(workspace: Workspace, file: Path, *, everyone: bool = False) -> Exported:
    """Write the learner's events (or everyone's) as JSON Lines into ``file``.

    The former content of the file is replaced once all is written.

    Raises:
        UsageError: the file is the database itself.
        FileError: it cannot be written.
    """
    left_out: list[str] = []
    with open_replacing_stream(workspace, file) as stream:
        events = workspace.store.snapshot(everyone=everyone, left_out=left_out)
        count = _count_written(stream.write(as_line(event) + "\n") for event in events)
    return Exported(count, tuple(left_out))


def export_marks(workspace: Workspace, file: Path, *, everyone: bool = False) -> Exported:
    """Write the learner's marks (or everyone's) as CSV into ``file``, item by item.

    ``ok``, ``why`` and ``mark`` are what holds today: overrides and regrades are worked in, undone attempts
    left out. Raises as `export_events`.
    """
    left_out: list[str] = []
    with open_replacing_stream(workspace, file) as stream:
        table = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        table.writeheader()
        count = _count_written(
            table.writerow(row)
            for item, events in workspace.store.snapshot_by_item(everyone=everyone, left_out=left_out)
            for row in _list_mark_rows(item, events, _find_counting_lineage(workspace, item, events))
        )
    return Exported(count, tuple(left_out))


def merge_log_files(workspace: Workspace, paths: Sequence[Path], *, force: bool = False) -> Merged:
    """Merge the events of files and folders, all of them or none.

    Raises:
        UsageError: a path leads nowhere.
        LogError: a line cannot be taken in; nothing is.
    """
    events = read_placed_events(list_log_files(paths), workspace.clock(), force=force)
    return workspace.store.merge(events, workspace.catalogue.entries)


def _count_written(written: Iterable[object]) -> int:
    return sum(1 for _ in written)


def _find_counting_lineage(workspace: Workspace, item: ItemId, events: Sequence[Event]) -> Lineage | None:
    """Return the content under which marks count: the loaded one, else that of the newest event."""
    entry = workspace.catalogue.entries.get(item)
    if entry is not None:
        return entry.lineage
    return next((Lineage(event.content.maths) for event in reversed(events) if event.content), None)


def _list_mark_rows(
    item: ItemId, events: Sequence[Event], lineage: Lineage | None
) -> Iterator[dict[str, object]]:
    came_to = find_attempt_outcomes(map(line_of, events), lineage)
    for event in events:
        facts = event.facts
        outcome = came_to.get(event.id)
        if isinstance(facts, Attempt) and outcome is not None:
            yield {
                "study_day": event.study_day.isoformat(), "at": format_event_time(event.at), "item": item,
                "kind": event.kind, "round": facts.round, "pass": facts.pass_,
                "counts": _write_yes_or_no(outcome.counts), "mark": outcome.colour,
                "ok": _write_yes_or_no(outcome.ok),
                "why": _write_yes_or_no(outcome.why), "decided_by": facts.decided_by, "code": facts.code,
                "mistake": facts.mistake, "answer": _answer_text(facts.answer),
                "second": _answer_text(facts.second), "reason": facts.reason, "hints": facts.hints,
                "revealed": _write_yes_or_no(facts.revealed), "seen": _write_yes_or_no(facts.seen),
                "seconds": f"{facts.seconds:g}", "learner": event.learner,
                "device": event.device, "id": event.id,
            }  # fmt: skip


def _answer_text(answer: Answer) -> str:
    if isinstance(answer, str):
        return answer
    return json.dumps(write_as_json(answer), ensure_ascii=False)


def _write_yes_or_no(fact: bool) -> str:
    return "yes" if fact else "no"


@contextmanager
def open_replacing_stream(workspace: Workspace, file: Path) -> Generator[TextIO, None, None]:
    """Open a stream that becomes ``file`` once all is written; pipes and devices are written to directly.

    Raises:
        UsageError: the file is a folder, or the database itself.
        FileError: it cannot be written.
    """
    if file.is_dir():
        raise UsageError(f"this is a folder: {file}", "name a file in it")
    try:
        if file.exists() and not file.is_file():
            with file.open("w", encoding="utf-8", newline="") as stream:
                yield stream
            return
        target = file.resolve()
        if target in (workspace.places.database.resolve(), workspace.store.file):
            raise UsageError(f"this is the database itself: {file}", "name another file")
        with whole_file(target) as binary:
            stream = TextIOWrapper(binary, encoding="utf-8", newline="")
            yield stream
            stream.detach()  # the buffered text is handed on; the file stays open until it is whole
    except BrokenPipeError:
        raise  # whoever read it has enough
    except OSError as error:
        raise FileError(file, "written", error) from error


# Keep two machines in step by a shared folder: each writes its log there and merges the others'.

# The time of a file's last change, and its size.
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """The result for one file of the folder: its name, and how many events were new or why it waits."""

    name: str
    added: int = 0
    waits: str = ""


class FolderSync:
    """Keeps a log and the files of a folder in step; a file is looked at again when it changes."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        """Raises UsageError if the folder is not there."""
        if not folder.is_dir():
            raise UsageError(f"there is no such folder: {folder}", "name one that both machines see")
        self._workspace = workspace
        self._folder = folder
        self._own = folder / f"{workspace.settings.learner}-{workspace.store.device()}.jsonl"
        self._written: list[Stamp] | None = None
        self._seen: dict[Path, Stamp] = {}

    def look(self) -> Iterator[Taken]:
        """Merge the changed logs in the folder, then write one's own log there, if it has news.

        A file that another machine has not finished is left until it changes.

        Raises:
            FileError: one's own file cannot be written.
        """
        for path in sorted(self._folder.glob("*.jsonl")):
            stamp = _read_file_stamp(path)
            if path == self._own or stamp is None or self._seen.get(path) == stamp:
                continue
            self._seen[path] = stamp
            try:
                if not path.read_bytes().endswith(b"\n"):
                    yield Taken(path.name, waits="its last line is not complete yet")
                elif added := merge_log_files(self._workspace, [path]).added:
                    yield Taken(path.name, added)
            except (LogError, FileError, OSError) as error:
                yield Taken(path.name, waits=str(error))
        log = self._log_stamps()
        if log != self._written or not log or not self._own.exists():
            export_events(self._workspace, self._own)
            self._written = self._log_stamps()

    def _log_stamps(self) -> list[Stamp]:
        """When the database was last written; nothing of one on a server."""
        file = self._workspace.store.file
        if file is None:
            return []
        stamps = map(_read_file_stamp, (file, file.with_name(f"{file.name}-wal")))
        return [stamp for stamp in stamps if stamp is not None]


def _read_file_stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size

"""Keep two machines in step by a shared folder: each writes its log there and merges the others'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drill.errors import FileError, LogError, UsageError
from drill.session.exporting import export_events, merge_log_files
from drill.session.workspace import Workspace

# Of a file: when it was changed, and its size.
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
        """Raises UsageError where the folder is not there."""
        if not folder.is_dir():
            raise UsageError(f"there is no such folder: {folder}", "name one that both machines see")
        self._workspace = workspace
        self._folder = folder
        self._own = folder / f"{workspace.settings.learner}-{workspace.store.device()}.jsonl"
        self._written: list[Stamp] | None = None
        self._seen: dict[Path, Stamp] = {}

    def look(self) -> Iterator[Taken]:
        """Merge what changed in the folder, then write one's own log there, if it has news.

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
        stamps = (_read_file_stamp(path) for path in (file, file.with_name(f"{file.name}-wal")))
        return [stamp for stamp in stamps if stamp is not None]


def _read_file_stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size

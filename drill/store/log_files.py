"""Logs as files: events are read line by line, and invalid ones refused before the store sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from drill.errors import FileError, LogError, UsageError
from drill.files import refuse_endless
from drill.gyr.wire import LINE_BYTES, EventError, from_line, refuse_wild
from drill.store.merging import Placed

# Clocks of two machines may lie apart by time zones, not by more.
AHEAD = timedelta(hours=48)
_BOM = b"\xef\xbb\xbf"


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files to merge, a folder replaced by its ``*.jsonl`` files, each file once.

    Raises:
        UsageError: one is not there, or a folder holds no such file.
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


def read_events(files: Sequence[Path], now: datetime, *, force: bool = False) -> Iterator[Placed]:
    """Yield every event of the files, in their order, as its line is reached; ``force`` takes any time ahead.

    Raises:
        LogError: a line is no event, or one that no honest log holds.
        OSError: a file cannot be read.
    """
    latest = None if force else now + AHEAD
    for file in files:
        with file.open("rb") as stream:
            for number, line in _lines(str(file), stream):
                try:
                    event = from_line(line)
                    refuse_wild(event)
                except EventError as error:
                    raise LogError(error.message, path=str(file), line=number) from None
                if latest is not None and event.at > latest:
                    hint = "set the clock right, or take it in with --force"
                    raise LogError("at: it is more than 48 hours ahead", hint, path=str(file), line=number)
                yield Placed(str(file), number, event)


def _lines(path: str, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield lines with their numbers, without blank ones; never more than a megabyte is in memory."""
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        if len(line) > LINE_BYTES:
            raise LogError("the line is longer than 1 MB", path=path, line=number)
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield number, line

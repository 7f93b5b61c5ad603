"""Logs as files: events read line by line, and everything that a merge refuses before the store sees it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from drill.errors import FileError, LogError, UsageError
from drill.files import refuse_endless
from drill.gyr.wire import DEPTH, LINE_BYTES, EventError, from_json, refuse_wild
from drill.store.merging import Placed
from drill.text import clean

# Clocks of two machines may lie apart by time zones, not by more.
AHEAD = timedelta(hours=48)
_BOM = b"\xef\xbb\xbf"


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files to merge, a folder's ``*.jsonl`` in its place, each file once.

    Raises:
        UsageError: one is not there, or a folder holds no such file.
        FileError: one is a pipe or a device, or cannot be looked at.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*.jsonl") if each.is_file())
            if not inside:
                raise UsageError(f"there is no .jsonl file in {path}", "drill export FILE writes one")
            found.update(dict.fromkeys(inside))
            continue
        try:
            refuse_endless(path)
        except FileNotFoundError:
            raise UsageError(f"there is no such file or folder: {path}") from None
        except OSError as error:
            raise FileError(path, "read", error) from None
        found[path] = None
    return list(found)


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
                    shape = _parsed(line)
                    event = from_json(shape if _is_clean(line) else _cleaned(shape))
                    refuse_wild(event)
                except EventError as error:
                    raise LogError(error.message, path=str(file), line=number) from None
                if latest is not None and event.at > latest:
                    hint = "set the clock right, or take it in with --force"
                    raise LogError("at: it is more than 48 hours ahead", hint, path=str(file), line=number)
                yield Placed(str(file), number, event)


def _lines(path: str, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers, blank ones left out; never more than a megabyte is held."""
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        if len(line) > LINE_BYTES:
            raise LogError("the line is longer than 1 MB", path=path, line=number)
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield number, line


def _parsed(line: bytes) -> object:
    try:
        return _json(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise EventError("this is not UTF-8; merge reads what drill export writes") from None
    except RecursionError:
        raise EventError(f"nested deeper than {DEPTH}") from None
    except ValueError as error:
        raise EventError(f"this is not JSON ({error}); merge reads what drill export writes") from None


def _is_clean(line: bytes) -> bool:
    """Whether no string of a line of JSON can hold anything to clean: the plain letters of most lines."""
    return line.isascii() and b"\\" not in line and b"\x7f" not in line


def _refuse_constant(name: str) -> object:
    raise EventError(f"a number that is not finite: {name}")


_json = json.JSONDecoder(parse_constant=_refuse_constant).decode


def _cleaned(value: object, depth: int = DEPTH) -> object:
    """A JSON value whose strings, names among them, hold no control characters."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | dict) and depth == 0:
        raise EventError(f"nested deeper than {DEPTH}")
    if isinstance(value, list):
        return [_cleaned(part, depth - 1) for part in cast("list[object]", value)]
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value).items()
        return {clean(name): _cleaned(part, depth - 1) for name, part in parts}
    return value

"""Files that are replaced by converted ones: nothing is ever half-written, or gone before its successor is
there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from drill.errors import FileError, SourceError
from drill.files import write_whole


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of a file, or of several that become one."""

    # As people call it: ``papers/adam``, or a path.
    name: str
    # What changes, in words, a line each.
    words: tuple[str, ...]
    # What is converted, as it was read; removed in the end, unless it is the target.
    sources: tuple[tuple[Path, bytes], ...]
    target: Path
    # The target's content; None where the target has taken their place before.
    content: bytes | None


def copy_sources(changes: Iterable[FileChange], folder: Path, root: Path) -> None:
    """Copy what is going to be changed into a folder of backups, as it lies below ``root`` or elsewhere.

    Raises FileError.
    """
    for change in changes:
        for source, content in change.sources:
            is_below = source.is_relative_to(root)
            place = source.relative_to(root) if is_below else Path("elsewhere", *source.absolute().parts[1:])
            _write_durably(folder / place, content)


def apply_change(change: FileChange) -> None:
    """Write the target and remove what it replaces.

    Raises:
        SourceError: a file has changed since it was read; nothing is done.
        FileError: the target cannot be written, or a source not removed.
    """
    former = [source for source, _ in change.sources if source != change.target]
    is_taken = change.content is not None and len(former) == len(change.sources) and change.target.exists()
    if is_taken or any(_read_if_present(source) != content for source, content in change.sources):
        message = f"{change.name} was just changed by another program"
        raise SourceError(message, "run `drill upgrade` again")
    if change.content is not None:
        _write_durably(change.target, change.content)
    for source in reversed(former):  # the first one is that by which the others are found
        try:
            source.unlink()
        except OSError as error:
            raise FileError(source, "written", error) from error


def _read_if_present(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write_durably(path: Path, content: bytes) -> None:
    """Write a file so that neither it nor its name is lost where the power fails."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise FileError(path, "written", error) from error
    with suppress(OSError):  # where a system cannot do that with folders
        descriptor = os.open(path.resolve().parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

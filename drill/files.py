"""Files that are written whole or not at all, and by one window at a time."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_LOCK = ".lock"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; a link's target is written. Raises OSError."""
    path.resolve().parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as stream:
        stream.write(data)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream that becomes the file at ``path`` once all is written, and nothing before. Raises OSError."""
    target = path.resolve()
    descriptor, half = tempfile.mkstemp(prefix=f".{target.name[:80]}-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(half, _mode(target))
        os.replace(half, target)
    except BaseException:
        with suppress(OSError):
            os.remove(half)
        raise


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have a folder's files to oneself, between reading one and writing it; others wait. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a+b") as stream:
        _lock(stream)
        yield  # closing the file lets go of it


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: BinaryIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)


def _mode(target: Path) -> int:
    """The mode of the file that is there, else what the user's mask leaves."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask

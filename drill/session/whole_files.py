"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


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


def _mode(target: Path) -> int:
    """The mode of the file that is there, else what the user's mask leaves."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask

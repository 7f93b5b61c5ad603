"""Lines that come in: from standard input, or from a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from drill.errors import FileError


def lines_from(source: str) -> Iterator[str]:
    """The lines of a file, of ``-`` those of standard input; bytes that are no UTF-8 are replaced.

    Raises FileError where it cannot be read.
    """
    if source == "-":
        yield from _decoded(sys.stdin.buffer)
        return
    try:
        with Path(source).open("rb") as file:
            yield from _decoded(file)
    except OSError as error:
        raise FileError(source, "read", error) from error


def _decoded(stream: BinaryIO) -> Iterator[str]:
    while line := stream.readline():
        yield line.decode("utf-8", "replace")

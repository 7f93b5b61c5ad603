"""Input lines, from standard input or from a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from drill.errors import FileError, UsageError
from drill.files import refuse_endless

# A million characters, of the widest: of a longer line, or text, no more is read.
MOST_BYTES = 4_000_000
# So much of a line that is too long is passed over, in pieces, to find the next one.
MOST_SKIPPED_BYTES = 64_000_000
_PIECE_BYTES = 1 << 16


def lines_from(source: str) -> Iterator[str]:
    """Yield the lines of a file, of ``-`` those of standard input; bytes that are no UTF-8 are replaced.

    A line that is too long is cut. Raises FileError where the source cannot be read, or is a pipe or a
    device, and UsageError where no end of a line comes.
    """
    if source == "-":
        yield from _decode_input_lines(sys.stdin.buffer)
        return
    try:
        refuse_endless(Path(source))
        with Path(source).open("rb") as file:
            yield from _decode_input_lines(file)
    except OSError as error:
        raise FileError(source, "read", error) from error


def text_from_input() -> str:
    """Return all of standard input. Raises UsageError if it is too long."""
    text = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise UsageError(f"standard input is too long: at most {MOST_BYTES:,} bytes are read")
    return text.decode("utf-8", "replace")


def _decode_input_lines(stream: BinaryIO) -> Iterator[str]:
    while line := stream.readline(MOST_BYTES + 1):
        yield line.decode("utf-8", "replace")
        if len(line) > MOST_BYTES and not line.endswith(b"\n"):
            _skip_rest_of_line(stream)


def _skip_rest_of_line(stream: BinaryIO) -> None:
    skipped = 0
    while chunk := stream.readline(_PIECE_BYTES):
        skipped += len(chunk)
        if chunk.endswith(b"\n"):
            return
        if skipped > MOST_SKIPPED_BYTES:
            raise UsageError(
                f"a line goes on after {MOST_SKIPPED_BYTES:,} bytes, so nothing more is read",
                "end every row with a new line",
            )

"""What a deck or a table is, by its name or its first bytes; light, since every import asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

DeckFormat = Literal["table", "anki", "moodle", "hashcards"]

_BY_SUFFIX: Final[Mapping[str, DeckFormat]] = {
    ".csv": "table", ".tsv": "table", ".tab": "table", ".apkg": "anki", ".colpkg": "anki", ".gift": "moodle",
}  # fmt: skip
# Enough to see how a file begins without reading it.
_HEAD_BYTES: Final = 2000
_HASHCARDS: Final = re.compile(rb"\s*(?:---\n.*?\n---\s*)?(?:Q:|C:)", re.S)


def deck_format(source: Path) -> DeckFormat | None:
    """Return what a deck or table is, by its name or by how it begins; None for anything else."""
    if (known := _BY_SUFFIX.get(source.suffix.lower())) is not None:
        return known
    if source.suffix.lower() not in (".txt", ".md") or not source.is_file():
        return None
    start = first_bytes(source)
    if start.removeprefix(b"\xef\xbb\xbf").startswith((b"#separator:", b"#html:")):
        return "anki"
    return "hashcards" if _HASHCARDS.match(start) else None


def first_bytes(file: Path) -> bytes:
    """Return the beginning of a file."""
    with file.open("rb") as stream:
        return stream.read(_HEAD_BYTES)

"""What a deck or a table is, by its name or its first lines; light, since every import asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from drill.encodings import decode, guess_encoding
from drill.exchange.hashcards_lines import is_hashcards

DeckFormat = Literal["table", "anki", "moodle", "hashcards"]

_BY_SUFFIX: Final[Mapping[str, DeckFormat]] = {
    ".csv": "table", ".tsv": "table", ".tab": "table", ".apkg": "anki", ".colpkg": "anki", ".gift": "moodle",
}  # fmt: skip
PACKAGES: Final = frozenset((".apkg", ".colpkg"))
# What may be a deck or a paper: its first lines tell.
_TEXTS: Final = frozenset((".txt", ".text", ".md", ".markdown"))
# Enough to see how a file begins without reading it.
_HEAD_BYTES: Final = 20_000
_ANKI_HEADER: Final = re.compile(
    r"\"?#(?:separator|html|tags|columns|notetype|deck|if matches|(?:guid|notetype|deck|tags) column):", re.I
)
_LATEX_DOCUMENT: Final = re.compile(r"\\(?:documentclass|begin\s*\{document\})")


def deck_format(source: Path) -> DeckFormat | None:
    """Return what a deck or table is, by its name or by how it begins; None for anything else."""
    suffix = source.suffix.lower()
    by_suffix = _BY_SUFFIX.get(suffix)
    if (by_suffix != "table" and suffix not in _TEXTS) or not source.is_file():
        return by_suffix
    text = beginning_of(source)
    if _ANKI_HEADER.match(text.lstrip()):
        return "anki"
    if by_suffix is None and is_hashcards(text):
        return "hashcards"
    return "anki" if suffix in (".txt", ".text") and _is_in_columns(text) else by_suffix


def beginning_of(file: Path) -> str:
    """Return the text that a file begins with."""
    data = first_bytes(file)
    return decode(data, guess_encoding(data)).removeprefix("\ufeff")


def first_bytes(file: Path) -> bytes:
    """Return the beginning of a file."""
    with file.open("rb") as stream:
        return stream.read(_HEAD_BYTES)


def _is_in_columns(text: str) -> bool:
    """Return whether a text is notes without headers: a tab within most lines, and within the first."""
    lines = [line for line in text.split("\n") if line.strip()]
    parted = [line.strip(" \r").find("\t") > 0 for line in lines]
    return bool(lines) and parted[0] and 2 * sum(parted) >= len(parted) and not _LATEX_DOCUMENT.search(text)

"""Recognise the format of a bank's file: a list of a textbook's exercises, or the format of banks."""

from __future__ import annotations

import re

from drill.banks.load import read_topic
from drill.banks.loaded_files import LoadedFile

_SECTIONS = re.compile(rb"^sections[ \t]*:", re.MULTILINE)


def is_book_file(raw: bytes) -> bool:
    """Return whether a file lists a textbook's exercises: it has sections."""
    return _SECTIONS.search(raw) is not None


def read_file(raw: bytes, path: str, expressions: bool = True) -> LoadedFile:
    """Read a bank's file of any format; what is faulty is left out and named. Never raises."""
    if not is_book_file(raw):
        return read_topic(raw, path, expressions=expressions)
    # YAML is imported for what is new or has changed.
    from drill.exchange.books import read_book

    return read_book(raw, path, expressions=expressions)

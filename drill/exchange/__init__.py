"""What comes from elsewhere and goes there: textbooks' exercise numbers, tables.

``read_file`` reads a bank's file of any format: a textbook's list of exercises (``books``, their numbers in
``ranges``), else the format of banks. ``book_lists`` takes in a learner's lists and adds to them
(``book_edits``, in their text). ``table_banks`` makes a bank of a table, row by row (``tables``), and
``typed_answers`` says which answers can be checked.
"""

from __future__ import annotations

import re

from drill.banks.content import LoadedFile
from drill.banks.load import read_topic

__all__ = ["is_book_file", "read_file"]

_SECTIONS = re.compile(rb"^sections[ \t]*:", re.MULTILINE)


def is_book_file(raw: bytes) -> bool:
    """Whether a file lists a textbook's exercises: it has sections."""
    return _SECTIONS.search(raw) is not None


def read_file(raw: bytes, path: str, *, expressions: bool = True) -> LoadedFile:
    """Read a bank's file of any format; what is faulty is left out and named. Never raises."""
    if not is_book_file(raw):
        return read_topic(raw, path, expressions=expressions)
    # YAML and pydantic are imported for what is new or has changed.
    from drill.exchange.books import read_book

    return read_book(raw, path, expressions=expressions)

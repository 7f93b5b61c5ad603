"""Formats of decks and tables, by name or first lines; light, since every import needs them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from drill.banks.load import read_topic
from drill.banks.loaded_files import LoadedFile
from drill.errors import SourceError, describe_removal
from drill.text import decode, guess_encoding

DeckFormat = Literal["table", "anki"]

_BY_SUFFIX: Mapping[str, DeckFormat] = {
    ".csv": "table", ".tsv": "table", ".tab": "table", ".apkg": "anki", ".colpkg": "anki",
}  # fmt: skip
PACKAGES = frozenset((".apkg", ".colpkg"))
# Formats of decks and of papers: the first lines decide.
_TEXTS = frozenset((".txt", ".text", ".md", ".markdown"))
# Enough to see how a file begins without reading it.
_HEAD_BYTES = 20_000
_ANKI_HEADER = re.compile(
    r"\"?#(?:separator|html|tags|columns|notetype|deck|if matches|(?:guid|notetype|deck|tags) column):", re.I
)
# Headers above notes, as people write them.
_REMARKS = re.compile(r"(?:\s*\n|#(?:[ \r][^\t\n]*)?(?:\n|\Z))*[ \t]*")
# Moodle's questions: a category, a title, or a paragraph with its answers in braces.
_GIFT = re.compile(
    r"(?:[ \t\r]*(?://[^\n]*)?\n)*[ \t]*(?:\$CATEGORY:|::(?:\\:|[^:\n])+::|"
    r"[^{}\\\s](?:[^{}\\\n]|\n(?!\s*\n))*\{\s*(?:[=~]|#\s*[-.\d]|(?:T|F|TRUE|FALSE)\s*\}))"
)
# Cards of hashcards, behind front matter and headings.
_HASHCARDS = re.compile(
    r"\s*(?:(?:---|\+\+\+)[ \r]*\n(?:[^\n]*\n){0,30}?(?:---|\+\+\+)[ \r]*\n\s*)?"
    r"(?:#{1,6} [^\n]*\n\s*)*[QC]:"
)
_LATEX_DOCUMENT = re.compile(r"\\(?:documentclass|begin\s*\{document\})")


def deck_format(source: Path) -> DeckFormat | None:
    """Return the format of a deck or table, by its name or its beginning; None for anything else.

    Raises SourceError for what earlier versions read.
    """
    suffix = source.suffix.lower()
    by_suffix = _BY_SUFFIX.get(suffix)
    if suffix == ".gift":
        raise _make_removed_error(source, "in Moodle's GIFT format", "moodle")
    if (by_suffix != "table" and suffix not in _TEXTS) or not source.is_file():
        return by_suffix
    text = _read_beginning(source)
    if _ANKI_HEADER.match(_skip_leading_remarks(text)):
        return "anki"
    if by_suffix is None and _HASHCARDS.match(text):
        raise _make_removed_error(source, "a deck of hashcards", "hashcards")
    if suffix in (".txt", ".text"):
        if _is_in_columns(text):
            return "anki"
        if _GIFT.match(text):
            raise _make_removed_error(source, "in Moodle's GIFT format", "moodle")
    return by_suffix


def _make_removed_error(source: Path, what: str, name: str) -> SourceError:
    return SourceError(f"{source} is {what}, which is no longer read", describe_removal("source", name))


def _read_beginning(file: Path) -> str:
    """Return the text that a file begins with."""
    data = first_bytes(file)
    return decode(data, guess_encoding(data)).removeprefix("\ufeff")


def first_bytes(file: Path) -> bytes:
    """Return the beginning of a file."""
    with file.open("rb") as stream:
        return stream.read(_HEAD_BYTES)


def _skip_leading_remarks(text: str) -> str:
    """Return a text from its first line on that is not a remark, such as ``# my notes``."""
    return _REMARKS.sub("", text, count=1)


def _is_in_columns(text: str) -> bool:
    """Return whether a text is notes without headers: a tab within most rows, and within the first.

    A row is a line, or goes on to the quote that ends its field.
    """
    lines = [line for line in _skip_leading_remarks(text).split("\n") if line.strip()]
    rows = csv.reader((line.replace("\0", "") for line in lines), delimiter="\t")
    by_lines = [line.strip(" \r").find("\t") > 0 for line in lines]
    by_rows = [len(row) > 1 and bool(row[0].strip()) for row in rows]
    is_parted = any(each and each[0] and 2 * sum(each) >= len(each) for each in (by_lines, by_rows))
    return is_parted and not _LATEX_DOCUMENT.search(text)


# Recognise the format of a bank's file: a list of a textbook's exercises, or the format of banks.

_SECTIONS = re.compile(rb"^sections[ \t]*:", re.MULTILINE)


def is_book_file(raw: bytes) -> bool:
    """Return whether a file lists a textbook's exercises: it has sections."""
    return _SECTIONS.search(raw) is not None


def read_file(raw: bytes, path: str, expressions: bool = True) -> LoadedFile:
    """Read a bank's file of any format; faulty exercises are left out and named. Never raises."""
    if not is_book_file(raw):
        return read_topic(raw, path, expressions=expressions)
    # YAML is imported for new and changed files only.
    from drill.exchange.textbook_numbers import read_book

    return read_book(raw, path, expressions=expressions)


# Cells of tables for spreadsheets: texts that a spreadsheet would compute are quoted.

# Cells that a spreadsheet would compute; a number or a term with a sign only shows its value.
_COMPUTED = re.compile(r"[=@\t\r]|[+-](?![\w\s.,*/^()+-]*$)")
_QUOTED = re.compile(r"'+(?=[=@+\t\r-])")


def as_cell(text: str) -> str:
    """Return a text as a cell that a spreadsheet shows: with a ``'`` before a formula."""
    if _COMPUTED.match(text) or _QUOTED.match(text):
        return f"'{text}"
    return text


def cell_text(cell: str) -> str:
    """Return the text of a cell made by `as_cell`."""
    return cell[1:] if _QUOTED.match(cell) else cell

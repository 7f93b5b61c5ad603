"""Anki's notes: in plain text, and in packages (``.apkg``), which hold a database."""

from __future__ import annotations

import lzma
import re
import sqlite3
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import IO

from drill.errors import UsageError
from drill.exchange.cards import LONGEST_SOURCE, Card, Skipped, cleaned, cloze, too_long
from drill.exchange.html_text import text_of_html, with_dollars
from drill.exchange.tables import MOST_COLUMNS, delimiter_of, read_cells
from drill.text import clean

# Bytes of a collection; a deck of a hundred thousand notes has a fifth of it.
MOST_UNPACKED = 200_000_000
# How long the database of a stranger may compute, all in all.
LIMIT_S = 5.0
# Steps of SQLite's machine between two looks at the clock: a tenth of a millisecond.
_STEPS = 10_000
# Bytes of a field; what is longer is no text that somebody learns.
_LONGEST_VALUE = 5_000_000

_HEADER = re.compile(r"#([a-z ]+):(.*)")
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
_CLOZE = re.compile(r"\{\{c\d+::")
_RULE = re.compile(r"<hr\b", re.I)
_FIELD_END = "\x1f"


def read_notes(lines: Iterable[str]) -> Iterator[Card | Skipped]:
    """Yield the notes of Anki's "Notes in Plain Text", which begins with lines such as ``#separator:tab``."""
    lines = iter(lines)
    headers: dict[str, str] = {}
    line, first = 0, ""
    for first in lines:
        if not first.startswith("#"):
            break
        line += 1
        if (header := _HEADER.match(first)) is not None:
            headers[header[1].strip()] = header[2].rstrip("\r\n")
        first = ""
    separator = headers.get("separator", "").strip()
    delimiter = _SEPARATORS.get(separator.lower(), separator[:1]) or delimiter_of(first, "")
    about = {int(n) - 1 for name, n in headers.items() if name.endswith(" column") and n.strip().isdecimal()}
    is_html = headers.get("html", "true").strip() != "false"
    for row, cells in read_cells(chain([first], lines), delimiter):
        fields = [cell for column, cell in enumerate(cells) if column not in about]
        if any(map(str.strip, fields)):
            yield _note(line + row, fields, is_html)


def _note(line: int, fields: Sequence[str], is_html: bool) -> Card | Skipped:
    """Return a note by its fields: front and back, or a text with gaps and the remark on it."""
    if len(fields) > MOST_COLUMNS:
        return Skipped(line, f"it has more than {MOST_COLUMNS} fields")
    if sum(map(len, fields)) > LONGEST_SOURCE:
        return too_long(line, LONGEST_SOURCE)
    texts: list[str] = []
    left_out = False
    if is_html and len(fields) > 1:  # what is below a line is said of the answer
        fields = [fields[0], *_parted_at_rule(fields[1]), *fields[2:]]
    for field in fields:
        text, has_media = text_of_html(field) if is_html else (with_dollars(cleaned(field)), False)
        left_out |= has_media
        texts.append(text)
    front, back, *further_texts = (*texts, "", "")
    if left_out and not (front and (back or _CLOZE.search(front))):
        return Skipped(line, "its question is a picture or a sound")
    if not _CLOZE.search(front):
        return Card(line, front, back, steps="\n\n".join(filter(None, further_texts)))
    pieces, hints = _gaps(front)
    if _CLOZE.search("".join(pieces[::2])):
        return Skipped(line, "its gaps are nested")
    return cloze(line, pieces, ", ".join(hints), steps="\n\n".join(filter(None, (back, *further_texts))))


def _parted_at_rule(field: str) -> list[str]:
    """Return a field in HTML above and below its first horizontal rule; unchanged without one."""
    rule = _RULE.search(field)
    end = field.find(">", rule.end()) if rule else -1
    return [field] if rule is None or end < 0 else [field[: rule.start()], field[end + 1 :]]


def _gaps(text: str) -> tuple[list[str], list[str]]:
    """Return text and gaps in turn, a text first, and the gaps' hints; nested gaps stay text."""
    pieces = [""]
    hints: list[str] = []
    position = start = 0
    while (opening := _CLOZE.search(text, position)) is not None:
        position = opening.end()
        inner = text.find("{{", position)
        end = text.find("}}", position, inner if inner >= 0 else len(text))
        if end < 0:
            continue
        key, _, hint = text[position:end].partition("::")
        pieces[-1] = text[start : opening.start()]
        pieces += [key, ""]
        hints += [hint] if hint else []
        position = start = end + len("}}")
    pieces[-1] = text[start:]
    return pieces, hints


# --- packages ----------------------------------------------------------------------------------------------


def read_package(source: Path) -> Iterator[Card | Skipped]:
    """Yield the notes of a package, one a line; media are left out.

    Raises UsageError: it is no package, too large, in a form that is not read, or takes too long.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "collection")
        try:
            with zipfile.ZipFile(source) as package, file.open("wb") as out:
                _unpack(package, out)
            yield from _notes(file)
        except sqlite3.OperationalError as error:
            raise UsageError(f"its notes cannot be read: {clean(str(error))}", _AGAIN) from None
        except _DAMAGED as error:
            raise UsageError(f"it is no Anki package, or is damaged: {clean(str(error))}", _AGAIN) from None


_DAMAGED = (
    zipfile.BadZipFile, sqlite3.Error, EOFError, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
_AGAIN = "export it from Anki again, as Notes in Plain Text (.txt)"


def _unpack(package: zipfile.ZipFile, out: IO[bytes]) -> None:
    """Write the collection of a package to a file. In new packages the old collection is a dummy."""
    names = set(package.namelist())
    name = next(
        (n for n in ("collection.anki21b", "collection.anki21", "collection.anki2") if n in names), ""
    )
    if not name:
        raise UsageError("it contains no Anki collection", _AGAIN)
    with package.open(name) as stream:
        if not name.endswith("b"):
            _copy(stream, out)
            return
        try:
            import zstandard
        except ImportError:
            raise UsageError(
                f"{name} is compressed with Zstandard, which Python cannot unpack by itself",
                "pip install 'gyr-drill[anki]', or export with “Support older Anki versions”",
            ) from None
        try:
            # Anki packs with windows of 8 MB at most; a header that asks for more is no package's.
            with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(stream) as unpacked:
                _copy(unpacked, out)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from None


def _copy(stream: IO[bytes], out: IO[bytes]) -> None:
    size = 0
    while chunk := stream.read(1 << 16):
        size += len(chunk)
        if size > MOST_UNPACKED:
            raise UsageError(f"its collection has more than {MOST_UNPACKED // 1_000_000} MB", _AGAIN)
        out.write(chunk)


class _Watch:
    """Interrupts a database that computes for too long, and keeps what a signal raises meanwhile."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._left_s = LIMIT_S
        self._until = 0.0
        self._raised: BaseException | None = None
        base.set_progress_handler(self._is_over, _STEPS)

    def _is_over(self) -> bool:
        try:
            return time.monotonic() > self._until
        except BaseException as error:  # noqa: BLE001  SQLite would drop it: ctrl+c, or the end of the program
            self._raised = error
            return True

    @contextmanager
    def watching(self) -> Generator[None]:
        """Let the database compute for the remaining time.

        Raises UsageError where that was too long.
        """
        begun = time.monotonic()
        self._until = begun + self._left_s
        try:
            yield
        except sqlite3.OperationalError as error:
            if self._raised is not None:
                raise self._raised from None
            if "interrupted" in str(error):
                raise UsageError(f"its database computes for more than {LIMIT_S:g} s", _AGAIN) from None
            raise
        finally:
            self._left_s -= time.monotonic() - begun


def _notes(file: Path) -> Iterator[Card | Skipped]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        watch = _Watch(base)
        with watch.watching():
            _refuse_computed(base)
        base.set_authorizer(_only_reads)
        base.text_factory = lambda raw: raw.decode("utf-8", "replace")
        with watch.watching():
            rows = base.execute("SELECT flds FROM notes NOT INDEXED ORDER BY rowid")
        line = 0
        while True:
            with watch.watching():
                row = rows.fetchone()
            if row is None:
                return
            line += 1
            yield _note(line, str(row[0]).split(_FIELD_END), is_html=True)


def _refuse_computed(base: sqlite3.Connection) -> None:
    """Raise UsageError if the notes are no table, or one with columns that are computed on reading."""
    definition = base.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'notes'"
    ).fetchone()
    if definition is None or not re.match(r"\s*CREATE\s+TABLE\s", str(definition[0]), re.I):
        raise UsageError("it contains no table of notes", _AGAIN)
    if any(hidden for *_, hidden in base.execute("PRAGMA table_xinfo(notes)")):
        raise UsageError("its notes are computed, not kept", _AGAIN)


def _only_reads(action: int, table: str | None, *_: str | None) -> int:
    reads = action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_READ and table == "notes")
    return sqlite3.SQLITE_OK if reads else sqlite3.SQLITE_DENY

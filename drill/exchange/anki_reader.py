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
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO

from drill.errors import UsageError
from drill.exchange.cards import (
    LONGEST_SOURCE,
    SkippedCard,
    SourceCard,
    clean_deck_text,
    make_cloze_card,
    too_long,
)
from drill.exchange.html_text import FieldText, text_of_html, write_dollar_formulas
from drill.exchange.question_tables import MOST_COLUMNS, columns_of, names_both_sides, read_above
from drill.html_parts import Forward, without
from drill.text import clean_text

# Bytes of a collection; a deck of a hundred thousand notes has a fifth of it.
MOST_UNPACKED = 200_000_000
# How long the database of a stranger may compute, all in all.
LIMIT_S = 5.0
# Steps of SQLite's machine between two looks at the clock: a tenth of a millisecond.
_STEPS = 10_000
# Max bytes of a field, because nobody learns a longer text.
_LONGEST_VALUE = 5_000_000

_CLOZE = re.compile(r"\{\{c[\d,]+::")
# What begins and ends gaps, braces and formulas.
_IN_GAP = re.compile(r"\\.|\{\{c[\d,]+::|[{}]|\$\$?", re.S)
_HINT = re.compile(r"\\.|\$\$[^$]*\$\$|\$[^$]*\$|::", re.S)
_OCCLUSION = re.compile(r"\{\{c\d+::image-occlusion:")
_RULE = re.compile(r"<hr\b", re.I)
_FIELD_END = "\x1f"
# The fields of a note, in their order, where columns are named.
_FIELDS = ("prompt", "answer", "steps")
_NOTHING = FieldText("", (), False)


@dataclass(slots=True)
class _Gap:
    """A gap that is being read: where its text begins, its open braces and its open formula's sign."""

    begin: int
    braces: int = 0
    formula: str = ""


def read_anki_notes(
    lines: Iterable[str], columns: str = "", separator: str = ""
) -> Iterator[SourceCard | SkippedCard]:
    """Yield the notes of Anki's "Notes in Plain Text"; lines such as ``#separator:tab`` may precede them.

    ``columns`` are those of question and answer, if they are not the first two.
    """
    above = read_above(lines, "", separator)
    headers = above.headers
    about = {int(n) - 1 for name, n in headers.items() if name.endswith(" column") and n.strip().isdecimal()}
    guid_column = headers.get("guid column", "").strip()
    guid = int(guid_column) - 1 if guid_column.isdecimal() else -1
    is_html = headers.get("html", "true").strip() != "false"
    first = next(above.cells, None)
    if first is None:
        return
    has_names = names_both_sides(first[1])
    names = first[1] if has_names else _named_columns(headers.get("columns", ""))
    where: Mapping[str, int] = columns_of(columns, names if len(names) > 1 else first[1]) if columns else {}
    if not columns and names_both_sides(names):
        sides = columns_of("", names)
        order = [sides["prompt"], sides["answer"]]
        order += [column for column in range(MOST_COLUMNS) if column not in {*order, *about}]
    else:
        order = [where[name] for name in _FIELDS if name in where]
    for line, cells in above.cells if has_names else chain([first], above.cells):
        if order:
            fields = [cells[column] for column in order if column < len(cells)]
        else:
            fields = [cell for column, cell in enumerate(cells) if column not in about]
        if any(map(str.strip, fields)):
            yield _read_anki_note(
                line, fields, is_html, cells[guid].strip() if 0 <= guid < len(cells) else ""
            )


def _named_columns(header: str) -> list[str]:
    """Return the names in a header such as ``Front,Back``."""
    separator = next((each for each in "\t,;|" if each in header), "")
    return header.split(separator) if separator else re.split("[: ]", header)


def _read_anki_note(line: int, fields: Sequence[str], is_html: bool, guid: str) -> SourceCard | SkippedCard:
    """Return a note by its fields: front and back, or a text with gaps and the remark on it."""
    if len(fields) > MOST_COLUMNS:
        return SkippedCard(line, f"it has more than {MOST_COLUMNS} fields")
    if sum(map(len, fields)) > LONGEST_SOURCE:
        return too_long(line, LONGEST_SOURCE)
    if _OCCLUSION.search(fields[0]):
        return SkippedCard(line, "its gaps are parts of a picture")
    if is_html and len(fields) > 1:  # the text below a line comments on the answer
        fields = [fields[0], *_parted_at_rule(fields[1]), *fields[2:]]
    read = [text_of_html(field) if is_html else _plain_field(field) for field in fields]
    front, back, *further = (*read, _NOTHING, _NOTHING)
    is_cloze = _CLOZE.search(front.text) is not None
    for side, field in (("question", front), ("answer", back)):
        if field.media and not field.has_words and not (is_cloze and side == "answer"):
            return SkippedCard(line, f"its {side} is a picture or a sound")
    sides = ("question", "note" if is_cloze else "answer", *["note"] * len(further))
    media: list[tuple[str, str]] = []
    for side, field in zip(sides, (front, back, *further), strict=True):
        media += ((side, what) for what in field.media)
    explaining = [back, *further] if is_cloze else further
    steps = "\n\n".join(field.text for field in explaining if field.text)
    key = "" if is_cloze else back.text
    card = SourceCard(line, front.text, key, steps=steps, guid=guid, media=tuple(media))
    if not is_cloze:
        return card
    pieces, hints = _split_cloze_gaps(front.text)
    if _CLOZE.search("".join(pieces[::2])):
        return SkippedCard(line, "one of its gaps never ends")
    if _CLOZE.search("".join(pieces)):
        return SkippedCard(line, "its gaps are nested")
    return make_cloze_card(replace(card, hint=", ".join(hints)), pieces)


def _plain_field(field: str) -> FieldText:
    """Return a field without markup; its sounds are named as they are."""
    text, sounds = without(field, "[sound:", "]")
    return FieldText(write_dollar_formulas(clean_deck_text(field)), ("sound",) * sounds, bool(text.strip()))


def _parted_at_rule(field: str) -> list[str]:
    """Return a field in HTML above and below its first horizontal rule; unchanged without one."""
    rule = _RULE.search(field)
    end = field.find(">", rule.end()) if rule else -1
    if rule is None or end < 0:
        return [field]
    return [field[: rule.start()], field[end + 1 :]]


def _split_cloze_gaps(text: str) -> tuple[list[str], list[str]]:
    """Return text and gaps in turn, a text first, and the gaps' hints; gaps that never end stay text."""
    pieces = [""]
    hints: list[str] = []
    start = position = 0
    ends = _ends_of_gaps(text)
    while (opening := _CLOZE.search(text, position)) is not None:
        position = opening.end()
        end = ends.get(position, -1)
        if end < 0:
            continue
        gap = text[position:end]
        key, hint = (gap, "") if _CLOZE.search(gap) else _key_and_hint(gap)
        pieces[-1] = text[start : opening.start()]
        pieces += [key, ""]
        hints += [hint] if hint else []
        position = start = end + len("}}")
    pieces[-1] = text[start:]
    return pieces, hints


def _ends_of_gaps(text: str) -> dict[int, int]:
    """Return where each gap ends, by where its text begins: at the first ``}}`` that closes no brace of its
    own and is not in a formula of its own; if there is none, at the first, as for Anki."""
    ends: dict[int, int] = {}
    gaps: list[_Gap] = []
    position = 0
    while (mark := _IN_GAP.search(text, position)) is not None:
        position = mark.end()
        sign = mark[0]
        if sign.startswith("{{c"):
            gaps.append(_Gap(position))
        elif not gaps or sign[0] == "\\":
            continue
        elif sign[0] == "$":
            gaps[-1].formula = "" if gaps[-1].formula == sign else gaps[-1].formula or sign
        elif sign == "{":
            gaps[-1].braces += 1
        elif gaps[-1].braces:
            gaps[-1].braces -= 1
        elif text.startswith("}", position) and not gaps[-1].formula:
            ends[gaps.pop().begin] = mark.start()
            position += 1
    forward = Forward(text)
    for gap in gaps:
        if (end := forward.find("}}", gap.begin)) < len(text):
            ends[gap.begin] = end
    return ends


def _key_and_hint(gap: str) -> tuple[str, str]:
    """Split at the first ``::`` outside of formulas."""
    for mark in _HINT.finditer(gap):
        if mark[0] == "::":
            return gap[: mark.start()], gap[mark.end() :]
    return gap, ""


# --- packages ----------------------------------------------------------------------------------------------


def read_package(source: Path) -> Iterator[SourceCard | SkippedCard]:
    """Yield the notes of a package, one a line; media are left out.

    Raises UsageError: it is not a package, is too large, has an unreadable form, or takes too long.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "collection")
        try:
            with zipfile.ZipFile(source) as package, file.open("wb") as out:
                _unpack_anki_collection(package, out)
            yield from _read_collection_notes(file)
        except sqlite3.OperationalError as error:
            raise UsageError(f"its notes cannot be read: {clean_text(str(error))}", _AGAIN) from None
        except _DAMAGED as error:
            raise UsageError(
                f"it is not an Anki package, or is damaged: {clean_text(str(error))}", _AGAIN
            ) from None


_DAMAGED = (
    zipfile.BadZipFile, sqlite3.Error, EOFError, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
_AGAIN = "export it from Anki again, as Notes in Plain Text (.txt)"


def _unpack_anki_collection(package: zipfile.ZipFile, out: IO[bytes]) -> None:
    """Write the collection of a package to a file. In new packages the old collection is a dummy."""
    names = set(package.namelist())
    name = next(
        (n for n in ("collection.anki21b", "collection.anki21", "collection.anki2") if n in names), ""
    )
    if not name:
        raise UsageError("it contains no Anki collection", _AGAIN)
    with package.open(name) as stream:
        if not name.endswith("b"):
            _copy_within_limit(stream, out)
            return
        try:
            import zstandard
        except ImportError:
            raise UsageError(
                f"{name} is compressed with Zstandard, which Python cannot unpack by itself",
                "pip install 'gyr-drill[anki]', or export with “Support older Anki versions”",
            ) from None
        try:
            # Anki packs with windows of 8 MB at most, so a header with a larger one is not a package's.
            with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(stream) as unpacked:
                _copy_within_limit(unpacked, out)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from None


def _copy_within_limit(stream: IO[bytes], out: IO[bytes]) -> None:
    size = 0
    while chunk := stream.read(1 << 16):
        size += len(chunk)
        if size > MOST_UNPACKED:
            raise UsageError(f"its collection has more than {MOST_UNPACKED // 1_000_000} MB", _AGAIN)
        out.write(chunk)


class _Watch:
    """Interrupts a database that computes for too long, and keeps exceptions of signals meanwhile."""

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


def _decode_text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _read_collection_notes(file: Path) -> Iterator[SourceCard | SkippedCard]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        watch = _Watch(base)
        with watch.watching():
            has_guid = "guid" in _read_note_columns(base)
        base.set_authorizer(_only_reads)
        base.text_factory = _decode_text
        with watch.watching():
            columns = "flds, guid" if has_guid else "flds"
            rows = base.execute(f"SELECT {columns} FROM notes NOT INDEXED ORDER BY rowid")
        line = 0
        while True:
            with watch.watching():
                row = rows.fetchone()
            if row is None:
                return
            line += 1
            guid = str(row[1] or "") if has_guid else ""
            yield _read_anki_note(line, str(row[0]).split(_FIELD_END), is_html=True, guid=guid)


def _read_note_columns(base: sqlite3.Connection) -> set[str]:
    """Return the columns of the notes.

    Raises UsageError if they are not a table, or one with columns that are computed on reading.
    """
    definition = base.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'notes'"
    ).fetchone()
    if definition is None or not re.match(r"\s*CREATE\s+TABLE\s", str(definition[0]), re.I):
        raise UsageError("it contains no table of notes", _AGAIN)
    columns = list(base.execute("PRAGMA table_xinfo(notes)"))
    if any(hidden for *_, hidden in columns):
        raise UsageError("its notes are computed, not kept", _AGAIN)
    return {str(name).lower() for _, name, *_ in columns}


def _only_reads(action: int, table: str | None, *_: str | None) -> int:
    reads = action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_READ and table == "notes")
    return sqlite3.SQLITE_OK if reads else sqlite3.SQLITE_DENY

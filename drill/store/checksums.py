"""A checksum for every event of a SQLite log, in a table of its own: the log is never rewritten.

A bit that flips in a text or a number leaves an event that reads well and says something else. PostgreSQL has
checksums of its own.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, bindparam, column, create_engine, insert, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from drill.errors import StoreDamagedError
from drill.gyr.wire import EventError, refuse_wild
from drill.store.database_tables import EventRow, create_tables, table_of
from drill.store.log import event_of
from drill.text import quote_for_message

# What an event says: every column but those that follow from others.
_SUMMED: tuple[str, ...] = tuple(
    column.name for column in table_of(EventRow).columns if column.name != "disputed"
)
_SUMS = table("event_sum", column("id"), column("crc"))
_INSERT_EVENTS = insert(table_of(EventRow))
_INSERT_SUMS = insert(_SUMS)
_SUMS_OF = select(_SUMS.c.id, _SUMS.c.crc).where(_SUMS.c.id.in_(bindparam("ids", expanding=True)))
# By the rows themselves: the index of the ids keeps what an id was before a bit of it flipped. SQLite would
# take that index for an ``IN``, whatever NOT INDEXED says, if the inner query named the column alone.
_UNSUMMED = text("SELECT count(*) FROM event NOT INDEXED WHERE id NOT IN (SELECT id FROM event_sum)")
_WITHOUT_EVENTS = text("SELECT id FROM event_sum WHERE id NOT IN (SELECT id || '' FROM event NOT INDEXED)")


def insert_events(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows into the log, on SQLite with their checksums."""
    connection.execute(_INSERT_EVENTS, rows)
    if has_checksums(connection):
        connection.execute(
            _INSERT_SUMS, [{"id": row["id"], "crc": compute_event_checksum(row)} for row in rows]
        )


def has_checksums(connection: Connection) -> bool:
    """Return whether this kind of database keeps checksums of events."""
    return connection.dialect.name == "sqlite"


def compute_event_checksum(row: Mapping[Any, Any]) -> int:
    """Return the CRC-32 of an event's columns.

    Empty columns are left out, so that a column that is added later changes no earlier checksum.
    """
    values = [[name, _as_stored(name, row[name])] for name in _SUMMED if row[name] is not None]
    return zlib.crc32(json.dumps(values, default=repr, separators=(",", ":")).encode("ascii"))


def insert_checksums(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
    """Insert the checksums of events that have none."""
    if rows:
        connection.execute(
            _INSERT_SUMS, [{"id": row["id"], "crc": compute_event_checksum(row)} for row in rows]
        )


def checksums_of(session: Session, ids: Sequence[object]) -> dict[object, int]:
    """Return the checksums kept of these events; none where their table is damaged."""
    return dict(readable_rows(session, _SUMS_OF, {"ids": ids}))


def events_missing(session: Session) -> list[object]:
    """Return the ids of events that have a checksum and are not in the log."""
    return [id_ for (id_,) in readable_rows(session, _WITHOUT_EVENTS)]


def events_unsummed(session: Session) -> int:
    """Return how many events have no checksum: an older version's window wrote them."""
    rows = readable_rows(session, _UNSUMMED) if has_checksums(session.connection()) else ()
    return sum(number for (number,) in rows)


def readable_rows(session: Session, wanted: Executable, values: Mapping[str, Any] = {}) -> Sequence[Any]:
    """Return the rows of a query; none where what it reads is damaged."""
    try:
        return session.connection().execute(wanted, values).all()
    except DBAPIError:
        return ()


def _as_stored(name: str, value: object) -> object:
    """Return the value as SQLite returns it: seconds are floats, and a zero has no sign."""
    return float(value) + 0.0 if name == "seconds" and isinstance(value, int | float) else value


# Compare the definitions in a SQLite file with this program's: a foreign trigger could change marks.

# What a definition is read of, in SQLite's own table of tables.
DEFINITIONS = "SELECT type, name, sql FROM sqlite_master"
# The tables that ANALYZE makes.
_ANALYZED = frozenset(("sqlite_stat1", "sqlite_stat4"))
_CREATED = re.compile(r"CREATE TABLE \"?(\w+)\"? ?\((.*)\)([^()]*)", re.S)
_KINDS = {"table": "the table", "index": "the index", "trigger": "the log's guard"}
# The table of versions as Alembic wrote it, which databases that it once made still have.
_VERSIONS = (
    "CREATE TABLE alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


class Differences(NamedTuple):
    """Definitions that are not this program's, and missing ones, in words."""

    foreign: list[str]
    missing: list[str]


def compare_definitions(definitions: Iterable[Sequence[Any]]) -> Differences:
    """Compare the definitions of a file with this version's."""
    known_definitions = _read_own_definitions()
    foreign: list[str] = []
    missing = dict.fromkeys(known_definitions)
    for kind, name, sql in definitions:
        missing.pop((kind, name), None)
        if _is_of_sqlite(kind, name, sql) or _split_definition(sql) == _split_definition(_VERSIONS):
            continue
        known = known_definitions.get((kind, name))
        if known is None:
            foreign.append(f"the {kind} {quote_for_message(name)} is not drill's")
        elif _split_definition(sql) != known:
            foreign.append(f"{_KINDS[kind]} {name} is not as drill makes it")
    return Differences(foreign, [f"{_KINDS[kind]} {name} is missing" for kind, name in missing])


@cache
def _read_own_definitions() -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the parts of every definition of a new database, by type and name."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        create_tables(connection)
        rows = connection.exec_driver_sql(DEFINITIONS).all()
    engine.dispose()
    return {
        (kind, name): _split_definition(sql) for kind, name, sql in rows if not _is_of_sqlite(kind, name, sql)
    }


def _is_of_sqlite(kind: str, name: str, sql: str | None) -> bool:
    """Return whether SQLite made this by itself: the index of a key, or what ANALYZE counts."""
    return (sql is None and name.startswith("sqlite_autoindex_")) or (kind == "table" and name in _ANALYZED)


def _split_definition(sql: str | None) -> frozenset[str]:
    """Return the pieces of a definition: of a table those between commas as a set, since migrations append
    columns.
    """
    text = " ".join((sql or "").split())
    match = _CREATED.fullmatch(text)
    if match is None or "--" in text or "/*" in text:
        return frozenset((text,))
    name, inner, end = match.groups()
    return frozenset((f"TABLE {name}", f"END {end.strip()}", *map(str.strip, inner.split(","))))


# Read the events of a damaged SQLite file from its pages, without its schema, as SQLite's ``.recover`` does.
#
# An event never changes, so every page that ever held it tells it as well as the newest: pages of the file,
# of
# its write-ahead log, and such as were left behind.

_MAGIC = b"SQLite format 3\x00"
_PAGE_BYTES = 4096
_SIZES = frozenset(1 << bits for bits in range(9, 17))
LOG_HEADER, _FRAME_HEADER = 32, 24
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_COLUMNS = tuple(column.name for column in table_of(EventRow).columns)
# As a file has them that older versions made: what they added comes last.
_ADDED = ("disputed", "placed")
_COLUMNS_OF_OLDER = (*(name for name in _COLUMNS if name not in _ADDED), *_ADDED)
_BOOLEANS = ("ok", "why", "placed")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST_OVERFLOW = 1000
# Bytes of values by their kinds: nothing, integers, a float, and the constants 0 and 1.
_SIZES_OF_KINDS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_CONSTANTS = {0: None, 8: 0, 9: 1}

Row = dict[str, Any]


class Found(NamedTuple):
    """The events that the pages of a file tell, by row, and how many more are named or not as written."""

    rows: dict[int, Row]
    lost: int


def read_pages(file: Path, *, log_alone: bool = False) -> Found:
    """Return the events on the pages of a file and of its write-ahead log (or of this one alone).

    Raises OSError where neither can be read.
    """
    readings = [_read_source_rows(source) for source in _open_page_sources(file, log_alone=log_alone)]
    return max(readings, key=lambda found: (len(found.rows), found.lost), default=Found({}, 0))


def _read_source_rows(source: _Source) -> Found:
    candidates: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    # What stands behind an id in an index of two columns: the number of its row, or its checksum.
    numbers: dict[str, set[int]] = defaultdict(set)
    for page in source.pages():
        for number, values in _read_page_cells(page, source):
            if number is None:
                numbers[values[0]].add(values[1])
            elif (row := _make_event_row(values)) is not None:
                candidates[row["id"]].append((number, row))
    rows: dict[int, Row] = {}
    for id_, copies in candidates.items():
        sound = next((copy for copy in copies if _is_sound(*copy, numbers[id_])), None)
        if sound is not None:
            rows[sound[0]] = sound[1]
    return Found(dict(sorted(rows.items())), len(candidates.keys() | numbers.keys()) - len(rows))


def _is_sound(number: int, row: Row, numbers: set[int]) -> bool:
    """Return whether a row holds an event, and its checksum fits if there is one."""
    if numbers - {number} and compute_event_checksum(row) not in numbers:
        return False
    try:
        event = event_of(row)  # pyright: ignore[reportArgumentType]  a row by its columns' names
        refuse_wild(replace(event, lamport=0))
    except (StoreDamagedError, EventError):
        return False
    return True


def _make_event_row(values: Sequence[Any]) -> Row | None:
    for names in (_COLUMNS, _COLUMNS_OF_OLDER):
        row = dict.fromkeys(names) | dict(zip(names, values, strict=False))
        if isinstance(row["more"], str) and row["more"].startswith("{"):
            flags = {name: bool(row[name]) for name in _BOOLEANS if row[name] is not None}
            return row | flags
    return None


class _Source:
    """Pages of one size, from a given place on, and the newest ones of a log by their numbers."""

    def __init__(self, data: Any, begin: int, size: int, frames: Sequence[tuple[int, bytes]]) -> None:
        self._data, self._begin, self.size = data, begin, size
        self._frames, self._newest = frames, dict(frames)

    def pages(self) -> Iterator[bytes]:
        yield from (page for _, page in self._frames)
        for at in range(self._begin % self.size, len(self._data), self.size):
            yield self._at(at)

    def page(self, number: int) -> bytes:
        return self._newest.get(number) or self._at(self._begin + (number - 1) * self.size)

    def _at(self, place: int) -> bytes:
        page = bytes(self._data[place : place + self.size]) if place >= 0 else b""
        return page.ljust(self.size, b"\0")


def _open_page_sources(file: Path, *, log_alone: bool) -> Iterator[_Source]:
    """Yield what the file may be: whole, behind other bytes, or without its first page."""
    log = Path(f"{file}-wal")
    log_bytes = log.read_bytes() if log.is_file() else b""
    with ExitStack() as stack:
        data: Any = b""
        if not log_alone and file.is_file() and file.stat().st_size:
            stream = stack.enter_context(file.open("rb"))
            data = stack.enter_context(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        yield from _guess_page_sources(data, log_bytes)


def _guess_page_sources(data: Any, log_bytes: bytes) -> Iterator[_Source]:
    begin = data.find(_MAGIC)
    size = int.from_bytes(data[begin + 16 : begin + 18], "big") if begin >= 0 else 0
    size = 65536 if size == 1 else size
    if size not in _SIZES:
        named = int.from_bytes(log_bytes[8:12], "big")
        size = named if named in _SIZES else _PAGE_BYTES
    frames = list(_read_log_frames(log_bytes, size))
    for place in (begin,) if begin >= 0 else dict.fromkeys((0, len(data) % size, -size)):
        yield _Source(data, place, size, frames)


def _read_log_frames(log: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the pages of a write-ahead log, whatever their checksums say, up to its last commit."""
    step = _FRAME_HEADER + size
    places = range(LOG_HEADER, len(log) - step + 1, step)
    heads = [struct.unpack_from(">II8s", log, place) for place in places]
    own = [number for number, (_, _, salt) in enumerate(heads) if salt == log[16:24]]
    commits = [number for number in own if heads[number][1]]
    for number in own[: own.index(commits[-1]) + 1] if commits else range(len(heads)):
        place = places[number] + _FRAME_HEADER
        yield heads[number][0], log[place : place + size]


def _read_page_cells(page: bytes, source: _Source) -> Iterator[tuple[int | None, Sequence[Any]]]:
    """Yield the rows of a page that begin with an event's id: with the number of a row of a table, ``None``
    of an index of two columns.
    """
    # A page whose first byte is damaged may still hold rows: what is read as one must bear it out.
    kind = page[0] if page[0] in (_INDEX_LEAF, _INDEX_INNER) else _TABLE_LEAF
    first = 12 if kind == _INDEX_INNER else 8
    count = min(int.from_bytes(page[3:5], "big"), (source.size - first) // 2)
    for place in struct.unpack_from(f">{count}H", page, first):
        with suppress(IndexError, ValueError, struct.error):
            length, at = _decode_varint(page, place + (4 if kind == _INDEX_INNER else 0))
            number = None
            if kind == _TABLE_LEAF:
                number, at = _decode_varint(page, at)
            values = _decode_record(
                _read_cell_payload(page, at, length, source, is_table=kind == _TABLE_LEAF)
            )
            is_named = values and isinstance(values[0], str) and _ID.fullmatch(values[0])
            is_pair = len(values) == 2 and isinstance(values[1], int)
            if is_named and (is_pair if number is None else len(values) >= len(_COLUMNS) - len(_ADDED)):
                yield number, values


def _read_cell_payload(page: bytes, at: int, length: int, source: _Source, *, is_table: bool) -> bytes:
    """Return the bytes of a cell, with those of the pages onto which it flows over."""
    usable = source.size
    most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
    if length <= most:
        return page[at : at + length]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= most else least
    parts = [page[at : at + local]]
    number, left = int.from_bytes(page[at + local : at + local + 4], "big"), length - local
    while left > 0 and number and len(parts) < _MOST_OVERFLOW:
        further = source.page(number)
        parts.append(further[4 : 4 + left])
        left -= usable - 4
        number = int.from_bytes(further[:4], "big")
    return b"".join(parts)


def _decode_record(payload: bytes) -> Sequence[Any]:
    """Return the values of a record. Raises ValueError, IndexError for what is none."""
    header, at = _decode_varint(payload, 0)
    kinds: list[int] = []
    while at < header:
        kind, at = _decode_varint(payload, at)
        kinds.append(kind)
        if len(kinds) > len(_COLUMNS):
            raise ValueError("more columns than an event has")
    values: list[Any] = []
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else _SIZES_OF_KINDS[kind]
        piece = payload[at : at + size]
        if len(piece) != size:
            raise ValueError("a value is cut off")
        values.append(_decode_record_value(kind, piece))
        at += size
    return values


def _decode_record_value(kind: int, piece: bytes) -> Any:
    if kind >= 12:
        return piece.decode("utf-8") if kind % 2 else piece
    if kind in _CONSTANTS:
        return _CONSTANTS[kind]
    return struct.unpack(">d", piece)[0] if kind == 7 else int.from_bytes(piece, "big", signed=True)


def _decode_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return an integer of one to nine bytes, and the place behind it."""
    value = 0
    for further in range(8):
        byte = data[at + further]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + further + 1
    return value << 8 | data[at + 8], at + 9

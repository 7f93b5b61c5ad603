"""Tables of questions and answers (CSV, TSV), row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from drill.errors import UsageError
from drill.exchange.cards import Card, Skipped, cleaned
from drill.exchange.cells import cell_text
from drill.text import did_you_mean, one_line

# More than any spreadsheet of questions has.
MOST_COLUMNS = 200

# What a column may hold, and what its header may say instead.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "prompt": ("question", "front", "exercise", "problem", "task"), "answer": ("back", "key", "result"),
    "title": ("name",), "hint": ("hints",), "steps": ("solution", "explanation"), "skill": (), "kind": (),
}  # fmt: skip

_NAMES = {name: field for field, synonyms in FIELDS.items() for name in (field, *synonyms)}


def read_table(
    lines: Iterable[str], suffix: str, columns: str, unknown: list[str]
) -> Iterator[Card | Skipped]:
    """Yield the rows of a table; the names of columns without a meaning are put into ``unknown``.

    Raises UsageError where it does not say where its questions stand, or breaks off.
    """
    lines = iter(lines)
    before = 0
    for first in lines:
        if first.strip():
            break
        before += 1
    else:
        raise UsageError("the table is empty")
    cells = (
        (line + before, cells)
        for line, cells in read_cells(chain([first], lines), delimiter_of(first, suffix))
    )
    line, header = next(cells, (0, []))
    if not header:
        raise UsageError("the table is empty")
    where = columns_of(columns, header)
    named = is_header(header)
    if named:
        used = {*where.values()}
        unknown += [
            name for index, cell in enumerate(header) if index not in used and (name := one_line(cell))
        ]
    yield from _cards(cells if named else chain([(line, header)], cells), where)


def delimiter_of(first_line: str, suffix: str) -> str:
    """Return the column separator: a tab, or in a ``.csv`` the commonest of comma, semicolon and tab."""
    if suffix in (".tsv", ".tab"):
        return "\t"
    return max(",;\t", key=first_line.count)


def columns_of(stated: str, header: Sequence[str]) -> Mapping[str, int]:
    """Return the column of each field, from 0: as ``stated`` (``prompt=2,answer=3``), else by the header.

    Raises UsageError where that names no prompt, or a column that is not there.
    """
    if stated:
        return _stated_columns(stated, header)
    result: dict[str, int] = {}
    for index, name in enumerate(header):
        field = _NAMES.get(one_line(name).lower())
        if field is not None:
            result.setdefault(field, index)
    if "prompt" in result and "answer" in result:
        return result
    raise UsageError(
        "the first line names no columns prompt and answer",
        "add a header, or say where they are: --columns prompt=1,answer=2",
    )


def is_header(cells: Sequence[str]) -> bool:
    """Return whether a row names columns."""
    return any(one_line(cell).lower() in _NAMES for cell in cells)


def _stated_columns(text: str, header: Sequence[str]) -> Mapping[str, int]:
    names = [one_line(cell).lower() for cell in header]
    result: dict[str, int] = {}
    for pair in text.split(","):
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or field not in FIELDS:
            raise UsageError(f"--columns: {pair.strip()!r} names no field", did_you_mean(field, list(FIELDS)))
        if column.lower() in names:
            result[field] = names.index(column.lower())
        elif re.fullmatch(r"[1-9][0-9]{0,3}", column) and int(column) <= len(header):
            result[field] = int(column) - 1
        else:
            there = f"the table has {len(header)} columns"
            raise UsageError(f"--columns: there is no column {column!r}", f"{there}; count from 1")
    if "prompt" not in result:
        raise UsageError("--columns names no prompt", "write --columns prompt=1,answer=2")
    return result


def read_cells(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's first line, from 1, and its cells. Raises UsageError where the table breaks off."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader((line.replace("\x00", "") for line in lines), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            mend = 'is a quote " left open?'
            raise UsageError(f"line {reader.line_num}: the table cannot be read: {error}", mend) from None
        if cells:
            yield line, cells


def _cards(rows: Iterable[tuple[int, Sequence[str]]], columns: Mapping[str, int]) -> Iterator[Card | Skipped]:
    for line, cells in rows:
        if len(cells) > MOST_COLUMNS:
            yield Skipped(line, f"it has more than {MOST_COLUMNS} columns")
            continue
        row = {
            field: cleaned(cell_text(cells[column])) if column < len(cells) else ""
            for field, column in columns.items()
        }
        if any(cell.strip() for cell in cells):
            yield Card(
                line, row["prompt"], row.get("answer", ""), row.get("kind", ""), title=row.get("title", ""),
                hint=row.get("hint", ""), steps=row.get("steps", ""), skill=row.get("skill", ""),
            )  # fmt: skip

"""Tables of questions and answers (CSV, TSV), row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from drill.errors import UsageError
from drill.exchange.cards import LONGEST_SOURCE, SkippedCard, SourceCard, clean_deck_text
from drill.exchange.deck_formats import cell_text
from drill.exchange.html_text import FieldText, text_of_html, text_of_markdown
from drill.text import count, did_you_mean, one_line

# More than any spreadsheet of questions has.
MOST_COLUMNS = 200

# Roles of columns, and other headers for them.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "prompt": ("question", "front", "exercise", "problem", "task"), "answer": ("back", "key", "result"),
    "title": ("name",), "hint": ("hints",), "steps": ("solution", "explanation"), "skill": (), "kind": (),
    "guid": ("uuid",),
}  # fmt: skip

_NAMES = {name: field for field, synonyms in FIELDS.items() for name in (field, *synonyms)}


SEPARATORS: Mapping[str, str] = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
# Lines by which the separator is guessed.
_MOST_GUESSED_BY = 20
# A line above the rows with their format: Anki's, or a spreadsheet's; and the text that a spreadsheet
# that took Anki's for a row put behind it.
_HEADER = re.compile(r"\"?#([A-Za-z ]+):(.*)")
_VALUE_AND_FILLERS = re.compile(r"(.*?)((?:[,;|\t](?:\"\")?)*)", re.S)
_SPREADSHEET_HEADER = re.compile(r"\"?sep=(.)\"?\s*", re.I)
# What only HTML has: an end of an element, a break, a picture, a blank. ``a <b`` may be a formula.
_HTML = re.compile(
    r"</(?:su[pb]|[biupao]|em|strong|div|span|table|t[rdh]|li|[uo]l|anki-mathjax|h[1-6]|pre|code|font|video|"
    r"audio|svg|object|iframe)\s*>|<br\s*/?>|<(?:img|source|embed)\s[^<>]*src=|<input\s[^<>]*type=|"
    r"<[a-z]+\s[^<>]*(?:url\(|background=)|&nbsp;|&#(?:160|x0*a0);",
    re.I,
)


@dataclass(slots=True)
class Rows:
    """The rows of a table or of notes: their headers, and each row's first line and cells."""

    headers: Mapping[str, str]
    cells: Iterator[tuple[int, list[str]]]


def read_above(lines: Iterable[str], suffix: str, separator: str = "") -> Rows:
    """Return the rows below headers such as ``#separator:tab``, split as given, as stated, or by content.

    Raises UsageError for an unknown ``separator``.
    """
    lines = iter(lines)
    headers: dict[str, str] = {}
    delimiter = separator_named(separator)
    before = 0
    first = ""
    for first in lines:
        first = first.removeprefix("\ufeff")
        if (stated := _SPREADSHEET_HEADER.fullmatch(first)) is not None:
            delimiter = delimiter or stated[1]
        elif (header := _HEADER.match(first)) is not None:
            parted = _VALUE_AND_FILLERS.fullmatch(header[2].strip(" \r\n"))
            value, fillers = parted.groups() if parted else ("", "")
            headers[header[1].strip().lower()] = value.strip('" ') or fillers[:1]
            if fillers and value:  # a spreadsheet parts its columns with it
                delimiter = delimiter or fillers[0]
        elif first.strip() and not is_remark(first, headers):
            break
        before += 1
        first = ""
    head = [first, *islice(lines, _MOST_GUESSED_BY)] if first else []
    stated_name = headers.get("separator", "")
    delimiter = delimiter or SEPARATORS.get(stated_name.strip().lower(), stated_name[:1])
    cells = read_cells(chain(head, lines), delimiter or guess_delimiter(head, suffix))
    return Rows(headers, ((line + before, row) for line, row in cells))


def is_remark(line: str, headers: Mapping[str, str]) -> bool:
    """Return whether a line above the rows is a remark: one with ``#``, which no tab parts into cells."""
    if headers or not line.startswith("#"):
        return line.startswith("#")
    names_columns = any(names_both_sides(line.split(each)) for each in ",;|:")
    return line[1:2].isspace() and "\t" not in line[2:] and not names_columns


def separator_named(text: str) -> str:
    """Return the character of a separator's name, empty for none. Raises UsageError."""
    separator = SEPARATORS.get(text.strip().lower(), text.replace("\\t", "\t"))
    if len(separator) > 1 or separator in ('"', "\r", "\n"):
        raise UsageError(
            f"--separator: {text!r} is not a separator", f"{', '.join(SEPARATORS)}, or one character"
        )
    return separator


def guess_delimiter(lines: Sequence[str], suffix: str) -> str:
    """Return the column separator: a header's, else what parts all rows into as many columns.

    A comma, colon or semicolon with a blank behind it each time is prose. Where nothing parts the rows evenly
    it is the commonest of tab, comma and semicolon in the first line.
    """
    if suffix in (".tsv", ".tab") and any("\t" in line for line in lines):
        return "\t"
    even: list[tuple[bool, str]] = []
    for delimiter in "\t;,|: ":
        rows: list[list[str]] = []
        with suppress(csv.Error):
            rows += filter(None, csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter))
        if rows and names_both_sides(rows[0]):
            return delimiter
        widths = {len(row) for row in rows}
        if delimiter != " " and len(widths) == 1 and min(widths) > 1 and (delimiter != ":" or widths == {2}):
            is_prose = all(cell[:1] == " " for row in rows for cell in row[1:])
            even.append((is_prose, delimiter))
    if even:
        return min(even, key=lambda each: each[0])[1]
    return max(",;\t", key=lines[0].count) if lines else ","


def read_table(
    lines: Iterable[str], suffix: str, columns: str, unknown: list[str], separator: str = ""
) -> Iterator[SourceCard | SkippedCard]:
    """Yield the rows of a table; the names of columns without a meaning are put into ``unknown``.

    Raises UsageError if it has no column of questions, or breaks off.
    """
    cells = read_above(lines, suffix, separator).cells
    nothing: tuple[int, list[str]] = (0, [])
    line, header = next(cells, nothing)
    if not header:
        raise UsageError("the table is empty")
    where = columns_of(columns, header)
    named = any(one_line(cell).lower() in _NAMES for cell in header)
    if named:
        used = {*where.values()}
        unknown += [
            name for index, cell in enumerate(header) if index not in used and (name := one_line(cell))
        ]
    yield from _read_table_cards(cells if named else chain([(line, header)], cells), where)


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


def names_both_sides(cells: Sequence[str]) -> bool:
    """Return whether a row names the columns of questions and answers."""
    return {"prompt", "answer"} <= {_NAMES.get(one_line(cell).lower()) for cell in cells}


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
            there = f"the table has {count(len(header), 'column')}"
            mend = "say what parts them: --separator pipe" if len(header) == 1 else "count from 1"
            raise UsageError(f"--columns: there is no column {column!r}", f"{there}; {mend}")
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


def _read_table_cards(
    rows: Iterable[tuple[int, Sequence[str]]], columns: Mapping[str, int]
) -> Iterator[SourceCard | SkippedCard]:
    for line, cells in rows:
        if len(cells) > MOST_COLUMNS:
            yield SkippedCard(line, f"it has more than {MOST_COLUMNS} columns")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if sum(map(len, cells)) > LONGEST_SOURCE:
            yield SkippedCard(line, f"it has more than {LONGEST_SOURCE:,} characters")
            continue
        row = {field: text_of_cell(cells[column]) for field, column in columns.items() if column < len(cells)}
        texts = {field: read.text for field, read in row.items()}
        sides = {"prompt": "question", "answer": "answer", "hint": "note", "steps": "note", "title": "note"}
        media = tuple(
            (side, what) for field, side in sides.items() if field in row for what in row[field].media
        )
        yield SourceCard(
            line, texts.get("prompt", ""), texts.get("answer", ""), texts.get("kind", ""),
            title=texts.get("title", ""), hint=texts.get("hint", ""), steps=texts.get("steps", ""),
            skill=texts.get("skill", ""), guid=texts.get("guid", ""), media=media,
        )  # fmt: skip


def text_of_cell(cell: str) -> FieldText:
    """Return a cell as text: HTML is read as that, pictures of Markdown are named."""
    if _HTML.search(cell) or "[sound:" in cell:
        return text_of_html(cell_text(cell))
    text, media, has_words = text_of_markdown(clean_deck_text(cell_text(cell)))
    return FieldText(text.strip(), media, has_words)

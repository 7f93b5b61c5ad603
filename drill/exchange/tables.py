"""A table of questions and answers (CSV, TSV), row by row as exercises of a bank.

Answers typed as a learner types them are checked; the others the learner judges. A row's id is a hash of what
it asks, so the same table gives the same exercises.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from drill.banks.templates import escape
from drill.checking import KINDS
from drill.errors import UsageError
from drill.exchange.typed_answers import TypedAnswer, typed_answer
from drill.text import clean, did_you_mean, one_line

LONGEST_CELL = 20_000
"""Characters; a longer cell is no question, and mostly a quote that nothing closes."""
# More than any spreadsheet of questions has.
MOST_COLUMNS = 200

FIELDS: Mapping[str, tuple[str, ...]] = {
    "prompt": ("question", "front", "exercise", "problem", "task"), "answer": ("back", "key", "result"),
    "title": ("name",), "hint": ("hints",), "steps": ("solution", "explanation"), "skill": (), "kind": (),
}  # fmt: skip
"""What a column may hold, and what its header may say instead."""

_NAMES = {name: field for field, others in FIELDS.items() for name in (field, *others)}
_SKILL = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_UNPRINTABLE = re.compile("[\ufffe\uffff]")
"""What YAML refuses, beside what no text has."""
# As long as titles of exercises may be.
_LONGEST_TITLE = 60
# Hex digits: 40 bits, so that chance makes no two rows of a table alike.
_ID_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One row as an exercise; ``answer`` is None where the learner judges, and ``why`` says why."""

    line: int
    id: str
    prompt: str
    key: str
    answer: TypedAnswer | None
    why: str = ""
    title: str = ""
    hint: str = ""
    steps: str = ""
    skill: str = ""

    @property
    def kind(self) -> str:
        """The kind of its answer."""
        return "self" if self.answer is None else self.answer.kind


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that became no exercise."""

    line: int
    why: str


def delimiter_of(first_line: str, suffix: str) -> str:
    """What parts the columns: a tab, or of a ``.csv`` the commonest of comma, semicolon and tab."""
    if suffix in (".tsv", ".tab"):
        return "\t"
    return max(",;\t", key=first_line.count)


def columns_of(given: str, header: Sequence[str]) -> Mapping[str, int]:
    """Where each field stands, from 0: as ``given`` (``prompt=2,answer=3``), else as the header says.

    Raises UsageError where that names no prompt, or a column that is not there.
    """
    if given:
        return _given(given, header)
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        field = _NAMES.get(one_line(name).lower())
        if field is not None:
            found.setdefault(field, place)
    if "prompt" in found and "answer" in found:
        return found
    raise UsageError(
        "the first line names no columns prompt and answer",
        "add a header, or say where they are: --columns prompt=1,answer=2",
    )


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns."""
    return any(one_line(cell).lower() in _NAMES for cell in cells)


def _given(text: str, header: Sequence[str]) -> Mapping[str, int]:
    names = [one_line(cell).lower() for cell in header]
    found: dict[str, int] = {}
    for pair in text.split(","):
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or field not in FIELDS:
            raise UsageError(f"--columns: {pair.strip()!r} names no field", did_you_mean(field, list(FIELDS)))
        if column.lower() in names:
            found[field] = names.index(column.lower())
        elif re.fullmatch(r"[1-9][0-9]{0,3}", column) and int(column) <= len(header):
            found[field] = int(column) - 1
        else:
            there = f"the table has {len(header)} columns"
            raise UsageError(f"--columns: there is no column {column!r}", f"{there}; count from 1")
    if "prompt" not in found:
        raise UsageError("--columns names no prompt", "write --columns prompt=1,answer=2")
    return found


def read_cells(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row's first line, from 1, and its cells. Raises UsageError where the table breaks off."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader(map(_without_nul, lines), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            mend = 'is a quote " left open?'
            raise UsageError(f"line {reader.line_num}: the table cannot be read: {error}", mend) from None
        if cells and len(cells) <= MOST_COLUMNS:
            yield line, cells


def _without_nul(line: str) -> str:
    return line.replace("\x00", "")


def read_rows(
    rows: Iterable[tuple[int, Sequence[str]]], columns: Mapping[str, int]
) -> Iterator[Row | Skipped]:
    """The rows as exercises, one at a time."""
    seen: dict[str, str] = {}
    for line, cells in rows:
        row = {field: _cell(cells, place) for field, place in columns.items()}
        prompt, key = row["prompt"], row.get("answer", "")
        if not prompt:
            if any(cell.strip() for cell in cells):
                yield Skipped(line, "it asks nothing")
            continue
        if max(map(len, row.values())) > LONGEST_CELL:
            yield Skipped(line, f"a cell has more than {LONGEST_CELL:,} characters")
            continue
        id_ = _id(prompt)
        if id_ in seen:  # the same words: with another answer they ask something else
            id_ = _id(f"{prompt}\n{key}")
        if id_ in seen or seen.get(_id(prompt)) == key:
            yield Skipped(line, "the same question and answer stand further up")
            continue
        seen[id_] = key
        yield _row(line, id_, row)


def _row(line: int, id_: str, row: Mapping[str, str]) -> Row:
    key, kind = row.get("answer", ""), row.get("kind", "").lower()
    answer, why = None, ""
    if not key:
        why = "it has no answer"
    elif kind and (kind not in KINDS or kind == "self"):
        why = "the learner judges it" if kind == "self" else f"no kind of answer is called {kind[:40]!r}"
    else:
        answer = typed_answer(key, kind)
        why = "" if answer else "it cannot be read as a typed answer"
    title, skill = one_line(row.get("title", "")), row.get("skill", "")
    return Row(
        line=line,
        id=id_,
        prompt=row["prompt"],
        key=key,
        answer=answer,
        why=why,
        title=title if len(title) <= _LONGEST_TITLE and "@" not in title else "",
        hint=row.get("hint", ""),
        steps=row.get("steps", ""),
        skill=skill if _SKILL.fullmatch(skill) else "",
    )


def _cell(cells: Sequence[str], place: int) -> str:
    return _UNPRINTABLE.sub(" ", clean(cells[place])).strip() if place < len(cells) else ""


def _id(text: str) -> str:
    return "row-" + hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:_ID_DIGITS]


# --- as a bank's text --------------------------------------------------------------------------------------


def as_yaml(row: Row) -> str:
    """An exercise of a bank, as its file has it."""
    lines = [f"- id: {row.id}"]
    if row.title:
        lines += _field("title", row.title, 2)
    if row.skill:
        lines.append(f"  skill: {row.skill}")
    if row.answer is not None and row.answer.names:
        lines.append(f"  vars: [{', '.join(row.answer.names)}]")
    lines += _field("prompt", escape(row.prompt), 2)
    lines.append("  answer:")
    lines += (
        _field("self", escape(row.key), 4)
        if row.answer is None
        else _field(row.answer.kind, row.answer.text, 4)
    )
    for name, text in (("hints", row.hint), ("steps", row.steps)):
        if text:
            lines += _field(name, escape(text), 2)
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text on one line that YAML reads as it stands."""
    return "'" + text.replace("'", "''") + "'"


def _field(name: str, text: str, indent: int) -> list[str]:
    """A name and its text, of several lines as a block."""
    margin = " " * indent
    if "\n" not in text:
        return [f"{margin}{name}: {quoted(text)}"]
    return [f"{margin}{name}: |2-", *(f"{margin}  {line}" if line else "" for line in text.split("\n"))]

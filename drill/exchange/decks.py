"""Make a bank from a deck or a table, and update it on re-import, keeping what was edited."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from drill.errors import FileError, UsageError
from drill.exchange.anki_reader import read_notes, read_package
from drill.exchange.books import slug
from drill.exchange.cards import Card, Row, Skipped, as_yaml, quoted, read_rows, written_answer
from drill.exchange.deck_formats import DeckFormat, first_bytes
from drill.exchange.gift_reader import read_gift
from drill.exchange.hashcards_reader import read_hashcards
from drill.exchange.tables import read_table
from drill.files import locked, refuse_endless, text_of, whole_file
from drill.locations import Locations
from drill.text import clean, one_line

# A bank's file is read up to a megabyte; this leaves room to edit it.
MOST_BYTES = 900_000
# Exercises; a bank's file has at most 100,000 nodes, and each takes a score of them.
MOST_IN_A_FILE = 4000
# So many rows are reported one by one; of further ones only the number.
MOST_TOLD = 1000
# Characters of a line of a table or deck, and of all its lines.
LONGEST_LINE = 1_000_000
LONGEST_TEXT = 100_000_000
# Exercises that a dry run shows as they would be written.
MOST_SHOWN = 3

_MARK = "# from the table: "
_EXERCISE = re.compile(
    r"^# from the table: ([0-9a-f]{10})\n(- id: ([a-z0-9-]+)\n.*?)(?=^# from the table: |\Z)", re.M | re.S
)
# What is above the exercises, and what was written between that and the first of the table.
_TOP = re.compile(r"(\A.*?^exercises:[^\n]*\n)(.*?)(?=^# from the table: |\Z)", re.M | re.S)
# Hex digits: 40 bits tell a changed row from an unchanged one.
_SUM_DIGITS = 10
_READERS: Mapping[DeckFormat, Callable[[Iterable[str]], Iterator[Card | Skipped]]] = {
    "anki": read_notes, "moodle": read_gift, "hashcards": read_hashcards,
}  # fmt: skip
_ZIP = b"PK\x03\x04"


@dataclass(slots=True)
class DeckBank:
    """The outcome of importing a deck or a table."""

    title: str
    bank: str
    path: Path
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])
    # Line, answer and reason of what the learner judges, the first of them.
    by_learner: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    skipped: list[Skipped] = field(default_factory=list[Skipped])
    left_out: int = 0
    new: int = 0
    # Exercises that were edited in the bank, and stay so.
    edited: int = 0
    # Exercises of the bank whose rows are no longer there.
    gone: int = 0
    # Line, answer in the bank and answer as it would be read now, of those that stay as they were.
    unchanged: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    # How many those are.
    kept: int = 0
    # Columns of a table that mean nothing here.
    unknown: list[str] = field(default_factory=list[str])
    # The first exercises as they would be written, where nothing is.
    texts: list[str] = field(default_factory=list[str])
    # Whether it lies among the learner's banks, and something in it can be drilled.
    is_loaded: bool = True


def import_deck(
    source: Path,
    places: Locations,
    *,
    as_: DeckFormat = "table",
    columns: str = "",
    out: Path | None = None,
    is_dry: bool = False,
    is_anew: bool = False,
) -> DeckBank:
    """Make a bank from a deck; a second import keeps what was edited, its answers and its marks.

    ``is_anew`` has the answers read again that are in the bank already.

    Raises:
        UsageError: the deck cannot be read, or does not say where its questions are.
        FileError: the bank cannot be written.
    """
    fingerprint = hashlib.sha256(str(source.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    title = one_line(source.stem.replace("_", " ").replace("-", " ")) or "deck"
    path = out or _bank_file(places.banks / "my", slug(source.stem) or "deck", fingerprint)
    deck_bank = DeckBank(title[:1].upper() + title[1:], f"my/{path.stem}", path)
    try:
        with ExitStack() as stack:
            refuse_endless(source)
            cards = _package(source) if as_ == "anki" and first_bytes(source).startswith(_ZIP) else None
            if cards is None:
                stream = stack.enter_context(source.open(encoding="utf-8-sig", newline=""))
                lines = _lines(stream, source)
                cards = (
                    read_table(lines, source.suffix.lower(), columns, deck_bank.unknown)
                    if as_ == "table"
                    else _READERS[as_](lines)
                )
            if not is_dry:
                stack.enter_context(locked(path))
            old = _Old(path)
            texts = _texts(read_rows(cards), deck_bank, old, is_anew)
            if is_dry:
                deck_bank.texts = list(islice(texts, MOST_SHOWN))
                for _ in texts:
                    pass
            else:
                head = old.head or _head(deck_bank, source.name, fingerprint)
                _write(path, texts, head, is_lone=out is not None)
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{source}: the byte 0x{error.object[error.start]:02x} is not UTF-8", "save it as UTF-8"
        ) from None
    except UsageError as error:
        raise UsageError(f"{source}: {error.message}", error.hint) from None
    except OSError as error:
        is_source = error.filename == str(source)
        raise FileError(source if is_source else path, "read" if is_source else "written", error) from error
    deck_bank.is_loaded = out is None or out.is_relative_to(places.banks)
    if is_dry and not deck_bank.kinds:
        raise UsageError(f"{source}: no row has a question")
    return deck_bank


def _package(source: Path) -> Iterator[Card | Skipped]:
    """Yield the notes of a package; errors while reading it are reported as such."""
    try:
        yield from read_package(source)
    except OSError as error:
        raise FileError(source, "read", error) from error


def _lines(stream: TextIO, source: Path) -> Iterator[str]:
    """Yield the lines of the table; errors while reading them are reported as such.

    Raises UsageError where a line, or all of it, is too long.
    """
    number = size = 0
    try:
        while line := stream.readline(LONGEST_LINE + 1):
            number, size = number + 1, size + len(line)
            if len(line) > LONGEST_LINE:
                raise UsageError(f"line {number} has more than {LONGEST_LINE:,} characters")
            if size > LONGEST_TEXT:
                raise UsageError(f"it has more than {LONGEST_TEXT:,} characters", "import it in parts")
            yield line
    except OSError as error:
        raise FileError(source, "read", error) from error


class _Old:
    """The present bank: its head, the parts that were edited or written by hand, and the others."""

    def __init__(self, path: Path) -> None:
        self.head = ""
        self.edited: dict[str, str] = {}
        self.untouched: dict[str, str] = {}
        """Their texts, by their ids."""
        for file in _files_of(path):
            whole = text_of(file)
            if (top := _TOP.match(whole)) is not None:
                self.head = self.head or top[1]
                if top[2].strip():
                    self.edited[file.name] = top[2].rstrip() + "\n"
            for match in _EXERCISE.finditer(whole):
                sum_, text, id_ = match.groups()
                if _sum(text) == sum_:
                    self.untouched[id_] = text
                else:
                    self.edited[id_] = match[0].rstrip() + "\n"


def _texts(rows: Iterator[Row | Skipped], deck_bank: DeckBank, old: _Old, is_anew: bool) -> Iterator[str]:
    """Yield the text of the bank exercise by exercise, and the messages about it."""
    for row in rows:
        deck_bank.rows += 1
        if isinstance(row, Skipped):
            deck_bank.left_out += 1
            if len(deck_bank.skipped) < MOST_TOLD:
                deck_bank.skipped.append(row)
            continue
        edited = old.edited.pop(row.id, None)
        if edited is not None:
            deck_bank.kinds[_kind(edited) or row.kind] += 1
            deck_bank.edited += 1
            yield edited
            continue
        before = old.untouched.pop(row.id, "")
        deck_bank.new += not before
        text = as_yaml(row)
        if before and not is_anew and written_answer(before) != written_answer(text):
            deck_bank.kept += 1
            if len(deck_bank.unchanged) < MOST_TOLD:
                deck_bank.unchanged.append((row.card.line, _answer_line(before), _answer_line(text)))
            text = as_yaml(row, before)
        elif row.card.answer is None and len(deck_bank.by_learner) < MOST_TOLD:
            deck_bank.by_learner.append((row.card.line, row.card.key, row.why))
        deck_bank.kinds[_kind(text)] += 1
        yield f"{_MARK}{_sum(text)}\n{text}"
    deck_bank.edited += len(old.edited)
    deck_bank.gone = len(old.untouched)
    yield from old.edited.values()


def _kind(exercise: str) -> str:
    """Return the kind of an exercise's answer, from its text."""
    return written_answer(exercise).strip().partition(":")[0]


def _answer_line(exercise: str) -> str:
    return one_line(written_answer(exercise))


def _sum(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:_SUM_DIGITS]


def _head(deck_bank: DeckBank, name: str, fingerprint: str) -> str:
    return (
        "# Made by drill import. Importing it again keeps what you edit here.\n"
        f"topic: my.{slug(deck_bank.path.stem) or 'deck'}\ntitle: {quoted(deck_bank.title)}\n"
        f"source: {{title: {quoted(clean(one_line(name)))}, fingerprint: {fingerprint}}}\nexercises:\n"
    )


def _write(path: Path, texts: Iterator[str], head: str, *, is_lone: bool) -> None:
    """Write one file, or numbered parts in a folder if it would be too large; all of it or nothing."""
    before = _files_of(path)
    with ExitStack() as stack:
        parts: list[Path] = []
        stream: BinaryIO | None = None
        size = count = 0
        for text in texts:
            data = text.encode("utf-8", "replace")
            if stream is None or size + len(data) > MOST_BYTES or count >= MOST_IN_A_FILE:
                if is_lone and stream is not None:
                    raise UsageError(
                        "the bank is too large for one file", "leave -o out: it becomes a folder"
                    )
                parts.append(_folder_of(path) / f"part-{len(parts) + 1:02}.yaml")
                file = path if is_lone else parts[-1]
                file.parent.mkdir(parents=True, exist_ok=True)
                stream = stack.enter_context(whole_file(file))
                size = stream.write(head.encode())
                count = 0
            size += stream.write(data)
            count += 1
        if stream is None:
            raise UsageError("no row has a question")
    if not is_lone and len(parts) == 1:
        parts[0].replace(path)
        parts = [path]
    for file in before:
        if file not in parts and file != path:
            file.unlink(missing_ok=True)
    if parts == [path] or is_lone:
        _drop_empty(_folder_of(path))
    else:
        path.unlink(missing_ok=True)


def _drop_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _folder_of(bank: Path) -> Path:
    """Return the folder for the parts of a bank that is too large for one file."""
    return bank.with_suffix("")


def _files_of(bank: Path) -> list[Path]:
    """Return the existing files of a bank, in order; files with other names are not the import's."""
    return [bank] if bank.is_file() else sorted(_folder_of(bank).glob("part-[0-9][0-9].yaml"))


def _bank_file(shelf: Path, stem: str, fingerprint: str) -> Path:
    """Return the bank that was made of this table, else a free name."""
    for number in range(1, 1000):
        path = shelf / (f"{stem}.yaml" if number == 1 else f"{stem}-{number}.yaml")
        files = _files_of(path)
        if not files and not _folder_of(path).exists():
            return path
        if files and fingerprint.encode() in first_bytes(files[0]):
            return path
    raise UsageError(f"a thousand banks are called {stem}", "name the file with -o")

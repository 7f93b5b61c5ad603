"""Make a bank from a deck or a table, and update it on re-import, keeping edits."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from drill.banks.catalogue import folder_of, list_bank_parts
from drill.errors import FileError, SourceError, UsageError
from drill.exchange.anki_reader import read_anki_notes, read_package
from drill.exchange.cards import (
    CardExercise,
    SkippedCard,
    SourceCard,
    as_yaml,
    is_same_answer,
    read_rows,
    written_answer,
)
from drill.exchange.deck_formats import PACKAGES, DeckFormat, first_bytes
from drill.exchange.known_decks import (
    KnownDeck,
    assign_exercise_ids,
    share_of_rows,
    text_sum,
    write_exercise_mark,
)
from drill.exchange.question_tables import read_table
from drill.files import Locations, lock_file_folder, refuse_endless, whole_file
from drill.text import (
    SAMPLE_BYTES,
    capitalise,
    clean_text,
    count,
    guess_encoding,
    make_id_part,
    one_line,
    quote_yaml_text,
)

# A bank's file is read up to a megabyte; this leaves room to edit it.
MOST_BYTES = 900_000
# Exercises; a bank's file has at most 100,000 nodes, and each takes a score of them.
MOST_IN_A_FILE = 4000
# Max rows that are reported one by one; of further ones only the number is.
MOST_TOLD = 1000
# Characters of a line of a table or deck, and of all its lines.
LONGEST_LINE = 1_000_000
LONGEST_TEXT = 100_000_000
# Exercises that a dry run shows as they would be written.
MOST_SHOWN = 3
# Reasons, and lines for each, that are named where nothing is left of a deck.
_MOST_REASONS = 3

# First bytes of files that are not text, regardless of their names.
_PACKED = {
    b"PK\x03\x04": "a spreadsheet or an archive", b"%PDF": "a PDF", b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"SQLite format 3": "a database", b"\x1f\x8b": "an archive", b"\x89PNG": "a picture",
}  # fmt: skip
# Bytes of value zero in the beginning of a text.
_MOST_ZEROS = 8
_ZIP = b"PK\x03\x04"
_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype|html|head|body)\b", re.I)


@dataclass(slots=True)
class DeckBank:
    """The outcome of importing a deck or a table."""

    title: str
    bank: str
    path: Path
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])
    # Line, answer and reason of the first exercises that the learner judges.
    by_learner: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    skipped: list[SkippedCard] = field(default_factory=list[SkippedCard])
    left_out: int = 0
    new: int = 0
    # Exercises that were edited in the bank, and stay so.
    edited: int = 0
    # Exercises whose answer the source has changed since.
    corrected: int = 0
    # Exercises of the bank whose rows are no longer there.
    gone: int = 0
    # Line, answer in the bank and answer as it would be read now, of those that stay as they were.
    unchanged: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    # How many those are.
    kept: int = 0
    # Line, side and name of each picture, sound or link that is kept as its name; the first of them.
    media: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    # Rows that have one.
    with_media: int = 0
    # Guesses about the file.
    notes: list[str] = field(default_factory=list[str])
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
    separator: str = "",
    out: Path | None = None,
    is_dry: bool = False,
    is_anew: bool = False,
) -> DeckBank:
    """Make a bank from a deck; a second import keeps edits, answers and marks.

    The bank is the one that was made of this deck before, wherever its file lay. ``is_anew`` has the answers
    read again that are in the bank already.

    Raises:
        SourceError: the deck cannot be read, or has no column of questions.
        FileError: the bank cannot be written.
    """
    fingerprint = hashlib.sha256(str(source.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    shelf = places.banks / "my"
    deck_bank = DeckBank("", "", out or shelf)
    try:
        with ExitStack() as stack:
            refuse_endless(source)
            name = one_line(source.stem.replace("_", " ").replace("-", " ")) or "deck"
            deck_bank.title = capitalise(name)
            found = list(read_rows(_read_source_cards(source, as_, columns, separator, deck_bank, stack)))
            if not is_dry:
                stack.enter_context(lock_file_folder(out or shelf / "deck.yaml"))
            rows = [row for row in found if isinstance(row, CardExercise)]
            path = out or _choose_deck_bank_file(shelf, deck_bank.title, rows, fingerprint, source.stem)
            deck_bank.path = path
            deck_bank.bank = f"my/{path.stem}"
            if not rows:
                raise UsageError(*_nothing_left([row for row in found if isinstance(row, SkippedCard)]))
            old = KnownDeck(list_bank_parts(path))
            named = iter(assign_exercise_ids(rows, old))
            rows_and_gaps = (next(named) if isinstance(row, CardExercise) else row for row in found)
            texts = _make_exercise_texts(rows_and_gaps, deck_bank, old, is_anew)
            if is_dry:
                deck_bank.texts = list(islice(texts, MOST_SHOWN))
                for _ in texts:
                    pass
            else:
                head = old.head or _write_deck_head(deck_bank, source.name, fingerprint)
                _write_deck_bank(path, texts, head, is_lone=out is not None)
    except UsageError as error:
        raise SourceError(f"{source}: {error.message}", error.hint) from None
    except OSError as error:
        is_source = error.filename == str(source)
        raise FileError(
            source if is_source else deck_bank.path, "read" if is_source else "written", error
        ) from error
    deck_bank.is_loaded = out is None or out.is_relative_to(places.banks)
    return deck_bank


def _read_source_cards(
    source: Path, as_: DeckFormat, columns: str, separator: str, deck_bank: DeckBank, stack: ExitStack
) -> Iterator[SourceCard | SkippedCard]:
    """Return the questions of a source. Raises UsageError if it is not of its name's format."""
    start = first_bytes(source)
    if as_ == "anki" and (start.startswith(_ZIP) or source.suffix.lower() in PACKAGES):
        if not start.startswith(_ZIP):
            raise UsageError(
                f"it is not an Anki package: {_describe_foreign_file(start)}", "export or download it again"
            )
        return _read_package_notes(source)
    packed = next((what for magic, what in _PACKED.items() if start.startswith(magic)), "")
    if packed:
        raise UsageError(f"it is {packed}, not text", "save it as CSV, or export it as text")
    with source.open("rb") as file:
        encoding = guess_encoding(file.read(SAMPLE_BYTES))
    if start.count(0) > _MOST_ZEROS and "utf" not in encoding.name.replace("utf-8", ""):
        raise UsageError("it is not text", "name a table, or notes in plain text")
    deck_bank.notes += filter(None, [encoding.note])
    stream = source.open(encoding=encoding.name, errors=encoding.errors, newline="")
    lines = _read_deck_lines(stack.enter_context(stream), source)
    if as_ == "anki":
        return read_anki_notes(lines, columns, separator)
    return read_table(lines, source.suffix.lower(), columns, deck_bank.unknown, separator)


def _describe_foreign_file(start: bytes) -> str:
    """Return the format of a so-called package, by its first bytes."""
    text = start.decode("utf-8", "replace").lstrip("\ufeff")
    if not start:
        return "the file is empty"
    if text.startswith("version https://git-lfs"):
        return "it only says where Git LFS keeps it"
    if _WEB_PAGE.match(text):
        return "it is a web page"
    is_text = not start.translate(None, bytes(range(9, 14)) + bytes(range(32, 256)))
    if is_text:
        return "it is text; name it .txt if it is notes in plain text"
    return "it is not an archive"


def _nothing_left(skipped: Sequence[SkippedCard]) -> tuple[str, str]:
    """Return the message about a deck without an exercise, and why each of its rows was left out."""
    if not skipped:
        return "no row has a question", "it has no rows"
    lines: dict[str, list[int]] = {}
    for row in skipped:
        lines.setdefault(row.why, []).append(row.line)
    reasons: list[str] = []
    for why, numbers in islice(lines.items(), _MOST_REASONS):
        others = f" and {count(len(numbers) - 1, 'other')}" if len(numbers) > 1 else ""
        reasons.append(f"{why} (line {numbers[0]}{others})")
    more = f"; and {count(len(lines) - _MOST_REASONS, 'other reason')}" if len(lines) > _MOST_REASONS else ""
    return f"no row has a question and an answer that can be asked: {'; '.join(reasons)}{more}", ""


def _read_package_notes(source: Path) -> Iterator[SourceCard | SkippedCard]:
    """Yield the notes of a package; errors while reading it are reported as such."""
    try:
        yield from read_package(source)
    except OSError as error:
        raise FileError(source, "read", error) from error


def _read_deck_lines(stream: TextIO, source: Path) -> Iterator[str]:
    """Yield the lines of the table; errors while reading them are reported as such.

    Raises UsageError where a line, or all of it, is too long.
    """
    number = size = 0
    try:
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            size += len(line)
            if len(line) > LONGEST_LINE:
                raise UsageError(f"line {number} has more than {LONGEST_LINE:,} characters")
            if size > LONGEST_TEXT:
                raise UsageError(f"it has more than {LONGEST_TEXT:,} characters", "import it in parts")
            yield line
    except OSError as error:
        raise FileError(source, "read", error) from error


def _make_exercise_texts(
    rows: Iterator[CardExercise | SkippedCard], deck_bank: DeckBank, old: KnownDeck, is_anew: bool
) -> Iterator[str]:
    """Yield the text of the bank exercise by exercise, and the messages about it."""
    left = dict(old.exercises)
    for row in rows:
        deck_bank.rows += 1
        if isinstance(row, SkippedCard):
            deck_bank.left_out += 1
            if len(deck_bank.skipped) < MOST_TOLD:
                deck_bank.skipped.append(row)
            continue
        deck_bank.with_media += bool(row.card.media)
        deck_bank.media += (
            (row.card.line, *each) for each in row.card.media[: MOST_TOLD - len(deck_bank.media)]
        )
        known = left.pop(row.id, None)
        if known is not None and known.is_edited:
            deck_bank.kinds[_find_written_kind(known.text) or row.kind] += 1
            deck_bank.edited += 1
            yield known.text
            continue
        deck_bank.new += known is None
        text = as_yaml(row)
        is_other = known is not None and written_answer(known.text) != written_answer(text)
        # A better reading alone would cost marks, so the exercise stays until its source changes.
        is_kept = (
            known is not None
            and not is_anew
            and (known.key in ("", text_sum(row.card.key)) or is_same_answer(row.card.answer, known.text))
        )
        if is_kept and known is not None and is_other:
            deck_bank.kept += 1
            if len(deck_bank.unchanged) < MOST_TOLD:
                deck_bank.unchanged.append((row.card.line, _answer_line(known.text), _answer_line(text)))
            text = as_yaml(row, known.text)
        else:
            deck_bank.corrected += is_other
            if row.card.answer is None and len(deck_bank.by_learner) < MOST_TOLD:
                deck_bank.by_learner.append((row.card.line, row.card.key, row.why))
        deck_bank.kinds[_find_written_kind(text)] += 1
        yield write_exercise_mark(row, text) + text
    yield from old.by_hand
    still = [known.text for known in left.values() if known.is_edited]
    deck_bank.edited += len(still) + len(old.by_hand)
    deck_bank.gone = len(left) - len(still)
    yield from still


def _find_written_kind(exercise: str) -> str:
    """Return the kind of an exercise's answer, from its text."""
    return written_answer(exercise).strip().partition(":")[0]


def _answer_line(exercise: str) -> str:
    return one_line(written_answer(exercise))


def _write_deck_head(deck_bank: DeckBank, name: str, fingerprint: str) -> str:
    return (
        "# Made by drill import. Importing it again keeps what you edit here.\n"
        f"topic: my.{make_id_part(deck_bank.path.stem) or 'deck'}\n"
        f"title: {quote_yaml_text(deck_bank.title)}\n"
        f"source: {{title: {quote_yaml_text(clean_text(one_line(name)))}, fingerprint: "
        f"{fingerprint}}}\nexercises:\n"
    )


def _write_deck_bank(path: Path, texts: Iterator[str], head: str, *, is_lone: bool) -> None:
    """Write one file, or numbered parts in a folder if it would be too large; all of it or nothing."""
    before = list_bank_parts(path)
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
                parts.append(folder_of(path) / f"part-{len(parts) + 1:02}.yaml")
                file = path if is_lone else parts[-1]
                file.parent.mkdir(parents=True, exist_ok=True)
                stream = stack.enter_context(whole_file(file))
                size = stream.write(head.encode())
                count = 0
            size += stream.write(data)
            count += 1
        assert stream is not None
    if not is_lone and len(parts) == 1:
        parts[0].replace(path)
        parts = [path]
    for file in before:
        if file not in parts and file != path:
            file.unlink(missing_ok=True)
    if parts == [path] or is_lone:
        folder = folder_of(path)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    else:
        path.unlink(missing_ok=True)


def _choose_deck_bank_file(
    shelf: Path, title: str, rows: Sequence[CardExercise], fingerprint: str, stem: str
) -> Path:
    """Return the bank that was made of this deck before: of most of its rows, or of this file; else a new
    one."""
    best = None
    most = 0.0
    for path in _find_imported_banks(shelf):
        try:
            deck = KnownDeck(list_bank_parts(path))
        except UsageError:  # not text, so it is somebody else's
            continue
        is_this_file = fingerprint in deck.head
        share = 0.0
        if deck.is_by_import:
            share = share_of_rows(rows, deck, deck.title if is_this_file else title)
        if share > most or (is_this_file and share == most):
            best = path
            most = share
    if best is not None:
        return best
    name = make_id_part(title) or make_id_part(stem) or "deck"
    for number in range(1, 1000):
        path = shelf / (f"{name}.yaml" if number == 1 else f"{name}-{number}.yaml")
        if not list_bank_parts(path) and not folder_of(path).exists():
            return path
    raise UsageError(f"a thousand banks are called {name}", "name the file with -o")


def _find_imported_banks(shelf: Path) -> Iterator[Path]:
    """Yield the banks of a shelf that an import may have made, by the path of one file."""
    for path in sorted(shelf.glob("*.yaml")):
        if b"drill import" in first_bytes(path):
            yield path
    for part in sorted(shelf.glob("*/part-01.yaml")):
        yield part.parent.with_suffix(".yaml")

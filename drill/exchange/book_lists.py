"""A learner's lists of textbooks' exercises: import, additions, and their effects."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drill.banks.load import find_banks, read_bytes
from drill.banks.yaml_nodes import Fields, ScalarText
from drill.banks.yaml_scanner import decode_bank_text
from drill.errors import BankError, ParseError, SourceError, UsageError
from drill.exchange.deck_formats import is_book_file
from drill.exchange.textbook_numbers import (
    Book,
    Section,
    Term,
    read_book,
    read_list,
    read_numbers,
    read_terms,
)
from drill.files import Locations, lock_file_folder, save_text_file, shipped_banks
from drill.text import make_id_part, one_line

SHELF = "book"


@dataclass(frozen=True, slots=True)
class ChangedList:
    """The outcome of changing a list."""

    bank: str
    title: str
    path: Path
    sections: int
    exercises: int
    # Exercises with an answer that the checker reads.
    checked: int
    # New exercises in words: ``section 3.1, exercise 7``.
    added: tuple[str, ...]
    taken_out: tuple[str, ...]
    # Where the list is kept that this one took the place of.
    former: Path | None = None


@dataclass(frozen=True, slots=True)
class NewBook:
    """The description of a book whose list is begun."""

    title: str = ""
    author: str = ""
    edition: str = ""


def add_book_exercises(
    places: Locations, name: str, texts: Sequence[str], new: NewBook, *, is_dry: bool = False
) -> ChangedList:
    """Add exercises to a book's list, or with ``!`` take some out; a shipped list becomes the learner's own.

    Raises:
        UsageError: there is no such book, or the addition cannot be read.
        BankError: the list has a fault.
        FileError: it cannot be written.
    """
    additions = [read_addition(one_line(text)) for text in texts]
    bank = make_id_part(one_line(name).removeprefix(f"{SHELF}/"))
    if not bank:
        raise UsageError(f"no list can be called {one_line(name)!r}", "use letters a to z and digits")
    path = places.banks / SHELF / f"{bank}.yaml"
    with lock_file_folder(path):
        before = _read_own_list(path) or _read_shipped_list(bank)
        if before is None and not new.title:
            raise _make_unknown_book_error(places, name)
        if before is not None:
            _read_faultless_list(before, path)
        text = before or begin_book_list(*map(one_line, (new.title, new.author, new.edition)))
        for addition in additions:
            text = add_to_list_text(text, addition)
        changed = _compare_book_lists(before, text, path)
        if not is_dry and text != _read_own_list(path):
            save_text_file(path, text.decode())
    return changed


def import_list(source: Path, places: Locations, out: Path | None, *, is_dry: bool = False) -> ChangedList:
    """Import a list; it replaces the list of the same book, with the file's present content.

    Raises:
        UsageError: it is not a list of a book's exercises.
        BankError: the first fault of the file.
        FileError: it cannot be written.
    """
    raw = read_bytes(source)
    if isinstance(raw, BankError):
        raise raw
    if not is_book_file(raw):
        raise SourceError(f"{source} lists no book's exercises", "it begins with title: and sections:")
    book = _read_faultless_list(raw, source)
    path = out or _list_file(places, source, book)
    with lock_file_folder(path):
        before = None if out is not None else _read_own_list(path)
        changed = _compare_book_lists(before, raw, path)
        if not is_dry and before != raw:
            if before is not None:
                former = places.backups / f"{path.stem}.before-import.yaml"
                save_text_file(former, before.decode())
                changed = replace(changed, former=former)
            save_text_file(path, raw.decode())
    return changed


def _list_file(places: Locations, source: Path, book: Book) -> Path:
    """Return the file of this book's list, else a new one named as the source is."""
    shelf = places.banks / SHELF
    for path in sorted(shelf.glob("*.yaml")):
        raw = _read_own_list(path)
        if raw is not None and _identify_book(read_list(raw)) == _identify_book(book):
            return path
    stem = make_id_part(source.stem) or make_id_part(book.called) or "book"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next(path for name in names if not (path := shelf / f"{name}.yaml").exists())


def _identify_book(book: Book) -> tuple[str, str, str]:
    """Return the identity of a book."""
    return book.title, book.author, book.edition


def _read_own_list(path: Path) -> bytes | None:
    """Return a list of the learner's own. Raises BankError if the file there cannot be read."""
    if not path.exists():
        return None
    raw = read_bytes(path)
    if isinstance(raw, BankError):
        raise raw
    return raw


def _read_shipped_list(bank: str) -> bytes | None:
    path = shipped_banks() / SHELF / f"{bank}.yaml"
    return path.read_bytes() if path.is_file() else None


def _read_faultless_list(raw: bytes, path: Path) -> Book:
    """Return a list without a fault. Raises BankError, the first of them."""
    problems = read_book(raw, str(path)).problems
    if problems:
        raise problems[0]
    return read_list(raw)


def _compare_book_lists(before: bytes | None, after: bytes, path: Path) -> ChangedList:
    """Return new and removed exercises. Raises BankError if the list has a fault."""
    book = _read_faultless_list(after, path)
    loaded = read_book(after, str(path))
    was = _name_book_exercises(read_list(before)) if before is not None else {}
    now = _name_book_exercises(book)
    return ChangedList(
        bank=f"{SHELF}/{path.stem}",
        title=book.full_title,
        path=path,
        sections=len(book.sections),
        exercises=len(now),
        checked=sum(exercise.exercise.kind != "self" for exercise in loaded.exercises),
        added=tuple(words for id_, words in now.items() if id_ not in was),
        taken_out=tuple(words for id_, words in was.items() if id_ not in now),
    )


def _name_book_exercises(book: Book) -> dict[str, str]:
    return {section.id(label): section.called(label) for section in book.sections for label in section.labels}


def _make_unknown_book_error(places: Locations, name: str) -> UsageError:
    roots = (places.banks, shipped_banks())
    ids = (bank.id for root in roots for bank in find_banks(root))
    known = {id_.removeprefix("book/") for id_ in ids if id_.startswith(f"{SHELF}/")}
    near = difflib.get_close_matches(make_id_part(name), known, n=2, cutoff=0.6)
    mend = f"did you mean {' or '.join(near)}? A new list" if near else "a new list"
    return UsageError(f"no book is called {one_line(name)!r}", f"{mend} begins with --title and --author")


_HOW = "write '3.2: 1-15 odd', the section and its numbers"


@dataclass(frozen=True, slots=True)
class Addition:
    """A section, and the exercises added to it or, with ``!``, removed from it."""

    section: str
    # As they are written.
    numbers: str
    terms: tuple[Term, ...]

    @property
    def named(self) -> frozenset[str]:
        """The exercises that are added."""
        added_labels = (set(term.labels) for term in self.terms if not term.is_left_out)
        return frozenset(set[str]().union(*added_labels) - self.left_out)

    @property
    def left_out(self) -> frozenset[str]:
        """The exercises that are taken out."""
        return frozenset(label for term in self.terms if term.is_left_out for label in term.labels)


def read_addition(text: str) -> Addition:
    """Parse ``3.2: 1-15 odd``. Raises UsageError with the column and advice."""
    section, colon, numbers = text.partition(":")
    if not colon or not make_id_part(section):
        raise UsageError(f"{text!r}: no section is named", _HOW)
    try:
        terms = read_terms(numbers)
    except ParseError as error:
        column = len(section) + 1 + (error.at or 1)
        raise UsageError(f"{text!r}: column {column}: {error.message}", error.hint) from None
    return Addition(section.strip(), numbers, terms)


def begin_book_list(title: str, author: str, edition: str) -> bytes:
    """Return the text of a new list without a section."""
    written = {"title": title, "author": author, "edition": edition}
    head = [f"{name}: '{value.replace(chr(39), chr(39) * 2)}'" for name, value in written.items() if value]
    return "\n".join([*head, "sections:", ""]).encode()


def add_to_list_text(raw: bytes, addition: Addition) -> bytes:
    """Return the text of a list with more exercises, or fewer; the same bytes if that changes nothing.

    Raises:
        UsageError: nothing would be left of a section, or the text has a form that is edited by hand.
    """
    text = decode_bank_text(raw)
    book = read_list(raw)
    known = _section_of(book, addition)
    if known is None:
        if not addition.named:
            raise UsageError(f"there is no section {addition.section} to take exercises out of", _HOW)
        edited = _with_section(text, book, addition)
        wanted = addition.named
    else:
        wanted = (frozenset(known.labels) | addition.named) - addition.left_out
        if wanted == frozenset(known.labels):
            return raw
        if not wanted:
            raise UsageError(f"nothing would be left of section {known.name}", "delete its line in the file")
        edited = _with_numbers(text, known, _join_section_numbers(known, addition))
    _verify_list_edit(edited, addition, wanted)
    return edited.encode()


def _section_of(book: Book, addition: Addition) -> Section | None:
    return next(
        (
            section
            for section in book.sections
            if make_id_part(section.name) == make_id_part(addition.section)
        ),
        None,
    )


def _join_section_numbers(section: Section, addition: Addition) -> str:
    """Return a section's numbers with the new ones, without repetitions and revoked exclusions."""
    old = section.ranges.text
    terms = [term for term in read_numbers(old).terms if not set(term.labels) <= addition.named]
    blocking = [term for term in terms if term.is_left_out and set(term.labels) & addition.named]
    if blocking:
        blocking_numbers = old[blocking[0].start : blocking[0].end]
        raise UsageError(f"section {section.name} leaves out {blocking_numbers}", "change that in the file")
    left_out = {label for term in terms if term.is_left_out for label in term.labels}
    there = {label for term in terms if not term.is_left_out for label in term.labels} - left_out
    new = [term for term in addition.terms if term.is_left_out or not set(term.labels) <= there]
    return _write_number_list([*_split_number_terms(old, terms), *_split_number_terms(addition.numbers, new)])


def _split_number_terms(text: str, terms: Iterable[Term]) -> list[tuple[bool, str]]:
    """Return whether a term excludes something, and how it is written."""
    return [(term.is_left_out, text[term.start : term.end]) for term in terms]


def _write_number_list(pieces: list[tuple[bool, str]]) -> str:
    """Return a list of numbers, exclusions last; without commas, which would separate entries in braces."""
    named = "; ".join(text for is_left_out, text in pieces if not is_left_out)
    return " ".join([named, *dict.fromkeys(text for is_left_out, text in pieces if is_left_out)])


def _with_numbers(text: str, section: Section, numbers: str) -> str:
    """Return the text with other numbers in one section."""
    node = section.ranges
    lines = text.split("\n")
    line = lines[node.line - 1]
    start = node.column - 1
    quote = {"single": "'", "double": '"'}.get(node.style, "")
    written = f"{quote}{node.text}{quote}"
    if node.lines > 1 or node.style in ("literal", "folded") or not line.startswith(written, start):
        raise _by_hand(section.name)
    lines[node.line - 1] = f"{line[:start]}{quote}{numbers}{quote}{line[start + len(written) :]}"
    return "\n".join(lines)


def _with_section(text: str, book: Book, addition: Addition) -> str:
    """Return the text with a section inserted at its place in the book."""
    lines = text.rstrip("\n").split("\n")
    listed = book.listed
    entry = f"{addition.section}: {_write_number_list(_split_number_terms(addition.numbers, addition.terms))}"
    if isinstance(listed, ScalarText) and not listed.text:  # a list that was just begun
        return "\n".join([*lines, f"  {entry}", ""])
    if not isinstance(listed, Fields) or listed.in_braces or not listed.entries:
        raise _by_hand(addition.section)
    keys = [key for key, _ in listed.entries]
    indent = " " * (keys[0].column - 1)
    after = next(
        (key for key in keys if _make_section_sort_key(key.text) > _make_section_sort_key(addition.section)),
        None,
    )
    index = after.line - 1 if after is not None else _find_section_end(lines, keys[-1])
    while after is not None and lines[index - 1].lstrip().startswith("#"):
        index -= 1  # a comment belongs to the section below it
    return "\n".join([*lines[:index], f"{indent}{entry}", *lines[index:], ""])


def _find_section_end(lines: list[str], last: ScalarText) -> int:
    """Return where the last section ends: at the next line that is not indented further than its name."""
    indent = last.column - 1
    for index in range(last.line, len(lines)):
        line = lines[index]
        if line.strip() and len(line) - len(line.lstrip()) < max(indent, 1):
            return index
    return len(lines)


def _make_section_sort_key(name: str) -> list[tuple[int, int, str]]:
    """Return the sort key of sections in a book: 3.2 before 3.10, numbers before names."""
    parts = re.findall(r"[0-9]+|[A-Za-z]+", name)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in parts]


def _verify_list_edit(edited: str, addition: Addition, wanted: frozenset[str]) -> None:
    """Refuse an edit that does not read back as intended."""
    book = read_list(edited.encode())
    edited_section = _section_of(book, addition)
    if edited_section is None or frozenset(edited_section.labels) != wanted:
        raise _by_hand(addition.section)


def _by_hand(section: str) -> UsageError:
    return UsageError(f"section {section} is written in a form that is edited by hand", "open the file")

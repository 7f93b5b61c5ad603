"""A learner's lists of textbooks' exercises: taken in from a file, added to, and what that changed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drill.banks.load import find_banks, read_bytes
from drill.errors import BankError, UsageError
from drill.exchange.book_edits import added, begun, read_addition
from drill.exchange.books import Book, read_book, read_list, slug
from drill.exchange.formats import is_book_file
from drill.files import locked, save
from drill.locations import Locations, shipped_banks
from drill.text import one_line

SHELF = "book"


@dataclass(frozen=True, slots=True)
class ChangedList:
    """What became of a list."""

    bank: str
    title: str
    path: Path
    sections: int
    exercises: int
    # Exercises with an answer that the checker reads.
    checked: int
    # What is new, as one says it: ``section 3.1, exercise 7``.
    added: tuple[str, ...]
    taken_out: tuple[str, ...]
    # Where the list is kept that this one took the place of.
    former: Path | None = None


@dataclass(frozen=True, slots=True)
class NewBook:
    """What one says of a book whose list is begun."""

    title: str = ""
    author: str = ""
    edition: str = ""


def add(
    places: Locations, name: str, texts: Sequence[str], new: NewBook, *, is_dry: bool = False
) -> ChangedList:
    """Add exercises to a book's list, or with ``!`` take some out; a shipped list becomes the learner's own.

    Raises:
        UsageError: no book is called so, or what is to be added cannot be read.
        BankError: the list has a fault.
        FileError: it cannot be written.
    """
    additions = [read_addition(one_line(text)) for text in texts]
    bank = slug(one_line(name).removeprefix(f"{SHELF}/"))
    if not bank:
        raise UsageError(f"no list can be called {one_line(name)!r}", "use letters a to z and digits")
    path = places.banks / SHELF / f"{bank}.yaml"
    with locked(path):
        before = _own(path) or _shipped(bank)
        if before is None and not new.title:
            raise _unknown(places, name)
        if before is not None:
            _faultless(before, path)
        text = before or begun(*map(one_line, (new.title, new.author, new.edition)))
        for addition in additions:
            text = added(text, addition)
        changed = _changed(before, text, path)
        if not is_dry and text != _own(path):
            save(path, text.decode())
    return changed


def import_list(source: Path, places: Locations, out: Path | None, *, is_dry: bool = False) -> ChangedList:
    """Take in a list; of a book that is here already it takes the list's place, as the file has it now.

    Raises:
        UsageError: it is no list of a book's exercises.
        BankError: the first fault of the file.
        FileError: it cannot be written.
    """
    raw = read_bytes(source)
    if isinstance(raw, BankError):
        raise raw
    if not is_book_file(raw):
        raise UsageError(f"{source} lists no book's exercises", "it begins with title: and sections:")
    book = _faultless(raw, source)
    path = out or _place(places, source, book)
    with locked(path):
        before = None if out is not None else _own(path)
        changed = _changed(before, raw, path)
        if not is_dry and before != raw:
            if before is not None:
                former = places.backups / f"{path.stem}.before-import.yaml"
                save(former, before.decode())
                changed = replace(changed, former=former)
            save(path, raw.decode())
    return changed


def _place(places: Locations, source: Path, book: Book) -> Path:
    """The file of this book's list, else a new one named as the source is."""
    shelf = places.banks / SHELF
    for path in sorted(shelf.glob("*.yaml")):
        raw = _own(path)
        if raw is not None and _same(read_list(raw), book):
            return path
    stem = slug(source.stem) or slug(book.called) or "book"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next(path for name in names if not (path := shelf / f"{name}.yaml").exists())


def _same(one: Book, other: Book) -> bool:
    return (one.title, one.author, one.edition) == (other.title, other.author, other.edition)


def _own(path: Path) -> bytes | None:
    """A list of the learner's own. Raises BankError where the file there cannot be read."""
    if not path.exists():
        return None
    raw = read_bytes(path)
    if isinstance(raw, BankError):
        raise raw
    return raw


def _shipped(bank: str) -> bytes | None:
    path = shipped_banks() / SHELF / f"{bank}.yaml"
    return path.read_bytes() if path.is_file() else None


def _faultless(raw: bytes, path: Path) -> Book:
    """A list without a fault. Raises BankError, the first of them."""
    problems = read_book(raw, str(path)).problems
    if problems:
        raise problems[0]
    return read_list(raw)


def _changed(before: bytes | None, after: bytes, path: Path) -> ChangedList:
    """What is new and what is gone. Raises BankError where the list has a fault."""
    book = _faultless(after, path)
    loaded = read_book(after, str(path))
    was = _called(read_list(before)) if before is not None else {}
    now = _called(book)
    return ChangedList(
        bank=f"{SHELF}/{path.stem}",
        title=book.full_title,
        path=path,
        sections=len(book.sections),
        exercises=len(now),
        checked=sum(each.exercise.kind != "self" for each in loaded.exercises),
        added=tuple(words for id_, words in now.items() if id_ not in was),
        taken_out=tuple(words for id_, words in was.items() if id_ not in now),
    )


def _called(book: Book) -> dict[str, str]:
    return {section.id(label): section.called(label) for section in book.sections for label in section.labels}


def _unknown(places: Locations, name: str) -> UsageError:
    roots = (places.banks, shipped_banks())
    known = {
        bank.id.removeprefix("book/") for root in roots for bank in find_banks(root) if _is_list(bank.id)
    }
    near = difflib.get_close_matches(slug(name), known, n=2, cutoff=0.6)
    mend = f"did you mean {' or '.join(near)}? A new list" if near else "a new list"
    return UsageError(f"no book is called {one_line(name)!r}", f"{mend} begins with --title and --author")


def _is_list(bank: str) -> bool:
    return bank.startswith(f"{SHELF}/")

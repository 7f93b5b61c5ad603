"""Compiled files of banks, so that starting does not read YAML again.

One compiled file contains one source file as the lines of JSON of `drill.banks.cache`: the first line after
its own checksum, and the size and checksum of the others. Its name is a hash of the source's bytes and of the
compiling code, so that nothing is ever out of date: files compiled with a wheel are found unless their source
or code was edited. A broken file counts as missing; a file that cannot be written is kept for the process.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from drill.banks.loaded_files import LoadedExercise, LoadedFile, ReadFile, Skill
from drill.codec import is_mapping
from drill.errors import BankError
from drill.files import compiled_banks, write_whole
from drill.gyr.entry import OF_FILE, Entry
from drill.gyr.events import SkillId
from drill.reading import read_typed, write_plain

if TYPE_CHECKING:
    from drill.banks.models import Card

# Encode a bank's file as lines of JSON, for caches and other processes, and decode it. Light both ways.
#
# The first line has the data for lists; then follow a line for each exercise, one for the cards and, on
# request, a line for each exercise with its text and the place of every field. Only the first line is read at
# once.

# Returns the lines after the first; raises OSError if they can no longer be read.
ReadLines = Callable[[], Sequence[str]]
# Fields of a file that are plain data, and fields that are pairs of texts.
_PLAIN = ("topic", "title", "theory", "source", "licence", "field_of_work", "topics")
_OF_PROBLEM = ("message", "hint", "line", "column", "field", "exercise", "code")


def to_lines(file: LoadedFile, *, places: bool = False) -> list[str]:
    """Return a file as lines of JSON, on request with the text and places of its exercises."""
    exercises = list(file.exercises)
    head = {name: getattr(file, name) for name in _PLAIN} | {
        "entries": [loaded.entry.of_file for loaded in exercises],
        "cards": list(file.cards),
        "skills": [astuple(skill) for skill in file.skills],
        "problems": [[getattr(problem, name) for name in _OF_PROBLEM] for problem in file.problems],
    }
    bodies: list[Any] = [write_plain(loaded.exercise) for loaded in exercises]
    bodies.append(write_plain(dict(file.cards)))
    if places:
        bodies += [[loaded.written, loaded.places()] for loaded in exercises]
    return [write_compact_json(head), *map(write_compact_json, bodies)]


def from_lines(path: str, head: Mapping[str, Any], read_lines: ReadLines) -> LoadedFile:
    """Return the file at ``path`` from its first line; the others are read when they are needed.

    If they were changed, OSError, ValueError or CheckError is raised at that time.
    """
    plain: dict[str, Any] = {name: head[name] for name in _PLAIN}
    plain["topics"] = tuple((id_, title) for id_, title in head["topics"])
    problems = (dict(zip(_OF_PROBLEM, problem, strict=True)) for problem in head["problems"])
    entries = tuple(map(Entry.from_plain, head["entries"]))
    return LoadedFile(
        path, **plain, entries=entries, exercises=_Exercises(entries, read_lines),
        cards=_Cards(head["cards"], len(entries), read_lines),
        skills=tuple(map(_decode_skill, head["skills"])),
        problems=tuple(BankError(**problem, path=path) for problem in problems),
    )  # fmt: skip


def to_text(file: LoadedFile) -> str:
    """Return a file with its places as one text, for another process."""
    return "\n".join(to_lines(file, places=True))


def from_text(path: str, text: str) -> LoadedFile:
    """Return the file that `to_text` wrote."""
    head, *lines = text.split("\n")
    return from_lines(path, json.loads(head), lambda: lines).whole()


def manner(read: ReadFile, *, expressions: bool) -> str:
    """Return how a file was read, as part of its cache key.

    This is the reader, whether it reads expressions, and the fields of an entry.
    """
    return f"{'full' if expressions else 'shape'} {getattr(read, '__name__', '')} {' '.join(OF_FILE)}"


def write_compact_json(data: object) -> str:
    """Write plain data as one line of JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _decode_skill(values: Sequence[Any]) -> Skill:
    id_, title, needs, synonyms = values
    return Skill(SkillId(id_), title, tuple(map(SkillId, needs)), tuple(synonyms))


class _Exercises(Sequence[LoadedExercise]):
    """The exercises of a file, each decoded on first use."""

    def __init__(self, entries: Sequence[Entry], read_lines: ReadLines) -> None:
        self._entries = entries
        self._read_lines = read_lines

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> LoadedExercise: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[LoadedExercise]: ...
    def __getitem__(self, index: int | slice) -> LoadedExercise | Sequence[LoadedExercise]:
        if isinstance(index, slice):
            return list(self)[index]
        return self._loaded(range(len(self))[index], self._read_lines())

    def __iter__(self) -> Iterator[LoadedExercise]:
        lines = self._read_lines() if self._entries else ()
        return (self._loaded(index, lines) for index in range(len(self)))

    def _loaded(self, index: int, lines: Sequence[str]) -> LoadedExercise:
        from drill.banks.models import Exercise

        entry = self._entries[index]
        line_index = len(self) + 1 + index
        exercise = read_typed(Exercise, _decode_mapping_line(lines, index))
        read: Sequence[dict[str, Any]] = (
            json.loads(lines[line_index]) if line_index < len(lines) else ({}, {})
        )
        written, places = read
        return LoadedExercise(entry, exercise, written, lambda: places)


class _Cards(Mapping[str, "Card"]):
    """The cards of a file, decoded on first use."""

    def __init__(self, names: Iterable[str], index: int, read_lines: ReadLines) -> None:
        self._names = dict.fromkeys(names)
        self._index = index
        self._read_lines = read_lines
        self._cards: Mapping[str, Any] | None = None

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __getitem__(self, name: str) -> Card:
        from drill.banks.models import Card

        if name not in self._names:
            raise KeyError(name)
        if self._cards is None:
            self._cards = _decode_mapping_line(self._read_lines(), self._index)
        return read_typed(Card, self._cards[name])


def _decode_mapping_line(lines: Sequence[str], index: int) -> Mapping[str, Any]:
    """Return the mapping in a line. Raises ValueError for anything else."""
    data = json.loads(lines[index]) if index < len(lines) else None
    if not is_mapping(data):
        raise ValueError(f"line {index + 2} is not a mapping")
    return data


# The packages whose code compiles source files, besides the modules above them.
COMPILERS = (
    "arraycode", "banks", "checking", "drawing", "exchange", "latex", "maths", "notation", "reading", "types",
)  # fmt: skip
# Seconds that a compiled file is kept unused, because another folder of banks may use it.
_KEPT_S = 30 * 24 * 3600


class Cache:
    """The folder of compiled files, which is searched before that of the wheel."""

    def __init__(self, folder: Path, *, is_written: bool = True, knows_wheel: bool = True) -> None:
        """Open the cache.

        Without ``is_written``, compiled files are kept only for the process; without ``knows_wheel``, those
        of an installed wheel are ignored, because a wheel is being built.
        """
        self.folder = folder
        self._is_written = is_written
        self._folders = (folder, compiled_banks()) if knows_wheel else (folder,)
        # The names of files that this process used.
        self.used: set[str] = set()
        # Compiled files that are not written: the first line and the others.
        self._unwritten: dict[str, tuple[str, Sequence[str]]] = {}
        # The lines that were read last, and their file, because a second exercise of it is often used next.
        self._last_read: tuple[Path, Sequence[str]] = (Path(), ())
        # Why nothing can be written; empty if it can.
        self.fault = ""

    def get(self, raw: bytes, how: str, path: str) -> LoadedFile | None:
        """Return the compiled form of the bytes at ``path``, read in this way, if it is stored and intact."""
        name = self._name_compiled_file(raw, how)
        if name in self._unwritten:
            return self._load_from_memory(name, path)
        for folder in self._folders:
            if (compiled := self._load_from_file(folder / name, path)) is not None:
                return compiled
        return None

    def put(self, raw: bytes, how: str, file: LoadedFile, *, places: bool = False) -> LoadedFile:
        """Store the compiled form of these bytes, read in this way, and return it; only for this process if
        writing fails."""
        name = self._name_compiled_file(raw, how)
        first, *lines = to_lines(file, places=places)
        if self._is_written:
            later_lines = "\n".join(lines).encode()
            sum_of_lines = _checksum_text(later_lines)
            text = f"{len(later_lines)} {sum_of_lines} {first}".encode()
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                write_whole(
                    self.folder / name,
                    f"{_checksum_text(text)} ".encode() + text + b"\n" + later_lines,
                    durably=False,
                )
            except OSError as error:
                self.fault = error.strerror or str(error)
            else:
                read_lines = self._reader_of_lines(self.folder / name, sum_of_lines)
                return from_lines(file.path, json.loads(first), read_lines)
        self._unwritten[name] = first, lines
        return self._load_from_memory(name, file.path)

    def prune(self) -> None:
        """Remove files that no run used for a month, including this one."""
        if not self._is_written:
            return
        oldest = time.time() - _KEPT_S
        try:
            for path in self.folder.iterdir():
                if path.name not in self.used and path.stat().st_mtime < oldest:
                    path.unlink()
        except OSError:
            return

    def _load_from_memory(self, name: str, path: str) -> LoadedFile:
        first, lines = self._unwritten[name]
        return from_lines(path, json.loads(first), lambda: lines)

    def _load_from_file(self, stored: Path, path: str) -> LoadedFile | None:
        try:
            with stored.open("rb") as file:
                line = file.readline()
                about = os.fstat(file.fileno())
        except OSError:
            return None
        if self._is_written and stored.parent == self.folder and about.st_mtime < time.time() - _KEPT_S / 2:
            with suppress(OSError):
                os.utime(stored)  # so that other processes keep it
        line_sum, _, text = line.rstrip(b"\n").partition(b" ")
        if line_sum.decode("latin-1") != _checksum_text(text):
            return None
        size_of_others, sum_of_others, first = text.split(b" ", 2)
        if int(size_of_others) != about.st_size - len(line):
            return None
        return from_lines(path, json.loads(first), self._reader_of_lines(stored, sum_of_others.decode()))

    def _reader_of_lines(self, stored: Path, sum_of_lines: str) -> ReadLines:
        """Return the reader of the lines after the first, which raises ValueError if they were changed."""

        def read() -> Sequence[str]:
            last, lines = self._last_read
            if last != stored:
                _, _, text = stored.read_bytes().partition(b"\n")
                if _checksum_text(text) != sum_of_lines:
                    raise ValueError(f"{stored} is not what was written")
                lines = text.decode().split("\n")
                self._last_read = stored, lines
            return lines

        return read

    def _name_compiled_file(self, raw: bytes, how: str) -> str:
        digest = hashlib.sha256(raw)
        digest.update(how.encode() + code_fingerprint())
        name = digest.hexdigest()[:40] + ".jsonl"
        self.used.add(name)
        return name


def _checksum_text(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]


@lru_cache(maxsize=4)
def code_fingerprint(packages: tuple[str, ...] = COMPILERS) -> bytes:
    """Return a hash of the source of these packages, and of the modules above them.

    It takes some ten milliseconds, and does not depend on the location of the code.
    """
    root = os.path.dirname(os.path.dirname(__file__))
    folders = [root, *(found[0] for package in packages for found in os.walk(os.path.join(root, package)))]
    sources = {
        f"{folder.removeprefix(root)}/{name}".replace(os.sep, "/"): os.path.join(folder, name)
        for folder in folders
        for name in os.listdir(folder)
        if name.endswith(".py")
    }
    digest = hashlib.sha256()
    for place in sorted(sources):
        with open(sources[place], "rb") as file:
            content = file.read()
        digest.update(f"{place} {len(content)}\n".encode() + content)
    return digest.digest()

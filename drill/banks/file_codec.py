"""Encode a bank's file as lines of JSON, for caches and other processes, and decode it. Light both ways.

The first line has what listing needs; then comes a line for each exercise, one for the cards and, where they
are asked for, a line for each exercise with its text and the place of every field. Only the first line is
read at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, overload

from drill.banks.graph import Skill
from drill.banks.loaded_files import LoadedExercise, LoadedFile, ReadFile
from drill.codec import is_mapping
from drill.errors import BankError
from drill.gyr.entry import OF_FILE, Entry
from drill.gyr.events import SkillId
from drill.reading import read_typed, write_plain

if TYPE_CHECKING:
    from drill.banks.models import Card

# Return the lines after the first; raises OSError where they can no longer be read.
ReadLines = Callable[[], Sequence[str]]
# Fields of a file that are plain data, and pairs of texts.
_PLAIN = ("topic", "title", "theory", "source", "licence", "field_of_work", "topics")
_OF_PROBLEM = ("message", "hint", "line", "column", "field", "exercise", "code")


def to_lines(file: LoadedFile, *, places: bool = False) -> list[str]:
    """Return a file as lines of JSON, with the text and places of its exercises where they are wanted."""
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
    """Return the file that lies at ``path``, from its first line; the others are read when they are due.

    Then OSError, ValueError or CheckError is raised where they are not what was written.
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
    """Return how a file was read, as part of its cache key: by whom, whether with expressions, and what is
    known of its exercises.
    """
    return f"{'full' if expressions else 'shape'} {getattr(read, '__name__', '')} {' '.join(OF_FILE)}"


def write_compact_json(data: object) -> str:
    """Write plain data as one line of JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _decode_skill(values: Sequence[Any]) -> Skill:
    id_, title, needs, synonyms = values
    return Skill(SkillId(id_), title, tuple(map(SkillId, needs)), tuple(synonyms))


class _Exercises(Sequence[LoadedExercise]):
    """The exercises of a file, each decoded when it is first asked for."""

    def __init__(self, entries: Sequence[Entry], read_lines: ReadLines) -> None:
        self._entries, self._read_lines = entries, read_lines

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

        entry, line_index = self._entries[index], len(self) + 1 + index
        exercise = read_typed(Exercise, _decode_mapping_line(lines, index))
        read: Sequence[dict[str, Any]] = (
            json.loads(lines[line_index]) if line_index < len(lines) else ({}, {})
        )
        written, places = read
        return LoadedExercise(
            exercise.id, entry.line, exercise, entry.maths, entry.wording, written, lambda: places
        )


class _Cards(Mapping[str, "Card"]):
    """The cards of a file, decoded when the first is asked for."""

    def __init__(self, names: Iterable[str], index: int, read_lines: ReadLines) -> None:
        self._names, self._index, self._read_lines = dict.fromkeys(names), index, read_lines
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
        raise ValueError(f"line {index + 2} is no mapping")
    return data

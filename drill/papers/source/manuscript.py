"""A paper's text as one string that still knows the file and line of every character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["latex", "markdown", "html"]


class Place(NamedTuple):
    """Where something stands: a file's name below the paper's root, and a line from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader of the import should know; ``code`` is a stable word."""

    code: str
    message: str
    place: Place | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Text and its origins: from ``starts[i]`` on, the text comes from ``places[i]``, line by line."""

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]
    notes: tuple[Note, ...] = field(default=())

    def place(self, offset: int) -> Place:
        """Where the character at ``offset`` comes from."""
        return self.places[max(0, bisect_right(self.starts, offset) - 1)]

    def edited(self, edits: Iterable[Edit], notes: Sequence[Note] = ()) -> Manuscript:
        """Apply ``edits`` (in order, not overlapping); what is put in counts as standing at its start."""
        builder = Builder()
        at = 0
        for edit in edits:
            builder.copy(self, at, edit.start)
            builder.write(edit.text, self.place(edit.start))
            at = edit.end
        builder.copy(self, at, len(self.text))
        return builder.manuscript((*self.notes, *notes))


class Builder:
    """Writes a manuscript piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._places: list[Place] = []
        self.length = 0

    def write(self, text: str, place: Place) -> None:
        """Append ``text``, all of which counts as standing at ``place``."""
        if not text:
            return
        if not self._places or self._places[-1] != place:
            self._starts.append(self.length)
            self._places.append(place)
        self._pieces.append(text)
        self.length += len(text)

    def lines(self, text: str, file: str, first: int) -> None:
        """Append ``text`` of ``file``, whose first line is number ``first``."""
        *lines, last = text.split("\n")
        for number, line in enumerate(lines, first):
            self.write(f"{line}\n", Place(file, number))
        self.write(last, Place(file, first + len(lines)))

    def copy(self, source: Manuscript, start: int, end: int) -> None:
        """Append ``source.text[start:end]`` with its origins."""
        if start >= end:
            return
        piece = max(0, bisect_right(source.starts, start) - 1)
        while start < end:
            after = source.starts[piece + 1] if piece + 1 < len(source.starts) else len(source.text)
            stop = min(end, after)
            self.write(source.text[start:stop], source.places[piece])
            start, piece = stop, piece + 1

    def manuscript(self, notes: Sequence[Note] = ()) -> Manuscript:
        """What was written."""
        places = self._places or [Place("", 1)]
        return Manuscript("".join(self._pieces), tuple(self._starts or [0]), tuple(places), tuple(notes))

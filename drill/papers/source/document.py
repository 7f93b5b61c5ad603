"""A paper's text, whose every character knows its file and line: formulas, boxes, references, paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from sys import maxsize
from typing import Literal, NamedTuple

from drill.papers.model import LinkRow, NoteRow, Paper
from drill.papers.source.display_rows import is_dots, whole_statements
from drill.papers.source.latex_scanner import LINE_OF_COMMENT

Kind = Literal["latex", "markdown", "html"]


class Place(NamedTuple):
    """A position in the source: a file's name below the paper's root, and a line from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


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
    notes: tuple[NoteRow, ...] = field(default=())
    links: tuple[LinkRow, ...] = ()
    # The titles of the paper's own theorems, by the names of their environments.
    theorems: Mapping[str, str] = field(default_factory=dict[str, str])
    # Captions as they are typed, by their places in the text.
    captions: Mapping[int, str] = field(default_factory=dict[int, str])

    def place(self, offset: int) -> Place:
        """Return where the character at ``offset`` comes from."""
        return self.places[max(0, bisect_right(self.starts, offset) - 1)]

    def edited(self, edits: Iterable[Edit]) -> Manuscript:
        """Apply ``edits`` (in order, not overlapping); inserted text gets the place of the edit's start."""
        builder = Builder()
        copied_up_to = 0
        for edit in edits:
            builder.copy(self, copied_up_to, edit.start)
            builder.write(edit.text, self.place(edit.start))
            copied_up_to = edit.end
        builder.copy(self, copied_up_to, len(self.text))
        return builder.manuscript(self.notes)


class Builder:
    """Writes a manuscript piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._places: list[Place] = []
        self.length = 0

    def write(self, text: str, origin: Place) -> None:
        """Append ``text``, with ``origin`` as the place of all of it."""
        if not text:
            return
        if not self._places or self._places[-1] != origin:
            self._starts.append(self.length)
            self._places.append(origin)
        self._pieces.append(text)
        self.length += len(text)

    def lines(self, text: str, file: str, first: int, last: int = maxsize) -> None:
        """Append ``text`` of the lines from ``first`` to ``last`` of ``file``, without lines of comments."""
        *lines, end = text.split("\n")
        for number, line in enumerate(lines, first):
            if LINE_OF_COMMENT not in line or line.strip():
                self.write(f"{line}\n", Place(file, min(last, number)))
        self.write(end.replace(LINE_OF_COMMENT, " "), Place(file, min(last, first + len(lines))))

    def copy(self, source: Manuscript, start: int, end: int) -> None:
        """Append ``source.text[start:end]`` with its origins."""
        if start >= end:
            return
        run_index = max(0, bisect_right(source.starts, start) - 1)
        while start < end:
            after = source.starts[run_index + 1] if run_index + 1 < len(source.starts) else len(source.text)
            stop = min(end, after)
            self.write(source.text[start:stop], source.places[run_index])
            start = stop
            run_index = run_index + 1

    def mark(self) -> tuple[int, int, int]:
        """Return the present state, to which `cut` goes back."""
        return self.length, len(self._pieces), len(self._starts)

    def cut(self, mark: tuple[int, int, int]) -> None:
        """Take back all that was written after a mark."""
        self.length, pieces, starts = mark
        del self._pieces[pieces:], self._starts[starts:], self._places[starts:]

    def manuscript(self, notes: Sequence[NoteRow] = ()) -> Manuscript:
        """Return the manuscript that was written."""
        places = self._places or [Place("", 1)]
        return Manuscript("".join(self._pieces), tuple(self._starts or [0]), tuple(places), tuple(notes))


@dataclass(frozen=True, slots=True)
class Formula:
    """One displayed statement: a row of a display, with the rows that continue it.

    ``rows`` are LaTeX with the paper's macros written out, without labels, numbers and alignment marks;
    ``number`` is the printed one beside it, empty without one.
    """

    rows: tuple[str, ...]
    place: Place
    environment: str
    # Index of its display in the paper, from 0.
    display: int
    label: str = ""
    number: str = ""
    # Number of its block, from 1.
    block: int = 0
    # Number of headings of sections before it.
    section: int = 0
    # ``appendix``, ``proof`` or ``related work``; empty in the main part.
    part: str = ""
    # The sentence that leads to it, as LaTeX.
    before: str = ""
    # The sentence that follows it, as LaTeX.
    after: str = ""
    # The nearby parts of the sentences beyond those two, as LaTeX.
    nearby: str = ""

    @property
    def latex(self) -> str:
        """The whole statement on one line."""
        return " ".join(self.rows)

    @property
    def statements(self) -> tuple[str, ...]:
        """The rows, joined where one continues the other."""
        return tuple(whole_statements(self.rows, self.environment))

    @property
    def is_left_out(self) -> bool:
        """Whether it consists of dots in a formula's place."""
        return all(map(is_dots, self.rows))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text with inline formulas, macros written out; ``section`` counts headings from 0.

    ``lines`` has the origins of its lines: each with the offset of its beginning in the text.
    """

    text: str
    place: Place
    section: int = 0
    lines: tuple[tuple[int, Place], ...] = ()
    # As a formula's.
    part: str = ""

    def place_of(self, offset: int) -> Place:
        """Return where the character at ``offset`` comes from."""
        known = bisect_right(self.lines, offset, key=itemgetter(0))
        return self.lines[known - 1][1] if known else self.place


@dataclass(frozen=True, slots=True)
class Document:
    """A source after reading: the fields of the paper's record, its displays and its running text.

    ``paper`` has everything but formulas and symbols.
    """

    paper: Paper
    formulas: tuple[Formula, ...]
    paragraphs: tuple[Paragraph, ...] = ()
    # Positions of files' lines in the whole text.
    offsets: Mapping[Place, int] = field(default_factory=dict[Place, int], repr=False)
    # Numbers of the sections on notation, whose sentences hold in the whole paper.
    notation: frozenset[int] = frozenset()
    # Numbers of those on experiments, and of those that are in the appendix.
    aside: frozenset[int] = frozenset()


def map_label_numbers(formulas: Sequence[Formula]) -> dict[str, str]:
    """Return the printed numbers of labelled formulas, by label; of two the first is used."""
    return {formula.label: formula.number for formula in reversed(formulas) if formula.label}

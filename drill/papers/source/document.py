"""What a paper's text holds: formulas in their blocks, algorithm boxes, references, paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter

from drill.papers.source.macros import Macros
from drill.papers.source.manuscript import Note, Place
from drill.papers.source.rows import is_dots, whole_statements


@dataclass(frozen=True, slots=True)
class Formula:
    """One displayed statement: a row of a display, with the rows that carry it on.

    ``rows`` are LaTeX with the paper's macros written out, without labels, numbers and alignment marks;
    ``number`` is what the paper prints beside it, empty without one.
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
    # How many headings of sections stand before it.
    section: int = 0
    # ``appendix``, ``proof`` or ``related work``; empty in the main part.
    part: str = ""
    # The sentence that leads to it, as LaTeX.
    before: str = ""
    # The sentence that follows it, as LaTeX.
    after: str = ""

    @property
    def latex(self) -> str:
        """The whole statement on one line."""
        return " ".join(self.rows)

    @property
    def statements(self) -> tuple[str, ...]:
        """The rows put together where one carries on the other."""
        return tuple(whole_statements(self.rows, self.environment))

    @property
    def is_left_out(self) -> bool:
        """Whether it is dots in a formula's place."""
        return all(map(is_dots, self.rows))


@dataclass(frozen=True, slots=True)
class Block:
    """Formulas that build towards one result; ``title`` is the heading over them."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A box of pseudo-code: steps as LaTeX, one line each, indented by two blanks a level."""

    steps: tuple[str, ...]
    place: Place
    label: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text with inline formulas, macros written out; ``section`` counts headings from 0.

    ``lines`` tells where its lines come from: each with the offset in the text at which it begins.
    """

    text: str
    place: Place
    section: int = 0
    lines: tuple[tuple[int, Place], ...] = ()

    def place_of(self, offset: int) -> Place:
        """Where the character at ``offset`` comes from."""
        known = bisect_right(self.lines, offset, key=itemgetter(0))
        return self.lines[known - 1][1] if known else self.place


@dataclass(frozen=True, slots=True)
class Absent:
    """Something the paper leans on and does not show: a formula of another work, or an unknown label."""

    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence (LaTeX) that says something of the paper as a whole; ``about`` is a line of the overview."""

    about: str
    text: str
    place: Place
    part: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a figure or table as LaTeX; ``id`` is a hash of its kind and its LaTeX."""

    id: str
    kind: str
    number: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as the later stages see it."""

    title: str
    formulas: tuple[Formula, ...]
    # As LaTeX.
    abstract: str = ""
    blocks: tuple[Block, ...] = ()
    algorithms: tuple[Algorithm, ...] = ()
    absent: tuple[Absent, ...] = ()
    # What stands before each citation, with the cited work's key.
    cited: tuple[Absent, ...] = ()
    passages: tuple[Passage, ...] = ()
    captions: tuple[Caption, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    macros: Macros = field(default_factory=Macros)
    notes: tuple[Note, ...] = ()

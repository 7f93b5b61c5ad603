"""The lines of an algorithm box: the learner's remark on each, and the box asked back in its order."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from drill.papers import AlgorithmRow
from drill.session.papers.pseudo_code import write_pseudo_code
from drill.session.papers.workbook_views import BoxLine
from drill.session.standing.paper_notes import Notes, find_note_text, write_note
from drill.session.workspace import Workspace
from drill.text import one_line

# Where a line is from, as the learner says; a remark may begin with one of them and a colon.
ORIGINS: Final = ("written", "borrowed")
# Blanks of indent a level, and hex digits of a line's key.
_INDENT: Final = 2
_DIGITS: Final = 16


def list_lines(notes: Notes, box: AlgorithmRow, *, is_own: bool = False) -> Iterator[BoxLine]:
    """Yield the lines of a box that say something, each with the remark on it.

    Those of the learner (``is_own``) are shown as typed. A remark is kept under the box' id and a hash of the
    line as it is on record, so that it stays with its line when others are written before it.
    """
    seen = Counter[str]()
    for step in box.steps:
        if text := step.strip():
            seen[text] += 1
            hashed = hashlib.sha256(f"{text}\n{seen[text]}".encode("utf-8", "replace")).hexdigest()
            key = f"{box.id}/{hashed[:_DIGITS]}"
            origin, words = _read_remark(find_note_text(notes, "remark", key))
            if not (shown := text if is_own else write_pseudo_code(text)):
                continue
            yield BoxLine(key, shown, (len(step) - len(step.lstrip(" "))) // _INDENT, origin, words)


def keep_remark(workspace: Workspace, slug: str, key: str, origin: str, words: str) -> None:
    """Save the remark on a line of a box; without words and origin it is emptied.

    Raises:
        UsageError: there is no such paper, or the text is too long.
    """
    origin = origin if origin in ORIGINS else ""
    text = f"{origin}: {one_line(words)}".strip() if origin else one_line(words)
    write_note(workspace, slug, "remark", key, text)


def _read_remark(text: str) -> tuple[str, str]:
    """Return where a line is from, and the words on it."""
    origin, colon, words = text.partition(":")
    return (origin, words.strip()) if colon and origin in ORIGINS else ("", text)


@dataclass
class BoxOrder:
    """A box whose lines are put back into their order, one after the other."""

    lines: Sequence[BoxLine]
    # As they are offered; those that have their place are taken out.
    left: list[BoxLine] = field(default_factory=list[BoxLine])
    placed: int = 0
    misses: int = 0
    # The places of the lines that were shown, not found.
    shown: set[int] = field(default_factory=set[int])

    @classmethod
    def shuffle(cls, lines: Sequence[BoxLine], seed: int) -> BoxOrder:
        """Return the box with its lines in another order, if there is one."""
        left, numbers = list(lines), random.Random(seed)
        while len({line.text for line in lines}) > 1 and _has_same_texts(left, lines):
            numbers.shuffle(left)
        return cls(lines, left)

    @property
    def is_done(self) -> bool:
        """Whether every line has its place."""
        return not self.left

    @property
    def due(self) -> BoxLine:
        """The line that comes next in the box."""
        return self.lines[self.placed]

    def place(self, chosen: BoxLine) -> bool:
        """Put a line in the next place, if a line of the same text stands there; return whether it does."""
        if self.is_done or chosen not in self.left:
            return False
        if chosen.text != self.due.text:
            self.misses += 1
            return False
        self.left.remove(chosen)
        self.placed += 1
        return True

    def show_next(self) -> None:
        """Put the line that comes next in its place, as one that the learner gave up on."""
        if not self.is_done:
            self.shown.add(self.placed)
            self.left.remove(next(line for line in self.left if line.text == self.due.text))
            self.placed += 1

    def show_all(self) -> None:
        """Put all lines in their places."""
        while not self.is_done:
            self.show_next()


def _has_same_texts(some: Sequence[BoxLine], others: Sequence[BoxLine]) -> bool:
    return [line.text for line in some] == [line.text for line in others]

"""The checklist of reading a paper: seven steps, its figures, five looks at its code."""

from __future__ import annotations

from typing import Final

from drill.session.paper_notes import FIGURE, Notes, is_own_entry, tick_of
from drill.session.paper_views import ChecklistEntry, ChecklistPart

READING: Final = (
    ("read-context", "Context: who wrote it, when, what came before it, what it claims to change"),
    ("read-casually", "A casual read from end to end, without stopping at formulas"),
    ("read-unknowns", "The unknowns by category: first those outside of the paper, then those inside"),
    ("read-strategically", "A strategic read: abstract, introduction, conclusion, figures"),
    ("read-code", "The code: the five looks below"),
    ("read-methods", "Methods and results, formula by formula"),
    ("read-finally", "A final read from end to end"),
)
CODE: Final = (
    ("code-run", "Run it, however small the setting"),
    ("code-map", "Map its files to the paper's sections"),
    ("code-data", "Follow the data in the order in which things depend on each other"),
    ("code-shapes", "Note the shapes on the way"),
    ("code-names", "Connect its names to the paper's symbols"),
)


def checklist(notes: Notes) -> tuple[ChecklistPart, ...]:
    """The three parts, with what is ticked and noted; the figures are those that the learner added."""
    return (
        ChecklistPart("reading", "The reading, in seven steps", _entries(notes, READING)),
        ChecklistPart("figures", "The figures: what the axes are, what the trend says", _figures(notes)),
        ChecklistPart("code", "The code, in five looks", _entries(notes, CODE)),
    )


def _entries(notes: Notes, rows: tuple[tuple[str, str], ...]) -> tuple[ChecklistEntry, ...]:
    return tuple(ChecklistEntry(key, text, *tick_of(notes, key)) for key, text in rows)


def _figures(notes: Notes) -> tuple[ChecklistEntry, ...]:
    return tuple(
        ChecklistEntry(key, key.removeprefix(FIGURE), *tick_of(notes, key), is_own=True)
        for field, key in notes
        if field == "tick" and is_own_entry(key)
    )

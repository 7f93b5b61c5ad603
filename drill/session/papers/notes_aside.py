"""Notes that are taken beside an exercise of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.session.papers.asked_notes import asked_note
from drill.session.papers.paper_names import is_asked_note, is_paper, paper_bank
from drill.session.papers.paper_notes import write_note
from drill.session.papers.records import former_ids, record_of

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


def note_aside(workspace: Workspace, entry: Entry, field: str, key: str, text: str) -> str:
    """Save a note on the paper of an exercise; an empty text clears it. Returns its key.

    Without a key it is about the formula or symbol that the exercise is about.

    Raises:
        UsageError: the exercise is no paper's, or the key is missing and the exercise does not tell it.
        PaperError: the paper's record cannot be read.
    """
    if not is_paper(entry.bank):
        raise UsageError(f"{field} is a note on a paper: {entry.item} belongs to none")
    return write_note(workspace, entry.bank, field, key or _find_note_key(workspace, entry, field), text)


def _find_note_key(workspace: Workspace, entry: Entry, field: str) -> str:
    """Return the key of what an exercise is about, if a note of this field may be stored under it."""
    if is_asked_note(entry.item):
        note = asked_note(workspace, entry.item)
        return note.key if note is not None and note.field == field else ""
    record = record_of(workspace.places, paper_bank(workspace.catalogue, entry.bank))
    if record is None or field == "unknown":
        return ""
    ids = former_ids(entry)
    about = next((exercise.about for exercise in record.exercises if exercise.id in ids), "")
    if field == "meaning":
        return about if any(row.symbol == about for row in record.symbols) else ""
    return about if any(formula.id == about for formula in record.formulas) else ""

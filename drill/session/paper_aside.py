"""A note on a paper from within a session, beside one of its exercises."""

from __future__ import annotations

from drill.banks.catalogue import Entry
from drill.errors import UsageError
from drill.session.paper_files import former_ids, record_of
from drill.session.paper_names import is_paper, paper_bank
from drill.session.paper_notes import write_note
from drill.session.workspace import Workspace


def note_aside(workspace: Workspace, entry: Entry, field: str, key: str, text: str) -> str:
    """Keep a note on the paper of an exercise; an empty text clears it. Returns its key.

    Without a key it is about the formula or symbol that the exercise is about.

    Raises:
        UsageError: the exercise is no paper's, or the key is missing and the exercise does not tell it.
        PaperError: the paper's record cannot be read.
    """
    if not is_paper(entry.bank):
        raise UsageError(f"{field} is a note on a paper: {entry.item} belongs to none")
    return write_note(workspace, entry.bank, field, key or _about(workspace, entry, field), text)


def _about(workspace: Workspace, entry: Entry, field: str) -> str:
    """The key of what an exercise is about, where a note of this field may be kept under it."""
    record = record_of(workspace.places, paper_bank(workspace.catalogue, entry.bank))
    if record is None or field in ("unknown", "tick"):
        return ""
    ids = former_ids(entry)
    about = next((exercise.about for exercise in record.exercises if exercise.id in ids), "")
    if field == "meaning":
        return about if any(symbol.latex == about for symbol in record.symbols) else ""
    return about if any(formula.id == about for formula in record.formulas) else ""

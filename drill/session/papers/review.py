"""The review of an imported paper: each decision is kept at once, so that one goes on where one left.

The bank is written by `finish`, or by whoever imports the paper again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from drill.errors import PaperError
from drill.files import locked, save
from drill.papers_first.bank import review
from drill.papers_first.bank.record import Decision, DraftRecord, PaperRecord, to_json
from drill.papers_first.bank.review import is_safe
from drill.papers_first.bank.write import Written
from drill.session import Workspace
from drill.session.papers.importing import Imported, imported, read_source, source_of, write
from drill.session.papers.records import record_path


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft under review, as the learner would keep it, and what was decided on it."""

    draft: DraftRecord
    """With the learner's own version of its exercise where there is one."""
    decision: Decision
    is_edited: bool
    is_safe: bool
    """Its key is proved, or there is none to prove; never of one that was edited."""


def drafts(workspace: Workspace, slug: str) -> tuple[DraftLine, ...]:
    """Every draft in order. Raises UsageError, PaperError."""
    record = imported(workspace.places, slug).record
    return tuple(_line(record, draft) for draft in record.drafts)


def _line(record: PaperRecord, draft: DraftRecord) -> DraftLine:
    said = record.draft_decision(draft)
    shown = draft if said.exercise is None else replace(draft, exercise=said.exercise)
    return DraftLine(shown, said.decision, said.exercise is not None, is_safe(record, draft))


def decide_symbol(workspace: Workspace, slug: str, key: str, decision: Decision) -> None:
    """Keep a glossary entry, or leave it out. Raises UsageError, PaperError."""
    _change(workspace, slug, lambda record: review.decide_symbol(record, key, decision))


def edit_symbol(
    workspace: Workspace, slug: str, key: str, *, meaning: str | None = None, shape: str | None = None
) -> None:
    """Keep a glossary entry in other words. Raises UsageError, PaperError."""

    def edited(record: PaperRecord) -> PaperRecord:
        return review.decide_symbol(record, key, "kept", meaning=meaning, shape=shape)

    _change(workspace, slug, edited)


def decide_draft(workspace: Workspace, slug: str, id_: str, decision: Decision) -> None:
    """Keep a draft, leave it out, or let it wait. Raises UsageError, PaperError."""
    _change(workspace, slug, lambda record: review.decide_draft(record, id_, decision))


def edit_draft(workspace: Workspace, slug: str, id_: str, exercise: Mapping[str, object]) -> None:
    """Keep a draft as the learner rewrote it. Raises UsageError, PaperError."""
    _change(workspace, slug, lambda record: review.decide_draft(record, id_, "kept", exercise=exercise))


def accept_safe(workspace: Workspace, slug: str) -> None:
    """Keep every draft that waits and whose key is proved. Raises UsageError, PaperError."""
    _change(workspace, slug, review.accept_safe)


def take_back(workspace: Workspace, slug: str, what: Literal["symbols", "drafts"] = "drafts") -> bool:
    """Take the newest decision back; whether there was one."""
    return _change(workspace, slug, review.take_back if what == "drafts" else review.take_back_symbol)


def read_anew(
    workspace: Workspace, slug: str, *, is_cancelled: Callable[[], bool] = lambda: False
) -> Imported:
    """Read the source again and draft its exercises with the glossary as it is now; `keep_read` keeps that.

    Raises:
        PaperError, UsageError: the source is not known, or no longer where it was.
        TimedOutError: it was cancelled, or takes too long.
    """
    found = imported(workspace.places, slug)
    source = source_of(found.record, found.record_file)
    if not source:
        raise PaperError("it is not known where the paper's source lies", "import the paper again")
    return read_source(workspace.workers, workspace.places, source, is_cancelled=is_cancelled)


def finish(workspace: Workspace, slug: str) -> Written:
    """Write the bank of what was kept. Raises UsageError, PaperError."""
    with locked(record_path(workspace.places, slug)):
        return write(imported(workspace.places, slug))[1]


def _change(workspace: Workspace, slug: str, change: Callable[[PaperRecord], PaperRecord | None]) -> bool:
    """Save what a change makes of the record as it is now; whether it made anything of it."""
    with locked(record_path(workspace.places, slug)):
        found = imported(workspace.places, slug)
        record = change(found.record)
        if record is not None:
            save(found.record_file, to_json(record))
        return record is not None

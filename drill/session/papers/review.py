"""The review of an imported paper: each decision is saved at once, so that one can stop and continue.

The bank is written by whoever keeps what was reviewed, or imports the paper again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from drill import papers
from drill.codec import Written
from drill.errors import UsageError
from drill.files import locked
from drill.papers import Decision, DraftRecord, Paper, SymbolRow, is_safe
from drill.session.papers.importing import Imported, imported, made_anew
from drill.session.papers.records import record_path, save_record
from drill.session.workspace import Workspace
from drill.text import count


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft under review, as the learner would keep it, and the decision on it."""

    # With the learner's own version of its exercise where there is one.
    draft: DraftRecord
    decision: Decision
    is_edited: bool
    # Its key is proved, or there is none to prove; never of one that was edited.
    is_safe: bool


def drafts(workspace: Workspace, slug: str) -> tuple[DraftLine, ...]:
    """Return a second author's drafts in order. Raises UsageError, PaperError."""
    record = imported(workspace.places, slug).record
    return tuple(_line(record, draft) for draft in record.drafts if draft.kind == papers.SECOND_AUTHOR)


def _line(record: Paper, draft: DraftRecord) -> DraftLine:
    draft_decision = record.draft_decision(draft)
    current_draft = (
        draft if draft_decision.exercise is None else replace(draft, exercise=draft_decision.exercise)
    )
    return DraftLine(
        current_draft, draft_decision.decision, draft_decision.exercise is not None, is_safe(record, draft)
    )


def edit_symbol(
    workspace: Workspace,
    slug: str,
    key: str,
    *,
    meaning: str | None = None,
    declared: str | None = None,
    typed: str | None = None,
) -> None:
    """Set what a symbol means, what it is and how it is typed. Raises UsageError, PaperError.

    A declaration is mathematics, such as ``W in R^(m x n)``; PaperError says where it cannot be read, and
    UsageError that it is about another symbol.
    """
    from drill.papers import parse_declaration

    about = parse_declaration(declared).name if declared else ""

    def edited(record: Paper) -> Paper:
        row = _row(record, key)
        name = typed or row.typed
        if about and about != name:
            raise UsageError(
                f"this says what {about} is, but the line is about {name}", f"write {name} in its place"
            )
        return papers.edit_symbol(record, row, means=meaning, declared=declared, typed=typed)

    _change(workspace, slug, edited)


def correct_formula(workspace: Workspace, slug: str, id_: str, latex: str) -> None:
    """Correct a formula of the paper, or remove the correction with an empty text.

    Raises:
        UsageError, PaperError: there is no such formula, or the correction cannot be read.
    """
    _change(workspace, slug, lambda record: papers.correct_formula(record, id_, latex))


def drill_more(workspace: Workspace, slug: str, by: int) -> str:
    """Drill so many formulas more, or fewer; return the new number. Raises UsageError, PaperError."""
    report = ""

    def changed(record: Paper) -> Paper:
        nonlocal report
        whole = len(record.formulas)
        drilled = min(whole, max(1, min(record.drilled or whole, whole) + by))
        most = f"The {drilled} most central of " if drilled < whole else "All "
        report = f"{most}{count(whole, 'formula')} will be drilled, once you leave this view."
        return replace(record, drilled=0 if drilled == whole else drilled)

    _change(workspace, slug, changed)
    return report


def _row(record: Paper, key: str) -> SymbolRow:
    matching_row = next((row for row in record.symbols if papers.symbol_key(row) == key), None)
    if matching_row is None:
        raise UsageError(f"the sheet has no symbol {key}")
    return matching_row


def decide_draft(workspace: Workspace, slug: str, id_: str, decision: Decision) -> None:
    """Keep a draft, leave it out, or let it wait. Raises UsageError, PaperError."""
    _change(workspace, slug, lambda record: papers.decide_draft(record, id_, decision))


def edit_draft(workspace: Workspace, slug: str, id_: str, exercise: Mapping[str, Written]) -> None:
    """Keep a draft as the learner rewrote it. Raises UsageError, PaperError."""
    _change(workspace, slug, lambda record: papers.decide_draft(record, id_, "kept", exercise=exercise))


def accept_safe(workspace: Workspace, slug: str) -> None:
    """Keep every draft that waits and is proved. Raises UsageError, PaperError."""
    _change(workspace, slug, papers.accept_safe)


def take_back(
    workspace: Workspace, slug: str, decision_kind: Literal["symbols", "drafts"] = "drafts"
) -> bool:
    """Undo the newest decision; return whether there was one."""
    return _change(
        workspace, slug, papers.take_back if decision_kind == "drafts" else papers.take_back_symbol
    )


def draft_anew(
    workspace: Workspace, slug: str, *, is_cancelled: Callable[[], bool] = lambda: False
) -> Imported:
    """Draft the exercises again from the sheet's present state, without its source; `keep_read` saves them.

    Raises:
        PaperError, UsageError: there is no such paper, or a declaration cannot be read.
        TimedOutError: it was cancelled, or takes too long.
    """
    imported_paper = imported(workspace.places, slug)
    record = made_anew(workspace.workers, imported_paper.record, is_cancelled=is_cancelled)
    return replace(imported_paper, record=record, is_edited=True)


def _change(workspace: Workspace, slug: str, change: Callable[[Paper], Paper | None]) -> bool:
    """Save the result of a change to the present record; return whether it changed anything."""
    with locked(record_path(workspace.places, slug)):
        imported_paper = imported(workspace.places, slug)
        record = change(imported_paper.record)
        if record is not None:
            save_record(imported_paper.record_file, record)
        return record is not None

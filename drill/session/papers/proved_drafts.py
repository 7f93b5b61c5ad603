"""What may be kept of a second author's exercises without a reader: those whose keys are proved."""

from __future__ import annotations

from dataclasses import dataclass

from drill.codec import is_mapping
from drill.errors import UsageError
from drill.papers import SECOND_AUTHOR, Call, DraftRecord
from drill.session.papers.author_drafts import AuthorDraft, drafts_path, read_drafts
from drill.session.papers.draft_review import save_draft_decision
from drill.session.papers.paper_import import find_imported_paper
from drill.session.standing.paper_names import find_paper_slug
from drill.session.standing.paper_records import slugs_on_record
from drill.session.workspace import Workspace
from drill.text import count


@dataclass(frozen=True, slots=True)
class KeptExercise:
    """An exercise that is drilled from now on, and whether somebody solved it who did not know its key."""

    item: str
    is_solved: bool


def find_next_call(workspace: Workspace, bank: str) -> Call:
    """Return the call that comes next for the exercises of a bank."""
    return read_drafts(drafts_path(workspace.places, find_paper_slug(bank))).next_call


def keep_proved(workspace: Workspace, item: str) -> KeptExercise:
    """Keep an exercise that is under review. Raises UsageError where it is none, or is not proved."""
    bank, _, id_ = item.rpartition("/")
    slug = find_paper_slug(bank)
    if not bank or slug not in slugs_on_record(workspace.places):
        raise _make_unknown_draft_error()
    record = find_imported_paper(workspace.places, slug).record
    draft = next((draft for draft in record.drafts if draft.id == id_), None)
    if draft is None or draft.kind != SECOND_AUTHOR:
        raise _make_unknown_draft_error()
    drafts = read_drafts(drafts_path(workspace.places, slug)).drafts
    if why := _find_doubt(draft, next((each for each in drafts if each.id == id_), None)):
        raise UsageError(why)
    decision = record.draft_decision(draft)
    if decision.exercise is not None:
        raise UsageError("the learner has rewritten it: they review it in drill, under Papers")
    if decision.decision != "kept":
        save_draft_decision(workspace, slug, id_, "kept")
    return KeptExercise(f"{record.bank}/{id_}", draft.proved)


def _make_unknown_draft_error() -> UsageError:
    return UsageError("no exercise of that name waits for review", "prove says what they are called")


def _find_doubt(draft: DraftRecord, so_far: AuthorDraft | None) -> str:
    """Return why a draft may not be kept unread; empty where it may."""
    if draft.proved:
        return ""
    if so_far is None:
        return "its proof is no longer at hand: the learner reviews it in drill, under Papers"
    if so_far.warnings:
        return f"it has {count(len(so_far.warnings), 'warning')}: {'; '.join(so_far.warnings)}"
    answer = draft.exercise.get("answer")
    if is_mapping(answer) and "choice" in answer:
        return "a choice cannot be proved: somebody who has not seen its key must solve it first (blind)"
    return ""

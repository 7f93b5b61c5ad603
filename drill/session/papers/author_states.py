"""The exercises of a second author on one subject, each in one of five states.

| state | reached by | stored as |
| --- | --- | --- |
| new | an answer to the first page | not stored |
| proved | its key is computed a second time | ``passed`` 1 or 2 |
| checked | a second chat, which sees no key, solves it | ``is_solved`` |
| kept | a proved one by itself, one with a warning by the learner | the decision in the paper's record |
| refused | a finding; who solves it blind has another answer | not stored any more |

`author_page.write_author_page` writes the page that a state needs next, `author_taking.take_author_answer`
returns the state after an answer, and `describe_state` says in a sentence how far it is; app, command and
assistants call these. The lines between two pages are in ``<slug>.drafts.json`` next to the paper's record.
Losing that file costs only a round of pages.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from drill.codec import is_mapping
from drill.errors import DrillError, UsageError
from drill.files import Locations, save_text_file
from drill.gyr.events import ItemId
from drill.papers import PAPER_SUFFIX, SECOND_AUTHOR, Call, DraftRecord, Paper
from drill.reading import read_typed, write_plain
from drill.session.papers.author_subjects import AuthorSubject, find_author_subject
from drill.session.papers.draft_review import save_draft_decision
from drill.session.papers.paper_import import find_imported_paper
from drill.session.papers.workbook_views import TO_CHECK
from drill.session.standing.paper_names import (
    find_paper_slug,
    name_paper_bank,
    read_record,
    record_path,
    slugs_on_record,
)
from drill.session.workspace import Workspace
from drill.text import clean_text, count

State = Literal["proved", "checked", "kept", "refused"]
_SUFFIX = ".drafts.json"
_MOST_BYTES = 10_000_000
# Fields whose sentences are shown after the key alone.
_TEXTS = ("hints", "steps", "wrong")


@dataclass(frozen=True, slots=True)
class AuthorDraft:
    """The stored line of an exercise between two calls; ``proved`` if only a blind solution is missing.

    It holds the fields as their author wrote them, not an Exercise, because the second call adds to them.
    """

    id: str
    exercise: Mapping[str, Any]
    # The last call that it has passed; one that was solved blind before the second call waits for that one.
    passed: Call = "1"
    proved: bool = False
    # Findings that do not keep it from being drilled.
    warnings: tuple[str, ...] = ()
    # Its task, key and witness as their author wrote them.
    written: Mapping[str, Any] = field(default_factory=dict[str, Any])
    # Whether somebody who does not see its key got it right.
    is_solved: bool = False
    # Seeds of the draws for the blind round.
    seeds: tuple[int, ...] = ()
    # The objection of the first person who solved it; a second one decides.
    doubted: str = ""
    # Whether somebody else read its key and texts after it was solved.
    is_read: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether it is solved, and nobody else read its texts."""
        has_texts = any(map(self.exercise.get, _TEXTS))
        return self.is_solved and has_texts and not self.is_read


@dataclass(frozen=True, slots=True)
class AuthorDrafts:
    """The exercises of the calls in progress, in order."""

    drafts: tuple[AuthorDraft, ...] = field(default=())

    @property
    def next_call(self) -> Call:
        """The call that comes next."""
        passed = {draft.passed for draft in self.drafts}
        if "1" in passed:
            return "2"
        return "blind" if "2" in passed else "1"

    def changed(self, drafts: Iterable[AuthorDraft], gone: Iterable[str] = ()) -> AuthorDrafts:
        """Return the drafts with some added, changed or removed."""
        by_id = {draft.id: draft for draft in self.drafts} | {draft.id: draft for draft in drafts}
        return replace(self, drafts=tuple(by_id[id_] for id_ in by_id if id_ not in {*gone}))


@dataclass(frozen=True, slots=True)
class AuthorState:
    """The exercises on one subject between two pages; ``record`` has those that were taken, and decisions."""

    subject: AuthorSubject
    record: Paper
    drafts: AuthorDrafts = AuthorDrafts()

    @property
    def bank(self) -> str:
        """The bank of the kept exercises."""
        return name_paper_bank(self.subject.slug)

    def find_state(self, draft: AuthorDraft) -> State:
        """Return the state of a stored exercise."""
        decision = self.record.decisions.get(draft.id, "waiting")
        if decision == "left":
            return "refused"
        if draft.is_solved:
            return "checked"
        return "kept" if decision == "kept" else "proved"

    def without(self, ids: Collection[str]) -> AuthorState:
        """Return the state without some exercises."""
        return replace(self, drafts=self.drafts.changed((), ids))

    def is_waiting(self, draft: AuthorDraft) -> bool:
        """Whether it is in the review, and nobody decided on it."""
        record = self.record.find_draft(draft.id)
        return record is not None and self.record.draft_decision(record).decision == "waiting"

    def list_open(self) -> tuple[AuthorDraft, ...]:
        """Return those that some call has not reached, and those on which nobody decided."""
        return tuple(
            draft for draft in self.drafts.drafts if draft.passed != "blind" or self.is_waiting(draft)
        )

    def list_for_call(self, call: Call) -> tuple[AuthorDraft, ...]:
        """Return the exercises that a later call is about.

        For the second call those that some call has not reached; else those without steps, else the unsolved.
        For the blind round the unsolved ones that it has not reached; else all that are unsolved or unread.
        """
        open_ones = self.list_open()
        unsolved = tuple(draft for draft in open_ones if not draft.is_solved)
        on_their_way = tuple(draft for draft in self.drafts.drafts if draft.passed != "blind")
        if call == "blind":
            unread = tuple(draft for draft in open_ones if draft.is_unread)
            return tuple(draft for draft in on_their_way if not draft.is_solved) or unsolved + unread
        return on_their_way or tuple(each for each in open_ones if "steps" not in each.exercise) or unsolved

    def find_open_call(self) -> Call:
        """Return the later call to which some are open though all calls are done; else the first."""
        if self.drafts.next_call != "1":
            return "1"
        if self.list_for_call("blind"):
            return "blind"
        return "2" if self.list_for_call("2") else "1"


def read_author_state(workspace: Workspace, about: str, text: str | None = None) -> AuthorState:
    """Return the exercises on a subject; with a ``text`` it is about that, and ``about`` is its title.

    Raises:
        UsageError: nothing is called so, or it cannot be read.
        PaperError: the record cannot be read.
    """
    subject = find_author_subject(workspace, about, text)
    record = read_record(record_path(workspace.places, subject.slug))
    drafts = read_drafts(drafts_path(workspace.places, subject.slug))
    return AuthorState(subject, record or Paper(subject.slug, title=subject.title), drafts)


def drafts_path(places: Locations, slug: str) -> Path:
    """Return the path of a slug's drafts."""
    record = record_path(places, slug)
    return record.with_name(f"{record.name.removesuffix(PAPER_SUFFIX)}{_SUFFIX}")


def read_drafts(path: Path) -> AuthorDrafts:
    """Return the drafts in a file; empty if it does not exist or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return AuthorDrafts()
        return read_typed(AuthorDrafts, json.loads(clean_text(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, RecursionError, DrillError):
        return AuthorDrafts()


def save_drafts(path: Path, drafts: AuthorDrafts) -> None:
    """Write drafts; a file without any is removed. Raises FileError."""
    if drafts.drafts:
        save_text_file(path, json.dumps(write_plain(drafts), ensure_ascii=False, indent=1) + "\n")
    else:
        path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class AuthorProgress:
    """How far the exercises on a subject are: which page comes next, and those open to practice."""

    title: str
    call: Call
    # Those of the newest batch that may be practised, and how many of these a second chat solved.
    kept: tuple[ItemId, ...] = ()
    confirmed: int = 0
    # Exercises of the batch that the learner has to look at first.
    waiting: int = 0

    @property
    def sentence(self) -> str:
        """What waits, in a few words; empty where nothing does."""
        if self.call == "blind" and self.confirmed < len(self.kept):
            return TO_CHECK
        if self.confirmed:
            return f"{count(self.confirmed, 'exercise')} {'counts' if self.confirmed == 1 else 'count'}"
        return f"{count(self.waiting, 'exercise')} to be looked at" if self.waiting else ""


def describe_state(state: AuthorState) -> AuthorProgress:
    """Return how far the exercises of a state are."""
    call: Call = "1"
    for later in ("2", "blind"):
        if state.drafts.drafts and state.list_for_call(later):
            call = later
    states = {draft.id: state.find_state(draft) for draft in state.drafts.drafts}
    kept = [draft for draft in state.drafts.drafts if state.record.decisions.get(draft.id) == "kept"]
    return AuthorProgress(
        state.subject.title,
        call,
        kept=tuple(ItemId(f"{state.bank}/{draft.id}") for draft in kept),
        confirmed=sum(draft.proved and states[draft.id] == "checked" for draft in kept),
        waiting=sum(map(state.is_waiting, state.drafts.drafts)),
    )


# Proved exercises, which may be kept without a reader.


@dataclass(frozen=True, slots=True)
class KeptExercise:
    """An exercise that is drilled from now on, and whether somebody solved it who did not know its key."""

    item: str
    is_solved: bool


def find_next_call(workspace: Workspace, bank: str) -> Call:
    """Return the call that comes next for the exercises of a bank."""
    return read_drafts(drafts_path(workspace.places, find_paper_slug(bank))).next_call


def keep_proved(workspace: Workspace, item: str) -> KeptExercise:
    """Keep an exercise that is under review. Raises UsageError if it is not, or is not proved."""
    bank, _, id_ = item.rpartition("/")
    slug = find_paper_slug(bank)
    is_known = bool(bank) and slug in slugs_on_record(workspace.places)
    record = find_imported_paper(workspace.places, slug).record if is_known else None
    draft = record.find_draft(id_) if record is not None else None
    if record is None or draft is None or draft.kind != SECOND_AUTHOR:
        raise UsageError("no exercise of that name waits for review", "prove says what they are called")
    drafts = read_drafts(drafts_path(workspace.places, slug)).drafts
    if why := _find_doubt(draft, next((each for each in drafts if each.id == id_), None)):
        raise UsageError(why)
    decision = record.draft_decision(draft)
    if decision.exercise is not None:
        raise UsageError("the learner has rewritten it: they review it in drill, under Papers")
    if decision.decision != "kept":
        save_draft_decision(workspace, slug, id_, "kept")
    return KeptExercise(f"{record.bank}/{id_}", draft.proved)


def _find_doubt(draft: DraftRecord, so_far: AuthorDraft | None) -> str:
    """Return why a draft may not be kept unread; empty if it may."""
    if draft.proved:
        return ""
    if so_far is None:
        return "its proof is no longer at hand: the learner reviews it in drill, under Papers"
    if so_far.warnings:
        return f"it has {count(len(so_far.warnings), 'warning')}: {'; '.join(so_far.warnings)}"
    if is_choice(draft.exercise):
        return "a choice cannot be proved: somebody who has not seen its key must solve it first (blind)"
    return ""


def is_choice(exercise: Mapping[str, Any]) -> bool:
    """Return whether an exercise has no witness, so that only the blind round checks its key."""
    answer = exercise.get("answer")
    return is_mapping(answer) and "choice" in answer

"""What a second author's calls have brought so far: exercises between the first call and the blind round.

They lie in ``<slug>.drafts.json`` beside the record. Losing it costs a round of calls, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from drill.errors import DrillError
from drill.files import save_text_file
from drill.locations import Locations
from drill.papers import PAPER_SUFFIX, Call, Paper
from drill.reading import read_typed, write_plain
from drill.session.standing.paper_records import record_path
from drill.text import clean_text

_SUFFIX: Final = ".drafts.json"
_MOST_BYTES: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class AuthorDraft:
    """An exercise as it is so far; ``proved`` where nothing speaks against its key but that nobody solved
    it."""

    id: str
    exercise: Mapping[str, Any]
    # The last call that it has passed; one that was solved blind before the second call waits for that one.
    passed: Call = "1"
    proved: bool = False
    # What was found that does not keep it from being drilled.
    warnings: tuple[str, ...] = ()
    # Its task, key and witness as their author wrote them.
    written: Mapping[str, Any] = field(default_factory=dict[str, Any])
    # Whether somebody who does not see its key got it right.
    is_solved: bool = False
    # Of the draws at which it is asked blind.
    seeds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthorDrafts:
    """The exercises of the calls in progress, in order."""

    drafts: tuple[AuthorDraft, ...] = field(default=())

    @property
    def next_call(self) -> Call:
        """The call that comes next."""
        passed = {draft.passed for draft in self.drafts}
        return "2" if "1" in passed else "blind" if "2" in passed else "1"

    @property
    def unfinished(self) -> tuple[AuthorDraft, ...]:
        """Those that some call has not come to yet."""
        return tuple(draft for draft in self.drafts if draft.passed != "blind")

    def list_waiting(self, record: Paper, call: Call) -> tuple[AuthorDraft, ...]:
        """Return those that wait for a later call; for the blind round, only those that nobody solved.

        Where all calls are done, these are the open ones that nobody solved, and for the second call before
        them those without steps.
        """
        open_drafts = self.list_open(record)
        unsolved = [draft for draft in open_drafts if not draft.is_solved]
        if call == "blind":
            return tuple([draft for draft in unsolved if draft.passed != "blind"] or unsolved)
        without_steps = [draft for draft in open_drafts if "steps" not in draft.exercise]
        return self.unfinished or tuple(without_steps or unsolved)

    def find_open_call(self, record: Paper) -> Call:
        """Return the later call to which some are open though all calls are done; the first for none."""
        if self.next_call != "1":
            return "1"
        if self.list_waiting(record, "blind"):
            return "blind"
        return "2" if self.list_waiting(record, "2") else "1"

    def list_open(self, record: Paper) -> tuple[AuthorDraft, ...]:
        """Return the unfinished ones, and those in the review on which nobody decided."""
        waiting = {draft.id for draft in record.drafts if record.draft_decision(draft).decision == "waiting"}
        return tuple(draft for draft in self.drafts if draft.passed != "blind" or draft.id in waiting)

    def changed(self, drafts: Iterable[AuthorDraft], gone: Iterable[str] = ()) -> AuthorDrafts:
        """Return them with some new, changed, or gone."""
        by_id = {draft.id: draft for draft in self.drafts} | {draft.id: draft for draft in drafts}
        return replace(self, drafts=tuple(by_id[id_] for id_ in by_id if id_ not in {*gone}))


def drafts_path(places: Locations, slug: str) -> Path:
    """Return where the drafts of a slug lie."""
    record = record_path(places, slug)
    return record.with_name(f"{record.name.removesuffix(PAPER_SUFFIX)}{_SUFFIX}")


def read_drafts(path: Path) -> AuthorDrafts:
    """Return the drafts in a file; none where there is none, or it cannot be read."""
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

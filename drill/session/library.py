"""The library: every exercise with its state, and one exercise in detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from drill.banks.models import Link
from drill.banks.variant import Variant
from drill.errors import BankError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.gyr.progress import has_rested
from drill.gyr.state import NEVER_MET, ItemState, State, due
from drill.session.exercise_view import OwnLine
from drill.session.logged_items import own_lines
from drill.session.mistakes import PastAttempt, attempts_of
from drill.session.prerequisites import SkillLine, drill_first, rests_on
from drill.session.reading_links import links_of
from drill.session.scope import entry_of
from drill.session.titles import title_of
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """One exercise as the library lists it."""

    item: str
    bank: str
    subject: str
    topic: str
    topic_id: str
    level: int
    state: State
    due: date | None
    # Of its answer, or ``stages``.
    kind: str
    # Id and title of what it trains; empty without one.
    skill: str
    # What it is called where its id says nothing; else empty.
    title: str = ""

    @property
    def topic_of_bank(self) -> str:
        """The scope of a session on its topic: a book's section has no name of its own."""
        return f"{self.bank}/{self.topic_id}"


@dataclass(frozen=True, slots=True)
class Parked:
    """Help with an exercise that is parked."""

    by_hand: bool
    # It has rested.
    may_reopen: bool
    note: str
    links: tuple[Link, ...]
    # The skills to drill first, the deepest first.
    first: tuple[SkillLine, ...]


@dataclass(frozen=True, slots=True)
class LibraryLook:
    """One exercise in detail, with some numbers (not those of the next attempt)."""

    entry: Entry
    variant: Variant
    state: ItemState
    due: date | None
    own_lines: tuple[OwnLine, ...]
    # The nearest skill first.
    rests_on: tuple[SkillLine, ...]
    # Newest first.
    attempts: tuple[PastAttempt, ...] = ()
    # What it is called where its id says nothing; else empty.
    title: str = ""
    parked: Parked | None = None


# Any number: a look at an exercise always shows the same variant.
_PREVIEW_SEED = 1


def listing(workspace: Workspace) -> tuple[LibraryItem, ...]:
    """Return every loaded exercise, one's own banks first, in bank order."""
    states = workspace.states(marks=False)
    gaps, skills = workspace.method().gaps_in_force, workspace.catalogue.skills
    library_items: list[LibraryItem] = []
    for bank in sorted(workspace.catalogue.banks, key=lambda bank: bank.shipped):
        for entry in bank.entries:
            state = states.get(entry.item, NEVER_MET)
            library_items.append(
                LibraryItem(
                    item=entry.item,
                    bank=bank.id,
                    subject=bank.title,
                    topic=workspace.catalogue.topic(entry).title,
                    topic_id=entry.topic,
                    level=entry.level,
                    state=state.state,
                    due=due(state, gaps),
                    kind=entry.kind,
                    skill=" ".join((skill.id, skill.title)) if (skill := skills.get(entry.skill)) else "",
                    title=title_of(workspace, entry.item),
                )
            )
    return tuple(library_items)


def searched_texts(workspace: Workspace, items: Sequence[ItemId]) -> Mapping[str, str]:
    """Return the searchable texts of exercises besides their names, in lower case: prompts, tags, notes."""
    text_by_item: dict[str, str] = {}
    notes = workspace.store.all_notes()
    for entry in filter(None, map(workspace.catalogue.entries.get, items)):
        with suppress(BankError):  # its file has changed since
            exercise = workspace.catalogue.read_exercise(entry)
            texts = (question.prompt for form in exercise.forms for question in form.questions)
            tags = (f"tag:{tag}" for tag in exercise.tags)
            own_notes = (*notes.get(entry.item, ()), *notes.get(ItemId(entry.bank), ()))
            text_by_item[entry.item] = " ".join((*texts, *tags, *own_notes)).lower()
    return text_by_item


def look(workspace: Workspace, item: str) -> LibraryLook:
    """Return an exercise with some numbers (not those of the next attempt), and its state.

    Raises:
        UsageError, BankError, CheckError: it is not there, or cannot be prepared.
    """
    entry = entry_of(workspace.catalogue, item)
    exercise = workspace.catalogue.exercise(entry.item)
    state = workspace.state(entry)
    return LibraryLook(
        entry=entry,
        variant=workspace.workers.prepare(exercise, item=entry.item, seed=_PREVIEW_SEED),
        state=state,
        due=due(state, workspace.method().gaps_in_force),
        own_lines=own_lines(workspace, entry),
        rests_on=rests_on(workspace, entry, workspace.standing())[::-1],
        attempts=attempts_of(workspace, entry),
        title=title_of(workspace, entry.item),
        parked=_parked(workspace, entry, state) if state.state == "parked" else None,
    )


def _parked(workspace: Workspace, entry: Entry, state: ItemState) -> Parked:
    notes = workspace.store.notes(entry.item)
    return Parked(
        by_hand=state.parked_by_hand,
        may_reopen=has_rested(state, workspace.study_day()),
        note=next((text for (field, _), text in notes.items() if field == "parked"), ""),
        links=links_of(workspace, entry, workspace.banks_aside()),
        first=drill_first(workspace, entry, workspace.states()),
    )

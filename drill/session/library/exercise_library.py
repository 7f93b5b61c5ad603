"""The library: every exercise with its state, progress in skills, the needs of a goal, and one in detail."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain

from drill.banks.catalogue import is_book
from drill.banks.draws import Variant
from drill.banks.models import Card, Link
from drill.errors import BankError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, Content, Facts, ItemId, SkillId
from drill.gyr.path import path_of
from drill.gyr.progress import has_rested
from drill.gyr.state import NEVER_MET, ItemState, State, due
from drill.session import scope
from drill.session.progress.mistakes import PastAttempt, attempts_of
from drill.session.scope import entry_of
from drill.session.standing.goals import find_goal, find_path_to_goal, goal_exercises, goal_view
from drill.session.standing.prerequisites import SkillLine, drill_first, find_learner_mastery, rests_on
from drill.session.standing.withheld_exercises import list_counted
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace, at_one_moment
from drill.store import OpenAttempt

# Items of the log, loaded here or not, which can be examined and corrected.


@dataclass(frozen=True, slots=True)
class Known:
    """An item, and its exercise if a bank has it."""

    item: ItemId
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A learner's own line on shape and motion, and the pass it was written in."""

    pass_: int
    text: str


def find_logged_item(workspace: Workspace, name: str) -> Known:
    """Return the item called ``name``, also by a former name, also where its exercise left the banks.

    Raises UsageError, with the nearest names, for an item that is neither loaded nor in the log.
    """
    catalogue = workspace.catalogue
    item = ItemId(name)
    if item not in catalogue.entries:
        item = catalogue.renamed.get(item, item)
    entry = workspace.entry(item)
    if entry is None and not workspace.store.knows(item):
        raise scope.unknown_item(catalogue, name)
    return Known(item, entry)


def read_logged_state(workspace: Workspace, about: Known) -> ItemState:
    """Return its state; of one that is not loaded, under its newest content."""
    if about.entry is None:
        return workspace.store.state(about.item)
    return workspace.state(about.entry)


def own_lines(workspace: Workspace, entry: Entry) -> tuple[OwnLine, ...]:
    """Return one's own lines on an exercise, by pass."""
    notes = workspace.store.notes(entry.item)
    lines = ((key, text) for (field, key), text in notes.items() if field == "line" and key.isdigit())
    return tuple(sorted((OwnLine(int(key), text) for key, text in lines), key=lambda line: line.pass_))


def list_explanations(workspace: Workspace, entry: Entry) -> tuple[str, ...]:
    """Return an assistant's explanations of an exercise that the learner kept, the oldest first."""
    notes = workspace.store.notes(entry.item)
    return tuple(text for (field, _), text in sorted(notes.items()) if field == "assistant")


def append_item_event(
    workspace: Workspace,
    about: Known,
    facts: Facts,
    *,
    content: Content | None = None,
    leaves_open: OpenAttempt | None = None,
) -> ItemState:
    """Write an event about it, durably before this returns; return its state after it.

    ``content`` is that of the event in question, for an item that is not loaded (by default its newest).
    """
    if about.entry is not None:
        return workspace.append(about.entry, facts, leaves_open=leaves_open).after
    if content is None:
        contents = [event.content for event in workspace.store.history(about.item) if event.content]
        content = contents[-1] if contents else None
    return workspace.store.append(facts, item=about.item, content=content).after


# Further reading: the links of an exercise, those of its skill's card, and books that train the skill.

# Max books that are named, because more would be a reading list instead of a next step.
MOST_BOOKS = 2


def card_of(workspace: Workspace, entry: Entry, name: str = "") -> Card | None:
    """Return the card that an exercise names, else that of its skill; None without a card."""
    catalogue = workspace.catalogue
    named = catalogue.card(name, entry.bank) if name else None
    return named or catalogue.card(entry.skill, entry.bank)


def links_of(workspace: Workspace, entry: Entry, aside: Container[BankId] | None = None) -> tuple[Link, ...]:
    """Return all links of an exercise: its own, those of its card, then sections of books on its skill."""
    form = workspace.exercise(entry.item).forms[0]
    card = card_of(workspace, entry, form.card)
    books = () if aside is None or not entry.trains else _find_book_sections(workspace, entry.skill, aside)
    return tuple(dict.fromkeys((*form.links, *(card.links if card else ()), *books)))


def _find_book_sections(workspace: Workspace, skill: str, aside: Container[BankId]) -> tuple[Link, ...]:
    """Return the first section of each book that trains a skill."""
    books = [bank for bank in workspace.catalogue.banks if is_book(bank.id)]
    links: list[Link] = []
    for book in sorted(books, key=lambda book: book.id in aside):
        section = next((entry for entry in book.entries if entry.skill == skill), None)
        if section is not None:
            links.append(Link(title=book.title, at=workspace.catalogue.topic(section).title))
    return tuple(links[:MOST_BOOKS])


def format_link(link: Link) -> str:
    """Return a link on one line, with its address."""
    address = link.url
    if link.arxiv:
        address = f"https://arxiv.org/abs/{link.arxiv}"
    elif link.doi:
        address = f"https://doi.org/{link.doi}"
    return ", ".join(filter(None, (link.title, link.at, address)))


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
    # The kind of its answer, or ``stages``.
    kind: str
    # The skill that it trains, or in a paper is about; empty without one.
    skill: str
    skill_title: str
    # Its name if its id is not readable; else empty.
    title: str
    # All these names in small letters, so that a search ignores case.
    names: str
    # Whether it is counted among its bank's exercises.
    counts: bool = True

    @property
    def topic_of_bank(self) -> str:
        """The scope of a session on its topic: a book's section has no name of its own."""
        return f"{self.bank}/{self.topic_id}"

    @property
    def key(self) -> tuple[str, ...]:
        """Its place: subject, topic, skill, itself."""
        return (self.bank, self.topic_id, self.skill, self.item)


@dataclass(frozen=True, slots=True)
class Library:
    """Every exercise, and how far their skills are."""

    items: tuple[LibraryItem, ...]
    # begun, learned, known or parked; none of a skill that is new
    standing: Mapping[str, str]
    # By subject, or subject and topic: how many of the skills there are learned or known, and all. Of a paper
    # these are the skills on the way to it.
    skills: Mapping[tuple[str, ...], tuple[int, int]]
    # The place of the exercise that comes next on the way to the goal, or in the subjects; empty without one.
    current: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalExercises:
    """The exercises on the way to a goal and its own; of a name that nothing has those that are near."""

    title: str = ""
    items: frozenset[str] = frozenset()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parked:
    """Help with an exercise that is parked."""

    by_hand: bool
    # Whether it has rested long enough.
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
    # Its name if its id is not readable; else empty.
    title: str = ""
    parked: Parked | None = None
    # An assistant's explanations of it that were kept, the oldest first.
    explanations: tuple[str, ...] = ()


# An arbitrary seed, so that a look at an exercise always shows the same variant.
_PREVIEW_SEED = 1
_NO_LETTERS = re.compile(r"\W+")


@at_one_moment
def read_library(workspace: Workspace) -> Library:
    """Return every loaded exercise, and how far the skills of each subject and topic are."""
    parts = workspace.parts()
    curriculum = workspace.curriculum()
    has = find_learner_mastery(workspace, parts)
    ways: dict[tuple[str, ...], Sequence[SkillId]] = {
        (bank.id,): find_path_to_goal(workspace, bank, parts).skills for bank in workspace.catalogue.banks
    }
    of_subjects = {key: skills for topics in curriculum.subjects.values() for key, skills in topics.items()}
    items = list_library_items(workspace)
    goal = goal_view(workspace, parts, has)
    path = goal.path if goal is not None else path_of(chain(*of_subjects.values()), has)
    next_skill = next(iter(path.begun or path.left), SkillId(""))
    trained = {entry.item for entry in curriculum.exercises.get(next_skill, ())}
    nearest = [item for item in items if item.item in trained] or items[:1]
    is_next = (item.key for item in nearest if item.state in ("unseen", "yellow", "red"))
    current = (goal.bank,) if goal is not None and not path.left else next(is_next, ())
    current = current or (nearest[0].key if nearest else ())
    words = ("begun", has.begun), ("parked", has.set_aside), ("known", has.known), ("learned", has.learned)
    return Library(
        items=items,
        standing={skill: word for word, skills in words for skill in skills},
        skills={
            key: (sum(skill in has for skill in skills), len(skills))
            for key, skills in (ways | of_subjects).items()
            if skills
        },
        current=current,
    )


@at_one_moment
def list_library_items(workspace: Workspace) -> tuple[LibraryItem, ...]:
    """Return every loaded exercise, one's own banks first, in bank order."""
    states = workspace.states()
    gaps = workspace.method().gaps_in_force
    skill_titles = {SkillId(""): ""}
    library_items: list[LibraryItem] = []
    for bank in sorted(workspace.catalogue.banks, key=lambda bank: bank.shipped):
        counted = {entry.item for entry in list_counted(bank)}
        for entry in bank.entries:
            state = states.get(entry.item, NEVER_MET)
            title = title_of(workspace, entry.item)
            topic = workspace.catalogue.topic(entry).title
            if entry.skill not in skill_titles:
                skill_titles[entry.skill] = skill_title(workspace, entry.skill)
            named = (entry.item, title, bank.title, topic, entry.skill, skill_titles[entry.skill])
            library_items.append(
                LibraryItem(
                    item=entry.item,
                    bank=bank.id,
                    subject=bank.title,
                    topic=topic,
                    topic_id=entry.topic,
                    level=entry.level,
                    state=state.state,
                    due=due(state, gaps),
                    kind=entry.kind,
                    skill=entry.skill,
                    skill_title=skill_titles[entry.skill],
                    title=title,
                    names=" ".join(named).lower(),
                    counts=entry.item in counted,
                )
            )
    return tuple(library_items)


def find_goal_exercises(workspace: Workspace, name: str) -> GoalExercises:
    """Return the exercises on the way to the target of a name, such as ``ddpm`` or ``calc.chain``, and its
    own.

    It may be a bank, or a topic or skill of a subject, by its id or title (``chain-rule``); the beginning is
    enough.
    """
    goals: dict[str, str] = {}
    for id_, title in _list_library_goals(workspace):
        for known in (id_, id_.rpartition("/")[2], _NO_LETTERS.sub("-", title).strip("-")):
            goals.setdefault(known.lower(), id_)
    found = next((known for known in (name, *goals) if known in goals and known.startswith(name)), None)
    goal = find_goal(workspace, goals[found]) if found is not None else None
    if goal is None:
        return GoalExercises(near=tuple(difflib.get_close_matches(name, goals, n=3)))
    counted, own = goal_exercises(workspace, goal)
    return GoalExercises(goal.title.partition(": ")[0], frozenset(entry.item for entry in (*counted, *own)))


def _list_library_goals(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Yield banks with exercises, then topics, then skills of subjects: id, and title up to a colon."""
    catalogue = workspace.catalogue
    topics = [topic for of_bank in workspace.curriculum().subjects.values() for topic in of_bank.items()]
    for bank in catalogue.banks:
        if bank.entries:
            yield bank.id, bank.title.partition(": ")[0]
    for (bank_id, topic), _ in topics:
        yield f"{bank_id}/{topic}", catalogue.topics[bank_id, topic].title
    for skill in chain(*(skills for _, skills in topics)):
        yield skill, skill_title(workspace, skill)


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


@at_one_moment
def look_at_exercise(workspace: Workspace, item: str) -> LibraryLook:
    """Return an exercise with some numbers (not those of the next attempt), and its state.

    Raises:
        UsageError, BankError, CheckError: it is not there, or cannot be prepared.
    """
    entry = entry_of(workspace.catalogue, item)
    exercise = workspace.catalogue.exercise(entry.item)
    state = workspace.state(entry)
    return LibraryLook(
        entry=entry,
        variant=workspace.prepare(exercise, item=entry.item, seed=_PREVIEW_SEED),
        state=state,
        due=due(state, workspace.method().gaps_in_force),
        own_lines=own_lines(workspace, entry),
        rests_on=rests_on(workspace, entry, workspace.standing())[::-1],
        attempts=attempts_of(workspace, entry),
        title=title_of(workspace, entry.item),
        parked=_describe_parked_exercise(workspace, entry, state) if state.state == "parked" else None,
        explanations=list_explanations(workspace, entry),
    )


def _describe_parked_exercise(workspace: Workspace, entry: Entry, state: ItemState) -> Parked:
    notes = workspace.store.notes(entry.item)
    return Parked(
        by_hand=state.parked_by_hand,
        may_reopen=has_rested(state, workspace.study_day()),
        note=next((text for (field, _), text in notes.items() if field == "parked"), ""),
        links=links_of(workspace, entry, workspace.banks_aside()),
        first=drill_first(workspace, entry, workspace.states()),
    )

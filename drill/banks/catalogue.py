"""What the program holds of all banks: entries to choose from, and bodies read when one is due.

Light: neither YAML nor pydantic is needed for it. Entries are small; an exercise's body stays in the cache
until somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from drill.banks.graph import Skill, Skills
from drill.errors import BankError, UsageError
from drill.gyr.events import BankId, ItemId, SkillId, TopicId

DEFAULT_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One exercise as far as choosing needs it."""

    item: ItemId
    bank: BankId
    id: str
    topic: TopicId
    skill: SkillId
    """Empty where the author named none."""
    needs: tuple[SkillId, ...]
    """Prerequisites beside those of the skill."""
    level: int
    kind: str
    maths: str
    wording: str
    was: tuple[ItemId, ...]
    corrects: tuple[str, ...]
    """Every earlier ``maths`` hash whose marks stay."""
    file: str
    line: int
    parametrised: bool

    @property
    def hashes(self) -> frozenset[str]:
        """The ``maths`` hashes under which this exercise's marks count."""
        return frozenset((self.maths, *self.corrects))


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a bank with its theory (Markdown, may be empty)."""

    id: TopicId
    title: str
    theory: str
    bank: BankId


@dataclass(frozen=True, slots=True)
class Bank:
    """One bank: its topics in order, its exercises in the order of the topics, and what was left out."""

    id: BankId
    title: str
    path: str
    topics: tuple[Topic, ...] = ()
    entries: tuple[Entry, ...] = ()
    problems: tuple[BankError, ...] = ()
    skills: tuple[Skill, ...] = ()
    shipped: bool = False
    source: object = ""
    """What an importer wrote about where the bank comes from; of a folder, its first file's."""
    licence: str = ""
    """As the subject's file or the first of the topics' files names it."""


@dataclass(frozen=True)
class Catalogue:
    """All banks: the shipped subjects in the learner's order, other shipped ones, then the learner's own."""

    banks: tuple[Bank, ...]
    skills: Skills
    read_body: Callable[[Entry], Mapping[str, object]]
    stray: tuple[BankError, ...] = ()
    """Problems of what became no bank."""
    entries: Mapping[ItemId, Entry] = field(init=False)
    """Every exercise by its item, bank by bank."""
    topics: Mapping[tuple[BankId, TopicId], Topic] = field(init=False)
    renamed: Mapping[ItemId, ItemId] = field(init=False)
    """Former items (``was``) and what they are now."""

    def __post_init__(self) -> None:
        entries = {entry.item: entry for bank in self.banks for entry in bank.entries}
        topics = {(topic.bank, topic.id): topic for bank in self.banks for topic in bank.topics}
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "topics", topics)
        object.__setattr__(self, "renamed", {old: e.item for e in entries.values() for old in e.was})

    @property
    def problems(self) -> tuple[BankError, ...]:
        """Everything that was left out, bank by bank."""
        return (*(problem for bank in self.banks for problem in bank.problems), *self.stray)

    def bank(self, id_: str) -> Bank | None:
        """The bank of that name."""
        return next((bank for bank in self.banks if bank.id == id_), None)

    def topic(self, entry: Entry) -> Topic:
        """The topic of an entry."""
        return self.topics[entry.bank, entry.topic]

    def exercise(self, item: str) -> dict[str, object]:
        """The checked text of an exercise as plain data: every scalar a text, its topic and theory put in.

        Raises UsageError for an item that is not loaded, BankError if its file has changed since.
        """
        entry = self.entries.get(ItemId(item))
        if entry is None:
            raise UsageError(f"no exercise is called {item}", "see `drill banks`")
        body = {**self.read_body(entry), "topic": entry.topic}
        theory = self.topic(entry).theory
        if theory and "theory" not in body:
            body["theory"] = theory
        return body

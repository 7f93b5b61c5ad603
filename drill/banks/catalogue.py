"""The catalogue of all banks: entries to choose from, and exercises read when they are needed.

Light: no YAML is needed for it. Entries are small; an exercise's body stays in the cache
until somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from drill.banks.graph import Skill, Skills
from drill.banks.loaded_files import Source
from drill.errors import BankError, UsageError
from drill.gyr.entry import Entries, Entry
from drill.gyr.events import BankId, ItemId, TopicId

if TYPE_CHECKING:
    from drill.banks.models import Card, Exercise


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
    # Whether it is the learner's own and a bank that comes with the program bears its name.
    hides_shipped: bool = False
    # What an importer wrote about where the bank comes from; of a folder, its first file's.
    source: Source = ""
    # The file of each card, by its name: a skill, or in a paper a block.
    cards: Mapping[str, str] = field(default_factory=dict[str, str])
    # As the subject's file or the first of the topics' files names it.
    licence: str = ""
    # What the bank is about in a word or two, such as ``optimisers``; a file's ``field``.
    field_of_work: str = ""
    # Exercises that come only when somebody names them, until they were met.
    only_by_name: frozenset[ItemId] = frozenset()

    @property
    def is_from_elsewhere(self) -> bool:
        """Return whether the bank was imported, so that its author is a stranger."""
        return not self.shipped and not isinstance(self.source, str)


@dataclass(frozen=True)
class Catalogue:
    """All banks: the shipped subjects in the learner's order, other shipped ones, then the learner's own."""

    banks: tuple[Bank, ...]
    skills: Skills
    read_exercise: Callable[[Entry], Exercise]
    # The cards of a file.
    read_cards: Callable[[str], Mapping[str, Card]]
    # Problems of what became no bank.
    stray: tuple[BankError, ...] = ()
    # Every exercise by its item, bank by bank.
    entries: Entries = field(init=False)
    topics: Mapping[tuple[BankId, TopicId], Topic] = field(init=False)

    def __post_init__(self) -> None:
        entries = Entries(entry for bank in self.banks for entry in bank.entries)
        topics = {(topic.bank, topic.id): topic for bank in self.banks for topic in bank.topics}
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "topics", topics)

    @property
    def renamed(self) -> Mapping[ItemId, ItemId]:
        """Former items and what they are now."""
        return self.entries.renamed

    @property
    def problems(self) -> tuple[BankError, ...]:
        """Everything that was left out, bank by bank."""
        return (*(problem for bank in self.banks for problem in bank.problems), *self.stray)

    @property
    def retired(self) -> tuple[Entry, ...]:
        """The exercises that only those keep who met them."""
        return tuple(entry for entry in self.entries.values() if entry.retired)

    def without(self, items: Collection[ItemId]) -> Catalogue:
        """Return the catalogue without these exercises."""
        if not items:
            return self
        banks = tuple(
            replace(bank, entries=tuple(entry for entry in bank.entries if entry.item not in items))
            if any(entry.item in items for entry in bank.entries)
            else bank
            for bank in self.banks
        )
        return replace(self, banks=banks)

    def bank(self, id_: str) -> Bank | None:
        """Return the bank of that name."""
        return next((bank for bank in self.banks if bank.id == id_), None)

    def subject(self, entry: Entry) -> str:
        """Return the title of an exercise's bank, or its id where the bank is not loaded."""
        bank = self.bank(entry.bank)
        return bank.title if bank else entry.bank

    def topic(self, entry: Entry) -> Topic:
        """Return the topic of an entry."""
        return self.topics[entry.bank, entry.topic]

    def exercise(self, item: str) -> Exercise:
        """Return an exercise with its topic, and the topic's theory where it has none of its own.

        Raises UsageError for an item that is not loaded, BankError if its file has changed since.
        """
        entry = self.entries.get(ItemId(item))
        if entry is None:
            raise UsageError(f"no exercise is called {item}", "see `drill banks`")
        exercise = replace(self.read_exercise(entry), topic=entry.topic)
        return exercise.with_theory(self.topic(entry).theory)

    def card(self, name: str, bank: BankId) -> Card | None:
        """Return the card of a skill, or of a name that a bank gives it: first from that bank, then from
        trusted ones.
        """
        own_bank = self.bank(bank)
        for candidate in (
            *((own_bank,) if own_bank else ()),
            *(candidate for candidate in self.banks if not candidate.is_from_elsewhere),
        ):
            if name in candidate.cards:
                return self.read_cards(candidate.cards[name]).get(name)
        return None

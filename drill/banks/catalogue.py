"""The catalogue of all banks: entries to choose from, and exercises read when they are needed.

Light: no YAML is needed for it. Entries are small; the body of an exercise stays in the cache until it is
used.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from drill.banks.loaded_files import LoadedFile, Skill, Skills, Source
from drill.errors import BankError, UsageError
from drill.files import shipped_banks
from drill.gyr.entry import Entries, Entry
from drill.gyr.events import UNDECIDED, BankId, ItemId, SkillId, TopicId
from drill.settings import SUBJECTS

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
    """One bank: its topics in order, its exercises in the order of the topics, and its problems."""

    id: BankId
    title: str
    path: str
    topics: tuple[Topic, ...] = ()
    entries: tuple[Entry, ...] = ()
    problems: tuple[BankError, ...] = ()
    skills: tuple[Skill, ...] = ()
    shipped: bool = False
    # Whether it is the learner's own, and a bank of that name comes with the program.
    hides_shipped: bool = False
    # The importer's record of the bank's origin; for a folder, that of its first file.
    source: Source = ""
    # The file of each card, by the card's name: a skill, or a block of a paper.
    cards: Mapping[str, str] = field(default_factory=dict[str, str])
    # As named by the subject's file or by the first of the topics' files.
    licence: str = ""
    # The field of the bank in a word or two, such as ``optimisers``; a file's ``field``.
    field_of_work: str = ""
    # Exercises that are served only on request until the learner has met them.
    only_by_name: frozenset[ItemId] = frozenset()
    # Those by a second author that nobody has solved blind, which are only practice.
    unsolved: frozenset[ItemId] = frozenset()

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
    # Reads the cards of a file.
    read_cards: Callable[[str], Mapping[str, Card]]
    # Problems of files that are not in any bank.
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
        """Former items with their present ones."""
        return self.entries.renamed

    @property
    def problems(self) -> tuple[BankError, ...]:
        """All problems, bank by bank."""
        return (*(problem for bank in self.banks for problem in bank.problems), *self.stray)

    @property
    def retired(self) -> tuple[Entry, ...]:
        """The exercises that only learners who met them keep."""
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
        """Return the title of an exercise's bank, or its id if the bank is not loaded."""
        bank = self.bank(entry.bank)
        return bank.title if bank else entry.bank

    def topic(self, entry: Entry) -> Topic:
        """Return the topic of an entry."""
        return self.topics[entry.bank, entry.topic]

    def exercise(self, item: str) -> Exercise:
        """Return an exercise with its topic, and the topic's theory if it has none of its own.

        Raises UsageError for an item that is not loaded, BankError if its file has changed since.
        """
        entry = self.entries.get(ItemId(item))
        if entry is None:
            raise UsageError(f"no exercise is called {item}", "see `drill banks`")
        exercise = replace(self.read_exercise(entry), topic=entry.topic)
        return exercise.with_theory(self.topic(entry).theory)

    def card(self, name: str, bank: BankId) -> Card | None:
        """Return the card of a skill, or of a name in a bank: from that bank, else from a trusted one."""
        own_bank = self.bank(bank)
        for candidate in (
            *((own_bank,) if own_bank else ()),
            *(candidate for candidate in self.banks if not candidate.is_from_elsewhere),
        ):
            if name in candidate.cards:
                return self.read_cards(candidate.cards[name]).get(name)
        return None


# Names of banks and topics, which learners type, shells complete and drill prints in commands. Light.

NAME_CHARACTERS = "letters, digits, '-', '_' and '.'"
_MARKS = "-_."


def is_book(bank: str) -> bool:
    """Return whether a bank is a textbook's, because its exercises are done with the book open."""
    return bank.startswith("book/")


def is_beside(bank: str) -> bool:
    """Return whether a bank is a paper's or a textbook's, which requires the subjects' skills."""
    return is_book(bank) or bank.startswith("papers/")


def unfit_character(name: str) -> str:
    """Return the first character that a bank's or a topic's name must not contain; the empty text if none.

    A ``-`` at the beginning is one, because a command would take the name for an option. Letters, accents and
    digits of any script are allowed.
    """
    if name.startswith("-"):
        return "-"
    others = (character for character in name if character not in _MARKS)
    return next((other for other in others if unicodedata.category(other)[0] not in "LMN"), "")


def bank_name_fault(id_: str, path: Path | str) -> BankError | None:
    """Return why the bank at ``path`` cannot have this id, such as ``papers/adam``; None if it can."""
    for step in id_.split("/"):
        if unfit := unfit_character(step):
            return _make_name_fault("a bank's name", unfit, "rename the file or folder", path)
    return None


def topic_name_fault(topic: str, path: Path | str) -> BankError | None:
    """Return why the topic of the file at ``path`` cannot have this name; None if it can."""
    unfit = unfit_character(topic)
    hint = "rename the file, or name its topic in it, such as topic: calc.limits"
    if not unfit:
        return None
    return _make_name_fault("a topic's name", unfit, hint, path)


def _make_name_fault(subject: str, unfit: str, hint: str, path: Path | str) -> BankError:
    contained = "begins with '-'" if unfit == "-" else f"contains {unfit!r}"
    message = f"left out: {subject} has only {NAME_CHARACTERS}, but this one {contained}"
    return BankError(message, hint, path=str(path), code="name")


# The list of mistakes: short descriptions in a learner's words, which group wrong answers.

FILE = "mistakes.txt"
# Codes of diagnoses that do not identify a mistake.
_UNNAMED = frozenset({"", "wrong", "misconception", "logarithm", UNDECIDED})


@dataclass(frozen=True, slots=True)
class MistakeNames:
    """All names, in the order of the list, and those of the checker's diagnoses by their codes."""

    names: tuple[str, ...]
    by_code: Mapping[str, str]


@cache
def mistake_names() -> MistakeNames:
    """Return the list that comes with the program, cached."""
    return read_names((shipped_banks() / FILE).read_text("utf-8"))


def read_names(text: str) -> MistakeNames:
    """Read a list: one name per line, with the code of a diagnosis and ``=`` before it if it has one."""
    lines = (line.strip() for line in text.splitlines())
    rows = [line.rpartition(" = ") for line in lines if line and not line.startswith("#")]
    return MistakeNames(tuple(name for _, _, name in rows), {code: name for code, _, name in rows if code})


def describe_slip(code: str, mistake: str = "") -> str:
    """Return a short description of a mistake, fit for a list: ``mistake`` by its name, else the diagnosis.

    It is empty if both only mean that the answer is wrong.
    """
    return mistake or ("" if code in _UNNAMED else mistake_names().by_code.get(code, code.replace("-", " ")))


# Assemble banks from their files: topics in order, unique ids, and a problem for every clash of names.

# Names that a learner's bank cannot have, because they were shipped before learners' banks had priority.
# Banks shipped later give way to an existing one, so nothing is ever added here.
RESERVED = frozenset(
    (
        "calculus", "linear-algebra", "frequentist", "bayesian",
        "papers/adam", "papers/attention", "papers/numpy-signs", "papers/qhadam", "papers/segment-anything",
    )
)  # fmt: skip


def assemble_banks(
    shipped: Sequence[Bank], learner_banks: Sequence[Bank], reserved: Mapping[str, str]
) -> tuple[tuple[Bank, ...], tuple[BankError, ...], tuple[Skill, ...]]:
    """Return the banks in order, the problems of excluded ones, and the skills that their files declare.

    A bank whose name is taken, or ``reserved`` (name → place), is left out; the problem names both places.
    Any other shipped bank gives way to the learner's own of its name.
    """
    banks: dict[str, Bank] = {}
    stray: list[BankError] = []
    for bank in (*shipped, *learner_banks):
        first = banks.get(bank.id)
        gives_way = first is not None and first.shipped and not bank.shipped and bank.id not in reserved
        first_location = None if bank.shipped else reserved.get(bank.id)
        if first is not None:
            first_location = first.path
        if first_location is None or gives_way:
            banks.pop(bank.id, None)  # the learner's own come after the shipped ones
            banks[bank.id] = replace(bank, hides_shipped=gives_way)
            continue
        message = f"a second bank called {bank.id}; the first is {first_location}"
        stray.append(BankError(message, "rename the file or folder", path=bank.path, code="bank-clash"))
    resolved = _without_clashing_renames(tuple(banks.values()))
    # The first description of a skill counts, so strangers' come last.
    skills = (
        skill for bank in sorted(resolved, key=lambda bank: bank.is_from_elsewhere) for skill in bank.skills
    )
    return resolved, tuple(stray), tuple(skills)


def make_bank_of_files(
    id_: str, path: str, subject: LoadedFile, files: Sequence[LoadedFile], *, shipped: bool
) -> Bank:
    """Return the bank of a subject's file (empty for a bank without one) and compiled topics' files."""
    bank = BankId(id_)
    titles = dict(subject.topics)
    order = {topic: index for index, topic in enumerate(titles)}
    misnamed = {file.path: topic_name_fault(file.topic_id, file.path) for file in files}
    named = [file for file in files if misnamed[file.path] is None]
    named.sort(key=lambda file: order.get(file.topic_id, len(order)))
    topics = {topic: Topic(TopicId(topic), title, "", bank) for topic, title in subject.topics}
    for file in named:
        topics |= {topic: Topic(TopicId(topic), title, "", bank) for topic, title in file.topics}
        id_of_topic = file.topic_id
        known = topics.get(id_of_topic)
        title = (known.title if known else "") or file.title or id_of_topic
        theory = (known.theory if known else "") or file.theory
        topics[id_of_topic] = Topic(TopicId(id_of_topic), title, theory, bank)
    problems = [*subject.problems]
    for file in named:
        problems += file.problems
    problems += filter(None, misnamed.values())
    entries: dict[str, Entry] = {}
    for file in named:
        for written in file.entries:
            entry = _place_entry(written, bank, file)
            first = entries.setdefault(entry.id, entry)
            if first is not entry:
                message = f"a second exercise with the id {entry.id}; the first is {first.file}:{first.line}"
                problems.append(
                    _make_entry_fault(entry, message, "ids are unique in a bank", "id", "duplicate-id")
                )
    used = {entry.topic for entry in entries.values()}
    own_title = files[0].title if len(files) == 1 else ""
    return Bank(
        id=bank, title=subject.title or own_title or id_.rpartition("/")[2], path=path,
        topics=tuple(topic for topic in topics.values() if topic.id in used or topic.id in titles),
        entries=tuple(entries.values()), problems=tuple(problems), skills=subject.skills,
        cards={name: file.path for file in reversed(named) for name in file.cards}, shipped=shipped,
        source=_find_bank_source([file.source for file in named]),
        licence=subject.licence or next((file.licence for file in named if file.licence), ""),
        field_of_work=next((file.field_of_work for file in named if file.field_of_work), ""),
    )  # fmt: skip


def _find_bank_source(sources: Sequence[Source]) -> Source:
    """Return the origin of the files; a single imported file makes the whole bank an imported one."""
    imported = next((source for source in sources if not isinstance(source, str)), None)
    return imported or next((source for source in sources if source), "")


def _place_entry(entry: Entry, bank: BankId, file: LoadedFile) -> Entry:
    """Return the entry of an exercise in a file of a bank."""
    return entry._replace(
        item=ItemId(f"{bank}/{entry.id}"), bank=bank, file=file.path,
        topic=entry.topic or TopicId(file.topic_id),
        trains=SkillId("") if is_beside(bank) else entry.skill,
        in_file_order=bank not in SUBJECTS,
    )  # fmt: skip


def _make_entry_fault(entry: Entry, message: str, hint: str, field: str, code: str) -> BankError:
    return BankError(
        message, hint, path=entry.file, line=entry.line, field=field, exercise=entry.id, code=code
    )


def _may_rename(bank: Bank, was: str, banks: Mapping[str, Bank]) -> bool:
    """Return whether marks under another name may count for an exercise of ``bank``.

    They may within one bank, among shipped banks, and among the learner's own; a bank from elsewhere takes
    none from another.
    """
    former = was.rpartition("/")[0] or bank.id
    if former == bank.id:
        return True
    known = banks.get(former)
    if bank.shipped:
        return known is None or known.shipped
    return not bank.is_from_elsewhere and former not in RESERVED and not (known and known.shipped)


def _without_clashing_renames(banks: tuple[Bank, ...]) -> tuple[Bank, ...]:
    """Remove former item names that are still in use or claimed twice, and report each as a problem."""
    by_id: dict[str, Bank] = {bank.id: bank for bank in banks}
    places: dict[str, Entry] = {entry.item: entry for bank in banks for entry in bank.entries}
    checked: list[Bank] = []
    for bank in banks:
        if not any(entry.was for entry in bank.entries):
            checked.append(bank)
            continue
        problems: list[BankError] = []
        entries: list[Entry] = []
        for entry in bank.entries:
            former_items: list[ItemId] = []
            for old in entry.was:
                if not _may_rename(bank, old, by_id):
                    continue
                holder = places.setdefault(old, entry)
                if holder is entry and holder.item != old:
                    former_items.append(old)
                else:
                    message = f"{old} is claimed here and at {holder.file}:{holder.line}"
                    hint = "only one exercise can have been that item"
                    problems.append(_make_entry_fault(entry, message, hint, "was", "was-clash"))
            entries.append(entry._replace(was=tuple(former_items)))
        checked.append(replace(bank, entries=tuple(entries), problems=(*bank.problems, *problems)))
    return tuple(checked)


# The files of a bank that an import writes: one file, or numbered parts in a folder. Other files in the
# folder are not the import's.
BANK_PARTS = "part-[0-9][0-9].yaml"


def folder_of(bank: Path) -> Path:
    """Return the folder for the parts of a bank that is too large for one file."""
    return bank.with_suffix("")


def list_bank_parts(bank: Path) -> list[Path]:
    """Return the existing files of a bank, in order."""
    if bank.is_file():
        return [bank]
    return sorted(folder_of(bank).glob(BANK_PARTS))

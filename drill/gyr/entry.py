"""An entry: one exercise as lists, the plan of a day and the store use it, small and without its text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.fold import Lineage

# The part of an exercise that is new when it comes back: numbers, a sister, a slip, or options.
Renews = Literal["numbers", "sister", "form", "nothing"]
TopicKey: TypeAlias = "tuple[BankId, TopicId]"
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Entry(NamedTuple):
    """One exercise, with only what choosing needs.

    The fields without a default are the declared ones, read from the file of the exercise: each has the name
    of a field of `drill.banks.models.Exercise`, or is its line, a hash or a property of its content.
    Compiled lines keep them in this order. The other fields locate the exercise and are filled in when its
    bank is put together.
    """

    id: str
    # Empty if the author gave none.
    title: str
    topic: TopicId
    # Empty if the author named none.
    skill: SkillId
    # Prerequisites besides those of the skill.
    needs: tuple[SkillId, ...]
    level: int
    # Seconds of thinking that a rapid exercise allows; 0 for an exercise that is not rapid.
    pace: int
    # The kind of the answer, or ``stages``.
    kind: str
    # Number of questions that are answered one after the other.
    stages: int
    renews: Renews
    line: int
    maths: str
    wording: str
    was: tuple[ItemId, ...]
    # All earlier ``maths`` hashes whose marks stay valid.
    corrects: tuple[str, ...]
    # Whether it is retired: only learners who have met it keep it.
    retired: bool
    # Whether one of its questions has the witness ``world``, which imports of earlier versions wrote.
    has_world: bool
    # Whether it asks for the missing part of a formula: each of its sisters leaves out another one.
    has_gap: bool
    item: ItemId = ItemId("")
    bank: BankId = BankId("")
    file: str = ""
    # The skill that its marks count for: empty for a paper or a textbook, because these use subjects' skills.
    trains: SkillId = SkillId("")
    # Whether its bank (a paper's, a textbook's, one's own) is served in the order of its file, without regard
    # to prerequisites and topics.
    in_file_order: bool = False

    @classmethod
    def from_plain(cls, values: Iterable[Any]) -> Entry:
        """Return an entry from its declared fields as JSON has them, with lists for tuples.

        Raises ValueError for a wrong number of values.
        """
        known: list[Any] = [tuple(value) if value.__class__ is list else value for value in values]
        if len(known) != len(OF_FILE):
            raise ValueError(f"an entry has {len(OF_FILE)} values, not {len(known)}")
        return cls(*known)

    @property
    def of_file(self) -> Sequence[Any]:
        """The declared fields, as plain data."""
        return self[: len(OF_FILE)]

    @property
    def topic_key(self) -> TopicKey:
        """The topic together with its bank, because another bank may have a topic of the same name."""
        return (self.bank, self.topic)

    @property
    def is_rapid(self) -> bool:
        """Whether it should be answered at pace."""
        return self.pace > 0

    @property
    def named_skills(self) -> tuple[SkillId, ...]:
        """The skills that it names: further prerequisites, and its own."""
        return tuple(dict.fromkeys(skill for skill in (*self.needs, self.skill) if skill))

    @property
    def lineage(self) -> Lineage:
        """The content under which its marks count."""
        return Lineage(self.maths, frozenset(self.corrects))

    @property
    def hashes(self) -> frozenset[str]:
        """The ``maths`` hashes under which its marks count."""
        return frozenset((self.maths, *self.corrects))


# The names of the declared fields.
OF_FILE = tuple(name for name in Entry._fields if name not in Entry._field_defaults)


class Entries(dict[ItemId, Entry]):
    """All loaded exercises by item, in the order of their banks; immutable after construction."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__((entry.item, entry) for entry in entries)

    @classmethod
    def of(cls, entries: Entries | Iterable[Entry]) -> Entries:
        """Return all entries as one value; an `Entries` is returned as it is."""
        return entries if isinstance(entries, Entries) else cls(entries)

    @cached_property
    def renamed(self) -> Mapping[ItemId, ItemId]:
        """Former items (``was``) with their present ones; an item that is loaded is not renamed."""
        return {was: entry.item for entry in self.values() for was in entry.was if was not in self}

    @cached_property
    def by_skill(self) -> Mapping[SkillId, Sequence[Entry]]:
        """The exercises that train each skill, in order; those of papers and textbooks train none."""
        return group_by((entry for entry in self.values() if entry.trains), lambda entry: entry.trains)

    @cached_property
    def digest(self) -> str:
        """A text that changes whenever the item, topic or content of any exercise does."""
        lines = (_print_digest_line(self[item]) for item in sorted(self))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def group_by(values: Iterable[_Value], key: Callable[[_Value], _Key]) -> dict[_Key, list[_Value]]:
    """Return the values of each key, with keys and values in their original order."""
    groups: dict[_Key, list[_Value]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups


def _print_digest_line(entry: Entry) -> str:
    """Return a line of the digest; most exercises neither correct others nor had other items."""
    basis = entry.lineage.basis if entry.corrects else entry.maths
    names = "".join(f"\0{was}" for was in entry.was) if entry.was else ""
    return f"{entry.item}\0{entry.topic}\0{basis}{names}\n"

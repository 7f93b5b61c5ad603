"""The progress towards a paper: skills known, learned and left; formulas ready and read."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass

from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.skills import NOT_MET, Parts, Skill


@dataclass(frozen=True, slots=True)
class Mastered:
    """The skills that a learner has: learned ones, and those that a placement found known."""

    learned: frozenset[SkillId] = frozenset()
    known: frozenset[SkillId] = frozenset()

    def __contains__(self, skill: SkillId) -> bool:
        return skill in self.learned or skill in self.known


@dataclass(frozen=True, slots=True)
class Path:
    """The skills on the way to a goal, prerequisites first: known, learned, and left."""

    known: tuple[SkillId, ...] = ()
    learned: tuple[SkillId, ...] = ()
    left: tuple[SkillId, ...] = ()

    @property
    def skills(self) -> int:
        """How many skills there are."""
        return len(self.known) + len(self.learned) + len(self.left)

    @property
    def done(self) -> int:
        """How many of them are known or learned."""
        return len(self.known) + len(self.learned)

    def told(self) -> str:
        """The counts as text: ``34 of 75 skills: 23 known, 11 learned``, or ``11 of 75 skills learned``."""
        counted = f"{self.done} of {self.skills} skill{'s' if self.skills != 1 else ''}"
        if self.known and self.learned:
            return f"{counted}: {len(self.known)} known, {len(self.learned)} learned"
        return f"{counted} {'known' if self.known else 'learned'}"


@dataclass(frozen=True, slots=True)
class GoalPath:
    """The way to a goal: its skills, each after what it rests on, and what else has to be done.

    ``own`` are the exercises of a paper or textbook in its order, rapid ones left out; a subject or a topic
    has none. ``excluded`` exercises of its skills need something that is not on the way, and are not counted
    for the goal. ``takes_others_for_passed`` says that skills outside hold up nothing (a subject, a topic).
    """

    bank: BankId
    skills: tuple[SkillId, ...] = ()
    own: tuple[ItemId, ...] = ()
    excluded: frozenset[ItemId] = frozenset()
    takes_others_for_passed: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a paper: its name, the skills that it requires, and the exercises on it."""

    called: str
    skills: frozenset[SkillId]
    items: tuple[ItemId, ...]
    id: str = ""

    def is_ready(self, has: Mastered) -> bool:
        """Whether all skills that it requires are learned or known."""
        return all(skill in has for skill in self.skills)

    def is_read(self, green: Container[ItemId]) -> bool:
        """Return whether an exercise on it is green."""
        return any(item in green for item in self.items)


@dataclass(frozen=True, slots=True)
class Reading:
    """The number of formulas, the names of those that can be read now, and of those that were."""

    formulas: int = 0
    ready: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


def skills_of(entries: Iterable[Entry], parts: Parts) -> dict[SkillId, Skill]:
    """Return the skills that have exercises, in the order of their first one."""
    exercises: dict[SkillId, list[Entry]] = {}
    for entry in entries:
        if entry.trains:
            exercises.setdefault(entry.trains, []).append(entry)
    return {skill: Skill.of(of_skill, parts) for skill, of_skill in exercises.items()}


def mastered(entries: Collection[Entry], parts: Parts, known: Collection[SkillId] = ()) -> Mastered:
    """Return which skills a learner has; ``known`` are those that a placement found.

    A skill is known no more once a verdict on one of its exercises was not green.
    """
    doubted = {entry.trains for entry in entries if parts.get(entry.item, NOT_MET).has_failed}
    learned = frozenset(skill for skill, progress in skills_of(entries, parts).items() if progress.is_learned)
    return Mastered(learned, frozenset(known) - learned - doubted)


def path_of(skills: Iterable[SkillId], has: Mastered) -> Path:
    """Sort the skills on the way to a goal, given prerequisites first, into known, learned and left."""
    known, learned, left = list[SkillId](), list[SkillId](), list[SkillId]()
    for skill in skills:
        (learned if skill in has.learned else known if skill in has.known else left).append(skill)
    return Path(tuple(known), tuple(learned), tuple(left))


def reading_of(formulas: Sequence[Formula], has: Mastered, green: Container[ItemId]) -> Reading:
    """Return which formulas are ready and which are read; one without exercises is not counted.

    A formula is ready when all that it rests on is learned or known, and read when an exercise on it is
    green.
    """
    counted = [formula for formula in formulas if formula.items]
    read = [formula.called for formula in counted if formula.is_read(green)]
    ready = [formula.called for formula in counted if formula.is_ready(has)]
    return Reading(len(counted), tuple(ready), tuple(read))

"""What there is to learn: exercises by skill, topic and subject, and what each of them rests on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property

from drill.gyr.entry import Entry, TopicKey, group_by
from drill.gyr.events import BankId, ItemId, SkillId

Needs = Mapping[SkillId, Sequence[SkillId]]
_Named = tuple[SkillId, SkillId, tuple[SkillId, ...]]


def list_before(skills: Iterable[SkillId], needs: Needs) -> Iterable[SkillId]:
    """Return skills and all that they rest on by ``needs``, each after what it needs.

    A skill of which no needs are known has none; a circle is cut where it closes.
    """
    done: dict[SkillId, None] = {}
    entered: set[SkillId] = set()
    stack = [(skill, False) for skill in reversed([*skills])]
    while stack:
        skill, is_left = stack.pop()
        if is_left:
            done[skill] = None
        elif skill not in entered:
            entered.add(skill)
            stack.append((skill, True))
            stack.extend((need, False) for need in reversed(needs.get(skill, ())))
    return done


def find_all_below(skill: SkillId, needs: Needs) -> frozenset[SkillId]:
    """Return a skill and all that it rests on, directly or through others, by ``needs``."""
    below, queue = {skill}, [skill]
    for upper in queue:  # it grows while it is walked
        fresh = [need for need in dict.fromkeys(needs.get(upper, ())) if need not in below]
        below.update(fresh)
        queue += fresh
    return frozenset(below)


class Curriculum:
    """All loaded exercises in the order of their banks, and the graph of skills; it does not change.

    Everything is computed when it is first asked for, and kept: one value serves all plans of a session.
    """

    def __init__(self, entries: Mapping[ItemId, Entry], needs: Mapping[SkillId, Sequence[SkillId]]) -> None:
        """``needs`` are what each skill rests on directly, in the order in which the banks describe them."""
        self.entries = entries
        self.needs = needs
        self._below: dict[SkillId, frozenset[SkillId]] = {}
        self._named_needs: dict[_Named, tuple[SkillId, ...]] = {}

    @cached_property
    def exercises(self) -> Mapping[SkillId, Sequence[Entry]]:
        """The exercises that train each skill, in their order.

        A subject's exercise that names no skill is one of its own: its item stands for the skill.
        """
        return group_by(filter(self.find_skill, self.entries.values()), self.find_skill)

    @staticmethod
    def find_skill(entry: Entry) -> SkillId:
        """Return the skill that an exercise trains; empty for one of a paper or a textbook."""
        return entry.trains or (SkillId("") if entry.in_file_order else SkillId(entry.item))

    @cached_property
    def subjects(self) -> Mapping[BankId, Mapping[TopicKey, Sequence[SkillId]]]:
        """The skills of each topic of each subject, all in the order of their files."""
        place = {skill: index for index, skill in enumerate(self.needs)}
        first = {skill: entries[0] for skill, entries in self.exercises.items()}
        of_subjects = (skill for skill, entry in first.items() if not entry.in_file_order)
        found: dict[BankId, dict[TopicKey, Sequence[SkillId]]] = {}
        for key, skills in group_by(of_subjects, lambda skill: first[skill].topic_key).items():
            found.setdefault(key[0], {})[key] = sorted(skills, key=lambda skill: place.get(skill, 0))
        return found

    @cached_property
    def banks_in_order(self) -> Mapping[BankId, Sequence[Entry]]:
        """The exercises of each bank that is served as its file has it."""
        in_order = (entry for entry in self.entries.values() if entry.in_file_order)
        return group_by(in_order, lambda entry: entry.bank)

    @cached_property
    def circular(self) -> frozenset[ItemId]:
        """The exercises that need a skill which rests on their own."""
        return frozenset(
            entry.item
            for entry in self.entries.values()
            if entry.trains and any(self.rests_on(need, entry.trains) for need in entry.needs)
        )

    def find_subject(self, skill: SkillId) -> BankId | None:
        """Return the bank that trains a skill; None if no exercise does."""
        entries = self.exercises.get(skill)
        return entries[0].bank if entries else None

    def list_before(self, skills: Iterable[SkillId]) -> tuple[SkillId, ...]:
        """Return skills and all that they rest on, if they have exercises, each after what it needs.

        A circle is cut where it closes.
        """
        return tuple(skill for skill in list_before(skills, self.needs) if skill in self.exercises)

    def rests_on(self, skill: SkillId, need: SkillId) -> bool:
        """Return whether a skill rests on another, directly or not, or is that skill."""
        if skill not in self._below:
            self._below[skill] = find_all_below(skill, self.needs)
        return need in self._below[skill]

    def find_needs(self, entry: Entry) -> tuple[SkillId, ...]:
        """Return the skills that have to be passed before an exercise: those of its skill, and its own.

        A need that rests on the exercise's own skill does not count, nor one that has no exercises. Where
        every exercise of a skill waits in a circle, what closes the circle does not count either.
        """
        needs = self._find_named_needs(entry)
        if entry.trains and needs and entry.trains not in self.ways_in:
            return tuple(need for need in needs if need in self.ways_in)
        return needs

    @cached_property
    def ways_in(self) -> Mapping[SkillId, Entry]:
        """An exercise of each skill whose needs are passed by the exercises before it; none in a circle."""
        return self.find_ways_in(self.exercises, ())

    def find_ways_in(self, skills: Iterable[SkillId], excluded: Container[ItemId]) -> Mapping[SkillId, Entry]:
        """Return the same for some skills, without ``excluded`` exercises; others are taken for passed."""
        lacking: dict[ItemId, int] = {}
        waiting: dict[SkillId, list[Entry]] = {skill: [] for skill in skills}
        ready: list[Entry] = []
        for skill in waiting:
            every = self.exercises[skill]
            for entry in [each for each in every if not each.is_rapid] or every:
                needs = [need for need in self._find_named_needs(entry) if need in waiting]
                lacking[entry.item] = len(needs)
                for need in needs:
                    waiting[need].append(entry)
                if not needs and entry.item not in excluded:
                    ready.append(entry)
        found: dict[SkillId, Entry] = {}
        for entry in ready:  # it grows while it is walked
            if (skill := self.find_skill(entry)) in found:
                continue
            found[skill] = entry
            for other in waiting[skill]:
                lacking[other.item] -= 1
                if not lacking[other.item] and other.item not in excluded:
                    ready.append(other)
        return found

    def _find_named_needs(self, entry: Entry) -> tuple[SkillId, ...]:
        named = (entry.trains, entry.skill, entry.needs)
        needs = self._named_needs.get(named)
        if needs is None:
            skill = entry.trains
            further = (need for need in entry.needs if not (skill and self.rests_on(need, skill)))
            every = dict.fromkeys((*self.needs.get(entry.skill, ()), *further))
            needs = self._named_needs[named] = tuple(need for need in every if need in self.exercises)
        return needs

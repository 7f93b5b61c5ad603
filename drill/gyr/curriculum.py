"""What there is to learn: exercises by skill, topic and subject, and what each of them rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, ItemId, SkillId

_Named = tuple[SkillId, SkillId, tuple[SkillId, ...]]


class Curriculum:
    """All loaded exercises in the order of their banks, and the graph of skills; it does not change.

    Everything is computed when it is first asked for, and kept: one value serves all plans of a session.
    """

    def __init__(self, entries: Mapping[ItemId, Entry], needs: Mapping[SkillId, Sequence[SkillId]]) -> None:
        """``needs`` are what each skill rests on directly, in the order in which the banks describe them."""
        self.entries = entries
        self.needs = needs
        self._below: dict[SkillId, frozenset[SkillId]] = {}
        self._counted_needs: dict[_Named, tuple[SkillId, ...]] = {}

    @cached_property
    def exercises(self) -> Mapping[SkillId, tuple[Entry, ...]]:
        """The exercises that train each skill, in their order.

        A subject's exercise that names no skill is one of its own: its item stands for the skill.
        """
        of_skill: dict[SkillId, list[Entry]] = {}
        for entry in self.entries.values():
            if skill := self.find_skill(entry):
                of_skill.setdefault(skill, []).append(entry)
        return {skill: tuple(entries) for skill, entries in of_skill.items()}

    @staticmethod
    def find_skill(entry: Entry) -> SkillId:
        """Return the skill that an exercise trains; empty for one of a paper or a textbook."""
        return entry.trains or (SkillId("") if entry.in_file_order else SkillId(entry.item))

    @cached_property
    def subjects(self) -> Mapping[BankId, Mapping[TopicKey, tuple[SkillId, ...]]]:
        """The skills of each topic of each subject, all in the order of their files."""
        place = {skill: index for index, skill in enumerate(self.needs)}
        found: dict[BankId, dict[TopicKey, list[SkillId]]] = {}
        for skill, entries in self.exercises.items():
            if not entries[0].in_file_order:
                topics = found.setdefault(entries[0].bank, {})
                topics.setdefault(entries[0].topic_key, []).append(skill)
        return {
            bank: {
                key: tuple(sorted(skills, key=lambda s: place.get(s, 0))) for key, skills in topics.items()
            }
            for bank, topics in found.items()
        }

    @cached_property
    def banks_in_order(self) -> Mapping[BankId, tuple[Entry, ...]]:
        """The exercises of each bank that is served as its file has it."""
        found: dict[BankId, list[Entry]] = {}
        for entry in self.entries.values():
            if entry.in_file_order:
                found.setdefault(entry.bank, []).append(entry)
        return {bank: tuple(entries) for bank, entries in found.items()}

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
        done: dict[SkillId, None] = {}
        entered: set[SkillId] = set()
        stack: list[tuple[SkillId, bool]] = [(skill, False) for skill in reversed(tuple(skills))]
        while stack:
            skill, is_left = stack.pop()
            if is_left:
                done[skill] = None
            elif skill not in entered:
                entered.add(skill)
                stack.append((skill, True))
                stack.extend((need, False) for need in reversed(self.needs.get(skill, ())))
        return tuple(skill for skill in done if skill in self.exercises)

    def rests_on(self, skill: SkillId, need: SkillId) -> bool:
        """Return whether a skill rests on another, directly or not, or is that skill."""
        below = self._below.get(skill)
        if below is None:
            seen, stack = {skill}, [skill]
            while stack:
                for lower in self.needs.get(stack.pop(), ()):
                    if lower not in seen:
                        seen.add(lower)
                        stack.append(lower)
            below = self._below[skill] = frozenset(seen)
        return need in below

    def find_needs(self, entry: Entry) -> tuple[SkillId, ...]:
        """Return the skills that have to be passed before an exercise: those of its skill, and its own.

        A need that rests on the exercise's own skill does not count, nor one that has no exercises.
        """
        named = (entry.trains, entry.skill, entry.needs)
        needs = self._counted_needs.get(named)
        if needs is None:
            skill, wanted = entry.trains, (*self.needs.get(entry.skill, ()), *entry.needs)
            needs = self._counted_needs[named] = tuple(
                need
                for need in dict.fromkeys(wanted)
                if need in self.exercises and not (skill and self.rests_on(need, skill))
            )
        return needs

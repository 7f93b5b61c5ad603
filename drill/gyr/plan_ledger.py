"""What a plan takes for granted while it is made: the marks so far, and all that it holds as green."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property

from drill.gyr.day_facts import DayFacts
from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.method import Planned
from drill.gyr.skills import NOT_MET, Part, Skill
from drill.gyr.standing import Standing
from drill.gyr.state import BareState

# A learner's first exercises are of this level at most, unless nothing else may come.
FIRST_EXERCISES, FIRST_LEVEL = 30, 3
_ANY_LEVEL = 99


class Ledger:
    """The marks of a learner, to which greens are added as a plan grows."""

    def __init__(self, facts: DayFacts) -> None:
        self.facts = facts
        self.curriculum = facts.curriculum
        self.has_level_limit = True
        """Whether the first exercises are kept below `FIRST_LEVEL`."""
        self.has_topic_limit = True
        """Whether topics beyond the next few wait for further exercises of what is begun."""
        self._greens: dict[ItemId, Part] = {}
        self._skills: dict[SkillId, Skill] = {}
        self._passed: dict[SkillId, bool] = {}
        self._known = frozenset(facts.known)
        self._path = frozenset(facts.goal.skills) if facts.goal else frozenset[SkillId]()
        self._excluded: Container[ItemId] = facts.goal.excluded if facts.goal else ()
        self._given = frozenset((*facts.class_work, *facts.notes))
        self._left_out = frozenset(facts.left_out)
        self._met = sum(part.met_on is not None for part in facts.parts.values())
        self._touched = {
            self.curriculum.find_skill(entry)
            for item in facts.parts
            if (entry := self.curriculum.entries.get(item)) is not None
        }

    @cached_property
    def open_states(self) -> Mapping[ItemId, BareState]:
        """The states of items with events that are not green."""
        return Standing.of(self.facts.states).others

    @cached_property
    def skipped(self) -> frozenset[ItemId]:
        """What was skipped today."""
        today = self.facts.today
        return frozenset(item for item, state in self.open_states.items() if state.skipped_on == today)

    @cached_property
    def top_levels(self) -> Mapping[TopicKey, int]:
        """The highest level of a green in each topic, by the marks so far."""
        top: dict[TopicKey, int] = {}
        for item, part in self.facts.parts.items():
            if part.green_on is not None and (entry := self.curriculum.entries.get(item)) is not None:
                top[entry.topic_key] = max(entry.level, top.get(entry.topic_key, 0))
        return top

    @cached_property
    def met_by_bank(self) -> Mapping[BankId, int]:
        """How many exercises of each bank were met."""
        entries = self.curriculum.entries
        met = (item for item, part in self.facts.parts.items() if part.met_on is not None)
        return Counter(entries[item].bank for item in met if item in entries)

    @property
    def highest_level(self) -> int:
        """The highest level that a new exercise may have."""
        is_limited = self.has_level_limit and self._met < FIRST_EXERCISES
        return FIRST_LEVEL if is_limited else _ANY_LEVEL

    def part(self, item: ItemId) -> Part:
        """Return what became of an exercise."""
        return self._greens.get(item) or self.facts.parts.get(item, NOT_MET)

    def make_green(self, entry: Entry) -> None:
        """Take an exercise for green from now on."""
        part = self.part(entry.item)
        self._met += part.met_on is None
        self._greens[entry.item] = part.made_green(self.facts.today)
        skill = self.curriculum.find_skill(entry)
        self._touched.add(skill)
        self._skills.pop(skill, None)
        self._passed.pop(skill, None)

    def count_on(self, every: Iterable[Planned]) -> None:
        """Take what is planned for green from now on."""
        for planned in every:
            if (entry := self.curriculum.entries.get(planned.item)) is not None:
                self.make_green(entry)

    def skill(self, skill_id: SkillId) -> Skill:
        """Return the progress of a skill."""
        skill = self._skills.get(skill_id)
        if skill is None:
            every = tuple((entry, self.part(entry.item)) for entry in self.curriculum.exercises[skill_id])
            skill = self._skills[skill_id] = Skill(every)
        return skill

    def rank_exercises(self, skill: SkillId) -> Sequence[Entry]:
        """Return the exercises of a skill, the lowest first; what a formula is linked to in its order."""
        places = {item: place for place, item in enumerate(self.facts.rank_linked(skill))}
        exercises = self.curriculum.exercises[skill]
        return sorted(exercises, key=lambda entry: (places.get(entry.item, len(places)), entry.level))

    def is_begun(self, skill: SkillId) -> bool:
        """Return whether an exercise of a skill was met."""
        return skill in self._touched and self.skill(skill).is_begun

    def is_learned(self, skill: SkillId) -> bool:
        """Return whether a skill is learned."""
        return skill in self._touched and self.skill(skill).is_learned

    def is_mastered(self, skill: SkillId) -> bool:
        """Return whether nothing more has to be met of a skill: it is learned, known or set aside."""
        if skill in self._known or skill not in self._touched:
            return skill in self._known
        return self.skill(skill).is_learned or self.skill(skill).is_set_aside

    def is_passed(self, skill: SkillId) -> bool:
        """Return whether what rests on a skill may begin."""
        is_passed = self._passed.get(skill)
        if is_passed is None:
            is_passed = self._passed[skill] = skill in self._known or (
                skill in self._touched
                and self.skill(skill).is_passed(
                    self._excluded if skill in self._path else (), self.curriculum.circular
                )
            )
        return is_passed

    def is_ready(self, entry: Entry) -> bool:
        """Return whether all that an exercise rests on is passed.

        On the way to a paper each skill has to be; else those of other subjects are taken for passed. What a
        teacher gave, notes, and banks in their files' order rest on nothing, unless such a bank is the goal.
        """
        goal, skill = self.facts.goal, self.curriculum.find_skill(entry)
        is_own = goal is not None and entry.bank == goal.bank
        if entry.item in self._given or (entry.in_file_order and not is_own):
            return True
        needs = self.curriculum.find_needs(entry)
        if goal is not None and (skill in self._path or entry.in_file_order):
            needs = goal.needs.get(entry.item, needs)
            if goal.takes_others_for_passed:
                needs = tuple(need for need in needs if need in self._path)
        else:
            needs = tuple(need for need in needs if self.curriculum.find_subject(need) == entry.bank)
        return all(map(self.is_passed, needs))

    def may_come(self, entry: Entry) -> bool:
        """Return whether an exercise may be served: it was met before, or all that it rests on is passed."""
        return self.part(entry.item).state != "unseen" or self.is_ready(entry)

    def is_new(self, entry: Entry) -> bool:
        """Return whether an exercise was never met, and neither skipped today nor left out."""
        is_met = self.part(entry.item).state != "unseen"
        return not is_met and entry.item not in self.skipped and entry.item not in self._left_out

    def counts(self, entry: Entry) -> bool:
        """Return whether an exercise counts for the goal, where it is of a skill on its path."""
        return entry.item not in self._excluded

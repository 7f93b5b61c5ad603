"""The unseen items that wait, and which of them comes next.

Skills are finished before others are begun. First comes the second exercise of the skill that was begun
longest ago, two study days after its first; then the first exercise of another skill that is at the edge:
every other loaded skill that the exercise rests on is passed, which means that one of its exercises was green
once or is parked, or that it is known. A skill's second exercise comes on the day of its first only when
nothing else is left; later exercises of a learned skill come before that, and known skills last. When an
operation became fluent in the warm-up, the next new exercise is, where there is one, of a skill that rests on
it. Before all of this comes one exercise of each skill of a formula that the learner could not follow.

A bank in file order is served from its first exercise to its last, and takes turns as if it were one of the
subjects.

An item is looked at only when all before it are gone: so a queue over a hundred thousand is there at once,
and the first verdict on a skill that thousands rest on costs no more than any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import NamedTuple, TypeAlias

from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.lines import Key
from drill.gyr.skills import DAYS_APART, NOT_MET, Part, Skill

_Needs = frozenset[SkillId]
# What items of a group have in common: the bank alone where it is served in file order.
_Alike: TypeAlias = "BankId | tuple[TopicKey, SkillId, _Needs]"

# Every so many new items one is chosen from the topics of which nothing was met, at the edge or not: without
# it 10 to 15 of 56 topics stay unmet in the simulation.
EVERYWHERE = 8


class _Turn(IntEnum):
    """The order in which unseen exercises come, apart from known skills."""

    SECOND = 0
    BEGIN = 1
    # The second exercise of a skill that was begun yesterday: when no other skill can begin.
    SECOND_NEXT_DAY = 2
    # Of a learned skill.
    LATER = 3
    # Something that it rests on is not passed.
    NOT_AT_EDGE = 4
    TOO_HARD = 5
    # Its skill was begun today, or has an exercise that is to be tried again.
    HELD_UP = 6


class _Rank(NamedTuple):
    """The rank of an unseen exercise among the others; the lowest comes next."""

    is_known: bool
    turn: _Turn
    lacks: int  # skills that it rests on and that are not passed
    is_of_last_topic: bool
    begun: int  # when its skill was begun, 0 for one that begins
    topic_met: float  # the share of its topic
    subject: int
    key: Key

    @property
    def is_in_time(self) -> bool:
        """Whether it comes at its proper time, and not because nothing else is left."""
        return not self.is_known and self.turn <= _Turn.LATER


class _Choice(NamedTuple):
    """The next exercise of a skill that was begun."""

    entry: Entry
    turn: _Turn
    begun: int
    lacks: int


@dataclass(frozen=True, slots=True)
class Goal:
    """The aim of new exercises: the skills that lead there, deepest first, then exercises in order."""

    skills: tuple[SkillId, ...] = ()
    items: tuple[ItemId, ...] = ()
    unclear: Mapping[SkillId, date] = field(default_factory=dict[SkillId, date])
    """Skills of formulas that the learner could not follow, each with the day on which that was said."""


_NONE_FLUENT: Mapping[SkillId, date] = {}


@dataclass(slots=True)
class _Group:
    """Items of a skill and topic that require the same skills, in bank order; some may no longer wait."""

    number: int
    bank: BankId
    topic: TopicKey
    skill: SkillId
    needs: _Needs
    in_file_order: bool
    keys: list[Key] = field(default_factory=list[Key])


class Unseen:
    """The unseen items that wait, the outcome of the others, and which skills are passed."""

    def __init__(
        self,
        entries: Mapping[ItemId, Entry],
        keys: Mapping[ItemId, Key],
        waiting: Set[ItemId],
        parts: Mapping[ItemId, Part],
        ranks: Mapping[BankId, int],
        today: date,
        *,
        needs: Mapping[SkillId, Sequence[SkillId]],
        known: Collection[SkillId] = (),
        goal: Goal = Goal(),
        fluent: Mapping[SkillId, date] = _NONE_FLUENT,
    ) -> None:
        """``entries`` are all loaded exercises in order, ``keys`` their places in it, ``waiting`` those that
        wait; ``parts`` tell of the others.

        ``needs`` are what skills rest on directly, ``known`` those that a placement found known. ``ranks``
        are the places of the subjects. Those of ``fluent`` became fluent of late, on that day.
        """
        self._fluent = fluent
        self._entries, self._keys, self._skill_needs = entries, keys, needs
        self._parts = dict[ItemId, Part]()
        self._today = today
        self._of_skill: dict[SkillId, list[Entry]] = {}
        for entry in filter(_has_skill, entries.values()):
            self._of_skill.setdefault(entry.trains, []).append(entry)
        self._skills: dict[SkillId, Skill] = {}
        self._choices: dict[SkillId, _Choice | None] = {}
        self._resting: dict[SkillId, set[SkillId]] = {}  # what has exercises that need a skill
        self._passed = Counter[SkillId]()
        self.known = frozenset(known)
        """What is left of them where an exercise was not green."""
        self._goal = goal
        self._own = frozenset(goal.items)
        self._path = {skill: index for index, skill in enumerate(goal.skills)}
        self._sizes = Counter(map(_topic_of, entries.values()))
        self._met_in = Counter[TopicKey]()
        self._met_in_all = self._met_in_subjects = 0
        self._subjects = {entry.bank for entry in entries.values() if not entry.in_file_order}
        self._ranks = ranks
        self._waiting = waiting
        self._changed: dict[ItemId, bool] = {}
        self._size = len(waiting)
        self._needs: dict[tuple[SkillId, SkillId, tuple[SkillId, ...]], _Needs] = {}
        self._groups: dict[_Alike, _Group] = {}
        self._in_bank: dict[BankId, list[_Group]] = {}
        self._lacking: dict[_Needs, int] = {}  # how many of the skills are not passed
        self._begins: list[int] = []  # in each group, none waits before this place
        for item, part in parts.items():
            if (entry := entries.get(item)) is not None:
                self.change(entry, part)
        for item, entry in entries.items():
            if item in waiting:
                self._group_of(entry).keys.append(keys[item])
        for group in self._groups.values():
            group.keys.sort()
        for groups in self._in_bank.values():
            groups.sort(key=_first_key)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, item: ItemId) -> bool:
        return self._changed.get(item, item in self._waiting)

    def copy(self) -> Unseen:
        """Return a twin from which items can be taken without changing this one."""
        twin = Unseen.__new__(Unseen)
        twin.__dict__.update(self.__dict__)
        twin._parts, twin._skills = self._parts.copy(), self._skills.copy()
        twin._choices = self._choices.copy()
        twin._met_in, twin._passed = self._met_in.copy(), self._passed.copy()
        twin._changed = self._changed.copy()
        twin._begins, twin._lacking = self._begins.copy(), self._lacking.copy()
        return twin

    def put(self, entry: Entry, waits: bool) -> None:
        """Add an item to those that wait, or remove it."""
        if (entry.item in self) == waits:
            return
        self._changed[entry.item] = waits
        self._size += 1 if waits else -1
        self._choices.pop(entry.trains, None)
        if waits:
            self._put_back(entry)

    def part(self, item: ItemId) -> Part:
        """Return the outcome of an item."""
        return self._parts.get(item, NOT_MET)

    def change(self, entry: Entry, part: Part) -> None:
        """Take in a new outcome of an item."""
        before, self._parts[entry.item] = self.part(entry.item), part
        self._skills.pop(entry.trains, None)
        self._choices.pop(entry.trains, None)
        newly_met = (part.met_on is not None) - (before.met_on is not None)
        self._met_in[_topic_of(entry)] += newly_met
        self._met_in_all += newly_met
        self._met_in_subjects += 0 if entry.in_file_order else newly_met
        if newly_met > 0 and self._fluent and not entry.in_file_order:
            self._note_transfer(self._needs_of(entry), part)
        if entry.trains and before.is_passed != part.is_passed:
            was_passed = self.is_passed(entry.trains)
            self._passed[entry.trains] += part.is_passed - before.is_passed
            self._recount(entry.trains, was_passed)

    def doubt(self, skill: SkillId) -> None:
        """Stop counting a skill as known: one of its exercises had a verdict that was not green."""
        was_passed = self.is_passed(skill)
        self.known -= {skill}
        self._recount(skill, was_passed)

    def next(self, last: TopicKey | None) -> Key | None:
        """Return the next item: of a bank whose turn it is, on the goal's path, or by the module's order."""
        ranks, of_unmet_topics = self._ranks_of_subjects(last)
        if (unclear := min(filter(self._is_unclear, ranks), default=None)) is not None:
            return unclear.key
        if (transfer := min(filter(self._is_transfer, ranks), default=None)) is not None:
            return transfer.key
        ranks = of_unmet_topics or ranks
        best = min(ranks, default=None)
        is_in_time = best is not None and best.is_in_time
        if (key := self._in_turn(last, is_in_time)) is not None:
            return key
        if (key := self._towards_goal(ranks)) is not None:
            return key
        if best is None or not is_in_time:  # the goal's own exercises, before they are ready
            own_groups = (group for group in self._groups.values() if self._is_own(group))
            if (key := min(filter(None, map(self._head, own_groups)), default=None)) is not None:
                return key
        return None if best is None else best.key

    def is_passed(self, skill: SkillId) -> bool:
        """Return whether an exercise of a skill was green once or is parked, or the skill is known."""
        return self._passed[skill] > 0 or skill in self.known

    def first_bank(self) -> BankId | None:
        """Return the first subject that has a waiting item."""
        waiting = (bank for bank in self._in_bank if self.first(bank) is not None)
        return min(waiting, key=self._ranks.__getitem__, default=None)

    def first(self, bank: BankId, other_than: TopicKey | None = None) -> Key | None:
        """Return the first item of a bank, at the edge or not, of another topic than ``last``."""
        best: Key | None = None
        for group in self._in_bank.get(bank, ()):
            if best is not None and best < group.keys[0]:
                break
            head = self._head(group)
            elsewhere = head is not None and self._entries[head[1]].topic_key != other_than
            if head is not None and elsewhere and (best is None or head < best):
                best = head
        return best

    def _note_transfer(self, needs: _Needs, part: Part) -> None:
        """Record that an exercise was met that requires these skills: they need no transfer any more."""
        if part.met_on is not None:
            self._fluent = {
                skill: day for skill, day in self._fluent.items() if skill not in needs or part.met_on < day
            }

    def _is_transfer(self, rank: _Rank) -> bool:
        """Return whether an exercise may come now and requires a skill that became fluent of late."""
        needs = self._needs_of(self._entries[rank.key[1]]) if self._fluent else ()
        return not rank.is_known and rank.turn < _Turn.LATER and any(need in self._fluent for need in needs)

    def _is_unclear(self, rank: _Rank) -> bool:
        """Return whether an exercise may come now and trains an unclear skill that was not met since.

        On the day on which the skill was called unclear one exercise comes, and one later.
        """
        skill = self._entries[rank.key[1]].skill
        said_on = self._goal.unclear.get(skill)
        if said_on is None or rank.turn > _Turn.LATER:
            return False
        parts = (*self._skill(skill).parts, *self._skill(skill).rapid)
        met_on = [part.met_on for part in parts if part.met_on is not None]
        return not any(day == self._today or day > said_on for day in met_on)

    def _ranks_of_subjects(self, last: TopicKey | None) -> tuple[list[_Rank], list[_Rank]]:
        """Return the ranks of the first entries of each skill or group, and of those of unmet topics.

        The second list is filled only when an exercise of a topic that was never met is to come.
        """
        is_everywhere = self._met_in_all % EVERYWHERE == EVERYWHERE - 1 and self._goal == Goal()
        ranks, of_unmet_topics, begun = list[_Rank](), list[_Rank](), set[SkillId]()
        for group in self._groups.values():
            if group.in_file_order or group.skill in begun or (head := self._head(group)) is None:
                continue
            if (choice := self._next_of_begun(group.skill)) is not None:
                begun.add(group.skill)
                ranks.append(self._rank(choice, last))
                continue
            entry, lacks = self._entries[head[1]], self._lacking[group.needs]
            turn = _Turn.NOT_AT_EDGE if lacks else _Turn.BEGIN
            ranks.append(self._rank(_Choice(entry, turn, 0, lacks), last))
            if is_everywhere and not self._met_in[group.topic] and not ranks[-1].is_known:
                of_unmet_topics.append(ranks[-1]._replace(turn=_Turn.BEGIN, lacks=0))
        return ranks, of_unmet_topics

    def _rank(self, choice: _Choice, last: TopicKey | None) -> _Rank:
        entry = choice.entry
        topic = entry.topic_key
        return _Rank(
            entry.trains in self.known,
            choice.turn,
            choice.lacks,
            topic == last,
            choice.begun,
            self._met_in[topic] / self._sizes[topic],
            self._ranks[entry.bank],
            self._keys[entry.item],
        )

    def _next_of_begun(self, skill: SkillId) -> _Choice | None:
        """Return the next exercise of a skill that was begun and has some waiting, and when it comes."""
        if skill not in self._choices:
            self._choices[skill] = self._chosen_of(skill)
        return self._choices[skill]

    def _chosen_of(self, skill_id: SkillId) -> _Choice | None:
        skill = self._skill(skill_id)
        begun_on, is_begun = skill.begun_on or skill.rapid_met_on, skill.begun_on is not None
        if not skill_id or begun_on is None:
            return None
        waiting = [e for e in self._of_skill[skill_id] if e.item in self and not e.in_file_order]
        lacks = {entry.item: self._lacking[self._needs_of(entry)] for entry in waiting}
        days = abs(self._today - begun_on)
        # After rapid ones alone its first exercise comes on another day.
        turn = _Turn.SECOND if days >= DAYS_APART or not is_begun else _Turn.SECOND_NEXT_DAY
        if skill.is_learned:
            turn = _Turn.LATER
        elif not days or skill.is_held_up:
            turn = _Turn.HELD_UP
        chosen = skill.second([entry for entry in waiting if not lacks[entry.item]])
        if chosen is None and (chosen := skill.second(waiting)) is not None:
            turn = max(turn, _Turn.NOT_AT_EDGE)
        if chosen is None:
            chosen = min(waiting, key=lambda entry: entry.level)
            turn = max(turn, _Turn.TOO_HARD)
        return _Choice(chosen, turn, begun_on.toordinal(), lacks[chosen.item])

    def _skill(self, skill: SkillId) -> Skill:
        if skill not in self._skills:
            self._skills[skill] = Skill.of(self._of_skill.get(skill, ()), self._parts)
        return self._skills[skill]

    def _in_turn(self, last: TopicKey | None, others_wait: bool) -> Key | None:
        """Return the next exercise of a bank in file order, if that bank lags behind the average subject."""
        best: tuple[bool, int, int, Key] | None = None
        for group in self._groups.values():
            if not group.in_file_order or (head := self._next_in_file(group)) is None:
                continue
            is_of_last = self._entries[head[1]].topic_key == last
            rank = (is_of_last, self._met_in[group.topic], self._ranks[group.bank], head)
            best = rank if best is None else min(best, rank)
        if best is None:
            return None
        is_of_last, met_in_topic, _, head = best
        is_its_turn = not is_of_last and met_in_topic * len(self._subjects) < self._met_in_subjects
        return head if is_its_turn or not others_wait else None

    def _next_in_file(self, group: _Group) -> Key | None:
        """Return the first exercise of a bank in file order; of the goal's bank the first that is ready."""
        return self._first_ready() if self._is_own(group) else self._head(group)

    def _first_ready(self) -> Key | None:
        """Return the goal's first own exercise whose prerequisites are learned or known."""
        for item in self._goal.items:
            if item in self and all(map(self._is_mastered, self._needs_of(self._entries[item]))):
                return self._keys[item]
        return None

    def _is_own(self, group: _Group) -> bool:
        """Return whether a bank in file order is the goal."""
        return group.in_file_order and bool(group.keys) and group.keys[0][1] in self._own

    def _is_mastered(self, skill: SkillId) -> bool:
        return skill in self.known or self._skill(skill).is_learned

    def _towards_goal(self, ranks: Sequence[_Rank]) -> Key | None:
        """Return what comes next on the goal's path, else of the goal's own exercises; None if nothing is
        due today.
        """
        best = min((rank for rank in ranks if self._is_on_path(rank)), key=self._place_on_path, default=None)
        if best is not None:
            return best.key
        own_ranks = (rank for rank in ranks if rank.is_in_time and rank.key[1] in self._own)
        best = min(own_ranks, default=None)
        return self._first_ready() if best is None else best.key

    def _is_on_path(self, rank: _Rank) -> bool:
        skill = self._entries[rank.key[1]].skill
        return not rank.is_known and rank.turn < _Turn.LATER and skill in self._path

    def _place_on_path(self, rank: _Rank) -> tuple[_Turn, int, _Rank]:
        """Return the sort key on the goal's path: begun skills first, then the deepest."""
        begins = rank.turn == _Turn.BEGIN
        return (rank.turn, self._path[self._entries[rank.key[1]].skill] if begins else 0, rank)

    def _recount(self, skill: SkillId, was_passed: bool) -> None:
        """Update which groups lack a skill, after it may have passed or is in doubt."""
        if change := was_passed - self.is_passed(skill):
            for resting in self._resting.get(skill, ()):
                self._choices.pop(resting, None)
            for needs in self._lacking:
                self._lacking[needs] += change * (skill in needs)

    def _head(self, group: _Group) -> Key | None:
        begin, keys = self._begins[group.number], group.keys
        while begin < len(keys) and keys[begin][1] not in self:
            begin += 1
        self._begins[group.number] = begin
        return keys[begin] if begin < len(keys) else None

    def _put_back(self, entry: Entry) -> None:
        group, key = self._group_of(entry), self._keys[entry.item]
        index = bisect_left(group.keys, key)
        if group.keys[index : index + 1] != [key]:
            group.keys.insert(index, key)
            self._in_bank[entry.bank].sort(key=_first_key)
        self._begins[group.number] = min(self._begins[group.number], index)

    def _group_of(self, entry: Entry) -> _Group:
        """Return the group of an item, created where it is the first of its kind."""
        bank, skill, needs = entry.bank, entry.trains, self._needs_of(entry)
        alike: _Alike = (entry.topic_key, skill, needs)
        if entry.in_file_order:
            alike, skill, needs = bank, SkillId(""), _Needs()
        group = self._groups.get(alike)
        if group is None:
            about = (bank, _topic_of(entry), skill, needs, entry.in_file_order)
            group = self._groups[alike] = _Group(len(self._begins), *about)
            self._begins.append(0)
            for need in needs:
                self._resting.setdefault(need, set()).add(skill)
            self._lacking.setdefault(needs, sum(not self.is_passed(need) for need in needs))
            self._in_bank.setdefault(bank, []).append(group)
        return group

    def _needs_of(self, entry: Entry) -> _Needs:
        """Return the other loaded skills that come before an item's."""
        named = (entry.trains, entry.skill, entry.needs)
        needs = self._needs.get(named)
        if needs is None:
            other_skills = (
                need
                for need in entry.rests_on(self._skill_needs)
                if need in self._of_skill and need != entry.trains
            )
            needs = self._needs[named] = frozenset(other_skills)
        return needs


def _has_skill(entry: Entry) -> bool:
    return bool(entry.trains)


def _first_key(group: _Group) -> Key:
    return group.keys[0]


def _topic_of(entry: Entry) -> TopicKey:
    """Return the topic of an item; for a bank in file order the whole bank."""
    return (entry.bank, TopicId("")) if entry.in_file_order else entry.topic_key

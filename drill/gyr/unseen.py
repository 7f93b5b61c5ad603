"""The unseen items that wait: which of them comes next.

An item is at the edge when every other loaded skill that it rests on is passed: one of its exercises was
green once or is parked, or the skill is presumed known. Of those at the edge comes the skill with the fewest
exercises met, then the topic of which the smallest share is met; what is presumed comes last. A bank in file
order is served from its first exercise to its last, and takes turns as if it were one of the subjects.

An item is looked at only when all before it are gone: so a queue over a hundred thousand is there at once,
and the first verdict on a skill that thousands rest on costs no more than any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.lines import Candidate, Key, TopicKey

_Needs = frozenset[SkillId]
# What items of a group have in common: the bank alone where it is served in file order.
_Alike: TypeAlias = "BankId | tuple[TopicKey, SkillId, _Needs]"
# Presumed, skills that it lacks, of the last topic, its turn, met of its skill and its topic, its place.
_Rank: TypeAlias = "tuple[bool, int, bool, float, int, float, int, Key]"

# Every so many new items one is chosen among all unseen, at the edge or not: without it 10 to 15 of 56
# topics stay unmet in the simulation.
EVERYWHERE = 8


@dataclass(frozen=True, slots=True)
class Goal:
    """What new exercises are for: the skills that lead there, deepest first, then exercises in order."""

    skills: tuple[SkillId, ...] = ()
    items: tuple[ItemId, ...] = ()


@dataclass(slots=True)
class _Group:
    """Items of a skill and topic that rest on the same skills, in bank order; some may wait no more."""

    number: int
    bank: BankId
    topic: TopicKey
    skill: SkillId
    needs: _Needs
    in_file_order: bool
    keys: list[Key] = field(default_factory=list[Key])


class Unseen:
    """Which unseen items wait, what has had a verdict, and which skills are passed."""

    def __init__(
        self,
        candidates: Mapping[ItemId, Candidate],
        waiting: Set[ItemId],
        met: Sequence[Candidate],
        passed: Iterable[Candidate],
        ranks: Mapping[BankId, int],
        *,
        presumed: Collection[SkillId] = (),
        goal: Goal = Goal(),
    ) -> None:
        """``candidates`` are all loaded exercises, ``waiting`` those that wait, ``met`` had a verdict.

        ``passed`` were green once or are parked, ``presumed`` are skills that a placement found known.
        ``ranks`` are the places of the subjects.
        """
        self._candidates = candidates
        self._loaded = {candidate.skill for candidate in candidates.values()}
        self._met = Counter(candidate.skill for candidate in met if candidate.skill)
        self._passed = Counter(candidate.skill for candidate in passed if candidate.skill)
        self.presumed = frozenset(presumed)
        """What is left of them where an exercise was not green."""
        self._goal = goal
        self._sizes = Counter(map(_topic_of, candidates.values()))
        self._met_in = Counter(map(_topic_of, met))
        self._met_in_all = len(met)
        self._subjects = {candidate.bank for candidate in candidates.values() if not candidate.in_file_order}
        self._met_in_subjects = sum(not candidate.in_file_order for candidate in met)
        self._ranks = ranks
        self._waiting = waiting
        self._changed: dict[ItemId, bool] = {}
        self._size = len(waiting)
        self._needs: dict[tuple[SkillId, tuple[SkillId, ...]], _Needs] = {}
        self._groups: dict[_Alike, _Group] = {}
        self._in_bank: dict[BankId, list[_Group]] = {}
        self._lacking: dict[_Needs, int] = {}  # how many of the skills are not passed
        self._begins: list[int] = []  # in each group, none waits before this place
        for item, candidate in candidates.items():
            if item in waiting:
                self._group_of(candidate).keys.append((candidate.order, item))
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
        twin._met, twin._met_in = self._met.copy(), self._met_in.copy()
        twin._passed = self._passed.copy()
        twin._changed = self._changed.copy()
        twin._begins, twin._lacking = self._begins.copy(), self._lacking.copy()
        return twin

    def put(self, candidate: Candidate, waits: bool) -> None:
        """Let an item wait, or wait no more."""
        if (candidate.item in self) == waits:
            return
        self._changed[candidate.item] = waits
        self._size += 1 if waits else -1
        if waits:
            self._put_back(candidate)

    def meet(self, candidate: Candidate, by: int = 1) -> None:
        """Count an item met, or with -1 no longer."""
        if candidate.skill:
            self._met[candidate.skill] += by
        self._met_in[_topic_of(candidate)] += by
        self._met_in_all += by
        self._met_in_subjects += 0 if candidate.in_file_order else by

    def let_pass(self, candidate: Candidate, by: int = 1) -> None:
        """Count an item that was green once or is parked, or with -1 no longer is."""
        if skill := candidate.skill:
            was_passed = self.is_passed(skill)
            self._passed[skill] += by
            self._recount(skill, was_passed)

    def doubt(self, skill: SkillId) -> None:
        """Presume a skill known no more: one of its exercises had a verdict that was not green."""
        was_passed = self.is_passed(skill)
        self.presumed -= {skill}
        self._recount(skill, was_passed)

    def next(self, last: TopicKey | None) -> Key | None:
        """Return what comes next: towards the goal, else at the edge; of another topic if it can be."""
        if (key := self._towards_goal()) is not None:
            return key
        goes_everywhere = self._met_in_all % EVERYWHERE == EVERYWHERE - 1
        first: _Rank | None = None
        for group in self._groups.values():
            lacks = 0 if goes_everywhere else self._lacking[group.needs]
            if first is not None and (group.skill in self.presumed, lacks) > first[:2]:
                continue
            if (head := self._head(group)) is not None:
                rank = self._rank(group, head, last, lacks)
                first = rank if first is None else min(first, rank)
        return None if first is None else first[-1]

    def _recount(self, skill: SkillId, was_passed: bool) -> None:
        """Bring what groups lack up to a skill that may have passed, or be in doubt."""
        if change := was_passed - self.is_passed(skill):
            for needs in self._lacking:
                self._lacking[needs] += change * (skill in needs)

    def _rank(self, group: _Group, head: Key, last: TopicKey | None, lacking: int) -> _Rank:
        met = self._met_in[group.topic]
        return (
            group.skill in self.presumed,
            lacking,
            self._candidates[head[1]].topic_key == last,
            met if group.in_file_order else self._met_in_subjects / len(self._subjects),
            self._met[group.skill] if group.skill else 0,
            met / self._sizes[group.topic],
            self._ranks[group.bank],
            head,
        )

    def _towards_goal(self) -> Key | None:
        """The first exercise of the deepest skill that the goal lacks, else the first of its own."""
        for skill in self._goal.skills:
            if not self.is_passed(skill):
                heads = [self._head(group) for group in self._groups.values() if group.skill == skill]
                if (key := min((head for head in heads if head is not None), default=None)) is not None:
                    return key
        own = (item for item in self._goal.items if item in self)
        return next(((self._candidates[item].order, item) for item in own), None)

    def is_passed(self, skill: SkillId) -> bool:
        """Whether an exercise of a skill was green once or is parked, or the skill is presumed known."""
        return self._passed[skill] > 0 or skill in self.presumed

    def first_bank(self) -> BankId | None:
        """Return the first subject of which an item waits."""
        waiting = (bank for bank in self._in_bank if self.first(bank) is not None)
        return min(waiting, key=self._ranks.__getitem__, default=None)

    def first(self, bank: BankId, other_than: TopicKey | None = None) -> Key | None:
        """Return the first of a bank, at the edge or not, of another topic than that one."""
        best: Key | None = None
        for group in self._in_bank.get(bank, ()):
            if best is not None and best < group.keys[0]:
                break
            head = self._head(group)
            elsewhere = head is not None and self._candidates[head[1]].topic_key != other_than
            if head is not None and elsewhere and (best is None or head < best):
                best = head
        return best

    def _head(self, group: _Group) -> Key | None:
        begin, keys = self._begins[group.number], group.keys
        while begin < len(keys) and keys[begin][1] not in self:
            begin += 1
        self._begins[group.number] = begin
        return keys[begin] if begin < len(keys) else None

    def _put_back(self, candidate: Candidate) -> None:
        group, key = self._group_of(candidate), (candidate.order, candidate.item)
        place = bisect_left(group.keys, key)
        if group.keys[place : place + 1] != [key]:
            group.keys.insert(place, key)
            self._in_bank[candidate.bank].sort(key=_first_key)
        self._begins[group.number] = min(self._begins[group.number], place)

    def _group_of(self, candidate: Candidate) -> _Group:
        """The group of an item, made where it is the first of its kind."""
        bank, skill, needs = candidate.bank, candidate.skill, self._needs_of(candidate)
        alike: _Alike = (candidate.topic_key, skill, needs)
        if candidate.in_file_order:
            alike, skill, needs = bank, SkillId(""), _Needs()
        group = self._groups.get(alike)
        if group is None:
            about = (bank, _topic_of(candidate), skill, needs, candidate.in_file_order)
            group = self._groups[alike] = _Group(len(self._begins), *about)
            self._begins.append(0)
            self._lacking.setdefault(needs, sum(not self.is_passed(need) for need in needs))
            self._in_bank.setdefault(bank, []).append(group)
        return group

    def _needs_of(self, candidate: Candidate) -> _Needs:
        """The other skills loaded here that come before an item's."""
        named = (candidate.skill, candidate.needs)
        needs = self._needs.get(named)
        if needs is None:
            others = (need for need in candidate.needs if need in self._loaded and need != candidate.skill)
            needs = self._needs[named] = frozenset(others)
        return needs


def _first_key(group: _Group) -> Key:
    return group.keys[0]


def _topic_of(candidate: Candidate) -> TopicKey:
    """Its topic; of a bank in file order the whole bank."""
    return (candidate.bank, TopicId("")) if candidate.in_file_order else candidate.topic_key

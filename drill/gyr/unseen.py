"""The unseen items that wait, subject by subject: which of them comes next.

A subject is served breadth first: of what is ready, the skill with the fewest exercises met. A bank in file
order is served from its first exercise to its last.

An item is looked at only when all before it are gone: so a queue over a hundred thousand is there at once,
and the first verdict on a skill that thousands rest on costs no more than any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.lines import Candidate, Key, TopicKey

_Needs = frozenset[SkillId]
_Alike: TypeAlias = "BankId | tuple[TopicKey, SkillId, _Needs]"
"""What items of a group have in common: the bank alone where it is served in file order."""


@dataclass(slots=True)
class _Group:
    """Items of a skill and topic that rest on the same skills, in bank order; some may wait no more."""

    number: int
    skill: SkillId
    needs: _Needs
    keys: list[Key] = field(default_factory=list[Key])


class Unseen:
    """Which unseen items wait, and what has had a verdict."""

    def __init__(
        self,
        candidates: Mapping[ItemId, Candidate],
        waiting: Set[ItemId],
        met: Sequence[Candidate],
        ranks: Mapping[BankId, int],
    ) -> None:
        """``candidates`` are all loaded exercises, ``waiting`` those that wait, ``met`` had a verdict.

        ``ranks`` are the places of the subjects.
        """
        self._candidates = candidates
        self._loaded = {candidate.skill for candidate in candidates.values()}
        self._met = Counter(candidate.skill for candidate in met if candidate.skill)
        self._met_in = Counter(candidate.bank for candidate in met)
        self._ranks = ranks
        self._waiting = waiting
        self._changed: dict[ItemId, bool] = {}
        self._size = len(waiting)
        self._needs: dict[tuple[SkillId, tuple[SkillId, ...]], _Needs] = {}
        self._groups: dict[_Alike, _Group] = {}
        self._in_bank: dict[BankId, list[_Group]] = {}
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
        twin._changed = self._changed.copy()
        twin._begins = self._begins.copy()
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
        self._met_in[candidate.bank] += by

    def next(self, last: TopicKey | None) -> Key | None:
        """Return what comes next: of the subject with the fewest met, ready, of another topic if it can be.

        Breadth first: a skill's second exercise waits until every ready skill of its subject has had one.
        """
        banks = sorted(self._in_bank, key=lambda bank: (self._met_in[bank], self._ranks[bank]))
        for find in (self._first_ready, self.first):
            for other_than in (last, None):
                for bank in banks:
                    if (key := find(bank, other_than)) is not None:
                        return key
        return None

    def first_bank(self) -> BankId | None:
        """Return the first subject of which an item waits."""
        waiting = (bank for bank in self._in_bank if self.first(bank) is not None)
        return min(waiting, key=self._ranks.__getitem__, default=None)

    def first(self, bank: BankId, other_than: TopicKey | None = None) -> Key | None:
        """Return the first of a bank, ready or not, of another topic than that one."""
        best: Key | None = None
        for group in self._in_bank.get(bank, ()):
            if best is not None and best < group.keys[0]:
                break
            head = self._head(group)
            if head is not None and (best is None or head < best) and self._topic_of(head) != other_than:
                best = head
        return best

    def _first_ready(self, bank: BankId, other_than: TopicKey | None) -> Key | None:
        """Return the first of a bank that is ready, of the skills with the fewest met, of another topic.

        An item is ready when every prerequisite skill that is loaded here has had a verdict.
        """
        fewest, best = None, None
        for group in self._in_bank.get(bank, ()):
            met = self._met[group.skill]
            if fewest is not None and met > fewest:
                continue
            head = self._head(group)
            if head is None or not self._is_ready(group):
                continue
            if fewest is None or met < fewest:
                fewest, best = met, None
            if (best is None or head < best) and self._topic_of(head) != other_than:
                best = head
        return best

    def _topic_of(self, key: Key) -> TopicKey:
        return self._candidates[key[1]].topic_key

    def _head(self, group: _Group) -> Key | None:
        begin, keys = self._begins[group.number], group.keys
        while begin < len(keys) and keys[begin][1] not in self:
            begin += 1
        self._begins[group.number] = begin
        return keys[begin] if begin < len(keys) else None

    def _is_ready(self, group: _Group) -> bool:
        return all(map(self._met.__getitem__, group.needs))

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
            group = self._groups[alike] = _Group(len(self._begins), skill, needs)
            self._begins.append(0)
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

"""The unseen items that wait: subject by subject in bank order, told apart by whether they are ready.

An item is looked at only when all before it are gone: so a queue over a hundred thousand is there at once,
and the first verdict on a skill that thousands rest on costs no more than any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.lines import Candidate, Key, TopicKey

_Needs = frozenset[SkillId]


@dataclass(slots=True)
class _Group:
    """Items of a topic that rest on the same skills, in bank order; some of them may wait no more."""

    number: int
    topic: TopicKey
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
        self._loaded = {candidate.skill for candidate in candidates.values()}
        self._met = Counter(candidate.skill for candidate in met)
        self._met_in = Counter(candidate.bank for candidate in met)
        self._ranks = ranks
        self._waiting = waiting
        self._changed: dict[ItemId, bool] = {}
        self._size = len(waiting)
        self._needs: dict[tuple[SkillId, tuple[SkillId, ...]], _Needs] = {}
        self._groups: dict[tuple[TopicKey, _Needs], _Group] = {}
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
        self._met[candidate.skill] += by
        self._met_in[candidate.bank] += by

    def next(self, last: TopicKey | None) -> Key | None:
        """Return the first of the subject with the fewest met, a ready one of another topic if it can be."""
        banks = sorted(self._in_bank, key=lambda bank: (self._met_in[bank], self._ranks[bank]))
        for is_ready in (True, False):
            for other_than in (last, None):
                for bank in banks:
                    if (key := self.first(bank, other_than=other_than, ready=is_ready)) is not None:
                        return key
        return None

    def first_bank(self) -> BankId | None:
        """Return the first subject of which an item waits."""
        waiting = (bank for bank in self._in_bank if self.first(bank) is not None)
        return min(waiting, key=self._ranks.__getitem__, default=None)

    def first(
        self, bank: BankId, *, other_than: TopicKey | None = None, ready: bool | None = None
    ) -> Key | None:
        """Return the first of a bank, of another topic than that one; only what is ready, or is not, if told.

        An item is ready when every prerequisite skill that is loaded here has had a verdict.
        """
        best: Key | None = None
        for group in self._in_bank.get(bank, ()):
            if best is not None and best < group.keys[0]:
                break
            head = None if group.topic == other_than else self._head(group)
            if head is None or (best is not None and best < head):
                continue
            if ready is None or self._is_ready(group) == ready:
                best = head
        return best

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
        named = (candidate.skill, candidate.needs)
        needs = self._needs.get(named)
        if needs is None:
            others = (need for need in candidate.needs if need in self._loaded and need != candidate.skill)
            needs = self._needs[named] = frozenset(others)
        place = (candidate.topic_key, needs)
        group = self._groups.get(place)
        if group is None:
            group = self._groups[place] = _Group(len(self._begins), *place)
            self._begins.append(0)
            self._in_bank.setdefault(candidate.bank, []).append(group)
        return group


def _first_key(group: _Group) -> Key:
    return group.keys[0]

"""Today's session: which item comes next.

A `Queue` is built once a session from the loaded exercises and their states, told of every mark, skip and
other change, and asked for the `next` item or for a `plan` of what is to come.

Flowing (the default): re-attempts form one line over all subjects and take a share of the day; unseen items
come from the subject with the fewest met, in bank order, prerequisites first. Strict: subject after subject,
pass after pass, no item twice on a study day; where the first unfinished subject has nothing left for today,
the following one goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from drill.gyr.clock import clamped
from drill.gyr.events import BankId, ItemId, TopicId
from drill.gyr.lines import Candidate, Key, Readiness, TopicKey, TopicLine
from drill.gyr.progress import Counts
from drill.gyr.state import DEFAULT_GAPS, NEVER_MET, ItemState, State, due

LineName: TypeAlias = "tuple[str, int, int]"  # what waits there, rank of the subject, passes so far
DUE: LineName = ("due", 0, 0)
SKIPPED: LineName = ("skipped", 0, 0)


@dataclass(frozen=True, slots=True)
class Method:
    """The learner's settings: share in per cent, gaps in days, the order of the subjects."""

    share: int = 50
    gaps: tuple[int, ...] = DEFAULT_GAPS
    passes: Literal["flowing", "strict"] = "flowing"
    subjects: tuple[BankId, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One item to serve, as it stands.

    ``pass_`` is the pass it would be served as, for an ``extra`` the one at which it stands.
    """

    item: ItemId
    bank: BankId
    topic: TopicId
    state: State
    round: int
    pass_: int
    due: date | None
    why: Literal["re-attempt", "unseen"]
    serves_as: Literal["pass", "extra"]


class Queue:
    """What is served today, item by item."""

    def __init__(
        self,
        candidates: Iterable[Candidate],
        states: Mapping[ItemId, ItemState],
        *,
        today: date,
        method: Method = Method(),
        counts: Counts = Counts(),
        last: ItemId | None = None,
        scope: Container[ItemId] | None = None,
        chosen: Sequence[ItemId] = (),
        early: bool = False,
    ) -> None:
        """Build the lines.

        ``candidates`` are all loaded exercises (prerequisites count beyond the scope), ``states`` those of
        items with events. ``counts`` are the day's so far, ``last`` the item served last. ``scope`` names
        the items to serve from, ``None`` all; ``chosen`` ones come first, due or not, in the order given.
        ``early`` serves also what is not yet due and was not attempted today.
        """
        self._candidates = {candidate.item: candidate for candidate in candidates}
        self._states = {item: state for item, state in states.items() if item in self._candidates}
        self._today, self._method, self._early = today, method, early
        self._scope = scope
        self._counts = counts
        self._last = self._topic_of(last)
        self._chosen = [item for item in dict.fromkeys(chosen) if item in self._candidates]
        self._ranks = _ranks(self._candidates.values(), method.subjects)
        self._readiness = Readiness(self._candidates.values())
        self._met_in: Counter[BankId] = Counter()
        self._lines: dict[LineName, TopicLine] = {}
        self._places: dict[ItemId, tuple[LineName, Key]] = {}
        self._left_out: set[ItemId] = set()
        self._skips = 0
        for item, state in self._states.items():
            if _is_met(state):
                self._readiness.meet(self._candidates[item].skill)
                self._met_in[self._candidates[item].bank] += 1
        self._fill()

    def __len__(self) -> int:
        """How many items may still be served today."""
        return len(self._places) + sum(item not in self._places for item in self._chosen)

    @property
    def counts(self) -> Counts:
        """The day's counted attempts, those told with `mark` and `refresh` among them."""
        return self._counts

    def state(self, item: ItemId) -> ItemState:
        """Return the state of an item as the queue knows it."""
        return self._states.get(item, NEVER_MET)

    def next(self) -> Choice | None:
        """Return the item to serve now, ``None`` where nothing is left today."""
        item = self._next_item()
        return None if item is None else self._choice(item)

    def plan(self, length: int) -> tuple[Choice, ...]:
        """Return the next ``length`` items at most, as if each were marked and done for today."""
        rehearsal = self._copy()
        planned: list[Choice] = []
        while len(planned) < length and (item := rehearsal._next_item()) is not None:
            planned.append(self._choice(item))
            rehearsal._pretend(item)
        return tuple(planned)

    def mark(self, item: ItemId, state: ItemState) -> None:
        """Take in that ``item`` was served and marked (practice too); ``state`` is the one after it."""
        self.refresh(item, state)
        self._last = self._topic_of(item)
        self._unchoose(item)

    def skip(self, item: ItemId, state: ItemState) -> None:
        """Take in that ``item`` was skipped: it goes to the end of today."""
        self._skips += 1
        self.refresh(item, state)
        self._last = self._topic_of(item)
        if item in self._chosen:
            self._chosen.remove(item)
            self._chosen.append(item)

    def refresh(self, item: ItemId, state: ItemState) -> None:
        """Take in any other change of an item: an undo, an override, parked, reopened, met elsewhere."""
        if (candidate := self._candidates.get(item)) is None:
            return
        before, self._states[item] = self.state(item), state
        again, total = _counted(before, state, self._today)
        self._counts = Counts(self._counts.again + again, self._counts.total + total)
        if _is_met(before) != _is_met(state):
            self._meet(candidate, 1 if _is_met(state) else -1)
        if before.is_open and not state.is_open:
            self._unchoose(item)
        self._put(candidate)

    def leave_out(self, item: ItemId) -> None:
        """Serve an item no more in this session, whatever becomes of its state."""
        self._left_out.add(item)
        self._unchoose(item)
        if (candidate := self._candidates.get(item)) is not None:
            self._put(candidate)

    def _next_item(self) -> ItemId | None:
        if self._chosen:
            return self._chosen[0]
        key = self._next_in_order() if self._method.passes == "strict" else self._next_flowing()
        if key is None and SKIPPED in self._lines:
            key = self._lines[SKIPPED].first(self._last)
        return None if key is None else key[1]

    def _next_flowing(self) -> Key | None:
        again = self._lines[DUE].first(self._last) if DUE in self._lines else None
        counts, share = self._counts, self._method.share
        if again is not None and 100 * (counts.again + 1) <= share * (counts.total + 1):
            return again
        unseen = self._next_unseen("ready") or self._next_unseen("unready")
        return again if unseen is None else unseen

    def _next_unseen(self, what: str) -> Key | None:
        """Return the first unseen item of the subject with the fewest met, of another topic if it can be."""
        lines = [(name[1], line) for name, line in self._lines.items() if name[0] == what]
        for last in (self._last, None):
            heads = [
                (self._met_in[self._candidates[key[1]].bank], rank, key)
                for rank, line in lines
                if (key := line.first_elsewhere(last)) is not None
            ]
            if heads:
                return min(heads)[2]
        return None

    def _next_in_order(self) -> Key | None:
        names = [name for name in self._lines if name[0] == "pass"]
        return self._lines[min(names)].first(self._last) if names else None

    def _place(self, candidate: Candidate) -> tuple[LineName, Key] | None:
        """Return the line where an item waits today and its place there, ``None`` where it does not."""
        if candidate.item in self._left_out or (
            self._scope is not None and candidate.item not in self._scope
        ):
            return None
        state = self.state(candidate.item)
        in_order = self._method.passes == "strict"
        place = self._place_in_order(candidate, state) if in_order else self._place_flowing(candidate, state)
        if place is not None and state.skipped_on == self._today:
            return SKIPPED, (self._skips, candidate.item)
        return place

    def _place_flowing(self, candidate: Candidate, state: ItemState) -> tuple[LineName, Key] | None:
        if (day := self._due(state)) is not None:
            comes = day <= self._today or (self._early and state.study_day != self._today)
            return (DUE, (day.toordinal(), candidate.item)) if comes else None
        if state.state != "unseen":
            return None
        what = "ready" if self._readiness.is_ready(candidate.item) else "unready"
        return (what, self._ranks[candidate.bank], 0), (candidate.order, candidate.item)

    def _place_in_order(self, candidate: Candidate, state: ItemState) -> tuple[LineName, Key] | None:
        if not state.is_open or state.study_day == self._today:
            return None
        name = ("pass", self._ranks[candidate.bank], state.passes)
        return name, (candidate.order, candidate.item)

    def _due(self, state: ItemState) -> date | None:
        day = due(state, self._method.gaps)
        return None if day is None else clamped(day, self._today, self._method.gaps)

    def _choice(self, item: ItemId) -> Choice:
        candidate, state = self._candidates[item], self.state(item)
        return Choice(
            item=item,
            bank=candidate.bank,
            topic=candidate.topic,
            state=state.state,
            round=state.round,
            pass_=state.next_pass if state.is_open else state.passes,
            due=self._due(state),
            why="unseen" if state.state == "unseen" else "re-attempt",
            serves_as="pass" if state.is_open else "extra",
        )

    def _fill(self) -> None:
        waiting: dict[LineName, list[tuple[TopicKey, Key]]] = {}
        for candidate in self._candidates.values():
            if (place := self._place(candidate)) is not None:
                self._places[candidate.item] = place
                waiting.setdefault(place[0], []).append((candidate.topic_key, place[1]))
        for name, entries in waiting.items():
            self._lines[name] = TopicLine()
            self._lines[name].fill(entries)

    def _put(self, candidate: Candidate) -> None:
        """Let an item wait where its state now puts it."""
        self._take_out(candidate)
        if (place := self._place(candidate)) is not None:
            self._places[candidate.item] = place
            self._lines.setdefault(place[0], TopicLine()).add(candidate.topic_key, place[1])

    def _take_out(self, candidate: Candidate) -> None:
        if (place := self._places.pop(candidate.item, None)) is None:
            return
        name, key = place
        self._lines[name].remove(candidate.topic_key, key)
        if not self._lines[name]:
            del self._lines[name]

    def _meet(self, candidate: Candidate, by: int) -> None:
        self._met_in[candidate.bank] += by
        for resting in self._readiness.meet(candidate.skill, by):
            if (place := self._places.get(resting.item)) and place[0][0] in ("ready", "unready"):
                self._put(resting)

    def _pretend(self, item: ItemId) -> None:
        """Do to the lines what a mark would do, without knowing it."""
        candidate, state = self._candidates[item], self.state(item)
        self._last = candidate.topic_key
        self._unchoose(item)
        self._take_out(candidate)
        if state.is_open:
            again = _is_met(state) or state.reopened_on is not None
            self._counts = Counts(self._counts.again + again, self._counts.total + 1)
        if not _is_met(state):
            self._meet(candidate, 1)

    def _unchoose(self, item: ItemId) -> None:
        if item in self._chosen:
            self._chosen.remove(item)

    def _copy(self) -> Queue:
        twin = Queue.__new__(Queue)
        twin.__dict__.update(self.__dict__)
        twin._chosen = self._chosen.copy()
        twin._readiness = self._readiness.copy()
        twin._met_in = self._met_in.copy()
        twin._lines = {name: line.copy() for name, line in self._lines.items()}
        twin._places = self._places.copy()
        return twin

    def _topic_of(self, item: ItemId | None) -> TopicKey | None:
        candidate = None if item is None else self._candidates.get(item)
        return None if candidate is None else candidate.topic_key


def _ranks(candidates: Iterable[Candidate], order: Sequence[BankId]) -> dict[BankId, int]:
    """Number the subjects: first those of the settings in their order, then the others by id."""
    others = sorted({candidate.bank for candidate in candidates} - set(order))
    return {bank: rank for rank, bank in enumerate((*dict.fromkeys(order), *others))}


def _is_met(state: ItemState) -> bool:
    return state.study_day is not None


def _counted(before: ItemState, after: ItemState, today: date) -> tuple[int, int]:
    """Return by how much a change moves the day's re-attempts and attempts: a verdict, or one undone."""
    step = after.passes - before.passes
    if before.round_id != after.round_id or step not in (1, -1):
        return 0, 0
    earlier, later = (before, after) if step == 1 else (after, before)
    if later.study_day != today:
        return 0, 0
    again = _is_met(earlier) or earlier.reopened_on is not None
    return step * again, step

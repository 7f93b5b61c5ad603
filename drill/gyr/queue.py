"""Today's session: which item comes next.

A `Queue` is built once a session from the loaded exercises and their states, told of every mark, skip and
other change, and asked for the `next` item or for a `plan` of what is to come.

Flowing (the default): re-attempts form one line over all subjects and take a share of the day; unseen items
come at the edge of what is known (`drill.gyr.unseen`), or on the way to a goal.

Strict: subject after subject, pass after pass, no item twice on a study day; where the first unfinished
subject has nothing left for today, the following one goes on.

Checks of greens are a list of their own, given by the caller: they come when nothing else is left, or mixed
in.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Literal, cast

from drill.gyr.clock import clamped
from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.lines import Key, LineName, Lines, Place
from drill.gyr.method import Choice, Method
from drill.gyr.progress import Counts
from drill.gyr.skills import Parts, part_of
from drill.gyr.standing import Standing
from drill.gyr.state import NEVER_MET, ItemState, due
from drill.gyr.unseen import Goal, Unseen

DUE: LineName = ("due", 0, 0)
SKIPPED: LineName = ("skipped", 0, 0)
CHECKS: LineName = ("check", 0, 0)
UNSEEN: LineName = ("unseen", 0, 0)

# Where checks are mixed in, one comes after so many other items at least.
BETWEEN_CHECKS = 5


class Queue:
    """What is served today, item by item."""

    def __init__(
        self,
        entries: Iterable[Entry],
        states: Mapping[ItemId, ItemState],
        *,
        today: date,
        method: Method = Method(),
        counts: Counts = Counts(),
        last: ItemId | None = None,
        scope: Container[ItemId] | None = None,
        chosen: Sequence[ItemId] = (),
        early: bool = False,
        checks: Sequence[ItemId] = (),
        mix_checks: bool = False,
        between_checks: int = BETWEEN_CHECKS,
        needs: Mapping[SkillId, Sequence[SkillId]] | None = None,
        known: Collection[SkillId] = (),
        goal: Goal = Goal(),
        fluent: Mapping[SkillId, date] | None = None,
        parts: Parts | None = None,
    ) -> None:
        """Build the lines.

        ``entries`` are all loaded exercises in order (prerequisites count beyond the scope), ``states``
        those of items with events. ``counts`` are the day's so far, ``last`` the item served last. ``scope``
        names the items to serve from, ``None`` all; ``chosen`` ones come first, due or not, in the order
        given. ``early`` serves also what is not yet due and was not attempted today. ``checks`` are greens to
        check once nothing else is left, in the order given, whatever the scope, or exercises never met that
        come in their place; with ``mix_checks`` one comes after ``between_checks`` others. ``needs`` are
        what skills rest on directly, ``known`` those that a placement found known: what is unseen of them
        comes last. Unseen items on the way to ``goal`` come first; before them one that rests on a skill of
        ``fluent``, which became fluent on that day and since when nothing that rests on it was begun.
        ``parts`` tell what became of the exercises of skills, and are made of the states where they are not
        given.
        """
        self._entries = {entry.item: entry for entry in entries}
        self._keys: dict[ItemId, Key] = {item: (order, item) for order, item in enumerate(self._entries)}
        self._given = states if isinstance(states, Standing) else Standing.of(states)
        self._changed: dict[ItemId, ItemState] = {}
        self._today, self._method, self._early = today, method, early
        self._scope = scope
        self._counts = counts
        self._last = self._topic_of(last)
        self._chosen = [item for item in dict.fromkeys(chosen) if item in self._entries]
        self._ranks = _ranks(self._entries.values(), method.subjects)
        self._left_out: set[ItemId] = set()
        self._skips = 0
        self._check_ranks = {item: rank for rank, item in enumerate(dict.fromkeys(checks))}
        self._mix_checks, self._since_check = mix_checks, 0
        self._between_checks = between_checks
        self._lines = Lines()
        self._form_lines(frozenset(known), goal, parts, fluent or {}, needs or {})

    def _form_lines(
        self,
        known_skills: frozenset[SkillId],
        goal: Goal,
        parts: Parts | None,
        fluent: Mapping[SkillId, date],
        needs: Mapping[SkillId, Sequence[SkillId]],
    ) -> None:
        """Put every item into the queue that its state calls for; of greens only those to check are read."""
        known, entries = self._given, self._entries
        waiting = entries.keys() - known.greens
        if self._scope is not None:
            waiting = {item for item in waiting if item in self._scope}
        places: list[tuple[Entry, Place]] = []
        for item, state in known.others.items():
            if (entry := entries.get(item)) is None:
                continue
            if _is_doubtful(state):
                known_skills -= {entry.trains}
            slot = self._waiting_place(entry)
            if slot is None or slot[0] != UNSEEN:
                waiting.discard(item)
                places += [] if slot is None else [(entry, slot)]
        for item in self._check_ranks.keys() & known.greens & entries.keys():
            if (slot := self._waiting_place(entries[item])) is not None:
                places.append((entries[item], slot))
        self._lines.fill(places)
        if parts is None:
            parts = {} if self._method.is_strict else {item: part_of(state) for item, state in known.items()}
        self._unseen = Unseen(
            entries, self._keys, waiting, parts, self._ranks, self._today,
            needs=needs, known=known_skills, goal=goal, fluent=fluent,
        )  # fmt: skip

    def __len__(self) -> int:
        """Return how many items may still be served today."""
        outside_lines = [
            item for item in self._chosen if item not in self._lines and item not in self._unseen
        ]
        return len(self._lines) + len(self._unseen) + len(outside_lines)

    @property
    def today(self) -> date:
        """The study day it was built for."""
        return self._today

    @property
    def known_skills(self) -> frozenset[SkillId]:
        """The skills that a placement found known, except for those in doubt."""
        return self._unseen.known

    @property
    def left_out(self) -> frozenset[ItemId]:
        """The items that are not served any more in this session."""
        return frozenset(self._left_out)

    @property
    def counts(self) -> Counts:
        """The day's counted attempts, including those reported with `mark` and `refresh`."""
        return self._counts

    @property
    def states(self) -> Mapping[ItemId, ItemState]:
        """The states of all items with events, as the queue knows them."""
        return ChainMap(self._changed, cast("dict[ItemId, ItemState]", self._given))

    def state(self, item: ItemId) -> ItemState:
        """Return the current state of an item."""
        changed = self._changed.get(item)
        return self._given.get(item, NEVER_MET) if changed is None else changed

    def next(self) -> Choice | None:
        """Return the item to serve now, ``None`` where nothing is left today."""
        item = self._next_item()
        return None if item is None else self._choice(item)

    def plan(self, length: int) -> tuple[Choice, ...]:
        """Return up to ``length`` next items, as if each were marked and done for today."""
        return tuple(islice(self.ahead(), length))

    def ahead(self) -> Iterator[Choice]:
        """Yield the next items, as if each were marked and done for today; the queue does not change."""
        rehearsal = self._copy()
        while (item := rehearsal._next_item()) is not None:
            yield self._choice(item)
            rehearsal._pretend(item)

    def mark(self, item: ItemId, state: ItemState) -> None:
        """Record that ``item`` was served and marked (practice too); ``state`` is its new state."""
        self._note_served(item)
        self.refresh(item, state)
        self.unchoose(item)

    def skip(self, item: ItemId, state: ItemState) -> None:
        """Record that ``item`` was skipped: it goes to the end of today."""
        self._skips += 1
        self._note_served(item)
        self.refresh(item, state)
        if item in self._chosen:
            self._chosen.remove(item)
            self._chosen.append(item)

    def refresh(self, item: ItemId, state: ItemState) -> None:
        """Record any other change of an item: an undo, an override, parked, reopened, met elsewhere."""
        if (entry := self._entries.get(item)) is None:
            return
        before, self._changed[item] = self.state(item), state
        again, total = _counted(before, state, self._today)
        self._counts = Counts(self._counts.again + again, self._counts.total + total)
        self._unseen.change(entry, part_of(state))
        if _is_doubtful(state):
            self._unseen.doubt(entry.trains)
        if before.is_open and not state.is_open:
            self.unchoose(item)
        self._put(entry)

    def choose(self, item: ItemId) -> None:
        """Serve an item next, due or not."""
        self._chosen.insert(0, item)

    def unchoose(self, item: ItemId) -> None:
        """Serve an item in its usual order again, after `choose`."""
        if item in self._chosen:
            self._chosen.remove(item)

    def leave_out(self, item: ItemId) -> None:
        """Do not serve an item any more in this session, whatever becomes of its state."""
        self._left_out.add(item)
        self.unchoose(item)
        if (entry := self._entries.get(item)) is not None:
            self._put(entry)

    def _next_item(self) -> ItemId | None:
        if self._chosen:
            return self._chosen[0]
        key = self._next_check() if self._mix_checks and self._since_check >= self._between_checks else None
        key = key or (self._next_in_order() if self._method.is_strict else self._next_flowing())
        key = key or self._next_check()
        key = key or self._lines.first(SKIPPED, self._last)
        return None if key is None else key[1]

    def _next_check(self) -> Key | None:
        """Return the first check: of a green, or an exercise never met that comes in its place."""
        new = [(rank, item) for item, rank in self._check_ranks.items() if item in self._unseen]
        green = self._lines.first(CHECKS)
        return min(new if green is None else [green, *new], default=None)

    def _next_flowing(self) -> Key | None:
        again = self._lines.first(DUE, self._last)
        counts, share = self._counts, self._method.share
        if again is not None and 100 * (counts.again + 1) <= share * (counts.total + 1):
            return again
        unseen = self._unseen.next(self._last)
        return again if unseen is None else unseen

    def _next_in_order(self) -> Key | None:
        """Return the first of the first unfinished subject's lowest pass, of another topic if it can be."""
        lines = {name[1:]: line for name, line in self._lines.kind("pass")}
        bank = self._unseen.first_bank()
        unmet = None if bank is None else (self._ranks[bank], 0)
        places = [*lines] if unmet is None else [*lines, unmet]
        if not places:
            return None
        lowest = min(places)
        for last in (self._last, None):
            heads = [lines[lowest].first_elsewhere(last)] if lowest in lines else []
            if bank is not None and lowest == unmet:
                heads.append(self._unseen.first(bank, other_than=last))
            if (head := min((key for key in heads if key is not None), default=None)) is not None:
                return head
        return None

    def _waiting_place(self, entry: Entry) -> Place | None:
        """Return the queue in which an item waits today and its position there, ``None`` if it does not
        wait."""
        if entry.item in self._left_out:
            return None
        state = self.state(entry.item)
        if state.state == "green":
            slot = self._place_of_check(entry, state)
        elif self._scope is not None and entry.item not in self._scope:
            return None
        elif self._method.is_strict:
            slot = self._place_in_order(entry, state)
        else:
            slot = self._place_flowing(entry, state)
        if slot is not None and state.skipped_on == self._today:
            return SKIPPED, (self._skips, entry.item)
        return slot

    def _place_of_check(self, entry: Entry, state: ItemState) -> Place | None:
        rank = self._check_ranks.get(entry.item)
        if rank is None or state.study_day == self._today:
            return None
        return CHECKS, (rank, entry.item)

    def _place_flowing(self, entry: Entry, state: ItemState) -> Place | None:
        if (day := self._due(state)) is not None:
            comes = day <= self._today or (self._early and state.study_day != self._today)
            return (DUE, (day.toordinal(), entry.item)) if comes else None
        if state.state != "unseen":
            return None
        return UNSEEN, self._keys[entry.item]

    def _place_in_order(self, entry: Entry, state: ItemState) -> Place | None:
        if not state.is_open or state.study_day == self._today:
            return None
        is_unseen = state.state == "unseen"
        name = UNSEEN if is_unseen else ("pass", self._ranks[entry.bank], state.passes)
        return name, self._keys[entry.item]

    def _due(self, state: ItemState) -> date | None:
        gaps = self._method.gaps_in_force
        day = due(state, gaps)
        return None if day is None else clamped(day, self._today, gaps)

    def _choice(self, item: ItemId) -> Choice:
        entry, state = self._entries[item], self.state(item)
        is_check = state.state == "green" and item in self._lines and item not in self._chosen
        return Choice(
            item=item,
            bank=entry.bank,
            topic=entry.topic,
            state=state.state,
            round=state.round,
            pass_=state.next_pass if state.is_open else state.passes,
            due=self._due(state),
            why=_REASONS.get(state.state, "check" if is_check else "chosen"),
            serves_as="pass" if state.is_open else "check" if is_check else "extra",
        )

    def _put(self, entry: Entry) -> None:
        """Move an item to where its state calls for."""
        slot = self._waiting_place(entry)
        is_unseen = slot is not None and slot[0] == UNSEEN
        self._unseen.put(entry, is_unseen)
        self._lines.put(entry, None if is_unseen else slot)

    def _pretend(self, item: ItemId) -> None:
        """Change the queues as a mark would, without knowing the mark."""
        entry, state = self._entries[item], self.state(item)
        self._note_served(item)
        self.unchoose(item)
        self._lines.put(entry, None)
        self._unseen.put(entry, False)
        if state.is_open:
            again = _is_met(state) or state.reopened_on is not None
            self._counts = Counts(self._counts.again + again, self._counts.total + 1)
        self._unseen.change(entry, self._unseen.part(item).made_green(self._today))

    def _note_served(self, item: ItemId) -> None:
        """Remember the item just served, so that another topic follows and checks are spaced."""
        self._last = self._topic_of(item)
        self._since_check = 0 if item in self._check_ranks else self._since_check + 1

    def _copy(self) -> Queue:
        twin = Queue.__new__(Queue)
        twin.__dict__.update(self.__dict__)
        twin._chosen = self._chosen.copy()
        twin._lines = self._lines.copy()
        twin._unseen = self._unseen.copy()
        return twin

    def _topic_of(self, item: ItemId | None) -> TopicKey | None:
        entry = None if item is None else self._entries.get(item)
        return None if entry is None else entry.topic_key


_REASONS: Mapping[str, Literal["re-attempt", "unseen"]] = {
    "unseen": "unseen",
    "yellow": "re-attempt",
    "red": "re-attempt",
}


def _ranks(entries: Iterable[Entry], order: Sequence[BankId]) -> dict[BankId, int]:
    """Number the subjects: first those of the settings in their order, then the others by id."""
    other_banks = sorted({entry.bank for entry in entries} - set(order))
    return {bank: rank for rank, bank in enumerate((*dict.fromkeys(order), *other_banks))}


def _is_met(state: ItemState) -> bool:
    return state.study_day is not None


def _is_doubtful(state: ItemState) -> bool:
    """Return whether an item had a verdict that was not green, which puts its skill in doubt."""
    return state.passes > (state.state == "green") or (_is_met(state) and state.round > 1)


def _counted(before: ItemState, after: ItemState, today: date) -> tuple[int, int]:
    """Return by how much a change alters the day's re-attempts and attempts; negative for an undo."""
    step = after.passes - before.passes
    if before.round_id != after.round_id or step not in (1, -1):
        return 0, 0
    earlier, later = (before, after) if step == 1 else (after, before)
    if later.study_day != today:
        return 0, 0
    again = _is_met(earlier) or earlier.reopened_on is not None
    return step * again, step

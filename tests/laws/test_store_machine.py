"""The store against the method: after any acts in two windows, what is cached is what the log gives."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import (
    Attempt,
    BankId,
    Content,
    Event,
    Facts,
    ItemId,
    Note,
    Override,
    Park,
    Reopen,
    Rep,
    Skip,
    Undo,
    line_of,
)
from drill.gyr.fold import count_items_by_state, fold, make_pass_rows, pass_table
from drill.gyr.progress import Totals
from drill.gyr.state import NEVER_MET, ItemState, compute_memory_state, due, retrievability
from drill.settings import DEFAULTS, RETENTIONS
from drill.store import Repository
from tests.entries import entry
from tests.rows import EVERYTHING

NAMES = ("calculus/a", "calculus/b", "papers/adam/c")
OLD, NEW = "0" * 16, "1" * 16

names = st.sampled_from(NAMES)
windows = st.integers(0, 1)


def loaded(item: str, maths: str = OLD, corrects: tuple[str, ...] = ()) -> Entry:
    """An exercise as the banks hold it now."""
    return entry(item, maths=maths, corrects=corrects, topic="")


class TwoWindows(RuleBasedStateMachine):
    """Two windows on one store; one reads a state, then the other may write before it does."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.loaded = {name: loaded(name) for name in NAMES}
        file = Path(self.folder.name) / "drill.db"
        self.windows = [Repository.open(file, clock=lambda: self.now, machine="here") for _ in range(2)]
        self.seen: dict[str, ItemState] = {}

    @initialize()
    def meet_the_banks(self) -> None:
        self.windows[0].fold_for(self.loaded.values())

    def write(self, window: int, name: str, facts: Facts) -> None:
        self.now += timedelta(seconds=90)
        entry = self.loaded.get(name)
        lineage = None if entry is None else entry.lineage
        content = Content(OLD if entry is None else entry.maths, "b" * 16)
        before = self.windows[window].state(ItemId(name), lineage)
        with suppress(UsageError):
            done = self.windows[window].append(facts, item=ItemId(name), content=content, lineage=lineage)
            assert done.after == self.windows[1 - window].state(ItemId(name), lineage)
            assert entry is None or done.before == before

    @rule(window=windows, name=names, ok=st.booleans(), why=st.booleans(), stale=st.booleans())
    def answer(self, window: int, name: str, ok: bool, why: bool, stale: bool) -> None:
        entry = self.loaded.get(name)
        state = self.windows[window].state(ItemId(name), None if entry is None else entry.lineage)
        read = self.seen.get(name, state) if stale else state
        self.seen[name] = state
        kind = "verdict" if read.is_open else "check" if read.state == "green" else "extra"
        pass_ = read.next_pass if kind == "verdict" else read.passes
        attempt = Attempt(kind=kind, round=read.round_id, pass_=pass_, ok=ok, why=why, seconds=1.005)
        self.write(window, name, attempt)

    @rule(window=windows, name=names, reds=st.integers(4, 6))
    def never_understand(self, window: int, name: str, reds: int) -> None:
        for _ in range(reds):
            self.answer(window, name, False, False, False)

    @rule(window=windows, name=names, facts=st.sampled_from([Skip(), Park(), Reopen()]))
    def act(self, window: int, name: str, facts: Facts) -> None:
        self.write(window, name, facts)

    @rule(window=windows, name=names, text=st.text(max_size=5))
    def note(self, window: int, name: str, text: str) -> None:
        self.write(window, name, Note(field="line", key="1", text=text))

    @rule(window=windows, name=names, ok=st.booleans())
    def practise(self, window: int, name: str, ok: bool) -> None:
        entry = self.loaded.get(name)
        lineage = None if entry is None else entry.lineage
        before = self.windows[window].state(ItemId(name), lineage)
        self.write(window, name, Rep(ok=ok, set_="0" * 8 + "-0000-4000-8000-" + "0" * 12, seconds=3.5))
        assert self.windows[window].state(ItemId(name), lineage) == before

    @rule(window=windows)
    def undo(self, window: int) -> None:
        newest = self.windows[window].newest_undoable()
        if newest is not None:
            self.write(window, newest.item, Undo(target=newest.id))

    @rule(window=windows, name=names, ok=st.booleans(), why=st.booleans())
    def override(self, window: int, name: str, ok: bool, why: bool) -> None:
        entry = self.loaded.get(name)
        newest = self.windows[window].overridable(ItemId(name), None if entry is None else entry.lineage)
        if newest is not None:
            self.write(window, name, Override(target=newest.id, ok=ok, why=why, reason=""))

    @rule(name=names, maths=st.sampled_from([OLD, NEW]), corrects=st.booleans())
    def edit(self, name: str, maths: str, corrects: bool) -> None:
        self.loaded[name] = loaded(name, maths, (OLD,) if corrects and maths == NEW else ())
        self.windows[0].fold_for(self.loaded.values())

    @rule(name=names)
    def remove(self, name: str) -> None:
        self.loaded.pop(name, None)
        self.windows[1].fold_for(self.loaded.values())

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.now += timedelta(days)

    @rule(hours=st.integers(-2000, 2000), minutes=st.integers(0, 59))
    def set_the_clock(self, hours: int, minutes: int) -> None:
        self.now += timedelta(hours=hours, minutes=minutes)

    @rule(window=windows, back=st.integers(1, 36))
    def a_clock_set_back_a_little_repeats_no_day(self, window: int, back: int) -> None:
        day, written = self.windows[window].today().study_day, self.windows[window].newest_undoable()
        self.now -= timedelta(hours=back)
        if written is not None and written.at <= self.now + timedelta(hours=36):
            assert self.windows[window].today().study_day >= written.study_day
        self.now += timedelta(hours=back)
        assert self.windows[window].today().study_day == day

    @rule(window=windows)
    def rebuild(self, window: int) -> None:
        self.assert_derived()
        self.windows[window].rebuild(self.loaded.values())

    def events_by_item(self) -> dict[str, list[Event]]:
        """The log, as it stands."""
        events: dict[str, list[Event]] = {}
        for event in self.windows[0].history():
            events.setdefault(event.item, []).append(event)
        return events

    @invariant()
    def the_cache_is_the_fold(self) -> None:
        store, events = self.windows[0], self.events_by_item()
        folded = {name: fold(events.get(name, []), entry.lineage) for name, entry in self.loaded.items()}
        states = store.read_learner(self.loaded.values()).states
        assert {name: states.get(ItemId(name), NEVER_MET) for name in folded} == folded

    def assert_derived(self) -> None:
        """Compare all else that is derived from the log: before it is derived anew, and at the end."""
        store = self.windows[0]
        states = store.read_learner(self.loaded.values()).states
        assert dict(store.read_learner(self.loaded.values()).standing) == states
        self.assert_counted(states)
        self.assert_totals(self.events_by_item())
        self.assert_due(states)
        self.assert_slipping(states)
        assert replace(store.check(), ahead=()).is_sound  # the clock is set back, too

    def assert_counted(self, states: dict[ItemId, ItemState]) -> None:
        counts, topics = (
            self.windows[1].read_learner(self.loaded.values()).counts(),
            self.windows[1].read_learner(self.loaded.values()).topic_counts(),
        )
        for bank in ("calculus", "papers/adam"):
            here = [state for item, state in states.items() if item.rpartition("/")[0] == bank]
            cells = [counted.cells for (of_bank, _), counted in topics.items() if of_bank == bank]
            assert make_pass_rows(sum(cells, Counter())) == pass_table(here)
            assert counts.get(BankId(bank), {}) == {
                state: n for state, n in count_items_by_state(here).items() if n
            }

    def assert_totals(self, events: Mapping[str, list[Event]]) -> None:
        """Numbers that two windows brought up to the log step by step are those of the whole log."""
        totals = Totals()
        for of_item in events.values():
            totals.add(sorted(line_of(event) for event in of_item if event.kind != "note"))
        for window in self.windows:
            followed = window.totals()
            assert followed.days() == totals.days() == [window.day(day.day) for day in totals.days()]
            assert (followed.count_verdicts_by_time(), followed.words()) == (
                totals.count_verdicts_by_time(),
                totals.words(),
            )

    def assert_due(self, states: dict[ItemId, ItemState]) -> None:
        expected = Counter((when, state.next_pass) for state in states.values() if (when := due(state)))
        assert {
            (each.day, each.pass_): each.items
            for each in self.windows[1].read_learner(self.loaded.values()).dues(lambda _: True)
        } == expected

    def assert_slipping(self, states: dict[ItemId, ItemState]) -> None:
        day = self.windows[1].today().study_day
        greens = [
            (item, compute_memory_state(s.reviews, day)) for item, s in states.items() if s.state == "green"
        ]
        chances = [(retrievability(held, day), item) for item, held in greens if held is not None]
        has_future = any(review.study_day > day for state in states.values() for review in state.reviews)
        for window, retention in enumerate((RETENTIONS.high, DEFAULTS.retention, RETENTIONS.low)):
            told = self.windows[window % 2].slipping(day, retention)
            if not has_future:
                expected = sorted((chance, item) for chance, item in chances if chance < retention)
                assert [(offer.retrievability, offer.item) for offer in told] == expected
            assert all(states[ItemId(offer.item)].state == "green" for offer in told)

    def teardown(self) -> None:
        try:
            self.assert_derived()
        finally:
            self.close()

    def close(self) -> None:
        for window in self.windows:
            window.close()
        self.folder.cleanup()


TestTwoWindows = TwoWindows.TestCase
TestTwoWindows.settings = settings(
    stateful_step_count=40 if EVERYTHING else 10, suppress_health_check=list(HealthCheck)
)

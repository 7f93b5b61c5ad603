"""Properties of the method over random logs: one device, two that drilled apart, any order of merging."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import (
    Attempt,
    Content,
    DeviceId,
    Event,
    EventId,
    Facts,
    ItemId,
    LearnerId,
    Note,
    Override,
    Park,
    Regrade,
    Reopen,
    Rep,
    Skip,
    Undo,
    clamp_due_day,
    compute_latest_own_time,
    line_of,
    local_day,
    make_uuid7,
    study_day,
)
from drill.gyr.fold import (
    Lineage,
    count_cells,
    find_attempt_outcomes,
    fold,
    fold_step,
    make_pass_rows,
    needs_refold,
    pass_table,
)
from drill.gyr.state import CAP, NEVER_MET, ItemState, due
from drill.gyr.wire import from_json, to_json
from tests.gyr.gyr_log import held_day

DAY0 = date(2026, 1, 5)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CONTENT = Content("a" * 16, "b" * 16)
GAPS = (1, 3, 7, 14)

Act = tuple[str, bool, bool]
ACTS = ["verdict"] * 7 + [
    "check", "extra", "skip", "park", "reopen", "undo", "undo", "override", "day", "note", "rep",
]  # fmt: skip
PLAIN_ACTS = ["verdict"] * 7 + ["check", "check", "extra", "skip", "park", "reopen", "reopen", "day"]


def acts(kinds: list[str] = ACTS, longest: int = 30) -> st.SearchStrategy[list[Act]]:
    return st.lists(st.tuples(st.sampled_from(kinds), st.booleans(), st.booleans()), max_size=longest)


class Device:
    """Writes what a device may write on one item, from what it has seen."""

    def __init__(self, name: str, seen: Iterable[Event] = (), item: str = "tiny/sum-1") -> None:
        self.name, self.item = DeviceId(name), ItemId(item)
        self.log = list(seen)
        self.day = DAY0

    @property
    def state(self) -> ItemState:
        return fold(self.log)

    def write(self, facts: Facts) -> Event:
        number = len(self.log) + 1
        event = Event(
            id=make_uuid7(number, ord(self.name[0])),
            learner=LearnerId("me"),
            device=self.name,
            lamport=1 + max((event.lamport for event in self.log), default=0),
            at=datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC),
            offset_minutes=60,
            study_day=self.day,
            item=self.item,
            content=None if facts.kind in ("undo", "note") else CONTENT,
            facts=facts,
        )
        self.log.append(event)
        return event

    def attempt(self, kind: str, ok: bool, why: bool) -> Event:
        state = self.state
        pass_ = state.next_pass if kind == "verdict" else state.passes
        return self.write(Attempt(kind=kind, round=state.round_id, pass_=pass_, ok=ok, why=why))  # type: ignore[arg-type]

    def act(self, act: Act) -> None:
        what, ok, why = act
        state = self.state
        match what:
            case "verdict" if state.is_open:
                self.attempt("verdict", ok, why)
            case "check" if state.state == "green":
                self.attempt("check", ok, why)
            case "extra":
                self.attempt("extra", ok, why)
            case "skip" if state.is_open:
                self.write(Skip())
            case "park" if state.is_open:
                self.write(Park())
            case "reopen" if state.state == "parked":
                self.write(Reopen())
            case "undo" if state.undoable:
                self.write(Undo(target=state.undoable))
            case "override" if state.overridable:
                self.write(Override(target=state.overridable, ok=ok, why=why))
            case "note":
                self.write(Note(field="line", key="1", text="a product"))
            case "rep":
                self.write(Rep(ok=ok, set_=make_uuid7(1, 1), seconds=2.5, answer="2 x"))
            case "day":
                self.day += timedelta(1 + 3 * ok)
            case _:
                pass

    def play(self, acts: list[Act]) -> Device:
        for act in acts:
            self.act(act)
        return self


def merge(*logs: Iterable[Event]) -> list[Event]:
    return list({event.id: event for log in logs for event in log}.values())


def without_names(state: ItemState) -> ItemState:
    """A state but for the names of the newest events."""
    return replace(state, undoable=None, overridable=None)


def rounds_hold(state: ItemState) -> None:
    for number in {mark.round for mark in state.marks}:
        marks = [mark for mark in state.marks if mark.round == number]
        assert [mark.pass_ for mark in marks] == list(range(1, len(marks) + 1))
        reds = [mark.pass_ for mark in marks if mark.colour == "red"]
        assert len(reds) <= CAP
        assert all(mark.colour != "green" for mark in marks[:-1])
        assert all(not mark.parked for mark in marks[:-1])
        assert marks[-1].parked == bool(reds and reds[-1] == marks[-1].pass_ >= reds[0] + CAP - 1)


# --- one device ------------------------------------------------------------------------------------------


@given(acts(PLAIN_ACTS))
def test_fold_is_the_method(history: list[Act]) -> None:
    device, model = Device("a"), Model()
    for act in history:
        before = len(device.log)
        device.act(act)
        if len(device.log) > before:
            model.take(device.log[-1])
    state = device.state
    assert (state.state, state.round, state.passes, state.first_red) == model.standing
    assert due(state, GAPS) == model.due
    assert [(m.round, m.pass_, m.colour, m.parked) for m in state.marks] == model.marks


class Model:
    """The method for one item, told again as simply as can be."""

    def __init__(self) -> None:
        self.state, self.round, self.colours = "unseen", 1, list[str]()
        self.due: date | None = None
        self.marks: list[tuple[int, int, str, bool]] = []

    @property
    def first_red(self) -> int:
        return self.colours.index("red") + 1 if "red" in self.colours else 0

    @property
    def standing(self) -> tuple[str, int, int, int]:
        return self.state, self.round, len(self.colours), self.first_red

    def take(self, event: Event) -> None:
        match event.facts:
            case Attempt(kind="check", ok=True, why=True):
                pass
            case Attempt(kind="check") as made:
                self.round, self.colours = self.round + 1, []
                self.mark(made, event.study_day)
            case Attempt(kind="verdict") as made:
                self.mark(made, event.study_day)
            case Park():
                self.state, self.due = "parked", None
            case Reopen():
                self.round, self.colours, self.due = self.round + 1, [], event.study_day
                self.state = "red" if self.marks else "unseen"
            case _:
                pass

    def mark(self, made: Attempt, day: date) -> None:
        colour = ("red", "yellow", "green")[made.ok + made.why]
        self.colours.append(colour)
        parks = colour == "red" and len(self.colours) - self.first_red >= 4
        self.state = "parked" if parks else colour
        gap = GAPS[min(len(self.colours), 4) - 1]
        self.due = day + timedelta(gap) if self.state in ("yellow", "red") else None
        self.marks.append((self.round, len(self.colours), colour, parks))


@given(acts())
def test_no_round_holds_more_than_five_reds(history: list[Act]) -> None:
    rounds_hold(Device("a").play(history).state)


@given(acts(), st.randoms(use_true_random=False))
def test_fold_does_not_hang_on_the_order_of_reading(history: list[Act], dice) -> None:
    device = Device("a").play(history)
    shuffled = device.log.copy()
    dice.shuffle(shuffled)
    assert fold(shuffled) == device.state


@given(acts())
def test_folding_step_by_step_is_folding_from_scratch(history: list[Act]) -> None:
    device = Device("a").play(history)
    state, read = NEVER_MET, list[Event]()
    for event in device.log:
        read.append(event)
        state = fold(read) if needs_refold(event.kind) else fold_step(state, line_of(event))
        assert state == fold(read)


@given(acts())
def test_undo_of_the_newest_is_the_log_without_it(history: list[Act]) -> None:
    device = Device("a").play(history)
    if (newest := device.state.undoable) is None:
        return
    kept = [event for event in device.log if event.id != newest]
    device.write(Undo(target=newest))
    assert device.state == fold(kept)


@given(acts(longest=20))
def test_undo_again_and_again_leads_back_to_the_beginning(history: list[Act]) -> None:
    device = Device("a").play(history)
    for _ in range(len(device.log)):
        if newest := device.state.undoable:
            device.write(Undo(target=newest))
    assert device.state == NEVER_MET


@given(acts())
def test_reps_change_no_state(history: list[Act]) -> None:
    log = Device("a").play(history).log
    assert fold(log) == fold(event for event in log if event.kind != "rep")


@given(acts())
def test_a_skip_changes_nothing_but_skips(history: list[Act]) -> None:
    device = Device("a").play(history)
    before = device.state
    device.write(Skip())
    after = device.state
    assert (after.skips, after.skipped_on) == (before.skips + 1, device.day)
    assert replace(without_names(after), skips=before.skips, skipped_on=before.skipped_on) == without_names(
        before
    )
    assert due(after) == due(before)


@given(acts(), st.booleans())
def test_a_regrade_holds_for_the_loaded_content_alone(history: list[Act], ok: bool) -> None:
    device = Device("a").play(history)
    if (target := device.state.overridable) is None:
        return
    undone = {event.facts.target for event in device.log if isinstance(event.facts, Undo)}
    overridden = {
        event.facts.target
        for event in device.log
        if isinstance(event.facts, Override) and event.id not in undone
    }
    why = find_attempt_outcomes(map(line_of, device.log))[target].why
    regraded = replace(device.write(Regrade(target=target, ok=ok)), content=Content("c" * 16, "b" * 16))
    before, log = device.log[:-1], [*device.log[:-1], regraded]
    loaded = Lineage("c" * 16, frozenset({CONTENT.maths}))
    assert fold(log, Lineage(CONTENT.maths, frozenset({"c" * 16}))) == fold(before)
    if target in overridden:
        assert fold(log, loaded) == fold(before)
    else:
        assert find_attempt_outcomes(map(line_of, log), loaded)[target][1:3] == (ok, why)


@given(st.randoms(use_true_random=True))
def test_every_law_of_one_log_holds_for_hundreds(dice: random.Random) -> None:
    """Plain random logs beside those that are found by search: many more in the same time."""
    for _ in range(3):
        length = dice.randrange(30)
        log = [(dice.choice(ACTS), dice.random() < 0.6, dice.random() < 0.4) for _ in range(length)]
        device = Device("a").play(log)
        state = device.state
        rounds_hold(state)
        shuffled = dice.sample(device.log, len(device.log))
        assert fold(shuffled) == state
        step, read = NEVER_MET, list[Event]()
        for event in device.log:
            read.append(event)
            step = fold(read) if needs_refold(event.kind) else fold_step(step, line_of(event))
        assert step == state
        days = [review.study_day for review in state.reviews]
        assert len(set(days)) == len(days)
        if (newest := state.undoable) is not None:
            kept = [event for event in device.log if event.id != newest]
            device.write(Undo(target=newest))
            assert device.state == fold(kept)


# --- two devices -----------------------------------------------------------------------------------------


@given(acts(longest=8), acts(longest=12), acts(longest=12), acts(longest=6))
def test_merging_is_a_union(base: list[Act], here: list[Act], there: list[Act], third: list[Act]) -> None:
    common = Device("m").play(base)
    logs = [
        Device(name, common.log).play(more).log for name, more in (("a", here), ("b", there), ("c", third))
    ]
    one, two, three = logs
    whole = fold(merge(one, two, three))
    assert fold(merge(three, merge(two, one), two)) == whole
    assert fold(merge(merge(one, three), two)) == whole
    rounds_hold(whole)


@given(acts(longest=8), acts(longest=12), acts(longest=12), acts(longest=12))
def test_drilling_goes_on_after_a_merge(
    base: list[Act], here: list[Act], there: list[Act], after: list[Act]
) -> None:
    common = Device("m").play(base)
    merged = merge(Device("a", common.log).play(here).log, Device("b", common.log).play(there).log)
    device = Device("d", merged).play(after)
    rounds_hold(device.state)
    if (newest := device.state.undoable) is not None:
        device.write(Undo(target=newest))
        assert device.state == fold([event for event in device.log[:-1] if event.id != newest])


@given(acts(longest=6), st.tuples(st.booleans(), st.booleans()), st.tuples(st.booleans(), st.booleans()))
def test_what_was_drilled_twice_apart_counts_once(base: list[Act], here, there) -> None:
    common = Device("m").play(base)
    if not common.state.is_open:
        return
    one, two = Device("a", common.log), Device("b", common.log)
    one.attempt("verdict", *here)
    two.attempt("verdict", *there)
    merged = merge(one.log, two.log)
    assert fold(merged).passes == common.state.passes + 1
    assert without_names(fold(merged)) == without_names(one.state)
    counted = [
        outcome.counts
        for event, outcome in find_attempt_outcomes(map(line_of, merged)).items()
        if event not in find_attempt_outcomes(map(line_of, common.log))
    ]
    assert counted == [True, False]


# --- passes ----------------------------------------------------------------------------------------------


@given(st.lists(acts([act for act in ACTS if act != "park"], longest=14), max_size=8), st.integers(0, 3))
def test_members_of_a_pass_are_the_yellows_and_reds_before_it(bank: list[list[Act]], unmet: int) -> None:
    states = [Device("a").play(history).state for history in bank]
    rows = {(row.round, row.opened, row.pass_): row for row in pass_table(states, unmet)}
    for (number, opened, pass_), row in rows.items():
        if pass_ > 1:
            before = rows[number, opened, pass_ - 1]
            assert row.members == before.yellow + before.red - before.parked
        if (number, pass_) == (1, 1):
            assert row.members == len(states) + unmet


@given(st.lists(acts(longest=14), max_size=8))
def test_cells_add_up_item_by_item(bank: list[list[Act]]) -> None:
    states = [Device("a").play(history).state for history in bank]
    counts: Counter = Counter()
    for state in states:
        counts += count_cells([state])
    assert make_pass_rows(counts) == pass_table(states)


# --- clocks ----------------------------------------------------------------------------------------------

JUMPS = st.lists(st.tuples(st.integers(-2000, 2000), st.integers(-720, 840)), max_size=25)


@given(JUMPS)
def test_the_study_day_falls_only_with_a_clock_set_far_back(jumps: list[tuple[int, int]]) -> None:
    at, own = NOON, list[tuple[datetime, date]]()
    for hours, offset in jumps:
        at += timedelta(hours=hours)
        day = study_day(at, offset, held_day(at, own))
        assert day >= local_day(at, offset)
        assert all(day >= earlier for written, earlier in own if written <= compute_latest_own_time(at))
        own.append((at, day))


@given(JUMPS, st.integers(40, 10_000))
def test_one_wild_clock_freezes_nothing(jumps: list[tuple[int, int]], days: int) -> None:
    own = [(NOON + timedelta(hours=abs(hours)), DAY0) for hours, _ in jumps]
    at = NOON + timedelta(hours=2000)
    wild = at + timedelta(days)
    wild_day = study_day(wild, 0, held_day(wild, own))
    assert study_day(at, 0, held_day(at, [*own, (wild, wild_day)])) == study_day(at, 0, held_day(at, own))
    today = local_day(at, 0)
    assert clamp_due_day(wild_day + timedelta(1), today, GAPS) == today


# --- exchange --------------------------------------------------------------------------------------------


@given(acts(), st.dictionaries(st.sampled_from(["later", "newer"]), st.integers() | st.text()))
def test_events_survive_their_json(history: list[Act], more: dict[str, object]) -> None:
    for event in Device("a").play(history).log:
        kept = replace(event, more=more)
        assert from_json(to_json(kept)) == kept
        assert EventId(to_json(kept)["id"]) == kept.id

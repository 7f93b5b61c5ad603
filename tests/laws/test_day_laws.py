"""Properties of the day's list over random banks, whatever a learner does: plan by plan, without a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.day_plan import WORTH_MINUTES, PlanReview, find_due_day, plan_day, review_plan
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.plan_ledger import DayFacts, Planned
from drill.gyr.progress import minutes_of
from drill.gyr.skills import NOT_MET, SkillProgress
from drill.gyr.state import NEVER_MET
from tests.gyr.random_learning import RandomBanks, random_banks
from tests.simulated_learner import SimulatedLearner

pytestmark = pytest.mark.quick

ACTS = (
    *("right",) * 6, "wrong", "wrong", "skip", "park", "undo", "undo session", "five minutes", "two hours",
    "more", "day", "month", "other goal", "no goal", "merge", "zone", "park all",
)  # fmt: skip


@dataclass(frozen=True)
class Memory:
    """What a mark changed, to take it back with all that was appended since."""

    learner: dict[str, object]
    done: float
    marked: dict[ItemId, int]
    rows: list[Planned]


class DrillingLearner:
    """Somebody who drills a day's list as a session serves it, and does whatever else one may do."""

    def __init__(self, banks: RandomBanks, seed: int) -> None:
        self.banks, self.dice = banks, Random(seed)
        self.learner = SimulatedLearner(banks.curriculum, banks.paper, right=0.8, seed=seed)
        self.minutes = 25.0
        self.begin_day(1)

    # --- the list, as a session keeps it ---------------------------------------------------------------

    def begin_day(self, days: int) -> None:
        self.learner.day += days
        self.done = 0.0
        self.marked: dict[ItemId, int] = {}
        self.undoable: list[Memory] = []
        self.begin_list()

    def begin_list(self) -> None:
        self.skipped: list[ItemId] = []
        self.rows: list[Planned] = []
        self.go_on()

    @property
    def has_time(self) -> bool:
        """Whether there is time that a further stretch would fill: a minute at least."""
        return self.minutes - self.done >= WORTH_MINUTES

    def facts(self, minutes: float = 1.0) -> DayFacts:
        return self.learner.facts(minutes)

    def review(self) -> PlanReview:
        def place(row: Planned) -> tuple[bool, int]:
            return row.reason == "besides", 1 + self.skipped.index(
                row.item
            ) if row.item in self.skipped else 0

        in_order = sorted(self.rows, key=place)
        review = review_plan(in_order, self.facts())
        assert [row for row in in_order if row.item not in review.left] == [*review.kept]
        return review

    def go_on(self) -> bool:
        """Append the next stretch."""
        if not self.has_time:
            return False
        left = self.minutes - self.done
        kept, there = self.review().kept, {row.item for row in self.rows}
        facts = replace(
            self.facts(left), planned=kept, adds_others=not any(row.reason == "besides" for row in kept)
        )
        facts = replace(facts, checks=[item for item in facts.checks if item not in there])
        plan = plan_day(facts)
        assert len({row.item for row in plan}) == len(plan)
        assert not {row.item for row in plan} & {row.item for row in kept}
        new = [row for row in plan if row.item not in there]
        self.rows += new
        return bool(new)

    def next(self) -> Planned | None:
        row = self.review().next
        while (row is None or row.reason == "besides") and self.go_on():
            row = self.review().next
        return row

    # --- what somebody does ----------------------------------------------------------------------------

    def act(self, name: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "right": lambda: self.mark(1.0), "wrong": lambda: self.mark(0.0), "skip": self.skip,
            "park": self.park, "park all": self.park_all, "undo": self.undo,
            "undo session": self.undo_session, "merge": self.merge,
            "day": lambda: self.begin_day(1), "month": lambda: self.begin_day(30),
            # A clock's other zone makes it another study day, or leaves it.
            "zone": lambda: self.dice.random() < 0.5 and self.begin_day(1),
            "other goal": lambda: self.aim(self.dice.choice(self.banks.goals)),
            "no goal": lambda: self.aim(None),
        }  # fmt: skip
        lengths = {"five minutes": 5.0, "two hours": 120.0, "more": self.minutes + 10}
        if name in lengths:
            self.minutes = lengths[name]
        else:
            acts[name]()

    def mark(self, right: float) -> None:
        row = self.next()
        if row is None:
            return
        self.check_serving(row)
        learner = self.learner
        memory = Memory(
            {name: dict(getattr(learner, name)) for name in ("states", "parts", "check_on")},
            self.done, {**self.marked}, [*self.rows],
        )  # fmt: skip
        self.undoable.append(memory)
        learner.right = right
        # A check is right in nine of ten at least; here it is what is asked for.
        learner.never_right = frozenset() if right else frozenset([row.item])
        learner.answer(row)
        self.done += row.minutes
        self.marked[row.item] = self.marked.get(row.item, 0) + 1

    def skip(self) -> None:
        if (row := self.next()) is not None and self.learner.parts.get(row.item, NOT_MET).state != "green":
            self.learner.skip(row.item)
            self.skipped = [item for item in self.skipped if item != row.item] + [row.item]

    def park(self) -> None:
        if (row := self.next()) is not None and self.learner.parts.get(row.item, NOT_MET).state != "green":
            self.learner.park(row.item)

    def park_all(self) -> None:
        for item in self.learner.curriculum.entries:
            if self.learner.parts.get(item, NOT_MET).state != "green":
                self.learner.park(item)

    def undo(self) -> None:
        if self.undoable:
            memory = self.undoable.pop()
            vars(self.learner).update(memory.learner)
            self.done, self.marked, self.rows = memory.done, memory.marked, memory.rows

    def undo_session(self) -> None:
        while self.undoable:
            self.undo()

    def merge(self) -> None:
        """Another machine's marks arrive in the middle of the day; what stands before them is not undone."""
        self.undoable.clear()
        items = [*self.learner.curriculum.entries]
        for item in self.dice.sample(items, min(3, len(items))):
            if self.learner.parts.get(item, NOT_MET).state != "parked":
                self.learner.right, self.learner.never_right = self.dice.random(), frozenset()
                self.learner.answer(Planned(item, "goal", 1.0))
                self.marked[item] = 1

    def aim(self, goal: object) -> None:
        if goal is not self.learner.goal:
            self.learner.goal = goal  # type: ignore[assignment]
            self.begin_list()

    # --- the laws --------------------------------------------------------------------------------------

    def check_serving(self, row: Planned) -> None:
        """Assert that what is served may be: not twice, nothing green or parked, no other subject's first."""
        state = self.learner.states.get(row.item, NEVER_MET)
        assert row.item not in self.marked
        assert state.state == "green" if row.reason == "check" else state.state not in ("green", "parked")
        if row.reason == "besides" and self.has_time:
            assert self.find_overlooked() == []

    def find_overlooked(self) -> list[ItemId]:
        """Return what opens a skill of the goal or is the paper's own, and might come now; told anew."""
        learner, goal, left = self.learner, self.learner.goal, self.minutes - self.done
        assert goal is not None
        entries = learner.curriculum.entries
        fitting = {
            item: entry
            for item, entry in entries.items()
            if item not in goal.excluded and minutes_of(entry) <= left
            if learner.parts.get(item, NOT_MET).state == "unseen" and item not in self.skipped
        }  # fmt: skip
        found: list[ItemId] = []
        for skill in goal.skills:
            begun = SkillProgress.of(learner.curriculum.exercises[skill], learner.parts)
            if not begun.is_begun and skill not in learner.known:
                found += [
                    e.item
                    for e in learner.curriculum.exercises[skill]
                    if e.item in fitting and self.is_ready(e)
                ]
        return found + [
            item
            for item in goal.own
            if item in fitting and self.is_ready(entries[item])
            if all(self.is_passed(need) for need in goal.needs.get(item, ()) if need in goal.skills)
        ]

    def is_ready(self, entry: Entry) -> bool:
        learner, goal = self.learner, self.learner.goal
        assert goal is not None
        needs = learner.curriculum.find_needs(entry)
        if goal.takes_others_for_passed:
            needs = tuple(need for need in needs if need in goal.skills)
        return all(map(self.is_passed, needs))

    def is_passed(self, skill: SkillId) -> bool:
        learner, goal = self.learner, self.learner.goal
        curriculum = learner.curriculum
        progress = SkillProgress.of(curriculum.exercises[skill], learner.parts)
        excluded = goal.excluded if goal is not None and skill in goal.skills else ()
        return skill in learner.known or progress.is_passed(excluded, curriculum.circular)

    def learned(self) -> frozenset[SkillId]:
        exercises = self.learner.curriculum.exercises
        every = {
            skill: SkillProgress.of(of_skill, self.learner.parts) for skill, of_skill in exercises.items()
        }
        return frozenset(skill for skill, progress in every.items() if progress.is_learned)


def check_what_is_left(drilling: DrillingLearner, before: PlanReview, after: PlanReview) -> None:
    """Assert that what was shown stands in its order, or left for a true reason of the closed list."""
    learner = drilling.learner
    kept = [row.item for row in after.kept]
    shown = [row.item for row in before.kept if row.item not in drilling.skipped]
    still = [item for item in shown if item in kept]
    assert [item for item in kept if item in still] == still
    for item in set(shown) - set(kept):
        state, reason = learner.states.get(item, NEVER_MET), after.left[item]
        due = find_due_day(learner.facts(1), state)
        is_true = {
            "green": state.state == "green",
            "parked": state.state == "parked",
            "marked": state.study_day == learner.today or due is None or due > learner.today,
            "not-servable": state.state == "unseen",
            "gone": False,
        }
        assert is_true[reason], (item, reason, state)


@given(random_banks(), st.integers(0, 99), st.lists(st.sampled_from(ACTS), max_size=30))
def test_whatever_happens_the_list_is_served_as_shown_and_nothing_learned_is_lost(
    banks: RandomBanks, seed: int, acts: list[str]
) -> None:
    drilling = DrillingLearner(banks, seed)
    for name in acts:
        shown, rows, learned = drilling.review(), drilling.rows, drilling.learned()
        drilling.act(name)
        if drilling.rows is rows:
            check_what_is_left(drilling, shown, drilling.review())
        assert name.startswith("undo") or learned <= drilling.learned()


@given(random_banks(), st.integers(0, 99), st.sampled_from((0, 1)))
def test_five_minutes_a_day_reach_the_goal_too(banks: RandomBanks, seed: int, which: int) -> None:
    learner = SimulatedLearner(banks.curriculum, banks.goals[which], 0.8, seed, minutes=5.0)
    assert learner.drill_until_reached(400) is not None


@given(random_banks(), st.integers(0, 99), st.lists(st.booleans(), max_size=20))
def test_an_undone_session_leaves_the_day_as_it_was(banks: RandomBanks, seed: int, right: list[bool]) -> None:
    drilling = DrillingLearner(banks, seed)
    drilling.act("day")
    shown, learned = drilling.review(), drilling.learned()
    for is_right in right:
        drilling.act("right" if is_right else "wrong")
    drilling.act("undo session")
    assert drilling.learned() == learned
    assert drilling.review() == shown

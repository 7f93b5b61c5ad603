"""A day's plan: what comes, in which order, and what of it may be served at its turn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from drill.gyr.curriculum import Curriculum
from drill.gyr.day_facts import DayFacts
from drill.gyr.day_plan import plan_day, plan_scope, review_plan
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.method import Method, Planned
from drill.gyr.path import find_goal_path
from drill.gyr.skills import NOT_MET
from tests.entries import entry
from tests.gyr.random_learning import RandomBanks, random_banks, random_learners
from tests.simulated_learner import SimulatedLearner

NEW = ("goal", "paper", "deeper", "besides")


@given(random_learners())
def test_nothing_comes_twice_and_nothing_that_is_green_or_parked(learner: SimulatedLearner) -> None:
    plan = plan_day(learner.facts(learner.minutes))
    assert len({planned.item for planned in plan}) == len(plan)
    for planned in plan:
        state = learner.parts.get(planned.item, NOT_MET).state
        assert state == ("green" if planned.reason == "check" else state)
        assert state not in (("parked",) if planned.reason == "check" else ("parked", "green"))
        assert (state == "unseen") == (planned.reason in NEW)


@given(random_learners())
def test_what_is_shown_is_what_is_served_while_all_is_green(learner: SimulatedLearner) -> None:
    learner.right = 1.0
    plan = plan_day(learner.facts(learner.minutes))
    while plan:
        review = review_plan(plan, learner.facts(1))
        assert (review.next, review.kept, review.left) == (plan[0], tuple(plan), {})
        learner.answer(plan.pop(0))


@given(random_learners())
def test_after_any_mark_what_is_kept_is_in_its_order_and_may_be_served(learner: SimulatedLearner) -> None:
    plan = plan_day(learner.facts(learner.minutes))
    while plan:
        review = review_plan(plan, learner.facts(1))
        assert [planned for planned in plan if planned.item not in review.left] == [*review.kept]
        assert review.next == (review.kept[0] if review.kept else None)
        plan = [*review.kept]
        if plan:
            learner.answer(plan.pop(0))


@given(random_learners())
def test_other_subjects_come_only_where_the_goal_has_nothing(learner: SimulatedLearner) -> None:
    facts = learner.facts(learner.minutes)
    plan = plan_day(facts)
    first = [planned for planned in plan if planned.reason != "besides"]
    assert plan[: len(first)] == first
    if len(plan) > len(first):
        left = facts.minutes - sum(planned.minutes for planned in first)
        more = plan_day(replace(facts, planned=first, minutes=left, adds_others=False, checks=()))
        assert not more


@given(random_learners(), st.integers(0, 20))
def test_a_stretch_goes_on_where_the_list_ends(learner: SimulatedLearner, minutes: int) -> None:
    facts = learner.facts(learner.minutes)
    plan = plan_day(facts)
    more = plan_day(replace(facts, planned=plan, minutes=float(minutes)))
    assert not {planned.item for planned in plan} & {planned.item for planned in more}
    everything = [*plan, *more]
    assert review_plan(everything, facts).kept == tuple(everything)


@given(random_banks(), st.integers(0, 9), st.sampled_from((1.0, 0.8)), st.sampled_from((0, 1)))
def test_every_goal_is_reached(banks: RandomBanks, seed: int, right: float, which: int) -> None:
    learner = SimulatedLearner(banks.curriculum, banks.goals[which], right, seed)
    assert learner.drill_until_reached(200) is not None


@given(random_learners(), st.data())
def test_a_scope_serves_all_of_it_that_may_come(learner: SimulatedLearner, data: st.DataObject) -> None:
    items = [*learner.curriculum.entries]
    scope = data.draw(st.sets(st.sampled_from(items), min_size=1))
    chosen = data.draw(st.lists(st.sampled_from(items), max_size=2, unique=True))
    plan = plan_scope(learner.facts(math.inf), scope, chosen, early=True)
    planned = [each.item for each in plan]
    assert planned[: len(chosen)] == chosen
    assert len(set(planned)) == len(planned)
    parts, today = learner.parts, learner.today
    waiting = {i for i in scope if parts.get(i, NOT_MET).state not in ("green", "parked")}
    tried_today = {i for i in waiting if i in learner.states and learner.states[i].study_day == today}
    assert set(planned) == (waiting - tried_today) | set(chosen)


@given(random_learners())
def test_strict_passes_follow_the_files_and_ignore_the_goal(learner: SimulatedLearner) -> None:
    learner.method = Method(passes="strict")
    facts = learner.facts(math.inf)
    plan = plan_day(facts)
    assert plan == plan_day(replace(facts, goal=None, known=(), parts={}))
    assert all(learner.states[p.item].state in ("yellow", "red") for p in plan if p.reason == "again")
    banks = [learner.curriculum.entries[planned.item].bank for planned in plan]
    assert banks == sorted(banks)

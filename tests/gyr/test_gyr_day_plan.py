"""A day's plan: what comes, in which order, and what of it may be served at its turn."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.day_plan import plan_day, plan_scope, review_plan
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import find_goal_path, link_near
from drill.gyr.plan_ledger import DayFacts, Method, Planned
from drill.gyr.skills import NOT_MET, Curriculum
from tests.entries import entry
from tests.gyr.random_learning import RandomBanks, random_banks, random_learners
from tests.simulated_learner import SimulatedLearner

NEW = ("goal", "paper", "deeper", "besides")


@given(random_learners())
def test_a_plan_fits_the_minutes_without_what_is_settled_and_the_same_facts_give_it_again(
    learner: SimulatedLearner,
) -> None:
    facts = learner.facts(learner.minutes)
    plan = plan_day(facts)
    assert plan == plan_day(facts)
    assert len(plan) == 1 or sum(planned.minutes for planned in plan) <= learner.minutes + 1e-9
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
    scope = data.draw(st.sets(st.sampled_from([*learner.curriculum.entries]), min_size=1))
    facts = replace(learner.facts(math.inf), checks=())
    planned = [each.item for each in plan_scope(facts, scope, early=True)]
    assert len(set(planned)) == len(planned)
    parts, today = learner.parts, learner.today
    waiting = {i for i in scope if parts.get(i, NOT_MET).state not in ("green", "parked")}
    tried_today = {i for i in waiting if i in learner.states and learner.states[i].study_day == today}
    assert set(planned) == waiting - tried_today


@given(random_learners())
def test_strict_passes_follow_the_files_and_ignore_the_goal(learner: SimulatedLearner) -> None:
    learner.method = Method(passes="strict")
    facts = learner.facts(math.inf)
    plan = plan_day(facts)
    assert plan == plan_day(replace(facts, goal=None, known=(), parts={}))
    assert all(learner.states[p.item].state in ("yellow", "red") for p in plan if p.reason == "again")
    banks = [learner.curriculum.entries[planned.item].bank for planned in plan]
    assert banks == sorted(banks)


# --- rule by rule ------------------------------------------------------------------------------------------


def learner_with(
    *exercises: Entry, needs: dict[SkillId, tuple[SkillId, ...]] | None = None, **more: Any
) -> SimulatedLearner:
    """A learner before exercises, who answers everything right."""
    curriculum = Curriculum({each.item: each for each in exercises}, needs or {})
    chosen: dict[str, Any] = {"goal": None, "right": 1.0, "day": 1}
    return SimulatedLearner(curriculum, **(chosen | more))


def subject(name: str, *skills: str, each: int = 2, level: int = 2, **fields: Any) -> list[Entry]:
    return [
        entry(f"{name}/{skill}{n}", skill=skill, level=level, topic=f"t-{skill}", **fields)
        for skill in skills
        for n in range(each)
    ]


def planned(facts: DayFacts, **more: Any) -> list[str]:
    return [each.item for each in plan_day(replace(facts, **more))]


def answer(learner: SimulatedLearner, item: str, right: float = 1.0) -> None:
    learner.right = right
    learner.answer(Planned(ItemId(item), "goal", 1.0))


def test_a_chain_of_skills_fills_a_first_day_and_an_error_takes_along_what_rests_on_it() -> None:
    needs = {SkillId("b"): (SkillId("a"),), SkillId("c"): (SkillId("b"),)}
    learner = learner_with(*subject("x", "a", "b", "c"), needs=needs)
    plan = plan_day(learner.facts(25))
    assert [each.item for each in plan] == ["x/a0", "x/b0", "x/c0"]
    answer(learner, "x/a0", 0.0)
    review = review_plan(plan, learner.facts(1))
    assert (review.next, review.left) == (
        None, {"x/a0": "marked", "x/b0": "not-servable", "x/c0": "not-servable"}
    )  # fmt: skip


def test_a_rapid_exercise_opens_a_skill_and_its_ordinary_one_follows() -> None:
    rapid = [entry(f"x/{skill}r", skill=skill, topic=f"t-{skill}", pace=6) for skill in "ab"]
    learner = learner_with(*rapid, *subject("x", "a", "b", each=1))
    assert planned(learner.facts(25)) == ["x/ar", "x/a0", "x/br", "x/b0"]
    assert planned(learner.facts(4)) == ["x/ar", "x/a0", "x/br"]


def test_on_the_near_way_at_most_three_rapid_exercises_are_new_on_a_day() -> None:
    rapid = [entry(f"x/{skill}r", skill=skill, topic=f"t-{skill}", pace=6) for skill in "abcdef"]
    paper = [entry("p/0", needs=tuple("abcdef"), trains="", in_file_order=True)]
    learner = learner_with(*rapid, *subject("x", *"abcdef", each=1), *paper)
    assert sum(item.endswith("r") for item in planned(learner.facts(60))) == 6
    learner.goal = find_goal_path(learner.curriculum, paper, linked=link_near(learner.curriculum, paper, {}))
    plan = plan_day(learner.facts(60))
    assert [each.item for each in plan if each.item.endswith("r")] == ["x/ar", "x/br", "x/cr"]
    assert {each.item for each in plan} >= {f"x/{skill}0" for skill in "abcdef"}
    for item in ("x/ar", "x/a0"):
        answer(learner, item)
    assert sum(item.endswith("r") for item in planned(learner.facts(60))) == 2
    more = planned(learner.facts(60), planned=plan[:3])
    assert sum(item.endswith("r") for item in more) == 1, "what the list has already counts"
    assert {each.item for each in plan_scope(learner.facts(math.inf), [e.item for e in rapid])} == {
        e.item for e in rapid[1:]
    }


def test_what_is_nearest_to_a_formula_comes_first_and_its_exercise_waits_for_its_skills() -> None:
    paper = [
        entry("p/far", skill="c", needs=("a", "b"), trains="", in_file_order=True),
        entry("p/near", skill="d", trains="", in_file_order=True),
    ]
    learner = learner_with(*subject("x", *"abcd"), *paper)
    learner.goal = find_goal_path(learner.curriculum, paper)
    assert planned(learner.facts(25)) == ["x/d0", "x/a0", "x/b0", "x/c0", "p/far", "p/near"]
    learner.goal = find_goal_path(learner.curriculum, paper, linked=link_near(learner.curriculum, paper, {}))
    assert planned(learner.facts(25)) == ["x/d0", "x/a0", "x/b0", "x/c0", "p/far", "p/near"]


def test_a_second_exercise_comes_on_another_day() -> None:
    learner = learner_with(*subject("x", "a", "b", each=3))
    for item in planned(learner.facts(25)):
        answer(learner, item)
    assert planned(learner.facts(25)) == []
    learner.day += 1
    assert planned(learner.facts(25)) == ["x/a1", "x/b1"]


def test_re_attempts_take_half_of_the_time_and_stand_between_what_is_new() -> None:
    learner = learner_with(*subject("x", *"abcdefghij", each=1))
    for skill in "abcde":
        answer(learner, f"x/{skill}0", 0.0)
    learner.day += 4
    learner.right = 1.0
    plan = plan_day(learner.facts(22))
    assert sum(each.reason == "again" for each in plan) == 5
    assert [each.reason for each in plan][:4] == ["again", "goal", "again", "goal"]
    # Beyond the half they come before anything else of the day is left empty.
    assert sum(each.reason == "again" for each in plan_day(learner.facts(11))) == 2


def test_what_was_skipped_comes_last_and_what_is_open_elsewhere_not_at_all() -> None:
    learner = learner_with(*subject("x", *"abc", each=1))
    learner.skip(ItemId("x/a0"))
    assert planned(learner.facts(25)) == ["x/b0", "x/c0", "x/a0"]
    assert planned(learner.facts(25), left_out=["x/b0"]) == ["x/c0", "x/a0"]


def test_what_cannot_be_prepared_holds_up_no_skill() -> None:
    learner = learner_with(*subject("x", "a", each=2))
    facts = replace(learner.facts(25), left_out=["x/a0"])
    assert [each.item for each in plan_day(facts)] == ["x/a1"]
    answer(learner, "x/a1")
    learner.day += 1
    plan = plan_day(replace(learner.facts(25), left_out=["x/a0"]))
    assert [(each.item, each.reason) for each in plan] == [("x/a1", "check")]


def test_class_work_is_half_of_what_is_new_and_waits_for_nothing() -> None:
    needs = {SkillId("z"): (SkillId("y"),)}
    work = subject("x", "z", each=4)
    learner = learner_with(*subject("x", *"abcd", each=1), *work, *subject("x", "y"), needs=needs)
    plan = planned(learner.facts(14), class_work=[each.item for each in work])
    assert sum(item.startswith("x/z") for item in plan) == 3
    assert len(plan) == 6


def test_notes_come_at_the_end_and_what_left_the_warm_up_at_the_beginning() -> None:
    note = entry("papers/p/note", in_file_order=True, trains="", kind="self")
    back = entry("x/back", skill="back", pace=6)
    learner = learner_with(*subject("x", *"abc", each=1), note, back)
    answer(learner, "x/back")
    facts = replace(learner.facts(25), notes=[note.item], returns=[back.item])
    plan = plan_day(facts)
    assert (plan[0].item, plan[0].reason) == ("x/back", "warm-up")
    assert (plan[-1].item, plan[-1].reason) == ("papers/p/note", "paper")
    assert len(plan) == 5


def test_what_could_not_be_followed_comes_first_once_that_day_and_once_later() -> None:
    learner = learner_with(*subject("x", *"abc", each=3))
    facts = replace(learner.facts(7), unclear={SkillId("c"): learner.today})
    assert planned(facts)[0] == "x/c0"
    answer(learner, "x/c0")
    assert "x/c1" not in planned(replace(learner.facts(7), unclear=facts.unclear))
    learner.day += 1
    assert planned(replace(learner.facts(7), unclear=facts.unclear))[0] == "x/c1"


def test_what_rests_on_a_skill_that_became_fluent_begins_first() -> None:
    needs = {SkillId("d"): (SkillId("a"),)}
    learner = learner_with(*subject("x", *"abcd"), needs=needs, known=frozenset({SkillId("a")}))
    assert planned(learner.facts(7))[:1] == ["x/b0"]
    assert planned(learner.facts(7), fluent={SkillId("a"): learner.today})[:1] == ["x/d0"]


def test_checks_are_one_in_six_and_fill_what_time_is_left() -> None:
    learner = learner_with(*subject("x", *"abcdefghi", each=4))
    for skill in "abc":
        answer(learner, f"x/{skill}0")
    learner.day += 30
    facts = replace(learner.facts(13), checks=[ItemId(f"x/{skill}0") for skill in "abc"])
    assert [each.reason for each in plan_day(facts)].count("check") == 1
    assert [each.reason for each in plan_day(replace(facts, minutes=60.0))].count("check") == 3


def test_nothing_above_the_third_level_comes_first_unless_nothing_else_may() -> None:
    hard, easy = subject("x", *"ab", level=4), subject("x", *"cd", level=3)
    learner = learner_with(*hard, *easy)
    assert planned(learner.facts(7)) == ["x/c0", "x/d0"]
    assert planned(learner.facts(25)) == ["x/c0", "x/d0", "x/a0", "x/b0"]


def test_other_subjects_come_last_and_only_if_asked_for() -> None:
    learner = learner_with(*subject("x", "a"), *subject("y", "b"))
    learner.goal = find_goal_path(learner.curriculum, subject("x", "a"))
    plan = plan_day(learner.facts(25))
    assert [(each.item, each.reason) for each in plan] == [("x/a0", "goal"), ("y/b0", "besides")]
    assert planned(learner.facts(25), adds_others=False) == ["x/a0"]
    for item in ("x/a0", "x/a1"):
        answer(learner, item)
        learner.day += 1
    assert [each.reason for each in plan_day(learner.facts(25))] == ["goal"]  # it is reached


def test_the_goal_is_planned_to_its_end_before_other_subjects() -> None:
    # Two greens pass a skill of rapid exercises, and only then the next of its topic may begin.
    skills = [SkillId(f"s{n}") for n in range(6)]
    goal = [
        entry(f"a/{skill}-{n}", skill=skill, topic=f"t{place % 3}", pace=5)
        for place, skill in enumerate(skills)
        for n in range(2)
    ]
    needs = {skill: (before,) for before, skill in pairwise(skills)}
    learner = learner_with(*goal, *subject("b", "other"), needs=needs)
    learner.goal = find_goal_path(learner.curriculum, goal)
    plan = plan_day(learner.facts(25))
    assert {each.item for each in plan if each.reason == "goal"} == {each.item for each in goal}


def test_a_textbook_comes_in_its_order_whatever_the_levels() -> None:
    book = [
        entry(f"book/{n}", trains="", in_file_order=True, level=level) for n, level in enumerate((5, 1, 4))
    ]
    learner = learner_with(*subject("x", "a"), *book)
    learner.goal = find_goal_path(learner.curriculum, book)
    assert planned(learner.facts(25), adds_others=False) == ["book/0", "book/1", "book/2"]


def test_a_rapid_opener_and_its_ordinary_exercise_stay_together() -> None:
    learner = learner_with(
        *(
            entry(f"{bank}/{name}", skill=f"{bank}{name[:1]}", pace=5 * (name[1:] == "r"))
            for bank in "xy"
            for name in ("1r", "1o", "2r", "2o")
        )
    )
    assert planned(learner.facts(25))[:4] == ["x/1r", "x/1o", "y/1r", "y/1o"]


def test_banks_in_their_files_order_have_their_turn() -> None:
    own = [entry(f"own/{n}", in_file_order=True, skill="q", needs=("unheard",)) for n in range(3)]
    learner = learner_with(*subject("x", *"abc", each=1), *own)
    assert planned(learner.facts(25)) == ["x/a0", "own/0", "x/b0", "own/1", "x/c0", "own/2"]


def test_a_bank_keeps_its_order_in_a_scope() -> None:
    own = [
        entry(f"own/{n}", in_file_order=True, skill="q", pace=6 * (n % 3 == 2), level=1 + n) for n in range(5)
    ]
    learner = learner_with(*own)
    assert [each.item for each in plan_scope(learner.facts(math.inf), [e.item for e in own])] == [
        e.item for e in own
    ]


def test_what_takes_longer_than_a_whole_day_comes_alone() -> None:
    long = entry("x/long", skill="a", level=5, stages=5)
    learner = learner_with(long, *subject("y", "b"))
    learner.goal = find_goal_path(learner.curriculum, [long])
    assert planned(learner.facts(5)) == ["x/long"]
    answer(learner, "x/long", 0.0)
    assert "x/long" not in planned(learner.facts(5))


def test_what_takes_longer_than_a_whole_day_goes_before_upkeep() -> None:
    long = entry("x/long", skill="a", level=5, stages=5)
    learner = learner_with(long, *subject("y", "b"))
    answer(learner, "y/b0")
    learner.day += 30
    learner.goal = find_goal_path(learner.curriculum, [long])
    facts = replace(learner.facts(5), checks=[ItemId("y/b0")])
    assert planned(facts) == ["x/long"]
    assert {*planned(facts, minutes=25.0)} == {"x/long", "y/b0"}


def test_a_check_comes_every_few_days_where_a_day_is_short() -> None:
    learner = learner_with(*subject("x", *"abcdefgh"))
    for skill in "abc":
        answer(learner, f"x/{skill}0")
    learner.day += 30
    days = [replace(learner.facts(5), today=learner.today + timedelta(n)) for n in range(40)]
    reasons = [
        each.reason
        for facts in days
        for each in plan_day(replace(facts, checks=[ItemId(f"x/{s}0") for s in "abc"]))
    ]
    assert 5 * reasons.count("check") <= len(reasons)


def test_where_all_waits_for_a_skill_another_exercise_of_it_comes_the_same_day() -> None:
    needs = {SkillId("b"): (SkillId("a"),)}
    learner = learner_with(*subject("x", "a", each=3), *subject("x", "b"), needs=needs)
    answer(learner, "x/a0", 0.0)
    assert planned(learner.facts(25)) == ["x/a1", "x/b0"]
    answer(learner, "x/a1", 0.0)
    assert planned(learner.facts(25)) == []


def test_a_try_that_takes_longer_than_a_whole_day_comes_alone_where_others_would_fit() -> None:
    long = entry("x/long", skill="a", level=5, stages=5)
    learner = learner_with(long, *subject("y", *"bcd", level=1))
    answer(learner, "x/long", 0.0)
    learner.day += 1
    assert planned(learner.facts(5)) == ["x/long"]
    assert planned(learner.facts(25))[:1] != ["x/long"]


def test_while_a_path_skill_is_not_passed_its_easiest_waits_for_three_days_at_most() -> None:
    learner = learner_with(*subject("x", "a", each=1), *subject("x", "b", each=2))
    learner.goal = find_goal_path(learner.curriculum, [*learner.curriculum.entries.values()])
    answer(learner, "x/b1")
    for item in ("x/a0", "x/b0"):
        for _ in range(3):
            learner.method = replace(learner.method, gaps=(7,))
            answer(learner, item, 0.0)
            learner.day += 1
            break
    learner.day += 2
    again = [each.item for each in plan_day(learner.facts(25)) if each.reason == "again"]
    assert again == ["x/a0"]


def test_checks_awaited_come_from_the_next_day_on() -> None:
    learner = learner_with(*subject("x", "a", each=1))
    answer(learner, "x/a0")
    assert planned(learner.facts(25)) == []
    learner.day += 1
    assert [(each.item, each.reason) for each in plan_day(learner.facts(25))] == [("x/a0", "check")]
    answer(learner, "x/a0")
    assert planned(learner.facts(25)) == []


def test_why_an_item_leaves_a_plan() -> None:
    learner = learner_with(*subject("x", *"abcdef", each=1))
    plan = plan_day(learner.facts(25))
    answer(learner, "x/a0")
    answer(learner, "x/b0", 0.0)
    learner.park(ItemId("x/c0"))
    review = review_plan([*plan, Planned(ItemId("x/gone"), "goal", 1.0)], learner.facts(1))
    assert review.left == {"x/a0": "green", "x/b0": "marked", "x/c0": "parked", "x/gone": "gone"}
    assert review.next is not None
    assert review.next.item == "x/d0"
    passed_over = review_plan(plan, replace(learner.facts(1), left_out=["x/d0"]))
    assert passed_over.next is not None
    assert (passed_over.next.item, passed_over.kept[0].item) == ("x/e0", "x/d0")


def test_strict_passes_take_topics_in_turn_and_one_pass_after_the_other() -> None:
    exercises = [entry(f"x/{n}", topic=topic) for n, topic in enumerate("ttuu")]
    learner = learner_with(*exercises, entry("a/0"), method=Method(passes="strict", subjects=(BankId("x"),)))
    assert planned(learner.facts(math.inf)) == ["x/0", "x/2", "x/1", "x/3", "a/0"]
    for item, right in (("x/0", 0.0), ("x/2", 1.0), ("x/1", 0.0)):
        answer(learner, item, right)
    learner.skip(ItemId("x/3"))
    assert planned(learner.facts(math.inf)) == ["a/0", "x/3"]
    learner.day += 1
    assert planned(learner.facts(math.inf)) == ["x/3", "x/0", "x/1", "a/0"]
    assert planned(learner.facts(2)) == ["x/3", "x/0"]
    first, *_ = plan_day(learner.facts(math.inf))
    assert planned(learner.facts(first.minutes)) == ["x/3"]

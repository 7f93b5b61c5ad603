"""What comes next today, by the points of "Today's session"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from drill.gyr.entry import Entry
from drill.gyr.events import BankId, EventId, ItemId, SkillId, TopicId
from drill.gyr.progress import Counts
from drill.gyr.queue import Goal, Method, Queue
from drill.gyr.state import ItemState, PassMark
from tests.entries import entry
from tests.gyr.gyr_log import DAY0

TODAY = DAY0 + timedelta(30)
GREEN = ItemState(state="green", passes=1, study_day=DAY0)
STRICT = Method(passes="strict")


def exercise(item: str, topic: str = "t", skill: str = "", needs: tuple[str, ...] = ()) -> Entry:
    """An exercise ``bank/number`` of a skill of its own, or of ``skill``."""
    return entry(item, topic=topic, skill=skill or item, needs=needs)


def in_file_order(*exercises: Entry) -> list[Entry]:
    return [each._replace(in_file_order=True) for each in exercises]


def bank(name: str, *topics: str) -> list[Entry]:
    return [exercise(f"{name}/{n}", topic) for n, topic in enumerate(topics)]


def yellow(days_ago: int, passes: int = 1) -> ItemState:
    return ItemState(state="yellow", passes=passes, yellows=passes, study_day=TODAY - timedelta(days_ago))


def queue(exercises: list[Entry], states: Mapping[str, ItemState] | None = None, **more: Any) -> Queue:
    known = {ItemId(item): state for item, state in (states or {}).items()}
    return Queue(exercises, known, today=TODAY, **more)


def planned(made: Queue, length: int = 99) -> list[str]:
    return [choice.item for choice in made.plan(length)]


def test_nothing_loaded_serves_nothing() -> None:
    assert queue([]).next() is None
    assert planned(queue([])) == []


def test_a_choice_tells_how_the_item_stands() -> None:
    made = queue(bank("a", "t", "t"), {"a/0": yellow(1)})
    first, second = made.plan(2)
    assert (first.item, first.state, first.round, first.pass_, first.why) == ("a/1", "unseen", 1, 1, "unseen")
    assert (second.item, second.state, second.pass_, second.due) == ("a/0", "yellow", 2, TODAY)
    assert (second.why, second.serves_as) == ("re-attempt", "pass")


def test_green_parked_and_what_is_not_due_stay_away() -> None:
    parked = ItemState(state="parked", passes=5, first_red=1, study_day=DAY0, parked_on=DAY0)
    states = {"a/0": GREEN, "a/1": parked, "a/2": yellow(0), "a/3": yellow(2, passes=2)}
    assert planned(queue(bank("a", *"tttt"), states)) == []
    assert planned(queue(bank("a", *"tttt"), states | {"a/3": yellow(3, passes=2)})) == ["a/3"]


def test_half_of_the_day_are_re_attempts_while_unseen_remain() -> None:
    exercises = bank("a", *"uuuu") + bank("b", *"rrrr")
    states = {f"b/{n}": yellow(9 - n) for n in range(4)}
    assert planned(queue(exercises, states)) == ["a/0", "b/0", "a/1", "b/1", "a/2", "b/2", "a/3", "b/3"]
    third = queue(exercises, states, method=Method(share=34))
    assert planned(third, 6) == ["a/0", "a/1", "b/0", "a/2", "a/3", "b/1"]
    assert planned(queue(exercises, states, method=Method(share=0)), 4) == ["a/0", "a/1", "a/2", "a/3"]
    assert planned(queue(exercises, states, method=Method(share=100)), 4) == ["b/0", "b/1", "b/2", "b/3"]


def test_the_share_counts_all_sessions_of_the_day() -> None:
    exercises = bank("a", *"uuuu") + bank("b", *"rrrr")
    states = {f"b/{n}": yellow(9 - n) for n in range(4)}
    after_four = queue(exercises, states, counts=Counts(again=0, total=4))
    assert planned(after_four, 4) == ["b/0", "b/1", "b/2", "b/3"]
    assert planned(queue(exercises, states, counts=Counts(again=2, total=2)), 3) == ["a/0", "a/1", "a/2"]


def test_re_attempts_form_one_line_by_due_day_then_id() -> None:
    exercises = bank("a", *"xyz") + bank("b", *"xyz")
    days_ago = {"a/0": 3, "a/1": 5, "a/2": 3, "b/0": 4, "b/1": 3, "b/2": 9}
    states = {item: yellow(days) for item, days in days_ago.items()}
    assert planned(queue(exercises, states)) == ["b/2", "a/1", "b/0", "a/0", "a/2", "b/1"]


def test_another_topic_than_the_last_where_one_is_there() -> None:
    exercises = bank("a", *"xxyx")
    states = {"a/0": yellow(9), "a/1": yellow(8), "a/2": yellow(3), "a/3": yellow(7)}
    assert planned(queue(exercises, states)) == ["a/0", "a/2", "a/1", "a/3"]
    assert planned(queue(exercises, states, last=ItemId("a/3")), 1) == ["a/2"]
    assert planned(queue(bank("a", *"xxy"), last=ItemId("a/2"))) == ["a/0", "a/2", "a/1"]


def test_unseen_come_from_the_topic_of_which_least_is_met_whatever_the_subject() -> None:
    exercises = bank("a", *"xyxy") + bank("b", *"xyxy")
    states = {"a/0": GREEN, "a/1": GREEN}
    assert planned(queue(exercises, states)) == ["b/0", "b/1", "a/2", "a/3", "b/2", "b/3"]


def test_subjects_tie_in_the_order_of_the_settings_then_by_id() -> None:
    exercises = bank("a", "x") + bank("c", "x") + bank("b", "x")
    assert planned(queue(exercises)) == ["a/0", "b/0", "c/0"]
    assert planned(queue(exercises, method=Method(subjects=(BankId("c"),)))) == ["c/0", "a/0", "b/0"]


def test_prerequisites_come_first_and_never_lock() -> None:
    exercises = [
        exercise("a/0", "x", "s.late", needs=("s.early", "s.not-loaded")),
        exercise("a/1", "y", "s.early"),
        exercise("a/2", "y", "s.locked", needs=("s.circle",)),
        exercise("a/3", "z", "s.circle", needs=("s.locked",)),
    ]
    made = queue(exercises)
    assert planned(made) == ["a/1", "a/0", "a/3", "a/2"]
    after = replace(GREEN, study_day=TODAY)
    made.mark(ItemId("a/1"), after)
    assert made.next().item == "a/0"  # type: ignore[union-attr]
    made.refresh(ItemId("a/1"), ItemState())
    assert made.next().item == "a/1"  # type: ignore[union-attr]


ONCE_GREEN = PassMark(EventId("e"), 1, 1, "green", True, False, "first", DAY0)
RED = ONCE_GREEN._replace(colour="red", ok=False)
CHAIN = [
    exercise("a/0", "w", "s.early"),
    exercise("a/1", "x", "s.late", needs=("s.early",)),
    exercise("a/2", "y", "s.end", needs=("s.late",)),
    exercise("a/3", "z", "s.free"),
]


@pytest.mark.parametrize(
    ("early", "following"),
    [
        (yellow(0), "a/3"),
        (replace(yellow(0), marks=(ONCE_GREEN, RED._replace(colour="yellow"))), "a/1"),
        (ItemState(state="parked", study_day=TODAY, marks=(RED,)), "a/1"),
        (GREEN, "a/1"),
    ],
)
def test_what_was_green_once_or_is_parked_opens_what_rests_on_it(early: ItemState, following: str) -> None:
    assert planned(queue(CHAIN, {"a/0": early}))[0] == following


def test_what_is_known_opens_what_rests_on_it_and_comes_last_itself() -> None:
    known = {SkillId("s.early"), SkillId("s.late")}
    assert planned(queue(CHAIN, known=known)) == ["a/2", "a/3", "a/0", "a/1"]
    wrong = replace(yellow(0), marks=(RED._replace(colour="yellow"),))
    made = queue(CHAIN, known={SkillId("s.early")})
    assert planned(made) == ["a/1", "a/2", "a/3", "a/0"]
    made.refresh(ItemId("a/0"), wrong)
    assert planned(made) == ["a/3", "a/1", "a/2"]
    assert planned(queue(CHAIN, {"a/0": wrong}, known={SkillId("s.early")})) == ["a/3", "a/1", "a/2"]


def test_every_eighth_new_exercise_comes_from_a_topic_of_which_nothing_was_met() -> None:
    met = [exercise(f"a/{n}", "t", f"s.{n}") for n in range(7)]
    locked = exercise("a/9", "u", "s.locked", needs=("s.never",))
    never = exercise("a/8", "t", "s.never")
    states = {each.item: GREEN for each in met}
    assert planned(queue([*met, locked, never], states)) == ["a/9", "a/8"]
    assert planned(queue([*met[1:], locked, never], states)) == ["a/8", "a/9"]
    in_met_topic = locked._replace(topic=TopicId("t"))
    assert planned(queue([*met, in_met_topic, never], states)) == ["a/8", "a/9"]
    towards = Goal((SkillId("s.never"),))
    assert planned(queue([*met, locked, never], states, goal=towards)) == ["a/8", "a/9"]


def test_what_rests_on_a_skill_that_became_fluent_comes_next_once() -> None:
    plain = [exercise(f"a/{n}", f"t{n}", f"s.{n}") for n in range(3)]
    resting = [exercise(f"b/{n}", f"u{n}", f"r.{n}", needs=("s.fluent",)) for n in range(2)]
    exercises = [exercise("c/0", "v", "s.fluent"), *plain, *resting]
    states = {"c/0": GREEN}
    fluent = {SkillId("s.fluent"): TODAY}
    assert planned(queue(exercises, states), 1) == ["a/0"]
    towards = Goal((SkillId("s.1"),))
    for more in ({}, {"goal": towards}):
        assert planned(queue(exercises, states, fluent=fluent, **more), 2)[0] == "b/0"
        assert planned(queue(exercises, states, fluent=fluent, **more), 2)[1].startswith("a/")
    # Where nothing that rests on it is at the edge, all stays as it is.
    locked = [each._replace(needs=(*each.needs, SkillId("s.2"))) for each in resting]
    same = queue([*exercises[:4], *locked], states)
    assert planned(queue([*exercises[:4], *locked], states, fluent=fluent), 1) == planned(same, 1)
    # One that was begun since is the transfer; one that was begun before is none.
    for day, first in ((TODAY, "a/0"), (TODAY - timedelta(1), "b/1")):
        met = states | {"b/0": replace(GREEN, study_day=day)}
        assert planned(queue(exercises, met, fluent=fluent), 1) == [first]


def test_one_exercise_of_each_skill_that_is_unclear_comes_before_all_else_that_is_new() -> None:
    others = [exercise(f"a/{n}", f"t{n}", f"s.{n}") for n in range(3)]
    unclear = [exercise(f"b/{n}", "u", "s.unclear") for n in range(4)] + [exercise("c/0", "v", "s.known")]
    exercises, known = [*others, *unclear], {SkillId("s.known")}
    goal = Goal((SkillId("s.2"),), unclear={SkillId("s.unclear"): TODAY, SkillId("s.known"): TODAY})
    assert planned(queue(exercises, known=known, goal=goal), 3) == ["b/0", "c/0", "a/2"]
    # Of a skill of which one was met today, or since that was said, none comes first.
    for day, first in ((TODAY, "a/2"), (TODAY - timedelta(1), "a/2"), (TODAY - timedelta(2), "b/2")):
        states = {"b/0": GREEN, "b/1": replace(GREEN, study_day=day), "c/0": replace(GREEN, study_day=TODAY)}
        said = replace(goal, unclear=dict.fromkeys(goal.unclear, TODAY - timedelta(2)))
        assert planned(queue(exercises, states, known=known, goal=said), 1) == [first]
    # One that is to be tried again holds up its skill.
    states = {"b/0": yellow(1), "c/0": replace(GREEN, study_day=TODAY)}
    made = queue(exercises, states, known=known, goal=goal, counts=Counts(9, 9))
    assert planned(made, 1) == ["a/2"]
    # Strict passes know of none.
    assert planned(queue(exercises, method=STRICT, goal=goal), 1) == ["a/0"]


def test_new_exercises_go_towards_a_goal_and_its_own_take_their_turn() -> None:
    goal = Goal((SkillId("s.early"), SkillId("s.late")), (ItemId("p/1"), ItemId("p/0")))
    paper = in_file_order(exercise("p/0", "x"), exercise("p/1", "x"))
    assert planned(queue([*CHAIN, *paper], goal=goal)) == ["a/0", "p/1", "a/1", "p/0", "a/2", "a/3"]
    assert planned(queue([*CHAIN, *paper], {"a/0": yellow(9)}, goal=goal))[:2] == ["p/1", "a/0"]


def test_the_goals_own_exercises_wait_until_what_they_rest_on_is_learned_or_known() -> None:
    skills = [exercise("a/0", "w", "s.early"), exercise("a/1", "x", "s.early"), exercise("a/2", "y", "s.b")]
    paper = in_file_order(exercise("p/0", "x", needs=("s.early",)), exercise("p/1", "x"))
    goal = Goal((SkillId("s.early"),), (ItemId("p/0"), ItemId("p/1")))
    assert planned(queue([*skills, *paper], goal=goal)) == ["a/0", "p/1", "a/2", "p/0", "a/1"]
    known = {SkillId("s.early")}
    assert planned(queue([*skills, *paper], goal=goal, known=known)) == ["p/0", "p/1", "a/2", "a/0", "a/1"]


def test_only_other_skills_that_are_loaded_are_waited_for() -> None:
    exercises = [
        exercise("a/0", "x", "s.free"),
        exercise("a/1", "x", "s.second", needs=("s.free",)),
        exercise("a/2", "x", "s.own", needs=("s.own", "s.not-loaded")),
    ]
    assert queue(exercises).plan(9)[1].item == "a/1"
    assert planned(queue([*exercises[1:], exercise("a/9", "x", "s.free")])) == ["a/2", "a/9", "a/1"]


def begun(days_ago: int, **more: Any) -> ItemState:
    day = TODAY - timedelta(days_ago)
    mark = ONCE_GREEN._replace(study_day=day)
    return replace(GREEN, study_day=day, marks=(mark,), **more)


PAIRS = [
    exercise("a/0", "x", "s.sum"),
    exercise("a/1", "y", "s.sum"),
    exercise("a/2", "x", "s.limit"),
    exercise("a/3", "x", "s.limit"),
    exercise("a/4", "y", "s.slope", needs=("s.limit",)),
    exercise("a/5", "y", "s.slope", needs=("s.limit",)),
]


def test_a_skill_is_finished_two_study_days_after_its_first_exercise_before_others_begin() -> None:
    assert planned(queue(PAIRS, {"a/0": begun(2)})) == ["a/1", "a/2", "a/4", "a/3", "a/5"]
    assert planned(queue(PAIRS, {"a/0": begun(1)})) == ["a/2", "a/4", "a/1", "a/3", "a/5"]
    assert planned(queue(PAIRS, {"a/0": begun(3), "a/2": begun(4)}))[:3] == ["a/3", "a/1", "a/4"]


def test_a_second_exercise_comes_on_the_day_of_the_first_only_when_nothing_else_is_new() -> None:
    assert planned(queue(PAIRS)) == ["a/0", "a/2", "a/4", "a/3", "a/1", "a/5"]
    made = queue(PAIRS)
    made.mark(ItemId("a/0"), begun(0))
    assert planned(made, 2) == ["a/2", "a/4"]
    made.refresh(ItemId("a/0"), ItemState())
    assert planned(made, 1) == ["a/1"]  # of another topic than the last


def test_a_yellow_holds_up_its_own_skill_only() -> None:
    states = {"a/0": replace(yellow(0), marks=(RED._replace(study_day=TODAY - timedelta(5)),))}
    assert planned(queue(PAIRS, states))[:2] == ["a/2", "a/4"]
    assert planned(queue(PAIRS, states | {"a/2": begun(1)}))[:2] == ["a/4", "a/3"]


def test_the_second_is_a_level_up_where_the_first_was_green_at_once() -> None:
    levels = [exercise(f"a/{n}", "x", "s")._replace(level=level) for n, level in enumerate((2, 1, 3, 4, 5))]
    assert planned(queue(levels, {"a/0": begun(2)}), 1) == ["a/2"]
    helped = replace(begun(2), marks=(ONCE_GREEN._replace(study_day=TODAY - timedelta(2), helped=True),))
    assert planned(queue(levels, {"a/0": helped})) == ["a/1", "a/2", "a/3", "a/4"]


def test_every_skill_at_the_edge_has_its_first_whatever_the_subject() -> None:
    exercises = [
        exercise("a/0", "x", "a.one"),
        exercise("a/1", "y", "a.one"),
        exercise("b/0", "x", "b.one"),
        exercise("b/1", "y", "b.one"),
        exercise("b/2", "z", "b.two"),
    ]
    assert planned(queue(exercises)) == ["a/0", "b/0", "b/2", "a/1", "b/1"]


def test_exercises_without_a_skill_wait_for_no_breadth() -> None:
    exercises = [*bank("a", "x"), exercise("a/1", "y")._replace(skill=SkillId(""), trains=SkillId(""))]
    exercises += [exercise("a/2", "x")._replace(skill=SkillId(""), trains=SkillId(""))]
    assert planned(queue(exercises)) == ["a/0", "a/1", "a/2"]


def test_a_bank_in_file_order_is_served_as_its_file_has_it() -> None:
    paper = in_file_order(
        exercise("p/0", "x", "s.momentum", needs=("s.descent",)),
        exercise("p/1", "x", "s.momentum"),
        exercise("p/2", "y", "s.mean"),
        exercise("p/3", "x", "s.momentum"),
    )
    subject = [exercise("a/0", "t", "s.descent")]
    whole = {each.item for each in paper}
    assert planned(queue(paper + subject, scope=whole)) == ["p/0", "p/1", "p/2", "p/3"]
    assert planned(queue(paper + subject, scope=whole, last=ItemId("p/3"))) == ["p/0", "p/1", "p/2", "p/3"]
    assert planned(queue(paper, method=STRICT, last=ItemId("p/3"))) == ["p/0", "p/1", "p/2", "p/3"]


def test_beside_subjects_a_bank_in_file_order_takes_its_turn() -> None:
    paper = in_file_order(exercise("p/0", "x", "s.a"), exercise("p/1", "x", "s.a"), exercise("p/2", "y"))
    assert planned(queue(bank("a", *"tuv") + paper)) == ["a/0", "p/0", "a/1", "p/1", "a/2", "p/2"]


def test_a_skipped_item_goes_to_the_end_of_today() -> None:
    made = queue(bank("a", *"xyz"), {"a/1": yellow(5)})
    for item in ("a/0", "a/2", "a/1", "a/0"):
        assert made.next().item == item  # type: ignore[union-attr]
        made.skip(ItemId(item), replace(made.state(ItemId(item)), skips=1, skipped_on=TODAY))
    assert planned(made) == ["a/2", "a/1", "a/0"]
    assert len(made) == 3
    tomorrow = {item: made.state(ItemId(item)) for item in ("a/0", "a/1", "a/2")}
    again = Queue(bank("a", *"xyz"), tomorrow, today=TODAY + timedelta(1))  # type: ignore[arg-type]
    assert again.next().item == "a/0"  # type: ignore[union-attr]


def test_a_reopened_item_is_due_at_once() -> None:
    reopened = ItemState(state="red", round=2, opened="reopen", study_day=TODAY, reopened_on=TODAY)
    choice = queue(bank("a", "x"), {"a/0": reopened}).next()
    assert choice is not None
    assert (choice.round, choice.pass_, choice.due) == (2, 1, TODAY)


def test_a_due_day_set_by_a_wild_clock_counts_as_today() -> None:
    assert planned(queue(bank("a", "x"), {"a/0": yellow(-400)})) == ["a/0"]


def test_early_serves_also_what_is_not_yet_due_nearest_first() -> None:
    states = {"a/0": yellow(1, 3), "a/1": yellow(1, 2), "a/2": yellow(0), "a/3": yellow(4)}
    assert planned(queue(bank("a", *"wxyz"), states, early=True)) == ["a/3", "a/1", "a/0"]


def test_a_scope_keeps_to_its_items_and_looks_beyond_for_prerequisites() -> None:
    exercises = [
        exercise("a/0", "x", "s"),
        exercise("b/0", "x", "r", needs=("s",)),
        exercise("b/1", "x", "q"),
    ]
    scope = {ItemId("b/0"), ItemId("b/1")}
    assert planned(queue(exercises, scope=scope)) == ["b/1", "b/0"]
    assert planned(queue(exercises, {"a/0": GREEN}, scope=scope)) == ["b/0", "b/1"]


def test_chosen_items_come_first_due_or_not_each_once() -> None:
    exercises = bank("a", *"xyzx")
    made = queue(exercises, {"a/1": GREEN, "a/2": yellow(0)}, scope=(), chosen=["a/2", "a/1", "a/2", "no/0"])
    first, second = made.plan(9)
    assert (first.item, first.pass_, first.serves_as) == ("a/2", 2, "pass")
    assert (second.item, second.pass_, second.serves_as) == ("a/1", 1, "extra")
    made.skip(ItemId("a/2"), replace(yellow(0), skips=1, skipped_on=TODAY))
    made.mark(ItemId("a/1"), GREEN)
    assert [choice.item for choice in made.plan(9)] == ["a/2"]
    made.refresh(
        ItemId("a/2"), ItemState(state="parked", study_day=TODAY, parked_by_hand=True, parked_on=TODAY)
    )
    assert made.next() is None


def test_what_is_left_out_does_not_come_back() -> None:
    made = queue(bank("a", "x", "y"))
    made.leave_out(ItemId("a/0"))
    made.leave_out(ItemId("gone/0"))
    assert planned(made) == ["a/1"]
    made.refresh(ItemId("a/0"), yellow(5))
    assert planned(made) == ["a/1"]


def test_what_left_the_banks_is_neither_served_nor_counted() -> None:
    made = queue(bank("a", "x"), {"gone/0": yellow(5)})
    made.refresh(ItemId("gone/0"), yellow(0, passes=2))
    assert (planned(made), made.counts) == (["a/0"], Counts())


def test_an_item_that_is_unseen_again_comes_at_its_old_place() -> None:
    exercises = [exercise(f"a/{n}", skill="s") for n in range(3)]
    made = queue(exercises, {"a/1": yellow(0)})
    assert planned(made) == ["a/0", "a/2"]
    made.refresh(ItemId("a/1"), ItemState())
    assert planned(made) == ["a/0", "a/1", "a/2"]


def test_marks_and_their_undoing_move_the_share() -> None:
    made = queue(bank("a", *"xyz"), {"a/1": yellow(5)})
    made.mark(ItemId("a/0"), replace(GREEN, study_day=TODAY))
    made.mark(ItemId("a/1"), replace(GREEN, passes=2, study_day=TODAY))
    assert made.counts == Counts(again=1, total=2)
    made.refresh(ItemId("a/1"), yellow(5))
    assert made.counts == Counts(again=0, total=1)
    made.mark(ItemId("a/0"), replace(GREEN, study_day=TODAY, undoable="extra"))  # type: ignore[arg-type]
    assert made.counts == Counts(again=0, total=1)


def test_checks_and_other_days_do_not_move_the_share() -> None:
    twice = replace(GREEN, passes=2, study_day=TODAY)
    made = queue(bank("a", *"xy"), {"a/0": twice, "a/1": yellow(5, passes=2)})
    lapsed = ItemState(state="red", round=2, round_id="check", opened="check", passes=1, study_day=TODAY)  # type: ignore[arg-type]
    made.refresh(ItemId("a/0"), lapsed)
    made.refresh(ItemId("a/1"), yellow(9, passes=1))
    assert made.counts == Counts()


def test_strict_goes_subject_by_subject_and_pass_by_pass() -> None:
    exercises = bank("a", *"xy") + bank("b", *"xxy")
    states = {"b/0": yellow(1), "b/1": yellow(1), "a/1": yellow(0)}
    order = Method(passes="strict", subjects=(BankId("b"), BankId("a")))
    assert planned(queue(exercises, states, method=order)) == ["b/2", "b/0", "b/1", "a/0"]


def test_strict_serves_none_twice_on_a_study_day() -> None:
    made = queue(bank("a", *"xy"), {"a/1": GREEN}, method=STRICT)
    made.mark(ItemId("a/0"), yellow(0))
    assert made.next() is None
    assert len(made) == 0


def test_strict_lets_a_late_exercise_follow_and_block_nothing() -> None:
    exercises = bank("a", *"xyz")
    states = {"a/0": yellow(1, 3), "a/1": yellow(1, 3)}
    made = queue(exercises, states, method=STRICT)
    assert planned(made) == ["a/2", "a/0", "a/1"]
    made.mark(ItemId("a/2"), yellow(0))
    assert planned(made) == ["a/0", "a/1"]

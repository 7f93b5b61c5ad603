"""Fluency: what is in work, what leaves and returns, what is fluent, what comes next in a set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr import fluency
from drill.gyr.events import ItemId, SkillId
from drill.gyr.fluency import Plan, Rapid, Record, SkillLesson, TimedRep, WarmUpSet

DAY0 = date(2026, 1, 5)
PACE = 6
ITEMS = [ItemId(f"calculus/rapid-{number:02}") for number in range(14)]
POOL = [Rapid(item, SkillId(f"skill.{number}"), (), PACE) for number, item in enumerate(ITEMS)]


def rep(
    day: int, *, ok: bool = True, seconds: float = 4.0, in_set: str = "", characters: int = 3
) -> TimedRep:
    return TimedRep(DAY0 + timedelta(day), in_set or f"set-{day}", ok, seconds, characters)


def lesson(day: int) -> SkillLesson:
    return SkillLesson(DAY0 + timedelta(day))


def record(*history: TimedRep | SkillLesson) -> Record:
    return fluency.record(history, PACE)


# --- time -----------------------------------------------------------------------------------------------


def test_time_allowed_is_the_pace_and_what_typing_takes() -> None:
    assert fluency.time_allowed(6, 5, 0.4) == pytest.approx(8.0)
    assert fluency.time_allowed(6, 500, 0.4) == pytest.approx(6 + 0.4 * fluency.MOST_CHARACTERS)


def test_a_rep_without_a_speed_or_a_wrong_one_is_never_at_pace() -> None:
    assert fluency.is_at_pace(rep(0, seconds=4), PACE, 0.33)
    assert not fluency.is_at_pace(rep(0, seconds=0), PACE, 0.33)
    assert not fluency.is_at_pace(rep(0, ok=False, seconds=1), PACE, 0.33)
    assert not fluency.is_at_pace(rep(0, seconds=7.1), PACE, 0.33)


def test_typing_is_measured_on_the_fastest_quarter_of_enough_answers() -> None:
    typed = [
        TimedRep(DAY0, "s", True, 3 + characters * pause, characters, 3.0)
        for characters, pause in [(6, 0.2)] * 10 + [(6, 0.9)] * 20
    ]
    assert fluency.typing_seconds(typed) == pytest.approx(0.2)
    assert fluency.typing_seconds(typed[:19]) == fluency.USUAL_TYPING_S
    short = [TimedRep(DAY0, "s", True, 9.0, 3, 1.0)] * 40
    assert fluency.typing_seconds(short) == fluency.USUAL_TYPING_S
    slow = [TimedRep(DAY0, "s", True, 60.0, 5, 1.0)] * 40
    assert fluency.typing_seconds(slow) == fluency.MOST_TYPING_S


# --- fluent ---------------------------------------------------------------------------------------------


def test_three_days_right_and_at_pace_are_fluent() -> None:
    assert not record(rep(0), rep(3)).is_fluent
    assert record(rep(0), rep(3), rep(4)).is_fluent


def test_one_other_wrong_rep_is_borne_and_two_are_not() -> None:
    one = (rep(0), rep(1), rep(1, ok=False), rep(2))
    assert record(*one).is_fluent
    assert not record(*one[:-1], rep(2), rep(2, ok=False)).is_fluent


def test_a_slow_first_rep_of_the_last_days_is_not_fluent() -> None:
    assert not record(rep(0), rep(1), rep(2, seconds=20), rep(2)).is_fluent


def test_who_can_do_it_already_shows_it_in_three_reps_on_two_days() -> None:
    assert record(rep(0), rep(0), rep(1)).is_fluent
    assert not record(rep(0), rep(1)).is_fluent
    assert not record(rep(0), rep(0), rep(0)).is_fluent
    assert not record(rep(0, seconds=30), rep(0), rep(1), rep(1)).is_fluent


def test_an_answer_that_was_handed_back_leaves_the_days_word_to_the_next_rep() -> None:
    assert record(rep(0), rep(1, seconds=0), rep(1), rep(2)).is_fluent
    assert record(rep(0), rep(1, seconds=0), rep(2)).days == 2


# --- leaving and returning ------------------------------------------------------------------------------


def test_two_wrong_reps_in_a_set_take_it_out_until_a_later_days_session() -> None:
    out = (rep(0), rep(1, ok=False), rep(1, ok=False))
    assert record(*out).left_on == DAY0 + timedelta(1)
    assert record(*out, lesson(1)).left_on == DAY0 + timedelta(1)
    assert record(*out, lesson(2)).left_on is None
    assert record(*out, lesson(2), rep(3, ok=False)).left_on is None


def test_three_wrong_of_the_last_ten_take_it_out() -> None:
    wrong = [rep(day, ok=day not in (0, 4, 9)) for day in range(10)]
    assert record(*wrong).left_on == DAY0 + timedelta(9)
    spread = [rep(day, ok=day not in (0, 4, 10)) for day in range(11)]
    assert record(*spread).left_on is None


def test_what_left_is_in_no_set_and_not_fluent() -> None:
    log = [(ITEMS[0], rep(day, ok=day not in (0, 4, 9))) for day in range(10)]
    practised = WarmUpSet({ITEMS[0]: PACE}, log).records
    assert not practised[ITEMS[0]].is_fluent
    assert ITEMS[0] not in [rapid.item for rapid in fluency.in_work(POOL, practised)]


def test_a_fourth_set_of_a_day_has_no_effect() -> None:
    log = [(ITEMS[0], rep(0, in_set=f"set-{number}", ok=number < 3)) for number in range(6)]
    assert WarmUpSet({ITEMS[0]: PACE}, log).records[ITEMS[0]].reps == 3
    assert WarmUpSet({ITEMS[0]: PACE}, log).records[ITEMS[0]].left_on is None


# --- what is in work ------------------------------------------------------------------------------------


def test_new_exercises_join_in_the_order_of_the_pool_and_transfer_comes_first() -> None:
    assert fluency.in_work(POOL, {}) == POOL[:4]
    resting = POOL[9]._replace(needs=(SkillId("skill.0"),))
    pool = [*POOL[:9], resting]
    assert fluency.in_work(pool, {}, {SkillId("skill.0")}) == [resting, *POOL[:3]]


def test_the_furthest_along_stay_in_work() -> None:
    practised = {
        item: Record(reps=number + 1, days=1, days_at_pace=number % 3) for number, item in enumerate(ITEMS)
    }
    assert [practised[r.item].days_at_pace for r in fluency.in_work(POOL, practised)] == [2, 2, 2, 2]


histories = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from(ITEMS),
        st.booleans(),
        st.sampled_from([0.0, 3.0, 30.0]),
        st.booleans(),
    ),
    max_size=80,
).map(lambda rows: sorted(rows, key=lambda row: row[0]))


def log_of(
    rows: Sequence[tuple[int, ItemId, bool, float, bool]],
) -> list[tuple[ItemId, TimedRep | SkillLesson]]:
    return [
        (item, lesson(day) if is_lesson else rep(day, ok=ok, seconds=seconds))
        for day, item, ok, seconds, is_lesson in rows
    ]


@given(histories)
def test_at_most_four_are_in_work_and_none_of_them_is_fluent_or_has_left(
    rows: list[tuple[int, ItemId, bool, float, bool]],
) -> None:
    practised = WarmUpSet(dict.fromkeys(ITEMS, PACE), log_of(rows)).records
    work = fluency.in_work(POOL, practised)
    assert len(work) <= fluency.IN_WORK
    for rapid in work:
        done = practised.get(rapid.item, fluency.NEVER_PRACTISED)
        assert not done.is_fluent
        assert done.left_on is None


# --- a set ----------------------------------------------------------------------------------------------


def served_in(plan: Plan, wrong: Sequence[bool] = ()) -> list[Rapid]:
    """What a set serves when its reps are wrong where ``wrong`` says so."""
    served: list[Rapid] = []
    failed: list[ItemId] = []
    while (rapid := plan.next([each.item for each in served], failed)) is not None:
        if len(served) < len(wrong) and wrong[len(served)]:
            failed.append(rapid.item)
        served.append(rapid)
    return served


def test_a_full_set_has_seven_reps_of_work_and_three_of_fluent_ones() -> None:
    served = served_in(Plan(tuple(POOL[:4]), tuple(POOL[4:])))
    assert [rapid in POOL[:4] for rapid in served].count(True) == 7
    assert len({rapid.item for rapid in served if rapid not in POOL[:4]}) == 3
    assert {rapid.item for rapid in POOL[:4]} <= {rapid.item for rapid in served}


@given(
    st.integers(0, 4),
    st.integers(0, 8),
    st.lists(st.booleans(), max_size=10),
    st.lists(st.booleans(), min_size=14, max_size=14),
)
def test_between_two_reps_of_one_exercise_come_two_others_and_no_two_matrices_in_a_row(
    work: int, fluent: int, wrong: list[bool], matrices: list[bool]
) -> None:
    pool = [rapid._replace(is_matrix=is_matrix) for rapid, is_matrix in zip(POOL, matrices, strict=True)]
    served = served_in(Plan(tuple(pool[:work]), tuple(pool[4 : 4 + fluent])), wrong)
    assert len(served) <= fluency.SET_REPS
    for place, rapid in enumerate(served):
        assert rapid not in served[max(0, place - fluency.OTHERS_BETWEEN) : place]
        assert not (rapid.is_matrix and place and served[place - 1].is_matrix)
    failed = Counter(rapid.item for rapid, is_wrong in zip(served, wrong, strict=False) if is_wrong)
    assert all(count <= fluency.WRONG_IN_SET for count in failed.values())


def test_after_a_pause_a_set_has_fluent_exercises_alone() -> None:
    log: list[tuple[ItemId, TimedRep | SkillLesson]] = [(ITEMS[0], rep(day)) for day in range(3)]
    practised = WarmUpSet(dict.fromkeys(ITEMS, PACE), log).records
    soon = fluency.plan(POOL, practised, DAY0 + timedelta(8))
    assert [rapid.item for rapid in soon.work] == ITEMS[1:5]
    late = fluency.plan(POOL, practised, DAY0 + timedelta(9))
    assert (late.work, late.fluent) == ((), (POOL[0],))


def test_of_the_fluent_ones_the_least_likely_known_comes_first_and_todays_last() -> None:
    log: list[tuple[ItemId, TimedRep | SkillLesson]] = []
    for start, item in ((0, ITEMS[1]), (2, ITEMS[0]), (5, ITEMS[2])):
        log += [(item, rep(start + day)) for day in range(3)]
    practised = WarmUpSet(dict.fromkeys(ITEMS, PACE), log).records
    kept = fluency.kept_up(POOL, practised, DAY0 + timedelta(7))
    assert [rapid.item for rapid in kept] == [ITEMS[1], ITEMS[0], ITEMS[2]]


# --- days in a row --------------------------------------------------------------------------------------


@given(st.integers(1, len(ITEMS)), st.floats(0.5, PACE), st.integers(1, 9))
def test_whoever_is_right_and_at_pace_every_day_is_fluent_within_four_days_of_joining(
    size: int, seconds: float, characters: int
) -> None:
    pool, paces = POOL[:size], dict.fromkeys(ITEMS, PACE)
    log: list[tuple[ItemId, TimedRep | SkillLesson]] = []
    joined: dict[ItemId, int] = {}
    fluent: dict[ItemId, int] = {}
    for day in range(24):
        for rapid in served_in(fluency.plan(pool, WarmUpSet(paces, log).records, DAY0 + timedelta(day))):
            joined.setdefault(rapid.item, day)
            log.append((rapid.item, rep(day, seconds=seconds, characters=characters)))
        for item, done in WarmUpSet(paces, log).records.items():
            if done.is_fluent:
                fluent.setdefault(item, day)
            assert item not in fluent or done.is_fluent
    assert joined.keys() == fluent.keys() == {rapid.item for rapid in pool}
    assert all(fluent[item] - joined[item] < 4 for item in joined)


def test_what_became_fluent_in_the_last_week_is_told_by_skill() -> None:
    practised = {ITEMS[0]: record(rep(0), rep(3), rep(4)), ITEMS[1]: record(rep(0), rep(3))}
    skills = {rapid.item: rapid.skill for rapid in POOL}
    for days, expected in ((4, {POOL[0].skill: DAY0 + timedelta(4)}), (11, {})):
        assert fluency.find_recently_fluent_skills(skills, practised, DAY0 + timedelta(days)) == expected


# --- known ----------------------------------------------------------------------------------------------


@given(st.lists(st.booleans(), max_size=40))
def test_two_wrong_reps_among_ten_show_that_a_skill_is_not_known(right: list[bool]) -> None:
    reps = [rep(day, ok=ok) for day, ok in enumerate(right)]
    has_two_wrong = any(right[first : first + 10].count(False) >= 2 for first in range(len(right)))
    assert fluency.shows_unknown(reps) == has_two_wrong

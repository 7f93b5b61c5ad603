"""When a skill is learned, passed and set aside."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import Park, Reopen, Undo
from drill.gyr.fold import fold
from drill.gyr.skills import SkillProgress, part_of
from tests.entries import entry
from tests.gyr.gyr_log import DAY0, Log


def skill_of(*logs: Log, levels: tuple[int, ...] = (), rapid: int = 0) -> SkillProgress:
    """A skill with an exercise for each log; the first ones are rapid."""
    exercises = [
        entry(f"a/{n}", skill="s", level=(levels or (1,) * len(logs))[n], pace=5 * (n < rapid))
        for n in range(len(logs))
    ]
    return SkillProgress.of(
        exercises, {each.item: part_of(log.state) for each, log in zip(exercises, logs, strict=True)}
    )


def log_from(day: int, *answers: str, **fields: object) -> Log:
    log = Log()
    log.later(day)
    for answer in answers:
        log.verdict(answer, **fields)
        log.later()
    return log


def test_two_greens_on_two_days_are_enough_whenever_they_were_met() -> None:
    third = Log()
    assert skill_of(log_from(0, "green"), log_from(1, "green"), third).is_learned
    assert skill_of(log_from(0, "red", "red", "green"), log_from(0, "green"), third).is_learned
    assert not skill_of(log_from(0, "green"), log_from(0, "green")).is_learned
    assert not skill_of(log_from(2, "green"), log_from(0, "red", "red", "green"), third).is_learned
    assert not skill_of(log_from(0, "green"), log_from(1, "unsure"), third).is_learned
    assert skill_of(log_from(3, "green"), log_from(1, "green")).learned_on == DAY0 + timedelta(3)


def test_one_of_the_two_is_ordinary_where_there_are_ordinary_ones() -> None:
    parked = log_from(0, "red", "red", "red", "red", "red")
    assert skill_of(log_from(0, "green"), log_from(1, "green"), Log(), rapid=1).is_learned
    assert not skill_of(log_from(0, "green"), log_from(1, "green"), Log(), rapid=2).is_learned
    assert skill_of(log_from(0, "green"), log_from(1, "green"), rapid=2).is_learned
    assert skill_of(log_from(0, "green"), log_from(1, "green"), parked, rapid=2).is_learned


def checked(days: int, answer: str = "green") -> Log:
    log = log_from(0, "green")
    log.later(days - 1)
    log.attempt("check", answer)
    return log


def test_a_check_that_held_on_a_later_day_counts_as_the_second() -> None:
    assert skill_of(checked(1)).is_learned
    assert skill_of(checked(2), Log()).is_learned
    assert skill_of(checked(2), log_from(0, "green"), rapid=1).is_learned
    assert not skill_of(log_from(0, "green")).is_learned
    assert not skill_of(checked(2, "unsure")).is_learned
    assert not skill_of(checked(2), Log(), rapid=1).is_learned


def test_a_check_is_awaited_where_no_second_green_can_come() -> None:
    parked, stubborn = log_from(0, "red", "red", "red", "red", "red"), log_from(0, "unsure", "unsure")
    for left in ((), (parked,), (stubborn,), (log_from(0, "green"),)):
        assert skill_of(log_from(0, "green"), *left).find_awaited()
    for left in ((Log(),), (log_from(0, "unsure"),)):
        assert not skill_of(log_from(0, "green"), *left).find_awaited()
    excluded = skill_of(log_from(0, "green"), Log())
    assert excluded.find_awaited([excluded.exercises[1].item]) == excluded.exercises[0]
    assert not skill_of(checked(1)).find_awaited()
    assert not skill_of(parked, parked).find_awaited()


def former_skill_of(*logs: Log, until: int) -> SkillProgress:
    """A skill whose marks were stored until that day when the rule changed."""
    exercises = [entry(f"a/{n}", skill="s") for n in range(len(logs))]
    parts = (part_of(log.state, DAY0 + timedelta(until)) for log in logs)
    return SkillProgress.of(exercises, {each.item: part for each, part in zip(exercises, parts, strict=True)})


def test_what_was_learned_before_an_upgrade_stays_learned() -> None:
    met_apart = log_from(2, "green"), log_from(0, "red", "red", "green"), Log()
    assert former_skill_of(*met_apart, until=2).learned_on == DAY0 + timedelta(2)
    assert not former_skill_of(*met_apart, until=1).is_learned
    on_one_day = log_from(0, "green"), log_from(0, "green")
    parked = log_from(0, "red", "red", "red", "red", "red")
    assert former_skill_of(*on_one_day, parked, until=0).is_learned
    assert not former_skill_of(*on_one_day, Log(), until=0).is_learned
    assert not former_skill_of(log_from(3, "green"), log_from(3, "green"), until=2).is_learned
    helped = log_from(2, "green", hints=1), log_from(0, "red", "red"), Log()
    helped[1].verdict("green", hints=1)
    assert not former_skill_of(*helped, until=2).is_learned


def test_a_skill_is_set_aside_once_all_of_it_is_parked() -> None:
    parked = log_from(0, "red", "red", "red", "red", "red")
    assert skill_of(parked, parked).is_set_aside
    assert not skill_of(parked, Log()).is_set_aside
    assert skill_of(parked, parked).is_passed()
    by_hand = log_from(0, "green")
    assert not skill_of(by_hand, parked).is_set_aside


def test_a_skill_is_passed_by_an_ordinary_green() -> None:
    assert skill_of(log_from(0, "green"), Log()).is_passed()
    assert skill_of(log_from(0, "green", hints=2), Log()).is_passed()
    assert not skill_of(log_from(0, "unsure"), Log()).is_passed()
    assert not skill_of(log_from(0, "green"), Log(), rapid=1).is_passed()


def test_a_skill_of_rapid_exercises_is_passed_by_two_or_by_all_there_are() -> None:
    parked = log_from(0, "red", "red", "red", "red", "red")
    assert skill_of(log_from(0, "green"), rapid=1).is_passed()
    assert not skill_of(log_from(0, "green"), Log(), rapid=2).is_passed()
    assert skill_of(log_from(0, "green"), log_from(0, "green"), Log(), rapid=3).is_passed()
    assert skill_of(log_from(0, "green"), parked, rapid=2).is_passed()


def test_a_rapid_green_is_enough_where_ordinary_ones_cannot_be_waited_for() -> None:
    rapid, stubborn = log_from(0, "green"), log_from(0, "unsure", "red")
    parked = log_from(0, "red", "red", "red", "red", "red")
    assert skill_of(rapid, stubborn, rapid=1).is_passed()
    assert skill_of(rapid, stubborn, parked, rapid=1).is_passed()
    assert not skill_of(rapid, stubborn, Log(), rapid=1).is_passed()
    assert not skill_of(rapid, log_from(0, "red"), rapid=1).is_passed()
    assert not skill_of(Log(), stubborn, rapid=1).is_passed()
    skill = skill_of(rapid, Log(), rapid=1)
    ordinary = [skill.exercises[0].item]
    assert skill.is_passed(excluded=ordinary)
    assert skill.is_passed(circular=ordinary)


def test_a_failed_check_lowers_the_exercise_and_not_the_skill() -> None:
    first = log_from(0, "green")
    first.attempt("check", "red")
    skill = skill_of(first, log_from(2, "green"), Log())
    assert [part.state for part in skill.parts] == ["red", "green", "unseen"]
    assert skill.is_learned


# --- over random logs and banks --------------------------------------------------------------------------

ACTS = st.sampled_from(["green", "unsure", "sees", "red", "check", "lapse", "park", "reopen", "helped"])
STEPS = st.lists(st.tuples(st.integers(0, 3), ACTS, st.integers(0, 3)), max_size=40)
LEVELS = st.lists(st.integers(1, 5), min_size=1, max_size=4)


def act(log: Log, what: str) -> None:
    if what in ("park", "reopen"):
        log.write(Park() if what == "park" else Reopen())
    elif what in ("check", "lapse"):
        log.attempt("check", "green" if what == "check" else "red")
    else:
        log.verdict("green" if what == "helped" else what, hints=int(what == "helped"))


@given(STEPS, LEVELS, st.integers(0, 2))
def test_what_happens_later_never_takes_learned_back(
    steps: list[tuple[int, str, int]], levels: list[int], rapid: int
) -> None:
    logs, learned_on, day = [Log() for _ in levels], None, DAY0
    for number, what, days in steps:
        day += timedelta(days)
        log = logs[number % len(logs)]
        log.day = day
        act(log, what)
        skill = skill_of(*logs, levels=tuple(levels), rapid=rapid)
        assert skill.learned_on == learned_on or learned_on is None
        learned_on = skill.learned_on
        assert not skill.is_set_aside or not skill.is_learned


@given(STEPS)
def test_undo_gives_back_what_was_and_merging_in_any_order_gives_the_same(
    steps: list[tuple[int, str, int]],
) -> None:
    log, days = Log(), 0
    for _, what, later in steps:
        days += later
        act(log, what)
        log.later(later)
    before = part_of(log.state)
    assert part_of(fold(reversed(log.events))) == before
    act(log, "green")
    log.write(Undo(target=log.events[-1].id))
    assert part_of(log.state) == before

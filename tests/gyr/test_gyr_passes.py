"""Pass tables, and the numbers of days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drill.gyr.events import Park, Reopen
from drill.gyr.fold import (
    Cell,
    Completion,
    count_items_by_state,
    find_bank_completion,
    make_pass_rows,
    pass_table,
)
from drill.gyr.progress import has_rested, items_in, minutes_of, usual_seconds, usual_speed
from drill.gyr.state import NEVER_MET
from tests.entries import entry
from tests.gyr.gyr_log import DAY0, Log, log_of


def rows(*logs: Log, unmet: int = 0) -> list[dict[str, int | str]]:
    return [row.to_json() for row in pass_table([log.state for log in logs], unmet)]


def row(round_: int, pass_: int, g: int, y: int, r: int, p: int, w: int, **more: str) -> dict[str, int | str]:
    counts = {"green": g, "yellow": y, "red": r, "parked": p, "waiting": w}
    return {"round": round_, "pass": pass_, **counts, **more}


def test_members_of_the_next_pass_are_the_yellows_and_reds() -> None:
    bank = [log_of("green"), log_of("unsure"), log_of("sees"), log_of("red"), log_of("red", "green")]
    assert rows(*bank, unmet=2) == [row(1, 1, 1, 2, 2, 0, 2), row(1, 2, 1, 0, 0, 0, 3)]


def test_a_red_that_parked_counts_twice_and_leaves() -> None:
    assert rows(log_of(*["red"] * 5))[-1] == row(1, 5, 0, 0, 1, 1, 0)


def test_what_was_parked_by_hand_leaves_its_pass() -> None:
    log = log_of("red")
    log.write(Park())
    assert rows(log) == [row(1, 1, 0, 0, 1, 0, 0)]
    unseen = Log()
    unseen.write(Park())
    assert rows(unseen) == []


def test_later_rounds_say_how_they_were_opened() -> None:
    lapsed = log_of("green")
    lapsed.attempt("check", "sees")
    reopened = log_of("red")
    reopened.write(Park())
    reopened.write(Reopen())
    assert rows(lapsed, reopened) == [
        row(1, 1, 1, 0, 1, 0, 0),
        row(2, 1, 0, 1, 0, 0, 0, opened="check"),
        row(2, 2, 0, 0, 0, 0, 1, opened="check"),
        row(2, 1, 0, 0, 0, 0, 1, opened="reopen"),
    ]


def test_a_subject_is_complete_when_all_is_green_or_parked() -> None:
    states = [log_of("green").state, log_of("unsure", "red", "green").state]
    assert find_bank_completion(count_items_by_state(states), pass_table(states)) == Completion(
        passes=3, parked=0
    )
    states.append(log_of(*["red"] * 5).state)
    assert find_bank_completion(count_items_by_state(states), pass_table(states)) == Completion(
        passes=5, parked=1
    )
    states.append(NEVER_MET)
    assert find_bank_completion(count_items_by_state(states), pass_table(states)) is None
    assert find_bank_completion(count_items_by_state([]), []) is None


def test_what_is_unmet_waits_for_its_first_pass_in_a_new_bank_and_one_that_grows() -> None:
    assert rows(unmet=3) == [row(1, 1, 0, 0, 0, 0, 3)]
    states = [log_of("green").state]
    assert count_items_by_state(states, 2) == {"unseen": 2, "green": 1, "yellow": 0, "red": 0, "parked": 0}
    assert pass_table(states, 2)[0].waiting == 2


def test_what_counts_nothing_is_no_pass() -> None:
    assert make_pass_rows({Cell(1, 1, "first", "waiting"): 0}) == ()


def test_what_has_rested_for_14_days_is_told() -> None:
    log = Log()
    log.write(Park())
    assert not has_rested(log.state, DAY0 + timedelta(13))
    assert has_rested(log.state, DAY0 + timedelta(14))
    assert not has_rested(NEVER_MET, DAY0)


def test_a_learners_speed_is_told_by_the_level_of_each_exercise_from_ten_attempts_on() -> None:
    levels = [entry(f"x/{level}", level=level) for level in (1, 2, 5)]
    usual = [(each, minutes_of(each) * 60) for each in levels * 4]
    assert usual_speed(usual) == pytest.approx(1)
    assert usual_speed([(each, 2 * seconds) for each, seconds in usual]) == pytest.approx(2)
    assert usual_speed([(each, 1.0) for each, _ in usual]) == pytest.approx(1 / 3)
    assert usual_speed([(each, 500.0) for each, _ in usual][:9]) == 1
    assert usual_speed([(entry("x/rapid", pace=6), 500.0)] * 20) == 1


def test_minutes_become_items_by_the_usual_time() -> None:
    assert usual_seconds([30.0] * 9) == 90
    assert usual_seconds([30.0] * 9 + [500.0]) == 30
    assert [items_in(minutes, 90) for minutes in (25, 1.5, 0.1, 0, -3)] == [17, 1, 1, 0, 0]
    assert [items_in(25, seconds) for seconds in (0.0, 3.0, 9.0, 29.0, 31.0)] == [50, 50, 50, 50, 49]

"""The time left of a long check: told by the last run or by exercises of a kind, and calm."""

from __future__ import annotations

from itertools import pairwise

from drill.banks.models import Exercise
from drill.proving import estimate
from tests.asked import exercise

NUMBER = exercise({"prompt": "One?", "answer": {"number": "1"}})
CODE = exercise({"prompt": "Two?", "answer": {"code": "1 + 1"}})


def say_after_each(due: list[Exercise], took: list[float], before: list[float | None]) -> list[float | None]:
    """What is said after each exercise, where nothing else takes time."""
    told, left, elapsed = estimate.Estimate(due, before), list[float | None](), 0.0
    for number, seconds in enumerate(took):
        told.take(number, seconds)
        elapsed += seconds
        left.append(told.left_s(elapsed))
    return left


def test_nothing_is_said_at_first_and_nothing_is_left_at_the_end() -> None:
    left = say_after_each([NUMBER] * 50, [1.0] * 50, [None] * 50)
    assert left[0] is None
    assert left[-1] is not None
    assert left[-1] < 1
    assert all(abs(each - (49 - number)) < 1e-6 for number, each in enumerate(left) if each is not None)


def test_what_took_long_last_time_is_expected_to_take_long() -> None:
    last = [1.0] * 5 + [100.0] * 5
    left = say_after_each([NUMBER] * 10, [1.0] * 5, [*last])
    assert left[-1] is not None
    assert 450 < left[-1] < 550
    half = say_after_each([NUMBER] * 10, [0.5] * 5, [*last])  # it is faster now
    assert half[-1] is not None
    assert 200 < half[-1] < 400


def test_kinds_are_told_apart() -> None:
    due = [NUMBER, CODE] * 20 + [NUMBER] * 30
    left = say_after_each(due, [1.0, 9.0] * 20, [None] * 70)
    assert left[-1] is not None
    assert 25 < left[-1] < 60  # a plain mean says 150


def test_what_was_proved_before_tells_of_its_kind() -> None:
    told = estimate.Estimate([NUMBER] * 4 + [CODE] * 10, [None] * 14, [(CODE, 9.0)] * 20)
    for number in range(3):
        told.take(number, 1.0)
    left = told.left_s(3.0)
    assert left is not None
    assert 80 < left < 105


def test_one_slow_exercise_moves_it_little() -> None:
    took = [1.0] * 60
    took[30] = 20.0
    left = [each for each in say_after_each([NUMBER] * 120, took, [None] * 120) if each is not None]
    assert max(abs(after - before) for before, after in pairwise(left)) < 45

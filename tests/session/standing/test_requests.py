"""What a request is for, when it ends, and what does not go together; and whether a subject was easy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from drill.errors import UsageError
from drill.gyr.state import NEVER_MET
from drill.session.standing.queueing import Budget, Request, refuse_contradictions, was_green_at_once

DAY = date(2026, 11, 20)


def test_a_request_is_for_the_day_unless_it_names_a_part_or_practises() -> None:
    assert Request().is_day
    assert Request(minutes=5, items=3, seed=1, first="a/b", tries_again=False).is_day
    parts = (
        Request(("tiny",)), Request(prerequisites_of="a/b"), Request(checks=True), Request(place=True),
        Request(early=True), Request(practice=True),
    )  # fmt: skip
    assert not any(part.is_day for part in parts)


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(items=2), "You have done everything you chose."),
        (Budget(items=2, minutes=10), "Today's 3 exercises are done."),
        (Budget(), "Today's 3 exercises are done."),
    ],
)
def test_an_end_says_what_was_chosen(budget: Budget, words: str) -> None:
    assert budget.spent(3) == words
    assert budget.spent(1) == words.replace("3 exercises are", "1 exercise is")


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        (Request(place=True, prerequisites_of="a/b"), "leave out --for"),
        (Request(("tiny",), place=True), "--place asks from all subjects: leave out the bank or exercise"),
        (Request(place=True, checks=True), "--place asks from all subjects: leave out --checks"),
        (Request(prerequisites_of="a/b", checks=True), "--for names what to prepare: leave out --checks"),
        (Request(("tiny",), prerequisites_of="a/b"), "--for names what to prepare: leave out the bank"),
    ],
)
def test_two_things_that_do_not_go_together_are_refused(request_: Request, refusal: str) -> None:
    with pytest.raises(UsageError, match=refusal):
        refuse_contradictions(request_)


@pytest.mark.parametrize(
    "request_",
    [Request(), Request(("tiny",), checks=True), Request(place=True), Request(prerequisites_of="a/b")],
)
def test_what_goes_together_is_not_refused(request_: Request) -> None:
    refuse_contradictions(request_)


def test_a_subject_was_green_at_once_without_a_second_pass_or_round_before_the_day() -> None:
    at_once = replace(NEVER_MET, study_day=DAY, passes=1)
    assert was_green_at_once([at_once, NEVER_MET], DAY)
    assert not was_green_at_once([at_once], DAY - timedelta(1))
    assert not was_green_at_once([NEVER_MET, replace(at_once, passes=2)], DAY)
    assert not was_green_at_once([replace(at_once, round=2)], DAY)

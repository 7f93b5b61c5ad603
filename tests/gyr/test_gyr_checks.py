"""Which greens slip: the same as the published package says, computed the long way round."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.plan_ledger import Method
from drill.gyr.state import Colour, Review, compute_memory_state, count_rechecks, retrievability, slips_on
from drill.settings import RETENTIONS
from tests.gyr.gyr_log import DAY0, Log, log_of

RATINGS: dict[Colour, Rating] = {"green": Rating.Good, "yellow": Rating.Hard, "red": Rating.Again}
HISTORIES = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(sorted(RATINGS))), min_size=1, max_size=8)
CHOICES = st.floats(RETENTIONS.low, RETENTIONS.high)


def reviews_of(history: list[tuple[int, Colour]]) -> list[Review]:
    day, reviews = DAY0, list[Review]()
    for gap, colour in history:
        day += timedelta(gap)
        reviews.append(Review(day, colour))
    return reviews


@given(HISTORIES, st.integers(0, 4000), CHOICES)
def test_memory_is_what_the_package_says(
    history: list[tuple[int, Colour]], later: int, retention: float
) -> None:
    reviews = reviews_of(history)
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = Card(card_id=7)
    for day, colour, _ in reviews:
        noon = datetime.combine(day, time(12), tzinfo=UTC)
        card, _ = scheduler.review_card(card, RATINGS[colour], noon)
    held = compute_memory_state(reviews)
    assert held is not None
    assert (held.stability, held.last) == (card.stability, reviews[-1].study_day)
    today = reviews[-1].study_day + timedelta(later)
    now = datetime.combine(today, time(12), tzinfo=UTC)
    assert retrievability(held, today) == scheduler.get_card_retrievability(card, now)
    assert (retrievability(held, today) < retention) == (today >= slips_on(held, retention))


@given(HISTORIES, CHOICES, CHOICES)
def test_a_lower_retention_never_has_a_green_checked_earlier(
    history: list[tuple[int, Colour]], one: float, another: float
) -> None:
    held = compute_memory_state(reviews_of(history))
    assert held is not None
    lower, higher = sorted((one, another))
    assert held.last < slips_on(held, higher) <= slips_on(held, lower)


def test_what_comes_after_a_green_is_counted_by_its_days_and_whether_it_held() -> None:
    one = reviews_of([(1, "green"), (3, "green"), (7, "red"), (1, "green")])
    other = reviews_of([(1, "yellow"), (2, "green"), (3, "yellow")])
    assert count_rechecks([one, other]) == {(3, True): 1, (7, False): 1, (3, False): 1}


def test_a_day_that_has_not_come_is_left_out() -> None:
    reviews = [Review(DAY0, "green"), Review(DAY0 + timedelta(900), "red")]
    assert compute_memory_state(reviews, DAY0 + timedelta(30)) == compute_memory_state(reviews[:1])
    assert compute_memory_state(reviews[1:], DAY0) is None
    assert compute_memory_state(reversed(reviews)) == compute_memory_state(reviews)  # type: ignore[arg-type]


def test_only_the_first_verdict_or_check_of_a_study_day_counts() -> None:
    log = Log()
    log.verdict("unsure")
    log.verdict("red")
    log.later()
    log.verdict("green")
    log.attempt("check", "red")
    log.attempt("extra", "green")
    assert log.state.reviews == (Review(DAY0, "yellow"), Review(DAY0 + timedelta(1), "green"))


def test_a_green_at_first_sight_without_hints_is_easy() -> None:
    at_once, with_hints = log_of("green"), Log()
    with_hints.verdict("green", hints=1)
    later = log_of("unsure", "green")
    assert at_once.state.reviews == (Review(DAY0, "green", easy=True),)
    assert with_hints.state.reviews == (Review(DAY0, "green"),)
    assert later.state.reviews[-1] == Review(DAY0 + timedelta(1), "green")
    easy, good = compute_memory_state(at_once.state.reviews), compute_memory_state(with_hints.state.reviews)
    assert easy is not None
    assert good is not None
    assert easy.stability == Scheduler().parameters[3] > good.stability
    assert [mark.helped for mark in with_hints.state.marks] == [True]


def test_a_green_after_practice_is_not_easy() -> None:
    log = Log()
    log.attempt("extra", "green")
    log.verdict("green")
    assert log.state.reviews == (Review(DAY0, "green"),)


def test_strict_passes_wait_a_day_and_no_longer() -> None:
    assert Method(passes="strict").gaps_in_force == (1,)
    assert Method(gaps=(2, 5)).gaps_in_force == (2, 5)

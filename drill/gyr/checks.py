"""Checks of greens: which ones the published memory model FSRS predicts to be slipping.

A green slips where its predicted probability of recall is below the retention that the learner aims at. What
is derived of its reviews alone (`Memory`) does not depend on that aim, so it stays true when the aim changes.
Every study day counts once, at noon UTC: a green at first sight without hints is "easy", any other green
"good", yellow "hard", red "again". The package is imported at the first use, never at the start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from drill.gyr.state import Review

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

# So many are offered at once.
AT_MOST = 10
# A subject that was all green after one pass offers a sample of itself so long after its last mark.
SAMPLE_AFTER = timedelta(7)

_NOON = time(12, tzinfo=UTC)
_REMEMBERED = 1 << 14  # histories whose memory is kept: most items share theirs with many others
_AT_FSRS_INTERVAL = 0.9  # at so many days as its stability, a memory has this retrievability

# Days since the first review, its colour, and whether it was green at first sight without hints.
History = tuple[tuple[int, str, bool], ...]


class Memory(NamedTuple):
    """What FSRS derives from an item's reviews: its stability in days, and the day of the last review."""

    stability: float
    last: date


class Offer(NamedTuple):
    """A green to check, and how likely it is still known."""

    item: str
    retrievability: float


def compute_memory_state(reviews: Sequence[Review], today: date | None = None) -> Memory | None:
    """Return the memory state that reviews lead to, ``None`` without any.

    They count in the order of their days. Those after ``today`` (a clock was wrong once) are left out.
    """
    known = sorted(review for review in reviews if today is None or review.study_day <= today)
    if not known:
        return None
    first = known[0].study_day
    history = tuple(((review.study_day - first).days, review.colour, review.easy) for review in known)
    stability = _compute_stability(history)
    return Memory(stability, known[-1].study_day)


def count_rechecks(histories: Iterable[Sequence[Review]]) -> Counter[tuple[int, bool]]:
    """Count the reviews that came after a green: by the days in between, and whether it was green again."""
    return Counter(
        ((after.study_day - before.study_day).days, after.colour == "green")
        for reviews in histories
        for before, after in pairwise(reviews)
        if before.colour == "green"
    )


def retrievability(held: Memory, today: date) -> float:
    """Return the predicted probability that the item is still known on a study day."""
    return _predict_recall(held.stability, (today - held.last).days)


def slips_on(held: Memory, retention: float) -> date:
    """Return the first study day on which its retrievability is below a ``retention`` between 0 and 1."""
    return held.last + timedelta(_count_days_held(held.stability, retention))


@lru_cache(_REMEMBERED)
def _count_days_held(stability: float, retention: float) -> int:
    """Return after how many days a memory of this stability first falls below ``retention``."""
    days = int(stability * _days_per_stability(retention))
    while _predict_recall(stability, days) >= retention:
        days += 1
    return days


def _predict_recall(stability: float, days: int) -> float:
    from fsrs import Card, State

    begin = datetime(2000, 1, 1, tzinfo=UTC)
    card = Card(card_id=0, state=State.Review, stability=stability, last_review=begin)
    return _make_fsrs_scheduler().get_card_retrievability(card, begin + timedelta(days))


@lru_cache(_REMEMBERED)
def _compute_stability(history: History) -> float:
    stability = _replay_card_reviews(history).stability
    assert stability is not None
    return stability


@lru_cache(_REMEMBERED)
def _replay_card_reviews(history: History) -> Card:
    from fsrs import Card, Rating

    ratings = {"green": Rating.Good, "yellow": Rating.Hard, "red": Rating.Again}
    *before, (day, colour, is_easy) = history
    card = _replay_card_reviews(tuple(before)) if before else Card(card_id=0)
    reviewed_at = datetime.combine(date(2000, 1, 1) + timedelta(day), _NOON)
    return _make_fsrs_scheduler().review_card(card, Rating.Easy if is_easy else ratings[colour], reviewed_at)[
        0
    ]


@cache
def _make_fsrs_scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@cache
def _days_per_stability(retention: float) -> float:
    """Return by which factor of its stability in days a memory takes to fall to ``retention``."""
    decay = -_make_fsrs_scheduler().parameters[-1]
    return (retention ** (1 / decay) - 1) / (_AT_FSRS_INTERVAL ** (1 / decay) - 1)

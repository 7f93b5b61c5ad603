"""The state of one item, which the fold derives from its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from drill.gyr.events import FIRST_ROUND, EventId, ItemId, RoundId
from drill.gyr.words import CAP as CAP
from drill.gyr.words import Colour as Colour
from drill.gyr.words import State as State

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

Opened = Literal["first", "reopen", "check"]

# Days between passes: each gap at least twice the last, because spacing studies recommend growing gaps.
DEFAULT_GAPS = (1, 3, 7, 14)


class PassMark(NamedTuple):
    """One mark of the charts: a counted verdict, or the failed check that opened a round.

    ``parked`` marks the red that parked the item; ``opened`` is how its round began; ``helped`` is whether
    hints were shown.
    """

    event: EventId
    round: int
    pass_: int
    colour: Colour
    ok: bool
    parked: bool
    opened: Opened
    study_day: date
    helped: bool = False


class Review(NamedTuple):
    """The outcome of a study day for the memory of an item: its first counted verdict or check.

    ``easy`` marks a green at first sight without hints.
    """

    study_day: date
    colour: Colour
    easy: bool = False


@dataclass(frozen=True, slots=True)
class ItemState:
    """The state of one item, with the marks of the charts, and its reviews in the order of the log.

    ``passes`` counts the verdicts of the current round, ``first_red`` is the pass of its first red (0 without
    one), ``yellows`` counts its yellows. ``study_day`` is that of the last counted verdict or check, and
    ``skips`` counts the skips since then. ``undoable`` is the newest event that can be undone,
    ``overridable`` the newest counted verdict or check. ``practised`` is whether practice came before the
    first mark, which then is not one at first sight.
    """

    state: State = "unseen"
    round: int = 1
    round_id: RoundId = FIRST_ROUND
    opened: Opened = "first"
    passes: int = 0
    first_red: int = 0
    yellows: int = 0
    study_day: date | None = None
    skips: int = 0
    skipped_on: date | None = None
    parked_by_hand: bool = False
    parked_on: date | None = None
    reopened_on: date | None = None
    undoable: EventId | None = None
    overridable: EventId | None = None
    marks: tuple[PassMark, ...] = ()
    reviews: tuple[Review, ...] = ()
    practised: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a verdict would count: the item is neither green nor parked."""
        return self.state not in ("green", "parked")

    @property
    def next_pass(self) -> int:
        """The pass of the next verdict in this round."""
        return self.passes + 1

    @property
    def first_red_on(self) -> date | None:
        """The study day of its first red; None without one."""
        return min((mark.study_day for mark in self.marks if mark.colour == "red"), default=None)

    @property
    def red_pass(self) -> int:
        """The number of passes from the first red of the round on, including it; 0 before it."""
        if not self.first_red:
            return 0
        return self.passes - self.first_red + 1


NEVER_MET = ItemState()


def colour(ok: bool, why: bool) -> Colour:
    """Return the mark of a verdict and the learner's word on it."""
    if ok and why:
        return "green"
    return "yellow" if ok or why else "red"


def due(state: ItemState, gaps: Sequence[int] = DEFAULT_GAPS) -> date | None:
    """Return the study day from which the item is due, if there is one.

    ``gaps`` are the days after pass 1, 2, …; the last applies to all later passes. A reopened item is due on
    the day it was reopened.
    """
    if not state.is_open:
        return None
    if state.passes == 0 or state.study_day is None:
        return state.reopened_on
    return state.study_day + timedelta(gaps[min(state.passes, len(gaps)) - 1])


# The states of all items with events.


class Standing(Mapping[ItemId, ItemState]):
    """A mapping from items with events to their states, the greens apart from the others."""

    def __init__(self, others: Mapping[ItemId, ItemState], greens: Mapping[ItemId, ItemState]) -> None:
        self.others = others
        self.greens = greens

    @classmethod
    def of(cls, states: Mapping[ItemId, ItemState]) -> Self:
        """Return the standing of items from their states; a standing is returned as it is."""
        if isinstance(states, cls):
            return states
        greens: dict[ItemId, ItemState] = {}
        not_green: dict[ItemId, ItemState] = {}
        for item, state in states.items():
            group = greens if state.state == "green" else not_green
            group[item] = state
        return cls(not_green, greens)

    def replaced(self, item: ItemId, state: ItemState) -> Standing:
        """Return the standing with another state of an item."""
        others = {known: other for known, other in self.others.items() if known != item}
        greens = {known: green for known, green in self.greens.items() if known != item}
        group = greens if state.state == "green" else others
        group[item] = state
        return Standing(others, greens)

    def __getitem__(self, item: ItemId) -> ItemState:
        return self.greens[item] if item in self.greens else self.others[item]

    def __contains__(self, item: object) -> bool:
        return item in self.others or item in self.greens

    def __iter__(self) -> Iterator[ItemId]:
        yield from self.others
        yield from self.greens

    def __len__(self) -> int:
        return len(self.others) + len(self.greens)


# Checks of greens that are slipping, as predicted by the published memory model FSRS.
#
# A green slips if its predicted probability of recall is below the retention that the learner aims at. The
# `Memory` derived from its reviews does not depend on this aim, so it remains valid when the aim changes.
# Every study day counts once, at noon UTC: a green at first sight without hints is "easy", any other green
# "good", yellow "hard", red "again". FSRS is imported at the first use, because the start must be light.

# Max checks offered at once.
AT_MOST = 10
# Time after the last mark until a subject that was all green after one pass offers a sample of itself.
SAMPLE_AFTER = timedelta(7)

_NOON = time(12, tzinfo=UTC)
_REMEMBERED = 1 << 14  # cached histories, because many items share the same one
_AT_FSRS_INTERVAL = 0.9  # the retrievability after as many days as the stability

# Days since the first review, its colour, and whether it was green at first sight without hints.
History = tuple[tuple[int, str, bool], ...]


class Memory(NamedTuple):
    """The stability of an item in days, derived by FSRS from its reviews, and the day of the last review."""

    stability: float
    last: date


class CheckOffer(NamedTuple):
    """A green to check, and the probability that it is still known."""

    item: str
    retrievability: float


def compute_memory_state(reviews: Sequence[Review], today: date | None = None) -> Memory | None:
    """Return the memory state after reviews; ``None`` without any.

    They count in the order of their days. Those after ``today`` are ignored, because a clock was wrong.
    """
    known = sorted(review for review in reviews if today is None or review.study_day <= today)
    if not known:
        return None
    first = known[0].study_day
    history = tuple(((review.study_day - first).days, review.colour, review.easy) for review in known)
    stability = _compute_stability(history)
    return Memory(stability, known[-1].study_day)


def count_rechecks(histories: Iterable[Sequence[Review]]) -> Counter[tuple[int, bool]]:
    """Count the reviews after a green, by the days in between and by whether it was green again."""
    counts: Counter[tuple[int, bool]] = Counter()
    for before, after in chain.from_iterable(map(pairwise, histories)):
        if before.colour == "green":
            counts[(after.study_day - before.study_day).days, after.colour == "green"] += 1
    return counts


def retrievability(held: Memory, today: date) -> float:
    """Return the predicted probability that the item is still known on a study day."""
    return _predict_recall(held.stability, (today - held.last).days)


def slips_on(held: Memory, retention: float) -> date:
    """Return the first study day on which its retrievability is below a ``retention`` between 0 and 1."""
    return held.last + timedelta(_count_days_held(held.stability, retention))


@lru_cache(_REMEMBERED)
def _count_days_held(stability: float, retention: float) -> int:
    """Return the number of days until a memory of this stability falls below ``retention``."""
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
    rating = Rating.Easy if is_easy else ratings[colour]
    reviewed_at = datetime.combine(date(2000, 1, 1) + timedelta(day), _NOON)
    reviewed, _ = _make_fsrs_scheduler().review_card(card, rating, reviewed_at)
    return reviewed


@cache
def _make_fsrs_scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@cache
def _days_per_stability(retention: float) -> float:
    """Return the days that a memory takes to fall to ``retention``, as a multiple of its stability."""
    decay = -_make_fsrs_scheduler().parameters[-1]
    return (retention ** (1 / decay) - 1) / (_AT_FSRS_INTERVAL ** (1 / decay) - 1)

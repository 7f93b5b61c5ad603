"""What is kept at day 120: the queue as it is, against the literal method, FSRS alone and random order.

Run with ``python -m tests.bench.simulate [--seeds N] [--bank 600 200]``: about a minute. The orders
"default" and "literal" are those of `drill.gyr.today.Queue` with ``passes = "flowing"`` and ``"strict"``,
on states that `drill.gyr.fold` makes; nothing of them is told again here. The learner is a model
(``learner.py``): every figure holds under its assumptions alone.

Every order gets the same learners and the same 30 minutes on each of 60 days; nothing is drilled after
them. An order with nothing left to serve stops for the day, and the hours that it really used stand beside
its result; "literal, over again" begins from the first item once more. "Default, topics in turn" is the
same queue on banks whose own order lets topics take turns: the first exercise of every topic, then every
second one.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from statistics import fmean

from fsrs import Card, Rating, Scheduler

from drill.gyr.checks import AT_MOST, SLIPPING, memory, retrievability
from drill.gyr.events import (
    Attempt,
    BankId,
    Content,
    DeviceId,
    Event,
    EventId,
    ItemId,
    LearnerId,
    SkillId,
    TopicId,
)
from drill.gyr.fold import fold_step
from drill.gyr.lines import Candidate
from drill.gyr.method import Choice, Method
from drill.gyr.progress import Counts
from drill.gyr.state import NEVER_MET, ItemState
from drill.gyr.today import Queue
from tests.bench.learner import BEGIN, Learner

SUBJECTS, TOPICS, SKILL_SIZE = 4, 10, 5
DAYS, MINUTES, TEST_DAYS = 60, 30.0, (60, 120)
DRAWS = 4000
DAY0 = BEGIN.date()


class Order:
    """Says what comes next, and is told how it went."""

    def begin(self, today: date) -> None:
        """A study day begins."""

    def next(self) -> tuple[int, bool] | None:
        """The number of the next item and whether theory comes first; ``None`` for nothing left today."""
        raise NotImplementedError

    def take(self, ok: bool, why: bool) -> None:
        """How the item that came last went."""


class Drilled(Order):
    """The project's own queue, with or without checks of greens once nothing else is left."""

    def __init__(
        self,
        bank: list[Candidate],
        method: Method,
        *,
        checks: str = "off",
        over_again: bool = False,
    ) -> None:
        self._candidates = bank
        self._numbers = {candidate.item: n for n, candidate in enumerate(self._candidates)}
        self._method, self._checks, self._over_again = method, checks, over_again
        self._states: dict[ItemId, ItemState] = {}
        self._last: ItemId | None = None
        self._events = 0
        self._begin_at = 0
        self._choice: Choice | None = None

    def begin(self, today: date) -> None:
        self._today = today
        self._queue = self._built(Counts())

    def next(self) -> tuple[int, bool] | None:
        self._choice = self._queue.next()
        if self._choice is None and self._checks != "off":
            self._queue = self._built(self._queue.counts)  # the next ten
            self._choice = self._queue.next()
        if self._choice is not None:
            return self._numbers[self._choice.item], self._choice.state in ("yellow", "red")
        if not self._over_again or any(state.is_open for state in self._states.values()):
            return None
        self._begin_at += 1
        return (self._begin_at - 1) % len(self._candidates), False

    def take(self, ok: bool, why: bool) -> None:
        choice = self._choice
        if choice is None:
            return
        self._last = choice.item
        state = self._states.get(choice.item, NEVER_MET)
        self._states[choice.item] = fold_step(state, self._event(choice, state, ok, why))
        self._queue.mark(choice.item, self._states[choice.item])

    def _built(self, counts: Counts) -> Queue:
        return Queue(
            self._candidates,
            self._states,
            today=self._today,
            method=self._method,
            counts=counts,
            last=self._last,
            checks=self._slipping() if self._checks != "off" else (),
            mix_checks=self._checks == "mix",
        )

    def _slipping(self) -> list[ItemId]:
        greens = [(item, memory(s.reviews)) for item, s in self._states.items() if s.state == "green"]
        chances = [(retrievability(held, self._today), item) for item, held in greens if held is not None]
        return [item for chance, item in sorted(chances) if chance < SLIPPING][:AT_MOST]

    def _event(self, choice: Choice, state: ItemState, ok: bool, why: bool) -> Event:
        self._events += 1
        is_check = choice.serves_as == "check"
        return Event(
            id=EventId(str(self._events)),
            learner=LearnerId("me"),
            device=DeviceId("a"),
            lamport=self._events,
            at=datetime(2026, 1, 1, tzinfo=UTC),
            offset_minutes=0,
            study_day=self._today,
            item=choice.item,
            content=Content("a", "b"),
            facts=Attempt(
                kind="check" if is_check else "verdict",
                round=state.round_id,
                pass_=choice.pass_,
                ok=ok,
                why=why,
            ),
        )


class Scheduled(Order):
    """FSRS alone: whatever is due, by the package's own days; else a new one, in random order."""

    def __init__(self, size: int, seed: int, retention: float) -> None:
        self._scheduler = Scheduler(
            desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self._unseen = random.Random(seed).sample(range(size), size)
        self._cards: dict[int, Card] = {}
        self._served = -1

    def begin(self, today: date) -> None:
        self._now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)

    def next(self) -> tuple[int, bool] | None:
        due = [(card.due, number) for number, card in self._cards.items() if card.due <= self._now]
        if due:
            self._served = min(due)[1]
        elif self._unseen:
            self._served = self._unseen.pop()
        else:
            return None
        return self._served, False

    def take(self, ok: bool, why: bool) -> None:
        card = self._cards.get(self._served) or Card(card_id=self._served)
        rating = Rating.Good if ok else Rating.Again
        self._cards[self._served] = self._scheduler.review_card(card, rating, self._now)[0]


class Shuffled(Order):
    """Any item at any time."""

    def __init__(self, size: int, seed: int) -> None:
        self._size, self._dice = size, random.Random(seed)

    def next(self) -> tuple[int, bool] | None:
        return self._dice.randrange(self._size), False


def candidates(size: int) -> list[Candidate]:
    """Subjects of topics of skills, each skill resting on the one before it in its topic."""
    each = size // (SUBJECTS * TOPICS)
    found: list[Candidate] = []
    for number in range(size):
        topic, place = divmod(number, each)
        bank, skill = BankId(f"s{topic // TOPICS}"), place // SKILL_SIZE
        found.append(
            Candidate(
                item=ItemId(f"{bank}/{number:04}"),
                bank=bank,
                topic=TopicId(f"t{topic}"),
                skill=SkillId(f"t{topic}.{skill}"),
                needs=(SkillId(f"t{topic}.{skill - 1}"),) if skill else (),
                order=number,
            )
        )
    return found


def in_turn(bank: list[Candidate]) -> list[Candidate]:
    """The same bank in an order in which its topics take turns."""
    places: Counter[TopicId] = Counter()
    turned: list[Candidate] = []
    for candidate in bank:
        turned.append(replace(candidate, order=places[candidate.topic] * len(bank) + candidate.order))
        places[candidate.topic] += 1
    return turned


@dataclass(frozen=True)
class Outcome:
    """One learner under one order: shares kept at the test days, and the hours that were used."""

    kept: tuple[float, ...]
    hours: float


def drilled(size: int, order: Order, seed: int) -> Outcome:
    """Sixty days of drilling, then the tests."""
    learner = Learner(SUBJECTS * TOPICS, size // (SUBJECTS * TOPICS), seed)
    used = 0.0
    for day in range(DAYS):
        order.begin(DAY0 + timedelta(day))
        today = 0.0
        while today < MINUTES and (served := order.next()) is not None:
            number, after_theory = served
            done = learner.attempt(number, day + today / 600, after_theory=after_theory)
            today += done.minutes
            order.take(done.ok, done.why)
        used += today
    return Outcome(tuple(learner.kept(at) for at in TEST_DAYS), used / 60)


STRICT = Method(passes="strict")
ORDERS: dict[str, Callable[[int, int], Order]] = {
    "literal": lambda size, seed: Drilled(candidates(size), STRICT),
    "literal, over again": lambda size, seed: Drilled(candidates(size), STRICT, over_again=True),
    "default": lambda size, seed: Drilled(candidates(size), Method()),
    "default, topics in turn": lambda size, seed: Drilled(in_turn(candidates(size)), Method()),
    "default, checks": lambda size, seed: Drilled(candidates(size), Method(), checks="offer"),
    "default, checks mixed": lambda size, seed: Drilled(candidates(size), Method(), checks="mix"),
    "FSRS alone, 0.9": lambda size, seed: Scheduled(size, seed, 0.9),
    "FSRS alone, 0.8": lambda size, seed: Scheduled(size, seed, 0.8),
    "random": Shuffled,
}


def interval(values: Sequence[float], statistic: Callable[[Sequence[int]], float]) -> tuple[float, float]:
    """The middle 95 % of a statistic over learners drawn with repetition."""
    dice, size = random.Random(1), len(values)
    drawn = sorted(statistic(dice.choices(range(size), k=size)) for _ in range(DRAWS))
    return drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS)]


def report(size: int, seeds: int) -> None:
    """Measure every order on the same learners, and print."""
    results = {
        name: [drilled(size, make(size, seed), seed) for seed in range(seeds)]
        for name, make in ORDERS.items()
    }
    literal = [outcome.kept[-1] for outcome in results["literal"]]
    print(f"\n{size} items, {DAYS} days of {MINUTES:g} minutes, {seeds} learners; 95 % bootstrap intervals")
    print(f"{'order':24}{'hours':>7}{'kept d60':>10}{'kept d120':>20}{'against literal, d120':>28}")
    for name, outcomes in results.items():
        kept = [outcome.kept[-1] for outcome in outcomes]
        low, high = interval(kept, lambda drawn, kept=kept: fmean(kept[n] for n in drawn))
        ratio = fmean(kept) / fmean(literal) - 1
        least, most = interval(
            kept,
            lambda drawn, kept=kept: fmean(kept[n] for n in drawn) / fmean(literal[n] for n in drawn) - 1,
        )
        print(
            f"{name:24}{fmean(outcome.hours for outcome in outcomes):7.1f}"
            f"{fmean(outcome.kept[0] for outcome in outcomes):10.3f}"
            f"{fmean(kept):9.3f} {low:.3f}-{high:.3f}{ratio:+10.1%}  {least:+.1%} to {most:+.1%}"
        )


def main() -> None:
    """Read the arguments and measure each bank."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--bank", type=int, nargs="*", default=[600, 200])
    chosen = parser.parse_args()
    for size in chosen.bank:
        report(size, chosen.seeds)


if __name__ == "__main__":
    main()

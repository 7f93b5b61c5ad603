"""A learner to drill with in simulations: assumptions, none of them fitted to people who drill mathematics.

A cold attempt at an item succeeds with probability ``(1 - slip) * (1 - (1 - R) * (1 - k))``: by memory of
this very item, or by skill.

- ``R`` is FSRS retrievability of how the item is done, with weights of the learner's own (lognormal around
  the package's) and a stability of the item's own; it is 0 before the item was ever understood.
- ``k = sigmoid(1.3 * (theta - b))``: ability against the item's difficulty. ``theta`` is that in the topic,
  and in the item's own skill beside it, less what is missing of the weakest skill that it rests on. Each
  grows with diminishing returns by every understood attempt, and decays by a power law, the slower the more
  days it was practised on.
- Right after the same topic an attempt gets a cue that a test does not give, and teaches less: the direction
  is that of the experiments on interleaving, the size is assumed.
- A wrong answer is understood with ``sigmoid(c0 + theta - b)``, more likely after theory and an example; a
  right one is known why with ``3/4 + k/4``.
- Seconds are lognormal: 70 for a right answer, 120 for a wrong one, 40 more for theory and an example; a
  quarter of that for a rapid exercise.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

BEGIN = datetime(2026, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Assumptions:
    """The numbers of the model; logits, days and seconds."""

    slip: float = 0.04
    weight_noise: float = 0.25
    item_noise: float = 0.4
    theta_mean: float = -0.5
    theta_sd: float = 0.7
    difficulty_sd: float = 0.9
    gain: float = 0.08
    """Of every understood attempt, for all of its topic."""
    skill_gain: float = 0.2
    """On top of it, for its own skill alone."""
    rests: float = 0.8
    """What is lost where nothing is known of a skill that it rests on."""
    decay: float = 0.25
    decay_days: float = 4.0
    blocked_gain: float = 0.6
    blocked_cue: float = 0.8
    understands: float = 0.4
    theory_helps: float = 0.7
    theory_s: float = 40.0
    right_s: float = 70.0
    wrong_s: float = 120.0
    seconds_noise: float = 0.35
    rapid_share: float = 0.25
    """Of these seconds, what a rapid exercise takes."""
    least_why: float = 0.75
    too_hard: float = 0.0
    """1: what is beyond reach teaches nothing, and what is below even odds less than what is not."""
    too_easy: float = 0.0
    """1: what is certain already teaches nothing, and what is above even odds less than what is not."""


@dataclass(frozen=True)
class Task:
    """What an item is about, by number: its topic, its skill, and the skills that it rests on."""

    topic: int
    skill: int
    needs: tuple[int, ...]
    # A quick one-step operation.
    is_rapid: bool = False


@dataclass
class Ability:
    """The learner's ability in one topic, or in one skill beside it."""

    start: float = 0.0
    gained: float = 0.0
    practised: int = 0
    last: float | None = None
    days: int = 0
    last_day: int = -1


@dataclass
class Item:
    """The learner's memory of one item."""

    task: Task
    difficulty: float
    lasting: float
    card: Card | None = None
    at: float = 0.0


@dataclass(frozen=True)
class Attempt:
    """What came of one attempt."""

    ok: bool
    why: bool
    minutes: float


class Learner:
    """One learner: ``seed`` fixes all that is drawn of skills, difficulties and luck."""

    def __init__(self, tasks: Sequence[Task], seed: int, assumed: Assumptions = Assumptions()) -> None:
        self.assumed = assumed
        draw = random.Random(seed)
        self._luck = random.Random(seed + 1_000_000)
        topics = 1 + max(task.topic for task in tasks)
        self._topics = [Ability(draw.gauss(assumed.theta_mean, assumed.theta_sd)) for _ in range(topics)]
        skills = 1 + max(skill for task in tasks for skill in (task.skill, *task.needs))
        self._skills = [Ability() for _ in range(skills)]
        self._topic_of = {task.skill: task.topic for task in tasks}
        self._items = [
            Item(task, draw.gauss(0, assumed.difficulty_sd), draw.lognormvariate(0, assumed.item_noise))
            for task in tasks
        ]
        self._scheduler = Scheduler(
            parameters=_own_weights(draw, assumed.weight_noise),
            learning_steps=(),
            relearning_steps=(),
            enable_fuzzing=False,
        )
        self._decay = -self._scheduler.parameters[-1]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._previous: int | None = None

    def attempt(
        self, number: int, at: float, *, after_theory: bool, outcome: tuple[bool, bool] | None = None
    ) -> Attempt:
        """Try an item ``at`` days after the beginning, and learn from it.

        ``outcome`` says whether the answer was right and why was seen; else both are drawn.
        """
        assumed, item = self.assumed, self._items[number]
        task = item.task
        is_blocked = self._previous == task.topic
        self._previous = task.topic
        theta, skill = self._theta(task, at), self._skill(item, at)
        ok = self._luck.random() < self._success(item, at, assumed.blocked_cue if is_blocked else 0.0)
        if outcome is not None:
            ok, why = outcome
        elif ok:
            why = self._luck.random() < assumed.least_why + (1 - assumed.least_why) * skill
        else:
            helped = assumed.theory_helps if after_theory else 0.0
            why = self._luck.random() < _sigmoid(assumed.understands + theta - item.difficulty + helped)
        if ok or why or item.card is not None:
            self._remember(item, ok, at)
        taught = (1.0 if ok or why else 0.25) * (assumed.blocked_gain if is_blocked else 1.0)
        taught *= 1.15 if after_theory else 1.0
        taught *= 1 - assumed.too_hard * max(0.0, 1 - 2 * skill)
        taught *= 1 - assumed.too_easy * max(0.0, 2 * skill - 1)
        self._practise(self._topics[task.topic], at, assumed.gain * taught)
        self._practise(self._skills[task.skill], at, assumed.skill_gain * taught)
        usual = assumed.right_s if ok else assumed.wrong_s
        usual *= assumed.rapid_share if task.is_rapid else 1
        seconds = usual * self._luck.lognormvariate(0, assumed.seconds_noise)
        return Attempt(ok, why, (seconds + (assumed.theory_s if after_theory else 0.0)) / 60)

    def chances(self, at: float = 0.0) -> list[float]:
        """How likely each item would be right in a cold test."""
        return [self._success(item, at, 0.0) for item in self._items]

    def kept(self, at: float) -> float:
        """The share of all items that would be right in a cold test."""
        return sum(self.chances(at)) / len(self._items)

    def kept_by_skill(self, at: float) -> float:
        """The same share where every skill weighs alike, however many items it has."""
        kept: dict[int, list[float]] = {}
        for item in self._items:
            kept.setdefault(item.task.skill, []).append(self._success(item, at, 0.0))
        return sum(sum(each) / len(each) for each in kept.values()) / len(kept)

    def _success(self, item: Item, at: float, cue: float) -> float:
        fails_by_skill = 1 - self._skill(item, at, cue)
        return (1 - self.assumed.slip) * (1 - (1 - self._recall(item, at)) * fails_by_skill)

    def _recall(self, item: Item, at: float) -> float:
        if item.card is None or item.card.stability is None:
            return 0.0
        passed = max(0.0, at - item.at)
        return (1 + self._factor * passed / (item.card.stability * item.lasting)) ** self._decay

    def _skill(self, item: Item, at: float, cue: float = 0.0) -> float:
        return _sigmoid(1.3 * (self._theta(item.task, at) - item.difficulty) + cue)

    def _theta(self, task: Task, at: float) -> float:
        lacking = max((1 - _sigmoid(1.3 * self._known(need, at)) for need in task.needs), default=0.0)
        return self._known(task.skill, at) - self.assumed.rests * lacking

    def _known(self, skill: int, at: float) -> float:
        return self._level(self._topics[self._topic_of[skill]], at) + self._level(self._skills[skill], at)

    def _level(self, ability: Ability, at: float) -> float:
        if ability.last is None:
            return ability.start
        scale = self.assumed.decay_days * (1 + ability.days) ** 1.5
        return ability.start + ability.gained * (1 + (at - ability.last) / scale) ** -self.assumed.decay

    def _remember(self, item: Item, ok: bool, at: float) -> None:
        card = item.card or Card(card_id=0)
        moment = BEGIN + timedelta(days=int(at), hours=(at - int(at)) * 10)
        item.card = self._scheduler.review_card(card, Rating.Good if ok else Rating.Again, moment)[0]
        item.at = at

    def _practise(self, ability: Ability, at: float, gain: float) -> None:
        faded = self._level(ability, at) - ability.start
        ability.gained = (faded + ability.gained) / 2 + gain / (1 + ability.practised / 10)
        ability.last, ability.practised = at, ability.practised + 1
        if ability.last_day != int(at):
            ability.days, ability.last_day = ability.days + 1, int(at)


def _own_weights(draw: random.Random, noise: float) -> list[float]:
    bounds = zip(Scheduler().parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    weights = [min(high, max(low, usual * draw.lognormvariate(0, noise))) for usual, low, high in bounds]
    for rating in range(1, 4):  # a better first rating never means a weaker memory
        weights[rating] = max(weights[rating], weights[rating - 1])
    return weights


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))

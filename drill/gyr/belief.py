"""What a placement leads one to believe of each skill, and what it asks next.

Belief is a number from 0 to 1, ``sigmoid`` of a sum of log-odds that begin at 0: so the order of the events
does not matter. It comes from verdicts given in a placement alone, is computed when a queue is made, and is
stored nowhere; green stays what a verdict and "I know why" made green.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from drill.gyr.events import SkillId
from drill.gyr.lines import Candidate, TopicKey

# By so much a verdict moves the log-odds of its own skill: from a half to four in five.
AMOUNT = math.log(4)
# What is left of it at each step along prerequisites.
EACH_STEP = 0.6
# What is left of it for the other skills of its topic, and for all others. These four were tuned together on
# learners who know a third of the bank in the order of prerequisites: fifteen answers presume 27 of 140 known
# skills, none wrongly. Twice as much for all others presumes four in ten wrongly.
SAME_TOPIC, ELSEWHERE = 0.25, 0.06
# A skill is presumed known from this belief on.
PRESUMED_FROM = 0.85
# A placement asks no more: fifteen exercises take 20 to 28 minutes.
MOST_PLACED = 15
# It ends where no answer is expected to lower what is uncertain by this share.
LEAST_GAIN = 0.001


@dataclass(frozen=True, slots=True)
class Placed:
    """The first counted verdict on an exercise that was given in a placement.

    ``options`` are those shown of a choice, set of choices or fault, or its lines; 0 for other kinds.
    """

    skill: SkillId
    # Right at once and without hints.
    ok: bool
    options: int = 0

    @property
    def amount(self) -> float:
        """By how much it moves its skill: less where a guess may have been right."""
        return AMOUNT * ((1 - 1 / self.options) if self.options else 1) * (1 if self.ok else -1)


class SkillMap:
    """The loaded skills, their topics, and what rests on what."""

    def __init__(self, candidates: Iterable[Candidate], needs: Mapping[SkillId, Collection[SkillId]]) -> None:
        """``needs`` are what skills rest on directly."""
        self.topics: dict[SkillId, TopicKey] = {}
        for candidate in candidates:
            if candidate.skill and not candidate.in_file_order:
                self.topics.setdefault(candidate.skill, candidate.topic_key)
        self._below = {
            skill: [need for need in needs.get(skill, ()) if need in self.topics and need != skill]
            for skill in self.topics
        }
        self._related: dict[tuple[SkillId, bool], Mapping[SkillId, int]] = {}

    @cached_property
    def _above(self) -> Mapping[SkillId, list[SkillId]]:
        above: dict[SkillId, list[SkillId]] = {skill: [] for skill in self.topics}
        for skill, needs in self._below.items():
            for need in needs:
                above[need].append(skill)
        return above

    @cached_property
    def in_topic(self) -> Mapping[TopicKey, Sequence[SkillId]]:
        """The skills of each topic."""
        skills: dict[TopicKey, list[SkillId]] = {}
        for skill, topic in self.topics.items():
            skills.setdefault(topic, []).append(skill)
        return skills

    def related(self, skill: SkillId, *, up: bool) -> Mapping[SkillId, int]:
        """The distances of a skill and of what it rests on (``up``), or of what rests on it."""
        if (skill, up) not in self._related:
            steps = self._below if up else self._above
            distances, front = {skill: 0}, [skill]
            for each in front:  # it grows while it is walked: breadth first
                for other in steps[each]:
                    if other not in distances:
                        distances[other] = distances[each] + 1
                        front.append(other)
            self._related[skill, up] = distances
        return self._related[skill, up]


class Belief:
    """The log-odds of all skills, after some verdicts."""

    def __init__(self, skills: SkillMap, placed: Iterable[Placed] = ()) -> None:
        self._skills = skills
        self._odds = dict.fromkeys(skills.topics, 0.0)
        for verdict in placed:
            self.take(verdict)

    def __getitem__(self, skill: SkillId) -> float:
        """How likely a skill is known; of one that is not loaded nothing is known."""
        return _sigmoid(self._odds.get(skill, 0.0))

    def take(self, placed: Placed) -> None:
        """Move all skills by one verdict."""
        if placed.skill not in self._odds:
            return
        amount, odds = placed.amount, self._odds
        related = self._skills.related(placed.skill, up=placed.ok)
        for skill in odds:
            if skill not in related:
                odds[skill] += amount * ELSEWHERE
        for skill in self._skills.in_topic[self._skills.topics[placed.skill]]:
            if skill not in related:
                odds[skill] += amount * (SAME_TOPIC - ELSEWHERE)
        for skill, distance in related.items():
            odds[skill] += amount * EACH_STEP**distance

    def presumed(self) -> frozenset[SkillId]:
        """The skills that are presumed known."""
        return frozenset(skill for skill in self._odds if self[skill] >= PRESUMED_FROM)

    def uncertainty(self) -> float:
        """The sum of belief times what is missing to 1, over all skills."""
        return sum(map(_spread, self._odds.values()))

    def expected(self, skill: SkillId, options: int, far: Mapping[float, float]) -> float:
        """The uncertainty that is expected once an exercise of a skill is answered."""
        chance = self[skill]
        up, down = (self._after(Placed(skill, ok, options), far) for ok in (True, False))
        return chance * up + (1 - chance) * down

    def _after(self, placed: Placed, far: Mapping[float, float]) -> float:
        amount, odds = placed.amount, self._odds
        related = self._skills.related(placed.skill, up=placed.ok)
        total = far[amount]
        for skill in self._skills.in_topic[self._skills.topics[placed.skill]]:
            if skill not in related:
                total += _spread(odds[skill] + amount * SAME_TOPIC) - _spread(
                    odds[skill] + amount * ELSEWHERE
                )
        for skill, distance in related.items():
            total += _spread(odds[skill] + amount * EACH_STEP**distance)
            total -= _spread(odds[skill] + amount * ELSEWHERE)
        return total

    def far(self, amounts: Iterable[float]) -> Mapping[float, float]:
        """The uncertainty if every skill moved as those do that have nothing to do with the verdict."""
        shifts = {amount: amount * ELSEWHERE for amount in {*amounts}}
        return {
            amount: sum(_spread(odds + shift) for odds in self._odds.values())
            for amount, shift in shifts.items()
        }


@dataclass(frozen=True, slots=True)
class Askable:
    """An unseen exercise that a placement may ask, with the options that it would show."""

    candidate: Candidate
    options: int = 0


def asked_next(belief: Belief, askable: Sequence[Askable], asked: Sequence[Candidate]) -> Candidate | None:
    """Return what a placement asks next: whose answer is expected to leave least uncertain.

    A topic is asked twice only when every other was asked as often. ``None`` ends it: after `MOST_PLACED`, or
    where nothing is expected to lower the uncertainty by `LEAST_GAIN`.
    """
    if len(asked) >= MOST_PLACED:
        return None
    done, times = {each.item for each in asked}, Counter(each.topic_key for each in asked)
    open_ = [each for each in askable if each.candidate.item not in done]
    amounts = {
        Placed(each.candidate.skill, ok, each.options).amount for each in open_ for ok in (True, False)
    }
    far, now = belief.far(amounts), belief.uncertainty()
    expected: dict[tuple[SkillId, int], float] = {}
    best: tuple[int, float, int, Candidate] | None = None
    for place, each in enumerate(open_):
        candidate, kind = each.candidate, (each.candidate.skill, each.options)
        if kind not in expected:
            expected[kind] = belief.expected(*kind, far)
        rank = (times[candidate.topic_key], expected[kind], place, candidate)
        if expected[kind] <= now * (1 - LEAST_GAIN) and (best is None or rank[:3] < best[:3]):
            best = rank
    return None if best is None else best[3]


def _sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _spread(odds: float) -> float:
    belief = _sigmoid(odds)
    return belief * (1 - belief)

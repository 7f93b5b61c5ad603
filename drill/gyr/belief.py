"""Which skills right answers in a placement make known, and what a placement asks next.

A right answer at once shows what the exercise and its skill need directly, and at level 4 or 5 what is of a
lower level in its own topic. What lies farther down is believed less, by `EACH_STEP` a step. Answers add up
whatever their order: this is computed when a plan is made, and stored nowhere. Green stays what a verdict
and "I know why" made green.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, prod

from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, SkillId

# What is left of a right answer at each step along prerequisites beyond the first.
EACH_STEP = 0.85
# A skill is known from this belief on.
KNOWN_FROM = 0.85
# From so many steps on a skill is known only through right answers in two topics.
FAR = 3
# From this level on a right answer shows what is easier in its topic.
SHOWS_ITS_TOPIC = 4
# A placement asks no more, and so many more each time when that is asked for.
MOST_PLACED, MORE_PLACED = 15, 10
# So many "not yet" in a row end it.
NOT_YET_IN_A_ROW = 4
# The level that a subject begins with, and the highest before `RIGHT_BEFORE_HARD` right answers.
FIRST_LEVEL, HIGHEST_AT_FIRST, HIGHEST = 2, 3, 5
RIGHT_BEFORE_HARD = 2
# Knowledge reaches from nothing to beyond all skills, by their depth; it fades out over about this margin.
_REACHES = tuple(step / 20 for step in range(-2, 23))
MARGIN = 0.15
# So often an answer is right, or wrong, by luck.
LUCK = 0.03
# Up to this level rapid exercises are asked first.
RAPID_UP_TO = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """The first counted verdict on an exercise that was given in a placement.

    ``options`` are those shown of a choice, set of choices or fault, or its lines; 0 for other kinds.
    ``moves_others`` is False where the answer was chosen, or the results of stages were shown.
    """

    entry: Entry
    # Right at once and without hints.
    ok: bool
    options: int = 0
    moves_others: bool = True
    # The learner said "not yet" and answered nothing.
    not_yet: bool = False


class SkillMap:
    """The loaded skills, their topics, and which skills each one requires."""

    def __init__(self, entries: Iterable[Entry], needs: Mapping[SkillId, Collection[SkillId]]) -> None:
        """``needs`` are what skills rest on directly."""
        self.topics: dict[SkillId, TopicKey] = {}
        self._levels: dict[SkillId, int] = {}
        for entry in entries:
            if entry.trains and not entry.in_file_order:
                self.topics.setdefault(entry.trains, entry.topic_key)
                level = max(entry.level, self._levels.get(entry.trains, 0))
                self._levels[entry.trains] = level
        self._below = {
            skill: [need for need in needs.get(skill, ()) if need in self.topics and need != skill]
            for skill in self.topics
        }

    @cached_property
    def in_topic(self) -> Mapping[TopicKey, Sequence[SkillId]]:
        """Return the skills of each topic."""
        skills: dict[TopicKey, list[SkillId]] = {}
        for skill, topic in self.topics.items():
            skills.setdefault(topic, []).append(skill)
        return skills

    @cached_property
    def depths(self) -> Mapping[SkillId, float]:
        """Map each skill to its depth: the share of skills that require fewer others than it does."""
        rests_on = {skill: len(self._all_below(skill)) for skill in self.topics}
        numbers = sorted(rests_on.values())
        return {skill: bisect_left(numbers, number) / len(numbers) for skill, number in rests_on.items()}

    def shown_by(self, entry: Entry, *, with_topic: bool = True) -> Mapping[SkillId, int]:
        """Return how many steps each skill lies below an exercise; its own skill is at 0.

        Without ``with_topic`` what is easier in its topic is left out.
        """
        if entry.trains not in self.topics:
            return {}
        direct = [*self._below[entry.trains], *(need for need in entry.needs if need in self.topics)]
        if with_topic and entry.level >= SHOWS_ITS_TOPIC:
            topic = self.in_topic[self.topics[entry.trains]]
            direct += [skill for skill in topic if self._levels[skill] < entry.level]
        steps = dict.fromkeys(direct, 1) | {entry.trains: 0}
        queue = [skill for skill in steps if steps[skill] == 1]
        for skill in queue:  # it grows while it is walked: breadth first
            for need in self._below[skill]:
                if need not in steps:
                    steps[need] = steps[skill] + 1
                    queue.append(need)
        return steps

    def _all_below(self, skill: SkillId) -> Collection[SkillId]:
        """Return all skills that a skill rests on, directly or through others."""
        below = dict.fromkeys(self._below[skill])
        queue = [*below]
        for need in queue:  # it grows while it is walked
            fresh = [prerequisite for prerequisite in self._below[need] if prerequisite not in below]
            below |= dict.fromkeys(fresh)
            queue += fresh
        return below


class Belief:
    """How likely each skill is known, after some verdicts."""

    def __init__(self, skills: SkillMap, placed: Iterable[Placed] = ()) -> None:
        self._skills = skills
        # Of each skill the evidence: its steps below a right answer, the share believed, the topic answered.
        self._evidence: dict[SkillId, list[tuple[int, float, TopicKey]]] = {}
        self.failed: set[SkillId] = set()
        for verdict in placed:
            self.take(verdict)

    def __getitem__(self, skill: SkillId) -> float:
        """Return how likely a skill is known; nothing is known of one without evidence."""
        if skill in self.failed:
            return 0.0
        return 1 - prod(1 - share for share in sorted(share for _, share, _ in self._evidence.get(skill, ())))

    def take(self, placed: Placed) -> None:
        """Update the belief with one verdict."""
        entry = placed.entry
        if entry.trains not in self._skills.topics:
            return
        if not placed.ok:
            self.failed.add(entry.trains)
            return
        steps = self._skills.shown_by(entry) if placed.moves_others else {entry.trains: 0}
        for skill, distance in steps.items():
            share = EACH_STEP ** max(0, distance - 1)
            if distance == 0 and placed.options:
                share = 1 - 1 / placed.options
            self._evidence.setdefault(skill, []).append((distance, share, entry.topic_key))

    def known(self) -> frozenset[SkillId]:
        """Return the skills that are known."""
        return frozenset(skill for skill in self._evidence if self._is_known(skill))

    def gain(self, entry: Entry) -> float:
        """Return how much a right answer would teach about the skills that the exercise requires."""
        return sum(
            EACH_STEP ** max(0, distance - 1) * (1 - self[skill])
            for skill, distance in self._skills.shown_by(entry, with_topic=False).items()
        )

    def chances(self, answers: Iterable[Placed]) -> Mapping[SkillId, float]:
        """Return how likely each skill is known to a learner who answered so.

        A learner knows skills down to some depth, except for a margin; how deep is estimated from the
        answers,
        any depth being as likely before them.
        """
        depths = self._skills.depths
        weights = dict.fromkeys(_REACHES, 1.0)
        for answer in answers:
            for reach in weights:
                known = _knows(reach, depths.get(answer.entry.trains, 0.0))
                right = LUCK + (1 - 2 * LUCK) * known
                weights[reach] *= right if answer.ok else 1 - right
        whole = sum(weights.values())
        by_depth = {
            depth: sum(weight * _knows(reach, depth) for reach, weight in weights.items()) / whole
            for depth in dict.fromkeys(depths.values())
        }
        return {skill: by_depth[depth] for skill, depth in depths.items()}

    def _is_known(self, skill: SkillId) -> bool:
        evidence = self._evidence[skill]
        is_near = any(distance < FAR for distance, _, _ in evidence)
        is_confirmed = is_near or len({topic for _, _, topic in evidence}) > 1
        return is_confirmed and self[skill] >= KNOWN_FROM - 1e-9


def asked_next(
    belief: Belief, askable: Sequence[Entry], answers: Sequence[Placed], *, earlier: int = 0
) -> Entry | None:
    """Return the exercise that a placement asks next; ``None`` ends it.

    It asks where a right answer is likely to add most: what that would show, times how likely it is. Every
    subject is asked once; then it goes on with those asked least and those where the last answer was right,
    each at its own level: one up after a right answer, one down after another. At the nearest level come
    first skills that were not failed, rapid exercises where it is low, and the topic asked least. It ends
    after `MOST_PLACED` or `NOT_YET_IN_A_ROW`; where more was asked for after ``earlier`` answers, after
    `MORE_PLACED` of the others.
    """
    last = answers[earlier:][-NOT_YET_IN_A_ROW:]
    if len(answers) >= most_placed(earlier) or (
        len(last) == NOT_YET_IN_A_ROW and all(answer.not_yet for answer in last)
    ):
        return None
    done = {answer.entry.item for answer in answers}
    highest = HIGHEST if sum(answer.ok for answer in answers) >= RIGHT_BEFORE_HARD else HIGHEST_AT_FIRST
    known = belief.known()
    by_subject: dict[BankId, list[Entry]] = {}
    for entry in askable:
        if entry.item not in done and entry.level <= highest and entry.trains not in known:
            by_subject.setdefault(entry.bank, []).append(entry)
    topics = Counter(answer.entry.topic_key for answer in answers)
    nearest = [
        entry
        for subject in _in_turn(by_subject, answers)
        for entry in _nearest(
            by_subject[subject], min(highest, _level(subject, answers)), belief.failed, topics
        )
    ]
    chances = belief.chances(answers)
    return max(nearest, key=lambda entry: chances.get(entry.trains, 0.0) * belief.gain(entry), default=None)


def _in_turn(subjects: Collection[BankId], answers: Sequence[Placed]) -> list[BankId]:
    """Return the subjects that may be asked now."""
    times = Counter(answer.entry.bank for answer in answers)
    was_right = {answer.entry.bank: answer.ok for answer in answers}
    least = min((times[subject] for subject in subjects), default=0)
    return [subject for subject in subjects if times[subject] == least or (least > 0 and was_right[subject])]


def _nearest(
    entries: Sequence[Entry], level: int, failed: Collection[SkillId], topics: Mapping[TopicKey, int]
) -> list[Entry]:
    """Return a subject's entries nearest to a level; ``topics`` counts how often each topic was asked."""

    def rank(entry: Entry) -> tuple[int, bool, bool, int]:
        is_slow = entry.level <= RAPID_UP_TO and not entry.is_rapid
        has_failed = entry.trains in failed
        return abs(entry.level - level), has_failed, is_slow, topics.get(entry.topic_key, 0)

    first = min(map(rank, entries))
    return [entry for entry in entries if rank(entry) == first]


def _knows(reach: float, depth: float) -> float:
    """Return the probability that somebody whose knowledge reaches this depth knows a skill."""
    return 1 / (1 + exp((depth - reach) / MARGIN))


def most_placed(earlier: int) -> int:
    """Return the largest number of questions, where more were asked for after ``earlier`` answers."""
    return earlier + MORE_PLACED if earlier else MOST_PLACED


def _level(subject: BankId, answers: Iterable[Placed]) -> int:
    level = FIRST_LEVEL
    for answer in answers:
        if answer.entry.bank == subject:
            level = min(HIGHEST, max(1, level + (1 if answer.ok else -1)))
    return level

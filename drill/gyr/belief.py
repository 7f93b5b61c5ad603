"""Which skills right answers in a placement make known, and what a placement asks next.

A right answer at once shows what the exercise and its skill need directly, and at level 4 or 5 what is of a
lower level in its own topic. What lies farther down is believed less, by `EACH_STEP` a step. Answers add up
whatever their order: this is computed when a queue is made, and stored nowhere. Green stays what a verdict
and "I know why" made green.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from drill.gyr.events import BankId, SkillId
from drill.gyr.lines import Candidate, TopicKey

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
# Up to this level rapid exercises are asked first.
RAPID_UP_TO = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """The first counted verdict on an exercise that was given in a placement.

    ``options`` are those shown of a choice, set of choices or fault, or its lines; 0 for other kinds.
    ``moves_others`` is False where the answer was chosen, or the results of stages were shown.
    """

    candidate: Candidate
    # Right at once and without hints.
    ok: bool
    options: int = 0
    moves_others: bool = True
    # The learner said "not yet" and answered nothing.
    not_yet: bool = False


class SkillMap:
    """The loaded skills, their topics, and what rests on what."""

    def __init__(self, candidates: Iterable[Candidate], needs: Mapping[SkillId, Collection[SkillId]]) -> None:
        """``needs`` are what skills rest on directly."""
        self.topics: dict[SkillId, TopicKey] = {}
        self._levels: dict[SkillId, int] = {}
        for candidate in candidates:
            if candidate.skill and not candidate.in_file_order:
                self.topics.setdefault(candidate.skill, candidate.topic_key)
                level = max(candidate.level, self._levels.get(candidate.skill, 0))
                self._levels[candidate.skill] = level
        self._below = {
            skill: [need for need in needs.get(skill, ()) if need in self.topics and need != skill]
            for skill in self.topics
        }

    @cached_property
    def in_topic(self) -> Mapping[TopicKey, Sequence[SkillId]]:
        """The skills of each topic."""
        skills: dict[TopicKey, list[SkillId]] = {}
        for skill, topic in self.topics.items():
            skills.setdefault(topic, []).append(skill)
        return skills

    def shown_by(self, candidate: Candidate) -> Mapping[SkillId, int]:
        """Return how many steps each skill lies below an exercise; its own skill is at 0."""
        if candidate.skill not in self.topics:
            return {}
        direct = [*self._below[candidate.skill], *(need for need in candidate.needs if need in self.topics)]
        if candidate.level >= SHOWS_ITS_TOPIC:
            topic = self.in_topic[self.topics[candidate.skill]]
            direct += [skill for skill in topic if self._levels[skill] < candidate.level]
        steps = dict.fromkeys(direct, 1) | {candidate.skill: 0}
        queue = [skill for skill in steps if steps[skill] == 1]
        for skill in queue:  # it grows while it is walked: breadth first
            for need in self._below[skill]:
                if need not in steps:
                    steps[need] = steps[skill] + 1
                    queue.append(need)
        return steps


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
        """How likely a skill is known; nothing is known of one without evidence."""
        if skill in self.failed:
            return 0.0
        return 1 - prod(1 - share for share in sorted(share for _, share, _ in self._evidence.get(skill, ())))

    def take(self, placed: Placed) -> None:
        """Take in one verdict."""
        candidate = placed.candidate
        if candidate.skill not in self._skills.topics:
            return
        if not placed.ok:
            self.failed.add(candidate.skill)
            return
        steps = self._skills.shown_by(candidate) if placed.moves_others else {candidate.skill: 0}
        for skill, distance in steps.items():
            share = EACH_STEP ** max(0, distance - 1)
            if distance == 0 and placed.options:
                share = 1 - 1 / placed.options
            self._evidence.setdefault(skill, []).append((distance, share, candidate.topic_key))

    def known(self) -> frozenset[SkillId]:
        """Return the skills that are known."""
        return frozenset(skill for skill in self._evidence if self._is_known(skill))

    def gain(self, candidate: Candidate) -> float:
        """Return how much a right answer would add."""
        return sum(
            EACH_STEP ** max(0, distance - 1) * (1 - self[skill])
            for skill, distance in self._skills.shown_by(candidate).items()
        )

    def _is_known(self, skill: SkillId) -> bool:
        evidence = self._evidence[skill]
        is_near = any(distance < FAR for distance, _, _ in evidence)
        is_confirmed = is_near or len({topic for _, _, topic in evidence}) > 1
        return is_confirmed and self[skill] >= KNOWN_FROM - 1e-9


def asked_next(
    belief: Belief, askable: Sequence[Candidate], answers: Sequence[Placed], *, earlier: int = 0
) -> Candidate | None:
    """Return what a placement asks next; ``None`` ends it.

    The subject asked least comes first, at its own level: one up after a right answer, one down after
    another. At the nearest level come first skills that were not failed, rapid exercises where it is low, the
    topic asked least, and the exercise that would show most. It ends after `MOST_PLACED` or
    `NOT_YET_IN_A_ROW`; where more was asked for after ``earlier`` answers, after `MORE_PLACED` of the others.
    """
    last = answers[earlier:][-NOT_YET_IN_A_ROW:]
    if len(answers) >= most_placed(earlier) or (
        len(last) == NOT_YET_IN_A_ROW and all(each.not_yet for each in last)
    ):
        return None
    done = {each.candidate.item for each in answers}
    highest = HIGHEST if sum(each.ok for each in answers) >= RIGHT_BEFORE_HARD else HIGHEST_AT_FIRST
    known = belief.known()
    open_ = [
        each
        for each in askable
        if each.item not in done and each.level <= highest and each.skill not in known
    ]
    if not open_:
        return None
    subjects = Counter(each.candidate.bank for each in answers)
    subject = min(dict.fromkeys(each.bank for each in open_), key=lambda bank: subjects[bank])
    wanted = min(highest, _level(subject, answers))
    topics = Counter(each.candidate.topic_key for each in answers)

    def rank(candidate: Candidate) -> tuple[int, bool, bool, int]:
        is_slow = candidate.level <= RAPID_UP_TO and not candidate.is_rapid
        has_failed = candidate.skill in belief.failed
        return abs(candidate.level - wanted), has_failed, is_slow, topics[candidate.topic_key]

    ranks = {each: rank(each) for each in open_ if each.bank == subject}
    first = min(ranks.values())
    return max((each for each, its_rank in ranks.items() if its_rank == first), key=belief.gain)


def most_placed(earlier: int) -> int:
    """Return how many questions there are at most, where more was asked for after ``earlier`` answers."""
    return earlier + MORE_PLACED if earlier else MOST_PLACED


def _level(subject: BankId, answers: Iterable[Placed]) -> int:
    level = FIRST_LEVEL
    for each in answers:
        if each.candidate.bank == subject:
            level = min(HIGHEST, max(1, level + (1 if each.ok else -1)))
    return level

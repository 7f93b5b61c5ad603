"""The skills that right answers in a placement make known, and the next question of a placement.

A right answer at once is evidence for the direct prerequisites of the exercise and its skill, and at level 4
or 5 for the lower levels of its topic. The evidence for indirect prerequisites is weaker, by `EACH_STEP` for
each step. Later mistakes cast doubt on some of them. The order of answers does not matter. Belief is computed
when a plan is made, and not stored. It makes nothing green: this takes a verdict and "I know why".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from drill.gyr.entry import Entry, TopicKey, group_by
from drill.gyr.events import ItemId, SkillId
from drill.gyr.skills import ExerciseProgress, find_all_below
from drill.gyr.state import State

# Factor of the evidence for each step along prerequisites beyond the first.
EACH_STEP = 0.85
# Min belief in a known skill.
KNOWN_FROM = 0.85
# Min distance in steps of a skill that needs right answers in two topics, because one is weak evidence.
FAR = 3
# Min level of an exercise whose right answer is evidence for the easier skills of its topic.
SHOWS_ITS_TOPIC = 4
# The doubt that an exercise of each state casts on its prerequisites.
DOUBTS: Mapping[State, float] = {"yellow": 0.5, "red": 1.0, "parked": 1.0}
# Max questions of a placement.
MOST_PLACED = 15
# Further questions of a placement on request.
MORE_PLACED = 10


@dataclass(frozen=True, slots=True)
class PlacedSkills:
    """The first answer to an exercise in a placement; "not yet" counts as a wrong one.

    ``options`` is the number of options of a choice or of lines of a fault; 0 for other kinds. If
    ``moves_others`` is False, the answer is evidence for its own skill only, because the answer was chosen or
    the results of stages were shown.
    """

    entry: Entry
    # Right at once and without hints.
    ok: bool
    options: int = 0
    moves_others: bool = True


class SkillMap:
    """The loaded skills, their topics, and which skills each one requires."""

    def __init__(self, entries: Iterable[Entry], needs: Mapping[SkillId, Collection[SkillId]]) -> None:
        """``needs`` are the direct prerequisites of skills."""
        self.topics: dict[SkillId, TopicKey] = {}
        self._levels: dict[SkillId, int] = {}
        for entry in entries:
            if entry.trains and not entry.in_file_order:
                self.topics.setdefault(entry.trains, entry.topic_key)
                level = max(entry.level, self._levels.get(entry.trains, 0))
                self._levels[entry.trains] = level
        self._below: dict[SkillId, list[SkillId]] = {}
        for skill in self.topics:
            loaded = [need for need in needs.get(skill, ()) if need in self.topics and need != skill]
            self._below[skill] = loaded

    @cached_property
    def in_topic(self) -> Mapping[TopicKey, Sequence[SkillId]]:
        """Return the skills of each topic."""
        return group_by(self.topics, self.topics.__getitem__)

    @cached_property
    def below(self) -> Mapping[SkillId, frozenset[SkillId]]:
        """Map each skill to itself and all its prerequisites, direct and indirect."""
        return {skill: find_all_below(skill, self._below) for skill in self.topics}

    def shown_by(self, entry: Entry) -> Mapping[SkillId, int]:
        """Return the skills that an exercise gives evidence of, by their steps from it; its own is at 0."""
        if entry.trains not in self.topics:
            return {}
        easier: Iterable[SkillId] = ()
        if entry.level >= SHOWS_ITS_TOPIC:
            topic = self.in_topic[self.topics[entry.trains]]
            easier = (skill for skill in topic if self._levels[skill] < entry.level)
        return {entry.trains: 0, **self.below_exercise(entry, easier)}

    def below_exercise(self, entry: Entry, further: Iterable[SkillId] = ()) -> Mapping[SkillId, int]:
        """Return the steps from an exercise to each of its prerequisites, without its own skill.

        Exercises of papers count, too. ``further`` skills count as direct prerequisites.
        """
        named = (need for need in entry.named_skills if need in self.topics)
        return self._walk((*self._below.get(entry.trains, ()), *named, *further), entry.trains)

    def _walk(self, direct: Iterable[SkillId], own: SkillId) -> Mapping[SkillId, int]:
        """Return the steps to all prerequisites, from the ``direct`` ones at 1; ``own`` is excluded."""
        steps = {skill: 1 for skill in direct if skill != own}
        queue = [*steps]
        for skill in queue:  # which grows in this loop: a breadth-first search
            for need in self._below[skill]:
                if need not in steps and need != own:
                    steps[need] = steps[skill] + 1
                    queue.append(need)
        return steps


class Belief:
    """The probability that each skill is known, given some verdicts."""

    def __init__(self, skills: SkillMap, placed: Iterable[PlacedSkills] = ()) -> None:
        self._skills = skills
        # The evidence for each skill: the steps from a right answer, its weight, the topic of the answer.
        self._evidence: dict[SkillId, list[tuple[int, float, TopicKey]]] = {}
        self.failed: set[SkillId] = set()
        for verdict in placed:
            self.take(verdict)

    def __getitem__(self, skill: SkillId) -> float:
        """Return the probability that a skill is known, 0 without evidence."""
        if skill in self.failed:
            return 0.0
        return _combine_evidence_shares(share for _, share, _ in self._evidence.get(skill, ()))

    def take(self, placed: PlacedSkills) -> None:
        """Update the belief with one verdict."""
        entry = placed.entry
        if entry.trains not in self._skills.topics:
            return
        if not placed.ok:
            self.failed.add(entry.trains)
            return
        steps: Mapping[SkillId, int] = {entry.trains: 0}
        if placed.moves_others:
            steps = self._skills.shown_by(entry)
        for skill, distance in steps.items():
            share = EACH_STEP ** max(0, distance - 1)
            if distance == 0 and placed.options:
                share = 1 - 1 / placed.options
            self._evidence.setdefault(skill, []).append((distance, share, entry.topic_key))

    def known(self) -> frozenset[SkillId]:
        """Return the skills that are known."""
        return frozenset(skill for skill in self._evidence if self._is_known(skill))

    def known_despite(self, marked: Iterable[tuple[Entry, ExerciseProgress]]) -> frozenset[SkillId]:
        """Return the skills that are still known after exercises were ``marked``.

        A mistake casts doubt on the prerequisites of its exercise nearer than `FAR`, as strong as the
        evidence of a right answer, until the exercise is green. A yellow casts half of it, because the
        learner sees the reason. A skill with as much doubt as evidence is not known, until one of its own
        exercises was green.
        """
        against: dict[SkillId, list[float]] = {}
        proven: set[SkillId] = set()
        for entry, part in marked:
            if part.green_on is not None:
                proven.add(entry.trains)
            if not part.has_failed or part.state not in DOUBTS:
                continue
            for skill, distance in self._skills.below_exercise(entry).items():
                if distance < FAR:
                    doubt = DOUBTS[part.state] * EACH_STEP ** (distance - 1)
                    against.setdefault(skill, []).append(doubt)
        known: set[SkillId] = set()
        for skill in self.known():
            doubt = _combine_evidence_shares(against.get(skill, ()))
            if skill in proven or self[skill] > doubt + 1e-9:
                known.add(skill)
        return frozenset(known)

    def _is_known(self, skill: SkillId) -> bool:
        evidence = self._evidence[skill]
        is_near = any(distance < FAR for distance, _, _ in evidence)
        is_confirmed = is_near or len({topic for _, _, topic in evidence}) > 1
        return is_confirmed and self[skill] >= KNOWN_FROM - 1e-9


def _combine_evidence_shares(shares: Iterable[float]) -> float:
    """Return the weight of independent evidence together, sorted so that its order does not matter."""
    return 1 - prod(1 - share for share in sorted(shares))


def choose_question(
    skills: SkillMap, belief: Belief, askable: Iterable[Entry], asked: Collection[ItemId]
) -> Entry | None:
    """Return the exercise that decides most; ``None`` if all skills are decided.

    Skills that are known, failed, or require a failed skill are decided. A right answer decides the
    prerequisites of its skill, a wrong one the skills that require it. So the question is about a skill with
    about as many undecided prerequisites as undecided dependents. Its exercise was not asked before: the
    easiest, or a rapid one if it is evidence for as much.
    """
    of_skill = group_by((e for e in askable if e.trains in skills.below), lambda entry: entry.trains)
    decided = belief.known()
    undecided: set[SkillId] = set()
    for skill in of_skill:
        if skill not in decided and not skills.below[skill] & belief.failed:
            undecided.add(skill)
    resting = dict.fromkeys(undecided, 0)
    for skill in undecided:
        for need in skills.below[skill] & undecided:
            resting[need] += 1

    def rank(entry: Entry) -> tuple[int, int]:
        below = len(skills.below[entry.trains] & undecided)
        return min(below, resting[entry.trains]), -entry.level

    questions = (_choose_easiest(skills, of_skill[skill], asked) for skill in of_skill if skill in undecided)
    return max(filter(None, questions), key=rank, default=None)


def _choose_easiest(skills: SkillMap, entries: Sequence[Entry], asked: Collection[ItemId]) -> Entry | None:
    """Return the easiest exercise of a skill that was not asked, or a rapid one that shows as much."""
    left = [entry for entry in entries if entry.item not in asked]
    ordinary = min((entry for entry in left if not entry.is_rapid), key=lambda e: e.level, default=None)
    rapid = next((entry for entry in left if entry.is_rapid), None)
    if ordinary is None or rapid is None:
        return ordinary or rapid
    if skills.shown_by(rapid).keys() >= skills.shown_by(ordinary).keys():
        return rapid
    return ordinary

"""Which skills right answers in a placement make known, and what a placement asks next.

A right answer at once shows what the exercise and its skill need directly, and at level 4 or 5 what is of a
lower level in its own topic. What lies farther down is believed less, by `EACH_STEP` a step. Later mistakes
open some of it again. Answers add up whatever their order: this is computed when a plan is made, and stored
nowhere. Green stays what a verdict
and "I know why" made green.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from drill.gyr.entry import Entry, TopicKey, group_by
from drill.gyr.events import ItemId, SkillId
from drill.gyr.skills import Part, find_all_below
from drill.gyr.state import State

# What is left of a right answer at each step along prerequisites beyond the first.
EACH_STEP = 0.85
# A skill is known from this belief on.
KNOWN_FROM = 0.85
# From so many steps on a skill is known only through right answers in two topics.
FAR = 3
# From this level on a right answer shows what is easier in its topic.
SHOWS_ITS_TOPIC = 4
# How much an exercise that is not green speaks against what it rests on.
DOUBTS: Mapping[State, float] = {"yellow": 0.5, "red": 1.0, "parked": 1.0}
# A placement asks no more, and so many more each time when that is asked for.
MOST_PLACED, MORE_PLACED = 15, 10


@dataclass(frozen=True, slots=True)
class Placed:
    """The first answer to an exercise that was given in a placement; "not yet" is worth a wrong one.

    ``options`` are those shown of a choice, set of choices or fault, or its lines; 0 for other kinds.
    ``moves_others`` is False where the answer was chosen, or the results of stages were shown.
    """

    entry: Entry
    # Right at once and without hints.
    ok: bool
    options: int = 0
    moves_others: bool = True


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
        return group_by(self.topics, self.topics.__getitem__)

    @cached_property
    def below(self) -> Mapping[SkillId, frozenset[SkillId]]:
        """Map each skill to all that it rests on, directly or through others, and itself."""
        return {skill: find_all_below(skill, self._below) for skill in self.topics}

    def shown_by(self, entry: Entry) -> Mapping[SkillId, int]:
        """Return how many steps each skill lies below an exercise; its own skill is at 0."""
        if entry.trains not in self.topics:
            return {}
        easier: Iterable[SkillId] = ()
        if entry.level >= SHOWS_ITS_TOPIC:
            topic = self.in_topic[self.topics[entry.trains]]
            easier = (skill for skill in topic if self._levels[skill] < entry.level)
        return {entry.trains: 0, **self.below_exercise(entry, easier)}

    def below_exercise(self, entry: Entry, further: Iterable[SkillId] = ()) -> Mapping[SkillId, int]:
        """Return how many steps each skill lies below an exercise, its own left out; a paper's counts, too.

        ``further`` skills are taken for its direct needs.
        """
        named = (need for need in entry.named_skills if need in self.topics)
        return self._walk((*self._below.get(entry.trains, ()), *named, *further), entry.trains)

    def _walk(self, direct: Iterable[SkillId], own: SkillId) -> Mapping[SkillId, int]:
        """Return how many steps each skill lies below what needs ``direct`` ones; ``own`` is left out."""
        steps = {skill: 1 for skill in direct if skill != own}
        queue = [*steps]
        for skill in queue:  # it grows while it is walked: breadth first
            for need in self._below[skill]:
                if need not in steps and need != own:
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
        """Return how likely a skill is known; nothing is known of one without evidence."""
        if skill in self.failed:
            return 0.0
        return _combine_evidence_shares(share for _, share, _ in self._evidence.get(skill, ()))

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

    def known_despite(self, marked: Iterable[tuple[Entry, Part]]) -> frozenset[SkillId]:
        """Return the skills that are known still after exercises were ``marked``.

        A mistake casts doubt on what its exercise rests on, nearer than `FAR`, by as much as a right answer
        would show of it, until the exercise is green; a yellow, of which the learner sees the reason, by
        half. A skill with as much against it as for it is known no more, until one of its own was green.
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
        return frozenset(
            skill
            for skill in self.known()
            if skill in proven or self[skill] > _combine_evidence_shares(against.get(skill, ())) + 1e-9
        )

    def _is_known(self, skill: SkillId) -> bool:
        evidence = self._evidence[skill]
        is_near = any(distance < FAR for distance, _, _ in evidence)
        is_confirmed = is_near or len({topic for _, _, topic in evidence}) > 1
        return is_confirmed and self[skill] >= KNOWN_FROM - 1e-9


def _combine_evidence_shares(shares: Iterable[float]) -> float:
    """Return how much independent evidence comes to, whatever its order."""
    return 1 - prod(1 - share for share in sorted(shares))


def choose_question(
    skills: SkillMap, belief: Belief, askable: Iterable[Entry], asked: Collection[ItemId]
) -> Entry | None:
    """Return the exercise that decides most; ``None`` where nothing is left to be decided.

    What is known, failed, or rests on a failed skill is decided. A right answer decides what lies below its
    skill, any other what rests on it. So the question is about the skill with as many undecided ones below it
    as above; by an exercise that was not asked: its easiest, or a rapid one where that shows as much.
    """
    of_skill = group_by((e for e in askable if e.trains in skills.below), lambda entry: entry.trains)
    known = belief.known()
    undecided = {
        skill for skill in of_skill if skill not in known and not skills.below[skill] & belief.failed
    }
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
    """Return the easiest of a skill's exercises that was not asked; a rapid one where it shows as much."""
    left = [entry for entry in entries if entry.item not in asked]
    ordinary = min((entry for entry in left if not entry.is_rapid), key=lambda e: e.level, default=None)
    rapid = next((entry for entry in left if entry.is_rapid), None)
    if ordinary is None or rapid is None:
        return ordinary or rapid
    return rapid if skills.shown_by(rapid).keys() >= skills.shown_by(ordinary).keys() else ordinary

"""The progress towards a paper: skills known, learned and left; formulas ready, drilled and read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, TypeAlias

from drill.gyr.entry import Entries, Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.skills import NOT_MET, Curriculum, Parts, SkillProgress
from drill.gyr.state import State
from drill.gyr.words import count_skills

# Min exercises that count for a skill: with fewer, it adds those that ask for the fewest further skills.
ENOUGH_EXERCISES = 2
# Max further skills, unless a skill has no other exercise.
MOST_FURTHER_SKILLS = 3


@dataclass(frozen=True, slots=True)
class Mastered:
    """Disjoint sets of skills: learned, found known by a placement, begun, set aside."""

    learned: frozenset[SkillId] = frozenset()
    known: frozenset[SkillId] = frozenset()
    begun: frozenset[SkillId] = frozenset()
    set_aside: frozenset[SkillId] = frozenset()

    def __contains__(self, skill: SkillId) -> bool:
        """Whether a learner has a skill: it is learned or known."""
        return bool(self.describe(skill))

    def describe(self, skill: SkillId) -> Literal["", "learned", "known"]:
        """Return in which way a learner has a skill; empty if they do not have it."""
        if skill in self.learned:
            return "learned"
        return "known" if skill in self.known else ""


@dataclass(frozen=True, slots=True)
class Path:
    """The skills on the way to a goal, prerequisites first.

    Each is known, learned, set aside (all its exercises are parked) or left; those that were ``begun`` are a
    part of those ``left``.
    """

    known: tuple[SkillId, ...] = ()
    learned: tuple[SkillId, ...] = ()
    left: tuple[SkillId, ...] = ()
    begun: tuple[SkillId, ...] = ()
    set_aside: tuple[SkillId, ...] = ()

    @property
    def every(self) -> tuple[SkillId, ...]:
        """All its skills, in no order."""
        return (*self.known, *self.learned, *self.left, *self.set_aside)

    @property
    def skills(self) -> int:
        """The number of skills."""
        return self.done + len(self.left) + len(self.set_aside)

    @property
    def done(self) -> int:
        """The number of skills that are known or learned."""
        return len(self.known) + len(self.learned)

    @property
    def is_mostly_new(self) -> bool:
        """Whether fewer than half of the skills are begun, known or learned."""
        return 2 * (len(self.begun) + self.done) < self.skills

    def describe(self) -> str:
        """The counts as text: ``61 of 80 skills, 19 left``."""
        return count_skills(self.done, self.skills, len(self.left))


@dataclass(frozen=True, slots=True)
class GoalPath:
    """The way to a goal: its skills, prerequisites first, and its own exercises.

    ``own`` are the exercises of a paper or textbook in its order; a subject or a topic has none. ``excluded``
    exercises of its skills need something that is not on the way, and are not counted for the goal.
    ``takes_others_for_passed`` means that skills outside block nothing (a subject, a topic, a paper whose way
    is near). ``named`` are the skills that the goal names itself; ``needs`` has those that own exercises wait
    for. ``shared`` exercises of other papers come as well, but are not counted.
    """

    bank: BankId
    skills: tuple[SkillId, ...] = ()
    own: tuple[ItemId, ...] = ()
    excluded: frozenset[ItemId] = frozenset()
    takes_others_for_passed: bool = False
    named: tuple[SkillId, ...] = ()
    needs: Mapping[ItemId, Sequence[SkillId]] = field(default_factory=dict[ItemId, Sequence[SkillId]])
    shared: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedPaper:
    """The near way to a paper: skills, and its own exercises in order.

    Each own exercise has the skills that must be passed before it. ``beneath`` are prerequisites of these
    skills that belong to the way, too; ``shared`` are exercises of other papers on the same moves.
    """

    skills: tuple[SkillId, ...] = ()
    beneath: tuple[SkillId, ...] = ()
    own: tuple[tuple[ItemId, tuple[SkillId, ...]], ...] = ()
    shared: tuple[ItemId, ...] = ()
    # Whether a formula is worked, which needs no skill.
    is_worked: bool = False

    @property
    def is_linked(self) -> bool:
        """Whether anything leads to the paper, because only then it may be a goal."""
        return bool(self.skills) or self.is_worked


@dataclass(frozen=True, slots=True)
class PathFormula:
    """A formula of a paper: its name, the skills that it needs, and the exercises on it."""

    called: str
    skills: Collection[SkillId]
    items: tuple[ItemId, ...]
    id: str = ""
    # Its skills and all their prerequisites, deepest first.
    rests_on: tuple[SkillId, ...] = ()
    # Whether its paper lists the skills of each formula; otherwise those that its exercises name count.
    is_linked: bool = False
    # Exercises of other papers on its moves.
    shared: tuple[ItemId, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether it can become ready: it has exercises and, in a linked paper, skills."""
        return bool(self.skills if self.is_linked else self.items)

    def is_ready(self, has: Mastered) -> bool:
        """Whether all its prerequisites are learned, known or set aside."""
        return all(skill in has or skill in has.set_aside for skill in (*self.skills, *self.rests_on))

    def list_states(self, parts: Parts) -> Sequence[State]:
        """Return the states of the exercises on it."""
        return [parts.get(item, NOT_MET).state for item in self.items]


@dataclass(frozen=True, slots=True)
class PaperReading:
    """The number of formulas that can be ready, and the names of those that are ready, drilled, read.

    ``parked`` counts the drilled ones with a parked exercise.
    """

    formulas: int = 0
    ready: tuple[str, ...] = ()
    drilled: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    parked: int = 0


def collect_skills(entries: Entries | Iterable[Entry], parts: Parts) -> dict[SkillId, SkillProgress]:
    """Return the skills that have exercises, in the order of their first exercises."""
    return {
        skill: SkillProgress.of(of_skill, parts) for skill, of_skill in Entries.of(entries).by_skill.items()
    }


def find_mastered_skills(
    entries: Entries | Iterable[Entry], parts: Parts, known: Collection[SkillId] = ()
) -> Mastered:
    """Return the progress with each skill; ``known`` are those that a placement found.

    A skill is no longer known once a verdict on one of its exercises was not green.
    """
    entries = Entries.of(entries)
    doubted = {entry.trains for entry in entries.values() if parts.get(entry.item, NOT_MET).has_failed}
    skills = collect_skills(entries, parts)
    learned = frozenset(skill for skill, progress in skills.items() if progress.is_learned)
    still_known = frozenset(known) - learned - doubted
    aside = frozenset(skill for skill, progress in skills.items() if progress.is_set_aside) - still_known
    begun = frozenset(skill for skill, progress in skills.items() if progress.is_begun)
    return Mastered(learned, still_known, begun - learned - still_known - aside, aside)


def path_of(skills: Iterable[SkillId], has: Mastered) -> Path:
    """Sort the skills on the way to a goal, given prerequisites first, by the progress of a learner."""
    learned: list[SkillId] = []
    known: list[SkillId] = []
    aside: list[SkillId] = []
    left: list[SkillId] = []
    for skill in skills:
        if skill in has.learned:
            learned.append(skill)
        elif skill in has.known:
            known.append(skill)
        elif skill in has.set_aside:
            aside.append(skill)
        else:
            left.append(skill)
    begun = tuple(skill for skill in left if skill in has.begun)
    return Path(tuple(known), tuple(learned), tuple(left), begun, tuple(aside))


def is_reached(path: Path, own: Iterable[ItemId], parts: Parts) -> bool:
    """Return whether a goal is reached: no skill is left, and its exercises are green or parked."""
    return not path.left and all(parts.get(item, NOT_MET).is_done for item in own)


def find_goal_path(
    curriculum: Curriculum,
    exercises: Sequence[Entry],
    *,
    own: Sequence[Entry] | None = None,
    linked: LinkedPaper | None = None,
) -> GoalPath:
    """Return the way to a goal: a paper, a textbook, a bank of one's own, a subject or a topic.

    ``exercises`` are all of the goal, in its order, and ``own`` those that should be done, of a paper perhaps
    not all. The way to a paper consists of the skills that its exercises name, and all their prerequisites. A
    skill with fewer than two ordinary exercises without other needs adds the needs of the cheapest others: at
    most three further skills, but any number if it has no other exercise. Its own exercises wait for the
    skills that they name. On the near way, which is ``linked``, only the linked skills belong to it, because
    their prerequisites are assumed to be passed.
    """
    if not exercises:
        return GoalPath(BankId(""))
    bank = exercises[0].bank
    if not exercises[0].in_file_order:
        skills = dict.fromkeys(map(curriculum.find_skill, exercises))
        before = (s for s in curriculum.list_before(skills) if curriculum.find_subject(s) == bank)
        in_subject = dict.fromkeys(chain.from_iterable(curriculum.subjects.get(bank, {}).values()))
        path = _add_needed_skills(curriculum, tuple(before), in_subject.keys())
        if len(path) == len(in_subject):
            path = tuple(in_subject)
        return GoalPath(bank, path, (), _find_excluded(curriculum, path, in_subject.keys()), True)
    to_do = dict.fromkeys(entry.item for entry in (exercises if own is None else own))
    if linked is not None:
        leading = dict.fromkeys((*linked.skills, *linked.beneath))
        path = tuple(skill for skill in curriculum.list_before(leading) if skill in leading)
        return GoalPath(
            bank,
            path,
            tuple(item for item, _ in linked.own if item in to_do),
            takes_others_for_passed=True,
            named=linked.skills,
            needs={item: [skill for skill in skills if skill in leading] for item, skills in linked.own},
            shared=linked.shared,
        )
    named = tuple(dict.fromkeys(chain.from_iterable(entry.named_skills for entry in exercises)))
    every = curriculum.exercises.keys()
    path = _add_needed_skills(curriculum, curriculum.list_before(named), every)
    excluded = _find_excluded(curriculum, path, every)
    needs = {entry.item: _list_named(curriculum, entry) for entry in exercises}
    return GoalPath(bank, path, (*to_do,), excluded, named=named, needs=needs)


# Whether the card of an exercise names a skill.
NamedByCard: TypeAlias = Callable[[Entry, SkillId], bool]


def _is_never_named(_entry: Entry, _need: SkillId) -> bool:
    return False


def link_near(
    curriculum: Curriculum,
    exercises: Sequence[Entry],
    parts: Parts,
    further: Iterable[SkillId] = (),
    is_named: NamedByCard = _is_never_named,
) -> LinkedPaper:
    """Return the near way to a paper: the skills of its ``exercises``, and those that reds show to lack.

    Skills of ``further`` belong to it as well. ``is_named`` is that of `list_lacking`.
    """
    own = tuple((entry.item, _list_named(curriculum, entry)) for entry in exercises)
    named = tuple(dict.fromkeys(chain.from_iterable(skills for _, skills in own)))
    beneath = dict.fromkeys(skill for skill in further if skill not in named)
    lacking = list_lacking(curriculum, (*named, *beneath), exercises, parts, is_named)
    return LinkedPaper(named, (*beneath, *lacking), own)


def list_lacking(
    curriculum: Curriculum,
    skills: Sequence[SkillId],
    own: Iterable[Entry],
    parts: Parts,
    is_named: NamedByCard = _is_never_named,
) -> tuple[SkillId, ...]:
    """Return the needs of red exercises of ``skills``, and of a paper's ``own``, that seem to be lacking.

    A need joins if it is in the topic of the exercise or of its skill, or if the exercise's card names it
    (``is_named``), because a slip is seldom evidence for skills that are farther away. This goes only one
    level deep, because otherwise every slip on the way would make it longer.
    """
    lacking: dict[SkillId, None] = {}
    for entry in chain(own, *(curriculum.exercises.get(skill, ()) for skill in skills)):
        if not parts.get(entry.item, NOT_MET).was_red:
            continue
        of_skill = curriculum.exercises.get(entry.skill, ())
        topics = {entry.topic_key, *(each.topic_key for each in of_skill[:1])}
        for need in curriculum.find_needs(entry):
            if curriculum.exercises[need][0].topic_key in topics or is_named(entry, need):
                lacking[need] = None
    return tuple(need for need in lacking if need not in skills)


def _list_named(curriculum: Curriculum, entry: Entry) -> tuple[SkillId, ...]:
    return tuple(skill for skill in entry.named_skills if skill in curriculum.exercises)


def _add_needed_skills(
    curriculum: Curriculum, path: tuple[SkillId, ...], among: Collection[SkillId]
) -> tuple[SkillId, ...]:
    """Add the skills that a path's exercises need if too few do without others; only those ``among`` these
    skills are ever added.
    """
    while True:
        here = set(path)
        further: list[SkillId] = []
        for skill in path:
            further += _find_further_skills(curriculum, skill, here, among)
        if not further:
            further += _find_ways_out(curriculum, path, among)
        grown = curriculum.list_before([*path, *further]) if further else path
        grown = tuple(skill for skill in grown if skill in among)
        if len(grown) == len(path):
            return path
        path = grown


def _find_ways_out(
    curriculum: Curriculum, path: Collection[SkillId], among: Collection[SkillId]
) -> Sequence[SkillId]:
    """Return the needs that let path skills begin which wait for each other in a circle."""
    begun = curriculum.find_ways_in(path, _find_excluded(curriculum, path, among))
    entries = (curriculum.ways_in.get(skill) for skill in path if skill not in begun)
    needs: list[SkillId] = []
    for entry in entries:
        if entry is not None:
            needs += curriculum.find_needs(entry)
    return needs


def _find_further_skills(
    curriculum: Curriculum, skill: SkillId, here: Collection[SkillId], among: Collection[SkillId]
) -> Sequence[SkillId]:
    """Return the needs of a skill's cheapest exercise outside a path; empty if enough exercises have none."""
    every = curriculum.exercises[skill]
    ordinary = [entry for entry in every if not entry.is_rapid] or every
    needs = {entry: [s for s in curriculum.find_needs(entry) if s in among] for entry in ordinary}
    counted = sum(all(need in here for need in of_entry) for of_entry in needs.values())
    if counted >= ENOUGH_EXERCISES or counted == len(ordinary):
        return ()
    others: list[tuple[int, int, list[SkillId]]] = []
    for entry, of_entry in needs.items():
        lacks = [s for s in curriculum.list_before(of_entry) if s in among and s not in here]
        if lacks:
            others.append((len(lacks), entry.level, lacks))
    number, _, lacks = min(others)
    return lacks if number <= MOST_FURTHER_SKILLS or not counted else ()


def _find_excluded(
    curriculum: Curriculum, path: Collection[SkillId], among: Collection[SkillId]
) -> frozenset[ItemId]:
    """Return the exercises of a path's skills that need a skill that is not on the path."""
    outside = set(among) - set(path)
    entries = chain.from_iterable(curriculum.exercises[skill] for skill in path)
    return frozenset(entry.item for entry in entries if not outside.isdisjoint(curriculum.find_needs(entry)))


def is_drilled(states: Collection[State]) -> bool:
    """Return whether a formula is drilled: all exercises on it are green or parked, and one is green."""
    return "green" in states and {"green", "parked"}.issuperset(states)


def is_to_read(states: Collection[State], *, is_ready: bool, is_read: bool) -> bool:
    """Return whether reading a formula comes next: none of its skills is left, and no exercise on it is
    yellow or red.
    """
    return is_ready and not is_read and {"yellow", "red"}.isdisjoint(states)


def reading_of(
    formulas: Sequence[PathFormula], has: Mastered, parts: Parts, followed: Container[str]
) -> PaperReading:
    """Return the formulas that are ready, drilled and read, of those that can be ready.

    ``followed`` has the ids of the formulas that the learner could follow, which count as read.
    """
    counted = [formula for formula in formulas if formula.is_counted]
    ready = tuple(formula.called for formula in counted if formula.is_ready(has))
    read = tuple(formula.called for formula in counted if formula.id in followed)
    drilled: list[str] = []
    parked = 0
    for formula in counted:
        states = formula.list_states(parts)
        if is_drilled(states):
            drilled.append(formula.called)
            parked += "parked" in states
    return PaperReading(len(counted), ready, tuple(drilled), read, parked)

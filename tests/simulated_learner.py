"""A learner who follows the day's plan, without a store: for laws and benches over the shipped banks.

An answer is right with a fixed probability: ``right`` at first sight, halfway from there to certain at a
re-attempt, nine in ten at least at a check. Three of four that are wrong are yellow. A day has 25 minutes;
every sixth day is free. Checks are offered after 20 days (7 where the first try was not green), then after
ever longer ones. Who knows some skills already answers these in 92 %, others in 55 % at first and in 80 %
afterwards.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from drill.gyr.belief import Belief, PlacedSkills, SkillMap, choose_question
from drill.gyr.day_plan import plan_day, review_plan
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, EventId, ItemId, Kind, LogLine, SkillId
from drill.gyr.fold import fold_step
from drill.gyr.path import (
    GoalPath,
    Path,
    find_goal_path,
    find_mastered_skills,
    is_reached,
    link_near,
    path_of,
)
from drill.gyr.plan_ledger import DayFacts, Method, Planned, Reason
from drill.gyr.progress import minutes_of
from drill.gyr.skills import NOT_MET, Curriculum, ExerciseProgress, part_of
from drill.gyr.state import NEVER_MET, ItemState
from drill.session.standing.paper_names import is_paper
from drill.session.standing.prerequisites import GUESSABLE, UNASKED
from drill.settings import SUBJECTS
from tests.homes import shipped_catalogue

BEGIN = date(2027, 1, 1)
MINUTES, FREE_DAY = 25.0, 6
# Of wrong answers, those after which the reason is seen.
YELLOW = 0.75
# So often one who is never right may say that they see where the mistake was.
PASSES_UNSEEN = 10
CHECK_RIGHT = 0.9
# Of who knows some skills: answers on these, and on others at first and later; in a placement.
KNOWN_RIGHT, FIRST_RIGHT, LATER_RIGHT = 0.92, 0.55, 0.8
PLACED_RIGHT, PLACED_LUCK = 0.9, 0.08
_FIRST_CHECK = {True: 20, False: 7}


@dataclass(frozen=True)
class Served:
    """One exercise that was served: on which day (from 1), why, and whether the answer was right."""

    day: int
    item: ItemId
    reason: Reason
    is_right: bool
    is_new: bool


@dataclass
class SimulatedLearner:
    """A learner who does what is planned until the goal is reached."""

    curriculum: Curriculum
    goal: GoalPath | None
    right: float
    seed: int = 1
    minutes: float = MINUTES
    method: Method = Method(subjects=tuple(map(BankId, SUBJECTS)))  # noqa: RUF009  it is frozen
    known: frozenset[SkillId] = frozenset()
    """What a placement found known."""
    knows: set[SkillId] | None = None
    """What is known in truth, with all that was learned since."""
    day: int = 0
    states: dict[ItemId, ItemState] = field(default_factory=dict)
    parts: dict[ItemId, ExerciseProgress] = field(default_factory=dict)
    served: list[Served] = field(default_factory=list)
    check_on: dict[ItemId, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._luck = random.Random(self.seed)
        self._events = 0
        self._belief: Belief | None = None
        self.never_right: frozenset[ItemId] = frozenset()

    @property
    def today(self) -> date:
        """The study day."""
        return BEGIN + timedelta(self.day)

    def facts(self, minutes: float, planned: Sequence[Planned] = ()) -> DayFacts:
        """Return what the day is planned from."""
        due = sorted((day, item) for item, day in self.check_on.items() if day <= self.today)
        return DayFacts(
            today=self.today,
            minutes=minutes,
            curriculum=self.curriculum,
            states=self.states,
            parts=self.parts,
            known=self.known,
            goal=self.goal,
            method=self.method,
            checks=[item for _, item in due][:5],
            planned=planned,
        )

    def drill_until_reached(self, last_day: int) -> int | None:
        """Drill day by day; return the day on which the goal was reached, None if it was not."""
        while self.day < last_day:
            self.drill_day()
            if self.is_at_goal():
                return self.day
        return None

    def drill_day(self) -> None:
        """Drill the next day."""
        self.day += 1
        if self.day % FREE_DAY == 0:
            return
        left = self.minutes
        while left >= 1:
            spent = self._serve(plan_day(self.facts(left)))
            self._let_lacking_join()
            if not spent:
                return
            left -= spent

    def _let_lacking_join(self) -> None:
        """On the near way to a paper, let what red exercises need lead there, too."""
        own = self.curriculum.banks_in_order.get(self.goal.bank) if self.goal else None
        if self.goal and own and self.goal.takes_others_for_passed:
            linked = link_near(self.curriculum, own, self.parts)
            self.goal = find_goal_path(self.curriculum, own, linked=linked)

    def _serve(self, plan: Sequence[Planned]) -> float:
        """Serve a plan until it is done, or other subjects come after something; return the minutes."""
        spent = 0.0
        while plan:
            planned = plan[0]
            if planned.reason == "besides" and spent:
                return spent
            spent += planned.minutes
            is_green = self.answer(planned)
            plan = plan[1:]
            if not is_green:
                plan = review_plan(plan, self.facts(1)).kept
        return spent

    def answer(self, planned: Planned) -> bool:
        """Answer an exercise; return whether it is green now."""
        item = planned.item
        state = self.states.get(item, NEVER_MET)
        is_new, is_check = state.state == "unseen", state.state == "green"
        is_right = item not in self.never_right and self._luck.random() < self._chance(item)
        is_seen = is_right or self._luck.random() < YELLOW
        if item in self.never_right and self.parts.get(item, NOT_MET).passes >= PASSES_UNSEEN:
            is_seen = is_right  # who misses it so often does not see why any more
        self._write(item, "check" if is_check else "verdict", is_right, is_seen)
        self._note_check(item, self.parts[item], is_new)
        self._note_knowledge(self.curriculum.entries[item], is_right)
        self.served.append(Served(self.day, item, planned.reason, is_right, is_new))
        return self.states[item].state == "green"

    def place(self, questions: int) -> None:
        """Answer a placement on the goal's path."""
        goal = self.goal
        assert goal is not None
        exercises = self.curriculum.exercises
        skills = SkillMap([e for skill in exercises.values() for e in skill], self.curriculum.needs)
        belief, asked = Belief(skills), set[ItemId]()
        self._belief = belief
        askable = [e for skill in goal.skills for e in exercises[skill] if e.kind not in UNASKED | GUESSABLE]
        for _ in range(questions):
            if (entry := choose_question(skills, belief, askable, asked)) is None:
                break
            asked.add(entry.item)
            chance = PLACED_RIGHT if entry.trains in (self.knows or ()) else PLACED_LUCK
            belief.take(PlacedSkills(entry, is_right := self._luck.random() < chance))
            if is_right:
                self._write(entry.item, "verdict", True, True)
        self.known |= belief.known() & set(goal.skills)

    def _chance(self, item: ItemId) -> float:
        """Return how likely the next answer is right."""
        state = self.states.get(item, NEVER_MET).state
        right = self.right
        if self.knows is not None:
            entry = self.curriculum.entries[item]
            right = (
                KNOWN_RIGHT
                if entry.skill in self.knows
                else FIRST_RIGHT
                if state == "unseen"
                else LATER_RIGHT
            )
        if state == "green":
            return max(right, 1 if right == 1 else CHECK_RIGHT)
        return right if state == "unseen" else right + (1 - right) / 2

    def _note_knowledge(self, entry: Entry, is_right: bool) -> None:
        """Note what was learned; a mistake opens again what it casts doubt on."""
        if self.knows is not None and is_right and not entry.is_rapid:
            self.knows.add(entry.skill)
        if self._belief is not None and self.goal is not None:
            marked = [(self.curriculum.entries[item], part) for item, part in self.parts.items()]
            known = self._belief.known_despite(marked) & set(self.goal.skills)
            self.known = known - {e.trains for e, p in marked if p.has_failed}

    def park(self, item: ItemId) -> None:
        """Park an exercise by hand."""
        self._write(item, "park")

    def skip(self, item: ItemId) -> None:
        """Skip an exercise."""
        self._write(item, "skip")

    def _write(self, item: ItemId, kind: Kind, ok: bool = False, why: bool = False) -> None:
        """Write an event."""
        state = self.states.get(item, NEVER_MET)
        self._events += 1
        line = LogLine(
            lamport=self._events,
            device="a",
            id=EventId(f"{self._events:08}"),
            kind=kind,
            study_day=self.today,
            maths="m",
            round=state.round_id,
            pass_=state.next_pass if kind == "verdict" else state.passes,
            ok=ok,
            why=why,
        )
        self.states[item] = fold_step(state, line)
        self.parts[item] = part_of(self.states[item])

    def _note_check(self, item: ItemId, part: ExerciseProgress, is_new: bool) -> None:
        """Note when a green is checked next."""
        self.check_on.pop(item, None)
        if part.state != "green" or part.green_on is None:
            return
        days = _FIRST_CHECK[is_new]
        if part.held_on == self.today:
            days = int(2.5 * ((self.today - part.green_on).days + 7))
        self.check_on[item] = self.today + timedelta(days)

    def path(self) -> Path:
        """Return the skills of the goal's path by how far they are."""
        skills = self.goal.skills if self.goal else ()
        entries = [entry for skill in skills for entry in self.curriculum.exercises[skill]]
        return path_of(skills, find_mastered_skills(entries, self.parts, self.known))

    def is_at_goal(self) -> bool:
        """Return whether the goal is reached."""
        return self.goal is not None and is_reached(self.path(), self.goal.own, self.parts)

    @property
    def days_drilled(self) -> int:
        """On how many days anything was served."""
        return len({served.day for served in self.served})

    def own_met(self) -> int:
        """Return how many of the goal's own exercises were met."""
        own = self.goal.own if self.goal else ()
        return sum(self.parts.get(item, NOT_MET).met_on is not None for item in own)

    def reasons(self) -> Counter[Reason]:
        """Count what was served by reason."""
        return Counter(served.reason for served in self.served)


@cache
def shipped_curriculum() -> Curriculum:
    """Return all shipped exercises that a new learner can meet: not the retired ones."""
    catalogue = shipped_catalogue()
    entries = {item: entry for item, entry in catalogue.entries.items() if not entry.retired}
    return Curriculum(entries, {skill.id: skill.needs for skill in catalogue.skills.values()})


def goal_of(curriculum: Curriculum, bank: str, topic: str = "", *, is_near: bool = True) -> GoalPath:
    """Return the way to a bank, or to a topic of it; to a paper the near one, or that from the ground up."""
    every = [entry for entry in curriculum.entries.values() if entry.bank == bank]
    if is_near and is_paper(bank):
        return find_goal_path(curriculum, every, linked=link_near(curriculum, every, {}))
    return find_goal_path(curriculum, [entry for entry in every if topic in ("", entry.topic)])


def path_minutes(curriculum: Curriculum, goal: GoalPath) -> float:
    """Return the minutes of a path: the two cheapest of each skill, and the paper's own."""
    minutes = sum(minutes_of(curriculum.entries[item]) for item in goal.own)
    for skill in goal.skills:
        each = sorted(minutes_of(e) for e in curriculum.exercises[skill] if e.item not in goal.excluded)
        minutes += sum(each[:2])
    return minutes


def known_downwards(curriculum: Curriculum, goal: GoalPath, share: float, seed: int) -> set[SkillId]:
    """Draw the skills that a learner knows: a share of a path, each with all that it rests on."""
    dice, known = random.Random(seed), set[SkillId]()
    before = {skill: curriculum.list_before([skill]) for skill in goal.skills}
    for skill in sorted(goal.skills, key=lambda each: len(before[each]) * dice.uniform(0.6, 1.4)):
        if len(known) >= share * len(goal.skills):
            break
        known |= set(before[skill])
    return known

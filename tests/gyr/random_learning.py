"""Random banks, papers and learners, for the properties of a day's plan."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import GoalPath, find_goal_path
from drill.gyr.skills import Curriculum
from tests.entries import entry
from tests.simulated_learner import SimulatedLearner

SUBJECTS = ("a", "b")
MOST_SKILLS = 7


@dataclass(frozen=True)
class RandomBanks:
    """Two subjects, and a paper that rests on them."""

    curriculum: Curriculum
    paper: GoalPath
    subject: GoalPath

    @property
    def goals(self) -> tuple[GoalPath | None, ...]:
        return (self.paper, self.subject, None)


@st.composite
def random_banks(draw: st.DrawFn) -> RandomBanks:
    """Skills that rest on earlier ones, with exercises that need any others: circles, too."""
    number = draw(st.integers(1, MOST_SKILLS))
    skills = [SkillId(f"s{n}") for n in range(number)]
    any_skills = st.lists(st.sampled_from(skills), max_size=2, unique=True)
    needs = {skill: tuple(skills[n] for n in range(place) if draw(st.integers(0, 3)) == 0) for place, skill in
             enumerate(skills)}  # fmt: skip
    entries: list[Entry] = []
    for place, skill in enumerate(skills):
        bank = SUBJECTS[draw(st.integers(0, 1))]
        for n in range(draw(st.integers(1, 4))):
            entries.append(
                entry(
                    f"{bank}/{skill}-{n}", topic=f"t{place % 3}", skill=skill,
                    needs=tuple(draw(any_skills)) if draw(st.booleans()) else (),
                    level=draw(st.integers(1, 5)), pace=5 * (draw(st.integers(0, 3)) == 0),
                )
            )  # fmt: skip
    entries.sort(key=lambda each: each.bank)
    own = [
        entry(f"p/{n}", skill=draw(st.sampled_from(skills)), needs=tuple(draw(any_skills)), trains="",
              in_file_order=True, level=draw(st.integers(1, 5)))
        for n in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    curriculum = Curriculum({each.item: each for each in (*entries, *own)}, needs)
    first = [each for each in entries if each.bank == entries[0].bank]
    return RandomBanks(curriculum, find_goal_path(curriculum, own), find_goal_path(curriculum, first))


@st.composite
def random_learners(draw: st.DrawFn) -> SimulatedLearner:
    """A learner in the middle of learning, with or without a goal."""
    banks = draw(random_banks())
    learner = SimulatedLearner(
        banks.curriculum,
        draw(st.sampled_from(banks.goals)),
        right=draw(st.sampled_from((1.0, 0.8, 0.5))),
        seed=draw(st.integers(0, 99)),
        minutes=draw(st.sampled_from((5.0, 12.0, 25.0))),
    )
    for _ in range(draw(st.integers(0, 12))):
        learner.drill_day()
    some = st.lists(st.sampled_from([*banks.curriculum.entries]), max_size=3, unique=True)
    learner.known = frozenset(map(SkillId, draw(st.sets(st.sampled_from(("s0", "s1", "s2")), max_size=1))))
    for item in draw(some):
        learner.park(ItemId(item))
    learner.day += draw(st.integers(1, 9))
    return learner

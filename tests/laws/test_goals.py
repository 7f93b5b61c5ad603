"""Goals are reached: learners who follow the plan day by day over the shipped banks, without a store.

Six goals and two topics of each subject are tried in every run; with ``DRILL_TESTS=night`` all papers,
subjects and topics.
"""

from __future__ import annotations

from collections import Counter

import pytest

from drill.gyr.events import SkillId
from tests.rows import EVERYTHING
from tests.simulated_learner import MINUTES, SimulatedLearner, goal_of, path_minutes, shipped_curriculum

pytestmark = pytest.mark.shipped

SOME = ("papers/ddpm-2020", "papers/dpo-2023", "papers/adam", "papers/lora-2021", "calculus", "reading-code")
# An exercise that comes more often in a month is known by its answer, and not by its reason.
MOST_IN_A_MONTH = 7
# Half right: a goal takes so long at most (the longest of three runs of all goals took 140 days).
LAST_DAY = 200


def goals() -> list[tuple[str, str]]:
    """Banks and topics to aim for."""
    entries = shipped_curriculum().entries.values()
    topics = {(entry.bank, entry.topic): None for entry in entries if not entry.in_file_order}
    if not EVERYTHING:
        of_subjects = [
            [key for key in topics if key[0] == bank] for bank in {bank: None for bank, _ in topics}
        ]
        return [*((bank, "") for bank in SOME), *(of[place] for of in of_subjects for place in (0, -1))]
    return [*((bank, "") for bank in dict.fromkeys(entry.bank for entry in entries)), *topics]


def learner_of(bank: str, topic: str, right: float) -> SimulatedLearner:
    curriculum = shipped_curriculum()
    return SimulatedLearner(curriculum, goal_of(curriculum, bank, topic), right)


def test_who_is_right_reaches_every_goal_in_three_times_its_minutes() -> None:
    for bank, topic in goals():
        for right in (1.0, 0.8):
            learner = learner_of(bank, topic, right)
            curriculum, goal = learner.curriculum, learner.goal
            assert goal is not None
            reached = learner.drill_until_reached(LAST_DAY)
            assert reached is not None, (bank, topic, right, learner.path().left)
            # A day more than that: a skill needs two days, however short its path is.
            days = 3 * path_minutes(curriculum, goal) / MINUTES + 2
            assert learner.days_drilled <= days, (bank, topic, right, learner.days_drilled, days)


def test_who_is_right_in_half_reaches_it_too_and_meets_nothing_too_often() -> None:
    for bank, topic in goals():
        learner = learner_of(bank, topic, 0.5)
        assert learner.drill_until_reached(LAST_DAY) is not None, (bank, topic, learner.path().left)
        in_month = Counter((served.item, served.day // 30) for served in learner.served)
        assert max(in_month.values()) <= MOST_IN_A_MONTH, (bank, topic, in_month.most_common(1))


def test_five_minutes_a_day_reach_it_too_in_three_times_its_minutes() -> None:
    for bank in ("papers/adam", "papers/ddpm-2020"):
        learner = learner_of(bank, "", 0.8)
        learner.minutes = 5.0
        assert learner.goal is not None
        reached = learner.drill_until_reached(5 * LAST_DAY)
        assert reached is not None, (bank, learner.path().left)
        assert learner.days_drilled <= 3 * path_minutes(learner.curriculum, learner.goal) / 5


def test_what_is_never_right_holds_up_nothing() -> None:
    for bank in ("papers/adam", "reading-code"):
        learner = learner_of(bank, "", 0.8)
        learner.never_right = frozenset([*learner.curriculum.entries][::10])
        assert learner.drill_until_reached(2 * LAST_DAY) is not None, (bank, learner.path())


def test_the_near_way_is_shorter_and_meets_the_paper_in_its_first_week() -> None:
    for bank in ("papers/ddpm-2020", "papers/attention"):
        for right in (1.0, 0.6):
            near, deep = learner_of(bank, "", right), learner_of(bank, "", right)
            deep.goal = goal_of(deep.curriculum, bank, is_near=False)
            reached = near.drill_until_reached(LAST_DAY)
            at_last = deep.drill_until_reached(LAST_DAY)
            assert reached is not None
            assert at_last is not None
            # Where four of ten go wrong, what red ones let join may take longer than to begin with it.
            assert reached < at_last or right < 1
            of_paper = [served for served in near.served if served.item.startswith(bank)]
            assert of_paper[0].day <= 7


def test_a_papers_exercise_comes_after_all_skills_that_it_names() -> None:
    learner = learner_of("papers/ddpm-2020", "", 0.8)
    learner.drill_until_reached(LAST_DAY)
    passed: set[SkillId] = set()
    for served in learner.served:
        entry = learner.curriculum.entries[served.item]
        if served.is_new and entry.bank == "papers/ddpm-2020":
            assert {*entry.named_skills} <= passed, entry.item
        if served.is_right and not entry.is_rapid:
            passed.add(entry.trains)


def test_a_first_month_towards_ddpm_meets_the_paper_and_leaves_the_goal_for_nothing_else() -> None:
    learner = learner_of("papers/ddpm-2020", "", 0.8)
    while learner.day < 30:
        learner.drill_day()
    assert learner.own_met() >= 20
    assert not learner.reasons()["besides"]
    reached = learner.drill_until_reached(LAST_DAY)
    assert reached is not None
    assert reached <= 40


@pytest.mark.parametrize(
    "goal", ["papers/ddpm-2020", "calculus", "linear-algebra", "frequentist", "bayesian"]
)
def test_the_first_thirty_are_half_ordinary_and_none_is_steep(goal: str) -> None:
    learner = learner_of(goal, "", 1.0)
    while len(learner.served) < 30:
        learner.drill_day()
    first = [learner.curriculum.entries[served.item] for served in learner.served[:30]]
    assert sum(not entry.is_rapid for entry in first) >= 15
    assert max(entry.level for entry in first) <= 3

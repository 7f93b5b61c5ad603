"""The first weeks of a learner: ``python -m tests.bench.first_weeks [--short]``.

For each subject, DDPM, DPO and no goal, right in 100, 80 and 60 %: the first sixty new exercises with kind
(R rapid, o ordinary), level and skill, day by day; skills passed and learned and exercises of the
paper met after 7, 14, 30 and 50 days; the share of new exercises that served other subjects. Then, for DDPM
and five other papers, who knows 0, 40, 70 or 90 % of the path, with and without a placement of fifteen
questions: the day on which the goal is reached, and the paper's exercises met by days 7, 14 and 30. The
learner is that of ``tests/simulated_learner.py``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import fmean

from drill.gyr.path import GoalPath
from drill.gyr.skills import Curriculum, SkillProgress
from drill.settings import SUBJECTS
from tests.simulated_learner import SimulatedLearner, goal_of, known_downwards, shipped_curriculum

FIRST, DAYS = 60, (7, 14, 30, 50)
RIGHT = (1.0, 0.8, 0.6)
PLACED_PAPERS = ("ddpm-2020", "vae-2013", "attention", "dpo-2023", "lora-2021", "score-sde-2021")
SHARES, QUESTIONS, PLACED_MINUTES = (0.0, 0.4, 0.7, 0.9), 15, 8.0
LAST_DAY = 200


def tell_first_weeks(name: str, curriculum: Curriculum, goal: GoalPath | None, right: float) -> None:
    """Print the first exercises, and what was done after some days."""
    learner = SimulatedLearner(curriculum, goal, right)
    rows: list[str] = []
    while learner.day < max(DAYS):
        learner.drill_day()
        if learner.day in DAYS:
            rows.append(f"day {learner.day}: {_count(learner)}")
        if learner.is_at_goal():
            rows.append(f"reached on day {learner.day}")
            break
    new = [served for served in learner.served if served.is_new]
    entries = [curriculum.entries[served.item] for served in new]
    thirty = entries[:30]
    others = sum(served.reason == "besides" for served in new)
    ordinary = sum(not entry.is_rapid for entry in thirty)
    level, skills = max(entry.level for entry in thirty), len({entry.skill for entry in thirty})
    print(f"\n{name}, right in {right:.0%}: of the first thirty {ordinary} ordinary, highest level {level},")
    print(f"{skills} skills; other subjects {others} of {len(new)}")
    print("; ".join(rows))
    day, words = 0, list[str]()
    for served, entry in zip(new[:FIRST], entries, strict=False):
        words += ["|"] if served.day != day else []
        day = served.day
        words.append(
            f"{'R' if entry.is_rapid else 'o'}{entry.level}:{entry.skill if entry.trains else 'own'}"
        )
    print(" ".join(words))


def _count(learner: SimulatedLearner) -> str:
    curriculum, goal = learner.curriculum, learner.goal
    skills = goal.skills if goal else [*curriculum.exercises]
    progress = [SkillProgress.of(curriculum.exercises[skill], learner.parts) for skill in skills]
    excluded = goal.excluded if goal else ()
    passed = sum(skill.is_passed(excluded, curriculum.circular) for skill in progress)
    learned = sum(skill.is_learned for skill in progress)
    own = f", {learner.own_met()} of {len(goal.own)} own met" if goal and goal.own else ""
    return f"{passed} passed, {learned} learned of {len(progress)}{own}"


def tell_placed(paper: str, share: float, seeds: Sequence[int]) -> list[tuple[float, ...]]:
    """Return without and with a placement: day reached, own met by days 7, 14, 30, known, known falsely."""
    curriculum = shipped_curriculum()
    goal = goal_of(curriculum, f"papers/{paper}")
    found: list[tuple[float, ...]] = []
    for questions in (0, QUESTIONS):
        runs: list[tuple[float, ...]] = []
        for seed in seeds:
            knows = known_downwards(curriculum, goal, share, seed)
            learner = SimulatedLearner(curriculum, goal, 0.8, seed, knows={*knows})
            learner.place(questions)
            known, wrongly = len(learner.known), len(learner.known - knows)
            learner.minutes -= PLACED_MINUTES if questions else 0.0
            met: dict[int, int] = {}
            while learner.day < LAST_DAY and not learner.is_at_goal():
                learner.drill_day()
                learner.minutes = 25.0
                met[learner.day] = learner.own_met()
            own = (met.get(day, len(goal.own)) for day in (7, 14, 30))
            runs.append((learner.day, *own, known, wrongly))
        found.append(tuple(fmean(column) for column in zip(*runs, strict=True)))
    return found


def main(words: Sequence[str] | None = None) -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="one run each, and DDPM alone with a placement")
    asked = parser.parse_args(words)
    curriculum = shipped_curriculum()
    of_subjects = {item: entry for item, entry in curriculum.entries.items() if not entry.in_file_order}
    subjects = Curriculum(of_subjects, curriculum.needs)
    for right in RIGHT:
        tell_first_weeks("no goal", subjects, None, right)
        for bank in (*SUBJECTS, "papers/ddpm-2020", "papers/dpo-2023"):
            tell_first_weeks(bank, curriculum, goal_of(curriculum, bank), right)
    print("\nknows, questions: reached on day; own exercises met by days 7, 14, 30; known (falsely)")
    papers, seeds = (PLACED_PAPERS[:1], (1,)) if asked.short else (PLACED_PAPERS, (1, 2, 3))
    for share in SHARES:
        found = [tell_placed(paper, share, seeds) for paper in papers]
        for place, questions in enumerate((0, QUESTIONS)):
            means = [fmean(column) for column in zip(*(each[place] for each in found), strict=True)]
            reached, *own, known, wrongly = means
            met = ", ".join(f"{number:.0f}" for number in own)
            print(
                f"{share:4.0%} {questions:2}: {reached:.0f}; {met}; {known:.0f} ({wrongly:.0f})", flush=True
            )


if __name__ == "__main__":
    main()

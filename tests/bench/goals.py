"""How long goals take: ``python -m tests.bench.goals [--right 1 .8 .6 .5] [--seeds N] [--topics] [GOAL…]``.

``--minutes N`` says how long a day is; ``--from-ground`` takes the long way to papers.

For each bank of a paper and each subject (with ``--topics`` also each topic): skills, own exercises, the
minutes of the path, and for each probability of a right answer the day on which the goal was reached (of
several runs the longest), how many of the new exercises served other subjects, and how often the most
frequent exercise came in a month. ``never`` is a fault.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from multiprocessing import Pool
from statistics import median

from tests.simulated_learner import MINUTES, SimulatedLearner, goal_of, path_minutes, shipped_curriculum

LAST_DAY = 300
RIGHT = (1.0, 0.8, 0.6, 0.5)


def run(
    bank: str, topic: str, right: float, seed: int, minutes: float, is_near: bool
) -> tuple[int | None, int, int, int]:
    """Return the day on which a goal is reached, new exercises of others and all, and the most in a month."""
    curriculum = shipped_curriculum()
    learner = SimulatedLearner(
        curriculum, goal_of(curriculum, bank, topic, is_near=is_near), right, seed, minutes
    )
    reached = learner.drill_until_reached(round(LAST_DAY * max(1.0, MINUTES / minutes)))
    new = [served for served in learner.served if served.is_new]
    others = sum(served.reason == "besides" for served in new)
    in_month = Counter((served.item, served.day // 30) for served in learner.served)
    return reached, others, len(new), max(in_month.values(), default=0)


def main(words: Sequence[str] | None = None) -> None:
    """Simulate, and print a row for each goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goals", nargs="*")
    parser.add_argument("--right", type=float, nargs="+", default=RIGHT)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--topics", action="store_true")
    parser.add_argument("--from-ground", action="store_true")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args(words)
    curriculum = shipped_curriculum()
    entries = curriculum.entries.values()
    goals = [(bank, "") for bank in dict.fromkeys(entry.bank for entry in entries)]
    if asked.topics:
        goals += [*{(entry.bank, entry.topic): None for entry in entries if not entry.in_file_order}]
    goals = [goal for goal in goals if not asked.goals or goal[0] in asked.goals]
    seeds = range(1, asked.seeds + 1)
    rest = (asked.minutes, not asked.from_ground)
    jobs = [(*goal, right, seed, *rest) for goal in goals for right in asked.right for seed in seeds]
    days: dict[float, list[int]] = {right: [] for right in asked.right}
    with Pool(asked.processes) as pool:
        found = dict(zip(jobs, pool.starmap(run, jobs, chunksize=4), strict=True))
    for bank, topic in goals:
        goal = goal_of(curriculum, bank, topic, is_near=not asked.from_ground)
        cells: list[str] = []
        for right in asked.right:
            runs = [found[bank, topic, right, seed, *rest] for seed in seeds]
            reached = [day for day, *_ in runs if day is not None]
            days[right] += reached if not topic else []
            share = sum(others for _, others, _, _ in runs) / max(1, sum(new for _, _, new, _ in runs))
            day = max(reached) if len(reached) == len(runs) else "never"
            cells.append(f"{day} ({share:.0%}, {max(most for *_, most in runs)})")
        minutes = path_minutes(curriculum, goal)
        name = f"{bank} {topic}".strip()
        print(
            f"{name:32} {len(goal.skills):4} {len(goal.own):3} {minutes:5.0f}  {'  '.join(cells)}", flush=True
        )
    for right, reached in days.items():
        if reached:
            ended = f"{len(reached)} of {len(goals) * len(seeds)}" if not asked.topics else f"{len(reached)}"
            print(f"{right}: {ended} reached, day {min(reached)} / {median(reached):g} / {max(reached)}")


if __name__ == "__main__":
    main()

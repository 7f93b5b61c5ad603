"""Days a skill of a paper takes: ``python -m tests.bench.weeks [--seeds N] [--processes N] [PAPER…]``.

Simulated learners, right in 60 to 90 %, go the near way to shipped papers by 25 minutes a day. It prints the
median of days by skills, which is ``goals.DAYS_A_SKILL``, and the share of learners whose days lie within
40 % of what it predicts: at least 80 % are wanted.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from multiprocessing import Pool
from statistics import median

from drill.session.standing.paper_names import is_paper
from tests.bench.goals import run
from tests.simulated_learner import MINUTES, goal_of, shipped_curriculum

RIGHT = (0.6, 0.7, 0.8, 0.9)
WITHIN = 0.4


def main(words: Sequence[str] | None = None) -> None:
    """Simulate, and print each paper, then the constant and how well it predicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="*")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args(words)
    curriculum = shipped_curriculum()
    banks = dict.fromkeys(entry.bank for entry in curriculum.entries.values() if is_paper(entry.bank))
    papers = [bank for bank in banks if not asked.papers or bank in asked.papers]
    skills = {paper: len(goal_of(curriculum, paper).skills) for paper in papers}
    jobs = [
        (paper, "", right, seed, MINUTES, True)
        for paper in papers
        for right in RIGHT
        for seed in range(1, asked.seeds + 1)
    ]
    with Pool(asked.processes) as pool:
        runs = pool.starmap(run, jobs, chunksize=4)
    days = [(job[0], reached) for job, (reached, *_) in zip(jobs, runs, strict=True) if reached is not None]
    constant = median(reached / skills[paper] for paper, reached in days if skills[paper])
    for paper in papers:
        of_paper = [reached for each, reached in days if each == paper]
        print(f"{paper:40} {skills[paper]:3} skills, days {of_paper}")
    near = [abs(reached - constant * skills[paper]) <= WITHIN * reached for paper, reached in days]
    print(f"{constant:.3g} days a skill; within {WITHIN:.0%}: {sum(near) / len(near):.0%} of {len(near)}")


if __name__ == "__main__":
    main()

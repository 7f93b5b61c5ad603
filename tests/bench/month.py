"""A month of drilling by a learner of fixed habits: ``python -m tests.bench.month [--goal PAPER]``.

25 of 30 days, 25 minutes each; right at first sight in four of five exercises, and later more often. A mark
takes 80 seconds on average, a wrong one 110, a rapid exercise a quarter. It says how many skills are learned
after each week, and of a goal how much of its path, how many formulas are ready, and how many are read.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from random import Random
from tempfile import TemporaryDirectory

from drill.banks.catalogue import Catalogue
from drill.banks.load import load_catalogue
from drill.gyr.events import SkillId
from drill.gyr.method import Method
from drill.gyr.path import mastered, path_of
from drill.gyr.queue import Goal
from drill.gyr.skills import part_of
from drill.locations import find
from tests.bench.simulate import DAY0, Drilled, shipped

DAYS, REST_DAYS, MINUTES = 30, {6, 12, 18, 24, 29}, 25.0
RIGHT_AT_FIRST, RIGHT_LATER, SEES_WHY = 0.8, 0.85, 0.9
RIGHT_S, WRONG_S, RAPID_SHARE = 80.0, 110.0, 0.25


def goal_of(catalogue: Catalogue, name: str) -> Goal:
    """The skills with exercises that lead to a paper, the deepest first."""
    bank = catalogue.bank(name)
    if bank is None:
        raise SystemExit(f"no bank is called {name}")
    trained = {entry.skill for entry in shipped()}
    named = dict.fromkeys(skill for entry in bank.entries for skill in entry.named_skills)
    return Goal(tuple(skill for skill in catalogue.skills.before(named) if skill in trained))


def main() -> None:
    """Drill a month, and print a line a week."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--goal", default="", help="a paper, such as papers/ddpm-2020")
    parser.add_argument("--seed", type=int, default=200)
    parser.add_argument(
        "--known", type=int, default=0, help="how many skills of the path are known, deepest first"
    )
    chosen = parser.parse_args()
    with TemporaryDirectory() as home:
        catalogue = load_catalogue(find({"DRILL_HOME": home}))
    goal = goal_of(catalogue, chosen.goal) if chosen.goal else Goal()
    known: tuple[SkillId, ...] = goal.skills[: chosen.known]
    bank, dice = shipped(), Random(chosen.seed)
    order = Drilled(bank, Method(), goal=goal, known=known)
    marks = greens = 0
    for day in range(DAYS):
        if day in REST_DAYS:
            continue
        order.begin(DAY0 + timedelta(day))
        seconds = 0.0
        while seconds < 60 * MINUTES and (served := order.next()) is not None:
            number, is_again = served
            ok = dice.random() < (RIGHT_LATER if is_again else RIGHT_AT_FIRST)
            order.take(ok, dice.random() < SEES_WHY)
            usual = RIGHT_S if ok else WRONG_S
            seconds += usual * (RAPID_SHARE if bank[number].is_rapid else 1) * dice.lognormvariate(0, 0.35)
            marks, greens = marks + 1, greens + ok
        if day % 7 == 1 or day == DAYS - 2:
            parts = {item: part_of(state) for item, state in order.states.items()}
            has = mastered(bank, parts, known)
            report = f"day {day + 1}: {marks} marks, {len(has.learned)} skills learned"
            print(report + (f", on the path {path_of(goal.skills, has).told()}" if goal.skills else ""))


if __name__ == "__main__":
    main()

"""The day's list beside the former queue: ``python -m tests.bench.planners [--old REV] [--seeds N]``.

Three learners, right in 100, 80 and 60 %, with four goals (DDPM, DPO, linear algebra, none), drill 25
minutes a day for 60 days, every sixth day free. Both planners get the exercises of this checkout, the same
learner (``tests/simulated_learner.py``) and the same rule for checks. The former queue is that of the last
commit that has one, or of REV, and runs in a process of its own on that commit's sources. Of each:

- the day on which the goal was reached, and the skills of its path that were learned by then or by the end,
  both by today's rules;
- what is kept at day 120, 60 days after the last exercise: the share of the goal's exercises that the memory
  model of ``learner.py`` expects right. The answers are drawn by the learner's share, not by the model;
- of the new exercises until the goal was reached, or to the end, the share that serves it: of a skill on its
  path or under it, or one of its own; and the most study days in a row without any exercise of it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from drill.gyr.curriculum import Curriculum
from drill.gyr.events import ItemId
from drill.gyr.method import Planned
from drill.gyr.path import GoalPath
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Skill
from drill.gyr.state import NEVER_MET
from drill.settings import SUBJECTS
from tests.bench.learner import Learner
from tests.bench.simulate import tasks
from tests.simulated_learner import FREE_DAY, MINUTES, SimulatedLearner, goal_of, shipped_curriculum

ROOT = Path(__file__).parents[2]
FORMER_QUEUE = ("drill/gyr/queue.py", "drill/gyr/unseen.py")
RIGHT = (1.0, 0.8, 0.6)
GOALS = ("papers/ddpm-2020", "papers/dpo-2023", "linear-algebra", "")
DAYS, TEST_DAY = 60, 120
# So many exercises are at most to be checked on a day.
MOST_CHECKS = 5


@dataclass(frozen=True)
class Course:
    """A goal ("" for none), what is drilled for it, and what serves it."""

    name: str
    curriculum: Curriculum
    goal: GoalPath | None
    former_path: Sequence[str]
    """The skills under it, as the former queue was given them."""
    serving: frozenset[ItemId]


@cache
def course_of(name: str) -> Course:
    """Return the course of a goal: the subjects' exercises, and the goal's own."""
    every = shipped_curriculum()
    entries = {item: e for item, e in every.entries.items() if e.bank in SUBJECTS or e.bank == name}
    curriculum = Curriculum(entries, every.needs)
    if not name:
        return Course(name, curriculum, None, (), frozenset(entries))
    goal = goal_of(curriculum, name)
    named = dict.fromkeys(s for entry in entries.values() if entry.bank == name for s in entry.named_skills)
    former_path = curriculum.list_before(named)
    skills = {*goal.skills, *former_path}
    serving = (i for i, e in entries.items() if e.bank == name or curriculum.find_skill(e) in skills)
    return Course(name, curriculum, goal, former_path, frozenset(serving))


class RememberingLearner(SimulatedLearner):
    """A learner whose answers also train the memory model, by which it is tested in the end."""

    def __init__(self, course: Course, right: float, seed: int) -> None:
        super().__init__(course.curriculum, course.goal, right, seed)
        entries = [*course.curriculum.entries.values()]
        self._numbers = {entry.item: number for number, entry in enumerate(entries)}
        self._memory = Learner(tasks(entries), seed)
        self._minutes_today = 0.0

    def drill_day(self) -> None:
        """Drill the next day."""
        self._minutes_today = 0.0
        super().drill_day()

    def begin_day(self) -> None:
        """Begin the next day, for another planner."""
        self.day += 1
        self._minutes_today = 0.0

    def answer(self, planned: Planned) -> bool:
        """Answer, and learn from it."""
        before = self.states.get(planned.item, NEVER_MET)
        is_green = super().answer(planned)
        self._minutes_today += planned.minutes
        is_right = self.served[-1].is_right
        self._memory.attempt(
            self._numbers[planned.item], self.day + self._minutes_today / 600,
            after_theory=before.state in ("yellow", "red"), outcome=(is_right, self.sees_why(planned.item)),
        )  # fmt: skip
        return is_green

    def sees_why(self, item: ItemId) -> bool:
        """Return whether the learner saw why after the last answer, right or wrong."""
        return self.states[item].state in ("green", "yellow")

    def kept(self, items: frozenset[ItemId], day: float) -> float:
        """Return the share of some exercises that would be right on a day."""
        chances = self._memory.chances(day)
        return fmean(chances[self._numbers[item]] for item in items)


class FormerPlanner:
    """The former queue, in a process on the sources of its commit."""

    def __init__(self, sources: Path, course: Course) -> None:
        self._course, self._overrun = course, 0.0
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("former_planner.py"))],
            env={"PYTHONPATH": str(sources)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        curriculum, goal = course.curriculum, course.name
        self._tell(
            entries=[entry._asdict() for entry in curriculum.entries.values()],
            needs=curriculum.needs, path=course.former_path, subjects=SUBJECTS,
            own=[item for item, entry in curriculum.entries.items() if goal and entry.bank == goal],
        )  # fmt: skip

    def drill_day(self, learner: RememberingLearner) -> None:
        """Have a learner drill the next day: what takes longer is taken from the day after."""
        learner.begin_day()
        if learner.day % FREE_DAY == 0:
            return
        self._tell(day=learner.today.isoformat(), checks=list_checks(learner))
        left, item = MINUTES - self._overrun, self._ask(next=True)
        while item is not None and left >= 1:
            entry = self._course.curriculum.entries[item]
            planned = Planned(item, "goal" if item in self._course.serving else "besides", minutes_of(entry))
            left -= planned.minutes
            learner.answer(planned)
            item = self._ask(item=item, ok=learner.served[-1].is_right, why=learner.sees_why(item))
        self._overrun = max(0.0, -left)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _tell(self, **about: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(about) + "\n")
        self._process.stdin.flush()

    def _ask(self, **about: Any) -> ItemId | None:
        assert self._process.stdout is not None
        self._tell(**about)
        item = json.loads(self._process.stdout.readline())
        return None if item is None else ItemId(item)


def list_checks(learner: SimulatedLearner) -> list[ItemId]:
    """Return what is to be checked today."""
    due = sorted((day, item) for item, day in learner.check_on.items() if day <= learner.today)
    return [item for _, item in due][:MOST_CHECKS]


def drill(course: Course, right: float, seed: int, sources: Path | None) -> tuple[float, ...]:
    """Return the figures of a learner by the former queue of some sources, or by the day's list.

    They are the day reached (after the last one: not reached), skills learned, the shares kept and serving,
    and the longest wait.
    """
    learner = RememberingLearner(course, right, seed)
    former = None if sources is None else FormerPlanner(sources, course)
    reached = DAYS + 1
    skills = course.goal.skills if course.goal else [*course.curriculum.exercises]
    learned = 0
    while learner.day < DAYS:
        if former is None:
            learner.drill_day()
        else:
            former.drill_day(learner)
        if reached > DAYS:
            learned = sum(
                Skill.of(course.curriculum.exercises[skill], learner.parts).is_learned for skill in skills
            )
            reached = learner.day if learner.is_at_goal() else reached
    if former is not None:
        former.close()
    way = [served for served in learner.served if served.day <= reached]
    new = [served.item in course.serving for served in way if served.is_new]
    serves = {served.day: False for served in way}
    for served in way:
        serves[served.day] |= served.item in course.serving
    wait = longest = 0
    for is_served in serves.values():
        wait = 0 if is_served else wait + 1
        longest = max(longest, wait)
    return reached, learned, learner.kept(course.serving, TEST_DAY), fmean(new), longest


@contextmanager
def sources_of(revision: str) -> Iterator[Path]:
    """Yield the sources of a commit in a work tree; "" for the last one that has the former queue."""
    revision = revision or _run_git("log", "-1", "--format=%H", "--diff-filter=AM", "--", *FORMER_QUEUE)
    with TemporaryDirectory() as folder:
        sources = Path(folder) / "sources"
        _run_git("worktree", "add", "--detach", str(sources), revision)
        try:
            print(f"The former queue is that of {_run_git('log', '-1', '--format=%h %as', revision)}.")
            yield sources
        finally:
            _run_git("worktree", "remove", "--force", str(sources))


def _run_git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout.strip()


def tell(figures: Sequence[Sequence[float]], course: Course) -> str:
    """Return the means of several learners as cells of a table."""
    reached, learned, kept, serving, wait = (fmean(column) for column in zip(*figures, strict=True))
    day = "–" if not course.name else f"{reached:.0f}" if reached <= DAYS else "no"
    of_goal = f"{serving:.0%} | {wait:.0f}" if course.name else "– | –"
    return f"{day} | {learned:.0f} | {kept:.1%} | {of_goal}"


def main(words: Sequence[str] | None = None) -> None:
    """Simulate and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", default="", help="the commit of the former queue")
    parser.add_argument("--seeds", type=int, default=3, help="how many learners of each kind")
    parser.add_argument("--goals", nargs="*", default=GOALS)
    asked = parser.parse_args(words)
    with sources_of(asked.old) as sources:
        print("| goal, right | planner | reached | learned | kept at day 120 | serves it | longest wait |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for name in asked.goals:
            course = course_of(name)
            every = len(course.goal.skills) if course.goal else len(course.curriculum.exercises)
            for right in RIGHT:
                for planner, where in (("former", sources), ("list", None)):
                    figures = [drill(course, right, seed, where) for seed in range(1, asked.seeds + 1)]
                    about = f"{name or 'none'} ({every}), {right:.0%}"
                    print(f"| {about} | {planner} | {tell(figures, course)} |", flush=True)


if __name__ == "__main__":
    main()

"""How many rapid exercises become fluent: ``python -m tests.bench.fluent [--seeds N] [--days N]``, a minute.

The rules are those of `drill.gyr.fluency`; the learner is a model, and every figure holds under it alone.
There are 150 rapid exercises, three more of them green with each session, and one set a day, without a day
off; in one row one day in three is left out. Goal: 30 fluent by day 60, 70 by day 120.

- The paces of exercises are drawn from 5 to 14 s, their keys have 1 to 12 characters, and one exercise in
  six has a matrix. A learner types a character in 0.15 to 0.4 s.
- Thinking takes ``pace × start × (1 + practice) ** -0.35``, a power law with the exponent that studies of
  arithmetic find in the middle (0.2 to 0.5). ``start`` is lognormal around 1.6 for a learner and an exercise:
  when it is met in a session, most take longer than the pace. A single rep varies around it by a lognormal
  factor of 0.25.
- ``practice`` grows by one when it is met in a session, which is the day before it may join, and with the
  first rep of a day, by a half with each other one. It is lost by a power law of the days since, the slower
  the more days it was practised on: that of ``learner.py``. What longer exercises practise of it is left out.
- In a session nobody hurries: the seconds there vary by one more factor of 0.5.
- A rep is wrong by a slip, in 3 of 100, or with ``0.15 × (1 + practice) ** -0.5``, which differs by exercise.
- What left the warm-up comes in the session of the next day and gains one rep of practice there.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean, quantiles

from drill.gyr import fluency
from drill.gyr.events import ItemId, SkillId
from drill.gyr.fluency import Rapid, Record, SkillLesson, TimedRep

DAY0 = date(2026, 1, 5)
SIZE = 150
GREEN_A_DAY = 3
MATRIX_SHARE = 1 / 6


@dataclass(frozen=True)
class Assumptions:
    """The numbers of the model."""

    start: float = 1.6
    """Thinking without any practice, as a multiple of the pace."""
    start_noise: float = 0.35
    rep_noise: float = 0.25
    session_noise: float = 0.5
    faster: float = 0.35
    slip: float = 0.03
    wrong: float = 0.15
    surer: float = 0.5
    decay: float = 0.25
    decay_days: float = 4.0
    days_off: float = 0.0


SETS = {
    "as assumed": Assumptions(),
    "slow at first: twice the pace": Assumptions(start=2.0),
    "faster by a quarter only": Assumptions(faster=0.25),
    "twice as many wrong": Assumptions(slip=0.06, wrong=0.3),
    "quick already": Assumptions(start=1.0),
    "one day in three left out": Assumptions(days_off=1 / 3),
}


@dataclass
class Operation:
    """What the learner has of one exercise."""

    rapid: Rapid
    start: float
    wrong: float
    characters: int
    practice: float = 0.0
    days: int = 0
    last_day: int = -1

    def practice_on(self, day: int, assumed: Assumptions) -> float:
        """Return what is left of the practice on a day."""
        if self.last_day < 0:
            return 0.0
        scale = assumed.decay_days * (1 + self.days) ** 1.5
        return self.practice * (1 + (day - self.last_day) / scale) ** -assumed.decay

    def practise(self, day: int, assumed: Assumptions) -> None:
        """Take in one more rep."""
        self.practice = self.practice_on(day, assumed) + (1.0 if day != self.last_day else 0.5)
        self.days += day != self.last_day
        self.last_day = day


class Simulation:
    """One learner; ``seed`` fixes all that is drawn."""

    def __init__(self, seed: int, assumed: Assumptions) -> None:
        self._assumed, self._luck = assumed, random.Random(seed + 1_000_000)
        draw = random.Random(seed)
        self._typing_s = draw.uniform(0.15, 0.4)
        self._operations = [self._drawn(number, draw) for number in range(SIZE)]
        self._of = {operation.rapid.item: operation for operation in self._operations}
        self._histories: dict[ItemId, list[TimedRep | SkillLesson]] = {}
        self._practised: dict[ItemId, Record] = {}
        self.minutes: list[float] = []

    def _drawn(self, number: int, draw: random.Random) -> Operation:
        needs = (SkillId(f"skill.{number - 1}"),) if number else ()
        item, skill = ItemId(f"bank/{number:03}"), SkillId(f"skill.{number}")
        rapid = Rapid(item, skill, needs, draw.randint(5, 14), draw.random() < MATRIX_SHARE)
        start = self._assumed.start * draw.lognormvariate(0, self._assumed.start_noise)
        return Operation(rapid, start, self._assumed.wrong * draw.lognormvariate(0, 0.5), draw.randint(1, 12))

    def fluent_after(self, days: int) -> list[int]:
        """Drill so many days, and return how many were fluent at the end of each."""
        fluent: list[int] = []
        for day in range(days):
            if self._luck.random() >= self._assumed.days_off:
                self._drill(day)
            fluent.append(sum(done.is_fluent for done in self._practised.values()))
        return fluent

    def _drill(self, day: int) -> None:
        today, sessions = DAY0 + timedelta(day), len(self.minutes)
        for item, done in [*self._practised.items()]:
            if done.left_on is not None:
                self._meet(self._of[item], day)
        pool = [operation.rapid for operation in self._operations[: GREEN_A_DAY * sessions]]
        for operation in self._operations[GREEN_A_DAY * sessions : GREEN_A_DAY * (sessions + 1)]:
            self._meet(operation, day)
        served: list[ItemId] = []
        wrong: list[ItemId] = []
        seconds = 0.0
        while seconds < fluency.SET_SECONDS:
            rapid = fluency.plan(pool, self._practised, today).next(served, wrong)
            if rapid is None:
                break
            rep = self._rep(self._of[rapid.item], day)
            served.append(rapid.item)
            wrong += [] if rep.ok else [rapid.item]
            seconds += rep.seconds
        self.minutes.append(seconds / 60)

    def _write(self, operation: Operation, entry: TimedRep | SkillLesson) -> None:
        """Take an entry into the log, whose times the learner's true speed of typing is used for."""
        rapid = operation.rapid
        history = self._histories.setdefault(rapid.item, [])
        history.append(entry)
        self._practised[rapid.item] = fluency.record(history, rapid.pace, self._typing_s)

    def _meet(self, operation: Operation, day: int) -> None:
        """Solve an exercise in a session."""
        unhurried = self._luck.lognormvariate(0, self._assumed.session_noise)
        seconds = self._thinking(operation, day) * unhurried + operation.characters * self._typing_s
        self._write(operation, SkillLesson(DAY0 + timedelta(day), seconds))
        operation.practise(day, self._assumed)

    def _thinking(self, operation: Operation, day: int) -> float:
        practised = 1 + operation.practice_on(day, self._assumed)
        thinking = operation.rapid.pace * operation.start * practised**-self._assumed.faster
        return thinking * self._luck.lognormvariate(0, self._assumed.rep_noise)

    def _rep(self, operation: Operation, day: int) -> TimedRep:
        assumed = self._assumed
        practice, thinking = operation.practice_on(day, assumed), self._thinking(operation, day)
        is_wrong = self._luck.random() < assumed.slip + operation.wrong * (1 + practice) ** -assumed.surer
        operation.practise(day, assumed)
        seconds = thinking + operation.characters * self._typing_s
        today = DAY0 + timedelta(day)
        rep = TimedRep(today, f"set-{day}", not is_wrong, seconds, operation.characters, thinking)
        self._write(operation, rep)
        return rep


def report(name: str, assumed: Assumptions, seeds: Sequence[int], days: int) -> None:
    """Simulate learners under a set of assumptions, and print how many exercises are fluent on which day."""
    runs = [Simulation(seed, replace(assumed)) for seed in seeds]
    fluent = [run.fluent_after(days) for run in runs]
    minutes = fmean(fmean(run.minutes) for run in runs)
    told = [f"{name:32}{minutes:10.1f}"]
    for day in range(30, days + 1, 30):
        of_day = sorted(counts[day - 1] for counts in fluent)
        low = quantiles(of_day, n=10)[0] if len(of_day) > 1 else of_day[0]
        told.append(f"{fmean(of_day):8.1f} ({low:.0f})")
    print("".join(told), flush=True)


def main() -> None:
    """Read the arguments, and report every set of assumptions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many learners")
    parser.add_argument("--days", type=int, default=120, help="for how many days")
    chosen = parser.parse_args()
    days = "".join(f"{f'day {day} (p10)':>13}" for day in range(30, chosen.days + 1, 30))
    print(f"{'fluent':32}{'min a set':>10}{days}")
    for name, assumed in SETS.items():
        report(name, assumed, range(chosen.seeds), chosen.days)


if __name__ == "__main__":
    main()

"""What is kept at day 120: the day's list as it is, against the literal method, FSRS alone and random order.

Run with ``python -m tests.bench.simulate [--seeds N] [--bank 840 280 shipped]``: some minutes; with
``--sets`` the default against random order, under seven sets of assumptions. The orders "default" and
"literal" are those of `drill.gyr.day_plan` with ``passes = "flowing"`` and ``"strict"``, on states that
`drill.gyr.fold` makes; nothing of them is told again here. The learner is a model (``learner.py``): every
figure holds under its assumptions alone.

A bank of a number is made up: subjects of topics of skills with some exercises each, a skill resting on the
one before it. ``shipped`` is the subjects that come with the program, with their own skills.

Every order gets the same learners and the same 30 minutes on each of 60 days; nothing is drilled after
them. An order with nothing left to serve stops for the day, and the hours that it really used stand beside
its result; "literal, over again" begins from the first item once more.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from tempfile import TemporaryDirectory

from fsrs import Card, Rating, Scheduler

from drill.banks.load import load_catalogue
from drill.files import find
from drill.gyr.day_plan import plan_day, review_plan
from drill.gyr.entry import Entry
from drill.gyr.events import (
    Attempt,
    BankId,
    Content,
    DeviceId,
    Event,
    EventId,
    ItemId,
    LearnerId,
    SkillId,
    TopicId,
    line_of,
)
from drill.gyr.fold import fold_step
from drill.gyr.plan_ledger import DayFacts, Method, Planned
from drill.gyr.skills import Curriculum, ExerciseProgress, SkillProgress, part_of
from drill.gyr.state import AT_MOST, NEVER_MET, ItemState, compute_memory_state, retrievability
from drill.settings import DEFAULTS, SUBJECTS
from tests.bench.learner import BEGIN, Assumptions, Learner, Task
from tests.entries import entry as made_entry

TOPICS, SKILL_SIZE = 14, 3
DAYS, MINUTES, TEST_DAYS = 60, 30.0, (60, 120)
LEARNED_DAYS = (30, 60)
DRAWS = 4000
DAY0 = BEGIN.date()


class Order:
    """Says what comes next, and is told how it went."""

    def begin(self, today: date) -> None:
        """A study day begins."""

    def next(self) -> tuple[int, bool] | None:
        """The number of the next item and whether theory comes first; ``None`` for nothing left today."""
        raise NotImplementedError

    def take(self, ok: bool, why: bool) -> None:
        """How the item that came last went."""

    def learned(self) -> int:
        """How many skills are learned by now; 0 where the order knows of none."""
        return 0


class Drilled(Order):
    """The project's own list, with checks of greens or without."""

    def __init__(
        self, bank: list[Entry], method: Method, *, checks: bool = False, over_again: bool = False
    ) -> None:
        self._entries = bank
        self._numbers = {entry.item: n for n, entry in enumerate(self._entries)}
        # What all exercises of a skill need, the skill needs.
        needs: dict[SkillId, tuple[SkillId, ...]] = {}
        for entry in bank:
            before = needs.get(entry.skill, entry.needs)
            needs[entry.skill] = tuple(s for s in before if s in entry.needs and s != entry.skill)
        self._curriculum = Curriculum({entry.item: entry for entry in bank}, needs)
        self._method, self._checks, self._over_again = method, checks, over_again
        self.states: dict[ItemId, ItemState] = {}
        self._parts: dict[ItemId, ExerciseProgress] = {}
        self._events = 0
        self._begin_at = 0
        self._planned: Planned | None = None

    def begin(self, today: date) -> None:
        self._today, self._plan = today, list[Planned]()

    def next(self) -> tuple[int, bool] | None:
        self._planned = self._first() or self._first_of_another_stretch()
        if self._planned is not None:
            state = self.states.get(self._planned.item, NEVER_MET)
            return self._numbers[self._planned.item], state.state in ("yellow", "red")
        if not self._over_again or any(state.is_open for state in self.states.values()):
            return None
        self._begin_at += 1
        return (self._begin_at - 1) % len(self._entries), False

    def _first(self) -> Planned | None:
        if self._method.is_strict:
            return self._plan[0] if self._plan else None
        review = review_plan(self._plan, self._facts())
        self._plan = [*review.kept]
        return review.next

    def _first_of_another_stretch(self) -> Planned | None:
        self._plan = plan_day(self._facts())
        return self._first()

    def _facts(self) -> DayFacts:
        return DayFacts(
            today=self._today, minutes=MINUTES, curriculum=self._curriculum, states=self.states,
            parts=self._parts, method=self._method, checks=self._slipping() if self._checks else (),
        )  # fmt: skip

    def take(self, ok: bool, why: bool) -> None:
        if self._planned is None:
            return
        item = self._planned.item
        self._plan.remove(self._planned)
        state = self.states.get(item, NEVER_MET)
        self.states[item] = fold_step(state, line_of(self._event(item, state, ok, why)))
        self._parts[item] = part_of(self.states[item])

    def learned(self) -> int:
        parts = {item: part_of(state) for item, state in self.states.items()}
        of_skill: dict[SkillId, list[Entry]] = {}
        for each in self._entries:
            of_skill.setdefault(each.skill, []).append(each)
        return sum(SkillProgress.of(exercises, parts).is_learned for exercises in of_skill.values())

    def _slipping(self) -> list[ItemId]:
        greens = [
            (item, compute_memory_state(s.reviews)) for item, s in self.states.items() if s.state == "green"
        ]
        chances = [(retrievability(held, self._today), item) for item, held in greens if held is not None]
        return [item for chance, item in sorted(chances) if chance < DEFAULTS.retention][:AT_MOST]

    def _event(self, item: ItemId, state: ItemState, ok: bool, why: bool) -> Event:
        self._events += 1
        is_check = state.state == "green"
        return Event(
            id=EventId(str(self._events)),
            learner=LearnerId("me"),
            device=DeviceId("a"),
            lamport=self._events,
            at=datetime(2026, 1, 1, tzinfo=UTC),
            offset_minutes=0,
            study_day=self._today,
            item=item,
            content=Content("a", "b"),
            facts=Attempt(
                kind="check" if is_check else "verdict",
                round=state.round_id,
                pass_=state.passes if is_check else state.next_pass,
                ok=ok,
                why=why,
            ),
        )


class Scheduled(Order):
    """FSRS alone: whatever is due, by the package's own days; else a new one, in random order."""

    def __init__(self, size: int, seed: int, retention: float) -> None:
        self._scheduler = Scheduler(
            desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self._unseen = random.Random(seed).sample(range(size), size)
        self._cards: dict[int, Card] = {}
        self._served = -1

    def begin(self, today: date) -> None:
        self._now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)

    def next(self) -> tuple[int, bool] | None:
        due = [(card.due, number) for number, card in self._cards.items() if card.due <= self._now]
        if due:
            self._served = min(due)[1]
        elif self._unseen:
            self._served = self._unseen.pop()
        else:
            return None
        return self._served, False

    def take(self, ok: bool, why: bool) -> None:
        card = self._cards.get(self._served) or Card(card_id=self._served)
        rating = Rating.Good if ok else Rating.Again
        self._cards[self._served] = self._scheduler.review_card(card, rating, self._now)[0]


class Shuffled(Order):
    """Any item at any time."""

    def __init__(self, size: int, seed: int) -> None:
        self._size, self._dice = size, random.Random(seed)

    def next(self) -> tuple[int, bool] | None:
        return self._dice.randrange(self._size), False


Bank = list[Entry]


def made_up(size: int) -> Bank:
    """Subjects of topics of skills; a skill rests on the one before it in its topic, or in its subject."""
    per_topic = size // (len(SUBJECTS) * TOPICS)
    found: Bank = []
    for number in range(per_topic * len(SUBJECTS) * TOPICS):
        topic, position = divmod(number, per_topic)
        first, skill = topic % TOPICS == 0, position // SKILL_SIZE
        before = f"t{topic}.{skill - 1}" if skill else "" if first else f"t{topic - 1}.0"
        bank = BankId(SUBJECTS[topic // TOPICS])
        found.append(
            made_entry(
                f"{bank}/{number:04}",
                topic=f"t{topic}",
                skill=f"t{topic}.{skill}",
                needs=(SkillId(before),) if before else (),
            )
        )
    return found


def shipped() -> Bank:
    """The subjects that come with the program."""
    with TemporaryDirectory() as home:
        catalogue = load_catalogue(find({"DRILL_HOME": home}))
    needs = {skill.id: skill.needs for skill in catalogue.skills.values()}
    return [
        entry._replace(needs=(*needs.get(entry.skill, ()), *entry.needs))
        for entry in catalogue.entries.values()
        if entry.bank in SUBJECTS
    ]


def in_bank_order(bank: Bank) -> Bank:
    """The same bank without breadth: every exercise is a skill of its own and rests on firsts of skills."""
    firsts = {entry.skill: SkillId(entry.item) for entry in reversed(bank)}
    return [
        entry._replace(
            skill=SkillId(entry.item),
            trains=SkillId(entry.item),
            needs=tuple(firsts[need] for need in entry.needs if need in firsts and need != entry.skill),
        )
        for entry in bank
    ]


def in_turn(bank: Bank) -> Bank:
    """The same bank in an order in which its topics take turns."""
    places: Counter[TopicId] = Counter()
    turns: list[tuple[int, int]] = []
    for number, entry in enumerate(bank):
        turns.append((places[entry.topic], number))
        places[entry.topic] += 1
    return [bank[number] for _, number in sorted(turns)]


def tasks(bank: Bank) -> list[Task]:
    """What the exercises are about, as a learner is made for them."""
    topics = {topic: number for number, topic in enumerate(dict.fromkeys(entry.topic_key for entry in bank))}
    skills = {skill: number for number, skill in enumerate(dict.fromkeys(entry.skill for entry in bank))}
    return [
        Task(
            topics[entry.topic_key],
            skills[entry.skill],
            tuple(skills[need] for need in entry.needs if need in skills and need != entry.skill),
            entry.is_rapid,
        )
        for entry in bank
    ]


@dataclass(frozen=True)
class Outcome:
    """One learner under one order: shares kept at the test days, and the hours that were used."""

    kept: tuple[float, ...]
    hours: float
    by_skill: float
    """Kept at the last test, where every skill weighs alike."""
    learned: tuple[int, ...] = ()
    """Skills learned on the days of `LEARNED_DAYS`."""


def drilled(learner: Learner, order: Order) -> Outcome:
    """Sixty days of drilling, then the tests."""
    used, learned = 0.0, list[int]()
    for day in range(DAYS):
        order.begin(DAY0 + timedelta(day))
        today = 0.0
        while today < MINUTES and (served := order.next()) is not None:
            number, after_theory = served
            done = learner.attempt(number, day + today / 600, after_theory=after_theory)
            today += done.minutes
            order.take(done.ok, done.why)
        used += today
        if day + 1 in LEARNED_DAYS:
            learned.append(order.learned())
    retained = tuple(learner.kept(at) for at in TEST_DAYS)
    return Outcome(retained, used / 60, learner.kept_by_skill(TEST_DAYS[-1]), tuple(learned))


STRICT = Method(passes="strict")
FINISH, RANDOM = "default", "random"
ORDERS: dict[str, Callable[[Bank, int], Order]] = {
    "literal": lambda bank, seed: Drilled(bank, STRICT),
    "literal, over again": lambda bank, seed: Drilled(bank, STRICT, over_again=True),
    FINISH: lambda bank, seed: Drilled(bank, Method()),
    "default, checks": lambda bank, seed: Drilled(bank, Method(), checks=True),
    "FSRS alone, 0.9": lambda bank, seed: Scheduled(len(bank), seed, 0.9),
    "FSRS alone, 0.8": lambda bank, seed: Scheduled(len(bank), seed, 0.8),
    RANDOM: lambda bank, seed: Shuffled(len(bank), seed),
}


SETS = {
    "A as assumed": Assumptions(),
    "B only topics transfer": Assumptions(gain=0.13, skill_gain=0),
    "C only skills transfer": Assumptions(gain=0, skill_gain=0.35),
    "D what it rests on weighs twice": Assumptions(rests=1.6),
    "E as D, what is too hard teaches less": Assumptions(rests=1.6, too_hard=1),
    "F what is known teaches little": Assumptions(too_easy=1),
    "G as F, rests weighing twice": Assumptions(rests=1.6, too_easy=1),
}
"""Learners under whom the default is compared with random order."""


def measured(bank: Bank, name: str, seeds: Sequence[int], assumed: Assumptions) -> list[Outcome]:
    """What the learners of these seeds come to under an order."""
    about = tasks(bank)
    return [drilled(Learner(about, seed, assumed), ORDERS[name](bank, seed)) for seed in seeds]


def interval(values: Sequence[float], statistic: Callable[[Sequence[int]], float]) -> tuple[float, float]:
    """The middle 95 % of a statistic over learners drawn with repetition."""
    dice, size = random.Random(1), len(values)
    drawn = sorted(statistic(dice.choices(range(size), k=size)) for _ in range(DRAWS))
    return drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS)]


def against(outcomes: Sequence[Outcome], others: Sequence[Outcome], test: int) -> str:
    """How much more is kept at a test under one order than under another, by the same learners."""
    retained, retained_by_others = (
        [outcome.kept[test] for outcome in simulated] for simulated in (outcomes, others)
    )
    low, high = interval(retained, lambda drawn: _sum(retained, drawn) / _sum(retained_by_others, drawn) - 1)
    return f"{fmean(retained) / fmean(retained_by_others) - 1:+.1%} ({low:+.1%} to {high:+.1%})"


def report(title: str, bank: Bank, seeds: Sequence[int]) -> None:
    """Measure every order on the same learners, and print."""
    skills = len({entry.skill for entry in bank})
    print(f"\n{title}: {len(bank)} items, {skills} skills, {len(seeds)} learners", end="")
    print(f", {DAYS} days of {MINUTES:g} minutes; 95 % bootstrap intervals")
    print(f"{'order':24}{'hours':>7}{'kept d60':>10}{'d120':>7}   against literal, d120 (95 % bootstrap)")
    results = {name: measured(bank, name, seeds, Assumptions()) for name in ORDERS}
    for name, outcomes in results.items():
        hours = fmean(outcome.hours for outcome in outcomes)
        early, late = (fmean(outcome.kept[test] for outcome in outcomes) for test in (0, 1))
        compared = against(outcomes, results["literal"], 1)
        print(f"{name:24}{hours:7.1f}{early:10.3f}{late:7.3f}   {compared}")


def report_sets(bank: Bank, seeds: Sequence[int]) -> None:
    """Hold the order as it is against random order, under every set of assumptions."""
    print(f"{'at day 120':40}{'over random':>26}   skills alike   skills learned by day 30 and 60")
    for name, assumed in SETS.items():
        finish, dice = (measured(bank, order, seeds, assumed) for order in (FINISH, RANDOM))
        alike = fmean(_alike(finish)) / fmean(_alike(dice)) - 1
        print(f"{name:40}{against(finish, dice, 1):>26}   {alike:+.1%}   {_learned(finish)}", flush=True)


def _alike(outcomes: Sequence[Outcome]) -> list[float]:
    return [outcome.by_skill for outcome in outcomes]


def _learned(outcomes: Sequence[Outcome]) -> str:
    return " ".join(
        f"{fmean(days):.0f}" for days in zip(*(outcome.learned for outcome in outcomes), strict=True)
    )


def _sum(values: Sequence[float], drawn: Sequence[int]) -> float:
    return sum(values[number] for number in drawn)


def main() -> None:
    """Read the arguments and measure each bank."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=30, help="how many learners")
    parser.add_argument("--first", type=int, default=0, help="the first learner's seed")
    parser.add_argument("--bank", nargs="*", default=["840", "280", "shipped"])
    parser.add_argument("--sets", action="store_true", help="the default against random order alone")
    chosen = parser.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    for name in chosen.bank:
        bank = shipped() if name == "shipped" else made_up(int(name))
        (report_sets(bank, seeds) if chosen.sets else report(name, bank, seeds))


if __name__ == "__main__":
    main()

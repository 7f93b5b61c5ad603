"""The staircase of passes: one scale for all passes of a chart, row by row, for every terminal alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, get_args

from drill.banks.catalogue import Bank
from drill.gyr.events import BankId, ItemId, SkillId, TopicId, clamp_due_day
from drill.gyr.fold import Cell, PassRow
from drill.gyr.path import Mastered
from drill.gyr.progress import minutes_left
from drill.gyr.skills import Parts, SkillProgress
from drill.gyr.state import CAP, ItemState, Opened, Standing, State, due
from drill.session.progress.character_charts import SIGNS, divide_bar_cells, list_mark_counts
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace
from drill.text import name_some

# A text and how it is painted: a state's name, ``bold``, ``dim``, or nothing.
Part = tuple[str, str]
# Max cells of a bar, because longer ones are not easier to compare.
LONGEST = 110
# Min cells of the longest bar if the counts of marks are next to it.
LEAST_BAR = 8
# Min cells next to a bar for a remark; with fewer it gets a row of its own.
LEAST_REMARK = 24
_INDENT = "  "
_SORTS: Mapping[Opened, str] = {"first": "pass", "reopen": "reopened", "check": "check"}


@dataclass(frozen=True, slots=True)
class Step:
    """A pass: the marks in it, and the titles of the exercises that have their last try in it."""

    row: PassRow
    last_tries: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its sort and its number: ``pass 2``; ``check 1`` are greens that were not green when checked."""
        return f"{_SORTS[self.row.opened]} {self.row.pass_}"

    @property
    def remark(self) -> str:
        """Words beside its bar: whose last try it is, or its parts."""
        if self.last_tries:
            return f"parks if red: {name_some(self.last_tries, 1)}"
        if self.row.opened == "check":
            if self.row.pass_ == 1:
                return "were green until a check"
            return "tried again after that"
        if self.row.opened == "first" or self.row.pass_ > 1:
            return ""
        return "parked, then opened again"


@dataclass(frozen=True, slots=True)
class Return:
    """The number of exercises that come back on a day, and for which pass."""

    row: PassRow
    day: date
    exercises: int


@dataclass(frozen=True, slots=True)
class Staircase:
    """The passes of some exercises in order; the returns with their days; the number parked."""

    steps: tuple[Step, ...] = ()
    returns: tuple[Return, ...] = ()
    parked: int = 0


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of the chart; one of a pass has its ``step``, so that it can be chosen."""

    parts: tuple[Part, ...]
    step: Step | None = None


def pass_rows(chart: Staircase, today: date, width: int, *, plain: bool = False) -> Iterator[ChartRow]:
    """Yield the passes in ``width`` cells, and the exercises waiting for each; nothing without marks."""
    if not chart.steps:
        return
    layout = _Layout(chart.steps, width, plain)
    for step in chart.steps:
        yield from layout.rows(step)
    yield from _describe_waiting(chart, today, width)


def _describe_waiting(chart: Staircase, today: date, width: int) -> Iterator[ChartRow]:
    """Yield the number of exercises that come back for each pass, and when; and the number parked."""
    coming: dict[str, int] = {}
    for each in chart.returns:
        words = f"for {Step(each.row).name} {_describe_day(each.day, today)}"
        coming[words] = coming.get(words, 0) + each.exercises
    head = " waiting   "
    parked = f"parked: {chart.parked or 'none'}"
    lines = [""]
    for part in [f"{exercises} {words}" for words, exercises in coming.items()] or ["nothing"]:
        joined = f"{lines[-1]}, {part}" if lines[-1] else part
        if len(head) + len(joined) < width or not lines[-1]:
            lines[-1] = joined
        else:
            lines[-1] += ","
            lines.append(part)
    if len(head) + len(lines[-1]) + 3 + len(parked) <= width:
        lines[-1] += f"   {parked}"
    else:
        lines.append(parked)
    indent = len(head) if len(head) + max(map(len, lines)) <= width else 3
    for number, text in enumerate(lines):
        yield ChartRow(((f"{'' if number else head:{indent}}", "dim"), (text, "")))


def _describe_day(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead <= 0:
        return "today"
    return "tomorrow" if ahead == 1 else "on a later day"


class _Layout:
    """The passes of a chart on one scale, no longer than one cell an exercise."""

    def __init__(self, steps: Sequence[Step], width: int, plain: bool) -> None:
        self._width = width
        self._plain = plain
        counted = [list_mark_counts(step.row) for step in steps]
        most: dict[State, int] = {
            state: max(dict(counts)[state] for counts in counted) for state, _ in counted[0]
        }
        self._digits = {state: len(str(number)) for state, number in most.items() if number}
        self._name = max(len(step.name) for step in steps)
        longest = max(step.row.verdicts for step in steps)
        self._number = len(str(longest))
        room = width - len(self._head(steps[0]))
        beside = sum(digits + 4 for digits in self._digits.values())
        if room - beside < LEAST_BAR:
            self._digits = {}
            beside = 0
        self._room = max(1, min(LONGEST, room - beside))
        self._scale = min(1.0, self._room / max(1, longest))

    def rows(self, step: Step) -> Iterator[ChartRow]:
        """Yield a pass: its name, its bar with a remark, and its marks."""
        counts = list_mark_counts(step.row)
        cells = max(round(step.row.verdicts * self._scale), sum(number > 0 for _, number in counts))
        drawn: list[Part] = [
            (run, state) for state, run in divide_bar_cells(counts, cells, plain=self._plain)
        ]
        gap = self._room - cells
        remark = step.remark
        beside = f"  {remark}"[cells == 0 and 2 :]
        is_beside = bool(remark) and min(len(beside), LEAST_REMARK) <= gap
        if is_beside and len(beside) > gap:
            beside = f"{beside[: gap - 1]}…"
        marks: list[Part] = [
            (f"  {number or '':>{self._digits[state]}} {SIGNS[state][self._plain] if number else ' '}", state)
            for state, number in counts
            if state in self._digits
        ]
        text = (f"{beside if is_beside else '':{gap}}", "dim")
        yield ChartRow(((self._head(step), ""), *drawn, text, *marks), step)
        if step.last_tries and not is_beside:
            head = f"{_INDENT}{remark}"
            yield ChartRow(((head if len(head) <= self._width else f"{head[: self._width - 1]}…", "dim"),))

    def _head(self, step: Step) -> str:
        return f" {step.name:{self._name}}  {step.row.verdicts:>{self._number}}  "


# The staircases of passes: of a bank, a topic, or any exercises.

# The event that opened a pass, and its number.
PassKey = tuple[Opened, int]
_ORDER: tuple[Opened, ...] = get_args(Opened)


def is_last_try(state: ItemState) -> bool:
    """Return whether one more red parks the exercise."""
    return state.is_open and state.red_pass == CAP - 1


class Staircases:
    """Makes staircases from pass tables and from the exercises that are not green."""

    def __init__(self, workspace: Workspace, standing: Standing) -> None:
        self._workspace = workspace
        self._states = standing.others
        gaps = workspace.method().gaps_in_force
        today = workspace.study_day()
        self._back: dict[ItemId, date] = {}
        self._of_place: dict[tuple[str, str], list[ItemId]] = {}
        for item, state in self._states.items():
            if (due_day := due(state, gaps)) is not None:
                self._back[item] = clamp_due_day(due_day, today, gaps)
            if (entry := workspace.catalogue.entries.get(item)) is not None:
                for topic in ("", entry.topic):
                    self._of_place.setdefault((entry.bank, topic), []).append(item)

    def of_bank(self, bank: str, rows: Sequence[PassRow], topic: str = "") -> Staircase:
        """Return the staircase of a bank, or of one of its topics, given its pass table."""
        return self.of(rows, self._of_place.get((bank, topic), ()))

    def of(self, rows: Sequence[PassRow], items: Iterable[ItemId]) -> Staircase:
        """Return the staircase of some exercises: first rounds, reopened ones and failed checks apart.

        ``rows`` are their pass table; of ``items``, only those that are not green matter.
        """
        joined: dict[PassKey, PassRow] = {}
        for row in rows:
            known = joined.get(key := (row.opened, row.pass_))
            joined[key] = row if known is None else known.joined(row)
        states = {item: self._states[item] for item in items if item in self._states}
        last: dict[PassKey, list[str]] = {}
        back: Counter[tuple[PassKey, date]] = Counter()
        for item, state in states.items():
            key = (state.opened, state.next_pass)
            if item in self._back:
                back[key, self._back[item]] += 1
            if is_last_try(state):
                title = title_of(self._workspace, item) or item.rpartition("/")[2]
                last.setdefault(key, []).append(title)
        keys = {key for key, row in joined.items() if row.verdicts} | last.keys()
        steps = (
            Step(joined.get(key, PassRow(1, key[1], key[0])), tuple(sorted(last.get(key, ()))))
            for key in sorted(keys, key=_rank_pass)
        )
        returns = sorted(back.items(), key=lambda each: (_rank_pass(each[0][0]), each[0][1]))
        return Staircase(
            tuple(steps),
            tuple(Return(PassRow(1, key[1], key[0]), day, exercises) for (key, day), exercises in returns),
            sum(state.state == "parked" for state in states.values()),
        )


def _rank_pass(key: PassKey) -> tuple[int, int]:
    return _ORDER.index(key[0]), key[1]


# How long exercises take this learner until they are green or parked, for all estimates of hours.


class Pace:
    """The learner's marks and times in all banks, and estimates for waiting exercises."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.topics = workspace.learner().topic_counts()
        """The marks of every topic, by its bank and its name."""
        self.cells: dict[BankId, Counter[Cell]] = {}
        """How many exercises of each bank are in a cell of its pass table."""
        self.met: Counter[BankId] = Counter()
        self._verdicts: Counter[Cell] = Counter()
        for (bank, _), counted in self.topics.items():
            self.met[bank] += counted.states.total()
            self.cells.setdefault(bank, Counter()).update(counted.cells)
            self._verdicts.update({cell: n for cell, n in counted.cells.items() if cell.column != "waiting"})

    @cached_property
    def _times(self) -> Mapping[int, Mapping[int, int]]:
        """The durations of verdicts, pass by pass, read only on demand because they need the whole log."""
        return self._workspace.store.totals().count_verdicts_by_time()

    @cached_property
    def parts(self) -> Parts:
        """The outcome of every exercise with events, for its skills."""
        return self._workspace.parts()

    @cached_property
    def standing(self) -> Standing:
        """The states of all exercises with events."""
        return self._workspace.standing()

    @cached_property
    def staircases(self) -> Staircases:
        """Makes charts of the marks."""
        return Staircases(self._workspace, self.standing)

    @cached_property
    def has(self) -> Mastered:
        """The skills that the learner has."""
        return find_learner_mastery(self._workspace, self.parts)

    def minutes(self, waiting: Mapping[int, int]) -> float:
        """Return about how many minutes settle exercises, given how many wait for each pass."""
        cells = {Cell(1, pass_, "first", "waiting"): n for pass_, n in waiting.items()}
        return minutes_left({**self._verdicts, **cells}, self._times)

    def waiting_of(self, bank: Bank, known: int = 0) -> Mapping[int, int]:
        """Return how many exercises of a bank wait for each pass, except for ``known`` ones."""
        waiting = Counter({1: len(bank.entries) - known - self.met[bank.id]})
        for cell, n in self.cells.get(bank.id, Counter[Cell]()).items():
            waiting[cell.pass_] += n if cell.column == "waiting" else 0
        return waiting


def known_left(workspace: Workspace, standing: Standing, skills: Collection[SkillId]) -> Mapping[BankId, int]:
    """Count the unseen exercises of skills that are known, bank by bank."""
    entries = workspace.catalogue.entries.values() if skills else ()
    unseen = (entry for entry in entries if entry.trains in skills and entry.item not in standing)
    return Counter(BankId(entry.bank) for entry in unseen)


def minutes_to_go(workspace: Workspace, pace: Pace) -> float:
    """Return about how many minutes settle all that is part of the day, without known skills."""
    aside = workspace.banks_aside()
    known = known_left(workspace, pace.standing, pace.has.known)
    banks = (bank for bank in workspace.catalogue.banks if bank.id not in aside)
    return sum(pace.minutes(pace.waiting_of(bank, known.get(bank.id, 0))) for bank in banks)


# Skills by the states of their exercises, and those that were learned of late.

# Time during which skills count as learned of late.
MONTH = timedelta(30)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill by the states of its exercises; ``rapid`` are the rapid ones if there are others.

    All of them are counted, as in the Library and beside an exercise."""

    skill: SkillId
    title: str
    parts: tuple[State, ...]
    standing: Literal["new", "begun", "learned", "known"]
    rapid: tuple[State, ...] = ()

    @property
    def told(self) -> str:
        """``2 of 3 green``; of a learned skill with an exercise to be tried again ``learned, 1 to mend``."""
        every = (*self.parts, *self.rapid)
        green = sum(part == "green" for part in every)
        to_mend = sum(part in ("yellow", "red") for part in every)
        if self.standing == "learned":
            return f"learned, {to_mend} to mend" if to_mend else "learned"
        if self.standing == "known":
            return self.standing
        return f"{green} of {len(every)} green"


def skill_row(workspace: Workspace, skill: SkillId, skill_parts: SkillProgress, has: Mastered) -> SkillRow:
    """Return a skill by the states of its exercises."""
    standing = has.describe(skill) or ("new" if skill_parts.begun_on is None else "begun")
    return SkillRow(
        skill,
        skill_title(workspace, skill),
        tuple(part.state for part in skill_parts.parts),
        standing,
        tuple(part.state for part in skill_parts.rapid),
    )


def skill_rows(
    workspace: Workspace, skills: Mapping[SkillId, SkillProgress], has: Mastered
) -> Mapping[tuple[BankId, TopicId], tuple[SkillRow, ...]]:
    """Return the skills of every topic; one that several topics train is with the first."""
    of_topic: dict[tuple[BankId, TopicId], list[SkillRow]] = {}
    placed_skills = set[SkillId]()
    for entry in workspace.catalogue.entries.values():
        if (skill := entry.trains) and skill not in placed_skills:
            placed_skills.add(skill)
            row = skill_row(workspace, skill, skills[skill], has)
            of_topic.setdefault((entry.bank, entry.topic), []).append(row)
    return {topic: tuple(rows) for topic, rows in of_topic.items()}


def learned_since(
    workspace: Workspace, skills: Mapping[SkillId, SkillProgress], today: date, days: timedelta = MONTH
) -> tuple[str, ...]:
    """Return the titles of the skills that were learned lately, the newest first."""
    dated = [
        (learned, skill)
        for skill, skill_parts in skills.items()
        if (learned := skill_parts.learned_on) is not None
    ]
    lately = sorted((dated_skill for dated_skill in dated if today - dated_skill[0] < days), reverse=True)
    return tuple(skill_title(workspace, skill) for _, skill in lately)

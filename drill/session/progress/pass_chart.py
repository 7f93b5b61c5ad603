"""The staircase of passes: one scale for all passes of a chart, row by row, for every terminal alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drill.gyr.passes import PassRow
from drill.gyr.state import Opened, State
from drill.session.progress.character_charts import LETTERS, SIGNS, divide_bar_cells
from drill.text import name_some

# A text and how it is painted: a state's name, ``bold``, ``dim``, or nothing.
Part = tuple[str, str]
# Cells of a bar at most: longer ones are not easier to compare.
LONGEST = 110
# With fewer cells for the longest bar the marks are not counted beside it.
LEAST_BAR = 8
# With fewer cells beside its bar a remark has a row of its own.
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
        """Words beside its bar: whose last try it is, or what it consists of."""
        if self.last_tries:
            return f"last try: {name_some(self.last_tries, 1)}"
        if self.row.opened == "check":
            return "were green until a check" if self.row.pass_ == 1 else "tried again after that"
        return "" if self.row.opened == "first" or self.row.pass_ > 1 else "parked, then opened again"


@dataclass(frozen=True, slots=True)
class Return:
    """How many exercises come back on a day, and for which pass."""

    row: PassRow
    day: date
    exercises: int


@dataclass(frozen=True, slots=True)
class Staircase:
    """The passes of some exercises in order; what comes back, and when; how many are parked."""

    steps: tuple[Step, ...] = ()
    returns: tuple[Return, ...] = ()
    parked: int = 0


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of the chart; one of a pass has its ``step``, so that it can be chosen."""

    parts: tuple[Part, ...]
    step: Step | None = None


def pass_rows(chart: Staircase, today: date, width: int, *, plain: bool = False) -> Iterator[ChartRow]:
    """Yield the passes in ``width`` cells, and what waits for which pass; nothing where nothing is marked."""
    if not chart.steps:
        return
    layout = _Layout(chart.steps, width, plain)
    for step in chart.steps:
        yield from layout.rows(step)
    yield from _describe_waiting(chart, today, width)


def _describe_waiting(chart: Staircase, today: date, width: int) -> Iterator[ChartRow]:
    """Yield how many exercises come back for which pass, and when; and how many are parked."""
    coming: dict[str, int] = {}
    for each in chart.returns:
        words = f"for {Step(each.row).name} {_describe_day(each.day, today)}"
        coming[words] = coming.get(words, 0) + each.exercises
    head, parked = " waiting   ", f"parked: {chart.parked or 'none'}"
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
    return "today" if ahead <= 0 else "tomorrow" if ahead == 1 else "on a later day"


class _Layout:
    """The passes of a chart on one scale, no longer than one cell an exercise."""

    def __init__(self, steps: Sequence[Step], width: int, plain: bool) -> None:
        self._width, self._plain = width, plain
        counted = [_count_marks(step.row) for step in steps]
        most: dict[State, int] = {
            state: max(dict(counts).get(state, 0) for counts in counted) for state in LETTERS
        }
        self._digits = {state: len(str(number)) for state, number in most.items() if number}
        self._name = max(len(step.name) for step in steps)
        longest = max(step.row.verdicts for step in steps)
        self._number = len(str(longest))
        room = width - len(self._head(steps[0]))
        beside = sum(digits + 4 for digits in self._digits.values())
        if room - beside < LEAST_BAR:
            self._digits, beside = {}, 0
        self._room = max(1, min(LONGEST, room - beside))
        self._scale = min(1.0, self._room / max(1, longest))

    def rows(self, step: Step) -> Iterator[ChartRow]:
        """Yield a pass: its name, its bar with a remark, and its marks."""
        counts = _count_marks(step.row)
        cells = max(round(step.row.verdicts * self._scale), sum(number > 0 for _, number in counts))
        drawn: list[Part] = [
            (run, state) for state, run in divide_bar_cells(counts, cells, plain=self._plain)
        ]
        gap, remark = self._room - cells, step.remark
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


def _count_marks(row: PassRow) -> list[tuple[State, int]]:
    """Return the marks of a pass; a red that parked its exercise is told as a red."""
    return [("green", row.green), ("yellow", row.yellow), ("red", row.red)]

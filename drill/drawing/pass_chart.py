"""The staircase of passes: one scale for all passes of a subject, row by row, for every terminal alike."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.drawing.charts import FILLS, LETTERS, bar, pass_counts
from drill.gyr.state import CAP

if TYPE_CHECKING:  # the values are the session's, which lies above this room: only their fields are read
    from drill.session.progress import BankProgress, Step

# A text and how it is painted: a state's name, ``bold``, ``dim``, or nothing.
Part = tuple[str, str]
# Cells of a bar at most: longer ones are not easier to compare.
LONGEST = 110
# With fewer cells beside its numbers a bar has a row of its own.
LEAST_BAR = 12
# Of a pass, beside its name: how many exercises, and what is empty.
HEAD_CELLS = 9
# Told once on a page, below the first pass with a red.
RED_TOLD = (
    f"A red comes back with its card first. It has {CAP} tries, its first red among them; "
    "still red in the last one, it is parked."
)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of the chart; a head has its ``bank``, a pass also its ``step``, so that it can be chosen."""

    parts: tuple[Part, ...]
    bank: BankProgress | None = None
    step: Step | None = None


def pass_chart(
    bank: BankProgress, width: int, *, plain: bool = False, explains: bool = True
) -> Iterator[ChartRow]:
    """Yield the head and the passes of a bank in ``width`` cells; below the first red, what red means."""
    bars = _Bars(bank, width, plain)
    yield from _head(bank, bars.unit, width, FILLS["green"][plain])
    for step in bank.steps:
        yield from bars.rows(step)
        if explains and step.row.red:
            explains = False
            yield from (_dim_row(f"  {line}") for line in textwrap.wrap(RED_TOLD, width - 2))


def _head(bank: BankProgress, unit: int, width: int, block: str) -> Iterator[ChartRow]:
    """Yield the counts of met exercises by state, as far as they fit; unmet ones are a number."""
    unmet = bank.states["unseen"]
    title: Part = (f" {bank.title} ", "bold")
    if unmet == bank.items:
        yield ChartRow((title, (f" {unmet} to meet", "dim")), bank)
        return
    part: Part = (f" {bank.items - unmet} of {bank.items} met ", "")
    states = [(f"  {n} {state}", state) for state in LETTERS if (n := bank.states.get(state, 0))]
    left: list[Part] = [(f"   {unmet} to meet" if unmet else "", "dim")]
    scale: list[Part] = [(f"   {block} is {unit} exercises", "dim")] if unit > 1 else []
    choices = ([*states, *left, *scale], [*states, *scale], states, [])
    more = next(choice for choice in choices if not choice or _cells([title, part, *choice]) <= width)
    yield ChartRow((title, part, *more), bank)
    if scale and scale[0] not in more:
        yield ChartRow(tuple(scale))


class _Bars:
    """The passes of a bank on one scale: a cell is ``unit`` exercises."""

    def __init__(self, bank: BankProgress, width: int, plain: bool) -> None:
        self._bank, self._width, self._plain = bank, width, plain
        counted = [dict(pass_counts(step)) for step in bank.steps]
        most = {state: max((counts[state] for counts in counted), default=0) for state in LETTERS}
        self._digits = {state: len(str(number)) for state, number in most.items() if number}
        self._name = max((len(step.told) for step in bank.steps), default=0)
        self._dim_row = sum(self._digits.values()) + 4 * len(self._digits)
        room = min(LONGEST, width - self._name - HEAD_CELLS - self._dim_row)
        self._is_narrow = room < LEAST_BAR
        longest = max((step.met for step in bank.steps), default=0)
        self.unit = max(1, -(-longest // (max(LEAST_BAR, width - 4) if self._is_narrow else room)))
        self._longest = max((self._length(step) for step in bank.steps), default=0)

    def rows(self, step: Step) -> Iterator[ChartRow]:
        """Yield a pass: name, bar and counts, and what comes back, if it fits."""
        counts = pass_counts(step)
        head: Part = (f"  {step.told:{self._name}} {step.met:>4}  ", "")
        drawn: list[Part] = [
            (run, state) for state, run in bar(counts, self._length(step), plain=self._plain)
        ]
        parts: list[Part] = [
            (f"  {n or '':>{self._digits[state]}} {LETTERS[state] if n else ' '}", state)
            for state, n in counts
            if state in self._digits
        ]
        gap, waits = self._longest - _cells(drawn), f"  {step.waits}" if step.waits else ""
        if not drawn:
            yield ChartRow((head, (waits, "dim")))
            return
        if self._is_narrow:
            yield ChartRow((head, *parts), self._bank, step)
            yield ChartRow((("    ", ""), *drawn))
        elif len(waits) + 2 <= gap:
            yield ChartRow((head, *drawn, (f"{waits:{gap}}", "dim"), *parts), self._bank, step)
            return
        else:
            row: list[Part] = [head, *drawn, (" " * gap, ""), *parts]
            is_beside = _cells(row) + len(waits) <= self._width
            yield ChartRow((*row, (waits if is_beside else "", "dim")), self._bank, step)
            if is_beside:
                return
        if waits:
            yield _dim_row(f"  {waits}")

    def _length(self, step: Step) -> int:
        """Return a bar's length in cells: each kind of mark that occurs has at least one."""
        return max(-(-step.met // self.unit), sum(n > 0 for _, n in pass_counts(step)))


def _dim_row(text: str) -> ChartRow:
    return ChartRow(((text, "dim"),))


def _cells(parts: Sequence[Part]) -> int:
    return sum(len(text) for text, _ in parts)

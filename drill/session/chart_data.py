"""What the charts beside the passes show: what lies ahead, times, whether one's words hold, disputes.

Drawn by the app and by the command line alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from drill.gyr import Answer, Colour, DayAhead, Finish, State

Later = Literal["pass", "check"]
"""What came next."""

FEW_CASES = 20
"""With fewer cases than these, a share says little."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes back in the next days, and when everything is settled at today's pace."""

    days: tuple[DayAhead, ...]
    minutes_left: float
    """About how long everything takes that is not green or parked yet."""
    minutes_a_day: float
    """Over the last 14 days, those without drill among them."""
    finish: Finish | None
    """``None`` where nothing was drilled of late, or nothing is left."""


@dataclass(frozen=True, slots=True)
class PassTime:
    """How long verdicts of a pass took, in active seconds (read off buckets of 9 %)."""

    pass_: int
    attempts: int
    median_s: float
    most_s: float
    """Nine in ten took no longer."""


_SAID: Mapping[tuple[bool, bool], tuple[Colour, str]] = {
    (True, True): ("green", "right, and I know why"),
    (True, False): ("yellow", "right, not sure why"),
    (False, True): ("yellow", "wrong, I see where"),
    (False, False): ("red", "wrong, still unclear"),
}
"""Whether an answer was right, and what its learner said: the mark, and both in words."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a mark of one sort held: of ``cases`` next counted attempts, ``right`` were right."""

    ok: bool
    why: bool
    later: Later
    cases: int
    right: int

    @property
    def mark(self) -> tuple[Colour, str]:
        """The mark, and in words what it was given for."""
        return _SAID[self.ok, self.why]

    @property
    def says_little(self) -> bool:
        """Whether there are too few cases."""
        return self.cases < FEW_CASES


@dataclass(frozen=True, slots=True)
class Retention:
    """Greens checked so long after they were green: how many, and how many were green again."""

    after: str
    checks: int
    held: int


@dataclass(frozen=True, slots=True)
class Headline:
    """Where one stands in a line or two: of the exercises that are part of the day."""

    states: Mapping[State, int]
    greens: Sequence[tuple[date, int]]
    """At the end of each day, from the day before the first on."""
    green_this_week: int
    """Since Monday, less those that lapsed."""
    minutes_this_week: float
    minutes: float

    @property
    def items(self) -> int:
        """How many exercises there are."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One disagreement: what the checker said (``None``: nothing), what the learner says."""

    cause: Literal["override", "overruled", "undecided", "seen"]
    item: str
    event: str
    day: date
    checker: bool | None
    learner: bool
    code: str
    answer: Answer
    params: Mapping[str, str]
    reason: str
    title: str = ""
    """What it is called where its id says nothing; else empty."""


@dataclass(frozen=True, slots=True)
class Disputes:
    """The newest marks that do not rest on the checker alone, newest first, of ``total`` in ``attempts``."""

    total: int
    attempts: int
    lines: tuple[DisputeLine, ...]

    @property
    def disputed(self) -> tuple[DisputeLine, ...]:
        """Those with which the learner overruled the checker."""
        return tuple(each for each in self.lines if each.cause in ("override", "overruled"))

"""The state of one item: a value that the fold derives and everything else reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from operator import attrgetter
from typing import Literal, NamedTuple

from drill.gyr.events import FIRST_ROUND, EventId, RoundId
from drill.gyr.words import CAP as CAP
from drill.gyr.words import Colour as Colour
from drill.gyr.words import State as State

Opened = Literal["first", "reopen", "check"]

# Days between greens: each at least twice the one before, as spacing studies find.
DEFAULT_GAPS = (1, 3, 7, 14)


class PassMark(NamedTuple):
    """One mark of the charts: a counted verdict, or the failed check that opened a round.

    ``parked`` says that this red parked the item; ``opened`` how the mark's round began; ``helped``
    whether hints were shown.
    """

    event: EventId
    round: int
    pass_: int
    colour: Colour
    ok: bool
    parked: bool
    opened: Opened
    study_day: date
    helped: bool = False


class Review(NamedTuple):
    """The outcome of a study day for the memory of an item: its first counted verdict or check.

    ``easy`` is true of a green at first sight without hints.
    """

    study_day: date
    colour: Colour
    easy: bool = False


@dataclass(frozen=True, slots=True)
class BareState:
    """The state of one item without the history that led to it: all that a plan asks for.

    ``passes`` counts the verdicts of the current round, ``first_red`` is the pass of its first red
    (0 none), ``yellows`` its yellows. ``study_day`` is that of the last counted verdict or check.
    ``skips`` count since then. ``undoable`` names the newest event an undo may take back,
    ``overridable`` the newest counted verdict or check.
    """

    state: State = "unseen"
    round: int = 1
    round_id: RoundId = FIRST_ROUND
    opened: Opened = "first"
    passes: int = 0
    first_red: int = 0
    yellows: int = 0
    study_day: date | None = None
    skips: int = 0
    skipped_on: date | None = None
    parked_by_hand: bool = False
    parked_on: date | None = None
    reopened_on: date | None = None
    undoable: EventId | None = None
    overridable: EventId | None = None

    @property
    def is_open(self) -> bool:
        """Whether a verdict would count: the item is neither green nor parked."""
        return self.state not in ("green", "parked")

    @property
    def next_pass(self) -> int:
        """The pass that the next verdict of this round would be."""
        return self.passes + 1

    @property
    def red_pass(self) -> int:
        """The number of passes from the round's first red on, that one included; 0 before it."""
        return self.passes - self.first_red + 1 if self.first_red else 0


@dataclass(frozen=True, slots=True)
class ItemState(BareState):
    """The state of one item with its marks, and its reviews in the order of the log.

    It equals no `BareState`, not even its own: compare ``bare``.
    """

    marks: tuple[PassMark, ...] = ()
    reviews: tuple[Review, ...] = ()

    @property
    def bare(self) -> BareState:
        """The same without marks and reviews."""
        return BareState(*_get_bare_fields(self))


_get_bare_fields = attrgetter(*(part.name for part in fields(BareState)))
UNSEEN, NEVER_MET = BareState(), ItemState()


def colour(ok: bool, why: bool) -> Colour:
    """Return the mark of a verdict and the learner's word on it."""
    if ok and why:
        return "green"
    return "yellow" if ok or why else "red"


def due(state: BareState, gaps: Sequence[int] = DEFAULT_GAPS) -> date | None:
    """Return the study day from which the item comes back, ``None`` where none is set.

    ``gaps`` are the days after pass 1, 2, …; the last holds for all later passes. A reopened item is
    due on the day it was reopened.
    """
    if not state.is_open:
        return None
    if state.passes == 0 or state.study_day is None:
        return state.reopened_on
    return state.study_day + timedelta(gaps[min(state.passes, len(gaps)) - 1])

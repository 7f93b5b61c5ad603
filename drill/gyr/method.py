"""The settings that a plan follows, its items, and what is served of them: a choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from drill.gyr.events import BankId, ItemId, TopicId
from drill.gyr.state import DEFAULT_GAPS, State

# The gaps of the literal method: nothing comes twice on a study day.
NEXT_DAY = (1,)


@dataclass(frozen=True, slots=True)
class Method:
    """The learner's settings: share in per cent, gaps in days, the order of the subjects."""

    share: int = 50
    gaps: tuple[int, ...] = DEFAULT_GAPS
    passes: Literal["flowing", "strict"] = "flowing"
    subjects: tuple[BankId, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Whether passes are strict: one after the other, subject by subject."""
        return self.passes == "strict"

    @property
    def gaps_in_force(self) -> tuple[int, ...]:
        """The gaps in days after which an item comes back; strict passes use one day."""
        return NEXT_DAY if self.is_strict else self.gaps


# Why an item is in the day's plan.
Reason = Literal["again", "warm-up", "check", "goal", "paper", "deeper", "besides"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One item to serve, with its current state.

    ``pass_`` is the pass it would be served as, for an ``extra`` or a ``check`` the one at which it stands.
    """

    item: ItemId
    bank: BankId
    topic: TopicId
    state: State
    round: int
    pass_: int
    due: date | None
    why: Literal["re-attempt", "unseen", "check", "chosen"]
    serves_as: Literal["pass", "check", "extra"]
    # Why it is on the list; empty where it was chosen.
    reason: Reason | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One item of a day's plan: what comes, why, and how many minutes it usually takes."""

    item: ItemId
    reason: Reason
    minutes: float

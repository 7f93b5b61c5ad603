"""The count of a bank's exercises: those that are served and may become green, by their state now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from drill.banks.catalogue import Bank
from drill.gyr.entry import Entry
from drill.gyr.fold import STATES
from drill.gyr.skills import NOT_MET, Parts
from drill.gyr.state import State
from drill.session.standing.withheld_exercises import comes_unasked


@dataclass(frozen=True, slots=True)
class ExerciseCounts:
    """Exercises that are served and may become green, by state; parked ones are among them."""

    # Every state is named.
    states: Mapping[State, int]
    # How many of the yellow and red ones were green before a check turned them.
    turned: int = 0

    @property
    def every(self) -> int:
        """How many there are."""
        return sum(self.states.values())

    @property
    def green(self) -> int:
        """How many are green now."""
        return self.states["green"]

    @property
    def left(self) -> int:
        """How many are neither green nor parked."""
        return self.every - self.green - self.states["parked"]

    @property
    def begun(self) -> int:
        """How many were tried and never green."""
        return self.states["yellow"] + self.states["red"] - self.turned


@dataclass(frozen=True, slots=True)
class FormulaCounts:
    """The formulas on an import's map that can be done, and those with a green exercise."""

    every: int = 0
    done: int = 0


def list_counted(bank: Bank) -> Sequence[Entry]:
    """Return the exercises of a bank that are served and may become green.

    Own words are left out because nobody checks them, and letters because they are not exercises yet.
    """
    return [entry for entry in bank.entries if comes_unasked(bank, entry)]


def count_bank(bank: Bank, parts: Parts) -> ExerciseCounts:
    """Count the exercises of a bank."""
    return count_exercises(list_counted(bank), parts)


def count_exercises(entries: Iterable[Entry], parts: Parts) -> ExerciseCounts:
    """Count exercises that are served and may become green."""
    here = [parts.get(entry.item, NOT_MET) for entry in entries]
    states = Counter(part.state for part in here)
    turned = sum(part.state in ("yellow", "red") and part.green_on is not None for part in here)
    return ExerciseCounts({state: states[state] for state in STATES}, turned)

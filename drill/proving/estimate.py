"""How long the proofs that are still to come will take: by the last run, else by what such exercises took."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drill.banks.models import Exercise

# Exercises after which an estimate says something.
_FEW = 3
# Questions of a kind that count as much as all other kinds together.
_FIRST = 3
# Seconds over which what is said follows what is found: one slow exercise moves it little.
_CALM_S = 15.0


@dataclass(slots=True)
class _Mean:
    """The mean of some seconds."""

    total: float = 0.0
    count: int = 0

    def add(self, seconds: float) -> None:
        self.total, self.count = self.total + seconds, self.count + 1

    def near(self, usual: float) -> float:
        """Return the mean, drawn towards what is usual while it is of few."""
        return (self.total + _FIRST * usual) / (self.count + _FIRST)


class Estimate:
    """The time left for proving some exercises, of which ``before`` has the seconds that each took last time.

    ``proved`` are others with their seconds, which tell of their kinds. Seconds are those of the processor;
    how many pass on the clock meanwhile shows as the work goes on.
    """

    def __init__(
        self,
        exercises: Sequence[Exercise],
        before: Sequence[float | None],
        proved: Iterable[tuple[Exercise, float]] = (),
    ) -> None:
        self._kinds, self._before = [*map(_list_kinds, exercises)], before
        self._open = set(range(len(exercises)))
        self._by_kind: defaultdict[str, _Mean] = defaultdict(_Mean)
        self._all = _Mean()
        self._done_s = self._foretold_s = self._of_foretold_s = 0.0
        self._end = math.nan
        self._told_at = 0.0
        for exercise, seconds in proved:
            self._learn(_list_kinds(exercise), seconds)

    def take(self, number: int, seconds: float) -> None:
        """Learn from an exercise that is done."""
        self._open.discard(number)
        self._done_s += seconds
        if (before := self._before[number]) is not None:
            self._foretold_s, self._of_foretold_s = self._foretold_s + before, self._of_foretold_s + seconds
        self._learn(self._kinds[number], seconds)

    def _learn(self, kinds: Sequence[str], seconds: float) -> None:
        for kind in kinds:
            self._by_kind[kind].add(seconds / len(kinds))
            self._all.add(seconds / len(kinds))

    def left_s(self, elapsed_s: float) -> float | None:
        """Return the seconds left on the clock, so many after the start; None while nothing can be said."""
        done = len(self._kinds) - len(self._open)
        if done < min(_FEW, len(self._kinds)) or self._done_s <= 0:
            return None
        left_s = sum(map(self._seconds_of, self._open)) * elapsed_s / self._done_s
        end, weight = elapsed_s + left_s, 1 - math.exp((self._told_at - elapsed_s) / _CALM_S)
        self._end = end if math.isnan(self._end) else self._end + weight * (end - self._end)
        self._told_at = elapsed_s
        return max(0.0, self._end - elapsed_s)

    def _seconds_of(self, number: int) -> float:
        usual = self._all.total / max(1, self._all.count)
        before = self._before[number]
        if before is not None:
            ratio = (self._of_foretold_s + self._done_s / 10) / (self._foretold_s + self._done_s / 10)
            return before * ratio
        return sum(self._by_kind[kind].near(usual) for kind in self._kinds[number])


def _list_kinds(exercise: Exercise) -> list[str]:
    return [question.answer.kind for form in exercise.forms for question in form.questions]

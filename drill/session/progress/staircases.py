"""The staircases of passes: of a bank, a topic, or any exercises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import get_args

from drill.gyr.clock import clamp_due_day
from drill.gyr.events import ItemId
from drill.gyr.passes import PassRow
from drill.gyr.standing import Standing
from drill.gyr.state import CAP, BareState, Opened, due
from drill.session.progress.pass_chart import Return, Staircase, Step
from drill.session.titles import title_of
from drill.session.workspace import Workspace

# What opened a pass, and its number.
PassKey = tuple[Opened, int]
_ORDER: tuple[Opened, ...] = get_args(Opened)


def is_last_try(state: BareState) -> bool:
    """Return whether one more red parks the exercise."""
    return state.is_open and state.red_pass == CAP - 1


class Staircases:
    """Makes staircases from pass tables and from the exercises that are not green."""

    def __init__(self, workspace: Workspace, standing: Standing) -> None:
        self._workspace, self._states = workspace, standing.others
        gaps, today = workspace.method().gaps_in_force, workspace.study_day()
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

        ``rows`` are their pass table; of ``items`` those matter that are not green.
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

"""The method on one page, with the learner's own numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from drill.tui.content import EMPTY, join, line

if TYPE_CHECKING:
    from drill.gyr.state import State
    from drill.session.workspace import Workspace
    from drill.tui.looks import Looks

LEAD = (
    "A list of exercises is worked through in passes. Before you answer, picture the shape of the problem "
    "(how is it built?) and the motion to its solution (what moves first?). The answer is checked at once. "
    "Then you say whether you know why, and that is the mark."
)
MARKS: Mapping[State, str] = {
    "green": "right, and you know why: done, and not met again in later passes",
    "yellow": "a mistake, but now you see where; or right, and not sure why: back in the next pass",
    "red": "a mistake, and even the answer makes no sense yet: read on, then try again in the next pass",
    "parked": "red in the fifth pass since its first red: put aside, with reading, until you reopen it",
    "unseen": "not met yet",
}
NAME_CELLS, NUMBER_CELLS = 11, 6
"""Columns of the names at the left, and of the numbers at the right."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """One's own: exercises by state, days after which a pass comes back, minutes a day."""

    states: Mapping[State, int] = field(default_factory=dict["State", int])
    gaps: Sequence[int] = (1, 3, 7, 14)
    minutes: int = 25


def numbers(workspace: Workspace) -> Numbers:
    """Over all banks."""
    from drill.session.progress import progress

    banks = progress(workspace)
    states: dict[State, int] = {state: sum(bank.states.get(state, 0) for bank in banks) for state in MARKS}
    return Numbers(states, workspace.method().gaps_in_force, workspace.settings.minutes)


def method_page(own: Numbers, width: int, looks: Looks) -> Content:
    """Some twenty lines in ``width`` cells."""
    rows = [line(("How drill works", "bold")), *map(line, textwrap.wrap(LEAD, width)), EMPTY]
    for state, meaning in MARKS.items():
        sign = line(looks.sign(state), f" {'open' if state == 'unseen' else state}")
        number = f"{own.states[state]:>{NUMBER_CELLS}}" if state in own.states else ""
        rows += _row(sign, meaning, width, number)
    rows.append(EMPTY)
    for name, meaning in _words(own).items():
        rows += _row(line((name, "bold")), meaning, width)
    return join(rows)


def _words(own: Numbers) -> Mapping[str, str]:
    *first, last = (str(gap) for gap in own.gaps)
    return {
        "pass": (
            "Pass 1 is every exercise once, pass 2 what was not green, and so on. What comes back does so "
            f"after {', '.join(first)} days, from then on after {last}, with other numbers, its card first."
        ),
        "2 of 5": "the pass counted from the first red. Yellow alone never parks.",
        "round": "from the first meeting to green or parked; reopening what is parked begins another.",
        "check": "now and then a green is asked again: it may slip. A failed check begins another round.",
        "day": f"{own.minutes} minutes; + and - on Today change it. What is due waits, and loses nothing.",
        "done": "A subject is done once all of it is green. Two passes at least are the norm.",
    }


def _row(head: Content, meaning: str, width: int, number: str = "") -> list[Content]:
    """A name, what it means, and at the right of the first line one's own number."""
    room = max(20, width - NAME_CELLS - len(number))
    first, *others = textwrap.wrap(meaning, room)
    gap = " " * (NAME_CELLS - len(head.plain))
    rows = [head + line(gap, f"{first:{room}}" if number else first, (number, "bold"))]
    return [*rows, *(line(" " * NAME_CELLS, each) for each in others)]

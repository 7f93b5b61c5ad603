"""What a session came to so far."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from drill.gyr.events import Attempt, BankId
from drill.gyr.state import ItemState, colour, due
from drill.session.hand import Hand
from drill.session.prerequisites import States, drill_first
from drill.session.titles import title_of
from drill.session.today import completed, due_tomorrow
from drill.session.views import AttemptLine, Marked, SessionSummary
from drill.session.workspace import Workspace

MANY_YELLOWS = 5
SPLIT_IT = "Yellow again and again: split it, or take an easier one first."


class Tally:
    """The attempts of one session, in order."""

    def __init__(self, begun: datetime) -> None:
        self._begun = begun
        self._lines: list[AttemptLine] = []
        self._seconds: list[float] = []
        self.parked_by_hand: list[BankId] = []
        """The banks of what was parked."""

    @property
    def marks(self) -> int:
        """Marks given and not undone."""
        return len(self._lines)

    def marked(
        self, hand: Hand, facts: Attempt, after: ItemState, workspace: Workspace, states: States
    ) -> Marked:
        """Note a mark that was kept; what is told about it. ``states`` are those of everything."""
        shade, counted = colour(facts.ok, facts.why), facts.kind != "extra"
        day = due(after, workspace.method().gaps_in_force)
        title = title_of(workspace, hand.entry.item)
        is_stuck = counted and after.state in ("red", "parked")
        self._lines.append(
            AttemptLine(
                item=hand.entry.item,
                topic=workspace.catalogue.topic(hand.entry).title,
                mark=shade,
                state=after.state,
                pass_=after.passes,
                red_pass=after.red_pass,
                due=day,
                code=facts.code,
                ok=facts.ok,
                was=hand.state.state,
                counted=counted,
                title=title,
            )
        )
        self._seconds.append(facts.seconds)
        return Marked(
            item=hand.entry.item,
            mark=shade,
            state=after.state,
            round=after.round,
            pass_=after.passes,
            due=day,
            counted=counted,
            red_pass=after.red_pass if counted else 0,
            first=drill_first(workspace, hand.entry, states) if is_stuck else (),
            resources=hand.variant.resources if is_stuck and after.state == "parked" else (),
            advice=SPLIT_IT if counted and shade == "yellow" and after.yellows >= MANY_YELLOWS else "",
            title=title,
            renews=hand.variant.renews,
        )

    def undone(self, item: str) -> None:
        """Forget the newest mark of ``item``, if it was given in this session."""
        for place in range(len(self._lines) - 1, -1, -1):
            if self._lines[place].item == item:
                del self._lines[place], self._seconds[place]
                return

    def summary(self, workspace: Workspace, waiting: int) -> SessionSummary:
        """The whole session."""
        marks = Counter(line.mark for line in self._lines if line.counted)
        newly_parked = sum(line.state == "parked" and line.was != "parked" for line in self._lines)
        return SessionSummary(
            attempts=len(self._lines),
            green=marks["green"],
            yellow=marks["yellow"],
            red=marks["red"],
            parked=newly_parked + len(self.parked_by_hand),
            seconds=sum(self._seconds),
            lines=tuple(self._lines),
            tomorrow=due_tomorrow(workspace),
            waiting=waiting,
            complete=completed(workspace, self._banks()),
        )

    def _banks(self) -> set[BankId]:
        """Where something counted in this session."""
        counted = {BankId(line.item.rpartition("/")[0]) for line in self._lines if line.counted}
        return counted | set(self.parked_by_hand)

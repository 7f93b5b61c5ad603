"""What a session came to so far."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from drill.gyr.events import Attempt
from drill.gyr.state import ItemState, colour, due
from drill.session import progress
from drill.session.hand import Hand
from drill.session.views import AttemptLine, Marked, SessionSummary
from drill.session.workspace import Workspace


class Tally:
    """The attempts of one session, in order."""

    def __init__(self, begun: datetime) -> None:
        self._begun = begun
        self._lines: list[AttemptLine] = []
        self._seconds: list[float] = []
        self.parked_by_hand = 0

    @property
    def marks(self) -> int:
        """Marks given and not undone."""
        return len(self._lines)

    def marked(self, hand: Hand, facts: Attempt, after: ItemState, workspace: Workspace) -> Marked:
        """Note a mark that was kept; what is told about it."""
        shade, counted = colour(facts.ok, facts.why), facts.kind != "extra"
        day = due(after, workspace.settings.gaps)
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
            parked=newly_parked + self.parked_by_hand,
            seconds=sum(self._seconds),
            lines=tuple(self._lines),
            tomorrow=progress.due_tomorrow(workspace),
            waiting=waiting,
            complete=progress.complete(workspace),
        )

"""The mark: written once the question was seen, for the verdict or against it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from drill.session.links import link_text
from drill.tui.screens.drilling.keys import DECISIONS, Mode

if TYPE_CHECKING:
    from drill.session.views import Marked
    from drill.tui.screens.drilling.desk import Desk
    from drill.tui.screens.drilling.firsts import Firsts
    from drill.tui.screens.drilling.front import Front
    from drill.tui.screens.drilling.turns import Turns

GUARD_S = 0.15
"""Marks typed before the verdict was seen for so long are dropped: no question is answered unseen."""


class Marks:
    """Takes the answer to the question that stands."""

    def __init__(self, desk: Desk, front: Front, turns: Turns, firsts: Firsts) -> None:
        self._desk = desk
        self._front = front
        self._turns = turns
        self._firsts = firsts
        self._seen_since = float("inf")
        self._overruled_by = ""

    def wait_to_be_seen(self) -> None:
        """Another question stands there: it is painted first."""
        self._seen_since = float("inf")

    def seen(self) -> None:
        """The question is painted; from a moment later on it may be answered."""
        self._seen_since = time.monotonic()

    def yes(self) -> None:
        """Know why, or see where."""
        self._say(True)

    def no(self) -> None:
        """Not sure, or not even now."""
        self._say(False)

    def _say(self, yes: bool) -> None:
        """The answer to the question, or between two stages the learner's own word, or the mark at once."""
        verdict = self._desk.sitting.verdict
        if verdict is None or self._desk.mode is not Mode.STAGE:
            self._mark(yes)
        elif verdict.decides:
            self._desk.next_stage(ok=yes)
        elif "mark" in verdict.then:
            self._mark(yes)

    def decide(self, key: str) -> None:
        """The learner says, too, whether it was right."""
        _, ok, why = DECISIONS[key]
        self._write(why, ok, "")

    def dispute(self) -> None:
        """The checker is wrong: say why, or nothing."""
        verdict = self._desk.sitting.verdict
        if verdict is not None and verdict.verdict != "revealed":
            self._front.ask_reason(verdict)
            self._desk.enter(Mode.REASON)

    def overrule(self, reason: str) -> None:
        """The question of the other verdict; between two stages on, with the other word on this one."""
        view, verdict = self._desk.sitting.exercise, self._desk.sitting.verdict
        if verdict is not None and "next" in verdict.then:
            self._desk.next_stage(ok=not verdict.ok, reason=reason)
        elif view is not None and verdict is not None:
            self._overruled_by = reason
            self._front.ask(view, verdict, overrules=True)
            self._desk.enter(Mode.OVERRULE)
            self.wait_to_be_seen()

    def _mark(self, why: bool) -> None:
        verdict = self._desk.sitting.verdict
        if self._desk.mode is Mode.OVERRULE and verdict is not None:
            self._write(why, not verdict.ok, self._overruled_by)
        else:
            self._write(why, None, "")

    def _write(self, why: bool, ok: bool | None, reason: str) -> None:
        if time.monotonic() - self._seen_since >= GUARD_S:
            self._turns.take(self._write_mark(why, ok, reason), "The mark is not kept; the question stands. ")

    async def _write_mark(self, why: bool, ok: bool | None, reason: str) -> None:
        sitting = self._desk.sitting
        marked = await self._turns.use(sitting.mark, why, ok=ok, reason=reason)
        self._front.note(marked)
        said = (marked.notice, _parked(marked), marked.advice, self._firsts.line(marked))
        told = [line for line in said if line]
        await self._desk.serve()
        self._front.flash(marked)
        if told and sitting.exercise is not None:
            self._front.tell(*told)


def _parked(marked: Marked) -> str:
    """Another way to what the fifth red parked."""
    if marked.state != "parked":
        return ""
    ways = [f"first drill {marked.first[0].title}"] if marked.first else []
    ways += [f"read {link_text(marked.links[0])}"] if marked.links else []
    return f"{marked.title or marked.item} is parked: {'; '.join([*ways, '5 on Today tells more'])}."

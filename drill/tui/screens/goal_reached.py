"""The screen when a goal is reached: what was done, and what to aim for next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, join, line
from drill.tui.window import PageWindow

if TYPE_CHECKING:
    from drill.session.goal_reached import GoalReached, ThenAndNow


class GoalReachedScreen(PageWindow["str | None"]):
    """Closes with the bank of the next goal, or with nothing."""

    BINDINGS: ClassVar = [
        bind("go-on", "close", "go on"), bind("aim", words="make it your goal"),
        bind("back", "close"),
    ]  # fmt: skip

    def __init__(self, reached: GoalReached) -> None:
        self._reached = reached
        super().__init__(f"Goal reached: {reached.title}", _told(reached))

    def offer(self, action: str) -> str | bool:
        """Offer another goal if there is one."""
        return self._reached.next_goal is not None if action == "aim" else super().offer(action)

    def action_aim(self) -> None:
        """Close with the next goal."""
        self.dismiss(self._reached.next_goal[0] if self._reached.next_goal is not None else None)


def _told(reached: GoalReached) -> Content:
    """Return the summary, one fact per line, the skills by name."""
    lines = _then_and_now(reached.then_and_now) if reached.then_and_now is not None else []
    skills = f"{count(len(reached.learned), 'skill')} learned"
    known = f", {reached.known} known before" if reached.known else ""
    lines += [line((f"{skills}{known}", "bold"))] if reached.learned or reached.known else []
    lines += [line((" · ".join(reached.learned), "$secondary"))] if reached.learned else []
    lines += [line("Parked: ", (" · ".join(reached.parked), "$secondary"))] if reached.parked else []
    read = f", {reached.read} read" if reached.read else ""
    lines += [line(f"{count(reached.drilled, 'formula')} drilled{read}")] if reached.drilled else []
    lines.append(line(f"{count(reached.days, 'day')} drilled, {count(reached.marks, 'mark')}"))
    lines += [line(f"Held when checked: {reached.held} of {reached.checks}")] if reached.checks else []
    if reached.next_goal is not None:
        lines.append(line("What next? ", (reached.next_goal[1], "bold"), " is the nearest (g)."))
    lines.append(line(("Papers (4) lists the others; g there makes one your goal.", "$secondary")))
    return join(lines)


def _then_and_now(pair: ThenAndNow) -> list[Content]:
    """Return the first wrong answer with its date, and the right one below it."""
    days = ((pair.wrong_on, pair.wrong, "$error"), (pair.right_on, pair.right, "$success"))
    rows = [
        line((f"  {f'{day.day} {day:%B}':14}", "$secondary"), (answer, style)) for day, answer, style in days
    ]
    return [line((pair.formula, "bold"), (f"  {pair.title}", "$secondary")), *rows, EMPTY]

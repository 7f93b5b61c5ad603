"""A goal is reached: what lies behind it, and what to aim for next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import join, line
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.text import Text
from drill.tui.window import Window

if TYPE_CHECKING:
    from drill.session.goal_reached import GoalReached


class GoalReachedScreen(Window["str | None"], ModalScreen["str | None"]):
    """Dismissed with the bank of the next goal, or with nothing."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        bind("go-on", "close", "go on"), bind("aim", words="make it your goal"),
        bind("back", "close"), bind("leave", "close"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    GoalReachedScreen {background: $background;}
    GoalReachedScreen VerticalScroll {height: 1fr; padding: 1 2; scrollbar-size-vertical: 1;}
    GoalReachedScreen Text {height: auto;}
    """

    def __init__(self, reached: GoalReached) -> None:
        super().__init__()
        self._reached = reached

    def compose(self) -> ComposeResult:
        """A line a fact, the skills by name."""
        reached = self._reached
        skills = f"{count(len(reached.learned), 'skill')} learned"
        known = f", {reached.known} known before" if reached.known else ""
        lines = [line((f"{skills}{known}", "bold"))] if reached.learned or reached.known else []
        lines += [line((" · ".join(reached.learned), "$secondary"))] if reached.learned else []
        lines += [line(f"{count(reached.formulas, 'formula')} read")] if reached.formulas else []
        lines.append(line(f"{count(reached.days, 'day')} drilled, {count(reached.marks, 'mark')}"))
        lines += [line(f"Held when checked: {reached.held} of {reached.checks}")] if reached.checks else []
        if reached.next_goal is not None:
            lines.append(line("What next? ", (reached.next_goal[1], "bold"), " is the nearest (g)."))
        lines.append(line(("Papers (4) lists the others; g there makes one your goal.", "$secondary")))
        yield TopLine(line((f"Goal reached: {reached.title}", "bold")))
        with VerticalScroll(can_focus=False):
            yield Text(join(lines))
        yield KeyRow()

    @property
    def scrolled(self) -> VerticalScroll:
        """What the goal came to."""
        return self.query_one(VerticalScroll)

    def offer(self, action: str) -> str | bool:
        """Offer another goal where there is one."""
        return self._reached.next_goal is not None if action == "aim" else super().offer(action)

    def action_aim(self) -> None:
        """Close with the next goal."""
        self.dismiss(self._reached.next_goal[0] if self._reached.next_goal is not None else None)

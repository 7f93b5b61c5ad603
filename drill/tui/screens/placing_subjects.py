"""Before a placement without a goal: which subjects the learner has used lately, and is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill.tui.bindings import bind
from drill.tui.content import line
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.text import Text
from drill.tui.window import Window

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

QUESTION = "Which of these have you used in the last year?"
_MOST = 9


class SubjectRow(Text):
    """One subject, ticked or not; a click changes that, too."""

    app: DrillApp  # pyright: ignore[reportIncompatibleMethodOverride]

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self._number, self._title = number, title
        self.is_ticked = False

    def on_mount(self) -> None:
        """Show it without a tick."""
        self._draw()

    def tick(self) -> None:
        """Tick it, or no longer."""
        self.is_ticked = not self.is_ticked
        self._draw()

    def _draw(self) -> None:
        sign = "✓" if self.is_ticked else " "
        self.show(line((f" {self._number} ", "$primary bold"), f"[{sign}] ", (self._title, "bold")))

    async def on_click(self) -> None:
        """Do what its number does."""
        await self.run_action(f"screen.tick({self._number})")


class PlacingSubjectsScreen(Window["tuple[str, ...] | None"], ModalScreen["tuple[str, ...] | None"]):
    """Dismissed with the banks that were ticked, or with nothing."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        *(Binding(f"{number}", f"tick({number})", show=False) for number in range(1, _MOST + 1)),
        bind("go-on", "begin", "begin"), bind("back", "close", "back"), bind("leave", "close"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    PlacingSubjectsScreen {background: $background;}
    PlacingSubjectsScreen VerticalScroll {height: 1fr; padding: 1 2; scrollbar-size-vertical: 1;}
    PlacingSubjectsScreen Text {height: auto;}
    PlacingSubjectsScreen #how {margin-bottom: 1;}
    """

    def __init__(self, subjects: Sequence[tuple[str, str]]) -> None:
        """``subjects`` are banks with their titles."""
        super().__init__()
        self._banks = [bank for bank, _ in subjects[:_MOST]]
        self._rows = [SubjectRow(number, title) for number, (_, title) in enumerate(subjects[:_MOST], 1)]

    def compose(self) -> ComposeResult:
        """A row a subject."""
        yield TopLine(line((QUESTION, "bold")))
        with VerticalScroll(can_focus=False):
            yield Text(line("Press their numbers. Only what you tick is asked about."), id="how")
            yield from self._rows
        yield KeyRow()

    @property
    def scrolled(self) -> VerticalScroll:
        """The subjects."""
        return self.query_one(VerticalScroll)

    def offer(self, action: str) -> str | bool:
        """Begin once something is ticked."""
        return any(row.is_ticked for row in self._rows) if action == "begin" else super().offer(action)

    def action_tick(self, number: int) -> None:
        """Tick a subject, or no longer."""
        if number <= len(self._rows):
            self._rows[number - 1].tick()
            self.refresh_bindings()

    def action_begin(self) -> None:
        """Close with what is ticked."""
        ticked = zip(self._banks, self._rows, strict=True)
        self.dismiss(tuple(bank for bank, row in ticked if row.is_ticked))

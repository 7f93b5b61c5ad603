"""The end of a session: its summary, and what to look at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region, Spacing
from textual.screen import Screen

from drill.errors import DrillError
from drill.session.drilling.pass_summary import ClosedPass
from drill.session.drilling.session_totals import MORE_MINUTES, SessionSummary
from drill.session.standing.paper_names import find_paper_slug
from drill.session.standing.queueing import Request
from drill.text import count
from drill.tui.bindings import KeyedScreen, bind_named_key, bind_up_down
from drill.tui.screens.places import screen_of
from drill.tui.screens.summary_lines import Row, Target, list_summary_rows
from drill.tui.styled_content import build_content, stack_lines
from drill.tui.widgets.bars import draw_state_bar
from drill.tui.widgets.screen_rows import PLACES, KeyRow, TopLine
from drill.tui.widgets.text_widgets import Banner, Text

if TYPE_CHECKING:
    from drill.gyr.state import State
    from drill.session.drilling.drill_session import DrillSession


class SummaryScreen(KeyedScreen[None]):
    """The marks of a session; from here on, back, or home."""

    BINDINGS: ClassVar = [
        bind_named_key("go-on", "begin", "begin"), bind_named_key("go-on", "end", "done"),
        bind_named_key("back", "end"),
        bind_named_key("leave", "end"),
        bind_named_key("more", "go_on", f"{MORE_MINUTES} minutes more"), bind_named_key("undo"),
        bind_named_key("look"),
        bind_named_key("drill"), bind_named_key("open"),
        *(bind_named_key(place.lower(), f"go('{place}')") for place in PLACES), *bind_up_down("move"),
    ]  # fmt: skip
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    SummaryScreen VerticalScroll {height: 1fr; padding: 1 2; scrollbar-size-vertical: 1;}
    SummaryScreen VerticalScroll Text {height: auto; text-wrap: nowrap; text-overflow: ellipsis;}
    """

    def __init__(
        self,
        summary: SessionSummary,
        sitting: DrillSession,
        study_day: date,
        closed: Sequence[ClosedPass] = (),
        remark: str = "",
        *,
        came_before: SummaryScreen | None = None,
        back: Callable[[], Screen[None]] | None = None,
    ) -> None:
        """``remark`` is a line that is said once, at this occasion; ``came_before`` is the same, left to
        look at something. ``back`` opens what its end leads to; without, that is Today."""
        super().__init__()
        self._back = back or partial(screen_of, "Today")
        self._told = remark
        self._summary = summary
        self._sitting = sitting
        self._study_day = study_day
        self._passes_closed = closed
        self._rows: list[Row] = []
        self._chosen = None if came_before is None else came_before._chosen
        """Which of the rows that lead on."""
        self._formula = None if came_before is None else came_before._formula
        """Where the path leads, once it was read."""
        self._has_formula = came_before is not None
        self._chart = Text(id="chart")
        self._list = Text()
        self._body = VerticalScroll(self._chart, self._list, can_focus=False)

    def compose(self) -> ComposeResult:
        """Make the chart, what to look at, what turned green, tomorrow."""
        summary = self._summary
        minutes = max(1, round(summary.seconds / 60))
        head = f"This session: {count(minutes, 'minute')}, {count(summary.attempts, 'exercise')}"
        head = (summary.end.told if summary.end is not None else "") or head
        if not summary.attempts:
            head = "Nothing was marked" if summary.ended else "Nothing to drill here now"
        if (found := summary.found) is not None:
            head = "What you know"
        yield TopLine(
            build_content((head, "bold")),
            build_content((found.told if found is not None else "", "$secondary")),
        )
        yield Banner()
        yield self._body
        yield KeyRow()

    def on_mount(self) -> None:
        """Say what the app must do if it ends here; and what was left out on the way."""
        self.app.at_the_end = self._sitting.close
        if self.app.workspace is not None:
            messages = (self._told, *self.app.workspace.take_notices())
            self.query_one(Banner).say(*messages)
        if not self._has_formula:
            self._find_formula()

    @work(exclusive=True, group="formula")
    async def _find_formula(self) -> None:
        """Read where the path leads, and show it."""
        self._formula = await self.app.background.run(self._sitting.find_formula_ahead)
        self._has_formula = True
        if self._formula is not None and self.is_attached:
            if self._chosen is not None and self._formula.item:
                self._chosen += 1  # the same row: that of the formula comes before all others
            self._draw()

    def on_resize(self) -> None:
        """Redraw the bar at its new length."""
        summary = self._summary
        if (found := summary.found) is not None:
            shares: list[tuple[State, int]] = [("green", len(found.known)), ("unseen", len(found.left))]
            self._chart.show(draw_state_bar(shares, min(70, self.app.size.width - 6), self.app.looks))
            self._draw()
            return
        counts: list[tuple[State, int]] = [
            ("green", summary.green),
            ("yellow", summary.yellow),
            ("red", summary.red),
        ]
        counts_text = "  ".join(
            f"{number} {self.app.looks.sign(state)[0]}" for state, number in counts if number
        )
        counts_text += f"  {summary.parked} parked" if summary.parked else ""
        end = summary.end
        if end is not None and end.head and end.marked != summary.attempts:
            counts_text = f"this session {counts_text}"
        width = max(10, min(70, self.app.size.width - len(counts_text) - 8))
        self._chart.show(draw_state_bar(counts, width, self.app.looks) + build_content("  ", counts_text))
        self._draw()

    def _draw(self) -> None:
        width = self.app.size.width - 5
        self._rows = list_summary_rows(
            self._summary, self._passes_closed, self._study_day, width, self.app.looks, self._formula
        )
        here = self._place_of_chosen
        lines = [row.chosen if index == here else row.content for index, row in enumerate(self._rows)]
        self._list.show(stack_lines(lines))
        self.refresh_bindings()

    # --- choosing ------------------------------------------------------------------------------------------

    @property
    def _places(self) -> list[int]:
        """Return the rows that lead on."""
        return [index for index, row in enumerate(self._rows) if row.target is not None]

    @property
    def _place_of_chosen(self) -> int | None:
        return None if self._chosen is None else self._places[self._chosen]

    @property
    def _target(self) -> Target | None:
        index = self._place_of_chosen
        return None if index is None else self._rows[index].target

    @property
    def _tries(self) -> bool:
        """Whether ``b`` tries the exercise of the formula: it is chosen, or nothing else may be drilled."""
        if self._formula is None or not self._formula.item:
            return False
        has_drills = self._summary.end is not None and bool(self._summary.end.drills)
        return not has_drills or (self._target is not None and not self._target.find)

    @property
    def scrolled(self) -> VerticalScroll:
        """Chart and rows."""
        return self._body

    def action_move(self, by: int) -> None:
        """Choose the next row that leads on, or the one before; past the ends scroll."""
        last = len(self._places) - 1
        before = self._chosen
        if last >= 0:
            self._chosen = 0 if before is None else min(last, max(0, before + by))
        if self._chosen == before:
            super().action_move(by)
            return
        self._draw()
        here = Region(0, self._list.virtual_region.y + (self._place_of_chosen or 0), 1, 1)
        self._body.scroll_to_region(here, spacing=Spacing(1, 0, 1, 0), animate=False, immediate=True)

    def action_look(self) -> None:
        """Show the chosen row in the library: an exercise, or those of a topic."""
        target = self._target
        if target is None or not target.find:
            self.action_move(1)
            return
        from drill.tui.screens.library import LibraryScreen, WayBack

        way_back = WayBack("summary", self._again, self._sitting.close)
        self.app.replace_screen(LibraryScreen(target.find, target.item, way_back))

    def _again(self) -> SummaryScreen:
        """Open the summary again, with the same row chosen."""
        summary, closed = self._summary, self._passes_closed
        return SummaryScreen(
            summary, self._sitting, self._study_day, closed, came_before=self, back=self._back
        )

    # --- keys ----------------------------------------------------------------------------------------------

    def offer(self, action: str) -> str | bool:
        """Name what acts on what the session came to."""
        match action:
            case "go_on":
                if self._summary.is_placement and self._summary.waiting:
                    return f"{self._summary.waiting} more questions"
                others = " of other subjects" if self._summary.others else " more"
                return f"{MORE_MINUTES} minutes{others}" if self._summary.waiting else False
            case "begin":
                return self._summary.found is not None and bool(self._summary.found.first)
            case "end" if self._summary.found is not None and self._summary.found.first:
                return "later"
            case "end":
                return "end the day" if self._summary.end is not None and self._summary.end.head else "done"
            case "drill" if self._tries:
                return "try it"
            case "drill":
                return "drill it" if self._summary.end is not None and self._summary.end.drills else ""
            case "open":
                return "read" if self._summary.end is not None and self._summary.end.readable else ""
            case "undo":
                last = "answer" if self._summary.is_placement else "mark"
                return f"undo the last {last}" if self._summary.attempts else ""
            case "look":
                return "open one" if any(row.target and row.target.find for row in self._rows) else ""
            case _:
                return super().offer(action)

    def action_help(self) -> None:
        """Show the keys; the first time the method first."""
        self.app.show_help(self.keys_here(), page="method" if self._told else None)

    def action_begin(self) -> None:
        """Leave the placement for the day's exercises."""
        self._close()
        self.app.drill()

    def action_end(self) -> None:
        """Leave the session for where it was begun."""
        self._leave_for(self._back())

    def action_go(self, tab_name: str) -> None:
        """Leave the session for a place."""
        self._leave_for(screen_of(tab_name))

    def _leave_for(self, screen: Screen[None]) -> None:
        self._close()
        self.app.replace_screen(screen)

    def _close(self) -> None:
        """End the session in its thread, before anything else is read there; no key waits for that."""
        self.app.at_the_end = None
        self.app.run_worker(self.app.background.run(self._sitting.close))

    def action_drill(self) -> None:
        """Leave the session, and drill what went wrong, or try the exercise of the formula."""
        request = None
        if self._tries and self._formula is not None:
            request = Request(place=True, first=self._formula.item)
        elif self._summary.end is not None and self._summary.end.drills:
            request = Request(scope=self._summary.end.drills)
        if request is not None:
            self._close()
            self.app.drill(request)

    def action_open(self) -> None:
        """Leave the session for the paper that may be read further."""
        goal = self.app.settings.goal
        if goal and self._summary.end is not None and self._summary.end.readable:
            from drill.tui.screens.papers.paper import PaperScreen

            self._leave_for(PaperScreen(find_paper_slug(goal), back="Today"))

    @work(exclusive=True)
    async def action_go_on(self) -> None:
        """Drill some minutes more."""
        self.query_one(Banner).say("One moment…")
        await self.app.background.run(self._sitting.more)
        self._drill_on()

    @work(exclusive=True)
    async def action_undo(self) -> None:
        """Undo the newest mark, and go back to its question."""
        try:
            undone = await self.app.background.run(self._sitting.undo)
        except DrillError as error:
            self.query_one(Banner).say(str(error))
            return
        if undone is None:
            self.query_one(Banner).say("There is nothing to undo.")
        else:
            self._drill_on()

    def _drill_on(self) -> None:
        if not self.was_left:
            self.app.drill_on(self._sitting, self._back)

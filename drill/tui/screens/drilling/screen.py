"""The drilling screen: its parts, and the keys on their way to the desk.

Light: what it needs beyond the first paint is imported once that is done.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from drill.errors import DrillError, UsageError
from drill.tui.content import line
from drill.tui.screens.drilling.keys import Mode, key_row
from drill.tui.widgets.banner import Banner
from drill.tui.widgets.command_row import CommandRow
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from drill.session.sitting import Sitting
    from drill.session.start import Request
    from drill.session.views import ClosedPass, SessionSummary
    from drill.session.workspace import Workspace
    from drill.tui.app import DrillApp
    from drill.tui.screens.drilling.desk import Desk
    from drill.tui.screens.drilling.keyboard import Keyboard, Offered
    from drill.tui.screens.drilling.show import Show
    from drill.tui.widgets.fields import AnswerGiven

_PARTS = tuple(f"drill.tui.screens.drilling.{name}" for name in ("desk", "keyboard", "show"))

DRAFT_AFTER_S = 0.4
"""A draft is kept once typing has rested for so long."""


class DrillingScreen(Screen[None]):
    """One session: what ``request`` asks for, or a ``sitting`` that goes on."""

    app: DrillApp
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    DrillingScreen {layers: base above;}
    DrillingScreen #middle {height: 1fr;}
    DrillingScreen #before {height: 1fr;}
    DrillingScreen #waiting {height: auto; padding: 1 2;}
    DrillingScreen #early {border: round $primary; background: $background; height: 3; margin: 0 2;
        padding: 0 1;}
    DrillingScreen #reason {border: round $primary; background: $background; height: 3; padding: 0 1;
        display: none;}
    """

    def __init__(
        self,
        request: Request | None = None,
        *,
        sitting: Sitting | None = None,
        is_first_run: bool = False,
        reveals: bool = False,
    ) -> None:
        """``reveals`` shows the solution of the first exercise at once, as ``r`` would."""
        super().__init__()
        self._request = request
        self._sitting = sitting
        self._is_first_run = is_first_run
        self._reveals = reveals
        self.desk: Desk | None = None
        self._show: Show
        self._keyboard: Keyboard | None = None
        self._has_failed = False
        self._stop_draft: Callable[[], None] | None = None
        self._top = TopLine(line(("drill", "bold")))
        self._banner = Banner()
        loading = key_row(Mode.LOADING, None, None, 0)
        self._keys = KeyRow(*(pair for pair in loading if pair[0] == "ctrl+q" or not is_first_run))
        self._commands = CommandRow()
        self._early = TextLine(id="early", placeholder="your answer", select_on_focus=False)
        self._early.border_title = "answer"
        self._early.display = is_first_run

    # --- parts ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """A frame that can be painted before anything is loaded."""
        yield self._top
        yield self._banner
        with Vertical(id="before"):
            yield Text(self._waiting(), id="waiting")
            yield self._early
        yield self._keys
        yield self._commands

    def _waiting(self):
        if not self._is_first_run:
            return line(("The next exercise is being prepared.", "$secondary"))
        return line(
            ("Welcome to drill. There is nothing to set up: type the answer, then enter.", "bold"),
            ("\n\nThe first exercise is being prepared.", "$secondary"),
        )

    def on_mount(self) -> None:
        """Begin once the first paint is done; the very first key is taken already."""
        if self._is_first_run:
            self._early.focus()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.run_worker(self._open())

    async def _open(self) -> None:
        try:
            workspace = await self.app.opened()
            if self._sitting is None:
                self._sitting = await self.app.background.run(
                    _start, workspace, self._request, self._is_first_run
                )
            await self._set_up(workspace, self._sitting)
        except UsageError as error:  # nothing to mend from here: it is told where it was typed
            self.app.fail(error)
        except DrillError as error:
            self._show_failure(error)

    def _show_failure(self, error: DrillError) -> None:
        """The store or the banks cannot be opened: nothing is lost, and it can be tried again."""
        self._has_failed = True
        self._banner.say(str(error))
        self._early.display = False
        self.set_focus(None)
        self.query_one("#waiting", Text).show(line("Nothing is lost. Mend it, then try again."))
        self._keys.set(*key_row(Mode.FAILED, None, None, 0))

    async def _set_up(self, workspace: Workspace, sitting: Sitting) -> None:
        from drill.tui.screens.drilling.desk import Desk
        from drill.tui.screens.drilling.keyboard import Keyboard
        from drill.tui.screens.drilling.show import Show

        study_day = await self.app.background.run(workspace.study_day)
        if not self.is_attached or not self.children:  # left, or the app is ending, while it was prepared
            await self.app.background.run(sitting.close)
            return
        minutes = (self._request.minutes if self._request else None) or self.app.settings.minutes
        self._show = Show(self, study_day=study_day, minutes=minutes, is_first_run=self._is_first_run)
        await self.mount_all([self._show.middle, self._show.below, self._show.panel], before=self._keys)
        self.desk = Desk(self._show, self.app.background, workspace, sitting)
        self._keyboard = Keyboard(self, self.desk, self._show, self._commands)
        self.app.at_the_end = self._give_back
        self.desk.begin(reveals=self._reveals)
        self._reveals = False

    async def take_early(self) -> str:
        """What was typed before the first exercise was there; its field makes room."""
        typed = self._early.value if self._early.is_attached else ""
        await self.query("#before").remove()
        return typed

    def _give_back(self) -> None:
        """In the session's thread, when the app ends: the draft is kept, the exercise stays open."""
        sitting = self.sitting_at_desk
        if sitting.exercise is not None and sitting.verdict is None:
            sitting.draft(self._show.stage.draft)
        sitting.close()

    def look_again(self) -> None:
        """Everything anew: other glyphs, colours or settings; the draft stays."""
        if self.desk is not None:
            self.run_worker(partial(self._look_again, self.desk), exclusive=True, group="look")

    async def _look_again(self, desk: Desk) -> None:
        workspace = await self.app.opened()
        sitting = desk.sitting
        if sitting.exercise is not None and sitting.verdict is None:
            draft = self._show.stage.draft
            await self.app.background.run(sitting.draft, draft)
            sitting.exercise = replace(sitting.exercise, draft=draft)
        for part in (self._show.middle, self._show.below, self._show.panel):
            await part.remove()
        await self._set_up(workspace, sitting)

    def finish(self, summary: SessionSummary, closed: Sequence[ClosedPass], told: str) -> None:
        """To what the session came to."""
        from drill.tui.screens.summary import SummaryScreen

        day = self._show.study_day
        self.app.replace_screen(SummaryScreen(summary, self.sitting_at_desk, day, closed, told))

    def go_home(self) -> None:
        """Without a mark straight to Today."""
        self.app.at_the_end = None
        self.app.go_to("Today")

    @property
    def sitting_at_desk(self) -> Sitting:
        """The session that runs."""
        assert self.desk is not None
        return self.desk.sitting

    def desk_sees(self) -> None:
        """The question is painted."""
        if self.desk is not None:
            self.desk.marks.seen()

    def on_resize(self) -> None:
        """The top line in other room, and a pane beside the exercise where there is enough."""
        if self.desk is not None:
            self._show.draw_place()
            self.desk.look_beside()

    # --- keys ----------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """To the desk; before there is one, what can be done while it loads."""
        if not self.is_current:  # a key on its way to a screen that was left meanwhile
            return
        self._top.settle()
        if self._keyboard.press(event) if self._keyboard is not None else self._wait_key(event):
            event.stop()
            event.prevent_default()

    def _wait_key(self, event: events.Key) -> bool:
        if self._early.has_focus:
            return False
        if event.key == "question_mark":
            self.app.show_help()
        elif self._has_failed and event.key == "enter":
            self._has_failed = False
            self._banner.say()
            self.app.open_again()
            self.run_worker(self._open())
        elif event.key == "q" and self._has_failed:
            self.app.exit()
        elif event.key == "q":
            self.go_home()
        else:
            self._top.flash(line(("one moment…", "$secondary")))
            return False
        return True

    def offered_commands(self) -> list[Offered]:
        """What the command row offers: key, words, and how to run it."""
        return self._keyboard.offered() if self._keyboard is not None else []

    def show_help(self) -> None:
        """How to type the answer to this exercise, and the keys."""
        view = self.sitting_at_desk.exercise
        is_due = view is not None and self.desk is not None and self.desk.mode is Mode.FIELD
        self.app.show_help(self._keys.pairs, view.expect if view is not None and is_due else None)

    def on_answer_given(self, event: AnswerGiven) -> None:
        """Enter on an answer."""
        if self.desk is not None:
            self.desk.give(event.answer)

    def on_answer_changed(self) -> None:
        """Something was typed: what was told is read; the draft is kept once typing rests."""
        self._top.settle()
        self._banner.say()
        if self._show.stage.max_scroll_y:
            self._show.stage.see_field()
        if self._stop_draft is not None:
            self._stop_draft()
        self._stop_draft = self.set_timer(DRAFT_AFTER_S, self._keep_draft).stop

    def _keep_draft(self) -> None:
        if self.desk is not None:
            self.desk.keep_draft(self._show.stage.draft)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the line of one's own, or in a dispute's reason."""
        event.stop()
        if self.desk is None:
            return
        if event.input is self._show.reason:
            self.desk.marks.overrule(event.value)
        elif self.desk.mode is Mode.LINE:
            self.desk.keep_line(event.value)


def _start(workspace: Workspace, request: Request | None, is_first_run: bool) -> Sitting:
    """In the session's thread, with what the app's thread would else stop to import."""
    for name in _PARTS:
        importlib.import_module(name)
    from drill.session.first_run import FIRST_EXERCISE
    from drill.session.start import Request, start

    first = FIRST_EXERCISE if is_first_run else ""
    return start(workspace, request or Request(first=first))

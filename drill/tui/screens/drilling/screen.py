"""The drilling screen: its parts, the rows above and below, and keys on their way to the controller.

Light: what it needs beyond the first paint is imported once that is done.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from drill.errors import DrillError, UsageError
from drill.tui.content import line
from drill.tui.keymap import key_of
from drill.tui.looks import WIDE
from drill.tui.screens.drilling.keys import KEYS, LINE_COMMANDS, STAYS, TWICE, Mode, commands, key_row
from drill.tui.scrolling import scrolls
from drill.tui.widgets.command_row import ANSWER_STAYS, LINE_STAYS, STILL_OPEN, CommandRow
from drill.tui.widgets.rows import KeyRow
from drill.tui.widgets.standing import SessionLine
from drill.tui.widgets.text import Banner
from drill.tui.widgets.text_line import TakesKeys, TextLine
from drill.tui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from drill.session.drill_session import DrillSession
    from drill.session.exercise_view import ExerciseView, Marked, VerdictView
    from drill.session.pass_summary import ClosedPass
    from drill.session.queueing import Request
    from drill.session.session_totals import SessionSummary
    from drill.session.workspace import Workspace
    from drill.tui.app import DrillApp
    from drill.tui.screens.drilling.controller import DrillController
    from drill.tui.screens.drilling.exercise_pane import ExercisePane
    from drill.tui.widgets.fields import AnswerGiven
    from drill.tui.widgets.side import SidePane
    from drill.tui.widgets.verdict import AskedBelow, MarkPanel

# A draft is kept once typing has rested for so long.
DRAFT_AFTER_S = 0.4

# A command: its key, what it does, and how to run it.
Offered = tuple[str, str, Callable[[], object]]


class DrillingScreen(Screen[None]):
    """One session: what ``request`` asks for, or a ``sitting`` that goes on."""

    app: DrillApp
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    DrillingScreen {layers: base above;}
    DrillingScreen #middle {height: 1fr;}
    DrillingScreen #reason {border: round $primary; background: $background; height: 3; padding: 0 1;
        display: none;}
    """

    pane: ExercisePane
    _exercise: AskedBelow
    side: SidePane
    panel: MarkPanel
    reason: TextLine
    study_day: date

    def __init__(
        self,
        request: Request | None = None,
        *,
        sitting: DrillSession | None = None,
        is_first_run: bool = False,
        reveals: bool = False,
    ) -> None:
        """``reveals`` shows the solution of the first exercise at once, as ``r`` would."""
        super().__init__()
        self._request = request
        self._sitting = sitting
        self._is_first_run = is_first_run
        self._reveals = reveals
        self.controller: DrillController | None = None
        self._stop_draft: Callable[[], None] | None = None
        self._top = SessionLine()
        self.banner = Banner()
        loading = key_row(Mode.LOADING)
        self._keys = KeyRow(*(pair for pair in loading if pair[0] == "ctrl+q" or not is_first_run))
        self._commands = CommandRow()
        self._waiting = Waiting(is_first_run=is_first_run)

    # --- parts ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """A frame that can be painted before anything is loaded."""
        yield self._top
        yield self.banner
        yield self._waiting
        yield self._keys
        yield self._commands

    def on_mount(self) -> None:
        """Begin once the first paint is done."""
        self.call_after_refresh(self.run_worker, self._open)

    async def _open(self) -> None:
        try:
            workspace = await self.app.opened()
            if self._sitting is None:
                self._sitting = await self.app.background.run(
                    _start, workspace, self._request, self._is_first_run
                )
            await self._set_up(workspace, self._sitting)
        except UsageError as error:
            self._refuse(error)
        except DrillError as error:
            self._fail(str(error))

    def _refuse(self, error: UsageError) -> None:
        """What was asked for does not exist: it is told on the command line, or wherever it was chosen."""
        if self.app.screen_stack[0] is self or self.app.workspace is None:
            self.app.fail(error)
        else:
            self.app.workspace.notices.append(str(error))
            self.go_home()

    def _fail(self, told: str) -> None:
        """Nothing can be shown yet: enter tries again."""
        self.banner.say(told)
        self._waiting.fail()
        self._keys.set(*key_row(Mode.FAILED))

    def tell_fault(self, told: str) -> None:
        """Say what went wrong; what was due is due still."""
        if self.controller is None:
            self._fail(told)
        else:
            self.controller.refuse(told)

    async def _set_up(self, workspace: Workspace, sitting: DrillSession) -> None:
        from drill.tui.screens.drilling.controller import DrillController
        from drill.tui.screens.drilling.exercise_pane import ExercisePane
        from drill.tui.widgets.side import SidePane
        from drill.tui.widgets.text import Inset
        from drill.tui.widgets.verdict import AskedBelow, MarkPanel

        self.study_day = await self.app.background.run(workspace.study_day)
        if not self.is_attached or not self.children:  # left, or the app is ending, while it was prepared
            await self.app.background.run(sitting.close)
            return
        self._top.minutes = await self.app.background.run(self._planned, workspace)
        self.pane = ExercisePane(self.app.settings, self.app.looks, is_first_run=self._is_first_run)
        self.side = SidePane(self.app.looks)
        self.panel = MarkPanel()
        self.reason = TextLine(id="reason", select_on_focus=False, placeholder="may be left empty")
        self._exercise = AskedBelow(self.pane, Inset(self.reason), self.panel)
        self._middle = Horizontal(self._exercise, self.side, id="middle")
        self._middle.display = False
        await self.mount(self._middle, before=self._keys)
        self.controller = controller = DrillController(self, workspace, sitting)
        self.app.at_the_end = lambda: controller.put_away(self.pane.draft)
        controller.begin(reveals=self._reveals)
        self._reveals = False

    def _planned(self, workspace: Workspace) -> float:
        """In the session's thread: how many minutes the day will have, those that are done among them."""
        asked = self._request.minutes if self._request is not None else None
        if asked is None:
            return self.app.settings.minutes
        done = round(workspace.store.day(workspace.study_day()).seconds / 60)
        return self._top.minutes or done + asked

    def look_again(self) -> None:
        """Everything anew: other glyphs, colours or settings; the draft stays."""
        if self.controller is not None:
            self.run_worker(partial(self._look_again, self._session), exclusive=True, group="look")

    async def _look_again(self, sitting: DrillSession) -> None:
        workspace = await self.app.opened()
        if sitting.exercise is not None and sitting.verdict is None:
            draft = self.pane.draft
            await self.app.background.run(sitting.draft, draft)
            sitting.exercise = replace(sitting.exercise, draft=draft)
        await self._middle.remove()
        await self._set_up(workspace, sitting)

    def finish(self, summary: SessionSummary, closed: Sequence[ClosedPass], told: str) -> None:
        """To what the session came to; ``told`` is said once."""
        from drill.tui.screens.summary import SummaryScreen

        self.app.replace_screen(SummaryScreen(summary, self._session, self.study_day, closed, told))

    def go_home(self) -> None:
        """Without a mark straight to Today."""
        self.app.at_the_end = None
        self.app.go_to("Today")

    @property
    def _session(self) -> DrillSession:
        assert self.controller is not None
        return self.controller.sitting

    # --- what the controller shows -------------------------------------------------------------------------

    async def show_new_field(self, view: ExerciseView) -> None:
        """A field for a new exercise; the first takes the place of the words that told to wait."""
        from drill.tui.widgets.fields import TypedField

        with self.app.batch_update():  # nothing empty is painted in between
            early = self._waiting.typed
            if self._waiting.is_mounted:
                self._top.settle()  # no key waits any more
            await self.query(Waiting).remove()
            self._middle.display = True
            await self.pane.set_field(view)
        if early and not view.draft and isinstance(self.pane.field, TypedField):
            self.pane.field.put(early)

    def show_keys(self, mode: Mode) -> None:
        """Other keys act: say which, and take the cursor from where nothing is typed now."""
        sitting, pane = self._session, self.pane
        about = sitting.exercise, sitting.verdict
        if sitting.exercise is not None and sitting.exercise.stage is not None:
            self._top.settle_stage(sitting.exercise)
        self._keys.set(*key_row(mode, *about, steps_left=pane.steps_left, has_example=pane.has_example))
        self.reason.display = mode is Mode.REASON
        self.side.show_card(sitting.verdict is not None)
        self.side.show_figure(pane.figure)
        if mode not in (Mode.VERDICT, Mode.STAGE, Mode.DECIDE, Mode.OVERRULE, Mode.ASKED):
            self.hide_question()
        if mode not in (Mode.FIELD, Mode.LINE, Mode.REASON):
            self.set_focus(None)
        if self.controller is not None and self._commands.is_open:
            if mode is Mode.FIELD:  # one hint less is offered, or theory was read
                self._open_commands(self.controller, is_brief=True)
            elif mode is Mode.THEORY:
                self._commands.display = False
            else:
                self._commands.close()

    def show_place(self, view: ExerciseView, minutes_done: float) -> None:
        """Where the exercise stands, and how far the session is."""
        from rich.cells import cached_cell_len

        from drill.tui.widgets.side import Beside

        cached_cell_len.cache_clear()  # each text ever shown stays in it else, thousands in a session
        self._top.set(view, minutes_done)
        self.side.set(Beside(view))

    @property
    def has_side(self) -> bool:
        """Whether there is room for the pane beside the exercise."""
        return self.app.size.width >= WIDE

    def on_resize(self) -> None:
        """The top line in other room, and a pane beside the exercise where there is enough."""
        if self.controller is not None:
            self._top.draw()
            self.controller.look_beside()
            self.call_after_refresh(self.controller.ask_again)

    def flash(self, marked: Marked) -> None:
        """What the mark came to, until the next key."""
        self._top.flash_mark(marked, self.how_to("u"))

    def offer_glyphs(self) -> None:
        """Once, after the very first exercise: samples, and a key each; nobody has to answer."""
        if self._is_first_run and self.is_current:
            self._is_first_run = False
            self.app.choose_glyphs()

    def how_to(self, key: str) -> str:
        """How a command is given here: after escape where letters are text, twice where it costs."""
        shown = self.app.keymap.shown(key)
        if self._commands.is_open and KEYS[Mode.FIELD].get(key) in STAYS:
            return shown
        twice = f" {shown}" if KEYS[Mode.FIELD].get(key) in TWICE else ""
        return f"esc {shown}{twice}" if self._is_typed_into else shown

    def ask(self, verdict: VerdictView, *, overrules: bool) -> int:
        """The question under the text, docked where both do not fit; how many rows are left to the text."""
        cells, looks = self._exercise.size.width, self.app.looks
        self.panel.ask(verdict, overrules=overrules, today=self.study_day, looks=looks, cells=cells)
        return self._exercise.fit()

    def ask_reason(self, claim: str) -> None:
        """Why the answer is what the learner claims."""
        self.reason.border_title = f"why is your answer {claim}?"
        self.reason.value = ""
        self.reason.display = True
        self.reason.focus()

    def ask_after_skips(self) -> None:
        """Skipped for the third time."""
        self.panel.ask_after_skips()
        self._exercise.fit()

    def hide_question(self) -> None:
        """Nothing is asked."""
        self.panel.display = False
        self._exercise.fit()

    # --- keys ----------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Letters command wherever nothing is typed; in a field after escape, or with alt."""
        if not self.is_current:  # a key on its way to a screen that was left meanwhile
            return
        self._top.settle()
        if self._wait_key(event) if self.controller is None else self._key(event, self.controller):
            event.stop()
            event.prevent_default()

    def _key(self, event: events.Key, controller: DrillController) -> bool:
        controller.touch()
        if self._commands.display:
            return self._in_the_row(event, controller)
        if isinstance(self.focused, TakesKeys):
            return self._while_typing(event, self.focused, controller)
        if event.key == "question_mark" and controller.mode is not Mode.FIELD:
            self.show_help()
        elif event.key in ("question_mark", "escape") and controller.mode is Mode.FIELD:
            self._open_commands(controller)
        elif event.key == "tab" and self._is_typed_into:
            controller.press("w")
        elif event.key == "colon":
            self.app.action_command_palette()
        else:
            key = event.key.removeprefix("alt+")  # escape and a letter in one burst
            return controller.press(key) or scrolls(self.pane, key)
        return True

    def _while_typing(self, event: events.Key, typed: TakesKeys, controller: DrillController) -> bool:
        mode = controller.mode
        if event.key.startswith("alt+") and mode in (Mode.FIELD, Mode.LINE):
            self._command(event.key.removeprefix("alt+"), controller)
        elif event.key == "escape" and mode is Mode.LINE:
            self._open_commands(controller)
        elif (event.key == "tab" and mode is Mode.LINE) or (event.key == "escape" and mode is Mode.REASON):
            controller.press(event.key)
        elif event.key in ("up", "down", "pageup", "pagedown"):
            scrolls(self.pane, event.key)
        elif typed.takes(event):  # it was on its way here when the cursor came back to the line
            typed.hand_on(event)
        else:
            return False
        return True

    def _open_commands(self, controller: DrillController, *, is_brief: bool = False, first: str = "") -> None:
        """What one letter does here; ``first`` was pressed once, and wants to be pressed twice."""
        if (view := self._due) is not None:
            offered, head = commands(view), STILL_OPEN if is_brief else ANSWER_STAYS
            if is_brief:
                offered = [pair for pair in offered if KEYS[Mode.FIELD].get(pair[0]) in STAYS]
            if first:
                told = dict(commands(view))[first]
                head = f"Press {self.app.keymap.shown(first)} again: {told}"
            self._commands.open(offered, head, is_brief=is_brief, first=first)
        elif controller.mode is Mode.LINE:
            self._commands.open(LINE_COMMANDS, LINE_STAYS)
        self.set_focus(None)

    def _in_the_row(self, event: events.Key, controller: DrillController) -> bool:
        """A letter runs; what is no command goes to the answer, and is typed there."""
        key = event.key.removeprefix("alt+")
        if key in KEYS[controller.mode]:
            self._command(key, controller)
            return True
        self._commands.close()
        if controller.mode is Mode.LINE:
            self.set_focus(self.pane.own_line)
        else:
            self.pane.take_focus()
        if key == "question_mark":
            self.show_help()
        elif key not in ("escape", "enter") and self.focused is not None:
            self.focused._forward_event(event.copy())
        return True

    def _command(self, key: str, controller: DrillController) -> None:
        """A letter of the row, or with alt: help leaves it open, what costs something wants it twice."""
        action = KEYS[controller.mode].get(key)
        is_offered = self._due is not None and key in dict(commands(self._due))
        if action in TWICE and is_offered and self._commands.first != key:
            self._open_commands(controller, is_brief=True, first=key)
            return
        if action in TWICE and not is_offered:  # the session says why not
            controller.press(key)
            return
        if action in STAYS:
            self._open_commands(controller, is_brief=True)
        elif self._commands.is_open:
            self._commands.close()
            self.pane.take_focus()
        controller.press(key)

    def _wait_key(self, event: events.Key) -> bool:
        """What can be done while it loads."""
        if self._waiting.is_typed_into:
            return False
        if event.key == "question_mark":
            self.app.show_help()
        elif self._waiting.has_failed and event.key == "enter":
            self._waiting.has_failed = False
            self.banner.say()
            self.app.open_again()
            self.run_worker(self._open())
        elif event.key == "q" and self._waiting.has_failed:
            self.app.exit()
        elif event.key == "q":
            self.go_home()
        else:
            self._top.flash(line(("one moment…", "$secondary")))
            return False
        return True

    @property
    def _due(self) -> ExerciseView | None:
        """The exercise whose field awaits the answer; the session's thread may change it meanwhile."""
        controller = self.controller
        return controller.sitting.exercise if controller and controller.mode is Mode.FIELD else None

    @property
    def _is_typed_into(self) -> bool:
        """Whether the answer that is awaited is typed, and not chosen."""
        view = self._due
        return view is not None and not view.is_chosen

    def offered_commands(self) -> list[Offered]:
        """What the command row offers: key, words, and how to run it."""
        controller, view = self.controller, self._due
        if controller is None or view is None:
            return []
        return [
            (key, words, partial(controller.press, key_of(key)))
            for key, words in commands(view)
            if key_of(key) in KEYS[Mode.FIELD] and self.app.allows(key_of(key), self)
        ]

    def show_help(self) -> None:
        """How to type the answer to this exercise, and the keys."""
        view = self._due
        self.app.show_help(self._keys.pairs, view.expect if view is not None else None)

    # --- what is typed -------------------------------------------------------------------------------------

    def on_answer_given(self, event: AnswerGiven) -> None:
        """Enter on an answer."""
        if self.controller is not None:
            self.controller.give(event.answer)

    def on_answer_changed(self) -> None:
        """Something was typed: what was told is read; the draft is kept once typing rests."""
        self._top.settle()
        self.banner.say()
        if self.pane.max_scroll_y:
            self.pane.see_field()
        if self._stop_draft is not None:
            self._stop_draft()
        self._stop_draft = self.set_timer(DRAFT_AFTER_S, self._keep_draft).stop

    def _keep_draft(self) -> None:
        if self.controller is not None:
            self.controller.keep_draft(self.pane.draft)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the line of one's own, or in a dispute's reason."""
        event.stop()
        if self.controller is None:
            return
        if event.input is self.reason:
            self.controller.overrule(event.value)
        elif self.controller.mode is Mode.LINE:
            self.controller.keep_line(event.value)


def _start(workspace: Workspace, request: Request | None, is_first_run: bool) -> DrillSession:
    """In the session's thread, with what the app's thread would else stop to import."""
    importlib.import_module("drill.tui.screens.drilling.controller")
    importlib.import_module("drill.tui.screens.drilling.exercise_pane")
    from drill.session.first_run import FIRST_EXERCISE
    from drill.session.queueing import Request
    from drill.session.starting import start

    first = FIRST_EXERCISE if is_first_run else ""
    return start(workspace, request or Request(first=first))

"""The drilling screen: its parts, the rows above and below, and keys on their way to the controller.

Light: its other imports follow the first paint, because the learner waits for that.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from drill.errors import DrillError, UsageError
from drill.session.drilling.first_run import FIRST_EXERCISE, FirstExercise, open_as_drawn
from drill.settings import ALIASES, has_key
from drill.tui.bindings import Keyed, KeyedScreen, KeyPair, Offer, find_latin_key
from drill.tui.declared_keys import key
from drill.tui.looks import NARROW, WIDE, build_content
from drill.tui.screens.drilling.keys import BELOW_FIELD, HOLD_S, READING_MODES, ROW, VERDICT_MODES, Mode
from drill.tui.screens.places import screen_of
from drill.tui.textual_internals import forget_cell_lengths
from drill.tui.widgets.answer_line import AnswerLine, Waiting
from drill.tui.widgets.screen_rows import CommandRow, KeyRow
from drill.tui.widgets.standing import SessionLine
from drill.tui.widgets.text_line import TakesAnswer, TakesKeys, TextLine
from drill.tui.widgets.text_widgets import Banner, Inset

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer
    from textual.widget import Widget

    from drill.session.drilling.exercise_view import ExerciseView
    from drill.session.drilling.session_summary import SessionSummary
    from drill.session.drilling.sitting import Sitting
    from drill.session.drilling.verdict_view import Marked, VerdictView
    from drill.session.standing.queueing import Request
    from drill.session.workspace import Workspace
    from drill.tui.screens.drilling.controller import DrillController
    from drill.tui.screens.drilling.exercise_pane import ExercisePane
    from drill.tui.widgets.fields import AnswerGiven, WorkingChanged
    from drill.tui.widgets.side import SidePane
    from drill.tui.widgets.verdict_pane import AskedBelow, MarkPanel

# Seconds without typing after which a draft is kept.
DRAFT_AFTER_S = 0.4
# Seconds between two reports on the loading of exercises.
READ_EVERY_S = 0.3


class DrillingScreen(KeyedScreen[None]):
    """One session: what ``request`` asks for, a ``sitting`` that goes on, or a set of the warm-up."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    DrillingScreen {layers: base above;}
    DrillingScreen #middle {height: 1fr;}
    DrillingScreen #reason {border: round $primary; background: $background; height: 3; padding: 0 1;
        display: none;}
    """

    pane: ExercisePane
    exercise: AskedBelow
    side: SidePane
    panel: MarkPanel
    reason: TextLine
    study_day: date

    def __init__(
        self,
        request: Request | None = None,
        *,
        sitting: Sitting | None = None,
        is_warm_up: bool = False,
        is_first_run: bool = False,
        drawn: FirstExercise | None = None,
        reveals: bool = False,
        back: Callable[[], Screen[None]] | None = None,
    ) -> None:
        """``reveals`` shows the solution of the first exercise at once, as ``r`` would; ``drawn`` is the view
        until there is a session, which begins with it. ``back`` opens the place after its end; without it,
        that is Today."""
        super().__init__()
        self._request = request
        self._sitting = sitting
        self.is_warm_up = is_warm_up
        self._is_first_run = is_first_run
        self._drawn = drawn
        self._reveals = reveals
        self._back = back
        self.controller: DrillController | None = None
        self._stop_draft: Callable[[], None] | None = None
        self._held: Offer | None = None
        """The mark that is made unless text follows it."""
        self._hold: Timer | None = None
        """Runs while a mark is held, and while text that followed one is dropped."""
        self._top = SessionLine()
        self.banner = Banner()
        self._keys = KeyRow()
        self._commands = CommandRow()
        self._has_text = False
        """Whether something is typed in the field, where ``?`` is text."""
        self._waiting = Waiting(is_first_run=is_first_run, prompt=drawn.prompt if drawn is not None else "")

    # --- parts ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Make a frame that can be painted before anything is loaded."""
        yield self._top
        yield self.banner
        yield self._waiting
        yield self._commands
        yield self._keys

    def on_mount(self) -> None:
        """Begin once the first paint is done."""
        self.call_after_refresh(self.run_worker, self._open)
        self._reads = self.set_interval(READ_EVERY_S, lambda: self._waiting.tell_read(self.app.files_read))

    async def _open(self) -> None:
        try:
            workspace = await self.app.opened()
            self._reads.stop()
            self._waiting.tell_read(None)
            if self._sitting is None and not self.was_left:
                self._sitting = await self.app.background.run(self._start, workspace, self._waiting.seconds)
            if self._sitting is not None:
                await self._set_up(workspace, self._sitting)
        except UsageError as error:
            self._refuse(error)
        except DrillError as error:
            self._fail(str(error))

    def _start(self, workspace: Workspace, shown_for_s: float) -> Sitting:
        """Start the session in its thread, with the imports that would otherwise block the app.

        What was drawn has been on the screen for ``shown_for_s``.
        """
        importlib.import_module("drill.tui.screens.drilling.controller")
        importlib.import_module("drill.tui.screens.drilling.exercise_pane")
        from drill.session.drilling.starting import start_sitting
        from drill.session.standing.queueing import Request

        if self.is_warm_up:
            from drill.session.drilling.warm_up_set import WarmUp

            return WarmUp(workspace)
        if self._drawn is not None:
            open_as_drawn(workspace, self._drawn, shown_for_s)
        request = self._request or Request(first=FIRST_EXERCISE if self._is_first_run else "")
        return start_sitting(workspace, request)

    def _refuse(self, error: UsageError) -> None:
        """Report that the request matches nothing, on the command line or at its place in the app."""
        if self.was_left:
            return
        if self.app.screen_stack[0] is self or self.app.workspace is None:
            self.app.fail(error)
        else:
            self.app.workspace.notices.append(str(error))
            self.go_home()

    def _fail(self, message: str) -> None:
        """Show that nothing can be shown yet: enter tries again."""
        self.banner.say(message)
        self._waiting.fail()
        self.refresh_bindings()

    def tell_fault(self, message: str) -> None:
        """Show what went wrong; the mode stays the same."""
        if self.controller is None:
            self._fail(message)
        else:
            self.controller.rest()
            self.controller.refuse(message)

    async def _set_up(self, workspace: Workspace, sitting: Sitting) -> None:
        from drill.tui.screens.drilling.controller import DrillController
        from drill.tui.screens.drilling.exercise_pane import ExercisePane
        from drill.tui.widgets.side import SidePane
        from drill.tui.widgets.verdict_pane import AskedBelow, MarkPanel

        self.study_day = await self.app.background.run(workspace.study_day)
        if self.was_left or not self.is_attached or not self.children:  # left while it was prepared
            await self.app.background.run(sitting.close)
            return
        self._top.minutes = await self.app.background.run(self._planned, workspace, sitting)
        self.pane = ExercisePane(is_first_run=self._is_first_run)
        self.side = SidePane()
        self.panel = MarkPanel()
        self.reason = TextLine(id="reason", select_on_focus=False, placeholder="may be left empty")
        self.exercise = AskedBelow(self.pane, Inset(self.reason), self.panel)
        controller = DrillController(self, workspace, sitting)
        controller.display = False
        await self.mount(controller, before=self._commands)
        self.controller = controller
        self.app.at_the_end = lambda: self._put_away(controller)
        controller.begin(reveals=self._reveals)
        self._reveals = False

    def _put_away(self, controller: DrillController) -> None:
        """Make the mark that is held, and leave what is open, in the session's thread at the app's end."""
        if self._held is not None:
            controller.mark_at_the_end(*self._held.declared.parameters)
        controller.put_away(self.pane.draft)

    def _planned(self, workspace: Workspace, sitting: Sitting) -> float:
        """Return, in the session's thread, how many minutes the day will have, done ones included."""
        if self._request is None or self._request.minutes is None:
            return sitting.day_minutes
        done = round(workspace.store.day(workspace.study_day()).seconds / 60)
        return self._top.minutes or done + self._request.minutes

    def look_again(self) -> None:
        """Redraw everything with other glyphs, colours or settings; the draft stays."""
        if self.controller is not None:
            self.run_worker(partial(self._look_again, self._session), exclusive=True, group="look")

    async def _look_again(self, sitting: Sitting) -> None:
        workspace = await self.app.opened()
        if sitting.exercise is not None and sitting.verdict is None:
            draft = self.pane.draft
            await self.app.background.run(sitting.draft, draft)
        if self.controller is not None:
            await self.controller.remove()
        await self._set_up(workspace, sitting)

    def finish(self, summary: SessionSummary, remark: str) -> None:
        """Show the summary; ``remark`` appears once."""
        from drill.tui.screens.summary import SummaryScreen

        self.app.replace_screen(
            SummaryScreen(summary, self._session, self.study_day, remark, back=self._back)
        )

    def go_home(self) -> None:
        """Leave without a summary, if there was no mark; of a set that was left nothing follows."""
        self.app.at_the_end = None
        back = None if self.is_warm_up else self._back
        self.app.replace_screen(screen_of("Today") if back is None else back())

    @property
    def _session(self) -> Sitting:
        assert self.controller is not None
        return self.controller.sitting

    # --- called by the controller --------------------------------------------------------------------------

    async def show_new_field(self, view: ExerciseView) -> None:
        """Show a field for a new exercise; the first one replaces the request to wait."""
        with self.app.batch_update():  # nothing empty is painted in between
            await self.pane.set_field(view)
            if self.controller is not None:
                self.controller.display = True

    def _end_waiting(self, controller: DrillController) -> None:
        """Hand early input on to the field that has the cursor now, and go.

        Until here the early field took the keys, so that none is lost in between.
        """
        from drill.tui.widgets.fields import TypedField

        waiting, drawn, field, view = self._waiting, self._drawn, self.pane.field, controller.sitting.exercise
        if view is None or not waiting.display:
            return
        self._top.settle()  # no key waits any more
        here = view.item, dict(view.attempt.params)
        is_drawn = drawn is None or here == (drawn.item, dict(drawn.params))
        if is_drawn and waiting.typed and not view.draft and isinstance(field, TypedField):
            field.put(waiting.typed)
            if waiting.is_given:
                controller.call_later(partial(controller.give, waiting.typed, was_seen=True))
        waiting.display = False
        waiting.remove()

    def show_keys(self, mode: Mode) -> None:
        """Show the keys that act now, and take the focus from where nothing is typed."""
        sitting, pane = self._session, self.pane
        if self.controller is not None and mode is not Mode.LOADING:
            self._end_waiting(self.controller)
        if sitting.exercise is not None and sitting.exercise.stage_number is not None:
            self._top.settle_stage(sitting.exercise)
        self.refresh_bindings()
        self.reason.display = mode is Mode.REASON
        self.side.show_card(sitting.verdict is not None)
        self.side.show_figure(pane.figure)
        if mode not in VERDICT_MODES | {Mode.ASKED}:
            self.hide_question()
        if mode not in (Mode.FIELD, Mode.LINE, Mode.REASON):
            self.set_focus(None)
        if self.controller is not None and self._commands.display:
            if mode is not Mode.FIELD:
                self._commands.close()
            elif not self._commands.first:  # the exercise is there, or one hint less is offered
                self.open_commands()

    def show_place(self, view: ExerciseView, minutes_done: float) -> None:
        """Show the state of the exercise, and the progress of the session."""
        from drill.tui.widgets.side import Beside

        forget_cell_lengths()
        self._top.set(view, minutes_done)
        self.side.set(Beside(view))

    @property
    def has_side(self) -> bool:
        """Whether the side pane fits."""
        return self.app.size.width >= WIDE

    def on_resize(self) -> None:
        """Fit the top line, and show the side pane if there is enough space."""
        if self.controller is not None:
            self._top.draw()
            self.controller.look_beside()
            self.call_after_refresh(self.controller.ask_again)

    def flash(self, marked: Marked) -> None:
        """Show the effect of the mark, until the next key."""
        self._top.flash_mark(marked, self.how_to("undo"))
        if marked.effect.counts and self.app.settings.goal and self.app.size.width >= NARROW:
            self.run_worker(self._flash_goal(marked), exclusive=True, group="goal")

    async def _flash_goal(self, marked: Marked) -> None:
        """Add to the shown mark how far the goal is now."""
        from drill.session.standing.goals import describe_goal_count

        told = await self.app.background.run(describe_goal_count, await self.app.opened())
        if self._top.is_flashing:
            self._top.flash_mark(marked, self.how_to("undo"), told)

    def flash_right(self) -> None:
        """Show that a rep was right, until the next key."""
        self._top.flash(build_content(("✓ right  ", "$mark-green bold")))

    @property
    def asks_for_goal(self) -> bool:
        """Whether this is the very first exercise, after which the learner chooses a goal."""
        return self._is_first_run and not self.app.settings.goal

    def ask_for_a_goal(self, then: Callable[[], object]) -> None:
        """Ask it, once; ``then`` is called when the answer is kept."""
        self._is_first_run = False
        self.app.ask_for_a_goal(then)

    def how_to(self, name: str) -> str:
        """Return the keys of an action: after escape while letters are text, twice if it asks."""
        offers = self.offers()  # a function key is a second name of an action
        offer = next((offer for offer in offers if offer.declared.name and offer.action == name), None)
        if offer is None or not self._is_typed_into:
            return self.app.key_for(name)
        key_shown = self.app.told_key(offer.key)
        if self._wants_twice(name):
            return f"esc {key_shown} {key_shown}"
        return f"esc {key_shown}"

    def _wants_twice(self, action: str) -> bool:
        """Return whether a key must be pressed twice: the solution cannot be unseen, all else is undone."""
        return self._is_typed_into and action == "reveal"

    def ask(self, verdict: VerdictView, ok: bool | None) -> int:
        """Show the question under the text, docked if both do not fit; return the rows left to the text.

        ``ok`` is the learner's own word on the answer.
        """
        cells = self.exercise.size.width or self.app.size.width
        self.panel.ask(verdict, ok, today=self.study_day, cells=cells)
        return self.exercise.fit()

    def ask_reason(self, verdict: VerdictView) -> None:
        """Ask why a verdict is wrong, and show how it was reached."""
        self.reason.border_title = f"why is your answer {'wrong' if verdict.ok else 'right'}?"
        self.reason.border_subtitle = verdict.reached
        self.reason.value = ""
        self.reason.display = True
        self.reason.focus()

    def hide_question(self) -> None:
        """Hide the question."""
        self.panel.display = False
        self.exercise.fit()

    # --- keys ----------------------------------------------------------------------------------------------

    def _is_waiting(self) -> bool:
        """Whether the session is not there yet; later its controller has the keys."""
        return self.mode is Mode.LOADING

    @key("settings", when=lambda self: self._is_waiting() or self.mode in READING_MODES)
    def action_settings(self) -> None:
        """Show the settings."""
        self.app.show_settings()

    @property
    def is_typing(self) -> bool:
        """Whether a letter is text here, without a way to commands."""
        return self.mode in (Mode.LINE, Mode.REASON) or self._early_field is not None

    @property
    def keyed(self) -> list[Keyed]:
        """Return the session, then what every screen has."""
        return [self] if self.controller is None else [self.controller, self]

    @property
    def mode(self) -> Mode:
        """The expected input."""
        return Mode.LOADING if self.controller is None else self.controller.mode

    @property
    def scrolled(self) -> Widget:
        """The exercise."""
        return self if self.controller is None else self.pane

    def shown(self, offer: Offer) -> str:
        """Return the keys of an offer: after escape while letters are text."""
        is_letter_text = self._is_typed_into and not self._commands.display
        if offer.key == "question_mark" and is_letter_text and self._has_text:
            return self.app.told_key("f1")
        name = super().shown(offer)
        is_shown_alone = not offer.declared.name or len(name) != 1 or offer.action == "help"
        return f"esc {name}" if is_letter_text and not is_shown_alone else name

    def key_pairs(self) -> list[KeyPair]:
        """Return the last line; of an answer that is typed only what leads on, and the hint."""
        pairs = super().key_pairs()
        if self._commands.first:
            return [pair for pair in pairs if pair.offers[0].key in self._commands.ways]
        if not self._is_typed_into or self._commands.display:
            return pairs
        told = BELOW_FIELD if self._due is None else BELOW_FIELD | _list_ways_out(self._due)
        return [pair for pair in pairs if pair.offers[0].declared.name in told]

    def offers(self) -> list[Offer]:
        """Return the keys that act now; first those that leave the command row, with their targets."""
        ways = self._commands.ways if self._commands.display else dict[str, str]()
        offers = [offer._replace(words=ways.get(offer.key, offer.words)) for offer in super().offers()]
        return sorted(offers, key=lambda offer: offer.key not in ways)

    async def on_key(self, event: events.Key) -> None:
        """Run letters as commands outside fields; in a field after escape, or with alt."""
        event.prevent_default()
        if not self.is_active:
            self.pass_on(event)
            return
        self._top.settle()
        name = event.key.removeprefix("alt+")  # escape and a letter in one burst
        offer, typed = self.offer_of(find_latin_key(name)), self.focused
        if self.mode is Mode.LOADING and offer is None and self._early_field is None:
            self._top.flash(build_content(("one moment…", "$secondary")))
            return
        if self.controller is not None:
            self.controller.touch()
        if self._commands.display or not isinstance(typed, TakesKeys) or name != event.key:
            self.tell_moved(name)
        if await self._is_held(event, offer):
            pass
        elif self._commands.display:
            await self._in_the_row(event, offer)
        elif isinstance(typed, TakesKeys) and name == event.key and typed.takes(event):
            typed.hand_on(event)  # it was on its way here when the cursor came back to the line
        elif offer is not None:
            await self.run(offer)
        else:
            return
        event.stop()

    async def _is_held(self, event: events.Key, offer: Offer | None) -> bool:
        """Return whether a key marks nothing yet below a wrong answer, because a text may be typed on.

        A key that is text drops the mark that is held, any other one makes it before it acts.
        """
        is_text = event.is_printable and not event.key.startswith("alt+")
        if self._hold is not None and is_text:
            self._drop_mark()
            return True
        await self._end_hold()
        controller, name = self.controller, "" if offer is None else offer.declared.name
        if controller is None or not is_text or name not in ("yes", "no") or not controller.is_below_wrong:
            return False
        self._wait_for_text(offer if controller.is_seen else None)
        return True

    def _wait_for_text(self, held: Offer | None) -> None:
        """Hold a mark, or with None drop what is typed, until no letter has come for a moment."""
        if self._hold is not None:
            self._hold.stop()
        self._held = held
        self._hold = self.set_timer(HOLD_S, partial(self.call_later, self._end_hold))

    def _drop_mark(self) -> None:
        """Mark nothing, and let no letter act until typing pauses."""
        if self._hold is not None:
            self._wait_for_text(None)
            self.banner.say("You typed on: nothing is marked.")

    async def _end_hold(self) -> None:
        """Make the mark that is held, once."""
        held, hold = self._held, self._hold
        self._held = self._hold = None
        if hold is not None:
            hold.stop()
        if held is not None:
            await self.run(held)

    def on_paste(self) -> None:
        """Drop the mark that is held: text follows it."""
        self._drop_mark()

    async def run(self, offer: Offer) -> None:
        """Run an offer; while letters are text, the solution needs its key twice."""
        controller, action = self.controller, offer.action
        if self._wants_twice(action) and self._commands.first != action:
            self.open_commands(first=offer)
            return
        if self._commands.display and not _acts_in_the_row(offer):
            self._leave_row(offer.key)
            return
        if self._commands.display:
            self._commands.close()
            self._take_focus()
        if controller is None or self.mode is Mode.LOADING or controller.admits(action):
            await super().run(offer)

    @property
    def _early_field(self) -> AnswerLine | None:
        """The field for an answer before there is a session."""
        if self._waiting.display and not self._waiting.has_failed:
            return self._waiting.field
        return None

    def _take_focus(self) -> None:
        """Put the cursor into the field."""
        early = self._early_field
        if early is not None:
            self.set_focus(early)
        elif self.controller is not None:
            self.pane.take_focus()

    @key("back", "commands", when=lambda self: self._early_field is not None)
    def action_commands(self) -> None:
        """Show what one letter does while the session is prepared; later its controller does."""
        self.open_commands()

    def open_commands(self, first: Offer | None = None) -> None:
        """Show what one letter does here; ``first`` was pressed once and must be pressed again."""
        head, enter, escape = "Press a letter", "", "your answer"
        offers = [offer for offer in self.offers() if offer.declared.name in ROW and has_key(offer.key)]
        offers.sort(key=lambda offer: ROW.index(offer.declared.name))
        if first is not None:
            head = f"Press {self.app.told_key(first.key)} again: {first.words_in_full}"
            offers, enter, escape = [], "your answer", "all commands"
        elif self._due is None and self._early_field is None:
            enter = "your line"
        self._commands.open(
            [(offer, offer.words_in_full) for offer in offers],
            head,
            {"enter": enter, "escape": escape},
            first=first.action if first else "",
        )
        self.set_focus(None)
        self.refresh_bindings()

    async def _in_the_row(self, event: events.Key, offer: Offer | None) -> None:
        """Run a letter as a command; any other goes to the answer.

        While the session is prepared, it may be a command that acts later: the row stays.
        """
        is_awaited = offer is not None and self._commands.first in ("", offer.action)
        if offer is not None and _acts_in_the_row(offer) and (is_awaited or not event.is_printable):
            await self.run(offer)
            return
        if self._early_field is not None and event.is_printable:
            return
        self._leave_row(event.key)
        if event.key not in ("escape", "enter") and isinstance(self.focused, TakesKeys):
            self.focused.hand_on(event)

    def _leave_row(self, key: str) -> None:
        """Go back to the typed text; escape in place of the second letter begins another command."""
        if key == "escape" and self._commands.first:
            self.open_commands()
            return
        self._commands.close()
        if self.controller is not None and self.mode is Mode.LINE and key in ("escape", "tab"):
            self.controller.resume()
            return
        self.set_focus(self.pane.own_line) if self.mode is Mode.LINE else self._take_focus()

    @key(
        "go-on",
        lambda self: "check" if self._early_field is not None else "try again",
        when=lambda self: self._is_waiting() and (self._waiting.has_failed or self._early_field is not None),
    )
    async def action_retry(self) -> None:
        """Open the store again; before there is a session, take the typed text as the answer."""
        if not self._waiting.has_failed:
            self._waiting.give()
            return
        self._waiting.wait()
        self.banner.say()
        self.app.open_again()
        self.run_worker(self._open())

    @key("leave", lambda self: "quit" if self._waiting.has_failed else "leave", when=_is_waiting)
    def action_leave(self) -> None:
        """Go to Today; if nothing can be shown, leave the app."""
        if self._waiting.has_failed:
            self.app.exit()
            return
        if self._sitting is not None:  # its work is finished first
            self.app.run_worker(self.app.background.run(self._sitting.close), exit_on_error=False)
        self.go_home()

    @property
    def _due(self) -> ExerciseView | None:
        """The exercise whose field awaits the answer; the session's thread may change it meanwhile."""
        controller = self.controller
        if controller and controller.mode is Mode.FIELD:
            return controller.sitting.exercise
        return None

    @property
    def _is_typed_into(self) -> bool:
        """Whether an answer is typed, and not chosen: the awaited one, or that of the early field."""
        view = self._due
        return self._early_field is not None or (view is not None and not view.is_chosen)

    @key("keys", "keys")
    def action_help(self) -> None:
        """Show how the answer to this exercise is typed, the keys, and how to report it."""
        view = self._due
        expect = view.stage.expect if view else None
        if self.controller is None or (exercise := self.controller.sitting.exercise) is None:
            self.app.show_help(self.keys_here(), expect)
        else:
            self.app.show_help(
                self.keys_here(), expect, report=self.controller.report, title=exercise.title or exercise.item
            )

    # --- typed text ----------------------------------------------------------------------------------------

    def on_answer_given(self, event: AnswerGiven) -> None:
        """Check the answer."""
        if self.controller is not None:
            self.controller.give(event.answer, event.working)

    def on_working_changed(self, event: WorkingChanged) -> None:
        """Save the working after a line was added or removed."""
        if self.controller is not None:
            self.controller.keep_working(event.lines)

    def on_answer_changed(self) -> None:
        """Hide old messages, and save the draft once typing pauses."""
        self._top.settle()
        has_text = isinstance(self.focused, TakesAnswer) and bool(self.focused.value)
        if has_text is not self._has_text:
            self._has_text = has_text
            self.refresh_bindings()
        if self.controller is None:
            self.banner.say()
        else:
            self.controller.clear_messages()
            if self.pane.draft:
                self.controller.touch()
        if self.pane.max_scroll_y:
            self.pane.see_field()
        if self._stop_draft is not None:
            self._stop_draft()
        self._stop_draft = self.set_timer(DRAFT_AFTER_S, self._keep_draft).stop

    def _keep_draft(self) -> None:
        if self.controller is not None:
            self.controller.keep_draft(self.pane.draft)


def _list_ways_out(view: ExerciseView) -> set[str]:
    """Return the letters that leave a placement or a set; the last line shows them."""
    if view.is_placement:
        return {"skip", "leave"}
    return {"leave"} if view.is_rep else set()


def _acts_in_the_row(offer: Offer) -> bool:
    """Return whether a key is a command while the command row is open; others leave it."""
    name = offer.declared.name
    is_function_key = offer.key[1:].isdecimal()
    return name in ROW or is_function_key or (name in ALIASES and offer.action != "move")

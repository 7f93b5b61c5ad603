"""Shows what the desk decides: on the stage, in the question's panel, in the rows above and below."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cached_cell_len
from textual.containers import Horizontal

from drill.banks.variant import Key
from drill.session.views import (
    ClosedPass,
    ExerciseView,
    Marked,
    SessionSummary,
    SkillLine,
    Unreadable,
    VerdictView,
)
from drill.tui.content import join, line
from drill.tui.looks import NARROW, WIDE
from drill.tui.screens.drilling.keys import Mode, key_row
from drill.tui.screens.drilling.question import question_of
from drill.tui.screens.drilling.stage import Stage
from drill.tui.widgets.banner import Banner
from drill.tui.widgets.fields import TypedField
from drill.tui.widgets.inset import Inset
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.side import SidePane
from drill.tui.widgets.standing import standing_line
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.verdict import MarkPanel, advice

if TYPE_CHECKING:
    from drill.tui.screens.drilling.screen import DrillingScreen

CORNER_CELLS = 22
"""Room for the time, or for what a mark came to, at the right of the top line."""


class Show:
    """The front that a desk speaks to."""

    def __init__(self, screen: DrillingScreen, *, study_day: date, minutes: int, is_first_run: bool) -> None:
        self._screen = screen
        self._app = screen.app
        self._looks = screen.app.looks
        self.study_day = study_day
        self._minutes = minutes
        self.stage = Stage(screen.app.settings, self._looks, is_first_run=is_first_run)
        self.side = SidePane(self._looks)
        self.middle = Horizontal(self.stage, self.side, id="middle")
        self.middle.display = False
        self.panel = MarkPanel()
        self.reason = TextLine(id="reason", select_on_focus=False, placeholder="may stay empty")
        self.below = Inset(self.reason)
        self._top = screen.query_one(TopLine)
        self._banner = screen.query_one(Banner)
        self._keys = screen.query_one(KeyRow)
        self._view: ExerciseView | None = None
        self._minutes_done = 0.0
        self._shown_at = time.monotonic()
        if screen.app.settings.clock == "exercise":
            screen.set_interval(1, self._draw_clock)

    # --- in time -------------------------------------------------------------------------------------------

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Run work beside the screen; it ends with the screen."""
        self._screen.run_worker(work, exclusive=False)

    def after(self, seconds: float, do: Callable[[], object]) -> Callable[[], None]:
        """Do something later, unless it is stopped."""
        return self._screen.set_timer(seconds, do).stop

    # --- rows ----------------------------------------------------------------------------------------------

    def tell(self, *messages: str) -> None:
        """A line in place; none takes the last one away."""
        self._banner.say(*messages)

    def set_mode(self, mode: Mode) -> None:
        """Other keys act: say which, and take the cursor from where nothing is typed now."""
        sitting = self._screen.sitting_at_desk
        left = self.stage.steps.left
        has_example = self.stage.passage.has_example
        self._keys.set(*key_row(mode, sitting.exercise, sitting.verdict, left, has_example=has_example))
        self.reason.display = mode is Mode.REASON
        if mode not in (Mode.VERDICT, Mode.STAGE, Mode.DECIDE, Mode.OVERRULE, Mode.ASKED):
            self.panel.hide()
        if mode not in (Mode.FIELD, Mode.LINE, Mode.REASON):
            self._screen.set_focus(None)

    def show_place(self, view: ExerciseView, minutes_done: float) -> None:
        """Where the exercise stands, and how far the session is."""
        cached_cell_len.cache_clear()  # each text ever shown stays in it else, thousands in a session
        self._view = view
        self.draw_place()
        self.side.set(view)
        self._shown_at = time.monotonic()
        self._minutes_done = minutes_done
        self._draw_clock()

    def has_side(self) -> bool:
        """Whether there is room for the pane beside the exercise."""
        return self._app.size.width >= WIDE

    def show_needs(self, view: ExerciseView, needs: Sequence[SkillLine]) -> None:
        """What the exercise rests on, in the pane."""
        self.side.set(view, needs)

    def draw_place(self) -> None:
        """Where the exercise stands, in the room that there is."""
        if self._view is not None:
            corner = 2 if self._app.size.width < NARROW else CORNER_CELLS
            self._top.show(standing_line(self._view, self._looks, self._app.size.width - corner))

    def _draw_clock(self) -> None:
        """The time that the settings ask for: of the day's session, or of this exercise."""
        match self._app.settings.clock:
            case "session":
                told = f"{self._minutes_done:.0f} of {self._minutes} min"
            case "exercise":
                minutes, seconds = divmod(int(time.monotonic() - self._shown_at), 60)
                told = f"{minutes}:{seconds:02}"
            case "off":
                told = ""
        self._top.set_corner(line((told, "$secondary")))

    def forget(self, item: str) -> None:
        """The newest mark of an item was taken back."""
        self.side.forget(item)

    def note(self, marked: Marked) -> None:
        """One more of the last marks."""
        self.side.note(marked)

    def flash(self, marked: Marked) -> None:
        """What the mark came to, until the next key."""
        state = "parked" if marked.state == "parked" else marked.mark
        self._top.flash(
            line(self._looks.sign(state), f" {state}  ", (f"{self.how_to('u')} undoes", "$secondary"))
        )

    def how_to(self, key: str) -> str:
        """How a command is given here: after escape where letters are text."""
        desk = self._screen.desk
        types = desk is not None and desk.mode is Mode.FIELD and isinstance(self.stage.field, TypedField)
        shown = self._app.keymap.shown(key)
        return f"esc {shown}" if types else shown

    # --- the exercise --------------------------------------------------------------------------------------

    async def show_new_field(self, view: ExerciseView) -> None:
        """A field for a new exercise; the first takes the place of the words that told to wait."""
        with self._app.batch_update():  # nothing empty is painted in between
            early = await self._screen.take_early()
            self.middle.display = True
            await self.stage.set_field(view)
        if early and not view.draft and isinstance(self.stage.field, TypedField):
            self.stage.field.put(early)

    def show_step(self, view: ExerciseView) -> None:
        """The prompt alone, to be looked at."""
        self.panel.hide()
        self.stage.show_step(view)

    def show_field(self, view: ExerciseView) -> None:
        """Prompt and field, the cursor in it."""
        self.panel.hide()
        self.stage.show_field(view)

    def draft(self) -> Key:
        """What stands in the field."""
        return self.stage.draft

    def show_checking(self) -> None:
        """It takes longer than usual."""
        if self.stage.field is not None:
            self.stage.field.set_title("checking…" if not self._looks.is_ascii else "checking...")

    def show_unchecked(self) -> None:
        """Something else was under way: the answer stands, and may be given again."""
        if self.stage.field is not None:
            self.stage.field.take_focus()

    def show_unreadable(self, outcome: Unreadable) -> None:
        """Nothing is marked; the cursor jumps to the place."""
        if self.stage.field is not None:
            self.stage.field.take_focus()
            self.stage.field.mark_place(outcome.message, outcome.at, outcome.part)

    def show_theory(self, view: ExerciseView, *, is_first: bool, sees_example: bool = False) -> None:
        """Theory and example."""
        self.panel.hide()
        if view.theory is not None:
            self.stage.show_theory(view, view.theory, is_first=is_first, sees_example=sees_example)

    def show_hints(self, view: ExerciseView, shape: str, motion: str) -> None:
        """Help above the field."""
        self.stage.show_hints(view.hints_shown, shape=shape, motion=motion)

    # --- looks ---------------------------------------------------------------------------------------------

    def next_view(self) -> None:
        """Formulas in the next form."""
        form = self.stage.next_form()
        self.tell(f"Formulas: {form}. {self.how_to('v')} goes on, {self.how_to('c')} copies.")

    def copy_shown(self) -> None:
        """The exercise, with its formulas as they are shown (two dimensions as LaTeX)."""
        self._app.copy_to_clipboard(self.stage.passage.copied)
        self._app.notify(f"Copied, formulas as {self.stage.passage.copied_form}.", markup=False)

    def export_shown(self) -> None:
        """The same into a file of its own."""
        view = self._screen.sitting_at_desk.exercise
        if view is None:
            return
        from drill.tui.exports import keep

        try:
            self.tell(keep(self._app.places, f"{view.item}.md", f"{self.stage.passage.copied}\n"))
        except OSError as error:
            self.tell(f"Nothing is written: {error.strerror}.")

    def choose_glyphs(self) -> None:
        """Samples of the glyphs."""
        self._app.choose_glyphs()

    def show_settings(self) -> None:
        """The settings."""
        self._app.show_settings()

    def edit_answer(self) -> None:
        """The answer in an editor of one's own; what it leaves stands in the field."""
        from drill.tui.screens.drilling.editing import edit_answer

        view, field = self._screen.sitting_at_desk.exercise, self.stage.field
        if (
            view is not None
            and isinstance(field, TypedField)
            and (told := edit_answer(self._app, view, field))
        ):
            self.tell(told)

    def edit_line(self) -> None:
        """The line of one's own, in the editor."""
        from drill.tui.screens.drilling.editing import edit_line

        view = self._screen.sitting_at_desk.exercise
        if told := edit_line(self._app, view, self.stage.own_line):
            self.tell(told)

    def write_line(self) -> None:
        """The line of one's own."""
        self.stage.write_line()

    # --- the question --------------------------------------------------------------------------------------

    def show_verdict(self, view: ExerciseView, verdict: VerdictView) -> None:
        """The verdict with the key."""
        self._banner.say()
        self.stage.show_verdict(view, verdict)

    def ask(self, view: ExerciseView, verdict: VerdictView, *, overrules: bool) -> None:
        """The one honest question, with what each answer does; ``overrules`` asks it of the other verdict."""
        question, choices = question_of(verdict, overrules=overrules)
        self.panel.ask(question, choices, self.study_day, self._looks)
        if (told := advice(view)) is not None:
            self.tell(told.plain)
        self._screen.call_after_refresh(self._screen.desk_sees)

    def ask_reason(self, verdict: VerdictView) -> None:
        """Why the checker is wrong."""
        claim = "wrong" if verdict.ok else "right"
        self.reason.border_title = f"why is your answer {claim}?"
        self.reason.value = ""
        self.reason.display = True
        self.reason.focus()

    def ask_after_skips(self) -> None:
        """Skipped for the third time."""
        choices = (("r", "reveal it: yellow or red"), ("p", "park it"), ("s", "keep it, to the end of today"))
        lines = [line(("Skipped three times. What now?", "bold"))]
        lines += [line("   ", (key, "$primary bold"), f"  {words}") for key, words in choices]
        self.panel.say(join(lines))

    def reveal_steps(self, *, all_of_them: bool) -> None:
        """Worked steps, one or all."""
        steps = self.stage.steps
        if steps.left:
            steps.reveal(steps.left if all_of_them else 1)

    # --- the end -------------------------------------------------------------------------------------------

    def finish(self, summary: SessionSummary, closed: Sequence[ClosedPass], told: str) -> None:
        """The session is over, or left; ``told`` is said once."""
        self._screen.finish(summary, closed, told)

    def go_home(self) -> None:
        """Left without a mark."""
        self._screen.go_home()

    def quit(self) -> None:
        """Out of the program."""
        self._app.exit()

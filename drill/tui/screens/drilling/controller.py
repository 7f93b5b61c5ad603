"""The drilling session as one state machine: the expected input (the mode), and the effect of each key.

The session works in a thread of its own, one thing at a time: a request during work is dropped, not
queued, because it was made for an older state; its refusal appears in place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from textual import work
from textual.containers import Horizontal

from drill.checking import Key
from drill.errors import DrillError
from drill.gyr.events import Reply
from drill.session.drilling.exercise_view import NO_THEORY, ExerciseView, Theory
from drill.session.drilling.moves import (
    KEY_SEEN,
    NO_SHAPE,
    NOTE_KEPT,
    NOTE_STAYS,
    describe_error,
    describe_unsaved,
)
from drill.session.drilling.remarks import FirstMarks
from drill.session.drilling.session_events import SECOND, Parked, Retype, Skipped, Undecided, Unreadable
from drill.session.drilling.session_summary import PlacementSummary, SessionSummary
from drill.session.drilling.sitting import Sitting, is_blank_reply
from drill.session.drilling.undoing import Undone
from drill.session.drilling.verdict_question import is_unmarked, list_answer_choices
from drill.session.drilling.verdict_view import Marked, VerdictView, describe_parked
from drill.session.drilling.working_feedback import CheckedWorking
from drill.session.standing.paper_names import is_asked_note
from drill.text import capitalise, one_line
from drill.tui.background import Done, Refused
from drill.tui.bindings import Keyed
from drill.tui.declared_keys import key
from drill.tui.desktop import edit_in_own_editor, edited_answer, save_export
from drill.tui.screens.drilling.exercise_pane import ROWS_AROUND
from drill.tui.screens.drilling.keys import (
    AT_ONCE,
    READING_MODES,
    VERDICT_MODES,
    Mode,
    is_stray_letter,
    may_have_working,
)
from drill.tui.screens.drilling.turns import Turn, Turns
from drill.tui.widgets.answer_beside_key import FigureScreen, has_larger
from drill.tui.widgets.choice_field import GUARD_S, ChoiceField
from drill.tui.widgets.fields import TypedField
from drill.tui.widgets.side import FIGURE_ROWS, Beside, load_side_pane
from drill.tui.widgets.verdict_pane import draw_first_answer_line, write_yellow_advice

if TYPE_CHECKING:
    from textual.timer import Timer

    from drill.drawing.figure import Figure
    from drill.session.workspace import Workspace
    from drill.tui.screens.drilling.screen import DrillingScreen

_T = TypeVar("_T")

# Seconds before the learner is asked for patience if nothing else appears.
LATE_S = 0.3
PATIENCE = "One moment…"
# Seconds between two reports of keys to the session, because it counts active minutes, not keys.
TOUCH_EVERY_S = 5.0


class DrillController(Keyed, Horizontal):
    """Runs one session in the middle of the screen, and updates the other parts of the screen."""

    def __init__(self, screen: DrillingScreen, workspace: Workspace, sitting: Sitting) -> None:
        super().__init__(screen.exercise, screen.side, id="middle")
        self._drilling = screen
        self._pane = screen.pane
        self._how_to = screen.how_to
        self._workspace = workspace
        self.sitting = sitting
        self.mode = Mode.LOADING
        self.session = self.app.background
        """The thread in which the session works."""
        self._turns = Turns(workspace, sitting)
        self._is_busy = False
        self._slow: Timer | None = None
        self._is_theory_first = False
        self._shape_shown = ("", "")
        self._asked_back: Reply = ""
        self._has_looked_beside = False
        self._seen_since = float("inf")
        self._says_right: bool | None = None
        """The learner's own word on the answer, once it was asked, or given in place of the verdict."""
        self._reason = ""
        self._theory: Theory | None = None
        """What is shown of theory."""
        self._firsts = FirstMarks(workspace.minutes_wanted())
        self._touched = time.monotonic()

    # --- keys ----------------------------------------------------------------------------------------------

    def _is_typed_into(self) -> bool:
        """Whether letters are text, and escape leads to commands."""
        return self.mode is Mode.LINE or (self.mode is Mode.FIELD and not self._view.is_chosen)

    def _is_served(self) -> bool:
        """Whether an answer is awaited that counts: a rep of the warm-up only asks."""
        return self.mode is Mode.FIELD and not self._view.is_rep

    def _is_helped(self) -> bool:
        """Whether there is help: a placement asks without any."""
        return self._is_served() and not self._view.is_placement

    def _may_read_card(self) -> bool:
        """Whether the card may be read: below a verdict, too, but not between a placement's questions."""
        if self.mode is Mode.THEORY:
            return self._pane.is_card_short
        if self.mode not in VERDICT_MODES:
            return self._is_helped()
        view = self.sitting.exercise
        return view is not None and not view.is_placement

    def _may_put_away(self) -> bool:
        """Whether the exercise may come later: an answer that is kept does not allow it."""
        if not self._is_served():
            return self.mode is Mode.ASKED
        return not (self._view.attempt.is_tried_again or self._view.is_practice)

    def _may_park(self) -> bool:
        if not self._may_put_away():
            return False
        return not self._view.is_placement and self._view.state.state not in ("green", "parked")

    def _is_read(self) -> bool:
        return self.mode in READING_MODES

    def _has_steps(self) -> bool:
        return self.mode in VERDICT_MODES | {Mode.THEORY} and bool(self._pane.steps_left)

    def _has_note(self) -> bool:
        """Whether the question asks if the answer replaces the learner's own note."""
        return self.mode is Mode.NOTE

    def _is_unmarked(self) -> bool:
        """Whether the verdict marks nothing, so that no question follows."""
        verdict = self.sitting.verdict
        is_marking = self.mode in (Mode.VERDICT, Mode.JUDGED)
        return verdict is not None and is_marking and is_unmarked(verdict, ok=self._says_right)

    def _leads_to_stage(self) -> bool:
        verdict = self.sitting.verdict
        return self.mode is Mode.STAGE and not (verdict is not None and verdict.exercise.decides)

    def _leads_to_steps(self) -> bool:
        is_free = self.mode in VERDICT_MODES and not (self._is_unmarked() or self._leads_to_stage())
        return is_free and bool(self._pane.steps_left)

    def _is_asked(self) -> bool:
        """Whether a question waits for yes or no."""
        return self.mode in VERDICT_MODES and not self._is_unmarked()

    def _words_of_answers(self) -> tuple[str, str]:
        """Return the words of yes and no."""
        verdict = self.sitting.verdict
        if self._has_note():
            return "keep your new words", "keep the old ones"
        if verdict is None:
            return "yes", "no"
        if verdict.exercise.decides and self._says_right is None and not verdict.exercise.asks_once:
            return "it was right", "it was not"
        choices = list_answer_choices(verdict, ok=self._says_right)
        return (choices[0][1], choices[1][1]) if choices else ("", "")

    def _words_of_checking(self) -> str:
        if self.mode is not Mode.FIELD:
            return ""
        match self._view.stage.kind:
            case "self":
                return "done" if self._view.is_in_a_book else "the solution"
            case "order":
                return "take, then check"
            case _:
                return "check"

    def _words_of_hint(self) -> str:
        hints, shown = len(self._view.stage.hints), len(self._view.hints_shown)
        return f"hint ({shown + 1} of {hints})" if shown < hints else ""

    def _words_of_skipping(self) -> str:
        if self.mode is Mode.ASKED:
            return "keep for later"
        return "not yet" if self._view.is_placement else "later today"

    def _may_ask(self) -> bool:
        """Whether an assistant may be used: in a class nobody may."""
        view = self.sitting.exercise
        if view is None or view.is_placement or view.is_rep or self._workspace.store.is_class:
            return False
        return self.mode in (Mode.THEORY, Mode.VERDICT, Mode.STAGE, Mode.DECIDE)

    def _words_of_dispute(self) -> str:
        """Return the words for the other verdict; between two stages the learner gives it anyway."""
        verdict = self.sitting.verdict
        if verdict is None or verdict.exercise.decides or self.mode not in (Mode.VERDICT, Mode.STAGE):
            return ""
        if not verdict.exercise.asks_why:
            return "this is wrong" if verdict.verdict == "wrong" else ""
        return "" if verdict.verdict == "revealed" else "this is wrong"

    def _may_undo(self) -> bool:
        view = self.sitting.exercise
        is_practice = view is not None and view.is_practice
        return not is_practice and (self._is_served() or self.mode in VERDICT_MODES | {Mode.THEORY})

    def _words_of_leaving(self) -> str:
        view = self.sitting.exercise
        if self.mode is Mode.FAILED:
            return "quit"
        if view is None or not self._is_read():
            return ""
        if view.is_rep:
            return "end the set"
        return "stop" if view.is_placement else "leave"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action does something: between two exercises only leaving and trying again."""
        has_exercise = self.sitting.exercise is not None or action in ("leave", "retry")
        return has_exercise and super().check_action(action, parameters)

    def admits(self, action: str) -> bool:
        """Return whether an action may begin: one thing at a time."""
        if self._is_busy and action not in AT_ONCE:
            return False
        if self.mode is Mode.FIELD:
            self.keep_draft(self._pane.draft)
        return True

    def touch(self) -> None:
        """Record that a key was pressed: time is active. The session learns of it now and then only."""
        now = time.monotonic()
        if now - self._touched > TOUCH_EVERY_S:
            self._touched = now
            self._beside(self.sitting.touch)

    def refuse(self, message: str) -> None:
        """Show that a request could not be met; the mode stays the same."""
        if self.sitting.exercise is None:
            self._set_mode(Mode.FAILED)
        elif self.mode in (Mode.FIELD, Mode.LOADING):
            self.display = True
            self.resume()
        self._tell(message)

    # --- the session's thread ------------------------------------------------------------------------------

    def _take(
        self,
        work: Callable[[], _T],
        show: Callable[[_T], object],
        describe: Callable[[DrillError], str] = describe_error,
    ) -> bool:
        """Start work in the session's thread unless something is running; return whether it started.

        ``describe`` gives the reason for a refusal.
        """
        if not self._is_busy:
            self._is_busy = True
            self._slow = self.set_timer(LATE_S, partial(self._tell, PATIENCE))
            self._take_turn(work, show, describe, is_beside=False)
            return True
        return False

    def _make(self, move: str, show: Callable[[Turn], object], **fields: object) -> bool:
        """Make a move; return whether it began."""
        return self._take(partial(self._turns.make, move, **fields), show)

    def _beside(self, work: Callable[[], _T], show: Callable[[_T], object] = lambda _: None) -> None:
        """Start work in the session's thread alongside other work."""
        self._take_turn(work, show, describe_error, is_beside=True)

    @work(thread=True, group="session")
    def _take_turn(
        self,
        work: Callable[[], object],
        show: Callable[[Any], object],
        describe: Callable[[DrillError], str],
        *,
        is_beside: bool,
    ) -> None:
        self.post_message(self.session.turn(work, show, describe, is_beside=is_beside))

    async def on_done(self, message: Done) -> None:
        """Show the session's result; nothing else begins before that."""
        if not message.is_beside:
            self._stop_slow()
        try:
            outcome = message.show(message.result)
            if isawaitable(outcome):
                await outcome
        finally:
            self._is_busy = self._is_busy and message.is_beside

    def on_refused(self, message: Refused) -> None:
        """Show why the session refused."""
        if not message.is_beside:
            self.rest()
        self.refuse(message.told)

    def rest(self) -> None:
        """Record that no work is running any more."""
        self._is_busy = False
        self._stop_slow()

    def _stop_slow(self) -> None:
        if self._slow is not None:
            self._slow.stop()
        if PATIENCE in self._drilling.banner.content_text and self.sitting.exercise is not None:
            self.clear_messages()

    # --- serving -------------------------------------------------------------------------------------------

    def begin(self, *, reveals: bool = False) -> None:
        """Show the current exercise (after an undo on the summary), or serve; ``reveals`` its solution."""
        self._take(partial(self._turns.begin, reveals), self._show_next)
        self._stop_slow()  # the screen already asks for patience
        if not self._drilling.is_warm_up:  # its first prompt waits
            self._beside(self._turns.list_days, self._firsts.begin)

    @key("go-on", "try again", when=lambda self: self.mode is Mode.FAILED)
    def action_retry(self) -> None:
        """Show the next exercise, or the summary."""
        self._take(self._turns.serve, self._show_next)

    async def _show_next(self, turn: Turn) -> None:
        """Show the next part: the summary, or an exercise."""
        if (summary := turn.find(SessionSummary)) is not None:
            remark = "" if isinstance(summary, PlacementSummary) else self._firsts.at_the_end()
            self._drilling.finish(summary, remark)
        elif self.sitting.exercise is not None:
            await self._present(turn.minutes_done)
        if turn.refusal:
            self.refuse(turn.refusal)

    async def _present(self, minutes_done: float) -> None:
        """Show theory first for a recurring exercise, else the field, or the open question."""
        view = self._view
        self._shape_shown = ("", "")
        self._has_looked_beside = False
        if view.is_rep:  # its first key is reported at once: until then the learner was thinking
            self._touched = float("-inf")
        self._drilling.show_place(view, minutes_done)
        await self._drilling.show_new_field(view)
        opening = self.sitting.opening if view.number == 1 else ""
        self._tell(opening, *self._workspace.take_notices())
        theory = view.theory if view.theory is not None and view.theory.as_text() else None
        if theory is not None and self.sitting.verdict is None and not view.draft:
            self._show_theory(theory, is_first=True)
        else:
            self.resume()
        self.look_beside()

    @key("back", when=lambda self: self.mode is Mode.THEORY)
    def action_end_theory(self) -> None:
        """Go back from the theory: to the exercise, or to the place before both."""
        (self.action_leave if self._is_theory_first else self.action_to_exercise)()

    @key("go-on", "to the exercise", when=lambda self: self.mode is Mode.THEORY)
    def action_to_exercise(self) -> None:
        """Go on from the theory."""
        self._tell()
        self.resume()

    def resume(self) -> None:
        """Go back to the expected input: the question, or the field with its draft."""
        view, verdict = self.sitting.exercise, self.sitting.verdict
        if view is None:
            self.action_retry()
        elif verdict is not None:
            self._show_question(verdict)
        else:
            self._drilling.hide_question()
            self._pane.show_field(view)
            self._show_hints()
            self._set_mode(Mode.FIELD)
            self._tell_of_first()

    @key("back", when=lambda self: self.mode is Mode.ASKED)
    @key("back", "never mind", when=lambda self: self.mode in (Mode.REASON, Mode.JUDGED))
    @key("go-on", "try it now", when=lambda self: self.mode is Mode.ASKED)
    @key("next", "back to the answer", when=lambda self: self.mode is Mode.LINE)
    def action_resume(self) -> None:
        """Go back to the expected input: the question, the skipped exercise, or the answer."""
        self.resume()

    def look_beside(self) -> None:
        """Show the requirements of the exercise in the side pane, once there is one."""
        view = self.sitting.exercise
        if (
            view is None
            or view.is_rep
            or self._has_looked_beside
            or self.mode is Mode.LOADING
            or not self._drilling.has_side
        ):
            return
        self._has_looked_beside = True
        self._beside(partial(load_side_pane, self._workspace, view), self._show_beside)

    def _show_beside(self, side_view: Beside) -> None:
        view = self.sitting.exercise
        if view is not None and view.item == side_view.view.item:
            self._drilling.side.set(replace(side_view, is_key_shown=self.sitting.verdict is not None))

    def _set_mode(self, mode: Mode) -> None:
        """Change the mode, and with it the active keys; the question counts as seen once it is painted."""
        if mode is Mode.FIELD and self.mode is not Mode.FIELD:
            self._wait_until_seen()
        self.mode = mode
        self._drilling.show_keys(mode)

    @property
    def _view(self) -> ExerciseView:
        view = self.sitting.exercise
        assert view is not None
        return view

    def _tell(self, *messages: str) -> None:
        """Show a line in place of the last one; an empty one removes it."""
        self._drilling.banner.say(*messages)

    # --- answering -----------------------------------------------------------------------------------------

    def give(self, answer: Reply, working: Sequence[str] = (), *, was_seen: bool = False) -> None:
        """Check an answer; a single letter that may be a command needs a confirmation.

        A premature answer stays in the field, because its question was not painted yet.
        """
        is_painted = self._seen_since < float("inf")
        if self.mode is Mode.FIELD and not (was_seen or is_painted):
            self._pane.take_focus()
        elif self.mode is Mode.LINE:  # typed in one burst with the key that opened the line
            self.resume()
        elif self.mode is Mode.FIELD and answer != self._asked_back and is_stray_letter(self._view, answer):
            self._asked_back = answer
            self._back_to(self._asks_back(str(answer).strip()))
        elif self.mode is Mode.FIELD:
            self._check(answer, working)

    def _asks_back(self, letter: str) -> str:
        """Ask whether a letter is the answer, and name its effect as a command."""
        offer = self._drilling.offer_of(letter)
        question = f"Is {letter} your whole answer? Enter submits it."
        if offer is None:
            return question
        return f"{question} {capitalise(offer.words)}: press {self._how_to(offer.action)}."

    @key("go-on", _words_of_checking)
    def action_check(self) -> None:
        """Give the answer in the field."""
        if self._pane.field is not None:
            self._pane.field.enter()

    @key("look", "take", when=lambda self: self.mode is Mode.FIELD and self._view.stage.kind == "choices")
    def action_take(self) -> None:
        """Choose the option at the cursor."""
        if isinstance(self._pane.field, ChoiceField):
            self._pane.field.take()

    def _check(self, answer: Reply, working: Sequence[str]) -> None:
        if self._view.is_placement and is_blank_reply(answer):
            has_begun = self._make("empty", self._show_outcome)
        else:
            has_begun = self._make("answer", self._show_outcome, text=answer, working=working)
        if has_begun:
            self._tell()
        else:
            self._pane.take_focus()

    async def _show_outcome(self, turn: Turn) -> None:
        match outcome := turn.happened[0]:
            case VerdictView() if self.sitting.verdict is not outcome:  # a right rep goes on by itself
                await self._show_next(turn)
                self._drilling.flash_right()
            case VerdictView():
                self._show_question(outcome)
            case Unreadable():
                self._tell_of_first()
                self._pane.show_unreadable(outcome)
            case Retype() if outcome.code == SECOND:
                self.resume()
                self._pane.select_answer()
                self._tell_of_first(outcome)
            case Retype():
                self._back_to(outcome.told)
            case Undecided():
                self._back_to(f"{outcome.told} ({self._how_to('reveal')})")
            case _:
                await self._show_put_away(turn)

    def _tell_of_first(self, retype: Retype | None = None) -> None:
        """Show the feedback on the first answer while a second one is expected."""
        retype = retype or self._view.retype
        if retype is None:
            return
        self._drilling.banner.put(draw_first_answer_line(retype, self.app.size.width - 4, self.app.looks))
        field = self._pane.field
        if retype.working is not None and isinstance(field, TypedField):
            field.show_working(retype.working)

    def clear_messages(self) -> None:
        """Hide old messages; the feedback on the first answer stays until the second one is checked."""
        if self._view.retype is None:
            self._tell()
        elif not self._drilling.banner.stays:
            self._tell_of_first()

    def _back_to(self, message: str) -> None:
        """Keep the typed text in the field; a line explains the next step."""
        self.resume()
        self._tell(message)

    @key(
        "working f6",
        lambda self: "check your lines" if self._view.attempt.work.working else "your working",
        when=lambda self: self._is_served() and may_have_working(self._view),
    )
    def action_working(self) -> None:
        """Write the working line by line; once it has two lines, check them, which is a hint."""
        field = self._pane.field
        if not isinstance(field, TypedField):
            return
        if field.working is None:
            field.open_working()
        elif len(field.working) > 1:
            self._take(partial(self._turns.check_lines, tuple(field.working)), self._show_lines)
        else:
            self._tell("Write two lines, then this key checks whether one follows from the other.")

    def keep_working(self, lines: Sequence[str]) -> None:
        """Save the lines of the working as they change."""
        view = self.sitting.exercise
        if view is not None and self.mode is Mode.FIELD:
            self._beside(partial(self._turns.keep_working, view.item, lines), self._show_lines)

    def _show_lines(self, checked: CheckedWorking | None) -> None:
        field = self._pane.field
        self._drilling.refresh_bindings()
        if checked is None or not isinstance(field, TypedField) or self.mode is not Mode.FIELD:
            return
        if field.working is not None and tuple(field.working) == checked.lines:
            field.show_working(checked)
            self._tell(checked.question)
        field.take_focus()

    @key("reveal f4", "solution", when=lambda self: self._is_served() or self.mode is Mode.ASKED)
    def action_reveal(self) -> None:
        """Show the solution before the answer."""
        self._make("reveal", self._show_outcome)

    def keep_draft(self, draft: Key) -> None:
        """Save the typed text, whenever typing pauses."""
        view = self.sitting.exercise
        if view is not None and self.mode in (Mode.FIELD, Mode.LINE, Mode.THEORY):
            self._beside(partial(self._turns.keep_draft, view.item, draft))

    # --- help ----------------------------------------------------------------------------------------------

    @key("back", "commands", when=_is_typed_into)
    def action_commands(self) -> None:
        """Show what one letter does here."""
        self._drilling.open_commands()

    @key("figure", when=lambda self: self._is_read() and self._has_more_of_figure())
    def action_figure(self) -> None:
        """Show the current figure over the whole screen."""
        figure = self._pane.figure
        if figure is None:
            self._tell("There is no figure to show here.")
        else:
            self.app.push_screen(FigureScreen(figure, is_told=self._is_told(figure)))

    def _has_more_of_figure(self) -> bool:
        """Whether the figure's key enlarges it, or has it in words."""
        figure, screen, side = self._pane.figure, self.app.size, self._drilling.side
        if figure is None:
            return False
        cells = screen.width - 4, screen.height - ROWS_AROUND
        cells = (side.content_size.width, FIGURE_ROWS) if self._drilling.has_side else cells
        return has_larger(figure, *cells, screen, self.app.looks) or self._is_told(figure)

    def _is_told(self, figure: Figure) -> bool:
        """Return whether a figure's description may be shown: not before an answer that is read off it."""
        return self.sitting.verdict is not None or not figure.is_needed

    @key("hint f2", _words_of_hint, when=_is_helped)
    def action_hint(self) -> None:
        """Show one more hint."""
        self._beside(partial(self._turns.make, "hint"), self._show_hint)

    def _show_hint(self, _: Turn) -> None:
        self._pane.show_figure(self._view.figure)
        self._show_hints()
        self._set_mode(Mode.FIELD)  # one hint less is offered

    @key("shape", when=lambda self: self._is_helped() and self._view.has_shape)
    def action_shape(self) -> None:
        """Show the author's shape; if asked again, the motion, too."""
        shape, motion = self._view.variant.shape, self._view.variant.motion
        if not shape and not motion:
            self._tell(NO_SHAPE)
            return
        if motion and shape and not any(self._shape_shown):
            motion = f"{self._how_to('shape')} shows it"
        self._shape_shown = (shape, motion)
        self._show_hints()

    def _show_hints(self) -> None:
        shape, motion = self._shape_shown
        self._pane.show_hints(self._view.hints_shown, shape=shape, motion=motion)

    @key(
        "theory f3",
        lambda self: "all of the card" if self.mode is Mode.THEORY else "card",
        when=_may_read_card,
    )
    def action_theory(self) -> None:
        """Show the requirements of the exercise."""
        self._take(partial(self._turns.theory, self._view.item), partial(self._show_text, none=NO_THEORY))

    @key("longer", "longer", when=lambda self: self.mode is Mode.THEORY)
    def action_longer(self) -> None:
        """Show the theory of prerequisites below the exercise's own."""
        show = partial(self._show_text, none="This is all the theory there is.", is_again=True)
        self._take(partial(self._turns.longer_theory, self._view.item), show)

    @key("again", when=lambda self: self.mode is Mode.THEORY)
    def action_other_example(self) -> None:
        """Show the example with other numbers."""
        show = partial(self._show_text, none="There is no other example.", is_again=True, sees_example=True)
        self._take(self._turns.other_example, show)

    def _show_text(
        self, theory: Theory | None, *, none: str, is_again: bool = False, sees_example: bool = False
    ) -> None:
        """Show a theory, or the message ``none``; ``is_again`` if it replaces the same text."""
        self._tell("" if theory is not None else none)
        if theory is not None:
            is_first = is_again and self._is_theory_first
            self._show_theory(theory, is_first=is_first, sees_example=sees_example)

    def _show_theory(self, theory: Theory, *, is_first: bool = False, sees_example: bool = False) -> None:
        """Show theory and example; enter goes on. ``is_first``: before the exercise."""
        self._is_theory_first, self._theory = is_first, theory
        self._drilling.hide_question()
        self._pane.show_theory(self._view, theory, is_first=is_first, sees_example=sees_example)
        self._set_mode(Mode.THEORY)

    @key("go-on", "next step", when=_leads_to_steps)
    @key("look", "next step", when=lambda self: self.mode is Mode.THEORY and self._has_steps())
    def action_next_step(self) -> None:
        """Show one more worked step."""
        self._pane.reveal_steps(all_of_them=False)
        self._set_mode(self.mode)

    @key("all", "all steps", when=_has_steps)
    def action_all_steps(self) -> None:
        """Show all worked steps."""
        self._pane.reveal_steps(all_of_them=True)
        self._set_mode(self.mode)

    @key(
        "next",
        lambda self: "next part" if self._view.stage.fields else "your line",
        when=lambda self: self._is_helped() and self._is_typed_into(),
    )
    def action_own_line(self) -> None:
        """Write a line of the learner's own."""
        self._pane.write_line()
        self._set_mode(Mode.LINE)

    @key("go-on", "keep the line", when=lambda self: self.mode is Mode.LINE)
    def action_keep_line(self) -> None:
        """Keep the learner's own line, and go back to the answer."""
        line = self._pane.own_line.value
        keep_line = partial(self._turns.make, "note", field="line", text=one_line(line))
        self._take(keep_line, lambda _: self.resume(), partial(describe_unsaved, "line"))

    # --- verdict and mark ----------------------------------------------------------------------------------

    def _show_question(self, verdict: VerdictView) -> None:
        """Show the verdict and the question; it counts as seen once it is painted."""
        self._tell()
        self._says_right, self._reason = None, ""
        self._pane.show_verdict(self._view, verdict, self._ask(verdict))
        exercise = verdict.exercise
        if is_asked_note(exercise.item):
            self._drilling.panel.ask_of_note()
            self._set_mode(Mode.NOTE)
        elif "next" in exercise.ways:
            self._set_mode(Mode.STAGE)
        else:
            self._set_mode(Mode.DECIDE if exercise.decides else Mode.VERDICT)

    def _ask(self, verdict: VerdictView) -> int:
        """Show the question below; return how many rows are left to the text above it."""
        rows = self._drilling.ask(verdict, self._says_right)
        if advice_line := write_yellow_advice(self._view):
            self._tell(advice_line)
        self._wait_until_seen()
        return rows

    def ask_again(self) -> None:
        """Show the same question, or the feedback on the first answer, in the current form."""
        verdict = self.sitting.verdict
        if self._drilling.banner.stays:
            self._tell_of_first()
        if self.mode is Mode.NOTE:
            self._drilling.panel.ask_of_note()
        elif verdict is not None and self.mode in VERDICT_MODES:
            self._drilling.ask(verdict, self._says_right)
            self._drilling.call_after_refresh(self._pane.see_verdict)

    def _wait_until_seen(self) -> None:
        self._seen_since = float("inf")
        self._drilling.call_after_refresh(self._see)

    def _see(self) -> None:
        self._seen_since = time.monotonic()
        view = self.sitting.exercise
        if view is not None and view.is_rep and self.mode is Mode.FIELD:
            self._beside(self.sitting.shown)

    @property
    def is_below_wrong(self) -> bool:
        """Whether the question of the mark stands below a wrong answer."""
        verdict = self.sitting.verdict
        if verdict is None or self.mode not in (Mode.VERDICT, Mode.STAGE, Mode.JUDGED):
            return False
        return verdict.verdict == "wrong" and "mark" in verdict.exercise.ways

    @property
    def is_seen(self) -> bool:
        """Whether the question has been visible long enough for a key to be meant for it."""
        return time.monotonic() - self._seen_since >= GUARD_S

    @key("go-on", "next stage", when=_leads_to_stage)
    def action_next_stage(self, ok: bool | None = None, reason: str = "") -> None:
        """Go on to the next stage of a chain; ``ok`` is the learner's own word on this one."""
        verdict = self.sitting.verdict
        if verdict is not None and not (verdict.exercise.decides and ok is None):
            self._make("next", self._show_stage, ok=ok, reason=reason)

    async def _show_stage(self, _: Turn) -> None:
        await self._drilling.show_new_field(self._view)
        self.resume()

    @key("yes", lambda self: self._words_of_answers()[0], when=_is_asked, argument=True)
    @key("no", lambda self: self._words_of_answers()[1], when=_is_asked, argument=False)
    @key("go-on", "next question", when=_is_unmarked, argument=False)
    def action_say(self, yes: bool) -> None:
        """Answer the question; between two stages give the learner's own word, or the mark at once.

        A verdict that marks nothing has no question: its answer leads on.
        """
        verdict = self.sitting.verdict
        if self.mode is Mode.NOTE:
            self._keep_words("") if yes else self._decide(NOTE_STAYS)
        elif verdict is not None and self.mode is Mode.STAGE and verdict.exercise.decides:
            self.action_next_stage(ok=yes)
        elif verdict is not None and verdict.exercise.asks_once:
            self._write(yes, yes, self._reason)
        elif verdict is not None and self.mode is Mode.DECIDE:
            self._judge(verdict, ok=yes)
        elif verdict is None or "mark" in verdict.exercise.ways:
            self._write(yes, self._says_right, self._reason)

    def _judge(self, verdict: VerdictView, *, ok: bool) -> None:
        """Ask for the reason, now that the learner has judged the answer."""
        if self.is_seen:
            self._says_right = ok
            self._ask(verdict)
            self._set_mode(Mode.JUDGED)

    def _keep_words(self, words: str) -> None:
        """Save the answer, or other words, in place of the note in question."""
        keep_words = partial(self.sitting.keep_words, words)
        self._take(keep_words, lambda _: self._decide(NOTE_KEPT), partial(describe_unsaved, "note"))

    def _decide(self, message: str) -> None:
        """Ask whether the answer was right, once it is settled what becomes of the note."""
        if self.sitting.verdict is not None:
            self._ask(self.sitting.verdict)
            self._set_mode(Mode.DECIDE)
            self._tell(message)

    @key("ask", when=_may_ask)
    def action_ask(self) -> None:
        """Have the assistant explain the exercise below its verdict, or the theory; copy it for a chat."""
        from drill.session.drilling.tutor_page import ask_about_exercise, ask_about_theory
        from drill.tui.screens.assistant_explanation import ExplanationScreen

        if self.mode is not Mode.THEORY:
            subject = ask_about_exercise(self._workspace, self._view)
            if not self.app.settings.assistant:
                self._take(subject.write_page, self._copy_for_chat)
                return
        elif self._theory is not None:
            subject = ask_about_theory(self._workspace, self._view, self._theory)
        else:
            return
        self.app.push_screen(ExplanationScreen(subject), self._ask_in_full)

    def _copy_for_chat(self, page: str) -> None:
        self.app.copy_to_clipboard(page)
        self._tell("Copied for a chat: the task, your answer, the right one, and what the paper says.")

    def _ask_in_full(self, _: None) -> None:
        """Show the question again in the room that it has."""
        self._drilling.call_after_refresh(self.ask_again)

    @key("dispute", _words_of_dispute)
    def action_dispute(self) -> None:
        """Dispute the verdict, with a reason or none."""
        verdict = self.sitting.verdict
        if verdict is not None and not verdict.exercise.asks_why and verdict.exercise.is_last:
            self._write(False, True, "")
        elif verdict is not None and verdict.verdict != "revealed":
            self._drilling.ask_reason(verdict)
            self._set_mode(Mode.REASON)

    def report(self) -> None:
        """Copy a report on an exercise that is wrong."""
        self._take(self.sitting.report, self._copy_report)

    def _copy_report(self, report: str) -> None:
        self.app.copy_to_clipboard(report)
        self._tell("Copied a report on this exercise. Say what is wrong, and send it to its maintainer.")

    @key("go-on", "go on", when=lambda self: self.mode is Mode.REASON)
    def action_overrule(self) -> None:
        """Ask the question of the other verdict; between two stages continue with it."""
        verdict, self._reason = self.sitting.verdict, self._drilling.reason.value
        if verdict is None:
            return
        if "next" in verdict.exercise.ways:
            self.action_next_stage(ok=not verdict.ok, reason=self._reason)
        else:
            self._judge(verdict, ok=not verdict.ok)

    def _write(self, why: bool, ok: bool | None, reason: str) -> None:
        if not self.is_seen:
            return
        describe = partial(describe_unsaved, "mark")
        if self._drilling.asks_for_goal:
            self._take(partial(self._turns.mark_alone, why, ok, reason), self._show_first_mark, describe)
        else:
            mark = partial(self._turns.make, "mark", why=why, ok=ok, reason=reason)
            self._take(mark, self._show_mark, describe)

    def _show_first_mark(self, marked: Marked) -> None:
        """Ask what to work towards, whatever else is being read, and go on towards it."""

        async def show(turn: Turn) -> None:
            await self._show_mark(replace(turn, happened=(marked, *turn.happened)))

        self._set_mode(Mode.LOADING)
        self._drilling.ask_for_a_goal(lambda: self._take(self._turns.serve_for_goal, show))

    async def _show_mark(self, turn: Turn) -> None:
        marked = turn.find(Marked)
        if marked is None:  # the store had failed when this exercise was due
            await self._show_next(turn)
            return
        self._drilling.side.note(marked)
        parked = describe_parked(marked) if marked.effect.shown == "parked" else ""
        remarks = (marked.notice, parked, marked.advice, self._firsts.line(marked))
        await self._show_next(turn)
        if marked.exercise.asks_why:
            self._drilling.flash(marked)
        if self.sitting.exercise is not None and any(remarks):
            self._tell(*remarks)

    # --- ways round an exercise, and back ------------------------------------------------------------------

    @key("skip", _words_of_skipping, when=_may_put_away)
    def action_skip(self) -> None:
        """Put the exercise off to the end of today."""
        self._make("skip", self._show_put_away)

    @key("park", when=_may_park)
    def action_park(self) -> None:
        """Park the exercise."""
        self._make("park", self._show_put_away)

    async def _show_put_away(self, turn: Turn) -> None:
        """Show that it was skipped or parked, or after the third skip ask what else can be done."""
        await self._show_next(turn)
        match put_away := turn.happened[0]:
            case Skipped() if put_away.ask:
                self._drilling.panel.ask_after_skips()
                self._set_mode(Mode.ASKED)
            case Skipped() | Parked() if self.sitting.exercise is not None:
                is_final = isinstance(put_away, Skipped) and put_away.not_yet
                undo = "" if is_final else f" {self._how_to('undo')} undoes it."
                self._tell(f"{put_away.as_text()}{undo}")
            case _:
                pass

    @key("again", when=lambda self: self._may_park() and self.mode is Mode.FIELD)
    def action_again(self) -> None:
        """Practise the same with other numbers."""
        self._make("again", self._show_next)

    @key("undo", "undo", when=_may_undo)
    def action_undo(self) -> None:
        """Go back from a question to the answer, else undo the newest mark."""
        if self.sitting.verdict is not None:
            self._take(self._turns.back_to_answer, self._show_field_again)
        else:
            self._take(self._turns.undo, self._show_undone)

    async def _show_field_again(self, _: Turn) -> None:
        await self._drilling.show_new_field(self._view)
        self._back_to(KEY_SEEN)

    async def _show_undone(self, turn: Turn) -> None:
        undone = turn.find(Undone)
        assert undone is not None
        self._drilling.side.forget(undone.item)
        await self._show_next(turn)
        if self.sitting.exercise is not None:
            answer = (
                f" {self._how_to('undo')} again: back to the answer." if undone.attempt is not None else ""
            )
            self._tell(f"{undone.told}.{answer}")

    @key("leave", _words_of_leaving)
    def action_leave(self) -> None:
        """Leave the session; before it has begun, the app."""
        if self.mode is Mode.FAILED:
            self.app.exit()
        else:
            self._take(self._turns.leave, self._show_end)

    async def _show_end(self, turn: Turn) -> None:
        if turn.happened:
            await self._show_next(turn)
        else:
            self._workspace.notices.append("Nothing was marked.")
            self._drilling.go_home()

    def leave_for(self, go: Callable[[], object]) -> None:
        """Go elsewhere; the current exercise stays open, and comes first in the next session."""

        def leave(_: None) -> None:
            self.app.at_the_end = None
            go()

        self._take(partial(self.put_away, self._pane.draft), leave)

    def mark_at_the_end(self, why: object) -> None:
        """Write the mark, in the session's thread."""
        if self.is_below_wrong:
            self._turns.mark_alone(bool(why), self._says_right, self._reason)

    def put_away(self, draft: Key) -> None:
        """Save the draft in the session's thread at its end; the exercise stays open."""
        self._turns.put_away(draft)

    # --- files and editors ---------------------------------------------------------------------------------

    @key("view", when=_is_read)
    def action_view(self) -> None:
        """Show formulas in the next form."""
        form, how_to = self._pane.next_form(), self._how_to
        self._tell(f"Formulas: {form}. {how_to('view')} shows the next form, {how_to('copy')} copies.")

    @key("copy", when=_is_read)
    def action_copy(self) -> None:
        """Copy the shown content."""
        self.app.copy_to_clipboard(self._pane.copied)
        self.app.notify(f"Copied, formulas as {self._pane.copied_form}.", markup=False)

    @key("export", when=_is_read)
    def action_export(self) -> None:
        """Write the shown content into a file of its own."""
        view = self.sitting.exercise
        if view is not None:
            self._tell(save_export(self.app.places, f"{view.item}.md", f"{self._pane.copied}\n"))

    @key("edit", when=lambda self: self._is_typed_into() or self._has_note())
    def action_edit(self) -> None:
        """Edit the answer, or the learner's own line, in an editor."""
        view, field, own_field = self.sitting.exercise, self._pane.field, self._pane.own_line
        if view is None:
            return
        try:
            if self.mode is Mode.NOTE and self.sitting.verdict is not None:
                words = str(self.sitting.verdict.answer)
                self._keep_words(
                    edit_in_own_editor(self.app, words, about=view.stage.prompt).strip() or words
                )
            elif self.mode is Mode.LINE:
                own_field.value = one_line(
                    edit_in_own_editor(self.app, own_field.value, about=view.stage.prompt)
                )
                own_field.focus()
            elif isinstance(field, TypedField):
                field.put(edited_answer(self.app, view, field.answer))
                field.take_focus()
        except DrillError as error:
            self._tell(str(error))

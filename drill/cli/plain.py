"""The line mode: the same session line by line, for pipes, screen readers and slow connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from drill.cli import output, plain_words
from drill.cli.plain_words import LettersPrompts, Voice
from drill.errors import DrillError, ParseError, StoreError, StoreReplacedError
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import (
    ExerciseView,
    Retype,
    Theory,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.session.drilling.follow_up import (
    DECISIONS,
    UNMARKED,
    choose_verdict_question,
    describe_state_and_pass,
    is_unmarked,
    line_head,
    where_it_stands,
)
from drill.session.drilling.session_totals import MORE_MINUTES, SessionSummary
from drill.session.drilling.working_feedback import LINE_SEPARATOR, CheckedWorking, takes_working
from drill.session.key_display import LETTERS, compared_lines, key_text
from drill.session.standing.paper_names import is_asked_note
from drill.session.standing.withheld_exercises import AskedLetters
from drill.session.workspace import Workspace
from drill.text import clean_text

if TYPE_CHECKING:
    from drill.session.today.formula_map import FormulaAhead


class Leave(Exception):
    """The session ends: the input did, or the person asked for it."""


class PlainSession:
    """Drives a session by lines of text."""

    def __init__(
        self, sitting: DrillSession, workspace: Workspace, lines: Iterator[str], *, width: int
    ) -> None:
        self._sitting = sitting
        self._workspace = workspace
        self._lines = lines
        self._voice = Voice(width, workspace.settings.glyphs)
        self._steps_told = 0
        self._shape_told = False
        self._unkept = ""
        """An answer that the store could not keep."""
        self._commands: Mapping[str, Callable[[str], None]] = {
            "h": self._hint, "m": self._shape, "t": self._theory, "r": self._reveal, "s": self._skip,
            "p": self._park, "o": self._again, "w": self._own_line, "v": self._view, "u": self._undo,
            "q": self._leave,
        }  # fmt: skip

    @property
    def _helping(self) -> tuple[Callable[[str], None], ...]:
        """What a placement goes without."""
        return self._hint, self._shape, self._theory, self._own_line, self._park, self._again

    def run(self, welcome: str = "", today: str = "") -> int:
        """Drill until the session is over or the input ends; ``welcome`` is said before all else, and what
        there is ``today`` after the commands.
        """
        if welcome:
            self._voice.tell(welcome)
        self._tell_commands()
        if today:
            self._voice.tell(today)
        if self._sitting.opening:
            self._voice.tell(self._sitting.opening)
        summary: SessionSummary | None = None
        was_served = False
        try:
            while True:
                served = self._next()
                if isinstance(served, ExerciseView):
                    was_served = True
                    self._drill(served)
                elif isinstance(served, AskedLetters):
                    self._ask_letters(served)
                elif not self._goes_on(served):
                    # Why it is over is told already where it was asked whether it goes on.
                    summary = None if served.others else served
                    break
        except Leave:
            output.emit_text()
        formula = self._sitting.find_formula_ahead()
        for line in plain_words.the_end(summary or self._sitting.summary(), formula, was_served=was_served):
            self._voice.tell(line)
        if formula is not None:
            self._say_formula(formula)
        return 0

    def _say_formula(self, formula: FormulaAhead) -> None:
        """Print a formula that the path leads to, its sentence, and what its symbols mean."""
        self._voice.say(f"$${formula.latex}$$")
        for text in (formula.words, *(f"${symbol}$: {meaning}" for symbol, meaning in formula.symbols)):
            if text.strip():
                self._voice.say(text)

    def _goes_on(self, summary: SessionSummary) -> bool:
        """Ask whether other subjects follow, where they are what is left."""
        if not summary.others:
            return False
        self._voice.tell(summary.ended)
        prompt = f"enter ends the day, + adds {MORE_MINUTES} minutes of other subjects> "
        if self._ask(prompt).strip() != "+":
            return False
        self._sitting.more()
        return True

    def _ask_letters(self, asked: AskedLetters) -> None:
        """Ask what a formula's letters are, row by row; an exercise that is made of them comes next."""
        item = ""
        try:
            item = LettersPrompts(self._voice, self._workspace, asked, self._ask).ask()
        except DrillError as error:
            self._voice.tell(f"{error}.")
        self._sitting.take_letters(asked, item)

    def _next(self) -> ExerciseView | AskedLetters | SessionSummary:
        """Return what comes next; a failing store can be retried as often as one likes.

        Raises StoreError where the input ends before that.
        """
        while True:
            try:
                return self._sitting.next()
            except StoreError as error:
                self._voice.tell(f"{error}. Everything marked is kept.")
                try:
                    self._ask("Press enter to try again> ")
                except Leave:
                    raise error from None

    def _drill(self, view: ExerciseView) -> None:
        """Run one exercise, up to its mark (or until it is put away)."""
        self._introduce(view)
        if self._sitting.verdict is not None:  # it was left there
            self._say_verdict(self._sitting.verdict)
        while self._sitting.exercise is not None:
            try:
                if self._sitting.verdict is not None:
                    self._question(self._sitting.verdict)
                else:
                    self._take_answer(self._sitting.exercise)
            except StoreReplacedError:
                raise
            except DrillError as error:
                self._voice.tell(f"{error}.")

    # --- showing -------------------------------------------------------------------------------------------

    def _introduce(self, view: ExerciseView) -> None:
        self._steps_told, self._shape_told, self._unkept = 0, False, ""
        output.emit_text()
        topic_path = view.topic if view.subject == view.topic else f"{view.subject}, {view.topic}"
        of = f" of {view.number + view.left - 1}" if view.left > 1 else ""
        leads_to = f", for {view.leads_to}" if view.leads_to else ""
        self._voice.tell(
            f"{view.number}{of}. {topic_path}. {describe_state_and_pass(view).capitalize()}{leads_to}."
        )
        if view.title:
            self._voice.tell(view.title)
        for notice in self._workspace.take_notices():
            self._voice.tell(notice)
        for line in view.own_lines:
            self._voice.tell(f"{line_head(view, line).capitalize()}: {line.text}")
        if view.slip_here:
            self._voice.say(f"Last time: {view.slip_here.rstrip('.')}.")
        if view.theory is not None and view.theory.as_text() and self._sitting.verdict is None:
            output.emit_text("Before you begin." if view.state.state == "unseen" else "Before you try again.")
            self._say_theory(view.theory)
            self._ask("Press enter for the exercise> ")
            output.emit_text()
        self._ask_of(view)
        if view.draft and self._sitting.verdict is None:
            output.emit_text(f"What you had typed: {key_text(view.draft)}")
        if view.retype is not None:
            self._voice.say(view.retype.told)

    def _ask_of(self, view: ExerciseView) -> None:
        """Print the exercise itself; of a chain its setting, the results so far, and the stage."""
        if view.variant.setting:
            self._voice.say(view.variant.setting)
        if view.stage_number is not None:
            for number, result in enumerate(view.results, 1):
                self._voice.say(f"{number}. {result}")
            output.emit_text(f"Stage {view.stage_number[0]} of {view.stage_number[1]}.")
        self._voice.say(view.stage.prompt)
        if view.figure is not None:
            self._voice.draw(view.figure, is_told=not view.figure.is_needed)
        for instruction in plain_words.how_to_answer(view):
            self._voice.say(instruction)
        for letter, option in zip(LETTERS, view.stage.options, strict=False):
            if option.id in view.stage.option_figures:
                output.emit_text(f"{letter})")
                self._voice.draw(view.stage.option_figures[option.id])

    def _show_key(self, verdict: VerdictView) -> None:
        exercise = self._sitting.exercise
        if exercise is not None:
            for answer in plain_words.list_answer_lines(exercise, verdict):
                self._voice.say(answer)
            tier = self._workspace.settings.glyphs
            if (compared := compared_lines(verdict, tier)) is not None:
                self._voice.tell(plain_words.first_difference(compared))
        if verdict.figure is not None:
            self._voice.draw(verdict.figure)

    def _next_step(self, verdict: VerdictView) -> None:
        """Show one more worked step, and after the last the author's shape and motion."""
        if self._steps_told < len(verdict.stage.steps):
            step = verdict.stage.steps[self._steps_told]
            self._steps_told += 1
            output.emit_text(f"Step {self._steps_told} of {len(verdict.stage.steps)}.")
            self._voice.say(step)
            if self._steps_told <= len(verdict.stage.step_figures):
                figure = verdict.stage.step_figures[self._steps_told - 1]
                if figure is not None:
                    self._voice.draw(figure)
            return
        shape_lines = [
            f"{name}: {text}"
            for name, text in plain_words.pair_shape_lines(verdict)
            if text and not self._shape_told
        ]
        self._shape_told = True
        self._voice.say("\n\n".join(shape_lines) if shape_lines else "There is no further step.")

    # --- answering -----------------------------------------------------------------------------------------

    def _take_answer(self, view: ExerciseView) -> None:
        line = self._ask("enter when you are done, a note if you like> " if view.is_in_a_book else "answer> ")
        if line.startswith("?"):
            self._command(line[1:])
            return
        if plain_words.is_meant_to_leave(line, view):
            self._voice.tell("?q leaves; ? lists all commands. Nothing is marked.")
            return
        line = line if line.strip() else self._unkept
        if not line.strip() and view.stage.kind != "self":
            return
        try:
            outcome = self._sitting.answer(self._last_line(line, view))
        except ParseError as error:
            self._voice.tell(f"Nothing is marked: {error}.")
            return
        except StoreReplacedError:
            raise
        except StoreError as error:
            self._unkept = line
            self._voice.tell(f"{error}. Your answer is not lost: press enter to send it again.")
            return
        self._unkept = ""
        match outcome:
            case Unreadable():
                complaint, *pointer_lines = plain_words.explain_unreadable_answer(outcome, line)
                self._voice.complain(complaint, pointer_lines)
            case Retype():
                self._voice.say(outcome.told)
                if outcome.working is not None:
                    self._say_signs(outcome.working)
            case Undecided():
                self._voice.tell(
                    f"Undecided: {outcome.message.rstrip('.')}. Nothing is marked: type it again or "
                    "differently, or ?r and decide yourself."
                )
            case VerdictView():
                self._say_verdict(outcome)

    def _last_line(self, line: str, view: ExerciseView) -> str:
        """Return the answer: the last line of a working, whose lines are separated by ``;;``."""
        has_lines = takes_working(view.stage.expect) and LINE_SEPARATOR in line
        lines = [text.strip() for text in line.split(LINE_SEPARATOR)] if has_lines else []
        self._sitting.draft_working(lines)
        return lines[-1] if lines else line

    def _say_working(self, working: CheckedWorking) -> None:
        """Print the lines with their signs, and the first that does not follow; enter shows where."""
        self._say_signs(working)
        if working.question:
            self._voice.tell(working.question)
        if working.detail:
            self._ask("enter shows where> ")
            self._voice.tell(working.detail)

    def _say_signs(self, working: CheckedWorking) -> None:
        if self._voice.is_read_aloud:
            for number, (line, checked) in enumerate(zip(working.lines, working.checked, strict=True), 1):
                output.emit_text(f"  Line {number}{plain_words.SPOKEN_SIGNS[checked.sign]}: {line}")
            return
        signs = working.signs(is_ascii=self._workspace.settings.glyphs == "ascii")
        signed = zip(signs, working.lines, strict=True)
        output.emit_text("\n".join(f"  {sign} {line}" for sign, line in signed))

    def _say_verdict(self, verdict: VerdictView) -> None:
        word = {"correct": "Right.", "wrong": "Wrong.", "revealed": "The solution."}[verdict.verdict]
        if self._sitting.exercise is not None and self._sitting.exercise.is_in_a_book:
            minutes, seconds = divmod(round(verdict.seconds), 60)
            word = f"Done after {minutes}:{seconds:02}. Compare it with the book."
        elif verdict.is_second_right:
            word = "Right on the second try. Your first answer:"
        self._voice.say(f"{word} {verdict.message}".rstrip())
        if verdict.working is not None:
            self._say_working(verdict.working)
        self._show_key(verdict)
        if verdict.verdict != "correct" and verdict.stage.steps:
            self._next_step(verdict)

    def _question(self, verdict: VerdictView) -> None:
        if "next" in verdict.exercise.ways:
            self._between_stages(verdict)
            return
        if verdict.exercise.decides:
            self._decide(verdict)
            return
        by_ok, asks_nothing = verdict.right if verdict.whole else verdict.wrong, is_unmarked(verdict)
        yes, no = (plain_words.describe_consequence(by_ok[why]) for why in (True, False))
        dispute = "" if verdict.verdict == "revealed" else ", d dispute"
        prompt = f"{choose_verdict_question(verdict)} y {yes}, n {no}, enter next step{dispute}> "
        if asks_nothing:
            prompt = f"{UNMARKED.capitalize()}. enter next question, . next step{dispute}> "
        line = self._ask(prompt).strip().lower()
        match line:
            case "" if asks_nothing:
                self._mark(why=False)
            case "y" | "n" if not asks_nothing:
                self._mark(line == "y")
            case "" | ".":
                self._next_step(verdict)
            case "d":
                self._dispute(verdict)
            case _ if line.startswith("?"):
                self._command(line[1:])
            case _:
                keys = "Type enter, . or d" if asks_nothing else "Type y, n, enter or d"
                self._voice.tell(f"{keys}; ? lists all commands.")

    def _between_stages(self, verdict: VerdictView) -> None:
        """Continue after a stage that is not the last, or mark at once if the attempt has failed."""
        if verdict.exercise.decides:
            line = self._ask("You decide: y it was right, n it was not, enter next step> ").strip().lower()
            match line:
                case "y" | "n":
                    self._go_on(ok=line == "y")
                case "":
                    self._next_step(verdict)
                case _ if line.startswith("?"):
                    self._command(line[1:])
                case _:
                    self._voice.tell("Type y, n or enter; ? lists all commands.")
            return
        may_mark, may_dispute = "mark" in verdict.exercise.ways, verdict.verdict != "revealed"
        choices = "enter next stage, . next step" + (", d dispute" if may_dispute else "")
        if may_mark:
            choices += ", or mark it now: y you see where it went wrong, n not yet"
        line = self._ask(f"{where_it_stands(verdict)} {choices}> ").strip().lower()
        match line:
            case "":
                self._go_on()
            case ".":
                self._next_step(verdict)
            case "y" | "n" if may_mark:
                self._mark(line == "y")
            case "d" if may_dispute:
                reason = self._ask("What did the checker get wrong (may be left empty)? ")
                self._go_on(ok=not verdict.ok, reason=reason)
            case _ if line.startswith("?"):
                self._command(line[1:])
            case _:
                keys = ("enter", ".", *(("d",) if may_dispute else ()), *(("y", "n") if may_mark else ()))
                self._voice.tell(f"Type {', '.join(keys[:-1])} or {keys[-1]}; ? lists all commands.")

    def _go_on(self, *, ok: bool | None = None, reason: str = "") -> None:
        self._steps_told = 0
        view = self._sitting.next_stage(ok=ok, reason=clean_text(reason))
        output.emit_text()
        self._ask_of(view)

    def _dispute(self, verdict: VerdictView) -> None:
        if verdict.verdict == "revealed":
            self._voice.tell("No answer was given before the key was shown, so it cannot count as right.")
            return
        reason = self._ask("What did the checker get wrong (may be left empty)? ")
        ok, prompt = not verdict.ok, choose_verdict_question(verdict, overrules=True)
        while (line := self._ask(f"{prompt} y/n> ").strip().lower()) not in ("y", "n"):
            output.emit_text("Type y or n.")
        self._mark(line == "y", ok=ok, reason=reason)

    def _decide(self, verdict: VerdictView) -> None:
        choices = " · ".join(f"{key} {words}" for key, (words, _, _) in DECISIONS.items())
        self._voice.tell(f"You decide: {choices}")
        is_note = self._sitting.exercise is not None and is_asked_note(self._sitting.exercise.item)
        if is_note:
            self._voice.tell("Your note stays as it was: k keeps these words in its place, k TEXT others.")
        line = self._ask("1 to 4, enter next step> " if verdict.stage.steps else "1 to 4> ").strip()
        command, _, words = line.partition(" ")
        if is_note and command == "k":
            self._sitting.keep_words(words.strip())
            output.emit_text("Kept as your note.")
        elif line in DECISIONS:
            _, ok, why = DECISIONS[line]
            self._mark(why, ok=ok)
        elif line.startswith("?"):
            self._command(line[1:])
        elif not line and verdict.stage.steps:
            self._next_step(verdict)
        else:
            self._voice.tell("Type 1, 2, 3 or 4; ? lists all commands.")

    def _mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> None:
        try:
            marked = self._sitting.mark(why, ok=ok, reason=clean_text(reason))
        except StoreReplacedError:
            raise
        except DrillError as error:
            self._voice.tell(f"The mark was not saved: {error}. The question is still open.")
            return
        self._voice.tell(plain_words.describe_marked_result(marked, self._workspace.study_day()))

    # --- commands ------------------------------------------------------------------------------------------

    def _command(self, text: str) -> None:
        letter, _, argument = text.strip().partition(" ")
        handler = self._commands.get(letter.lower())
        if handler is None:
            self._tell_commands()
        elif self._sitting.is_placement and self._sitting.verdict is None and handler in self._helping:
            self._voice.tell("A placement asks without help. ?s says that you have not met this.")
        else:
            handler(argument.strip())

    def _tell_commands(self) -> None:
        is_placement, is_read_aloud = self._sitting.is_placement, self._voice.is_read_aloud
        self._voice.tell(
            plain_words.list_line_commands(is_placement=is_placement, is_read_aloud=is_read_aloud)
        )

    def _hint(self, _: str) -> None:
        hint = self._sitting.hint()
        self._voice.say(f"Hint: {hint}" if hint else "There is no further hint.")
        view = self._sitting.exercise
        if view is not None and view.figure is not None and view.figure.show == "hints":
            self._voice.draw(view.figure)

    def _shape(self, _: str) -> None:
        """Ask for the shape; if asked again, the motion."""
        shape, motion = self._sitting.shape_and_motion()
        is_motion_due = (self._shape_told or not shape) and motion
        self._shape_told = True
        if is_motion_due:
            self._voice.say(f"Motion: {motion}")
        else:
            more = " ?m again shows the motion." if motion else ""
            self._voice.say(f"Shape: {shape}.{more}" if shape else "The author left shape and motion to you.")

    def _theory(self, _: str) -> None:
        self._say_theory(self._sitting.theory())

    def _say_theory(self, theory: Theory) -> None:
        self._voice.say(theory.as_text() or "There is no theory for this exercise.")
        for figure in theory.figures:
            self._voice.draw(figure)

    def _reveal(self, _: str) -> None:
        self._say_verdict(self._sitting.reveal())

    def _skip(self, _: str) -> None:
        skipped = self._sitting.skip()
        output.emit_text(
            "Noted; this does not count as a mark." if skipped.not_yet else "Skipped to the end of today."
        )
        if skipped.ask:
            self._voice.tell(
                "Skipped three times: ?r reveals it, ?p parks it, ?s keeps it for the end of today."
            )
        if self._sitting.exercise is not None:
            self._sitting.next()

    def _park(self, _: str) -> None:
        self._voice.tell(f"Parked: {self._sitting.park()}. drill reopen opens it again.")

    def _again(self, _: str) -> None:
        self._introduce(self._sitting.again())

    def _own_line(self, text: str) -> None:
        self._sitting.own_line(text)
        output.emit_text("Kept." if text else "Cleared.")

    def _view(self, _: str) -> None:
        """Show formulas in the next form, and the exercise in it."""
        output.emit_text(self._voice.next_form())
        if self._sitting.exercise is not None:
            self._ask_of(self._sitting.exercise)

    def _undo(self, _: str) -> None:
        """Undo: at a question return to the answer; else undo the newest mark, its question first."""
        if self._sitting.verdict is not None:
            output.emit_text("Change the answer if you like: its mark will say that you had seen the key.")
            self._introduce(self._sitting.back_to_field())
            return
        undone = self._sitting.undo()
        if undone is None:
            output.emit_text("There is nothing to undo.")
            return
        self._voice.tell(f"{undone.told}.")
        if self._sitting.exercise is not None:
            self._introduce(self._sitting.exercise)
        if self._sitting.verdict is not None:
            self._say_verdict(self._sitting.verdict)
            self._voice.tell("Back to its question; ?u again goes back to the answer.")

    def _leave(self, _: str) -> None:
        raise Leave

    def _ask(self, prompt: str) -> str:
        self._voice.ask(prompt)
        line = next(self._lines, None)
        if line is None:
            raise Leave
        self._sitting.touch()
        return clean_text(line).rstrip("\n")

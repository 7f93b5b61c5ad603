"""The line mode: the same session line by line, for pipes, screen readers and slow connections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from drill.cli import output, plain_words
from drill.cli.plain_words import Voice
from drill.errors import DrillError, ParseError, StoreError, StoreReplacedError, UsageError
from drill.session.drilling.exercise_view import (
    ExerciseView,
    describe_theory,
    list_place,
    list_question,
    list_theory,
)
from drill.session.drilling.moves import (
    KEY_SEEN,
    NO_SHAPE,
    NOTE_KEPT,
    NOTE_STAYS,
    Moves,
    describe_error,
    describe_unsaved,
)
from drill.session.drilling.session_events import (
    Drawn,
    Markdown,
    Parked,
    Retype,
    Sentence,
    SessionEvent,
    Unreadable,
)
from drill.session.drilling.session_summary import DaySummary, PlacementSummary, SessionSummary
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.verdict_question import (
    choose_verdict_question,
    describe_unmarked,
    is_unmarked,
    list_answer_choices,
)
from drill.session.drilling.verdict_view import Marked, VerdictView, describe_consequence
from drill.session.drilling.working_feedback import LINE_SEPARATOR, CheckedWorking, takes_working
from drill.session.key_display import compared_lines, key_text
from drill.session.standing.paper_names import is_asked_note, is_paper
from drill.session.today.day_gathering import QUESTION, answer_pause, find_pause
from drill.session.today.session_list import MORE_MINUTES
from drill.session.workspace import Workspace
from drill.text import clean_text

if TYPE_CHECKING:
    from drill.session.today.formula_map import FormulaAhead

_REASON = "What did the checker get wrong (may be left empty)? "


class Leave(Exception):
    """Raised to end the session, because the input has ended or the learner asked to leave."""


class PlainSession:
    """Drives a session by lines of text."""

    def __init__(self, sitting: Sitting, workspace: Workspace, lines: Iterator[str], *, width: int) -> None:
        self._sitting = sitting
        self._workspace = workspace
        self._moves = Moves(sitting)
        self._undoes = not sitting.refused
        self._lines = lines
        self._voice = Voice(width, workspace.settings.glyphs)
        self._steps_told = 0
        self._shape_told = False
        # An answer that the store could not keep.
        self._unkept = ""
        # Whether other subjects follow.
        self._goes_on = False
        self._commands: Mapping[str, Callable[[str], None]] = {
            "h": lambda _: self._make("hint"), "m": self._shape, "t": self._theory,
            "r": lambda _: self._make("reveal"), "s": lambda _: self._make("skip"),
            "p": lambda _: self._make("park"), "o": lambda _: self._make("again"),
            "w": lambda text: self._make("note", field="line", text=text), "v": self._view, "u": self._undo,
            "q": self._leave,
        }  # fmt: skip

    def run(self, welcome: str = "", today: str = "", *, asks_pause: bool = False) -> int:
        """Drill until the session is over or the input ends; ``welcome`` is printed before all else, and
        ``today`` after the commands. After a pause, ask whether the waiting exercises come first.
        """
        if welcome:
            self._voice.tell(welcome)
        self._print_commands()
        for text in filter(None, (today, self._sitting.opening)):
            self._voice.tell(text)
        try:
            if asks_pause:
                self._ask_to_catch_up()
            self._serve()
            while self._sitting.exercise is not None or self._goes_on:
                self._take_turn()
        except Leave:
            output.emit_text()
            if not self._moves.is_over:
                self._print([self._moves.end()])
        return 0

    def _ask_to_catch_up(self) -> None:
        """Ask once after a pause, before the day's list is served, whether the waiting exercises come
        first.
        """
        pause = find_pause(self._workspace, self._workspace.standing(), self._workspace.parts())
        if pause is None or not pause.asks:
            return
        self._voice.tell(pause.told)
        self._workspace.notices = [each for each in self._workspace.notices if each != pause.told]
        for key, words in pause.ways:
            self._voice.tell(f"{key}  {words}")
        while (line := self._ask(f"{QUESTION} y/n> ").strip().lower()) not in ("y", "n"):
            output.emit_text("Type y or n.")
        self._voice.tell(answer_pause(self._workspace, catches_up=line == "y"))
        self._sitting.plan_again()

    def _take_turn(self) -> None:
        """Ask the next question of the current exercise, or go on with other subjects."""
        view = self._sitting.exercise
        verdict = self._sitting.verdict
        try:
            if view is None:
                self._goes_on = False
                self._make("more")
            elif verdict is None:
                self._take_answer(view)
            else:
                self._question(verdict)
        except StoreReplacedError:
            raise
        except DrillError as error:
            self._voice.tell(describe_error(error))
            if self._sitting.exercise is None and not self._moves.is_over:
                self._serve()

    def _serve(self) -> None:
        """Print the next exercise; a failing store can be retried any number of times.

        Raises StoreError if the input ends before that.
        """
        while True:
            try:
                self._print(self._moves.serve())
                return
            except StoreError as error:
                self._voice.tell(f"{error}. Everything marked is kept.")
                try:
                    self._ask("Press enter to try again> ")
                except Leave:
                    raise error from None

    def _make(self, move: str, **fields: object) -> None:
        self._print(self._moves.make(move, **fields))

    # --- printing ------------------------------------------------------------------------------------------

    def _print(self, events: Iterable[SessionEvent]) -> None:
        for event in events:
            match event:
                case ExerciseView():
                    self._introduce(event)
                case SessionSummary():
                    self._finish(event)
                case Marked() | Parked() if self._undoes:
                    self._voice.tell(f"{event.as_text()} ?u undoes.")
                case _:
                    self._print_lines(event.sentences)
            match event:
                case VerdictView():
                    self._look_at(event)
                case Retype() if event.working is not None:
                    self._print_signs(event.working)
                case _:
                    pass

    def _print_lines(self, sentences: Iterable[Sentence]) -> None:
        for sentence in sentences:
            match sentence:
                case Drawn():
                    self._voice.draw(sentence.figure, is_told=sentence.is_told)
                case Markdown():
                    self._voice.say(sentence)
                case _:
                    self._voice.tell(sentence)

    def _introduce(self, view: ExerciseView) -> None:
        self._steps_told = 0
        self._shape_told = False
        self._unkept = ""
        output.emit_text()
        if view.attempt.done:  # the chain is at its next stage
            self._print_lines(list_question(view))
            return
        self._print_lines(list_place(view))
        for notice in self._workspace.take_notices():
            self._voice.tell(notice)
        theory = list_theory(view) if self._sitting.verdict is None else ()
        if theory:
            self._print_lines(theory)
            self._ask("Press enter for the exercise> ")
            output.emit_text()
        self._print_lines(list_question(view))
        if view.draft and self._sitting.verdict is None:
            output.emit_text(f"What you had typed: {key_text(view.draft)}")
        self._sitting.shown()

    def _look_at(self, verdict: VerdictView) -> None:
        """Print the details of a verdict: its working, the difference of a formula, and the first step."""
        if verdict.working is not None:
            self._print_working(verdict.working)
        if (compared := compared_lines(verdict, self._workspace.settings.glyphs)) is not None:
            self._voice.tell(plain_words.first_difference(compared))
        if verdict.verdict != "correct" and verdict.stage.steps:
            self._next_step(verdict)

    def _print_working(self, working: CheckedWorking) -> None:
        """Print the lines with their signs, and the first that does not follow; enter shows its break."""
        self._print_signs(working)
        if working.question:
            self._voice.tell(working.question)
        if working.detail:
            self._ask("enter shows where> ")
            self._voice.tell(working.detail)

    def _print_signs(self, working: CheckedWorking) -> None:
        if self._voice.is_read_aloud:
            for number, (line, checked) in enumerate(zip(working.lines, working.checked, strict=True), 1):
                output.emit_text(f"  Line {number}{plain_words.SPOKEN_SIGNS[checked.sign]}: {line}")
            return
        signs = working.signs(is_ascii=self._workspace.settings.glyphs == "ascii")
        signed = zip(signs, working.lines, strict=True)
        output.emit_text("\n".join(f"  {sign} {line}" for sign, line in signed))

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
        pairs = (("You saw", verdict.own_line), ("Shape", verdict.shape), ("Motion", verdict.motion))
        shape_lines = [f"{name}: {text}" for name, text in pairs if text and not self._shape_told]
        self._shape_told = True
        self._voice.say("\n\n".join(shape_lines) if shape_lines else "There is no further step.")

    def _finish(self, summary: SessionSummary) -> None:
        """Print the end, unless only other subjects are left and the learner wants them."""
        sentences = summary.sentences
        if isinstance(summary, DaySummary) and summary.others:
            if self._sitting.exercise is None and summary.ended:
                self._voice.tell(summary.ended)
                self._goes_on = self._wants_others()
                if self._goes_on:
                    return
            sentences = tuple(each for each in sentences if each != summary.ended)
        self._print_lines(sentences)
        if isinstance(summary, PlacementSummary) and summary.found is not None and summary.found.first:
            self._voice.tell("drill start begins with it.")
        if (formula := self._sitting.find_formula_ahead()) is not None:
            self._print_formula(formula)

    def _wants_others(self) -> bool:
        """Ask whether the day goes on; the end of the input means no."""
        try:
            line = self._ask(f"enter ends the day, + adds {MORE_MINUTES} minutes of other subjects> ")
        except Leave:
            output.emit_text()
            return False
        return line.strip() == "+"

    def _print_formula(self, formula: FormulaAhead) -> None:
        """Print a formula that the path leads to, its sentence, and what its symbols mean."""
        self._voice.tell(f"Where this leads: {formula.called}. {formula.describe_left()}")
        self._voice.say(f"$${formula.latex}$$")
        for text in (formula.words, *(f"${symbol}$: {meaning}" for symbol, meaning in formula.symbols)):
            if text.strip():
                self._voice.say(text)

    # --- answering -----------------------------------------------------------------------------------------

    def _take_answer(self, view: ExerciseView) -> None:
        line = self._ask("enter when you are done, a note if you like> " if view.is_in_a_book else "answer> ")
        if line.startswith("?"):
            self._command(line[1:])
            return
        if self._keeps_question(line, view):
            return
        if plain_words.is_meant_to_leave(line, view):
            self._voice.tell("?q leaves; ? lists all commands. Nothing is marked.")
            return
        line = line if line.strip() else self._unkept
        if not line.strip() and view.stage.kind != "self":
            if view.is_placement:
                self._make("empty")
            return
        try:
            working = self._split_working(line, view)
            text = working[-1] if working else line
            for each in self._moves.make("answer", text=text, working=working):
                self._unkept = ""
                self._print([each])
                if isinstance(each, Unreadable) and not self._voice.is_read_aloud:
                    output.emit_text(plain_words.point_at(each, line))
        except ParseError as error:
            self._voice.tell(f"Nothing is marked: {error}.")
        except StoreReplacedError:
            raise
        except StoreError as error:
            self._unkept = line
            self._voice.tell(f"{error}. Your answer is not lost: press enter to send it again.")

    def _keeps_question(self, line: str, view: ExerciseView) -> bool:
        """Keep ``+ TEXT?`` as a question on the exercise's paper, of the kind that is asked for then."""
        sign, _, text = line.strip().partition(" ")
        text = text.strip()
        if sign != "+" or not text.endswith("?") or not is_paper(view.item.rpartition("/")[0]):
            return False
        from drill.session.standing.paper_notes import (
            ASKS_KIND,
            QUESTION_KINDS,
            find_question_kind,
            format_question,
        )

        offered = ", ".join(f"{number} {words}" for number, words in enumerate(QUESTION_KINDS.values(), 1))
        digit = self._ask(f"{ASKS_KIND} {offered}; enter leaves it open> ")
        question = format_question(find_question_kind(digit), text)
        self._make("note", field="unknown", text=question)
        return True

    def _split_working(self, line: str, view: ExerciseView) -> list[str]:
        """Return the lines of a working, which are separated by ``;;``; none if it is one answer."""
        if not takes_working(view.stage.expect) or LINE_SEPARATOR not in line:
            return []
        return [text.strip() for text in line.split(LINE_SEPARATOR)]

    def _question(self, verdict: VerdictView) -> None:
        """Ask the question after a verdict, and act on the reply; any other line may be a command."""
        exercise = verdict.exercise
        is_note = exercise.decides and is_asked_note(exercise.item)
        if is_note:
            self._voice.tell(f"{NOTE_STAYS} k keeps these words in its place, k TEXT others.")
        acts = dict(self._list_acts(verdict))
        offered = ", ".join(f"{key or 'enter'} {words}" for key, (words, _) in acts.items())
        line = self._ask(f"{_choose_question(verdict)} {offered}> ").strip()
        command, _, words = line.partition(" ")
        if is_note and command == "k":
            self._sitting.keep_words(words.strip())
            output.emit_text(NOTE_KEPT)
        elif line.lower() in acts:
            acts[line.lower()][1]()
        elif line.startswith("?"):
            self._command(line[1:])
        elif self._keeps_question(line, exercise):
            return
        else:
            *keys, last = (key or "enter" for key in acts)
            self._voice.tell(f"Type {', '.join(keys)} or {last}; ? lists all commands.")

    def _list_acts(self, verdict: VerdictView) -> Iterator[tuple[str, tuple[str, Callable[[], None]]]]:
        """Return the keys that may follow a verdict, with their words and what each does."""
        exercise = verdict.exercise
        is_over = "next" not in exercise.ways
        goes_past = is_over and is_unmarked(verdict)
        if exercise.asks_once:
            for key, words, effect in list_answer_choices(verdict):
                told = f"{words}: {describe_consequence(effect)}"
                yield key, (told, partial(self._mark, key == "y", ok=key == "y"))
        elif exercise.decides:
            for key, words, ok in (("y", "yes", True), ("n", "no", False)):
                yield key, (words, partial(self._judge, verdict, ok=ok))
        elif not goes_past:
            for key, words, effect in list_answer_choices(verdict):
                told = describe_consequence(effect) if is_over else f"{words}, marked now"
                yield key, (told, partial(self._mark, key == "y"))
        if goes_past:
            yield "", ("next question", partial(self._mark, False))
        elif not is_over and not exercise.decides:
            yield "", ("next stage", partial(self._make, "next"))
        step = "." if goes_past or not (is_over or exercise.decides) else ""
        yield step, ("next step", partial(self._next_step, verdict))
        if not exercise.asks_why and verdict.verdict == "wrong":
            yield "d", ("this is wrong", partial(self._mark, False, ok=True))
        elif exercise.asks_why and verdict.verdict != "revealed":
            yield "d", ("dispute", partial(self._dispute, verdict))

    def _dispute(self, verdict: VerdictView) -> None:
        """Overrule the checker, with a reason or none."""
        self._judge(verdict, ok=not verdict.ok, reason=clean_text(self._ask(_REASON)))

    def _judge(self, verdict: VerdictView, *, ok: bool, reason: str = "") -> None:
        """Ask whether the learner sees why, after their own judgement of the answer; between two stages,
        continue without asking.
        """
        if "next" in verdict.exercise.ways:
            self._make("next", ok=ok, reason=reason)
            return
        effects = {
            key: describe_consequence(effect) for key, _, effect in list_answer_choices(verdict, ok=ok)
        }
        offered = ", ".join(f"{key} {effect}" for key, effect in effects.items())
        prompt = f"{choose_verdict_question(verdict, ok=ok)} {offered}> "
        while (line := self._ask(prompt).strip().lower()) not in effects:
            output.emit_text("Type y or n.")
        self._mark(line == "y", ok=ok, reason=reason)

    def _mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> None:
        try:
            self._make("mark", why=why, ok=ok, reason=reason)
        except StoreReplacedError:
            raise
        except DrillError as error:
            if self._sitting.exercise is None:  # the mark is stored, but no exercise could be served
                raise
            self._voice.tell(describe_unsaved("mark", error))

    # --- commands ------------------------------------------------------------------------------------------

    def _command(self, text: str) -> None:
        letter, _, argument = text.strip().partition(" ")
        name = letter.lower()
        if name not in self._commands:
            self._print_commands()
        elif name in "hmtwpo" and self._sitting.why_no_help and self._sitting.verdict is None:
            self._voice.tell(describe_error(UsageError(self._sitting.why_no_help)))
        else:
            self._commands[name](argument.strip())

    def _print_commands(self) -> None:
        commands = plain_words.list_line_commands(self._sitting, is_read_aloud=self._voice.is_read_aloud)
        self._voice.tell(commands)

    def _shape(self, _: str) -> None:
        """Ask for the shape; if asked again, the motion."""
        if self._sitting.exercise is None:
            return
        variant = self._sitting.exercise.variant
        is_motion_due = self._shape_told or not variant.shape
        self._shape_told = True
        if is_motion_due and variant.motion:
            self._voice.say(f"Motion: {variant.motion}")
        elif variant.shape:
            more = " ?m again shows the motion." if variant.motion else ""
            self._voice.say(f"Shape: {variant.shape}.{more}")
        else:
            self._voice.say(NO_SHAPE)

    def _theory(self, _: str) -> None:
        self._print_lines(describe_theory(self._sitting.theory()))

    def _view(self, _: str) -> None:
        """Show formulas in the next form, and the exercise in it."""
        output.emit_text(self._voice.next_form())
        if self._sitting.exercise is not None:
            self._print_lines(list_question(self._sitting.exercise))

    def _undo(self, _: str) -> None:
        """Undo: at a question return to the answer; else undo the newest mark, its question first."""
        if self._sitting.verdict is not None and self._undoes:
            output.emit_text(KEY_SEEN)
            self._print(self._moves.back_to_answer())
            return
        self._print(self._moves.undo(to_answer=False))
        if self._sitting.verdict is not None:
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


def _choose_question(verdict: VerdictView) -> str:
    """Return the question after a verdict, or the effect of a final verdict that gives no mark."""
    is_over = "next" not in verdict.exercise.ways
    if is_over and is_unmarked(verdict):
        return describe_unmarked(verdict)
    return choose_verdict_question(verdict)

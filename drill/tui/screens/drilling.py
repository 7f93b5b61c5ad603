"""The loop: exercise, answer, verdict, mark, and the next one, on one screen."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input

from drill.errors import DrillError, StoreError
from drill.session.views import (
    ExerciseView,
    Marked,
    Retype,
    SessionSummary,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.tui.content import Part, line
from drill.tui.widgets.banner import Banner
from drill.tui.widgets.command_row import Command, CommandRow
from drill.tui.widgets.fields import AnswerLine, ChoiceField, TypedField
from drill.tui.widgets.rows import KeyRow, TopLine
from drill.tui.widgets.text import Prose, Text
from drill.tui.widgets.verdict import MarkPanel, Steps, pair, sign_of, told, verdict_line

if TYPE_CHECKING:
    from drill.session.sitting import Sitting
    from drill.session.start import Request
    from drill.tui.app import DrillApp

GUARD_S = 0.15
"""Marks typed before the verdict was there for so long are dropped: no question is answered unseen."""
SLOW_S = 0.15
"""After so long the field says that it is checking."""

_FIELD_KEYS = (
    ("enter", "check"), ("esc", "then:"), ("h", "hint"), ("t", "theory"), ("r", "reveal"),
    ("tab", "your line"), ("?", "keys"),
)  # fmt: skip
_COMMANDS: tuple[Command, ...] = (
    ("h", "hint"),
    ("m", "shape, then motion"),
    ("t", "theory"),
    ("w", "write a line of your own"),
    ("r", "reveal (yellow or red)"),
    ("s", "skip: end of today"),
    ("o", "the same with other numbers"),
    ("u", "undo the last mark"),
    ("p", "park this exercise"),
    ("q", "leave, all is kept"),
)
_DECISIONS = {"1": (True, True), "2": (True, False), "3": (False, True), "4": (False, False)}
_DECISION_WORDS = (
    ("1", "right, know why"), ("2", "right, not sure"), ("3", "wrong, see where"), ("4", "wrong, not even now"),
)  # fmt: skip


class DrillingScreen(Screen[None]):
    """One session, exercise by exercise.

    ``mode`` says what keys mean: ``loading``, ``theory``, ``field``, ``verdict``, ``decide``, ``dispute``,
    ``overrule`` (the question after a dispute), ``own-line``.
    """

    app: DrillApp
    CSS = """
    DrillingScreen {layers: base above;}
    #prompt {margin-top: 1;} #welcome, #own, #invitation, #example, #tips {height: auto; padding: 0 2;}
    #verdict, #pair {height: auto; margin-top: 1;} #pair {text-wrap: nowrap;}
    #answer {height: auto; margin-top: 1;} #own-line, #reason {margin: 0 2; display: none;}
    .-short #invitation, .-short #tips {display: none;}
    .-short #prompt, .-short #answer, .-short #verdict, .-short #pair {margin-top: 0;}
    """
    BINDINGS: ClassVar = []

    def __init__(self, request: Request | None, *, first_run: bool = False) -> None:
        super().__init__()
        self._request = request
        self._first_run = first_run
        self._sitting: Sitting | None = None
        self._mode = "loading"
        self._today = date.min
        self._begun = time.monotonic()
        self._verdict_at = 0.0
        self._after_undo = False
        self._shown_of_shape = 0
        self._field: TypedField | ChoiceField | None = None
        self._overrules: tuple[bool, str] = (False, "")

    # --- parts ---------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Everything at once; what is not due is hidden."""
        tier = self.app.settings.glyphs
        yield TopLine(line(("drill", "bold")))
        yield Banner()
        with VerticalScroll(id="body"):
            yield Text(self._welcome(), id="welcome")
            yield Prose(tier=tier, id="prompt")
            yield Text(id="own")
            yield Text(id="invitation")
            yield Input(placeholder="your own line on shape and motion", id="own-line", select_on_focus=False)
            yield Vertical(id="answer")
            yield Prose(tier=tier, id="hints")
            yield Text(id="verdict")
            yield Text(id="pair")
            yield Vertical(id="steps")
            yield Text(self._tips(), id="tips")
        yield Input(
            placeholder="what did the checker get wrong? may stay empty", id="reason", select_on_focus=False
        )
        yield MarkPanel()
        yield CommandRow()
        yield KeyRow(("", "preparing the first exercise"), ("?", "keys"))

    def _welcome(self) -> Content:
        if not self._first_run:
            return Content("")
        return line("\nWelcome to drill. There is nothing to set up: type the answer, then enter.")

    def _tips(self) -> Content:
        if not self._first_run:
            return Content("")
        return line(
            ("\nAnswers look like  3 cos 2x - e^(-x)/2  and are typeset below as you type.\n", "$secondary"),
            ("First see its shape (how is it built?), then the motion (what moves first?).", "$secondary"),
        )

    def on_mount(self) -> None:
        """Begin once the first paint is done."""
        self.query_one("#body").can_focus = False
        self.call_after_refresh(self._begin)
        self.set_interval(20, self._draw_corner)

    # --- flow ----------------------------------------------------------------------------------------------

    @work(exclusive=True, group="session")
    async def _begin(self) -> None:
        from drill.session.start import Request, start

        try:
            workspace = await self.app.opened()
            request = self._request or Request()
            self._sitting = await self.app.background.run(start, workspace, request)
            self.app.before_leaving = self._keep_draft
            self._today = await self.app.background.run(workspace.study_day)
            await self._serve()
        except DrillError as error:
            self._tell(str(error))
            self.query_one(KeyRow).set(("ctrl+q", "quit"), ("?", "keys"))

    async def _serve(self) -> None:
        """The next exercise, or the summary."""
        served = await self._ask(self._session.next)
        self._tell_notices()
        if isinstance(served, SessionSummary):
            self._finish(served)
        else:
            await self._show(served)

    async def _show(self, view: ExerciseView) -> None:
        self._clear()
        self._draw_top(view)
        if view.theory is not None and self._session.verdict is None:
            self._show_theory(view)
        else:
            await self._show_exercise(view)

    def _show_theory(self, view: ExerciseView) -> None:
        assert view.theory is not None
        self._mode = "theory"
        self.set_focus(None)
        head = "**Before you try again**"
        example = view.theory.example
        text = f"{head}\n\n{view.theory.text}" if view.theory.text else head
        if example is not None:
            text += f"\n\n**Example with other numbers.** {example.prompt}"
        self.query_one("#prompt", Prose).set(text)
        self._mount_steps(example.steps if example else ())
        self.query_one("#own", Text).show(self._own_lines(view))
        more = (("space", "next step"),) if example and example.steps else ()
        self.query_one(KeyRow).set(("enter", "to the exercise"), *more, ("?", "keys"))

    async def _show_exercise(self, view: ExerciseView) -> None:
        self._clear()
        self.query_one("#welcome").display = self._first_run and view.number == 1
        self.query_one("#tips").display = self._first_run and view.number == 1
        self.query_one("#prompt", Prose).set(view.prompt + self._names(view))
        self.query_one("#own", Text).show(self._own_lines(view))
        self.query_one("#invitation", Text).show(self._invitation(view))
        self.query_one("#hints", Prose).set(_numbered("hint", view.hints_shown))
        await self._mount_field(view)
        verdict = self._session.verdict
        if verdict is not None:
            self._show_verdict(verdict)
        else:
            self._back_to_field()

    async def _mount_field(self, view: ExerciseView) -> None:
        holder = self.query_one("#answer", Vertical)
        await holder.remove_children()
        tier = self.app.settings.glyphs
        if view.kind in ("choice", "choices", "order"):
            self._field = ChoiceField(view.kind, view.options, str(view.draft), tier)
        else:
            self._field = TypedField(view.expect, view.fields, view.draft, tier, free=view.kind == "self")
        await holder.mount(self._field)

    def _back_to_field(self) -> None:
        self._mode = "field"
        self.query_one("#answer").display = True
        self.query_one(KeyRow).set(*_FIELD_KEYS)
        if self._field is not None:
            self._field.take_focus()

    def _finish(self, summary: SessionSummary) -> None:
        from drill.tui.screens.summary import SummaryScreen

        self.app.before_leaving = None
        self.app.switch_screen(SummaryScreen(summary, self._session))

    # --- answering -----------------------------------------------------------------------------------------

    def on_typed_field_submitted(self, event: TypedField.Submitted) -> None:
        """Enter on an answer."""
        event.stop()
        assert self._session.exercise is not None
        if _is_blank(event.answer) and self._session.exercise.kind != "self":
            return
        if self._mode == "field":
            self._mode = "checking"
            self._check(event.answer)

    @work(exclusive=True, group="session")
    async def _check(self, answer: str | Mapping[str, str]) -> None:
        slow = self.set_timer(SLOW_S, lambda: self._field and self._field.set_title("checking…"))
        outcome = await self._ask(self._session.answer, answer)
        slow.stop()
        if self._field is not None:
            self._field.set_title("answer")
        match outcome:
            case VerdictView():
                self._show_verdict(outcome)
            case Unreadable():
                self._back_to_field()
                if self._field is not None:
                    self._field.mark_place(outcome.message, outcome.at, outcome.part)
            case Retype():
                self._back_to_field()
                self._tell(f"Right value, other form: {outcome.message} Once more, free of charge.")
            case Undecided():
                self._back_to_field()
                self._tell(
                    f"{outcome.message} Nothing is marked: type it differently, or esc r and decide yourself."
                )
            case None:
                self._back_to_field()

    def _show_verdict(self, verdict: VerdictView) -> None:
        view = self._session.exercise
        assert view is not None
        self._tell()
        self._mode = "decide" if verdict.decides else "verdict"
        self.set_focus(None)
        for name in ("#answer", "#invitation", "#own-line", "#welcome", "#tips"):
            self.query_one(name).display = False
        width, tier = self.size.width - 2, self.app.settings.glyphs
        self.query_one("#verdict", Text).show(verdict_line(verdict, width, tier))
        self.query_one("#pair", Text).show(pair(verdict, view.expect, width, tier))
        self.query_one("#own", Text).show(self._shapes(verdict))
        self._mount_steps(verdict.steps, shown=0 if verdict.ok else 1)
        self._ask_for_mark(verdict)
        self._verdict_at = time.monotonic()

    def _ask_for_mark(self, verdict: VerdictView) -> None:
        panel = self.query_one(MarkPanel)
        looks = {"dark": self.app.current_theme.dark, "tier": self.app.settings.glyphs}
        if verdict.decides:
            choices = [
                (key, words, (verdict.right if ok else verdict.wrong)[why])
                for (key, words), (ok, why) in zip(_DECISION_WORDS, _DECISIONS.values(), strict=True)
            ]
            panel.ask("You decide:", choices, self._today, **looks)
            self.query_one(KeyRow).set(("enter", "next step"), ("a", "all"), ("u", "undo"), ("?", "keys"))
            return
        ok = bool(verdict.ok)
        self._ask_why(ok, verdict, looks)
        dispute = () if verdict.verdict == "revealed" else (("d", "dispute"),)
        words = ("I know why", "not sure") if ok else ("I see where", "not yet")
        self.query_one(KeyRow).set(
            ("enter", "next step"), ("a", "all"), ("y", words[0]), ("n", words[1]), *dispute, ("?", "keys")
        )

    def _ask_why(self, ok: bool, verdict: VerdictView, looks: Mapping[str, object]) -> None:
        by_why = verdict.right if ok else verdict.wrong
        question = "Do you know why it is right?" if ok else "Do you see where it went wrong?"
        words = ("yes", "not sure") if ok else ("I see it", "not even now")
        choices = [("y", words[0], by_why[True]), ("n", words[1], by_why[False])]
        self.query_one(MarkPanel).ask(question, choices, self._today, **looks)  # pyright: ignore[reportArgumentType]

    def _mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> None:
        if time.monotonic() - self._verdict_at < GUARD_S:
            return
        self._mode = "marking"
        self._write_mark(why, ok, reason)

    @work(exclusive=True, group="session")
    async def _write_mark(self, why: bool, ok: bool | None, reason: str) -> None:
        verdict = self._session.verdict
        try:
            marked = await self.app.background.run(self._session.mark, why, ok=ok, reason=reason)
        except StoreError as error:
            self._tell(
                f"The mark is not kept: {error}", "The question stands: answer it again to try once more."
            )
            if verdict is not None:
                self._mode = "decide" if verdict.decides else "verdict"
            return
        self._after_undo = False
        await self._serve()
        self._flash(marked)

    # --- keys ----------------------------------------------------------------------------------------------

    def on_answer_line_command_asked(self, event: AnswerLine.CommandAsked) -> None:
        """Escape or ``?`` in the field."""
        event.stop()
        self.query_one(CommandRow).open(_COMMANDS)
        self.set_focus(None)

    def on_key(self, event: events.Key) -> None:
        """Letters command wherever nothing is typed."""
        row = self.query_one(CommandRow)
        if row.is_open:
            event.stop()
            self._one_shot(event)
        elif event.key.startswith("alt+") and self._mode == "field":
            event.stop()
            self._command(event.key.removeprefix("alt+"))
        elif isinstance(self.focused, Input) and self._mode not in ("own-line", "dispute"):
            if (
                event.key == "tab"
                and self._mode == "field"
                and not (self._session.exercise or _NO_FIELDS).fields
            ):
                event.stop()
                event.prevent_default()
                self._command("w")
        elif isinstance(self.focused, Input):
            if event.key == "escape":
                event.stop()
                self._leave_line()
        else:
            self._bare(event)

    def _one_shot(self, event: events.Key) -> None:
        self.query_one(CommandRow).close()
        if event.key in ("escape", "enter") or event.character is None:
            self._back_to_field()
            return
        self._back_to_field()
        self._command(event.character)

    def _bare(self, event: events.Key) -> None:
        handlers: Mapping[str, Callable[[events.Key], bool]] = {
            "theory": self._theory_key,
            "verdict": self._verdict_key,
            "decide": self._decide_key,
            "overrule": self._overrule_key,
            "field": self._choice_key,
        }
        handler = handlers.get(self._mode)
        if handler is not None and handler(event):
            event.stop()
        elif event.key == "question_mark":
            event.stop()
            self._help()

    def _theory_key(self, event: events.Key) -> bool:
        match event.key:
            case "enter" | "escape":
                if self._session.exercise is not None:
                    self.run_worker(
                        self._show_exercise(self._session.exercise), exclusive=True, group="session"
                    )
            case "space":
                self.query_one(Steps).reveal(1)
            case "q":
                self._leave()
            case _:
                return False
        return True

    def _choice_key(self, event: events.Key) -> bool:
        if event.key in ("escape", "question_mark"):
            self.query_one(CommandRow).open(_COMMANDS)
            return True
        if event.character and event.character in {letter for letter, _ in _COMMANDS}:
            self._command(event.character)
            return True
        return False

    def _verdict_key(self, event: events.Key) -> bool:
        verdict = self._session.verdict
        match event.key:
            case "y" | "n":
                self._mark(event.key == "y")
            case "d" if verdict is not None and verdict.verdict != "revealed":
                self._mode = "dispute"
                self.query_one("#reason", Input).display = True
                self.query_one("#reason", Input).focus()
            case _:
                return self._reading_key(event)
        return True

    def _decide_key(self, event: events.Key) -> bool:
        if event.key in _DECISIONS:
            ok, why = _DECISIONS[event.key]
            self._mark(why, ok=ok)
            return True
        return self._reading_key(event)

    def _overrule_key(self, event: events.Key) -> bool:
        if event.key in ("y", "n"):
            ok, reason = self._overrules
            self._mark(event.key == "y", ok=ok, reason=reason)
            return True
        if event.key in ("escape", "d"):
            if self._session.verdict is not None:
                self._show_verdict(self._session.verdict)
            return True
        return self._reading_key(event)

    def _reading_key(self, event: events.Key) -> bool:
        """Keys that only look more closely, the same in every question."""
        body = self.query_one("#body", VerticalScroll)
        match event.key:
            case "enter":
                self.query_one(Steps).reveal(1)
                self.call_after_refresh(body.scroll_end, animate=False)
            case "a":
                self.query_one(Steps).reveal(self.query_one(Steps).left)
                self.call_after_refresh(body.scroll_end, animate=False)
            case "j" | "down":
                body.scroll_down(animate=False)
            case "k" | "up":
                body.scroll_up(animate=False)
            case "pagedown":
                body.scroll_page_down(animate=False)
            case "pageup":
                body.scroll_page_up(animate=False)
            case "u":
                self._command("u")
            case "t":
                self._command("t")
            case "q":
                self._leave()
            case _:
                return False
        return True

    def _command(self, letter: str) -> None:
        commands: Mapping[str, Callable[[], object]] = {
            "h": self._hint,
            "m": self._shape,
            "t": self._theory,
            "w": self._write_line,
            "r": self._reveal,
            "s": self._skip,
            "o": self._again,
            "u": self._undo,
            "p": self._park,
            "q": self._leave,
        }
        command = commands.get(letter)
        if command is not None:
            command()

    # --- commands ------------------------------------------------------------------------------------------

    @work(exclusive=True, group="session")
    async def _hint(self) -> None:
        hint = await self._ask(self._session.hint)
        if hint is None:
            self._tell("There is no further hint.")
        view = self._session.exercise
        if view is not None:
            self.query_one("#hints", Prose).set(_numbered("hint", view.hints_shown))

    @work(exclusive=True, group="session")
    async def _shape(self) -> None:
        shape, motion = await self._ask(self._session.shape_and_motion) or ("", "")
        self._shown_of_shape += 1
        parts = [f"**shape** {shape}" if shape else "The author left the shape to you."]
        if self._shown_of_shape > 1:
            parts.append(f"**motion** {motion}" if motion else "The author left the motion to you.")
        self.query_one("#hints", Prose).set("\n\n".join(parts))

    @work(exclusive=True, group="session")
    async def _theory(self) -> None:
        from drill.tui.screens.theory import TheoryScreen

        theory = await self._ask(self._session.theory)
        if theory is not None:
            await self.app.push_screen(TheoryScreen(theory))

    def _write_line(self) -> None:
        self._mode = "own-line"
        own = self.query_one("#own-line", Input)
        own.display = True
        own.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the line of one's own, or in a dispute's reason."""
        event.stop()
        if event.input.id == "own-line":
            self._keep_line(event.value)
        elif event.input.id == "reason" and self._session.verdict is not None:
            event.input.display = False
            self._overrules = (not self._session.verdict.ok, event.value)
            self._mode = "overrule"
            self.set_focus(None)
            looks = {"dark": self.app.current_theme.dark, "tier": self.app.settings.glyphs}
            self._ask_why(self._overrules[0], self._session.verdict, looks)
            self._verdict_at = time.monotonic()

    @work(exclusive=True, group="session")
    async def _keep_line(self, text: str) -> None:
        await self._ask(self._session.own_line, text)
        self._leave_line()
        if self._session.exercise is not None:
            self.query_one("#own", Text).show(self._own_lines(self._session.exercise))

    def _leave_line(self) -> None:
        self.query_one("#own-line").display = False
        self.query_one("#reason").display = False
        if self._session.verdict is not None:
            self._show_verdict(self._session.verdict)
        else:
            self._back_to_field()

    @work(exclusive=True, group="session")
    async def _reveal(self) -> None:
        verdict = await self._ask(self._session.reveal)
        if verdict is not None:
            self._show_verdict(verdict)

    @work(exclusive=True, group="session")
    async def _skip(self) -> None:
        skipped = await self._ask(self._session.skip)
        if skipped is None:
            return
        await self._serve()
        if skipped.ask:
            self._tell(
                "Skipped three times: esc r reveals it, esc p parks it, esc s keeps it for the end of today."
            )

    @work(exclusive=True, group="session")
    async def _park(self) -> None:
        item = await self._ask(self._session.park)
        if item is not None:
            await self._serve()
            self.notify(f"{item} is parked; esc u takes it back", markup=False)

    @work(exclusive=True, group="session")
    async def _again(self) -> None:
        view = await self._ask(self._session.again)
        if view is not None:
            await self._show(view)

    @work(exclusive=True, group="session")
    async def _undo(self) -> None:
        if self._after_undo and self._session.verdict is not None:
            self._after_undo = False
            view = await self._ask(self._session.back_to_field)
        else:
            undone = await self._ask(self._session.undo)
            if undone is None:
                self._tell("There is nothing to undo.")
                return
            self._after_undo = self._session.verdict is not None
            view = self._session.exercise
        if view is None:
            await self._serve()
        else:
            await self._show_exercise(view)
            self._draw_top(view)

    @work(exclusive=True, group="session")
    async def _leave(self) -> None:
        await self._keep_draft()
        summary = await self._ask(self._session.summary)
        if summary is not None and summary.attempts:
            self._finish(summary)
        else:
            await self.app.background.run(self._session.close)
            self.app.go_to_today()

    def _help(self) -> None:
        from drill.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    # --- small things --------------------------------------------------------------------------------------

    @property
    def _session(self) -> Sitting:
        assert self._sitting is not None
        return self._sitting

    async def _ask(self, use: Callable[..., object], *args: object):  # noqa: ANN202
        """Run one use of the session off the app's thread; a refusal is told in place."""
        try:
            return await self.app.background.run(use, *args)
        except DrillError as error:
            self._tell(str(error))
            return None

    async def _keep_draft(self) -> None:
        if self._sitting is not None and self._field is not None and self._sitting.exercise is not None:
            await self._ask(self._sitting.draft, self._field.answer)

    def on_typed_field_changed(self, event: TypedField.Changed) -> None:
        """Keep the draft once the typing rests."""
        event.stop()
        self._tell()
        self._save_later(event.answer)

    @work(exclusive=True, group="draft")
    async def _save_later(self, answer: str | Mapping[str, str]) -> None:
        import asyncio

        await asyncio.sleep(0.4)
        if self._sitting is not None and self._sitting.exercise is not None and self._mode == "field":
            await self.app.background.run(self._sitting.touch)
            await self._ask(self._sitting.draft, answer)

    def _clear(self) -> None:
        self._shown_of_shape = 0
        self.query_one(MarkPanel).hide()
        self.query_one(CommandRow).close()
        for name in ("#verdict", "#pair", "#own", "#invitation"):
            self.query_one(name, Text).show(Content(""))
        for name in ("#own-line", "#reason", "#answer"):
            self.query_one(name).display = False
        self.query_one("#own-line", Input).value = ""
        self.query_one("#reason", Input).value = ""
        self.query_one("#invitation").display = True
        self.query_one("#hints", Prose).set("")
        self.query_one("#steps").remove_children()
        self.query_one("#body", VerticalScroll).scroll_home(animate=False)

    def _mount_steps(self, steps: tuple[str, ...], shown: int = 0) -> None:
        holder = self.query_one("#steps", Vertical)
        holder.remove_children()
        made = Steps(steps, self.app.settings.glyphs)
        made.reveal(shown)
        holder.mount(made)

    def _tell(self, *messages: str) -> None:
        self.query_one(Banner).say(*messages)

    def _tell_notices(self) -> None:
        if self.app.workspace is not None:
            for notice in self.app.workspace.take_notices():
                self.notify(notice, markup=False)

    def _draw_top(self, view: ExerciseView) -> None:
        looks = {"dark": self.app.current_theme.dark, "tier": self.app.settings.glyphs}
        self._corner = f"exercise {view.number}, {view.left} left"
        self.query_one(TopLine).show(standing_line(view, **looks), line((self._corner, "$secondary")))  # pyright: ignore[reportArgumentType]

    def _draw_corner(self) -> None:
        """Minutes of the session, where they are wanted."""

    def _flash(self, marked: Marked) -> None:
        dark, tier = self.app.current_theme.dark, self.app.settings.glyphs
        sign = sign_of("parked" if marked.state == "parked" else marked.mark, dark=dark, tier=tier)
        word = "parked" if marked.state == "parked" else marked.mark
        self.query_one(TopLine).flash(line(sign, f" {word}  ", ("esc u undoes", "$secondary")))
        if marked.notice:
            self._tell(marked.notice)

    def _own_lines(self, view: ExerciseView) -> Content:
        lines = [line((f"your line, pass {own.pass_}  ", "$secondary"), own.text) for own in view.own_lines]
        return Content("\n").join(lines)

    def _invitation(self, view: ExerciseView) -> Content:
        if self.app.settings.step == "off" or (view.number > 10 and view.state == "unseen"):
            return Content("")
        return line(("shape, then motion: see both before you type", "$secondary"))

    def _names(self, view: ExerciseView) -> str:
        if not view.names:
            return ""
        return "\n\nType " + ", ".join(f"`{name}` for ${latex}$" for name, latex in view.names.items()) + "."

    def _shapes(self, verdict: VerdictView) -> Content:
        parts: list[Content] = []
        for name, text in (
            ("you saw", verdict.own_line),
            ("shape", verdict.shape),
            ("motion", verdict.motion),
        ):
            if text:
                parts.append(line((f"  {name:8} ", "$secondary"), text))
        return Content("\n").join(parts)

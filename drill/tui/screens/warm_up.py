"""The warm-up: one set of quick reps; prompts, answers and verdicts stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from drill.errors import DrillError
from drill.tui.bindings import KeyedScreen, bind_named_key
from drill.tui.looks import EMPTY, build_content
from drill.tui.widgets.screen_rows import KeyRow, TopLine
from drill.tui.widgets.text_widgets import Banner, Prose, Text

if TYPE_CHECKING:
    from drill.session.drilling.exercise_view import Retype, Unreadable
    from drill.session.drilling.warm_up_set import RepVerdict, RepView, SetSummary, WarmUp
    from drill.session.workspace import Workspace

    Outcome = RepVerdict | Unreadable | Retype
    Served = RepView | SetSummary

_T = TypeVar("_T")
# What the keys do: before the set, at a prompt, at the key of a wrong answer, at the end.
Mode = Literal["before", "prompt", "key", "end"]

# Rows around the summary, and those that an answer that went wrong takes.
ROWS_AROUND, ROWS_OF_WRONG = 6, 3
# No rapid answer is nearly as long.
MOST_CHARACTERS = 200
INTRODUCTION = (
    "Ten quick questions, or as many as you answer in two minutes. "
    "There is no countdown. The first three times that you answer a question are not timed."
)


class WarmUpScreen(KeyedScreen[bool]):
    """One set. Closes with whether the learner finished or skipped it, rather than left it.

    A set that begins a day waits for enter first, so that it may be skipped.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    WarmUpScreen #body {margin: 1 0 0 0; height: 6; scrollbar-size-vertical: 1;}
    WarmUpScreen #answer {margin: 0 1 0 2; height: 3; border: round $secondary; background: $background;}
    WarmUpScreen #answer:focus {border: round $primary;}
    WarmUpScreen #hint {height: 1; padding: 0 2 0 4; color: $secondary;}
    WarmUpScreen #verdict {height: 1; margin: 1 0 0 0; padding: 0 2;}
    WarmUpScreen #key {height: 1fr; display: block;}
    WarmUpScreen.-short #body {height: 4; margin: 0;}
    WarmUpScreen.-short #verdict {margin: 0;}
    WarmUpScreen.-reading #body {height: 1fr;}
    WarmUpScreen.-reading #answer, WarmUpScreen.-reading #hint, WarmUpScreen.-reading #verdict,
    WarmUpScreen.-reading #key {display: none;}
    """
    BINDINGS: ClassVar = [
        bind_named_key("go-on", words="go on"), bind_named_key("dispute", words="it was right"),
        bind_named_key("look", "show_all"),
        bind_named_key("skip", words="skip today's"), bind_named_key("back", "end", "end the set"),
        bind_named_key("back", "leave", "back"),
    ]  # fmt: skip

    def __init__(self, *, begins_day: bool = False) -> None:
        super().__init__(classes="-reading")
        self._begins_day = begins_day
        self._begins_at_once = not begins_day
        self._mode: Mode = "before"
        self.warm_up: WarmUp | None = None
        self.is_busy = False
        self._has_typed = False
        self._summary: SetSummary | None = None
        """How the set went, once it is over."""
        self._shows_all = False
        """Whether all that went wrong is shown, be there room or not."""
        self.top = TopLine(build_content(("Warm-up", "bold")))
        self.banner = Banner()
        self._prompt = Prose(INTRODUCTION, tier=self.app.looks.tier, id="prompt")
        self._body = VerticalScroll(self._prompt, id="body", can_focus=False)
        self._answer = Input(id="answer", max_length=MOST_CHARACTERS, select_on_focus=False, disabled=True)
        self._hint = Text(id="hint")
        self._verdict = Text(id="verdict")
        self._key = Prose(tier=self.app.looks.tier, id="key")

    def compose(self) -> ComposeResult:
        """Make everything at its fixed place."""
        yield self.top
        yield self.banner
        yield self._body
        yield self._answer
        yield self._hint
        yield self._verdict
        yield self._key
        yield KeyRow()

    @property
    def scrolled(self) -> VerticalScroll:
        """The prompt, or the summary."""
        return self._body

    def on_mount(self) -> None:
        """Read what may be practised; a set that was requested begins at once."""
        self._answer.visible = False
        self.call_after_refresh(self._do, _open_set, self._show_opened)

    def on_unmount(self) -> None:
        """Close the set; all answers are kept."""
        if self.warm_up is not None:
            if self.app.at_the_end == self.warm_up.close:
                self.app.at_the_end = None
            self.app.run_worker(self.app.background.run(self.warm_up.close), exclusive=False)

    # --- keys ----------------------------------------------------------------------------------------------

    def offer(self, action: str) -> str | bool:
        """Name what the keys do in each mode."""
        mode, verdict = self._mode, self.warm_up.verdict if self.warm_up is not None else None
        match action:
            case "go_on":
                return {"before": "begin", "prompt": "check", "end": "done"}.get(mode, "go on")
            case "dispute":
                return mode == "key" and (verdict is None or verdict.ok is False)
            case "show_all":
                return f"{self._hidden} more" if mode == "end" and self._hidden else False
            case "skip":
                return mode == "before" and self._begins_day
            case "end":
                return mode in ("prompt", "key")
            case "leave":
                return mode in ("before", "end")
            case "help" if mode == "prompt":
                return ""  # a question mark is typed
            case _:
                return super().offer(action)

    def action_go_on(self) -> None:
        """Begin, go on after a wrong answer, or leave the summary."""
        if self._mode == "end":
            self.dismiss(True)
        elif (warm_up := self.warm_up) is None:
            self._begins_at_once = True
        elif self._mode == "prompt":
            text = self._answer.value
            self._do(lambda _: _judge_warm_up_answer(warm_up, text), self._judge)
        else:
            self._next()

    def action_dispute(self) -> None:
        """Say that the answer was right after all, and go on."""
        self._next(disputes=True)

    def action_skip(self) -> None:
        """Go on without a set."""
        self.dismiss(True)

    def action_end(self) -> None:
        """End the set and show its summary."""
        if (warm_up := self.warm_up) is not None:
            self._do(lambda _: warm_up.summary(), self._show)

    def action_leave(self) -> None:
        """Close the screen; a session that was to follow the set follows if it is over."""
        self.dismiss(self._mode == "end")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Check the answer."""
        event.stop()
        self.action_go_on()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Record the first key of a rep, which shows how long the learner thought."""
        event.stop()
        self._hint.show(EMPTY, layout=False)
        if event.value and not self._has_typed and self.warm_up is not None and self._mode == "prompt":
            self._has_typed = True
            self.run_worker(self.app.background.run(self.warm_up.touch), exclusive=False)

    # --- work ----------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[Workspace], _T], show: Callable[[_T], object]) -> None:
        """Do one thing in the session's thread and show it; drop requests that come meanwhile."""
        if not self.is_busy:
            self.is_busy = True
            self.run_worker(self._do_alone(work, show), exclusive=False)

    async def _do_alone(self, work: Callable[[Workspace], _T], show: Callable[[_T], object]) -> None:
        try:
            result = await self.app.background.run(work, await self.app.opened())
        except DrillError as error:
            self.banner.say(str(error))
            return
        finally:
            self.is_busy = False
        show(result)

    def tell_fault(self, message: str) -> None:
        """Say what went wrong."""
        self.banner.say(message)

    def _next(self, *, disputes: bool = False) -> None:
        """Show the next prompt, or the summary; ``disputes``: the answer was right after all."""

        def show(served: Served) -> None:
            self._say(build_content(("Right after all.", "bold")) if disputes else EMPTY)
            self._show(served)

        if (warm_up := self.warm_up) is not None:
            self._do(lambda _: _go_on(warm_up, disputes), show)

    # --- showing -------------------------------------------------------------------------------------------

    def _show_opened(self, warm_up: WarmUp) -> None:
        """Show that a set may begin, or begin at once if it was requested."""
        self.warm_up = warm_up
        self.app.at_the_end = warm_up.close
        if self._begins_at_once:
            self._next()
        self.refresh_bindings()

    def _judge(self, judged: tuple[Outcome, Served | None]) -> None:
        from drill.session.drilling.exercise_view import Retype, Unreadable

        outcome, served = judged
        match outcome:
            case Unreadable() | Retype():
                hint = outcome.told if isinstance(outcome, Retype) else outcome.message
                self._hint.show(build_content(hint), layout=False)
                self._say(EMPTY)
            case _:
                self._show_verdict(outcome)
                if served is not None:
                    self._show(served)

    def _show_verdict(self, verdict: RepVerdict) -> None:
        if verdict.ok:
            pace = "  at pace" if verdict.at_pace else ""
            self._say(build_content(("✓ right", "$success bold"), (pace, "$success")))
            return
        wrong = build_content(("✗ wrong", "$error bold"))
        self._say(wrong if verdict.ok is False else build_content(("Undecided: it does not count.", "bold")))
        self._set_mode("key")
        gap = ". " if self.has_class("-short") and "\n" not in verdict.key else "\n\n"
        self._key.set(f"Key: {verdict.key}{gap}{verdict.message}")

    def _say(self, content: Content) -> None:
        self._verdict.show(content, layout=False)

    def _show(self, served: Served) -> None:
        from drill.session.drilling.warm_up_set import RepView

        self._key.set("")
        self._hint.show(EMPTY, layout=False)
        if isinstance(served, RepView):
            self.top.show(
                build_content(("Warm-up", "bold"), (f"   {served.number} of {served.of}", "$secondary"))
            )
            self._prompt.set(served.stage.prompt)
            self._has_typed = False
            self._set_mode("prompt")
            self.call_after_refresh(self._tell_shown)
            return
        self._set_mode("end")
        self.top.show(build_content(("Warm-up", "bold")))
        self._say(EMPTY)
        self._summary, self._shows_all = served, False
        self._draw_summary()

    def _draw_summary(self) -> None:
        """Show how the set went, and as much of what went wrong as there is room for."""
        if (summary := self._summary) is None:
            return
        shown = summary.wrong[: len(summary.wrong) - self._hidden]
        key = self.app.key_for("look")
        more = [f"{self._hidden} more: {key}"] if self._hidden else []
        self._prompt.set("\n\n".join((*summary.head, *shown, *more)))
        self.refresh_bindings()

    @property
    def _hidden(self) -> int:
        """How many of the answers that went wrong are not shown."""
        if self._summary is None or self._shows_all:
            return 0
        room = self.app.size.height - ROWS_AROUND - 2 * len(self._summary.head)
        return max(0, len(self._summary.wrong) - max(1, room // ROWS_OF_WRONG))

    def on_resize(self) -> None:
        """Show as much of what went wrong as there is room for now."""
        self._draw_summary()

    def action_show_all(self) -> None:
        """Show all that went wrong."""
        self._shows_all = True
        self._draw_summary()

    def _tell_shown(self) -> None:
        """Record that the prompt is on the screen: its time begins."""
        if self.warm_up is not None and self._mode == "prompt":
            self.run_worker(self.app.background.run(self.warm_up.shown), exclusive=False)

    def _set_mode(self, mode: Mode) -> None:
        """Change the mode: at a prompt the line takes the keys, else the screen does."""
        self._mode = mode
        self.set_class(mode in ("before", "end"), "-reading")
        is_typing = mode == "prompt"
        if is_typing:
            with self.prevent(Input.Changed):
                self._answer.value = ""
        self._answer.disabled = not is_typing
        self._answer.visible = mode in ("prompt", "key")
        self.set_focus(self._answer if is_typing else None)
        self.refresh_bindings()


def _open_set(workspace: Workspace) -> WarmUp:
    from drill.session.drilling.warm_up_set import WarmUp

    return WarmUp(workspace)


def _judge_warm_up_answer(warm_up: WarmUp, text: str) -> tuple[Outcome, Served | None]:
    """Judge an answer in the session's thread, and serve the next prompt if it was right."""
    from drill.session.drilling.warm_up_set import RepVerdict

    outcome = warm_up.answer(text)
    is_right = isinstance(outcome, RepVerdict) and outcome.ok is True
    return outcome, warm_up.next() if is_right else None


def _go_on(warm_up: WarmUp, disputes: bool) -> Served:
    if disputes:
        warm_up.dispute()
    return warm_up.next()

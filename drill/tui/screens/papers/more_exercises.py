"""More exercises on one screen: its state in a line, numbered ways, and what an answer brought."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from drill.errors import DrillError
from drill.session.standing.paper_names import is_paper
from drill.text import clean_text, one_line
from drill.tui import desktop
from drill.tui.declared_keys import key
from drill.tui.desktop import complete_typed_path, save_export
from drill.tui.looks import build_content, stack_lines
from drill.tui.screens.papers.part import draw_paragraph
from drill.tui.screens.places import PlaceScreen
from drill.tui.textual_internals import PagedList
from drill.tui.widgets.screen_rows import KeyRow
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.papers import Call
    from drill.session.papers.author_states import AuthorProgress
    from drill.session.papers.author_taking import Answer, Taken
    from drill.session.workspace import Workspace

    Prove = Callable[[Workspace, Callable[[Taken], object]], Answer]

# Max characters of a pasted answer.
MOST_PASTED = 64_000
MOST_WAYS = 6
_PAGES: dict[Call, str] = {
    "1": "copy the page for a chat",
    "2": "copy the page of hints and steps",
    "blind": "copy the page for a new chat, which checks them",
}


@dataclass(frozen=True, slots=True)
class Begin:
    """What the screen does at once: take a pasted answer, say a message, copy a page, ask the assistant.

    With the id of a ``formula`` its pages are about that one alone.
    """

    pasted: str = ""
    message: str = ""
    copies: bool = False
    formula: str = ""
    asks: bool = False


class MoreExercisesScreen(PlaceScreen):
    """Asks for exercises on a paper, a PDF, or code; ``back`` makes the screen that ``esc`` leads to."""

    DEFAULT_CSS = """
    MoreExercisesScreen #body {overflow: hidden;}
    MoreExercisesScreen #state {height: auto; padding: 1 2;}
    MoreExercisesScreen OptionList, MoreExercisesScreen OptionList:focus {height: auto; border: none;
        background: $background; padding: 0 1;}
    MoreExercisesScreen Input, MoreExercisesScreen Input:focus {border: round $primary; height: 3;
        margin: 0 2; background: $background; padding: 0 1; display: none;}
    MoreExercisesScreen #told {height: 1fr; padding: 0 2; scrollbar-size-vertical: 1;}
    """

    def __init__(self, about: str, back: Callable[[], Screen[None]], first: Begin | None = None) -> None:
        """``about`` is the subject of the exercises, ``first`` what is done at once."""
        super().__init__()
        self._first = first or Begin()
        self._about, self._back, self._formula = about, back, self._first.formula
        self._round: AuthorProgress | None = None
        self._progress = ""
        """How far the exercises are, in words."""
        self._is_new = False
        """Whether the page of six more is offered, though another page comes next."""
        self._copied = ""
        """What is said once the page was copied."""
        self._state = Text(id="state")
        self._list = PagedList(markup=False)
        self._field = TextLine(placeholder="~/answer.md", select_on_focus=False)
        self._field.border_title = "the file with the answer"
        self._told = Text()
        self._scroll = VerticalScroll(self._told, id="told", can_focus=False)
        self._rows: list[Content] = []
        """What is told of an answer, line by line."""
        self._stop = threading.Event()
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """Make the state, the ways, the field for a file, the report on an answer."""
        yield self.top
        yield self.banner
        yield self._retry
        with self.body:
            yield self._state
            yield self._list
            yield self._field
            yield self._scroll
        yield KeyRow()

    async def on_key(self, event: events.Key) -> None:
        """Go the way of a digit, which leads to a place of the tab row on other screens."""
        if event.key.isdecimal() and self._is_free():
            event.stop()
            event.prevent_default()
            self.action_way(int(event.key))

    def _is_free(self) -> bool:
        """Whether the ways are open: no check is running, and no path is typed."""
        return not (self._is_busy or self._field.has_focus)

    def _may_take_back(self) -> bool:
        has_batch = self._round is not None and bool(self._round.kept or self._round.waiting)
        return has_batch and self._is_free()

    @property
    def enter_words(self) -> str:
        """Return the effect of enter: in the field, or on the chosen way."""
        if self._is_busy:
            return ""
        return "check it" if self._field.has_focus else "choose"

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the progress of the exercises, in the session's thread."""
        from drill.session.papers.more_exercises import describe_progress, find_round

        found = find_round(workspace, self._about)

        def show() -> None:
            self._round, self._progress = found, describe_progress(found)
            self.top.show(
                build_content(("More exercises", "bold"), (f"  {one_line(found.title)}", "$secondary"))
            )
            self._draw()
            first, self._first = self._first, Begin()
            if first.message:
                self.banner.say(first.message)
            if first.pasted:
                self._take_text(first.pasted)
            elif first.asks:
                self._begin(self._ask())
            elif first.copies:
                self._begin(self._copy())

        return show

    def _draw(self) -> None:
        found = self._round
        if found is None:
            return
        width = max(20, self.app.size.width - 6)
        self._state.show(draw_paragraph(self._progress, width, self.app.looks))
        ways = self._list_ways(found)
        index = self._list.highlighted or 0
        self._list.clear_options()
        for number, (_, words) in enumerate(ways, 1):
            self._list.add_option(Option(build_content((f" {number} ", "$primary bold"), f" {words}")))
        self._list.highlighted = min(index, len(ways) - 1)
        if not self._rows:
            paste = "Paste the answer on this screen: it is read at once."
            self._told.show(build_content((paste, "$secondary")))
        if not self._field.has_focus:
            self._list.focus()
        self.refresh_bindings()

    def _list_ways(self, found: AuthorProgress) -> Sequence[tuple[str, str]]:
        """Return the ways to go on, each with its words."""
        settings, ways = self.app.settings, list[tuple[str, str]]()
        is_own_window = self.app.allowed is None
        if settings.assistant and is_own_window and self._call == "1":
            ways.append(("ask", "your assistant writes six, drill checks them: about two minutes"))
        ways.append(("copy", f"{_PAGES[self._call]}{self._copied}"))
        if is_own_window and desktop.find_clipboard_reader() is not None:
            ways.append(("clipboard", "the answer is in the clipboard: read it"))
        if is_own_window:
            ways.append(("file", "the answer is in a file"))
        if found.kept:
            counts = "" if found.confirmed == len(found.kept) else " (not counted yet)"
            ways.append(("practise", f"practise the {len(found.kept)}{counts}"))
        if found.call != "1" and not self._is_new:
            ways.append(("new", "a page that asks for six more"))
        return ways

    @property
    def _call(self) -> Call:
        """The call whose page is copied."""
        return "1" if self._round is None or self._is_new else self._round.call

    def on_resize(self) -> None:
        """Redraw the state at its new width."""
        self._draw()

    # --- acts ----------------------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go the chosen way."""
        event.stop()
        self.action_way((self._list.highlighted or 0) + 1)

    def action_way(self, number: int) -> None:
        """Go the way of a number."""
        if self._round is None or self._is_busy:
            return
        ways = self._list_ways(self._round)
        if not 1 <= number <= len(ways):
            return
        self._list.highlighted = number - 1
        match ways[number - 1][0]:
            case "ask":
                self._begin(self._ask())
            case "copy":
                self._begin(self._copy())
            case "clipboard":
                self._begin(self._read_clipboard())
            case "file":
                self._field.display = True
                self._field.focus()
                self.refresh_bindings()
            case "practise":
                from drill.session.standing.queueing import Request

                self.app.drill(Request(scope=tuple(self._round.kept), practice=True))
            case _:
                self._is_new, self._copied = True, ""
                self._draw()

    def on_paste(self, event: events.Paste) -> None:
        """Read pasted text as an answer, at once."""
        event.stop()
        self._take_text(event.text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read the file that was named."""
        event.stop()
        source = clean_text(event.value).strip()
        if source and not self._is_busy:
            self._begin(self._read_file(source))

    @key("next", "complete the path", when=lambda self: self._field.has_focus)
    def action_complete(self) -> None:
        """Complete the certain part of the path, and show the names that could follow."""
        path, names = complete_typed_path(self._field.value)
        self._field.value = path
        self._field.cursor_position = len(path)
        self.banner.say(*(["   ".join(names[:MOST_WAYS])] if len(names) > 1 else []))

    @key("undo", "take the batch back", when=_may_take_back)
    def action_take_back(self) -> None:
        """Take the newest batch back, while none of it was answered."""
        from drill.session.papers.more_exercises import take_back_round

        self._rows = []
        self.act(lambda workspace: take_back_round(workspace, self._about))

    @key("back", lambda self: "end it; what is checked stays" if self._is_busy else "back")
    def action_leave(self) -> None:
        """End the check, close the field, or go back."""
        if self._is_busy:
            self._stop.set()
        elif self._field.has_focus:
            self._field.display = False
            self._list.focus()
            self.refresh_bindings()
        else:
            self.app.replace_screen(self._back())

    def way_back(self) -> Callable[[], PlaceScreen]:
        """Return what opens this screen again."""
        return partial(MoreExercisesScreen, self._about, self._back, Begin(formula=self._formula))

    def look_again(self) -> None:
        """Draw the screen anew."""
        self.app.replace_screen(MoreExercisesScreen(self._about, self._back, Begin(formula=self._formula)))

    # --- work ----------------------------------------------------------------------------------------------

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        self.app.run_worker(self._work(work))

    async def _work(self, work: Coroutine[None, None, None]) -> None:
        self._stop.clear()
        self._is_busy = True
        self.banner.say()
        self.refresh_bindings()
        try:
            await work
        except DrillError as error:
            if self.is_current:
                self.banner.say(str(error))
            else:
                self.app.notify(str(error), severity="error", markup=False)
        finally:
            self._is_busy = False
            if self.is_current:
                self.refill()

    async def _copy(self) -> None:
        """Copy the page, and save it in a file, because some terminals drop copied text."""
        from drill.session.papers.more_exercises import write_round_page

        call = "1" if self._formula else self._call
        page, path = await self.ask(
            lambda workspace: write_round_page(workspace, self._about, call, self._formula)
        )
        self.app.copy_to_clipboard(page)
        self._copied = f": copied, {len(page):,} characters"
        if self.app.allowed is None:
            self.banner.say(f"Copied. If your terminal drops it: {path}")

    def _take_text(self, text: str) -> None:
        if self._is_busy:
            return
        if len(text) > MOST_PASTED:
            self.banner.say(f"An answer has at most {MOST_PASTED:,} characters.")
        elif "\n" not in text.strip():
            self.banner.say("Paste the whole answer of the chat: its exercises have several lines each.")
        else:
            self._begin(self._prove(text))

    async def _read_file(self, source: str) -> None:
        from drill.session.papers.author_taking import answer_in

        text = await asyncio.to_thread(answer_in, source)
        self._field.display = False
        await self._prove(text)

    async def _read_clipboard(self) -> None:
        text = await asyncio.to_thread(desktop.read_clipboard)
        await self._prove(text[:MOST_PASTED])

    async def _prove(self, text: str) -> None:
        """Check the exercises of an answer, and keep the proved ones."""
        from drill.session.papers.more_exercises import take_round_answer

        def prove(workspace: Workspace, tell: Callable[[Taken], object]) -> Answer:
            return take_round_answer(workspace, self._about, text, tell=tell, is_cancelled=self._is_cancelled)

        await self._take("checking one exercise after another", prove, count_exercises(text))

    async def _ask(self) -> None:
        """Ask the assistant, and check the exercises of its answers."""
        from drill.session.papers.assistant import WARNING
        from drill.session.papers.more_exercises import ask_assistant, keep_drafts

        command, loop = self.app.settings.assistant, asyncio.get_running_loop()

        def prove(workspace: Workspace, tell: Callable[[Taken], object]) -> Answer:
            answer = ask_assistant(
                workspace, self._about, command, tell=tell, is_cancelled=self._is_cancelled,
                tell_call=lambda stage: loop.call_soon_threadsafe(self._show, f"asking for {stage}"),
            )  # fmt: skip
            keep_drafts(workspace, answer)
            return answer

        await self._take(f"{one_line(command)} is asked, and sent nothing about you. {WARNING}", prove)

    def _is_cancelled(self) -> bool:
        return self._stop.is_set() or self.app.is_leaving

    async def _take(self, first: str, prove: Prove, whole: int = 0) -> None:
        """Show a line per exercise as it arrives, of ``whole`` if that is known, then the result of all."""
        loop = asyncio.get_running_loop()
        self._rows = []
        self._show(first)
        done = 0

        def tell(outcome: Taken) -> None:
            nonlocal done
            done += 1
            head, details = outcome.words_on_screen, outcome.told[1:]
            loop.call_soon_threadsafe(self._show, head, *(f"    {detail}" for detail in details))
            if whole:
                loop.call_soon_threadsafe(self._say_state, f"reading: {min(done, whole)} of {whole}")

        answer = await asyncio.to_thread(prove, await self.app.opened(), tell)
        self._is_new, self._copied = False, ""
        if is_paper(answer.bank) and answer.bank != self._about:  # the answer wrote down the paper itself
            from drill.session.standing.paper_names import find_paper_slug
            from drill.tui.screens.papers.paper import PaperScreen

            self._about, self._back = answer.bank, partial(PaperScreen, find_paper_slug(answer.bank))
        sentences = [answer.told]
        if faults := answer.to_paste_back:
            sentences.append(save_export(self.app.places, "to-send-back.md", faults))
            self.app.copy_to_clipboard(faults)
            sentences.append("What was not accepted or is missing is copied: paste it into the same chat.")
        if self.is_current:
            self._show(*sentences)
        else:
            self.app.notify(" ".join(sentences), markup=False)

    def _say_state(self, words: str) -> None:
        if self.is_attached:
            self._state.show(build_content(words))

    def _show(self, *lines: str) -> None:
        """Add lines to the report on an answer."""
        self._rows += map(build_content, lines)
        if self.is_attached:
            self._told.show(stack_lines(self._rows))
            self.call_after_refresh(self._scroll.scroll_end, animate=False)


def count_exercises(text: str) -> int:
    """Return how many exercises an answer has; 0 for one that is refused."""
    from drill.papers import read_answer

    try:
        return len(read_answer(text).exercises)
    except DrillError:
        return 0

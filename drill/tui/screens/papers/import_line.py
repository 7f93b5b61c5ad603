"""The line for a path: of a paper, a book's list, a second author's answer, or where their page goes."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from drill.errors import DrillError
from drill.session.library.authoring import add_book
from drill.session.standing.paper_names import find_paper_slug, is_paper, name_paper_bank
from drill.text import clean_text, count, one_line
from drill.tui.desktop import complete_typed_path, save_export
from drill.tui.looks import EMPTY, build_content, stack_lines
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.session.papers.author_taking import Answer, Taken
    from drill.session.workspace import Workspace
    from drill.tui.app import DrillApp
    from drill.tui.screens.papers.list import PapersScreen
    from drill.tui.screens.places import PlaceScreen

Purpose = Literal["paper", "book", "code", "answer", "brief", "assistant"]


class _Ask(NamedTuple):
    """A request for a path: the line's title, a sample, what enter does, and the text under the line."""

    title: str
    sample: str
    act: str
    hint: str


ASKS: dict[Purpose, _Ask] = {
    "paper": _Ask("a paper: file, folder, archive, arXiv id or URL", "~/papers/2010.08895.tar.gz", "import",
        "Best is its LaTeX, or its arXiv id. A chat writes down the formulas of a PDF, each between $$; "
        "its answer is imported here."),
    "book": _Ask("a book's list: a YAML file", "~/books/axler.yaml", "add the book",
        "The list names a book's exercises: title:, author:, and sections: with lines such as 3.1: 1-40 odd. "
        "In a shell, drill add begins one."),
    "code": _Ask("exercises about code of yours: a Python file", "~/model/attention.py", "go on",
        "Its classes are read, never run. Comments are left out."),
    "answer": _Ask("paste a second author's exercises, or name the file", "~/answer.md", "check",
        "Each exercise is checked. What passes is reviewed by you before it is drilled."),
    "brief": _Ask("a page that asks a second author for exercises", "~/page.md", "write it, or copy it",
        "Name a new file for it, or press enter to copy it. A colleague or an assistant answers it."),
    "assistant": _Ask("ask your assistant for 6 exercises", "enter asks it", "ask it",
        "It is sent the page about this paper and nothing about you: "),
}  # fmt: skip
ASSISTANT = "ask your assistant for 6 exercises"
BRIEF = "write the page that asks a second author for exercises"
# So many ways to go on are named under a path that several files begin with.
MOST_NAMED = 6


def second_author_commands(screen: PlaceScreen, slug: str) -> list[tuple[str, Callable[[], object]]]:
    """Return the palette's commands for a second author; none in a served app, since all name paths."""
    if screen.app.allowed is not None:
        return []
    bank, take_in = name_paper_bank(slug), screen.app.take_in

    def take_back(workspace: Workspace) -> str:
        from drill.session.papers.author_taking import take_back_author_drafts, told_taken_back

        return told_taken_back(take_back_author_drafts(workspace, bank))

    asks: Callable[[], object] = partial(take_in, "assistant", bank)
    return [
        *([(ASSISTANT, asks)] if screen.app.settings.assistant else []),
        *([(BRIEF, partial(take_in, "brief", bank))] if is_paper(bank) else []),
        ("take exercises from a second author", partial(take_in, "answer", bank)),
        ("take back what a second author sent last", partial(screen.act, take_back)),
    ]


class _SourceLine(TextLine):
    """A line that keeps a pasted text of several lines, where such a text is asked for."""

    takes_lines = False
    pasted = ""

    def _on_paste(self, event: events.Paste) -> None:
        if self.takes_lines and "\n" in clean_text(event.text).strip():
            self.take(event)
            self.keep_pasted(event.text)

    def keep_pasted(self, text: str) -> None:
        """Keep a text of several lines, and say in their place how many there are."""
        self.pasted, self.value = clean_text(text), ""
        self.placeholder = f"{count(len(text.splitlines()), 'line')} pasted: enter checks them"


class ImportPanel(VerticalScroll):
    """The panel that imports: shown without papers, or on request; failures are shown under the line."""

    app: DrillApp
    DEFAULT_CSS = """
    ImportPanel {height: auto; max-height: 100%; display: none; margin-top: 1; scrollbar-size-vertical: 1;}
    ImportPanel Input, ImportPanel Input:focus {border: round $secondary; background: $background; height: 3;
        margin: 0 2; padding: 0 1;}
    ImportPanel Input:focus {border: round $primary;}
    ImportPanel Text {height: auto; padding: 0 3;}
    """

    def __init__(self, papers: PapersScreen, about: str) -> None:
        """``about`` is the bank that a second author's page or answer is about."""
        super().__init__(can_focus=False)
        self._papers, self._about = papers, about
        self.takes: Purpose = "paper"
        self._field = _SourceLine(placeholder=ASKS["paper"].sample, select_on_focus=False)
        self._field.border_title = ASKS["paper"].title
        self._told = Text()
        self._stop = threading.Event()
        # What is told of an answer, line by line.
        self._rows: list[Content] = []
        self.is_busy = False

    def compose(self) -> ComposeResult:
        """Make the line, and the message under it."""
        yield self._field
        yield self._told

    @property
    def is_typing(self) -> bool:
        """Whether the line has the cursor."""
        return self._papers.focused is self._field

    def open(self, takes: Purpose, pasted: str = "") -> None:
        """Show the panel, with the cursor in the line; an answer may be ``pasted`` already."""
        if not self.is_busy:
            self.takes, self.display, question = takes, True, ASKS[takes]
            self._field.border_title = question.title
            self._field.placeholder = question.sample
            self._field.takes_lines, self._field.pasted = takes == "answer", ""
            if pasted:
                self._field.keep_pasted(pasted)
            self._papers.set_focus(self._field)  # at once: the list takes the cursor where nothing has it
            self._told.show(build_content((self._hint(question), "$secondary")))

    def _hint(self, ask: _Ask) -> str:
        """Show the text under the line; for an assistant its command and a warning."""
        if self.takes != "assistant":
            return f"tab completes a path. {ask.hint}"
        from drill.session.papers.assistant import WARNING

        return f"{ask.hint}{one_line(self._papers.app.settings.assistant)}\n{WARNING}"

    def close(self, *, stays: bool) -> None:
        """Leave the line; what was typed stays."""
        self.display = stays
        self._papers.set_focus(None)

    def complete(self) -> None:
        """Complete the typed path as far as it is certain, and show what could follow."""
        path, names = complete_typed_path(self._field.value)
        self._field.value = path
        self._field.cursor_position = len(path)
        completions = "   ".join(names[:MOST_NAMED]) + ("   …" if len(names) > MOST_NAMED else "")
        self._told.show(build_content((completions if len(names) > 1 else "", "$secondary")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read what was named, in the background."""
        event.stop()
        source = clean_text(event.value).strip()
        if not self.is_busy and (source or self._field.pasted or self.takes in ("brief", "assistant")):
            acts: dict[Purpose, Callable[[str], Coroutine[None, None, None]]] = {
                "paper": self._import, "book": self._add_book, "code": self._ask_about_code,
                "answer": self._prove, "brief": self._write_page, "assistant": self._ask,
            }  # fmt: skip
            self._papers.app.run_worker(self._act(acts[self.takes], source))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Remove the message about the last try."""
        event.stop()
        if not self.is_busy:
            self._told.show(EMPTY)

    def cancel(self) -> None:
        """Ask the reading to stop: a paper is not written, of an answer the checked part is kept."""
        self._stop.set()
        self._told.show(build_content(("cancelling", "$secondary")))

    def _is_cancelled(self) -> bool:
        return self._stop.is_set() or self._papers.app.is_leaving

    async def _act(self, act: Callable[[str], Coroutine[None, None, None]], source: str) -> None:
        self._stop.clear()
        self.is_busy = True
        self._papers.set_focus(None)
        self._papers.refresh_bindings()
        try:
            await act(source)
        except DrillError as error:
            self._say_failed(error)
        finally:
            self.is_busy = False
            if self.is_attached:
                self._papers.refresh_bindings()

    async def _import(self, source: str) -> None:
        from drill.session.papers.paper_import import import_paper_source, keep_read

        app, loop = self._papers.app, asyncio.get_running_loop()
        self._tell("reading the source", 0, 0)

        def progress(stage: str, done: int, whole: int) -> None:
            loop.call_soon_threadsafe(self._tell, stage, done, whole)

        workspace = await app.opened()
        read = partial(import_paper_source, progress=progress, is_cancelled=self._is_cancelled)
        source_read = await asyncio.to_thread(read, workspace.workers, workspace.places, source)
        imported = await app.background.run(keep_read, source_read)
        if self._papers.is_current:
            drill_key, aim_key, ask_key = map(app.key_for, ("drill", "aim", "ask"))
            first = f"{drill_key} drills what is here, {aim_key} makes it your goal"
            ways_on = f"{first}, {ask_key} asks for six exercises."
            self._papers.open_paper(imported.slug, messages=(imported.told, ways_on))
        else:
            app.notify(f"{imported.record.title}: {imported.told}. 4 shows it.", markup=False)

    async def _add_book(self, source: str) -> None:
        """Import a list, and show what is in it; it is short, so nothing is cancelled."""
        from drill.tui.screens.library import LibraryScreen, Only

        title, items = await self._papers.ask(partial(add_book, source=source))
        self._papers.app.replace_screen(LibraryScreen(only=Only(title, items)))

    async def _ask_about_code(self, source: str) -> None:
        """Go on to the assistant, or without one copy the page and wait for its answer."""
        from drill.session.papers.author_page import write_author_page

        page = await self._papers.ask(lambda workspace: write_author_page(workspace, source))
        self._about = source
        with self._field.prevent(Input.Changed):  # what is told next stays
            self._field.value = ""
        if self._papers.app.settings.assistant:
            self.call_later(self.open, "assistant")
            return
        self.app.copy_to_clipboard(page)
        self._papers.banner.say("The page is copied. A colleague or an assistant answers it.")
        self.call_later(self.open, "answer")

    async def _write_page(self, source: str) -> None:
        """Write the page into a new file, or without one onto the clipboard."""
        from drill.session.papers.author_page import save_author_page, write_author_page

        if source:
            notice = await self._papers.ask(partial(save_author_page, name=self._about, source=source))
        else:
            self.app.copy_to_clipboard(
                await self._papers.ask(lambda workspace: write_author_page(workspace, self._about))
            )
            notice = "The page is copied."
        self._papers.end_import(notice)

    async def _prove(self, source: str) -> None:
        """Check the exercises of a file, or of what was pasted."""
        from drill.session.papers.author_taking import answer_in, take_author_answer

        pasted = self._field.pasted
        first = build_content(
            "checking one exercise after another", ("   esc keeps what is checked", "$secondary")
        )

        def proved(workspace: Workspace, tell: Callable[[Taken], object]) -> Answer:
            text = pasted or answer_in(source)
            return take_author_answer(
                workspace, self._about, text, tell=tell, is_cancelled=self._is_cancelled
            )

        await self._take(first, proved)

    async def _ask(self, _source: str) -> None:
        """Ask the assistant, and check the exercises of its answer."""
        from drill.session.papers.author_asking import ask_assistant

        settings = self._papers.app.settings
        waits = f"your assistant is asked up to five times, each for at most {settings.assistant_seconds} s"
        first = build_content(waits, ("   esc ends it and keeps what is proved", "$secondary"))
        loop = asyncio.get_running_loop()

        def proved(workspace: Workspace, tell: Callable[[Taken], object]) -> Answer:
            return ask_assistant(
                workspace,
                self._about,
                settings.assistant,
                tell=tell,
                tell_call=lambda stage: loop.call_soon_threadsafe(self._tell_call, stage),
                is_cancelled=self._is_cancelled,
            )

        await self._take(first, proved)

    async def _take(
        self, first: Content, prove: Callable[[Workspace, Callable[[Taken], object]], Answer]
    ) -> None:
        """Show a line per exercise as it comes, then the review of those without a fault."""
        papers, loop = self._papers, asyncio.get_running_loop()
        rows = self._rows = [first]
        self._told.show(first)

        def show(outcome: Taken) -> None:
            head, *detail_lines = outcome.told
            rows.extend(
                (
                    build_content((head, "bold")),
                    *(build_content(f"    {candidate}") for candidate in detail_lines),
                )
            )
            self._told.show(stack_lines(rows))
            self.call_after_refresh(self.scroll_end, animate=False)

        tell = partial(loop.call_soon_threadsafe, show)
        answer = await asyncio.to_thread(prove, await papers.app.opened(), tell)
        sentences = [answer.told, *self._next_page(answer)]
        if faults := answer.to_paste_back:
            sentences.append(save_export(papers.app.places, f"{self._about}-to-send-back.md", faults))
        if not papers.is_current:
            papers.app.notify(" ".join(sentences), markup=False)
        elif answer.drafts:
            slug, draft = find_paper_slug(answer.bank), answer.drafts[0]
            papers.open_paper(slug, "review", sentences, draft=draft, facts=answer.facts)
        else:
            self._told.show(stack_lines([*rows[1:], *map(build_content, sentences)]))

    def _next_page(self, answer: Answer) -> list[str]:
        """Return what comes next where an answer was taken by hand."""
        if not answer.next_page or self.takes == "assistant":
            return []
        return [f"The next page asks for {answer.next_page}: {BRIEF}, under commands."]

    def _tell_call(self, stage: str) -> None:
        """Say which of the assistant's calls begins."""
        if not self._stop.is_set() and self.is_busy and self.is_attached:
            self._rows.append(build_content((f"asking for {stage}", "$secondary")))
            self._told.show(stack_lines(self._rows))
            self.call_after_refresh(self.scroll_end, animate=False)

    def _tell(self, stage: str, done: int, whole: int) -> None:
        """Show stage and count."""
        if self._stop.is_set() or not self.is_busy or not self.is_attached:
            return
        count = f"  {done} of {whole}" if whole else ""
        self._told.show(build_content((stage, "bold"), (f"{count}   esc cancels", "$secondary")))

    def _say_failed(self, error: DrillError) -> None:
        if not self._papers.is_current:
            self._papers.app.notify(str(error), severity="error", markup=False)
            return
        folder, _ = os.path.split(os.path.expanduser(self._field.value.strip()))
        self._told.show(build_content((str(error).replace(os.path.join(folder, ""), ""), "bold")))
        self._field.focus()

"""The line for the name of an import: a paper, a book's list, or a file of code."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input

from drill.errors import DrillError
from drill.session.library.authoring import add_book
from drill.session.standing.paper_names import find_paper_slug
from drill.text import clean_text
from drill.tui.bindings import AnswerRow, PageWindow
from drill.tui.declared_keys import digits, key
from drill.tui.desktop import complete_typed_path
from drill.tui.looks import EMPTY, build_content
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.session.papers.paper_import import ShippedLike
    from drill.tui.app import DrillApp
    from drill.tui.screens.papers.list import PapersScreen

Purpose = Literal["paper", "book", "code"]


class _Ask(NamedTuple):
    """A request for a path: the line's title, a sample, what enter does, and the text under the line."""

    title: str
    sample: str
    act: str
    hint: str


ASKS: dict[Purpose, _Ask] = {
    "paper": _Ask("a paper: file, folder, archive, arXiv id or URL", "~/papers/2010.08895.tar.gz", "import",
        "Best is its LaTeX, or its arXiv id. A chat writes down the formulas of a PDF; its answer is pasted "
        "here, or anywhere."),
    "book": _Ask("a book's list: a YAML file", "~/books/axler.yaml", "add the book",
        "The list names a book's exercises: title:, author:, and sections: with lines such as 3.1: 1-40 odd. "
        "In a shell, drill add begins one."),
    "code": _Ask("exercises about code of yours: a Python file", "~/model/attention.py", "go on",
        "Its classes are read, never run. Comments are left out."),
}  # fmt: skip
# Max names of files that a path may go on with.
MOST_NAMED = 6


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

    def __init__(self, papers: PapersScreen) -> None:
        super().__init__(can_focus=False)
        self._papers = papers
        self.takes: Purpose = "paper"
        self._field = TextLine(placeholder=ASKS["paper"].sample, select_on_focus=False)
        self._field.border_title = ASKS["paper"].title
        self._told = Text()
        self._stop = threading.Event()
        self.is_busy = False

    def compose(self) -> ComposeResult:
        """Make the line, and the message under it."""
        yield self._field
        yield self._told

    @property
    def is_typing(self) -> bool:
        """Whether the line has the cursor."""
        return self._papers.focused is self._field

    def open(self, takes: Purpose, source: str = "") -> None:
        """Show the panel, with the cursor in the line; a ``source`` is read at once."""
        if not self.is_busy:
            self.takes, self.display, question = takes, True, ASKS[takes]
            self._field.border_title = question.title
            self._field.placeholder = question.sample
            self._papers.set_focus(self._field)  # at once, because the list takes a cursor that nothing has
            self._told.show(build_content((f"tab completes a path. {question.hint}", "$secondary")))
            if source:
                self._field.value = source
                self._begin(source)

    def close(self, *, stays: bool) -> None:
        """Leave the line; the typed text stays."""
        self.display = stays
        self._papers.set_focus(None)

    def complete(self) -> None:
        """Complete the certain part of the typed path, and show the names that could follow."""
        path, names = complete_typed_path(self._field.value)
        self._field.value = path
        self._field.cursor_position = len(path)
        completions = "   ".join(names[:MOST_NAMED]) + ("   …" if len(names) > MOST_NAMED else "")
        self._told.show(build_content((completions if len(names) > 1 else "", "$secondary")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read the named source, in the background."""
        event.stop()
        source = clean_text(event.value).strip()
        if source and not self.is_busy:
            self._begin(source)

    def _begin(self, source: str) -> None:
        acts: dict[Purpose, Callable[[str], Coroutine[None, None, None]]] = {
            "paper": self._import, "book": self._add_book, "code": self._ask_for_exercises,
        }  # fmt: skip
        self._papers.app.run_worker(self._act(acts[self.takes], source))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Remove the message about the last try."""
        event.stop()
        if not self.is_busy:
            self._told.show(EMPTY)

    def cancel(self) -> None:
        """Ask the reading to stop: the paper is not written."""
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
            self._say_failed(error, source)
            if self.takes == "paper" and is_pdf(source) and self._papers.is_current:
                with suppress(DrillError):  # a PDF without any text
                    await self._ask_for_exercises(source, error.message)
        finally:
            self.is_busy = False
            if self.is_attached:
                self._papers.refresh_bindings()

    async def _import(self, source: str) -> None:
        from drill.session.papers.paper_import import (
            find_arxiv_number,
            find_like_paper,
            find_like_source,
            import_paper_source,
            save_merged_paper,
        )

        app, loop = self._papers.app, asyncio.get_running_loop()
        workspace = await app.opened()
        if is_pdf(source):
            number = await asyncio.to_thread(find_arxiv_number, workspace.workers, source)
            if number and self._papers.is_current and await app.push_screen_wait(SourceScreen(number)):
                source = f"arXiv:{number}"
        like = await asyncio.to_thread(find_like_source, source)
        if like is not None and await self._opens_instead(like):
            return
        self._tell("reading the source", 0, 0)

        def progress(stage: str, done: int, whole: int) -> None:
            loop.call_soon_threadsafe(self._tell, stage, done, whole)

        read = partial(import_paper_source, progress=progress, is_cancelled=self._is_cancelled)
        source_read = await asyncio.to_thread(read, workspace.workers, workspace.places, source)
        if like is None:
            like = await asyncio.to_thread(find_like_paper, source_read.record)
            if like is not None and await self._opens_instead(like):
                return
        imported = await app.background.run(save_merged_paper, source_read)
        if self._papers.is_current:
            self._papers.open_paper(imported.slug, messages=(imported.told,))
        else:
            app.notify(f"{imported.record.title}: {imported.told}. 4 shows it.", markup=False)

    async def _opens_instead(self, like: ShippedLike) -> bool:
        """Ask whether to open the paper that drill has, and open it if so."""
        if not self._papers.is_current:
            return False
        if not await self._papers.app.push_screen_wait(LikeScreen(like)):
            return False
        self._papers.open_paper(find_paper_slug(like.bank))
        return True

    async def _add_book(self, source: str) -> None:
        """Import a list, and show its contents; it is short, so that nothing can be cancelled."""
        from drill.tui.screens.library import LibraryScreen, Only

        title, items = await self._papers.ask(partial(add_book, source=source))
        self._papers.app.replace_screen(LibraryScreen(only=Only(title, items)))

    async def _ask_for_exercises(self, source: str, message: str = "") -> None:
        """Go on to an assistant or a chat, if a page about the source can be written."""
        from drill.session.papers.author_page import write_author_page

        await self._papers.ask(lambda workspace: write_author_page(workspace, source, call="1"))
        self._papers.app.ask_for_exercises(source, message=message)

    def _tell(self, stage: str, done: int, whole: int) -> None:
        """Show stage and count."""
        if self._stop.is_set() or not self.is_busy or not self.is_attached:
            return
        count = f"  {done} of {whole}" if whole else ""
        self._told.show(build_content((stage, "bold"), (f"{count}   esc cancels", "$secondary")))

    def _say_failed(self, error: DrillError, source: str) -> None:
        if not self._papers.is_current:
            self._papers.app.notify(str(error), severity="error", markup=False)
            return
        folder, _ = os.path.split(os.path.expanduser(source))
        self._told.show(build_content((str(error).replace(os.path.join(folder, ""), ""), "bold")))
        self._field.focus()


class SourceScreen(PageWindow[bool]):
    """Says that the source of a PDF is at arXiv; closes with whether it is fetched."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Its source is at arXiv: {number}",
            EMPTY,
            AnswerRow("choose(True)", "y", "fetch it, formulas at once"),
            AnswerRow("choose(False)", "n", "a chat writes them down"),
        )

    @key("yes", "fetch it", argument=True)
    @key("no back", "a chat writes them down", argument=False)
    def action_choose(self, is_fetched: bool) -> None:
        """Close with the choice."""
        self.dismiss(is_fetched)


class LikeScreen(PageWindow[bool]):
    """Shows that drill has a paper similar to an import; closes with whether to open that."""

    def __init__(self, like: ShippedLike) -> None:
        super().__init__(
            like.told,
            EMPTY,
            AnswerRow("choose(1)", "1", "open it"),
            AnswerRow("choose(2)", "2", "import yours beside it"),
        )

    @digits(2)
    def action_choose(self, number: int) -> None:
        """Close with the choice."""
        self.dismiss(number == 1)


def is_pdf(source: str) -> bool:
    """Return whether a source is a PDF's file."""
    return source.lower().endswith(".pdf") and os.path.isfile(os.path.expanduser(source))

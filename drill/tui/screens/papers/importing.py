"""Taking in a paper, or a book's list: a line for where it lies; stage and count while a paper is read."""

from __future__ import annotations

import asyncio
import os
import threading
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from drill.errors import DrillError
from drill.tui.content import EMPTY, line
from drill.tui.paths import complete
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from drill.tui.screens.papers.list import PapersScreen

Taken = Literal["paper", "book"]

TITLES: dict[Taken, str] = {
    "paper": "a paper: file, folder, archive, arXiv id or URL",
    "book": "a book's list: a YAML file",
}
SAMPLES: dict[Taken, str] = {"paper": "~/papers/2010.08895.tar.gz", "book": "~/books/axler.yaml"}
# What stands under the line.
HINTS: dict[Taken, str] = {
    "paper": "tab completes a path. Formulas of a PDF: make Markdown of it with Nougat or Marker (nougat "
    "paper.pdf -o FOLDER), and import that; better still is its LaTeX, or its arXiv id.",
    "book": "tab completes a path. The list names a book's exercises: title:, author:, and sections: with "
    "lines such as 3.1: 1-40 odd. In a shell, drill add begins one.",
}
# So many ways to go on are named under a path that several files begin with.
MOST_NAMED = 6


class ImportPanel(Vertical):
    """Shown where there is no paper yet, or after ``i``; what fails is said under the line."""

    DEFAULT_CSS = """
    ImportPanel {height: auto; display: none; margin-top: 1;}
    ImportPanel Input, ImportPanel Input:focus {border: round $secondary; background: $background; height: 3;
        margin: 0 2; padding: 0 1;}
    ImportPanel Input:focus {border: round $primary;}
    ImportPanel Text {height: auto; padding: 0 3;}
    """

    def __init__(self, papers: PapersScreen) -> None:
        super().__init__()
        self._papers = papers
        self.takes: Taken = "paper"
        self._field = TextLine(placeholder=SAMPLES["paper"], select_on_focus=False)
        self._field.border_title = TITLES["paper"]
        self._told = Text()
        self._stop = threading.Event()
        self.is_busy = False

    def compose(self) -> ComposeResult:
        """The line, and what is told under it."""
        yield self._field
        yield self._told

    @property
    def is_typing(self) -> bool:
        """Whether the line has the cursor."""
        return self._field.has_focus

    def show(self) -> None:
        """Stand open, without the cursor."""
        self.display = True

    def open(self, takes: Taken) -> None:
        """Stand open, the cursor in the line."""
        if not self.is_busy:
            self.takes, self.display = takes, True
            self._field.border_title, self._field.placeholder = TITLES[takes], SAMPLES[takes]
            self._field.focus()
            self._told.show(line((HINTS[takes], "$secondary")))

    def close(self, *, stays: bool) -> None:
        """The cursor leaves; what was typed stays."""
        self.display = stays
        self._papers.set_focus(None)

    def complete(self) -> None:
        """The path that is typed, as far as it is certain, and what could follow."""
        path, names = complete(self._field.value)
        self._field.value = path
        self._field.cursor_position = len(path)
        shown = "   ".join(names[:MOST_NAMED]) + ("   …" if len(names) > MOST_NAMED else "")
        self._told.show(line((shown if len(names) > 1 else "", "$secondary")))

    def on_descendant_focus(self) -> None:
        """The keys are those of the line."""
        self._papers.show_keys()

    def on_descendant_blur(self) -> None:
        """The keys are those of the list again."""
        self._papers.show_keys()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: read it; that goes on while other places are looked at."""
        event.stop()
        source = event.value.strip()
        if source and not self.is_busy:
            take = self._import if self.takes == "paper" else self._add_book
            self._papers.app.run_worker(take(source))

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was told of the last try goes."""
        event.stop()
        if not self.is_busy:
            self._told.show(EMPTY)

    def cancel(self) -> None:
        """Ask the reading to stop; nothing is written."""
        self._stop.set()
        self._told.show(line(("cancelling", "$secondary")))

    async def _import(self, source: str) -> None:
        from drill.session.papers.importing import keep_read, read_source

        app, loop = self._papers.app, asyncio.get_running_loop()
        self._stop.clear()
        self.is_busy = True
        self._papers.set_focus(None)
        self._papers.show_keys()
        self._tell("reading the source", 0, 0)

        def progress(stage: str, done: int, whole: int) -> None:
            loop.call_soon_threadsafe(self._tell, stage, done, whole)

        def is_cancelled() -> bool:
            return self._stop.is_set() or app.is_leaving

        try:
            workspace = await app.opened()
            read = partial(read_source, progress=progress, is_cancelled=is_cancelled)
            found = await asyncio.to_thread(read, workspace.workers, workspace.places, source)
            imported = await app.background.run(keep_read, found)
        except DrillError as error:
            self._end()
            self._say_failed(error)
            return
        self._end()
        if self._papers.is_current:
            self._papers.open_paper(imported.slug, "symbols", (imported.told,))
        else:
            app.notify(f"{imported.record.sheet.title}: {imported.told}. 4 shows it.", markup=False)

    async def _add_book(self, source: str) -> None:
        """Take in a list, and show what is in it; it is soon read, so nothing is cancelled."""
        from drill.session.bank_shelves import add_book
        from drill.tui.screens.library import LibraryScreen, Only

        try:
            title, items = await self._papers.ask(partial(add_book, source=source))
        except DrillError as error:
            self._say_failed(error)
            return
        self._papers.app.replace_screen(LibraryScreen(only=Only(title, items)))

    def _end(self) -> None:
        self.is_busy = False
        if self.is_attached:
            self._papers.show_keys()

    def _tell(self, stage: str, done: int, whole: int) -> None:
        """Stage and count."""
        if self._stop.is_set() or not self.is_busy or not self.is_attached:
            return
        count = f"  {done} of {whole}" if whole else ""
        self._told.show(line((stage, "bold"), (f"{count}   esc cancels", "$secondary")))

    def _say_failed(self, error: DrillError) -> None:
        if not self._papers.is_current:
            self._papers.app.notify(str(error), severity="error", markup=False)
            return
        folder, _ = os.path.split(os.path.expanduser(self._field.value.strip()))
        self._told.show(line((str(error).replace(f"{folder}{os.sep}", ""), "bold")))
        self._field.focus()

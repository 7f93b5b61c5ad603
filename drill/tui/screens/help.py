"""Help: how to type answers, what the keys do, here first, then everywhere, and the method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from drill.errors import DrillError
from drill.text import tables
from drill.tui.content import EMPTY, join, line
from drill.tui.keymap import key_of
from drill.tui.method import Numbers, method_page, numbers
from drill.tui.screens.drilling.keys import ESCAPE
from drill.tui.scrolling import scrolls
from drill.tui.widgets.rows import KeyPair, KeyRow
from drill.tui.widgets.text import Text
from drill.tui.window import Window

if TYPE_CHECKING:
    from drill.checking import Spec
    from drill.tui.app import DrillApp

Page = Literal["answers", "keys", "method"]
PAGES: tuple[Page, ...] = ("answers", "keys", "method")
TOLD = {"keys": "what the keys do", "answers": "how to type answers", "method": "how drill works"}
# The screens whose keys the table tells.
MAIN = ("TodayScreen", "LibraryScreen", "ProgressScreen", "PapersScreen", "ParkedScreen", "DrillingScreen")
EVERYWHERE: tuple[KeyPair, ...] = tuple(
    (keys, words.strip())
    for row in tables(__file__, "help_keys.txt")["everywhere"].splitlines()
    for keys, _, words in [row.partition("  ")]
)


class HelpScreen(Window[None], ModalScreen[None]):
    """Three pages over the screen; any of the keys that go back closes it."""

    app: DrillApp
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    HelpScreen {align: center middle;}
    HelpScreen VerticalScroll {
        width: 78; max-width: 100%; height: 1fr; background: $surface;
        border: round $secondary; padding: 0 1 0 2; scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    HelpScreen Text {height: auto;}
    """

    def __init__(
        self, here: Sequence[KeyPair], expect: Spec | None = None, *, page: Page | None = None
    ) -> None:
        """``here`` are the keys of the screen below; with ``expect`` its kind of answer comes first.

        ``page`` is the one that is shown first.
        """
        super().__init__()
        self._here = [
            pair for pair in here if pair[0] not in ("?", "esc") or pair[1] not in ("keys", ESCAPE[1])
        ]
        self._expect = expect
        self._page: Page = page or ("answers" if expect is not None else "keys")
        self._numbers = Numbers()
        self._is_counting = False
        self._body = VerticalScroll(can_focus=False)
        self._text = Text()
        self._keys = KeyRow()

    def compose(self) -> ComposeResult:
        """One of the pages, and its keys."""
        with self._body:
            yield self._text
        yield self._keys

    def _count_once(self) -> None:
        """One's own numbers, where they are looked at, once the store is open."""
        if not self._is_counting:
            self._is_counting = True
            self.run_worker(self._count, exclusive=True)

    async def _count(self) -> None:
        with suppress(DrillError):  # the screen below tells it
            self._numbers = await self.app.background.run(numbers, await self.app.opened())
            self._draw()

    def on_resize(self) -> None:
        """Set the page anew."""
        self._draw()

    def _draw(self) -> None:
        self._keys.set(("tab", TOLD[self._next()]), ("j k", "scroll"), ("esc", "back"))
        match self._page:
            case "answers":
                self._text.show(self._answers())
            case "keys":
                self._text.show(self._all_keys())
            case "method":
                self._count_once()
                width = max(20, self._body.scrollable_content_region.width)
                self._text.show(method_page(self._numbers, width, self.app.looks))

    def _next(self, by: int = 1) -> Page:
        return PAGES[(PAGES.index(self._page) + by) % len(PAGES)]

    def _answers(self) -> Content:
        from drill.tui.answer_guide import guide

        return guide(self._expect, max(20, self._body.scrollable_content_region.width), self.app.looks)

    def _all_keys(self) -> Content:
        keymap = self.app.keymap
        lines: list[Content] = []
        if self._here:
            lines += [line(("Keys here", "bold"))]
            lines += [_row(keymap.shown(key), words) for key, words in self._here] + [EMPTY]
        lines.append(line(("One letter means one thing everywhere", "bold")))
        told = "In an answer, letters are text; after esc (or ?, or with alt) they act (r s p q twice)."
        lines.append(line((told, "$secondary")))
        return join([*lines, *(_row(keymap.shown(key), words) for key, words in self._everywhere())])

    def _everywhere(self) -> Iterator[KeyPair]:
        """The table without what a browser allows nowhere."""
        allowed = self.app.allowed
        for keys, words in EVERYWHERE:
            parts = [*zip(keys.split(), words.split("; "), strict=False)]
            if allowed is None or len(parts) != len(keys.split()):
                yield keys, words
                continue
            offered = [part for part in parts if any(allowed.key(name, key_of(part[0])) for name in MAIN)]
            if offered:
                yield " ".join(key for key, _ in offered), "; ".join(word for _, word in offered)

    def on_key(self, event: events.Key) -> None:
        """Back to where one was, to the other page, or along this one."""
        event.stop()
        match event.key:
            case "escape" | "enter" | "q" | "question_mark":
                self.dismiss()
            case "tab" | "shift+tab":
                self._page = self._next(1 if event.key == "tab" else -1)
                self._body.scroll_home(animate=False)
                self._draw()
            case "comma":
                self.dismiss()
                self.app.show_settings()
            case "space":
                scrolls(self._body, "pagedown")
            case key:
                scrolls(self._body, key)


def _row(key: str, words: str) -> Content:
    return line((f"{key:>8}", "$primary bold"), f"   {words}")

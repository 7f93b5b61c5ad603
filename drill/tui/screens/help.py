"""Help: how to type answers, the keys of this screen and of all, and the method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from drill.session.today.today_page import wrap_words
from drill.settings import ALIASES
from drill.tui.bindings import KeyPair, Offer, Window
from drill.tui.declared_keys import key
from drill.tui.looks import EMPTY, build_content, prefix_first_line, stack_lines
from drill.tui.method import draw_typing_guide, method_page
from drill.tui.widgets.screen_rows import KeyRow
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.checking import Spec

Page = Literal["answers", "keys", "method"]
PAGES: tuple[Page, ...] = ("answers", "keys", "method")
# Rows of the table of letters that mean the same on every screen.
EVERYWHERE = frozenset(("find", "undo", "back", "leave", "today", "library", "progress", "papers"))
TOLD = {"keys": "what the keys do", "answers": "how to type answers", "method": "how drill works"}


class HelpScreen(Window[None], ModalScreen[None]):
    """Three pages over the screen; any of the keys that go back closes it."""

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
        self,
        here: Sequence[KeyPair],
        expect: Spec | None = None,
        *,
        page: Page | None = None,
        report: Callable[[], object] | None = None,
        title: str = "",
        rows: Sequence[tuple[str, str]] = (),
    ) -> None:
        """``here`` are the keys of the screen below, ``rows`` its possible inputs with their meaning; with
        ``expect`` its kind of answer comes first.

        ``page`` is shown first; ``report`` copies a report on the exercise below, which has the ``title``.
        """
        super().__init__()
        self._here = [pair for pair in here if not pair.is_at_end and pair.offers[0].action != "commands"]
        self._rows = [build_content((f"  {typed:<14}", "bold"), f" {words}") for typed, words in rows]
        self._report = report
        self._expect = expect
        self._page: Page = page or ("answers" if expect is not None else "keys")
        self._body = VerticalScroll(can_focus=False)
        self._body.border_subtitle = build_content(f" {title} ") if title else None
        self._text = Text()

    def compose(self) -> ComposeResult:
        """Make the pages and the key row."""
        with self._body:
            yield self._text
        yield KeyRow()

    def on_resize(self) -> None:
        """Set the page again."""
        self._draw()

    def _draw(self) -> None:
        """Show the current page."""
        match self._page:
            case "answers":
                self._text.show(self._answers())
            case "keys":
                self._text.show(self._all_keys())
            case "method":
                self._text.show(method_page(self._cells, self.app.looks))

    def _next(self, by: int = 1) -> Page:
        return PAGES[(PAGES.index(self._page) + by) % len(PAGES)]

    def _answers(self) -> Content:

        return draw_typing_guide(self._expect, self._cells, self.app.looks)

    @property
    def _cells(self) -> int:
        """The width of a page."""
        return max(20, self._body.scrollable_content_region.width)

    def _all_keys(self) -> Content:
        groups: dict[str, list[Content]] = {"Keys here": [], "On every screen": [], "Further letters": []}
        for pair in self._here:
            words = pair.words + _second_name(pair.offers[0])
            group = _find_group(pair.offers[0].declared.name)
            groups[group].append(_draw_key_help(pair.keys, words, self._cells))
        palette = _draw_key_help(self.app.key_for("palette"), "all commands", self._cells)
        groups["On every screen"].append(palette)
        drawn = [[build_content((head, "bold")), *rows, EMPTY] for head, rows in groups.items() if rows]
        note = (
            "A letter means the same on all screens. In an answer letters are text: after esc, or with alt, "
        )
        note += "they act (r twice). There ? is text, too, once something is typed; F1 never is."
        typed = [build_content(("What a letter may be", "bold")), *self._rows, EMPTY] if self._rows else []
        return stack_lines([
            *typed, *(line for group in drawn for line in group),
            build_content((note, "$secondary")),
        ])  # fmt: skip

    @key("go-on keys")
    def action_close(self) -> None:
        """Go back to the screen below."""
        super().action_close()

    @key("look", argument="pagedown")
    def action_scrolls(self, name: str) -> None:
        """Scroll as a key is called."""
        super().action_scrolls(name)

    @key("next", lambda self: TOLD[self._next()], argument=1)
    @key("shift+tab", argument=-1)
    def action_page(self, by: int) -> None:
        """Turn to the next page, or the one before."""
        self._page = self._next(by)
        self._body.scroll_home(animate=False)
        self.refresh_bindings()
        self._draw()

    @key("copy", "copy a report on the exercise", when=lambda self: self._report is not None)
    def action_report(self) -> None:
        """Go back, and copy a report on the exercise."""
        self.dismiss()
        if self._report is not None:
            self._report()

    @key("settings")
    def action_settings(self) -> None:
        """Go on to the settings."""
        self.dismiss()
        self.app.show_settings()


def _find_group(name: str) -> str:
    if name in ALIASES:
        return "Further letters"
    return "On every screen" if name in EVERYWHERE else "Keys here"


def _second_name(offer: Offer) -> str:
    """Return the function key with the same action, in brackets, or an empty text."""
    names = [
        declared.usual
        for declared in offer.node.own_keys
        if declared.run == offer.declared.run and declared.usual[1:].isdecimal()
    ]
    return f" ({names[0].upper()})" if names else ""


def _draw_key_help(key: str, words: str, cells: int) -> Content:
    head = build_content((f"{key:>8}", "$primary bold"), "   ")
    return prefix_first_line(head, build_content("\n".join(wrap_words(words, cells - head.cell_length))))

"""Windows: screens over another one, which closing leads back to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from drill.tui.bindings import KeyedScreen, bind_named_key
from drill.tui.styled_content import build_content
from drill.tui.widgets.screen_rows import KeyRow, QuietList, TopLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    _Screen = Screen[Any]
else:
    _Screen = object
    """Textual takes styles and components from the first of a class's bases that is a widget."""


class ClosesOnce(_Screen):
    """A mixin of screens that close only once: keys in the same burst as the closing one do nothing."""

    async def on_event(self, event: events.Event) -> None:
        """Drop keys and clicks that were on their way while it was closed."""
        if self.is_active or not isinstance(event, events.InputEvent):
            await super().on_event(event)

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Go back to the screen below, unless that was done already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Window(ClosesOnce, KeyedScreen[ScreenResultType]):
    """A screen over another one, which ``esc`` and ``q`` close."""

    BINDINGS: ClassVar = [bind_named_key("back", "close", "back"), bind_named_key("leave", "close")]

    def action_close(self) -> None:
        """Go back without a result."""
        self.dismiss(None)

    def action_choose(self, answer: ScreenResultType) -> None:
        """Close with an answer."""
        self.dismiss(answer)


class PageWindow(Window[ScreenResultType], ModalScreen[ScreenResultType]):
    """A window with one page: a title, a text, and rows, most of them answers to choose from."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    PageWindow {background: $background;}
    PageWindow VerticalScroll {height: 1fr; padding: 1 2; scrollbar-size-vertical: 1;}
    PageWindow Text {height: auto;}
    PageWindow #says {margin-bottom: 1;}
    PageWindow > TopLine {padding: 0 0 0 1;}
    """

    def __init__(self, head: str, says: Content, *rows: Text, corner: str = "") -> None:
        super().__init__()
        self._top = TopLine(build_content((head, "bold")), build_content((corner, "$secondary")))
        self._page = VerticalScroll(Text(says, id="says"), *rows, can_focus=False)

    def compose(self) -> ComposeResult:
        """Make the title, the page, and its keys."""
        yield self._top
        yield self._page
        yield KeyRow()

    @property
    def scrolled(self) -> VerticalScroll:
        """The page."""
        return self._page


class ListWindow(Window[ScreenResultType], ModalScreen[ScreenResultType]):
    """A window with a title and a list; ``enter`` on a row tells `choose` its number."""

    DEFAULT_CSS = """
    ListWindow {background: $background;}
    ListWindow #says {height: auto; padding: 1 2 0 2;}
    ListWindow OptionList, ListWindow OptionList:focus
        {height: 1fr; border: none; background: $background; padding: 1;}
    """

    def __init__(self, head: str, says: str = "", rows: Iterable[Content] = ()) -> None:
        super().__init__()
        self._top = TopLine(build_content((head, "bold")))
        self._says = Text(build_content(says), id="says")
        self._says.display = bool(says)
        self.listed = QuietList(*map(Option, rows), markup=False)

    def compose(self) -> ComposeResult:
        """Return the title, what it says, the list, and its keys."""
        yield self._top
        yield self._says
        yield self.listed
        yield KeyRow()

    def choose(self, number: int) -> None:
        """Close with a row."""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a row."""
        self.choose(event.option_index)


class AnswerRow(Text):
    """A row of a page; a click does the action of its key."""

    def __init__(self, action: str, content: Content | None = None) -> None:
        super().__init__(content)
        self._action = action

    async def on_click(self) -> None:
        """Do what its key does."""
        await self.run_action(f"screen.{self._action}")

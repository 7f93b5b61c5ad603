"""Windows: screens over another one, which closing leads back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType

from drill.tui.bindings import KeyedScreen, bind

if TYPE_CHECKING:
    _Screen = Screen[Any]
else:
    _Screen = object
    """Textual takes styles and components from the first of a class's bases that is a widget."""


class ClosesOnce(_Screen):
    """The part of a screen that is closed once: what was typed in one burst with the key that closed it does
    nothing."""

    async def on_event(self, event: events.Event) -> None:
        """Drop keys and clicks that were on their way while it was closed."""
        if self.is_active or not isinstance(event, events.InputEvent):
            await super().on_event(event)

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Go back to the screen below, unless that was done already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Window(ClosesOnce, KeyedScreen[ScreenResultType]):
    """A screen over another one, which ``esc`` and ``q`` close."""

    BINDINGS: ClassVar = [bind("back", "close", "back"), bind("leave", "close")]

    def action_close(self) -> None:
        """Go back without a result."""
        self.dismiss(None)

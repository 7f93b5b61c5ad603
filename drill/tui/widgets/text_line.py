"""One line of text, in which keys act in the order in which they came, however close together."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.widgets import Input

_EDITING = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action not in ("submit", "copy")
    for key in binding.key.split(",")
    if not key.startswith("alt+")
}
"""Keys that edit, each with its action."""


class TextLine(Input):
    """An input that acts on editing keys itself.

    Textual's own leaves them to bindings: they travel up to the app first, and letters behind them overtake
    them. A key that comes after the cursor has left the line goes where the cursor is.
    """

    def takes(self, event: events.Key) -> bool:
        """Whether a key is typed into the line, and is no command."""
        return event.key in _EDITING or (event.is_printable and not event.key.startswith("alt+"))

    def hand_on(self, event: events.Key) -> None:
        """Let a key act where the cursor is now, after those that were handed on before."""
        event.stop()
        event.prevent_default()
        (self.screen.focused or self.screen)._forward_event(event.copy())

    async def _on_key(self, event: events.Key) -> None:
        if self.screen.focused is not self:
            self.hand_on(event)
        elif not self.takes(event):
            event.prevent_default()  # the screen runs it
        elif action := _EDITING.get(event.key):
            event.stop()
            await self.run_action(action)

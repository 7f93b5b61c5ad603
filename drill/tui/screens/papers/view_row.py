"""The row of a paper's view names, the current one in reverse video; a click on a name goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.events import Click

from drill.tui.styled_content import Part, build_content
from drill.tui.widgets.text_widgets import Text

# Cells of a name's margins, and what stands behind the last name.
NAME_MARGINS = 3
NEXT_KEY = "tab"


class ViewRow(Text):
    """The row of views; if not all names fit, the current one with its number."""

    DEFAULT_CSS = "ViewRow {height: 1; padding: 0 1; background: $surface; text-wrap: nowrap;}"

    def __init__(self, go: Callable[[int], object]) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._go = go
        self._at = 0

    def put(self, names: Sequence[str], index: int) -> None:
        """Show these names, the one at ``index`` as the current view."""
        self._names, self._at = names, index
        self._draw()

    def on_resize(self) -> None:
        """Show as many names as fit."""
        if self._names:
            self._draw()

    def _draw(self) -> None:
        if not self._has_all:
            position = f" {self._at + 1} of {len(self._names)}"
            self.show(build_content((f" {self._names[self._at]} ", "bold reverse"), (position, "$secondary")))
            return
        parts: list[Part] = []
        for number, name in enumerate(self._names):
            parts += [(f" {name} ", "bold reverse" if number == self._at else "$secondary"), " "]
        self.show(build_content(*parts, (NEXT_KEY, "$primary bold")))

    @property
    def _has_all(self) -> bool:
        cells = sum(len(name) + NAME_MARGINS for name in self._names) + len(NEXT_KEY)
        return cells <= self.app.size.width - 2

    def on_click(self, event: Click) -> None:
        """Go to the view whose name was clicked; on a short row to the next one."""
        if not self._has_all:
            self._go((self._at + 1) % len(self._names))
            return
        start = 1
        for number, name in enumerate(self._names):
            if start <= event.x < start + len(name) + NAME_MARGINS:
                self._go(number)
            start += len(name) + NAME_MARGINS

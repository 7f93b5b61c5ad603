"""The rows at the top and the bottom of every screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual._widget_navigation import Direction
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.widgets import OptionList

from drill.tui.content import EMPTY, Part, line
from drill.tui.keymap import Keymap, key_of, keys_of
from drill.tui.widgets.text import Text

PLACES = ("Today", "Library", "Progress", "Papers", "Parked")

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

# A key, and what it does here.
KeyPair = tuple[str, str]


class TopLine(Horizontal):
    """Where one is, and a corner for time."""

    DEFAULT_CSS = """
    TopLine {height: 1; background: $panel; padding: 0 1;}
    TopLine .left {width: 1fr; text-wrap: nowrap; text-overflow: ellipsis;}
    TopLine .right {width: auto; max-width: 60%; padding-left: 1; text-wrap: nowrap; text-overflow: ellipsis;}
    """

    def __init__(self, left: Content | None = None, right: Content | None = None) -> None:
        super().__init__()
        self._corner = right or EMPTY
        self._left = Text(left, classes="left")
        self._right = Text(right, classes="right")
        self._is_flashing = False

    def compose(self) -> ComposeResult:
        """The two ends."""
        yield self._left
        yield self._right

    def show(self, left: Content) -> None:
        """Replace the left end."""
        self._left.show(left)

    def set_corner(self, right: Content) -> None:
        """Replace the corner; a flash stays until it is settled."""
        self._corner = right
        if not self._is_flashing:
            self._right.show(right)

    def flash(self, content: Content) -> None:
        """Show something in the corner until the next key."""
        self._is_flashing = True
        self._right.show(content)

    def settle(self) -> None:
        """A key came: the corner is the corner again."""
        if self._is_flashing:
            self._is_flashing = False
            self._right.show(self._corner)


class TabRow(Text):
    """The places by digit; works without letters and reads without colour.

    Where there is no room for all names, only the place where one is has its own.
    """

    DEFAULT_CSS = """
    TabRow {height: 1; padding: 0 1; background: $surface; text-wrap: nowrap; text-overflow: ellipsis;}
    """

    def __init__(self, here: str) -> None:
        self._here = here
        super().__init__(self._row(self.app.size.width - 2))

    def on_resize(self) -> None:
        """With all names, or with one."""
        self.show(self._row(self.content_size.width))

    def _row(self, room: int) -> Content:
        parts: list[Part] = []
        for number, (name, told) in enumerate(self._told(room), 1):
            if name == self._here:
                parts += [(f" {number}{told} ", "bold reverse"), " "]
            else:
                parts += [(f" {number}", "$primary bold"), f"{told}  "]
        return line(*parts)

    def _told(self, room: int) -> list[tuple[str, str]]:
        """Every place, and what stands behind its digit."""
        told = [(name, f" {name}") for name in PLACES]
        if sum(len(words) + 4 for _, words in told) - 1 <= room:
            return told
        return [(name, words if name == self._here else "") for name, words in told]

    def on_click(self, event: Click) -> None:
        """A click on a place goes there."""
        at = 1
        for number, (_, told) in enumerate(self._told(self.content_size.width), 1):
            width = len(f" {number}{told}  ")
            if at <= event.x < at + width:
                self.app.simulate_key(str(number))
            at += width


class PagedList(OptionList):
    """A list that is asked for another page before it is laid out: nothing moves then."""

    def _move_page(self, direction: Direction) -> None:
        if self.size.height:
            super()._move_page(direction)


class QuietList(PagedList):
    """A list in which a click chooses; enter alone opens or starts what is chosen."""

    async def _on_click(self, event: Click) -> None:
        event.prevent_default()
        place = event.style.meta.get("option")
        if place is not None and not self.get_option_at_index(place).disabled:
            self.highlighted = place


class KeyRow(Text):
    """The last line: what the keys do here. Pairs drop from the right; the last one (``? keys``) stays."""

    DEFAULT_CSS = "KeyRow {height: 1; background: $panel; padding: 0 1; text-wrap: nowrap;}"

    def __init__(self, *pairs: KeyPair) -> None:
        super().__init__()
        self._pairs: Sequence[KeyPair] = pairs

    @property
    def pairs(self) -> Sequence[KeyPair]:
        """What is offered, as far as it is allowed here."""
        app: DrillApp = self.app  # pyright: ignore[reportAssignmentType]
        if app.allowed is None:
            return self._pairs
        return [pair for pair in self._pairs if all(app.allows(key, self.screen) for key in keys_of(pair[0]))]

    def set(self, *pairs: KeyPair) -> None:
        """Show other pairs."""
        self._pairs = pairs
        if self.is_attached:  # a key may have led elsewhere while what it offers was prepared
            self._draw()

    def on_resize(self) -> None:
        """Fit the pairs anew."""
        self._draw()

    def fitting(self) -> list[KeyPair]:
        """The pairs that fit, dropped from the right but for the last."""
        shown, room = list(self.pairs), self.content_size.width
        while len(shown) > 2 and self._width(shown) > room:
            del shown[-2]
        return shown

    def _draw(self) -> None:
        parts: list[Part] = []
        for key, word in self.fitting():
            parts += [(self._told(key), "$primary bold"), " ", (word, "$secondary"), "  "]
        self.show(line(*parts[:-1]))

    def on_click(self, event: Click) -> None:
        """A click on a pair presses its key."""
        at = 1
        for key, word in self.fitting():
            width = cell_len(self._told(key)) + 1 + cell_len(word)
            if at <= event.x < at + width and " " not in key:
                self.app.simulate_key(key_of(self._told(key)))
            at += width + 2

    def _told(self, key: str) -> str:
        """The key to press, where it is another one than usual."""
        keymap: Keymap = self.app.keymap  # pyright: ignore[reportAttributeAccessIssue]
        return keymap.shown(key)

    def _width(self, pairs: Sequence[KeyPair]) -> int:
        told = [cell_len(self._told(key)) + 1 + cell_len(word) for key, word in pairs]
        return sum(told) + 2 * (len(told) - 1)

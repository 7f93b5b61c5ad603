"""Scrolling by keys, the same ones everywhere; and scroll bars without block glyphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender

if TYPE_CHECKING:
    from textual.widget import Widget


class PlainBar(ScrollBarRender):
    """A bar of whole cells, for terminals that have ASCII alone."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def draw_bars(*, plain: bool) -> None:
    """Draw all scroll bars from now on with or without block glyphs."""
    ScrollBar.renderer = PlainBar if plain else ScrollBarRender


def scrolls(body: Widget, key: str) -> bool:
    """Scroll ``body`` as ``key`` says, at once: a held key loses no step. Whether it says anything."""
    match key:
        case "j" | "down":
            body.scroll_down(animate=False, immediate=True)
        case "k" | "up":
            body.scroll_up(animate=False, immediate=True)
        case "pagedown":
            body.scroll_page_down(animate=False)
        case "pageup":
            body.scroll_page_up(animate=False)
        case "home":
            body.scroll_home(animate=False, immediate=True)
        case "end":
            body.scroll_end(animate=False, immediate=True)
        case _:
            return False
    return True

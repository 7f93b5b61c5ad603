"""Scrolling by keys, the same ones everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.widget import Widget


def scroll_by_key(body: Widget, key: str) -> bool:
    """Scroll ``body`` by ``key``, at once: a held key loses no step. Return whether the key scrolls."""
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

"""The looks of marks: their signs, in the colours of the theme and the glyphs of the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.tui.styled_content import Part
from drill.tui.themes import ASCII_SIGNS, SIGNS

if TYPE_CHECKING:
    from drill.typeset import Tier

# Below so many columns the corner goes; from so many on a pane stands beside the exercise, or a wide one.
NARROW, WIDE, BROAD = 60, 110, 160
# Lines of words are no longer than that, however wide the terminal (as in the panes' styles).
READING_CELLS = 90


@dataclass(frozen=True, slots=True)
class Looks:
    """What drawing depends on apart from the content."""

    tier: Tier
    dark: bool

    @property
    def is_ascii(self) -> bool:
        """Whether nothing beyond ASCII may be drawn."""
        return self.tier == "ascii"

    def sign(self, state: str) -> Part:
        """Return the sign of a state in its colour."""
        sign = SIGNS[state]
        return (
            ASCII_SIGNS[state] if self.is_ascii else sign.sign,
            sign.on_dark if self.dark else sign.on_light,
        )

    def cut(self, text: str, cells: int) -> str:
        """Return ``text`` in exactly ``cells`` characters; a sign shows that something is left out."""
        return f"{text:{cells}}" if len(text) <= cells else text[: cells - 1] + "…"

    @staticmethod
    def shorten(title: str, cells: int) -> str:
        """Return a title up to its colon where it is too long, or up to the end of a word."""
        title = title if len(title) <= cells else title.partition(": ")[0]
        if len(title) <= cells:
            return title
        whole = title[:cells].rpartition(" ")[0] or title[: cells - 1]
        return f"{whole[: cells - 1]}…"

    def item(self, item: str, cells: int, title: str = "") -> str:
        """Return an exercise in ``cells`` characters: its title or item, without a bank that does not fit."""
        return self.cut(title or (item if len(item) <= cells else item.rpartition("/")[2]), cells)

    @staticmethod
    def name(item: str, title: str) -> str:
        """Return an exercise's name within its bank: its title, else its id."""
        return title or item.rpartition("/")[2]

    def place(self, subject: str, topic: str) -> str:
        """Return where an exercise belongs: subject and topic, once if both have the same name."""
        return topic if subject == topic else f"{subject} › {topic}"

"""Check a drawn figure: names that do not fit, and keys that it gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.checking import Key
from drill.drawing.figure import Figure, list_figure_names
from drill.drawing.figure_layout import lay_out
from drill.typeset import Tier

# The narrowest figure, the usual one, that of a terminal without braille, and SVG.
_SIZES: tuple[tuple[int, int, Tier], ...] = (
    (36, 10, "unicode"), (60, 14, "unicode"), (60, 14, "ascii"), (60, 18, "unicode"),
)  # fmt: skip
_WORD = re.compile(r"[^\s,;:()]+")


def find_unreadable_names(figure: Figure) -> Iterator[str]:
    """Yield what cannot be read in a figure at some size that it is shown in.

    In the narrowest a line may go through a name: there is no other place.
    """
    reported: set[str] = set()
    for columns, rows, tier in _SIZES:
        canvas = lay_out(figure, columns, rows, tier)
        where = f"in {columns} by {rows} cells" + (" of ASCII" if tier == "ascii" else "")
        struck = canvas.struck if (columns, rows) != _SIZES[0][:2] else ()
        for name in dict.fromkeys((*canvas.left_out, *struck)):
            if name and name not in reported:
                reported.add(name)
                reason = "a line goes through it" if name in struck else "or what it names lies outside"
                yield f"the name {name!r} has no room, {reason}, {where}"


def list_printed_words(figure: Figure) -> frozenset[str]:
    """Return every word and number in a figure, except the numbers at its axes."""
    canvas = lay_out(figure, *_SIZES[1])
    label_texts = [label.text for label in canvas.labels if label.tone != "axis"]
    words = {
        word
        for text in (*label_texts, *list_figure_names(figure), figure.says)
        for word in _WORD.findall(text)
    }
    return frozenset(word.strip(".$").replace("−", "-") for word in words)


def gives_key_away(figure: Figure, key: Key) -> bool:
    """Return whether a figure shows the key in the form one would type."""
    return isinstance(key, str) and key.replace(" ", "") in list_printed_words(figure)

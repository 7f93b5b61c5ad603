"""Search an untrusted text in one pass, so that no text makes it slow."""

from __future__ import annotations


class Forward:
    """Searches a text from positions that only grow, and never searches the same part twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._next: dict[str, int] = {}

    def find(self, wanted: str, start: int) -> int:
        """Return where ``wanted`` begins at or after ``start``; the length of the text if it does not."""
        position = self._next.get(wanted, -1)
        if position < start:
            position = self.text.find(wanted, start)
            self._next[wanted] = position = len(self.text) if position < 0 else position
        return position


def without(text: str, opening: str, closing: str) -> tuple[str, int]:
    """Return a text without everything from an ``opening`` to the next ``closing``, and the count."""
    pieces: list[str] = []
    start = 0
    while (begin := text.find(opening, start)) >= 0 and (end := text.find(closing, begin)) >= 0:
        pieces.append(text[start:begin])
        start = end + len(closing)
    return "".join([*pieces, text[start:]]), len(pieces)

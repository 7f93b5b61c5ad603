"""Colour for charts, if the terminal shows it and the user wants it; shades say the same without it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from drill.cli import output
from drill.session.progress.pass_chart import Part
from drill.text import clean_text

_CODES = {
    "green": "32", "yellow": "33", "red": "31", "parked": "34", "bold": "1", "dim": "2", "number": "35",
    "call": "36", "quiet": "2",
}  # fmt: skip


def is_wanted() -> bool:
    """Return whether standard output is a terminal that shows colour, and ``NO_COLOR`` is not set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdout.isatty()


def emit_parts(lines: Iterable[Iterable[Part]]) -> None:
    """Write lines made of parts as data, coloured if that is wanted."""
    painted = is_wanted()
    for line in lines:
        parts = [(clean_text(text), style) for text, style in line]
        if painted:
            output.emit_raw("".join(_paint_for_terminal(text, style) for text, style in parts).rstrip())
        else:
            output.emit_text("".join(text for text, _ in parts).rstrip())


def _paint_for_terminal(text: str, style: str) -> str:
    code = _CODES.get(style)
    return text if code is None or not text else f"\x1b[{code}m{text}\x1b[0m"

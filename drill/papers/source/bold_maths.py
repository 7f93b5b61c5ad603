"""Bold letters as boxes of text have them: ``\\mbox{\\boldmath$x$}`` is ``\\boldsymbol{x}``."""

from __future__ import annotations

import re
from typing import Final

_BOX: Final = re.compile(
    r"\\(?:mbox|text|hbox)\s*\{\s*\\boldmath\s*"
    r"(?:\$(?P<plain>[^$]{1,60})\$|\{\s*\$(?P<held>[^$]{1,60})\$\s*\})\s*\}"
)
_BEGIN: Final = "\ue000"
_END: Final = "\ue001"
_MATHS: Final = re.compile(r"(\$\$.*?\$\$|(?<!\\)\$[^$]*\$)", re.DOTALL)


def plain_bold(text: str) -> str:
    """Running text with its boxed bold letters as formulas have them, in dollars where they stand alone."""
    if "\\boldmath" not in text:
        return text
    marked = _BOX.sub(_marked, text)
    pieces = _MATHS.split(marked)
    return "".join(_shown(piece, "" if at % 2 else "$") for at, piece in enumerate(pieces))


def _marked(match: re.Match[str]) -> str:
    inside = (match["plain"] or match["held"]).strip()
    return (
        f"{_BEGIN}\\boldsymbol{{{inside}}}{_END}" if inside.count("{") == inside.count("}") else match.group()
    )


def _shown(piece: str, edge: str) -> str:
    return piece.replace(_BEGIN, edge).replace(_END, edge)

"""Rows of one display that a copy of a page has torn apart: ``$$ a $$`` and, below it, ``$$ = b $$``."""

from __future__ import annotations

import re
from typing import Final

_RELATION: Final = r"(?::?=|\\(?:coloneqq|approx|leq?|geq?|[lg]eqslant|equiv|propto|sim|simeq)(?![A-Za-z]))"
_GAP: Final = re.compile(r"[ \t]*(?:\n[ \t]*){1,3}")
_GOES_ON: Final = re.compile(
    rf"\s*(?:\\displaystyle(?![A-Za-z])\s*)?(?:{_RELATION}|\+|\\q?quad(?![A-Za-z])\s*[+-])"
)
_LEFT_OPEN: Final = re.compile(rf"{_RELATION}\s*\Z")
_ENDED: Final = re.compile(r"[.,;:]\s*\Z")


def with_rows_joined(text: str) -> str:
    """Displays that begin with a relation or a plus sign, or stand below one that ends in a relation, as
    parts of what is shown right above them; lines kept.
    """
    parts = text.split("$$")
    if len(parts) % 2 == 0:
        return text  # one of them is no mark of a display
    joined: list[str] = []
    for at, part in enumerate(parts):
        is_display = at % 2 == 1 and len(joined) > 1
        if is_display and _GAP.fullmatch(joined[-1]) and _is_row(part, joined[-2]):
            gap = joined.pop()
            joined[-1] += gap + part
        else:
            joined.append(part)
    return "$$".join(joined)


def _is_row(display: str, above: str) -> bool:
    """Whether a display goes on from the one above."""
    goes_on = _GOES_ON.match(display) is not None
    if _LEFT_OPEN.search(above):
        return not goes_on
    return goes_on and not _ENDED.search(above)

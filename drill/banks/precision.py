"""Detect how precise an answer a prompt asks for: ``to three significant digits``, ``Two decimals``."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = rf"(?P<count>{'|'.join(_WORDS)}|\d{{1,2}})"
# Digits alone are asked for only behind such a word: `float32` keeps about seven of them.
_ASKED = re.compile(
    rf"\b{_COUNT}[ -](?P<of>significant (?:digits?|figures?)|decimals?\b(?! (?:digit|point)))"
    rf"|\b(?:to|with|give) (?P<plain>{'|'.join(_WORDS)}|\d{{1,2}}) digits?\b",
    re.IGNORECASE,
)
_MOST_PLACES = 30


@lru_cache(maxsize=512)
def asked_rounding(prompt: str) -> str:
    """Return ``2 digits`` or ``3 decimals``, as a prompt asks; empty if it asks for none or several."""
    roundings: set[str] = set()
    for match in _ASKED.finditer(prompt):
        word = (match["count"] or match["plain"]).lower()
        count = _WORDS.index(word) + 1 if word in _WORDS else int(word)
        kind = "decimals" if (match["of"] or "").lower().startswith("decimal") else "digits"
        if 0 < count <= _MOST_PLACES:
            roundings.add(f"{count} {kind}")
    return roundings.pop() if len(roundings) == 1 else ""

"""The marks of a list's items that formulas begin with, ``(a)``, ``(ii)``, bullets: none is a factor."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.vocabulary import PRODUCTS, RELATIONS

_ITEM: Final = re.compile(
    r"\( (?:\\math(?:rm|bf) \{ |\\operatorname\{)?(?:[a-h]|[ivx](?: ?[ivx]){0,3}|[1-9])(?: ?\})? \)"
    r"(?: \\quad)?|\\bullet"
)
_BEHIND: Final = ("+", "-", "\\pm", "^", "_", "'", "/", "!", "(", "[", ",", ";")
_NO_ITEM: Final = PRODUCTS | RELATIONS | frozenset(_BEHIND)
"""What may follow a factor, or an argument, in brackets of its own."""


def without_item(tokens: list[str]) -> list[str]:
    """Tokens without an item's number ahead: nobody puts brackets around a letter in front of all else."""
    item = _ITEM.match(" ".join(tokens))
    rest = tokens[len(item[0].split()) :] if item else []
    return rest if rest and rest[0] not in _NO_ITEM else tokens

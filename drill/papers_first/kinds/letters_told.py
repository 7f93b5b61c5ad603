"""Meanings whose words print a letter: who is asked what it stands for would only have to look for it."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical

_FORMULA: Final = re.compile(r"\$([^$]*)\$")
_BESIDE: Final = re.compile(
    r",? (?:with|where|such that|so that|which|that|whose|defined|given by|satisfying|i\.e\.|having)\b"
)
_FONTS: Final = re.compile(r"\\(?:math|text|bm|bold|operator|hat|tilde|bar|vec|dot|check|wide)")
_SCRIPTS: Final = frozenset(("_", "^"))


def without_letter(meaning: str, symbol: tuple[str, ...]) -> str:
    """A meaning up to what is said beside it with the symbol's own letter; empty where no such cut helps."""
    if not holds_letter(meaning, symbol):
        return meaning
    for found in reversed(list(_BESIDE.finditer(meaning))):
        cut = meaning[: found.start()].rstrip(" ,")
        if cut.count("$") % 2 == 0 and not holds_letter(cut, symbol):
            return cut
    return ""


def holds_letter(meaning: str, symbol: tuple[str, ...]) -> bool:
    """Whether the letter that a symbol is made of stands in a formula of its meaning."""
    letter = _letter_of(symbol)
    return bool(letter) and any(letter in _tokens(latex) for latex in _FORMULA.findall(meaning))


def _letter_of(symbol: tuple[str, ...]) -> str:
    """The letter below accents and fonts, before any index."""
    for token in symbol:
        if token in _SCRIPTS:
            break
        if token.lstrip("\\")[:1].isalpha() and not _FONTS.match(token):
            return token
    return ""


def _tokens(latex: str) -> list[str]:
    try:
        return canonical(latex)
    except RefusedError:
        return [latex]

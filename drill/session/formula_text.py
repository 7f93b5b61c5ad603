"""The text of a formula that somebody pasted, before anything reads it: light."""

from __future__ import annotations

from typing import Final

from drill.errors import UsageError
from drill.text import clean

# Characters, and brackets in one another, that it may have.
MOST_CHARACTERS: Final = 4_000
MOST_BRACKETS: Final = 30
# What a formula has and a sentence has not.
_SIGNS: Final = frozenset("\\=^_")


def check_formula_text(text: str) -> str:
    """Return a pasted formula without control characters.

    Raises:
        UsageError: there is none, it is too long, or its brackets are too deep in one another.
    """
    text = clean(text).strip()
    if not text:
        raise UsageError("a formula is missing", r"for example: drill about '\frac{1}{1 + e^{-z}}'")
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            f"the formula has {len(text):,} characters: at most {MOST_CHARACTERS:,} are read",
            "ask about a part of it",
        )
    deepest = depth = 0
    for sign in text:
        depth = max(0, depth + (sign in "([{") - (sign in ")]}"))
        deepest = max(deepest, depth)
    if deepest > MOST_BRACKETS:
        raise UsageError(
            f"{deepest} brackets are open at once: at most {MOST_BRACKETS} are read", "ask about a part of it"
        )
    return text


def is_like_formula(text: str) -> bool:
    """Return whether a text that was copied may be a formula, so that it is proposed."""
    return len(text) <= MOST_CHARACTERS and not _SIGNS.isdisjoint(text) and "://" not in text

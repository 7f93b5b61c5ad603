"""The text of a formula that somebody pasted, before anything reads it: light."""

from __future__ import annotations

import re
from typing import Final

from drill.errors import UsageError
from drill.latex import symbols
from drill.text import clean_text

# Characters, and brackets in one another, that it may have.
MOST_CHARACTERS: Final = 4_000
MOST_BRACKETS: Final = 30
# What a formula has and a sentence has not.
_SIGNS: Final = frozenset("\\=^_")
_EXAMPLE: Final = r"for example: drill about '\frac{1}{1 + e^{-z}}'"
# Words with what stands between those of a sentence; a formula has other signs, or numbers.
_WORDS: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*[,.;:!?]*(?:\s+|$)")
# Names of several letters that stand in typed formulas, besides functions and Greek letters.
_NAMES: Final = frozenset(
    ("softmax", "sigmoid", "relu", "grad", "trace", "rank", "var", "cov", "sqrt", "sum", "prod")
)
# Letters of a word that is no product of names; of a sentence's smallest words each tells.
_SHORTEST_WORD: Final = 3
_SMALL: Final = frozenset(("a", "an", "the", "is", "are", "of", "this", "that", "what", "how", "why"))


def check_formula_text(text: str) -> str:
    """Return a pasted formula without control characters.

    Raises:
        UsageError: there is none but words, it is too long, or its brackets are too deep in one another.
    """
    text = clean_text(text).strip()
    if not text:
        raise UsageError("a formula is missing", _EXAMPLE)
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            f"the formula has {len(text):,} characters: at most {MOST_CHARACTERS:,} are read",
            "ask about a part of it",
        )
    if _is_sentence(text):
        raise UsageError("these are words without a formula", _EXAMPLE)
    deepest = depth = 0
    for sign in text:
        depth = max(0, depth + (sign in "([{") - (sign in ")]}"))
        deepest = max(deepest, depth)
    if deepest > MOST_BRACKETS:
        raise UsageError(
            f"{deepest} brackets are open at once: at most {MOST_BRACKETS} are read", "ask about a part of it"
        )
    return text


def _is_sentence(text: str) -> bool:
    """Return whether a text is words: two that are no names, or one with a sentence's small words."""
    words = text.split()
    if "".join(match[0] for match in _WORDS.finditer(text)) != text:
        return False
    plain = [word.strip(",.;:!?").lower() for word in words]
    unknown = [word for word in plain if len(word) >= _SHORTEST_WORD and not _is_known_formula_name(word)]
    return len(unknown) > 1 or (len(unknown) == 1 and len(plain) > 2 and not _SMALL.isdisjoint(plain[:-1]))


def _is_known_formula_name(word: str) -> bool:
    known = (symbols.COMMANDS, symbols.FUNCTIONS, symbols.LIMIT_FUNCTIONS, _NAMES)
    return any(word in names or f"\\{word}" in names for names in known)


def is_like_formula(text: str) -> bool:
    """Return whether a text that was copied may be a formula, so that it is proposed."""
    return len(text) <= MOST_CHARACTERS and not _SIGNS.isdisjoint(text) and "://" not in text

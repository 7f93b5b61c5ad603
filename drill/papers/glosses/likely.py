"""Which unsure meanings are shown all the same: what alone is said of a symbol, and reads as a noun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from drill.papers.glosses.heads import words
from drill.papers.glosses.lexicon import DEICTIC, POINTERS, tag
from drill.papers.glosses.names import Name

_EMPTY: Final = words("case element form letter notation quantity symbol term thing value values")
"""Nouns that alone say nothing of what they stand for."""


def lone(told: Collection[Name], doubtful: Sequence[tuple[Name, str]]) -> frozenset[tuple[Name, str]]:
    """Of the doubtful meanings those of symbols of which nothing is ``told`` and nothing else is doubtful."""
    often = Counter(name for name, _ in doubtful)
    return frozenset(
        (name, meaning)
        for name, meaning in doubtful
        if often[name] == 1 and name not in told and _is_noun(meaning)
    )


def _is_noun(meaning: str) -> bool:
    """Whether a meaning ends as a noun does and points at nothing before it.

    One word alone must tell something, and is no proper name and no verb with an s.
    """
    *before, last = meaning.split()
    if before:
        is_pointing = before[0].lower() in DEICTIC | POINTERS
        return not is_pointing and tag(last.lower()) in ("noun", "either", "adjective")
    is_noun = tag(last) == "noun" or (tag(last) == "either" and not last.endswith("s"))
    return is_noun and last.islower() and last not in _EMPTY

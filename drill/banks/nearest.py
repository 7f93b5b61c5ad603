"""The known word that somebody may have meant."""

from __future__ import annotations

from collections.abc import Collection


def did_you_mean(word: str, known: Collection[str], *, most_listed: int = 40) -> str:
    """A hint with the nearest known word, or with all of them where they are few."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    return "known are " + ", ".join(known) if len(known) <= most_listed else ""

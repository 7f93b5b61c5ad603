"""Words of a text, and whether one is a form of another: ``sampled`` of ``sample``. Light."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

# Endings that do not change the meaning of a word.
_ENDINGS = frozenset(("", "s", "es", "d", "ed", "ing", "er", "ers", "ly", "al", "ally"))
# Min letters of a root that is found without knowing the word: ``bias`` must not become ``bia``.
_SHORTEST_ROOT = 4

# Words by their stems.
WantedWords: TypeAlias = Mapping[str, Sequence[str]]


def list_words(text: str) -> Sequence[str]:
    """Return the words of a text in small letters."""
    return re.findall(r"[^\W\d_]+", text.lower())


def index_words(words: Sequence[str]) -> Mapping[str, frozenset[int]]:
    """Return the places of a text's words by their stems."""
    places: dict[str, set[int]] = {}
    for place, word in enumerate(words):
        for stem in _list_stems(word):
            places.setdefault(stem, set()).add(place)
    return {stem: frozenset(found) for stem, found in places.items()}


def stands_in(places: Mapping[str, frozenset[int]], wanted: str) -> bool:
    """Return whether a word, or several in a row, occur in one of their forms in a text of indexed words."""
    stems = _stems_of(wanted)
    if not stems or any(stem not in places for stem in stems):
        return False
    starts = set(places[stems[0]])
    for distance, stem in enumerate(stems[1:], 1):
        starts &= {place - distance for place in places[stem]}
    return bool(starts)


def find_standing(places: Mapping[str, frozenset[int]], wanted: WantedWords) -> frozenset[str]:
    """Return the words that occur in one of their forms in a text of indexed words."""
    near = (word for stem in places.keys() & wanted.keys() for word in wanted[stem])
    return frozenset(word for word in near if stands_in(places, word))


def index_wanted(words: Iterable[str]) -> WantedWords:
    """Return words, or several in a row, by their stems."""
    by_stem: dict[str, list[str]] = {}
    for word in words:
        by_stem.setdefault(next(iter(_stems_of(word)), ""), []).append(word)
    return by_stem


@lru_cache(maxsize=4096)
def find_root(word: str) -> str:
    """Return the common stem of a word in small letters: its shortest one of four letters or more."""
    return next((stem for stem in _list_stems(word) if len(stem) >= _SHORTEST_ROOT), word)


@lru_cache(maxsize=4096)
def _stems_of(wanted: str) -> tuple[str, ...]:
    return tuple(
        part[:-1] if part.endswith(("e", "y")) and len(part) > 3 else part for part in list_words(wanted)
    )


@lru_cache(maxsize=4096)
def _list_stems(word: str) -> tuple[str, ...]:
    """Return the stems that a word is a form of; an ending has at most five letters."""
    return tuple(
        word[:length]
        for length in range(max(1, len(word) - 5), len(word) + 1)
        if _is_form_of(word, word[:length])
    )


def _is_form_of(word: str, stem: str) -> bool:
    ending = word[len(stem) :]
    rest = ending[1:] if ending[:1] in ("e", "y") else ending
    return word.startswith(stem) and (rest in _ENDINGS or ending in ("ies", "ied"))

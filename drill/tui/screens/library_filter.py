"""The filter of the library: exercises that contain the typed words and satisfy qualifiers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.session.library import LibraryItem

LEVELS = ("1", "2", "3", "4", "5")
# What may stand before a colon.
QUALIFIERS = ("state", "kind", "level", "skill", "tag", "paper")


def turned(text: str, name: str, values: Sequence[str], by: int) -> str:
    """Return ``text`` with the next value of a qualifier, or without it after the last."""
    begin = f"{name}:"
    words = [word for word in text.split() if not word.startswith(begin)]
    now = next((word.removeprefix(begin) for word in text.split() if word.startswith(begin)), "")
    choices = ["", *values]
    index = choices.index(now) if now in choices else 0
    chosen = choices[(index + by) % len(choices)]
    return " ".join([*words, f"{begin}{chosen}"] if chosen else words)


def fits(item: LibraryItem, words: Sequence[str], texts: Mapping[str, str]) -> bool:
    """Return whether an exercise contains all words and satisfies each qualifier.

    ``texts`` are prompts, tags and notes in small letters, as far as they are read.
    """
    text = f"{item.item} {item.title} {item.subject} {item.topic} {texts.get(item.item, '')}".lower()
    return all(_holds(item, word, text) for word in words)


def _holds(item: LibraryItem, word: str, text: str) -> bool:
    name, _, value = word.partition(":")
    match name if value else "":
        case "state":
            return item.state.startswith(value)
        case "level":
            return str(item.level) == value
        case "kind":
            return ("chain" if item.kind == "stages" else item.kind).startswith(value)
        case "skill":
            return value in item.skill.lower()
        case "paper":
            return item.item.startswith("papers/") and value in f"{item.item} {item.subject}".lower()
        case "":
            return word.rstrip(":") in text or word.rstrip(":") in QUALIFIERS
        case _:
            return word in text


def nearest(words: Iterable[str], items: Iterable[LibraryItem]) -> tuple[str, ...]:
    """Return words of the library that are similar to these."""
    known = {word for item in items for word in _words(item)}
    near = (close for word in words for close in difflib.get_close_matches(word, known, n=2))
    return tuple(dict.fromkeys(near))


def _words(item: LibraryItem) -> list[str]:
    names = item.item.replace("/", " ").replace("-", " ")
    return f"{names} {item.title} {item.subject} {item.topic}".lower().split()

"""The filter of the library: exercises that contain the typed words and satisfy qualifiers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.session.library.exercise_library import GoalExercises, LibraryItem

# What may stand before a colon.
QUALIFIERS = ("state", "kind", "level", "skill", "tag", "paper", "for")


def goals_of(words: Iterable[str]) -> list[str]:
    """Return the goals that ``for:ddpm`` names."""
    return [goal for word in words if (goal := word.removeprefix("for:")) and goal != word]


def asks_for_texts(words: Iterable[str]) -> bool:
    """Return whether some word may stand in a prompt or a note: what is found without them is not all."""
    parts = (word.partition(":") for word in words)
    return any(not value or name not in QUALIFIERS for name, _, value in parts)


Goals = Mapping[str, "GoalExercises"]


def fits(item: LibraryItem, words: Iterable[str], texts: Mapping[str, str], goals: Goals) -> bool:
    """Return whether an exercise contains all words and satisfies each qualifier.

    ``texts`` are prompts, tags and notes in small letters, as far as they are read; ``goals`` are those that
    the words name.
    """
    return all(_fits_filter_word(item, word, texts, goals) for word in words)


def _fits_filter_word(item: LibraryItem, word: str, texts: Mapping[str, str], goals: Goals) -> bool:
    name, _, value = word.partition(":")
    match name if value else "":
        case "state":
            return item.state.startswith(value) or (item.state == "unseen" and "new".startswith(value))
        case "level":
            return str(item.level) == value
        case "kind":
            return ("chain" if item.kind == "stages" else item.kind).startswith(value)
        case "skill":
            return value in f"{item.skill} {item.skill_title}".lower()
        case "paper":
            return item.item.startswith("papers/") and value in f"{item.item} {item.subject}".lower()
        case "for":
            return value in goals and item.item in goals[value].items
        case "":
            bare = word.rstrip(":")
            return bare in item.names or bare in QUALIFIERS or bare in texts.get(item.item, "")
        case _:
            return word in item.names or word in texts.get(item.item, "")


def nearest(words: Iterable[str], items: Sequence[LibraryItem]) -> tuple[str, ...]:
    """Return words of the library that are similar to these."""
    known = {word for item in items for word in item.names.replace("/", " ").replace("-", " ").split()}
    near = (close for word in words for close in difflib.get_close_matches(word, known, n=2))
    return tuple(dict.fromkeys(near))

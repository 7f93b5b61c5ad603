"""What the library lists: exercises by state, level and words; the nearest words where there are none."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.session.library import LibraryItem

STATES = ("all", "unseen", "yellow", "red", "green", "parked")
LEVELS = (0, 1, 2, 3, 4, 5)
"""0 stands for all of them."""


@dataclass(slots=True)
class Filter:
    """A state and a level, or all of them."""

    state: str = STATES[0]
    level: int = LEVELS[0]
    prompts: Mapping[str, str] = field(default_factory=dict[str, str])
    """What each exercise asks, in small letters, once that is read."""

    @property
    def is_on(self) -> bool:
        """Whether it leaves anything out."""
        return (self.state, self.level) != (STATES[0], LEVELS[0])

    def clear(self) -> None:
        """All states and levels."""
        self.state, self.level = STATES[0], LEVELS[0]

    def __str__(self) -> str:
        return f"state {self.state}   level {self.level or '1–5'}"

    def next_state(self) -> None:
        """The state after this one."""
        self.state = STATES[(STATES.index(self.state) + 1) % len(STATES)]

    def turn_level(self, by: int) -> None:
        """So many levels on."""
        self.level = LEVELS[(self.level + by) % len(LEVELS)]

    def fits(self, item: LibraryItem, words: Sequence[str]) -> bool:
        """Whether an exercise is listed, where its names hold all of these words."""
        if self.state not in ("all", item.state) or self.level not in (0, item.level):
            return False
        text = f"{item.item} {item.title} {item.subject} {item.topic} ".lower()
        text += self.prompts.get(item.item, "")
        return all(word in text for word in words)


def nearest(words: Iterable[str], items: Iterable[LibraryItem]) -> tuple[str, ...]:
    """Words of the library that are much like these."""
    known = {word for item in items for word in _words(item)}
    near = (close for word in words for close in difflib.get_close_matches(word, known, n=2))
    return tuple(dict.fromkeys(near))


def _words(item: LibraryItem) -> list[str]:
    names = item.item.replace("/", " ").replace("-", " ")
    return f"{names} {item.title} {item.subject} {item.topic}".lower().split()

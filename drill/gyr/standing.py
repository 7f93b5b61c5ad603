"""The states of all items with events: most are green in the end, and those are read only when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Self

from drill.gyr.events import ItemId
from drill.gyr.state import BareState

# Gives the state of a green, and of as many others as is no trouble.
ReadGreens = Callable[[ItemId], Mapping[ItemId, BareState]]


class Standing(Mapping[ItemId, BareState]):
    """A mapping from items with events to their states; a green's state is read when first asked for."""

    def __init__(self, not_green: Mapping[ItemId, BareState], greens: Set[ItemId], read: ReadGreens) -> None:
        self.others = not_green
        """All that are not green."""
        self.greens = greens
        self._read = read
        self._greens_read: dict[ItemId, BareState] = {}

    @classmethod
    def of(cls, states: Mapping[ItemId, BareState]) -> Self:
        """Return the standing of items whose states are all known; a standing is returned as it is."""
        if isinstance(states, cls):
            return states
        greens = {item: state for item, state in states.items() if state.state == "green"}
        not_green = {item: state for item, state in states.items() if state.state != "green"}
        return cls(not_green, greens.keys(), lambda _: greens)

    def replaced(self, item: ItemId, state: BareState) -> Standing:
        """Return the standing in which an item has another state."""
        others, greens = {**self.others}, {*self.greens}
        others.pop(item, None)
        greens.discard(item)
        if state.state == "green":
            greens.add(item)
        else:
            others[item] = state
        changed = Standing(others, greens, self._read)
        changed._greens_read = {**self._greens_read, item: state}
        return changed

    def __getitem__(self, item: ItemId) -> BareState:
        if item in self.greens:
            if item not in self._greens_read:
                self._greens_read.update(self._read(item))
            return self._greens_read[item]
        return self.others[item]

    def __contains__(self, item: object) -> bool:
        return item in self.others or item in self.greens

    def __iter__(self) -> Iterator[ItemId]:
        yield from self.others
        yield from self.greens

    def __len__(self) -> int:
        return len(self.others) + len(self.greens)

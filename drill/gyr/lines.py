"""Lines (queues) of waiting items, sorted by topic."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import TypeAlias

from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import ItemId

Key: TypeAlias = "tuple[int, ItemId]"  # place in the line, then id: ties never go by row
LineName: TypeAlias = "tuple[str, int, int]"  # what waits there, rank of the subject, passes so far
Place: TypeAlias = "tuple[LineName, Key]"


class TopicLine:
    """A queue of items that can return its first item of another topic than the last one."""

    def __init__(self) -> None:
        self._by_topic: dict[TopicKey, list[Key]] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def copy(self) -> TopicLine:
        """Return an independent copy."""
        twin = TopicLine()
        twin._by_topic = {topic: keys.copy() for topic, keys in self._by_topic.items()}
        twin._size = self._size
        return twin

    def fill(self, keys_with_topics: Iterable[tuple[TopicKey, Key]]) -> None:
        """Add many at once."""
        for topic, key in keys_with_topics:
            self._by_topic.setdefault(topic, []).append(key)
            self._size += 1
        for keys in self._by_topic.values():
            keys.sort()

    def add(self, topic: TopicKey, key: Key) -> None:
        """Add one item at its position."""
        insort(self._by_topic.setdefault(topic, []), key)
        self._size += 1

    def remove(self, topic: TopicKey, key: Key) -> None:
        """Remove one item."""
        keys = self._by_topic[topic]
        del keys[bisect_left(keys, key)]
        if not keys:
            del self._by_topic[topic]
        self._size -= 1

    def first_elsewhere(self, last: TopicKey | None) -> Key | None:
        """Return the first item of another topic than ``last``, ``None`` without one."""
        return min((keys[0] for topic, keys in self._by_topic.items() if topic != last), default=None)

    def first(self, last: TopicKey | None = None) -> Key | None:
        """Return the first item, preferably of another topic than ``last``."""
        if (elsewhere := self.first_elsewhere(last)) is not None:
            return elsewhere
        return None if last is None or last not in self._by_topic else self._by_topic[last][0]


class Lines:
    """Queues by name; an item is in at most one of them."""

    def __init__(self) -> None:
        self._lines: dict[LineName, TopicLine] = {}
        self._places: dict[ItemId, Place] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[ItemId]:
        return iter(self._places)

    def __contains__(self, item: ItemId) -> bool:
        return item in self._places

    def copy(self) -> Lines:
        """Return an independent copy."""
        twin = Lines()
        twin._lines = {name: line.copy() for name, line in self._lines.items()}
        twin._places = self._places.copy()
        return twin

    def fill(self, places: Iterable[tuple[Entry, Place]]) -> None:
        """Add many items that are in no queue yet."""
        waiting: dict[LineName, list[tuple[TopicKey, Key]]] = {}
        for entry, slot in places:
            self._places[entry.item] = slot
            waiting.setdefault(slot[0], []).append((entry.topic_key, slot[1]))
        for name, keys_with_topics in waiting.items():
            self._lines.setdefault(name, TopicLine()).fill(keys_with_topics)

    def put(self, entry: Entry, slot: Place | None) -> None:
        """Move an item to another queue, or out of all of them."""
        if (former := self._places.pop(entry.item, None)) is not None:
            name, key = former
            self._lines[name].remove(entry.topic_key, key)
            if not self._lines[name]:
                del self._lines[name]
        if slot is not None:
            self._places[entry.item] = slot
            self._lines.setdefault(slot[0], TopicLine()).add(entry.topic_key, slot[1])

    def line_of(self, item: ItemId) -> LineName | None:
        """Return the name of the queue that an item is in."""
        slot = self._places.get(item)
        return None if slot is None else slot[0]

    def first(self, name: LineName, last: TopicKey | None = None) -> Key | None:
        """Return the first item of a queue, preferably of another topic than ``last``."""
        line = self._lines.get(name)
        return None if line is None else line.first(last)

    def kind(self, kind: str) -> list[tuple[LineName, TopicLine]]:
        """Return all queues of a kind, in the order of their names."""
        return sorted(((n, line) for n, line in self._lines.items() if n[0] == kind), key=itemgetter(0))

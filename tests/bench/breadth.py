"""The order of unseen items before the edge: the subject with the fewest met, breadth first over its skills.

Kept for comparison alone. A skill's second exercise waits until every ready skill of its subject has had one;
an item is ready when every prerequisite skill that is loaded has had a verdict, whichever.
"""

from __future__ import annotations

from drill.gyr.events import BankId
from drill.gyr.lines import Key, TopicKey
from drill.gyr.queue import Queue
from drill.gyr.unseen import Unseen


class BreadthFirst(Unseen):
    """The unseen items in that order."""

    def next(self, last: TopicKey | None) -> Key | None:
        """Return the first that is ready, of the subject with the fewest met."""
        met = {bank: sum(self._met_in[topic] for topic in self._topics(bank)) for bank in self._in_bank}
        banks = sorted(self._in_bank, key=lambda bank: (met[bank], self._ranks[bank]))
        for find in (self._first_ready, self.first):
            for other_than in (last, None):
                for bank in banks:
                    if (key := find(bank, other_than)) is not None:
                        return key
        return None

    def _topics(self, bank: BankId) -> set[TopicKey]:
        return {topic for topic in self._sizes if topic[0] == bank}

    def _first_ready(self, bank: BankId, other_than: TopicKey | None) -> Key | None:
        heads = [(group, head) for group in self._in_bank[bank] if (head := self._head(group)) is not None]
        ready = [each for each in heads if all(self._met[need] for need in each[0].needs)]
        fewest = min((self._met[group.skill] for group, _ in ready), default=0)
        return min(
            (
                head
                for group, head in ready
                if self._met[group.skill] == fewest and self._candidates[head[1]].topic_key != other_than
            ),
            default=None,
        )


def breadth_first(queue: Queue) -> Queue:
    """The same queue with its unseen items in that order."""
    queue._unseen.__class__ = BreadthFirst
    return queue

"""Earlier orders of unseen items, kept for comparison alone: the edge, and breadth first within subjects.

The edge: of the items whose prerequisite skills are passed, that of the skill with the fewest exercises
met, then of the topic of which the smallest share is met.

Breadth first: the subject with the fewest met. A skill's second exercise waits until every ready skill of
its subject has had one; an item is ready when every prerequisite skill that is loaded has had a verdict.
"""

from __future__ import annotations

from drill.gyr.events import BankId, SkillId
from drill.gyr.lines import Key, TopicKey
from drill.gyr.queue import Queue
from drill.gyr.unseen import EVERYWHERE, Unseen


class Edge(Unseen):
    """The unseen items at the edge, those of the skill with the fewest met first."""

    def next(self, last: TopicKey | None) -> Key | None:
        """Return the first of those that lack fewest prerequisites; every eighth from all of them."""
        goes_everywhere = self._met_in_all % EVERYWHERE == EVERYWHERE - 1
        ranks = [
            (
                0 if goes_everywhere else self._lacking[group.needs],
                group.topic == last,
                met_of(self, group.skill),
                self._met_in[group.topic] / self._sizes[group.topic],
                self._ranks[group.bank],
                head,
            )
            for group in self._groups.values()
            if (head := self._head(group)) is not None
        ]
        return min(ranks)[-1] if ranks else None


class BreadthFirst(Unseen):
    """The unseen items in that order."""

    def next(self, last: TopicKey | None) -> Key | None:
        """Return the first that is ready, of the subject with the fewest met."""
        met = {bank: sum(self._met_in[topic] for topic in self._topics(bank)) for bank in self._in_bank}
        banks = sorted(self._in_bank, key=lambda bank: (met[bank], self._ranks[bank]))
        for find in (self._first_of_ready_skills, self.first):
            for other_than in (last, None):
                for bank in banks:
                    if (key := find(bank, other_than)) is not None:
                        return key
        return None

    def _topics(self, bank: BankId) -> set[TopicKey]:
        return {topic for topic in self._sizes if topic[0] == bank}

    def _first_of_ready_skills(self, bank: BankId, other_than: TopicKey | None) -> Key | None:
        heads = [(group, head) for group in self._in_bank[bank] if (head := self._head(group)) is not None]
        ready = [
            ready_head for ready_head in heads if all(met_of(self, need) for need in ready_head[0].needs)
        ]
        fewest = min((met_of(self, group.skill) for group, _ in ready), default=0)
        return min(
            (
                head
                for group, head in ready
                if met_of(self, group.skill) == fewest and self._entries[head[1]].topic_key != other_than
            ),
            default=None,
        )


def met_of(unseen: Unseen, skill: SkillId) -> int:
    """How many exercises of a skill were met."""
    return sum(unseen.part(entry.item).met_on is not None for entry in unseen._of_skill.get(skill, ()))


def at_the_edge(queue: Queue) -> Queue:
    """The same queue with its unseen items in the order of the edge."""
    queue._unseen.__class__ = Edge
    return queue


def breadth_first(queue: Queue) -> Queue:
    """The same queue with its unseen items breadth first."""
    queue._unseen.__class__ = BreadthFirst
    return queue

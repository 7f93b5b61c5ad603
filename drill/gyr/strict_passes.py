"""The literal method as a list: subject after subject, pass after pass, no item twice on a study day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from drill.gyr.day_facts import DayFacts
from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import BankId, ItemId
from drill.gyr.method import Planned
from drill.gyr.progress import minutes_of
from drill.gyr.standing import Standing
from drill.gyr.state import UNSEEN

# The rank of a subject, and how many passes an item has behind it.
_Pass = tuple[int, int]


def plan_strict_passes(facts: DayFacts, scope: Collection[ItemId] | None = None) -> list[Planned]:
    """Return what comes by the literal method, as many as fill the minutes; of a ``scope`` alone if given.

    A pass follows the file, and takes another topic than the last where there is one. What was skipped today
    comes at the end.
    """
    states, waiting, skipped = Standing.of(facts.states).others, dict[_Pass, list[Entry]](), list[Entry]()
    ranks = _rank_banks(facts)
    left_out = {*facts.left_out, *(planned.item for planned in facts.planned)}
    for item, entry in facts.curriculum.entries.items():
        state = states.get(item)
        if state is None and item in facts.states:  # green
            continue
        state = state or UNSEEN
        is_left_out = item in left_out or (scope is not None and item not in scope)
        if is_left_out or not state.is_open or state.study_day == facts.today:
            continue
        if state.skipped_on == facts.today:
            skipped.append(entry)
        else:
            waiting.setdefault((ranks[entry.bank], state.passes), []).append(entry)
    plan, spent = list[Planned](), 0.0
    for entry in (*(e for of_pass in sorted(waiting) for e in _alternate_topics(waiting[of_pass])), *skipped):
        if spent >= facts.minutes:
            break
        minutes = minutes_of(entry, facts.speed)
        plan.append(Planned(entry.item, "again" if entry.item in states else "goal", minutes))
        spent += minutes
    return plan


def _rank_banks(facts: DayFacts) -> Mapping[BankId, int]:
    """Number the subjects: those of the settings in their order, then others by name."""
    banks = {entry.bank for entry in facts.curriculum.entries.values()}
    order = dict.fromkeys((*facts.method.subjects, *sorted(banks)))
    return {bank: rank for rank, bank in enumerate(order)}


def _alternate_topics(entries: list[Entry]) -> Iterator[Entry]:
    """Yield exercises in order, each of another topic than the one before where there is one."""
    by_topic: dict[TopicKey, list[tuple[int, Entry]]] = {}
    for number, entry in reversed([*enumerate(entries)]):
        by_topic.setdefault(entry.topic_key, []).append((number, entry))
    last: TopicKey | None = None
    while by_topic:
        others = [key for key in by_topic if key != last] or [*by_topic]
        last = min(others, key=lambda key: by_topic[key][-1][0])
        yield by_topic[last].pop()[1]
        if not by_topic[last]:
            del by_topic[last]

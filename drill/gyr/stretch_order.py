"""The order in which a stretch of a day is served: an easy beginning, re-attempts spread, skills in turn."""

from __future__ import annotations

from collections.abc import Sequence

from drill.gyr.day_facts import DayFacts
from drill.gyr.entry import Entry
from drill.gyr.method import Planned
from drill.gyr.plan_ledger import Ledger

# What a stretch may begin with, and what it should not end with.
_EASY_LEVEL, _STEEP_LEVEL = 2, 4


def order_stretch(
    facts: DayFacts, new: Sequence[Planned], again: Sequence[Planned], last: Sequence[Planned]
) -> list[Planned]:
    """Spread what comes again between what is new, with something easy first and ``last`` at the end.

    Nothing comes before what it counts on, and no two of one skill follow each other where it can be helped,
    but for a rapid exercise and the ordinary one that it opens.
    """
    ledger = Ledger(facts)
    ledger.count_on(facts.planned)
    waiting = _begin_easily(ledger, _end_easily(ledger, _interleave_planned(new, again)))
    return [*_order_by_turns(ledger, waiting), *last]


def _interleave_planned(new: Sequence[Planned], again: Sequence[Planned]) -> list[Planned]:
    """Put one list between the other, at even distances."""
    ranked = [((number + 1) / (len(new) + 1), 0, number, planned) for number, planned in enumerate(new)]
    ranked += [((number + 1) / (len(again) + 1), 1, number, planned) for number, planned in enumerate(again)]
    return [planned for *_, planned in sorted(ranked, key=lambda rank: rank[:3])]


def _begin_easily(ledger: Ledger, waiting: list[Planned]) -> list[Planned]:
    """Move to the front what the learner can do: something new that is easy, a yellow, or a check."""
    if ledger.facts.has_warm_up or ledger.facts.planned:
        return waiting
    ranks = [(_rank_beginning(ledger, planned), number) for number, planned in enumerate(waiting)]
    rank, number = min(ranks, default=(_NOT_EASY, 0))
    if rank == _NOT_EASY:
        return waiting
    return [waiting[number], *waiting[:number], *waiting[number + 1 :]]


_NOT_EASY = 3


def _rank_beginning(ledger: Ledger, planned: Planned) -> int:
    entry = ledger.curriculum.entries[planned.item]
    part = ledger.part(entry.item)
    if part.state == "unseen":
        skill = ledger.curriculum.find_skill(entry)
        is_begun = bool(skill) and ledger.skill(skill).is_begun
        is_easy = entry.is_rapid or (is_begun and entry.level <= _EASY_LEVEL)
        is_movable = ledger.is_ready(entry) and not entry.in_file_order
        return 0 if is_easy and is_movable else _NOT_EASY
    return 1 if part.state == "yellow" else 2 if planned.reason == "check" else _NOT_EASY


def _end_easily(ledger: Ledger, waiting: list[Planned]) -> list[Planned]:
    """Move a steep exercise from the end to the middle, unless its place is that of its file."""
    entries = [ledger.curriculum.entries[planned.item] for planned in waiting[-2:]]
    is_steep = [entry.level >= _STEEP_LEVEL for entry in entries]
    if len(waiting) > 2 and is_steep == [False, True] and not entries[-1].in_file_order:
        middle = len(waiting) // 2
        return [*waiting[:middle], waiting[-1], *waiting[middle:-1]]
    return waiting


def _order_by_turns(ledger: Ledger, waiting: list[Planned]) -> list[Planned]:
    """Take items in turn: the first that may be served, if possible of another skill than the last."""
    placed, last = list[Planned](), None
    while waiting:
        entries = [ledger.curriculum.entries[planned.item] for planned in waiting]
        ready = [number for number, entry in enumerate(entries) if ledger.may_come(entry)]
        if not ready:
            break
        number = next((n for n in ready if _may_follow(last, entries[n])), ready[0])
        placed.append(waiting.pop(number))
        last = entries[number]
        ledger.make_green(last)
    return placed


def _may_follow(last: Entry | None, entry: Entry) -> bool:
    """Return whether an item is of another skill than the last, or its first ordinary exercise.

    A bank that is served as its file has it keeps its order.
    """
    if last is None or not entry.skill or last.skill != entry.skill or entry.in_file_order:
        return True
    return last.is_rapid and not entry.is_rapid

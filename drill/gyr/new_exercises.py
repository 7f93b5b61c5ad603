"""New exercises in their order: of a goal, of a subject, or of a bank in the order of its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, filterfalse
from typing import NamedTuple

from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import GoalPath
from drill.gyr.plan_ledger import DayFacts, Ledger, Planned, Reason

# Max green days and waiting tries of a skill: from this number on, no further exercise of it begins.
ENOUGH_DAYS = 2
# Max topics that new skills come from, and max skills among the next ones that are not learned.
OPEN_TOPICS, NEXT_TOPICS = 3, 5
# Max level of the lowest ordinary exercise of skills that come first, before those of the next level.
_EASY_LEVEL = 2
# Max skills beyond the fewest that an exercise of a paper may lack to keep its place in the paper's order.
_FEW_MORE = 1


class Candidate(NamedTuple):
    """A new exercise that may come; ``is_opener`` means that an ordinary one of its skill follows it."""

    entry: Entry
    reason: Reason
    is_opener: bool = False


class Course:
    """The new exercises of some skills, and of a paper that they lead to."""

    def __init__(
        self,
        ledger: Ledger,
        skills: Sequence[SkillId],
        reason: Reason,
        *,
        topics: Sequence[Sequence[SkillId]] = (),
        own: Sequence[Entry] = (),
        named: Iterable[SkillId] = (),
        shared: Sequence[Entry] = (),
    ) -> None:
        """``skills`` are in order; those of ``topics`` begin by topic. ``own`` exercises are the paper's,
        ``named`` are the skills that these name; ``shared`` exercises are those of other papers.
        """
        self._ledger = ledger
        self._skills = skills
        self._reason: Reason = reason
        self._topics = topics
        self._own = own
        self._named = frozenset(named)
        self._shared = shared

    def list_new(self) -> Iterator[Candidate]:
        """Yield the next exercises: the paper's own whose skills are all passed; second ones of begun skills;
        then in turn own ones that need no skill, those of other papers, and the first ones of new skills.
        """
        needs = self._needs
        # Exercises without prerequisites, such as a textbook's, come in order, whatever their level.
        ready = [entry for entry in self._own if self._may_come(entry, is_any_level=not self._skills)]
        met = {needs[entry.item] for entry in self._own if not self._ledger.is_new(entry)}
        # Of exercises that need the same skills, one comes before the others of any.
        first: dict[tuple[SkillId, ...], ItemId] = {}
        for entry in ready:
            if needs[entry.item] not in met:
                first.setdefault(needs[entry.item], entry.item)
        ready.sort(key=lambda entry: entry.item not in first.values())
        yield from (Candidate(entry, "paper") for entry in ready if needs[entry.item])
        yield from self._list_seconds()
        free = (Candidate(entry, "paper") for entry in ready if not needs[entry.item])
        shared = (Candidate(entry, "goal") for entry in self._shared if self._may_come(entry))
        yield from take_turns((free, shared, chain(self._list_first_ordinary(), self._list_beginnings())))

    def list_unpassed(self) -> Iterator[Candidate]:
        """Yield one more exercise of each begun skill that is not passed, because its green opens others."""
        ledger = self._ledger
        for skill_id in self._skills:
            if ledger.is_begun(skill_id) and not ledger.is_passed(skill_id):
                pending = sum(part.is_pending for _, part in ledger.skill(skill_id).every)
                if pending < ENOUGH_DAYS:
                    yield from self._list_lowest(skill_id, [False, True])

    def list_deeper(self) -> Iterator[Candidate]:
        """Yield unmet ordinary exercises of learned skills, leaving one of each for a check."""
        ledger = self._ledger
        deeper: list[Entry] = []
        for skill_id in self._skills:
            if not ledger.is_learned(skill_id):
                continue
            entries = [entry for entry in ledger.skill(skill_id).exercises if self._may_come(entry)]
            deeper += sorted(entries, key=lambda entry: entry.level)[:-1]
        reason: Reason = "deeper" if self._reason == "goal" else self._reason
        tops = ledger.top_levels
        deeper.sort(
            key=lambda entry: (
                entry.level > tops.get(entry.topic_key, 0) + 1,
                entry.trains not in self._named,
                entry.is_rapid,
                entry.level,
            )
        )
        return (Candidate(entry, reason) for entry in deeper)

    def _list_seconds(self) -> Iterator[Candidate]:
        """Yield the next exercise of each begun skill that was not met today, the longest waiting first."""
        ledger = self._ledger
        today = ledger.facts.today
        waiting = list[tuple[int, SkillId]]()
        for skill_id in self._skills:
            if not ledger.is_begun(skill_id) or ledger.is_mastered(skill_id):
                continue
            skill = ledger.skill(skill_id)
            if skill.begun_on is None or skill.met_last_on is None:
                continue
            days = {part.green_on for _, part in skill.every if part.green_on is not None}
            pending = sum(part.is_pending for _, part in skill.every)
            if len(days) + pending < ENOUGH_DAYS and skill.met_last_on < today:
                waiting.append((skill.met_last_on.toordinal(), skill_id))
        for _, skill_id in sorted(waiting, key=lambda dated: dated[0]):
            yield from self._list_lowest(skill_id, [False, True])

    def _list_first_ordinary(self) -> Iterator[Candidate]:
        """Yield the lowest ordinary exercise of each skill with only rapid ones met."""
        for skill_id in self._skills:
            is_begun = self._ledger.is_begun(skill_id) and not self._ledger.is_mastered(skill_id)
            if is_begun and self._ledger.skill(skill_id).begun_on is None:
                yield from self._list_lowest(skill_id, [False])

    def _list_beginnings(self) -> Iterator[Candidate]:
        """Yield the first exercises of skills that may begin: a rapid one, then the lowest ordinary one."""
        beginnings = list[tuple[SkillId, list[Entry]]]()
        for skill_id in self._find_open_skills() if self._topics else self._order_by_formulas():
            if self._ledger.is_begun(skill_id) or self._ledger.is_mastered(skill_id):
                continue
            lowest = (self._find_lowest(skill_id, is_rapid) for is_rapid in (True, False))
            entries = [entry for entry in lowest if entry is not None]
            if entries:
                beginnings.append((skill_id, entries))
        fluent = find_untransferred(self._ledger)
        beginnings.sort(key=lambda beginning: self._rank_beginning(*beginning, fluent))
        for _, entries in beginnings:
            for entry in entries:
                yield Candidate(entry, self._reason, is_opener=len(entries) > 1)

    def _rank_beginning(
        self, skill_id: SkillId, entries: Sequence[Entry], fluent: frozenset[SkillId]
    ) -> tuple[bool, bool, int]:
        """Return the rank of a skill among those that may begin: transfer first; in a subject, easy skills
        without unpassed prerequisites in other subjects.
        """
        curriculum = self._ledger.curriculum
        rests = not fluent.isdisjoint(chain.from_iterable(map(curriculum.find_needs, entries)))
        if not self._topics:
            return not rests, False, 0
        ordinary = (entry.level for entry in curriculum.exercises[skill_id] if not entry.is_rapid)
        is_early = not all(map(self._is_wholly_ready, entries))
        return not rests, is_early, min(2, max(0, min(ordinary, default=0) - _EASY_LEVEL))

    def _order_by_formulas(self) -> Iterable[SkillId]:
        """Return the skills on the way to a paper, first those of the exercise that lacks the fewest.

        Of exercises that lack few the paper's first comes first, because one reads it from its beginning.
        """
        ways = dict.fromkeys(self._needs[entry.item] for entry in self._own if self._ledger.is_new(entry))
        lacking = [[*filterfalse(self._ledger.is_passed, way)] for way in ways]
        few = min(map(len, lacking), default=0) + _FEW_MORE
        lacking.sort(key=lambda way: max(len(way), few))
        return dict.fromkeys(chain(*lacking, self._skills))

    @cached_property
    def _needs(self) -> Mapping[ItemId, tuple[SkillId, ...]]:
        """The prerequisites of each of the paper's exercises on the way there, deepest first."""
        goal = self._ledger.facts.goal
        on_way = frozenset(self._skills)
        needs: dict[ItemId, tuple[SkillId, ...]] = {}
        for entry in self._own:
            own_needs = goal.needs.get(entry.item, ()) if goal else ()
            needs[entry.item] = self._ledger.curriculum.list_on_way(own_needs, on_way)
        return needs

    def _find_open_skills(self) -> list[SkillId]:
        """Return the skills of the next topics that have an exercise to begin.

        Without a goal, skills without unpassed prerequisites in another subject come first, if there are any.
        """
        return self._find_skills_of_topics(is_whole=True) or self._find_skills_of_topics(is_whole=False)

    def _find_skills_of_topics(self, *, is_whole: bool) -> list[SkillId]:
        ledger = self._ledger
        found: list[SkillId] = []
        walked = 0
        opened = 0
        waiting: list[SkillId] = []
        for skills in self._topics:
            unlearned = [skill for skill in skills if not ledger.is_mastered(skill)]
            if not unlearned:
                continue
            walked += 1
            if opened == OPEN_TOPICS or (walked > NEXT_TOPICS and (opened or ledger.has_topic_limit)):
                break
            new = unlearned
            if is_whole:
                new = [skill for skill in unlearned if not ledger.is_begun(skill)]
            entries = chain.from_iterable(ledger.curriculum.exercises[skill] for skill in new)
            if any(self._may_come(e) and (not is_whole or self._is_wholly_ready(e)) for e in entries):
                found += unlearned
                opened += 1
            else:
                waiting += unlearned
        return [*found, *waiting] if opened else []

    def _is_wholly_ready(self, entry: Entry) -> bool:
        """Return whether all prerequisites of an exercise are passed, in other subjects, too.

        With a goal it is always true, because the goal decides which of them count.
        """
        ledger = self._ledger
        return ledger.facts.goal is not None or all(
            map(ledger.is_passed, ledger.curriculum.find_needs(entry))
        )

    def _list_lowest(self, skill_id: SkillId, kinds: Iterable[bool]) -> Iterator[Candidate]:
        """Yield the first unmet exercise of a skill, of the first kind (rapid or not) that has one."""
        lowest = (self._find_lowest(skill_id, is_rapid) for is_rapid in kinds)
        if (entry := next(filter(None, lowest), None)) is not None:
            yield Candidate(entry, self._reason)

    def _find_lowest(self, skill_id: SkillId, is_rapid: bool) -> Entry | None:
        """Return the lowest unmet one; for a linked skill the nearest to its formula, whatever its level."""
        ledger = self._ledger
        is_linked = bool(ledger.facts.rank_linked(skill_id))
        of_kind = (entry for entry in ledger.rank_exercises(skill_id) if entry.is_rapid == is_rapid)
        return next((entry for entry in of_kind if self._may_come(entry, is_any_level=is_linked)), None)

    def _may_come(self, entry: Entry, *, is_any_level: bool = False) -> bool:
        ledger = self._ledger
        return (
            ledger.is_new(entry)
            and ledger.counts(entry)
            and (is_any_level or entry.level <= ledger.highest_level)
            and ledger.is_ready(entry)
        )


class FileOrder:
    """The new exercises of a bank that is served in the order of its file."""

    def __init__(self, ledger: Ledger, entries: Sequence[Entry], reason: Reason) -> None:
        self._ledger = ledger
        self._entries = entries
        self._reason: Reason = reason

    def list_new(self) -> Iterator[Candidate]:
        """Yield the exercises that were not met, from the first on."""
        return (Candidate(entry, self._reason) for entry in self._entries if self._ledger.is_new(entry))

    def list_deeper(self) -> Iterator[Candidate]:
        """Yield nothing: such a bank has no order of its own."""
        return iter(())

    list_unpassed = list_deeper


def find_untransferred(ledger: Ledger) -> frozenset[SkillId]:
    """Return the skills that became fluent, if no exercise that rests on them was met since."""
    facts = ledger.facts
    left = dict(facts.fluent)
    if not left:
        return frozenset()
    for item, part in facts.parts.items():
        entry = facts.curriculum.entries.get(item)
        if part.met_on is None or entry is None:
            continue
        for need in facts.curriculum.find_needs(entry):
            if need in left and part.met_on >= left[need]:
                del left[need]
    return frozenset(left)


def list_unclear(ledger: Ledger) -> Iterator[Candidate]:
    """Yield an exercise of each skill that was marked unclear: one on that day, and one later."""
    today = ledger.facts.today
    for skill_id, said_on in ledger.facts.unclear.items():
        if skill_id not in ledger.curriculum.exercises:
            continue
        met = [part.met_on for _, part in ledger.skill(skill_id).every if part.met_on is not None]
        if not any(day == today or day > said_on for day in met):
            exercises = ledger.rank_exercises(skill_id)
            fitting = [entry for entry in exercises if ledger.is_new(entry) and ledger.is_ready(entry)]
            if fitting:
                yield Candidate(min(fitting, key=lambda entry: entry.is_rapid), "goal")


def course_of_goal(ledger: Ledger, goal: GoalPath) -> Course:
    """Return the new exercises of a goal."""
    curriculum = ledger.curriculum
    of_subject = curriculum.subjects.get(goal.bank)
    if of_subject is not None:
        of_goal = frozenset(goal.skills)
        topics = [[skill for skill in skills if skill in of_goal] for skills in of_subject.values()]
        return Course(ledger, goal.skills, "goal", topics=topics, named=of_goal)
    of_bank = curriculum.banks_in_order.get(goal.bank, ())
    own = [entry for entry in of_bank if entry.item not in ledger.facts.notes]
    shared = [curriculum.entries[item] for item in goal.shared if item in curriculum.entries]
    return Course(ledger, goal.skills, "goal", own=own, named=goal.named, shared=shared)


def list_subjects(ledger: Ledger, reason: Reason) -> list[Course | FileOrder]:
    """Return the subjects, and banks in their files' order, the least met first; a goal's are left out."""
    facts = ledger.facts
    curriculum = ledger.curriculum
    goal = facts.goal or GoalPath(BankId(""))
    of_goal = frozenset(goal.skills)
    apart = {*facts.notes, *goal.shared}
    ranks = {bank: rank for rank, bank in enumerate(facts.method.subjects)}
    courses: dict[BankId, Course | FileOrder] = {}
    for bank, topics in curriculum.subjects.items():
        left = [[skill for skill in skills if skill not in of_goal] for skills in topics.values()]
        courses[bank] = Course(ledger, [*chain.from_iterable(left)], reason, topics=left)
    for bank, entries in curriculum.banks_in_order.items():
        if bank != goal.bank:
            entries = [entry for entry in entries if entry.item not in apart]
            courses[bank] = FileOrder(ledger, entries, reason)
    met = ledger.met_by_bank
    order = sorted(courses, key=lambda bank: (met.get(bank, 0), ranks.get(bank, len(ranks))))
    return [courses[bank] for bank in order]


def take_turns(streams: Iterable[Iterator[Candidate]]) -> Iterator[Candidate]:
    """Yield one from each stream in turn; a rapid opener and its ordinary exercise stay together."""
    waiting = [*streams]
    while waiting:
        for stream in [*waiting]:
            for candidate in stream:
                yield candidate
                if not (candidate.is_opener and candidate.entry.is_rapid):
                    break
            else:
                waiting.remove(stream)


# The order of serving in a stretch of a day: an easy beginning, re-attempts spread, skills in turn.

# Max level of an exercise to begin a stretch with, and min level of one that should not end it.
_STRETCH_ORDER_EASY_LEVEL, _STEEP_LEVEL = 2, 4


def order_stretch(
    facts: DayFacts, new: Sequence[Planned], again: Sequence[Planned], last: Sequence[Planned]
) -> list[Planned]:
    """Spread re-attempts among new exercises, with something easy first and ``last`` at the end.

    No exercise comes before one that it depends on. Two of one skill do not follow each other if this can be
    avoided, except for a rapid exercise and the ordinary one that it opens.
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
    """Move something easy to the front: a new exercise of low level, a yellow, or a check."""
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
        is_easy = entry.is_rapid or (is_begun and entry.level <= _STRETCH_ORDER_EASY_LEVEL)
        is_movable = ledger.is_ready(entry) and not entry.in_file_order
        return 0 if is_easy and is_movable else _NOT_EASY
    if part.state == "yellow":
        return 1
    return 2 if planned.reason == "check" else _NOT_EASY


def _end_easily(ledger: Ledger, waiting: list[Planned]) -> list[Planned]:
    """Move a hard exercise from the end to the middle, unless its place is that of its file."""
    entries = [ledger.curriculum.entries[planned.item] for planned in waiting[-2:]]
    is_steep = [entry.level >= _STEEP_LEVEL for entry in entries]
    if len(waiting) > 2 and is_steep == [False, True] and not entries[-1].in_file_order:
        middle = len(waiting) // 2
        return [*waiting[:middle], waiting[-1], *waiting[middle:-1]]
    return waiting


def _order_by_turns(ledger: Ledger, waiting: list[Planned]) -> list[Planned]:
    """Take items in turn: the first that may be served, if possible of another skill than the last."""
    placed: list[Planned] = []
    last = None
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

    A bank that is served in the order of its file keeps its order.
    """
    if last is None or not entry.skill or last.skill != entry.skill or entry.in_file_order:
        return True
    return last.is_rapid and not entry.is_rapid

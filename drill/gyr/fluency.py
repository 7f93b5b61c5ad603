"""Fluency: the choice of rapid exercises for the warm-up, the order of a set, and the fluent exercises.

A rapid exercise has a pace, the seconds of thinking that it allows. In a set of the warm-up it is answered
once more, which is one rep. Reps change no colour, no pass and no due date. Everything here is derived from
the reps in the order of the log and from the days on which an exercise came in a session:

- **In work** are at most `IN_WORK` exercises, the most advanced first. A new one joins when one becomes
  fluent or leaves. FASTT Math (Hasselbring, Goin and Bransford 1988) keeps two or three facts in work; with
  "the least practised first" over 37 exercises nobody became fluent in a month.
- **Accuracy comes before speed** (McNeil and others 2025): the first `WITHOUT_CLOCK` reps show no clock. Two
  wrong reps in a set, or three of the last ten, and an exercise leaves. It comes in a session on a later
  day, with its card first, and then returns.
- **Time allowed** is the pace plus the time that this learner takes to type.
- **Fluent** is an exercise whose first rep was right and at pace on each of the last three days on which it
came, with at most one other rep wrong. A learner who can do it already shows that in three reps on two
days. It stays fluent until two days in a row are slow or wrong: a slow one comes again sooner, which is
enough.
  Aims in both accuracy and speed are what predicts retention (Doughty, Chase and O'Shields 2004).
- **Kept up**: three reps of a set are of fluent exercises, those that FSRS predicts to be known least, since
  gains fade without upkeep (McGregor 2006).

Pure, like its package: the memory model alone is imported, when a set is planned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import NamedTuple

from drill.gyr import state
from drill.gyr.entry import group_by
from drill.gyr.events import ItemId, SkillId
from drill.gyr.state import Colour, Review
from drill.gyr.words import SET_REPS as SET_REPS
from drill.gyr.words import SET_SECONDS as SET_SECONDS

# Max exercises in work at once.
IN_WORK = 4
# In these of its reps, counted from 0, a set takes a fluent exercise.
UPKEEP_REPS = frozenset({2, 5, 8})
# Min number of other exercises before the same one comes again.
OTHERS_BETWEEN = 2
# Min exercises that can be practised before a set comes by itself.
ENOUGH_EXERCISES = 4
# Max sets of a study day that have an effect; further ones are only practice.
SETS_A_DAY = 3
# Time without a rep after which a set consists of fluent exercises only.
PAUSE = timedelta(7)
# The number of first reps of an exercise without a clock.
WITHOUT_CLOCK = 3
# The number of last days on which an exercise must be right and at pace to become fluent.
FLUENT_DAYS = 3
# Min first reps, all right and at pace on two days or more, that show that it could be done already.
ALREADY_REPS, ALREADY_DAYS = 3, 2
# Days in a row with a wrong or slow first rep after which a fluent exercise is lost. Two, because with one
# day upkeep would undo a third of the progress (`tests.bench.fluent`).
LOST_DAYS = 2
# Max other wrong reps on those days.
OTHER_WRONG = 1
# Wrong reps in one set, or among the last reps, after which an exercise leaves.
WRONG_IN_SET = 2
WRONG_IN_LAST, LAST_REPS = 3, 10

# Wrong reps among `LAST_REPS` that show that a skill is not known.
WRONG_IF_UNKNOWN = 2

# Time after an operation became fluent during which new exercises that rest on it come first.
TRANSFER_WITHIN = timedelta(7)

# Typing: the min length of an answer to measure it; then seconds by default, and at most.
FEWEST_CHARACTERS = 4
ENOUGH_TYPED = 20
USUAL_TYPING_S, MOST_TYPING_S = 0.33, 1.0
_FASTEST_SHARE = 0.25
# Max characters that earn time, because no rapid answer is longer and whoever types more takes a detour.
MOST_CHARACTERS = 18


class TimedRep(NamedTuple):
    """One answer in a set.

    ``seconds`` are from the prompt to the answer, 0 where it has no speed, ``first`` those to the first key,
    0 where unknown. ``characters`` is the length of the answer without blanks.
    """

    study_day: date
    set: str
    ok: bool
    seconds: float
    characters: int
    first: float = 0.0


class SkillLesson(NamedTuple):
    """The exercise came in a session, where its card is read and its steps are shown.

    ``seconds`` are those of a right answer without hints, with all the time one likes; 0 for any other.
    """

    study_day: date
    seconds: float = 0.0


class Rapid(NamedTuple):
    """What planning a set needs to know about one rapid exercise; ``is_matrix``: its answer has rows."""

    item: ItemId
    skill: SkillId
    needs: tuple[SkillId, ...]
    pace: int
    is_matrix: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The progress of one learner with one rapid exercise.

    ``days_at_pace`` counts the latest days in a row whose first rep was right and at pace. ``fluent_on`` is
    the day on which it became fluent, ``None`` if it is not. ``left_on`` is the day on which it left the
    warm-up, ``None`` if it is in it. ``reviews`` are the input of FSRS: the first rep of each day.
    ``session_s`` are the seconds of its last right answer in a session, 0 without one.
    """

    reps: int = 0
    days: int = 0
    days_at_pace: int = 0
    fluent_on: date | None = None
    left_on: date | None = None
    reviews: tuple[Review, ...] = ()
    session_s: float = 0.0

    @property
    def is_fluent(self) -> bool:
        """Whether it is fluent now."""
        return self.fluent_on is not None

    @property
    def is_begun(self) -> bool:
        """Whether it had a rep, is not fluent yet, and has not left."""
        return self.reps > 0 and not self.is_fluent and self.left_on is None


NEVER_PRACTISED = Record()


def typing_seconds(reps: Iterable[TimedRep]) -> float:
    """Return the seconds a character takes this learner to type: those of the fastest quarter of answers."""
    rates = sorted(
        (rep.seconds - rep.first) / rep.characters
        for rep in reps
        if rep.ok and rep.characters >= FEWEST_CHARACTERS and 0 < rep.first <= rep.seconds
    )
    if len(rates) < ENOUGH_TYPED:
        return USUAL_TYPING_S
    return min(MOST_TYPING_S, rates[int(_FASTEST_SHARE * len(rates))])


def time_allowed(pace: int, characters: int, typing_s: float) -> float:
    """Return the seconds within which a right answer of that length is at pace."""
    return pace + min(characters, MOST_CHARACTERS) * typing_s


def is_at_pace(rep: TimedRep, pace: int, typing_s: float) -> bool:
    """Return whether a rep is right and quick enough; one without a speed is not."""
    return rep.ok and 0 < rep.seconds <= time_allowed(pace, rep.characters, typing_s)


def record(history: Sequence[TimedRep | SkillLesson], pace: int, typing_s: float = USUAL_TYPING_S) -> Record:
    """Return the learner's progress with one exercise, from its reps and lessons in the order of the log."""
    reps = [entry for entry in history if isinstance(entry, TimedRep)]
    sessions = [entry.seconds for entry in history if isinstance(entry, SkillLesson) and entry.seconds > 0]
    left_on, since_joined = _find_warm_up_membership(history)
    days = _group_reps_by_day(since_joined, pace, typing_s)
    days_at_pace = sum(1 for _ in takewhile(lambda day: day.at_pace, reversed(days)))
    return Record(
        reps=len(reps),
        days=len(days),
        days_at_pace=days_at_pace,
        fluent_on=_fluent_on(days) if left_on is None else None,
        left_on=left_on,
        reviews=tuple(Review(day.study_day, day.colour) for day in _group_reps_by_day(reps, pace, typing_s)),
        session_s=sessions[-1] if sessions else 0.0,
    )


def find_recently_fluent_skills(
    skills: Mapping[ItemId, SkillId], practised: Mapping[ItemId, Record], today: date
) -> dict[SkillId, date]:
    """Return the skills with an exercise that became fluent within `TRANSFER_WITHIN`, with the latest day."""
    latest: dict[SkillId, date] = {}
    for item, done in practised.items():
        day = done.fluent_on
        skill = skills.get(item)
        if skill and day is not None and today - day < TRANSFER_WITHIN:
            latest[skill] = max(day, latest.get(skill, day))
    return latest


def shows_unknown(reps: Sequence[TimedRep]) -> bool:
    """Return whether reps of one skill, in the order of the log, once showed that it is not known."""
    wrong = [number for number, rep in enumerate(reps) if not rep.ok]
    later = wrong[WRONG_IF_UNKNOWN - 1 :]
    return any(last - first < LAST_REPS for first, last in zip(wrong, later, strict=False))


def _find_warm_up_membership(history: Sequence[TimedRep | SkillLesson]) -> tuple[date | None, list[TimedRep]]:
    """Return the day an exercise left the warm-up (None while it is in it), and its reps since it joined."""
    left_on: date | None = None
    since_joined: list[TimedRep] = []
    for entry in history:
        if isinstance(entry, SkillLesson):
            if left_on is not None and entry.study_day > left_on:
                left_on, since_joined = None, []
        elif left_on is None:
            since_joined.append(entry)
            in_set = sum(not rep.ok for rep in since_joined if rep.set == entry.set)
            in_last = sum(not rep.ok for rep in since_joined[-LAST_REPS:])
            if in_set >= WRONG_IN_SET or in_last >= WRONG_IN_LAST:
                left_on = entry.study_day
    return left_on, since_joined


class _Day(NamedTuple):
    """One exercise on one day: its first measured rep, the number of reps, and of others that were wrong."""

    study_day: date
    colour: Colour
    reps_at_pace: tuple[bool, ...]
    others_wrong: int

    @property
    def at_pace(self) -> bool:
        """Whether the day's first rep was right and at pace."""
        return self.colour == "green"


def _group_reps_by_day(reps: Sequence[TimedRep], pace: int, typing_s: float) -> list[_Day]:
    """Return the days on which an exercise came, in their order.

    A right answer that was handed back once has no speed, so the next rep of the day counts in its place.
    """
    by_day = group_by((rep for rep in reps if not rep.ok or rep.seconds > 0), lambda rep: rep.study_day)
    return [
        _Day(
            day,
            _grade_rep(of_day[0], pace, typing_s),
            tuple(is_at_pace(rep, pace, typing_s) for rep in of_day),
            sum(not rep.ok for rep in of_day[1:]),
        )
        for day, of_day in sorted(by_day.items())
    ]


def _fluent_on(days: Sequence[_Day]) -> date | None:
    """Return the day on which an exercise became fluent; ``None`` if it did not, or was lost since."""
    fluent_on: date | None = None
    for count in range(1, len(days) + 1):
        days_so_far = days[:count]
        if fluent_on is not None:
            if not any(day.at_pace for day in days_so_far[-LOST_DAYS:]):
                fluent_on = None
            continue
        last_days = days_so_far[-FLUENT_DAYS:]
        few_wrong = sum(day.others_wrong for day in last_days) <= OTHER_WRONG
        in_a_row = len(last_days) == FLUENT_DAYS and all(day.at_pace for day in last_days)
        if few_wrong and (in_a_row or _could_already(days_so_far)):
            fluent_on = days_so_far[-1].study_day
    return fluent_on


def _could_already(days: Sequence[_Day]) -> bool:
    """Return whether the first reps, over at least two days, were all right and at pace."""
    first_reps: list[tuple[date, bool]] = []
    for day in days:
        first_reps += ((day.study_day, at_pace) for at_pace in day.reps_at_pace)
    del first_reps[ALREADY_REPS:]
    are_at_pace = len(first_reps) == ALREADY_REPS and all(at_pace for _, at_pace in first_reps)
    return are_at_pace and len({day for day, _ in first_reps}) >= ALREADY_DAYS and days[-1].at_pace


def _grade_rep(rep: TimedRep, pace: int, typing_s: float) -> Colour:
    """Return the colour that FSRS reads: green is "good", yellow "hard", red "again"."""
    if not rep.ok:
        return "red"
    return "green" if is_at_pace(rep, pace, typing_s) else "yellow"


class WarmUpSet:
    """The reps and lessons of rapid exercises in the order of the log, and the progress with each.

    Sets beyond the first `SETS_A_DAY` of a study day have no effect.
    """

    def __init__(
        self, paces: Mapping[ItemId, int], log: Sequence[tuple[ItemId, TimedRep | SkillLesson]] = ()
    ) -> None:
        """``paces`` are those of the loaded exercises; the reps of others have no effect."""
        self._paces = paces
        self._log = [*log]
        self._typing_s = typing_seconds(entry for _, entry in log if isinstance(entry, TimedRep))
        self._reps = Counter(item for item, entry in log if isinstance(entry, TimedRep))
        self._sets: dict[date, list[str]] = {}
        self._histories: dict[ItemId, list[TimedRep | SkillLesson]] = {}
        for item, entry in log:
            self._take(item, entry)
        self.records = {item: self._record(item) for item in self._histories}

    def add(self, item: ItemId, entry: TimedRep | SkillLesson) -> None:
        """Add newly written reps; the typing speed remains that of the beginning."""
        self._log.append((item, entry))
        self._reps[item] += isinstance(entry, TimedRep)
        self._take(item, entry)
        if item in self._histories:
            self.records[item] = self._record(item)

    def record(self, item: ItemId) -> Record:
        """Return the learner's progress with an exercise."""
        return self.records.get(item, NEVER_PRACTISED)

    def reps_of(self, item: ItemId) -> int:
        """Return the number of reps of an exercise, with or without effect."""
        return self._reps[item]

    def reps_on(self, day: date) -> list[TimedRep]:
        """Return the reps of a study day, in order."""
        return [entry for _, entry in self._log if isinstance(entry, TimedRep) and entry.study_day == day]

    def is_at_pace(self, item: ItemId, rep: TimedRep) -> bool:
        """Return whether a rep is right and quick enough."""
        return is_at_pace(rep, self._paces[item], self._typing_s)

    def at_pace(self) -> dict[str, int]:
        """Return the number of reps at pace by set, oldest first, except for those without a clock."""
        counts: dict[str, int] = {}
        reps: Counter[ItemId] = Counter()
        for item, entry in self._log:
            if isinstance(entry, TimedRep) and item in self._paces:
                reps[item] += 1
                if reps[item] > WITHOUT_CLOCK:
                    counts[entry.set] = counts.get(entry.set, 0) + self.is_at_pace(item, entry)
        return counts

    def _take(self, item: ItemId, entry: TimedRep | SkillLesson) -> None:
        if isinstance(entry, TimedRep):
            of_day = self._sets.setdefault(entry.study_day, [])
            if entry.set not in of_day:
                of_day.append(entry.set)
            if of_day.index(entry.set) >= SETS_A_DAY:
                return
        if item in self._paces:
            self._histories.setdefault(item, []).append(entry)

    def _record(self, item: ItemId) -> Record:
        return record(self._histories[item], self._paces[item], self._typing_s)


def in_work(
    pool: Sequence[Rapid], practised: Mapping[ItemId, Record], first: Collection[SkillId] = ()
) -> list[Rapid]:
    """Return the exercises in work: those begun, the most advanced first, then new ones.

    Of the new ones, those that rest on a skill of ``first`` join before the others, and then those that were
    answered nearest to their pace in a session, because a learner who begins with the slowest has four of
    them in work for weeks (`tests.bench.fluent`). An exercise that was not met, because its skill is known,
    counts as at pace.
    """
    of = {rapid.item: practised.get(rapid.item, NEVER_PRACTISED) for rapid in pool}
    begun = [rapid for rapid in pool if of[rapid.item].is_begun]
    begun.sort(key=lambda rapid: (-of[rapid.item].days_at_pace, -of[rapid.item].days))
    new = [rapid for rapid in pool if of[rapid.item].reps == 0]
    new.sort(key=lambda rapid: (not any(need in first for need in rapid.needs), _times_pace(rapid, of)))
    return (begun + new)[:IN_WORK]


def _times_pace(rapid: Rapid, practised: Mapping[ItemId, Record]) -> float:
    """Return the time of the last answer in a session as a multiple of the pace, at least 1."""
    return max(1.0, practised[rapid.item].session_s / rapid.pace)


def kept_up(pool: Iterable[Rapid], practised: Mapping[ItemId, Record], today: date) -> list[Rapid]:
    """Return the fluent exercises, the one that is least likely still known first; today's come last."""
    ranked: list[tuple[bool, float, int, Rapid]] = []
    for index, rapid in enumerate(pool):
        done = practised.get(rapid.item, NEVER_PRACTISED)
        held = state.compute_memory_state(done.reviews, today) if done.is_fluent else None
        if held is not None:
            ranked.append((held.last >= today, state.retrievability(held, today), index, rapid))
    return [rapid for *_, rapid in sorted(ranked)]


class Plan(NamedTuple):
    """The exercises of one set: those in work, and the fluent ones, each in order."""

    work: tuple[Rapid, ...]
    fluent: tuple[Rapid, ...]

    def next(self, served: Sequence[ItemId], wrong: Sequence[ItemId] = ()) -> Rapid | None:
        """Return the exercise of the next rep, ``None`` if the set is over.

        ``served`` are the items of the set's reps until now, ``wrong`` those that were wrong, once for each
        wrong rep.
        """
        if len(served) >= SET_REPS:
            return None
        lost = {item for item, count in Counter(wrong).items() if count >= WRONG_IN_SET}
        resting = {*served[len(served) - OTHERS_BETWEEN :], *lost} if served else lost
        was_matrix = any(rapid.is_matrix for rapid in self.work + self.fluent if rapid.item in served[-1:])
        times = Counter(served)
        # The most advanced come once, then the extra reps go to those that need them most.
        work = self.work[::-1] if all(times[rapid.item] for rapid in self.work) else self.work
        fresh = [rapid for rapid in self.fluent if not times[rapid.item]]
        groups = (work, fresh, self.fluent)
        if len(served) in UPKEEP_REPS:
            groups = (fresh, work, self.fluent)
        for group in groups:
            ready = [r for r in group if r.item not in resting and not (was_matrix and r.is_matrix)]
            if ready:
                return min(ready, key=lambda rapid: times[rapid.item])
        return None


def plan(
    pool: Sequence[Rapid], practised: Mapping[ItemId, Record], today: date, first: Collection[SkillId] = ()
) -> Plan:
    """Plan a set of today; after a pause it has fluent exercises only, if there are any.

    ``pool`` are the rapid exercises that are green or of a known skill; new ones join in its order.
    """
    fluent = kept_up(pool, practised, today)
    last_day = max((done.reviews[-1].study_day for done in practised.values() if done.reviews), default=today)
    if fluent and today - last_day >= PAUSE:
        return Plan((), tuple(fluent))
    return Plan(tuple(in_work(pool, practised, first)), tuple(fluent))

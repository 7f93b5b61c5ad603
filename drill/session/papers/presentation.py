"""What is drilled of a paper that has to be presented on a day: its central formulas first, one exercise
each, then what these rest on where there is time for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, inf
from types import MappingProxyType

from drill.banks.catalogue import Bank
from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import Formula, collect_skills
from drill.gyr.plan_ledger import Planned, Reason
from drill.gyr.progress import minutes_of
from drill.gyr.skills import NOT_MET, Part, Parts, Skill
from drill.session.scope import find_paper
from drill.session.standing.goals import paper_formulas
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import Request, find_speed
from drill.session.standing.withheld_exercises import find_unplanned
from drill.session.workspace import Workspace
from drill.settings import DEFAULTS, Settings
from drill.text import count, one_line

# So many minutes a day, unless the learner says how many.
MINUTES_A_DAY = 40
# The card and the worked example before an exercise take about as long.
CARD_MINUTES = 2.0
# So many formulas that are not covered are named.
MOST_NAMED = 6
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME = 3
# A day that is further away is told with its year.
_MANY_DAYS = 180


@dataclass(frozen=True, slots=True)
class Presentation:
    """What is left to be drilled before the day, and what there is no time for.

    ``rows`` are one exercise for each formula that is covered and not drilled yet, plain ones before long
    ones, then what these rest on; ``formulas`` of them are on formulas. Of those that were tried today and
    are not green, ``waiting`` wait for tomorrow, and ``failed`` are what the last day leaves. ``minutes`` are
    those that are left of today's share: every day until then has as much. ``left_out`` names the formulas
    that are not covered, the most central first; ``bare`` more have no exercise.
    """

    rows: tuple[Planned, ...] = ()
    formulas: int = 0
    waiting: int = 0
    failed: int = 0
    minutes: float = 0.0
    left_out: tuple[str, ...] = ()
    bare: int = 0

    @property
    def today(self) -> tuple[ItemId, ...]:
        """The exercises for which there is time today."""
        return tuple(row.item for row in take_rows(self.rows, self.minutes))

    @property
    def later(self) -> int:
        """How many formulas wait for the days after today."""
        today = set(self.today)
        return self.waiting + sum(row.item not in today for row in self.rows[: self.formulas])

    def tell_left_out(self) -> Sequence[str]:
        """Return what is not covered, and how many formulas have no exercise, a sentence each."""
        named, more = self.left_out[:MOST_NAMED], len(self.left_out) - MOST_NAMED
        others = f"; and {more} more" if more > 0 else ""
        has = "formula has" if self.bare == 1 else "formulas have"
        bare = [f"{self.bare} {has} no exercise."] if self.bare else []
        return [*bare, *([f"Not covered: {'; '.join(named)}{others}."] if named else [])]

    def describe_today(self) -> str:
        """Return what comes today and what waits for later days, as a sentence."""
        today, later = set(self.today), self.later
        on_formulas = {row.item for row in self.rows[: self.formulas]}
        counted = [
            f"{count(len(today & on_formulas), 'formula')} today" if today & on_formulas else "",
            f"{count(len(today - on_formulas), 'exercise')} on skills that it needs"
            if today - on_formulas
            else "",
            f"{later} later" if later else "",
        ]
        if not today and later:
            return f"{later} left for another day."
        if not today:
            green = "" if self.left_out or self.failed else ", and every formula with an exercise was green"
            return f"nothing is left to drill{green}."
        return ", ".join(filter(None, counted)) + "."


def plan_presentation(
    formulas: Sequence[Formula],
    entries: Mapping[ItemId, Entry],
    parts: Parts,
    *,
    days: int,
    minutes: float,
    tried: Collection[ItemId] = (),
    known: Collection[SkillId] = (),
    speed: float = 1.0,
    goes_on: bool = True,
    linked: Mapping[str, Sequence[Entry]] = MappingProxyType({}),
) -> Presentation:
    """Choose what fits into some days, today included, of so many minutes each.

    The formulas that are marked as central come first, in the paper's order, then those with most exercises.
    What was green once is covered already. Each of the others takes its card, an example and one exercise.
    Where all fit, the skills that their exercises name and that are neither ``known`` nor passed take an
    exercise each. What was ``tried`` today has taken its time from today's, and waits for another day.

    What is ``linked`` to a formula, by its id, are exercises on skills that it needs, the best first: they
    come before its own, and in this order; once all its skills are passed it is covered.

    Who ``goes_on`` has as many minutes again where nothing fits into what is left of today's, and one
    exercise at least.
    """
    planner = _Planner(formulas, entries, parts, days, minutes, tried, known, speed, linked)
    spent = planner.find_spent()
    planned = planner.plan(spent, has_one=goes_on or not spent)
    if not goes_on or any(row.minutes <= planned.minutes for row in planned.rows):
        return planned
    return planner.plan(0.0, has_one=True)


class _Planner:
    def __init__(
        self,
        formulas: Sequence[Formula],
        entries: Mapping[ItemId, Entry],
        parts: Parts,
        days: int,
        minutes: float,
        tried: Collection[ItemId],
        known: Collection[SkillId],
        speed: float,
        linked: Mapping[str, Sequence[Entry]],
    ) -> None:
        self._formulas, self._entries, self._parts = formulas, entries, parts
        self._days, self._minutes, self._tried, self._speed = days, minutes, tried, speed
        self._known = known
        self._ranked = sorted(
            formulas, key=lambda f: (not f.is_central, 0 if f.is_central or f.is_linked else -len(f.items))
        )
        self._skills = self._find_skills(entry.trains for ranked in linked.values() for entry in ranked)
        open_linked = {
            id_: [entry for entry in ranked if not self._is_passed(entry.trains)]
            for id_, ranked in linked.items()
        }
        self._places = {
            item: place
            for place, item in enumerate(
                dict.fromkeys(entry.item for ranked in open_linked.values() for entry in ranked)
            )
        }
        self._exercises = {
            formula.id: [
                *open_linked.get(formula.id, ()),
                *(
                    entries[item]
                    for item in formula.items
                    if item in entries and self._part(item).state != "parked"
                ),
            ]
            for formula in self._ranked
        }
        self._chosen = {
            id_: self._choose(exercises) for id_, exercises in self._exercises.items() if exercises
        }
        self._skills = self._find_skills(
            skill
            for formula in self._ranked
            if formula.id in self._chosen
            for skill in (formula.skills if formula.is_linked else self._chosen[formula.id].named_skills)
        )

    def find_spent(self) -> float:
        """Return how many minutes were spent today on formulas and on what they rest on."""
        near = {item for formula in self._formulas for item in formula.items}.union(self._places)
        near.update(entry.item for skill in self._skills.values() for entry, _ in skill.every)
        return sum(self._takes(self._entries[item]) for item in near.intersection(self._tried, self._entries))

    def plan(self, spent: float, *, has_one: bool) -> Presentation:
        """Fill what is left of the time after so many minutes of today.

        Where the exercise that was chosen takes too long, another of the formula may fit; if it ``has_one``,
        one comes in any case.
        """
        left, waiting, failed = self._days * self._minutes - spent, 0, 0
        rows, left_out, bare, fits = dict[ItemId, Planned](), list[str](), 0, True
        for formula in self._ranked:
            entry = self._chosen.get(formula.id)
            if entry is not None and self._takes(entry) > left:
                every = self._exercises[formula.id]
                fitting = [exercise for exercise in every if self._takes(exercise) <= left]
                entry = self._choose(fitting) if fitting else min(every, key=minutes_of)
            if any(self._part(item).green_on is not None for item in formula.items):
                continue
            if entry is None and formula.is_linked and formula.skills:
                continue
            if entry is None and not formula.items and not formula.is_central:
                bare += 1
            elif any(item in self._tried for item in self._list_items(formula)):
                if self._days == 1:
                    failed += 1
                elif entry is not None:
                    left -= self._takes(entry)
                    waiting += 1
            elif entry is None or (
                self._takes(entry) > left and entry.item not in rows and (rows or not has_one)
            ):
                left_out.append(formula.called)
                fits = fits and entry is None
            elif entry.item not in rows:
                left -= self._takes(entry)
                rows[entry.item] = self._make_row(entry, "paper")
        on_formulas, planned = len(rows), [*rows.values()]
        if not self._places:  # what is linked keeps its order
            planned.sort(key=lambda row: (row.reason != "again", self._entries[row.item].level))
        if fits:
            for entry in self._list_prerequisites():
                if entry.item not in rows and self._takes(entry) <= left:
                    left -= self._takes(entry)
                    rows[entry.item] = self._make_row(entry, "goal")
                    planned.append(rows[entry.item])
        share = ceil((self._days * self._minutes - left) / self._days)
        today = max(0.0, min(self._minutes, share) - spent)
        return Presentation((*planned,), on_formulas, waiting, failed, today, (*left_out,), bare)

    def _list_prerequisites(self) -> Iterator[Entry]:
        """Yield an exercise of each skill that is neither known nor passed, and was not tried today."""
        for skill, exercises in self._skills.items():
            if not self._is_passed(skill):
                left = [entry for entry, part in exercises.every if part.state != "parked"]
                if left and not any(entry.item in self._tried for entry, _ in exercises.every):
                    yield self._choose(left)

    def _choose(self, entries: Sequence[Entry]) -> Entry:
        """Return an exercise that was tried, else the first that is linked, else the easiest.

        Of a formula's own come first those that can be worked out in other numbers before, and that do not
        ask for a formula which the card has just shown.
        """

        def rank(entry: Entry) -> tuple[bool, float, bool, bool, bool, int, float]:
            is_shown, has_sister = entry.kind == "formula", entry.renews in ("numbers", "sister")
            is_new = self._part(entry.item).met_on is None
            place = self._places.get(entry.item, inf)
            return is_new, place, is_shown, entry.is_rapid, not has_sister, entry.level, minutes_of(entry)

        return min(entries, key=rank)

    def _is_passed(self, skill: SkillId) -> bool:
        """Return whether a skill asks for no exercise before the day."""
        return skill in self._known or self._skills[skill].is_passed()

    def _list_items(self, formula: Formula) -> Iterator[ItemId]:
        """Yield what is on a formula, and what is linked to it."""
        yield from (*formula.items, *(entry.item for entry in self._exercises[formula.id]))

    def _find_skills(self, named: Iterable[SkillId]) -> Mapping[SkillId, Skill]:
        """Return the skills of that name that have exercises, in their order."""
        names = dict.fromkeys(named)
        skills = collect_skills(
            (entry for entry in self._entries.values() if entry.trains in names), self._parts
        )
        return {skill: skills[skill] for skill in names if skill in skills}

    def _part(self, item: ItemId) -> Part:
        return self._parts.get(item, NOT_MET)

    def _takes(self, entry: Entry) -> float:
        return CARD_MINUTES * self._speed + minutes_of(entry, self._speed)

    def _make_row(self, entry: Entry, reason: Reason) -> Planned:
        is_again = self._part(entry.item).state in ("yellow", "red")
        return Planned(entry.item, "again" if is_again else reason, self._takes(entry))


def take_rows(rows: Sequence[Planned], minutes: float) -> Sequence[Planned]:
    """Return the rows that fill so many minutes; the first one comes though it takes longer."""
    taken = list[Planned]()
    for row in rows:
        if row.minutes <= minutes or not taken:
            taken.append(row)
            minutes -= row.minutes
    return taken


def refuse_unreadable(text: str) -> None:
    """Refuse a text that is no day. Raises UsageError."""
    if _find_day(text, today := date.today()) is None:
        raise UsageError(
            f"{one_line(text) or 'an empty text'} is not a day",
            f"write a weekday (fri) or a date ({(today + timedelta(3)).isoformat()})",
        )


def read_presentation_day(text: str, today: date) -> date:
    """Read the day of a presentation: a date, a weekday or its first three letters, today or tomorrow.

    A weekday is the next one; today's own name is today. Raises UsageError for another text, and for a day
    that has passed.
    """
    refuse_unreadable(text)
    day = _find_day(text, today)
    assert day is not None
    if day < today:
        raise UsageError(f"{one_line(text)} has passed", f"today is {today.isoformat()}")
    return day


def _find_day(text: str, today: date) -> date | None:
    word = text.strip().lower()
    by_word = {"today": today, "tomorrow": today + timedelta(1)}
    if word in by_word:
        return by_word[word]
    for number, name in enumerate(_WEEKDAYS):
        if len(word) >= _SHORTEST_NAME and name.startswith(word):
            return today + timedelta((number - today.weekday()) % len(_WEEKDAYS))
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A paper and the day by which it has to be presented, with so many minutes a day until then."""

    workspace: Workspace
    bank: BankId
    day: date
    minutes: int

    def settle(self, request: Request) -> Request:
        """Return the request so that it means the same tomorrow."""
        return replace(request, scope=(self.bank,), by=self.day.isoformat())

    def plan(self, *, goes_on: bool = True) -> Presentation:
        """Return what is left; where nobody ``goes_on`` today, only what there is time for after today's."""
        workspace, today = self.workspace, self.workspace.study_day()
        parts, bank = workspace.parts(), workspace.catalogue.bank(self.bank)
        tried = {item for item, part in parts.items() if part.green_on == today}
        others = workspace.standing().others
        tried |= {item for item, state in others.items() if state.study_day == today and state.passes}
        unplanned = find_unplanned(workspace.catalogue, workspace.standing())
        formulas = () if bank is None else paper_formulas(workspace, bank, parts)
        linked = _find_linked(workspace, bank)
        if linked:  # by their rank in the paper
            formulas = sorted(formulas, key=lambda formula: [*linked].index(formula.id))
        return plan_presentation(
            [replace(f, items=tuple(item for item in f.items if item not in unplanned)) for f in formulas],
            workspace.catalogue.entries,
            parts,
            days=(self.day - today).days + 1,
            minutes=float(self.minutes),
            tried=tried,
            known=find_learner_mastery(workspace, parts).known,
            speed=find_speed(workspace),
            goes_on=goes_on,
            linked=linked,
        )

    def describe_formulas(self) -> Mapping[ItemId, str]:
        """Return the card of the formula that each exercise of the paper is about."""
        # with all that a paper is kept as
        from drill.session.papers.workbook import describe_formula, list_formula_views

        bank = self.workspace.catalogue.bank(self.bank)
        return {
            ItemId(exercise.item): describe_formula(formula)
            for formula in (() if bank is None else list_formula_views(self.workspace, bank))
            for exercise in formula.exercises
        }

    def tell_what_comes(self) -> Sequence[str]:
        """Return what a session has for today, and what is not covered, a sentence each."""
        planned = self.plan()
        by = f" by {day}" if (day := self._name_day()) != "today" else ""
        return [f"{self.name}{by}: {planned.describe_today()}", *planned.tell_left_out()]

    def tell_what_is_left(self) -> Sequence[str]:
        """Return what is left after a session, and what is not covered, a sentence each; nothing once the
        day has passed.
        """
        if self.day < self.workspace.study_day():
            return []
        planned = self.plan(goes_on=False)
        left, failed, told = planned.formulas + planned.waiting, planned.failed, list[str]()
        if failed:
            told.append(f"{count(failed, 'formula')} {'is' if failed == 1 else 'are'} not green yet.")
        if left:
            until = f" until {day}" if (day := self._name_day()) != "today" else ""
            told.append(f"{count(left, 'formula')} {'is' if left == 1 else 'are'} left{until}.")
        elif not (failed or planned.left_out):
            told.append(f"No formula of {self.name} is left.")
        return [*told, *planned.tell_left_out()]

    @property
    def name(self) -> str:
        """The paper's title up to a colon: ``DDPM``."""
        bank = self.workspace.catalogue.bank(self.bank)
        return bank.title.partition(": ")[0] if bank is not None else self.bank

    def _name_day(self) -> str:
        days = (self.day - self.workspace.study_day()).days
        if days < len(_WEEKDAYS):
            return ("today", "tomorrow")[days] if days < 2 else f"{self.day:%A}"
        return f"{self.day.day} {self.day:%B}" + (f" {self.day.year}" if days > _MANY_DAYS else "")


def _find_linked(workspace: Workspace, bank: Bank | None) -> Mapping[str, Sequence[Entry]]:
    """Return what drills the skills of an imported paper's formulas, the most central formula first."""
    # with all that a paper is kept as
    from drill.session.papers.lesson import rank_linked
    from drill.session.standing.formula_needs import find_linked_record, list_needed_formulas

    if bank is None or find_linked_record(workspace, bank) is None:
        return {}
    formulas = sorted(list_needed_formulas(workspace, bank), key=lambda formula: formula.row.rank)
    return {formula.id: rank_linked(workspace, formula.skills, formula.row) for formula in formulas}


def read_deadline(workspace: Workspace, request: Request) -> Deadline:
    """Read which paper is to be presented, and by which day.

    Raises UsageError where a request names no paper whose formulas have exercises, or no day to come.
    """
    bank = find_paper(workspace.catalogue, request.scope[0])
    day = read_presentation_day(request.by, workspace.study_day())
    formulas = paper_formulas(workspace, bank)
    if not any(formula.items or (formula.is_linked and formula.skills) for formula in formulas):
        raise UsageError(
            f"no formula of {bank.id} has an exercise: there is nothing to prepare",
            f"drill start {bank.id} drills what it has" if bank.entries else "",
        )
    return Deadline(workspace, bank.id, day, request.minutes or minutes_a_day(workspace.settings))


def minutes_a_day(settings: Settings) -> int:
    """Return how many minutes a day are meant where nobody says so: those of the settings, if they differ
    from the default.
    """
    return settings.minutes if settings.minutes != DEFAULTS.minutes else MINUTES_A_DAY

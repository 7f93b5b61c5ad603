"""The facts that a day is planned from, gathered from banks, marks, settings, papers and the class."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import Self

from drill.banks.catalogue import is_beside
from drill.errors import DrillError, StoreError, UsageError
from drill.gyr.events import ItemId, SkillId, clamp_due_day
from drill.gyr.path import Mastered
from drill.gyr.plan_ledger import DayFacts, Planned, Reason
from drill.gyr.progress import minutes_of
from drill.gyr.skills import Curriculum, Parts
from drill.gyr.state import NEVER_MET, CheckOffer, Standing, due
from drill.reading import read_typed, write_plain
from drill.session import scope
from drill.session.scope import find_named_exercises
from drill.session.standing.goals import Goal, current_goal, find_goal, find_path_to_goal
from drill.session.standing.note_exercises import list_due_notes
from drill.session.standing.paper_names import find_paper_slug, is_import, is_paper
from drill.session.standing.prerequisites import States, find_learner_mastery, skills_before
from drill.session.standing.queueing import (
    Checks,
    begins_with_set,
    checks_in_day,
    find_newly_fluent_skills,
    find_returning_exercises,
    find_speed,
    list_faded,
    list_practisable_exercises,
    may_begin_with_set,
)
from drill.session.standing.reading import unclear_skills
from drill.session.standing.withheld_exercises import (
    find_held_back,
    find_unplanned,
    list_beside_goal,
    read_beside,
)
from drill.session.workspace import Workspace
from drill.text import count, hash_text

# After a pause: how much waits, and whether it is caught up with before anything new comes.
#
# The question comes once a pause. The answer is kept in the store until nothing waits, or the learner ends
# it.

# Days away after which the waiting exercises are reported.
LEAST_PAUSE = 3
_CATCH_UP = "catch up"
_YES = "yes"
_NO = "no"


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of several days: its length, the waiting exercises, and in how many days they are through."""

    days: int
    again: int
    checks: int
    # If nothing new comes, and if half of each day is new.
    days_first: int
    days_mixed: int
    # Whether that is a question, and was not answered yet.
    asks: bool

    @property
    def told(self) -> str:
        """How much waits, as a sentence."""
        every = self.again + self.checks
        wait = "exercise waits" if every == 1 else "exercises wait"
        return (
            f"{self.days} days away. Nothing is lost: {every} {wait}, "
            f"{self.again} again and {self.checks} to check."
        )

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """The answers to "Catch up first?" with their keys."""
        return (
            ("y", f"yes: nothing new until they are through, about {count(self.days_first, 'day')}"),
            ("n", f"no: half again, half new, as always, about {count(self.days_mixed, 'day')}"),
        )


QUESTION = "Catch up first?"


def find_waiting(
    workspace: Workspace, standing: Standing, parts: Parts, today: date
) -> tuple[Sequence[ItemId], tuple[CheckOffer, ...]]:
    """Return the exercises that come again by today, the longest waiting first, and the greens to check."""
    gaps = workspace.method().gaps_in_force
    aside = workspace.banks_aside()
    entries = workspace.catalogue.entries
    dues = [
        (day, item)
        for item, state in standing.others.items()
        if item in entries and entries[item].bank not in aside
        if (day := due(state, gaps)) is not None and clamp_due_day(day, today, gaps) <= today
    ]
    mixes = workspace.settings.checks == "mix"
    faded = list_faded(workspace, parts, today) if mixes else ()
    return [item for _, item in sorted(dues)], faded


def find_pause(workspace: Workspace, standing: Standing, parts: Parts) -> Pause | None:
    """Return the pause that ends today, as long as nothing was drilled today; None without one."""
    last = _find_last_day(workspace)
    today = workspace.study_day()
    if last is None or (today - last).days <= LEAST_PAUSE:
        return None
    again, checks = find_waiting(workspace, standing, parts, today)
    if not (again or checks):
        return None
    entries = workspace.catalogue.entries
    speed = find_speed(workspace.catalogue, workspace.learner())
    items = (*again, *(ItemId(offer.item) for offer in checks))
    minutes = sum(minutes_of(entries[item], speed) for item in items)
    days = minutes / max(1, workspace.settings.mean_minutes)
    answered = (workspace.store.read_fact(_CATCH_UP) or "").endswith(last.isoformat())
    return Pause(
        (today - last).days - 1,
        len(again),
        len(checks),
        ceil(days),
        ceil(2 * days),
        asks=not answered and ceil(2 * days) > 1,
    )


def answer_pause(workspace: Workspace, *, catches_up: bool) -> str:
    """Keep whether nothing new comes until nothing waits; return the confirmation."""
    last = _find_last_day(workspace) or workspace.study_day()
    workspace.store.keep_fact(_CATCH_UP, f"{_YES if catches_up else _NO} {last.isoformat()}")
    if catches_up:
        return "Nothing new comes until all that waits is through."
    return "Half of the day comes again, half is new."


def wants_to_catch_up(workspace: Workspace) -> bool:
    """Return whether the learner wants nothing new until nothing waits."""
    return (workspace.store.read_fact(_CATCH_UP) or "").startswith(_YES)


def end_catching_up(workspace: Workspace) -> None:
    """Let new exercises come again, because nothing waits any more."""
    with suppress(DrillError):  # in a store that cannot be written it ends the next time
        workspace.store.keep_fact(_CATCH_UP, None)


def _find_last_day(workspace: Workspace) -> date | None:
    """Return the last day on which anything was drilled."""
    worked = workspace.store.last_days(1)
    return worked[-1].day if worked else None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts that a day is planned from, with the learner's skills and the checks of the day."""

    facts: DayFacts
    has: Mastered
    checks: Checks


def gather_facts(
    workspace: Workspace,
    *,
    scope: Sequence[str] = (),
    named: Collection[ItemId] = (),
    is_day: bool = True,
    towards: str = "",
    before: DayFacts | None = None,
    day: date | None = None,
) -> Gathered:
    """Return the facts to plan today, or a later ``day``, its minutes left open, and their sources.

    ``named`` are exercises that are part of it though their bank is not. Of a session that is not the day's
    (``is_day``) no checks, class work or goal are in it, and of notes those on the papers in its ``scope``.
    ``towards`` names a goal in place of the learner's.
    Results on exercises ``before`` are taken over where these are the same.
    """
    today = day or workspace.study_day()
    standing = workspace.standing()
    catalogue = workspace.catalogue
    is_strict = workspace.method().is_strict
    is_flowing = is_day and not is_strict
    parts: Parts = {} if is_strict else workspace.parts()
    has = Mastered() if is_strict else find_learner_mastery(workspace, parts)
    class_work = _find_class_work(workspace, standing, today) if is_day else ()
    notes = () if is_strict or not (is_day or scope) else list_due_notes(workspace, scope, today)
    aside = workspace.banks_aside() if is_day else ()
    goal = None
    if is_flowing:
        goal = find_goal(workspace, towards) if towards else current_goal(workspace)
    path = None if goal is None else find_path_to_goal(workspace, goal, parts)
    held_back = find_held_back(workspace, standing, today, scope)
    if is_flowing and not towards:
        beside = [*list_beside_goal(workspace, standing, parts, held_back, today)]
        named = (*named, *beside)
        class_work = (
            *class_work,
            *(item for item in beside if standing.others.get(item, NEVER_MET).study_day is None),
        )
    in_day = {*named, *class_work, *(() if path is None else path.shared)}
    unplanned = find_unplanned(catalogue, standing)
    entries = {
        entry.item: entry
        for entry in catalogue.entries.values()
        if (entry.bank not in aside and entry.item not in unplanned) or entry.item in in_day
    }
    entries |= {note.entry.item: note.entry for note in notes}
    if before is not None and before.curriculum.entries == entries:
        curriculum = before.curriculum
    else:
        curriculum = Curriculum(entries, catalogue.skills.needs)
    mixes = is_day and workspace.settings.checks == "mix"
    checks = checks_in_day(workspace, today, parts, has) if mixes else Checks()
    is_catching_up = False
    if is_flowing and not towards and day is None and wants_to_catch_up(workspace):
        again, faded = find_waiting(workspace, standing, parts, today)
        is_catching_up = bool(again or faded)
        if is_catching_up:
            checks = Checks(faded, checks.every)
        else:
            end_catching_up(workspace)
    facts = DayFacts(
        today=today, minutes=0.0, curriculum=curriculum, states=standing, parts=parts,
        known=has.known, method=workspace.method(),
        goal=path, catches_up=is_catching_up,
        speed=find_speed(workspace.catalogue, workspace.learner()),
        checks=[ItemId(offer.item) for offer in checks.offers],
        returns=find_returning_exercises(workspace, standing, today) if is_flowing else (),
        unclear=unclear_skills(workspace, None if goal is None else goal.bank), class_work=class_work,
        notes=tuple(note.entry.item for note in notes), fluent=find_newly_fluent_skills(workspace, today),
        has_warm_up=is_day
        and may_begin_with_set(workspace, today)
        and begins_with_set(workspace, list_practisable_exercises(workspace, standing, has=has), today),
        rank_linked=_find_linked_order(workspace, goal),
        held_back=held_back,
    )  # fmt: skip
    return Gathered(facts, has, checks)


def _find_linked_order(workspace: Workspace, goal: Goal | None) -> Callable[[SkillId], Sequence[ItemId]]:
    """Return the function that orders the exercises of a skill that a formula of the goal is linked to."""
    if goal is None or not (goal.is_bank and is_import(goal.bank)):
        return lambda _: ()
    from drill.session.papers.lesson import LinkedOrder  # loads paper records

    return LinkedOrder(workspace, goal.bank).list_items


def _find_class_work(workspace: Workspace, standing: Standing, today: date) -> tuple[ItemId, ...]:
    """Return the class's exercises until today or later that were not met, the earliest last day first."""
    items = (
        entry.item
        for assignment in workspace.store.assignments()
        if assignment.until is None or assignment.until >= today.isoformat()
        for entry in find_named_exercises(workspace.catalogue, assignment.what)
        if entry.item not in standing.greens
        if standing.others.get(entry.item, NEVER_MET).state == "unseen"
    )
    return tuple(dict.fromkeys(items))


# The day's list in the store, next to the log: made once, appended to, cut, and shared by all windows.
#
# It has no position: the next exercise is its first row that may be served. A row that cannot be read costs a
# new plan.

UNREADABLE = "what was planned for today could not be read: the day is planned anew"


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row: a planned item, and the event whose mark appended it; empty if none did.

    It is listed in days of at least ``length`` minutes."""

    item: ItemId
    reason: Reason
    minutes: float
    after: str = ""
    length: int = 0

    @property
    def planned(self) -> Planned:
        """The planned item."""
        return Planned(self.item, self.reason, self.minutes)


@dataclass(frozen=True, slots=True)
class KeptDay:
    """The list of a study day, and the facts that it was made for.

    ``minutes`` is the length of the day, ``setting`` the settings' value when it was made.
    ``basis`` is from `find_basis`, ``banks`` from `digest_banks`. ``fitted`` are the lengths that the list
    had: rows of longer ones are kept, because whoever makes the day longer and shorter again expects the same
    list.
    """

    day: str
    minutes: int
    setting: int
    basis: str
    banks: Mapping[str, str]
    rows: tuple[KeptRow, ...]
    fitted: tuple[int, ...] = ()

    @property
    def listed(self) -> tuple[KeptRow, ...]:
        """The rows of its length."""
        return tuple(row for row in self.rows if row.length <= self.minutes)

    def adding(self, rows: Iterable[KeptRow]) -> tuple[KeptRow, ...]:
        """Return all rows with others at the end, which a shorter day does not have."""
        new = {row.item: replace(row, length=self.minutes) for row in rows}
        return (*(row for row in self.rows if row.item not in new), *new.values())

    @property
    def text(self) -> str:
        """The row as it is written."""
        return json.dumps(write_plain(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Read a row; ``None`` if it holds anything else."""
        try:
            return read_typed(cls, json.loads(text))
        except (ValueError, RecursionError, DrillError):
            return None

    def fits(self, workspace: Workspace, today: date) -> bool:
        """Return whether it is today's, of the same goal and settings, with unchanged exercises."""
        if self.day != today.isoformat() or self.basis != find_basis(workspace):
            return False
        return self.banks == digest_banks(workspace, self.rows)

    def with_rows(self, workspace: Workspace, rows: tuple[KeptRow, ...]) -> KeptDay:
        """Return the day with other rows."""
        return replace(self, rows=rows, banks=digest_banks(workspace, rows))


def find_basis(workspace: Workspace) -> str:
    """Return an identifier of the goal and the way to it, papers, subjects, passes, placements' questions.

    Skills that a placement found known are left out of the day from then on. A paper's exercise that was
    tried before its time proves nothing about that.
    """
    settings = workspace.settings
    entries = workspace.catalogue.entries
    placed = (entries.get(event.item) for event in workspace.learner().placed)
    number = sum(entry is not None and not entry.in_file_order for entry in placed)
    named = (settings.goal, settings.papers, settings.subjects, settings.passes)
    catching_up = ("catching up",) if wants_to_catch_up(workspace) else ()
    notes = workspace.store.notes(ItemId(settings.goal)) if is_paper(settings.goal) else {}
    deeper = sorted(key for field, key in notes if field == "needs")
    further = (number, *deeper) if number or deeper else ()
    return hash_text(repr((*named, *further, *catching_up, *read_beside(workspace))))


def digest_banks(workspace: Workspace, rows: Iterable[KeptRow]) -> dict[str, str]:
    """Return, by bank, a hash of what a plan reads of these exercises, and of all in the goal's bank.

    Others are left out, because a list must outlive a change of exercises that it lacks.
    """
    items = {row.item for row in rows}
    goal = workspace.settings.goal
    digests: dict[str, str] = {}
    for bank in workspace.catalogue.banks:
        entries = [e for e in bank.entries if bank.id == goal or e.item in items]
        if entries:
            facts = [(e.item, e.maths, e.skill, e.needs, e.level, e.pace) for e in entries]
            digests[bank.id] = hash_text(repr(facts))
    return digests


def read_kept(workspace: Workspace) -> tuple[str | None, KeptDay | None]:
    """Return the row's text and its content; nothing of a store that cannot be read."""
    try:
        text = workspace.store.kept_day()
    except StoreError:
        return None, None
    return text, None if text is None else KeptDay.from_text(text)


def keep_day_list(
    workspace: Workspace, day: KeptDay, before: str | None, *, replaces: bool = True
) -> tuple[str | None, KeptDay]:
    """Keep the list in place of ``before``; return the current text, and the list to go on with.

    That is another window's where it was first and its list fits here; one that does not fit is replaced, if
    asked for. In a store that cannot be written nothing is kept.
    """
    try:
        stands = workspace.store.keep_day(day.text, before)
        if stands == day.text:
            return stands, day
        other = KeptDay.from_text(stands)
        if other is not None and other.fits(workspace, date.fromisoformat(day.day)):
            return stands, other
        return workspace.store.keep_day(day.text, stands) if replaces else before, day
    except StoreError:
        return before, day


def drop_appended(workspace: Workspace, event: str) -> None:
    """Take out of the day's list the rows that the mark of an event appended, unless opened since."""
    text, day = read_kept(workspace)
    if day is None or not any(row.after == event for row in day.rows):
        return
    left = drop_unopened(workspace, day.rows, event)
    if len(left) < len(day.rows):
        keep_day_list(workspace, day.with_rows(workspace, left), text)


def drop_unopened(workspace: Workspace, rows: Iterable[KeptRow], event: str) -> tuple[KeptRow, ...]:
    """Return the rows without those that an event appended and that nobody opened."""
    opened = {attempt.item for attempt in workspace.store.open_attempts()}
    today = workspace.study_day()

    def is_untouched(row: KeptRow) -> bool:
        entry = workspace.entry(row.item)
        return row.item not in opened and (entry is None or workspace.state(entry).study_day != today)

    return tuple(row for row in rows if row.after != event or not is_untouched(row))


# The way to an item, topic, skill or paper: open exercises of the required skills, deepest first.


def path_to(workspace: Workspace, word: str, states: States, today: date) -> tuple[ItemId, ...]:
    """Return the way to an item, bank, topic or skill: open exercises of the required skills, deepest first.

    Exercises green, parked or attempted today are left out. To a whole paper lead the skills on its path
    that are neither learned nor known, and those that the learner added.

    Raises:
        UsageError: the word names nothing, or rests on nothing that has exercises here.
    """
    exercises = workspace.catalogue.entries.by_skill
    skills = [skill for skill in find_skills_under(workspace, word) if skill in exercises]
    if not skills:
        raise UsageError(f"nothing that {word} rests on has exercises here")
    entries = [entry for skill in skills for entry in exercises[skill]]
    state_by_item = {entry.item: states.get(entry.item, NEVER_MET) for entry in entries}
    return tuple(item for item, state in state_by_item.items() if state.is_open and state.study_day != today)


def find_skills_under(workspace: Workspace, word: str) -> tuple[SkillId, ...]:
    """Return the skills under a skill, an item, a topic or a paper, deepest first."""
    if SkillId(word) in workspace.catalogue.skills:
        return tuple(s for s in workspace.curriculum().list_before([SkillId(word)]) if s != word)
    targets = scope.resolve(workspace.catalogue, [word]).entries
    bank = workspace.catalogue.bank(word)
    if is_beside(word) and bank is not None:
        from drill.session.standing.paper_notes import read_paper_notes  # loads paper records

        has = find_learner_mastery(workspace)
        path = find_path_to_goal(workspace, bank).skills
        added = [
            SkillId(key)
            for field, key in read_paper_notes(workspace, find_paper_slug(word))
            if field == "needs"
        ]
        return tuple(skill for skill in dict.fromkeys([*path, *added]) if skill not in has)
    return skills_before(workspace, targets)

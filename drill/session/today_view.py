"""The content of Today: what comes back, what is new, which greens to check, and what has rested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import nsmallest
from typing import TYPE_CHECKING, Literal

from drill.banks.catalogue import Bank
from drill.banks.names import is_book
from drill.codec import picked
from drill.errors import DrillError
from drill.garbage import uncollected
from drill.gyr.checks import SAMPLE_AFTER, Offer
from drill.gyr.clock import clamped
from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.method import Choice, Planned, Reason
from drill.gyr.passes import Completion, completion, of_all, pass_table, tally
from drill.gyr.path import Path, path_of, skills_of
from drill.gyr.progress import has_rested
from drill.gyr.standing import Standing
from drill.gyr.state import State, due
from drill.session.day import DayList, open_day
from drill.session.due_file import keep_first_paint
from drill.session.goals import GoalView, asks_for_goal, goal_view, next_goal, what_for
from drill.session.mastery import mastery
from drill.session.pace import known_left
from drill.session.papers.names import is_asked_note, paper_banks
from drill.session.path_view import NextStep, learned_since, next_steps
from drill.session.prerequisites import Readiness, States, readiness
from drill.session.queueing import offered
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS
from drill.text import count

if TYPE_CHECKING:
    from drill.session.class_room import Assigned


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One row of today's list, or of what comes back later."""

    item: str
    bank: str
    topic: str
    state: State
    pass_: int
    round: int
    due: date | None
    why: Literal["re-attempt", "unseen"]
    # What it is called where its id says nothing; else empty.
    title: str = ""
    # Why it is on the list; empty of what comes later.
    reason: Reason | Literal[""] = ""
    minutes: float = 0.0
    # The reason in words.
    told: str = ""


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One bank on the first screen."""

    bank: str
    title: str
    states: Mapping[State, int]
    due: int
    # Of a paper alone.
    rests_on: Readiness | None = None

    @property
    def is_begun(self) -> bool:
        """Whether any of its exercises was met."""
        return any(number for state, number in self.states.items() if state != "unseen")


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which something comes back."""

    day: date
    yellow: int
    red: int
    # Titles of their banks.
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TodayView:
    """The content of Today."""

    study_day: date
    minutes: int
    minutes_done: float
    # What counts as a pass, of what a session serves.
    items: tuple[PlannedItem, ...]
    # The whole list, checks and other subjects among it.
    plan: tuple[PlannedItem, ...]
    subjects: tuple[SubjectLine, ...]
    # The item in hand, if one was left; else empty.
    resume: str
    parked: int
    # The name of a parked exercise that has rested for 14 days, another each day, or empty.
    reopenable: str
    # Faults in banks and settings, a line each.
    problems: tuple[str, ...] = field(default=())
    # What could be checked, or is checked in the day, first what the goal rests on.
    checks: tuple[Offer, ...] = ()
    # How many skills fade in all.
    checks_all: int = 0
    # Nothing is due, so they are offered.
    offers_checks: bool = False
    # Items with marks whose exercise is in no bank here.
    orphans: int = 0
    # Exercises that could be drilled today, those beyond the minutes among them.
    more: int = 0
    # The next days on which something comes back.
    ahead: tuple[DueDay, ...] = ()
    # Everything that is due today, whatever of it the day's minutes hold.
    due: int = 0
    # What becomes due tomorrow.
    tomorrow: int = 0
    # How far the goal is, if there is one.
    goal: GoalView | None = None
    # All skills of the subjects, known, learned and left.
    skills: Path = field(default_factory=Path)
    # What is finished, begun and tried again first.
    steps: tuple[NextStep, ...] = ()
    # Titles of the skills that were learned in the last month, the newest first.
    learned: tuple[str, ...] = ()
    # Titles of the skills that the goal rests on and that are missing, the deepest first.
    path: tuple[str, ...] = ()
    # Bank and title of a paper to aim for, where no goal is chosen or it is reached.
    next_goal: tuple[str, str] | None = None
    # There are marks and no goal, and the question for one was not answered yet.
    asks_for_goal: bool = False
    # One subject at a time, pass by pass.
    by_subject: bool = False
    # Little was met so far and nothing placed: a placement could tell where to begin.
    may_place: bool = False
    # Unseen exercises of skills that a placement found known.
    known: int = 0
    # What comes back on later days, the next first; at most ``LISTED_AHEAD``.
    coming: tuple[PlannedItem, ...] = ()

    # What the learner's class is to drill.
    assigned: tuple[Assigned, ...] = ()

    @property
    def is_done(self) -> bool:
        """Return whether the minutes of the day are drilled."""
        return self.minutes_done >= self.minutes

    @property
    def back(self) -> int:
        """How many of the items come back."""
        return sum(item.why == "re-attempt" for item in self.items)

    @property
    def told(self) -> tuple[str, ...]:
        """The day's content in words and in order; if there is none, what tomorrow brings."""
        if not self.items:
            comes = f"{self.tomorrow or 'nothing'} {'come' if self.tomorrow > 1 else 'comes'} back tomorrow"
            return (f"{self.due} still due today", comes) if self.due else (comes,)
        share = f", {self.back or 'none'} of them now" if self.back < self.due else ""
        fresh = len(self.items) - self.back
        first = ", card first" if self.back else ""
        sentences = [f"{self.due} due today{share}{first}"] if self.due else []
        sentences += [f"{fresh} new"] if fresh else []
        is_mixed = len({item.bank for item in self.items}) > 1
        order = "one subject at a time" if self.by_subject else "subjects mixed" if is_mixed else ""
        sentences += [order] if order else []
        comes = "comes" if self.tomorrow == 1 else "come"
        sentences += [f"{self.tomorrow} {comes} back tomorrow"] if self.tomorrow and not self.due else []
        return tuple(sentences)


# With fewer exercises met a placement is offered.
FEW_MET = 20
# Days on which something comes back that Today names.
DAYS_AHEAD = 5
# Exercises of later days that Today lists.
LISTED_AHEAD = 40


def today(workspace: Workspace, minutes: int | None = None) -> TodayView:
    """Return what a session would serve now, and the state of the banks.

    The day's list is made where it is not kept; ``minutes`` make the day so long.
    """
    with uncollected():
        view = _today(workspace, open_day(workspace, minutes=minutes))
        keep_first_paint(workspace, view)
        return view


def _today(workspace: Workspace, listed: DayList) -> TodayView:
    standing, day = listed.facts.states, listed.today
    assert isinstance(standing, Standing)
    done = workspace.store.day(day)
    parts, has = listed.facts.parts, listed.has
    if workspace.method().is_strict:  # its list knows of no skills
        parts = workspace.parts()
        has = mastery(workspace, parts)
    in_day = listed.checks
    mixes = workspace.settings.checks == "mix"
    checks = in_day.offers if mixes else offered(workspace, standing, day)
    goal = goal_view(workspace, parts, has)
    skills = skills_of(workspace.catalogue.entries.values(), parts)
    rows, goal_words = [*listed.coming(with_others=True)], what_for(workspace)
    choices = {row.item: listed.choice(row.item) for row in rows}
    plan = tuple(_planned(workspace, choices[row.item], row, goal, goal_words) for row in rows)
    planned = [
        choice
        for choice in choices.values()
        if choice.serves_as == "pass" and choice.reason != "besides" and not is_asked_note(choice.item)
    ]
    dues = _dues(workspace, standing)
    due_now = Counter(item.rpartition("/")[0] for item, due_day in dues.items() if due_day <= day)
    counts, aside = workspace.store.counts(), workspace.banks_aside()
    ready = readiness(workspace, paper_banks(workspace.catalogue), standing, has)
    return TodayView(
        study_day=day,
        minutes=listed.minutes,
        minutes_done=round(done.seconds / 60, 1),
        items=tuple(row for row in plan if choices[ItemId(row.item)] in planned),
        plan=plan,
        subjects=tuple(
            SubjectLine(
                bank.id,
                bank.title,
                of_all(counts.get(bank.id, {}), len(bank.entries)),
                due_now[bank.id],
                rests_on=ready.get(bank.id),
            )
            for bank in workspace.catalogue.banks
            if not (is_book(bank.id) and bank.id in aside)
        ),
        resume=_resumable(workspace),
        parked=sum(state.state == "parked" for state in standing.others.values()),
        reopenable=_reopenable(workspace, standing.others, day),
        problems=tuple(str(problem) for problem in workspace.catalogue.problems),
        checks=checks,
        checks_all=in_day.every if mixes else len(checks),
        offers_checks=bool(checks) and not due_now and workspace.settings.checks == "offer",
        orphans=len(workspace.orphans()),
        more=len(listed) or int(listed.could_go_on(listed.minutes)),
        ahead=_ahead(workspace, standing.others, dues, day),
        coming=_coming(workspace, standing.others, dues, day),
        due=sum(due_now.values()),
        tomorrow=sum(due_day == day + timedelta(1) for due_day in dues.values()),
        goal=goal,
        skills=path_of(skills, has),
        steps=next_steps(workspace, planned, skills, standing, goal),
        learned=learned_since(workspace, skills, day),
        path=() if goal is None else _titles(workspace, goal.path.left),
        next_goal=None
        if (aim := next_goal(workspace, ready, parts) if goal is None or goal.is_reached else None) is None
        else (aim.id, aim.title),
        asks_for_goal=bool(standing.others or standing.greens) and asks_for_goal(workspace),
        by_subject=workspace.settings.passes == "strict",
        may_place=any(bank.id in SUBJECTS for bank in workspace.catalogue.banks)
        and len(standing.others) + len(standing.greens) < FEW_MET
        and not workspace.store.placed(),
        known=sum(known_left(workspace, standing, has.known).values()),
        assigned=_assigned(workspace, standing, day),
    )


def _assigned(workspace: Workspace, standing: Standing, day: date) -> tuple[Assigned, ...]:
    """Return what is assigned; the modules of a class are imported only if something is."""
    if not (assignments := workspace.store.assignments()):
        return ()
    from drill.session.class_room import assigned

    return assigned(workspace.catalogue, assignments, standing, day)


def _titles(workspace: Workspace, skills: Iterable[SkillId]) -> tuple[str, ...]:
    """Return the titles of skills."""
    known = workspace.catalogue.skills
    return tuple(skill_title(workspace, skill) for skill in skills if skill in known)


def _dues(workspace: Workspace, standing: Standing) -> dict[ItemId, date]:
    """Return when each item comes back; impossible dates count as today."""
    gaps, day = workspace.method().gaps_in_force, workspace.study_day()
    return {
        item: clamped(due_day, day, gaps)
        for item, state in standing.others.items()
        if (due_day := due(state, gaps)) is not None
    }


def _ahead(
    workspace: Workspace, states: States, dues: Mapping[ItemId, date], day: date
) -> tuple[DueDay, ...]:
    """Return the next days on which something comes back, and what."""
    entries = workspace.catalogue.entries
    by_day: dict[date, list[ItemId]] = {}
    for item, due_day in dues.items():
        if due_day > day and item in entries:
            by_day.setdefault(due_day, []).append(item)
    due_days: list[DueDay] = []
    for due_day in sorted(by_day)[:DAYS_AHEAD]:
        items = by_day[due_day]
        reds = sum(states[item].state == "red" for item in items)
        banks = {entries[item].bank for item in items}
        titles = tuple(bank.title for bank in workspace.catalogue.banks if bank.id in banks)
        due_days.append(DueDay(due_day, len(items) - reds, reds, titles))
    return tuple(due_days)


def _coming(
    workspace: Workspace, states: States, dues: Mapping[ItemId, date], day: date
) -> tuple[PlannedItem, ...]:
    """Return what comes back on later days, the next first."""
    entries = workspace.catalogue.entries
    later = ((due_day, item) for item, due_day in dues.items() if due_day > day and item in entries)
    return tuple(
        PlannedItem(
            item=item,
            bank=entries[item].bank,
            topic=entries[item].topic,
            state=states[item].state,
            pass_=states[item].next_pass,
            round=states[item].round,
            due=due_day,
            why="re-attempt",
            title=title_of(workspace, item),
        )
        for due_day, item in nsmallest(LISTED_AHEAD, later)
    )


def completed(workspace: Workspace, banks: set[BankId]) -> tuple[str, ...]:
    """Return a line for each of these banks that is all green, or green and parked."""
    states = workspace.states(banks=banks)
    lines: list[str] = []
    for bank in workspace.catalogue.banks:
        if bank.id not in banks:
            continue
        here = [states[entry.item] for entry in bank.entries if entry.item in states]
        if (done := completion(tally(here, len(bank.entries) - len(here)), pass_table(here))) is not None:
            last = max((state.study_day for state in here if state.study_day), default=None)
            lines.append(_completion_line(workspace, bank, done, last))
    return tuple(lines)


def upgrade_told(workspace: Workspace) -> tuple[str, ...]:
    """Return once of how many exercises an upgrade changed the answer, before they are served."""
    number = workspace.store.take_changed()
    if not number:
        return ()
    comes = "it comes again as new" if number == 1 else "they come again as new"
    return (
        f"This version has {'another answer' if number == 1 else 'other answers'} to "
        f"{count(number, 'exercise')} that you have met: {comes}; what you answered stays in drill history.",
    )


def learned_told(workspace: Workspace) -> tuple[str, ...]:
    """Return once how many skills are learned by marks from before skills were counted."""
    with suppress(DrillError):  # of a store that cannot be written nothing is told
        if workspace.store.tells_first("skills learned") and (learned := mastery(workspace).learned):
            return (f"{count(len(learned), 'skill')} learned, from your marks.",)
    return ()


def due_counts(workspace: Workspace) -> tuple[int, int]:
    """Return how much is due today, in all banks, and how much becomes due tomorrow: as Today says."""
    dues, day = _dues(workspace, workspace.standing()), workspace.study_day()
    return sum(due_day <= day for due_day in dues.values()), sum(
        due_day == day + timedelta(1) for due_day in dues.values()
    )


def _completion_line(workspace: Workspace, bank: Bank, done: Completion, last: date | None) -> str:
    passes = f"{done.passes} pass{'es' if done.passes != 1 else ''}"
    parked = f", {done.parked} parked" if done.parked else ""
    sentence = f"{bank.title}: all green after {passes}{parked}."
    if done.passes > 1 or last is None or workspace.settings.checks == "off":
        return sentence
    sample_day = last + SAMPLE_AFTER
    return f"{sentence} The aim is two passes: from {sample_day.day} {sample_day:%B} a sample can be checked."


def _reopenable(workspace: Workspace, states: States, day: date) -> str:
    """Return one parked item that has rested: the same all day, another one tomorrow."""
    rested = sorted(item for item, state in states.items() if has_rested(state, day))
    item = rested[day.toordinal() % len(rested)] if rested else ""
    return title_of(workspace, item) or item if item else ""


def _resumable(workspace: Workspace) -> str:
    """Return the newest exercise that a session would continue."""
    entries, renamed = workspace.catalogue.entries, workspace.catalogue.renamed
    left = (renamed.get(attempt.item, attempt.item) for attempt in workspace.left_open() if attempt.is_begun)
    return next((item for item in left if item in entries), "")


def _planned(
    workspace: Workspace,
    choice: Choice,
    row: Planned,
    goal: GoalView | None,
    goal_words: Mapping[SkillId, str],
) -> PlannedItem:
    known = picked(choice, "item", "bank", "topic", "state", "pass_", "round", "due")
    why = "unseen" if choice.why == "unseen" else "re-attempt"
    told = _tell_reason(workspace, row, goal, goal_words)
    title = title_of(workspace, choice.item)
    return PlannedItem(**known, why=why, title=title, reason=row.reason, minutes=row.minutes, told=told)


def _tell_reason(
    workspace: Workspace, row: Planned, goal: GoalView | None, goal_words: Mapping[SkillId, str]
) -> str:
    """Return why an item is on the list: ``for DDPM: posterior mean``, ``more of Chain rule``."""
    entry = workspace.entry(row.item)
    skill = entry.skill if entry is not None else SkillId("")
    match row.reason:
        case "besides":
            return "other subjects"
        case "goal":
            return f"for {goal_words[skill]}" if skill in goal_words else "new"
        case "paper":
            return goal.short_title if goal is not None else "new"
        case "deeper":
            return f"more of {skill_title(workspace, skill)}" if skill else "more"
        case reason:
            return reason

"""What a session came to for the goal, what went wrong, and what tomorrow brings: a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from drill.gyr.day_plan import plan_day
from drill.gyr.events import ItemId
from drill.gyr.path import collect_skills
from drill.session.progress.mistakes import list_past_mistakes
from drill.session.standing.goals import current_goal, find_path_to_goal, goal_view
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.rapid_exercises import practice_of
from drill.session.standing.reading import make_reading_invitation
from drill.session.titles import skill_title, title_of
from drill.session.today.day import DayList
from drill.session.today.day_gathering import gather_facts
from drill.session.today.today_page import WARM_UP_MINUTES, classify_planned_reason, count_kinds
from drill.session.workspace import Workspace
from drill.text import count, name_some

# So many skills that were learned are named.
_NAMED = 4
TOMORROW = "Tomorrow"
_ORDINALS = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The end of a day or of a session; what there is nothing to say of is empty."""

    # ``Thursday is done``; empty where some of it is left, or the session is not the day's.
    head: str
    # How many of the day's exercises are marked, and how many there were.
    marked: int
    listed: int
    minutes: float
    # The reps of today's warm-ups, how many were right, and at pace.
    reps: int = 0
    right: int = 0
    at_pace: int = 0
    # The goal, how many skills were left and are left now, and which were learned today.
    goal: str = ""
    left_before: int = 0
    left: int = 0
    learned: tuple[str, ...] = ()
    # What can be read now.
    readable: str = ""
    # What went wrong, how often this month, and the exercises that drill it.
    wrong: str = ""
    times: int = 0
    drills: tuple[str, ...] = ()
    # What the next study day brings.
    tomorrow: str = ""

    @property
    def told(self) -> str:
        """The day in a line: ``Thursday is done  11 of 11 in 26 min``; empty where it is not done."""
        minutes = max(1, round(self.minutes))
        return f"{self.head}  {self.marked} of {self.listed} in {minutes} min" if self.head else ""

    def tell_rows(self) -> tuple[tuple[str, str, str], ...]:
        """Return a line for each fact: what it is of, what it says, and the action that leads on.

        All figures are the day's; where it is not done, they say so beside those of the session.
        """
        today = "" if self.head else " today"
        left = f"{self.left_before} → {self.left}" if self.learned else f"{self.left or 'none'}"
        left += " skill" if self.left == 1 else " skills" if self.left else ""
        names = name_some(self.learned, _NAMED, " · ")
        towards = f"{left} left{today}: {names}" if names else f"{left} left"
        often = ""
        if self.times > 1:
            nth = f"{_ORDINALS[self.times]} time" if self.times < len(_ORDINALS) else f"{self.times} times"
            often = f", {nth} this month"
        pace = f", {self.at_pace} at pace" if self.at_pace else ""
        rows = (
            (f"Warm-up{today}", f"{self.right} of {self.reps}{pace}" if self.reps else "", ""),
            (f"Towards {self.goal}", towards if self.goal else "", ""),
            ("You can read", f"{self.readable} now" if self.readable else "", "open"),
            ("Went wrong", f"{self.wrong}{often}" if self.wrong else "", "drill"),
            (TOMORROW, self.tomorrow, ""),
        )
        return tuple(row for row in rows if row[1])


def describe_end(workspace: Workspace, listed: DayList, wrong: Collection[str]) -> DayEnd:
    """Return what the day came to so far, from all its marks; ``wrong`` is what went wrong in the session."""
    today, left = workspace.study_day(), len(listed)
    worked, done = workspace.store.day(today), f"{workspace.study_day():%A} is done"
    parts, practice = workspace.parts(), practice_of(workspace)
    reps = practice.reps_on(today)
    sets, at_pace = {rep.set for rep in reps}, practice.at_pace()
    end = DayEnd(
        head=done if listed.is_day and not left else "",
        marked=worked.attempts,
        listed=worked.attempts + left,
        minutes=worked.seconds / 60,
        reps=len(reps),
        right=sum(rep.ok for rep in reps),
        at_pace=sum(at_pace.get(name, 0) for name in sets),
        tomorrow=_tell_tomorrow(workspace, listed)
        if listed.is_day and not workspace.method().is_strict
        else "",
    )
    if (aim := current_goal(workspace)) is not None:
        has = find_learner_mastery(workspace, parts)
        goal = goal_view(workspace, parts, has)
        assert goal is not None
        skills = collect_skills(workspace.catalogue.entries, parts)
        learned = [
            skill
            for skill in find_path_to_goal(workspace, aim, parts).skills
            if skill in skills and skills[skill].learned_on == today and skill not in listed.known_skills
        ]
        end = replace(
            end,
            goal=goal.short_title,
            left=len(goal.path.left),
            left_before=len(goal.path.left) + len(learned),
            learned=tuple(skill_title(workspace, skill) for skill in learned),
        )
        if (invited := make_reading_invitation(workspace)) is not None:
            end = replace(end, readable=invited.named)
    return _add_mistake(workspace, end, wrong, today)


def describe_rest_of_day(listed: DayList) -> str:
    """Return what is left of the day's list, as Today counts it; empty of another list, or one done."""
    rows, warm_up = [*listed.coming()] if listed.is_day else [], listed.facts.has_warm_up
    if not rows:
        return ""
    minutes = sum(row.minutes for row in rows) + WARM_UP_MINUTES * warm_up
    also = " and a warm-up" if warm_up else ""
    left = f"{count(len(rows), 'exercise')} left{also}, about {max(1, round(minutes))} min"
    added = "1 was" if listed.added == 1 else f"{listed.added} were"
    return f"{left}; {added} added because there was time" if listed.added else left


def _add_mistake(workspace: Workspace, end: DayEnd, wrong: Collection[str], today: date) -> DayEnd:
    """Add what went wrong most often this month of what went wrong in the session and today's warm-ups."""
    month = [
        (past, past.slip or past.title or past.item)
        for past in list_past_mistakes(workspace)
        if (past.day.year, past.day.month) == (today.year, today.month)
    ]
    here = {name for past, name in month if past.day == today and (past.is_in_warm_up or past.item in wrong)}
    if not here:
        return end
    times = Counter(name for _, name in month if name in here)
    red = {name for past, name in month if past.day == today and past.colour == "red"}
    name = max(times, key=lambda each: (times[each], each in red))
    drills = dict.fromkeys(past.item for past, each in month if each == name)
    return replace(end, wrong=name, times=times[name], drills=tuple(drills))


def _tell_tomorrow(workspace: Workspace, listed: DayList) -> str:
    """Return what the next study day brings: how many, of what, and the first."""
    day = workspace.study_day() + timedelta(1)
    gathered = gather_facts(workspace, before=listed.facts, day=day)
    facts = replace(gathered.facts, minutes=float(workspace.settings.minutes))
    rows = [row for row in plan_day(facts) if row.reason != "besides"]
    if not rows:
        return ""
    counts = count_kinds(classify_planned_reason(row.reason) for row in rows)
    first = title_of(workspace, ItemId(rows[0].item)) or rows[0].item
    return f"{count(len(rows), 'exercise')}: {counts}; first {first}"

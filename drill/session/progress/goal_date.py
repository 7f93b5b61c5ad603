"""The day by which a paper is to be reached: what that takes, told once a week. It changes no plan."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from drill.errors import DrillError, UsageError
from drill.session.progress.progress_overview import tell_weeks_of_week
from drill.session.standing.goals import Goal, GoalView, estimate_weeks, find_goal
from drill.session.standing.paper_names import is_paper
from drill.text import count, name_number

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

# Key in the store for the day of a goal, followed by the goal's name; and for the week in which it was told.
_BY, _TOLD = "goal by ", "goal date told"
# How far from the estimate four of five learners are, as a share of it (`tests.bench.weeks`).
_WITHIN = 0.4
# Days up to which they are counted, and not weeks.
_MOST_DAYS = 13


def keep_goal_date(workspace: Workspace, goal: Goal, by: date | None) -> None:
    """Keep the day by which a paper is to be reached, or forget it.

    Raises UsageError for a goal that is no paper, and for a day that is over.
    """
    if not is_paper(goal.id):
        raise UsageError("only a paper has a day", "drill goal papers/NAME --by 2027-01-20")
    if by is not None and by < workspace.study_day():
        raise UsageError(f"{by} is over", "name a day to come, or none")
    workspace.store.keep_fact(f"{_BY}{goal.id}", by and by.isoformat())
    workspace.store.keep_fact(_TOLD, None)


def find_goal_date(workspace: Workspace, goal: str) -> date | None:
    """Return the day by which a goal is to be reached; ``None`` without one, and once it is over."""
    with suppress(ValueError):
        by = date.fromisoformat(workspace.store.read_fact(f"{_BY}{goal}") or "")
        return by if by >= workspace.study_day() else None
    return None


def tell_goal_date(workspace: Workspace, view: GoalView | None) -> str:
    """Return the time of the way to a goal beside the days until its day; empty without one.

    ``DDPM: at 25 minutes a day about five weeks (three to seven); 20 January is in four.``; of a paper of
    one's own, whose weeks nobody knows, ``6 of 16 exercises left, 14 days: one every two days.``
    """
    by = None if view is None or view.is_reached else find_goal_date(workspace, view.bank)
    goal = None if view is None else find_goal(workspace, view.bank)
    if view is None or by is None or goal is None:
        return ""
    days = (by - workspace.study_day()).days
    minutes = workspace.settings.mean_minutes
    if weeks := tell_weeks_of_week(workspace, goal.bank, view):
        low, high = (
            max(1, round(estimate_weeks(view, minutes) * share)) for share in (1 - _WITHIN, 1 + _WITHIN)
        )
        around = f" ({name_number(low)} to {name_number(high)})" if low < high else ""
        away = count(days, "day") if days <= _MOST_DAYS else name_number(round(days / 7))
        day = f"{by.day} {by:%B} is {f'in {away}' if days else 'today'}"
        return f"{view.short_title}: at {minutes:.0f} minutes a day about {weeks}{around}; {day}."
    if not view.own.left:
        return ""
    left = f"{view.short_title}: {view.own.left} of {view.own.every} left"
    return f"{left}, {_tell_rate(view.own.left, days)}."


def _tell_rate(exercises: int, days: int) -> str:
    """Return how many exercises there are a day: ``14 days: one every two days``."""
    if not days:
        return "and the day is today"
    if exercises >= days:
        return f"{count(days, 'day')}: {name_number(-(-exercises // days))} a day"
    every = days // exercises
    return f"{days} days: one {'a day' if every == 1 else f'every {name_number(every)} days'}"


def tell_goal_date_of_week(workspace: Workspace, view: GoalView | None) -> tuple[str, ...]:
    """Return the same once a week."""
    today = workspace.study_day()
    monday = (today - timedelta(today.weekday())).isoformat()
    told = tell_goal_date(workspace, view)
    if not told or workspace.store.read_fact(_TOLD) == monday:
        return ()
    with suppress(DrillError):  # a store that cannot be written is passed over in silence
        workspace.store.keep_fact(_TOLD, monday)
        return (told,)
    return ()

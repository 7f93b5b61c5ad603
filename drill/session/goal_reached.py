"""The summary of a goal, shown once when it is reached."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from drill.errors import DrillError
from drill.session.goals import goal_reading
from drill.session.progress import days, retention
from drill.session.titles import skill_title
from drill.session.today_view import TodayView
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GoalReached:
    """What was done for a goal, and what may come next."""

    title: str
    # The titles of its skills that were learned, and how many were known before.
    learned: tuple[str, ...]
    known: int
    # How many of its formulas were read; 0 of what is no paper.
    formulas: int
    # Days drilled and marks given, whatever they were for.
    days: int
    marks: int
    # How many checks there were of greens, and how many held.
    checks: int
    held: int
    # Bank and title of what to aim for next.
    next_goal: tuple[str, str] | None


def newly_reached(workspace: Workspace, today: TodayView) -> GoalReached | None:
    """Return the summary of the goal if it is reached and was not shown yet; from then on None."""
    goal = today.goal
    if goal is None or not goal.is_reached:
        return None
    with suppress(DrillError):  # of a store that cannot be written nothing is told
        if workspace.store.tells_first(f"goal reached {goal.bank}"):
            drilled, checked, reading = days(workspace), retention(workspace), goal_reading(workspace)
            return GoalReached(
                goal.short_title,
                tuple(skill_title(workspace, skill) for skill in goal.path.learned),
                len(goal.path.known),
                len(reading.read) if reading is not None else 0,
                len(drilled),
                sum(day.attempts for day in drilled),
                sum(day_checks.checks for day_checks in checked),
                sum(day_checks.held for day_checks in checked),
                today.next_goal,
            )
    return None

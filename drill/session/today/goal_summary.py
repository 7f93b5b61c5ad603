"""The summary of a goal, shown once when it is reached."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from drill.errors import DrillError
from drill.gyr.path import Reading
from drill.session.progress.mistakes import attempts_of
from drill.session.progress.progress_overview import count_retained_greens, list_worked_days
from drill.session.standing.goals import GoalView
from drill.session.standing.mastery import find_learner_mastery
from drill.session.standing.paper_names import is_paper
from drill.session.standing.reading import paper_reading
from drill.session.titles import skill_title, title_of
from drill.session.today.today_view import TodayView
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """The first wrong answer to an exercise on a paper's central formula, and the newest right one."""

    formula: str
    title: str
    wrong: str
    wrong_on: date
    right: str
    right_on: date
    # The formula itself.
    latex: str = ""


@dataclass(frozen=True, slots=True)
class GoalReached:
    """What was done for a goal, and what may come next."""

    title: str
    on: date
    # The titles of its skills that were learned, and how many were known before.
    learned: tuple[str, ...]
    known: int
    # How many of its formulas are drilled, and how many the learner has read; 0 of what is no paper.
    drilled: int
    read: int
    # Days drilled and marks given, whatever they were for.
    days: int
    marks: int
    # How many checks there were of greens, and how many held.
    checks: int
    held: int
    # Bank and title of what to aim for next.
    next_goal: tuple[str, str] | None
    # The skills that are set aside and its own exercises that are parked, by name.
    parked: tuple[str, ...] = ()
    then_and_now: ThenAndNow | None = None
    # How many of the formulas drilled have a parked exercise.
    drilled_with_parked: int = 0


def newly_reached(workspace: Workspace, today: TodayView) -> GoalReached | None:
    """Return the summary of the goal if it is reached and was not shown yet; from then on None."""
    goal = today.goal
    if goal is None or not goal.is_reached:
        return None
    with suppress(DrillError):  # of a store that cannot be written nothing is told
        if workspace.store.tells_first(f"goal reached {goal.bank}"):
            drilled, checked = list_worked_days(workspace), count_retained_greens(workspace)
            parts = workspace.parts()
            bank, reading = workspace.catalogue.bank(goal.bank), Reading()
            if bank is not None and is_paper(bank.id):
                reading = paper_reading(workspace, bank, parts, find_learner_mastery(workspace, parts))
            return GoalReached(
                goal.short_title,
                today.study_day,
                tuple(skill_title(workspace, skill) for skill in goal.path.learned),
                len(goal.path.known),
                len(reading.drilled),
                len(reading.read),
                len(drilled),
                sum(day.attempts for day in drilled),
                sum(day_checks.checks for day_checks in checked),
                sum(day_checks.held for day_checks in checked),
                today.next_goal,
                _name_parked(workspace, goal),
                find_then_and_now(workspace, goal.bank),
                reading.parked,
            )
    return None


def _name_parked(workspace: Workspace, goal: GoalView) -> tuple[str, ...]:
    bank = workspace.catalogue.bank(goal.bank)
    entries = () if bank is None else bank.entries
    parked = (entry.item for entry in entries if workspace.state(entry).state == "parked")
    skills = (skill_title(workspace, skill) for skill in goal.path.set_aside)
    return (*skills, *(title_of(workspace, item) or item for item in parked))


def find_then_and_now(workspace: Workspace, goal: str) -> ThenAndNow | None:
    """Return the first wrong answer to the most central formula that has one, beside the newest right one.

    Where a paper marks no formula as central, those with most exercises come first. ``None`` of what is no
    paper, and where nothing was answered wrong, or was not typed.
    """
    from drill.session.standing.paper_records import formulas_of  # with all that a paper is kept as

    bank = workspace.catalogue.bank(goal)
    if bank is None or not is_paper(bank.id):
        return None
    formulas = formulas_of(workspace, bank)
    central = sorted(formulas, key=lambda of: (not of[0].central, 0 if of[0].central else -len(of[1])))
    for formula, entries in central:
        for entry in entries:
            attempts = [past for past in attempts_of(workspace, entry) if past.answer and not past.is_choice]
            wrong = next((past for past in reversed(attempts) if not past.ok), None)
            right = next((past for past in attempts if past.ok), None)
            if wrong is not None and right is not None and wrong.day <= right.day:
                title = title_of(workspace, entry.item) or entry.item
                now = right.by_stage.get(wrong.wrong_stage, right.answer)  # of the stage that was wrong
                return ThenAndNow(
                    formula.title, title, wrong.answer, wrong.day, now, right.day, formula.latex
                )
    return None

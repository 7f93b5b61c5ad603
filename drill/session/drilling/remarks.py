"""Remarks on what changed, from the log alone: a slip that is mended, a pause, a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drill.checking import WORKED_KINDS
from drill.gyr.path import collect_skills
from drill.gyr.totals import Day
from drill.session.drilling.mended_answer import told_difference
from drill.session.progress.mistakes import ANOTHER_OPTION, PastAttempt, attempts_of, list_past_mistakes
from drill.session.progress.path_view import MONTH, learned_since
from drill.session.today.today_page import told_of_pause
from drill.session.workspace import Workspace
from drill.text import count

# With fewer days of drilling there is little to say of a month.
FEWEST_DAYS = 10
WEEK = timedelta(7)
# So many times in the first week of a month make a slip that can be gone, and in the last one that is not.
OFTEN, STILL = 3, 2
# So many mended slips are told after a session.
MOST_MENDED = 2
_LONGEST_ANSWER = 60


@dataclass(frozen=True, slots=True)
class Month:
    """The summary of a month: days drilled, skills learned, checks and those that held."""

    days: int
    learned: int
    checks: int
    held: int
    # The name of each slip with a day on which it was made.
    slips: tuple[tuple[str, date], ...] = ()


def told_of_mended(attempts: Sequence[PastAttempt], today: date, *, compares: bool = False) -> str:
    """Return what was wrong on an earlier day and is right today, the same question; empty if there is none.

    ``attempts`` are those of one exercise, the newest first. With ``compares`` it is said what the right
    answer has that the wrong one had not, where both differ in a single thing.
    """
    before = next((attempt for attempt in attempts if attempt.day < today), None)
    if not attempts or attempts[0].day != today or not attempts[0].ok or before is None or before.ok:
        return ""
    is_known = bool(before.answer) and len(before.answer) <= _LONGEST_ANSWER
    if (
        attempts[0].drawn != before.drawn
        or not is_known
        or ANOTHER_OPTION in before.answer
        or (before.by_stage and not before.wrong_stage)
    ):
        return ""
    days = (today - before.day).days
    when = "Yesterday" if days == 1 else f"On {before.day:%A}" if days < 7 else f"{days} days ago"
    slip = f" ({before.slip})" if before.slip else ""
    difference = told_difference(before.answer, attempts[0].answer) if compares else ""
    told = f'chose "{before.answer.rstrip(".")}"' if before.is_choice else f"wrote {before.answer}"
    stage = f" at stage {before.wrong_stage}" if before.wrong_stage else ""
    return f"{when} you {told}{stage}{slip}. Today {difference or 'it was right'}."


def is_first_of_month(days: Sequence[date], today: date) -> bool:
    """Return whether nothing was drilled in this month yet and enough in the 30 days before today."""
    is_first = not any((day.year, day.month) == (today.year, today.month) for day in days)
    return is_first and sum(today - day <= MONTH for day in days) >= FEWEST_DAYS


def told_of_month(month: Month, today: date) -> str:
    """Return the summary of a month in words: skills, checks, the slips that are gone, one that is not."""
    sentences = [f"{count(month.days, 'day')}.", f"{count(month.learned, 'skill')} learned"]
    sentences[-1] += f"; {month.held} of {month.checks} greens held when checked." if month.checks else "."
    first = Counter(slip for slip, day in month.slips if MONTH - WEEK < today - day <= MONTH)
    last = Counter(slip for slip, day in month.slips if today - day <= WEEK)
    gone = [(slip, times) for slip, times in first.most_common() if times >= OFTEN and slip not in last]
    if gone:
        slip, times = gone[0]
        sentences.append(f"Gone: {slip} ({times} in the first week, 0 in the last).")
    still = [slip for slip, times in last.most_common() if times >= STILL]
    if still:
        sentences.append(f"Still there: {still[0]}.")
    return " ".join(sentences)


def describe_mended_slips(workspace: Workspace, items: Sequence[str]) -> tuple[str, ...]:
    """Return what was wrong before and is right today, at most `MOST_MENDED` times."""
    entries = {entry.item: entry for entry in workspace.catalogue.entries.values() if entry.item in items}
    remarks = (
        told_of_mended(
            attempts_of(workspace, entry), workspace.study_day(), compares=entry.kind in WORKED_KINDS
        )
        for entry in entries.values()
    )
    return tuple(filter(None, remarks))[:MOST_MENDED]


def describe_aside(answers: int) -> tuple[str, ...]:
    """Return the remark on so many answers that came through an assistant; nothing without any."""
    return (f"{count(answers, 'answer')} came through your assistant.",) if answers else ()


def at_days_begin(workspace: Workspace, today: date, items: int, again: int) -> tuple[str, ...]:
    """Return the remarks when the day's first session opens: on a pause, and once a month."""
    days = [day for day in workspace.store.last_days(MONTH.days + 1) if day.day < today]
    if workspace.store.day(today).seconds or not days:
        return ()
    remarks = [told_of_pause(days[-1].day, today, items, again)]
    if is_first_of_month([day.day for day in days], today):
        remarks.append(told_of_month(_summarise_month(workspace, days, today), today))
    return tuple(filter(None, remarks))


def _summarise_month(workspace: Workspace, days: Sequence[Day], today: date) -> Month:
    lately = [day for day in days if today - day.day <= MONTH]
    checks, lapses = sum(day.checks for day in lately), sum(day.lapses for day in lately)
    learned = learned_since(workspace, collect_skills(workspace.catalogue.entries, workspace.parts()), today)
    slips = tuple(
        (mistake.slip, mistake.day)
        for mistake in list_past_mistakes(workspace)
        if mistake.slip and mistake.answer
    )
    return Month(len(lately), len(learned), checks, checks - lapses, slips)

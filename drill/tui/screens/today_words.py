"""What Today says: how much there is and of what, the next days, time spent, what rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from drill.text import count
from drill.tui.content import EMPTY, Part, join, line
from drill.tui.looks import Looks
from drill.tui.screens.places import in_words

if TYPE_CHECKING:
    from drill.session.progress import DayProgress
    from drill.session.today_view import DueDay, SubjectLine, TodayView
    from drill.session.undoing import Undoable

DAY_CELLS = 22
NEAR = 6
"""Days so near are told by their name alone."""


def is_done(view: TodayView) -> bool:
    """The minutes of the day are drilled."""
    return view.minutes_done >= view.minutes


def head(view: TodayView, looks: Looks) -> Content:
    """How much, and what of it; the next days where nothing comes back today."""
    comes_back = sum(item.why == "re-attempt" for item in view.items)
    if view.resume or comes_back or (is_done(view) and view.more):
        return join([_start(view), line((_what(view, comes_back), "$secondary"))])
    if view.more and not view.ahead:
        return join([_start(view), line((_what(view, 0), "$secondary"))])
    return join(_nothing_due(view, looks))


def _start(view: TodayView) -> Content:
    goes_on = view.resume or is_done(view)
    enter: list[Part] = ["    ", ("enter", "$primary bold"), "  to go on" if goes_on else "  to start"]
    return line((_how_long(view), "bold"), *enter)


def _how_long(view: TodayView) -> str:
    """The day's minutes and what they hold; part of it may be done."""
    items = f"about {count(len(view.items), 'exercise')}"
    if view.minutes_done < 1:
        return f"{view.minutes} minutes, {items}"
    if is_done(view):
        return f"{view.minutes} minutes done"
    return f"{view.minutes_done:.0f} of {view.minutes} minutes done, {items} left"


def _what(view: TodayView, comes_back: int) -> str:
    if not view.items:
        return f"{count(view.more, 'exercise')} could still be drilled today"
    fresh = len(view.items) - comes_back
    told = [f"{comes_back} {'comes' if comes_back == 1 else 'come'} back, card first"] if comes_back else []
    told += [f"{fresh} new"] if fresh else []
    told += ["subjects mixed"] if len({item.bank for item in view.items}) > 1 else []
    return " · ".join(told)


def _nothing_due(view: TodayView, looks: Looks) -> list[Content]:
    lines = [line(("Nothing is due today.", "bold"))]
    if view.ahead:
        waits = "Everything met so far is green or waiting for its day. Next come:"
        lines.append(line((waits, "$secondary")))
        lines += [_day(each, view.study_day, looks) for each in view.ahead]
    else:
        lines.append(line(("Everything met so far is green.", "$secondary")))
    return [*lines, EMPTY, *_ways_on(view)]


def _day(each: DueDay, today: date, looks: Looks) -> Content:
    days = (each.day - today).days
    name = "tomorrow" if days == 1 else f"{each.day:%A}" if days <= NEAR else in_words(each.day)
    parts: list[Part] = [f"  {name:{DAY_CELLS}}", f"{each.yellow + each.red:>4}   "]
    for state, number in (("yellow", each.yellow), ("red", each.red)):
        parts += [looks.sign(state), f" {number}  "] if number else []
    return line(*parts, (" " + ", ".join(each.subjects), "$secondary"))


def _ways_on(view: TodayView) -> list[Content]:
    """Keys that lead somewhere from here."""
    ways: list[tuple[str, str]] = []
    if view.more:
        ways.append(("enter", f"start {count(len(view.items) or view.more, 'new exercise')}"))
    elif view.offers_checks:
        ways.append(("enter", f"check {_greens(view)}"))
    if view.coming:
        ways.append(("space", "see what comes, or start it now"))
    ways.append(("2", "find any exercise"))
    return [line("  ", (f"{key:7}", "$primary bold"), words) for key, words in ways]


def named(what: Undoable, today: date, looks: Looks) -> str:
    """What an undo would take back, and of which day it is."""
    name = what.title or what.item
    told = f"the {what.what} of {name}" if what.mark is None else f"{looks.sign(what.mark)[0]} {name}"
    days = (today - what.day).days
    when = "today" if days <= 0 else "yesterday" if days == 1 else f"on {in_words(what.day)}"
    return f"{told}, {when}"


def is_begun(bank: SubjectLine) -> bool:
    """Any of its exercises was met."""
    return any(number for state, number in bank.states.items() if state != "unseen")


def rests_on(paper: SubjectLine) -> str:
    """How ready one is for a paper, while one is not."""
    ready = paper.rests_on
    if ready is None or ready.green >= ready.skills:
        return ""
    green = f"{ready.green} of them green" if ready.green else "none green yet"
    return f"rests on {count(ready.skills, 'skill')}, {green}; 4 Papers shows them"


def foot(view: TodayView, days: Sequence[DayProgress], looks: Looks) -> Content:
    """Time spent, what rests, and what was left out."""
    lines: list[Content] = [EMPTY]
    lines += [line((view.goal, "bold"))] if view.goal else []
    if view.offers_placement:
        told = "  finds out in at most fifteen exercises what you know already; then that comes last"
        lines.append(line(("p", "$primary bold"), (told, "$secondary")))
    if view.presumed:
        lines.append(line((f"{count(view.presumed, 'exercise')} presumed known come last", "$secondary")))
    if days:
        lines.append(line((_time_spent(days, view.study_day), "$secondary")))
    if view.parked:
        rested = f"; {view.reopenable} could be reopened by now" if view.reopenable else ""
        lines.append(line(looks.sign("parked"), f" {view.parked} parked{rested}; see 5 Parked"))
    if view.checks:
        slipping = f"{_greens(view)} may be slipping; f checks them"
        lines.append(line((slipping, "$secondary")))
    if view.problems:
        first, *others = view.problems
        several = f"{1 + len(others)} faults in banks (2 lists them at its end), the first: "
        lines.append(line((f"{several if others else '1 exercise left out: '}{first}", "bold")))
    return join(lines)


def _greens(view: TodayView) -> str:
    """How many greens are offered for a check."""
    return count(len(view.checks), "green")


def _time_spent(days: Sequence[DayProgress], today: date) -> str:
    monday = today - timedelta(today.weekday())
    minutes = {day.day: day.minutes for day in days}
    week = sum(spent for day, spent in minutes.items() if day >= monday)
    yesterday = minutes.get(today - timedelta(1), 0)
    green = sum(day.green for day in days)
    told = [f"This week {week:.0f} min"]
    told += [f"yesterday {yesterday:.0f}"] if yesterday else []
    told.append(f"all time {sum(minutes.values()):.0f} min, {green} green")
    return " · ".join(told)

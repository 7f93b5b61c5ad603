"""The words of Today: how much there is and of what, the next days, time spent, what rests."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from drill.text import count
from drill.tui.content import EMPTY, Part, in_columns, join, line
from drill.tui.looks import Looks
from drill.tui.screens.places import in_words
from drill.tui.widgets.bars import of_states

if TYPE_CHECKING:
    from drill.gyr.path import Path, Reading
    from drill.session.path_view import NextStep
    from drill.session.progress import DayProgress, TopicProgress
    from drill.session.reading import Invitation
    from drill.session.today_view import DueDay, TodayView
    from drill.session.undoing import Undoable

DAY_CELLS = 22
# Days that have a mark.
DAYS_TOLD = 14
# Cells of a topic's bar: enough for its shares, beside a whole title.
MAP_BAR = 6
# Days so near are told by their name alone.
NEAR = 6


# A path's bar, at most and at least, a skill's parts, and all that stands beside its name but the last words.
PATH_BAR, LEAST_PATH_BAR, PARTS_CELLS, BESIDE_SKILL_CELLS = 26, 16, 9, 20
# Skills learned in the last month that are named.
LEARNED_TOLD = 4


def head(view: TodayView, days: Sequence[DayProgress], looks: Looks) -> Content:
    """Return how much there is, and of what; the next days if nothing comes back today."""
    if view.is_done and not view.resume:
        return join(_day_done(view, days))
    if view.resume or view.due or view.more:
        return join([*_after_a_pause(view, days), _start(view), line((" · ".join(view.told), "$secondary"))])
    return join(_nothing_due(view, looks))


def _after_a_pause(view: TodayView, days: Sequence[DayProgress]) -> list[Content]:
    """Return the remark after some days without drill: the day is as long as any other."""
    from drill.session.pause import told_of_pause

    last, items = days[-1].day if days else None, len(view.items)
    pause_words = told_of_pause(last, view.study_day, items, comes_back=view.back > 0) if items else ""
    return [line(pause_words), EMPTY] if pause_words else []


def _start(view: TodayView) -> Content:
    enter: list[Part] = ["    ", ("enter", "$primary bold"), "  to go on" if view.resume else "  to start"]
    return line((_how_long(view), "bold"), *(enter if view.more or view.resume else ()))


def _how_long(view: TodayView) -> str:
    """Return the day's minutes and their content; part of it may be done."""
    items = f"about {count(len(view.items), 'exercise')}"
    if view.minutes_done < 1:
        return f"{view.minutes} minutes, {items}"
    if view.is_done:
        return f"{view.minutes} minutes done"
    return f"{view.minutes_done:.0f} of {view.minutes} minutes done, {items} left"


def _day_done(view: TodayView, days: Sequence[DayProgress]) -> list[Content]:
    """Return the day's result, what tomorrow brings, and how to continue all the same."""
    today = next((day for day in days if day.day == view.study_day), None)
    sentence = f"Day done: {view.minutes_done:.0f} minutes"
    sentence += f", {today.green} green of {today.attempts}." if today is not None else "."
    enter: list[Part] = ["    ", ("enter", "$primary bold"), "  to go on"] if view.more else []
    return [line((sentence, "bold"), *enter), line((" · ".join(view.told), "$secondary"))]


def _nothing_due(view: TodayView, looks: Looks) -> list[Content]:
    lines = [line(("Nothing is due today.", "bold"))]
    if view.ahead:
        waits = "Everything begun so far is green, or comes back on a later day. Next come:"
        lines.append(line((waits, "$secondary")))
        lines += [_day(due_day, view.study_day, looks) for due_day in view.ahead]
    else:
        lines.append(line(("Everything begun so far is green.", "$secondary")))
    return [*lines, EMPTY, *_ways_on(view)]


def _day(due_day: DueDay, today: date, looks: Looks) -> Content:
    days = (due_day.day - today).days
    name = "tomorrow" if days == 1 else f"{due_day.day:%A}" if days <= NEAR else in_words(due_day.day)
    parts: list[Part] = [f"  {name:{DAY_CELLS}}", f"{due_day.yellow + due_day.red:>4}   "]
    for state, number in (("yellow", due_day.yellow), ("red", due_day.red)):
        parts += [looks.sign(state), f" {number}  "] if number else []
    return line(*parts, (" " + ", ".join(due_day.subjects), "$secondary"))


def _ways_on(view: TodayView) -> list[Content]:
    """Return the keys that lead somewhere from here."""
    ways: list[tuple[str, str]] = []
    if view.offers_checks:
        ways.append(("enter", f"check {count(len(view.checks), 'green')}"))
    if view.coming:
        ways.append(("space", "see what comes, or start it now"))
    ways.append(("2", "find any exercise"))
    return [line("  ", (f"{key:7}", "$primary bold"), words) for key, words in ways]


def named(undoable: Undoable, today: date, looks: Looks) -> str:
    """Return what an undo would undo, and of which day it is."""
    name = undoable.title or undoable.item
    undoable_words = (
        f"the {undoable.what} of {name}"
        if undoable.mark is None
        else f"{looks.sign(undoable.mark)[0]} {name}"
    )
    days = (today - undoable.day).days
    when = "today" if days <= 0 else "yesterday" if days == 1 else f"on {in_words(undoable.day)}"
    return f"{undoable_words}, {when}"


def path(view: TodayView, width: int, looks: Looks) -> Content:
    """Return the goal's path, or all skills, with what is finished, begun and tried again next."""
    counted = view.skills if view.goal is None else view.goal.path
    if view.goal is not None and not counted.left:  # its own exercises are left, or nothing
        lines = [line((view.goal.told, "bold"))]
    elif counted.skills:
        lines = [_path_counted(view, counted, width, looks)]
    else:
        return EMPTY
    room = max(12, width - BESIDE_SKILL_CELLS - max((len(step.told) for step in view.steps), default=0))
    name_cells = min(room, max((len(step.title) for step in view.steps), default=0))
    lines += [_step(step, name_cells, looks) for step in view.steps]
    if view.checks:
        lines.append(line(("  check   ", "$secondary"), count(len(view.checks), "skill")))
    return join(lines)


def _path_counted(view: TodayView, counted: Path, width: int, looks: Looks) -> Content:
    """Return where it leads, a bar, and how many skills are known, learned and left."""
    name = "Skills" if view.goal is None else f"Towards {view.goal.short_title}"
    cells = min(PATH_BAR, width - len(f"{name}    {counted.told()}"))
    if cells < LEAST_PATH_BAR:
        return join([line((name, "bold")), line((f"  {counted.told()}", "$secondary"))])
    known, learned = (
        round(cells * len(skills) / counted.skills) for skills in (counted.known, counted.learned)
    )
    done = "█" * learned + "▒" * known
    unlearned = "·" * (cells - len(done))
    return line(
        (f"{name}  ", "bold"),
        (done, looks.sign("green")[1]),
        (unlearned, "$secondary"),
        f"  {counted.told()}",
    )


def _step(step: NextStep, name_cells: int, looks: Looks) -> Content:
    """Return a step: ``finish   Geometric sums   ●▲·   one more green``."""
    gap = " " * max(1, PARTS_CELLS - len(step.parts))
    return line(
        (f"  {step.what:8}", "$secondary"),
        looks.cut(step.title, name_cells),
        " ",
        *(looks.sign(part) for part in step.parts),
        gap,
        (step.told, "$secondary"),
    )


def learned(view: TodayView, reading: Reading | None) -> list[Content]:
    """Return the skills learned in the last month, and what of the goal is ready to be read."""
    lines: list[Content] = []
    if view.learned:
        named = " · ".join(view.learned[:LEARNED_TOLD])
        more = f" · {len(view.learned) - LEARNED_TOLD} more" if len(view.learned) > LEARNED_TOLD else ""
        lines.append(line(("Learned this month  ", "bold"), (f"{named}{more}", "$secondary")))
    if reading is not None and view.goal is not None and reading.formulas:
        ready = [called for called in reading.ready if called not in reading.read]
        sentences = [f"Ready: {', '.join(ready)}."] if ready else []
        sentences += [f"Read: {', '.join(reading.read)}."] if reading.read else []
        if sentences:
            lines.append(line((f"{view.goal.short_title}  ", "bold"), (" ".join(sentences), "$secondary")))
    return lines


def invites(invited: Invitation) -> list[Content]:
    """Return the invitation: formulas are ready, how far to read, and whether one could follow."""
    read: list[Part] = [
        (invited.ready, "bold"),
        " Open the paper (",
        ("o", "$primary bold"),
        ") and read to ",
    ]
    keys: list[Part] = []
    for key, words in (("y", "yes"), ("n", "no: which one?"), ("s", "not now")):
        keys += ["   ", (key, "$primary bold"), f" {words}"]
    return [line(*read, f"{invited.last}."), line("Could you follow?", *keys), EMPTY]


def foot(
    view: TodayView,
    days: Sequence[DayProgress],
    looks: Looks,
    reading: Reading | None = None,
    invited: Invitation | None = None,
    *,
    chooses_placement: bool = False,
) -> Content:
    """Return what is ready to be read, what was learned, time spent, what rests, what was left out."""
    lines: list[Content] = [EMPTY, *(line((assigned.told, "bold")) for assigned in view.assigned)]
    lines += [] if invited is None else invites(invited)
    lines += [*learned(view, reading), *_aim(view, chooses_placement=chooses_placement)]
    if view.known:
        put = "is put" if view.known == 1 else "are put"
        put_last = f"{count(view.known, 'exercise')} of skills that you know {put} last"
        lines.append(line((put_last, "$secondary")))
    if days:
        lines.append(_last_days(days, view.study_day, looks))
    if view.parked:
        rested = f"; {view.reopenable} could be reopened by now" if view.reopenable else ""
        lines.append(line(looks.sign("parked"), f" {view.parked} parked{rested} (/ then state:parked)"))
    if view.problems:
        first, *further_problems = view.problems
        several = (
            f"{1 + len(further_problems)} faults in files of exercises (2 lists them at its end), the first: "
        )
        lines.append(line((f"{several if further_problems else '1 exercise left out: '}{first}", "bold")))
    return join(lines)


def _aim(view: TodayView, *, chooses_placement: bool) -> list[Content]:
    """Return ways to find out what one knows, or to a goal if there is none or it is reached."""
    lines: list[Content] = []
    if view.may_place:
        invitation = "Find out what you know: up to fifteen questions"
        lines.append(line((invitation, "reverse" if chooses_placement else "")))
    if view.asks_for_goal:
        parts: list[Part] = [("g", "$primary bold"), "  What would you like to be able to read?   "]
        lines.append(line(*parts, ("s", "$primary bold"), ("  not now", "$secondary")))
    elif view.goal is not None and view.next_goal is not None:
        lines.append(line(("g", "$primary bold"), (f"  make {view.next_goal[1]} your goal", "$secondary")))
    return lines


def _last_days(days: Sequence[DayProgress], today: date, looks: Looks) -> Content:
    """Return a mark for each recent day with drill, a blank for others, and the totals."""
    by_day = {day.day: day for day in days}
    last = [today - timedelta(number) for number in reversed(range(DAYS_TOLD))]
    drilled = "".join("●" if day in by_day else " " for day in last[:-1])
    now = "●" if today in by_day else "○"
    monday = today - timedelta(today.weekday())
    week = sum(day.minutes for day in days if day.day >= monday)
    recent_counts: list[str] = []
    if newest := next((day for day in reversed(days) if day.attempts), None):
        since = (today - newest.day).days
        when = {0: "today", 1: "yesterday"}.get(since, f"{since} days ago")
        recent_counts.append(f"{when} {newest.green} green of {newest.attempts}")
    recent_counts += [f"this week {week:.0f} min"] if week >= 1 else []
    return line(
        ("last days ", "$secondary"),
        f"{drilled.lstrip()}{now}",
        (f"   {' · '.join(recent_counts)}", "$secondary"),
    )


def topic_map(topics: Sequence[tuple[str, Sequence[TopicProgress]]], width: int, looks: Looks) -> Content:
    """Return all topics under their subjects, in two columns: a bar of states, and greens of all."""
    cells = width // 2 - 2
    room = cells - MAP_BAR - 7
    rows: list[Content] = []
    for title, here in topics:
        head = [EMPTY, line((title, "bold"))][not rows :]
        for topic in here:
            green, items = topic.states.get("green", 0), sum(topic.states.values())
            greens_of_all = (f"{f'{green}/{items}':>6}", "$secondary")
            name, *more = textwrap.wrap(topic.title, room)
            first = of_states(topic.states, MAP_BAR, looks) + line(f" {name:{room}}", greens_of_all)
            rows.append(join([*head, first, *(line(f"{'':{MAP_BAR + 3}}{text_line}") for text_line in more)]))
            head = []
    half = -(-len(rows) // 2)
    return in_columns(join(rows[:half]), join(rows[half:]), cells + 2)

"""The words of Today below the day's list: class work, what to read or aim for; what is undone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from drill.tui.content import Part, line
from drill.tui.looks import Looks
from drill.tui.screens.places import in_words

if TYPE_CHECKING:
    from drill.session.reading import Invitation
    from drill.session.today_view import TodayView
    from drill.session.undoing import Undoable


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


def invites(invited: Invitation) -> list[Content]:
    """Return the invitation: formulas are ready, which key opens them, and whether one could follow."""
    keys: list[Part] = []
    for key, words in (("y", "yes"), ("n", "no, choose where"), ("s", "not now")):
        keys += ["   ", (key, "$primary bold"), f" {words}"]
    opens = "opens it" if len(invited.formulas) == 1 else "opens them"
    ready = line((invited.ready, "bold"), "   ", ("o", "$primary bold"), f" {opens}")
    return [ready, line(invited.question, *keys)]


def foot(view: TodayView, invited: Invitation | None, *, is_short: bool) -> list[Content]:
    """Return what is below the list; where rows are short (``is_short``) what may wait is left out."""
    lines = [line((assigned.told, "bold")) for assigned in view.assigned]
    lines += [] if invited is None else invites(invited)
    lines += _aim(view)
    if view.parked and not is_short:
        rested = f"; {view.reopenable} could be reopened by now" if view.reopenable else ""
        are = "exercise is" if view.parked == 1 else "exercises are"
        told = f"{view.parked} {are} parked{rested}. /, then state:parked shows what rests."
        lines.append(line((told, "$secondary")))
    if not is_short:
        lines.append(line(("=", "$primary bold"), ("  check a derivation, line by line", "$secondary")))
    if view.problems:
        first, *further_problems = view.problems
        several = (
            f"{1 + len(further_problems)} faults in files of exercises (2 lists them at its end), the first: "
        )
        lines.append(line((f"{several if further_problems else '1 exercise left out: '}{first}", "bold")))
    return lines


def _aim(view: TodayView) -> list[Content]:
    """Return ways to a goal if there is none or it is reached."""
    if view.asks_for_goal:
        parts: list[Part] = [("g", "$primary bold"), "  What would you like to be able to read?   "]
        return [line(*parts, ("s", "$primary bold"), ("  not now", "$secondary"))]
    if view.next_goal is not None:
        return [line(("g", "$primary bold"), (f"  make {view.next_goal[1]} your goal", "$secondary"))]
    return []

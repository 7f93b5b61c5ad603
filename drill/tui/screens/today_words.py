"""The words of Today below the day's list: class work, what to read or aim for; what is undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from drill.session.today.today_page import wrap_words
from drill.tui.looks import Looks
from drill.tui.screens.places import write_date_in_words
from drill.tui.styled_content import Part, build_content

if TYPE_CHECKING:
    from drill.session.drilling.undoing import Undoable
    from drill.session.standing.reading import Invitation
    from drill.session.today.today_view import TodayView


def named(undoable: Undoable, today: date, looks: Looks) -> str:
    """Return what an undo would undo, and of which day it is."""
    name = undoable.title or undoable.item
    undoable_words = (
        f"the {undoable.what} of {name}"
        if undoable.mark is None
        else f"{looks.sign(undoable.mark)[0]} {name}"
    )
    days = (today - undoable.day).days
    when = "today" if days <= 0 else "yesterday" if days == 1 else f"on {write_date_in_words(undoable.day)}"
    return f"{undoable_words}, {when}"


def draw_reading_invitation(invited: Invitation, width: int, key_for: Callable[[str], str]) -> list[Content]:
    """Return the invitation: formulas are ready, which key opens them, and whether one could follow."""

    def offer(action: str, words: str) -> Content:
        return build_content((key_for(action), "$primary bold"), f" {words}")

    opens = offer("open", "opens it" if len(invited.formulas) == 1 else "opens them")
    answers = [offer("yes", "yes"), offer("no", "no, choose where"), offer("skip", "not now")]
    return [
        *_put_beside(build_content((invited.ready, "bold")), [opens], width),
        *_put_beside(build_content(invited.question), answers, width),
    ]


def _put_beside(said: Content, offers: Sequence[Content], width: int) -> list[Content]:
    """Return a sentence with what its keys do beside it, or below it where that has no room."""
    gap = build_content("   ")
    keys = gap.join(offers)
    if said.cell_length + keys.cell_length + 3 <= width:
        return [said + gap + keys]
    return [*map(build_content, wrap_words(said.plain, width)), gap + keys]


def foot(
    view: TodayView, invited: Invitation | None, width: int, key_for: Callable[[str], str], *, is_short: bool
) -> list[Content]:
    """Return what is below the list; where rows are short (``is_short``) what may wait is left out."""
    lines = [build_content((assigned.told, "bold")) for assigned in view.assigned]
    lines += _offer_next_goal(view, key_for)
    lines += [] if invited is None else draw_reading_invitation(invited, width, key_for)
    if view.parked and not is_short:
        rested = f"; {view.reopenable} could be reopened by now" if view.reopenable else ""
        are, them = ("exercise is", "it") if view.parked == 1 else ("exercises are", "them")
        told = f"{view.parked} {are} parked{rested}. {key_for('find')} state:parked lists {them}."
        lines.append(build_content((told, "$secondary")))
    if not is_short:
        lines.append(
            build_content(("=", "$primary bold"), ("  check a derivation, line by line", "$secondary"))
        )
    if view.problems:
        first, *further_problems = view.problems
        several = (
            f"{1 + len(further_problems)} faults in files of exercises (2 lists them at its end), the first: "
        )
        lines.append(
            build_content((f"{several if further_problems else '1 exercise left out: '}{first}", "bold"))
        )
    return lines


def _offer_next_goal(view: TodayView, key_for: Callable[[str], str]) -> list[Content]:
    """Return ways to a goal if there is none or it is reached."""
    if view.asks_for_goal:
        parts: list[Part] = [
            (key_for("aim"), "$primary bold"),
            "  What would you like to be able to read?   ",
        ]
        return [build_content(*parts, (key_for("skip"), "$primary bold"), ("  not now", "$secondary"))]
    if view.next_goal is not None:
        title = view.next_goal[1].partition(": ")[0]
        return [build_content((key_for("aim"), "$primary bold"), f"  make {title} your next goal")]
    return []

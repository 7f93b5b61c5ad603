"""What Today opens: the plan, the end of a goal, and a question about reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from drill.session.standing.queueing import Request
from drill.session.today.day_gathering import QUESTION, Pause
from drill.session.today.today_page import (
    WARM_UP_MINUTES,
    WARM_UP_TITLE,
    PageRow,
    cut_words,
    find_title_cells,
    share_row,
    wrap_words,
)
from drill.session.today.today_view import PlannedItem, TodayView, tell_reason
from drill.text import describe_return_day
from drill.tui.bindings import ListWindow
from drill.tui.declared_keys import key
from drill.tui.looks import Looks, build_content
from drill.tui.screens.places import write_date_in_words
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.session.drilling.undoing import Undoable
    from drill.session.standing.reading import Invitation

# The plan: the exercises, the warm-up first, today and later, in order; any of them may be started at once.

# Min columns for a reason of more than one word.
NARROW = 60
# Columns next to a row: the list's margins and scroll bar, and the sign.
CELLS_BESIDE, SIGN_CELLS = 4, 2
# Rows that are not exercises: headings of the rows that follow.
HEADS = {"others": "other subjects, once you ask for more", "later": "later"}


class PlanScreen(ListWindow[Request | str | None]):
    """Closes with what to start, exercises or ``warm-up``, or with nothing."""

    def __init__(self, view: TodayView) -> None:
        """A list in the order of the day, then the exercises of later days."""
        self._title = "All of today, in this order" if view.plan else "What comes back on later days"
        super().__init__(self._title)
        self._view = view
        first = ["warm-up"] if view.page.has_warm_up else []
        others = [row for row in view.plan if row.reason == "besides"]
        between = ["later"] if view.plan and view.coming else []
        of_today = [row for row in view.plan if row.reason != "besides"]
        self._rows: list[PlannedItem | PageRow | str]
        self._rows = [*(row for row in view.page.rows if row.word == "open"), *first, *of_today]
        self._rows += [*(["others"] if others else []), *others, *between, *view.coming]

    def _is_narrow(self) -> bool:
        return self.app.size.width < NARROW

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on a row of the day."""
        return "start" if self._is_narrow() else "start with it"

    @property
    def back_words(self) -> str:
        """Return the target of esc."""
        return "back" if self._is_narrow() else "back to Today"

    @key("look")
    def action_close(self) -> None:
        """Go back to Today."""
        super().action_close()

    @property
    def _room(self) -> int:
        """The cells of a row."""
        return max(1, self.app.size.width - CELLS_BESIDE)

    def on_resize(self) -> None:
        """Redraw names at their new length."""
        index = self.listed.highlighted or 0
        self.listed.clear_options()
        counts = f"   {self._view.page.tell_counts()[0]}" if self._view.plan else ""
        counts = counts if cell_width(self._title + counts) <= self._room else ""
        self._top.show(build_content((self._title, "bold"), (counts, "$secondary")))
        columns = [self._columns(item) for item in self._rows]
        room = self._room - SIGN_CELLS
        cells = find_title_cells(columns, room)
        drawn = [self._row(*row, cells, room) for row in zip(self._rows, columns, strict=True)]
        self.listed.add_options(
            [Option(row, disabled=item in HEADS) for item, row in zip(self._rows, drawn, strict=True)]
        )
        self.listed.highlighted = index

    def _columns(self, item: PlannedItem | PageRow | str) -> tuple[str, str]:
        """Return the cells of an exercise: title, and reason or day.

        In a narrow terminal the sign before a title of today shows well enough why it comes.
        """
        width = self.app.size.width
        if isinstance(item, str):
            minutes = f"{WARM_UP_MINUTES} min"
            reason = minutes if width < NARROW else f"warm-up, {minutes}"
            return (WARM_UP_TITLE, reason) if item == "warm-up" else ("", "")
        if isinstance(item, PageRow):
            return item.title, item.why
        if item.due is not None and item.due > self._view.study_day:
            why = describe_return_day(item.due, self._view.study_day)
        else:
            why = tell_reason(self._view, item) if width >= NARROW and item.reason != "besides" else ""
        return item.title or item.item, why

    def _row(
        self, item: PlannedItem | PageRow | str, columns: tuple[str, str], cells: int, room: int
    ) -> Content:
        """Return a row: a title, its column of ``cells``, and the reason."""
        if isinstance(item, str) and item in HEADS:
            return build_content((HEADS[item], "bold"))
        sign = " " if isinstance(item, str) else self.app.looks.sign(item.state)
        is_needed = not isinstance(item, str) and item.why != "unseen"
        title, reason = share_row(*columns, cells, room, is_reason_needed=is_needed)
        return build_content(sign, f" {title}", (reason, "$secondary"))

    def choose(self, number: int) -> None:
        """Start with one of them."""
        if (item := self._rows[number]) == "warm-up":
            self.dismiss("warm-up")
        elif not isinstance(item, str):
            self.dismiss(Request(first=item.item))

    @key("all", "all of them now, due or not", when=lambda self: self._view.coming)
    def action_everything(self) -> None:
        """Start all of it now, due or not."""
        self.dismiss(Request(early=True))


# The question which formula could not be followed, after a "no" to the invitation to read.


class ReadingQuestionScreen(ListWindow["str | None"]):
    """Closes with the id of a formula, or with nothing: then the invitation stays."""

    enter_words, back_words = "this one", "back to Today"

    def __init__(self, invited: Invitation) -> None:
        """A row a formula, in the paper's order."""
        self._formulas = invited.formulas
        says = "Choose the first one: the skills that it rests on will come first."
        rows = (build_content(formula.called) for formula in invited.formulas)
        super().__init__("Which formula could you not follow?", says, rows)

    def choose(self, number: int) -> None:
        """Close with a formula."""
        self.dismiss(self._formulas[number].id)


# The lines of Today below the day's list: class work, the reading or the goal, the last undoable act.


def named(undoable: Undoable, today: date, looks: Looks) -> str:
    """Return the target of an undo, and its day."""
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
        *_put_beside(build_content((invited.announcement, "bold")), [opens], width),
        *_put_beside(build_content(invited.question), answers, width),
    ]


def _put_beside(said: Content, offers: Sequence[Content], width: int) -> list[Content]:
    """Return a sentence with the effects of its keys next to it, or below it if that has no room."""
    gap = build_content("   ")
    keys = gap.join(offers)
    if said.cell_length + keys.cell_length + 3 <= width:
        return [said + gap + keys]
    return [*map(build_content, wrap_words(said.plain, width)), gap + keys]


def foot(
    view: TodayView, invited: Invitation | None, width: int, key_for: Callable[[str], str], *, is_short: bool
) -> list[Content]:
    """Return the lines below the list; if rows are short (``is_short``), less urgent ones are left out."""
    lines = [build_content((assigned.told, "bold")) for assigned in view.assigned]
    lines += [] if view.pause is None else _draw_pause(view.pause, width)
    lines += [] if invited is None else draw_reading_invitation(invited, width, key_for)
    if view.parked and not is_short:
        rested = f"; {view.reopenable} could be reopened by now" if view.reopenable else ""
        are, them = ("exercise is", "it") if view.parked == 1 else ("exercises are", "them")
        sentence = f"{view.parked} {are} parked{rested}. {key_for('find')} state:parked lists {them}."
        lines.append(build_content((sentence, "$secondary")))
    if view.problems:
        first, *further_problems = view.problems
        several = (
            f"{1 + len(further_problems)} faults in files of exercises (2 lists them at its end), the first: "
        )
        lines.append(
            build_content((f"{several if further_problems else '1 exercise left out: '}{first}", "bold"))
        )
    return lines


def _draw_pause(pause: Pause, width: int) -> list[Content]:
    """Return how much waits after a pause, and the question whether it comes first until that is answered."""
    lines = [*map(build_content, wrap_words(pause.told, width))]
    if not pause.asks:
        return lines
    lines.append(build_content((QUESTION, "bold")))
    for letter, words in pause.ways:
        lines.append(build_content((f"  {letter}  ", "$primary bold"), cut_words(words, width - 5)))
    return lines

"""Today: what the day holds, and one key to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from drill.tui.content import EMPTY, Part, count, join, line
from drill.tui.screens.places import PlaceScreen, in_words, take_back
from drill.tui.widgets.rows import KeyPair
from drill.tui.widgets.text import Text

if TYPE_CHECKING:
    from drill.gyr.state import State
    from drill.session.views import DayProgress, SubjectLine, TodayView
    from drill.session.workspace import Workspace

TITLES = {
    "calculus": "Calculus",
    "linear-algebra": "Linear algebra",
    "frequentist": "Frequentist probability",
    "bayesian": "Bayesian probability",
}
"""What is painted before the banks are read."""
TITLE_CELLS = 24
NARROW_TITLE_CELLS = 15
NUMBERS: tuple[tuple[State, int], ...] = (
    ("green", 5),
    ("yellow", 4),
    ("red", 4),
    ("parked", 3),
    ("unseen", 6),
)
"""The columns right of a bar: state and cells."""
DUE_CELLS = 5
MINUTES_STEP = 5
FEWEST_MINUTES, MOST_MINUTES = 5, 240


class TodayScreen(PlaceScreen):
    """The first screen of every day but the first."""

    PLACE = "Today"
    DEFAULT_CSS = (
        "TodayScreen #body {padding: 0 2;} TodayScreen #subjects {text-wrap: nowrap; margin-top: 1;}"
    )

    def __init__(self) -> None:
        self._view: TodayView | None = None
        super().__init__()
        self._days: Sequence[DayProgress] = ()
        self._minutes: int | None = None
        self._wants_to_start = False
        self._head = Text(line("\n", (f"{self.app.settings.minutes} minutes", "bold")), id="head")
        self._subjects = Text(id="subjects")
        self._foot = Text(id="foot")
        self.keys = {
            "enter": self._start,
            "plus": lambda: self._change_minutes(MINUTES_STEP),
            "minus": lambda: self._change_minutes(-MINUTES_STEP),
            "space": self._show_plan,
            "u": self._undo,
            "f": self._check_greens,
            "slash": lambda: self.app.go_to("Library"),
        }

    def compose_body(self) -> ComposeResult:
        """What the day holds, the subjects, and a few lines."""
        yield self._head
        yield self._subjects
        yield self._foot

    def offered(self) -> tuple[KeyPair, ...]:
        """What the keys do."""
        view = self._view
        enter = "go on" if view is not None and view.resume else "start"
        checks: tuple[KeyPair, ...] = (("f", "check greens"),) if view is not None and view.checks else ()
        return (
            ("enter", enter),
            *checks,
            ("+ -", "minutes"),
            ("space", "what comes"),
            ("u", "undo"),
            ("/", "find"),
            ("q", "quit"),
            ("?", "keys"),
        )

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """The day, in the session's thread."""
        from drill.session import progress, today

        view, days = today.today(workspace, self._minutes), progress.days(workspace)
        notices = workspace.take_notices()
        return lambda: self._show(view, days, notices)

    def _show(self, view: TodayView, days: Sequence[DayProgress], notices: Sequence[str]) -> None:
        self._view, self._days = view, days
        self.key_row.set(*self.offered())
        self.top.set_corner(line((in_words(view.study_day), "$secondary")))
        if notices:
            self.banner.say(*notices)
        self._draw()
        if self._wants_to_start:
            self._start()

    def on_resize(self) -> None:
        """Bars of another length; names and dim bars before the numbers are there."""
        if self._view is not None:
            self._draw()
        else:
            self._subjects.show(self._empty_bars())

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        view = self._view
        if view is None:
            return
        self._head.show(_head(view))
        self._subjects.show(self._bars(view))
        self._foot.show(_foot(view, self._days, self.app.looks.sign("parked")))

    @property
    def _title_cells(self) -> int:
        return NARROW_TITLE_CELLS if self.app.size.width < 76 else TITLE_CELLS

    @property
    def _bar_cells(self) -> int:
        if self._is_narrow:
            return max(4, self.app.size.width - self._title_cells - 12)
        fixed = self._title_cells + sum(cells for _, cells in NUMBERS) + DUE_CELLS + 5
        return max(4, min(70, self.app.size.width - fixed))

    @property
    def _is_narrow(self) -> bool:
        return self.app.size.width < 60

    def _empty_bars(self) -> Content:
        dots = self.app.looks.glyph("·", ".") * self._bar_cells
        titles = [TITLES.get(name, name) for name in self.app.settings.subjects]
        return join(
            [EMPTY, *(line(_cut(title, self._title_cells), (dots, "$secondary")) for title in titles)]
        )

    def _bars(self, view: TodayView) -> Content:
        from drill.tui.widgets.bars import of_states

        cells = self._bar_cells
        lines = [self._legend(cells)]
        for subject in view.subjects:
            if not sum(subject.states.values()):
                continue
            title = line(_cut(subject.title, self._title_cells))
            lines.append(title + of_states(subject.states, cells, self.app.looks) + self._numbers(subject))
        return join(lines) if len(lines) > 1 else line("No exercises are loaded. drill doctor tells why.")

    def _legend(self, cells: int) -> Content:
        if self._is_narrow:
            return EMPTY
        looks = self.app.looks
        parts: list[Part] = [" " * (self._title_cells + cells)]
        for state, width in NUMBERS:
            sign, style = looks.sign(state)
            label = {"unseen": "new", "parked": "P"}.get(state, state[0].upper())
            text = label if looks.is_ascii and state != "unseen" else sign + label
            parts.append((f"{text:>{width}}", style))
        return line(*parts, (f"{'due':>{DUE_CELLS}}", "$secondary"))

    def _numbers(self, subject: SubjectLine) -> Content:
        if self._is_narrow:
            return line((f" {subject.due} due" if subject.due else "", "$secondary"))
        told = "".join(f"{subject.states.get(state, 0) or '':>{cells}}" for state, cells in NUMBERS)
        return line(told, (f"{subject.due or '':>{DUE_CELLS}}", "bold"))

    # --- acts ----------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Go on with what was left, else begin; too early is remembered."""
        if self._view is None:
            self._wants_to_start = True
            return
        from drill.session.start import Request

        if not self._view.items and not self._view.resume and self._view.offers_checks:
            self.app.drill(Request(checks=True))
            return
        if not self._view.items and not self._view.resume:
            self.banner.say("Nothing is left for today: 2 finds any exercise, and space what comes.")
            return
        self.app.drill(Request(minutes=self._minutes_left) if self._minutes else None)

    @property
    def _minutes_left(self) -> int:
        done = self._view.minutes_done if self._view is not None else 0.0
        return max(1, round((self._minutes or 0) - done))

    def _change_minutes(self, by: int) -> None:
        """For today alone."""
        now = self._minutes or self.app.settings.minutes
        self._minutes = min(MOST_MINUTES, max(FEWEST_MINUTES, now + by))
        self.refill()

    def _check_greens(self) -> None:
        """Greens that may be slipping, the likeliest first."""
        if self._view is not None and self._view.checks:
            from drill.session.start import Request

            self.app.drill(Request(checks=True))

    def _undo(self) -> None:
        self.act(take_back)

    def _show_plan(self) -> None:
        """What comes, and a start anywhere in it."""
        if self._view is not None and self._view.items:
            from drill.tui.screens.plan import PlanScreen

            self.app.push_screen(PlanScreen(self._view.items), self._start_with)

    def _start_with(self, item: str | None) -> None:
        if item is not None:
            from drill.session.start import Request

            self.app.drill(Request(first=item, minutes=self._minutes_left if self._minutes else None))


def _head(view: TodayView) -> Content:
    """How much, and what of it."""
    how_long = _how_long(view)
    enter = "goes on" if view.resume else "starts"
    if not view.items and not view.resume:
        offer = (
            ("    ", ("enter", "$primary bold"), f"  checks {_greens(view)}") if view.offers_checks else ()
        )
        return line("\n", ("Nothing is due today.", "bold"), *offer, "\n", (_next_days(view), "$secondary"))
    again = sum(item.why == "re-attempt" for item in view.items)
    fresh = len(view.items) - again
    told = [f"{again} come back, theory first"] if again else []
    told += [f"{fresh} new"] if fresh else []
    told += ["subjects mixed"] if len({item.bank for item in view.items}) > 1 else []
    return line(
        "\n",
        (how_long, "bold"),
        "    ",
        ("enter", "$primary bold"),
        f"  {enter}",
        "\n",
        (" · ".join(told), "$secondary"),
    )


def _how_long(view: TodayView) -> str:
    """The day's minutes and what they hold; part of it may be done."""
    items = f"about {count(len(view.items), 'exercise')}"
    if view.minutes_done < 1:
        return f"{view.minutes} minutes, {items}"
    if view.minutes_done >= view.minutes:
        return f"{view.minutes} minutes done"
    return f"{view.minutes_done:.0f} of {view.minutes} minutes done, {items} left"


def _next_days(view: TodayView) -> str:
    if view.next_due is None:
        return "Everything met so far is green. 2 finds any exercise."
    when = "tomorrow" if view.next_due == view.study_day + timedelta(1) else f"on {in_words(view.next_due)}"
    return f"Everything met so far is green or waits for its day: the next comes back {when}."


def _foot(view: TodayView, days: Sequence[DayProgress], parked_sign: Part) -> Content:
    """Time spent, what rests, and what was left out."""
    lines: list[Content] = [EMPTY]
    if days:
        lines.append(line((_time_spent(days, view.study_day), "$secondary")))
    if view.parked:
        rested = f"; {view.reopenable} has rested, could be reopened" if view.reopenable else ""
        lines.append(line(parked_sign, f" {view.parked} parked{rested}: 5"))
    if view.checks:
        slipping = f"{count(len(view.checks), 'green')} may be slipping: f checks"
        lines.append(line((slipping, "$secondary")))
    if view.offers_checks and view.items:
        lines.append(line((f"{_greens(view)} may be slipping: drill start --checks", "$secondary")))
    if view.problems:
        lines.append(line((f"{count(len(view.problems), 'exercise')} left out: {view.problems[0]}", "bold")))
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


def _cut(text: str, cells: int) -> str:
    """At most ``cells - 1`` characters, padded to ``cells``."""
    return f"{text if len(text) < cells else text[: cells - 2] + '…':{cells}}"

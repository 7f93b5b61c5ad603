"""Today: what the day holds, and one key to begin."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from drill.text import count
from drill.tui.content import EMPTY, Part, join, line
from drill.tui.looks import BROAD
from drill.tui.screens import today_words as words
from drill.tui.screens.places import PlaceScreen, in_words
from drill.tui.widgets.rows import KeyPair
from drill.tui.widgets.text import Text

if TYPE_CHECKING:
    from drill.gyr.state import State
    from drill.session.progress import DayProgress, TopicProgress
    from drill.session.queueing import Request
    from drill.session.today_view import SubjectLine, TodayView
    from drill.session.workspace import Workspace

# What is painted before the banks are read.
TITLES = {
    "calculus": "Calculus",
    "linear-algebra": "Linear algebra",
    "frequentist": "Frequentist probability",
    "bayesian": "Bayesian probability",
    "reading-code": "Reading code",
}
TITLE_CELLS = 24
# A bar's shares are seen from here on; where less is left, titles are cut.
LEAST_BAR_CELLS = 4
# The columns right of a bar: state and cells.
NUMBERS: tuple[tuple[State, int], ...] = (
    ("green", 5),
    ("yellow", 4),
    ("red", 4),
    ("parked", 3),
    ("unseen", 6),
)
DUE_CELLS = 5
MOST_BAR_CELLS = 70
_FIXED_CELLS = sum(cells for _, cells in NUMBERS) + DUE_CELLS + 5
# Beside title and bar on a narrow terminal: margins, and ``99 due``.
NARROW_CELLS = 11
# Of the map of topics on a broad terminal, at least; of what stands beside it, at most.
MAP_CELLS, BESIDE_CELLS = 84, 96
MINUTES_STEP = 5
FEWEST_MINUTES, MOST_MINUTES = 5, 240


def _read_ahead(workspace: Workspace) -> None:
    """Load in a thread what Progress shows, and what it is shown with, so that it opens at once."""
    workspace.read_ahead()
    importlib.import_module("drill.tui.screens.progress_views")


class TodayScreen(PlaceScreen):
    """The first screen of every day but the first."""

    PLACE = "Today"
    DEFAULT_CSS = (
        "TodayScreen #body {padding: 0 1 0 2; scrollbar-gutter: stable;}"
        " TodayScreen #head {margin-top: 1;} TodayScreen #subjects {text-wrap: nowrap; margin-top: 1;}"
        f" TodayScreen #map {{display: none; dock: right; width: {MAP_CELLS}; padding: 1 1 0 3;}}"
    )

    def __init__(self) -> None:
        self._view: TodayView | None = None
        self._has_warm_up = self._begins_with_set = False
        super().__init__()
        self._days: Sequence[DayProgress] = ()
        self._minutes: int | None = None
        self._chosen = ""
        """The bank whose row is chosen; empty where enter begins the day."""
        self._named = ""
        """The id of the event whose name was told, and which the next undo takes."""
        self._head = Text(line((f"{self.app.settings.minutes} minutes", "bold")), id="head")
        self._subjects = Text(id="subjects")
        self._foot = Text(id="foot")
        self._map = Text(id="map")
        self._topics: Sequence[tuple[str, Sequence[TopicProgress]]] = ()
        self.keys = {
            "enter": self._start, "plus": lambda: self._change_minutes(MINUTES_STEP),
            "minus": lambda: self._change_minutes(-MINUTES_STEP), "space": self._show_plan, "u": self._undo,
            "f": self._check_greens, "w": self._warm_up,
            "g": self._aim, "b": self._turn_order, "slash": self._find,
            "p": self.app.place, "down": lambda: self._choose(1), "j": lambda: self._choose(1),
            "up": lambda: self._choose(-1), "k": lambda: self._choose(-1),
        }  # fmt: skip

    def compose_body(self) -> ComposeResult:
        """What the day holds, the subjects, and a few lines; beside them the topics where there is room."""
        yield self._map
        yield self._head
        yield self._subjects
        yield self._foot

    def offered(self) -> tuple[KeyPair, ...]:
        """What the keys do."""
        view = self._view
        enter = "go on" if view is not None and (view.resume or words.is_done(view)) else "start"
        checks: tuple[KeyPair, ...] = (("f", "check greens"),) if view is not None and view.checks else ()
        is_over = view is not None and not (view.resume or view.more or view.offers_checks)
        if (bank := self._bank_chosen) is not None:
            aim = "drop the goal" if bank.bank == self.app.settings.goal else "aim for it"
            drill = f"drill {bank.title}"
            return (("enter", drill), ("g", aim), ("j k", "choose"), ("esc", "whole day"), ("?", "keys"))
        place: tuple[KeyPair, ...] = (("p", "find out what you know"),) if view and view.may_place else ()
        warm_up: tuple[KeyPair, ...] = (("w", "warm-up"),) if self._has_warm_up else ()
        mixed: tuple[KeyPair, ...] = ()
        if view is not None and len(view.subjects) > 1:
            mixed = (("b", "mix subjects" if view.by_subject else "one subject at a time"),)
        return (
            *(() if is_over else (("enter", enter),)), *place, ("j k", "choose one"), *checks,
            *warm_up, ("+ -", "minutes"), ("space", "what comes"), ("u", "undo"), *mixed, ("/", "find"),
            ("q", "quit"), ("?", "keys"),
        )  # fmt: skip

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """The day, in the session's thread."""
        from drill.session import rapid_exercises
        from drill.session.progress import last_days, topics
        from drill.session.today_view import today, upgrade_told

        workspace.notices += upgrade_told(workspace)
        view, worked = today(workspace, self._minutes), last_days(workspace)
        pool = rapid_exercises.pool(workspace, workspace.standing())
        begins_with_set = rapid_exercises.begins_with_set(workspace, pool, view.study_day)
        every = topics(workspace)
        subjects = [bank for bank in view.subjects if bank.rests_on is None and every.get(bank.bank)]
        self._topics = [(bank.title, every[bank.bank]) for bank in subjects]

        def show() -> None:
            self._has_warm_up, self._begins_with_set = bool(pool), begins_with_set
            self._show(view, worked)

        return show

    def _show(self, view: TodayView, days: Sequence[DayProgress]) -> None:
        if self._view is None and (workspace := self.app.workspace) is not None:
            self.app.run_worker(asyncio.to_thread(_read_ahead, workspace), group="log")
        self._view, self._days = view, days
        self.key_row.set(*self.offered())
        self.top.set_corner(line((in_words(view.study_day), "$secondary")))
        self._draw()

    def on_resize(self) -> None:
        """Bars of another length; names and dim bars before the numbers are there."""
        if self._view is not None:
            self._draw()
        else:
            self._subjects.show(self._empty_bars())

    # --- choosing ------------------------------------------------------------------------------------------

    @property
    def _rows(self) -> Sequence[SubjectLine]:
        """The banks that have a row, in its order."""
        banks = [bank for bank in self._view.subjects if sum(bank.states.values())] if self._view else []
        papers = [bank for bank in banks if bank.rests_on is not None and bank.is_begun]
        return [*(bank for bank in banks if bank.rests_on is None), *papers]

    @property
    def _bank_chosen(self) -> SubjectLine | None:
        return next((bank for bank in self._rows if bank.bank == self._chosen), None)

    def _choose(self, by: int) -> None:
        """The row below or above; above the first one is the day."""
        names = ["", *(bank.bank for bank in self._rows)]
        place = names.index(self._chosen) if self._chosen in names else 0
        self._chosen = names[min(len(names) - 1, max(0, place + by))]
        self._draw_choice()

    def _draw_choice(self) -> None:
        self.key_row.set(*self.offered())
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click chooses a row; it starts nothing."""
        rows, here = self._subjects.content_text.split("\n"), event.screen_y - self._subjects.region.y
        row = rows[here] if 0 <= here < len(rows) else ""
        bank = next((bank for bank in self._rows if row.startswith(self._title(bank.title))), None)
        if bank is not None:
            self._chosen = bank.bank
            self._draw_choice()

    def press(self, key: str) -> bool:
        """Escape leaves the rows."""
        if key == "escape" and self._chosen:
            self._chosen = ""
            self._draw_choice()
            return True
        return super().press(key)

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        view = self._view
        if view is None:
            return
        self._head.show(words.head(view, self._days, self.app.looks))
        self._subjects.show(self._bars(view))
        self._foot.show(words.foot(view, self._days, self.app.looks))
        cells = self.app.size.width - self._width
        self._map.display = cells > 0
        if cells:
            self._map.styles.width = cells
            self._map.show(words.topic_map(self._topics, cells - 4, self.app.looks))

    @property
    def _width(self) -> int:
        """Columns beside the map of topics."""
        width = self.app.size.width
        return min(width - MAP_CELLS, BESIDE_CELLS) if width >= BROAD else width

    @property
    def _title_cells(self) -> int:
        """Room for titles: whole ones where the bars keep theirs."""
        width = self._width
        longest = max((len(bank.title) for bank in self._rows), default=0) + 2
        spare = width - MOST_BAR_CELLS - _FIXED_CELLS
        room = width - LEAST_BAR_CELLS - (NARROW_CELLS if self._is_narrow else _FIXED_CELLS)
        return min(room, max(TITLE_CELLS, min(longest, spare)))

    def _title(self, title: str) -> str:
        return self.app.looks.cut(title, self._title_cells - 1) + " "

    @property
    def _bar_cells(self) -> int:
        if self._is_narrow:
            return self._width - self._title_cells - NARROW_CELLS
        return min(MOST_BAR_CELLS, self._width - self._title_cells - _FIXED_CELLS)

    @property
    def _is_narrow(self) -> bool:
        return self._width < 60

    def _empty_bars(self) -> Content:
        dots = self.app.looks.glyph("·", ".") * self._bar_cells
        titles = [TITLES.get(name, name) for name in self.app.settings.subjects]
        return join([EMPTY, *(line(self._title(title), (dots, "$secondary")) for title in titles)])

    def _bars(self, view: TodayView) -> Content:
        banks = [bank for bank in view.subjects if sum(bank.states.values())]
        if not banks:
            return line("No exercises are loaded. drill doctor says why.")
        lines = [self._legend(self._bar_cells)]
        lines += [self._bar(bank) for bank in banks if bank.rests_on is None]
        return join([*lines, *self._papers([bank for bank in banks if bank.rests_on is not None])])

    def _bar(self, bank: SubjectLine) -> Content:
        from drill.tui.widgets.bars import of_states

        title = line((self._title(bank.title), "reverse" if bank.bank == self._chosen else ""))
        return title + of_states(bank.states, self._bar_cells, self.app.looks) + self._numbers(bank)

    def _papers(self, papers: Sequence[SubjectLine]) -> list[Content]:
        """Papers that were begun, with what they rest on; how many others there are."""
        begun = [paper for paper in papers if paper.is_begun]
        lines = [line(("Papers", "$secondary"))] if begun else []
        lines += [self._bar(paper) for paper in begun]
        if others := len(papers) - len(begun):
            papers_left = f"{others} more {'paper' if others == 1 else 'papers'}"
            told = papers_left if begun else count(others, "paper")
            lines.append(line((f"{told} to choose from (4)", "$secondary")))
        return lines

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
        """Go on with what was left, else begin."""
        if self._view is None:
            return
        from drill.session.queueing import Request

        view = self._view
        if self._bank_chosen is not None:
            self.app.drill(Request(scope=(self._chosen,)))
            return
        if not view.resume and view.offers_checks and not view.more:
            self.app.drill(Request(checks=True))
            return
        if not view.resume and not view.more:
            self.banner.say("Nothing is left for today: 2 finds any exercise, space shows what comes.")
            return
        request = Request(minutes=self._minutes_left) if self._minutes else None
        if not self._begins_with_set:
            self.app.drill(request)
            return
        from drill.tui.screens.warm_up import WarmUpScreen

        def go_on(is_done: bool | None) -> None:
            self._begins_with_set = False
            if is_done:
                self.app.drill(request)
            else:
                self.refill()

        self.app.push_screen(WarmUpScreen(begins_day=True), go_on)

    def _warm_up(self) -> None:
        """One set of quick reps."""
        from drill.tui.screens.warm_up import WarmUpScreen

        self.app.push_screen(WarmUpScreen(), lambda _: self.refill())

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
            from drill.session.queueing import Request

            self.app.drill(Request(checks=True))

    def _aim(self) -> None:
        """Make what is chosen the goal, or none where it is; without a choice the one that is offered."""
        offered = self._view.next_goal if self._view is not None else None
        bank = self._chosen or (offered[0] if offered is not None else "")
        if not bank:
            self.banner.say("j and k choose a subject or a paper, 4 Papers lists the others; g aims for it.")
            return
        self.banner.say(self.app.keep_setting("goal", "" if bank == self.app.settings.goal else bank))
        self._chosen = ""
        self.refill()

    def _turn_order(self) -> None:
        """Subjects take turns, or one is finished after the other."""
        now = self.app.settings.passes
        self.banner.say(self.app.keep_setting("passes", "flowing" if now == "strict" else "strict"))
        self.refill()

    def _find(self) -> None:
        """To the library, with the cursor where words are typed."""
        from drill.tui.screens.library import LibraryScreen

        self.app.replace_screen(LibraryScreen(is_finding=True))

    def _undo(self) -> None:
        self.act(self._undo_newest)

    def _undo_newest(self, workspace: Workspace) -> str:
        """In the session's thread: what this window did last; else what the device did, once it was named."""
        from drill.session.corrections import undo_once_named
        from drill.session.undoing import Undone

        shown = self.app.keymap.shown
        outcome = undo_once_named(workspace, self._named)
        if outcome is None:
            return "There is nothing to undo."
        if isinstance(outcome, Undone):
            asks = f"; {shown('enter')} asks its question" if outcome.is_open else ""
            return f"{outcome.told}{asks}."
        self._named = outcome.event
        name = words.named(outcome, workspace.study_day(), self.app.looks)
        return f"{name}: {shown('u')} again undoes it"

    def _show_plan(self) -> None:
        """What comes, today and later, and a start anywhere in it."""
        view = self._view
        if view is None:
            return
        if not view.items and not view.coming:
            self.banner.say("Nothing comes back on a later day: 2 finds any exercise.")
            return
        from drill.tui.screens.plan import PlanScreen

        self.app.push_screen(PlanScreen(view), self._start_with)

    def _start_with(self, asked: Request | None) -> None:
        if asked is not None:
            self.app.drill(replace(asked, minutes=self._minutes_left if self._minutes else None))

"""Today: what the day contains, and one key to begin."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Region

from drill.session.due_file import read_first_paint
from drill.text import count
from drill.tui.bindings import bind, moves
from drill.tui.content import EMPTY, Part, join, line
from drill.tui.looks import BROAD, WIDE
from drill.tui.screens.places import PlaceScreen, in_words
from drill.tui.widgets.text import Text

if TYPE_CHECKING:
    from drill.gyr.path import Reading
    from drill.gyr.state import State
    from drill.session.goal_reached import GoalReached
    from drill.session.progress import DayProgress, TopicProgress
    from drill.session.queueing import Request
    from drill.session.reading import Invitation
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
# The row that begins a placement; no bank has that name.
PLACEMENT = "*placement"
MOST_BAR_CELLS = 70
_FIXED_CELLS = sum(cells for _, cells in NUMBERS) + DUE_CELLS + 5
# Beside title and bar on a narrow terminal: margins, and ``99 due``.
NARROW_CELLS = 11
# Of the map of topics on a broad terminal, at least; of what stands beside it, at most.
MAP_CELLS, BESIDE_CELLS = 84, 96
MINUTES_STEP = 5
FEWEST_MINUTES, MOST_MINUTES = 5, 240


def _read_ahead(workspace: Workspace) -> None:
    """Load in a thread what Progress shows and needs, so that it opens at once."""
    workspace.read_ahead()
    importlib.import_module("drill.tui.screens.progress_views")


class TodayScreen(PlaceScreen):
    """The first screen of every day except the very first."""

    PLACE = "Today"
    BINDINGS: ClassVar = [
        bind("go-on", "start", "start"), bind("yes", "followed", "I could follow"),
        bind("no", "not_followed", "no: which one?"), bind("open", "open_paper", "open the paper"),
        bind("aim"), bind("skip", "not_now", "not now"),
        *moves("move"), bind("warm-up", words="warm-up"),
        bind("all", "check_greens", "all checks"),
        bind("more", "minutes(1)", "minutes", "more minutes"),
        bind("less", "minutes(-1)", "minutes", "fewer minutes"),
        bind("look", "plan", "what comes"), bind("undo", words="undo"), bind("find", words="find"),
        bind("back", "whole_day", "whole day"), bind("leave", "app.quit", "quit"),
    ]  # fmt: skip
    DEFAULT_CSS = (
        "TodayScreen #body {padding: 0 1 0 2; scrollbar-gutter: stable;}"
        " TodayScreen #head {margin-top: 1;}"
        " TodayScreen #path, TodayScreen #subjects {margin-top: 1;}"
        f" TodayScreen #map {{display: none; dock: right; width: {MAP_CELLS}; padding: 1 1 0 3;}}"
        " TodayScreen #map.-below {dock: none; padding: 1 0 0 0;}"
    )

    def __init__(self) -> None:
        self._view: TodayView | None = None
        self._has_warm_up = self._begins_with_set = False
        super().__init__()
        self._days: Sequence[DayProgress] = ()
        self._minutes: int | None = None
        """How long the day is to be from now on; None where nothing was said of that."""
        self._chosen = ""
        """The bank whose row is chosen, or the placement's; empty where enter begins the day."""
        self._named = ""
        """The id of the event whose name was told, and which the next undo takes."""
        self._head = Text(line((self._first_words(), "bold")), id="head")
        self._path = Text(id="path")
        self._path.display = False
        self._reading: Reading | None = None
        """Which formulas of the goal are ready and read, once the paper's record was read."""
        self._invited: Invitation | None = None
        self._subjects = Text(id="subjects")
        self._foot = Text(id="foot")
        self._map = Text(id="map")
        self._topics: Sequence[tuple[str, Sequence[TopicProgress]]] = ()

    def _first_words(self) -> str:
        """Return what is said before the store is open: the list as Today showed it last."""
        paint = read_first_paint(self.app.environ, datetime.now())
        if paint is None or not paint.rows:
            return f"{self.app.settings.minutes} minutes"
        return f"{paint.minutes} minutes, about {count(len(paint.rows), 'exercise')}"

    def compose_body(self) -> ComposeResult:
        """Make the day, the subjects, a few lines, and the topics next to or below them if they fit."""
        yield self._head
        yield self._path
        yield self._subjects
        yield self._foot
        yield self._map

    def offer(self, action: str) -> str | bool:
        """Name what acts: on the row that is chosen, else on the day."""
        view, bank = self._view, self._bank_chosen
        match action:
            case "start" if bank is not None:
                return f"drill {bank.title}"
            case "start" if self._chosen == PLACEMENT:
                return "find out what you know"
            case "start":
                is_over = view is not None and not (view.resume or view.more or view.offers_checks)
                goes_on = view is not None and (view.resume or view.is_done)
                return "" if is_over else "go on" if goes_on else "start"
            case "move":
                return "choose one" if bank is None else "choose"
            case "followed" | "not_followed" | "open_paper":
                return bank is None and self._invited is not None
            case "not_now":
                return bank is None and (self._invited is not None or self._asks_for_goal)
            case "aim" if bank is None and self._asks_for_goal:
                return "what to read"
            case "aim":
                is_goal = bank is not None and bank.bank == self.app.settings.goal
                return "" if bank is None else "drop the goal" if is_goal else "aim for it"
            case "whole_day":
                return bool(self._chosen)
            case "warm_up":
                return bank is None and self._has_warm_up
            case "check_greens":
                return bank is None and view is not None and bool(view.checks) and view.checks_all > 0
            case "plan" | "minutes" | "undo" | "find" | "quit" if bank is not None:
                return ""
            case _:
                return super().offer(action)

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the day, in the session's thread."""
        from drill.session import rapid_exercises
        from drill.session.progress import last_days, topics
        from drill.session.today_view import learned_told, today, upgrade_told

        importlib.import_module("drill.tui.screens.today_words")
        workspace.notices += (*upgrade_told(workspace), *learned_told(workspace))
        minutes, self._minutes = self._minutes, None
        view, worked = today(workspace, minutes), last_days(workspace)
        pool = rapid_exercises.pool(workspace, workspace.standing())
        begins_with_set = rapid_exercises.begins_with_set(workspace, pool, view.study_day)
        every, reached = topics(workspace), None
        if view.goal is not None and view.goal.is_reached:
            from drill.session.goal_reached import newly_reached

            reached = newly_reached(workspace, view)
        subjects = [bank for bank in view.subjects if bank.rests_on is None and every.get(bank.bank)]
        self._topics = [(bank.title, every[bank.bank]) for bank in subjects]

        def show() -> None:
            self._has_warm_up, self._begins_with_set = bool(pool), begins_with_set
            self._show(view, worked)
            if reached is not None:
                self._tell_reached(reached)

        return show

    def _show(self, view: TodayView, days: Sequence[DayProgress]) -> None:
        if self._view is None and (workspace := self.app.workspace) is not None:
            self.app.run_worker(asyncio.to_thread(_read_ahead, workspace), group="log")
        self._view, self._days = view, days
        self.top.set_corner(line((in_words(view.study_day), "$secondary")))
        self._draw()
        if view.goal is not None:
            self.run_worker(self._read_formulas, exclusive=True, group="formulas")
        else:
            self._reading = self._invited = None

    async def _read_formulas(self) -> None:
        """Read which of the goal's formulas are ready, after the day is on the screen."""
        from drill.session.goals import goal_reading
        from drill.session.reading import invitation

        self._reading = await self.ask(goal_reading)
        self._invited = await self.ask(invitation)
        self._draw()
        self.refresh_bindings()

    def _tell_reached(self, reached: GoalReached) -> None:
        """Show once that the goal is reached, and take the next one."""
        from drill.tui.screens.goal_reached import GoalReachedScreen

        def aim(bank: str | None) -> None:
            if bank is not None and reached.next_goal is not None:
                self.app.aim_for(*reached.next_goal)
                self.refill()

        self.app.push_screen(GoalReachedScreen(reached), aim)

    def on_resize(self) -> None:
        """Redraw bars at their new length."""
        if self._view is not None:
            self._draw()
        else:
            self._subjects.show(self._empty_bars())

    # --- choosing ------------------------------------------------------------------------------------------

    @property
    def _rows(self) -> Sequence[SubjectLine]:
        """Return the banks that have a row, in its order."""
        banks = [bank for bank in self._view.subjects if sum(bank.states.values())] if self._view else []
        papers = [bank for bank in banks if bank.rests_on is not None and bank.is_begun]
        return [*(bank for bank in banks if bank.rests_on is None), *papers]

    @property
    def _bank_chosen(self) -> SubjectLine | None:
        return next((bank for bank in self._rows if bank.bank == self._chosen), None)

    def action_move(self, by: int) -> None:
        """Choose the row below or above; above the first one is the day."""
        placement = [PLACEMENT] if self._view is not None and self._view.may_place else []
        names = ["", *(bank.bank for bank in self._rows), *placement]
        index = names.index(self._chosen) if self._chosen in names else 0
        self._chosen = names[min(len(names) - 1, max(0, index + by))]
        self._draw_choice()

    def _draw_choice(self) -> None:
        self.refresh_bindings()
        self._draw()
        self.call_after_refresh(self._see_chosen)

    def _see_chosen(self) -> None:
        """Scroll to the chosen row; to the top for the day."""
        chosen = self._bank_chosen
        if self._chosen == PLACEMENT:
            self.body.scroll_to_region(self._foot.virtual_region, animate=False)
            return
        if chosen is None:
            self.body.scroll_home(animate=False)
            return
        rows, title = self._subjects.content_text.split("\n"), self._title(chosen.title)
        row = next(number for number, text in enumerate(rows) if text.startswith(title))
        region = Region(0, self._subjects.virtual_region.y + row - 1, 1, 3)
        self.body.scroll_to_region(region, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Act on a click: on the first line as enter, on a subject's row by choosing it."""
        if self._head.region.contains_point(event.screen_offset) and self.offer("start"):
            self.action_start()
            return
        rows, here = self._subjects.content_text.split("\n"), event.screen_y - self._subjects.region.y
        row = rows[here] if 0 <= here < len(rows) else ""
        bank = next((bank for bank in self._rows if row.startswith(self._title(bank.title))), None)
        if bank is not None:
            self._chosen = bank.bank
            self._draw_choice()

    def action_whole_day(self) -> None:
        """Leave the rows."""
        self._chosen = ""
        self._draw_choice()

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        from drill.tui.screens import today_words as words

        view = self._view
        if view is None:
            return
        self._head.show(words.head(view, self._days, self.app.looks))
        self._subjects.show(self._bars(view))
        path = words.path(view, self._width - 4, self.app.looks)
        self._path.display = path is not EMPTY
        self._path.show(path)
        self._foot.show(
            words.foot(
                view,
                self._days,
                self.app.looks,
                self._reading,
                self._invited,
                chooses_placement=self._chosen == PLACEMENT,
            )
        )
        cells = self.app.size.width - self._width
        self._map.set_class(not cells, "-below")
        self._map.styles.width = cells or "100%"
        self._map.display = self.app.size.width >= WIDE
        if self._map.display:
            self._map.show(words.topic_map(self._topics, (cells or self._width) - 4, self.app.looks))

    @property
    def _width(self) -> int:
        """Return the columns next to the map of topics."""
        width = self.app.size.width
        return min(width - MAP_CELLS, BESIDE_CELLS) if width >= BROAD else width

    @property
    def _title_cells(self) -> int:
        """Return the width of titles: whole ones if the bars keep theirs."""
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
        dots = ("·" * self._bar_cells, "$secondary")
        titles = [TITLES.get(name, name) for name in self.app.settings.subjects]
        return join([EMPTY, *(line(self._title(title), dots) for title in titles)])

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
        """Return the papers that were begun, with what they require; and how many others there are."""
        begun = [paper for paper in papers if paper.is_begun]
        lines = [line(("Papers", "$secondary"))] if begun else []
        lines += [self._bar(paper) for paper in begun]
        if papers_not_begun := len(papers) - len(begun):
            papers_left = f"{papers_not_begun} more {'paper' if papers_not_begun == 1 else 'papers'}"
            papers_counted = papers_left if begun else count(papers_not_begun, "paper")
            lines.append(line((f"{papers_counted} to choose from (4)", "$secondary")))
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
        state_counts = "".join(f"{subject.states.get(state, 0) or '':>{cells}}" for state, cells in NUMBERS)
        return line(state_counts, (f"{subject.due or '':>{DUE_CELLS}}", "bold"))

    # --- acts ----------------------------------------------------------------------------------------------

    def action_start(self) -> None:
        """Continue what was left open, else begin."""
        if self._view is None:
            return
        from drill.session.queueing import Request

        view = self._view
        if self._bank_chosen is not None:
            self.app.drill(Request(scope=(self._chosen,)))
            return
        if self._chosen == PLACEMENT:
            self.app.place()
            return
        if not view.resume and view.offers_checks and not view.more:
            self.app.drill(Request(checks=True))
            return
        if not view.resume and not view.more:
            self.banner.say("Nothing is left for today: 2 finds any exercise, space shows what comes.")
            return
        request = Request()
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

    def action_warm_up(self) -> None:
        """Run one set of quick reps."""
        from drill.tui.screens.warm_up import WarmUpScreen

        self.app.push_screen(WarmUpScreen(), lambda _: self.refill())

    @property
    def _asks_for_goal(self) -> bool:
        return self._view is not None and self._view.asks_for_goal

    def action_minutes(self, by: int) -> None:
        """Change the minutes, for today only."""
        now = self._view.minutes if self._view is not None else self.app.settings.minutes
        self._minutes = min(MOST_MINUTES, max(FEWEST_MINUTES, now + by * MINUTES_STEP))
        self.refill()

    def action_check_greens(self) -> None:
        """Check greens that may be slipping, the likeliest first."""
        if self._view is not None and self._view.checks:
            from drill.session.queueing import Request

            self.app.drill(Request(checks=True))

    def action_aim(self) -> None:
        """Make the chosen bank the goal, or remove the goal; else ask for one, or take the offered one."""
        if not self._chosen and self._asks_for_goal:
            self.app.ask_for_a_goal(self.refill)
            return
        offered = self._view.next_goal if self._view is not None else None
        bank = self._chosen or (offered[0] if offered is not None else "")
        if not bank:
            self.banner.say("Choose a subject with j and k, or a paper in Papers (4); then press g.")
            return
        self.banner.say(self.app.keep_setting("goal", "" if bank == self.app.settings.goal else bank))
        self._chosen = ""
        self.refill()

    def action_not_now(self) -> None:
        """Put off the question for a goal, or the invitation to read: neither comes again."""
        if self._invited is None:
            from drill.session.goals import note_goal_asked

            self.act(note_goal_asked)
        else:
            self._answer_invitation(followed=False)

    def action_followed(self) -> None:
        """Save that the formulas that are ready could be followed."""
        self._answer_invitation(followed=True)

    def action_not_followed(self) -> None:
        """Ask which formula could not be followed: its skills come first then."""
        if (invited := self._invited) is None:
            return
        from drill.tui.screens.reading_question import ReadingQuestionScreen

        def take(formula: str | None) -> None:
            if formula is not None:
                self._answer_invitation(followed=False, unclear=formula)

        self.app.push_screen(ReadingQuestionScreen(invited), take)

    def _answer_invitation(self, *, followed: bool, unclear: str = "") -> None:
        """Save the answer to the invitation, and remove it from the screen."""
        invited, self._invited = self._invited, None
        if invited is None:
            return
        called = next((formula.called for formula in invited.formulas if formula.id == unclear), "")

        def keep(workspace: Workspace) -> str:
            from drill.session.reading import note_reading

            note_reading(workspace, invited, followed=followed, unclear=unclear)
            return f"The skills of {called} come first now." if called else ""

        self.act(keep)

    def action_open_paper(self) -> None:
        """Show the formulas of the paper that is ready to be read."""
        if self._invited is None:
            return
        from drill.tui.screens.papers.paper import PaperScreen

        self.app.replace_screen(PaperScreen(self._invited.slug, "formulas"))

    def action_find(self) -> None:
        """Go to the library, with the cursor where words are typed."""
        from drill.tui.screens.library import LibraryScreen

        self.app.replace_screen(LibraryScreen(is_finding=True))

    def action_undo(self) -> None:
        """Undo the newest mark, after its name was shown."""
        self.act(self._undo_newest)

    def _undo_newest(self, workspace: Workspace) -> str:
        """Undo, in the session's thread, this window's newest act, else the device's once it was named."""
        from drill.session.corrections import undo_once_named
        from drill.session.undoing import Undone
        from drill.tui.screens import today_words as words

        key_for = self.app.key_for
        outcome = undo_once_named(workspace, self._named)
        if outcome is None:
            return "There is nothing to undo."
        if isinstance(outcome, Undone):
            asks = f"; {key_for('go-on')} asks its question" if outcome.is_open else ""
            return f"{outcome.told}{asks}."
        self._named = outcome.event
        name = words.named(outcome, workspace.study_day(), self.app.looks)
        return f"{name}: {key_for('undo')} again undoes it"

    def action_plan(self) -> None:
        """Show what comes, today and later, and start anywhere in it."""
        view = self._view
        if view is None:
            return
        if not view.plan and not view.coming:
            self.banner.say("Nothing comes back on a later day: 2 finds any exercise.")
            return
        from drill.tui.screens.plan import PlanScreen

        self.app.push_screen(PlanScreen(view), self._start_with)

    def _start_with(self, request: Request | None) -> None:
        if request is not None:
            self.app.drill(request)

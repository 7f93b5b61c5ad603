"""Today: the work of the day, and one key to begin."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Region

from drill.tui.declared_keys import key, pair
from drill.tui.looks import AIR_FROM, EMPTY, READING_CELLS, WIDE, build_content, stack_lines
from drill.tui.screens.places import PlaceScreen, write_date_in_words
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.session.standing.queueing import Request
    from drill.session.standing.reading import Invitation
    from drill.session.today.formula_map import BesideToday
    from drill.session.today.today_page import TodayPage
    from drill.session.today.today_view import TodayView
    from drill.session.workspace import Workspace

# The row that begins a placement; no exercise has such a name, nor ``*warm-up``.
PLACEMENT = "*placement"
# Rows around the body: the top line, the tabs and the keys; and min rows of a terminal with one of them free.
ROWS_AROUND, AIRY = 3, 20
# Min rows of the body for the parts that may wait.
SHORT = 17
# Columns next to the text: margins and the scroll bar.
CELLS_BESIDE = 4
PLACEMENT_WORDS = "Find out what you know and skip it: ten minutes of questions"
MINUTES_STEP = 10
FEWEST_MINUTES, MOST_MINUTES = 5, 240


def _read_ahead(workspace: Workspace) -> None:
    """Load in a thread what Progress shows and needs, so that it opens at once."""
    importlib.import_module("drill.tui.screens.progress_views")
    workspace.read_ahead()


class TodayScreen(PlaceScreen):
    """The first screen of every day except the very first."""

    PLACE = "Today"
    DEFAULT_CSS = (
        "TodayScreen #body {padding: 0 1 0 2; scrollbar-gutter: stable;}"
        " TodayScreen .column {display: none; height: 1fr; padding: 1 2; border-left: solid $rule;}"
        " TodayScreen.-airy #page, TodayScreen.-airy #foot {margin-top: 1;}"
    )

    def __init__(self) -> None:
        self._view: TodayView | None = None
        self._page: TodayPage | None = None
        """What is shown: at first as it was kept."""
        super().__init__()
        self._has_pool = self._begins_with_set = False
        self._minutes: int | None = None
        """How long the day is to be from now on; None if nothing was said of that."""
        self._chosen = 0
        """Which of the rows that may be chosen is marked."""
        self._items: list[str] = []
        """What each line of the page stands for; empty for a line that is not a row of the list."""
        self._named = ""
        """The id of the event whose name was told, and which the next undo takes."""
        self._invited: Invitation | None = None
        self._has_asked = False
        """Whether this visit asked whether to catch up: one question at a time."""
        self._list = Text(build_content(("Today", "bold")), id="page")
        self._placement = Text(id="placement")
        self._foot = Text(id="foot")
        self._columns = Text(classes="column"), Text(classes="column")
        self._beside: BesideToday | None = None

    def compose_body(self) -> ComposeResult:
        """Make the way to the goal with the day's list, the row of a placement, and a few lines."""
        yield self._list
        yield self._placement
        yield self._foot

    def compose_middle(self) -> ComposeResult:
        """Make the body, and the columns next to it on wide terminals."""
        with Horizontal():
            yield from super().compose_middle()
            yield from self._columns

    @property
    def _room(self) -> int:
        """The cells of a line of the list."""
        width = self.app.size.width
        beside = sum(column.outer_size.width for column in self._columns if column.display)
        return min(width - beside - CELLS_BESIDE, READING_CELLS if beside else width)

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the day."""
        view = self._view
        if view is None:
            return "begin"
        if self._begins_here(view):
            return "begin here"
        if view.resume or view.page.is_done or not view.more:
            return "go on"
        return "begin"

    def _begins_here(self, view: TodayView) -> bool:
        """Return whether enter takes the marked row: another one than the first, or nothing else is left."""
        has_list = view.resume or view.more or view.offers_checks
        return bool(self._marked) and (self._chosen > 0 or not has_list)

    @key("leave", "leave drill")
    def action_ask_to_leave(self) -> None:
        """Ask whether to leave drill."""
        super().action_ask_to_leave()

    # --- data ----------------------------------------------------------------------------------------------

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the day, in the session's thread."""
        from drill.session.standing import queueing
        from drill.session.today.today_view import date_told, read_today_view, upgrade_told

        importlib.import_module("drill.tui.screens.today_dialogs")
        workspace.notices += upgrade_told(workspace)
        minutes = self._minutes
        view = read_today_view(workspace, minutes)
        workspace.notices += date_told(workspace, view)
        pool = queueing.list_practisable_exercises(workspace, workspace.standing())

        def show() -> None:
            if self._minutes == minutes:  # else a key chose another number meanwhile
                self._minutes = None
            self._has_pool, self._begins_with_set = bool(pool), view.page.has_warm_up
            self._show(view)

        return show

    def _show(self, view: TodayView) -> None:
        if self._view is None and (workspace := self.app.workspace) is not None:
            self.app.run_worker(asyncio.to_thread(_read_ahead, workspace), group="log")
        self._view, self._page = view, view.page
        self._has_asked |= self._asks_to_catch_up
        self.top.set_corner(build_content((write_date_in_words(view.study_day), "$secondary")))
        self._draw()
        self.call_after_refresh(self._draw)  # once the lines above the list have their rows
        if view.goal is not None:
            self.run_worker(self._read_formulas, exclusive=True, group="formulas")
        else:
            self._invited = None

    async def _read_formulas(self) -> None:
        """Read which of the goal's formulas are ready, after the day is on the screen."""
        from drill.session.standing.reading import make_reading_invitation

        self._invited = await self.ask(make_reading_invitation)
        self._draw()
        self.refresh_bindings()
        if self.app.size.width >= WIDE:
            from drill.session.today.formula_map import read_beside_today

            self._beside = await self.ask(read_beside_today)
            self._draw_columns()

    def _draw_columns(self) -> None:
        """Show the columns next to the list, as wide as the terminal allows."""
        if self._beside is None:
            return
        from drill.tui.widgets.beside_today import draw_columns, measure_columns

        size = self.app.size
        widths = measure_columns(size.width)
        texts = draw_columns(self._beside, widths, self.app.looks, size.height)
        for column, text, width in zip_longest(self._columns, texts, widths, fillvalue=None):
            if column is not None:
                column.display = text is not None
                column.styles.width = width or 0
                column.show(text or EMPTY)
        self.call_after_refresh(self._draw)

    def on_mount(self) -> None:
        """Paint the day as it was kept, before the store is open."""
        from drill.session.today.first_paint import read_first_paint

        self._page = read_first_paint(self.app.environ, datetime.now(), self.app.settings.goal)
        super().on_mount()

    def on_resize(self) -> None:
        """Redraw all at its new length."""
        self._draw_columns()
        self._draw()

    # --- choosing ------------------------------------------------------------------------------------------

    @property
    def _rows(self) -> list[str]:
        """Return the ids of the rows that may be marked, in their order."""
        may_place = self._view is not None and self._view.may_place
        return [item for item in (*self._items, PLACEMENT if may_place else "") if item]

    @property
    def _marked(self) -> str:
        """Return the id of the marked row, or an empty text."""
        rows = self._rows if self._view is not None else []
        return rows[min(self._chosen, len(rows) - 1)] if rows else ""

    def action_move(self, by: int) -> None:
        """Mark the row below or above."""
        self._chosen = min(len(self._rows) - 1, max(0, self._chosen + by))
        self._draw_choice()

    def _draw_choice(self) -> None:
        self.refresh_bindings()
        self._draw()
        self.call_after_refresh(self._see_marked)

    def _see_marked(self) -> None:
        """Scroll to the marked row; to the top for the first."""
        if not self._chosen:
            self.body.scroll_home(animate=False)
        elif self._marked == PLACEMENT:
            self.body.scroll_to_region(self._placement.virtual_region, animate=False)
        elif self._marked in self._items:
            row = self._items.index(self._marked)
            region = Region(0, self._list.virtual_region.y + row - 1, 1, 3)
            self.body.scroll_to_region(region, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Mark the row that is clicked."""
        here = event.screen_y - self._list.region.y
        item = self._items[here] if 0 <= here < len(self._items) else ""
        if self._placement.region.contains_point(event.screen_offset):
            item = PLACEMENT
        if item and item in self._rows:
            self._chosen = self._rows.index(item)
            self._draw_choice()

    @key("back", "first row", when=lambda self: self._chosen > 0)
    def action_whole_day(self) -> None:
        """Mark the first row."""
        self._chosen = 0
        self._draw_choice()

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def _height(self) -> int:
        banner = self.banner.size.height if self.banner.display else 0
        height = self.app.size.height
        return height - ROWS_AROUND - (height >= AIR_FROM) - banner

    def _draw(self) -> None:
        page = self._page
        if page is None:
            return
        from drill.session.today.today_page import draw_page
        from drill.tui.screens import today_dialogs as words

        looks, view, height = self.app.looks, self._view, self._height
        is_airy = height >= AIRY
        self.set_class(is_airy, "-airy")
        width = self._room
        foot = (
            []
            if view is None
            else words.foot(view, self._asked_to_read, width, self.app.key_for, is_short=height < SHORT)
        )
        self._foot.display = bool(foot)
        self._foot.show(stack_lines(foot))
        self._placement.display = may_place = view is not None and view.may_place
        below = sum(-(-len(content.plain) // max(1, width)) for content in foot) + may_place
        room = height - below - (1 + bool(foot) if is_airy else 0)
        drawn, self._items = draw_page(page, width, room, is_ascii=looks.is_ascii)
        marked = self._marked
        lines = [self._draw_line(*each, marked) for each in zip(drawn, self._items, strict=True)]
        self._list.show(stack_lines(lines))
        self._placement.show(self._draw_placement(width))

    def _draw_placement(self, width: int) -> Content:
        """Return the row that begins a placement."""
        from drill.session.today.today_page import cut_words
        from drill.tui.widgets.columns import mark_chosen

        line = build_content("  ", cut_words(PLACEMENT_WORDS, width - 2))
        return mark_chosen(line, width) if self._marked == PLACEMENT else line

    def _draw_line(self, pieces: Sequence[tuple[str, str]], item: str, marked: str) -> Content:
        """Return a line in the colours of this ground; the marked row as the chosen one."""
        from drill.tui.widgets.bars import paint_chart_parts
        from drill.tui.widgets.columns import mark_chosen

        line = paint_chart_parts(pieces, self.app.looks, is_of_skills=True)
        return mark_chosen(line, self._room) if item and item == marked else line

    # --- acts ----------------------------------------------------------------------------------------------

    @key("go-on", lambda self: self.enter_words)
    def action_start(self) -> None:
        """Begin at the chosen row; at the first one with the warm-up or an open exercise, if there is one."""
        view = self._view
        if view is None:
            return
        if self._begins_here(view):
            self.action_drill()
            return
        if not view.resume and view.offers_checks and not view.more:
            self.action_check_greens()
            return
        if not view.resume and not view.more:
            self.banner.say("Nothing is left for today: 2 finds any exercise, space shows what comes.")
            return
        if not self._begins_with_set:
            self.app.drill()
            return
        from drill.tui.screens.drilling.screen import DrillingScreen

        self.app.warm_up(DrillingScreen)

    @key("drill", "begin here", when=lambda self: self._marked)
    def action_drill(self) -> None:
        """Begin at the marked row."""
        from drill.session.standing.queueing import Request

        match self._marked:
            case "":
                return
            case "*placement":
                self.app.place()
            case "*warm-up":
                self.action_warm_up()
            case "*goal":
                self.action_aim()
            case "*more":
                self.app.drill()
            case item if item.startswith("*"):
                self._show_paper(item[1:])
            case item:
                self.app.drill(Request(first=item))

    @key("warm-up", "warm-up", when=lambda self: self._has_pool)
    def action_warm_up(self) -> None:
        """Run one set of quick reps."""
        self.app.warm_up()

    @property
    def _asked_to_read(self) -> Invitation | None:
        """Return the invitation if it is shown: not where rows are short, nor beside another question."""
        return self._invited if self._height >= SHORT and not self._has_asked else None

    @pair("more less", "minutes")
    def action_minutes(self, by: int) -> None:
        """Change the minutes, for today only."""
        now = self._view.minutes if self._view is not None else self.app.settings.minutes
        now = self._minutes or now  # the learner's last choice counts even while the day is being made anew
        self._minutes = min(MOST_MINUTES, max(min(now, FEWEST_MINUTES), now + by * MINUTES_STEP))
        self.banner.say(f"Today is {self._minutes} minutes long.")
        self.refill()

    @key("all", "all checks", when=lambda self: self._view and self._view.checks and self._view.checks_all)
    def action_check_greens(self) -> None:
        """Check greens that may be slipping, the likeliest first."""
        if self._view is not None and self._view.checks:
            from drill.session.standing.queueing import Request

            self.app.drill(Request(checks=True))

    @key("aim")
    def action_aim(self) -> None:
        """Ask for a goal."""
        self.app.ask_for_a_goal(self.refill)

    @key("working")
    def action_scratch(self) -> None:
        """Open the scratch page; a paper that is the goal may keep it as a note."""
        self.app.show_scratch_page(self._paper)

    @key("skip", "not now", when=lambda self: self._asked_to_read)
    def action_not_now(self) -> None:
        """Put off the invitation to read: it does not come again."""
        self._answer_invitation(followed=False)

    @property
    def _asks_to_catch_up(self) -> bool:
        return self._view is not None and self._view.pause is not None and self._view.pause.asks

    def _answer_pause(self, *, catches_up: bool) -> None:
        from drill.session.today.day_gathering import answer_pause

        self.act(partial(answer_pause, catches_up=catches_up))

    @key("yes", "yes", when=lambda self: self._asked_to_read or self._asks_to_catch_up)
    def action_followed(self) -> None:
        """Catch up first after a pause; else save that the formulas that are ready could be followed."""
        if self._asks_to_catch_up:
            self._answer_pause(catches_up=True)
        else:
            self._answer_invitation(followed=True)

    @key("no", "no", when=lambda self: self._asked_to_read or self._asks_to_catch_up)
    def action_not_followed(self) -> None:
        """Go on as always after a pause; else ask which formula could not be followed."""
        if self._asks_to_catch_up:
            self._answer_pause(catches_up=False)
            return
        invited = self._invited
        if invited is None:
            return
        from drill.tui.screens.today_dialogs import ReadingQuestionScreen

        def take(formula: str | None) -> None:
            if formula is not None:
                self._answer_invitation(followed=False, unclear=formula)

        self.app.push_screen(ReadingQuestionScreen(invited), take)

    def _answer_invitation(self, *, followed: bool, unclear: str = "") -> None:
        """Save the answer to the invitation, and remove it from the screen."""
        invited, self._invited = self._invited, None
        if invited is None:
            return
        formulas = {formula.id: formula.called for formula in invited.formulas}
        from drill.session.standing.reading import note_reading

        bank = invited.bank
        self.act(
            lambda workspace: note_reading(workspace, bank, formulas, followed=followed, unclear=unclear)
        )

    @property
    def _paper(self) -> str:
        """The bank of the paper that is the goal, or an empty text."""
        if self._view is None or self._view.goal is None:
            return ""
        from drill.session.standing.paper_names import is_paper

        return self._view.goal.bank if is_paper(self._view.goal.bank) else ""

    def _show_paper(self, bank: str, **how: Any) -> None:
        from drill.session.standing.paper_names import find_paper_slug
        from drill.tui.screens.papers.paper import PaperScreen

        self.app.replace_screen(PaperScreen(find_paper_slug(bank), back=self.PLACE, **how))

    @key("open", "open the paper", when=lambda self: self._invited)
    def action_open_paper(self) -> None:
        """Show a formula that may be read, on the map of its paper."""
        if self._invited is not None and self._paper:
            self._show_paper(self._paper, formula=self._invited.formulas[0].id)

    def commands(self) -> list[tuple[str, Callable[[], object]]]:
        """Offer to end catching up."""
        if self._view is None or not self._view.catches_up:
            return super().commands()
        ends = partial(self._answer_pause, catches_up=False)
        return [("end catching up: new exercises come again", ends)]

    @key("find", "find")
    def action_find(self) -> None:
        """Go to the library, with the cursor in the line for the search."""
        from drill.tui.screens.library import LibraryScreen

        self.app.replace_screen(LibraryScreen(is_finding=True))

    @key("undo", "undo")
    def action_undo(self) -> None:
        """Undo a change of the goal made just now, else the newest mark, after its name was shown."""
        if not self.app.aiming.bring_back():
            self.act(self._undo_newest)

    def _undo_newest(self, workspace: Workspace) -> str:
        """Undo, in the session's thread, this window's newest act, else the device's once it was named."""
        from drill.session.drilling.undoing import Undone, undo_once_named
        from drill.tui.screens import today_dialogs as words

        key_for = self.app.key_for
        outcome = undo_once_named(workspace, self._named)
        if outcome is None:
            return "There is nothing to undo."
        if isinstance(outcome, Undone):
            asks = f"; {key_for('go-on')} asks its question" if outcome.attempt is not None else ""
            return f"{outcome.told}{asks}."
        self._named = outcome.event
        name = words.named(outcome, workspace.study_day(), self.app.looks)
        return f"{name}: {key_for('undo')} again undoes it"

    @key("look", "all of today")
    def action_plan(self) -> None:
        """Show the plan, today and later, and start anywhere in it."""
        view = self._view
        if view is None:
            return
        if not view.plan and not view.coming:
            self.banner.say("Nothing comes back on a later day: 2 finds any exercise.")
            return
        from drill.tui.screens.today_dialogs import PlanScreen

        self.app.push_screen(PlanScreen(view), self._start_with)

    def _start_with(self, request: Request | str | None) -> None:
        if request == "warm-up":
            self.action_warm_up()
        elif request is not None and not isinstance(request, str):
            self.app.drill(request)

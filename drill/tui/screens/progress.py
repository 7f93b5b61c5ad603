"""Progress, a page for each question: the current state, the days, whether greens hold, mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Click

from drill.session.progress.character_charts import FILLS
from drill.session.progress.pass_chart import LONGEST, Part
from drill.session.progress.progress_export import (
    Report,
    add_log,
    gather_path,
    gather_progress_report,
    to_svg,
)
from drill.session.progress.progress_overview import BankProgress, ReachedGoal, items_of_pass
from drill.tui.declared_keys import key, pair
from drill.tui.desktop import save_export
from drill.tui.looks import CHOSEN, Looks, build_content, in_ascii, stack_lines
from drill.tui.screens import progress_views as views
from drill.tui.screens.places import PlaceScreen, write_date_in_words
from drill.tui.widgets.bars import WHOLES
from drill.tui.widgets.columns import mark_chosen
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.session.progress.mistakes import MistakeGroup, PastAttempt
    from drill.session.workspace import Workspace
    from drill.tui.screens.progress_views import Key, Page, Target

# Progress as rows, for ``drill progress`` and for an export as a picture.


def report_rows(
    report: Report, banks: Sequence[BankProgress], width: int, *, plain: bool, is_open: bool = False
) -> list[list[Part]]:
    """Return the pages of Progress below each other; of a named subject, the first page alone.

    If it ``is_open``, every subject is shown with its topics and their skills.
    """
    looks = Looks("ascii" if plain else "unicode", dark=True)
    page = views.Page(width - 1, looks, opened=None if is_open else frozenset())
    views.where_you_are(page, report, banks)
    if not report.is_named:
        for name in views.pages_of(report.log):
            views.PAGES[name](page, report.log)
    rows = [[(" ", ""), *_list_coloured_parts(row, looks)] for row in page.rows]
    if plain:
        return [[(in_ascii(text), style) for text, style in row] for row in rows]
    return rows


def _list_coloured_parts(row: Content, looks: Looks) -> list[Part]:
    """Return a row as parts coloured by states, bold and dim."""
    names = {looks.sign(state)[1]: state for state in FILLS} | {
        "bold": "bold", "$secondary": "dim", "$rule": "dim",
    }  # fmt: skip
    parts: list[Part] = []
    end = 0
    for span in sorted(row.spans):
        text, style = row.plain[span.start : span.end], names.get(str(span.style), "")
        text = text.replace("─", "·") if str(span.style) == "$rule" else text.translate(WHOLES)
        parts += [(row.plain[end : span.start], ""), (text, style)]
        end = span.end
    return [*parts, (row.plain[end:], "")]


# Empty cells left and right of the page, and min rows of the terminal for the names of all pages.
SIDES_CELLS, ROWS_WITH_NAMES = 5, 16


class ProgressScreen(PlaceScreen):
    """The pages, a ``tab`` apart; ``enter`` opens and closes the chosen row."""

    PLACE = "Progress"
    DEFAULT_CSS = """
    ProgressScreen #chart {text-wrap: nowrap; text-overflow: ellipsis; height: auto;}
    ProgressScreen #body {padding-left: 1;}
    """

    def __init__(self, page: str = "") -> None:
        self._at: Key = (page,)
        """What is chosen; a page alone until there is something in it."""
        self._opened: set[Key] = set()
        self._groups: Sequence[MistakeGroup] | None = None
        self._latest: Sequence[PastAttempt] = ()
        self._report: Report | None = None
        self._is_log_read = False
        """Whether the report has what the whole log says; before, those pages are empty."""
        self._targets: Sequence[Target] = ()
        self._page: Page | None = None
        super().__init__()
        self._chart = Text(id="chart")

    def compose_body(self) -> ComposeResult:
        """Make the page."""
        yield self._chart

    def _words_of_opening(self) -> str:
        target = self._target
        if self._is_placement:
            return "find out what you know"
        if self._reached_goal is not None:
            return "what it came to"
        if target is not None and target.is_practice:
            return "practise its exercise"
        if target is None or not (target.has_more or self._has_exercises()):
            return ""
        if not target.has_more:
            return "exercises"
        is_goal = not target.key[-1]
        if target.key in self._opened:
            return "close"
        return "skills left" if is_goal else "open"

    def _has_exercises(self) -> bool:
        return self._target is not None and bool(self._target.scope or self._target.step)

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """Read the first page, in the session's thread; the others, of the whole log, once it is shown."""

        report = gather_path(workspace)

        def read_mistakes(workspace: Workspace) -> tuple[Sequence[MistakeGroup], Sequence[PastAttempt]]:
            from drill.session.progress.mistakes import (
                group_mistakes,
                list_latest_mistakes,
                list_past_mistakes,
            )

            past = list_past_mistakes(workspace)
            return group_mistakes(past), list_latest_mistakes(workspace, past)

        async def read() -> None:
            self._report = await self.ask(lambda workspace: add_log(workspace, report))
            self._is_log_read = True
            self._draw()
            self._groups, self._latest = await self.ask(read_mistakes)
            self._draw()
            self.call_after_refresh(self._see_chosen)

        def show() -> None:
            self._report, self._is_log_read = report, False
            self.top.set_corner(build_content((write_date_in_words(report.study_day), "$secondary")))
            self._draw()
            self.run_worker(read(), exclusive=True, group="mistakes")

        return show

    def on_resize(self) -> None:
        """Redraw bars at their new length."""
        if self._report is not None:
            self._draw()
            self.call_after_refresh(self._see_chosen)

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        report = self._report
        if report is None:
            return
        if self._at[0] not in self._names:
            self._at = (views.PATH,)
        page = views.Page(self.app.size.width - SIDES_CELLS, self.app.looks, self._opened, self._at)
        if self.app.size.height >= ROWS_WITH_NAMES:
            views.name_pages(page, self._names, self._at[0])
        match self._at[0]:
            case views.PATH:
                views.where_you_are(page, report, report.worth_telling)
            case views.MISTAKES if self._groups is not None:
                views.mistakes(page, self._groups)
                views.latest_mistakes(page, self._latest)
            case name if name in views.PAGES and self._is_log_read:
                views.PAGES[name](page, report.log)
            case _:
                pass  # the page is not read yet
        self._targets, self._page = page.targets, page
        keys = [target.key for target in page.targets]
        if keys and self._at not in keys:
            self._at = keys[0]
            self._draw()
            return
        chosen = page.starts[keys.index(self._at)] if keys else None
        rows = [Content(" " * len(CHOSEN)) + row for row in page.rows]
        if chosen is not None:
            rows[chosen] = mark_chosen(rows[chosen], self.app.size.width - 1)
        self._chart.show(stack_lines(rows))
        self.refresh_bindings()

    @property
    def _names(self) -> Sequence[str]:
        """The pages that there are; all until the log is read."""
        report = self._report
        pages = views.PAGES if report is None or not self._is_log_read else views.pages_of(report.log)
        return [views.PATH, *pages, views.MISTAKES]

    def _next_page(self, by: int) -> str:
        names = self._names
        if self._at[0] in names:
            return names[(names.index(self._at[0]) + by) % len(names)]
        return names[0]

    @property
    def _number(self) -> int | None:
        return next((n for n, target in enumerate(self._targets) if target.key == self._at), None)

    @property
    def _target(self) -> Target | None:
        return None if self._number is None else self._targets[self._number]

    @property
    def _is_placement(self) -> bool:
        """Whether the chosen row begins a placement."""
        return self._target is not None and self._target.key[-1] == views.PLACEMENT

    @property
    def _reached_goal(self) -> ReachedGoal | None:
        """Return the goal of the chosen row, if it is one that was reached."""
        name = "" if self._target is None else self._target.key[-1]
        goals = () if self._report is None else self._report.lead.reached
        return next((goal for goal in goals if name == f"{views.REACHED}{goal.goal}"), None)

    # --- acts ----------------------------------------------------------------------------------------------

    @key("aim", "make it your goal, or drop it", when=lambda self: self._target and self._target.goal)
    def action_aim(self) -> None:
        """Make the chosen subject, topic or skill the goal, or remove the goal if it is."""
        target = self._target
        if target is not None and target.goal is not None:
            self.app.aim_for(*target.goal)

    @key(
        "next",
        lambda self: self._next_page(1).lower(),
        when=lambda self: self._report is not None,
        argument=1,
    )
    @key("shift+tab", when=lambda self: self._report is not None, argument=-1)
    def action_turn(self, by: int) -> None:
        """Show the next page, or the one before."""
        self._at = (self._next_page(by),)
        self._draw()
        self.body.scroll_home(animate=False)

    def action_move(self, by: int) -> None:
        """Choose another row."""
        if self._number is not None:
            self._choose_at(self._number + by)

    def _choose_at(self, number: int) -> None:
        self._at = self._targets[min(len(self._targets) - 1, max(0, number))].key
        self._draw()
        self._see_chosen()

    def on_click(self, event: Click) -> None:
        """Choose the clicked row, and no more, because nothing may begin by a stray click."""
        region = self._chart.region
        if self._page is None or not region.contains_point(event.screen_offset):
            return
        number = self._page.target_at(event.screen_y - region.y)
        if number is not None:
            self._choose_at(number)

    def _see_chosen(self) -> None:
        """Scroll to the chosen row, with its heading above it and some rows below."""
        if self._number is not None and self._page is not None:
            row = self._page.starts[self._number]
            top, height = self.body.scroll_offset.y, self.body.size.height
            if not top <= row - 2 <= row + 3 < top + height:
                self.body.scroll_to(y=max(0, row - height // 3), animate=False)

    @key("go-on", _words_of_opening)
    def action_open(self) -> None:
        """Show the parts of the chosen row, or hide them; if there are none, its exercises."""
        target = self._target
        if target is None:
            return
        if self._is_placement:
            self.app.place()
        elif (goal := self._reached_goal) is not None:
            self.run_worker(self._show_reached(goal), exclusive=True, group="reached")
        elif target.is_practice:
            self.action_drill()
        elif target.has_more:
            self._opened ^= {target.key}
            self._draw()
        else:
            self.action_look()

    async def _show_reached(self, goal: ReachedGoal) -> None:
        """Show again what a goal came to."""
        from drill.session.today.goal_choice import find_reached
        from drill.tui.screens.goal_list import GoalEndScreen

        reached = await self.ask(lambda workspace: find_reached(workspace, goal.goal, goal.on))
        if reached is not None:
            self.app.push_screen(GoalEndScreen(reached), self.app.aiming.follow)

    @pair("right left")
    def action_fold(self, by: int) -> None:
        """Open the chosen row; close it, or the row around it."""
        target = self._target
        if target is None:
            return
        if by > 0 and target.has_more:
            self._opened.add(target.key)
        elif by < 0 and (key := self._at if self._at in self._opened else self._at[:-1]) in self._opened:
            self._opened.remove(key)
            self._at = key
        self._draw()

    def action_leave(self) -> None:
        """Close the open row at the mark; else go back to Today."""
        if {self._at, self._at[:-1]} & self._opened:
            self.action_fold(-1)
        else:
            super().action_leave()

    @key("look", "exercises", when=_has_exercises)
    def action_look(self) -> None:
        """Show the exercises of the chosen row, in the library."""
        from drill.tui.screens.library import LibraryScreen, Only, WayBack

        target = self._target

        def show(items: Sequence[str]) -> None:
            if target is not None:
                back, is_one = WayBack("progress", self.way_back()), len(items) == 1
                only = Only(target.name, items) if target.name else None
                look_at = items[0] if is_one and only else ""
                self.app.replace_screen(
                    LibraryScreen(find=target.find, look_at=look_at, way_back=back, only=only)
                )

        self._with_items(show)

    def way_back(self) -> Callable[[], ProgressScreen]:
        """Return what opens the page again, with the same rows open and the same one chosen."""

        def open_again() -> ProgressScreen:
            screen = ProgressScreen()
            screen._at, screen._opened = self._at, self._opened
            return screen

        return open_again

    @key("drill", "drill it", when=_has_exercises)
    def action_drill(self) -> None:
        """Drill the chosen row; of a pass the exercises that are not green now."""
        from drill.session.standing.queueing import Request

        is_practice = self._target is not None and self._target.is_practice
        self._with_items(
            lambda scope: self.app.drill(Request(scope=tuple(scope), practice=is_practice)), open_first=True
        )

    def _with_items(self, use: Callable[[Sequence[str]], object], *, open_first: bool = False) -> None:
        """Use the exercises of the chosen row; those of a pass are read first."""

        target = self._target
        if target is None:
            return
        step = target.step
        if step is None:
            if target.scope:
                use(target.scope)
            return
        scope = target.scope

        async def read() -> None:
            use(
                await self.ask(lambda workspace: items_of_pass(workspace, scope, step, open_first=open_first))
            )

        self.run_worker(read(), exclusive=True, group="items")

    @key("copy")
    def action_copy(self) -> None:
        """Copy the page."""
        rows = self._page.rows if self._page is not None else ()
        self.app.copy_to_clipboard("\n".join(row.plain for row in rows))
        self.app.notify("Progress copied.", markup=False)

    @key("export", "export as SVG")
    def action_export(self) -> None:
        """Export all charts as a picture."""

        def draw(workspace: Workspace) -> str:

            report = gather_progress_report(workspace)
            rows = report_rows(report, report.worth_telling, LONGEST, plain=False)
            picture = to_svg(f"Progress on {report.study_day}", rows)
            return save_export(workspace.places, f"progress-{report.study_day}.svg", picture)

        self.act(draw)

"""Progress: where one stands, pass by pass, topic by topic, by day; mistakes; whether words hold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Click
from textual.message import Message

from drill.drawing.charts import pass_counts
from drill.drawing.pass_chart import LONGEST
from drill.tui.bindings import bind, moves, sides
from drill.tui.content import EMPTY, join, line
from drill.tui.looks import BROAD, WIDE
from drill.tui.screens.places import PlaceScreen, in_words
from drill.tui.widgets.rows import KeyRow, TabRow
from drill.tui.widgets.text import Text

if TYPE_CHECKING:
    from drill.drawing.pass_chart import ChartRow
    from drill.gyr.state import State
    from drill.session.mistakes import MistakeGroup, PastAttempt
    from drill.session.progress import BankProgress, DisputeLine, Step, TopicProgress
    from drill.session.report import Report
    from drill.session.workspace import Workspace
    from drill.tui.screens.library import Only
    from drill.tui.screens.progress_views import View

VIEWS: tuple[str, ...] = ("passes", "topics", "mistakes", "days", "time and honesty", "disputes")
NO_MARKS = "Charts begin with the first mark: 1, then enter."
# What stands empty left and right of the charts.
SIDES_CELLS = 4
# Between the two columns of wide terminals.
GAP_CELLS = 3
# Of the width, for the second column.
BESIDE_SHARE, BESIDE_BROAD_SHARE = 0.42, 0.45
# A terminal of fewer rows has one for the headline.
LOW_ROWS = 20


class Chart(Text):
    """A view; a click on a row says which."""

    @dataclass
    class Clicked(Message):
        """A row of it was clicked."""

        row: int

    def on_click(self, event: Click) -> None:
        """Say where."""
        self.post_message(self.Clicked(event.y))


class ProgressScreen(PlaceScreen):
    """Views, one ``tab`` apart; ``j`` and ``k``, or a click, choose a subject, pass, topic or dispute."""

    PLACE = "Progress"
    BINDINGS: ClassVar = [
        *moves("move"), *sides("colour"), bind("go-on", "open"), bind("look"), bind("drill"),
        bind("aim", words="aim for it"), bind("undo", words="take back"), bind("copy"),
        bind("next", "turn(1)", "next view"), Binding("shift+tab", "turn(-1)", show=False),
        bind("export", words="export as SVG"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ProgressScreen #head Text, ProgressScreen Chart, ProgressScreen #beside Text
        {text-wrap: nowrap; text-overflow: ellipsis; height: auto;}
    ProgressScreen #head {height: auto; padding: 0 2;}
    ProgressScreen #views {margin: 1 0;}
    ProgressScreen #body {width: 1fr; padding: 0 1 0 2;}
    ProgressScreen #beside {display: none; padding: 0 1 0 2; scrollbar-size-vertical: 1;}
    """

    def __init__(self, view: str = VIEWS[0]) -> None:
        self._view, self._at = view, dict.fromkeys(VIEWS, 0)
        self._mistakes: Sequence[PastAttempt] | None = None
        """Read where they are looked at."""
        self._by_skill = False
        self._mistake_rows: Sequence[tuple[MistakeGroup, PastAttempt | None]] = ()
        self._state: State | None = None
        """The colour that is chosen in a pass; ``None`` is all of it."""
        self._passes: Sequence[ChartRow] = ()
        self._report: Report | None = None
        super().__init__()
        self._banks: Sequence[BankProgress] = ()
        self._starts: Sequence[int] = ()
        self._headline = Text(id="headline")
        self._names = Text(id="views")
        self._chart = Chart(id="chart")
        self._second = Text()
        self._beside = VerticalScroll(self._second, id="beside", can_focus=False)

    def compose(self) -> ComposeResult:
        """The headline and the names of the views stay; one view scrolls, another column stands beside it."""
        yield self.top
        yield TabRow(self.PLACE)
        yield self.banner
        with Vertical(id="head"):
            yield self._headline
            yield self._names
        with Horizontal():
            with self.body:
                yield self._chart
            yield self._beside
        yield KeyRow()

    def offer(self, action: str) -> str | bool:
        """Name what acts in the view that is shown."""
        view, has_step = self._view, self._view == "passes" and self._step is not None
        match action:
            case "move":
                return {"topics": "topic", "days": "scroll", "time and honesty": "scroll"}.get(view, "choose")
            case "open" if view == "mistakes":
                return "drill it" if self._mistake is not None else "exercises"
            case "open":
                words = "exercises" if has_step else "topics"
                return {"passes": words, "topics": "exercises"}.get(view, "")
            case "look":
                return "exercises" if view == "passes" and not has_step else ""
            case "drill":
                words = {"passes": "drill them" if has_step else "drill it", "mistakes": "drill all of these"}
                return words.get(view, "drill it") if view in (*words, "topics", "disputes") else False
            case "colour" if view == "mistakes":
                return "by slip" if self._by_skill else "by skill"
            case "colour":
                return "colour" if has_step else ""
            case "aim":
                return self._topic is not None
            case "undo":
                return self._dispute is not None
            case "copy":
                return "copy" if self._dispute is not None else ""
            case _:
                return super().offer(action)

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """All views, in the session's thread."""
        from drill.session.report import gather

        report = gather(workspace)

        def show() -> None:
            self._report = report
            unbegun = (bank for bank in report.banks if bank.items and bank not in report.begun)
            self._banks = [*report.begun, *unbegun]
            self.top.set_corner(line((in_words(report.study_day), "$secondary")))
            self._view = self._view if self._view in self._views else VIEWS[0]
            self._draw()
            self._read_mistakes()

        return show

    def on_mount(self) -> None:
        """The frame first."""
        self._draw_head()

    def on_resize(self) -> None:
        """Bars of another length."""
        self._draw_head()
        if self._report is not None:
            self._draw()

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def _widths(self) -> tuple[int, int]:
        """Cells of the view, and of what stands beside it; the same where it stands below."""
        width = self.app.size.width - SIDES_CELLS
        if self.app.size.width < WIDE:
            return width, width
        beside = int(width * (BESIDE_SHARE if self.app.size.width < BROAD else BESIDE_BROAD_SHARE))
        return width - beside - GAP_CELLS, beside

    def _draw_head(self) -> None:
        from drill.tui.screens.progress_views import headline, view_names

        width = self.app.size.width - SIDES_CELLS
        self._names.show(view_names(self._views, self._view, width))
        if (report := self._report) is not None and report.begun:
            told = headline(report.headline, report.outlook, len(report.days), width, self.app.looks)
            self._headline.show(join(told if self.app.size.height >= LOW_ROWS else told[:1]))

    def _draw(self) -> None:
        self._draw_head()
        if self._report is None or not self._report.begun:
            self._chart.show(line(NO_MARKS))
            return
        view = self._content(self._report)
        self._starts = view.starts
        is_beside = bool(view.beside) and self.app.size.width >= WIDE
        below = [EMPTY, *view.beside] if view.beside and not is_beside and self._view != "passes" else []
        self._chart.show(join([*view.rows, *below]))
        self._second.show(join(view.beside))
        self._beside.display = is_beside
        self._beside.styles.width = self._widths[1] + GAP_CELLS
        self.refresh_bindings()

    def _content(self, report: Report) -> View:
        from drill.tui.screens import progress_views as views

        looks, at, (left, right) = self.app.looks, self._at[self._view], self._widths
        width = self.app.size.width - SIDES_CELLS
        match self._view:
            case "passes":
                view = views.passes(self._banks, views.Chosen(at, self._state), left, looks)
                self._passes = view.chosen
                view.beside = [
                    *views.ahead_rows(report.outlook, len(report.days), right, looks),
                    EMPTY,
                    *views.topic_bars(self._bank.title, self._topics, right, looks),
                ]
                return view
            case "topics":
                return views.topic_grid(self._bank.title, self._topics, at, width, looks)
            case "mistakes":
                if self._mistakes is None:
                    return views.View()
                view = views.mistake_list(self._mistakes, at, width, looks, by_skill=self._by_skill)
                self._mistake_rows = view.chosen
                return view
            case "days":
                return views.days(report, (left, right), looks)
            case "disputes":
                return views.dispute_list(report.disputes, at, width, looks)
            case _:
                return views.honesty(report, right, looks)

    @property
    def _views(self) -> Sequence[str]:
        """Those that have something to say."""
        report = self._report
        says = {
            "time and honesty": report is not None and report.says_much,
            "disputes": report is not None and bool(report.disputes.disputed),
        }
        return [view for view in VIEWS if says.get(view, True)]

    @property
    def _row(self) -> ChartRow | None:
        return self._passes[self._at["passes"]] if self._at["passes"] < len(self._passes) else None

    @property
    def _step(self) -> Step | None:
        return self._row.step if self._row is not None else None

    @property
    def _bank(self) -> BankProgress:
        bank = self._row.bank if self._row is not None else None
        return bank or self._banks[0]

    @property
    def _topics(self) -> Sequence[TopicProgress]:
        return self._report.topics.get(self._bank.bank, ()) if self._report is not None else ()

    @property
    def _topic(self) -> TopicProgress | None:
        return self._topics[self._at["topics"]] if self._view == "topics" and self._topics else None

    @property
    def _group(self) -> MistakeGroup | None:
        at = self._at["mistakes"]
        return (
            self._mistake_rows[at][0] if self._view == "mistakes" and at < len(self._mistake_rows) else None
        )

    @property
    def _mistake(self) -> PastAttempt | None:
        return self._mistake_rows[self._at["mistakes"]][1] if self._group is not None else None

    @property
    def _dispute(self) -> DisputeLine | None:
        lines = self._report.disputes.disputed if self._report is not None else ()
        at = min(self._at["disputes"], len(lines) - 1)  # the last one may have been taken back
        return lines[at] if self._view == "disputes" and lines else None

    # --- acts ----------------------------------------------------------------------------------------------

    def action_aim(self) -> None:
        """The subject of the topics is the goal, or no longer."""
        if self._topic is not None:
            self.app.aim_for(self._bank.bank, self._bank.title)

    def action_turn(self, by: int) -> None:
        """Show the next view, or the one before."""
        views = self._views
        self._view = views[(views.index(self._view) + by) % len(views)]
        self._read_mistakes()
        self.body.scroll_home(animate=False)
        self._draw()

    def action_move(self, by: int) -> None:
        """Another subject, pass, topic or dispute; elsewhere the view scrolls."""
        if self._starts:
            self._choose_at(self._at[self._view] + by)
        else:
            super().action_move(by)

    def _choose_at(self, number: int) -> None:
        self._at[self._view] = min(len(self._starts) - 1, max(0, number))
        if self._view == "passes":
            self._at["topics"], self._state = 0, None
        self._draw()
        self._see_chosen()

    def on_chart_clicked(self, event: Chart.Clicked) -> None:
        """What is clicked is chosen, and nothing more: nothing begins by a stray click."""
        if (number := bisect_right(self._starts, event.row) - 1) >= 0:
            self._choose_at(number)

    def _see_chosen(self) -> None:
        """What is chosen is in sight, with the row above it and some below."""
        row = self._starts[self._at[self._view]]
        top, height = self.body.scroll_offset.y, self.body.size.height
        if not top <= row - 1 <= row + 3 < top + height:
            self.body.scroll_to(y=max(0, row - height // 3), animate=False)

    def _read_mistakes(self) -> None:
        """Every wrong answer, once they are looked at."""
        from drill.session.mistakes import mistakes

        async def read() -> None:
            self._mistakes = await self.ask(mistakes)
            self._draw()

        if self._view == "mistakes" and self._mistakes is None:
            self.run_worker(read(), exclusive=True, group="mistakes")

    def action_colour(self, by: int) -> None:
        """Another colour of the pass that is chosen, another order of mistakes; elsewhere another view."""
        if self._view == "mistakes":
            self._by_skill, self._at["mistakes"] = not self._by_skill, 0
            self._draw()
            return
        if (step := self._step) is None or self._view != "passes":
            self.action_turn(by)
            return
        colours = [None, *(state for state, number in pass_counts(step) if number)]
        self._state = colours[(colours.index(self._state) + by) % len(colours)]
        self._draw()

    def action_open(self) -> None:
        """The topics of a subject; the exercises of a topic, or of a pass; what was disputed is drilled."""
        from drill.session.queueing import Request

        if self._view == "passes" and self._starts and self._step is None:
            self.action_turn(1)
        elif (mistake := self._mistake) is not None:
            self.app.drill(Request(scope=(mistake.item,)))
        elif self._dispute is not None:
            self.action_drill()
        else:
            self.action_look()

    def action_look(self) -> None:
        """The exercises of what is chosen, in the library."""
        from drill.tui.screens.library import LibraryScreen, Only

        if self._view == "passes" and (step := self._step) is not None:
            bank, state = self._bank, self._state
            name = f"{bank.title}, {step.told}{f', {state}' if state else ''}"
            self._with_items(lambda items: self._list(Only(name, items)))
        elif (group := self._group) is not None:
            self._list(Only(group.name, group.items), self._mistake.item if self._mistake else "")
        elif (topic := self._topic) is not None:
            self.app.replace_screen(LibraryScreen(find=f"{self._bank.title} {topic.title}"))
        elif self._view == "passes" and self._starts:
            self.app.replace_screen(LibraryScreen(find=self._bank.title))

    def _list(self, only: Only, look_at: str = "") -> None:
        from drill.tui.screens.library import LibraryScreen, WayBack

        way_back = WayBack("progress", self._again, lambda: None)
        self.app.replace_screen(LibraryScreen(look_at=look_at, way_back=way_back, only=only))

    def _again(self) -> ProgressScreen:
        """Open the same view once more, the same row chosen."""
        screen = ProgressScreen(self._view)
        screen._at, screen._state, screen._by_skill = self._at, self._state, self._by_skill
        screen._mistakes = self._mistakes
        return screen

    def action_drill(self) -> None:
        """What is chosen: a subject, a topic, what was disputed; of a pass what is not green by now."""
        from drill.session.queueing import Request

        if self._view == "passes" and self._step is not None:
            self._with_items(lambda items: self.app.drill(Request(scope=items)), open_first=True)
        elif (group := self._group) is not None:
            self.app.drill(Request(scope=group.items))
        elif (dispute := self._dispute) is not None:
            self.app.drill(Request(scope=(dispute.item,)))
        elif (topic := self._topic) is not None:
            self.app.drill(Request(scope=(f"{self._bank.bank}/{topic.topic}",)))
        elif self._view == "passes" and self._starts:
            self.app.drill(Request(scope=(self._bank.bank,)))

    def _with_items(self, use: Callable[[tuple[str, ...]], object], *, open_first: bool = False) -> None:
        """Read the exercises of the pass that is chosen, and use them."""
        from drill.session.progress import items_of_pass

        bank, step, state = self._bank.bank, self._step, self._state
        if step is None:
            return

        async def read() -> None:
            use(await self.ask(lambda workspace: items_of_pass(workspace, bank, step, state, open_first)))

        self.run_worker(read(), exclusive=True, group="items")

    def action_copy(self) -> None:
        """Copy a report on the chosen dispute, or the view."""
        from drill.tui.screens.progress_views import report

        if (dispute := self._dispute) is not None:
            self.app.copy_to_clipboard(report(dispute))
            self.app.notify("Report copied.", markup=False)
        else:
            self.app.copy_to_clipboard(self._chart.content_text)
            self.app.notify("View copied.", markup=False)

    def action_export(self) -> None:
        """All charts as a picture."""

        def draw(workspace: Workspace) -> str:
            from drill.drawing.svg import to_svg
            from drill.session.report import gather
            from drill.tui.exports import keep
            from drill.tui.screens.progress_rows import report_rows

            report = gather(workspace)
            rows = report_rows(
                report, report.begun or report.banks, LONGEST, plain=False, topics=True, skills=True
            )
            picture = to_svg(f"Progress on {report.study_day}", rows)
            return keep(workspace.places, f"progress-{report.study_day}.svg", picture)

        self.act(draw)

    def action_undo(self) -> None:
        """Take the chosen dispute back."""
        if (dispute := self._dispute) is None:
            return
        if dispute.cause != "override":
            self.banner.say("You disputed it at the verdict: drill override ITEM changes that mark.")
            return

        def take(workspace: Workspace) -> str:
            from drill.session.corrections import take_back

            take_back(workspace, dispute.item, dispute.event)
            return f"The checker's verdict on {dispute.item} stands again."

        self.act(take)

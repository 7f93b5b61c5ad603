"""Progress: where one stands, pass by pass, topic by topic, day by day; whether one's words hold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Click
from textual.message import Message

from drill.tui.content import EMPTY, join, line
from drill.tui.looks import BROAD, WIDE
from drill.tui.screens.places import PlaceScreen, in_words
from drill.tui.widgets.rows import KeyPair, TabRow
from drill.tui.widgets.text import Text

if TYPE_CHECKING:
    from drill.session.progress import BankProgress, DisputeLine, TopicProgress
    from drill.session.report import Report
    from drill.session.workspace import Workspace
    from drill.tui.screens.progress_views import View

VIEWS: tuple[str, ...] = ("passes", "topics", "days", "time and honesty", "disputes")
NO_MARKS = "Charts begin with the first mark: 1, then enter."
SIDES_CELLS = 4
"""What stands empty left and right of the charts."""
GAP_CELLS = 3
"""Between the two columns of wide terminals."""
BESIDE_SHARE, BESIDE_BROAD_SHARE = 0.42, 0.45
"""Of the width, for the second column."""
LOW_ROWS = 20
"""A terminal of fewer rows has one for the headline."""


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
    """Five views, one ``tab`` apart; ``j`` and ``k``, or a click, choose a subject, a topic or a dispute."""

    PLACE = "Progress"
    DEFAULT_CSS = """
    ProgressScreen #head Text, ProgressScreen Chart, ProgressScreen #beside Text
        {text-wrap: nowrap; text-overflow: ellipsis; height: auto;}
    ProgressScreen #head {height: auto; padding: 0 2;}
    ProgressScreen #views {margin: 1 0;}
    ProgressScreen #body {width: 1fr; padding: 0 1 0 2;}
    ProgressScreen #beside {display: none; padding: 0 1 0 2; scrollbar-size-vertical: 1;}
    """

    def __init__(self) -> None:
        self._view = VIEWS[0]
        self._by_number = False
        self._report: Report | None = None
        super().__init__()
        self._banks: Sequence[BankProgress] = ()
        self._at = dict.fromkeys(VIEWS, 0)
        self._starts: Sequence[int] = ()
        self._headline = Text(id="headline")
        self._names = Text(id="views")
        self._chart = Chart(id="chart")
        self._second = Text()
        self._beside = VerticalScroll(self._second, id="beside", can_focus=False)
        self.keys = {
            "tab": lambda: self._turn(1),
            "shift+tab": lambda: self._turn(-1),
            "right": lambda: self._turn(1),
            "left": lambda: self._turn(-1),
            "j": lambda: self._choose(1),
            "down": lambda: self._choose(1),
            "k": lambda: self._choose(-1),
            "up": lambda: self._choose(-1),
            "enter": self._enter,
            "space": self._look_up,
            "b": self._turn_bars,
            "c": self._copy,
            "d": self._take_back,
            "x": self._export,
            "g": self._aim,
        }

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
        yield self.key_row

    def offered(self) -> tuple[KeyPair, ...]:
        """What the keys do."""
        acts: dict[str, tuple[KeyPair, ...]] = {
            "passes": (
                ("j k", "subject"),
                ("enter", "topics"),
                ("space", "exercises"),
                ("b", "by share" if self._by_number else "by number"),
            ),
            "topics": (("j k", "topic"), ("enter", "drill it"), ("space", "exercises"), ("g", "aim for it")),
            "disputes": (("j k", "choose"), ("enter", "drill it"), ("d", "take back"), ("c", "copy")),
        }
        here = acts.get(self._view, (("j k", "scroll"),))
        if self._view == "disputes" and self._dispute is None:
            here = ()
        return (*here, ("tab", "next view"), ("x", "export as SVG"), ("?", "keys"))

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """All views, in the session's thread."""
        from drill.session.report import gather

        report = gather(workspace)

        def show() -> None:
            self._report = report
            unbegun = (bank for bank in report.banks if bank.items and bank not in report.begun)
            self._banks = [*report.begun, *unbegun]
            self.top.set_corner(line((in_words(report.study_day), "$secondary")))
            self._draw()

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
        self._names.show(view_names(VIEWS, self._view, width))
        if (report := self._report) is not None and report.begun:
            told = headline(report.headline, report.outlook, len(report.days), width, self.app.looks)
            self._headline.show(join(told if self.app.size.height >= LOW_ROWS else told[:1]))

    def _draw(self) -> None:
        self._draw_head()
        self.key_row.set(*self.offered())
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

    def _content(self, report: Report) -> View:
        from drill.tui.screens import progress_views as views

        looks, at, (left, right) = self.app.looks, self._at[self._view], self._widths
        width = self.app.size.width - SIDES_CELLS
        match self._view:
            case "passes":
                view = views.passes(self._banks, at, left, looks, by_number=self._by_number)
                view.beside = [
                    *views.ahead_rows(report.outlook, len(report.days), right, looks),
                    EMPTY,
                    *views.topic_bars(self._bank.title, self._topics, right, looks),
                ]
                return view
            case "topics":
                return views.topic_grid(self._bank.title, self._topics, at, width, looks)
            case "days":
                minutes = self.app.settings.minutes
                return views.days(report, minutes, (left, right), looks)
            case "disputes":
                return views.dispute_list(report.disputes, at, width, looks)
            case _:
                return views.honesty(report, right, looks)

    @property
    def _bank(self) -> BankProgress:
        return self._banks[min(self._at["passes"], len(self._banks) - 1)]

    @property
    def _topics(self) -> Sequence[TopicProgress]:
        return self._report.topics.get(self._bank.bank, ()) if self._report is not None else ()

    @property
    def _topic(self) -> TopicProgress | None:
        return self._topics[self._at["topics"]] if self._view == "topics" and self._topics else None

    @property
    def _dispute(self) -> DisputeLine | None:
        lines = self._report.disputes.disputed if self._report is not None else ()
        at = min(self._at["disputes"], len(lines) - 1)  # the last one may have been taken back
        return lines[at] if self._view == "disputes" and lines else None

    # --- acts ----------------------------------------------------------------------------------------------

    def _aim(self) -> None:
        """The subject of the topics is the goal, or no longer."""
        if self._topic is not None:
            self.app.aim_for(self._bank.bank, self._bank.title)

    def _turn(self, by: int) -> None:
        self._view = VIEWS[(VIEWS.index(self._view) + by) % len(VIEWS)]
        self.body.scroll_home(animate=False)
        self._draw()

    def _choose(self, by: int) -> None:
        """Another subject, topic or dispute; elsewhere the view scrolls."""
        if self._starts:
            self._choose_at(self._at[self._view] + by)
        else:
            scroll = self.body.scroll_down if by > 0 else self.body.scroll_up
            scroll(animate=False, immediate=True)

    def _choose_at(self, number: int) -> None:
        self._at[self._view] = min(len(self._starts) - 1, max(0, number))
        if self._view == "passes":
            self._at["topics"] = 0
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

    def _enter(self) -> None:
        """The topics of a subject; a session on a topic, or on what was disputed."""
        from drill.session.queueing import Request

        if self._view == "passes" and self._starts:
            self._turn(1)
        elif (topic := self._topic) is not None:
            self.app.drill(Request(scope=(f"{self._bank.bank}/{topic.topic}",)))
        elif (dispute := self._dispute) is not None:
            self.app.drill(Request(scope=(dispute.item,)))

    def _look_up(self) -> None:
        """The exercises of a subject or topic, in the library."""
        from drill.tui.screens.library import LibraryScreen

        if (topic := self._topic) is not None:
            self.app.replace_screen(LibraryScreen(find=f"{self._bank.title} {topic.title}"))
        elif self._view == "passes" and self._starts:
            self.app.replace_screen(LibraryScreen(find=self._bank.title))

    def _turn_bars(self) -> None:
        self._by_number = not self._by_number
        self._draw()

    def _copy(self) -> None:
        from drill.tui.screens.progress_views import report

        if (dispute := self._dispute) is not None:
            self.app.copy_to_clipboard(report(dispute))
            self.app.notify("Report copied.", markup=False)
        else:
            self.app.copy_to_clipboard(self._chart.content_text)
            self.app.notify("View copied.", markup=False)

    def _export(self) -> None:
        """All charts as a picture."""

        def draw(workspace: Workspace) -> str:
            from drill.drawing.svg import to_svg
            from drill.session.report import gather
            from drill.tui.exports import keep

            report = gather(workspace)
            picture = to_svg(report, report.begun or report.banks)
            return keep(workspace.places, f"progress-{report.study_day}.svg", picture)

        self.act(draw)

    def _take_back(self) -> None:
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

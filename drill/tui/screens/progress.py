"""Progress: where one stands, pass by pass, topic by topic, day by day; whether one's words hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from drill.tui.content import EMPTY, join, line
from drill.tui.looks import WIDE
from drill.tui.screens.places import PlaceScreen, in_words
from drill.tui.widgets.rows import KeyPair
from drill.tui.widgets.text import Text

if TYPE_CHECKING:
    from datetime import date

    from drill.session.figures import DisputeLine, Disputes, Outlook, PassTime, Words
    from drill.session.views import BankProgress, DayProgress, TopicProgress
    from drill.session.workspace import Workspace

VIEWS: tuple[str, ...] = ("passes", "topics", "days", "time and honesty", "disputes")
NO_MARKS = "Charts begin with the first mark: 1, then enter."
HEAD_ROWS = 4
SIDES_CELLS = 4
"""What stands empty left and right of the charts."""


class ProgressScreen(PlaceScreen):
    """Five views, one ``tab`` apart; ``j`` and ``k`` choose a subject, a topic or a dispute."""

    PLACE = "Progress"
    DEFAULT_CSS = """
    ProgressScreen #body {padding: 0 1 0 2; scrollbar-gutter: stable;}
    ProgressScreen #chart, ProgressScreen #views {text-wrap: nowrap; text-overflow: ellipsis;}
    ProgressScreen #views {margin-top: 1;}
    """

    def __init__(self) -> None:
        self._view = VIEWS[0]
        super().__init__()
        self._banks: Sequence[BankProgress] = ()
        self._topics: Mapping[str, Sequence[TopicProgress]] = {}
        self._days: Sequence[DayProgress] = ()
        self._times: Sequence[PassTime] = ()
        self._words: Sequence[Words] = ()
        self._ahead: Outlook | None = None
        self._disputes: Disputes | None = None
        self._study_day: date | None = None
        self._at = dict.fromkeys(VIEWS, 0)
        self._by_number = False
        self._head = Text(id="views")
        self._chart = Text(id="chart")
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
            "b": self._turn_bars,
            "c": self._copy,
            "d": self._take_back,
            "x": self._export,
        }

    def compose_body(self) -> ComposeResult:
        """The names of the views, and one of them."""
        yield self._head
        yield self._chart

    def offered(self) -> tuple[KeyPair, ...]:
        """What the keys do."""
        acts: Mapping[str, tuple[KeyPair, ...]] = {
            "passes": (("j k", "subject"), ("enter", "its topics"), ("b", "by share or number")),
            "topics": (("j k", "topic"), ("enter", "its exercises")),
            "disputes": (
                ("j k", "choose"),
                ("enter", "drill it"),
                ("d", "take back"),
                ("c", "copy"),
            ),
        }
        here = acts.get(self._view, (("j k", "scroll"),))
        if self._view == "disputes" and self._dispute is None:
            here = ()
        return (("tab", "next view"), *here, ("x", "export as SVG"), ("?", "keys"))

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """All views, in the session's thread."""
        from drill.session import progress

        banks = [bank for bank in progress.progress(workspace) if bank.items]
        topics, days = progress.topics(workspace), progress.days(workspace)
        times, words = progress.times(workspace), progress.words(workspace)
        ahead, disputes = progress.outlook(workspace), progress.disputes(workspace)
        day = workspace.study_day()

        def show() -> None:
            self._banks, self._topics, self._days = banks, topics, days
            self._times, self._words, self._ahead, self._disputes = times, words, ahead, disputes
            self._study_day = day
            self.top.set_corner(line((in_words(day), "$secondary")))
            self._draw()

        return show

    def on_mount(self) -> None:
        """The frame first."""
        self._draw_head()

    def on_resize(self) -> None:
        """Bars of another length."""
        self._draw_head()
        if self._study_day is not None:
            self._draw()

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw_head(self) -> None:
        from drill.tui.screens.progress_views import view_names

        self._head.show(view_names(VIEWS, self._view, self.app.size.width - SIDES_CELLS))

    def _draw(self) -> None:
        self._draw_head()
        self.key_row.set(*self.offered())
        if not any(each.states.get("unseen", 0) < each.items for each in self._banks):
            self._chart.show(line("\n", NO_MARKS))
            return
        self._chart.show(self._content())

    def _content(self) -> Content:
        from drill.tui.screens import progress_views as views

        width, looks, at = self.app.size.width - SIDES_CELLS, self.app.looks, self._at[self._view]
        match self._view:
            case "passes":
                chart = views.passes(self._banks, at, width, looks, by_number=self._by_number)
                return chart if self.app.size.width < WIDE else join([chart, *self._beside_passes(width)])
            case "topics":
                return views.topic_grid(self._bank.title, self._topics_here, at, width, looks)
            case "days" if self._study_day is not None:
                minutes = self.app.settings.minutes
                return views.days(self._days, self._ahead, self._study_day, minutes, width, looks)
            case "time and honesty":
                return views.honesty(self._times, self._words, looks)
            case "disputes" if self._disputes is not None:
                return views.dispute_list(self._disputes, at, looks)
            case _:
                return EMPTY

    def _beside_passes(self, width: int) -> list[Content]:
        """On wide terminals the chosen subject's topics and the days ahead stand below its passes."""
        from drill.tui.screens import progress_views as views

        looks = self.app.looks
        ahead = views.ahead_rows(self._ahead, len(self._days), looks) if self._ahead is not None else []
        return [*ahead, views.topic_grid(self._bank.title, self._topics_here, -1, width, looks)]

    @property
    def _bank(self) -> BankProgress:
        return self._banks[min(self._at["passes"], len(self._banks) - 1)]

    @property
    def _topics_here(self) -> Sequence[TopicProgress]:
        return self._topics.get(self._bank.bank, ())

    @property
    def _dispute(self) -> DisputeLine | None:
        lines = self._disputes.lines if self._disputes is not None else ()
        return lines[self._at["disputes"]] if self._view == "disputes" and lines else None

    # --- acts ----------------------------------------------------------------------------------------------

    def _turn(self, by: int) -> None:
        self._view = VIEWS[(VIEWS.index(self._view) + by) % len(VIEWS)]
        self.body.scroll_home(animate=False)
        self._draw()

    def _choose(self, by: int) -> None:
        """Another subject, topic or dispute; elsewhere the view scrolls."""
        sizes = {
            "passes": len(self._banks),
            "topics": len(self._topics_here) if self._banks else 0,
            "disputes": len(self._disputes.lines) if self._disputes is not None else 0,
        }
        size = sizes.get(self._view, 0)
        if not size:
            scroll = self.body.scroll_down if by > 0 else self.body.scroll_up
            scroll(animate=False, immediate=True)
            return
        self._at[self._view] = min(size - 1, max(0, self._at[self._view] + by))
        if self._view == "passes":
            self._at["topics"] = 0
        self._draw()
        self._see_chosen()

    def _see_chosen(self) -> None:
        """What is chosen is in sight."""
        row = self._at[self._view] + HEAD_ROWS
        if self._view == "passes":
            row = HEAD_ROWS + sum(len(bank.passes) + 2 for bank in self._banks[: self._at["passes"]])
        top, height = self.body.scroll_offset.y, self.body.size.height
        if not top <= row - 2 <= row + 2 < top + height:
            self.body.scroll_to(y=max(0, row - height // 2), animate=False)

    def _enter(self) -> None:
        if not self._banks:
            return
        if self._view == "passes":
            self._turn(1)
        elif self._view == "topics" and self._topics_here:
            from drill.tui.screens.library import LibraryScreen

            topic = self._topics_here[self._at["topics"]]
            self.app.replace_screen(LibraryScreen(find=f"{self._bank.title} {topic.title}"))
        elif (dispute := self._dispute) is not None:
            from drill.session.start import Request

            self.app.drill(Request(scope=(dispute.item,)))

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
            from drill.session.report import gather
            from drill.session.svg import to_svg
            from drill.tui.exports import keep

            report = gather(workspace)
            picture = to_svg(report, report.begun or report.banks)
            return keep(workspace.places, f"progress-{report.study_day}.svg", picture)

        self.act(draw)

    def _take_back(self) -> None:
        if (dispute := self._dispute) is None:
            return
        if dispute.cause != "override":
            self.banner.say("It was said with the mark itself: drill override ITEM says another word of it.")
            return

        def take(workspace: Workspace) -> str:
            from drill.session.history import take_back

            take_back(workspace, dispute.item, dispute.event)
            return f"The checker's word on {dispute.item} holds again."

        self.act(take)

"""Progress: where one stands, pass by pass, topic by topic, day by day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from drill.tui.content import EMPTY, Part, join, line
from drill.tui.screens.places import PlaceScreen
from drill.tui.widgets.bars import lettered, pass_line
from drill.tui.widgets.rows import KeyPair
from drill.tui.widgets.text import Text

if TYPE_CHECKING:
    from datetime import date

    from drill.session.views import BankProgress, DayProgress, TopicProgress
    from drill.session.workspace import Workspace

VIEWS = ("passes", "topics", "days")
NO_MARKS = "Charts begin with the first mark: 1, then enter."
WEEKS = 4
CHART_ROWS = 4
DAYS_LISTED = 14
TOPIC_CELLS = 24
PASS_COLUMNS = 5


class ProgressScreen(PlaceScreen):
    """Three views, one ``tab`` apart."""

    PLACE = "Progress"
    DEFAULT_CSS = "ProgressScreen #body {padding: 0 2;} ProgressScreen #chart {text-wrap: nowrap;}"

    def __init__(self) -> None:
        super().__init__()
        self._view = VIEWS[0]
        self._banks: Sequence[BankProgress] = ()
        self._topics: Mapping[str, Sequence[TopicProgress]] = {}
        self._days: Sequence[DayProgress] = ()
        self._study_day: date | None = None
        self._head = Text(id="views")
        self._chart = Text(id="chart")
        self.keys = {"tab": lambda: self._turn(1), "shift+tab": lambda: self._turn(-1)}

    def compose_body(self) -> ComposeResult:
        """The names of the views, and one of them."""
        yield self._head
        yield self._chart

    def offered(self) -> tuple[KeyPair, ...]:
        """What the keys do."""
        return (("tab", "next view"), ("j k", "scroll"), ("1–5", "places"), ("?", "keys"))

    def fill(self, workspace: Workspace) -> Callable[[], None]:
        """All three views, in the session's thread."""
        from drill.session import progress

        banks, days, day = progress.progress(workspace), progress.days(workspace), workspace.study_day()
        topics = progress.topics(workspace)

        def show() -> None:
            self._banks, self._topics, self._days, self._study_day = banks, topics, days, day
            self._draw()

        return show

    def on_mount(self) -> None:
        """The frame first."""
        self._draw_head()

    def on_resize(self) -> None:
        """Bars of another length."""
        if self._study_day is not None:
            self._draw()

    def _turn(self, by: int) -> None:
        self._view = VIEWS[(VIEWS.index(self._view) + by) % len(VIEWS)]
        self.body.scroll_home(animate=False)
        self._draw()

    def _draw_head(self) -> None:
        parts: list[Part] = ["\n"]
        for name in VIEWS:
            parts += [(f" {name} ", "bold reverse" if name == self._view else "$secondary"), "  "]
        self._head.show(line(*parts))

    def _draw(self) -> None:
        self._draw_head()
        if not any(each.states.get("unseen", 0) < each.items for each in self._banks):
            self._chart.show(line("\n", NO_MARKS))
            return
        views: Mapping[str, Callable[[], Content]] = {
            "passes": self._passes,
            "topics": self._topic_grids,
            "days": self._day_charts,
        }
        self._chart.show(views[self._view]())

    # --- passes --------------------------------------------------------------------------------------------

    def _passes(self) -> Content:
        lines: list[Content] = []
        for bank in self._banks:
            if not bank.items:
                continue
            done = (" complete", "$secondary") if bank.complete else ""
            lines += [EMPTY, line((bank.title, "bold"), done)]
            lines += [pass_line(row, self.app.size.width - 4, self.app.looks) for row in bank.passes]
        return join(lines)

    # --- topics --------------------------------------------------------------------------------------------

    def _topic_grids(self) -> Content:
        lines: list[Content] = [EMPTY]
        for bank in self._banks:
            met = [topic for topic in self._topics.get(bank.bank, ()) if topic.cells]
            unmet = len(self._topics.get(bank.bank, ())) - len(met)
            if not met:
                continue
            head = "".join(f"{f'pass {number}':>9}" for number in range(1, PASS_COLUMNS + 1))
            name = bank.title[: TOPIC_CELLS - 1]
            lines.append(line((f"{name:{TOPIC_CELLS}}", "bold"), (head + "   open", "$secondary")))
            lines += [self._topic(topic) for topic in met]
            lines += [line((f"{unmet} more not met yet", "$secondary"))] if unmet else []
            lines.append(EMPTY)
        looks = self.app.looks
        shades = " ".join((looks.glyph("█", "#"), ">= 9 of 10 ", looks.glyph("▓", "+"), ">= 7 "))
        shades += " " + " ".join((looks.glyph("▒", "-"), ">= 4 ", looks.glyph("░", "."), "less"))
        return join([*lines, line((f"green of met: {shades} · open: not met", "$secondary"))])

    def _topic(self, topic: TopicProgress) -> Content:
        parts = [f"{topic.title[: TOPIC_CELLS - 1]:{TOPIC_CELLS}}"]
        for number in range(1, PASS_COLUMNS + 1):
            green, met = topic.cells.get(number, (0, 0))
            parts.append(f"{self._shade(green, met)} {f'{green}/{met}':>5}" if met else "·")
        return line(parts[0], "".join(f"{part:>9}" for part in parts[1:]), f"{topic.open:>7}")

    def _shade(self, green: int, met: int) -> str:
        looks = self.app.looks
        share = green / met
        shades = ((0.9, "█", "#"), (0.7, "▓", "+"), (0.4, "▒", "-"), (0.0, "░", "."))
        return next(looks.glyph(shade, plain) for least, shade, plain in shades if share >= least)

    # --- days ----------------------------------------------------------------------------------------------

    def _day_charts(self) -> Content:
        if self._study_day is None:
            return EMPTY
        lines = [EMPTY, line(("Minutes a day", "bold"), ("   four weeks", "$secondary"))]
        lines += self._minutes_chart(self._study_day)
        lines += [EMPTY, line(("Marks a day", "bold"))]
        lines += [self._day(day) for day in list(reversed(self._days))[:DAYS_LISTED]]
        lines += [EMPTY, line(("Days without drill are left as they are.", "$secondary"))]
        return join(lines)

    def _minutes_chart(self, today: date) -> list[Content]:
        """Columns of two cells a day; the scale stands at the right."""
        first = today - timedelta(today.weekday() + 7 * (WEEKS - 1))
        days = [first + timedelta(number) for number in range(7 * WEEKS)]
        spent = {day.day: day.minutes for day in self._days}
        most = max([*(spent.get(day, 0.0) for day in days), float(self.app.settings.minutes)])
        full, half = self.app.looks.glyph("█", "#"), self.app.looks.glyph("▄", "_")
        rows: list[Content] = []
        for row in range(CHART_ROWS, 0, -1):
            cells = ""
            for day in days:
                height = spent.get(day, 0.0) / most * CHART_ROWS
                cells += (full if height >= row else half if height > row - 1 else " ") * 2
            rows.append(line(cells.ljust(2 * len(days)), (f"  {most * row / CHART_ROWS:.0f}", "$secondary")))
        return [*rows, line(("".join(f"{day:%a}"[0] + " " for day in days), "$secondary"))]

    def _day(self, day: DayProgress) -> Content:
        marks = [("G", day.green), ("Y", day.yellow), ("R", day.red)]
        told = "  ".join(f"{number} {letter}" for letter, number in marks if number)
        head = f"{day.day:%a} {day.day.day:>2}  {day.minutes:>4.0f} min  "
        room = max(8, min(70, self.app.size.width - 4 - len(head) - 18))
        longest = max(each.attempts for each in self._days)
        width = max(1, round(room * day.attempts / longest)) if longest else 0
        return line(head) + lettered(marks, width, self.app.looks) + line(f"  {told}")

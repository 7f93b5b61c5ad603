"""The end of a session: what it came to, and what to look at once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from drill.errors import DrillError
from drill.session.charts import LETTERS
from drill.session.views import AttemptLine, ClosedPass, SessionSummary
from drill.tui.content import EMPTY, Part, count, join, line
from drill.tui.scrolling import scrolls
from drill.tui.widgets.banner import Banner
from drill.tui.widgets.bars import lettered, pass_line
from drill.tui.widgets.rows import PLACES, KeyRow, TopLine
from drill.tui.widgets.text import Text
from drill.tui.widgets.verdict import back

if TYPE_CHECKING:
    from drill.session.sitting import Sitting
    from drill.tui.app import DrillApp

MORE_MINUTES = 10
COLUMN_CELLS = 40
SHOWN = 8
"""So many yellows and reds are listed by name."""


class SummaryScreen(Screen[None]):
    """What the marks of a session were; from here on, back, or home."""

    app: DrillApp
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    SummaryScreen VerticalScroll {height: 1fr; padding: 1 2; scrollbar-size-vertical: 1;}
    SummaryScreen Text {height: auto;}
    """

    def __init__(
        self,
        summary: SessionSummary,
        sitting: Sitting,
        study_day: date,
        closed: Sequence[ClosedPass] = (),
        told: str = "",
    ) -> None:
        """``told`` is a line that is said once, at this occasion."""
        super().__init__()
        self._told = told
        self._summary = summary
        self._sitting = sitting
        self._study_day = study_day
        self._passes_closed = closed
        self._passes = Text()
        self._chart = Text()

    def compose(self) -> ComposeResult:
        """Chart, what to look at, what turned green, tomorrow."""
        summary = self._summary
        minutes = max(1, round(summary.seconds / 60))
        head = f"{count(minutes, 'minute')}, {count(summary.attempts, 'exercise')}"
        if not summary.attempts:
            head = "Nothing to drill here now"
        yield TopLine(line((head, "bold")))
        yield Banner()
        with VerticalScroll(can_focus=False):
            yield self._chart
            yield self._passes
            yield Text(self._lines())
        more: tuple[tuple[str, str], ...] = (
            (("+", f"{MORE_MINUTES} minutes more"),) if summary.waiting else ()
        )
        yield KeyRow(("enter", "done"), *more, ("u", "undo the last mark"), ("?", "keys"))

    def on_mount(self) -> None:
        """What the app must do if it ends here; and what was left out on the way."""
        self.app.at_the_end = self._sitting.close
        if self.app.workspace is not None:
            told = (self._told, *self.app.workspace.take_notices())
            self.query_one(Banner).say(*(line for line in told if line))

    def on_resize(self) -> None:
        """A bar of another length."""
        summary = self._summary
        counts = [
            (LETTERS["green"], summary.green),
            (LETTERS["yellow"], summary.yellow),
            (LETTERS["red"], summary.red),
        ]
        told = "  ".join(f"{number} {letter}" for letter, number in counts if number)
        told += f"  {summary.parked} parked" if summary.parked else ""
        width = max(10, min(70, self.app.size.width - len(told) - 8))
        self._chart.show(lettered(counts, width, self.app.looks) + line("  ", told))
        self._passes.display = bool(self._passes_closed)
        self._passes.show(
            join([each for closed in self._passes_closed for each in self._closed_pass(closed)])
        )

    def _closed_pass(self, closed: ClosedPass) -> list[Content]:
        """The chart of a bank of which a pass is complete."""
        row = closed.row
        left = row.yellow + row.red - row.parked
        rest = f"   pass {row.pass_ + 1} is what was not green: {count(left, 'exercise')}" if left else ""
        lines = [
            EMPTY,
            line((f"{closed.title} · pass {row.pass_} is complete", "bold"), (rest, "$secondary")),
        ]
        lines += [pass_line(each, self.app.size.width - 4, self.app.looks) for each in closed.passes]
        return lines + self._what_went_wrong(closed)

    def _what_went_wrong(self, closed: ClosedPass) -> list[Content]:
        """Where the reds sit, beside the commonest slips; then what was right for no known reason."""
        looks = self.app.looks
        reds = [("Where the reds sit", "")] if closed.reds else []
        reds += [(title[: COLUMN_CELLS - 6], str(number)) for title, number in closed.reds]
        slips = [("Your commonest slips", "")] if closed.slips else []
        slips += [(code.replace("-", " "), str(number)) for code, number in closed.slips]
        lines: list[Content] = [EMPTY] if reds or slips else []
        for (red, reds_there), (slip, times) in zip_longest(reds, slips, fillvalue=("", "")):
            sign: list[Part] = [looks.sign("red"), f" {reds_there}"] if reds_there else []
            left = line(f"{red:{COLUMN_CELLS - 5}}", *sign)
            lines.append(left + line(" " * (COLUMN_CELLS - len(left.plain)), f"{slip:26}{times:>4}"))
        if closed.unsure:
            told = f" {count(closed.unsure, 'time')} your answer was right but you were not sure why."
            lines.append(line(looks.sign("yellow"), told))
        return lines

    def _lines(self) -> Content:
        summary = self._summary
        lines: list[Content] = []
        again = [each for each in summary.lines if each.mark != "green"]
        if again:
            again.sort(key=lambda each: each.mark != "red")
            lines += [EMPTY, line(("To look at once more", "bold"))]
            lines += [self._to_look_at(each) for each in again[:SHOWN]]
            lines += [line((f"  {len(again) - SHOWN} more", "$secondary"))] if len(again) > SHOWN else []
        turned = [each for each in summary.lines if each.mark == "green" and each.was in ("yellow", "red")]
        if turned:
            lines += [EMPTY, line(("Green now that was not", "bold"))]
            lines += [line(self.app.looks.sign("green"), f" {each.item}") for each in turned]
        lines.append(EMPTY)
        lines += [line((each, "bold")) for each in summary.complete]
        if summary.tomorrow:
            comes = "comes" if summary.tomorrow == 1 else "come"
            lines.append(line(f"Tomorrow {summary.tomorrow} {comes} back."))
        if summary.waiting:
            lines.append(
                line((f"{count(summary.waiting, 'exercise')} can still be drilled today.", "$secondary"))
            )
        return join(lines)

    def _to_look_at(self, each: AttemptLine) -> Content:
        looks = self.app.looks
        sign: Part = looks.sign("parked" if each.state == "parked" else each.mark)
        when = "parked" if each.state == "parked" else f"back {back(each.due, self._study_day)}"
        if each.mark == "yellow":
            why = "right, not sure why" if each.ok else each.code.replace("-", " ")
            when = f"{when}{', ' if why else ''}{why}"
        return line(sign, f" {each.item:40} ", (when, "$secondary"))

    def on_key(self, event: events.Key) -> None:
        """On, more, or back."""
        if not self.is_current:
            return
        match event.key:
            case "enter" | "escape" | "q":
                self._done("Today")
            case "1" | "2" | "3" | "4" | "5":
                self._done(PLACES[int(event.key) - 1])
            case "plus" if self._summary.waiting:
                self._go_on()
            case "u":
                self._undo()
            case "question_mark":
                self.app.show_help(self.query_one(KeyRow).pairs)
            case key:
                if not scrolls(self.query_one(VerticalScroll), key):
                    return
        event.stop()

    @work(exclusive=True)
    async def _done(self, place: str) -> None:
        self.app.at_the_end = None
        await self.app.background.run(self._sitting.close)
        self.app.go_to(place)

    @work(exclusive=True)
    async def _go_on(self) -> None:
        workspace = await self.app.opened()
        await self.app.background.run(_more, self._sitting, workspace)
        self._drill_on()

    @work(exclusive=True)
    async def _undo(self) -> None:
        try:
            undone = await self.app.background.run(self._sitting.undo)
        except DrillError as error:
            self.query_one(Banner).say(str(error))
            return
        if undone is None:
            self.query_one(Banner).say("There is nothing to undo.")
        else:
            self._drill_on(is_after_undo=True)

    def _drill_on(self, *, is_after_undo: bool = False) -> None:
        from drill.tui.screens.drilling.screen import DrillingScreen

        self.app.replace_screen(DrillingScreen(sitting=self._sitting, is_after_undo=is_after_undo))


def _more(sitting: Sitting, workspace: object) -> None:
    from drill.gyr.progress import items_in
    from drill.session.queueing import seconds_each
    from drill.session.workspace import Workspace

    assert isinstance(workspace, Workspace)
    sitting.more(max(1, round(items_in(MORE_MINUTES, seconds_each(workspace)))))

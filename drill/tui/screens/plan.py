"""The plan: what comes, today and later, in order; any of it may be started at once."""

from __future__ import annotations

import textwrap
from typing import ClassVar

from textual.content import Content
from textual.widgets.option_list import Option

from drill.session.follow_up import back
from drill.session.queueing import Request
from drill.session.today_view import PlannedItem, TodayView
from drill.tui.bindings import bind
from drill.tui.content import join, line
from drill.tui.window import ListWindow

ITEM_CELLS, LEAST_ITEM_CELLS = 54, 12
# Columns from which subjects stand beside, and below which only passes do.
WIDE, NARROW = 100, 60


class PlanScreen(ListWindow[Request | None]):
    """Closes with what to start, or with nothing."""

    BINDINGS: ClassVar = [
        bind("go-on", "submit", "start with it"), bind("all", "everything", "all of them now, due or not"),
        bind("back", "close", "back to Today"), bind("look", "close"),
    ]  # fmt: skip

    def __init__(self, view: TodayView) -> None:
        """A list in the order of the day, then what comes back on later days."""
        super().__init__("What comes, in this order" if view.plan else "What comes back on later days")
        self._view = view
        self._subjects = {bank.bank: bank.title for bank in view.subjects}
        between = [None] if view.plan and view.coming else []
        self._rows: list[PlannedItem | None] = [*view.plan, *between, *view.coming]

    def offer(self, action: str) -> str | bool:
        """Name what acts."""
        return bool(self._view.coming) if action == "everything" else super().offer(action)

    def on_resize(self) -> None:
        """Redraw names at their new length."""
        index = self.listed.highlighted or 0
        self.listed.clear_options()
        self.listed.add_options([Option(self._row(item), disabled=item is None) for item in self._rows])
        self.listed.highlighted = index

    def _row(self, item: PlannedItem | None) -> Content:
        if item is None:
            return line(("later", "bold"))
        looks = self.app.looks
        why = self._why(item)
        cells = min(ITEM_CELLS, max(LEAST_ITEM_CELLS, self.app.size.width - len(why) - 8))
        first, *further_lines = textwrap.wrap(item.title or looks.item(item.item, cells), cells)
        subject = self._subjects.get(item.bank, "") if self.app.size.width >= WIDE else ""
        why_and_subject = (f"{why:26}{subject}".rstrip(), "$secondary")
        head = line(looks.sign(item.state), f" {first:{cells}} ", why_and_subject)
        return join([head, *(line(f"  {candidate}") for candidate in further_lines)])

    def _why(self, item: PlannedItem) -> str:
        if item.due is not None and item.due > self._view.study_day:
            return back(item.due, self._view.study_day)
        if item.reason != "again":
            return item.told
        return f"again, pass {item.pass_}" + (", card first" if self.app.size.width >= NARROW else "")

    def choose(self, number: int) -> None:
        """Start with one of them."""
        if (item := self._rows[number]) is not None:
            self.dismiss(Request(first=item.item))

    def action_everything(self) -> None:
        """Start all of it now, due or not."""
        self.dismiss(Request(early=True))

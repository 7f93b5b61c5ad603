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
        bind("go-on", "submit", "start with it"), bind("next", "turn", "what is left"),
        bind("all", "everything", "all of them now, due or not"),
        bind("back", "close", "back to Today"), bind("look", "close"),
    ]  # fmt: skip

    def __init__(self, view: TodayView) -> None:
        """A list in the order of the day, then what comes back on later days."""
        super().__init__("All of today, in this order" if view.plan else "What comes back on later days")
        self._view = view
        between = [None] if view.plan and view.coming else []
        self._rows: list[PlannedItem | None] = [*view.plan, *between, *view.coming]
        self._shows_skills = False

    def offer(self, action: str) -> str | bool:
        """Name what acts."""
        if action == "turn":
            left = self._view.begun or self._view.unbegun
            return ("all of today" if self._shows_skills else "what is left") if left else False
        if self._shows_skills and action in ("everything", "submit"):
            return False
        return bool(self._view.coming) if action == "everything" else super().offer(action)

    def action_turn(self) -> None:
        """Show the skills that are left on the way to the goal, or the list again."""
        self._shows_skills = not self._shows_skills
        self.on_resize()
        self.refresh_bindings()

    def _skill_rows(self) -> list[Content]:
        """Return the names of the skills that are left: those begun, then the new ones."""
        rows: list[Content] = []
        for head, titles in (("begun", self._view.begun), ("new", self._view.unbegun)):
            if titles:
                rows += [line((f"{len(titles)} {head}", "bold")), *(line(f"  {title}") for title in titles)]
        return rows

    def on_resize(self) -> None:
        """Redraw names at their new length."""
        index = self.listed.highlighted or 0
        self.listed.clear_options()
        goal = self._view.goal
        if self._shows_skills and goal is not None:
            self._top.show(line((f"Left on the way to {goal.short_title}", "bold")))
            self.listed.add_options([Option(row, disabled=True) for row in self._skill_rows()])
            return
        head = "All of today, in this order" if self._view.plan else "What comes back on later days"
        self._top.show(line((head, "bold")))
        self.listed.add_options([Option(self._row(item), disabled=item is None) for item in self._rows])
        self.listed.highlighted = index

    def _row(self, item: PlannedItem | None) -> Content:
        if item is None:
            return line(("later", "bold"))
        looks = self.app.looks
        why = self._why(item)
        cells = min(ITEM_CELLS, max(LEAST_ITEM_CELLS, self.app.size.width - len(why) - 8))
        first, *further_lines = textwrap.wrap(item.title or looks.item(item.item, cells), cells)
        subject = self._view.titles.get(item.bank, "") if self.app.size.width >= WIDE else ""
        why_and_subject = (f"{why:26}{subject}".rstrip(), "$secondary")
        head = line(looks.sign(item.state), f" {first:{cells}} ", why_and_subject)
        return join([head, *(line(f"  {candidate}") for candidate in further_lines)])

    def _why(self, item: PlannedItem) -> str:
        if item.due is not None and item.due > self._view.study_day:
            return back(item.due, self._view.study_day)
        why = self._view.reasons.get(item.item, "")
        if item.reason != "again":
            return why or ("check" if item.reason == "check" else "new")
        return f"again, pass {item.pass_}" + (f", {why}" if self.app.size.width >= NARROW else "")

    def choose(self, number: int) -> None:
        """Start with one of them."""
        if (item := self._rows[number]) is not None:
            self.dismiss(Request(first=item.item))

    def action_everything(self) -> None:
        """Start all of it now, due or not."""
        self.dismiss(Request(early=True))

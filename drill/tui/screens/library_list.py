"""The library's list: exercises under their topics, and what was left out of the banks."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets.option_list import Option

from drill.tui.content import join, line
from drill.tui.widgets.rows import QuietList

if TYPE_CHECKING:
    from drill.session.library import LibraryItem
    from drill.tui.looks import Looks

MOST_LISTED = 400
# What a heading takes beside subject and topic.
HEADING_CELLS = 4
# What a row takes beside the name: sign, level, day.
ROW_CELLS = 16


class ExerciseList(QuietList):
    """Rows that can be chosen, one per exercise, with other rows between them."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._shown: list[LibraryItem | None] = []

    @property
    def chosen(self) -> LibraryItem | None:
        """The exercise that the cursor is on."""
        index = self.highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    @property
    def from_chosen_on(self) -> tuple[str, ...]:
        """Return the exercises that are listed from the cursor on."""
        return tuple(listed.item for listed in self._shown[self.highlighted or 0 :] if listed is not None)

    def choose(self, item: str) -> bool:
        """Put the cursor on an exercise; return whether it is listed."""
        for index, listed in enumerate(self._shown):
            if listed is not None and listed.item == item:
                self.highlighted = index
                return True
        return False

    def show(
        self,
        matches: Sequence[LibraryItem],
        left_out: Sequence[str],
        width: int,
        looks: Looks,
        *,
        keeps: LibraryItem | None,
    ) -> None:
        """List other exercises in rows of ``width`` cells; the cursor stays on ``keeps``, if it is listed."""
        self._shown = []
        options: list[Option] = []

        def add(item: LibraryItem | None, row: Content) -> None:
            self._shown.append(item)
            options.append(Option(row, disabled=item is None))

        heading = ""
        for item in matches[:MOST_LISTED]:
            here = looks.place(item.subject, item.topic)
            if here != heading:
                heading = here
                rows = textwrap.wrap(here, max(12, width - HEADING_CELLS), subsequent_indent="  ")
                add(None, join([line((row, "bold")) for row in rows]))
            add(item, _row(item, max(12, width - ROW_CELLS), looks))
        if len(matches) > MOST_LISTED:
            add(None, line((f"{len(matches) - MOST_LISTED} more: find narrows", "$secondary")))
        for problem in left_out:
            add(None, line(("left out ", "bold"), problem))
        self.clear_options()
        self.add_options(options)
        if matches:
            items = [listed.item if listed is not None else "" for listed in self._shown]
            is_there = keeps is not None and keeps.item in items
            self.highlighted = items.index(keeps.item) if keeps is not None and is_there else 1

    def tell(self, *lines: str) -> None:
        """Show a message if no exercise is listed."""
        self._shown = [None] * len(lines)
        self.clear_options()
        self.add_options([Option(line(text), disabled=True) for text in lines])


def _row(item: LibraryItem, cells: int, looks: Looks) -> Content:
    """Return a whole title, on two lines if necessary."""
    first, *further_lines = textwrap.wrap(looks.name(item.item, item.title), cells) or [""]
    due = (f"{item.due.day:>2} {item.due:%b}", "$secondary") if item.due else ""
    head = line("  ", looks.sign(item.state), f" {first:{cells}} {item.level} ", due)
    return join([head, *(line(f"    {candidate}") for candidate in further_lines)])

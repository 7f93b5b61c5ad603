"""Lists with columns: what their rows have, and how these are laid out in a width. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from drill.session.today.today_page import cut_words, wrap_words
from drill.tui.looks import CHOSEN, CHOSEN_STYLE, EMPTY, READING_CELLS, build_content, stack_lines
from drill.typeset import cell_width

# Cells between two columns.
GAP = 2
# Cells that a title keeps beside columns that stay, and beside those that give way to it.
LEAST_TITLE, USUAL_TITLE = 20, 36
# Min share of its cells that a text has which is cut between words, in percent.
LEAST_KEPT = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside the titles."""

    name: str
    # Cells without which it is left out; 0 if it is shown whole or not at all.
    least: int = 0
    # Columns of a lower priority are left out first.
    priority: int = 0
    # Max cells.
    most: int = READING_CELLS
    # Whether its cells are aligned on the right, and whether they give way to no title: numbers, states.
    is_right: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: what is before its title (indent and sign), the title, and its cells by their columns' names."""

    title: Content
    cells: Mapping[str, Content] = field(default_factory=dict[str, Content])
    head: Content = EMPTY


@dataclass(frozen=True, slots=True)
class Layout:
    """The cells of titles and of the columns that are shown, in their order."""

    title: int
    shown: Sequence[tuple[Column, int]]

    def draw(self, row: ListRow, *, wraps: bool = False) -> Content:
        """Return a row. A title that is longer than its column takes the cells of those behind it.

        If that is not enough, it is cut, or with ``wraps`` goes on below.
        """
        pieces: list[Content | str] = []
        more: list[str] = []
        content, cells, is_right = row.head + row.title, self.title, False
        at = end = 0

        def put() -> int:
            """Add a cell behind what there is; return where the line ends now."""
            fitting = cut_content(content, cells)
            begin = at + (cells - fitting.cell_length) * is_right
            pieces.extend((" " * (begin - end), fitting) if fitting else ())
            return begin + fitting.cell_length if fitting else end

        for column, width in self.shown:
            following = row.cells.get(column.name, EMPTY)
            gives_way = not following or not (pieces or column.stays)
            if content.cell_length > cells and gives_way:
                cells += GAP + width
                continue
            if wraps and not pieces and content.cell_length > cells:
                first, *more = wrap_words(row.title.plain, max(1, cells - row.head.cell_length))
                content = row.head + build_content(first)
            end = put()
            at += cells + GAP
            content, cells, is_right = following, width, column.is_right
        put()
        indent = " " * row.head.cell_length
        line = Content.assemble(*pieces)
        return stack_lines([line, *(build_content(indent + text) for text in more)]) if more else line

    def names(self, title: str = "") -> Content:
        """Return the names of the columns."""
        named = {column.name: build_content((column.name, "$secondary")) for column, _ in self.shown}
        return self.draw(ListRow(build_content((title, "$secondary")), named))


def lay_out(
    rows: Sequence[ListRow], columns: Sequence[Column], width: int, *, has_names: bool = False
) -> Layout:
    """Return the layout of rows in ``width`` cells, or in fewer where lines would be too long to read.

    A column is as wide as its longest cell, or as its name with ``has_names``. First come its least cells, in
    the order of priority (columns that stay before all others), then the titles, then what is left of the
    columns.
    """
    longest = max((row.head.cell_length + row.title.cell_length for row in rows), default=0)
    wanted = {
        column.name: min(
            column.most,
            max(
                [
                    len(column.name) * has_names,
                    *(row.cells.get(column.name, EMPTY).cell_length for row in rows),
                ]
            ),
        )
        for column in columns
    }
    present = (column for column in columns if wanted[column.name])
    in_order = sorted(present, key=lambda each: (not each.stays, -each.priority))
    given: dict[str, int] = {}
    room = width
    for column in in_order:
        least = min(column.least or wanted[column.name], wanted[column.name])
        if least + GAP <= room - min(longest, LEAST_TITLE if column.stays else USUAL_TITLE):
            given[column.name] = least
            room -= least + GAP
    room -= min(longest, LEAST_TITLE)
    title = max(0, min(room, min(longest, USUAL_TITLE) - LEAST_TITLE))
    room -= title
    for column in in_order:
        if column.name in given:
            more = min(room, wanted[column.name] - given[column.name])
            given[column.name] += more
            room -= more
    used = sum(given.values()) + GAP * len(given)
    title = max(0, min(width - used, max(READING_CELLS - used, min(longest, READING_CELLS))))
    return Layout(title, [(column, given[column.name]) for column in columns if column.name in given])


def cut_content(content: Content, cells: int) -> Content:
    """Return a line in at most ``cells`` cells, with a sign where something is missing.

    It is cut between words, unless much of it would be lost: a formula is one long word.
    """
    if content.cell_length <= cells:
        return content
    cut = cut_words(content.plain, cells)
    if cell_width(cut) < cells * LEAST_KEPT // 100:
        return content.truncate(cells, ellipsis=True)
    kept = len(cut.removesuffix("…"))
    return content[:kept] + cut[kept:]


def draw_list(
    rows: Sequence[ListRow], columns: Sequence[Column], width: int, *, wraps: bool = False
) -> list[Content]:
    """Return rows below each other; with ``wraps`` no title is cut."""
    layout = lay_out(rows, columns, width)
    return [layout.draw(row, wraps=wraps) for row in rows]


def mark_chosen(line: Content, width: int) -> Content:
    """Return the chosen line of a text: its sign in the cells before it, on its ground over ``width``."""
    filled = line.pad_right(max(0, width - line.cell_length))
    ground = filled.stylize(CHOSEN_STYLE)
    return ground[:0] + build_content((CHOSEN[0], "$primary on $block-cursor-background")) + ground[1:]

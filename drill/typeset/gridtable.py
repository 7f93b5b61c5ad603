"""Tables of Markdown: cells in columns, wrapped where they are too wide."""

from __future__ import annotations

import re
from dataclasses import replace

from drill.typeset.block import Span, cell_width
from drill.typeset.boxes import Alignment, pad_text
from drill.typeset.inline import Manner, Run, break_lines, read_inline

_GAP = "  "
_RULE = re.compile(r":?-+:?")
_BAR = re.compile(r"(?<!\\)\|")
_Cell = tuple[tuple[str, ...], tuple[Span, ...]]


def table_end(lines: list[str], start: int) -> int:
    """Return the line after the table that begins at ``start``; ``start`` itself if none does."""
    if start + 1 >= len(lines) or "|" not in lines[start]:
        return start
    rule = split_cells(lines[start + 1])
    if "|" not in lines[start + 1] or not all(map(_RULE.fullmatch, rule)):
        return start
    if len(rule) != len(split_cells(lines[start])):
        return start
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    # No screen shows more rows.
    return end if end - start <= 500 else start


def set_table(
    lines: list[str], manner: Manner, width: int
) -> tuple[tuple[str, ...], tuple[Span, ...], tuple[str, ...]] | None:
    """Return the table's lines, spans and left-over commands; ``None`` if it does not fit ``width``."""
    sides: list[Alignment] = [find_column_side(cell) for cell in split_cells(lines[1])]
    runs: list[list[Run]] = []
    for number, line in enumerate([lines[0], *lines[2:]]):
        cells = [_set_cell(cell, manner, bold=not number) for cell in split_cells(line)[: len(sides)]]
        row = [cell for cell in cells if cell is not None]
        if len(row) < len(cells):
            return None
        runs.append([*row, *(Run() for _ in range(len(sides) - len(row)))])
    widths = _fit_column_widths([[cell_width(run.text) for run in row] for row in runs], width)
    if widths is None:
        return None
    written: list[str] = []
    spans: list[Span] = []
    for number, row in enumerate(runs):
        if number == 1:
            rule = "-" if manner.tier == "ascii" else "─"
            written.append(_GAP.join(rule * room for room in widths))
        cells = [break_lines(run, room) for run, room in zip(row, widths, strict=True)]
        _add_row(cells, widths, sides, written, spans)
    return tuple(written), tuple(spans), tuple(name for row in runs for run in row for name in run.left_over)


def _add_row(
    cells: list[_Cell], widths: list[int], sides: list[Alignment], written: list[str], spans: list[Span]
) -> None:
    top = len(written)
    height = max((len(lines) for lines, _ in cells), default=0)
    rows = [""] * max(height, 1)
    start = 0
    for (lines, styled), room, side in zip(cells, widths, sides, strict=True):
        for number in range(len(rows)):
            line = lines[number] if number < len(lines) else ""
            free = room - cell_width(line)
            left = 0 if side == "l" else free if side == "r" else free // 2
            rows[number] += (_GAP if start else "") + pad_text(" " * left + line, room)
            spans.extend(
                replace(span, row=top + number, start=span.start + start + left, end=span.end + start + left)
                for span in styled
                if span.row == number
            )
        start += room + len(_GAP)
    written.extend(row.rstrip() for row in rows)


def split_cells(line: str) -> list[str]:
    """Return the cells of a row; bars inside formulas do not separate them."""
    inside = re.sub(r"\$[^$]*\$|`[^`]*`", lambda match: match[0].replace("|", "\x00"), line.strip())
    cells = _BAR.split(inside)
    if inside.startswith("|"):
        cells = cells[1:]
    if inside.endswith("|") and len(cells) > 1:
        cells = cells[:-1]
    return [cell.strip().replace("\x00", "|") for cell in cells]


def find_column_side(mark: str) -> Alignment:
    """Return the side of a column by its cell in the rule below the heads."""
    if mark.endswith(":"):
        return "c" if mark.startswith(":") else "r"
    return "l"


def _set_cell(cell: str, manner: Manner, *, bold: bool) -> Run | None:
    """Return one cell's text; ``None`` if a formula in it needs lines of its own."""
    blocks = read_inline(cell, manner, 1000, 1000)
    if not blocks:
        return Run()
    block = blocks[0]
    if len(blocks) > 1 or not isinstance(block, Run):
        return None
    if bold:
        block.styles = [style or "bold" for style in block.styles]
    return block


def _fit_column_widths(natural: list[list[int]], width: int) -> list[int] | None:
    """Return the columns' widths, the widest narrowed until all fit."""
    widths = [min(width, max(1, *column)) for column in zip(*natural, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        # Words break at every letter in a narrower column.
        if widths[widest] <= 6:
            return None
        widths[widest] -= 1
    return widths

"""Matrices, cases, arrays and aligned lines: cells in rows and columns."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from drill.latex.nodes import Interlude, Lines, LinesStyle, Row, Table
from drill.typeset.boxes import (
    Alignment,
    Box,
    fence_box,
    make_blank_row,
    put_in_fence,
    shift_box,
    side_by_side,
    stack_boxes,
    text_box,
)
from drill.typeset.glyphs import Alphabet

if TYPE_CHECKING:
    from drill.typeset.layout import Layout


def table_box(layout: Layout, node: Table, font: Alphabet) -> Box:
    """Return a table between its delimiters, centred on the baseline."""
    rows = [[layout.row(cell, font) for cell in row] for row in node.rows]
    numbers = [number for number, row in enumerate(rows) if any(box.width for box in row)]
    if not numbers:
        return put_in_fence(node.left, text_box(""), node.right, layout.glyphs)
    columns = max(len(rows[number]) for number in numbers)
    alignments = _read_column_alignments(node, columns)
    widths = [max(row[index].width for row in rows if index < len(row)) for index in range(columns)]
    lines = [_table_row(rows[number], widths, alignments, node.bars, layout) for number in numbers]
    tall = any(line.height > 1 for line in lines)
    parts: list[Box] = []
    for position, (number, line) in enumerate(zip(numbers, lines, strict=True)):
        if number in node.rules:
            parts.append(text_box(layout.glyphs.bar * line.width))
        elif position and tall:
            parts.append(make_blank_row(0))
        parts.append(line)
    if len(rows) in node.rules or max(node.rules, default=0) > numbers[-1]:
        parts.append(text_box(layout.glyphs.bar * lines[0].width))
    height = sum(part.height for part in parts)
    base = lines[0].base if len(parts) == 1 else (height - 1) // 2
    body = with_middle(stack_boxes(parts, base, "c" if node.style == "stack" else "l"))
    body.tall = body.height > 1
    if "{" in (node.left, node.right) or "}" in (node.left, node.right):
        body = shift_box(body, 1) if node.left else body
    if not node.left and not node.right:
        return body
    return put_in_fence(node.left, body, node.right, layout.glyphs)


def _read_column_alignments(node: Table, columns: int) -> list[Alignment]:
    letters: dict[str, Alignment] = {"l": "l", "c": "c", "r": "r"}
    alignments: list[Alignment] = [letters[letter] for letter in node.columns if letter in letters]
    default: Alignment = "l" if node.style == "cases" else "c"
    alignments.extend(repeat(default, columns - len(alignments)))
    return alignments[:columns]


def _table_row(
    row: list[Box], widths: list[int], alignments: list[Alignment], bars: frozenset[int], layout: Layout
) -> Box:
    height_above = max(box.base for box in row)
    height = height_above + max(box.below for box in row)
    parts: list[Box] = []
    for index, width in enumerate(widths):
        box = row[index] if index < len(row) else text_box("")
        if index:
            # One blank between columns would read as a product.
            parts.append(make_blank_row(1 if index in bars else 2))
        if index and index in bars:
            parts += [fence_box("|", height, height_above, layout.glyphs), make_blank_row(1)]
        parts += align_box(box, width, alignments[index])
    return side_by_side(parts)


def align_box(box: Box, width: int, alignment: Alignment) -> list[Box]:
    """Return ``box`` filled with blanks up to ``width``."""
    room = width - box.width
    left = 0 if alignment == "l" else room if alignment == "r" else room // 2
    return [
        part for part in (make_blank_row(left), box, make_blank_row(room - left)) if part.width or part is box
    ]


def with_middle(box: Box) -> Box:
    """Insert a blank row between two rows, so that the baseline can run through the middle."""
    if box.height != 2 or not box.rows[1].strip():
        return box
    return Box([box.rows[0], " " * box.width, box.rows[1]], 1, box.width, True)


def lines_box(layout: Layout, node: Lines, font: Alphabet) -> Box:
    """Return the lines of a display, aligned, however wide they become."""
    rows = [row for row in node.rows if any(row)]
    boxes = [[layout.row(cell, font) for cell in row] for row in rows]
    return with_middle(aligned_lines(boxes, node.style, find_text_rows(rows)))


def find_text_rows(rows: list[list[Row]]) -> frozenset[int]:
    """Return the rows that are text between the lines."""
    return frozenset(
        index for index, row in enumerate(rows) if row and row[0] and type(row[0][0]) is Interlude
    )


def aligned_lines(boxes: list[list[Box]], style: LinesStyle, apart: frozenset[int] = frozenset()) -> Box:
    """Return laid-out cells in aligned columns; rows that are ``apart`` keep to the left margin."""
    if not boxes:
        return text_box("")
    columns = max(map(len, boxes))
    if columns == 1:
        single = [row[0] for row in boxes]
        if style == "multline":
            single = [shift_box(box, 4 if number else 0) for number, box in enumerate(single)]
        return pile_lines(single, "c" if style == "gather" else "l")
    joined = [row for number, row in enumerate(boxes) if number not in apart]
    widths = [
        max((row[index].width for row in joined if index < len(row)), default=0) for index in range(columns)
    ]
    lines: list[Box] = []
    for number, row in enumerate(boxes):
        if number in apart:
            lines.append(row[0])
            continue
        parts: list[Box] = []
        for index, box in enumerate(row):
            gap = column_gap(index, widths, style)
            if gap:
                parts.append(make_blank_row(gap))
            parts += align_box(box, widths[index], _find_line_side(index, style))
        lines.append(side_by_side(parts))
    return pile_lines(lines, "l")


def _find_line_side(index: int, style: LinesStyle) -> Alignment:
    return ("r", "c", "l")[index % 3] if style == "eqnarray" else ("r", "l")[index % 2]


def column_gap(index: int, widths: list[int], style: LinesStyle) -> int:
    """Return the blanks before a column: one before a left-aligned side, three before a new pair."""
    if not index or not any(widths[:index]):
        return 0
    if style == "eqnarray":
        return 3 if index % 3 == 0 else 1
    return 3 if style == "align" and index % 2 == 0 else 1


def pile_lines(lines: list[Box], alignment: Alignment) -> Box:
    """Return lines below each other, apart if one of them is tall; the middle is on the baseline."""
    tall = any(line.height > 1 for line in lines)
    parts: list[Box] = []
    for line in lines:
        if parts and tall:
            parts.append(make_blank_row(0))
        parts.append(line)
    if len(parts) == 1:
        return parts[0]
    height = sum(part.height for part in parts)
    box = stack_boxes(parts, (height - 1) // 2, alignment)
    box.tall = True
    return box

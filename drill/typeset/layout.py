"""Lay out nodes as boxes in two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from drill.errors import TooLargeError
from drill.latex import nodes as tree
from drill.latex.nodes import Brace, Interlude, Kind, Lines, LinesStyle, Node, Row, Scripts, Symbol, Table
from drill.typeset import decorations, glyphs
from drill.typeset.block import cell_width
from drill.typeset.boxes import (
    Alignment,
    Box,
    arrange_nodes,
    fence_box,
    find_script_base,
    left_margin,
    make_blank_row,
    make_column_box,
    put_in_fence,
    shift_box,
    side_by_side,
    stack_boxes,
    text_box,
)
from drill.typeset.decorations import (
    attach_scripts_to_box,
    ends_in_word,
    fold_note,
    horizontal_brace,
    prescripts_box,
    scripts_box,
    with_limits,
)
from drill.typeset.glyphs import Alphabet, Glyphs
from drill.typeset.lineprinter import LinePrinter

# Laid-out nodes in their row: gaps between neighbours, and fences that grow with tall content.


@dataclass(slots=True)
class LaidOutItem:
    """A laid-out node in its row; ``word`` marks one that is written as a word of letters."""

    box: Box
    kind: Kind | str
    node: Node
    font: Alphabet
    gap: int
    word: bool = False


def keep_apart(left: LaidOutItem, right: LaidOutItem) -> None:
    """Give ``right`` a gap if its scripts or letters would run into those of ``left``."""
    if right.gap:
        return
    before = left.box
    after = right.box
    if _is_brace(left.node) or _is_brace(right.node):
        right.gap = int(left.kind != "open" and right.kind not in ("close", "punct"))
        return
    if not before.width or not after.width:
        return
    touching = before.rows[before.base][-1] + after.rows[after.base][0]
    if (left.word or right.word) and touching.isalnum():
        right.gap = 1
        return
    if before.height == 1 or after.height == 1 or left.kind == "open" or right.kind in ("close", "punct"):
        return
    offset = before.base - after.base
    for number, row in enumerate(after.rows):
        facing_row = number + offset
        if facing_row == before.base or not 0 <= facing_row < len(before.rows):
            continue
        if row[0] != " " and before.rows[facing_row][-1] != " ":
            right.gap = 1
            return


def _is_brace(node: Node) -> bool:
    return type(find_script_base(node)) is Brace


def grow_fences(layout: Layout, items: list[LaidOutItem]) -> None:
    """Make plain parentheses as tall as their content, as ``\\left`` and ``\\right`` would."""
    waiting: list[int] = []
    for index, item in enumerate(items):
        core = find_script_base(item.node)
        if type(core) is not Symbol or core.text in ("!", "."):
            continue
        if item.kind == "open" and core is item.node:
            waiting.append(index)
        elif item.kind == "close" and waiting:
            start = waiting.pop()
            _grow_pair(layout, items[start], items[start + 1 : index], item, core)


def _grow_pair(
    layout: Layout, opening: LaidOutItem, inner: list[LaidOutItem], closing: LaidOutItem, core: Symbol
) -> None:
    if not any(item.box.tall for item in inner) or type(opening.node) is not Symbol:
        return
    above = max(item.box.base for item in inner)
    height = above + max(item.box.below for item in inner)
    if height < 2:
        return
    left = fence_box(opening.node.text, height, above, layout.glyphs)
    right = fence_box(core.text, height, above, layout.glyphs)
    left.tall = right.tall = right.fenced = True
    if type(closing.node) is Scripts:
        right = attach_scripts_to_box(layout, right, closing.node.sub, closing.node.sup, closing.font)
        right.tall = True
    opening.box = left
    closing.box = right


# Matrices, cases, arrays and aligned lines: cells in rows and columns.


def table_box(layout: Layout, node: Table, font: Alphabet) -> Box:
    """Return a table between its delimiters, centred on the baseline."""
    rows = [[layout.row(cell, font) for cell in row] for row in node.rows]
    numbers = [number for number, row in enumerate(rows) if any(box.width for box in row)]
    if not numbers:
        return put_in_fence(node.left, text_box(""), node.right, layout.glyphs)
    columns = max(len(rows[number]) for number in numbers)
    alignments = _read_column_alignments(node, columns)
    widths = _measure_columns(rows, columns)
    lines = [_table_row(rows[number], widths, alignments, node.bars, layout) for number in numbers]
    body = _stack_table_rows(layout, node, numbers, lines)
    if node.left and not {"{", "}"}.isdisjoint((node.left, node.right)):
        body = shift_box(body, 1)
    if not node.left and not node.right:
        return body
    return put_in_fence(node.left, body, node.right, layout.glyphs)


def _measure_columns(rows: list[list[Box]], columns: int) -> list[int]:
    widths = [0] * columns
    for row in rows:
        for index, box in enumerate(row[:columns]):
            widths[index] = max(widths[index], box.width)
    return widths


def _stack_table_rows(layout: Layout, node: Table, numbers: list[int], lines: list[Box]) -> Box:
    """Stack laid-out rows, with the rules between them; ``numbers`` are their indices in the source."""
    tall = any(line.height > 1 for line in lines)
    parts: list[Box] = []
    for position, (number, line) in enumerate(zip(numbers, lines, strict=True)):
        if number in node.rules:
            parts.append(text_box(layout.glyphs.bar * line.width))
        elif position and tall:
            parts.append(make_blank_row(0))
        parts.append(line)
    if max(node.rules, default=0) > numbers[-1]:
        parts.append(text_box(layout.glyphs.bar * lines[0].width))
    base = lines[0].base
    if len(parts) > 1:
        base = (sum(part.height for part in parts) - 1) // 2
    body = with_middle(stack_boxes(parts, base, "c" if node.style == "stack" else "l"))
    body.tall = body.height > 1
    return body


def _read_column_alignments(node: Table, columns: int) -> list[Alignment]:
    letters: dict[str, Alignment] = {"l": "l", "c": "c", "r": "r"}
    alignments: list[Alignment] = [letters[letter] for letter in node.columns if letter in letters]
    default: Alignment = "c"
    if node.style == "cases":
        default = "l"
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
        if index and index in bars:
            parts += [
                make_blank_row(1),
                fence_box("|", height, height_above, layout.glyphs),
                make_blank_row(1),
            ]
        elif index:
            # One blank between columns would read as a product.
            parts.append(make_blank_row(2))
        parts += align_box(box, width, alignments[index])
    return side_by_side(parts)


def align_box(box: Box, width: int, alignment: Alignment) -> list[Box]:
    """Return ``box`` with the blank boxes that pad it to ``width``."""
    room = width - box.width
    left = left_margin(room, alignment)
    parts = [box]
    if left:
        parts.insert(0, make_blank_row(left))
    if room > left:
        parts.append(make_blank_row(room - left))
    return parts


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
    """Return the indices of the rows of text between the lines."""
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
            single[1:] = [shift_box(box, 4) for box in single[1:]]
        return pile_lines(single, "c" if style == "gather" else "l")
    joined = [row for number, row in enumerate(boxes) if number not in apart]
    widths = _measure_columns(joined, columns)
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
    sides: tuple[Alignment, ...] = ("r", "l")
    if style == "eqnarray":
        sides = ("r", "c", "l")
    return sides[index % len(sides)]


def column_gap(index: int, widths: list[int], style: LinesStyle) -> int:
    """Return the blanks before a column: one before a left-aligned side, three before a new pair."""
    if not index or not any(widths[:index]):
        return 0
    if style == "eqnarray" and index % 3 == 0:
        return 3
    if style == "align" and index % 2 == 0:
        return 3
    return 1


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


# Max rows of boxes that one formula may join, because time grows with them; real ones need less than 1,000.
MAX_WORK = 12_000


class Layout:
    """Lays out nodes in the glyphs of one tier. Raises TooLargeError beyond its budget of work."""

    def __init__(self, pieces: Glyphs) -> None:
        self.glyphs = pieces
        self.printer = LinePrinter(pieces)
        self._work = 0

    def row(self, nodes: Row, font: Alphabet = "") -> Box:
        """Return the box of a row of nodes on one line."""
        if len(nodes) == 1 and type(nodes[0]) is not tree.Space:
            return self.node(nodes[0], font)
        return self.join(self.items(nodes, font))

    def items(self, nodes: Row, font: Alphabet = "") -> list[LaidOutItem]:
        """Return the nodes of a row, laid out one by one, with fences grown around tall ones."""
        items: list[LaidOutItem] = []
        previous: LaidOutItem | None = None
        tall = False
        for placed in arrange_nodes(nodes, font):
            node = placed.node
            box = self.node(node, placed.font)
            word = glyphs.is_word_node(node, self.glyphs.tier) or ends_in_word(box)
            item = LaidOutItem(box, placed.kind, node, placed.font, placed.gap, word)
            if previous is not None:
                keep_apart(previous, item)
            items.append(item)
            previous = item
            tall = tall or box.tall
        if tall:
            grow_fences(self, items)
        return items

    def join(self, items: list[LaidOutItem]) -> Box:
        """Join items into one box, with their gaps. Raises TooLargeError if the formula is too large."""
        boxes: list[Box] = []
        for item in items:
            if item.gap:
                boxes.append(make_blank_row(item.gap))
            boxes.append(item.box)
        whole = side_by_side(boxes)
        self._work += len(boxes) * len(whole.rows)
        if self._work > MAX_WORK:
            raise TooLargeError("formula too large to typeset")
        return whole

    def node(self, node: Node, font: Alphabet = "") -> Box:
        """Return the box of one node."""
        return _HANDLERS[type(node)](self, node, font)

    def script(self, nodes: Row | None, font: Alphabet = "") -> Box | None:
        """Return the box of a script, if there is one.

        It has one line, except for stacked limits and accents above letters.
        """
        if not nodes:
            return None
        first = nodes[0]
        if len(nodes) == 1 and type(first) is tree.Table and first.style == "stack":
            rows = [self.printer.row(cell, font, True) for cell in chain.from_iterable(first.rows)]
            return make_column_box(rows, 0, "c")
        if any(map(decorations.is_accented, nodes)):
            return decorations.accented_script(self, nodes, font)
        return text_box(self.printer.row(nodes, font, True))

    def fraction_box(self, top: Box, bottom: Box, node: tree.Fraction) -> Box:
        """Return the box of a fraction, whose bar is longer than its parts and the bars inside them."""
        width = max(top.width, bottom.width, 1)
        has_bars = any(len(part) == 1 and type(part[0]) is tree.Fraction for part in (node.top, node.bottom))
        if has_bars or (self.glyphs.tier != "ascii" and node.style == "bar"):
            width += 2
        bar = make_blank_row(width)
        if node.style == "bar":
            bar = text_box(self.glyphs.bar * width)
        box = stack_boxes([top, bar, bottom], top.height)
        box.tall = True
        return box

    def braced(self, node: tree.Brace, note: Row | None, font: Alphabet) -> Box:
        """Draw a horizontal brace over or under a formula, with its note."""
        body = self.row(node.body, font)
        brace = text_box(horizontal_brace(max(body.width, 3), node.over, self.glyphs))
        boxes = [body, brace]
        if note:
            boxes.append(fold_note(self.row(note), max(20, 2 * body.width)))
        base = body.base
        if node.over:
            boxes.reverse()
            base += sum(part.height for part in boxes[:-1])
        box = stack_boxes(boxes, base)
        box.tall = True
        return box


def _set_symbol(layout: Layout, node: tree.Symbol, font: Alphabet) -> Box:
    text = glyphs.symbol_text(node.text, node.name, layout.glyphs.tier)
    if font:
        text = glyphs.in_font(text, font)
    return Box([text], 0, cell_width(text))


def _set_words(layout: Layout, node: tree.Words, font: Alphabet) -> Box:
    text = glyphs.words_text(node.text, layout.glyphs.tier)
    return text_box(glyphs.in_font(text, glyphs.ALPHABETS.get(node.font, font)))


def _set_fraction(layout: Layout, node: tree.Fraction, font: Alphabet) -> Box:
    if node.style == "slash":
        return text_box(layout.printer.node(node, font, True))
    return layout.fraction_box(layout.row(node.top, font), layout.row(node.bottom, font), node)


def _set_binomial(layout: Layout, node: tree.Binomial, font: Alphabet) -> Box:
    top = layout.row(node.top, font)
    bottom = layout.row(node.bottom, font)
    box = stack_boxes([top, make_blank_row(1), bottom], top.height)
    box.tall = True
    return put_in_fence("(", box, ")", layout.glyphs)


def _set_fence(layout: Layout, node: tree.Fence, font: Alphabet) -> Box:
    items = layout.items(node.body, font)
    box = layout.join(items)
    if box.tall and any(type(item.node) is tree.Middle for item in items):
        for item in items:
            if type(item.node) is tree.Middle:
                item.box = fence_box(item.node.glyph, box.height, box.base, layout.glyphs)
        box = layout.join(items)
    if len(node.body) == 1 and type(node.body[0]) is tree.Lines and "{" in (node.left, node.right):
        box = shift_box(box, 1)
    return put_in_fence(node.left, box, node.right, layout.glyphs)


def _set_stacked(layout: Layout, node: tree.Stacked, font: Alphabet) -> Box:
    base = layout.row(node.base, font)
    return with_limits(base, layout.script(node.under, font), layout.script(node.over, font))


# The function that lays out each type of node.
_HANDLERS: dict[type, Callable[[Layout, Any, Alphabet], Box]] = {
    tree.Symbol: _set_symbol, tree.Scripts: scripts_box, tree.Fraction: _set_fraction, tree.Fence: _set_fence,
    tree.Words: _set_words, tree.Table: table_box, tree.Lines: lines_box, tree.Prescripts: prescripts_box,
    tree.Root: decorations.root_box_of, tree.Accent: decorations.accent_box, tree.Binomial: _set_binomial,
    tree.Boxed: decorations.framed_box, tree.Cancelled: decorations.cancelled_box, tree.Stacked: _set_stacked,
    tree.Arrow: decorations.arrow_box,
    tree.Operator: lambda layout, node, font: text_box(
        glyphs.in_font(glyphs.words_text(node.name, layout.glyphs.tier), font)
    ),
    **dict.fromkeys(
        (tree.Group, tree.Classed, tree.Interlude), lambda layout, node, font: layout.row(node.body, font)
    ),
    tree.Font: lambda layout, node, font: layout.row(node.body, glyphs.inner_alphabet(node.name, font)),
    tree.Brace: lambda layout, node, font: layout.braced(node, None, font),
    tree.Phantom: lambda layout, node, font: make_blank_row(layout.row(node.body, font).width),
    tree.Middle: lambda layout, node, _: fence_box(node.glyph, 1, 0, layout.glyphs),
    tree.Tag: lambda layout, node, _: text_box(glyphs.words_text(node.text, layout.glyphs.tier)),
    tree.Unknown: lambda layout, node, _: text_box(glyphs.words_text(node.source, layout.glyphs.tier)),
    tree.Space: lambda _, node, _font: make_blank_row(node.cells),
}  # fmt: skip

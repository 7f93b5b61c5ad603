"""Lay out nodes as boxes in two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drill.errors import TooLargeError
from drill.latex import nodes as tree
from drill.latex.nodes import Node, Row
from drill.typeset import decorations, glyphs
from drill.typeset.block import cell_width
from drill.typeset.box_decorations import fold_note, horizontal_brace, with_limits
from drill.typeset.boxes import (
    Box,
    fence_box,
    make_blank_row,
    make_column_box,
    put_in_fence,
    shift_box,
    side_by_side,
    stack_boxes,
    text_box,
)
from drill.typeset.glyphs import Alphabet, Glyphs
from drill.typeset.items import Item, grow_fences, keep_apart
from drill.typeset.lineprinter import LinePrinter
from drill.typeset.scripts import ends_in_word, prescripts_box, scripts_box
from drill.typeset.spacing import arrange_nodes
from drill.typeset.tables import lines_box, table_box

# Rows of boxes put side by side in one formula; real ones need less than a thousand.
MAX_WORK = 12_000


class Layout:
    """Lays out nodes in the glyphs of one tier, within a budget of work (else TooLargeError)."""

    def __init__(self, pieces: Glyphs) -> None:
        self.glyphs = pieces
        self.printer = LinePrinter(pieces)
        self._work = 0

    def row(self, nodes: Row, font: Alphabet = "") -> Box:
        """Return the box of a row of nodes on one line."""
        if len(nodes) == 1 and type(nodes[0]) is not tree.Space:
            return self.node(nodes[0], font)
        return self.join(self.items(nodes, font))

    def items(self, nodes: Row, font: Alphabet = "") -> list[Item]:
        """Return the nodes of a row, laid out one by one, with fences grown around what is tall."""
        items: list[Item] = []
        previous: Item | None = None
        tall = False
        for placed in arrange_nodes(nodes, font):
            node = placed.node
            box = self.node(node, placed.font)
            word = glyphs.is_word_node(node, self.glyphs.tier) or ends_in_word(box)
            item = Item(box, placed.kind, node, placed.font, placed.gap, word)
            if previous is not None:
                keep_apart(previous, item)
            items.append(item)
            previous = item
            tall = tall or box.tall
        if tall:
            grow_fences(self, items)
        return items

    def join(self, items: list[Item]) -> Box:
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

    def script(self, nodes: Row, font: Alphabet = "") -> Box:
        """Return the box of a script: one line, except for stacked limits and accents above letters."""
        if len(nodes) == 1 and type(stack := nodes[0]) is tree.Table and stack.style == "stack":
            rows = [self.printer.row(cell, font, True) for row in stack.rows for cell in row]
            return make_column_box(rows, 0, "c")
        if any(map(decorations.is_accented, nodes)):
            return decorations.accented_script(self, nodes, font)
        return text_box(self.printer.row(nodes, font, True))

    def fraction_box(self, top: Box, bottom: Box, node: tree.Fraction) -> Box:
        """Return the box of a fraction; its bar is longer than bars inside it."""
        width = max(top.width, bottom.width, 1)
        if any(len(part) == 1 and type(part[0]) is tree.Fraction for part in (node.top, node.bottom)):
            width += 2
        bar = text_box((self.glyphs.bar if node.style == "bar" else " ") * width)
        box = stack_boxes([top, bar, bottom], top.height)
        box.tall = True
        return box

    def braced(self, node: tree.Brace, note: Row | None, font: Alphabet) -> Box:
        """Draw a horizontal brace over or under a formula, with its note."""
        body = self.row(node.body, font)
        brace = text_box(horizontal_brace(max(body.width, 3), node.over, self.glyphs))
        boxes = [brace, body] if node.over else [body, brace]
        base = body.base + 1 if node.over else body.base
        if note:
            note_box = fold_note(self.row(note), max(20, 2 * body.width))
            boxes = [note_box, *boxes] if node.over else [*boxes, note_box]
            base += note_box.height if node.over else 0
        box = stack_boxes(boxes, base)
        box.tall = True
        return box


def _set_symbol(layout: Layout, node: tree.Symbol, font: Alphabet) -> Box:
    text = glyphs.symbol_text(node.text, node.name, layout.glyphs.tier)
    if font:
        text = glyphs.in_font(text, font)
    return Box([text], 0, cell_width(text))


def _set_words(layout: Layout, node: tree.Words, font: Alphabet) -> Box:
    return text_box(
        glyphs.in_font(
            glyphs.words_text(node.text, layout.glyphs.tier), glyphs.ALPHABETS.get(node.font, font)
        )
    )


def _set_fraction(layout: Layout, node: tree.Fraction, font: Alphabet) -> Box:
    if node.style == "slash":
        return text_box(layout.printer.node(node, font, True))
    return layout.fraction_box(layout.row(node.top, font), layout.row(node.bottom, font), node)


def _set_binomial(layout: Layout, node: tree.Binomial, font: Alphabet) -> Box:
    top, bottom = layout.row(node.top, font), layout.row(node.bottom, font)
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
    over = layout.script(node.over, font) if node.over else None
    under = layout.script(node.under, font) if node.under else None
    return with_limits(layout.row(node.base, font), under, over)


# How each sort of node is laid out.
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
    tree.Font: lambda layout, node, font: layout.row(node.body, glyphs.drawn_in(node.name, font)),
    tree.Brace: lambda layout, node, font: layout.braced(node, None, font),
    tree.Phantom: lambda layout, node, font: make_blank_row(layout.row(node.body, font).width),
    tree.Middle: lambda layout, node, _: fence_box(node.glyph, 1, 0, layout.glyphs),
    tree.Tag: lambda layout, node, _: text_box(glyphs.words_text(node.text, layout.glyphs.tier)),
    tree.Unknown: lambda layout, node, _: text_box(glyphs.words_text(node.source, layout.glyphs.tier)),
    tree.Space: lambda _, node, _font: make_blank_row(node.cells),
}  # fmt: skip

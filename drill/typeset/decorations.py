"""Decorations around a row: roots, accents, long arrows, frames and strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.latex.nodes import Accent, Arrow, Boxed, Cancelled, Node, Root, Row, Scripts
from drill.latex.symbols import ACCENTS
from drill.typeset.block import cell_width
from drill.typeset.box_decorations import accent_row, ascii_root_box, draw_long_arrow, root_box, with_limits
from drill.typeset.boxes import Box, make_blank_row, put_in_fence, side_by_side, stack_boxes, text_box
from drill.typeset.glyphs import Alphabet, accented_letter, script_text, words_text
from drill.typeset.spacing import arrange_nodes

if TYPE_CHECKING:
    from drill.typeset.layout import Layout


def root_box_of(layout: Layout, node: Root, font: Alphabet) -> Box:
    """Draw a root: on one line if its radicand is one character, else under a rule."""
    body = layout.row(node.body, font)
    ascii_only = layout.glyphs.tier == "ascii"
    if body.width <= 1 and body.height == 1 and not ascii_only and not node.index:
        return text_box(layout.printer.node(node, font, True))
    index = layout.printer.row(node.index, font, True) if node.index else ""
    raised = script_text(index, layout.glyphs.superscripts)
    index = index if raised is None else raised
    margin = max(0, cell_width(index) - (1 if body.height == 1 else body.height - 1))
    return ascii_root_box(body, index, margin) if ascii_only else root_box(body, index, margin, layout.glyphs)


def accent_box(layout: Layout, node: Accent, font: Alphabet) -> Box:
    """Draw an accent: combined with a single letter, else above (or below) what it covers."""
    body = layout.row(node.body, font)
    if not body.width:
        body = text_box("□" if layout.glyphs.tier != "ascii" else "[]")
    name, tier = node.name, layout.glyphs.tier
    if body.width == 1 and body.height == 1 and tier != "ascii" and body.rows[0] != " ":
        composed = accented_letter(body.rows[0], name, tier)
        if composed:
            return Box([composed], 0, 1)
    glyph = words_text(ACCENTS[name], tier)
    if name in ("underline", "underbar"):
        under = words_text("‾" if tier == "ascii" else "─", tier)
        return Box([*body.rows, under * body.width], body.base, body.width, body.tall)
    box = stack_boxes([text_box(accent_row(name, glyph, body.width, layout.glyphs.bar)), body], body.base + 1)
    box.tall = body.tall
    return box


def is_accented(node: Node) -> bool:
    """Return whether a node is an accent, with or without scripts."""
    return type(node.base if type(node) is Scripts else node) is Accent


def accented_script(layout: Layout, nodes: Row, font: Alphabet) -> Box:
    """Return a script whose accents are above their letters."""
    boxes: list[Box] = []
    for placed in arrange_nodes(nodes, font, True):
        node = placed.node
        boxes.append(make_blank_row(placed.gap))
        if type(node) is Accent:
            boxes.append(accent_box(layout, node, placed.font))
        elif type(node) is Scripts and type(node.base) is Accent:
            boxes.append(accent_box(layout, node.base, placed.font))
            boxes.append(text_box(layout.printer.with_scripts("", node.sub, node.sup, placed.font)))
        else:
            boxes.append(text_box(layout.printer.node(node, placed.font, True)))
    return side_by_side(boxes)


def arrow_box(layout: Layout, node: Arrow, font: Alphabet) -> Box:
    """Draw a long arrow with the rows above and below it."""
    over = layout.script(node.over, font) if node.over else None
    under = layout.script(node.under, font) if node.under else None
    length = max(over.width if over else 0, under.width if under else 0) + 2
    return with_limits(text_box(draw_long_arrow(node.glyph, max(length, 3), layout.glyphs)), under, over)


def framed_box(layout: Layout, node: Boxed, font: Alphabet) -> Box:
    """Draw a box around a formula."""
    body = layout.row(node.body, font)
    top_left, top_right, low_left, low_right, rule, side = layout.glyphs.corners
    rows = [f"{side} {row} {side}" for row in body.rows]
    edge = rule * (body.width + 2)
    frame = [top_left + edge + top_right, *rows, low_left + edge + low_right]
    return Box(frame, body.base + 1, body.width + 4, True)


def cancelled_box(layout: Layout, node: Cancelled, font: Alphabet) -> Box:
    """Return a formula that is struck out: a word says so."""
    body = layout.row(node.body, font)
    word = text_box("cancel")
    return side_by_side([word, put_in_fence("(", body, ")", layout.glyphs)])

"""From nodes to boxes: where everything stands in two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drill.errors import TooLargeError
from drill.typeset.block import cell_width
from drill.typeset.boxes import Box, beside, blank, column, fence_box, fenced, shifted, stacked, text_box
from drill.typeset.forms import RAISED_ACCENTS
from drill.typeset.glyphs import (
    Glyphs,
    composed_letter,
    in_font,
    is_word,
    script_text,
    symbol_text,
    words_text,
)
from drill.typeset.items import Item, grow_fences, keep_apart
from drill.typeset.lineprinter import LinePrinter
from drill.typeset.nodes import (
    Accent,
    Arrow,
    Binomial,
    Boxed,
    Brace,
    Cancelled,
    Classed,
    Fence,
    Font,
    FontName,
    Fraction,
    Group,
    Interlude,
    Lines,
    Middle,
    Node,
    Operator,
    Phantom,
    Prescripts,
    Root,
    Row,
    Scripts,
    Space,
    Stacked,
    Symbol,
    Table,
    Tag,
    Unknown,
    Words,
)
from drill.typeset.scripts import prescripts_box, scripts_box
from drill.typeset.spacing import arrange
from drill.typeset.strokes import (
    accent_row,
    ascii_root_box,
    folded,
    horizontal_brace,
    long_arrow,
    root_box,
    with_limits,
)
from drill.typeset.tables import lines_box, table_box, with_middle

MAX_WORK = 12_000
"""Rows of boxes put side by side in one formula; real ones need less than a thousand."""


class Layout:
    """Lays nodes out in the glyphs of one tier, within a budget of work (else TooLargeError)."""

    def __init__(self, glyphs: Glyphs) -> None:
        self.glyphs = glyphs
        self.printer = LinePrinter(glyphs)
        self._work = 0
        self._handlers: dict[type, Callable[[Any, FontName], Box]] = {
            Symbol: self._symbol, Scripts: self._scripts, Fraction: self._fraction, Fence: self._fence,
            Group: self._group, Font: self._font, Classed: self._group, Words: self._words,
            Operator: self._operator, Root: self._root, Accent: self._accent, Table: self._table,
            Lines: self._lines, Binomial: self._binomial, Middle: self._middle, Stacked: self._stacked,
            Brace: self._brace, Arrow: self._arrow, Boxed: self._boxed, Cancelled: self._cancelled,
            Phantom: self._phantom, Tag: self._tag, Unknown: self._unknown, Space: self._space,
            Prescripts: self._prescripts, Interlude: self._interlude,
        }  # fmt: skip

    def row(self, nodes: Row, font: FontName = "") -> Box:
        """A row of nodes on one line."""
        if len(nodes) == 1 and type(nodes[0]) is not Space:
            return self.node(nodes[0], font)
        return self.join(self.items(nodes, font))

    def items(self, nodes: Row, font: FontName = "") -> list[Item]:
        """The nodes of a row, laid out one by one, with fences grown around what is tall."""
        items: list[Item] = []
        previous: Item | None = None
        tall = False
        for placed in arrange(nodes, font):
            node = placed.node
            box = self.node(node, placed.font)
            core = node.base if type(node) is Scripts else node
            word = self._is_word(core)
            item = Item(box, placed.kind, node, placed.font, placed.gap, word)
            if previous is not None:
                keep_apart(previous, item)
            items.append(item)
            previous = item
            tall = tall or box.tall
        if tall:
            grow_fences(self, items)
        return items

    def _is_word(self, node: Node) -> bool:
        """Whether a node is written as a word, which must not touch other letters."""
        if type(node) is Words:
            return node.name
        return type(node) is Symbol and is_word(node, symbol_text(node.text, node.name, self.glyphs.tier))

    def join(self, items: list[Item]) -> Box:
        """Items in a row, with their gaps."""
        boxes: list[Box] = []
        for item in items:
            if item.gap:
                boxes.append(blank(item.gap))
            boxes.append(item.box)
        whole = beside(boxes)
        self._work += len(boxes) * len(whole.rows)
        if self._work > MAX_WORK:
            raise TooLargeError("formula too large to typeset")
        return whole

    def node(self, node: Node, font: FontName = "") -> Box:
        """The box of one node."""
        return self._handlers[type(node)](node, font)

    def script(self, nodes: Row, font: FontName = "") -> Box:
        """A sub- or superscript: one line, except for stacked limits and for accents above their letters."""
        if len(nodes) == 1 and type(stack := nodes[0]) is Table and stack.style == "stack":
            rows = [self.printer.row(cell, font, True) for row in stack.rows for cell in row]
            return column(rows, 0, "c")
        if self.glyphs.tier != "full" and any(map(_is_accented, nodes)):
            return self._accented_script(nodes, font)
        return text_box(self.printer.row(nodes, font, True))

    def _accented_script(self, nodes: Row, font: FontName) -> Box:
        boxes: list[Box] = []
        for placed in arrange(nodes, font, True):
            node = placed.node
            boxes.append(blank(placed.gap))
            if type(node) is Accent:
                boxes.append(self._accent(node, placed.font))
            elif type(node) is Scripts and type(node.base) is Accent:
                boxes.append(self._accent(node.base, placed.font))
                boxes.append(text_box(self.printer.with_scripts("", node.sub, node.sup, placed.font)))
            else:
                boxes.append(text_box(self.printer.node(node, placed.font, True)))
        return beside(boxes)

    def _symbol(self, node: Symbol, font: FontName) -> Box:
        text = symbol_text(node.text, node.name, self.glyphs.tier)
        if font:
            text = in_font(text, font)
        return Box([text], 0, cell_width(text))

    def _words(self, node: Words, font: FontName) -> Box:
        return text_box(in_font(words_text(node.text, self.glyphs.tier), node.font or font))

    def _operator(self, node: Operator, font: FontName) -> Box:
        return text_box(in_font(words_text(node.name, self.glyphs.tier), font))

    def _group(self, node: Group | Classed, font: FontName) -> Box:
        return self.row(node.body, font)

    def _font(self, node: Font, font: FontName) -> Box:
        return self.row(node.body, node.name or ("" if font == "bf" else font))

    def _space(self, node: Space, font: FontName) -> Box:
        del font
        return blank(node.cells)

    def _unknown(self, node: Unknown, font: FontName) -> Box:
        del font
        return text_box(words_text(node.source, self.glyphs.tier))

    def _tag(self, node: Tag, font: FontName) -> Box:
        del font
        return text_box(words_text(node.text, self.glyphs.tier))

    def _fraction(self, node: Fraction, font: FontName) -> Box:
        if node.style == "slash":
            return text_box(self.printer.node(node, font, True))
        return self.fraction_box(self.row(node.top, font), self.row(node.bottom, font), node)

    def fraction_box(self, top: Box, bottom: Box, node: Fraction) -> Box:
        """A fraction of boxes; the bar outgrows bars inside it."""
        width = max(top.width, bottom.width, 1)
        if any(len(part) == 1 and type(part[0]) is Fraction for part in (node.top, node.bottom)):
            width += 2
        bar = text_box((self.glyphs.bar if node.style == "bar" else " ") * width)
        box = stacked([top, bar, bottom], top.height)
        box.tall = True
        return box

    def _binomial(self, node: Binomial, font: FontName) -> Box:
        top, bottom = self.row(node.top, font), self.row(node.bottom, font)
        box = stacked([top, blank(1), bottom], top.height)
        box.tall = True
        return fenced("(", box, ")", self.glyphs)

    def _root(self, node: Root, font: FontName) -> Box:
        body = self.row(node.body, font)
        ascii_only = self.glyphs.tier == "ascii"
        if body.width <= 1 and body.height == 1 and not ascii_only and not node.index:
            return text_box(self.printer.node(node, font, True))
        index = self.printer.row(node.index, font, True) if node.index else ""
        raised = script_text(index, self.glyphs.superscripts)
        index = index if raised is None else raised
        margin = (
            max(0, cell_width(index) - 1) if body.height == 1 else max(0, cell_width(index) - body.height + 1)
        )
        return (
            ascii_root_box(body, index, margin) if ascii_only else root_box(body, index, margin, self.glyphs)
        )

    def _accent(self, node: Accent, font: FontName) -> Box:
        body = self.row(node.body, font)
        if not body.width:
            body = text_box("□" if self.glyphs.tier != "ascii" else "[]")
        name, tier = node.name, self.glyphs.tier
        if body.width == 1 and body.height == 1 and tier != "ascii" and body.rows[0] != " ":
            if tier == "full":
                return Box([self.printer.accented(name, body.rows[0])], 0, 1)
            composed = composed_letter(body.rows[0], name)
            if composed:
                return Box([composed], 0, 1)
        glyph = words_text(RAISED_ACCENTS[name], tier)
        if name in ("underline", "underbar"):
            under = words_text("‾" if tier == "ascii" else "─", tier)
            return Box([*body.rows, under * body.width], body.base, body.width, body.tall)
        box = stacked([text_box(accent_row(name, glyph, body.width, self.glyphs.bar)), body], body.base + 1)
        box.tall = body.tall
        return box

    def _fence(self, node: Fence, font: FontName) -> Box:
        items = self.items(node.body, font)
        box = self.join(items)
        if box.tall and any(type(item.node) is Middle for item in items):
            for item in items:
                if type(item.node) is Middle:
                    item.box = fence_box(item.node.glyph, box.height, box.base, self.glyphs)
            box = self.join(items)
        if len(node.body) == 1 and type(node.body[0]) is Lines and "{" in (node.left, node.right):
            box = shifted(box, 1)
        return fenced(node.left, box, node.right, self.glyphs)

    def _middle(self, node: Middle, font: FontName) -> Box:
        del font
        return fence_box(node.glyph, 1, 0, self.glyphs)

    def _stacked(self, node: Stacked, font: FontName) -> Box:
        over = self.script(node.over, font) if node.over else None
        under = self.script(node.under, font) if node.under else None
        return with_limits(self.row(node.base, font), under, over)

    def _brace(self, node: Brace, font: FontName) -> Box:
        return self.braced(node, None, font)

    def braced(self, node: Brace, note: Row | None, font: FontName) -> Box:
        body = self.row(node.body, font)
        brace = text_box(horizontal_brace(max(body.width, 3), node.over, self.glyphs))
        boxes = [brace, body] if node.over else [body, brace]
        base = body.base + 1 if node.over else body.base
        if note:
            note_box = folded(self.row(note), max(20, 2 * body.width))
            boxes = [note_box, *boxes] if node.over else [*boxes, note_box]
            base += note_box.height if node.over else 0
        box = stacked(boxes, base)
        box.tall = True
        return box

    def _arrow(self, node: Arrow, font: FontName) -> Box:
        over = self.script(node.over, font) if node.over else None
        under = self.script(node.under, font) if node.under else None
        length = max(over.width if over else 0, under.width if under else 0) + 2
        return with_limits(text_box(long_arrow(node.glyph, max(length, 3), self.glyphs)), under, over)

    def _boxed(self, node: Boxed, font: FontName) -> Box:
        body = self.row(node.body, font)
        top_left, top_right, low_left, low_right, rule, side = self.glyphs.corners
        rows = [f"{side} {row} {side}" for row in body.rows]
        edge = rule * (body.width + 2)
        frame = [top_left + edge + top_right, *rows, low_left + edge + low_right]
        return Box(frame, body.base + 1, body.width + 4, True)

    def _cancelled(self, node: Cancelled, font: FontName) -> Box:
        body = self.row(node.body, font)
        if self.glyphs.tier == "full":
            return Box([self.printer.struck(row) for row in body.rows], body.base, body.width, body.tall)
        word = text_box("cancel")
        return beside([word, fenced("(", body, ")", self.glyphs)])

    def _phantom(self, node: Phantom, font: FontName) -> Box:
        return blank(self.row(node.body, font).width)

    def _table(self, node: Table, font: FontName) -> Box:
        return table_box(self, node, font)

    def _lines(self, node: Lines, font: FontName) -> Box:
        return with_middle(lines_box(self, node, font))

    def _interlude(self, node: Interlude, font: FontName) -> Box:
        return self.row(node.body, font)

    def _scripts(self, node: Scripts, font: FontName) -> Box:
        return scripts_box(self, node, font)

    def _prescripts(self, node: Prescripts, font: FontName) -> Box:
        return prescripts_box(self, node, font)


def _is_accented(node: Node) -> bool:
    return type(node.base if type(node) is Scripts else node) is Accent

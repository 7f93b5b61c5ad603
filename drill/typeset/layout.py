"""From nodes to boxes: where everything stands in two dimensions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drill.errors import TooLargeError
from drill.typeset.block import cell_width
from drill.typeset.boxes import Box, beside, blank, column, fence_box, fenced, shifted, stacked, text_box
from drill.typeset.glyphs import Glyphs, in_font, is_word, script_text, symbol_text, words_text
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
    Lines,
    Middle,
    Node,
    Operator,
    Phantom,
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
from drill.typeset.scripts import attach, scripts_box
from drill.typeset.spacing import arrange
from drill.typeset.strokes import (
    accent_row,
    ascii_root_box,
    folded,
    horizontal_brace,
    root_box,
    with_limits,
)
from drill.typeset.symbols import ACCENTS, RAISED_ACCENTS, Kind
from drill.typeset.tables import lines_box, table_box, with_middle

MAX_WORK = 12_000
"""Rows of boxes put side by side in one formula; real ones need less than a thousand."""

_LIMIT_BASES = frozenset(("op", "big"))


@dataclass(slots=True)
class Item:
    """A laid-out node in its row."""

    box: Box
    kind: Kind | str
    node: Node
    font: FontName
    gap: int
    word: bool = False


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
            word = type(node) is Symbol and is_word(node, box.rows[0])
            item = Item(box, placed.kind, node, placed.font, placed.gap, word)
            if previous is not None:
                _keep_apart(previous, item)
            items.append(item)
            previous = item
            tall = tall or box.tall
        if tall:
            self._grow_fences(items)
        return items

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
        """A sub- or superscript: one line, except for stacked limits."""
        if len(nodes) == 1 and type(stack := nodes[0]) is Table and stack.style == "stack":
            rows = [self.printer.row(cell, font, True) for row in stack.rows for cell in row]
            return column(rows, 0, "c")
        return text_box(self.printer.row(nodes, font, True))

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
        if body.width <= 1 and body.height == 1 and not ascii_only:
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
            composed = unicodedata.normalize("NFC", body.rows[0] + ACCENTS[name])
            if len(composed) == 1 and ord(composed) < 0x180:
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
        head = words_text(node.glyph, self.glyphs.tier)
        shaft = "═" if node.glyph in "⇒⇐⇔=" else "─"
        shaft = ("=" if shaft == "═" else "-") if self.glyphs.tier == "ascii" else shaft
        if node.glyph == "=":
            arrow = shaft * length
        elif node.glyph in "←⇐":
            arrow = head[0] + shaft * (length - 1)
        elif node.glyph in "↔⇔":
            arrow = (
                words_text("←", self.glyphs.tier)[0]
                + shaft * (length - 2)
                + words_text("→", self.glyphs.tier)[-1]
            )
        else:
            arrow = shaft * (length - 1) + head[-1]
        return with_limits(text_box(arrow), under, over)

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

    def _scripts(self, node: Scripts, font: FontName) -> Box:
        return scripts_box(self, node, font)

    def _grow_fences(self, items: list[Item]) -> None:
        """Make plain parentheses around tall content as tall, as ``\\left`` and ``\\right`` would."""
        waiting: list[int] = []
        for index, item in enumerate(items):
            core = item.node.base if type(item.node) is Scripts else item.node
            if type(core) is not Symbol or core.text in ("!", "."):
                continue
            if item.kind == "open" and core is item.node:
                waiting.append(index)
            elif item.kind == "close" and waiting:
                start = waiting.pop()
                self._grow_pair(items[start], items[start + 1 : index], item, core)

    def _grow_pair(self, opening: Item, inner: list[Item], closing: Item, core: Symbol) -> None:
        if not any(item.box.tall for item in inner) or type(opening.node) is not Symbol:
            return
        above = max(item.box.base for item in inner)
        height = above + max(item.box.below for item in inner)
        if height < 2:
            return
        left = fence_box(opening.node.text, height, above, self.glyphs)
        right = fence_box(core.text, height, above, self.glyphs)
        left.tall = right.tall = right.fenced = True
        if type(closing.node) is Scripts:
            right = attach(self, right, closing.node.sub, closing.node.sup, closing.font)
            right.tall = True
        opening.box, closing.box = left, right


def _keep_apart(left: Item, right: Item) -> None:
    """Give ``right`` a gap where scripts or words would run together with what stands before."""
    if right.gap:
        return
    before, after = left.box, right.box
    if _is_brace(left.node) or _is_brace(right.node):
        right.gap = int(left.kind != "open" and right.kind not in ("close", "punct"))
        return
    if not before.width or not after.width:
        return
    if (
        (left.word or right.word)
        and before.rows[before.base][-1].isalnum()
        and after.rows[after.base][0].isalnum()
    ):
        right.gap = 1
        return
    if before.height == 1 or after.height == 1 or left.kind == "open" or right.kind in ("close", "punct"):
        return
    offset = before.base - after.base
    for number, row in enumerate(after.rows):
        place = number + offset
        if place == before.base or not 0 <= place < len(before.rows):
            continue
        if row[0] != " " and before.rows[place][-1] != " ":
            right.gap = 1
            return


def _is_brace(node: Node) -> bool:
    return type(node.base if type(node) is Scripts else node) is Brace

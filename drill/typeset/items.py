"""Laid-out nodes in their row: gaps between neighbours, and fences that grow with tall content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill.latex.nodes import Brace, Node, Scripts, Symbol
from drill.latex.symbols import Kind
from drill.typeset.boxes import Box, fence_box
from drill.typeset.glyphs import Alphabet
from drill.typeset.scripts import attach_scripts_to_box

if TYPE_CHECKING:
    from drill.typeset.layout import Layout


@dataclass(slots=True)
class Item:
    """A laid-out node in its row; ``word`` says that it is written as a word of letters."""

    box: Box
    kind: Kind | str
    node: Node
    font: Alphabet
    gap: int
    word: bool = False


def keep_apart(left: Item, right: Item) -> None:
    """Return ``right`` a gap where scripts or words would run together with what is before."""
    if right.gap:
        return
    before, after = left.box, right.box
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
    return type(node.base if type(node) is Scripts else node) is Brace


def grow_fences(layout: Layout, items: list[Item]) -> None:
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
            _grow_pair(layout, items[start], items[start + 1 : index], item, core)


def _grow_pair(layout: Layout, opening: Item, inner: list[Item], closing: Item, core: Symbol) -> None:
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
    opening.box, closing.box = left, right

"""Boxes: rectangles of text with a baseline, and functions that place them next to or above each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from drill.latex import nodes as tree
from drill.latex.nodes import Kind, Node, Row
from drill.typeset.block import cell_width
from drill.typeset.glyphs import Alphabet, Glyphs, inner_alphabet, symbol_text

Alignment = Literal["l", "c", "r"]

_DOUBLED = {"⟦": "[", "⟧": "]", "⟪": "⟨", "⟫": "⟩"}
_POINTED = frozenset("⟨⟩<>")
# The pieces of a brace: both halves of a brace of two rows; then top, rule, bottom and point of a taller one.
_BRACES = {
    ("unicode", "{"): "⎰⎱⎧⎪⎩⎨", ("unicode", "}"): "⎱⎰⎫⎪⎭⎬", ("ascii", "{"): "/\\/|\\<",
    ("ascii", "}"): "\\/\\|/>",
}  # fmt: skip


@dataclass(slots=True)
class Box:
    """Rows that all take ``width`` cells; ``base`` is the index of the row on the baseline.

    Fences around a ``tall`` box grow with it; scripts of a ``fenced`` box are set at its corners.
    """

    rows: list[str]
    base: int
    width: int
    tall: bool = False
    fenced: bool = False

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @property
    def below(self) -> int:
        """The number of rows on and below the baseline."""
        return len(self.rows) - self.base


def text_box(text: str) -> Box:
    """Return a box of one row."""
    return Box([text], 0, cell_width(text))


def make_blank_row(width: int) -> Box:
    """Return a box of one row of blanks."""
    return Box([" " * width], 0, width)


def make_column_box(rows: list[str], base: int, align: Alignment = "l") -> Box:
    """Return a box of the given rows, padded to the width of the widest."""
    width = max(map(cell_width, rows))
    return Box([pad_text(row, width, align) for row in rows], base, width)


def pad_text(text: str, width: int, align: Alignment = "l") -> str:
    """Return ``text`` padded with blanks to ``width`` cells."""
    room = width - cell_width(text)
    if room <= 0:
        return text
    left = left_margin(room, align)
    return " " * left + text + " " * (room - left)


def left_margin(room: int, align: Alignment) -> int:
    """Return the share of ``room`` free cells to the left of aligned content."""
    if align == "l":
        return 0
    if align == "r":
        return room
    return room // 2


def side_by_side(boxes: list[Box]) -> Box:
    """Place boxes side by side, their baselines on one row."""
    if len(boxes) == 1:
        return boxes[0]
    above = width = 0
    below = 1
    tall = False
    for box in boxes:
        width += box.width
        if len(box.rows) > 1:
            above = max(above, box.base)
            below = max(below, len(box.rows) - box.base)
        tall = tall or box.tall
    if above == 0 and below == 1:
        return Box(["".join([box.rows[0] for box in boxes])], 0, width, tall)
    rows: list[list[str]] = [[] for _ in range(above + below)]
    line = rows[above]
    margin = 0  # cells of the previous one-row boxes: the other rows are not yet padded below and above them
    for box in boxes:
        if len(box.rows) == 1:
            line.append(box.rows[0])
            margin += box.width
            continue
        top = above - box.base
        bottom = top + len(box.rows)
        before = " " * margin
        empty = " " * box.width
        for number, row in enumerate(rows):
            if number != above:
                row.append(before)
            if top <= number < bottom:
                row.append(box.rows[number - top])
            else:
                row.append(empty)
        margin = 0
    if margin:
        after = " " * margin
        for number, row in enumerate(rows):
            if number != above:
                row.append(after)
    return Box(["".join(row) for row in rows], above, width, tall)


def stack_boxes(boxes: list[Box], base: int, align: Alignment = "c") -> Box:
    """Place boxes on top of each other; ``base`` counts rows from the top."""
    width = max(box.width for box in boxes)
    rows: list[str] = []
    for box in boxes:
        room = width - box.width
        before = " " * left_margin(room, align)
        after = " " * (room - len(before))
        rows += [before + row + after for row in box.rows]
    return Box(rows, base, width, any(box.tall for box in boxes))


def shift_box(box: Box, cells: int) -> Box:
    """Return ``box`` with blanks on its left."""
    margin = " " * cells
    return Box([margin + row for row in box.rows], box.base, box.width + cells, box.tall, box.fenced)


def fence_box(glyph: str, height: int, base: int, glyphs: Glyphs) -> Box:
    """Return a delimiter of the given height; ``base`` is the row of a brace's point."""
    if not glyph:
        return Box([""] * height, base, 0)
    written = symbol_text(glyph, "", glyphs.tier)
    if height == 1:
        return text_box(written)
    if glyph in "{}":
        return _brace_box(glyph, height, base, glyphs)
    if glyph in _DOUBLED:
        return side_by_side([fence_box(_DOUBLED[glyph], height, base, glyphs)] * 2)
    pieces = glyphs.fences.get(glyph)
    if pieces is None:
        rows = [written] * height
        if glyph in "/\\":
            rows = [""] * height
            rows[base] = written
        return make_column_box(rows, base)
    top, middle, bottom = pieces
    if glyph not in _POINTED:
        return Box([top, *[middle] * (height - 2), bottom], base, 1)
    if height == 2:
        return Box([top, bottom], base, 1)
    point = min(max(base, 1), height - 2)
    rows = [*[top] * point, middle, *[bottom] * (height - point - 1)]
    return Box(rows, base, 1)


def _brace_box(glyph: str, height: int, base: int, glyphs: Glyphs) -> Box:
    upper, lower, top, rule, bottom, point = _BRACES[glyphs.tier, glyph]
    if height == 2:
        return Box([upper, lower], base, 1)
    rows = [top, *[rule] * (height - 2), bottom]
    rows[min(max(base, 1), height - 2)] = point
    return Box(rows, base, 1)


def put_in_fence(left: str, box: Box, right: str, glyphs: Glyphs) -> Box:
    """Return ``box`` between delimiters, which are as high as a tall box and one row high around others."""
    grows = box.tall and box.height > 1
    height = 1
    base = 0
    if grows:
        height = box.height
        base = box.base
    whole = side_by_side([fence_box(left, height, base, glyphs), box, fence_box(right, height, base, glyphs)])
    if grows:
        whole.tall = whole.fenced = True
    return whole


# The gaps between neighbouring nodes: TeX's rules for atoms, in cells.


@dataclass(slots=True)
class PlacedBox:
    """A node in its row, with its alphabet, its kind in this row, and the blanks before it."""

    node: Node
    font: Alphabet
    kind: Kind
    gap: int


_KINDS: tuple[Kind, ...] = (
    "ord", "bin", "rel", "open", "close", "punct", "op", "big", "int", "frac", "fence",
)  # fmt: skip
# A ``+`` or ``−`` after one of these is a sign, because it has no left operand.
_NOT_LEFT_OPERANDS: frozenset[Kind | None] = frozenset(
    (None, "bin", "rel", "open", "punct", "op", "big", "int")
)
# An operator before one of these has no right operand: ``x^{+}``, ``f(·)``.
_NOT_RIGHT_OPERANDS: frozenset[Kind] = frozenset(("rel", "close", "punct"))

# Kinds without a gap after a sign or slash, as in ``−log p``. Fractions keep theirs, because their bar would
# run into the minus.
_TIGHT_AFTER_SIGN: frozenset[Kind] = frozenset(("op", "big", "int"))


def _find_gap(left: Kind, right: Kind) -> int:
    if "rel" in (left, right):
        return int(left != right and right not in ("punct", "close") and left != "open")
    if "bin" in (left, right):
        return int(right not in ("punct", "close") and left != "open")
    if left == "punct":
        return 1
    if right in ("punct", "close") or left == "open":
        return 0
    if left == "op":
        return int(right not in ("open", "fence"))
    return int(right == "op" or not {left, right}.isdisjoint(("big", "int", "frac")))


_GAPS = {(left, right): _find_gap(left, right) for left in _KINDS for right in _KINDS}
_SCRIPT_GAPS = {
    (left, right): int(
        (left == "op" and _GAPS[left, right] == 1) or (right == "op" and left in ("ord", "close"))
    )
    for left in _KINDS
    for right in _KINDS
}


def arrange_nodes(nodes: Row, font: Alphabet, script: bool = False) -> list[PlacedBox]:
    """Flatten fonts, resolve spaces, and give each node its kind and the gap before it.

    ``script`` sets tightly, as in subscripts, with blanks around function names only.
    """
    gaps = _SCRIPT_GAPS if script else _GAPS
    flat: list[tuple[Node, Alphabet]] = []
    _flatten_fonts(nodes, font, flat)
    bars = _bar_kinds(flat) if len(flat) > 2 else {}
    placed: list[PlacedBox] = []
    previous: Kind | None = None
    after_sign = False
    room = 0
    for index, (node, its_font) in enumerate(flat):
        if type(node) is tree.Space:
            if not script or node.cells > 1:
                room = max(room, node.cells)
            continue
        kind = bars.get(index) or tree.classify_node(node)
        is_sign = kind == "bin" and previous in _NOT_LEFT_OPERANDS
        if is_sign:
            kind = "ord"
        elif kind in _NOT_RIGHT_OPERANDS and previous == "bin":
            _make_ordinary(placed, gaps)
            previous = "ord"
        if previous is None:
            gap = room if room > 1 else 0
        elif after_sign and kind in _TIGHT_AFTER_SIGN:
            gap = room
        else:
            gap = max(gaps[previous, kind], room)
        if type(node) is tree.Tag:
            gap = max(gap, 3)
        placed.append(PlacedBox(node, its_font, kind, gap))
        previous = kind
        after_sign = is_sign or (type(node) is tree.Symbol and node.text == "/")
        room = 0
    if previous == "bin":
        _make_ordinary(placed, gaps)
    return placed


def _make_ordinary(placed: list[PlacedBox], gaps: dict[tuple[str, str], int]) -> None:
    """Set the last node, an operator without a right operand, like a letter."""
    placed[-1].kind = "ord"
    placed[-1].gap = gaps[placed[-2].kind, "ord"]


def _flatten_fonts(nodes: Row, font: Alphabet, flat: list[tuple[Node, Alphabet]]) -> None:
    for node in nodes:
        if type(node) is tree.Font:
            _flatten_fonts(node.body, inner_alphabet(node.name, font), flat)
        elif type(node) is tree.Group and len(node.body) == 1 and not _is_changed_by_braces(node.body[0]):
            _flatten_fonts(node.body, font, flat)
        else:
            flat.append((node, font))


def _is_changed_by_braces(node: Node) -> bool:
    """Return whether braces around the node change its spacing, as in ``a{=}b``."""
    return type(node) is tree.Symbol and (node.kind != "ord" or node.text in ("|", "‖", "/"))


def find_script_base(node: Node) -> Node:
    """Return the base of a node with scripts, or the node itself."""
    if type(node) is tree.Scripts:
        return node.base
    return node


def _bar_kinds(flat: list[tuple[Node, Alphabet]]) -> dict[int, Kind]:
    """Return the kinds, ``open`` or ``close``, of the bars ``|`` and ``‖``, paired inside parentheses."""
    kinds: dict[int, Kind] = {}
    waiting: list[tuple[str, int]] = []  # open parentheses, with -1, and bars without a partner
    for index, (node, _) in enumerate(flat):
        core = find_script_base(node)
        if type(core) is not tree.Symbol or core.kind in ("bin", "rel"):
            continue
        if core.kind == "open":
            waiting.append((core.text, -1))
        elif core.kind == "close" and core.text not in "!.":
            while waiting and waiting.pop()[1] >= 0:
                pass
        elif core.text in ("|", "‖") and core.kind == "ord":
            if waiting and waiting[-1][0] == core.text:
                kinds[waiting.pop()[1]] = "open"
                kinds[index] = "close"
            elif core is node:
                waiting.append((core.text, index))
    return kinds

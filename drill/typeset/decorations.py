"""Decorations around a row: roots, accents, long arrows, frames and strokes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drill.latex import nodes as tree
from drill.latex.nodes import ACCENTS, Accent, Arrow, Boxed, Cancelled, Node, Root, Row, Scripts
from drill.typeset.block import cell_width
from drill.typeset.boxes import (
    Box,
    arrange_nodes,
    find_script_base,
    make_blank_row,
    make_column_box,
    pad_text,
    put_in_fence,
    side_by_side,
    stack_boxes,
    text_box,
)
from drill.typeset.glyphs import (
    PRIMES,
    Alphabet,
    Glyphs,
    accented_letter,
    lower_text,
    script_text,
    words_text,
)

if TYPE_CHECKING:
    from drill.typeset.layout import Layout

# Shapes around boxes: limits and corner scripts, accents, roots and braces.


def with_limits(base: Box, low: Box | None, high: Box | None) -> Box:
    """Stack limits above and below a base, centred on its baseline."""
    boxes = [base]
    baseline = base.base
    if high is not None:
        boxes.insert(0, high)
        baseline += high.height
    if low is not None:
        boxes.append(low)
    whole = stack_boxes(boxes, baseline)
    whole.tall = base.tall or len(boxes) == 3
    return whole


def at_corners(
    base: Box, low: Box | None, high: Box | None, low_script: str | None, high_script: str | None
) -> Box:
    """Set scripts at the top and bottom right corners of a tall fence."""
    rows: list[str] = [""] * base.height
    above = 0
    if high is not None:
        if high_script is not None:
            rows[0] = high_script
        elif high.height == 1 and base.height > 2:
            rows[0] = high.rows[0]
        else:
            rows = [*high.rows, *rows]
            above = high.height
    if low is not None:
        if low_script is not None and not rows[-1]:
            rows[-1] = low_script
        elif low.height == 1 and base.height > 2:
            rows[-1] = low.rows[0]
        else:
            rows = [*rows, *low.rows]
    whole = side_by_side([base, make_column_box(rows, above + base.base)])
    whole.tall = True
    return whole


def accent_row(name: str, glyph: str, width: int, bar: str) -> str:
    """Return the row of an accent over ``width`` cells."""
    if name in ("overline", "bar") and width > 1:
        return "_" * width
    if name == "overleftrightarrow" and width > 1:
        left, right = "<>" if bar == "-" else "←→"
        return left + bar * (width - 2) + right
    if name == "overrightarrow" and width > 1:
        return bar * (width - 1) + glyph[-1]
    if "arrow" in name and width > 1:
        return glyph[0] + bar * (width - 1)
    if name == "widetilde" and width > 2:
        return pad_text("~" * (width // 2 + 1), width, "c")
    if name == "widehat" and width > 3 and bar != "-":
        return pad_text("╱╲", width, "c")
    if name == "vec":
        glyph = glyph[-1]
    return pad_text(glyph, width, "c")


# The roof of a root, at the foot of its row, so that it closes with the sign below it.
_ROOF = "▁"


def root_box(body: Box, index: str, margin: int, glyphs: Glyphs) -> Box:
    """Draw a root sign and its roof, after ``margin`` columns for the index.

    A fraction's bar keeps apart from the sign's stroke.
    """
    left, side = " " * margin, glyphs.corners[-1]
    if body.height == 1:
        roof = f"{left} {_ROOF * body.width}"
        return Box([roof, f"{index}√{body.rows[0]}"], 1, body.width + 1 + margin, True)
    if any(row[:1] == glyphs.bar for row in body.rows):
        body = side_by_side([make_blank_row(1), body, make_blank_row(1)])
    rows = [f"{left} {_ROOF * (body.width + 1)}", *(f"{left} {side}{row}" for row in body.rows)]
    rows[-1] = f"{left}╲{side}{body.rows[-1]}"
    _write_root_index(rows, index, margin)
    return Box(rows, body.base + 1, body.width + 2 + margin, True)


def ascii_root_box(body: Box, index: str, margin: int) -> Box:
    """Draw a root as a diagonal stroke, in ASCII."""
    height = body.height
    strokes = [" " * (height - number) + "/" + " " * number for number in range(height)]
    strokes[-1] = "\\/" + " " * (height - 1)
    width = height + 1
    rows = [" " * width + "_" * body.width]
    rows += [stroke + row for stroke, row in zip(strokes, body.rows, strict=True)]
    rows = [" " * margin + row for row in rows]
    _write_root_index(rows, index, margin)
    return Box(rows, body.base + 1, width + body.width + margin, True)


def _write_root_index(rows: list[str], index: str, margin: int) -> None:
    """Write the index of a root above the hook of its sign."""
    if index:
        rows[-2] = pad_text(index, margin + 1, "r") + rows[-2][margin + 1 :]


# Left end, right end, rule and point of a brace, by tier and by whether it is over its formula.
_HORIZONTAL_BRACES = {
    ("unicode", True): "╭╮─┴", ("unicode", False): "╰╯─┬",
    ("ascii", True): "/\\-^", ("ascii", False): "\\/-v",
}  # fmt: skip


def horizontal_brace(width: int, over: bool, glyphs: Glyphs) -> str:
    """Draw a brace of ``width`` cells, its point towards the note."""
    middle = width // 2
    left, right, rule, point = _HORIZONTAL_BRACES[glyphs.tier, over]
    return left + rule * (middle - 1) + point + rule * (width - middle - 2) + right


def fold_note(note: Box, width: int) -> Box:
    """Fold a brace's note of one line into lines of ``width`` cells."""
    if note.height > 1 or note.width <= width:
        return note
    lines = [""]
    for word in note.rows[0].split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if lines[-1] and cell_width(joined) > width:
            lines.append(word)
        else:
            lines[-1] = joined
    return make_column_box(lines, 0, "c")


# The left and right ends of long arrows, and their ASCII forms.
_ENDS = {
    "→": ("", "→"), "←": ("←", ""), "↔": ("←", "→"), "⇒": ("", "⇒"), "⇐": ("⇐", ""), "⇔": ("⇐", "⇒"),
    "↦": ("├", "→"), "↪": ("⊂", "→"), "↩": ("←", "⊃"), "⇀": ("", "⇀"), "⇁": ("", "⇁"), "↼": ("↼", ""),
    "↽": ("↽", ""), "⇋": ("↽", "⇀"), "⇌": ("↽", "⇀"), "↠": ("", "↠"), "=": ("", ""),
}  # fmt: skip
_ASCII_ENDS = {
    "": "", "→": ">", "⇒": ">", "←": "<", "⇐": "<", "├": "|", "⊂": "c", "⊃": "c", "⇀": ">", "⇁": ">",
    "↼": "<", "↽": "<", "↠": ">>",
}  # fmt: skip


def draw_long_arrow(glyph: str, length: int, glyphs: Glyphs) -> str:
    """Return the arrow ``glyph`` drawn ``length`` cells long."""
    left, right = _ENDS.get(glyph, ("", glyph))
    shafts = {"unicode": "─═", "ascii": "-="}
    shaft = shafts[glyphs.tier][glyph in "⇒⇐⇔="]
    if glyphs.tier == "ascii":
        left = _ASCII_ENDS.get(left, "")
        right = _ASCII_ENDS.get(right, ">")
    return left + shaft * (length - len(left) - len(right)) + right


def root_box_of(layout: Layout, node: Root, font: Alphabet) -> Box:
    """Draw a root: on one line if its radicand is one character, else under a rule."""
    body = layout.row(node.body, font)
    ascii_only = layout.glyphs.tier == "ascii"
    if body.width <= 1 and body.height == 1 and not ascii_only and not node.index:
        return text_box(layout.printer.node(node, font, True))
    index = layout.printer.row(node.index or [], font, True)
    raised = script_text(index, layout.glyphs.superscripts | ({} if ascii_only else {"n": "ⁿ"}))
    if raised is not None:
        index = raised
    margin = max(0, cell_width(index) - max(1, body.height - 1))
    if ascii_only:
        return ascii_root_box(body, index, margin)
    if body.height == 1 and raised is None:
        body = stack_boxes([make_blank_row(1), body], 1, "l")
    elif body.height == 1:
        margin = cell_width(index)
    return root_box(body, index, margin, layout.glyphs)


def accent_box(layout: Layout, node: Accent, font: Alphabet) -> Box:
    """Draw an accent: combined with a single letter, else above (or below) its body."""
    name = node.name
    tier = layout.glyphs.tier
    body = layout.row(node.body, font)
    if not body.width:
        body = text_box("[]" if tier == "ascii" else "□")
    if body.width == 1 and body.height == 1 and tier != "ascii" and body.rows[0] != " ":
        composed = accented_letter(body.rows[0], name, tier)
        if composed:
            return Box([composed], 0, 1)
    glyph = words_text(ACCENTS[name], tier)
    if name in ("underline", "underbar"):
        under = words_text("‾" if tier == "ascii" else "─", tier)
        return Box([*body.rows, under * body.width], body.base, body.width, body.tall)
    accent = text_box(accent_row(name, glyph, body.width, layout.glyphs.bar))
    box = stack_boxes([accent, body], body.base + 1)
    box.tall = body.tall
    return box


def is_accented(node: Node) -> bool:
    """Return whether a node is an accent, with or without scripts."""
    return type(find_script_base(node)) is Accent


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
    over = layout.script(node.over, font)
    under = layout.script(node.under, font)
    widths = [box.width for box in (over, under) if box is not None]
    arrow = draw_long_arrow(node.glyph, max([1, *widths]) + 2, layout.glyphs)
    return with_limits(text_box(arrow), under, over)


def framed_box(layout: Layout, node: Boxed, font: Alphabet) -> Box:
    """Draw a box around a formula."""
    body = layout.row(node.body, font)
    top_left, top_right, low_left, low_right, rule, side = layout.glyphs.corners
    rows = [f"{side} {row} {side}" for row in body.rows]
    edge = rule * (body.width + 2)
    frame = [top_left + edge + top_right, *rows, low_left + edge + low_right]
    return Box(frame, body.base + 1, body.width + 4, True)


def cancelled_box(layout: Layout, node: Cancelled, font: Alphabet) -> Box:
    """Return a struck-out formula, marked by a word."""
    body = layout.row(node.body, font)
    word = text_box("cancel")
    return side_by_side([word, put_in_fence("(", body, ")", layout.glyphs)])


# Place sub- and superscripts: as script characters, in rows of their own, or as limits.

# Min letters of a script that is a word, not an index; it is written on the line, after ``_``.
LONG_WORD = 3
_AFTER_WORD = re.compile(rf"_[^\W\d_]{{{LONG_WORD},}}[⁰¹²³⁴-⁹]*$")


def scripts_box(layout: Layout, node: tree.Scripts, font: Alphabet) -> Box:
    """Draw a base with its scripts, as limits or at its corners."""
    base = node.base
    core = _strip_groups(base)
    if type(core) is tree.Brace:
        if core.over and node.sup:
            box = layout.braced(core, node.sup, font)
            return attach_scripts_to_box(layout, box, node.sub, None, font)
        if not core.over and node.sub:
            box = layout.braced(core, node.sub, font)
            return attach_scripts_to_box(layout, box, None, node.sup, font)
    box = layout.node(base, font)
    if _takes_limits(node, core):
        return with_limits(box, layout.script(node.sub, font), layout.script(node.sup, font))
    if type(core) is tree.Symbol and core.kind == "int":
        return _set_integral_limits(layout, core, box, node, font)
    return attach_scripts_to_box(layout, box, node.sub, node.sup, font)


def prescripts_box(layout: Layout, node: tree.Prescripts, font: Alphabet) -> Box:
    """Return a base with scripts before it, on the rows of scripts after it."""
    base = layout.node(node.base, font)
    scripts = attach_scripts_to_box(layout, Box([""] * base.height, base.base, 0), node.sub, node.sup, font)
    scripts.tall = False
    whole = side_by_side([scripts, base])
    whole.tall = base.tall
    return whole


def _takes_limits(node: tree.Scripts, core: Node) -> bool:
    if node.limits is not None:
        return node.limits
    if type(core) is tree.Operator:
        return core.limits
    if type(core) is tree.Classed:
        return core.kind == "op"
    return type(core) is tree.Symbol and core.kind == "big"


def _set_integral_limits(
    layout: Layout, core: tree.Symbol, box: Box, node: tree.Scripts, font: Alphabet
) -> Box:
    """Return an integral sign with its limits: a tall one if they need rows of their own."""
    low = layout.script(node.sub, font)
    high = layout.script(node.sup, font)
    scripts = _inline_scripts(layout, low, high)
    if scripts is not None:
        return side_by_side([box, text_box(scripts)])
    if core.text != "∫":
        return attach_scripts_to_box(layout, box, node.sub, node.sup, font)
    empty = make_blank_row(0)
    high = high or empty
    limits = stack_boxes([high, empty, low or empty], high.height, "l")
    top, middle, bottom = layout.glyphs.integral
    sign = [*[" "] * (limits.base - 1), top, middle, bottom, *[" "] * (limits.below - 2)]
    whole = side_by_side([Box(sign, limits.base, 1), limits])
    whole.tall = True
    return whole


def _inline_scripts(layout: Layout, low: Box | None, high: Box | None) -> str | None:
    """Return both scripts in script characters, or ``None`` if one cannot be written so."""
    text = ""
    for box, table in ((low, layout.glyphs.subscripts), (high, layout.glyphs.superscripts)):
        if box is None:
            continue
        converted = _to_script_characters(box, table)
        if converted is None:
            return None
        text += converted
    return text


def _to_script_characters(box: Box | None, table: dict[str, str]) -> str | None:
    """Return a script in script characters; ``None`` if there is none, or it cannot be written so."""
    if box is None or box.height > 1:
        return None
    return script_text(box.rows[0], table)


def _lower_box(box: Box | None, glyphs: Glyphs) -> str | None:
    """Return a subscript in script characters; ``None`` if there is none, or it cannot be written so."""
    if box is None:
        return None
    return lower_text(box.rows[0] if box.height == 1 else "\n", glyphs)


def attach_scripts_to_box(layout: Layout, base: Box, sub: Row | None, sup: Row | None, font: Alphabet) -> Box:
    """Attach scripts to ``base``: script characters on the baseline, else raised and lowered rows."""
    low = layout.script(sub, font)
    high = layout.script(sup, font)
    low_script = _lower_box(low, layout.glyphs)
    high_script = _to_script_characters(high, layout.glyphs.superscripts)
    # A script after a bar or roof would seem to belong to a part of the fraction or root.
    ends_in_rule = base.rows[base.base][-1:] == layout.glyphs.bar or base.rows[0][-1:] == _ROOF
    if base.tall and ends_in_rule and layout.glyphs.tier != "ascii":
        base = put_in_fence("(", base, ")", layout.glyphs)
    if base.fenced:
        return at_corners(base, low, high, low_script, high_script)
    on_line = (low_script or "") + (high_script or "")
    if high_script and set(high_script) <= set(PRIMES):
        on_line = high_script + (low_script or "")
    # Scripts are next to the line unless the base's own last column reaches up or down there.
    above: list[str] = []
    if high is not None and high_script is None:
        above += high.rows
        if base.base and _reaches_last_column(base, base.base - 1):
            above += [""] * base.base
    below: list[str] = []
    if low is not None and low_script is None:
        if base.height == 1 and _is_long_word(low):
            on_line = f"_{low.rows[0]}{on_line}"
        else:
            if base.below > 1 and _reaches_last_column(base, base.base + 1):
                below += [""] * (base.below - 1)
            below += low.rows
    return side_by_side([base, make_column_box([*above, on_line, *below], len(above))])


def ends_in_word(box: Box) -> bool:
    """Return whether a box ends with a subscript that is a word, which a following letter would join."""
    return _AFTER_WORD.search(box.rows[box.base]) is not None


def _is_long_word(script: Box) -> bool:
    """Return whether a script is a word, which on a row of its own would leave a hole in the baseline."""
    return script.height == 1 and len(script.rows[0]) >= LONG_WORD and script.rows[0].isalpha()


def _reaches_last_column(base: Box, row: int) -> bool:
    """Return whether the last column of ``row`` is not blank."""
    return base.rows[row][-1:] not in ("", " ")


def _strip_groups(node: Node) -> Node:
    """Return a base without its groups and fonts."""
    while isinstance(node, tree.Group | tree.Font | tree.Classed) and len(node.body) == 1:
        inner = node.body[0]
        if not isinstance(inner, tree.Symbol | tree.Operator | tree.Brace | tree.Group | tree.Font):
            break
        if isinstance(node, tree.Classed) and node.kind == "op":
            break
        node = inner
    return node

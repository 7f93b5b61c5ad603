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
    make_blank_row,
    make_column_box,
    pad_text,
    put_in_fence,
    side_by_side,
    stack_boxes,
    text_box,
)
from drill.typeset.glyphs import PRIMES, Alphabet, Glyphs, accented_letter, script_text, words_text

if TYPE_CHECKING:
    from drill.typeset.layout import Layout

# Shapes around boxes: limits and corner scripts, accents, roots and braces.


def with_limits(base: Box, low: Box | None, high: Box | None) -> Box:
    """Stack limits above and below a base, centred on its baseline."""
    boxes = [box for box in (high, base, low) if box is not None]
    whole = stack_boxes(boxes, (high.height if high else 0) + base.base)
    whole.tall = base.tall or (low is not None and high is not None)
    return whole


def at_corners(
    base: Box, low: Box | None, high: Box | None, low_script: str | None, high_script: str | None
) -> Box:
    """Scripts at the top and bottom right corners of a tall fence."""
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
        return "<" + bar * (width - 2) + ">" if bar == "-" else "←" + bar * (width - 2) + "→"
    if "arrow" in name and width > 1:
        return bar * (width - 1) + glyph[-1] if name == "overrightarrow" else glyph[0] + bar * (width - 1)
    if name == "widetilde" and width > 2:
        return pad_text("~" * (width // 2 + 1), width, "c")
    if name == "widehat" and width > 3 and bar != "-":
        return pad_text("╱╲", width, "c")
    return pad_text(glyph[-1] if name == "vec" else glyph, width, "c")


def root_box(body: Box, index: str, margin: int, glyphs: Glyphs) -> Box:
    """Draw a root sign and its rule; the index is in ``margin`` columns before it."""
    top_left, side, rule = glyphs.corners[0], glyphs.corners[5], glyphs.corners[4]
    left = " " * margin
    rows = [f"{left} {top_left}{rule * body.width}", *(f"{left} {side}{row}" for row in body.rows)]
    rows[-1] = f"{left}╲{side}{body.rows[-1]}"
    width = body.width + 2 + margin
    if index and body.height == 1:
        rows[0] = pad_text(index, margin + 1, "r") + rows[0][margin + 1 :]
    elif index:
        rows[-2] = pad_text(index, margin + 1, "r") + rows[-2][margin + 1 :]
    return Box(rows, body.base + 1, width, True)


def ascii_root_box(body: Box, index: str, margin: int) -> Box:
    """Draw a root of strokes, in ASCII."""
    height = body.height
    strokes = [" " * (height - number) + "/" + " " * number for number in range(height)]
    strokes[-1] = "\\/" + " " * (height - 1)
    width = height + 1
    rows = [" " * width + "_" * body.width]
    rows += [stroke + row for stroke, row in zip(strokes, body.rows, strict=True)]
    rows = [" " * margin + row for row in rows]
    if index:
        index_row = -2
        room = margin + (width if height == 1 else 1)
        rows[index_row] = pad_text(index, min(room, margin + 1), "r") + rows[index_row][margin + 1 :]
    return Box(rows, body.base + 1, width + body.width + margin, True)


def horizontal_brace(width: int, over: bool, glyphs: Glyphs) -> str:
    """Draw a brace of ``width`` cells, its point towards the note."""
    middle = width // 2
    left, right, rule, point = ("╭", "╮", "─", "┴") if over else ("╰", "╯", "─", "┬")
    if glyphs.tier == "ascii":
        left, right, rule, point = ("/", "\\", "-", "^") if over else ("\\", "/", "-", "v")
    return left + rule * (middle - 1) + point + rule * (width - middle - 2) + right


def fold_note(note: Box, width: int) -> Box:
    """Return a brace's note on several lines if it is much wider than its brace."""
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
    double = glyph in "⇒⇐⇔="
    shaft = "═" if double else "─"
    if glyphs.tier == "ascii":
        left, right = _ASCII_ENDS.get(left, ""), _ASCII_ENDS.get(right, ">")
        shaft = "=" if double else "-"
    return left + shaft * (length - len(left) - len(right)) + right


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


# Place sub- and superscripts: as script characters, in rows of their own, or as limits.

# Indices are shorter than that; such a word is on the line, after ``_``.
LONG_WORD = 3
_AFTER_WORD = re.compile(rf"_[^\W\d_]{{{LONG_WORD},}}[⁰¹²³⁴-⁹]*$")


def scripts_box(layout: Layout, node: tree.Scripts, font: Alphabet) -> Box:
    """Draw a base with its scripts, as limits or at its corners."""
    base = node.base
    core = _strip_groups(base)
    if type(core) is tree.Brace and (note := node.sup if core.over else node.sub):
        corner_scripts = (node.sub, None) if core.over else (None, node.sup)
        box = layout.braced(core, note, font)
        return (
            attach_scripts_to_box(layout, box, corner_scripts[0], corner_scripts[1], font)
            if any(corner_scripts)
            else box
        )
    box = layout.node(base, font)
    if _takes_limits(node, core):
        low = layout.script(node.sub, font) if node.sub else None
        high = layout.script(node.sup, font) if node.sup else None
        return with_limits(box, low, high)
    if type(core) is tree.Symbol and core.kind == "int":
        return _set_integral_limits(layout, core, box, node, font)
    return attach_scripts_to_box(layout, box, node.sub, node.sup, font)


def prescripts_box(layout: Layout, node: tree.Prescripts, font: Alphabet) -> Box:
    """Return scripts before their base, as far from the baseline as those after it."""
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
    low = layout.script(node.sub, font) if node.sub else None
    high = layout.script(node.sup, font) if node.sup else None
    scripts = _inline_scripts(layout, low, high)
    if scripts is not None:
        return side_by_side([box, text_box(scripts)])
    if core.text != "∫":
        return attach_scripts_to_box(layout, box, node.sub, node.sup, font)
    limits = stack_boxes(
        [high or make_blank_row(0), make_blank_row(0), low or make_blank_row(0)],
        high.height if high else 1,
        "l",
    )
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
        converted = script_text(box.rows[0], table) if box.height == 1 else None
        if converted is None:
            return None
        text += converted
    return text


def attach_scripts_to_box(layout: Layout, base: Box, sub: Row | None, sup: Row | None, font: Alphabet) -> Box:
    """Attach scripts to ``base``: script characters on the baseline, else raised and lowered rows."""
    low = layout.script(sub, font) if sub else None
    high = layout.script(sup, font) if sup else None
    glyphs = layout.glyphs
    low_script = script_text(low.rows[0], glyphs.subscripts) if low and low.height == 1 else None
    high_script = script_text(high.rows[0], glyphs.superscripts) if high and high.height == 1 else None
    if base.fenced:
        return at_corners(base, low, high, low_script, high_script)
    is_prime = bool(high_script) and set(high_script) <= set(PRIMES)
    in_order = (high_script, low_script) if is_prime else (low_script, high_script)
    on_line = "".join(filter(None, in_order))
    raised = high if high_script is None else None
    lowered = low if low_script is None else None
    if lowered and base.height == 1 and _is_long_word(lowered):
        on_line, lowered = f"_{lowered.rows[0]}{on_line}", None
    if raised is None and lowered is None:
        return side_by_side([base, text_box(on_line)])
    # Scripts are next to the line unless the base's own last column reaches up or down there.
    lift = base.base if raised and base.base and _reaches_last_column(base, base.base - 1) else 0
    drop = base.below - 1 if lowered and base.below > 1 and _reaches_last_column(base, base.base + 1) else 0
    width = max(raised.width if raised else 0, lowered.width if lowered else 0, cell_width(on_line))
    above = [*(raised.rows if raised else ()), *[""] * lift]
    rows = [*above, on_line, *[""] * drop, *(lowered.rows if lowered else ())]
    return side_by_side([base, Box([pad_text(row, width) for row in rows], len(above), width)])


def ends_in_word(box: Box) -> bool:
    """Return whether a box ends with a word below the baseline, which a following letter would join."""
    return _AFTER_WORD.search(box.rows[box.base]) is not None


def _is_long_word(script: Box) -> bool:
    """Return whether a script is a word, which would leave a hole in the line above it."""
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

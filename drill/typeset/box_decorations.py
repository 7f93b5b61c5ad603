"""Shapes around boxes: limits and corner scripts, accents, roots and braces."""

from __future__ import annotations

from drill.typeset.block import cell_width
from drill.typeset.boxes import Box, make_column_box, pad_text, side_by_side, stack_boxes
from drill.typeset.glyphs import Glyphs


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

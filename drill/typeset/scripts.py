"""Place sub- and superscripts: as script characters, in rows of their own, or as limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drill.latex import nodes as tree
from drill.latex.nodes import Node, Row
from drill.typeset.block import cell_width
from drill.typeset.box_decorations import at_corners, with_limits
from drill.typeset.boxes import Box, make_blank_row, pad_text, side_by_side, stack_boxes, text_box
from drill.typeset.glyphs import PRIMES, Alphabet, script_text

if TYPE_CHECKING:
    from drill.typeset.layout import Layout

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

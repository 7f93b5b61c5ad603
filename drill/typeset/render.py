"""The entry points of typesetting: a LaTeX string in, a Block or words out, whatever the string is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, pairwise

from drill.errors import TooLargeError
from drill.latex import MacroBody, Parsed, parse_latex_formula
from drill.latex.nodes import Fence, Fraction, Group, Lines, Row, Scripts, Symbol, Tag, Words
from drill.text import clean_text
from drill.typeset.block import Block, Tier, cell_width
from drill.typeset.boxes import (
    Box,
    fence_box,
    make_blank_row,
    make_column_box,
    shift_box,
    side_by_side,
    text_box,
)
from drill.typeset.decorations import attach_scripts_to_box
from drill.typeset.glyphs import TIERS, cache_short_texts, styled_lines, words_text
from drill.typeset.layout import Item, Layout, aligned_lines, column_gap, find_text_rows, pile_lines
from drill.typeset.lineprinter import LinePrinter
from drill.typeset.speech import spoken_formula

# Fit a formula into a width: break before relations, then before binary operators.
#
# A continuation line begins under what follows the first relation, or under the relation itself where it
# begins with one. What cannot be broken in two dimensions is written on one line and folded.

# Parts inside parts can leave no room at all; a wide character still needs this much.
_NARROWEST = 2


def fit_nodes(layout: Layout, nodes: Row, width: int) -> Box:
    """Return the box of nodes in at most ``width`` cells, as far as they can be broken."""
    width = max(width, _NARROWEST)
    while len(nodes) == 1 and type(group := nodes[0]) is Group:
        nodes = group.body
    if len(nodes) == 1 and type(lines := nodes[0]) is Lines:
        box = _fit_lines(layout, lines, width)
    else:
        box = _fit_row(layout, nodes, width)
    if box.width > width:
        folded = fold_text(layout.printer.row(nodes), width)
        if folded.width < box.width:
            return folded
    return box


def fold_text(text: str, width: int) -> Box:
    """Break one-line text into several lines: at blanks, preferably before operators, else anywhere."""
    width = max(width, _NARROWEST)
    lines: list[str] = []
    start = 0
    while start < len(text):
        # A line is looked for in a window, so that long texts cost no more than their length.
        window = text[start : start + 4 * width]
        last = start + len(window) == len(text)
        cut = len(window) if last and cell_width(window) <= width else _find_cut(window, width)
        lines.append(window[:cut].rstrip())
        start += cut
        while start < len(text) and text[start] == " ":
            start += 1
    return make_column_box(lines or [""], 0)


def _find_cut(text: str, width: int) -> int:
    """Return where to cut ``text`` so that its beginning fits."""
    used_cells = 0
    end = len(text)
    for index, character in enumerate(text):
        used_cells += cell_width(character)
        if used_cells > width:
            end = max(index, 1)
            break
    blank_at = text.rfind(" ", 1, end + 1)
    if blank_at < end // 3:
        return end
    before = text.rfind(" ", 1, blank_at)
    # "… + y" with the operator last: cut before the operator instead.
    if before > end // 3 and blank_at - before == 2 and not text[before + 1].isalnum():
        return before
    return blank_at


def _fit_lines(layout: Layout, node: Lines, width: int) -> Box:
    rows = [row for row in node.rows if any(row)]
    boxes = [[layout.row(cell) for cell in row] for row in rows]
    apart = find_text_rows(rows)
    whole = aligned_lines(boxes, node.style, apart)
    if whole.width <= width:
        return whole
    left = max((row[0].width for row in boxes if len(row) > 1), default=0)
    if 0 < left <= width * 0.4 and max(map(len, boxes)) <= 3:
        gap = column_gap(1, [left], node.style)
        pairs = zip(rows, boxes, strict=True)
        return pile_lines([_fit_right(layout, row, cells, left, gap, width) for row, cells in pairs], "l")
    lines = [fit_nodes(layout, [node for cell in row for node in cell], width) for row in rows]
    return pile_lines(lines, "l")


def _fit_right(layout: Layout, row: list[Row], boxes: list[Box], left: int, gap: int, width: int) -> Box:
    """Return one aligned line: its left side unchanged, the right side broken next to it."""
    if len(row) == 1:
        return fit_nodes(layout, row[0], width)
    right = fit_nodes(layout, [node for cell in row[1:] for node in cell], width - left - gap)
    return side_by_side([shift_box(boxes[0], left - boxes[0].width), make_blank_row(gap), right])


def _fit_row(layout: Layout, nodes: Row, width: int) -> Box:
    items = layout.items(nodes)
    box = layout.join(items)
    if box.width <= width:
        return box
    items = _open_wide_items(layout, items, width, 0)
    boxes = [shift_box(layout.join(line), indent) for line, indent in break_items(items, width)]
    whole = pile_lines(boxes, "l")
    whole.base = boxes[0].base  # what is beside a broken formula is beside its first line
    return whole


def _open_wide_items(layout: Layout, items: list[Item], width: int, depth: int) -> list[Item]:
    """Return the items, with those that are too wide for a line replaced by their parts."""
    opened: list[Item] = []
    for item in items:
        is_wide = item.box.width > width * 0.4 and depth < 4
        opened += _split_item(layout, item, width, depth) if is_wide else [item]
    return opened


def _split_item(layout: Layout, item: Item, width: int, depth: int) -> list[Item]:
    node, box = item.node, item.box
    scripts: Scripts | None = None
    if type(node) is Scripts and type(node.base) is Fence:
        scripts, node = node, node.base
    if type(node) is Fence:
        inner = layout.items(node.body, item.font)
        if not inner:
            return [item]
        inner[0].gap = 0
        height, base = (box.height, box.base) if box.tall else (1, 0)
        left = fence_box(node.left, height, base, layout.glyphs)
        right = fence_box(node.right, height, base, layout.glyphs)
        if scripts is not None:
            right.fenced = height > 1
            right = attach_scripts_to_box(layout, right, scripts.sub, scripts.sup, item.font)
        symbol = Symbol("", "ord", "")
        return [
            Item(left, "open", symbol, item.font, item.gap),
            *_open_wide_items(layout, inner, width, depth + 1),
            Item(right, "close", symbol, item.font, 0),
        ]
    if type(node) is Group and (inner := layout.items(node.body, item.font)):
        inner[0].gap = item.gap
        return _open_wide_items(layout, inner, width, depth + 1)
    if type(node) is Words and len(words := box.rows[0].split(" ")) > 1:
        symbol = Symbol("", "ord", "")
        return [
            Item(text_box(word), "word", symbol, item.font, 1 if index else item.gap)
            for index, word in enumerate(words)
            if word or index in (0, len(words) - 1)
        ]
    if box.width > width and type(node) is Lines:
        return [replace(item, box=fit_nodes(layout, [node], width))]
    if box.width > width and type(node) is Fraction and node.style != "slash":
        top, bottom = (fit_nodes(layout, part, width - 4) for part in (node.top, node.bottom))
        return [replace(item, box=layout.fraction_box(top, bottom, node))]
    return [item]


# What a line costs that must begin left of its place to fit.
_OUTDENTED = 8.0
# What a line costs that does not fit at all.
_OVERFULL = 60.0
# Room between statements, as ``\qquad`` makes it.
_APART = 4


def break_items(items: list[Item], width: int) -> list[tuple[list[Item], int]]:
    """Break items into lines of at most ``width`` cells where possible, each with its indent."""
    relation = _first_relation(items, width)
    indents = [_find_line_indent(item, relation, width) if index else 0 for index, item in enumerate(items)]
    ends = _plan_line_ends(items, indents, width)
    lines: list[tuple[list[Item], int]] = []
    start = 0
    while start < len(items):
        line = [replace(items[start], gap=0), *items[start + 1 : ends[start]]]
        node = sum(item.gap + item.box.width for item in line)
        lines.append((line, max(0, min(indents[start], width - node))))
        start = ends[start]
    return lines


def _first_relation(items: list[Item], width: int) -> int | None:
    """Return the column of the first relation, unless it stands too far right to align under."""
    column = 0
    depth = 0
    for item in items:
        depth += (item.kind == "open") - (item.kind == "close")
        column += item.gap if column else 0
        if item.kind == "rel" and not depth:
            return column if column <= width * 0.4 else None
        column += item.box.width
    return None


def _find_line_indent(first: Item, relation: int | None, width: int) -> int:
    """Return the indent of a line that begins with ``first``: under the relation, or after it."""
    if first.gap >= _APART:
        return 0  # another statement
    if relation is None:
        return min(4, width // 8)
    return relation if first.kind == "rel" else relation + 2


def _plan_line_ends(items: list[Item], indents: list[int], width: int) -> list[int]:
    """Return for each item the end of the line that begins with it, in the cheapest division of the rest."""
    count = len(items)
    reach = [0, *accumulate(item.gap + item.box.width for item in items)]
    costs = _break_costs(items)
    totals = [0.0] * (count + 1)
    ends = [count] * count
    for start in range(count - 1, -1, -1):
        room = max(width - indents[start], 1)
        # A broken line is indented by two cells, which show that it goes on.
        most = width - min(indents[start], 2)
        begin = reach[start] + items[start].gap
        first = max(start + 1, bisect_left(reach, begin + room // 3))
        if first > count or reach[first] - begin > most:
            first = start + 1  # what follows is too wide: a short line is all there can be
        best = float("inf")
        for end in range(first, count + 1):
            line_width = reach[end] - begin
            if line_width > most and end > first:
                break
            cost = costs[end] + totals[end]
            if line_width > room:
                cost += _OVERFULL if line_width > most else _OUTDENTED
            elif end < count:
                # A line that ends early costs its part of what an empty one would.
                cost += 4.0 * (1 - line_width / room)
            elif 6 * line_width < room:
                # The last line takes a third of the room wherever it can.
                cost += 4.0
            if cost <= best:
                best, ends[start] = cost, end
        # Each line costs by itself.
        totals[start] = best + 6.0
    return ends


def _break_costs(items: list[Item]) -> list[float]:
    """Return the cost of a break before each item; a break at the very end costs nothing."""
    costs = [0.0]
    depth = 0
    for before, after in pairwise(items):
        depth += (before.kind == "open") - (before.kind == "close")
        costs.append(_break_cost(before, after, max(depth, 0)))
    return [*costs, 0.0]


def _break_cost(before: Item, after: Item, depth: int) -> float:
    cost = _loose_cost(before, after, depth) + 3 * depth
    if before.kind in ("open", "bin", "rel", "op", "big", "int") or after.kind in ("close", "punct"):
        cost += 8
    if after.kind in ("open", "fence") and not after.gap:
        cost += 6  # a name stays with its argument
    if type(before.node) is Symbol and before.kind == "ord" and before.node.kind == "bin":
        cost += 8  # a sign stays with what it is the sign of
    if type(after.node) is Tag:
        cost += 20
    return cost


def _loose_cost(before: Item, after: Item, depth: int) -> float:
    """Return the cost of a break by how closely the two items belong together."""
    if after.gap > 1:
        return -3.0 if after.gap >= _APART else 0.0
    if after.kind == "rel" and before.kind != "rel":
        bar = type(after.node) is Symbol and after.node.text in "|∣"
        return 8.0 if bar else 4.0 if depth else 0.0
    if before.kind == "punct":
        return 2.0
    if after.kind == "bin":
        return 3.0 if depth else 2.0
    if "word" in (before.kind, after.kind):
        return 4.0
    if after.kind in ("big", "int"):
        return 7.0
    return 9.0 if after.kind == "op" or before.kind in ("close", "fence") else 16.0


_WRAPPERS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))
# Characters that are shown of a source that is too large to typeset.
_MOST_SHOWN = 25_000
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")
_TEXT_MARKUP = re.compile(
    r"\\(?:textbf|textit|emph|text|textrm|mathrm|bfseries|itshape|it|bf)(?![A-Za-z])|[{}]"
)
_PROSE = re.compile(r"\s*[A-Za-z](?:[a-z]+(?:[,;:]?\s+[a-z'-]+){2,}|[a-z]{3,}\s+[a-z]{3,})[.?!]?\s*")

# What commands mean, by name with or without the backslash.
Macros = Mapping[str, MacroBody]
_Key = tuple[tuple[str, MacroBody], ...]


def typeset_formula(
    latex: str, *, width: int = 76, tier: Tier = "unicode", macros: Macros | None = None
) -> Block:
    """Typeset a formula in two dimensions, in at most ``width`` cells where it can be broken.

    ``macros`` maps commands to their bodies (``{"\\\\R": "\\\\mathbb{R}"}``, ``#1`` for arguments). Any
    string is answered: what is not understood stays visible and is listed in ``left_over``.
    """
    # A fraction still fits into four cells.
    return _typeset_cached(latex, max(width, 4), tier, macros_key(macros))


def typeset_on_one_line(latex: str, *, tier: Tier = "unicode", macros: Macros | None = None) -> Block:
    r"""Return a formula on one line with its grouping kept: ``\frac{a}{2b}`` gives ``a/(2b)``."""
    return _typeset_one_line_cached(latex, tier, macros_key(macros))


def left_over(latex: str, *, macros: Macros | None = None) -> tuple[str, ...]:
    """Return the commands of a formula that ``typeset_on_one_line`` does not know, without setting it."""
    return _find_unknown_commands(latex, macros_key(macros))


def speak_formula(latex: str, *, macros: Macros | None = None) -> str:
    """Return a formula in words, as a screen reader would say it."""
    return _speak_cached(latex, macros_key(macros))


def macros_key(macros: Macros | None) -> tuple[tuple[str, MacroBody], ...]:
    """Return macros as a hashable key for caches."""
    return tuple(macros.items()) if macros else ()


@cache_short_texts(256)
def _typeset_cached(latex: str, width: int, tier: Tier, macros: _Key) -> Block:
    source = _clean_formula(latex)
    try:
        parsed = _parse_source(source, macros)
        box = fit_nodes(Layout(TIERS[tier]), parsed.nodes, width)
    except TooLargeError as error:
        return _source_block(source, width, tier, error.message)
    lines, spans = styled_lines(box.rows)
    return Block(lines, box.base, spans, parsed.left_over)


@cache_short_texts(256)
def _typeset_one_line_cached(latex: str, tier: Tier, macros: _Key) -> Block:
    source = _clean_formula(latex)
    try:
        parsed = _parse_source(source, macros)
        text = LinePrinter(TIERS[tier]).row(parsed.nodes)
    except TooLargeError as error:
        return _source_block(source, None, tier, error.message)
    lines, spans = styled_lines([text.strip()])
    return Block(lines, 0, spans, parsed.left_over)


@cache_short_texts(1024)
def _find_unknown_commands(latex: str, macros: _Key) -> tuple[str, ...]:
    try:
        return _parse_source(_clean_formula(latex), macros).left_over
    except TooLargeError as error:
        return (error.message,)


@cache_short_texts(128)
def _speak_cached(latex: str, macros: _Key) -> str:
    source = _clean_formula(latex)
    try:
        return spoken_formula(_parse_source(source, macros).nodes)
    except TooLargeError:
        return " ".join(source.split())


@cache_short_texts(64)
def _parse_source(source: str, macros: _Key) -> Parsed:
    return parse_latex_formula(source, macros)


def _clean_formula(latex: str) -> str:
    """Return the formula itself: cleaned, composed, without the delimiters that set it into text."""
    source = unicodedata.normalize("NFC", clean_text(latex)).strip()
    for opening, closing in _WRAPPERS:
        inner = source[len(opening) : -len(closing)]
        if inner and source == f"{opening}{inner}{closing}":
            source = inner.strip() if closing not in inner else source
            break
    if not source.isascii():
        source = _RAISED.sub(lambda match: f"^{{{unicodedata.normalize('NFKC', match[0])}}}", source)
        source = _LOWERED.sub(lambda match: f"_{{{unicodedata.normalize('NFKC', match[0])}}}", source)
    return _read_plain_words(source) if " " in source else source


def _read_plain_words(source: str) -> str:
    r"""Return words without any mathematics, as in ``is \textbf{even}``, as text, so that blanks show."""
    bare = _TEXT_MARKUP.sub("", source)
    return f"\\text{{{source}}}" if _PROSE.fullmatch(bare) else source


def _source_block(source: str, width: int | None, tier: Tier, why: str) -> Block:
    """Return the source of a formula that is too large to typeset."""
    text = " ".join(source.split())
    if len(text) > _MOST_SHOWN:
        text = text[:_MOST_SHOWN] + " …"
    text = words_text(text, tier)
    box = fold_text(text, width) if width else Box([text], 0, 0)
    return Block(tuple(row.rstrip() for row in box.rows), 0, (), (why,))

"""The entry points of typesetting: from any LaTeX string to a Block or to words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate, chain, pairwise
from typing import TypeVar

from drill.errors import TooLargeError
from drill.latex import MacroBody, ParsedFormula, parse_latex_formula
from drill.latex.nodes import Fence, Fraction, Group, Lines, Node, Row, Scripts, Symbol, Tag, Words
from drill.text import clean_text
from drill.typeset.block import Block, Tier, cell_width
from drill.typeset.boxes import (
    Box,
    fence_box,
    find_script_base,
    make_blank_row,
    make_column_box,
    shift_box,
    side_by_side,
    text_box,
)
from drill.typeset.decorations import attach_scripts_to_box
from drill.typeset.glyphs import (
    LOWERING,
    TIERS,
    Glyphs,
    NoScriptFormError,
    cache_short_texts,
    styled_lines,
    words_text,
)
from drill.typeset.layout import LaidOutItem, Layout, aligned_lines, column_gap, find_text_rows, pile_lines
from drill.typeset.lineprinter import LinePrinter
from drill.typeset.speech import spoken_formula

# Fit a formula into a width: break before relations, then before binary operators.
#
# A continuation line begins under the right side of the first relation, or under the relation itself if it
# begins with one. A formula that cannot be broken in two dimensions is written on one line and folded.

# Min cells of a line, because nested parts can leave no room and a wide character needs two cells.
_NARROWEST = 2


def fit_nodes(layout: Layout, nodes: Row, width: int) -> Box:
    """Return the box of nodes, broken to fit ``width`` cells where possible."""
    width = max(width, _NARROWEST)
    only = _find_only_node(nodes)
    while type(only) is Group:
        nodes = only.body
        only = _find_only_node(nodes)
    if type(only) is Lines:
        box = _fit_lines(layout, only, width)
    else:
        box = _fit_row(layout, nodes, width)
    if box.width > width:
        folded = fold_text(layout.printer.row(nodes), width)
        if folded.width < box.width:
            return folded
    return box


def _find_only_node(nodes: Row) -> Node | None:
    return nodes[0] if len(nodes) == 1 else None


def fold_text(text: str, width: int) -> Box:
    """Break one-line text into several lines: at blanks, preferably before operators, else anywhere."""
    width = max(width, _NARROWEST)
    lines: list[str] = []
    start = 0
    while start < len(text):
        # Each line is searched in a window, so that the time grows only with the length of the text.
        window = text[start : start + 4 * width]
        cut = len(window)
        if start + cut < len(text) or cell_width(window) > width:
            cut = _find_cut(window, width)
        lines.append(window[:cut].rstrip())
        start += cut
        while start < len(text) and text[start] == " ":
            start += 1
    return make_column_box(lines or [""], 0)


def _find_cut(text: str, width: int) -> int:
    """Return the index at which to cut ``text`` so that its beginning fits."""
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
    lines = [fit_nodes(layout, [*chain.from_iterable(row)], width) for row in rows]
    return pile_lines(lines, "l")


def _fit_right(layout: Layout, row: list[Row], boxes: list[Box], left: int, gap: int, width: int) -> Box:
    """Return one aligned line: its left side unchanged, the right side broken next to it."""
    if len(row) == 1:
        return fit_nodes(layout, row[0], width)
    right = fit_nodes(layout, [*chain.from_iterable(row[1:])], width - left - gap)
    return side_by_side([shift_box(boxes[0], left - boxes[0].width), make_blank_row(gap), right])


def _fit_row(layout: Layout, nodes: Row, width: int) -> Box:
    items = layout.items(nodes)
    box = layout.join(items)
    if box.width <= width:
        return box
    items = _open_wide_items(layout, items, width, 0)
    boxes = [shift_box(layout.join(line), indent) for line, indent in break_items(items, width)]
    whole = pile_lines(boxes, "l")
    whole.base = boxes[0].base  # neighbours of a broken formula are next to its first line
    return whole


def _open_wide_items(layout: Layout, items: list[LaidOutItem], width: int, depth: int) -> list[LaidOutItem]:
    """Return the items, with those that are too wide for a line replaced by their parts."""
    opened: list[LaidOutItem] = []
    for item in items:
        if item.box.width > width * 0.4 and depth < 4:
            opened += _split_item(layout, item, width, depth)
        else:
            opened.append(item)
    return opened


def _split_item(layout: Layout, item: LaidOutItem, width: int, depth: int) -> list[LaidOutItem]:
    node = item.node
    fence = find_script_base(node)
    if type(fence) is Fence:
        return _split_fence(layout, item, fence, width, depth)
    if type(node) is Group:
        inner = layout.items(node.body, item.font)
        if inner:
            inner[0].gap = item.gap
            return _open_wide_items(layout, inner, width, depth + 1)
    if type(node) is Words:
        return _split_words(item)
    if item.box.width > width and type(node) is Lines:
        return [replace(item, box=fit_nodes(layout, [node], width))]
    if item.box.width > width and type(node) is Fraction and node.style != "slash":
        top = fit_nodes(layout, node.top, width - 4)
        bottom = fit_nodes(layout, node.bottom, width - 4)
        return [replace(item, box=layout.fraction_box(top, bottom, node))]
    return [item]


def _split_fence(
    layout: Layout, item: LaidOutItem, fence: Fence, width: int, depth: int
) -> list[LaidOutItem]:
    """Return the left delimiter, the content, and the right delimiter with its scripts as items."""
    inner = layout.items(fence.body, item.font)
    if not inner:
        return [item]
    inner[0].gap = 0
    height = 1
    base = 0
    if item.box.tall:
        height = item.box.height
        base = item.box.base
    left = fence_box(fence.left, height, base, layout.glyphs)
    right = fence_box(fence.right, height, base, layout.glyphs)
    node = item.node
    if type(node) is Scripts:
        right.fenced = height > 1
        right = attach_scripts_to_box(layout, right, node.sub, node.sup, item.font)
    return [
        LaidOutItem(left, "open", _NO_SYMBOL, item.font, item.gap),
        *_open_wide_items(layout, inner, width, depth + 1),
        LaidOutItem(right, "close", _NO_SYMBOL, item.font, 0),
    ]


def _split_words(item: LaidOutItem) -> list[LaidOutItem]:
    """Return the words of a text as items; blanks at its ends are kept as empty words."""
    words = item.box.rows[0].split(" ")
    if len(words) == 1:
        return [item]
    parts: list[LaidOutItem] = []
    for index, word in enumerate(words):
        if word or index in (0, len(words) - 1):
            gap = 1 if index else item.gap
            parts.append(LaidOutItem(text_box(word), "word", _NO_SYMBOL, item.font, gap))
    return parts


# The node of an item that is only a part of one.
_NO_SYMBOL = Symbol("", "ord", "")
# Cost of a line that must begin left of its indent to fit.
_OUTDENTED = 8.0
# Cost of a line that does not fit at all.
_OVERFULL = 60.0
# Min blanks between two statements, the width of ``\qquad``.
_APART = 4


def break_items(items: list[LaidOutItem], width: int) -> list[tuple[list[LaidOutItem], int]]:
    """Break items into lines of at most ``width`` cells where possible, each with its indent."""
    relation = _first_relation(items, width)
    indents = [0, *(_find_line_indent(item, relation, width) for item in items[1:])]
    ends = _plan_line_ends(items, indents, width)
    lines: list[tuple[list[LaidOutItem], int]] = []
    start = 0
    while start < len(items):
        line = [replace(items[start], gap=0), *items[start + 1 : ends[start]]]
        line_width = sum(item.gap + item.box.width for item in line)
        lines.append((line, max(0, min(indents[start], width - line_width))))
        start = ends[start]
    return lines


def _first_relation(items: list[LaidOutItem], width: int) -> int | None:
    """Return the column of the first relation; ``None`` if it is too far right to align lines under it."""
    column = 0
    depth = 0
    for item in items:
        depth += (item.kind == "open") - (item.kind == "close")
        if column:
            column += item.gap
        if item.kind == "rel" and not depth:
            return column if column <= width * 0.4 else None
        column += item.box.width
    return None


def _find_line_indent(first: LaidOutItem, relation: int | None, width: int) -> int:
    """Return the indent of a line that begins with ``first``: under the first relation, or after it."""
    if first.gap >= _APART:
        return 0  # another statement
    if relation is None:
        return min(4, width // 8)
    return relation if first.kind == "rel" else relation + 2


def _plan_line_ends(items: list[LaidOutItem], indents: list[int], width: int) -> list[int]:
    """Return for each item the end of a line that begins with it, in the cheapest way to break the rest."""
    count = len(items)
    reach = [0, *accumulate(item.gap + item.box.width for item in items)]
    costs = _break_costs(items)
    totals = [0.0] * (count + 1)
    ends = [count] * count
    for start in range(count - 1, -1, -1):
        room = max(width - indents[start], 1)
        # A continuation line is indented by two cells, which mark it as one.
        most = width - min(indents[start], 2)
        begin = reach[start] + items[start].gap
        first = max(start + 1, bisect_left(reach, begin + room // 3))
        if first > count or reach[first] - begin > most:
            first = start + 1  # only a short line is possible, because the next item is too wide
        best = float("inf")
        for end in range(first, count + 1):
            line_width = reach[end] - begin
            if line_width > most and end > first:
                break
            cost = costs[end] + totals[end]
            if line_width > room:
                cost += _OVERFULL if line_width > most else _OUTDENTED
            elif end < count:
                # A line that ends early costs in proportion to its unused room.
                cost += 4.0 * (1 - line_width / room)
            elif 6 * line_width < room:
                # The last line should fill at least a sixth of the room.
                cost += 4.0
            if cost <= best:
                best = cost
                ends[start] = end
        # Each line has a fixed cost, so that fewer lines are better.
        totals[start] = best + 6.0
    return ends


def _break_costs(items: list[LaidOutItem]) -> list[float]:
    """Return the cost of a break before each item; a break at the very end costs nothing."""
    costs = [0.0]
    depth = 0
    for before, after in pairwise(items):
        depth += (before.kind == "open") - (before.kind == "close")
        costs.append(_break_cost(before, after, max(depth, 0)))
    return [*costs, 0.0]


def _break_cost(before: LaidOutItem, after: LaidOutItem, depth: int) -> float:
    cost = _loose_cost(before, after, depth) + 3 * depth
    if before.kind in ("open", "bin", "rel", "op", "big", "int") or after.kind in ("close", "punct"):
        cost += 8
    if after.kind in ("open", "fence") and not after.gap:
        cost += 6  # a name stays with its argument
    if type(before.node) is Symbol and before.kind == "ord" and before.node.kind == "bin":
        cost += 8  # a sign stays with its operand
    if type(after.node) is Tag:
        cost += 20
    return cost


def _loose_cost(before: LaidOutItem, after: LaidOutItem, depth: int) -> float:
    """Return the cost of a break by how closely the two items belong together."""
    if after.gap >= _APART:
        return -3.0
    if after.gap > 1:
        return 0.0
    if after.kind == "rel" and before.kind != "rel":
        if type(after.node) is Symbol and after.node.text in "|∣":
            return 8.0
        return 4.0 if depth else 0.0
    if before.kind == "punct":
        return 2.0
    if after.kind == "bin":
        return 3.0 if depth else 2.0
    if "word" in (before.kind, after.kind):
        return 4.0
    if after.kind in ("big", "int"):
        return 7.0
    if after.kind == "op" or before.kind in ("close", "fence"):
        return 9.0
    return 16.0


_WRAPPERS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))
# Max characters shown of a source that is too large to typeset.
_MOST_SHOWN = 25_000
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")
_TEXT_MARKUP = re.compile(
    r"\\(?:textbf|textit|emph|text|textrm|mathrm|bfseries|itshape|it|bf)(?![A-Za-z])|[{}]"
)
_PROSE = re.compile(r"\s*[A-Za-z](?:[a-z]+(?:[,;:]?\s+[a-z'-]+){2,}|[a-z]{3,}\s+[a-z]{3,})[.?!]?\s*")

_Drawn = TypeVar("_Drawn")
# The bodies of commands, by name with or without the backslash.
Macros = Mapping[str, MacroBody]
_Key = tuple[tuple[str, MacroBody], ...]


def typeset_formula(
    latex: str, *, width: int = 76, tier: Tier = "unicode", macros: Macros | None = None
) -> Block:
    """Typeset a formula in two dimensions, in at most ``width`` cells where it can be broken.

    ``macros`` maps commands to their bodies (``{"\\\\R": "\\\\mathbb{R}"}``, ``#1`` for arguments). Any
    string can be set: unknown commands stay visible and are listed in ``left_over``.
    """
    # A fraction needs four cells.
    return _typeset_cached(latex, max(width, 4), tier, tuple(macros.items()) if macros else ())


def typeset_on_one_line(latex: str, *, tier: Tier = "unicode") -> Block:
    r"""Return a formula on one line with its grouping kept: ``\frac{a}{2b}`` gives ``a/(2b)``."""
    return _typeset_one_line_cached(latex, tier)


@cache_short_texts(256)
def _typeset_cached(latex: str, width: int, tier: Tier, macros: _Key) -> Block:
    source = _clean_formula(latex)
    try:
        parsed = _parse_source(source, macros)
        box = _draw_in_glyphs(tier, lambda glyphs: fit_nodes(Layout(glyphs), parsed.nodes, width))
    except TooLargeError as error:
        return _source_block(source, width, tier, error.message)
    lines, spans = styled_lines(box.rows)
    return Block(lines, box.base, spans, parsed.left_over)


@cache_short_texts(256)
def _typeset_one_line_cached(latex: str, tier: Tier) -> Block:
    source = _clean_formula(latex)
    try:
        parsed = _parse_source(source)
        text = _draw_in_glyphs(tier, lambda glyphs: LinePrinter(glyphs).row(parsed.nodes))
    except TooLargeError as error:
        return _source_block(source, None, tier, error.message)
    lines, spans = styled_lines([text.strip()])
    return Block(lines, 0, spans, parsed.left_over)


def _draw_in_glyphs(tier: Tier, draw: Callable[[Glyphs], _Drawn]) -> _Drawn:
    """Return what ``draw`` makes: subscripts on the line if all of them can be written so."""
    if tier != "ascii":
        try:
            return draw(LOWERING)
        except NoScriptFormError:
            pass
    return draw(TIERS[tier])


@cache_short_texts(1024)
def left_over(latex: str) -> tuple[str, ...]:
    """Return the unknown commands of a formula without setting it."""
    try:
        return _parse_source(_clean_formula(latex)).left_over
    except TooLargeError as error:
        return (error.message,)


@cache_short_texts(128)
def speak_formula(latex: str) -> str:
    """Return a formula in words, for a screen reader."""
    source = _clean_formula(latex)
    try:
        return spoken_formula(_parse_source(source).nodes)
    except TooLargeError:
        return " ".join(source.split())


@cache_short_texts(64)
def _parse_source(source: str, macros: _Key = ()) -> ParsedFormula:
    return parse_latex_formula(source, macros)


def _clean_formula(latex: str) -> str:
    """Return a formula cleaned, in Unicode's composed form, and without its delimiters."""
    source = unicodedata.normalize("NFC", clean_text(latex)).strip()
    for opening, closing in _WRAPPERS:
        inner = source[len(opening) : -len(closing)]
        if inner and source == f"{opening}{inner}{closing}":
            if closing not in inner:
                source = inner.strip()
            break
    if not source.isascii():
        source = _RAISED.sub(lambda match: f"^{{{unicodedata.normalize('NFKC', match[0])}}}", source)
        source = _LOWERED.sub(lambda match: f"_{{{unicodedata.normalize('NFKC', match[0])}}}", source)
    # Words without mathematics, as in ``is \textbf{even}``, are set as text to keep their blanks.
    if " " in source and _PROSE.fullmatch(_TEXT_MARKUP.sub("", source)):
        return f"\\text{{{source}}}"
    return source


def _source_block(source: str, width: int | None, tier: Tier, why: str) -> Block:
    """Return the source of a formula that is too large to typeset."""
    text = " ".join(source.split())
    if len(text) > _MOST_SHOWN:
        text = text[:_MOST_SHOWN] + " …"
    rows = [words_text(text, tier)]
    if width:
        rows = fold_text(rows[0], width).rows
    return Block(tuple(row.rstrip() for row in rows), 0, (), (why,))

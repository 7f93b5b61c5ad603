"""Formulas for a web page, in pieces between which a line may break: browsers break no formula."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Final

from drill.errors import TooLargeError
from drill.latex import nodes as tree
from drill.latex.nodes import Row
from drill.typeset.glyphs import UNICODE
from drill.typeset.layout import Layout
from drill.typeset.mathml import RowElement, join_row_elements, list_row_elements
from drill.typeset.render import read_formula, typeset_on_one_line

# Cells up to which a formula in a sentence is one piece.
_LONGEST_WORD: Final = 24
# Levels of brackets at which a formula that is too long is taken apart.
_MOST_LEVELS: Final = 6
# The smallest letters, in parts of the text's; what is too wide even so is written on one line.
_SMALLEST: Final = 0.5
_BREAKS_AFTER: Final = frozenset(("bin", "rel", "punct"))
# After these a line does not break.
_LEADING: Final = frozenset(("open", "op", "big", "int"))


def formula_lines(latex: str, *, width: int, display: bool) -> tuple[str, ...]:
    """Return the lines of a formula as HTML for a sentence or, with ``display``, for blocks of their own.

    There is one line, unless an alignment is too wide as a whole. No piece is wider than ``width`` cells,
    each about two thirds as wide as the letters of the text are high. A formula that is too large for MathML
    is shown on one line, as text.
    """
    return _write_formula(latex, width, display)


@lru_cache(256)
def _write_formula(latex: str, width: int, display: bool) -> tuple[str, ...]:
    try:
        nodes = read_formula(latex).nodes
        return tuple("".join(_write_pieces(line, width, display)) for line in _list_lines(nodes, width))
    except TooLargeError:
        return (f"<code>{escape(typeset_on_one_line(latex).one_line)}</code>",)


def _measure(nodes: Row) -> int:
    """Return the width of a row in cells, as a terminal shows it. Raises TooLargeError."""
    return Layout(UNICODE).row(nodes).width


def _list_lines(nodes: Row, width: int) -> list[Row]:
    """Return the lines of a formula: those of its alignment, if it is too wide as a whole."""
    if len(nodes) == 1 and type(lines := nodes[0]) is tree.Lines and _measure(nodes) > width:
        rows = [[node for cell in row for node in cell] for row in lines.rows]
        return list(filter(None, rows))
    return [nodes]


def _write_pieces(nodes: Row, width: int, display: bool) -> Iterator[str]:
    """Yield the pieces of a formula. Raises TooLargeError if one cannot be made narrow enough."""
    if _measure(nodes) <= (width if display else min(width, _LONGEST_WORD)):
        yield _wrap_math(list_row_elements(nodes, display=display), display)
        return
    elements = list_row_elements(_open_wide_brackets(nodes, width, _MOST_LEVELS), display=display)
    for piece in _split_at_operators(elements, width):
        cells = _measure_elements(piece)
        if cells * _SMALLEST > width:
            raise TooLargeError("formula too wide for a page")
        yield _wrap_math(piece, display, min(1.0, width / max(cells, 1)))


def _wrap_math(elements: list[RowElement], display: bool, size: float = 1.0) -> str:
    style = ' displaystyle="true"' if display else ""
    style += f' style="font-size:{int(100 * size)}%"' if size < 1 else ""
    return f"<math{style}><mrow>{join_row_elements(elements)}</mrow></math>"


def _measure_elements(elements: list[RowElement]) -> int:
    return sum(element.placed.gap + _measure([element.placed.node]) for element in elements)


def _split_at_operators(
    elements: list[RowElement], width: int, deepest: int = 0
) -> Iterator[list[RowElement]]:
    """Yield pieces that end after operators, inside of as few brackets as it takes."""
    piece: list[RowElement] = []
    depth = 0
    for element in elements:
        piece.append(element)
        depth = max(0, depth + element.side)
        if depth <= deepest and element.placed.kind in _BREAKS_AFTER:
            yield from _split_wide_piece(piece, width, deepest)
            piece = []
    if piece:
        yield from _split_wide_piece(piece, width, deepest)


def _split_wide_piece(piece: list[RowElement], width: int, deepest: int) -> Iterator[list[RowElement]]:
    """Yield a piece, or its parts if it is too wide: between factors only where no operator is left."""
    if _measure_elements(piece) <= width:
        yield piece
        return
    if deepest < _MOST_LEVELS:
        yield from _split_at_operators(piece, width, deepest + 1)
        return
    part: list[RowElement] = []
    used = 0
    for element in piece:
        cells = _measure_elements([element])
        if used + cells > width and element.side >= 0 and part[-1:] and part[-1].placed.kind not in _LEADING:
            yield part
            part, used = [], 0
        part.append(element)
        used += cells
    yield part


def _open_wide_brackets(nodes: Row, width: int, levels: int) -> Row:
    """Return a row in which groups and fences that are wider than a line are written out."""
    opened: Row = []
    for node in nodes:
        core = node.base if type(node) is tree.Scripts else node
        if not levels or not isinstance(core, tree.Fence | tree.Group) or _measure([node]) <= width:
            opened.append(node)
            continue
        inner = _open_wide_brackets(core.body, width, levels - 1)
        if type(core) is tree.Fence:
            inner = [tree.Symbol(core.left, "open", ""), *inner, tree.Symbol(core.right, "close", "")]
        if type(node) is tree.Scripts and inner:
            inner[-1] = tree.Scripts(inner[-1], node.sub, node.sup, node.limits)
        opened += inner
    return opened

"""Formulas as MathML, which browsers draw and screen readers read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any, Final

from drill.latex import nodes as tree
from drill.latex.nodes import Node, Row, prime_count, rows_in
from drill.latex.symbols import ACCENTS, Kind
from drill.typeset.glyphs import ALPHABETS, Alphabet, drawn_in, in_font
from drill.typeset.spacing import Placed, arrange_nodes

# TeX's styles by the size of letters: from 0, that of the text, to 2, that of a script's scripts.
_DISPLAY: Final = -1
_SMALLEST: Final = 2
# Room before and after an operator, in em, as TeX leaves it.
_THIN, _MEDIUM, _THICK = "0.167em", "0.222em", "0.278em"
_NO_ROOM: Final = ("0", "0")
_ROOM: Final[dict[Kind, tuple[str, str]]] = {
    "bin": (_MEDIUM, _MEDIUM), "rel": (_THICK, _THICK), "punct": ("0", _THIN),
}  # fmt: skip
# What TeX calls closing, although nothing was opened.
_NO_BRACKETS: Final = frozenset("!.")
# Letters that TeX sets upright, although browsers slant each single letter.
_UPRIGHT: Final = frozenset("ΓΔΘΛΞΠΣΥΦΨΩ∇")
# Signs without room around them; other ordinary signs are letters to a browser.
_SIGNS: Final = frozenset("/|‖∣′″‴‵·")
_UPRIGHT_FONTS: Final = frozenset(("mathrm", "mathsf", "mathtt"))
_ACCENTS: Final = {
    "hat": "ˆ", "check": "ˇ", "tilde": "˜", "bar": "¯", "dot": "˙", "ddot": "¨", "dddot": "...", "vec": "→",
    "breve": "˘", "acute": "´", "grave": "`", "mathring": "˚",
}  # fmt: skip
# Accents that grow, and what they are above a single letter. Lines are drawn: few fonts have longer ones.
_WIDE_ACCENTS: Final = {"widehat": "\u0302", "widecheck": "\u030c", "widetilde": "~"}
_NARROW_ACCENTS: Final = {"widehat": "hat", "widecheck": "check", "widetilde": "tilde"}
_LINES: Final = {
    "overline": "border-top:.05em solid;padding-top:.12em",
    "underline": "border-bottom:.05em solid;padding-bottom:.12em",
    "underbar": "border-bottom:.05em solid;padding-bottom:.12em",
}
_STRUCK: Final = (
    "background:linear-gradient(to top right,transparent 48%,currentColor 48%,currentColor 52%,"
    "transparent 52%);print-color-adjust:exact"
)
# Elements with scripts, by whether there is a lower and an upper one.
_CORNERS: Final = {(True, True): "msubsup", (True, False): "msub", (False, True): "msup"}
_LIMITS: Final = {(True, True): "munderover", (True, False): "munder", (False, True): "mover"}
_ALIGNED: Final = {"l": "text-align:left", "r": "text-align:right"}


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a node is set: in which alphabet, as what in its row, and in which of TeX's styles.

    ``is_tight`` says that operators have no room, as in scripts; ``grows`` that a bracket is as tall as what
    it encloses.
    """

    level: int
    font: Alphabet = ""
    kind: Kind = "ord"
    is_tight: bool = False
    grows: bool = False

    def in_script(self) -> _Manner:
        """Return the manner of a script."""
        return replace(self, level=min(max(self.level, 0) + 1, _SMALLEST), is_tight=True)

    def in_fraction(self) -> _Manner:
        """Return the manner of a numerator; a fraction in a sentence's fraction gets no smaller."""
        return replace(self, level=min(self.level + 1, _SMALLEST if self.is_tight else 1))

    def in_text(self) -> _Manner:
        """Return the manner of a cell, or of what is below a root."""
        return replace(self, level=max(self.level, 0))


@dataclass(frozen=True, slots=True)
class RowElement:
    """A node of a row as MathML; ``side`` is 1 for an opening bracket and -1 for a closing one.

    ``attach`` puts the scripts of a closing bracket at what it closes.
    """

    markup: str
    placed: Placed
    side: int
    attach: Callable[[str], str] = str


def list_row_elements(nodes: Row, *, display: bool) -> list[RowElement]:
    """Return the nodes of a formula one by one, with the room before them; all text in them is escaped."""
    return _list_elements(nodes, _Manner(_DISPLAY if display else 0))


def join_row_elements(elements: list[RowElement]) -> str:
    """Return a row's markup, in which each pair of brackets is a row with what is between them."""
    rows: list[list[str]] = [[]]
    for element in elements:
        if element.side > 0:
            rows.append([element.markup])
        elif element.side < 0 and len(rows) > 1:
            inner = rows.pop()
            rows[-1].append(element.attach(f"<mrow>{''.join(inner)}{element.markup}</mrow>"))
        else:
            rows[-1].append(element.attach(element.markup))
    return "".join("".join(row) for row in rows)


def _list_elements(nodes: Row, manner: _Manner) -> list[RowElement]:
    row = arrange_nodes([*map(_keep_upright, nodes)], manner.font, manner.is_tight)
    sides = [*map(_find_side, row)]
    growing = _find_growing_brackets(row, sides)
    elements: list[RowElement] = []
    previous: Placed | None = None
    for index, (placed, side) in enumerate(zip(row, sides, strict=True)):
        inner = replace(manner, font=placed.font, kind=placed.kind, grows=index in growing)
        gap, node = _write_gap(previous, placed), placed.node
        if side < 0 and type(node) is tree.Scripts:
            attach = partial(_attach_scripts, node, inner)
            elements.append(RowElement(gap + _write_node(node.base, inner), placed, side, attach))
        else:
            elements.append(RowElement(gap + _write_node(node, inner), placed, side))
        previous = placed
    return elements


def _find_side(placed: Placed) -> int:
    """Return 1 for an opening bracket, -1 for a closing one, with or without scripts, else 0."""
    core = placed.node.base if type(placed.node) is tree.Scripts else placed.node
    if type(core) is not tree.Symbol or core.text in _NO_BRACKETS:
        return 0
    return int(placed.kind == "open" and core is placed.node) - int(placed.kind == "close")


def _find_growing_brackets(row: list[Placed], sides: list[int]) -> set[int]:
    """Return the brackets of a row that enclose something tall."""
    growing: set[int] = set()
    waiting: list[int] = []
    for index, side in enumerate(sides):
        if side > 0:
            waiting.append(index)
        elif side < 0 and waiting:
            start = waiting.pop()
            if any(_is_tall(placed.node) for placed in row[start + 1 : index]):
                growing |= {start, index}
    return growing


def _is_tall(node: Node) -> bool:
    """Return whether a node is taller than a letter with scripts."""
    if type(node) is tree.Scripts:
        base = node.base
        is_big = type(base) is tree.Symbol and base.kind in ("big", "int")
        return is_big or _is_tall(base)
    if isinstance(node, tree.Fraction | tree.Binomial | tree.Table | tree.Lines | tree.Brace):
        return True
    return any(_is_tall(inner) for row in rows_in(node) for inner in row)


def _keep_upright(node: Node) -> Node:
    """Return a node with letters of an upright font as names, which rows of alphabets do not tell apart."""
    if type(node) is tree.Font and node.name in _UPRIGHT_FONTS:
        return tree.Group([*map(_make_upright, node.body)])
    return node


def _make_upright(node: Node) -> Node:
    if type(node) is tree.Symbol and node.text.isalpha():
        return tree.Words(node.text, "mathrm", name=True)
    if type(node) is tree.Scripts:
        return tree.Scripts(_make_upright(node.base), node.sub, node.sup, node.limits)
    return node


def _write_gap(previous: Placed | None, placed: Placed) -> str:
    """Return the room before a node, except that which operators bring with them."""
    if placed.gap > 1:
        return _write_space(placed.gap)
    if not placed.gap or previous is None or not _ROOM.keys().isdisjoint((previous.kind, placed.kind)):
        return ""
    return f'<mspace width="{_THIN}"></mspace>'


def _write_space(cells: int) -> str:
    return f'<mspace width="{cells / 2:g}em"></mspace>'


def _write_row(nodes: Row, manner: _Manner) -> str:
    """Return a row as one element."""
    level = f' scriptlevel="{manner.level}"' if manner.level > 0 else ""
    return f"<mrow{level}>{join_row_elements(_list_elements(nodes, manner))}</mrow>"


def _write_node(node: Node, manner: _Manner) -> str:
    """Return a node as one element."""
    return _WRITERS[type(node)](node, manner)


def _write_operator(text: str, manner: _Manner, *, stretchy: bool = False, more: str = "") -> str:
    before, after = _NO_ROOM if manner.is_tight else _ROOM.get(manner.kind, _NO_ROOM)
    grows = str(stretchy).lower()
    return f'<mo stretchy="{grows}" lspace="{before}" rspace="{after}"{more}>{escape(text)}</mo>'


def _write_delimiter(glyph: str, *, grows: bool) -> str:
    if not glyph:
        return ""
    grown = str(grows).lower()
    return f'<mo stretchy="{grown}" symmetric="{grown}" lspace="0" rspace="0">{escape(glyph)}</mo>'


def _write_text(text: str) -> str:
    return f"<mtext>{escape(text).replace(' ', chr(0xA0))}</mtext>"


def _write_symbol(node: tree.Symbol, manner: _Manner) -> str:
    text = in_font(node.text, manner.font)
    if text.replace(".", "").isdecimal():
        return f"<mn>{escape(text)}</mn>"
    if manner.kind in ("open", "close") and text not in _NO_BRACKETS:
        return _write_delimiter(text, grows=manner.grows)
    if node.kind in ("big", "int"):
        return _write_operator(text, manner, more=' largeop="true" movablelimits="true"')
    if node.kind != "ord" or text in _SIGNS or manner.kind in _ROOM:
        return _write_operator(text, manner)
    upright = ' mathvariant="normal"' if text in _UPRIGHT or not text.isalpha() else ""
    return f"<mi{upright}>{escape(text)}</mi>"


def _write_words(node: tree.Words, manner: _Manner) -> str:
    text = in_font(node.text, ALPHABETS.get(node.font, manner.font))
    return f'<mi mathvariant="normal">{escape(text)}</mi>' if node.name else _write_text(text)


def _write_named_function(node: tree.Operator, manner: _Manner) -> str:
    name = in_font(node.name, manner.font).replace(" ", "\u2009")
    return _write_operator(name, manner, more=' movablelimits="true"' if node.limits else "")


def _write_scripts(node: tree.Scripts, manner: _Manner) -> str:
    return _attach_scripts(node, manner, _write_node(node.base, manner))


def _attach_scripts(node: tree.Scripts, manner: _Manner, body: str) -> str:
    """Return a base with its scripts; primes, which are raised by themselves, come before the others."""
    base, sup = node.base, node.sup
    while sup and prime_count(sup[0]):
        body = f"<mrow>{body}{_write_node(sup[0], manner)}</mrow>"
        sup = sup[1:]
    low, high = _write_each(node.sub, sup, manner.in_script())
    if type(base) is tree.Brace:
        note, other = (high, low) if base.over else (low, high)
        braced = _put_around(body, None if base.over else note, note if base.over else None)
        return _put_at_corners(braced, other, None) if base.over else _put_at_corners(braced, None, other)
    if node.limits is None:
        return _put_around(body, low, high) if _takes_limits(base) else _put_at_corners(body, low, high)
    if not node.limits:
        return _put_at_corners(body, low, high)
    return _put_around(body.replace(' movablelimits="true"', ""), low, high)


def _takes_limits(base: Node) -> bool:
    """Return whether scripts are above and below a base, if nothing says where they are."""
    match base:
        case tree.Group(body=[only]):
            return _takes_limits(only)
        case tree.Operator(limits=limits):
            return limits
        case tree.Symbol(kind=kind):
            return kind == "big"
        case tree.Classed(kind=kind):
            return kind == "op"
        case _:
            return False


def _write_each(low: Row | None, high: Row | None, manner: _Manner) -> tuple[str | None, str | None]:
    return _write_row(low, manner) if low else None, _write_row(high, manner) if high else None


def _put_at_corners(body: str, low: str | None, high: str | None) -> str:
    name = _CORNERS.get((low is not None, high is not None))
    return f"<{name}>{body}{low or ''}{high or ''}</{name}>" if name else body


def _put_around(body: str, under: str | None, over: str | None, more: str = "") -> str:
    """Return a base with what is set below and above it."""
    name = _LIMITS.get((under is not None, over is not None))
    return f"<{name}{more}>{body}{under or ''}{over or ''}</{name}>" if name else body


def _write_prescripts(node: tree.Prescripts, manner: _Manner) -> str:
    low, high = _write_each(node.sub, node.sup, manner.in_script())
    base = _write_node(node.base, manner)
    scripts = f"{low or '<mrow></mrow>'}{high or '<mrow></mrow>'}"
    return f"<mmultiscripts>{base}<mprescripts></mprescripts>{scripts}</mmultiscripts>"


def _write_fraction(node: tree.Fraction, manner: _Manner) -> str:
    return _divide(node.top, node.bottom, manner, ' linethickness="0"' if node.style == "none" else "")


def _divide(top: Row, bottom: Row, manner: _Manner, more: str) -> str:
    inner = manner.in_fraction()
    return f"<mfrac{more}>{_write_row(top, inner)}{_write_row(bottom, inner)}</mfrac>"


def _write_binomial(node: tree.Binomial, manner: _Manner) -> str:
    return _put_in_fence("(", _divide(node.top, node.bottom, manner, ' linethickness="0"'), ")")


def _put_in_fence(left: str, inner: str, right: str, *, grows: bool = True) -> str:
    opening, closing = (_write_delimiter(glyph, grows=grows) for glyph in (left, right))
    return f"<mrow>{opening}{inner}{closing}</mrow>"


def _write_fence(node: tree.Fence, manner: _Manner) -> str:
    inner = join_row_elements(_list_elements(node.body, manner))
    return _put_in_fence(node.left, inner, node.right, grows=any(map(_is_tall, node.body)))


def _write_root(node: tree.Root, manner: _Manner) -> str:
    body = _write_row(node.body, manner.in_text())
    if not node.index:
        return f"<msqrt>{body}</msqrt>"
    return f"<mroot>{body}{_write_row(node.index, manner.in_script())}</mroot>"


def _write_accent(node: tree.Accent, manner: _Manner) -> str:
    body = _write_row(node.body, manner)
    if node.name in _LINES:
        return f'<mrow style="{_LINES[node.name]}">{body}</mrow>'
    is_letter = len(node.body) == 1 and type(node.body[0]) is tree.Symbol
    name = _NARROW_ACCENTS.get(node.name, node.name) if is_letter else node.name
    glyph = _ACCENTS.get(name) or _WIDE_ACCENTS.get(name) or ACCENTS[name]
    mark = _write_operator(glyph, _Manner(0), stretchy=name not in _ACCENTS)
    return _put_around(body, None, mark, ' accent="true"')


def _write_stacked(node: tree.Stacked, manner: _Manner) -> str:
    under, over = _write_each(node.under, node.over, manner.in_script())
    base = _write_node(node.base[0], manner) if len(node.base) == 1 else _write_row(node.base, manner)
    return _put_around(base, under, over)


def _write_brace(node: tree.Brace, manner: _Manner) -> str:
    brace = _write_operator("⏞" if node.over else "⏟", _Manner(0), stretchy=True)
    body = _write_row(node.body, manner)
    return _put_around(body, None if node.over else brace, brace if node.over else None)


def _write_arrow(node: tree.Arrow, manner: _Manner) -> str:
    room: Row = [tree.Space(1)]
    under, over = (room + row + room if row else None for row in (node.under, node.over))
    arrow = _write_operator(node.glyph, replace(manner, kind="rel"), stretchy=True, more=' minsize="2em"')
    return _put_around(arrow, *_write_each(under, over, manner.in_script()))


def _write_table(node: tree.Table, manner: _Manner) -> str:
    inner = manner.in_script() if node.style == "stack" else manner.in_text()
    filled = [number for number, row in enumerate(node.rows) if any(row)]
    rows: list[str] = []
    for number in filled:
        has_last_rule = number == filled[-1] and max(node.rules, default=0) > number
        edges = ["border-top:1px solid"] if number in node.rules else []
        edges += ["border-bottom:1px solid"] if has_last_rule else []
        cells = (
            f"<mtd{_style_table_cell(node, column, edges)}>{_write_row(cell, inner)}</mtd>"
            for column, cell in enumerate(node.rows[number])
        )
        rows.append(f"<mtr>{''.join(cells)}</mtr>")
    return _put_in_fence(node.left, f"<mtable>{''.join(rows)}</mtable>", node.right)


def _style_table_cell(node: tree.Table, column: int, edges: list[str]) -> str:
    letter = node.columns[column : column + 1] or ("l" if node.style == "cases" else "c")
    styles = [_ALIGNED[letter], *edges] if letter in _ALIGNED else [*edges]
    styles += ["border-left:1px solid"] if column and column in node.bars else []
    styles += ["padding:0"] if node.style == "stack" else []
    return f' style="{";".join(styles)}"' if styles else ""


def _write_lines(node: tree.Lines, manner: _Manner) -> str:
    columns = max(map(len, node.rows), default=1)
    inner = replace(manner, level=_DISPLAY)
    rows: list[str] = []
    for row in filter(any, node.rows):
        if row[0] and type(row[0][0]) is tree.Interlude:
            text = _write_row(row[0], inner)
            cells = f'<mtd columnspan="{columns}" style="text-align:left">{text}</mtd>'
        else:
            cells = "".join(
                f'<mtd style="{_style_line_cell(index, columns, node.style)}">{_write_row(cell, inner)}</mtd>'
                for index, cell in enumerate(row)
            )
        rows.append(f"<mtr>{cells}</mtr>")
    return f'<mtable displaystyle="true">{"".join(rows)}</mtable>'


def _style_line_cell(column: int, columns: int, style: tree.LinesStyle) -> str:
    if columns == 1:
        return f"text-align:{'center' if style == 'gather' else 'left'};padding-left:0"
    side = ("right", "center", "left")[column % 3] if style == "eqnarray" else ("right", "left")[column % 2]
    is_apart = style == "align" and column and column % 2 == 0
    return f"text-align:{side};padding-left:{'2em' if is_apart else '0'};padding-right:0"


def _write_boxed(node: tree.Boxed, manner: _Manner) -> str:
    return f'<mrow style="border:1px solid;padding:.2em">{_write_row(node.body, manner)}</mrow>'


def _write_struck(node: tree.Cancelled, manner: _Manner) -> str:
    return f'<mrow style="{_STRUCK}">{_write_row(node.body, manner)}</mrow>'


def _write_inner_row(node: tree.Group | tree.Classed | tree.Interlude, manner: _Manner) -> str:
    return _write_row(node.body, manner)


def _write_in_font(node: tree.Font, manner: _Manner) -> str:
    return _write_row(node.body, replace(manner, font=drawn_in(node.name, manner.font)))


def _write_middle(node: tree.Middle, manner: _Manner) -> str:
    grown = replace(manner, kind="rel")
    return _write_operator(node.glyph, grown, stretchy=True, more=' symmetric="true"') if node.glyph else ""


# How each sort of node is written.
_WRITERS: dict[type, Callable[[Any, _Manner], str]] = {
    tree.Symbol: _write_symbol, tree.Words: _write_words, tree.Operator: _write_named_function,
    tree.Scripts: _write_scripts, tree.Prescripts: _write_prescripts, tree.Fraction: _write_fraction,
    tree.Binomial: _write_binomial, tree.Root: _write_root, tree.Fence: _write_fence,
    tree.Accent: _write_accent, tree.Stacked: _write_stacked, tree.Brace: _write_brace,
    tree.Arrow: _write_arrow, tree.Boxed: _write_boxed, tree.Cancelled: _write_struck,
    tree.Table: _write_table, tree.Lines: _write_lines, tree.Font: _write_in_font, tree.Middle: _write_middle,
    **dict.fromkeys((tree.Group, tree.Classed, tree.Interlude), _write_inner_row),
    tree.Phantom: lambda node, manner: f"<mphantom>{_write_row(node.body, manner)}</mphantom>",
    tree.Tag: lambda node, _: _write_text(node.text),
    tree.Unknown: lambda node, _: _write_text(node.source),
    tree.Space: lambda node, _: _write_space(node.cells),
}  # fmt: skip

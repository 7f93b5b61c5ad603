"""Commands that build: fractions, roots, fences, accents, arrows, explicit room, labels and links."""

from __future__ import annotations

import re

from drill.latex.grammar import CELL_ENDS, Parser
from drill.latex.nodes import (
    Accent,
    Arrow,
    Binomial,
    Boxed,
    Brace,
    Cancelled,
    Classed,
    Fence,
    Fraction,
    Group,
    Middle,
    Node,
    Phantom,
    Prescripts,
    Root,
    Row,
    Scripts,
    Space,
    Stacked,
    Symbol,
    Tag,
    Words,
    plain_text,
)
from drill.latex.symbols import ACCENTS, NEGATED, NEGATION, Kind
from drill.latex.textmode import read_text

LONG_ARROWS = {
    "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐",
    "Leftrightarrow": "⇔", "longrightarrow": "→", "longleftarrow": "←", "Longrightarrow": "⇒",
    "Longleftarrow": "⇐", "mapsto": "↦", "hookrightarrow": "↪", "hookleftarrow": "↩", "longequal": "=",
    "equal": "=", "rightharpoonup": "⇀", "rightharpoondown": "⇁", "leftharpoonup": "↼",
    "leftharpoondown": "↽", "leftrightharpoons": "⇋", "rightleftharpoons": "⇌", "twoheadrightarrow": "↠",
    "tofrom": "⇌",
}  # fmt: skip
"""What is drawn for ``\\x…`` commands: the ends of the arrow's glyph around a longer shaft."""
_CELLS = {"em": 2.0, "cm": 4.0, "in": 8.0, "ex": 1.0, "mm": 0.4, "mu": 0.1, "pt": 0.15}
"""Cells that a unit of length takes where a letter is half an em wide."""
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z]{2})")
_MOST_CELLS = 8
"""Room in cells that a length makes at most: as much as an inch, the widest gap between formulas."""
_MOST_DOTS = 20
"""Dots of ``\\hdotsfor`` at most: a screen shows no more columns."""
_NO_ROOM = frozenset(("\\!", "\\,", "\\;", "\\:"))
_SLASHED = ("nicefrac", "sfrac", "flatfrac", "slantfrac")


def fraction(parser: Parser, name: str) -> Node:
    if name == "cfrac":
        parser.bracket_tokens()
    return Fraction(parser.argument(), parser.argument(), "slash" if name in _SLASHED else "bar")


def general_fraction(parser: Parser, name: str) -> Node:
    del name
    left, right = plain_text(parser.argument()), plain_text(parser.argument())
    thickness = parser.argument_text()
    parser.argument_tokens()
    without_bar = thickness.strip().startswith("0")
    fraction = Fraction(parser.argument(), parser.argument(), "none" if without_bar else "bar")
    return Fence(left, [fraction], right) if left or right else fraction


def binomial(parser: Parser, name: str) -> Node:
    del name
    return Binomial(parser.argument(), parser.argument())


def square_root(parser: Parser, name: str) -> Node:
    del name
    return Root(parser.optional(), parser.argument())


def root_of(parser: Parser, name: str) -> Node:
    del name
    index = parser.row(frozenset(("\\of", "}")))
    parser.take_if("\\of")
    return Root(index, parser.argument())


def left(parser: Parser, name: str) -> Node:
    del name
    left = parser.delimiter()
    body = parser.fence_body()
    if not parser.take_if("\\right"):
        parser.faults.append("a \\left has no \\right")
        return Fence(left, body, "")
    return Fence(left, body, parser.delimiter())


def stray_right(parser: Parser, name: str) -> Node:
    glyph = parser.delimiter()
    parser.left_over.append("\\" + name)
    parser.faults.append("a \\right has no \\left")
    return Symbol(glyph, "close", glyph)


def middle(parser: Parser, name: str) -> Node:
    del name
    return Middle(parser.delimiter())


def sized_delimiter(parser: Parser, name: str) -> Node:
    glyph = parser.delimiter()
    kinds: dict[str, Kind] = {"l": "open", "r": "close", "m": "rel"}
    if name[-1] in kinds:
        kind = kinds[name[-1]]
    elif glyph and glyph in "([{⟨⌊⌈⟦":
        kind = "open"
    elif glyph and glyph in ")]}⟩⌋⌉⟧":
        kind = "close"
    else:
        kind = "ord"
    return Symbol(glyph, kind, glyph)


def accent(parser: Parser, name: str) -> Node:
    return Accent(name.lower(), parser.argument())


def over_set(parser: Parser, name: str) -> Node:
    del name
    over = parser.argument()
    return Stacked(parser.argument(), over, None)


def under_set(parser: Parser, name: str) -> Node:
    del name
    under = parser.argument()
    return Stacked(parser.argument(), None, under)


def over_under_set(parser: Parser, name: str) -> Node:
    del name
    over, under = parser.argument(), parser.argument()
    return Stacked(parser.argument(), over, under)


def brace(parser: Parser, name: str) -> Node:
    return Brace(name.startswith("over"), parser.argument())


def long_arrow(parser: Parser, name: str) -> Node:
    under = parser.optional()
    return Arrow(LONG_ARROWS.get(name.lstrip("x"), "→"), parser.argument(), under)


def relation_from(parser: Parser, name: str) -> Node:
    """``\\buildrel{d}\\over=``."""
    del name
    over = parser.row(frozenset(("\\over", "}")))
    parser.take_if("\\over")
    return Stacked(parser.argument(), over, None)


def boxed(parser: Parser, name: str) -> Node:
    if name == "enclose":
        parser.argument_tokens()
    return Boxed(parser.argument())


def framed_text(parser: Parser, name: str) -> Node:
    if name == "framebox":
        parser.bracket_tokens()
        parser.bracket_tokens()
    return Boxed(read_text(parser, parser.argument_tokens(), ""))


def cancelled(parser: Parser, name: str) -> Node:
    if name != "cancelto":
        return Cancelled(parser.argument())
    value = parser.argument()
    return Scripts(Cancelled(parser.argument()), None, [Symbol("→", "ord", "to"), *value])


def negated(parser: Parser, name: str) -> Node:
    while parser.peek() in _NO_ROOM:
        parser.take()
    body = parser.argument()
    symbol = body[0] if len(body) == 1 else None
    if type(symbol) is Symbol:
        negation = NEGATED.get(symbol.text) or symbol.text + NEGATION
        return Symbol(negation, symbol.kind, "not " + symbol.name)
    return Classed("ord", [parser.unknown("\\" + name), *body])


def before_scripts(parser: Parser, name: str) -> Node:
    """``\\prescript{sup}{sub}{base}``."""
    del name
    sup, sub = parser.argument(), parser.argument()
    return Prescripts(Group(parser.argument()), sub or None, sup or None)


def side_set(parser: Parser, name: str) -> Node:
    """``\\sideset{_a^b}{_c^d}\\sum``: scripts at the operator's corners; limits may still follow."""
    del name
    before, after = _corner(parser.argument()), _corner(parser.argument())
    operator = parser.argument()
    base = operator[0] if len(operator) == 1 else Group(operator)
    if after is not None:
        base = Scripts(base, after.sub, after.sup, limits=False)
    if before is not None:
        base = Prescripts(base, before.sub, before.sup)
    return Classed("op", [base])


def _corner(nodes: Row) -> Scripts | None:
    return nodes[0] if len(nodes) == 1 and type(nodes[0]) is Scripts else None


def under_accent(parser: Parser, name: str) -> Node:
    """``\\underaccent{\\tilde}{x}``."""
    del name
    accent = parser.argument_text().strip().lstrip("\\")
    under: Row = [Words(ACCENTS.get(accent, accent))]
    return Stacked(parser.argument(), None, under)


def row_of_dots(parser: Parser, name: str) -> Node:
    """``\\hdotsfor{3}``: dots over columns, here in one cell."""
    del name
    parser.bracket_tokens()
    count = parser.argument_text().strip()
    dots = min(int(count), _MOST_DOTS) if count.isdecimal() and len(count) < 4 else 1
    return Words(" ".join("…" * dots))


def text_script(parser: Parser, name: str) -> Node:
    """``\\textsuperscript{th}``."""
    words = read_text(parser, parser.argument_tokens(), "")
    return Scripts(Group([]), words if "sub" in name else None, None if "sub" in name else words)


def phantom(parser: Parser, name: str) -> Node:
    del name
    return Phantom(parser.argument())


def tag(parser: Parser, name: str) -> Node:
    """``\\tag{3}`` and ``\\tag*{(B)}``."""
    del name
    starred = parser.take_if("*")
    text = plain_text(read_text(parser, parser.argument_tokens(), ""))
    return Tag(text if starred else f"({text})")


def bare_tag(parser: Parser, name: str) -> Node:
    """``\\eqno(3)``: the rest of the row is its number."""
    del name
    return Tag(plain_text(parser.row(CELL_ENDS)))


def reference(parser: Parser, name: str) -> Node:
    """``\\ref{eq:a}`` and its like: the label."""
    text = parser.argument_text()
    return Words(f"({text})" if name == "eqref" else text)


def citation(parser: Parser, name: str) -> Node:
    """``\\cite[p. 3]{key}``: the key."""
    del name
    while parser.bracket_tokens() is not None:
        pass
    return Words(f"[{parser.argument_text()}]")


def link(parser: Parser, name: str) -> Node:
    """``\\href{address}{text}``: the text."""
    parser.bracket_tokens()
    if name == "href":
        parser.argument_tokens()
    return Group(parser.argument())


def braced_length(parser: Parser, name: str) -> Space:
    """``\\hspace{1em}``."""
    del name
    parser.take_if("*")
    return _space(parser.argument_text())


def bare_length(parser: Parser, name: str) -> Space:
    """``\\kern3pt``: a length without braces."""
    del name
    return _space(parser.bare_length())


def silent_length(parser: Parser, name: str) -> None:
    """``\\vskip 2pt`` and ``\\arraycolsep=2pt``: a length that does not show."""
    del name
    if parser.stack and parser.peek() == "=":
        parser.take()
    parser.bare_length()


def _space(length: str) -> Space:
    read = _LENGTH.match(length)
    if read is None:
        return Space(0)
    return Space(max(0, min(_MOST_CELLS, round(float(read[1]) * _CELLS.get(read[2], _CELLS["pt"])))))

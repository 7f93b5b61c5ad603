"""Read commands that build: fractions, roots, fences, accents, arrows, space, labels and links."""

from __future__ import annotations

import re

from drill.latex import nodes as tree
from drill.latex.grammar import Parser
from drill.latex.nodes import Node, Symbol, plain_text
from drill.latex.symbols import NEGATED, NEGATION, Kind
from drill.latex.textmode import read_text_mode
from drill.text import pairs, read_word_tables

# What is drawn for ``\x…`` commands: the ends of the arrow's glyph around a longer shaft.
LONG_ARROWS = pairs(read_word_tables(__file__, "commands.txt")["long arrows"])
# Cells that a unit of length takes where a letter is half an em wide.
_CELLS = {"em": 2.0, "cm": 4.0, "in": 8.0, "ex": 1.0, "mm": 0.4, "mu": 0.1, "pt": 0.15}
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z]{2})")
_NO_ROOM = frozenset(("\\!", "\\,", "\\;", "\\:"))
_SLASHED = ("nicefrac", "sfrac", "flatfrac", "slantfrac")


def read_fraction(parser: Parser, name: str) -> Node:
    """Read ``\\frac{a}{b}`` and its relatives."""
    if name == "cfrac":
        parser.bracket_tokens()
    return tree.Fraction(parser.argument(), parser.argument(), "slash" if name in _SLASHED else "bar")


def general_fraction(parser: Parser, _: str) -> Node:
    """Read ``\\genfrac``, a fraction or a binomial coefficient with its delimiters."""
    left, right = plain_text(parser.argument()), plain_text(parser.argument())
    thickness = parser.argument_text()
    parser.argument_tokens()
    without_bar = thickness.strip().startswith("0")
    fraction = tree.Fraction(parser.argument(), parser.argument(), "none" if without_bar else "bar")
    return tree.Fence(left, [fraction], right) if left or right else fraction


def read_left_fence(parser: Parser, _: str) -> Node:
    """Read up to the ``\\right`` that belongs to a ``\\left``."""
    left = parser.delimiter()
    body = parser.fence_body()
    if not parser.take_if("\\right"):
        parser.faults.append("a \\left has no \\right")
        return tree.Fence(left, body, "")
    return tree.Fence(left, body, parser.delimiter())


def stray_right(parser: Parser, name: str) -> Node:
    """Keep a ``\\right`` visible that has no ``\\left``."""
    glyph = parser.delimiter()
    parser.left_over.append("\\" + name)
    parser.faults.append("a \\right has no \\left")
    return Symbol(glyph, "close", glyph)


def sized_delimiter(parser: Parser, name: str) -> Node:
    r"""Read the delimiter after ``\big`` and the like; its class comes from its side, or its glyph."""
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


def read_long_arrow(parser: Parser, name: str) -> Node:
    """Read ``\\xrightarrow[below]{above}`` and its relatives."""
    under = parser.optional()
    return tree.Arrow(LONG_ARROWS.get(name.lstrip("x"), "→"), parser.argument(), under)


def read_negated_sign(parser: Parser, name: str) -> Node:
    r"""Read the sign that ``\not`` strikes out."""
    while parser.peek() in _NO_ROOM:
        parser.take()
    body = parser.argument()
    symbol = body[0] if len(body) == 1 else None
    if type(symbol) is Symbol:
        negation = NEGATED.get(symbol.text) or symbol.text + NEGATION
        return Symbol(negation, symbol.kind, "not " + symbol.name)
    return tree.Classed("ord", [parser.unknown("\\" + name), *body])


def read_tag(parser: Parser, _: str) -> Node:
    """Read ``\\tag{3}`` and ``\\tag*{(B)}``."""
    starred = parser.take_if("*")
    text = plain_text(read_text_mode(parser, parser.argument_tokens(), ""))
    return tree.Tag(text if starred else f"({text})")


def read_reference(parser: Parser, name: str) -> Node:
    """Read ``\\ref{eq:a}`` and ``\\cite[p. 3]{key}``: the label."""
    parser.bracket_tokens()
    text = parser.argument_text()
    return tree.Words(f"({text})" if name == "eqref" else f"[{text}]" if name.startswith("cite") else text)


def braced_length(parser: Parser, _: str) -> tree.Space:
    """Read ``\\hspace{1em}``."""
    parser.take_if("*")
    return make_space(parser.argument_text())


def silent_length(parser: Parser, _: str) -> None:
    """Read ``\\vskip 2pt`` and ``\\arraycolsep=2pt``: a length that does not show."""
    if parser.stack and parser.peek() == "=":
        parser.take()
    parser.bare_length()


def make_space(length: str) -> tree.Space:
    """Return space as wide as a length, in whole cells."""
    read = _LENGTH.match(length)
    if read is None:
        return tree.Space(0)
    # As much as an inch, the widest gap between formulas.
    return tree.Space(max(0, min(8, round(float(read[1]) * _CELLS.get(read[2], _CELLS["pt"])))))

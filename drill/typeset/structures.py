"""Readers of the commands that build: fractions, roots, fences, accents, braces, arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.typeset.nodes import (
    Accent,
    Arrow,
    Binomial,
    Boxed,
    Brace,
    Cancelled,
    Classed,
    Fence,
    Fraction,
    Middle,
    Node,
    Phantom,
    Root,
    Stacked,
    Symbol,
    Words,
    plain_text,
)
from drill.typeset.symbols import NEGATED, Kind

if TYPE_CHECKING:
    from drill.typeset.parser import Parser

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
    right = parser.delimiter() if parser.take_if("\\right") else ""
    return Fence(left, body, right)


def stray_right(parser: Parser, name: str) -> Node:
    glyph = parser.delimiter()
    parser.left_over.append("\\" + name)
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
    return Accent(name, parser.argument())


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
    glyph = "↔" if "leftright" in name.lower() else "←" if "left" in name.lower() else "→"
    if "R" in name or "L" in name:
        glyph = {"→": "⇒", "←": "⇐", "↔": "⇔"}[glyph]
    return Arrow("=" if name == "xlongequal" else glyph, parser.argument(), under)


def boxed(parser: Parser, name: str) -> Node:
    if name == "enclose":
        parser.argument_tokens()
    return Boxed(parser.argument())


def cancelled(parser: Parser, name: str) -> Node:
    del name
    return Cancelled(parser.argument())


def negated(parser: Parser, name: str) -> Node:
    body = parser.argument()
    if len(body) == 1 and isinstance(symbol := body[0], Symbol):
        if symbol.text in NEGATED:
            return Symbol(NEGATED[symbol.text], symbol.kind, "not " + symbol.name)
        return Classed(symbol.kind, [Words("¬"), symbol])
    return Classed("ord", [parser.unknown("\\" + name), *body])


def phantom(parser: Parser, name: str) -> Node:
    del name
    return Phantom(parser.argument())


def bra_ket(parser: Parser, name: str) -> Node:
    left, right = {"bra": ("⟨", "|"), "ket": ("|", "⟩")}.get(name, ("⟨", "⟩"))
    return Fence(left, parser.argument(), right)


def absolute(parser: Parser, name: str) -> Node:
    parser.take_if("*")
    bar = "|" if name == "abs" else "‖"
    return Fence(bar, parser.argument(), bar)

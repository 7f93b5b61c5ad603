"""The vocabulary: the glyph of each command, and how it behaves next to its neighbours.

The tables are in ``symbols.txt``: pairs of a command's name and its glyph.
"""

from __future__ import annotations

from typing import Literal, cast

from drill.text import pairs, read_word_tables

# TeX's classes of atoms, plus fractions and fences, which need room of their own in text.
Kind = Literal["ord", "bin", "rel", "open", "close", "punct", "op", "big", "int", "frac", "fence"]

# The fonts of letters, by the command that is used most; empty where none is asked for.
FontName = Literal[
    "", "mathbf", "boldsymbol", "mathbb", "mathcal", "mathscr", "mathfrak", "mathrm", "mathit", "mathsf",
    "mathtt",
]  # fmt: skip


_TABLES = read_word_tables(__file__, "symbols.txt")


def split_words(text: str) -> frozenset[str]:
    """Split a text at its blanks."""
    return frozenset(text.split())


_KINDS: tuple[Kind, ...] = ("ord", "bin", "rel", "big", "int", "open", "close", "punct")
# Commands of one glyph, without the backslash.
COMMANDS: dict[str, tuple[str, Kind]] = {
    name: (glyph, kind) for kind in _KINDS for name, glyph in pairs(_TABLES[kind]).items()
}

_PLAIN_KINDS: dict[str, Kind] = {
    **dict.fromkeys("=<>:", "rel"), **dict.fromkeys("+*−", "bin"), **dict.fromkeys("([", "open"),
    **dict.fromkeys(")]!.", "close"), **dict.fromkeys(",;", "punct"),
}  # fmt: skip

# What a character means when it is typed as itself: its name and kind.
CHARACTERS: dict[str, tuple[str, Kind]] = {
    **{glyph: (name, kind) for name, (glyph, kind) in reversed(COMMANDS.items()) if not glyph.isascii()},
    **{character: (character, kind) for character, kind in _PLAIN_KINDS.items()},
}

FUNCTIONS = split_words(_TABLES["functions"])
LIMIT_FUNCTIONS = {name: name for name in split_words("lim max min sup inf det gcd Pr")} | {
    "limsup": "lim sup", "liminf": "lim inf", "argmax": "arg max", "argmin": "arg min", "injlim": "inj lim",
    "projlim": "proj lim", "varlimsup": "lim sup", "varliminf": "lim inf", "varinjlim": "inj lim",
    "varprojlim": "proj lim",
}  # fmt: skip

NEGATED = pairs(_TABLES["negated"])

# The stroke through a relation that has no negated form of its own.
NEGATION = "\u0338"

# Spacing commands, in cells.
SPACES = {
    ",": 1, ";": 1, ":": 1, ">": 1, " ": 1, "~": 1, "\n": 1, "\t": 1, "!": 0, "quad": 2, "qquad": 4,
    "enspace": 1, "enskip": 1, "thinspace": 1, "medspace": 1, "thickspace": 1, "space": 1, "nobreakspace": 1,
    "negthinspace": 0, "negmedspace": 0, "negthickspace": 0,
}  # fmt: skip

# Accents, and the glyph that shows each on a row of its own.
ACCENTS = pairs(_TABLES["accents"])


def _by_font(table: str) -> dict[str, FontName]:
    """Return which font each command sets; a table's row has a font, then its commands."""
    rows = (row.replace("-", "", 1).split(" ") for row in _TABLES[table].splitlines() if row)
    # The table names no others.
    return {command: cast("FontName", font) for font, *commands in rows for command in commands}


# Commands that set their argument in a font.
FONTS = _by_font("fonts")

# Commands that set the rest of their group in a font.
FONT_SWITCHES = _by_font("font switches")

# Commands that set text in a font.
TEXT_FONTS = _by_font("text fonts")

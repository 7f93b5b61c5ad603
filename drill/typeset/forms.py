"""How glyphs change: accents, script characters, and the plainer forms of glyphs that a tier lacks."""

from __future__ import annotations

from drill.text import pairs, tables

_TABLES = tables(__file__, "forms.txt")
COMBINING = {accent: chr(int(number, 16)) for accent, number in pairs(_TABLES["combining"]).items()}
"""The combining mark that draws each accent."""

HIGH_ALREADY = {character: character for character in "′″‴'*†‡°"} | {"∗": "*", "∘": "°", "⊤": "ᵀ"}
"""Superscripts that stand high by themselves, and transposition, written ``T`` as well as ``⊤``."""

SAFE_FORMS = pairs(_TABLES["safe"])
"""Plainer forms of glyphs that many terminal fonts lack."""

ASCII_FORMS = pairs(_TABLES["ascii"]) | {
    "∉": "not in", "∬": "INT INT", "∭": "INT INT INT", "\u00a0": " ",
}  # fmt: skip
"""ASCII forms; a glyph without one is written by its command's name."""

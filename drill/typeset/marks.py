"""Accents and strokes on one row: as letters, as combining marks, or in words."""

from __future__ import annotations

import unicodedata

from drill.typeset.block import Tier, cell_width
from drill.typeset.glyphs import accented_letter

_SHORT_ACCENTS = {
    "overline": "bar", "widehat": "hat", "widetilde": "tilde", "widecheck": "check", "overrightarrow": "vec",
    "underbar": "underline",
}  # fmt: skip


def accented(tier: Tier, name: str, text: str) -> str:
    """``text`` under an accent, on one row: as one letter, with combining marks, or in words."""
    single = cell_width(text) == 1 and text != " "
    if single and (letter := accented_letter(text, name, tier)):
        return letter
    if tier == "full" and name in ("bar", "overline", "underline"):
        return _marked(text, "\u0332" if name == "underline" else "\u0305")
    return f"{_SHORT_ACCENTS.get(name, name)}({text})"


def struck(tier: Tier, text: str) -> str:
    """``text`` struck out."""
    if tier == "full":
        return _marked(text, "\u0336")
    return f"cancel({text})"


def _marked(text: str, mark: str) -> str:
    """``mark`` on every letter of ``text``; marks that are there already are none."""
    return "".join(
        letter if letter == " " or unicodedata.combining(letter) else letter + mark for letter in text
    )

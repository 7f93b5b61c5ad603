"""Accented letters of running text as the letters that they are: ``na\\"ive``, ``Erd\\H{o}s``, ``\\o``."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MARKS: Final = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "c": "\u0327",
    "k": "\u0328",
}
"""What is set above or below the letter that follows."""
_LETTERS: Final = {
    **{"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å"},
    **{"o": "ø", "O": "Ø", "l": "ł", "L": "Ł"},
}
_ACCENTED: Final = re.compile(
    r"(?<!\\)\\(?!'[st](?![A-Za-z]))(?P<mark>[`'^~=.\"]|[urHvck](?![A-Za-z]))\s?"
    r"(?:\{\s*\\?(?P<braced>[A-Za-z])\s*\}|\\(?P<dotless>[ij])(?![A-Za-z])|(?P<plain>[A-Za-z]))"
)
"""An ``it\\'s`` is no accent."""
_LETTER: Final = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?![A-Za-z])(?:\{\}|\s+(?=[a-z]))?")
_BRACED: Final = re.compile(r"\{([^\W\d_A-Za-z])\}")


def with_accents(text: str) -> str:
    """``text`` with accents on their letters; commands that are none stay as they are."""
    if "\\" not in text:
        return text
    found = _LETTER.sub(lambda match: _LETTERS[match[1]], _ACCENTED.sub(_composed, text))
    return _BRACED.sub(r"\1", found) if found != text else text


def _composed(match: re.Match[str]) -> str:
    letter = match["braced"] or match["dotless"] or match["plain"]
    composed = unicodedata.normalize("NFC", letter + _MARKS[match["mark"]])
    return composed if len(composed) == 1 else match[0]

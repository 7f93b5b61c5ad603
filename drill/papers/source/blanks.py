"""What takes up room in a row, or none, and says nothing: gaps, phantoms, empty groups and boxes."""

from __future__ import annotations

from typing import Final

_LENGTH: Final = r"-?[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in|bp|pc)(?![a-zA-Z])"
_GROUP: Final = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_PHANTOM: Final = rf"\\[hv]?phantom\s*{_GROUP}"
BLANK: Final = (
    r"(?:\s|~|\{\s*\}(?!\s*[_^])|\\[,;:!>/ ]"
    r"|\\(?:q?quad|en(?:space|skip)|(?:thin|med|thick|negthin|negmed|negthick)space|null|relax|(?:math)?strut"
    r"|hfil+|hss|leavevmode|(?:small|med|big)skip|goodbreak)(?![a-zA-Z])"
    rf"|\\(?:[hvm]space\*?|hskip|mskip|m?kern)(?![a-zA-Z])\s*(?:\{{[^{{}}]*\}}|{_LENGTH})"
    rf"|{_PHANTOM}|\{{\s*{_PHANTOM}\s*\}}"
    rf"|\\(?:math(?:rel|bin|op|ord|open|close|inner|punct)|[mh]box|text(?:rm|normal)?)\s*\{{\s*(?:{_PHANTOM})?\s*\}})"
)
"""One of them."""

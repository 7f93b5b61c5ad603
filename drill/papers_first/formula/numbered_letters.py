"""Names of a letter with its number right behind it, as in code: ``y = b0 + b1 x1``, ``F1``, ``x1_i``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

NUMBERED: Final = re.compile(r"[A-Za-z]\d{1,2}$")
_NOT_NAMES: Final = frozenset("ij")
"""Imaginary units, which numbers stand behind."""
_BEFORE: Final = frozenset(("_", "^", "\\"))


def is_numbered(raw: Sequence[str], at: int) -> bool:
    """Whether the letter at ``at`` of raw tokens, alone, has its number right behind it: nobody multiplies a
    letter by a number that way.
    """
    before, first = (raw[at - 1] if at else ""), (raw[at - 2] if at > 1 else "")
    number = raw[at + 1] if at + 1 < len(raw) else ""
    is_index = (
        before in _BEFORE
        or before.isalpha()
        or (before[:1].isdigit() and (first in _BEFORE or raw[at] in "eE"))
    )
    is_name = NUMBERED.match(raw[at] + number) is not None and raw[at] not in _NOT_NAMES
    is_padded = len(number) > 1 and number[0] == "0"
    return is_name and not is_index and not is_padded and not _is_formula_of_matter(raw[at + 2 : at + 4])


def _is_formula_of_matter(behind: Sequence[str]) -> bool:
    """``H2O``: whether a letter without a number stands right behind; ``b1x1`` is a product."""
    is_letter = bool(behind) and len(behind[0]) == 1 and behind[0].isalpha()
    return is_letter and not (len(behind) > 1 and behind[1].isdigit())

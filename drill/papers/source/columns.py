"""Columns of rows: what stands beside a formula that the rows below go on with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from drill.papers.source.rows import (
    CARRIES_ON,
    GAP,
    RELATION_FIRST,
    cells_of,
    is_apart,
    is_words,
    tidy_row,
)

_REASON: Final = re.compile(r"[\s&]*\\(?:text(?:rm|it|bf|sf|tt|up|normal)?|mbox|hbox)\s*\{\s*\(.*\)\W*\}\W*")
"""Words in brackets: they stay where they are."""


def in_columns(rows: Sequence[str]) -> list[str]:
    """Rows in which such a further column stands behind the last row of the formula beside it.

    Of ``a &= b & c &= d``, ``&= e`` the second row says what a is. Remarks in words alone are left out there;
    reasons in brackets stay.
    """
    found: list[str] = []
    behind = ""
    for row, below in pairwise((*rows, "")):
        main, aside = _parted(row)
        goes_on = _goes_on(below)
        if not behind and not (aside and goes_on):
            found.append(row)
            continue
        behind = _together(behind, aside)
        found.append(main if goes_on else main + behind)
        behind = behind if goes_on else ""
    return found


def _parted(row: str) -> tuple[str, str]:
    """A row up to where something else stands beside it, and that."""
    cells = cells_of(row)
    for number, (cell, following) in enumerate(pairwise(cells), 1):
        if is_apart(number, cell, following):
            aside = "&".join(cells[number:])
            return (row, "") if _REASON.fullmatch(aside) else ("&".join(cells[:number]), aside)
    return row, ""


def _goes_on(row: str) -> bool:
    """Whether a row's first column begins with a relation."""
    cells = cells_of(row)
    if len(cells) > 1 and GAP.fullmatch(cells[0]):
        return RELATION_FIRST.match(cells[1]) is not None
    return RELATION_FIRST.match(cells[0]) is not None


def _together(behind: str, aside: str) -> str:
    """What stands beside the rows above and beside this one, as it is written behind a formula."""
    part = tidy_row(aside)
    if not part or is_words(part):
        return behind
    return behind + (" " if behind and CARRIES_ON.match(part) else " \\quad ") + part

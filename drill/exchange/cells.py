"""Cells of tables for spreadsheets: texts that a spreadsheet would compute are quoted."""

from __future__ import annotations

import re

# What a spreadsheet would compute; a number or a term with a sign only shows its value.
_COMPUTED = re.compile(r"[=@\t\r]|[+-](?![\w\s.,*/^()+-]*$)")
_QUOTED = re.compile(r"'+(?=[=@+\t\r-])")


def as_cell(text: str) -> str:
    """Return a text as a cell that a spreadsheet shows: with a ``'`` before what it would compute."""
    return f"'{text}" if _COMPUTED.match(text) or _QUOTED.match(text) else text


def cell_text(cell: str) -> str:
    """Return the text of a cell made by `as_cell`."""
    return cell[1:] if _QUOTED.match(cell) else cell

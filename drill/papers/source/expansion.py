"""Expand macros where they are used, within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.papers.source.conditions import Conditions
from drill.papers.source.macro_calls import MAX_EXPANDED, Macro, join_latex, named, write_out
from drill.papers.source.scan import COMMAND

# Of one formula: a macro that calls itself ends here.
MAX_EXPANSIONS: Final = 2_000


class ExpansionError(Exception):
    """Expanding a macro does not end, or makes the text too long."""


def written_call(
    macro: Macro, latex: str, position: int, commands: Mapping[str, Macro]
) -> tuple[str, int] | None:
    """Return the macro's text with its arguments and its conditions decided, and where the text after it
    begins; None if an argument is missing."""
    written = write_out(macro, latex, position)
    if written is None or "\\if" not in written[0] and "\\@if" not in written[0]:
        return written
    return Conditions(dict(commands)).resolved(written[0]), written[1]


def written_out(text: str, commands: Mapping[str, Macro]) -> str:
    """Return ``text`` with its commands expanded; unchanged if that leads nowhere."""
    try:
        return expand(text, commands)
    except ExpansionError:
        return text


def expand(latex: str, commands: Mapping[str, Macro]) -> str:
    """Return ``latex`` with every command of ``commands`` expanded, again and again until none is left.

    Raises:
        ExpansionError: past the budget of expansions or of length.
    """
    pieces: list[str] = []
    expansions = position = 0
    while (match := COMMAND.search(latex, position)) is not None:
        pieces.append(latex[position : match.start()])
        macro, end = named(match, commands)
        written = None if macro is None else written_call(macro, latex, end, commands)
        expansions += macro is not None
        if macro is None or written is None:
            pieces.append(match.group())
            position = match.end()
            continue
        text, end_of_call = written
        if expansions > MAX_EXPANSIONS or len(latex) + len(text) > MAX_EXPANDED:
            raise ExpansionError(f"\\{match[1]} does not end in a formula of sensible length")
        if macro.frozen:
            pieces.append(text)
            text = ""
        latex, position = text + latex[end_of_call:], 0
    pieces.append(latex[position:])
    return join_latex(pieces)

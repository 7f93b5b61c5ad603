"""Expand macros where they are used, within bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from drill.papers.source.latex_scanner import COMMAND, read_argument, skip_blanks
from drill.papers.source.macro_calls import MAX_EXPANDED, Macro, find_called_macro, join_latex, write_out
from drill.papers.source.macros import Macros
from drill.papers.source.tex_conditionals import Conditions

# Of one formula: a macro that calls itself ends here.
MAX_EXPANSIONS: Final = 2_000
# Commands that choose between their last arguments, and how many they have.
_LOOKING: Final = {"@ifnextchar": 3, "kernel@ifnextchar": 3, "@ifstar": 2, "mathchoice": 4}
# Macros inside of one another: far more than in any paper.
_DEEPEST: Final = 60


class ExpansionError(Exception):
    """Expanding a macro does not end, or makes the text too long."""


class _Call(NamedTuple):
    """A macro whose expansion is being read, and how much text stands behind it; ``left`` is the paper's
    budget at its beginning."""

    name: str
    has_arguments: bool
    behind: int
    left: int


def written_call(
    macro: Macro, latex: str, position: int, commands: Mapping[str, Macro]
) -> tuple[str, int] | None:
    """Return the macro's text with its arguments and its conditions decided, and where the text after it
    begins; None if an argument is missing."""
    written = write_out(macro, latex, position)
    if written is None or ("\\if" not in written[0] and "\\@if" not in written[0]):
        return written
    return Conditions(dict(commands)).resolved(written[0]), written[1]


def expand_if_possible(text: str, macros: Macros) -> str:
    """Return ``text`` with its commands expanded; unchanged if that leads nowhere."""
    try:
        return expand_macros(text, macros)
    except ExpansionError:
        return text


def expand_macros(latex: str, macros: Macros) -> str:
    """Return ``latex`` with every command of ``macros`` expanded, again and again until none is left.

    Raises:
        ExpansionError: past the budget of expansions, here or in the whole paper, or of length; or a command
            in it was past it before.
    """
    commands = macros.commands
    pieces: list[str] = []
    calls: list[_Call] = []
    first, position = macros.left, 0
    while (match := COMMAND.search(latex, position)) is not None:
        pieces.append(latex[position : match.start()])
        if (chosen := _choose_next_branch(match, latex)) is not None:
            latex, position = chosen[0] + latex[chosen[1] :], 0
            continue
        macro, end = find_called_macro(match, commands)
        written = None if macro is None else written_call(macro, latex, end, commands)
        macros.left -= macro is not None
        if macro is None or written is None:
            pieces.append(match.group())
            position = match.end()
            continue
        text, end_of_call = written
        while calls and calls[-1].behind >= len(latex) - match.start():
            calls.pop()
        calls.append(_Call(match[1], bool(macro.parameters), len(latex) - end_of_call, macros.left))
        is_long = len(calls) > _DEEPEST or len(latex) + len(text) > MAX_EXPANDED
        if is_long or match[1] in macros.endless or macros.left < max(0, first - MAX_EXPANSIONS):
            macros.endless.update(_find_endless_call(calls, macros.left))
            raise ExpansionError(f"\\{match[1]} does not end in a formula of sensible length")
        if macro.frozen:
            pieces.append(text)
            text = ""
        latex, position = text + latex[end_of_call:], 0
    pieces.append(latex[position:])
    return join_latex(pieces)


def _find_endless_call(calls: list[_Call], left: int) -> set[str]:
    """Return the innermost command that took most of a formula's budget by itself, whatever its arguments."""
    behind = calls[-1].behind
    for call in reversed(calls):
        behind = min(behind, call.behind)  # more than that was read by a call inside: as its arguments
        if call.behind == behind and not call.has_arguments and call.left - left > MAX_EXPANSIONS // 2:
            return {call.name}
    return set()


def _choose_next_branch(match: re.Match[str], latex: str) -> tuple[str, int] | None:
    r"""Return what ``\@ifnextchar`` and its like stand for, and where the text goes on; None for others."""
    name = match[1].rstrip("*") if len(match[1]) > 1 else match[1]
    if name not in _LOOKING:
        return None
    position = match.end() - (len(match[1]) - len(name))
    arguments: list[str] = []
    for _ in range(_LOOKING[name]):
        argument = read_argument(latex, position)
        if argument is None:
            return None
        arguments.append(argument[0])
        position = argument[1]
    if name == "mathchoice":
        return arguments[0], position
    sign = "*" if name == "@ifstar" else "{" if arguments[0] == "\\bgroup" else arguments[0]
    start = skip_blanks(latex, position)
    has_sign = latex.startswith(sign, start) and not (
        sign[-1:].isalpha() and latex[start + len(sign) : start + len(sign) + 1].isalpha()
    )
    if name == "@ifstar" and has_sign:
        position = start + 1
    return arguments[-2 if has_sign else -1], position

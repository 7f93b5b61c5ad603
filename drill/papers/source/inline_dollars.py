"""Formulas in running text between two dollars, as kramdown writes them, between one."""

from __future__ import annotations

import re
from typing import Final

_PAIR: Final = re.compile(r"(?<!\\)\$\$[ \t]*((?:\\.|[^$\\\n])+?)[ \t]*(?<!\\)\$\$")
_SINGLE: Final = re.compile(r"(?<![\\$])\$(?![$\s])(?:\\.|[^$\\\n])+(?<!\s)\$(?![$\d])")
_FENCE: Final = re.compile(r"[ \t]*(`{3,}|~{3,})")
_CODE: Final = re.compile(r"`+[^`\n]*`+")
_MARK: Final = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?")
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_FEWEST: Final = 3
"""As many formulas with words before and behind them show what two dollars mean in a text."""


def with_single_dollars(text: str) -> str:
    """``text`` with such formulas between single dollars, where it writes none so itself.

    A formula between two dollars that has a line, or an item, to itself is a display.
    """
    if "$$" not in text:
        return text
    lines = text.split("\n")
    prose = _prose(lines)
    if any(_SINGLE.search(_PAIR.sub(" ", _CODE.sub(" ", lines[at]))) for at in prose):
        return text
    within = sum(_is_within(lines[at], match) for at in prose for match in _PAIR.finditer(lines[at]))
    if within < _FEWEST:
        return text
    for at in prose:
        if _WORD.search(_PAIR.sub(" ", lines[at][_begin(lines[at]) :])):
            lines[at] = _PAIR.sub(r"$\1$", lines[at])
    return "\n".join(lines)


def _prose(lines: list[str]) -> list[int]:
    """The lines outside of code in which every formula that begins ends, too."""
    found: list[int] = []
    fence = ""
    in_display = False
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if not in_display and mark is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            continue
        if fence:
            continue
        is_open = line.count("$$") % 2 == 1
        if not in_display and not is_open:
            found.append(at)
        in_display ^= is_open
    return found


def _begin(line: str) -> int:
    """Where a line's text begins, behind the marks of a quote or an item."""
    match = _MARK.match(line)
    return match.end() if match else 0


def _is_within(line: str, match: re.Match[str]) -> bool:
    """Whether words stand before and behind a formula in its line."""
    before = _PAIR.sub(" ", line[_begin(line) : match.start()])
    return _WORD.search(before) is not None and _WORD.search(_PAIR.sub(" ", line[match.end() :])) is not None

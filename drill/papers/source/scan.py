"""Reading LaTeX's brackets in plain text: groups in braces, options in square brackets, command names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

COMMAND: Final = re.compile(r"\\([a-zA-Z@]+\*?|.)", re.DOTALL)
_BLANKS: Final = re.compile(r"\s*")
_BRACES: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_SHORT: Final = 4_000
_LONGEST_OPTION: Final = 1_000
_BRACKETS: Final = re.compile(r"\\.|[{}\]]", re.DOTALL)


def skip_blanks(text: str, at: int) -> int:
    """The first place from ``at`` on that is no blank."""
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def group_end(text: str, at: int) -> int | None:
    """The place after the brace that closes the one at ``at``; None where it is never closed."""
    if len(text) > _SHORT:
        return _closings(text).get(at)
    depth = 0
    for match in _BRACES.finditer(text, at):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return None


@lru_cache(maxsize=4)
def _closings(text: str) -> dict[int, int]:
    """Every brace's place with the place after its closing one, in one pass over a long text."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACES.finditer(text):
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}" and opened:
            found[opened.pop()] = match.end()
    return found


def read_group(text: str, at: int) -> tuple[str, int] | None:
    """The content of the group in braces that begins at ``at`` (blanks skipped), and where it ends."""
    at = skip_blanks(text, at)
    if not text.startswith("{", at):
        return None
    end = group_end(text, at)
    return None if end is None else (text[at + 1 : end - 1], end)


def read_option(text: str, at: int) -> tuple[str, int] | None:
    """The content of ``[…]`` at ``at`` (blanks skipped), and where it ends."""
    at = skip_blanks(text, at)
    if not text.startswith("[", at):
        return None
    depth = 0
    for match in _BRACKETS.finditer(text, at + 1, at + _LONGEST_OPTION):
        mark = match.group()
        if mark == "]" and depth == 0:
            return text[at + 1 : match.start()], match.end()
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return None
    return None


def read_argument(text: str, at: int) -> tuple[str, int] | None:
    """One argument as TeX takes it: a group's content, a command, or one character."""
    at = skip_blanks(text, at)
    if at >= len(text) or text[at] == "}":
        return None
    if text[at] == "{":
        return read_group(text, at)
    if text[at] == "\\":
        match = COMMAND.match(text, at)
        return None if match is None else (match.group(), match.end())
    return text[at], at + 1

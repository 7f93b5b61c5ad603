r"""Conditions of TeX: which are decided by a paper's text, and where their branches end.

Decided are ``\iftrue``, ``\iffalse``, ``\if0``, a switch of ``\newif``, ``\ifdefined`` and ``\ifx`` of signs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import NamedTuple

from drill.papers.source.latex_scanner import skip_blanks

_NAME = re.compile(r"\\([a-zA-Z@]+)")
_TOKENS = re.compile(r"(\\[a-zA-Z@]+|\\.|.)\s*(\\[a-zA-Z@]+|\\.|.)\s*", re.DOTALL)
_DIGITS = re.compile(r"\s*(\d)\s*(\d)?")
_BRANCH = re.compile(r"\\(?:\\|(?P<name>if[a-zA-Z@]*|else|or|fi)(?![a-zA-Z@]))")
_PRIMITIVE = re.compile(
    r"if(?:x|cat|num|dim|odd|case|true|false|defined|csname|[mhv]mode|inner|void|[hv]box|eof|fontchar)?"
)


def is_condition(name: str, text: str, position: int) -> bool:
    r"""Return whether a command that nobody defined begins a condition that is closed by ``\fi``."""
    if not name.startswith("if") or name == "iff":
        return False
    return _PRIMITIVE.fullmatch(name) is not None or find_mark(text, position, "fi")[0] == "fi"


def decide_condition(
    name: str, text: str, position: int, switches: Mapping[str, bool], defined: Container[str]
) -> tuple[bool | None, int]:
    """Return whether a condition holds and the start of its first branch; None if that is undecidable."""
    if name in switches:
        return switches[name], position
    if name == "if" and (digits := _DIGITS.match(text, position)) is not None:
        return digits[1] == digits[2], digits.end()  # beside something else a digit is only a sign
    if name == "ifdefined" and (asked := _NAME.match(text, skip_blanks(text, position))) is not None:
        return asked[1] in defined, asked.end()
    if name == "ifx" and (tokens := _TOKENS.match(text, skip_blanks(text, position))) is not None:
        is_same = tokens[1] == tokens[2]
        is_known = is_same or not (tokens[1][0] == tokens[2][0] == "\\")
        return is_same if is_known else None, tokens.end()
    return None, position


class _Mark(NamedTuple):
    r"""A command that begins, divides or ends a condition; ``following`` is the next one of the same depth.

    That of an ``\if`` comes after its ``\fi``; an unclosed one, and the last one, have none.
    """

    name: str
    start: int
    end: int
    following: int | None


@lru_cache(maxsize=64)
def _find_marks(text: str) -> tuple[_Mark, ...]:
    """Return all commands of conditions in a text, in order."""
    found = [match for match in _BRANCH.finditer(text) if match["name"] not in (None, "iff")]
    following: list[int | None] = [number + 1 for number in range(len(found))]
    opened: list[int] = []
    for number, match in enumerate(found):
        if match["name"].startswith("if"):
            opened.append(number)
        elif match["name"] == "fi" and opened:
            following[opened.pop()] = number + 1
    for number in opened:
        following[number] = None
    rows = zip(found, following, strict=True)
    return tuple(_Mark(match["name"], *match.span(), after) for match, after in rows)


def find_mark(text: str, position: int, *names: str) -> tuple[str, int]:
    """Return the first of ``names`` of the condition around a place, and the place after it."""
    marks = _find_marks(text)
    number: int | None = bisect_left(marks, position, key=lambda mark: mark.start)
    while number is not None and number < len(marks):
        mark = marks[number]
        if mark.name in names:
            return mark.name, mark.end
        number = None if mark.name == "fi" else mark.following
    return "", len(text)

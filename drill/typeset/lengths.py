"""Explicit room: TeX's lengths in cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drill.typeset.nodes import Space

if TYPE_CHECKING:
    from drill.typeset.parser import Parser

_CELLS = {"em": 2.0, "cm": 4.0, "in": 8.0, "ex": 1.0, "mm": 0.4, "mu": 0.1, "pt": 0.15}
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z]{2})")
_MOST = 8
_LONGEST_WRITTEN = 12


def braced_length(parser: Parser, name: str) -> Space:
    """``\\hspace{1em}``."""
    del name
    parser.take_if("*")
    return _space(parser.argument_text())


def bare_length(parser: Parser, name: str) -> Space:
    """``\\kern3pt``: a length without braces."""
    del name
    return _space(_written(parser))


def silent_length(parser: Parser, name: str) -> None:
    """``\\vskip 2pt`` and ``\\arraycolsep=2pt``: a length that does not show."""
    del name
    if parser.stack and parser.peek() == "=":
        parser.take()
    _written(parser)


def _written(parser: Parser) -> str:
    parser.peek()
    stack, written = parser.stack, ""
    while stack and len(written) < _LONGEST_WRITTEN and not _LENGTH.fullmatch(written):
        if not (stack[-1].isalnum() or stack[-1] in (".", "-", " ")):
            break
        written += stack.pop()
    return written


def _space(length: str) -> Space:
    read = _LENGTH.match(length)
    if read is None:
        return Space(0)
    return Space(max(0, min(_MOST, round(float(read[1]) * _CELLS.get(read[2], 0.15)))))

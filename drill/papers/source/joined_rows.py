"""Rows of a display as whole statements: what is broken over several belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from drill.papers.source.blanks import BLANK
from drill.papers.source.rows import (
    HAS_RELATION,
    ONE_FORMULA,
    RELATION,
    RELATION_FIRST,
    WRAPPED,
    carries_on,
    is_left_open,
    outside_of_groups,
    row_pieces,
    tidy_row,
)

_BRACED: Final = re.compile(
    r"\s*\\left\s*\\\{\s*\\begin\{(?P<name>aligned|split|gathered|alignedat|array)\}(?:\[[a-z]\])?"
    r"(?:\{(?:[^{}]|\{[^{}]*\})*\})?"
    r"(?P<inside>.*)\\end\{(?P=name)\}\s*\\right(?:\.|(?![a-zA-Z]))\s*",
    re.DOTALL,
)
_ARRAY: Final = re.compile(
    r"\s*\\begin\{array\}(?:\[[a-z]\])?\{(?:[^{}]|\{[^{}]*\})*\}(?P<inside>.*)\\end\{array\}\s*", re.DOTALL
)
_BOUND: Final = re.compile(r"\\(?:begin|end)(?![a-zA-Z])")
_TABLE: Final = re.compile(r"\\begin\{.*\\end\{[a-zA-Z]*\*?\}", re.DOTALL)
_SIGN: Final = rf"(?P<sign>{RELATION}|\+|\\(?:times|cdot)(?![a-zA-Z]))"
_SIGN_LAST: Final = re.compile(rf"(?<![_^]){_SIGN}{BLANK}*\Z")
_SIGN_FIRST: Final = re.compile(rf"{BLANK}*{_SIGN}")
_ENCLOSED: Final = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]|\\\{(?:(?!\\[{}])[^()\[\]])*\\\}")
_BRACKET_FIRST: Final = re.compile(rf"{BLANK}*(?:\\(?:left|[bB]ig+l?)(?![a-zA-Z])\s*(?:[(\[]|\\\{{)|[(\[])")
_FRACTION_FIRST: Final = re.compile(rf"{BLANK}*\\[dt]?frac(?![a-zA-Z])")
_CONDITION_BEHIND: Final = re.compile(r"[,;]|\\(?:q?quad|forall|text[a-z]*|[mh]box)(?![a-zA-Z])")
_MINUS_FIRST: Final = re.compile(rf"{BLANK}*-")
_STOP_LAST: Final = re.compile(r"[.,;:]\s*\Z")
_OPERATOR_FIRST: Final = re.compile(
    rf"{BLANK}*(?:[+\-]|\\(?:times|cdot|pm|mp|odot|otimes|oplus)(?![a-zA-Z]))"
)


def whole_statements(rows: Iterable[str], environment: str = "") -> list[str]:
    """Rows as statements: a row that carries on, or follows one left open, belongs to the one above.

    So does one in a ``multline`` that says nothing by itself.
    """
    statements: list[str] = []
    is_one = environment.rstrip("*") in ONE_FORMULA
    for row in rows:
        for line in _system(row):
            if statements and (_goes_on(line, statements[-1]) or (is_one and not _is_said_alone(line))):
                statements[-1] = _put_together(statements[-1], line)
            else:
                statements.append(line)
    return statements


def _put_together(above: str, line: str) -> str:
    """Two rows as one; a sign that ends the first and, once more, begins the second counts once.

    Where the second begins with a minus and says something itself, a gap tells that both may be meant.
    """
    end, begin = _SIGN_LAST.search(above), _SIGN_FIRST.match(line)
    if end is not None and begin is not None and end["sign"] == begin["sign"]:
        above = above[: end.start()].rstrip()
    said = _CONDITION_BEHIND.split(line, maxsplit=1)[0]
    if _MINUS_FIRST.match(line) is not None and _relates(said) and _relates(above) and end is None:
        return f"{above} \\quad {line}"
    return f"{above} {line}"


def _goes_on(line: str, above: str) -> bool:
    return carries_on(line) or is_left_open(above) or is_factor(line, above)


def is_factor(line: str, above: str) -> bool:
    """Whether a line is brackets, or a fraction, that no relation stands beside, under a line that says
    something and ends without a stop.

    Brackets with commas outside of further brackets hold a list.
    """
    if not _is_said_alone(above) or _relates(line):
        return False
    if _FRACTION_FIRST.match(line) is not None:
        return _STOP_LAST.search(above) is None
    if _BRACKET_FIRST.match(line) is None:
        return False
    return "," not in _first_bracket(outside_of_groups(line))


def is_further_part(line: str, above: str) -> bool:
    """Whether a line is a term or factor more of what is said above it, wherever it is aligned.

    It begins with an operator, and nothing relates what stands in it to anything.
    """
    return _OPERATOR_FIRST.match(line) is not None and not _relates(line) and _relates(above)


def _first_bracket(line: str) -> str:
    """What stands in the outermost brackets that a line begins with, and in no further ones."""
    depth = 0
    inside = ""
    for sign in line:
        depth += (sign in "([") - (sign in ")]")
        inside += sign if depth == 1 else ""
        if sign in ")]" and not depth:
            break
    return inside


def _is_said_alone(line: str) -> bool:
    return not carries_on(line) and _relates(line)


def _relates(line: str) -> bool:
    """Whether a relation stands outside of all brackets."""
    count = 1
    while count:
        line, count = _ENCLOSED.subn(" ", line)
    return HAS_RELATION.search(outside_of_groups(line)) is not None


def _system(row: str) -> list[str]:
    """A system of equations in one brace, or an array that aligns relations, as its lines."""
    match = _BRACED.fullmatch(row) or WRAPPED.fullmatch(row) or _ARRAY.fullmatch(row)
    if match is None or not _is_one(match):
        return [row]
    lines = [line for line, _ in row_pieces(match["inside"]) if tidy_row(line)]
    if match.re is not WRAPPED and not _are_statements(lines):
        return [row]
    return [tidy_row(line) for line in lines]


def _is_one(match: re.Match[str]) -> bool:
    """Whether what begins first ends last; of what is set in lines, whether nothing else is in it."""
    depth = 0
    for bound in _BOUND.finditer(match["inside"]):
        depth += 1 if bound.group() == "\\begin" else -1
        if depth < 0 or match.re is WRAPPED:
            return False
    return depth == 0


def _are_statements(lines: Iterable[str]) -> bool:
    """Whether each line has a relation, in no table inside of it, or goes on with the one above."""
    told = [_TABLE.sub(" ", line) for line in lines]
    begin = " ".join(told[:1] + [line for line in told[1:2] if RELATION_FIRST.match(line.replace("&", " "))])
    return HAS_RELATION.search(begin) is not None and all(
        HAS_RELATION.search(line) or carries_on(line) for line in told[1:]
    )

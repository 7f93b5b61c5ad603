"""Sums that braces hold together. ``\\underbrace{a - b}_{words}``: beside a factor or behind a minus sign
nobody could tell whether the brace stands for brackets. ``x{t+1}``, ``\\sum{i < t}``: the braces are not
seen, and what was meant is rather an index whose mark is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.raised import group_begin
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.vocabulary import (
    ACCENTS,
    BIG,
    FONTS,
    FRACTIONS,
    GREEK,
    PRODUCTS,
    QUAD,
    RELATIONS,
    SIGNS,
)

_OPENING: Final = frozenset(("", "+", "(", "[", "\\{", "{", ",", ";", ":", "&", "\\\\", "|", "\\|", QUAD))
_GAPS: Final = frozenset((" ", "~", "\\,", "\\;", "\\:", "\\!", "\\ ", "\\left"))
_FACTORS: Final = frozenset(("(", "[", "^", "/", "\\sqrt", "\\operatorname", *FONTS, *ACCENTS, *FRACTIONS))
_INDICES: Final = (["i"], ["j"], ["k"], ["t"])
_BINDING: Final = frozenset(("-", ")", "]", "'", "\\nabla", "\\partial"))


def check_sum(before: Sequence[str], body: list[str], after: Sequence[str]) -> None:
    """Refuse a sum under a brace that is multiplied or subtracted.

    ``before`` is in canonical spelling, ``after`` as it is typed.

    Raises:
        RefusedError: it is.
    """
    if not _is_sum(body):
        return
    last = before[-1] if before else ""
    if _begins_factor(after) or not (last in _OPENING or last in RELATIONS):
        raise RefusedError("a brace beside a sum, or brackets")


def check_unseen(before: Sequence[str], body: list[str], after: Sequence[str]) -> None:
    """Refuse a sum in plain braces beside a factor, ``{x + 1} / {y}``, or behind a minus sign; ``-1`` behind
    a factor; and a comparison or an index right behind a sign with bounds.

    ``before`` and ``body`` are in canonical spelling, ``after`` is as it is typed.

    Raises:
        RefusedError: it is.
    """
    if before and before[-1] in BIG and (RELATIONS & set(top_level(body)) or body in _INDICES):
        raise RefusedError("bounds whose mark is missing")
    is_sum = _is_sum(body)
    if is_sum and _begins_factor(after):
        raise RefusedError("unseen braces around a sum")
    if not _ends_factor(before):
        return
    if is_sum:
        raise RefusedError("unseen braces around a sum")
    if len(body) == 2 and body[0] in SIGNS and body[1].isdigit():
        raise RefusedError("an exponent whose mark is missing, or a number")


def _is_sum(body: list[str]) -> bool:
    """Whether terms are added or subtracted; a matrix whose cells hold sums is one thing."""
    is_table = bool(body) and body[0].startswith("\\begin") and body[-1] == body[0].replace("begin", "end", 1)
    is_one = is_table and sum(token.startswith("\\begin") for token in body) == 1
    return not is_one and bool(SIGNS & set(top_level(body)[1:]))


def _begins_factor(after: Sequence[str]) -> bool:
    """Whether what is typed behind a group multiplies or divides it."""
    following = next((token for token in after if token not in _GAPS), "")
    is_letter = len(following) == 1 and following.isalnum()
    return following in _FACTORS or following in GREEK or following in PRODUCTS or is_letter


def _ends_factor(before: Sequence[str]) -> bool:
    """Whether a name, a word, a number, brackets, a fraction or a sign that binds what follows stand last."""
    end = len(before) - 1
    while end >= 0 and before[end] == "}":
        begin = group_begin(before, end)
        if begin < 1 or before[begin - 1] not in ("_", "^"):
            return begin >= 1
        end = begin - 2
    last = before[end] if end >= 0 else ""
    is_name = (len(last) == 1 and last.isalpha()) or last[:1].isdigit() or last in GREEK
    return is_name or last in _BINDING or last in PRODUCTS or last.startswith("\\operatorname")

"""What a right answer has that an earlier wrong one lacked, if a short text difference shows it.

Both answers are to the same numbers. Nothing is computed: the texts are compared sign by sign, blanks and
``*`` left out, and only a single difference is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

_SIGN = re.compile(r"(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d_]+)|\S")
_MINUS = str.maketrans("−–·", "--*")
# A term or factor of more characters is no few words.
_LONGEST_TERM = 24
_OPEN, _CLOSED = "([{", ")]}"


class _Sign(NamedTuple):
    """A number, name, bracket or operator, and where it is in the answer."""

    text: str
    start: int
    end: int
    # A number or a name, and not a bracket or an operator.
    is_value: bool


def told_difference(wrong: str, right: str) -> str:
    """Return what changed in a wrong answer: ``the 6 was there``; empty unless it is a single thing."""
    before, after = _split_answer_signs(wrong), _split_answer_signs(right)
    start = _common_length(before, after)
    ends = _common_length(before[start:][::-1], after[start:][::-1])
    before_end, after_end = len(before) - ends, len(after) - ends
    has_common_value = any(sign.is_value for sign in (*before[:start], *before[before_end:]))
    if not has_common_value or start == before_end == after_end:
        return ""
    if start == before_end and (named := _name_answer_signs(right, after, start, after_end)):
        return f"{named} was there"
    if start == after_end and (named := _name_answer_signs(wrong, before, start, before_end)):
        return f"{named} was not there"
    return _describe_replaced_sign(before[start:before_end], after[start:after_end])


def _common_length(first: Sequence[_Sign], second: Sequence[_Sign]) -> int:
    """Return how many leading signs are the same."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, pairs))


def _describe_replaced_sign(old: Sequence[_Sign], new: Sequence[_Sign]) -> str:
    if len(old) != 1 or len(new) != 1:
        return ""
    signs = {"+": "plus", "-": "minus"}
    if old[0].text in signs and new[0].text in signs:
        return f"the {signs[old[0].text]} was a {signs[new[0].text]}"
    if old[0].is_value and new[0].is_value:
        return f"it said {new[0].text} instead of {old[0].text}"
    return ""


def _name_answer_signs(answer: str, signs: Sequence[_Sign], start: int, end: int) -> str:
    """Return a name for some signs of an answer: a minus sign, a number, an exponent, a term; else empty."""
    chosen = signs[start:end]
    texts = _list_sign_texts(chosen)
    if texts == ["-"]:
        return "the minus sign"
    if len(chosen) == 1:
        return f"the {texts[0]}" if chosen[0].is_value else ""
    if len(chosen) == 2 and chosen[1].is_value and texts[0] in "^/":
        return f"the {'exponent' if texts[0] == '^' else 'division by'} {texts[1]}"
    is_last = end == len(signs) or signs[end].text in ("+", "-", *_CLOSED)
    if texts[0] in "+-" and is_last and _is_one_term(texts[1:]):
        term = answer[chosen[1].start : chosen[-1].end]
        return f"the term {term}" if len(term) <= _LONGEST_TERM else ""
    return ""


def _is_one_term(texts: Sequence[str]) -> bool:
    """Return whether brackets match and no sum is outside of them."""
    depth = 0
    for text in texts:
        depth += (text in _OPEN) - (text in _CLOSED)
        if depth < 0 or (depth == 0 and text in "+-=,;<>"):
            return False
    return depth == 0


def _split_answer_signs(answer: str) -> list[_Sign]:
    plain = answer.translate(_MINUS)
    return [
        _Sign(match[0], match.start(), match.end(), bool(match["number"] or match["name"]))
        for match in _SIGN.finditer(plain)
        if match[0] != "*"
    ]


def _list_sign_texts(signs: Sequence[_Sign]) -> list[str]:
    return [sign.text for sign in signs]

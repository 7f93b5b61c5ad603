"""Upright words that stand for numbers, ``\\mathrm{temp}``, told from functions by what is beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from drill.papers_first.formula.occurrences import group_end
from drill.papers_first.formula.vocabulary import CLOSING, FUNCTIONS, RELATIONS, SIGNS, WORD_FUNCTIONS

_WORD: Final = "\\operatorname{"
_ARITHMETIC: Final = SIGNS | {"\\cdot", "\\times", "/", "*"}
_AFTER: Final = frozenset(
    (*RELATIONS, *_ARITHMETIC, *CLOSING.values(), "", ",", ".", "}", "&", "\\\\", "\\circ")
)
_BEHIND_POWERS: Final = frozenset((*CLOSING, "\\frac"))
"""What may be a factor behind a power of a word."""


def worded_values(rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """The words that are added, multiplied or divided somewhere in ``rows`` of canonical tokens, and that
    nothing they could be taken of follows anywhere; behind a power, brackets and fractions may be factors.
    """
    numbers: set[str] = set()
    others: set[str] = set(WORD_FUNCTIONS)
    for tokens in rows:
        for word, at in _words(tokens):
            end = at + 1
            if tokens[end : end + 1] == ["^"]:
                end = group_end(list(tokens), end + 1)
            following = tokens[end] if end < len(tokens) else ""
            is_raised = end > at + 1
            if following not in _AFTER and not (is_raised and following in _BEHIND_POWERS):
                others.add(word)
            elif _is_operand(tokens, at, following):
                numbers.add(word)
    return frozenset(numbers - others)


def _words(tokens: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Words in small letters outside of indices, with their places; those that are a whole superscript are
    labels.
    """
    below = 0
    for at, token in enumerate(tokens):
        if token == "_" and at >= below:
            below = group_end(list(tokens), at + 1)
        is_label = tokens[at - 2 : at] == ["^", "{"] and tokens[at + 1 : at + 2] == ["}"]
        if token.startswith(_WORD) and at >= below and not is_label and token[len(_WORD) : -1].islower():
            yield token[len(_WORD) : -1], at


def _is_operand(tokens: Sequence[str], at: int, following: str) -> bool:
    """Whether a word stands beside a sign of arithmetic, alone above or below a line, or in a logarithm."""
    before = tokens[at - 1] if at else ""
    if before in _ARITHMETIC or following in _ARITHMETIC:
        return True
    opens = tokens[at - 2] if at > 1 else ""
    in_function = before == "(" and opens in FUNCTIONS and following == ")"
    return in_function or (before == "{" and opens in ("\\frac", "}") and following == "}")

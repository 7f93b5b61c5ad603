"""Roles by what a quantity is called: by the words of its meaning, by the letter of its name."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import INCREMENTS
from drill.papers_first.plausible.ranges import (
    BALANCING_WORDS,
    BETWEEN_ONES_WORDS,
    CASE_WEIGHT_WORDS,
    CHANCE_WEIGHT_WORDS,
    COUNT_NAMES,
    COUNT_WORDS,
    ENTRY_WORDS,
    ESTIMATED_WORDS,
    HEAD_ENDS,
    HIT_RATE_WORDS,
    LOG_CHANCE_WORDS,
    NEGATED_LOG_WORDS,
    POSITIVE_NAMES,
    POSITIVE_WORDS,
    PROBABILITY_WORDS,
    RATE_NAMES,
    RATE_WORDS,
    SIZE_WORDS,
    SMALL_NAMES,
    SMALL_WORDS,
    SQUARE_WORDS,
    STABLE_WORDS,
    TINY_WORDS,
    TUNED_WORDS,
    VALUE_WORDS,
    Role,
)

_TIMES: Final = frozenset(("t", "s", "\\tau"))
_OF_EITHER_SIGN: Final = frozenset(
    (
        *("b", "e", "g", "h", "u", "v", "x", "y", "z", "H", "U", "V", "W", "X", "Y", "Z"),
        *("\\delta", "\\Delta", "\\epsilon", "\\varepsilon", "\\theta", "\\Theta"),
        *("\\mu", "\\xi", "\\phi", "\\psi"),
    )
)
_WORDS: Final[tuple[tuple[re.Pattern[str], Role], ...]] = (
    (LOG_CHANCE_WORDS, "negative"),
    (NEGATED_LOG_WORDS, "positive"),
    (TINY_WORDS, "tiny"),
    (BETWEEN_ONES_WORDS, "cosine"),
    (BALANCING_WORDS, "rate"),
    (SQUARE_WORDS, "positive"),
    (CHANCE_WEIGHT_WORDS, "probability"),
    (CASE_WEIGHT_WORDS, "positive"),
    (HIT_RATE_WORDS, "probability"),
    (SIZE_WORDS, "positive"),
    (VALUE_WORDS, "value"),
    (RATE_WORDS, "rate"),
    (SMALL_WORDS, "small"),
    (PROBABILITY_WORDS, "probability"),
    (COUNT_WORDS, "count"),
    (POSITIVE_WORDS, "positive"),
)
"""Words of the head of a meaning, the more telling first."""


def role_by_words(meaning: str) -> Role | None:
    """What a quantity of this meaning is; None where the words tell nothing of numbers."""
    if STABLE_WORDS.search(meaning):
        return "tiny"
    if (estimated := ESTIMATED_WORDS.match(meaning.strip())) is not None:
        meaning = estimated[1]
    if (entry := ENTRY_WORDS.match(meaning.strip())) is not None:
        meaning = entry["whole"]
    head = HEAD_ENDS.sub("", meaning.strip())
    said: Role | None = next((role for words, role in _WORDS if words.search(head)), None)
    return "rate" if said is None and TUNED_WORDS.search(meaning.strip()) else said


def role_by_name(symbol: Symbol) -> Role:
    """What a quantity of this name mostly is."""
    if INCREMENTS & set(symbol.accents):
        return "small" if symbol.base in _TIMES else "value"
    if symbol.base in ("\\epsilon", "\\varepsilon") and not symbol.sub:
        return "tiny" if symbol.base == "\\epsilon" else "small"
    if symbol.base in RATE_NAMES or symbol == Symbol("\\lambda"):
        return "rate"
    if symbol.base in ("L", "\\ell"):
        return "positive"
    if symbol.base in SMALL_NAMES:
        return "small"
    if symbol.base in POSITIVE_NAMES:
        return "positive"
    is_entry = bool(symbol.sub) and symbol.mark[:1] == ("(",) and "," in symbol.mark  # of a numbered matrix
    is_estimate = symbol.base == "p" and symbol.accents == ("\\hat",)
    if symbol.base in ("p", "q", "\\pi") and (symbol.sub or is_estimate) and not symbol.font:
        return "value" if is_entry else "probability"
    if symbol.base in COUNT_NAMES and not symbol.sub and not symbol.font:
        return "count"
    if symbol.base == "\\Sigma":
        return "positive"
    is_one_place = len(symbol.sub) == 1 or symbol.sub[1:2] == ("_",)
    if symbol.base == "n" and is_one_place and not symbol.font:
        return "count"
    return "value"


def is_of_either_sign(symbol: Symbol) -> bool:
    """Whether papers mostly use the name for what may as well be negative: ``x``, ``\\mu``, arrays, steps."""
    is_array = symbol.font == "\\mathbf"
    return is_array or symbol.base in _OF_EITHER_SIGN or not INCREMENTS.isdisjoint(symbol.accents)


def weighs_a_term(symbol: Symbol) -> bool:
    """``\\lambda_{\\text{sparse}}``: what is named after a term of a loss says how much that counts."""
    is_plain = not (symbol.font or symbol.accents or symbol.mark or symbol.primes)
    return (
        is_plain
        and symbol.base == "\\lambda"
        and len(symbol.sub) == 1
        and symbol.sub[0].startswith("\\operatorname{")
    )

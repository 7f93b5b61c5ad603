"""Read whether a prompt says for which values of a letter, or for which arrays, it asks."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

# Words that leave out single values, or special arrays.
_UNEQUAL: Final = re.compile(
    r"\b(?:non-?zero|no zeros?|unless|except|full (?:row |column )?rank|generic|general position|independent"
    r"|distinct|different|un(?:equal|like)|invertible|almost)\b",
    re.IGNORECASE,
)
# Words that bound a number, or the entries of an array.
_BOUNDED: Final = re.compile(
    r"\b(?:(?:non-?)?(?:positive|negative)|symmetric|definite|integers?|whole numbers?|probabilit"
    r"|between (?:\$?-?\d|zero))",
    re.IGNORECASE,
)
# Words for a number that has a sign or bounds by itself.
_QUANTITY: Final = re.compile(
    r"\b(?:between|whole|number of|at (?:least|most)|varianc|deviation|distance|length|norm|precision"
    r"|temperature|rate|scale|count|size)",
    re.IGNORECASE,
)
_FORMULA: Final = re.compile(r"\$[^$]+\$|`[^`]+`")
_ORDER: Final = re.compile(r"[<>≤≥∈]|\\(?:l|g)(?:e|eq|eqslant|t)(?![A-Za-z])|\\in(?![A-Za-z])")
_UNEQUAL_SIGN: Final = re.compile(r"≠|!=|\\neq?(?![A-Za-z])")
_SENTENCE: Final = re.compile(r"(?<=[.;?!])\s+")


def is_array_limited(prompt: str) -> bool:
    """Return whether a prompt leaves out some arrays by a word."""
    return any(words.search(prompt) for words in (_UNEQUAL, _BOUNDED))


def is_letter_limited(prompt: str, spellings: Collection[str], condition: str) -> bool:
    """Return whether a sentence of a prompt limits a letter, in one of its spellings, as a condition does.

    A relation does so, or a word; what leaves out single values only where the condition does no more.
    """
    written = "|".join(map(re.escape, spellings))
    mention = re.compile(rf"(?<![A-Za-z\\])(?:{written})(?![A-Za-z])")
    is_unequal = _UNEQUAL_SIGN.search(condition) is not None
    words = (_BOUNDED, _QUANTITY, _UNEQUAL) if is_unequal else (_BOUNDED, _QUANTITY)
    relations = (_ORDER, _UNEQUAL_SIGN) if is_unequal else (_ORDER,)
    for sentence in _SENTENCE.split(prompt):
        formulas = [text for text in _FORMULA.findall(sentence) if mention.search(text)]
        if formulas and (
            any(word.search(sentence) for word in words)
            or any(relation.search(text) for relation in relations for text in formulas)
        ):
            return True
    return False

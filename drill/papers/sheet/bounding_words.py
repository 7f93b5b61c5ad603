"""Words of a paper that say which numbers a symbol may not leave, where no declaration does."""

from __future__ import annotations

import re
from typing import Final

# What is said of a symbol that is not scaled, and of one to which no number is added.
_BOUNDED: Final = re.compile(
    r"probabilit|distribut|simplex|sum(?:s|ming)? to (?:one|1)\b|normali[sz]ed|\bunit\b|one-hot|binary|"
    r"\bmask|\bcount|number of|\blabel|\bclass(?:es)?\b|\bindex|indices|orthogonal|orthonormal|cosine|"
    r"similarit|bounded|interval|\bin the range|correlation|\\\{0|\[0|\[-1|permutation",
    re.IGNORECASE,
)
_POSITIVE: Final = re.compile(
    r"positive|non-?negative|varianc|deviation|distanc|\bnorms?\b|length|frequenc|magnitude|temperature|> ?0",
    re.IGNORECASE,
)
_CLAUSES: Final = re.compile(r"[,;:.] | and | where | with ")


def is_bounded(text: str) -> bool:
    """Return whether a text says that a positive factor takes a symbol out of its set."""
    return _BOUNDED.search(text) is not None


def is_positive(text: str) -> bool:
    """Return whether a text says that an added number takes a symbol out of its set."""
    return _POSITIVE.search(text) is not None


def split_clauses(text: str) -> list[str]:
    """Return the clauses of a sentence."""
    return _CLAUSES.split(text)

"""Words of a paper that say which numbers a symbol may not leave, where no declaration does."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from drill.papers.sheet.declarations import key_of_symbol
from drill.papers.sheet.inline_names import read_names_in_formula
from drill.papers.sheet.symbol_keys import read_symbol

_INLINE: Final = re.compile(r"\$([^$]+)\$")

# What is said of a symbol that is not scaled, and of one to which no number is added.
_BOUNDED: Final = re.compile(
    r"probabilit|distribut|simplex|sum(?:s|ming)? to (?:one|1)\b|normali[sz]ed|\bunit\b|one-hot|binary|"
    r"\bmask|\bcount|number of|\blabel|\bclass(?:es)?\b|\bindex|indices|orthogonal|orthonormal|cosine|"
    r"similarit|bounded|interval|\bin the range|correlation|\\\{0|\[0|\[-1|permutation",
    re.IGNORECASE,
)
_POSITIVE: Final = re.compile(
    r"positive|non-?negative|varianc|deviation|distanc|\bnorms?\b|length|frequenc|magnitude|temperature|> ?0|"
    r"diagonal|symmetric|degree",
    re.IGNORECASE,
)
# What is said of a symbol that is made of the others, and of one that is not always a number.
_MADE: Final = re.compile(
    r"(?<!prior )(?<!predicted )(?<!posterior )\bmeans?\b|\baverages?\b|\bcent(?:re|er|roid)s?\b|deviation|"
    r"\bdegrees?\b|\bmedian|\b(?:variance|norm|sum|total|minimum|maximum)s? of\b|normali[sz](?:er|ing)|"
    r"partition function",
    re.IGNORECASE,
)
_INFINITE: Final = re.compile(r"infinity|\\infty|\u221e", re.IGNORECASE)
# Structures of a matrix as a bank names them.
_STRUCTURES: Final = {
    "diagonal": re.compile(
        r"(?<!off-)(?<!block-)(?<!block )\bdiagonal\b(?! entr| element| of)", re.IGNORECASE
    ),
    "symmetric": re.compile(r"(?<!non-)(?<!skew-)(?<!not )\bsymmetric\b", re.IGNORECASE),
}
# A comma or "and" between two formulas lists what one word is said of: ``the unit vectors $a$ and $b$``.
_CLAUSES: Final = re.compile(
    r"(?<!\$)(?<!\$,)(?:, | and )|(?:,(?! and \$) |(?<!,) and )(?!\$)|[;:.] | where | with "
)


def is_bounded(text: str) -> bool:
    """Return whether a text says that a positive factor takes a symbol out of its set."""
    return _BOUNDED.search(text) is not None


def is_positive(text: str) -> bool:
    """Return whether a text says that an added number takes a symbol out of its set."""
    return _POSITIVE.search(text) is not None


def is_made_of_others(text: str) -> bool:
    """Return whether a text says that a symbol is computed from others: their mean, their norm."""
    return _MADE.search(text) is not None


def says_symbol_is_infinite(text: str) -> bool:
    """Return whether a text says that a symbol is infinite somewhere."""
    return _INFINITE.search(text) is not None


def find_structure(text: str) -> str:
    """Return of which structure a text says a matrix is, as a bank names it; empty for none."""
    return next((name for name, pattern in _STRUCTURES.items() if pattern.search(text)), "")


def split_clauses(text: str) -> list[str]:
    """Return the clauses of a sentence."""
    return _CLAUSES.split(text)


@lru_cache(maxsize=4096)
def list_keys(text: str) -> frozenset[str]:
    """Return the keys of the symbols with which the formulas in a text begin."""
    found = (read_names_in_formula(inner.strip()) for inner in _INLINE.findall(text))
    symbols = (read_symbol(latex) for named in found if named is not None for latex in named.names)
    return frozenset(key_of_symbol(symbol) for symbol in symbols if symbol is not None)

r"""Sets beside a symbol that are not where its values are from: settings that were tried, spaces of sets.

``$\lambda \in \{0.1, 0.3\}$`` names two settings; ``a manifold $M \in \mathbb{R}^d$`` is no vector.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

# Lists of values, and where intervals and ranges end.
_LISTED: Final = re.compile(r"_ in \{([^{}.]|\.(?!\.))*\}")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?|-?inf")
# Ends of what a quantity may be; others are settings where one speaks of those.
_USUAL_ENDS: Final = frozenset((-1.0, 0.0, 1.0, float("inf"), float("-inf")))
_TRIED: Final = re.compile(
    r"\b(?:search(?:ed|es)?|sweep(?:s|ing)?|swept|grid|tun(?:e|ed|ing)|vary|varied|varying|ablat\w+"
    r"|experiments?|hyper-?parameters?|settings?|tried|try|validat\w+|Tables?|Figures?)\b",
    re.IGNORECASE,
)
_CELL: Final = re.compile(r"(?<!\\)&")
_SPACE: Final = re.compile(r"_ in R\^(?:\w+|\([^()x]*\))")
# What lies in a space, and is not one of its elements; the word right before the symbol.
_OF_MANY: Final = re.compile(
    r"\b(?:(?:sub)?manifolds?|(?:sub)?sets?|(?:sub)?spaces?|(?:sub)?domains?|regions?|surfaces?|polytopes?|balls?"
    r"|cones?|meshe?s?|clouds?|data ?sets?|distributions?|measures?|laws?|densit(?:y|ies)|famil(?:y|ies)"
    r"|classe?s?|lattices?)[\s~]*$",
    re.IGNORECASE,
)
_CALLIGRAPHIC: Final = re.compile(r"\\(?:mathcal|mathscr|cal|mathfrak)(?![A-Za-z])")


def is_domain(symbol: str, said: str, before: str, sentence: str) -> bool:
    """Return whether a set or range is that of a symbol's values.

    ``before`` is the text before its formula, ``sentence`` the one around that, or the row of its table.
    """
    if _SPACE.fullmatch(said):
        is_capital = symbol.lstrip("\\")[:1].isupper()
        return not (_CALLIGRAPHIC.match(symbol) or (is_capital and _OF_MANY.search(before)))
    if _LISTED.fullmatch(said):
        values = [float(number) for number in _NUMBER.findall(said)]
        return _are_kinds(values)
    is_setting = _CELL.search(sentence) or _TRIED.search(sentence)
    return not (is_setting and _has_odd_end(said))


def _are_kinds(values: list[float]) -> bool:
    """Return whether listed numbers tell kinds apart: ``{0, 1}``, ``{-1, 1}``, ``{1, 2, 3}``."""
    first, *others = sorted(values)
    return others == [-first] or all(after - before == 1 for before, after in pairwise([first, *others]))


def _has_odd_end(said: str) -> bool:
    return " in R" not in said and any(float(end) not in _USUAL_ENDS for end in _NUMBER.findall(said))

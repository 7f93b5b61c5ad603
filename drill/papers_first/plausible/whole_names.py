"""Names that sentences call whole numbers: ``integers $m \\geq 1$, $1 \\leq k \\leq m$ and $n$``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.plausible.intervals import Interval
from drill.papers_first.plausible.stated_ranges import LESS, Name, names_of

_WHOLE: Final = re.compile(
    r"\b(?P<kind>integers?|whole numbers?|natural numbers?) \$(?P<name>[^$]{1,40})\$"
    r"|\$(?P<other>[^$]{1,40})\$ (?:is|are|be|denotes?) (?:an? |any )?(?:\w+ )?"
    r"(?P<kinds>integers?|whole numbers?|natural numbers?)\b",
    re.IGNORECASE,
)
_FURTHER: Final = re.compile(r"(?:,|,? and|,? or)\s+\$(?P<name>[^$]{1,40})\$")
"""A formula that goes on with a list of formulas."""


def whole_names(text: str) -> Iterator[tuple[Name, Interval]]:
    """The names in a text, and that they are whole."""
    for match in _WHOLE.finditer(text):
        kind = (match["kind"] or match["kinds"]).lower()
        interval = Interval(low=1 if "natural" in kind else -math.inf, is_whole=True)
        formulas = [match["name"] or match["other"]]
        further = _FURTHER.match(text, match.end()) if kind.endswith("s") and match["kind"] else None
        while further is not None:
            formulas.append(further["name"])
            further = _FURTHER.match(text, further.end())
        yield from ((name, interval) for latex in formulas for name in _names(latex))


def _names(latex: str) -> Iterator[Name]:
    """The names of ``a, b``, and those that are compared in ``1 \\leq a \\leq b``."""
    try:
        tokens = canonical(latex)
    except RefusedError:
        return
    pieces: list[Name] = [()]
    for token in tokens:
        if token == "\\in":
            return
        if token in LESS:
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], token)
    for piece in pieces:
        yield from names_of(piece)

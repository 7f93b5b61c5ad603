"""Lists whose dots are typed without the comma behind them, ``a_1, \\dots a_n``: the reader puts it there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DOTS: Final = re.compile(r"(?:\\[lcd]?dots[bcimo]?(?![a-zA-Z])|\.\.\.)(?P<behind>(?:\s|\\[,;:! ]|~)*,?)")


def without_put_commas(tokens: Sequence[str], source: str) -> tuple[str, ...]:
    """A formula's tokens without the commas behind dots that ``source`` has not; as they are if none is."""
    is_typed = [match["behind"].endswith(",") for match in _DOTS.finditer(source)]
    if len(is_typed) != tokens.count("\\ldots"):
        return tuple(tokens)
    kept: list[str] = []
    typed = iter(is_typed)
    has_comma = True
    for token in tokens:
        if token != "," or has_comma or kept[-1] != "\\ldots":
            kept.append(token)
        if token == "\\ldots":
            has_comma = next(typed)
    return tuple(kept)

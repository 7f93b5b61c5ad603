"""Maps that leave everything as it is: they are no numbers, and nobody needs to write them."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.tree import Symbol
from drill.papers_first.paper import Paper

_NAMES: Final = frozenset(("id", "Id", "ID"))
_MEANING: Final = re.compile(
    r"\bidentity(?: (?:map|mapping|function|operator|matrix|transformation|transform))?\Z", re.IGNORECASE
)


def is_identity_map(paper: Paper, symbol: Symbol) -> bool:
    """Whether a name is an identity's, ``\\mathrm{id}``, or the paper says that it stands for one."""
    if symbol.font == "\\operatorname" and symbol.base in _NAMES:
        return True
    entry = paper.meaning(symbol)
    return entry is not None and _MEANING.search(entry.meaning) is not None

"""Names whose gradients a paper defines as a whole, so that what stands behind them is a factor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.statements import pieces

_EQUALITIES: Final = (["="], [":="])


def named_slopes(rows: Iterable[Sequence[str]]) -> frozenset[tuple[str, ...]]:
    """Names, as tokens, of ``\\nabla \\ell_i = \\dots``: a sign of a gradient and a name as a whole side."""
    found: set[tuple[str, ...]] = set()
    for row in rows:
        if "\\nabla" not in row:
            continue
        for piece in pieces(list(row)):
            said = piece.tokens[1:]
            name = next(occurrences(said), None) if piece.tokens[:1] == ("\\nabla",) else None
            if name is not None and name.begin == 0 and list(said[name.end : name.end + 1]) in _EQUALITIES:
                found.add(tuple(said[: name.end]))
    return frozenset(found)

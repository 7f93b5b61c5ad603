"""A letter that labels several names labels numbers, too: ``\\lambda^b`` beside ``I^b`` and ``x^b``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from drill.papers_first.formula.computed_letters import computed_letters
from drill.papers_first.formula.labels import Label
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import SCALARS

_LABELS: Final = frozenset("abcfgouvw")
"""Letters that rather label than count or raise to a power."""
_FEWEST: Final = 3


def with_shared_labels(
    rows: Sequence[Sequence[str]], beside: Sequence[Sequence[str]], found: Collection[Label]
) -> frozenset[Label]:
    """Labels with those of letters that label three names at least, stand below others as an index, and
    are computed with nowhere; a name with a number above it anywhere has powers.
    """
    letters = set(_shared(found))
    if not letters:
        return frozenset(found)
    tokens = (*rows, *beside)
    names = [one for row in tokens for one in occurrences(row)]
    letters -= computed_letters(tokens)
    letters &= {token for one in names for token in one.sub}
    raised = {one.symbol for one in names if one.above and one.above[-1][0].isdigit()}
    more = {
        (one.symbol, one.above)
        for one in names
        if len(one.above) == 1 and one.above[0] in letters and one.symbol.base in SCALARS
    }
    return frozenset({*found, *(label for label in more if label[0] not in raised)})


def _shared(found: Iterable[Label]) -> Iterator[str]:
    symbols: dict[str, set[Symbol]] = {}
    for symbol, above in found:
        if len(above) == 1 and above[0] in _LABELS:
            symbols.setdefault(above[0], set()).add(symbol)
    yield from (letter for letter, labelled in symbols.items() if len(labelled) >= _FEWEST)

"""Labels that tell whose a thing is: parameters of a function, ``Q(s \\mid \\theta^{Q})``, and Greek letters
of two of a kind, ``\\pi^{A}`` beside ``\\pi^{B}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from drill.papers.formula.labels import Label
from drill.papers.formula.occurrences import Occurrence, occurrences
from drill.papers.formula.tree import Symbol
from drill.papers.formula.vocabulary import COUNTING, GREEK

_PARAMETERS: Final = frozenset(("\\theta", "\\phi", "\\psi", "\\omega", "\\Theta", "w", "W"))
_FEWEST: Final = 2


def owned(rows: Iterable[Sequence[str]]) -> Iterator[Label]:
    """The symbols, without scripts, with what labels them in ``rows``, canonical tokens."""
    for tokens in rows:
        names = list(occurrences(tokens))
        yield from _of_functions(tokens, names)
        yield from _of_two(names)


def _of_functions(tokens: Sequence[str], names: Sequence[Occurrence]) -> Iterator[Label]:
    """``Q(s, a \\mid \\theta^Q)``: parameters with the letter of what they are given to above."""
    for head in names:
        end = _closing(tokens, head.end) if head.is_called else head.end
        for one in names:
            is_inside = head.end < one.begin < end
            is_named = one.above[:1] == (head.symbol.base,) and set(one.above[1:]) <= {"'"}
            if is_inside and is_named and one.symbol.base in _PARAMETERS:
                yield one.symbol, one.above


def _of_two(names: Sequence[Occurrence]) -> Iterator[Label]:
    """Capitals that count nothing and stand nowhere else in a row, two of them above one Greek letter."""
    above: dict[Symbol, set[str]] = {}
    for one in names:
        is_capital = len(one.above) == 1 and one.above[0].isupper() and one.above[0] not in COUNTING
        if is_capital and one.symbol.base in GREEK:
            above.setdefault(one.symbol, set()).add(one.above[0])
    alone = {one.symbol.base for one in names}
    for symbol, letters in above.items():
        if len(letters) >= _FEWEST and not letters & alone:
            yield from ((symbol, (letter,)) for letter in letters)


def _closing(tokens: Sequence[str], begin: int) -> int:
    """Where the round bracket that begins there ends."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += (tokens[at] == "(") - (tokens[at] == ")")
        if depth == 0:
            return at
    return len(tokens)

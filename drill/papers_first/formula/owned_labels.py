"""Labels that their place shows: parameters of a function, ``Q(s \\mid \\theta^{Q})``, Greek letters of two
of a kind, ``\\pi^{A}`` beside ``\\pi^{B}``, vectors between the bars of a norm, ``\\|x^k - y\\|``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.labels import Label
from drill.papers_first.formula.nesting import end_of_brackets
from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.raised import is_step
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import COUNTING, GREEK

_PARAMETERS: Final = frozenset(("\\theta", "\\phi", "\\psi", "\\omega", "\\Theta", "w", "W"))
_BARS: Final = "\\|"
_BESIDE: Final = frozenset((_BARS, "+", "-", "(", ")", "\\odot"))
_JOINING: Final = frozenset(("+", "-", "\\odot"))
_START: Final = ("0",)
_VECTORS: Final = frozenset("dghpqsuvwxyz")
_FEWEST: Final = 2


def owned(rows: Iterable[Sequence[str]]) -> Iterator[Label]:
    """The symbols, without scripts, with what labels them in ``rows``, canonical tokens."""
    for tokens in rows:
        names = list(occurrences(tokens))
        yield from _of_functions(tokens, names)
        yield from _of_two(names)
        yield from _in_norms(tokens, names)
        yield from _iterated(tokens, names)


def _of_functions(tokens: Sequence[str], names: Sequence[Occurrence]) -> Iterator[Label]:
    """``Q(s, a \\mid \\theta^Q)``: parameters with the letter of what they are given to above."""
    for head in names:
        end = end_of_brackets(tokens, head.end) if head.is_called else head.end
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


def _in_norms(tokens: Sequence[str], names: Sequence[Occurrence]) -> Iterator[Label]:
    """Names that are added or have an index between double bars: nobody raises a vector to a power."""
    tokens = list(tokens)
    if tokens.count(_BARS) % 2:
        return
    for one in names:
        if (
            not (is_step(one.above) or one.above == _START)
            or one.symbol.base not in _VECTORS
            or one.symbol.font not in ("", "\\mathbf")
        ):
            continue
        before, after = tokens[max(0, one.begin - 2) : one.begin], tokens[one.end : one.end + 1]
        is_grouped = before[-1:] != ["("] or set(before) <= _BESIDE
        around = {*before[-1:], *after}
        is_term = is_grouped and around <= _BESIDE and bool(one.sub or around & _JOINING)
        if is_term and tokens[: one.begin].count(_BARS) % 2:
            yield one.symbol, one.above


def _iterated(tokens: Sequence[str], names: Sequence[Occurrence]) -> Iterator[Label]:
    """``f(x^k)`` beside ``f(x^{k+1})``, or behind the sign of a gradient: one point after the other."""
    tokens = list(tokens)
    points: dict[tuple[Symbol, Symbol, str], set[tuple[str, ...]]] = {}
    for head, one in pairwise(names):
        is_point = head.is_called and one.begin == head.end + 1 and tokens[one.end : one.end + 1] == [")"]
        if not is_point or not is_step(one.above) or one.symbol.base not in _VECTORS:
            continue
        points.setdefault((head.symbol, one.symbol, one.above[0]), set()).add(one.above)
        if tokens[max(0, head.begin - 1) : head.begin] == ["\\nabla"]:
            yield one.symbol, one.above
    for (_, symbol, _), steps in points.items():
        if len(steps) >= _FEWEST:
            yield from ((symbol, step) for step in steps)

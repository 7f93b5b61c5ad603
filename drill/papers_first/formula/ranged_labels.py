"""Labels that ranges, primes and compositions show: ``x^i`` of ``x^{1:N}``, ``a^s`` of ``a^s_{1:h}``, ``w^l``
beside ``\\sum_{l'} w^{l'}``, functions numbered as what they are given, ``q^k(z^{1:k})``, and maps that are
done so many times, ``f^k = f \\circ f^{k-1}``.

Nobody raises to a range, or a sequence to a power, and no exponent is a primed index that a sum runs over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.labels import Label
from drill.papers_first.formula.nesting import end_of_brackets, top_level
from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import GREEK, SCALARS, SIGNS

_RANGE: Final = ":"
_PRIME: Final = "'"
_SUMS: Final = frozenset(("\\sum", "\\prod"))
_AFTER_INDEX: Final = frozenset(("}", "=", "\\in"))
_GREEK_INDICES: Final = frozenset(("\\mu", "\\nu"))
"""Greek letters that number, of samples or coordinates, wherever something is summed over them."""
_TRANSPOSING: Final = frozenset("TH")
_EXPONENTIAL: Final = "e"


def ranged(rows: Iterable[Sequence[str]]) -> frozenset[Label]:
    """The symbols, without scripts, with what labels them in ``rows``, canonical tokens."""
    rows = [list(row) for row in rows]
    names = [list(occurrences(row)) for row in rows]
    every = [one for row in names for one in row if one.above]
    sequences = {one.symbol for one in every if _RANGE in one.above}
    last = {(one.symbol, one.above[-1]) for one in every if _RANGE in one.above}
    found = {(one.symbol, one.above) for one in every if one.symbol in sequences and _numbers(one.above)}
    found |= {(one.symbol, one.above) for one in every if one.symbol in sequences and _is_end(one, last)}
    for inside in names:
        found |= set(_of_sequences(inside))
    for row, inside in zip(rows, names, strict=True):
        found |= set(_beside_primes(row, inside, every))
    counted = {letter for row in rows for letter in _counted(row)}
    found |= {
        (one.symbol, one.above)
        for one in every
        if _letter(one.above) in counted and one.symbol.base != _EXPONENTIAL
    }
    maps = {one.symbol for row, inside in zip(rows, names, strict=True) for one in _composed(row, inside)}
    found |= {(one.symbol, one.above) for one in every if one.symbol in maps and _numbers(one.above)}
    functions = {
        label for row, inside in zip(rows, names, strict=True) for label in _called(row, inside, sequences)
    }
    found |= functions
    alike = {symbol for row in names for symbol in _numbered_alike(row, found)}
    return frozenset(
        found | {(one.symbol, one.above) for one in every if one.symbol in alike and _numbers(one.above)}
    )


def _counted(row: Sequence[str]) -> Iterator[str]:
    """The Greek letters of indices that a sum or a product in ``row`` runs over."""
    for at in range(len(row) - 4):
        is_bound = row[at] in _SUMS and row[at + 1 : at + 3] == ["_", "{"] and row[at + 4] in _AFTER_INDEX
        if is_bound and row[at + 3] in _GREEK_INDICES:
            yield row[at + 3]


def _of_sequences(names: Sequence[Occurrence]) -> Iterator[Label]:
    """``a^s_{1:h}``, and ``Y_h^s`` beside it, which belongs to the same of several."""
    letters = {one.above for one in names if _RANGE in one.sub and len(one.above) == 1 and _letter(one.above)}
    for one in names:
        is_sequence = _RANGE in one.sub and bool(_letter(one.above))
        if is_sequence or (one.above in letters and bool(one.sub) and _may_be_numbered(one.symbol)):
            yield one.symbol, one.above


def _numbered_alike(names: Sequence[Occurrence], found: Collection[Label]) -> Iterator[Symbol]:
    """``v`` of ``v^2`` beside ``q^2(z^2)``, whose number is none of its power."""
    numbers = {
        one.above
        for one in names
        if one.above[:1] and one.above[0].isdigit() and (one.symbol, one.above) in found
    }
    lettered = {symbol for symbol, above in found if _letter(above)}
    for one in names:
        if one.above in numbers and one.symbol not in lettered and _may_be_numbered(one.symbol):
            yield one.symbol


def _composed(row: Sequence[str], names: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """``f \\circ f^{k-1}``: a map after itself."""
    for first, second in pairwise(names):
        if row[first.end : second.begin] == ["\\circ"] and first.symbol == second.symbol:
            yield from (one for one in (first, second) if _letter(one.above))


def _numbers(above: Sequence[str]) -> bool:
    """Whether a range, or what numbers one of its members, stands above."""
    return _RANGE in above or above[0].isdigit() or bool(_letter(above))


def _is_end(one: Occurrence, last: Collection[tuple[Symbol, str]]) -> bool:
    """``z^K``: the last member, where the letter could not transpose, or ends a range."""
    letter = one.above[0]
    is_capital = len(one.above) == 1 and len(letter) == 1 and letter.isupper()
    return is_capital and ((one.symbol, letter) in last or letter not in _TRANSPOSING)


def _letter(above: Sequence[str]) -> str:
    """The letter of ``k``, ``k'``, ``k - 1``, ``k' + 1``; nothing where it is anything else."""
    rest = [token for token in above[1:] if token != _PRIME]
    is_step = not rest or (len(rest) == 2 and rest[0] in ("+", "-") and rest[1].isdigit())
    is_letter = bool(above) and (
        (len(above[0]) == 1 and above[0].islower()) or above[0] in GREEK or above[0] == "\\ell"
    )
    return above[0] if is_letter and is_step else ""


def _beside_primes(
    row: Sequence[str], names: Iterable[Occurrence], every: Iterable[Occurrence]
) -> Iterator[Label]:
    """``w^{l'}`` behind a sum over ``l'``, and ``w^l`` wherever it stands."""
    bound = {
        row[at + 3]
        for at in range(len(row) - 5)
        if row[at] in _SUMS and row[at + 1 : at + 3] == ["_", "{"] and row[at + 4] == _PRIME
        if row[at + 5] in _AFTER_INDEX
    }
    symbols = {
        (one.symbol, one.above[0])
        for one in names
        if one.above[:1]
        and one.above[0] in bound
        and one.above[1:2] == (_PRIME,)
        and _may_be_numbered(one.symbol)
    }
    yield from ((one.symbol, one.above) for one in every if (one.symbol, _letter(one.above)) in symbols)


def _may_be_numbered(symbol: Symbol) -> bool:
    return symbol.base not in SCALARS and symbol.base != _EXPONENTIAL


def _called(
    row: Sequence[str], names: Sequence[Occurrence], sequences: Collection[Symbol]
) -> Iterator[Label]:
    """``q^k(z^k \\mid z^{1:k-1})``: arguments with the letter that stands above their function."""
    for head in names:
        letter = _letter(head.above)
        number = head.above if len(head.above) == 1 and head.above[0].isdigit() else ()
        end = end_of_brackets(row, head.end) if head.is_called else 0
        if not end or not (letter or number) or head.symbol in sequences:
            continue
        given = [one for one in names if head.end < one.begin < end]
        is_numbered = any(
            one.symbol in sequences and (letter in one.above if letter else set(number) <= set(one.above))
            for one in given
        )
        if is_numbered and not SIGNS & set(top_level(list(row[head.end + 1 : end]))):
            yield head.symbol, head.above

"""Index letters above names that have an index below, too: ``s_v^k(x_k)``, ``\\xi_t^k`` beside ``w_t^k``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from drill.papers_first.formula.labels import Label
from drill.papers_first.formula.occurrences import Occurrence, group_end, occurrences
from drill.papers_first.formula.owned_labels import owned
from drill.papers_first.formula.raised import is_step
from drill.papers_first.formula.ranged_labels import ranged
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import RELATIONS

_LETTERS: Final = frozenset("ijklmnt")
_DECAYS: Final = frozenset(("\\lambda", "\\gamma", "\\beta", "\\rho", "e"))
"""What is raised to the number of steps, with an index below, too."""
_START: Final = ("0",)
_FEWEST: Final = 2
_MARKS: Final = RELATIONS | {"", ",", ";", "|", "\\mid"}
_BEFORE: Final = _MARKS | {"(", "["}
_AFTER: Final = _MARKS | {")", "]"}


def with_running_labels(
    rows: Sequence[Sequence[str]], beside: Sequence[Sequence[str]], found: Collection[Label]
) -> frozenset[Label]:
    """Labels with those that index letters are as the rows use them; nothing that is raised to a number."""
    names = [one for tokens in (*rows, *beside) for one in occurrences(tokens)]
    raised = {one.symbol for one in names if _is_raised(one.above)}
    placed = {*_put_together(rows), *owned((*rows, *beside))}
    in_ranges = ranged((*rows, *beside))
    known = {*found, *in_ranges, *_running(rows, names), *placed, *_stepped(placed, names)}
    more = {label for label in (*known, *_beside(rows, known)) if label[0] not in raised}
    return frozenset({*found, *more, *in_ranges})


def _is_raised(above: Sequence[str]) -> bool:
    return bool(above) and above[-1][0].isdigit() and tuple(above) != _START and not is_step(above)


def _running(rows: Sequence[Sequence[str]], names: Sequence[Occurrence]) -> Iterator[Label]:
    """Functions that have one letter above them wherever they have their index below; the letter stands below
    other names, and is nowhere a number.
    """
    below = {one.sub[0] for one in names if len(one.sub) == 1}
    letters = {letter for letter in _LETTERS & below if not any(_is_number(row, letter) for row in rows)}
    above: dict[tuple[Symbol, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for one in names:
        if one.sub and not one.sub[0].isdigit() and one.symbol.base not in _DECAYS:
            above.setdefault((one.symbol, one.sub), []).append(one.above)
    called = {(one.symbol, one.sub) for one in names if one.is_called}
    for (symbol, sub), contents in above.items():
        is_one = len(set(contents)) == 1 and len(contents[0]) == 1 and (symbol, sub) in called
        if is_one and len(contents) >= _FEWEST and contents[0][0] in letters:
            yield symbol, contents[0]


def _stepped(placed: Collection[Label], names: Iterable[Occurrence]) -> Iterator[Label]:
    """``x^k`` wherever a place shows that ``x^{k+1}`` or ``x^0`` is one of several."""
    symbols = {symbol for symbol, above in placed if is_step(above) or above == _START}
    for one in names:
        if one.symbol in symbols and (is_step(one.above) or one.above == _START):
            yield one.symbol, one.above


def _put_together(rows: Iterable[Sequence[str]]) -> Iterator[Label]:
    """``\\|_{k=1}^{K} W^k x``: what bars with bounds put together, as many times as the letter counts."""
    for tokens in map(list, rows):
        for at, token in enumerate(tokens):
            bounds = tokens[at + 1 : at + 5]
            if token != "\\|" or bounds[:2] != ["_", "{"] or bounds[3:] != ["="]:
                continue
            for one in occurrences(tokens[at:]):
                if one.above == (bounds[2],) and bounds[2] in _LETTERS and one.symbol.base != "e":
                    yield one.symbol, one.above


def _beside(rows: Iterable[Sequence[str]], found: Collection[Label]) -> Iterator[Label]:
    """Names with the scripts of a labelled name in the same row."""
    for tokens in rows:
        names = [one for one in occurrences(tokens) if one.sub and one.above]
        scripts = {(one.sub, one.above) for one in names if (one.symbol, one.above) in found}
        for one in names:
            is_letter = len(one.above) == 1 and one.above[0] in _LETTERS
            if is_letter and (one.sub, one.above) in scripts and one.symbol.base not in _DECAYS:
                yield one.symbol, one.above


def _is_number(row: Sequence[str], letter: str) -> bool:
    """Whether a letter is an exponent of a number, of brackets or of e, or is computed with."""
    tokens = list(row)
    for at, token in enumerate(tokens):
        is_base = token == "^" and (tokens[at - 1] in (")", "]", "e") or tokens[at - 1][0].isdigit())
        if is_base and letter in tokens[at : group_end(tokens, at + 1)]:
            return True
    for one in occurrences(tokens):
        before = tokens[one.begin - 1] if one.begin else ""
        after = tokens[one.end] if one.end < len(tokens) else ""
        is_alone = one.symbol == Symbol(letter) and not (one.sub or one.above)
        if is_alone and not (before in _BEFORE and after in _AFTER):
            return True
        if letter in one.above[1:] and (one.above[0].isdigit() or one.above[0] == "\\frac"):
            return True
    return False

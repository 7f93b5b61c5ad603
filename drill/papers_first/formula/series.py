"""Names that a series raises to the powers it counts: ``K(z) = \\sum_{i=0}^{n} c_i z^i``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from drill.papers_first.formula.occurrences import group_end, occurrences
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import GREEK

Named: TypeAlias = tuple[Symbol, tuple[str, ...]]
"""A symbol without scripts, and its index."""
_EULER: Final = (Symbol("e"), Symbol("e", "\\mathrm"))
_NO_VARIABLES: Final = frozenset("de")
_EQUALITIES: Final = ("=", ":=")
_SHIFTS: Final = frozenset("BL")
_ALTERNATING: Final = ["(", "-", "1", ")", "^", "{"]


def raised_names(rows: Iterable[Sequence[str]]) -> frozenset[Named]:
    """The names, with their indices, whose letters above are exponents in ``rows``, canonical tokens."""
    rows = list(rows)
    found = {name for row in rows for piece in pieces(list(row)) for name in _of_row(list(piece.tokens))}
    return frozenset(found | {(one, ()) for one in _shifts(rows)})


def _shifts(rows: Iterable[Sequence[str]]) -> set[Symbol]:
    """``B`` of ``(1 - B)^d`` and ``(1 - B^{12})``: what shifts a series back, as often as stands above."""
    rows = list(rows)
    taken: set[str] = set()
    squared: set[str] = set()
    for tokens in rows:
        for at, token in enumerate(tokens):
            is_capital = len(token) == 1 and token.isupper() and token in _SHIFTS
            if is_capital and tuple(tokens[at - 3 : at]) == ("(", "1", "-"):
                rest = tuple(tokens[at + 1 : at + 3])
                taken |= {token} if rest == (")", "^") else set()
                is_season = rest == ("^", "{") and tokens[at + 3].isdigit()
                squared |= {token} if is_season else set()
    return {Symbol(letter) for letter in taken | squared}


def has_exponentials(rows: Iterable[Sequence[str]]) -> bool:
    """Whether e is raised somewhere to what is no index: a negative, a fraction, a sum of terms."""
    return any(
        is_euler(one.symbol) and not one.sub and _is_exponent(one.above)
        for row in rows
        for one in occurrences(row)
    )


def is_euler(symbol: Symbol) -> bool:
    """Whether it may be the base of the natural logarithm: a light e without an index."""
    return symbol in _EULER


def _is_exponent(above: Sequence[str]) -> bool:
    is_negative = len(above) > 1 and above[0] == "-"
    is_sum = bool({"+", "-"} & set(above)) and len(above) > 3 and above[0] not in ("(", "[")
    return is_negative or is_sum or "\\frac" in above or "\\cdot" in above or "\\times" in above


def _of_row(tokens: list[str]) -> Iterator[Named]:
    scaled = _scaled(tokens)
    for one in occurrences(tokens):
        is_plain = one.symbol.base in GREEK and not (one.sub or one.symbol.font or one.symbol.accents)
        if is_plain and one.above[:1] and one.above[0] in scaled and not one.is_called:
            yield one.symbol, one.sub
    yield from _of_numbers(tokens)
    yield from _beside_factorials(tokens)
    arguments = _arguments(tokens)
    for letter, is_endless in _counters(tokens):
        weighs = is_endless and _weighs(tokens, letter)
        for one in occurrences(tokens):
            is_argument = not one.sub and one.symbol in arguments
            if one.above == (letter,) and not one.is_called and (weighs or is_argument):
                yield one.symbol, one.sub


def _beside_factorials(tokens: list[str]) -> Iterator[Named]:
    """``a`` of ``\\frac{a^k}{k!}``: what has a factorial in the same row is a number."""
    counts = {before for before, token in pairwise(tokens) if token == "!"}
    for one in occurrences(tokens):
        if len(one.above) == 1 and one.above[0] in counts and not one.is_called:
            yield one.symbol, one.sub


def _of_numbers(tokens: list[str]) -> Iterator[Named]:
    """``n`` of ``\\sum_{n=1}^\\infty n^s``: what counts is a number; ``x`` of ``\\int x^m \\, dx``."""
    counters = {
        tokens[at + 3]
        for at, token in enumerate(tokens)
        if token in ("\\sum", "\\prod")
        and tokens[at + 1 : at + 3] == ["_", "{"]
        and _is_from_number(tokens, at + 4)
    }
    for one in occurrences(tokens):
        name = one.symbol
        is_plain = not (one.sub or name.font or name.accents or one.is_called) and len(one.above) == 1
        is_run = "\\int" in tokens and any(
            tokens[at : at + 2] == ["d", name.base] and tokens[at + 2 : at + 3] not in (["^"], ["_"])
            for at in range(len(tokens))
        )
        if is_plain and name.base not in _NO_VARIABLES and (name.base in counters or is_run):
            yield name, one.sub


def _is_from_number(tokens: list[str], at: int) -> bool:
    """Whether a range begins there with a number: ``= 1``."""
    return tokens[at : at + 1] == ["="] and tokens[at + 1 : at + 2] != [] and tokens[at + 1].isdigit()


def _scaled(tokens: list[str]) -> set[str]:
    """Letters that are halved or multiplied in an exponent, ``m^{\\frac{n}{2}}``: they count no steps."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if token != "^" or tokens[at + 1 : at + 2] != ["{"]:
            continue
        above = tokens[at + 2 : group_end(tokens, at + 1) - 1]
        top = above[2 : group_end(above, 1) - 1] if above[:2] == ["\\frac", "{"] else []
        is_halved = bool(top) and above[group_end(above, 1) :][1:2] == ["2"]
        is_double = len(above) == 2 and above[0].isdigit()
        letters = (
            top if is_halved else above[1:] if is_double else above[:1] if above[1:] == ["/", "2"] else []
        )
        found.update(letter for letter in letters if len(letter) == 1 and letter.isalpha())
    return found


def _arguments(tokens: list[str]) -> set[Symbol]:
    """The symbols that a function on the left side, alone, is given."""
    end = next((index for index, token in enumerate(tokens) if token in _EQUALITIES), 0)
    first = next(occurrences(tokens[:end]), None)
    if first is None or first.begin or not first.is_called:
        return set()
    return {one.symbol for one in occurrences(tokens[first.end : end]) if not (one.sub or one.above)}


def _counters(tokens: list[str]) -> Iterator[tuple[str, bool]]:
    """The letters that sums count with from 0, or without end, with whether they do."""
    for at, token in enumerate(tokens):
        if token != "\\sum" or tokens[at + 1 : at + 3] != ["_", "{"] or tokens[at + 4 : at + 5] != ["="]:
            continue
        is_endless = tokens[group_end(tokens, at + 2) :][:3] == ["^", "{", "\\infty"]
        if is_endless or tokens[at + 5] == "0":
            yield tokens[at + 3], is_endless


def _weighs(tokens: list[str], letter: str) -> bool:
    """``(-1)^k``, ``1 / k``, ``k!``: weights of a power series."""
    text = " ".join(tokens)
    signs = " ".join((*_ALTERNATING, letter))
    return (
        signs in text or f"}} {{ {letter} }}" in text or f"/ {letter} " in f"{text} " or f"{letter} !" in text
    )

"""Indexed letters that a paper shows to be numbers, so that brackets behind them hold a factor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from drill.papers_first.formula.heads import CALLED
from drill.papers_first.formula.nesting import brackets_at, top_level
from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.raised import INDICES, is_worded
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import DRESSES, GREEK, LETTERS, PARAMETERS, RELATIONS, SIGNS

_EQUALITIES: Final = (["="], [":="])
_WEIGHTS: Final = frozenset("uvw")
_VALUES: Final = frozenset("uvwxyz")
_FUNCTIONS: Final = CALLED | {"\\sigma", "\\phi", "\\varphi", "\\psi", "\\Phi", "\\Psi", "\\Gamma", "E"}
_CLOSED: Final = frozenset((")", "]", "}", ",", ";", ".", "\\}"))


def indexed_values(rows: Iterable[Sequence[str]]) -> frozenset[Symbol]:
    """Letters that are given nothing with an index below them, and of which a row shows that they are
    multiplied: it multiplies their brackets out, ``p_c (a - b) = p_c a - p_c b``; they are set equal to
    something as a whole, ``p_c = \\dots``, and stand before a name, ``p_c R``; or they weigh squares.
    """
    called: set[Symbol] = set()
    given: set[Symbol] = set()
    shown: set[Symbol] = set()
    weights: set[Symbol] = set()
    defined: set[Symbol] = set()
    factors: set[Symbol] = set()
    for row in rows:
        for one in occurrences(row):
            inner = brackets_at(row, one.end)
            if inner is not None and not SIGNS & set(top_level(inner)):
                given.add(one.symbol)
            if not _is_indexed(one):
                continue
            if inner is None:
                factors |= {one.symbol} if _begins_name(row[one.end : one.end + 1]) else set()
            elif {",", ";", "|", "\\mid"} & set(top_level(inner)) or not SIGNS & set(top_level(inner)):
                called.add(one.symbol)
            else:
                shown |= {one.symbol} if _is_multiplied_out(row, one, inner) else set()
                weights |= {one.symbol} if _weighs_square(row, one, inner) else set()
        defined |= set(_defined(row))
    values = {one for one in defined if one.base in _VALUES or one in factors}
    return frozenset((shown | values | (weights - given)) - called)


def is_indexed_value(symbol: Symbol, inner: list[str], values: frozenset[Symbol]) -> bool:
    """Whether brackets that hold a sum are multiplied by an indexed letter that is one of ``values``."""
    top = top_level(inner)
    is_sum = bool(SIGNS & set(top[1:])) and not {",", ";", "|", "\\mid", *RELATIONS} & set(top)
    named = Symbol(symbol.base, symbol.font, symbol.accents)
    return is_sum and named in values and _is_running(symbol.sub) and not (symbol.mark or symbol.primes)


def _is_indexed(one: Occurrence) -> bool:
    return not one.above and _is_running(one.sub)


def _is_running(sub: Sequence[str]) -> bool:
    """Whether letters that count stand below, no words and no parameters of a function."""
    return bool(sub) and not is_worded(tuple(sub)) and sub[0] not in PARAMETERS and sub[0] not in DRESSES


def _begins_name(following: Sequence[str]) -> bool:
    token = following[0] if following else ""
    return (len(token) == 1 and token.isalpha()) or token in LETTERS | GREEK | DRESSES


def _defined(row: Sequence[str]) -> Iterator[Symbol]:
    """``p_c = \\dots``: an indexed letter as a whole left side."""
    for piece in pieces(list(row)):
        said = list(piece.tokens)
        one = next(occurrences(said), None)
        if one is None or one.begin or said[one.end : one.end + 1] not in _EQUALITIES:
            continue
        if _is_indexed(one) and one.symbol.base not in _FUNCTIONS:
            yield one.symbol


def _weighs_square(row: Sequence[str], one: Occurrence, inner: list[str]) -> bool:
    """``\\sum_i w_i (x_i - m)^2``: the bracket holds the weight's index, and is squared."""
    after = list(row[one.end + len(inner) + 2 :][:4])
    is_squared = after == ["^", "{", "2", "}"]
    is_own = len(one.sub) == 1 and one.sub[0] in INDICES | {"r", "c"} and one.sub[0] in inner
    return one.symbol.base in _WEIGHTS and is_squared and is_own


def _is_multiplied_out(row: Sequence[str], one: Occurrence, inner: list[str]) -> bool:
    """Whether every term in the brackets stands behind the same name in the same row, too."""
    name = list(row[one.begin : one.end])
    terms = list(_terms(inner))
    return len(terms) > 1 and all(_stands(row, name, [] if term == ["1"] else term) for term in terms)


def _stands(row: Sequence[str], name: list[str], term: list[str]) -> bool:
    whole = [*name, *term]
    for at in range(len(row) - len(whole) + 1):
        if list(row[at : at + len(whole)]) == whole:
            after = row[at + len(whole)] if at + len(whole) < len(row) else ")"
            if after in _CLOSED or after in SIGNS or after in RELATIONS:
                return True
    return False


def _terms(inner: Sequence[str]) -> Iterator[list[str]]:
    """The terms of a sum in brackets, without their signs."""
    term: list[str] = []
    depth = 0
    for token in inner:
        depth += (token in ("(", "[", "{", "\\{")) - (token in (")", "]", "}", "\\}"))
        if depth == 0 and token in SIGNS:
            if term:
                yield term
            term = []
        else:
            term.append(token)
    if term:
        yield term

"""Whether primes transpose in a paper: products hold matrices and vectors twice, ``X'X``, ``v'S^{-1}v``,
``A P A'``, or bold vectors side by side, ``\\mathbf{x}'\\boldsymbol{\\beta}``; or, where no prime makes a new
name of another, coefficients weigh what is observed, ``x_i'\\beta``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula import product_spans
from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.product_spans import factors_by_name
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import GREEK, RELATIONS

_AFTER_PRIMES: Final = frozenset(
    ("", "(", ")", "]", "}", ",", ";", "|", "\\|", "\\mid", "+", "-", "\\in", "\\}")
)
_INVERSE: Final = ["^", "{", "-", "1", "}"]
_BOLD: Final = "\\mathbf"
_COEFFICIENT: Final = "\\beta"
_COUNTS: Final = frozenset("ijklmnrst")
_FUNCTIONS: Final = frozenset("fghuvFGH")


def transposing(rows: Iterable[Sequence[str]]) -> bool:
    """Whether the canonical tokens of a paper's formulas show it."""
    rows = [list(tokens) for tokens in rows if "'" in tokens]
    alone = {symbol for tokens in rows for symbol in primed_alone(tokens, transposes=True)}
    if any(_shows(tokens, name, alone) for tokens in rows for name in _primed(tokens)):
        return True
    return not any(_makes_names(tokens) for tokens in rows) and any(map(_has_predictor, rows))


def primed_alone(tokens: Sequence[str], *, transposes: bool) -> Iterator[Symbol]:
    """Names with a prime before brackets, signs, commas or the end, ``W' = a``, ``f'(x)``; where primes
    transpose, not the last factors of ``A P A'`` and ``A B'``.
    """
    for name in _primed(tokens):
        if _ends(tokens, name) and not (transposes and closes_product(tokens, name)):
            yield name.symbol


def closes_product(tokens: Sequence[str], name: Occurrence) -> bool:
    """Whether a primed name is the last factor of ``A P A'``, ``x_i x_i'``, ``A B'``, ``B^{-1} A'``."""
    product = product_spans.before(tokens, name.begin)
    factors = [one for one in factors_by_name(product) if product[one.end - 1] != "'"]
    if not is_primed(tokens, name):
        return False
    if not factors:
        return _is_matrix(name) and product[-len(_INVERSE) :] == _INVERSE
    last = factors[-1]
    is_beside = last.end == len(product)
    if is_beside and _is_same(last, name):
        return bool(name.sub or name.symbol.font) or _is_matrix(name)
    is_again = any(_is_same(one, name) for one in factors)
    return _is_matrix(name) and (is_again or (is_beside and _is_matrix(last)))


def is_primed(tokens: Sequence[str], name: Occurrence) -> bool:
    """Whether one prime, and nothing above it, ends a name."""
    return not name.above and tokens[name.end - 1] == "'" and tokens[name.end - 2] != "'"


def _primed(tokens: Sequence[str]) -> Iterator[Occurrence]:
    return (name for name in occurrences(tokens) if not name.above and tokens[name.end - 1] == "'")


def _ends(tokens: Sequence[str], name: Occurrence) -> bool:
    """Whether nothing follows a name that it could be multiplied by; brackets may hold arguments."""
    following = tokens[name.end] if name.end < len(tokens) else ""
    return following in _AFTER_PRIMES or following in RELATIONS


def _shows(tokens: list[str], name: Occurrence, alone: set[Symbol]) -> bool:
    """Whether a primed name shows by itself that primes transpose."""
    if name.symbol in alone or not is_primed(tokens, name):
        return False
    product = product_spans.behind(tokens, name.end)
    factors = [one for one in factors_by_name(product) if product[one.end - 1] != "'"]
    if factors and not factors[0].begin and _is_bold_vector(name) and _is_bold_vector(factors[0]):
        return not factors[0].above
    for at, one in enumerate(factors):
        if _is_same(one, name):
            is_plain = not (_is_matrix(name) or name.sub or name.symbol.font)
            middle = () if is_plain else factors[:at]
            return _is_form(product[: one.begin], middle) if one.begin else _is_matrix(name)
    return _is_matrix(name) and _is_congruent(tokens, name)


def _is_congruent(tokens: list[str], name: Occurrence) -> bool:
    """``A P A'``, ``Z (Z'Z)^{-1} Z'``: something stands between a matrix and itself with a prime."""
    product = product_spans.before(tokens, name.begin)
    factors = [one for one in factors_by_name(product) if product[one.end - 1] != "'"]
    return any(
        _is_same(one, name) and _is_form(product[one.end :], factors[at + 1 :])
        for at, one in enumerate(factors)
    )


def _is_form(between: Sequence[str], factors: Iterable[Occurrence]) -> bool:
    """Whether a matrix or an inverse stands between a name and itself."""
    return any(map(_is_matrix, factors)) or list(between[-len(_INVERSE) :]) == _INVERSE


def _is_same(one: Occurrence, other: Occurrence) -> bool:
    return one.symbol == other.symbol and one.sub == other.sub and one.above == other.above


def _is_matrix(name: Occurrence) -> bool:
    """A capital, Greek ones included, as matrices are named."""
    return name.symbol.base.lstrip("\\")[0].isupper() and name.symbol.font != "\\operatorname"


def _is_bold_vector(name: Occurrence) -> bool:
    return name.symbol.font == _BOLD and not _is_matrix(name)


def _has_predictor(tokens: list[str]) -> bool:
    """``x_i'\\beta``, ``\\gamma'z_i``: a Latin letter and a coefficient, the first of them with a prime."""
    return any(
        one.end == other.begin
        and is_primed(tokens, one)
        and not other.above
        and tokens[other.end - 1] != "'"
        and ((_is_coefficient(one) and _is_observed(other)) or (_is_observed(one) and _is_coefficient(other)))
        for one, other in pairwise(occurrences(tokens))
    )


def _is_coefficient(name: Occurrence) -> bool:
    return name.symbol.base == _COEFFICIENT


def _is_observed(name: Occurrence) -> bool:
    base = name.symbol.base
    return base not in GREEK | _FUNCTIONS and name.symbol.font != "\\operatorname"


def _makes_names(tokens: list[str]) -> bool:
    """Whether a prime makes a new name of one that is no index: ``\\theta'``, ``x' - y``."""
    return any(
        _ends(tokens, name)
        and tokens[name.end : name.end + 1] != ["("]
        and name.symbol.base not in _COUNTS
        and not closes_product(tokens, name)
        for name in _primed(tokens)
    )

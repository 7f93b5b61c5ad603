"""Whether what a glossary says of a letter is said of what the letter is in one formula."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Node,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.plausible.known_numbers import names_in
from drill.papers_first.plausible.ranges import COUNT_WORDS, HEAD_ENDS, RATE_WORDS, SMALL_WORDS

_A_NUMBER: Final = re.compile(
    r"\b(?:desired|target|minimum|maximum|index|temperature|constant|coefficient|threshold|exponent|anchor|time"
    r"|step|level|factor|ratio|noise|order|lag|convexity|dropout probability)\b",
    re.IGNORECASE,
)
"""What is one number or one thing, and has no arguments in brackets."""
_A_FUNCTION: Final = re.compile(r"\b(?:function|network|map|mapping|operator|policy|loss)s?$", re.IGNORECASE)
_A_MAP: Final = re.compile(
    r"(?<!loss )(?<!reward )(?<!value )(?<!cost )(?<!objective )(?<!energy )(?<!utility )(?<!penalty )"
    r"(?<!advantage )(?<!potential )\b(?:function|encoder|decoder|mapping|transformation|discriminator"
    r"|generator|[cp]df)s?$",
    re.IGNORECASE,
)
"""What is applied to something, and is no factor of a product of numbers."""
_A_VALUE: Final = re.compile(r"\b(?:(?:distribution|density) function|density|[cp]df)$", re.IGNORECASE)
"""What has one number as its value, of which nothing is transposed."""
_STRIDE: Final = re.compile(r"\b(?:stride|padding|rate|temperature|threshold|probability)$", re.IGNORECASE)
"""What is one number as well."""
_IDENTITY: Final = re.compile(r"\bidentity\b|\bunit matrix\b", re.IGNORECASE)
_RANDOM: Final = re.compile(r"\brandom (?:variable|vector)s?$", re.IGNORECASE)
"""What nothing runs over: a supremum is one over numbers."""


def is_apt(statement: Node, symbol: Symbol, entry: Entry) -> bool:
    """Whether a meaning fits a symbol where it stands in a statement.

    A letter that brackets follow is a function, one that is multiplied is none; the number π has no meaning,
    and the I of ``\\mathcal{N}(m, s I)`` is the identity.
    """
    if symbol == Symbol("\\pi") and symbol not in names_in(statement):
        return False
    head = HEAD_ENDS.sub("", entry.meaning.strip())
    parts = list(walk(statement))
    if _RANDOM.search(head) and any(isinstance(part, Big) and _runs_over(part, symbol) for part in parts):
        return False
    if (
        symbol.base == "I"
        and not _IDENTITY.search(head)
        and any(_has_covariance(one, symbol) for one in parts)
    ):
        return False
    is_number = _A_VALUE.search(head) or COUNT_WORDS.search(head) or _STRIDE.search(head)
    if is_number and any(_is_transposed(part, symbol) for part in parts):
        return False
    if any(isinstance(part, Call) and part.head == symbol for part in parts):
        is_number = any(words.search(head) for words in (_A_NUMBER, COUNT_WORDS, RATE_WORDS, SMALL_WORDS))
        return not is_number or bool(_A_FUNCTION.search(head))
    return not (_A_MAP.search(head) and any(symbol in _multiplied(part) for part in parts))


def _is_transposed(part: Node, symbol: Symbol) -> bool:
    match part:
        case Transpose(Call(head)):
            return head == symbol
        case Transpose(base):
            return base == symbol
        case _:
            return False


def _has_covariance(part: Node, symbol: Symbol) -> bool:
    """Whether a law of several arguments ends in the symbol, perhaps behind factors."""
    match part:
        case Call(Symbol(base), Bracket(_, _, (_, *_, last))) if base[:1] == "N":
            return last == symbol or (isinstance(last, Product) and last.factors[-1] == symbol)
        case _:
            return False


def _runs_over(big: Big, symbol: Symbol) -> bool:
    name = tuple(to_tokens(symbol))
    return big.lower[: len(name)] == name and big.lower[len(name) : len(name) + 1] not in (("_",), ("'",))


def _multiplied(part: Node) -> tuple[Node, ...]:
    """Factors, terms, what is divided and what is raised to a power."""
    match part:
        case Product(factors):
            return factors
        case Sum(terms):
            return terms
        case Fraction(top, bottom):
            return (top, bottom)
        case Power(base):
            return (base,)
        case _:
            return ()

"""Whether what a glossary says of a letter is said of what the letter is in one formula."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers.formula.rewrite import walk
from drill.papers.formula.tree import Call, Node, Power, Product, Statement, Sum, Symbol
from drill.papers.glosses.glossary import Entry
from drill.papers.paper import Paper
from drill.papers.plausible.ranges import COUNT_WORDS, HEAD_ENDS, RATE_WORDS, SMALL_WORDS
from drill.papers.source.document import Formula

_A_NUMBER: Final = re.compile(
    r"\b(?:desired|target|minimum|maximum|index|temperature|constant|coefficient|threshold|exponent|anchor|time"
    r"|step|level|factor|ratio|noise)\b",
    re.IGNORECASE,
)
"""What is one number or one thing, and has no arguments in brackets."""
_NEAR: Final = 25
"""Lines of the source within which a meaning is said of the formula, too."""
_A_FUNCTION: Final = re.compile(r"\b(?:function|network|map|mapping|operator|policy|loss)s?$", re.IGNORECASE)
_A_MAP: Final = re.compile(
    r"(?<!loss )(?<!reward )(?<!value )(?<!cost )(?<!objective )(?<!energy )(?<!utility )(?<!penalty )"
    r"(?<!advantage )(?<!potential )\b(?:function|encoder|decoder|mapping|transformation)$",
    re.IGNORECASE,
)
"""What is applied to something, and is no factor of a product of numbers."""


def is_apt(paper: Paper, statement: Node, formula: Formula | None, symbol: Symbol, entry: Entry) -> bool:
    """Whether a meaning fits a symbol where it stands in a statement of a formula.

    A letter that brackets follow is a function, one that is multiplied is none; one that the same display
    defines is not what another section says of that letter, and one of several meanings is what its own
    section says.
    """
    head = HEAD_ENDS.sub("", entry.meaning.strip())
    parts = list(walk(statement))
    if any(isinstance(part, Call) and part.head == symbol for part in parts):
        is_number = any(words.search(head) for words in (_A_NUMBER, COUNT_WORDS, RATE_WORDS, SMALL_WORDS))
        return not is_number or bool(_A_FUNCTION.search(head))
    if _A_MAP.search(head) and any(symbol in _multiplied(part) for part in parts):
        return False
    if formula is None or entry.section == formula.block or _is_near(entry, formula):
        return True
    if symbol in _defined_in(paper, formula):
        return False
    others = {
        one.section for one in paper.entries if one.name == symbol and one.sure and not _is_alike(one, entry)
    }
    return not others


def _is_near(entry: Entry, formula: Formula) -> bool:
    return entry.place.file == formula.place.file and abs(entry.place.line - formula.place.line) <= _NEAR


def _multiplied(part: Node) -> tuple[Node, ...]:
    """Factors, terms and what is raised to a power."""
    match part:
        case Product(factors):
            return factors
        case Sum(terms):
            return terms
        case Power(base):
            return (base,)
        case _:
            return ()


def _defined_in(paper: Paper, formula: Formula) -> Iterator[Node]:
    """What the statements of a formula set equal to something, its plain letters."""
    for reading in paper.readings:
        match reading.statement:
            case Statement((Symbol() as left, _, *_), relations) if reading.formula == formula:
                if relations[0] in ("=", ":=") and left == Symbol(left.base, left.font):
                    yield left
            case _:
                continue


def _is_alike(one: Entry, other: Entry) -> bool:
    """Whether two meanings share a word of some length."""
    first, second = (
        {word.removesuffix("s") for word in re.findall(r"[a-z]{4,}", entry.meaning.lower())}
        for entry in (one, other)
    )
    return bool(first & second)

"""Identity matrices: whether the I of a sum is one, which no shape states and no glossary need explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeGuard

from drill.papers.formula.rewrite import walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Bracket, Call, Node, Number, Power, Product, Signed, Sum, Symbol
from drill.papers.paper import Paper
from drill.papers.wording import inline

_PLAIN: Final = Symbol("I")
_BOLD: Final = Symbol("I", "\\mathbf")
_SAID: Final = re.compile(r"\bidentity\b", re.IGNORECASE)
_IDENTITY_MATRIX: Final = re.compile(
    r"\bidentity (?:matri(?:x|ces)|operator)\b|\bthe identity\s+\$", re.IGNORECASE
)
_OTHER_MATTER: Final = re.compile(r"\b(?:images?|intensit(?:y|ies)|currents?|information)\b", re.IGNORECASE)
"""Things that are called I, too."""
_DRESSED: Final = re.compile(r"(?<![A-Za-z\\])I\s*\}?\s*[_^(']")
"""An I with an index or an argument, in running text."""
_AFTER: Final = frozenset(("_", "^", "(", "'", "["))


@dataclass(frozen=True, slots=True)
class Identity:
    """The symbol of the identity matrix; unless ``is_known``, what it is added to has to be square anyway."""

    symbol: Symbol
    is_known: bool


def identity_in(paper: Paper, side: Node) -> Identity | None:
    """The identity matrix of a side; None where it has no I.

    Raises:
        RefusedError: the paper's I may be something else.
    """
    found = {part for part in walk(side) if part in (_PLAIN, _BOLD)}
    if not found:
        return None
    if len(found) > 1 or _has_other_uses(paper):
        raise RefusedError("I may be an identity")
    symbol = _BOLD if _BOLD in found else _PLAIN
    named = [(entry.name, entry.meaning) for entry in paper.entries if entry.name is not None]
    meanings = [meaning for name, meaning in named if name.base == "I"]
    others = [meaning for name, meaning in named if name.base != "I"]
    if not all(map(_SAID.search, meanings)) or any(map(_IDENTITY_MATRIX.search, others)):
        raise RefusedError("I has another meaning")
    texts = [paragraph.text for paragraph in paper.document.paragraphs]
    if meanings or any(map(_IDENTITY_MATRIX.search, texts)):
        return Identity(symbol, True)
    if any(map(_OTHER_MATTER.search, texts)):
        raise RefusedError("I may be an identity")
    return Identity(symbol, _is_used_as_one(paper, symbol))


def _has_other_uses(paper: Paper) -> bool:
    """Whether an I has an index, a power or arguments somewhere, is set to something or an index itself."""
    for reading in paper.readings:
        tokens = tuple(token for token in reading.tokens if token != "}")
        for token, following in zip(tokens, (*tokens[1:], ""), strict=True):
            if token == "I" and following in _AFTER:
                return True
        if reading.statement is None:
            continue
        if reading.statement.sides[0] in (_PLAIN, _BOLD):
            return True
        if any("I" in part.sub for part in walk(reading.statement) if isinstance(part, Symbol)):
            return True
    return any(_DRESSED.search(paragraph.text) for paragraph in paper.document.paragraphs)


def _is_used_as_one(paper: Paper, symbol: Symbol) -> bool:
    """Whether a formula inverts a sum with it, multiplies one, or draws with it as a covariance."""
    statements = (reading.statement for reading in paper.readings if reading.statement is not None)
    return any(_tells(part, symbol) for statement in statements for part in walk(statement))


def _tells(part: Node, symbol: Symbol) -> bool:
    match part:
        case Power(Bracket(_, _, (Sum() as inner,)), Signed("-", Number("1"))):
            return any(is_multiple(term, symbol) for term in inner.terms)
        case Product(factors, signs):
            sums = _meeting(factors, signs)
            return any(is_multiple(term, symbol) for inner in sums for term in inner.terms)
        case Call(Symbol("N", "\\mathcal"), Bracket(_, _, (*_, last))):
            return is_multiple(last, symbol)
        case _:
            return False


def _meeting(factors: tuple[Node, ...], signs: tuple[str, ...]) -> Iterator[Sum]:
    """Sums in brackets beside an array or another sum: not multiplied entry by entry."""
    for left, sign, right in zip(factors, signs, factors[1:], strict=False):
        for factor, other in ((left, right), (right, left)):
            match factor:
                case Bracket(_, _, (Sum() as inner,)) if not sign and _may_be_array(other):
                    yield inner
                case _:
                    continue


def _may_be_array(node: Node) -> bool:
    return isinstance(node, Bracket) or (isinstance(node, Symbol) and node.font == "\\mathbf")


def is_identity(part: Node) -> TypeGuard[Symbol]:
    """Whether a part of what has been lowered is the identity."""
    return part in (_PLAIN, _BOLD)


def identity_said(paper: Paper, side: Node) -> str:
    """What an exercise about a side that has been lowered says of its I; empty where it need not."""
    symbol = next(filter(is_identity, walk(side)), None)
    if symbol is None or paper.meaning(symbol) is not None:
        return ""
    return f"{inline(symbol)} is the identity matrix."


def is_multiple(term: Node, symbol: Node) -> bool:
    """Whether a term is the symbol, perhaps behind a sign or factors."""
    match term:
        case Signed(_, body):
            return is_multiple(body, symbol)
        case Product(factors):
            return factors[-1] == symbol and symbol not in factors[:-1]
        case _:
            return term == symbol

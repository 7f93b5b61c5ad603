"""Capitals side by side that are both said to count something, ``\\sqrt{K T}``: a product and no name."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tree import Node, Product, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.called import role_by_words

_ABBREVIATION: Final = re.compile(
    "A[ER]|BN|C[EIV]|DP|EM|F[NP]|G[DP]|JS|KL|L[NR]|M[ACIL]|N[BNS]|OT|R[LT]|S[DE]|T[DNPV]|V[CI]"
)
"""Pairs of letters that everybody knows as one name."""
_MATHEMATICS: Final = re.compile(r"\$+[^$]*\$+")
_STEP: Final = re.compile(r"\btime[- ]?steps?$", re.IGNORECASE)
"""What the last of so many is called."""
_PAIR: Final = re.compile(r"\b[A-Z]{2}\b")


def with_counted_capitals(paper: Paper, node: Node) -> Node:
    """``node`` with a dot between such capitals."""

    def change(part: Node) -> Node | None:
        match part:
            case Product(factors, signs) if "" in signs:
                told = tuple(
                    "\\cdot" if not sign and _is_product(paper, one, other) else sign
                    for sign, (one, other) in zip(signs, pairwise(factors), strict=True)
                )
                return (
                    Product(tuple(replaced(one, change) for one in factors), told) if told != signs else None
                )
            case _:
                return None

    return replaced(node, change)


def _is_product(paper: Paper, one: Node, other: Node) -> bool:
    """Whether two factors are different capitals, each of which counts something, and together no name."""
    match one, other:
        case Symbol(), Symbol() if one != other and all(map(_is_bare_capital, (one, other))):
            pair = one.base + other.base
            is_name = (
                bool(_ABBREVIATION.fullmatch(pair)) or pair in _written_names(paper) or _is_said(paper, pair)
            )
            return not is_name and _counts(paper, one) and _counts(paper, other)
        case _:
            return False


def _is_bare_capital(symbol: Symbol) -> bool:
    return symbol == Symbol(symbol.base) and len(symbol.base) == 1 and symbol.base.isupper()


def _counts(paper: Paper, symbol: Symbol) -> bool:
    """Whether all that the paper says of a letter is that it counts something."""
    said = [entry for entry in paper.meanings(symbol) if entry.sure]
    counts = [role_by_words(entry.meaning) == "count" for entry in said]
    return any(counts) and all(
        is_count or _STEP.search(entry.meaning) for is_count, entry in zip(counts, said, strict=True)
    )


@once
def _written_names(paper: Paper) -> frozenset[str]:
    """Pairs of capitals that stand in the paper's words outside of formulas."""
    texts = (_MATHEMATICS.sub(" ", paragraph.text) for paragraph in paper.document.paragraphs)
    return frozenset(pair for text in texts for pair in _PAIR.findall(text))


def _is_said(paper: Paper, pair: str) -> bool:
    """Whether the paper says what the two letters together are."""
    return any("".join(entry.symbol) == pair for entry in paper.entries)

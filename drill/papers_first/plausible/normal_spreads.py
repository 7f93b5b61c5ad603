"""Variances of normal laws: their second parameters, in one dimension, and what those are a diagonal of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.tree import Bracket, Call, Node, Product, Statement, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.diagonals import DIAGONAL
from drill.papers_first.plausible.said_equations import parsed

_TOLD: Final = re.compile(r"\\sim|\\diag|\{diag\}|\\(?:mathbf|boldsymbol|bm)\s*\{?\s*I")
"""Formulas in sentences in which a law, a diagonal or a multiple of the identity may stand."""
_LONGEST: Final = 160
_EQUAL: Final = frozenset(("=", ":=", "\\approx", "\\equiv"))
_ESTIMATES: Final = frozenset(("\\hat", "\\tilde", "\\bar"))
_ENDS: Final = (("\\min",), ("\\max",), ("0",))
"""Indices of a least, a largest, a first one."""
_ROUNDS: Final = 3


def is_spread(paper: Paper, name: Symbol) -> bool:
    """Whether a name is, in one dimension, the variance of a normal law, of a step, an entry or an end."""
    found = normal_spreads(paper)
    if name.mark or name.primes or (name.font != "\\mathbf" and not name.sub):
        return False
    plain = _plain(name)
    return any(
        plain == one
        or (replace(plain, sub=()) == replace(one, sub=()) and bool(one.sub) and plain.sub in _ENDS)
        for one in found
    )


@once
def normal_spreads(paper: Paper) -> frozenset[Symbol]:
    """What displays and sentences give normal laws for a spread, without estimates' accents and steps."""
    statements = tuple(_statements(paper))
    found = {_plain(one) for statement in statements for one in _spreads_of_laws(statement)}
    for _ in range(_ROUNDS):
        tied = {
            _plain(other)
            for statement in statements
            for one, other in _tied(statement)
            if _plain(one) in found and other.font != "\\mathcal"
        }
        if tied <= found:
            break
        found |= tied
    return frozenset(found)


def _statements(paper: Paper) -> Iterator[Statement]:
    yield from (reading.statement for reading in paper.readings if reading.statement is not None)
    inline = (latex for one in paper.document.paragraphs for latex in one.text.split("$")[1::2])
    for latex in dict.fromkeys(inline):
        if len(latex) <= _LONGEST and _TOLD.search(latex) and (said := parsed(latex)) is not None:
            yield said


def _spreads_of_laws(statement: Statement) -> Iterator[Symbol]:
    """The last parameter of what is drawn from a normal law: ``\\Sigma``, ``r I``, a diagonal of ``p``."""
    for (_, law), relation in zip(pairwise(statement.sides), statement.relations, strict=True):
        match law:
            case Call(Symbol("N", "\\mathcal" | "" | "\\mathrm"), Bracket("(", _, (_, *_, last))) if (
                relation == "\\sim"
            ):
                yield from _spread(last)
            case _:
                continue


def _spread(node: Node) -> Iterator[Symbol]:
    match node:
        case Symbol(base, font) if base not in ("I", "1") and (font == "\\mathbf" or node.sub):
            yield node
        case Call(head, Bracket(_, _, (inner,), (), ())) if head == DIAGONAL:
            yield from _spread(inner)
        case Product((Symbol() as scale, Symbol("I")), ("" | "\\cdot",)) if scale.sub:
            yield scale
        case _:
            return


def _tied(statement: Statement) -> Iterator[tuple[Symbol, Symbol]]:
    """A matrix and the diagonal of it, or the number before the identity: of ``P \\approx b I`` the b."""
    left = statement.sides[0]
    if not isinstance(left, Symbol):
        return
    for right, relation in zip(statement.sides[1:], statement.relations, strict=True):
        is_diagonal = isinstance(right, Product) or (isinstance(right, Call) and right.head == DIAGONAL)
        if relation in _EQUAL and is_diagonal:
            yield from ((left, one) for one in _spread(right))


def _plain(name: Symbol) -> Symbol:
    """A name at whatever step, estimated or not: ``P_t`` for ``\\hat{P}_{t - 1}``."""
    accents = tuple(one for one in name.accents if one not in _ESTIMATES)
    is_shifted = len(name.sub) > 1 and name.sub[1] in ("+", "-")
    return replace(name, accents=accents, sub=name.sub[:1] if is_shifted else name.sub)

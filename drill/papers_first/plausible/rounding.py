"""Functions that a paper rounds, ``Q(x) = \\operatorname{clip}(\\lfloor x \\rceil, 0, m)``: no chances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Signed, Statement, Sum, Symbol
from drill.papers_first.plausible.ranges import Role

_CLIPS: Final = frozenset(("clip", "clamp", "Clip", "Clamp"))
_ROUNDS: Final = frozenset(("round", "Round", "rint"))
_WHOLE: Final = frozenset(("\\lfloor", "\\lceil"))


def rounding_in(statements: Iterable[Statement]) -> dict[Symbol, Role]:
    """By function, without its indices, what its values are where its definition rounds them, or where they
    are taken from what it is taken of.
    """
    statements = tuple(statements)
    found: dict[Symbol, Role] = {}
    for statement in statements:
        match statement:
            case Statement((Call(Symbol() as head), right, *_), ("=" | ":=", *_)) if _is_whole(right):
                found[bare(head)] = "count" if _begins_at_zero(right) else "value"
            case _:
                continue
    quantisers = {
        bare(head) for statement in statements for part in walk(statement) for head in _subtracted(part)
    }
    for quantiser in quantisers:
        found.setdefault(quantiser, "value")
    return found


def _subtracted(part: Node) -> Iterator[Symbol]:
    """The Q of ``r - Q(r)``, which is of the sort that its argument is."""
    match part:
        case Sum((Symbol() as first, Call(Symbol() as head, Bracket(_, _, (argument,)))), ("-",)):
            if argument == first:
                yield head
        case _:
            return


def _is_whole(node: Node) -> bool:
    match node:
        case Bracket(opening) if opening in _WHOLE:
            return True
        case Call(Symbol(base), Bracket(_, _, (first, *_))):
            return base in _ROUNDS or (base in _CLIPS and _is_whole(first))
        case Sum(terms):
            return any(map(_is_whole, terms)) and all(
                _is_whole(term) or isinstance(term, Symbol | Number) for term in terms
            )
        case Signed(_, body):
            return _is_whole(body)
        case _:
            return False


def _begins_at_zero(node: Node) -> bool:
    """Whether it is clipped at 0 from below."""
    match node:
        case Call(_, Bracket(_, _, (_, Number("0"), _))):
            return True
        case _:
            return False

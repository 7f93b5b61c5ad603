"""Values that are given whole and are vectors: what norms are taken of, slopes by many parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Gradient,
    Node,
    Norm,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
)


def terms_of(node: Node) -> Iterator[Node]:
    """The terms of what a norm is taken of."""
    match node:
        case Sum(terms):
            for term in terms:
                yield from terms_of(term)
        case Signed(_, body):
            yield from terms_of(body)
        case _:
            yield node


def measured(side: Node) -> dict[Node, int]:
    """The vectors that norms of sums are taken of, each with a number that those of one length share."""
    groups: dict[Node, int] = {}
    for place, norm in enumerate(dict.fromkeys(part for part in walk(side) if isinstance(part, Norm))):
        terms = tuple(terms_of(norm.body))
        if norm.bars != "\\|" or norm.sub not in ((), ("2",)) or len(terms) < 2:
            continue
        if not all(map(_may_be_vector, terms)):
            continue
        shared = {groups[term] for term in terms if term in groups}
        groups |= dict.fromkeys(terms, place)
        groups = {term: place if group in shared else group for term, group in groups.items()}
    return groups


def _may_be_vector(term: Node) -> bool:
    match term:
        case Symbol(base, font):
            return base.lstrip("\\")[0].islower() and font != "\\mathcal"
        case Call(Symbol()) | Gradient(Call() | Symbol()):
            return True
        case _:
            return False


def slopes(leaves: tuple[Node, ...]) -> tuple[Node, ...]:
    """The slopes by parameters among given values.

    Raises:
        RefusedError: they are slopes by different things.
    """
    by = {leaf: variable for leaf in leaves if (variable := _sloped_by(leaf)) is not None}
    if len(set(by.values())) > 1 or any("_" in variable for variable in by.values()):
        raise RefusedError("slopes by different things, or by one entry")
    return tuple(by)


def sloped_by(leaf: Node) -> tuple[Symbol, ...]:
    """What a slope is by, where one letter says it."""
    variable = _sloped_by(leaf) or ()
    return (Symbol(variable[0]),) if len(variable) == 1 else ()


def _sloped_by(leaf: Node) -> tuple[str, ...] | None:
    match leaf:
        case Gradient(_, sub, power) if not power:
            return sub
        case Applied(Gradient(_, sub, power)) if not power:
            return sub
        case Applied(Derivative(("\\partial" | "d",), (_, *variable))):
            return tuple(variable)
        case Derivative(("\\partial" | "d", *_), (_, *variable)):
            return tuple(variable)
        case _:
            return None


def is_vector(node: Node, vectors: AbstractSet[Node], runs: Callable[[Node], bool]) -> bool:
    """Whether an expression is a vector: a sum of such, or one times numbers.

    Raises:
        RefusedError: vectors and numbers are added, or a vector stands elsewhere.
    """
    match node:
        case _ if node in vectors:
            return True
        case Signed(_, body):
            return is_vector(body, vectors, runs)
        case Bracket(_, _, (body,)) if is_grouping(node):
            return is_vector(body, vectors, runs)
        case Big(body=body) if runs(node) and node.name not in ("\\prod", "\\min", "\\max"):
            return is_vector(body, vectors, runs)
        case Sum(terms):
            found = {is_vector(term, vectors, runs) for term in terms}
            if len(found) > 1:
                raise RefusedError("a vector and a number are added")
            return found.pop()
        case Product(factors, signs):
            return _is_product(factors, signs, vectors, runs)
        case Fraction(top, bottom) if not is_vector(bottom, vectors, runs):
            return is_vector(top, vectors, runs)
        case Number() | Symbol():
            return False
        case _ if any(part in vectors for part in walk(node)):
            raise RefusedError("a vector stands where a number is computed with")
        case _:
            return False


def _is_product(
    factors: tuple[Node, ...],
    signs: tuple[str, ...],
    vectors: AbstractSet[Node],
    runs: Callable[[Node], bool],
) -> bool:
    found = [is_vector(factor, vectors, runs) for factor in factors]
    divided = [is_one for sign, is_one in zip(("", *signs), found, strict=True) if sign in ("/", "\\div")]
    if sum(found) > 1 or any(divided):
        raise RefusedError("a product of two vectors")
    return any(found)

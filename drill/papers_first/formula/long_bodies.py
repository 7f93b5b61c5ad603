"""Sums without brackets, ``\\sum_i a_i - b_i``: their index shows how far they reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.bound import bound_names, free_names, index_letters, mentions
from drill.papers_first.formula.edit import mapped
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Differential,
    Function,
    Node,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    children,
)

_RUNNING: Final = frozenset(("\\sum", "\\lim"))
_OUTER: Final = frozenset(("\\sum", "\\min", "\\max", "\\argmin", "\\argmax", "\\lim"))
"""What may stand before a sum that reaches over several terms."""


def with_long_bodies(terms: Sequence[Node], signs: Sequence[str]) -> tuple[list[Node], list[str]]:
    """A sum's terms; those from one that ends in a running sum on are one, where the last holds its index.

    An index has no meaning outside of its sum: what holds it belongs to it.
    """
    for at in range(len(terms) - 2, -1, -1):
        last = _running(list(trailing(terms[at])))
        others = (*terms[:at], *terms[at + 1 :])
        if last is not None and _is_indexed(terms[-1], last) and not _runs_elsewhere(others, last):
            inner, more = with_long_bodies((last.body, *terms[at + 1 :]), signs[at:])
            whole = Sum(tuple(inner), tuple(more)) if more else inner[0]
            return with_long_bodies([*terms[:at], _with_body(terms[at], whole)], signs[:at])
    return list(terms), list(signs)


def _runs_elsewhere(terms: Sequence[Node], big: Big) -> bool:
    """Whether another term ends in a sum over the same index, which the last one may belong to."""
    sums = (one for term in terms for one in trailing(term) if isinstance(one, Big))
    return any(bound_names(one) & bound_names(big) for one in sums)


def _running(chain: Sequence[Node]) -> Big | None:
    """The last of sums in a row; None where something takes one factor or brackets between them."""
    names = {one.name if isinstance(one, Big) else "" for one in chain}
    last = chain[-1] if chain else None
    is_clear = isinstance(last, Big) and last.name in _RUNNING and names <= _OUTER
    return last if is_clear and isinstance(last, Big) else None


def _is_indexed(term: Node, big: Big) -> bool:
    """Whether a term holds all of a sum's indices below or above a name, or in arguments: ``i`` alone may be
    a number.
    """
    if not mentions([term], big):
        return False
    parts = list(_indexed_parts(term, big))
    return all(any(_holds(inner, name) for inner in parts) for name in bound_names(big))


def _indexed_parts(node: Node, big: Big) -> Iterator[Node]:
    """Names with something below or above, and arguments, outside of sums over the same index."""
    if isinstance(node, Big) and bound_names(node) & bound_names(big):
        return
    if isinstance(node, Symbol) and (node.sub or node.mark):
        yield node
    if isinstance(node, Call):
        yield node.arguments
    for child in children(node):
        yield from _indexed_parts(child, big)


def _holds(node: Node, name: str) -> bool:
    """Whether a name stands in a part, as an index or by itself."""
    if isinstance(node, Symbol) and (name in index_letters(node) or node == Symbol(name)):
        return True
    return any(_holds(child, name) for child in children(node)) or (
        " " in name and isinstance(node, Symbol) and name in free_names([node], Big("", (), (), node))
    )


def trailing(term: Node) -> Iterator[Node]:
    """The operators that run to a term's end, outermost first."""
    match term:
        case Signed(_, body):
            yield from trailing(body)
        case Product(factors, _):
            yield from trailing(factors[-1])
        case Big(_, _, _, body):
            yield term
            yield from trailing(body)
        case Applied(_, body) | Function(_, body):
            inner = list(trailing(body))
            yield from (term, *inner) if inner else ()
        case _:
            return


def _with_body(term: Node, body: Node) -> Node:
    """A term whose last operator is taken of ``body``."""
    match term:
        case Signed(sign, inner):
            return Signed(sign, _with_body(inner, body))
        case Product(factors, signs):
            return Product((*factors[:-1], _with_body(factors[-1], body)), signs)
        case Big(_, _, _, inner) if list(trailing(inner)):
            return replace(term, body=_with_body(inner, body))
        case Big():
            return replace(term, body=body)
        case _:
            return term


def check_indices(statement: Statement) -> None:
    """Refuse ``y_i = \\sum_i a_i + b_i``, whose index stands for something outside of its sum, too.

    Raises:
        RefusedError: an index of a sum without brackets around its terms stands elsewhere.
    """
    if not statement.relations and any(_long(statement, inside=False)):
        raise RefusedError("how far a sum reaches is not clear")
    for big in _long(statement):
        if bound_names(big) & free_names(statement.sides, big):
            raise RefusedError(f"how far {big.name} reaches is not clear")
    first = statement.sides[:1] if statement.relations else ()
    for big, rest in _before_terms(statement):
        limit = _upper_name(big)
        if limit and limit in free_names(rest, big) and limit not in free_names(first, big):
            raise RefusedError(f"whether {limit} is one of those summed over is not clear")


def _before_terms(node: Node) -> Iterator[tuple[Big, Sequence[Node]]]:
    """Sums that other terms follow, with those."""
    if isinstance(node, Sum):
        for at, term in enumerate(node.terms[:-1]):
            yield from ((big, node.terms[at + 1 :]) for big in trailing(term) if isinstance(big, Big))
    for child in children(node):
        yield from _before_terms(child)


def _upper_name(big: Big) -> str:
    """``j`` of ``\\sum_{i < j}``, which is given, or summed over, too."""
    is_pair = len(big.lower) == 3 and big.lower[1] in ("<", ">", "\\leq", "\\geq")
    return big.lower[2] if is_pair and not big.upper and big.lower[2].isalpha() else ""


def _long(node: Node, *, inside: bool = True) -> Iterator[Big]:
    """Running sums of several terms; those in brackets and problems only where asked for ``inside``."""
    is_running = isinstance(node, Big) and node.name in _RUNNING
    if isinstance(node, Big) and is_running and isinstance(node.body, Sum):
        yield node
    if inside or is_running or not isinstance(node, Bracket | Big):
        for child in children(node):
            yield from _long(child, inside=inside)


def holds_differential(node: Node) -> bool:
    """Whether a differential stands in a part that belongs to no integral inside."""
    if isinstance(node, Big) and node.name.endswith("int"):
        return False
    return isinstance(node, Differential) or any(map(holds_differential, children(node)))


def with_bodies_in_brackets(node: Node) -> Node:
    """``node`` with brackets around the sums that operators are taken of, as it may be written, too."""
    return mapped(node, _bracketed)


def _bracketed(node: Node) -> Node:
    if not isinstance(node, Big) or not isinstance(node.body, Sum):
        return node
    *terms, last = map(with_bodies_in_brackets, node.body.terms)
    under: list[Node] = []
    if isinstance(last, Product):
        factors = list(last.factors)
        while len(factors) > 1 and isinstance(factors[-1], Differential):
            under.insert(0, factors.pop())
        last = replace(last, factors=tuple(factors), signs=last.signs[: len(factors) - 1])
        last = last if len(factors) > 1 else factors[0]
    body = Bracket("(", ")", (Sum((*terms, last), node.body.signs),))
    return replace(node, body=Product((body, *under), ("",) * len(under)) if under else body)

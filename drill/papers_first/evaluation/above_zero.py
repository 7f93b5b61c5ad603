"""What numbers satisfy where the result is a size, a rate or a count, and so above 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Call, Node, Sum, Symbol


def positive_conditions(side: Side) -> Iterator[str]:
    """That such a result is above 0, and that nothing exceeds what it is taken from."""
    if not side.is_positive:
        return
    yield f"{side.text} > 0"
    for part in walk(side.node):
        if isinstance(part, Sum):
            yield from _taken(part, side.names)


def _taken(part: Sum, names: Mapping[Node, str]) -> Iterator[str]:
    """Of ``b + n - y`` that y is at most n, of ``n(u) - n(u, s)`` that it is at most what has its letter."""
    signed = list(zip(("+", *part.signs), part.terms, strict=True))
    for place, (sign, term) in enumerate(signed):
        if sign != "-" or term not in names:
            continue
        added = [one for other, one in signed[:place] if other == "+" and one in names]
        alike = [one for one in added if letter_of(one) == letter_of(term)]
        for most in (alike or added)[-1:]:
            yield f"{names[term]} <= {names[most]}"


def letter_of(node: Node) -> str:
    """The letter of ``x_i`` and of ``x(t_i)``; none of anything else."""
    head = node.head if isinstance(node, Call) else node
    return head.base if isinstance(head, Symbol) else ""

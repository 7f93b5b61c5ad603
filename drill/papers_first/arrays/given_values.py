"""What is given in a side that chooses or averages, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.quantities import check_arithmetic
from drill.papers_first.arrays.candidates import MEAN
from drill.papers_first.arrays.given_vectors import terms_of
from drill.papers_first.arrays.index_ranges import Ranges
from drill.papers_first.arrays.running_lengths import sizes_of_sets
from drill.papers_first.arrays.running_symbols import averaged
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Call, Node, Norm, Number, Power, Symbol, children
from drill.papers_first.plausible.known_numbers import is_base_e, is_constant

_SUMS: Final = ("\\sum", "\\prod")
_RUN: Final = ("\\sum", "\\prod", "\\min", "\\max", "\\argmin", "\\argmax", MEAN)


def ends_in(side: Node) -> Iterator[tuple[Node, str]]:
    """What says how many terms a sum has, and the index of that sum.

    Raises:
        RefusedError: the size of a set is that of two sums.
    """
    for part in walk(side):
        match part:
            case Big(_, (index, "=", _), (end,)) if end.isalpha():
                yield Symbol(end), index
            case _:
                continue
    for index, end in (*averaged(side), *sizes_of_sets(side).items()):
        yield end, index


def check_lengths(side: Node, leaves: tuple[Node, ...]) -> None:
    """That two sums run over things of their own, so that two axes have two lengths.

    Raises:
        RefusedError: both run to the same end, or one value has both of their indices.
    """
    sums = {part.lower[0]: part.upper for part in walk(side) if isinstance(part, Big) and part.name in _SUMS}
    ends = [end for end in sums.values() if end]
    if len(set(ends)) < len(ends) or any(len(sums.keys() & set(to_tokens(leaf))) > 1 for leaf in leaves):
        raise RefusedError("two indices may run over the same thing")


def check_heads(side: Node, variables: tuple[Symbol, ...]) -> None:
    """That no function that is chosen stands beside one made of it: ``f`` beside ``\\tilde{f}``.

    Raises:
        RefusedError: one does.
    """
    heads = {part.head for part in walk(side) if isinstance(part, Call) and isinstance(part.head, Symbol)}
    for variable in variables:
        derived = {
            head
            for head in heads
            if head.base == variable.base and (head.accents, head.mark) != (variable.accents, variable.mark)
        }
        if derived and any(replace(head, sub=()) == replace(variable, sub=()) for head in heads):
            raise RefusedError("a function may be made of the one that is chosen")


def check_fellows(leaves: tuple[Node, ...], order: tuple[str, ...]) -> None:
    """That no array is given twice, under two of its indices: ``x_i - \\max_j x_j``.

    Raises:
        RefusedError: one is.
    """
    indexed = [leaf for leaf in leaves if isinstance(leaf, Symbol) and leaf.sub]
    bases = [(leaf.base, leaf.font, leaf.accents) for leaf in indexed if len(leaf.sub) == 1]
    run = [leaf for leaf in indexed if set(leaf.sub) & set(order)]
    if any(bases.count((leaf.base, leaf.font, leaf.accents)) > 1 for leaf in run):
        raise RefusedError("one array stands with two indices")


def is_run_over(node: Node, ranges: Ranges) -> bool:
    """Whether a part runs over an index that has an axis."""
    return isinstance(node, Big) and (node.lower, node.upper) in ranges


def leaves_of(node: Node, ranges: Ranges, apart: frozenset[Node]) -> Iterator[Node]:
    """What is given whole, numbers and constants aside; ``apart`` are the vectors in norms that are given."""
    match node:
        case Number():
            return
        case Symbol() if is_constant(node):
            return
        case Power(base, exponent) if is_base_e(base):
            yield from leaves_of(exponent, ranges, apart)
        case Big(body=body) if is_run_over(node, ranges):
            yield from leaves_of(body, ranges, apart)
        case Norm(body=body) if node not in apart and set(terms_of(body)) <= apart:
            yield from terms_of(body)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from leaves_of(child, ranges, apart)


Held = dict[Node, list[frozenset[str]]]


def holders(side: Node, ranges: Ranges, apart: frozenset[Node]) -> Held:
    """The indices of what each given value stands in, for each place where it stands."""
    found: Held = {}

    def visit(node: Node, held: frozenset[str]) -> None:
        for part in _outermost(node, ranges):
            visit(part.body, held | set(ranges[part.lower, part.upper].indices))
        rest = replaced(node, lambda part: Number("1") if is_run_over(part, ranges) else None)
        for leaf in leaves_of(rest, ranges, apart):
            found.setdefault(leaf, []).append(held)

    visit(side, frozenset())
    return found


def _outermost(node: Node, ranges: Ranges) -> Iterator[Big]:
    if isinstance(node, Big) and is_run_over(node, ranges):
        yield node
    elif not is_given(node):
        for child in children(node):
            yield from _outermost(child, ranges)


def visible(side: Node, letters: frozenset[str]) -> Node:
    """A side without what is given whole, where sums of its own may run."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Big) and part.lower and part.lower[0] in letters:
            return None
        return Symbol("s") if is_given(part) and not isinstance(part, Symbol) else None

    return replaced(side, change)


def plain(side: Node) -> Node:
    """A side with what sums and extremes run over in brackets of its own."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Big) and part.name in _RUN:
            return Bracket("(", ")", (plain(part.body),))
        return None

    return replaced(side, change)


def check_values(side: Node, ranges: Ranges) -> None:
    """That what is done with the values is arithmetic.

    Raises:
        RefusedError: it may be something else.
    """

    def change(part: Node) -> Node | None:
        if isinstance(part, Big) and is_run_over(part, ranges):
            return Bracket("(", ")", (replaced(part.body, change),))
        return None

    check_arithmetic(replaced(side, change))

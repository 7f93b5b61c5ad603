"""How long the axes of running indices are."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import chain
from typing import Final

from drill.papers_first.arrays.axis_letters import axis_letters
from drill.papers_first.arrays.index_ranges import Ranges
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Node,
    Norm,
    Symbol,
    symbols,
)

_AXES: Final = "nmkpqd"
Families = dict[Symbol, list[tuple[str, ...]]]


def plainest(indices: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Of the ways in which a symbol is indexed the first without repetition."""
    return next((one for one in indices if len(set(one)) == len(one)), indices[0])


def check_shared(side: Node) -> None:
    """That an index of two sums whose ends are not said runs over the same thing in both.

    Raises:
        RefusedError: no symbol has it in both.
    """
    met: dict[str, set[Node]] = {}
    for part in walk(side):
        if not isinstance(part, Big) or part.upper or not part.lower:
            continue
        index = part.lower[0]
        here: set[Node] = {replace(node, sub=()) for node in symbols(part.body) if index in node.sub}
        known = met.setdefault(index, here)
        if not known & here:
            raise RefusedError("one index may run over two ranges")
        known |= here


def lengths_of(
    side: Node,
    order: tuple[str, ...],
    families: Families,
    ends: Mapping[str, Symbol],
    taken: set[str],
    vectors: Mapping[str, str],
    ranges: Ranges,
    meant: AbstractSet[str],
) -> dict[str, str]:
    """A name for each index's axis; indices in one place of one array share it, and compared ones.

    A letter that nobody gives is none that is ``meant`` otherwise.
    """
    groups = {index: index for index in order}

    def root(index: str) -> str:
        return index if groups[index] == index else root(groups[index])

    for indices in families.values():
        first = indices[0]
        for other in indices[1:]:
            if len(other) != len(first):
                raise RefusedError("a symbol with indices of different number")
            for mine, theirs in zip(first, other, strict=True):
                groups[root(theirs)] = root(mine)
    for run in ranges.values():
        for mask in run.masks:
            if {mask.first, mask.second} <= set(order):
                groups[root(mask.second)] = root(mask.first)
    first_with: dict[Symbol, str] = {}
    for index, end in ends.items():
        if index in order:
            groups[root(index)] = root(first_with.setdefault(end, index))
    names: dict[str, str] = {}
    used: set[str] = set()
    bounding = {token.lower() for part in walk(side) if isinstance(part, Big) for token in part.upper}
    for index in order:
        said = {ends[other].base.lower() for other in order if other in ends and root(other) == root(index)}
        if len({ends[other] for other in order if other in ends and root(other) == root(index)}) > 1:
            raise RefusedError("one axis has two lengths")
        if root(index) in names:
            continue
        others = ({end.base.lower() for end in ends.values()} | bounding) - said
        free_names = axis_letters(_AXES, frozenset((*others, *meant)))
        wanted = [vectors[index]] if vectors.get(index) else chain(sorted(said), free_names)
        if vectors.get(index, "") in taken | used:
            raise RefusedError("a length and a symbol share their name")
        name = next(one for one in wanted if one.isalnum() and one not in taken | used and one not in order)
        names[root(index)] = name
        used.add(name)
    return {index: names[root(index)] for index in order}


def sizes_of_sets(side: Node) -> dict[str, Node]:
    """The sizes of sets that stand beside a sum over them, ``\\frac{1}{|S|} \\sum_{i \\in S}``, by its index.

    Raises:
        RefusedError: two indices run over one such set.
    """
    bars = (part for part in walk(side) if isinstance(part, Norm) and part.bars == "|")
    sizes = {tuple(to_tokens(part.body)): part for part in bars}
    sums = {part.lower for part in walk(side) if isinstance(part, Big) and part.lower[1:2] == ("\\in",)}
    found: dict[str, Node] = {lower[0]: sizes[lower[2:]] for lower in sums if lower[2:] in sizes}
    if len(set(found.values())) < len(found):
        raise RefusedError("two indices run over one set whose size it speaks of")
    return found


def ends_of(
    ends: Mapping[str, Node], lengths: Mapping[str, str], arrays: Mapping[str, tuple[str, ...]]
) -> dict[Node, tuple[str, str]]:
    """Ends of ranges as NumPy has them, ``x.shape[0]``, and as axes."""
    found: dict[Node, tuple[str, str]] = {}
    for index, symbol in ends.items():
        for name, axes in arrays.items():
            if lengths[index] in axes:
                found[symbol] = (f"{name}.shape[{axes.index(lengths[index])}]", lengths[index])
                break
    return found

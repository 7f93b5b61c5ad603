"""Sides with running indices: which symbols are arrays, and how long their axes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from drill.papers_first.arithmetic.quantities import check_arithmetic
from drill.papers_first.arrays.axis_letters import letters_explained, letters_of
from drill.papers_first.arrays.bracketed_places import check_whole
from drill.papers_first.arrays.cells import Family
from drill.papers_first.arrays.counted_lengths import check_lengths, lengths_of_vectors
from drill.papers_first.arrays.fixed_indices import family_of, fixed_indices, with_ends
from drill.papers_first.arrays.index_ranges import ranges_of
from drill.papers_first.arrays.indexed import Indexed
from drill.papers_first.arrays.inner_products import with_inner_products
from drill.papers_first.arrays.lone_capitals import check_matrices, check_weights
from drill.papers_first.arrays.lowered import Lowered, assumed
from drill.papers_first.arrays.outer_means import is_outer_mean
from drill.papers_first.arrays.outer_products import Outer, with_outer
from drill.papers_first.arrays.running_lengths import (
    check_shared,
    ends_of,
    lengths_of,
    plainest,
    sizes_of_sets,
)
from drill.papers_first.arrays.running_symbols import entries, free_indices, sorted_symbols
from drill.papers_first.arrays.running_values import kept_entries, values_at, vector_length
from drill.papers_first.arrays.running_vectors import with_entries
from drill.papers_first.arrays.softmax_shares import with_shares
from drill.papers_first.arrays.told_shapes import NUMBER, Known, axis_name
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Node, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import with_circle_number, with_euler
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.wording import inline


def lower_indexed(paper: Paper, left: Node, right: Node, known: Known | None = None) -> Lowered:
    """A side with sums over indices; ``known`` are shapes that are stated or follow elsewhere.

    Raises:
        RefusedError: an index runs over something else than a whole axis, or a symbol's axes are not told.
    """
    if any(map(is_outer_mean, walk(right))):
        raise RefusedError("its terms are matrices")
    fixed = fixed_indices(left, right)
    original = with_inner_products(with_euler(with_circle_number(right)))
    side = with_inner_products(with_ends(with_shares(original), fixed))
    outer = with_outer(side)
    side = side if outer is None else outer.side
    apart = () if outer is None else outer.indices
    check_arithmetic(_without_bounds(side))
    ranges = ranges_of(side, frozenset(left.sub if isinstance(left, Symbol) else ()), fixed)
    bound = tuple(dict.fromkeys(index for run in ranges.values() for index in run.indices))
    free = free_indices(left, side, bound, fixed)
    running = (*free, *bound)
    values = values_at(paper, running, side, left)
    longer, vectors = with_entries(paper, known or {}, side, values, running, left=left, fixed=fixed)
    if outer is not None and (vectors or free):
        raise RefusedError("vectors or free indices beside an outer product")
    side = replaced(side, longer.get)
    entries_of = dict.fromkeys(apart, _length(paper, known or {}, outer)) if outer is not None else vectors
    own = tuple(entries_of) if outer is not None else kept_entries(side, vectors)
    order = (*free, *bound, *entries_of)
    free = (*free, *own)
    _check_entries(paper, left, [entries_of[index] for index in own])
    most = 4 if len(own) < len(entries_of) else 3  # inner products leave one of them behind
    if len(order) > most or len(set(order)) < len(order):
        raise RefusedError("it has too many indices")
    families, others, ends = sorted_symbols(replaced(side, values.get), order, fixed)
    if any(isinstance(part, Symbol) and len(part.mark) == 1 and part.mark[0] in order for part in walk(side)):
        raise RefusedError("what runs stands above a name, too")
    sizes = sizes_of_sets(side)
    for index, length in lengths_of_vectors(paper, original, vectors, longer).items():
        ends[index], vectors[index] = length, axis_name(to_latex(length))
    numbers = [node for node in others if node not in (*sizes.values(), *ends.values())]
    if not families:
        raise RefusedError("no symbol of it has the index of its sum")
    check_shared(replaced(side, values.get))
    whole = {symbol.base: node for node, symbol in values.items()}
    stands = {base: whole.get(base.base, base) for base in families}
    named = quantity_names((*stands.values(), *numbers))
    _check_stated(paper, known or {}, () if vectors else families, numbers, ends)
    check_whole(paper, (*families, *numbers))
    check_matrices(side, numbers)
    check_weights(paper, side, numbers)
    names: dict[Node, str] = {base: named[node] for base, node in stands.items()} | {
        node: named[node] for node in numbers
    }
    if set(names.values()) & set(order):
        raise RefusedError("an index and a quantity share their name")
    meant = letters_of(side, left) | letters_explained(paper)
    lengths = lengths_of(side, order, families, ends, set(names.values()), entries_of, ranges, meant)
    arrays: dict[str, tuple[str, ...]] = {
        names[base]: tuple(lengths[index] for index in indices[0]) for base, indices in families.items()
    }
    used = {base: Family(names[base], arrays[names[base]]) for base in families}
    number_names: dict[Node, str] = {node: names[node] for node in numbers}
    counts = ends_of(ends, lengths, arrays) | ends_of(sizes, lengths, arrays)
    engine = Indexed(order, lengths, used, number_names, counts, ranges, vectors, values)
    cell = engine.of(side)
    if cell.axes != free or cell.entry is None:
        raise RefusedError("its result has other indices than its left side")

    def code_of(node: Node) -> str | None:
        try:
            return engine.of(replaced(with_ends(with_shares(node), fixed), longer.get)).code
        except RefusedError:
            return None

    given = {end.base.lower() for end in ends.values()} | set(entries_of.values())
    roles = Roles(paper, side, left)
    every_entry = [node for node in entries(side) if isinstance(node, Symbol)]
    at_fixed = {family_of(node, order): node for node in reversed(every_entry) if family_of(node, order).sub}
    latex = {
        names[base]: to_latex(whole[base.base])
        if base.base in whole
        else _shown(
            base,
            tuple(
                token
                for token in (at_fixed[base].sub if base in at_fixed else plainest(indices))
                if token not in entries_of
            ),
        )
        for base, indices in families.items()
    }
    every: dict[Node, str] = {
        **{node: names[family_of(node, order)] for node in every_entry if family_of(node, order) in families},
        **{node: names[replace(symbol, sub=())] for node, symbol in values.items()},
        **number_names,
    }
    lowered = Lowered(
        node=original,
        code=cell.code,
        arrays=arrays | dict.fromkeys(number_names.values(), ()),
        latex={**latex, **{name: to_latex(node) for node, name in number_names.items()}},
        entry=cell.entry,
        over={index: lengths[index] for index in free},
        assumed=assumed(side, every, {node: roles.of(node) for node in number_names}),
        code_of=code_of,
        axes_of=lambda node: None,
        runs=bool(set(free) & set(left.sub if isinstance(left, Symbol) else ())),
        along={
            names[base]: tuple(index for index in indices[0] if index not in entries_of)
            for base, indices in families.items()
            if base.base in whole or (base in at_fixed and set(indices[0]) - {*entries_of})
        },
        agreements=tuple(
            f"Take one {inline(Symbol(index))} only; arrays hold what the sums up to it run over."
            for index in sorted(fixed)
        ),
        chosen=frozenset(lengths.values()) - given,
    )
    check_lengths(paper, original, lowered)
    return lowered


def _length(paper: Paper, known: Known, outer: Outer) -> str:
    """The length of the vectors of an outer product, empty where it has no name.

    Raises:
        RefusedError: they have several.
    """
    found = {vector_length(paper, known, one, outer.vectors) for one in outer.vectors} - {None, ""}
    if len(found) > 1:
        raise RefusedError("one array has rows of two lengths")
    return next((length for length in found if length), "")


def _check_stated(
    paper: Paper,
    known: Known,
    families: Iterable[Symbol],
    numbers: Iterable[Node],
    ends: Mapping[str, Symbol],
) -> None:
    """That the paper states no axes of what stands without a running index, nor of one of those that run:
    ``A, B_1, \\dots, B_d \\in \\mathbb{R}^{p \\times p}``.

    Raises:
        RefusedError: it does.
    """
    if any(known.get(node, NUMBER) != NUMBER for node in numbers):
        raise RefusedError("an array stands beside what runs")
    bases, last = set(families), {end.base for end in ends.values()}
    for name, shape in paper.memberships:
        is_one = len(name.sub) == 1 and (name.sub[0].isdigit() or name.sub[0] in last)
        if is_one and shape != "()" and replace(name, sub=()) in bases:
            raise RefusedError("its terms are arrays")


def _check_entries(paper: Paper, left: Node, lengths: Iterable[str]) -> None:
    """That the left side's stated shape is what its own indices leave.

    Raises:
        RefusedError: it is not.
    """
    entry = paper.meaning(left) if isinstance(left, Symbol) else None
    if entry is None or not entry.shape:
        return
    stated = tuple(part.strip() for part in entry.shape.strip("()").split(",") if part.strip())
    if tuple(map(axis_name, stated)) != tuple(lengths):
        raise RefusedError("its left side has another shape")


def _shown(base: Symbol, indices: tuple[str, ...]) -> str:
    return to_latex(replace(base, sub=indices))


def _without_bounds(node: Node) -> Node:
    """A sum's terms alone, for the check of what is arithmetic."""
    return replaced(
        node,
        lambda part: (
            Bracket("", "", (_without_bounds(part.body),))
            if isinstance(part, Big) and part.name in ("\\sum", "\\prod")
            else None
        ),
    )

"""Sides with running indices: which symbols are arrays, and how long their axes are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers.formula.indexed import Family, Indexed, bound_indices
from drill.papers.formula.naming import typed_names
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import check_arithmetic, is_given, with_circle_number, with_euler
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Symbol,
    children,
)
from drill.papers.lowered import Lowered, assumed
from drill.papers.paper import Paper
from drill.papers.roles import Roles
from drill.papers.told_shapes import ARRAY_WORDS, axis_name

_AXES: Final = ("n", "m", "k", "p", "q", "d", "a", "b")


def lower_indexed(paper: Paper, left: Node, right: Node) -> Lowered:
    """A side with sums over indices.

    Raises:
        RefusedError: an index runs over something else than a whole axis, or a symbol's axes are not told.
    """
    side = with_euler(with_circle_number(right))
    check_arithmetic(_without_bounds(side))
    bound = bound_indices(side)
    side, vectors = with_entries(paper, side)
    free = (*_free_indices(left, side, bound), *vectors)
    order = (*free, *bound)
    _check_entries(paper, left, vectors)
    if len(order) > 3 or len(set(order)) < len(order):
        raise RefusedError("it has too many indices")
    families, numbers, ends = _sorted(side, order)
    if not families:
        raise RefusedError("no symbol of it has the index of its sum")
    names = typed_names((*families, *(node for node in numbers if isinstance(node, Symbol))))
    lengths = _lengths(side, order, families, ends, set(names.values()), vectors)
    arrays: dict[str, tuple[str, ...]] = {
        names[base]: tuple(lengths[index] for index in indices[0]) for base, indices in families.items()
    }
    used = {base: Family(names[base], len(indices[0])) for base, indices in families.items()}
    number_names: dict[Node, str] = {node: names[node] for node in numbers if isinstance(node, Symbol)}
    engine = Indexed(order, lengths, used, number_names, _ends(ends, lengths, arrays))
    cell = engine.of(side)
    if cell.axes != free or cell.entry is None:
        raise RefusedError("its result has other indices than its left side")
    over = {index: lengths[index] for index in free}

    def code_of(node: Node) -> str | None:
        try:
            return engine.of(node).code
        except RefusedError:
            return None

    roles = Roles(paper, side, left)
    arrays |= dict.fromkeys(number_names.values(), ())
    latex = {
        names[base]: _shown(base, tuple(index for index in indices[0] if index not in vectors))
        for base, indices in families.items()
    }
    every = {
        **{
            Symbol(base.base, base.font, base.accents, indices[0], base.primes, base.mark): names[base]
            for base, indices in families.items()
        },
        **number_names,
    }
    return Lowered(
        node=side,
        code=cell.code,
        arrays=arrays,
        latex={**latex, **{name: to_latex(node) for node, name in number_names.items()}},
        entry=cell.entry,
        over=over,
        assumed=assumed(side, every, {node: roles.of(node) for node in number_names}),
        code_of=code_of,
        axes_of=lambda node: None,
    )


def with_entries(paper: Paper, side: Node) -> tuple[Node, dict[str, str]]:
    """A side with one more index for the entries of what the paper says to be vectors, and their length.

    Raises:
        RefusedError: a symbol's shape is said to be another one than its indices tell.
    """
    found: dict[Node, str] = {}
    for part in walk(side):
        if not isinstance(part, Symbol) or not part.sub:
            continue
        entry = paper.meaning(part)
        if entry is None or entry.shape in ("", "()"):
            if entry is not None and not entry.shape and ARRAY_WORDS.search(entry.meaning):
                raise RefusedError("its terms are no numbers")
            continue
        found[part] = axis_name(entry.shape.strip("()").rstrip(", "))
    if not found:
        return side, {}
    if len({replace(part, sub=()) for part in found if isinstance(part, Symbol)}) > 1 or _is_squared(
        side, found
    ):
        raise RefusedError("several of its symbols are vectors")
    used = {token for part in walk(side) if isinstance(part, Symbol) for token in (*part.sub, part.base)}
    index = next(letter for letter in "hrcuvw" if letter not in used)
    longer: dict[Node, Node] = {
        part: replace(part, sub=(*part.sub, index)) for part in found if isinstance(part, Symbol)
    }
    lengths = set(found.values())
    if len(lengths) > 1:
        raise RefusedError("one array has rows of two lengths")
    return replaced(side, longer.get), {index: lengths.pop()}


def _is_squared(node: Node, vectors: Mapping[Node, str]) -> bool:
    """Whether vectors stand in powers, below lines or twice in a product: entry by entry, or not."""
    match node:
        case Product(factors):
            held = [factor for factor in factors if any(part in vectors for part in walk(factor))]
            return len(held) > 1 or any(_is_squared(factor, vectors) for factor in held)
        case Power() | Fraction():
            inner = node.bottom if isinstance(node, Fraction) else node
            return any(part in vectors for part in walk(inner)) or (
                isinstance(node, Fraction) and _is_squared(node.top, vectors)
            )
        case _:
            return any(_is_squared(child, vectors) for child in children(node))


def _check_entries(paper: Paper, left: Node, vectors: Mapping[str, str]) -> None:
    """That the left side's stated shape is what its own indices leave.

    Raises:
        RefusedError: it is not.
    """
    entry = paper.meaning(left) if isinstance(left, Symbol) else None
    if entry is None or not entry.shape:
        return
    stated = tuple(part.strip() for part in entry.shape.strip("()").split(",") if part.strip())
    if tuple(map(axis_name, stated)) != tuple(vectors.values()):
        raise RefusedError("its left side has another shape")


def _shown(base: Symbol, indices: tuple[str, ...]) -> str:
    return to_latex(replace(base, sub=indices))


def _without_bounds(node: Node) -> Node:
    """A sum's terms alone, for the check of what is arithmetic."""
    return replaced(
        node,
        lambda part: (
            Bracket("(", ")", (_without_bounds(part.body),))
            if isinstance(part, Big) and part.name in ("\\sum", "\\prod")
            else None
        ),
    )


def _free_indices(left: Node, side: Node, bound: tuple[str, ...]) -> tuple[str, ...]:
    """Indices of the left side that symbols of the right one carry, too."""
    carried = {token for part in walk(side) if isinstance(part, Symbol) for token in part.sub}
    if not isinstance(left, Symbol):
        return ()
    return tuple(
        token
        for token in left.sub
        if len(token) == 1
        and token.isalpha()
        and token in carried
        and token not in bound
        and token not in "tT"
    )


Families = dict[Symbol, list[tuple[str, ...]]]


def _sorted(side: Node, order: tuple[str, ...]) -> tuple[Families, list[Node], dict[str, Symbol]]:
    """Symbols with indices by their bases, symbols without, and the symbols that are ends of ranges."""
    families: Families = {}
    numbers: dict[Node, None] = {}
    ends: dict[str, Symbol] = {}
    for part in walk(side):
        if isinstance(part, Big) and part.lower and part.upper:
            end = Symbol(part.upper[0])
            if ends.setdefault(part.lower[0], end) != end:
                raise RefusedError("one index runs over two ranges")
    for node in _entries(side):
        if not isinstance(node, Symbol) or node.font == "\\mathbf":
            raise RefusedError("its terms are no entries of arrays")
        if set(node.sub) & set(order):
            if not set(node.sub) <= set(order):
                raise RefusedError("an index that is computed with")
            families.setdefault(replace(node, sub=()), []).append(node.sub)
        elif node not in ends.values():
            numbers[node] = None
    for base in families:
        if any(isinstance(node, Symbol) and replace(node, sub=()) == base for node in numbers):
            raise RefusedError("a symbol stands with an index and without")
    return families, list(numbers), ends


def _entries(node: Node) -> Iterator[Node]:
    """Symbols and given values below a node, ranges aside."""
    match node:
        case Number() | Symbol("\\pi", "\\mathrm"):
            return
        case Symbol():
            yield node
        case Power(base, exponent) if base in (Symbol("e"), Symbol("e", "\\mathrm")):
            yield from _entries(exponent)
        case Big("\\sum" | "\\prod", _, _, body):
            yield from _entries(body)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from _entries(child)


def _lengths(
    side: Node,
    order: tuple[str, ...],
    families: Families,
    ends: Mapping[str, Symbol],
    taken: set[str],
    vectors: Mapping[str, str],
) -> dict[str, str]:
    """A name for each index's axis; indices in one place of one array share it."""
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
    names: dict[str, str] = {}
    used: set[str] = set()
    for index in order:
        said = {ends[other].base.lower() for other in order if other in ends and root(other) == root(index)}
        if len({ends[other] for other in order if other in ends and root(other) == root(index)}) > 1:
            raise RefusedError("one axis has two lengths")
        if root(index) in names:
            continue
        others = {end.base.lower() for end in ends.values()} - said
        free_names = (name for name in _AXES if name not in others)
        wanted = [vectors[index]] if index in vectors else [*sorted(said), *free_names]
        if vectors.get(index, "") in taken | used:
            raise RefusedError("a length and a symbol share their name")
        name = next(one for one in wanted if one.isalpha() and one not in taken | used and one not in order)
        names[root(index)] = name
        used.add(name)
    return {index: names[root(index)] for index in order}


def _ends(
    ends: Mapping[str, Symbol], lengths: Mapping[str, str], arrays: Mapping[str, tuple[str, ...]]
) -> dict[Symbol, tuple[str, str]]:
    """Ends of ranges as NumPy has them, ``x.shape[0]``, and as axes."""
    found: dict[Symbol, tuple[str, str]] = {}
    for index, symbol in ends.items():
        for name, axes in arrays.items():
            if lengths[index] in axes:
                found[symbol] = (f"{name}.shape[{axes.index(lengths[index])}]", lengths[index])
                break
    return found

"""Sides with running indices: which symbols are arrays, and how long their axes are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers.formula.given import is_given
from drill.papers.formula.index_ranges import ranges_of
from drill.papers.formula.indexed import Family, Indexed
from drill.papers.formula.known_numbers import with_circle_number, with_euler
from drill.papers.formula.naming import quantity_names
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import check_arithmetic
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Fraction,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Symbol,
    children,
)
from drill.papers.lowered import Lowered, assumed
from drill.papers.paper import Paper
from drill.papers.roles import Roles
from drill.papers.running_lengths import Families, check_shared, ends_of, lengths_of, plainest
from drill.papers.running_values import (
    contracts,
    indices_of,
    is_at_index,
    is_contraction,
    is_entry,
    values_at,
    vector_length,
)
from drill.papers.told_shapes import Known, axis_name, matrix_like

_COUNTS: Final = frozenset("BGJKMNSmn")
"""Letters that say how many there are, where a sum is divided by them."""


def lower_indexed(paper: Paper, left: Node, right: Node, known: Known | None = None) -> Lowered:
    """A side with sums over indices; ``known`` are shapes that are stated or follow elsewhere.

    Raises:
        RefusedError: an index runs over something else than a whole axis, or a symbol's axes are not told.
    """
    side = with_euler(with_circle_number(right))
    check_arithmetic(_without_bounds(side))
    ranges = ranges_of(side, frozenset(left.sub if isinstance(left, Symbol) else ()))
    bound = tuple(dict.fromkeys(index for run in ranges.values() for index in run.indices))
    free = _free_indices(left, side, bound)
    values = values_at((*free, *bound), side, left)
    side, vectors = with_entries(paper, known or {}, side, values, (*free, *bound))
    is_vector = bool(vectors) and not contracts(side, vectors)
    order = (*free, *bound, *vectors)
    free = (*free, *vectors) if is_vector else free
    _check_entries(paper, left, vectors if is_vector else {})
    if len(order) > 3 or len(set(order)) < len(order):
        raise RefusedError("it has too many indices")
    families, numbers, ends = _sorted(replaced(side, values.get), order)
    if not families:
        raise RefusedError("no symbol of it has the index of its sum")
    check_shared(replaced(side, values.get))
    whole = {symbol.base: node for node, symbol in values.items()}
    stands = {base: whole.get(base.base, base) for base in families}
    named = quantity_names((*stands.values(), *numbers))
    _check_matrices(side, numbers)
    names: dict[Node, str] = {base: named[node] for base, node in stands.items()} | {
        node: named[node] for node in numbers
    }
    if set(names.values()) & set(order):
        raise RefusedError("an index and a quantity share their name")
    lengths = lengths_of(side, order, families, ends, set(names.values()), vectors, ranges)
    arrays: dict[str, tuple[str, ...]] = {
        names[base]: tuple(lengths[index] for index in indices[0]) for base, indices in families.items()
    }
    used = {base: Family(names[base], arrays[names[base]]) for base in families}
    number_names: dict[Node, str] = {node: names[node] for node in numbers}
    engine = Indexed(
        order, lengths, used, number_names, ends_of(ends, lengths, arrays), ranges, vectors, values
    )
    cell = engine.of(side)
    if cell.axes != free or cell.entry is None:
        raise RefusedError("its result has other indices than its left side")

    def code_of(node: Node) -> str | None:
        try:
            return engine.of(node).code
        except RefusedError:
            return None

    roles = Roles(paper, side, left)
    latex = {
        names[base]: to_latex(whole[base.base])
        if base.base in whole
        else _shown(base, tuple(index for index in plainest(indices) if index not in vectors))
        for base, indices in families.items()
    }
    every: dict[Node, str] = {
        **{
            node: names[replace(node, sub=())]
            for node in _entries(side)
            if isinstance(node, Symbol) and replace(node, sub=()) in families
        },
        **{node: names[replace(symbol, sub=())] for node, symbol in values.items()},
        **number_names,
    }
    return Lowered(
        node=side,
        code=cell.code,
        arrays=arrays | dict.fromkeys(number_names.values(), ()),
        latex={**latex, **{name: to_latex(node) for node, name in number_names.items()}},
        entry=cell.entry,
        over={index: lengths[index] for index in free},
        assumed=assumed(side, every, {node: roles.of(node) for node in number_names}),
        code_of=code_of,
        axes_of=lambda node: None,
        runs=bool(set(free) & set(left.sub if isinstance(left, Symbol) else ())),
        along={names[base]: indices[0] for base, indices in families.items() if base.base in whole},
    )


def with_entries(
    paper: Paper, known: Known, side: Node, values: Mapping[Node, Symbol], order: tuple[str, ...]
) -> tuple[Node, dict[str, str]]:
    """A side with one more index for the entries of what are vectors, and their length.

    Raises:
        RefusedError: a symbol's shape is said to be another one than its indices tell.
    """
    found: dict[Node, str] = {}
    leaves = tuple(dict.fromkeys(node for node in _entries(side) if node not in values))
    for part in leaves:
        if isinstance(part, Symbol) and part.sub and set(indices_of(part)) <= set(order):
            length = vector_length(paper, known, part, leaves)
            if length is not None:
                found[part] = length
    if not found:
        return side, {}
    if any(part in found for value in values for part in walk(value)):
        raise RefusedError("a vector stands alone and as an argument")
    if _is_squared(side, found):
        raise RefusedError("several of its symbols are vectors")
    used = {token for part in walk(side) if isinstance(part, Symbol) for token in (*part.sub, part.base)}
    index = next(letter for letter in "hrcuvw" if letter not in used)
    longer: dict[Node, Node] = {
        part: replace(part, sub=(*indices_of(part), index)) for part in found if isinstance(part, Symbol)
    }
    lengths = {length for length in found.values() if length}
    if len(lengths) > 1:
        raise RefusedError("one array has rows of two lengths")
    return replaced(side, longer.get), {index: lengths.pop() if lengths else ""}


def _is_squared(node: Node, vectors: Mapping[Node, str]) -> bool:
    """Whether vectors stand in powers, below lines or twice in a product: entry by entry, or not."""
    if is_contraction(node):
        return False
    match node:
        case Product(factors):
            held = [factor for factor in factors if _holds(factor, vectors)]
            return len(held) > 1 or any(_is_squared(factor, vectors) for factor in held)
        case Power() | Fraction():
            inner = node.bottom if isinstance(node, Fraction) else node
            own = (inner.base, inner.exponent) if isinstance(inner, Power) else (inner,)
            return any(_holds(part, vectors) for part in own) or (
                isinstance(node, Fraction) and _is_squared(node.top, vectors)
            )
        case _:
            return any(_is_squared(child, vectors) for child in children(node))


def _holds(node: Node, vectors: Mapping[Node, str]) -> bool:
    """Whether a vector stands in a part, norms and inner products aside: they are numbers."""
    return node in vectors or (
        not is_contraction(node) and any(_holds(child, vectors) for child in children(node))
    )


def _check_matrices(side: Node, numbers: Iterable[Node]) -> None:
    """That no product holds two capitals without a running index: matrices, rather than numbers.

    Raises:
        RefusedError: one does.
    """
    capitals = {node for node in numbers if matrix_like(node)}
    for part in walk(side):
        if isinstance(part, Product):
            for first, sign, second in zip(part.factors, part.signs, part.factors[1:], strict=False):
                if not sign and {first, second} & capitals and matrix_like(first) and matrix_like(second):
                    raise RefusedError("two capitals side by side may be matrices")


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


def _sorted(side: Node, order: tuple[str, ...]) -> tuple[Families, list[Node], dict[str, Symbol]]:
    """Symbols with indices by their bases, symbols without, and the symbols that are ends of ranges."""
    families: Families = {}
    numbers: dict[Node, None] = {}
    ends: dict[str, Symbol] = {}
    for part in walk(side):
        if isinstance(part, Big) and part.lower[:1] and len(part.upper) == 1 and part.lower[-1:] != ("0",):
            end = Symbol(part.upper[0])
            if ends.setdefault(part.lower[0], end) != end:
                raise RefusedError("one index runs over two ranges")
    for index, end in _averaged(side):
        ends.setdefault(index, end)
    for node in _entries(side):
        if not isinstance(node, Symbol):
            if is_at_index(node, order):
                raise RefusedError("its terms are no entries of arrays")
            numbers[node] = None
            continue
        indices = indices_of(node)
        if node.font == "\\mathbf" and not is_entry(node, len(indices)):
            raise RefusedError("its terms are no entries of arrays")
        if set(indices) & set(order):
            if not set(indices) <= set(order):
                raise RefusedError("an index that is computed with")
            families.setdefault(replace(node, sub=()), []).append(indices)
        elif node not in ends.values():
            numbers[node] = None
    for base in families:
        if any(isinstance(node, Symbol) and replace(node, sub=()) == base for node in numbers):
            raise RefusedError("a symbol stands with an index and without")
    return families, list(numbers), ends


def _averaged(side: Node) -> Iterator[tuple[str, Symbol]]:
    """Indices of means whose ends are not said, ``\\frac{1}{N} \\sum_i``, and how many terms these have."""
    for part in walk(side):
        match part:
            case Product((*_, Fraction(Number("1"), Symbol(sub=()) as end), Big("\\sum", (index,), (), _))):
                if end.base in _COUNTS and end.base != index:
                    yield index, end
            case _:
                continue


def _entries(node: Node) -> Iterator[Node]:
    """Symbols and given values below a node, ranges aside."""
    match node:
        case Number() | Symbol("\\pi", "\\mathrm"):
            return
        case Symbol():
            yield node
        case Power(base, exponent) if base in (Symbol("e"), Symbol("e", "\\mathrm")):
            yield from _entries(exponent)
        case Norm("\\|", body, () | ("2",)):
            yield from _entries(body)
        case Bracket("\\langle", "\\rangle", parts, (",",), _):
            for part in parts:
                yield from _entries(part)
        case Big("\\sum" | "\\prod", _, _, body):
            yield from _entries(body)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from _entries(child)

"""The inputs of a formula: quantities with the axes of their arrays, running letters, lengths.

Axes of a quantity come in two sorts: those of its type (a vector's length), and those that letters in its
indices run over (``x_i`` under a sum over ``i``). In a formula's tree a letter is a symbol that begins with
a colon and a length one that begins with ``#``, which no quantity's name does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from drill.maths import maths_tree
from drill.maths.maths_tree import Binary, Call, Index, Neg, Node, Num, Sym
from drill.notation.tree import Node as Written
from drill.papers.sheet.types import Length, Quantity

# Lengths: none for a number, one for a vector, ``(1, n)`` for a row vector, two for a matrix.
Axes: TypeAlias = tuple[Length, ...]
# Calls over a letter: of a body, the letter, its first and its last value.
FOLDS: Final = frozenset(("sum", "prod", "largest", "smallest"))

# Members along an axis whose length is a difference: an axis of one hides mistakes.
_LEAST_DIFFERENCE: Final = 2


class RefusedError(Exception):
    """A formula that is not computed, with one sentence why.

    ``is_unclear`` where somebody who knows the paper could help; else a kind of exercise does not fit.
    """

    def __init__(self, why: str, *, is_unclear: bool = False) -> None:
        super().__init__(why)
        self.why, self.is_unclear = why, is_unclear


@dataclass(frozen=True, slots=True)
class Range:
    """The range of a running letter: ``length`` members from ``start``, as the formula writes them.

    A letter that runs over a set (``x`` in a sum over all ``x``) has no ``start`` and no ``stop``.
    """

    letter: str
    latex: str
    length: Length
    start: Node | None = None
    stop: Node | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """An input: a symbol, or a call that stays one value, with one axis for each running index.

    ``name`` is typed in code, ``node`` is how the paper first writes a member; ``runs`` are the lengths of
    the places that run, ``letters`` what the paper writes there.
    """

    name: str
    node: Written
    quantity: Quantity
    axes: Axes = ()
    runs: tuple[Length, ...] = ()
    letters: tuple[str, ...] = ()
    is_call: bool = False

    @property
    def shape(self) -> Axes:
        """The axes of the array that holds all of it: running places first, then those of the type."""
        return (*self.runs, *find_stored_axes(self.axes))


def make_letter_symbol(name: str) -> Sym:
    """Return the symbol of a running letter's value."""
    return Sym(f":{name}")


def make_length_symbol(length: Length) -> Node:
    """Return the symbol of an axis's length."""
    return Num(str(length)) if isinstance(length, int) else Sym(f"#{length}")


def _split_length_addends(length: Length) -> list[tuple[int, list[str]]]:
    """Return the sign and the factors of each addend of a length, of ``2d + m * p - 1``, say."""
    text = str(length)
    if re.search(r"[^\w +*-]", text):
        return [(1, [text])]
    signs = [1, *(-1 if sign == "-" else 1 for sign in re.findall(r" ([+-]) ", text))]
    addends = (re.findall(r"\d+|[^\W\d]\w*", addend) for addend in re.split(r" [+-] ", text))
    return [*zip(signs, addends, strict=True)]


def is_made(length: Length) -> bool:
    """Return whether a length is a combination of others: ``d + e``, ``2d``, ``m * p``, ``d - 1``."""
    return _split_length_addends(length) != [(1, [str(length)])]


def count_of(length: Length, lengths: Mapping[Length, int]) -> int:
    """Return the value of a length or a combination; raises KeyError if one of them is unknown."""
    return sum(
        sign * math.prod(int(factor) if factor.isdigit() else lengths[factor] for factor in addend)
        for sign, addend in _split_length_addends(length)
    )


def choose_length_numbers(every: Iterable[Length], size: Callable[[int], int]) -> dict[Length, int]:
    """Return numbers for lengths; ``size`` is called for each name in turn.

    A name that others are subtracted from is larger than what ``size`` says where the difference needs it.
    """
    every, names = tuple(every), dict[Length, int]()
    for name in (
        factor for length in every for _, addend in _split_length_addends(length) for factor in addend
    ):
        if not name.isdigit():
            names.setdefault(name, size(len(names)))
    for length in every:
        minuend = _split_length_addends(length)[0][1][0]
        if " - " in str(length) and (missing := _LEAST_DIFFERENCE - count_of(length, names)) > 0:
            if minuend.isdigit():
                raise RefusedError("a difference of lengths in it may be nothing")
            names[minuend] += missing
    return {**names, **{length: count_of(length, names) for length in every}}


def add_lengths(lengths: Sequence[Length]) -> Length:
    """Return the length of concatenated axes: ``d + e``, ``2d``."""
    first, *further_lengths = lengths
    is_multiple = (
        isinstance(first, str)
        and not is_made(first)
        and all(candidate == first for candidate in further_lengths)
    )
    return f"{len(lengths)}{first}" if is_multiple else simplify_length(" + ".join(map(str, lengths)))


def simplify_length(length: str) -> Length:
    """Return a length, as a number if it is made of numbers only."""
    return length if re.search(r"[^\W\d]", length) else count_of(length, {})


def length_of_size(node: Node) -> str:
    """Return the length that a size is; empty for anything else."""
    return node.name[1:] if isinstance(node, Sym) and node.name.startswith("#") else ""


def letter_of_place(index: Node) -> tuple[str, int] | None:
    """Return the letter that an index is, and the whole number added to it; None for any other index."""
    match index:
        case Sym(name) if name.startswith(":"):
            return name[1:], 0
        case Binary("+" | "-" as sign, Sym(name), Num(text)) if name.startswith(":"):
            return name[1:], int(text) if sign == "+" else -int(text)
        case _:
            return None


def letters_in(node: Node) -> frozenset[str]:
    """Return the letters on which a value depends, those that it binds, too."""
    return frozenset(name[1:] for name in maths_tree.find_symbols(node) if name.startswith(":"))


def is_row_vector(axes: Axes) -> bool:
    """Return whether an array is a row vector."""
    return len(axes) == 2 and axes[0] == 1


def find_stored_axes(axes: Axes) -> Axes:
    """Return the axes with which NumPy stores an array: a row vector is stored as a vector."""
    return axes[1:] if is_row_vector(axes) else axes


def list_letter_folds(node: Node) -> Iterator[Call]:
    """Yield all sums, products and extremes over letters."""
    return (part for part in maths_tree.walk_tree(node) if isinstance(part, Call) and part.name in FOLDS)


def list_quantity_names(node: Node, *, with_ends: bool = True) -> Iterator[str]:
    """Return the names of quantities in the order in which they are written; ends may be left out."""
    match node:
        case Sym(name):
            if name[0] not in ":#":
                yield name
        case Call(name, (body, *_)) if name in FOLDS and not with_ends:
            yield from list_quantity_names(body, with_ends=False)
        case _:
            for part in maths_tree.list_parts(node):
                yield from list_quantity_names(part, with_ends=with_ends)


def count_tree_operations(node: Node) -> int:
    """Return how many operations are to be done."""
    match node:
        case Binary("*", Binary("/", Num("1"), _)):
            count = 0  # a product with 1/n is the quotient by n
        case Binary():
            count = 1
        case Call(name):
            count = name != "T"
        case Index(base):
            return count_tree_operations(base)
        case _:
            count = 0
    return count + sum(map(count_tree_operations, maths_tree.list_parts(node)))


def takes_work(node: Node) -> bool:
    """Return whether a tree is more than one operation, and more than a sum or a mean of what is given."""
    bare = node
    while True:
        match bare:
            case Binary("/", inner, Num() | Sym()) | Binary("*", Binary("/", Num("1"), Num() | Sym()), inner):
                bare = inner
            case Call(name, (inner, *_)) if name in FOLDS:
                bare = inner
            case Neg(inner):
                bare = inner
            case _:
                return not isinstance(bare, Sym | Index) and count_tree_operations(node) > 1
